"""Times as files print them, in any of the forms of two dozen houses, as RFC 3339.

ISO 8601 in its basic and extended forms, with one digit where two belong; RFC 822 with its zones, and the same with
names of months in other languages; day, month and year with full stops or strokes; the signs of Chinese, Japanese and
Korean. A form is read by its parts, not by a list of layouts: a year of four digits, a month by name or figure, a day,
a time with colons, a zone. What is ambiguous (``03/04/2018``) is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from stream.text.fold import fold
from stream.text.times import FIRST_YEAR, LAST_YEAR

__all__ = ["Stamp", "month_number", "offset_of", "stamp", "stamped"]

_LONGEST = 120  # characters that a date is looked for in

_ISO = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d\d)(\d\d))"
    r"(?:[Tt ]*(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?|(\d\d)(\d\d)?)(?:[.,](\d{1,9}))?)?"
    r" ?(.{0,12})"
)
_YEAR_LAST = re.compile(
    r"(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?:[,T ]+(?:kl\.? ?)?(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?)? ?(.{0,12})"
)
_CLOCK = re.compile(r"(\d{1,2})[:h](\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?(?: ?([AaPp])\.?[Mm]\.?)?")
_HALF = re.compile(r" ?\b([AaPp])\.?[Mm]\b\.?|(?<=\d)([AaPp])[Mm]\b")
# What RFC 822 calls a comment, and Java the name of the place: the offset before it has said it.
_COMMENT = re.compile(r"((?:[+-]\d\d:?\d\d|Z|GMT|UTC)) ?[(\[][\w/+ -]{1,40}[)\]]$")
_EASTERN_DAY = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일][^\d]{0,6}")
_EASTERN_CLOCK = re.compile(r"(\d{1,2}) ?[時时点點시] ?(\d{1,2}) ?[分분]?(?: ?(\d{1,2}) ?[秒초])?")
_EASTERN_HALVES = {**dict.fromkeys(("午前", "上午", "오전"), "am"), **dict.fromkeys(("午後", "下午", "오후"), "pm")}
_OFFSET = re.compile(r"(?:GMT|UTC|UT)? ?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(\d{1,2})[ -]([^\W\d_]{3,12})\.?[ -](\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")

# RFC 822 section 5, and those of agencies that name no other place with the same letters.
_ZONES = {
    **dict.fromkeys(("z", "gmt", "utc", "ut", "wet"), 0),
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "cet": 60,
    "mez": 60,
    "cest": 120,
    "mesz": 120,
    "eet": 120,
    "eest": 180,
    "msk": 180,
    "west": 60,
    "jst": 540,
    "kst": 540,
    "hkt": 480,
    "sgt": 480,
    "ict": 420,
    "wib": 420,
    "aest": 600,
    "aedt": 660,
    "acst": 570,
    "awst": 480,
    "nzst": 720,
    "nzdt": 780,
}
# Of clocks that change in summer: their letters name a place, not an offset.
_CIVIL = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_NEITHER = timezone(timedelta(0), "-0000")  # RFC 2822: a time in UTC of which the place is not known


class Stamp(NamedTuple):
    """A time in RFC 3339 (a day alone as ``2022-11-29``), and what had to be assumed, "" where nothing was."""

    text: str
    assumed: str = ""


def stamp(printed: str, zone: str | None = None) -> Stamp | None:
    """Read a printed time; None where it is none, or more than one.

    Args:
        printed: as it stands in a file.
        zone: name in the IANA database, of times that state no zone; without it they stay without, and are taken for
            UTC by whoever reads the record, who says so.
    """
    text = " ".join(printed.split())
    if not text or len(text) > _LONGEST:
        return None
    text = _COMMENT.sub(r"\1", text)
    if not text.isascii():
        text = _in_figures(text)
    half = _HALF.search(text)
    whole = text if half is None else " ".join((text[: half.start()] + text[half.end() :]).split())
    found = _iso(whole) or _year_last(whole)
    if found is not None and half is not None and found[3] is not None:
        found = (*found[:3], _of_half(found[3], half[1] or half[2]), *found[4:])
    found = found or _in_words(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, stated = found
    return stamped(year, month, day, hour, minute, second, fraction, stated, zone)


def _in_figures(text: str) -> str:
    """A time with the signs of Chinese, Japanese or Korean as one in figures; any other as it is."""
    halves = [half for sign, half in _EASTERN_HALVES.items() if sign in text]
    dated = _EASTERN_DAY.sub(r"\1-\2-\3 ", text)
    return " ".join([_EASTERN_CLOCK.sub(_with_colons, dated).strip(), *halves])


def _with_colons(found: re.Match[str]) -> str:
    return ":".join(f"{int(part):02d}" for part in found.groups() if part)


def _of_half(hour: int, half: str) -> int:
    """The hour of the day that one of the morning or the afternoon is."""
    return hour % 12 + (12 if half.lower() == "p" else 0) if hour <= 12 else hour


_Parts = tuple[int, int, int, int | None, int, int, str, str]


def stamped(
    year: int,
    month: int,
    day: int,
    hour: int | None,
    minute: int,
    second: int,
    fraction: str,
    stated: str,
    zone: str | None,
) -> Stamp | None:
    """A time from its parts; None where there is no such time.

    Args:
        year: of four digits.
        month: 1 to 12.
        day: of the month.
        hour: None for a day alone.
        minute: of the hour.
        second: of the minute; 60 is a leap second.
        fraction: digits of a second.
        stated: the zone as printed, "" where none is.
        zone: of the IANA database, for times without one.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        moment = datetime(year, month, day, hour or 0, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    if second > 60:
        return None
    if hour is None:
        return Stamp(f"{moment:%Y-%m-%d}")
    tail = f".{fraction}" if fraction.strip("0") else ""
    written = f"{moment:%Y-%m-%dT%H:%M}:{second:02d}{tail}"
    civil = _CIVIL.get(stated.strip(" ()").lower())
    if civil is not None and (place := _place(civil)) is not None:
        return Stamp(written + _written(moment.replace(tzinfo=place).utcoffset() or timedelta(0)))
    offset = offset_of(stated)
    if isinstance(offset, timedelta):
        return Stamp(written + _written(offset))
    if zone is None:
        return Stamp(written, f"has a zone that is not known ({stated[:10]})" if offset and stated else "")
    place = _place(zone)
    if place is None:
        return Stamp(written)
    ahead = moment.replace(tzinfo=place).utcoffset() or timedelta(0)
    return Stamp(written + _written(ahead), f"states no zone: {zone} is taken, as suppliers.toml has it")


def offset_of(stated: str) -> timedelta | bool:
    """How far a printed zone is ahead of UTC; False where none is printed, True where it is one that is not known."""
    text = stated.strip(" ()")
    if not text or text == "-0000":
        return False
    found = _OFFSET.fullmatch(text)
    if found is not None:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 23 or minutes > 59:
            return True
        ahead = timedelta(hours=hours, minutes=minutes)
        return -ahead if found[1] == "-" else ahead
    minutes_ahead = _ZONES.get(text.lower())
    return True if minutes_ahead is None else timedelta(minutes=minutes_ahead)


def _written(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "Z"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@cache
def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def month_number(name: str) -> int | None:
    """The month that a name is, in any language of the tables, or the beginning of one in three letters or more."""
    return _months().get(fold(name).rstrip("."))


@cache
def _months() -> dict[str, int]:
    from stream.text.calendar import months

    # What two languages have for two months is neither: "mar" is the third in most, and no Tuesday stands here.
    known: dict[str, int] = {}
    for names in (
        months(lambda language: language.datelines),
        months(lambda language: language.pages),
    ):
        for name, number in names.items():
            known.setdefault(fold(name).rstrip("."), number)
    for name, number in list(known.items()):
        if len(name) > 3 and name.isalpha():
            known.setdefault(name[:3], number)
    return known


def _iso(text: str) -> _Parts | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, _, month, day, basic_month, basic_day, hour, minute, second, tight_minute, tight_second, fraction, zone = (
        found.groups()
    )
    zone = zone.strip()
    if zone and (hour is None or (offset_of(zone) is True and not zone.isalpha())):
        return None
    return (
        int(year),
        int(month or basic_month),
        int(day or basic_day),
        None if hour is None else int(hour),
        int(minute or tight_minute or 0),
        int(second or tight_second or 0),
        fraction or "",
        zone,
    )


def _year_last(text: str) -> _Parts | None:
    found = _YEAR_LAST.fullmatch(text)
    if found is None:
        return None
    day, sign, month, year, hour, minute, second, zone = found.groups()
    if sign != "." and day != month:  # either may stand in front: only what is no month tells
        if int(month) > 12:
            day, month = month, day
        elif int(day) <= 12:
            return None
    return (
        int(year),
        int(month),
        int(day),
        None if hour is None else int(hour),
        int(minute or 0),
        int(second or 0),
        "",
        zone,
    )


def _in_words(text: str) -> _Parts | None:
    """A day with the name of its month, in any order, as in ``Thu, 1 Feb 2018 4:35:5 GMT``."""
    clock = _CLOCK.search(text)
    rest = text if clock is None else f"{text[: clock.start()]} {text[clock.end() :]}"
    numbers = [month_number(word) for word in _WORD.findall(rest)]
    months = [number for number in numbers if number is not None]
    if not months:
        return None
    year = _YEAR.search(rest)
    if year is None:
        short = _SHORT_YEAR.search(rest)
        if short is None:
            return None
        found_year, day = 2000 + int(short[3]) - (100 if int(short[3]) > 68 else 0), int(short[1])
        left = rest[short.end() :]
    else:
        found_year, left = int(year[1]), rest[year.end() :]
        days = _DAY.findall(rest[: year.start()]) or _DAY.findall(left)
        if not days:
            return None
        day = int(days[-1] if len(days) == 1 else days[0])
    if clock is None:
        return found_year, months[-1], day, None, 0, 0, "", ""
    hour = int(clock[1])
    if clock[4]:
        hour = _of_half(hour, clock[4])
    return found_year, months[-1], day, hour, int(clock[2]), int(clock[3] or 0), "", _zone_in(left, text[clock.end() :])


def _zone_in(*places: str) -> str:
    """The zone that stands behind a clock or a year."""
    for place in places:
        if (offset := _OFFSET.search(place)) is not None:
            return offset.group()
        for word in map(str, _WORD.findall(place)):
            if word.lower() in _ZONES:
                return word
    for place in places:
        for word in map(str, _WORD.findall(place)):
            if word.isupper() and 2 <= len(word) <= 5 and month_number(word) is None:
                return word
    return ""
