"""Traces over OpenTelemetry. Its API does nothing by itself; what exports is loaded only where an exporter is set.

A turn of a worker works off many records at once, so it is a span of its own, *linked* to the span that each record
was sent under (W3C ``traceparent`` in its headers; the messaging conventions' way for batches). Whatever the turn
sends, mailbox records and stories, is sent under it. So one follows a dispatch from its sender through the turns that
posted and compared it, to the turn that told its story once that had settled. Spans tell numbers and topics, never a
text, a headline or a uri.
"""

from __future__ import annotations

import os
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final

from opentelemetry.trace import Link, NoOpTracer, Span, SpanContext, SpanKind, Tracer, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from stream.errors import Usage
from stream.service.metrics import Stage

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from stream.entities.messages import Label
    from stream.service.inbox import Letter
    from stream.service.processor import Turn

__all__ = ["ENDPOINTS", "NO_TRACE", "Headers", "Traces", "TurnTrace", "traces"]

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Variables of the OpenTelemetry standard: one of them set turns traces on. Its others count as well."""

_MOST_LINKS: Final = 128  # of a span: the standard's limit
_MOST_TOUCHED: Final = 10_000  # families that are changed and not told yet; the oldest are told without their link
_W3C: Final = TraceContextTextMapPropagator()

Headers = tuple[tuple[str, bytes], ...]
Touched = OrderedDict["Label", SpanContext]
"""By which turn a family was changed last."""


class TurnTrace:
    """The trace of one turn, begun by whoever makes it; ``headers`` are for all that the turn sends."""

    def __init__(self, tracer: Tracer, span: Span, touched: Touched) -> None:
        self._tracer, self._span, self._touched = tracer, span, touched
        carrier: dict[str, str] = {}
        _W3C.inject(carrier)
        self.headers: Headers = tuple((name, value.encode()) for name, value in carrier.items())

    def stage(self, stage: Stage) -> AbstractContextManager[object]:
        """A part of the turn, as a span within it."""
        return self._tracer.start_as_current_span(stage.value)

    def done(self, turn: Turn) -> None:
        """Tell what the turn came to."""
        if not self._span.is_recording():
            return
        self._span.set_attributes(
            {
                "copytaster.accepted": turn.accepted,
                "copytaster.rejected": len(turn.rejected),
                "copytaster.stories": len(turn.stories),
                "copytaster.messages": sum(turn.messages.values()),
            }
        )
        for label in turn.settled:  # a story is told when it has settled, turns after those that changed it
            if (context := self._touched.pop(label, None)) is not None:
                self._span.add_link(context)
        for label in turn.touched:
            self._touched[label] = self._span.get_span_context()
            self._touched.move_to_end(label)
        while len(self._touched) > _MOST_TOUCHED:
            self._touched.popitem(last=False)


NO_TRACE: Final = TurnTrace(NoOpTracer(), get_current_span(), OrderedDict())


class Traces:
    """Makes the traces of a worker; without a provider of tracers, none."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider
        self._touched: Touched = OrderedDict()

    @contextmanager
    def turn(self, letters: Sequence[Letter]) -> Iterator[TurnTrace]:
        """The trace of a turn over these records."""
        if self._provider is None:
            yield NO_TRACE
            return
        records = Counter(letter.record.topic for letter in letters)
        attributes: dict[str, str | int] = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.batch.message_count": len(letters),
            **{f"copytaster.records.{topic}": count for topic, count in records.items()},
        }
        links = [Link(context) for context in islice(_senders(letters), _MOST_LINKS)]
        tracer = self._provider.get_tracer("copytaster.worker")
        with tracer.start_as_current_span("turn", kind=SpanKind.CONSUMER, links=links, attributes=attributes) as span:
            yield TurnTrace(tracer, span, self._touched)

    def stop(self) -> None:
        """Send what is not sent yet."""
        if self._provider is not None:
            self._provider.shutdown()


def traces() -> Traces:
    """Traces as the environment says.

    Raises:
        Usage: an exporter is set, but the packages are not there.
    """
    name = next((each for each in ENDPOINTS if os.environ.get(each)), None)
    if name is None:
        return Traces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise Usage(f"{name} is set, but traces need more packages: pip install 'copytaster[tracing]'") from error
    resource = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "copytaster")})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traces(provider)


def _senders(letters: Sequence[Letter]) -> Iterator[SpanContext]:
    """The spans that records were sent under, each once."""
    seen: set[bytes] = set()
    for letter in letters:
        headers = {name: value for name, value in letter.message.headers if name in _W3C.fields and value}
        parent = headers.get("traceparent", b"")
        if parent and parent not in seen:
            seen.add(parent)
            carrier = {name: value.decode("latin-1") for name, value in headers.items()}
            context = get_current_span(_W3C.extract(carrier)).get_span_context()
            if context.is_valid:
                yield context
