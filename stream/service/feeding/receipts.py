"""What became of what came in: of one parcel, and of all that a source has given since the process began.

The latter is for whoever asks `/sources`: the inspector's page. Metrics say how many and are kept by Prometheus; an
editor who looks after a wire wants to see the last hour, the last item and why something was refused, without it.
Nothing of this is written down: it begins anew with the process, and says since when it counts.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from stream.errors import Reason
from stream.reading.rejects import PIECE

__all__ = ["HOURS", "Account", "Receipt"]

HOURS: Final = 24
"""How many hours, the present one last, are counted each by itself."""

_MINUTE, _MINUTES_OF_AN_HOUR = 60.0, 60
_KEPT: Final = 20  # parcels of which something was rejected
_MESSAGES: Final = 3  # of each of them
_LONGEST: Final = 300  # characters of a name or a message
_TOLD: Final = 20  # messages of one parcel that are kept for a log or an answer; its rejects are all kept


class Receipt:
    """What became of the items of a parcel: sent + skipped + rejected are all that are in it."""

    def __init__(self) -> None:
        self.sent = 0
        self.skipped = Counter[str]()  # by kind
        self.rejected = Counter[Reason]()
        self.messages: list[str] = []  # what was wrong with the first that were rejected
        self._rejects: BinaryIO | None = None

    @property
    def is_refused(self) -> bool:
        """Whether nothing in it was of use."""
        return not self.sent and not self.skipped

    def reject(self, reason: Reason, message: str, pieces: Iterable[bytes]) -> None:
        """Add an item that could not be read.

        Args:
            reason: why.
            message: in words.
            pieces: its line in a rejects file; they go to a temporary file, as there may be many.
        """
        if self._rejects is None:
            self._rejects = TemporaryFile()  # noqa: SIM115 - it lives as long as the receipt
        begin = self._rejects.tell()
        try:
            self._rejects.writelines(pieces)
        except BaseException:  # whoever reads it ended in the middle
            self._rejects.truncate(begin)
            self._rejects.seek(begin)
            raise
        self._rejects.write(b"\n")
        self.rejected[reason] += 1
        if len(self.messages) < _TOLD:
            self.messages.append(message)

    def rejects(self) -> Iterator[bytes]:
        """All that was rejected, as lines of a rejects file, piece by piece."""
        if self._rejects is not None:
            self._rejects.seek(0)
            while piece := self._rejects.read(PIECE):
                yield piece

    def close(self) -> None:
        """Let the rejects go."""
        if self._rejects is not None:
            self._rejects.close()


class Account:
    """What one source has given.

    Args:
        clock: seconds since the epoch.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._since = clock()
        self._sent = 0
        self._minutes: deque[tuple[int, int]] = deque()  # minute since the epoch, items sent in it
        self._skipped = 0
        self._rejected = Counter[str]()
        self._parcels = 0
        self._postponed = 0
        self._last_item: float | None = None
        self._last_answer: float | None = None
        self._is_down = False
        self._refusals: deque[dict[str, object]] = deque(maxlen=_KEPT)

    def answered(self) -> None:
        """The source could be looked at."""
        self._is_down, self._last_answer = False, self._clock()

    def unanswered(self) -> None:
        """It could not."""
        self._is_down = True

    def postponed(self) -> None:
        """The brokers did not take a parcel."""
        self._postponed += 1

    def settled(self, parcel: str, receipt: Receipt) -> None:
        """The brokers have what could be sent of a parcel."""
        now = self._clock()
        self._parcels += 1
        self._sent += receipt.sent
        self._skipped += receipt.skipped.total()
        self._rejected.update({reason.value: count for reason, count in receipt.rejected.items()})
        if receipt.sent:
            self._last_item = now
            self._count(int(now // _MINUTE), receipt.sent)
        if receipt.rejected:
            self._refusals.append(
                {
                    "at": _milliseconds(now),
                    "parcel": parcel[:_LONGEST],
                    "reasons": {reason.value: count for reason, count in receipt.rejected.items()},
                    "messages": [message[:_LONGEST] for message in receipt.messages[:_MESSAGES]],
                }
            )

    def _count(self, minute: int, sent: int) -> None:
        if self._minutes and self._minutes[-1][0] >= minute:  # a clock that was set back counts where it was
            minute = self._minutes[-1][0]
            sent += self._minutes.pop()[1]
        self._minutes.append((minute, sent))
        while self._minutes[0][0] <= minute - HOURS * _MINUTES_OF_AN_HOUR:
            self._minutes.popleft()

    def report(self, name: str, kind: str) -> dict[str, object]:
        """All of it as JSON. Times are milliseconds since the epoch.

        Args:
            name: of the source.
            kind: of the source.
        """
        present = int(self._clock() // _MINUTE)
        hours = [0] * HOURS
        for minute, sent in self._minutes:
            ago = max(0, present - minute) // _MINUTES_OF_AN_HOUR
            if ago < HOURS:
                hours[-1 - ago] += sent
        return {
            "name": name.encode(errors="replace").decode(),  # a folder's need not be UTF-8
            "kind": kind,
            "since": _milliseconds(self._since),
            "down": self._is_down,
            "sent": self._sent,
            "hours": hours,
            "skipped": self._skipped,
            "rejected": dict(self._rejected),
            "parcels": self._parcels,
            "postponed": self._postponed,
            "lastItem": _milliseconds(self._last_item),
            "lastAnswer": _milliseconds(self._last_answer),
            "refusals": list(self._refusals),
        }


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
