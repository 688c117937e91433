"""Records between the consumer and the desk: what waits, what is taken, and how much of it."""

from __future__ import annotations

import pytest

from stream.entities.routing import BUCKETS, DISPATCHES, INPUT, RULINGS
from stream.errors import Fatal
from stream.service import inbox
from stream.service.inbox import Inbox, Letter, Place
from stream.service.processor import KafkaRecord

ROOM, MOST_DISPATCHES = 512, 256


class Desk:
    """An inbox that takes places from their first record on."""

    def __init__(self, *places: Place) -> None:
        self.inbox = Inbox()
        for place in places:
            self.inbox.open(place, 0)

    def put(self, place: Place, offset: int, value: bytes | None = b"") -> None:
        """A record comes."""
        self.inbox.put(Letter(KafkaRecord(*place, offset, value), None, 0.0))

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
    desk.fill((BUCKETS, 0), 3)
    desk.put((DISPATCHES, 0), 0)

    assert desk.take() == [(BUCKETS, 0, 0), (BUCKETS, 0, 1), (BUCKETS, 0, 2), (DISPATCHES, 0, 0)]
    assert desk.take() == []
    assert desk.inbox.is_empty


def test_no_dispatch_is_read_while_mail_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What dispatches cause is worked off before there is more; mail that is taken now does not count."""
    monkeypatch.setattr(inbox, "_MOST_MAIL", 10)
    desk = Desk((INPUT, 0), (BUCKETS, 0), (BUCKETS, 1))
    desk.put((INPUT, 0), 0)
    for offset in range(3):
        desk.put((BUCKETS, 1), offset, b"12345678")

    assert desk.take() == [(BUCKETS, 1, 0), (BUCKETS, 1, 1)]
    assert desk.take() == [(BUCKETS, 1, 2), (INPUT, 0, 0)]


@pytest.mark.parametrize("place", [(BUCKETS, 0), (INPUT, 0)])
def test_a_record_larger_than_a_turn_is_taken_alone(place: Place) -> None:
    """Or it would never be."""
    desk = Desk(place)
    desk.put(place, 0, b"x" * 5_000_000)
    desk.put(place, 1, None)

    assert desk.take() == [(*place, 0)]
    assert desk.take() == [(*place, 1)]


def test_a_turn_of_large_dispatches_is_short() -> None:
    """Two hundred and fifty-six of 3.9 MiB each were one turn, and took minutes: now each is one."""
    desk = Desk((INPUT, 0))
    for offset in range(4):
        desk.put((INPUT, 0), offset, b"x" * 3_900_000)

    assert [len(desk.take()) for _ in range(5)] == [1, 1, 1, 1, 0]


def test_input_partitions_share_a_turn() -> None:
    """So that none starves, and a turn stays short."""
    desk = Desk((INPUT, 0), (INPUT, 1), (INPUT, 2), (BUCKETS, 0))
    desk.fill((INPUT, 0), 300)
    desk.fill((INPUT, 1), 3)

    taken = desk.take()

    assert [sum(place[1] == partition for place in taken) for partition in range(3)] == [MOST_DISPATCHES // 2, 3, 0]
    assert len(desk.take()) == 300 - MOST_DISPATCHES // 2


def test_many_input_partitions_give_one_each() -> None:
    """Where there are more of them than dispatches in a turn."""
    desk = Desk(*((INPUT, partition) for partition in range(MOST_DISPATCHES + 1)))
    for partition in range(MOST_DISPATCHES + 1):
        desk.fill((INPUT, partition), 2)

    assert len(desk.take()) == MOST_DISPATCHES + 1


def test_no_more_is_read_of_a_place_where_much_waits() -> None:
    """Much in number or in bytes; there is room again once it is taken."""
    small, large, other = (INPUT, 0), (INPUT, 1), (INPUT, 2)
    desk = Desk(small, large, other)
    desk.fill(small, ROOM - 1)
    assert desk.inbox.with_room() == [small, large, other]

    desk.put(small, ROOM - 1)
    for offset in range(2):
        desk.put(large, offset, b"x" * 2_500_000)
    assert desk.inbox.with_room() == [other]

    desk.take()
    assert desk.inbox.with_room() == [small, large, other]


def test_while_very_much_waits_only_mail_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail lets go of what waits, so it can never be the one that is not read."""
    monkeypatch.setattr(inbox, "_ALL_BYTES", 100)
    desk = Desk((INPUT, 0), (RULINGS, 0), (BUCKETS, 0))
    desk.put((BUCKETS, 0), 0, b"x" * 100)

    assert desk.inbox.with_room() == [(BUCKETS, 0)]


def test_what_a_turn_did_not_come_to_is_taken_first_in_the_next() -> None:
    """In its order, and before what came meanwhile."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.fill(place, 4)
    letters = desk.inbox.take()
    desk.fill(place, 1, 4)
    desk.inbox.finish(letters[:1])
    desk.inbox.put_back(letters[1:])

    assert desk.inbox.finished() == {place: 1}
    assert desk.take() == [(*place, offset) for offset in (1, 2, 3, 4)]


def test_what_is_finished_is_told_by_the_offset_behind_it() -> None:
    """As a group commits it; a place of which nothing was worked off stands where it was opened."""
    desk = Desk((BUCKETS, 0))
    desk.inbox.open((INPUT, 1), 7)
    desk.fill((BUCKETS, 0), 3)
    desk.inbox.finish(desk.inbox.take())

    assert desk.inbox.finished() == {(BUCKETS, 0): 3, (INPUT, 1): 7}


def test_what_comes_again_is_queued_once_and_in_order() -> None:
    """Else a turn would call itself by an offset too low, and receivers would take it for one that they have heard."""
    place = (BUCKETS, 1)
    desk = Desk(place)
    desk.fill(place, 10)
    desk.fill(place, 3)
    assert desk.take() == [(*place, offset) for offset in range(10)]

    desk.fill(place, 11)
    assert desk.take() == [(*place, 10)]


def test_what_the_state_holds_is_not_taken() -> None:
    """An owner before has worked it off and did not come to commit it."""
    place = (BUCKETS, 1)
    desk = Desk()
    desk.inbox.open(place, 3)
    desk.fill(place, 5)

    assert desk.take() == [(*place, 3), (*place, 4)]


def test_the_input_may_have_holes() -> None:
    """Of transactions and of compaction."""
    desk = Desk((INPUT, 0))
    desk.put((INPUT, 0), 40)

    assert desk.take() == [(INPUT, 0, 40)]
    assert desk.inbox.expected((INPUT, 0)) == 41


def test_a_hole_in_a_mailbox_ends_the_worker() -> None:
    """What is missing there is missing in the stories."""
    desk = Desk((BUCKETS, 0))

    with pytest.raises(Fatal, match="offset 2 came where 0 was expected"):
        desk.put((BUCKETS, 0), 2)


def test_what_was_deleted_is_passed_over() -> None:
    """On the brokers' word."""
    desk = Desk((INPUT, 0))
    desk.inbox.pass_over((INPUT, 0), 9)

    assert desk.inbox.expected((INPUT, 0)) == 9


def test_records_of_partitions_that_are_not_ours_are_not_taken() -> None:
    """They come to whoever has them."""
    desk = Desk((INPUT, 0))
    desk.put((INPUT, 1), 0)
    desk.put((INPUT, 0), 0)

    assert desk.take() == [(INPUT, 0, 0)]


def test_what_waits_is_forgotten_with_the_partitions() -> None:
    """It is not in the state, so it is read again by whoever gets them."""
    place = (INPUT, 0)
    desk = Desk(place)
    desk.fill(place, 3)
    letters = desk.inbox.take()
    desk.fill(place, 3, 3)
    desk.inbox.close()
    desk.inbox.put_back(letters)
    desk.inbox.finish(letters)

    assert desk.take() == []
    assert desk.inbox.with_room() == []
    assert desk.inbox.finished() == {}


def test_it_says_whether_a_turn_is_full() -> None:
    """By number or bytes of dispatches, whatever partitions they are of, or by bytes of all."""
    desk = Desk((BUCKETS, 0), (INPUT, 0), (INPUT, 1))
    desk.fill((BUCKETS, 0), MOST_DISPATCHES)
    desk.fill((INPUT, 0), MOST_DISPATCHES - 1)
    before = desk.inbox.is_full

    desk.put((INPUT, 1), 0)
    assert (before, desk.inbox.is_full) == (False, True)

    large = Desk((INPUT, 0))
    large.put((INPUT, 0), 0, b"x" * 2_000_000)
    assert large.inbox.is_full
