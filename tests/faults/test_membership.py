"""Workers that come, go, and come back from the dead."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from faults.program import broken
from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import Worker, running, wait_for

LONG = (pytest.mark.long, pytest.mark.timeout(900))


@pytest.mark.parametrize(("seed", "rounds"), [(1, 5), pytest.param(2, 20, marks=LONG)])
def test_workers_that_come_and_go_change_no_story(brokers: str, tmp_path: Path, seed: int, rounds: int) -> None:
    """A second and a third worker are added and removed every few seconds; none of the three fails."""
    rng = random.Random(seed)
    raws = wire(seed, 2000 if rounds < 10 else 3000)
    with running(brokers, tmp_path) as service:
        service.start().wait_until_ready()
        others = [service.start()]
        for part in portions(raws, rounds):
            service.feed(part)
            time.sleep(rng.uniform(1.0, 3.5))  # how often they come and go is the fault
            if len(others) == 2 or (others and rng.random() < 0.5):
                gone = others.pop(rng.randrange(len(others)))
                gone.wait_until_logged("worker_starting")  # before that Python has no handler of the signal
                assert gone.stop() == 0, f"seed {seed}\n{service.told_last()}"
            else:
                others.append(service.start())
        service.wait_until_quiet()

        failed = [each.log_path for each in service.workers if each.code not in (None, 0)]
        assert not failed, f"seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=LONG) for seed in (2, 3, 4))])
def test_a_worker_that_slept_past_its_session_changes_no_story(brokers: str, tmp_path: Path, seed: int) -> None:
    """It wakes up with a turn in hand, and its partitions are with the other: nothing that it writes counts."""
    rng = random.Random(seed)
    raws = wire(seed)
    before, meanwhile, after = portions(raws, 3)
    with running(brokers, tmp_path) as service:
        sleeper, other = service.start(), service.start()
        sleeper.wait_until_ready()
        other.wait_until_ready()
        service.feed(before)
        time.sleep(rng.uniform(0.0, 1.0))  # anywhere in a turn
        sleeper.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        service.feed(meanwhile)
        wait_for(lambda: takeovers(other) > 1, 30, "the other worker to take over", service.told_last)
        time.sleep(max(0.0, service.settings.session_timeout_seconds + 2 - (time.monotonic() - began)))
        sleeper.process.send_signal(signal.SIGCONT)
        service.feed(after)
        service.wait_until_quiet(mend=True)

        assert other.code is None, f"seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)


@pytest.mark.parametrize("seed", [1])
def test_an_assignment_that_is_recovered_twice_changes_no_story(brokers: str, tmp_path: Path, seed: int) -> None:
    """What is taken over and at work is not taken over again under its hands."""
    raws = wire(seed)
    with running(brokers, tmp_path) as service:
        service.feed(raws)
        worker = service.start(broken("twice", 1))
        worker.wait_until_logged("twice")
        service.wait_until_quiet()

        assert worker.code is None, f"seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)


def takeovers(worker: Worker) -> int:
    """How often it was given partitions."""
    return sum(each["event"] == "partitions_taken_over" for each in worker.events())
