"""WARC archives of pages, as crawlers write them: the HTML of answers with status 200, each read as a page.

The time of the crawl is when a page was fetched, never when it came out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from stream.errors import Invalid, Reason, Usage
from stream.reading.formats import html_page
from stream.reading.formats.items import MOST_BYTES_OF_AN_ITEM, Document, Outcome, Refused, Skipped
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT"]


# A record without an address is an AttributeError to warcio.
_UNREADABLE = (EOFError, OSError, ValueError, AttributeError, TypeError, zlib.error)


def _recognises(head: Head) -> bool:
    return head.text.startswith("WARC/")


def _read(document: Document) -> Iterator[Outcome]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise Usage("WARC archives need the extra: pip install 'copytaster[warc]'") from error
    records = iter(ArchiveIterator(document.stream))
    while True:
        try:
            record = next(records, None)
            outcome = None if record is None else _outcome(record)
        except (ArchiveLoadFailed, *_UNREADABLE) as error:
            yield Refused(Reason.ENCODING, f"file: the archive cannot be read on from here ({type(error).__name__})")
            return
        if record is None:
            return
        if outcome is not None:
            yield outcome


def _outcome(record: Any) -> Outcome | None:
    """What a record of warcio is; None for what only belongs to an answer (requests, notes of the crawler)."""
    if record.rec_type == "resource":  # a page as it is, without the answer of a server
        return _page(record, record.rec_headers.get_header("Content-Type") or "")
    if record.rec_type != "response":
        return None
    headers = record.http_headers
    if headers is None or headers.get_statuscode() != "200":
        return Skipped("answer without a page")
    return _page(record, headers.get_header("Content-Type") or "")


def _page(record: Any, kind: str) -> Outcome:
    if "html" not in kind.lower():
        return Skipped("answer that is no HTML")
    raw = record.content_stream().read(MOST_BYTES_OF_AN_ITEM + 1)
    told = record.rec_headers
    sidecar = {"crawled": told.get_header("WARC-Date"), "uri": told.get_header("WARC-Target-URI")}
    charset = kind.partition("charset=")[2].strip(" \"';") or None
    try:
        return html_page.page(raw, sidecar, charset)
    except Invalid as invalid:
        return Refused(invalid.reason, str(invalid), raw)


FORMAT = Format("WARC", _recognises, _read)
