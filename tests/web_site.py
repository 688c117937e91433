"""A real web server whose answers a test sets, and which remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

__all__ = ["Page", "Site", "serving"]


class Page(NamedTuple):
    """One answer."""

    body: bytes = b""
    headers: Mapping[str, str] = {}
    status: int = 200
    seconds: float = 0  # until it comes


class Site:
    """What it answers by path, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.pages: dict[str, Page | deque[Page]] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.port = port

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(each == path for each, _ in self.asked)

    def answer(self, path: str, headers: Mapping[str, str]) -> Page:
        """The page of a path; 304 where its validator was sent back. Of several the next one, the last for good."""
        self.asked.append((path, headers))
        page = self.pages.get(path, Page(status=404))
        if isinstance(page, deque):
            page = page.popleft() if len(page) > 1 else page[0]
        for ours, theirs in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            if ours in page.headers and page.headers[ours] == headers.get(theirs):
                return Page(b"", page.headers, 304)
        return page


@contextmanager
def serving() -> Iterator[Site]:
    """A server on loopback that ends with the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = site.answer(self.path, dict(self.headers))
            time.sleep(page.seconds)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.status != 304:
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            try:
                self.wfile.write(page.body)
            except (BrokenPipeError, ConnectionResetError):
                return  # who asked has heard enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield site
        server.shutdown()
