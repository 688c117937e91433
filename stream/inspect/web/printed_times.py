"""Times as an editor reads them: always UTC, and the page says so."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["clock", "day", "delay", "full", "iso", "lag", "milliseconds", "short"]

_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000


def milliseconds(timestamp: str | None) -> int | None:
    """Milliseconds since the epoch of an RFC 3339 time; None where there is none, or it is none."""
    if not timestamp:
        return None
    try:
        return round(datetime.fromisoformat(timestamp).timestamp() * 1000)
    except ValueError:
        return None


def _at(when: int) -> datetime:
    return datetime.fromtimestamp(when / 1000, UTC)


def iso(when: int) -> str:
    """RFC 3339 in UTC, for ``<time datetime>``."""
    return _at(when).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock(when: int) -> str:
    """As in "12:00"; the day stands above."""
    return f"{_at(when):%H:%M}"


def short(when: int) -> str:
    """As in "29 Nov 12:00"."""
    return f"{_at(when).day} {_at(when):%b %H:%M}"


def full(when: int) -> str:
    """As in "29 Nov 2022, 12:00 UTC"."""
    return f"{_at(when).day} {_at(when):%b %Y, %H:%M} UTC"


def day(when: int) -> str:
    """As in "Tuesday 29 November 2022"."""
    return f"{_at(when):%A} {_at(when).day} {_at(when):%B %Y}"


def lag(span: int) -> str:
    """How much later, with the two largest units, as in "+3 h 30 min"."""
    sign, rest = ("−" if span < 0 else "+"), abs(span)
    days, hours, minutes = rest // _DAY, rest % _DAY // _HOUR, rest % _HOUR // _MINUTE
    if days:
        return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"
    if hours:
        return f"{sign}{hours} h {minutes} min" if minutes else f"{sign}{hours} h"
    return f"{sign}{minutes} min"


def delay(minutes: float | None) -> str:
    """How long something took, as in "3 h 30 min"; "" where that is not known."""
    return "" if minutes is None else lag(round(minutes * _MINUTE)).removeprefix("+")
