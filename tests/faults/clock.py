"""A clock of the time of day that a test can set, for a worker process of its own."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

from forks import COMMAND

SOURCE = Path(__file__).with_name("clock.c")
_SECONDS = struct.Struct("l")


class Clock:
    """Runs a worker whose time of day can be set while it runs. It takes a C compiler, `cc`.

    Args:
        folder: for the library and for how far the clock is moved.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        library = folder / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)  # noqa: S603, S607
        self.program = ["env", f"LD_PRELOAD={library}", f"CLOCK_FILE={self._file}", str(COMMAND)]
        self.set(0)

    def set(self, seconds: int) -> None:
        """Move it so far from the right time."""
        if not self._file.exists():
            self._file.write_bytes(bytes(_SECONDS.size))
        with self._file.open("r+b") as file:  # in place: the process has it mapped
            file.write(_SECONDS.pack(seconds))
