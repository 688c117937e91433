"""A shard: what it notes makes it again, and what has left the window it lets go."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import UNKNOWN_TIME, Label, Verdict, Version, VersionKey
from stream.entities import families
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
    Left,
    Linked,
    Message,
    Posted,
    Retired,
)
from stream.entities.routing import partition_of
from stream.entities.shard import Key, Shard, entity
from stream.local.embedded import Embedded
from stream.matching.editions import prepare
from stream.reading.intake import read_object
from stream.service.codec import Section, Segment, decode_segment, encode, encode_segment
from stream.stories.record import encode as line
from stream.stories.rulings import make, versions
from wires import HOUR, NOON, edition, ninjs, postings_of, retouched, text, wires

WINDOW, RETENTION = 72 * HOUR, 144 * HOUR
ALL_THE_TIME = 10_000 * HOUR
KEY = VersionKey((1, ""), NOON, "00")
A = Label(NOON, "urn:a")

Delivery = tuple[int, Posted | Envelope]


def through_bytes(messages: Sequence[Message]) -> list[Message]:
    """As they are read back from a row."""
    return decode_segment(encode_segment(Segment(messages=list(messages)))).messages


def written(messages: Iterable[tuple[int, Posted | Envelope]]) -> list[tuple[int, bytes]]:
    """Messages as they can be compared."""
    return [(home, encode([Section("s", None, None, [message])])) for home, message in messages]


def told(emissions: Iterable[families.Emission]) -> list[tuple[str, bytes, str]]:
    """Emissions as they can be compared."""
    return [(each.uri, line(each.story), each.kind.value) for each in emissions]


def stories(shard: Shard) -> dict[Label, list[bytes]]:
    """What each family is told as."""
    return {
        label: [line(story) for _, story in families.stories(held, WINDOW)] for label, held in shard.families.items()
    }


def labels(shard: Shard) -> dict[str, tuple[Label | None, list[VersionKey], set[str]]]:
    """Label, versions and links of each dispatch."""
    return {
        uri: (held.label, [each.version.key for each in held.editions], held.links or set())
        for uri, held in shard.dispatches.items()
    }


def here(shard: Shard) -> dict[str, tuple[Label | None, list[VersionKey], set[str]]]:
    """The same without those that only wait for a version: how long they do may differ after a replay."""
    return {uri: held for uri, held in labels(shard).items() if held[0] is not None}


class System:
    """Shards that send each other messages in any order, some of them twice."""

    def __init__(self, count: int, seed: int, retention: int = ALL_THE_TIME) -> None:
        self.count = count
        self.rng = random.Random(seed)
        self.notes: list[list[Message]] = [[] for _ in range(count)]
        self.retention = retention
        self.shards = [Shard(count, WINDOW, retention, notes.append) for notes in self.notes]
        self.queue: deque[Delivery] = deque()

    def accept(self, version: Version) -> None:
        """A dispatch comes in."""
        made = prepare(version)
        self.queue.append((partition_of(version.uri, self.count), Arrived(made, made.published)))
        self.queue.extend(postings_of(made, self.count))

    def next(self) -> Delivery:
        """Any of the messages under way; one in ten stays under way."""
        self.queue.rotate(-self.rng.randrange(len(self.queue)))
        picked = self.queue.popleft()
        if self.rng.random() < 0.1:
            self.queue.append(picked)
        return picked

    def step(self, wire: deque[Version], *twins: Sequence[Shard]) -> bool:
        """Do something; False where nothing is left. Twins do it too, and must answer the same."""
        if wire and (not self.queue or self.rng.random() < 0.3):
            self.accept(wire.popleft())
        elif self.queue:
            home, message = self.next()
            answers = self.shards[home].receive(message)
            for shards in twins:
                assert written(shards[home].receive(message)) == written(answers)
            self.queue.extend(answers)
        else:
            return False
        if self.rng.random() < 0.1:
            home = self.rng.randrange(self.count)
            for label in list(self.shards[home].changed):
                emissions = told(self.shards[home].emit(label))
                for shards in twins:
                    assert told(shards[home].emit(label)) == emissions
        return True

    def rebuilt(self) -> list[Shard]:
        """Shards that replay what these have noted."""
        out = [Shard(self.count, WINDOW, self.retention, lambda _: None) for _ in self.shards]
        for shard, notes in zip(out, self.notes, strict=True):
            shard.replay(through_bytes(notes))
        return out

    def snapshots(self) -> list[Shard]:
        """Shards that replay a snapshot of these; buckets, of which there is none, replay what was noted."""
        out = []
        for shard, notes in zip(self.shards, self.notes, strict=True):
            made = Shard(self.count, WINDOW, self.retention, lambda _: None)
            made.replay(through_bytes([each for each in notes if isinstance(each, Posted)]))
            made.replay(through_bytes(shard.snapshot([*shard.dispatches, *shard.families])))
            out.append(made)
        return out

    def final(self) -> list[bytes]:
        """The stories in the end."""
        return sorted(story for shard in self.shards for each in stories(shard).values() for story in each)


def oracle(wire: Sequence[Version]) -> list[bytes]:
    """The stories of a process that is not disturbed."""
    runtime = Embedded(1, WINDOW, ALL_THE_TIME)
    for version in wire:
        runtime.accept(version)
    return sorted(line(change.story) for change in runtime.finish())


def to_tell(shard: Shard) -> set[Label]:
    """Families with something to tell: one that holds nobody has nothing, whether it counts as changed or not."""
    return {label for label in shard.changed if families.members(shard.families[label])}


def assert_same(shards: Sequence[Shard], others: Sequence[Shard]) -> None:
    """They hold the same, and have the same to tell."""
    for shard, other in zip(shards, others, strict=True):
        assert stories(other) == stories(shard)
        assert labels(other) == labels(shard)
        assert to_tell(other) == to_tell(shard)
        assert {label: families.emitted(held) for label, held in other.families.items()} == {
            label: families.emitted(held) for label, held in shard.families.items()
        }
        assert other.buckets.copies == shard.buckets.copies


@given(wire=wires(), count=st.integers(1, 3), seed=st.integers(0, 1 << 30), cut=st.integers(0, 150))
def test_a_shard_that_replays_its_notes_is_the_same_shard(wire: list[Version], count: int, seed: int, cut: int) -> None:
    """At any point: it holds the same, and to all that still comes it answers the same, word for word."""
    system, coming = System(count, seed), deque(wire)
    for _ in range(cut):
        system.step(coming)
    twins = system.rebuilt()
    assert_same(system.shards, twins)

    while system.step(coming, twins):
        pass

    assert_same(system.shards, twins)
    assert system.final() == oracle(wire)


@given(wire=wires(), count=st.integers(1, 3), seed=st.integers(0, 1 << 30), cut=st.integers(0, 150))
def test_a_snapshot_makes_the_same_shard(wire: list[Version], count: int, seed: int, cut: int) -> None:
    """At any point: what it holds is the same, and what comes of all is the same in the end."""
    system, coming = System(count, seed), deque(wire)
    for _ in range(cut):
        system.step(coming)
    twins = system.snapshots()
    assert_same(system.shards, twins)

    system.shards = twins
    while system.step(coming):
        pass

    assert system.final() == oracle(wire)


@given(
    wire=wires(most=20),
    count=st.integers(1, 3),
    seed=st.integers(0, 1 << 30),
    marks=st.lists(st.integers(0, 400), min_size=1, max_size=4),
)
def test_a_shard_that_replays_has_let_go_of_the_same(
    wire: list[Version], count: int, seed: int, marks: list[int]
) -> None:
    """After sweeps at any times between dispatches: families and dispatches that are gone stay gone."""
    system, coming = System(count, seed, RETENTION), deque(wire)
    for hours in sorted(marks):
        for _ in range(system.rng.randrange(80)):
            system.step(coming)
        for shard in system.shards:
            shard.advance(NOON + hours * HOUR)
            if (swept := shard.sweep()) is not None:
                system.queue.extend(swept[1])

    for shard, twin in zip(system.shards, system.rebuilt(), strict=True):
        for each in (shard, twin):
            each.advance(NOON + 1000 * HOUR)
            each.sweep()
        assert stories(twin) == stories(shard)
        assert here(twin) == here(shard)
        assert twin.buckets.copies == shard.buckets.copies
        assert twin.mark == shard.mark


def shard(count: int = 1) -> tuple[Shard, list[Message]]:
    """A shard and what it notes."""
    notes: list[Message] = []
    return Shard(count, WINDOW, RETENTION, notes.append), notes


def joined(uri: str = "urn:a", label: Label = A, at: int = NOON, told: str | None = None) -> Joined:
    """A dispatch joins a family."""
    return Joined(label, uri, (edition(uri, told or text(1), at),), at)


def posted(uri: str, published: int | None) -> Posted:
    """A version for a bucket."""
    [(_, message)] = postings_of(edition(uri, text(1), published), 1)
    return message


@pytest.mark.parametrize(
    ("message", "key"),
    [
        (Arrived(edition("urn:x", text(1)), NOON), "urn:x"),
        (Candidate("urn:x", KEY, "urn:y", KEY), "urn:x"),
        (Compare("urn:x", KEY, edition("urn:y", text(1)), A), "urn:x"),
        (Forget("urn:x", A), "urn:x"),
        (Joined(A, "urn:x", (), NOON), A),
        (Left(A, "urn:x", A, NOON), A),
        (Retired(A, A), A),
        (Emitted(A, (), ()), A),
        (Closed(A), A),
        (Advanced(NOON), None),
        (posted("urn:x", NOON), None),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_message_is_about_one_entity(message: Message, key: Key | None) -> None:
    """Buckets, and the shard itself, are none."""
    assert entity(message) == key


def test_what_changes_nothing_is_not_noted() -> None:
    """A repeated arrival, a comparison that links nothing, a mark that is not later."""
    made, notes = shard()
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    made.receive(arrived)
    made.advance(NOON)
    before = list(notes)
    key = arrived.edition.version.key

    made.receive(arrived)
    made.advance(NOON - 1)
    made.receive(Compare("urn:a", key, edition("urn:b", text(2)), Label(NOON, "urn:b")))

    assert notes == before
    assert (made.counts.repeated, made.counts.compared, made.counts.linked) == (1, 1, 0)


def test_of_a_comparison_that_links_the_link_alone_is_noted() -> None:
    """The text that it was with belongs to another shard."""
    made, notes = shard()
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    made.receive(arrived)
    other = edition("urn:b", retouched(text(1), 2, 1), NOON + 1)

    made.receive(Compare("urn:a", arrived.edition.version.key, other, Label(NOON + 1, "urn:b")))

    assert notes[1:] == [Linked("urn:a", "urn:b", Label(NOON + 1, "urn:b"))]


def test_what_is_of_one_family_is_neither_compared_nor_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a flood nearly all questions are settled so: to ask of each what a veto says cost more than all the rest."""

    def refuse(*_: object) -> bool:
        raise AssertionError

    made, notes = shard()
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    made.receive(arrived)
    own = Label(arrived.edition.published, "urn:a")
    before = list(notes)
    monkeypatch.setattr("stream.entities.shard.is_vetoed", refuse)
    monkeypatch.setattr("stream.entities.dispatches.linked", refuse)

    out = made.receive(Compare("urn:a", arrived.edition.version.key, edition("urn:b", text(2), NOON + 1), own))

    assert [type(message).__name__ for _, message in out] == ["Settled"]
    assert notes == before
    assert (made.counts.compared, made.counts.linked, made.counts.vetoed) == (0, 0, 0)


def test_a_question_that_comes_before_its_text_is_noted_whole() -> None:
    """It is answered when the text comes, after a replay too."""
    asking = edition("urn:b", retouched(text(1), 2, 1), NOON + 1)
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    question = Compare("urn:a", arrived.edition.version.key, asking, Label(NOON + 1, "urn:b"))
    made, notes = shard()

    assert made.receive(question) == []

    twin, _ = shard()
    twin.replay(through_bytes(notes))

    answers = [type(answer).__name__ for _, answer in twin.receive(arrived)]
    assert {"Linked", "Settled"} <= set(answers)


def test_a_question_for_a_version_to_come_is_noted_though_the_two_are_of_one_family() -> None:
    """What waits is state, whatever will come of it."""
    made, notes = shard()
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    made.receive(arrived)
    question = Compare("urn:a", KEY, edition("urn:b", text(2), NOON + 1), Label(arrived.edition.published, "urn:a"))

    assert made.receive(question) == []
    assert notes[-1] == question


def test_answers_go_to_the_partition_of_whom_they_are_for() -> None:
    """A family's is that of its label."""
    made, _ = shard(count=8)
    answers = made.receive(Arrived(edition("urn:a", text(1)), NOON))

    assert [(home, type(answer)) for home, answer in answers] == [(partition_of("urn:a", 8), Joined)]


@pytest.mark.parametrize(
    ("published", "expires"),
    [
        (NOON, NOON),
        (None, NOON + HOUR),  # with those it came with
        (NOON + 100_000 * HOUR, NOON + HOUR + RETENTION),  # a date in 2036
        (1000, 1000),
    ],
)
def test_a_version_expires_by_its_time_within_what_the_wire_has_come_to(published: int | None, expires: int) -> None:
    """Neither for years nor never."""
    made, _ = shard()
    made.hear(NOON + HOUR)
    made.receive(posted("urn:a", published))
    made.receive(Arrived(edition("urn:a", text(1), published), 0))

    assert [copy.at for copies in made.buckets.copies for copy in copies] == [expires]
    assert made.dispatches["urn:a"].at == expires


def test_before_anything_is_heard_of_the_time_nothing_undated_expires() -> None:
    """It is held to the end."""
    made, _ = shard()
    made.receive(posted("urn:a", None))

    assert [copy.at for copies in made.buckets.copies for copy in copies] == [UNKNOWN_TIME]


def test_a_family_that_has_left_the_window_is_closed() -> None:
    """One millisecond beyond window and lateness: its members are told, and what still comes for it is forgotten."""
    made, notes = shard()
    made.receive(joined())
    made.advance(NOON + RETENTION)

    assert made.sweep() == ([], [])

    made, notes = shard()
    made.receive(joined())
    made.receive(joined("urn:young", Label(NOON + HOUR, "urn:young"), NOON + HOUR, text(2)))
    made.advance(NOON + RETENTION + 1)
    swept = made.sweep()

    assert swept is not None
    assert ([held.label for held in swept[0]], swept[1]) == ([A], [(0, Forget("urn:a", A))])
    assert list(made.families) == [Label(NOON + HOUR, "urn:young")]
    assert notes[-1] == Closed(A)
    assert made.receive(joined("urn:b")) == []
    assert A not in made.families


def test_a_family_that_was_closed_stays_closed_after_a_replay() -> None:
    """What still comes for it is forgotten, there as here."""
    made, notes = shard()
    made.receive(joined())
    made.advance(NOON + RETENTION + 1)
    made.sweep()
    twin, _ = shard()
    twin.replay(through_bytes(notes))

    for each in (made, twin):
        each.receive(joined("urn:b"))
        assert list(each.families) == []


def test_a_family_that_is_to_be_told_is_kept() -> None:
    """Until the next sweep."""
    made, _ = shard()
    made.receive(joined())
    made.advance(NOON + 2 * RETENTION)

    assert made.sweep(keep={A}) == ([], [])

    made.advance(NOON + 2 * RETENTION + WINDOW // 3)
    swept = made.sweep()

    assert swept is not None
    assert [held.label for held in swept[0]] == [A]


def test_sweeps_are_a_third_of_a_window_apart() -> None:
    """Each walks all that is held. Before anything is heard of the time there is none."""
    made, _ = shard()
    assert made.sweep() is None

    made.advance(NOON)
    assert made.sweep() is not None
    assert made.sweep() is None

    made.advance(NOON + WINDOW // 3 - 1)
    assert made.sweep() is None

    made.advance(NOON + WINDOW // 3)
    assert made.sweep() is not None


def test_what_waits_for_a_version_that_never_comes_is_let_go() -> None:
    """It counts from when it came."""
    made, _ = shard()
    made.advance(NOON)
    made.receive(Candidate("urn:a", KEY, "urn:b", KEY))
    made.advance(NOON + RETENTION)
    made.sweep()

    assert list(made.dispatches) == ["urn:a"]

    made.advance(NOON + RETENTION + WINDOW)
    made.sweep()

    assert list(made.dispatches) == []


def test_what_waits_since_before_the_time_was_known_counts_from_then() -> None:
    """The first sweep does not take it."""
    made, _ = shard()
    made.receive(Candidate("urn:a", KEY, "urn:b", KEY))
    made.advance(NOON)
    made.sweep()

    assert list(made.dispatches) == ["urn:a"]


def test_a_question_that_was_let_go_is_not_answered_after_a_replay() -> None:
    """The answer would be given to nobody: a label of which no family and no link has heard."""
    arrived = Arrived(edition("urn:a", text(1)), NOON)
    made, notes = shard()
    made.advance(NOON)
    made.receive(
        Compare("urn:a", arrived.edition.version.key, edition("urn:b", text(1), NOON), Label(NOON - 1, "urn:0"))
    )
    made.advance(NOON + RETENTION + WINDOW)
    made.sweep()
    made.receive(arrived)
    twin, _ = shard()
    twin.replay(through_bytes(notes))

    assert labels(twin) == labels(made)


def test_what_comes_long_after_its_time_is_marked_as_late() -> None:
    """Exactly beyond window and lateness; a replay says so too."""
    made, notes = shard()
    made.advance(NOON + RETENTION)
    made.receive(Arrived(edition("urn:in-time", text(1), NOON), 0))
    made.receive(Arrived(edition("urn:late", text(2), NOON - 1), 0))
    twin, _ = shard()
    twin.replay(through_bytes(notes))

    assert made.counts.late == 1
    assert list(made.counts.behind) == [1]
    for each in (made, twin):
        assert {uri: held.label and held.label.late for uri, held in each.dispatches.items()} == {
            "urn:in-time": False,
            "urn:late": True,
        }


def test_a_story_is_told_again_only_when_it_has_changed() -> None:
    """Also after a replay of what was told."""
    made, notes = shard()
    made.receive(joined())

    assert [each.kind.value for each in made.emit(A)] == ["new"]
    assert made.emit(A) == []

    twin, _ = shard()
    twin.replay(through_bytes(notes))

    assert list(twin.changed) == []
    assert twin.emit(A) == []
    assert twin.emit(Label(NOON, "urn:unheard")) == []


def test_in_doubt_a_story_is_told_again() -> None:
    """What has changed since it was told may have been told; the doubt itself is noted for the next one."""
    made, notes = shard()
    made.receive(joined())
    twin, doubts = shard()
    twin.replay(through_bytes(notes))
    list(twin.doubt())
    next_one, _ = shard()
    next_one.replay(through_bytes([*notes, *doubts]))

    for each in (twin, next_one):
        assert list(each.changed) == [A]
        assert [emission.kind.value for emission in each.emit(A)] == ["changed"]


def test_an_open_order_is_counted_until_it_is_settled_let_go_or_expired() -> None:
    """As it was told last; after a replay and from a snapshot too."""
    note = read_object(ninjs("urn:note", "Bitte Meldung vorerst nicht verwenden.", NOON, headline="SPERRE"))
    made, notes = shard()
    made.receive(Joined(A, "urn:note", (prepare(note),), NOON))
    assert made.open_orders == {}
    made.emit(A)
    assert made.open_orders == {"hold": 1}

    twin, copied = shard(), shard()[0]
    twin[0].replay(through_bytes(notes))
    copied.replay(through_bytes(made.snapshot([A])))
    assert twin[0].open_orders == copied.open_orders == {"hold": 1}
    for settled in (made, twin[0]):
        [ruled] = versions(make("urn:note", "urn:note", Verdict.DISMISSED, NOON, "Ada", "never came"))
        settled.receive(Joined(A, "urn:note", (prepare(ruled),), NOON))
        settled.emit(A)
        assert settled.open_orders == {}
    again, _ = shard()
    again.replay(through_bytes(notes))
    assert again.open_orders == {}

    copied.forget([A])
    assert copied.open_orders == {}
    expired, _ = shard()
    expired.receive(Joined(A, "urn:note", (prepare(note),), NOON))
    expired.emit(A)
    expired.advance(NOON + 2 * RETENTION)
    expired.sweep()
    assert expired.open_orders == {}


def test_a_head_that_left_while_in_doubt_is_answered_for() -> None:
    """It may have been told here; where it went, somebody says what has taken its place."""
    made, notes = shard()
    made.receive(joined())
    list(made.doubt())
    elsewhere = Label(NOON - 1, "urn:0")

    assert made.receive(Left(A, "urn:a", elsewhere, NOON)) == [(0, Retired(elsewhere, A))]
    assert any(isinstance(note, Emitted) for note in notes)


def test_entities_can_be_forgotten() -> None:
    """As if never heard of; those that are not held are not missed."""
    made, _ = shard()
    made.receive(Arrived(edition("urn:a", text(1)), NOON))
    made.receive(joined())
    made.forget(["urn:a", A, "urn:b", Label(NOON, "urn:b")])

    assert (made.dispatches, made.families, made.changed) == ({}, {}, {})
    assert made.snapshot(["urn:a", A]) == []
