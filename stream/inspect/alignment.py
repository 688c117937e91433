"""Two texts side by side: which sentence or paragraph tells what one of the other tells, and what only one has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from stream.matching.translating.beside import Binding, Span
from stream.text.fold import fold_words
from stream.text.sentences import sentence_spans, sentences

__all__ = ["Aligned", "align", "in_common", "in_order", "sentences_alone", "translated_sentences"]

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


def translated_sentences(left: str, right: str, bindings: Sequence[Binding]) -> tuple[Aligned, ...]:
    """The same of two texts in two languages, by what both name and count: their words are all different.

    No pair crosses another one, for a translator goes through the text. The likeness of two sentences is the share of
    what both hold, by how rare it is, of what the one that holds more does.
    """
    ours, theirs = sentence_spans(left)[:_MOST], sentence_spans(right)[:_MOST]
    common = in_common(ours, theirs, bindings)
    here, there = [0.0] * len(ours), [0.0] * len(theirs)
    for (one, other), bits in common.items():
        here[one] += bits
        there[other] += bits
    return tuple(
        (
            None if one is None else left[slice(*ours[one])],
            None if other is None else right[slice(*theirs[other])],
            0.0 if one is None or other is None else round(common[one, other] / max(here[one], there[other]), 4),
        )
        for one, other in in_order(len(ours), len(theirs), common)
    )


def sentences_alone(text: str, other: str, bindings: Sequence[Binding], told: Sequence[Span]) -> tuple[str, ...]:
    """The sentences of a text that name or count something, and stand beside none of another one in another language.

    Args:
        text: the one.
        other: the other.
        bindings: what both have, told from the first.
        told: all that the first names or counts.
    """
    ours, theirs = sentence_spans(text), sentence_spans(other)
    alone = {
        one for one, beside in in_order(len(ours), len(theirs), in_common(ours, theirs, bindings)) if beside is None
    }
    return tuple(
        text[start:end]
        for place, (start, end) in enumerate(ours)
        if place in alone and any(start <= first < end for first, _ in told)
    )


def in_common(
    lefts: Sequence[Span], rights: Sequence[Span], bindings: Sequence[Binding]
) -> dict[tuple[int, int], float]:
    """How much the stretches of two texts have in common, for each two that have anything: bits.

    What a text prints in many places says little of where one of them belongs: it counts once, over all its places.
    Each of these goes with that place of the other text which is nearest to it, both as shares of their texts.
    """
    common: dict[tuple[int, int], float] = {}
    if not lefts or not rights:
        return common
    sizes = lefts[-1][1], rights[-1][1]
    starts = [start for start, _ in lefts], [start for start, _ in rights]
    for binding in bindings:
        share = binding.bits / max(len(binding.one), len(binding.other))
        for start, _ in binding.one:
            other, _ = min(binding.other, key=lambda span: abs(span[0] / sizes[1] - start / sizes[0]))
            place = bisect_right(starts[0], start) - 1, bisect_right(starts[1], other) - 1
            common[place] = common.get(place, 0.0) + share
    return common


def in_order(left: int, right: int, common: Mapping[tuple[int, int], float]) -> Iterator[tuple[int | None, int | None]]:
    """Which stretches of two texts stand beside each other: those with most in common, and no pair crosses another.

    Args:
        left: how many the left text has.
        right: how many the right one has.
        common: how much each two have in common; what is not in it has nothing.
    """
    best = [[0.0] * (right + 1) for _ in range(left + 1)]
    for i in range(left - 1, -1, -1):
        for j in range(right - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], common.get((i, j), 0.0) + best[i + 1][j + 1])
    i = j = 0
    while i < left or j < right:
        worth = common.get((i, j), 0.0) if i < left and j < right else 0.0
        if worth and best[i][j] == worth + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif j == right or (i < left and best[i][j] == best[i + 1][j]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
