"""Sources run on the real loop, with a sender that keeps what it is given in place of Kafka."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson

from stream.errors import Fatal
from stream.service.feeding.parcels import Source
from stream.service.feeding.readers import Readers
from stream.service.feeding.taking import take
from stream.service.metrics import FeedMetrics

__all__ = ["READERS", "Recorder", "dispatch", "taken"]

LIMIT = 120.0
LOOK = 0.01

READERS = Readers()
"""Of all tests of a run: processes take a second to start."""
atexit.register(READERS.close)


class Recorder:
    """Keeps what is sent; the first ``failures`` times the brokers do not answer."""

    def __init__(self, failures: int = 0) -> None:
        self.sent: list[bytes] = []
        self.failures = failures

    async def send(self, records: Sequence[bytes]) -> None:
        """Keep them."""
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise Fatal("Kafka at 127.0.0.1:9: no answer")
        self.sent.extend(records)

    @property
    def uris(self) -> list[str]:
        """Of what was sent, in this order."""
        return [orjson.loads(each)["uri"] for each in self.sent]


def dispatch(uri: str, text: str = "A dam burst near the town, the mayor said.") -> bytes:
    """A ninjs record."""
    return orjson.dumps({"uri": uri, "versionCreated": "2022-11-29T12:00:00Z", "body_text": text})


def taken(
    *sources: Source,
    sender: Recorder,
    until: Callable[[], bool],
    rejects: Path | None = None,
    readers: Readers | None = None,
    limit: float = LIMIT,
) -> FeedMetrics:
    """Take from sources until a condition holds; return what was counted."""
    readers = READERS if readers is None else readers

    async def run() -> FeedMetrics:
        stop, metrics = asyncio.Event(), FeedMetrics()
        for source in sources:
            await source.start()
        taking = asyncio.create_task(take(sources, sender, metrics, stop, readers, rejects=rejects))
        try:
            async with asyncio.timeout(limit):
                while not until() and not taking.done():
                    await asyncio.sleep(LOOK)
        finally:
            stop.set()
            await taking
            for source in sources:
                await source.stop()
        return metrics

    return asyncio.run(run())
