"""How far event time has come: marks go round, and the slowest input partition decides."""

from __future__ import annotations

from stream.runtime.marks import PASSAGES, Marks
from stream.runtime.routing import MAILBOXES
from wires import HOUR, NOON

WINDOW = 72 * HOUR
STEP = WINDOW // 24
SLACK = PASSAGES * STEP


def hear(marks: Marks, told: dict[int, int]) -> None:
    """Marks of shards, out of all mailboxes."""
    for shard, mark in told.items():
        for topic in MAILBOXES:
            marks.hear(topic, shard, mark)


def test_nothing_is_known_until_every_shard_has_spoken_in_every_mailbox() -> None:
    """However often one of them does: what the others have sent may be under way."""
    marks = Marks(2, WINDOW)
    for n in range(5):
        hear(marks, {1: NOON + n * STEP})
    for topic in MAILBOXES[1:]:
        marks.hear(topic, 0, NOON)

    assert marks.due is None

    marks.hear(MAILBOXES[0], 0, NOON)

    assert marks.due == NOON - SLACK


def test_the_slowest_decides() -> None:
    """What another has yet to bring is not over."""
    marks = Marks(2, WINDOW)
    hear(marks, {1: NOON + 10 * STEP, 0: NOON})

    assert marks.due == NOON - SLACK


def test_a_shard_tells_one_step_beyond_what_it_has_heard_of_all() -> None:
    """However far its own input has come: so what is under way has its passages."""
    marks = Marks(2, WINDOW)
    far = NOON + 100 * STEP

    assert marks.tell(NOON, 0.0) == NOON
    assert marks.tell(far, 0.0) is None  # nobody has answered yet

    hear(marks, {0: NOON, 1: NOON})

    assert marks.tell(far, 0.0) == NOON + STEP
    assert marks.tell(far, 0.0) is None

    hear(marks, {0: NOON + STEP})

    assert marks.tell(far, 0.0) is None

    hear(marks, {1: NOON + STEP})

    assert marks.tell(far, 0.0) == NOON + 2 * STEP


def test_small_steps_are_taken_together() -> None:
    """A mark for each record would be a row for each; a part of the window is soon enough."""
    marks = Marks(1, WINDOW)
    marks.tell(NOON, 0.0)
    hear(marks, {0: NOON})

    assert marks.tell(NOON + STEP - 1, 0.0) is None
    assert marks.tell(NOON + STEP, 0.0) == NOON + STEP


def test_time_never_goes_back() -> None:
    """A shard that starts anew says less than before."""
    marks = Marks(1, WINDOW)
    hear(marks, {0: NOON})
    hear(marks, {0: NOON - 5 * STEP})

    assert marks.due == NOON - SLACK


def test_what_is_not_answered_is_told_again() -> None:
    """Who took a partition over has not heard it."""
    marks = Marks(2, WINDOW)
    marks.tell(NOON, 0.0)
    hear(marks, {0: NOON})

    assert marks.tell(NOON, 9.9) is None
    assert marks.tell(NOON, 10.0) == NOON
    assert marks.tell(NOON, 10.1) is None

    hear(marks, {1: NOON})

    assert marks.tell(NOON, 1000.0) is None


def test_a_shard_that_nobody_has_told_anything_of_tells_nothing() -> None:
    """It does not know its time."""
    assert Marks(1, WINDOW).tell(None, 0.0) is None


def test_who_takes_over_goes_on_from_what_was_due() -> None:
    """And not from the time of its input, which may be far ahead of what is under way."""
    marks = Marks(1, WINDOW, due=NOON)

    assert marks.due == NOON
    assert marks.tell(NOON + 10 * WINDOW, 0.0) == NOON + SLACK + STEP


def test_a_circle_moves_only_as_far_as_the_slowest() -> None:
    """Three shards, the second of which is away for a while: the others stop a step beyond it."""
    all_of_them = [Marks(3, WINDOW) for _ in range(3)]
    fronts = [NOON + n * HOUR for n in range(3)]
    heard = []
    for turn in range(200):
        away = 20 <= turn < 100
        for shard, marks in enumerate(all_of_them):
            if shard == 1 and away:
                continue
            told = marks.tell(fronts[shard] + turn * STEP, float(turn))
            for other in all_of_them if told is not None else ():
                hear(other, {shard: told or 0})
        heard.append(all_of_them[0].due or 0)

    assert heard[25] == heard[99]
    assert heard[-1] - heard[99] > 50 * STEP
    assert max(marks.due or 0 for marks in all_of_them) <= fronts[2] + 200 * STEP - SLACK


def test_a_window_of_next_to_nothing_has_steps() -> None:
    """Of a millisecond."""
    marks = Marks(1, 1)
    marks.tell(NOON, 0.0)
    hear(marks, {0: NOON})

    assert marks.due == NOON - PASSAGES
    assert marks.tell(NOON + 5, 0.0) == NOON + 1
