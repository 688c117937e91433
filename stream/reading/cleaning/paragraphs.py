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
# A row that starts with one of these is the first of its paragraph.
_INDENT = " \t\u3000"
# ASCII that prints, and the line breaks that are left after splitting into rows.
_PRINTED = bytes(range(0x20, 0x7F)) + b"\r\n"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")


class Line(NamedTuple):
    """One paragraph-to-be; ``gap`` says that an empty line (or an indent in wrapped copy) stands before it."""

    text: str
    gap: bool


def lines_of(text: str) -> list[Line]:
    """Split a text into lines, white space around and inside them reduced to single spaces."""
    rows = list(map(str.rstrip, text.splitlines()))
    plain = _is_plain(text, rows)
    if not plain:
        rows = [_INVISIBLE.sub("", row).rstrip() for row in rows]
    width = _column(rows)
    if not width:
        return [Line(_tidy(row, plain), number == 0 or not rows[number - 1]) for number, row in enumerate(rows) if row]
    lines: list[Line] = []
    block: list[str] = []
    for row in rows:
        if block and (not row or row[0] in _INDENT):
            lines += _joined(block, width, plain, first=not lines)
            block = []
        if row:
            block.append(row)
    if block:
        lines += _joined(block, width, plain, first=not lines)
    return lines


def _joined(rows: list[str], width: int, plain: bool, *, first: bool) -> list[Line]:
    """A run of rows without indent or empty row inside: one paragraph, or several where a break is not soft."""
    fill = width - SLACK
    # Chinese and Japanese have no space at a line break.
    last = rows[0][-1]
    space = "" if last >= "\u3040" and _UNSPACED.match(last) is not None else " "
    # In most paragraphs every row but the last is full, and there is nothing to decide.
    if min(map(len, rows[:-1]), default=width) >= fill:
        return [Line(_tidy(space.join(rows), plain), True)]
    starts = [0]
    starts += [
        number
        for number in range(1, len(rows))
        if len(rows[number - 1]) < fill and not _soft(rows[number - 1], rows[number], fill, first=first and number == 1)
    ]
    return [
        Line(_tidy(space.join(rows[start:end]), plain), start == 0)
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)
    ]


def _is_plain(text: str, rows: list[str]) -> bool:
    """Whether a text has only characters that print, and spaces: then nothing is invisible, and no space a tab.

    Nearly every text is. Of ASCII, deleting what prints tells it in 1 µs for 2,500 characters; asking the rows
    takes 8, and searching for what is invisible ten times that.
    """
    if text.isascii():
        return not text.encode().translate(None, _PRINTED)
    return all(map(str.isprintable, rows))


def _tidy(text: str, plain: bool) -> str:
    """White space of any kind as single spaces; most text has no other (splitting it costs six times the look)."""
    stripped = text.strip()
    if "  " not in stripped and (plain or stripped.isprintable()):
        return stripped
    return " ".join(stripped.split())


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
