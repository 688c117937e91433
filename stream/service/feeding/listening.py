"""An address that others post to: an agency's webhook, a newsroom system that pushes, a WebSub hub.

202 is said only when the brokers have what was posted; whoever gets another answer, or none, posts it again, and a
repeat folds.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from stream.errors import Usage
from stream.reading.formats.items import MOST_BYTES
from stream.reading.sources import of_bytes
from stream.service.addresses import is_loopback
from stream.service.feeding.parcels import Parcel, Source
from stream.service.feeding.parts import Part
from stream.service.feeding.receipts import Receipt
from stream.service.web_server import WebServer

__all__ = ["PATH", "Listener"]

PATH = "/dispatches"
"""What is posted goes here."""

_WAITING = 64  # requests that are read and not yet worked on; more are asked to come again
_AGAIN = "5"  # seconds, for whoever is asked to
_PATIENCE = 30.0  # seconds until a sender is told to come again: its own patience ends about then
# Digests by the headers that carry them: Superdesk's newsroom, WebSub and GitHub-like hubs, PubSubHubbub.
_SIGNATURES = ("X-Superdesk-Signature", "X-Hub-Signature-256", "X-Hub-Signature")
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}


@dataclass(frozen=True)
class _Answer:
    status: int
    body: dict[str, object]


class Listener(Source):
    """Takes what is posted to ``/dispatches``, in any format, one item a request or many.

    Args:
        host: where it listens; any but loopback needs a secret.
        port: 0 takes a free one.
        secret: whoever posts shows it as a bearer token, or signs the body with it (HMAC); "" takes all.
        supplier: domain of whose items these are where they do not say so.
        largest: bytes of one request.
        patience: seconds that a request waits for the brokers.
    """

    kind = "address"
    abreast = 8
    """Requests come from many senders, who promise no order between them."""

    def __init__(
        self,
        host: str,
        port: int,
        secret: str = "",
        supplier: str = "",
        *,
        largest: int = MOST_BYTES,
        patience: float = _PATIENCE,
    ) -> None:
        super().__init__(f"{host}:{port}")
        self._host, self._option = host, f"--listen {host}:{port}"
        self._secret = secret.encode()
        self._supplier = supplier
        self._patience = patience
        self._waiting: asyncio.Queue[_Posted] = asyncio.Queue(_WAITING)
        self._stopping = False
        app = web.Application(client_max_size=largest)
        app.add_routes([web.post(PATH, self._posted), web.get("/livez", self._live)])
        self._server = WebServer(app, host, port, self._option)

    @property
    def port(self) -> int:
        """Where it listens: the port that was set, or the one that was free."""
        return self._server.port

    async def start(self) -> None:
        """Listen.

        Raises:
            Usage: host or port cannot be had, or others could post without a secret.
        """
        if not self._secret and not is_loopback(self._host):
            why = "whoever reaches it could post: set COPYTASTER_FEED_TOKEN, or listen on 127.0.0.1"
            raise Usage(f"{self._option}: {why}")
        await self._server.start()
        self.answered()

    async def next(self, stop: asyncio.Event) -> Parcel | None:
        """The next request."""
        getting = asyncio.create_task(self._waiting.get())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait([getting, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not getting.done():
                getting.cancel()
        if getting.done() and not getting.cancelled():
            return getting.result()  # also at the end: its sender waits for an answer
        self._stopping = True
        with suppress(asyncio.CancelledError):
            await getting
        return None

    async def stop(self) -> None:
        """Stop listening; who still waits is asked to come again."""
        self._stopping = True
        while not self._waiting.empty():
            await self._waiting.get_nowait().postpone("it is stopping")
        await self._server.stop()

    async def _live(self, _: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def _posted(self, request: web.Request) -> web.Response:
        # A token is looked at before the body is read; a signature is of the body.
        token = request.headers.get("Authorization", "")
        signatures = [request.headers[name] for name in _SIGNATURES if name in request.headers]
        if self._secret and not signatures and not self._is_token(token):
            return _refused(401, "an Authorization header with the bearer token, or a signature of the body, is needed")
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refused(413, f"the body has more bytes than are taken at once ({request.client_max_size})")
        if self._secret and signatures and not any(self._is_signed(raw, each) for each in signatures):
            return _refused(401, "the signature is not that of the body")
        if not raw.strip():
            return _refused(400, "the body is empty")
        posted = _Posted(self.name, raw, self._supplier)
        if self._stopping:
            return _later("it is stopping")
        try:
            self._waiting.put_nowait(posted)
        except asyncio.QueueFull:
            return _later("too many requests wait")
        self.answered()
        try:
            async with asyncio.timeout(self._patience):
                answer = await posted.answer
        except TimeoutError:
            return _later("the brokers have not answered yet")
        headers = {"Retry-After": _AGAIN} if answer.status == 503 else None
        return web.json_response(answer.body, status=answer.status, headers=headers)

    def _is_token(self, header: str) -> bool:
        scheme, _, token = header.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), self._secret)

    def _is_signed(self, raw: bytes, header: str) -> bool:
        method, _, printed = header.strip().partition("=")
        digest = _DIGESTS.get(method.lower())
        if digest is None:
            return False
        expected = hmac.new(self._secret, raw, digest).hexdigest()
        return hmac.compare_digest(printed.strip().lower().encode(), expected.encode())


class _Posted(Parcel):
    def __init__(self, source: str, raw: bytes, supplier: str) -> None:
        super().__init__(source, f"a request of {len(raw)} bytes", supplier)
        self._raw = raw
        self.answer: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()

    def parts(self) -> list[Part]:
        return [Part(self.name, partial(of_bytes, "request", self._raw))]

    async def acknowledge(self, receipt: Receipt) -> bool:
        counts: dict[str, object] = {
            "sent": receipt.sent,
            "skipped": dict(receipt.skipped),
            "rejected": dict(receipt.rejected),
        }
        if receipt.messages:
            counts["why"] = receipt.messages
        if receipt.skipped["binary data"]:
            self._say(415, {**counts, "why": ["the body holds binary data; what is read is text, also gzipped"]})
        else:
            # Of a body that is good in part the good is taken: it must not be posted again.
            self._say(422 if receipt.is_refused else 202, counts)
        return True

    async def postpone(self, why: str) -> None:
        self._say(503, {"why": [why]})

    def _say(self, status: int, body: dict[str, object]) -> None:
        if not self.answer.done():  # its sender may have gone
            self.answer.set_result(_Answer(status, body))


def _refused(status: int, why: str) -> web.Response:
    return web.json_response({"why": [why]}, status=status)


def _later(why: str) -> web.Response:
    return web.json_response({"why": [why]}, status=503, headers={"Retry-After": _AGAIN})
