"""Messages as bytes: what one mailbox record holds. JSON, so that a person can read a mailbox.

A record is a list of messages; each is its kind followed by its fields. A version that several
messages of one record carry is written once, in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import orjson

from stream.dispatch import Credit, Inference, PubStatus, Slot, Version, VersionKey
from stream.errors import Fatal
from stream.matching.editions import Edition, prepare
from stream.messages import (
    Arrived,
    Candidate,
    Compare,
    Forget,
    Joined,
    Label,
    Labelled,
    Left,
    Linked,
    Posted,
    Retired,
    Settled,
)

__all__ = ["Message", "decode", "encode"]

Message = Posted | Arrived | Candidate | Compare | Linked | Settled | Labelled | Forget | Joined | Left | Retired

_KINDS: dict[type, str] = {
    Posted: "posted",
    Arrived: "arrived",
    Candidate: "candidate",
    Compare: "compare",
    Linked: "linked",
    Settled: "settled",
    Labelled: "labelled",
    Forget: "forget",
    Joined: "joined",
    Left: "left",
    Retired: "retired",
}
_TYPES: dict[str, Any] = {kind: of for of, kind in _KINDS.items()}
_VERSION_FIELDS = tuple(field.name for field in fields(Version))


def encode(messages: Sequence[Message]) -> bytes:
    """Write messages as one record."""
    versions: dict[int, int] = {}
    written: list[Version] = []

    def plain(value: Any) -> Any:
        if isinstance(value, Edition):
            place = versions.get(id(value.version))
            if place is None:
                place = versions[id(value.version)] = len(written)
                written.append(value.version)
            return [place, value.late]
        return tuple(value)

    body = [[_KINDS[type(message)], *message] for message in messages]
    # Written first because it fills `written`.
    told = orjson.dumps(body, default=plain, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_PASSTHROUGH_DATACLASS)
    before = orjson.dumps([[getattr(version, name) for name in _VERSION_FIELDS] for version in written], default=tuple)
    return b'{"versions":' + before + b',"messages":' + told + b"}"


def decode(raw: bytes) -> list[Message]:
    """Read a record.

    Raises:
        Fatal: these bytes were not written by :func:`encode` of this release. Mailboxes are ours, so
            this is no bad input: something else writes to the topic, or another release does.
    """
    try:
        told = orjson.loads(raw)
        editions = [prepare(_version(each)) for each in told["versions"]]
        return [_message(kind, rest, editions) for kind, *rest in told["messages"]]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Fatal(
            f"a mailbox record of {len(raw)} bytes is not one of this release ({type(error).__name__})"
        ) from error


def _version(values: list[Any]) -> Version:
    told = dict(zip(_VERSION_FIELDS, values, strict=True))
    told["key"] = _key(told["key"])
    told["status"] = PubStatus(told["status"])
    told["signals"], told["replaces"] = tuple(told["signals"]), tuple(told["replaces"])
    told["credits"] = tuple(
        Credit(Slot(s), text, tuple(parties), author) for s, text, parties, author in told["credits"]
    )
    told["inferences"] = tuple(Inference(*each) for each in told["inferences"])
    return Version(**told)


def _key(told: list[Any]) -> VersionKey:
    (value, text), created, digest = told
    return VersionKey((value, text), created, digest)


def _edition(told: list[Any], editions: list[Edition]) -> Edition:
    place, late = told
    edition: Edition = editions[place]
    return replace(edition, late=True) if late else edition


def _message(kind: str, rest: list[Any], editions: list[Edition]) -> Message:
    of = _TYPES[kind]
    values = dict(zip(of._fields, rest, strict=True))
    for name in ("version", "other_version"):
        if name in values:
            values[name] = _key(values[name])
    for name in ("label", "now", "head"):
        if name in values:
            values[name] = Label(*values[name])
    if "edition" in values:
        values["edition"] = _edition(values["edition"], editions)
    if "editions" in values:
        values["editions"] = tuple(_edition(each, editions) for each in values["editions"])
    if of is Posted:
        values["keys"] = np.array(values["keys"], dtype=np.uint64)
        values["digest"] = np.array(values["digest"], dtype=np.uint8)
    message: Message = of(**values)
    return message
