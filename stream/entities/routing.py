"""Topics by the names we know them under, the partition of a key, and what a version sends when it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, islice
from typing import NamedTuple
from zlib import crc32

import numpy as np

from stream.dispatch import UNKNOWN_TIME, Version
from stream.entities.messages import NO_KEYS, Envelope, Joined, Left, Posted, Retired
from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import Edition, Role, prepare_all
from stream.matching.keys import names
from stream.matching.sketches import PERMUTATIONS, Keys, keys_of
from stream.matching.translating.keys import FactKeys, fact_keys, tongue_of
from stream.stories.targets import unfold
from stream.text.shingles import U64, mix, shingle_sets

__all__ = [
    "BUCKETS",
    "DISPATCHES",
    "FAMILIES",
    "INPUT",
    "MAILBOXES",
    "RULINGS",
    "SOURCES",
    "SPREAD",
    "Entered",
    "Prepared",
    "band_home",
    "entered",
    "mailbox",
    "partition_of",
    "postings",
]

INPUT = "wire.dispatches"
RULINGS = "wire.rulings"
SOURCES = (INPUT, RULINGS)
"""What others write and workers read; mailboxes are what workers write to each other."""

BUCKETS = "copytaster.buckets"
DISPATCHES = "copytaster.dispatches"
FAMILIES = "copytaster.families"
MAILBOXES = (BUCKETS, DISPATCHES, FAMILIES)

SPREAD = 2
"""Partitions that the bands are spread over; each holds whole groups of keys. A version is posted to each of them and
each costs the same, with 4 keys or with 64: over 16 partitions a dispatch cost twice the CPU, over four a fifth more
than over two. The index is a sixth of the work, and nine bytes a key."""


class Entered(NamedTuple):
    """A version with what matching needs of it, and what it posts to which partition of bands."""

    edition: Edition
    postings: tuple[tuple[int, Posted], ...]


class Prepared(NamedTuple):
    """A version that was read, and all that enters with it."""

    version: Version
    entered: tuple[Entered, ...]


_NO_FACTS = ("", NO_KEYS, None)
_NO_KEYS = Keys(NO_KEYS, NO_KEYS, np.zeros(PERMUTATIONS, dtype=np.uint8))


def partition_of(uri: str, partitions: int) -> int:
    """The partition of a dispatch, or of a family by its label's uri."""
    return crc32(uri.encode("utf-8", "surrogatepass")) % partitions if partitions > 1 else 0


def mailbox(message: Posted | Envelope) -> str:
    """The mailbox topic that a message goes through."""
    if isinstance(message, Posted):
        return BUCKETS
    return FAMILIES if isinstance(message, Joined | Left | Retired) else DISPATCHES


def entered(versions: Sequence[Version], partitions: int, *, at_hand: bool = False) -> list[tuple[Entered, ...]]:
    """All that enters with each of several versions on so many partitions: itself and what it says of others.

    It depends on nothing else, so any number of versions may be taken together.

    Args:
        versions: that arrive.
        partitions: that they are folded over.
        at_hand: whether whoever keeps the buckets has the texts too. Then the keys of facts are left to be read when a
            text in another language asks: on a wire of one language that is never.
    """
    unfolded = [tuple(unfold(version)) for version in versions]
    editions = prepare_all([part for parts in unfolded for part in parts])
    pairs = map(Entered, editions, postings(editions, partitions, at_hand=at_hand))
    return [tuple(islice(pairs, len(parts))) for parts in unfolded]


def postings(
    editions: Sequence[Edition], partitions: int, *, at_hand: bool = False
) -> list[tuple[tuple[int, Posted], ...]]:
    """What each edition posts to buckets: one message for each partition that holds some of its keys."""
    facts: Sequence[FactKeys | None] = [None] * len(editions) if at_hand else fact_keys(editions)
    return [
        tuple(_postings(edition, keys, told, partitions))
        for edition, keys, told in zip(editions, _text_keys(editions), facts, strict=True)
    ]


def _postings(edition: Edition, keys: Keys, facts: FactKeys | None, partitions: int) -> Iterator[tuple[int, Posted]]:
    version = edition.version
    own = names(edition)
    spread = _spread(partitions)
    at = edition.published
    tongue = tongue_of(edition) if facts is None else ""
    unread = edition if tongue else None
    facts = facts or FactKeys(tongue, NO_KEYS)
    for place in range(spread):
        if spread > 1:
            banded, sampled = (some[some % np.uint64(spread) == place] for some in (keys.bands, keys.samples))
        else:
            banded, sampled = keys.bands, keys.samples
        seeks = tuple(key for key in own.seeks if key % spread == place)
        sought = tuple(key for key in own.sought if key % spread == place)
        told = (*facts, unread) if place == spread - 1 else _NO_FACTS  # to be counted they must be in one place
        if len(banded) or len(sampled) or seeks or sought or len(told[1]) or told[2]:
            home = band_home(place, partitions)
            keyed = (edition.text_id, banded, keys.digest, edition.brief, seeks, sought, sampled, *told)
            yield home, Posted(version.uri, version.key, at, at, *keyed)


def _text_keys(editions: Sequence[Edition]) -> list[Keys]:
    """What each text is found by."""
    long = [edition.brief is None and _is_text(edition) for edition in editions]
    made = iter(keys_of(shingle_sets([edition.version.text for edition in compress(editions, long)])))
    return [
        _of_role(next(made), edition)
        if is_long
        else Keys(_brief_keys(edition), NO_KEYS, _NO_KEYS.digest)
        if _is_text(edition)
        else _NO_KEYS
        for edition, is_long in zip(editions, long, strict=True)
    ]


def _is_text(edition: Edition) -> bool:
    return bool(edition.version.text) and edition.role is not Role.NOTICE


def _of_role(keys: Keys, edition: Edition) -> Keys:
    """Digests are copied too, but must not meet what they digest."""
    if edition.role is not Role.DIGEST:
        return keys
    bands, sampled = (np.maximum(mix(some), np.uint64(1)) for some in (keys.bands, keys.samples))
    return Keys(bands, sampled, keys.digest)


def _spread(partitions: int) -> int:
    """Into how many parts the keys go: a power of two, so that each holds whole groups of them."""
    return 1 << (min(partitions, SPREAD).bit_length() - 1)


def band_home(place: int, partitions: int) -> int:
    """The partition of the ``place``-th part of the bands: far apart, and both even and odd, so that workers
    share them whether they are given runs of partitions or every other one.
    """
    spread = _spread(partitions)
    odd = place % 2 if partitions >= 2 * SPREAD and partitions // SPREAD % 2 == 0 else 0
    return place * partitions // spread + odd


def _brief_keys(edition: Edition) -> U64:
    """Two hours of one agency: any two briefs within an hour of each other share one of their keys."""
    agency = crc32(f"brief\n{edition.issuer}".encode("utf-8", "surrogatepass"))
    hour = 0 if edition.published == UNKNOWN_TIME else edition.published // BRIEF_WINDOW
    hours = np.array([(agency << 32) | ((hour + later) & 0xFFFFFFFF) for later in (0, 1)], dtype=np.uint64)
    keys: U64 = np.maximum(mix(hours), np.uint64(1))
    return keys
