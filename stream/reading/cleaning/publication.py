"""When a page was published, where its record does not say.

Pages print "mardi 29 novembre" without a year. The year is taken from what the crawler knew, and the
weekday confirms it: 29 November was a Tuesday in 2022, not in 2021. Without either, the time stays
unknown and the record says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from stream.text.calendar import months, weekdays
from stream.text.times import EPOCH, FIRST_YEAR, LAST_YEAR, MILLISECOND

__all__ = ["PrintedDay", "printed_day", "published_from_page"]

# A page crawled within this time of the day it prints was crawled when it came out: the crawl is the better time.
FRESH_MS = 3 * 86_400_000
# A day so far after the crawl is announced by the page; beyond that it belongs to an earlier year.
AHEAD_MS = 180 * 86_400_000
# How many years back from the crawl a printed weekday may place a page; a weekday recurs after 5, 6 or 11 years, and
# the nearest is taken.
YEARS_BACK = 10

_WEEKDAY = {name.lower(): number for name, number in weekdays(lambda language: language.pages).items()}
_MONTH = {name.lower(): number for name, number in months(lambda language: language.pages).items()}


def _any_of(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


# "mardi 29 novembre", "Tuesday, Nov. 29, 2022", "29 de noviembre de 2022": the weekday makes a day worth trusting
# where no year is printed, so a day needs a weekday or a year.
_PRINTED = re.compile(
    rf"\b(?:(?P<weekday>{_any_of(_WEEKDAY)}),? (?:(?:den|le|the|dia|día) )?)?"
    rf"(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th|\.)? (?:de )?(?P<month>{_any_of(_MONTH)})\b\.?"
    rf"|(?P<month2>{_any_of(_MONTH)})\b\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b)"
    rf"(?:,? (?:de |del )?(?P<year>(?:19|20)\d\d)\b)?",
    re.IGNORECASE,
)


class PrintedDay(NamedTuple):
    """A day as a page prints it; ``weekday`` (0 is Monday) and ``year`` are None where missing."""

    text: str
    month: int
    day: int
    weekday: int | None
    year: int | None


def printed_day(text: str) -> PrintedDay | None:
    """The first day in ``text`` that is printed with its weekday or its year."""
    for found in _PRINTED.finditer(text):
        weekday, year = found["weekday"], found["year"]
        if weekday is None and year is None:
            continue
        month = _MONTH[(found["month"] or found["month2"]).lower()]
        day = int(found["day"] or found["day2"])
        if not 1 <= day <= 31:
            continue
        return PrintedDay(
            found[0].strip(),
            month,
            day,
            None if weekday is None else _WEEKDAY[weekday.lower()],
            None if year is None else int(year),
        )
    return None


def published_from_page(text: str, *, year: int | None, crawled: int | None) -> tuple[int | None, str]:
    """The time a page was published, with the evidence; (None, why not) where nothing tells.

    Args:
        text: headline and clean text.
        year: the year that the crawler or archive gives.
        crawled: when the page was fetched, milliseconds UTC.
    """
    printed = printed_day(text)
    if printed is None:
        if crawled is not None:
            return crawled, "no time is given and no day printed: the crawl time is taken"
        return None, "no time is given and no day with weekday or year is printed"
    years: tuple[int, ...]
    if printed.year is not None:
        years, source = (printed.year,), "the year is printed"
    elif year is not None:
        years, source = (year,), f"the year {year} is given with the page"
    elif crawled is not None:
        last = (EPOCH + timedelta(milliseconds=crawled)).year
        years, source = tuple(range(last, last - YEARS_BACK, -1)), "the year comes from the crawl time"
    else:
        return None, f"only {printed.text!r} is printed, no year, and the page came without a crawl time"
    for candidate in years:
        start = _start(candidate, printed)
        if start is None:
            continue
        proof = f"{printed.text!r} is printed, {source}"
        if printed.weekday is not None:
            proof += f", and the weekday confirms {candidate}"
        if crawled is not None and start > crawled:
            if start - crawled > AHEAD_MS:
                continue
            return crawled, f"crawl time; {proof}, but that day was still to come"
        if crawled is not None and crawled - start <= FRESH_MS:
            return crawled, f"crawl time; {proof}"
        return start, f"{proof}: the start of that day, UTC, is taken"
    return None, f"{printed.text!r} is printed, but {source} and the weekday or the day does not exist there"


def _start(year: int, printed: PrintedDay) -> int | None:
    """Start of a printed day in ``year``; None if the day, or that weekday on it, does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR or printed.day > monthrange(year, printed.month)[1]:
        return None
    start = datetime(year, printed.month, printed.day, tzinfo=UTC)
    if printed.weekday is not None and start.weekday() != printed.weekday:
        return None
    return (start - EPOCH) // MILLISECOND
