"""What a dead letter holds: the record as it was, and the verdict; and what a replayed record brings with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letters import NOON, letter
from stream.errors import Invalid, Reason, Usage
from stream.reading.intake import read
from stream.service.dead_letters import (
    Content,
    Coordinate,
    DeadLetter,
    Failure,
    InputPlace,
    ReplayMark,
    dead_letter,
    mark,
    not_null,
    parse,
    replayed,
)

AT = Coordinate(1, 23)
PREFIX = "copytaster.dlq."
NAMES = ["topic", "partition", "offset", "timestamp", "stage", "reason", "exception-class", "message", "attempt"]
NAMES = [f"{PREFIX}{name}" for name in [*NAMES, "first-failed-at", "version"]]
ATTEMPT = f"{PREFIX}attempt"
FIRST = f"{PREFIX}first-failed-at"

maybe_bytes = st.none() | st.binary(max_size=40)
# Foreign headers may have any name, ours and the mark's too.
header_names = st.text(max_size=10) | st.sampled_from([*NAMES, f"{PREFIX}replayed"])
headers = st.lists(st.tuples(header_names, maybe_bytes), max_size=15).map(tuple)
any_content = st.builds(Content, maybe_bytes, maybe_bytes, headers)
topics = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", min_size=1, max_size=249)
origins = st.builds(
    InputPlace, topics, st.integers(0, 2**31 - 1), st.integers(0, 2**63 - 1), st.integers(-(2**63) + 1, 2**63 - 1)
)
first, last = datetime(1970, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis puts the zones to them
times = st.datetimes(first, last, timezones=st.timezones())


def parsed(content: Content) -> DeadLetter:
    """The dead letter that a record is."""
    found = parse(AT, content)
    assert isinstance(found, DeadLetter)
    return found


def refusal(content: Content) -> tuple[Reason, str] | None:
    """Why a record is none; the class of what was raised, in brackets at the end, left out."""
    try:
        parse(AT, content)
    except Invalid as invalid:
        return invalid.reason, str(invalid).partition(" (")[0]
    return None


@given(
    origin=origins,
    content=any_content,
    reason=st.sampled_from(Reason),
    message=st.text(max_size=200),
    stage=st.text(max_size=20),
    failed_at=times,
)
def test_what_is_made_is_what_is_parsed(
    origin: InputPlace, content: Content, reason: Reason, message: str, stage: str, failed_at: datetime
) -> None:
    """Where it stood, why it was refused, and every byte: for any key, value and headers, also none."""
    made = dead_letter(origin, content, Invalid(reason, message), stage=stage, failed_at=failed_at)

    found = parsed(made)

    assert (found.at, found.origin, found.content, found.failure.reason) == (AT, origin, content, reason)


@given(content=any_content)
@example(Content(b"1:2", None, ((f"{PREFIX}replayed", b"\xff"),)))
@example(Content(b"1:2", None, ((f"{PREFIX}replayed", None),)))
def test_whatever_is_in_the_topic_is_read_or_invalid(content: Content) -> None:
    """Anybody may write there; nothing of it ends the reading."""
    assert refusal(content) in (None, (Reason.TYPE, "1:23: no dead letter of this version"))


@given(name=st.sampled_from(NAMES), value=maybe_bytes)
def test_a_letter_with_one_header_changed_is_read_or_invalid(name: str, value: bytes | None) -> None:
    """As a later version or another program might write it."""
    made = letter("wire", Content(b"urn:a", b"{"))
    changed = tuple((each, value if each == name else told) for each, told in made.headers)

    assert refusal(made._replace(headers=changed)) in (None, (Reason.TYPE, "1:23: no dead letter of this version"))


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_without_one_of_our_headers_is_none(name: str) -> None:
    """A part of a verdict is no verdict."""
    made = letter("wire", Content(b"urn:a", b"{"))

    with pytest.raises(Invalid, match="no dead letter"):
        parse(AT, made._replace(headers=tuple(each for each in made.headers if each[0] != name)))


@pytest.mark.parametrize("value", [b"none", b"caf\xe9", b"1\n", b"", None, b"1" * 20])
def test_a_place_that_is_no_number_is_invalid(value: bytes | None) -> None:
    """It would be shown, and sent to."""
    made = letter("wire", Content(b"urn:a", b"{"))
    changed = tuple((each, value if each.endswith(".partition") else told) for each, told in made.headers)

    with pytest.raises(Invalid, match="no dead letter"):
        parse(AT, made._replace(headers=changed))


def test_the_headers_of_a_letter() -> None:
    """Its own first, as they were; then ours, each of them ASCII text."""
    own = (("traceparent", b"00-\xff"), ("nothing", None))
    origin = InputPlace("wire.dispatches", 3, 41, 1_700_000_000_123)
    failed_at = datetime(2026, 3, 1, 13, 0, 0, 5999, tzinfo=UTC).astimezone(None)
    cause = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "the body")
    invalid = Invalid(Reason.ENCODING, "record: not UTF-8 at byte 0 of 1")
    invalid.__cause__ = cause

    made = dead_letter(origin, Content(b"k", b"\xff", own), invalid, stage="intake", failed_at=failed_at)

    assert made.headers == (
        *own,
        ("copytaster.dlq.topic", b"wire.dispatches"),
        ("copytaster.dlq.partition", b"3"),
        ("copytaster.dlq.offset", b"41"),
        ("copytaster.dlq.timestamp", b"1700000000123"),
        ("copytaster.dlq.stage", b"intake"),
        ("copytaster.dlq.reason", b"encoding"),
        ("copytaster.dlq.exception-class", b"builtins.UnicodeDecodeError"),
        ("copytaster.dlq.message", b"record: not UTF-8 at byte 0 of 1"),
        ("copytaster.dlq.attempt", b"1"),
        ("copytaster.dlq.first-failed-at", b"2026-03-01T13:00:00.005Z"),
        ("copytaster.dlq.version", version("copytaster").encode()),
    )
    assert (made.key, made.value) == (b"k", b"\xff")


def test_without_a_cause_the_class_is_that_of_the_verdict() -> None:
    """It has none when intake itself found what was wrong."""
    found = parsed(letter("wire", Content(None, b"[]")))

    assert found.failure == Failure(
        "intake", Reason.JSON, "stream.errors.Invalid", "record: bad (json)", 1, NOON, version("copytaster")
    )


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("x" * 200, "x" * 100),
        ("é" * 60, ("\\xe9" * 60)[:100]),
        ("one\r\ntwo\x1b[2J\x00", "one  two [2J "),
        ("", ""),
        ("\ud800", " "),
    ],
)
def test_the_message_is_a_short_line_of_ascii(message: str, told: str) -> None:
    """Whatever reads the header, a terminal among it, gets no control character and no novel."""
    made = dead_letter(
        InputPlace("t", 0, 0, 0), Content(None, b""), Invalid(Reason.TYPE, message), stage="s", failed_at=NOON
    )

    assert parsed(made).failure.message == told


@pytest.mark.parametrize(
    "raw",
    [
        b'{"uri": "urn:a", "body_text": "MARKWORD \xff"}',
        b'{"uri": "urn:a", "body_text": "MARKWORD"',
        b'{"uri": "urn:a", "body_text": ["MARKWORD"], "headline": {"MARKWORD": 1}}',
        b'{"uri": "urn:a", "versionCreated": "MARKWORD", "body_text": "MARKWORD"}',
        b'{"uri": {"MARKWORD": 1}, "body_text": "MARKWORD \\ud800"}',
        b"[" * 200 + b'"MARKWORD"',
        b'"MARKWORD"',
    ],
)
def test_the_body_is_in_no_header(raw: bytes) -> None:
    """Headers are logged and listed, which is not the place for somebody's copy."""
    with pytest.raises(Invalid) as caught:
        read(raw)

    made = dead_letter(InputPlace("t", 0, 0, 0), Content(b"k", raw), caught.value, stage="intake", failed_at=NOON)

    assert not [value for _, value in made.headers if value and b"MARKWORD" in value]
    assert parsed(made).content.value == raw


def test_a_null_is_refused_like_an_empty_record() -> None:
    """There is no JSON in it; its letter keeps the null and the key."""
    with pytest.raises(Invalid) as empty:
        read(not_null(b""))
    with pytest.raises(Invalid) as null:
        not_null(None)

    assert empty.value.reason == null.value.reason == Reason.JSON
    made = dead_letter(InputPlace("t", 0, 0, 0), Content(b"urn:a", None), null.value, stage="intake", failed_at=NOON)
    assert parsed(made).content == Content(b"urn:a", None)


def test_a_record_that_fails_again_counts_up_and_keeps_its_first_time() -> None:
    """Its own headers stay as they were, and ours do not pile up."""
    own = (("traceparent", b"00"), ("x", None))
    content = Content(b"urn:a", b"{", own)
    found = []
    for day in range(12):
        found.append(parsed(letter("wire", content, place=(0, day), failed_at=NOON + timedelta(days=day))))
        content = replayed(found[-1])

    assert [each.failure.attempt for each in found] == list(range(1, 13))
    assert {each.failure.first_failed_at for each in found} == {NOON}
    assert content.headers == (*own, (ATTEMPT, b"12"), (FIRST, b"2026-03-01T12:00:00.000Z"))
    assert all(one.content[:2] == other.content[:2] for one, other in pairwise(found))


@pytest.mark.parametrize("attempt", [b"", b"many", b"-1", b"1.5", b"9" * 10, b"\xff", None])
@pytest.mark.parametrize("first", [b"", b"yesterday", b"2026-03-01T12:00:00", b"\xff", b"0001-01-01T00:00+10:00", None])
def test_headers_of_our_names_that_we_did_not_write_count_for_nothing(
    attempt: bytes | None, first: bytes | None
) -> None:
    """A source may send anything."""
    found = parsed(letter("wire", Content(b"k", b"{", ((ATTEMPT, attempt), (FIRST, first)))))

    assert (found.failure.attempt, found.failure.first_failed_at) == (1, NOON)


def test_a_mark_names_its_letter() -> None:
    """It is no letter, and no letter is one, whatever headers its record had."""
    assert parse(AT, mark(Coordinate(0, 7))) == ReplayMark(Coordinate(0, 7))

    marked = ((f"{PREFIX}replayed", b"0:7"),)
    assert parsed(letter("wire", Content(b"0:7", None, marked))).content == Content(b"0:7", None, marked)


@given(partition=st.integers(0, 10**9 - 1), offset=st.integers(0, 10**18 - 1))
def test_a_coordinate_is_read_as_it_is_written(partition: int, offset: int) -> None:
    """As people copy it from the list."""
    at = Coordinate(partition, offset)

    assert Coordinate.of(str(at)) == at


@pytest.mark.parametrize("text", ["", "1", "1:", ":1", "1:2:3", "-1:2", "1:-2", "a:b", "1:٢", "1: 2", f"0:{10**18}"])
def test_what_is_no_coordinate_is_a_mistake_of_the_caller(text: str) -> None:
    """Told with what one looks like."""
    with pytest.raises(Usage, match=re.escape("partition:offset")):
        Coordinate.of(text)
