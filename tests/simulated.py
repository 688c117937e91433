"""Workers and brokers in memory, one step at a time, with a crash wherever a test wants one.

What runs is the product's own processor and inbox; only the log and the process are simulated. Real brokers are in
tests/faults: this is for the thousands of interleavings that they cannot show.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from stream.entities.families import Emission, EmissionKind
from stream.entities.routing import INPUT, MAILBOXES, SOURCES
from stream.service.inbox import Inbox, Letter
from stream.service.processor import KafkaRecord, Processor, Turn
from stream.service.state import Row

TOPICS = (*SOURCES, *MAILBOXES)
Result = TypeVar("Result")
Place = tuple[str, int]  # topic and partition
Write = tuple[str, Callable[["Log"], None]]  # its kind, and what carries it out


def drained(steps: Generator[object, None, Result]) -> Result:
    """Go through all steps at once; what the last one gives."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Result = done.value
            return result


class Rows(dict[bytes, tuple[int, bytes]]):
    """The rows of one partition: offset in the changelog and value, by key. They are read back in any order."""

    def write(self, row: Row, offset: int) -> None:
        """Keep a row; one without a value is deleted."""
        if row.value is None:
            self.pop(row.key, None)
        else:
            self[row.key] = offset, row.value

    def places(self) -> Iterator[tuple[int, bytes]]:
        """Offset and key of each."""
        places = [(offset, key) for key, (offset, _) in self.items()]
        random.Random(len(places)).shuffle(places)
        return iter(places)

    def value(self, key: bytes) -> bytes:
        """What is in one."""
        return self[key][1]


@dataclass
class Log:
    """Topics, the group's offsets, the changelog and the output topic."""

    partitions: int
    topics: dict[Place, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    committed: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    state: dict[int, Rows] = field(default_factory=lambda: defaultdict(Rows))
    writes: int = 0  # to the changelog
    generation: int = 0
    told: list[tuple[str, bytes | None]] = field(default_factory=list)
    fed: tuple[str, ...] = (INPUT,)  # sources that hold records

    def feed(self, raws: Sequence[bytes], rng: random.Random, topic: str = INPUT) -> None:
        """Put dispatches, or rulings, into any partitions."""
        self.fed = (*dict.fromkeys((*self.fed, topic)),)
        for raw in raws:
            self.topics[topic, rng.randrange(self.partitions)].append(raw)

    def mail(self, target: Place, raw: bytes) -> None:
        """Append to a mailbox."""
        self.topics[target].append(raw)

    def tell(self, emission: Emission) -> None:
        """Append to the output topic; a story that gave way is deleted after it has said so."""
        self.told.append((emission.uri, emission.line))
        if emission.kind is EmissionKind.REPLACED:
            self.told.append((emission.uri, None))

    def commit(self, position: dict[Place, int]) -> None:
        """Take note of how far a worker has acknowledged."""
        for place, offset in position.items():
            self.committed[place] = max(self.committed[place], offset)

    def write(self, partition: int, row: Row) -> None:
        """Append to the changelog, which is compacted by key."""
        self.writes += 1
        self.state[partition].write(row, self.writes)

    def stories(self) -> list[bytes]:
        """The output topic after compaction, by uri."""
        last = dict(self.told)
        return [line for _, line in sorted(last.items()) if line is not None]

    @property
    def behind(self) -> bool:
        """Whether any record waits to be committed."""
        return any(self.committed[place] < len(records) for place, records in self.topics.items())


class Process:
    """A worker: holds partitions until it is told to stop, or crashes."""

    def __init__(self, log: Log, partitions: Sequence[int], span: tuple[int, int], now: float) -> None:
        self.log = log
        self.accepted = self.rejected = 0  # input records
        self.partitions = partitions
        self.processor = Processor(log.partitions, *span, quiet=1.0, most=5.0)
        log.generation += 1
        self.claims = [
            (partition, drained(self.processor.take_over(partition, log.state[partition], log.generation, now)))
            for partition in partitions
        ]
        self.looked = log.writes  # to the changelog, of those that were seen
        self.position = {
            (topic, p): self.processor.read_up_to(topic, p) + 1 or log.committed[topic, p]
            for topic in TOPICS
            for p in partitions
        }
        self.inbox = Inbox()
        for place, offset in self.position.items():
            self.inbox.open(place, offset)

    @property
    def is_at_rest(self) -> bool:
        """Whether it has nothing to tell, and has seen all that is in the changelog."""
        return self.processor.next_due() is None and self.looked == self.log.writes

    def begin(self, rng: random.Random, now: float, most: int = 6) -> list[Write]:
        """Take some of what waits, fold it, and return the writes that the turn wants, in order."""
        self._look_behind()
        behind = False  # there is mail left: no new dispatches are read
        all_of_it = rng.random() < 0.5
        for topic in (*MAILBOXES, *self.log.fed):
            for partition in self.partitions:
                there = self.log.topics[topic, partition]
                position = self.position[topic, partition]
                end = min(len(there), position + rng.randrange(most))
                if topic in SOURCES:
                    end = position if behind else end
                elif all_of_it:
                    end = len(there)
                if topic in MAILBOXES and end < len(there):
                    behind = True
                self._deliver((topic, partition), range(position, end))
                if rng.random() < 0.1:  # some of it comes again
                    self._deliver((topic, partition), range(rng.randrange(end + 1), end))
                self.position[topic, partition] = end
        letters = self.inbox.take()
        patience = rng.randrange(1, 100)
        claims: list[Write] = [
            ("row", partial(Log.write, partition=partition, row=row)) for partition, row in self.claims
        ]
        self.claims = []
        asked = iter(range(patience))
        turn = drained(
            self.processor.turn([each.record for each in letters], now, is_over=lambda: next(asked, None) is None)
        )
        left = set(turn.left)
        self.inbox.put_back([each for each in letters if each.record in left])
        self.inbox.finish([each for each in letters if each.record not in left])
        self.accepted += turn.accepted
        self.rejected += len(turn.rejected)
        return claims + writes(turn, self.inbox.finished())

    def _look_behind(self) -> None:
        for partition in self.partitions:
            rows = [(at, Row(key, value)) for key, (at, value) in self.log.state[partition].items() if at > self.looked]
            self.processor.overlook(partition, sorted(rows))
        self.looked = self.log.writes

    def _deliver(self, place: Place, offsets: range) -> None:
        for offset in offsets:
            self.inbox.put(Letter(KafkaRecord(*place, offset, self.log.topics[place][offset]), None, 0.0))


def writes(turn: Turn, position: dict[Place, int]) -> list[Write]:
    """The single writes of a turn, in their order: what a crash can come between."""
    out: list[Write] = [("story", partial(Log.tell, emission=each)) for each in turn.stories]
    out.extend(("mail", partial(Log.mail, target=target, raw=raw)) for target, raw in turn.mailboxes)
    for partition, rows in turn.rows.items():
        out.extend(("row", partial(Log.write, partition=partition, row=row)) for row in rows)
    return [*out, ("commit", partial(Log.commit, position=position))]
