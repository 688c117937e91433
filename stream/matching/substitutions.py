"""What takes another's place inside otherwise equal text: the finder, and the names and figures that are replaced.

"Markets close higher, the index at 7,512" and "… at 7,535" are two reports; "12 killed" beside
text that simply does not say how many are two tellings of one. So only a *replacement* counts, found by
`replacements`. A substitution is one of at most three words for at most three words, with at least two equal words (or
an end of the text) on both sides; `stream.matching.conflicts` asks for longer ones, in the lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from stream.matching.meanings import MOST_BESIDE, may_mean_one_thing, mean_one_thing
from stream.text.fold import fold_words
from stream.text.sentences import prose_start
from stream.text.spelling import evened, respelt_as

__all__ = [
    *("FLANK", "NUMERALS", "SUBJECT_LONGEST", "SUBJECT_START"),
    *("Replacement", "Run", "Substitution", "Substitutions", "Words"),
    *("align", "aligned", "below", "is_dense", "joined", "replacements", "story_start", "substitutions", "words"),
]

_WORD = re.compile(r"\w+(?:[.,/:]\d+)*(?:['’]\w+)?")
# Vowel signs of Hebrew, Arabic and Indic scripts are no letters, yet parts of words.
_MARKS = "\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff"
_MARK = re.compile(f"[{_MARKS}]")
_MARKED_WORD = re.compile(rf"[\w{_MARKS}]+(?:[.,/:]\d+)*(?:['’][\w{_MARKS}]+)?")
# Thai, Lao, Burmese, Khmer, kana and Han part no words: there each sign counts as one, and a figure as one.
_SIGN = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30fa\u30fc-\u30ff\u3400-\u9fff]"
_SIGNS = re.compile(_SIGN)
_SIGN_OR_WORD = re.compile(rf"{_SIGN}|\d+(?:[.,/:：．，・]\d+)*|(?:(?!{_SIGN}|\d)\w)+")
_NOT_PLAIN = re.compile("[\u0591-\u1fff\u2c00-\uffff]")  # few texts in Latin, Greek or Cyrillic letters have any
_DENSE_SHARE = 3  # of a text in such a script, one sign in three is of it

_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")  # 1,000 is 1000; 3,5 is not 35 (a decimal comma)

_MOST_WORDS = 1000  # the edit script needs memory of the product of the lengths: 1,000 x 1,000 words are 125 kB
_LONGEST = 3
FLANK = 2
"""Equal words beside a replacement."""
SUBJECT_START = 3
"""A subject begins within the first words …"""
SUBJECT_LONGEST = 14
"""… and with its apposition is no longer than this."""

NUMERALS = {
    word: str(number)
    for number, printed in enumerate(
        ("zero nil", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in printed.split()
}
"""Reports write small numbers out ("two billion", "NIL"): English only, because agencies of other languages print
figures in market and weather tables.
"""


class Run(NamedTuple):
    """A stretch of an edit script: words [first_start, first_end) against [second_start, second_end)."""

    equal: bool
    first_start: int
    first_end: int
    second_start: int
    second_end: int


class Replacement(NamedTuple):
    """Words of one text in the place of words of another, with what both have on either side."""

    run: Run
    before: int  # equal words before it; an end of the text is as good as any
    after: int  # equal words behind it
    last: bool  # whether nothing but equal words follows


class Substitution(NamedTuple):
    """What stands in place of what. ``figures`` tells a replaced figure from a replaced name."""

    first: str
    second: str
    figures: bool


class Substitutions(NamedTuple):
    """All substitutions of a pair, the length of its shorter text in words, and the subject's fate."""

    found: tuple[Substitution, ...]
    words: int
    other_subject: bool  # the opening names somebody else before the texts run on alike


class Words(NamedTuple):
    """The words of a text as printed, and folded for alignment; a figure such as 1,417.5 or 3/16 is one word."""

    printed: list[str]
    folded: list[str]


def is_dense(text: str) -> bool:
    """Whether a text is in a script that parts no words."""
    return not text.isascii() and len(_SIGNS.findall(text)) * _DENSE_SHARE > len(text)


@lru_cache(maxsize=2048)  # of those that are being compared now: thirteen kilobytes each, as their words are held once
def words(text: str) -> Words:
    """The first thousand words of a text; in scripts that part none, its signs."""
    text = evened(text)
    printed = _words_of(text, text)[:_MOST_WORDS]
    joined = "\0".join(printed)
    respelt = respelt_as(joined, text)
    pairs: Iterable[tuple[str, str]] = map(_folded, printed)
    if respelt != joined:
        pairs = zip(printed, map(fold_words, respelt.split("\0")), strict=True)
    # A word of marks alone, such as an Arabic stroke that stands by itself, folds to nothing.
    kept = [pair for pair in pairs if pair[1]]
    return Words(*map(list, zip(*kept, strict=True))) if kept else Words([], [])


@lru_cache(maxsize=1 << 15)
def _folded(word: str) -> tuple[str, str]:
    """The first of equal words that was met, and what it folds to: most of a wire are a few thousand."""
    return word, fold_words(word)


def _words_of(text: str, part: str) -> list[str]:
    """The words of a part, told apart as in the whole text."""
    if _NOT_PLAIN.search(text) is not None:
        if is_dense(text):
            return _SIGN_OR_WORD.findall(part)
        if _MARK.search(text) is not None:
            return _MARKED_WORD.findall(part)
    found: list[str] = []
    for token in part.split():  # most are a word, or one with a sign behind it: the engine takes twice as long
        if token.isalnum():
            found.append(token)
        elif token[:-1].isalnum() and token[-1] != "_":
            found.append(token[:-1])
        else:
            found += _WORD.findall(token)
    return found


@lru_cache(maxsize=256)
def story_start(text: str) -> int:
    """How many of the words of a text stand above its first sentence."""
    above = prose_start(text)
    return len(_words_of(text, text[:above])) if above else 0


@lru_cache(maxsize=64)  # asked for by what judges the same two in turn
def aligned(first: str, second: str) -> list[Run]:
    """The edit script of two texts, word by word."""
    return align(words(first).folded, words(second).folded)


def align(first: list[str], second: list[str]) -> list[Run]:
    """The word-level edit script of two texts as alternating equal and unequal runs.

    Two wordings of one thing are equal; then a run has not as many words of one text as of the other.
    """
    runs = _scripted(first, second)
    alike = {
        place
        for place, (equal, start, end, other_start, other_end) in enumerate(runs)
        if not equal and start < end and other_start < other_end
        if may_mean_one_thing(first[start:end], second[other_start:other_end])
        if _told_alike(runs, place, first, second)
    }
    if not alike:
        return runs
    taken: list[Run] = []
    for place, run in enumerate(runs):
        run = run._replace(equal=run.equal or place in alike)
        if taken and taken[-1].equal and run.equal:
            before = taken.pop()
            run = Run(True, before.first_start, run.first_end, before.second_start, run.second_end)
        taken.append(run)
    return taken


def _told_alike(runs: Sequence[Run], place: int, first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a run has two wordings of one thing, of which some may be equal words beside it."""
    _, start, end, other_start, other_end = runs[place]
    before = min(MOST_BESIDE, _length(runs[place - 1])) if place else 0
    after = min(MOST_BESIDE, _length(runs[place + 1])) if place + 1 < len(runs) else 0
    ours, theirs = first[start - before : end + after], second[other_start - before : other_end + after]
    return mean_one_thing(ours, theirs, before, after)


def _scripted(first: Sequence[str], second: Sequence[str]) -> list[Run]:
    runs: list[Run] = []
    end = other_end = 0
    for start, other_start, size in Indel.opcodes(first, second).as_matching_blocks():
        if start > end or other_start > other_end:
            runs.append(Run(False, end, start, other_end, other_start))
        end, other_end = start + size, other_start + size
        if size:  # the last block is an empty one at the ends
            runs.append(Run(True, start, end, other_start, other_end))
    return runs


def joined(runs: Sequence[Run]) -> list[Run]:
    """Unequal runs taken together where but one equal word ("of") parts them."""
    taken: list[Run] = []
    for place, run in enumerate(runs):
        parts = run.equal and _length(run) < FLANK and 0 < place < len(runs) - 1
        if taken and not taken[-1].equal and (parts or not run.equal):
            before = taken.pop()
            run = Run(False, before.first_start, run.first_end, before.second_start, run.second_end)
        taken.append(run)
    return taken


def replacements(runs: Sequence[Run], starts: tuple[int, int] = (0, 0)) -> Iterator[Replacement]:
    """What stands in place of what, in order: runs of which both texts have words, and not the same.

    Args:
        runs: of an edit script.
        starts: how many words of each text stand above its story; they are left out (see :func:`below`).
    """
    for place, whole in enumerate(runs):
        run = whole if whole.equal else below(whole, starts)
        if run.equal or run.first_start == run.first_end or run.second_start == run.second_end:
            continue
        before = _length(runs[place - 1]) if place else _MOST_WORDS
        after = _length(runs[place + 1]) if place + 1 < len(runs) else _MOST_WORDS
        yield Replacement(run, before, after, place + 2 >= len(runs))


def substitutions(first: str, second: str) -> Substitutions:
    """Find the names and figures of one text that are replaced in the other."""
    ours, theirs = words(first).printed, words(second).printed
    found = []
    other_subject = False
    starts = story_start(first), story_start(second)
    for run, before, after, _ in replacements(aligned(first, second), starts):
        old, new = ours[run.first_start : run.first_end], theirs[run.second_start : run.second_end]
        if _is_subject(run, old, new, after, starts):
            other_subject = True
        if len(old) > _LONGEST or len(new) > _LONGEST or before < FLANK or after < FLANK:
            continue
        figures = _figures_differ(old, new)
        if figures or (_names(old) and _names(new)):
            found.append(Substitution(" ".join(old), " ".join(new), figures))
    return Substitutions(tuple(found), min(len(ours), len(theirs)), other_subject)


def _length(run: Run) -> int:
    return run.first_end - run.first_start


def below(run: Run, starts: tuple[int, int]) -> Run:
    """A run without the words that stand above the stories of the two texts: one site prints another's in their place,
    and they stand for nothing.
    """
    if run.first_start >= starts[0] and run.second_start >= starts[1]:  # as nearly all
        return run
    first, second = (min(run.first_end, starts[0]), min(run.second_end, starts[1]))
    return run._replace(first_start=max(run.first_start, first), second_start=max(run.second_start, second))


def _is_subject(run: Run, old: list[str], new: list[str], after: int, starts: tuple[int, int]) -> bool:
    if run.first_start - starts[0] > SUBJECT_START or max(len(old), len(new)) > SUBJECT_LONGEST or after < FLANK:
        return False
    old_names, new_names = _names(old), _names(new)
    return bool(old_names and new_names and not old_names & new_names)


def _names(side: list[str]) -> set[str]:
    return {word.lower() for word in side if word[0].isupper()}


def _figures_differ(old: list[str], new: list[str]) -> bool:
    """Both sides hold a figure, at least one in digits; 1,000 and 1000 are one figure."""
    if not all(any(word[0].isdigit() or word.lower() in NUMERALS for word in side) for side in (old, new)):
        return False
    if not any(word[0].isdigit() for word in old + new):
        return False
    return [_THOUSANDS.sub("", word) for word in old] != [_THOUSANDS.sub("", word) for word in new]
