"""What texts in two languages meet by: names by their sound, what the tables know, and figures, each with its weight.

A key is the same whatever the language: of a name in letters that write vowels how it begins by sound, and its
consonants, which every script has; of a place what it is; of a figure its digits, whatever it is multiplied by. Only
what few dispatches have is a key, so that no list of those who have it grows long. How many bits two texts share is
counted over all their keys, by whoever holds them (`stream.entities.tongues`): no key alone makes two a candidate.

Nearly all dispatches of a wire are in one language and meet nobody here. So those in scripts with capitals are read
many at a time, each name once, and nothing of them is read that keys do not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.dispatch import UNKNOWN_TIME
from stream.matching.editions import Edition, Role
from stream.matching.translating.characters import transcriptions
from stream.matching.translating.deciding import MARKET, market_figures
from stream.matching.translating.evidence import gathered, item_of
from stream.matching.translating.figures import figures, significant
from stream.matching.translating.naming import (
    ALPHABETS,
    known_rows,
    known_words,
    lowered,
    of_alphabet,
    place_name,
    rarity,
    script_of,
    wanted_words,
)
from stream.text.names.letters import Letters, WordRuns, plain, rows, words
from stream.text.names.sounds import latin, skeletons, sound
from stream.text.names.tables import concepts, lexicon
from stream.text.shingles import U64

__all__ = [
    *("ANY", "BITS", "CONSONANTS", "MARKET_ITEM", "SOUND"),
    *("FactKeys", "bits_of", "channel_of", "fact_keys", "tongue_of"),
]

BITS = np.uint64(15)
"""The lowest four bits of a key: how many bits it is worth."""

ANY, SOUND, CONSONANTS, MARKET_ITEM = 0, 1, 2, 3
"""Channels, the next two bits: keys of one are for all texts, for two that write vowels, and for all others; two that
share one of the last are candidates whatever else they share."""

_RAREST = 4  # bits from which something is a key: one dispatch in 16 has it
_NAME, _DIGITS = 8, 3  # bits of a name that no list has; significant digits of a figure
_MOST = 64  # keys of one text, the rarest
_SHORTEST = 20  # characters of a text that is looked for, in Chinese
_BEGINS = 5  # letters of a name, by sound: where cases change it, that stays
_HEARD = 12  # letters of a name that those are taken from
_SKELETONS = 3  # of one name
_TOGETHER = 1 << 17  # characters
_MOST_REMEMBERED = 200_000
_FIGURE = re.compile(r"\d+(?:[.,٬٫\u00a0\u202f ’'](?=\d{3}(?!\d))\d{3})*(?:[.,٫]\d+)?")
_ASCII = re.compile(r"\d[\d.,]+\d")
_NO_DIGIT = re.compile(r"\D")

_names: dict[str, dict[int, tuple[int, ...]]] = {}


class FactKeys(NamedTuple):
    """The keys of one text; ``tongue`` is its language, with a star where its script writes vowels."""

    tongue: str
    keys: U64


_NO_KEYS: U64 = np.empty(0, dtype=np.uint64)
_NONE = FactKeys("", _NO_KEYS)


def bits_of(keys: U64) -> NDArray[np.int64]:
    """How many bits each key is worth."""
    return (keys & BITS).astype(np.int64)


def channel_of(keys: U64) -> NDArray[np.int64]:
    """The channel of each key."""
    return (keys >> np.uint64(4) & np.uint64(3)).astype(np.int64)


def fact_keys(editions: Sequence[Edition]) -> list[FactKeys]:
    """The keys of several editions: the same as of each alone, in less time."""
    out = [_NONE] * len(editions)
    by_language: dict[str, list[int]] = {}
    for place, edition in enumerate(editions):
        if language := tongue_of(edition):
            by_language.setdefault(language, []).append(place)
    for code, places in by_language.items():
        for some in _together(places, editions):
            made = _keys([plain(editions[place].version.text) for place in some], code)
            for place, keys in zip(some, made, strict=True):
                market = _of_market(editions[place])
                out[place] = FactKeys(keys.tongue, np.sort(np.append(keys.keys, market))) if len(market) else keys
    return out


def tongue_of(edition: Edition) -> str:
    """The primary subtag of its language; nothing where it is not to be found across languages."""
    version = edition.version
    if edition.role is not Role.NEWS or edition.published == UNKNOWN_TIME or version.said_by is not None:
        return ""
    return (version.language or "").partition("-")[0] if len(version.text) >= _SHORTEST else ""


def _of_market(edition: Edition) -> U64:
    """Keys of the figures of a market report and when it came: two in two languages may share no other word."""
    figures = " ".join(market_figures(edition)) if edition.issuer is not None else ""
    if not figures:
        return _NO_KEYS
    hour = edition.published // MARKET  # any two within that time share one of two keys
    told = (f"{edition.issuer}|{hour + later}|{figures}" for later in (0, 1))
    return np.array([_key(MARKET_ITEM, each, bits=0) for each in told], dtype=np.uint64)  # none are counted


def _together(places: Sequence[int], editions: Sequence[Edition]) -> Iterator[list[int]]:
    run: list[int] = []
    size = 0
    for place in places:
        length = len(editions[place].version.text)
        if run and size + length > _TOGETHER:
            yield run
            run, size = [], 0
        run.append(place)
        size += length
    if run:
        yield run


def _keys(texts: Sequence[str], code: str) -> Iterator[FactKeys]:
    read = words(texts, accents=code == "vi")
    edges = np.searchsorted(read.starts, np.array(read.begins))
    counts = [np.concatenate(([0], np.cumsum(read.kinds == each)))[edges] for each in (Letters.CASED, Letters.DIGIT)]
    cased, digits = map(np.diff, counts)
    by_capitals = (2 * cased > np.diff(edges) - digits).tolist()
    found = _found(read, code) if any(by_capitals) else _Found(np.empty(0, dtype=np.intp), [])
    others = iter(_of_scripts([text for text, is_one in zip(texts, by_capitals, strict=True) if not is_one], code))
    for text, is_one, span in zip(texts, by_capitals, pairwise(edges.tolist()), strict=True):
        if not is_one:
            yield FactKeys(code, _rarest(next(others)))
            continue
        first, last = np.searchsorted(found.places, span).tolist()
        keys = {key for some in found.keys[first:last] for key in some}
        keys.update(_of_figures(text))
        yield FactKeys(f"{code}*", _rarest(keys))


class _Found(NamedTuple):
    places: NDArray[np.intp]  # of words, in order
    keys: list[tuple[int, ...]]


def _found(read: WordRuns, code: str) -> _Found:
    """The keys of names and places in a script with capitals."""
    table = lexicon(code)
    which, named, small = table.named(rows(read.hashes, 1))
    is_named = small | read.capitals[which]
    pairs, named_pairs, small_pairs = table.named(rows(read.hashes, 2))
    both = (small_pairs | read.capitals[pairs]) & read.near[np.minimum(pairs + 1, len(read.near) - 1)]
    concept = np.full(len(read.hashes), -1)
    concept[which[is_named]] = named[is_named]
    concept[pairs[both]] = named_pairs[both]
    names = (
        read.capitals & ~read.opening & (read.kinds == Letters.CASED) & (concept < 0) & (read.ends - read.starts > 2)
    )
    memory = _names.setdefault(code, {})
    if len(memory) > _MOST_REMEMBERED:
        memory.clear()
    places = np.flatnonzero(names)
    hashes = read.hashes[places].tolist()
    unknown = {number: place for number, place in zip(hashes, places.tolist(), strict=True) if number not in memory}
    if unknown:
        single = rows(read.hashes[list(unknown.values())], 1)
        levels = np.maximum(table.levels(single), lexicon("en").levels(single)).tolist()
        for (number, place), level in zip(unknown.items(), levels, strict=True):
            memory[number] = _of_name(read.text[read.starts[place] : read.ends[place]], rarity(level))
    known = np.flatnonzero(concept >= 0)
    every = np.concatenate((places, known))
    keys = [memory[number] for number in hashes] + [_of_concept(number) for number in concept[known].tolist()]
    order = np.argsort(every, kind="stable")
    return _Found(every[order], [keys[place] for place in order.tolist()])


def _of_name(word: str, rare: float) -> tuple[int, ...]:
    if rare < _RAREST:
        return ()
    name = latin(word)
    told = sound(name[:_HEARD])
    out = [_key(SOUND, told[:_BEGINS], int(min(rare, _NAME)))] if len(told) > 3 else []
    return tuple(out + _of_skeletons(skeletons(name), rare))


def _of_skeletons(codes: Sequence[str], rare: float) -> list[int]:
    worth = [(each, int(min(rare, _NAME, 2.2 * len(each) - 2))) for each in codes]
    return [_key(CONSONANTS, each, bits) for each, bits in worth if bits >= _RAREST][:_SKELETONS]


@cache
def _of_concept(number: int) -> tuple[int, ...]:
    concept = concepts()[number]
    bits = min(rarity(concept.zipf * 10), _NAME)
    return (
        (_key(ANY, f"={number}", int(bits)),)
        if bits >= _RAREST and not concept.key.startswith(("month", "day"))
        else ()
    )


def _of_figures(text: str) -> Iterator[int]:
    for printed in set((_ASCII if text.isascii() else _FIGURE).findall(text)):
        if len(printed) >= _DIGITS:
            bare = _NO_DIGIT.sub("", printed).strip("0")
            if len(bare) >= _DIGITS and not (
                len(printed) == 4 and 1900 <= int(printed) <= 2050 if printed.isdigit() else False
            ):
                yield _key(ANY, f"#{_plain_digits(bare)}", min(_NAME, 2 * len(bare)))


def _plain_digits(digits: str) -> str:
    return digits if digits.isascii() else str(int(digits))


def _of_scripts(texts: Sequence[str], code: str) -> list[set[int]]:
    """The keys of texts that are not, or not for the most part, in a script with capitals: of what `evidence` finds."""
    if not texts:
        return []
    texts = [lowered(text) for text in texts]
    read = words(texts, accents=code == "vi")
    edges = np.searchsorted(read.starts, np.array(read.begins)).tolist()
    scripts = [script_of(read, first, last) for first, last in pairwise(edges)]
    dense = np.concatenate(([0], np.cumsum(read.kinds >= Letters.HAN)))[edges]
    sizes = np.diff(edges)
    found: list[dict[str, Iterable[int]]] = [{} for _ in texts]
    of = np.repeat(np.arange(len(texts)), sizes).tolist()
    rows_, used = known_rows(read, code, False, np.repeat(np.diff(dense) > 0, sizes))
    for place, _, concept in rows_:
        told = place_name(concept)
        found[of[place]][told.key] = _of_named(told.key, told.skeletons, told.bits)
    capitals, openings = read.capitals.tolist(), read.opening.tolist()
    is_cased = (read.kinds == Letters.CASED).tolist()
    for place, reading in known_words(read, code, wanted_words(read, code, "", used)):
        name = of_alphabet(reading, capitals[place], openings[place]) if is_cased[place] else reading.name
        if name is not None and name.key not in found[of[place]]:
            found[of[place]][name.key] = _of_named(name.key, name.skeletons, name.bits)
    chinese = np.repeat([script == "Hani" for script in scripts], sizes)
    for place, _, name in transcriptions(read, (read.kinds == Letters.HAN) & ~used & chinese):
        found[of[place]].setdefault(name.key, _of_named(name.key, name.skeletons, name.bits))
    for text, script, known in zip(texts, scripts, found, strict=True):
        if script in ALPHABETS:  # by its letters it is, by its words it is not
            items = (item for item in gathered("", text, code).items if item.key[0] != "#")
            known.clear()
            known |= {item.key: _of_named(item.key, item.skeletons, item.bits) for item in items}
        for figure in figures(text, code, _DIGITS):
            if figure.value:
                kind, key = item_of(figure)
                known.setdefault(key, _of_number(figure.value) if kind != "year" else ())
    return [{key for keys in known.values() for key in keys} for known in found]


def _of_named(key: str, codes: tuple[str, ...], bits: float) -> Iterable[int]:
    by_codes = _of_codes(codes, bits) if codes else ()
    return (*_of_concept(int(key[1:])), *by_codes) if key[0] == "=" else by_codes


@lru_cache(maxsize=65536)
def _of_codes(codes: tuple[str, ...], bits: float) -> Iterable[int]:
    return _of_skeletons(codes, bits)


def _of_number(value: float) -> Iterable[int]:
    digits = significant(value)
    return (_key(ANY, f"#{digits}", min(_NAME, 2 * len(digits))),) if len(digits) >= _DIGITS else ()


@lru_cache(maxsize=65536)
def _key(channel: int, told: str, bits: int) -> int:
    digest = blake2b(f"{channel}{told}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 8 << 6 | channel << 4 | bits


def _rarest(keys: set[int] | Iterator[int]) -> U64:
    made = np.array(sorted(set(keys)), dtype=np.uint64)
    if len(made) > _MOST:
        made = made[np.sort(np.argsort(-bits_of(made), kind="stable")[:_MOST])]
    return made
