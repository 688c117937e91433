"""Dead letters: input records that were refused, kept whole, with the verdict in headers of ours (:data:`LETTER`).

All of them are printable ASCII. They stand behind the record's own headers, which may have any name, these
too: the last header of a name is ours, as ``lastHeader`` of Kafka's own client reads it.

The topic is a log. Replaying deletes nothing from it: a *mark* is written behind the letter, which
says that it was sent again. Without it each replay of what stays bad would double the dead letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from stream.errors import Invalid, Reason, Usage

__all__ = [
    "LETTER",
    "MARK",
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

MESSAGE: Final = 100
"""Characters of what an error says: errors of libraries carry what they could not read."""

_PREFIX: Final = "copytaster.dlq."
_COUNT: Final = {"type": "string", "pattern": "^[0-9]+$"}
_FACTS: Final[Mapping[str, Mapping[str, Any]]] = {
    # Of an InputPlace, then of a Failure, in the order of their fields: the schema of each header by its name.
    "topic": {"type": "string", "description": "where the record stood"},
    "partition": _COUNT,
    "offset": _COUNT,
    "timestamp": {"type": "string", "pattern": "^-?[0-9]+$", "description": "Kafka's, milliseconds"},
    "stage": {"type": "string", "description": "what was being done with it"},
    "reason": {"enum": [reason.value for reason in Reason]},
    "exception-class": {"type": "string"},
    "message": {"type": "string", "maxLength": MESSAGE, "description": "never the body"},
    "attempt": _COUNT,
    "first-failed-at": {"type": "string", "format": "date-time"},
    "version": {"type": "string", "description": "release of the worker"},
}

LETTER: Final = {f"{_PREFIX}{fact}": rule for fact, rule in _FACTS.items()}
"""The headers of a dead letter, each with its JSON schema."""

MARK: Final = {f"{_PREFIX}replayed": {"type": "string", "pattern": "^[0-9]+:[0-9]+$"}}
"""The header of a mark."""

[_MARK] = MARK
_ATTEMPT, _FIRST = f"{_PREFIX}attempt", f"{_PREFIX}first-failed-at"  # a replayed record has them: it may fail again
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


class Failure(NamedTuple):
    """Why a record was refused, and when."""

    stage: str
    reason: Reason
    exception_class: str
    message: str
    attempt: int  # from 1: one more each time that it fails after a replay
    first_failed_at: datetime  # in UTC
    version: str  # of Copytaster


class DeadLetter(NamedTuple):
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
    cause = invalid.__cause__ or invalid  # the cause says more than our own verdict, which the reason already is
    failure = Failure(
        stage=stage,
        reason=invalid.reason,
        exception_class=f"{type(cause).__module__}.{type(cause).__qualname__}",
        message=_ascii(str(invalid))[:MESSAGE],
        attempt=_attempts(before.get(_ATTEMPT)) + 1,
        first_failed_at=_first_failure(before.get(_FIRST)) or failed_at,
        version=_VERSION,
    )
    ours = ((name, _written(fact)) for name, fact in zip(LETTER, (*origin, *failure), strict=True))
    return content._replace(headers=(*content.headers, *ours))


def replayed(letter: DeadLetter) -> Content:
    """What is sent to the input again: the record as it was, and how often and since when it failed."""
    own = (header for header in letter.content.headers if header[0] not in (_ATTEMPT, _FIRST))
    carried = ((_ATTEMPT, letter.failure.attempt), (_FIRST, letter.failure.first_failed_at))
    return letter.content._replace(headers=(*own, *((name, _written(fact)) for name, fact in carried)))


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
        topic, partition, offset, timestamp, stage, reason, kind, message, attempt, first, release = (
            _text(ours[name]) for name in LETTER
        )
        origin = InputPlace(topic, _number(partition), _number(offset), _number(timestamp))
        failure = Failure(stage, Reason(reason), kind, message, _number(attempt), _time(first), release)
        return DeadLetter(at, origin, content._replace(headers=own), failure)
    except (KeyError, ValueError, OverflowError, Usage) as error:
        raise Invalid(Reason.TYPE, f"{at}: no dead letter of this version ({type(error).__name__})") from error


def _split(headers: Headers) -> tuple[Mapping[str, bytes | None], Headers]:
    """The last header of each of our names, and all others in their order."""
    ours: dict[str, bytes | None] = {}
    own: list[tuple[str, bytes | None]] = []
    for name, value in reversed(headers):
        if name in LETTER and name not in ours:
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


def _written(fact: object) -> bytes:
    if isinstance(fact, datetime):
        return f"{fact.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z".encode()
    return _ascii(str(fact)).encode()


def _ascii(text: str) -> str:
    """Printable ASCII: a header is one line, whatever reads it."""
    return "".join(sign if sign.isprintable() else " " for sign in text).encode("ascii", "backslashreplace").decode()


def _text(header: bytes | None) -> str:
    if header is None or not (text := header.decode("ascii")).isprintable():
        raise ValueError("not printable ASCII")
    return text


def _number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,19}", text):
        raise ValueError("no number")
    return int(text)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return time.astimezone(UTC)
