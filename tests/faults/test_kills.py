"""Kill -9: at random moments, and at each step of a turn."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from faults.program import broken
from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import running


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 5), pytest.param(2, 20, marks=(pytest.mark.long, pytest.mark.timeout(900)))]
)
def test_a_worker_killed_at_random_moments_changes_no_story(
    brokers: str, tmp_path: Path, seed: int, kills: int
) -> None:
    """One of two workers dies while it joins, recovers or works, and is started again; the other goes on."""
    rng = random.Random(seed)
    raws = wire(seed, 2000 if kills < 10 else 3000)
    parts = portions(raws, kills + 1)
    with running(brokers, tmp_path) as service:
        steady, victim = service.start(), service.start()
        steady.wait_until_ready()
        victim.wait_until_ready()
        service.feed(parts[0])
        for part in parts[1:]:
            time.sleep(rng.uniform(0.3, 5.0))  # the moment is the fault
            victim.kill()
            victim = service.again(victim)
            service.feed(part)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)
        assert (steady.code, victim.code) == (None, None), f"seed {seed}\n{service.told_last()}"


POINTS = ("sent", "written", "kept", "acked")


@pytest.mark.parametrize("seed", [1])
def test_a_worker_killed_between_two_steps_of_a_turn_changes_no_story(brokers: str, tmp_path: Path, seed: int) -> None:
    """Outputs, rows, acknowledgements, commit: whatever was the last of them, it goes on from there. Each twice."""
    rng = random.Random(seed)
    raws = wire(seed)
    with running(brokers, tmp_path, instance_id="w") as service:  # a static member: it rejoins at once
        for point, part in zip(POINTS, portions(raws, len(POINTS)), strict=True):
            service.feed(part)
            for call in (rng.randrange(2, 5), rng.randrange(1, 3)):
                worker = service.start(broken(point, call), name="worker")
                code = worker.wait(90)
                assert code == -signal.SIGKILL, f"{point}, call {call}, seed {seed}\n{service.told_last()}"
        service.again(worker)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)


@pytest.mark.parametrize("seed", [1])
def test_a_worker_killed_right_after_its_claim_changes_no_story(brokers: str, tmp_path: Path, seed: int) -> None:
    """Two claims without a row: of nothing, and of what a worker before it left in the middle of its work."""
    raws = wire(seed)
    with running(brokers, tmp_path, instance_id="w") as service:
        service.feed(raws)
        worker = service.start(broken("claimed", 1))
        assert worker.wait(90) == -signal.SIGKILL, f"seed {seed}\n{service.told_last()}"
        worker = service.again(worker)
        service.wait_until_told()
        worker.kill()
        worker = service.again(worker, broken("claimed", 1))
        assert worker.wait(90) == -signal.SIGKILL, f"seed {seed}\n{service.told_last()}"
        service.again(worker)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)


@pytest.mark.parametrize("seed", [1])
def test_what_was_kept_and_not_committed_is_committed_by_the_next(brokers: str, tmp_path: Path, seed: int) -> None:
    """The rows of a mailbox's last record are safe, its commit is not, nothing comes after it: no lag stays."""
    raws = wire(seed)[:1]
    with running(brokers, tmp_path, partitions=1, instance_id="w") as service:
        worker = service.start(broken("overdue", 1))
        service.feed(raws)
        assert worker.wait(60) == -signal.SIGKILL, f"seed {seed}\n{service.told_last()}"
        service.again(worker)
        service.wait_until_quiet(40)

        assert_kept(service, raws, seed)
