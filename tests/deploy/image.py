"""The image without Docker: the Dockerfile's own lines, carried out over this machine's root.

An overlay lies over the root of this machine, so that what is installed there stays there and the machine is left as
it is. This machine's Python stands in for the base image, and both stages share one root: what is proved is that the
commands work, with what the locks pin, and that the result runs as it will have to: not root, nothing but /state and
/tmp written. What the base image holds is not proved.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from deploy.tools import DEPLOY, ROOT

DOCKERFILE = DEPLOY / "Dockerfile"
IGNORE = DEPLOY / "Dockerfile.dockerignore"
_PASSED_ON = ("PIP_", "SSL_", "REQUESTS_", "HTTP", "NO_PROXY", "http", "no_proxy")  # how this machine reaches packages
_PYTHON = Path(sys.base_prefix) / "bin"
_MOUNTS = """
mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir upper work image run state
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" image
mount --rbind /dev image/dev && mount -t proc proc image/proc && mount -t tmpfs tmpfs image/tmp
rm -rf image/opt/copytaster image/opt/build image/src image/state  # what this machine may have of us
chmod 755 image/root  # a Python may be there that everybody has to reach
[ -e "image$2/python" ] || ln -s python3 "image$2/python"
echo ready && exec cat
"""
_READ_ONLY = """
cd "$1"
mount --bind image run && mount -o remount,bind,ro run
mount --rbind /dev run/dev && mount -t proc proc run/proc && mount -t tmpfs tmpfs run/tmp
cp -a image/state/. state/ && chown --reference image/state state && chmod --reference image/state state
mount --bind state run/state
"""


class Step(NamedTuple):
    """A line of the Dockerfile."""

    verb: str
    rest: str


def steps() -> list[Step]:
    """The lines of the Dockerfile, continued ones put together, comments left out."""
    lines = (line for line in DOCKERFILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    whole = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [Step(*line.split(maxsplit=1)) for line in whole.splitlines() if line.strip()]


def health_check() -> list[str]:
    """The command of HEALTHCHECK."""
    [step] = [step for step in steps() if step.verb == "HEALTHCHECK"]
    command: list[str] = json.loads(step.rest.partition(" CMD ")[2])
    return command


class Image:
    """What was built, in a mount namespace of its own."""

    def __init__(self, folder: Path, holder: int) -> None:
        self._folder = folder
        self._enter = ["nsenter", f"--mount=/proc/{holder}/ns/mnt"]
        self.environment = {"PATH": f"{_PYTHON}:/usr/bin:/bin"}
        self.user = "0:0"
        self._workdir = "/"
        self.entrypoint: list[str] = []

    def build(self) -> None:
        """Carry the lines out, one after the other."""
        base = dict(self.environment)
        for verb, rest in steps():
            if verb == "FROM":
                self.environment, self._workdir = dict(base), "/"
            elif verb == "ENV":
                found = dict(each.split("=", 1) for each in shlex.split(rest))
                self.environment |= {k: v.replace("$PATH", self.environment["PATH"]) for k, v in found.items()}
            elif verb == "WORKDIR":
                self._workdir = rest
                self._outside("mkdir", "-p", f"{self._folder}/image{rest}")
            elif verb == "COPY":
                self._copy(shlex.split(rest))
            elif verb == "RUN":
                passed = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
                self._outside(*self._inside("image", ["sh", "-ec", rest], {**passed, **self.environment}))
            elif verb == "USER":
                self.user = rest
            elif verb in ("ENTRYPOINT", "CMD"):
                self.entrypoint += json.loads(rest)
        self._outside("sh", "-ec", _READ_ONLY, "-", str(self._folder))

    def start(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, **how: Any
    ) -> subprocess.Popen[bytes]:
        """Run a command as the image's user, on its root, read-only."""
        uid, gid = self.user.split(":")
        fallen = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs"]
        fallen += ["--bounding-set=-all", "--inh-caps=-all"]
        inside = self._inside("run", [*fallen, *command], {**self.environment, **(env or {})})
        return subprocess.Popen([*self._enter, *inside], **how)  # noqa: S603

    def told(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Exit code and output of a command that ends."""
        with self.start(command, env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            output, _ = process.communicate(timeout=60)
        return process.returncode, output.decode()

    def _inside(self, root: str, command: Sequence[str], env: Mapping[str, str]) -> list[str]:
        variables = [f"{name}={value}" for name, value in env.items()]
        return [
            "chroot",
            f"{self._folder}/{root}",
            "env",
            "--ignore-environment",
            f"--chdir={self._workdir}",
            *variables,
            *command,
        ]

    def _copy(self, words: list[str]) -> None:
        *sources, target = words
        if sources[0].startswith("--from="):
            assert sources[1:] == [target], "both stages share one root here"
            return
        folder = f"{self._folder}/image{self._workdir}/{target}"
        self._outside("mkdir", "-p", folder)
        for source in sources:
            whole = f"{ROOT}/{source}{'.' if source.endswith('/') else ''}"
            self._outside("cp", "-r", whole, folder)
        self._outside("find", folder, "-name", "__pycache__", "-prune", "-exec", "rm", "-r", "{}", "+")

    def _outside(self, *command: str) -> None:
        done = subprocess.run([*self._enter, *command], capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"


@contextmanager
def built(folder: Path) -> Iterator[Image]:
    """The image; it and its mounts are gone with the process that holds them."""
    command = ["unshare", "--mount", "--propagation=private", "sh", "-ec", _MOUNTS, "-", str(folder), str(_PYTHON)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout is not None
        assert holder.stdin is not None
        try:
            assert holder.stdout.readline() == "ready\n"
            image = Image(folder, holder.pid)
            image.build()
            yield image
        finally:
            holder.stdin.close()
