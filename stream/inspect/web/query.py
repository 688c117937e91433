"""What a list shows, read from a query string and written back to one: every view is a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from stream.inspect.queries import Filters, Order

__all__ = ["Query", "read"]

_MOST_OFFSET = 10_000_000  # SQLite takes 64 bits, a reader's patience fewer
_MOST_TEXT = 500  # characters of a search


class Query(NamedTuple):
    """Filters, order and place of a list."""

    filters: Filters
    order: Order = Order.TIME
    offset: int = 0

    def parameters(self, offset: int | None = None) -> dict[str, str]:
        """Those that differ from the default, by their names in the query string."""
        filters = self.filters
        told = {
            "q": filters.text or "",
            "agency": filters.agency or "",
            "language": filters.language or "",
            "day": filters.day.isoformat() if filters.day else "",
            "status": filters.status or "",
            "min": str(filters.min_size) if filters.min_size > 1 else "",
            "order": self.order.value if self.order is not Order.TIME else "",
            "offset": str(self.offset if offset is None else offset),
        }
        return {name: value for name, value in told.items() if value and (name, value) != ("offset", "0")}

    def at(self, offset: int) -> str:
        """The link to the same list from another place on."""
        told = self.parameters(offset)
        return f"/?{urlencode(told)}" if told else "/"

    def feed(self, kind: str, offset: int | None = None) -> str:
        """The link to the same list as a feed, in its order of change where it has that of time."""
        told = self.parameters(self.offset if offset is None else offset)
        return f"/stories.{kind}?{urlencode(told)}" if told else f"/stories.{kind}"

    def poll(self, seen: int) -> str:
        """Where to ask whether there are more than the stories that were seen."""
        return f"/news?{urlencode({**self.parameters(), 'seen': str(seen)})}"


def read(given: Mapping[str, str]) -> Query:
    """Read what a link or a form says; what makes no sense is left out, as in a link that was cut off."""
    filters = Filters(
        agency=_text(given, "agency"),
        language=_text(given, "language"),
        day=_day(given.get("day", "")),
        min_size=max(1, _number(given.get("min", ""), 1)),
        status=_text(given, "status"),
        text=_text(given, "q"),
    )
    order = next((each for each in Order if each.value == given.get("order")), Order.TIME)
    return Query(filters, order, min(_number(given.get("offset", ""), 0), _MOST_OFFSET))


def _text(given: Mapping[str, str], name: str) -> str | None:
    return given.get(name, "").strip()[:_MOST_TEXT] or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
