"""Where a ruling that is made on a page goes. The pages only read stories: what becomes of it they see there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from stream.dispatch import Ruling
from stream.inspect.projector import fill
from stream.inspect.store import Store
from stream.local import rulings_file
from stream.stories import rulings

if TYPE_CHECKING:
    from stream.settings import Settings

__all__ = ["FileSink", "SampleSink", "Sink", "TopicSink"]


_HOUR: Final = 3_600_000  # milliseconds


class Sink(Protocol):
    """Takes rulings."""

    where: str
    """Named on the page."""
    until: str
    """What has to happen before stories follow a ruling, for the page."""
    heard: dict[rulings.Pair, Ruling]
    """The newest on each pair of those that we know were given here."""
    reach: int | None
    """For how long (milliseconds) before the newest story a ruling still reaches a dispatch; None: always."""

    async def say(self, ruling: Ruling) -> None:
        """Give a ruling on.

        Raises:
            CopytasterError: it was not taken, and why.
        """


class FileSink:
    """A rulings file, which the next `copytaster run --rulings` applies."""

    reach: int | None = None

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self.until = f"waits for the next `copytaster run --rulings {path}` and `inspect load`"
        self.heard = _newest(rulings_file.read(path) if path.exists() else ())
        self._path = path
        self._lock = asyncio.Lock()

    async def say(self, ruling: Ruling) -> None:
        """Add a line."""
        async with self._lock:
            rulings_file.append(self._path, ruling)
            self.heard[ruling.pair] = ruling


class TopicSink:
    """The rulings topic of the service, whose workers apply it at once."""

    until = "waits for the service"

    def __init__(self, settings: Settings) -> None:
        from stream.service.topics import RULINGS, named

        self.where = named(settings, RULINGS)
        self.reach: int | None = (settings.window_hours + settings.lateness_hours) * _HOUR
        self.heard: dict[rulings.Pair, Ruling] = {}
        self._settings = settings

    async def say(self, ruling: Ruling) -> None:
        """Publish it."""
        from stream.service import topic_io

        await topic_io.rule(self._settings, rulings.key(ruling), rulings.encode(ruling))
        self.heard[ruling.pair] = ruling


class SampleSink:
    """The sample wire of `copytaster demo`, folded again with each ruling: to try out what a ruling does."""

    where = "this sample"
    until = "is being folded"
    reach: int | None = None

    def __init__(self, path: Path) -> None:
        self.heard: dict[rulings.Pair, Ruling] = {}
        self._path = path
        self._lock = asyncio.Lock()
        self._fold()

    async def say(self, ruling: Ruling) -> None:
        """Fold the sample as it says."""
        async with self._lock:
            self.heard[ruling.pair] = ruling
            await asyncio.to_thread(self._fold)

    def _fold(self) -> None:
        from stream.local.folding import Folding
        from stream.sample import sample_dispatches

        folding = Folding()
        folding.rule(self.heard.values())
        with Store(self._path) as store:
            fill(store, folding.stories(sample_dispatches()))


def _newest(told: Iterable[Ruling]) -> dict[rulings.Pair, Ruling]:
    newest: dict[rulings.Pair, Ruling] = {}
    for ruling in told:
        newest[ruling.pair] = max(ruling, newest.get(ruling.pair, ruling), key=lambda each: each.at)
    return newest
