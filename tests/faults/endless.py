"""A wire without end for the soak, and the programs beside it: ``endless.py feed ...`` and ``endless.py fold ...``.

The first sends it to the service and writes every record into a file; the second folds that file as it grows, in
one process that never fails: what comes out is what the service must have told.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from confluent_kafka import Producer

sys.path.insert(0, str(Path(__file__).parents[1]))

from stream.dispatch import Version
from stream.errors import Invalid
from stream.local.folding import Folding
from stream.reading.intake import read
from wires import HOUR, NOON, brief, copy, excerpt, heavy, light, mixture, ninjs, text

_AGENCIES = ("XINHUA", "VNA", "REUTERS", "AFP", "TANJUG")
_EDITS = (copy, copy, copy, light, light, heavy, excerpt, mixture, brief)
_FEWEST = 12  # words of a text that is edited
_RECENT = 300  # dispatches that a version or a kill may be of, and most copies
_OLD = 0.1  # of the copies are of anything in the last window and a half: some link, and some just do not
_CLOSING = 400  # dispatches that share a closing sentence: fewer than would be boilerplate
_POISON = 0.002  # of all records: far below the brake
_AGAIN = 0.02  # of all records come twice
_PAUSE = 0.05  # seconds
_PATIENCE = 600  # seconds that a record may take to the brokers


class Sent(NamedTuple):
    """A record of the wire. Poison has no key."""

    key: bytes | None
    raw: bytes


class _Dispatch:
    """What was told last under a uri."""

    def __init__(self, name: str, at: int, body: str) -> None:
        self.name = name
        self.at = at
        self.body = body
        self.version = 1


def endless(seed: int, step: float, window: int = HOUR) -> Iterator[Sent]:
    """Dispatches in the order of their times, all in the past; the same for the same seed.

    Half of them are new; the others are copies and edits, versions and kills of something recent. Now and then one
    comes twice, or is poison. None is late, none undated: which stories they make depends on nothing but themselves.

    Args:
        seed: for all of it.
        step: milliseconds of event time from one to the next.
        window: milliseconds; copies are of what is up to one and a half of it old.
    """
    rng = random.Random(seed)
    held: deque[_Dispatch] = deque()
    number = 0
    while True:
        now = NOON + int(number * step)
        number += 1
        if rng.random() < _POISON:
            yield Sent(None, poison(rng))
            continue
        while held and held[0].at < now - 3 * window // 2:
            held.popleft()
        choice = rng.random() if len(held) > _RECENT else 1.0
        fields: dict[str, Any] = {"copyrightholder": rng.choice(_AGENCIES)}
        recent = held[-rng.randrange(1, _RECENT)] if choice < 1.0 else None
        if recent is not None and choice < 0.16:
            told = recent
            told.version += 1
            if choice < 0.03:
                fields["pubStatus"] = "canceled"
                body = rng.choice(("", told.body))
            else:
                body = told.body = _edited(told.body, (light, excerpt, mixture), rng)
        else:
            if recent is not None and choice < 0.50:
                of = held[rng.randrange(len(held))] if rng.random() < _OLD else recent
                body = _edited(of.body, _EDITS, rng)
            else:
                body = text(rng.getrandbits(60), rng.choice((60, 90, 120)))
            if choice > 0.92:
                body = f"{body}\n\n{text(number // _CLOSING, 9)}"
            told = _Dispatch(f"urn:newsml:agency-{number % 5}.example:{seed}-{number}", now, body)
            held.append(told)
        record = ninjs(told.name, body, now, **fields)
        record |= {"version": str(told.version), "headline": " ".join(body.split()[:7])}
        sent = Sent(told.name.encode(), orjson.dumps(record))
        yield sent
        if rng.random() < _AGAIN:
            yield sent


def _edited(body: str, edits: Sequence[Callable[[str, random.Random], str]], rng: random.Random) -> str:
    """An edit of a text; what is too short to be cut is copied."""
    return rng.choice(edits)(body, rng) if len(body.split()) > _FEWEST else body


def poison(rng: random.Random) -> bytes:
    """What the service must reject, and go on. It has no line end in it."""
    return rng.choice(
        (b'{"uri": "urn:test:\xff", "body_text": "x"}', b'{"uri": "urn:test:cut", ', b'{"body_text": "No uri."}', b"[]")
    )


def feed(options: argparse.Namespace) -> None:
    """Send at a rate; what could not be sent in time is sent as fast as it goes."""
    producer = Producer(
        {
            "bootstrap.servers": options.brokers,
            "enable.idempotence": True,
            "message.timeout.ms": _PATIENCE * 1000,
            "partitioner": "murmur2_random",  # as aiokafka and Java: a key's partition is the same from all
            "linger.ms": 50,
            "topic.metadata.refresh.interval.ms": 2000,  # leaders change
            "reconnect.backoff.max.ms": 1000,
            "log_level": 2,
        }
    )
    failed: list[str] = []

    def delivered(error: object, _: object) -> None:
        if error is not None:
            failed.append(str(error))

    wire = endless(options.seed, options.step, options.window)
    began, sent = time.monotonic(), 0
    with options.file.open("wb", buffering=0) as file:
        while (elapsed := time.monotonic() - began) < options.seconds and not failed:
            lines: list[bytes] = []
            while sent < elapsed * options.rate and len(lines) < 1000:
                key, raw = next(wire)
                producer.produce(options.topic, raw, key, on_delivery=delivered)
                lines.append(raw + b"\n")
                sent += 1
            if lines:
                file.write(b"".join(lines))
            producer.poll(_PAUSE)
            time.sleep(_PAUSE)
    left = producer.flush(_PATIENCE)
    if failed or left:
        sys.exit(f"endless.py: {left + len(failed)} records were not sent: {failed[:1]}")
    done(options.file).touch()


def done(file: Path) -> Path:
    """Is there once the file has all records, and the brokers too."""
    return file.with_suffix(".done")


def fold(options: argparse.Namespace) -> None:
    """Fold the file as it grows; write the stories, and what was counted beside them."""
    os.nice(19)
    folding = Folding(1, timedelta(milliseconds=options.window), timedelta(milliseconds=options.lateness))
    uris: set[bytes] = set()
    rejected = 0

    def versions() -> Iterator[Version]:
        nonlocal rejected
        for raw in _lines(options.file):
            try:
                version = read(raw)
            except Invalid:
                rejected += 1
                continue
            uris.add(blake2b(version.uri.encode(), digest_size=8).digest())
            yield version

    partial = options.out.with_suffix(".partial")
    with partial.open("wb") as out:
        for line in folding.stories(versions()):
            out.write(line + b"\n")
    totals = folding.totals
    told = {"rejected": rejected, "late": totals.late, "cut": totals.cut, "folded": totals.folded, "uris": len(uris)}
    options.out.with_suffix(".json").write_bytes(orjson.dumps(told))
    partial.rename(options.out)


def _lines(file: Path) -> Iterator[bytes]:
    """Lines of a file that somebody writes, until there will be no more."""
    while not file.exists():
        time.sleep(_PAUSE)
    rest = b""
    with file.open("rb") as source:
        while True:
            is_all = done(file).exists()  # asked first: what was written before it is then read
            part = source.read(1 << 20)
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
            if not part:
                if is_all:
                    return
                time.sleep(10 * _PAUSE)


def main() -> None:
    """One of the two programs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("feed", "fold"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--brokers")
    parser.add_argument("--topic")
    for name in ("seed", "window", "lateness"):
        parser.add_argument(f"--{name}", type=int)
    for name in ("rate", "step", "seconds"):
        parser.add_argument(f"--{name}", type=float)
    options = parser.parse_args()
    (feed if options.what == "feed" else fold)(options)


if __name__ == "__main__":
    main()
