"""What the keyed entities say to each other. Plain tuples: immutable, ordered, cheap.

Every message may come twice, late, or before the one it follows from; the entities merge, so that
none of it matters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.dispatch import Label, VersionKey
from stream.matching.editions import Edition

__all__ = [
    "NO_KEYS",
    "Advanced",
    "Arrived",
    "BucketMessage",
    "Candidate",
    "Closed",
    "Compare",
    "DispatchMessage",
    "Emitted",
    "Envelope",
    "FamilyMessage",
    "Forget",
    "Joined",
    "Label",
    "Labelled",
    "Left",
    "Linked",
    "Message",
    "Posted",
    "Referred",
    "Retired",
    "Settled",
    "StateMessage",
]


NO_KEYS: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)


class Posted(NamedTuple):
    """To a partition of buckets: this version stands in these buckets of yours."""

    uri: str
    version: VersionKey
    published: int
    at: int  # event time by which the entry expires; the shard that keeps it says which
    text_id: int
    keys: NDArray[np.uint64]  # band keys of this partition, shape (n,)
    digest: NDArray[np.uint8]  # shape (128,); all zero for briefs
    brief: str | None
    seeks: tuple[int, ...] = ()  # keys of names of this partition under which it looks for others …
    sought: tuple[int, ...] = ()  # … and under which it is found
    samples: NDArray[np.uint64] = NO_KEYS  # keys of some of its shingles, of this partition, shape (k,)
    tongue: str = ""  # its language, where it is to be found across languages: see stream.matching.translating.keys
    facts: NDArray[np.uint64] = NO_KEYS  # keys of what it names and counts, all of them in one partition
    unread: Edition | None = None  # in one process: of which they are made when another language asks; never sent


class Arrived(NamedTuple):
    """To a dispatch: a version of yours has been read.

    The shard that keeps it says ``at``, by which it expires, and whether it is ``late``: so long after its
    neighbours that what it belongs to may have been let go.
    """

    edition: Edition
    at: int
    late: bool = False


class Candidate(NamedTuple):
    """To the newer of two dispatches: compare your version with that one."""

    uri: str
    version: VersionKey
    other: str
    other_version: VersionKey


class Compare(NamedTuple):
    """To the older one: here is the newer text; do you link?"""

    uri: str
    version: VersionKey
    edition: Edition
    label: Label


class Linked(NamedTuple):
    """To the newer one: we are linked, and this is my label."""

    uri: str
    other: str
    label: Label


class Settled(NamedTuple):
    """To the newer one: what you asked about is decided; ask the next."""

    uri: str
    version: VersionKey
    other: str
    other_version: VersionKey


class Referred(NamedTuple):
    """To a dispatch: this one says that it replaces you, and this is its label."""

    uri: str
    other: str
    label: Label


class Labelled(NamedTuple):
    """To a linked dispatch: my label has fallen to this."""

    uri: str
    label: Label


class Forget(NamedTuple):
    """To a dispatch: your family has left the window."""

    uri: str
    label: Label


class Joined(NamedTuple):
    """To a family: this dispatch is a member of yours, with these versions."""

    label: Label
    uri: str
    editions: tuple[Edition, ...]
    at: int


class Left(NamedTuple):
    """To a family: this dispatch is no longer yours and never will be again."""

    label: Label
    uri: str
    now: Label
    at: int


class Retired(NamedTuple):
    """To a family: a story with this head was emitted elsewhere; say what replaced it."""

    label: Label
    head: Label


class Emitted(NamedTuple):
    """To a family, from itself: what it has told so far, so that state which is read back knows it."""

    label: Label
    heads: tuple[tuple[Label, bytes], ...]  # of its stories, each with the hash of the record
    retired: tuple[Label, ...]  # heads that gave way and are not answered for yet
    orders: tuple[str, ...] = ()  # of its stories that are open orders, what they order
    answered: tuple[Label, ...] = ()  # heads that gave way and are answered for, and are members still


class Closed(NamedTuple):
    """Of a family: it has left the window, and what still comes for it is forgotten."""

    label: Label


class Advanced(NamedTuple):
    """Of a shard: event time has come so far."""

    mark: int


BucketMessage = Posted
DispatchMessage = Arrived | Candidate | Compare | Linked | Settled | Referred | Labelled | Forget
FamilyMessage = Joined | Left | Retired
Envelope = DispatchMessage | FamilyMessage
StateMessage = Emitted | Closed | Advanced
"""What only a shard's own state says to itself: never sent."""

Message = Posted | Envelope | StateMessage
