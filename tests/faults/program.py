"""How a test starts a worker with a fault built in."""

from __future__ import annotations

import sys
from pathlib import Path

_BROKEN = Path(__file__).with_name("broken.py")


def broken(fault: str, call: int) -> list[str]:
    """The program for `Service.start`: this fault, the ``call``-th time that the worker comes to its place."""
    return [sys.executable, str(_BROKEN), fault, str(call)]
