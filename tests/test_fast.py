"""The fast tests are told from the others by names; a name that leads nowhere would let a slow one in."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

import logged
from fast import SLOW_FIXTURES, SLOW_FOLDERS, SLOW_HELPERS, starts_processes
from pages import ROOT


@pytest.mark.parametrize("helper", sorted(SLOW_HELPERS))
def test_a_file_that_imports_a_slow_helper_is_seen(helper: str) -> None:
    """By the helper itself, under whatever name the file has it."""
    module, _, name = helper.rpartition(".")
    test_file = ModuleType("test_file")
    test_file.__dict__["renamed"] = getattr(importlib.import_module(module), name)

    assert starts_processes(test_file)


def test_a_namesake_is_no_slow_helper() -> None:
    """`logged.started` starts a log."""
    test_file = ModuleType("test_file")
    test_file.__dict__["started"] = logged.started

    assert not starts_processes(test_file)


def test_slow_folders_and_fixtures_are_there() -> None:
    """As folders of tests/, and as the names of fixtures."""
    files = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))

    assert [folder for folder in SLOW_FOLDERS if not (ROOT / "tests" / folder).is_dir()] == []
    assert [name for name in SLOW_FIXTURES if f'name="{name}")\ndef ' not in files] == []


def test_a_fast_test_is_marked(request: pytest.FixtureRequest) -> None:
    """This one is fast, so it has the marker by which .ci/check finds it."""
    assert request.node.get_closest_marker("fast")
