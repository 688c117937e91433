"""What a text says that stays when it is translated: names, places and figures, where each stands and how rare it is.

A name has a capital where the script has any; elsewhere it is a word that is not common, by its sound. Whatever the
tables know (countries, peoples, cities, a few bodies) comes as what it names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from stream.matching.translating.characters import persons, transcriptions, vietnamese_persons
from stream.matching.translating.figures import Figure, figures, figures_in_words, significant
from stream.matching.translating.naming import (
    ALPHABETS,
    MOST_BITS,
    KnownWord,
    Name,
    grade,
    known_rows,
    known_words,
    lowered,
    of_alphabet,
    place_name,
    script_of,
    wanted_words,
)
from stream.text.names.letters import Letters, WordRuns, plain, words

__all__ = ["Particular", "Particulars", "gathered", "item_of", "particulars"]

_MOST_PLACES = 24  # of one item that are kept
_VIETNAMESE = re.compile("(?:[bdhlmrsvx]|ch?|g[hi]?|kh?|n(?:gh?|h)?|ph?|qu|t[hr]?)?[aeiouy]{1,3}(?:ch?|m|n[gh]?|p|t)?")
"""How a syllable of Vietnamese may be spelt, without accents: what is not is from elsewhere."""


class Particular(NamedTuple):
    """One thing that a text names or counts, with all the places where it does."""

    kind: str  # of evidence, by which it is known how surely a translation keeps it
    key: str
    sounds: tuple[str, ...]
    skeletons: tuple[str, ...]
    bits: float  # how rare it is: -log2 of the share of dispatches that have it
    printed: str
    places: list[float]  # in characters, as if the text were in English
    spans: list[tuple[int, int]]  # the same in characters of headline and text as `gathered` lays them


class Particulars(NamedTuple):
    """All that is read of a text."""

    language: str
    script: str
    size: float  # characters, as if it were English
    items: tuple[Particular, ...]
    scale: float  # characters of English for one of it
    text: str  # headline and text, as `gathered` lays them


@lru_cache(maxsize=1024)
def particulars(text: str, headline: str, language: str | None) -> Particulars:
    """Read a clean text and its headline."""
    code = (language or "").partition("-")[0]
    head, body = plain(headline), plain(text)
    return gathered(head, body, code)


def gathered(headline: str, text: str, code: str) -> Particulars:
    """The evidence of a plain text in a language (primary subtag)."""
    read = words((lowered(headline), lowered(text)), accents=code == "vi")
    script = script_of(read)
    scale = 1 / _length(code, script)
    out = _Collector(read, code, script, scale)
    dense, is_cased = read.kinds >= Letters.HAN, (read.kinds == Letters.CASED).tolist()
    found, used = known_rows(read, code, script in ALPHABETS, np.full(len(dense), dense.any()))
    for place, size, concept in found:
        out.add(place_name(concept), place, size)
    for place, reading in known_words(read, code, wanted_words(read, code, script, used)):
        if reading.name is not None:
            out.add(reading.name, place)
        elif is_cased[place]:
            out.word(place, reading)
    free = (read.kinds == Letters.HAN) & ~used
    if script == "Hani":
        for place, size, name in transcriptions(read, free):
            out.add(name, place, size)
    if script in ("Hani", "Jpan"):
        for place, name in persons(read, code, free):
            out.add(name, place, 3)
    elif code == "vi":
        for place, name in vietnamese_persons(read):
            out.add(name, place, 3)
    out.figures()
    return Particulars(code, script, max(1.0, len(read.text) * scale), tuple(out.held.values()), scale, read.text)


_LENGTHS = {  # characters for one of English, measured on translated news
    "fr": 1.16, "de": 1.2, "es": 1.15, "pt": 1.13, "vi": 1.08, "it": 1.17, "nl": 1.16, "id": 1.17, "zh": 0.36,
    "ru": 1.1, "ar": 0.94, "ja": 0.42, "ko": 0.53, "pl": 1.12, "tr": 1.04, "en": 1.0,
}  # fmt: skip
_SCRIPT_LENGTHS = {"Hani": 0.36, "Jpan": 0.42, "Hang": 0.53, "Spac": 0.9, "Dens": 0.95}


def _length(code: str, script: str) -> float:
    return _LENGTHS.get(code) or _SCRIPT_LENGTHS.get(script, 1.1)


class _Collector:
    """Takes what is found, each thing once, with all its places."""

    def __init__(self, read: WordRuns, code: str, script: str, scale: float) -> None:
        self.read, self.code, self.scale = read, code, scale
        self.cased = script in ALPHABETS
        self.starts, self.ends = read.starts.tolist(), read.ends.tolist()
        self.held: dict[str, Particular] = {}

    def add(self, name: Name, place: int, size: int = 1) -> None:
        """One more place of something, by its words."""
        self._add(name, self.starts[place], self.ends[place + size - 1])

    def _add(self, name: Name, start: int, end: int) -> None:
        kind, key, bits, sounds, skeletons = name
        held = self.held.get(key)
        if held is None or (held.kind.startswith("first") and not kind.startswith("first")):
            printed = self.read.text[start:end]
            places, spans = (held.places, held.spans) if held else ([], [])
            held = self.held[key] = Particular(kind, key, sounds, skeletons, bits, printed, places, spans)
        if len(held.places) < _MOST_PLACES:
            held.places.append(start * self.scale)
            held.spans.append((start, end))

    def word(self, place: int, reading: KnownWord) -> None:
        """A single word in letters with capitals, that may be a place or a name."""
        read = self.read
        capital, opening = bool(read.capitals[place]), bool(read.opening[place])
        first = opening or self.starts[place] < read.begins[1] - 1
        if not self.cased:
            if (name := of_alphabet(reading, capital, first)) is not None:
                self.add(name, place)
            return
        if reading.concept >= 0 and (reading.small or (capital and not (reading.level >= 45 and first))):
            self.add(place_name(reading.concept), place)
        elif capital and len(reading.folded) > 1 and (kind := self._kind(place, reading, first)):
            self.add(reading.as_name(kind), place)

    def _kind(self, place: int, reading: KnownWord, first: bool) -> str:
        """Of evidence: how surely a word with a capital is a name; nothing where it is none."""
        size = self.ends[place] - self.starts[place]
        if self.read.shouted[place] and size <= 6:
            return "acronym"
        if self.code == "de":
            known_abroad = 28 <= reading.english < 51
            doubtful = size > 10 or (
                reading.level >= 30 and not (known_abroad and reading.english >= reading.level - 8)
            )
            return "nounD" if doubtful else "noun" + grade(reading.level)
        if self.code == "vi":
            if not _VIETNAMESE.fullmatch(reading.folded):
                return "nameB"  # wherever it stands, and however often it is written there
            if not self._in_row(place) and reading.level >= 25:
                return ""
        return ("first" if first else "name") + grade(reading.level)

    def _in_row(self, place: int) -> bool:
        """Whether a Vietnamese syllable stands in a row of three capitals, as a name does."""
        read = self.read
        count = 0
        for step in (-1, 1):
            other = place + step
            while 0 <= other < len(self.starts) and abs(other - place) < 3 and read.capitals[other]:
                if not read.near[max(other, other - step)]:
                    break
                count += 1
                other += step
        return count >= 2

    def figures(self) -> None:
        """What is counted."""
        some = [*figures(self.read.text, self.code), *figures_in_words(self.read, self.code)]
        for figure in sorted(some, key=lambda figure: figure.start):
            if figure.value:
                kind, key, bits = _counted(figure.value)
                if figure.measures:
                    kind = "figurem"
                self._add(Name(kind, key, bits, figure.measures), figure.start, figure.end)


def item_of(figure: Figure) -> tuple[str, str]:
    """The kind and the key of a figure."""
    kind, key, _ = _counted(figure.value)
    return "figurem" if figure.measures else kind, key


@lru_cache(maxsize=16384)
def _counted(value: float) -> tuple[str, str, float]:
    """The kind, the key and the bits of a figure."""
    key, whole, digits = f"#{value:.9g}", value == int(value), significant(value)
    if whole and 1900 <= value <= 2050:
        return "year", key, 4.0
    if value < 10 and whole:
        return "figure1", key, 1.0
    if value < 100 and whole:
        return "figure2", key, 4.0 if len(digits) > 1 else 3.0
    if not whole:
        return ("figured" if len(digits) < 3 else "figuredd"), key, 5.0 + 1.5 * min(len(digits) - 1, 3)
    return ("figure3" if value < 1000 else "figure4"), key, min(MOST_BITS, 3.0 + 2.0 * len(digits))
