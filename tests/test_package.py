"""What may import what, and what the package shows."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import stream

PURE = ["stream.text", "stream.matching", "stream.stories", "stream.entities"]
MODULES = sorted(module.name for module in pkgutil.walk_packages(stream.__path__, "stream."))
PURE_MODULES = [name for name in MODULES if name.startswith(tuple(f"{each}." for each in PURE)) or name in PURE]


ROOMS = ["text", "reading", "matching", "stories", "entities", "local", "service", "inspect", "commands"]
"""From the bottom up: a room uses those before it, and none behind it."""
BASE, TOP = ("dispatch", "errors", "memory", "processes", "schemas", "settings"), ("cli",)
BESIDE = {"sample": "reading"}  # what reads it stands at least so high


def place_of(module: str) -> int:
    """How high a module stands."""
    room = module.split(".")[1] if "." in module else "cli"
    room = BESIDE.get(room, room)
    return -1 if room in BASE else len(ROOMS) if room in TOP else ROOMS.index(room)


def imports_of(module: str) -> set[str]:
    """The modules of ours that a module names in its imports, wherever they stand in it."""
    path = importlib.import_module(module).__file__
    assert path is not None
    named = set()
    for node in ast.walk(ast.parse(Path(path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stream"):
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
            named |= inside or {node.module or ""}
    return named


def loaded_by(*modules: str, then: str = "") -> set[str]:
    """The modules that a fresh Python holds after importing these, and running a statement."""
    code = f"import sys, json, {', '.join(modules)}\n{then}\nprint(json.dumps(list(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(json.loads(done.stderr))


def test_the_core_loads_no_kafka_client() -> None:
    """Neither Faust nor aiokafka, and no event loop: the core is functions of state and message."""
    loaded = {name.partition(".")[0] for name in loaded_by(*PURE_MODULES)}
    assert not loaded & {"faust", "aiokafka", "mode", "asyncio", "aiohttp"}


def test_the_embedded_runtime_and_the_program_load_neither() -> None:
    """`copytaster run` starts without them, and without SciPy, which datasketch brings."""
    loaded = {name.partition(".")[0] for name in loaded_by("stream", "stream.local.folding", "stream.local.embedded")}
    assert not loaded & {"faust", "aiokafka", "datasketch", "scipy"}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_loads_none_of_the_program(option: str) -> None:
    """A tenth of a second: the commands are listed without being imported."""
    loaded = loaded_by("stream.cli", then=f"stream.cli.main([{option!r}], standalone_mode=False)")
    ours = {name for name in loaded if name.startswith("stream")}
    assert ours == {"stream", "stream.cli", "stream.errors", "stream.memory"}
    assert not {"numpy", "orjson", "asyncio", "rich", "dataclasses"} & loaded


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way_through_the_rooms(name: str) -> None:
    """Nothing below knows what stands above it."""
    assert {other for other in imports_of(name) if place_of(other) > place_of(name)} == set()


def test_no_import_runs_in_a_circle() -> None:
    """What two modules need of each other belongs into one of them, or into a third."""
    TopologicalSorter({name: imports_of(name) - {name} for name in MODULES}).prepare()


@pytest.mark.parametrize("name", PURE_MODULES)
def test_a_module_of_the_core_reads_no_clock_file_socket_or_chance(name: str) -> None:
    """What a story says may depend on its members only."""
    path = importlib.import_module(name).__file__
    assert path is not None
    source = ast.parse(Path(path).read_text(encoding="utf-8"))
    banned = {"asyncio", "time", "socket", "os", "random", "uuid", "threading", "logging", "pathlib", "subprocess"}
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & banned
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in banned
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in {"datetime", "date"}
        ):
            assert node.attr not in {"now", "utcnow", "today"}
        elif isinstance(node, ast.Name):
            assert node.id not in {"open", "print", "hash", "id"}


def test_all_is_what_the_package_shows() -> None:
    """Every public name of `stream` that is not a module or a future is in __all__, sorted, and is there."""
    shown = {
        name
        for name, value in inspect.getmembers(stream)
        if not name.startswith("_") and type(value).__name__ not in ("module", "_Feature")
    }
    assert set(stream.__all__) == shown
    assert stream.__all__ == sorted(stream.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_imports_and_says_what_it_is_for(name: str) -> None:
    """A docstring, and an __all__ whose names are there."""
    module = importlib.import_module(name)
    assert module.__doc__
    for public in getattr(module, "__all__", ()):
        assert hasattr(module, public)


def test_no_two_public_classes_share_a_name() -> None:
    """One name, one meaning: whoever reads `Mark` need not ask which."""
    homes: dict[str, list[str]] = {}
    for name in MODULES:
        path = importlib.import_module(name).__file__
        assert path is not None
        for node in ast.parse(Path(path).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name)
    assert {name: modules for name, modules in homes.items() if len(modules) > 1} == {}


def test_the_package_is_typed() -> None:
    """Type checkers of other programs look for the marker."""
    assert Path(stream.__path__[0], "py.typed").is_file()
