"""A folder that files are put into: by FTP, a satellite receiver, a script.

A file is taken when it is whole, and moved when the brokers have what is in it: the move is the commit, so a kill at
any time repeats a file and loses none. Looking once a second works on network mounts too, where no event comes.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

from stream.errors import Fatal, Usage
from stream.reading.sources import is_sidecar, of_file
from stream.service.feeding.parcels import Parcel, Source, pause
from stream.service.feeding.parts import Part
from stream.service.feeding.receipts import Receipt
from stream.service.logs import get_logger

__all__ = ["DONE", "ERROR", "Folder"]

DONE = "_PROCESSED"
"""Where files go that were sent, by the day (UTC)."""

ERROR = "_ERROR"
"""Where files go of which nothing can be read, and the rejects of all."""

_EVERY = 1.0  # seconds between two looks
_STILL = 2.0  # seconds in which neither size nor time of a file changed: whoever writes it has ended
_AGAIN = 30.0  # seconds until what could not be read is tried again: a writer may have stalled, a sidecar be late
_EMPTY = 60.0  # seconds until an empty file is one that stays empty
_UNDER_WAY = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", ".lftp", ".writing", "~")

_Signature = tuple[tuple[int, int, int], ...]

log = get_logger(__name__)


@dataclass
class _Sight:
    """How a file was seen last, and since when it is so."""

    signature: _Signature
    since: float
    whole: bool = False  # it was as it is when it came: renamed or copied into the folder
    refused: bool = False  # some of it could not be read


class Folder(Source):
    """Takes files from a folder and the folders in it, the oldest first.

    Hidden names, names of files under way (``.part``, ``.tmp``, …), folders that begin with ``_``, links and whatever
    is no file are left alone. The sidecar of a page goes with it.

    Args:
        path: of the folder.
        supplier: domain of whose files these are where they do not say so.
        still: seconds in which a file must not have changed.
        again: seconds until a file with items that cannot be read is tried once more.
        every: seconds between two looks.
        clock: seconds that never go back.
    """

    kind = "folder"

    def __init__(
        self,
        path: Path,
        supplier: str = "",
        *,
        still: float = _STILL,
        again: float = _AGAIN,
        every: float = _EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(str(path))
        self._path = path
        self._supplier = supplier
        self._still, self._again, self._every = still, again, every
        self._clock = clock
        self._ahead = 0.0  # seconds by which the file system's clock is ahead of ours
        self._sights: dict[str, _Sight] = {}
        self._ready: deque[str] = deque()

    async def start(self) -> None:
        """Make the folders that files are moved to.

        Raises:
            Usage: there is no such folder, or nothing can be moved in it.
        """
        await asyncio.to_thread(self._prepare)

    def _prepare(self) -> None:
        if not self._path.is_dir():
            raise Usage(f"{self._path}: there is no such folder to watch")
        try:
            for name in (DONE, ERROR):
                (self._path / name).mkdir(exist_ok=True)
            with NamedTemporaryFile(dir=self._path / DONE, prefix=".clock-") as probe:
                self._ahead = os.stat(probe.name).st_mtime - time.time()
        except OSError as error:
            why = f"{self._path}: files are moved in it once they were sent, which is not possible ({error.strerror})"
            raise Usage(why) from error

    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """The next file that is whole."""
        while not stop.is_set():
            while self._ready:
                name = self._ready.popleft()
                sight = self._sights[name]
                if self.signature(name) == sight.signature:
                    return _File(self, name, sight, self._supplier)
            self._ready.extend(await asyncio.to_thread(self.look))
            if not self._ready:
                await pause(stop, self._every)
        return None

    def look(self) -> list[str]:
        """The files that are whole, the oldest first, by their names below the folder.

        Raises:
            Fatal: the folder cannot be listed.
        """
        now, there = self._clock(), time.time() + self._ahead
        try:
            files = dict(_files(self._path, ""))
        except OSError as error:
            # A network mount that is away comes back; the alarm for a source that does not answer tells it.
            self.unanswered()
            log.warning("folder_not_listed", source=self.name, error=error.strerror)
            return []
        self.answered()
        before, self._sights = self._sights, {}
        ready = []
        for name, seen in files.items():
            signature = tuple(_mark(each) for each in (seen, files.get(_sidecar(name))) if each is not None)
            sight = before.get(name)
            if sight is None:
                # What was complete before it came was moved here whole. A clock that is wrong only makes us wait.
                youngest = max(each.st_mtime for each in (seen, files.get(_sidecar(name))) if each is not None)
                sight = _Sight(signature, now, whole=there - youngest >= self._still)
            elif sight.signature != signature:
                sight = _Sight(signature, now)
            self._sights[name] = sight
            wait = self._again if sight.refused else _EMPTY if not seen.st_size else 0 if sight.whole else self._still
            if now - sight.since >= wait and not self._goes_with_a_page(name, files):
                ready.append(name)
        return sorted(ready, key=lambda name: (max(files[name].st_mtime_ns, files[name].st_ctime_ns), name))

    def _goes_with_a_page(self, name: str, files: dict[str, os.stat_result]) -> bool:
        page = name.removesuffix(".json")
        return page != name and (page in files or f"{page}.gz" in files) and is_sidecar(self._path / name)

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self._path / name

    def signature(self, name: str) -> _Signature:
        """What tells whether a file and its sidecar have changed; () where it is gone."""
        marks = []
        for each in (name, _sidecar(name)):
            try:
                marks.append(_mark(os.lstat(self._path / each)))
            except FileNotFoundError:
                if each == name:
                    return ()
            except OSError:
                return ()
        return tuple(marks)

    def settle(self, name: str, sight: _Sight, receipt: Receipt) -> bool:
        """Move a file that was sent.

        Returns:
            Whether it is settled; if not, it is taken again.

        Raises:
            Fatal: it cannot be moved.
        """
        if self.signature(name) != sight.signature:
            return False  # somebody wrote on: what is in it now comes when it is still again
        if receipt.rejected and not sight.refused:
            sight.refused, sight.since = True, self._clock()
            return False
        try:
            if receipt.rejected:
                kept = _free(self._path / ERROR / f"{name}.rejects.jsonl")
                half = kept.with_name(f".{kept.name}")
                with half.open("wb") as out:
                    out.writelines(receipt.rejects())
                half.rename(kept)
            home = self._path / ERROR if receipt.is_refused else self._path / DONE / f"{datetime.now(UTC):%Y-%m-%d}"
            for each in (_sidecar(name), name):  # the page last: without it the other is a file of its own
                if each == name or (len(sight.signature) > 1 and is_sidecar(self._path / each)):
                    with suppress(FileNotFoundError):  # another one that watches the folder was faster
                        (self._path / each).rename(_free(home / each))
        except OSError as error:
            raise Fatal(f"{self._path / name}: was sent and cannot be moved ({error.strerror})") from error
        return True


class _File(Parcel):
    def __init__(self, folder: Folder, name: str, sight: _Sight, supplier: str) -> None:
        super().__init__(folder.name, os.fsencode(name).decode("utf-8", "replace"), supplier)
        self._folder = folder
        self._file = name
        self._sight = sight

    def parts(self) -> list[Part]:
        return [Part(self.name, partial(of_file, self._folder.path(self._file)))]

    async def acknowledge(self, receipt: Receipt) -> bool:
        return await asyncio.to_thread(self._folder.settle, self._file, self._sight, receipt)

    async def postpone(self, why: str) -> None:
        """The file is still there."""


def _files(folder: Path, below: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files in a folder and below, by their names from there."""
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        name = f"{below}{entry.name}"
        if entry.name.startswith(".") or entry.name.lower().endswith(_UNDER_WAY):
            continue
        with suppress(FileNotFoundError):  # it went between the list and the look
            seen = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(seen.st_mode):
                yield name, seen
            elif stat.S_ISDIR(seen.st_mode) and not entry.name.startswith("_"):
                yield from _files(folder / entry.name, f"{name}/")


def _mark(seen: os.stat_result) -> tuple[int, int, int]:
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def _sidecar(name: str) -> str:
    return f"{name.removesuffix('.gz')}.json"


def _free(path: Path) -> Path:
    """A name that no file has yet, the folder made: yesterday's file of the same name stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    free, number = path, 0
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}~{number}")
    return free
