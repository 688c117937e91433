"""The stock recipe, to which the documentation of datasketch leads: 5-word shingles, ``MinHash.update_batch``,
``MinHashLSH(0.5)``, union-find.
"""

from __future__ import annotations

from collections.abc import Iterator

from datasketch import MinHash, MinHashLSH

from rivals.recipe import Texts, grams, run


def pairs(texts: Texts, threshold: float) -> Iterator[tuple[str, str]]:
    """Every text with what the index finds for it."""
    return found(texts, MinHashLSH(threshold=threshold, num_perm=128), words=5)


def found(texts: Texts, index: MinHashLSH, words: int) -> Iterator[tuple[str, str]]:
    """Every text with what shares a band with it in this index, of shingles of so many words."""
    for uri, text in texts:
        sketch = MinHash(num_perm=index.h)
        sketch.update_batch(list(grams(text, words)))
        for other in index.query(sketch):
            yield uri, other
        index.insert(uri, sketch, check_duplication=False)


if __name__ == "__main__":
    run(pairs, 0.5)
