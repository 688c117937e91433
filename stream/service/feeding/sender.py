"""Sends what was taken in to the input topic, and says when the brokers have it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from stream.entities.routing import INPUT
from stream.errors import Fatal
from stream.service.clients import partitions, producing, reaching
from stream.service.topic_io import FEEDING, key_of
from stream.service.topics import named
from stream.settings import Settings

__all__ = ["Sender", "TopicSender"]

_PATIENCE = 60.0  # seconds; the client itself gives up after 40


class Sender(Protocol):
    """Where records go."""

    async def send(self, records: Sequence[bytes]) -> None:
        """Send them, and return once all of them are kept.

        Raises:
            Fatal: they are not, or not all of them; sending all again is harmless.
        """


class TopicSender:
    """Sends to Kafka, keyed by uri.

    Args:
        settings: where the brokers are.
        topic: another input topic, by its full name.
    """

    def __init__(self, settings: Settings, topic: str | None = None) -> None:
        self._settings = settings
        self.topic = topic or named(settings, INPUT)
        self._producer: AIOKafkaProducer | None = None
        self._held = AsyncExitStack()
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Look whether the topic is there.

        Raises:
            Usage: it is not.
            Fatal: the brokers do not answer.
        """
        with reaching(self._settings):
            await partitions(self._settings, self.topic)

    async def stop(self) -> None:
        """Disconnect."""
        held, self._held, self._producer = self._held, AsyncExitStack(), None
        await held.aclose()

    async def send(self, records: Sequence[bytes]) -> None:
        """Send them.

        Raises:
            Fatal: the brokers do not answer, or refuse.
        """
        with reaching(self._settings):
            try:
                async with asyncio.timeout(_PATIENCE):
                    producer = await self._connected()
                    sent = [await producer.send(self.topic, raw, key=key_of(raw)) for raw in records]
                    done = await asyncio.gather(*sent, return_exceptions=True)
                failed = next((each for each in done if isinstance(each, BaseException)), None)
                if failed is not None:
                    raise failed
            except (KafkaError, TimeoutError, Fatal):
                # A producer that lost a batch may be of no use any more: the next one begins anew.
                await self.stop()
                raise

    async def _connected(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                self._producer = await self._held.enter_async_context(producing(self._settings, **FEEDING))
            return self._producer
