"""Persons and places in Chinese characters, or in what Vietnamese makes of these: by how each character reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from stream.matching.translating.naming import MOST_BITS, Name, by_consonants
from stream.text.fold import fold_words
from stream.text.names.letters import WordRuns, rows
from stream.text.names.sounds import skeletons_of_han, sound
from stream.text.names.tables import characters, lexicon, readings

__all__ = ["persons", "transcriptions", "vietnamese_persons"]

Flags = NDArray[np.bool_]

_POINTS = 0x10000
_WORDLIKE = 35  # level from which two characters are rather a word than a part of a person's name
_MOST_READINGS = 12  # of a name that Vietnamese reads in its own way


def transcriptions(read: WordRuns, free: Flags) -> Iterator[tuple[int, int, Name]]:
    """Foreign names in Chinese: rows of the characters that these are written with. Place, size and name of each."""
    which = np.flatnonzero(free)
    which = which[_transcribing().take(read.letters[which])]
    if not len(which):
        return
    breaks = (np.diff(which) != 1) | (read.starts[which[1:]] != read.ends[which[:-1]])
    edges = [0, *(np.flatnonzero(breaks) + 1).tolist(), len(which)]
    for first, last in pairwise(edges):
        if last - first > 1:
            place = int(which[first])
            start = int(read.starts[place])
            if (name := _transcribed(read.text[start : start + last - first])) is not None:
                yield place, last - first, name


@lru_cache(maxsize=16384)
def _transcribed(name: str) -> Name | None:
    table = characters()
    if sum(table[letter].odds for letter in name) < 5:
        return None
    return by_consonants(name, skeletons_of_han([table[letter].reading for letter in name]))


def persons(read: WordRuns, code: str, free: Flags) -> Iterator[tuple[int, Name]]:
    """Chinese persons: a family name and two characters that are no word, by how those read. 李克强 is Keqiang."""
    apart = read.starts[1:] != read.ends[:-1]
    which = np.flatnonzero(free[:-2] & free[1:-1] & free[2:] & ~apart[:-1] & ~apart[1:])
    which = which[_families().take(read.letters[which])]
    levels = lexicon(code).levels(rows(read.hashes, 2)[np.concatenate((which, which + 1))]).reshape(2, -1)
    table = readings().pinyin
    for place in which[levels.max(axis=0, initial=0) < _WORDLIKE].tolist():
        name = read.text[read.starts[place] : read.ends[place + 2]]
        given = table.get(name[1], ""), table.get(name[2], "")
        if all(given):
            yield place, Name("han", f"~{fold_words(name)}", MOST_BITS, (sound("".join(given)),))


def vietnamese_persons(read: WordRuns) -> Iterator[tuple[int, Name]]:
    """Persons whose names Vietnamese reads in its own way: Lý Khắc Cường is Li Keqiang, as characters write him."""
    table, capital = readings(), read.capitals
    for place in np.flatnonzero(capital[:-2] & capital[1:-1] & capital[2:] & read.near[1:-1] & read.near[2:]).tolist():
        words_ = [read.text[read.starts[at] : read.ends[at]].lower() for at in range(place, place + 3)]
        if words_[0] not in table.vietnamese_families:
            continue
        given = product(*(table.vietnamese.get(word, ()) for word in words_[1:]))
        sounds = tuple(dict.fromkeys(sound("".join(each)) for each in given))[:_MOST_READINGS]
        if sounds:
            yield place, Name("han", f"~{' '.join(words_)}", MOST_BITS, sounds)


@cache
def _transcribing() -> Flags:
    out = np.zeros(_POINTS, dtype=np.bool_)
    out[[ord(letter) for letter, known in characters().items() if known.odds >= 1.0]] = True
    return out


@cache
def _families() -> Flags:
    out = np.zeros(_POINTS, dtype=np.bool_)
    out[[ord(letter) for letter in readings().families]] = True
    return out
