"""How far event time has come for one shard, as its senders tell it."""

from __future__ import annotations

from collections import deque

from stream.matching.editions import UNKNOWN_TIME

__all__ = ["GRACE", "IDLE", "Marks"]

IDLE = UNKNOWN_TIME
"""The mark of an input partition where nothing comes in: later than all, so it holds nobody back."""

GRACE = 10.0
"""Seconds for which a mark waits. What follows from a dispatch takes a few turns over the mailboxes, while
the marks run ahead of it: a replayed archive passes a whole window in a second."""

_STEPS = 12  # marks in the time of one window: shards sweep three times in it


class Marks:
    """The slowest input partition decides.

    So no partition expires what another has yet to bring: after an outage they catch up at different speeds.

    Args:
        sources: how many input partitions there are; until each has spoken nothing is known.
        window: in milliseconds.
        grace: in seconds.
    """

    def __init__(self, sources: int, window: int, grace: float = GRACE) -> None:
        self._sources = sources
        self._step = max(1, window // _STEPS)
        self._grace = grace
        self._heard: dict[str, int] = {}
        self._waiting: deque[tuple[int, float]] = deque()
        self._last: int | None = None

    def hear(self, source: str, mark: int, now: float) -> None:
        """A sender says how far it has come (milliseconds since the epoch, or :data:`IDLE`)."""
        self._heard[source] = mark
        if len(self._heard) < self._sources:
            return
        low = min(self._heard.values())
        if low != IDLE and (self._last is None or low >= self._last + self._step):
            self._last = low
            self._waiting.append((low, now))

    def due(self, now: float) -> int | None:
        """The newest mark whose time has come, if there is one."""
        due = None
        while self._waiting and self._waiting[0][1] + self._grace <= now:
            due, _ = self._waiting.popleft()
        return due
