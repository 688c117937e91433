"""Flows between houses as a picture: who gave on the left, who took on the right, bands as wide as stories were many.

Pure geometry, as `stream.inspect.web.chain`: a house that gives and takes stands on both sides, so that no band runs
in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from stream.inspect.flows import Flow, full_name

__all__ = ["MOST_BANDS", "Band", "Pole", "Sankey", "sankey"]

MOST_BANDS: Final = 40
"""Pairs drawn, those with the most stories: more is no picture any more, and the table below it tells them all."""

_WIDTH: Final = 960
_LEFT, _RIGHT, _BAR = 250, 700, 10  # where the bars of the houses stand, and how wide they are
_TALL: Final = 360  # of all bars of a side together
_ROW: Final = 20  # a name needs so much
_GAP: Final = 8
_NAME: Final = 30  # characters of a name that fit beside a bar


class Pole(NamedTuple):
    """A bar with the name beside it."""

    x: int
    y: float
    height: float
    name: str
    stories: int
    gives: bool

    @property
    def label_x(self) -> int:
        """Where the name begins, or ends where the house gives."""
        return self.x - 8 if self.gives else self.x + _BAR + 8


class Band(NamedTuple):
    """What one house took from another."""

    path: str  # SVG path data
    flow: Flow
    says: str


class Sankey(NamedTuple):
    """The picture. ``hidden``: pairs that are not drawn."""

    width: int
    height: int
    bar: int
    houses: tuple[Pole, ...]
    bands: tuple[Band, ...]
    hidden: int


def sankey(flows: Sequence[Flow]) -> Sankey:
    """Lay out the flows with the most stories; none give an empty picture."""
    drawn = flows[:MOST_BANDS]
    total = sum(flow.stories for flow in drawn)
    scale = _TALL / total if total else 0.0
    left = _side([(flow.giver, flow.stories) for flow in drawn], _LEFT, scale, gives=True)
    right = _side([(flow.taker, flow.stories) for flow in drawn], _RIGHT, scale, gives=False)
    used_left, used_right = Counter[str](), Counter[str]()
    bands = []
    for flow in drawn:
        tall = flow.stories * scale
        begin = left[flow.giver].y + used_left[flow.giver] * scale
        end = right[flow.taker].y + used_right[flow.taker] * scale
        used_left[flow.giver] += flow.stories
        used_right[flow.taker] += flow.stories
        stories = "story" if flow.stories == 1 else "stories"
        says = f"{full_name(flow.giver)} to {full_name(flow.taker)}: {flow.stories:,} {stories}"
        bands.append(Band(_ribbon(begin, end, max(tall, 1.0)), flow, says))
    houses = (*left.values(), *right.values())
    tallest = max((house.y + max(house.height, _ROW) for house in houses), default=0.0)
    return Sankey(_WIDTH, round(tallest) + _GAP, _BAR, houses, tuple(bands), len(flows) - len(drawn))


def _side(told: Sequence[tuple[str, int]], x: int, scale: float, *, gives: bool) -> dict[str, Pole]:
    """The houses of a side under each other, those with the most stories first."""
    stories = Counter[str]()
    for house, number in told:
        stories[house] += number
    placed, y = {}, float(_GAP)
    for house, number in stories.most_common():
        name = full_name(house)
        short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
        placed[house] = Pole(x, round(y, 1), round(max(number * scale, 1.0), 1), short, number, gives)
        y += max(number * scale, _ROW) + _GAP
    return placed


def _ribbon(begin: float, end: float, tall: float) -> str:
    x, other, middle = _LEFT + _BAR, _RIGHT, (_LEFT + _BAR + _RIGHT) // 2
    upper = f"M{x} {begin:.1f} C{middle} {begin:.1f} {middle} {end:.1f} {other} {end:.1f}"
    lower = f"L{other} {end + tall:.1f} C{middle} {end + tall:.1f} {middle} {begin + tall:.1f} {x} {begin + tall:.1f} Z"
    return f"{upper} {lower}"
