"""A saved page as text: what the address bar and the crawler knew comes in a sidecar.

The sidecar is a ninjs record without a body (uri, versionCreated, language …), with two fields of the
crawler's own: ``crawled``, when the page was fetched, and ``year``, where only that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b

from stream.dispatch import Version
from stream.errors import Invalid, Reason
from stream.reading.formats.items import Document, Item, Outcome, Refused
from stream.reading.formats.recognition import Format, Head
from stream.reading.intake import MAX_RECORD_BYTES, read_object

__all__ = ["FORMAT", "page_record", "read_page"]

_BOM = b"\xef\xbb\xbf"
# Where text stands, binary data has these: all but tab, the line ends, form feed and escape.
_NO_TEXT = frozenset({*range(9), 11, *range(14, 27), *range(28, 32)})
_NO_TEXT_WITHIN = 8192  # bytes from the beginning


def _recognises(head: Head) -> bool:
    return _NO_TEXT.isdisjoint(head.raw[:_NO_TEXT_WITHIN])


def _read(document: Document) -> Iterator[Outcome]:
    raw = document.whole(MAX_RECORD_BYTES)
    try:
        text = raw.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        yield Refused(Reason.ENCODING, f"page: not UTF-8 at byte {error.start} of {len(raw)}", raw)
        return
    sidecar = document.sidecar or {}
    origins = dict.fromkeys(sidecar, "the file beside it")
    yield Item(
        page_record(text, sidecar), {"uri": "the content", **origins, "bodies": "the page", "profile": "the format"}
    )


def read_page(text: str, sidecar: Mapping[str, object] | None = None) -> Version:
    """Read a saved page: first line the headline, body, photo credits and credit line told apart.

    Without a uri in the sidecar the page is known by its content: two copies of a file under two
    names are one dispatch, and the answer does not depend on where the file lies.

    Raises:
        Invalid: as :func:`stream.reading.intake.read`.
    """
    return read_object(page_record(text, sidecar))


def page_record(text: str, sidecar: Mapping[str, object] | None = None) -> dict[str, object]:
    """The page as a ninjs record with a raw body: the form that can be put on a topic.

    Raises:
        Invalid: ``encoding``, for text that cannot be written as UTF-8.
    """
    record: dict[str, object] = dict(sidecar or {})
    record["profile"] = "web-page"
    record["bodies"] = [{"role": "raw", "contentType": "text/plain", "value": text}]
    if record.get("uri") is None:
        record["uri"] = f"urn:copytaster:page:{_content_hash(text)}"
    return record


def _content_hash(text: str) -> str:
    try:
        return blake2b(text.encode(), digest_size=16).hexdigest()
    except UnicodeEncodeError as error:
        raise Invalid(Reason.ENCODING, f"page: half of a surrogate pair at character {error.start}") from error


FORMAT = Format("saved page", _recognises, _read, has_sidecar=True)
