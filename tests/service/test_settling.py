"""When a changed story is told."""

from __future__ import annotations

from stream.dispatch import Label
from stream.service.settling import Settling
from wires import NOON

A, B, C = (Label(NOON, f"urn:{each}") for each in "abc")


def settling() -> Settling:
    """Quiet for one second, five at most."""
    return Settling(quiet=1.0, most=5.0)


def test_a_story_is_told_once_it_has_been_quiet() -> None:
    """Not before, and not twice."""
    told = settling()
    told.touch([A], now=0)

    assert told.due(0.9) == []
    assert told.due(1.0) == [A]
    assert told.due(100) == []


def test_a_change_begins_the_quiet_anew() -> None:
    """So that a link found 300 ms late tells no story twice."""
    told = settling()
    told.touch([A], now=0)
    told.touch([A], now=0.9)

    assert told.due(1.8) == []
    assert told.due(1.9) == [A]


def test_what_never_is_quiet_is_told_even_so() -> None:
    """Five seconds after its first change."""
    told = settling()
    for tenths in range(0, 50, 5):
        told.touch([A], now=tenths / 10)
        assert told.due(tenths / 10) == []

    assert told.due(4.9) == []
    assert told.due(5.0) == [A]


def test_after_it_was_told_a_change_is_a_first_one() -> None:
    """With all its time."""
    told = settling()
    told.touch([A], now=0)
    told.due(5)
    told.touch([A], now=5)

    assert told.due(5.9) == []
    assert told.due(6.0) == [A]


def test_a_kill_is_told_at_once() -> None:
    """Also of a story that was to wait."""
    told = settling()
    told.touch([A, B], now=0)
    told.touch([A, C], now=0.5, at_once=True)

    assert told.due(0.5) == [A, C]
    assert told.due(1.0) == [B]


def test_what_is_due_stays_due() -> None:
    """A change that comes between a kill and the next look does not put it off."""
    told = settling()
    told.touch([A], now=0, at_once=True)
    told.touch([A], now=0)
    told.touch([A], now=0.5)

    assert told.due(0.5) == [A]


def test_those_that_are_due_come_in_the_order_of_their_first_change() -> None:
    """Whichever changed last."""
    told = settling()
    told.touch([B], now=0)
    told.touch([A, C], now=0.1)
    told.touch([B], now=0.2)

    assert told.due(2) == [B, A, C]


def test_it_knows_what_waits_and_when_to_look_again() -> None:
    """None where nothing waits."""
    told = settling()

    assert told.next_due() is None

    told.touch([A], now=0)
    told.touch([B], now=0.5)

    assert (A in told, C in told, len(told)) == (True, False, 2)
    assert told.next_due() == 1.0

    told.due(1.0)

    assert (A in told, len(told), told.next_due()) == (False, 1, 1.5)


def test_without_a_quiet_everything_is_due_when_it_changes() -> None:
    """As an operator may set it."""
    told = Settling(quiet=0.0, most=0.0)
    told.touch([A], now=3)

    assert told.due(3) == [A]
