"""The lists of the inspector as feeds, with the same filters; the record of a story and its provenance as files.

A list by time is a feed by the time of change: what is killed or corrected comes again on top, under its id. A kill
takes a text away, and with it the words and the status that a feed may have been filtered by; so such a feed also
tells each story that was killed or held as a whole, if the other filters let it through. A story that gave way to
another is told as what it is told in now, so that a kill of that reaches those who read the former. What a list of
things that wait for somebody no longer tells comes once more under its id, for some days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stream.inspect.contents import milliseconds, parties
from stream.inspect.flows import full_name, pickup
from stream.inspect.open_orders import waiting
from stream.inspect.queries import Order, Summary, changes, former, list_stories, story
from stream.inspect.review_queue import queue
from stream.inspect.still_standing import STANDING, Ended, ended, still_standing
from stream.inspect.web.conditional import kept
from stream.inspect.web.feed_formats import ATOM, JSON_FEED, Feed, FeedItem, atom, json_feed
from stream.inspect.web.houses import asked
from stream.inspect.web.query import Query, read
from stream.inspect.web.site import Site, site_of
from stream.inspect.web.view import flags
from stream.stories.prov import document
from stream.stories.story import StoryRecord, headline

__all__ = ["orders", "pickups", "provenance", "record", "review", "standing", "stories"]

JSON_LD: Final = "application/ld+json"
_WRITTEN: Final = {"atom": (ATOM, atom), "json": (JSON_FEED, json_feed)}
_PAGE: Final = 50
_MOST_FORMER: Final = 20  # names of one story
_MOST_TEXT: Final = 20_000  # characters
_NAMELESS: Final = "No headline"
_STANDS: Final = {"kill": "Killed", "hold": "Held", "correction": "Corrected", "embargo": "Embargo broken"}


class _Base(NamedTuple):
    """Where a feed is read, which its addresses are made of: those of a feed have to be whole."""

    site: Site
    url: str

    def story(self, uri: str, form: str = "") -> str:
        return f"{self.url}/story/{quote(uri, safe=':')}{form}"


def stories(request: Request) -> Response:
    """The list of stories, with its filters and order."""
    base, query = _base(request), read(request.query_params)
    rows, goes_on = _rows(base.site, query)
    words = [f"{name} {value}" for name, value in query.parameters(0).items() if name != "order"]
    if query.order is Order.SUSPICION:
        words.insert(0, "doubtful merges")
    return _answer(
        request,
        " · ".join(["Stories", *words]),
        query.at(0),
        lambda kind: query.feed(kind, 0),
        _told(base, rows),
        following=(lambda kind: query.feed(kind, query.offset + _PAGE)) if goes_on else None,
    )


def _rows(site: Site, query: Query) -> tuple[list[Summary], bool]:
    """The stories of a page of a feed, and whether there is another page."""
    order = Order.CHANGED if query.order is Order.TIME else query.order
    found = list_stories(site.store, query.filters, order, _PAGE + 1, query.offset)
    rows, goes_on = found[:_PAGE], len(found) > _PAGE
    if order is Order.CHANGED and not query.offset and (query.filters.text or query.filters.status == "usable"):
        wider = query.filters._replace(text=None, status=None, recalled=True)
        oldest = rows[-1].changed if goes_on else 0
        known = {row.uri for row in rows}
        recalled = list_stories(site.store, wider, Order.CHANGED, _PAGE)
        rows += [row for row in recalled if row.changed >= oldest and row.uri not in known]
        rows.sort(key=lambda row: (-row.changed, row.uri))
    return rows, goes_on


def _told(base: _Base, rows: Sequence[Summary]) -> Iterator[FeedItem]:
    """An entry for each story, and for each name that it had before."""
    for row in rows:
        told = story(base.site.store, row.uri)
        if told is None or told["uri"] != row.uri:  # it gave way since the list was read
            continue
        yield _entry(base, told, row.changed)
        for old in former(base.site.store, told, _MOST_FORMER):
            yield _entry(base, told, row.changed, old)


def _entry(base: _Base, told: StoryRecord, changed: int, old: str | None = None) -> FeedItem:
    houses, facts = parties(told), told["story"]
    title, word = headline(told) or _NAMELESS, _word(told)
    title = f"{word}: {title}" if word else title
    if old is not None:
        title = f"{title} (now in another story)"
    return FeedItem(
        id=old or told["uri"],
        url=base.story(told["uri"]),
        title=title,
        html=base.site.render("entry.html", record=told, story=facts, marks=flags(told), body=_beginning(told)),
        published=milliseconds(told.get("firstCreated")),
        updated=changed,
        status=told["pubStatus"],
        language=told.get("language"),
        authors=tuple(map(full_name, houses[:1])),
        tags=tuple(dict.fromkeys(houses)),
        others=(
            ("application/json", base.story(told["uri"], ".json")),
            (JSON_LD, base.story(told["uri"], ".jsonld")),
        ),
        facts={
            "story": told["uri"],
            "chain": list(houses),
            "languages": facts["languages"],
            "members": facts["memberCount"],
            "sources": facts["sourceCount"],
            "marks": flags(told),
        },
    )


def _beginning(told: StoryRecord) -> list[str]:
    """The paragraphs of a text, no more of it than a reader of feeds reads; a record may hold five megabytes."""
    body = next((each["value"] for each in told.get("bodies", ())), "")
    whole = body if len(body) <= _MOST_TEXT else f"{body[:_MOST_TEXT].rsplit(maxsplit=1)[0]} …"
    return [paragraph for paragraph in whole.split("\n") if paragraph.strip()]


def _word(told: StoryRecord) -> str:
    """What a reader of headlines must know before anything else; nothing of a story that may be used."""
    if "notice" in told["story"]:
        return f"NOTICE, {told['story']['notice']['order']}"
    if told["pubStatus"] == "canceled":
        return "KILLED"
    if told["pubStatus"] == "withheld":
        return "EMBARGO" if "embargoedUntil" in told else "HELD"
    return ""


class _Part(NamedTuple):
    """What a list tells of a story: its id is that of the story with a name of the part.

    ``until``: it no longer does, since then; ``now``: the story that it is told in.
    """

    story: str
    name: str
    title: str
    published: int | None
    html: str
    until: int | None = None
    now: str | None = None


def _ended(base: _Base, each: Ended) -> _Part:
    """What a list no longer tells comes once more under its id: a reader would show it for good otherwise."""
    word = _STANDS.get(each.kind)
    end = "still standing" if each.goes_on else "no longer standing" if word else "settled"
    moved = " (now in another story)" if each.now not in (None, each.story) else ""
    title = f"{word or 'Order'}, {end}: {each.headline or _NAMELESS}{moved}"
    html = base.site.render("entry_ended.html", each=each)
    return _Part(each.story, each.kind, title, None, html, each.until, each.now)


def standing(request: Request) -> Response:
    """What still stands that was killed, held, corrected or came out too early."""
    base = _base(request)
    told = [
        _Part(
            each.story,
            each.kind,
            f"{_STANDS[each.kind]} and still standing: {each.headline or _NAMELESS}",
            each.since,
            base.site.render("entry_standing.html", each=each),
        )
        for each in still_standing(base.site.store, _PAGE)
    ]
    told += [_ended(base, each) for each in ended(base.site.store, STANDING)]
    return _answer(request, "Still standing", "/standing", _plain("/standing"), _parts(base, told))


def orders(request: Request) -> Response:
    """Orders of which an editor has to say what they mean."""
    base = _base(request)
    told = [
        _Part(
            each.story,
            "order",
            f"{each.order}, of what? {each.headline or _NAMELESS}",
            each.published,
            base.site.render("entry_order.html", each=each),
        )
        for each in waiting(base.site.store, base.site.heard, _PAGE, base.site.reach)
    ]
    told += [_ended(base, each) for each in ended(base.site.store, ("order",))]
    return _answer(request, "Open orders", "/orders", _plain("/orders"), _parts(base, told))


def review(request: Request) -> Response:
    """Doubtful merges on which nobody has given a word."""
    base = _base(request)
    told = [
        _Part(
            each.story,
            f"doubt-{quote('+'.join(each.pair), safe='')}",
            f"Doubtful: {each.headline or _NAMELESS}",
            None,
            base.site.render("entry_doubt.html", each=each),
        )
        for each in queue(base.site.store, base.site.heard, _PAGE)
    ]
    return _answer(request, "Merges that wait for review", "/review", _plain("/review"), _parts(base, told))


def pickups(request: Request) -> Response:
    """Who took whose stories, with the filters of that page."""
    base, chosen = _base(request), asked(request)
    found = pickup(base.site.store, chosen.period, **chosen.narrowed, limit=_PAGE)
    told = [
        _Part(
            each.story,
            f"pickup-{quote(each.house, safe='')}",
            f"{full_name(each.house)}: {each.headline or _NAMELESS}",
            each.published,
            base.site.render("entry_pickup.html", each=each),
        )
        for each in found
    ]

    def link(kind: str) -> str:
        return chosen.link(f"/pickup.{kind}")

    return _answer(request, "Pick-up", chosen.link("/pickup"), link, _parts(base, told))


def _parts(base: _Base, told: Sequence[_Part]) -> Iterator[FeedItem]:
    """Their entries; they change when the story does."""
    changed = changes(base.site.store, {part.story for part in told})
    for part in told:
        yield FeedItem(
            id=f"{part.story}#{part.name}",
            url=base.story(part.now or part.story),
            title=part.title,
            html=part.html,
            published=part.published,
            updated=changed.get(part.story, 0) if part.until is None else part.until,
            status=part.name.partition("-")[0] if part.until is None else "ended",
            facts={"story": part.story},
        )


def _plain(page: str) -> Callable[[str], str]:
    return lambda kind: f"{page}.{kind}"


def _base(request: Request) -> _Base:
    return _Base(site_of(request), str(request.base_url).rstrip("/"))


def _answer(
    request: Request,
    title: str,
    home: str,
    link: Callable[[str], str],
    entries: Iterable[FeedItem],
    *,
    following: Callable[[str], str] | None = None,
) -> Response:
    """A feed in the form that was asked for.

    Args:
        request: its path says which form.
        title: of the feed.
        home: the address of the page.
        link: gives that of the feed in a form; it is what the feed is known by.
        entries: what it tells.
        following: where it goes on.
    """
    kind = request.path_params["kind"]
    if kind not in _WRITTEN:
        raise HTTPException(404, "There is no such page.")
    url = _base(request).url
    media_type, write = _WRITTEN[kind]
    feed = Feed(
        id=f"urn:copytaster:feed:{quote(link('feed').lstrip('/'), safe='')}",
        title=f"{title} · Copytaster",
        home=f"{url}{home}",
        url=f"{url}{link(kind)}",
        next_url=None if following is None else f"{url}{following(kind)}",
        entries=tuple(entries),
    )
    return kept(request, write(feed), f"{media_type}; charset=utf-8" if kind == "atom" else media_type)


def record(request: Request) -> Response:
    """The record of a story as it stands in the output."""
    return _file(request, ".json", "application/json", lambda told: told)


def provenance(request: Request) -> Response:
    """The chain of a story as PROV-O in JSON-LD."""
    return _file(request, ".jsonld", JSON_LD, lambda told: document([told]))


def _file(request: Request, form: str, media_type: str, write: Callable[[StoryRecord], Any]) -> Response:
    uri = request.path_params["uri"]
    found = story(site_of(request).store, uri)
    if found is None:
        raise HTTPException(404, "There is no such story. It may have left the projection.")
    if found["uri"] != uri:
        return RedirectResponse(f"/story/{quote(found['uri'], safe=':')}{form}", 307)
    return kept(request, orjson.dumps(write(found), option=orjson.OPT_SORT_KEYS), media_type)
