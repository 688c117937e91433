"""The worker: turns of the desk over what Kafka brings, in the order of writes that loses nothing.

1. A turn is folded in memory.
2. Stories, mailbox records and dead letters are sent, and the brokers have them.
3. Rows of state are sent, and the brokers have them; then they are kept beside the worker.
4. The records are acknowledged, and committed a little later.

Whatever ends the worker between two of them, the records come again, and the desk knows what it has
done. A fault of ours ends it on purpose: nothing is acknowledged past what is safe.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from aiokafka.errors import KafkaError

from stream.errors import Fatal
from stream.metrics import Metrics, Stage
from stream.runtime.arrivals import Arrivals
from stream.runtime.counting import Counting
from stream.runtime.desk import Desk
from stream.runtime.health import Health
from stream.runtime.inbox import Inbox, Letter
from stream.runtime.kafka.app import KafkaApp
from stream.runtime.logs import get_logger
from stream.runtime.publisher import Publisher
from stream.runtime.rejections import Rejections
from stream.runtime.routing import MAILBOXES, SOURCES
from stream.runtime.tracing import NO_TRACE, TurnTrace, traces
from stream.settings import Settings

__all__ = ["Worker"]

_HOUR = 3_600_000  # milliseconds
_TICK = 0.5  # seconds: a turn is looked for at least so often
_GATHER, _MOMENT = 10, 0.01  # times and seconds that a turn waits for more to come, where there is more

log = get_logger(__name__)


class Worker:
    """One worker of the service.

    Args:
        settings: the service's.
        metrics: fed by it.
        health: told of assignment, recovery and the loop's heartbeat.
    """

    def __init__(self, settings: Settings, metrics: Metrics, health: Health) -> None:
        self.failed: BaseException | None = None
        self.ended = asyncio.Event()
        self._settings = settings
        self._metrics = metrics
        self._health = health
        self._desk = Desk(
            settings.partitions,
            settings.window_hours * _HOUR,
            settings.lateness_hours * _HOUR,
            quiet=settings.settle_seconds,
            most=settings.settle_most_seconds,
        )
        self._publisher = Publisher(settings, metrics)
        self._traces = traces()
        self._app = KafkaApp(settings, self._take_in, self._pause, self._take_over)
        self._inbox = Inbox(self._app.pause)
        self._in_hand = asyncio.Lock()
        self._counting = Counting(metrics)
        self._arrivals = Arrivals(settings, self._app, self._inbox)
        self._rejections = Rejections()
        self._generation = -1
        self._taking = asyncio.Lock()
        self._pauses = 0
        self._stopping = False
        self._paused = True
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect, join the group and begin to work."""
        await self._publisher.start()
        self._tasks = [
            asyncio.create_task(self._run(), name="turns"),
            asyncio.create_task(self._beat(), name="heartbeat"),
        ]
        await self._app.start()

    async def stop(self) -> None:
        """Finish the turn in hand, commit, leave the group."""
        self._health.stopping()
        self._stopping = True
        await self._pause()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._app.stop()
        await self._publisher.stop()
        self._traces.stop()

    async def _run(self) -> None:
        try:
            while True:
                await self._wait()
                await self._gather()
                async with self._in_hand:
                    if not self._paused:
                        await self._turn()
        except Exception as error:
            self._fail(error)

    async def _wait(self) -> None:
        """Until there is something to do."""
        due = self._desk.next_due()
        pause = _TICK if due is None or self._paused else min(_TICK, max(0.0, due - time.monotonic()))
        if pause:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._inbox.there.wait(), pause)
        if self._app.crashed is not None:
            raise Fatal(f"the Kafka client ended ({type(self._app.crashed).__name__})") from self._app.crashed

    async def _gather(self) -> None:
        """While the brokers hold more, let some of it come: a turn costs much the same for one and for two hundred."""
        for _ in range(_GATHER):
            if self._paused or self._inbox.is_full or not any(map(self._arrivals.is_behind, self._inbox.inputs)):
                return
            await asyncio.sleep(_MOMENT)

    async def _beat(self) -> None:
        try:
            while True:
                self._guard_time()
                self._health.beat()
                if not self._paused:
                    self._counting.lag(self._arrivals.lag())
                    await self._arrivals.look_back(time.monotonic())
                await asyncio.sleep(_TICK)
        except Exception as error:
            self._fail(error)

    def _guard_time(self) -> None:
        """A process that was stopped for longer than the session has lost its partitions, and must not go on."""
        if self._health.silence() > self._settings.session_timeout_seconds:
            raise Fatal(
                f"this process stood still for {self._health.silence():.0f} s, longer than the group waits: "
                "others have its partitions; start it again"
            )

    async def _turn(self) -> None:
        self._guard_time()
        letters = self._inbox.take()
        self._counting.begin(letters)
        due = self._desk.next_due()
        if letters or (due is not None and due <= time.monotonic()):
            with self._traces.turn(letters) as trace:
                await self._carry_out(letters, trace)
        else:  # a look at the time: nothing to trace
            await self._carry_out(letters, NO_TRACE)

    async def _carry_out(self, letters: list[Letter], trace: TurnTrace) -> None:
        now = time.monotonic()
        with trace.stage(Stage.FOLD):
            turn = self._desk.turn([each.record for each in letters], now, self._arrivals.idle(now), _wall())
        tripped = self._rejections.tripped(turn, letters)
        if tripped is not None:
            await self._hold(tripped)
        folded = time.monotonic()
        self._guard_time()
        with trace.stage(Stage.SEND):
            rejects = self._rejections.dead_letters(turn, letters)
            await self._publisher.send(turn.stories, turn.mailboxes, rejects, trace.headers)
        sent = time.monotonic()
        with trace.stage(Stage.KEEP):
            kept = await self._publisher.write(turn.rows)
        for partition, rows in kept.items():
            self._app.table.keep(partition, rows)
        for each in letters:
            each.event.ack()
        for place, offset in self._inbox.with_room():
            await self._app.resume(place, offset)
        times = {Stage.FOLD: folded - now, Stage.SEND: sent - folded, Stage.KEEP: time.monotonic() - sent}
        self._counting.end(turn, letters, self._desk.shards, times)
        trace.done(turn)

    async def _take_in(self, topic: str, event: Any) -> None:
        try:
            await self._arrivals.take(topic, event)
        except Exception as error:
            self._fail(error)

    async def _pause(self) -> None:
        """Nothing more is begun; what is in hand is finished and committed."""
        self._pauses += 1  # a taking over under way is no longer of this assignment
        async with self._in_hand:
            self._paused = True
            self._inbox.close()
            self._health.revoked()
            self._metrics.partitions.set(0)
            with suppress(KafkaError):
                await self._app.commit()

    async def _take_over(self) -> None:
        """Hold the partitions that are ours now, with the state that was restored."""
        pauses = self._pauses  # before the wait for another taking over: a pause in between is for this one too
        async with self._taking:
            try:
                await self._hold_ours(pauses)
            except Exception as error:
                if not self._stopping:  # a recovery that a stop overtakes fails because its client is gone
                    self._fail(error)

    async def _hold_ours(self, pauses: int) -> None:
        began = time.monotonic()
        generation, ours = self._app.generation, self._app.partitions()
        self._health.assigned(len(ours))
        stayed = set(self._desk.shards) & ours if generation == self._generation + 1 else set()
        for partition in set(self._desk.shards) - stayed:
            self._let_go(partition)
        claims = {}
        for partition in sorted(ours - stayed):
            rows = self._app.table.stored(partition)
            claims[partition] = [self._desk.take_over(partition, rows, generation, time.monotonic(), _wall())]
            self._rejections.watch(partition)
            self._arrivals.watch(partition, time.monotonic())
            await asyncio.sleep(0)  # the loop moves between two partitions
        for partition, kept in (await self._publisher.write(claims)).items():
            self._app.table.keep(partition, kept)
        await self._open(ours)
        if pauses != self._pauses:  # the next assignment is on its way: what is ours then is opened then
            self._inbox.close()
            return
        self._generation = generation
        self._paused = False
        self._health.recovered()
        self._metrics.partitions.set(len(ours))
        self._metrics.rebalances.inc()
        self._metrics.recovery_seconds.set(time.monotonic() - began)
        log.info("partitions_taken_over", partitions=sorted(ours), new=sorted(ours - stayed), generation=generation)

    async def _open(self, ours: set[int]) -> None:
        places = [(topic, partition) for topic in (*SOURCES, *MAILBOXES) for partition in ours]
        for place, (first, committed) in (await self._app.standing(places)).items():
            topic, partition = place
            read = committed if topic in SOURCES else self._desk.read_up_to(topic, partition) + 1
            # Without anything known, from the first there is; with it, what was deleted unread is missing.
            self._inbox.open(place, read or first)
            # From what is committed, also where the state has read further: that is yet to be acknowledged. Faust
            # goes there too, but where nothing is committed it stays where it was, behind what it has dropped.
            await self._app.go_back(place, first if committed is None else committed)

    def _let_go(self, partition: int) -> None:
        self._desk.let_go(partition)
        self._counting.let_go(partition)
        self._rejections.let_go(partition)
        self._arrivals.let_go(partition)

    async def _hold(self, why: str) -> None:
        """Too much is bad for it to be the records' fault: stop before it, and leave time for somebody to see it."""
        self._metrics.dlq_brake_tripped.set(1)
        self._health.trip(why)
        log.error("brake_tripped", why=why)
        until = time.monotonic() + self._settings.brake_hold_seconds
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(left)
        raise Fatal(f"the brake tripped: {why}; `copytaster dlq list` shows the rejects before it")

    def _fail(self, error: BaseException) -> None:
        if self.failed is None:
            self.failed = error
            log.error("worker_failed", exc_info=error)
        self._paused = True
        self.ended.set()


def _wall() -> int:
    """The time of day by which embargoes are released."""
    return time.time_ns() // 1_000_000
