"""The page that answers why two dispatches are one story, or are not."""

from __future__ import annotations

from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from stream.errors import Usage
from stream.inspect.evidence import ONE_STORY, RELATED, Why, why
from stream.inspect.web.review import ruled
from stream.inspect.web.site import site_of

__all__ = ["Bar", "bars", "why_page"]

_WIDE: Final = 320  # pixels of a score from 0 to 1


class Bar(NamedTuple):
    """One step of the waterfall: a bar from where the score stood to where it stands then."""

    name: str
    note: str
    value: float
    total: float
    x: int
    width: int
    rises: bool


def bars(found: Why) -> list[Bar]:
    """The steps as bars on a scale of 0 to 1; what goes beyond ends at its edge."""
    told = []
    for step in found.steps:
        low, high = sorted(min(max(at, 0.0), 1.0) for at in (step.total - step.value, step.total))
        x = round(_WIDE * low)
        width = max(2, round(_WIDE * high) - x)
        told.append(Bar(step.name, step.note, step.value, step.total, x, width, step.value >= 0))
    return told


def why_page(request: Request) -> Response:
    """Ask for two dispatches, and explain them."""
    site = site_of(request)
    one, other = (request.query_params.get(name, "").strip() for name in ("one", "other"))
    found, refused = None, ""
    if one and other:
        try:
            found = why(site.store, one, other)
        except Usage as error:
            refused = str(error)
    return site.page(
        "why.html",
        200 if not refused else 404,
        here="why",
        one=one,
        other=other,
        found=found,
        form=ruled(request, found.one, found.other) if found else None,
        refused=refused,
        bars=bars(found) if found else [],
        wide=_WIDE,
        mark=round(_WIDE * found.threshold) if found else 0,
        ONE_STORY=ONE_STORY,
        RELATED=RELATED,
    )
