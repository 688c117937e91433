"""deploy/compose.yaml, as Docker Compose itself reads it; no engine is needed for that."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from deploy.tools import DEPLOY, program, told
from stream.commands.feed import feed
from stream.settings import PREFIX, Settings

FILE = DEPLOY / "compose.yaml"
OURS = ("topics", "worker-1", "worker-2", "watch", "listen", "poll", "follow", "inspector", "feed")
TOKEN = {"COPYTASTER_INSPECT_TOKEN": "a-token"}


def compose(*arguments: str, **options: Any) -> str:
    """Run Docker Compose on the file."""
    tool = program("docker-compose", "pip install '.[test]'")
    profiles = ("--profile", "demo", "--profile", "listen", "--profile", "poll")
    return told(tool, "--file", str(FILE), *profiles, "config", *arguments, **options)


@pytest.fixture(name="services", scope="module")
def _services() -> dict[str, Any]:
    """The services, everything merged and filled in."""
    services: dict[str, Any] = json.loads(compose("--format", "json", env=TOKEN))["services"]
    return services


def seconds(text: str) -> int:
    """A duration as Compose prints it."""
    match = re.fullmatch(r"(?:(\d+)m)?(?:(\d+)s)?", text)
    assert match is not None
    return 60 * int(match[1] or 0) + int(match[2] or 0)


def test_without_a_token_nothing_starts() -> None:
    """The inspector listens beyond its container: whoever forgets the token is told so."""
    assert "COPYTASTER_INSPECT_TOKEN" in compose("--quiet", fails=True)


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_nothing_but_their_work(services: dict[str, Any], name: str) -> None:
    """Not root, nothing of the image is written, no capability, no way to gain any; all of one image."""
    service = services[name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - of the container
    assert service["image"] == f"copytaster:{version('copytaster')}"
    assert service["build"]["dockerfile"] == "deploy/Dockerfile"


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting(services: dict[str, Any], name: str) -> None:
    """A misspelt one would end the container."""
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | {
        "COPYTASTER_INSPECT_TOKEN",
        "COPYTASTER_INSPECT_FEEDERS",
    }

    assert set(services[name]["environment"]) <= known
    assert services[name]["environment"]["COPYTASTER_BROKERS"] == "kafka:9092"


def test_each_worker_has_its_name_and_its_folder(services: dict[str, Any]) -> None:
    """Static membership takes different names; a shared folder would be refused. Prometheus knows both by one name."""
    workers = [services[name] for name in ("worker-1", "worker-2")]

    assert len({each["environment"]["COPYTASTER_INSTANCE_ID"] for each in workers}) == 2
    assert len({each["volumes"][0]["source"] for each in workers}) == 2
    for each in workers:
        assert [volume["target"] for volume in each["volumes"]] == ["/state"]
        assert each["networks"]["default"]["aliases"] == ["worker"]
        assert each["depends_on"]["topics"]["condition"] == "service_completed_successfully"
    assert "names: [worker]" in (DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")


def test_workers_are_given_the_time_to_stop(services: dict[str, Any]) -> None:
    """Longer than a join and the stop budget together, or Docker kills them in the middle of a turn."""
    needed = Settings().session_timeout_seconds + Settings().stop_seconds

    for name in ("worker-1", "worker-2"):
        assert seconds(services[name]["stop_grace_period"]) > needed


def test_the_watched_folder_is_one_that_can_be_written(services: dict[str, Any]) -> None:
    """Files are moved in it. A volume anywhere but on /state would belong to root; and it has the time to finish."""
    watch = services["watch"]

    assert [volume["target"] for volume in watch["volumes"]] == ["/state"]
    assert watch["command"][-1] == "/state"
    assert seconds(watch["stop_grace_period"]) > Settings().stop_seconds
    assert "watch:8080" in (DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["listen", "poll"])
def test_the_other_ways_in_are_understood(services: dict[str, Any], name: str) -> None:
    """Their options are, they have the time to finish, and Prometheus finds them by their name."""
    command, *arguments = services[name]["command"]
    host = [str(FILE) if each == "/feeds.toml" else each for each in arguments]

    assert command == "feed"
    assert feed.make_context("feed", host).params[name]
    assert seconds(services[name]["stop_grace_period"]) > Settings().stop_seconds
    assert re.search(rf"names: \[.*\b{name}\b", (DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))


def test_the_inspector_asks_the_feed_that_is_there(services: dict[str, Any]) -> None:
    """On the port of its probes."""
    assert services["inspector"]["environment"]["COPYTASTER_INSPECT_FEEDERS"] == f"http://watch:{Settings().web_port}"


def test_nothing_listens_beyond_this_machine(services: dict[str, Any]) -> None:
    """Kafka has no password here."""
    published = [port for service in services.values() for port in service.get("ports", ())]

    assert published
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}


def test_the_inspector_reads_what_the_follower_writes(services: dict[str, Any]) -> None:
    """One volume, one file; the inspector starts when it is there."""
    follow, inspector = services["follow"], services["inspector"]

    assert follow["volumes"] == inspector["volumes"]
    assert [each[each.index("--db") + 1] for each in (follow["command"], inspector["command"])] == [
        "/state/copytaster.db"
    ] * 2
    assert inspector["depends_on"]["follow"]["condition"] == "service_healthy"
    assert inspector["environment"]["COPYTASTER_INSPECT_TOKEN"] == TOKEN["COPYTASTER_INSPECT_TOKEN"]


@pytest.mark.parametrize("name", ["prometheus", "grafana", "feed", "poll"])
def test_what_is_mounted_is_there(services: dict[str, Any], name: str) -> None:
    """Docker would make an empty folder of a missing file."""
    mounted = [Path(each["source"]) for each in services[name]["volumes"] if each["type"] == "bind"]

    assert mounted
    for path in mounted:
        assert path.exists(), path
