"""Reading where the state ends, on Apache Kafka: what the brokers say counts, and that they say nothing does not."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from structlog.testing import capture_logs

from faults.node import node
from stream.entities.routing import BUCKETS, INPUT
from stream.errors import Fatal
from stream.service import reader as module
from stream.service.clients import client_options, producing
from stream.service.inbox import Inbox, Place
from stream.service.processor import KafkaRecord
from stream.service.reader import Reader
from stream.service.topics import apply, named
from stream.settings import Settings

ZERO: Place = (INPUT, 0)
MAIL: Place = (BUCKETS, 0)
PATIENCE = 40.0  # seconds


class Desk:
    """A reader, its inbox, and topics of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.inbox = Inbox()
        self.reader = Reader(settings, self.inbox)

    async def send(self, place: Place, *values: bytes) -> None:
        """Append records."""
        async with producing(self.settings) as producer:
            for value in values:
                await producer.send_and_wait(named(self.settings, place[0]), value, partition=place[1])

    async def delete(self, place: Place, before: int) -> None:
        """Let the brokers delete records, as their retention does."""
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        await admin.start()
        try:
            await admin.delete_records(
                {TopicPartition(named(self.settings, place[0]), place[1]): RecordsToDelete(before_offset=before)}
            )
        finally:
            await admin.close()

    async def read(self, count: int) -> list[int]:
        """The offsets of the next records."""
        offsets: list[int] = []

        async def fill() -> bool:
            await self.reader.fill(0.2)
            offsets.extend(each.record.offset for each in self.inbox.take())
            return len(offsets) >= count

        await until(fill)
        return offsets


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not await condition():
            await asyncio.sleep(0)


@asynccontextmanager
async def desk(brokers: str) -> AsyncIterator[Desk]:
    """On topics of its own, of one partition."""
    settings = Settings.model_validate({"brokers": brokers, "topic_prefix": f"t{uuid4().hex[:8]}.", "partitions": 1})
    await apply(settings)
    made = Desk(settings)
    await made.reader.start()
    try:
        yield made
    finally:
        await made.reader.stop()


def test_it_begins_where_the_state_says(brokers: str) -> None:
    """Whatever is before that; and with the first record where neither state nor group know anything."""

    async def go() -> tuple[list[int], list[int]]:
        async with desk(brokers) as made:
            await made.send(ZERO, b"0", b"1", b"2")
            await made.reader.open({ZERO: 1})
            some = await made.read(2)
            await made.reader.open({ZERO: None})
            return some, await made.read(3)

    assert asyncio.run(go()) == ([1, 2], [0, 1, 2])


def test_input_that_was_deleted_unread_is_passed_over_on_the_brokers_word(brokers: str) -> None:
    """And the log says how much."""

    async def go() -> list[int]:
        async with desk(brokers) as made:
            await made.send(ZERO, b"0", b"1", b"2", b"3")
            await made.delete(ZERO, 3)
            await made.reader.open({ZERO: 1})
            return await made.read(1)

    with capture_logs() as logs:
        assert asyncio.run(go()) == [3]
    [said] = [each for each in logs if each["event"] == "records_deleted_unread"]
    assert (said["first"], said["until"]) == (1, 3)


def test_the_marks_of_transactions_are_no_records_that_wait(brokers: str) -> None:
    """Nor is what was taken back: the end is reached, and the partition may be idle."""

    async def go() -> tuple[list[int], dict[Place, int], set[int]]:
        async with desk(brokers) as made:
            name = named(made.settings, INPUT)
            producer = AIOKafkaProducer(**client_options(made.settings), transactional_id=name)
            await producer.start()
            for value in (b"kept", b"taken back"):
                await producer.begin_transaction()
                await producer.send_and_wait(name, value, partition=0)
                await (producer.commit_transaction() if value == b"kept" else producer.abort_transaction())
            await producer.stop()
            await made.reader.open({ZERO: 0})
            offsets = await made.read(1)

            async def is_done() -> bool:
                await made.reader.fill(0.2)
                return dict(made.reader.lag()) == {ZERO: 0}

            await until(is_done)
            return offsets, dict(made.reader.lag()), made.reader.idle(time.monotonic() + module.IDLE)

    assert asyncio.run(go()) == ([0], {ZERO: 0}, {0})


def test_mail_that_was_deleted_unread_ends_the_worker(brokers: str) -> None:
    """What it told is missing in the stories."""

    async def go() -> None:
        async with desk(brokers) as made:
            await made.send(MAIL, b"0", b"1", b"2")
            await made.delete(MAIL, 2)
            await made.reader.open({MAIL: 0})
            await made.read(1)

    with pytest.raises(Fatal, match=r"deleted its records from offset 0 to 2 before they were read"):
        asyncio.run(go())


def test_a_topic_shorter_than_what_was_read_of_it_ends_the_worker(brokers: str) -> None:
    """It is another topic than the state speaks of."""

    async def go() -> None:
        async with desk(brokers) as made:
            await made.send(ZERO, b"0")
            await made.reader.open({ZERO: 9})
            await made.read(1)

    with pytest.raises(Fatal, match=r"9 records of it were read, and it ends at 1"):
        asyncio.run(go())


def test_no_answer_is_told_and_passes_over_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that sleeps: its partitions are named; once it is awake again, the next record is the next one."""
    monkeypatch.setattr(module, "SILENT", 2.0)
    with node(tmp_path / "node") as broker:

        async def go() -> tuple[list[Place], list[Place], list[int]]:
            async with desk(broker.address) as made:
                await made.send(ZERO, b"0")
                await made.reader.open({ZERO: None, MAIL: None})
                await made.read(1)
                before = made.reader.unanswered(time.monotonic())
                broker.signal(signal.SIGSTOP)
                silent: list[Place] = []

                async def is_silent() -> bool:
                    await made.reader.fill(0.2)
                    silent[:] = made.reader.unanswered(time.monotonic())
                    return len(silent) == 2

                await until(is_silent)
                broker.signal(signal.SIGCONT)
                await made.send(ZERO, b"1")
                return before, silent, await made.read(1)

        before, silent, offsets = asyncio.run(go())

    assert before == []
    assert sorted(silent) == [MAIL, ZERO]
    assert offsets == [1]


def test_a_record_that_the_client_cannot_read_is_told_and_holds_up_no_other(brokers: str) -> None:
    """Kafka takes any bytes for the name of a header; the client stops before such a record for good."""

    async def go() -> list[tuple[Place, int, str]]:
        async with desk(brokers) as made:
            await made.send(ZERO, b"0", b"1")
            await send_odd_header(made.settings, ZERO)
            await made.send(ZERO, b"3")
            await send_odd_header(made.settings, ZERO)
            await made.send(ZERO, b"5")
            await made.send(MAIL, *(b"mail" for _ in range(20)))
            await made.reader.open({ZERO: 0, MAIL: 0})
            records: list[KafkaRecord] = []

            async def fill() -> bool:
                await made.reader.fill(0.2)
                records.extend(letter.record for letter in made.inbox.take())
                return len(records) >= 26

            await until(fill)
            return [((each.topic, each.partition), each.offset, each.unreadable) for each in records]

    records = asyncio.run(go())

    assert sorted((place, offset) for place, offset, _ in records) == sorted(
        [(ZERO, offset) for offset in range(6)] + [(MAIL, offset) for offset in range(20)]
    )
    assert {offset for place, offset, why in records if place == ZERO and "header" in why} == {2, 4}
    assert not any(why for place, _, why in records if place == MAIL)


class LatinName(str):
    """The name of a header as only a client that takes bytes for it sends one."""

    def encode(self, *_: str) -> bytes:
        """Bytes that are no UTF-8."""
        return b"caf\xe9"


async def send_odd_header(settings: Settings, place: Place) -> None:
    """Append a record that aiokafka cannot read, by the one of its two encoders that is written in Python."""
    builder = _DefaultRecordBatchBuilderPy
    with (
        patch("aiokafka.producer.producer.DefaultRecordBatchBuilder", builder),
        patch("aiokafka.producer.message_accumulator.DefaultRecordBatchBuilder", builder),
    ):
        async with producing(settings) as producer:
            topic = named(settings, place[0])
            await producer.send_and_wait(topic, b"odd", partition=place[1], headers=[(LatinName("name"), b"")])
