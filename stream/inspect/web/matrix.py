"""The score of each member of a story with each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final, NamedTuple

from stream.inspect.stored_editions import edition
from stream.inspect.web.view import MemberRow
from stream.matching.comparison import compare
from stream.matching.editions import Edition
from stream.matching.ties import Kind, tie
from stream.stories.story import StoryRecord

__all__ = ["MOST", "Matrix", "matrix"]

MOST: Final = 24
"""Members compared, the earliest: so many columns still fit on a wide screen, and 276 pairs take a quarter second."""


class Matrix(NamedTuple):
    """Square and symmetric: the cell of a member with itself is None."""

    members: tuple[MemberRow, ...]
    cells: tuple[tuple[float | None, ...], ...]
    left_out: int  # members that are not in it: beyond the first, or without a text that may be shown
    weakest: tuple[MemberRow, MemberRow, float] | None
    mean: float | None  # of all pairs


def matrix(record: StoryRecord, members: Sequence[MemberRow]) -> Matrix:
    """Compare the members whose texts the record carries, as matching does: of translations names and figures."""
    told = [(each, found) for each in members if (found := edition(record, each.uri)) is not None][:MOST]
    scores = {(one, other): _score(told[one][1], told[other][1]) for one, other in combinations(range(len(told)), 2)}
    size = range(len(told))
    weakest = min(scores.items(), key=lambda item: item[1], default=None)
    return Matrix(
        members=tuple(each for each, _ in told),
        cells=tuple(tuple(scores.get((min(row, column), max(row, column))) for column in size) for row in size),
        left_out=len(members) - len(told),
        weakest=(told[weakest[0][0]][0], told[weakest[0][1]][0], weakest[1]) if weakest else None,
        mean=sum(scores.values()) / len(scores) if scores else None,
    )


def _score(one: Edition, other: Edition) -> float:
    bound = tie(one, other)
    return bound.score if bound is not None and bound.kind is Kind.TRANSLATION else compare(one, other).score
