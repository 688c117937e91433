"""The index of a partition against a plain dict of lists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stream.matching.bands as bands
from stream.matching.bands import COMMON, BandTable, entries_of, matches_in, repeated
from stream.text.shingles import U64

# An entry in order keeps the upper 36 bits of a key: all of these differ there, some in nothing but the last of them.
KEYS = [n << 28 for n in range(1, 8)] + [1 << 63, (1 << 64) - 1, 1, (9 << 40) + 3]


@pytest.fixture(params=[6, 40, 1 << 13], ids=["settles at once", "settles now and then", "as it is"])
def settling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many keys wait to be put in order; the arrays are each twice the one before, worked on eight at a time."""
    monkeypatch.setattr(bands, "_NEWEST", request.param)
    if request.param < 1 << 13:
        monkeypatch.setattr(bands, "_RATIO", 2)
        monkeypatch.setattr(bands, "_BLOCK", 8)
    return int(request.param)


def array(keys: list[int]) -> U64:
    """Keys as the table takes them."""
    return np.array(keys, dtype=np.uint64)


def found(table: BandTable, keys: list[int]) -> set[int]:
    """The slots that the table finds."""
    return set(slots(table, keys))


def slots(table: BandTable, keys: list[int]) -> list[int]:
    """The slots that the table finds, one for each key that they share."""
    return sorted(table.matches(array(keys))[1].tolist())


@pytest.mark.usefixtures("settling")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_table_is_a_dict_of_lists(data: st.DataObject) -> None:
    """Any sequence of add, keep and matches: the same slots as a dict gives, for single keys and for many."""
    table = BandTable()
    model: dict[int, list[int]] = {key: [] for key in KEYS}
    count = 0
    for _ in range(data.draw(st.integers(1, 40))):
        if count and data.draw(st.integers(0, 9)) == 0:
            alive = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
            renamed = (np.cumsum(alive) - 1).astype(np.intp)
            table.keep(np.array(alive), renamed)
            model = {key: [int(renamed[slot]) for slot in held if alive[slot]] for key, held in model.items()}
            count = sum(alive)
        else:
            keys = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
            table.add(entries_of(array(keys), count))
            for key in keys:
                model[key].append(count)
            count += 1
        asked = data.draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
        which, there = table.matches(array(asked))
        assert sorted(zip(which.tolist(), there.tolist(), strict=True)) == sorted(
            (place, slot) for place, key in enumerate(asked) for slot in model[key]
        )
        assert len(table) == sum(map(len, model.values()))
    for key, held in model.items():
        assert slots(table, [key]) == sorted(held)


@pytest.mark.usefixtures("settling")
@pytest.mark.parametrize("texts", [1, 100, pytest.param(1000, marks=pytest.mark.slow)])
def test_growth_keeps_every_entry_and_finds_no_others(texts: int) -> None:
    """Texts of 64 random keys each, through all merges of the arrays: each key gives its own slot alone."""
    keys = np.random.default_rng(texts).integers(1, 1 << 63, size=(texts, 64), dtype=np.uint64)
    table = BandTable()
    for slot, own in enumerate(keys):
        table.add(entries_of(own, slot))
    assert len(table) == keys.size
    for slot, own in enumerate(keys):
        assert table.matches(own)[1].tolist() == [slot] * 64


def test_a_key_takes_about_nine_bytes() -> None:
    """Whatever it has grown to: no array has room to spare."""
    random = np.random.default_rng(1)
    table = BandTable()
    for slot in range(5000):
        table.add(entries_of(random.integers(1, 1 << 63, 100, dtype=np.uint64), slot))
    assert 8.5 * len(table) <= table.nbytes <= 9.5 * len(table)


@pytest.mark.usefixtures("settling")
def test_of_a_crowd_under_one_key_the_newest_are_found() -> None:
    """Two thousand texts that share one key: none is dropped, and their other keys stay apart. The key is known as the
    hottest.
    """
    table = BandTable()
    for slot in range(2000):
        table.add(entries_of(array([KEYS[0], (slot + 100) << 30]), slot))
    assert table.hottest == 0
    crowd = slots(table, [KEYS[0], KEYS[1]])
    assert set(crowd) >= set(range(2000 - COMMON, 2000))
    assert len(crowd) == len(set(crowd)) < 2000
    assert table.hottest == len(crowd)
    assert slots(table, [500 + 100 << 30]) == [500]
    assert len(table) == 4000


@pytest.mark.usefixtures("settling")
def test_a_key_that_is_not_common_gives_all_its_texts() -> None:
    """To the last one before it is."""
    table = BandTable()
    for slot in range(COMMON):
        table.add(entries_of(array([KEYS[0], (slot + 100) << 30]), slot))
    assert found(table, [KEYS[0]]) == set(range(COMMON))


@pytest.mark.slow
@pytest.mark.usefixtures("settling")
def test_keep_drops_the_dead_and_renames_the_rest() -> None:
    """Under a key that all have too; and a table that lost nearly all is small again."""
    table = BandTable()
    for slot in range(800):
        table.add(entries_of(array([KEYS[0], *(((slot * 99 + n + 600) << 30) | 3 for n in range(90))]), slot))
    large = table.nbytes
    alive = np.arange(800) % 200 == 199
    table.keep(alive, np.cumsum(alive) - 1)
    assert found(table, [KEYS[0]]) == {0, 1, 2, 3}
    assert slots(table, [((399 * 99 + 600) << 30) | 3]) == [1]
    assert slots(table, [((398 * 99 + 600) << 30) | 3]) == []
    assert len(table) == 4 * 91
    assert table.nbytes < large / 10


@pytest.mark.usefixtures("settling")
def test_an_empty_table_finds_nothing() -> None:
    """Before the first entry, after the last one is dropped, and for no keys at all."""
    table = BandTable()
    assert slots(table, KEYS) == []
    table.add(entries_of(array(KEYS), 0))
    assert slots(table, []) == []
    table.keep(np.array([False]), np.array([-1]))
    assert slots(table, KEYS) == []
    assert len(table) == 0


@given(keys=st.lists(st.sampled_from([*KEYS, KEYS[0] + 1])))
def test_keys_meet_each_other_where_they_are_repeated(keys: list[int]) -> None:
    """Who looks those up alone misses nobody: the others meet none but themselves."""
    every = array(keys)
    entries = np.sort(entries_of(every, np.arange(len(keys))))
    which, slots = matches_in(entries, every)
    asked = repeated(every)
    among, others = matches_in(entries, every[asked])

    pairs = set(zip(which.tolist(), slots.tolist(), strict=True))
    assert set(zip(asked[among].tolist(), others.tolist(), strict=True)) == {
        pair for pair in pairs if sum(pair[0] == place for place, _ in pairs) > 1
    }
    assert pairs == {(one, other) for one in range(len(keys)) for other in range(len(keys)) if alike(keys, one, other)}


def alike(keys: list[int], one: int, other: int) -> bool:
    """Whether two keys are the same as far as entries tell."""
    return keys[one] >> 28 == keys[other] >> 28


def test_more_texts_than_an_entry_can_name_are_refused() -> None:
    """Not taken for others; the message says what to do."""
    with pytest.raises(OverflowError, match="more partitions"):
        entries_of(array(KEYS), 1 << 28)
