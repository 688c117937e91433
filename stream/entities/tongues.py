"""Who shares names and figures across languages: the index of one partition. A part of the buckets.

Texts of each language are held apart, and one that comes looks among those of the others alone: on a wire of one
language nothing is looked up. Two are candidates where the keys that they share (`stream.matching.translating.keys`)
are worth enough bits together, however those are spread; which keys a text has depends on nothing but the text. So
where the texts are at hand they wait unread, in their places, until one in another language comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stream.dispatch import VersionKey
from stream.entities.directory import is_over
from stream.entities.messages import BucketMessage, Candidate
from stream.matching.bands import BandTable, entries_of
from stream.matching.editions import Edition
from stream.matching.translating.deciding import LATEST
from stream.matching.translating.keys import (
    ANY,
    BITS,
    CONSONANTS,
    MARKET_ITEM,
    SOUND,
    FactKeys,
    bits_of,
    channel_of,
    fact_keys,
)

__all__ = ["MOST_ALIKE", "Tongues", "enter", "expire", "nbytes", "receive"]

MOST_ALIKE = 64
"""The most others that one version meets here, those that share most; of equals the nearest in time. What that cuts is
counted."""

_LEAST = {True: 14, False: 12}  # bits that two must share: where both write vowels, and where not
_SHARE = {True: 0.12, False: 0.06}  # and so much of what the one that has less has
_SURE = 1 << 20  # bits of a key that alone makes two candidates: more than all keys of a text are worth
_VOWELS = "*"  # behind the language of a text that writes them
_FIRST = 64
_AT_ONCE = 32  # versions that are looked up together

_Entry = tuple[int, str, VersionKey, int]  # published, uri, version, at


@dataclass(slots=True)
class Tongues:
    """State of one partition."""

    tables: dict[str, BandTable] = field(default_factory=dict)  # by language
    entries: list[_Entry] = field(default_factory=list)  # by slot
    known: set[tuple[str, VersionKey]] = field(default_factory=set)
    times: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_FIRST, dtype=np.int64))
    worth: NDArray[np.float32] = field(default_factory=lambda: np.zeros((_FIRST, 2), dtype=np.float32))
    unread: dict[str, dict[int, Edition]] = field(default_factory=dict)  # by language and slot
    cut: int = 0


def nbytes(state: Tongues) -> int:
    """Bytes of the index's arrays."""
    return sum(table.nbytes for table in state.tables.values()) + state.times.nbytes + state.worth.nbytes


def enter(state: Tongues, messages: Sequence[BucketMessage]) -> list[tuple[int, BucketMessage]]:
    """Enter the versions that are new; return their slots, which grow."""
    out: list[tuple[int, BucketMessage]] = []
    for message in messages:
        identity = (message.uri, message.version)
        if (message.unread is None and not len(message.facts)) or identity in state.known:
            continue
        slot = len(state.entries)
        state.known.add(identity)
        state.entries.append((message.published, message.uri, message.version, message.at))
        if slot == len(state.times):
            state.times = np.concatenate((state.times, np.zeros(slot // 4 + 1, dtype=np.int64)))
            state.worth = np.concatenate((state.worth, np.zeros((slot // 4 + 1, 2), dtype=np.float32)))
        state.times[slot] = message.published
        if message.unread is not None:
            state.unread.setdefault(message.tongue, {})[slot] = message.unread
        out.append((slot, message))
    _hold(state, {slot: FactKeys(one.tongue, one.facts) for slot, one in out if one.unread is None})
    return out


def receive(state: Tongues, messages: Sequence[BucketMessage]) -> dict[int, list[Candidate]]:
    """Enter versions, and name the candidates that each makes with those before it, by the place of its message."""
    places = {(message.uri, message.version): place for place, message in reversed(list(enumerate(messages)))}
    out: dict[int, list[Candidate]] = {}
    entered = enter(state, messages)
    if len({*map(_language, state.tables), *state.unread}) < 2:
        return out
    read = _read(state)
    asking = [(slot, read.get(slot) or FactKeys(message.tongue, message.facts)) for slot, message in entered]
    for start in range(0, len(asking), _AT_ONCE):
        for slot, met in _met(state, asking[start : start + _AT_ONCE]).items():
            _, uri, version, _ = state.entries[slot]
            out[places[uri, version]] = met
    return out


def expire(state: Tongues, before: int, reach: int) -> None:
    """Forget those with an event time below ``before``; see :func:`stream.entities.directory.is_over`."""
    over = (is_over(at, published, before, reach) for published, _, _, at in state.entries)
    alive = ~np.fromiter(over, np.bool_, len(state.entries))
    if alive.all():
        return
    renamed = np.cumsum(alive) - 1
    for table in state.tables.values():
        table.keep(alive, renamed)
    state.tables = {tongue: table for tongue, table in state.tables.items() if len(table)}
    for tongue, editions in list(state.unread.items()):
        kept = {int(renamed[slot]): edition for slot, edition in editions.items() if alive[slot]}
        state.unread[tongue] = kept
        if not kept:
            del state.unread[tongue]
    state.known.difference_update(state.entries[slot][1:3] for slot in np.flatnonzero(~alive).tolist())
    state.entries = [entry for entry, stays in zip(state.entries, alive.tolist(), strict=True) if stays]
    count = len(alive)
    state.times, state.worth = state.times[:count][alive], state.worth[:count][alive]


def _hold(state: Tongues, facts: dict[int, FactKeys]) -> None:
    """Index the keys of texts, of each at least one, by their slots."""
    by_tongue: dict[str, list[int]] = {}
    for slot, (tongue, _) in facts.items():
        by_tongue.setdefault(tongue, []).append(slot)
    for tongue, slots in by_tongue.items():
        keys = np.concatenate([facts[slot].keys for slot in slots])
        sizes = [len(facts[slot].keys) for slot in slots]
        state.worth[slots] = _worth(keys, np.cumsum([0, *sizes[:-1]]))
        table = state.tables.get(tongue)
        if table is None:
            table = state.tables[tongue] = BandTable()
        table.add(entries_of(keys & ~BITS, np.repeat(slots, sizes)))


def _read(state: Tongues) -> dict[int, FactKeys]:
    """Read the texts that have waited for one in another language."""
    waiting = {slot: edition for editions in state.unread.values() for slot, edition in editions.items()}
    state.unread.clear()
    read = dict(zip(waiting, fact_keys(list(waiting.values())), strict=True))
    _hold(state, {slot: read[slot] for slot in sorted(read) if len(read[slot].keys)})
    return read


def _worth(keys: NDArray[np.uint64], starts: NDArray[np.intp]) -> NDArray[np.int64]:
    """Bits of the keys of texts, shape (texts, 2): for those that write vowels, and for others.

    Args:
        keys: of all texts in a row.
        starts: where those of each begin.
    """
    bits, channel = bits_of(keys), channel_of(keys)
    counted = (bits * ((channel != other) & (channel != MARKET_ITEM)) for other in (CONSONANTS, SOUND))
    return np.stack([np.add.reduceat(each, starts) for each in counted], axis=1)


def _language(tongue: str) -> str:
    return tongue.rstrip(_VOWELS)


def _met(state: Tongues, asking: Sequence[tuple[int, FactKeys]]) -> dict[int, list[Candidate]]:
    """The candidates of some versions, by their slots: all of them are looked up at once."""
    if not state.tables:
        return {}
    own = np.array([slot for slot, _ in asking])
    writes_vowels = np.array([keys.tongue[-1:] == _VOWELS for _, keys in asking])
    languages = [_language(keys.tongue) for _, keys in asking]
    facts = np.concatenate([keys.keys for _, keys in asking])
    asker = np.repeat(np.arange(len(asking)), [len(keys.keys) for _, keys in asking])
    channel = channel_of(facts)
    bits = np.where(channel == MARKET_ITEM, _SURE, bits_of(facts))
    by_table: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64], NDArray[np.bool_]]] = []
    for tongue, table in state.tables.items():
        vowels = writes_vowels & (tongue[-1:] == _VOWELS)
        is_other = np.array([language != _language(tongue) for language in languages])
        keep = (channel == ANY) | (channel == MARKET_ITEM) | (channel == np.where(vowels, SOUND, CONSONANTS)[asker])
        keys = np.flatnonzero(keep & is_other[asker])
        which, slots = table.matches(facts[keys] & ~BITS)
        which = keys[which]
        earlier = np.flatnonzero(slots < own[asker[which]])
        which = which[earlier]
        by_table.append((asker[which], slots[earlier], bits[which], vowels[asker[which]]))
    askers, slots, worth_each, vowels = (np.concatenate(each) for each in zip(*by_table, strict=True))
    pairs, first, place = np.unique(askers * len(state.entries) + slots, return_index=True, return_inverse=True)
    shared = np.bincount(place, weights=worth_each, minlength=len(pairs))
    askers, slots, vowels = askers[first], slots[first], vowels[first]
    askers, column = own[askers], np.where(vowels, 0, 1)
    worth = np.minimum(state.worth[slots, column], state.worth[askers, column])
    least, share = (np.where(vowels, each[True], each[False]).astype(np.float32) for each in (_LEAST, _SHARE))
    apart = np.abs(state.times[slots] - state.times[askers])
    good = np.flatnonzero((shared >= np.maximum(least, share * worth)) & (apart <= LATEST))
    found: dict[int, list[tuple[float, int, int]]] = {}
    alike = zip((-shared[good]).tolist(), apart[good].tolist(), slots[good].tolist(), strict=True)
    for slot, each in zip(askers[good].tolist(), alike, strict=True):
        found.setdefault(slot, []).append(each)
    return {slot: list(_best(state, slot, some)) for slot, some in found.items()}


def _best(state: Tongues, slot: int, found: list[tuple[float, int, int]]) -> Iterator[Candidate]:
    """Those most alike: of bits that are shared (below zero), milliseconds between and slots."""
    found.sort(key=lambda each: (each[0], each[1], state.entries[each[2]][:2]))
    state.cut += max(0, len(found) - MOST_ALIKE)
    own = state.entries[slot][:3]
    for _, _, other in found[:MOST_ALIKE]:
        there = state.entries[other][:3]
        newer, older = (own, there) if there < own else (there, own)
        if newer[1] != older[1]:
            yield Candidate(newer[1], newer[2], older[1], older[2])
