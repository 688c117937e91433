"""The embedded runtime: the three entities with an in-memory router of P partitions.

No broker, no threads, no clock. It is what ``copytaster run`` uses, the oracle that the worker must
equal, and the way to replay an archive.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from stream.dispatch import Ruling, Version
from stream.entities import families
from stream.entities.families import Family
from stream.entities.messages import Arrived, Envelope, Posted
from stream.entities.routing import Entered, entered, partition_of
from stream.entities.shard import Shard
from stream.entities.watermark import Watermark, supplier
from stream.matching.editions import Edition
from stream.stories.rulings import versions
from stream.stories.story import OutputRecord

__all__ = ["HOUR", "LATENESS", "WINDOW", "Change", "Embedded", "Totals"]

HOUR: Final = 3_600_000  # milliseconds
WINDOW: Final = 72 * HOUR
"""How far apart two versions may be published and still be linked, where nothing else is said; in milliseconds."""
LATENESS: Final = 72 * HOUR
"""How far behind the others a dispatch may arrive, where nothing else is said; in milliseconds."""

Queue = deque[tuple[int, Posted | Envelope]]
Pick = Callable[[Queue], tuple[int, Posted | Envelope]]


class Change(NamedTuple):
    """A story as it is now. ``final`` once its family has left the window."""

    uri: str
    story: OutputRecord
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


class Embedded:
    """Folds dispatches into stories in this process.

    Args:
        partitions: how many partitions the entities are spread over; the stories do not depend on it.
        window: how far apart (milliseconds) two versions may be published and still be linked.
        lateness: how far behind the others (milliseconds) a dispatch may arrive and still find all
            that it belongs to. State is held for window + lateness of event time.
        pick: takes the next message from the queue; tests deliver in other orders.
        now: milliseconds since the epoch, by which embargoes are released; None: later than all.
        present: milliseconds since the epoch; what is dated later does not move event time. None: not known.
    """

    def __init__(
        self,
        partitions: int = 1,
        window: int = WINDOW,
        lateness: int = LATENESS,
        pick: Pick = deque.popleft,
        now: int | None = None,
        present: int | None = None,
    ) -> None:
        self.window = window
        self._present = present
        self._totals = Totals()
        self._count = partitions
        self._pick = pick
        self._shards = [Shard(partitions, window, window + lateness) for _ in range(partitions)]
        self._queue: Queue = deque()
        self._watermark = Watermark()
        self.advance_clock(now)

    @property
    def totals(self) -> Totals:
        """What was counted so far."""
        self._totals.repeated = sum(shard.counts.repeated for shard in self._shards)
        self._totals.late = sum(shard.counts.late for shard in self._shards)
        self._totals.cut = sum(shard.cut for shard in self._shards)
        return self._totals

    def advance_clock(self, now: int | None) -> None:
        """Set the time by which embargoes are released; families that hold one are looked at again."""
        for shard in self._shards:
            shard.now = now
            shard.changed.update(dict.fromkeys(shard.embargoed))

    def rule(self, ruling: Ruling) -> None:
        """Take an editor's word; event time does not move with it."""
        for coming in entered(tuple(versions(ruling)), self._count, at_hand=True):
            self._enter(coming)
        self._settle()

    def accept(self, version: Version, prepared: Iterable[Entered] | None = None) -> None:
        """Fold one version and everything that follows from it.

        Args:
            version: as it was read.
            prepared: what enters with it, where that was made before, for as many partitions as there are here.
        """
        self._see(version)
        self._enter(entered((version,), self._count, at_hand=True)[0] if prepared is None else prepared)
        self._settle()

    def accept_all(self, batch: Iterable[tuple[Version, Iterable[Entered]]]) -> None:
        """Fold several versions, each with what enters with it: the stories are those of one by one, in less time.

        Each has arrived where it lives, at its event time, before any is looked up among the others.
        """
        posted: defaultdict[int, list[Posted]] = defaultdict(list)
        for version, coming in batch:
            self._see(version)
            for edition, postings in coming:
                self._arrive(edition)
                for home, message in postings:
                    posted[home].append(message)
            self._settle()
        for home, messages in posted.items():
            self._totals.messages += len(messages)
            self._queue.extend(self._shards[home].post(messages))
        self._settle()

    def _see(self, version: Version) -> None:
        """Let event time go on with a version that arrives."""
        self._totals.folded += 1
        before = self._watermark.value
        self._watermark.see(version.published, supplier(version), self._present)
        mark = self._watermark.value
        if mark is not None and mark != before:
            for shard in self._shards:
                shard.advance(mark)

    def changes(self) -> Iterator[Change]:
        """The stories that have changed since the last call, with what replaced those that gave way."""
        for shard in self._shards:
            for label in list(shard.changed):
                yield from (Change(emission.uri, emission.story, False) for emission in shard.emit(label))

    def expired(self) -> Iterator[Change]:
        """The final stories of families that have left the window; their state is dropped."""
        for shard in self._shards:
            swept = shard.sweep()
            if swept is not None:
                closed, forget = swept
                for family in closed:
                    yield from self._final(family)
                self._queue.extend(forget)
        self._settle()

    def families(self) -> Iterator[set[str]]:
        """The uris of each family held: the connected components of links."""
        for shard in self._shards:
            for family in shard.families.values():
                if members := families.members(family):
                    yield set(members)

    def finish(self) -> Iterator[Change]:
        """The final stories of everything still held."""
        for shard in self._shards:
            for family in shard.families.values():
                yield from self._final(family)

    def _enter(self, coming: Iterable[Entered]) -> None:
        for edition, postings in coming:
            self._arrive(edition)
            self._queue.extend(postings)

    def _arrive(self, edition: Edition) -> None:
        home = partition_of(edition.version.uri, self._count)
        self._queue.append((home, Arrived(edition, edition.published)))

    def _settle(self) -> None:
        """Deliver messages until none is left."""
        while self._queue:
            home, message = self._pick(self._queue)
            self._totals.messages += 1
            self._queue.extend(self._shards[home].receive(message))

    def _final(self, family: Family) -> Iterator[Change]:
        for _, story in families.stories(family, self.window, self._shards[0].now):
            self._totals.stories += 1
            self._totals.merged += story["story"]["memberCount"] - 1
            yield Change(story["uri"], story, True)
