"""The schemas are valid themselves, and hold for everything that goes in and comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

import stream.sample
from stream import Invalid, fold
from stream.dispatch import PubStatus, Slot, Verdict
from stream.errors import Reason
from stream.reading.rejects import Reject
from stream.reading.sources import read_all, records
from stream.sample import sample_dispatches
from stream.schemas import SCHEMAS, schema, schema_text
from stream.stories.provenance import HopStatus
from stream.stories.relations import Relation
from stream.stories.rulings import decode, encode, make
from stream.stories.story import StoryRecord
from wires import NOON, ninjs, text, violations

SAMPLE = Path(stream.sample.__file__).parent
RECORDS = [json.loads(line) for line in (SAMPLE / "wire.jsonl").read_text().splitlines()]


def sample_stories() -> list[StoryRecord]:
    """The stories of the sample wire."""
    read = list(sample_dispatches())
    assert not any(isinstance(each, Reject) for each in read)
    return fold(each for each in read if not isinstance(each, Reject))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_draft_2020_12(name: str) -> None:
    """By the meta-schema, and it says which draft it is."""
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(name)["title"]


def test_every_schema_file_is_listed() -> None:
    """And nothing else is."""
    assert {path.stem for path in SAMPLE.parent.joinpath("schemas").glob("*.json")} == set(SCHEMAS)


def test_schema_text_is_the_schema_as_json() -> None:
    """One by name, all without."""
    assert orjson.loads(schema_text("story")) == schema("story")
    assert orjson.loads(schema_text(None)) == {name: schema(name) for name in SCHEMAS}
    assert schema_text("reject").endswith("}\n")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["uri"])
def test_every_record_of_the_sample_is_a_dispatch(record: dict[str, Any]) -> None:
    """In all three spellings of ninjs."""
    assert violations("dispatch", record) == []


def test_every_story_of_the_sample_is_a_story() -> None:
    """With every kind of relation, hop and slot that the wire holds."""
    stories = sample_stories()
    assert len(stories) > 20
    for story in stories:
        assert violations("story", story) == []


def test_every_reject_of_the_sample_is_a_reject() -> None:
    """Bad lines of nearly every reason are rejected, and each reject is as the schema says."""
    with Path("/dev/null").open("rb") as nothing:
        read = list(read_all(records([SAMPLE / "rejects.jsonl"], nothing)))
    assert len(read) == len((SAMPLE / "rejects.jsonl").read_bytes().splitlines())
    rejected = [each for each in read if isinstance(each, Reject)]
    for each in rejected:
        assert violations("reject", orjson.loads(each.to_json())) == []
    assert len(rejected) >= len(read) - 1
    assert {each.reason for each in rejected} >= set(Reason) - {
        Reason.TOO_LARGE,
        Reason.NO_TEXT,
        Reason.XML,
        Reason.DEFECT,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uri", None),
        ("uri", "urn:copytaster:story:2022:1"),
        ("pubStatus", "killed"),
        ("firstCreated", "yesterday"),
        ("processedAt", "2022-11-29T12:00:00Z"),
        ("hopHistory", []),
        ("associations", []),
        ("type", "text"),
    ],
)
def test_the_story_schema_refuses_what_is_wrong(field: str, value: object) -> None:
    """A schema that holds for anything would prove nothing."""
    [story] = fold([ninjs("urn:a", text(1), NOON)])
    assert violations("story", story) == []
    assert violations("story", {**story, field: value}) != []


@pytest.mark.parametrize("bad", [{"uri": 1}, {"versionCreated": 5}, {"body_text": 5}])
def test_the_dispatch_schema_refuses_what_the_reader_refuses(bad: dict[str, object]) -> None:
    """A supplier who checks against it learns the same."""
    record = {**ninjs("urn:a", text(1), NOON), **bad}
    assert violations("dispatch", record) != []
    with pytest.raises(Invalid):
        fold([record])


RULING = {"pair": ["urn:a", "urn:b"], "verdict": "same", "at": "2022-11-29T12:00:00Z", "by": "Ada", "because": "read"}


@pytest.mark.parametrize("verdict", Verdict)
def test_every_ruling_is_a_ruling(verdict: Verdict) -> None:
    """As it is written, and as it is read back."""
    written = orjson.loads(
        encode(make("urn:b", "urn:b" if verdict is Verdict.DISMISSED else "urn:a", verdict, NOON, "Ada", "read"))
    )
    assert violations("ruling", written) == []
    assert decode(orjson.dumps({**RULING, "pair": written["pair"], "verdict": verdict})).verdict is verdict


@pytest.mark.parametrize(
    "bad",
    [
        {"pair": ["urn:a"]},
        {"pair": ["urn:a", "urn:a"]},
        {"pair": ["urn:a", ""]},
        {"verdict": "perhaps"},
        {"at": "yesterday"},
        {"by": " "},
        {"because": None},
    ],
)
def test_the_ruling_schema_refuses_what_the_reader_refuses(bad: dict[str, object]) -> None:
    """Who writes rulings with a tool of his own learns it before they are dead letters."""
    assert violations("ruling", RULING) == []
    assert violations("ruling", {**RULING, **bad}) != []
    with pytest.raises(Invalid):
        decode(orjson.dumps({**RULING, **bad}))


def values(node: object, key: str) -> set[str]:
    """All enum values that the schema allows for a property of this name."""
    found: set[str] = set()
    if isinstance(node, dict):
        own = node.get("properties", {}).get(key, {})
        if isinstance(own, dict):
            found |= set(own.get("enum", ()))
        for each in node.values():
            found |= values(each, key)
    elif isinstance(node, list):
        for each in node:
            found |= values(each, key)
    return found


@pytest.mark.parametrize(
    ("key", "used"),
    [
        ("rel", {relation.value for relation in Relation}),
        ("relation", {relation.value for relation in Relation}),
        ("pubStatus", {status.value for status in PubStatus}),
        ("kind", {slot.value for slot in Slot if slot not in (Slot.PHOTO, Slot.ATTRIBUTION)}),
        ("status", {status.value for status in HopStatus}),
    ],
)
def test_the_story_schema_knows_every_word_that_a_story_may_use(key: str, used: set[str]) -> None:
    """A relation, status or slot that the code knows and the schema does not would break its readers."""
    allowed = values(schema("story"), key)
    assert not allowed or used <= allowed
