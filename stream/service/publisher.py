"""Everything that a worker sends, on one producer whose acknowledgements are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from stream.entities.families import Emission, EmissionKind
from stream.entities.routing import MAILBOXES, partition_of
from stream.errors import Fatal
from stream.service.clients import client_options, publish
from stream.service.dead_letters import Content
from stream.service.metrics import Metrics
from stream.service.outbox import Target
from stream.service.state import Row
from stream.service.topics import DEAD_LETTERS, STATE, STORIES, named
from stream.service.tracing import Headers
from stream.settings import Settings
from stream.stories.story import OutputRecord, is_story

__all__ = ["Publisher", "envelope"]

_LARGEST = 64 * 1024 * 1024  # bytes: the topics have their own, smaller limits
_BATCH = 1024 * 1024
_PATIENCE = 120.0  # seconds: the client gives up earlier by itself, but where its sender has ended nobody answers
_VERSION = version("copytaster").encode()

Sent = asyncio.Future[Any]


def envelope(uri: str, value: bytes | None, story: OutputRecord | None) -> list[tuple[str, bytes]]:
    """CloudEvents headers of an output record (Kafka protocol binding 1.0, binary mode).

    They follow from the record alone: one that is sent again has the same ``ce_id``, by which a reader knows it.
    """
    identity = blake2b(uri.encode() + b"\n" + (value or b""), digest_size=16).hexdigest()
    record = story if story is not None and is_story(story) else None
    kind = "story-deleted" if value is None else "story" if record or story is None else "story-replaced"
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", identity.encode()),
        ("ce_source", b"urn:copytaster"),
        ("ce_type", f"copytaster.{kind}".encode()),
        ("ce_subject", uri.encode()),
        ("content-type", b"application/json"),
        ("copytaster.version", _VERSION),
    ]
    when = record.get("versionCreated") if record else None
    return [*headers, ("ce_time", when.encode())] if when else headers


class Publisher:
    """Sends, and waits until the brokers have it.

    Args:
        settings: where the brokers are.
        metrics: counts what could not be sent.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        for topic in (STORIES, *MAILBOXES, DEAD_LETTERS, STATE):
            metrics.send_errors.labels(topic)  # there from the start: an increase is seen also when it is the first
        self._producer = AIOKafkaProducer(
            **client_options(settings),
            acks="all",
            enable_idempotence=True,  # a retry neither repeats a record nor changes the order
            linger_ms=0,
            max_request_size=_LARGEST,
            max_batch_size=_BATCH,
        )

    async def start(self) -> None:
        """Connect.

        Raises:
            Fatal: the brokers do not answer.
        """
        try:
            await self._producer.start()
        except KafkaError as error:
            raise Fatal(f"Kafka at {self._settings.brokers}: {error}") from error

    async def stop(self) -> None:
        """Send what is under way, and disconnect."""
        await self._producer.stop()

    async def send(
        self,
        stories: Sequence[Emission],
        mailboxes: Iterable[tuple[Target, bytes]],
        letters: Iterable[tuple[int, Content]],
        trace: Headers = (),
    ) -> None:
        """Send what a turn wants sent, stories and mailbox records with the headers of its trace.

        Raises:
            Fatal: the brokers refused something, or did not answer in time.
        """
        sent: list[tuple[str, Sent]] = []
        count = self._settings.partitions
        for emission in stories:
            partition = partition_of(emission.uri, count)
            headers = [*envelope(emission.uri, emission.line, emission.story), *trace]
            sent.append(await self._put(STORIES, partition, emission.uri, emission.line, headers))
            if emission.kind is EmissionKind.REPLACED:
                # Said; now the topic may forget it. Those who read it within the retention see both.
                sent.append(await self._put(STORIES, partition, emission.uri, None, envelope(emission.uri, None, None)))
        for (topic, partition), raw in mailboxes:
            sent.append(await self._put(topic, partition, None, raw, list(trace) or None))
        for partition, content in letters:
            with self._refusals(DEAD_LETTERS):
                topic = named(self._settings, DEAD_LETTERS)
                sent.append((DEAD_LETTERS, await publish(self._producer, topic, partition, content)))
        await self._acknowledged(sent)

    async def write(self, rows: Mapping[int, Sequence[Row]]) -> dict[int, list[tuple[int, Row]]]:
        """Append rows of state to the changelog; return them with their offsets, by partition.

        Raises:
            Fatal: the brokers refused something, or did not answer in time.
        """
        sent: list[tuple[str, Sent]] = []
        places: list[tuple[int, Row]] = []
        for partition, ours in rows.items():
            for row in ours:
                sent.append(await self._put(STATE, partition, row.key, row.value))
                places.append((partition, row))
        kept: dict[int, list[tuple[int, Row]]] = {}
        for (partition, row), done in zip(places, await self._acknowledged(sent), strict=True):
            kept.setdefault(partition, []).append((done.offset, row))
        return kept

    async def _put(
        self,
        topic: str,
        partition: int,
        key: str | bytes | None,
        value: bytes | None,
        headers: list[tuple[str, bytes]] | None = None,
    ) -> tuple[str, Sent]:
        raw = key.encode() if isinstance(key, str) else key
        name = named(self._settings, topic)
        with self._refusals(topic):
            return topic, await self._producer.send(name, value, key=raw, partition=partition, headers=headers)

    async def _acknowledged(self, sent: Sequence[tuple[str, Sent]]) -> list[Any]:
        try:
            async with asyncio.timeout(_PATIENCE):
                done = await asyncio.gather(*(answer for _, answer in sent), return_exceptions=True)
        except TimeoutError as error:
            raise Fatal(f"Kafka at {self._settings.brokers}: no answer for {_PATIENCE:.0f} s") from error
        for (topic, _), result in zip(sent, done, strict=True):
            if isinstance(result, BaseException):
                with self._refusals(topic):
                    raise result
        return list(done)

    @contextmanager
    def _refusals(self, topic: str) -> Iterator[None]:
        """What the client raises of a record that was not taken is counted and becomes ours, whenever it says so."""
        try:
            yield
        except (KafkaError, OSError) as error:
            self._metrics.send_errors.labels(topic).inc()
            says = str(error)[:100] or type(error).__name__
            raise Fatal(f"{named(self._settings, topic)}: the brokers did not take a record ({says})") from error
