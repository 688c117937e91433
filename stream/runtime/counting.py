"""What a turn adds to the metrics."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from stream.metrics import Kind, Mailbox, Metrics, Outcome, Result, Stage
from stream.runtime.desk import Turn
from stream.runtime.inbox import Letter, Place
from stream.runtime.routing import BUCKETS, DISPATCHES, FAMILIES, INPUT, MAILBOXES, SOURCES
from stream.runtime.shard import Shard

__all__ = ["Counting"]

_MAILBOXES = {BUCKETS: Mailbox.BUCKET, DISPATCHES: Mailbox.DISPATCH, FAMILIES: Mailbox.FAMILY}


class Counting:
    """Feeds the metrics of one worker."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._seen: dict[int, tuple[int, int, int]] = {}  # what was counted of a shard: compared, linked, expired

    def begin(self, letters: Sequence[Letter]) -> None:
        """These records are in hand now."""
        for each in letters:
            self._metrics.records_read.labels(each.record.topic, each.record.partition).inc()
        self._metrics.dispatches_in_flight.set(sum(each.record.topic == INPUT for each in letters))

    def end(
        self, turn: Turn, letters: Sequence[Letter], shards: Mapping[int, Shard], times: Mapping[Stage, float]
    ) -> None:
        """A turn has been carried out; ``times`` are seconds."""
        metrics = self._metrics
        metrics.dispatches[Outcome.ACCEPTED].inc(turn.accepted)
        metrics.dispatches[Outcome.INVALID].inc(sum(each.record.topic == INPUT for each in turn.rejected))
        metrics.dispatches_in_flight.set(0)
        for rejected in turn.rejected:
            metrics.dlq_records[rejected.reason.reason].inc()
        for emission in turn.stories:
            metrics.stories_emitted[Kind(emission.kind.value)].inc()
            metrics.story_members.observe(len(emission.story.get("associations", ())))
        for topic, count in turn.messages.items():
            metrics.messages_sent[_MAILBOXES[topic]].inc(count)
        if letters:
            metrics.processing_seconds.observe(sum(times.values()))
        for stage, took in times.items():
            metrics.stage_seconds[stage].observe(took)
        newest: dict[Place, float] = {}
        for each in letters:
            newest[each.record.topic, each.record.partition] = each.event.message.timestamp or 0.0
        for (topic, partition), when in newest.items():
            metrics.event_lag_seconds.labels(topic, partition).set(max(0.0, time.time() - when))
        entries = 0
        for partition, shard in shards.items():
            compared, linked, expired = self._seen.get(partition, (0, 0, 0))
            metrics.comparisons[Result.LINK].inc(shard.linked - linked)
            metrics.comparisons[Result.REJECT].inc(shard.compared - compared - (shard.linked - linked))
            metrics.expired.inc(shard.expired - expired)
            self._seen[partition] = shard.compared, shard.linked, shard.expired
            entries += len(shard.buckets.table)
            if shard.front is not None:
                metrics.watermark_timestamp_seconds.labels(partition).set(shard.front / 1000)
        metrics.index_entries.set(entries)

    def let_go(self, partition: int) -> None:
        """A partition is with others now."""
        self._seen.pop(partition, None)
        for topic in (*SOURCES, *MAILBOXES):
            self._metrics.let_go(topic, partition)
