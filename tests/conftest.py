"""Hypothesis profiles, and the broker that all tests of one run share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from broker import running

# The everyday profile is quick; `--hypothesis-profile=long` is for the night.
settings.register_profile("quick", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")

_USED: list[str] = []


@pytest.fixture(scope="session", name="brokers")
def _brokers() -> Iterator[str]:
    """A real Kafka."""
    with running() as (address, told):
        _USED.append(told)
        yield address


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The run's last lines name the broker that was used."""
    terminalreporter.write_line(f"broker: {_USED[0] if _USED else 'none was asked for'}")
