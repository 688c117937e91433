"""Traces of a live worker, as a collector receives them."""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from stream.entities.routing import INPUT
from stream.errors import Usage
from stream.service.clients import client_options
from stream.service.topics import named
from stream.service.tracing import ENDPOINTS, NO_TRACE, traces
from wires import NOON, ninjs, text
from workers import Service, running, wait_for

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
MARKER = "quagga"


@contextmanager
def collector() -> Iterator[tuple[str, list[Any]]]:
    """An OTLP receiver on loopback: its address, and the spans that have come."""
    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            told = ExportTraceServiceRequest.FromString(body)
            spans.extend(
                span for resource in told.resource_spans for scope in resource.scope_spans for span in scope.spans
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", spans
        finally:
            server.shutdown()
            thread.join(10)


async def send(service: Service, raw: bytes) -> None:
    """A dispatch whose sender is traced."""
    producer = AIOKafkaProducer(**client_options(service.settings))
    await producer.start()
    try:
        headers = [("traceparent", f"00-{TRACE}-{SPAN}-01".encode())]
        await producer.send_and_wait(named(service.settings, INPUT), raw, headers=headers)
    finally:
        await producer.stop()


def reached(spans: list[Any], start: str) -> set[str]:
    """The span ids that lead back to a span by links, over any number of topics."""
    known = {start}
    while found := {
        span.span_id.hex()
        for span in spans
        if span.span_id.hex() not in known and known & {link.span_id.hex() for link in span.links}
    }:
        known |= found
    return known


def test_a_dispatch_is_followed_from_its_sender_to_its_story(
    brokers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By links from turn to turn; the story's record names the turn that told it. No span holds a text."""
    with collector() as (address, spans), running(brokers, tmp_path) as service:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        worker = service.start()
        worker.wait_until_ready()
        asyncio.run(send(service, orjson.dumps(ninjs("urn:a", f"{MARKER} {text(1)}", NOON, headline=MARKER))))
        wait_for(lambda: bool(service.stories()), 60, "the story", service.told_last)
        worker.stop()

        [told] = service.told()
        version, trace, parent, flags = told.headers["traceparent"].decode().split("-")
        assert (version, len(trace), int(flags, 16) & 1) == ("00", 32, 1)
        assert parent in reached(spans, SPAN)
        names = {span.name for span in spans}
        assert names == {"turn", "fold", "send", "keep"}
        assert not any(word in str(span) for span in spans for word in (MARKER, "urn:a"))


def test_without_an_exporter_nothing_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No span is made; no header is sent."""
    for name in ENDPOINTS:
        monkeypatch.delenv(name, raising=False)
    off = traces()
    with off.turn([]) as trace:
        assert trace is NO_TRACE
        assert trace.headers == ()


def test_an_exporter_without_its_packages_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setenv(ENDPOINTS[0], "http://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(Usage, match=r"copytaster\[tracing\]"):
        traces()
