"""The commands around the dead letters, as people and programs call them."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from letters import NOON, contents, held, letter, own_topics, put_letters
from stream.commands.dlq import dlq, printed
from stream.entities.routing import BUCKETS, INPUT, RULINGS
from stream.errors import Fatal, Reason, Usage
from stream.service.dead_letters import Content, Coordinate, DeadLetter, mark, parse
from stream.service.topics import named
from stream.settings import Settings

ESCAPES = b'{"uri": "urn:\x1b]0;title\x07", "x": "\xc3\xa9\xc2\xa0\xc2\x9b2J\r\n\t"}'


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone, with five letters, one of them replayed, and one foreign record."""
    settings = own_topics(brokers)
    source = named(settings, INPUT)
    put_letters(
        settings,
        letter(source, Content(b"urn:a", b"{"), place=(0, 10)),
        letter(source, Content(b"\xff", b"\xff\x00"), Reason.ENCODING, failed_at=NOON + timedelta(minutes=3)),
        mark(Coordinate(0, 0)),
        letter("elsewhere", Content(b"urn:c", None), failed_at=NOON + timedelta(minutes=2)),
        Content(b"urn:z", b"{}"),
    )
    put_letters(
        settings,
        letter(source, Content(None, ESCAPES, (("h\n", b"\x1b"), ("n", None))), failed_at=NOON + timedelta(minutes=1)),
        letter(named(settings, BUCKETS), Content(b"urn:e", b"5"), Reason.TYPE, failed_at=NOON + timedelta(minutes=4)),
        partition=1,
    )
    return settings


def invoke(settings: Settings, *arguments: str) -> Result:
    """Run `dlq` with these arguments; the environment tells it where the brokers are."""
    environment = {"COPYTASTER_BROKERS": settings.brokers, "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix}
    return CliRunner().invoke(dlq, arguments, env=environment)


def rows(settings: Settings, *arguments: str) -> list[dict[str, Any]]:
    """What `dlq list --json` prints."""
    done = invoke(settings, "list", "--json", *arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def coordinates(settings: Settings, *arguments: str) -> list[str]:
    """The coordinates of what is listed."""
    return [row["coordinate"] for row in rows(settings, *arguments)]


def test_the_list_for_programs(settings: Settings) -> None:
    """One object a line, in the order of the first failures, without what the records hold."""
    found = rows(settings)

    assert [row["coordinate"] for row in found] == ["0:0", "1:0", "0:3", "0:1", "1:1"]
    assert found[0] == {
        "coordinate": "0:0",
        "topic": named(settings, INPUT),
        "partition": 0,
        "offset": 10,
        "timestamp": 1_700_000_000_000,
        "key": "urn:a",
        "bytes": 1,
        "stage": "intake",
        "reason": "json",
        "exceptionClass": "stream.errors.Invalid",
        "message": "record: bad (json)",
        "attempt": 1,
        "firstFailedAt": "2026-03-01T12:00:00Z",
        "version": found[0]["version"],
        "replayed": True,
    }
    assert [(row["key"], row.get("keyBase64"), row["bytes"]) for row in found[1:4]] == [
        (None, None, len(ESCAPES)),
        ("urn:c", None, None),
        (None, "/w==", 2),
    ]


def test_the_list_is_filtered(settings: Settings) -> None:
    """By reason, by topic, by what waits; the newest of what is left."""
    assert coordinates(settings, "--reason", "encoding") == ["0:1"]
    assert coordinates(settings, "--topic", "elsewhere") == ["0:3"]
    assert coordinates(settings, "--waiting") == ["1:0", "0:3", "0:1", "1:1"]
    assert coordinates(settings, "--limit", "2") == ["0:1", "1:1"]
    assert coordinates(settings, "--reason", "json", "--limit", "2", "--waiting") == ["1:0", "0:3"]
    assert coordinates(settings, "--reason", "date") == []


def test_the_list_for_people(settings: Settings) -> None:
    """A table; the counts on standard error. What a stranger wrote moves no cursor."""
    done = invoke(settings, "list")

    assert done.exit_code == 0
    assert done.stderr == "5 dead letters · 4 waiting · 1 replayed · 1 other records in the topic\n"
    assert [line.split()[:5] for line in done.stdout.splitlines() if ":" in line] == [
        ["0:0", "03-01", "12:00", "json", "1"],
        ["1:0", "03-01", "12:01", "json", "1"],
        ["0:3", "03-01", "12:02", "json", "1"],
        ["0:1", "03-01", "12:03", "encoding", "1"],
        ["1:1", "03-01", "12:04", "type", "1"],
    ]
    assert "\x1b" not in done.stdout


def test_a_list_of_nothing_says_so(brokers: str) -> None:
    """No empty table."""
    done = invoke(own_topics(brokers), "list")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "0 dead letters · 0 waiting · 0 replayed\n"


def test_a_letter_is_shown(settings: Settings) -> None:
    """Verdict, headers, and the record as text; --raw gives its bytes and nothing else."""
    shown = invoke(settings, "show", "1:0")

    assert shown.exit_code == 0
    head, body = shown.stdout.split("\n\n", 1)
    assert head.splitlines()[:6] == [
        f"topic: {named(settings, INPUT)}",
        "partition: 0",
        "offset: 7",
        "timestamp: 1700000000000",
        "stage: intake",
        "reason: json",
    ]
    assert "key: null\nheader h\\x0a: \\x1b\nheader n: null\n" in head
    assert head.endswith(f"value: {len(ESCAPES)} bytes")
    assert body == '{"uri": "urn:\\x1b]0;title\\x07", "x": "é\u00a0\\x9b2J\\x0d\n\t"}\n'
    assert invoke(settings, "show", "1:0", "--raw").stdout_bytes == ESCAPES


def test_what_is_not_text_is_shown_in_base64(settings: Settings) -> None:
    """Key and value; a null is told as such, and --raw of it is empty."""
    shown = invoke(settings, "show", "0:1").stdout

    assert "key: base64 /w==\n" in shown
    assert shown.endswith(f"value: 2 bytes, in base64\n\n{b64encode(bytes([255, 0])).decode()}\n")
    assert invoke(settings, "show", "0:1", "--raw").stdout_bytes == b"\xff\x00"
    assert invoke(settings, "show", "0:3").stdout.endswith("key: urn:c\nvalue: null\n")
    assert invoke(settings, "show", "0:3", "--raw").stdout_bytes == b""


@pytest.mark.parametrize(("at", "why"), [("0:2", "the mark"), ("0:4", "no dead letter"), ("0:99", "nothing is there")])
def test_showing_what_is_no_letter_is_a_mistake_of_the_caller(settings: Settings, at: str, why: str) -> None:
    """With what is there."""
    done = invoke(settings, "show", at)

    assert isinstance(done.exception, Usage)
    assert why in str(done.exception)


def test_a_dry_run_tells_what_a_replay_would_do(settings: Settings) -> None:
    """Which, where to, why they were refused, how large; and what cannot be sent. Nothing is."""
    done = invoke(settings, "replay", "--all", "--dry-run")

    source = named(settings, INPUT)
    only = f"letters come from {source} and {named(settings, RULINGS)} alone, and this one"
    assert done.exit_code == 1
    assert done.stdout == f"1:0 to {source}: json, {len(ESCAPES)} bytes\n0:1 to {source}: encoding, 2 bytes\n"
    assert done.stderr == (
        "2 dead letters would be sent\n"
        f"0:3: cannot be sent: {only} names elsewhere\n"
        f"1:1: cannot be sent: {only} names {named(settings, BUCKETS)}\n"
    )
    assert held(settings) == []
    assert coordinates(settings, "--waiting") == ["1:0", "0:3", "0:1", "1:1"]


def test_all_that_wait_are_replayed_once(settings: Settings) -> None:
    """Those that cannot be are told and keep waiting; a second time nothing is left to send."""
    done = invoke(settings, "replay", "--all")
    again = invoke(settings, "replay", "--all")

    assert (done.exit_code, done.stderr.splitlines()[0]) == (1, "2 dead letters sent")
    assert (again.exit_code, again.stderr.splitlines()[0]) == (1, "0 dead letters sent")
    assert sorted(value for _, value, _ in contents(held(settings)) if value) == sorted([ESCAPES, b"\xff\x00"])
    assert coordinates(settings, "--waiting") == ["0:3", "1:1"]


def test_those_of_one_reason_are_replayed(settings: Settings) -> None:
    """And no other; all of them could be sent."""
    done = invoke(settings, "replay", "--reason", "encoding")

    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "1 dead letters sent\n")
    assert [each.value for each in held(settings)] == [b"\xff\x00"]
    assert coordinates(settings, "--waiting") == ["1:0", "0:3", "1:1"]


def test_those_at_coordinates_are_replayed_even_again(settings: Settings) -> None:
    """Who names a letter means it."""
    done = invoke(settings, "replay", "0:0", "1:0", "0:0")

    assert (done.exit_code, done.stderr) == (0, "2 dead letters sent\n")
    assert {each.value for each in held(settings)} == {b"{", ESCAPES}


def test_a_coordinate_without_a_letter_stops_a_replay_before_it_begins(settings: Settings) -> None:
    """A mark, a foreign record, or nothing."""
    for at in ("0:2", "0:4", "7:0"):
        done = invoke(settings, "replay", "0:0", at)

        assert isinstance(done.exception, Usage)
        assert str(done.exception).startswith(f"{at}: no dead letter is there")
    assert held(settings) == []


@pytest.mark.parametrize("arguments", [[], ["--dry-run"], ["--all", "0:0"], ["--all", "--reason", "json"]])
def test_a_replay_without_one_selection_is_a_mistake_of_the_caller(arguments: list[str]) -> None:
    """Nothing is sent because somebody forgot to say what. No broker is asked."""
    with pytest.raises(Usage, match=r"--all, --reason REASON or coordinates"):
        dlq.main(["replay", *arguments], standalone_mode=False)


@pytest.mark.parametrize("arguments", [["show", "1"], ["replay", "1:x"], ["list", "--reason", "x"], ["show"]])
def test_what_click_refuses_is_a_mistake_of_the_caller(arguments: list[str]) -> None:
    """Exit code 2, with what would be right."""
    assert CliRunner().invoke(dlq, arguments).exit_code == 2


@pytest.mark.parametrize("arguments", [["list"], ["show", "0:0"], ["replay", "--all"]])
def test_brokers_that_do_not_answer_end_every_command(arguments: list[str]) -> None:
    """With their name."""
    done = CliRunner().invoke(dlq, arguments, env={"COPYTASTER_BROKERS": "127.0.0.1:9"})

    assert isinstance(done.exception, Fatal)
    assert "127.0.0.1:9" in str(done.exception)


def test_every_command_says_what_it_is_for() -> None:
    """And each of its options."""
    for command in dlq.commands.values():
        assert command.help
        assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_an_empty_record_is_shown_as_one() -> None:
    """No bytes are not a null."""
    found = parse(Coordinate(0, 0), letter("t", Content(b"", b"")))
    assert isinstance(found, DeadLetter)

    assert printed(found).endswith("key: \nvalue: 0 bytes\n\n")
