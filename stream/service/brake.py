"""The brake: too many rejected records are no longer bad records but a bad change, here or at a source.

Rejecting on would empty the input into the dead letters, and everything would have to be replayed
after the repair. Stopping costs nothing: the input waits.
"""

from __future__ import annotations

from collections import Counter, deque
from itertools import islice

from stream.errors import Reason

__all__ = ["ENOUGH", "IN_A_ROW", "PERCENT", "WINDOW", "Brake"]

# That there are two limits, and that each partition has its own, is arroyo's DlqLimit (max_consecutive_count and
# max_invalid_ratio). It leaves both open; the numbers are ours:
#
# A row is how a source that is altogether broken shows, and a worker that cannot read anything.
IN_A_ROW = 100
# A share is how one broken source among many shows. One record in twenty is not noise.
PERCENT = 5
# arroyo takes the share of all that was read since the partition was assigned: after a good month a flood needs hours
# to be seen. In a window of this size the 101st bad record is one too many.
WINDOW = 2000
# Five percent of fewer are less than ten records: one bad file, and no change.
ENOUGH = 200


class Brake:
    """Watches the records of one input partition. Once it has tripped it stays so: a person has to look."""

    def __init__(self) -> None:
        self._last: deque[Reason | None] = deque(maxlen=WINDOW)  # None: not rejected
        self._reasons: Counter[Reason] = Counter()  # of the rejected ones in the window
        self._row = 0
        self._told: str | None = None

    @property
    def tripped(self) -> str | None:
        """Why it tripped, in one sentence; None while it has not."""
        return self._told

    def note(self, rejected: bool, reason: Reason | None = None) -> None:
        """Count one record.

        Args:
            rejected: whether it became a dead letter.
            reason: why, where it did.

        Raises:
            ValueError: a rejected record without a reason.
        """
        if rejected and reason is None:
            raise ValueError("a rejected record has a reason")
        if self._told is not None:
            return
        if len(self._last) == WINDOW and (left := self._last[0]) is not None:
            self._reasons[left] -= 1
        self._last.append(reason if rejected else None)
        if rejected and reason is not None:
            self._row += 1
            self._reasons[reason] += 1
        else:
            self._row = 0
        seen = len(self._last)
        if self._row == IN_A_ROW:
            row = Counter(each for each in islice(reversed(self._last), IN_A_ROW) if each is not None)
            self._told = _sentence(IN_A_ROW, row)
        elif seen >= ENOUGH and self._reasons.total() * 100 > PERCENT * seen:
            self._told = _sentence(seen, self._reasons)


def _sentence(seen: int, reasons: Counter[Reason]) -> str:
    """How many of how many, and the most frequent reason; of two as frequent the first by name."""
    reason, count = min(reasons.items(), key=lambda each: (-each[1], each[0]))
    return f"{reasons.total():,} of the last {seen:,} records were rejected, most often as {reason} ({count:,})"
