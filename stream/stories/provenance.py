"""Traces the chain of one story: who had it first, and through whose hands it went.

Each member names its own chain (see `stream.reading.credits.order`). Joined, they are an order of parties: who
stands before whom in a credit line stands before them in the story. Where two lines contradict each
other, time decides: houses take from each other in both directions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from stream.dispatch import PubStatus, Slot
from stream.matching.comparison import LINK, compare
from stream.matching.editions import UNKNOWN_TIME, Edition, Role
from stream.reading.credits.order import evident, named_by
from stream.reading.notices import headline_parts, headline_stem, slug_stem
from stream.stories.lifecycle import Fate, fate, is_agency, is_page_removed, told_texts
from stream.text.uris import bare_uri

__all__ = [
    "Evidence",
    "Hop",
    "HopStatus",
    "Member",
    "Origin",
    "Provenance",
    "is_withdrawn",
    "lineage",
    "member",
    "takes_of",
    "trace",
    "trace_one",
]

_STRENGTH = {slot.value: place for place, slot in enumerate(Slot)}
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
    taken_from: tuple[str, ...] = ()  # parties that stand right before it in a credit


class Member(NamedTuple):
    """A dispatch of a story with all its versions in order; see `member`."""

    uri: str
    editions: tuple[Edition, ...]
    current: Edition  # the newest usable version with a text; without one the newest with a text; else the newest
    published: int  # when it was first published, or UNKNOWN_TIME
    fate: Fate

    @property
    def newest(self) -> Edition:
        """The newest version of its own."""
        return next(
            (edition for edition in reversed(self.editions) if edition.version.said_by is None), self.editions[-1]
        )

    @property
    def usable(self) -> bool:
        """Whether it may be shown."""
        return self.fate.status is PubStatus.USABLE and bool(self.current.version.text)


def member(uri: str, editions: tuple[Edition, ...]) -> Member:
    """A dispatch as a member of a story; its versions come in version order."""
    texts = told_texts(editions)
    usable = [edition for edition in texts if edition.version.status is PubStatus.USABLE]
    current = (usable or texts or list(editions))[-1]
    own = [edition for edition in editions if edition.version.said_by is None] or editions
    return Member(uri, editions, current, min(edition.earliest for edition in own), fate(editions))


class Origin(NamedTuple):
    """The member whose text the story is told by, and the rule that chose it."""

    member: Member
    held: bool  # the originating party's own text
    rule: str


_LATEST = "origin: its latest usable version"
_SENT_AGAIN = 0.7
"""Share of the shingles of both texts from which the later one of a house is the earlier again: under one headline, or
under that and a mark of whatever wording."""
_HELD_WHOLE = 0.9
"""Share of the earlier text from which a longer one of its house has all of it, and goes on."""
_AS_LONG = 0.8
"""Of the shingles of the earlier text, from which a later one under the same slug, and in other words, is the story as
its house tells it now: a sidebar is under that slug too, but it is no copy."""
_FURTHER = frozenset(("update", "correction", "refile"))


def lineage(members: Sequence[Member], party: str | None) -> list[Member]:
    """The dispatches by which a house told a story, the latest last: the first one and what it put in its place.

    Agencies give an update or a correction a uri of its own as often as not. A repeat says nothing new, an
    alert less than what follows it; they are the lineage only where the house told nothing else.
    """
    if party is None:
        return [member for member in members[:1] if member.published != UNKNOWN_TIME]
    own = [member for member in members if member.current.issuer == party]
    texts = [member for member in own if member.current.role is Role.NEWS and not _is_aside(member)] or own
    later = [member for member in texts[1:] if _goes_on(member) or _stands_for(texts[0], member)]
    later.sort(key=lambda member: (member.current.published, member.uri))
    return [*texts[:1], *later]


def is_withdrawn(own: Sequence[Member], members: Iterable[Member]) -> bool:
    """Whether a house killed or holds its lineage of a story: the first dispatch of it, or the latest.

    What it put in the place of a dispatch that it held ends the hold. A site that took its page down says nothing of
    the text that an agency put out.
    """
    if len(own) > 1 and own[-1].usable and own[0].fate.status is PubStatus.WITHHELD:
        later, since = own[-1].current.published, own[0].fate.since
        return UNKNOWN_TIME in (later, since) or later < since
    ends = [member.fate for member in (*own[:1], *own[-1:]) if member.fate.status is not PubStatus.USABLE]
    if not ends or not all(map(is_page_removed, ends)):
        return bool(ends)
    return not any(member.usable and is_agency(member.current.issuer) for member in members)


def takes_of(first: Member, members: Sequence[Member]) -> list[Member]:
    """A text that was sent in takes, in their order: the first one and what continues it."""
    rest = {
        member.current.version.take: member
        for member in reversed(members)
        if member is not first
        and member.usable
        and (member.current.version.take or 1) > 1
        and member.current.issuer == first.current.issuer
    }
    return [first, *(rest[number] for number in sorted(rest, key=lambda take: take or 0))]


def _is_aside(member: Member) -> bool:
    version = member.current.version
    repeats = "repeat" in version.signals and _FURTHER.isdisjoint(version.signals)
    return repeats or version.take not in (None, 1)


def _is_item(first: Member, later: Member) -> bool:
    """Whether two uris are those of one item, by their form."""
    return bare_uri(first.uri) == bare_uri(later.uri)


def _stands_for(first: Member, later: Member) -> bool:
    """Whether a house sent its text again with changes, whatever it marked it as: then that is what it says now."""
    if _is_item(first, later):
        return True
    one, other = first.current, later.current
    if one.text_id == other.text_id:
        return False
    found = compare(one, other)
    if found.veto is not None:
        return False
    if len(other.shingles) >= len(one.shingles) and found.overlap.containment >= _HELD_WHOLE:
        return True
    slug = slug_stem(one.version.slugline or "")
    if slug and slug == slug_stem(other.version.slugline or "") and found.overlap.similarity >= LINK:
        return len(other.shingles) >= _AS_LONG * len(one.shingles)
    stem, again = headline_stem(one.version.headline), headline_stem(other.version.headline)
    return bool(stem) and found.overlap.jaccard >= _SENT_AGAIN and (stem == again or stem in headline_parts(again))


def _goes_on(member: Member) -> bool:
    version = member.current.version
    return bool(version.replaces) or not _FURTHER.isdisjoint(version.signals)


class Provenance(NamedTuple):
    """The chain of a story and the member it is told by."""

    hops: tuple[Hop, ...]
    origin: Origin


def trace(members: Sequence[Member]) -> Provenance:
    """Trace a story whose members come in (published, uri) order."""
    chains = {member.uri: member.current.chain for member in members}
    parties = _order(members, chains)
    nameless = _is_nameless(members)
    origin = _origin(members, () if nameless else parties)
    if not parties:
        return Provenance((_nameless(members, origin.member),), origin)
    before = _right_before(parties, chains)
    own = _by_party(members, lambda member: [member.current.issuer] if member.current.version.text else [])
    naming = _by_party(
        members, lambda member: [party for credit in evident(member.current.version) for party in credit.parties]
    )
    hops = [_hop(party, own.get(party, ()), naming.get(party, ()), before[party]) for party in parties]
    if nameless:
        hops.insert(0, _nameless(members, members[0]))
    return Provenance((hops[0], *(_by_likeness(hop, hops[0], origin.member) for hop in hops[1:])), origin)


def trace_one(member: Member) -> Provenance:
    """Trace a story of one usable member: its chain is the one that this names, in the order in which it does."""
    members, parties = [member], member.current.chain
    origin = Origin(member, True, _LATEST) if len(parties) == 1 else _origin(members, parties)
    if not parties:
        return Provenance((_nameless(members, member),), origin)
    return Provenance(
        tuple(
            _hop(party, members if party == member.current.issuer else (), members, parties[max(place - 1, 0) : place])
            for place, party in enumerate(parties)
        ),
        origin,
    )


def _right_before(parties: Sequence[str], chains: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Whom each party had the text from, as far as credits tell."""
    givers_of: dict[str, set[str]] = {party: set() for party in parties}
    for named in chains.values():
        for giver, taker in pairwise(named):
            givers_of[taker].add(giver)
    place = {party: number for number, party in enumerate(parties)}
    return {party: tuple(sorted(givers, key=place.__getitem__)) for party, givers in givers_of.items()}


def _by_likeness(hop: Hop, first: Hop, canonical: Member) -> Hop:
    """A party whose source no credit names had it from the first as far as text and time tell."""
    if hop.taken_from or hop.item is None or first.party is None:
        return hop
    reason = Evidence("similarity", "its text is that of an earlier dispatch, which it does not credit", canonical.uri)
    return hop._replace(taken_from=(first.party,), evidence=(*hop.evidence, reason))


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
    after: dict[str, list[str]] = {}
    for party, named_before in before.items():
        for earlier in named_before:
            after.setdefault(earlier, []).append(party)
    ordered: list[str] = []
    free = [first_seen[party] for party in before if not before[party]]
    waiting = sorted((first_seen[party] for party in before), reverse=True)
    heapify(free)
    placed: set[str] = set()
    while len(ordered) < len(before):
        # Contradicting lines leave nobody free: then the earliest goes first.
        party = (heappop(free) if free else waiting.pop())[1]
        if party in placed:
            continue
        placed.add(party)
        ordered.append(party)
        for later in after.get(party, ()):
            before[later].discard(party)
            if not before[later] and later not in placed:
                heappush(free, first_seen[later])
    return ordered


def _by_party(
    members: Iterable[Member], parties: Callable[[Member], Iterable[str | None]]
) -> dict[str | None, list[Member]]:
    """Members by each of their parties: a member is looked at once, not once for each party of the story."""
    by_party: dict[str | None, list[Member]] = {}
    for member in members:
        for party in dict.fromkeys(parties(member)):
            by_party.setdefault(party, []).append(member)
    return by_party


def _hop(party: str, own: Sequence[Member], naming: Iterable[Member], taken_from: tuple[str, ...]) -> Hop:
    """One party: of the members that it put out itself, and of those that name it."""
    texts = (member for member in own if member.current.role is Role.NEWS and not _is_aside(member))
    item = own[0] if len(own) == 1 else next(texts, own[0] if own else None)
    evidence: dict[tuple[str, str], Evidence] = {}
    for member in naming:
        version = member.current.version
        for credit in named_by(version, party):
            if len(evidence) < _MOST_EVIDENCE:
                evidence.setdefault((credit.slot, credit.text), Evidence(credit.slot, credit.text, member.uri))
        if len(evidence) == _MOST_EVIDENCE:
            break
    status = HopStatus.OBSERVED if item else HopStatus.CLAIMED
    published = None if item is None or item.published == UNKNOWN_TIME else item.published
    strongest_first = sorted(evidence.values(), key=lambda reason: _STRENGTH[reason.kind])
    return Hop(party, status, tuple(strongest_first), item.uri if item else None, published, taken_from)


def _is_nameless(members: Sequence[Member]) -> bool:
    """Whether the first dispatch says nothing of who sent it, and no later one names anybody but its own house."""
    first = members[0]
    if (
        first.current.chain
        or not first.current.version.text
        or first.published in (UNKNOWN_TIME, members[-1].published)
    ):
        return False
    later = [member for member in members if member.current.chain]
    if not later or later[0].published <= first.published:
        return False
    return all(credit.slot is Slot.PUBLISHER for member in later for credit in evident(member.current.version))


def _nameless(members: Sequence[Member], first: Member) -> Hop:
    """Nobody is named as the source: time, or else the fullest text, tells the first, and the record says which."""
    known = first.published != UNKNOWN_TIME
    kind, reason = ("time", "earliest") if known else ("containment", "most complete")
    return Hop(
        None,
        HopStatus.INFERRED,
        (Evidence(kind, f"{reason} of {len(members)}", first.uri),),
        first.uri,
        first.published if known else None,
    )


def _origin(members: Sequence[Member], parties: Sequence[str]) -> Origin:
    usable = [member for member in members if member.usable]
    candidates = usable or [member for member in members if member.current.version.text] or list(members)
    first = parties[0] if parties else None
    whole = lineage(members, first)
    if is_withdrawn(whole, members):
        return Origin(whole[-1], True, "origin: withdrawn by its house")
    own = lineage(candidates, first) if first is not None else []
    if own:
        return Origin(own[-1], True, _LATEST)
    if first is None and candidates[0].published != UNKNOWN_TIME:
        return Origin(_newest(candidates[0], candidates), True, "earliest: no member names a source")
    fullest = candidates[0]  # most stories have one member: its shingles need not be made
    if len(candidates) > 1:
        fullest = min(candidates, key=lambda m: (-len(m.current.shingles), m.published, m.uri))
    if first is None:
        return Origin(_newest(fullest, candidates), True, "most complete: no member names a source or a time")
    return Origin(_newest(fullest, candidates), False, "most complete: no usable text of the origin is held")


def _newest(of: Member, members: Iterable[Member]) -> Member:
    """The latest of the uris of an item that tell its text."""
    same = (member for member in members if _is_item(of, member) and member.current.version.text)
    return max(same, key=lambda member: (member.current.published, member.uri), default=of)
