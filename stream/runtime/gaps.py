"""What the brokers say about offsets, asked beside Faust: its own consumer does not answer from inside a handler."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from stream.runtime.connecting import consuming, reaching
from stream.runtime.inbox import Place
from stream.runtime.topics import client_options, named
from stream.settings import Settings

__all__ = ["Standing", "first_offset", "standing"]

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


class Standing(NamedTuple):
    """Where a partition begins, and how far the group has read it: None where it has committed nothing."""

    first: int
    committed: int | None


async def standing(settings: Settings, group: str, places: Iterable[Place]) -> dict[Place, Standing]:
    """What the brokers hold of partitions and what the group has committed of them.

    Raises:
        Fatal: the brokers do not answer.
    """
    tps = {place: TopicPartition(named(settings, place[0]), place[1]) for place in places}
    if not tps:
        return {}
    with reaching(settings):
        firsts, offsets = await asyncio.gather(_first_offsets(settings, tps), _committed(settings, group, tps))
    return {place: Standing(firsts[tp], offsets.get(tp)) for place, tp in tps.items()}


async def _first_offsets(settings: Settings, tps: Mapping[Place, TopicPartition]) -> dict[TopicPartition, int]:
    async with consuming(settings, list(tps.values())) as consumer:
        found: dict[TopicPartition, int] = await consumer.beginning_offsets(list(tps.values()))
        return found


async def _committed(settings: Settings, group: str, tps: Mapping[Place, TopicPartition]) -> dict[TopicPartition, int]:
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        found = await admin.list_consumer_group_offsets(group, partitions=list(tps.values()))
    finally:
        await admin.close()
    return {tp: meta.offset for tp, meta in found.items() if meta.offset >= 0}
