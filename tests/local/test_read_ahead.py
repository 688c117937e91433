"""Reading ahead in other processes changes no byte of what comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import orjson
import pytest

from forks import COMMAND
from stream.sample import sample_files
from translated import CALL
from wires import HOUR, NOON, ninjs, retouched, text
from workers import wait_for

WIRE = [
    *(orjson.dumps(ninjs(f"urn:{n}", text(n // 3), NOON + n * HOUR // 8, creditline="AFP")) for n in range(300)),
    *(orjson.dumps(ninjs(f"urn:near:{n}", retouched(text(n), 9, 1), NOON + n * HOUR)) for n in range(20)),
    *(b"{", b"[]", b'{"uri": 7}', b"\xff", b'{"uri":"urn:long","body_text":"' + b"x" * (9 << 20) + b'"}'),
]


@pytest.fixture(name="wire")
def _wire(tmp_path: Path) -> Path:
    """Several chunks, bad records and one too long for memory among them."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(b"\n".join([*WIRE[:40], *WIRE[300:], *WIRE[40:300]]))
    return path


def run(folder: Path, *arguments: str | Path) -> tuple[bytes, bytes, bytes]:
    """Stories, rejects and summary of `copytaster run`."""
    rejects = folder / "rejects.jsonl"
    done = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "run", *arguments, "--rejects", rejects], capture_output=True, check=True, cwd=folder, timeout=120
    )
    return done.stdout, rejects.read_bytes(), done.stderr.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "options"), [("2", ()), ("3", ("--changes",)), ("2", ("--partitions", "5")), ("3", ("--prov",))]
)
def test_any_number_of_processes_gives_the_same(
    wire: Path, tmp_path: Path, workers: str, options: tuple[str, ...]
) -> None:
    """Stories, rejects with their bytes and lines, and the summary."""
    with sample_files() as files:
        alone = run(tmp_path, *files, wire, *options)
        assert run(tmp_path, *files, wire, *options, "--workers", workers) == alone
    assert b"5 rejected" in alone[2]


@pytest.mark.slow
def test_what_was_read_in_one_language_is_found_from_others(tmp_path: Path) -> None:
    """What names and counts a text has is not read ahead among texts of one language; when others come, it is."""
    calls = [
        ninjs(f"urn:call:{language}", CALL[language], NOON + hours * HOUR, language=language, creditLine="Xinhua")
        for language, hours in (("en", 9), ("ru", 19), ("ja", 20), ("ar", 21))
    ]
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(b"\n".join([*WIRE[:300], *map(orjson.dumps, calls)]))

    alone = run(tmp_path, wire)

    assert [story for line in alone[0].splitlines() if len(story := orjson.loads(line)["story"]["languages"]) == 4]
    assert run(tmp_path, wire, "--workers", "2") == alone


def _hears_interrupts() -> None:
    """As from a terminal: who runs the tests in a shell's background has interrupts ignored, and so had the command."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def begun() -> tuple[subprocess.Popen[str], list[int]]:
    """A run that waits for more on standard input, and the processes that read ahead for it."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "run", "-", "--workers", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_interrupts,
    )
    assert process.stdin is not None
    process.stdin.write("\n".join(line.decode() for line in WIRE[:300]) + "\n")
    process.stdin.flush()
    wait_for(lambda: len(reading_for(process.pid)) == 2, 60, "processes that read ahead")
    return process, reading_for(process.pid)


def reading_for(pid: int) -> list[int]:
    """The processes that read ahead for a run."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in told if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_a_process_that_dies_is_told() -> None:
    """The run ends with 1 and says what to do; it does not wait for what will not come."""
    process, (first, _) = begun()
    with process:
        os.kill(first, signal.SIGKILL)
        _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "try fewer --workers" in told
    assert "Traceback" not in told


def test_a_process_that_dies_as_soon_as_it_is_there_is_told(tmp_path: Path) -> None:
    """While the other one is starting and much waits to be read: the run ends all the same."""
    wire = tmp_path / "wire.jsonl"
    wire.write_bytes(b"\n".join(WIRE[:320] * 12))
    with (
        wire.open("rb") as source,
        subprocess.Popen(  # noqa: S603 - our own command
            [COMMAND, "run", "-", "--workers", "2"], stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process,
    ):
        wait_for(lambda: len(reading_for(process.pid)) == 2, 60, "processes that read ahead", look=0.002)
        os.kill(reading_for(process.pid)[0], signal.SIGKILL)
        _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert b"try fewer --workers" in told


def test_it_ends_at_once_when_it_is_interrupted() -> None:
    """With all its processes, as a terminal's Ctrl-C reaches them, and without a word of Python."""
    process, others = begun()
    with process:
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)

    assert process.returncode == 1
    assert time.monotonic() - began < 30
    assert "Traceback" not in told
    # They end when the run has: who adopts them takes a moment to clear them away.
    wait_for(lambda: not any(map(_runs, others)), 10, "the processes that read ahead to end")


def test_a_run_that_is_killed_leaves_no_process_behind() -> None:
    """They wait for more to read, which nobody sends."""
    process, others = begun()
    with process:
        process.kill()
        process.wait()

        wait_for(lambda: not any(map(_runs, others)), 30, "the processes that read ahead to end")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
