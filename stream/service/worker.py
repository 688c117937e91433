"""The worker: turns of the processor over what Kafka brings, in the order of writes that loses nothing.

1. A turn is folded in memory.
2. Stories, mailbox records and dead letters are sent, and the brokers have them.
3. Rows of state are sent, and the brokers have them; then they are kept beside the worker.
4. The records are acknowledged, and committed a little later.

Whatever ends the worker between two of them, the records come again, and the processor knows what it has
done. A fault of ours ends it on purpose: nothing is acknowledged past what is safe.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from aiokafka.errors import KafkaError

from stream.errors import CopytasterError, Fatal
from stream.reading.rules import in_force
from stream.service.changelog import Changelog
from stream.service.counting import Counting
from stream.service.faust_app import KafkaApp
from stream.service.health import Health
from stream.service.inbox import Inbox, Letter
from stream.service.logs import get_logger
from stream.service.metrics import Metrics, Stage
from stream.service.processor import Processor, Turn
from stream.service.publisher import Publisher
from stream.service.reader import Reader
from stream.service.rejections import Rejections
from stream.service.slices import SLICE, in_slices
from stream.service.state import Progress
from stream.service.takeover import TakeOver
from stream.service.topics import STATE
from stream.service.tracing import NO_TRACE, TurnTrace, traces
from stream.settings import Settings

__all__ = ["Worker"]

_HOUR = 3_600_000  # milliseconds
_TICK = 0.5  # seconds: a turn is looked for at least so often
_GATHER, _MOMENT = 10, 0.01  # times and seconds that a turn waits for more to come, where there is more
_UNASSIGNED = 300.0  # seconds without any word of the group after it has taken the partitions back
_BEHIND = 5.0  # seconds between two looks for rows that others have written where nothing comes in
_TURN = 1.0  # seconds after which a turn takes no further record: a rebalance waits for it, and a stop

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
        self._processor = Processor(
            settings.partitions,
            settings.window_hours * _HOUR,
            settings.lateness_hours * _HOUR,
            quiet=settings.settle_seconds,
            most=settings.settle_most_seconds,
        )
        self._publisher = Publisher(settings, metrics)
        self._traces = traces()
        self._app = KafkaApp(settings, self._pause, self._assigned, self._opened)
        self._inbox = Inbox()
        self._reader = Reader(settings, self._inbox)
        self._in_hand = asyncio.Lock()
        self._counting = Counting(metrics)
        self._rejections = Rejections()
        self._takeover = TakeOver(
            self._processor,
            self._app,
            Changelog(settings),
            self._publisher,
            self._reader,
            recovering=self._recover,
            watch=self._rejections.watch,
            let_go=self._let_go,
        )
        self._told_to_stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect, join the group and begin to work."""
        await self._publisher.start()
        await self._reader.start()
        self._tasks = [
            asyncio.create_task(self._run(), name="turns"),
            asyncio.create_task(self._beat(), name="heartbeat"),
            asyncio.create_task(self._commit_on(), name="commits"),
            asyncio.create_task(self._look_behind(), name="rows of others"),
        ]
        await self._app.start()

    async def stop(self) -> None:
        """Finish the turn in hand, commit, leave the group."""
        self._health.stopping()
        self._takeover.is_stopping = True
        self._told_to_stop.set()
        await self._pause()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._app.stop()
        await self._reader.stop()
        await self._publisher.stop()
        self._traces.stop()

    async def _run(self) -> None:
        try:
            while True:
                await self._wait()
                await self._gather()
                async with self._in_hand:
                    if not self._takeover.is_paused:
                        await self._turn()
        except Exception as error:
            self._fail(error)

    async def _wait(self) -> None:
        """Until there is something to do."""
        due = self._processor.next_due()
        pause = _TICK if due is None or self._takeover.is_paused else min(_TICK, max(0.0, due - time.monotonic()))
        if self._takeover.is_paused:
            await asyncio.sleep(SLICE)
        else:
            await self._reader.fill(pause if self._inbox.is_empty else 0.0)
        if (reason := self._app.crashed) is not None:
            if isinstance(reason, CopytasterError):
                raise reason
            raise Fatal(f"the Kafka client ended ({type(reason).__name__})") from reason

    async def _gather(self) -> None:
        """While the brokers hold more, let some of it come: a turn costs much the same for one and for two hundred."""
        for _ in range(_GATHER):
            if (
                self._takeover.is_paused
                or self._inbox.is_full
                or not any(map(self._reader.is_behind, self._inbox.places))
            ):
                return
            await self._reader.fill(_MOMENT)

    async def _beat(self) -> None:
        try:
            while True:
                self._guard_time()
                self._guard_membership()
                self._health.beat()
                self._look()
                await asyncio.sleep(_TICK)
        except Exception as error:
            self._fail(error)

    def _look(self) -> None:
        """How far we are behind, and whether the brokers answer."""
        if self._takeover.is_paused:
            return
        self._counting.lag(self._reader.lag())
        silent = self._reader.unanswered(time.monotonic())
        if silent and not self._health.is_unanswered:
            log.warning("brokers_do_not_answer", partitions=[f"{topic} {number}" for topic, number in silent])
        self._health.unanswered(len(silent))
        self._metrics.partitions_unanswered.set(len(silent))

    async def _commit_on(self) -> None:
        """Tell the group now and then how far we are. The state knows it better: this is for those who look on."""
        before: object = None
        try:
            while True:
                await asyncio.sleep(self._settings.commit_seconds)
                done = self._inbox.finished()
                if done != before and not self._takeover.is_paused:
                    await self._app.commit(done)
                    before = done
        except Exception as error:
            self._fail(error)

    async def _look_behind(self) -> None:
        """Now and then see whether others have written behind our claims, also where nothing comes in."""
        try:
            while True:
                await asyncio.sleep(_BEHIND)
                if self._takeover.is_paused:
                    continue
                held = sorted(self._processor.shards)
                ends = await self._reader.ends((STATE, partition) for partition in held)
                async with self._in_hand:
                    if not self._takeover.is_paused:
                        await self._takeover.look_behind(
                            partition
                            for (_, partition), end in ends.items()
                            if partition in self._processor.shards and end > self._app.table.next_offset(partition)
                        )
        except Exception as error:
            self._fail(error)

    def _guard_time(self) -> None:
        """A process that was stopped for longer than the session has lost its partitions, and must not go on."""
        if self._health.silence() > self._settings.session_timeout_seconds:
            raise Fatal(
                f"this process stood still for {self._health.silence():.0f} s, longer than the group waits: "
                "others have its partitions; start it again"
            )

    def _guard_membership(self) -> None:
        """Who is asked to give its partitions back hears soon what it has instead, were it nothing."""
        waited = self._takeover.unassigned(time.monotonic())
        if waited > max(_UNASSIGNED, 2 * self._settings.rebalance_timeout_seconds):
            raise Fatal(
                f"the group took the partitions back {waited:.0f} s ago and has assigned none since: either no broker "
                f"at {self._settings.brokers} answers, or this member is lost to the group; start it again"
            )

    async def _turn(self) -> None:
        self._guard_time()
        letters = self._inbox.take()
        due = self._processor.next_due()
        if letters or (due is not None and due <= time.monotonic()):
            with self._traces.turn(letters) as trace:
                await self._carry_out(letters, trace)
        else:  # a look at the time: nothing to trace
            await self._carry_out(letters, NO_TRACE)

    async def _carry_out(self, letters: list[Letter], trace: TurnTrace) -> None:
        now = time.monotonic()
        with trace.stage(Stage.FOLD):
            turn = await self._fold(letters, now)
        if turn.left:
            left = set(turn.left)
            self._inbox.put_back([each for each in letters if each.record in left])
            letters = [each for each in letters if each.record not in left]
        self._counting.read(letters)
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
        behind = [place for place, rows in kept.items() if self._app.table.keep(place, rows) <= rows[-1][0]]
        await self._takeover.look_behind(behind)
        self._inbox.finish(letters)
        times = {Stage.FOLD: folded - now, Stage.SEND: sent - folded, Stage.KEEP: time.monotonic() - sent}
        self._counting.end(turn, letters, self._processor.shards, times)
        trace.done(turn)

    async def _fold(self, letters: list[Letter], now: float) -> Turn:
        steps = self._processor.turn(
            [each.record for each in letters],
            now,
            self._reader.idle(now),
            _wall(),
            lambda: time.monotonic() - now > _TURN,
        )
        return await in_slices(steps)

    async def _pause(self) -> None:
        """Nothing more is begun; what is in hand is finished and committed."""
        self._takeover.revoked(time.monotonic())
        async with self._in_hand:
            self._takeover.is_paused = True
            done = self._inbox.finished()
            self._reader.close()
            self._health.revoked()
            self._metrics.partitions.set(0)
            with suppress(KafkaError):
                await self._app.commit(done)

    async def _assigned(self) -> None:
        self._health.assigned(len(self._takeover.assigned()))

    async def _opened(self) -> None:
        """Faust has opened the tables of what is assigned."""
        try:
            taken = await self._takeover.opened(_wall)
        except Exception as error:
            if not self._takeover.is_stopping:  # a recovery that a stop overtakes fails because its client is gone
                self._fail(error)
            return
        if taken is None:
            return
        self._tell_other_rules(taken.new)
        self._health.assigned(len(taken.held))
        self._health.recovered()
        self._metrics.recovery_rows.set(0)
        self._metrics.partitions.set(len(taken.held))
        self._metrics.rebalances.inc()
        self._metrics.recovery_seconds.set(taken.seconds)

    def _tell_other_rules(self, new: frozenset[int]) -> None:
        """What was read by other rules stays as it is, and what comes is read by ours: whoever looks on should know."""
        others = self._processor.other_rules()
        self._metrics.partitions_of_other_rules.set(len(others))
        changed = sorted(new & others.keys())
        if changed:
            before = sorted({digest for partition in changed for digest in others[partition]})
            log.info("rules_changed", partitions=changed, before=before, now=in_force().digest)

    def _recover(self, progress: Progress, what: str) -> None:
        self._metrics.recovery_rows.set(progress.rows - progress.done)
        self._health.recovering(progress.done, progress.rows, what)

    def _let_go(self, partition: int) -> None:
        self._processor.let_go(partition)
        self._counting.let_go(partition)
        self._rejections.let_go(partition)

    async def _hold(self, why: str) -> None:
        """Too much is bad for it to be the records' fault: stop before it, and leave time for somebody to see it."""
        self._metrics.dlq_brake_tripped.set(1)
        self._health.trip(why)
        log.error("brake_tripped", why=why)
        # Whatever ends the worker from now on, a signal too, it ends as one that failed: nobody may take it for done.
        self.failed = Fatal(f"the brake tripped: {why}; `copytaster dlq list` shows the rejects before it")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._told_to_stop.wait(), self._settings.brake_hold_seconds)
        raise self.failed

    def _fail(self, error: BaseException) -> None:
        if not self.ended.is_set():
            self.failed = self.failed or error
            log.error("worker_failed", exc_info=error)
        self._takeover.is_paused = True
        self.ended.set()


def _wall() -> int:
    """The time of day by which embargoes are released."""
    return time.time_ns() // 1_000_000
