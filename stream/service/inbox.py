"""Queues of records that wait for their turn, by topic and partition, bounded in bytes and in number."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

from stream.entities.routing import INPUT, MAILBOXES
from stream.errors import Fatal
from stream.service.processor import KafkaRecord

__all__ = ["Inbox", "Letter", "Place"]

Place = tuple[str, int]
"""A topic, by our name of it, and a partition."""

# A turn holds up everything else that a worker does, so it is bounded by what takes time: number and bytes of what is
# read, and the time itself (:mod:`stream.service.worker`). The worst case of one record is a dispatch of 4 MiB.
_MOST_DISPATCHES = 256  # in one turn: a quarter of a second of work
_MOST_INPUT = 1024 * 1024  # bytes of them: half a second to read, clean and sketch
_MOST_MAIL = 4 * 1024 * 1024  # bytes of mailbox records in one turn

_ROOM = 512  # records that may wait at one place before no more of it is read …
_ROOM_BYTES = 4 * 1024 * 1024  # … and bytes of them
_ALL_BYTES = 64 * 1024 * 1024  # of all places; beyond it only mail is read: it lets go of what waits


class Letter(NamedTuple):
    """A record in a queue, the client's record that it was made of, and when it was read (monotonic seconds)."""

    record: KafkaRecord
    message: Any
    at: float


class Inbox:
    """Queues of records, in the order of their offsets, each once."""

    def __init__(self) -> None:
        self._queues: dict[Place, deque[Letter]] = {}
        self._bytes: dict[Place, int] = {}
        self._expected: dict[Place, int] = {}
        self._done: dict[Place, int] = {}

    def open(self, place: Place, expected: int) -> None:
        """Take records of a place from this offset on; those before it are in the state."""
        self._queues[place] = deque()
        self._bytes[place] = 0
        self._expected[place] = self._done[place] = expected

    def close(self) -> None:
        """Forget all that waits: it is not in the state, so whoever gets the partition reads it again."""
        for by_place in (self._queues, self._bytes, self._expected, self._done):
            by_place.clear()

    @property
    def places(self) -> Iterable[Place]:
        """What is read here."""
        return self._queues.keys()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not any(self._queues.values())

    @property
    def is_full(self) -> bool:
        """Whether enough waits for a turn that cannot be larger."""
        inputs = [place for place in self._queues if place[0] == INPUT]
        return (
            sum(len(self._queues[place]) for place in inputs) >= _MOST_DISPATCHES
            or sum(self._bytes[place] for place in inputs) >= _MOST_INPUT
            or sum(self._bytes.values()) >= _MOST_MAIL
        )

    def with_room(self) -> list[Place]:
        """Places of which more may be read."""
        crowded = sum(self._bytes.values()) >= _ALL_BYTES
        return [
            place
            for place, queue in self._queues.items()
            if len(queue) < _ROOM and self._bytes[place] < _ROOM_BYTES and not (crowded and place[0] not in MAILBOXES)
        ]

    def expected(self, place: Place) -> int:
        """The offset that comes next."""
        return self._expected[place]

    def pass_over(self, place: Place, offset: int) -> None:
        """Note that nothing is to come of a place before this offset."""
        if place in self._expected:
            self._expected[place] = max(self._expected[place], offset)

    def put(self, letter: Letter) -> None:
        """Queue a record. One that is of no place here, or was queued before, is dropped.

        Raises:
            Fatal: a mailbox record is missing before this one. The input may have holes (compaction, transactions);
                mailboxes never do.
        """
        record = letter.record
        place = record.topic, record.partition
        if place not in self._queues or record.offset < self._expected[place]:
            return
        if record.offset > self._expected[place] and record.topic in MAILBOXES:
            raise Fatal(
                f"{record.topic} partition {record.partition}: offset {record.offset} came where "
                f"{self._expected[place]} was expected; started again, the worker reads on from its state"
            )
        self._queues[place].append(letter)
        self._bytes[place] += _size(letter)
        self._expected[place] = record.offset + 1

    def take(self) -> list[Letter]:
        """The records of the next turn, those of one place in order.

        New dispatches are read only where no mail waits here: what they cause is worked off before there is more.
        Of several places each has its share.
        """
        mail = [place for place in self._queues if place[0] != INPUT]
        letters = self._share(mail, _MOST_MAIL, _ROOM * max(1, len(mail)))
        if not any(self._queues[place] for place in mail):
            inputs = [place for place in self._queues if place[0] == INPUT]
            letters += self._share(inputs, _MOST_INPUT, _MOST_DISPATCHES)
        return letters

    def put_back(self, letters: Iterable[Letter]) -> None:
        """Queue again, in front, what a turn was given last and did not come to."""
        for letter in reversed(list(letters)):
            place = letter.record.topic, letter.record.partition
            if place in self._queues:
                self._queues[place].appendleft(letter)
                self._bytes[place] += _size(letter)

    def finish(self, letters: Iterable[Letter]) -> None:
        """Note that what followed from these is safe."""
        for letter in letters:
            place = letter.record.topic, letter.record.partition
            if place in self._done:
                self._done[place] = letter.record.offset + 1

    def finished(self) -> dict[Place, int]:
        """The offset up to which all is safe, of each place: for the group to know."""
        return dict(self._done)

    def _share(self, places: list[Place], most_bytes: int, most: int) -> list[Letter]:
        waiting = [place for place in places if self._queues[place]]
        letters: list[Letter] = []
        for place in waiting:
            size, count = 0, 0
            while (
                (queue := self._queues[place])
                and size < most_bytes // len(waiting)
                and count < max(1, most // len(waiting))
            ):
                letter = queue.popleft()
                letters.append(letter)
                size += _size(letter)
                count += 1
            self._bytes[place] -= size
        return letters


def _size(letter: Letter) -> int:
    return len(letter.record.value or b"")
