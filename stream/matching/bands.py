"""The index of one partition: which texts share a key, of a band or of a sampled shingle.

All keys stand in a few sorted arrays of one number for each key, of which each is sixteen times as large as the one
before: a log-structured merge tree (O'Neil and others 1996). A dict would take some 130 bytes for each of a text's
hundred keys, a hash table that doubles 13 to 27; this takes 9, an array that takes in a smaller one does so in place,
and the keys of many texts are looked up at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from stream.text.shingles import U64

__all__ = ["COMMON", "BandTable", "entries_of", "matches_in", "repeated"]

COMMON = 256
"""Texts that have a key in common from which on it tells nothing of any two of them: what they share is a template, a
footer that no rule knows, or a story that hundreds rewrote. Of such a key the newest are found."""

_NEWEST = 1 << 13  # entries that are put in order whenever somebody asks: those of some seventy texts
_RATIO = 16  # of an array's room to that of the next smaller one
_SLOT_BITS = 28  # an entry is the upper 36 bits of a key and a slot; two keys are taken for one once in 7e10
_SLOT = np.uint64((1 << _SLOT_BITS) - 1)
_BLOCK = 1 << 18  # entries that are worked on at a time


class _Run:
    """Entries in order, and where those with each prefix start."""

    __slots__ = ("_shift", "_starts", "entries")

    def __init__(self, entries: U64) -> None:
        self.entries = entries
        self._index()

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def nbytes(self) -> int:
        return self.entries.nbytes + self._starts.nbytes

    def matches(self, keys: U64) -> tuple[NDArray[np.intp], U64]:
        """Places in ``keys``, at least one, and the entries that have those keys: of common ones the newest."""
        prefixes = (keys >> self._shift).astype(np.intp)
        first = self._starts.take(prefixes).astype(np.intp)
        sizes = self._starts.take(prefixes + 1) - first
        if sizes.max() > COMMON:
            crowded = np.flatnonzero(sizes > COMMON)
            first[crowded], sizes[crowded] = _newest(self.entries, keys[crowded])
        which, found = _spans(self.entries, first, sizes)
        hits = np.flatnonzero((found ^ keys.take(which)) <= _SLOT)  # the slot's bits may be anything
        return which.take(hits), found.take(hits)

    def merge(self, others: U64) -> None:
        """Take in other entries that are in order: the last ones first, so that nothing is overwritten unread."""
        end, more = len(self.entries), len(others)
        self.entries.resize(end + more, refcheck=False)  # nobody holds a view of it
        while more:
            start = max(0, end - _BLOCK)
            fewer = int(np.searchsorted(others[:more], self.entries[start])) if start else 0
            merged = np.concatenate((self.entries[start:end], others[fewer:more]))
            merged.sort(kind="stable")  # of two runs that are in order: one pass
            self.entries[start + fewer : end + more] = merged
            end, more = start, fewer
        self._index()

    def keep(self, alive: NDArray[np.bool_], renamed: U64) -> None:
        """Drop the entries of dead slots, rename the others; their order stays."""
        end = 0
        for block in self._blocks():
            slots = block & _SLOT
            stay = alive.take(slots.astype(np.intp))
            kept = (block ^ slots | renamed.take(slots.astype(np.intp)))[stay]
            self.entries[end : end + len(kept)] = kept
            end += len(kept)
        self.entries.resize(end, refcheck=False)
        self._index()

    def _index(self) -> None:
        """Some four to eight entries have one prefix."""
        bits = max(1, len(self.entries).bit_length() - 3)
        self._shift = np.uint64(64 - bits)
        starts = np.zeros((1 << bits) + 1, dtype=np.min_scalar_type(len(self.entries)))
        for block in self._blocks():
            prefixes = (block >> self._shift).astype(np.intp)
            counts = np.bincount(prefixes - prefixes[0])
            starts[prefixes[0] + 1 : prefixes[-1] + 2] += counts.astype(starts.dtype)
        self._starts = np.cumsum(starts, dtype=starts.dtype, out=starts)

    def _blocks(self) -> Iterator[U64]:
        for start in range(0, len(self.entries), _BLOCK):
            yield self.entries[start : start + _BLOCK].copy()


class BandTable:
    """Maps 64-bit keys to the slots of the texts that have them."""

    def __init__(self) -> None:
        self._newest: list[U64] = []  # entries that came last
        self._is_in_order = False  # whether they are one piece in order: they are once somebody has asked
        self._count = 0  # of them
        self._runs: list[_Run] = []  # the smallest first
        self._hottest = 0

    def __len__(self) -> int:
        return self._count + sum(map(len, self._runs))

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(run.nbytes for run in self._runs) + sum(entries.nbytes for entries in self._newest)

    @property
    def hottest(self) -> int:
        """Texts under one key, where they are most, of the keys that were asked for since the last sweep; of common
        ones those that were found.
        """
        return self._hottest

    def matches(self, keys: U64) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Which of these keys (shape (n,)) are those of which slots: places in ``keys`` and slots, side by side.

        Of a key that is COMMON at least so many are found, the newest, and not many more.
        """
        found = [matches_in(self._in_order(), keys)]
        for run in self._runs if len(keys) else ():
            places, entries = run.matches(keys)
            found.append((places, (entries & _SLOT).astype(np.intp)))
        which, slots = (np.concatenate(each) for each in zip(*found, strict=True))
        if len(which):
            self._hottest = max(self._hottest, int(np.bincount(which).max()))
        return which, slots

    def add(self, entries: U64) -> None:
        """Take in entries (shape (n,), in any order, all different), as :func:`entries_of` makes them."""
        self._newest.append(entries)
        self._is_in_order = False
        self._count += len(entries)
        if self._count >= _NEWEST:
            self._settle()

    def keep(self, alive: NDArray[np.bool_], renamed: NDArray[np.intp]) -> None:
        """Drop the entries of dead slots, rename the others: both arrays are indexed by the old slot, and the new slots
        are in the order of the old ones.
        """
        if self._count:
            self._settle()
        for run in self._runs:
            run.keep(alive, renamed.astype(np.uint64))
        self._hottest = 0

    def _in_order(self) -> U64:
        if not self._is_in_order:
            entries = np.concatenate((*self._newest, _NONE))
            entries.sort(kind="stable")  # the first of them are in order
            self._newest, self._is_in_order = [entries], True
        return self._newest[0]

    def _settle(self) -> None:
        """Move the newest to the arrays; one that is full goes to the next larger one."""
        entries = np.concatenate(self._newest)
        entries.sort()
        self._newest, self._is_in_order, self._count = [], False, 0
        room = _NEWEST
        for place in range(len(self._runs) + 1):
            room *= _RATIO
            if place == len(self._runs):
                self._runs.append(_Run(entries))
                return
            self._runs[place].merge(entries)
            if len(self._runs[place]) <= room:
                return
            entries = self._runs[place].entries
            self._runs[place] = _Run(np.empty(0, dtype=np.uint64))


_NONE: U64 = np.empty(0, dtype=np.uint64)


def entries_of(keys: U64, slots: int | NDArray[np.intp]) -> U64:
    """Entries of keys (shape (n,)) under a slot, or each under its own.

    Raises:
        OverflowError: a slot has more than 28 bits.
    """
    if (most := int(np.max(slots, initial=0))) >> _SLOT_BITS:
        raise OverflowError(f"one partition holds {most:,} texts: use more partitions or a shorter window")
    entries: U64 = keys & ~_SLOT | np.asarray(slots, dtype=np.uint64)
    return entries


def matches_in(entries: U64, keys: U64) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of these keys (shape (n,)) are those of which slots, in entries that are in order."""
    hits = np.empty(0, dtype=np.intp)
    if len(entries):
        first = np.searchsorted(entries, keys & ~_SLOT)
        hits = np.flatnonzero((entries.take(first, mode="clip") ^ keys) <= _SLOT)
    if len(hits) == 0:
        return hits, hits
    which, found = _spans(entries, *_newest(entries, keys[hits]))
    return hits[which], (found & _SLOT).astype(np.intp)


def repeated(keys: U64) -> NDArray[np.intp]:
    """The places of those of some keys (shape (n,)) that stand among them more than once, as far as entries tell."""
    told = keys & ~_SLOT
    ordered = np.sort(told)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if len(twice) == 0:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero(twice.take(np.searchsorted(twice, told), mode="clip") == told)


def _newest(entries: U64, keys: U64) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the entries of each key start, and how many there are: of common ones the newest."""
    start = np.searchsorted(entries, keys & ~_SLOT)
    end = np.searchsorted(entries, keys | _SLOT, side="right")
    first = np.maximum(start, end - COMMON)
    return first, end - first


def _spans(entries: U64, first: NDArray[np.intp], sizes: NDArray[np.intp]) -> tuple[NDArray[np.intp], U64]:
    """The entries of several spans one after the other, each with the number of its span."""
    ends = np.cumsum(sizes)
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, entries.take(np.arange(ends[-1]) + np.repeat(first - ends + sizes, sizes))
