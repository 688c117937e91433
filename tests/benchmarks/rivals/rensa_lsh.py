"""rensa: ``RMinHash`` with ``RMinHashLSH``, candidates verified by estimated Jaccard.

beowolx/rensa, as its example does it with words (``text.split()``, 128 permutations, 16 bands); here of 5-word
shingles at 0.5, as the stock recipe, and 32 bands, which that threshold needs ((1/32)^(1/4) = .42).
"""

from __future__ import annotations

from collections.abc import Iterator

from rensa import RMinHash, RMinHashLSH

from rivals.recipe import Texts, grams, run

_PERMUTATIONS = 128
_BANDS = 32


def pairs(texts: Texts, threshold: float) -> Iterator[tuple[str, str]]:
    """Every text with what the index finds for it and its sketch confirms."""
    index = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    held: list[tuple[str, RMinHash]] = []
    for uri, text in texts:
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=42)
        sketch.update(list(grams(text, 5)))
        for number in index.query(sketch):
            other, known = held[number]
            if sketch.jaccard(known) >= threshold:
                yield uri, other
        index.insert(len(held), sketch)
        held.append((uri, sketch))


if __name__ == "__main__":
    run(pairs, 0.5)
