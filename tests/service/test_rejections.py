"""What cannot be folded: which dead letter it becomes, and when there is too much of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from stream.entities.routing import BUCKETS, INPUT, RULINGS
from stream.errors import Invalid, Reason
from stream.service.dead_letters import Coordinate, DeadLetter, parse
from stream.service.inbox import Letter
from stream.service.processor import KafkaRecord, Rejected, Turn
from stream.service.rejections import IN_A_ROW, Rejections

WHY = Invalid(Reason.JSON, "no JSON at byte 1")


def letter(offset: int, topic: str = INPUT, partition: int = 0, **message: Any) -> Letter:
    """A record as the reader queues it; of the client's record there is what a dead letter keeps."""
    kept = {"topic": f"prefix.{topic}", "key": b"key", "headers": (("own", b"1"),), **message}
    return Letter(KafkaRecord(topic, partition, offset, b"{", 1_669_723_200_123), SimpleNamespace(**kept), 0.0)


def turn(*rejected: Letter) -> Turn:
    """A turn that rejects these."""
    return Turn(rejected=[Rejected(each.record, WHY) for each in rejected])


@pytest.fixture(name="rejections")
def _rejections() -> Rejections:
    made = Rejections()
    made.watch(0)
    made.watch(1)
    return made


def test_a_letter_keeps_the_record_and_says_where_it_was(rejections: Rejections) -> None:
    """Key, value and headers as they were; topic by its full name, time to the millisecond."""
    bad, good = letter(7, partition=1), letter(8, partition=1)
    [(partition, content)] = rejections.dead_letters(turn(bad), [bad, good])
    read = parse(Coordinate(1, 0), content)

    assert partition == 1
    assert isinstance(read, DeadLetter)
    assert (read.content.key, read.content.value, read.content.headers) == (b"key", b"{", (("own", b"1"),))
    assert read.origin == (f"prefix.{INPUT}", 1, 7, 1_669_723_200_123)
    assert (read.failure.reason, read.failure.stage) == (Reason.JSON, "read")


def test_a_ruling_that_cannot_be_read_is_a_letter_too(rejections: Rejections) -> None:
    """It does not touch the brake: the input goes on."""
    bad = [letter(n, RULINGS) for n in range(2 * IN_A_ROW)]

    assert len(rejections.dead_letters(turn(*bad), bad)) == 2 * IN_A_ROW
    assert rejections.tripped(turn(*bad), bad) is None


def test_nothing_rejected_is_no_letter(rejections: Rejections) -> None:
    """Nor is mail."""
    assert rejections.dead_letters(turn(), [letter(0), letter(1, BUCKETS)]) == []


def test_each_partition_has_a_brake_of_its_own(rejections: Rejections) -> None:
    """A row is one of a partition; what was counted goes with it, and the message names the place."""
    zero = [letter(n) for n in range(IN_A_ROW - 1)]
    one = [letter(n, partition=1) for n in range(IN_A_ROW - 1)]
    assert rejections.tripped(turn(*zero, *one), [*zero, *one]) is None

    last = letter(IN_A_ROW)
    told = rejections.tripped(turn(last), [last])
    assert told is not None
    assert f"{INPUT} partition 0 up to offset {IN_A_ROW}" in told


def test_a_partition_that_comes_back_begins_anew(rejections: Rejections) -> None:
    """What its other owner has seen of it nobody knows here."""
    bad = [letter(n) for n in range(IN_A_ROW - 1)]
    rejections.tripped(turn(*bad), bad)
    rejections.let_go(0)
    rejections.watch(0)

    assert rejections.tripped(turn(*bad), bad) is None
