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

import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence, Sized
from functools import cache, lru_cache
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from stream.text.fold import fold_words
from stream.text.spelling import comparable, mended, respelt

__all__ = [
    "CHARS_DENSE",
    "CHARS_GLUED",
    "U32",
    "U64",
    "WORDS",
    "character_shingles",
    "in_runs",
    "is_dense",
    "mix",
    "remember",
    "shingle_sets",
    "shingles",
    "unique",
    "unique_counts",
]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
_Numbers = TypeVar("_Numbers", U32, U64, NDArray[np.intp])
_Item = TypeVar("_Item", bound=Sized)
Points = NDArray[np.uint8] | U32  # code points; one byte each where all are ASCII

WORDS = 5  # words in a shingle: 4 chains boilerplate phrases, 6 loses rewrites (measured on Reuters-21578)
CHARS_GLUED = 8  # characters: on a page with glued words, word-5 containment is .49 and character-8 .97
CHARS_DENSE = 5  # one Chinese or Japanese character carries about as much as half a word

_BASE = 0x9E3779B97F4A7C15 | 1
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_ROLL = np.uint64(0xD6E8FEB86659FD93)  # odd, so that no position of a shingle is lost

# Scripts written without spaces between words: Thai, Lao, Burmese, Khmer; kana; Han.
_DENSE_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))


def shingles(text: str) -> U32:
    """The shingle set of a clean text: sorted, unique, uint32, shape (n,).

    Empty when the text is shorter than one shingle.
    """
    return shingle_sets((text,))[0]


def shingle_sets(texts: Sequence[str]) -> list[U32]:
    """The shingle sets of several texts: the same as of each alone, for a quarter of the time.

    The texts are laid end to end with a line break between two, so that no word runs over, and each array operation
    does the work of all. What was asked for lately is remembered.
    """
    sets = {text: grams for text in texts if (grams := _LATELY.get(text)) is not None}
    for some in _together([text for text in dict.fromkeys(texts) if text not in sets]):
        for text, grams in zip(some, _sets([respelt(mended(text)) for text in some]), strict=True):
            sets[text] = grams
            _LATELY.put(text, grams)
    return [sets[text] for text in texts]


def remember(texts: Sequence[str], sets: Sequence[U32]) -> None:
    """Take the shingle sets of texts from whoever made them: they are asked for again when the texts are compared."""
    for text, grams in zip(texts, sets, strict=True):
        _LATELY.put(text, grams)


class Runs:
    """The shingles of the parts of a text, in order, to be looked up in those of other texts.

    Args:
        parts: of the text, such as its sentences.
    """

    def __init__(self, parts: Sequence[str]) -> None:
        # As one text, because the whole shows how its words are spelt.
        together = comparable("\n".join(parts)).split("\n")
        folded = together if len(together) == len(parts) else [comparable(part) for part in parts]
        points = _code_points("\n".join(folded))
        in_word = _word_table().take(points)
        if is_dense(points[in_word]):
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
    points = _code_points(comparable(text))
    return unique(_hash_runs(_character_hashes(points[_word_table().take(points)]), CHARS_GLUED))


def is_dense(points: Points) -> bool:
    """Whether the script separates no words: a third of these code points, all of words, lie in such ranges."""
    if points.dtype == np.uint8 or len(points) == 0 or points.max() < _DENSE_RANGES[0][0]:
        return False
    dense = sum(int(np.count_nonzero((points >= low) & (points <= high))) for low, high in _DENSE_RANGES)
    return 3 * dense > len(points)


class _Lately:
    """The sets of the texts that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sets: OrderedDict[str, U32] = OrderedDict()

    def get(self, text: str) -> U32 | None:
        """The set of a text, if it is remembered."""
        grams = self._sets.get(text)
        if grams is not None:
            self._sets.move_to_end(text)
        return grams

    def put(self, text: str, grams: U32) -> None:
        """Remember a set."""
        self._sets[text] = grams
        if len(self._sets) > self._most:
            self._sets.popitem(last=False)


_LATELY = _Lately(4096)  # six megabytes: of the million that a window holds, those that are being compared now
_TOGETHER = 1 << 17  # characters that are worked on at a time: the arrays stay in the processor's caches


def _together(texts: Sequence[str]) -> Iterator[list[str]]:
    """Texts in runs of one kind and of bounded length: ASCII takes one byte a character, all else four."""
    for plain in (True, False):
        yield from in_runs([text for text in texts if text.isascii() is plain], _TOGETHER)


def in_runs(items: Iterable[_Item], most: int) -> Iterator[list[_Item]]:
    """Items in runs whose lengths add up to so much at most; one that is longer comes alone."""
    run: list[_Item] = []
    size = 0
    for item in items:
        if run and size + len(item) > most:
            yield run
            run, size = [], 0
        run.append(item)
        size += len(item)
    if run:
        yield run


def _sets(texts: Sequence[str]) -> list[U32]:
    """The sets of texts in the spelling in which they are compared."""
    points, begins = _folded_points(texts)
    in_word = _word_table().take(points)
    starts, ends = _word_bounds(in_word)
    words = np.searchsorted(starts, begins)
    counts = np.maximum(np.diff(words) - (WORDS - 1), 0)
    spans = list(pairwise(begins.tolist()))
    plain = points.dtype == np.uint8
    dense = [not plain and is_dense(points[begin : end - 1][in_word[begin : end - 1]]) for begin, end in spans]
    counts[dense] = 0
    lasts = np.cumsum(counts)
    # Runs of words that begin in one text and end in the next are left out.
    inside = np.arange(lasts[-1]) + np.repeat(words[:-1] - lasts + counts, counts)
    hashes = _hash_runs(_word_hashes(points, starts, ends), WORDS).take(inside).astype(np.uint64)
    owners = np.arange(len(texts), dtype=np.uint64) << np.uint64(32)
    owned = unique(hashes | np.repeat(owners, counts))
    bounds = np.append(np.searchsorted(owned, owners), len(owned)).tolist()
    grams = owned.astype(np.uint32)
    return [
        unique(_hash_runs(_character_hashes(points[begin : end - 1][in_word[begin : end - 1]]), CHARS_DENSE))
        if is_one
        else grams[first:last]
        for (begin, end), is_one, (first, last) in zip(spans, dense, pairwise(bounds), strict=True)
    ]


def _folded_points(texts: Sequence[str]) -> tuple[Points, NDArray[np.intp]]:
    """The code points of the folded texts with a line break before, between and after them.

    Returns:
        The code points, and where each text begins, shape (n + 1,); it ends one before the next begins.
    """
    joined = f"\n{chr(10).join(texts)}\n"
    if joined.isascii():
        return _code_points(joined.lower()), _begins([len(text) for text in texts])
    begins = _begins([len(text) for text in texts])
    points = _fold_table().take(_code_points(joined), mode="clip")
    odd = unique(np.searchsorted(begins, np.flatnonzero(points == _ODD), side="right") - 1).tolist()
    if not odd:
        return points, begins
    parts = [points[begin : end - 1] for begin, end in pairwise(begins.tolist())]
    for place in odd:
        parts[place] = _code_points(fold_words(texts[place])).astype(np.uint32)
    gap = np.array([ord("\n")], dtype=np.uint32)
    return np.concatenate([piece for part in parts for piece in (gap, part)] + [gap]), _begins(list(map(len, parts)))


def _begins(lengths: list[int]) -> NDArray[np.intp]:
    return np.cumsum([1] + [length + 1 for length in lengths])


_ODD = np.uint32(0xFFFFFFFF)
_FOLDED = 0x10000  # beyond the first plane little is written


@cache
def _fold_table() -> U32:
    """What each code point folds to by itself: one code point; a blank for what is of no word; else ``_ODD``.

    A combining sign depends on what stands before it, and so is odd. The last entry stands for all beyond.
    """
    table = np.full(_FOLDED + 1, _ODD, dtype=np.uint32)
    table[0xD800:0xF900] = np.arange(0xD800, 0xF900)  # halves of pairs, and what is for private use
    # A Chinese character is one, whatever its form; asked at once, as there are many. A Korean syllable comes apart.
    table[0x3400:0xA000] = _code_points(fold_words("".join(map(chr, range(0x3400, 0xA000)))))
    combining = unicodedata.combining
    for first, behind in ((1, 0x3400), (0xA000, 0xAC00), (0xD7A4, 0xD800), (0xF900, _FOLDED)):
        for point, folded in enumerate(fold_words("\0".join(map(chr, range(first, behind)))).split("\0"), first):
            if combining(chr(point)):
                continue
            if len(folded) == 1:
                if not combining(folded):
                    table[point] = ord(folded)
            elif folded and not any(map(combining, folded)) and not any(map(str.isalnum, folded)):
                table[point] = ord(" ")
    table[0] = 0
    return table


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


def unique(numbers: _Numbers) -> _Numbers:
    """Sorted, each once. np.unique takes three times as long on a few hundred, and 20 ms to load numpy.ma at first."""
    if len(numbers) == 0:
        return numbers
    ordered = np.sort(numbers)
    return ordered[_is_first(ordered)]


def unique_counts(numbers: _Numbers) -> tuple[_Numbers, NDArray[np.intp]]:
    """Sorted, each once, and how often each was there; of one number or more."""
    ordered = np.sort(numbers)
    places = np.flatnonzero(_is_first(ordered))
    return ordered[places], np.diff(places, append=len(ordered))


def _is_first(ordered: _Numbers) -> NDArray[np.bool_]:
    """Of sorted numbers, which ones are not those before them."""
    first = np.empty(len(ordered), dtype=np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def mix(h: U64) -> U64:
    """MurmurHash3's 64-bit finaliser (Appleby, public domain): a bijection that spreads every bit."""
    h = h ^ (h >> np.uint64(33))
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(33)
    return h
