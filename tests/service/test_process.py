"""The worker as a process on Apache Kafka: how it starts, what it answers, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from faust.types.settings import Settings as FaustSettings
from prometheus_client.parser import text_string_to_metric_families

from forks import COMMAND
from stream.service.clients import client_options
from stream.service.health import Health
from stream.service.metrics import Metrics
from stream.service.processor import Processor
from stream.service.topics import DEAD_LETTERS, INPUT, apply, named
from stream.service.worker import Worker as InProcess
from stream.settings import Settings
from wires import ninjs, text
from workers import QUICK, SHELL, Service, Worker, environment, running, wait_for

LONG = 45  # seconds: the group would wait so long for a worker that did not leave
MARKER = "quagga"
FAR = 60  # seconds for a command that gives up by itself
PATIENCE = 10_000

HOSTILE = {
    "BROKER_URL": "kafka://127.0.0.1:9",
    "BROKER_CONSUMER_URL": "kafka://127.0.0.1:9",
    "BROKER_PRODUCER_URL": "kafka://127.0.0.1:9",
    "BROKER_COMMIT_INTERVAL": "3600",
    "APP_STORE": "memory://",
    "STORE": "memory://",
    "APP_DATADIR": "/nowhere",
    "FAUST_DATADIR": "/nowhere",
    "F_DATADIR": "/nowhere",
    "APP_WEB_ENABLED": "1",
    "WEB_BIND": "127.0.0.1",
    "CONSUMER_AUTO_OFFSET_RESET": "latest",
    "PROCESSING_GUARANTEE": "exactly_once",
    "PRODUCER_ACKS": "0",
    "STREAM_WAIT_EMPTY": "1",
    "TIMEZONE": "Asia/Hanoi",
    "DEVLOG": "1",
}
"""What would turn Faust into something else, had it read it. The other names that it knows are set to 7."""


def refused(settings: Settings, **variables: str) -> subprocess.CompletedProcess[str]:
    """A worker that must not start."""
    own = {name: value for name, value in environment(settings).items() if name not in variables}
    return subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "worker"], env={**own, **variables}, capture_output=True, text=True, check=False, timeout=FAR
    )


@pytest.fixture(name="settings")
def _settings(brokers: str, tmp_path: Path) -> Settings:
    """Of topics that are not there."""
    own = {"brokers": brokers, "topic_prefix": f"t{uuid4().hex[:8]}.", "partitions": 2, "state_dir": tmp_path / "state"}
    return Settings.model_validate({**QUICK, **own})


def test_without_its_topics_it_does_not_start(settings: Settings) -> None:
    """Exit code 2; each that is missing is named, and what creates them."""
    done = refused(settings)

    assert done.returncode == 2
    assert f"{named(settings, INPUT)}: missing" in done.stderr
    assert f"{named(settings, DEAD_LETTERS)}: missing" in done.stderr
    assert "`copytaster topics apply` creates what is missing" in done.stderr
    assert not settings.state_dir.exists()


def test_with_another_number_of_partitions_it_does_not_start(settings: Settings) -> None:
    """The key of a record tells its partition: another number would scatter the state."""
    asyncio.run(apply(settings))

    done = refused(settings.model_copy(update={"partitions": 4}))

    assert done.returncode == 2
    assert f"{named(settings, INPUT)}: has 2 partitions, not 4" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("COPYTASTER_BROKER", "127.0.0.1:9", "COPYTASTER_BROKER is no setting"),
        ("COPYTASTER_PARTITIONS", "many", "COPYTASTER_PARTITIONS: "),
        ("COPYTASTER_LOG_LEVEL", "TRACE", "COPYTASTER_LOG_LEVEL: "),
        ("COPYTASTER_SECURITY_PROTOCOL", "SASL_SSL", "COPYTASTER_SASL_USERNAME: SASL_SSL needs it"),
    ],
)
def test_with_wrong_settings_it_does_not_start(name: str, value: str, told: str) -> None:
    """Exit code 2, before anything is connected to; the setting is named."""
    done = refused(Settings(brokers="127.0.0.1:9"), **{name: value})

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_without_brokers_it_does_not_start() -> None:
    """Exit code 1: it may be the brokers' fault, and a supervisor tries again."""
    done = refused(Settings(brokers="127.0.0.1:9"))

    assert done.returncode == 1
    assert "Kafka at 127.0.0.1:9: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_loop_that_is_set_for_faust_does_not_matter(settings: Settings) -> None:
    """Faust takes it from the environment when it is imported."""
    done = refused(settings, FAUST_LOOP="gevent")

    assert "missing" in done.stderr
    assert done.returncode == 2


class Due:
    """A processor that has a story to tell, and loses patience with who asks and asks."""

    def __init__(self) -> None:
        self.asked = 0

    def next_due(self) -> float:
        """Long ago."""
        self.asked += 1
        if self.asked > PATIENCE:
            raise TimeoutError("nothing else has had its turn")
        return 0.0


def test_a_story_that_is_due_does_not_hold_up_the_loop_while_the_group_rebalances(tmp_path: Path) -> None:
    """Until its partitions are there again the worker tells nothing, and must let the client work at that."""
    settings, processor = Settings(brokers="127.0.0.1:9", state_dir=tmp_path), Due()

    async def rebalancing() -> BaseException | None:
        worker = InProcess(settings, Metrics(), Health())
        worker._processor = cast("Processor", processor)  # noqa: SLF001 - no brokers bring it about on demand
        turns = asyncio.create_task(worker._run())  # noqa: SLF001
        await asyncio.sleep(0.05)
        turns.cancel()
        return worker.failed

    assert asyncio.run(rebalancing()) is None


@pytest.fixture(scope="module", name="service")
def _service(brokers: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Topics of one partition, and an environment full of names that are Faust's."""
    folder = tmp_path_factory.mktemp("serving")
    names = {each.env_name for each in FaustSettings.SETTINGS.values() if each.env_name}
    with pytest.MonkeyPatch.context() as patched:
        for name in names | HOSTILE.keys():
            patched.setenv(name, HOSTILE.get(name, "7"))
        changes = {"session_timeout_seconds": LONG, "heartbeat_seconds": 1}
        with running(brokers, folder, partitions=1, program=SHELL, **changes) as service:
            yield service


@pytest.fixture(scope="module", name="worker")
def _worker(service: Service) -> Worker:
    """A worker that has folded good records and bad ones, and has the only partition."""
    worker = service.start()
    worker.wait_until_ready()
    secret = f"{MARKER} {text(1)}"
    service.feed(
        [
            orjson.dumps(ninjs("urn:a", secret, headline=f"The {MARKER}")),
            orjson.dumps(ninjs("urn:b", secret, headline=f"The {MARKER}")),
            orjson.dumps(ninjs("urn:c", secret))[:-20],
            orjson.dumps(ninjs("urn:d", "", body_text=[secret], headline=MARKER)),
            orjson.dumps(ninjs("urn:e", secret, None, versioncreated=f"the day of the {MARKER}")),
            f"{MARKER} \ud800".encode("utf-8", "surrogatepass"),
        ]
    )
    service.wait_until_quiet()
    return worker


@pytest.fixture(scope="module", name="waiting")
def _waiting(service: Service, worker: Worker) -> Worker:
    """Another one, for which no partition is left."""
    waiting = service.start()
    wait_for(lambda: waiting.probe("/livez")[0] == 200, 30, "its probes")
    wait_for(lambda: len(members(service)) == 2, 30, "it to join the group")
    wait_for(worker.is_ready, 30, "the first to be ready again")
    return waiting


def members(service: Service) -> list[Any]:
    """Who is in the group."""

    async def ask() -> list[Any]:
        admin = AIOKafkaAdminClient(**client_options(service.settings))
        try:
            await admin.start()
            [answer] = await admin.describe_consumer_groups([f"{service.settings.topic_prefix}copytaster"])
            [(_, _, _, _, _, found)] = answer.groups
            return list(found)
        finally:
            await admin.close()

    return asyncio.run(ask())


def test_names_that_are_meant_for_faust_change_nothing(service: Service, worker: Worker) -> None:
    """It has found the brokers, read from the beginning, committed, told, and kept its state where we say."""
    [told] = [orjson.loads(line) for line in service.stories()]

    assert [each["uri"] for each in told["associations"]] == ["urn:a", "urn:b"]
    assert service.lag() == 0
    assert len(service.dead_letters()) == 4
    assert list((worker.folder / "state").rglob("*.db"))
    assert len(members(service)) >= 1


def test_nothing_else_is_served(worker: Worker) -> None:
    """One listening socket, ours: Faust's own pages would show tables to anyone."""
    ports = [each["port"] for each in worker.events() if each["event"] == "probes_listening"]

    assert listening(worker.process.pid) == ports
    assert [worker.probe(path)[0] for path in ("/", "/tables/", "/stats/", "/router/")] == [404] * 4


def listening(process: int) -> list[int]:
    """Ports that a process listens on, as Linux tells it."""
    sockets = set()
    for each in Path(f"/proc/{process}/fd").iterdir():
        try:
            sockets.add(os.readlink(each))
        except FileNotFoundError:  # closed meanwhile
            continue
    ports = []
    for table in ("tcp", "tcp6"):
        for row in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                ports.append(int(fields[1].rsplit(":", 1)[1], 16))
    return ports


def test_it_is_ready_once_its_partitions_are_there(worker: Worker) -> None:
    """And live all the time."""
    assert (worker.probe("/livez"), worker.probe("/readyz")) == (
        (200, b'{"live": true}'),
        (200, b'{"ready": true}'),
    )


def test_without_partitions_it_is_live_and_not_ready(waiting: Worker) -> None:
    """It says why."""
    assert waiting.probe("/livez") == (200, b'{"live": true}')
    assert waiting.probe("/readyz") == (503, b'{"ready": false, "why": "no partitions are assigned"}')


def test_its_metrics_are_those_that_are_declared(worker: Worker) -> None:
    """And count what it has done."""
    status, page = worker.probe("/metrics")
    families = {family.name: family for family in text_string_to_metric_families(page.decode())}
    counted = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }

    assert status == 200
    assert {each.name.removesuffix("_total") for each in Metrics().declared} == families.keys()
    assert counted["copytaster_dispatches_total", "accepted"] == 2
    assert counted["copytaster_dispatches_total", "invalid"] == 4
    assert counted["copytaster_dlq_records_total", "json"] == 1
    assert counted["copytaster_stories_emitted_total", "new"] >= 1
    assert counted["copytaster_records_read_total", "0", INPUT] == 6
    assert counted["copytaster_dlq_brake_tripped",] == 0


def test_a_port_that_is_taken_is_told(service: Service, worker: Worker) -> None:
    """Exit code 2, with the settings that it comes from."""
    port = next(each["port"] for each in worker.events() if each["event"] == "probes_listening")
    second = service.start(web_port=port)

    assert second.wait() == 2
    assert f"COPYTASTER_WEB_HOST, COPYTASTER_WEB_PORT: 127.0.0.1:{port}: " in second.log_path.read_text()


def test_its_log_is_json_lines_without_anybodys_copy(worker: Worker, waiting: Worker) -> None:
    """At INFO; what was rejected is told by its place and reason."""
    for each in (worker, waiting):
        raw = each.log_path.read_bytes()
        lines = [orjson.loads(line) for line in raw.splitlines()]
        assert MARKER.encode() not in raw
        assert {line["level"] for line in lines} <= {"info", "warning", "error"}
        assert all({"timestamp", "level", "event", "logger"} <= line.keys() for line in lines)
    told = [line for line in worker.events() if line["event"] == "record_rejected"]
    assert sorted((line["offset"], line["partition"]) for line in told) == [(offset, 0) for offset in (2, 3, 4, 5)]
    assert sorted(str(line["reason"]) for line in told) == ["date", "encoding", "json", "type"]


@pytest.mark.usefixtures("waiting")
def test_a_state_folder_belongs_to_one_worker(service: Service, worker: Worker) -> None:
    """A second one says so and ends; the first works on."""
    second = service.start(name=worker.folder.name)
    try:
        wait_for(lambda: second.code is not None or len(members(service)) > 2, 30, "it to end", second.said)
        assert second.code is not None, "it works on the same files as another"
        assert "COPYTASTER_STATE_DIR" in second.log_path.read_text()
        assert worker.code is None
    finally:
        second.stop()
        wait_for(worker.is_ready, 60, "the first to be ready again", worker.said)


def test_after_sigterm_it_leaves_the_group_and_another_goes_on(
    service: Service, worker: Worker, waiting: Worker
) -> None:
    """Exit code 0, and nobody has to wait for its session to end; what it held is taken over, state and all."""
    before = len(members(service))
    assert worker.stop() == 0
    assert len(members(service)) == before - 1

    waiting.wait_until_ready(LONG / 2)
    service.feed([orjson.dumps(ninjs("urn:f", f"{MARKER} {text(1)}"))])
    service.wait_until_quiet()
    [told] = [orjson.loads(line) for line in service.stories()]
    assert [each["uri"] for each in told["associations"]] == ["urn:a", "urn:b", "urn:f"]

    assert waiting.stop() == 0
    assert members(service) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_can_be_stopped_while_it_starts(number: signal.Signals, service: Service) -> None:
    """Before it has joined the group: within the time it is allowed, with exit code 0."""
    worker = service.start()
    worker.wait_until_logged("probes_listening")
    worker.process.send_signal(number)

    assert worker.process.wait(service.settings.stop_seconds + 10) == 0
    assert worker.has_logged("worker_stopping")


STUBBORN = """
import asyncio, contextlib, threading, time
from stream.cli import main
from stream.service.faust_app import KafkaApp

async def stop(app):
    threading.Thread(target=time.sleep, args=(600,)).start()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.Event().wait()

KafkaApp.stop = stop
main()
"""
"""A worker whose client takes no notice of the time that is over, and has a thread that does not end."""


def test_what_takes_no_notice_of_the_end_holds_the_process_up_no_longer_than_is_allowed(service: Service) -> None:
    """Seen once in a worker that was stopped while Faust's thread began."""
    worker = service.start([sys.executable, "-c", STUBBORN], stop_seconds=2)
    worker.wait_until_logged("probes_listening")
    worker.process.send_signal(signal.SIGTERM)

    assert worker.process.wait(12) == 0
    assert worker.has_logged("stop_overdue")
