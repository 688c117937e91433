"""What an operator's rules change in what is read, wherever it is read; each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forks import COMMAND, run
from stream.sample import sample_files

pytestmark = pytest.mark.slow  # each runs the command as a process, most of them several times

BODY = "The ferry to the northern islands will sail twice a day from May, the harbour office said on Tuesday. " * 4
WIRE = [
    {
        "uri": "https://wire.example.org/1",
        "versionCreated": "2026-11-01T08:00:00Z",
        "headline": "Ferry To Sail Twice A Day",
        "body_text": f"PORT, Nov 1 (NANA) - {BODY}\nShare this page\nListen 4 min",
    }
]
RULES = {
    "agencies": '[agency.NANA]\nname = "Northern Agency"\naliases.en = ["NANA"]',
    "boilerplate": "[house.\"example.org\"]\nlines = ['share this page']\npatterns = ['listen \\d+ min']",
    "suppliers": '[supplier."wire.example.org"]\nagency = "vna"',
}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """An operator's folder with all three."""
    folder = tmp_path / "rules"
    folder.mkdir()
    for name, text in RULES.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def command(folder: Path | None, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `copytaster`, or Python where the first argument says so, with these rules."""
    environment = {**os.environ, "COPYTASTER_RULES_DIR": str(folder or "")}
    if arguments[0] != "python":
        return run([COMMAND, *arguments], stdin=stdin, env=environment)
    program = [sys.executable, *arguments[1:]]  # anew: what an import does with the rules is tested as well
    return subprocess.run(  # noqa: S603 - our own command
        program, input=stdin, capture_output=True, check=False, timeout=120, env=environment
    )


def lines() -> bytes:
    """The wire as JSON Lines."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in WIRE)


def read(story: dict[str, Any]) -> tuple[str, list[str]]:
    """What a story says: its text, and the parties of its chain in order."""
    [body] = [body["value"] for body in story["bodies"] if body["contentType"] == "text/plain"]
    return body, [hop["party"]["literal"] for hop in story["hopHistory"]]


def test_the_rules_hold_in_a_run(folder: Path) -> None:
    """The dateline names the agency, the house's lines are no text, and the site is its agency's."""
    without, with_rules = (command(place, "run", "-", stdin=lines()) for place in (None, folder))

    assert with_rules.returncode == 0, with_rules.stderr
    text, parties = read(json.loads(without.stdout))
    assert "Share this page" in text
    assert "NANA" not in parties
    assert "wire.example.org" in parties
    text, parties = read(json.loads(with_rules.stdout))
    assert text.strip() == BODY.strip()
    assert parties == ["NANA", "VNA"]


def test_a_program_and_processes_that_read_ahead_read_alike(folder: Path, tmp_path: Path) -> None:
    """As `copytaster run` does."""
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(lines())
    alone = command(folder, "run", wire)
    code = "import json, sys; from stream import fold; print(json.dumps(fold(sys.stdin.buffer.read().splitlines())))"

    assert json.loads(command(folder, "python", "-c", code, stdin=lines()).stdout) == [json.loads(alone.stdout)]
    assert command(folder, "run", wire, "--workers", "2").stdout == alone.stdout


def test_the_rules_of_a_run_are_those_it_began_with(folder: Path, tmp_path: Path) -> None:
    """Files that change meanwhile change nothing: processes that read ahead are given what was read once."""
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(lines())
    code = """
import shutil, sys
from stream.cli import main
from stream.reading.rules import in_force
folder, wire = sys.argv[1:]
in_force()
shutil.rmtree(folder)
if __name__ == "__main__":
    main(["run", wire, "--workers", "2"])
"""
    script = tmp_path / "script.py"
    script.write_text(code.replace("in_force()\nshutil", 'if __name__ == "__main__":\n    in_force()\n    shutil'))
    before = command(folder, "run", wire)

    after = command(folder, "python", script, folder, wire)

    assert not folder.exists()
    assert after.returncode == 0, after.stderr
    assert after.stdout == before.stdout


def test_rules_that_add_nothing_change_no_byte(folder: Path) -> None:
    """Of the sample."""
    for path in folder.iterdir():
        path.unlink()
    (folder / "agencies.toml").write_text('[agency.VNA]\naliases.en = ["VNA"]\n', encoding="utf-8")
    (folder / "boilerplate.toml").write_text('[house."lecourrier.vn"]\nlines = ["back to top"]', encoding="utf-8")
    with sample_files() as paths:
        assert command(folder, "run", *paths).stdout == command(None, "run", *paths).stdout


@pytest.mark.parametrize("arguments", [("run", "-"), ("demo",), ("feed", "-"), ("worker",), ("config", "show")])
def test_bad_rules_end_a_command_before_it_begins(folder: Path, arguments: tuple[str, ...]) -> None:
    """As wrong usage, with file, entry, field and what to do; no broker is asked."""
    (folder / "agencies.toml").write_text('[agency.NANA]\nname = "Northern Agency"\naliases.en = ["News"]')

    done = command(folder, *arguments, stdin=lines())

    assert done.returncode == 2
    assert done.stdout == b""
    told = done.stderr.decode()
    assert f"COPYTASTER_RULES_DIR: {folder}/agencies.toml: agency NANA: aliases: 'News' is also a word: list it" in told


def test_bad_rules_are_wrong_usage_for_a_program(folder: Path) -> None:
    """Not at the import: a program that reads nothing needs no rules."""
    (folder / "agencies.toml").write_text("[agency")
    code = "import stream\ntry:\n    stream.fold([])\nexcept stream.Usage as error:\n    print(error)"

    done = command(folder, "python", "-c", code)

    assert done.stdout.decode().startswith(f"COPYTASTER_RULES_DIR: {folder}/agencies.toml: not TOML"), done.stderr
