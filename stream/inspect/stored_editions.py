"""The members of a stored story as editions, so that what compared them once can compare them again.

A record tells the newest text of each member, and of its credits those that the chain rests on. What it does not
tell (earlier versions, slugs, the dateline of a rewrite) cannot be weighed again.
"""

from __future__ import annotations

from stream.dispatch import Credit, PubStatus, Slot, Version, VersionKey
from stream.inspect.contents import member_headline, member_text, milliseconds
from stream.matching.editions import Edition, prepare
from stream.stories.story import MergeRecord, StoryRecord

__all__ = ["edition"]

_SLOTS = frozenset(Slot)
_MARKS = {
    "update": ("update",),
    "correction": ("correction",),
    "repeat": ("repeat",),
    "alert-of": ("alert",),
    "part": ("take",),
}
_ROLES = {"background": "opinion", "caption-of": "caption", "notice": "advisory"}


def edition(record: StoryRecord, dispatch: str) -> Edition | None:
    """A member with the text that its story shows of it; None where it shows none."""
    text = member_text(record, dispatch)
    if not text:
        return None
    told = record["story"]
    [merge] = [each for each in told["merges"] if each["member"] == dispatch]
    [member] = [each for each in record["associations"] if each["uri"] == dispatch]
    is_canonical = dispatch == told["canonicalMember"]
    marks: tuple[str, ...] = _MARKS.get(merge["relation"], ())
    if len(told["merges"]) == 1:  # a text of another kind is a story of its own that stands to one of news
        marks += tuple(
            _ROLES[each["rel"]] for each in told.get("related", ()) if "of" in each and each["rel"] in _ROLES
        )
    return prepare(
        Version(
            uri=dispatch,
            key=VersionKey((0, ""), -1, dispatch),
            version=member["version"],
            text=text,
            headline=member_headline(record, dispatch),
            published=milliseconds(merge.get("published")),
            status=PubStatus(member["pubStatus"]),
            language=member.get("language"),
            located=record.get("located") if is_canonical else None,
            dateline=record.get("dateline") if is_canonical else None,
            signals=marks,
            credits=_credits(record, merge),
            take=2 if merge["relation"] == "part" else None,
        )
    )


def _credits(record: StoryRecord, merge: MergeRecord) -> tuple[Credit, ...]:
    """As the chain quotes them, each with its parties in the order of the chain."""
    found: dict[tuple[str, str], list[str]] = {}
    for hop in record["hopHistory"]:
        for evidence in hop["evidence"]:
            if evidence["in"] == merge["member"] and evidence["kind"] in _SLOTS:
                found.setdefault((evidence["kind"], evidence["text"]), []).append(hop["party"]["literal"])
    credits_ = [Credit(Slot(kind), text, tuple(parties)) for (kind, text), parties in found.items()]
    if party := merge.get("party"):
        credits_.append(Credit(Slot.PUBLISHER, party, (party,)))
    return tuple(credits_)
