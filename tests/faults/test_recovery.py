"""A worker takes over a partition that holds far more than it can read back between two signs of life."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import orjson
import pytest

from states import dispatch, rows
from stream.service.clients import producing
from stream.service.topics import STATE, named
from workers import Service, Worker, running, wait_for

LONG = (pytest.mark.long, pytest.mark.timeout(1800))
WORDS = 40
PROGRESS = re.compile(rb"recovering ([\d,]+) of ([\d,]+) rows of state of partition 0")


def provide(service: Service, count: int) -> None:
    """Put the state of so many dispatches into the changelog."""

    async def send() -> None:
        name = named(service.settings, STATE)
        async with producing(service.settings, max_request_size=8 * 1024 * 1024) as producer:
            for row in rows(count, WORDS):
                await producer.send(name, row.value, key=row.key, partition=0)
            await producer.flush()

    asyncio.run(send())


def gauge(worker: Worker) -> float:
    """Rows that are still to be read back."""
    [value] = re.findall(rb"^copytaster_recovery_rows (\S+)$", worker.probe("/metrics")[1], re.MULTILINE)
    return float(value)


@pytest.mark.parametrize(("count", "session"), [(50_000, 2), pytest.param(200_000, 6, marks=LONG)])
def test_a_large_partition_is_taken_over_in_slices(brokers: str, tmp_path: Path, count: int, session: int) -> None:
    """It takes several times the session timeout: the worker lives, says how far it is, can be stopped, and goes on.

    In the end what it has read back is what it works with: a copy of the first dispatch is found.
    """
    with running(brokers, tmp_path, partitions=1, session_timeout_seconds=session, heartbeat_seconds=0.5) as service:
        provide(service, count)
        first = service.start(name="worker")
        wait_for(lambda: PROGRESS.search(first.probe("/readyz")[1]) is not None, 600, "progress", first.said)
        assert first.stop(20) == 0, "stopped in the middle of it"
        assert first.has_logged("worker_stopped")
        assert not first.has_logged("stop_overdue")

        second = service.again(first)
        sick: set[tuple[int, bytes]] = set()
        told: list[int] = []
        most = 0.0

        def is_ready() -> bool:
            nonlocal most
            live = second.probe("/livez")
            if live[0] not in (0, 200):
                sick.add(live)
            status, why = second.probe("/readyz")
            if (found := PROGRESS.search(why)) is not None:
                told.append(int(found[1].replace(b",", b"")))
                most = max(most, gauge(second))
            return status == 200 or second.code is not None

        wait_for(is_ready, 900, "a ready worker", service.told_last)
        assert second.code is None, service.told_last()
        assert not sick
        assert told == sorted(told)
        assert len(set(told)) > 2
        assert most > 0
        assert gauge(second) == 0

        service.feed([orjson.dumps(dispatch(0, WORDS, "urn:newsml:c.example:copy"))])
        service.wait_until_quiet()
        [story] = [orjson.loads(line) for line in service.stories()]
        members = [each["uri"] for each in story["associations"]]
        assert members == ["urn:newsml:a.example:2022:0", "urn:newsml:c.example:copy"]
        assert second.code is None
