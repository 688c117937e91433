"""Rulings: an editor's word that two dispatches are, or are not, one story, or that the one is a notice about the
other. The newest word on a pair counts.

A ruling travels as a version of each of the two dispatches that says nothing of their texts, so that the entities
keep it, merge it and hand it on like everything else, whichever comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

import orjson

from stream.dispatch import Ruling, Verdict, Version, VersionKey
from stream.errors import Invalid, Reason, Usage
from stream.stories.lifecycle import dispatch_of
from stream.stories.story import RulingRecord
from stream.text.times import moment, timestamp

if TYPE_CHECKING:
    from stream.matching.editions import Edition

__all__ = ["Pair", "as_record", "decode", "encode", "key", "make", "pair_of", "ruled", "said", "versions"]

Pair = tuple[str, str]
"""Two uris in order."""


def pair_of(one: str, other: str) -> Pair:
    """Two uris in order, as rulings name them."""
    return (one, other) if one <= other else (other, one)


SAID_BY = "urn:copytaster:ruling"


def key(ruling: Ruling) -> bytes:
    """The key of its record: the pair, so that a compacted topic keeps the newest."""
    return "\n".join(ruling.pair).encode()


def make(one: str, other: str, verdict: Verdict, at: int, by: str, because: str) -> Ruling:
    """An editor's word.

    Args:
        one: the uri of a dispatch; where the verdict is an order, of the notice.
        other: of another; of the same where an order is dismissed, or that is undone.
        verdict: what is said of them.
        at: when, in milliseconds since the epoch.
        by: who says it.
        because: why.

    Raises:
        Usage: it is on one dispatch and should be on two or the other way round, or nobody says it, or for no reason.
    """
    if wrong := _wrong_pair(one, other, verdict):
        raise Usage(f"{one}: {wrong}")
    if not (by.strip() and because.strip()):
        raise Usage("a ruling says who made it and why")
    try:
        "".join((one, other, by, because)).encode()
    except UnicodeEncodeError as error:  # as a shell passes on bytes that are no letters
        raise Usage("a ruling is text: one of its uris, --by or --because is not UTF-8") from error
    ruling = Ruling(*_in_order(one, other, verdict), verdict, at, by.strip(), because.strip())
    decode(encode(ruling))  # what cannot be read back is refused here
    return ruling


def _in_order(one: str, other: str, verdict: Verdict) -> Pair:
    """The notice first, in an order."""
    return (one, other) if verdict.is_order else pair_of(one, other)


def _wrong_pair(one: str, other: str, verdict: Verdict) -> str | None:
    """What is wrong with the uris of a ruling; None where nothing is."""
    if verdict is Verdict.DISMISSED and one != other:
        return "a notice is dismissed alone; expected one dispatch, found two"
    if one == other and verdict not in (Verdict.DISMISSED, Verdict.UNDONE):
        return "expected two dispatches, found one twice"
    return None


def as_record(ruling: Ruling) -> RulingRecord:
    """As it stands in a record: of the rulings topic, and of the stories that it is about."""
    return {
        "pair": [ruling.one, ruling.other],
        "verdict": ruling.verdict.value,
        "at": cast(str, timestamp(ruling.at)),  # every ruling has a time
        "by": ruling.by,
        "because": ruling.because,
    }


def encode(ruling: Ruling) -> bytes:
    """A record of the rulings topic, or a line of a rulings file."""
    return orjson.dumps(as_record(ruling), option=orjson.OPT_SORT_KEYS)


def decode(raw: bytes) -> Ruling:
    """Read a record.

    Raises:
        Invalid: it is no ruling; the message says what is missing.
    """
    try:
        fields = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Invalid(Reason.JSON, f"ruling: not JSON ({len(raw)} bytes)") from error
    if not isinstance(fields, dict):
        raise Invalid(Reason.JSON, f"ruling: expected one JSON object, found {type(fields).__name__}")
    pair = fields.get("pair")
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(uri, str) and uri for uri in pair):
        raise Invalid(Reason.TYPE, "pair: expected the uris of two dispatches")
    if not isinstance(fields.get("verdict"), str) or fields["verdict"] not in set(Verdict):
        raise Invalid(Reason.TYPE, f"verdict: expected one of {', '.join(Verdict)}")
    verdict = Verdict(fields["verdict"])
    one, other = _in_order(pair[0], pair[1], verdict)
    if wrong := _wrong_pair(one, other, verdict):
        raise Invalid(Reason.TYPE, f"pair: {wrong}")
    for field in ("at", "by", "because"):
        if not isinstance(fields.get(field), str) or not fields[field].strip():
            raise Invalid(Reason.TYPE, f"{field}: missing; every ruling says who made it, when and why")
    when = moment(fields["at"], "at", day_alone=False).ms
    return Ruling(one, other, verdict, when, fields["by"].strip(), fields["because"].strip())


def versions(ruling: Ruling) -> Iterator[Version]:
    """The ruling as a version of each of its dispatches; of one that is an item among others under its uri, of that."""
    digest = blake2b(orjson.dumps(list(ruling)), digest_size=8).hexdigest()
    for uri in dict.fromkeys((ruling.one, dispatch_of(ruling.one), ruling.other, dispatch_of(ruling.other))):
        made = VersionKey((-1, ""), ruling.at, digest)
        yield Version(uri=uri, key=made, version="", text="", said_by=SAID_BY, ruling=ruling)


def ruled(members: Mapping[str, Iterable[Edition]]) -> dict[Pair, Ruling]:
    """The rulings that join or part pairs of members."""
    parting = (Verdict.SAME, Verdict.DIFFERENT)
    return {pair: ruling for pair, ruling in said(members).items() if ruling.verdict in parting}


def said(members: Mapping[str, Iterable[Edition]]) -> dict[Pair, Ruling]:
    """What stands on pairs of members: of each the newest word, unless that takes it back."""
    newest: dict[Pair, Ruling] = {}
    for editions in members.values():
        for edition in editions:
            ruling = edition.version.ruling
            if ruling is not None and ruling.one in members and ruling.other in members:
                pair = ruling.pair
                newest[pair] = max(ruling, newest.get(pair, ruling), key=lambda ruling: (ruling.at, ruling))
    return {pair: ruling for pair, ruling in sorted(newest.items()) if ruling.verdict is not Verdict.UNDONE}
