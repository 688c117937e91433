"""Every dispatch that is read has an outcome, and everything that is accepted comes to its owner."""

from __future__ import annotations

import random

import orjson
import pytest

from simulated import Log, Process
from wires import HOUR, NOON, ninjs, retouched, text

WIRE = [
    *(ninjs(f"urn:{n}", text(n % 5), NOON + n * HOUR // 4, creditline="AFP") for n in range(30)),
    *(ninjs(f"urn:near-{n}", retouched(text(n), 9, 1), NOON + n * HOUR) for n in range(5)),
    ninjs("urn:kill", "KILL: the story urn:3 must not be used.", NOON + HOUR, pubstatus="canceled"),
]
"""Copies, near-copies, a kill: messages of each kind follow from them."""


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
    tallies = [shard.tally for worker in workers for shard in worker.desk.shards.values()]
    folded, repeated, late = (sum(getattr(each, name) for each in tallies) for name in ("folded", "repeated", "late"))

    assert read == len(given) == accepted + rejected
    assert rejected == len(bad)
    assert accepted == folded + repeated + late
    assert (folded + late, repeated) == (len(raws), len(repeats))
