"""Topics on a real Apache Kafka."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from letters import put
from stream.errors import Fatal, Usage
from stream.service.clients import client_options
from stream.service.dead_letters import Content
from stream.service.topics import INPUT, apply, declared, named, plan, waiting
from stream.settings import Settings

COMMAND = Path(sys.executable).with_name("copytaster")


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone."""
    return Settings(brokers=brokers, topic_prefix=f"t{uuid4().hex[:8]}.")


def test_what_is_missing_is_planned_then_created_then_there(settings: Settings) -> None:
    """Plan, apply, and nothing left to do: applying again changes nothing."""
    names = [topic.name for topic in declared(settings)]

    assert [(each.topic, each.told) for each in asyncio.run(plan(settings))] == [(name, "missing") for name in names]
    assert asyncio.run(apply(settings)) == names
    assert asyncio.run(plan(settings)) == []
    assert asyncio.run(apply(settings)) == []


def test_another_partition_count_is_reported_and_never_changed(settings: Settings) -> None:
    """The key of a record tells its partition: a changed count would scatter the state."""
    asyncio.run(apply(settings))
    more = settings.model_copy(update={"partitions": 6})

    drift = asyncio.run(plan(more))

    assert len(drift) == len(declared(settings))
    assert all(each.told == "has 4 partitions, not 6" and not each.creatable for each in drift)
    with pytest.raises(Usage, match="has 4 partitions, not 6"):
        asyncio.run(apply(more))


def test_another_retention_is_reported(settings: Settings) -> None:
    """The window decides how long mailboxes are kept; a longer one makes the brokers' configuration stale."""
    asyncio.run(apply(settings))

    drift = asyncio.run(plan(settings.model_copy(update={"window_hours": 96})))

    assert {each.told for each in drift if each.topic.endswith(INPUT) or "copytaster." in each.topic} == {
        "retention.ms is 518400000, not 604800000"
    }
    assert len(drift) == 6  # the input and three mailboxes; how long the stories' history is kept, in two ways


def test_brokers_that_do_not_answer_are_named() -> None:
    """The message says where it looked."""
    with pytest.raises(Fatal, match=r"127\.0\.0\.1:9"):
        asyncio.run(plan(Settings(brokers="127.0.0.1:9")))


def test_the_commands_report_by_exit_code(settings: Settings) -> None:
    """Plan ends with 1 while something is missing, with 0 once it is applied."""
    environment = {"COPYTASTER_BROKERS": settings.brokers, "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix}

    def run(verb: str) -> tuple[int, str]:
        done = subprocess.run(  # noqa: S603
            [COMMAND, "topics", verb], capture_output=True, text=True, check=False, env=environment, timeout=60
        )
        return done.returncode, done.stdout

    code, told = run("plan")
    assert (code, told.count("missing")) == (1, 8)
    code, told = run("apply")
    assert (code, told.splitlines()[-1]) == (0, "8 topics created, 0 were there")
    assert run("plan") == (0, "8 topics are as declared\n")


def test_drained_is_what_workers_have_worked_off(settings: Settings) -> None:
    """A record that nobody has committed waits; before there is any, nothing does."""
    asyncio.run(apply(settings))
    assert asyncio.run(waiting(settings)) == {}

    put(settings, named(settings, INPUT), [Content(b"a", b"{}"), Content(b"b", b"{}")])
    environment = {"COPYTASTER_BROKERS": settings.brokers, "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix}
    done = subprocess.run(  # noqa: S603
        [COMMAND, "topics", "drained"], capture_output=True, text=True, check=False, env=environment, timeout=60
    )

    assert (done.returncode, done.stdout) == (1, f"{named(settings, INPUT)}: 2 records wait\n")


def test_secrets_reach_the_client_and_nothing_else() -> None:
    """SASL options appear only where the protocol asks for them."""
    secret = SecretStr(uuid4().hex)
    secured = Settings(security_protocol="SASL_PLAINTEXT", sasl_username="desk", sasl_password=secret)

    assert client_options(secured)["sasl_plain_password"] == secret.get_secret_value()
    assert "sasl_plain_password" not in client_options(Settings())
