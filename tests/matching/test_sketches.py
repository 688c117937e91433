"""Sketches: datasketch's own signatures, what they estimate, and which bands they share."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash

from stream.matching.sketches import (
    _BAND_SALT,
    BANDS,
    PERMUTATIONS,
    ROWS,
    SEED,
    agreement,
    band_keys,
    digest,
    keys_of,
    minhash,
    samples,
    sketch,
)
from stream.text.shingles import U32


def hashes(count: int, seed: int) -> U32:
    """Random 32-bit hashes, sorted, each once."""
    drawn = np.random.default_rng(seed).choice(1 << 32, size=count, replace=False)
    return np.sort(drawn.astype(np.uint32))


def pair(jaccard: float, seed: int, union: int = 500) -> tuple[U32, U32]:
    """Two sets of that Jaccard similarity."""
    drawn = np.random.default_rng(seed).permutation(hashes(union, seed))
    shared = round(jaccard * union)
    half = shared + (union - shared) // 2
    return np.sort(drawn[:half]), np.sort(np.concatenate((drawn[:shared], drawn[half:])))


def datasketched(values: U32) -> MinHash:
    """What datasketch itself makes of these hashes."""
    made = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32", hashfunc=int)
    made.update_batch(values.tolist())
    return made


@pytest.mark.parametrize("count", [1, 2, 5, 128, 1023, 5000, 40_000])
def test_the_signature_is_datasketchs_bit_for_bit(count: int) -> None:
    """Nothing but the loop over objects differs."""
    values = hashes(count, count)
    np.testing.assert_array_equal(sketch(values), datasketched(values).hashvalues)


@pytest.mark.parametrize("place", [0, 1, 1023, 1024, 2048])
def test_every_place_of_a_long_text_counts(place: int) -> None:
    """One shingle among two thousand others that are all alike: the signature is that of the two."""
    values = np.full(2049, 7, dtype=np.uint32)
    values[place] = 12345
    np.testing.assert_array_equal(sketch(values), datasketched(np.array([7, 12345], dtype=np.uint32)).hashvalues)


@pytest.mark.parametrize("edge", [0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_the_signature_of_an_edge_value_is_datasketchs(edge: int) -> None:
    """The arithmetic wraps at 32 bits where datasketch's does."""
    values = np.array([edge], dtype=np.uint32)
    np.testing.assert_array_equal(sketch(values), datasketched(values).hashvalues)


def test_the_permutations_are_datasketchs() -> None:
    """Drawn here without importing datasketch, and the same as drawn there."""
    ours = minhash(sketch(hashes(10, 1)))
    theirs = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32")
    np.testing.assert_array_equal(np.array(ours.permutations), np.array(theirs.permutations))


def test_a_sketch_as_minhash_works_with_datasketchs_own() -> None:
    """It compares with, merges with and can be updated like a MinHash that datasketch made."""
    one, other = pair(0.5, 7)
    ours = minhash(sketch(one))
    assert ours.jaccard(datasketched(other)) == datasketched(one).jaccard(datasketched(other))
    ours.merge(datasketched(other))
    np.testing.assert_array_equal(ours.hashvalues, sketch(np.union1d(one, other)))


@pytest.mark.parametrize("tenths", range(11))
def test_jaccard_is_estimated_without_bias(tenths: int) -> None:
    """Over 20 draws the mean estimate is within .04 of the truth (four standard errors), each one within .16."""
    truth = tenths / 10
    errors = []
    for seed in range(20):
        one, other = pair(truth, 100 * tenths + seed)
        exact = len(np.intersect1d(one, other)) / len(np.union1d(one, other))
        assert exact == pytest.approx(truth, abs=0.002)
        errors.append(minhash(sketch(one)).jaccard(minhash(sketch(other))) - exact)
    assert abs(float(np.mean(errors))) <= 0.04
    assert max(map(abs, errors)) <= 0.16


def test_there_are_64_band_keys_of_two_rows_and_none_is_zero() -> None:
    """Zero marks an empty place in the table, so the one band value that would give it gives 1."""
    assert BANDS * ROWS == PERMUTATIONS
    would_be_zero = _BAND_SALT.astype("<u8").view("<u4").astype(np.uint32)
    keys = band_keys(would_be_zero)
    assert keys.shape == (BANDS,)
    assert keys.dtype == np.uint64
    assert keys.tolist() == [1] * BANDS


def test_a_band_key_is_equal_where_both_rows_are_and_only_there() -> None:
    """Change some rows of a signature: the keys of exactly their bands change."""
    rng = np.random.default_rng(5)
    signature = sketch(hashes(300, 5))
    for _ in range(50):
        changed = signature.copy()
        places = rng.choice(PERMUTATIONS, size=20, replace=False)
        changed[places] ^= rng.integers(1, 1 << 32, size=20, dtype=np.uint32)
        same = (changed.reshape(BANDS, ROWS) == signature.reshape(BANDS, ROWS)).all(axis=1)
        np.testing.assert_array_equal(band_keys(changed) == band_keys(signature), same)


def test_equal_rows_in_different_bands_have_different_keys() -> None:
    """Two texts must agree in the same band: the key is salted by its position."""
    assert len(set(band_keys(np.full(PERMUTATIONS, 7, dtype=np.uint32)).tolist())) == BANDS


def test_the_rows_of_a_band_are_not_interchangeable() -> None:
    """(a, b) and (b, a) are two band values."""
    signature = sketch(hashes(300, 6))
    swapped = np.ascontiguousarray(signature.reshape(BANDS, ROWS)[:, ::-1]).reshape(-1)
    assert not (band_keys(swapped) == band_keys(signature)).any()


@pytest.mark.parametrize("similarity", [0.2, 0.4, 0.6])
def test_recall_of_the_bands_is_what_theory_says(similarity: float) -> None:
    """Of 200 pairs of similarity s, 1 - (1 - s²)^64 share a band, less three standard errors at most."""
    pairs = [pair(similarity, 1000 + seed, union=200) for seed in range(200)]
    found = sum(bool((band_keys(sketch(one)) == band_keys(sketch(other))).any()) for one, other in pairs)
    expected = 1 - (1 - similarity**ROWS) ** BANDS
    assert found / 200 >= expected - 3 * (expected * (1 - expected) / 200) ** 0.5


def test_unrelated_texts_hardly_ever_share_a_band() -> None:
    """200 pairs without a common shingle: a key of 64 bits does not meet by accident."""
    pairs = [pair(0.0, 5000 + seed) for seed in range(200)]
    assert not any((band_keys(sketch(one)) == band_keys(sketch(other))).any() for one, other in pairs)


def test_agreement_counts_positions_of_the_lowest_bytes() -> None:
    """A digest is a quarter of the signature: all 128 agree with itself, as many fewer as were changed."""
    signature = sketch(hashes(300, 8))
    seen = digest(signature)
    np.testing.assert_array_equal(seen, signature & np.uint32(0xFF))
    assert seen.dtype == np.uint8
    changed = seen.copy()
    changed[[3, 77, 127]] ^= 1
    assert agreement(np.stack([seen, changed, seen + np.uint8(1)]), seen).tolist() == [128, 125, 0]
    assert agreement(np.empty((0, PERMUTATIONS), dtype=np.uint8), seen).tolist() == []


def test_agreement_of_the_digests_follows_similarity() -> None:
    """An excerpt agrees in many positions, a stranger in next to none: what the bucket's check relies on."""
    one, other = pair(0.25, 9)
    near = int(agreement(digest(sketch(one))[None, :], digest(sketch(other)))[0])
    far = int(agreement(digest(sketch(one))[None, :], digest(sketch(hashes(250, 10))))[0])
    assert near >= 20
    assert far <= 4


@pytest.mark.parametrize("sizes", [(1,), (300, 1, 7), (9000, 9000, 2, 40_000, 1), tuple(range(1, 200))])
def test_several_texts_have_the_keys_that_each_has_alone(sizes: tuple[int, ...]) -> None:
    """Whatever stands before and after it, and however many are worked on at a time."""
    sets = [hashes(size, size) for size in sizes]

    for grams, keys in zip(sets, keys_of(sets), strict=True):
        np.testing.assert_array_equal(keys.bands, band_keys(sketch(grams)))
        np.testing.assert_array_equal(keys.samples, samples(grams))
        np.testing.assert_array_equal(keys.digest, digest(sketch(grams)))
