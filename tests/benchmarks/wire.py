"""A generated wire for measuring: texts of about 2,500 characters, one in ten a near-copy. Seeded.

Word frequencies fall off as 1 / rank, like those of a language; the words themselves are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import orjson

_SYLLABLES = tuple("ba ko ri men tu sal vo di pan ges lo fim ar ne qui zo tra pel cu hin".split())  # noqa: SIM905
_START = datetime(2022, 11, 28, tzinfo=UTC)
_CHARACTERS = 2500


def _vocabulary(rng: random.Random, size: int) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words)


def generate(count: int, seed: int = 7, every: timedelta = timedelta(seconds=5)) -> Iterator[bytes]:
    """Ninjs lines in time order; every tenth is a near-copy of one of the last 500."""
    rng = random.Random(seed)
    vocabulary = _vocabulary(rng, 20_000)
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(vocabulary))))
    recent: list[list[str]] = []
    for number in range(count):
        if number % 10 == 9:
            words = [rng.choice(vocabulary) if rng.random() < 0.03 else word for word in rng.choice(recent)]
        else:
            words = []
            length = 0
            while length < _CHARACTERS:
                words.extend(rng.choices(vocabulary, cum_weights=weights, k=20))
                length = sum(map(len, words)) + len(words)
        recent = [*recent[-499:], words]
        sentences = [" ".join(words[n : n + 18]).capitalize() + "." for n in range(0, len(words), 18)]
        paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
        yield orjson.dumps(
            {
                "uri": f"urn:newsml:agency-{number % 7}.example:{number}",
                "version": "1",
                "versioncreated": (_START + number * every).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "language": "en",
                "headline": " ".join(words[:8]).capitalize(),
                "body_text": "PORTO VELA, Nov. 28 (Reuters) - " + "\n\n".join(paragraphs),
            }
        )
