"""The band table of one partition: which texts share a band value.

A hash table of eight-place rows in two arrays. Python's dict would take about 130 bytes for each
of a text's 64 bands; this takes 20 to 40, and looks all bands of a text up in a handful
of array operations. Rows that are full (one in twenty before it grows, or a flood of texts that share one
band) overflow into a dict, so nothing is ever dropped here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from stream.matching.shingles import U64

__all__ = ["BandTable"]

_PLACES = 8
_FIRST_ROWS = 1 << 9
_FILL = 0.6  # of all places; beyond it the rows are doubled
_SPARSE = 0.1  # of all places; below it the table shrinks
_BLOCK = 1 << 12  # rows
_ROW_BITS = np.uint64(20)  # a key's lower bits choose its partition, so rows are chosen by others


class BandTable:
    """Maps 64-bit band keys (never 0) to the slots of the texts that have them."""

    def __init__(self) -> None:
        self._clear(_FIRST_ROWS)

    def _clear(self, rows: int) -> None:
        self._keys: U64 = np.zeros((rows, _PLACES), dtype=np.uint64)
        self._slots: NDArray[np.int32] = np.zeros((rows, _PLACES), dtype=np.int32)
        self._fill: NDArray[np.uint8] = np.zeros(rows, dtype=np.uint8)
        self._overflow: dict[int, list[int]] = {}
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; the overflow is not counted."""
        return self._keys.nbytes + self._slots.nbytes + self._fill.nbytes

    @property
    def hottest(self) -> int:
        """Texts under one band value, where they are most: a row holds eight of any, the rest is counted by value."""
        spilled = max(map(len, self._overflow.values()), default=0)
        return _PLACES + spilled if spilled else int(self._fill.max(initial=0))

    def find(self, keys: U64) -> NDArray[np.int32]:
        """Slots that share at least one of these keys (shape (n,)); a slot may come several times."""
        return self.matches(keys)[1]

    def matches(self, keys: U64) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Which of these keys (shape (n,)) are those of which slots: places in ``keys`` and slots, side by side."""
        rows = self._rows(keys)
        hits = self._keys.take(rows, axis=0) == keys[:, None]
        if hits.any():
            which, place = np.nonzero(hits)
            found = self._slots[rows[which], place]
        else:  # as for nearly every text
            which, found = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int32)
        if self._overflow and self._fill.take(rows).max(initial=0) == _PLACES:
            more = [(n, slot) for n, key in enumerate(keys.tolist()) for slot in self._overflow.get(key, ())]
            if more:
                which = np.concatenate((which, np.array([n for n, _ in more], dtype=np.intp)))
                found = np.concatenate((found, np.array([slot for _, slot in more], dtype=np.int32)))
        return which, found

    def add(self, keys: U64, slot: int) -> None:
        """Enter a text's keys (shape (n,), all different) under its slot."""
        if not self._place_apart(keys, slot):
            self._place(keys, np.full(len(keys), slot, dtype=np.int32))
        if self._entries > _FILL * self._keys.size:
            self._double()

    def keep(self, alive: NDArray[np.bool_], renamed: NDArray[np.int32]) -> None:
        """Drop the entries of dead slots, rename the others: both arrays are indexed by the old slot."""
        spilled = [(key, slot) for key, slot in self._spilled() if alive[slot]]
        self._entries = 0
        for rows, keys, slots, used in self._blocks():
            stay = used & alive[slots]
            self._pack(rows, keys, renamed[slots], stay)
            self._entries += int(np.count_nonzero(stay))
        self._place_spilled([(key, int(renamed[slot])) for key, slot in spilled])
        if self._entries < _SPARSE * self._keys.size:
            self._shrink()

    def _rows(self, keys: U64) -> NDArray[np.intp]:
        return ((keys >> _ROW_BITS) & np.uint64(len(self._fill) - 1)).astype(np.intp)

    def _double(self) -> None:
        """Twice the rows, in place: each row's entries stay or move to its twin, by one more bit of their keys.

        Into new arrays it would need half as much memory again while it lasts.
        """
        before = len(self._fill)
        spilled = self._spilled()
        for array in (self._keys, self._slots):
            array.resize((2 * before, _PLACES), refcheck=False)  # nobody holds a view of them
        self._fill.resize(2 * before, refcheck=False)
        for rows, keys, slots, used in self._blocks(before):
            moves = ((keys >> _ROW_BITS) & np.uint64(before)).astype(np.bool_)
            self._pack(slice(rows.start + before, rows.stop + before), keys, slots, used & moves)
            self._pack(rows, keys, slots, used & ~moves)
        self._entries -= len(spilled)
        self._place_spilled(spilled)

    def _shrink(self) -> None:
        """Into as few rows as hold what is left, after a burst has expired."""
        held = [(keys[used], slots[used]) for _, keys, slots, used in self._blocks()]
        spilled = self._spilled()
        rows = _FIRST_ROWS
        while self._entries > _FILL / 2 * rows * _PLACES:
            rows *= 2
        self._clear(rows)
        self._place(np.concatenate([keys for keys, _ in held]), np.concatenate([slots for _, slots in held]))
        self._place_spilled(spilled)

    def _blocks(self, count: int | None = None) -> Iterator[tuple[slice, U64, NDArray[np.int32], NDArray[np.bool_]]]:
        """The first ``count`` rows (or all), some thousand at a time: copies, and which places are used."""
        for start in range(0, count or len(self._fill), _BLOCK):
            rows = slice(start, min(start + _BLOCK, count or len(self._fill)))
            used = np.arange(_PLACES, dtype=np.uint8)[None, :] < self._fill[rows, None]
            yield rows, self._keys[rows].copy(), self._slots[rows].copy(), used

    def _pack(self, rows: slice, keys: U64, slots: NDArray[np.int32], chosen: NDArray[np.bool_]) -> None:
        """Write the chosen entries into rows, from the first place on."""
        order = np.argsort(~chosen, axis=1, kind="stable")
        chosen = np.take_along_axis(chosen, order, axis=1)
        self._keys[rows] = np.where(chosen, np.take_along_axis(keys, order, axis=1), 0)
        self._slots[rows] = np.take_along_axis(slots, order, axis=1)
        self._fill[rows] = np.count_nonzero(chosen, axis=1)

    def _spilled(self) -> list[tuple[int, int]]:
        return [(key, slot) for key, held in self._overflow.items() for slot in held]

    def _place_spilled(self, spilled: list[tuple[int, int]]) -> None:
        """Place again what had found no room: there may be some now."""
        self._overflow = {}
        keys = np.array([key for key, _ in spilled], dtype=np.uint64)
        self._place(keys, np.array([slot for _, slot in spilled], dtype=np.int32))

    def _place_apart(self, keys: U64, slot: int) -> bool:
        """Place keys that fall into rows of their own, as nearly all texts' do in a large table."""
        rows = self._rows(keys)
        fill = self._fill.take(rows)
        full = fill == _PLACES
        spilled = keys[full]
        if len(spilled):
            keys, rows, fill = keys[~full], rows[~full], fill[~full]
        places = rows * _PLACES + fill
        flat = self._keys.reshape(-1)
        flat[places] = keys
        if not (flat.take(places) == keys).all():  # two keys met: what was written lies beyond the fill
            return False
        self._slots.reshape(-1)[places] = slot
        self._fill[rows] = fill + np.uint8(1)
        for key in spilled.tolist():
            self._overflow.setdefault(key, []).append(slot)
        self._entries += len(keys) + len(spilled)
        return True

    def _place(self, keys: U64, slots: NDArray[np.int32]) -> None:
        self._entries += len(keys)
        rows = self._rows(keys)
        if len(rows) == 0:
            return
        order = np.argsort(rows, kind="stable")
        rows, keys, slots = rows[order], keys[order], slots[order]
        starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
        rank = np.arange(len(rows)) - np.repeat(starts, np.diff(np.concatenate((starts, [len(rows)]))))
        spots = self._fill[rows] + rank
        fits = spots < _PLACES
        self._keys[rows[fits], spots[fits]] = keys[fits]
        self._slots[rows[fits], spots[fits]] = slots[fits]
        np.maximum.at(self._fill, rows[fits], (spots[fits] + 1).astype(np.uint8))
        if not fits.all():
            for key, slot in zip(keys[~fits].tolist(), slots[~fits].tolist(), strict=True):
                self._overflow.setdefault(key, []).append(slot)
