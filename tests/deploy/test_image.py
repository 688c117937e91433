"""The image: its Dockerfile is clean, its locks are whole, and what it builds runs as it will have to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, requires
from pathlib import Path

import orjson
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.image import DOCKERFILE, IGNORE, Image, built, health_check, steps
from deploy.tools import DEPLOY, ROOT, program, told
from stream.settings import Settings
from wires import NOON, ninjs, text
from workers import QUICK, Service, free_port, wait_for

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRA = "tracing"
"""The extra that is in the image; `test` is not."""


def test_the_dockerfile_is_clean() -> None:
    """By hadolint, which also checks the shell of each RUN."""
    told(program("hadolint", "pip install '.[test]'"), "--failure-threshold=style", str(DOCKERFILE))


def test_a_careless_dockerfile_is_noticed(tmp_path: Path) -> None:
    """A check that takes anything would prove nothing."""
    careless = tmp_path / "Dockerfile"
    careless.write_text(DOCKERFILE.read_text(encoding="utf-8") + "RUN cd /tmp && sudo pip install copytaster\n")

    assert "DL3004" in told(program("hadolint", "pip install '.[test]'"), str(careless), fails=True)


def test_what_is_copied_is_let_in_and_nothing_else() -> None:
    """A secret or a virtual environment beside the sources never gets to the builder."""
    lines = [line for line in IGNORE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    copied = [
        source.rstrip("/")
        for step in steps()
        if step.verb == "COPY" and not step.rest.startswith("--from")
        for source in step.rest.split()[:-1]
    ]

    assert lines[0] == "*"
    assert set(lines) == {"*", "**/__pycache__", *(f"!{each}" for each in copied)}
    assert all((ROOT / each).exists() for each in copied)


def locked(name: str) -> dict[str, list[tuple[str, int]]]:
    """Each package of a lock file: its versions (one for each range of Pythons), and how many hashes each has."""
    found: dict[str, list[tuple[str, int]]] = {}
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", "\n".join(line for line in text.splitlines() if not line.startswith("#"))):
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", block.strip()):
            found.setdefault(canonicalize_name(match[1]), []).append((match[2], block.count("--hash=sha256:")))
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "build.lock"])
def test_everything_is_pinned_and_hashed(name: str) -> None:
    """Whatever the registry serves, what is installed is what was locked. No registry is named."""
    lock = locked(name)

    assert lock
    assert all(hashes for versions in lock.values() for _, hashes in versions)
    assert "://" not in (DEPLOY / name).read_text(encoding="utf-8")


def needed(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a package needs here, of those that are installed, down to the last."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(name, extras)]
    while waiting:
        name, extras = each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        for line in requires(name) or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                yield requirement
                waiting.append((requirement.name, frozenset(requirement.extras)))


def test_the_lock_holds_all_that_the_package_needs() -> None:
    """A dependency that is new in pyproject.toml is missing from a stale lock, or is there in an older version.

    How those further down fit together is pip's business, when it installs them.
    """
    lock = locked("requirements.lock")
    direct = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"][EXTRA]]

    for requirement in needed("copytaster", frozenset({EXTRA})):
        assert canonicalize_name(requirement.name) in lock, f"{requirement}; deploy/README.md says how to lock"
    for requirement in map(Requirement, direct):
        versions = [version for version, _ in lock[canonicalize_name(requirement.name)]]
        assert any(requirement.specifier.contains(version) for version in versions), requirement


def test_the_builder_is_the_one_that_the_project_asks_for() -> None:
    """And nothing but it."""
    [requirement] = map(Requirement, PROJECT["build-system"]["requires"])
    [(name, [(version, _)])] = locked("build.lock").items()

    assert name == requirement.name
    assert requirement.specifier.contains(version)


@pytest.fixture(name="image", scope="module")
def _image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """Built from these sources."""
    if os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("building the image takes root", pytrace=False)
        pytest.skip("building the image takes root")
    with built(tmp_path_factory.mktemp("image")) as image:
        yield image


def test_the_image_holds_this_release_compiled(image: Image) -> None:
    """Every module has its bytecode, as nothing can be written when it runs; no pip, no builder."""
    count = "set -- $(find /opt/copytaster -name '*.py' | wc -l) $(find /opt/copytaster -name '*.pyc' | wc -l); echo $*"
    code, counts = image.told(["sh", "-c", count])
    sources, compiled = map(int, counts.split())

    assert image.told(["copytaster", "--version"]) == (0, f"copytaster, version {distribution('copytaster').version}\n")
    assert code == 0
    assert 1000 < sources <= compiled
    for absent in ("pip", "setuptools", "pytest"):
        assert image.told(["python", "-c", f"import {absent}"])[0] == 1


@pytest.mark.parametrize(
    ("path", "is_written"),
    [("/state/x", True), ("/tmp/x", True), ("/x", False), ("/opt/copytaster/x", False)],  # noqa: S108 - in the image
)
def test_only_the_state_is_written(image: Image, path: str, is_written: bool) -> None:
    """By a user that is not root and can never be."""
    assert image.user == "10001:10001"
    assert image.told(["id", "-u"]) == (0, "10001\n")
    assert image.told(["grep", "CapBnd", "/proc/self/status"])[1].split()[-1].strip("0") == ""
    assert (image.told(["touch", path])[0] == 0) is is_written


def test_a_worker_runs_in_it(image: Image, brokers: str, tmp_path: Path) -> None:
    """Its health check says so, and fails when it has ended; what it tells is what a worker outside tells."""
    port = str(free_port())
    service = Service(brokers, tmp_path)
    settings: Settings = service.settings
    env = {
        **{f"COPYTASTER_{name}".upper(): str(value) for name, value in QUICK.items()},
        "COPYTASTER_BROKERS": settings.brokers,
        "COPYTASTER_TOPIC_PREFIX": settings.topic_prefix,
        "COPYTASTER_WEB_PORT": port,
    }
    assert image.told(health_check(), env)[0] == 1
    with (
        (tmp_path / "log").open("wb") as log,
        image.start(image.entrypoint, env, stdout=log, stderr=subprocess.STDOUT) as worker,
    ):
        try:
            wait_for(
                lambda: image.told(health_check(), env)[0] == 0, 60, "a healthy worker", (tmp_path / "log").read_text
            )
            assert image.told(["test", "-e", "/state/lock"])[0] == 0

            service.feed([orjson.dumps(ninjs("urn:a", text(1), NOON))])
            wait_for(lambda: len(service.stories()) == 1, 60, "the story", (tmp_path / "log").read_text)
        finally:
            worker.send_signal(signal.SIGTERM)
            code = worker.wait(30)
    assert code == 0, (tmp_path / "log").read_text()
