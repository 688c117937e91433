"""Traces of turns, as they are exported: what a turn is linked to, and what it is sent under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from stream.entities.messages import Label
from stream.entities.routing import INPUT
from stream.service.inbox import Letter
from stream.service.metrics import Stage
from stream.service.processor import KafkaRecord, Turn
from stream.service.tracing import Headers, Traces

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SENT = (("traceparent", f"00-{TRACE}-{SPAN}-01".encode()),)
FAMILY = Label(1, "urn:a")


class Message(NamedTuple):
    """What the client gives beside the record."""

    headers: Headers


def letters(*headers: Headers) -> list[Letter]:
    """Records that were sent with these headers."""
    return [Letter(KafkaRecord(INPUT, 0, offset, b"{}"), Message(each), 0.0) for offset, each in enumerate(headers)]


@pytest.fixture(name="exporter")
def _exporter() -> InMemorySpanExporter:
    """Keeps the spans."""
    return InMemorySpanExporter()


@pytest.fixture(name="traces")
def _traces(exporter: InMemorySpanExporter) -> Traces:
    """Traces of a worker that exports."""
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Traces(provider)


def turns(exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    """The spans of turns, in their order."""
    return [span for span in exporter.get_finished_spans() if span.name == "turn"]


def links(span: ReadableSpan) -> list[int]:
    """The span ids that a turn is linked to."""
    return [link.context.span_id for link in span.links]


def own_id(span: ReadableSpan) -> int:
    """The id of a span."""
    number: int = span.context.span_id
    return number


def traced(traces: Traces, given: Sequence[Letter], turn: Turn) -> Headers:
    """Carry out a turn; the headers of all that it sends."""
    with traces.turn(given) as trace:
        with trace.stage(Stage.FOLD):
            pass
        trace.done(turn)
    return trace.headers


def test_a_turn_is_linked_to_each_sender_once(traces: Traces, exporter: InMemorySpanExporter) -> None:
    """A header that is no trace, or none at all, is no sender."""
    traced(traces, letters(SENT, SENT, (), (("traceparent", b"\xff"),), (("x", b"1"),)), Turn(accepted=5))

    [turn] = turns(exporter)
    assert links(turn) == [int(SPAN, 16)]
    assert turn.attributes is not None
    assert (turn.attributes[f"copytaster.records.{INPUT}"], turn.attributes["copytaster.accepted"]) == (5, 5)


def test_what_a_turn_sends_names_it(traces: Traces, exporter: InMemorySpanExporter) -> None:
    """So the next turn is linked to it; a stage is a span within it."""
    headers = traced(traces, letters(SENT), Turn())
    traced(traces, letters(headers), Turn())

    first, second = turns(exporter)
    stage = exporter.get_finished_spans()[0]
    assert links(second) == [own_id(first)]
    assert stage.parent is not None
    assert (stage.name, stage.parent.span_id) == ("fold", own_id(first))


def test_the_turn_that_tells_a_story_is_linked_to_the_one_that_changed_it(
    traces: Traces, exporter: InMemorySpanExporter
) -> None:
    """However many lie between, and once: what is told again was changed again."""
    traced(traces, [], Turn(touched=[FAMILY]))
    traced(traces, [], Turn())
    traced(traces, [], Turn(settled=[FAMILY]))
    traced(traces, [], Turn(settled=[FAMILY]))

    changed, between, told, again = turns(exporter)
    assert [links(turn) for turn in (changed, between, told, again)] == [[], [], [own_id(changed)], []]
