"""What raises stops the worker before anything of its turn is acknowledged: Kafka must not count it as done."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from faults.broken import STAGES
from faults.program import broken
from faults.promise import assert_kept
from faults.wire import portions, wire
from stream.service.inbox import Place
from workers import Worker, running

FEW = ("bucket", "emit", "send", "write")  # stages that a worker comes to a few times in a turn, not a hundred times


@pytest.mark.parametrize("seed", [1])
def test_what_raises_ends_the_worker_and_holds_the_offset(brokers: str, tmp_path: Path, seed: int) -> None:
    """Stage after stage: exit code 1, nothing that was in hand is committed, and the next worker does it again."""
    rng = random.Random(seed)
    raws = wire(seed)
    with running(brokers, tmp_path, instance_id="w") as service:  # a static member: it rejoins at once
        for stage, part in zip(STAGES, portions(raws, len(STAGES)), strict=True):
            call = rng.randrange(2, 6) if stage in FEW else rng.randrange(20, 160)
            why = f"{stage}, call {call}, seed {seed}"
            service.feed(part)
            worker = service.start(broken(stage, call), name="worker")

            assert worker.wait(90) == 1, f"{why}\n{service.told_last()}"
            held, done = in_hand(worker), service.committed()
            assert held, f"{why}: nothing was in hand"
            past = {place: (offset, done[place]) for place, offset in held.items() if done.get(place, 0) > offset}
            assert not past, f"{why}: committed past what was in hand: {past}"

        service.again(worker)
        service.wait_until_quiet()
        assert_kept(service, raws, seed)


def in_hand(worker: Worker) -> dict[Place, int]:
    """The first offset of each topic and partition in the turn that was broken."""
    [told] = [each for each in worker.events() if each["event"] == "broken"]
    assert isinstance(told["in_hand"], list)
    return {(topic, partition): offset for topic, partition, offset in told["in_hand"]}
