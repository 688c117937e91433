"""The output record: one canonical story as ninjs 3.1 with the wire extension.

Everything in it follows from the members alone, never from when or where they were processed, so
that a story is the same, byte for byte, in every run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from stream.dispatch import Label, PubStatus, Ruling, Verdict
from stream.matching.editions import UNKNOWN_TIME, Edition, head
from stream.reading.credits.agencies import agency
from stream.stories.bounds import MOST_MEMBERS, bounded
from stream.stories.corrections import Correction, corrections
from stream.stories.provenance import Hop, HopStatus, Member, Origin, Provenance, takes_of, trace
from stream.stories.provenance import member as as_member
from stream.stories.related import Related
from stream.stories.relations import Standing, standing
from stream.stories.rulings import as_record
from stream.stories.status import Kill, Outcome, outcome
from stream.text.times import timestamp

__all__ = ["MOST_TEXTS", "STANDARD", "Record", "encode", "record", "replaced", "story_uri"]

Record = dict[str, Any]

MOST_TEXTS = 50
"""Members whose texts a story carries, the earliest first; `stream.stories.bounds` leaves out what is too large."""

STANDARD: Final = {
    "name": "ninjs+wire",
    "version": "3.1+0.1",
    "schema": "https://copytaster.example/schema/ninjs-wire-0.1.json",
}


def story_uri(first: Label) -> str:
    """The uri of the story whose earliest member is ``first``: sortable by time, the same in every run."""
    when = "undated"
    if first.published != UNKNOWN_TIME:
        when = datetime.fromtimestamp(first.published // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    late = "-late" if first.late else ""
    return f"urn:copytaster:story:{when}:{blake2b(first.uri.encode(), digest_size=8).hexdigest()}{late}"


def record(
    editions: Mapping[str, tuple[Edition, ...]],
    uris: Sequence[str],
    related: Sequence[Related] = (),
    now: int | None = None,
    ruled: Collection[Ruling] = (),
) -> Record:
    """Tell one story.

    Args:
        editions: the versions of each dispatch of the family, in version order.
        uris: the members of this story, in (published, uri) order.
        related: what it is related to without being one with it.
        now: milliseconds since the epoch, by which embargoes are released; None: later than all.
        ruled: the rulings that stand on pairs of the family.
    """
    members = sorted((as_member(uri, editions[uri]) for uri in uris), key=lambda each: (each.published, each.uri))
    ours = set(uris)
    told = trace(members)
    lead = told.origin.member.current.version
    rulings = [each for each in ruled if each.one in ours or each.other in ours]
    same = [each for each in rulings if each.verdict is Verdict.SAME]
    joined = {uri for each in same for uri in (each.one, each.other)}
    came = outcome(members, told, now)
    corrected = corrections(members, told)
    marks = _marks(members, came, corrected)
    foremost = {
        told.origin.member.uri,
        *(hop.item for hop in told.hops if hop.item is not None),
        *(uri for kill in came.kills for uri in (kill.member, kill.by)),
        *(uri for each in corrected for uri in (each.by.version.uri, *each.stale)),
        *came.breaks,
        *joined,
    }
    numbered = list(enumerate(members, 1))
    if len(numbered) > MOST_MEMBERS:
        foremost_first = sorted(numbered, key=lambda each: each[1].uri not in foremost)
        numbered = sorted(foremost_first[:MOST_MEMBERS], key=lambda each: each[0])
    shown = {member.uri for _, member in numbered}
    languages = sorted({m.current.version.language for m in members if m.current.version.language})
    standings = {
        member.uri: standing(member.current, told.origin.member.current, original=member.uri == told.hops[0].item)
        for _, member in numbered
    }
    first = min(head(uri, editions[uri]) for uri in uris)
    story: Record = {
        "standard": STANDARD,
        "uri": story_uri(first),
        "type": "composite",
        "profile": "canonical-story",
        "version": str(sum(len(member.editions) for member in members)),
        "firstCreated": timestamp(members[0].published),
        "versionCreated": timestamp(max((t for m in members for t in _times(m)), default=UNKNOWN_TIME)),
        "pubStatus": came.status.value,
        "embargoedUntil": timestamp(came.embargoed_until),
        "language": lead.language,
        "headlines": [{"role": "main", "value": lead.headline}] if lead.headline else None,
        "located": lead.located,
        "dateline": lead.dateline,
        "creditLine": lead.credit_line,
        "infoSources": _info_sources(told.hops),
        "hopHistory": _hops(told.hops),
        "associations": [_association(number, member, standings[member.uri]) for number, member in numbered],
        "story": {
            "canonicalMember": told.origin.member.uri,
            "canonicalVersion": lead.version,
            "canonicalRule": told.origin.rule,
            "memberCount": len(members),
            "sourceCount": _sources(told),
            "firstPublisher": next((hop.party for hop in told.hops if hop.status is HopStatus.OBSERVED), None),
            "languages": languages,
            "merges": [
                {
                    **_merge(member, standings[member.uri], told.origin, member.uri in joined),
                    **marks[member.uri],
                    **(_text(member, told.origin) if came.status is PubStatus.USABLE and number <= MOST_TEXTS else {}),
                }
                for number, member in numbered
            ],
            **_without_none(
                {
                    "rulings": [as_record(each) for each in rulings] or None,
                    "kills": [_kill(kill) for kill in came.kills] or None,
                    "corrections": [_correction(each) for each in corrected] or None,
                    "related": [each.told for each in related] or None,
                }
            ),
        },
    }
    takes = _takes(told.origin, members, came.status)
    return bounded(_without_none(story), takes, foremost, [uri for uri in uris if uri not in shown])


def _without_none(told: Record) -> Record:
    return {key: value for key, value in told.items() if value is not None}


def _text(member: Member, origin: Origin) -> Record:
    """The text of a member where it is another than the canonical one, for those who want to see what was changed."""
    text = member.current.version.text
    return {"text": text} if member.usable and text != origin.member.current.version.text else {}


def _marks(members: Iterable[Member], came: Outcome, corrected: Iterable[Correction]) -> dict[str, Record]:
    """What an editor must know of each member before using it."""
    stale = {uri for each in corrected for uri in each.stale}
    breaks = set(came.breaks)
    retracted = came.retracted
    marks: dict[str, Record] = {}
    for member in members:
        told = {
            "stale": member.uri in stale,
            "embargoBreak": member.uri in breaks,
            "retracted": retracted and member.usable,
        }
        marks[member.uri] = {mark: True for mark, stands in told.items() if stands}
    return marks


def _kill(kill: Kill) -> Record:
    return _without_none(
        {
            "member": kill.member,
            "status": kill.status.value,
            "by": kill.by,
            "published": timestamp(kill.since),
            "note": kill.note,
            "reach": "story" if kill.whole else "member",
        }
    )


def _correction(correction: Correction) -> Record:
    version = correction.by.version
    return _without_none(
        {
            "by": version.uri,
            "version": version.version or "1",
            "published": timestamp(version.published),
            "facts": [list(fact) for fact in correction.facts],
            "stale": list(correction.stale),
        }
    )


def replaced(gone: Label, by: str) -> Record:
    """The record that a story which gave way leaves behind: it names the story that holds its head now."""
    return {
        "standard": STANDARD,
        "uri": story_uri(gone),
        "type": "composite",
        "profile": "canonical-story",
        "pubStatus": PubStatus.CANCELED.value,
        "story": {"replacedBy": by, "head": gone.uri},
    }


def encode(story: Record) -> bytes:
    """One line of JSON, keys sorted, without the newline."""
    return orjson.dumps(story, option=orjson.OPT_SORT_KEYS)


def _times(member: Member) -> list[int]:
    return [edition.published for edition in member.editions if edition.published != UNKNOWN_TIME]


def _takes(origin: Origin, members: Sequence[Member], status: PubStatus) -> list[str]:
    """The texts of the body."""
    if status is not PubStatus.USABLE or not origin.member.current.version.text:
        return []
    return [member.current.version.text for member in takes_of(origin.member, members)]


def _party(party: str | None) -> Record:
    if party is None:
        return {"literal": "unknown"}
    known = agency(party)
    return {"literal": party, "name": known.name if known else party}


def _info_sources(hops: Sequence[Hop]) -> list[Record] | None:
    roles = ["originator", *["redistributor"] * (len(hops) - 2), "publisher"][: len(hops)]
    named = [{"role": role, **_party(hop.party)} for role, hop in zip(roles, hops, strict=True) if hop.party]
    return named or None


def _hops(hops: Sequence[Hop]) -> list[Record]:
    places = {hop.party: place for place, hop in enumerate(hops) if hop.party is not None}
    return [_hop(place, hop, places) for place, hop in enumerate(hops)]


def _hop(place: int, hop: Hop, places: Mapping[str, int]) -> Record:
    told: Record = {
        "seq": place + 1,
        "party": _party(hop.party),
        "action": "hopaction:created" if place == 0 else "hopaction:transformed",
        "target": "hatarget:content",
        "item": hop.item,
        "status": hop.status.value,
        "evidence": [{"kind": kind, "text": text, "in": uri} for kind, text, uri in hop.evidence],
    }
    if hop.taken_from:
        told["from"] = sorted(places[party] + 1 for party in hop.taken_from)
    if hop.published is not None:
        told["timestamp"] = timestamp(hop.published)
    return told


def _association(number: int, member: Member, stands: Standing) -> Record:
    version = member.newest.version
    told: Record = {
        "name": f"member-{number}",
        "rel": stands.relation.value,
        "uri": member.uri,
        "version": version.version or "1",
        "type": "text",
        "versionCreated": timestamp(version.published),
        "language": member.current.version.language,
        "pubStatus": member.fate.status.value,
        "headlines": (
            [{"role": "main", "value": member.current.version.headline}] if member.current.version.headline else None
        ),
    }
    return {key: value for key, value in told.items() if value is not None}


def _merge(member: Member, stands: Standing, origin: Origin, is_ruled: bool) -> Record:
    version = member.current.version
    told: Record = {
        "member": member.uri,
        "relation": stands.relation.value,
        "party": member.current.issuer,
        "published": timestamp(member.published),
        "decision": "ruled" if is_ruled else "auto",
        "versions": [edition.version.version or "1" for edition in member.editions if edition.version.said_by is None],
        "tie": {"kind": stands.tie.kind.value, "evidence": stands.tie.evidence} if stands.tie else None,
        "missingFromMember": list(stands.lacks) or None,
        "inferred": [{"field": field, "evidence": evidence} for field, evidence in version.inferences] or None,
        "droppedLines": version.dropped,
    }
    if member is not origin.member:
        told.update(_evidence(stands, origin))
    return {key: value for key, value in told.items() if value is not None}


def _evidence(stands: Standing, origin: Origin) -> Record:
    """What the comparison with the canonical member found."""
    comparison = stands.comparison
    return {
        "comparedWith": origin.member.uri,
        "score": round(comparison.score, 4),
        "signals": {
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
            **({"wordsInOrder": comparison.in_order.shared} if comparison.in_order else {}),
            **({"veto": list(comparison.veto)} if comparison.veto else {}),
        },
    }


def _sources(told: Provenance) -> int:
    """Independent houses of the chain: a paper and the agency that owns it are one."""
    houses = set()
    for hop in told.hops:
        known = agency(hop.party) if hop.party else None
        houses.add(known.parent or known.id if known else hop.party)
    return len(houses)
