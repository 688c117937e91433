"""What our Kafka clients share: how they connect, what the brokers know, reading up to now, publishing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from stream.errors import Fatal, Usage
from stream.service.dead_letters import Content
from stream.service.logs import get_logger
from stream.service.security import tls
from stream.settings import Settings

__all__ = [
    "administering",
    "ask_again",
    "client_options",
    "committed",
    "consuming",
    "partitions",
    "producing",
    "publish",
    "reaching",
    "topics_there",
    "until",
]

_POLL = 200  # milliseconds
_COORDINATOR = 15  # seconds: brokers that knew no group yet make their coordinator when they are asked for one
_AGAIN = 0.1  # seconds
_PATIENCE = 1.0  # seconds between two questions that brokers do not answer
_REFUSED = (TopicAuthorizationFailedError, GroupAuthorizationFailedError)

log = get_logger(__name__)


def client_options(settings: Settings) -> dict[str, Any]:
    """How every Kafka client of ours connects.

    Raises:
        Usage: a file of certificates or keys does not hold what its setting says.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.brokers,
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.startswith("SASL"):
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        secret = settings.sasl_password
        options["sasl_plain_password"] = secret.get_secret_value() if secret else None
    context = tls(settings)
    if context is not None:
        options["ssl_context"] = context
    return options


@contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """What the client library raises becomes ours, with the brokers' names."""
    try:
        yield
    except (KafkaError, TimeoutError) as error:
        raise Fatal(f"Kafka at {settings.brokers}: {str(error) or type(error).__name__}") from error


async def ask_again(error: Fatal, partitions: int) -> None:
    """Wait, and let the caller ask once more: that brokers do not answer is no evidence of anything.

    Args:
        error: what :func:`reaching` made of the answer.
        partitions: how many were asked about.

    Raises:
        Fatal: the error itself, where the brokers refuse, or where it did not come of asking them.
    """
    cause = error.__cause__
    if isinstance(cause, _REFUSED) or not isinstance(cause, KafkaError | TimeoutError):
        raise error
    log.warning("offsets_not_answered", error=type(cause).__name__, partitions=partitions)
    await asyncio.sleep(_PATIENCE)


@asynccontextmanager
async def administering(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client for topics and groups.

    Raises:
        Fatal: the brokers do not answer, or refuse; its cause is what the client library said.
    """
    admin = AIOKafkaAdminClient(**client_options(settings))
    with reaching(settings):
        try:
            await admin.start()
            yield admin
        finally:
            await admin.close()


async def topics_there(settings: Settings) -> dict[str, int]:
    """Every topic and how many partitions it has. Asked for all topics: asking for one may create it.

    Raises:
        Fatal: the brokers do not answer.
    """
    async with administering(settings) as admin:
        return {each["topic"]: len(each["partitions"]) for each in await admin.describe_topics()}


async def committed(settings: Settings, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    """The offset that the workers' group has committed for each partition, where it has committed one.

    Raises:
        Fatal: the brokers do not answer, or refuse.
    """
    end = asyncio.get_running_loop().time() + _COORDINATOR
    async with administering(settings) as admin:
        while True:
            try:
                commits = await admin.list_consumer_group_offsets(settings.group_id, partitions=places)
            except GroupCoordinatorNotAvailableError:
                if asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(_AGAIN)
            else:
                return {place: commit.offset for place, commit in commits.items() if commit.offset >= 0}


async def partitions(settings: Settings, topic: str) -> list[TopicPartition]:
    """The partitions of a topic.

    Raises:
        Usage: there is no such topic.
    """
    counts = await topics_there(settings)
    if topic not in counts:
        raise Usage(f"{topic}: there is no such topic at {settings.brokers}; `copytaster topics apply` creates ours")
    return [TopicPartition(topic, number) for number in range(counts[topic])]


@asynccontextmanager
async def consuming(settings: Settings, assigned: list[TopicPartition]) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer outside every group, at the beginning of these partitions."""
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    try:
        await consumer.start()
        consumer.assign(assigned)
        yield consumer
    finally:
        await consumer.stop()


async def until(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> AsyncIterator[tuple[TopicPartition, list[Any]]]:
    """The records of each partition from where the consumer stands up to an offset, without the one there.

    Raises:
        Fatal: a header has a name that is not UTF-8. Kafka takes it, but aiokafka stops before that record for good.
    """
    left = dict(ends)
    while True:
        # The position, not the last record's offset: compaction and transactions leave holes.
        left = {each: end for each, end in left.items() if await consumer.position(each) < end}
        if not left:
            return
        try:
            batches = await consumer.getmany(*left, timeout_ms=_POLL)
        except UnicodeDecodeError as error:
            places = [f"{each.topic} {each.partition}:{await consumer.position(each)}" for each in left]
            raise Fatal(f"a header's name is not UTF-8, in or soon after one of {', '.join(places)}") from error
        for partition, records in batches.items():
            if partition in left:
                yield partition, [each for each in records if each.offset < left[partition]]


@asynccontextmanager
async def producing(settings: Settings, **options: object) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that loses nothing and repeats nothing: a retry neither repeats a record nor changes the order."""
    producer = AIOKafkaProducer(**client_options(settings), acks="all", enable_idempotence=True, **options)
    try:
        await producer.start()
        yield producer
    finally:
        await producer.stop()


async def publish(producer: AIOKafkaProducer, topic: str, partition: int, content: Content) -> asyncio.Future[Any]:
    """Send a record as it is; the future is done when the brokers have it.

    A record with neither key nor value is one too: Kafka takes it, but ``AIOKafkaProducer.send`` asserts
    that there is none, so it goes as a batch of its own.
    """
    headers = list(content.headers)
    if content.key is None and content.value is None:
        batch = producer.create_batch()
        batch.append(timestamp=None, key=None, value=None, headers=headers)
        sent: asyncio.Future[Any] = await producer.send_batch(batch, topic, partition=partition)
    else:
        sent = await producer.send(topic, content.value, key=content.key, partition=partition, headers=headers)
    return sent
