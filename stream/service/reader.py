"""Reads the partitions that are ours, each from the offset that its state says.

A plain consumer outside the group: the group says which partitions are ours (:mod:`stream.service`), the rows of
state say how far they were read, and nothing else decides what comes next. Where the state knows nothing of a
partition, it is what the group has committed, else the first record there is.

That a broker does not answer is no evidence of anything. An offset is passed over only where the brokers say that
their log begins behind it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from stream.entities.routing import INPUT, MAILBOXES
from stream.errors import Fatal
from stream.service.clients import ask_again, client_options, committed, reaching
from stream.service.inbox import Inbox, Letter, Place
from stream.service.logs import get_logger
from stream.service.processor import KafkaRecord
from stream.service.topics import named
from stream.settings import Settings

__all__ = ["IDLE", "SILENT", "Reader"]

IDLE = 60.0  # seconds without a dispatch after which an input partition holds back nobody's event time
SILENT = 10.0  # seconds without an answer after which it is told that the brokers do not answer for a partition

_FETCH = 8 * 1024 * 1024  # bytes in one answer of a broker; a record that is larger comes alone
_FETCH_PARTITION = 1024 * 1024  # of one partition in it
_MOST_RECORDS = 500  # that are taken over at a time

_CAREFUL = 20  # milliseconds that one place is waited for, while records are read one at a time


log = get_logger(__name__)


class _Unread(NamedTuple):
    """Stands for the client's record where the client could not read it."""

    topic: str
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


class Reader:
    """Fills an inbox.

    Args:
        settings: where the brokers are.
        inbox: gets what is read.
    """

    def __init__(self, settings: Settings, inbox: Inbox) -> None:
        self._settings = settings
        self._inbox = inbox
        self._consumer: Any = None
        self._fetching = asyncio.Lock()
        self._last: dict[int, float] = {}  # input partition → when something last came in
        self._answered: dict[Place, tuple[int, float]] = {}  # stamp of the last answer, and when it was seen first
        self._places: dict[TopicPartition, Place] = {}
        self._is_careful = False  # whether records are read one at a time, because one of them cannot be read

    async def start(self) -> None:
        """Connect.

        Raises:
            Fatal: the brokers do not answer.
        """
        self._consumer = AIOKafkaConsumer(
            **client_options(self._settings),
            auto_offset_reset="none",  # the brokers' word that an offset is gone comes to us
            enable_auto_commit=False,
            isolation_level="read_committed",
            fetch_max_bytes=_FETCH,
            max_partition_fetch_bytes=_FETCH_PARTITION,
        )
        with reaching(self._settings):
            await self._consumer.start()

    async def stop(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def open(self, positions: Mapping[Place, int | None]) -> None:
        """Read these places and no others.

        Asks until the brokers answer; whoever waits for it may cancel it.

        Args:
            positions: the offset to begin at, by place; None where the state knows nothing: it is what the group has
                committed.

        Raises:
            Fatal: the brokers refuse.
        """
        starts = {place: offset for place, offset in positions.items() if offset is not None}
        if unknown := [place for place, offset in positions.items() if offset is None]:
            starts |= await self._committed(unknown)
        async with self._fetching:  # what a fetch under way brings must not be taken for what comes after the seek
            now = time.monotonic()
            self._places = {self._partition(place): place for place in positions}
            self._answered = dict.fromkeys(positions, (0, now))
            self._last = {partition: now for topic, partition in positions if topic == INPUT}
            self._consumer.assign(list(self._places))
            for partition, place in self._places.items():
                self._consumer.seek(partition, starts[place])
                self._inbox.open(place, starts[place])

    def close(self) -> None:
        """Read nothing for now."""
        self._inbox.close()
        self._last.clear()
        self._answered.clear()

    async def fill(self, seconds: float) -> None:
        """Queue what the brokers have; wait at most so long for the first record.

        Raises:
            Fatal: records were deleted before they were read, or the brokers refuse.
        """
        async with self._fetching:
            places = self._inbox.with_room()
            if not places:
                await asyncio.sleep(seconds)
                return
            try:
                with reaching(self._settings):
                    batches = await self._fetch(places, int(seconds * 1000))
            except Fatal as error:
                if not isinstance(error.__cause__, OffsetOutOfRangeError):
                    raise
                await self._out_of_range(error.__cause__)
                return
            self._queue(batches)
            for place in places:
                if place[0] not in MAILBOXES:  # marks of transactions have offsets, and are no records
                    self._inbox.pass_over(place, await self._consumer.position(self._partition(place)))

    async def _fetch(self, places: list[Place], wait: int) -> Mapping[TopicPartition, Iterable[Any]]:
        """What the brokers have for these places; waits so many milliseconds.

        Kafka takes any bytes for the name of a header, but the client reads UTF-8 alone, stops before such a record
        for good, and drops what it had in hand. So all is fetched again, one record at a time, until the client says
        which record it was.
        """
        if not self._is_careful:
            try:
                batches: Mapping[TopicPartition, Iterable[Any]] = await self._consumer.getmany(
                    *map(self._partition, places), timeout_ms=wait, max_records=_MOST_RECORDS
                )
                return batches
            except UnicodeDecodeError:
                self._is_careful = True
                for partition, place in self._places.items():
                    self._consumer.seek(partition, self._inbox.expected(place))
        singles: dict[TopicPartition, Iterable[Any]] = {}
        for place in places:
            partition = self._partition(place)
            try:
                singles |= await self._consumer.getmany(partition, timeout_ms=_CAREFUL, max_records=1)
            except UnicodeDecodeError:
                await self._pass_unreadable(place)
                self._is_careful = False
        return singles

    async def _pass_unreadable(self, place: Place) -> None:
        """Queue what is known of the record that the client cannot read, and go on behind it."""
        partition = self._partition(place)
        offset = await self._consumer.position(partition)
        where = f"{place[0]} partition {place[1]} offset {offset}"
        why = f"a header's name is not UTF-8, so the record could not be read; it stays in {where}"
        if place[0] in MAILBOXES:
            raise Fatal(f"{why}. Somebody else writes to this topic: it is ours alone")
        record = KafkaRecord(*place, offset, None, unreadable=why)
        self._inbox.put(Letter(record, _Unread(partition.topic), time.monotonic()))
        self._consumer.seek(partition, offset + 1)

    def _queue(self, batches: Mapping[TopicPartition, Iterable[Any]]) -> None:
        now = time.monotonic()
        for partition, records in batches.items():
            place = self._places.get(partition)
            if place is None:
                continue
            if place[0] == INPUT and place[1] in self._last:
                self._last[place[1]] = now
            for each in records:
                self._inbox.put(Letter(KafkaRecord(*place, each.offset, each.value, each.timestamp), each, now))

    def is_behind(self, place: Place) -> bool:
        """Whether the brokers hold more of a place than has been queued."""
        end = self._end(place)
        return end is not None and end > self._inbox.expected(place)

    def lag(self) -> Iterator[tuple[Place, int]]:
        """How many records of each place the brokers hold beyond those that have been queued."""
        for place in self._inbox.places:
            end = self._end(place)
            if end is not None:
                yield place, max(0, end - self._inbox.expected(place))

    def idle(self, now: float) -> set[int]:
        """Input partitions where nothing has come in for long, and nothing waits."""
        quiet = {partition for partition, last in self._last.items() if now - last >= IDLE}
        return {each for each in quiet if self._end((INPUT, each)) == self._inbox.expected((INPUT, each))}

    async def ends(self, places: Iterable[Place]) -> dict[Place, int]:
        """Where places end now, ours or not; nothing while the brokers do not answer."""
        partitions = {self._partition(place): place for place in places}
        try:
            ends = await self._consumer.end_offsets(list(partitions))
        except KafkaError:
            return {}
        return {place: ends[partition] for partition, place in partitions.items()}

    def unanswered(self, now: float) -> list[Place]:
        """Places for which no broker has answered for long. What waits here is no reason to ask."""
        silent = []
        room = set(self._inbox.with_room())
        for place, (stamp, since) in list(self._answered.items()):
            latest = self._stamp(place)
            if latest != stamp or place not in room:
                self._answered[place] = latest, now
            elif now - since > SILENT:
                silent.append(place)
        return silent

    def _partition(self, place: Place) -> TopicPartition:
        return TopicPartition(named(self._settings, place[0]), place[1])

    def _end(self, place: Place) -> int | None:
        """The end offset of a place as of the last answer; None before that."""
        end: int | None = self._consumer.highwater(self._partition(place))
        return end

    def _stamp(self, place: Place) -> int:
        """The client's own mark of when a broker last answered for a place: it is compared, never read as a time."""
        stamp: int | None = self._consumer.last_poll_timestamp(self._partition(place))
        return stamp or 0

    async def _committed(self, places: Iterable[Place]) -> dict[Place, int]:
        """How far the group has read places; the first offset there is, where it has committed nothing or less."""
        partitions = {self._partition(place): place for place in places}
        while True:
            try:
                with reaching(self._settings):
                    firsts = await self._consumer.beginning_offsets(list(partitions))
                commits = await committed(self._settings, list(partitions))
            except Fatal as error:
                await ask_again(error, len(partitions))
            else:
                return {
                    place: max(firsts[partition], commits.get(partition, 0)) for partition, place in partitions.items()
                }

    async def _out_of_range(self, error: OffsetOutOfRangeError) -> None:
        """The brokers say that they have no such offset: ask what they have."""
        for partition, offset in error.args[0].items():
            place = self._places.get(partition)
            if place is None:
                continue
            try:
                with reaching(self._settings):
                    first = (await self._consumer.beginning_offsets([partition]))[partition]
                    end = (await self._consumer.end_offsets([partition]))[partition]
            except Fatal as unanswered:  # the next fetch asks again
                self._consumer.seek(partition, offset)
                await ask_again(unanswered, partitions=1)
                return
            where = f"{place[0]} partition {place[1]}"
            if offset > end:
                raise Fatal(
                    f"{where}: {offset} records of it were read, and it ends at {end}: it was made anew, or a broker "
                    "lost its end. Provision new topics under another COPYTASTER_TOPIC_PREFIX and feed the wire again"
                )
            if offset >= first:
                self._consumer.seek(partition, offset)
            elif place[0] in MAILBOXES:
                raise Fatal(
                    f"{where}: the brokers deleted its records from offset {offset} to {first} before they were read, "
                    "because all workers were away for longer than mailboxes are kept. Provision new topics "
                    "under another COPYTASTER_TOPIC_PREFIX and feed the wire again"
                )
            else:
                log.error("records_deleted_unread", topic=place[0], partition=place[1], first=offset, until=first)
                self._inbox.pass_over(place, first)
                self._consumer.seek(partition, first)
