"""The types of the record and its schema say the same, both ways."""

from __future__ import annotations

from copy import deepcopy
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from stream import fold
from stream.schemas import schema
from stream.stories.story import HeadlineRecord, ReplacedRecord, StoryRecord, headline, is_story
from wires import NOON, ninjs, text

NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def disagreements(kind: Any, rule: dict[str, Any], place: str) -> list[str]:
    """Where a type and a part of the schema differ, by place."""
    if get_origin(kind) is NotRequired:
        [kind] = get_args(kind)
    if is_typeddict(kind):
        return of_fields(kind, rule, place)
    if get_origin(kind) is list:
        if rule.get("type") != "array":
            return [f"{place}: a list, but {rule.get('type')}"]
        return disagreements(get_args(kind)[0], rule["items"], f"{place}[]")
    if get_origin(kind) is Literal:
        words = rule["enum"] if "enum" in rule else [rule["const"]] if "const" in rule else None
        return [] if words is not None and set(words) == set(get_args(kind)) else [f"{place}: {get_args(kind)}"]
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    words = rule.get("enum", [])
    named = {"string"} if words and all(isinstance(word, str) for word in words) else rule.get("type")
    named = {named} if isinstance(named, str) else set(named or ())
    return [] if named == {NAMES[each] for each in kinds} else [f"{place}: {kind}, but {rule}"]


def of_fields(kind: Any, rule: dict[str, Any], place: str) -> list[str]:
    """Of an object: its keys, those that are required, and the type of each."""
    hints = get_type_hints(kind, include_extras=True)
    properties = rule.get("properties", {})
    required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    found = [f"{place}.{name}: in one of the two only" for name in hints.keys() ^ properties.keys()]
    found += [f"{place}.{name}: required by one of the two only" for name in required ^ set(rule.get("required", ()))]
    if rule.get("type") != "object" or rule.get("additionalProperties") is not False:
        found.append(f"{place}: an object without other properties")
    for name in hints.keys() & properties.keys():
        found += disagreements(hints[name], properties[name], f"{place}.{name}")
    return found


@pytest.mark.parametrize(("name", "kind"), [("story", StoryRecord), ("replaced", ReplacedRecord)])
def test_the_types_and_the_schema_say_the_same(name: str, kind: type) -> None:
    """Every key of one is in the other, as required as there, of the same type."""
    assert disagreements(kind, schema("story")["$defs"][name], name) == []


@pytest.mark.parametrize(
    ("path", "change", "place"),
    [
        ((), lambda rule: rule["properties"].update(dispatcher={"type": "string"}), ".dispatcher"),
        ((), lambda rule: rule["properties"].pop("dateline"), ".dateline"),
        ((), lambda rule: rule["required"].append("language"), ".language"),
        ((), lambda rule: rule["required"].remove("version"), ".version"),
        (("located",), lambda rule: rule.update(type="integer"), ".located"),
        (("type",), lambda rule: rule.update(const="text"), ".type"),
        (("hopHistory", "items", "item"), lambda rule: rule.update(type="string"), ".hopHistory[].item"),
        (("story", "merges"), lambda rule: rule.update(items={"type": "string"}), ".story.merges[]"),
    ],
)
def test_what_one_of_the_two_alone_says_is_seen(path: tuple[str, ...], change: Any, place: str) -> None:
    """A comparison that finds nothing anywhere would prove nothing."""
    rule = deepcopy(schema("story")["$defs"]["story"])
    part = rule
    for name in path:
        part = part["items"] if name == "items" else part["properties"][name]
    change(part)
    assert {found.partition(":")[0] for found in disagreements(StoryRecord, rule, "story")} >= {f"story{place}"}


def test_a_headline_is_the_first_that_says_something() -> None:
    """Of a story and of a member alike; nothing where there is none."""
    [story] = fold([ninjs("urn:a", text(1), NOON, headline="Talks resume")])
    assert (headline(story), headline(story["associations"][0])) == ("Talks resume", "Talks resume")
    story["headlines"] = [HeadlineRecord(value=""), HeadlineRecord(value="Talks end")]
    assert headline(story) == "Talks end"
    del story["headlines"]
    assert headline(story) == ""
    assert is_story(story)
