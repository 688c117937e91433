"""The hard cases of ``tests/stories/test_hard_cases.py`` as an input: each test is a wire of its own.

The texts stand in those tests; here is which of their dispatches are one story. Who is in no group is alone.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import orjson

__all__ = ["Cases", "cases"]

_TESTS = Path(__file__).parents[1] / "stories" / "test_hard_cases.py"

_TOGETHER: dict[str, tuple[str, ...]] = {
    "02": ("urn:afp:101", "urn:afp:102"),
    "04": ("urn:vna:1", "urn:vna:2", "urn:cvn:3"),
    "05": ("urn:newsml:efe:20240609:0417", "https://diario.example/2024/06/falleció"),
    "07": ("urn:afp:en", "urn:afp:fr"),
    "08": ("urn:xinhua:en:1", "urn:cvn:1"),
    "12": ("urn:reuters:1", "urn:reuters:2"),
    "14": ("urn:afp:rail", "https://ville.example/greve"),
    "15": ("urn:afp:1", "urn:afp:2"),
    "16": ("urn:reuters:a", "urn:reuters:b"),
    "19": ("urn:reuters:bees", "https://web.example/bees"),
    "20": ("urn:afp:ferry", "https://copy.example/1"),
}


class Cases(NamedTuple):
    """Lines of ninjs, each with its ``case``; and the story of each dispatch. Uris begin with their case."""

    lines: list[bytes]
    gold: dict[str, str]


class _CaughtError(Exception):
    """The dispatches that a test would fold."""

    def __init__(self, items: tuple[dict[str, Any], ...]) -> None:
        super().__init__(len(items))
        self.items = items


def cases() -> Cases:
    """Every case that has two dispatches or more."""
    lines: list[bytes] = []
    gold: dict[str, str] = {}
    for case, items in _items(_module()):
        group = _TOGETHER.get(case, ())
        if unknown := set(group) - {each["uri"] for each in items}:
            raise LookupError(f"hard case {case} has no dispatch {sorted(unknown)}: see _TOGETHER in {__file__}")
        for each in items:
            uri = f"{case} {each['uri']}"
            gold[uri] = f"{case} {group[0]}" if each["uri"] in group else uri
            replaces = [f"{case} {other}" for other in each.get("replaces", ())]
            record = {**each, "uri": uri, "case": case, **({"replaces": replaces} if replaces else {})}
            lines.append(orjson.dumps(record))
    return Cases(lines, gold)


def _items(module: ModuleType) -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    """What each test would fold: it is run until it asks for that."""

    def caught(*items: dict[str, Any], as_of: object = None) -> None:
        raise _CaughtError(items)

    setattr(module, "told", caught)  # noqa: B010 - not an attribute that mypy knows
    for name, test in sorted(vars(module).items()):
        if not name.startswith("test_"):
            continue
        try:
            test(**dict.fromkeys(inspect.signature(test).parameters, "12:00"))
        except _CaughtError as found:
            uris = {each["uri"] for each in found.items}
            if len(uris) == len(found.items) > 1:
                yield name.split("_")[1], found.items


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hard_cases", _TESTS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
