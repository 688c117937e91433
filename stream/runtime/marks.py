"""How far event time has come for one shard, as all shards tell each other.

Marks go round: each shard tells every mailbox of every shard how far its own input has come, behind all
that it has sent there before. Who has heard a mark of all has therefore worked off what all had sent by
then. A shard tells no more than one step beyond what it has heard of all, so each step is one passage of
everything through the mailboxes, however fast an archive is replayed, and however long one of the workers
was away. No clock is asked.
"""

from __future__ import annotations

from itertools import product

from stream.runtime.routing import MAILBOXES

__all__ = ["PASSAGES", "Marks"]

PASSAGES = 12
"""Passages of the mailboxes that event time waits for what is under way. What follows from a dispatch takes four
(bucket, newer, older, family), each four further comparisons two more."""

_STEPS = 24  # to a window
_AGAIN = 10.0  # seconds after which a mark that not all have answered is told again: who took over has not heard it


class Marks:
    """The slowest input partition decides.

    So no partition expires what another has yet to bring: after an outage they catch up at different speeds.

    Args:
        partitions: how many shards there are; until each has told its mark nothing is known.
        window: in milliseconds.
        due: what was due when the state was written, None where nothing was.
    """

    def __init__(self, partitions: int, window: int, due: int | None = None) -> None:
        self._step = max(1, window // _STEPS)
        self._missing = set(product(MAILBOXES, range(partitions)))
        self._heard: dict[tuple[str, int], int] = {}
        self._all: int | None = None if due is None else due + PASSAGES * self._step
        self._told: int | None = None
        self._told_at = 0.0

    def hear(self, topic: str, shard: int, mark: int) -> None:
        """A shard's mark (milliseconds since the epoch) has come out of a mailbox."""
        self._missing.discard((topic, shard))
        self._heard[topic, shard] = mark
        if not self._missing:
            low = min(self._heard.values())
            self._all = low if self._all is None else max(self._all, low)

    @property
    def due(self) -> int | None:
        """The event time that is over: nothing that is under way asks for anything from before."""
        return None if self._all is None else self._all - PASSAGES * self._step

    def tell(self, front: int | None, now: float) -> int | None:
        """What to tell the others now, None where there is nothing new.

        Args:
            front: how far the input has come; where nothing comes in, how far that of others has.
            now: seconds of a clock that never goes back.
        """
        told = self._told
        if front is not None and (told is None or self._all is not None):
            reach = front if self._all is None else min(front, self._all + self._step)
            if told is None or reach >= told + self._step:
                self._told, self._told_at = reach, now
                return reach
        if told is not None and (self._all is None or self._all < told) and now - self._told_at >= _AGAIN:
            self._told_at = now
            return told
        return None
