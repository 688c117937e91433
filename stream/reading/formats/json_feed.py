"""JSON Feed 1.0 and 1.1: a feed as one JSON object, at https://jsonfeed.org/version/1.1.

What holds for entries of RSS and Atom holds for these: one that has only a summary is a teaser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

import orjson

from stream.reading.formats import prose
from stream.reading.formats.feeds import LONG_TEXT, TEASER, identify, joined, sign
from stream.reading.formats.items import MOST_ITEMS, TOO_MANY, Document, Draft, Item, Outcome, Refused, outcome
from stream.reading.formats.json_fields import entries, objects, said
from stream.reading.formats.recognition import Format, Head
from stream.reading.parties import host_of

__all__ = ["FORMAT", "is_one"]

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/\S+")
_NAMED = re.compile(r"jsonfeed\.org\\?/version")


def is_one(record: Mapping[str, object]) -> bool:
    """Whether a parsed object is of this format."""
    return _VERSION.fullmatch(said(record, "version")) is not None and isinstance(record.get("items"), list)


def _recognises(head: Head) -> bool:
    return head.text.startswith("{") and _NAMED.search(head.text) is not None


def _read(document: Document) -> Iterator[Outcome]:
    for feed in entries(document):
        if isinstance(feed, Refused):
            yield feed
            continue
        for number, entry in enumerate(objects(feed, "items")):
            if number >= MOST_ITEMS:
                yield TOO_MANY
                return
            yield outcome(partial(_item, feed, entry), partial(orjson.dumps, entry))


def _item(feed: Mapping[str, object], entry: Mapping[str, object]) -> Item:
    draft = Draft("feed")
    base = said(feed, "home_page_url") or said(feed, "feed_url")
    link = joined(base, said(entry, "url"))
    draft.know(host_of(link), host_of(base), said(feed, "title"))
    identify(draft, said(entry, "id"), link, said(entry, "url"), base)
    for name in ("date_modified", "date_published"):
        draft.time("versionCreated", said(entry, name), name)
    draft.time("firstCreated", said(entry, "date_published"), "date_published")
    draft.headline(prose.title(said(entry, "title")), "title")
    draft.body(prose.from_html(said(entry, "content_html")), "content_html")
    draft.body(prose.plain(said(entry, "content_text")), "content_text")
    summary = prose.plain(said(entry, "summary"))
    if draft.body(summary, "summary") and sum(map(len, summary)) < LONG_TEXT:
        draft.put("profile", TEASER, "summary: the feed has no other text")
    draft.language(said(entry, "language"), said(feed, "language"), origin="language")
    authors = [name for each in objects(entry, "authors") if (name := said(each, "name"))]
    sign(draft, ", ".join(authors) or said(entry, "author", "name"))
    draft.source("publisher", prose.title(said(feed, "title")), "the feed's title")
    return draft.made()


FORMAT = Format("JSON Feed", _recognises, _read)
