"""Dispatches into the service's input topic, and stories out of its output topic."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import closing
from typing import Any, Final

import orjson
from aiokafka import TopicPartition

from stream.entities.routing import INPUT, RULINGS
from stream.errors import Fatal, Invalid
from stream.reading.intake import MAX_RECORD_BYTES
from stream.reading.ninjs import MAX_URI
from stream.reading.rejects import LongLine
from stream.reading.sources import Record
from stream.service.clients import consuming, partitions, producing, reaching, until
from stream.service.topics import STORIES, named
from stream.settings import Settings

__all__ = ["FEEDING", "feed", "key_of", "rule", "stories"]

_BOM = b"\xef\xbb\xbf"
FEEDING: Final[Mapping[str, object]] = {
    "max_request_size": 2 * MAX_RECORD_BYTES,  # a record and what Kafka puts around it
    "max_batch_size": 256 * 1024,  # bytes for one partition: a few dozen dispatches
    "linger_ms": 10,  # that a batch waits for more
}
"""Options of a producer that sends dispatches."""

_IN_FLIGHT = 1000  # records sent and not yet acknowledged

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

    with reaching(settings):
        await partitions(settings, name)
        try:
            async with producing(settings, **FEEDING) as producer:
                for record in records:
                    try:
                        raw = _sendable(record)
                    except Invalid as invalid:
                        on_refused(record, invalid)
                        continue
                    await acknowledge_until(_IN_FLIGHT - 1)
                    pending.append(await producer.send(name, raw, key=key_of(raw)))
                await acknowledge_until(0)
        finally:
            await asyncio.gather(*pending, return_exceptions=True)  # the first failure is told, not each of them
    return sent


async def rule(settings: Settings, key: bytes, line: bytes) -> str:
    """Send a ruling; return the name of its topic.

    Raises:
        Usage: the topic does not exist.
        Fatal: the brokers do not answer, or refuse.
    """
    name = named(settings, RULINGS)
    with reaching(settings):
        await partitions(settings, name)
        async with producing(settings) as producer:
            await producer.send_and_wait(name, line, key=key)
    return name


def _raise_stray(place: str) -> None:
    raise Fatal(f"{place}: a record without a key; only workers should write to this topic")


async def stories(
    settings: Settings, follow: bool = False, on_stray: Callable[[str], None] = _raise_stray
) -> AsyncGenerator[bytes, None]:
    """Read stories from the beginning of the output topic.

    Without ``follow`` the newest record of each story as of the start, sorted by uri; those that the
    worker took back are left out. With ``follow`` every record as it comes, without end.

    Args:
        settings: where the brokers are.
        follow: go on without end.
        on_stray: called with the place (topic, partition:offset) of each record without a key, which is no story and
            left out. Without it the first one ends the reading.

    Raises:
        Usage: the topic does not exist.
        Fatal: the brokers do not answer, or a record has no key.
    """
    name = named(settings, STORIES)
    with reaching(settings):
        assigned = await partitions(settings, name)
        async with consuming(settings, assigned) as consumer:
            if follow:
                async for record in consumer:
                    if record.key is None:
                        on_stray(_place_of(record))
                    elif record.value is not None:
                        yield record.value
                return
            with closing(sqlite3.connect("", isolation_level=None)) as newest:  # "": a private temporary database
                await _collect(consumer, assigned, newest, on_stray)
                for (line,) in newest.execute("SELECT line FROM story WHERE line IS NOT NULL ORDER BY key"):
                    yield line


def _place_of(record: Any) -> str:
    return f"{record.topic} {record.partition}:{record.offset}"


async def _collect(
    consumer: Any, assigned: list[TopicPartition], newest: sqlite3.Connection, on_stray: Callable[[str], None]
) -> None:
    """Keep the newest record under each key, up to the end offsets of now."""
    newest.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE story (key BLOB PRIMARY KEY, line BLOB) WITHOUT ROWID; BEGIN"
    )
    async for _, records in until(consumer, await consumer.end_offsets(assigned)):
        for record in records:
            if record.key is None:
                on_stray(_place_of(record))
            else:
                newest.execute("INSERT OR REPLACE INTO story VALUES (?, ?)", (record.key, record.value))


def _sendable(record: Record) -> bytes:
    """The bytes of a record.

    Raises:
        Invalid: the worker could not read it, and the brokers might not take it.
    """
    if record.refused is not None or isinstance(record.raw, LongLine) or len(record.raw) > MAX_RECORD_BYTES:
        record.read()  # says why
        raise AssertionError("a record that cannot be sent was read")
    return record.raw


def key_of(raw: bytes) -> bytes | None:
    """The key of a dispatch record: its uri as intake reads it; None where there is none."""
    try:
        record = orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None
    uri = record.get("uri") if isinstance(record, dict) else None
    if not isinstance(uri, str) or len(uri) > MAX_URI:
        return None
    return uri.strip().encode() or None
