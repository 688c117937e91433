"""The program in processes that need not load it: most of what a test that starts a dozen of them takes is loading.

One process loads all modules of the program, and forks for each that is asked for. What is forked has its own memory,
streams, environment, folder and signals, and runs what the command runs to the end of Python. What only a shell's start
shows is tested by those who start the command itself: that it loads, how long that takes, and that another seed of
hashes changes no byte, for all forks of one process share theirs. Nor is memory measured in a fork: it shares some.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

COMMAND = Path(sys.executable).with_name("copytaster")
_LONGEST = 1 << 17  # bytes of an order, which holds the environment


class Fork:
    """A process, as `subprocess.Popen` shows one.

    Args:
        command: :data:`COMMAND`, or Python with a script or ``-c`` and a program; with arguments.
        stdout, stderr, stdin: open files; nothing to read where no other is given.
        env: its environment; ours where none is given.
        folder: where it runs; here where none is given.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        stdout: IO[bytes],
        stderr: IO[bytes],
        stdin: IO[bytes] | None = None,
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.command = [os.fsdecode(word) for word in command]
        self.returncode: int | None = None
        order = {"command": self.command, "env": dict(env or os.environ), "folder": os.fsdecode(folder or Path.cwd())}
        with open(os.devnull, "rb") as nothing:
            streams = (stdin or nothing, stdout, stderr)
            self.pid = int(_loaded().ask(order, [file.fileno() for file in streams]))

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        if self.returncode is None:
            self.returncode = _loaded().ask({"pid": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended; the exit code.

        Raises:
            TimeoutExpired: it still runs after so many seconds.
        """
        if self.poll() is None:
            ended = os.pidfd_open(self.pid)
            try:
                if not select.select([ended], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(self.command, timeout or 0)
            finally:
                os.close(ended)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        """A signal, where it has not ended: its number stays its own until it was asked for its exit code."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill -9."""
        self.send_signal(signal.SIGKILL)


def is_script(command: Sequence[str | Path]) -> bool:
    """Whether a command is Python with a script, which can be run in a fork."""
    return os.fspath(command[0]) == sys.executable and os.fspath(command[1]).endswith(".py")


def run(
    command: Sequence[str | Path],
    *,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, with files for its streams.

    Raises:
        TimeoutExpired: it was killed after so many seconds.
    """
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as errors:
        given.write(stdin)
        given.seek(0)
        process = Fork(command, stdin=given, stdout=out, stderr=errors, env=env, folder=folder)
        try:
            code = process.wait(timeout)
        except BaseException:
            process.kill()
            process.wait()
            raise
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(process.command, code, out.read(), errors.read())


class _Loaded:
    """The process that has the program loaded, and forks."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own file
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._channel = ours
        self._lock = Lock()
        atexit.register(self._end)

    def ask(self, order: Mapping[str, Any], files: Sequence[int] = ()) -> Any:
        """Send an order, with the files that it needs; the answer."""
        message = json.dumps(order).encode()
        with self._lock:
            socket.send_fds(self._channel, [message], list(files))
            return json.loads(self._channel.recv(_LONGEST))

    def _end(self) -> None:
        self._channel.close()
        self._process.wait()


@cache
def _loaded() -> _Loaded:
    return _Loaded()


def _serve(channel: socket.socket) -> None:
    """Fork for each order and run what it says there; say of each how it ended. Until nobody can ask any more."""
    _load()
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a terminal it reaches those that were forked, too
    while True:
        message, files, _, _ = socket.recv_fds(channel, _LONGEST, 3)
        if not message:
            return
        order = json.loads(message)
        if "pid" in order:
            pid, status = os.waitpid(order["pid"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if not answer:
                channel.close()
                signal.signal(signal.SIGINT, interrupted)
                _run(order, files)
                return
        for file in files:
            os.close(file)
        channel.sendall(json.dumps(answer).encode())


def _load() -> None:
    """Import what the commands import, whichever is called."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command has it: a fork of several threads may hang
    import stream

    for module in pkgutil.walk_packages(stream.__path__, "stream."):
        import_module(module.name)
    from stream.reading.cleaning.language import detect
    from stream.text.names.letters import words
    from stream.text.names.tables import concepts
    from stream.text.shingles import shingles

    # Tables that are the same for every command; what depends on settings, rules too, each reads for itself.
    text = "Le bac pour les îles du nord partira deux fois par jour dès le mois de mai."
    detect(text), shingles(text), words([text]), concepts()
    gc.freeze()


def _run(order: Mapping[str, Any], files: Sequence[int]) -> None:
    """In the process that was forked: be what was asked for."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["folder"])
    program, *arguments = order["command"]
    if program == os.fspath(COMMAND):
        from stream.cli import start

        sys.argv = [program, *arguments]
        start()
    elif arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        exec(arguments[1], {"__name__": "__main__"})  # noqa: S102 - what Python does with it
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
