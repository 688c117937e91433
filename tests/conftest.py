"""Hypothesis profiles, and the brokers that all tests of one run share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from broker import NEEDED, REQUIRED, Broker, is_required, mocked, running
from fast import is_fast
from stream.memory import collect_rarely

pytest_plugins = ["projections"]  # fixtures of tests/inspect and tests/commands

collect_rarely()  # as the program does: what thousands of tests are made of stays, and is walked again and again

# CI takes the everyday profile and draws the same examples each time: what it refuses is the change's doing. New ones
# are drawn by `.ci/check`, which takes a first look, and by `--hypothesis-profile=long`, which is for the night.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("first", settings.get_profile("shared"), max_examples=10)
settings.register_profile("quick", settings.get_profile("shared"), max_examples=60, derandomize=True)
settings.register_profile("long", settings.get_profile("shared"), max_examples=3000)
settings.load_profile("quick")

_USED: list[Broker] = []


@pytest.fixture(scope="session", name="brokers")
def _brokers() -> Iterator[str]:
    """Apache Kafka."""
    with running() as broker:
        _USED.append(broker)
        yield broker.address


@pytest.fixture(scope="session", name="mock_brokers")
def _mock_brokers() -> Iterator[str]:
    """The mock cluster."""
    with mocked() as broker:
        _USED.append(broker)
        yield broker.address


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the fast tests; put those that mostly wait between those that mostly compute."""
    for item in items:
        if is_fast(item):
            item.add_marker(pytest.mark.fast)
    items[:] = mixed(items)


def mixed(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Tests with those in one piece that stay together: after each that mostly waits five that mostly compute.

    Three processes that all wait for sessions to end leave two cores idle, and later share them. Those that take long
    come first, so that none is alone at the end.
    """
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(together(item.nodeid), []).append(item)
    waiting = [group for name, group in groups.items() if "/faults/" in name]
    computing = [group for name, group in groups.items() if "/faults/" not in name]
    computing.sort(key=lambda group: not any(item.get_closest_marker("slow") for item in group))
    others = iter(computing)
    order = [group for first in waiting for group in (first, *islice(others, 5))]
    return [item for group in (*order, *others) for item in group]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep those tests together that share what is dear to make (`-n 3 --dist loadscope`)."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPlace(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return ByPlace(config, log)


def together(nodeid: str) -> str:
    """What is the same for tests that one process has to run: all of the contract, each other file, no two faults.

    Not by marks for `--dist loadgroup`: pytest-xdist 3.8 writes them into what pytest 9 no longer reads, and every
    process built the image and ran the contract's wire for itself.
    """
    file = nodeid.partition("::")[0]
    if "/faults/" in file:  # each makes all that it needs
        return nodeid
    return "contract" if "/contract/" in file else file


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A process of tests has ended: these are the brokers that it used."""
    _USED.extend(Broker(*each) for each in getattr(node, "workeroutput", {}).get("brokers", ()))


def _is_without_kafka() -> bool:
    """Whether this run was to use Apache Kafka, and did not."""
    return is_required() and not any(broker.is_kafka for broker in _USED)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that must use Apache Kafka fails where it did not, whatever its tests say."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # one process of several: the one that started it judges
        output["brokers"] = [tuple(each) for each in _USED]
    elif _is_without_kafka() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The run's last lines name the brokers that were used, and count what was skipped for want of them."""
    skipped = Counter(
        report.location[0] for report in terminalreporter.stats.get("skipped", ()) if NEEDED in str(report.longrepr)
    )
    for file, count in sorted(skipped.items()):
        terminalreporter.write_line(f"{count} skipped in {file}: {NEEDED}")
    for told in [broker.told for broker in _USED] or ["none was asked for"]:
        terminalreporter.write_line(f"broker: {told}")
    if _is_without_kafka():
        terminalreporter.write_line(f"{REQUIRED} is set, and no test ran on Apache Kafka: the run has failed", red=True)
