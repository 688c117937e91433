"""Event time: how far the wire has come, as told by the dispatches themselves.

A clock may be wrong: a supplier's, ours, a whole archive's. So time goes on by what most of the latest arrivals say,
never by one supplier alone, and never past the present. It is better late than early: while it stands still,
state is held for longer; once it has gone on, what comes from before is late for good.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import OrderedDict, deque

from stream.dispatch import Slot, Version
from stream.reading.parties import host_of

__all__ = ["ALONE", "TOLERANCE", "Watermark", "supplier"]

TOLERANCE = 3_600_000
"""Milliseconds that a dispatch may be dated ahead of the present and still say something about event time: clocks of
suppliers differ by seconds, and a step of our own clock by an hour (a time zone that was set wrong) stops nothing."""

ALONE = 2048
"""Arrivals of one supplier without another in between, after which it is the only one: then it decides for itself.
Until then, state for so many dispatches is held, some 15 MB."""

_DAY = 86_400_000  # milliseconds: a wire whose dispatches are not older than that is live

_SAMPLE = 63
"""Arrivals that the median is taken of: at a dispatch a second it lags half a minute."""

_NAMESPACE = re.compile(r"(urn:[^:]+|[A-Za-z][A-Za-z0-9+.-]*):")  # who gave the name, as far as it tells

_CLOCK = 9
"""Arrivals of one supplier that its own time is the median of: a slip in a single date is none of its clock."""


def supplier(version: Version) -> str:
    """Whose clock a dispatch is dated by: the domain of its uri, else who put it out, else the beginning of its uri.

    Items of one house share it, whatever house their text is from.
    """
    host = host_of(version.uri)
    if host:
        return host
    published = [credit for credit in version.credits if credit.slot is Slot.PUBLISHER and credit.parties]
    if published:
        return published[-1].parties[-1]
    credited = [
        credit for credit in version.credits if credit.parties and credit.slot not in (Slot.PHOTO, Slot.ATTRIBUTION)
    ]
    if credited:
        return credited[0].parties[-1]
    named = _NAMESPACE.match(version.uri)
    return named[1] if named else ""


class Watermark:
    """How far one input partition has come. It never falls.

    It is the median of the publication times of the latest arrivals, but no later than the second-latest of the clocks
    of its suppliers. A maximum would let one dispatch dated 2036 expire the whole window, a median alone would let
    thirty-two of them in a row. Where the second supplier is no use (there is none, or it sends an archive), the
    present is the witness, once the median has kept to it for long.
    """

    def __init__(self) -> None:
        self.value: int | None = None
        self._arrivals: deque[int] = deque()
        self._sorted: list[int] = []
        self._clocks: OrderedDict[str, deque[int]] = OrderedDict()  # the supplier heard of last is the last
        self._heard: dict[str, int] = {}  # supplier → number of its last arrival
        self._count = 0
        self._on_time = 0  # arrivals since which the median keeps to the present

    def see(self, published: int | None, supplier: str, present: int | None) -> None:
        """Take note of an arrival.

        Args:
            published: when it was (milliseconds since the epoch); None where its time is unknown.
            supplier: whose clock says so.
            present: what time it is now; what is dated more than the tolerance later says nothing. None: not known.
        """
        if published is None or (present is not None and published > present + TOLERANCE):
            return
        self._count += 1
        self._hear(supplier, published)
        self._arrivals.append(published)
        insort(self._sorted, published)
        if len(self._arrivals) > _SAMPLE:
            del self._sorted[bisect_left(self._sorted, self._arrivals.popleft())]
        elif len(self._arrivals) < _SAMPLE:
            return
        median = self._sorted[_SAMPLE // 2]
        self._on_time = self._on_time + 1 if present is not None and median > present - _DAY else 0
        if self.value is None or median > self.value:
            agreed = median if self._on_time >= ALONE else self._agreed(median)
            if agreed is not None and (self.value is None or agreed > self.value):
                self.value = agreed

    def _hear(self, supplier: str, published: int) -> None:
        self._clocks.setdefault(supplier, deque(maxlen=_CLOCK)).append(published)
        self._clocks.move_to_end(supplier)
        self._heard[supplier] = self._count
        while self._heard[oldest := next(iter(self._clocks))] <= self._count - ALONE:
            del self._clocks[oldest], self._heard[oldest]

    def _agreed(self, most: int) -> int | None:
        """The latest time up to this one that two suppliers have come to, or one that has been alone for long."""
        if len(self._clocks) == 1:
            return most if self._count >= ALONE else None
        latest: list[int] = []  # of two suppliers, in order
        for clock in reversed(self._clocks.values()):
            insort(latest, sorted(clock)[(len(clock) - 1) // 2])
            latest = latest[-2:]
            if len(latest) > 1 and latest[0] >= most:  # as nearly always, after the first few
                return most
        return min(most, latest[0])
