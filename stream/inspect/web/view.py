"""What the pages show of a record: members in the order of time, flags, words for the terms of the format."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from stream.inspect.web.printed_times import lag, milliseconds
from stream.stories.story import AssociationRecord, MergeRecord, StoryFacts, StoryRecord, headline

__all__ = ["EVIDENCE", "FLAGS", "RELATIONS", "MemberRow", "dispatch_name", "facts", "flags", "members"]

FLAGS: Final = {
    "stale": ("stale", "still tells a fact that was corrected"),
    "embargoBreak": ("embargo break", "came out before the embargo of the origin was over"),
    "retracted": ("retracted", "usable by its own status, but the origin was killed or is held"),
}
"""Marks of a member: the word on the chip, and what it means."""

RELATIONS: Final = {
    "alert-of": "alert",
    "translation-excerpt": "translated excerpt",
}
"""Relations whose name in the format is not the word an editor would use."""

EVIDENCE: Final = {
    "creditline": "credit line",
    "endcredit": "end credit",
    "sourceline": "source line",
    "leadin": "lead-in",
    "infosource": "source field",
}
"""Kinds of evidence whose name in the format is not the word an editor would use."""


class MemberRow(NamedTuple):
    """One dispatch of a story."""

    uri: str
    party: str
    relation: str
    headline: str
    language: str
    status: str
    published: int | None
    lag: str  # after the first member; empty for it and where a time is not known
    place: int  # on the scale of the story's time, 0 to 100
    canonical: bool
    score: float | None
    of_member: float | None  # share of it that is in the canonical text
    of_canonical: float | None  # share of the canonical text that is in it
    missing: tuple[str, ...]  # sentences it leaves out
    flags: tuple[str, ...]
    tie: str
    ruled: bool
    versions: int


def dispatch_name(uri: str) -> str:
    """A uri short enough for a table: the host and the end of a web address, the last parts of a urn."""
    if uri.startswith(("http://", "https://")):
        parts = urlsplit(uri)
        path = parts.path.rstrip("/").rsplit("/", 1)[-1]
        return f"{parts.hostname}/…/{path}" if path else str(parts.hostname)
    parts_of_urn = uri.split(":")
    return uri if len(uri) <= 40 or len(parts_of_urn) < 3 else f"…:{':'.join(parts_of_urn[-2:])}"


def members(record: StoryRecord) -> list[MemberRow]:
    """The members of a story, the earliest first; those without a time come last."""
    story = record["story"]
    associations = {member["uri"]: member for member in record["associations"]}
    merges = story["merges"]
    times = [when for merge in merges if (when := milliseconds(merge.get("published"))) is not None]
    start, end = min(times, default=0), max(times, default=0)
    shown = [_member(merge, associations[merge["member"]], story, start, end) for merge in merges]
    return sorted(shown, key=lambda member: (member.published is None, member.published or 0, member.uri))


def _member(merge: MergeRecord, association: AssociationRecord, story: StoryFacts, start: int, end: int) -> MemberRow:
    published = milliseconds(merge.get("published"))
    tie, relation = merge.get("tie"), merge["relation"]
    signals = merge.get("signals") if not relation.startswith("translation") else None  # its words are all others
    return MemberRow(
        uri=merge["member"],
        party=merge.get("party") or "not named",
        relation=RELATIONS.get(relation, relation),
        headline=headline(association),
        language=association.get("language", ""),
        status=association["pubStatus"],
        published=published,
        lag=lag(published - start) if published is not None and published > start else "",
        place=round(100 * (published - start) / (end - start)) if published is not None and end > start else 0,
        canonical=merge["member"] == story["canonicalMember"],
        score=merge.get("score") if signals else None,
        of_member=signals["coverageOfMember"] if signals else None,
        of_canonical=signals["coverageOfCanonical"] if signals else None,
        missing=tuple(merge.get("missingFromMember", ())),
        flags=tuple(mark for mark in FLAGS if merge.get(mark)),
        tie=tie["evidence"] if tie else "",
        ruled=merge["decision"] == "ruled",
        versions=len(merge["versions"]),
    )


def flags(record: StoryRecord) -> list[str]:
    """The marks that any member of a story bears."""
    return [mark for mark in FLAGS if any(merge.get(mark) for merge in record["story"]["merges"])]


def facts(merge: MergeRecord) -> list[tuple[str, str]]:
    """What the comparison with the canonical text found, as name and value."""
    signals = merge.get("signals")
    if signals is None:
        return []
    named = [
        ("shared shingles", str(signals["sharedShingles"])),
        ("Jaccard", f"{signals['jaccard']:.2f}"),
        ("containment", f"{signals['containment']:.2f}"),
        ("words in order", str(signals.get("wordsInOrder", ""))),
        ("words in passages", str(signals.get("wordsInPassages", ""))),
        ("words told again", str(signals.get("wordsToldAgain", ""))),
        ("same headline", "yes" if signals["sameHeadline"] else "no"),
        ("other day", "yes" if signals["otherDay"] else ""),
        ("other subject", "yes" if signals["otherSubject"] else ""),
    ]
    return [(name, value) for name, value in named if value]
