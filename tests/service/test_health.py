"""What a worker says of itself, and who tells when its loop is stuck."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from logged import restored, started
from stream.service.health import SILENT, Health, Watchdog


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="stream")
def _stream() -> Iterator[io.StringIO]:
    """Where the log goes."""
    with restored():
        yield io.StringIO()


def test_a_worker_lives_while_its_loop_moves(clock: Clock) -> None:
    """From its start; a heartbeat ends a silence."""
    health = Health(clock)

    assert health.why_not_live() is None
    clock.now += SILENT - 0.1
    assert health.why_not_live() is None
    clock.now += 0.1
    assert health.why_not_live() == "the loop has not moved for 30 s"
    health.beat()
    assert health.why_not_live() is None


def test_a_worker_is_ready_once_its_state_is_there(clock: Clock) -> None:
    """And only as long as it has partitions."""
    health = Health(clock)

    assert health.why_not_ready() == "no partitions are assigned"
    health.assigned(4)
    assert health.why_not_ready() == "state is being recovered"
    health.recovered()
    assert health.why_not_ready() is None
    health.revoked()
    assert health.why_not_ready() == "no partitions are assigned"
    health.assigned(0)
    health.recovered()
    assert health.why_not_ready() == "no partitions are assigned"


def ready(clock: Clock) -> Health:
    """A worker at work."""
    health = Health(clock)
    health.assigned(4)
    health.recovered()
    return health


def test_a_worker_that_stops_is_not_ready_and_lives(clock: Clock) -> None:
    """It is not killed while it finishes what it has in hand."""
    health = ready(clock)

    health.stopping()

    assert (health.why_not_ready(), health.why_not_live()) == ("it is stopping", None)


def test_a_tripped_brake_is_told_to_the_end(clock: Clock) -> None:
    """Whatever follows: a rebalance, the stop."""
    health = ready(clock)

    health.trip("wire.dispatches[3]: 100 in a row")
    health.revoked()
    health.stopping()

    assert health.why_not_ready() == "the brake tripped: wire.dispatches[3]: 100 in a row"
    assert health.why_not_live() is None


def test_a_stuck_worker_is_not_ready(clock: Clock) -> None:
    """A probe that is answered from elsewhere would say so."""
    health = ready(clock)

    clock.now += SILENT

    assert health.why_not_ready() == "the loop has not moved for 30 s"


def test_a_stall_is_told_once_before_the_probe_fails(clock: Clock, stream: io.StringIO) -> None:
    """With the place of every thread; the next stall is told again."""
    lines = started(stream)
    health = Health(clock)
    watchdog = Watchdog(health)

    clock.now += 19
    watchdog.look()
    assert lines() == []
    clock.now += 1
    watchdog.look()
    clock.now += 1
    watchdog.look()
    assert health.why_not_live() is None
    [line] = lines()
    assert (line["event"], line["level"], line["silent_seconds"]) == ("loop_stalled", "error", 20.0)
    [name] = [name for name in line["stacks"] if name.startswith("MainThread ")]
    assert any(place.endswith("test_a_stall_is_told_once_before_the_probe_fails") for place in line["stacks"][name])

    health.beat()
    clock.now += 20
    watchdog.look()
    assert len(lines()) == 2


class Told(io.StringIO):
    """A log that says when something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def write(self, text: str) -> int:
        """As a file."""
        count = super().write(text)
        self.written.set()
        return count


def stuck(told: threading.Event) -> bool:
    """Holds the thread until somebody else has told of it."""
    return told.wait(timeout=60)


def test_a_thread_tells_while_the_loop_is_stuck(clock: Clock) -> None:
    """It shows the function that holds it."""
    with restored():
        log = Told()
        lines = started(log)
        watchdog = Watchdog(Health(clock), look=0.01)
        watchdog.start()
        try:
            clock.now += 20
            assert stuck(log.written)
        finally:
            watchdog.stop()

    [line] = lines()
    [places] = [places for name, places in line["stacks"].items() if name.startswith("MainThread ")]
    assert any(place.endswith(" stuck") for place in places)


HOLDS_THE_INTERPRETER = """
import re
from stream.service.health import Health, Watchdog

Watchdog(Health(), look=0.01, unseen=0.05).start()


def stuck(letters):
    re.match(r"(a+)+$", "a" * letters + "b")


import faulthandler, sys, threading, time
letters = 18
while True:  # twice as long with each letter, until the watchdog was kept from its looks for long enough
    before = time.monotonic()
    stuck(letters)
    if time.monotonic() - before > 0.5:
        break
    letters += 1
"""


def test_somebody_tells_while_no_thread_of_python_runs() -> None:
    """A regular expression that never ends holds the interpreter: the stacks are on standard error."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", HOLDS_THE_INTERPRETER], capture_output=True, text=True, check=True, timeout=60
    )

    assert "Timeout (0:00:00.050000)!" in done.stderr
    assert "in stuck" in done.stderr


def test_a_watchdog_that_was_never_started_stops() -> None:
    """As happens when a worker fails before it runs."""
    Watchdog(Health()).stop()
