"""`copytaster inspect serve` as a process, for the tests that look at its pages."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

__all__ = ["serving"]

_STARTS = 60  # seconds


@contextmanager
def serving(folder: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run it in this folder with these options; give its address. At the end it must stop cleanly."""
    command = [str(Path(sys.executable).with_name("copytaster")), "inspect", "serve", "--port", "0", *options]
    with (
        (folder / "serve.log").open("wb") as told,
        subprocess.Popen(command, cwd=folder, stdout=told, stderr=subprocess.PIPE, env=env, text=True) as process,  # noqa: S603 - our own command
    ):
        assert process.stderr is not None
        too_long = Timer(_STARTS, process.kill)
        too_long.start()
        said = ""
        for line in process.stderr:
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
            said += process.communicate(timeout=_STARTS)[1]
    assert process.returncode == 0, said
