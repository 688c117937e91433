"""Who had it first and through whose hands it went: the chain of one story.

Each member names its own chain (see `stream.credits`). Joined, they are an order of parties: who
stands before whom in a credit line stands before them in the story. Where two lines contradict each
other, time decides: houses take from each other in both directions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from stream.credits import chain, issuer, named_by
from stream.dispatch import PubStatus
from stream.matching.editions import UNKNOWN_TIME, Edition

__all__ = ["Evidence", "Hop", "HopStatus", "Member", "Origin", "Provenance", "trace"]

_MOST_EVIDENCE = 5  # for each hop: a story with 500 copies need not print one credit line 500 times


class HopStatus(StrEnum):
    """How we know of a hop."""

    OBSERVED = "observed"  # we hold that party's text
    CLAIMED = "claimed"  # a credit names it
    INFERRED = "inferred"  # similarity and time alone


class Evidence(NamedTuple):
    """One reason for a hop: the slot, what is printed there, and the dispatch it stands in."""

    kind: str
    text: str
    uri: str


class Hop(NamedTuple):
    """One party of the chain."""

    party: str | None  # agency id, printed name or host; None: a dispatch that names nobody
    status: HopStatus
    evidence: tuple[Evidence, ...]
    item: str | None  # uri of the earliest dispatch of this party that we hold
    published: int | None


class Member(NamedTuple):
    """A dispatch of a story: all versions in order; ``current`` is the newest one with a text."""

    uri: str
    editions: tuple[Edition, ...]

    @property
    def newest(self) -> Edition:
        """The newest version, which tells the status."""
        return self.editions[-1]

    @property
    def current(self) -> Edition:
        """The newest usable version with a text; without one the newest with a text; else the newest."""
        told = [edition for edition in self.editions if edition.version.text]
        usable = [edition for edition in told if edition.version.status is PubStatus.USABLE]
        return (usable or told or list(self.editions))[-1]

    @property
    def usable(self) -> bool:
        """Whether the newest version may be shown."""
        return self.newest.version.status is PubStatus.USABLE and bool(self.current.version.text)

    @property
    def published(self) -> int:
        """When it was first published, or UNKNOWN_TIME."""
        return min(edition.earliest for edition in self.editions)


class Origin(NamedTuple):
    """The member whose text the story is told by, and the rule that chose it."""

    member: Member
    held: bool  # the originating party's own text
    rule: str


class Provenance(NamedTuple):
    """The chain of a story and the member it is told by."""

    hops: tuple[Hop, ...]
    origin: Origin


def trace(members: Sequence[Member]) -> Provenance:
    """Trace a story whose members come in (published, uri) order."""
    chains = {member.uri: chain(member.current.version) for member in members}
    parties = _order(members, chains)
    hops = tuple(_hop(party, members) for party in parties)
    if not hops:
        hops = (_nameless(members),)
    return Provenance(hops, _origin(members, parties))


def _order(members: Sequence[Member], chains: Mapping[str, tuple[str, ...]]) -> list[str]:
    """All parties, each after those that a credit line puts before it; then by first time, then by name."""
    first_seen: dict[str, tuple[int, str]] = {}
    before: dict[str, set[str]] = {}
    for member in members:
        named = chains[member.uri]
        for place, party in enumerate(named):
            # A party that is only named was there before the dispatch that names it.
            seen = (member.published, party)
            first_seen[party] = min(first_seen.get(party, seen), seen)
            before.setdefault(party, set()).update(named[:place])
    ordered: list[str] = []
    left = set(before)
    while left:
        free = [party for party in left if not before[party] & left]
        # Contradicting lines leave nobody free: then the earliest goes first.
        party = min(free or left, key=first_seen.__getitem__)
        ordered.append(party)
        left.remove(party)
    return ordered


def _hop(party: str, members: Sequence[Member]) -> Hop:
    item: Member | None = None
    evidence: dict[tuple[str, str], Evidence] = {}
    for member in members:
        version = member.current.version
        if item is None and version.text and issuer(version) == party:
            item = member
        for credit in named_by(version, party):
            if len(evidence) < _MOST_EVIDENCE:
                evidence.setdefault((credit.slot, credit.text), Evidence(credit.slot, credit.text, member.uri))
    status = HopStatus.OBSERVED if item else HopStatus.CLAIMED
    published = None if item is None or item.published == UNKNOWN_TIME else item.published
    return Hop(party, status, tuple(evidence.values()), item.uri if item else None, published)


def _nameless(members: Sequence[Member]) -> Hop:
    """Nobody is named anywhere: the earliest dispatch is taken for the first, and the record says why."""
    first = members[0]
    known = first.published != UNKNOWN_TIME
    reason = f"earliest of {len(members)}" if known else f"no time is known; first of {len(members)} by uri"
    return Hop(
        None,
        HopStatus.INFERRED,
        (Evidence("time", reason, first.uri),),
        first.uri,
        first.published if known else None,
    )


def _origin(members: Sequence[Member], parties: Sequence[str]) -> Origin:
    usable = [member for member in members if member.usable]
    candidates = usable or [member for member in members if member.current.version.text] or list(members)
    first = parties[0] if parties else None
    own = [member for member in candidates if issuer(member.current.version) == first]
    if first is None:
        return Origin(candidates[0], True, "earliest: no member names a source")
    if own:
        return Origin(own[0], True, "origin: its latest usable version")
    fullest = min(candidates, key=lambda m: (-len(m.current.shingles), m.published, m.uri))
    return Origin(fullest, False, "most complete: the origin's own text is not held")
