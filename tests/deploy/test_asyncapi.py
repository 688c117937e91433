"""deploy/asyncapi.json: it is what the service declares, it is AsyncAPI, and records are as it says."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT7

from stream import fold
from stream.cli import main
from stream.dispatch import Verdict
from stream.errors import Invalid, Reason
from stream.service.asyncapi import document, document_text
from stream.service.dead_letters import Content, Coordinate, InputPlace, dead_letter, mark
from stream.service.publisher import envelope
from stream.service.topics import declared
from stream.settings import Settings
from stream.stories.rulings import as_record, encode, key, make
from wires import NOON, ninjs, text

COMMITTED = Path(__file__).parents[2] / "deploy" / "asyncapi.json"
PRODUCTION = Settings(replication=3)
"""What the committed document is of: the defaults, and three copies of each topic."""


@pytest.fixture(name="told", scope="module")
def _told() -> dict[str, Any]:
    """The document, through JSON and back."""
    told: dict[str, Any] = json.loads(document_text(PRODUCTION))
    return told


def test_the_committed_document_is_that_of_the_code() -> None:
    """Mended by `COPYTASTER_REPLICATION=3 copytaster topics asyncapi > deploy/asyncapi.json`."""
    assert COMMITTED.read_text(encoding="utf-8") == document_text(PRODUCTION)


def test_the_command_prints_it_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefix, number of partitions and brokers are those of the installation."""
    monkeypatch.setenv("COPYTASTER_TOPIC_PREFIX", "test.")
    monkeypatch.setenv("COPYTASTER_PARTITIONS", "12")
    monkeypatch.setenv("COPYTASTER_BROKERS", "one.example:9092, two.example:9092")

    done = CliRunner().invoke(main, ["topics", "asyncapi"])

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["channels"]["wireStories"]["address"] == "test.wire.stories"
    assert told["channels"]["wireStories"]["bindings"]["kafka"]["partitions"] == 12
    assert [each["host"] for each in told["servers"].values()] == ["one.example:9092", "two.example:9092"]
    assert told["operations"]["receive-wireDispatches"]["bindings"]["kafka"]["groupId"]["const"] == "test.copytaster"


def is_asyncapi(told: dict[str, Any]) -> bool:
    """Whether a model of AsyncAPI 3 takes it, which knows the fields of each object and their types."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fields of its models shadow methods of pydantic's; none of our business
        from asyncapi3.models.asyncapi import AsyncAPI3
    try:
        AsyncAPI3.model_validate(told)
    except ValueError:
        return False
    return True


def test_it_is_asyncapi_3(told: dict[str, Any]) -> None:
    """By a model of the specification, which refuses what is not."""
    assert is_asyncapi(told)

    for path, field, value in (
        (("channels", "wireStories"), "adress", "wire.stories"),
        (("channels", "wireStories", "bindings", "kafka"), "partitions", "many"),
        (("operations", "send-wireStories"), "action", "publish"),
        (("components", "messages", "story"), "payloads", {}),
    ):
        broken = json.loads(json.dumps(told))
        node = broken
        for step in path:
            node = node[step]
        node[field] = value
        assert not is_asyncapi(broken), field


def references(node: object) -> Iterator[str]:
    """All `$ref` in it."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def at(told: dict[str, Any], reference: str) -> Any:
    """What a reference leads to. No name of ours holds a slash or a tilde."""
    node: Any = told
    for step in reference.removeprefix("#/").split("/"):
        node = node[step]
    return node


def test_every_reference_leads_somewhere_and_everything_is_used(told: dict[str, Any]) -> None:
    """A message that no channel has, or a schema that no message has, would be left over from something."""
    found = set(references(told))

    for reference in found:
        assert reference.startswith("#/")
        assert at(told, reference) is not None
    used = {reference for reference in found if reference.startswith("#/components/")}
    parts = told["components"].items()
    assert used | {"#/components/schemas/story"} == {f"#/components/{kind}/{name}" for kind, of in parts for name in of}


def test_channels_are_the_topics_that_are_provisioned(told: dict[str, Any]) -> None:
    """Name, partitions, copies and configuration."""
    channels = {each["address"]: each["bindings"]["kafka"] for each in told["channels"].values()}

    assert list(channels) == sorted(channels, key=[topic.name for topic in declared(PRODUCTION)].index)
    for topic in declared(PRODUCTION):
        binding = channels[topic.name]
        as_text = {
            name: ",".join(value) if isinstance(value, list) else str(value)
            for name, value in binding["topicConfiguration"].items()
        }
        assert (binding["partitions"], binding["replicas"], as_text) == (topic.partitions, 3, topic.config)


def test_three_copies_need_two_and_fewer_need_none() -> None:
    """With two copies of which both must be there, the loss of one would stop the service."""
    for replication, sure in ((1, None), (2, None), (3, "2"), (5, "2")):
        topics = declared(Settings(replication=replication))
        assert {topic.config.get("min.insync.replicas") for topic in topics} == {sure}


def violations(told: dict[str, Any], reference: str, record: object) -> list[str]:
    """What a schema of the document has against a record."""
    registry: Registry[Any] = Registry().with_resource("urn:it", DRAFT7.create_resource(told))
    schema = {"$ref": f"urn:it{reference}"}
    found = Draft7Validator(schema, registry=registry, format_checker=FormatChecker()).iter_errors(record)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_records_are_as_the_payloads_say(told: dict[str, Any]) -> None:
    """A dispatch, the story of it, a ruling; and what is none of these is refused."""
    dispatch = ninjs("urn:a", text(1), NOON)
    [story] = fold([dispatch])
    ruling = as_record(make("urn:b", "urn:a", Verdict.SAME, NOON, "Ada", "I read both"))
    payloads = {name: each["payload"].get("$ref") for name, each in told["components"]["messages"].items()}

    for name, record in (("dispatch", dispatch), ("story", json.loads(orjson.dumps(story))), ("ruling", ruling)):
        reference = payloads[name]
        assert violations(told, reference, record) == []
        assert violations(told, reference, {**record, "uri": 1, "verdict": "perhaps"}) != []
        assert violations(told, reference, []) != []


def headers_of(told: dict[str, Any], message: str) -> str:
    """The reference to the headers of a message."""
    reference: str = told["components"]["messages"][message]["headers"]["$ref"]
    return reference


def test_headers_of_stories_are_as_described(told: dict[str, Any]) -> None:
    """All that are sent, and no other, whatever the kind of record."""
    uri = "urn:copytaster:story:20221129T120000Z:0123456789abcdef"
    dated = {"uri": uri, "versionCreated": "2022-11-29T12:00:00Z", "story": {}}
    replaced = {"uri": uri, "story": {"replacedBy": "urn:x"}}
    kinds: list[tuple[str, bytes | None, Any]] = [
        ("story", b"{}", dated),
        ("storyReplaced", b"{}", replaced),
        ("storyDeleted", None, None),
    ]
    seen = set()
    for message, value, story in kinds:
        headers = {name: value.decode() for name, value in envelope(uri, value, story)}
        reference = headers_of(told, message)
        assert violations(told, reference, headers) == []
        assert violations(told, reference, {**headers, "ce_type": "copytaster.other"}) != []
        assert set(headers) <= set(at(told, reference)["properties"])
        seen |= set(headers)
    assert seen == set(at(told, headers_of(told, "story"))["properties"])


@pytest.mark.parametrize("reason", Reason)
def test_headers_of_dead_letters_are_as_described(told: dict[str, Any], reason: Reason) -> None:
    """All that are sent, and no other, for every reason."""
    invalid = Invalid(reason, "body: expected a text")
    now = datetime(2026, 11, 25, tzinfo=UTC)
    letter = dead_letter(
        InputPlace("wire.dispatches", 0, 7, -1), Content(b"k", b"{"), invalid, stage="parse", failed_at=now
    )
    headers = {name: (value or b"").decode() for name, value in letter.headers}
    reference = headers_of(told, "deadLetter")

    assert violations(told, reference, headers) == []
    assert set(headers) == set(at(told, reference)["properties"])
    assert violations(told, reference, {**headers, "copytaster.dlq.reason": "other"}) != []


def test_marks_and_keys_are_as_described(told: dict[str, Any]) -> None:
    """A mark has its one header; the key of a ruling is its pair."""
    headers = {name: (value or b"").decode() for name, value in mark(Coordinate(0, 12)).headers}
    assert violations(told, headers_of(told, "mark"), headers) == []
    assert set(headers) == set(at(told, headers_of(told, "mark"))["properties"])

    ruling = make("urn:b", "urn:a", Verdict.SAME, NOON, "Ada", "I read both")
    assert key(ruling) == b"urn:a\nurn:b"
    assert orjson.loads(encode(ruling))["pair"] == ["urn:a", "urn:b"]


@pytest.mark.parametrize(
    ("changes", "protocol", "scheme"),
    [
        ({}, "kafka", None),
        ({"security_protocol": "SSL"}, "kafka-secure", None),
        ({"security_protocol": "SSL", "ssl_cert_file": "client.pem"}, "kafka-secure", {"type": "X509"}),
        ({"security_protocol": "SASL_SSL"}, "kafka-secure", {"type": "scramSha512"}),
        ({"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN"}, "kafka", {"type": "plain"}),
    ],
)
def test_servers_say_how_one_gets_in(changes: dict[str, Any], protocol: str, scheme: object) -> None:
    """Protocol and proof of identity, but nothing secret."""
    told = document(Settings.model_validate({"sasl_password": "s3cret", **changes}))

    [server] = told["servers"].values()
    assert server["protocol"] == protocol
    assert [at(told, each["$ref"]) for each in server.get("security", [])] == ([scheme] if scheme else [])
    assert is_asyncapi(told)
    assert "s3cret" not in json.dumps(told)
