"""Fields of parsed JSON whose types nobody vouches for."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping

import orjson

from stream.errors import Invalid, Reason
from stream.reading.formats.items import MOST_BYTES_OF_AN_ITEM, Document, Refused

__all__ = ["entries", "objects", "said"]


def entries(document: Document) -> Iterator[Mapping[str, object] | Refused]:
    """The objects of a file: one, an array of them, or one a line.

    Raises:
        Invalid: ``too-large``.
    """
    raw = document.whole().removeprefix(BOM_UTF8)
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError:
        for number, line in enumerate(raw.splitlines(), 1):
            if line.strip():
                yield from _of_a_line(line, number)
        return
    for each in parsed if isinstance(parsed, list) else [parsed]:
        yield each if isinstance(each, dict) else Refused(Reason.JSON, f"file: {type(each).__name__}, not an object")


def _of_a_line(line: bytes, number: int) -> Iterator[Mapping[str, object] | Refused]:
    if len(line) > MOST_BYTES_OF_AN_ITEM:
        raise Invalid(Reason.TOO_LARGE, f"line {number}: {len(line)} bytes, at most {MOST_BYTES_OF_AN_ITEM} are read")
    try:
        parsed = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        yield Refused(Reason.JSON, f"line {number}: not JSON at column {error.colno}", line)
        return
    yield parsed if isinstance(parsed, dict) else Refused(Reason.JSON, f"line {number}: not an object", line)


def said(holder: object, *path: str) -> str:
    """The text, or the figure as text, at a path of names; "" where there is none."""
    value = holder
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def objects(holder: object, name: str) -> Iterator[Mapping[str, object]]:
    """The objects of a list, or of an object of named ones."""
    value = holder.get(name) if isinstance(holder, Mapping) else None
    values = value if isinstance(value, list) else value.values() if isinstance(value, Mapping) else ()
    yield from (each for each in values if isinstance(each, Mapping))
