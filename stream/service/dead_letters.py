"""Dead letters: input records that were refused, kept whole, with the verdict in headers of ours.

=========================================  =========================================================
``copytaster.dlq.topic`` ``.partition``    where the record stood in the input
``.offset`` ``.timestamp``                 (the timestamp as Kafka has it, in milliseconds)
``.stage``                                 what was being done with it
``.reason``                                of the closed list, :class:`stream.errors.Reason`
``.exception-class`` ``.message``          what was raised; 100 characters of it, never the body
``.attempt``                               1, and one more each time that it fails after a replay
``.first-failed-at``                       when it failed for the first time, in UTC
``.version``                               of Copytaster
=========================================  =========================================================

All of them are ASCII text. They stand behind the record's own headers, which may have any name, these
too: the last header of a name is ours, as ``lastHeader`` of Kafka's own client reads it.

The topic is a log. Replaying deletes nothing from it: a *mark* is written behind the letter, which
says that it was sent again. Without it each replay of what stays bad would double the dead letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from stream.errors import Invalid, Reason, Usage

__all__ = [
    "MESSAGE",
    "Content",
    "Coordinate",
    "DeadLetter",
    "Failure",
    "Headers",
    "InputPlace",
    "ReplayMark",
    "dead_letter",
    "mark",
    "not_null",
    "parse",
    "replayed",
]

Headers = tuple[tuple[str, bytes | None], ...]

MESSAGE = 100  # characters: errors of libraries carry what they could not read

_PREFIX = "copytaster.dlq."
_FACTS = (
    "topic",
    "partition",
    "offset",
    "timestamp",
    "stage",
    "reason",
    "exception-class",
    "message",
    "attempt",
    "first-failed-at",
    "version",
)
_OURS = {f"{_PREFIX}{fact}": fact for fact in _FACTS}
_CARRIED = (f"{_PREFIX}attempt", f"{_PREFIX}first-failed-at")  # by a replayed record, for the case that it fails again
_MARK = f"{_PREFIX}replayed"
_VERSION = version("copytaster")


class Coordinate(NamedTuple):
    """A place in the dead-letter topic, written ``partition:offset``."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}:{self.offset}"

    @classmethod
    def of(cls, text: str) -> Coordinate:
        """Read what ``str`` writes.

        Raises:
            Usage: it is something else.
        """
        match = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,18})", text)
        if match is None:
            raise Usage(f"{text!r} is no coordinate: write partition:offset, as in 0:12")
        return cls(int(match[1]), int(match[2]))


class Content(NamedTuple):
    """What a Kafka record holds, wherever it stands."""

    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class InputPlace(NamedTuple):
    """Where a record stood in the input."""

    topic: str
    partition: int
    offset: int
    timestamp: int  # milliseconds, as Kafka has it; -1 for none


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a record was refused, and when."""

    stage: str
    reason: Reason
    exception_class: str
    message: str
    attempt: int
    first_failed_at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused record: where its letter lies, where it stood, what it holds, why it was refused."""

    at: Coordinate
    origin: InputPlace
    content: Content
    failure: Failure


class ReplayMark(NamedTuple):
    """Says that a dead letter was sent to its topic again."""

    letter: Coordinate


def not_null(value: bytes | None) -> bytes:
    """The bytes of an input record.

    Raises:
        Invalid: ``json`` for a null value (a tombstone): there is no JSON, just as in an empty record, which
            intake refuses for this reason. ``no-text`` would say that there is a dispatch, only without a body.
    """
    if value is None:
        raise Invalid(Reason.JSON, "record: null; a dispatch is taken back by a version of it, not by a null")
    return value


def dead_letter(origin: InputPlace, content: Content, invalid: Invalid, *, stage: str, failed_at: datetime) -> Content:
    """The dead-letter record of an input record: key, value and headers as they were, then our headers.

    Args:
        origin: where the record stood.
        content: what it holds.
        invalid: the verdict.
        stage: what was being done with the record.
        failed_at: now. A replayed record brings the time of its first failure with it.
    """
    before = dict(content.headers)  # the last of a name, as everywhere here
    facts = (
        origin.topic,
        str(origin.partition),
        str(origin.offset),
        str(origin.timestamp),
        stage,
        invalid.reason.value,
        _class_of(invalid.__cause__ or invalid),
        _ascii(str(invalid))[:MESSAGE],
        str(_attempts(before.get(_CARRIED[0])) + 1),
        _written(_first_failure(before.get(_CARRIED[1])) or failed_at),
        _VERSION,
    )
    ours = ((name, _ascii(fact).encode()) for name, fact in zip(_OURS, facts, strict=True))
    return Content(content.key, content.value, (*content.headers, *ours))


def replayed(letter: DeadLetter) -> Content:
    """What is sent to the input again: the record as it was, and how often and since when it failed."""
    own = tuple(header for header in letter.content.headers if header[0] not in _CARRIED)
    failure = letter.failure
    carried = zip(_CARRIED, (str(failure.attempt), _written(failure.first_failed_at)), strict=True)
    return letter.content._replace(headers=(*own, *((name, fact.encode()) for name, fact in carried)))


def mark(letter: Coordinate) -> Content:
    """The record that marks a letter as replayed. Its key is for people: the client sends no record without any."""
    text = str(letter).encode()
    return Content(text, None, ((_MARK, text),))


def parse(at: Coordinate, content: Content) -> DeadLetter | ReplayMark:
    """Read a record of the dead-letter topic.

    Raises:
        Invalid: ``type``, when it is neither; anybody may write to a topic.
    """
    ours, own = _split(content.headers)
    marked = dict(content.headers).get(_MARK)
    try:
        if not ours and content.value is None and marked is not None:
            return ReplayMark(Coordinate.of(marked.decode("ascii")))
        told = {fact: _text(ours[name]) for name, fact in _OURS.items()}
        failure = Failure(
            told["stage"],
            Reason(told["reason"]),
            told["exception-class"],
            told["message"],
            _number(told["attempt"]),
            _time(told["first-failed-at"]),
            told["version"],
        )
        place = (_number(told[fact]) for fact in ("partition", "offset", "timestamp"))
        return DeadLetter(at, InputPlace(told["topic"], *place), content._replace(headers=own), failure)
    except (KeyError, ValueError, OverflowError, Usage) as error:
        raise Invalid(Reason.TYPE, f"{at}: no dead letter of this version ({type(error).__name__})") from error


def _split(headers: Headers) -> tuple[Mapping[str, bytes | None], Headers]:
    """The last header of each of our names, and all others in their order."""
    ours: dict[str, bytes | None] = {}
    own: list[tuple[str, bytes | None]] = []
    for name, value in reversed(headers):
        if name in _OURS and name not in ours:
            ours[name] = value
        else:
            own.append((name, value))
    return ours, tuple(reversed(own))


def _attempts(header: bytes | None) -> int:
    """How often a record failed before; what is no such count was not written by us."""
    return int(header) if header is not None and re.fullmatch(rb"[0-9]{1,9}", header) else 0


def _first_failure(header: bytes | None) -> datetime | None:
    """When a record failed first; None where no header of ours says so."""
    try:
        return _time(_text(header))
    except (ValueError, OverflowError):
        return None


def _class_of(error: BaseException) -> str:
    """The cause says more than our own verdict, which the reason already is."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _ascii(text: str) -> str:
    """Printable ASCII: a header is one line, whatever reads it."""
    return "".join(each if each.isprintable() else " " for each in text).encode("ascii", "backslashreplace").decode()


def _text(header: bytes | None) -> str:
    if header is None or not (text := header.decode("ascii")).isprintable():
        raise ValueError("not printable ASCII")
    return text


def _number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        raise ValueError("no number")
    return int(text)


def _written(time: datetime) -> str:
    return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC)
