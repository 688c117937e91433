"""Runs a command on one core and says what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Cost", "measured"]

_HERE = Path(__file__).parent
# The peak is read by a parent that has no other child.
_WATCHER = """
import json, os, resource, subprocess, sys, time
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
start = time.monotonic()
done = subprocess.run(sys.argv[1:], stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode:
    sys.exit(done.stderr.decode())
print(json.dumps([time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))
"""


class Cost(NamedTuple):
    """What one process cost."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # bytes


def measured(command: Sequence[str | Path]) -> Cost:
    """Run it to its end.

    Raises:
        RuntimeError: it failed; with what it wrote to standard error.
    """
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-c", _WATCHER, *map(str, command)],
        check=False,
        capture_output=True,
        text=True,
        env=_environment(),
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr}")
    return Cost(*json.loads(done.stdout))


def _environment() -> dict[str, str]:
    """Ours, with the rivals on the path. Modules are compiled once, as an installation has them."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, "PYTHONPATH": os.pathsep.join((str(_HERE), os.environ.get("PYTHONPATH", "")))}
