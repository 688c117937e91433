"""Workers and brokers in memory, one step at a time, with a crash wherever a test wants one.

What runs is the product's own desk and inbox; only the log and the process are simulated. Real brokers are in
tests/faults: this is for the thousands of interleavings that they cannot show.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from stream.entities.family import Emission, Kind
from stream.runtime.desk import Desk, Record, Turn
from stream.runtime.inbox import Inbox, Letter
from stream.runtime.routing import INPUT, MAILBOXES
from stream.runtime.segments import Row, Stored

TOPICS = (INPUT, *MAILBOXES)
Place = tuple[str, int]  # topic and partition
Write = tuple[str, Callable[["Log"], None]]  # its kind, and what carries it out


@dataclass
class Log:
    """Topics, the group's offsets, the changelog and the output topic."""

    partitions: int
    topics: dict[Place, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    committed: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    state: dict[int, dict[bytes, Stored]] = field(default_factory=lambda: defaultdict(dict))
    writes: int = 0  # to the changelog
    generation: int = 0
    told: list[tuple[str, bytes | None]] = field(default_factory=list)

    def feed(self, raws: Sequence[bytes], rng: random.Random) -> None:
        """Put dispatches into any partitions."""
        for raw in raws:
            self.topics[INPUT, rng.randrange(self.partitions)].append(raw)

    def mail(self, target: Place, raw: bytes) -> None:
        """Append to a mailbox."""
        self.topics[target].append(raw)

    def tell(self, emission: Emission) -> None:
        """Append to the output topic; a story that gave way is deleted after it has said so."""
        self.told.append((emission.uri, emission.line))
        if emission.kind is Kind.REPLACED:
            self.told.append((emission.uri, None))

    def commit(self, position: dict[Place, int]) -> None:
        """Take note of how far a worker has acknowledged."""
        for place, offset in position.items():
            self.committed[place] = max(self.committed[place], offset)

    def write(self, partition: int, row: Row) -> None:
        """Append to the changelog, which is compacted by key."""
        self.writes += 1
        if row.value is None:
            self.state[partition].pop(row.key, None)
        else:
            self.state[partition][row.key] = Stored(self.writes, row.key, row.value)

    def stories(self) -> list[bytes]:
        """The output topic after compaction, by uri."""
        last = dict(self.told)
        return [line for _, line in sorted(last.items()) if line is not None]

    @property
    def behind(self) -> bool:
        """Whether any record waits to be committed."""
        return any(self.committed[place] < len(records) for place, records in self.topics.items())


class _Event:
    """What the consumer brings a record in; how far is committed, the log knows by the position."""

    def ack(self) -> None:
        """Nothing waits for it."""


class Process:
    """A worker: holds partitions until it is told to stop, or crashes."""

    def __init__(self, log: Log, partitions: Sequence[int], span: tuple[int, int], now: float) -> None:
        self.log = log
        self.accepted = self.rejected = 0  # input records
        self.partitions = partitions
        self.desk = Desk(log.partitions, *span, quiet=1.0, most=5.0)
        log.generation += 1
        self.claims = [
            (partition, self.desk.take_over(partition, list(log.state[partition].values()), log.generation, now))
            for partition in partitions
        ]
        self.position = {(topic, p): log.committed[topic, p] for topic in TOPICS for p in partitions}
        self.inbox = Inbox(lambda _: None)
        for (topic, partition), committed in self.position.items():
            known = committed if topic == INPUT else self.desk.read_up_to(topic, partition) + 1
            self.inbox.open((topic, partition), known)

    def begin(self, rng: random.Random, now: float, most: int = 6) -> list[Write]:
        """Take some of what waits, fold it, and return the writes that the turn wants, in order."""
        behind = False  # there is mail left: no new dispatches are read
        all_of_it = rng.random() < 0.5
        for topic in (*MAILBOXES, INPUT):
            for partition in self.partitions:
                there = self.log.topics[topic, partition]
                position = self.position[topic, partition]
                end = min(len(there), position + rng.randrange(most))
                if topic == INPUT:
                    end = position if behind else end
                elif all_of_it:
                    end = len(there)
                if topic != INPUT and end < len(there):
                    behind = True
                self._deliver((topic, partition), range(position, end))
                if rng.random() < 0.1:  # the consumer was sent back, and brings some of it again
                    self._deliver((topic, partition), range(rng.randrange(end + 1), rng.randrange(end + 1)))
                self.position[topic, partition] = end
        records = [each.record for each in self.inbox.take()]
        claims: list[Write] = [
            ("row", partial(Log.write, partition=partition, row=row)) for partition, row in self.claims
        ]
        self.claims = []
        turn = self.desk.turn(records, now)
        self.accepted += turn.accepted
        self.rejected += len(turn.rejected)
        return claims + writes(turn, dict(self.position))

    def _deliver(self, place: Place, offsets: range) -> None:
        for offset in offsets:
            self.inbox.put(Letter(Record(*place, offset, self.log.topics[place][offset]), _Event()))


def writes(turn: Turn, position: dict[Place, int]) -> list[Write]:
    """The single writes of a turn, in their order: what a crash can come between."""
    out: list[Write] = [("story", partial(Log.tell, emission=each)) for each in turn.stories]
    out.extend(("mail", partial(Log.mail, target=target, raw=raw)) for target, raw in turn.mailboxes)
    for partition, rows in turn.rows.items():
        out.extend(("row", partial(Log.write, partition=partition, row=row)) for row in rows)
    return [*out, ("commit", partial(Log.commit, position=position))]
