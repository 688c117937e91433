"""Whether a text tells one thing or several: the words of one report come back in it.

A round-up is several reports under one headline. Where one ends and the next begins, the words before and behind have
next to nothing in common, whatever the language. Its commoner words stand everywhere, and tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from stream.text.names.letters import Letters, WordRuns, rows, words
from stream.text.names.tables import lexicon

__all__ = ["falls_apart"]

_RARER, _MANY = 0.4, 24  # of the different words of a text such a share, and so many, tell what it is on
_FEWEST, _PARTS = 15, 4  # such words on either side of where a text may fall apart: so many, or one in four of them
_APART = 0.06
"""What the words before and behind have in common (cosine): of texts made of four reports nine in ten have less
somewhere, of single reports one in six."""

_STEM, _SYLLABLES = 5, 2  # letters, or syllables of Hangul, that the forms of one word begin with
_SHORTEST = 3  # letters of a word, but in Vietnamese


@lru_cache(maxsize=1024)
def falls_apart(text: str, language: str) -> bool:
    """Whether somewhere in a text nearly none of the words before come back behind, or it is too short to say, or in a
    language whose common words nobody has told.

    Args:
        text: as :func:`stream.text.names.letters.plain` gives it.
        language: primary subtag.
    """
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    levels: dict[str, int] = {}
    count = 0
    for count, (word, level) in enumerate(_words(words([text], accents=language == "vi"), language), 1):
        first.setdefault(word, count)
        last[word] = count
        levels[word] = max(level, levels.get(word, 0))
    if len(levels) < _PARTS or not any(levels.values()):
        return True
    common = sorted(levels.values())[: max(_MANY, round(_RARER * len(levels)))][-1]
    telling = [word for word, level in levels.items() if level <= common]
    begun, over = (np.bincount([places[word] for word in telling], minlength=count + 1) for places in (first, last))
    before, behind = np.cumsum(begun), len(telling) - np.cumsum(over)  # different words, at each place
    least = min(_FEWEST, len(telling) // _PARTS)
    wide = (before >= least) & (behind >= least)
    before, behind = before[wide], behind[wide]
    in_common = before + behind - len(telling)
    return bool((in_common < _APART * np.sqrt(before * behind)).any())


def _words(read: WordRuns, language: str) -> Iterator[tuple[str, int]]:
    """The words without what changes at their end, and how common each is. Where no spaces are written, those of two
    letters that the table has.
    """
    text, table = read.text, lexicon(language)
    levels, of_two = (table.levels(rows(read.hashes, size)).tolist() for size in (1, 2))
    kinds, starts, ends = read.kinds.tolist(), read.starts.tolist(), read.ends.tolist()
    for place, (kind, start, end) in enumerate(zip(kinds, starts, ends, strict=True)):
        if kind >= Letters.HAN:
            if place < len(of_two) and of_two[place] and starts[place + 1] == end:
                yield text[start : ends[place + 1]], of_two[place]
        elif kind == Letters.HANGUL:
            yield text[start:end][:_SYLLABLES], levels[place]
        elif kind not in (Letters.DIGIT, Letters.HIRAGANA) and (language == "vi" or end - start >= _SHORTEST):
            yield text[start:end].lower()[:_STEM], levels[place]
