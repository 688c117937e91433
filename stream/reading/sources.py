"""Files and standard input into raw records, and records into Versions or Rejects.

What a file holds is told by its content, whatever its name is:

==============  ==========================================================================================
JSON Lines      the first line is an object: one record a line; empty lines are skipped; ``-`` is read so
JSON            one record, or an array of records (``line`` is then the place in it)
wire and pages  one of the formats of :mod:`stream.reading.formats`; ``line`` is the place of the item in it
a saved page    any other text; ``<name>.json`` beside it is its sidecar
gzip            by its first two bytes: one of these, compressed
==============  ==========================================================================================

JSON Lines are streamed: one line is in memory at a time, and of a line longer than a record may be
only a buffer; the rest goes to a temporary file as it is read, because a reject keeps its bytes whole.
JSON arrays and pages are read whole, so archives belong into JSON Lines. A folder stands for all files in it and below,
sorted by name; what holds no text there (pictures, archives) is skipped and counted, as are pictures and packages among
the items of a file.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from io import BufferedReader, BytesIO, RawIOBase
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import orjson

from stream.dispatch import Version
from stream.errors import Invalid, Reason, Usage
from stream.reading.intake import MAX_RECORD_BYTES, read, read_together
from stream.reading.rejects import LongLine, Reject

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from stream.reading.formats.items import Document, Outcome
    from stream.reading.formats.recognition import Format

__all__ = [
    "GZIP",
    "Record",
    "Reject",
    "files_among",
    "is_sidecar",
    "of_bytes",
    "of_file",
    "outcomes",
    "read_all",
    "records",
]

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
_LOOKED_THROUGH = 8192  # bytes from the beginning of a JSON text
_MARKUP = re.compile(rb"<(?:\?xml|!doctype|html)\b", re.IGNORECASE)


class _Kind(Enum):
    """What a file holds."""

    LINES = "JSON Lines"
    JSON = "JSON"
    MARKUP = "HTML or XML"
    BINARY = "binary data"
    OTHER = "another format"
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


def read_all(raw_records: Iterable[Record], together: int = 1) -> Iterator[Version | Reject]:
    """Every record ends here as a Version or as a Reject; none is lost and none stops the others.

    Args:
        raw_records: in their order, in which they are given on.
        together: how many are taken before the first of them is given on; :func:`read_together` says why.
    """
    given = iter(raw_records)
    while block := list(islice(given, together)):
        raws = [_in_memory(record) for record in block]
        read_now = iter(read_together(raw for raw in raws if raw is not None))
        for record, raw in zip(block, raws, strict=True):
            outcome = _outcome(record) if raw is None else next(read_now)
            if isinstance(outcome, Invalid):
                yield Reject(outcome.reason, str(outcome), record.source, record.line, record.raw)
            else:
                yield outcome


def _in_memory(record: Record) -> bytes | None:
    """What is to be read of a record; None where nothing is, or not here."""
    to_be_read = record.version is None and record.refused is None
    return record.raw if to_be_read and isinstance(record.raw, bytes) else None


def _outcome(record: Record) -> Version | Invalid:
    try:
        return record.read()
    except Invalid as invalid:
        return invalid


def records(paths: Sequence[Path | str], stdin: BinaryIO, skipped: Counter[str] | None = None) -> Iterator[Record]:
    """The records of all files, in the order given.

    Args:
        paths: of files and folders, and ``-``.
        stdin: is read where ``-`` stands.
        skipped: is told what was no text, by kind; with the records, that is all there is in the files.

    Raises:
        Usage: a file does not exist, cannot be opened, or holds binary data, and is not one of a folder's.
    """
    counted = Counter[str]() if skipped is None else skipped
    for path in paths:
        if str(path) == "-":
            yield from _lines("-", stdin)
        elif Path(path).is_dir():
            for file in files_among([path]):
                yield from _file(file, counted, lenient=True)
        else:
            yield from _file(Path(path), counted)


def files_among(paths: Iterable[Path | str]) -> Iterator[Path]:
    """The files that are meant: those named, and of each folder all in it and below, by name, without hidden ones."""
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below[:] = sorted(name for name in below if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def of_file(path: Path, skipped: Counter[str]) -> Iterator[Record]:
    """The records of a file that nobody named: one that holds no text is skipped.

    Raises:
        Usage: it cannot be opened.
    """
    return _file(path, skipped, lenient=True)


def of_bytes(
    source: str, raw: bytes, skipped: Counter[str], sidecar: Mapping[str, object] | None = None
) -> Iterator[Record]:
    """The records of bytes that came without a file, as a file that holds them gives them.

    Args:
        source: what messages call it.
        raw: the bytes, which may be compressed.
        skipped: is told what was no text, by kind.
        sidecar: what is known of a page beside it.
    """
    from stream.reading.formats.items import Document

    def document(file: BinaryIO, compressed: bool) -> Document:
        return Document(file, sidecar, len(raw) if compressed else None)

    return _content(source, BytesIO(raw), skipped, document, lenient=True)


def outcomes(path: Path) -> Iterator[tuple[str, Outcome]]:
    """What is in a file of a foreign format, item by item, with the name of the format, for whoever shows it.

    Yields nothing for ninjs, whose records say it themselves.
    """
    with path.open("rb") as opened:
        try:
            compressed, file, kind = _looked_into(opened)
            if not isinstance(kind, _Kind):
                document = _document(path, opened, file, compressed)
                yield from ((kind.name, outcome) for outcome in _read_foreign(kind, document))
        except (_BadSidecarError, *_UNREADABLE):
            return


def _file(path: Path, skipped: Counter[str], *, lenient: bool = False) -> Iterator[Record]:
    """The records of one file.

    Args:
        path: of the file.
        skipped: is told what was no text.
        lenient: whether a file that holds no text at all is skipped too, as one of a folder's is.
    """
    if is_sidecar(path):
        return
    source = _shown(path)
    # Only a failure to open is the caller's mistake; one while reading belongs to the file.
    try:
        opened = path.open("rb")
    except OSError as error:
        raise Usage(f"{path}: cannot be opened ({error.strerror})") from error
    with opened:
        yield from _content(source, opened, skipped, partial(_document, path, opened), lenient=lenient)


def _content(
    source: str,
    opened: BinaryIO,
    skipped: Counter[str],
    document: Callable[[BinaryIO, bool], Document],
    *,
    lenient: bool,
) -> Iterator[Record]:
    """The records of what a file holds; ``document`` makes of its content what a reader is given."""
    try:
        compressed, file, kind = _looked_into(opened)
    except _UNREADABLE as error:
        yield _damaged(source, 1, error)
        return
    if not isinstance(kind, _Kind):
        try:
            given = document(file, compressed)
        except _BadSidecarError as bad:
            yield bad.record
            return
        yield from _foreign(source, kind, given, skipped)
        return
    match kind:
        case _Kind.LINES:
            yield from _lines(source, file)
        case _Kind.JSON:
            yield from _array(source, file)
        case _Kind.MARKUP:
            why = f"{source}: XML of a kind that is not read here; `copytaster read` tells what is"
            yield Record(source, 1, file.read(_HEAD), refused=why, reason=Reason.XML)
        case _Kind.BINARY if lenient:
            skipped["binary data"] += 1
        case _Kind.BINARY:
            raise Usage(f"{source}: holds {kind.value}; what is read is text, also gzipped: unpack archives first")
        case _Kind.EMPTY:
            yield Record(source, 1, b"", refused=f"{source}: there is nothing in this file", reason=Reason.NO_TEXT)


def _document(path: Path, opened: BinaryIO, file: BinaryIO, compressed: bool) -> Document:
    """A file as a reader is given it.

    Raises:
        _BadSidecarError: the file beside it is no object.
    """
    from stream.reading.formats.items import Document

    packed = os.fstat(opened.fileno()).st_size if compressed else None
    name = _page_name(path, compressed)
    sidecar = name.with_name(f"{name.name}.json")
    if not sidecar.exists():
        return Document(file, None, packed)
    raw = sidecar.read_bytes()
    try:
        fields = orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise _BadSidecarError(sidecar, raw) from error
    if not isinstance(fields, dict):
        raise _BadSidecarError(sidecar, raw)
    return Document(file, fields, packed)


class _BadSidecarError(Exception):
    """What lies beside a page is no JSON object, and no page can be read without it: it is the record."""

    def __init__(self, path: Path, raw: bytes) -> None:
        super().__init__(str(path))
        self.record = Record(_shown(path), 1, raw)


def _foreign(source: str, kind: Format, document: Document, skipped: Counter[str]) -> Iterator[Record]:
    """The items of a file of a foreign format, as ninjs records."""
    from stream.reading.formats.items import Item, Skipped

    number = 0
    try:
        for number, outcome in enumerate(_read_foreign(kind, document), 1):
            if isinstance(outcome, Item):
                yield Record(source, number, orjson.dumps(outcome.record))
            elif isinstance(outcome, Skipped):
                skipped[outcome.kind] += 1
            else:
                yield Record(source, number, outcome.raw, refused=f"{source}: {outcome.message}", reason=outcome.reason)
    except _UNREADABLE as error:
        yield _damaged(source, number + 1, error)


def _read_foreign(kind: Format, document: Document) -> Iterator[Outcome]:
    """What a reader yields; where the file as a whole cannot be read, that."""
    from stream.reading.formats.items import Refused

    try:
        yield from kind.read(document)
    except Invalid as invalid:
        yield Refused(invalid.reason, str(invalid))


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


def _looked_into(opened: BinaryIO) -> tuple[bool, BinaryIO, _Kind | Format]:
    """Whether it is compressed, its content from the beginning, and what that is."""
    magic = opened.read(len(GZIP))
    file: BinaryIO = _again(magic, opened)
    compressed = magic == GZIP
    if compressed:
        file = BufferedReader(gzip.GzipFile(fileobj=file), _COPY)
    head, kind = _kind(file)
    return compressed, _again(head, file), kind


def _kind(file: BinaryIO) -> tuple[bytes, _Kind | Format]:
    """What was read to tell what a file holds, and what that is."""
    head = line = file.readline(_HEAD)
    while line and not line.strip(_WHITE) and len(head) < _HEAD:
        line = file.readline(_HEAD)
        head += line
    if _is_record(first := line.removeprefix(_BOM).strip(_WHITE)):
        return head, _foreign_json(first) or _Kind.LINES
    # Archives have left by now: what is read on is a page, one JSON text, or damaged.
    while len(head) < _HEAD and (piece := file.read(_HEAD - len(head))):
        head += piece
    bare, is_whole = head.removeprefix(_BOM).strip(_WHITE), len(head) < _HEAD
    kind = _kind_of(bare, whole=is_whole)
    if kind is _Kind.JSON:
        return head, (_foreign_json(bare) if is_whole else None) or kind
    if kind is not _Kind.OTHER:
        return head, kind
    from stream.reading.formats import recognised

    known = recognised(head)
    if known is None and bare[:1] == b"<" and (bare[-1:] == b">" or _MARKUP.match(bare)):
        return head, _Kind.MARKUP
    return head, known or recognised(head, markup=False) or _Kind.BINARY


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
    return _Kind.OTHER


def _foreign_json(raw: bytes) -> Format | None:
    """The format of a JSON text that is an object and no ninjs; of an array, by its first object."""
    # ninjs has a uri in front, or at least somewhere: one look spares it the import of other formats.
    if b'"uri"' in raw[:_LOOKED_THROUGH] and b'"data"' not in raw[:_LOOKED_THROUGH]:
        return None
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    from stream.reading.formats import of_object

    return of_object(parsed[0] if isinstance(parsed, list) and parsed else parsed)


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


def is_sidecar(path: Path) -> bool:
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
            kind = _looked_into(file)[2]
    except _UNREADABLE:
        return False
    return not isinstance(kind, _Kind) and kind.has_sidecar


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


def _damaged(source: str, line: int, error: Exception) -> Record:
    return Record(source, line, b"", refused=f"{source}: cannot be read on from here ({type(error).__name__})")
