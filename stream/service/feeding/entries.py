"""What a feed or a sitemap says, and what is made of it: called in a process that reads."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from io import BytesIO
from typing import Final, NamedTuple

from stream.errors import Invalid
from stream.reading.formats.pointers import Pointers, pointers
from stream.reading.sources import GZIP, Record, of_bytes
from stream.service import redaction
from stream.service.feeding.parts import Part, ReaderFault

__all__ = ["MOST", "FeedAnswer", "FeedEntry", "PageOfEntry", "parts_of", "read_answer"]

MOST: Final = 15 * 1024 * 1024
"""Bytes of a feed: the largest sitemaps have ten million."""


class PageOfEntry(NamedTuple):
    """The page that an entry leads to."""

    url: str
    body: bytes


@dataclass
class FeedEntry:
    """An entry of a feed."""

    key: bytes
    record: Record | None  # None: an entry of a sitemap, which says nothing itself
    link: str
    page: PageOfEntry | None = field(default=None, repr=False)


class FeedAnswer(NamedTuple):
    """What an answer says."""

    every: float  # seconds that the feed wants between two looks
    entries: list[FeedEntry]


def read_answer(source: str, raw: bytes) -> Iterator[FeedAnswer | str | ReaderFault]:
    """What an answer says, or why it cannot be read: one of these."""
    try:
        raw = _unpacked(raw)
        there = pointers(raw)
        if there is None:  # a page that says so politely, or asks for a login
            yield "the answer is neither a feed nor a sitemap"
        else:
            yield FeedAnswer(there.every, _entries(source, raw, there))
    except Invalid as invalid:
        yield str(invalid)
    except Exception as error:
        yield ReaderFault(redaction.exception(error))


def parts_of(entries: list[FeedEntry]) -> list[Part]:
    """Each entry as it is read: its page, where there is one that can be, or what the feed says of it."""
    parts = []
    for entry in entries:
        itself = partial(_itself, entry.record)
        page = partial(_page, *entry.page, entry.record) if entry.page is not None else None
        parts.append(Part(entry.link, page or itself, itself if page else None))
    return parts


def _itself(record: Record | None, skipped: Counter[str]) -> Iterator[Record]:
    if record is None:
        skipped["pointer"] += 1
    else:
        yield record


def _page(url: str, body: bytes, record: Record | None, skipped: Counter[str]) -> Iterator[Record]:
    """The record of a page, where it can be read; its entry says it else."""
    readable = [each for each in of_bytes(url, body, Counter(), {"uri": url}) if _is_readable(each)]
    yield from readable or _itself(record, skipped)


def _is_readable(record: Record) -> bool:
    try:
        record.read()
    except Invalid:
        return False
    return True


def _unpacked(raw: bytes) -> bytes:
    """Of a sitemap that is a compressed file, what is in it."""
    if not raw.startswith(GZIP):
        return raw
    try:
        with gzip.GzipFile(fileobj=BytesIO(raw)) as file:
            return file.read(MOST)
    except (EOFError, OSError, zlib.error):
        return raw


def _entries(source: str, raw: bytes, there: Pointers) -> list[FeedEntry]:
    if there.is_sitemap:
        keys = [_key(f"{entry.link}\n{entry.mark}".encode()) for entry in there.entries]
        return [FeedEntry(key, None, entry.link) for key, entry in zip(keys, there.entries, strict=True)]
    found = []
    for record in of_bytes(source, raw, Counter()):
        place = record.line - 1
        link = there.entries[place].link if place < len(there.entries) else ""
        found.append(FeedEntry(_key(bytes(record.raw) if isinstance(record.raw, bytes) else b""), record, link))
    return found


def _key(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()
