"""The sample wire of the demo. All text is invented, except for the page of Le Courrier du Vietnam."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

from stream.dispatch import Version
from stream.reading.rejects import Reject
from stream.reading.sources import read_all, records

__all__ = ["sample_dispatches", "sample_files"]


@contextmanager
def sample_files() -> Iterator[list[Path]]:
    """The files of the sample wire, in the order in which they are read: the page comes before its source."""
    with ExitStack() as stack:
        folder = stack.enter_context(as_file(files("stream.sample")))
        yield [folder / "seed-page.txt", folder / "wire.jsonl"]


def sample_dispatches() -> Iterator[Version | Reject]:
    """The sample wire, read."""
    with sample_files() as files:
        yield from read_all(records(files, BytesIO()))
