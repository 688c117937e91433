"""Sentences of two texts side by side: which tells what the other tells, and what only one has."""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz, process

from stream.text.fold import fold_words
from stream.text.sentences import sentences

__all__ = ["Aligned", "align"]

Aligned = tuple[str | None, str | None, float]

_ALIKE = 55.0  # of 100: below it two sentences of one report share little but its names
_MOST = 400  # sentences of a text; a round-up of more is cut


def align(left: str, right: str) -> tuple[Aligned, ...]:
    """Pairs of sentences in the order of the left text, with their likeness from 0 to 1.

    The likest pair is taken first, wherever its sentences stand, for a rewrite moves them. What only the right
    text has stands behind the sentence that it follows there.
    """
    ours, theirs = sentences(left)[:_MOST], sentences(right)[:_MOST]
    pairs = _pairs(ours, theirs)
    by_left = {one: (other, score) for one, other, score in pairs}
    taken = {other for _, other, _ in pairs}
    found: list[Aligned] = []
    told: set[int] = set()

    def follow(place: int) -> None:
        """Sentences of the right text that nothing on the left tells."""
        while place < len(theirs) and place not in taken and place not in told:
            told.add(place)
            found.append((None, theirs[place], 0.0))
            place += 1

    follow(0)
    for place, sentence in enumerate(ours):
        if place not in by_left:
            found.append((sentence, None, 0.0))
            continue
        other, score = by_left[place]
        found.append((sentence, theirs[other], score))
        follow(other + 1)
    return tuple(found)


def _pairs(ours: list[str], theirs: list[str]) -> list[tuple[int, int, float]]:
    if not ours or not theirs:
        return []
    likeness = process.cdist(
        [fold_words(each) for each in ours],
        [fold_words(each) for each in theirs],
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE,
    )
    pairs = []
    # Equal ones in order of place: a sentence that is printed twice goes with its own.
    rows, columns = np.nonzero(likeness)
    ranked = sorted(
        zip(rows.tolist(), columns.tolist(), strict=True),
        key=lambda pair: (-float(likeness[pair]), abs(pair[0] - pair[1]), pair),
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for one, other in ranked:
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            pairs.append((one, other, round(float(likeness[one, other]) / 100, 4)))
    return pairs
