"""How far the topics have come, watched from outside while brokers come and go."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from contextlib import closing, suppress
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaException, TopicPartition

from stream.entities.routing import INPUT
from stream.service.topics import STORIES, named
from workers import Service

LOOK = 0.5  # seconds between two looks


class Ends(NamedTuple):
    """How far a partition had come at a time of the monotonic clock."""

    at: float
    end: int


class Watch:
    """Looks at the ends of input and output all the time, in a thread of its own."""

    def __init__(self, service: Service) -> None:
        settings = service.settings
        self._topics = {named(settings, topic): topic for topic in (INPUT, STORIES)}
        self._partitions = range(settings.partitions)
        self._brokers = settings.brokers
        self.moves: dict[tuple[str, int], list[Ends]] = defaultdict(list)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it."""
        self._stopped.set()
        self._thread.join()

    def last(self, topic: str, partition: int) -> Ends | None:
        """When it moved last."""
        moves = self.moves[topic, partition]
        return moves[-1] if moves else None

    def _run(self) -> None:
        with closing(reader(self._brokers)) as consumer:
            while not self._stopped.wait(LOOK):
                for name, topic in self._topics.items():
                    for partition in self._partitions:
                        with suppress(KafkaException):  # its leader is away: it is asked again
                            _, end = consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=2)
                            moves = self.moves[topic, partition]
                            if end >= 0 and (not moves or end > moves[-1].end):
                                moves.append(Ends(time.monotonic(), end))


def reader(brokers: str) -> Consumer:
    """A consumer outside every group, that says where a partition ends."""
    return Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "soak",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "topic.metadata.refresh.interval.ms": 2000,  # leaders change while we look
            "reconnect.backoff.max.ms": 1000,
            "log_level": 2,
        }
    )
