"""The projection: one SQLite file that holds the newest record of each story, and what it is found by.

Rows are numbered by the time of their story, so that the newest hits of a search are read from the end of the index.
What came and changed last, and what stood once, is kept apart, also when the projection is made anew: a reader is told
what is new since the last visit, and a feed what is no longer so.
The full-text index keeps no text of its own: what has to leave it is told by the record that is stored.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any

import orjson

from stream.errors import Fatal, Invalid, Usage
from stream.inspect.contents import milliseconds, newest_time, parties, searchable, tags
from stream.inspect.shape import check_story
from stream.inspect.summing import Sums, day_of
from stream.inspect.suspicion import suspicion
from stream.inspect.takings import Taking, standing, takings
from stream.stories.story import OutputRecord, StoryRecord, headline, is_story

__all__ = ["SCHEME", "STOOD", "Store", "number_at", "stored"]

SCHEME = 7
"""Of the tables and of what is put into them; the file holds it as its user_version. One of another scheme is not
migrated: it is made of the output, which makes it anew.
"""

STOOD = 7 * 86_400_000
"""For how long (milliseconds, by times of changes) it is known what stood until then: a reader of feeds may be away."""

_TABLES = """
CREATE TABLE story (
    id INTEGER PRIMARY KEY, uri TEXT NOT NULL UNIQUE, headline TEXT NOT NULL, first INTEGER, last INTEGER,
    status TEXT NOT NULL, size INTEGER NOT NULL, sources INTEGER NOT NULL, languages TEXT NOT NULL,
    chain TEXT NOT NULL, suspicion REAL NOT NULL, reasons TEXT NOT NULL, changed INTEGER NOT NULL
);
CREATE TABLE arrival (
    first INTEGER PRIMARY KEY, latest INTEGER NOT NULL, uri TEXT NOT NULL UNIQUE, story INTEGER,
    changed INTEGER NOT NULL
);
CREATE INDEX arrival_latest ON arrival (latest, story);
CREATE TABLE record (id INTEGER PRIMARY KEY, line TEXT NOT NULL);
CREATE TABLE forward (uri TEXT PRIMARY KEY, by TEXT NOT NULL, head TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX forward_by ON forward (by);
CREATE INDEX forward_head ON forward (head);
CREATE TABLE member (dispatch TEXT, story INTEGER, PRIMARY KEY (dispatch, story)) WITHOUT ROWID;
CREATE TABLE tag (
    kind TEXT, value TEXT, story INTEGER, size INTEGER NOT NULL, suspicion REAL NOT NULL, changed INTEGER NOT NULL,
    PRIMARY KEY (kind, value, story)
) WITHOUT ROWID;
CREATE INDEX tag_size ON tag (kind, value, size);
CREATE INDEX tag_suspicion ON tag (kind, value, suspicion);
CREATE INDEX tag_changed ON tag (kind, value, changed);
CREATE TABLE facet (kind TEXT, value TEXT, stories INTEGER NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID;
CREATE TRIGGER tagged AFTER INSERT ON tag BEGIN
    INSERT INTO facet VALUES (new.kind, new.value, 1) ON CONFLICT DO UPDATE SET stories = stories + 1;
END;
CREATE TRIGGER untagged AFTER DELETE ON tag BEGIN
    UPDATE facet SET stories = stories - 1 WHERE kind = old.kind AND value = old.value;
    DELETE FROM facet WHERE kind = old.kind AND value = old.value AND stories = 0;
END;
CREATE VIRTUAL TABLE text USING fts5 (
    headline, body, content='', tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
CREATE TABLE taking (
    giver TEXT, taker TEXT, day TEXT, story INTEGER, dispatch TEXT NOT NULL, source TEXT, published INTEGER,
    delay INTEGER, manner TEXT, credited INTEGER NOT NULL, coverage REAL, language TEXT NOT NULL, desk TEXT NOT NULL,
    credit TEXT NOT NULL, handling TEXT, PRIMARY KEY (giver, taker, day, story)
) WITHOUT ROWID;
CREATE INDEX taking_story ON taking (story);
CREATE INDEX taking_day ON taking (day);
CREATE TABLE flow (
    among TEXT, giver TEXT, taker TEXT, day TEXT, stories INTEGER, takings INTEGER, credited INTEGER, compared INTEGER,
    verbatim INTEGER, cut INTEGER, rewritten INTEGER, translated INTEGER, delays TEXT, coverages TEXT,
    PRIMARY KEY (among, giver, taker, day)
) WITHOUT ROWID;
CREATE INDEX taking_taker ON taking (taker, day);
CREATE TABLE standing (
    story INTEGER, kind TEXT, dispatch TEXT, party TEXT NOT NULL, since INTEGER, by TEXT,
    PRIMARY KEY (story, kind, dispatch)
) WITHOUT ROWID;
CREATE TABLE stood (
    uri TEXT, kind TEXT, headline TEXT NOT NULL, until INTEGER, PRIMARY KEY (uri, kind)
) WITHOUT ROWID;
CREATE INDEX stood_until ON stood (until);
CREATE TABLE place (partition INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE source (name TEXT NOT NULL);
"""

_NAMES = ("story", "record", "forward", "member", "tag", "facet", "taking", "flow", "standing", "place", "source")
_UNDATED = -(1 << 62)
_SECOND = 1000  # milliseconds: feeds tell times in seconds
_SPREAD = 29  # bits that tell stories of one second apart: seconds take 34 until the year 2514
_URI_TIME = re.compile(r"urn:copytaster:story:(\d{8}T\d{6}Z):")


class Store:
    """One file, one writer, any number of readers.

    Args:
        path: of the file; a writer creates it.
        read_only: for the verbs that only look.
        rebuild: a projection of another scheme is emptied, and made one of this; a damaged one is made anew.

    Raises:
        Usage: there is no such file to read, or it is none of ours, or of another version.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False, rebuild: bool = False) -> None:
        self.path = Path(path)
        if read_only and not self.path.is_file():
            raise Usage(f"{path}: there is no such file; `copytaster inspect load FILE` or `inspect follow` makes it")
        self._lock = RLock()
        self._sums = Sums()
        self._db = self._connected(read_only)
        try:
            if rebuild and self._is_damaged():
                self._db.close()
                for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                    self.path.with_name(name).unlink(missing_ok=True)
                self._db = self._connected(read_only)
            self._prepare(read_only, rebuild)
        except BaseException:
            self._db.close()
            raise

    def _connected(self, read_only: bool) -> sqlite3.Connection:
        """One connection for all threads of a server, one statement at a time."""
        where = f"{self.path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        try:
            return sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
        except sqlite3.Error as error:
            raise Fatal(f"{self.path}: {error}") from error

    def _is_damaged(self) -> bool:
        """Whether it is a projection of this scheme, and cannot be read."""
        try:
            return self.query("PRAGMA user_version") == [(SCHEME,)] and self.query("PRAGMA quick_check(1)") != [("ok",)]
        except sqlite3.DatabaseError as error:
            return error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT

    def _prepare(self, read_only: bool, rebuild: bool) -> None:
        try:
            [(scheme,)] = self.query("PRAGMA user_version")
            tables = {name for (name,) in self.query("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            if scheme != SCHEME and (read_only or tables):
                if not {"story", "record", "forward"} <= tables:
                    raise Usage(f"{self.path}: a database, but no projection of stories; name another file with --db")
                if read_only or not rebuild:
                    raise Usage(
                        f"{self.path}: a projection of version {scheme}, and this release has version {SCHEME}; "
                        "`copytaster inspect load FILE --rebuild` or `inspect follow --rebuild` makes it anew"
                    )
                self._drop_all()
                tables = set()
            if read_only:
                return
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # it can be rebuilt; WAL keeps it whole
            if not tables:
                self._db.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {SCHEME}; COMMIT;")
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT:  # ours, and damaged
                raise
            raise Usage(f"{self.path}: {error}; name another file with --db") from error

    def _drop_all(self) -> None:
        """The tables of another scheme, whatever they are; those behind an index of words go with it."""
        self._begin()
        for name, is_virtual in self.query(
            "SELECT name, sql LIKE 'CREATE VIRTUAL%' AS is_virtual FROM sqlite_schema "
            "WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY is_virtual DESC"
        ):
            if is_virtual or self.query("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)):
                self._db.execute(f'DROP TABLE "{name}"')
        self._db.execute("COMMIT")

    def close(self) -> None:
        """What was not committed is lost."""
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; may be called by any thread."""
        with self._lock:
            return self._db.execute(sql, [_plain(each) for each in values]).fetchall()

    def apply(self, uri: str, line: bytes | None, at: int | None = None) -> None:
        """Take one record of the output: the newest of its story. The same record again changes nothing.

        Args:
            uri: of the story, the key of the record.
            line: the record; None where the story was taken back. One that gave way is kept as a pointer
                to its successor, also when the topic forgets it, which is what comes next there.
            at: when it was said (milliseconds since the epoch), as the topic tells it; without it the newest time in
                the record. A story never changes at an earlier time than before: who reads by that time reads on.

        Raises:
            Fatal: the record is no story; nothing else should be in that topic.
        """
        told = None if line is None else _read(uri, line)
        with self._lock:
            self._begin()
            if told is None or line is None:
                self._leave(uri, at)
            elif is_story(told):
                self._put(uri, told, line.decode(), at)
            else:
                self._leave(uri, at)
                successor = told["story"]
                forward = uri, successor["replacedBy"], successor["head"]
                self._db.execute("INSERT OR REPLACE INTO forward VALUES (?, ?, ?)", forward)

    def commit(self, offsets: Mapping[int, int] | None = None) -> None:
        """Make what was applied durable, together with how far each partition has been read (the next offset)."""
        with self._lock:
            self._begin()
            self._sums.write(self._db)
            self._db.executemany("INSERT OR REPLACE INTO place VALUES (?, ?)", (offsets or {}).items())
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was applied since the last commit."""
        with self._lock:
            self._sums.clear()
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def offsets(self) -> dict[int, int]:
        """The next offset of each partition of the output topic."""
        return dict(self.query("SELECT partition, next FROM place ORDER BY partition"))

    @property
    def source(self) -> str | None:
        """The topic that the offsets are of."""
        return next((name for (name,) in self.query("SELECT name FROM source")), None)

    def start(self, source: str | None) -> None:
        """Empty the projection, to be filled anew; readers see the old one until the next commit."""
        with self._lock:
            self._begin()
            self._sums.clear()
            for name in _NAMES:
                self._db.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own
            self._db.execute("UPDATE arrival SET story = NULL")
            self._db.execute("INSERT INTO text(text) VALUES ('delete-all')")
            self.name_source(source)

    def name_source(self, source: str | None) -> None:
        """Say which topic the offsets are of."""
        with self._lock:
            self._begin()
            self._db.execute("DELETE FROM source")
            if source is not None:
                self._db.execute("INSERT INTO source VALUES (?)", (source,))

    def _begin(self) -> None:
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")

    def _leave(self, uri: str, at: int | None) -> None:
        """The story is taken back, or told in another now; without a time that is when a story changed last."""
        self._forget(uri)
        self._db.execute("UPDATE arrival SET story = NULL WHERE uri = ?", (uri,))
        self._stand(uri, {}, self.newest_change() if at is None else at)

    def newest_change(self) -> int:
        """When a story changed last; see :meth:`apply`."""
        [(newest,)] = self.query("SELECT coalesce(max(changed), 0) FROM tag WHERE kind = 'all' AND value = ''")
        return int(newest)

    def _stand(self, uri: str, kinds: Mapping[str, str], changed: int) -> None:
        """Note what of a story waits for somebody, each kind with its headline, and until when the rest did."""
        for (kind,) in self.query("SELECT kind FROM stood WHERE uri = ? AND until IS NULL", (uri,)):
            if kind not in kinds:
                self._db.execute("UPDATE stood SET until = ? WHERE uri = ? AND kind = ?", (changed, uri, kind))
                self._db.execute("DELETE FROM stood WHERE until < ?", (changed - STOOD,))
        self._db.executemany(
            "INSERT OR REPLACE INTO stood VALUES (?, ?, ?, NULL)", [(uri, *told) for told in kinds.items()]
        )

    def _arrive(self, uri: str, number: int, changed: int) -> None:
        """Count what is new and what changed. What a projection that is made anew reads again is neither."""
        [(latest,)] = self.query("SELECT coalesce(max(latest), 0) + 1 FROM arrival")
        self._db.execute(
            "INSERT INTO arrival VALUES (?1, ?1, ?2, ?3, ?4) ON CONFLICT (uri) DO UPDATE SET "
            "latest = iif(excluded.changed > changed, excluded.latest, latest), "
            "changed = max(changed, excluded.changed), story = excluded.story",
            (latest, uri, number, changed),
        )

    def _forget(self, uri: str) -> None:
        for number, line in self.query("SELECT id, line FROM story JOIN record USING (id) WHERE uri = ?", (uri,)):
            old = stored(line)
            self._db.execute(
                "INSERT INTO text(text, rowid, headline, body) VALUES ('delete', ?, ?, ?)", (number, *searchable(old))
            )
            keys = [(kind, value, number) for kind, value in tags(old)]
            self._db.executemany("DELETE FROM tag WHERE kind = ? AND value = ? AND story = ?", keys)
            self._db.executemany(
                "DELETE FROM member WHERE dispatch = ? AND story = ?",
                [(each["uri"], number) for each in old["associations"]],
            )
            self._sums.take_back(takings(old))
            for name in ("taking", "standing"):
                self._db.execute(f"DELETE FROM {name} WHERE story = ?", (number,))  # noqa: S608 - names of our own
            self._db.execute("DELETE FROM record WHERE id = ?", (number,))
            self._db.execute("DELETE FROM story WHERE id = ?", (number,))

    def _put(self, uri: str, told: StoryRecord, line: str, at: int | None) -> None:
        changed = newest_time(told) if at is None else at
        for before, held in self.query("SELECT line, changed FROM story JOIN record USING (id) WHERE uri = ?", (uri,)):
            if before == line:
                return
            changed = max(changed, held + _SECOND)
        self._forget(uri)
        self._db.execute("DELETE FROM forward WHERE uri = ?", (uri,))
        number = self._number(uri, told)
        degree, reasons = suspicion(told)
        inner = told["story"]
        times = milliseconds(told.get("firstCreated")), milliseconds(told.get("versionCreated"))
        size, languages = inner["memberCount"], _list(inner["languages"])
        ranked = size, inner["sourceCount"], languages, _list(parties(told)), degree, _list(reasons), changed
        row = (number, uri, headline(told), *times, told["pubStatus"], *ranked)
        self._db.execute(f"INSERT INTO story VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - marks only
        self._db.execute("INSERT INTO record VALUES (?, ?)", (number, line))
        self._arrive(uri, number, changed)
        self._db.execute("INSERT INTO text(rowid, headline, body) VALUES (?, ?, ?)", (number, *searchable(told)))
        self._db.executemany(
            "INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?)", [(*tag, number, size, degree, changed) for tag in tags(told)]
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO member VALUES (?, ?)", [(each["uri"], number) for each in told["associations"]]
        )
        taken = takings(told)
        self._db.executemany(
            "INSERT INTO taking (giver, taker, dispatch, source, published, delay, manner, credited, coverage, "
            "language, desk, credit, handling, day, story) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*each[:-1], _handling(each), day_of(each.published), number) for each in taken],
        )
        self._sums.add(taken)
        copies = standing(told)
        self._db.executemany(
            "INSERT INTO standing VALUES (?, ?, ?, ?, ?, ?)",
            [(number, each.kind, each.dispatch, *each[2:]) for each in copies],
        )
        waits = {each.kind for each in copies} | ({"order"} if ("order", "open") in tags(told) else set())
        self._stand(uri, dict.fromkeys(waits, headline(told)), changed)

    def _number(self, uri: str, told: StoryRecord) -> int:
        """Sorts by time; the same for a story in nearly every projection, for two may collide."""
        first = milliseconds(told.get("firstCreated"))
        if found := _URI_TIME.match(uri):
            first = round(datetime.strptime(found[1], "%Y%m%dT%H%M%S%z").replace(tzinfo=UTC).timestamp()) * 1000
        number = number_at(first)
        number += int.from_bytes(blake2b(uri.encode(), digest_size=4).digest(), "little") % (1 << _SPREAD)
        while self.query("SELECT 1 FROM story WHERE id = ?", (number,)):
            number += 1
        return number


def number_at(time: int | None, *, last: bool = False) -> int:
    """The first number of a story that began in the second of a time, or the last one.

    Args:
        time: milliseconds since the epoch; None: before all that are dated, or after them.
        last: which of the two.
    """
    if time is None:
        return -_UNDATED if last else _UNDATED
    return (time // 1000 + last << _SPREAD) - last


def stored(line: str) -> StoryRecord:
    """A record that is held: it was checked when it was projected."""
    record: StoryRecord = orjson.loads(line)
    return record


def _handling(taking: Taking) -> str | None:
    return None if taking.handling is None else orjson.dumps(tuple(taking.handling)).decode()


def _plain(value: Any) -> Any:
    """A name that is not UTF-8, as a shell may pass it on, is that of nothing here."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _list(values: Iterable[str]) -> str:
    return orjson.dumps(list(values)).decode()


def _read(uri: str, line: bytes) -> OutputRecord:
    try:
        record = check_story(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise Fatal(f"{uri}: not JSON, where a story of the output should be") from error
    except Invalid as invalid:
        raise Fatal(f"{uri}: not a story of the output: {invalid}") from invalid
    if record["uri"] != uri:
        raise Fatal(f"{uri}: the story under this key has another uri")
    return record
