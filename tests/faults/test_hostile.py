"""What nobody sends, all at once: the worker's loop goes on moving, its memory stays bounded, its stories are right."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import orjson
import pytest

from faults.promise import assert_kept
from letters import put
from stream.dispatch import Verdict
from stream.entities.routing import RULINGS
from stream.service.dead_letters import Content
from stream.service.topics import named
from stream.stories.rulings import encode, key, make
from wires import NOON, ninjs, retouched, text
from workers import SHELL, Worker, running

SIZES = {"quick": (3, 300, 300, 500, 1000), "long": (60, 1000, 10_000, 10_000, 100_000)}
LONG = pytest.param("long", marks=(pytest.mark.long, pytest.mark.timeout(3600)))
MEMORY = 2_000  # MB that a worker may take: the texts of all this are 300
STILL = 4.0  # seconds that the loop may stand still: well within a session of 6, with two other tests on the machine


def flood(size: str) -> list[bytes]:
    """Bodies of nearly 4 MiB, one record again and again, versions of one dispatch, copies of one text."""
    bodies, repeats, versions, copies, _ = SIZES[size]
    rng = random.Random(1)
    words = [f"word{n:04}" for n in range(5000)]
    huge = [" ".join(rng.choices(words, k=430_000)) for _ in range(bodies)]
    wire = [ninjs(f"urn:newsml:a.example:huge:{n}", body, NOON + n) for n, body in enumerate(huge)]
    wire += [ninjs("urn:newsml:a.example:again", text(1), NOON)] * repeats
    wire += [
        {**ninjs("urn:newsml:b.example:versions", retouched(text(2), 3, n), NOON + n), "version": str(n)}
        for n in range(versions)
    ]
    wire += [ninjs(f"urn:newsml:{'ab'[n % 2]}.example:copy:{n}", text(3), NOON + n) for n in range(copies)]
    return [orjson.dumps(each) for each in wire]


def rulings(size: str) -> list[Content]:
    """An editor who has gone mad: each on two dispatches that nobody sent."""
    made = [
        make(f"urn:nobody:{2 * n}", f"urn:nobody:{2 * n + 1}", Verdict.DIFFERENT, NOON + n, "Ada", "on purpose")
        for n in range(SIZES[size][4])
    ]
    return [Content(key(each), encode(each)) for each in made]


class Watch(Thread):
    """Asks a worker again and again whether it lives, and how much memory it takes."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(daemon=True)
        self.worker = worker
        self.done = Event()
        self.still = 0.0  # seconds that the slowest answer took
        self.megabytes = 0

    def run(self) -> None:
        """Until it is told to stop."""
        while not self.done.wait(0.1):
            began = time.monotonic()
            status, _ = self.worker.probe("/livez")
            self.still = max(self.still, time.monotonic() - began if status == 200 else 99.0)
            self.megabytes = max(self.megabytes, _resident(self.worker.process.pid))


def _resident(process: int) -> int:
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * 4096 // 1_000_000


@pytest.mark.parametrize("size", ["quick", LONG])
def test_hostile_input_changes_no_story_and_holds_nothing_up(brokers: str, tmp_path: Path, size: str) -> None:
    """Dispatches of four megabytes, one a thousand times, ten thousand versions, a family of ten thousand, rulings."""
    raws = flood(size)
    with running(brokers, tmp_path, partitions=1, program=SHELL, session_timeout_seconds=6) as service:
        worker = service.start()
        worker.wait_until_ready()
        watch = Watch(worker)
        watch.start()
        put(service.settings, named(service.settings, RULINGS), rulings(size))
        for part in _parts(raws):
            service.feed(part)
        service.wait_until_quiet(3000 if size == "long" else 200)
        began = time.monotonic()
        before = service.told_so_far()
        last = orjson.dumps(ninjs("urn:newsml:c.example:last", text(9), NOON))
        service.feed([last])
        while service.told_so_far() == before:
            assert time.monotonic() - began < 30, service.told_last()
        took = time.monotonic() - began
        watch.done.set()
        watch.join()
        print(f"{size}: still {watch.still:.2f} s, {watch.megabytes} MB, the next dispatch told after {took:.2f} s")

        assert worker.code is None, service.told_last()
        assert watch.still < STILL
        assert watch.megabytes < MEMORY
        assert_kept(service, [*raws, last], 1)


def _parts(raws: Sequence[bytes]) -> list[list[bytes]]:
    """As many at a time as the feeder holds well."""
    return [list(raws[start : start + 200]) for start in range(0, len(raws), 200)]
