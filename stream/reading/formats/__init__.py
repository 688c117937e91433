"""The formats that are read, each in a module of its own, told apart by the content of a file alone.

To add a format, write a module with a ``FORMAT`` (see :mod:`~stream.reading.formats.recognition`) and add its name to
one of the lists here: the first format of a list that recognises a file reads it. The lists are apart by what a file
begins with, because a module is imported only when it could be the one: JSON Lines need none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final, cast

from stream.reading.formats.recognition import Format, Head

__all__ = ["OF_JSON", "OF_MARKUP", "OF_TEXT", "every_format", "of_object", "recognised"]

OF_MARKUP: Final = (
    "newsml_g2",
    "newsml1",
    "nitf",
    "feeds",
    "news_sitemap",
    "ritzau",
    "solita",
    "cp_publish",
    "html_page",
)
"""Modules of formats that begin with a tag."""

OF_TEXT: Final = ("anpa", "iptc7901", "zczc", "warc", "email_message", "saved_pages")
"""Modules of formats that begin with neither a tag nor a bracket; any other text is a saved page."""

_ENVELOPED: Final = ("newsml_g2", "newsml1", "nitf")  # they may stand in XML that whoever hands them on puts around

OF_JSON: Final = ("ap_media", "dpa_digitalwires", "json_feed")
"""Modules of formats that are one JSON object for an item, or for several."""


def recognised(head: bytes, *, markup: bool = True) -> Format | None:
    """The format of a file, by its beginning; None where it is none of these.

    Args:
        head: as much of the file as is known, from its first byte, decompressed.
        markup: whether what begins with a tag is markup; a saved page may begin with ``<Photo>``.
    """
    looked_at = Head(head)
    is_markup = looked_at.is_markup and markup
    known = _first_of(OF_MARKUP if is_markup else OF_TEXT, looked_at)
    if known is None and is_markup:
        return next(filter(None, (_first_of(_ENVELOPED, inner) for inner in looked_at.inner())), None)
    return known


def _first_of(names: Sequence[str], head: Head) -> Format | None:
    return next((each for each in map(_format, names) if each.recognises(head)), None)


def of_object(record: object) -> Format | None:
    """The format of a parsed JSON object that is no ninjs; None for what is, or is taken for it."""
    if not isinstance(record, dict) or record.get("uri") is not None:
        return None
    for name in OF_JSON:
        module = import_module(f"{__name__}.{name}")
        if module.is_one(record):
            return cast(Format, module.FORMAT)
    return None


def every_format() -> tuple[Format, ...]:
    """All of them, in the order in which they are asked."""
    return tuple(_format(name) for name in (*OF_JSON, *OF_MARKUP, *OF_TEXT))


def _format(name: str) -> Format:
    return cast(Format, import_module(f"{__name__}.{name}").FORMAT)
