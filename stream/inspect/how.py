"""How a story came about, link by link: who came when, and by which comparison or tie it joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stream.inspect.contents import numbered
from stream.inspect.stored_editions import edition
from stream.matching.comparison import compare
from stream.matching.editions import Edition
from stream.stories.record import MOST_TEXTS
from stream.stories.story import MergeRecord, StoryRecord, TieRecord

__all__ = ["Event", "how"]

_LATE = "9"  # sorts behind every time that is known
_CLEAR = 0.05  # by which another member must be nearer than the canonical one to be named as what it joined by


class Event(NamedTuple):
    """One thing that happened to a story."""

    at: str | None  # RFC 3339; None: not known
    kind: str  # "began", "joined", "corrected", "killed", "withheld", "ruled", "embargoed" or "replaced"
    dispatch: str | None
    party: str | None
    by: str | None  # the dispatch that it joined by, the item that kills or corrects, the editor, or the story replaced
    score: float | None
    note: str


def how(record: StoryRecord, replaced: Sequence[str] = ()) -> list[Event]:
    """The events of a story in time order; those without a time come last.

    Args:
        record: the story.
        replaced: uris of the stories that gave way to it (:func:`stream.inspect.queries.gave_way`).
    """
    facts = record["story"]
    events = list(_joined(record))
    for correction in facts.get("corrections", ()):
        by = correction["by"]
        note = ", ".join(f"{old} → {new}" if new else f"{old} taken back" for old, new in correction["facts"])
        note += f"; still told by {', '.join(correction['stale'])}" if correction["stale"] else ""
        events.append(Event(correction.get("published"), "corrected", by, None, by, None, note))
    for kill in facts.get("kills", ()):
        kind = "killed" if kill["status"] == "canceled" else "withheld"
        reach = "the whole story" if kill["reach"] == "story" else "this member only"
        note = f"{reach}: {kill['note']}" if kill.get("note") else reach
        events.append(Event(kill.get("published"), kind, kill["member"], None, kill["by"], None, note))
    for ruling in facts.get("rulings", ()):
        note = f"{ruling['verdict']}: {' and '.join(ruling['pair'])} ({ruling['because']})"
        events.append(Event(ruling["at"], "ruled", None, None, ruling["by"], None, note))
    if until := record.get("embargoedUntil"):
        events.append(Event(None, "embargoed", None, None, None, None, f"until {until}"))
    events.extend(Event(None, "replaced", None, None, gone, None, "took its members over") for gone in replaced)
    return sorted(events, key=lambda event: event.at or _LATE)  # stable: what happened at once stays as told


def _joined(record: StoryRecord) -> Iterator[Event]:
    merges = record["story"]["merges"]
    before: list[tuple[MergeRecord, Edition | None]] = []
    for number, (place, _, merge) in enumerate(numbered(record)):
        ours = edition(record, merge["member"]) if place <= MOST_TEXTS and len(merges) > 1 else None
        by, score, bond = _link(merge, ours, before) if number else (None, None, None)
        note = _note(record, merge, bond, number)
        kind = "joined" if number else "began"
        yield Event(merge.get("published"), kind, merge["member"], merge.get("party"), by, score, note)
        before.append((merge, ours))


def _link(
    merge: MergeRecord, ours: Edition | None, before: Sequence[tuple[MergeRecord, Edition | None]]
) -> tuple[str | None, float | None, TieRecord | None]:
    """The member that it joined by, their score, and their tie.

    The record compares each member with the canonical one. Where that is nearer than any other it is the link;
    where it came later itself, the link is to whoever was there.
    """
    uri = merge["member"]
    tied = [each for each, _ in before if each.get("comparedWith") == uri and "tie" in each]
    if tied:  # the canonical text itself: bound to what came before it
        return tied[0]["member"], tied[0]["score"], tied[0]["tie"]
    by, score = merge.get("comparedWith"), merge.get("score")
    was_there = any(each["member"] == by for each, _ in before)
    if merge["relation"].startswith("translation"):  # its words are all others: they score nothing
        return by, None, merge.get("tie")
    if was_there and ("tie" in merge or merge["decision"] == "ruled"):
        return by, score, merge.get("tie")
    nearest, best = _nearest(ours, before)
    if nearest is not None and (not was_there or best > (score or 0.0) + _CLEAR):
        return nearest, best, None
    return by, score, merge.get("tie")


def _nearest(ours: Edition | None, before: Sequence[tuple[MergeRecord, Edition | None]]) -> tuple[str | None, float]:
    """The earlier member that scores most with it; the earliest of equals."""
    found: tuple[str | None, float] = None, 0.0
    for merge, theirs in before if ours is not None else ():
        score = round(compare(ours, theirs).score, 4) if ours is not None and theirs is not None else 0.0
        if score > found[1]:
            found = merge["member"], score
    return found


def _note(record: StoryRecord, merge: MergeRecord, bond: TieRecord | None, number: int) -> str:
    parts = [merge["relation"]]
    if bond is not None:
        parts.append(f"tied by {bond['kind']} ({bond['evidence']})")
    if merge["decision"] == "ruled":
        parts.append("by an editor's ruling")
    if merge["member"] == record["story"]["canonicalMember"]:
        parts.append(f"tells the story ({record['story']['canonicalRule']})")
    if len(merge["versions"]) > 1:
        parts.append(f"{len(merge['versions'])} versions")
    if number and "signals" in merge and not merge["relation"].startswith("translation"):
        signals = merge["signals"]
        told = (
            f"{signals['coverageOfMember']:.0%} of it in the canonical text, {signals['coverageOfCanonical']:.0%} told"
        )
        parts.append(told)
    parts.extend(mark for mark in ("stale", "embargoBreak", "retracted") if merge.get(mark))
    return "; ".join(parts)
