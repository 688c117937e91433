"""The pages about houses: which feeds which, who took whose stories, and what still stands that was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple, TypedDict
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from stream.inspect.flows import (
    PICKUP_COLUMNS,
    SUMS,
    Flow,
    Period,
    Sum,
    flows,
    full_name,
    graphml,
    pickup,
    pickup_rows,
    sums,
    table,
)
from stream.inspect.language_names import language_name
from stream.inspect.queries import facets
from stream.inspect.still_standing import STANDING, ended, number_standing, still_standing
from stream.inspect.web.printed_times import delay
from stream.inspect.web.sankey import sankey
from stream.inspect.web.site import FEEDS, Site, site_of
from stream.inspect.web.takers import takers

__all__ = ["asked", "flow_file", "flow_page", "pickup_file", "pickup_page", "standing_page"]

_PAGE: Final = 50
_MOST_ROWS: Final = 10_000  # stories of one file
_MOST_CHOICES: Final = 200
_MOST_SUMS: Final = 62  # rows of a table of sums: the days of two months
_MOST_ENDED: Final = 10
_MOST_TEXT: Final = 500  # characters of a name


class Narrowed(TypedDict):
    """Arguments of pick-up."""

    taker: str | None
    dispatch: str | None
    uncredited: bool


class Asked(NamedTuple):
    """What a link or a form says; what makes no sense is left out."""

    period: Period
    taker: str | None
    dispatch: str | None
    uncredited: bool

    @property
    def narrowed(self) -> Narrowed:
        """What is asked of pick-up besides the period."""
        return {"taker": self.taker, "dispatch": self.dispatch, "uncredited": self.uncredited}

    def link(self, page: str, **other: str) -> str:
        """The same question to a page, with these fields otherwise."""
        period = self.period
        told = {
            "since": period.since.isoformat() if period.since else "",
            "until": period.until.isoformat() if period.until else "",
            "agency": period.agency or "",
            "language": period.language or "",
            "taker": self.taker or "",
            "dispatch": self.dispatch or "",
            "uncredited": "yes" if self.uncredited else "",
            **other,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"{page}?{query}" if query else page


def asked(request: Request) -> Asked:
    """What a link or a form asks of a page of houses."""
    given = request.query_params
    period = Period(_day(given, "since"), _day(given, "until"), _text(given, "agency"), _text(given, "language"))
    return Asked(period, _text(given, "taker"), _text(given, "dispatch"), given.get("uncredited") == "yes")


def _text(given: Mapping[str, str], name: str) -> str | None:
    return given.get(name, "").strip()[:_MOST_TEXT] or None


def _day(given: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return None


def flow_page(request: Request) -> Response:
    """Which houses feed which, as a picture and as a table."""
    site, chosen = site_of(request), asked(request)
    found = flows(site.store, chosen.period)
    return site.page(
        "flows.html",
        here="flows",
        asked=chosen,
        flows=found[:_MOST_CHOICES],
        total=len(found),
        stories=sum(flow.stories for flow in found),
        picture=sankey(found),
        facets=_choices(site),
        delay=delay,
    )


def flow_file(request: Request) -> Response:
    """The same for other programs."""
    found = flows(site_of(request).store, asked(request).period)
    kind = request.path_params["kind"]
    if kind == "csv":
        return _file(table(Flow._fields, found), "text/csv", "flows.csv")
    if kind == "graphml":
        return _file(graphml(found), "application/graphml+xml", "flows.graphml")
    raise HTTPException(404, "There is no such page.")


def pickup_page(request: Request) -> Response:
    """Who took the stories of a house, or one of them."""
    site, chosen = site_of(request), asked(request)
    found = pickup(site.store, chosen.period, **chosen.narrowed, limit=_PAGE)
    totals = {by: sums(site.store, chosen.period, by, **chosen.narrowed) for by in SUMS}
    return site.page(
        "pickup.html",
        here="pickup",
        asked=chosen,
        found=found,
        picture=takers(found) if chosen.dispatch else None,
        totals=totals,
        most_sums=_MOST_SUMS,
        facets=_choices(site),
        delay=delay,
        most=_PAGE,
        feeds=[chosen.link(f"/pickup.{kind}") for kind in FEEDS],
    )


def pickup_file(request: Request) -> Response:
    """The same for a spreadsheet, or in sums."""
    chosen, store = asked(request), site_of(request).store
    by = request.query_params.get("sums", "")
    if by in SUMS:
        return _file(
            table(Sum._fields, sums(store, chosen.period, by, **chosen.narrowed)), "text/csv", f"pickup-{by}.csv"
        )
    found = pickup(store, chosen.period, **chosen.narrowed, limit=_MOST_ROWS)
    return _file(table(PICKUP_COLUMNS, pickup_rows(found)), "text/csv", "pickup.csv")


def standing_page(request: Request) -> Response:
    """Kills, holds, corrections and embargo breaks with the copies that still carry the old text."""
    site = site_of(request)
    given = request.query_params.get("offset", "")
    offset = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
    total = number_standing(site.store)
    found = still_standing(site.store, _PAGE, offset)
    return site.page(
        "standing.html",
        here="standing",
        found=found,
        ended=() if offset else ended(site.store, STANDING, _MOST_ENDED),
        total=total,
        offset=offset,
        page_size=_PAGE,
        feeds=[f"/standing.{kind}" for kind in FEEDS],
    )


def _choices(site: Site) -> dict[str, list[tuple[str, str]]]:
    told = facets(site.store)
    named = {"agencies": full_name, "languages": language_name}
    return {name: [(value, call(value)) for value, _ in told[name][:_MOST_CHOICES]] for name, call in named.items()}


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
