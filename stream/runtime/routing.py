"""Topics by the names we know them under, the partition of a key, and what an edition sends when it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import numpy as np

from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import UNKNOWN_TIME, Edition
from stream.matching.shingles import U64, mix
from stream.matching.sketches import PERMUTATIONS, band_keys, digest, sketch
from stream.messages import Envelope, Joined, Left, Posted, Retired

__all__ = ["BUCKETS", "DISPATCHES", "FAMILIES", "INPUT", "MAILBOXES", "mailbox", "partition_of", "postings"]

INPUT = "wire.dispatches"
BUCKETS = "copytaster.buckets"
DISPATCHES = "copytaster.dispatches"
FAMILIES = "copytaster.families"
MAILBOXES = (BUCKETS, DISPATCHES, FAMILIES)

_NO_DIGEST = np.zeros(PERMUTATIONS, dtype=np.uint8)


def partition_of(uri: str, partitions: int) -> int:
    """The partition of a dispatch, or of a family by its label's uri."""
    return crc32(uri.encode("utf-8", "surrogatepass")) % partitions if partitions > 1 else 0


def mailbox(message: Posted | Envelope) -> str:
    """The mailbox topic that a message goes through."""
    if isinstance(message, Posted):
        return BUCKETS
    return FAMILIES if isinstance(message, Joined | Left | Retired) else DISPATCHES


def postings(edition: Edition, partitions: int) -> Iterator[tuple[int, Posted]]:
    """What an edition posts to buckets: one message for each partition that holds some of its keys."""
    version = edition.version
    if not version.text:
        return
    if edition.brief is None:
        signature = sketch(edition.shingles)
        keys, seen = band_keys(signature), digest(signature)
    else:
        keys, seen = _brief_keys(edition), _NO_DIGEST
    if partitions == 1:
        homes = {0: keys}
    else:
        owners = keys % np.uint64(partitions)
        homes = {int(owner): keys[owners == owner] for owner in np.unique(owners)}
    at = edition.published
    for partition, own in homes.items():
        yield partition, Posted(version.uri, version.key, at, at, edition.text_id, own, seen, edition.brief)


def _brief_keys(edition: Edition) -> U64:
    """Two hours of one agency: any two briefs within an hour of each other share one of their keys."""
    agency = crc32(f"brief\n{edition.issuer}".encode("utf-8", "surrogatepass"))
    hour = 0 if edition.published == UNKNOWN_TIME else edition.published // BRIEF_WINDOW
    hours = np.array([(agency << 32) | ((hour + later) & 0xFFFFFFFF) for later in (0, 1)], dtype=np.uint64)
    keys: U64 = np.maximum(mix(hours), np.uint64(1))
    return keys
