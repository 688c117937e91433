"""A feeder's probes as a real server on loopback, for what asks feeders of their sources."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread

from stream.service.health import Health
from stream.service.metrics import FeedMetrics
from stream.service.probes import Probes
from stream.settings import Settings

__all__ = ["answering"]


@contextmanager
def answering(sources: Callable[[], Sequence[Mapping[str, object]]] | None) -> Iterator[str]:
    """Serve what is told of sources; give the address. With None these are the probes of something else."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    probes = Probes(Settings(web_port=0), Health(), FeedMetrics(), sources)

    try:
        asyncio.run_coroutine_threadsafe(probes.start(), loop).result()
        yield f"http://127.0.0.1:{probes.port}"
        asyncio.run_coroutine_threadsafe(probes.stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
