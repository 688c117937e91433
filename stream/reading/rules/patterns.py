r"""Whether a regular expression of a rule may be used: it compiles, it leaves prose alone, and it cannot run away.

Python's ``re`` tries every way in which an expression can match. ``(\w+\s?)+:`` takes twice as long for each further
letter of a line, and one line of a hostile page would stop a worker. So an expression is read here before it is used,
and its steps are bounded from above by its form alone, whatever the line:

* Each quantifier multiplies the steps by the lengths it can take (of a line of 240 characters); the product must not
  be over `MOST_STEPS`.
* What repeats as a group (``(?:…)+``) must be told apart at every turn: the group begins with a plain character, each
  quantifier in it is followed by a plain character that it cannot take, and it holds no group and no ``|``. Then there
  is one way to divide a line among its turns.
* Back references, look-around, flags and possessive or atomic forms are refused: rules need none of them, and the
  expressions of a house are joined into one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["LONGEST_LINE", "MOST_STEPS", "wrong_pattern"]

LONGEST_LINE: Final = 240
"""Furniture is short. A longer line is prose that happens to begin like it, and is never looked at."""

MOST_STEPS: Final = 4_000_000
"""Some 50 ms for the worst line; the costliest expression of the package's own comes to 2.9 million."""

_UNTHINKABLE: Final = 10**18  # steps; what is more is not counted

# An expression that takes both of these takes every line.
_PROSE = ("The premier spoke on Tuesday.", "总理星期二发表讲话")

_ATOM = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^0-9A-Za-z]|[dDwWsSbBntrfv])"
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|[^\\\[\](){}|*+?]",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(,?)(\d*)\})\??(?!\+)")
_PLAIN = re.compile(r"\\?[^\\]|\\[xuU].+", re.DOTALL)
_NO_CHARACTER = {".", "^", "$", "\\b", "\\B", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S"}


class _Ways(NamedTuple):
    """What is known of alternatives, or of one of them."""

    steps: int  # at most, for one line
    shortest: int  # characters that it matches at least
    why_once: str  # why it must not come again and again as a group; "" where it may


_CHARACTER: Final = _Ways(1, 1, "")


class _Item(NamedTuple):
    """A part of a sequence: an atom or a group, and how often it comes."""

    atom: str  # its source; "" for a group
    inside: _Ways
    least: int
    most: int

    @property
    def is_plain(self) -> bool:
        """Whether it is one certain character, always there."""
        return self.least == self.most == 1 and bool(_PLAIN.fullmatch(self.atom)) and self.atom not in _NO_CHARACTER

    def takes(self, other: _Item) -> bool:
        """Whether this atom can match the plain character of another one."""
        return re.fullmatch(self.atom, _character(other.atom), re.IGNORECASE) is not None


class _RefusedError(ValueError):
    """The expression has a form that rules have no use for."""


def wrong_pattern(pattern: str) -> str | None:
    """What is wrong with an expression and what to do; None where it may be used."""
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        return f"{pattern!r} is no regular expression: {error}"
    try:
        reader = _Reader(pattern)
        steps = reader.branches().steps
        if reader.place < len(pattern):
            raise _RefusedError(f"{pattern[reader.place :]!r} is not understood; use \\ before a sign that is meant")
    except (_RefusedError, RecursionError) as error:
        return f"{pattern!r}: {error}"
    if steps > MOST_STEPS:
        return (
            f"{pattern!r} could take {steps:,} steps for one line, at most {MOST_STEPS:,} are allowed; "
            "use fewer quantifiers or bound them, as in .{0,80}"
        )
    if compiled.fullmatch("") is not None:
        return f"{pattern!r} matches an empty line; let it begin with what is always there"
    if all(compiled.fullmatch(line) for line in _PROSE):
        return f"{pattern!r} matches any line, and would drop whole texts; name words of the line"
    return None


def _character(atom: str) -> str:
    """The character that a plain atom stands for."""
    if atom[0] == "\\" and atom[1] in "xuU":
        return chr(int(atom[2:], 16))
    return {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\f": "\f", "\\v": "\v"}.get(atom, atom[-1])


class _Reader:
    """Reads an expression that compiles, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.place = 0

    def branches(self) -> _Ways:
        """Alternatives, up to a bracket or the end."""
        ways = self._sequence()
        while self._pattern[self.place : self.place + 1] == "|":
            self.place += 1
            more = self._sequence()
            ways = _Ways(ways.steps + more.steps, min(ways.shortest, more.shortest), "it has alternatives (|)")
        return ways

    def _sequence(self) -> _Ways:
        items: list[_Item] = []
        steps, shortest = 1, 0
        while self.place < len(self._pattern) and self._pattern[self.place] not in "|)":
            items.append(self._item())
            steps = min(steps * _steps_of(items[-1]), _UNTHINKABLE)
            shortest += items[-1].least * items[-1].inside.shortest
        return _Ways(steps, shortest, _why_once(items))

    def _item(self) -> _Item:
        if self._pattern[self.place] == "(":
            return self._group()
        atom = _ATOM.match(self._pattern, self.place)
        if atom is None:
            form = self._pattern[self.place : self.place + 4]
            raise _RefusedError(f"{form!r} at character {self.place + 1}: rules have no such form")
        self.place = atom.end()
        return _Item(atom.group(), _CHARACTER, *self._quantifier())

    def _group(self) -> _Item:
        plain = self._pattern.startswith("(?:", self.place)
        if self._pattern.startswith("(?", self.place) and not plain:
            form = self._pattern[self.place : self.place + 4]
            raise _RefusedError(f"{form!r}: of groups rules have (…) and (?:…)")
        self.place += 3 if plain else 1
        inside = self.branches()
        self.place += 1  # the bracket that closes it: the expression compiles
        least, most = self._quantifier()
        if most > 1 and most != least and inside.why_once:
            raise _RefusedError(
                f"the group that ends at character {self.place} comes again and again, and {inside.why_once}; "
                "let it begin with a plain character that nothing variable in it can take"
            )
        return _Item("", inside, least, max(least, min(most, LONGEST_LINE // max(1, inside.shortest))))

    def _quantifier(self) -> tuple[int, int]:
        match = _QUANTIFIER.match(self._pattern, self.place)
        if match is None or match.group() == "{}":
            if self._pattern[self.place : self.place + 1] in ("*", "+", "?", "{"):
                form = self._pattern[self.place : self.place + 6]
                raise _RefusedError(f"{form!r}: rules have *, +, ? and {{m,n}}; write \\{{ for the sign")
            return 1, 1
        self.place = match.end()
        sign = match.group()[0]
        if sign != "{":
            return {"*": (0, LONGEST_LINE), "+": (1, LONGEST_LINE), "?": (0, 1)}[sign]
        least = int(match[1] or 0)
        most = least if not match[2] else int(match[3] or max(LONGEST_LINE, least))
        if max(least, most) > LONGEST_LINE:
            raise _RefusedError(f"{match.group()} repeats more often than a line is long ({LONGEST_LINE})")
        return least, most


def _steps_of(item: _Item) -> int:
    if item.most == item.least:
        return min(int(item.inside.steps ** min(item.most, 64)), _UNTHINKABLE)
    return (item.most - item.least + 1) * item.inside.steps


def _why_once(items: list[_Item]) -> str:
    """Why a group of these must not repeat; "" where each turn can be told from the next."""
    if not items or not items[0].is_plain:
        return "it does not begin with one certain character"
    for item, behind in zip(items, [*items[1:], items[0]], strict=True):
        if not item.atom:
            return "it holds another group"
        if item.most != item.least and (not behind.is_plain or item.takes(behind)):
            return f"{item.atom!r} in it is not followed by one certain character that it cannot take"
    return ""
