"""The tables of names, opened when the first text asks: what forms name, how common words are, how characters read."""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.text.fold import fold_words
from stream.text.names.letters import plain, rows, words
from stream.text.shingles import U32, U64

__all__ = [
    "Character",
    "Concept",
    "Lexicon",
    "Readings",
    "characters",
    "concepts",
    "is_place",
    "lexicon",
    "readings",
    "scales",
    "units",
]

UNKNOWN = -1
_NUKTA = "\u093c"  # the dot below a letter of Hindi that many leave out
_SIEVE = 18  # bits: a quarter of a megabyte for each language, one form in fifteen that is in no table passes
_SCRIPTS = {
    "ja": ("Kana", "Hani"),
    "zh": ("Hani",),
    "ko": ("Hang",),
    "ar": ("Arab",),
    "fa": ("Arab",),
    "ur": ("Arab",),
    "he": ("Hebr",),
    "el": ("Grek",),
    "hi": ("Deva",),
    "mr": ("Deva",),
    "ne": ("Deva",),
    "th": ("Thai",),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn"), ("Cyrl", "Latn")),
}
# By the script of a name, as Unicode calls it, a language whose tables have the cities of that script.
_LANGUAGES = dict(
    pair.split()
    for pair in (
        *("LATIN en", "CYRILLIC ru", "GREEK el", "ARABIC ar", "HEBREW he", "DEVANAGARI hi"),
        *("THAI th", "HANGUL ko", "CJK zh", "HIRAGANA ja", "KATAKANA ja"),
    )
)


class Concept(NamedTuple):
    """What forms in many languages name."""

    key: str  # a code of ISO 3166, "city" and its number, or a body
    shown: str  # in English
    zipf: float  # how common the English name is: 3 is once in a million words, 6 once in a thousand


class Character(NamedTuple):
    """A Chinese character that foreign names are written with."""

    reading: str  # the classes of its consonants; two ways with a bar between
    odds: float  # how much rather it stands in such a name than elsewhere, log 2


class Readings(NamedTuple):
    """How Chinese characters read, in pinyin without tones: what their names are in all languages that have letters."""

    pinyin: dict[str, str]  # by character
    families: frozenset[str]  # characters that are family names
    vietnamese: dict[str, tuple[str, ...]]  # what a Vietnamese syllable that reads a character may be
    vietnamese_families: frozenset[str]


def _unpacked(planes: NDArray[np.uint8]) -> U32:
    """Sorted numbers of the bytes of their steps, shape (4, n)."""
    return np.cumsum(np.ascontiguousarray(planes.T).view("<u4").ravel(), dtype=np.uint32)


class Lexicon:
    """What is known of the words of one language."""

    def __init__(self, code: str) -> None:
        tables = [code, *_SCRIPTS.get(code, ("Latn",))]
        with as_file(files(__package__) / "names.npz") as path, np.load(path) as held:
            known = [name for name in tables if f"forms-{name}" in held.files]
            forms = [_unpacked(held[f"forms-{name}"]) for name in known]
            values = [held[f"values-{name}"] for name in known]
            has_words = f"common-{code}" in held.files
            self._words: U32 = _unpacked(held[f"common-{code}"]) if has_words else np.empty(0, dtype=np.uint32)
            self._zipf = held[f"zipf-{code}"] if has_words else np.empty(0, dtype=np.uint8)
        self.caseless = code in _SCRIPTS and _SCRIPTS[code][0] not in ("Cyrl", "Grek")
        own = sum(len(form) for form, name in zip(forms, known, strict=True) if name == code)
        joined = np.concatenate(forms) if forms else np.empty(0, dtype=np.uint32)
        order = np.argsort(joined, kind="stable")  # the language's own come before those of its script
        first = np.ones(len(joined), dtype=np.bool_)
        self._forms: U32 = joined[order]
        np.not_equal(self._forms[1:], self._forms[:-1], out=first[1:])
        self._forms = self._forms[first]
        self._sure = (order < own)[first]
        self._values = (np.concatenate(values) if values else np.empty(0, dtype=np.uint16))[order][first]
        self._sieve = np.zeros(1 << _SIEVE, dtype=np.bool_)
        self._sieve[self._forms & np.uint32((1 << _SIEVE) - 1)] = True
        self.knows_words = has_words

    def named(self, hashes: U64) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        """Which of some forms, by their hashes, name something: places in ``hashes``, the concepts that they name, and
        whether the form names nothing else: without a capital too or, in scripts that have none, in this language.
        """
        keys = (hashes >> np.uint64(32)).astype(np.uint32)
        maybe = np.flatnonzero(self._sieve.take(keys & np.uint32((1 << _SIEVE) - 1)))
        if not len(maybe):
            return maybe, maybe, np.zeros(0, dtype=np.bool_)
        place = np.searchsorted(self._forms, keys[maybe])
        place[place == len(self._forms)] = 0
        is_one = self._forms[place] == keys[maybe]
        values = self._values[place[is_one]]
        sure = self._sure[place[is_one]] if self.caseless else (values & 1).astype(np.bool_)
        return maybe[is_one], (values >> 1).astype(np.intp), sure

    def levels(self, hashes: U64) -> NDArray[np.uint8]:
        """How common some words are: ten times the logarithm of how often they stand in a thousand million; 0 where
        they are in no list.
        """
        keys = (hashes >> np.uint64(32)).astype(np.uint32)
        if not len(self._words):
            return np.zeros(len(keys), dtype=np.uint8)
        place = np.searchsorted(self._words, keys)
        place[place == len(self._words)] = 0
        return np.where(self._words[place] == keys, self._zipf[place], 0).astype(np.uint8)


@cache
def lexicon(code: str) -> Lexicon:
    """The tables of a language (primary subtag); of one that has none, those of its script."""
    return Lexicon(code)


@cache
def concepts() -> tuple[Concept, ...]:
    """All that forms name, by number."""
    return tuple(Concept(key, shown, level / 10) for key, shown, level in _json("concepts"))


@lru_cache(maxsize=1024)
def is_place(name: str) -> bool:
    """Whether a whole name is that of a country or a larger city; in Latin letters as its people or English have it."""
    script = next((unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()), "")
    read = words([plain(name)])
    if script not in _LANGUAGES or not len(read.hashes):
        return False
    _, named, _ = lexicon(_LANGUAGES[script]).named(rows(read.hashes, len(read.hashes)))
    return any(not concepts()[number].key.startswith(("month", "day")) for number in named.tolist())


@cache
def characters() -> dict[str, Character]:
    """The Chinese characters of foreign names."""
    return {letter: Character(str(reading), float(odds)) for letter, (reading, odds) in _json("characters").items()}


@cache
def readings() -> Readings:
    """How Chinese characters read, here and in Vietnamese."""
    told = json.loads(files(__package__).joinpath("readings.json").read_text("utf-8"))
    return Readings(
        {letter: syllable for syllable, letters in told["pinyin"].items() for letter in letters},
        frozenset(told["families"]),
        {syllable: tuple(some.split()) for syllable, some in told["vietnamese"].items()},
        frozenset(told["vietnamese families"].split()),
    )


@cache
def scales(code: str) -> dict[str, int]:
    """What stands behind a figure that is to be multiplied, in small letters without accents: million, 万."""
    table: dict[str, int] = _json("scales").get(code, {})
    folded = {fold_words(word): scale for word, scale in table.items()}
    return folded | {word.replace(_NUKTA, ""): scale for word, scale in folded.items()}


@cache
def units(code: str) -> dict[str, tuple[str, float]]:
    """What stands behind a measure, in small letters without accents, with what it measures ("L" for lengths) and how
    many of the unit of that it is: inches, 公里.
    """
    told: dict[str, list[object]] = _json("units").get(code, {})
    return {fold_words(word): (str(dimension), float(str(factor))) for word, (dimension, factor) in told.items()}


@cache
def _json(name: str) -> Any:
    with as_file(files(__package__) / "names.npz") as path, np.load(path) as held:
        return json.loads(held[name].tobytes())
