"""The names of weekdays and months, and the day in a dateline: ``Nov. 29``, ``10 août``, ``4月18日``, ``Monday``.

The names are those of the tables in `stream.text.languages`. Of days only the forms of datelines are read here. A
date that cannot exist (31 and more days, month 13) is no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from stream.text.fold import fold
from stream.text.languages import Calendar, Language, languages

__all__ = ["Day", "day", "months", "split_day", "weekdays"]


class Day(NamedTuple):
    """Month and day as printed; both None for a weekday, whose date only the calendar knows."""

    month: int | None = None
    day: int | None = None


def weekdays(place: Callable[[Language], Calendar]) -> dict[str, int]:
    """Names of weekdays as printed, 0 is Monday: those that are read everywhere, and those of one place.

    Args:
        place: such as ``lambda language: language.pages``.
    """
    return {
        name: number
        for language in languages()
        for calendar in (language.calendar, place(language))
        for number, names in enumerate(calendar.weekdays)
        for name in names
    }


def months(place: Callable[[Language], Calendar]) -> dict[str, int]:
    """Names of months as printed, 1 is January; argument as of :func:`weekdays`."""
    return {
        name: number
        for language in languages()
        for calendar in (language.calendar, place(language))
        for number, names in enumerate(calendar.months, start=1)
        for name in names
    }


_MONTHS = {fold(name): number for name, number in months(lambda language: language.datelines).items()}
_WEEKDAYS = frozenset(map(fold, weekdays(lambda language: language.datelines)))

_YEAR = r"(?:,? (?:de |del )?(?:19|20)\d\d)?"
_MONTH_DAY = re.compile(rf"([^\W\d_]{{3,12}})\.? ?(\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}\.?")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:er|st|nd|rd|th|o|\.)? ?(?:de |di |of )?([^\W\d_]{{3,12}})\.?{_YEAR}")
# Vietnamese, and nobody else in a dateline, prints the day with two numbers.
_NUMBERS = re.compile(r"(?:ngay )?(\d{1,2})(?: ?[-/] ?| thang )(\d{1,2})(?:(?:[-/]| nam )(?:19|20)\d\d)?")
_EAST_ASIAN = re.compile(r"(?:\d{4} ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]")

# The start of a day at the end of a place, where no comma stands between them.
_TRAILING = re.compile(r"\s(?=[^\s,]{1,12}\s?[^\s,]{1,12}(?:\s(?:19|20)\d\d)?$)")


@lru_cache(maxsize=4096)  # the days of a wire follow each other, and each is asked for several times
def day(text: str) -> Day | None:
    """Return the day that ``text`` is as a whole, or None."""
    if not 2 <= len(text) <= 40:
        return None
    copy = " ".join(fold(text).split())
    if copy.rstrip(".") in _WEEKDAYS:
        return Day()
    if match := _MONTH_DAY.fullmatch(copy):
        return _checked(_MONTHS.get(match[1]), int(match[2]))
    if match := _DAY_MONTH.fullmatch(copy):
        return _checked(_MONTHS.get(match[2]), int(match[1]))
    if match := _NUMBERS.fullmatch(copy):
        return _checked(int(match[2]), int(match[1]))
    if match := _EAST_ASIAN.fullmatch(copy):
        return _checked(int(match[1]), int(match[2]))
    return None


def split_day(text: str) -> tuple[str, Day] | None:
    """Return place and day where ``text`` is both with no comma between: ``BEIJING Nov 29``."""
    for match in _TRAILING.finditer(text):
        if found := day(text[match.end() :]):
            return text[: match.start()].rstrip(), found
    return None


def _checked(month: int | None, number: int) -> Day | None:
    if month is None or not 1 <= month <= 12 or not 1 <= number <= 31:
        return None
    return Day(month, number)
