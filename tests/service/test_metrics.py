"""What a worker tells Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

import pytest
from prometheus_client.parser import text_string_to_metric_families

from stream.dispatch import Label, Verdict
from stream.entities.counts import LifeEvent
from stream.entities.messages import Joined
from stream.entities.shard import Shard
from stream.errors import Reason
from stream.matching.editions import prepare
from stream.reading.intake import read_object
from stream.service.counting import Counting
from stream.service.metrics import (
    Arrival,
    Declared,
    FeedMetrics,
    InspectorMetrics,
    Mailbox,
    Metrics,
    Ordered,
    ReadOutcome,
    Result,
    Stage,
    StoryKind,
)
from stream.service.processor import Turn
from stream.stories.relations import Relation
from wires import NOON, ninjs

DECLARED = {each.name: each for metrics in (Metrics(), FeedMetrics(), InspectorMetrics()) for each in metrics.declared}


def told(metrics: Metrics) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Each sample of the text that Prometheus reads, by name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Of a sample in :func:`told`."""
    return f"copytaster_{name}", frozenset(labels.items())


@pytest.mark.parametrize("each", DECLARED.values(), ids=DECLARED)
def test_names_follow_the_conventions_of_prometheus(each: Declared) -> None:
    """Prefix, base unit, `_total` on counters and on nothing else; a meaning; no label that holds an id."""
    assert each.name.startswith("copytaster_")
    assert each.name.endswith("_total") == (each.type == "counter")
    assert each.name.endswith("_info") == each.name.endswith("_build_info")
    assert not each.name.endswith(("_ms", "_milliseconds", "_minutes", "_mb"))
    assert each.meaning
    assert set(each.labels) <= {
        *("topic", "partition", "outcome", "kind", "mailbox", "reason", "stage", "result"),
        *("relation", "signal", "table", "page", "status", "order"),
        *("source", "verdict"),
        *("version", "config_hash", "hash_scheme", "rules"),
    }


def test_each_is_told_as_declared() -> None:
    """The text names every metric with its type and its meaning, and no other."""
    told = Metrics().render() + FeedMetrics().render() + InspectorMetrics().render()

    assert [line for line in told.decode().splitlines() if line.startswith("# ")] == [
        line
        for each in DECLARED.values()
        for line in (f"# HELP {each.name} {each.meaning}", f"# TYPE {each.name} {each.type}")
    ]


@pytest.mark.parametrize(
    ("name", "label", "values"),
    [
        ("dispatches_total", "outcome", ReadOutcome),
        ("stories_emitted_total", "kind", StoryKind),
        ("messages_sent_total", "mailbox", Mailbox),
        ("dlq_records_total", "reason", Reason),
        ("comparisons_total", "result", Result),
        ("stage_seconds_count", "stage", Stage),
        ("arrivals_total", "outcome", Arrival),
        ("members_total", "relation", Relation),
        ("orders_open", "order", Ordered),
        ("signals_total", "signal", LifeEvent),
        ("rulings_total", "kind", Verdict),
    ],
)
def test_closed_lists_start_with_zero(name: str, label: str, values: type[ReadOutcome]) -> None:
    """A series that appears with its first increase hides that increase from `increase()`."""
    samples = told(Metrics())

    assert [samples[key(name, **{label: value})] for value in values] == [0.0] * len(values)


def test_what_was_counted_is_told() -> None:
    """Each kind of metric, with labels and without."""
    metrics = Metrics()
    metrics.arrivals[Arrival.LATE].inc(2)
    metrics.records_read.labels("wire.dispatches", 3).inc()
    metrics.dispatches_in_flight.set(7)
    metrics.stage_seconds[Stage.FOLD].observe(0.0002)
    metrics.processing_seconds.observe(60)

    samples = told(metrics)

    assert samples[key("arrivals_total", outcome="late")] == 2
    assert samples[key("records_read_total", topic="wire.dispatches", partition="3")] == 1
    assert samples[key("dispatches_in_flight")] == 7
    assert samples[key("stage_seconds_bucket", stage="fold", le="0.0001")] == 0
    assert samples[key("stage_seconds_bucket", stage="fold", le="0.0003")] == 1
    assert samples[key("processing_seconds_bucket", le="10.0")] == 0
    assert samples[key("processing_seconds_sum")] == 60


def test_what_runs_is_told() -> None:
    """So that a dashboard shows a worker of another version, configuration, scheme or other rules."""
    samples = told(Metrics(config_hash="0f", hash_scheme="word5-affine32-128", rules="1f"))

    labels = {"config_hash": "0f", "hash_scheme": "word5-affine32-128", "rules": "1f"}
    labels["version"] = version("copytaster")
    assert samples[key("build_info", **labels)] == 1


def test_two_workers_of_one_process_count_apart() -> None:
    """Each has its own registry: tests and benchmarks run several."""
    one, other = Metrics(), Metrics()

    one.rebalances.inc()

    assert (told(one)[key("rebalances_total")], told(other)[key("rebalances_total")]) == (1, 0)


def test_a_partition_that_went_away_is_no_longer_told() -> None:
    """Its lag and watermark would stand still here; what was counted stays counted."""
    metrics = Metrics()
    for partition in (0, 1):
        metrics.records_read.labels("wire.dispatches", partition).inc()
        metrics.event_lag_seconds.labels("wire.dispatches", partition).set(5)
        metrics.lag_records.labels("wire.dispatches", partition).set(5)
        metrics.watermark_timestamp_seconds.labels(partition).set(1_669_723_200)

    metrics.let_go("wire.dispatches", 1)
    metrics.let_go("wire.dispatches", 2)

    names = [name for name, labels in told(metrics) if ("partition", "1") in labels]
    assert names == ["copytaster_records_read_total"]
    assert told(metrics)[key("watermark_timestamp_seconds", partition="0")] == 1_669_723_200


def test_open_orders_are_those_of_the_partitions_that_are_held_here() -> None:
    """What went to another worker is told there."""
    metrics, shards = Metrics(), {partition: Shard(2, 1, 1) for partition in (0, 1)}
    counting = Counting(metrics)
    for partition, shard in shards.items():
        for n in range(partition + 1):
            note = read_object(ninjs(f"urn:{n}", "Please kill our story of this morning.", NOON, headline="KILL"))
            label = Label(NOON, f"urn:{n}")
            shard.receive(Joined(label, f"urn:{n}", (prepare(note),), NOON))
            shard.emit(label)

    counting.end(Turn(), (), shards, {})
    assert told(metrics)[key("orders_open", order="kill")] == 3
    counting.let_go(1)
    assert told(metrics)[key("orders_open", order="kill")] == 1
    assert told(metrics)[key("orders_open", order="correction")] == 0


def test_series_of_closed_lists_are_read_only() -> None:
    """Nobody adds a value in passing."""
    series: Mapping[ReadOutcome, object] = Metrics().dispatches

    assert set(series) == set(ReadOutcome)
    assert not hasattr(series, "__setitem__")
