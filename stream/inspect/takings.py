"""Who took a story from whom, and where a text still stands that was killed, held, corrected or came out too early.

Pure: a record in, rows out. They are what the projection keeps of a story for flows, pick-up and what still stands, so
that nothing else of it is read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from stream.inspect.contents import member_texts, milliseconds
from stream.inspect.diff import diff, lacking
from stream.stories.story import AssociationRecord, HopRecord, MergeRecord, StoryFacts, StoryRecord

__all__ = ["MANNERS", "Handling", "StandingCopy", "Taking", "standing", "takings"]

MANNERS: Final = ("verbatim", "cut", "rewritten", "translated")
"""How a house may have used another's text."""

_BY_RELATION: Final[Mapping[str, str]] = {
    "copy": "verbatim",
    "excerpt": "cut",
    "blended": "rewritten",
    "rewrite": "rewritten",
    "translation": "translated",
    "translation-excerpt": "translated",
}
_WORD: Final = re.compile(r"\w+")
_WHOLE: Final = 0.95  # of the giver's text: as much as a copy is known by
_INSIDE: Final = 0.80  # of the taker's text, where the other has more: it was cut
_SHOWN: Final = 4  # sentences that were left out, and words that were changed: the first ones are told
_LONGEST: Final = 200  # characters of each


class Handling(NamedTuple):
    """What a house did to another's text: how many sentences it left out, and in how many places it changed words.

    The first few are there as they are printed, of changed words those of the giver and of the taker.
    """

    left_out: int
    changed: int
    sentences: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


class Taking(NamedTuple):
    """A house's first dispatch of a story that it had from another. Times and delays are milliseconds.

    ``credited``: a credit puts the other before the house; without one the core has it of the first by likeness and
    time. ``manner`` and ``coverage`` (the share of the other's text that the dispatch holds) are None where the two
    were not compared. ``desk``: the first word of the slug that the other gave its dispatch, under which its desk
    files what it sends, or without one the subject; "" where there is neither. ``credit``: the words of the dispatch
    that name the other, the strongest of those that the record still tells. ``handling``: None where the record does
    not show both texts.
    """

    giver: str
    taker: str
    dispatch: str
    source: str | None  # the first dispatch of the other; None: no text of theirs is held
    published: int | None
    delay: int | None
    manner: str | None
    credited: bool
    coverage: float | None
    language: str
    desk: str
    credit: str = ""
    handling: Handling | None = None


class StandingCopy(NamedTuple):
    """A dispatch that still tells what its origin took back, since when (milliseconds), and by which dispatch."""

    kind: str
    dispatch: str
    party: str
    since: int | None
    by: str | None


def takings(record: StoryRecord) -> list[Taking]:
    """Each pair of houses of a story of which the chain says that one had it from the other."""
    hops = {hop["seq"]: hop for hop in record["hopHistory"]}
    first = _first_of_each(record["story"])
    associations = {each["uri"]: each for each in record["associations"]}
    texts: dict[str, str] | None = None
    found: dict[tuple[str, str], Taking] = {}
    for hop in hops.values():
        taker = hop["party"]["literal"]
        if taker not in first:
            continue
        for giving in (hops[seq] for seq in hop.get("from", ()) if seq in hops):
            giver = giving["party"]["literal"]
            if giver != taker:
                texts = member_texts(record) if texts is None else texts
                found[giver, taker] = _taking(record["story"], hop, giving, first, associations, texts)
    return list(found.values())


def _first_of_each(story: StoryFacts) -> dict[str, MergeRecord]:
    """The earliest dispatch of each house; one without a time where it has no other."""

    def rank(merge: MergeRecord) -> tuple[bool, int, str]:
        time = milliseconds(merge.get("published"))
        return time is None, time or 0, merge["member"]

    first: dict[str, MergeRecord] = {}
    for merge in sorted(story["merges"], key=rank):
        if "party" in merge:
            first.setdefault(merge["party"], merge)
    return first


def _taking(
    story: StoryFacts,
    hop: HopRecord,
    giving: HopRecord,
    first: Mapping[str, MergeRecord],
    associations: Mapping[str, AssociationRecord],
    texts: Mapping[str, str],
) -> Taking:
    taker, giver = hop["party"]["literal"], giving["party"]["literal"]
    taken, given = first[taker], first.get(giver)
    published = milliseconds(taken.get("published"))
    before = milliseconds(given.get("published")) if given else None
    delay = published - before if published is not None and before is not None else None
    manner, coverage = _use(story, taken, giver)
    return Taking(
        giver=giver,
        taker=taker,
        dispatch=taken["member"],
        source=given["member"] if given else None,
        published=published,
        delay=delay,
        manner=manner,
        credited=all(each["kind"] != "similarity" for each in hop["evidence"]),
        coverage=coverage,
        language=associations[taken["member"]].get("language", "") if taken["member"] in associations else "",
        desk=_desk(associations.get(given["member"])) if given else "",
        credit=_credit(giving, taken["member"]),
        handling=_handling(taken, given, manner, texts) if given else None,
    )


def _handling(taken: MergeRecord, given: MergeRecord, manner: str | None, texts: Mapping[str, str]) -> Handling | None:
    """Of a translation it is known what it lacks of the canonical text; nothing is said of its words."""
    if manner == "translated":
        if taken.get("comparedWith") != given["member"] or "missingFromMember" not in taken:
            return None
        return _told(taken["missingFromMember"], [])
    before, after = texts.get(given["member"]), texts.get(taken["member"])
    if before is None or after is None:
        return None
    changed = [(each.left.strip(), each.right.strip()) for each in diff(before, after) if each.kind == "changed"]
    return _told(lacking(before, after), changed)


def _told(left_out: Sequence[str], changed: Sequence[tuple[str, str]]) -> Handling:
    short = [(one, other) for one, other in changed if len(one) + len(other) <= _LONGEST]
    return Handling(
        len(left_out),
        len(changed),
        tuple(f"{each[: _LONGEST - 1]}…" if len(each) > _LONGEST else each for each in left_out[:_SHOWN]),
        tuple(short[:_SHOWN]),
    )


def _credit(giving: HopRecord, dispatch: str) -> str:
    told = (each["text"] for each in giving["evidence"] if each["in"] == dispatch and each["kind"] != "similarity")
    return next(told, "")


def _desk(given: AssociationRecord | None) -> str:
    if given is None:
        return ""
    word = _WORD.search(given.get("slugline", ""))
    return word[0].upper() if word else next((each["name"] for each in given.get("subjects", ())), "")


def _use(story: StoryFacts, taken: MergeRecord, giver: str) -> tuple[str | None, float | None]:
    """How a text was used and how much of it: as it was compared with a text of the giver, in either direction."""
    houses = {merge["member"]: merge.get("party") for merge in story["merges"]}
    canonical = story["canonicalMember"]
    signals = taken.get("signals")
    if signals is not None and houses.get(taken.get("comparedWith", canonical)) == giver:
        share, coverage = signals["coverageOfMember"], signals["coverageOfCanonical"]
        return _manner(taken["relation"], share, coverage), _unless_translated(taken, coverage)
    for merge in story["merges"]:
        signals = merge.get("signals")
        if (
            merge.get("party") == giver
            and merge.get("comparedWith", canonical) == taken["member"]
            and signals is not None
        ):
            if merge["relation"].startswith("translation"):
                return "translated", None
            share, coverage = signals["coverageOfCanonical"], signals["coverageOfMember"]
            return _manner("", share, coverage), coverage
    signals = taken.get("signals")  # by way of the canonical text, which a third house may have sent
    if signals is None or taken["relation"] not in _BY_RELATION:
        return None, None
    share, coverage = signals["coverageOfMember"], signals["coverageOfCanonical"]
    return _manner(taken["relation"], share, coverage), _unless_translated(taken, coverage)


def _unless_translated(merge: MergeRecord, coverage: float) -> float | None:
    """Words in common say nothing of how much was translated."""
    return None if merge["relation"].startswith("translation") else coverage


def _manner(relation: str, of_taker: float, of_giver: float) -> str:
    """A text that stands there whole was used verbatim, whatever the page has around it."""
    told = _BY_RELATION.get(relation)
    if told == "translated":
        return told
    if of_giver >= _WHOLE:
        return "verbatim"
    return told or ("cut" if of_taker >= _INSIDE and of_giver < of_taker else "rewritten")


def standing(record: StoryRecord) -> list[StandingCopy]:
    """What of a story still stands: dispatches that are usable by their own status, though their origin's is not;
    those that still tell the fact that was corrected; those that came out before the embargo was over.
    """
    return list(_standing(record["story"]))


def _standing(story: StoryFacts) -> Iterator[StandingCopy]:
    kills = story.get("kills", ())
    for merge in story["merges"]:
        party, member = merge.get("party", ""), merge["member"]
        if merge.get("retracted"):
            reached = [kill for kill in kills if kill["reach"] == "story" or kill["member"] == member]
            newest = max(reached, key=lambda kill: milliseconds(kill.get("published")) or 0, default=None)
            kind = "hold" if newest is not None and newest["status"] == "withheld" else "kill"
            since = milliseconds(newest.get("published")) if newest else None
            yield StandingCopy(kind, member, party, since, newest["by"] if newest else None)
        if merge.get("stale"):
            corrected = [each for each in story.get("corrections", ()) if member in each["stale"]]
            newest_fact = max(corrected, key=lambda each: milliseconds(each.get("published")) or 0, default=None)
            since = milliseconds(newest_fact.get("published")) if newest_fact else None
            yield StandingCopy("correction", member, party, since, newest_fact["by"] if newest_fact else None)
        if merge.get("embargoBreak"):
            yield StandingCopy("embargo", member, party, milliseconds(merge.get("published")), story["canonicalMember"])
