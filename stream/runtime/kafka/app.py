"""The Faust app: group membership, assignment, recovery of the table, and records into the inbox.

Faust decides nothing about the stories. It brings records, says which partitions are ours, restores
their rows, and commits what was acknowledged. Every setting that matters is passed to it, because it
reads some seventy unprefixed names from the environment; here it reads none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

import faust
from aiokafka.errors import IllegalStateError
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP
from faust.types.settings import Settings as FaustSettings

from stream.runtime.gaps import Standing, standing
from stream.runtime.inbox import Place
from stream.runtime.kafka.table import SegmentTable
from stream.runtime.routing import INPUT, MAILBOXES, SOURCES
from stream.runtime.security import faust_credentials
from stream.runtime.topics import STATE, named
from stream.settings import Settings

__all__ = ["KafkaApp"]

_BUFFER = 2048  # records that Faust holds for one topic
_FETCH = 8 * 1024 * 1024  # bytes of one partition in one fetch

Arrive = Callable[[str, Any], Awaitable[None]]
Change = Callable[[], Awaitable[None]]


class _Deaf(FaustSettings):
    """Settings that come from us alone."""

    def getenv(self, env_name: str) -> Any:
        """Nothing in the environment is meant for Faust."""
        return None


class _Forgetful(dict[TP, int | None]):
    """Remembers no offsets."""

    def __getitem__(self, _: TP) -> int | None:
        return None

    def __setitem__(self, _: TP, __: int | None) -> None:
        return None


class _Consumer(Consumer):
    """A consumer that keeps no account of what it has read: ours is in the inbox.

    Faust's takes every forward jump for a gap, commits over it and the record behind it, and drops what
    comes again from before the jump. It jumps where it was paused and after rebalances: records get lost.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_offset = _Forgetful()

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:
        # A copy: Faust empties the set when it pauses everything, and the fetch under way takes none for all.
        return await super()._getmany(set(active_partitions or ()), timeout)

    async def _seek(self, partition: TP, offset: int) -> None:
        """On the loop of the client's thread, where fetches are under way: Faust seeks from this one, in the middle
        of them. Not by the thread's queue, where a fetch is waited for.
        """

        async def seek() -> None:
            self._thread.seek(partition, offset)

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(seek(), self._thread.thread_loop))

    async def skip(self, tp: TP, start: int, end: int) -> None:
        """There is no record from one offset on and before the other: commit over that."""
        await self._add_gap(tp, start, end - 1)


class _Transport(Transport):
    Consumer = _Consumer


class _App(faust.App):
    Settings = _Deaf

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)


class KafkaApp:
    """What the worker asks of Faust.

    Args:
        settings: the service's.
        on_record: is given each record, with our name of its topic and Faust's event.
        on_pause: the partitions may go to others; when it returns, nothing of them may be in hand.
        on_ready: partitions are ours and their rows are restored.
    """

    def __init__(self, settings: Settings, on_record: Arrive, on_pause: Change, on_ready: Change) -> None:
        self._settings = settings
        self._ready = on_ready
        self._app = _App(**_options(settings))
        changelog = self._topic(STATE)
        self.table = SegmentTable(self._app, changelog, settings.partitions, settings.state_cache_mb)
        self._app.tables.add(self.table)
        self.table.on_recover(self._recovered)
        self._app.on_partitions_revoked.connect(self._revoked)
        self._pause = on_pause
        for name in (*SOURCES, *MAILBOXES):
            self._app.agent(self._topic(name), name=name)(self._pump(name, on_record))

    @property
    def generation(self) -> int:
        """Of the consumer group: it rises with every new assignment."""
        return self._app.consumer_generation_id

    @property
    def rebalances(self) -> int:
        """How many assignments there have been."""
        return self._app.rebalancing_count

    def partitions(self) -> set[int]:
        """The partitions that are ours."""
        name = named(self._settings, INPUT)
        return {tp.partition for tp in self._app.consumer.assignment() if tp.topic == name}

    def end(self, place: Place) -> int | None:
        """The end offset of a partition as of the last fetch; None before that, or when it is no longer ours."""
        end: int | None = None
        with suppress(AssertionError):  # so aiokafka says that the partition went while we asked
            end = self._app.consumer.highwater(self._tp(place))
        return end

    async def standing(self, places: Iterable[Place]) -> dict[Place, Standing]:
        """Where partitions begin and how far the group has read them. Faust's own consumer takes seconds to say."""
        return await standing(self._settings, self._app.conf.id, places)

    def pause(self, place: Place) -> None:
        """Fetch no more of a partition for now."""
        self._app.consumer.pause_partitions({self._tp(place)})

    async def go_back(self, place: Place, offset: int) -> None:
        """Read a partition from this offset on, if it is still ours."""
        with suppress(IllegalStateError):
            await self._app.consumer.seek(self._tp(place), offset)

    async def skip(self, place: Place, start: int, end: int) -> None:
        """The brokers have nothing from one offset on and before another: let commits pass over it."""
        consumer = self._app.consumer
        if isinstance(consumer, _Consumer):
            await consumer.skip(self._tp(place), start, end)

    async def resume(self, place: Place, offset: int) -> None:
        """Fetch it again, from this offset: what Faust had fetched when it was paused, it has dropped."""
        if not self._app.rebalancing:
            await self.go_back(place, offset)
            self._app.consumer.resume_partitions({self._tp(place)})

    async def commit(self) -> None:
        """Commit what was acknowledged."""
        await self._app.consumer.commit()

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

    def _tp(self, place: Place) -> TP:
        return TP(named(self._settings, place[0]), place[1])

    def _pump(self, name: str, arrive: Arrive) -> Callable[[Any], Awaitable[None]]:
        async def pump(stream: Any) -> None:
            async for event in stream.noack().events():  # acknowledged when all that follows from it is safe
                await arrive(name, event)

        return pump

    async def _revoked(self, *_: Any, **__: Any) -> None:
        await self._pause()

    async def _recovered(self) -> None:
        await self._ready()


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "id": f"{settings.topic_prefix}{settings.group}",
        "broker": [f"kafka://{each.strip()}" for each in settings.brokers.split(",")],
        "broker_credentials": faust_credentials(settings),
        "broker_client_id": "copytaster",
        "broker_session_timeout": settings.session_timeout_seconds,
        "broker_heartbeat_interval": settings.heartbeat_seconds,
        "broker_rebalance_timeout": settings.rebalance_timeout_seconds,
        "broker_request_timeout": max(90.0, settings.session_timeout_seconds),
        "broker_commit_interval": settings.commit_seconds,
        "broker_commit_every": 100_000,  # by time alone
        "broker_max_poll_records": 1000,
        "consumer_group_instance_id": settings.instance_id,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": _FETCH,
        "datadir": str(settings.state_dir),
        "store": "rocksdb://",
        "autodiscover": False,
        "processing_guarantee": "at_least_once",
        "producer_linger": 0,
        "reply_create_topic": False,
        "stream_buffer_maxsize": _BUFFER,
        "stream_wait_empty": False,  # what is in hand is ours to wait for; what is queued comes again
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
