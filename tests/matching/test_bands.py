"""The band table against a plain dict of lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.matching.bands import BandTable
from stream.matching.shingles import U64

# Bits 20 and up choose the row: seven keys of one row, so that its eight places overflow, and some of others.
CROWDED = [(5 << 20) | low for low in range(1, 8)]
APART = [(row << 20) | 1 for row in (6, 7, 511)] + [1, (1 << 64) - 1]
KEYS = CROWDED + APART


def array(keys: list[int]) -> U64:
    """Keys as the table takes them."""
    return np.array(keys, dtype=np.uint64)


def found(table: BandTable, keys: list[int]) -> set[int]:
    """The slots that the table finds."""
    return set(table.find(array(keys)).tolist())


@given(data=st.data())
def test_the_table_is_a_dict_of_lists(data: st.DataObject) -> None:
    """Any sequence of add, keep and find: the same slots as a dict gives, for single keys and for many."""
    table = BandTable()
    model: dict[int, list[int]] = {key: [] for key in KEYS}
    slots = 0
    for _ in range(data.draw(st.integers(1, 40))):
        if slots and data.draw(st.integers(0, 9)) == 0:
            alive = data.draw(st.lists(st.booleans(), min_size=slots, max_size=slots))
            renamed = (np.cumsum(alive) - 1).astype(np.int32)
            table.keep(np.array(alive), renamed)
            model = {key: [int(renamed[slot]) for slot in held if alive[slot]] for key, held in model.items()}
            slots = sum(alive)
        else:
            keys = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
            table.add(array(keys), slots)
            for key in keys:
                model[key].append(slots)
            slots += 1
        asked = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
        assert found(table, asked) == {slot for key in asked for slot in model[key]}
        which, slots_there = table.matches(array(asked))
        assert sorted(zip(which.tolist(), slots_there.tolist(), strict=True)) == sorted(
            (place, slot) for place, key in enumerate(asked) for slot in model[key]
        )
        assert len(table) == sum(map(len, model.values()))
    for key, held in model.items():
        assert sorted(table.find(array([key])).tolist()) == sorted(held)


@pytest.mark.parametrize("texts", [1, 100, 3000])
def test_growth_keeps_every_entry_and_finds_no_others(texts: int) -> None:
    """Texts of 64 random keys each, through several doublings: each key gives its own slot alone."""
    keys = np.random.default_rng(texts).integers(1, 1 << 63, size=(texts, 64), dtype=np.uint64)
    table = BandTable()
    for slot, own in enumerate(keys):
        table.add(own, slot)
    assert len(table) == keys.size
    for slot, own in enumerate(keys):
        assert table.find(own).tolist() == [slot] * 64


@pytest.mark.parametrize("texts", [500, 1000, 2000, 3000])
def test_a_table_takes_about_the_memory_it_says(texts: int) -> None:
    """Between an eighth and a half of the places are filled: 24 to 105 bytes a key, wherever growth stopped."""
    keys = np.random.default_rng(texts).integers(1, 1 << 63, size=(texts, 64), dtype=np.uint64)
    table = BandTable()
    for slot, own in enumerate(keys):
        table.add(own, slot)
    assert 24 * keys.size <= table.nbytes <= 105 * keys.size


def test_a_crowd_in_one_band_is_never_dropped() -> None:
    """A thousand texts that share one band value overflow its row; their other bands stay apart."""
    table = BandTable()
    for slot in range(1000):
        table.add(array([KEYS[0], (slot + 100) << 20]), slot)
    assert found(table, [KEYS[0]]) == set(range(1000))
    assert table.find(array([500 + 100 << 20])).tolist() == [500]
    assert len(table) == 2000


def test_keys_of_one_text_that_fall_into_one_row_are_all_entered() -> None:
    """Twelve keys of one row in one call: eight fit, four overflow, all are found, none under a neighbour."""
    keys = [(9 << 20) | low for low in range(1, 13)]
    table = BandTable()
    table.add(array(keys), 4)
    assert [table.find(array([key])).tolist() for key in keys] == [[4]] * 12
    assert table.find(array([(9 << 20) | 13])).size == 0
    assert table.find(array([9 << 20])).size == 0


def test_keep_drops_the_dead_and_renames_the_rest() -> None:
    """Also what had overflowed; and a table that lost nearly all is small again."""
    table = BandTable()
    for slot in range(2000):
        table.add(array([KEYS[0], *(((slot * 40 + n + 600) << 20) | 3 for n in range(30))]), slot)
    large = table.nbytes
    alive = np.arange(2000) % 500 == 499
    table.keep(alive, (np.cumsum(alive) - 1).astype(np.int32))
    assert found(table, [KEYS[0]]) == {0, 1, 2, 3}
    assert table.find(array([((999 * 40 + 600) << 20) | 3])).tolist() == [1]
    assert table.find(array([((998 * 40 + 600) << 20) | 3])).size == 0
    assert len(table) == 4 * 31
    assert table.nbytes < large / 10


def test_an_empty_table_finds_nothing() -> None:
    """Before the first entry, after the last one is dropped, and for no keys at all."""
    table = BandTable()
    assert table.find(array(KEYS)).size == 0
    table.add(array(KEYS), 0)
    assert table.find(array([])).size == 0
    table.keep(np.array([False]), np.array([-1], dtype=np.int32))
    assert table.find(array(KEYS)).size == 0
    assert len(table) == 0
