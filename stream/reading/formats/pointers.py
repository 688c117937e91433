"""What a feed or a sitemap points to, entry by entry, and how often it says that it changes.

For whoever asks for it again and again: :mod:`~stream.reading.formats.feeds` reads the entries themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from stream.reading.formats import feeds, news_sitemap
from stream.reading.formats.elements import Element, attribute, child, first, name_of, text_of
from stream.reading.formats.items import Refused
from stream.reading.formats.recognition import Head
from stream.reading.formats.trees import items_of, parse

__all__ = ["Pointer", "Pointers", "pointers"]

_PERIODS: Final = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST_FIGURE = 6  # digits


class Pointer(NamedTuple):
    """One entry: the address of its page, "" where it has none, and what changes when the page does."""

    link: str
    mark: str


class Pointers(NamedTuple):
    """All entries in their order, seconds between two changes as far as it says so, and whether it is a sitemap."""

    entries: list[Pointer]
    every: float
    is_sitemap: bool


def pointers(raw: bytes) -> Pointers | None:
    """What bytes point to; None where they are neither a feed nor a sitemap.

    Raises:
        Invalid: they begin like one, and no element can be made out.
    """
    head = Head(raw)
    if news_sitemap.FORMAT.recognises(head):
        root = parse(raw, lenient=True)
        entries = [
            Pointer(text_of(child(entry, "loc")), text_of(first(entry, "lastmod", "publication_date")))
            for entry in _entries(root, "url")
        ]
        return Pointers(entries, 0.0, True)
    if not feeds.FORMAT.recognises(head):
        return None
    root = parse(raw, lenient=True)
    channel = child(root, "channel") if name_of(root) != "feed" else root
    base = attribute(root, "base") or feeds.link_of(channel)
    entries = [
        Pointer(feeds.joined(attribute(entry, "base") or base, feeds.link_of(entry)), "")
        for entry in _entries(root, "item", "entry")
    ]
    return Pointers(entries, _every(channel), False)


def _entries(root: Element, *names: str) -> Iterator[Element]:
    """The entries, as far as they are read; that there are more is told where they are read."""
    for item in items_of(root, names):
        if not isinstance(item, Refused):
            yield item[1]


def _every(channel: Element | None) -> float:
    """RSS's ``ttl`` (minutes) or the syndication module's period, the longer one."""
    minutes = _figure(text_of(child(channel, "ttl")))
    period = _PERIODS.get(text_of(child(channel, "updateperiod")).lower(), 0)
    often = _figure(text_of(child(channel, "updatefrequency"))) or 1
    return max(60.0 * minutes, period / often)


def _figure(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_FIGURE else 0
