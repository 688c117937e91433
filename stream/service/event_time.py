"""Agrees how far event time has come, between all shards.

Marks go round. A shard tells every mailbox of every shard how far its own input has come, behind all that
it has sent there before; who has heard such a mark of all has worked off what all had sent by then. Rounds
are numbered: a shard tells the next one when it has heard the last one of all. What was told in a round is
due some rounds later, when all that could follow from the dispatches read by then has been worked off,
however fast an archive is replayed and however long a worker was away. No clock is asked. Then the marks rest
until the wire has come a step further: a round is a record to each mailbox.

Who has taken over knows no round. It says so, with what was due in the state that it found, and joins where the
others are: nothing that it tells is due before as many rounds as ever have passed. So does whoever finds others
further than they can be who wait for it: they count from another beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from stream.entities.routing import MAILBOXES

__all__ = ["NEW", "PASSAGES", "EventTime", "TimeMark"]

PASSAGES = 12
"""Rounds until a mark is due. What follows from a dispatch passes four mailboxes (bucket, newer, older, family), each
four further comparisons two more; a worker that ends in the middle of sending costs one."""

NEW = 0
"""The round of an owner who has just taken over: it knows no round, and asks all for their last marks."""

_BETWEEN = 2  # rounds by which one mailbox may be behind another: the next one waits for all of them
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
        self._began = 0  # what it told as new
        self._again = False
        self._answered = NEW  # the round of an answer that it gave while it was new

    def hear(self, topic: str, shard: int, mark: TimeMark) -> None:
        """A shard's mark has come out of a mailbox."""
        marks = self._marks[shard]
        if mark.round == NEW:
            self._again |= shard != self._own
            marks.clear()
        else:  # a late word of an owner before, who counted otherwise
            while marks and marks[-1].round > mark.round + _BETWEEN:
                marks.pop()
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
        told = self._told
        if told is None:
            began = front if self.due is None else self.due
            if began is None:
                return None
            self._began = began
            return self._as_new()
        at = told.at if front is None or front < told.at + self._step else front
        if told.round != NEW and max(self._of_others(), default=NEW) > told.round + 1:
            return self._as_new()
        if self._is_heard(told.round) and (at > told.at or self._is_awaited(told.round)):
            # Who is new has missed many, and joins the others where they are.
            joins = max(self._of_others(), default=NEW) if told.round == NEW else NEW
            self._told, self._again = TimeMark(max(told.round + 1, self._answered + 1, joins), at), False
            return self._told
        if self._again:
            self._again = False
            if told.round != NEW:
                return told
            self._answered = NEW + 1  # as new it would be taken for a question
            return TimeMark(self._answered, told.at)
        return None

    def _as_new(self) -> TimeMark:
        """Nothing later than what is due is told with the round that is due at once."""
        self._answered = NEW
        self._told = TimeMark(NEW, self._began if self.due is None else self.due)
        return self._told

    def _of_others(self) -> Iterator[int]:
        return (heard for (_, shard), heard in self._heard.items() if shard != self._own)

    def _is_heard(self, last: int) -> bool:
        """Whether what all had sent before a round is worked off."""
        return min(self._heard.values()) >= last

    def _is_awaited(self, last: int) -> bool:
        """Whether others have gone on, or a mark of all is on its way to being due."""
        if any(marks and marks[-1].round > last for marks in self._marks):
            return True
        return all(self._marks) and (self.due is None or self.due < min(marks[-1].at for marks in self._marks))
