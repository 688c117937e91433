"""The front door: the bytes of one record in, a Version out, or Invalid with the reason.

Every rejection happens before state is touched, so a bad record costs its neighbours nothing. No
message quotes the body: rejects are logged, and a log is not the place for somebody's copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from traceback import extract_tb
from typing import TypeVar

import orjson

from stream.dispatch import Version
from stream.errors import CopytasterError, Invalid, Reason
from stream.reading import ninjs
from stream.reading.ninjs import CleanCopy, Place, clean_copy, finished, marked

__all__ = ["MAX_DEPTH", "MAX_RECORD_BYTES", "place", "read", "read_object", "read_together"]

# The longest wire items (verbatim reports, all-day digests) stay under 200 kB, and Kafka's own default limit is 1 MiB.
# Four times that leaves room for pages with embedded scripts, and bounds what one record can cost a worker in memory.
MAX_RECORD_BYTES = 4 * 1024 * 1024

# ninjs nests six levels. orjson stops at 1,024 when parsing but at 254 when writing: a record between the two could be
# read and then not written again.
MAX_DEPTH = 64

_BOM = b"\xef\xbb\xbf"
_Before = TypeVar("_Before")
_After = TypeVar("_After")


def read(raw: bytes) -> Version:
    """Read one ninjs record (a JSON object) in any spelling.

    Raises:
        Invalid: with the reason of the closed list; see :class:`stream.errors.Reason`.
    """
    return _done(finished, _done(marked, _done(_clean_copy, raw)))


def read_together(raws: Iterable[bytes]) -> list[Version | Invalid]:
    """Read records as :func:`read` does, each step for all of them before the next one.

    That takes a tenth less time than one after the other: the processor's caches hold one kind of work at a time.
    """
    return _each(finished, _each(marked, _each(_clean_copy, raws)))


def _each(step: Callable[[_Before], _After], given: Iterable[_Before | Invalid]) -> list[_After | Invalid]:
    """What a step makes of each; of one that is found to be bad, why."""
    made: list[_After | Invalid] = []
    for each in given:
        if isinstance(each, Invalid):
            made.append(each)
            continue
        try:
            made.append(_done(step, each))
        except Invalid as invalid:
            made.append(invalid.with_traceback(None))  # which would hold this list, and all that was read
    return made


def _done(step: Callable[[_Before], _After], given: _Before) -> _After:
    """What a step makes of a record; a fault of the program costs that record, and never its neighbours.

    Raises:
        Invalid: as the step; ``defect`` with the place of the fault, which a dead letter keeps for a later version.
    """
    try:
        return step(given)
    except (CopytasterError, MemoryError):
        raise
    except Exception as error:
        *_, (_, line, where, _) = extract_tb(error.__traceback__)
        raise Invalid(
            Reason.DEFECT,
            f"record: Copytaster failed to read it ({type(error).__name__} in {where}, line {line}); please report it, "
            "and read the record again with the version that mends it",
        ) from error


def _clean_copy(raw: bytes) -> CleanCopy:
    if len(raw) > MAX_RECORD_BYTES:
        raise Invalid(Reason.TOO_LARGE, f"record: {len(raw)} bytes, at most {MAX_RECORD_BYTES} are read")
    # Some exporters put a byte order mark first; it is not part of the JSON text (RFC 8259 section 8.1).
    record = _parse(raw.removeprefix(_BOM))
    # Brackets inside strings count too: that costs a walk over the record, never a wrong verdict.
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        _check_depth(record)
    return clean_copy(_object(record), _digest(_canonical(record)))


def place(raw: bytes) -> Place | Version | None:
    """Where a record belongs in the order of time.

    Returns:
        The Version, where it had to be read to know; None for what cannot be read, and :func:`read` says why.
    """
    if len(raw) > MAX_RECORD_BYTES:
        return None
    try:
        record = orjson.loads(raw.removeprefix(_BOM))
        if not isinstance(record, dict):
            return None
        return ninjs.place(record) or read(raw)
    except (orjson.JSONDecodeError, Invalid):
        return None


def read_object(record: object) -> Version:
    """Read a record that a program holds as an object; the same Version as from its JSON.

    Raises:
        Invalid: as :func:`read`; ``type`` also for values that JSON does not have.
    """
    _check_depth(record)
    canonical = _canonical(record)
    if len(canonical) > MAX_RECORD_BYTES:
        raise Invalid(Reason.TOO_LARGE, f"record: {len(canonical)} bytes, at most {MAX_RECORD_BYTES} are read")
    return _done(finished, _done(marked, _done(lambda each: clean_copy(each, _digest(canonical)), _object(record))))


def _object(record: object) -> dict[str, object]:
    if not isinstance(record, dict):
        raise Invalid(Reason.JSON, f"record: expected one JSON object, found {type(record).__name__}")
    return record


def _parse(raw: bytes) -> object:
    try:
        parsed: object = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _unreadable(raw, error) from error
    return parsed


def _unreadable(raw: bytes, error: orjson.JSONDecodeError) -> Invalid:
    """Tell apart why orjson refused: its one exception covers encoding, escapes, depth and syntax."""
    try:
        raw.decode()
    except UnicodeDecodeError as cause:
        return Invalid(Reason.ENCODING, f"record: not UTF-8 at byte {cause.start} of {len(raw)}")
    if "surrogate" in error.msg:
        return Invalid(Reason.ENCODING, f"record: half of a surrogate pair at character {error.pos} of {len(raw)}")
    if "depth limit" in error.msg or "ecursion" in error.msg:
        return Invalid(Reason.TOO_DEEP, f"record: nested deeper than {MAX_DEPTH} levels")
    return Invalid(Reason.JSON, f"record: not JSON at line {error.lineno}, column {error.colno} ({len(raw)} bytes)")


def _check_depth(record: object) -> None:
    """Walk the containers level by level, without recursion."""
    level = [record]
    for _ in range(MAX_DEPTH):
        # By identity: an object that holds itself twice would double the level each time.
        inner: dict[int, object] = {}
        for container in level:
            if isinstance(container, dict | list | tuple):
                values = container.values() if isinstance(container, dict) else container
                inner.update((id(value), value) for value in values if isinstance(value, dict | list | tuple))
        if not inner:
            return
        level = list(inner.values())
    raise Invalid(Reason.TOO_DEEP, f"record: nested deeper than {MAX_DEPTH} levels")


def _canonical(record: object) -> bytes:
    """The record with sorted keys: two spellings of one JSON object give the same bytes."""
    try:
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        if "surrogate" in str(error):
            raise Invalid(Reason.ENCODING, "record: half of a surrogate pair in a string") from error
        raise Invalid(Reason.TYPE, f"record: a value that JSON does not have ({error})") from error


def _digest(canonical: bytes) -> str:
    return blake2b(canonical, digest_size=8).hexdigest()
