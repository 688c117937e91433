"""When an entry of a bucket has left the window."""

from __future__ import annotations

__all__ = ["is_over"]


def is_over(at: int, published: int, before: int, reach: int) -> bool:
    """Whether an entry with this event time (milliseconds since the epoch) expires.

    The first entries after a gap in the wire were taken for dates in the future. What is dated within ``reach`` now
    goes by its date.
    """
    return at < before and not before <= published <= reach
