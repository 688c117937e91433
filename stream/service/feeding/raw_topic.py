"""A topic of raw records, as Kafka Connect fills it from files, queues or FTP: the bytes come through the same door.

Offsets are committed when the input topic has what was in a record, so a kill repeats some and loses none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from stream.reading.sources import of_bytes
from stream.service.clients import client_options, partitions, reaching
from stream.service.feeding.parcels import Parcel, Source, pause
from stream.service.feeding.parts import Part
from stream.service.feeding.receipts import Receipt
from stream.service.logs import get_logger
from stream.settings import Settings

__all__ = ["RawTopic"]

_POLL = 500  # milliseconds
_MOST = 500  # records that are one parcel
_AGAIN = 1.0  # seconds

log = get_logger(__name__)


class RawTopic(Source):
    """Takes the values of a topic's records, each a file in any format.

    Any number of processes share the partitions, as members of one group. Headers are not read: what an item becomes
    depends on its bytes and its supplier alone.

    Args:
        settings: where the brokers are.
        topic: by its full name.
        supplier: domain of whose records these are where they do not say so.
    """

    kind = "topic"

    def __init__(self, settings: Settings, topic: str, supplier: str = "") -> None:
        super().__init__(topic)
        self._settings = settings
        self._supplier = supplier
        self._consumer: AIOKafkaConsumer | None = None
        self._batches: deque[tuple[TopicPartition, list[Any]]] = deque()

    async def start(self) -> None:
        """Join the group.

        Raises:
            Usage: the topic is not there.
            Fatal: the brokers do not answer.
        """
        with reaching(self._settings):
            await partitions(self._settings, self.name)
            self._consumer = AIOKafkaConsumer(
                self.name,
                **client_options(self._settings),
                group_id=f"{self._settings.group_id}.feed",
                auto_offset_reset="earliest",
                enable_auto_commit=False,
                isolation_level="read_committed",
                session_timeout_ms=int(self._settings.session_timeout_seconds * 1000),
            )
            await self._consumer.start()

    async def stop(self) -> None:
        """Leave the group."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """The next records of a partition."""
        consumer = self._consumer
        assert consumer is not None  # noqa: S101 - it was started
        while not stop.is_set():
            if self._batches:
                place, records = self._batches.popleft()
                return _Batch(self, place, records, self._supplier)
            try:
                found = await consumer.getmany(timeout_ms=_POLL, max_records=_MOST)
            except KafkaError as error:
                self.unanswered()
                log.warning("raw_topic_not_read", source=self.name, error=type(error).__name__)
                await pause(stop, _AGAIN)
                continue
            self.answered()
            self._batches.extend(found.items())
        return None

    async def commit(self, place: TopicPartition, offset: int) -> None:
        """Note how far a partition is done; where it went to another member, that one reads it again."""
        assert self._consumer is not None  # noqa: S101
        try:
            await self._consumer.commit({place: offset})
        except (CommitFailedError, IllegalStateError, KafkaError) as error:
            log.warning("raw_topic_not_committed", source=self.name, error=type(error).__name__)

    def again(self, place: TopicPartition, offset: int) -> None:
        """Read a partition from here again."""
        assert self._consumer is not None  # noqa: S101
        self._batches = deque(each for each in self._batches if each[0] != place)
        if place in self._consumer.assignment():
            self._consumer.seek(place, offset)


class _Batch(Parcel):
    def __init__(self, topic: RawTopic, place: TopicPartition, records: list[Any], supplier: str) -> None:
        self._first, self._last = records[0].offset, records[-1].offset
        super().__init__(topic.name, f"{place.topic} {place.partition}:{self._first}-{self._last}", supplier)
        self._topic = topic
        self._place = place
        self._records = records

    def parts(self) -> list[Part]:
        place = f"{self._place.topic} {self._place.partition}"
        named = ((f"{place}:{record.offset}", record.value) for record in self._records)
        # An empty value takes a record back in the topic it is in, and says nothing here.
        return [Part(name, partial(of_bytes, name, value)) for name, value in named if value]

    async def acknowledge(self, receipt: Receipt) -> bool:
        await self._topic.commit(self._place, self._last + 1)
        return True

    async def postpone(self, why: str) -> None:
        self._topic.again(self._place, self._first)
