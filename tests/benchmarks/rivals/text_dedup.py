"""text-dedup's MinHash with the settings published for it: word 2-grams, 256 permutations, threshold 0.45.

ChenghaoMou/text-dedup, ``text_dedup.minhash``: bands and rows are optimised for equal weight of false positives and
negatives, whatever shares a band is one cluster, nothing is verified. The package itself drags in Spark, datasets and
transformers for the same arithmetic, so this is made of the parts that datasketch has: its ``MinHashLSH`` chooses
bands and rows by the same integral. Texts of fewer than five words are left out, as there.
"""

from __future__ import annotations

from collections.abc import Iterator

from datasketch import MinHashLSH

from rivals.recipe import Texts, run
from rivals.stock import found

_PERMUTATIONS = 256
_FEWEST_WORDS = 5


def pairs(texts: Texts, threshold: float) -> Iterator[tuple[str, str]]:
    """Every text with what shares a band with it."""
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, weights=(0.5, 0.5))
    return found(((uri, text) for uri, text in texts if len(text.split()) >= _FEWEST_WORDS), index, words=2)


if __name__ == "__main__":
    run(pairs, 0.45)
