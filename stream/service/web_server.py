"""A small HTTP server of a worker or a feeder: it listens on one address until it is stopped."""

from __future__ import annotations

from aiohttp import web

from stream.errors import Usage

__all__ = ["WebServer"]

_LINGER = 1.0  # seconds that a request in hand may take once we stop; the budget for all is `stop_seconds`


class WebServer:
    """Serves an application.

    Args:
        app: answers.
        host: where it listens.
        port: 0 takes a free one.
        address: what the address is called where it cannot be had: the setting or the option.
    """

    def __init__(self, app: web.Application, host: str, port: int, address: str) -> None:
        self._host, self._port, self._address = host, port, address
        # No access log: two probes and a scrape every few seconds say nothing.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LINGER)

    @property
    def port(self) -> int:
        """Where it listens: the port that was set, or the one that was free."""
        port: int = self._runner.addresses[0][1]
        return port

    async def start(self) -> None:
        """Listen.

        Raises:
            Usage: host or port cannot be had.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise Usage(f"{self._address}: {error.strerror}") from error

    async def stop(self) -> None:
        """Stop listening."""
        await self._runner.cleanup()
