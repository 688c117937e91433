"""What the brokers say about offsets, asked beside Faust: its own consumer does not answer from inside a handler."""

from __future__ import annotations

import asyncio

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from stream.runtime.connecting import consuming, reaching
from stream.runtime.inbox import Place
from stream.runtime.topics import client_options, named
from stream.settings import Settings

__all__ = ["committed", "first_offset"]

_PATIENCE = 10.0  # seconds


async def first_offset(settings: Settings, place: Place, at_least: int) -> int | None:
    """The offset of the first record of a partition from this one on; None where none came in time.

    Raises:
        Fatal: the brokers do not answer.
    """
    partition = TopicPartition(named(settings, place[0]), place[1])
    with reaching(settings):
        async with consuming(settings, [partition]) as consumer:
            consumer.seek(partition, at_least)
            try:
                record = await asyncio.wait_for(consumer.getone(partition), _PATIENCE)
            except TimeoutError:
                return None
            offset: int = record.offset
            return offset


async def committed(settings: Settings, group: str, topic: str, partitions: set[int]) -> dict[int, int]:
    """The offsets that a group has committed of a topic; without those partitions of which it has none.

    Raises:
        Fatal: the brokers do not answer.
    """
    tps = [TopicPartition(named(settings, topic), partition) for partition in sorted(partitions)]
    with reaching(settings):
        admin = AIOKafkaAdminClient(**client_options(settings))
        try:
            await admin.start()
            found = await admin.list_consumer_group_offsets(group, partitions=tps)
        finally:
            await admin.close()
    return {tp.partition: meta.offset for tp, meta in found.items() if meta.offset >= 0}
