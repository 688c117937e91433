"""A worker stays in its group, however long it is in it, or ends."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from stream.errors import Fatal
from stream.service.faust_app import KafkaApp
from stream.service.health import Health
from stream.service.metrics import Metrics
from stream.service.worker import Worker
from stream.settings import Settings

YEAR = 365 * 86_400


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    """Of a worker that connects to nobody."""
    return Settings(brokers="127.0.0.1:9", state_dir=tmp_path)


def test_a_member_that_fetches_nothing_is_no_idle_one(settings: Settings) -> None:
    """What Faust gives the client that is the member: by its default that one leaves after 1,000 s, for good."""

    async def nothing() -> None:
        pass

    async def interval() -> float:
        faust: Any = KafkaApp(settings, nothing, nothing, nothing)._app  # noqa: SLF001
        client = faust.consumer._thread._create_consumer(loop=asyncio.get_running_loop())  # noqa: SLF001
        limit: float = client._max_poll_interval_ms / 1000  # noqa: SLF001
        await client.stop()
        return limit

    assert asyncio.run(interval()) > YEAR


def test_a_member_that_the_group_has_forgotten_ends(settings: Settings) -> None:
    """It says since when, and what to do; so does `/livez`' supervisor hear of it by the exit code."""

    async def forgotten(seconds: float) -> None:
        worker = Worker(settings, Metrics(), Health())
        worker._takeover.revoked(time.monotonic() - seconds)  # noqa: SLF001
        worker._guard_membership()  # noqa: SLF001

    asyncio.run(forgotten(200))
    with pytest.raises(Fatal, match=r"took the partitions back 30[0-9] s ago .* start it again"):
        asyncio.run(forgotten(301))
