"""Times as the records print them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from stream.dispatch import UNKNOWN_TIME

__all__ = ["timestamp"]


@lru_cache(maxsize=4096)  # a story prints each of its times several times
def timestamp(milliseconds: int | None) -> str | None:
    """RFC 3339 in UTC; None where the time is not known."""
    if milliseconds is None or milliseconds == UNKNOWN_TIME:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest:03d}Z" if rest else f"{text}Z"
