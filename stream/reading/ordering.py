"""The records of files in the order of publication, so that what is folded does not depend on how files are laid out.

Event time follows what arrives, and what a window has left is gone: a file that is not in the order of time loses
merges which the same dispatches in order give. Files end, so their records can be put in order first.

The order is that of publication, then uri, version and content: a total one, the same for the same records in
whatever files they come. Records without a time come last, as in everything else that is sorted by time here.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from stream.dispatch import UNKNOWN_TIME, Version
from stream.errors import Fatal
from stream.reading.intake import place
from stream.reading.ninjs import Place
from stream.reading.sources import Record, files_among, records

__all__ = ["Ordering", "Watch", "in_order", "place_of"]

Watch = Callable[[Iterator[Record], str], Iterator[Record]]
"""Sees records pass, for what the second argument says is done with them."""

_CACHE = 32 * 1024  # KiB that the sorter may take; beyond that it goes to disk
_TOGETHER = 16 * 1024 * 1024  # bytes of records of one time that are put in order in memory


@dataclass
class Ordering:
    """What was done to put files in order."""

    records: int = 0  # that have a place in it; counted where they were sorted
    displaced: int = 0  # of these: came after one that was published later
    skipped: Counter[str] = field(default_factory=Counter)  # what is no text among the items of files, by kind


@dataclass
class _Course:
    """How records follow each other."""

    before: Place | None = None
    is_by_time: bool = True  # no record was published before the one in front of it
    is_total: bool = True  # nor were those of one time out of order
    together: int = 0  # bytes of records of the present time
    most_together: int = 0

    def take(self, at: Place, size: int) -> None:
        before = self.before
        if before is not None:
            self.is_by_time &= at.published >= before.published
            # Two records at one place may differ in their content: they are put in order by it.
            self.is_total &= at > before
        self.together = self.together + size if before is not None and at.published == before.published else size
        self.most_together = max(self.most_together, self.together)
        self.before = at


def _unwatched(given: Iterator[Record], _: str) -> Iterator[Record]:
    return given


def in_order(
    paths: Sequence[Path | str], stdin: BinaryIO, ordering: Ordering, watch: Watch = _unwatched
) -> Iterator[Record]:
    """The records of all files in the order of time, and then those of standard input as they come.

    Files are looked through first, which takes a tenth of the time of reading them. If they are in order, they are
    read as they are. If not, their records go to a temporary file of SQLite, which sorts in bounded memory. What
    cannot be read stands in no order, and comes as soon as it is met.

    Args:
        paths: of files, and ``-`` for standard input.
        stdin: is read after all files, wherever ``-`` stands, in the order of arrival.
        ordering: is told what was done.
        watch: sees the records pass, each time that they do.

    Raises:
        Usage: as :func:`stream.reading.sources.records`.
        Fatal: there is no room for the temporary file.
    """
    files = [path for path in paths if str(path) != "-"]
    given = _files_in_order(files, stdin, ordering, watch) if files else iter(())
    if len(files) < len(paths):
        given = chain(given, records(["-"], stdin))
    return watch(given, "")


def _files_in_order(files: Sequence[Path | str], stdin: BinaryIO, ordering: Ordering, watch: Watch) -> Iterator[Record]:
    # A pipe, as a shell's <(…) gives it, can be read once: its records are kept while they are looked at.
    skipped = ordering.skipped
    if all(path.is_file() for path in files_among(files) if path.exists()):
        course = _course(watch(records(files, stdin), "looked at"))
        if course.is_by_time and course.is_total:
            yield from records(files, stdin, skipped)
            return
        if course.is_by_time and course.most_together <= _TOGETHER:
            yield from _each_time_in_order(records(files, stdin, skipped))
            return
    yield from _sorted(watch(records(files, stdin, skipped), "put in order"), ordering)


def _course(given: Iterable[Record]) -> _Course:
    """How the records follow each other, looked at until it is known that they must be sorted.

    Which includes those that must be read to know their time: to read them twice would take longer than to keep them.
    """
    course = _Course()
    for record in given:
        at, version = _place(record)
        if at is not None:
            course.take(at, len(record.raw))
            course.is_by_time &= version is None
            if not course.is_by_time:
                break
    return course


def _place(record: Record) -> tuple[Place | None, Version | None]:
    """Where it belongs, None if nowhere; and the Version, if it had to be read."""
    if record.refused is not None or not isinstance(record.raw, bytes):
        return None, None
    at = place(record.raw)
    if not isinstance(at, Version):
        return at, None
    return place_of(at), at


def place_of(version: Version) -> Place:
    """Where a version belongs in the order of time."""
    return Place(UNKNOWN_TIME if version.published is None else version.published, version.uri, *version.key.number)


def _each_time_in_order(given: Iterable[Record]) -> Iterator[Record]:
    """Records in the order of time, with those of one time put in order among themselves."""
    together: list[tuple[Place, bytes, Record]] = []
    for record in given:
        at, _ = _place(record)
        if at is None or not isinstance(record.raw, bytes):
            yield record
            continue
        if together and at.published != together[0][0].published:
            yield from _ranked(together)
            together = []
        together.append((at, record.raw, record))
    yield from _ranked(together)


def _ranked(together: list[tuple[Place, bytes, Record]]) -> Iterator[Record]:
    return (record for _, _, record in sorted(together, key=lambda each: each[:2]))


def _sorted(given: Iterable[Record], ordering: Ordering) -> Iterator[Record]:
    with closing(sqlite3.connect("", isolation_level=None)) as database:  # "": a private temporary database
        database.executescript(
            f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -{_CACHE};"
            "CREATE TABLE record (published, uri, number, version, raw, source, line, read); BEGIN"
        )
        sources: dict[str, int] = {}  # by number: a name need not be UTF-8
        latest = None
        try:
            for record in given:
                at, version = _place(record)
                if at is None:
                    yield record
                    continue
                ordering.records += 1
                if latest is not None and at.published < latest:
                    ordering.displaced += 1
                else:
                    latest = at.published
                source = sources.setdefault(record.source, len(sources))
                read = None if version is None else pickle.dumps(version, pickle.HIGHEST_PROTOCOL)
                row = (*at, record.raw, source, record.line, read)
                database.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            names = list(sources)
            for source, line, raw, read in database.execute(
                "SELECT source, line, raw, read FROM record ORDER BY published, uri, number, version, raw"
            ):
                version = None if read is None else pickle.loads(read)  # noqa: S301 - of our own a moment ago
                yield Record(names[source], line, raw, version=version)
        except sqlite3.Error as error:
            raise Fatal(f"putting the files in order: {error}; TMPDIR names a folder with more room") from error
