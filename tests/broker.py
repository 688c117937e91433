"""A real Apache Kafka for the tests: COPYTASTER_TEST_BROKERS, else one node that deploy/kafka-local starts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "deploy" / "kafka-local"
STOP = 30  # seconds


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """Addresses of the brokers, and what they are in words. Fails where there are none: nothing is skipped."""
    given = os.environ.get("COPYTASTER_TEST_BROKERS")
    if given:
        yield given, f"the brokers of COPYTASTER_TEST_BROKERS, {given}"
        return
    with _started() as (address,):
        yield address, f"Apache Kafka by deploy/kafka-local, {address}"


@contextmanager
def secured(folder: Path) -> Iterator[tuple[str, str]]:
    """A node of its own: the addresses of SASL_SSL with SCRAM, and of SSL with client certificates.

    The folder gets the certificates, and user and password as secret files; `deploy/kafka-local --help` names them.
    """
    with _started("--secure", str(folder)) as (_, scram, mutual):
        yield scram, mutual


@contextmanager
def _started(*options: str) -> Iterator[list[str]]:
    """The addresses that the script prints. It says by itself when it gives up: no JDK, no answer within a minute."""
    process = subprocess.Popen([SCRIPT, "--port", "0", *options], stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        word, *addresses = process.stdout.readline().split() or [""]
        assert word == "ready", f"{SCRIPT} did not start; its standard error says why"
        yield addresses
    finally:
        process.terminate()
        process.wait(timeout=STOP)
        process.stdout.close()
