"""Sketches (MinHash signatures) and their bands.

The signature is bit for bit that of ``datasketch.MinHash(scheme="affine32").update_batch`` fed
with the same hashes; only the loop over Python objects is gone. 64 bands of 2 rows find a copy
that was cut to a quarter with recall .98 (32 x 4: .12); what they find too much is weeded out by
:func:`agreement` before any text is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.text.shingles import U32, U64, in_runs, mix

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = [
    "BANDS",
    "GROUPS",
    "PERMUTATIONS",
    "ROWS",
    "SAMPLED",
    "SEED",
    "Keys",
    "agreement",
    "band_keys",
    "digest",
    "group_of",
    "keys_of",
    "minhash",
    "samples",
    "sketch",
]

PERMUTATIONS = 128
SEED = 1
BANDS = 64
ROWS = 2
SAMPLED = 10
"""One shingle of so many has a key of its own. A text cut to a tenth keeps some 34 of its source's shingles."""

GROUPS = 4
"""Keys fall into so many groups by their remainder. A partition of bands holds whole groups, so that what is
counted within a group is the same however many partitions there are."""


def _permutations() -> tuple[U32, U32]:
    """The a and b of ``MinHash(num_perm=128, seed=1, scheme="affine32")``, drawn as datasketch 2 draws them.

    A test holds them to datasketch's own. Drawn here because importing datasketch imports SciPy,
    which takes longer than the demo's whole work; only :func:`minhash` needs it.
    """
    generator = np.random.RandomState(SEED)
    a = generator.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return a, b


_A, _B = _permutations()
_ROWS = 16  # permutations at a time …
_TOGETHER = 1 << 14  # … of so many shingles: 16 x 16384 x 4 bytes stay in the second-level cache

_SAMPLE_SALT = np.uint64(0xA24BAED4963EE407)
_BAND_SALT = np.random.RandomState(SEED).randint(1, 1 << 63, BANDS, dtype=np.uint64)


class Keys(NamedTuple):
    """What a text is found by: keys of its bands, shape (64,), and of its samples, shape (k,); and its digest."""

    bands: U64
    samples: U64
    digest: NDArray[np.uint8]


def keys_of(sets: Sequence[U32]) -> list[Keys]:
    """The keys of several texts by their shingles (uint32, shape (n,), n >= 1 each), in a few array operations."""
    out: list[Keys] = []
    for some in in_runs(sets, _TOGETHER):
        mixed, starts = _fmix32(np.concatenate(some)), _starts(some)
        signatures = _signatures(mixed, starts)
        bands, digests = band_keys(signatures), digest(signatures)
        chosen = np.flatnonzero(mixed % np.uint32(SAMPLED) == 0)
        sampled = _sample_keys(mixed[chosen])
        bounds = np.append(np.searchsorted(chosen, starts), len(chosen)).tolist()
        out.extend(
            Keys(bands[place], sampled[first:last], digests[place])
            for place, (first, last) in enumerate(pairwise(bounds))
        )
    return out


def sketch(shingles: U32) -> U32:
    """MinHash signature, uint32, shape (128,), of shingle hashes (uint32, shape (n,), n >= 1)."""
    signature: U32 = _signatures(_fmix32(shingles), np.zeros(1, dtype=np.intp))[0]
    return signature


def _signatures(mixed: U32, starts: NDArray[np.intp]) -> U32:
    """The signatures, shape (n, 128), of n texts whose mixed shingles lie end to end and begin at ``starts``."""
    signatures = np.empty((PERMUTATIONS, len(starts)), dtype=np.uint32)
    for first in range(0, PERMUTATIONS, _ROWS):
        rows = slice(first, first + _ROWS)
        permuted = _A[rows, None] * mixed
        permuted += _B[rows, None]
        np.minimum.reduceat(permuted, starts, axis=1, out=signatures[rows])
    return np.ascontiguousarray(signatures.T)


def _starts(sets: Sequence[U32]) -> NDArray[np.intp]:
    return np.cumsum([0] + [len(grams) for grams in sets[:-1]])


def minhash(signature: U32) -> MinHash:
    """The signature as a datasketch MinHash, to be used with everything datasketch offers."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashvalues=signature, permutations=(_A, _B), scheme="affine32")


def band_keys(signature: U32) -> U64:
    """One 64-bit key for each band, shape (…, 64): the band's two rows, salted by its position.

    Never 0, which marks an empty place in the bucket table.
    """
    rows = signature.astype("<u4").view("<u8").astype(np.uint64)
    keys = rows ^ _BAND_SALT
    keys ^= keys >> np.uint64(32)
    keys *= np.uint64(0xD6E8FEB86659FD93)
    keys ^= keys >> np.uint64(32)
    keys *= np.uint64(0xD6E8FEB86659FD93)
    keys ^= keys >> np.uint64(32)
    nonzero: U64 = np.maximum(keys, np.uint64(1))
    return nonzero


def samples(shingles: U32) -> U64:
    """Keys for one in ten of the shingles, by their hash alone (Broder 1997, mod-m sketch): uint64, shape (k,).

    A text that was cut to a tenth shares a band with its source in four cases of ten, for a band tells of the share of
    both; of these keys it shares one wherever they share some thirty shingles, however long the source is.
    """
    mixed = _fmix32(shingles)
    return _sample_keys(mixed[mixed % np.uint32(SAMPLED) == 0])


def _sample_keys(mixed: U32) -> U64:
    keys: U64 = np.maximum(mix(mixed.astype(np.uint64) ^ _SAMPLE_SALT), np.uint64(1))
    return keys


def group_of(keys: U64) -> NDArray[np.intp]:
    """The group of each key, shape (n,)."""
    return (keys % np.uint64(GROUPS)).astype(np.intp)


def digest(signature: U32) -> NDArray[np.uint8]:
    """The lowest byte of each row: b-bit minwise hashing (Li and König 2010), b = 8, shape (…, 128).

    A quarter of the signature's size, at the price of half a position of agreement by accident.
    """
    return signature.astype(np.uint8)


def agreement(digests: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.intp]:
    """In how many of the 128 positions each digest (shape (n, 128)) agrees with another (shape (128,) or (n, 128))."""
    agreeing: NDArray[np.intp] = np.count_nonzero(digests == others, axis=1)
    return agreeing


def _fmix32(h: U32) -> U32:
    """MurmurHash3's 32-bit finaliser, as datasketch's affine schemes apply before permuting."""
    h = h ^ (h >> np.uint32(16))
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return h
