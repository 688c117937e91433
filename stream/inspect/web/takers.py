"""Who took one story, as a picture: a line for each taker from when the other had it to when the taker did.

Pure geometry, as `stream.inspect.web.chain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from stream.inspect.flows import Pickup, full_name
from stream.inspect.web.printed_times import delay, short

__all__ = ["MOST_TAKERS", "TakerLine", "TakerPicture", "takers"]

MOST_TAKERS: Final = 60
"""Lines drawn, the first ones: the table below has them all."""

_NAMES, _TIME, _EDGE = 230, 600, 120  # width of the names, of the time, and of what stands behind a line
_TOP, _ROW = 34, 24
_NAME: Final = 30  # characters of a name that fit
_STEPS: Final = 4
_MINUTE: Final = 60_000


class TakerLine(NamedTuple):
    """A taker: a line from ``x`` to ``end`` at the height ``y``, with the name before and the delay behind it."""

    y: int
    x: int
    end: int
    name: str
    after: str
    credited: bool
    says: str


class TakerPicture(NamedTuple):
    """The picture. ``ticks``: where the axis is marked, and with what time. ``hidden``: lines that are not drawn."""

    width: int
    height: int
    names: int
    lines: tuple[TakerLine, ...]
    ticks: tuple[tuple[int, str], ...]
    hidden: int


def takers(found: Sequence[Pickup]) -> TakerPicture:
    """Lay out what houses took of a story; those of which a time is not known are in the table alone."""
    known = [
        (each.published, each.published - each.delay, pick.house, each)
        for pick in found
        for each in pick.takers
        if each.published is not None and each.delay is not None
    ]
    known.sort(key=lambda line: (line[0], line[3].taker, line[2]))
    drawn = known[:MOST_TAKERS]
    start = min((min(end, begin) for end, begin, *_ in drawn), default=0)
    span = max((max(end, begin) for end, begin, *_ in drawn), default=0) - start

    def place(time: int) -> int:
        return _NAMES + (round(_TIME * (time - start) / span) if span else 0)

    lines = []
    for number, (end, begin, house, taker) in enumerate(drawn):
        name, after = full_name(taker.taker), delay((end - begin) / _MINUTE)
        says = f"{name} from {full_name(house)}, {short(end)}, {after or 'at once'} later"
        fits = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
        y = _TOP + number * _ROW + _ROW // 2
        lines.append(TakerLine(y, place(begin), place(end), fits, after, taker.credited, says))
    times = sorted({start + span * step // _STEPS for step in range(_STEPS + 1)}) if drawn else []
    ticks = tuple((place(time), short(time)) for time in times)
    height = _TOP + len(lines) * _ROW + _ROW // 2
    return TakerPicture(_NAMES + _TIME + _EDGE, height, _NAMES, tuple(lines), ticks, len(known) - len(drawn))
