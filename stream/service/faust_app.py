"""The Faust app: group membership, assignment, and the table's files.

Faust decides nothing about the stories. It says which partitions are ours, opens their tables, and commits how far
they were worked off, so that others see it. Records are read beside it (:mod:`stream.service.reader`): Faust's
consumer takes jumps of offsets for holes that it may commit over, and jumps after pauses and rebalances. So are rows of
state (:mod:`stream.service.changelog`). Every setting that matters is passed to it, because it reads some seventy
unprefixed names from the environment; here it reads none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import faust
from aiokafka import TopicPartition
from faust.tables.manager import TableManager
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP
from faust.types.settings import Settings as FaustSettings

from stream.entities.routing import INPUT, MAILBOXES, SOURCES
from stream.service.faust_table import SegmentTable
from stream.service.inbox import Place
from stream.service.security import faust_credentials
from stream.service.topics import STATE, named
from stream.settings import Settings

__all__ = ["KafkaApp"]

Change = Callable[[], Awaitable[None]]

_EVER = 10 * 365 * 86_400.0
"""Seconds that the client may fetch nothing without leaving the group. It fetches nothing at all: by default it would
leave after 1,000 s and, as long as it is idle, not come back. That the worker moves is seen to by its own heartbeat."""


class _Deaf(FaustSettings):
    """Settings that come from us alone."""

    def getenv(self, env_name: str) -> Any:
        """Nothing in the environment is meant for Faust."""
        return None


class _Thread(AIOKafkaConsumerThread):
    async def pause(self, partitions: Iterable[TP]) -> None:
        """Fetch nothing of these."""
        self._ensure_consumer().pause(*(TopicPartition(*each) for each in partitions))


class _Consumer(Consumer):
    """A consumer that fetches nothing: the topics are subscribed to for their partitions."""

    def _new_consumer_thread(self) -> _Thread:
        thread: _Thread = _Thread(self, loop=self.loop, beacon=self.beacon)
        return thread

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """New partitions are ours."""
        # On the loop of the client's thread, where fetches are under way.
        if isinstance(self._thread, _Thread):
            pausing = asyncio.run_coroutine_threadsafe(self._thread.pause(assigned), self._thread.thread_loop)
            await asyncio.wrap_future(pausing)
        await super().on_partitions_assigned(assigned, generation_id)

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust would warn of partitions that it fetches nothing of."""

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        """Nothing is to be recovered: rows of state are read beside Faust (:mod:`stream.service.changelog`)."""
        return dict.fromkeys(partitions, 0)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:
        await self.sleep(timeout)
        return {}

    async def commit_up_to(self, offsets: Mapping[TP, int]) -> None:
        """Tell the group how far we are."""
        await self._commit(offsets)


class _Transport(Transport):
    Consumer = _Consumer


class _Tables(TableManager):
    async def on_start(self) -> None:
        """Faust waits a second here, for agents that ask for more topics; there are none."""
        if not self.should_stop:
            await self._update_channels()
            await self.recovery.start()


class _App(faust.App):
    Settings = _Deaf

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)


class KafkaApp:
    """What the worker asks of Faust.

    Args:
        settings: the service's.
        on_pause: the partitions may go to others; when it returns, nothing of them may be in hand.
        on_assigned: partitions are ours; nothing may be done with them yet.
        on_ready: partitions are ours and their tables are open.
    """

    def __init__(self, settings: Settings, on_pause: Change, on_assigned: Change, on_ready: Change) -> None:
        self._settings = settings
        self._given = on_assigned
        self._ready = on_ready
        self._app = _App(**_options(settings))
        changelog = self._topic(STATE)
        self.table = SegmentTable(self._app, changelog, settings.partitions, settings.state_cache_mb)
        self._app.tables.add(self.table)
        self.table.on_recover(self._recovered)
        self._app.on_partitions_revoked.connect(self._revoked)
        self._app.on_partitions_assigned.connect(self._assigned)
        self._pause = on_pause
        for name in (*SOURCES, *MAILBOXES):
            self._app.topics.add(self._topic(name))

    @property
    def generation(self) -> int:
        """Of the consumer group: it rises with every new assignment."""
        return self._app.consumer_generation_id

    def partitions(self) -> set[int]:
        """The partitions that are ours."""
        name = named(self._settings, INPUT)
        return {tp.partition for tp in self._app.consumer.assignment() if tp.topic == name}

    async def commit(self, offsets: Mapping[Place, int]) -> None:
        """Tell the group how far places were worked off."""
        consumer = self._app.consumer
        if offsets and isinstance(consumer, _Consumer):
            await consumer.commit_up_to(
                {TP(named(self._settings, topic), partition): offset for (topic, partition), offset in offsets.items()}
            )

    async def start(self) -> None:
        """Connect and join the group."""
        self._app.finalize()
        await self._app.start()

    async def stop(self) -> None:
        """Leave the group and disconnect."""
        await self._app.stop()

    @property
    def crashed(self) -> BaseException | None:
        """What ended Faust, if anything did."""
        reason: BaseException | None = self._app.crash_reason
        return reason

    def _topic(self, name: str) -> Any:
        return self._app.topic(
            named(self._settings, name),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
            partitions=self._settings.partitions,
            internal=False,
        )

    async def _revoked(self, *_: Any, **__: Any) -> None:
        await self._pause()

    async def _assigned(self, *_: Any, **__: Any) -> None:
        await self._given()

    async def _recovered(self) -> None:
        await self._ready()


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "id": settings.group_id,
        "broker": [f"kafka://{each.strip()}" for each in settings.brokers.split(",")],
        "broker_credentials": faust_credentials(settings),
        "broker_client_id": "copytaster",
        "broker_session_timeout": settings.session_timeout_seconds,
        "broker_heartbeat_interval": settings.heartbeat_seconds,
        "broker_max_poll_interval": _EVER,
        "broker_rebalance_timeout": settings.rebalance_timeout_seconds,
        "broker_request_timeout": max(90.0, settings.session_timeout_seconds),
        "broker_commit_interval": 3600.0,  # nothing is acknowledged to Faust: commits are ours
        "consumer_group_instance_id": settings.instance_id,
        "consumer_auto_offset_reset": "earliest",
        "TableManager": _Tables,
        "datadir": str(settings.state_dir),
        "store": "rocksdb://",
        "autodiscover": False,
        "processing_guarantee": "at_least_once",
        "producer_linger": 0,
        "reply_create_topic": False,
        "stream_wait_empty": False,
        "stream_recovery_delay": 0.0,
        "table_cleanup_interval": 3600.0,
        "table_standby_replicas": 0,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "topic_partitions": settings.partitions,
        "topic_replication_factor": settings.replication,
        "web_enabled": False,
        "worker_redirect_stdouts": False,
    }
