"""Brokers for the tests.

Tests that take the fixture ``brokers`` run on Apache Kafka: the addresses of COPYTASTER_TEST_BROKERS, else
one node that deploy/kafka-local starts, which takes a JDK and Maven. Where there is none of these they are
skipped, and the run's last lines count them by file; with COPYTASTER_TEST_REQUIRE_KAFKA set, as .ci/run sets
it, they fail, and so does a run whose brokers were not Apache Kafka.

Tests that take ``mock_brokers`` run on librdkafka's mock cluster, which is in the test process and in memory.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

SCRIPT = Path(__file__).parents[1] / "deploy" / "kafka-local"
GIVEN = "COPYTASTER_TEST_BROKERS"
REQUIRED = "COPYTASTER_TEST_REQUIRE_KAFKA"
NEEDED = "needs Apache Kafka"
STOP = 30  # seconds
PATIENCE = 10  # seconds
TOOLS = ("java", "mvn")
LAST = 4000  # characters of what a broker says that does not start
MOCK_PARTITIONS = 4
"""Of every topic of the mock cluster: it cannot be asked for others."""


class Broker(NamedTuple):
    """Where the brokers are, what they are in words, and whether they are Apache Kafka."""

    address: str
    told: str
    is_kafka: bool


def is_required() -> bool:
    """Whether this run must not do without Apache Kafka."""
    return bool(os.environ.get(REQUIRED))


@contextmanager
def running() -> Iterator[Broker]:
    """The brokers that were given, or a node of our own. Skips the test where there are none."""
    given = os.environ.get(GIVEN)
    if given:
        found = asyncio.run(_is_kafka(given))
        told = f"{'Apache Kafka' if found else 'no Apache Kafka, but the brokers'} of {GIVEN}, {given}"
        if is_required() and not found:
            pytest.fail(f"{REQUIRED} is set, and {told}", pytrace=False)
        yield Broker(given, told, found)
        return
    with started() as (address,):
        yield Broker(address, f"Apache Kafka by deploy/kafka-local, {address}", True)


@contextmanager
def secured(folder: Path) -> Iterator[tuple[str, str]]:
    """A node of its own: the addresses of SASL_SSL with SCRAM, and of SSL with client certificates.

    The folder gets the certificates, and user and password as secret files; `deploy/kafka-local --help` names them.
    """
    with started("--secure", str(folder)) as (_, scram, mutual):
        yield scram, mutual


@contextmanager
def started(*options: str) -> Iterator[list[str]]:
    """A node of its own; the addresses that the script prints.

    Skips the test where the script cannot run. With its tools here it must start: what it says
    instead of an address is in the failure.
    """
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if lacking:
        told = f"{NEEDED}: {GIVEN} is not set, and there is no {' and no '.join(lacking)}"
        if is_required():
            pytest.fail(told, pytrace=False)
        pytest.skip(told)
    with TemporaryFile("w+") as errors:
        process = subprocess.Popen([SCRIPT, "--port", "0", *options], stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603
        assert process.stdout is not None
        try:
            word, *addresses = process.stdout.readline().split() or [""]
            if word != "ready":
                errors.seek(0)
                pytest.fail(f"{SCRIPT} did not start:\n{errors.read()[-LAST:]}", pytrace=False)
            yield addresses
        finally:
            process.terminate()
            process.wait(timeout=STOP)
            process.stdout.close()


@contextmanager
def mocked() -> Iterator[Broker]:
    """A mock cluster of librdkafka's, one node.

    It knows no CreateTopics (a topic is there once somebody has asked for it), no configuration, no compaction
    and no ACL, and it confuses two members that join a group at once: one worker for each group.
    """
    from confluent_kafka import Producer  # in a function: where there is no wheel of it, the other tests run

    cluster = Producer({"bootstrap.servers": "localhost:1", "test.mock.num.brokers": 1, "log_level": 0})
    [node] = cluster.list_topics(timeout=PATIENCE).brokers.values()
    address = f"{node.host}:{node.port}"
    yield Broker(address, f"librdkafka's mock cluster, {address}", False)
    del cluster  # it ends with the client that made it


def ask_for(address: str, topics: Iterable[str]) -> None:
    """Make topics on the mock cluster, with :data:`MOCK_PARTITIONS`."""
    from confluent_kafka import Producer

    client = Producer({"bootstrap.servers": address, "log_level": 0})
    for topic in topics:
        client.list_topics(topic, timeout=PATIENCE)


async def _is_kafka(addresses: str) -> bool:
    """Whether the brokers are configured as Apache Kafka is: no other implementation has roles of a process."""
    admin = AIOKafkaAdminClient(bootstrap_servers=addresses)
    try:
        await admin.start()
        node = (await admin.describe_cluster())["brokers"][0]["node_id"]
        [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.BROKER, str(node))])
        [(_, _, _, _, entries)] = answer.resources
    except KafkaError:
        return False
    finally:
        await admin.close()
    return "process.roles" in {entry[0] for entry in entries}
