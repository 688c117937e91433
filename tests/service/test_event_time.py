"""How far event time has come: marks go round, and the slowest input partition decides."""

from __future__ import annotations

import random
from collections import deque

import pytest

from stream.entities.routing import MAILBOXES
from stream.service.event_time import NEW, PASSAGES, EventTime, TimeMark
from wires import HOUR, NOON

WINDOW = 72 * HOUR
STEP = WINDOW // 24


def hear(marks: EventTime, shard: int, mark: TimeMark) -> None:
    """A shard's mark, out of all mailboxes."""
    for topic in MAILBOXES:
        marks.hear(topic, shard, mark)


class Circle:
    """Shards that tell each other, over mailboxes that keep the order of each sender."""

    def __init__(self, *fronts: int | None) -> None:
        self.fronts = list(fronts)
        self.shards = [EventTime(len(fronts), own, WINDOW) for own in range(len(fronts))]
        self.mail: list[deque[tuple[str, int, TimeMark]]] = [deque() for _ in fronts]
        self.sent = 0

    def turn(self, shard: int) -> None:
        """A shard hears what has come, and tells what it has to."""
        while self.mail[shard]:
            self.shards[shard].hear(*self.mail[shard].popleft())
        mark = self.shards[shard].tell(self.fronts[shard])
        if mark is not None:
            self.sent += 1
            for box in self.mail:
                box.extend((topic, shard, mark) for topic in MAILBOXES)

    def rest(self) -> list[int | None]:
        """Until nothing is told any more; what is due then."""
        for _ in range(1000):
            before = self.sent
            for shard in range(len(self.shards)):
                self.turn(shard)
            if self.sent == before and not any(self.mail):
                return [marks.due for marks in self.shards]
        raise AssertionError("the marks never came to rest")

    def take_over(self, shard: int) -> None:
        """Another worker has it, with what was due."""
        self.shards[shard] = EventTime(len(self.shards), shard, WINDOW, self.shards[shard].due)


class Busy(Circle):
    """The same, with dispatches under way: what follows from one passes mailboxes, and must find that time not over."""

    def __init__(self, rng: random.Random, shards: int) -> None:
        super().__init__(*(NOON,) * shards)
        self.rng = rng
        self.under_way: list[deque[tuple[int, int]]] = [deque() for _ in range(shards)]  # time, mailboxes to pass
        self.order: list[deque[bool]] = [deque() for _ in range(shards)]  # whether the next one is a mark

    def send(self, at: int, passages: int) -> None:
        """Something that is about a dispatch, to anybody."""
        to = self.rng.randrange(len(self.shards))
        self.under_way[to].append((at, passages))
        self.order[to].append(False)

    def turn(self, shard: int) -> None:
        """As much as there is, in the order of sending; then something new; then the mark."""
        for is_mark in list(self.order[shard]):
            self.order[shard].popleft()
            if is_mark:
                self.shards[shard].hear(*self.mail[shard].popleft())
                continue
            at, passages = self.under_way[shard].popleft()
            due = self.shards[shard].due
            assert due is None or due <= at, f"{due - at} ms over, {passages} mailboxes before its end"
            if passages > 1:
                self.send(at, passages - 1)
        front = self.fronts[shard]
        assert front is not None
        self.send(front, PASSAGES)
        mark = self.shards[shard].tell(front)
        if mark is not None:
            self.sent += 1
            for box, order in zip(self.mail, self.order, strict=True):
                box.extend((topic, shard, mark) for topic in MAILBOXES)
                order.extend(True for _ in MAILBOXES)


def test_nothing_is_due_until_every_shard_has_spoken() -> None:
    """What is known of no time may be of any."""
    assert Circle(NOON, NOON + STEP, None).rest() == [None, None, None]


@pytest.mark.parametrize("shards", [1, 2, 5])
def test_the_slowest_decides(shards: int) -> None:
    """What another has yet to bring is not over."""
    assert set(Circle(*(NOON + n * STEP for n in range(shards))).rest()) == {NOON}


def test_a_mark_is_due_when_all_have_passed_their_mail_on_so_often() -> None:
    """And not when some have."""
    marks = EventTime(2, 0, WINDOW)
    for number in range(PASSAGES):
        for shard in (0, 1):
            hear(marks, shard, TimeMark(number, NOON))
    hear(marks, 1, TimeMark(PASSAGES, NOON))
    for topic in MAILBOXES[1:]:
        marks.hear(topic, 0, TimeMark(PASSAGES, NOON))
    assert marks.due is None

    marks.hear(MAILBOXES[0], 0, TimeMark(PASSAGES, NOON))
    assert marks.due == NOON


def test_the_next_round_is_told_when_the_last_was_heard_of_all_and_of_oneself() -> None:
    """Out of every mailbox: what was sent before it is worked off then."""
    marks = EventTime(2, 0, WINDOW)
    assert marks.tell(NOON) == TimeMark(0, NOON)

    hear(marks, 1, TimeMark(1, NOON))
    assert marks.tell(NOON) is None

    marks.hear(MAILBOXES[0], 0, TimeMark(0, NOON))
    marks.hear(MAILBOXES[1], 0, TimeMark(0, NOON))
    assert marks.tell(NOON) is None

    marks.hear(MAILBOXES[2], 0, TimeMark(0, NOON))
    assert marks.tell(NOON) == TimeMark(1, NOON)
    assert marks.tell(NOON) is None


def test_at_rest_nothing_is_told() -> None:
    """However often one is asked; a small step is not worth a round."""
    circle = Circle(NOON, NOON)
    circle.rest()
    sent = circle.sent
    circle.fronts = [NOON + STEP - 1] * 2
    circle.rest()

    assert circle.sent == sent
    assert sent == 2 * (PASSAGES + 1)

    circle.fronts = [NOON + STEP] * 2
    assert circle.rest() == [NOON + STEP] * 2


def test_time_passes_as_far_as_the_wire_has_come_in_one_go() -> None:
    """An archive of years costs no more rounds than a day."""
    circle = Circle(NOON, NOON)
    circle.rest()
    sent = circle.sent
    circle.fronts = [NOON + 10_000 * WINDOW] * 2

    assert circle.rest() == [NOON + 10_000 * WINDOW] * 2
    assert circle.sent - sent <= 2 * (PASSAGES + 2)


def test_time_never_goes_back() -> None:
    """An input that starts anew knows less than before."""
    circle = Circle(NOON, NOON)
    circle.rest()
    circle.fronts = [NOON - WINDOW, None]

    assert circle.rest() == [NOON, NOON]


@pytest.mark.parametrize("seed", range(50))
def test_who_takes_over_is_told_again_and_goes_on(seed: int) -> None:
    """Whoever, whenever, one or all: in the end all know what is due."""
    rng = random.Random(seed)
    circle = Circle(*(NOON + rng.randrange(9) * STEP for _ in range(rng.randrange(1, 4))))
    for _ in range(rng.randrange(100)):
        circle.turn(rng.randrange(len(circle.shards)))
        if rng.random() < 0.2:
            circle.take_over(rng.randrange(len(circle.shards)))
        if rng.random() < 0.2:
            circle.fronts[rng.randrange(len(circle.fronts))] = NOON + rng.randrange(20) * STEP
    circle.fronts = [NOON + 30 * STEP] * len(circle.shards)

    assert set(circle.rest()) == {NOON + 30 * STEP}


@pytest.mark.parametrize("seed", range(50))
def test_no_time_is_over_that_something_under_way_is_of(seed: int) -> None:
    """However often shards change hands, several at once too."""
    rng = random.Random(seed)
    circle = Busy(rng, rng.randrange(1, 5))
    for shard in [*range(len(circle.shards))] * 3 * PASSAGES:  # whoever takes over finds something due
        circle.turn(shard)
    for _ in range(600):
        shard = rng.randrange(len(circle.shards))
        circle.fronts[shard] = (circle.fronts[shard] or NOON) + rng.randrange(STEP)
        circle.turn(shard)
        if rng.random() < 0.03:
            for taken in rng.sample(range(len(circle.shards)), rng.randrange(1, len(circle.shards) + 1)):
                circle.take_over(taken)
    newest = max(front or NOON for front in circle.fronts)
    circle.fronts = [newest + STEP] * len(circle.shards)
    for _ in range(20 * PASSAGES):
        for shard in range(len(circle.shards)):
            circle.turn(shard)

    assert {marks.due for marks in circle.shards} == {newest + STEP}


@pytest.mark.parametrize("taken", [(0,), (0, 1), (1, 2, 3), (0, 1, 2, 3)])
def test_who_takes_over_several_shards_counts_no_rounds_again(taken: tuple[int, ...]) -> None:
    """However many there were: the wire of weeks has had a hundred thousand."""
    circle = Circle(*(NOON,) * 4)
    for number in range(100):
        circle.fronts = [NOON + number * STEP] * 4
        circle.rest()
    for shard in taken:
        circle.take_over(shard)
    sent = circle.sent
    circle.fronts = [NOON + 100 * STEP] * 4

    assert circle.rest() == [NOON + 100 * STEP] * 4
    assert circle.sent - sent < 4 * 2 * PASSAGES


def test_who_counts_from_another_beginning_joins_those_that_are_further() -> None:
    """As when a late mark of an owner before has made one join too high."""
    circle = Circle(NOON, NOON, NOON)
    circle.rest()
    circle.take_over(2)
    for topic in MAILBOXES:
        circle.mail[2].append((topic, 0, TimeMark(90_000, NOON)))
    sent = circle.sent
    circle.fronts = [NOON + STEP] * 3

    assert circle.rest() == [NOON + STEP] * 3
    assert circle.sent - sent < 3 * 2 * PASSAGES


def test_marks_rest_between_two_steps_of_a_wire_that_never_rests() -> None:
    """A round is a record to each mailbox of all, also where next to nothing comes in."""
    circle = Circle(NOON, NOON, NOON)
    steps = 20
    for number in range(steps * 100):
        circle.fronts = [NOON + number * STEP // 100] * 3
        for shard in range(3):
            circle.turn(shard)

    assert circle.sent <= 3 * (PASSAGES + 2) * (steps + 1)
    assert circle.shards[0].due is not None
    assert circle.shards[0].due >= NOON + (steps - 2) * STEP


def test_who_is_new_is_answered_once() -> None:
    """By all, with what they told last; and nobody answers an answer."""
    marks = EventTime(2, 0, WINDOW)
    marks.tell(NOON)
    hear(marks, 1, TimeMark(NEW, NOON))

    assert marks.tell(NOON) == TimeMark(NEW + 1, NOON)
    assert marks.tell(NOON) is None

    hear(marks, 1, TimeMark(NEW + 1, NOON))
    assert marks.tell(NOON) is None


def test_nobody_passes_a_shard_that_is_away() -> None:
    """Its mail waits, and so does the time."""
    circle = Circle(NOON, NOON)
    circle.rest()
    circle.fronts = [NOON + WINDOW, NOON + WINDOW]
    for _ in range(100):
        circle.turn(0)
    assert circle.shards[0].due == NOON

    assert circle.rest() == [NOON + WINDOW] * 2


def test_a_window_of_next_to_nothing_has_steps() -> None:
    """Of a millisecond."""
    circle = Circle(NOON)
    circle.shards = [EventTime(1, 0, 1)]
    circle.rest()
    circle.fronts = [NOON + 1]

    assert circle.rest() == [NOON + 1]
