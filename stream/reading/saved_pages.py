"""A saved page as text: what the address bar and the crawler knew comes in a sidecar.

The sidecar is a ninjs record without a body (uri, versionCreated, language …), with two fields of the
crawler's own: ``crawled``, when the page was fetched, and ``year``, where only that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from stream.dispatch import Version
from stream.errors import Invalid, Reason
from stream.reading.intake import read_object

__all__ = ["page_record", "read_page"]


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
