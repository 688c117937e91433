"""The server for probes and metrics, asked over HTTP."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from logged import restored, started
from stream.errors import Usage
from stream.service.health import SILENT, Health
from stream.service.metrics import Metrics, ReadOutcome
from stream.service.probes import Probes
from stream.settings import Settings

SETTINGS = Settings(web_port=0)

Get = Callable[[str], Awaitable[tuple[int, Any]]]


@pytest.fixture(name="stream", autouse=True)
def _stream() -> Iterator[io.StringIO]:
    """Where the log goes."""
    with restored():
        yield io.StringIO()


def asked(probes: Probes, questions: Callable[[Get], Awaitable[None]]) -> None:
    """Ask a running server."""

    async def main() -> None:
        async with probes, ClientSession(f"http://127.0.0.1:{probes.port}") as client:

            async def get(path: str) -> tuple[int, Any]:
                async with client.get(path) as answer:
                    json = answer.content_type == "application/json"
                    return answer.status, await answer.json() if json else await answer.text()

            await questions(get)

    asyncio.run(main())


def test_livez_fails_when_the_loop_was_silent(stream: io.StringIO) -> None:
    """And says why; a heartbeat mends it."""
    started(stream)
    now = 0.0
    health = Health(lambda: now)

    async def questions(get: Get) -> None:
        nonlocal now
        assert await get("/livez") == (200, {"live": True})
        now = SILENT
        assert await get("/livez") == (503, {"live": False, "why": "the loop has not moved for 30 s"})
        health.beat()
        assert await get("/livez") == (200, {"live": True})

    asked(Probes(SETTINGS, health, Metrics()), questions)


def test_readyz_follows_the_worker(stream: io.StringIO) -> None:
    """From start to stop, without a broker anywhere."""
    started(stream)
    health = Health()

    async def questions(get: Get) -> None:
        assert await get("/readyz") == (503, {"ready": False, "why": "no partitions are assigned"})
        health.assigned(4)
        assert await get("/readyz") == (503, {"ready": False, "why": "state is being recovered"})
        health.recovered()
        assert await get("/readyz") == (200, {"ready": True})
        health.stopping()
        assert await get("/readyz") == (503, {"ready": False, "why": "it is stopping"})
        assert (await get("/livez"))[0] == 200

    asked(Probes(SETTINGS, health, Metrics()), questions)


def test_a_tripped_brake_is_unready_and_live(stream: io.StringIO) -> None:
    """It is held so that it can be scraped, not killed by the probe."""
    started(stream)
    health = Health()
    health.trip("100 in a row")

    async def questions(get: Get) -> None:
        assert await get("/readyz") == (503, {"ready": False, "why": "the brake tripped: 100 in a row"})
        assert (await get("/livez"))[0] == 200

    asked(Probes(SETTINGS, health, Metrics()), questions)


def test_metrics_are_told(stream: io.StringIO) -> None:
    """As Prometheus reads them."""
    started(stream)
    metrics = Metrics()
    metrics.dispatches[ReadOutcome.ACCEPTED].inc(3)

    async def questions(get: Get) -> None:
        status, text = await get("/metrics")
        samples = {
            (sample.name, sample.labels.get("outcome")): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert status == 200
        assert samples["copytaster_dispatches_total", "accepted"] == 3

    asked(Probes(SETTINGS, Health(), metrics), questions)


def test_nothing_else_is_served_and_nothing_is_logged(stream: io.StringIO) -> None:
    """No page, no table; the log has one line, which says where the probes listen."""
    lines = started(stream)
    probes = Probes(SETTINGS, Health(), Metrics())
    ports = []

    async def questions(get: Get) -> None:
        ports.append(probes.port)
        assert [(await get(path))[0] for path in ("/", "/metrics/", "/table", "/livez")] == [404, 404, 404, 200]

    asked(probes, questions)

    assert [(line["event"], line["host"], line["port"]) for line in lines()] == [
        ("probes_listening", "127.0.0.1", *ports)
    ]


def test_a_taken_port_is_told_by_its_setting(stream: io.StringIO) -> None:
    """And nothing is left running."""
    started(stream)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Usage, match=f"COPYTASTER_WEB_PORT: 127.0.0.1:{port}: "):
            asyncio.run(Probes(Settings(web_port=port), Health(), Metrics()).start())
