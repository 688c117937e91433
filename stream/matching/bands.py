"""The band table of one partition: which texts share a band value.

A hash table of eight-place rows in two arrays. Python's dict would take about 130 bytes for each
of a text's 64 bands; this takes 25 to 50, and looks all bands of a text up in a handful
of array operations. Rows that are full (2 % at the usual fill, or a flood of texts that share one
band) overflow into a dict, so nothing is ever dropped here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stream.matching.shingles import U64

__all__ = ["BandTable"]

_PLACES = 8
_FIRST_ROWS = 1 << 9
_FILL = 0.5  # of all places; beyond it the rows are doubled
_GROWN = 0.3  # of all places, at most, after that


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

    def find(self, keys: U64) -> NDArray[np.int32]:
        """Slots that share at least one of these keys (shape (n,)); a slot may come several times."""
        rows = self._rows(keys)
        hits = self._keys.take(rows, axis=0) == keys[:, None]
        found = self._slots[rows][hits] if hits.any() else np.empty(0, dtype=np.int32)
        if self._overflow and self._fill.take(rows).max(initial=0) == _PLACES:
            more = [slot for key in keys.tolist() for slot in self._overflow.get(key, ())]
            if more:
                found = np.concatenate((found, np.array(more, dtype=np.int32)))
        return found

    def add(self, keys: U64, slot: int) -> None:
        """Enter a text's keys (shape (n,), all different) under its slot."""
        if not self._place_apart(keys, slot):
            self._place(keys, np.full(len(keys), slot, dtype=np.int32))
        if self._entries > _FILL * self._keys.size:
            self._rebuild(*self._all())

    def keep(self, alive: NDArray[np.bool_], renamed: NDArray[np.int32]) -> None:
        """Drop the entries of dead slots, rename the others: both arrays are indexed by the old slot."""
        keys, slots = self._all()
        stay = alive[slots]
        self._rebuild(keys[stay], renamed[slots[stay]])

    def _rows(self, keys: U64) -> NDArray[np.intp]:
        return ((keys >> np.uint64(20)) & np.uint64(len(self._fill) - 1)).astype(np.intp)

    def _all(self) -> tuple[U64, NDArray[np.int32]]:
        used = np.arange(_PLACES, dtype=np.uint8)[None, :] < self._fill[:, None]
        spilled = [(key, slot) for key, slots in self._overflow.items() for slot in slots]
        keys = np.array([key for key, _ in spilled], dtype=np.uint64)
        slots = np.array([slot for _, slot in spilled], dtype=np.int32)
        return np.concatenate((self._keys[used], keys)), np.concatenate((self._slots[used], slots))

    def _rebuild(self, keys: U64, slots: NDArray[np.int32]) -> None:
        rows = _FIRST_ROWS
        while len(keys) > _GROWN * rows * _PLACES:
            rows *= 2
        self._clear(rows)
        self._place(keys, slots)

    def _place_apart(self, keys: U64, slot: int) -> bool:
        """Place keys that fall into rows of their own with room left, as nearly all do in a large table."""
        rows = self._rows(keys)
        fill = self._fill.take(rows)
        if fill.max(initial=0) == _PLACES:
            return False
        places = rows * _PLACES + fill
        flat = self._keys.reshape(-1)
        flat[places] = keys
        if not (flat.take(places) == keys).all():  # two keys met: what was written lies beyond the fill
            return False
        self._slots.reshape(-1)[places] = slot
        self._fill[rows] = fill + np.uint8(1)
        self._entries += len(keys)
        return True

    def _place(self, keys: U64, slots: NDArray[np.int32]) -> None:
        self._entries += len(keys)
        rows = self._rows(keys)
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
