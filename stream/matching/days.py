"""Days in running text, told apart so that two texts can be asked whether they name the same one.

A day is only compared with one of its own form: a weekday with a weekday, a date with a date, a month with a month.
"Tuesday" beside "Nov. 29" may be one day in two houses' styles, and which date a weekday is hangs on a time zone
that no text prints: what happens on Monday evening in New York happens on Tuesday in Beijing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from stream.dispatch import UNKNOWN_TIME
from stream.text.calendar import day, weekdays
from stream.text.fold import fold_words
from stream.text.times import EPOCH, MILLISECOND

__all__ = ["NamedDay", "day_at", "extent", "is_event_day", "may_be_one_day"]

# Short forms ("sat", "mar") are words of their own: datelines alone have them.
_WEEKDAYS = {fold_words(name): number for name, number in weekdays(lambda language: language.text).items()}

_LINKS = frozenset(("de", "of"))  # between a number and its month
_WEEK = 7
_AT_ONE_TIME = timedelta(hours=18)  # a house half around the world prints it the same day; then another day begins
_REACH = timedelta(days=4)  # what a report says of last Friday it says by Tuesday


class NamedDay(NamedTuple):
    """A day as printed: ``form`` is "weekday", "date" or "month"."""

    form: str
    number: tuple[int, ...]  # (0,) is Monday; (11, 29) is 29 November; (11,) is November


def day_at(words: Sequence[str], place: int) -> NamedDay | None:
    """The day that the folded word at ``place`` is, or is a part of."""
    word = words[place]
    if word[0].isdigit():
        if place and words[place - 1] == "ngay":  # "ngày 29/11": Vietnamese prints a day with two numbers
            return _read(word)
        dates = (_dated(word, other) for other in _beside(words, place) if other.isalpha())
        return next(filter(None, dates), None)
    alone = _alone(word)
    if alone is None or alone.form == "weekday":
        return alone
    dates = (_dated(other, word) for other in _beside(words, place) if other[0].isdigit())
    return next(filter(None, dates), alone)


def extent(words: Sequence[str], place: int) -> tuple[int, int]:
    """Where the day that the word at ``place`` is a part of starts and ends: ``29 de noviembre`` is three words."""
    told = day_at(words, place)
    near = range(max(0, place - 2), min(len(words), place + 3))
    own = [other for other in near if other == place or (day_at(words, other) == told)]
    return own[0], own[-1] + 1


def is_event_day(told: NamedDay, published: int | None) -> bool:
    """Whether a text of that time (milliseconds) may report what happened on that day: on any weekday, or on a date
    within four days. A month is no day, and of a text without a time no date is known to be near.
    """
    if told.form != "date" or published is None:
        return told.form == "weekday"
    then = (EPOCH + timedelta(milliseconds=published)).date()
    month, number = told.number
    return any(abs(each - then) <= _REACH for each in _in_years(month, number, then.year))


def may_be_one_day(one: NamedDay, other: NamedDay, times: tuple[int, int]) -> bool:
    """Whether two days that follow each other may be one, told by the clocks of two places, in texts of these times.

    Both say when something has just happened, so they were published within the same hours.
    """
    if UNKNOWN_TIME in times or abs(times[0] - times[1]) > _AT_ONE_TIME // MILLISECOND or one.form != other.form:
        return False
    if one.form == "weekday":
        return (one.number[0] - other.number[0]) % _WEEK in (1, _WEEK - 1)
    if one.form != "date":
        return False
    year = (EPOCH + timedelta(milliseconds=times[0])).year
    (month, number), (other_month, other_number) = one.number, other.number
    others = _in_years(other_month, other_number, year)
    return any(abs(day - after) == timedelta(days=1) for day in _in_years(month, number, year) for after in others)


def _in_years(month: int, number: int, year: int) -> list[date]:
    found = []
    for candidate in (year - 1, year, year + 1):
        try:
            found.append(date(candidate, month, number))
        except ValueError:  # 29 February
            continue
    return found


def _beside(words: Sequence[str], place: int) -> list[str]:
    """The words after and before, with "de" and "of" stepped over."""
    found = []
    for step in (1, -1):
        other = place + step
        if 0 <= other < len(words) and words[other] in _LINKS:
            other += step
        if 0 <= other < len(words):
            found.append(words[other])
    return found


@lru_cache(maxsize=8192)
def _alone(word: str) -> NamedDay | None:
    """The weekday or month that a word is."""
    if word in _WEEKDAYS:
        return NamedDay("weekday", (_WEEKDAYS[word],))
    first = _read(f"1 {word}")
    return None if first is None else NamedDay("month", first.number[:1])


@lru_cache(maxsize=8192)
def _dated(number: str, month: str) -> NamedDay | None:
    return _read(f"{number} {month}")


def _read(text: str) -> NamedDay | None:
    read = day(text)
    return None if read is None or read.month is None or read.day is None else NamedDay("date", (read.month, read.day))
