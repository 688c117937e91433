"""What was changed from one text to another, word by word, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

from stream.text.sentences import sentences
from stream.text.shingles import coverage, shingles

__all__ = ["Piece", "diff", "lacking"]

_WORD = re.compile(r"\w+(?:[.,/:'’]\w+)*|\s+|[^\w\s]+")
_MARK = re.compile(r"[^\w\s]+")
_PARAGRAPH = re.compile(r"(\n\s*\n)")
_MOST_WORDS = 20_000  # the edit script takes a bit for each pair of words: 50 MB; beyond, whole paragraphs are compared

_LACKED = 0.30  # a sentence is left out where less than this share of its shingles is found, as in stories/relations.py


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


def lacking(text: str, other: str) -> tuple[str, ...]:
    """The sentences of a text of which another one has next to nothing."""
    told = sentences(text)
    shares = coverage(told, shingles(other)) if told else []
    return tuple(sentence for sentence, share in zip(told, shares, strict=True) if share < _LACKED)


class _Step(NamedTuple):
    """Of the edit script: a stretch of both lists of words. Equal where neither is empty."""

    start: int
    end: int
    begin: int
    stop: int

    @property
    def is_equal(self) -> bool:
        return self.start < self.end and self.begin < self.stop

    def moved(self, first: int, last: int) -> _Step:
        return _Step(self.start + first, self.end + last, self.begin + first, self.stop + last)


def _runs(ours: list[str], theirs: list[str]) -> Iterator[Piece]:
    """Alternating equal and unequal stretches, a lone space within a change counted with it."""
    steps = _slid(ours, theirs)
    for number, step in enumerate(steps):
        one, other = "".join(ours[step.start : step.end]), "".join(theirs[step.begin : step.stop])
        inner = 0 < number < len(steps) - 1
        same = step.is_equal and not (inner and one.isspace() and "\n" not in one)
        if one or other:
            yield Piece("same" if same else "changed", one, other)


def _slid(ours: list[str], theirs: list[str]) -> list[_Step]:
    """The edit script, in which nothing that is gone or new begins with the full stop of the sentence before it.

    Between "a week." and "a week. A town." the shortest script may put ". A town" before the full stop: as short, but
    not what anybody did.
    """
    steps = [
        _Step(each.src_start, each.src_end, each.dest_start, each.dest_end) for each in Indel.opcodes(ours, theirs)
    ]
    for at in range(1, len(steps) - 1):
        before, step, after = steps[at - 1 : at + 2]
        if step.is_equal or not (before.is_equal and after.is_equal):
            continue
        first = ours[step.start] if step.start < step.end else theirs[step.begin]
        if _MARK.fullmatch(first) and first == ours[after.start]:
            steps[at - 1 : at + 2] = before.moved(0, 1), step.moved(1, 1), after.moved(1, 0)
    return steps


def _grouped(runs: Iterator[Piece]) -> Iterator[Piece]:
    for kind, stretch in groupby(runs, key=lambda piece: piece.kind):
        pieces = list(stretch)
        one, other = ("".join(side) for side in zip(*(piece[1:] for piece in pieces), strict=True))
        if kind == "same" or one == other:
            yield Piece("same", one, other)
        else:
            yield Piece("changed" if one and other else "gone" if one else "new", one, other)
