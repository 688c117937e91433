"""From the output into the projection: a file of stories, or the output topic."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import orjson

from stream.errors import Fatal, Usage
from stream.inspect.store import Store
from stream.reading.sources import GZIP

if TYPE_CHECKING:
    from aiokafka import TopicPartition

    from stream.settings import Settings

__all__ = ["RecordListener", "fill", "follow", "load_file"]

_BATCH = 2000  # records of one transaction: what a crash repeats, and what readers wait for to see
_POLL = 500  # milliseconds


class RecordListener(Protocol):
    """Somebody who is told of each record of the output topic once."""

    def begin(self, topic: str, ends: Mapping[int, int]) -> Mapping[int, int]:
        """From where each partition is to be read for it, given the offset behind the last record of each."""

    def take(self, partition: int, records: Sequence[Any], following: int) -> None:
        """Take records of a partition, and the offset behind them. Some of them may have been taken before."""


def fill(store: Store, lines: Iterable[bytes]) -> None:
    """Make the projection anew of these stories. Readers see the old ones until all are there."""
    store.start(None)
    for line in lines:
        store.apply(_uri(line), line)
    store.commit()


def load_file(store: Store, path: Path | str, *, rebuild: bool = False) -> int:
    """Project the stories of `copytaster run`, `stories` or `demo --json`; also what `run --changes` wrote.

    Args:
        store: gains these stories; those it holds under the same uri are replaced.
        path: JSON Lines, also gzipped; ``-`` is standard input.
        rebuild: empty the projection first. Readers see the old one until the file has been read.

    Returns:
        The number of records read.

    Raises:
        Usage: the file is not there, or a line of it is no story.
    """
    number = 0
    with _reading(path) as file:
        if rebuild:
            store.start(None)
        try:
            for number, raw in enumerate(file, 1):
                if line := raw.strip():
                    store.apply(_uri(line), line)
                if not rebuild and number % _BATCH == 0:
                    store.commit()
        except Fatal as error:
            store.rollback()
            raise Usage(f"{path}:{number}: {error} (`copytaster run` writes them)") from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            store.rollback()
            raise Usage(f"{path}: not a whole gzip file: {error}") from error
    store.commit()
    return number


@contextmanager
def _reading(path: Path | str) -> Iterator[BinaryIO]:
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    if not Path(path).is_file():
        raise Usage(f"{path}: there is no such file")
    with Path(path).open("rb") as file:
        compressed = file.read(len(GZIP)) == GZIP
    with gzip.open(path) if compressed else Path(path).open("rb") as file:
        yield cast("BinaryIO", file)


def _uri(line: bytes) -> str:
    """The uri of a story.

    Raises:
        Fatal: the line is none.
    """
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Fatal("not JSON, where a story of the output should be") from error
    uri = record.get("uri") if isinstance(record, dict) else None
    if not isinstance(uri, str):
        raise Fatal("not a story of the output: it has no uri")
    return uri


async def follow(
    store: Store,
    settings: Settings,
    *,
    forever: bool = False,
    rebuild: bool = False,
    on_commit: Callable[[int], None] = lambda _: None,
    listener: RecordListener | None = None,
) -> int:
    """Project the output topic from where the last time ended.

    Offsets are committed with the records, in one transaction of the file: nothing is lost or taken twice,
    wherever it is stopped. A record that comes again is what is there already.

    Args:
        store: of this topic alone; the first time it is told which.
        settings: where the brokers are, and the prefix of the topics.
        forever: go on with what comes, without end; otherwise stop at what is there now.
        rebuild: empty the projection and read the topic from its beginning.
        on_commit: called with the number of records of each transaction.
        listener: is told of each record once, before the projection notes that it has it.

    Returns:
        The number of records read.

    Raises:
        Usage: the topic does not exist, or the projection is not of it.
        Fatal: the brokers do not answer, or a record is no story.
    """
    from stream.service.clients import consuming, partitions, reaching, until
    from stream.service.topics import STORIES, named

    name = named(settings, STORIES)
    read = 0

    def take(batch: dict[TopicPartition, list[Any]], offsets: dict[int, int]) -> None:
        nonlocal read
        # What the listener has not heard of yet may be here already, where it was followed without one.
        records = [record for each in batch.values() for record in each if record.offset >= at.get(record.partition, 0)]
        for record in records:
            if record.key is not None:
                store.apply(record.key.decode("utf-8", "replace"), record.value, max(record.timestamp, 0) or None)
        if listener is not None:
            for partition, each in batch.items():
                listener.take(partition.partition, each, offsets[partition.partition])
        store.commit({partition: max(offset, at.get(partition, 0)) for partition, offset in offsets.items()})
        read += len(records)
        on_commit(len(records))

    with reaching(settings):
        assigned = await partitions(settings, name)
        async with consuming(settings, assigned) as consumer:
            ends = await consumer.end_offsets(assigned)
            at = _places(store, name, {each.partition: end for each, end in ends.items()}, rebuild=rebuild)
            begins = listener.begin(name, {each.partition: end for each, end in ends.items()}) if listener else at
            for each in assigned:
                if each.partition in at:
                    consumer.seek(each, min(at[each.partition], begins.get(each.partition, 0)))
            try:
                async for partition, records in until(consumer, ends):
                    take({partition: records}, {partition.partition: await consumer.position(partition)})
                while forever:
                    batch = await consumer.getmany(timeout_ms=_POLL, max_records=_BATCH)
                    if batch:
                        take(batch, {each.partition: records[-1].offset + 1 for each, records in batch.items()})
            except BaseException:
                store.rollback()
                raise
            if read == 0:
                store.commit()
    return read


def _places(store: Store, topic: str, ends: dict[int, int], *, rebuild: bool) -> dict[int, int]:
    """From where to read. Another topic's offsets, or those of one that was made anew, would leave stories out."""
    if rebuild:
        store.start(topic)
        return {}
    at = store.offsets()
    if store.source not in (None, topic):
        raise Usage(f"{store.path} is a projection of {store.source}, not of {topic}; --rebuild makes it anew")
    if ahead := [each for each, offset in at.items() if offset > ends.get(each, 0)]:
        raise Usage(f"{store.path} is ahead of {topic} in partition {ahead[0]}: the topic was made anew; --rebuild")
    store.name_source(topic)
    return at
