"""What the pages show of a record: members in the order of time, flags, words for the terms of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from stream.inspect.web.printed_times import lag, milliseconds

__all__ = ["EVIDENCE", "FLAGS", "RELATIONS", "Member", "dispatch_name", "facts", "flags", "headline", "members"]

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


class Member(NamedTuple):
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


def headline(record: Mapping[str, Any]) -> str:
    """The main headline of a record or an association; empty where it has none."""
    return next((str(each["value"]) for each in record.get("headlines") or () if each.get("value")), "")


def dispatch_name(uri: str) -> str:
    """A uri short enough for a table: the host and the end of a web address, the last parts of a urn."""
    if uri.startswith(("http://", "https://")):
        parts = urlsplit(uri)
        path = parts.path.rstrip("/").rsplit("/", 1)[-1]
        return f"{parts.hostname}/…/{path}" if path else str(parts.hostname)
    parts_of_urn = uri.split(":")
    return uri if len(uri) <= 40 or len(parts_of_urn) < 3 else f"…:{':'.join(parts_of_urn[-2:])}"


def members(record: Mapping[str, Any]) -> list[Member]:
    """The members of a story, the earliest first; those without a time come last."""
    story = record["story"]
    associations = {each["uri"]: each for each in record.get("associations") or ()}
    merges = story.get("merges") or ()
    times = [when for merge in merges if (when := milliseconds(merge.get("published"))) is not None]
    start, end = min(times, default=0), max(times, default=0)
    told = [_member(merge, associations.get(merge["member"], {}), story, start, end) for merge in merges]
    return sorted(told, key=lambda each: (each.published is None, each.published or 0, each.uri))


def _member(
    merge: Mapping[str, Any], association: Mapping[str, Any], story: Mapping[str, Any], start: int, end: int
) -> Member:
    published = milliseconds(merge.get("published"))
    signals = merge.get("signals") or {}
    tie = merge.get("tie")
    relation = str(merge["relation"])
    return Member(
        uri=merge["member"],
        party=merge.get("party") or "not named",
        relation=RELATIONS.get(relation, relation),
        headline=headline(association),
        language=association.get("language", ""),
        status=association.get("pubStatus", "usable"),
        published=published,
        lag=lag(published - start) if published is not None and published > start else "",
        place=round(100 * (published - start) / (end - start)) if published is not None and end > start else 0,
        canonical=merge["member"] == story["canonicalMember"],
        score=merge.get("score"),
        of_member=signals.get("coverageOfMember"),
        of_canonical=signals.get("coverageOfCanonical"),
        missing=tuple(merge.get("missingFromMember") or ()),
        flags=tuple(mark for mark in FLAGS if merge.get(mark)),
        tie=str(tie["evidence"]) if tie else "",
        ruled=merge.get("decision") == "ruled",
        versions=len(merge.get("versions") or ()),
    )


def flags(record: Mapping[str, Any]) -> list[str]:
    """The marks that any member of a story bears."""
    merges = record["story"].get("merges") or ()
    return [mark for mark in FLAGS if any(merge.get(mark) for merge in merges)]


def facts(merge: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the comparison with the canonical text found, as name and value."""
    signals = merge.get("signals") or {}
    told = [
        ("shared shingles", str(signals["sharedShingles"])) if "sharedShingles" in signals else None,
        ("Jaccard", f"{signals['jaccard']:.2f}") if "jaccard" in signals else None,
        ("containment", f"{signals['containment']:.2f}") if "containment" in signals else None,
        ("words in order", str(signals["wordsInOrder"])) if "wordsInOrder" in signals else None,
        ("same headline", "yes" if signals["sameHeadline"] else "no") if "sameHeadline" in signals else None,
        ("other day", "yes") if signals.get("otherDay") else None,
        ("other subject", "yes") if signals.get("otherSubject") else None,
    ]
    return [each for each in told if each is not None]
