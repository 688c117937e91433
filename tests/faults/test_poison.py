"""Records that nobody can read, among good ones and in a flood."""

from __future__ import annotations

import random
import re
from pathlib import Path

import orjson
import pytest

from faults.promise import assert_kept
from faults.wire import wire
from letters import put
from stream.entities.routing import INPUT
from stream.errors import Reason
from stream.service.dead_letters import Content
from stream.service.topics import named
from workers import QUICK, Worker, running, wait_for

GOOD = {"uri": "urn:test:poison", "body_text": "Talks resume in the capital."}

NO_JSON = "orjson.JSONDecodeError"
OURS = "stream.errors.Invalid"
POISON: dict[str, tuple[bytes | None, Reason, str]] = {
    "no UTF-8": (b'{"uri": "urn:test:\xff", "body_text": "x"}', Reason.ENCODING, NO_JSON),
    "cut": (orjson.dumps(GOOD)[:-9], Reason.JSON, NO_JSON),
    "deep": (
        b'{"uri": "urn:test:deep", "body_text": "x", "a": ' + b"[" * 200 + b"]" * 200 + b"}",
        Reason.TOO_DEEP,
        OURS,
    ),
    "null": (None, Reason.JSON, OURS),
    "many keys": (orjson.dumps({f"key{n}": n for n in range(100_000)}), Reason.NO_URI, OURS),
    "no number": (
        b'{"uri": "urn:test:nan", "body_text": "x", "urgency": NaN}',
        Reason.JSON,
        NO_JSON,
    ),
    "half a pair": (
        rb'{"uri": "urn:test:pair", "body_text": "\ud800"}',
        Reason.ENCODING,
        NO_JSON,
    ),
    "a wrong type": (orjson.dumps({**GOOD, "body_text": 7}), Reason.TYPE, OURS),
    "no uri": (orjson.dumps({"body_text": GOOD["body_text"]}), Reason.NO_URI, OURS),
    "no text": (orjson.dumps({"uri": GOOD["uri"]}), Reason.NO_TEXT, OURS),
    "five megabytes": (orjson.dumps({**GOOD, "body_text": "x" * 5_000_000}), Reason.TOO_LARGE, OURS),
}
"""Kind → the record, the reason it is rejected for, and the class of what was raised."""


@pytest.mark.parametrize("seed", [1])
def test_poison_goes_into_the_dead_letters_whole_and_the_others_are_folded(
    brokers: str, tmp_path: Path, seed: int
) -> None:
    """Twice of each kind, at random places: bytes, key, headers and origin are kept, and the worker lives."""
    rng = random.Random(seed)
    raws = wire(seed)
    with running(brokers, tmp_path) as service:
        partitions = service.settings.partitions
        records: list[list[tuple[Content, str | None]]] = [[] for _ in range(partitions)]
        for n, raw in enumerate(raws):
            records[n % partitions].append((Content(None, raw), None))
        for n, kind in enumerate(2 * sorted(POISON)):
            place = records[n % partitions]
            content = Content(f"key-{n}".encode(), POISON[kind][0], (("supplier", str(n).encode()),))
            place.insert(rng.randrange(len(place)), (content, kind))
        topic = named(service.settings, INPUT)
        for partition, each in enumerate(records):
            put(service.settings, topic, [content for content, _ in each], partition)
        worker = service.start()
        service.wait_until_quiet()

        assert worker.code is None, f"seed {seed}\n{service.told_last()}"
        found = {}
        for letter in service.dead_letters():
            assert letter.origin.topic == topic
            failure = letter.failure
            found[letter.origin.partition, letter.origin.offset] = (
                letter.content,
                failure.reason,
                failure.exception_class,
            )
        expected = {
            (partition, offset): (content, *POISON[kind][1:])
            for partition, each in enumerate(records)
            for offset, (content, kind) in enumerate(each)
            if kind is not None
        }
        assert found.keys() == expected.keys(), f"seed {seed}"
        for at, what in expected.items():
            assert found[at] == what, f"seed {seed}, {records[at[0]][at[1]][1]}"
        assert_kept(service, raws, seed, rejected=len(expected))


@pytest.mark.parametrize("seed", [1])
def test_a_flood_of_rejects_trips_the_brake(brokers: str, tmp_path: Path, seed: int) -> None:
    """A hundred in a row: exit code 1, the flood is not committed past that, and for a while a gauge says why."""
    good, bad = wire(seed)[:300], [Content(b"k", b"cut {")] * 1000
    with running(brokers, tmp_path, partitions=1, brake_hold_seconds=4) as service:
        topic = named(service.settings, INPUT)
        put(service.settings, topic, [Content(None, raw) for raw in good])
        worker = service.start()
        service.wait_until_quiet()
        assert gauge(worker) == 0
        put(service.settings, topic, bad)
        worker.wait_until_logged("brake_tripped")
        wait_for(lambda: gauge(worker) == 1, QUICK["commit_seconds"] + 3, "the gauge", worker.said)
        assert worker.probe("/livez")[0] == 200
        status, why = worker.probe("/readyz")
        assert (status, b"the brake tripped" in why) == (503, True)

        assert worker.wait(30) == 1
        assert service.committed()[INPUT, 0] < len(good) + 100, service.told_last()
        assert len(service.dead_letters()) < 100
        again = service.again(worker)
        again.wait_until_logged("brake_tripped")  # started again, it finds the same flood
        assert again.stop(10) == 1, "a signal does not make a success of it"
        assert again.has_logged("worker_stopped")
        assert_kept(service, good, seed, rejected=len(service.dead_letters()))


def gauge(worker: Worker) -> float:
    """What `/metrics` says of the brake."""
    [value] = re.findall(rb"^copytaster_dlq_brake_tripped (\S+)$", worker.probe("/metrics")[1], re.MULTILINE)
    return float(value)
