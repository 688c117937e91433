"""The loop that all sources share: read a parcel, send its items, acknowledge it once the brokers have them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from stream.errors import Fatal, Reason
from stream.reading.rejects import Reject
from stream.service.feeding.parcels import Parcel, Source, pause
from stream.service.feeding.parts import Part, ReaderFault, RejectedItem, read_parts
from stream.service.feeding.readers import EndedError, Readers
from stream.service.feeding.receipts import Receipt
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
    readers: Readers,
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
        readers: processes that read what comes.
        rejects: a file that rejected items are added to.

    Raises:
        Fatal: what was sent could not be acknowledged.
    """
    async with asyncio.TaskGroup() as group:
        for source in sources:
            metrics.has(source.name)
            source.readers = readers
            source.answered, source.unanswered = partial(_looked, metrics, source), partial(_away, metrics, source)
            source.answered()  # it was started
            for _ in range(source.abreast):
                group.create_task(_work(source, sender, metrics, stop, rejects), name=source.name)


def _looked(metrics: FeedMetrics, source: Source) -> None:
    source.account.answered()
    metrics.source_down.labels(source.name).set(0)
    metrics.last_answer.labels(source.name).set_to_current_time()


def _away(metrics: FeedMetrics, source: Source) -> None:
    source.account.unanswered()
    metrics.source_down.labels(source.name).set(1)


async def _work(
    source: Source, sender: Sender, metrics: FeedMetrics, stop: asyncio.Event, rejects: Path | None
) -> None:
    wait = _FIRST_WAIT
    while (parcel := await source.next(stop)) is not None:
        try:
            receipt = await deliver(parcel, sender, source.readers)
        except Fatal as error:
            log.warning("parcel_postponed", source=source.name, parcel=parcel.name, why=str(error))
            metrics.parcels.labels(source.name, ParcelOutcome.POSTPONED).inc()
            source.account.postponed()
            await parcel.postpone(str(error))
            await pause(stop, wait)
            wait = min(2 * wait, _LONGEST_WAIT)
            continue
        wait = _FIRST_WAIT
        try:
            if await parcel.acknowledge(receipt):
                await asyncio.to_thread(_keep, receipt, rejects)
                _tell(parcel, receipt, metrics)
                source.account.settled(parcel.name, receipt)
        finally:
            receipt.close()


async def deliver(parcel: Parcel, sender: Sender, readers: Readers) -> Receipt:
    """Send all items of a parcel that can be read, and return when the brokers have them.

    Raises:
        Fatal: the brokers do not have all of them, or there is no process to read it.
    """
    receipt = Receipt()
    async with readers.slot():
        batches = _batches(parcel, receipt, readers)
        try:
            while batch := await asyncio.to_thread(next, batches, None):
                await sender.send(batch)
                receipt.sent += len(batch)
        except BaseException:
            receipt.close()
            with suppress(ValueError):  # its thread is still at it: the process ends with ours
                batches.close()
            raise
    return receipt


def _batches(parcel: Parcel, receipt: Receipt, readers: Readers) -> Generator[list[bytes], None, None]:
    """The records of a parcel, so many at a time; what became of its other items is noted in the receipt."""
    parts = parcel.parts()
    batch: list[bytes] = []
    while parts:
        place = 0
        try:
            with closing(readers.iterate(parcel.supplier, read_parts, parts)) as messages:
                for message in messages:
                    if isinstance(message, int):
                        place = message
                    elif isinstance(message, list):
                        batch += message
                        if len(batch) >= _TOGETHER or sum(map(len, batch)) >= _BYTES_TOGETHER:
                            yield batch
                            batch = []
                    elif isinstance(message, RejectedItem):
                        receipt.reject(*message, _pieces(messages))
                    elif isinstance(message, ReaderFault):
                        log.error("reading_failed", parcel=parts[place].name, fault=message.exception)
                    else:
                        receipt.skipped.update(message)
            parts = ()
        except EndedError as error:
            part, rest = parts[place], parts[place + 1 :]
            log.error("reader_ended", parcel=part.name, why=str(error))
            if part.instead is not None:
                parts = [Part(part.name, part.instead), *rest]
                continue
            reject = Reject(Reason.TOO_LARGE, f"{part.name}: cannot be read: {error}", part.name, 1, b"")
            receipt.reject(reject.reason, reject.message, reject.pieces())
            parts = rest
    if batch:
        yield batch


def _pieces(messages: Iterator[object]) -> Iterator[bytes]:
    for piece in messages:
        if not isinstance(piece, bytes):
            raise EndedError("what was rejected of it is too large to be handed over")
        if not piece:
            return
        yield piece


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
