"""Times as records state them, and as they print them.

Everything becomes whole milliseconds since the epoch, UTC. No clock is read: a time that the
record does not give is either inferred from evidence or left out.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from stream.dispatch import UNKNOWN_TIME
from stream.errors import Invalid, Reason

__all__ = ["EPOCH", "FIRST_YEAR", "LAST_YEAR", "MILLISECOND", "Moment", "moment", "timestamp"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# Wire archives begin with the teleprinter; a time outside is a broken clock or a unit mistake (seconds taken for
# milliseconds), and would put a dispatch alone in a window that nothing else ever reaches.
FIRST_YEAR, LAST_YEAR = 1900, 2200

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)? ?([Zz]|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
# As nearly all are printed; `datetime` reads this form by itself, in a quarter of the time.
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class Moment(NamedTuple):
    """A point in time, and what had to be assumed to place it ("" when it was stated in full)."""

    ms: int
    assumed: str = ""


def moment(text: str, field: str, *, day_alone: bool = True) -> Moment:
    """Read an RFC 3339 time.

    A time without zone counts as UTC and a day alone as its start, both said in ``assumed``.

    Args:
        text: the printed time; ``Z``, ``+07:00`` and Superdesk's ``+0000`` are zones.
        field: where it stood, for the message.
        day_alone: whether a day without time of day will do. Not for embargoes: the start of
            the day could release a story hours early.

    Raises:
        Invalid: ``date``, when there is no such time or it lies outside the years 1900 to 2200.
    """
    if _USUAL.fullmatch(text) is not None and (usual := _read(text)) is not None:
        return usual
    found = _RFC3339.fullmatch(text.strip())
    if found is None:
        raise _no_date(field, text, "is not an RFC 3339 time such as 2022-11-29T12:00:00Z")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if hour is None and not day_alone:
        raise _no_date(field, text, "needs a time of day")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise _no_date(field, text, f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    # RFC 3339 section 5.7 allows second 60 at a leap second, which the epoch does not count.
    leap = second == "60"
    try:
        stated = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            59 if leap else int(second or 0),
            tzinfo=UTC,
        )
    except ValueError as error:
        raise _no_date(field, text, f"does not exist ({error})") from error
    ms = (stated - EPOCH) // MILLISECOND + int(((fraction or "") + "000")[:3]) + 1000 * leap
    if hour is None:
        return Moment(ms, f"{field} gives a day without time: its start in UTC is taken")
    if zone is None:
        return Moment(ms, f"{field} gives no zone: UTC is taken")
    return Moment(ms - _offset(zone, field, text))


def _read(text: str) -> Moment | None:
    """A time of the usual form; None for a leap second, and for what does not exist or lies outside."""
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Moment((stated - EPOCH) // MILLISECOND) if FIRST_YEAR <= stated.year <= LAST_YEAR else None


@lru_cache(maxsize=4096)  # a story prints each of its times several times
def timestamp(milliseconds: int | None) -> str | None:
    """RFC 3339 in UTC; None where the time is not known."""
    if milliseconds is None or milliseconds == UNKNOWN_TIME:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:03d}Z" if rest else f"{text}Z"


def _offset(zone: str, field: str, text: str) -> int:
    """Milliseconds that a zone is ahead of UTC."""
    if zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 23 or minutes > 59:
        raise _no_date(field, text, "has a zone that does not exist")
    ahead = (hours * 60 + minutes) * 60_000
    return -ahead if zone[0] == "-" else ahead


def _no_date(field: str, text: str, why: str) -> Invalid:
    return Invalid(Reason.DATE, f"{field}: the value of {len(text)} characters {why}")
