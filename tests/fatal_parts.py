"""Parts that end, hang or fill the process that reads them: called there, so they are functions of a module."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from stream.reading.sources import Record
from taken import dispatch

__all__ = ["FATAL", "ends_once", "good", "kills_after"]


def good(uri: str, skipped: Counter[str]) -> Iterator[Record]:
    """One dispatch and a picture."""
    skipped["picture"] += 1
    yield Record("good", 1, dispatch(uri))


def kills_after(number: int, skipped: Counter[str]) -> Iterator[Record]:
    """So many dispatches, then what the kernel does when memory is short."""
    del skipped
    for count in range(number):
        yield Record("fatal", count + 1, dispatch(f"urn:before:{count}"))
    os.kill(os.getpid(), signal.SIGKILL)


def aborts(skipped: Counter[str]) -> Iterator[Record]:
    """What a fault of a library in C does."""
    yield from good("urn:lost", skipped)
    os.abort()


def leaves(skipped: Counter[str]) -> Iterator[Record]:
    """Code that ends the process by itself."""
    yield from good("urn:lost", skipped)
    os._exit(0)


def hangs(skipped: Counter[str]) -> Iterator[Record]:
    """An expression that runs away."""
    yield from good("urn:lost", skipped)
    while True:
        time.sleep(0.01)


def fills(skipped: Counter[str]) -> Iterator[Record]:
    """A tree without end."""
    yield from good("urn:lost", skipped)
    held: list[list[object]] = []
    while True:
        held.append([None] * 100_000)


def fails(skipped: Counter[str]) -> Iterator[Record]:
    """A fault of a reader in Python."""
    yield from good("urn:kept", skipped)
    raise RuntimeError("'a body that must not be logged'")


FATAL = {"aborts": aborts, "leaves": leaves, "hangs": hangs, "fills": fills, "fails": fails}


def ends_once(marker: Path, skipped: Counter[str]) -> Iterator[Record]:
    """Is told to end, as all processes of a service are, the first time."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGTERM)
    yield from good("urn:again", skipped)
