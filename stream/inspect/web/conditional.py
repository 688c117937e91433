"""Answers that a client may keep, and asks about again: it gets them anew only where they are others."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["kept"]


def kept(request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a validator made of its bytes, or 304 where the client has it.

    Args:
        request: may say which answers the client has (If-None-Match).
        body: the answer.
        media_type: of it.
        headers: more of them.
    """
    told = f'"{blake2b(body, digest_size=16).hexdigest()}"'
    sent = {**(headers or {}), "etag": told, "cache-control": "private, no-cache"}
    # A proxy that packs answers makes a validator weak; of the bytes behind it it is the same.
    held = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if told in held or "*" in held:
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)
