"""One spelling for texts that are compared: what their transmission broke, and what their language writes in two ways.

`stream.text.fold` makes one of two letters wherever they stand. What is done here needs the whole text:

* `mended` undoes damage. Characters that were read in a wrong encoding (``Ã©``), those that were escaped twice
  (``&amp;eacute;``) and those that were parted from their marks are what they were meant to be. That is fit to be
  shown, and `undamaged` is asked before a text is taken apart.
* `evened` prints the signs inside words in one form: ``Russia’s`` as ``Russia's``, ``U.S.`` as ``US``.
* `respelt` makes one of two ways to write a language, which its everyday words tell: ``Fähre`` and ``Faehre``, Serbian
  in two scripts. A word of two scripts whose letters look alike is of one. That is fit for comparing alone.

The printed text is never replaced by the others. Most texts are plain ASCII: a look tells that nothing has to be done.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple
from unicodedata import normalize

from stream.text.fold import fold_words
from stream.text.languages import languages

__all__ = ["comparable", "even", "evened", "mended", "respelt", "respelt_as", "undamaged", "unescaped"]

# A reference with its semicolon; one to a line break would tear lines apart.
_REFERENCE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#(?!0*(?:10|13);|x0*[aAdD];)(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6}));")
_MOST_ESCAPES = 3  # times that one was put upon the other

# UTF-8 read as Windows-1252 or Latin-1 (a first byte as a letter, then as many of the others as it asks for), as
# Windows-1250, as Mac Roman or a code page of DOS, as Windows-1251. Only where one of these is found is ftfy asked
# whether the text is broken and what it was: that takes half a millisecond for each thousand characters.
_REST = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_MISREAD = re.compile(
    f"[\u00c2-\u00df][{_REST}]|[\u00e0-\u00ef][{_REST}]{{2}}|[\u00f0-\u00f4][{_REST}]{{3}}"
    "|[\u0102\u0139\u00c2][\u0080-\u017f\u2010-\u203a]|[\u221a\u251c\u252c][^\\x00-\\x7f]"
    "|[\u0420\u0421][^\\x00-\\x7f\u0410-\u044f][\u0420\u0421]|[\u0420\u0421]\u00a0[\u0420\u0421]"
)
# Each of them has this, and few texts in Latin script do: the engine leaps to one set of signs, and tries each choice
# of several in every place.
_TWO_SIGNS = re.compile("[^\\x00-\\x7f]{2}")

# A letter and its mark as two signs, as some systems write names of files; "é" is one word of one letter either way.
_MARK_APART = re.compile("[\u0300-\u036f\u0653-\u0655\u3099\u309a\u1100-\u11ff]")

_LATIN, _CYRILLIC, _GREEK = "A-Za-z", "\u0400-\u04ff", "\u0370-\u03ff"
_MIXED = re.compile(
    f"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}{_GREEK}][{_LATIN}]|[{_CYRILLIC}][{_GREEK}]|[{_GREEK}][{_CYRILLIC}]"
)
_NOT_LATIN = re.compile(f"[{_CYRILLIC}{_GREEK}]")
_WORD = re.compile(r"\w+")
_ALIKE = {
    "Cyrillic": dict(zip("АВЕКМНОРСТУХІЈЅаеорсухіјѕ", "ABEKMHOPCTYXIJSaeopcyxijs", strict=True)),
    "Greek": dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABEZHIKMNOPTYXov", strict=True)),
}
_TO_LATIN = str.maketrans({**_ALIKE["Cyrillic"], **_ALIKE["Greek"]})
_TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in _ALIKE["Cyrillic"].items()})

# Inside words only: what stands around them is no part of them. Of figures, the signs that Arabic has for its own.
_SIGNS = re.compile("[‐‑‘’‛ʼ′´٫٬＇](?<=\\w.)(?=\\w)")
_ONE_SIGN = {"‐": "-", "‑": "-", "٫": ".", "٬": ","}
_INVISIBLE = re.compile("[­​-‏‪-‮⁠﻿]+")
# A stop of initials: behind one letter, before another or behind one more. It begins with the sign itself, since the
# engine then leaps from stop to stop.
_LETTER = r"[^\W\d_]"
_STOP = re.compile(
    rf"\.(?:(?<=\b{_LETTER}\.)(?:(?={_LETTER}(?!\w))| (?={_LETTER}\.))"
    rf"|(?<=\b{_LETTER}\.{_LETTER}\.)|(?<=\b{_LETTER}\. {_LETTER}\.))"
)

_SURE = 3  # everyday words, the first among them


class _Way(NamedTuple):
    """How texts of one language are respelt."""

    everyday: tuple[str, ...]  # with a space on either side
    letters: dict[int, str]
    written_out: re.Pattern[str] | None


def comparable(text: str) -> str:
    """The copy of a text whose words are compared: mended, respelt and folded."""
    return fold_words(respelt(mended(text)))


def unescaped(text: str, references: re.Pattern[str] = _REFERENCE) -> str:
    """A text without references to characters: feeds escape what was escaped before, twice and more."""
    if "&" in text:
        for _ in range(_MOST_ESCAPES):
            escaped, text = text, references.sub(lambda reference: unescape(reference[0]), text)
            if text == escaped:
                break
    return text


def mended(text: str) -> str:
    """A text without the damage of its transmission; itself where there is none. Lines stay what they are."""
    return undamaged(unescaped(text))


def undamaged(text: str) -> str:
    """A text whose characters are what they were meant to be; references to characters stay."""
    if text.isascii():
        return text
    if _MARK_APART.search(text) is not None:
        text = normalize("NFC", text)
    if _TWO_SIGNS.search(text) is None or _MISREAD.search(text) is None:
        return text
    from ftfy import fix_encoding  # a tenth of a second, for texts that few suppliers send

    repaired = fix_encoding(text)
    return repaired if repaired.count("\n") == text.count("\n") else text


@lru_cache(maxsize=1024)  # of the versions that are being compared now, each with several others
def evened(text: str) -> str:
    """A text mended, with the signs inside its words in one form, for whoever takes it apart into words.

    Initials lose their stops (``J. K. Rowling`` is ``JK Rowling``), words what is invisible in them.
    """
    return even(mended(text))


def even(words: str) -> str:
    """Words of a mended text with their signs in one form."""
    if not words.isascii():
        words = _SIGNS.sub(lambda sign: _ONE_SIGN.get(sign[0], "'"), _INVISIBLE.sub("", words))
    return _STOP.sub("", words)


def respelt(text: str) -> str:
    """A mended text in the one spelling of its language; itself in nearly all."""
    return respelt_as(text, text)


def respelt_as(words: str, text: str) -> str:
    """Words of a mended text in the spelling that this text as a whole shows."""
    way = _way_of(text)
    if way is not None:
        words = words.translate(way.letters)
        if way.written_out is not None:
            words = way.written_out.sub(lambda letters: letters[0][0], words)
    if text.isascii() or _NOT_LATIN.search(words) is None or _MIXED.search(words) is None:
        return words
    return _WORD.sub(lambda word: _of_one_script(word[0]), words)


def _way_of(text: str) -> _Way | None:
    for way in _ways():
        if way.everyday[0] in text and sum(word in text for word in way.everyday) >= _SURE:
            return way
    return None


@cache
def _ways() -> tuple[_Way, ...]:
    ways = []
    for spelling in (language.spelling for language in languages()):
        pairs = [pair.split() for pair in spelling.written_out]
        letters = {letter: two[0] for letter, two in pairs}
        letters |= dict(pair.split() for pair in spelling.transliterated)
        letters |= {letter.upper(): other.capitalize() for letter, other in letters.items()}
        two = "|".join(two for _, two in pairs)
        if letters:
            everyday = tuple(f" {word} " for word in spelling.everyday)
            written_out = re.compile(two, re.IGNORECASE) if two else None
            ways.append(_Way(everyday, str.maketrans(letters), written_out))
    return tuple(ways)


def _of_one_script(word: str) -> str:
    """A word in the script that it is of, if its letters of another look like letters of that one."""
    if word.isascii() or _MIXED.search(word) is None:
        return word
    latin, cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    if _NOT_LATIN.search(latin) is None:
        return latin
    return word if _MIXED.search(cyrillic) else cyrillic
