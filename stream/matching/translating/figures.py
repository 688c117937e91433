"""The figures of a text, worth the same in any notation: 1,200.5 and 1 200,5; 1.2 billion, 1,2 milliard and 12亿; three
and 3.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from stream.text.fold import fold_words
from stream.text.languages import languages
from stream.text.names.letters import WordRuns, plain, rows, words
from stream.text.names.sounds import agreement, skeletons
from stream.text.names.tables import lexicon, scales, units

__all__ = ["Figure", "figures", "figures_in_words", "significant"]


class Figure(NamedTuple):
    """A figure and where it stands."""

    value: float
    start: int
    end: int
    measures: tuple[str, ...] = ()  # the same in whatever unit: two neighbouring steps of 7 in 100


_FIGURE = re.compile(r"\d+(?:[.,٬\u00a0\u202f ’'٫]\d{3}(?!\d))*(?:[.,٫]\d+)?")
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963\u0970-\u0e7f])"  # with the signs that Indian scripts write vowels by
_BEHIND = re.compile(rf"([\s\u00a0\u202f-]?)({_LETTER}{{1,14}})(?:[\s\u00a0\u202f]({_LETTER}{{1,12}}))?")
_RUN_ON = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Scripts in which the next word may follow without a space: of a run of letters what it begins with is looked up."""
_HANGUL = re.compile("[\uac00-\ud7a3]")  # whose words begin like a numeral behind a space: 2028 조선소 is a shipyard
_ORDINAL = ("제", "第")  # before a figure that nothing multiplies: 제5조 is an article of a law
_NO_DECIMALS = re.compile("[\u00a0\u202f ’'٬]")
_POINT_FIRST = frozenset(("en", "zh", "ja", "ko", "th", "he", "hi", "ms"))  # for the decimals; others put a comma
_LONGEST = 15  # digits: what has more counts nothing in the world
_GLUING = re.compile(r"[\s-]?[\u3400-\u9fff\uac00-\ud7a3]")  # behind a figure that another may be glued to
_THOUSAND, _MYRIAD = 1000, 10_000
_MOST_WORTH = 1e20  # beyond, nothing is counted, and a row of numerals is no figure
_HUNDRED = re.compile("百(?!分)|백(?!분)")  # which the short forms of large figures, that the table has, do without


def figures(text: str, language: str, fewest: int = 1) -> Iterator[Figure]:
    """The figures of a text in order.

    Args:
        text: as :func:`stream.text.names.letters.plain` gives it.
        language: primary subtag.
        fewest: digits; what has fewer may be left out.
    """
    known = scales(language)
    end = 0
    for match in _FIGURE.finditer(text):
        if match.start() < end:
            continue
        end = match.end()
        if end - match.start() < fewest and not _GLUING.match(text, end):
            continue
        value = number(match[0], language)
        if value is None:
            continue
        if not text.startswith(_ORDINAL, max(0, match.start() - 1)):
            value, end = _summed(text, value, end, known, language)
        yield Figure(float(f"{value:.9g}"), match.start(), end, _measures(value, text, end, language))


def _summed(text: str, value: float, end: int, known: dict[str, int], language: str) -> tuple[float, int]:
    """What a figure comes to with what multiplies it and the smaller ones that go on from it, and where these end:
    3조 2천400억, 1億2345万6000, 3 млрд 200 млн, 2 mil 500 millones. What is below ten thousand multiplies its own part,
    and a larger one all since the last of its kind.
    """
    total = part = 0.0
    large = small = math.inf
    scale, behind = _scale(text, end, known)
    while scale > 1 and total < _MOST_WORTH:
        if scale < _MYRIAD:
            part, small = part + value * scale, float(scale)
        elif part or value:
            total, part, large, small = total + (part + value) * scale, 0.0, float(scale), math.inf
        else:  # 万亿
            total, large = total * scale, large * scale
        value, end, last = 0.0, behind, scale
        runs_on = _RUN_ON.match(text, end) and _RUN_ON.match(text, end - 1)
        scale, behind = _scale(text, end, known) if runs_on else (1, end)
        more = _FIGURE.match(text, end + text.startswith((" ", "\u00a0"), end)) if scale == 1 else None
        if (
            more is None
            or (rest := number(more[0], language)) is None
            or rest != int(rest)
            or rest >= min(small, large)
        ):
            continue
        following, after = _scale(text, more.end(), known)
        fits = following < small if following < _MYRIAD else (part + rest) * following < large
        if following > 1 and fits:
            value, scale, behind = rest, following, after
        elif following == 1 and (_RUN_ON.match(text, more.start() - 1) or (last == _THOUSAND and len(more[0]) == 3)):
            value, end = rest, more.end()
    return total + part + value, end


def figures_in_words(read: WordRuns, language: str) -> Iterator[Figure]:
    """The numbers from two to twenty that a text writes in words, with what multiplies them: houses write small numbers
    in words or in digits, each in its own way.
    """
    known = _numerals(language)
    ends = 0
    for place, size, value in _numbers(read, known):
        start, end = int(read.starts[place]), int(read.ends[place + size - 1])
        scale, behind = _scale(read.text, end, scales(language))
        if start < ends or (known.counters and not _is_counted(read.text, start, end, scale, known.counters)):
            continue
        ends = behind
        yield Figure(float(value * scale), start, ends, _measures(float(value), read.text, end, language))


class _Numerals(NamedTuple):
    """The numbers of a language in words: values by the hash of their rows of words, for each length of these."""

    by_size: dict[int, dict[int, int]]
    counters: tuple[str, ...]


_THINNING = 3  # levels by which a number may be commoner than the one before: beyond, it means another thing too
_FIRST_IN_WORDS = 2  # one is an article in many languages


@cache
def _numerals(language: str) -> _Numerals:
    known = next((each.words for each in languages() if each.code == language), None)
    by_size: dict[int, dict[int, int]] = {}
    if known is None:
        return _Numerals(by_size, ())
    before = math.inf
    for value, forms in enumerate(known.numbers):
        read = words([plain(form.replace("_", " ")) for form in forms.split()], accents=language == "vi")
        levels = lexicon(language).levels(rows(read.hashes, 1))
        spread = [(first, last) for first, last in pairwise(np.searchsorted(read.starts, read.begins).tolist())]
        level = max((float(levels[first]) for first, last in spread if last == first + 1), default=0.0)
        if value >= _FIRST_IN_WORDS and (known.counters or level <= before + _THINNING):
            for first, last in spread:
                row = rows(read.hashes[first:last], last - first)
                by_size.setdefault(last - first, {})[int(row[0])] = value
        before = level or before
    return _Numerals(by_size, known.counters)


def _numbers(read: WordRuns, known: _Numerals) -> list[tuple[int, int, int]]:
    """Where numbers in words stand, of how many words each is, and its value; of two at one place the longer first."""
    found: list[tuple[int, int, int]] = []
    for size, values in known.by_size.items():
        found += [
            (place, size, values[number])
            for place, number in enumerate(rows(read.hashes, size).tolist())
            if number in values and read.near[place + 1 : place + size].all()
        ]
    return sorted(found, key=lambda each: (each[0], -each[1]))


_LARGER = "第点點零〇一二三四五六七八九十百千万萬亿億两兩"


def _is_counted(text: str, start: int, end: int, scale: int, counters: tuple[str, ...]) -> bool:
    """Whether a number stands before what is counted, and is no part of another one or of an ordinal."""
    if text[start - 1] in _LARGER:
        return False
    return scale > 1 or text.startswith(counters, end + (text[end] == " "))


@lru_cache(maxsize=16384)
def number(digits: str, language: str) -> float | None:
    """What a figure is worth. One point or comma before three digits is read as the language has it."""
    bare = _NO_DECIMALS.sub("", digits).replace("٫", ".")
    marks = [sign for sign in bare if not sign.isdigit()]
    decimal = ""
    if len(set(marks)) > 1:
        decimal = marks[-1]
    elif len(marks) == 1:
        whole, _, rest = bare.partition(marks[0])
        own = "." if language in _POINT_FIRST else ","
        grouped = len(rest) == 3 and len(whole) <= 3 and whole[0] != "0"
        decimal = "" if grouped and (marks[0] != own or rest == "000" or language == "vi") else marks[0]
    if sum(map(str.isdigit, bare)) > _LONGEST:
        return None
    return float("".join("." if sign == decimal else sign for sign in bare if sign.isdigit() or sign == decimal))


def significant(value: float) -> str:
    """The digits of a figure without zeros at either end: the same whatever it is multiplied by."""
    return f"{value:.9g}".partition("e")[0].replace(".", "").strip("0")


_STEP = math.log(1.07)
_DEGREES = 1.5  # Celsius
_UNIT = re.compile(rf"[\s\u00a0\u202f°º-]*({_LETTER}+|[\u3371-\u33df])(?:[\s\u00a0\u202f]({_LETTER}+))?")
_DEGREE = ("度", "도")  # alone of Celsius


def _measures(value: float, text: str, end: int, language: str) -> tuple[str, ...]:
    """Steps that a measure lies between, so that what was converted and rounded shares one with what it was."""
    match = _UNIT.match(text, end)
    if match is None:
        return ()
    known = units(language)
    if _RUN_ON.match(match[1]):
        told = _begins(match[1], known)
        if told is not None and match[1].startswith(_DEGREE):
            told = "C", 1.0
    else:
        told = known.get(_folded(match[1])) or (known.get(_folded(match[2])) if match[2] else None)
        if match[2] and told is not None and _folded(match[1]) not in known and told[0] not in "FC":
            told = None  # "3 of miles": only degrees have a word before what they are degrees of
    if told is None:
        return ()
    dimension, factor = told
    if dimension in "FC":
        celsius = (value - 32) / 1.8 if dimension == "F" else value
        step, dimension = celsius / _DEGREES, "C"
    elif value > 0:
        step = math.log(value * factor) / _STEP
    else:
        return ()
    return tuple(f"@{dimension}{round_(step)}" for round_ in (math.floor, math.ceil))


def _scale(text: str, end: int, known: dict[str, int]) -> tuple[int, int]:
    """By what the words behind a figure multiply it, and where they end."""
    match = _BEHIND.match(text, end)
    if match is None:
        return 1, end
    gap, first, second = match.groups()
    if _RUN_ON.match(first):
        for size in range(0 if gap and _HANGUL.match(first) else min(_SCALING, len(first)), 0, -1):
            form = first[:size]
            if (scale := known.get(_folded(form))) is not None:
                return scale, match.start(2) + size
        return (100, match.end(1) + 1) if _HUNDRED.match(first) else (1, end)
    word = _folded(first)
    if second and (scale := known.get(f"{word} {_folded(second)}")) is not None:
        return scale, match.end(3)
    scale = known.get(word) or (known.get(word[:-2]) if len(word) > 6 else None) or _inflected(word, known)
    if scale is None and len(first) >= _FEWEST_BORROWED and first[0] >= "\u0590":
        scale = _borrowed(first)
    return (scale, match.end(2)) if scale else (1, end)


_SCALING = 8  # letters of what multiplies, in a script without spaces
_UNITS = 8  # the same of what is measured in


def _begins(word: str, known: dict[str, tuple[str, float]]) -> tuple[str, float] | None:
    """The unit that a run of letters begins with, the longest."""
    return next((known[form] for size in range(_UNITS, 0, -1) if (form := _folded(word[:size])) in known), None)


_FEWEST_BORROWED = 5  # letters


@lru_cache(maxsize=4096)
def _borrowed(word: str) -> int | None:
    """What the word for a million, a billion or a trillion is worth that a script without capitals spells as it sounds:
    houses differ in how (تريليون, ترليون). Three consonants are those of other words too, so vowels have to agree.
    """
    for name, scale in _BORROWED.items():
        for code in set(skeletons(name)) & set(skeletons(word)):
            alike = agreement(name, word)
            if alike >= _AGREE if alike is not None else len(code) > _THREE:
                return scale
    return None


_BORROWED = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
_AGREE, _THREE = 0.75, 3  # share of the vowels; consonants


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold_words(word)


def _inflected(word: str, known: dict[str, int]) -> int | None:
    """Millionen, миллионов: a word that goes on where one of the table ends, or ends in another case."""
    if len(word) < 6:
        return None
    return next((scale for each, scale in known.items() if len(each) >= 6 and word[:6] == each[:6]), None)
