"""Files and standard input into raw records, and records into Versions or Rejects.

============================  ======================================================================
``.jsonl`` ``.ndjson`` ``-``  JSON Lines, one record a line; empty lines are skipped
``.json``                     one record, or an array of records (``line`` is then the place in it)
``.txt``                      a saved page; ``<name>.txt.json`` beside it is its sidecar
any of them with ``.gz``      the same, compressed
============================  ======================================================================

JSON Lines are streamed: one line is in memory at a time, and of a line longer than a record may be
only a buffer; the rest goes to a temporary file as it is read, because a reject keeps its bytes whole.
``.json`` and ``.txt`` files are read whole, so archives belong into JSON Lines.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from stream.dispatch import Version
from stream.errors import Invalid, Reason, Usage
from stream.reading.intake import MAX_RECORD_BYTES, read
from stream.reading.pages import page_record
from stream.reading.rejects import LongLine, Reject

__all__ = ["Record", "Reject", "read_all", "records"]

_LINES = frozenset({".jsonl", ".ndjson"})
_BOM = b"\xef\xbb\xbf"
_WHITE = b" \t\r\n"
# A long line is copied to disk this much at a time.
BUFFER = 1024 * 1024
# A cut or damaged archive, or a disk that fails: what was read before stays good.
_UNREADABLE = (EOFError, OSError, zlib.error)


class Record(NamedTuple):
    """The bytes of one record and where they stood.

    A saved page is already a record here (its text as raw body, its sidecar's fields), so whatever a
    record came from, ``raw`` is what :func:`stream.reading.intake.read` reads and what can be sent on.
    """

    source: str  # path as given, or "-"
    line: int  # from 1; in an array the place of the element
    raw: bytes | LongLine
    refused: str | None = None  # the file itself could not be read on from here, and why

    def read(self) -> Version:
        """The Version in it.

        Raises:
            Invalid: with the reason why there is none.
        """
        if self.refused is not None:
            raise Invalid(Reason.ENCODING, self.refused)
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
        Usage: a file does not exist, cannot be opened, or is of no known kind.
    """
    for path in paths:
        if str(path) == "-":
            yield from _lines("-", stdin)
        else:
            yield from _file(Path(path))


def _file(path: Path) -> Iterator[Record]:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compressed = suffixes[-1:] == [".gz"]
    kind = (suffixes[:-1] if compressed else suffixes)[-1:]
    if not (kind and (kind[0] in _LINES or kind[0] in (".json", ".txt"))):
        raise Usage(f"{path}: unknown kind of file; known are .jsonl, .ndjson, .json and .txt, each also with .gz")
    if kind[0] == ".json" and _is_sidecar(path):
        return
    # Only a failure to open is the caller's mistake; one while reading belongs to the file.
    try:
        file = _opened(path, compressed)
    except OSError as error:
        raise Usage(f"{path}: cannot be opened ({error.strerror})") from error
    with file:
        if kind[0] in _LINES:
            yield from _lines(str(path), file)
        elif kind[0] == ".json":
            yield from _array(str(path), file)
        else:
            yield _page(path, path.with_suffix("") if compressed else path, file)


def _opened(path: Path, compressed: bool) -> BufferedReader:
    return BufferedReader(gzip.GzipFile(path)) if compressed else path.open("rb")


def _is_sidecar(path: Path) -> bool:
    """Whether a ``.json`` file belongs to the page beside it: ``x.txt.json`` when there is an ``x.txt``."""
    page = path.with_suffix("")
    return page.suffix.lower() == ".txt" and (page.exists() or page.with_name(f"{page.name}.gz").exists())


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
    source = str(path)
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
        return Record(str(beside), 1, sidecar)
    if not isinstance(fields, dict):
        return Record(str(beside), 1, sidecar)
    return Record(source, 1, orjson.dumps(page_record(text, fields)))


def _damaged(source: str, line: int, error: Exception) -> Record:
    return Record(source, line, b"", refused=f"{source}: cannot be read on from here ({type(error).__name__})")
