"""A processor: the turns of a worker, without a broker and without a clock."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulated import Log, Process, Rows, drained
from stream.dispatch import Version
from stream.entities.messages import Compare, Posted
from stream.entities.routing import BUCKETS, DISPATCHES, FAMILIES, INPUT, MAILBOXES
from stream.entities.shard import Shard
from stream.errors import Fatal, Reason
from stream.local.folding import fold
from stream.matching.sketches import BANDS
from stream.reading.rules import in_force, loading
from stream.service import outbox
from stream.service import state as state_module
from stream.service.codec import Section, decode, encode
from stream.service.event_time import PASSAGES, TimeMark
from stream.service.processor import KafkaRecord, Processor, Turn
from stream.service.state import Row
from stream.stories.record import encode as line
from stream.stories.story import is_story
from wires import HOUR, MINUTE, NOON, ninjs, text, wires

WINDOW, LATENESS = 72 * HOUR, 72 * HOUR
STEP = WINDOW // 24
QUIET, MOST = 1.0, 5.0
SAMPLE = 63  # arrivals until it is known how far the wire has come


def raw(uri: str, told: str, published: int | None = NOON, **fields: object) -> bytes:
    """A record as a supplier sends it."""
    return orjson.dumps(ninjs(uri, told, published, **fields))


class Station:
    """A processor of one partition with topics around it: what is sent comes back, what is kept is kept."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.topics: dict[str, list[bytes]] = {topic: [] for topic in (INPUT, BUCKETS, DISPATCHES, FAMILIES)}
        self.position = dict.fromkeys(self.topics, 0)
        self.told: list[tuple[str, str]] = []  # uri and kind
        self.written = 0  # rows
        self.processor = self.taken_over()

    def taken_over(self, wall: int | None = None) -> Processor:
        """Another processor, with what is kept."""
        processor = Processor(1, WINDOW, LATENESS, quiet=QUIET, most=MOST)
        self.keep([drained(processor.take_over(0, self.rows, 1, 0.0, wall))])
        return processor

    def keep(self, rows: Iterable[Row]) -> None:
        """Write rows."""
        for row in rows:
            self.written += 1
            self.rows.write(row, self.written)

    def waiting(self, *topics: str) -> list[KafkaRecord]:
        """What has not been taken."""
        return [
            KafkaRecord(topic, 0, offset, self.topics[topic][offset])
            for topic in topics
            for offset in range(self.position[topic], len(self.topics[topic]))
        ]

    def turn(self, records: Sequence[KafkaRecord], now: float, wall: int | None = None) -> Turn:
        """A turn whose writes succeed."""
        for record in records:
            self.position[record.topic] = record.offset + 1
        turn = drained(self.processor.turn(records, now, wall=wall))
        self.told.extend((each.uri, each.kind.value) for each in turn.stories)
        for (topic, _), value in turn.mailboxes:
            self.topics[topic].append(value)
        self.keep(turn.rows.get(0, []))
        return turn

    def feed(self, *raws: bytes, now: float = 0.0) -> None:
        """Dispatches come in, and all that follows from them is worked off; no time passes."""
        self.topics[INPUT].extend(raws)
        while records := self.waiting(*self.topics):
            self.turn(records, now)

    def members(self, now: float) -> list[set[str]]:
        """What is told by then: the members of each story."""
        turn = self.turn([], now)
        stories = [emission.story for emission in turn.stories if is_story(emission.story)]
        return [{member["uri"] for member in story["associations"]} for story in stories]


@pytest.fixture(name="station")
def _station() -> Station:
    return Station()


def sections(turn: Turn) -> Iterator[tuple[str, int, Section]]:
    """Topic, partition and section of all that is sent."""
    for (topic, partition), value in turn.mailboxes:
        for section in decode(value):
            yield topic, partition, section


def processor(partitions: int = 1, *held: int) -> Processor:
    """A processor of these partitions, the first of them if none is named."""
    made = Processor(partitions, WINDOW, LATENESS, quiet=QUIET, most=MOST)
    for partition in held or (0,):
        drained(made.take_over(partition, Rows(), 1, 0.0))
    return made


def test_a_dispatch_is_posted_to_the_partitions_of_its_bands_and_its_own() -> None:
    """Under the offset of the last record of the turn, from its input partition."""
    made = processor(4, 2)
    turn = drained(made.turn([KafkaRecord(INPUT, 2, n, raw(f"urn:{n}", text(n))) for n in (7, 8)], 0.0))
    posted = [section for topic, _, section in sections(turn) if topic == BUCKETS]

    assert turn.accepted == 2
    assert turn.messages[DISPATCHES] == 2
    assert {section[:2] for _, _, section in sections(turn)} == {(f"{INPUT}2", 8)}
    assert (
        sum(len(message.keys) for section in posted for message in section.messages if isinstance(message, Posted))
        == 2 * BANDS
    )


@pytest.mark.parametrize("value", [raw("urn:a", text(1)), b"no JSON"])
def test_the_state_says_how_far_the_input_was_read(station: Station, value: bytes) -> None:
    """Of a record that was rejected too; whoever takes over does not read it again."""
    station.topics[INPUT].append(value)
    station.turn(station.waiting(INPUT), 0.0)

    assert station.taken_over().read_up_to(INPUT, 0) == 0


def test_a_turn_that_is_over_leaves_the_rest(station: Station) -> None:
    """What it came to is in the state, under the offset of the last of it; what is left is told, and taken next."""
    station.topics[INPUT].extend(raw(f"urn:{n}", text(n)) for n in range(5))
    records = station.waiting(INPUT)
    asked = iter((False, False, True))
    turn = drained(station.processor.turn(records, 0.0, is_over=lambda: next(asked)))

    assert (turn.accepted, turn.left) == (3, records[3:])
    assert {section.offset for *_, section in sections(turn) if section.messages} == {2}
    assert station.processor.read_up_to(INPUT, 0) == 2
    assert drained(station.processor.turn(turn.left, 0.0)).accepted == 2


def test_a_successor_with_other_rules_goes_on_and_knows_it(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read stays as it is, and the story of what comes is that of both."""
    before = in_force()
    station.feed(raw("urn:a", text(1)))
    assert station.taken_over().other_rules() == {}
    monkeypatch.setattr(loading, "_in_force", replace(before, digest="0a"))

    station.processor = station.taken_over()
    assert station.processor.other_rules() == {0: [before.digest]}
    station.feed(raw("urn:b", text(1), NOON + HOUR))

    assert station.members(MOST) == [{"urn:a", "urn:b"}]


def test_a_take_over_that_is_given_up_leaves_nothing(station: Station) -> None:
    """The partition went to others in the middle of it: this processor does not hold it."""
    station.feed(raw("urn:a", text(1)), raw("urn:b", text(2)))
    processor = Processor(1, WINDOW, LATENESS, quiet=QUIET, most=MOST)
    steps = processor.take_over(0, station.rows, 2, 0.0)
    progress = [next(steps) for _ in range(len(station.rows) + 1)]
    steps.close()

    assert [each.done for each in progress[:-1]] == [0] * len(station.rows)
    assert progress[-1].rows == len(station.rows) - 1  # the claim is none
    assert processor.shards == {}


def test_bad_records_are_set_apart_and_harm_no_neighbour() -> None:
    """With the reason; a null is one of them."""
    given = [raw("urn:a", text(1)), b"no JSON", None, raw("urn:b", "", headline=""), raw("urn:c", text(2))]
    turn = drained(processor().turn([KafkaRecord(INPUT, 0, n, value) for n, value in enumerate(given)], 0.0))

    assert turn.accepted == 2
    assert [(each.record.offset, each.reason.reason) for each in turn.rejected] == [
        (1, Reason.JSON),
        (2, Reason.JSON),
        (3, Reason.NO_TEXT),
    ]


def test_a_story_is_told_in_the_turn_after_its_state_is_safe(station: Station) -> None:
    """Once it is quiet, and once."""
    station.feed(raw("urn:a", text(1)))

    assert station.told == []
    assert station.members(QUIET - 0.01) == []
    assert station.members(QUIET) == [{"urn:a"}]
    assert station.members(100) == []


def test_a_kill_is_told_at_the_next_turn(station: Station) -> None:
    """No sooner: what is told must be found by whoever takes over."""
    station.feed(raw("urn:a", text(1)))
    station.members(QUIET)
    station.topics[INPUT].append(raw("urn:a", "", NOON + HOUR, version="2", pubstatus="canceled"))
    while records := station.waiting(*station.topics):
        assert station.turn(records, 2.0).stories == []

    turn = station.turn([], 2.0)

    assert [emission.story["pubStatus"] for emission in turn.stories] == ["canceled"]


def test_it_says_when_to_come_back(station: Station) -> None:
    """For the first of its partitions that has something to tell."""
    assert station.processor.next_due() is None

    station.feed(raw("urn:a", text(1)), now=3.0)
    assert station.processor.next_due() == 3.0 + QUIET

    station.members(3.0 + QUIET)
    assert station.processor.next_due() is None


def test_a_mailbox_record_that_comes_again_is_passed_over(station: Station) -> None:
    """Nothing is sent, nothing is kept."""
    station.feed(raw("urn:a", text(1)), raw("urn:b", text(1), NOON + HOUR))
    station.members(QUIET)
    again = [
        KafkaRecord(topic, 0, offset, value)
        for topic in (BUCKETS, DISPATCHES, FAMILIES)
        for offset, value in enumerate(station.topics[topic])
    ]
    turn = station.turn(again, 50.0)

    assert (turn.mailboxes, turn.rows, turn.stories) == ([], {}, [])
    assert station.processor.next_due() is None
    assert {topic: station.processor.read_up_to(topic, 0) for topic in (BUCKETS, DISPATCHES, FAMILIES)} == {
        topic: len(station.topics[topic]) - 1 for topic in (BUCKETS, DISPATCHES, FAMILIES)
    }


def test_what_a_sender_says_again_is_passed_over(station: Station) -> None:
    """It ended between sending and keeping, and did it again: another record with the same section."""
    station.feed(raw("urn:a", text(1)))
    for topic in (BUCKETS, DISPATCHES, FAMILIES):
        station.topics[topic].append(station.topics[topic][0])
    records = station.waiting(*station.topics)
    turn = station.turn(records, 50.0)

    assert len(records) == 3
    assert turn.mailboxes == []
    assert list(turn.rows) == [0]  # that they were read
    assert station.processor.read_up_to(BUCKETS, 0) == 1


def test_how_far_was_heard_is_kept(station: Station) -> None:
    """A processor that takes over passes the same over."""
    station.feed(raw("urn:a", text(1)))
    station.processor = station.taken_over()
    for topic in (BUCKETS, DISPATCHES, FAMILIES):
        station.topics[topic].append(station.topics[topic][0])

    assert station.turn(station.waiting(*station.topics), 50.0).mailboxes == []


def test_whoever_takes_over_tells_what_may_not_have_been_told(station: Station) -> None:
    """Once it has been quiet for as long as ever; what was told and noted is not told again."""
    station.feed(raw("urn:a", text(1)))
    station.members(QUIET)
    station.feed(raw("urn:b", text(2)), now=10.0)
    station.processor = station.taken_over()

    assert station.members(QUIET - 0.01) == []
    assert station.members(QUIET) == [{"urn:b"}]


@pytest.mark.parametrize("value", [None, b"", b"{}"])
def test_a_mailbox_record_that_is_not_ours_stops_the_worker(value: bytes | None) -> None:
    """It must not be guessed at."""
    with pytest.raises(Fatal, match="a mailbox record of"):
        drained(processor().turn([KafkaRecord(BUCKETS, 0, 0, value)], 0.0))


def test_a_partition_that_is_let_go_is_forgotten() -> None:
    """What it holds, what it was to tell; letting go twice is harmless."""
    made = processor(2, 0, 1)
    label_mail = drained(made.turn([KafkaRecord(INPUT, 0, 0, raw("urn:a", text(1)))], 0.0)).mailboxes
    for (topic, partition), value in label_mail:
        for (family_topic, home), sent in drained(made.turn([KafkaRecord(topic, partition, 0, value)], 0.0)).mailboxes:
            if family_topic == FAMILIES:
                drained(made.turn([KafkaRecord(family_topic, home, 0, sent)], 0.0))
    assert made.next_due() == QUIET

    for partition in (0, 1, 1):
        made.let_go(partition)

    assert made.next_due() is None
    assert made.shards == {}
    assert drained(made.turn([], 100.0)) == Turn()


def test_copies_that_come_together_take_on_few_labels(station: Station) -> None:
    """Of three hundred in one turn each knows the first at once: no label goes along the row from one to the next."""
    station.feed(*(raw(f"urn:{n:03}", text(1), NOON + n) for n in range(300)))

    assert len(station.members(QUIET)) == 1
    assert sum(len(value) for topic in MAILBOXES for value in station.topics[topic]) < 300 * 15_000


def fillers(after: int, count: int = SAMPLE) -> list[bytes]:
    """Dispatches that tell how far the wire has come."""
    return [
        raw(f"urn:newsml:{'ab'[n % 2]}.example:filler:{n}", text(1000 + n, 20), NOON + after + n * MINUTE)
        for n in range(count)
    ]


def come_to(station: Station, after: int, now: float = 0.0) -> None:
    """The wire comes so far."""
    station.feed(*fillers(after, SAMPLE), now=now)


def held(station: Station) -> Shard:
    """The shard of its only partition."""
    return station.processor.shards[0]


def test_time_goes_round_until_it_has_come_as_far_as_the_wire(station: Station) -> None:
    """And families that are over are let go."""
    station.feed(raw("urn:old", text(1)))
    station.members(QUIET)
    come_to(station, 0)
    come_to(station, 400 * HOUR)
    station.turn([], MOST)
    station.feed()
    front = NOON + 400 * HOUR + SAMPLE // 2 * MINUTE

    assert held(station).front == front
    assert front - STEP < (held(station).mark or 0) <= front
    assert "urn:old" not in {label.uri for label in held(station).families}
    assert "urn:old" not in held(station).dispatches


def test_a_family_that_waits_to_be_told_is_not_let_go(station: Station) -> None:
    """It is told first."""
    station.feed(raw("urn:old", text(1)))
    come_to(station, 400 * HOUR)
    station.turn([], 0.0)

    assert (held(station).mark or 0) - WINDOW - LATENESS > NOON
    assert "urn:old" in {label.uri for label in held(station).families}
    assert {"urn:old"} in station.members(QUIET)


def test_a_mark_is_told_to_every_mailbox_behind_what_came_before_it() -> None:
    """So that who has heard it has all that was sent there before."""
    made = processor(3, 1)
    records = [KafkaRecord(INPUT, 1, n, each) for n, each in enumerate(fillers(0, SAMPLE))]
    told = list(sections(drained(made.turn(records, 0.0))))
    last = {(topic, partition): section for topic, partition, section in told}

    assert last == {
        (topic, partition): Section("mark1", 0, NOON + SAMPLE // 2 * MINUTE, [])
        for topic in MAILBOXES
        for partition in range(3)
    }


def test_an_input_partition_where_nothing_comes_in_follows_the_others() -> None:
    """As far as it has heard of them, so that it holds nobody back; of silence alone no time passes."""
    made = processor(2)
    assert list(sections(drained(made.turn([], 0.0, idle=[0])))) == []

    drained(made.turn([KafkaRecord(DISPATCHES, 0, 0, encode([Section("mark1", 0, NOON, [])]))], 0.0))
    assert list(sections(drained(made.turn([], 0.0)))) == []

    told = [section for *_, section in sections(drained(made.turn([], 0.0, idle=[0])))]
    assert told == [Section("mark0", 0, NOON, [])] * len(MAILBOXES) * 2


def test_a_dispatch_whose_story_leaves_the_window_while_it_is_asked_is_told_all_the_same(station: Station) -> None:
    """It comes too late to be sure of its story, and may be told alone; but nothing that is read is lost."""
    station.feed(raw("urn:old", text(1)))
    station.members(QUIET)
    station.topics[INPUT].append(raw("urn:asking", text(1), NOON + WINDOW))
    while records := station.waiting(*station.topics):
        asks = any(
            isinstance(message, Compare)
            for record in records
            if record.topic == DISPATCHES
            for section in decode(record.value or b"")
            for message in section.messages
        )
        if asks:  # no circle of marks is as fast
            marks = station.processor._states[0].marks  # noqa: SLF001
            for number in (50, 50 + PASSAGES):
                for topic in MAILBOXES:
                    marks.hear(topic, 0, TimeMark(number, NOON + 180 * HOUR))
        station.turn(records, QUIET)
    assert "urn:old" not in held(station).dispatches, "it has left the window"

    assert {"urn:asking"} in station.members(2 * MOST)


def test_an_embargo_is_released_by_time_alone(station: Station) -> None:
    """The story goes out again when it is over, also by a processor that took over meanwhile; until then it is held."""
    until = NOON + 5000
    held_until = "2022-11-29T12:00:05Z"
    station.topics[INPUT].append(raw("urn:held", text(1), embargoed=held_until))
    while records := station.waiting(*station.topics):
        station.turn(records, 0.0, NOON)
    [first] = station.turn([], QUIET, NOON).stories

    assert is_story(first.story)
    assert (first.story["pubStatus"], first.story["embargoedUntil"]) == ("withheld", held_until)
    assert station.processor.next_due() == 5.0
    assert station.turn([], 4.9, until - 1).stories == []

    [second] = station.turn([], 5.0, until).stories
    assert is_story(second.story)
    assert (second.story["pubStatus"], second.story["bodies"][0]["value"]) == ("usable", text(1))
    assert station.processor.next_due() is None


def test_whoever_takes_over_releases_what_was_held(station: Station) -> None:
    """An embargo that ended while nobody worked is over; one that has not is waited for."""
    station.topics[INPUT].append(raw("urn:held", text(1), embargoed="2022-11-29T12:00:05Z"))
    while records := station.waiting(*station.topics):
        station.turn(records, 0.0, NOON)
    station.turn([], QUIET, NOON)
    station.turn([], QUIET, NOON)  # what was told is noted

    waiting = station.taken_over(NOON)
    assert drained(waiting.turn([], QUIET, wall=NOON)).stories == []
    assert waiting.next_due() == 5.0

    [told] = drained(station.taken_over(NOON + 6000).turn([], QUIET, wall=NOON + 6000)).stories
    assert told.story["pubStatus"] == "usable"


@given(wire=wires(), partitions=st.integers(1, 3), seed=st.integers(0, 1 << 30), most=st.sampled_from((10, 1500, 4000)))
def test_records_of_any_size_and_crashes_between_their_parts_change_no_story(
    wire: list[Version], partitions: int, seed: int, most: int
) -> None:
    """Mailbox records and rows that were split: whatever part was the last before the end of a worker."""
    raws = [raw(each.uri, each.text, each.published, version=each.version, headline=each.headline) for each in wire]
    rng = random.Random(seed)
    log = Log(partitions)
    log.feed(raws, rng)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "MOST_BYTES", most)
        patched.setattr(state_module, "MOST_BYTES", most)
        now, crashes = 0.0, deque(range(5))
        process = Process(log, range(partitions), (WINDOW, 10_000 * HOUR), now)
        for _ in range(3000):
            now += rng.choice((0.01, 0.3, 1.5))
            writes = process.begin(rng, now)
            if crashes and rng.random() < 0.2:
                crashes.pop()
                for _, write in writes[: rng.randrange(len(writes) + 1)]:
                    write(log)
                process = Process(log, range(partitions), (WINDOW, 10_000 * HOUR), now)
                continue
            for _, write in writes:
                write(log)
            if not log.behind and process.processor.next_due() is None:
                break
        else:
            pytest.fail("the worker never came to rest")

    assert log.stories() == [line(story) for story in fold(raws)]
