"""Writes dashboards/copytaster.json: ``python deploy/grafana/make_dashboard.py``. A test holds the two together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

TARGET = Path(__file__).parent / "dashboards" / "copytaster.json"

_WIDTH, _HEIGHT = 8, 8  # of 24 columns; three panels beside each other
_INPUT = '{topic="wire.dispatches"}'


class Panel(NamedTuple):
    """One picture."""

    title: str
    says: str
    unit: str
    queries: tuple[tuple[str, str], ...]  # expression and legend
    kind: str = "timeseries"


def _quantiles(metric: str) -> tuple[tuple[str, str], ...]:
    rate = f"sum by (le) (rate({metric}_bucket[$__rate_interval]))"
    return tuple((f"histogram_quantile({share}, {rate})", f"p{share * 100:.0f}") for share in (0.5, 0.95, 0.99))


def _items(verdict: str) -> str:
    """Items a minute that came to this verdict, by source."""
    return f'sum by (source) (rate(copytaster_feed_items_total{{verdict="{verdict}"}}[$__rate_interval])) * 60'


def _rate(metric: str, by: str, legend: str | None = None) -> tuple[tuple[str, str], ...]:
    return ((f"sum by ({by}) (rate({metric}[$__rate_interval]))", legend or f"{{{{{by}}}}}"),)


ROWS: tuple[tuple[str, tuple[Panel, ...]], ...] = (
    (
        "Is it well?",
        (
            Panel("Workers", "workers that answer", "short", (('sum(up{job="copytaster-worker"})', "up"),), "stat"),
            Panel(
                "Partitions in work",
                "that some worker holds, their state recovered: fewer than there are means that some wait",
                "short",
                (("sum(copytaster_partitions)", "partitions"),),
                "stat",
            ),
            Panel(
                "Behind the wire",
                "age of the newest dispatch taken, the worst partition",
                "s",
                ((f"max(copytaster_event_lag_seconds{_INPUT})", "lag"),),
                "stat",
            ),
            Panel(
                "Dispatches without an outcome",
                "read less in flight less accepted less rejected: not 0 means that one was lost or counted twice",
                "short",
                (("sum(copytaster:unaccounted:instance)", "unaccounted"),),
                "stat",
            ),
        ),
    ),
    (
        "Flow",
        (
            Panel(
                "Dispatches a second",
                "read from the input, and what the worker that read them did with them",
                "ops",
                (
                    (f"sum(rate(copytaster_records_read_total{_INPUT}[$__rate_interval]))", "read"),
                    *_rate("copytaster_dispatches_total", "outcome"),
                ),
            ),
            Panel(
                "What they were to their owners",
                "folded, the same again, or too late",
                "ops",
                _rate("copytaster_arrivals_total", "outcome"),
            ),
            Panel(
                "Story records a second",
                "sent, by what they tell their readers",
                "ops",
                _rate("copytaster_stories_emitted_total", "kind"),
            ),
            Panel(
                "Event lag",
                "now less the timestamp of the last record read, the worst partition of each topic",
                "s",
                (("max by (topic) (copytaster_event_lag_seconds)", "{{topic}}"),),
            ),
            Panel(
                "Records that wait",
                "at the brokers, not taken by a worker",
                "short",
                (("sum by (topic) (copytaster_lag_records)", "{{topic}}"),),
            ),
            Panel(
                "Watermark",
                "age of event time, the slowest partition: an old one holds state, a young one closes the window",
                "s",
                (("time() - min(copytaster_watermark_timestamp_seconds)", "age"),),
            ),
            Panel(
                "Latency of a turn",
                "from read to acknowledged output",
                "s",
                _quantiles("copytaster_processing_seconds"),
            ),
            Panel(
                "Where the time goes",
                "seconds of each second, by stage",
                "percentunit",
                _rate("copytaster_stage_seconds_sum", "stage"),
            ),
            Panel(
                "Internal messages a second",
                "between bands, dispatches and families",
                "ops",
                _rate("copytaster_messages_sent_total", "mailbox"),
            ),
        ),
    ),
    (
        "Matching",
        (
            Panel(
                "Candidates of a text",
                "in one partition of bands, before comparison",
                "short",
                _quantiles("copytaster_candidates_per_posting"),
            ),
            Panel(
                "Comparisons a second",
                "linked, rejected, or vetoed for other names, places, days or figures",
                "ops",
                _rate("copytaster_comparisons_total", "result"),
            ),
            Panel(
                "Hottest bucket",
                "texts under one band value: grows with boilerplate that no rule knows",
                "short",
                (("max(copytaster_bucket_entries_max)", "entries"),),
            ),
            Panel("Members of a story", "at each emit", "short", _quantiles("copytaster_story_members")),
            Panel("Members of a family", "at each emit", "short", _quantiles("copytaster_family_members")),
            Panel(
                "Relations of members",
                "as told, by relation",
                "ops",
                _rate("copytaster_members_total", "relation"),
            ),
            Panel(
                "Families joined, stories cut apart",
                "in an hour",
                "short",
                (
                    ("sum(increase(copytaster_families_joined_total[1h]))", "joined"),
                    ("sum(increase(copytaster_stories_split_total[1h]))", "cut apart"),
                ),
            ),
            Panel(
                "Marks acted on",
                "kills, withholds, embargoes, corrections, in an hour",
                "short",
                (("sum by (signal) (increase(copytaster_signals_total[1h]))", "{{signal}}"),),
            ),
            Panel(
                "Open orders",
                "kills, holds, releases and corrections that name nothing we hold: an editor has to say what they mean",
                "short",
                (("sum by (order) (copytaster_orders_open)", "{{order}}"),),
            ),
            Panel(
                "Rulings",
                "by editors, in a day",
                "short",
                (("sum by (kind) (increase(copytaster_rulings_total[1d]))", "{{kind}}"),),
            ),
        ),
    ),
    (
        "Trouble",
        (
            Panel("Rejects by reason", "dead letters a second", "ops", _rate("copytaster_dlq_records_total", "reason")),
            Panel(
                "Rejected share",
                "of the input, over an hour; from 0.5 % on there is a ticket",
                "percentunit",
                (("copytaster:rejected:ratio1h", "rejected"),),
            ),
            Panel(
                "Send errors and brake",
                "records that brokers did not take in 5 minutes; 1 while the brake holds",
                "short",
                (
                    ("sum by (topic) (increase(copytaster_send_errors_total[5m]))", "{{topic}}"),
                    ("max(copytaster_dlq_brake_tripped)", "brake"),
                ),
            ),
            Panel(
                "Brokers and rules",
                "partitions that no broker answers for; partitions whose state was read by other rules than ours",
                "short",
                (
                    ("sum(copytaster_partitions_unanswered)", "unanswered"),
                    ("sum(copytaster_partitions_of_other_rules)", "other rules"),
                ),
            ),
            Panel(
                "Items by source",
                "what came in where `copytaster feed` watches, polls or listens, a minute; rejected ones apart",
                "cpm",
                (
                    (_items("sent"), "{{source}}"),
                    (_items("rejected"), "{{source}}: rejected"),
                ),
            ),
            Panel(
                "Last item of a source",
                "how long ago the brokers had one",
                "s",
                (("time() - max by (source) (copytaster_feed_last_item_timestamp_seconds)", "{{source}}"),),
            ),
            Panel(
                "Left out by bounds",
                "texts and names that the bounds on floods left out of comparison, in an hour",
                "short",
                (("sum(increase(copytaster_candidates_cut_total[1h]))", "cut"),),
            ),
            Panel(
                "Late dispatches",
                "by how much they missed window and lateness",
                "s",
                _quantiles("copytaster_late_seconds"),
            ),
        ),
    ),
    (
        "State",
        (
            Panel(
                "Index",
                "entries of bands and names",
                "short",
                (("sum by (instance) (copytaster_index_entries)", "{{instance}}"),),
            ),
            Panel(
                "Index memory",
                "of the arrays",
                "bytes",
                (("sum by (instance) (copytaster_index_bytes)", "{{instance}}"),),
            ),
            Panel(
                "Table sizes on disk",
                "local state, by table",
                "bytes",
                (("sum by (table) (copytaster_state_bytes)", "{{table}}"),),
            ),
            Panel(
                "Share of the volume",
                "that state takes",
                "percentunit",
                (("copytaster:state_used:ratio", "{{instance}}"),),
            ),
            Panel("Expired a second", "entries that left the window", "ops", _rate("copytaster_expired_total", "job")),
            Panel(
                "Recovery and rebalances",
                "seconds of the last recovery; rebalances in an hour",
                "short",
                (
                    ("max by (instance) (copytaster_recovery_seconds)", "recovery {{instance}}"),
                    ("sum(increase(copytaster_rebalances_total[1h]))", "rebalances"),
                ),
            ),
        ),
    ),
    (
        "Inspector",
        (
            Panel(
                "Pages a second",
                "asked for, by the class of the answer",
                "reqps",
                _rate("copytaster_inspector_requests_total", "status"),
            ),
            Panel("Time to a page", "from request to answer", "s", _quantiles("copytaster_inspector_request_seconds")),
            Panel(
                "Stories in the projection",
                "and the age of the newest in hours",
                "short",
                (
                    ("max(copytaster_inspector_stories)", "stories"),
                    ("(time() - max(copytaster_inspector_newest_timestamp_seconds)) / 3600", "age of the newest, h"),
                ),
            ),
        ),
    ),
)


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana reads it."""
    panels: list[dict[str, Any]] = []
    top = 0
    for title, row in ROWS:
        panels.append(
            {"type": "row", "title": title, "collapsed": False, "gridPos": {"h": 1, "w": 24, "x": 0, "y": top}}
        )
        top += 1
        for number, each in enumerate(row):
            place = {"h": _HEIGHT, "w": _WIDTH, "x": number % 3 * _WIDTH, "y": top + number // 3 * _HEIGHT}
            panels.append(_panel(each, place))
        top += -(-len(row) // 3) * _HEIGHT
    for number, panel in enumerate(panels, 1):
        panel["id"] = number
    return {
        "uid": "copytaster",
        "title": "Copytaster",
        "tags": ["copytaster"],
        "schemaVersion": 38,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "utc",
        "panels": panels,
    }


def _panel(each: Panel, place: dict[str, int]) -> dict[str, Any]:
    return {
        "type": each.kind,
        "title": each.title,
        "description": each.says,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": each.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + number), "expr": expression, "legendFormat": legend}
            for number, (expression, legend) in enumerate(each.queries)
        ],
    }


def text() -> str:
    """The file's content."""
    return json.dumps(dashboard(), indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text())
