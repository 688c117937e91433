"""Sums of takings, kept by day and pair of houses, so that a page of a month reads a few rows for each pair.

What is counted is the sum of what each story gives to it. A story that changes takes back what it gave and gives anew:
nothing else is read. Medians need all values, so a row holds those of its day as a list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from stream.inspect.takings import MANNERS, Taking
from stream.text.times import timestamp

__all__ = ["ANY", "FlowCounts", "Sums", "among", "day_of"]

ANY: Final = ""
"""In the place of a house: whichever."""


class FlowCounts(NamedTuple):
    """What is counted: stories, pairs of a story and a taker, and of these how many have what."""

    stories: int
    takings: int
    credited: int
    compared: int
    verbatim: int
    cut: int
    rewritten: int
    translated: int


class _Cell(NamedTuple):
    """What is summed together; ``among``: see :func:`among`."""

    among: str
    giver: str
    taker: str
    day: str


_OF_CELL: Final = "FROM flow WHERE " + " AND ".join(f"{name} = ?" for name in _Cell._fields)


class _Change(NamedTuple):
    """What is to be added to a cell, or taken from it."""

    sign: int
    counts: FlowCounts
    delays: tuple[str, ...]
    coverages: tuple[str, ...]


class Sums:
    """Gathers the changes of stories, and writes them with the rows of takings that they are of."""

    def __init__(self) -> None:
        self._changes: dict[_Cell, list[_Change]] = {}

    def add(self, taken: Sequence[Taking]) -> None:
        """A story gives this."""
        self._change(taken, 1)

    def take_back(self, taken: Sequence[Taking]) -> None:
        """A story gave this, and no longer does."""
        self._change(taken, -1)

    def clear(self) -> None:
        """Forget what was not written."""
        self._changes.clear()

    def write(self, db: sqlite3.Connection) -> None:
        """Into the table ``flow``."""
        for cell, changes in self._changes.items():
            held = db.execute(
                f"SELECT {', '.join(FlowCounts._fields)}, delays, coverages {_OF_CELL}",
                cell,
            ).fetchone()
            *counts, delays, coverages = held or (*(0 for _ in FlowCounts._fields), None, None)
            for change in changes:
                counts = [count + change.sign * more for count, more in zip(counts, change.counts, strict=True)]
            told = [
                _values(delays, [(change.sign, change.delays) for change in changes]),
                _values(coverages, [(change.sign, change.coverages) for change in changes]),
            ]
            if counts[0] > 0:
                marks = ", ".join("?" * (len(cell) + len(counts) + len(told)))
                db.execute(f"INSERT OR REPLACE INTO flow VALUES ({marks})", (*cell, *counts, *told))  # noqa: S608 - marks only
            else:
                db.execute(f"DELETE {_OF_CELL}", cell)
        self.clear()

    def _change(self, taken: Sequence[Taking], sign: int) -> None:
        cells: dict[_Cell, list[Taking]] = {}
        for each in taken:
            for cell in _cells(each):
                cells.setdefault(cell, []).append(each)
        for cell, those in cells.items():
            self._changes.setdefault(cell, []).append(_change(those, sign))


def among(*, language: str | None = None, uncredited: bool = False) -> str:
    """The name of what is counted: all, of one language of the taker, what no credit puts behind the giver, or both."""
    return f"{'uncredited' if uncredited else ''} {language or ''}".strip()


def day_of(time: int | None) -> str:
    """The day in UTC; "" where it is not known."""
    return (timestamp(time) or "")[:10]


def _cells(taking: Taking) -> Iterator[_Cell]:
    is_uncredited = not taking.credited and taking.delay is not None and taking.delay >= 0
    for uncredited in (False, True) if is_uncredited else (False,):
        for language in dict.fromkeys((None, taking.language or None)):
            for giver in (taking.giver, ANY):
                for taker in (taking.taker, ANY):
                    name = among(language=language, uncredited=uncredited)
                    yield _Cell(name, giver, taker, day_of(taking.published))


def _change(those: Sequence[Taking], sign: int) -> _Change:
    manners = [each.manner for each in those]
    return _Change(
        sign,
        FlowCounts(
            1,  # the takings of a story come together
            len(those),
            sum(each.credited for each in those),
            sum(manner is not None for manner in manners),
            *(manners.count(manner) for manner in MANNERS),
        ),
        tuple(str(each.delay) for each in those if each.delay is not None),
        tuple(str(round(each.coverage, 4)) for each in those if each.coverage is not None),
    )


def _values(held: str | None, changes: Iterable[tuple[int, Sequence[str]]]) -> str | None:
    """A list of numbers in a text, without those that were taken back; None where none is left."""
    values = held.split(",") if held else []
    for sign, those in changes:
        if sign > 0:
            values += those
        else:
            for value in those:
                values.remove(value)
    return ",".join(values) or None
