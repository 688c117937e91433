"""Whether a record is a story that the inspector can tell: by the schema of the output, and by what that cannot say.

Whatever a file or a topic holds is checked once, when it is projected; what is read back later has the shape that is
relied on everywhere. Fields that the schema does not know are let pass: a later release may tell more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from stream.errors import Invalid, Reason
from stream.schemas import schema
from stream.text.times import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from stream.stories.story import OutputRecord

__all__ = ["check_story"]

Check = Callable[[Any], None]
Schema = Mapping[str, Any]

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_LARGEST = 1 << 53  # what every reader of JSON counts up to


class _Mismatch(Exception):  # noqa: N818 - caught here
    """What a value should be. Its place is put together on the way out: a good record pays nothing for it."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.place = ""


def check_story(record: object) -> OutputRecord:
    """The record, if it is a story or what is left of one that gave way.

    Raises:
        Invalid: ``type``, with the place in the record and what it should be there.
    """
    if not isinstance(record, dict):
        raise _wrong("", "an object")
    inner = record.get("story")
    gave_way = isinstance(inner, dict) and "replacedBy" in inner
    try:
        _compiled("replaced" if gave_way else "story")(record)
    except _Mismatch as mismatch:
        raise _wrong(mismatch.place.removeprefix("."), str(mismatch)) from mismatch
    _check_uri(record["uri"])
    if not gave_way:
        _check_members(record)
        _check_chain(record["hopHistory"])
    return cast("OutputRecord", record)


def _check_uri(uri: str) -> None:
    when = uri.split(":")[3:4]
    if when != ["undated"]:
        try:
            _check_year(datetime.strptime("".join(when), "%Y%m%dT%H%M%S%z"))
        except (ValueError, _Mismatch) as error:
            raise _wrong("uri", "urn:copytaster:story: and a time, or undated") from error


def _check_members(record: Mapping[str, Any]) -> None:
    facts = record["story"]
    members = [each["member"] for each in facts["merges"]]
    if members != [each["uri"] for each in record["associations"]] or len(set(members)) != len(members):
        raise _wrong("story.merges", "one entry for each of the associations, in their order")
    if facts["canonicalMember"] not in members:
        raise _wrong("story.canonicalMember", "the uri of a member")


def _check_chain(hops: list[Mapping[str, Any]]) -> None:
    for number, hop in enumerate(hops, 1):
        if hop["seq"] != number:
            raise _wrong(f"hopHistory[{number - 1}].seq", str(number))
        if not all(1 <= each <= len(hops) for each in hop.get("from", [1])) or hop.get("from") == []:
            raise _wrong(f"hopHistory[{number - 1}].from", "the numbers of hops")


def _wrong(place: str, expected: str) -> Invalid:
    return Invalid(Reason.TYPE, f"{place or 'record'}: expected {expected}")


@cache
def _compiled(name: str) -> Check:
    return _check(schema("story")["$defs"][name])


def _check(told: Schema) -> Check:
    """A function that checks a value by a schema: of its words those that the output's schema has for shapes."""
    checks = [make(told[word]) for word, make in _WORDS.items() if word in told]
    if "properties" in told or "required" in told:
        checks.append(_fields(told))
    if "minItems" in told or "maxItems" in told:
        checks.append(_length(told.get("minItems", 0), told.get("maxItems", _LARGEST)))
    if len(checks) == 1:
        return checks[0]

    def check(value: Any) -> None:
        for each in checks:
            each(value)

    return check


def _type(names: str | list[str]) -> Check:
    names = [names] if isinstance(names, str) else names
    types = tuple(kind for name in names for kind in _tuple(_TYPES[name]))
    expected = " or ".join(names)
    booleans = "boolean" in names

    def check(value: Any) -> None:
        if not isinstance(value, types) or (isinstance(value, bool) and not booleans):
            raise _Mismatch(expected)
        if isinstance(value, int | float) and not -_LARGEST < value < _LARGEST:
            raise _Mismatch("a smaller number")

    return check


def _tuple(types: type | tuple[type, ...]) -> tuple[type, ...]:
    return types if isinstance(types, tuple) else (types,)


def _one_of(values: list[Any]) -> Check:
    def check(value: Any) -> None:
        if value not in values:
            raise _Mismatch(" or ".join(map(str, values)))

    return check


def _date_time(name: str) -> Check:
    def check(value: Any) -> None:
        try:
            when = datetime.fromisoformat(value)
        except ValueError as error:
            raise _Mismatch(f"a {name}") from error
        _check_year(when)

    return check


def _check_year(when: datetime) -> None:
    if when.tzinfo is None or not FIRST_YEAR - 1 <= when.year <= LAST_YEAR + 1:  # a zone may put it a year off
        raise _Mismatch(f"a time with a zone, in the years {FIRST_YEAR} to {LAST_YEAR}")


def _items(told: Schema) -> Check:
    inner = _check(told)

    def check(value: Any) -> None:
        number = 0
        try:
            for number, each in enumerate(value):  # noqa: B007
                inner(each)
        except _Mismatch as mismatch:
            mismatch.place = f"[{number}]{mismatch.place}"
            raise

    return check


def _length(fewest: int, most: int) -> Check:
    def check(value: Any) -> None:
        if not fewest <= len(value) <= most:
            raise _Mismatch(f"{fewest} items or more" if most == _LARGEST else f"{fewest} items")

    return check


def _together(words: Mapping[str, list[str]]) -> Check:
    def check(value: Any) -> None:
        for field, others in words.items():
            if field in value and not all(other in value for other in others):
                raise _Mismatch(f"{', '.join(others)} beside {field}")

    return check


def _any(schemas: list[Schema]) -> Check:
    """Of "oneOf" the output has only the kind that asks for one field or another."""
    wanted = [each["required"][0] for each in schemas]

    def check(value: Any) -> None:
        if not any(field in value for field in wanted):
            raise _Mismatch(f"{' or '.join(wanted)} in it")

    return check


_WORDS: dict[str, Callable[[Any], Check]] = {
    "type": _type,
    "const": lambda value: _one_of([value]),
    "enum": _one_of,
    "format": _date_time,
    "items": _items,
    "dependentRequired": _together,
    "oneOf": _any,
}


def _fields(told: Schema) -> Check:
    required = told.get("required", ())
    known = {name: _check(inner) for name, inner in told.get("properties", {}).items()}

    def check(value: Any) -> None:
        name = ""
        try:
            for name in required:
                if name not in value:
                    raise _Mismatch("it to be there")
            for name, each in value.items():
                if (inner := known.get(name)) is not None:
                    inner(each)
        except _Mismatch as mismatch:
            mismatch.place = f".{name}{mismatch.place}"
            raise

    return check
