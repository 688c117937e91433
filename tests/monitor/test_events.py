"""Every line of the log is of one event, by a name that stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import stream
from pages import page

OPERATE = page("deploy/README.md")
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def calls() -> Iterator[tuple[str, ast.Call]]:
    """All calls of a logger in the package, with their level."""
    for path in Path(stream.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("log", "logger")
                and node.func.attr in LEVELS
            ):
                yield node.func.attr, node


def test_every_event_is_listed_with_its_level() -> None:
    """A name is a constant of lower-case words: a line can be searched for, and an alert made of it."""
    events = {}
    for level, call in calls():
        [name] = call.args
        assert isinstance(name, ast.Constant)
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", str(name.value))
        events[str(name.value)] = level
    listed = dict(re.findall(r"^\| `(\w+)` \| (debug|info|warning|error) \| ", OPERATE, re.MULTILINE))

    assert listed == events
