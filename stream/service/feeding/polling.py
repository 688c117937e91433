"""Feeds and sitemaps that are asked for again and again, and the pages that they lead to.

A feed says the same again from poll to poll. What it has said is remembered by a digest, so only what is new goes out;
where that memory is lost, the same records come again, and fold. It is written down when the brokers have them.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from stream.errors import Fatal, Usage
from stream.reading.formats.items import MOST_BYTES_OF_AN_ITEM
from stream.service.feeding.entries import MOST, FeedAnswer, FeedEntry, PageOfEntry, parts_of, read_answer
from stream.service.feeding.fetching import AGENT, Answer, Fetcher
from stream.service.feeding.parcels import Parcel, Source, pause
from stream.service.feeding.parts import Part, ReaderFault
from stream.service.feeding.readers import EndedError
from stream.service.feeding.receipts import Receipt
from stream.service.feeding.robots import EVERYTHING, NOTHING, Robots
from stream.service.feeding.subscriptions import Subscription
from stream.service.logs import get_logger

__all__ = ["Memory", "PolledFeed", "Sites", "retry_after", "said_to_last"]

_MOST_OF_ROBOTS = 500 * 1024  # bytes, of RFC 9309
_MOST_PAGES = 50  # of one poll; the others come with the next one
_TRIES = 3  # for a page that cannot be had, until its entry goes out without it
_LONGEST = 24 * 3600.0  # seconds: nobody who speaks of a year means news
_LONGEST_BACKOFF = 3600.0  # seconds
_KEPT = 14 * 24 * 3600.0  # seconds: window and lateness twice over
_ACCEPT: Final = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_PAGES: Final = ("text/html", "application/xhtml+xml")
_GONE, _UNCHANGED, _FOUND = 410, 304, 200
_FAULTS_OF_THE_MOMENT = (0, 408, 429)  # and all from 500 on

log = get_logger(__name__)


@dataclass
class _Known:
    """What is known of a feed from the polls before."""

    address: str
    etag: str = ""
    modified: str = ""
    due: float = 0.0  # seconds since the epoch
    failures: int = 0
    is_gone: bool = False


class Memory:
    """What feeds have said, in one SQLite file that may be thrown away.

    Args:
        path: of the file; its folder is made.

    Raises:
        Usage: it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None)
            try:
                self._database.executescript(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                    "CREATE TABLE IF NOT EXISTS feed"
                    " (url TEXT PRIMARY KEY, address, etag, modified, due, failures, gone);"
                    "CREATE TABLE IF NOT EXISTS said"
                    " (url TEXT, key BLOB, at REAL, PRIMARY KEY (url, key)) WITHOUT ROWID"
                )
            except sqlite3.Error:
                self._database.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise Usage(f"{path}: cannot be used to remember what feeds have said ({error})") from error

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def of(self, url: str) -> _Known:
        """What is known of a feed, by the address that its operator gave it."""
        row = self._database.execute(
            "SELECT address, etag, modified, due, failures, gone FROM feed WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return _Known(url)
        address, etag, modified, due, failures, gone = row
        return _Known(address, etag, modified, due, failures, bool(gone))

    def note(self, url: str, known: _Known, said: Collection[bytes], at: float) -> None:
        """Keep what is known now, and what the feed has said.

        Raises:
            Fatal: the file cannot be written.
        """
        row = (url, known.address, known.etag, known.modified, known.due, known.failures, known.is_gone)
        try:
            with self._database as database:
                database.execute("BEGIN")
                database.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                database.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", [(url, key, at) for key in said])
                database.execute("DELETE FROM said WHERE url = ? AND at < ?", (url, at - _KEPT))
        except sqlite3.Error as error:
            raise Fatal(f"{self._path}: what feeds have said cannot be written down ({error})") from error

    def has(self, url: str, key: bytes) -> bool:
        """Whether a feed has said this before."""
        query = "SELECT 1 FROM said WHERE url = ? AND key = ?"
        return self._database.execute(query, (url, key)).fetchone() is not None


class Sites:
    """Fetches pages as their sites want it.

    Args:
        fetcher: asks for them.
        clock: seconds that never go back.
    """

    def __init__(self, fetcher: Fetcher, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._robots: dict[str, tuple[float, Robots]] = {}

    async def page(self, url: str, *, private: bool) -> Answer:
        """A page; another status than 200 where it is not to be had, or is none."""

        async def permit(address: str) -> bool:
            return await self._allows(address, private)

        answer = await self._fetcher.get(url, MOST_BYTES_OF_AN_ITEM, private=private, permit=permit)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return answer._replace(status=415) if answer.status == _FOUND and kind not in _PAGES else answer

    async def _allows(self, url: str, private: bool) -> bool:
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        until, robots = self._robots.get(site, (0.0, NOTHING))
        if until <= self._clock():
            answer = await self._fetcher.get(f"{site}/robots.txt", _MOST_OF_ROBOTS, private=private)
            if answer.status == _FOUND:
                robots = Robots(answer.body.decode("utf-8", "replace"), AGENT)
            else:
                robots = NOTHING if _is_of_the_moment(answer.status) else EVERYTHING
            lasts = 300.0 if robots is NOTHING else _LONGEST
            self._robots[site] = (self._clock() + lasts, robots)
        return robots.allows(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")


class PolledFeed(Source):
    """Asks for one feed, and hands over what is new in it.

    Args:
        feed: which one, and how.
        memory: what it has said so far.
        fetcher: asks for it.
        sites: fetches pages.
        clock: seconds since the epoch.
    """

    kind = "feed"

    def __init__(
        self,
        feed: Subscription,
        memory: Memory,
        fetcher: Fetcher,
        sites: Sites,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(feed.name)
        self._feed = feed
        self._memory = memory
        self._fetcher = fetcher
        self._sites = sites
        self._clock = clock
        self._known = memory.of(feed.url)
        self._tries = Counter[bytes]()

    async def stop(self) -> None:
        """Disconnect."""
        await self._fetcher.close()

    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """The next answer that has something new."""
        while not stop.is_set():
            wait = self._known.due - self._clock()
            if self._known.is_gone:
                await stop.wait()
            elif wait > 0:
                await pause(stop, min(wait, _LONGEST))  # a clock that was set back must not silence a feed
                self._known.due = min(self._known.due, self._clock() + _LONGEST)
            else:
                parcel = await self._poll(stop)
                if parcel is not None:
                    return parcel
        return None

    async def _poll(self, stop: asyncio.Event) -> Parcel | None:
        headers = {"Accept": _ACCEPT, **self._feed.headers}
        if self._known.etag:
            headers["If-None-Match"] = self._known.etag
        if self._known.modified:
            headers["If-Modified-Since"] = self._known.modified
        answer = await self._fetcher.get(self._known.address, MOST, headers, trusted=True, private=self._feed.private)
        if answer.status == _UNCHANGED:
            self.answered()
            self._heard(answer, 0.0)
            self._memory.note(self._feed.url, self._known, (), self._clock())
            return None
        if answer.status != _FOUND:
            self._failed(answer, answer.why or f"status {answer.status}")
            return None
        says = await self._said(answer.body)
        if isinstance(says, str):
            self._failed(answer, says)
            return None
        self.answered()
        every = {entry.key: entry for entry in says.entries}
        fresh = [entry for key, entry in every.items() if not self._memory.has(self._feed.url, key)]
        said = every.keys() - {entry.key for entry in fresh}
        ready = await self._with_pages(fresh, stop) if self._feed.pages else fresh
        return _Poll(self, answer, says.every, ready, said, is_all=len(ready) == len(fresh))

    async def _said(self, raw: bytes) -> FeedAnswer | str:
        """What an answer says, or why it cannot be read."""
        try:
            async with self.readers.slot():
                reading = self.readers.iterate(self._feed.supplier, read_answer, self.name, raw)
                [says] = await asyncio.to_thread(list, reading)
        except (EndedError, Fatal) as error:
            return str(error)
        if isinstance(says, ReaderFault):
            log.error("reading_failed", parcel=self.name, fault=says.exception)
            return "it cannot be read: a fault of this program"
        assert isinstance(says, FeedAnswer | str)  # noqa: S101 - as it yields
        return says

    async def _with_pages(self, fresh: Sequence[FeedEntry], stop: asyncio.Event) -> list[FeedEntry]:
        """The entries with their pages; those whose page cannot be had at the moment are left for the next poll."""
        ready = []
        for entry in fresh[:_MOST_PAGES]:
            if stop.is_set():
                break
            if entry.link:
                page = await self._sites.page(entry.link, private=self._feed.private)
                self._tries[entry.key] += 1
                if _is_of_the_moment(page.status) and self._tries[entry.key] < _TRIES:
                    continue
                entry.page = PageOfEntry(page.url, page.body) if page.status == _FOUND else None
            self._tries.pop(entry.key, None)
            ready.append(entry)
        return ready

    def settle(self, poll: _Poll) -> None:
        """Write down that the brokers have what was new."""
        self._heard(poll.answer, poll.every)
        if not poll.is_all:
            self._known.etag = self._known.modified = ""  # the rest comes with the next answer
        self._memory.note(self._feed.url, self._known, poll.said, self._clock())

    def _heard(self, answer: Answer, every: float) -> None:
        known = self._known
        if answer.moved is not None and answer.moved != known.address:
            log.info("feed_moved", source=self.name)
            known.address = answer.moved
        if answer.status == _FOUND:
            known.etag = answer.headers.get("etag", "")
            known.modified = answer.headers.get("last-modified", "")
        now = self._clock()
        lasts = min(max(every, said_to_last(answer.headers, now)), _LONGEST)
        known.failures, known.due = 0, now + max(self._feed.every, lasts)

    def _failed(self, answer: Answer, why: str) -> None:
        known, now = self._known, self._clock()
        known.failures += 1
        self.unanswered()
        if answer.status == _GONE:
            known.is_gone = True
            log.error("feed_gone", source=self.name)
        else:
            # Feeds of one host that failed together do not come back together.
            spread = 1 + zlib.crc32(f"{self.name} {known.failures}".encode()) % 256 / 1024
            backoff = min(self._feed.every * 2 ** min(known.failures - 1, 20) * spread, _LONGEST_BACKOFF)
            asked = min(retry_after(answer.headers, now), _LONGEST)
            known.due = now + max(self._feed.every, backoff, asked)
            seconds = round(known.due - now)
            log.warning("feed_not_read", source=self.name, why=why, failures=known.failures, again_in_seconds=seconds)
        self._memory.note(self._feed.url, known, (), now)


class _Poll(Parcel):
    def __init__(
        self,
        feed: PolledFeed,
        answer: Answer,
        every: float,
        entries: list[FeedEntry],
        said: Collection[bytes],
        *,
        is_all: bool,
    ) -> None:
        super().__init__(feed.name, feed.name, feed._feed.supplier)  # noqa: SLF001 - of this module
        self._polled = feed
        self._entries = entries
        self.answer = answer
        self.every = every
        self.said = {*said, *(entry.key for entry in entries)}
        self.is_all = is_all

    def parts(self) -> list[Part]:
        return parts_of(self._entries)

    async def acknowledge(self, receipt: Receipt) -> bool:
        self._polled.settle(self)
        return True

    async def postpone(self, why: str) -> None:
        """It is asked for again: nothing of it was written down."""


def _is_of_the_moment(status: int) -> bool:
    return status in _FAULTS_OF_THE_MOMENT or status >= 500


def retry_after(headers: Mapping[str, str], now: float) -> float:
    """Seconds that a server asks us to stay away; 0 where it does not."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    return max(0.0, (_moment(told) or now) - now)


def said_to_last(headers: Mapping[str, str], now: float) -> float:
    """Seconds for which a server says that its answer is good; 0 where it does not."""
    for directive in headers.get("cache-control", "").split(","):
        name, _, value = directive.strip().lower().partition("=")
        if name in ("no-cache", "no-store"):
            return 0.0
        if name == "max-age" and value.strip('" ').isdigit():
            return float(value.strip('" ')[:9])
    return max(0.0, (_moment(headers.get("expires", "")) or now) - now)


def _moment(told: str) -> float | None:
    """A date of HTTP, in seconds since the epoch."""
    try:
        read = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
