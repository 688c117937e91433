"""Dispatches into a real Apache Kafka, and stories out of it."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from click.testing import CliRunner

from letters import create
from stream.commands.feed import feed as feed_command
from stream.commands.service import stories as stories_command
from stream.errors import Fatal, Invalid, Usage
from stream.local.folding import Folding
from stream.reading.intake import MAX_RECORD_BYTES
from stream.reading.sources import Record, read_all, records
from stream.sample import sample_files
from stream.service.clients import client_options
from stream.service.topic_io import feed, stories
from stream.service.topics import INPUT, STORIES, apply, named
from stream.settings import Settings


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone, and they are there."""
    settings = Settings(brokers=brokers, topic_prefix=f"t{uuid4().hex[:8]}.")
    asyncio.run(apply(settings))
    return settings


def sample() -> list[Record]:
    """The records of the sample wire."""
    with sample_files() as files:
        return list(records(files, io.BytesIO()))


def record(raw: bytes, line: int = 1) -> Record:
    """A record of these bytes."""
    return Record("-", line, raw)


def sent(settings: Settings, given: Sequence[Record]) -> int:
    """Feed them; the count of acknowledgements is what `feed` returns."""
    calls: list[None] = []
    count = asyncio.run(feed(settings, iter(given), lambda: calls.append(None)))
    assert len(calls) == count
    return count


def held(settings: Settings, topic: str = INPUT) -> list[Any]:
    """What a topic holds, partition by partition."""
    return asyncio.run(_held(settings, f"{settings.topic_prefix}{topic}"))


async def _held(settings: Settings, topic: str) -> list[Any]:
    consumer = AIOKafkaConsumer(**client_options(settings), auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        found: list[Any] = []
        for partition, end in (await consumer.end_offsets(partitions)).items():
            while await consumer.position(partition) < end:
                for batch in (await consumer.getmany(partition, timeout_ms=1000)).values():
                    found.extend(batch)
    finally:
        await consumer.stop()
    return found


def put_stories(settings: Settings, *told: tuple[str | None, bytes | None]) -> None:
    """Write to the output topic, in order."""

    async def put() -> None:
        producer = AIOKafkaProducer(**client_options(settings))
        await producer.start()
        try:
            for key, value in told:
                await producer.send_and_wait(
                    f"{settings.topic_prefix}{STORIES}", value, key=None if key is None else key.encode()
                )
        finally:
            await producer.stop()

    asyncio.run(put())


def read_stories(settings: Settings) -> list[bytes]:
    """The stories as of now."""

    async def read() -> list[bytes]:
        return [line async for line in stories(settings)]

    return asyncio.run(read())


def test_every_record_is_sent_once_as_it_was_under_its_uri(settings: Settings) -> None:
    """The sample wire, byte by byte."""
    given = sample()

    assert sent(settings, given) == len(given)

    found = held(settings)
    assert sorted(each.value for each in found) == sorted(bytes(each.raw) for each in given)  # type: ignore[arg-type]
    for each in found:
        uri = orjson.loads(each.value).get("uri", "").strip()
        assert each.key == (uri.encode() or None)


def test_the_versions_of_a_dispatch_are_in_one_partition_in_order(settings: Settings) -> None:
    """More records than may wait for the brokers at once, so the bound is met too."""
    given = [record(orjson.dumps({"uri": f"urn:{n % 50}", "version": n})) for n in range(2500)]

    assert sent(settings, given) == 2500

    found = held(settings)
    homes: dict[bytes, set[int]] = {}
    versions: dict[bytes, list[int]] = {}
    for each in found:
        homes.setdefault(each.key, set()).add(each.partition)
        versions.setdefault(each.key, []).append(orjson.loads(each.value)["version"])
    assert len(homes) == 50
    assert all(len(partitions) == 1 for partitions in homes.values())
    assert len(set.union(*homes.values())) == settings.partitions
    assert all(told == sorted(told) for told in versions.values())


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b'{"uri": " urn:a "}', b"urn:a"),
        (b'\xef\xbb\xbf{"uri": "urn:a"}', b"urn:a"),
        (b'{"uri": "  "}', None),
        (b'{"uri": 7}', None),
        (b'{"title": "none"}', None),
        (b'["urn:a"]', None),
        (b"no JSON", None),
        (b'{"uri": "\xff"}', None),
        (b"", None),
    ],
)
def test_what_has_no_uri_is_sent_without_a_key(settings: Settings, raw: bytes, key: bytes | None) -> None:
    """The worker tells what is wrong with it, at one place."""
    assert sent(settings, [record(raw)]) == 1

    [found] = held(settings)
    assert (found.key, found.value) == (key, raw)


def test_the_largest_record_is_sent_and_a_larger_one_refused(settings: Settings) -> None:
    """The bound of intake is the bound here; what came before and after is sent."""
    largest = b'{"uri": "urn:a"}'.ljust(MAX_RECORD_BYTES)
    refused: list[tuple[int, str]] = []
    given = [record(largest, 1), record(largest + b" ", 2), Record("cut.gz", 3, b"", "cut.gz: cut"), record(b"{}", 4)]

    count = asyncio.run(
        feed(settings, given, lambda: None, lambda each, invalid: refused.append((each.line, str(invalid))))
    )

    assert count == 2
    assert [line for line, _ in refused] == [2, 3]
    assert sorted(len(each.value) for each in held(settings)) == [2, MAX_RECORD_BYTES]


def test_without_a_place_for_it_a_refused_record_ends_the_feeding(settings: Settings) -> None:
    """What was sent before it stays sent."""
    with pytest.raises(Invalid, match="at most"):
        sent(settings, [record(b"{}"), record(b" " * (MAX_RECORD_BYTES + 1))])

    assert [each.value for each in held(settings)] == [b"{}"]


def test_a_topic_that_is_not_there_is_told_and_not_created(settings: Settings) -> None:
    """By its name, with the command that creates it."""
    elsewhere = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}none."})

    with pytest.raises(Usage, match=r"none\.wire\.dispatches.*topics apply"):
        sent(elsewhere, [record(b"{}")])
    with pytest.raises(Usage, match=r"none\.wire\.stories.*topics apply"):
        read_stories(elsewhere)


def test_brokers_that_do_not_answer_are_named() -> None:
    """Feeding and reading alike."""
    nowhere = Settings(brokers="127.0.0.1:9")

    with pytest.raises(Fatal, match=r"127\.0\.0\.1:9"):
        sent(nowhere, [record(b"{}")])
    with pytest.raises(Fatal, match=r"127\.0\.0\.1:9"):
        read_stories(nowhere)


def test_the_newest_record_of_each_story_sorted_by_uri(settings: Settings) -> None:
    """One taken back is left out, one that came again after that is there."""
    put_stories(
        settings,
        ("urn:c", b"c1"),
        ("urn:a", b"a1"),
        ("urn:é", b"e1"),
        ("urn:b", b"b1"),
        ("urn:a", b"a2"),
        ("urn:b", None),
        ("urn:c", None),
        ("urn:c", b"c2"),
    )

    assert read_stories(settings) == [b"a2", b"c2", b"e1"]


def test_no_stories_are_none(settings: Settings) -> None:
    """An empty topic ends at once."""
    assert read_stories(settings) == []


def test_following_gives_every_record_and_what_comes_later(settings: Settings) -> None:
    """In the order of one story; it does not end at what was there."""

    async def follow() -> list[bytes]:
        producer = AIOKafkaProducer(**client_options(settings))
        await producer.start()
        topic = f"{settings.topic_prefix}{STORIES}"
        try:
            await producer.send_and_wait(topic, b"a1", key=b"urn:a")
            async with aclosing(stories(settings, follow=True)) as lines:
                found = [await anext(lines)]
                await producer.send_and_wait(topic, b"a2", key=b"urn:a")
                found.append(await anext(lines))
        finally:
            await producer.stop()
        return found

    assert asyncio.run(follow()) == [b"a1", b"a2"]


def test_the_commands_feed_and_print(settings: Settings, tmp_path: Path) -> None:
    """From a file to the topic; stories to standard output, one a line."""
    environment = {"COPYTASTER_BROKERS": settings.brokers, "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix}
    file = tmp_path / "wire.2022-11-30"  # whatever it is called
    file.write_bytes(b'{"uri": "urn:a"}\n{"uri": "urn:b"}\n' + b" " * MAX_RECORD_BYTES + b"xyz\n")
    put_stories(settings, ("urn:b", b"{}"), ("urn:a", b"[]"))

    done = CliRunner().invoke(feed_command, [str(file)], env=environment)
    told = CliRunner().invoke(stories_command, [], env=environment)

    assert done.exit_code == 1
    assert f"{file}:3: record: " in done.stderr
    assert f"2 dispatches sent to {settings.topic_prefix}wire.dispatches · 1 not sent" in done.stderr
    assert sorted(each.key for each in held(settings)) == [b"urn:a", b"urn:b"]
    assert (told.exit_code, told.stdout) == (0, "[]\n{}\n")


@pytest.fixture(name="uncompacted")
def _uncompacted(settings: Settings) -> Settings:
    """An output topic that was made by hand: brokers refuse a record without a key where a topic is compacted."""
    settings = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}plain."})
    create(settings, named(settings, STORIES))
    return settings


@pytest.mark.parametrize("options", [(), ("--prov",)])
def test_records_that_are_no_stories_are_named_and_the_others_printed(
    uncompacted: Settings, options: tuple[str, ...]
) -> None:
    """One without a key, as a stranger's tool may write it; as PROV-O also what cannot be told so."""
    with sample_files() as files:
        [line, *_] = Folding().stories(read_all(records(files, io.BytesIO())))
    put_stories(uncompacted, ("urn:a", line), (None, b"{}"), (None, b"[]"), *([("urn:b", b"[]")] if options else []))
    environment = {"COPYTASTER_BROKERS": uncompacted.brokers, "COPYTASTER_TOPIC_PREFIX": uncompacted.topic_prefix}

    done = CliRunner().invoke(stories_command, options, env=environment)

    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    assert (
        len(re.findall(rf"{uncompacted.topic_prefix}wire.stories \d:\d: no story: the record has no key", done.stderr))
        == 2
    )
    assert f"{3 if options else 2} records of the topic are no stories" in done.stderr
    if not options:
        assert done.stdout_bytes == line + b"\n"
    else:
        assert orjson.loads(line)["uri"] in done.stdout
        orjson.loads(done.stdout)


def test_a_program_is_told_of_a_record_without_a_key(uncompacted: Settings) -> None:
    """It is no error of the client library's."""
    put_stories(uncompacted, (None, b"{}"))

    with pytest.raises(Fatal, match="without a key"):
        read_stories(uncompacted)
