"""Every dispatch that is read has an outcome, and everything that is accepted comes to its owner."""

from __future__ import annotations

import random

import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from simulated import Log, Process
from stream.entities.routing import BUCKETS, INPUT
from stream.service.counting import Counting
from stream.service.inbox import Letter
from stream.service.metrics import Metrics
from stream.service.processor import KafkaRecord, Turn
from wires import HOUR, NOON, ninjs, retouched, text

WIRE = [
    *(ninjs(f"urn:{n}", text(n % 5), NOON + n * HOUR // 4, creditline="AFP") for n in range(30)),
    *(ninjs(f"urn:near-{n}", retouched(text(n), 9, 1), NOON + n * HOUR) for n in range(5)),
    ninjs("urn:afp:20221129:1", text(7), NOON, creditline="AFP"),
    ninjs("urn:kill", "KILL KILL KILL - Please kill item urn:afp:20221129:1. Wrong.", NOON + HOUR, creditline="AFP"),
]
"""Copies, near-copies, a kill by name, which is told to its target as a version of it: messages of each kind follow."""


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_is_folded_rejected_or_known(seed: int) -> None:
    """Two workers, records repeated and bad ones among them, any interleaving of turns."""
    rng = random.Random(seed)
    raws = [orjson.dumps(each) for each in WIRE]
    repeats, bad = rng.choices(raws, k=12), [b"{", b"[]", b'{"uri":""}']
    given = [*raws, *repeats, *bad]
    rng.shuffle(given)
    log = Log(4)
    log.feed(given, rng)
    workers = [Process(log, held, (72 * HOUR, 72 * HOUR), 0.0) for held in ((0, 1), (2, 3))]
    now = 0.0
    for _ in range(2000):
        now += rng.choice((0.01, 0.3, 1.5))
        for _, write in rng.choice(workers).begin(rng, now):
            write(log)
        if not log.behind:
            break
    read = sum(len(log.topics["wire.dispatches", partition]) for partition in range(4))
    accepted, rejected = (sum(getattr(each, name) for each in workers) for name in ("accepted", "rejected"))
    tallies = [shard.counts for worker in workers for shard in worker.processor.shards.values()]
    folded, repeated, late = (sum(getattr(each, name) for each in tallies) for name in ("folded", "repeated", "late"))

    assert read == len(given) == accepted + rejected
    assert rejected == len(bad)
    assert accepted == folded + repeated + late
    assert (folded + late, repeated) == (len(raws), len(repeats))


def test_what_is_in_hand_is_told_apart() -> None:
    """So the law is exact also at a scrape in the middle of a turn; mailbox records are no dispatches."""

    def unaccounted() -> float:
        told = text_string_to_metric_families(metrics.render().decode())
        samples = [each for family in told for each in family.samples]
        signs = {"records_read_total": 1, "dispatches_in_flight": -1, "dispatches_total": -1}
        return sum(
            signs.get(each.name.removeprefix("copytaster_"), 0) * each.value
            for each in samples
            if each.labels.get("topic", INPUT) == INPUT
        )

    metrics = Metrics()
    counting = Counting(metrics)
    letters = [
        Letter(KafkaRecord(topic, 0, offset, b"{}"), None, 0.0) for topic in (INPUT, BUCKETS) for offset in range(3)
    ]
    counting.read(letters)
    assert b"\ncopytaster_dispatches_in_flight 3.0\n" in metrics.render()
    assert unaccounted() == 0

    counting.end(Turn(accepted=3), letters, {}, {})
    assert b"\ncopytaster_dispatches_in_flight 0.0\n" in metrics.render()
    assert unaccounted() == 0
