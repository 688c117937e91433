"""The orders of which an editor has to say what they mean, one at a time beside the stories that each may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from stream.inspect.open_orders import Choice, OpenOrder, waiting
from stream.inspect.web.review import by_whom, last_said
from stream.inspect.web.site import FEEDS, site_of
from stream.text.fold import fold_words

__all__ = ["orders"]

_LISTED: Final = 50
_SHORTEST: Final = 3  # letters of a word that is marked
_WORD: Final = re.compile(r"(\w+)")


class Beside(NamedTuple):
    """A story that an order may mean, as it is shown: headline and text in runs, with whether both sides say them."""

    choice: Choice
    headline: Sequence[tuple[str, bool]]
    text: Sequence[tuple[str, bool]]


def orders(request: Request) -> Response:
    """The order that a link names, or the first that waits; beside it what it may mean; then the others."""
    site = site_of(request)
    found = waiting(site.store, site.heard, _LISTED, site.reach)
    asked = request.query_params.get("notice", "")
    shown = next((each for each in found if each.notice == asked), found[0] if found else None)
    return site.page(
        "orders.html",
        here="orders",
        shown=shown,
        beside=_beside(shown) if shown else (),
        others=[each for each in found if each is not shown],
        last=last_said(request),
        by=by_whom(request),
        feeds=[f"/orders.{kind}" for kind in FEEDS],
    )


def _beside(order: OpenOrder) -> list[Beside]:
    """The choices, with the words marked that the notice has too, but for those that all of them have."""
    texts = [_words(f"{each.headline} {each.text}") for each in order.candidates]
    common = set.intersection(*texts) if len(texts) > 1 else set()
    told = _words(f"{order.headline} {order.text}") - common
    return [Beside(each, _marked(each.headline, told), _marked(each.text, told)) for each in order.candidates]


def _words(text: str) -> set[str]:
    return {folded for word in _WORD.findall(text) if len(folded := fold_words(word)) >= _SHORTEST}


def _marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """A text in runs, each with whether it is one of these words."""
    told = set(words)
    return [(run, fold_words(run) in told) for run in _WORD.split(text) if run]
