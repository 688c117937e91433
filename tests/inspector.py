"""`copytaster inspect serve` as a process, for the tests that look at its pages."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from forks import COMMAND, Fork

__all__ = ["serving"]

_STARTS = 60  # seconds


@contextmanager
def serving(folder: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run it in this folder with these options; give its address. At the end it must stop cleanly."""
    command = [str(COMMAND), "inspect", "serve", "--port", "0", *options]
    ours, theirs = os.pipe()
    with (folder / "serve.log").open("wb") as told, open(ours) as errors:
        with open(theirs, "wb") as stderr:
            process = Fork(command, stdout=told, stderr=stderr, env=env, folder=folder)
        too_long = Timer(_STARTS, process.kill)
        too_long.start()
        said = ""
        for line in errors:
            said += line
            if line.startswith("http://"):
                break
        too_long.cancel()
        try:
            address = re.search(r"^http://\S+(?=/$)", said, re.MULTILINE)
            assert address is not None, said
            yield address[0]
        finally:
            process.send_signal(signal.SIGTERM)
            said += errors.read()
            code = process.wait(_STARTS)
    assert code == 0, said
