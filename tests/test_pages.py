"""The README holds what a user needs, and what it shows runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

from stream.cli import main
from stream.errors import Reason
from stream.stories.relations import Relation

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme(name: str) -> None:
    """A command without a section is a command nobody finds."""
    assert f"### `copytaster {name}" in README


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (name, option.opts[0])
        for name, command in sorted(main.commands.items())
        for option in command.params
        if isinstance(option, click.Option)
    ],
)
def test_every_option_is_in_the_readme(command: str, option: str) -> None:
    """Each option of each command is named."""
    section = README.split(f"### `copytaster {command}")[1].split("\n### ")[0]

    assert f"`{option}" in section


@pytest.mark.parametrize("relation", list(Relation))
def test_every_relation_is_in_the_readme(relation: Relation) -> None:
    """The list of relations in the output table is complete."""
    assert re.search(rf"`rel`:[^|]*\b{relation}\b", README)


def test_every_reject_reason_is_told() -> None:
    """The README tells in words what makes a record bad; its list grows with the closed list."""
    told = README.split("**Bad input** (")[1].split(")")[0].split(", ")

    assert len(told) == len(Reason) + 1  # lone surrogates are of the reason `encoding`


def test_the_program_example_runs() -> None:
    """The Python block is a program."""
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert block is not None
    scope: dict[str, Any] = {}

    exec(block[1], scope)  # noqa: S102 - our own README

    assert len(scope["stories"]) == 2
