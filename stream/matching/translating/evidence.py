"""What a text says that stays when it is translated: names, places and figures, where each stands and how rare it is.

A name has a capital where the script has any; elsewhere it is a word that is not common, by its sound. Whatever the
tables know (countries, peoples, cities, a few bodies) comes as what it names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from stream.matching.translating.figures import Figure, figures, figures_in_words, significant
from stream.text.fold import fold_words
from stream.text.names.letters import Letters, WordRuns, plain, rows, words
from stream.text.names.sounds import latin, skeletons, skeletons_of_han, sound
from stream.text.names.tables import characters, concepts, lexicon, readings

__all__ = ["MOST_BITS", "Particular", "Particulars", "gathered", "item_of", "particulars", "rarity", "read_words"]

MOST_BITS = 9.0
_WORDS = 300  # of a dispatch: a word that is once in a thousand is in one dispatch of three
_SHOUTED = 0.6  # share of words in capitals above which capitals tell nothing
_FEWEST = 12  # words of which that is a share
_WORDY = 34  # level from which a name of a city in Chinese is rather a word
_WORDLIKE = 35  # level from which two characters are rather a word than a part of a person's name
_MOST_READINGS = 12  # of a name that Vietnamese reads in its own way
_MOST_PLACES = 24  # of one item that are kept


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


class _Reading(NamedTuple):
    """What is known of one word of a language, wherever it stands."""

    concept: int  # or -1
    small: bool  # the concept is named without a capital too
    level: int  # ten times log10 of how often it is in a thousand million words; 0: in no list
    english: int  # the same, of English
    folded: str
    sounds: tuple[str, ...]
    skeletons: tuple[str, ...]


@lru_cache(maxsize=1024)
def particulars(text: str, headline: str, language: str | None) -> Particulars:
    """Read a clean text and its headline."""
    code = (language or "").partition("-")[0]
    head, body = plain(headline), plain(text)
    return gathered(head, body, code)


def gathered(headline: str, text: str, code: str) -> Particulars:
    """The evidence of a plain text in a language (primary subtag)."""
    read = words((_lowered(headline), _lowered(text)), accents=code == "vi")
    script = _script(read)
    out = _Collector(read, code, script)
    used = out.places()
    known = _known(read, code, script, used)
    for place, reading in known:
        out.word(place, reading)
    if script == "Hani":
        out.transcribed(used)
    if script in ("Hani", "Jpan"):
        out.chinese(used)
    elif code == "vi":
        out.vietnamese()
    out.figures()
    scale = 1 / _length(code, script)
    return Particulars(code, script, max(1.0, len(read.text) * scale), out.items(), scale)


def _lowered(text: str) -> str:
    """A text in capitals in small letters: else every word would be a name."""
    told = text[:1200].split()
    shouting = sum(word.isupper() for word in told)
    letters = sum(word.lower() != word.upper() for word in told)
    titled = sum(word[:1].isupper() for word in told)
    if letters >= 4 and (shouting > _SHOUTED * letters or (letters >= _FEWEST and titled > 0.85 * letters)):
        return text.lower()
    return text


_LENGTHS = {  # characters for one of English, measured on translated news
    "fr": 1.16, "de": 1.2, "es": 1.15, "pt": 1.13, "vi": 1.08, "it": 1.17, "nl": 1.16, "id": 1.17, "zh": 0.36,
    "ru": 1.1, "ar": 0.94, "ja": 0.42, "ko": 0.53, "pl": 1.12, "tr": 1.04, "en": 1.0,
}  # fmt: skip
_SCRIPT_LENGTHS = {"Hani": 0.36, "Jpan": 0.42, "Hang": 0.53, "Spac": 0.9, "Dens": 0.95}


def _length(code: str, script: str) -> float:
    return _LENGTHS.get(code) or _SCRIPT_LENGTHS.get(script, 1.1)


def _script(read: WordRuns) -> str:
    """The script that most of a text is in, as far as it matters for names."""
    count = np.bincount(read.kinds, weights=read.ends - read.starts, minlength=len(Letters))
    dense = {"Dens": count[Letters.DENSE], "Hang": count[Letters.HANGUL], "Spac": count[Letters.SPACED]}
    if count[Letters.HIRAGANA] > 0.1 * (count.sum() - count[Letters.DIGIT]):
        return "Jpan"
    best = max(dense, key=lambda name: (dense[name], name))
    if count[Letters.HAN] > 0.4 * (count.sum() - count[Letters.DIGIT]):
        return "Hani"
    if dense[best] > count[Letters.CASED]:
        return best
    cased = np.flatnonzero(read.kinds == Letters.CASED)[:200]
    letters = [read.text[start] for start in read.starts[cased].tolist()]
    return "Cyrl" if 2 * sum("Ѐ" <= letter <= "ԯ" for letter in letters) > len(letters) else "Latn"


class _Collector:
    """Takes what is found, each thing once, with all its places."""

    def __init__(self, read: WordRuns, code: str, script: str) -> None:
        self.read, self.code, self.script = read, code, script
        self.scale = 1 / _length(code, script)
        self.held: dict[str, Particular] = {}
        self.cased = script in ("Latn", "Cyrl")

    def items(self) -> tuple[Particular, ...]:
        """All of them, in the order of their first places."""
        return tuple(self.held.values())

    def add(
        self,
        kind: str,
        key: str,
        bits: float,
        span: tuple[int, int],
        sounds: tuple[str, ...] = (),
        skeletons: tuple[str, ...] = (),
    ) -> None:
        """One more place of something."""
        held = self.held.get(key)
        if held is None or (held.kind.startswith("first") and not kind.startswith("first")):
            printed = self.read.text[slice(*span)]
            places, spans = (held.places, held.spans) if held else ([], [])
            held = self.held[key] = Particular(kind, key, sounds, skeletons, bits, printed, places, spans)
        if len(held.places) < _MOST_PLACES:
            held.places.append(span[0] * self.scale)
            held.spans.append(span)

    def places(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Find what the tables know by rows of words, the longest first; return which words are taken."""
        read, table = self.read, lexicon(self.code)
        used = np.zeros(len(read.hashes), dtype=np.bool_)
        dense = read.kinds >= Letters.HAN
        longest = 8 if dense.any() else 3
        found: list[tuple[int, int, int, bool]] = []
        for size in range(2, min(longest, len(read.hashes)) + 1):
            made = rows(read.hashes, size)
            which, named, small = table.named(made)
            if len(which) and dense.any():  # a city may be written like a word, or like a part of one
                keep = small | (table.levels(made[which]) < _WORDY)
                which, named, small = which[keep], named[keep], small[keep]
            if size > 3 and len(which):
                keep = dense[which] & dense[which + size - 1]
                which, named, small = which[keep], named[keep], small[keep]
            found += [(-size, *each) for each in zip(which.tolist(), named.tolist(), small.tolist(), strict=True)]
        for size, place, concept, is_sure in sorted(found):
            end = place - size
            if used[place:end].any() or not read.near[place + 1 : end].all():
                continue
            if dense[place]:
                if (read.starts[place + 1 : end] != read.ends[place : end - 1]).any():
                    continue
            elif self.cased and not is_sure and not read.capitals[place]:
                continue
            used[place:end] = True
            self.place(concept, int(read.starts[place]), int(read.ends[end - 1]))
        return used

    def place(self, number: int, start: int, end: int) -> None:
        """Something that the tables know."""
        concept = concepts()[number]
        kind = "date" if concept.key.startswith(("month", "day")) else "place"
        bits = rarity(concept.zipf * 10)
        if kind == "place" and bits > 8:
            kind = "placeR"
        self.add(kind, f"={number}", min(bits, 3.5) if kind == "date" else bits, (start, end))

    def word(self, place: int, reading: _Reading) -> None:
        """A single word that may be a place or a name."""
        read = self.read
        start, end, kind = int(read.starts[place]), int(read.ends[place]), int(read.kinds[place])
        capital, opening = bool(read.capitals[place]), bool(read.opening[place])
        heading = start < read.begins[1] - 1
        shouted = bool(read.shouted[place])
        if reading.concept >= 0:
            ambiguous = reading.level >= 45 and (opening or heading) and not reading.small
            if reading.small or (capital and not ambiguous) or (kind != Letters.CASED and reading.level < 40):
                self.place(reading.concept, start, end)
                return
        if kind == Letters.CASED:
            if not self.cased:
                if len(reading.folded) > 1:
                    self.name("name" + _grade(reading.english), reading, start, end)
                return
            if not capital or len(reading.folded) < 2:
                return
            if shouted and end - start <= 6:
                self.name("acronym", reading, start, end)
                return
            first = opening or heading
            known_abroad = 28 <= reading.english < 51
            if self.code == "de":
                doubtful = end - start > 10 or (
                    reading.level >= 30 and not (known_abroad and reading.english >= reading.level - 8)
                )
                self.name("nounD" if doubtful else "noun" + _grade(reading.level), reading, start, end)
                return
            if self.code == "vi" and not self._in_row(place) and reading.level >= 25:
                return
            self.name(("first" if first else "name") + _grade(reading.level), reading, start, end)
        elif kind == Letters.KATAKANA:
            if end - start > 1:
                self.sounding(reading, start, end)
        elif kind == Letters.HANGUL:
            if reading.level < 38 and end - start > 1 and read.text[end - 1] != _VERB:
                self.sounding(reading, start, end)
        elif kind == Letters.SPACED and reading.level < 46 and len(reading.folded) > 2:
            self.sounding(reading, start, end)

    def _in_row(self, place: int) -> bool:
        """Whether a Vietnamese syllable stands in a row of three capitals, as a name does."""
        read = self.read
        count = 0
        for step in (-1, 1):
            other = place + step
            while 0 <= other < len(read.starts) and abs(other - place) < 3 and read.capitals[other]:
                if not read.near[max(other, other - step)]:
                    break
                count += 1
                other += step
        return count >= 2

    def name(self, kind: str, reading: _Reading, start: int, end: int) -> None:
        """A word in Latin, Cyrillic or Greek letters."""
        bits = min(rarity(reading.level), rarity(reading.english))
        self.add(kind, f"~{reading.folded}", bits, (start, end), reading.sounds, reading.skeletons)

    def sounding(self, reading: _Reading, start: int, end: int) -> None:
        """A word of another script that may be a name."""
        codes = tuple(code for code in reading.skeletons if 2 < len(code) < 9)
        if codes:
            size = max(map(len, codes))
            kind = "sound" + ("0" if size < 4 else "1" if size < 6 else "2")
            self.add(kind, f"~{reading.folded}", MOST_BITS, (start, end), skeletons=codes)

    def transcribed(self, used: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Names in Chinese: rows of the characters that foreign names are written with."""
        table, read = characters(), self.read
        free = np.flatnonzero((read.kinds == Letters.HAN) & ~used)
        letters = [(place, read.text[read.starts[place]]) for place in free.tolist()]
        run: list[tuple[int, str]] = []
        for place, letter in [*letters, (-9, "")]:
            known = letter in table and table[letter].odds >= 1.0
            follows = bool(run) and place == run[-1][0] + 1 and read.starts[place] == read.ends[run[-1][0]]
            if not known or not follows:
                self._run(run)
                run = []
            if known:
                run.append((place, letter))

    def _run(self, run: Sequence[tuple[int, str]]) -> None:
        table = characters()
        if len(run) < 2 or sum(table[letter].odds for _, letter in run) < 5:
            return
        name = "".join(letter for _, letter in run)
        codes = skeletons_of_han([table[letter].reading for letter in name])
        codes = tuple(code for code in codes if 2 < len(code) < 9)
        if codes:
            start = int(self.read.starts[run[0][0]])
            size = max(map(len, codes))
            kind = "sound" + ("0" if size < 4 else "1" if size < 6 else "2")
            self.add(kind, f"~{name}", MOST_BITS, (start, start + len(name)), skeletons=codes)

    def chinese(self, used: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        """Chinese persons: a family name and two characters that are no word, by how those read. 李克强 is Keqiang."""
        read, table = self.read, readings()
        free = (read.kinds == Letters.HAN) & ~used
        levels = lexicon(self.code).levels(rows(read.hashes, 2))
        for place in np.flatnonzero(free[:-2] & free[1:-1] & free[2:]).tolist():
            start, end = int(read.starts[place]), int(read.ends[place + 2])
            name = read.text[start:end]
            if len(name) != 3 or name[0] not in table.families or max(levels[place : place + 2]) >= _WORDLIKE:
                continue
            given = table.pinyin.get(name[1], ""), table.pinyin.get(name[2], "")
            if all(given):
                self.add("han", f"~{fold_words(name)}", MOST_BITS, (start, end), sounds=(sound("".join(given)),))

    def vietnamese(self) -> None:
        """Persons whose names Vietnamese reads in its own way: Lý Khắc Cường is Li Keqiang, as characters write him."""
        read, table = self.read, readings()
        capital = read.capitals
        for place in np.flatnonzero(
            capital[:-2] & capital[1:-1] & capital[2:] & read.near[1:-1] & read.near[2:]
        ).tolist():
            words_ = [read.text[read.starts[at] : read.ends[at]].lower() for at in range(place, place + 3)]
            if words_[0] not in table.vietnamese_families:
                continue
            given = product(*(table.vietnamese.get(word, ()) for word in words_[1:]))
            sounds = tuple(dict.fromkeys(sound("".join(each)) for each in given))[:_MOST_READINGS]
            if sounds:
                span = int(read.starts[place]), int(read.ends[place + 2])
                self.add("han", f"~{' '.join(words_)}", MOST_BITS, span, sounds=sounds)

    def figures(self) -> None:
        """What is counted."""
        some = [*figures(self.read.text, self.code), *figures_in_words(self.read, self.code)]
        for figure in sorted(some, key=lambda figure: figure.start):
            if not figure.value:
                continue
            kind, key = item_of(figure)
            bits = _figure_kind(figure.value, significant(figure.value))[1]
            self.add(kind, key, bits, (figure.start, figure.end), figure.measures)


def item_of(figure: Figure) -> tuple[str, str]:
    """The kind and the key of a figure."""
    kind, _ = _figure_kind(figure.value, significant(figure.value))
    return "figurem" if figure.measures else kind, f"#{figure.value:.9g}"


def _figure_kind(value: float, digits: str) -> tuple[str, float]:
    whole = value == int(value)
    if whole and 1900 <= value <= 2050:
        return "year", 4.0
    if value < 10 and whole:
        return "figure1", 1.0
    if value < 100 and whole:
        return "figure2", 4.0 if len(digits) > 1 else 3.0
    if not whole:
        return ("figured" if len(digits) < 3 else "figuredd"), 5.0 + 1.5 * min(len(digits) - 1, 3)
    return ("figure3" if value < 1000 else "figure4"), min(MOST_BITS, 3.0 + 2.0 * len(digits))


@lru_cache(maxsize=1024)
def rarity(level: float) -> float:
    """-log2 of the share of dispatches that have a word of a level (ten times log10 of how often it is in a thousand
    million words; what is in no list is taken for a word of level 20).
    """
    share = 1 - math.exp(-_WORDS * 10 ** ((level or 20) / 10 - 9))
    return max(0.2, min(MOST_BITS, -math.log2(share))) if share > 0 else MOST_BITS


def _grade(level: int) -> str:
    return "A" if level < 30 else "B" if level < 45 else "C"


_VERB = "다"  # what Korean sentences end in

# --- words, each read once for each language

_LATELY: dict[str, dict[str, _Reading]] = {}
_MOST = 60_000  # words of one language that are remembered
_ENDINGS = 3  # letters that a case or an adjective adds at most
_SHORTEST = 5  # letters that are left
_PARTICLES = 3  # syllables that Korean puts behind a word at most
_PREFIX = re.compile(
    "^(?:وال|بال|فال|كال|لل|ال|و(?=...)|ب(?=....)|ل(?=....)|ف(?=....)|ك(?=.....)|ה(?=...)|ו(?=...)|ב(?=...)|ל(?=...)|מ(?=...)|ש(?=...))"
)

_ARTICLE = re.compile("^[وبفك]?ال|^لل")


def _known(
    read: WordRuns, code: str, script: str, used: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> list[tuple[int, _Reading]]:
    """The words that may be names or places, each with what is known of it."""
    wanted = ~used & (read.kinds != Letters.DIGIT) & (read.kinds != Letters.HIRAGANA) & (read.kinds < Letters.HAN)
    if script in ("Latn", "Cyrl"):
        named, _, small = lexicon(code).named(rows(read.hashes, 1))
        some = read.capitals.copy()
        some[named[small]] = True
        if script == "Cyrl" or code in _ADJECTIVES:
            some |= read.ends - read.starts > 6
        wanted &= some
    places = np.flatnonzero(wanted).tolist()
    texts = [
        read.text[start:end]
        for start, end in zip(read.starts[wanted].tolist(), read.ends[wanted].tolist(), strict=True)
    ]
    memory = _LATELY.setdefault(code, {})
    if len(memory) > _MOST:
        memory.clear()
    if unknown := [text for text in dict.fromkeys(texts) if text not in memory]:
        memory.update(zip(unknown, read_words(unknown, code), strict=True))
    return [(place, memory[text]) for place, text in zip(places, texts, strict=True)]


_ADJECTIVES = frozenset(
    ("pl", "cs", "sk", "hr", "sl", "fi", "hu", "tr", "et", "fr", "es", "pt", "it", "ro", "sv", "da", "no")
)
"""Languages in which what is French or Turkish is written small, and inflected."""


def read_words(texts: Sequence[str], code: str) -> list[_Reading]:
    """What is known of some words, all at once."""
    forms: list[str] = []
    sizes = [0]
    for text in texts:
        forms += _forms(text)
        sizes.append(len(forms))
    table, english = lexicon(code), lexicon("en")
    accents = code == "vi"
    hashes = _single(forms, accents)
    which, named, small = table.named(hashes)
    concept = np.full(len(forms), -1)
    is_small = np.zeros(len(forms), dtype=np.bool_)
    concept[which], is_small[which] = named, small
    levels = table.levels(hashes)
    abroad = english.levels(_single(forms, False) if accents else hashes)
    out = []
    for text, (first, last) in zip(texts, pairwise(sizes), strict=True):
        place = next((at for at in range(first, last) if concept[at] >= 0), first)
        level = int(levels[first]) if "A" <= text[0] <= "ԯ" else int(levels[first:last].max())
        out.append(
            _reading(text, int(concept[place]), bool(is_small[place]), level, int(abroad[first]), forms[first:last])
        )
    return out


def _single(forms: Sequence[str], accents: bool) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The hash of each form, which is one word."""
    read = words(forms, accents=accents)
    at = np.searchsorted(read.starts, np.array(read.begins[:-1]))
    return rows(read.hashes, 1)[np.minimum(at, len(read.hashes) - 1)]


def _forms(text: str) -> Iterable[str]:
    """A word, and what it may be a form of."""
    first = text[0]
    if "가" <= first <= "힣":
        return [text, *(text[:end] for end in range(len(text) - 1, max(1, len(text) - 1 - _PARTICLES), -1))]
    if "֐" <= first <= "ۿ":
        bare = _PREFIX.sub("", text)
        forms = [text, bare, f"ال{bare}", *(bare[:-less] for less in (1, 2) if len(bare) - less >= 4)]
        return dict.fromkeys(forms)
    if len(text) > _SHORTEST:
        return [text, *(text[:-less] for less in range(1, _ENDINGS + 1) if len(text) - less >= _SHORTEST)]
    return [text]


def _reading(text: str, concept: int, small: bool, level: int, english: int, forms: Sequence[str]) -> _Reading:
    first = text[0]
    if "A" <= first <= "ԯ" or "Ḁ" <= first <= "ỿ":
        folded = latin(text)
        cut = [latin(form) for form in forms[1:3]] if first > "ɏ" or len(folded) > 6 else []
        sounds = tuple(dict.fromkeys(sound(each) for each in (folded, *(each for each in cut if len(each) > 3))))
        codes = dict.fromkeys(code for each in (folded, *cut[:2]) for code in skeletons(each) if len(code) > 2)
        return _Reading(concept, small, level, english, folded, sounds, tuple(codes)[:8])
    if "가" <= first <= "힣" or "֐" <= first <= "ۿ":
        told = list(forms[:3]) if first >= "가" else list(forms[1:2]) if _ARTICLE.match(text) else list(forms[:2])
        codes = dict.fromkeys(code for each in told for code in skeletons(each))
        return _Reading(concept, small, level, english, text if first >= "가" else told[-1], (), tuple(codes)[:8])
    return _Reading(concept, small, level, english, text, (), skeletons(text))
