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


@pytest.fixture(scope="session", name="sample_lines")
def _sample_lines() -> list[bytes]:
    """The stories of the sample wire, as `copytaster demo --json` writes them."""
    return list(Folding().stories(sample_dispatches()))


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Iterator[Project]:
    """Makes a projection of these records of the output, one after the other."""
    made: list[Store] = []

    def project(lines: Iterable[bytes]) -> Store:
        store = Store(tmp_path / f"{len(made)}.db")
        made.append(store)
        for line in lines:
            store.apply(orjson.loads(line)["uri"], line)
        store.commit()
        return store

    yield project
    for store in made:
        store.close()


@pytest.fixture(name="sample")
def _sample(project: Project, sample_lines: list[bytes]) -> Store:
    """The sample, projected."""
    return project(sample_lines)
