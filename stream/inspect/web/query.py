"""What a list shows, read from a query string and written back to one: every view is a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.responses import Response

from stream.inspect.flows import full_name
from stream.inspect.language_names import language_name
from stream.inspect.queries import Filters, Order

__all__ = ["Query", "keep", "kept", "parse", "read"]

_MOST_OFFSET = 10_000_000  # SQLite takes 64 bits, a reader's patience fewer
_MOST_TEXT = 500  # characters of a search
_KEPT: Final = "copytaster-kept"  # the cookie with the filters that a reader keeps
_MOST_KEPT: Final = 12
_LONGEST_KEPT: Final = 3000  # bytes: browsers take cookies of 4,096
_REMEMBERED: Final = 400 * 86_400  # seconds: as long as browsers keep a cookie
_STATUSES: Final = {"canceled": "killed", "withheld": "held"}
_ORDERS: Final = {
    Order.SIZE: "largest first",
    Order.SUSPICION: "most doubtful first",
    Order.CHANGED: "changed last first",
}


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
            "after": "" if filters.after is None else str(filters.after),
            "offset": str(self.offset if offset is None else offset),
        }
        return {name: value for name, value in told.items() if value and (name, value) != ("offset", "0")}

    @property
    def words(self) -> str:
        """What is asked for, in words; "" where that is all."""
        filters = self.filters
        told = (
            filters.text and f"“{filters.text}”",
            filters.agency and full_name(filters.agency),
            filters.language and language_name(filters.language),
            str(filters.day) if filters.day else None,
            filters.status and _STATUSES.get(filters.status, filters.status),
            f"{filters.min_size} members and more" if filters.min_size > 1 else None,
            _ORDERS.get(self.order),
        )
        return " · ".join(filter(None, told))

    def at(self, offset: int) -> str:
        """The link to the same list from another place on."""
        told = self.parameters(offset)
        return f"/?{urlencode(told)}" if told else "/"

    def feed(self, kind: str, offset: int | None = None) -> str:
        """The link to the same list as a feed, in its order of change where it has that of time.

        A feed tells what is new by itself, to each reader.
        """
        told = self.after(None).parameters(self.offset if offset is None else offset)
        return f"/stories.{kind}?{urlencode(told)}" if told else f"/stories.{kind}"

    def after(self, number: int | None) -> Query:
        """The beginning of the same list, without what has not changed since; None: all of it."""
        return self._replace(filters=self.filters._replace(after=number), offset=0)

    def poll(self, seen: int) -> str:
        """Where to ask whether there are more than the stories that were seen."""
        return f"/news?{urlencode({**self.parameters(), 'seen': str(seen)})}"


def parse(text: str) -> Query:
    """The beginning of the list that a query string asks for."""
    return read(dict(parse_qsl(text))).after(None)


def kept(cookies: Mapping[str, str]) -> list[Query]:
    """The filters that a reader keeps, the last one first."""
    told = unquote(cookies.get(_KEPT, ""))[:_LONGEST_KEPT].split("|")
    return [query for query in map(parse, told) if query.words][:_MOST_KEPT]


def keep(answer: Response, queries: Iterable[Query], *, secure: bool) -> None:
    """Have the browser keep these filters; of too many, the first ones."""
    told = ""
    for query in list(queries)[:_MOST_KEPT]:
        longer = f"{told}|{urlencode(query.parameters(0))}".lstrip("|")
        if len(quote(longer, safe="")) <= _LONGEST_KEPT:
            told = longer
    answer.set_cookie(_KEPT, quote(told, safe=""), max_age=_REMEMBERED, httponly=True, samesite="lax", secure=secure)


def read(given: Mapping[str, str]) -> Query:
    """Read what a link or a form says; what makes no sense is left out, as in a link that was cut off."""
    filters = Filters(
        agency=_text(given, "agency"),
        language=_text(given, "language"),
        day=_day(given.get("day", "")),
        min_size=max(1, _number(given.get("min", ""), 1)),
        status=_text(given, "status"),
        text=_text(given, "q"),
        after=_number(given["after"], 0) if given.get("after") else None,
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
