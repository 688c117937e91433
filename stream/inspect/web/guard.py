"""What stands before every page: security headers, whose name we answer to, the token, where a change comes from."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "HEADERS", "Guard", "ticket"]

_LOOPBACK: Final = frozenset(("127.0.0.1", "localhost", "::1"))

COOKIE: Final = "copytaster"

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer browsers send "Origin: null" with our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer. Nothing inline is allowed: a headline could not become a script even if it were let through."""

_OPEN: Final = frozenset(("/livez", "/enter"))  # what one sees before the token was given, and the assets
_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))


def ticket(token: str) -> str:
    """What the cookie holds in place of the token: whoever reads it cannot use it as a token elsewhere."""
    return hmac.new(token.encode(), b"copytaster inspect", hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware.

    Args:
        app: what it stands before.
        token: what a reader must give once; None: everybody who reaches the port may read.
        local: whether only loopback is served. Then a page of another name that resolves to this machine (DNS
            rebinding) is refused: nobody reaches a loopback port under another name by honest means.
    """

    def __init__(self, app: ASGIApp, token: str | None, *, local: bool) -> None:
        self._app = app
        self._token = token
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in place of the application, or let it answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        answer = self._refused(scope) or self._app
        await answer(scope, receive, guarded)

    def _refused(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._local and _host(headers.get("host", "")) not in _LOOPBACK:
            return PlainTextResponse("this inspector answers to loopback names only\n", status_code=421)
        if scope["method"] not in _SAFE and not _own(headers):
            return PlainTextResponse("this change was asked for by another site\n", status_code=403)
        if self._token is None or _is_open(scope["path"]) or self._known(headers, self._token):
            return None
        if "text/html" not in headers.get("accept", "") or headers.get("hx-request"):
            # A page that polls must not make its browser ask for a name; a feed reader has no other way to be asked.
            ways = "Bearer" if headers.get("hx-request") else 'Bearer, Basic realm="copytaster", charset="UTF-8"'
            text = "a token is needed: Authorization: Bearer …, or the password of any name\n"
            return PlainTextResponse(text, 401, {"www-authenticate": ways})
        query = scope["query_string"].decode("latin-1")
        back = f"{scope['path']}?{query}" if query else scope["path"]
        return RedirectResponse(f"/enter?{urlencode({'then': back})}", status_code=303)

    def _known(self, headers: Mapping[str, str], token: str) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() in ("bearer", "basic"):
            shown = _password(given) if scheme.lower() == "basic" else given.strip()
            return hmac.compare_digest(shown.encode(), token.encode())
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), ticket(token).encode())


def _password(given: str) -> str:
    """Of what a feed reader sends (RFC 7617): the token; the name before it is anything."""
    try:
        return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # also what is no UTF-8
        return ""


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith("/assets/")


def _host(host: str) -> str:
    """The name without the port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _own(headers: Mapping[str, str]) -> bool:
    """Whether a page of ours asks for a change. Browsers name the origin with every POST; no page can forge it."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") in (None, "same-origin", "none")
    return urlsplit(origin).netloc == headers.get("host")
