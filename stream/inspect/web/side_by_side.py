"""Two texts for reading side by side: paragraph beside paragraph, with what is shared, left out and added."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from stream.inspect.diff import Piece, diff
from stream.text.sentences import sentences
from stream.text.shingles import coverage, shingles

__all__ = ["ParagraphPair", "Reading", "Stretch", "side_by_side"]

_LACKED: Final = (
    0.30  # a sentence is left out where less than this share of its shingles is found, as in stream.stories.relations
)
_MOST_CELLS: Final = 250_000  # of the alignment: texts of 500 paragraphs; beyond that all stands in one row

_PARAGRAPH = re.compile(r"\s*\n\s*")


class Stretch(NamedTuple):
    """A stretch of one text: same, gone, new or changed."""

    kind: str
    text: str


class ParagraphPair(NamedTuple):
    """A paragraph of each side; empty where the other side has none like it."""

    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]


class Reading(NamedTuple):
    """Both texts. The numbers are words."""

    rows: tuple[ParagraphPair, ...]
    shared: int
    only_left: int
    only_right: int
    left_out: tuple[str, ...]  # sentences of the left text of which the right one has next to nothing
    added: tuple[str, ...]  # and the other way round


def side_by_side(left: str, right: str) -> Reading:
    """Compare two clean texts."""
    pieces = diff(left, right)
    lefts, rights = _paragraphs(pieces, 0), _paragraphs(pieces, 1)
    return Reading(
        rows=tuple(_rows(lefts, rights, _shared(pieces))),
        shared=sum(len(each.left.split()) for each in pieces if each.kind == "same"),
        only_left=sum(len(each.left.split()) for each in pieces if each.kind != "same"),
        only_right=sum(len(each.right.split()) for each in pieces if each.kind != "same"),
        left_out=_lacking(left, right),
        added=_lacking(right, left),
    )


def _lacking(text: str, other: str) -> tuple[str, ...]:
    told = sentences(text)
    shares = coverage(told, shingles(other)) if told else []
    return tuple(sentence for sentence, share in zip(told, shares, strict=True) if share < _LACKED)


def _side(piece: Piece, side: int) -> str:
    return piece.right if side else piece.left


def _paragraphs(pieces: Sequence[Piece], side: int) -> list[list[Stretch]]:
    """The runs of one text, paragraph by paragraph; none is empty."""
    found: list[list[Stretch]] = [[]]
    for piece in pieces:
        for number, text in enumerate(_PARAGRAPH.split(_side(piece, side))):
            if number:
                found.append([])
            if text:
                found[-1].append(Stretch(str(piece.kind), text))
    return [runs for runs in found if any(run.text.strip() for run in runs)]


def _words(pieces: Sequence[Piece], side: int) -> Iterator[list[int]]:
    """For each piece, the number of the paragraph that each of its words stands in."""
    place, filled = 0, False
    for piece in pieces:
        told: list[int] = []
        for number, text in enumerate(_PARAGRAPH.split(_side(piece, side))):
            if number and filled:
                place, filled = place + 1, False
            words = len(text.split())
            filled = filled or words > 0
            told += [place] * words
        yield told


def _shared(pieces: Sequence[Piece]) -> Counter[tuple[int, int]]:
    """How many words each two paragraphs share."""
    found: Counter[tuple[int, int]] = Counter()
    for piece, left, right in zip(pieces, _words(pieces, 0), _words(pieces, 1), strict=True):
        if piece.kind == "same":
            found.update(zip(left, right, strict=False))
    return found


def _rows(
    lefts: Sequence[list[Stretch]], rights: Sequence[list[Stretch]], shared: Counter[tuple[int, int]]
) -> Iterator[ParagraphPair]:
    """Put those paragraphs beside each other that share most, and never cross two pairs."""
    if len(lefts) * len(rights) > _MOST_CELLS:
        yield ParagraphPair(_joined(lefts), _joined(rights))
        return
    best = [[0] * (len(rights) + 1) for _ in range(len(lefts) + 1)]
    for i in range(len(lefts) - 1, -1, -1):
        for j in range(len(rights) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], shared[i, j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(lefts) or j < len(rights):
        if i < len(lefts) and j < len(rights) and shared[i, j] and best[i][j] == shared[i, j] + best[i + 1][j + 1]:
            yield ParagraphPair(tuple(lefts[i]), tuple(rights[j]))
            i, j = i + 1, j + 1
        elif j == len(rights) or (i < len(lefts) and best[i][j] == best[i + 1][j]):
            yield ParagraphPair(tuple(lefts[i]), ())
            i += 1
        else:
            yield ParagraphPair((), tuple(rights[j]))
            j += 1


def _joined(paragraphs: Sequence[list[Stretch]]) -> tuple[Stretch, ...]:
    runs: list[Stretch] = []
    for paragraph in paragraphs:
        runs += [*paragraph, Stretch("same", "\n")]
    return tuple(runs)
