"""News sitemaps: addresses of pages with their titles. They point to stories and are none, so they are skipped."""

from __future__ import annotations

from collections.abc import Iterator

from stream.reading.formats.items import Document, Outcome, Refused, Skipped
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item

__all__ = ["FORMAT"]


def _recognises(head: Head) -> bool:
    return head.root in ("urlset", "sitemapindex")


def _read(document: Document) -> Iterator[Outcome]:
    for found in each_item(document, ("url", "sitemap")):
        yield found if isinstance(found, Refused) else Skipped("pointer")


FORMAT = Format("news sitemap", _recognises, _read)
