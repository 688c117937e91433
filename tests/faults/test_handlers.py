"""What raises stops the worker before anything of its turn is acknowledged: Kafka must not count it as done."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from faults.broken import STAGES
from faults.program import broken
from faults.promise import assert_kept
from faults.wire import wire
from stream.service.inbox import Place
from workers import Worker, running

FEW = ("bucket", "emit", "send", "write")  # stages that a worker comes to a few times in a turn, not a hundred times


@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize("stage", STAGES)
def test_what_raises_ends_the_worker_and_holds_the_offset(brokers: str, tmp_path: Path, stage: str, seed: int) -> None:
    """Exit code 1; nothing that was in hand is committed; a healthy worker does it again."""
    raws = wire(seed)
    call = random.Random(seed).randrange(2, 6) if stage in FEW else random.Random(seed).randrange(50, 400)
    with running(brokers, tmp_path, instance_id="w") as service:
        service.feed(raws)
        worker = service.start(broken(stage, call))
        why = f"{stage}, call {call}, seed {seed}"

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
