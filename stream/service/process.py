"""Runs a worker as a process: checks first, probes, signals, and an end within the time that is allowed."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from stream.errors import CopytasterError, Fatal, Usage
from stream.memory import collect_rarely
from stream.reading.rules import in_force
from stream.service.clients import reaching, topics_there
from stream.service.health import Health
from stream.service.logs import configure, get_logger
from stream.service.metrics import Metrics
from stream.service.probes import Probes
from stream.service.state import scheme
from stream.service.topics import STATE, declared
from stream.service.worker import Worker
from stream.settings import Settings, fingerprint

__all__ = ["serve"]

log = get_logger(__name__)


def serve(settings: Settings) -> None:
    """Run a worker until it is told to stop.

    Raises:
        Usage: rules cannot be used; topics are missing or have another number of partitions.
        Fatal: the worker had to stop by itself.
    """
    configure(settings.log_level)
    signal.signal(signal.SIGTERM, _end_at_once)
    in_force()
    collect_rarely()
    _loop_policy().run(_serve(settings))


def _end_at_once(*_: object) -> None:
    """Before the worker has begun there is nothing to finish."""
    sys.exit(0)


def _loop_policy() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:  # it is not made for every system
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


async def _serve(settings: Settings) -> None:
    await _check_topics(settings)
    with _alone(settings):
        await _work(settings)


async def _work(settings: Settings) -> None:
    rules = in_force()
    health = Health()
    metrics = Metrics(fingerprint(settings, rules.digest), scheme(settings.partitions), rules.digest)
    metrics.state_bytes.labels(STATE).set_function(lambda: _size(settings.state_dir))
    metrics.state_free_bytes.set_function(lambda: shutil.disk_usage(settings.state_dir).free)
    worker = Worker(settings, metrics, health)
    signalled = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):  # a second one changes nothing
        loop.add_signal_handler(number, signalled.set)
    _exit_after_a_stall(health, settings.session_timeout_seconds)
    async with Probes(settings, health, metrics):
        log.info(
            "worker_starting",
            brokers=settings.brokers,
            state_dir=str(settings.state_dir),
            rules=rules.digest,
            rules_dir=rules.folder,
        )
        starting = asyncio.create_task(worker.start(), name="starting")
        waiting = [asyncio.create_task(reason.wait()) for reason in (signalled, worker.ended)]
        failed = await _first(starting, waiting)
        began = loop.time()
        log.info("worker_stopping", why="a signal" if signalled.is_set() else "a failure")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(settings.stop_seconds) as budget:
                starting.cancel()
                with contextlib.suppress(asyncio.CancelledError, CopytasterError):
                    await starting
                await worker.stop()
        if budget.expired():  # also where somebody took no notice: Faust, of a thread of its own that does not end
            # What is not acknowledged comes again: nothing is lost, but the group waits for its session timeout.
            log.warning("stop_overdue", seconds=settings.stop_seconds)
            _leave(1 if failed or worker.failed else 0)
        log.info("worker_stopped", seconds=round(loop.time() - began, 3))
    failed = failed or worker.failed
    if failed is not None:
        raise failed if isinstance(failed, CopytasterError) else Fatal(f"{type(failed).__name__}; see the log")


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; one that goes while we look does not count."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += (Path(parent) / name).stat().st_size
    return total


async def _first(starting: asyncio.Task[None], waiting: Sequence[asyncio.Task[Literal[True]]]) -> BaseException | None:
    """Wait for a reason to stop; what went wrong while starting is one."""
    done, _ = await asyncio.wait([starting, *waiting], return_when=asyncio.FIRST_COMPLETED)
    if starting in done and starting.exception() is None:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    return starting.exception() if starting in done else None


async def _check_topics(settings: Settings) -> None:
    """By names and partitions alone: describing configurations takes rights that a worker needs for nothing else."""
    with reaching(settings):
        there = await topics_there(settings)
    wrong = []
    for topic in declared(settings):
        partitions = there.get(topic.name)
        if partitions != topic.partitions:
            fault = "missing" if partitions is None else f"has {partitions} partitions, not {topic.partitions}"
            wrong.append(f"{topic.name}: {fault}")
    if wrong:
        raise Usage(f"{'; '.join(wrong)}; `copytaster topics apply` creates what is missing")


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Two workers must not share a folder.

    Raises:
        Usage: another one has it.
    """
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    with (settings.state_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Usage(
                f"COPYTASTER_STATE_DIR: another worker uses {settings.state_dir}; each needs its own"
            ) from error
        yield


def _exit_after_a_stall(health: Health, most: float) -> None:
    """A process that was stopped and goes on must not send what it had in hand: its partitions are with others."""

    def went_on(*_: object) -> None:
        if health.silence() > most:
            os.write(2, b"copytaster: stood still for longer than the group waits; start it again\n")
            os._exit(1)

    signal.signal(signal.SIGCONT, went_on)


def _leave(code: int) -> None:
    sys.stdout.flush()
    os._exit(code)
