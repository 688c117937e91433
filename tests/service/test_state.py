"""Rows of state: what counts of them, how they are split, and how they expire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
import pytest

from simulated import Rows, drained
from stream.entities.messages import Arrived, Joined, Label, Message
from stream.entities.shard import Shard, entity
from stream.errors import Fatal, SchemeMismatch
from stream.reading.rules import in_force
from stream.service import state as module
from stream.service.codec import Segment, decode_segment
from stream.service.state import Row, Segments, scheme
from wires import HOUR, NOON, edition, postings_of, retouched, text

WINDOW, RETENTION = 72 * HOUR, 144 * HOUR
TOPIC = "copytaster.dispatches"


class Owner:
    """One that holds the partition: its shard, its rows, and a changelog that others may write to too."""

    def __init__(self, log: Changelog, owner: int, generation: int = 1, rules: str | None = None) -> None:
        self.log = log
        self.notes: list[Message] = []
        self.shard = Shard(1, WINDOW, RETENTION, self.notes.append)
        self.segments = Segments(self.shard, 1, generation, owner, rules)
        self.claim = drained(self.segments.load(log.rows))

    def note(self, *uris: str, at: int = NOON, read: int | None = None, topic: str = TOPIC) -> list[Row]:
        """Dispatches arrive here; the rows of this turn."""
        for uri in uris:
            self.shard.receive(Arrived(edition(uri, text(len(uri) + at % 1000), at), at))
        segment = Segment({} if read is None else {topic: read}, {}, list(self.notes))
        self.segments.read.update(segment.read)  # as the processor does
        self.notes.clear()
        return self.segments.write(segment)

    @property
    def uris(self) -> list[str]:
        """The dispatches that it holds."""
        return sorted(self.shard.dispatches)


class Changelog:
    """A compacted topic."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.end = 0

    def write(self, *rows: Row) -> None:
        """Append; what has no value is deleted."""
        for row in rows:
            self.rows.write(row, self.end)
            self.end += 1


@pytest.fixture(name="log")
def _log() -> Changelog:
    return Changelog()


def read(rows: Iterable[Row]) -> list[Segment]:
    """What rows hold."""
    return [decode_segment(row.value) for row in rows if row.value is not None]


def claimed(row: Row) -> dict[str, Any]:
    """What a claim says."""
    assert row.value is not None
    told: dict[str, Any] = orjson.loads(row.value)
    return told


def test_nothing_noted_is_no_row(log: Changelog) -> None:
    """Turns without records leave nothing."""
    assert Owner(log, 1).note() == []


def test_a_turn_leaves_one_row_and_none_is_rewritten(log: Changelog) -> None:
    """Each under a key of its own: how far it has read, what was noted, and when it expires."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    first, second = owner.note("urn:a", read=3), owner.note("urn:b", read=4)

    assert len({row.key for row in [*first, *second, owner.claim]}) == 3
    [segment] = read(first)
    assert (segment.read, segment.until, segment.whole) == ({TOPIC: 3}, NOON + RETENTION, False)
    assert [entity(message) for message in segment.messages] == ["urn:a"]


def test_whoever_takes_over_has_the_state_and_how_far_it_goes(log: Changelog) -> None:
    """Out of rows in any order; the newest offsets count."""
    owner = Owner(log, 1)
    log.write(owner.claim, *owner.note("urn:a", read=3), *owner.note("urn:b", read=9))
    log.write(*owner.note("urn:c", read=2, topic="copytaster.buckets"))

    next_one = Owner(log, 2)

    assert next_one.uris == ["urn:a", "urn:b", "urn:c"]
    assert next_one.segments.read == {TOPIC: 9, "copytaster.buckets": 2}


def test_a_claim_says_who_and_what_was_found(log: Changelog) -> None:
    """The next epoch, the group's generation, the last offset found, the scheme and the rules."""
    first = Owner(log, 1, generation=4, rules="0f")
    assert claimed(first.claim) == {"scheme": scheme(1), "epoch": 1, "generation": 4, "seen": -1, "rules": "0f"}

    log.write(first.claim, *first.note("urn:a"))
    assert claimed(Owner(log, 2, generation=5, rules="0f").claim) == {
        "scheme": scheme(1),
        "epoch": 2,
        "generation": 5,
        "seen": 1,
        "rules": "0f",
    }


def test_rows_after_a_later_claim_are_void(log: Changelog) -> None:
    """Who did not know that it had lost the partition goes on writing; what it notes is worked off again."""
    ghost = Owner(log, 1)
    log.write(ghost.claim, *ghost.note("urn:a", read=1))
    heir = Owner(log, 2)
    log.write(heir.claim, *ghost.note("urn:ghost", read=2), *heir.note("urn:b", read=2), *ghost.note("urn:late"))

    next_one = Owner(log, 3)

    assert next_one.uris == ["urn:a", "urn:b"]
    assert next_one.segments.read == {TOPIC: 2}


def test_rows_between_what_an_heir_found_and_its_claim_are_void(log: Changelog) -> None:
    """It does not have them in its state."""
    ghost = Owner(log, 1)
    log.write(ghost.claim, *ghost.note("urn:a"))
    heir = Owner(log, 2)
    log.write(*ghost.note("urn:ghost"), heir.claim)

    assert Owner(log, 3).uris == ["urn:a"]


def told(owner: Owner, uri: str) -> list[Row]:
    """The row of a turn in which it tells the story of a dispatch."""
    one = edition(uri, text(1), NOON)
    label = Label(NOON, uri)
    owner.shard.receive(Joined(label, uri, (one,), NOON))
    owner.shard.emit(label)
    return owner.note()


def test_what_an_earlier_owner_tells_after_the_claim_is_taken_note_of(log: Changelog) -> None:
    """By the heir, who sees its row, once, and by whoever comes after the heir."""
    ghost = Owner(log, 1)
    log.write(ghost.claim, *told(ghost, "urn:a"))
    heir = Owner(log, 2)
    log.write(heir.claim)
    late, own = told(ghost, "urn:b"), told(heir, "urn:c")
    log.write(*late, *own)
    behind = list(enumerate((*late, *own), 3))

    assert heir.segments.overwritten == []
    assert heir.segments.overlook(behind)
    assert heir.segments.overlook(behind)
    assert [note.label.uri for note in heir.segments.overwritten] == ["urn:b"]
    assert [note.label.uri for note in Owner(log, 3).segments.overwritten] == ["urn:b"]


def test_a_later_claim_says_that_the_state_is_no_longer_ours(log: Changelog) -> None:
    """Then what stands there is for the others to tell. A claim from before, that comes late, says nothing."""
    ghost, early = Owner(log, 1, generation=2), Owner(log, 4, generation=1)
    log.write(ghost.claim)
    heir = Owner(log, 2, generation=3)

    assert ghost.segments.overlook([(1, early.claim), (2, ghost.claim)])
    assert not ghost.segments.overlook([(3, told(early, "urn:x")[0]), (4, heir.claim), (5, told(heir, "urn:a")[0])])
    assert ghost.segments.overwritten == []


def test_an_owner_without_a_claim_is_older_than_all(log: Changelog) -> None:
    """Its claim is gone with its rows' time, and theirs are judged like any others'."""
    owner = Owner(log, 1)
    log.write(*owner.note("urn:a"))
    heir = Owner(log, 2)
    log.write(heir.claim, *owner.note("urn:ghost"))

    assert Owner(log, 3).uris == ["urn:a"]


@pytest.mark.parametrize("generations", [(5, 6), (6, 5)])
def test_of_two_that_did_not_see_each_other_the_later_generation_counts(
    log: Changelog, generations: tuple[int, int]
) -> None:
    """Both took the same epoch; whose claim came first in the changelog does not matter."""
    one, other = Owner(log, 1, generations[0]), Owner(log, 2, generations[1])
    assert claimed(one.claim)["epoch"] == claimed(other.claim)["epoch"]
    log.write(one.claim, other.claim, *one.note("urn:one"), *other.note("urn:other"))

    assert Owner(log, 3).uris == (["urn:other"] if generations[1] > generations[0] else ["urn:one"])


def test_of_the_same_epoch_and_generation_the_later_claim_counts(log: Changelog) -> None:
    """One process that took the partition over twice."""
    one, other = Owner(log, 9, 5), Owner(log, 2, 5)
    log.write(one.claim, other.claim, *one.note("urn:one"), *other.note("urn:other"))

    assert Owner(log, 3).uris == ["urn:other"]


def test_an_heir_of_an_heir_keeps_what_each_had_found(log: Changelog) -> None:
    """A row is judged by all claims that are later than its owner's."""
    owners = [Owner(log, 1)]
    log.write(owners[0].claim, *owners[0].note("urn:0"))
    for n in (1, 2):
        owners.append(Owner(log, n + 1))
        log.write(owners[-1].claim, *owners[-1].note(f"urn:{n}"), *owners[0].note(f"urn:ghost{n}"))

    assert Owner(log, 9).uris == ["urn:0", "urn:1", "urn:2"]


def test_state_of_another_scheme_is_refused(log: Changelog) -> None:
    """With both schemes, and with what to do."""
    log.write(Owner(log, 1).claim)

    with pytest.raises(SchemeMismatch, match="COPYTASTER_STATE_DIR") as caught:
        drained(Segments(Shard(4, WINDOW, RETENTION), 4, 1).load(log.rows))

    assert f"another scheme ({scheme(1)}), not ours ({scheme(4)})" in str(caught.value)


def test_state_of_other_rules_is_taken_over_and_told(log: Changelog) -> None:
    """As it was read; the hashes of earlier owners are known as long as rows of theirs count."""
    first = Owner(log, 1, rules="0a")
    log.write(first.claim, *first.note("urn:a"))
    second = Owner(log, 2, rules="0b")
    assert second.uris == ["urn:a"]
    assert second.segments.other_rules == ["0a"]
    log.write(second.claim)  # and ends before it has noted anything

    third = Owner(log, 3, rules="0c")
    assert third.uris == ["urn:a"]
    assert third.segments.other_rules == ["0a"]
    assert Owner(log, 4, rules="0a").segments.other_rules == []


def test_state_of_rules_that_nobody_told_is_taken_over(log: Changelog) -> None:
    """Claims of the release before say nothing of rules."""
    first = Owner(log, 1)
    claim = claimed(first.claim)
    assert claim.pop("rules") == in_force().digest
    log.write(Row(first.claim.key, orjson.dumps(claim)), *first.note("urn:a"))

    second = Owner(log, 2)

    assert second.uris == ["urn:a"]
    assert second.segments.other_rules == []


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (b"short", b"", "a key of 5 bytes; delete COPYTASTER_STATE_DIR"),
        (bytes(16), b"no JSON", "a claim to state of 7 bytes cannot be read"),
        (bytes(16), b'{"scheme": 1}', "a claim to state of 13 bytes cannot be read"),
        (bytes(16), b"[]", "a claim to state of 2 bytes cannot be read"),
        (bytes(15) + b"\x01", b"{}", "a segment of state of 2 bytes is not one of this release"),
    ],
)
def test_damaged_rows_stop_the_worker(key: bytes, value: bytes, told: str) -> None:
    """A wrong answer would be worse; the message tells lengths and no content."""
    with pytest.raises(Fatal, match=told):
        drained(Segments(Shard(1, WINDOW, RETENTION), 1, 1).load(Rows({key: (0, value)})))


def test_a_row_too_large_for_the_brokers_is_split(log: Changelog, monkeypatch: pytest.MonkeyPatch) -> None:
    """How far it was read is told with the last part: with less of it, all of it is worked off again."""
    owner = Owner(log, 1)
    one = owner.note("urn:0", read=0)
    assert one[0].value is not None
    most = len(one[0].value) * 2
    monkeypatch.setattr(module, "MOST_BYTES", most)
    rows = owner.note(*(f"urn:{n}" for n in range(1, 8)), read=5)
    parts = read(rows)

    assert len(parts) > 2
    assert all(row.value is not None and len(row.value) <= most for row in rows)
    assert [part.read for part in parts] == [{}] * (len(parts) - 1) + [{TOPIC: 5}]
    assert [entity(message) for part in parts for message in part.messages] == [f"urn:{n}" for n in range(1, 8)]
    assert len({row.key for row in rows}) == len(rows)

    for done in range(len(rows)):
        log = Changelog()
        log.write(*one, *rows[:done])
        assert Owner(log, 2).segments.read == {TOPIC: 0}


def test_one_message_is_never_split(log: Changelog, monkeypatch: pytest.MonkeyPatch) -> None:
    """The brokers take four times the limit, which no record that is read exceeds."""
    monkeypatch.setattr(module, "MOST_BYTES", 10)

    [segment] = read(Owner(log, 1).note("urn:a", read=1))

    assert segment.read == {TOPIC: 1}


def test_what_is_written_anew_is_split_between_entities(monkeypatch: pytest.MonkeyPatch, log: Changelog) -> None:
    """A row that stands in place of all that was known of an entity must hold all of it."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    for number in range(1, 4):
        for uri in ("urn:a", "urn:b"):
            owner.shard.receive(Arrived(edition(uri, text(number), NOON, number=number), NOON))
    log.write(owner.claim, *owner.note(read=7))
    owner.shard.hear(NOON + 10 * RETENTION)
    monkeypatch.setattr(module, "MOST_BYTES", 10)

    rows = owner.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION)
    whole = read(rows)

    assert [{entity(message) for message in segment.messages} for segment in whole] == [{"urn:a"}, {"urn:b"}]
    assert [segment.whole for segment in whole] == [True, True]
    assert [segment.read for segment in whole] == [{}, {TOPIC: 7}]
    log.write(*rows)
    heir = Owner(log, 2)
    assert [len(held.editions) for held in heir.shard.dispatches.values()] == [3, 3]


def test_what_has_left_the_window_is_deleted(log: Changelog) -> None:
    """Whole rows, once the last of what they tell has; not a millisecond before."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    old = owner.note("urn:old", read=1)
    owner.shard.hear(NOON + HOUR)
    young = owner.note("urn:young", read=2)
    log.write(owner.claim, *old, *young)

    assert owner.segments.expire(NOON + RETENTION, NOON + 4 * RETENTION) == []

    owner.shard.forget(["urn:old"])
    rows = owner.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION)

    assert [row.key for row in rows if row.value is None] == [old[0].key]
    log.write(*rows)
    heir = Owner(log, 2)
    assert (heir.uris, heir.segments.read) == (["urn:young"], {TOPIC: 2})


def test_what_is_still_held_of_an_expired_row_is_carried_over(log: Changelog) -> None:
    """With how far was read, though nothing of it may be left."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    log.write(owner.claim, *owner.note("urn:gone", "urn:held", read=8))
    owner.shard.forget(["urn:gone"])
    owner.shard.hear(NOON + 2 * RETENTION)

    rows = owner.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION)
    log.write(*rows)
    heir = Owner(log, 2)

    assert [(segment.whole, segment.until) for segment in read(rows)] == [(True, NOON + 3 * RETENTION)]
    assert (heir.uris, heir.segments.read) == (["urn:held"], {TOPIC: 8})


def test_a_row_that_was_carried_over_replaces_what_later_rows_do_not_know(log: Changelog) -> None:
    """What was deleted of an entity does not come back with the rows that were not."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    log.write(owner.claim, *owner.note("urn:a"))
    owner.shard.hear(NOON + HOUR)
    log.write(*owner.note("urn:a", at=NOON + 1))
    before = [each.version.key for each in owner.shard.dispatches["urn:a"].editions]
    owner.shard.hear(NOON + 2 * RETENTION)
    log.write(*owner.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION))
    log.write(*owner.note("urn:a", at=NOON + 2))

    heir = Owner(log, 2)
    now = [each.version.key for each in heir.shard.dispatches["urn:a"].editions]

    assert len(before) == 2
    assert now == [each.version.key for each in owner.shard.dispatches["urn:a"].editions]
    assert set(before) < set(now)


def test_rows_without_a_time_count_from_when_it_is_known(log: Changelog) -> None:
    """A worker that has heard no time yet keeps what it notes as long as what it notes now."""
    owner = Owner(log, 1)
    undated = owner.note("urn:undated")
    log.write(owner.claim, *undated)
    owner.shard.hear(NOON)

    assert owner.segments.expire(NOON + RETENTION, NOON + 4 * RETENTION) == []
    assert [
        row.key for row in owner.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION) if row.value is None
    ] == [undated[0].key]


def test_rows_without_a_time_hold_up_none_after_them_however_often_the_owner_changes(log: Changelog) -> None:
    """They go with the first row after them that has a time; an heir knows the time from the rows."""
    first = Owner(log, 1)
    log.write(first.claim, *first.note("urn:undated", read=1))
    first.shard.hear(NOON)
    log.write(*first.note("urn:dated", read=2))

    heir = Owner(log, 2)
    log.write(heir.claim, *heir.note("urn:of the heir", read=3))
    assert heir.shard.front == NOON

    heir.shard.hear(NOON + HOUR)
    for uri in heir.uris:
        heir.shard.forget([uri])
    rows = heir.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION)

    assert len([row for row in rows if row.value is None and row.key != first.claim.key]) == 3


@pytest.mark.parametrize("after_a_crash", [False, True])
def test_postings_that_came_first_after_a_gap_in_the_wire_stay(log: Changelog, after_a_crash: bool) -> None:
    """They were dated beyond what was believed then; once it is believed they go by their date."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    date = NOON + 20 * RETENTION
    for _, posted in postings_of(edition("urn:next", text(1), date), 1):
        owner.shard.receive(posted)
    posted_row = owner.note(read=1)
    log.write(owner.claim, *posted_row)
    owner.shard.hear(date)
    if after_a_crash:
        owner = Owner(log, 2)

    assert owner.segments.expire(date, date + RETENTION) == []
    rows = owner.segments.expire(date + 1, date + RETENTION)
    assert [row.key for row in rows if row.value is None][:1] == [posted_row[0].key]


def test_a_posting_with_a_date_that_nobody_believes_goes_with_its_row(log: Changelog) -> None:
    """Of 2036, say."""
    owner = Owner(log, 1)
    owner.shard.hear(NOON)
    for _, posted in postings_of(edition("urn:2036", text(1), NOON + 20 * RETENTION), 1):
        owner.shard.receive(posted)
    [row] = owner.note(read=1)
    log.write(owner.claim, row)

    gone = owner.segments.expire(NOON + RETENTION + 1, NOON + 3 * RETENTION)
    assert row.key in [each.key for each in gone if each.value is None]


def test_rows_of_earlier_owners_expire_too(log: Changelog) -> None:
    """With their claims, once nothing of theirs is left; ours stays."""
    first = Owner(log, 1)
    first.shard.hear(NOON)
    log.write(first.claim, *first.note("urn:a"))
    heir = Owner(log, 2)
    heir.shard.hear(NOON + HOUR)
    log.write(heir.claim, *heir.note("urn:b"))
    heir.shard.forget(["urn:a"])
    log.write(*heir.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION))

    assert first.claim.key not in log.rows
    assert heir.claim.key in log.rows
    assert Owner(log, 3).uris == ["urn:b"]


def test_a_row_that_was_void_stays_void(log: Changelog) -> None:
    """Also when all that was written around it has expired, and with it the claim that made it void."""
    ghost = Owner(log, 1)
    ghost.shard.hear(NOON)
    log.write(ghost.claim, *ghost.note("urn:a"))
    heir = Owner(log, 2)
    heir.shard.hear(NOON)
    log.write(heir.claim, *ghost.note("urn:ghost", read=99), *heir.note("urn:b"))
    third = Owner(log, 3)
    third.shard.hear(NOON + 2 * RETENTION)
    log.write(third.claim, *third.note("urn:c"))
    third.shard.forget(["urn:a", "urn:b"])
    log.write(*third.segments.expire(NOON + RETENTION + 1, NOON + 4 * RETENTION))

    fourth = Owner(log, 4)

    assert fourth.uris == ["urn:c"]
    assert fourth.segments.read == {}


def test_a_void_row_is_deleted_in_the_end(log: Changelog) -> None:
    """State does not grow by what ghosts left."""
    ghost = Owner(log, 1)
    ghost.shard.hear(NOON)
    heir = Owner(log, 2)
    heir.shard.hear(NOON)
    void = ghost.note("urn:ghost")
    log.write(ghost.claim, heir.claim, *void)
    third = Owner(log, 3)
    third.shard.hear(NOON + 2 * RETENTION)
    log.write(third.claim, *third.note("urn:c"))
    third.shard.hear(NOON + 9 * RETENTION)
    log.write(*third.segments.expire(NOON + 4 * RETENTION, NOON + 4 * RETENTION))

    assert void[0].key not in log.rows


def test_what_was_told_and_not_yet_noted_is_in_doubt(log: Changelog) -> None:
    """A story that has changed since it was told last may have been told: it is told again."""
    owner = Owner(log, 1)
    label = Label(NOON, "urn:a")
    for n, told in enumerate((text(1), retouched(text(1), 2, 1))):
        uri = f"urn:{'ab'[n]}"
        owner.shard.receive(Joined(label, uri, (edition(uri, told, NOON + n),), NOON + n))
    log.write(owner.claim, *owner.note())
    assert [emission.kind.value for emission in owner.shard.emit(label)] == ["new"]

    heir = Owner(log, 2)

    assert [emission.kind.value for emission in heir.shard.emit(label)] == ["changed"]


def test_owners_are_told_apart_without_being_named() -> None:
    """Drawn at random."""
    keys = {drained(Segments(Shard(1, WINDOW, RETENTION), 1, 1).load(Rows())).key for _ in range(8)}

    assert len(keys) == 8
