"""Dead letters for the tests, and what Kafka topics hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from stream.entities.routing import INPUT
from stream.errors import Invalid, Reason
from stream.service.clients import client_options, consuming, partitions, producing, publish, until
from stream.service.dead_letters import Content, Coordinate, InputPlace, dead_letter
from stream.service.topics import DEAD_LETTERS, apply, named
from stream.settings import Settings

_VISIBLE = 15  # seconds
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def own_topics(brokers: str) -> Settings:
    """Topics that no other test sees, and they are there."""
    settings = Settings(brokers=brokers, topic_prefix=f"t{uuid4().hex[:8]}.", partitions=2)
    asyncio.run(apply(settings))
    return settings


def letter(
    topic: str,
    content: Content,
    reason: Reason = Reason.JSON,
    *,
    place: tuple[int, int] = (0, 7),
    failed_at: datetime = NOON,
) -> Content:
    """The dead letter of a record that stood at a place (partition, offset) of a topic."""
    invalid = Invalid(reason, f"record: bad ({reason})")
    return dead_letter(
        InputPlace(topic, *place, 1_700_000_000_000), content, invalid, stage="intake", failed_at=failed_at
    )


def put(settings: Settings, topic: str, records: Sequence[Content], partition: int = 0) -> list[Coordinate]:
    """Write records to one partition, in order; where they are now."""

    async def write() -> list[Coordinate]:
        async with producing(settings, compression_type="gzip", max_request_size=1 << 30) as producer:
            sent = [await publish(producer, topic, partition, each) for each in records]
            return [Coordinate(partition, (await each).offset) for each in sent]

    return asyncio.run(write())


def put_letters(settings: Settings, *contents: Content, partition: int = 0) -> list[Coordinate]:
    """Write to the dead-letter topic."""
    return put(settings, named(settings, DEAD_LETTERS), contents, partition)


def held(settings: Settings, topic: str | None = None) -> list[Any]:
    """The records of a topic, by default the input, partition by partition."""

    async def read() -> list[Any]:
        assigned = await partitions(settings, topic or named(settings, INPUT))
        async with consuming(settings, assigned) as consumer:
            found = []
            async for _, records in until(consumer, await consumer.end_offsets(assigned)):
                found.extend(records)
            return sorted(found, key=lambda each: (each.partition, each.offset))

    return asyncio.run(read())


def contents(records: Sequence[Any]) -> list[Content]:
    """What they hold."""
    return [Content(each.key, each.value, tuple(each.headers)) for each in records]


def create(settings: Settings, topic: str, **config: str) -> None:
    """Another topic, with one partition. The brokers answer before they show it: wait until they do."""

    async def make() -> None:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        try:
            configs = {name.replace("_", "."): value for name, value in config.items()}
            await admin.create_topics([NewTopic(topic, 1, 1, topic_configs=configs)])
            async with asyncio.timeout(_VISIBLE):
                while topic not in await admin.list_topics():
                    await asyncio.sleep(0.05)
        finally:
            await admin.close()

    asyncio.run(make())
