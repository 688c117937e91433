"""Records between the consumer and the desk: what waits, what is taken, and what is missing."""

from __future__ import annotations

import pytest

from stream.runtime import inbox
from stream.runtime.desk import Record
from stream.runtime.inbox import Inbox, Letter, Place
from stream.runtime.routing import BUCKETS, DISPATCHES, INPUT

HIGH, LOW, MOST_INPUT = 512, 128, 256


class Event:
    """What a record came in."""

    def __init__(self, acked: list[int], offset: int) -> None:
        self._acked, self._offset = acked, offset

    def ack(self) -> None:
        """The record may be committed."""
        self._acked.append(self._offset)


class Desk:
    """An inbox and what it says to the consumer."""

    def __init__(self, *places: Place) -> None:
        self.paused: list[Place] = []
        self.acked: list[int] = []  # offsets
        self.inbox = Inbox(self.paused.append)
        for place in places:
            self.inbox.open(place, 0)

    def put(self, place: Place, offset: int, value: bytes | None = b"") -> bool:
        """A record comes."""
        return self.inbox.put(Letter(Record(*place, offset, value), Event(self.acked, offset)))

    def fill(self, place: Place, count: int, start: int = 0) -> None:
        """So many records come."""
        for offset in range(start, start + count):
            self.put(place, offset)

    def take(self) -> list[tuple[str, int, int]]:
        """Topic, partition and offset of what is taken."""
        return [each.record[:3] for each in self.inbox.take()]


def test_records_are_taken_in_order() -> None:
    """Each once; mailboxes with all that waits."""
    desk = Desk((BUCKETS, 0), (DISPATCHES, 0))
    for offset in range(3):
        desk.put((BUCKETS, 0), offset)
    desk.put((DISPATCHES, 0), 0)

    assert desk.take() == [(BUCKETS, 0, 0), (BUCKETS, 0, 1), (BUCKETS, 0, 2), (DISPATCHES, 0, 0)]
    assert desk.take() == []


def test_no_dispatch_is_read_while_mail_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What dispatches cause is worked off before there is more; mail that is taken now does not count."""
    monkeypatch.setattr(inbox, "_MOST_BYTES", 10)
    desk = Desk((INPUT, 0), (BUCKETS, 0), (BUCKETS, 1))
    desk.put((INPUT, 0), 0)
    for offset in range(3):
        desk.put((BUCKETS, 1), offset, b"12345678")

    assert desk.take() == [(BUCKETS, 1, 0), (BUCKETS, 1, 1)]
    assert desk.take() == [(BUCKETS, 1, 2), (INPUT, 0, 0)]


def test_a_record_larger_than_a_turn_is_taken_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would never be."""
    monkeypatch.setattr(inbox, "_MOST_BYTES", 10)
    desk = Desk((BUCKETS, 0))
    desk.put((BUCKETS, 0), 0, b"x" * 100)
    desk.put((BUCKETS, 0), 1, None)

    assert desk.take() == [(BUCKETS, 0, 0)]
    assert desk.take() == [(BUCKETS, 0, 1)]


def test_input_partitions_share_a_turn() -> None:
    """So that none starves, and a turn stays short."""
    desk = Desk((INPUT, 0), (INPUT, 1), (INPUT, 2), (BUCKETS, 0))
    desk.fill((INPUT, 0), 300)
    desk.fill((INPUT, 1), 3)

    taken = desk.take()

    assert [sum(place[1] == partition for place in taken) for partition in range(3)] == [MOST_INPUT // 2, 3, 0]
    assert len(desk.take()) == 300 - MOST_INPUT // 2


def test_many_input_partitions_give_one_each() -> None:
    """Where there are more of them than dispatches in a turn."""
    desk = Desk(*((INPUT, partition) for partition in range(MOST_INPUT + 1)))
    for partition in range(MOST_INPUT + 1):
        desk.fill((INPUT, partition), 2)

    assert len(desk.take()) == MOST_INPUT + 1


def test_a_place_with_too_much_is_paused_once_and_goes_on_when_there_is_room() -> None:
    """From the offset that follows what has been queued: what the client had fetched beyond, it has dropped."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.fill(place, HIGH)

    assert desk.paused == []

    desk.fill(place, 2, HIGH)

    assert desk.paused == [place]
    assert desk.inbox.with_room() == []

    desk.take()
    assert desk.inbox.with_room() == []  # 258 are left

    desk.take()
    assert desk.inbox.with_room() == [(place, HIGH + 2)]
    assert desk.inbox.with_room() == []


def test_a_place_goes_on_below_the_low_mark_only() -> None:
    """At the mark it waits: between the two there are a few turns' work."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.fill(place, MOST_INPUT * 2 + LOW)
    desk.take()
    desk.take()

    assert desk.inbox.with_room() == []

    desk.take()

    assert desk.inbox.with_room() == [(place, MOST_INPUT * 2 + LOW)]


def test_a_place_that_went_on_can_be_paused_again() -> None:
    """As often as it takes."""
    place = (BUCKETS, 0)
    desk = Desk(place)
    for start in (0, HIGH + 1):
        desk.fill(place, HIGH + 1, start)
        desk.take()
        assert desk.inbox.with_room() == [(place, start + HIGH + 1)]

    assert desk.paused == [place, place]


def test_a_jump_of_offsets_is_noticed_and_a_repeat_is_not() -> None:
    """What comes twice is harmless."""
    place = (BUCKETS, 0)
    desk = Desk()
    desk.inbox.open(place, 7)

    assert [desk.inbox.missing(place, offset) for offset in (3, 7, 8)] == [None, None, 7]

    desk.put(place, 7)

    assert desk.inbox.expected(place) == 8
    assert [desk.inbox.missing(place, offset) for offset in (7, 8, 10)] == [None, None, 8]

    desk.put(place, 5)

    assert desk.inbox.expected(place) == 8


def test_what_comes_again_is_queued_once_and_in_order() -> None:
    """The consumer was sent back in the middle of a fetch. Else a turn would call itself by an offset too low, and
    receivers would take it for one that they have heard: candidates were lost so.
    """
    place = (BUCKETS, 1)
    desk = Desk(place)
    desk.fill(place, 10)
    desk.fill(place, 3)

    assert desk.take() == [(*place, offset) for offset in range(10)]
    assert desk.acked == []  # the repeats are not: of the first ones nothing is safe yet

    desk.fill(place, 11)

    assert desk.take() == [(*place, 10)]


def test_what_the_state_holds_is_acknowledged_and_not_taken() -> None:
    """An owner before has worked it off and did not come to commit it."""
    place = (BUCKETS, 1)
    desk = Desk()
    desk.inbox.open(place, 3)
    desk.fill(place, 5)

    assert desk.take() == [(*place, 3), (*place, 4)]
    assert desk.acked == [0, 1, 2]


def test_after_a_jump_the_offsets_go_on_from_there() -> None:
    """Where it was explained."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.put(place, 40)

    assert desk.inbox.missing(place, 41) is None


def test_for_a_while_it_is_known_that_a_place_is_read_again() -> None:
    """Up to the time that was given, for that place, and no longer than it is ours."""
    desk = Desk((BUCKETS, 0), (BUCKETS, 1))
    desk.inbox.go_back((BUCKETS, 0), until=5.0)

    assert desk.inbox.is_going_back((BUCKETS, 0), now=4.9)
    assert not desk.inbox.is_going_back((BUCKETS, 0), now=5.0)
    assert not desk.inbox.is_going_back((BUCKETS, 1), now=0.0)

    desk.inbox.close()

    assert not desk.inbox.is_going_back((BUCKETS, 0), now=0.0)


def test_records_of_partitions_that_are_not_ours_are_not_taken() -> None:
    """They come to whoever has them; nothing is missing there either."""
    desk = Desk((INPUT, 0))

    assert not desk.put((INPUT, 1), 0)
    assert desk.put((INPUT, 0), 0)
    assert desk.inbox.missing((INPUT, 1), 99) is None
    assert desk.take() == [(INPUT, 0, 0)]


def test_what_waits_is_forgotten_with_the_partitions() -> None:
    """It was not acknowledged and comes again; who was paused is not resumed here."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.fill(place, HIGH + 1)
    desk.inbox.close()

    assert desk.take() == []
    assert desk.inbox.with_room() == []
    assert not desk.put(place, 0)

    desk.inbox.open(place, 3)
    desk.fill(place, HIGH + 1, 3)

    assert desk.paused == [place, place]


def test_it_says_whether_dispatches_for_a_turn_wait() -> None:
    """Mail does not count, and neither does how many partitions they are of."""
    desk = Desk((BUCKETS, 0), (INPUT, 0), (INPUT, 1))
    desk.fill((BUCKETS, 0), MOST_INPUT)
    desk.fill((INPUT, 0), MOST_INPUT - 1)

    assert desk.inbox.inputs == [(INPUT, 0), (INPUT, 1)]
    assert not desk.inbox.is_full

    desk.put((INPUT, 1), 0)

    assert desk.inbox.is_full


def test_it_wakes_who_waits_for_as_long_as_something_is_left() -> None:
    """And lets him sleep when all is taken."""
    desk = Desk((INPUT, 0))
    assert not desk.inbox.there.is_set()

    desk.fill((INPUT, 0), MOST_INPUT + 1)
    assert desk.inbox.there.is_set()

    desk.take()
    assert desk.inbox.there.is_set()

    desk.take()
    assert not desk.inbox.there.is_set()
