"""The command, run as people and pipes run it: its streams, exit codes and files."""

from __future__ import annotations

import gzip
import json
import os
import pty
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import pytest

import stream.sample
from forks import COMMAND, run
from stream.cli import main
from stream.schemas import SCHEMAS, schema
from wires import HOUR, NOON, ninjs, retouched, text, violations

SAMPLE = Path(stream.sample.__file__).parent
SUMMARY = re.compile(r"([\d,]+) dispatches read · ([\d,]+) rejected.* · ([\d,]+) stories · ([\d,]+) merged")
pytestmark = pytest.mark.slow  # a process for each test
SEED_HEADLINE = "Chinese premier, Kazakh counterpart meet by video link"


def copytaster(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end."""
    return run([COMMAND, *arguments], stdin=stdin)


def from_a_shell(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The same, with pipes, and loaded anew: with other hashes, so that equal bytes prove more."""
    return subprocess.run([COMMAND, *arguments], input=stdin, capture_output=True, check=False, timeout=120)  # noqa: S603


def lines(records: Sequence[dict[str, Any]]) -> bytes:
    """JSON Lines."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def stories(out: bytes) -> list[dict[str, Any]]:
    """The stories on standard output, each as its schema says."""
    told: list[dict[str, Any]] = [json.loads(line) for line in out.splitlines()]
    for story in told:
        assert violations("story", story) == []
    return told


def summary(done: subprocess.CompletedProcess[bytes]) -> tuple[int, ...]:
    """Read, rejected, stories, merged."""
    match = SUMMARY.search(done.stderr.decode().splitlines()[-1])
    assert match, done.stderr.decode()
    return tuple(int(count.replace(",", "")) for count in match.groups())


WIRE = [
    ninjs("urn:b", retouched(text(1), 3, 1), NOON + HOUR),
    ninjs("urn:a", text(1), NOON),
    *(ninjs(f"urn:c{n}", text(10 + n), NOON + n * HOUR) for n in range(20)),
]
BAD = [b'{"uri": "urn:x", "body_text": "caf\xe9"}', b'{"uri": "urn:y"', b'{"uri": "urn:z", "language": "en"}']


@pytest.fixture(name="wire")
def _wire(tmp_path: Path) -> Path:
    path = tmp_path / "wire.jsonl"
    path.write_bytes(lines(WIRE))
    return path


def test_run_folds_a_file(wire: Path) -> None:
    """Stories on standard output, sorted by uri; the four counts on standard error, and nothing else there."""
    done = from_a_shell("run", wire)
    assert done.returncode == 0
    told = stories(done.stdout)
    assert [story["uri"] for story in told] == sorted(story["uri"] for story in told)
    assert sorted(len(story["associations"]) for story in told) == [1] * 20 + [2]
    assert ["urn:a", "urn:b"] in [[member["uri"] for member in story["associations"]] for story in told]
    assert summary(done) == (22, 0, 21, 1)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("run", "-"), ("run",)])
def test_run_reads_standard_input(wire: Path, arguments: tuple[str, ...]) -> None:
    """With a dash or without, the bytes are those of the file."""
    assert from_a_shell(*arguments, stdin=wire.read_bytes()).stdout == copytaster("run", wire).stdout


def test_run_reads_several_files_of_every_kind(wire: Path, tmp_path: Path) -> None:
    """Split, compressed, as an array or a page: the same dispatches."""
    (tmp_path / "one.jsonl.gz").write_bytes(gzip.compress(lines(WIRE[:5])))
    (tmp_path / "two.json").write_text(json.dumps(WIRE[5:]))
    done = copytaster("run", tmp_path / "two.json", tmp_path / "one.jsonl.gz")
    assert done.stdout == copytaster("run", wire).stdout
    page = copytaster("run", SAMPLE / "seed-page.txt")
    [story] = stories(page.stdout)
    assert story["headlines"][0]["value"].startswith("Une liaison vidéo")


@pytest.mark.parametrize("options", [(), ("--changes",), ("--workers", "2"), ("--changes", "--workers", "2")])
def test_files_are_folded_in_the_order_of_time(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Weeks of a wire, its files in any order, under any name: the same bytes, and the summary says what was done."""
    weeks = [ninjs(f"urn:{n:03}", text(n), NOON + n * 4 * HOUR) for n in range(150)]
    copies = [ninjs(f"urn:copy:{n}", text(n), NOON + n * 4 * HOUR + HOUR) for n in range(3)]
    (tmp_path / "weeks").write_bytes(lines(weeks))
    (tmp_path / "copies.txt").write_bytes(gzip.compress(lines(copies[::-1]) + b"{\n"))
    sorted_wire = tmp_path / "wire.jsonl"
    sorted_wire.write_bytes(lines(sorted([*weeks, *copies], key=lambda each: (each["versionCreated"], each["uri"]))))
    rejects = tmp_path / "rejects"

    late = from_a_shell("run", tmp_path / "weeks", tmp_path / "copies.txt", *options, "--rejects", rejects)
    early = copytaster("run", tmp_path / "copies.txt", tmp_path / "weeks", *options)
    in_order = copytaster("run", sorted_wire, *[option for option in options if option == "--changes"])

    assert in_order.stdout
    assert late.stdout == early.stdout == in_order.stdout
    assert summary(late) == (154, 1, 150, 3)
    assert b"put in order of time: 3 of 153 had come out of order" in late.stderr
    assert b"put in order" not in in_order.stderr
    assert [(each["source"], each["line"]) for each in map(json.loads, rejects.read_bytes().splitlines())] == [
        (str(tmp_path / "copies.txt"), 4)
    ]


def test_a_file_that_cannot_be_read_on_is_named(wire: Path, tmp_path: Path) -> None:
    """Empty or cut: the others are folded, and the message does not need --rejects."""
    empty, cut = tmp_path / "empty", tmp_path / "cut"
    empty.write_bytes(b"")
    cut.write_bytes(gzip.compress(wire.read_bytes())[:-9])

    done = copytaster("run", empty, wire, cut)

    assert done.returncode == 0
    assert f"{empty}: there is nothing in this file" in done.stderr.decode().splitlines()
    assert f"{cut}: cannot be read on from here (EOFError)" in done.stderr.decode().splitlines()
    assert summary(done)[1:] == (2, 21, 1)


def test_out_writes_the_file_and_nothing_beside_it(wire: Path, tmp_path: Path) -> None:
    """The same bytes, and no part file is left."""
    done = copytaster("run", wire, "--out", tmp_path / "stories.jsonl")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "stories.jsonl").read_bytes() == copytaster("run", wire).stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["stories.jsonl", "wire.jsonl"]


def test_out_is_left_as_it_was_when_a_run_fails(tmp_path: Path) -> None:
    """A file that is there appears complete or stays what it was."""
    out = tmp_path / "stories.jsonl"
    out.write_text("before")
    assert copytaster("run", tmp_path / "missing.jsonl", "--out", out).returncode == 2
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_out_replaces_a_file_in_one_step(wire: Path, tmp_path: Path) -> None:
    """Whoever has the old file open reads on in the old one: it is never half written."""
    out = tmp_path / "stories.jsonl"
    out.write_text("before")
    with out.open() as old:
        assert copytaster("run", wire, "--out", out).returncode == 0
        assert old.read() == "before"
    assert out.read_bytes() == copytaster("run", wire).stdout


def test_partitions_do_not_change_a_byte() -> None:
    """Of the sample wire over seven partitions."""
    files = [SAMPLE / "seed-page.txt", SAMPLE / "wire.jsonl"]
    one, seven = copytaster("run", *files), from_a_shell("run", *files, "--partitions", "7")
    assert one.stdout
    assert one.stdout == seven.stdout
    assert one.stderr == seven.stderr


def test_rejects_keep_the_bytes_and_the_run_goes_on(tmp_path: Path) -> None:
    """Each reject is as its schema says, and its raw bytes are the line as it came: it can be run again."""
    source = tmp_path / "mixed.jsonl"
    source.write_bytes(lines(WIRE[:2]) + b"\n".join(BAD) + b"\n" + lines(WIRE[2:]))
    rejects = tmp_path / "rejects.jsonl"
    done = copytaster("run", source, "--rejects", rejects)
    assert done.returncode == 0
    assert summary(done) == (25, 3, 21, 1)
    assert "encoding 1, json 1, no-text 1" in done.stderr.decode()
    kept = [json.loads(line) for line in rejects.read_bytes().splitlines()]
    for each in kept:
        assert violations("reject", each) == []
    assert [b64decode(each["raw"]) for each in kept] == BAD
    assert [(each["source"], each["line"], each["reason"]) for each in kept] == [
        (str(source), 3, "encoding"),
        (str(source), 4, "json"),
        (str(source), 5, "no-text"),
    ]
    again = copytaster("run", "-", stdin=b"\n".join(b64decode(each["raw"]) for each in kept))
    assert summary(again) == (3, 3, 0, 0)
    assert "--rejects FILE" in again.stderr.decode()


def test_a_wire_of_rejects_only_is_no_failure() -> None:
    """All rejected, no story, exit code 0."""
    done = copytaster("run", "-", stdin=b"\n".join(BAD))
    assert (done.returncode, done.stdout) == (0, b"")
    assert summary(done) == (len(BAD), len(BAD), 0, 0)


def test_every_bad_record_of_the_sample_is_accounted_for() -> None:
    """Read is folded and rejected, whatever the reasons."""
    read, rejected, told, merged = summary(copytaster("run", SAMPLE / "rejects.jsonl"))
    assert read == len((SAMPLE / "rejects.jsonl").read_bytes().splitlines())
    assert read == rejected + told + merged
    assert rejected >= 10


def test_changes_replayed_are_the_final_stories(wire: Path) -> None:
    """The last line under each uri, without what gave way, is what a plain run writes."""
    done = copytaster("run", "-", "--changes", stdin=wire.read_bytes())
    changes = stories(done.stdout)
    last = {change["uri"]: line for change, line in zip(changes, done.stdout.splitlines(), strict=True)}
    gone = {change["uri"] for change in changes if "replacedBy" in change["story"]}
    assert len(gone) == 1
    final = copytaster("run", "-", stdin=wire.read_bytes())
    assert [last[uri] for uri in sorted(set(last) - gone)] == final.stdout.splitlines()
    assert done.stderr == final.stderr


def test_the_window_is_a_duration(wire: Path) -> None:
    """Of half an hour the two stay apart; hours, minutes and seconds say the same."""
    assert summary(copytaster("run", wire, "--window", "30m")) == (22, 0, 22, 0)
    assert copytaster("run", wire, "--window", "1h").stdout == copytaster("run", wire, "--window", "3600s").stdout
    assert summary(copytaster("run", wire, "--window", "1h", "--lateness", "0h"))[2] == 21


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("run", "missing.jsonl"), 2, "missing.jsonl"),
        (("run", sys.executable), 2, "holds binary data"),
        (("run", "-", "--window", "soon"), 2, "not a duration"),
        (("run", "-", "--window", "72"), 2, "not a duration"),
        (("run", "-", "--window", "0h"), 2, "window"),
        (("run", "-", "--partitions", "0"), 2, "partitions"),
        (("run", "-", "--partitions", "1025"), 2, "partitions"),
        (("run", "-", "--out", "/proc/none/stories.jsonl"), 1, "/proc/none"),
        (("run", "-", "--rejects", "/proc/none/rejects.jsonl"), 1, "/proc/none"),
        (("schema", "stories"), 2, "stories"),
        (("taste",), 2, "taste"),
        (("run", "--fast"), 2, "--fast"),
    ],
)
def test_what_cannot_be_done_ends_with_its_exit_code(arguments: tuple[str, ...], code: int, says: str) -> None:
    """2 for the caller's mistake, 1 for a failure; the message names what was wrong, and shows no traceback."""
    done = copytaster(*arguments, stdin=lines(WIRE[:1]))
    assert done.returncode == code
    assert done.stdout == b""
    error = done.stderr.decode()
    assert says in error
    assert "Error" in error
    assert "Traceback" not in error


@pytest.mark.parametrize("extra", [(), ("--changes",)])
def test_a_closed_pipe_prints_no_traceback(tmp_path: Path, extra: tuple[str, ...]) -> None:
    """`copytaster run … | head -1` ends quietly: one line is read and the pipe closed long before the end."""
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(lines([ninjs(f"urn:{n}", text(n), NOON + n) for n in range(400)]))
    with subprocess.Popen(  # noqa: S603
        [COMMAND, "run", wire, *extra], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        error = process.stderr.read().decode()
        assert process.wait(60) == 1
    assert "Traceback" not in error
    assert "BrokenPipe" not in error


def test_demo_shows_the_chain_of_the_seed() -> None:
    """The table, the chain Xinhua → VNA → CVN with its evidence, and the summary."""
    done = from_a_shell("demo")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "XINHUA → VNA → CVN" in shown
    assert SEED_HEADLINE in shown
    assert "Xinhua/VNA/CVN" in shown
    assert "leaves out" in shown
    assert "李克强 = Keqiang" in shown
    assert "5,2 tỷ = 5.2 billion" in shown
    places = [shown.index(name) for name in ("XINHUA Xinhua News", "VNA Vietnam News", "CVN Le Courrier du Vietnam")]
    assert places == sorted(places)
    assert summary(done)[1] == 0


def test_demo_as_json_is_the_stories_of_the_sample() -> None:
    """Each as its schema says, and the same bytes as a run over the sample's files gives."""
    done = copytaster("demo", "--json")
    told = stories(done.stdout)
    [seed] = [story for story in told if story.get("headlines", [{}])[0].get("value") == SEED_HEADLINE]
    assert [hop["party"]["literal"] for hop in seed["hopHistory"]] == ["XINHUA", "VNA", "CVN"]
    assert [(member["language"], member["rel"]) for member in seed["associations"]] == [
        ("en", "original"),
        ("zh-hans", "translation"),
        ("vi", "translation"),
        ("fr", "translation-excerpt"),
    ]
    assert done.stdout == copytaster("run", SAMPLE / "seed-page.txt", SAMPLE / "wire.jsonl").stdout


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_prints_one_schema(name: str) -> None:
    """As JSON that is the schema of the package."""
    assert json.loads(copytaster("schema", name).stdout) == schema(name)


def test_schema_without_a_name_prints_all() -> None:
    """As one object by name."""
    assert json.loads(copytaster("schema").stdout) == {name: schema(name) for name in SCHEMAS}


def test_every_command_has_help() -> None:
    """The group lists them with a sentence each; each explains itself and all of its options."""
    shown = copytaster("--help").stdout.decode()
    commands = re.findall(r"^  (\w+) {2,}(\S.*)$", shown.partition("Commands:")[2], re.MULTILINE)
    assert {name for name, _ in commands} >= {"run", "demo", "schema"}
    for name, sentence in commands:
        assert len(sentence) > 10
        done = copytaster(name, "-h")
        assert done.returncode == 0
        options = re.split(r"^  (?=-)", done.stdout.decode().partition("Options:")[2], flags=re.MULTILINE)[1:]
        for option in options:
            assert len(option.split()) >= 4, option


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    """The first sentence of its help, which the list has without importing the command."""
    context = click.Context(main)
    with context:
        listed = " ".join(main.get_help(context).partition("Commands:")[2].split())
        for name in main.list_commands(context):
            command = main.get_command(context, name)
            assert command is not None
            assert command.name == name
            sentence = " ".join((command.help or "").partition("\n\n")[0].split()).partition(". ")[0].removesuffix(".")
            assert f"{name} {sentence}." in listed


def test_version_is_that_of_the_package() -> None:
    """One line with name and number."""
    assert re.fullmatch(r"copytaster, version \d+\.\d+\.\d+\n", copytaster("--version").stdout.decode())


def on_a_terminal(source: Path) -> str:
    """What a run prints on standard error when that is a terminal."""
    ours, theirs = pty.openpty()
    with source.open("rb") as stdin:
        process = subprocess.Popen(  # noqa: S603
            [COMMAND, "run", *(["-"] if source.suffix == ".pipe" else [source])],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )
    os.close(theirs)
    printed = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux: the other side of the terminal is closed
            break
        if not piece:
            break
        printed += piece
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return printed.decode()


def test_a_long_input_has_a_progress_bar_on_a_terminal_and_a_short_one_has_none(tmp_path: Path, wire: Path) -> None:
    """The bar counts dispatches and goes away; the summary stays."""
    long = tmp_path / "long.pipe"  # the length of a pipe is not known: it counts as long
    long.write_bytes(lines(WIRE))

    bar, none = on_a_terminal(long), on_a_terminal(wire)

    assert re.search(r"\d+ dispatches ", bar.split("dispatches read")[0])
    assert "dispatches " not in none.split("dispatches read")[0]
    assert SUMMARY.search(bar)
    assert SUMMARY.search(none)


def test_a_file_whose_name_is_not_text_is_read(tmp_path: Path) -> None:
    """Rejects and messages hold its name, as far as it is one."""
    path = os.fsencode(tmp_path) + b"/d\xe9p\xeache"
    with open(path, "wb") as file:
        file.write(lines(WIRE[:1]) + b"{\n")
    done = copytaster("run", os.fsdecode(path), "--rejects", tmp_path / "rejects")

    assert summary(done) == (2, 1, 1, 0)
    assert json.loads((tmp_path / "rejects").read_bytes())["source"].endswith("/d\ufffdp\ufffdche")


@pytest.mark.parametrize(
    "ruling",
    [
        *(b"{", b"[]", b"7", b"\xff", b"{}", b'{"pair": ["a", {}]}', b'{"pair": ["a", "b"], "verdict": []}'),
        b'{"pair": ["a", "b"], "verdict": "same", "at": 7, "by": "x", "because": "y"}',
        b'{"pair": ["a", "b"], "verdict": "same", "at": "2022-13-01T00:00Z", "by": "x", "because": "y"}',
    ],
)
def test_a_line_that_is_no_ruling_is_named(tmp_path: Path, ruling: bytes) -> None:
    """With file and line; nothing an editor said is passed over."""
    path = tmp_path / "rulings.jsonl"
    path.write_bytes(b"\n" + ruling)
    done = copytaster("run", "-", "--rulings", path, stdin=lines(WIRE[:1]))

    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{path}:2: " in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rule", "same", "a", "b", "--by", "x", "--because", "y", "--file", "/"), 2),
        (("rule", "same", "a", "a", "--by", "x", "--because", "y", "--file", "/dev/null"), 2),
        (("rule", "same", "\udce9", "b", "--by", "x", "--because", "y", "--file", "/dev/null"), 2),
        (("run", "-", "--rulings", "/"), 2),
        (("dlq", "show", "x"), 2),
        (("inspect", "list", "--db", "/"), 2),
        (("inspect", "load", "/"), 2),
    ],
)
def test_no_command_shows_a_traceback(arguments: tuple[str, ...], code: int) -> None:
    """Folders where files should be, uris that are none."""
    done = copytaster(*arguments)

    assert done.returncode == code, done.stderr
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr
