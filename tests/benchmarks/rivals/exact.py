"""Exact hash only: the words of the body in lower case are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

from rivals.recipe import Texts, run

_WORD = re.compile(r"\w+")


def pairs(texts: Texts, _threshold: float) -> Iterator[tuple[str, str]]:
    """Every text with the first of the same words."""
    first: dict[bytes, str] = {}
    for uri, text in texts:
        key = blake2b(" ".join(_WORD.findall(text.lower())).encode(), digest_size=16).digest()
        if (other := first.setdefault(key, uri)) != uri:
            yield uri, other


if __name__ == "__main__":
    run(pairs, 1.0)
