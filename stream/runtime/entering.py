"""What enters the entities with a version: itself and what it says of others, each with what it posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stream.dispatch import Version
from stream.matching.editions import Edition, prepare
from stream.messages import Posted
from stream.runtime.routing import postings
from stream.unfolding import unfold

__all__ = ["Entered", "Prepared", "entered"]


class Entered(NamedTuple):
    """A version with what matching needs of it, and what it posts to which partition of bands."""

    edition: Edition
    postings: tuple[tuple[int, Posted], ...]


class Prepared(NamedTuple):
    """A version that was read, and all that enters with it."""

    version: Version
    entered: tuple[Entered, ...]


def entered(version: Version, partitions: int) -> Iterator[Entered]:
    """All that enters with a version, on so many partitions. It depends on nothing else."""
    for each in unfold(version):
        edition = prepare(each)
        yield Entered(edition, tuple(postings(edition, partitions)))
