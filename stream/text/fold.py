"""Copies of printed text made for matching: the printed string stays as evidence.

A credit is printed with full-width brackets in Chinese, a no-break space before the colon in
French, any of a dozen hyphens and both forms of every Vietnamese letter. Two texts that a reader
takes for the same become the same here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "tidy"]

_MARKS = re.compile("[\u0300-\u036f]+")

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

# Stroked letters have no decomposition, so NFD leaves them alone.
_STROKES = {0x0111: "d", 0x0110: "D"}


def tidy(text: str) -> str:
    """Return ``text`` with one form for brackets, spaces, hyphens and quotes, letters as printed.

    For names that are shown again: ``Trí Dung`` keeps its accents and capitals. En and em dashes
    stay what they are.
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_ACUTE_AS_QUOTE)).translate(_PUNCTUATION)


def fold(text: str) -> str:
    """Return the copy of ``text`` that is matched: tidied, case-folded, without Latin accents.

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
    copy = tidy(run).casefold().translate(_STROKES)
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", copy)))


_folded_run = lru_cache(maxsize=8192)(_fold_run)
