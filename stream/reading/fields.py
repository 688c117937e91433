"""Reading one field of a parsed record, whatever spelling it has.

Each function takes the spellings in order of preference, newest first. A field that is missing,
``null`` or blank is absent; a field of a wrong type raises ``Invalid(TYPE)`` with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from stream.dispatch import Inference
from stream.errors import Invalid, Reason

__all__ = ["Fields", "Read", "found", "items", "or_without", "string", "strings", "wrong"]

Fields = Mapping[str, object]
T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Read(NamedTuple, Generic[T_co]):
    """A value of a record, and what had to be inferred to have it."""

    value: T_co
    inferences: tuple[Inference, ...] = ()


def wrong(field: str, expected: str, value: object) -> Invalid:
    """The rejection of a field: what it should be and what it is, without its content."""
    return Invalid(Reason.TYPE, f"{field}: expected {expected}, found {type(value).__name__}")


def or_without(warnings: list[Inference], field: str, read: Callable[[], T], without: T) -> T:
    """What a field says; ``without`` where it cannot be read, with a warning that says so.

    One bad field of a record that tells the news, or kills it, must not cost the record.

    Args:
        warnings: takes the warning.
        field: attribute of the version that is without it.
        read: reads it.
        without: what stands in its place.
    """
    try:
        return read()
    except Invalid as error:
        warnings.append(Inference(field, f"left out: {error}"))
        return without


def found(record: Fields, *names: str) -> tuple[str, object]:
    """The first of ``names`` that is not ``null``, with its value; (first name, None) if there is none."""
    for name in names:
        value = record.get(name)
        if value is not None:
            return name, value
    return names[0], None


def string(record: Fields, *names: str) -> str | None:
    """A string field without the white space around it."""
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise wrong(name, "a string", value)
        if stripped := value.strip():
            return stripped
    return None


def items(record: Fields, *names: str) -> Sequence[tuple[str, object]]:
    """The items of a list field, each with its place ("bodies[0]"); a single object or string counts as one item."""
    for name in names:
        if (value := record.get(name)) is not None:
            break
    else:
        return ()
    if isinstance(value, str | dict):
        return ((name, value),)
    if not isinstance(value, list):
        raise wrong(name, "a list", value)
    return [(f"{name}[{number}]", item) for number, item in enumerate(value) if item is not None]


def strings(record: Fields, *names: str, keys: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The items of a list field as strings; where an item is an object, the first of ``keys`` that it has."""
    if found(record, *names)[1] is None:
        return ()
    values: list[str] = []
    for place, item in items(record, *names):
        value = string(item, *keys) if isinstance(item, dict) and keys else item
        if value is None:
            continue
        if not isinstance(value, str):
            raise wrong(place, "a string", value)
        if stripped := value.strip():
            values.append(stripped)
    return tuple(values)
