"""The JSON Schemas (draft 2020-12) of what goes in and what comes out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import orjson

__all__ = ["SCHEMAS", "schema", "schema_text"]

SCHEMAS = ("dispatch", "reject", "ruling", "story")


@cache
def schema(name: str) -> dict[str, Any]:
    """One schema: ``dispatch`` (input), ``story`` (output), ``ruling`` (from editors) or ``reject`` (rejects file)."""
    parsed: dict[str, Any] = orjson.loads((files("stream.schemas") / f"{name}.json").read_bytes())
    return parsed


def schema_text(name: str | None) -> str:
    """A schema as indented JSON; without a name all of them in one object."""
    told = schema(name) if name else {each: schema(each) for each in SCHEMAS}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
