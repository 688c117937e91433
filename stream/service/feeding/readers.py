"""Processes that read what strangers wrote, so that what kills or hangs a reader costs that, and not the wire.

A file that was made to, or a fault in a library that is written in C, can end the process that parses it, fill its
memory or keep it busy for good. A thread can be neither survived nor ended. So parcels are read in processes beside
ours, which are started when there is something to read, ended when nothing comes of one for too long, and bounded in
memory. Whatever they read is handed over piece by piece, so what came before the fault stays.

This module and what its processes call must be light: each of them imports it.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from stream.errors import Fatal
from stream.processes import end_with_the_parent, interrupts_held
from stream.reading.formats.suppliers import assume
from stream.reading.rules import RuleSet, hold, in_force

__all__ = ["EndedError", "Readers"]

_ABREAST: Final = 3  # processes: while one hangs others read, and a machine of two cores has no more to give
_PATIENCE: Final = 60.0  # seconds for the next of what is read: the largest files give something each second
_STARTS: Final = 300.0  # seconds for a process to start, on a machine that is busy
_ENDS: Final = 5.0  # seconds for one to end by itself
_MEMORY: Final = 1024 * 1024 * 1024  # bytes beside what it has when it begins: a JSON array of 150 MB takes as much


class EndedError(Exception):
    """The process that read ended, or was ended: what it read is at fault, as far as can be known."""


class Readers:
    """Processes that read, each used again and again.

    Args:
        abreast: how many there are at most.
        patience: seconds that one may take for the next of what it reads.
        memory: bytes that one may need beside what it has when it begins.
    """

    def __init__(self, *, abreast: int = _ABREAST, patience: float = _PATIENCE, memory: int = _MEMORY) -> None:
        self._abreast = abreast
        self._slots: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None
        self._patience = patience
        self._memory = memory
        self._idle: list[_Reader] = []

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a process to be free; whoever iterates holds a slot."""
        loop = asyncio.get_running_loop()
        if self._slots is None or self._slots[0] is not loop:
            self._slots = loop, asyncio.Semaphore(self._abreast)
        async with self._slots[1]:
            yield

    def iterate(
        self, supplier: str, function: Callable[..., Iterator[Any]], *arguments: object
    ) -> Generator[Any, None, None]:
        """What a function yields that is called in another process. Blocks: it is for a thread.

        Args:
            supplier: domain of whose it is where it does not say so.
            function: of a module, as is all that it is given and yields.
            arguments: of the function.

        Raises:
            EndedError: the process ended before the function did.
            Fatal: it was told to end, or cannot be started: what it read is not at fault.
        """
        reader = self._reader()
        is_done = False
        try:
            yield from reader.iterate((supplier, function, arguments), self._patience)
            is_done = True
        finally:
            if is_done:
                self._idle.append(reader)
            else:
                reader.end()

    def _reader(self) -> _Reader:
        with suppress(IndexError):  # none is left
            while not (reader := self._idle.pop()).is_alive:
                reader.end()
            return reader
        return _Reader(self._memory)

    def close(self) -> None:
        """End the processes that read nothing at the moment."""
        while self._idle:
            self._idle.pop().close()


_Task = tuple[str, Callable[..., Iterator[Any]], tuple[object, ...]]


class _Reader:
    """One process, seen from ours."""

    def __init__(self, memory: int) -> None:
        context = get_context("spawn")  # a fork would take our threads' locks with it
        self._ours, theirs = context.Pipe()
        with interrupts_held():
            self._process = context.Process(
                target=_serve, args=(theirs, in_force(), memory), name="reader", daemon=True
            )
            self._process.start()
        theirs.close()
        try:
            self._receive(_STARTS)
        except (EndedError, Fatal) as error:
            self.end()
            raise Fatal(f"no process can be started that reads what arrives: {error}") from error

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked; something else may have ended it while nothing was read."""
        return self._process.is_alive()

    def iterate(self, task: _Task, patience: float) -> Iterator[Any]:
        with suppress(BrokenPipeError, ConnectionResetError):  # it is told below that it ended
            self._ours.send(task)
        while True:
            is_more, value = self._receive(patience)
            if not is_more:
                return
            yield value

    def _receive(self, patience: float) -> Any:
        try:
            if self._ours.poll(patience):
                return self._ours.recv()
        except (EOFError, OSError):
            self._process.join()
            if self._process.exitcode == -signal.SIGTERM:
                raise Fatal("the process that read it was told to end") from None
            raise EndedError(f"the process that read it ended ({_how(self._process.exitcode)})") from None
        raise EndedError(f"nothing came of it for {patience:.0f} s")

    def close(self) -> None:
        """Let it end."""
        self._ours.close()
        self._process.join(_ENDS)
        self.end()

    def end(self) -> None:
        """End it."""
        self._ours.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _serve(asked: Connection, rules: RuleSet, memory: int) -> None:
    """In the other process: do what is asked for until nobody is there to ask."""
    from stream.service.feeding import entries  # noqa: F401 - what most of it takes to read is loaded before it counts

    end_with_the_parent()
    hold(rules)
    _bound(memory)
    asked.send(None)  # it is there
    while True:
        try:
            supplier, function, arguments = asked.recv()
        except EOFError:
            return
        assume(supplier)
        for value in function(*arguments):
            asked.send((True, value))
        asked.send((False, None))


def _bound(memory: int) -> None:
    """Let no more memory be had than so much beside what is had now (where the system tells how much that is)."""
    with suppress(OSError, ValueError, IndexError):
        had = int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_DATA, (had + memory, resource.getrlimit(resource.RLIMIT_DATA)[1]))
