"""Topics by the names we know them under, the partition of a key, and what a version sends when it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stream.dispatch import UNKNOWN_TIME, Version
from stream.entities.messages import NO_KEYS, Envelope, Joined, Left, Posted, Retired
from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import Edition, Role, prepare
from stream.matching.keys import names
from stream.matching.sketches import PERMUTATIONS, band_keys, digest, samples, sketch
from stream.stories.targets import unfold
from stream.text.shingles import U64, mix

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


_NO_DIGEST = np.zeros(PERMUTATIONS, dtype=np.uint8)


def partition_of(uri: str, partitions: int) -> int:
    """The partition of a dispatch, or of a family by its label's uri."""
    return crc32(uri.encode("utf-8", "surrogatepass")) % partitions if partitions > 1 else 0


def mailbox(message: Posted | Envelope) -> str:
    """The mailbox topic that a message goes through."""
    if isinstance(message, Posted):
        return BUCKETS
    return FAMILIES if isinstance(message, Joined | Left | Retired) else DISPATCHES


def entered(version: Version, partitions: int) -> Iterator[Entered]:
    """All that enters with a version on so many partitions: itself and what it says of others.

    It depends on nothing else.
    """
    for each in unfold(version):
        edition = prepare(each)
        yield Entered(edition, tuple(postings(edition, partitions)))


def postings(edition: Edition, partitions: int) -> Iterator[tuple[int, Posted]]:
    """What an edition posts to buckets: one message for each partition that holds some of its keys."""
    version = edition.version
    own = names(edition)
    keys, sampled, seen = _text_keys(edition)
    spread = _spread(partitions)
    at = edition.published
    for place in range(spread):
        banded, some = (each[each % np.uint64(spread) == place] if spread > 1 else each for each in (keys, sampled))
        seeks = tuple(key for key in own.seeks if key % spread == place)
        sought = tuple(key for key in own.sought if key % spread == place)
        if len(banded) or len(some) or seeks or sought:
            home = band_home(place, partitions)
            text_id = edition.text_id
            keyed = (text_id, banded, seen, edition.brief, seeks, sought, some)
            yield home, Posted(version.uri, version.key, at, at, *keyed)


def _text_keys(edition: Edition) -> tuple[U64, U64, NDArray[np.uint8]]:
    """Keys of bands, of samples, and the digest."""
    if not edition.version.text or edition.role is Role.NOTICE:
        return NO_KEYS, NO_KEYS, _NO_DIGEST
    if edition.brief is not None:
        return _brief_keys(edition), NO_KEYS, _NO_DIGEST
    signature = sketch(edition.shingles)
    keys, sampled = band_keys(signature), samples(edition.shingles)
    if edition.role is Role.DIGEST:  # digests are copied too, but must not meet what they digest
        keys, sampled = (np.maximum(mix(each), np.uint64(1)) for each in (keys, sampled))
    return keys, sampled, digest(signature)


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
