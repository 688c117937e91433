"""Lists as feeds: Atom (RFC 4287) and JSON Feed 1.1 of the same entries.

An entry keeps its id for good and is told anew when it changes, so that a reader shows the change and not a second
entry. Nothing here looks at a clock: the same list gives the same bytes, of which a validator can be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

import orjson

from stream.inspect.flows import writable
from stream.inspect.web.printed_times import iso

__all__ = ["ATOM", "JSON_FEED", "Feed", "FeedItem", "atom", "json_feed"]

ATOM: Final = "application/atom+xml"
JSON_FEED: Final = "application/feed+json"
_AUTHOR: Final = "Copytaster"  # of the feed; Atom asks for one where an entry names none
_STATUS: Final = "urn:copytaster:status"  # the scheme of the category that tells a status


class FeedItem(NamedTuple):
    """One thing that a list tells. Times are milliseconds since the epoch."""

    id: str
    url: str
    title: str
    html: str
    published: int | None
    updated: int
    status: str
    language: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()  # the same in other forms: media type, address
    facts: Mapping[str, Any] = {}  # for programs, in JSON alone


class Feed(NamedTuple):
    """A list; ``next_url``: where it goes on, None at its end."""

    id: str
    title: str
    home: str
    url: str
    next_url: str | None
    entries: tuple[FeedItem, ...]

    @property
    def updated(self) -> int:
        """When anything in it changed last; 0 where it is empty."""
        return max((entry.updated for entry in self.entries), default=0)


def atom(feed: Feed) -> bytes:
    """The feed in Atom. Signs that no XML can hold are left out."""
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", iso(feed.updated))
    _text(ET.SubElement(root, "author"), "name", _AUTHOR)
    _link(root, "self", ATOM, feed.url)
    _link(root, "alternate", "text/html", feed.home)
    if feed.next_url is not None:
        _link(root, "next", ATOM, feed.next_url)
    for entry in feed.entries:
        _atom_entry(root, entry)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _atom_entry(root: ET.Element, entry: FeedItem) -> None:
    node = ET.SubElement(root, "entry")
    if entry.language:
        node.set("xml:lang", writable(entry.language))
    _text(node, "id", entry.id)
    _text(node, "title", entry.title)
    _text(node, "updated", iso(entry.updated))
    if entry.published is not None:
        _text(node, "published", iso(entry.published))
    for author in entry.authors:
        _text(ET.SubElement(node, "author"), "name", author)
    _link(node, "alternate", "text/html", entry.url)
    for media_type, address in entry.others:
        _link(node, "alternate", media_type, address)
    ET.SubElement(node, "category", term=entry.status, scheme=_STATUS)
    for tag in entry.tags:
        ET.SubElement(node, "category", term=writable(tag))
    _text(node, "content", entry.html).set("type", "html")


def _text(parent: ET.Element, name: str, told: str) -> ET.Element:
    node = ET.SubElement(parent, name)
    node.text = writable(told)
    return node


def _link(parent: ET.Element, rel: str, media_type: str, address: str) -> None:
    ET.SubElement(parent, "link", rel=rel, type=media_type, href=writable(address))


def json_feed(feed: Feed) -> bytes:
    """The feed in JSON Feed 1.1, with what programs ask for of each entry in ``_copytaster``."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "next_url": feed.next_url,
        "authors": [{"name": _AUTHOR}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return orjson.dumps({name: value for name, value in told.items() if value is not None})


def _item(entry: FeedItem) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": None if entry.published is None else iso(entry.published),
        "date_modified": iso(entry.updated),
        "authors": [{"name": author} for author in entry.authors] or None,
        "tags": [entry.status, *entry.tags],
        "language": entry.language or None,
        "_copytaster": {"status": entry.status, **entry.facts, "formats": dict(entry.others)},
    }
    return {name: value for name, value in told.items() if value is not None}
