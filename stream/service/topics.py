"""The topics of the service: one declaration, from which they are provisioned and checked."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from stream.entities.routing import INPUT, MAILBOXES, RULINGS
from stream.errors import Fatal, Usage
from stream.service.clients import administering, client_options, committed, reaching
from stream.settings import Settings

__all__ = [
    "DEAD_LETTERS",
    "INPUT",
    "RULINGS",
    "STATE",
    "STORIES",
    "Drift",
    "Topic",
    "apply",
    "declared",
    "named",
    "plan",
    "waiting",
]

STORIES = "wire.stories"
DEAD_LETTERS = "wire.dead-letters"
STATE = "copytaster.state"
"""The changelog of the workers' state."""

_HOUR = 3_600_000  # milliseconds
_DAY = 24 * _HOUR
_FEWEST = 2  # copies of which both must be there: with one lost nothing could be sent
_VISIBLE = 15  # seconds
_LOOK_AGAIN = 0.1  # seconds
_LETTER = 64 * 1024 * 1024  # bytes: what was compressed below the limit of its topic may be more as a dead letter
_LARGEST = 8 * 1024 * 1024  # bytes: a mailbox record holds the texts of one input batch for one partition


class Topic(NamedTuple):
    """A topic as it should be."""

    name: str
    partitions: int
    config: dict[str, str]


class Drift(NamedTuple):
    """What differs between the declaration and the brokers."""

    topic: str
    told: str
    creatable: bool  # `apply` mends it: the topic is missing


def declared(settings: Settings) -> tuple[Topic, ...]:
    """All topics: input, output, rejects, rulings, the mailboxes of the three entities, their state.

    A mailbox is kept as long as a dispatch may find its story, so that no outage shorter than that
    loses a message. What a story was before is kept as long, and so is the record of one that gave
    way: a reader that is no further behind misses nothing.
    """
    retention = str((settings.window_hours + settings.lateness_hours) * _HOUR)
    large = {"max.message.bytes": str(_LARGEST)}
    # With three copies two must have a record before it counts as sent: the loss of a broker then loses nothing.
    sure = {"min.insync.replicas": "2"} if settings.replication > _FEWEST else {}
    kept = {"cleanup.policy": "delete", "retention.ms": retention, **large}
    compacted = {"cleanup.policy": "compact", **large}
    configs = {
        INPUT: kept,
        STORIES: {**compacted, "min.compaction.lag.ms": retention, "delete.retention.ms": retention},
        DEAD_LETTERS: {
            "cleanup.policy": "delete",
            "retention.ms": str(30 * _DAY),
            "max.message.bytes": str(_LETTER),
        },
        RULINGS: compacted,
        **dict.fromkeys(MAILBOXES, kept),
        STATE: compacted,
    }
    return tuple(
        Topic(named(settings, name), settings.partitions, {**config, **sure}) for name, config in configs.items()
    )


def named(settings: Settings, topic: str) -> str:
    """A topic's name on the brokers."""
    return f"{settings.topic_prefix}{topic}"


async def plan(settings: Settings) -> list[Drift]:
    """Compare the declaration with the brokers.

    Raises:
        Fatal: the brokers do not answer.
    """
    async with administering(settings) as admin:
        return await _plan(admin, settings)


async def apply(settings: Settings) -> list[str]:
    """Create the topics that are missing; return their names.

    Raises:
        Usage: a topic is there with other partitions or another configuration. That is never changed
            here: the key of a record tells its partition, so a changed count scatters the state.
        Fatal: the brokers do not answer, or refuse.
    """
    async with administering(settings) as admin:
        drift = await _plan(admin, settings)
        stuck = [each for each in drift if not each.creatable]
        if stuck:
            raise Usage("; ".join(f"{each.topic}: {each.told}" for each in stuck))
        missing = {each.topic for each in drift}
        topics = [
            NewTopic(topic.name, topic.partitions, settings.replication, topic_configs=topic.config)
            for topic in declared(settings)
            if topic.name in missing
        ]
        if topics:
            answer = await admin.create_topics(topics)
            for name, code, message in (error[:3] for error in answer.topic_errors):
                if code:
                    raise Fatal(f"{name}: the brokers refused to create it (error {code}: {message})")
            await _wait_until_visible(admin, {topic.name for topic in topics}, settings)
        return [topic.name for topic in topics]


async def waiting(settings: Settings) -> dict[str, int]:
    """How many records of input, rulings and mailboxes the group has not worked off, by topic; those that have some.

    Raises:
        Fatal: the brokers do not answer.
    """
    names = {named(settings, topic) for topic in (INPUT, RULINGS, *MAILBOXES)}
    places = [TopicPartition(name, number) for name in sorted(names) for number in range(settings.partitions)]
    consumer = AIOKafkaConsumer(**client_options(settings))
    with reaching(settings):
        try:
            await consumer.start()
            firsts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        finally:
            await consumer.stop()
    commits = await committed(settings, places)
    left: Counter[str] = Counter()
    for place in places:
        left[place.topic] += max(0, ends[place] - max(commits.get(place, 0), firsts[place]))
    return {name: records for name, records in left.items() if records}


async def _wait_until_visible(admin: AIOKafkaAdminClient, names: set[str], settings: Settings) -> None:
    """Brokers answer before each of them knows of a new topic: a worker started now would not find it."""
    try:
        async with asyncio.timeout(_VISIBLE):
            while not names <= set(await admin.list_topics()):
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        raise Fatal(f"Kafka at {settings.brokers}: topics were created but cannot be seen after {_VISIBLE} s") from None


async def _plan(admin: AIOKafkaAdminClient, settings: Settings) -> list[Drift]:
    topics = declared(settings)
    there = set(await admin.list_topics())
    drift = [Drift(topic.name, "missing", True) for topic in topics if topic.name not in there]
    present = [topic for topic in topics if topic.name in there]
    if not present:
        return drift
    counts = {
        each["topic"]: len(each["partitions"])
        for each in await admin.describe_topics([topic.name for topic in present])
    }
    for topic in present:
        if counts[topic.name] != topic.partitions:
            drift.append(Drift(topic.name, f"has {counts[topic.name]} partitions, not {topic.partitions}", False))
        config = await _config(admin, topic.name)
        drift.extend(
            Drift(topic.name, f"{key} is {config.get(key)}, not {value}", False)
            for key, value in topic.config.items()
            if config.get(key) != value
        )
    return drift


async def _config(admin: AIOKafkaAdminClient, topic: str) -> dict[str, str]:
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    [(_, _, _, _, entries)] = answer.resources
    return {entry[0]: entry[1] for entry in entries}
