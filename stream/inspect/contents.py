"""What a record of the output says, as the inspector needs it: texts, times, parties, words to search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Literal

from stream.stories.record import MOST_TEXTS
from stream.stories.story import AssociationRecord, MergeRecord, StoryRecord, headline
from stream.text.fold import fold_for_search

__all__ = [
    "canonical_text",
    "hidden",
    "left_out",
    "member_headline",
    "member_text",
    "member_texts",
    "milliseconds",
    "newest_time",
    "numbered",
    "parties",
    "searchable",
    "tags",
]

_NAME = re.compile(r"member-(\d{1,9})", re.ASCII)
_Listed = Literal["hopHistory", "infoSources", "kills", "corrections", "rulings", "related"]
_LISTS: dict[_Listed, str] = {
    "hopHistory": "hops",
    "infoSources": "information sources",
    "kills": "kills",
    "corrections": "corrections",
    "rulings": "rulings",
    "related": "relations",
}


def milliseconds(time: str | None) -> int | None:
    """A time of a record in milliseconds since the epoch; None where it is absent."""
    return None if time is None else round(datetime.fromisoformat(time).timestamp() * 1000)


def newest_time(record: StoryRecord) -> int:
    """When a record says that anything happened last, in milliseconds since the epoch; 0 where it names no time."""
    facts = record["story"]
    told = [record.get("firstCreated"), record.get("versionCreated")]
    told += [each.get("published") for each in facts["merges"]]
    told += [each.get("published") for each in facts.get("kills", ())]
    told += [each.get("published") for each in facts.get("corrections", ())]
    told += [each["at"] for each in facts.get("rulings", ())]
    return max((when for time in told if (when := milliseconds(time)) is not None), default=0)


def member_headline(record: StoryRecord, dispatch: str) -> str:
    """The headline of a member, or nothing."""
    return next((headline(each) for each in record["associations"] if each["uri"] == dispatch), "")


def parties(record: StoryRecord) -> tuple[str, ...]:
    """The chain: who had it first, and through whose hands it went."""
    return tuple(hop["party"]["literal"] for hop in record.get("hopHistory", ()))


def canonical_text(record: StoryRecord) -> str | None:
    """The clean text of the canonical member; None where the record shows none."""
    body = next((str(each["value"]) for each in record.get("bodies", ())), None)
    if body is None:
        return None
    # A text that came in takes is told as one; its later takes are members with texts of their own.
    takes = [merge for merge in record["story"]["merges"] if merge["relation"] == "part"]
    while found := next((take for take in takes if _ends_with(body, take)), None):
        body = body[: -_length(found) - 2]
        takes.remove(found)
    return body


def _length(take: MergeRecord) -> int:
    """Characters of the text of a member that has one of its own."""
    return len(take["text"]) if "text" in take else int(take["textLeftOut"]["characters"])


def _ends_with(body: str, take: MergeRecord) -> bool:
    if "text" in take:
        return body.endswith(f"\n\n{take['text']}")
    if "textLeftOut" not in take or body[: -_length(take)][-2:] != "\n\n":
        return False
    return bool(sha256(body[-_length(take) :].encode()).hexdigest() == take["textLeftOut"]["sha256"])


def member_text(record: StoryRecord, dispatch: str) -> str | None:
    """The clean text of a member; None where the record does not show it.

    A member without a text of its own has the canonical one, unless its text was left out, it is not usable or
    beyond the first fifty: then only a comparison that found the two equal says so.
    """
    return member_texts(record).get(dispatch)


def member_texts(record: StoryRecord) -> dict[str, str]:
    """The clean texts of the members that have one to show; see :func:`member_text`."""
    canonical = canonical_text(record)
    found = {}
    for number, member, merge in numbered(record):
        signals = merge.get("signals")
        alike = signals is None or signals["coverageOfMember"] == signals["coverageOfCanonical"] == 1.0
        shown = number <= MOST_TEXTS and member["pubStatus"] == "usable"
        text = merge.get("text")
        if text is None and "textLeftOut" not in merge and (shown or alike):
            text = canonical
        if text is not None:
            found[merge["member"]] = str(text)
    return found


def numbered(record: StoryRecord) -> list[tuple[int, AssociationRecord, MergeRecord]]:
    """The members of a record with their numbers among all of their story, from 1: association and merge.

    A large record tells only some of its members; their names keep the numbers.
    """
    pairs = zip(record["associations"], record["story"]["merges"], strict=True)
    return [
        (int(found[1]) if (found := _NAME.fullmatch(member["name"])) else place, member, merge)
        for place, (member, merge) in enumerate(pairs, 1)
    ]


def hidden(record: StoryRecord, dispatch: str) -> str:
    """Why a text is not shown, in words that follow "its text is not shown: "."""
    told = record["story"]
    left = next((each.get("textLeftOut") for each in told["merges"] if each["member"] == dispatch), None)
    if left is None and dispatch == told["canonicalMember"]:
        left = told.get("leftOut", {}).get("body")
    if left is not None:
        return (
            f"it was left out of a record that would be too large ({left['bytes']:,} bytes, SHA-256 {left['sha256']})"
        )
    if "wall" in told:
        return "it is a page that stands in the place of an article"
    return "it is not usable, or beyond the first fifty members"


def left_out(record: StoryRecord) -> list[str]:
    """What a record that would have been too large lacks, in words; nothing where it is whole."""
    left = record["story"].get("leftOut", {})
    words = []
    if "body" in left:
        body = left["body"]
        words.append(f"{body['takes']:,} takes of the body, which has {body['bytes']:,} bytes")
    if "texts" in left:
        words.append(f"{left['texts']:,} texts")
    if "members" in left:
        words.append(f"{left['members']['count']:,} of {record['story']['memberCount']:,} members")
    words += [f"{left[name]:,} {term}" for name, term in _LISTS.items() if name in left]
    if "shortened" in left:
        short = left["shortened"]
        words.append(f"the ends of {short['strings']:,} strings and {short['entries']:,} entries of short lists")
    return words


def searchable(record: StoryRecord) -> tuple[str, str]:
    """Headlines and texts, folded for the index: with what a query is folded by."""
    headlines = dict.fromkeys(filter(None, (headline(record), *map(headline, record["associations"]))))
    texts = [str(each["value"]) for each in record.get("bodies", ())]
    texts += [merge["text"] for merge in record["story"]["merges"] if "text" in merge]
    return fold_for_search("\n".join(headlines)), fold_for_search("\n\n".join(texts))


def tags(record: StoryRecord) -> Iterator[tuple[str, str]]:
    """By what stories are filtered: (kind, value), each once."""
    yield "all", ""
    yield "status", record["pubStatus"]
    yield "day", record.get("firstCreated", "")[:10] or "undated"
    for party in dict.fromkeys(parties(record)):
        yield "agency", party
    for language in dict.fromkeys(record["story"]["languages"]):
        yield "language", language
    for rel in sorted({each["rel"] for each in record["story"].get("related", ())}):
        yield "related", rel
    for verdict in sorted({each["verdict"] for each in record["story"].get("rulings", ())}):
        yield "ruled", verdict
    reaching = any(each["reach"] == "story" for each in record["story"].get("kills", ()))
    if record["pubStatus"] != "usable" and reaching and "notice" not in record["story"]:
        yield "recalled", "yes"
    if record["story"].get("notice", {}).get("openOrder"):
        yield "order", "open"
