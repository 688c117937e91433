"""Records on their way from the consumer to the desk: queues by topic and partition, and a guard on offsets.

Faust's consumer takes any forward jump of offsets for a gap that may be committed over; after a
restart it was once seen to pass over records that way. Nothing may be lost, so a jump is noticed here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from stream.runtime.desk import Record
from stream.runtime.routing import INPUT

__all__ = ["Inbox", "Letter", "Place"]

Place = tuple[str, int]
"""A topic, by our name of it, and a partition."""

_MOST_INPUT = 256  # dispatches in one turn: a quarter of a second of work
_MOST_BYTES = 1024 * 1024  # of one place in one turn
_HIGH, _LOW = 512, 128  # records waiting at one place: above, its partition is paused; below, it goes on


class Letter(NamedTuple):
    """A record in a queue, with what it takes to acknowledge it."""

    record: Record
    event: Any


class Inbox:
    """Queues of records.

    Args:
        pause: is told which place has too much waiting.
    """

    def __init__(self, pause: Callable[[Place], None]) -> None:
        self.there = asyncio.Event()
        self._pause = pause
        self._queues: dict[Place, deque[Letter]] = {}
        self._opened: dict[Place, int] = {}
        self._expected: dict[Place, int] = {}
        self._paused: set[Place] = set()
        self._going_back: dict[Place, float] = {}

    def open(self, place: Place, expected: int) -> None:
        """Take records of a place from this offset on; what comes from before it was worked off by an owner before."""
        self._queues[place] = deque()
        self._opened[place] = self._expected[place] = expected

    def close(self) -> None:
        """Forget all that waits: it was not acknowledged, so it comes again to whoever gets the partition."""
        self._queues.clear()
        self._opened.clear()
        self._expected.clear()
        self._paused.clear()
        self._going_back.clear()

    @property
    def inputs(self) -> list[Place]:
        """The input partitions that are open."""
        return [place for place in self._queues if place[0] == INPUT]

    @property
    def waiting_for(self) -> list[tuple[Place, int]]:
        """Places of which nothing is queued and nothing is held back, and the offset that comes next there."""
        return [(place, self._expected[place]) for place, queue in self._queues.items() if not queue]

    @property
    def places(self) -> Iterable[Place]:
        """What is read here."""
        return self._queues.keys()

    @property
    def is_full(self) -> bool:
        """Whether enough dispatches for a turn wait."""
        return sum(len(queue) for place, queue in self._queues.items() if place[0] == INPUT) >= _MOST_INPUT

    def expected(self, place: Place) -> int:
        """The offset that comes next."""
        return self._expected[place]

    def missing(self, place: Place, offset: int) -> int | None:
        """The offset that should have come before this one; None where none is missing."""
        expected = self._expected.get(place)
        return expected if expected is not None and offset > expected else None

    def is_going_back(self, place: Place, now: float) -> bool:
        """Whether the consumer was told lately to read this place again from where a record is missing."""
        return now < self._going_back.get(place, now)

    def go_back(self, place: Place, until: float) -> None:
        """It was told; what comes ahead of the missing record until then is not queued, for it comes again."""
        self._going_back[place] = until

    def put(self, letter: Letter) -> bool:
        """Queue a record; False where its partition is no longer ours, or nothing is left to do for it.

        The consumer is sent back to where the group has committed while it may bring records already: the same
        ones come again. Of a place each is queued once and in the order of offsets, because what a turn sends is
        known to its receivers by the last of them. A repeat is not acknowledged: the first one will be.
        """
        record = letter.record
        place = record.topic, record.partition
        queue = self._queues.get(place)
        if queue is None:
            return False
        if record.offset < self._expected[place]:
            if record.offset < self._opened[place]:  # in the state, and yet to be committed
                letter.event.ack()
            return False
        queue.append(letter)
        self._expected[place] = record.offset + 1
        if len(queue) > _HIGH and place not in self._paused:
            self._paused.add(place)
            self._pause(place)
        self.there.set()
        return True

    def take(self) -> list[Letter]:
        """The records of the next turn.

        New dispatches are read only where no mail waits here: what they cause is worked off before there is more.
        """
        self.there.clear()
        letters: list[Letter] = []
        for place, queue in self._queues.items():
            if place[0] == INPUT:
                continue
            size = 0
            while queue and size < _MOST_BYTES:
                letters.append(queue.popleft())
                size += len(letters[-1].record.value or b"")
        inputs = [queue for place, queue in self._queues.items() if place[0] == INPUT and queue]
        if inputs and not any(queue for place, queue in self._queues.items() if place[0] != INPUT):
            for queue in inputs:
                letters.extend(queue.popleft() for _ in range(min(len(queue), max(1, _MOST_INPUT // len(inputs)))))
        if any(self._queues.values()):
            self.there.set()
        return letters

    def with_room(self) -> list[tuple[Place, int]]:
        """Paused places that can go on, and the offset at which they do; they count as going on from now."""
        ready = [place for place in self._paused if len(self._queues[place]) < _LOW]
        self._paused.difference_update(ready)
        return [(place, self._expected[place]) for place in ready]
