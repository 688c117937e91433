"""A worker that the network has cut off is heard late: what it told then stands over what its successor has told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson

from simulated import Rows, drained
from stream.entities.messages import Emitted, Label
from stream.entities.routing import partition_of
from stream.entities.shard import Shard
from stream.service.clients import producing
from stream.service.codec import Segment
from stream.service.state import Segments
from stream.service.topics import STATE, STORIES, named
from wires import HOUR, MINUTE, NOON, ninjs, text
from workers import Service, running, wait_for

FIRST = "urn:newsml:a.example:1"
WIRE = [
    orjson.dumps(ninjs(FIRST, text(1), NOON)),
    orjson.dumps(ninjs("urn:newsml:b.example:2", text(1), NOON + MINUTE)),
]


def send(service: Service, topic: str, partition: int, key: bytes, value: bytes | None) -> None:
    """Write as the ghost does."""

    async def go() -> None:
        async with producing(service.settings) as producer:
            await producer.send_and_wait(named(service.settings, topic), value, key=key, partition=partition)

    asyncio.run(go())


def test_what_a_ghost_tells_late_is_told_again_although_nothing_else_comes_in(brokers: str, tmp_path: Path) -> None:
    """It knew of the first dispatch alone. Its row, which follows what it told, says of which family that was."""
    with running(brokers, tmp_path) as service:
        count = service.settings.partitions
        service.start()
        service.feed(WIRE)
        service.wait_until_quiet()
        told = service.stories()
        [story] = map(orjson.loads, told)
        assert len(story["associations"]) == len(WIRE)

        label = Label(NOON, FIRST)
        ghost = Segments(Shard(count, 72 * HOUR, 144 * HOUR), count, generation=0)
        drained(ghost.load(Rows()))
        [row] = ghost.write(Segment(messages=[Emitted(label, ((label, b"of one"),), ())]))
        stale = orjson.dumps({**story, "associations": story["associations"][:1]})
        send(service, STORIES, partition_of(story["uri"], count), story["uri"].encode(), stale)
        assert service.stories() == [stale]
        send(service, STATE, partition_of(FIRST, count), row.key, row.value)

        wait_for(lambda: service.stories() == told, 30, "the story as it was", service.told_last)
