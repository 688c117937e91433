"""The time of day is set, under a running worker."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from faults.clock import Clock
from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import running

HOUR = 3600  # seconds
STEPS = (-HOUR, HOUR, 0)


def test_the_clock_of_the_test_moves_the_time_of_day_and_nothing_else(tmp_path: Path) -> None:
    """Or the test below would prove nothing."""
    clock = Clock(tmp_path)
    asked = "import time, datetime as d; print(time.time(), d.datetime.now(d.UTC).timestamp(), time.monotonic())"
    command = [*clock.program[:-1], "python3", "-c", asked]
    for step in (0, HOUR, -HOUR):
        clock.set(step)
        before = time.time(), time.monotonic()
        day, date, since = map(float, subprocess.check_output(command, text=True).split())  # noqa: S603 - our own

        assert abs(day - before[0] - step) < 10
        assert abs(date - before[0] - step) < 10
        assert abs(since - before[1]) < 10


@pytest.mark.parametrize("seed", [1])
def test_steps_of_the_time_of_day_change_no_story_and_stop_no_worker(brokers: str, tmp_path: Path, seed: int) -> None:
    """One of two workers is set back an hour, forward by two, and put right, each in the middle of work."""
    raws = wire(seed, 900)
    clock = Clock(tmp_path)
    with running(brokers, tmp_path) as service:
        stepped, steady = service.start(clock.program), service.start()
        stepped.wait_until_ready()
        steady.wait_until_ready()
        for step, part in zip(STEPS, portions(raws, len(STEPS)), strict=True):
            before = service.told_so_far()
            service.feed(part[: len(part) // 2])
            clock.set(step)
            service.feed(part[len(part) // 2 :])
            service.wait_until_quiet()
            assert service.told_so_far() > before, f"{step}, seed {seed}\n{service.told_last()}"

        assert (stepped.code, steady.code) == (None, None), f"seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)
