"""Finds versions that share a name: those that seek it meet those that are sought by it. A part of the buckets.

Only a seeker and what it seeks become candidates; two that seek the same are none for each other. All that were
published within one window of each other do, up to a bound: what shares a name passes or fails by more than the name,
so there is no short cut.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from stream.dispatch import VersionKey
from stream.entities.messages import BucketMessage, Candidate
from stream.matching.editions import is_beyond

__all__ = ["MOST_NAMED", "Directory", "Named", "expire", "is_over", "receive", "sizes"]

MOST_NAMED = 200
"""The most others that one version meets under one name, the nearest in time first; what that cuts is counted."""


class Named(NamedTuple):
    """A version that stands under a name. Sorts by (published, uri)."""

    published: int
    uri: str
    version: VersionKey
    at: int


_Names = dict[int, Named | list[Named]]
"""By key, those who stand there in (published, uri) order.

A list for each of them would take twice what it holds: most names are nobody else's.
"""


@dataclass(slots=True)
class Directory:
    """Who seeks and who is sought, apart: hundreds are sought by a word of their headlines that nobody seeks."""

    seeking: _Names = field(default_factory=dict)
    sought: _Names = field(default_factory=dict)
    cut: int = 0


def receive(state: Directory, message: BucketMessage, window: int) -> list[Candidate]:
    """Enter a version under its names, and say whom it meets."""
    out: dict[Candidate, None] = {}
    named = Named(message.published, message.uri, message.version, message.at)
    seeks, sought = (message.seeks, state.seeking, state.sought), (message.sought, state.sought, state.seeking)
    for keys, own, others in (seeks, sought):
        for key in keys:
            if _enter(own, key, named) and key in others:
                for other in _met(state, others[key], named, window):
                    newer, older = (named, other) if other[:2] < named[:2] else (other, named)
                    out[Candidate(newer.uri, newer.version, older.uri, older.version)] = None
    return list(out)


def sizes(state: Directory) -> Iterator[int]:
    """How many seek each name, and how many are sought by each."""
    every = chain(state.seeking.values(), state.sought.values())
    return (1 if isinstance(there, Named) else len(there) for there in every)


def expire(state: Directory, before: int, reach: int) -> None:
    """Forget those with an event time below ``before``; see :func:`stream.entities.directory.is_over`."""
    for names in (state.seeking, state.sought):
        gone = []
        for key, there in names.items():
            if isinstance(there, Named):  # nearly all: no list is made for them
                if there.at < before and is_over(there.at, there.published, before, reach):
                    gone.append(key)
                continue
            kept = [entry for entry in there if not is_over(entry.at, entry.published, before, reach)]
            if kept:
                names[key] = kept if len(kept) > 1 else kept[0]
            else:
                gone.append(key)
        for key in gone:
            del names[key]


def _enter(names: _Names, key: int, named: Named) -> bool:
    """False where it stands there already."""
    there = names.get(key)
    if there is None:
        names[key] = named
        return True
    if isinstance(there, Named):
        there = names[key] = [there]
    place = bisect_left(there, named[:3])
    if place < len(there) and there[place][:3] == named[:3]:
        return False
    there.insert(place, named)
    return True


def _met(state: Directory, there: Named | list[Named], named: Named, window: int) -> Iterable[Named]:
    met = (entry for entry in ([there] if isinstance(there, Named) else there) if entry.uri != named.uri)
    near = [entry for entry in met if not is_beyond(entry.published, named.published, window)]
    if len(near) > MOST_NAMED:
        state.cut += len(near) - MOST_NAMED
        near.sort(key=lambda entry: (abs(entry.published - named.published), entry.published, entry.uri))
    return near[:MOST_NAMED]


def is_over(at: int, published: int, before: int, reach: int) -> bool:
    """Whether an entry of a bucket with this event time (milliseconds since the epoch) has left the window.

    The first entries after a gap in the wire were taken for dates in the future. What is dated within ``reach`` now
    goes by its date.
    """
    return at < before and not before <= published <= reach
