"""The service measured on this machine, broker and all: ``python tests/benchmarks/on_kafka.py``.

One run, one broker, the same records for everything: a bare consume-and-send loop of the client
library, a Faust agent with datasketch that keeps no state (rivals/faust_agent.py), one worker and two,
1, 4 and 16 partitions, latency at half load, recovery. The CPU of a worker is its process's own, of
all its threads (user + system), from the moment it is ready; that of the agent from its first output.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

sys.path.insert(0, str(Path(__file__).parents[1]))

from wire import generate

from broker import SCRIPT
from stream.entities.routing import INPUT, MAILBOXES
from stream.service.clients import client_options
from stream.service.topics import STATE, STORIES, named
from workers import SHELL, Service, wait_for

_TICKS = os.sysconf("SC_CLK_TCK")
_LIMIT = 120.0  # seconds for any one part
_PATH = {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")))}


@contextmanager
def broker(data: Path) -> Iterator[str]:
    """Apache Kafka with its data where it can be measured."""
    process = subprocess.Popen(  # noqa: S603 - our own script
        [SCRIPT, "--port", "0", "--data", data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[1]
    finally:
        process.terminate()
        process.wait(30)


def cpu(process: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def places(service: Service, topic: str) -> list[TopicPartition]:
    """All partitions of a topic."""
    return [TopicPartition(named(service.settings, topic), n) for n in range(service.settings.partitions)]


def offsets(service: Service, topic: str) -> int:
    """Records in a topic."""

    async def ask() -> int:
        consumer = AIOKafkaConsumer(**client_options(service.settings))
        await consumer.start()
        try:
            return sum((await consumer.end_offsets(places(service, topic))).values())
        finally:
            await consumer.stop()

    return asyncio.run(ask())


def bare(service: Service, count: int) -> float:
    """Records/s of a loop that only consumes the input and sends each value on, awaited a thousand at a time."""

    async def loop() -> float:
        consumer = AIOKafkaConsumer(**client_options(service.settings), auto_offset_reset="earliest")
        producer = AIOKafkaProducer(**client_options(service.settings), acks="all", enable_idempotence=True)
        await consumer.start()
        await producer.start()
        try:
            consumer.assign(places(service, INPUT))
            began, done = time.monotonic(), 0
            while done < count:
                for records in (await consumer.getmany(timeout_ms=500, max_records=1000)).values():
                    sent = [await producer.send(named(service.settings, MAILBOXES[0]), each.value) for each in records]
                    await asyncio.gather(*sent)
                    done += len(records)
            return count / (time.monotonic() - began)
        finally:
            await consumer.stop()
            await producer.stop()

    return asyncio.run(loop())


def worked_off(service: Service, wire: Sequence[bytes], workers: int) -> tuple[float, float]:
    """Work off a backlog; dispatches/s, and CPU seconds of all workers for each thousand."""
    service.feed(wire)
    held = [service.start() for _ in range(workers)]
    began = time.monotonic()
    for worker in held:
        wait_for(lambda worker=worker: worker.has_logged("partitions_taken_over"), _LIMIT, "a worker")  # type: ignore[misc]
        began = min(began, time.monotonic())
    ready, spent = time.monotonic(), sum(cpu(worker.process.pid) for worker in held)
    wait_for(lambda: service.lag() == 0, _LIMIT, "the backlog to be worked off")
    took = time.monotonic() - ready
    return len(wire) / took, (sum(cpu(worker.process.pid) for worker in held) - spent) * 1000 / len(wire)


def by_agent(service: Service, wire: Sequence[bytes]) -> tuple[float, float]:
    """The same for a Faust agent with datasketch, which sends each dispatch on to the stories."""
    service.feed(wire)
    command = [sys.executable, "-m", "rivals.faust_agent", service.settings.brokers]
    command += [named(service.settings, topic) for topic in (INPUT, STORIES)]
    with (service.folder / "agent.log").open("wb") as log:
        agent = subprocess.Popen(command, cwd=service.folder, env=_PATH, stdout=log, stderr=log)  # noqa: S603
    try:
        wait_for(lambda: offsets(service, STORIES) > 0, _LIMIT, "the agent", (service.folder / "agent.log").read_text)
        began, first, spent = time.monotonic(), offsets(service, STORIES), cpu(agent.pid)
        wait_for(lambda: offsets(service, STORIES) >= len(wire), _LIMIT, "the backlog to be worked off")
        left = len(wire) - first
        return left / (time.monotonic() - began), (cpu(agent.pid) - spent) * 1000 / left
    finally:
        agent.terminate()
        agent.wait(30)


def written(service: Service, data: Path, count: int) -> list[str]:
    """A table row for each topic: records and bytes on the broker's disk for each dispatch."""
    rows = []
    for topic in (INPUT, *MAILBOXES, STATE, STORIES):
        folders = [data / f"{place.topic}-{place.partition}" for place in places(service, topic)]
        size = sum(file.stat().st_blocks * 512 for folder in folders for file in folder.glob("*.log"))
        rows.append(f"| {topic} | {offsets(service, topic) / count:.3f} | {size / count / 1024:.1f} |")
    return rows


async def paced(service: Service, wire: Sequence[bytes], rate: float) -> None:
    """Send dispatches at an even pace."""
    producer = AIOKafkaProducer(**client_options(service.settings), acks=1)
    await producer.start()
    try:
        began = time.monotonic()
        for number, raw in enumerate(wire):
            await producer.send(named(service.settings, INPUT), raw, key=orjson.loads(raw)["uri"].encode())
            ahead = began + number / rate - time.monotonic()
            if ahead > 0.005:
                await asyncio.sleep(ahead)
        await producer.flush()
    finally:
        await producer.stop()


def latencies(service: Service, wire: Sequence[bytes]) -> list[float]:
    """Seconds from each dispatch's record to the first story record with it, by the records' timestamps."""

    async def read(topic: str) -> list[tuple[int, bytes | None]]:
        consumer = AIOKafkaConsumer(**client_options(service.settings), auto_offset_reset="earliest")
        await consumer.start()
        try:
            consumer.assign(places(service, topic))
            left = await consumer.end_offsets(places(service, topic))
            out: list[tuple[int, bytes | None]] = []
            while left := {each: end for each, end in left.items() if await consumer.position(each) < end}:
                for records in (await consumer.getmany(*left, timeout_ms=200)).values():
                    out.extend((each.timestamp, each.value) for each in records)
            return out
        finally:
            await consumer.stop()

    ours = {orjson.loads(raw)["uri"] for raw in wire}
    sent = {orjson.loads(value)["uri"]: when for when, value in asyncio.run(read(INPUT)) if value}
    told: dict[str, int] = {}
    for when, value in asyncio.run(read(STORIES)):
        for member in orjson.loads(value).get("associations", ()) if value else ():
            told[member["uri"]] = min(when, told.get(member["uri"], when))
    return [(told[uri] - sent[uri]) / 1000 for uri in ours]


def recovered(service: Service) -> tuple[int, float]:
    """Rows of state that a worker with an empty folder restores, and the seconds until it is ready."""
    rows = offsets(service, STATE)
    worker = service.start(name="empty")
    began = time.monotonic()
    worker.wait_until_ready(_LIMIT)
    took = time.monotonic() - began
    worker.stop()
    return rows, took


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=10_000, help="dispatches of about 2,500 characters")
    count = options.parse_args().count
    wire = list(generate(count))
    quick = {"session_timeout_seconds": 30, "heartbeat_seconds": 3, "commit_seconds": 0.5, "settle_seconds": 0.25}
    with tempfile.TemporaryDirectory() as folder, broker(Path(folder) / "kafka") as brokers:
        data = Path(folder) / "kafka"

        def fresh(name: str, partitions: int) -> Service:
            (Path(folder) / name).mkdir()
            return Service(brokers, Path(folder) / name, partitions, program=SHELL, **quick)

        base = fresh("bare", 4)
        base.feed(wire)
        print(f"\nA bare consume-and-send loop on the same records: {bare(base, count):,.0f} records/s\n")
        print("| partitions | workers | dispatches/s | CPU s for 1,000 |\n|---|---|---|---|", flush=True)
        print("| 1 | the Faust agent | {:,.0f} | {:.2f} |".format(*by_agent(fresh("agent", 1), wire)), flush=True)
        rate, four = 0.0, None
        for partitions, workers in ((1, 1), (4, 1), (16, 1), (4, 2)):
            service = fresh(f"run-{partitions}-{workers}", partitions)
            each, spent = worked_off(service, wire, workers)
            print(f"| {partitions} | {workers} | {each:,.0f} | {spent:.2f} |", flush=True)
            stop(service)
            if (partitions, workers) == (4, 1):
                rate, four = each, service
        assert four is not None
        print("\n| topic | records for each dispatch | KB |\n|---|---|---|")
        print("\n".join(written(four, data, count)))
        rows, took = recovered(four)
        print(f"\nRecovery into an empty folder: {rows:,} rows of {count:,} dispatches, ready in {took:.1f} s")
        paced_service = fresh("paced", 4)
        paced_service.start().wait_until_ready()
        part = wire[: min(count, int(rate / 2 * 30))]
        asyncio.run(paced(paced_service, part, rate / 2))
        paced_service.wait_until_quiet(_LIMIT)
        seen = quantiles(latencies(paced_service, part), n=100)
        print(
            f"\nLatency at {rate / 2:,.0f} dispatches/s, from dispatch to story, settling for 0.25 s: "
            f"p50 {seen[49]:.2f} s, p95 {seen[94]:.2f} s, p99 {seen[98]:.2f} s"
        )
        stop(paced_service)


def stop(service: Service) -> None:
    """End the workers of a service."""
    for worker in service.workers:
        worker.stop()


if __name__ == "__main__":
    main()
