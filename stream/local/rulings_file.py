"""Rulings in a file, one a line: what `run --rulings` applies, and where the inspector and `rule --file` add to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stream.dispatch import Ruling
from stream.errors import Invalid, Usage
from stream.stories.rulings import decode, encode

__all__ = ["append", "read"]


def read(path: Path) -> Iterator[Ruling]:
    """The rulings of a file.

    Raises:
        Usage: a line is no ruling; nothing an editor said is passed over.
    """
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                yield decode(line)
            except Invalid as invalid:
                raise Usage(f"{path}:{number}: {invalid}") from invalid


def append(path: Path, ruling: Ruling) -> None:
    """Add a ruling to a file, which need not be there.

    Raises:
        Usage: the file cannot be written.
    """
    try:
        with path.open("ab") as file:
            file.write(encode(ruling) + b"\n")
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from error
