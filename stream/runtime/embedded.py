"""The embedded runtime: the three entities with an in-memory router of P partitions.

No broker, no threads, no clock. It is what ``copytaster run`` uses, the oracle that the worker must
equal, and the way to replay an archive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from stream.dispatch import Version
from stream.entities import bucket, dispatch, family
from stream.matching.editions import UNKNOWN_TIME, prepare
from stream.messages import (
    Arrived,
    Envelope,
    Forget,
    Joined,
    Label,
    Left,
    Posted,
    Retired,
)
from stream.runtime.routing import partition_of, postings
from stream.runtime.watermark import Watermark
from stream.story import Record

__all__ = ["HOUR", "LATENESS", "WINDOW", "Change", "Embedded", "Totals"]

HOUR = 3_600_000  # milliseconds
WINDOW = 72 * HOUR
LATENESS = 72 * HOUR

_SWEEPS = 3  # sweeps in the time of one window: each walks all that is held

Queue = deque[tuple[int, Posted | Envelope]]
Pick = Callable[[Queue], tuple[int, Posted | Envelope]]


class Change(NamedTuple):
    """A story as it is now. ``final`` once its family has left the window."""

    uri: str
    story: Record
    final: bool


@dataclass(slots=True)
class Totals:
    """What one run counted."""

    folded: int = 0
    repeated: int = 0  # of folded: the same record again
    late: int = 0  # of folded: older than the window and the lateness allow
    stories: int = 0
    merged: int = 0  # dispatches beyond the first of each story
    cut: int = 0  # near texts that a flood's bound left out
    messages: int = 0


@dataclass(slots=True)
class _Partition:
    buckets: bucket.Buckets
    dispatches: dict[str, dispatch.Dispatch] = field(default_factory=dict)
    families: dict[Label, family.Family] = field(default_factory=dict)


class Embedded:
    """Folds dispatches into stories in this process.

    Args:
        partitions: how many partitions the entities are spread over; the stories do not depend on it.
        window: how far apart (milliseconds) two versions may be published and still be linked.
        lateness: how far behind the others (milliseconds) a dispatch may arrive and still find all
            that it belongs to. State is held for window + lateness of event time.
        pick: takes the next message from the queue; tests deliver in other orders.
    """

    def __init__(
        self,
        partitions: int = 1,
        window: int = WINDOW,
        lateness: int = LATENESS,
        pick: Pick = deque.popleft,
    ) -> None:
        self.window = window
        self.totals = Totals()
        self._count = partitions
        self._retention = window + lateness
        self._pick = pick
        self._partitions = [_Partition(bucket.Buckets(window)) for _ in range(partitions)]
        self._queue: Queue = deque()
        self._watermark = Watermark()
        self._swept: int | None = None
        self._dirty: dict[Label, None] = {}

    def accept(self, version: Version) -> None:
        """Fold one version and everything that follows from it."""
        self.totals.folded += 1
        self._watermark.see(version.published)
        at = self._event_time(version)
        late = self._is_late(version)
        self.totals.late += late
        edition = prepare(version)
        home = partition_of(version.uri, self._count)
        self._queue.append((home, Arrived(edition, at, late)))
        self._queue.extend(postings(edition, at, self._count))
        while self._queue:
            self._deliver(*self._pick(self._queue))

    def changes(self) -> Iterator[Change]:
        """The stories that have changed since the last call, with what replaced those that gave way."""
        dirty, self._dirty = self._dirty, {}
        for label in dirty:
            families = self._families(label)
            if label in families:
                families[label], emissions = family.emit(families[label], self.window)
                yield from (Change(uri, story, False) for uri, story in emissions)

    def expired(self) -> Iterator[Change]:
        """The final stories of families that have left the window; their state is dropped."""
        mark = self._watermark.value
        if mark is None or (self._swept is not None and mark - self._swept < self.window // _SWEEPS):
            return
        self._swept = mark
        before = mark - self._retention
        for partition in self._partitions:
            bucket.expire(partition.buckets, before)
            gone = [held for held in partition.families.values() if held.at < before]
            for held in gone:
                yield from self._close(held)
                del partition.families[held.label]
                self._dirty.pop(held.label, None)

    def families(self) -> Iterator[set[str]]:
        """The uris of each family held: the connected components of links."""
        for partition in self._partitions:
            for held in partition.families.values():
                if members := family.members(held):
                    yield set(members)

    def finish(self) -> Iterator[Change]:
        """The final stories of everything still held."""
        for partition in self._partitions:
            for held in partition.families.values():
                yield from self._final(held)
        self.totals.cut = sum(partition.buckets.cut for partition in self._partitions)

    def _event_time(self, version: Version) -> int:
        """The event time from which state about this version expires.

        Its publication, but no later than the wire itself, so that a date in 2036 is not held for
        years. Where it is unknown, the watermark; and where that is not known yet either (fewer
        dated arrivals than its sample), it is held to the end.
        """
        mark = self._watermark.value
        if version.published is None:
            return UNKNOWN_TIME if mark is None else mark
        if mark is None:
            return version.published
        return min(version.published, mark + self.window)

    def _is_late(self, version: Version) -> bool:
        mark = self._watermark.value
        return mark is not None and version.published is not None and version.published < mark - self._retention

    def _deliver(self, home: int, message: Posted | Envelope) -> None:
        self.totals.messages += 1
        partition = self._partitions[home]
        out: list[Envelope]
        if isinstance(message, Posted):
            partition.buckets, candidates = bucket.receive(partition.buckets, message)
            out = list(candidates)
        elif isinstance(message, Joined | Left | Retired):
            state, retired = family.receive(partition.families.get(message.label), message)
            partition.families[message.label] = state
            self._dirty[message.label] = None
            out = list(retired)
        else:
            uri = message.edition.version.uri if isinstance(message, Arrived) else message.uri
            before = partition.dispatches.get(uri)
            held = len(before.editions) if before else 0
            after, out = dispatch.receive(before, message)
            if isinstance(message, Arrived) and len(after.editions) == held:
                self.totals.repeated += 1
            if after.forgotten:
                partition.dispatches.pop(uri, None)
            else:
                partition.dispatches[uri] = after
        for each in out:
            self._queue.append((self._home(each), each))

    def _home(self, message: Envelope) -> int:
        if isinstance(message, Joined | Left | Retired):
            return partition_of(message.label.uri, self._count)
        return partition_of(message.edition.version.uri if isinstance(message, Arrived) else message.uri, self._count)

    def _families(self, label: Label) -> dict[Label, family.Family]:
        return self._partitions[partition_of(label.uri, self._count)].families

    def _final(self, held: family.Family) -> Iterator[Change]:
        for _, story in family.stories(held, self.window):
            self.totals.stories += 1
            self.totals.merged += len(story["associations"]) - 1
            yield Change(story["uri"], story, True)

    def _close(self, held: family.Family) -> Iterator[Change]:
        yield from self._final(held)
        for uri in family.members(held):
            home = partition_of(uri, self._count)
            state = self._partitions[home].dispatches.get(uri)
            if state is not None:
                after, _ = dispatch.receive(state, Forget(uri, held.label))
                if after.forgotten:
                    del self._partitions[home].dispatches[uri]
