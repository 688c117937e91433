"""The two runtimes behind one interface: a wire goes in, stories and rejects come out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from unittest.mock import patch

from prometheus_client.parser import text_string_to_metric_families

import workers
from broker import ask_for
from letters import put
from stream.errors import Reason
from stream.local.folding import Folding
from stream.reading.intake import MAX_RECORD_BYTES
from stream.reading.rejects import Reject
from stream.reading.sources import Record, read_all
from stream.service.dead_letters import Content, DeadLetter
from stream.service.topics import INPUT, declared, named
from stream.settings import Settings
from stream.stories.record import encode
from workers import SHELL, Told, running, wait_for

Parts = Sequence[Sequence[bytes]]
"""A wire; each part comes when all that is before it has been told."""


@dataclass
class Outcome:
    """What came of a wire."""

    stories: list[bytes]  # final, sorted by uri
    rejects: list[tuple[Reason, bytes]]  # sorted
    told: list[tuple[str, bytes | None]]  # every story record by its uri, in the order of each uri
    records: list[Told] = field(default_factory=list)  # the same with what Kafka adds
    letters: list[DeadLetter] = field(default_factory=list)
    counted: dict[tuple[str, str], float] = field(default_factory=dict)  # (metric, outcome or topic) → of all workers


class Runtime(Protocol):
    """What the contract asks of a runtime."""

    def fold(self, parts: Parts) -> Outcome:
        """Fold a wire."""


class Embedded:
    """What ``copytaster run`` does, on some number of partitions."""

    def __init__(self, partitions: int = 1) -> None:
        self._partitions = partitions

    def fold(self, parts: Parts) -> Outcome:
        """Fold a wire."""
        given = [Record("-", number, raw) for number, raw in enumerate((raw for part in parts for raw in part), 1)]
        rejects: list[tuple[Reason, bytes]] = []

        def refuse(reject: Reject) -> None:
            assert isinstance(reject.raw, bytes)  # what is longer was read from a file
            rejects.append((reject.reason, reject.raw))

        stories = list(Folding(self._partitions, on_reject=refuse, as_of=datetime.now(UTC)).stories(read_all(given)))
        changes = Folding(self._partitions, as_of=datetime.now(UTC)).changes(read_all(given))
        told: list[tuple[str, bytes | None]] = [(each["uri"], encode(each)) for each in changes]
        return Outcome(stories, sorted(rejects), told)


ODD = (Content(b"a key", b"no JSON", (("own", b"1"), ("own", None))), Content(None, None), Content(b"urn:gone", None))
"""What only Kafka can hold: headers, and records without a value."""


class Kafka:
    """Workers as processes.

    Args:
        brokers: addresses.
        folder: for their state and logs.
        workers: how many.
        mock: whether the brokers are librdkafka's mock cluster.
    """

    def __init__(self, brokers: str, folder: Path, workers: int, *, mock: bool = False) -> None:
        self._brokers = brokers
        self._folder = folder
        self._workers = workers
        self._mock = mock

    def fold(self, parts: Parts) -> Outcome:
        """Fold a wire and :data:`ODD`, and end the workers."""
        program = [sys.executable, str(Path(__file__).with_name("unconfigured.py"))] if self._mock else SHELL
        with _topics_by_asking(self._mock), running(self._brokers, self._folder) as service:
            workers = [service.start(program) for _ in range(self._workers)]
            wait_for(
                lambda: all(worker.is_ready() for worker in workers), 60, "the workers to be ready", service.told_last
            )
            put(service.settings, named(service.settings, INPUT), ODD)
            for part in parts:
                service.feed([raw for raw in part if len(raw) <= MAX_RECORD_BYTES])
                large = [Content(None, raw) for raw in part if len(raw) > MAX_RECORD_BYTES]
                put(service.settings, named(service.settings, INPUT), large, partition=1)
                service.wait_until_quiet()
            counted = _counted([worker.probe("/metrics")[1] for worker in workers])
            records, letters = service.told(), service.dead_letters()
            stories = service.stories()
            assert [worker.stop() for worker in workers] == [0] * self._workers
        rejects = [(letter.failure.reason, letter.content.value or b"") for letter in letters]
        odd = [(Reason.JSON, each.value or b"") for each in ODD]
        for each in odd:
            rejects.remove(each)
        told = [(each.key, each.value) for each in records]
        return Outcome(stories, sorted(rejects), told, records, letters, counted)


@contextmanager
def _topics_by_asking(mock: bool) -> Iterator[None]:
    """Where topics cannot be created, they are there once somebody has asked for them."""

    async def ask(settings: Settings) -> list[str]:
        names = [topic.name for topic in declared(settings)]
        ask_for(settings.brokers, names)
        return names

    if not mock:
        yield
        return
    with patch.object(workers, "apply", ask):
        yield


def _counted(pages: Sequence[bytes]) -> dict[tuple[str, str], float]:
    counted: dict[tuple[str, str], float] = {}
    for page in pages:
        for family in text_string_to_metric_families(page.decode()):
            for sample in family.samples:
                key = sample.name, sample.labels.get("outcome") or sample.labels.get("topic") or ""
                counted[key] = counted.get(key, 0) + sample.value
    return counted
