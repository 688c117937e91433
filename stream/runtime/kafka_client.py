"""Dispatches into the service's input topic, and stories out of its output topic."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from stream.errors import Fatal, Invalid, Usage
from stream.reading.intake import MAX_RECORD_BYTES
from stream.reading.ninjs import MAX_URI
from stream.reading.rejects import LongLine
from stream.reading.sources import Record
from stream.runtime.topics import INPUT, STORIES, client_options, named
from stream.settings import Settings

__all__ = ["feed", "stories"]

_BOM = b"\xef\xbb\xbf"
_LARGEST_REQUEST = 2 * MAX_RECORD_BYTES  # a record and what Kafka puts around it
_BATCH = 256 * 1024  # bytes for one partition: a few dozen dispatches
_LINGER = 10  # milliseconds that a batch waits for more
_IN_FLIGHT = 1000  # records sent and not yet acknowledged
_POLL = 200  # milliseconds

Refuse = Callable[[Record, Invalid], None]


def _raise(_: Record, invalid: Invalid) -> None:
    raise invalid


async def feed(
    settings: Settings,
    records: Iterable[Record],
    on_sent: Callable[[], None],
    on_refused: Refuse = _raise,
    *,
    topic: str | None = None,
) -> int:
    """Publish the bytes of records as they are; return how many the brokers acknowledged.

    The key is the uri, so all versions of a dispatch are in one partition, in the order given. What has
    no readable uri is sent without a key: the worker tells what is wrong with it, at one place.

    Args:
        settings: where the brokers are.
        records: from :func:`stream.reading.sources.records`; read as fast as the brokers acknowledge.
        on_sent: called after each acknowledgement.
        on_refused: called with what cannot be sent: too large, or a file that cannot be read on.
            Without it the first such record ends the feeding.
        topic: another input topic, by its full name.

    Raises:
        Usage: the topic does not exist.
        Fatal: the brokers do not answer, or refuse. What was acknowledged stays sent; feeding it again is harmless.
    """
    name = topic or named(settings, INPUT)
    pending: deque[asyncio.Future[Any]] = deque()
    sent = 0

    async def acknowledge_until(left: int) -> None:
        nonlocal sent
        while len(pending) > left:
            await pending.popleft()
            sent += 1
            on_sent()

    with _reaching(settings):
        await _partitions(settings, name)
        producer = AIOKafkaProducer(
            **client_options(settings),
            acks="all",
            enable_idempotence=True,  # a retry neither repeats a record nor changes the order
            max_request_size=_LARGEST_REQUEST,
            max_batch_size=_BATCH,
            linger_ms=_LINGER,
        )
        try:
            await producer.start()
            for record in records:
                try:
                    raw = _sendable(record)
                except Invalid as invalid:
                    on_refused(record, invalid)
                    continue
                await acknowledge_until(_IN_FLIGHT - 1)
                pending.append(await producer.send(name, raw, key=_key(raw)))
            await acknowledge_until(0)
        finally:
            await producer.stop()
            await asyncio.gather(*pending, return_exceptions=True)  # the first failure is told, not each of them
    return sent


async def stories(settings: Settings, follow: bool = False) -> AsyncGenerator[bytes, None]:
    """Read stories from the beginning of the output topic.

    Without ``follow`` the newest record of each story as of the start, sorted by uri; those that the
    worker took back are left out. With ``follow`` every record as it comes, without end.

    Raises:
        Usage: the topic does not exist.
        Fatal: the brokers do not answer.
    """
    name = named(settings, STORIES)
    with _reaching(settings):
        count = await _partitions(settings, name)
        consumer = AIOKafkaConsumer(
            **client_options(settings),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            isolation_level="read_committed",
        )
        try:
            await consumer.start()
            partitions = [TopicPartition(name, number) for number in range(count)]
            consumer.assign(partitions)
            if follow:
                async for record in consumer:
                    if record.value is not None:
                        yield record.value
                return
            with closing(sqlite3.connect("", isolation_level=None)) as newest:  # "": a private temporary database
                await _collect(consumer, partitions, newest)
                for (line,) in newest.execute("SELECT line FROM story WHERE line IS NOT NULL ORDER BY key"):
                    yield line
        finally:
            await consumer.stop()


async def _collect(consumer: Any, partitions: list[TopicPartition], newest: sqlite3.Connection) -> None:
    """Keep the newest record under each key, up to the end offsets of now."""
    newest.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE story (key BLOB PRIMARY KEY, line BLOB) WITHOUT ROWID; BEGIN"
    )
    left = await consumer.end_offsets(partitions)
    while True:
        # The position, not the last record's offset: compaction leaves holes.
        left = {each: end for each, end in left.items() if await consumer.position(each) < end}
        if not left:
            return
        for partition, records in (await consumer.getmany(*left, timeout_ms=_POLL)).items():
            newest.executemany(
                "INSERT OR REPLACE INTO story VALUES (?, ?)",
                ((each.key, each.value) for each in records if partition in left and each.offset < left[partition]),
            )


@contextmanager
def _reaching(settings: Settings) -> Iterator[None]:
    """What the client library raises becomes ours, with the brokers' names."""
    try:
        yield
    except (KafkaError, TimeoutError) as error:
        raise Fatal(f"Kafka at {settings.brokers}: {str(error) or type(error).__name__}") from error


async def _partitions(settings: Settings, topic: str) -> int:
    """How many partitions a topic has. Asked for all topics: asking for one may create it."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        counts = {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics()}
    finally:
        await admin.close()
    if topic not in counts:
        raise Usage(f"{topic}: there is no such topic at {settings.brokers}; `copytaster topics apply` creates ours")
    return counts[topic]


def _sendable(record: Record) -> bytes:
    """The bytes of a record.

    Raises:
        Invalid: the worker could not read it, and the brokers might not take it.
    """
    if record.refused is not None or isinstance(record.raw, LongLine) or len(record.raw) > MAX_RECORD_BYTES:
        record.read()  # says why
        raise AssertionError("a record that cannot be sent was read")
    return record.raw


def _key(raw: bytes) -> bytes | None:
    """The uri as intake reads it; None where there is none."""
    try:
        record = orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None
    uri = record.get("uri") if isinstance(record, dict) else None
    if not isinstance(uri, str) or len(uri) > MAX_URI:
        return None
    return uri.strip().encode() or None
