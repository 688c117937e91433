"""Reading up to an offset, on a consumer that only pretends; the rest is tested by what uses it, on a real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError

from stream.errors import Fatal
from stream.service import clients
from stream.service.clients import until

ZERO, ONE = TopicPartition("wire", 0), TopicPartition("wire", 1)


@dataclass
class Stored:
    """A record, of which only the place counts."""

    offset: int


class Consumer:
    """Gives what it was given, one batch a call. A position stands behind the last record, or where a hole ends."""

    def __init__(self, *batches: tuple[TopicPartition, Sequence[int], int] | Exception) -> None:
        self.batches = list(batches)
        self.positions = {ZERO: 0, ONE: 0}
        self.asked: list[tuple[TopicPartition, ...]] = []

    async def position(self, partition: TopicPartition) -> int:
        """Where it stands."""
        return self.positions[partition]

    async def getmany(self, *wanted: TopicPartition, timeout_ms: int) -> dict[TopicPartition, list[Stored]]:
        """The next batch."""
        assert timeout_ms > 0
        self.asked.append(wanted)
        batch = self.batches.pop(0)
        if isinstance(batch, Exception):
            raise batch
        partition, offsets, self.positions[partition] = batch
        return {partition: [Stored(offset) for offset in offsets]}


def read(consumer: Consumer, ends: dict[TopicPartition, int]) -> list[tuple[int, int]]:
    """Partition and offset of each record."""

    async def collect() -> list[tuple[int, int]]:
        return [(place.partition, each.offset) async for place, found in until(consumer, ends) for each in found]

    return asyncio.run(collect())


def test_what_comes_after_the_end_is_left_out() -> None:
    """A batch may hold more than was asked for; the partition that is done is not asked again."""
    consumer = Consumer((ZERO, [0, 1, 2, 3], 4), (ONE, [0], 1))

    assert read(consumer, {ZERO: 2, ONE: 1}) == [(0, 0), (0, 1), (1, 0)]
    assert consumer.asked == [(ZERO, ONE), (ONE,)]


def test_a_hole_at_the_end_does_not_hold_up() -> None:
    """Nobody will ever write the records that compaction or an aborted transaction took."""
    consumer = Consumer((ZERO, [0], 1), (ZERO, [], 5))

    assert read(consumer, {ZERO: 5}) == [(0, 0)]


def test_nothing_to_read_asks_nothing() -> None:
    """An empty topic ends at once."""
    assert read(Consumer(), {ZERO: 0}) == []


def test_a_header_that_cannot_be_read_is_told_with_its_place() -> None:
    """The client library stops there for good; the operator has to know where."""
    broken = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    consumer = Consumer((ZERO, [0, 1], 2), broken)

    with pytest.raises(Fatal, match="not UTF-8, in or soon after one of wire 0:2"):
        read(consumer, {ZERO: 5})


@pytest.mark.parametrize(
    ("cause", "is_asked_again"),
    [
        (KafkaConnectionError("node 1"), True),
        (TimeoutError(), True),
        (TopicAuthorizationFailedError("wire"), False),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "a header"), False),
        (None, False),
    ],
)
def test_only_what_is_no_answer_is_asked_again(
    cause: BaseException | None, is_asked_again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal, and what no broker will mend, would be asked about for ever."""
    monkeypatch.setattr(clients, "_PATIENCE", 0.0)
    error = Fatal("the brokers do not answer")
    error.__cause__ = cause

    with nullcontext() if is_asked_again else pytest.raises(Fatal, match="do not answer"):
        asyncio.run(clients.ask_again(error, 1))
