"""The pages, each a plain GET that reads the projection and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from stream.inspect.contents import hidden, left_out, member_texts
from stream.inspect.flows import full_name
from stream.inspect.how import how
from stream.inspect.language_names import language_name
from stream.inspect.queries import (
    Order,
    count,
    facets,
    fresh,
    gave_way,
    list_stories,
    newest,
    story,
    story_of,
    summary,
)
from stream.inspect.stored_editions import edition
from stream.inspect.web.chain import chain
from stream.inspect.web.forms import inside, read_form
from stream.inspect.web.guard import COOKIE, ticket
from stream.inspect.web.live import changed, remember, seen_before, states
from stream.inspect.web.matrix import matrix
from stream.inspect.web.printed_times import milliseconds
from stream.inspect.web.query import keep, kept, parse, read
from stream.inspect.web.review import ruled
from stream.inspect.web.side_by_side import Reading, side_by_side, translated_side_by_side
from stream.inspect.web.site import ASSETS, FEEDS, Site, site_of
from stream.inspect.web.view import MemberRow, flags, members
from stream.matching.translating.beside import beside
from stream.stories.split import CUT
from stream.stories.story import StoryRecord, headline

__all__ = ["asset", "cluster", "difference", "dispatch", "enter", "entered", "livez", "news", "one_story", "stories"]

PAGE_SIZE: Final = 50
_MOST_COUNTED: Final = 10_000  # hits of a search: nobody pages further, and all of them take 50 ms of 100,000
_MOST_CHOICES: Final = 200  # of a filter: the commonest; a link may name any other


def stories(request: Request) -> Response:
    """The list, with search, filters and order."""
    site, query = site_of(request), read(request.query_params)
    total = count(site.store, query.filters, _MOST_COUNTED)
    rows = list_stories(site.store, query.filters, query.order, PAGE_SIZE, query.offset)
    last = newest(site.store)
    before = seen_before(request.cookies, last)
    unseen = query.after(before)
    answer = site.page(
        "stories.html",
        here="suspicion" if query.order is Order.SUSPICION else "stories",
        query=query,
        rows=rows,
        states=states(site.store, rows, before),
        unseen=unseen.at(0),
        number_unseen=count(site.store, unseen.filters, _MOST_COUNTED) if before < last else 0,
        total=total,
        most=_MOST_COUNTED,
        fresh=0,
        changed=(),
        poll=query.poll(last),
        kept=kept(request.cookies),
        page_size=PAGE_SIZE,
        facets=_choices(site, query.filters._asdict()),
        feeds=[query.feed(kind, 0) for kind in FEEDS],
    )
    remember(answer, before, last, secure=request.url.scheme == "https")
    return answer


async def keep_view(request: Request) -> Response:
    """Keep a filter of the list as a link, or let go of it, and lead back to it."""
    given = await read_form(request)
    query = parse(given.get("view", ""))
    views = [each for each in kept(request.cookies) if each != query]
    if given.get("drop") != "yes" and query.words:
        views.insert(0, query)
    answer = RedirectResponse(query.at(0), 303)
    keep(answer, views, secure=request.url.scheme == "https")
    return answer


def _choices(site: Site, chosen: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, with numbers; what a link asked for is among it even where there is none."""
    told = facets(site.store)
    choices: dict[str, list[tuple[str, str]]] = {}
    named: dict[str, Callable[[str], str]] = {"agencies": full_name, "languages": language_name, "days": str}
    for name, field in (("agencies", "agency"), ("languages", "language"), ("days", "day")):
        found = told[name][:_MOST_CHOICES]
        asked = str(chosen[field]) if chosen[field] else None
        if asked and asked not in {value for value, _ in found}:
            found = [*found, (asked, dict(told[name]).get(asked, 0))]
        choices[name] = [(value, f"{named[name](value)} ({number:,})") for value, number in found]
    return choices


def news(request: Request) -> Response:
    """What came since a list was read: a bar that tells how many stories, and the rows that changed.

    The list keeps its order while somebody reads it; the bar leads to the new one.
    """
    site, query = site_of(request), read(request.query_params)
    seen = request.query_params.get("seen", "")
    before = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 12 else newest(site.store)
    came = fresh(site.store, query.filters, before)
    rows = changed(site.store, request.query_params.getlist("row"), seen_before(request.cookies, before))
    return site.page("news.html", query=query, fresh=came, poll=query.poll(before), changed=rows)


def _record(request: Request) -> StoryRecord:
    record = story(site_of(request).store, request.path_params["uri"])
    if record is None:
        raise HTTPException(404, "There is no such story. It may have left the projection.")
    return record


def _here(record: StoryRecord) -> str:
    return f"/story/{quote(record['uri'], safe=':')}"


def _moved(request: Request, record: StoryRecord, page: str = "") -> Response | None:
    """To the story that took the place of the one asked for, so that old links lead on."""
    if record["uri"] == request.path_params["uri"]:
        return None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{_here(record)}{page}{query}", 307)


def one_story(request: Request) -> Response:
    """A story: chain, timeline, text."""
    record = _record(request)
    if moved := _moved(request, record):
        return moved
    told = members(record)
    readable = {uri for uri, text in member_texts(record).items() if text}
    body = next((each["value"] for each in record.get("bodies", ())), "")
    return site_of(request).page(
        "story.html",
        **_heading(record, told),
        chain=chain(record["hopHistory"]),
        readable=readable,
        body=[paragraph for paragraph in body.split("\n") if paragraph.strip()],
    )


def _heading(record: StoryRecord, told: list[MemberRow]) -> dict[str, Any]:
    """What the pages of a story have in common."""
    canonical = record["story"]["canonicalMember"]
    texts = member_texts(record)
    other = next((each.uri for each in told if not each.canonical and texts.get(each.uri)), None)
    beside = None
    if other and texts.get(canonical):
        beside = f"{_here(record)}/diff?{urlencode({'left': canonical, 'right': other})}"
    return {
        "record": record,
        "story": record["story"],
        "headline": headline(record),
        "marks": flags(record),
        "first": milliseconds(record.get("firstCreated")),
        "last": milliseconds(record.get("versionCreated")),
        "members": told,
        "here_uri": _here(record),
        "lacks": left_out(record),
        "beside": beside,
    }


def difference(request: Request) -> Response:
    """Two members side by side: what they share, what one leaves out and adds."""
    record = _record(request)
    if moved := _moved(request, record, "/diff"):
        return moved
    told = {each.uri: each for each in members(record)}
    given = request.query_params
    left, right = (told.get(given.get(name, "")) for name in ("left", "right"))
    if left is None or right is None:
        raise HTTPException(404, "There is no such member in this story.")
    held = member_texts(record)
    texts = held.get(left.uri), held.get(right.uri)
    for side, text in zip((left, right), texts, strict=True):
        if not text:
            raise HTTPException(404, f"The text of {side.uri} is not shown: {hidden(record, side.uri)}.")
    return site_of(request).page(
        "diff.html",
        **_heading(record, list(told.values())),
        left=left,
        right=right,
        reading=_reading(record, left.uri, right.uri, cast(tuple[str, str], texts)),
        others=[each for each in told.values() if held.get(each.uri)],
        form=ruled(request, left.uri, right.uri),
    )


def _reading(record: StoryRecord, left: str, right: str, texts: tuple[str, str]) -> Reading:
    one, other = edition(record, left), edition(record, right)
    common = beside(one, other) if one and other else None
    return side_by_side(*texts) if common is None else translated_side_by_side(*texts, common)


def cluster(request: Request) -> Response:
    """The similarity of each member with each other."""
    record = _record(request)
    if moved := _moved(request, record, "/cluster"):
        return moved
    told, store = members(record), site_of(request).store
    return site_of(request).page(
        "cluster.html",
        **_heading(record, told),
        matrix=matrix(record, told),
        threshold=CUT,
        summary=summary(store, record["uri"]),
        events=how(record, gave_way(store, record["uri"])),
    )


def dispatch(request: Request) -> Response:
    """To the story of a dispatch."""
    uri = request.query_params.get("uri", "")
    record = story_of(site_of(request).store, uri)
    if record is None:
        raise HTTPException(404, "No story has such a dispatch.")
    return RedirectResponse(_here(record), 303)


def enter(request: Request) -> Response:
    """Ask for the token."""
    return site_of(request).page("enter.html", then=inside(request.query_params.get("then", "/")), wrong=False)


async def entered(request: Request) -> Response:
    """Take the token, and remember in a cookie that it was given."""
    given = await read_form(request)
    then = inside(given.get("then", "/"))
    site = site_of(request)
    if site.token is not None and not _same(given.get("token", ""), site.token):
        return site.page("enter.html", 401, then=then, wrong=True)
    answer = RedirectResponse(then, 303)
    if site.token is not None:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, ticket(site.token), httponly=True, samesite="strict", secure=secure)
    return answer


def _same(one: str, other: str) -> bool:
    return ticket(one) == ticket(other)  # digests: the time it takes tells nothing of the token


def asset(request: Request) -> Response:
    """A style sheet or script of the package."""
    found = ASSETS.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404, "There is no such file.")
    keep = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return Response(found[0], media_type=found[1], headers={"cache-control": keep})


def livez(_: Request) -> Response:
    """Whether the process answers; it does not look at the projection."""
    return PlainTextResponse("ok\n")
