"""Taking over the partitions that the group has assigned: their state is read back and claimed, then they are read on.

The group may assign and revoke again while that is under way, and a recovery may end late. Whoever claims a partition
voids what others write to its state later, so a claim must never be made for an assignment that is over, nor of rows
that are not all there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing, suppress
from typing import NamedTuple, Protocol

from stream.entities.routing import MAILBOXES, SOURCES
from stream.service.changelog import Rows
from stream.service.inbox import Place
from stream.service.logs import get_logger
from stream.service.processor import Processor
from stream.service.slices import in_slices
from stream.service.state import Progress, Row, Stored

__all__ = ["Overtaken", "TakeOver", "TakenOver"]

log = get_logger(__name__)

_PATIENCE = 10.0  # seconds that rows of others are waited for while nothing else goes on


class Overtaken(Exception):  # noqa: N818 - what became of the work
    """The partitions are no longer ours, or the worker is to stop: what is under way is of no use."""


class TakenOver(NamedTuple):
    """What is held now, by partition, and what of it is new here."""

    held: frozenset[int]
    new: frozenset[int]
    generation: int
    seconds: float


class _Table(Protocol):
    def stored(self, partition: int) -> Stored: ...

    def next_offset(self, partition: int) -> int: ...

    def keep(self, partition: int, rows: Iterable[tuple[int, Row]], upto: int | None = None) -> int: ...


class _Changelog(Protocol):
    def rows(self, partition: int, first: int) -> AsyncGenerator[Rows, None]: ...


class _Group(Protocol):
    """What is asked of group and table (:class:`stream.service.faust_app.KafkaApp`)."""

    @property
    def generation(self) -> int: ...

    @property
    def table(self) -> _Table: ...

    def partitions(self) -> set[int]: ...


class _Writer(Protocol):
    async def write(self, rows: Mapping[int, list[Row]]) -> Mapping[int, list[tuple[int, Row]]]: ...


class _Reads(Protocol):
    async def open(self, positions: Mapping[Place, int | None]) -> None: ...

    def close(self) -> None: ...


class TakeOver:
    """The partitions of one worker.

    Args:
        processor: holds their state.
        group: says what is ours, and has the table that rows are kept in.
        changelog: has the rows that are not in the table yet.
        writer: sends claims, and waits for the brokers.
        reader: reads the partitions on.
        recovering: is told how far the reading back has come, and of what.
        watch: is told of a partition that is about to be claimed.
        let_go: is told of a partition that is with others now.
    """

    def __init__(
        self,
        processor: Processor,
        group: _Group,
        changelog: _Changelog,
        writer: _Writer,
        reader: _Reads,
        *,
        recovering: Callable[[Progress, str], None],
        watch: Callable[[int], None],
        let_go: Callable[[int], None],
    ) -> None:
        self.is_paused = True  # whether nothing may be begun
        self.is_stopping = False
        self._processor = processor
        self._group = group
        self._changelog = changelog
        self._writer = writer
        self._reader = reader
        self._recovering = recovering
        self._watch = watch
        self._let_go = let_go
        self._generation = -1
        self._taking = asyncio.Lock()
        self._pauses = 0
        self._is_assigned = False  # since the last pause: a recovery that ends in between is of an assignment before
        self._revoked_at: float | None = None  # while the group has given nothing since; also nothing is an assignment

    def revoked(self, now: float) -> None:
        """The partitions may go to others: what is under way is overtaken.

        Args:
            now: seconds of a clock that never goes back.
        """
        self._pauses += 1
        self._is_assigned = False
        self._revoked_at = self._revoked_at or now
        log.info("partitions_paused", partitions=sorted(self._processor.shards), generation=self._generation)

    def assigned(self) -> set[int]:
        """The group has given us partitions; their tables are to be opened first."""
        self._is_assigned, self._revoked_at = True, None
        given = self._group.partitions()
        log.info("partitions_assigned", partitions=sorted(given), generation=self._group.generation)
        return given

    def unassigned(self, now: float) -> float:
        """Seconds since the group took the partitions away, as long as it has said nothing since."""
        return 0.0 if self._revoked_at is None or self.is_stopping else now - self._revoked_at

    async def opened(self, wall: Callable[[], int]) -> TakenOver | None:
        """Hold the partitions that are ours now: their tables are open.

        Args:
            wall: gives milliseconds since the epoch, by which embargoes are released.

        Returns:
            What is held; None where it was overtaken, or is held already.
        """
        pauses = self._pauses  # before the wait for another taking over: a pause in between is for this one too
        async with self._taking:
            try:
                return await self._hold(pauses, wall)
            except Overtaken:
                # The next assignment is on its way: what is ours then is taken over then.
                log.info("taking_over_overtaken", generation=self._group.generation)
                return None

    async def look_behind(self, partitions: Iterable[int]) -> None:
        """See to what others have written behind our claims.

        One who was cut off from the brokers may be heard late, and have told stories after us. Or it is we who were
        cut off, and others have the partitions: then nothing more is begun, until the group says the same.
        Nothing else may be in hand of these partitions.

        Raises:
            Fatal: the brokers refuse, or a row is damaged.
        """
        with suppress(TimeoutError):  # what is left is seen to the next time
            async with asyncio.timeout(_PATIENCE):
                for partition in partitions:
                    await self._look_behind(partition)

    async def _look_behind(self, partition: int) -> None:
        table = self._group.table
        async with aclosing(self._changelog.rows(partition, table.next_offset(partition))) as batches:
            async for batch in batches:
                table.keep(partition, batch.rows, batch.next)
                if not self._processor.overlook(partition, batch.rows):
                    log.warning("partition_lost", partition=partition, generation=self._generation)
                    self.is_paused = True
                    self._reader.close()
                    return

    async def _hold(self, pauses: int, wall: Callable[[], int]) -> TakenOver | None:
        began = time.monotonic()
        # Whoever waited for another taking over may be too late: what the group says by now is of a later assignment,
        # whose tables are not open yet.
        self._check(pauses)
        generation, ours = self._group.generation, self._group.partitions()
        if generation == self._generation and not self.is_paused:
            return None  # Faust may say twice that one assignment is recovered
        # What was held in the generation before was nobody else's in between.
        stayed = set(self._processor.shards) & ours if generation - self._generation in (0, 1) else set()
        for partition in set(self._processor.shards) - stayed:
            self._let_go(partition)
        self._generation = generation  # what is held now is of this one, also where the rest is overtaken
        for partition in sorted(ours - stayed):
            await self._claim(partition, generation, pauses, wall)
        await self._reader.open(dict(self._positions(ours)))
        self._check(pauses)
        self.is_paused = False
        taken = TakenOver(frozenset(ours), frozenset(ours - stayed), generation, time.monotonic() - began)
        log.info("partitions_taken_over", partitions=sorted(ours), new=sorted(taken.new), generation=generation)
        return taken

    async def _claim(self, partition: int, generation: int, pauses: int, wall: Callable[[], int]) -> None:
        """Read the state of a partition back and claim it, as long as it is ours."""

        def look(progress: Progress) -> None:
            self._check(pauses)
            self._recovering(progress, f"rows of state of partition {partition}")

        await self._catch_up(partition, pauses)
        rows = self._group.table.stored(partition)
        claim = await in_slices(self._processor.take_over(partition, rows, generation, time.monotonic(), wall()), look)
        try:
            self._check(pauses)
        except Overtaken:
            self._processor.let_go(partition)  # it was not claimed
            raise
        self._watch(partition)
        for place, kept in (await self._writer.write({partition: [claim]})).items():
            self._group.table.keep(place, kept)
        self._check(pauses)

    async def _catch_up(self, partition: int, pauses: int) -> None:
        """Keep the rows that others wrote, and those that were lost with the disk."""
        table = self._group.table
        first = table.next_offset(partition)
        async with aclosing(self._changelog.rows(partition, first)) as batches:
            async for batch in batches:
                self._check(pauses)
                table.keep(partition, batch.rows, batch.next)
                self._recovering(Progress(batch.next - first, batch.end - first), "rows of the changelog")
                await asyncio.sleep(0)
        self._check(pauses)

    def _positions(self, ours: Iterable[int]) -> Iterable[tuple[Place, int | None]]:
        """Where to read on: behind what is in the state."""
        for topic in (*SOURCES, *MAILBOXES):
            for partition in ours:
                read = self._processor.read_up_to(topic, partition)
                yield (topic, partition), None if read < 0 else read + 1

    def _check(self, pauses: int) -> None:
        if self.is_stopping or pauses != self._pauses or not self._is_assigned:
            self._reader.close()
            raise Overtaken
