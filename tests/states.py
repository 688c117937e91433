"""State as workers leave it, made without working anything off: for tests and figures of its recovery."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain

from simulated import Rows, drained
from stream.entities.messages import Arrived, Emitted, Joined, Label, Message
from stream.entities.routing import entered
from stream.entities.shard import Shard
from stream.service.codec import Segment
from stream.service.state import Row, Segments
from wires import HOUR, NOON, ninjs, version

__all__ = ["dispatch", "rows"]

WINDOW, RETENTION = 72 * HOUR, 144 * HOUR
TURN = 100  # dispatches whose notes are one row
EVERY = 200  # milliseconds of event time between two dispatches
WORDS = [f"word{n:05}" for n in range(20_000)]


def _text(number: int, words: int) -> str:
    """Words that no other text has in this order."""
    return " ".join(random.Random(number).choices(WORDS, k=words)).capitalize() + "."


def _uri(number: int) -> str:
    return f"urn:newsml:{'ab'[number % 2]}.example:2022:{number}"


def dispatch(number: int, words: int, uri: str) -> dict[str, object]:
    """A copy of the dispatch of this number, under a uri of its own, as a supplier would send it."""
    return ninjs(uri, _text(number, words), NOON + number * EVERY + 1)


def rows(count: int, words: int = 40) -> Iterator[Row]:
    """A claim, and what one partition of one notes of so many dispatches, each the only one of its story."""
    shard = Shard(1, WINDOW, RETENTION)
    segments = Segments(shard, 1, generation=1)
    yield drained(segments.load(Rows()))
    for start in range(0, count, TURN):
        notes: list[Message] = []
        numbers = range(start, min(start + TURN, count))
        arriving = [version(_uri(number), _text(number, words), NOON + number * EVERY) for number in numbers]
        for edition, posted in chain.from_iterable(entered(arriving, 1)):
            label = Label(edition.published, edition.version.uri)
            notes.append(Arrived(edition, edition.published))
            notes.extend(message for _, message in posted)
            notes.append(Joined(label, edition.version.uri, (edition,), edition.published))
            notes.append(Emitted(label, ((label, b"told"),), ()))
        shard.hear(NOON + start * EVERY)
        yield from segments.write(Segment({}, {}, notes))
