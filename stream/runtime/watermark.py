"""Event time: how far the wire has come, as told by the dispatches themselves."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque

__all__ = ["Watermark"]

_SAMPLE = 63
"""Arrivals that the median is taken of. One supplier with a wrong clock does not move it while half
of the arrivals come from others; at a dispatch a second it lags half a minute."""


class Watermark:
    """The median publication time of the latest arrivals; it never falls.

    A maximum would let one dispatch dated 2036 expire the whole window.
    """

    def __init__(self) -> None:
        self._arrivals: deque[int] = deque()
        self._sorted: list[int] = []
        self.value: int | None = None

    def see(self, published: int | None) -> None:
        """Take note of an arrival (milliseconds since the epoch; None where its time is unknown)."""
        if published is None:
            return
        self._arrivals.append(published)
        insort(self._sorted, published)
        if len(self._arrivals) > _SAMPLE:
            del self._sorted[bisect_left(self._sorted, self._arrivals.popleft())]
        elif len(self._arrivals) < _SAMPLE:
            return
        median = self._sorted[_SAMPLE // 2]
        if self.value is None or median > self.value:
            self.value = median
