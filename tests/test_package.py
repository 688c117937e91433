"""What may import what, and what the package shows."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import stream

PURE = [
    *("stream.entities", "stream.matching", "stream.provenance", "stream.story", "stream.relations", "stream.credits"),
    *("stream.lifecycle", "stream.outcome", "stream.corrections", "stream.related", "stream.unfolding", "stream.prov"),
]
MODULES = sorted(module.name for module in pkgutil.walk_packages(stream.__path__, "stream."))
PURE_MODULES = [name for name in MODULES if name.startswith(tuple(f"{each}." for each in PURE)) or name in PURE]


def loaded_by(*modules: str) -> set[str]:
    """The modules that a fresh Python holds after importing these."""
    code = f"import sys, json, {', '.join(modules)}; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    return set(json.loads(done.stdout))


def test_the_core_loads_no_kafka_client() -> None:
    """Neither Faust nor aiokafka, and no event loop: the core is functions of state and message."""
    loaded = {name.partition(".")[0] for name in loaded_by(*PURE_MODULES)}
    assert not loaded & {"faust", "aiokafka", "mode", "asyncio", "aiohttp"}


def test_the_embedded_runtime_and_the_program_load_neither() -> None:
    """`copytaster run` starts without them, and without SciPy, which datasketch brings."""
    loaded = {name.partition(".")[0] for name in loaded_by("stream", "stream.folding", "stream.runtime.embedded")}
    assert not loaded & {"faust", "aiokafka", "datasketch", "scipy"}


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
        for name, value in vars(stream).items()
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


def test_the_package_is_typed() -> None:
    """Type checkers of other programs look for the marker."""
    assert Path(stream.__path__[0], "py.typed").is_file()
