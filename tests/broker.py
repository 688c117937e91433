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
    # The script says by itself when it gives up: no JDK, no Maven, no answer within a minute.
    process = subprocess.Popen([SCRIPT, "--port", "0"], stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    try:
        ready = process.stdout.readline().split()
        assert ready[:1] == ["ready"], f"{SCRIPT} did not start; its standard error says why"
        yield ready[1], f"Apache Kafka by deploy/kafka-local, {ready[1]}"
    finally:
        process.terminate()
        process.wait(timeout=STOP)
        process.stdout.close()
