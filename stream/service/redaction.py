"""Tells an exception, a value or somebody else's log line, and never quotes anybody's copy.

A log line never holds a body or a headline. Our own errors are written to that rule; Python's and the
libraries' are not: ``repr`` of a UnicodeDecodeError is the whole body, and ``int("…")`` quotes what it
could not read. So a message ends at its first quotation, unless it is of a kind that quotes places only,
and is cut; of a traceback the places are told, without source lines and values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePath
from traceback import walk_tb
from types import FrameType
from typing import Any

from stream.errors import CopytasterError

__all__ = ["exception", "frames", "line", "value"]

_MESSAGE = 100  # characters of an exception's message
_TEXT = 300  # characters of any other text: the uris of real wires are shorter
_CHAIN = 8  # exceptions told of one chain
_FRAMES = 20  # innermost places told of one exception or thread
_ITEMS = 100  # of a list or an object
_MARK = re.compile(r"""(?<!\w)[bru]{0,2}['"]""")  # not the apostrophe of a word


def exception(error: BaseException) -> list[dict[str, Any]]:
    """The exception, then what it came from: class, message, and the places it passed through."""
    return [
        {
            "class": f"{type(one).__module__}.{type(one).__qualname__}",
            "message": _message(one),
            "frames": frames(walk_tb(one.__traceback__)),
        }
        for one in _chain(error)
    ]


def frames(places: Iterable[tuple[FrameType, int]]) -> list[str]:
    """File, line and function of each place, in the order given; the last twenty."""
    lines = []
    for frame, number in places:
        file = "/".join(PurePath(frame.f_code.co_filename).parts[-3:]).lstrip("/")
        lines.append(f"{file}:{number} {frame.f_code.co_name}")
    return lines[-_FRAMES:]


def value(field: object) -> Any:
    """A field of a log line as JSON can hold it: bytes by their number, exceptions by class and message, texts cut.

    What is none of JSON's types is told up to the first quotation: a record's ``repr`` quotes its value.
    """
    match field:
        case None | bool() | int():
            return field
        case float():
            return field if math.isfinite(field) else str(field)  # JSON has no NaN
        case str():
            return _cut(str(field), _TEXT)
        case bytes() | bytearray() | memoryview():
            return f"<{len(field)} bytes>"
        case BaseException():
            name, text = type(field).__name__, _message(field)
            return text if text.startswith(name) else f"{name}: {text}"  # some say it themselves
        case type():
            return field.__name__
        case Mapping():
            return {_cut(str(key), _MESSAGE): value(inner) for key, inner in list(field.items())[:_ITEMS]}
        case list() | tuple() | set() | frozenset():
            return [value(inner) for inner in list(field)[:_ITEMS]]
    return _up_to_quotation(field)


def line(template: object, arguments: object) -> str:
    """The text of a library's log line, made safe argument by argument; one that came formatted ends at a quotation.

    Args:
        template: the record's ``msg``.
        arguments: its ``args``, a tuple or one mapping.
    """
    if isinstance(template, BaseException):
        return str(value(template))
    if not arguments:
        return _up_to_quotation(template)
    safe: Any
    if isinstance(arguments, Mapping):
        safe = {key: _argument(argument) for key, argument in arguments.items()}
    else:
        safe = tuple(map(_argument, arguments if isinstance(arguments, tuple) else (arguments,)))
    with suppress(TypeError, ValueError, KeyError):
        return _cut(str(template) % safe, _TEXT)
    return _cut(str(template), _TEXT)  # arguments that do not fit are left out


def _argument(field: object) -> Any:
    """A number, which `%d` needs, or text."""
    return value(field) if isinstance(field, int | float | bytes | BaseException) else _up_to_quotation(field)


def _message(error: BaseException) -> str:
    """What an exception says, in at most 100 characters."""
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):  # they say it with a piece of the text
        return _cut(f"{error.encoding}: {error.reason} at {error.start} of {len(error.object)}", _MESSAGE)
    # Addresses, paths, settings: what these quote is needed to help.
    if isinstance(error, OSError | CopytasterError) or type(error).__module__.startswith("aiokafka."):
        return _cut(str(error), _MESSAGE)
    return _cut(_up_to_quotation(error), _MESSAGE)


def _up_to_quotation(field: object) -> str:
    """The text of something, up to the first quotation mark.

    What comes after the quotation is lost too: a text may hold such marks itself, or its end may be cut
    off, so where a quotation ends cannot be known.
    """
    try:
        text = str(field)
    except Exception:
        return f"<{type(field).__name__}>"
    mark = _MARK.search(text)
    return _cut(f"{text[: mark.start()]}'…'" if mark else text, _TEXT)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """As a traceback is printed, newest first; the members of a group after the group."""
    seen: set[int] = set()
    waiting = [error]
    while waiting and len(seen) < _CHAIN:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        origin = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
        members = link.exceptions if isinstance(link, BaseExceptionGroup) else ()
        waiting += [*members, *([origin] if origin else [])]
