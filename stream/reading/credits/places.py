"""What a place looks like in a dateline: capitalised words, or capitals and nothing else.

No gazetteer: the world has more towns than any list. The form has to do, so it is strict.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stream.text.fold import fold, tidy
from stream.text.languages import words_of

__all__ = ["in_capitals", "is_bare_place", "is_place", "may_start"]

# Words in capitals before an em dash that announce a kind of text, not a place.
_NO_PLACES = frozenset(map(fold, words_of(lambda language: language.words.no_places)))
_PARTICLES = frozenset(words_of(lambda language: language.words.place_particles))
# A handful: "ABOARD THE USS THEODORE ROOSEVELT" has five, and none of the 18,000 datelines of Reuters-21578 more than
# three; six were "THE COMMODITY RESEARCHBUREAU FUTURES PRICES INDEX Apr 7 -" and another headline.
_MOST_WORDS = 5
# Vowel signs of Indic scripts, Thai and Arabic are no letters, yet parts of words.
_LETTER = "(?:[^\\W\\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff])"
_WORD = re.compile(rf"{_LETTER}+(?:[.'’/-]{_LETTER}*)*|-|&")
_MOST_CASELESS = 3  # words, where no capital tells a place from a sentence


@lru_cache(maxsize=4096)
def is_place(part: str) -> bool:
    """Tell whether ``part`` may be a place: a few capitalised words, with no verb among them."""
    words = tidy(part).split()  # an NFD text has its accents apart
    if not 1 <= len(words) <= _MOST_WORDS or len(part) > 60 or not may_start(part):
        return False
    if not part[0].isupper() and len(words) > _MOST_CASELESS:
        return False
    for word in words:
        bare = word.rstrip(".")
        # A full stop ends an abbreviation ("St.", "Calif.", "N.Y."); a longer word it ends a sentence.
        if len(bare) > 6 and bare != word:
            return False
        if not bare or _WORD.fullmatch(bare) is None:
            return False
        if not (may_start(bare) or bare[:2] in ("d'", "l'") or bare in _PARTICLES or len(bare) == 1):
            return False
    return words[-1] not in _PARTICLES


def may_start(text: str) -> bool:
    """Tell whether ``text`` begins as a name does: with a capital, or with a letter of a script that has none."""
    return text[0].isupper() or unicodedata.category(text[0]) == "Lo"


def is_bare_place(place: str, dash: str) -> bool:
    """Tell whether capitals alone make a place: with an em dash, as Viet Nam News prints it."""
    words = fold(place).replace(",", " ").split()
    return "—" in dash and len(words) <= 5 and in_capitals(place) and _NO_PLACES.isdisjoint(words)


def in_capitals(text: str) -> bool:
    """Tell whether ``text`` has two letters at least and no small one."""
    return text == text.upper() and sum(map(str.isalpha, text)) >= 2
