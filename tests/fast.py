"""Which tests are fast: those that .ci/check runs. tests/conftest.py marks them."""

from __future__ import annotations

import inspect
from functools import cache
from types import ModuleType

import pytest

__all__ = ["SLOW_FIXTURES", "SLOW_FOLDERS", "SLOW_HELPERS", "is_fast", "starts_processes"]

SLOW_FOLDERS = {"contract", "deploy", "faults", "monitor", "properties"}
"""Their tests run processes by their nature, or thousands of interleavings."""

SLOW_FIXTURES = {"brokers", "browser", "mock_brokers"}
"""Each starts a broker or a browser."""

SLOW_HELPERS = {
    *("broker.mocked", "broker.running", "broker.secured", "broker.started", "faults.node.node"),
    *("inspector.serving", "workers.Worker", "workers.running"),
}
"""Each starts a broker, a worker or the inspector."""


def is_fast(item: pytest.Item) -> bool:
    """Whether a test starts no broker, browser, worker or container, and takes no seconds of CPU by itself."""
    assert isinstance(item, pytest.Function)
    return not (
        item.path.relative_to(item.config.rootpath / "tests").parts[0] in SLOW_FOLDERS
        or item.get_closest_marker("slow")
        or not SLOW_FIXTURES.isdisjoint(item.fixturenames)
        or starts_processes(item.module)
    )


@cache
def starts_processes(module: ModuleType) -> bool:
    """Whether a test file has one of :data:`SLOW_HELPERS` at hand, called by a fixture or by a test itself."""
    at_hand = {
        f"{value.__module__}.{value.__name__}"
        for value in vars(module).values()
        if inspect.isfunction(value) or inspect.isclass(value)
    }
    return not SLOW_HELPERS.isdisjoint(at_hand)
