"""The words of a text as arrays: where each begins and ends, what kind of letters it has, and a hash to look it up by.

A word is a run of letters of one kind, or of digits. Scripts that put no spaces between words (Chinese, Thai) come
letter by letter: what they name is found as a row of such letters. Several texts are taken at once, laid end to end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.text.fold import fold_words
from stream.text.shingles import U32, U64, mix

__all__ = ["Letters", "WordRuns", "cut", "plain", "printed_places", "rolled", "rows", "words"]

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


class Letters(IntEnum):
    """What a letter is, as far as it matters for how names are written."""

    NONE = 0
    DIGIT = 1
    CASED = 2  # Latin, Cyrillic, Greek, Armenian: a name has a capital
    SPACED = 3  # Arabic, Hebrew, Devanagari and so on: words with spaces between, and no capitals
    HANGUL = 4
    KATAKANA = 5  # in which Japanese writes foreign names
    HIRAGANA = 6  # in which it writes none
    HAN = 7
    DENSE = 8  # Thai, Lao, Khmer, Burmese: no spaces, no capitals


_KIND, _CAPITAL, _ENDING = np.uint8(15), np.uint8(16), np.uint8(32)  # what one byte tells of each code point
_SINGLE = (Letters.HAN, Letters.DENSE)  # each letter is a word of its own
_DENSE = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_POINTS = 0x10000
_UNWRITTEN = re.compile("[\u00ad\u064b-\u0652\u0670\u0640\u05b0-\u05c7\u200b-\u200f\u2060\ufeff]")
_CLUSTER = re.compile("(?s:.)[\u0300-\u036f\u0653-\u0655\u3099\u309a]*")  # a letter and the signs that NFC joins to it
_ONE_FORM = {  # letters that houses write in either way
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىی", "ي"),
    "ة": "ه",
    "ک": "ك",
    "ё": "е",
    "Ё": "е",
    "İ": "i",
}
_ROLL = np.uint64(0xD6E8FEB86659FD93)
_BASE = 0x9E3779B97F4A7C15 | 1


class WordRuns(NamedTuple):
    """The words of some texts in order; arrays of shape (n,), but for ``begins``."""

    text: str  # all of them, as `plain` gives them, with a line break before, between and behind
    begins: list[int]  # where each text starts in it, and one more
    starts: Places
    ends: Places
    kinds: NDArray[np.uint8]
    hashes: U64
    capitals: Flags  # the first letter is one
    shouted: Flags  # two letters or more, all of them capitals
    opening: Flags  # nothing of its sentence stands before it
    near: Flags  # follows the word before it, of the same text, with no more than two signs between
    letters: U32  # the first of each, as a code point of the basic plane
    prefix: U64  # sums of which hashes are made, shape (characters + 1,)


def plain(text: str) -> str:
    """A text with one form for each letter, without the signs that are mostly left unwritten (Arabic vowels)."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return _UNWRITTEN.sub("", composed) if _UNWRITTEN.search(composed) else composed


def printed_places(text: str) -> Sequence[int]:
    """For each character of :func:`plain`'s form of a text, and for its end, where that stands in the text itself."""
    told = plain(text)
    if told == text:
        return range(len(text) + 1)
    places = [match.start() for match in _CLUSTER.finditer(text) for _ in plain(match[0])]
    places += [len(text)] * (len(told) + 1 - len(places))
    return places


def words(texts: Sequence[str], *, accents: bool = False) -> WordRuns:
    """The words of some texts.

    Args:
        texts: as :func:`plain` gives them.
        accents: whether Latin letters with and without accents are different ones; Vietnamese lives by that, and other
            languages leave them out in capitals, on old wires and in foreign names.
    """
    text = f"\n{chr(10).join(texts)}\n"
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    signs_of, lower_of, bare_of = _tables()
    low = np.minimum(points, _POINTS - 1).astype(np.intp)
    signs = signs_of.take(low)
    kinds, capital, ending = signs & _KIND, signs & _CAPITAL != 0, signs & _ENDING != 0
    single = kinds >= Letters.HAN
    edge = kinds[1:] != kinds[:-1]
    if single.any():
        edge |= single[1:]
    starts = np.flatnonzero(edge & (kinds[1:] != Letters.NONE)) + 1
    ends = np.flatnonzero(edge & (kinds[:-1] != Letters.NONE)) + 1
    lower = (lower_of if accents else bare_of).take(low)
    up, down = _powers(len(points) + 1)
    prefix = np.empty(len(points) + 1, dtype=np.uint64)
    prefix[0] = 0
    np.cumsum((lower + np.uint64(1)) * up[:-1], out=prefix[1:])
    hashes = mix((prefix[ends] - prefix[starts]) * down[starts])
    capitals = capital[starts]
    # Its edges tell of nearly each word and gap; sums over all characters would take as long as all the rest.
    shouted = capitals & capital[ends - 1] & (ends - starts > 1)
    long = np.flatnonzero(shouted)
    shouted[long] = _over(np.logical_and, capital, starts[long], ends[long])
    before = np.concatenate(([0], ends[:-1]))
    opening = ending[before] | ending[starts - 1]
    long = np.flatnonzero(starts - before > 2)
    opening[long] = _over(np.logical_or, ending, before[long], starts[long])
    near = starts - before <= 2
    begins = np.cumsum([1] + [len(each) + 1 for each in texts])
    firsts = np.searchsorted(starts, begins)
    near[firsts[firsts < len(starts)]] = False  # a row of words never goes on from one text into the next
    letters = low[starts].astype(np.uint32)
    return WordRuns(
        *(text, begins.tolist(), starts, ends, kinds[starts], hashes, capitals, shouted, opening, near, letters, prefix)
    )


def _over(of: np.ufunc, flags: Flags, starts: Places, ends: Places) -> Flags:
    """All or any of the flags of each run, none of them empty."""
    if len(starts) == 0:
        return np.empty(0, dtype=np.bool_)
    bounds = np.stack((starts, ends), axis=1).ravel()
    told: Flags = of.reduceat(flags, bounds)[::2]
    return told


def rows(hashes: U64, size: int) -> U64:
    """One hash for each row of so many words, in order; shape (n - size + 1,)."""
    count = max(0, len(hashes) - size + 1)
    sums = hashes[:count].copy()
    for offset in range(1, size):
        sums *= _ROLL
        sums += hashes[offset : offset + count]
    return mix(sums)


def rolled(hashes: U64, most: int) -> Iterator[U64]:
    """:func:`rows` of one word, of two and so on, each made from the one before."""
    sums = hashes.copy()
    for size in range(1, min(most, len(hashes)) + 1):
        if size > 1:
            sums = sums[:-1] * _ROLL + hashes[size - 1 :]
        yield mix(sums)


def cut(some: WordRuns, which: Places, left_out: int) -> U64:
    """Hashes of some words (by their places) without their last letters; they must be longer than that."""
    starts = some.starts[which]
    _, down = _powers(len(some.prefix))
    return mix((some.prefix[some.ends[which] - left_out] - some.prefix[starts]) * down[starts])


@cache
def _tables() -> tuple[NDArray[np.uint8], U32, U32]:
    """Of each code point its kind with whether it is a capital and whether it ends a sentence, its small form, and the
    same without accents.
    """
    kinds = np.zeros(_POINTS, dtype=np.uint8)
    letters = "".join(chr(point) if not 0xD800 <= point < 0xE000 else "\0" for point in range(_POINTS))
    kinds[[letter.isalpha() for letter in letters]] = Letters.SPACED
    cased = (
        (0x41, 0x5A),
        (0x61, 0x7A),
        (0xC0, 0x24F),
        (0x370, 0x52F),
        (0x531, 0x587),
        (0x10A0, 0x10FF),
        (0x1E00, 0x1FFF),
    )
    for low, high in cased:
        part = kinds[low : high + 1]
        part[part == Letters.SPACED] = Letters.CASED
    kinds[0x900:0xE00][[unicodedata.category(chr(point))[0] in "LM" for point in range(0x900, 0xE00)]] = Letters.SPACED
    for low, high in _DENSE:
        part = kinds[low : high + 1]
        part[[unicodedata.category(chr(point))[0] in "LM" for point in range(low, high + 1)]] = Letters.DENSE
    kinds[0x300:0x370] = Letters.CASED  # signs that have no composed form stay with their letter
    kinds[0xAC00:0xD7A4] = Letters.HANGUL
    kinds[0x3041:0x30A0] = Letters.HIRAGANA
    kinds[0x30A1:0x3100] = Letters.KATAKANA
    kinds[0x30FB] = Letters.NONE  # the point between two foreign names
    kinds[0x3400:0xA000] = Letters.HAN
    kinds[0x3005] = Letters.HAN
    kinds[[letter.isdecimal() for letter in letters]] = Letters.DIGIT
    lower = np.arange(_POINTS, dtype=np.uint32)
    for point, letter in enumerate(letters):
        small = letter.lower()
        if small != letter and len(small) == 1:
            lower[point] = ord(small)
    for printed, form in _ONE_FORM.items():
        lower[ord(printed)] = ord(form)
    bare = lower.copy()
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare[point] = ord(fold_words(chr(lower[point]))[:1] or chr(lower[point]))
    kinds[[letter.isupper() for letter in letters]] |= _CAPITAL
    kinds[[ord(sign) for sign in '\n.!?…:;“”"»«„。！？؟।']] |= _ENDING
    return kinds, lower, bare


class _Powers:
    """Powers of the base and of its inverse, as long as the longest text so far."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, dtype=np.uint64)


_POWERS = _Powers()


def _powers(count: int) -> tuple[U64, U64]:
    if len(_POWERS.up) < count:
        size = max(count, 2 * len(_POWERS.up), 8192)
        _POWERS.up, _POWERS.down = (_geometric(base, size) for base in (_BASE, pow(_BASE, -1, 1 << 64)))
    return _POWERS.up[:count], _POWERS.down[:count]


def _geometric(base: int, size: int) -> U64:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)
