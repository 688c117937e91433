"""What was changed from one text to another, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

__all__ = ["Piece", "diff"]

_WORD = re.compile(r"\w+(?:[.,/:'’]\w+)*|\s+|[^\w\s]+")
_PARAGRAPH = re.compile(r"(\n\s*\n)")
_MOST_WORDS = 20_000  # the edit script takes a bit for each pair of words: 50 MB; beyond, whole paragraphs are compared


class Piece(NamedTuple):
    """A stretch of both texts. ``left`` is empty where it is "new", ``right`` where it is "gone"."""

    kind: str  # "same", "gone", "new" or "changed"
    left: str
    right: str


def diff(left: str, right: str) -> tuple[Piece, ...]:
    """The edit script. The left sides joined are the left text, the right sides joined the right one.

    A space between two changed words is part of the change; a paragraph break never is, where both have it.
    """
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        ours, theirs = _PARAGRAPH.split(left), _PARAGRAPH.split(right)
    return tuple(_grouped(_runs(ours, theirs)))


def _runs(ours: list[str], theirs: list[str]) -> Iterator[Piece]:
    """Alternating equal and unequal stretches, a lone space within a change counted with it."""
    script = Indel.opcodes(ours, theirs)
    for number, step in enumerate(script):
        one = "".join(ours[step.src_start : step.src_end])
        other = "".join(theirs[step.dest_start : step.dest_end])
        inner = 0 < number < len(script) - 1
        same = step.tag == "equal" and not (inner and one.isspace() and "\n" not in one)
        yield Piece("same" if same else "changed", one, other)


def _grouped(runs: Iterator[Piece]) -> Iterator[Piece]:
    for kind, stretch in groupby(runs, key=lambda piece: piece.kind):
        pieces = list(stretch)
        one, other = ("".join(side) for side in zip(*(piece[1:] for piece in pieces), strict=True))
        if kind == "same" or one == other:
            yield Piece("same", one, other)
        else:
            yield Piece("changed" if one and other else "gone" if one else "new", one, other)
