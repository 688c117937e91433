"""What came of the wire of the contract on each runtime, folded once for all tests."""

from __future__ import annotations

import pytest

from contract.cases import wire
from contract.runtimes import Embedded, Kafka, Outcome, Runtime


@pytest.fixture(scope="session", name="embedded")
def _embedded() -> Outcome:
    """Of this process."""
    return folded(Embedded())


@pytest.fixture(scope="session", name="kafka")
def _kafka(brokers: str, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Of two workers on Apache Kafka."""
    return folded(Kafka(brokers, tmp_path_factory.mktemp("kafka"), 2))


@pytest.fixture(scope="session", name="mock")
def _mock(mock_brokers: str, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Of a worker on the mock cluster."""
    return folded(Kafka(mock_brokers, tmp_path_factory.mktemp("mock"), 1, mock=True))


@pytest.fixture(scope="session", name="outcome", params=["embedded", "kafka", "mock"])
def _outcome(request: pytest.FixtureRequest) -> Outcome:
    """Of each runtime in turn."""
    outcome: Outcome = request.getfixturevalue(request.param)
    return outcome


@pytest.fixture(scope="session", name="on_kafka", params=["kafka", "mock"])
def _on_kafka(request: pytest.FixtureRequest) -> Outcome:
    """Of the worker, with what Kafka adds."""
    outcome: Outcome = request.getfixturevalue(request.param)
    return outcome


def folded(runtime: Runtime) -> Outcome:
    """The wire of the contract."""
    return runtime.fold(wire())
