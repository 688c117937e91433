"""The service as people run it: worker processes on a real Kafka, watched from outside."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from stream.reading.sources import Record
from stream.runtime import kafka_client
from stream.runtime.routing import INPUT, MAILBOXES
from stream.runtime.topics import STORIES, apply, client_options, named
from stream.settings import PREFIX, Settings

COMMAND = Path(sys.executable).with_name("copytaster")
LOOK = 0.2  # seconds between two looks at a condition

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


def wait_for(condition: Callable[[], bool], limit: float, what: str) -> None:
    """Look until a condition holds.

    Raises:
        AssertionError: it does not within ``limit`` seconds; ``what`` says what was waited for.
    """
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, f"waited {limit} s for {what}"
        time.sleep(LOOK)


class Told(NamedTuple):
    """A record of the output topic."""

    partition: int
    offset: int
    key: str
    value: bytes | None
    headers: dict[str, bytes]


class Worker:
    """A worker process. ``program`` runs it in place of the command, to break something in it."""

    def __init__(self, settings: Settings, folder: Path, log: IO[bytes], program: Sequence[str] | None = None) -> None:
        own = settings.model_copy(update={"state_dir": folder / "state"})
        self.log_path = Path(str(log.name))
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*(program or [str(COMMAND)]), "worker"], stdout=log, stderr=subprocess.STDOUT, env=environment(own)
        )

    def events(self) -> list[dict[str, object]]:
        """What it has logged, without what is no JSON (a usage error)."""
        lines = self.log_path.read_bytes().splitlines()
        return [orjson.loads(line) for line in lines if line.startswith(b"{") and line.endswith(b"}")]

    def has_logged(self, event: str) -> bool:
        """Whether there is a line of this event."""
        return any(each["event"] == event for each in self.events())

    def probe(self, path: str) -> tuple[int, bytes]:
        """Status and body of one of its pages; 0 while it does not answer."""
        ports = [each["port"] for each in self.events() if each["event"] == "probes_listening"]
        if not ports:
            return 0, b""
        try:
            with urlopen(f"http://127.0.0.1:{ports[-1]}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except URLError as error:
            return getattr(error, "code", 0), b""
        except OSError:
            return 0, b""

    def wait_until_ready(self, limit: float = 60) -> None:
        """Until its partitions are there and their state is recovered."""
        wait_for(lambda: self.probe("/readyz")[0] == 200 or self.process.poll() is not None, limit, "a ready worker")
        assert self.process.poll() is None, self.log_path.read_text()[-2000:]

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self, limit: float = 30) -> int:
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
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
        changes: other settings than :data:`QUICK`.
    """

    def __init__(self, brokers: str, folder: Path, partitions: int = 4, **changes: object) -> None:
        own = {"brokers": brokers, "topic_prefix": f"t{uuid4().hex[:8]}.", "partitions": partitions}
        self.settings = Settings.model_validate({**QUICK, **own, **changes})
        self.folder = folder
        self.workers: list[Worker] = []
        asyncio.run(apply(self.settings))

    def start(self, program: Sequence[str] | None = None, name: str | None = None, **changes: object) -> Worker:
        """Start one more worker; with the name of an earlier one it finds that one's state."""
        folder = self.folder / (name or f"worker-{len(self.workers)}")
        folder.mkdir(exist_ok=True)
        with (folder / f"log-{len(self.workers)}.jsonl").open("wb") as log:
            worker = Worker(self.settings.model_copy(update=changes), folder, log, program)
        self.workers.append(worker)
        return worker

    def feed(self, raws: Sequence[bytes]) -> None:
        """Send dispatches to the input topic."""
        given = [Record("-", number, raw) for number, raw in enumerate(raws, 1)]
        asyncio.run(kafka_client.feed(self.settings, given, lambda: None))

    def lag(self) -> int:
        """Records of input and mailboxes that are not committed yet."""
        return asyncio.run(self._lag())

    def wait_until_quiet(self, limit: float = 120) -> None:
        """Until everything is worked off and told: no lag and no new output for as long as stories settle."""
        still = self.settings.settle_seconds + 2 * self.settings.commit_seconds + 1
        since, last = time.monotonic(), (-1, -1)

        def quiet() -> bool:
            nonlocal since, last
            seen = self.lag(), self._told()
            if seen[0] or seen != last:
                since, last = time.monotonic(), seen
            return time.monotonic() - since > still

        wait_for(quiet, limit, "the workers to be done")

    def stories(self) -> list[bytes]:
        """The output topic, compacted, by uri: what `copytaster stories` prints."""

        async def read() -> list[bytes]:
            return [line async for line in kafka_client.stories(self.settings)]

        return asyncio.run(read())

    def told(self) -> list[Told]:
        """Every record of the output topic, in the order of each partition."""
        return asyncio.run(self._all_told())

    async def _lag(self) -> int:
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        consumer = AIOKafkaConsumer(**client_options(self.settings))
        try:
            await admin.start()
            await consumer.start()
            places = [
                TopicPartition(named(self.settings, topic), partition)
                for topic in (INPUT, *MAILBOXES)
                for partition in range(self.settings.partitions)
            ]
            ends = await consumer.end_offsets(places)
            group = f"{self.settings.topic_prefix}{self.settings.group}"
            done = await admin.list_consumer_group_offsets(group, partitions=places)
            return sum(end - max(0, done[place].offset if place in done else 0) for place, end in ends.items())
        finally:
            await admin.close()
            await consumer.stop()

    def _told(self) -> int:
        async def count() -> int:
            consumer = AIOKafkaConsumer(**client_options(self.settings))
            try:
                await consumer.start()
                return sum((await consumer.end_offsets(self._output())).values())
            finally:
                await consumer.stop()

        return asyncio.run(count())

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
def running(brokers: str, folder: Path, partitions: int = 4, **changes: object) -> Iterator[Service]:
    """A service whose workers end with the test."""
    service = Service(brokers, folder, partitions, **changes)
    try:
        yield service
    finally:
        for worker in service.workers:
            if worker.process.poll() is None:
                worker.kill()
