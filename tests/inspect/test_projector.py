"""From files and from a real Apache Kafka into the projection."""

from __future__ import annotations

import asyncio
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from click.testing import CliRunner

from stream.commands.inspect import inspect
from stream.dispatch import Label
from stream.errors import Fatal, Usage
from stream.inspect.events import Wanted
from stream.inspect.notifying import Notifier, Postbox
from stream.inspect.projector import follow, load_file
from stream.inspect.queries import Filters, Order, count, list_stories, story
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.service.clients import client_options
from stream.service.topics import STORIES, apply
from stream.settings import Settings
from stream.stories.record import encode, replaced
from wires import NOON, ninjs, text


@pytest.fixture(name="file")
def _file(tmp_path: Path, sample_lines: list[bytes]) -> Path:
    """What `copytaster run` wrote."""
    path = tmp_path / "stories.jsonl"
    path.write_bytes(b"\n".join(sample_lines) + b"\n")
    return path


@pytest.fixture(name="empty")
def _empty(tmp_path: Path) -> Iterator[Store]:
    """A projection of nothing."""
    with Store(tmp_path / "empty.db") as store:
        yield store


def held(store: Store) -> list[tuple[object, ...]]:
    """The records of a projection."""
    return store.query("SELECT uri, line FROM story JOIN record USING (id) ORDER BY uri")


def test_a_file_is_loaded_as_it_is_and_packed(empty: Store, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a path, with .gz, and from standard input: the same, and again the same."""
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))

    assert load_file(empty, file) == 32
    first = held(empty)
    assert load_file(empty, packed) == 32
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n" + file.read_bytes())))
    load_file(empty, "-", rebuild=True)

    assert [line.encode() for _, line in first if isinstance(line, str)] == file.read_bytes().splitlines()
    assert held(empty) == first


def test_rebuilding_forgets_what_the_file_does_not_hold(empty: Store, file: Path) -> None:
    """Without it the stories of both files are there."""
    other = file.with_name("other.jsonl")
    other.write_bytes(b"\n".join(map(encode, fold([ninjs("urn:a", text(1), NOON)]))))

    load_file(empty, file)
    load_file(empty, other)
    assert count(empty, Filters()) == 33
    load_file(empty, other, rebuild=True)
    assert count(empty, Filters()) == 1


def test_changes_leave_the_final_stories_and_where_the_others_went(empty: Store, tmp_path: Path) -> None:
    """As `copytaster run --changes` writes them."""
    [told] = fold([ninjs("urn:a", text(1), NOON), ninjs("urn:b", text(1), NOON + 1000)])
    [alone] = fold([ninjs("urn:b", text(1), NOON + 1000)])
    path = tmp_path / "changes.jsonl"
    path.write_bytes(b"\n".join(map(encode, [alone, told, replaced(Label(NOON + 1000, "urn:b"), told["uri"])])))

    assert load_file(empty, path) == 3

    assert count(empty, Filters()) == 1
    assert story(empty, alone["uri"]) == told


@pytest.mark.parametrize("bad", [b"no JSON", b"{}", b'{"uri": "urn:a"}', b"[]", b"\xff", b'{"uri": 7}'])
@pytest.mark.parametrize("rebuild", [True, False])
def test_a_line_that_is_no_story_is_named(empty: Store, file: Path, bad: bytes, rebuild: bool) -> None:
    """With file and line; what was there before stays."""
    load_file(empty, file)
    wrong = file.with_name("wrong.jsonl")
    wrong.write_bytes(file.read_bytes() + bad + b"\n")

    with pytest.raises(Usage, match=r"wrong\.jsonl:33: "):
        load_file(empty, wrong, rebuild=rebuild)

    assert count(empty, Filters()) == 32


@pytest.mark.parametrize("content", [b"plain", gzip.compress(b"{}" * 10000)[:-20]], ids=["plain", "torn"])
def test_a_torn_archive_is_named(empty: Store, tmp_path: Path, content: bytes) -> None:
    """And so is a file that is not there."""
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(content)

    with pytest.raises(Usage, match=r"torn\.jsonl\.gz"):
        load_file(empty, torn)
    with pytest.raises(Usage, match="none"):
        load_file(empty, tmp_path / "none.jsonl")


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone, and they are there."""
    settings = Settings(brokers=brokers, topic_prefix=f"t{uuid4().hex[:8]}.")
    asyncio.run(apply(settings))
    return settings


def put(settings: Settings, told: Sequence[tuple[str, bytes | None]]) -> None:
    """Write to the output topic, in order."""

    async def send() -> None:
        producer = AIOKafkaProducer(**client_options(settings))
        await producer.start()
        try:
            for key, value in told:
                await producer.send_and_wait(f"{settings.topic_prefix}{STORIES}", value, key=key.encode())
        finally:
            await producer.stop()

    asyncio.run(send())


def keyed(lines: Sequence[bytes]) -> list[tuple[str, bytes | None]]:
    """As the worker keys them."""
    return [(orjson.loads(line)["uri"], line) for line in lines]


def test_the_topic_is_followed_from_where_the_last_time_ended(
    settings: Settings, empty: Store, sample_lines: list[bytes]
) -> None:
    """Each record once, repeats and stories taken back among them; the same as from a file."""
    put(settings, keyed(sample_lines[:20]))
    assert asyncio.run(follow(empty, settings)) == 20
    assert sum(empty.offsets().values()) == 20
    put(settings, keyed([*sample_lines[15:], sample_lines[0]]))
    assert asyncio.run(follow(empty, settings)) == 18
    assert [line.encode() for _, line in held(empty) if isinstance(line, str)] == sample_lines

    put(settings, [(orjson.loads(sample_lines[3])["uri"], None)])
    assert asyncio.run(follow(empty, settings)) == 1
    assert asyncio.run(follow(empty, settings)) == 0
    assert count(empty, Filters()) == 31
    before = held(empty)
    assert asyncio.run(follow(empty, settings, rebuild=True)) == 39
    assert held(empty) == before


def test_following_goes_on_with_what_comes(settings: Settings, empty: Store, sample_lines: list[bytes]) -> None:
    """Until it is stopped; what was committed then is complete."""
    topic = f"{settings.topic_prefix}{STORIES}"

    async def watch() -> None:
        came = asyncio.Queue[int]()
        task = asyncio.create_task(follow(empty, settings, forever=True, on_commit=came.put_nowait))
        producer = AIOKafkaProducer(**client_options(settings))
        await producer.start()
        try:
            for key, line in keyed(sample_lines[:3]):
                await producer.send_and_wait(topic, line, key=key.encode())
                assert await asyncio.wait_for(came.get(), 30) >= 1
        finally:
            await producer.stop()
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

    asyncio.run(watch())

    assert count(empty, Filters()) == 3
    assert sum(empty.offsets().values()) == 3


def test_events_are_posted_from_where_the_last_time_ended(
    settings: Settings, empty: Store, sample_lines: list[bytes], tmp_path: Path
) -> None:
    """What is there at first is no news; what came while nobody was called about it is, and once."""
    state, sent = tmp_path / "box.notify", list[str]()

    def followed(*, rebuild: bool = False) -> None:
        with closing(Postbox(state, Wanted(), settings)) as outbox:
            notifier = Notifier(outbox, "http://127.0.0.1:9/")
            asyncio.run(follow(empty, settings, rebuild=rebuild, listener=notifier))
            while (waiting := outbox.first()) is not None:
                sent.append(orjson.loads(waiting.body)["type"])
                outbox.done(waiting.number)

    put(settings, keyed(sample_lines))
    followed()
    assert sent == []
    new = [ninjs("urn:new:1", text(7), NOON, creditline="AFP")]
    put(settings, keyed([encode(each) for each in fold(new)]))
    asyncio.run(follow(empty, settings))
    followed()
    assert sent == ["copytaster.new-story"]
    put(settings, keyed([encode(each) for each in fold([*new, {**new[0], "version": "2", "pubStatus": "canceled"}])]))
    followed()
    followed(rebuild=True)
    assert sent == ["copytaster.new-story", "copytaster.kill"]
    assert count(empty, Filters()) == 33


def test_a_projection_of_another_topic_is_left_as_it_is(
    settings: Settings, empty: Store, sample_lines: list[bytes]
) -> None:
    """Its offsets say nothing of this one; nor do those of a topic that was made anew."""
    elsewhere = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}other."})
    asyncio.run(apply(elsewhere))
    put(settings, keyed(sample_lines[:2]))
    asyncio.run(follow(empty, settings))

    with pytest.raises(Usage, match="--rebuild"):
        asyncio.run(follow(empty, elsewhere))
    empty.name_source(f"{elsewhere.topic_prefix}{STORIES}")
    empty.commit()
    with pytest.raises(Usage, match="made anew"):
        asyncio.run(follow(empty, elsewhere))

    assert count(empty, Filters()) == 2
    assert asyncio.run(follow(empty, elsewhere, rebuild=True)) == 0
    assert count(empty, Filters()) == 0


def test_a_record_that_is_no_story_holds_the_offset(
    settings: Settings, empty: Store, sample_lines: list[bytes]
) -> None:
    """It is named; what came with it in one transaction is not taken."""
    put(settings, [("urn:x", b"no story"), ("urn:x", sample_lines[0])])

    with pytest.raises(Fatal, match="urn:x"):
        asyncio.run(follow(empty, settings))

    assert empty.offsets() == {}
    assert list_stories(empty, Filters(), Order.TIME) == []


def test_a_topic_that_is_not_there_is_named(settings: Settings, empty: Store) -> None:
    """With the command that creates it; brokers that do not answer are named too."""
    with pytest.raises(Usage, match="topics apply"):
        asyncio.run(follow(empty, settings.model_copy(update={"topic_prefix": "none."})))
    with pytest.raises(Fatal, match=r"127\.0\.0\.1:9"):
        asyncio.run(follow(empty, Settings(brokers="127.0.0.1:9")))


def test_the_command_follows_once(settings: Settings, tmp_path: Path, sample_lines: list[bytes]) -> None:
    """With the brokers of the environment; says what it holds then."""
    put(settings, keyed(sample_lines))
    environment = {"COPYTASTER_BROKERS": settings.brokers, "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix}

    done = CliRunner().invoke(inspect, ["follow", "--once", "--db", str(tmp_path / "topic.db")], env=environment)

    assert (done.exit_code, done.stdout) == (0, "")
    assert "32 stories in" in done.stderr
    with Store(tmp_path / "topic.db", read_only=True) as store:
        assert [line.encode() for _, line in held(store) if isinstance(line, str)] == sample_lines
