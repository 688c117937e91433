"""Agrees how far event time has come, between all shards.

Marks go round. A shard tells every mailbox of every shard how far its own input has come, behind all that
it has sent there before; who has heard such a mark of all has worked off what all had sent by then. Rounds
are numbered: a shard tells the next one when it has heard the last one of all. What was told in a round is
due some rounds later, when all that could follow from the dispatches read by then has been worked off,
however fast an archive is replayed and however long a worker was away. No clock is asked.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from stream.entities.routing import MAILBOXES

__all__ = ["NEW", "PASSAGES", "EventTime", "TimeMark"]

PASSAGES = 12
"""Rounds until a mark is due. What follows from a dispatch passes four mailboxes (bucket, newer, older, family), each
four further comparisons two more; a worker that ends in the middle of sending costs one."""

NEW = 0
"""The round of an owner who has just taken over: it has heard nothing, and asks all for their last marks."""

_STEPS = 24  # to a window: smaller ones are taken together


class TimeMark(NamedTuple):
    """How far a shard's input had come in a round: an event time in milliseconds since the epoch."""

    round: int
    at: int


class EventTime:
    """How far event time has come for one shard: as far as the slowest input partition.

    So no partition expires what another has yet to bring: after an outage they catch up at different speeds.

    Args:
        partitions: how many shards there are; until each has told its mark nothing is known.
        own: which of them this is.
        window: in milliseconds.
        due: what was due when the state was written, None where nothing was.
    """

    def __init__(self, partitions: int, own: int, window: int, due: int | None = None) -> None:
        self.due = due
        self._own = own
        self._step = max(1, window // _STEPS)
        self._heard: dict[tuple[str, int], int] = dict.fromkeys(product(MAILBOXES, range(partitions)), -1)
        self._marks: list[list[TimeMark]] = [[] for _ in range(partitions)]  # those that may still be needed
        self._told: TimeMark | None = None
        self._again = False

    def hear(self, topic: str, shard: int, mark: TimeMark) -> None:
        """A shard's mark has come out of a mailbox."""
        marks = self._marks[shard]
        if mark.round == NEW:
            self._again |= shard != self._own
            marks.clear()
        self._heard[topic, shard] = mark.round
        if not marks or mark.round > marks[-1].round:
            marks.append(mark)
            self._fall_due(min(self._heard.values()) - PASSAGES)
        elif min(self._heard.values()) == mark.round:
            self._fall_due(mark.round - PASSAGES)

    def _fall_due(self, by: int) -> None:
        at = []
        for marks in self._marks:
            while len(marks) > 1 and marks[1].round <= by:
                del marks[0]
            if not marks or marks[0].round > by:
                return
            at.append(marks[0].at)
        self.due = min(at) if self.due is None else max(self.due, min(at))

    def tell(self, front: int | None) -> TimeMark | None:
        """What to tell the others now, None where there is nothing new.

        Args:
            front: how far the input has come; where nothing comes in, how far that of others has.
        """
        known = [time for time in (front, self._told.at if self._told else self.due) if time is not None]
        if not known:
            return None
        at = max(known)
        if self._told is None:
            self._told = TimeMark(NEW, at)
            return self._told
        after = self._next_round(self._told.round)
        if after is not None and (at >= self._told.at + self._step or self._is_awaited(self._told.round)):
            self._told, self._again = TimeMark(after, at), False
            return self._told
        if self._again:
            self._again = False
            return self._told if self._told.round != NEW else TimeMark(NEW + 1, self._told.at)
        return None

    def _next_round(self, last: int) -> int | None:
        """The one that may be told; None while what was sent before the last one is not worked off."""
        own = min(heard for (_, shard), heard in self._heard.items() if shard == self._own)
        others = min((heard for (_, shard), heard in self._heard.items() if shard != self._own), default=last)
        # Who has just taken over has missed many, and joins the others where they are.
        return max(last + 1, others) if min(own, others) >= last else None

    def _is_awaited(self, last: int) -> bool:
        """Whether others have gone on, or a mark of all is on its way to being due."""
        if any(marks and marks[-1].round > last for marks in self._marks):
            return True
        return all(self._marks) and (self.due is None or self.due < min(marks[-1].at for marks in self._marks))
