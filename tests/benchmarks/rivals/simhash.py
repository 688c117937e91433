"""SimHash (Charikar 2002; Manku, Jain and Das Sarma 2007): 64 bits of word 3-grams, 3 bits apart, looked up by
four blocks of 16 bits, of which one must be equal. The threshold is the number of bits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rivals.recipe import Texts, grams, run

_BLOCKS = 4
_BITS = 16  # of a block


def pairs(texts: Texts, threshold: float) -> Iterator[tuple[str, str]]:
    """Every text with those few bits away. More than three bits apart may be missed: one block must be equal."""
    blocks: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for uri, text in texts:
        value = simhash(grams(text, 3))
        near: set[str] = set()
        for number in range(_BLOCKS):
            there = blocks[number, value >> number * _BITS & 0xFFFF]
            near.update(other for other, known in there if (value ^ known).bit_count() <= threshold)
            there.append((uri, value))
        for other in near:
            yield uri, other


def simhash(features: set[bytes]) -> int:
    """For each bit what most of the features' hashes have."""
    digests = b"".join(blake2b(each, digest_size=8).digest() for each in features)
    bits: NDArray[np.uint8] = np.unpackbits(np.frombuffer(digests, np.uint8).reshape(-1, 8), axis=1)
    majority = np.count_nonzero(bits, axis=0) * 2 > len(bits)
    return int.from_bytes(np.packbits(majority).tobytes(), "big")


if __name__ == "__main__":
    run(pairs, 3)
