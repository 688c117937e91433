"""The chain of a story as a picture: where each party stands, and the lines between them.

Pure geometry: a record in, numbers and words out; the template draws them as SVG. Parties stand in
columns by how many hands the text went through, so that it reads from left to right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from stream.inspect.web.printed_times import lag, milliseconds, short
from stream.stories.story import HopRecord

__all__ = ["MOST_NODES", "ChainPicture", "Edge", "Node", "chain"]

MOST_NODES: Final = 40
"""Parties drawn, the first ones of the chain: more is no picture any more, and the list below it tells them all."""

_WIDTH: Final = 196  # of a party's box: 24 characters of its name
_HEIGHT: Final = 78
_ACROSS: Final = 116  # between two columns: room for "+12 d 23 h" above the line
_DOWN: Final = 22
_EDGE: Final = 8  # around the picture, for the focus ring
_NAME: Final = 26  # characters of a name that fit into the box
_STRENGTH: Final = ("observed", "claimed", "inferred")  # a line is as sure as the less sure of its two ends


class Node(NamedTuple):
    """A party: a box with its top left corner at (x, y)."""

    seq: int
    x: int
    y: int
    party: str
    name: str
    when: str  # "29 Nov 12:00", or what stands in for a time
    status: str  # observed, claimed or inferred
    item: str | None  # uri of its earliest dispatch that is held
    origin: bool
    says: str  # for a screen reader and as a tooltip

    @property
    def width(self) -> int:
        """Of the box, in pixels."""
        return _WIDTH

    @property
    def height(self) -> int:
        """Of the box, in pixels."""
        return _HEIGHT


class Edge(NamedTuple):
    """A line from the party that had the text to the party that had it from there."""

    path: str  # SVG path data
    status: str
    lag: str  # how much later, as in "+3 h 30 min"; empty where a time is not known
    x: int  # middle of the label
    y: int
    source: int  # seq of the hops
    target: int


class ChainPicture(NamedTuple):
    """The picture and what it says in words."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int  # parties that are not drawn
    title: str  # "XINHUA to VNA to CVN"


def chain(history: Sequence[HopRecord]) -> ChainPicture:
    """Lay out the hops of a record; none give an empty picture."""
    hops = {hop["seq"]: hop for hop in history[:MOST_NODES]}
    sources = {seq: [each for each in hop.get("from", ()) if each in hops and each != seq] for seq, hop in hops.items()}
    depth = _depths(sources)
    rows = _rows(sources, depth)
    at = {seq: (_EDGE + depth[seq] * (_WIDTH + _ACROSS), _EDGE + row * (_HEIGHT + _DOWN)) for seq, row in rows.items()}
    nodes = tuple(_node(hop, *at[seq], sources[seq], hops) for seq, hop in hops.items())
    edges = tuple(
        _edge(hops[source], hops[seq], at[source], at[seq]) for seq, named in sources.items() for source in named
    )
    return ChainPicture(
        width=max((node.x for node in nodes), default=-_WIDTH - _EDGE) + _WIDTH + _EDGE,
        height=max((node.y for node in nodes), default=-_HEIGHT - _EDGE) + _HEIGHT + _EDGE,
        nodes=nodes,
        edges=edges,
        hidden=len(history) - len(hops),
        title=" to ".join(_party(hop) for hop in hops.values()),
    )


def _depths(sources: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """How many hands before each: the longest way from a beginning.

    Where houses take from each other in a circle, it is cut where it closes.
    """
    depth: dict[int, int] = {}
    open_: set[int] = set()

    def of(seq: int) -> int:
        if seq not in depth:
            open_.add(seq)
            depth[seq] = max((of(each) + 1 for each in sources[seq] if each not in open_), default=0)
            open_.discard(seq)
        return depth[seq]

    for seq in sources:
        of(seq)
    return depth


def _rows(sources: Mapping[int, Sequence[int]], depth: Mapping[int, int]) -> dict[int, int]:
    """The row of each: beside its sources where there is room, else the next one below."""
    rows: dict[int, int] = {}
    for column in sorted(set(depth.values())):
        row = 0
        ranked = sorted(
            (min((rows[each] for each in sources[seq] if each in rows), default=0), seq)
            for seq, deep in depth.items()
            if deep == column
        )
        for wanted, seq in ranked:
            rows[seq] = max(row, wanted)
            row = rows[seq] + 1
    return rows


def _party(hop: HopRecord) -> str:
    literal = hop["party"]["literal"]
    return "not named" if literal == "unknown" else literal


def _node(hop: HopRecord, x: int, y: int, sources: Sequence[int], hops: Mapping[int, HopRecord]) -> Node:
    party = _party(hop)
    name = hop["party"].get("name", "")
    when = milliseconds(hop.get("timestamp"))
    status = hop["status"]
    told = short(when) if when is not None else ("text not held" if status != "observed" else "time not known")
    taken = ", ".join(_party(hops[each]) for each in sources)
    says = f"{party}: {status}, {told}{' UTC' if when is not None else ''}" + (f", from {taken}" if taken else "")
    return Node(
        seq=hop["seq"],
        x=x,
        y=y,
        party=party if len(party) <= _NAME else f"{party[: _NAME - 1]}…",
        name="" if name == party else name if len(name) <= _NAME else f"{name[: _NAME - 1]}…",
        when=told,
        status=status,
        item=hop.get("item"),
        origin=hop["action"] == "hopaction:created",
        says=says,
    )


def _edge(source: HopRecord, target: HopRecord, left: tuple[int, int], right: tuple[int, int]) -> Edge:
    x1, y1 = left[0] + _WIDTH, left[1] + _HEIGHT // 2
    x2, y2 = right[0], right[1] + _HEIGHT // 2
    bend = _ACROSS // 2
    before, after = milliseconds(source.get("timestamp")), milliseconds(target.get("timestamp"))
    return Edge(
        path=f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 7} {y2}",  # 7: the arrow's head
        status=max(source["status"], target["status"], key=_STRENGTH.index),
        lag=lag(after - before) if before is not None and after is not None else "",
        x=x2 - bend,
        y=(y2 if y1 == y2 else (y1 + y2) // 2) - 8,
        source=source["seq"],
        target=target["seq"],
    )
