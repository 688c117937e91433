"""Writes the output record: one canonical story as ninjs 3.1 with the wire extension.

Everything in it follows from the members alone, never from when or where they were processed, so
that a story is the same, byte for byte, in every run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

import orjson

from stream.dispatch import Inference, Label, PubStatus, Ruling, Verdict, Version
from stream.matching.editions import UNKNOWN_TIME, Edition, Role, head
from stream.reading.credits.agencies import agency
from stream.stories.bounds import MOST_MEMBERS, bounded
from stream.stories.corrections import Correction, corrections
from stream.stories.lifecycle import Fate, dispatch_of
from stream.stories.provenance import Hop, HopStatus, Member, Provenance, takes_of, trace, trace_one
from stream.stories.provenance import member as as_member
from stream.stories.related import Related
from stream.stories.relations import Relation, Standing, standing
from stream.stories.rulings import as_record
from stream.stories.status import Kill, Outcome, outcome
from stream.stories.story import (
    STANDARD,
    AssociationRecord,
    CorrectionRecord,
    HopRecord,
    InfoSourceRecord,
    KillRecord,
    MergeRecord,
    PartyRecord,
    ReplacedRecord,
    SignalsRecord,
    StoryFacts,
    StoryRecord,
)
from stream.stories.targets import ITEM, notice_record
from stream.text.times import timestamp

__all__ = ["MOST_TEXTS", "encode", "plain_record", "record", "replaced", "story_uri"]

MOST_TEXTS: Final = 50
"""Members whose texts a story carries, the earliest first; `stream.stories.bounds` leaves out what is too large."""


_JUDGED = frozenset(("correction", ITEM))  # marks of what is more than its own story, or none


def story_uri(first: Label) -> str:
    """The uri of the story whose earliest member is ``first``: sortable by time, the same in every run."""
    second = None if first.published == UNKNOWN_TIME else timestamp(first.published // 1000 * 1000)
    when = "undated" if second is None else second.replace("-", "").replace(":", "")
    late = "-late" if first.late else ""
    return f"urn:copytaster:story:{when}:{blake2b(first.uri.encode(), digest_size=8).hexdigest()}{late}"


class _Judged(NamedTuple):
    """A story with all that follows from its members."""

    members: list[Member]  # in (published, uri) order
    provenance: Provenance
    outcome: Outcome
    corrections: Sequence[Correction] = ()
    rulings: Sequence[Ruling] = ()  # those that name a member
    stale: frozenset[str] = frozenset()  # the uris of members that still tell a fact that was corrected
    breaks: frozenset[str] = frozenset()  # of those that came out before the embargo of the origin was over
    ruled_in: frozenset[str] = frozenset()  # of those that an editor said belong together

    @property
    def canonical(self) -> Member:
        """The member that the story is told by."""
        return self.provenance.origin.member


class _Shown(NamedTuple):
    """A member that the record tells, with its number among all members, from 1."""

    number: int
    member: Member
    standing: Standing  # to the canonical member


def record(
    editions: Mapping[str, tuple[Edition, ...]],
    uris: Sequence[str],
    related: Sequence[Related] = (),
    now: int | None = None,
    ruled: Collection[Ruling] = (),
    others: Sequence[str] = (),
) -> StoryRecord:
    """Write the record of one story.

    Args:
        editions: the versions of each dispatch of the family, in version order.
        uris: the members of this story, in (published, uri) order.
        related: what it is related to without being one with it.
        now: milliseconds since the epoch, by which embargoes are released; None: later than all.
        ruled: the rulings that stand on pairs of the family.
        others: of a page that stands in an article's place, which is no news, others that have its text.
    """
    judged = _judged(editions, uris, now, ruled)
    if others and judged.outcome.status is PubStatus.USABLE:
        judged = judged._replace(outcome=judged.outcome._replace(status=PubStatus.WITHHELD))
    foremost = _foremost(judged)
    shown = _shown(judged, foremost)
    story = _written(judged, shown, min(head(uri, editions[uri]) for uri in uris), related)
    if judged.canonical.current.role is Role.NOTICE:
        story["story"]["notice"] = notice_record(judged.canonical.current, editions, judged.rulings)
    if others:
        story["story"]["wall"] = {"text": judged.canonical.current.version.text, "others": list(others)}
    uris_shown = {one.member.uri for one in shown}
    return bounded(story, _body(judged), foremost, [uri for uri in uris if uri not in uris_shown])


def plain_record(uri: str, edition: Edition) -> StoryRecord | None:
    """Write the record of the story of one dispatch that came once: what :func:`record` writes of it, for a third.

    Most stories are no more than that: there is nothing to compare, and nobody to judge between.

    Returns:
        None where something is to be judged: what is not usable or has no text, an embargo, a correction, an item of a
        digest, a notice, and what a notice or a ruling says of a dispatch.
    """
    version = edition.version
    is_plain = version.text and version.status is PubStatus.USABLE and not version.embargoed_until
    if not is_plain or version.said_by is not None or version.ruling is not None:
        return None
    if edition.role is Role.NOTICE or (version.signals and not _JUDGED.isdisjoint(version.signals)):
        return None
    member = Member(uri, (edition,), edition, edition.earliest, Fate(PubStatus.USABLE, edition))
    judged = _Judged([member], trace_one(member), Outcome(PubStatus.USABLE))
    original = judged.provenance.hops[0].item is not None
    shown = _Shown(1, member, standing(edition, edition, original=original))
    first = Label(edition.published, uri, edition.late)
    return bounded(_written(judged, [shown], first, ()), [version.text], (uri,))


def _written(judged: _Judged, shown: Sequence[_Shown], first: Label, related: Sequence[Related]) -> StoryRecord:
    """The record, whole but for its body."""
    story: StoryRecord = {
        "standard": STANDARD,
        "uri": story_uri(first),
        "type": "composite",
        "profile": "canonical-story",
        "version": str(sum(len(member.editions) for member in judged.members)),
        "pubStatus": judged.outcome.status.value,
        "hopHistory": _hops(judged.provenance.hops),
        "associations": [_association(one) for one in shown],
        "story": _facts(judged, shown, related),
    }
    if info_sources := _info_sources(judged.provenance.hops):
        story["infoSources"] = info_sources
    _add_times(story, judged)
    _add_lead(story, judged.canonical.current.version)
    return story


def _add_times(story: StoryRecord, judged: _Judged) -> None:
    """When it began, when its newest version came, and while an embargo holds it, until when."""
    published = (edition.published for member in judged.members for edition in member.editions)
    newest = max((time for time in published if time != UNKNOWN_TIME), default=UNKNOWN_TIME)
    if (first := timestamp(judged.members[0].published)) is not None:
        story["firstCreated"] = first
    if (last := timestamp(newest)) is not None:
        story["versionCreated"] = last
    if (until := timestamp(judged.outcome.embargoed_until)) is not None:
        story["embargoedUntil"] = until


def _add_lead(story: StoryRecord, lead: Version) -> None:
    """What the version that the story is told by says of itself."""
    if lead.language is not None:
        story["language"] = lead.language
    if lead.headline:
        story["headlines"] = [{"role": "main", "value": lead.headline}]
    if lead.located is not None:
        story["located"] = lead.located
    if lead.dateline is not None:
        story["dateline"] = lead.dateline
    if lead.credit_line is not None:
        story["creditLine"] = lead.credit_line


def replaced(gone: Label, by: str) -> ReplacedRecord:
    """The record that a story which gave way leaves behind: it names the story that holds its head now."""
    return {
        "standard": STANDARD,
        "uri": story_uri(gone),
        "type": "composite",
        "profile": "canonical-story",
        "pubStatus": "canceled",
        "story": {"replacedBy": by, "head": gone.uri},
    }


def encode(story: Mapping[str, object]) -> bytes:
    """One line of JSON, keys sorted, without the newline."""
    return orjson.dumps(story, option=orjson.OPT_SORT_KEYS)


def _judged(
    editions: Mapping[str, tuple[Edition, ...]], uris: Sequence[str], now: int | None, ruled: Collection[Ruling]
) -> _Judged:
    members = sorted((as_member(uri, editions[uri]) for uri in uris), key=lambda member: (member.published, member.uri))
    provenance = trace(members)
    fate = outcome(members, provenance, now)
    corrected = corrections(members, provenance)
    ours = set(uris)
    rulings = [ruling for ruling in ruled if ruling.one in ours or ruling.other in ours]
    same = (ruling for ruling in rulings if ruling.verdict is Verdict.SAME)
    return _Judged(
        members,
        provenance,
        fate,
        corrected,
        rulings,
        stale=frozenset(uri for correction in corrected for uri in correction.stale),
        breaks=frozenset(fate.breaks),
        ruled_in=frozenset(uri for ruling in same for uri in (ruling.one, ruling.other)),
    )


def _foremost(judged: _Judged) -> frozenset[str]:
    """The members that tell something of their own: a record that is too large leaves out others first."""
    items = (hop.item for hop in judged.provenance.hops if hop.item is not None)
    killed = (uri for kill in judged.outcome.kills for uri in (kill.member, kill.by))
    correcting = (correction.by.version.uri for correction in judged.corrections)
    told = judged.stale | judged.breaks | judged.ruled_in
    return told | {judged.canonical.uri, *items, *killed, *correcting}


def _shown(judged: _Judged, foremost: Collection[str]) -> list[_Shown]:
    """The members that the record tells, compared with the canonical one: at most :data:`MOST_MEMBERS`."""
    numbered = list(enumerate(judged.members, 1))
    if len(numbered) > MOST_MEMBERS:
        foremost_first = sorted(numbered, key=lambda pair: pair[1].uri not in foremost)
        numbered = sorted(foremost_first[:MOST_MEMBERS], key=lambda pair: pair[0])
    original = judged.provenance.hops[0].item
    reference = judged.canonical.current
    # What the house of the first dispatch sent later is its update, whether it says so or not.
    houses = {member.current.issuer for member in judged.members if member.uri == original} - {None}
    otherwise = Relation.UPDATE if reference.issuer in houses else Relation.COPY
    return [
        _Shown(
            number,
            member,
            standing(member.current, reference, original=member.uri == original, otherwise=otherwise),
        )
        for number, member in numbered
    ]


def _facts(judged: _Judged, shown: Sequence[_Shown], related: Sequence[Related]) -> StoryFacts:
    """What ninjs has no place for."""
    hops, origin = judged.provenance
    languages = {member.current.version.language for member in judged.members}
    facts: StoryFacts = {
        "canonicalMember": origin.member.uri,
        "canonicalVersion": origin.member.current.version.version,
        "canonicalRule": origin.rule,
        "memberCount": len(judged.members),
        "sourceCount": _houses(hops),
        "firstPublisher": next((hop.party for hop in hops if hop.status is HopStatus.OBSERVED), None),
        "languages": sorted(language for language in languages if language),
        "merges": [_merge(one, judged) for one in shown],
    }
    if judged.rulings:
        facts["rulings"] = [as_record(ruling) for ruling in judged.rulings]
    if judged.outcome.kills:
        facts["kills"] = [_kill(kill) for kill in judged.outcome.kills]
    if judged.corrections:
        facts["corrections"] = [_correction(correction) for correction in judged.corrections]
    if related:
        facts["related"] = [relation.record for relation in related]
    return facts


def _merge(shown: _Shown, judged: _Judged) -> MergeRecord:
    """Why a member is one with the story, and what is known of it."""
    member, stands = shown.member, shown.standing
    version = member.current.version
    own = [edition.version for edition in member.editions if edition.version.said_by is None]
    merge: MergeRecord = {
        "member": member.uri,
        "relation": stands.relation.value,
        "decision": "ruled" if member.uri in judged.ruled_in else "auto",
        "versions": [version.version or "1" for version in own],
        "droppedLines": version.dropped,
    }
    if member.current.issuer is not None:
        merge["party"] = member.current.issuer
    if (published := timestamp(member.published)) is not None:
        merge["published"] = published
    if stands.tie:
        merge["tie"] = {"kind": stands.tie.kind.value, "evidence": stands.tie.evidence}
        if stands.tie.names:
            merge["tie"]["names"] = [list(each) for each in stands.tie.names]
        if stands.tie.figures:
            merge["tie"]["figures"] = [list(each) for each in stands.tie.figures]
    if stands.lacks:
        merge["missingFromMember"] = list(stands.lacks)
    inferences = version.inferences
    if (given := dispatch_of(member.uri)) != member.uri:
        inferences = (
            Inference("uri", f"{given} came again with a text that shares nothing with this one"),
            *inferences,
        )
    if inferences:
        merge["inferred"] = [{"field": field, "evidence": evidence} for field, evidence in inferences]
    if member is not judged.canonical:
        merge["comparedWith"] = judged.canonical.uri
        merge["score"] = round(stands.comparison.score, 4)
        merge["signals"] = _signals(stands)
    if member.uri in judged.stale:
        merge["stale"] = True
    if member.uri in judged.breaks:
        merge["embargoBreak"] = True
    if judged.outcome.retracted and member.usable:
        merge["retracted"] = True
    # The text of a member stands where it is another than the canonical one: one can see what was changed.
    is_told = judged.outcome.status is PubStatus.USABLE and shown.number <= MOST_TEXTS and member.usable
    if is_told and version.text != judged.canonical.current.version.text:
        merge["text"] = version.text
    return merge


def _signals(stands: Standing) -> SignalsRecord:
    """What the comparison with the canonical member found."""
    comparison = stands.comparison
    signals: SignalsRecord = {
        "kind": comparison.kind,
        "sharedShingles": comparison.overlap.shared,
        "jaccard": round(comparison.overlap.jaccard, 4),
        "containment": round(comparison.overlap.containment, 4),
        "coverageOfMember": round(stands.of_member, 4),
        "coverageOfCanonical": round(stands.of_reference, 4),
        "sameHeadline": comparison.same_headline,
        "otherDay": comparison.other_day,
        "otherSubject": comparison.other_subject,
        "substitutions": [[one.first, one.second] for one in comparison.substitutions],
    }
    if comparison.in_order:
        signals["wordsInOrder"] = comparison.in_order.shared
    if comparison.taken:
        signals["wordsInPassages"] = comparison.taken.shared
    if comparison.told_again:
        signals["wordsToldAgain"] = comparison.told_again.shared
    if comparison.veto:
        signals["veto"] = list(comparison.veto)
    return signals


def _association(shown: _Shown) -> AssociationRecord:
    version = shown.member.newest.version
    current = shown.member.current.version
    association: AssociationRecord = {
        "name": f"member-{shown.number}",
        "rel": shown.standing.relation.value,
        "uri": shown.member.uri,
        "version": version.version or "1",
        "type": "text",
        "pubStatus": shown.member.fate.status.value,
    }
    if (published := timestamp(version.published)) is not None:
        association["versionCreated"] = published
    if current.language is not None:
        association["language"] = current.language
    if current.slugline:
        association["slugline"] = current.slugline
    if current.subject:
        association["subjects"] = [{"name": current.subject}]
    if current.headline:
        association["headlines"] = [{"role": "main", "value": current.headline}]
    return association


def _kill(kill: Kill) -> KillRecord:
    record: KillRecord = {
        "member": kill.member,
        "status": kill.status.value,
        "by": kill.by,
        "reach": "story" if kill.whole else "member",
    }
    if (published := timestamp(kill.since)) is not None:
        record["published"] = published
    if kill.note is not None:
        record["note"] = kill.note
    return record


def _correction(correction: Correction) -> CorrectionRecord:
    version = correction.by.version
    record: CorrectionRecord = {
        "by": version.said_by or version.uri,
        "version": version.version or "1",
        "facts": [list(fact) for fact in correction.facts],
        "stale": list(correction.stale),
    }
    if (published := timestamp(version.published)) is not None:
        record["published"] = published
    return record


def _body(judged: _Judged) -> list[str]:
    """The texts of the takes that make the body; none where the story is not usable."""
    if judged.outcome.status is not PubStatus.USABLE or not judged.canonical.current.version.text:
        return []
    return [member.current.version.text for member in takes_of(judged.canonical, judged.members)]


def _party(party: str | None) -> PartyRecord:
    if party is None:
        return {"literal": "unknown"}
    known = agency(party)
    return {"literal": party, "name": known.name if known else party}


def _info_sources(hops: Sequence[Hop]) -> list[InfoSourceRecord]:
    """The parties of the chain that are named: the first is the originator, the last the publisher."""
    last = len(hops) - 1
    return [
        {
            "role": "originator" if place == 0 else "publisher" if place == last else "redistributor",
            **_party(hop.party),
        }
        for place, hop in enumerate(hops)
        if hop.party
    ]


def _hops(hops: Sequence[Hop]) -> list[HopRecord]:
    places = {hop.party: place for place, hop in enumerate(hops) if hop.party is not None}
    return [_hop(place, hop, places) for place, hop in enumerate(hops)]


def _hop(place: int, hop: Hop, places: Mapping[str, int]) -> HopRecord:
    record: HopRecord = {
        "seq": place + 1,
        "party": _party(hop.party),
        "action": "hopaction:created" if place == 0 else "hopaction:transformed",
        "target": "hatarget:content",
        "item": hop.item,
        "status": hop.status.value,
        "evidence": [{"kind": kind, "text": text, "in": uri} for kind, text, uri in hop.evidence],
    }
    if hop.taken_from:
        record["from"] = sorted(places[party] + 1 for party in hop.taken_from)
    if (published := timestamp(hop.published)) is not None:
        record["timestamp"] = published
    return record


def _houses(hops: Sequence[Hop]) -> int:
    """How many independent houses the chain names: a paper and the agency that owns it are one."""
    houses = set()
    for hop in hops:
        known = agency(hop.party) if hop.party else None
        houses.add(known.parent or known.id if known else hop.party)
    return len(houses)
