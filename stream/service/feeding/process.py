"""Runs sources as a process: probes, signals, and an end in which what is in hand is finished."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from stream.errors import CopytasterError
from stream.service.feeding.parcels import Source
from stream.service.feeding.readers import Readers
from stream.service.feeding.sender import TopicSender
from stream.service.feeding.taking import take
from stream.service.health import Health
from stream.service.logs import configure, get_logger
from stream.service.metrics import FeedMetrics
from stream.service.probes import Probes
from stream.settings import Settings

__all__ = ["serve"]

_BEAT = 2.0  # seconds

log = get_logger(__name__)


def serve(settings: Settings, sources: Sequence[Source], *, topic: str | None = None, rejects: Path | None) -> None:
    """Take from sources until SIGTERM or SIGINT.

    Args:
        settings: where the brokers are.
        sources: to take from.
        topic: another input topic, by its full name.
        rejects: a file that rejected items are added to.

    Raises:
        Usage: a source cannot be had as it was set, or the topic is not there.
        Fatal: what was sent could not be acknowledged.
    """
    configure(settings.log_level)
    asyncio.run(_serve(settings, sources, TopicSender(settings, topic), rejects))


async def _serve(settings: Settings, sources: Sequence[Source], sender: TopicSender, rejects: Path | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    metrics, health, readers = FeedMetrics(), Health(), Readers()
    started: list[Source] = []
    beating = asyncio.create_task(_beat(health))
    try:
        async with Probes(settings, health, metrics, partial(_reports, sources)):
            await sender.start()
            for source in sources:
                await source.start()
                started.append(source)
            health.taking()
            log.info("feeding_starting", topic=sender.topic, sources=[source.name for source in sources])
            taking = asyncio.create_task(take(sources, sender, metrics, stop, readers, rejects=rejects))
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([taking, stopped], return_when=asyncio.FIRST_COMPLETED)
            health.stopping()
            await _end(taking, settings.stop_seconds)
            stopped.cancel()
    finally:
        beating.cancel()
        for source in started:
            await source.stop()
        readers.close()
        await sender.stop()
    log.info("feeding_stopped")


def _reports(sources: Sequence[Source]) -> list[dict[str, object]]:
    return [source.account.report(source.name, source.kind) for source in sources]


async def _end(taking: asyncio.Task[None], budget: float) -> None:
    """Wait until what is in hand is done.

    Raises:
        Fatal: what was sent could not be acknowledged.
    """
    done, _ = await asyncio.wait([taking], timeout=budget)
    if not done:
        # What is not acknowledged comes again. A thread that still reads a file would hold the process up.
        log.warning("stop_overdue", seconds=budget)
        sys.stdout.flush()
        os._exit(0)
    try:
        taking.result()
    except ExceptionGroup as group:
        ours = next((each for each in group.exceptions if isinstance(each, CopytasterError)), None)
        raise ours or group from None


async def _beat(health: Health) -> None:
    while True:
        health.beat()
        await asyncio.sleep(_BEAT)
