"""What a source hands over, and what it is told of it afterwards."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from typing import BinaryIO

from stream.errors import Reason
from stream.reading.rejects import PIECE, Reject
from stream.reading.sources import Record

__all__ = ["Parcel", "Receipt", "Source", "pause"]

_TOLD = 20  # messages of one parcel that are kept for a log or an answer; its rejects are all kept


class Receipt:
    """What became of the items of a parcel: sent + skipped + rejected are all that are in it."""

    def __init__(self) -> None:
        self.sent = 0
        self.skipped = Counter[str]()  # by kind
        self.rejected = Counter[Reason]()
        self.messages: list[str] = []  # what was wrong with the first that were rejected
        self._rejects: BinaryIO | None = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing in it was of use."""
        return not self.sent and not self.skipped

    def reject(self, reject: Reject) -> None:
        """Add an item that could not be read; its bytes go to a temporary file, as there may be many."""
        self.rejected[reject.reason] += 1
        if len(self.messages) < _TOLD:
            self.messages.append(str(reject.message))
        if self._rejects is None:
            self._rejects = TemporaryFile()  # noqa: SIM115 - it lives as long as the receipt
        for piece in reject.pieces():
            self._rejects.write(piece)
        self._rejects.write(b"\n")

    def rejects(self) -> Iterator[bytes]:
        """All that was rejected, as lines of a rejects file, piece by piece."""
        if self._rejects is not None:
            self._rejects.seek(0)
            while piece := self._rejects.read(PIECE):
                yield piece

    def close(self) -> None:
        """Let the rejects go."""
        if self._rejects is not None:
            self._rejects.close()


class Parcel(ABC):
    """What came in one piece: a file, a request, an answer, a record.

    Args:
        source: it came from, by the name that metrics have.
        name: of the parcel, for messages.
        supplier: domain of whose it is where it does not say so; "" where that is not known.
    """

    def __init__(self, source: str, name: str, supplier: str = "") -> None:
        self.source = source
        self.name = name
        self.supplier = supplier

    @abstractmethod
    def records(self, skipped: Counter[str]) -> Iterator[Record]:
        """What is in it. Called in a thread, more than once where it comes again."""

    @abstractmethod
    async def acknowledge(self, receipt: Receipt) -> bool:
        """Take note that the brokers have all that could be sent.

        Returns:
            Whether that settles it; if not, it comes again, and this time does not count.

        Raises:
            Fatal: it could not be noted, and would be sent again without end.
        """

    @abstractmethod
    async def postpone(self, why: str) -> None:
        """Take note that the brokers do not have it: it has to come again."""


class Source(ABC):
    """Where parcels come from, one after the other.

    Args:
        name: for metrics and messages.
    """

    abreast = 1
    """How many parcels may be under way. One keeps the order."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.answered: Callable[[], None] = lambda: None
        """To be called whenever the source could be looked at, whether there was something or not."""
        self.unanswered: Callable[[], None] = lambda: None
        """To be called whenever it could not."""

    async def start(self) -> None:  # noqa: B027 - most sources need neither
        """Get ready.

        Raises:
            Usage: it cannot be had as it was set.
            Fatal: it does not answer.
        """

    @abstractmethod
    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """Wait for a parcel; None once ``stop`` is set."""

    async def stop(self) -> None:  # noqa: B027
        """Let go of what it holds."""


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until ``stop`` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
