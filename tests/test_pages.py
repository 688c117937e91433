"""The README pages hold what a user needs, what they show runs, and what they name is there."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement

from pages import LARGEST_PICTURE, PAGES, PICTURE, ROOT, page, png_size
from stream.cli import main
from stream.errors import Reason
from stream.reading.credits.agencies import agency
from stream.reading.rules import load
from stream.stories.relations import Relation

MOST_LINES = 250
"""Of README.md: a newcomer reads it to the end. Whatever is longer belongs to one of the pages it leads to."""

COMMANDS = page("stream/commands/README.md")
FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"(?<![\w./-])(?:stream|tests|deploy|\.ci|\.github)/[\w./*-]+")
MODULE = re.compile(r"`(\w+\.py)`")
WALKS = ("A credit form", "A kill's wording", "The threshold", "A metric", "A page", "A topic's retention", "A format")


def headings(text: str) -> Iterator[str]:
    """What a page can be linked to, named as GitHub does: a heading that comes again gets a number."""
    seen: Counter[str] = Counter()
    for heading in re.findall(r"^#{1,6} (.+)$", FENCE.sub("", text), re.MULTILINE):
        name = re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        yield f"{name}-{seen[name]}" if seen[name] else name
        seen[name] += 1


def links(text: str) -> list[str]:
    """The addresses of a page that lead to a file or a heading of the project."""
    return [link for link in LINK.findall(FENCE.sub("", text)) if not link.startswith(("http://", "https://"))]


def paths(text: str) -> list[str]:
    """What a page names of the project's files and folders, in code and commands too; some with a `*`."""
    return [path.rstrip(".") for path in NAMED.findall(text)]


def test_the_list_of_pages_is_complete() -> None:
    """A page that is not in it is one that no test looks at."""
    inside = (path for folder in ("stream", "deploy", "tests") for path in (ROOT / folder).rglob("*.md"))
    found = {path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *inside)}

    assert set(PAGES) == found


def test_the_readme_is_short() -> None:
    """It says what the program is, and where the rest stands."""
    assert len(page("README.md").splitlines()) <= MOST_LINES


def test_the_readme_leads_to_every_page() -> None:
    """With one click."""
    assert set(PAGES) - {"README.md"} <= set(LINK.findall(page("README.md")))


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """To a file that is there, and to a heading that it has."""
    broken = []
    for link in links(page(name)):
        file, _, anchor = link.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        if not target.exists() or (anchor and anchor not in headings(target.read_text(encoding="utf-8"))):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("name", PAGES)
def test_named_files_are_there(name: str) -> None:
    """Files and folders by their path, modules also by their name alone."""
    modules = {path.name for folder in ("stream", "deploy", "tests") for path in (ROOT / folder).rglob("*.py")}

    assert [path for path in paths(page(name)) if not any(ROOT.glob(path))] == []
    assert set(MODULE.findall(page(name))) <= modules


def test_a_broken_link_and_a_missing_file_are_seen() -> None:
    """What the two tests above go by."""
    text = "## A `b` {c,d}\n```sh\n# no heading\n```\n## A `b` {c,d}\nSee [x](y.md#z), `stream/no.py`, tests/none."

    assert list(headings(text)) == ["a-b-cd", "a-b-cd-1"]
    assert links(text) == ["y.md#z"]
    assert paths(text) == ["stream/no.py", "tests/none"]


def test_the_picture_is_small_and_shown() -> None:
    """tests/inspect/test_web_browser.py takes it."""
    picture = PICTURE.read_bytes()

    assert len(picture) <= LARGEST_PICTURE
    assert min(png_size(picture)) > 0
    assert f"]({PICTURE.relative_to(ROOT).as_posix()})" in page("README.md")


CONTEXT = click.Context(main)
NAMES = main.list_commands(CONTEXT)


def command(name: str) -> click.Command:
    """A command by its name."""
    found = main.get_command(CONTEXT, name)
    assert found is not None
    return found


@pytest.mark.parametrize("walk", WALKS)
def test_contributing_says_where_to_change(walk: str) -> None:
    """Each walk names a file of the program, a test, and how to see it work."""
    section = page(".github/CONTRIBUTING.md").split(f"\n### {walk}\n")[1].split("\n### ")[0]

    named = paths(section)
    assert any(path.startswith("stream/") for path in named)
    assert any(Path(path).name.startswith("test_") for path in named)
    assert "See it work" in section


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_section(name: str) -> None:
    """A command without a section is a command nobody finds."""
    assert f"### `copytaster {name}" in COMMANDS


@pytest.mark.parametrize(
    ("command", "option"),
    [(name, option.opts[0]) for name in NAMES for option in command(name).params if isinstance(option, click.Option)],
)
def test_every_option_is_in_the_section_of_its_command(command: str, option: str) -> None:
    """Each option of each command is named."""
    section = COMMANDS.split(f"### `copytaster {command}")[1].split("\n### ")[0]

    assert f"`{option}" in section


@pytest.mark.parametrize("relation", list(Relation))
def test_every_relation_is_listed(relation: Relation) -> None:
    """The list of relations in the table of the record is complete."""
    assert re.search(rf"`rel`:[^|]*\b{relation}\b", page("stream/stories/README.md"))


def test_every_reject_reason_is_told() -> None:
    """The page says in words what makes a record bad; its list grows with the closed list."""
    told = page("stream/reading/README.md").split("**Bad input** (")[1].split(")")[0].split(", ")

    assert len(told) == len(Reason) + 1  # lone surrogates are of the reason `encoding`


def test_the_example_of_an_agency_is_one() -> None:
    """Whoever copies it copies an entry that the table has, in its words."""
    block = re.search(r"```json\n(.*?)```", page("stream/reading/README.md"), re.DOTALL)
    assert block is not None
    [(ident, shown)] = json.loads(block[1])["agency"].items()
    entry = agency(ident)
    assert entry is not None

    assert (shown["name"], shown["country"], shown["kind"]) == (entry.name, entry.country, entry.kind)
    assert {alias for aliases in shown["aliases"].values() for alias in aliases} <= set(entry.aliases)
    assert set(shown["domains"]) <= set(entry.domains)
    assert (shown["parent"], tuple(shown["ambiguous"])) == (entry.parent, entry.ambiguous)


def test_the_example_of_rules_of_ones_own_holds(tmp_path: Path) -> None:
    """Whoever copies its files has rules that can be used."""
    block = re.search(r"```toml\n(.*?)```", page("stream/reading/README.md"), re.DOTALL)
    assert block is not None
    for name, text in re.findall(r"^# (\w+\.toml)\n(.*?)(?=^# \w+\.toml\n|\Z)", block[1], re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert load(str(tmp_path)).count().endswith(": 1 agency, 1 house, 1 supplier, 1 place")


def test_every_dependency_has_its_reason() -> None:
    """Of what is installed with the program, the extra for traces included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    section = page("stream/README.md").split("\n## Dependencies\n")[1].split("\n## ")[0]
    needed = [*project["dependencies"], *project["optional-dependencies"]["tracing"]]

    assert [name for name in (Requirement(each).name for each in needed) if name not in section] == []


def test_the_program_example_runs() -> None:
    """The Python block is a program."""
    block = re.search(r"```python\n(.*?)```", page("README.md"), re.DOTALL)
    assert block is not None
    scope: dict[str, Any] = {}

    exec(block[1], scope)  # noqa: S102 - our own README

    assert len(scope["stories"]) == 2
