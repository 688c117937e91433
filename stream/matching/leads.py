"""Whether two leads tell one event again, each in words of its own.

Of a lead that another house has rewritten too few words are left in a row for any measure of a text. What stays is what
it is about: nearly all of its words of weight in whatever order and ending, its figures and its names. Reports of one
template share as many words and have figures and names of their own; so neither may have any that the other lacks
unless the other has none for itself. Words alone prove nothing: without a figure and another mark in both, two leads
stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from stream.matching.conflicts import held
from stream.matching.headlines import stems
from stream.matching.openings import LEAD, lead
from stream.matching.substitutions import is_dense, words

__all__ = ["told_again"]

_LONGEST = 600  # characters of the longer one
_OF_WEIGHT = 2 / 3  # of the shorter one's words of weight
_SIGNS = 8  # that stand apart in a lead and are no words: dashes
_PLAIN_WORD = re.compile(r"\w+(?:[.,/:]\d+)*")
_NO_DIGIT = str.maketrans("", "", ".,/:")
_MARKS = 2  # figures and names in both, one figure at least


@lru_cache(maxsize=64)  # for who asks whether two may be linked, and then compares them
def told_again(one: str, other: str) -> tuple[int, int, int] | None:
    """The words of weight that two leads share and that each has; None where they are no leads, or of two events."""
    if max(len(one), len(other)) > _LONGEST or not (_may_be_lead(one) or _may_be_lead(other)):
        return None
    if one.isascii() and other.isascii() and not _agree(_look(one), _look(other)):
        return None
    signs = 2 if is_dense(one) else 1
    if min(len(words(text).folded) for text in (one, other)) >= LEAD * signs:
        return None
    ours, theirs = held(one), held(other)
    figures, their_figures = _figures(one), _figures(other)
    if not _agree(figures, their_figures):
        return None
    common = figures & their_figures
    names, their_names = _names(one), _names(other)
    if names - theirs and their_names - ours:
        return None
    if len(common) + len((names & theirs) | (their_names & ours)) < _MARKS:
        return None
    weighty, their_weighty = stems(one), stems(other)
    shared = len(weighty & their_weighty)
    if shared < _OF_WEIGHT * min(len(weighty), len(their_weighty)):
        return None
    return shared, len(weighty), len(their_weighty)


@lru_cache(maxsize=1024)  # of the texts that are being compared now, each with several others
def _may_be_lead(text: str) -> bool:
    """A quick look at a text before its words are folded."""
    return len(text.split()) < LEAD + _SIGNS


def _agree(figures: Set[str], others: Set[str]) -> bool:
    """Whether two texts have figures in common, and not each some that the other lacks: hardly any two do."""
    return not figures.isdisjoint(others) and (figures <= others or others <= figures)


@lru_cache(maxsize=1024)
def _look(text: str) -> Set[str]:
    """The figures of a plain text as far as a look tells, without what is folded: two that are equal look alike."""
    words_of_text = _PLAIN_WORD.findall(text)
    return {word.translate(_NO_DIGIT).lower() for word in words_of_text if word[0].isdigit()}


@lru_cache(maxsize=1024)
def _figures(text: str) -> Set[str]:
    return {word for word in held(text) if word[0].isdigit()}


@lru_cache(maxsize=1024)
def _names(text: str) -> Set[str]:
    opening = lead(text)
    return {opening.folded[place] for place in opening.names(0, len(opening.folded))}
