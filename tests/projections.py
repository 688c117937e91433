"""Projections that several tests look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import orjson
import pytest

from stream.inspect.store import Store
from stream.local.folding import Folding
from stream.sample import sample_dispatches

Project = Callable[[Iterable[bytes]], Store]


def projected(path: Path, lines: Iterable[bytes]) -> Store:
    """A projection in this file of these records of the output, one after the other."""
    store = Store(path)
    for line in lines:
        store.apply(orjson.loads(line)["uri"], line)
    store.commit()
    return store


@pytest.fixture(scope="session", name="sample_lines")
def _sample_lines() -> list[bytes]:
    """The stories of the sample wire, as `copytaster demo --json` writes them."""
    return list(Folding().stories(sample_dispatches()))


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Iterator[Project]:
    """Makes projections that are closed at the end."""
    made: list[Store] = []

    def project(lines: Iterable[bytes]) -> Store:
        made.append(projected(tmp_path / f"{len(made)}.db", lines))
        return made[-1]

    yield project
    for store in made:
        store.close()


@pytest.fixture(name="sample")
def _sample(project: Project, sample_lines: list[bytes]) -> Store:
    """The sample, projected."""
    return project(sample_lines)
