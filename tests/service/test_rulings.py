"""Rulings on a live worker, and on files; what they do to stories is in tests/lifecycle."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from click.testing import CliRunner

from forks import COMMAND
from inspector import serving
from stream.cli import main
from stream.service import topic_io
from wires import HOUR, NOON, ninjs, retouched, text
from workers import environment, running, wait_for

A, B = "urn:a", "urn:b"
WIRE = [
    orjson.dumps(ninjs(A, text(1), NOON, creditline="AFP")),
    orjson.dumps(ninjs(B, retouched(text(1), 3, 1), NOON + HOUR, creditline="AFP/VNA")),
]
WHO = ("--by", "Ada", "--because", "I read both")


def members(stories: list[bytes]) -> list[set[str]]:
    """Of each story, sorted."""
    told: list[dict[str, Any]] = [orjson.loads(line) for line in stories]
    return [{each["uri"] for each in story["associations"]} for story in told]


def test_a_ruling_splits_a_story_of_a_live_worker_and_its_withdrawal_joins_it_again(
    brokers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad one goes to the dead letters; a worker that starts anew from the topics rules the same."""
    with running(brokers, tmp_path) as service:
        monkeypatch.setenv("COPYTASTER_BROKERS", service.settings.brokers)
        monkeypatch.setenv("COPYTASTER_TOPIC_PREFIX", service.settings.topic_prefix)

        def rule(verdict: str) -> None:
            done = CliRunner().invoke(main, ["rule", verdict, B, A, *WHO])
            assert done.exit_code == 0, done.output

        service.start().wait_until_ready()
        service.feed(WIRE)
        wait_for(lambda: members(service.stories()) == [{A, B}], 60, "the story", service.told_last)

        rule("different")
        wait_for(lambda: members(service.stories()) == [{A}, {B}], 60, "two stories", service.told_last)
        for line in service.stories():
            [ruled] = orjson.loads(line)["story"]["rulings"]
            assert (ruled["pair"], ruled["verdict"], ruled["by"]) == ([A, B], "different", "Ada")

        rule("undo")
        wait_for(lambda: members(service.stories()) == [{A, B}], 60, "one story again", service.told_last)

        asyncio.run(topic_io.rule(service.settings, b"nothing", b"{}"))
        wait_for(lambda: len(service.dead_letters()) == 1, 60, "the dead letter", service.told_last)


def test_an_editor_says_on_a_live_worker_what_a_kill_that_names_nothing_is_about(
    brokers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is open, then every copy is killed; a worker that starts anew from the topics tells the same."""
    notice = ninjs("urn:notice", "Editors: withdraw the report in question. Do not use it.", NOON + 2 * HOUR)
    notice |= {"headline": "KILL", "pubStatus": "usable", "signals": [{"code": "kill"}], "creditline": "AFP"}

    def statuses() -> dict[str, str]:
        told = [orjson.loads(line) for line in service.stories()]
        return {member["uri"]: story["pubStatus"] for story in told for member in story["associations"]}

    with running(brokers, tmp_path) as service:
        monkeypatch.setenv("COPYTASTER_BROKERS", service.settings.brokers)
        monkeypatch.setenv("COPYTASTER_TOPIC_PREFIX", service.settings.topic_prefix)
        worker = service.start()
        worker.wait_until_ready()
        service.feed([*WIRE, orjson.dumps(notice)])
        wait_for(lambda: len(statuses()) == 3, 60, "all stories", service.told_last)
        assert (statuses()[A], statuses()[B]) == ("usable", "usable")
        assert b'copytaster_orders_open{order="kill"} 1.0' in worker.probe("/metrics")[1]

        done = CliRunner().invoke(main, ["rule", "kill", "urn:notice", A, *WHO])
        assert done.exit_code == 0, done.output
        wait_for(lambda: statuses()[A] == "canceled", 60, "the kill", service.told_last)
        killed = service.stories()
        assert statuses()[B] == "canceled"

        assert worker.stop() == 0
        service.start().wait_until_ready()
        service.wait_until_quiet()
        assert service.stories() == killed


def test_a_ruling_of_the_web_pages_reaches_the_worker_and_its_stories_the_pages(brokers: str, tmp_path: Path) -> None:
    """Worker, projector and inspector as three processes with nothing between them but topics and one SQLite file."""
    db = tmp_path / "stories.db"
    pair = {"one": A, "other": B}
    with running(brokers, tmp_path) as service:
        env = environment(service.settings)
        service.start().wait_until_ready()
        service.feed(WIRE)
        wait_for(lambda: members(service.stories()) == [{A, B}], 60, "the story", service.told_last)
        follow = [str(COMMAND), "inspect", "follow", "--db", str(db)]
        subprocess.run([*follow, "--once"], env=env, check=True, capture_output=True)  # noqa: S603 - our own command
        with (
            subprocess.Popen(follow, env=env, stderr=subprocess.DEVNULL) as projector,  # noqa: S603 - our own command
            serving(tmp_path, "--db", str(db), "--rulings-topic", env=env) as site,
            httpx2.Client(base_url=site) as reader,
        ):

            def rule(verdict: str, told: str) -> None:
                said = {**pair, "verdict": verdict, "by": "Ada", "because": "I read both"}
                assert reader.post("/rule", data=said, headers={"origin": site}).status_code == 303
                wait_for(lambda: f">{told}</span>" in reader.get("/why", params=pair).text, 60, told, service.told_last)

            rule("different", "two stories")
            assert members(service.stories()) == [{A}, {B}]
            assert "in the stories" in reader.get("/review").text
            rule("undone", "one story")
            assert members(service.stories()) == [{A, B}]
            projector.terminate()


def test_rulings_of_a_file_hold_for_every_run(tmp_path: Path) -> None:
    """Appended one by one; the newest counts."""
    rulings, wire = tmp_path / "rulings.jsonl", tmp_path / "wire.jsonl"
    wire.write_bytes(b"\n".join(WIRE))

    def run() -> list[set[str]]:
        done = CliRunner().invoke(main, ["run", str(wire), "--rulings", str(rulings)])
        assert done.exit_code == 0, done.output
        return members([line.encode() for line in done.stdout.splitlines()])

    for verdict, told in (("different", [{A}, {B}]), ("undo", [{A, B}]), ("same", [{A, B}])):
        done = CliRunner().invoke(main, ["rule", verdict, A, B, *WHO, "--file", str(rulings)])
        assert done.exit_code == 0, done.output
        assert run() == run() == told


def test_a_file_says_what_an_order_means(tmp_path: Path) -> None:
    """A notice that names nothing kills what `rule kill` names, and its copies; `dismiss` needs the notice alone."""
    rulings, wire = tmp_path / "rulings.jsonl", tmp_path / "wire.jsonl"
    note = ninjs("urn:n", "Please kill our story of this morning.", NOON + 2 * HOUR, creditline="AFP", headline="KILL")
    wire.write_bytes(b"\n".join([*WIRE, orjson.dumps(note)]))

    def told() -> tuple[list[str], bool]:
        """The status of the story, and whether the order is open."""
        done = CliRunner().invoke(main, ["run", str(wire), *(("--rulings", str(rulings)) if rulings.exists() else ())])
        assert done.exit_code == 0, done.output
        stories = [orjson.loads(line)["story"] | orjson.loads(line) for line in done.stdout.splitlines()]
        is_open = [story["story"]["notice"].get("openOrder", False) for story in stories if "notice" in story]
        return [story["pubStatus"] for story in stories if "notice" not in story], is_open == [True]

    assert told() == (["usable"], True)
    for named, expected in (
        (("kill", "urn:n", A), (["canceled"], False)),
        (("undo", A, "urn:n"), (["usable"], True)),
        (("hold", "urn:n", A), (["withheld"], False)),
        (("undo", "urn:n", A), (["usable"], True)),
        (("dismiss", "urn:n"), (["usable"], False)),
        (("undo", "urn:n"), (["usable"], True)),
    ):
        done = CliRunner().invoke(main, ["rule", *named, *WHO, "--file", str(rulings)])
        assert done.exit_code == 0, done.output
        assert told() == expected


def test_a_line_that_is_no_ruling_stops_the_run(tmp_path: Path) -> None:
    """Nothing that an editor said is passed over."""
    rulings, wire = tmp_path / "rulings.jsonl", tmp_path / "wire.jsonl"
    wire.write_bytes(WIRE[0])
    rulings.write_bytes(b'\n{"pair":["a"]}\n')
    done = CliRunner().invoke(main, ["run", str(wire), "--rulings", str(rulings)])

    assert done.exit_code == 2
    assert "rulings.jsonl:2: pair: expected the uris of two dispatches" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("kill", A, *WHO),
        ("dismiss", A, B, *WHO),
        ("same", A, A, *WHO),
        ("same", A, B, "--by", "Ada"),
        ("maybe", A, B, *WHO),
        ("same", A, B, "--by", " ", *WHO[2:]),
    ],
)
def test_a_ruling_needs_two_dispatches_a_name_and_a_reason(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Usage errors."""
    assert CliRunner().invoke(main, ["rule", *arguments, "--file", str(tmp_path / "r")]).exit_code == 2
