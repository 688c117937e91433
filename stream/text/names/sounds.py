"""How a name sounds, for scripts and languages that spell it each in their way.

Two forms. *Sound* keeps the vowels, for scripts that write them: Loukachenko, Lukaschenko and Лукашенко are one. The
*skeleton* keeps six classes of consonants, which is what all scripts have in common: P (p b f v), T (t d), K (k g),
S (s z sh ch j), N (m n), R (l r). Where a spelling can be read in two ways there are several.

A script that writes vowels tells more than its consonants: how far the vowels of two names agree parts the same name
from one that has its consonants by chance (`agreement`). Korean and Japanese write all of them, Arabic the long ones.

Latin letters are read by rules. Every other alphabet is read by the names that Unicode gives its letters ("ARABIC
LETTER SHEEN", "DEVANAGARI LETTER KA", "HANGUL SYLLABLE GIM"), with the exceptions that those names need; Chinese by
the table of readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product

from stream.text.fold import fold_words

__all__ = ["agreement", "latin", "skeletons", "skeletons_of_han", "sound", "writes_vowels"]

_MOST = 8  # readings of one name

_SOUND = [  # each with a letter that it needs: most words have few of these
    (letter, re.compile(pattern), instead)
    for letter, pattern, instead in (
        ("h", "tsch|tch|sch|shch|sh|ch", "x"),
        ("z", "cz|sz", "x"),
        ("u", "ou", "u"),
        ("u", "gu(?=[ei])", "g"),
        ("d", "dzh|dsch|dj", "j"),
        ("h", "kh", "h"),
        ("y", "y", "i"),
        ("j", "j", "i"),
        ("k", "ck", "k"),
        ("q", "q", "k"),
        ("c", "c(?![eiy])", "k"),
        ("w", "w", "v"),
        ("z", "z", "s"),
        ("h", "ph", "f"),
        ("e", "i+(?=e)", ""),
        ("", r"(.)\1+", r"\1"),
        ("", "(?<=..[^aeiou])[eo]$", ""),
    )
]
_CYRILLIC = str.maketrans(
    dict(zip("абвгґдеєзиіїйклмнопрстуўфыэъьѓќљњћђј", "abvggdeeziiiyklmnoprstuufye  gklncdj", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "џ": "dzh", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ё": "e"}
)
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstifo", strict=True)) | {"θ": "th", "χ": "kh", "ψ": "ps"}
)

_READ = [  # each with a letter that it needs: most words have few of these
    (letter, re.compile(pattern), instead)
    for letter, pattern, instead in (
        ("n", "^[kgp]n", "n"),
        ("w", "^wr", "r"),
        ("p", "^ps", "s"),
        ("x", "^x", "s"),
        ("h", "tsch|tch|tsh|dsch|dzh", "s"),
        ("", "sch|sh|sz|cz|rz|ts|tz|dz|dj", "s"),
        ("h", "ch(?=[rl])", "k"),
        ("h", "ch", "C"),
        ("h", "ph", "f"),
        ("h", "[ao]ugh", "o"),
        ("h", "igh", "i"),
        ("h", "gh", "g"),
        ("h", "kh", "k"),
        ("", "ck|cq|qu", "k"),
        ("q", "q", "Q"),
        ("c", "s?c(?=[eiy])", "s"),
        ("c", "c", "k"),
        ("g", "dg(?=e)", "s"),
        ("x", "x", "ks"),
        ("n", "[ts]ion", "sn"),
        ("b", "mb$", "m"),
        ("g", "ng(?=[^aeiouy]|$)", "G"),
    )
]
_OPEN = [  # spellings that languages read in several ways; capitals stand for what several letters spell
    (letter, re.compile(pattern), instead)
    for letter, pattern, instead in (
        ("C", "C", ("s", "k")),  # Charles, Michael
        ("Q", "Q", ("k", "s")),  # Qatar, Keqiang
        ("G", "G", ("n", "nk")),  # Stirling, as スターリング
        ("h", "th", ("t", "s")),
        ("g", "g(?=[eiy])", ("s", "k")),
        ("j", "^j|(?<=[aeiou])j", ("s", "")),
        ("w", "w(?=[aeiouy])", ("", "p")),
        ("r", "r(?=[^aeiouyr]|$)", ("r", "")),
    )
]
_CLASS = {
    **dict.fromkeys("pbfv", "P"),
    **dict.fromkeys("td", "T"),
    **dict.fromkeys("kgqc", "K"),
    **dict.fromkeys("szjx", "S"),
    **dict.fromkeys("mn", "N"),
    **dict.fromkeys("lr", "R"),
}
_DOUBLED = re.compile(r"(.)\1+")


def latin(word: str) -> str:
    """A word of an alphabet that writes its vowels in plain Latin letters; others stay as they are."""
    small = word.lower()
    if "a" <= small[0] <= "ɏ" or "ḁ" <= small[0] <= "ỿ":
        return fold_words(small)
    if "Ѐ" <= small[0] <= "ԯ":
        return small.translate(_CYRILLIC).replace(" ", "")
    if "Ͱ" <= small[0] <= "Ͽ":
        return unicodedata.normalize("NFC", _bare(small)).translate(_GREEK)
    return small


def _bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """One spelling for a name in plain Latin letters."""
    for letter, pattern, instead in _SOUND:
        if letter in name:
            name = pattern.sub(instead, name)
    return name


@lru_cache(maxsize=65536)
def skeletons(name: str) -> tuple[str, ...]:
    """The consonants of a name, in each way that it can be read."""
    if not name:
        return ()
    if name.isascii():
        return _of_latin(name)
    first = name[0]
    if "가" <= first <= "힣":
        return _with_doubles([[_hangul(letter) for letter in name]])
    if "ァ" <= first <= "ヿ":
        return _of_katakana(name)
    return _of_letters(name)


def skeletons_of_han(readings: list[str]) -> tuple[str, ...]:
    """The consonants of a name in Chinese characters by what each reads as; "K|S" where a character has two."""
    forms: list[tuple[str, ...]] = [()]
    for reading in readings:
        forms = [(*form, each) for form in forms for each in reading.split("|")][:_MOST]
    return _with_doubles(forms)


def _with_doubles(forms: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The consonants of a name by its syllables. Two of one class in a row are two (Menendez), or one where a syllable
    ends as the next begins (Cannon), or one anyway, because the script put a vowel between them: all are told.
    """
    out = set()
    for form in forms:
        every = "".join(form)
        out.add(every)
        if _DOUBLED.search(every) is None:
            continue
        runs = closed = before = ""
        for syllable in form:
            rest = syllable[1:] if before[-1:] == syllable[:1] else syllable
            runs += rest
            closed += rest if len(before) > 1 else syllable
            before = syllable
        out |= {closed, runs, _DOUBLED.sub(r"\1", runs)}
    return tuple(sorted(out))[:_MOST]


def _of_latin(name: str) -> tuple[str, ...]:
    for letter, pattern, instead in _READ:
        if letter in name:
            name = pattern.sub(instead, name)
    forms = {name}
    for letter, pattern, readings in _OPEN:
        if letter in name:
            forms = {pattern.sub(reading, form) for form in forms for reading in readings}
    return tuple(sorted({_classes(form) for form in forms}))[:_MOST]


def _classes(form: str) -> str:
    """A vowel between two of one class keeps them apart; a doubled letter does not."""
    out: list[str] = []
    last = ""
    for letter in form:
        sounds = _CLASS.get(letter, "")
        if sounds and sounds != last:
            out.append(sounds)
        last = sounds
    return "".join(out)


@lru_cache(maxsize=16384)
def _hangul(letter: str) -> str:
    """First and last sound of a syllable, whose name is such as GIM."""
    match = re.match(r"([^AEIOUWY]*)[AEIOUWY]+([^AEIOUWY]*)$", unicodedata.name(letter, " ").split()[-1])
    if match is None:
        return ""
    lead, tail = match.groups()
    tail = "T" if tail in ("S", "SS", "J", "C") else tail.replace("NG", "N")
    return _class_of(lead) + _class_of(tail)


def _class_of(letters: str) -> str:
    """The class of the first letter of a name of a sound; "C" is that of "church"."""
    first = letters[:1].lower()
    return "S" if first == "c" else _CLASS.get(first, "")


def _of_katakana(name: str) -> tuple[str, ...]:
    readings: list[tuple[str, ...]] = []
    for place, letter in enumerate(name):
        if letter == "ン":  # ends the syllable before it
            readings[-1:] = [tuple(f"{each}N" for each in (readings[-1] if readings else ("",)))]
        elif letter == "フ" and name[place + 1 : place + 2] in _SMALL_VOWELS:
            readings.append(("P",))
        else:
            readings.append(_katakana(letter))
    return _with_doubles(islice(product(*readings), _MOST))


_SMALL_VOWELS = ("ァ", "ィ", "ェ", "ォ", "ュ")
_KATAKANA = {  # what the names of letters do not say, or not all of it
    "ー": ("", "R"),  # lengthens a vowel, and stands for an r that is not heard
    "チ": ("S", "T"),
    "ツ": ("S", "T"),
    "ヂ": ("S",),
    "ヅ": ("S",),
    "フ": ("P", ""),  # Hussein; with a small vowel it is an f
    "ヴ": ("P",),
}


@lru_cache(maxsize=256)
def _katakana(letter: str) -> tuple[str, ...]:
    """The classes that a syllable may stand for, by its name, which is such as KATAKANA LETTER KA."""
    made = unicodedata.name(letter, "")
    if not made.startswith("KATAKANA LETTER ") or "SMALL" in made:
        return _KATAKANA.get(letter, ("",))
    return _KATAKANA.get(letter) or (_class_of(made.rpartition(" ")[2]),)


_TOGETHER = re.compile("ت[شسز]")  # which Arabic spells with two letters: Charles, Leibniz


def _of_letters(name: str) -> tuple[str, ...]:
    forms: list[tuple[str, ...]] = []
    for spelling in dict.fromkeys((name, _TOGETHER.sub("س", name))):
        forms += islice(product(*map(_letter, spelling)), _MOST)
    return _with_doubles(forms)


_LETTERS = {  # what the names of letters do not say
    **dict.fromkeys("اأإآءعىيويةهح", ("",)),
    "ث": ("T", "S"),
    "ذ": ("T", "S"),
    "ج": ("S", "K"),
    "غ": ("K",),
    "خ": ("K",),
    "چ": ("S",),
    "ژ": ("S",),
    "ق": ("K",),
    **dict.fromkeys("אעהיח", ("",)),
    "ו": ("", "P"),
    "צ": ("S",),
    "ץ": ("S",),
    "ת": ("T",),
    "ט": ("T",),
    "פ": ("P",),
    "ף": ("P",),
    "כ": ("K",),
    "ך": ("K",),
}


@lru_cache(maxsize=8192)
def _letter(letter: str) -> tuple[str, ...]:
    """The classes that a letter may stand for, by the name that Unicode gives it."""
    if letter in _LETTERS:
        return _LETTERS[letter]
    made = unicodedata.name(letter, "")
    if unicodedata.category(letter)[0] != "L":  # a sign for a vowel, or for its nasal sound
        return ("N",) if "ANUSVARA" in made else ("",)
    for word in ("LETTER ", "CHARACTER ", "SYLLABLE "):
        if word in made:
            called = made.partition(word)[2].replace("FINAL ", "").split()[0]
            return (_class_of(called.lstrip("HWY")),)  # what begins with a vowel is one
    return ("",)


_SPELT = [(re.compile(pattern), vowel) for pattern, vowel in (
    ("ou|oo|w", "u"), ("ee|ea|ie|y", "i"), ("au|aw", "o"), ("ai|ei|ay", "e"), ("[^aeiou]", ""), (r"(.)\1+", r"\1"),
)]  # fmt: skip
_HANGUL_VOWELS = "aæae?e?eoaeeou?eiu ii"  # by their order in Unicode; "?" is heard as any, " " parts two consonants
_FIRST_SYLLABLE, _VOWELS, _ENDS = 0xAC00, 21, 28
_LONG_VOWELS = str.maketrans({"ا": "a", "أ": "a", "آ": "a", "إ": "i", "و": "o", "ي": "i", "ى": "a"})
_NO_VOWEL = re.compile("[^aeiou]")


@lru_cache(maxsize=65536)
def agreement(one: str, other: str) -> float | None:
    """The share of the vowels of two names that are the same, in order, from 0 to 1; None where a script tells none.

    Args:
        one: as `latin` gives it, or in a script that has no capitals.
        other: the same. Where one writes no short vowels, the share is of the vowels that it has.
    """
    ours, theirs = _vowels(one), _vowels(other)
    if _is_kana(one) or _is_kana(other):  # which part any two consonants by a u
        ours, theirs = ours.replace("u", ""), theirs.replace("u", "")
    if not ours or not theirs:
        return None
    row = [0] * (len(theirs) + 1)
    for vowel in ours:
        last, row = row, [0]
        for place, each in enumerate(theirs):
            row.append(max(last[place] + _is_same(vowel, each), last[place + 1], row[-1]))
    of = min(len(ours), len(theirs)) if _is_arabic(one) or _is_arabic(other) else (len(ours) + len(theirs)) / 2
    return row[-1] / of


def writes_vowels(name: str) -> bool:
    """Whether a name is in a script that tells all its vowels."""
    return name.isascii() or "가" <= name[0] <= "힣" or _is_kana(name)


def _is_kana(name: str) -> bool:
    return "ァ" <= name[0] <= "ヿ"


def _is_arabic(name: str) -> bool:
    return "\u0600" <= name[0] <= "\u06ff"


def _is_same(one: str, other: str) -> bool:
    return one == other or "?" in (one, other) or {one, other} in ({"æ", "a"}, {"æ", "e"})


@lru_cache(maxsize=65536)
def _vowels(name: str) -> str:
    """The vowels that a name is written with; none of a script whose vowels are not known."""
    if name.isascii():
        for pattern, vowel in _SPELT:
            name = pattern.sub(vowel, name)
        return name
    if "가" <= name[0] <= "힣":
        places = [(ord(letter) - _FIRST_SYLLABLE) // _ENDS % _VOWELS for letter in name if "가" <= letter <= "힣"]
        return "".join(_HANGUL_VOWELS[place] for place in places).replace(" ", "")
    if _is_kana(name):
        out = ""
        for letter in name:
            made = unicodedata.name(letter, "")
            if "SMALL" in made and letter in (*_SMALL_VOWELS, "ャ", "ョ"):
                out = out[:-1]  # it stands for the vowel before it
            if "KATAKANA LETTER" in made and letter not in "ンッー":
                out += made[-1].lower()
        return out
    return _NO_VOWEL.sub("", name.translate(_LONG_VOWELS)) if _is_arabic(name) else ""
