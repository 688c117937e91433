"""The names in some texts: rows of words that the tables know, and single words.

What a word may name does not depend on where it stands, so each is read once for each language and remembered. Several
texts may be read at once, laid end to end: a row never goes on from one into the next.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.text.languages import languages
from stream.text.names.letters import Letters, WordRuns, rolled, rows, words
from stream.text.names.sounds import latin, skeletons, sound
from stream.text.names.tables import concepts, lexicon

__all__ = [
    *("ALPHABETS", "MOST_BITS", "KnownWord", "Name", "by_consonants", "grade", "known_rows", "known_words", "lowered"),
    *("of_alphabet", "place_name", "rarity", "script_of", "spelt", "wanted_words"),
]

Flags = NDArray[np.bool_]

MOST_BITS = 9.0
ALPHABETS = ("Latn", "Cyrl")
"""Scripts with capitals."""

_WORDS = 300  # of a dispatch: a word that is once in a thousand is in one dispatch of three
_SHOUTED = 0.6  # share of words in capitals above which capitals tell nothing
_TITLED = 0.85  # the same of words that begin with one
_CASED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]+")
_MOSTLY = 0.5  # of the letters of a text are of a script with capitals, or it is in another one
_FEWEST = 12  # words of which that is a share
_WORDY = 34  # level from which a name of a city in Chinese is rather a word
_LONGEST, _LONGEST_DENSE = 3, 8  # words of a row; characters where each is a word
_COUNTRY = 2  # letters of the code of a country: all tables have all of them, and translators leave none out


class Name(NamedTuple):
    """What a text names, wherever it does."""

    kind: str  # of evidence, by which it is known how surely a translation keeps it
    key: str
    bits: float  # how rare it is: -log2 of the share of dispatches that have it
    sounds: tuple[str, ...] = ()
    skeletons: tuple[str, ...] = ()


class KnownWord(NamedTuple):
    """What is known of one word of a language, wherever it stands."""

    concept: int  # or -1
    small: bool  # the concept is named without a capital too
    level: int  # ten times log10 of how often it is in a thousand million words; 0: in no list
    english: int  # the same, of English
    folded: str
    cut: tuple[str, ...] = ()  # the same without the endings that it may have, in an alphabet with capitals
    name: Name | None = None  # where the script has no capitals: what it names, if anything

    def as_name(self, kind: str) -> Name:
        """The word as a name, of a kind of evidence: many are read, and few are names."""
        bits = min(rarity(self.level), rarity(self.english))
        return Name(kind, f"~{self.folded}", bits, *_heard(self.folded, self.cut))


@lru_cache(maxsize=1024)
def rarity(level: float) -> float:
    """-log2 of the share of dispatches that have a word of a level (ten times log10 of how often it is in a thousand
    million words; what is in no list is taken for a word of level 20).
    """
    share = 1 - math.exp(-_WORDS * 10 ** ((level or 20) / 10 - 9))
    return max(0.2, min(MOST_BITS, -math.log2(share))) if share > 0 else MOST_BITS


def grade(level: int) -> str:
    """A, B or C: how common a word is."""
    return "A" if level < 30 else "B" if level < 45 else "C"


def lowered(text: str) -> str:
    """A text in capitals in small letters: else every word would be a name."""
    head = text[:1200]
    if head == head.lower():
        return text
    cased = [word for word in head.split() if word.lower() != word.upper()]
    if len(cased) < 4 or sum(map(len, _CASED.findall(head))) < _MOSTLY * sum(map(str.isalpha, head)):
        return text  # of another script, with some names in letters
    shouting = sum(map(str.isupper, cased))
    if shouting > _SHOUTED * len(cased):
        return text.lower()
    titled = len(cased) >= _FEWEST and sum(word[:1].isupper() for word in cased) > _TITLED * len(cased)
    return text.lower() if titled else text


def script_of(read: WordRuns, first: int = 0, last: int | None = None) -> str:
    """The script that most of a text is in, as far as it matters for names; the text is words ``first`` to ``last``."""
    starts, kinds = read.starts[first:last], read.kinds[first:last]
    count = np.bincount(kinds, weights=read.ends[first:last] - starts, minlength=len(Letters)).tolist()
    letters = sum(count) - count[Letters.DIGIT]
    dense = {"Dens": count[Letters.DENSE], "Hang": count[Letters.HANGUL], "Spac": count[Letters.SPACED]}
    if count[Letters.HIRAGANA] > 0.1 * letters:
        return "Jpan"
    best = max(dense, key=lambda name: (dense[name], name))
    if count[Letters.HAN] > 0.4 * letters:
        return "Hani"
    if dense[best] > count[Letters.CASED]:
        return best
    cased = read.letters[first:last][np.flatnonzero(kinds == Letters.CASED)[:200]]
    return "Cyrl" if 2 * np.count_nonzero((cased >= 0x400) & (cased <= 0x52F)) > len(cased) else "Latn"


# --- rows


def known_rows(read: WordRuns, code: str, cased: bool, crowded: Flags) -> tuple[list[tuple[int, int, int]], Flags]:
    """What the tables know by rows of words, the longest first: place, size and concept of each; and which words these
    are.

    Args:
        read: the words.
        code: primary subtag of their language.
        cased: whether a name has a capital in their script.
        crowded: shape (n,), whether a word is of a text that has scripts without spaces: there a city may be written
            like a word, or like a part of one.
    """
    table, dense, count = lexicon(code), read.kinds >= Letters.HAN, len(read.hashes)
    taken = bytearray(count)
    far = np.concatenate(([0], np.cumsum(~read.near)))
    apart = np.concatenate(([0, 0], np.cumsum(read.starts[1:] != read.ends[:-1])))
    found: list[tuple[int, int, int]] = []
    for size, made in enumerate(rolled(read.hashes, _LONGEST_DENSE if dense.any() else _LONGEST), 1):
        if size == 1:
            continue
        which, named, small = table.named(made)
        if not len(which):
            continue
        keep = far[which + size] == far[which + 1]
        is_dense = dense[which]
        if size > _LONGEST:
            keep &= is_dense & dense[which + size - 1]
        keep &= np.where(is_dense, apart[which + size] == apart[which + 1], small | read.capitals[which] | (not cased))
        if (full := crowded[which]).any():
            keep &= ~full | small | (table.levels(made[which]) < _WORDY)
        found += [(-size, *each) for each in zip(which[keep].tolist(), named[keep].tolist(), strict=True)]
    out: list[tuple[int, int, int]] = []
    for size, place, concept in sorted(found):
        end = place - size
        if taken.find(1, place, end) < 0:
            taken[place:end] = bytes((1,)) * -size
            out.append((place, -size, concept))
    return out, np.frombuffer(taken, dtype=np.bool_)


@cache
def place_name(number: int) -> Name:
    """Something that the tables know, by its number."""
    concept = concepts()[number]
    bits = rarity(concept.zipf * 10)
    if concept.key.startswith(("month", "day")):
        return Name("date", f"={number}", min(bits, 3.5))
    if len(concept.key) == _COUNTRY:
        return Name("land", f"={number}", bits)
    kind, name = "placeR" if bits > 8 else "place", latin(concept.shown)
    if concept.key.startswith("city") and name.isalpha():  # many a table knows it in one script, and not in another
        return Name(kind, f"={number}", bits, *_heard(name, ()))
    return Name(kind, f"={number}", bits)


def spelt(key: str) -> str:
    """The letters of a name, or in Latin ones those of a city that the tables know."""
    return latin(concepts()[int(key[1:])].shown) if key[0] == "=" else key[1:]


# --- words

_lately: dict[str, dict[str, KnownWord]] = {}
_MOST = 60_000  # words of one language that are remembered
_ENDINGS = 3  # letters that a case or an adjective adds at most
_SHORTEST = 5  # letters that are left
_PARTICLES, _SYLLABLES = 4, 2  # syllables of what Korean puts behind a word at most, and of a name at least
_CUT, _BY_CHANCE = 3, 5  # syllables, and levels by which a word's beginning must be commoner than a word
_FIRST_SYLLABLE, _ENDS = 0xAC00, 28  # of Hangul: each vowel has so many ends, of which the first is none
_ENDS_OF_NAMES = frozenset((0, 1, 4, 8, 16, 17, 19, 21))  # ㄱ ㄴ ㄹ ㅁ ㅂ ㅅ ㅇ: foreign names are spelt with no others
_VERBAL = re.compile("다(?:$|고|는|며|면|던)")  # how Korean sentences and clauses end
_PREFIX = re.compile(
    "^(?:وال|بال|فال|كال|لل|ال|و(?=...)|ب(?=....)|ل(?=....)|ف(?=....)|ك(?=.....)|ה(?=...)|ו(?=...)|ב(?=...)|ל(?=...)|מ(?=...)|ש(?=...))"
)
_ARTICLE = re.compile("^[وبفك]?ال|^لل")
_ADJECTIVES = frozenset(
    ("pl", "cs", "sk", "hr", "sl", "fi", "hu", "tr", "et", "fr", "es", "pt", "it", "ro", "sv", "da", "no")
)
"""Languages in which what is French or Turkish is written small, and inflected."""


def wanted_words(read: WordRuns, code: str, script: str, used: Flags) -> Flags:
    """Which words may be names or places."""
    wanted: Flags = (
        ~used & (read.kinds != Letters.DIGIT) & (read.kinds != Letters.HIRAGANA) & (read.kinds < Letters.HAN)
    )
    glued = (
        (read.kinds[1:] == Letters.HANGUL) & (read.kinds[:-1] == Letters.DIGIT) & (read.starts[1:] == read.ends[:-1])
    )
    wanted[1:] &= ~glued  # what is counted, with its particle
    if script in ALPHABETS:
        named, _, small = lexicon(code).named(rows(read.hashes, 1))
        some = read.capitals.copy()
        some[named[small]] = True
        if script == "Cyrl" or code in _ADJECTIVES:
            some |= read.ends - read.starts > 6
        wanted &= some
    return wanted


def known_words(read: WordRuns, code: str, wanted: Flags) -> list[tuple[int, KnownWord]]:
    """The words that are wanted, each with its place and what is known of it."""
    text = read.text
    texts = [
        text[start:end] for start, end in zip(read.starts[wanted].tolist(), read.ends[wanted].tolist(), strict=True)
    ]
    memory = _lately.setdefault(code, {})
    if len(memory) > _MOST:
        memory.clear()
    if unknown := [each for each in dict.fromkeys(texts) if each not in memory]:
        memory.update(zip(unknown, _read_words(unknown, code), strict=True))
    return [(place, memory[each]) for place, each in zip(np.flatnonzero(wanted).tolist(), texts, strict=True)]


def of_alphabet(word: KnownWord, capital: bool, opening: bool) -> Name | None:
    """What a word in Latin, Cyrillic or Greek letters names in a text of another script."""
    if word.concept >= 0 and (word.small or (capital and not (word.level >= 45 and opening))):
        return place_name(word.concept)
    return word.as_name("name" + grade(word.english)) if len(word.folded) > 1 else None


def _read_words(texts: Sequence[str], code: str) -> Iterator[KnownWord]:
    """What is known of some words, all at once."""
    forms: list[str] = []
    sizes = [0]
    particles = _particles(code)
    for text in texts:
        forms += _forms(text, particles)
        sizes.append(len(forms))
    table, english = lexicon(code), lexicon("en")
    accents = code == "vi"
    hashes, kinds = _single(forms, accents)
    which, named, small = table.named(hashes)
    concept = np.full(len(forms), -1)
    is_small = np.zeros(len(forms), dtype=np.bool_)
    concept[which], is_small[which] = named, small
    if table.caseless:  # NATO and EU are written as in English there
        which, named, small = english.named(hashes)
        foreign = (kinds[which] == Letters.CASED) & (concept[which] < 0)
        concept[which[foreign]], is_small[which[foreign]] = named[foreign], small[foreign]
    known, smalls, levels, letters = concept.tolist(), is_small.tolist(), table.levels(hashes).tolist(), kinds.tolist()
    abroad = english.levels(_single(forms, False)[0] if accents else hashes).tolist()
    for text, (first, last) in zip(texts, pairwise(sizes), strict=True):
        place = next((at for at in range(first, last) if known[at] >= 0), first)
        level = levels[first] if letters[first] == Letters.CASED else max(levels[first:last])
        if letters[first] == Letters.HANGUL:  # what a longer word begins with may be there by chance
            level = max(levels[first], *(each - _BY_CHANCE for each in levels[first + 1 : last]))
        name: Name | None = None
        folded, cut = text, tuple[str, ...]()
        if letters[first] == Letters.CASED:
            folded = latin(text)
            if text[0] > "\u024f" or len(folded) > _SHORTEST + 1:
                cut = tuple(map(latin, forms[first + 1 : min(last, first + 3)]))
        elif known[place] >= 0 and (smalls[place] or level < 40):
            name = place_name(known[place])
        else:
            name = _by_sound(text, letters[first], level, forms[first:last])
        yield KnownWord(known[place], smalls[place], level, abroad[first], folded, cut, name)


def _single(forms: Sequence[str], accents: bool) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """The hash of each form, which is one word, and its kind of letters."""
    read = words(forms, accents=accents)
    at = np.minimum(np.searchsorted(read.starts, np.array(read.begins[:-1])), len(read.hashes) - 1)
    return rows(read.hashes, 1)[at], read.kinds[at]


@cache
def _particles(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """What a language puts behind a name: behind a syllable that ends in a consonant, and behind one that does not."""
    known = next((each.words.particles for each in languages() if each.code == code), ())
    pairs = [each.split("/") for each in " ".join(known).split()]
    return frozenset(pair[0] for pair in pairs), frozenset(pair[-1] for pair in pairs)


def _bare(text: str, particles: tuple[frozenset[str], frozenset[str]]) -> str:
    """A word in Hangul without the longest particle that it may have."""
    for size in range(min(_PARTICLES, len(text) - 1), 0, -1):
        is_open = (ord(text[-size - 1]) - _FIRST_SYLLABLE) % _ENDS == 0
        if text[-size:] in particles[is_open]:
            return text[:-size]
    return text


def _forms(text: str, particles: tuple[frozenset[str], frozenset[str]]) -> Iterable[str]:
    """A word, and what it may be a form of."""
    first = text[0]
    if "가" <= first <= "힣":
        cuts = range(len(text) - 1, max(1, len(text) - 1 - _CUT), -1)
        return [_bare(text, particles), text, *(text[:end] for end in cuts)]  # what begins with a word is none
    if "֐" <= first <= "ۿ":
        bare = _PREFIX.sub("", text)
        forms = [text, bare, f"ال{bare}", *(bare[:-less] for less in (1, 2) if len(bare) - less >= 4)]
        return dict.fromkeys(forms)
    if len(text) > _SHORTEST:
        return [text, *(text[:-less] for less in range(1, _ENDINGS + 1) if len(text) - less >= _SHORTEST)]
    return [text]


def _may_be_name(text: str, bare: str) -> bool:
    """Whether a word in Hangul may be a name: of two syllables at least before its particle, spelt with the ends that
    names have, and no verb.
    """
    if len(bare) < _SYLLABLES or _VERBAL.search(text):
        return False
    return all((ord(letter) - _FIRST_SYLLABLE) % _ENDS in _ENDS_OF_NAMES for letter in bare)


@lru_cache(maxsize=65536)
def _heard(folded: str, cut: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How a word and what it may be a form of sound, and their consonants."""
    sounds = dict.fromkeys(sound(each) for each in (folded, *(each for each in cut if len(each) > 3)))
    codes = dict.fromkeys(code for each in (folded, *cut) for code in skeletons(each) if len(code) > 2)
    return tuple(sounds), tuple(codes)[:8]


def _by_sound(text: str, letters: int, level: int, forms: Sequence[str]) -> Name | None:
    """A word as a name in a script that has no capitals: what is common is none."""
    if letters == Letters.KATAKANA:
        is_name, folded, read = len(text) > 1, text, [text]
    elif letters == Letters.HANGUL:
        is_name, folded, read = level < 38 and _may_be_name(text, forms[0]), forms[0], [*forms[:1]]
    elif "\u0590" <= text[0] <= "\u06ff":
        read = [*forms[1:2]] if _ARTICLE.match(text) else [*forms[:2]]
        folded = read[-1]
        is_name = level < 46 and len(folded) > 2
    else:
        is_name, folded, read = level < 46 and len(text) > 2, text, [text]
    if not is_name:
        return None
    return by_consonants(folded, list(dict.fromkeys(code for each in read for code in skeletons(each))))


def by_consonants(folded: str, some: Sequence[str]) -> Name | None:
    """A name of which only the consonants are known."""
    codes = tuple(code for code in some[:8] if 2 < len(code) < 9)
    if not codes:
        return None
    size = max(map(len, codes))
    return Name("sound" + ("0" if size < 4 else "1" if size < 6 else "2"), f"~{folded}", MOST_BITS, (), codes)
