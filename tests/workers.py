"""The service as people run it: worker processes on a real Kafka, watched from outside."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from forks import COMMAND, Fork, is_script
from letters import contents, held
from stream.entities.routing import MAILBOXES, SOURCES
from stream.reading.sources import Record
from stream.service import topic_io
from stream.service.clients import client_options
from stream.service.dead_letters import Coordinate, DeadLetter, ReplayMark, parse
from stream.service.inbox import Place
from stream.service.topics import DEAD_LETTERS, STORIES, apply, named
from stream.settings import PREFIX, Settings

SHELL = [str(COMMAND)]
"""The program of a worker that is started as a shell does, and loads what it needs."""
LOOK = 0.2  # seconds between two looks at a condition
LOOK_AT_BROKERS = 0.4  # at what they are asked for: that costs them and us as much as some dispatches

QUICK = {
    "settle_seconds": 0.3,
    "session_timeout_seconds": 6,
    "heartbeat_seconds": 1,
    "rebalance_timeout_seconds": 10,
    "commit_seconds": 0.5,
    "brake_hold_seconds": 1,
    "web_port": 0,
}
"""Settings with which a test need not wait: the group notices a dead worker in 6 s instead of 30."""


def wait_for(
    condition: Callable[[], bool], limit: float, what: str, how: Callable[[], str] = str, look: float = LOOK
) -> None:
    """Look until a condition holds.

    Raises:
        AssertionError: it does not within ``limit`` seconds; ``what`` says what was waited for, ``how`` how it is.
            It is looked at every ``look`` seconds.
    """
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"waited {limit} s for {what}\n{how()}"
        time.sleep(look)


def free_port() -> int:
    """A port for a program that cannot say which one it took: none that the system gives to whoever connects."""
    for port in random.sample(range(10_000, 16_000), 1000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


class Told(NamedTuple):
    """A record of the output topic."""

    partition: int
    offset: int
    key: str
    value: bytes | None
    headers: dict[str, bytes]


class Worker:
    """A worker process. ``program`` runs it in place of the command, to break something in it, or :data:`SHELL`."""

    def __init__(self, settings: Settings, folder: Path, log: IO[bytes], program: Sequence[str] | None = None) -> None:
        self.settings = settings.model_copy(update={"state_dir": folder / "state"})
        self.folder = folder
        self.log_path = Path(str(log.name))
        self.killed = False
        self.process: subprocess.Popen[bytes] | Fork
        env = environment(self.settings)
        if program is None or is_script(program):
            self.process = Fork([*(program or SHELL), "worker"], stdout=log, stderr=log, env=env)
        else:
            command = [*program, "worker"]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env)  # noqa: S603 - ours

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.process.poll()

    def events(self) -> list[dict[str, object]]:
        """What it has logged, without what is no JSON (a usage error)."""
        lines = self.log_path.read_bytes().splitlines()
        return [orjson.loads(line) for line in lines if line.startswith(b"{") and line.endswith(b"}")]

    def has_logged(self, event: str) -> bool:
        """Whether there is a line of this event."""
        return any(each["event"] == event for each in self.events())

    def said(self) -> str:
        """What it has said last beside the log: why it ended."""
        lines = self.log_path.read_text(errors="replace").splitlines()
        return " | ".join([line for line in lines if not line.startswith("{")][-3:])

    def probe(self, path: str) -> tuple[int, bytes]:
        """Status and body of one of its pages; 0 while it does not answer."""
        ports = [each["port"] for each in self.events() if each["event"] == "probes_listening"]
        if not ports:
            return 0, b""
        try:
            with urlopen(f"http://127.0.0.1:{ports[-1]}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def is_ready(self) -> bool:
        """Whether its partitions are there and their state is recovered."""
        return self.probe("/readyz")[0] == 200

    def wait_until_ready(self, limit: float = 60) -> None:
        """Until its partitions are there and their state is recovered."""
        wait_for(lambda: self.is_ready() or self.code is not None, limit, "a ready worker", self.said)
        assert self.code is None, self.log_path.read_text()[-2000:]

    def wait_until_logged(self, event: str, limit: float = 60) -> None:
        """Until there is a line of this event."""
        wait_for(lambda: self.has_logged(event) or self.code is not None, limit, f"the event {event}", self.said)
        assert self.has_logged(event), self.log_path.read_text()[-2000:]

    def wait(self, limit: float = 60) -> int:
        """Until it ends by itself; the exit code."""
        wait_for(lambda: self.code is not None, limit, "the worker to end", self.said)
        return self.process.wait()

    def kill(self) -> None:
        """Kill -9."""
        self.killed = True
        self.process.kill()
        self.process.wait()

    def stop(self, limit: float = 30) -> int:
        """SIGTERM; the exit code."""
        if self.code is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(limit)


def environment(settings: Settings) -> dict[str, str]:
    """Variables that give these settings."""
    values = settings.model_dump(exclude_none=True, exclude_defaults=True)
    ours = {f"{PREFIX}{name}".upper(): str(value) for name, value in values.items()}
    return {**{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}, **ours}


class Service:
    """Topics of one test, and the workers on them.

    Args:
        brokers: addresses of a real Kafka.
        folder: for state and logs.
        partitions: of each topic.
        program: that its workers run where none is given; see :class:`Worker`.
        changes: other settings than :data:`QUICK`.
    """

    def __init__(
        self,
        brokers: str,
        folder: Path,
        partitions: int = 4,
        *,
        program: Sequence[str] | None = None,
        **changes: object,
    ) -> None:
        own = {"brokers": brokers, "topic_prefix": f"t{uuid4().hex[:8]}.", "partitions": partitions}
        self.settings = Settings.model_validate({**QUICK, **own, **changes})
        self.folder = folder
        self.program = program
        self.workers: list[Worker] = []
        asyncio.run(apply(self.settings))

    def start(self, program: Sequence[str] | None = None, name: str | None = None, **changes: object) -> Worker:
        """Start one more worker; with the name of an earlier one it finds that one's state."""
        folder = self.folder / (name or f"worker-{len(self.workers)}")
        folder.mkdir(exist_ok=True)
        with (folder / f"log-{len(self.workers)}.jsonl").open("wb") as log:
            worker = Worker(self.settings.model_copy(update=changes), folder, log, program or self.program)
        self.workers.append(worker)
        return worker

    def again(self, worker: Worker, program: Sequence[str] | None = None) -> Worker:
        """Start a worker that has ended once more, in its place: the same settings, the state that it left."""
        assert worker.code is not None, "it still runs"
        with (worker.folder / f"log-{len(self.workers)}.jsonl").open("wb") as log:
            next_one = Worker(worker.settings, worker.folder, log, program or self.program)
        self.workers.append(next_one)
        return next_one

    def mend(self) -> list[Worker]:
        """Do what a supervisor does: start those again that have ended with a failure. Those that stopped stay so."""
        newest = {worker.folder: worker for worker in self.workers}
        return [self.again(each) for each in newest.values() if each.code not in (None, 0)]

    def told_last(self) -> str:
        """How the workers are and how far each partition is behind, for the message of a failed test."""
        lines = [
            f"{each.log_path}: exit code {each.code}{', killed' if each.killed else ''}; {each.said()}"
            for each in self.workers
        ]
        done, ends = self.committed(), self.ends()
        lines += [f"{place}: committed {done.get(place)} of {end}" for place, end in ends.items() if end]
        return "\n".join(lines)

    def feed(self, raws: Sequence[bytes]) -> None:
        """Send dispatches to the input topic."""
        given = [Record("-", number, raw) for number, raw in enumerate(raws, 1)]
        asyncio.run(topic_io.feed(self.settings, given, lambda: None))

    def lag(self) -> int:
        """Records of input and mailboxes that are not committed yet."""
        return self.progress()[0]

    def progress(self) -> tuple[int, int]:
        """What is not committed yet of input and mailboxes, and what was told so far; both in records."""
        return asyncio.run(self._progress())

    def committed(self) -> dict[Place, int]:
        """How far the group has read, of those partitions of input and mailboxes of which it has read anything."""
        return asyncio.run(self._committed())

    def ends(self) -> dict[Place, int]:
        """Where the partitions of input and mailboxes end."""
        ends = asyncio.run(self._ends(list(self._input())))
        return {place: ends[each] for each, place in self._input().items()}

    def wait_until_quiet(self, limit: float = 120, *, mend: bool = False) -> None:
        """Until everything is worked off and told: no lag and no new output for as long as stories settle.

        Args:
            limit: seconds.
            mend: start workers again that end with a failure meanwhile.
        """
        still = self.settings.settle_seconds + 2 * self.settings.commit_seconds + 1
        since, last = time.monotonic(), (-1, -1)

        def quiet() -> bool:
            nonlocal since, last
            if mend:
                self.mend()
            running = [each for each in self.workers if each.code is None]
            assert running, f"no worker runs\n{self.told_last()}"
            seen = self.progress()
            if seen[0] or seen != last or not all(each.is_ready() for each in running):
                since, last = time.monotonic(), seen
            return time.monotonic() - since > still

        wait_for(quiet, limit, "the workers to be done", self.told_last, LOOK_AT_BROKERS)

    def wait_until_told(self, limit: float = 60) -> None:
        """Until the first story is told: the workers are in the middle of it."""
        wait_for(lambda: self.told_so_far() > 0, limit, "the first story", self.told_last)

    def stories(self) -> list[bytes]:
        """The output topic, compacted, by uri: what `copytaster stories` prints."""

        async def read() -> list[bytes]:
            return [line async for line in topic_io.stories(self.settings)]

        return asyncio.run(read())

    def told(self) -> list[Told]:
        """Every record of the output topic, in the order of each partition."""
        return asyncio.run(self._all_told())

    def told_so_far(self) -> int:
        """How many records the output topic holds."""
        return sum(asyncio.run(self._ends(self._output())).values())

    def dead_letters(self) -> list[DeadLetter]:
        """What was rejected, partition by partition."""
        found = held(self.settings, named(self.settings, DEAD_LETTERS))
        at = [Coordinate(each.partition, each.offset) for each in found]
        read = [parse(*each) for each in zip(at, contents(found), strict=True)]
        return [each for each in read if not isinstance(each, ReplayMark)]

    async def _progress(self) -> tuple[int, int]:
        ends, done = await self._ends([*self._input(), *self._output()]), await self._committed()
        behind = sum(ends[each] - done.get(place, 0) for each, place in self._input().items())
        return behind, sum(ends[each] for each in self._output())

    async def _ends(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(**client_options(self.settings))
        try:
            await consumer.start()
            return dict(await consumer.end_offsets(partitions))
        finally:
            await consumer.stop()

    async def _committed(self) -> dict[Place, int]:
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        group = self.settings.group_id
        try:
            await admin.start()
            done = await admin.list_consumer_group_offsets(group, partitions=list(self._input()))
        except GroupCoordinatorNotAvailableError:  # a fresh broker knows no group yet
            return {}
        finally:
            await admin.close()
        return {self._input()[each]: found.offset for each, found in done.items() if found.offset >= 0}

    def _input(self) -> dict[TopicPartition, Place]:
        return {
            TopicPartition(named(self.settings, topic), partition): (topic, partition)
            for topic in (*SOURCES, *MAILBOXES)
            for partition in range(self.settings.partitions)
        }

    def _output(self) -> list[TopicPartition]:
        return [TopicPartition(named(self.settings, STORIES), number) for number in range(self.settings.partitions)]

    async def _all_told(self) -> list[Told]:
        consumer = AIOKafkaConsumer(**client_options(self.settings), auto_offset_reset="earliest")
        told: list[Told] = []
        try:
            await consumer.start()
            consumer.assign(self._output())
            left = await consumer.end_offsets(self._output())
            while left := {each: end for each, end in left.items() if await consumer.position(each) < end}:
                for records in (await consumer.getmany(*left, timeout_ms=200)).values():
                    told.extend(
                        Told(each.partition, each.offset, each.key.decode(), each.value, dict(each.headers))
                        for each in records
                    )
        finally:
            await consumer.stop()
        return told


@contextmanager
def running(brokers: str, folder: Path, partitions: int = 4, **changes: Any) -> Iterator[Service]:
    """A service whose workers end with the test."""
    service = Service(brokers, folder, partitions, **changes)
    try:
        yield service
    finally:
        for worker in service.workers:
            if worker.code is None:
                worker.kill()
