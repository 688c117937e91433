"""The metrics of a worker: name, type, labels and meaning of each, at this one place.

A label takes its values from a closed list (a `StrEnum` below), or is a topic or a partition: never a
uri or another id, which would make a series for each dispatch. Series of closed lists are there from the
start, with 0, so that an increase is seen also when it is the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from stream.errors import Reason

__all__ = ["CONTENT_TYPE", "Declared", "Kind", "Mailbox", "Metrics", "Outcome", "Result", "Stage"]

CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
"""Of what :meth:`Metrics.render` gives."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STAGE_SECONDS = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # a sketch takes 0.1 ms
_MEMBERS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)


class Outcome(StrEnum):
    """What became of a dispatch record: exactly one of these for each that was read."""

    ACCEPTED = "accepted"
    REPLAYED = "replayed"  # read before: delivered again
    LATE = "late"
    INVALID = "invalid"


class Kind(StrEnum):
    """What a story record tells its readers."""

    NEW = "new"
    CHANGED = "changed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Mailbox(StrEnum):
    """Whom an internal message is for."""

    BUCKET = "bucket"
    DISPATCH = "dispatch"
    FAMILY = "family"


class Stage(StrEnum):
    """What a worker does in a turn, in this order."""

    FOLD = "fold"  # read, clean, sketch, compare, tell: in memory
    SEND = "send"  # stories, mailbox records and dead letters, until the brokers have them
    KEEP = "keep"  # rows of state, likewise


class Result(StrEnum):
    """What an exact comparison came to."""

    LINK = "link"
    REJECT = "reject"


class Declared(NamedTuple):
    """One metric, as documentation, dashboards and alerts have to name it."""

    name: str
    type: str
    labels: tuple[str, ...]
    meaning: str


_Kind = TypeVar("_Kind", bound=MetricWrapperBase)
_Label = TypeVar("_Label", bound=StrEnum)


class Metrics:
    """The metrics of one worker, in a registry of their own.

    Args:
        config_hash: :func:`stream.settings.fingerprint` of its settings.
        hash_scheme: the scheme of its sketches; workers of one group must agree on it.
    """

    def __init__(self, config_hash: str = "", hash_scheme: str = "") -> None:
        # They would be a second series for each, which nobody reads. (The library leaves this one untyped.)
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.declared: list[Declared] = []

        self.records_read = self._add(
            Counter, "records_read_total", "records taken, input and mailboxes", "topic", "partition"
        )
        self.dispatches = self._each(
            Outcome, Counter, "dispatches_total", "dispatch records done with, by what became of them", "outcome"
        )
        self.dispatches_in_flight = self._add(
            Gauge, "dispatches_in_flight", "dispatch records read that have no outcome yet"
        )
        self.stories_emitted = self._each(
            Kind, Counter, "stories_emitted_total", "story records acknowledged by the brokers", "kind"
        )
        self.messages_sent = self._each(
            Mailbox, Counter, "messages_sent_total", "internal messages, by whom they are for", "mailbox"
        )
        self.dlq_records = self._each(Reason, Counter, "dlq_records_total", "dead letters", "reason")
        self.dlq_brake_tripped = self._add(Gauge, "dlq_brake_tripped", "1 while the brake holds")
        self.send_errors = self._add(Counter, "send_errors_total", "failed sends, changelogs included", "topic")
        self.processing_seconds = self._add(
            Histogram, "processing_seconds", "from read to acknowledged output, for each record", buckets=_SECONDS
        )
        self.stage_seconds = self._each(
            Stage, Histogram, "stage_seconds", "where the time goes", "stage", buckets=_STAGE_SECONDS
        )
        self.event_lag_seconds = self._add(
            Gauge, "event_lag_seconds", "now less the timestamp of the last record read", "topic", "partition"
        )
        self.watermark_timestamp_seconds = self._add(
            Gauge, "watermark_timestamp_seconds", "event time of the wire, since the epoch", "partition"
        )
        self.comparisons = self._each(
            Result, Counter, "comparisons_total", "exact comparisons: how precise the bands are", "result"
        )
        self.story_members = self._add(
            Histogram, "story_members", "dispatches in a story, at each emit", buckets=_MEMBERS
        )
        self.index_entries = self._add(Gauge, "index_entries", "entries of the band index")
        self.expired = self._add(Counter, "expired_total", "entries that left the window")
        self.recovery_seconds = self._add(Gauge, "recovery_seconds", "how long the last recovery of state took")
        self.rebalances = self._add(Counter, "rebalances_total", "rebalances of the group")
        build = self._add(Gauge, "build_info", "1: what runs", "version", "config_hash", "hash_scheme")
        build.labels(version("copytaster"), config_hash, hash_scheme).set(1)

    def render(self) -> bytes:
        """All metrics in the text format that Prometheus reads."""
        return generate_latest(self.registry)

    def let_go(self, topic: str, partition: int) -> None:
        """Forget what is told for a partition that went to another worker: it is told there now."""
        self.event_lag_seconds.remove(topic, partition)
        self.watermark_timestamp_seconds.remove(partition)

    def _add(
        self, kind: type[_Kind], name: str, meaning: str, *labels: str, buckets: tuple[float, ...] | None = None
    ) -> _Kind:
        self.declared.append(Declared(f"copytaster_{name}", kind.__name__.lower(), labels, meaning))
        more: dict[str, Any] = {} if buckets is None else {"buckets": buckets}
        return kind(name, meaning, labels, namespace="copytaster", registry=self.registry, **more)

    def _each(
        self,
        values: type[_Label],
        kind: type[_Kind],
        name: str,
        meaning: str,
        label: str,
        buckets: tuple[float, ...] | None = None,
    ) -> Mapping[_Label, _Kind]:
        """One series for each value of a closed list: a misspelt one does not pass the type checker."""
        metric = self._add(kind, name, meaning, label, buckets=buckets)
        return MappingProxyType({value: metric.labels(value.value) for value in values})
