"""A network between a worker and a broker, that a test can cut: nothing comes through, and nobody is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

_PIECE = 1 << 16  # bytes


class Proxy:
    """Passes on what comes to its own ports, each to one broker.

    Once one is cut its connections stay open, new ones are accepted, and what is sent goes nowhere, as behind a
    firewall that drops packets. What was on its way when it is mended arrives, as by TCP's retransmission.
    """

    def __init__(self, count: int) -> None:
        self._targets: list[tuple[str, int]] = []
        self._open = [True] * count
        self._changed = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._servers = [
            self._loop.run_until_complete(asyncio.start_server(self._connected(number), "127.0.0.1", 0))
            for number in range(count)
        ]
        self.ports = [server.sockets[0].getsockname()[1] for server in self._servers]
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """What a client is told."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def lead_to(self, addresses: Sequence[str]) -> None:
        """Where each of its ports leads."""
        self._targets = [(host, int(port)) for host, _, port in (each.partition(":") for each in addresses)]

    def cut(self, number: int) -> None:
        """From now on nothing comes through to that broker (from 1), or back."""
        self._set(number, False)

    def mend(self, number: int) -> None:
        """It does again."""
        self._set(number, True)

    def close(self) -> None:
        """End it, with all connections."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _set(self, number: int, is_open: bool) -> None:
        async def change() -> None:
            self._open[number - 1] = is_open
            self._changed.set()
            self._changed = asyncio.Event()

        asyncio.run_coroutine_threadsafe(change(), self._loop).result()

    def _connected(self, number: int):  # type: ignore[no-untyped-def]
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            with suppress(OSError, asyncio.CancelledError):
                await self._until_open(number)
                far_reader, far_writer = await asyncio.open_connection(*self._targets[number])
                there = asyncio.create_task(self._pass_on(number, reader, far_writer))
                back = asyncio.create_task(self._pass_on(number, far_reader, writer))
                try:
                    await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    there.cancel()
                    back.cancel()
                    far_writer.close()
            writer.close()
            self._tasks.discard(task)

        return serve

    async def _pass_on(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                await self._until_open(number)
                writer.write(piece)
                await writer.drain()
        await self._until_open(number)  # that it was closed is not heard either

    async def _until_open(self, number: int) -> None:
        while not self._open[number]:
            await self._changed.wait()


@contextmanager
def proxy(count: int) -> Iterator[Proxy]:
    """A proxy that ends with the test."""
    one = Proxy(count)
    try:
        yield one
    finally:
        one.close()
