"""A command in a fork is a process like any other, or what is tested in one proves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forks import COMMAND, Fork, run

pytestmark = pytest.mark.slow  # each starts processes
TOLD = "import os, sys; print(os.getpid(), os.environ.get('A'), os.getcwd(), sys.argv[1:], sys.stdin.read())"
DEAF = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()"


def test_it_has_its_own_arguments_environment_folder_and_streams(tmp_path: Path) -> None:
    """And nothing of those before it, nor of ours."""
    name = os.fsdecode(b"d\xe9p\xeache")
    one = run([sys.executable, "-c", TOLD, "x", name], stdin="tin tức".encode(), env={"A": "б"}, folder=tmp_path)
    other = run([sys.executable, "-c", f"{TOLD}; print('ニュース', file=sys.stderr)"])

    number, *told = one.stdout.decode().splitlines()[0].split(maxsplit=3)
    assert told[:2] == ["б", str(tmp_path)]
    assert told[2] == f"{['x', name]!r} tin tức"
    assert other.stdout.decode().split()[1:] == [os.environ.get("A", "None"), str(Path.cwd()), "[]"]
    assert other.stdout.split()[0] not in (number.encode(), b"%d" % os.getpid())
    assert other.stderr.decode() == "ニュース\n"
    assert os.environ.get("A") is None


@pytest.mark.parametrize("arguments", [("--version",), ("run", "missing"), ("schema", "none"), ("run", "/proc/1/mem")])
def test_it_says_and_ends_as_a_command_of_a_shell(arguments: tuple[str, ...]) -> None:
    """Byte for byte, with its exit code."""
    done = subprocess.run([COMMAND, *arguments], capture_output=True, check=False)  # noqa: S603 - our own command
    fork = run([COMMAND, *arguments])

    assert (fork.returncode, fork.stdout, fork.stderr) == (done.returncode, done.stdout, done.stderr)


def test_it_ends_by_what_it_raises_and_by_signals(tmp_path: Path) -> None:
    """What Python prints and returns then; kill -9 leaves it no word, and one that takes too long is killed."""
    raised = run([sys.executable, "-c", "raise LookupError('nowhere')"])
    assert raised.returncode == 1
    assert raised.stderr.endswith(b"LookupError: nowhere\n")
    with (tmp_path / "out").open("wb") as out:
        deaf = Fork([sys.executable, "-c", DEAF], stdout=out, stderr=out)
        with pytest.raises(subprocess.TimeoutExpired):
            deaf.wait(0.1)
        while not (tmp_path / "out").stat().st_size:
            assert deaf.poll() is None
        deaf.send_signal(signal.SIGTERM)
        assert deaf.poll() is None
        deaf.kill()
        assert deaf.wait(30) == -signal.SIGKILL
    with pytest.raises(subprocess.TimeoutExpired):
        run([sys.executable, "-c", DEAF], timeout=0.1)
