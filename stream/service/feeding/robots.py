"""What a site's robots.txt lets us fetch (RFC 9309).

Python's own parser takes the first rule that fits and knows no wildcards; the standard takes the longest.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

__all__ = ["EVERYTHING", "NOTHING", "Robots"]

_MOST_RULES = 5000  # of one site
_LONGEST_PATTERN = 2000  # characters
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_UNRESERVED = re.compile(r"[\w.~-]", re.ASCII)


class _Rule(NamedTuple):
    allows: bool
    pattern: str


class Robots:
    """The rules for one program, as a robots.txt has them.

    Args:
        text: of the file.
        agent: name of the program, in lower case; where no group is for it, those for ``*`` hold.
    """

    def __init__(self, text: str, agent: str) -> None:
        ours: list[_Rule] = []
        everybodys: list[_Rule] = []
        is_named = False
        named: set[str] = set()
        in_rules = False
        for line in text.removeprefix("\ufeff").splitlines():
            key, _, value = line.partition("#")[0].partition(":")
            key, value = key.strip().lower(), value.strip()
            if key == "user-agent":
                if in_rules:  # a group ends where the names of the next one begin
                    named, in_rules = set(), False
                named.add(value.partition("/")[0].lower())
                is_named = is_named or agent in named
            elif key in ("allow", "disallow"):
                in_rules = True
                if not value or len(value) > _LONGEST_PATTERN:  # an empty rule forbids nothing
                    continue
                rule = _Rule(key == "allow", _quoted(value))
                for rules, is_for in ((ours, agent in named), (everybodys, "*" in named)):
                    if is_for and len(rules) < _MOST_RULES:
                        rules.append(rule)
        self._rules = ours if is_named else everybodys

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be fetched: the longest pattern decides, of two as long the kinder."""
        path = _quoted(path or "/")
        fitting = [rule for rule in self._rules if _fits(rule.pattern, path)]
        return max(((len(rule.pattern), rule.allows) for rule in fitting), default=(0, True))[1]


def _quoted(path: str) -> str:
    """A path in one spelling: ``%c3%a9`` and ``é``, ``%61`` and ``a`` are the same, ``%2A`` is no wildcard."""
    return _ESCAPE.sub(_escape, quote(path, safe=_PRINTABLE))


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.fullmatch(character) else found[0].upper()


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern is the beginning of a path; ``*`` is any text, a final ``$`` the end. In linear time."""
    is_whole = pattern.endswith("$")
    opening, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(opening):
        return False
    at = len(opening)
    if not pieces:
        return not is_whole or at == len(path)
    last = pieces.pop() if is_whole else ""
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(path) - len(last) >= at and path.endswith(last)


EVERYTHING = Robots("", "*")
"""Where a site has no robots.txt."""

NOTHING = Robots("User-agent: *\nDisallow: /", "*")
"""Where it cannot be asked for its robots.txt at the moment."""
