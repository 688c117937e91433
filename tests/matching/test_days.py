"""Days in running text: weekdays, dates and months, and which of them an event may have happened on."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import UNKNOWN_TIME
from stream.matching.days import NamedDay, day_at, extent, is_event_day, may_be_one_day
from stream.text.fold import fold_words
from wires import HOUR, NOON

TUESDAY = NamedDay("weekday", (1,))
NOVEMBER_29 = NamedDay("date", (11, 29))


def read(text: str) -> list[NamedDay | None]:
    """The day of each word."""
    words = re.findall(r"\w+(?:[-/]\w+)*", fold_words(text))
    return [day_at(words, place) for place in range(len(words))]


@pytest.mark.parametrize("word", ["Tuesday", "mardi", "martes", "terça-feira", "Dienstag", "martedì"])
def test_a_weekday_is_one_day_in_every_language(word: str) -> None:
    """By its full name only."""
    assert read(word) == [TUESDAY]


@pytest.mark.parametrize("word", ["sat", "sun", "mon", "second", "segunda", "23", "1,5"])
def test_short_forms_and_bare_numbers_are_no_days(word: str) -> None:
    """Words like "sun" and French "mon" are others, and most numbers are figures."""
    assert read(word)[0] is None


@pytest.mark.parametrize(
    "printed",
    ["Nov. 29", "29 Nov", "November 29th", "le 29 novembre", "29 de noviembre", "29 de novembro", "the 29 of November"],
)
def test_a_date_is_both_its_words(printed: str) -> None:
    """Number before month or after it, in any language."""
    assert [day for day in read(f"seen {printed} by") if day] == [NOVEMBER_29, NOVEMBER_29]


def test_vietnamese_prints_a_date_with_two_numbers() -> None:
    """After "ngày"; anywhere else 29/11 is a fraction or a score."""
    assert read("sáng ngày 29/11 tại Hà Nội")[2] == NOVEMBER_29
    assert read("they won 29/11 at home")[2] is None


def test_a_month_alone_is_a_period() -> None:
    """And a year or a number that is no day of a month does not make it a date."""
    assert read("exports rose in April") == [None, None, None, NamedDay("month", (4,))]
    assert read("in April 2022")[1] == NamedDay("month", (4,))
    assert read("in April 45 ships")[1] == NamedDay("month", (4,))


@pytest.mark.parametrize(
    ("words", "place", "printed"),
    [
        ("on nov 29 at noon", 2, "nov 29"),
        ("le 29 novembre a midi", 1, "29 novembre"),
        ("el 29 de noviembre en lima", 3, "29 de noviembre"),
        ("on tuesday at noon", 1, "tuesday"),
    ],
)
def test_a_day_reaches_over_all_its_words(words: str, place: int, printed: str) -> None:
    """So that evidence shows "29 novembre" and not 29."""
    told = words.split()
    start, end = extent(told, place)
    assert " ".join(told[start:end]) == printed


@pytest.mark.parametrize(("days", "may_be"), [(-5, False), (-4, True), (0, True), (4, True), (5, False), (360, False)])
def test_an_event_happened_within_four_days_of_its_report(days: int, may_be: bool) -> None:
    """Or will: meetings are announced."""
    assert is_event_day(NOVEMBER_29, NOON + days * 24 * HOUR) is may_be


def test_any_weekday_may_be_an_event_day_and_no_month() -> None:
    """Nothing tells which Tuesday; without a time nothing tells which date is near."""
    assert is_event_day(TUESDAY, NOON)
    assert is_event_day(TUESDAY, None)
    assert not is_event_day(NOVEMBER_29, None)
    assert not is_event_day(NamedDay("month", (11,)), NOON)


def test_a_date_near_the_turn_of_the_year_is_near() -> None:
    """31 December is four days before 4 January; 29 February is in leap years only."""
    january = 1_672_790_400_000  # 2023-01-04
    assert is_event_day(NamedDay("date", (12, 31)), january)
    assert not is_event_day(NamedDay("date", (2, 29)), january)


@given(
    words=st.lists(st.sampled_from(("29", "11", "nov", "de", "of", "tuesday", "may", "ngay", "29/11", "x")), min_size=1)
)
def test_any_words_are_read(words: list[str]) -> None:
    """Whatever stands beside them, and the extent of a day holds the word that was asked for."""
    for place in range(len(words)):
        start, end = extent(words, place)
        assert start <= place < end
        day_at(words, place)


MONDAY, SUNDAY, WEDNESDAY = (NamedDay("weekday", (number,)) for number in (0, 6, 2))


@pytest.mark.parametrize(
    ("one", "other", "hours", "expected"),
    [
        (MONDAY, TUESDAY, 3, True),
        (SUNDAY, MONDAY, 17, True),
        (MONDAY, SUNDAY, 0, True),
        (MONDAY, TUESDAY, 24, False),
        (MONDAY, WEDNESDAY, 3, False),
        (NOVEMBER_29, NamedDay("date", (11, 30)), 3, True),
        (NamedDay("date", (11, 30)), NamedDay("date", (12, 1)), 3, True),
        (NamedDay("date", (12, 31)), NamedDay("date", (1, 1)), 3, True),
        (NOVEMBER_29, NamedDay("date", (12, 29)), 3, False),
        (NOVEMBER_29, TUESDAY, 3, False),
        (NamedDay("month", (11,)), NamedDay("month", (12,)), 3, False),
    ],
)
def test_days_that_follow_each_other_may_be_one(one: NamedDay, other: NamedDay, hours: int, expected: bool) -> None:
    """By the clocks of two places, for what was published within the same hours."""
    assert may_be_one_day(one, other, (NOON, NOON + hours * HOUR)) is expected
    assert may_be_one_day(other, one, (NOON + hours * HOUR, NOON)) is expected


def test_without_a_time_two_days_are_two() -> None:
    """Nothing says that they are of one week."""
    assert not may_be_one_day(MONDAY, TUESDAY, (NOON, UNKNOWN_TIME))
