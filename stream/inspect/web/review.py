"""The review of doubtful merges, one at a time, and the rulings that come of it."""

from __future__ import annotations

import time
from typing import Final, NamedTuple, cast
from urllib.parse import quote, unquote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stream.dispatch import Verdict
from stream.errors import Invalid, Usage
from stream.inspect.contents import member_text
from stream.inspect.queries import story, story_of
from stream.inspect.review_queue import Said, queue, said_of, standing
from stream.inspect.suspicion import doubts
from stream.inspect.web.forms import inside, read_form
from stream.inspect.web.page_metrics import count_ruling
from stream.inspect.web.side_by_side import Reading, side_by_side
from stream.inspect.web.site import FEEDS, Site, site_of
from stream.inspect.web.view import MemberRow, members
from stream.stories.rulings import make, pair_of
from stream.stories.story import StoryRecord, headline

__all__ = ["Ruled", "by_whom", "last_said", "review", "rule", "ruled"]

_NEXT: Final = 12  # merges that are listed behind the one at hand
_LAST: Final = 20  # rulings
_MOST_NAME: Final = 100  # characters
_MOST_REASON: Final = 1000
_NAME: Final = "copytaster-by"  # the cookie that remembers who rules
_YEAR: Final = 365 * 24 * 3600  # seconds
_NO_REASON: Final = "reviewed in the inspector"


class Ruled(NamedTuple):
    """What a form for rulings on a pair has to know."""

    one: str
    other: str
    said: Said | None  # the word that stands
    by: str  # who ruled last in this browser
    then: str  # the page to come back to


class AtHand(NamedTuple):
    """A pair as it is shown for review: the older one on the left."""

    left: MemberRow
    right: MemberRow
    uri: str  # of the story of the left one
    headline: str
    reading: Reading | None  # None where a text may not be shown, or the story does not carry it
    reasons: tuple[str, ...]


def ruled(request: Request, one: str, other: str, then: str = "") -> Ruled:
    """The form for a pair of dispatches on any page.

    Without a page to come back to it leads to the evidence, which is told of one story and of two.
    """
    site, pair = site_of(request), pair_of(one, other)
    said = said_of(site.store, pair, site.heard.get(pair))
    return Ruled(*pair, said, by_whom(request), then or f"/why?{urlencode({'one': one, 'other': other})}")


def review(request: Request) -> Response:
    """The most doubtful merge that waits for a word, or the pair that a link names; what comes next; what was said."""
    site = site_of(request)
    heard = site.heard
    waiting = queue(site.store, heard, _NEXT + 1)
    given = request.query_params
    one, other = given.get("one", ""), given.get("other", "")
    if not (one and other) and waiting:
        one, other = waiting[0].doubt.against, waiting[0].doubt.member
    shown = _at_hand(site, one, other) if one and other else None
    return site.page(
        "review.html",
        here="review",
        shown=shown,
        form=ruled(request, one, other, "/review") if shown else None,
        waiting=[each for each in waiting if each.pair != pair_of(one, other)][:_NEXT],
        last=last_said(request),
        by=by_whom(request),
        standing=standing(site.store, heard.values(), _LAST),
        feeds=[f"/review.{kind}" for kind in FEEDS],
    )


async def rule(request: Request) -> Response:
    """Take a ruling, and lead back to where it was made."""
    site, given = site_of(request), await read_form(request)
    if site.sink is None:
        raise HTTPException(403, "This inspector was started without a place for rulings: see `inspect serve --help`.")
    one, verdict = given.get("one", ""), given.get("verdict")
    other = one if verdict == Verdict.DISMISSED else given.get("other", "")
    by, because = given.get("by", "")[:_MOST_NAME], given.get("because", "")[:_MOST_REASON] or _NO_REASON
    try:
        ruling = make(one, other, Verdict(str(verdict)), time.time_ns() // 1_000_000, by, because)
    except (Usage, Invalid, ValueError) as error:
        raise HTTPException(400, "A ruling is on two dispatches, and says who made it.") from error
    for uri in (one, other):
        if story_of(site.store, uri) is None:
            raise HTTPException(404, f"No story has the dispatch {uri}.")
    await site.sink.say(ruling)
    count_ruling(request, ruling.verdict)
    then = inside(given.get("then", "/review"))
    if (page := then.partition("?")[0]) in ("/review", "/orders"):
        then = f"{page}?{urlencode({'after': one, 'and': other})}"
    answer = RedirectResponse(then, 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(_NAME, quote(by), max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
    return answer


def _at_hand(site: Site, one: str, other: str) -> AtHand:
    sides = [_side(site, uri) for uri in (one, other)]
    (record, left), (beside, right) = sorted(sides, key=lambda side: (side[1].published or 0, side[1].uri))
    texts = member_text(record, left.uri), member_text(beside, right.uri)
    pair = pair_of(one, other)
    found = (doubt for doubt in doubts(record) if pair_of(doubt.member, doubt.against) == pair)
    reasons = next((doubt.reasons for doubt in found), ()) if record["uri"] == beside["uri"] else ()
    reading = side_by_side(cast(str, texts[0]), cast(str, texts[1])) if all(texts) else None
    return AtHand(left, right, record["uri"], headline(record), reading, reasons)


def _side(site: Site, uri: str) -> tuple[StoryRecord, MemberRow]:
    record = story_of(site.store, uri) or story(site.store, uri)
    told = {each.uri: each for each in members(record)} if record is not None else {}
    if record is None or uri not in told:
        raise HTTPException(404, f"No story has the dispatch {uri}.")
    return record, told[uri]


def last_said(request: Request) -> Said | None:
    """The ruling that a page of rulings was led back from, as an address tells it."""
    site, given = site_of(request), request.query_params
    pair = pair_of(given.get("after", ""), given.get("and", ""))
    return said_of(site.store, pair, site.heard.get(pair)) if all(pair) else None


def by_whom(request: Request) -> str:
    """Who ruled last in this browser."""
    return unquote(request.cookies.get(_NAME, ""))[:_MOST_NAME]
