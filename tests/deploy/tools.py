"""What the tests of deploy/ share: where it is, and the programs that validate it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def program(name: str, package: str) -> str:
    """A program of the test extra, or of the system. Without it the test fails: nothing else looks at these files."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.fail(f"these tests need {name}: {package}", pytrace=False)
    return found


def told(*command: str, env: Mapping[str, str] | None = None, fails: bool = False) -> str:
    """What a command prints, both streams; it must succeed, or fail where that is asked for."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COPYTASTER_")}
    done = subprocess.run(command, capture_output=True, text=True, env={**clean, **(env or {})}, check=False)  # noqa: S603
    assert (done.returncode != 0) is fails, done.stdout + done.stderr
    return done.stdout + done.stderr
