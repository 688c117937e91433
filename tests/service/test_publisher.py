"""What a worker sends: the envelope of a story, and acknowledgements that are waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from prometheus_client.parser import text_string_to_metric_families

from letters import contents, held, own_topics
from stream.dispatch import Label
from stream.entities.families import Emission, EmissionKind
from stream.entities.routing import DISPATCHES, FAMILIES, partition_of
from stream.errors import Fatal
from stream.local.folding import fold
from stream.service.dead_letters import Content
from stream.service.metrics import Metrics
from stream.service.publisher import Publisher, envelope
from stream.service.state import Row
from stream.service.topics import DEAD_LETTERS, STATE, STORIES, named
from stream.settings import Settings
from stream.stories.record import encode, replaced, story_uri
from stream.stories.story import OutputRecord
from wires import HOUR, NOON, ninjs, text

T = TypeVar("T")

URI = "urn:copytaster:story:1"
TOO_LARGE = bytes(9 * 1024 * 1024)


def story(published: int | None = NOON) -> OutputRecord:
    """As it is told."""
    [told] = fold([ninjs("urn:a", text(1), published)])
    return told


def headers(uri: str, told: OutputRecord | None) -> dict[str, bytes]:
    """Of its record."""
    return dict(envelope(uri, None if told is None else encode(told), told))


def test_a_story_is_a_cloud_event() -> None:
    """The required attributes, and the wire's own time."""
    told = headers(URI, story())
    identity = told.pop("ce_id")
    release = told.pop("copytaster.version")

    assert told == {
        "ce_specversion": b"1.0",
        "ce_source": b"urn:copytaster",
        "ce_type": b"copytaster.story",
        "ce_subject": URI.encode(),
        "ce_time": b"2022-11-29T12:00:00Z",
        "content-type": b"application/json",
    }
    assert len(identity) == 32
    assert release


def test_the_time_is_that_of_the_newest_version() -> None:
    """Where the wire has told any."""
    [updated] = fold([ninjs("urn:a", text(1)), ninjs("urn:a", text(1), NOON + HOUR, version="2")])

    assert headers(URI, updated)["ce_time"] == b"2022-11-29T13:00:00Z"
    assert "ce_time" not in headers(URI, story(None))


def test_the_id_follows_from_key_and_value_alone() -> None:
    """The same in every run, another for any other content."""
    value = encode(story())
    ids = [
        dict(envelope(uri, raw, None))["ce_id"]
        for uri, raw in ((URI, value), (URI, value + b" "), (f"{URI}2", value), (URI, None), (f"{URI}2", None))
    ]

    assert len(set(ids)) == len(ids)
    assert headers(URI, story())["ce_id"] == ids[0]
    assert dict(envelope("urn:x", b"{}", None))["ce_id"] == b"4591fc73c72e87bf251e80751211f11e"


def test_a_story_that_gave_way_is_of_another_type_and_so_is_its_deletion() -> None:
    """Neither has a time: it is not the wire's."""
    gone = replaced(Label(NOON, "urn:b"), URI)

    assert headers(gone["uri"], gone)["ce_type"] == b"copytaster.story-replaced"
    assert "ce_time" not in headers(gone["uri"], gone)
    assert headers(gone["uri"], None)["ce_type"] == b"copytaster.story-deleted"
    assert headers(gone["uri"], None)["ce_subject"] == story_uri(Label(NOON, "urn:b")).encode()
    assert "ce_time" not in headers(gone["uri"], None)


def with_publisher(settings: Settings, use: Callable[[Publisher], Awaitable[T]], metrics: Metrics | None = None) -> T:
    """Use one that is connected."""

    async def main() -> T:
        publisher = Publisher(settings, metrics or Metrics())
        try:
            await publisher.start()
            return await use(publisher)
        finally:
            await publisher.stop()

    return asyncio.run(main())


def test_what_a_turn_sends_is_where_it_belongs(brokers: str) -> None:
    """Stories by their uri, a deletion behind what gave way, mail and dead letters in the partitions they are for."""
    settings = own_topics(brokers)
    told = story()
    gone = replaced(Label(NOON, "urn:b"), told["uri"])
    emissions = [
        Emission(told["uri"], told, EmissionKind.NEW, encode(told)),
        Emission(gone["uri"], gone, EmissionKind.REPLACED, encode(gone)),
    ]
    letter = Content(b"key", None, (("own", b"1"), ("own", None)))
    mail = [((DISPATCHES, 1), b"first"), ((FAMILIES, 0), b"other"), ((DISPATCHES, 1), b"second")]

    with_publisher(settings, lambda publisher: publisher.send(emissions, mail, [(1, letter), (0, Content(None, None))]))

    stories = [(each.partition, each.key.decode(), each.value) for each in held(settings, named(settings, STORIES))]
    assert sorted(stories, key=str) == sorted(
        [
            (partition_of(told["uri"], 2), told["uri"], encode(told)),
            (partition_of(gone["uri"], 2), gone["uri"], encode(gone)),
            (partition_of(gone["uri"], 2), gone["uri"], None),
        ],
        key=str,
    )
    assert [value for _, uri, value in stories if uri == gone["uri"]] == [encode(gone), None]
    assert [(each.partition, each.value) for each in held(settings, named(settings, DISPATCHES))] == [
        (1, b"first"),
        (1, b"second"),
    ]
    assert [(each.partition, each.value) for each in held(settings, named(settings, FAMILIES))] == [(0, b"other")]
    assert contents(held(settings, named(settings, DEAD_LETTERS))) == [Content(None, None), letter]


def test_rows_are_given_back_with_their_offsets(brokers: str) -> None:
    """Those of the changelog, which decide what counts."""
    settings = own_topics(brokers)
    rows = {0: [Row(b"a", b"1"), Row(b"b", b"2")], 1: [Row(b"c", b"3")]}

    async def write(publisher: Publisher) -> list[dict[int, list[tuple[int, Row]]]]:
        return [await publisher.write(rows), await publisher.write({0: [Row(b"a", None)]}), await publisher.write({})]

    assert with_publisher(settings, write) == [
        {0: [(0, Row(b"a", b"1")), (1, Row(b"b", b"2"))], 1: [(0, Row(b"c", b"3"))]},
        {0: [(2, Row(b"a", None))]},
        {},
    ]
    assert [(each.key, each.value) for each in held(settings, named(settings, STATE))] == [
        (b"a", b"1"),
        (b"b", b"2"),
        (b"a", None),
        (b"c", b"3"),
    ]


@pytest.mark.parametrize("kind", ["mail", "row"])
def test_what_the_brokers_refuse_ends_the_worker(kind: str, brokers: str) -> None:
    """It names the topic and not the content, and is counted; nothing may be acknowledged past it."""
    settings, metrics = own_topics(brokers), Metrics()
    topic = DISPATCHES if kind == "mail" else STATE

    async def use(publisher: Publisher) -> None:
        if kind == "mail":
            await publisher.send([], [((DISPATCHES, 0), b"small"), ((DISPATCHES, 1), TOO_LARGE)], [])
        else:
            await publisher.write({0: [Row(b"small", b"1"), Row(b"large", TOO_LARGE)]})

    with pytest.raises(Fatal, match=rf"{named(settings, topic)}: the brokers did not take a record \(.*TooLarge"):
        with_publisher(settings, use, metrics)

    counted = {
        sample.labels["topic"]: sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
        if sample.name == "copytaster_send_errors_total"
    }
    assert {name: count for name, count in counted.items() if count} == {topic: 1}


def test_brokers_that_do_not_answer_are_named() -> None:
    """With what the client says."""
    with pytest.raises(Fatal, match=r"Kafka at 127\.0\.0\.1:9: "):
        with_publisher(Settings(brokers="127.0.0.1:9"), lambda publisher: publisher.stop())
