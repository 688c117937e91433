"""The loop that all sources share: read a parcel, send its items, acknowledge it once the brokers have them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextvars import copy_context
from functools import partial
from pathlib import Path

from stream.errors import Fatal, Reason, Usage
from stream.reading.formats.suppliers import assume
from stream.reading.rejects import Reject
from stream.reading.sources import Record, read_all
from stream.service.feeding.parcels import Parcel, Receipt, Source, pause
from stream.service.feeding.sender import Sender
from stream.service.logs import get_logger
from stream.service.metrics import FeedMetrics, ItemVerdict, ParcelOutcome

__all__ = ["deliver", "take"]

_TOGETHER = 500  # records that are sent at once
_BYTES_TOGETHER = 8 * 1024 * 1024
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0  # seconds after the brokers did not take something

log = get_logger(__name__)


async def take(
    sources: Sequence[Source],
    sender: Sender,
    metrics: FeedMetrics,
    stop: asyncio.Event,
    *,
    rejects: Path | None = None,
) -> None:
    """Take from all sources until ``stop`` is set; what is in hand then is finished first.

    Each source is worked on by itself, so that one that hangs delays no other.

    Args:
        sources: are started and stopped by the caller.
        sender: where the items go.
        metrics: count what came of them.
        stop: ends it.
        rejects: a file that rejected items are added to.

    Raises:
        Fatal: what was sent could not be acknowledged.
    """
    async with asyncio.TaskGroup() as group:
        for source in sources:
            metrics.has(source.name)
            source.answered, source.unanswered = partial(_looked, metrics, source), partial(_away, metrics, source)
            source.answered()  # it was started
            for _ in range(source.abreast):
                group.create_task(_work(source, sender, metrics, stop, rejects), name=source.name)


def _looked(metrics: FeedMetrics, source: Source) -> None:
    metrics.source_down.labels(source.name).set(0)
    metrics.last_answer.labels(source.name).set_to_current_time()


def _away(metrics: FeedMetrics, source: Source) -> None:
    metrics.source_down.labels(source.name).set(1)


async def _work(
    source: Source, sender: Sender, metrics: FeedMetrics, stop: asyncio.Event, rejects: Path | None
) -> None:
    wait = _FIRST_WAIT
    while (parcel := await source.next(stop)) is not None:
        try:
            receipt = await deliver(parcel, sender)
        except Fatal as error:
            log.warning("parcel_postponed", source=source.name, parcel=parcel.name, why=str(error))
            metrics.parcels.labels(source.name, ParcelOutcome.POSTPONED).inc()
            await parcel.postpone(str(error))
            await pause(stop, wait)
            wait = min(2 * wait, _LONGEST_WAIT)
            continue
        wait = _FIRST_WAIT
        try:
            if await parcel.acknowledge(receipt):
                await asyncio.to_thread(_keep, receipt, rejects)
                _tell(parcel, receipt, metrics)
        finally:
            receipt.close()


async def deliver(parcel: Parcel, sender: Sender) -> Receipt:
    """Send all items of a parcel that can be read, and return when the brokers have them.

    Raises:
        Fatal: the brokers do not have all of them.
    """
    receipt = Receipt()
    context = copy_context()
    context.run(assume, parcel.supplier)
    records = parcel.records(receipt.skipped)
    while batch := await asyncio.to_thread(context.run, _batch, parcel.name, records, receipt):
        await sender.send(batch)
        receipt.sent += len(batch)
    return receipt


def _batch(name: str, records: Iterator[Record], receipt: Receipt) -> list[bytes]:
    """The next records that can be read; [] at the end."""
    batch: list[bytes] = []
    size = 0
    while len(batch) < _TOGETHER and size < _BYTES_TOGETHER:
        try:
            record = next(records, None)
        except Usage as error:  # it went away, may not be read, or needs an extra that is not installed
            receipt.reject(Reject(Reason.ENCODING, str(error), name, 1, b""))
            return batch
        except Exception as error:
            # A reader has a fault: it costs this parcel, which is kept, and not the wire.
            log.error("reading_failed", parcel=name, exc_info=True)
            told = f"{name}: cannot be read ({type(error).__name__}): a fault of this program"
            receipt.reject(Reject(Reason.ENCODING, told, name, 1, b""))
            return batch
        if record is None:
            return batch
        [read] = read_all((record,))
        if isinstance(read, Reject):
            receipt.reject(read)
            continue
        assert isinstance(record.raw, bytes)  # noqa: S101 - a longer line is never read
        batch.append(record.raw)
        size += len(record.raw)
    return batch


def _keep(receipt: Receipt, file: Path | None) -> None:
    if file is not None and receipt.rejected:
        with file.open("ab") as out:
            out.writelines(receipt.rejects())


def _tell(parcel: Parcel, receipt: Receipt, metrics: FeedMetrics) -> None:
    outcome = ParcelOutcome.REFUSED if receipt.is_refused else ParcelOutcome.ACKNOWLEDGED
    metrics.parcels.labels(parcel.source, outcome).inc()
    counts = {
        ItemVerdict.SENT: receipt.sent,
        ItemVerdict.SKIPPED: receipt.skipped.total(),
        ItemVerdict.REJECTED: receipt.rejected.total(),
    }
    for verdict, count in counts.items():
        metrics.items.labels(parcel.source, verdict).inc(count)
    if receipt.sent:
        metrics.last_item.labels(parcel.source).set_to_current_time()
    about = {"source": parcel.source, "parcel": parcel.name, **{str(verdict): n for verdict, n in counts.items()}}
    if receipt.rejected:
        log.warning("items_rejected", **about, reasons=dict(receipt.rejected), messages=receipt.messages)
    else:
        log.info("parcel_taken", **about)
