"""Messages as bytes: nothing that matters is lost between two entities."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Inference, Label, Verdict, Version, VersionKey
from stream.entities.messages import (
    Advanced,
    Arrived,
    Candidate,
    Closed,
    Compare,
    Emitted,
    Envelope,
    Forget,
    Joined,
    Labelled,
    Left,
    Linked,
    Message,
    Posted,
    Retired,
    Settled,
    StateMessage,
)
from stream.errors import Fatal
from stream.local.embedded import HOUR, Embedded, Queue
from stream.matching.editions import Edition, prepare
from stream.service import codec
from stream.service.codec import FORMAT, Section, Segment, decode, decode_segment, encode, encode_segment
from stream.stories.record import encode as line
from stream.stories.rulings import make, versions
from wires import NOON, text, version, wires

LABEL = Label(NOON, "urn:a")
KEY = VersionKey((-1, "2nd Ld"), NOON, "00ff")


def through_bytes(queue: Queue) -> tuple[int, Posted | Envelope]:
    """Take the next message, written and read again."""
    home, message = queue.popleft()
    [section] = decode(encode([Section("s0", 1, NOON, [message])]))
    assert section[:3] == ("s0", 1, NOON)
    [read] = decode_segment(encode_segment(Segment(messages=list(section.messages)))).messages
    assert not isinstance(read, StateMessage)
    return home, read


def final(runtime: Embedded, wire: list[Version]) -> list[bytes]:
    """The stories of a wire."""
    for each in wire:
        runtime.accept(each)
    return sorted(line(change.story) for change in runtime.finish())


def test_a_version_that_comes_several_times_is_one_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """To its dispatch, its family and whom it is compared with: held and compared once. Not one that says otherwise."""
    monkeypatch.setattr(codec, "_MOST_RECENT", 2)
    monkeypatch.setattr(codec, "_recent", {})
    one, other = (prepare(version("urn:a", text(1), NOON, headline=each)) for each in ("Talks resume", "Talks end"))

    def read(edition: Edition) -> Edition:
        [section] = decode(encode([Section("s0", 1, NOON, [Joined(LABEL, "urn:a", (edition,), NOON)])]))
        [message] = section.messages
        assert isinstance(message, Joined)
        return message.editions[0]

    first = read(one)
    assert read(one) is first
    assert read(other).version.headline == "Talks end"
    for n in range(3):  # only the latest are kept
        read(prepare(version(f"urn:{n}", text(n), NOON)))
    assert read(one) is not first
    assert read(one).version == first.version


@given(wire=wires(), partitions=st.integers(1, 5))
def test_stories_are_the_same_when_every_message_is_written_and_read(wire: list[Version], partitions: int) -> None:
    """The embedded runtime hands objects on; a mailbox hands bytes on."""
    lateness = 10_000 * HOUR

    assert final(Embedded(partitions, lateness=lateness, pick=through_bytes), wire) == final(
        Embedded(partitions, lateness=lateness), wire
    )


@pytest.mark.parametrize(
    "message",
    [
        Candidate("urn:a", KEY, "urn:b", KEY),
        Linked("urn:a", "urn:b", LABEL),
        Settled("urn:a", KEY, "urn:b", KEY),
        Labelled("urn:a", LABEL),
        Forget("urn:a", LABEL),
        Left(LABEL, "urn:b", Label(NOON - 1, "urn:0", late=True), NOON),
        Retired(LABEL, Label(NOON, "urn:b")),
        Emitted(LABEL, ((Label(NOON, "urn:b"), b"\x00\xff"),), (Label(NOON, "urn:c"),)),
        Emitted(LABEL, (), (), ("hold", "kill")),
        Emitted(LABEL, (), (), (), (Label(NOON, "urn:c"),)),
        Closed(LABEL),
        Advanced(NOON),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_without_a_version_is_read_as_it_was_written(message: Message) -> None:
    """Keys and labels keep their types, so they sort as before."""
    segment = Segment({"dispatches": 7}, {"dispatches<buckets0": 9}, [message], True, NOON)

    if not isinstance(message, StateMessage):  # those are in no mailbox
        assert decode(encode([Section("s0", None, None, [message])])) == [Section("s0", None, None, [message])]
    assert decode_segment(encode_segment(segment)) == segment


def test_versions_keep_every_field_and_are_written_once() -> None:
    """Three messages of one record carry one version; what was inferred about it comes along."""
    told = replace(version("urn:a", text(1), NOON), inferences=(Inference("language", "recognised"),), urgency=2)
    edition = replace(prepare(told), late=True)
    messages: list[Posted | Envelope] = [
        Arrived(edition, NOON, True),
        Compare("urn:b", KEY, edition, LABEL),
        Joined(LABEL, "urn:a", (edition, edition), NOON),
    ]

    raw = encode([Section("s0", 1, None, messages[:1]), Section("s1", 1, None, messages[1:])])
    first, second = decode(raw)
    arrived, compare, joined = first.messages + second.messages

    assert raw.count(told.text.encode()) == 1
    assert isinstance(arrived, Arrived)
    assert arrived.edition.version == told
    assert arrived.edition.late
    assert isinstance(compare, Compare)
    assert (compare.edition.text_id, compare.label) == (edition.text_id, LABEL)
    assert isinstance(joined, Joined)
    assert [each.late for each in joined.editions] == [True, True]
    assert arrived.edition.shingles.tolist() == edition.shingles.tolist()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b'{"versions":[],"sections":[["s0",1,null,[["unheard"]]]],"segment":[{},{},false,null,[["unheard"]]]}',
        b'{"versions":[[1]],"sections":[],"segment":[]}',
    ],
)
def test_bytes_that_are_not_ours_stop_the_worker(raw: bytes) -> None:
    """A mailbox is ours: what else writes to it must not be guessed at."""
    with pytest.raises(Fatal, match="mailbox record of"):
        decode(raw)
    with pytest.raises(Fatal, match="segment of state of"):
        decode_segment(raw)


def test_what_the_release_of_25_november_wrote_is_read() -> None:
    """A mailbox record and a row of state of commit 7739cfd: written again they are the same, but for the format."""
    mailbox, segment = Path(__file__).with_name("format-3.jsonl").read_bytes().splitlines()

    for old, new in ((mailbox, encode(decode(mailbox))), (segment, encode_segment(decode_segment(segment)))):
        assert orjson.loads(new) == {"format": 3, **orjson.loads(old)}


@pytest.mark.parametrize(
    ("verdict", "format_"), [(verdict, 4 if verdict.is_order else 3) for verdict in Verdict if verdict != "dismissed"]
)
def test_only_what_an_editor_says_of_a_notice_is_a_format_more(verdict: Verdict, format_: int) -> None:
    """So that workers of the release before go on beside ours; and it is read as it was written."""
    ruling = make("urn:n", "urn:a", verdict, NOON, "Ada", "I read both")
    arrived: list[Message] = [Arrived(prepare(each), NOON, False) for each in versions(ruling)]
    raw = encode_segment(Segment(messages=arrived))
    read = [each.edition.version for each in decode_segment(raw).messages if isinstance(each, Arrived)]

    assert orjson.loads(raw)["format"] == format_
    assert [each.ruling for each in read] == [ruling, ruling]


def test_what_a_newer_release_wrote_is_refused() -> None:
    """Going on from there would give wrong answers."""
    newer = encode([]).replace(b'"format":3', b'"format":5')

    with pytest.raises(Fatal, match=r"has format 5, and this release knows 4.* Start the newer one"):
        decode(newer)


@pytest.mark.parametrize("subject", [None, "Kultur = Kunst"])
@pytest.mark.parametrize("signals", [(), ("correction",), ("correction", "subject=taxes")])
def test_a_subject_comes_back_and_is_a_signal_to_the_release_before(
    signals: tuple[str, ...], subject: str | None
) -> None:
    """Which knows as many values of a version, and no signal of that name."""
    told = prepare(replace(version("urn:a", text(1), NOON), subject=subject, signals=signals))
    raw = encode_segment(Segment(messages=[Arrived(told, NOON, False)]))
    [read] = decode_segment(raw).messages

    assert isinstance(read, Arrived)
    assert read.edition.version == told.version
    assert orjson.loads(raw)["format"] == 3
    if subject:
        assert [*signals, f"subject={subject}"] in orjson.loads(raw)["versions"][0]


def test_a_field_more_is_a_format_more() -> None:
    """Old records lack it: whoever adds one raises the format and says what it is where it is missing, or finds it a
    place that the release before passes over.
    """
    assert FORMAT == 4
    assert len(fields(Version)) == 29
