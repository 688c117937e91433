"""`/livez`, `/readyz` and `/metrics`, of a feeder also `/sources`, on a small server of their own.

Not on Faust's: it starts late, is off in production, and would serve the tables' data beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

from aiohttp import web

from stream.service.health import Health, Watchdog
from stream.service.logs import get_logger
from stream.service.metrics import CONTENT_TYPE, FeedMetrics, Metrics
from stream.service.web_server import WebServer
from stream.settings import Settings

__all__ = ["Probes"]

log = get_logger(__name__)


class Probes:
    """Answers for one worker or feeder, on the loop that runs it: where that is stuck, there is no answer.

    Also watches the loop from a thread (:class:`stream.service.health.Watchdog`). Use it as an async
    context manager, or call :meth:`start` and :meth:`stop`.

    Args:
        settings: where it listens.
        health: of the worker or feeder.
        metrics: of the same.
        sources: what a feeder tells of each of its sources; None: it is none.
    """

    def __init__(
        self,
        settings: Settings,
        health: Health,
        metrics: Metrics | FeedMetrics,
        sources: Callable[[], Sequence[Mapping[str, object]]] | None = None,
    ) -> None:
        self._settings = settings
        self._health = health
        self._metrics = metrics
        self._sources = sources
        self._watchdog = Watchdog(health)
        app = web.Application()
        app.add_routes(
            [web.get("/livez", self._livez), web.get("/readyz", self._readyz), web.get("/metrics", self._metrics_page)]
        )
        if sources is not None:
            app.add_routes([web.get("/sources", self._sources_page)])
        host, port = settings.web_host, settings.web_port
        self._server = WebServer(app, host, port, f"COPYTASTER_WEB_HOST, COPYTASTER_WEB_PORT: {host}:{port}")

    @property
    def port(self) -> int:
        """Where it listens: the port that was set, or the one that was free."""
        return self._server.port

    async def start(self) -> None:
        """Listen.

        Raises:
            Usage: host or port cannot be had.
        """
        await self._server.start()
        self._watchdog.start()
        log.info("probes_listening", host=self._settings.web_host, port=self.port)

    async def stop(self) -> None:
        """Stop listening."""
        self._watchdog.stop()
        await self._server.stop()

    async def __aenter__(self) -> Probes:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _livez(self, _: web.Request) -> web.Response:
        return _answer("live", self._health.why_not_live())

    async def _readyz(self, _: web.Request) -> web.Response:
        return _answer("ready", self._health.why_not_ready())

    async def _metrics_page(self, _: web.Request) -> web.Response:
        return web.Response(body=self._metrics.render(), headers={"Content-Type": CONTENT_TYPE})

    async def _sources_page(self, _: web.Request) -> web.Response:
        return web.json_response({"sources": self._sources() if self._sources is not None else []})


def _answer(question: str, why_not: str | None) -> web.Response:
    if why_not is None:
        return web.json_response({question: True})
    return web.json_response({question: False, "why": why_not}, status=503)
