"""Final stories, kept on disk and read back in order.

A window that slides over an archive closes stories long before the run ends, and the output is
sorted by uri; SQLite's temporary database stays in memory while it is small and spills to a file
that the operating system deletes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType

from stream.local.embedded import Change
from stream.stories.record import encode

__all__ = ["FinalStories"]

_PAGE = 1 << 15  # bytes, room for several stories: on the usual 4 KiB each takes pages of its own, and 10 µs more


class FinalStories:
    """Collects stories by uri; the last one under a uri stands."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # "": a private temporary database
        self._database.executescript(
            f"PRAGMA page_size = {_PAGE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE story (uri TEXT PRIMARY KEY, line BLOB) WITHOUT ROWID; BEGIN"
        )

    def __enter__(self) -> FinalStories:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def put(self, changes: Iterable[Change]) -> None:
        """Keep stories, in the order in which they come."""
        rows = ((change.uri, encode(change.story)) for change in changes)
        self._database.executemany("INSERT OR REPLACE INTO story VALUES (?, ?)", rows)

    def lines(self) -> Iterator[bytes]:
        """All stories as JSON lines without the newline, sorted by uri."""
        for (line,) in self._database.execute("SELECT line FROM story ORDER BY uri"):
            yield line
