"""How far event time has come: the slowest input partition decides, after a while."""

from __future__ import annotations

from stream.runtime.marks import IDLE, Marks
from wires import HOUR, NOON

WINDOW = 72 * HOUR
STEP = WINDOW // 12
SLOW, FAST = "wire.dispatches0", "wire.dispatches1"


def marks(sources: int = 2) -> Marks:
    """Of two input partitions, with a grace of ten seconds."""
    return Marks(sources, WINDOW, grace=10.0)


def test_nothing_is_known_until_every_source_has_spoken() -> None:
    """However often one of them does."""
    told = marks()
    for n in range(5):
        told.hear(FAST, NOON + n * STEP, now=n)

    assert told.due(1000) is None


def test_the_slowest_decides() -> None:
    """What another has yet to bring is not over."""
    told = marks()
    told.hear(FAST, NOON + 10 * STEP, now=0)
    told.hear(SLOW, NOON, now=0)

    assert told.due(10) == NOON


def test_a_mark_waits_for_what_is_under_way() -> None:
    """Up to the end of its grace; then it is due once."""
    told = marks(sources=1)
    told.hear(SLOW, NOON, now=5)

    assert told.due(14.9) is None
    assert told.due(15) == NOON
    assert told.due(16) is None


def test_of_several_that_are_due_the_newest_counts() -> None:
    """And those that are not yet due stay."""
    told = marks(sources=1)
    for n in range(3):
        told.hear(SLOW, NOON + n * STEP, now=n)

    assert told.due(11) == NOON + STEP
    assert told.due(12) == NOON + 2 * STEP


def test_small_steps_are_taken_together() -> None:
    """A mark for each record would be a row for each; a twelfth of the window is soon enough."""
    told = marks(sources=1)
    told.hear(SLOW, NOON, now=0)
    told.hear(SLOW, NOON + STEP - 1, now=0)

    assert told.due(10) == NOON

    told.hear(SLOW, NOON + STEP, now=0)

    assert told.due(10) == NOON + STEP


def test_time_never_goes_back() -> None:
    """A source that starts anew says less than before."""
    told = marks(sources=1)
    told.hear(SLOW, NOON, now=0)
    told.hear(SLOW, NOON - 5 * STEP, now=1)
    told.hear(SLOW, NOON - 2 * STEP, now=2)

    assert told.due(100) == NOON


def test_an_idle_source_holds_nobody_back() -> None:
    """It has spoken, and counts as later than all."""
    told = marks()
    told.hear(FAST, NOON, now=0)
    told.hear(SLOW, IDLE, now=0)

    assert told.due(10) == NOON


def test_a_source_that_was_idle_counts_again() -> None:
    """From its next dispatch on."""
    told = marks()
    told.hear(SLOW, IDLE, now=0)
    told.hear(FAST, NOON, now=0)
    told.hear(SLOW, NOON + STEP, now=1)
    told.hear(FAST, NOON + 9 * STEP, now=1)

    assert told.due(100) == NOON + STEP


def test_where_all_are_idle_time_stands_still() -> None:
    """Silence expires nothing."""
    told = marks()
    told.hear(FAST, IDLE, now=0)
    told.hear(SLOW, IDLE, now=0)

    assert told.due(1000) is None


def test_a_window_of_next_to_nothing_has_steps() -> None:
    """Of a millisecond."""
    told = Marks(1, 1, grace=0.0)
    told.hear(SLOW, NOON, now=0)
    told.hear(SLOW, NOON, now=0)
    told.hear(SLOW, NOON + 1, now=0)

    assert told.due(0) == NOON + 1
    assert told.due(0) is None
