"""What a source hands over, and what it is told of it afterwards."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress

from stream.service.feeding.parts import Part
from stream.service.feeding.readers import Readers
from stream.service.feeding.receipts import Account, Receipt

__all__ = ["Parcel", "Source", "pause"]


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
    def parts(self) -> Sequence[Part]:
        """What it is read in."""

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

    kind: str
    """What it is, in a word."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.account = Account()
        self.readers: Readers
        """Processes that read; there once it is taken from."""
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
