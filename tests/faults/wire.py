"""The wire of the fault tests: seeded, every kind of near-duplicate, nothing late. All text is random words."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import orjson

from wires import HOUR, MINUTE, NOON, brief, copy, excerpt, heavy, light, mixture, ninjs, text

_AGENCIES = ("XINHUA", "VNA", "REUTERS", "AFP", "TANJUG")
_EDITS = (copy, copy, copy, light, light, heavy, excerpt, mixture, brief)
_RECENT = 300  # dispatches that a copy, a version or a kill may be of
_STEP = MINUTE // 2  # between two dispatches: 3,000 of them take 25 hours, and the window is 72
_CLOSING = text(1, 9)  # that many dispatches share: too little to link them

assert 3000 * _STEP < 72 * HOUR


@cache
def wire(seed: int, count: int = 2000) -> tuple[bytes, ...]:
    """Dispatches in the order of their times.

    Half of them are new. The others are copies, edits and excerpts of something recent, further versions
    of a dispatch under its uri, kills, briefs; some share a closing paragraph, some are undated.
    """
    rng = random.Random(seed)
    told: list[str] = []  # the newest text of each uri
    versions: list[int] = []
    raws = []
    for number in range(count):
        recent = rng.randrange(max(0, len(told) - _RECENT), len(told)) if told else None
        choice = rng.random() if recent is not None else 1.0
        fields: dict[str, Any] = {"copyrightholder": rng.choice(_AGENCIES)}
        if recent is not None and choice < 0.16:
            uri = recent
            versions[uri] += 1
            if choice < 0.04:
                fields["pubStatus"] = "canceled"
                body = rng.choice(("", told[uri]))
            else:
                body = told[uri] = rng.choice((light, excerpt, mixture))(told[uri], rng)
        else:
            uri = len(told)
            versions.append(1)
            if recent is not None and choice < 0.50:
                body = rng.choice(_EDITS)(told[recent], rng)
            else:
                body = text(rng.getrandbits(60), rng.choice((60, 90, 120)))
            if choice > 0.92:
                body = f"{body}\n\n{_CLOSING}"
            told.append(body)
        published = None if choice > 0.98 else NOON + number * _STEP
        record = ninjs(f"urn:newsml:agency-{uri % 5}.example:{seed}-{uri}", body, published, **fields)
        raws.append(orjson.dumps({**record, "version": str(versions[uri]), "headline": _headline(body)}))
    return tuple(raws)


def portions(raws: tuple[bytes, ...], count: int) -> list[tuple[bytes, ...]]:
    """A wire cut into so many parts, in its order."""
    return [raws[len(raws) * n // count : len(raws) * (n + 1) // count] for n in range(count)]


def _headline(body: str) -> str:
    return " ".join(body.split()[:7])
