"""What a turn sends: one record for each target, split where it is too large for the brokers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import VersionKey
from stream.entities.messages import Compare, Envelope, Joined, Label, Labelled, Posted
from stream.entities.routing import DISPATCHES, FAMILIES
from stream.service import outbox
from stream.service.codec import Section, decode, encode
from stream.service.event_time import TimeMark
from stream.service.outbox import Outbox, Target
from wires import NOON, edition, text

LABEL = Label(NOON, "urn:a")
KEY = VersionKey((1, ""), NOON, "00")
HOME: Target = (DISPATCHES, 1)


def labelled(n: int) -> Labelled:
    """A small message."""
    return Labelled(f"urn:{n}", LABEL)


def compare(n: int) -> Compare:
    """A message with a text."""
    return Compare(f"urn:{n}", KEY, edition(f"urn:x:{n}", text(n)), LABEL)


def sent(out: Outbox) -> list[tuple[Target, list[Section]]]:
    """What a receiver reads."""
    return [(target, decode(raw)) for target, raw in out.records()]


def about(sections: list[Section]) -> list[str]:
    """The uris that messages are about."""
    return [message.uri for section in sections for message in section.messages if isinstance(message, Compare)]


def test_a_target_gets_one_record_with_a_section_for_each_sender() -> None:
    """A Kafka record costs the same whether it holds one message or a hundred."""
    out = Outbox()
    out.put(HOME, "buckets0", 7, labelled(0))
    out.put((FAMILIES, 0), "dispatches0", 3, Joined(LABEL, "urn:a", (), NOON))
    out.put(HOME, "buckets1", 2, labelled(1))
    out.put(HOME, "buckets0", 7, labelled(2))
    out.put(HOME, "buckets0", None, labelled(3))

    assert sent(out) == [
        (
            HOME,
            [
                Section("buckets0", 7, None, [labelled(0), labelled(2)]),
                Section("buckets1", 2, None, [labelled(1)]),
                Section("buckets0", None, None, [labelled(3)]),
            ],
        ),
        ((FAMILIES, 0), [Section("dispatches0", 3, None, [Joined(LABEL, "urn:a", (), NOON)])]),
    ]
    assert out.messages == {DISPATCHES: 4, FAMILIES: 1}


def test_nothing_to_say_is_no_record() -> None:
    """An empty turn sends nothing."""
    assert sent(Outbox()) == []
    assert Outbox().messages == {}


def test_a_mark_goes_with_messages_or_alone() -> None:
    """The newest of the turn; alone it comes with its round."""
    out = Outbox()
    out.put(HOME, "input0", 5, labelled(0), NOON)
    out.put(HOME, "input0", 5, labelled(1), NOON + 1)
    out.tell(HOME, "mark1", TimeMark(3, NOON + 2))

    assert sent(out) == [
        (
            HOME,
            [Section("input0", 5, NOON + 1, [labelled(0), labelled(1)]), Section("mark1", 3, NOON + 2, [])],
        )
    ]
    assert out.messages == {DISPATCHES: 2}


@pytest.fixture(name="most")
def _most(monkeypatch: pytest.MonkeyPatch) -> int:
    """A limit that two texts exceed and one does not."""
    limit = len(encode([Section("buckets0", 7, None, [compare(0)])])) * 3 // 2
    monkeypatch.setattr(outbox, "MOST_BYTES", limit)
    return limit


def test_a_record_is_split_between_senders_first(most: int) -> None:
    """Each of them is heard or not by itself."""
    out = Outbox()
    for sender in range(3):
        out.put(HOME, f"buckets{sender}", sender, compare(sender))

    records = sent(out)

    assert [[section[:3] for section in sections] for _, sections in records] == [
        [(f"buckets{sender}", sender, None)] for sender in range(3)
    ]
    assert all(len(encode(sections)) <= most for _, sections in records)


def test_of_a_sender_that_is_split_only_the_last_part_counts_as_heard(most: int) -> None:
    """What it follows from is told with the end alone: a receiver that has the first part has not heard it all."""
    out = Outbox()
    for n in range(5):
        out.put(HOME, "buckets0", 7, compare(n), NOON)

    records = sent(out)
    sections = [section for _, each in records for section in each]

    assert len(records) > 2
    assert all(len(encode(each)) <= most for _, each in records)
    assert [section.offset for section in sections] == [None] * (len(sections) - 1) + [7]
    assert {section.mark for section in sections} == {NOON}
    assert about(sections) == [f"urn:{n}" for n in range(5)]


def test_one_message_with_many_versions_is_split_into_one_for_each(most: int) -> None:
    """A dispatch that joins a family with all its versions may alone be more than brokers take."""
    editions = tuple(edition("urn:a", text(n), number=n) for n in range(4))
    out = Outbox()
    out.put((FAMILIES, 0), "dispatches0", 3, Joined(LABEL, "urn:a", editions, NOON))

    records = sent(out)
    messages = [message for _, sections in records for section in sections for message in section.messages]

    assert all(len(encode(sections)) <= most for _, sections in records)
    assert all(isinstance(message, Joined) and len(message.editions) == 1 for message in messages)
    assert [held.version.key for message in messages if isinstance(message, Joined) for held in message.editions] == [
        each.version.key for each in editions
    ]
    assert [section.offset for _, sections in records for section in sections] == [None, None, None, 3]


def test_what_cannot_be_split_is_sent_as_it_is(most: int) -> None:
    """One text is never cut; the brokers take four times the limit, and no record that is read is longer."""
    large = Compare("urn:b", KEY, edition("urn:a", text(1, 2000)), LABEL)
    out = Outbox()
    out.put(HOME, "buckets0", 7, large)

    [(_, raw)] = out.records()

    assert len(raw) > most
    assert [section.offset for section in decode(raw)] == [7]


@given(
    sizes=st.lists(st.tuples(st.integers(0, 2), st.sampled_from((None, 4, 9)), st.integers(1, 60)), max_size=12),
    most=st.integers(1, 4000),
)
def test_whatever_the_limit_all_is_said_once_and_in_order(sizes: list[tuple[int, int | None, int]], most: int) -> None:
    """For each sender: its messages in their order, and its offset with the last of them only."""
    out = Outbox()
    put: dict[tuple[str, int | None], list[Posted | Envelope]] = {}
    for n, (sender, offset, words) in enumerate(sizes):
        message = Compare(f"urn:{n}", KEY, edition(f"urn:x:{n}", text(n, words)), LABEL)
        out.put(HOME, f"buckets{sender}", offset, message)
        put.setdefault((f"buckets{sender}", offset), []).append(message)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "MOST_BYTES", most)
        sections = [section for _, record in sent(out) for section in record]

    for source in {source for source, _ in put}:
        own = [section for section in sections if section.source == source]
        expected = [message for (sender, _), each in put.items() if sender == source for message in each]
        assert about(own) == [message.uri for message in expected if isinstance(message, Compare)]
        assert [section.offset for section in own if section.offset is not None] == [
            offset for sender, offset in put if sender == source and offset is not None
        ]
