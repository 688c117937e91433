"""What a form sends, and what a browser remembers for it."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

__all__ = ["inside", "read_form"]

_MOST: Final = 16_384  # bytes: two uris, an address with both, and a reason


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name, without blanks around.

    Raises:
        HTTPException: it is longer than any form of ours.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST:
            raise HTTPException(413, "That is too long for this form.")
    fields = parse_qs(body.decode("utf-8", "replace"))
    return {name: values[-1].strip() for name, values in fields.items()}


def inside(address: str) -> str:
    """An address on this site, never another one's."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
