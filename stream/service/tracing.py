"""Traces over OpenTelemetry, where an exporter is set; otherwise nothing of it is imported and nothing is done.

A turn of a worker works off many records at once, so it is a span of its own, *linked* to the span that each record
was sent under (W3C ``traceparent`` in its headers; the messaging conventions' way for batches). Whatever the turn
sends, mailbox records and stories, is sent under it. So one follows a dispatch from its sender through the turns that
posted and compared it, to the turn that told its story once that had settled. Spans tell numbers and topics, never a
text, a headline or a uri.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final, Protocol

from stream.errors import Usage
from stream.service.metrics import Stage

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, SpanContext, Tracer

    from stream.entities.messages import Label
    from stream.service.inbox import Letter
    from stream.service.processor import Turn

__all__ = ["ENDPOINTS", "NO_TRACE", "Headers", "Traces", "TurnTrace", "traces"]

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Variables of the OpenTelemetry standard: one of them set turns traces on. Its others count as well."""

_MOST_LINKS: Final = 128  # of a span: the standard's limit
_MOST_TOUCHED: Final = 10_000  # families that are changed and not told yet; the oldest are told without their link
_CARRIER: Final = ("traceparent", "tracestate")

Headers = tuple[tuple[str, bytes], ...]


class TurnTrace(Protocol):
    """The trace of one turn."""

    headers: Headers
    """For all that the turn sends."""

    def stage(self, stage: Stage) -> AbstractContextManager[object]:
        """A part of the turn, as a span within it."""

    def done(self, turn: Turn) -> None:
        """What the turn came to."""


class Traces(Protocol):
    """Makes the traces of a worker."""

    def turn(self, letters: Sequence[Letter]) -> AbstractContextManager[TurnTrace]:
        """Of a turn over these records."""

    def stop(self) -> None:
        """Send what is not sent yet."""


def traces() -> Traces:
    """As the environment says.

    Raises:
        Usage: an exporter is set, but the packages are not there.
    """
    name = next((each for each in ENDPOINTS if os.environ.get(each)), None)
    if name is None:
        return _Off()
    try:
        return _On()
    except ImportError as error:
        raise Usage(f"{name} is set, but traces need more packages: pip install 'copytaster[tracing]'") from error


class _NoTurn:
    headers: Headers = ()

    def stage(self, stage: Stage) -> AbstractContextManager[object]:
        return nullcontext()

    def done(self, turn: Turn) -> None:
        pass


NO_TRACE: Final[TurnTrace] = _NoTurn()


class _Off:
    def turn(self, letters: Sequence[Letter]) -> AbstractContextManager[TurnTrace]:
        return nullcontext(NO_TRACE)

    def stop(self) -> None:
        pass


class _On:
    def __init__(self) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "copytaster")})
        self._provider: TracerProvider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer: Tracer = self._provider.get_tracer("copytaster.worker")
        self._touched: OrderedDict[Label, SpanContext] = OrderedDict()  # by which turn a family was changed last

    @contextmanager
    def turn(self, letters: Sequence[Letter]) -> Iterator[TurnTrace]:
        from opentelemetry.trace import SpanKind

        records: dict[str, int] = {}
        for each in letters:
            records[each.record.topic] = records.get(each.record.topic, 0) + 1
        attributes: dict[str, str | int] = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.batch.message_count": len(letters),
            **{f"copytaster.records.{topic}": count for topic, count in records.items()},
        }
        links = list(_links(letters))
        with self._tracer.start_as_current_span(
            "turn", kind=SpanKind.CONSUMER, links=links, attributes=attributes
        ) as span:
            yield _Turn(self._tracer, span, self._touched)

    def stop(self) -> None:
        self._provider.shutdown()


class _Turn:
    def __init__(self, tracer: Tracer, span: Span, touched: OrderedDict[Label, SpanContext]) -> None:
        from opentelemetry.trace.propagation import set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier, set_span_in_context(span))
        self.headers: Headers = tuple((name, value.encode()) for name, value in carrier.items())
        self._tracer = tracer
        self._span = span
        self._touched = touched

    def stage(self, stage: Stage) -> AbstractContextManager[object]:
        return self._tracer.start_as_current_span(stage.value)

    def done(self, turn: Turn) -> None:
        numbers = {
            "accepted": turn.accepted,
            "rejected": len(turn.rejected),
            "stories": len(turn.stories),
            "messages": sum(turn.messages.values()),
        }
        self._span.set_attributes({f"copytaster.{name}": number for name, number in numbers.items()})
        for label in turn.told:  # a story is told when it has settled, turns after those that changed it
            if (context := self._touched.pop(label, None)) is not None:
                self._span.add_link(context)
        for label in turn.touched:
            self._touched[label] = self._span.get_span_context()
            self._touched.move_to_end(label)
        while len(self._touched) > _MOST_TOUCHED:
            self._touched.popitem(last=False)


def _links(letters: Sequence[Letter]) -> Iterable[Any]:
    """To the spans that the records were sent under, each once."""
    from opentelemetry.trace import Link, get_current_span
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    seen: set[str] = set()
    for each in letters:
        carrier = _carried(each.message.headers)
        if carrier.get("traceparent", "") in ("", *seen) or len(seen) >= _MOST_LINKS:
            continue
        seen.add(carrier["traceparent"])
        context = get_current_span(TraceContextTextMapPropagator().extract(carrier)).get_span_context()
        if context.is_valid:
            yield Link(context)


def _carried(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None) -> dict[str, str]:
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return {name: value.decode("latin-1") for name, value in pairs if name in _CARRIER and value is not None}
