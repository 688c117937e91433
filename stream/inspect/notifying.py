"""Calls somebody about what happens to stories: CloudEvents that are posted to an address, each at least once.

What is to be posted is written down before the projection notes how far it has read, and forgotten when the receiver
has taken it. So a crash on either side repeats an event and loses none; a repeat has the id that it had before. All of
it is in a file of its own, which outlives the projection: made anew, that reads all of the past again, and nobody
wants to be called about it.
"""

from __future__ import annotations

import asyncio
import hmac
import sqlite3
import time
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import urlsplit

import aiohttp
import orjson

from stream.errors import Fatal, Usage
from stream.inspect.events import CONTENT_TYPE, Wanted, cloud_event
from stream.inspect.projector import follow
from stream.inspect.store import Store
from stream.service.addresses import is_web
from stream.service.feeding.polling import retry_after
from stream.service.logs import get_logger
from stream.settings import Settings
from stream.stories.story import OutputRecord, is_story

__all__ = ["Notifier", "Postbox", "Unposted", "notified", "signature"]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS source (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (partition INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS told (key BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS told_at ON told (at);
CREATE TABLE IF NOT EXISTS waiting (number INTEGER PRIMARY KEY AUTOINCREMENT, tries INTEGER NOT NULL, body BLOB);
"""
_PATIENCE: Final = 20.0  # seconds for an answer
_LONGEST_PAUSE: Final = 300.0  # seconds
_LONGEST_ASKED: Final = 3600.0  # seconds that a receiver may ask for
_MOST_TRIES: Final = 10  # of an event that the receiver refuses while it takes others
_MOST_FAILURES: Final = 3  # one after the other, where it is not done forever
_REFUSED: Final = (400, 413, 415, 422)  # answers about this event; any other is about the receiver
_USER_AGENT: Final = f"copytaster/{version('copytaster')}"

log = get_logger(__name__)


class TopicRecord(Protocol):
    """What a consumer of the output topic gives."""

    @property
    def offset(self) -> int:
        """Where it stands in its partition."""

    @property
    def timestamp(self) -> int:
        """When it was written, in milliseconds since the epoch."""

    @property
    def value(self) -> bytes | None:
        """The story; None where it was taken back."""


class Unposted(NamedTuple):
    """An event that the receiver has not taken yet."""

    number: int
    tries: int
    body: bytes


class Postbox:
    """What is to be posted, and how far the topic was looked through for it: one SQLite file.

    Args:
        path: of the file.
        wanted: which events.
        settings: how long a story may still change; it is known twice as long what was told of it.

    Raises:
        Usage: the file cannot be used.
    """

    def __init__(self, path: Path, wanted: Wanted, settings: Settings) -> None:
        self.path = path
        self._wanted = wanted
        self._kept = 2 * (settings.window_hours + settings.lateness_hours) * 3_600_000
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            try:
                self._db.executescript(f"PRAGMA journal_mode = WAL; {_TABLES}")
            except sqlite3.Error:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise Usage(f"{path}: cannot hold what is to be posted ({error}); name another file") from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def begin(self, topic: str, ends: Mapping[int, int]) -> dict[int, int]:
        """From where each partition has to be read. The first time that is its end: what is there is no news.

        Args:
            topic: its name.
            ends: the offset behind the last record of each partition.

        Raises:
            Usage: the file is about another topic, or about one that was made anew since.
        """
        names = [name for (name,) in self._db.execute("SELECT name FROM source")]
        if not names:
            with self._db:
                self._db.execute("BEGIN")
                self._db.execute("INSERT INTO source VALUES (?)", (topic,))
                self._db.executemany("INSERT INTO place VALUES (?, ?)", ends.items())
            return dict(ends)
        places = dict(self._db.execute("SELECT partition, next FROM place").fetchall())
        if names != [topic]:
            raise Usage(f"{self.path} is about {names[0]}, not {topic}; name another file with --notify-state")
        if ahead := [each for each, place in places.items() if place > ends.get(each, 0)]:
            raise Usage(f"{self.path} is ahead of {topic} in partition {ahead[0]}: the topic was made anew; delete it")
        return {partition: places.get(partition, 0) for partition in ends}

    def take(self, partition: int, records: Iterable[TopicRecord], following: int) -> int:
        """Write down the events of records that were not looked at before, and that they were.

        Args:
            partition: of the records.
            records: in their order.
            following: the offset behind the last of them.

        Returns:
            The number of events that were new.

        Raises:
            Fatal: the file cannot be written.
        """
        [(place,)] = self._db.execute(
            "SELECT coalesce((SELECT next FROM place WHERE partition = ?), 0)", (partition,)
        ).fetchall()
        new = 0
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                for record in records:
                    if record.offset >= place and record.value is not None:
                        new += self._note(record.value, record.timestamp)
                self._db.execute("INSERT OR REPLACE INTO place VALUES (?, ?)", (partition, max(place, following)))
        except sqlite3.Error as error:
            raise Fatal(f"{self.path}: what is to be posted cannot be written down ({error})") from error
        return new

    def _note(self, line: bytes, at: int) -> int:
        record: OutputRecord = orjson.loads(line)  # the projection has looked at its shape
        if not is_story(record):
            return 0
        new = 0
        for event in self._wanted.of(record):
            keys = [blake2b(key.encode(), digest_size=12).digest() for key in event.keys]
            if not any(self._db.execute("SELECT 1 FROM told WHERE key = ?", (key,)).fetchone() for key in keys):
                self._db.execute("INSERT INTO waiting (tries, body) VALUES (0, ?)", (cloud_event(event, record),))
                new += 1
            self._db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", [(key, at) for key in keys])
        self._db.execute("DELETE FROM told WHERE at < ?", (at - self._kept,))
        return new

    def first(self) -> Unposted | None:
        """The next event to be posted: those that were refused wait for the others."""
        row = self._db.execute("SELECT number, tries, body FROM waiting ORDER BY tries, number LIMIT 1").fetchone()
        return None if row is None else Unposted(*row)

    def count(self) -> int:
        """How many wait."""
        [(number,)] = self._db.execute("SELECT count(*) FROM waiting").fetchall()
        return int(number)

    def done(self, number: int) -> None:
        """The receiver has it, or never will."""
        self._db.execute("DELETE FROM waiting WHERE number = ?", (number,))

    def refused(self, number: int) -> None:
        """The receiver did not take this one; the others go before it."""
        self._db.execute("UPDATE waiting SET tries = tries + 1 WHERE number = ?", (number,))


class Notifier:
    """Posts what is in an outbox, one event after the other.

    Args:
        outbox: what is to be posted.
        url: where to.
        secret: signs what is posted; None: nothing is signed.
        pause: seconds before the first repetition, which doubles from time to time.

    Raises:
        Usage: the address is none.
    """

    def __init__(self, outbox: Postbox, url: str, secret: str | None = None, *, pause: float = 1.0) -> None:
        self._outbox = outbox
        self._url = url
        self._secret = secret
        self._pause = pause
        self._came = asyncio.Event()
        try:
            parts = urlsplit(url)
            self.name = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
        except ValueError as error:
            raise Usage(f"--notify: {error}") from error
        if not is_web(parts):
            raise Usage("--notify: the address has to begin with http:// or https:// and name a host")

    def take(self, partition: int, records: Iterable[TopicRecord], following: int) -> None:
        """Write down the events of records; see :meth:`Postbox.take`."""
        if self._outbox.take(partition, records, following):
            self._came.set()

    def begin(self, topic: str, ends: Mapping[int, int]) -> dict[int, int]:
        """From where to read; see :meth:`Postbox.begin`."""
        return self._outbox.begin(topic, ends)

    async def run(self, *, forever: bool = True) -> None:
        """Post what waits and what comes.

        Where the receiver cannot be reached, or answers that it cannot, all wait, longer each time. What it refuses
        alone goes behind the others, and is given up after ten times, which the log says.

        Args:
            forever: go on without end; otherwise until nothing waits.

        Raises:
            Fatal: not forever, and the receiver did not take it all.
        """
        failures = 0
        connections = aiohttp.TCPConnector(limit=1)
        headers = {"User-Agent": _USER_AGENT, "Content-Type": CONTENT_TYPE}
        async with aiohttp.ClientSession(
            connector=connections,
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=_PATIENCE),
        ) as session:
            while True:
                self._came.clear()
                waiting = self._outbox.first()
                if waiting is None:
                    if not forever:
                        return
                    await self._came.wait()
                    continue
                status, why, asked = await self._post(session, waiting.body)
                if 200 <= status < 300:
                    self._outbox.done(waiting.number)
                    failures = 0
                elif status in _REFUSED:
                    failures = 0
                    await self._set_back(waiting, status)
                else:
                    failures += 1
                    pause = max(asked, min(self._pause * 2 ** (failures - 1), _LONGEST_PAUSE))
                    left = self._outbox.count()
                    if not forever and failures >= _MOST_FAILURES:
                        raise Fatal(f"{self.name}: {why}; {left} events wait for the next time")
                    told = {"receiver": self.name, "status": status, "why": why, "waiting": left}
                    log.warning("notification_postponed", **told, again_in_seconds=pause)
                    await asyncio.sleep(pause)

    async def _set_back(self, waiting: Unposted, status: int) -> None:
        """Others first; where there are none, after a while."""
        told = {"receiver": self.name, "status": status, "event_id": orjson.loads(waiting.body)["id"]}
        if waiting.tries + 1 >= _MOST_TRIES:
            log.error("notification_given_up", **told, tries=_MOST_TRIES)
            self._outbox.done(waiting.number)
            return
        log.warning("notification_refused", **told)
        self._outbox.refused(waiting.number)
        following = self._outbox.first()
        if following is not None and following.tries > waiting.tries:
            pause = min(self._pause * 2**waiting.tries, _LONGEST_PAUSE)
            try:
                async with asyncio.timeout(pause):
                    await self._came.wait()
            except TimeoutError:
                return

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> tuple[int, str, float]:
        """The status of the answer, 0 where there is none, why, and for how long it asks us to stay away."""
        headers = {} if self._secret is None else {"X-Hub-Signature-256": signature(self._secret, body)}
        try:
            async with session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                told = {name.lower(): value for name, value in answer.headers.items()}
                asked = min(retry_after(told, time.time()), _LONGEST_ASKED)
                return answer.status, f"status {answer.status}", asked
        except TimeoutError:
            return 0, f"no answer in {_PATIENCE:.0f} s", 0.0
        except (aiohttp.ClientError, OSError) as error:  # messages may quote the address, whose query may be secret
            return 0, type(error).__name__, 0.0


async def notified(store: Store, settings: Settings, notifier: Notifier, *, forever: bool, rebuild: bool) -> int:
    """Project the output topic as `stream.inspect.projector.follow` does, and post what happens meanwhile.

    Raises:
        Usage: as following does, or what is to be posted is about another topic.
        Fatal: as following does, or not forever, and the receiver did not take it all.
    """
    reading = asyncio.ensure_future(follow(store, settings, forever=forever, rebuild=rebuild, listener=notifier))
    posting = asyncio.ensure_future(notifier.run())
    try:
        await asyncio.wait((reading, posting), return_when=asyncio.FIRST_COMPLETED)
        if posting.done():  # it does not end by itself
            await posting
        read = await reading
    finally:
        for each in (reading, posting):
            each.cancel()
        await asyncio.gather(reading, posting, return_exceptions=True)
    await notifier.run(forever=False)
    return read


def signature(secret: str, body: bytes) -> str:
    """The header by which a receiver knows that we posted it, and that it is as we did: HMAC with SHA-256."""
    return f"sha256={hmac.new(secret.encode(), body, 'sha256').hexdigest()}"
