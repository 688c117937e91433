"""What goes to which partition: every key to exactly one, and the same one in every process."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.entities.buckets import Buckets, receive
from stream.entities.routing import SPREAD, band_home, partition_of
from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import Edition
from stream.matching.sketches import BANDS, band_keys, digest, sketch
from wires import HOUR, NOON, edition, postings_of, text

WINDOW = 72 * HOUR


def parts(partitions: int) -> int:
    """Into how many parts the keys go, of whole groups of them."""
    return min(partitions, SPREAD)


def keys(held: Edition, partitions: int = 1) -> list[int]:
    """All keys under which an edition is posted."""
    return [key for _, posted in postings_of(held, partitions) for key in posted.keys.tolist()]


@given(seed=st.integers(0, 1000), partitions=st.integers(1, 1024))
def test_all_partitions_together_hold_all_keys_once(seed: int, partitions: int) -> None:
    """64 keys, none lost, none twice, each where everybody else looks for it."""
    held = edition("urn:a", text(seed))
    expected = band_keys(sketch(held.shingles)).tolist()
    posted = list(postings_of(held, partitions))
    assert sorted(key for _, message in posted for key in message.keys.tolist()) == sorted(expected)
    assert len(expected) == BANDS
    homes = [home for home, _ in posted]
    assert len(set(homes)) == len(homes) <= SPREAD
    spread = parts(partitions)
    for home, message in posted:
        [part] = {key % spread for key in message.keys.tolist()}
        assert home == band_home(part, partitions)


@given(partitions=st.integers(1, 1024))
def test_the_bands_have_homes_of_their_own(partitions: int) -> None:
    """As many as there may be, all of them partitions, and with enough partitions in every half and both parities."""
    homes = [band_home(place, partitions) for place in range(parts(partitions))]
    assert len(set(homes)) == len(homes)
    assert all(0 <= home < partitions for home in homes)
    if partitions >= 8 and partitions % 4 == 0:
        assert sum(home % 2 for home in homes) == SPREAD / 2
        assert sum(home < partitions / 2 for home in homes) == SPREAD / 2


@given(seed=st.integers(0, 200), partitions=st.integers(2, 9))
def test_who_is_a_candidate_does_not_depend_on_the_number_of_partitions(seed: int, partitions: int) -> None:
    """Cuts of every size, and formulas in common: what a partition counts it counts within groups that it has whole."""
    words, footer = text(seed, 600), text(seed + 1, 30)
    cuts = [" ".join(words.split()[start : start + size]) for start, size in ((0, 600), (9, 40), (200, 90), (450, 25))]
    wire = [*cuts, *(f"{text(seed + 2 + n, 200)} {footer}" for n in range(3))]

    def candidates(count: int) -> set[tuple[str, str]]:
        held = [Buckets(WINDOW) for _ in range(count)]
        found = set()
        for n, told in enumerate(wire):
            for home, message in postings_of(edition(f"urn:{n}", told, NOON + n), count):
                found |= {(each.uri, each.other) for each in receive(held[home], [message])[1][0]}
        return found

    assert candidates(partitions) == candidates(1)


def test_a_posting_carries_what_the_bucket_needs() -> None:
    """Version, times, text and digest are those of the edition."""
    held = edition("urn:a", text(1), NOON)
    for _, message in postings_of(held, 7):
        assert (message.uri, message.version, message.published) == ("urn:a", held.version.key, NOON)
        assert (message.text_id, message.brief) == (held.text_id, None)
        np.testing.assert_array_equal(message.digest, digest(sketch(held.shingles)))


@given(
    when=st.integers(-10 * BRIEF_WINDOW, 500_000 * BRIEF_WINDOW),
    gap=st.integers(0, BRIEF_WINDOW),
    partitions=st.integers(1, 1024),
)
def test_two_briefs_within_an_hour_share_a_key(when: int, gap: int, partitions: int) -> None:
    """Wherever the hour begins, also before 1970; and a shared key is in one partition for both."""
    one, other = edition("urn:1", "Ferry sinks", when), edition("urn:2", "Rates cut", when + gap)
    assert set(keys(one, partitions)) & set(keys(other, partitions))
    assert 0 not in keys(one)


def test_briefs_of_other_hours_or_agencies_share_none() -> None:
    """Two hours of one agency are all that a bucket of briefs holds."""
    one = set(keys(edition("urn:1", "Ferry sinks", NOON, agency="AFP")))
    assert len(one) == 2
    assert not one & set(keys(edition("urn:2", "Ferry sinks", NOON + 2 * BRIEF_WINDOW, agency="AFP")))
    assert not one & set(keys(edition("urn:3", "Ferry sinks", NOON, agency="EFE")))
    assert not one & set(keys(edition("urn:4", text(1), NOON, agency="AFP")))


@pytest.mark.parametrize("partitions", [1, 2, 7, 1024])
def test_a_uri_has_one_partition_in_every_process(partitions: int) -> None:
    """It does not hang on Python's salted hash, and any uri has one."""
    assert partition_of("urn:newsml:xinhua.example:1", partitions) == 3_166_954_522 % partitions
    assert 0 <= partition_of("urn:\ud800", partitions) < partitions


def test_partitions_are_used_evenly() -> None:
    """A thousand uris over eight partitions: each has 80 to 170."""
    homes = np.bincount([partition_of(f"urn:newsml:{n}", 8) for n in range(1000)], minlength=8)
    assert 80 <= homes.min() <= homes.max() <= 170


def test_a_stable_hash_of_band_keys_too() -> None:
    """Two sketches of one text are posted under the same keys in the same order."""
    assert keys(edition("urn:a", text(4))) == keys(edition("urn:b", text(4), None))
    assert all(one != other for one, other in pairwise(sorted(keys(edition("urn:a", text(4))))))
