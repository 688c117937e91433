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
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, TypeVar

from aiokafka.errors import KafkaError

from stream.entities.routing import MAILBOXES, SOURCES
from stream.errors import CopytasterError, Fatal
from stream.reading.rules import in_force
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
from stream.service.state import Progress
from stream.service.tracing import NO_TRACE, TurnTrace, traces
from stream.settings import Settings

__all__ = ["Worker"]

_HOUR = 3_600_000  # milliseconds
_TICK = 0.5  # seconds: a turn is looked for at least so often
_GATHER, _MOMENT = 10, 0.01  # times and seconds that a turn waits for more to come, where there is more
_TURN = 1.0  # seconds after which a turn takes no further record: a rebalance waits for it, and a stop
_SLICE = 0.05  # seconds of folding or loading after which the loop moves: probes and the heartbeat wait no longer

_Result = TypeVar("_Result")

log = get_logger(__name__)


class _Overtaken(Exception):  # noqa: N818 - what became of the work
    """The partitions are no longer ours, or the worker is to stop: what is under way is of no use."""


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
        self._app = KafkaApp(settings, self._pause, self._assigned, self._take_over)
        self._inbox = Inbox()
        self._reader = Reader(settings, self._inbox)
        self._in_hand = asyncio.Lock()
        self._counting = Counting(metrics)
        self._rejections = Rejections()
        self._generation = -1
        self._taking = asyncio.Lock()
        self._pauses = 0
        self._is_assigned = False  # since the last pause: a recovery that ends in between is of an assignment before
        self._stopping = False
        self._told_to_stop = asyncio.Event()
        self._paused = True
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect, join the group and begin to work."""
        await self._publisher.start()
        await self._reader.start()
        self._tasks = [
            asyncio.create_task(self._run(), name="turns"),
            asyncio.create_task(self._beat(), name="heartbeat"),
            asyncio.create_task(self._commit_on(), name="commits"),
        ]
        await self._app.start()

    async def stop(self) -> None:
        """Finish the turn in hand, commit, leave the group."""
        self._health.stopping()
        self._stopping = True
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
                    if not self._paused:
                        await self._turn()
        except Exception as error:
            self._fail(error)

    async def _wait(self) -> None:
        """Until there is something to do."""
        due = self._processor.next_due()
        pause = _TICK if due is None or self._paused else min(_TICK, max(0.0, due - time.monotonic()))
        if self._paused:
            await asyncio.sleep(_SLICE)
        else:
            await self._reader.fill(pause if self._inbox.is_empty else 0.0)
        if (reason := self._app.crashed) is not None:
            if isinstance(reason, CopytasterError):
                raise reason
            raise Fatal(f"the Kafka client ended ({type(reason).__name__})") from reason
        if (failed := self._app.table.failed) is not None:
            raise failed

    async def _gather(self) -> None:
        """While the brokers hold more, let some of it come: a turn costs much the same for one and for two hundred."""
        for _ in range(_GATHER):
            if self._paused or self._inbox.is_full or not any(map(self._reader.is_behind, self._inbox.places)):
                return
            await self._reader.fill(_MOMENT)

    async def _beat(self) -> None:
        try:
            while True:
                self._guard_time()
                self._health.beat()
                self._look()
                await asyncio.sleep(_TICK)
        except Exception as error:
            self._fail(error)

    def _look(self) -> None:
        """How far we are behind, and whether the brokers answer."""
        if self._paused:
            if not self._taking.locked() and (rows := self._app.rows_to_restore()):
                self._recover(Progress(0, rows), "rows of the changelog")
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
                if done != before and not self._paused:
                    await self._app.commit(done)
                    before = done
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
        for partition, rows in kept.items():
            self._app.table.keep(partition, rows)
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
        return await _in_slices(steps)

    async def _pause(self) -> None:
        """Nothing more is begun; what is in hand is finished and committed."""
        self._pauses += 1  # a taking over under way is no longer of this assignment
        self._is_assigned = False
        log.info("partitions_paused", partitions=sorted(self._processor.shards), generation=self._generation)
        async with self._in_hand:
            self._paused = True
            done = self._inbox.finished()
            self._reader.close()
            self._health.revoked()
            self._metrics.partitions.set(0)
            with suppress(KafkaError):
                await self._app.commit(done)

    async def _assigned(self) -> None:
        """The group has given us partitions; their rows are to be restored first."""
        self._is_assigned = True
        given = self._app.partitions()
        log.info("partitions_assigned", partitions=sorted(given), generation=self._app.generation)
        self._health.assigned(len(given))

    async def _take_over(self) -> None:
        """Hold the partitions that are ours now, with the state that was restored."""
        pauses = self._pauses  # before the wait for another taking over: a pause in between is for this one too
        async with self._taking:
            try:
                await self._hold_ours(pauses)
            except _Overtaken:
                # The next assignment is on its way: what is ours then is taken over then.
                log.info("taking_over_overtaken", generation=self._app.generation)
            except Exception as error:
                if not self._stopping:  # a recovery that a stop overtakes fails because its client is gone
                    self._fail(error)

    async def _hold_ours(self, pauses: int) -> None:
        began = time.monotonic()
        # Whoever waited for another taking over may be too late: what the group says by now is of a later assignment,
        # whose rows are not restored yet. A claim to those that are here would void all others.
        self._check_ours(pauses)
        generation, ours = self._app.generation, self._app.partitions()
        if generation == self._generation and not self._paused:
            return  # Faust may say twice that one assignment is recovered
        self._health.assigned(len(ours))
        # What was held in the generation before was nobody else's in between.
        stayed = set(self._processor.shards) & ours if generation - self._generation in (0, 1) else set()
        for partition in set(self._processor.shards) - stayed:
            self._let_go(partition)
        self._generation = generation  # what is held now is of this one, also where the rest is overtaken
        for partition in sorted(ours - stayed):
            await self._restore(partition, generation, pauses)
        await self._open(ours)
        self._check_ours(pauses)
        self._tell_other_rules(ours - stayed)
        self._paused = False
        self._health.recovered()
        self._metrics.recovery_rows.set(0)
        self._metrics.partitions.set(len(ours))
        self._metrics.rebalances.inc()
        self._metrics.recovery_seconds.set(time.monotonic() - began)
        log.info("partitions_taken_over", partitions=sorted(ours), new=sorted(ours - stayed), generation=generation)

    async def _restore(self, partition: int, generation: int, pauses: int) -> None:
        """Read the state of a partition back and claim it, as long as it is ours."""

        def look(progress: Progress) -> None:
            self._check_ours(pauses)
            self._recover(progress, f"rows of state of partition {partition}")

        rows = self._app.table.stored(partition)
        claim = await _in_slices(
            self._processor.take_over(partition, rows, generation, time.monotonic(), _wall()), look
        )
        try:
            self._check_ours(pauses)
        except _Overtaken:
            self._processor.let_go(partition)  # it was not claimed
            raise
        self._rejections.watch(partition)
        for place, kept in (await self._publisher.write({partition: [claim]})).items():
            self._app.table.keep(place, kept)
        self._check_ours(pauses)

    def _tell_other_rules(self, new: set[int]) -> None:
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

    def _check_ours(self, pauses: int) -> None:
        if self._stopping or pauses != self._pauses or not self._is_assigned:
            self._reader.close()
            raise _Overtaken

    async def _open(self, ours: set[int]) -> None:
        """Read on where the state ends."""
        positions: dict[tuple[str, int], int | None] = {}
        for topic in (*SOURCES, *MAILBOXES):
            for partition in ours:
                read = self._processor.read_up_to(topic, partition)
                positions[topic, partition] = None if read < 0 else read + 1
        await self._reader.open(positions)

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
        self._paused = True
        self.ended.set()


async def _in_slices(
    steps: Generator[Progress | None, None, _Result], look: Callable[[Any], None] | None = None
) -> _Result:
    """Go through the steps, and let the loop move every now and then; ``look`` is given the step it stands at."""
    since = time.monotonic()
    try:
        while True:
            step = next(steps)
            if time.monotonic() - since > _SLICE:
                if look is not None:
                    look(step)
                await asyncio.sleep(0)
                since = time.monotonic()
    except StopIteration as done:
        result: _Result = done.value
        return result
    finally:
        steps.close()


def _wall() -> int:
    """The time of day by which embargoes are released."""
    return time.time_ns() // 1_000_000
