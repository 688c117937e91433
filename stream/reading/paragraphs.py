"""Text into lines that are paragraphs: hard-wrapped wire copy is put together again.

Wire bodies are broken at 60 to 75 characters and mark a paragraph by its indent; pages and ninjs
bodies have a line for each paragraph. Which of the two a text is shows in the breaks themselves:
a break is soft when the next word would not have fitted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Line", "lines_of"]

# Columns of wire copy: ANPA 1312 and IPTC 7901 systems break at 64 to 80. Longer lines were not broken by a machine.
NARROWEST, WIDEST = 48, 84
# How much earlier than the longest line a system may break: it fills lines to a column, not to the letter, and the
# longest line of a text may itself have been an exception (Reuters 1987: 59 to 66 in one item).
SLACK = 8

# Characters that carry nothing: C0 controls but for line breaks and tabs (STX and ETX of IPTC 7901), soft hyphen, zero
# width space, byte order mark. Joiners stay: Persian and the Indic scripts need them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\ufeff]")
# Before an empty row (which starts the next block) and before an indent.
_PARAGRAPH_BREAK = re.compile(r"\n(?=[ \t\u3000\n])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Line(NamedTuple):
    """One paragraph-to-be; ``gap`` says that an empty line (or an indent in wrapped copy) stands before it."""

    text: str
    gap: bool


def lines_of(text: str) -> list[Line]:
    """Split a text into lines, white space around and inside them reduced to single spaces."""
    rows = [row.rstrip() for row in text.splitlines()]
    # `isprintable` is a tenth of the cost of the search, and nearly every row passes it.
    if not all(map(str.isprintable, rows)):
        rows = [_INVISIBLE.sub("", row).rstrip() for row in rows]
    width = _column(rows)
    if not width:
        return _unbroken(rows)
    lines: list[Line] = []
    gap = True
    for block in _PARAGRAPH_BREAK.split("\n".join(rows)):
        if block:
            lines += _joined(block, width, gap or block[0].isspace(), first=not lines)
        gap = not block
    return lines


def _joined(block: str, width: int, gap: bool, *, first: bool) -> list[Line]:
    """A run of rows without indent or empty row inside: one paragraph, or several where a break is not soft."""
    rows = block.removeprefix("\n").split("\n")
    fill = width - SLACK
    starts = [0]
    # In most paragraphs every row but the last is full, and there is nothing to decide.
    if min(map(len, rows[:-1]), default=width) < fill:
        starts += [
            number
            for number in range(1, len(rows))
            if len(rows[number - 1]) < fill
            and not _soft(rows[number - 1], rows[number], fill, first=first and number == 1)
        ]
    # Chinese and Japanese have no space at a line break.
    space = "" if _UNSPACED.match(rows[0][-1]) is not None else " "
    if len(starts) == 1:
        return [Line(_tidy(space.join(rows)), gap)]
    return [
        Line(_tidy(space.join(rows[start:end])), gap and start == 0)
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]


def _unbroken(rows: list[str]) -> list[Line]:
    """Rows that are paragraphs already."""
    return [Line(_tidy(row), number == 0 or not rows[number - 1]) for number, row in enumerate(rows) if row]


def _tidy(text: str) -> str:
    """White space of any kind as single spaces; most text has no other (splitting it costs six times the look)."""
    stripped = text.strip()
    return stripped if "  " not in stripped and stripped.isprintable() else " ".join(stripped.split())


def _column(rows: list[str]) -> int:
    """The width that a text was broken at; 0 if no machine broke it."""
    lengths = list(map(len, rows))
    width = max(lengths, default=0)
    if not NARROWEST <= width <= WIDEST:
        return 0
    # One full row with a row right after it is enough: a text of two sentences has no more.
    for length, after in zip(lengths, rows[1:], strict=False):
        if length >= width - SLACK and after and not after[0].isspace():
            return width
    return 0


def _soft(previous: str, row: str, fill: int, *, first: bool) -> bool:
    """Whether the break after ``previous`` is the machine's: the next word did not fit.

    The first row is shorter by the dateline that a supplier cut off, so there a sentence that goes
    on is enough.
    """
    return len(previous) + 1 + len(row.partition(" ")[0]) > fill or (first and previous[-1] not in ".:!?\"'")
