"""A broker of a test's own, that can be stopped and comes back with its data."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from broker import started

PROGRAM = b"kafka.Kafka"


class Node:
    """Apache Kafka on one port and one folder.

    Args:
        folder: for its data, and for what it needs while it runs.
    """

    def __init__(self, folder: Path) -> None:
        self.address = ""
        self._folder = folder
        self._running = ExitStack()

    def start(self) -> None:
        """Start it, on the port that it had."""
        port = self.address.rpartition(":")[2]
        options = ("--port", port) if port else ()
        [self.address] = self._running.enter_context(started("--data", str(self._folder / "data"), *options))

    def stop(self, how: signal.Signals) -> None:
        """SIGTERM: it shuts down. SIGKILL: it is gone at once."""
        if how is signal.SIGKILL:
            self.signal(how)
        self._running.close()

    def signal(self, how: signal.Signals) -> None:
        """SIGSTOP: it sleeps, and its connections stay. SIGCONT: it goes on."""
        for process in self._processes():
            os.kill(process, how)

    def _processes(self) -> Iterator[int]:
        """The broker's own process, by its arguments: its configuration lies in our folder."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                arguments = path.read_bytes().split(b"\0")
            except OSError:  # it has ended meanwhile
                continue
            if PROGRAM in arguments and any(each.startswith(bytes(self._folder)) for each in arguments):
                yield int(path.parent.name)


@contextmanager
def node(folder: Path) -> Iterator[Node]:
    """A node that ends with the test."""
    folder.mkdir()
    one = Node(folder)
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)  # where the script puts the configuration
    try:
        one.start()
        yield one
    finally:
        one.stop(signal.SIGTERM)
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
