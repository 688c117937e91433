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
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaError

from stream.errors import Fatal, Reason
from stream.metrics import Metrics, Stage
from stream.runtime.brake import Brake
from stream.runtime.counting import Counting
from stream.runtime.dead_letters import Content, Origin, dead_letter
from stream.runtime.desk import Desk, Record, Turn
from stream.runtime.gaps import first_offset
from stream.runtime.health import Health
from stream.runtime.inbox import Inbox, Letter, Place
from stream.runtime.kafka.app import KafkaApp
from stream.runtime.logs import get_logger
from stream.runtime.publisher import Publisher
from stream.runtime.routing import INPUT, MAILBOXES
from stream.settings import Settings

__all__ = ["Worker"]

_HOUR = 3_600_000  # milliseconds
_TICK = 0.5  # seconds: a turn is looked for at least so often
_IDLE = 60.0  # seconds without a dispatch after which an input partition holds back nobody's event time
_GOING_BACK = 5.0  # seconds for the consumer to go back; then it is told again
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
        self._app = KafkaApp(settings, self._arrive, self._pause, self._take_over)
        self._inbox = Inbox(self._app.pause)
        self._in_hand = asyncio.Lock()
        self._counting = Counting(metrics)
        self._brakes: dict[int, Brake] = {}
        self._generation = -1
        self._taking = asyncio.Lock()
        self._pauses = 0
        self._late: dict[tuple[Place, int], float] = {}  # what the brokers have and we do not, since when
        self._stopping = False
        self._arrived: dict[int, float] = {}  # input partition → when something last came in
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
            if self._paused or self._inbox.is_full or not any(map(self._is_behind, self._inbox.inputs)):
                return
            await asyncio.sleep(_MOMENT)

    async def _beat(self) -> None:
        try:
            while True:
                self._guard_time()
                self._health.beat()
                await self._look_back()
                await asyncio.sleep(_TICK)
        except Exception as error:
            self._fail(error)

    async def _look_back(self) -> None:
        """What was passed over at the end of a partition has no successor that shows it: ask for it in time."""
        now = time.monotonic()
        waiting = {} if self._paused else dict(self._inbox.waiting_for)
        behind = {place: offset for place, offset in waiting.items() if self._is_behind(place)}
        self._late = {each: self._late.get(each, now) for each in behind.items()}
        for (place, offset), since in list(self._late.items()):
            if now - since > _GOING_BACK:
                self._late[place, offset] = now
                log.warning("records_passed_over", topic=place[0], partition=place[1], expected=offset)
                await self._app.go_back(place, offset)

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
        now = time.monotonic()
        turn = self._desk.turn([each.record for each in letters], now, self._idle(now))
        tripped = self._brake(turn, letters)
        if tripped is not None:
            await self._hold(tripped)
        folded = time.monotonic()
        self._guard_time()
        await self._publisher.send(turn.stories, turn.mailboxes, self._letters(turn, letters))
        sent = time.monotonic()
        kept = await self._publisher.write(turn.rows)
        for partition, rows in kept.items():
            self._app.table.keep(partition, rows)
        for each in letters:
            each.event.ack()
        for place, offset in self._inbox.with_room():
            await self._app.resume(place, offset)
        times = {Stage.FOLD: folded - now, Stage.SEND: sent - folded, Stage.KEEP: time.monotonic() - sent}
        self._counting.end(turn, letters, self._desk.shards, times)

    async def _arrive(self, topic: str, event: Any) -> None:
        """A record has come: queue it, unless one is missing before it."""
        message = event.message
        place = topic, message.partition
        try:
            missing = self._inbox.missing(place, message.offset)
            if missing is not None:
                if not await self._is_gap(place, missing, message.offset):
                    await self._go_back(place, missing, message.offset)
                    return
                await self._app.skip(place, missing, message.offset)
            if topic == INPUT:
                self._arrived[message.partition] = time.monotonic()
            self._inbox.put(Letter(Record(topic, message.partition, message.offset, message.value), event))
        except Exception as error:
            self._fail(error)

    async def _is_gap(self, place: Place, missing: int, offset: int) -> bool:
        """Whether the brokers have nothing between a record that was expected and one that came.

        Offsets may jump where a producer of the input uses transactions; in mailboxes never.

        Raises:
            Fatal: records of a mailbox were deleted unread.
        """
        if self._inbox.is_going_back(place, time.monotonic()):
            return False
        there = await first_offset(self._settings, place, missing)
        if there is not None and there < offset:
            return False
        if place[0] == INPUT:
            log.warning("offsets_jump", topic=place[0], partition=place[1], expected=missing, offset=offset)
            return True
        raise Fatal(
            f"{place[0]} partition {place[1]}: the brokers have no record from offset {missing} to {offset}: they were "
            "deleted unread, because all workers were away for longer than mailboxes are kept. Provision new topics "
            "under another COPYTASTER_TOPIC_PREFIX and feed the wire again"
        )

    async def _go_back(self, place: Place, missing: int, offset: int) -> None:
        """Faust's consumer has passed over records: it does after a pause or a rebalance. Read them after all."""
        now = time.monotonic()
        if not self._inbox.is_going_back(place, now):
            log.warning("records_passed_over", topic=place[0], partition=place[1], expected=missing, offset=offset)
            self._inbox.go_back(place, now + _GOING_BACK)
            await self._app.go_back(place, missing)

    async def _pause(self) -> None:
        """Nothing more is begun; what is in hand is finished and committed."""
        self._pauses += 1  # a taking over under way is no longer of this assignment
        async with self._in_hand:
            self._paused = True
            self._inbox.close()
            self._health.revoked()
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
            claims[partition] = [self._desk.take_over(partition, rows, generation, time.monotonic())]
            self._brakes[partition] = Brake()
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
        self._metrics.rebalances.inc()
        self._metrics.recovery_seconds.set(time.monotonic() - began)
        log.info("partitions_taken_over", partitions=sorted(ours), new=sorted(ours - stayed), generation=generation)

    async def _open(self, ours: set[int]) -> None:
        for topic in (INPUT, *MAILBOXES) if ours else ():
            first = await self._app.beginnings(topic, ours)
            committed = await self._app.committed(topic, ours)
            for partition in ours:
                read = committed.get(partition, 0) if topic == INPUT else self._desk.read_up_to(topic, partition) + 1
                # Without anything known, from the first there is; with it, what was deleted unread is missing.
                self._inbox.open((topic, partition), read or first[partition])
                # From what is committed, also where the state has read further: that is yet to be acknowledged. Faust
                # goes there too, but where nothing is committed it stays where it was, behind what it has dropped.
                await self._app.go_back((topic, partition), committed.get(partition, first[partition]))

    def _let_go(self, partition: int) -> None:
        self._desk.let_go(partition)
        self._counting.let_go(partition)
        self._brakes.pop(partition, None)
        self._arrived.pop(partition, None)

    def _is_behind(self, place: Place) -> bool:
        end = self._app.end(place)
        return end is not None and end > self._inbox.expected(place)

    def _idle(self, now: float) -> set[int]:
        """Input partitions where nothing has come in for long, and nothing waits."""
        quiet = {each for each in self._desk.shards if now - self._arrived.setdefault(each, now) >= _IDLE}
        return {each for each in quiet if self._app.end((INPUT, each)) == self._inbox.expected((INPUT, each))}

    def _brake(self, turn: Turn, letters: Iterable[Letter]) -> str | None:
        reasons: dict[tuple[int, int], Reason] = {
            (each.record.partition, each.record.offset): each.reason.reason for each in turn.rejected
        }
        for each in letters:
            if each.record.topic == INPUT:
                place = each.record.partition, each.record.offset
                brake = self._brakes[place[0]]
                reason = reasons.get(place)
                brake.note(reason is not None, reason)
                if brake.tripped is not None:
                    return f"{INPUT} partition {place[0]} up to offset {place[1]}: {brake.tripped}"
        return None

    async def _hold(self, why: str) -> None:
        """Too much is bad for it to be the records' fault: stop before it, and leave time for somebody to see it."""
        self._metrics.dlq_brake_tripped.set(1)
        self._health.trip(why)
        log.error("brake_tripped", why=why)
        until = time.monotonic() + self._settings.brake_hold_seconds
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(left)
        raise Fatal(f"the brake tripped: {why}; `copytaster dlq list` shows the rejects before it")

    def _letters(self, turn: Turn, letters: Iterable[Letter]) -> list[tuple[int, Content]]:
        if not turn.rejected:
            return []
        messages = {each.record: each.event.message for each in letters if each.record.topic == INPUT}
        out = []
        for record, reason in turn.rejected:
            message = messages[record]
            log.warning(
                "dispatch_rejected",
                reason=reason.reason.value,
                partition=record.partition,
                offset=record.offset,
                bytes=len(record.value or b""),
            )
            headers = message.headers.items() if isinstance(message.headers, dict) else message.headers or ()
            origin = Origin(message.topic, record.partition, record.offset, int((message.timestamp or 0) * 1000))
            content = Content(message.key, record.value, tuple(headers))
            out.append(
                (record.partition, dead_letter(origin, content, reason, stage="read", failed_at=datetime.now(UTC)))
            )
        return out

    def _fail(self, error: BaseException) -> None:
        if self.failed is None:
            self.failed = error
            log.error("worker_failed", exc_info=error)
        self._paused = True
        self.ended.set()
