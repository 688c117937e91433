"""Shingles of a clean text, as sorted 32-bit hashes, computed with array operations only.

Two kinds. *Word* shingles, five words each, for scripts that separate words. *Character* shingles
without spaces for scripts that do not (Chinese, Japanese, Thai …), and as a second opinion where a
page lost the spaces between its words.

Both are rolling polynomial hashes modulo 2^64 (an odd base is invertible there, so the hash of a
word is a difference of prefix sums), finished by the MurmurHash3 64-bit finaliser, of which the
upper 32 bits are kept: datasketch's ``affine32`` permutations take 32-bit input. Two texts of 500
shingles then share a shingle by accident in 1 of 17,000 pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CHARS_DENSE",
    "CHARS_GLUED",
    "U32",
    "U64",
    "WORDS",
    "character_shingles",
    "fold",
    "is_dense",
    "mix",
    "shingles",
]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Points = NDArray[np.uint8] | U32  # code points; one byte each where all are ASCII

WORDS = 5  # words in a shingle: 4 chains boilerplate phrases, 6 loses rewrites (measured on Reuters-21578)
CHARS_GLUED = 8  # characters: on a page with glued words, word-5 containment is .49 and character-8 .97
CHARS_DENSE = 5  # one Chinese or Japanese character carries about as much as half a word

_BASE = 0x9E3779B97F4A7C15 | 1
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_ROLL = np.uint64(0xD6E8FEB86659FD93)  # odd, so that no position of a shingle is lost

_MARKS = re.compile("[\u0300-\u036f]+")
_NO_DECOMPOSITION = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i"})

# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer; kana; Han.
_DENSE_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))


def fold(text: str) -> str:
    """Case and accents taken off: rewrites restore or drop the accents of names."""
    if text.isascii():
        return text.lower()
    # Twice, because some signs decompose to capitals: № to No.
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return _MARKS.sub("", decomposed).translate(_NO_DECOMPOSITION)


@lru_cache(maxsize=4096)  # six megabytes: of the million that a window holds, those that are being compared now
def shingles(text: str) -> U32:
    """The shingle set of a clean text: sorted, unique, uint32, shape (n,).

    Empty when the text is shorter than one shingle.
    """
    points = _code_points(fold(text))
    in_word = _word_table().take(points)
    if is_dense(points):
        return _unique(_hash_runs(_character_hashes(points[in_word]), CHARS_DENSE))
    starts, ends = _word_bounds(in_word)
    return _unique(_hash_runs(_word_hashes(points, starts, ends), WORDS))


class Runs:
    """The shingles of the parts of a text, in order, to be looked up in those of other texts.

    Args:
        parts: of the text, such as its sentences.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        folded = [fold(part) for part in parts]
        points = _code_points("\n".join(folded))
        in_word = _word_table().take(points)
        if is_dense(points):
            starts, self._size = np.flatnonzero(in_word), CHARS_DENSE
            self._hashes = _hash_runs(_character_hashes(points[in_word]), self._size)
        else:
            (starts, ends), self._size = _word_bounds(in_word), WORDS
            self._hashes = _hash_runs(_word_hashes(points, starts, ends), self._size)
        self._edges = np.searchsorted(starts, np.cumsum([0] + [len(part) + 1 for part in folded]))

    def held(self, by: U32) -> list[float]:
        """Of each part, the share of its own shingles that another text has.

        A part shorter than one shingle counts as held: there is nothing to tell.

        Args:
            by: the shingles of that text, sorted.
        """
        found = np.concatenate(([0], np.cumsum(contained(self._hashes, by))))
        first = self._edges[:-1]
        last = self._edges[1:] - self._size + 1
        long = last > first
        shares = np.ones(len(first))
        shares[long] = (found[last[long]] - found[first[long]]) / (last[long] - first[long])
        return shares.tolist()


def coverage(parts: Sequence[str], held: U32) -> list[float]:
    """Of each part of a text, the share of its own shingles that ``held`` (sorted) has; see :meth:`Runs.held`."""
    return Runs(parts).held(held)


def contained(hashes: U32, held: U32) -> NDArray[np.bool_]:
    """Which of some hashes are in a sorted set; twice as fast as np.isin, which sorts again."""
    if len(held) == 0:
        return np.zeros(len(hashes), dtype=np.bool_)
    places = np.searchsorted(held, hashes)
    places[places == len(held)] = 0
    found: NDArray[np.bool_] = held[places] == hashes
    return found


@lru_cache(maxsize=1024)  # of a flood that shares boilerplate, each text is compared with up to a thousand others
def character_shingles(text: str) -> U32:
    """Space-free character shingles: blind to lost or added spaces. Sorted, unique, uint32, shape (n,)."""
    points = _code_points(fold(text))
    return _unique(_hash_runs(_character_hashes(points[_word_table().take(points)]), CHARS_GLUED))


def is_dense(points: Points) -> bool:
    """Whether the script separates no words: a third of the code points lie in such ranges."""
    if points.dtype == np.uint8 or len(points) == 0 or points.max() < _DENSE_RANGES[0][0]:
        return False
    dense = sum(int(np.count_nonzero((points >= low) & (points <= high))) for low, high in _DENSE_RANGES)
    return 3 * dense > len(points)


def _code_points(folded: str) -> Points:
    if folded.isascii():
        return np.frombuffer(folded.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32, copy=False)


@cache
def _word_table() -> NDArray[np.bool_]:
    """Which code points belong to a word. Beyond the first plane only letters (Han extensions) do."""
    table = np.zeros(0x110000, dtype=np.bool_)
    table[:0x10000] = [chr(point).isalnum() for point in range(0x10000)]
    table[0x20000:0x33480] = True
    return table


class _Powers:
    """Powers of the base and of its inverse, as long as the longest text so far."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, dtype=np.uint64)

    def upto(self, n: int) -> tuple[U64, U64]:
        if len(self.up) < n:
            size = max(n, 2 * len(self.up), 8192)
            self.up = _geometric(_BASE, size)
            self.down = _geometric(_BASE_INVERSE, size)
        return self.up[:n], self.down[:n]


def _geometric(base: int, size: int) -> U64:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


_POWERS = _Powers()


def _word_bounds(in_word: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where each word starts and ends."""
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    bounds = np.concatenate(([0], edges, [len(in_word)]))
    wordy = slice(0 if len(in_word) and in_word[0] else 1, None, 2)
    return bounds[:-1][wordy], bounds[1:][wordy]


def _word_hashes(points: Points, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> U64:
    """One 64-bit hash for each word, in order. The prefix sum makes a word's hash a difference."""
    up, down = _POWERS.upto(len(points) + 1)
    prefix = np.empty(len(points) + 1, dtype=np.uint64)
    prefix[0] = 0
    # One more than the code point, so that a leading NUL changes the hash too.
    np.cumsum((points + np.uint64(1)) * up[:-1], out=prefix[1:])
    return mix((prefix[ends] - prefix[starts]) * down[starts])


def _character_hashes(points: Points) -> U64:
    return mix(points.astype(np.uint64) + np.uint64(1))


def _hash_runs(units: U64, size: int) -> U32:
    """Hash each run of ``size`` units, in order."""
    count = len(units) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    rolled = units[:count].copy()
    for offset in range(1, size):
        rolled *= _ROLL
        rolled += units[offset : offset + count]
    return (mix(rolled) >> np.uint64(32)).astype(np.uint32)


def _unique(hashes: U32) -> U32:
    """Sorted, each once; np.unique takes three times as long on a few hundred."""
    if len(hashes) == 0:
        return hashes
    ordered = np.sort(hashes)
    first = np.empty(len(ordered), dtype=np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def mix(h: U64) -> U64:
    """MurmurHash3's 64-bit finaliser (Appleby, public domain): a bijection that spreads every bit."""
    h = h ^ (h >> np.uint64(33))
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(33)
    return h
