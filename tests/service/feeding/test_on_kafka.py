"""What arrives, into a real Apache Kafka: as a process that is told to stop, and from a topic of raw records."""

from __future__ import annotations

import asyncio
import gzip
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import orjson
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from forks import COMMAND
from letters import create, held, own_topics, put
from stream.errors import Usage
from stream.service.clients import client_options
from stream.service.dead_letters import Content
from stream.service.feeding.folders import DONE
from stream.service.feeding.raw_topic import RawTopic
from stream.service.feeding.sender import TopicSender
from stream.settings import Settings
from taken import Recorder, dispatch, taken
from workers import environment, wait_for

LIMIT = 60.0


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone."""
    return own_topics(brokers)


@contextmanager
def feeding(settings: Settings, log: Path, *options: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """`copytaster feed`, ready; killed at the end, should it still run."""
    settings = settings.model_copy(update={"web_port": 0})
    command: list[str | Path] = [COMMAND, "feed", *options]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, env=environment(settings), stdout=out, stderr=out) as process,  # noqa: S603
    ):
        try:
            wait_for(lambda: bool(events(log, "feeding_starting")) or process.poll() is not None, LIMIT, "feed", str)
            yield process
        finally:
            process.kill()


def events(log: Path, name: str) -> list[dict[str, object]]:
    """The lines of an event."""
    lines = [orjson.loads(line) for line in log.read_bytes().splitlines() if line.startswith(b"{")]
    return [line for line in lines if line["event"] == name]


def test_a_folder_is_fed_until_it_is_told_to_stop(settings: Settings, tmp_path: Path) -> None:
    """Every record is there under its uri, the probes answer, the files are moved, and it ends with 0."""
    folder, log = tmp_path / "in", tmp_path / "log"
    folder.mkdir()
    with feeding(settings, log, "--watch", folder) as process:
        for number in range(3):
            (folder / f"{number}.jsonl.gz").write_bytes(gzip.compress(dispatch(f"urn:{number}")))
        wait_for(lambda: len(list((folder / DONE).rglob("*.gz"))) == 3, LIMIT, "files that are moved", log.read_text)
        [listening] = events(log, "probes_listening")
        with urlopen(f"http://127.0.0.1:{listening['port']}/metrics") as answer:
            told = answer.read().decode()
        with urlopen(f"http://127.0.0.1:{listening['port']}/readyz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 0

    assert f'copytaster_feed_items_total{{source="{folder}",verdict="sent"}} 3.0' in told
    records = [each for each in held(settings) if each.value]
    assert sorted((each.key, each.value) for each in records) == [
        (f"urn:{number}".encode(), dispatch(f"urn:{number}")) for number in range(3)
    ]
    assert [each["event"] for each in events(log, "feeding_stopped")] == ["feeding_stopped"]


def test_a_topic_that_is_not_there_ends_it(settings: Settings, tmp_path: Path) -> None:
    """Exit code 2, and the folder is as it was."""
    (tmp_path / "in").mkdir()
    log = tmp_path / "log"
    with feeding(settings, log, "--watch", tmp_path / "in", "--topic", "none") as process:
        assert process.wait(LIMIT) == 2
    assert "there is no such topic" in log.read_text()


def raw_topic(settings: Settings, values: Sequence[bytes | None]) -> str:
    """A topic with these values, as a connector has written them."""
    name = f"{settings.topic_prefix}wire.raw"
    create(settings, name)
    put(settings, name, [Content(None, value, ()) for value in values])
    return name


def committed(settings: Settings, topic: str) -> int:
    """The offset that the group has committed for the first partition."""

    async def ask() -> int:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        try:
            place = TopicPartition(topic, 0)
            found = await admin.list_consumer_group_offsets(f"{settings.group_id}.feed", partitions=[place])
            return int(found[place].offset)
        finally:
            await admin.close()

    return asyncio.run(ask())


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:atom</id><title>T\xc3\xb4rre ca\xc3\xadda</title>
<updated>2022-11-29T12:00:00Z</updated></entry></feed>"""


def test_raw_records_are_read_once_and_committed(settings: Settings) -> None:
    """In any format; an empty value says nothing, a bad one costs itself. Who starts next goes on behind them."""
    topic = raw_topic(settings, [dispatch("urn:a"), None, b"{broken", gzip.compress(ATOM), dispatch("urn:b")])
    sender = Recorder()
    metrics = taken(RawTopic(settings, topic), sender=sender, until=lambda: len(sender.sent) == 3, limit=LIMIT)

    assert sender.uris == ["urn:a", "urn:atom", "urn:b"]
    assert committed(settings, topic) == 5
    labels = {"source": topic, "verdict": "rejected"}
    assert metrics.registry.get_sample_value("copytaster_feed_items_total", labels) == 1

    put(settings, topic, [Content(None, dispatch("urn:c"), ())])
    taken(RawTopic(settings, topic), sender=sender, until=lambda: len(sender.sent) == 4, limit=LIMIT)

    assert sender.uris[3:] == ["urn:c"]


def test_what_the_brokers_did_not_take_is_read_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is committed that is not there."""
    monkeypatch.setattr("stream.service.feeding.taking._FIRST_WAIT", 0.01)
    topic = raw_topic(settings, [dispatch(f"urn:{number}") for number in range(4)])
    sender = Recorder(failures=2)

    taken(RawTopic(settings, topic), sender=sender, until=lambda: len(sender.sent) == 4, limit=LIMIT)

    assert sender.uris == [f"urn:{number}" for number in range(4)]
    assert committed(settings, topic) == 4


def test_a_raw_topic_that_is_not_there_is_told(settings: Settings) -> None:
    """By its name."""
    with pytest.raises(Usage, match=r"none: there is no such topic"):
        taken(RawTopic(settings, "none"), sender=Recorder(), until=lambda: True)


def test_the_sender_keeps_what_it_has_sent_under_its_uri(settings: Settings) -> None:
    """And connects anew after it was disconnected."""

    async def send() -> None:
        sender = TopicSender(settings)
        await sender.start()
        await sender.send([dispatch("urn:a"), dispatch("urn:b")])
        await sender.stop()
        await sender.send([dispatch("urn:a", "Another text.")])
        await sender.stop()

    asyncio.run(send())

    assert sorted(each.key for each in held(settings)) == [b"urn:a", b"urn:a", b"urn:b"]
