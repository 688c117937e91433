"""The metrics of a worker, of what feeds it and of the inspector: name, type, labels and meaning, at this one place.

A label takes its values from a closed list (a `StrEnum` below), or is a topic, a partition or a named source: never a
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

from stream.dispatch import Verdict
from stream.entities.counts import LifeEvent
from stream.errors import Reason
from stream.stories.relations import Relation

__all__ = [
    "CONTENT_TYPE",
    "Arrival",
    "Declared",
    "FeedMetrics",
    "InspectorMetrics",
    "ItemVerdict",
    "Mailbox",
    "Metrics",
    "Ordered",
    "Page",
    "ParcelOutcome",
    "ReadOutcome",
    "Result",
    "Stage",
    "StoryKind",
]

CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
"""Of what :meth:`Metrics.render` gives."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STAGE_SECONDS = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)  # a sketch takes 0.1 ms
_LATE_SECONDS = (60.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0, 72 * 3600.0, 7 * 24 * 3600.0)
_CANDIDATES = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MEMBERS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)


class ReadOutcome(StrEnum):
    """What the worker that read a dispatch record did with it: exactly one of these for each."""

    ACCEPTED = "accepted"  # handed to the dispatch's owner
    INVALID = "invalid"  # a dead letter


class Arrival(StrEnum):
    """What an accepted dispatch was to its owner, which may be another worker: exactly one of these for each."""

    FOLDED = "folded"
    REPLAYED = "replayed"  # this version was there already
    LATE = "late"  # older than window and lateness: folded, but it may have missed its story


class StoryKind(StrEnum):
    """What a story record tells its readers."""

    NEW = "new"
    CHANGED = "changed"
    REPLACED = "replaced"  # it gave way to another, mostly because a parent came late
    WITHDRAWN = "withdrawn"  # killed


class Page(StrEnum):
    """What was asked of the inspector."""

    LIST = "list"
    STORY = "story"
    DIFF = "diff"
    CLUSTER = "cluster"
    WHY = "why"
    REVIEW = "review"
    ORDERS = "orders"
    RULE = "rule"
    NEWS = "news"
    FLOWS = "flows"
    PICKUP = "pickup"
    STANDING = "standing"
    SOURCES = "sources"
    FEED = "feed"  # of any list
    RECORD = "record"  # of a story, and its provenance
    OTHER = "other"  # assets, probes, what is not there


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
    VETO = "veto"  # alike, but names, places, days or figures disagree


class Ordered(StrEnum):
    """What a notice orders."""

    KILL = "kill"
    HOLD = "hold"
    RELEASE = "release"
    CORRECTION = "correction"


class ItemVerdict(StrEnum):
    """What was made of an item that came in: exactly one of these for each."""

    SENT = "sent"  # the brokers have it
    SKIPPED = "skipped"  # a picture, a package: no text to be told
    REJECTED = "rejected"


class ParcelOutcome(StrEnum):
    """What came of a file, a request or an answer."""

    ACKNOWLEDGED = "acknowledged"  # the brokers have what is in it
    REFUSED = "refused"  # nothing in it can be read
    POSTPONED = "postponed"  # the brokers did not take it: it comes again


class Declared(NamedTuple):
    """One metric, as documentation, dashboards and alerts have to name it."""

    name: str
    type: str
    labels: tuple[str, ...]
    meaning: str


_Kind = TypeVar("_Kind", bound=MetricWrapperBase)
_Label = TypeVar("_Label", bound=StrEnum)


class _Registry:
    """Metrics in a registry of their own, and what is declared in it."""

    def __init__(self) -> None:
        # They would be a second series for each, which nobody reads. (The library leaves this one untyped.)
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self.declared: list[Declared] = []

    def render(self) -> bytes:
        """All metrics in the text format that Prometheus reads."""
        return generate_latest(self.registry)

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


class Metrics(_Registry):
    """The metrics of one worker.

    Args:
        config_hash: :func:`stream.settings.fingerprint` of its settings.
        hash_scheme: the scheme of its sketches; workers of one group must agree on it.
        rules: the hash of the rules that it reads by; those of one group should agree on them.
    """

    def __init__(self, config_hash: str = "", hash_scheme: str = "", rules: str = "") -> None:
        super().__init__()
        self.records_read = self._add(
            Counter, "records_read_total", "records taken, input and mailboxes", "topic", "partition"
        )
        self.dispatches = self._each(
            ReadOutcome,
            Counter,
            "dispatches_total",
            "dispatch records done with; with those in flight as many as this worker has read of the input",
            "outcome",
        )
        self.dispatches_in_flight = self._add(
            Gauge, "dispatches_in_flight", "dispatch records read that have no outcome yet"
        )
        self.arrivals = self._each(
            Arrival,
            Counter,
            "arrivals_total",
            "dispatches that came to their owner; over all workers as many as were accepted",
            "outcome",
        )
        self.members = self._each(
            Relation, Counter, "members_total", "members of stories by relation, at each emit", "relation"
        )
        self.stories_emitted = self._each(
            StoryKind, Counter, "stories_emitted_total", "story records acknowledged by the brokers", "kind"
        )
        self.signals = self._each(
            LifeEvent, Counter, "signals_total", "marks of dispatches that were acted on", "signal"
        )
        self.orders_open = self._each(
            Ordered, Gauge, "orders_open", "orders of which an editor has to say what they are about", "order"
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
        self.lag_records = self._add(
            Gauge, "lag_records", "records that the brokers hold and this worker has not taken", "topic", "partition"
        )
        self.watermark_timestamp_seconds = self._add(
            Gauge, "watermark_timestamp_seconds", "event time of the wire, since the epoch", "partition"
        )
        self.late_seconds = self._add(
            Histogram, "late_seconds", "by how much late dispatches missed window and lateness", buckets=_LATE_SECONDS
        )
        self.candidates = self._add(
            Histogram,
            "candidates_per_posting",
            "texts that share a band or name with one that was posted to a partition, before comparison",
            buckets=_CANDIDATES,
        )
        self.candidates_cut = self._add(
            Counter, "candidates_cut_total", "near texts and names that a flood's bound left out of comparison"
        )
        self.comparisons = self._each(
            Result, Counter, "comparisons_total", "exact comparisons: how precise the bands are", "result"
        )
        self.family_members = self._add(
            Histogram, "family_members", "dispatches in a family, at each emit", buckets=_MEMBERS
        )
        self.story_members = self._add(
            Histogram, "story_members", "dispatches in a story, at each emit", buckets=_MEMBERS
        )
        self.families_joined = self._add(Counter, "families_joined_total", "families that were taken into another one")
        self.stories_split = self._add(
            Counter, "stories_split_total", "stories that a family was cut into beyond what had been told of it"
        )
        self.rulings = self._each(Verdict, Counter, "rulings_total", "editors' rulings that were applied", "kind")
        self.index_entries = self._add(Gauge, "index_entries", "entries of the index of bands and names")
        self.index_bytes = self._add(Gauge, "index_bytes", "memory of the index's arrays")
        self.bucket_entries_max = self._add(Gauge, "bucket_entries_max", "entries of the hottest bucket (boilerplate)")
        self.expired = self._add(Counter, "expired_total", "entries that left the window")
        self.state_bytes = self._add(Gauge, "state_bytes", "local state on disk", "table")
        self.state_free_bytes = self._add(Gauge, "state_free_bytes", "free space where the local state is")
        self.recovery_seconds = self._add(Gauge, "recovery_seconds", "how long the last recovery of state took")
        self.recovery_rows = self._add(
            Gauge, "recovery_rows", "rows of state that are still to be read back; 0 when there is nothing to recover"
        )
        self.partitions_unanswered = self._add(
            Gauge, "partitions_unanswered", "partitions of a topic for which no broker has answered for ten seconds"
        )
        self.rebalances = self._add(Counter, "rebalances_total", "rebalances of the group")
        self.partitions = self._add(Gauge, "partitions", "partitions that this worker works on, their state recovered")
        self.partitions_of_other_rules = self._add(
            Gauge, "partitions_of_other_rules", "partitions whose state holds what was read by other rules than ours"
        )
        self.start_timestamp_seconds = self._add(Gauge, "start_timestamp_seconds", "when this worker started")
        self.start_timestamp_seconds.set_to_current_time()
        build = self._add(Gauge, "build_info", "1: what runs", "version", "config_hash", "hash_scheme", "rules")
        build.labels(version("copytaster"), config_hash, hash_scheme, rules).set(1)

    def let_go(self, topic: str, partition: int) -> None:
        """Forget what is told for a partition that went to another worker: it is told there now."""
        self.event_lag_seconds.remove(topic, partition)
        self.lag_records.remove(topic, partition)
        self.watermark_timestamp_seconds.remove(partition)


class FeedMetrics(_Registry):
    """The metrics of a process that takes in what arrives (`copytaster feed`).

    A source is one that the operator has named: there are as many as there are in its settings.
    """

    def __init__(self) -> None:
        super().__init__()
        self.items = self._add(Counter, "feed_items_total", "items that came in", "source", "verdict")
        self.parcels = self._add(
            Counter, "feed_parcels_total", "files, requests, answers or records that they came in", "source", "outcome"
        )
        self.last_item = self._add(
            Gauge, "feed_last_item_timestamp_seconds", "when the brokers had the last item of a source", "source"
        )
        self.last_answer = self._add(
            Gauge, "feed_last_answer_timestamp_seconds", "when a source could be looked at last", "source"
        )
        self.source_down = self._add(
            Gauge, "feed_source_down", "1 while a source does not answer: a folder, a feed, a topic", "source"
        )
        build = self._add(Gauge, "feed_build_info", "1: what runs", "version")
        build.labels(version("copytaster")).set(1)

    def has(self, source: str) -> None:
        """Begin the series of a source, so that an increase is seen also when it is the first."""
        for verdict in ItemVerdict:
            self.items.labels(source, verdict)
        for outcome in ParcelOutcome:
            self.parcels.labels(source, outcome)


class InspectorMetrics(_Registry):
    """The metrics of one inspector."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = self._add(
            Counter, "inspector_requests_total", "pages asked for, by the class of the answer", "page", "status"
        )
        for page in Page:
            for status in ("2xx", "3xx", "4xx", "5xx"):
                self.requests.labels(page.value, status)
        self.request_seconds = self._each(
            Page, Histogram, "inspector_request_seconds", "from request to answer", "page", buckets=_SECONDS
        )
        self.rulings = self._each(Verdict, Counter, "inspector_rulings_total", "rulings that were given here", "kind")
        self.stories = self._add(Gauge, "inspector_stories", "stories in the projection")
        self.newest_timestamp_seconds = self._add(
            Gauge, "inspector_newest_timestamp_seconds", "first publication of the newest story in the projection"
        )
        build = self._add(Gauge, "inspector_build_info", "1: what runs", "version")
        build.labels(version("copytaster")).set(1)
