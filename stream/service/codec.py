"""Messages as bytes: mailbox records and segments of state. JSON, so that a person can read them.

A mailbox record holds sections, one for each sender; a segment holds what one shard noted in one
turn. Each message is its kind followed by its fields. A version that several messages of one record
carry is written once, in front, with what matching had made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import orjson

from stream.dispatch import Credit, Inference, PubStatus, Ruling, Slot, Target, Verdict, Version, VersionKey
from stream.entities.messages import (
    Advanced,
    Arrived,
    Candidate,
    Closed,
    Compare,
    Emitted,
    Envelope,
    Forget,
    Joined,
    Label,
    Labelled,
    Left,
    Linked,
    Message,
    Posted,
    Referred,
    Retired,
    Settled,
)
from stream.errors import Fatal
from stream.matching.editions import Edition
from stream.memory import shared

__all__ = ["FORMAT", "MOST_BYTES", "Section", "Segment", "decode", "decode_segment", "encode", "encode_segment"]


FORMAT = 4
"""Of mailbox records and segments. It rises with every change that the release before could not read; the one before
is read too, so that workers can be replaced one by one.

The release of 25 November 2026 wrote 3, and did not say so. With 4 editors say what notices mean, and notices name
the day of their item. A record that holds neither is written as 3: while workers are replaced, those of the release
before go on until there is one.
"""


MOST_BYTES = 2 * 1024 * 1024
"""Of one record, before it is split. The brokers take four times that."""


class Section(NamedTuple):
    """What one sender says in one record.

    ``source`` names the sender: a topic's short name and partition. ``offset`` is the last record of it
    that these messages follow from: a receiver that has heard so far of this sender has heard this
    section before. None where they follow from no record; of a mark that is told to all, its round.
    ``mark`` is how far the sender's event time has come (milliseconds since the epoch), None where it does not say.
    """

    source: str
    offset: int | None
    mark: int | None
    messages: list[Posted | Envelope]


@dataclass(slots=True)
class Segment:
    """What one shard noted in one turn: how far it has read, and the messages that changed its state.

    ``whole``: the messages are all that is known of the entities they are about, in place of anything earlier.
    ``until``: the event time (milliseconds since the epoch) at which all that it tells of has expired; None
    where nothing was known of the time.
    """

    read: dict[str, int] = field(default_factory=dict)  # topic → last offset of this partition
    heard: dict[str, int] = field(default_factory=dict)  # topic and source → last offset of the sender
    messages: list[Message] = field(default_factory=list)
    whole: bool = False
    until: int | None = None


def encode(sections: Sequence[Section]) -> bytes:
    """Write a mailbox record."""
    return _written("sections", sections)


def decode(raw: bytes) -> list[Section]:
    """Read a mailbox record.

    Raises:
        Fatal: these bytes were not written by :func:`encode` of this release. Mailboxes are ours, so
            this is no bad input: something else writes to the topic, or another release does.
    """
    try:
        record = _read(raw)
        editions = [_edition(values) for values in record["versions"]]
        return [
            Section(source, offset, mark, [_READERS[values[0]](values, editions) for values in messages])
            for source, offset, mark, messages in record["sections"]
        ]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _not_ours("mailbox record", raw, error) from error


def encode_segment(segment: Segment) -> bytes:
    """Write a segment of state."""
    return _written("segment", (segment.read, segment.heard, segment.whole, segment.until, segment.messages))


def decode_segment(raw: bytes) -> Segment:
    """Read a segment of state.

    Raises:
        Fatal: these bytes were not written by :func:`encode_segment` of this release.
    """
    try:
        record = _read(raw)
        editions = [_edition(values) for values in record["versions"]]
        read, heard, whole, until, messages = record["segment"]
        return Segment(read, heard, [_STATE_READERS[values[0]](values, editions) for values in messages], whole, until)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _not_ours("segment of state", raw, error) from error


def _read(raw: bytes) -> Any:
    record = orjson.loads(raw)
    made = record.get("format", FORMAT) if isinstance(record, dict) else FORMAT
    if made > FORMAT:
        raise Fatal(
            f"a record of {len(raw)} bytes has format {made}, and this release knows {FORMAT}: a newer release wrote "
            "it, and this one cannot go on from there. Start the newer one"
        )
    return record


def _not_ours(what: str, raw: bytes, error: Exception) -> Fatal:
    return Fatal(f"a {what} of {len(raw)} bytes is not one of this release ({type(error).__name__})")


_KINDS: dict[type, str] = {
    Posted: "posted",
    Arrived: "arrived",
    Candidate: "candidate",
    Compare: "compare",
    Linked: "linked",
    Settled: "settled",
    Referred: "referred",
    Labelled: "labelled",
    Forget: "forget",
    Joined: "joined",
    Left: "left",
    Retired: "retired",
    Emitted: "emitted",
    Closed: "closed",
    Advanced: "advanced",
}
_VERSION_FIELDS = tuple(one.name for one in fields(Version) if one.name != "subject")
_values_of_all = attrgetter(*_VERSION_FIELDS)
_SIGNALS = _VERSION_FIELDS.index("signals")
_SUBJECT = "subject="
"""What is about begins so among the signals: to the release before, which knows no subjects, a signal that says
nothing."""
_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS


def _written(name: str, body: Any) -> bytes:
    places: dict[int, int] = {}
    written: list[Edition] = []

    def plain(value: Any) -> Any:
        kind = _KINDS.get(type(value))
        if kind is not None:
            return _posting(kind, value) if isinstance(value, Posted) else (kind, *_row(value))
        if isinstance(value, Edition):
            place = places.get(id(value.version))
            if place is None:
                place = places[id(value.version)] = len(written)
                written.append(value)
            return (place, value.late)
        if isinstance(value, np.ndarray):
            return value.tobytes().hex()
        return value.hex() if isinstance(value, bytes) else tuple(value)

    # Packed first because that fills `written`.
    packed = orjson.dumps(body, default=plain, option=_OPTIONS)
    before = orjson.dumps(
        [(edition.text_id, edition.brief, edition.chain, *_version_values(edition.version)) for edition in written],
        default=_row,
    )
    made = FORMAT if any(_is_new(edition.version) for edition in written) else FORMAT - 1
    return b'{"format":%d,"versions":%b,"%b":%b}' % (made, before, name.encode(), packed)


def _version_values(version: Version) -> tuple[Any, ...]:
    values: tuple[Any, ...] = _values_of_all(version)
    signals = version.signals
    if version.subject is None and not (signals and signals[-1].startswith(_SUBJECT)):
        return values
    return (*values[:_SIGNALS], (*signals, _SUBJECT + (version.subject or "")), *values[_SIGNALS + 1 :])


def _is_new(version: Version) -> bool:
    """Whether a version says what the release before could not read: what a notice means, of which day its item is."""
    return (version.ruling is not None and version.ruling.verdict.is_order) or any(
        target.on is not None for target in version.targets
    )


def _posting(kind: str, message: Posted) -> tuple[Any, ...]:
    """A posting with the keys of its facts among its names, below zero: so the release before reads it as well. To that
    they are names that nobody looks for.
    """
    *values, tongue, facts, _ = message
    if len(facts):
        told = (-1 - int.from_bytes(tongue.encode(), "big"), *(-1 - key for key in facts.tolist()))
        values[_SOUGHT] = (*message.sought, *told)
    return (kind, *values)


_SOUGHT = Posted._fields.index("sought")


def _row(value: Any) -> tuple[Any, ...]:
    """A tuple with names as a list.

    What earlier releases did not know has no place where there is none: words and day of a target, orders of a family
    and what it is answered for.
    """
    fields = tuple(value)
    fewest = _FEWEST.get(type(value), len(fields))
    while len(fields) > fewest and fields[-1] in (None, ()):
        fields = fields[:-1]
    return fields


_FEWEST: dict[type, int] = {Target: 4, Emitted: 3}
"""Values that the first release to say its format wrote of each."""


_MOST_RECENT = 4096
_recent: dict[bytes, Edition] = {}
"""Editions that were read lately, by a hash of what was read. A version comes to its dispatch, to its family and to
those that it is compared with: as one object it is held once, made once, and a pair of versions is compared once."""


def _edition(values: list[Any]) -> Edition:
    identity = blake2b(orjson.dumps(values), digest_size=16).digest()
    edition = _recent.get(identity)
    if edition is None:
        edition = _recent[identity] = _made(values)
        if len(_recent) > _MOST_RECENT:
            del _recent[next(iter(_recent))]
    return edition


def _made(values: list[Any]) -> Edition:
    text_id, brief, chain, *rest = values
    named = dict(zip(_VERSION_FIELDS, rest, strict=True))
    named["key"] = _key(named["key"])
    named["status"] = PubStatus(named["status"])
    named["signals"], named["replaces"] = tuple(named["signals"]), tuple(named["replaces"])
    if named["signals"] and named["signals"][-1].startswith(_SUBJECT):
        *signals, subject = named["signals"]
        named["signals"], named["subject"] = tuple(signals), shared(subject.removeprefix(_SUBJECT)) or None
    named["credits"] = shared(
        tuple(Credit(Slot(slot), text, tuple(parties), author) for slot, text, parties, author in named["credits"])
    )
    named["language"] = shared(named["language"])
    if named["ruling"] is not None:
        one, other, verdict, at, by, because = named["ruling"]
        named["ruling"] = Ruling(one, other, Verdict(verdict), at, by, because)
    named["targets"] = tuple(Target(*target) for target in named["targets"])
    named["inferences"] = shared(tuple(Inference(*inference) for inference in named["inferences"]))
    return Edition(Version(**named), text_id, brief, shared(tuple(chain)))


def _key(values: list[Any]) -> VersionKey:
    (value, text), created, digest = values
    return VersionKey(shared((value, text)), created, digest)


def _of(values: list[Any], editions: list[Edition]) -> Edition:
    place, late = values
    edition = editions[place]
    return Edition(edition.version, edition.text_id, edition.brief, edition.chain, True) if late else edition


def _posted(values: list[Any], _: list[Edition]) -> Posted:
    _kind, uri, version, published, at, text_id, keys, digest, brief, seeks, sought, sampled = values
    names = [key for key in sought if key >= 0]
    tongue, *facts = [-1 - key for key in sought[len(names) :]] or [0]
    return Posted(
        uri,
        _key(version),
        published,
        at,
        text_id,
        np.frombuffer(bytes.fromhex(keys), np.uint64),
        np.frombuffer(bytes.fromhex(digest), np.uint8),
        brief,
        tuple(seeks),
        tuple(names),
        np.frombuffer(bytes.fromhex(sampled), np.uint64),
        shared(tongue.to_bytes((tongue.bit_length() + 7) // 8, "big").decode()),
        np.array(facts, dtype=np.uint64),
    )


def _arrived(values: list[Any], editions: list[Edition]) -> Envelope:
    return Arrived(_of(values[1], editions), values[2], values[3])


def _pair(of: type[Candidate] | type[Settled]) -> Callable[[list[Any], list[Edition]], Envelope]:
    return lambda values, _: of(values[1], _key(values[2]), values[3], _key(values[4]))


def _compare(values: list[Any], editions: list[Edition]) -> Envelope:
    return Compare(values[1], _key(values[2]), _of(values[3], editions), Label(*values[4]))


def _joined(values: list[Any], editions: list[Edition]) -> Envelope:
    return Joined(Label(*values[1]), values[2], tuple(_of(edition, editions) for edition in values[3]), values[4])


def _emitted(values: list[Any], _: list[Edition]) -> Emitted:
    heads = tuple((Label(*head), bytes.fromhex(digest)) for head, digest in values[2])
    orders, answered = (*values[4:], (), ())[:2]
    retired = tuple(Label(*head) for head in values[3])
    return Emitted(Label(*values[1]), heads, retired, tuple(orders), tuple(Label(*head) for head in answered))


_READERS: dict[str, Callable[[list[Any], list[Edition]], Posted | Envelope]] = {
    "posted": _posted,
    "arrived": _arrived,
    "candidate": _pair(Candidate),
    "compare": _compare,
    "linked": lambda values, _: Linked(values[1], values[2], Label(*values[3])),
    "settled": _pair(Settled),
    "referred": lambda values, _: Referred(values[1], values[2], Label(*values[3])),
    "labelled": lambda values, _: Labelled(values[1], Label(*values[2])),
    "forget": lambda values, _: Forget(values[1], Label(*values[2])),
    "joined": _joined,
    "left": lambda values, _: Left(Label(*values[1]), values[2], Label(*values[3]), values[4]),
    "retired": lambda values, _: Retired(Label(*values[1]), Label(*values[2])),
}
_STATE_READERS: dict[str, Callable[[list[Any], list[Edition]], Message]] = {
    **_READERS,
    "emitted": _emitted,
    "closed": lambda values, _: Closed(Label(*values[1])),
    "advanced": lambda values, _: Advanced(values[1]),
}
