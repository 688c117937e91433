"""Files and standard input into raw records, and records into Versions or Rejects.

What a file holds is told by its content, whatever its name is:

=============  ==========================================================================================
JSON Lines     the first line is an object: one record a line; empty lines are skipped; ``-`` is read so
JSON           one record, or an array of records (``line`` is then the place in it)
a saved page   any other text; ``<name>.json`` beside it is its sidecar
gzip           by its first two bytes: one of these, compressed
=============  ==========================================================================================

JSON Lines are streamed: one line is in memory at a time, and of a line longer than a record may be
only a buffer; the rest goes to a temporary file as it is read, because a reject keeps its bytes whole.
JSON arrays and pages are read whole, so archives belong into JSON Lines.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import orjson

from stream.dispatch import Version
from stream.errors import Invalid, Reason, Usage
from stream.reading.intake import MAX_RECORD_BYTES, read
from stream.reading.rejects import LongLine, Reject
from stream.reading.saved_pages import page_record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["GZIP", "Record", "Reject", "read_all", "records"]

GZIP = b"\x1f\x8b"
"""What a compressed file begins with."""

_BOM = b"\xef\xbb\xbf"
_WHITE = b" \t\r\n"
# A long line is copied to disk this much at a time.
BUFFER = 1024 * 1024
# A cut or damaged archive, or a disk that fails: what was read before stays good.
_UNREADABLE = (EOFError, OSError, zlib.error)
# So much of a file tells what it holds, where its first line does not: no single record is longer.
_HEAD = MAX_RECORD_BYTES + len(b"\r\n")
_COPY = 128 * 1024  # bytes at a time
# "[Photo]" begins a page, not an array of records.
_ARRAY = re.compile(rb"\[\s*(?:[\[{\]]|$)")
# Where text stands, binary data has these: all but tab, the line ends, form feed and escape.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_NO_TEXT_WITHIN = 8192  # bytes from the beginning
_MARKUP = re.compile(rb"<(?:\?xml|!doctype|html)\b", re.IGNORECASE)


class _Kind(Enum):
    """What a file holds."""

    LINES = "JSON Lines"
    JSON = "JSON"
    PAGE = "a saved page"
    MARKUP = "HTML or XML"
    BINARY = "binary data"
    EMPTY = "nothing"


class Record(NamedTuple):
    """The bytes of one record and where they stood.

    A saved page is already a record here (its text as raw body, its sidecar's fields), so whatever a
    record came from, ``raw`` is what :func:`stream.reading.intake.read` reads and what can be sent on.
    """

    source: str  # path as given, or "-"
    line: int  # from 1; in an array the place of the element
    raw: bytes | LongLine
    refused: str | None = None  # the file itself could not be read on from here, and why
    reason: Reason = Reason.ENCODING  # of what is refused
    version: Version | None = None  # where it was read already

    def read(self) -> Version:
        """The Version in it.

        Raises:
            Invalid: with the reason why there is none.
        """
        if self.version is not None:
            return self.version
        if self.refused is not None:
            raise Invalid(self.reason, self.refused)
        if isinstance(self.raw, LongLine):
            raise Invalid(Reason.TOO_LARGE, f"record: {len(self.raw)} bytes, at most {MAX_RECORD_BYTES} are read")
        return read(self.raw)


def read_all(raw_records: Iterable[Record]) -> Iterator[Version | Reject]:
    """Every record ends here as a Version or as a Reject; none is lost and none stops the others."""
    for record in raw_records:
        try:
            yield record.read()
        except Invalid as invalid:
            yield Reject(invalid.reason, str(invalid), record.source, record.line, record.raw)


def records(paths: Sequence[Path | str], stdin: BinaryIO) -> Iterator[Record]:
    """The records of all files, in the order given.

    Raises:
        Usage: a file does not exist, cannot be opened, or holds markup or binary data.
    """
    for path in paths:
        if str(path) == "-":
            yield from _lines("-", stdin)
        else:
            yield from _file(Path(path))


def _file(path: Path) -> Iterator[Record]:
    if _is_sidecar(path):
        return
    source = _shown(path)
    # Only a failure to open is the caller's mistake; one while reading belongs to the file.
    try:
        opened = path.open("rb")
    except OSError as error:
        raise Usage(f"{path}: cannot be opened ({error.strerror})") from error
    with opened:
        try:
            compressed, file, kind = _looked_into(opened)
        except _UNREADABLE as error:
            yield _damaged(source, 1, error)
            return
        match kind:
            case _Kind.LINES:
                yield from _lines(source, file)
            case _Kind.JSON:
                yield from _array(source, file)
            case _Kind.PAGE:
                yield _page(path, _page_name(path, compressed), file)
            case _Kind.MARKUP | _Kind.BINARY:
                known = "JSON Lines, JSON and the text of a page are read, also gzipped"
                raise Usage(f"{path}: holds {kind.value}; {known}")
            case _Kind.EMPTY:
                yield Record(source, 1, b"", refused=f"{source}: there is nothing in this file", reason=Reason.NO_TEXT)


def _shown(path: Path) -> str:
    """The name of a file as text, which it need not be: a reject and a message hold it."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Again(RawIOBase):
    """A file of which the beginning was read already: it comes once more. Pipes cannot be rewound."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head = BytesIO(head)
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._head.read(len(view)) or self._file.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


def _again(head: bytes, file: BinaryIO) -> BufferedReader:
    return BufferedReader(_Again(head, file), _COPY)


def _looked_into(opened: BinaryIO) -> tuple[bool, BinaryIO, _Kind]:
    """Whether it is compressed, its content from the beginning, and what that is."""
    magic = opened.read(len(GZIP))
    file: BinaryIO = _again(magic, opened)
    compressed = magic == GZIP
    if compressed:
        file = BufferedReader(gzip.GzipFile(fileobj=file), _COPY)
    head, kind = _kind(file)
    return compressed, _again(head, file), kind


def _kind(file: BinaryIO) -> tuple[bytes, _Kind]:
    """What was read to tell what a file holds, and what that is."""
    head = line = file.readline(_HEAD)
    while line and not line.strip(_WHITE) and len(head) < _HEAD:
        line = file.readline(_HEAD)
        head += line
    if _is_record(line.removeprefix(_BOM).strip(_WHITE)):
        return head, _Kind.LINES
    # Archives have left by now: what is read on is a page, one JSON text, or damaged.
    while len(head) < _HEAD and (piece := file.read(_HEAD - len(head))):
        head += piece
    return head, _kind_of(head.removeprefix(_BOM).strip(_WHITE), whole=len(head) < _HEAD)


def _kind_of(head: bytes, *, whole: bool) -> _Kind:
    """What a file holds of which the first line is no record.

    Args:
        head: its beginning, without white space around it.
        whole: whether that is all of it.
    """
    if not head:
        return _Kind.EMPTY
    lines = [line for line in head.split(b"\n") if line.strip(_WHITE)]
    opening = head[:1]
    if opening in (b"{", b"[") and whole and _parses(head):
        return _Kind.JSON
    # Indented JSON that was cut has no line that is a record of its own; JSON Lines with a bad first line have.
    records_among = sum(line.startswith(b"{") and _is_record(line.strip(_WHITE)) for line in lines)
    if opening == b"{":
        all_objects = all(line.startswith(b"{") for line in lines) and (len(lines) > 1 or not whole)
        return _Kind.LINES if records_among or all_objects else _Kind.JSON
    if opening == b"[" and _ARRAY.match(head):
        return _Kind.JSON
    if 2 * records_among >= len(lines):
        return _Kind.LINES
    if _MARKUP.match(head):
        return _Kind.MARKUP
    return _Kind.BINARY if _NO_TEXT.search(head[:_NO_TEXT_WITHIN]) else _Kind.PAGE


def _is_record(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"}") and _parses(line)


def _parses(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True


def _page_name(path: Path, compressed: bool) -> Path:
    """What the page is called that a file holds."""
    return path.with_suffix("") if compressed and path.suffix.lower() == ".gz" else path


def _is_sidecar(path: Path) -> bool:
    """Whether a ``.json`` file belongs to the page beside it: ``x.txt.json`` to ``x.txt``, also compressed."""
    if path.suffix.lower() != ".json":
        return False
    page = path.with_suffix("")
    return any(_holds_a_page(each) for each in (page, page.with_name(f"{page.name}.gz")))


def _holds_a_page(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return _looked_into(file)[2] is _Kind.PAGE
    except _UNREADABLE:
        return False


def _lines(source: str, file: BinaryIO) -> Iterator[Record]:
    """JSON Lines, one line in memory at a time."""
    number = 0
    while True:
        number += 1
        try:
            raw = _line(file)
        except _UNREADABLE as error:
            yield _damaged(source, number, error)
            return
        if not raw:
            return
        if isinstance(raw, LongLine):
            yield Record(source, number, raw)
        elif stripped := raw.strip(_WHITE):
            yield Record(source, number, stripped)


def _line(file: BinaryIO) -> bytes | LongLine:
    """The next line with its end; b"" at the end of the file."""
    limit = MAX_RECORD_BYTES + len(b"\r\n")
    raw = file.readline(limit)
    if len(raw) < limit or raw.endswith(b"\n"):
        return raw
    long = LongLine()
    while not raw.endswith(b"\n") and (more := file.readline(BUFFER)):
        # The last byte waits for the next piece: it may be the first half of the line's end.
        long.append(raw[:-1])
        raw = raw[-1:] + more
    long.append(raw.removesuffix(b"\n").removesuffix(b"\r"))
    return long


def _array(source: str, file: BinaryIO) -> Iterator[Record]:
    """One object, or the elements of an array; a file that is neither is one record, rejected when it is read."""
    try:
        raw = file.read()
    except _UNREADABLE as error:
        yield _damaged(source, 1, error)
        return
    try:
        parsed = orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        parsed = None
    if not isinstance(parsed, list):
        yield Record(source, 1, raw)
        return
    for number, element in enumerate(parsed, 1):
        yield Record(source, number, orjson.dumps(element))


def _page(path: Path, name: Path, file: BinaryIO) -> Record:
    """A saved page with its sidecar. What is not UTF-8, or a broken sidecar, is the record, and rejected as such."""
    source = _shown(path)
    try:
        raw = file.read()
    except _UNREADABLE as error:
        return _damaged(source, 1, error)
    try:
        text = raw.removeprefix(_BOM).decode()
    except UnicodeDecodeError:
        return Record(source, 1, raw)
    beside = name.with_name(f"{name.name}.json")
    if not beside.exists():
        return Record(source, 1, orjson.dumps(page_record(text)))
    sidecar = beside.read_bytes()
    try:
        fields = orjson.loads(sidecar.removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return Record(_shown(beside), 1, sidecar)
    if not isinstance(fields, dict):
        return Record(_shown(beside), 1, sidecar)
    return Record(source, 1, orjson.dumps(page_record(text, fields)))


def _damaged(source: str, line: int, error: Exception) -> Record:
    return Record(source, line, b"", refused=f"{source}: cannot be read on from here ({type(error).__name__})")
