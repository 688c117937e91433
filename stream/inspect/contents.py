"""What a record of the output says, as the inspector needs it: texts, times, parties, words to search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from stream.story import MOST_TEXTS

__all__ = [
    "canonical_text",
    "headline",
    "member_headline",
    "member_text",
    "milliseconds",
    "parties",
    "searchable",
    "tags",
]

Record = Mapping[str, Any]

_IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_LETTERS = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
    }
)


def milliseconds(time: str | None) -> int | None:
    """A time of a record in milliseconds since the epoch; None where it is absent."""
    return None if time is None else round(datetime.fromisoformat(time).timestamp() * 1000)


def headline(record: Record) -> str:
    """The headline that a story is told under, or nothing."""
    return _first(record)


def member_headline(record: Record, dispatch: str) -> str:
    """The headline of a member, or nothing."""
    return next((_first(each) for each in record["associations"] if each["uri"] == dispatch), "")


def _first(told: Record) -> str:
    return next((str(each["value"]) for each in told.get("headlines", ())), "")


def parties(record: Record) -> tuple[str, ...]:
    """The chain: who had it first, and through whose hands it went."""
    return tuple(hop["party"]["literal"] for hop in record.get("hopHistory", ()))


def canonical_text(record: Record) -> str | None:
    """The clean text of the canonical member; None where the record shows none."""
    body = next((str(each["value"]) for each in record.get("bodies", ())), None)
    if body is None:
        return None
    # A text that came in takes is told as one; its later takes are members with texts of their own.
    takes = [merge["text"] for merge in record["story"]["merges"] if merge["relation"] == "part" and "text" in merge]
    while found := next((take for take in takes if body.endswith(f"\n\n{take}")), None):
        body = body[: -len(found) - 2]
        takes.remove(found)
    return body


def member_text(record: Record, dispatch: str) -> str | None:
    """The clean text of a member; None where the record does not show it.

    A member without a text of its own has the canonical one, unless it is not usable or beyond the first
    fifty: then only a comparison that found the two equal says so.
    """
    told = record["story"]
    for number, merge in enumerate(told["merges"]):
        if merge["member"] != dispatch:
            continue
        if "text" in merge:
            return str(merge["text"])
        signals = merge.get("signals")
        alike = signals is None or signals["coverageOfMember"] == signals["coverageOfCanonical"] == 1.0
        shown = number < MOST_TEXTS and record["associations"][number]["pubStatus"] == "usable"
        return canonical_text(record) if shown or alike else None
    return None


def searchable(record: Record) -> tuple[str, str]:
    """Headlines and texts, folded for the index: with what a query is folded by."""
    headlines = dict.fromkeys(filter(None, (_first(record), *map(_first, record["associations"]))))
    texts = [str(each["value"]) for each in record.get("bodies", ())]
    texts += [merge["text"] for merge in record["story"]["merges"] if "text" in merge]
    return fold("\n".join(headlines)), fold("\n\n".join(texts))


def fold(text: str) -> str:
    """For the tokenizer, which knows accents but neither letters without a plain form nor words of ideographs."""
    return _IDEOGRAPH.sub(r" \1 ", text).translate(_LETTERS)


def tags(record: Record) -> Iterator[tuple[str, str]]:
    """By what stories are filtered: (kind, value), each once."""
    yield "all", ""
    yield "status", record["pubStatus"]
    yield "day", record.get("firstCreated", "")[:10] or "undated"
    for party in dict.fromkeys(parties(record)):
        yield "agency", party
    for language in record["story"]["languages"]:
        yield "language", language
    for rel in sorted({each["rel"] for each in record["story"].get("related", ())}):
        yield "related", rel
    for verdict in sorted({each["verdict"] for each in record["story"].get("rulings", ())}):
        yield "ruled", verdict
