"""Adds to the metrics what a turn did."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from stream.entities import buckets
from stream.entities.counts import Counts, LifeEvent
from stream.entities.families import Emission
from stream.entities.routing import BUCKETS, DISPATCHES, FAMILIES, INPUT, MAILBOXES, SOURCES
from stream.entities.shard import Shard
from stream.service.inbox import Letter, Place
from stream.service.metrics import Arrival, Mailbox, Metrics, ReadOutcome, Result, Stage, StoryKind
from stream.service.processor import Turn
from stream.stories.relations import Relation
from stream.stories.story import is_story

__all__ = ["Counting"]

_MAILBOXES = {BUCKETS: Mailbox.BUCKET, DISPATCHES: Mailbox.DISPATCH, FAMILIES: Mailbox.FAMILY}
_LOOK = 10.0  # seconds between two looks at the size of the index: the hottest bucket is found by a walk


class Counting:
    """Feeds the metrics of one worker."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._seen: dict[int, Counts] = {}  # by partition, what was told of it so far
        self._cut: dict[int, int] = {}
        self._orders: dict[int, Counter[str]] = {}
        self._looked = float("-inf")

    def read(self, letters: Sequence[Letter]) -> None:
        """Count the records that were read and folded."""
        for letter in letters:
            self._metrics.records_read.labels(letter.record.topic, letter.record.partition).inc()
        self._metrics.dispatches_in_flight.set(sum(letter.record.topic == INPUT for letter in letters))

    def lag(self, behind: Iterable[tuple[Place, int]]) -> None:
        """So many records wait at the brokers."""
        for (topic, partition), records in behind:
            self._metrics.lag_records.labels(topic, partition).set(records)

    def end(
        self, turn: Turn, letters: Sequence[Letter], shards: Mapping[int, Shard], times: Mapping[Stage, float]
    ) -> None:
        """Count what a turn did once it has been carried out; ``times`` are seconds."""
        metrics = self._metrics
        metrics.dispatches[ReadOutcome.ACCEPTED].inc(turn.accepted)
        metrics.dispatches[ReadOutcome.INVALID].inc(sum(rejected.record.topic == INPUT for rejected in turn.rejected))
        metrics.dispatches_in_flight.set(0)
        for rejected in turn.rejected:
            metrics.dlq_records[rejected.reason.reason].inc()
        for verdict in turn.rulings:
            metrics.rulings[verdict].inc()
        for emission in turn.stories:
            self._emitted(emission)
        for size in turn.families:
            metrics.family_members.observe(size)
        for topic, count in turn.messages.items():
            metrics.messages_sent[_MAILBOXES[topic]].inc(count)
        now = time.monotonic()
        for letter in letters:
            metrics.processing_seconds.observe(now - letter.at)
        for stage, took in times.items():
            metrics.stage_seconds[stage].observe(took)
        newest: dict[Place, float] = {}
        for letter in letters:
            newest[letter.record.topic, letter.record.partition] = (letter.record.timestamp or 0) / 1000
        for (topic, partition), when in newest.items():
            metrics.event_lag_seconds.labels(topic, partition).set(max(0.0, time.time() - when))
        for partition, shard in shards.items():
            self._counted(partition, shard)
            if shard.front is not None:
                metrics.watermark_timestamp_seconds.labels(partition).set(shard.front / 1000)
        self._look_at(shards)
        self._orders = {partition: shard.open_orders for partition, shard in shards.items()}
        self._tell_orders()

    def _tell_orders(self) -> None:
        """A family is held by one worker: the sum over all is what is open, and what is settled or expired is not."""
        for order, gauge in self._metrics.orders_open.items():
            gauge.set(sum(orders[order] for orders in self._orders.values()))

    def _emitted(self, emission: Emission) -> None:
        metrics, record = self._metrics, emission.story
        kind = StoryKind(emission.kind.value)
        if record["pubStatus"] == "canceled" and kind is not StoryKind.REPLACED:
            kind = StoryKind.WITHDRAWN
        metrics.stories_emitted[kind].inc()
        metrics.story_members.observe(record["story"]["memberCount"] if is_story(record) else 0)
        for member in record["associations"] if is_story(record) else ():
            metrics.members[Relation(member["rel"])].inc()

    def _counted(self, partition: int, shard: Shard) -> None:
        counts = shard.counts
        metrics, before = self._metrics, self._seen.get(partition, Counts())
        metrics.candidates_cut.inc(shard.cut - self._cut.get(partition, 0))
        self._cut[partition] = shard.cut
        metrics.arrivals[Arrival.FOLDED].inc(counts.folded - before.folded)
        metrics.arrivals[Arrival.REPLAYED].inc(counts.repeated - before.repeated)
        metrics.arrivals[Arrival.LATE].inc(counts.late - before.late)
        linked, vetoed = counts.linked - before.linked, counts.vetoed - before.vetoed
        metrics.comparisons[Result.LINK].inc(linked)
        metrics.comparisons[Result.VETO].inc(vetoed)
        metrics.comparisons[Result.REJECT].inc(counts.compared - before.compared - linked - vetoed)
        metrics.families_joined.inc(counts.joined - before.joined)
        metrics.stories_split.inc(counts.split - before.split)
        metrics.expired.inc(counts.expired - before.expired)
        for mark in LifeEvent:
            metrics.signals[mark].inc(counts.marks[mark] - before.marks[mark])
        for candidates, postings in counts.candidates.items():
            for _ in range(postings):
                metrics.candidates.observe(candidates)
        counts.candidates.clear()
        while counts.behind:
            metrics.late_seconds.observe(counts.behind.popleft() / 1000)
        self._seen[partition] = replace(counts, marks=counts.marks.copy())

    def _look_at(self, shards: Mapping[int, Shard]) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        ours = [shard.buckets for shard in shards.values()]
        self._metrics.index_entries.set(sum(map(buckets.entries, ours)))
        self._metrics.index_bytes.set(sum(map(buckets.nbytes, ours)))
        self._metrics.bucket_entries_max.set(max(map(buckets.hottest, ours), default=0))

    def let_go(self, partition: int) -> None:
        """Forget a partition that others hold now."""
        self._seen.pop(partition, None)
        self._cut.pop(partition, None)
        self._orders.pop(partition, None)
        self._tell_orders()
        self._looked = float("-inf")
        for topic in (*SOURCES, *MAILBOXES):
            self._metrics.let_go(topic, partition)
