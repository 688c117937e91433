"""Two texts for reading side by side: paragraph beside paragraph, with what is shared, left out and added.

Two texts in one language are held against each other word by word. Of two languages what both name and count is marked,
with the same number on either side, so that who cannot read one of them can follow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from stream.inspect.alignment import in_common, in_order, sentences_alone
from stream.inspect.diff import Piece, diff, lacking
from stream.matching.translating.beside import Binding, InCommon, Span

__all__ = ["ParagraphPair", "Reading", "Stretch", "side_by_side", "translated_side_by_side"]

_MOST_CELLS: Final = 250_000  # of the alignment: texts of 500 paragraphs; beyond that all stands in one row

_PARAGRAPH = re.compile(r"\s*\n\s*")


class Stretch(NamedTuple):
    """A stretch of one text: same, gone, new or changed; or bound, to what the other text prints for it."""

    kind: str
    text: str
    number: int = 0  # of what binds it
    elsewhere: str = ""  # how the other text prints that


class ParagraphPair(NamedTuple):
    """A paragraph of each side; empty where the other side has none like it."""

    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]


class Reading(NamedTuple):
    """Both texts. The numbers are words, or of a translation what both have and the sentences that one has alone."""

    rows: tuple[ParagraphPair, ...]
    shared: int
    only_left: int
    only_right: int
    left_out: tuple[str, ...]  # sentences of the left text of which the right one has next to nothing
    added: tuple[str, ...]  # and the other way round
    bindings: tuple[Binding, ...] | None = None  # of a translation: what both name and count

    @property
    def numbered(self) -> tuple[tuple[int, Binding], ...]:
        """What both name and count, with the numbers that it has in the rows."""
        return tuple(enumerate(self.bindings or (), 1))


def side_by_side(left: str, right: str) -> Reading:
    """Compare two clean texts."""
    pieces = diff(left, right)
    return Reading(
        rows=tuple(_rows(_paragraphs(pieces, 0), _paragraphs(pieces, 1), _shared(pieces))),
        shared=sum(len(each.left.split()) for each in pieces if each.kind == "same"),
        only_left=sum(len(each.left.split()) for each in pieces if each.kind != "same"),
        only_right=sum(len(each.right.split()) for each in pieces if each.kind != "same"),
        left_out=lacking(left, right),
        added=lacking(right, left),
    )


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
    lefts: Sequence[list[Stretch]], rights: Sequence[list[Stretch]], shared: Mapping[tuple[int, int], float]
) -> Iterator[ParagraphPair]:
    """Put those paragraphs beside each other that share most, and never cross two pairs."""
    if len(lefts) * len(rights) > _MOST_CELLS:
        yield ParagraphPair(_joined(lefts), _joined(rights))
        return
    for one, other in in_order(len(lefts), len(rights), shared):
        yield ParagraphPair(() if one is None else tuple(lefts[one]), () if other is None else tuple(rights[other]))


def _joined(paragraphs: Sequence[list[Stretch]]) -> tuple[Stretch, ...]:
    runs: list[Stretch] = []
    for paragraph in paragraphs:
        runs += [*paragraph, Stretch("same", "\n")]
    return tuple(runs)


def translated_side_by_side(left: str, right: str, beside: InCommon) -> Reading:
    """Two clean texts in two languages, with what both name and count."""
    lefts, rights = _paragraph_spans(left), _paragraph_spans(right)
    ours = _marked(left, lefts, [(binding.one, binding.printed.other) for binding in beside.bindings])
    theirs = _marked(right, rights, [(binding.other, binding.printed.one) for binding in beside.bindings])
    rows = _rows(ours, theirs, in_common(lefts, rights, beside.bindings))
    left_out = sentences_alone(left, right, beside.bindings, beside.one)
    added = sentences_alone(right, left, [binding.turned for binding in beside.bindings], beside.other)
    return Reading(
        rows=tuple(_filled(tuple(rows))),
        shared=len(beside.bindings),
        only_left=len(left_out),
        only_right=len(added),
        left_out=left_out,
        added=added,
        bindings=beside.bindings,
    )


def _paragraph_spans(text: str) -> list[Span]:
    spans, start = [], 0
    for end in _PARAGRAPH.finditer(text):
        spans.append((start, end.start()))
        start = end.end()
    return [(start, end) for start, end in (*spans, (start, len(text))) if text[start:end].strip()]


def _marked(
    text: str, paragraphs: Sequence[Span], bound: Sequence[tuple[tuple[Span, ...], str]]
) -> list[list[Stretch]]:
    """The paragraphs of a text, in which what binds it has its number."""
    places = sorted((start, -end, number) for number, (spans, _) in enumerate(bound, 1) for start, end in spans)
    out = []
    for first, last in paragraphs:
        stretches, at = [], first
        for start, end, number in places:
            if at <= start and -end <= last:  # what lies within another one is left out
                stretches += [Stretch("same", text[at:start])] if at < start else []
                stretches.append(Stretch("bound", text[start:-end], number, bound[number - 1][1]))
                at = -end
        stretches += [Stretch("same", text[at:last])] if at < last else []
        out.append(stretches)
    return out


def _filled(rows: Sequence[ParagraphPair]) -> Iterator[ParagraphPair]:
    """Between two pairs as many paragraphs here as there go with each other: they name nothing, or not the same."""
    for is_pair, some in groupby(rows, key=lambda row: bool(row.left and row.right)):
        run = list(some)
        lefts, rights = [row.left for row in run if row.left], [row.right for row in run if row.right]
        if is_pair or len(lefts) != len(rights):
            yield from run
        else:
            yield from map(ParagraphPair, lefts, rights)
