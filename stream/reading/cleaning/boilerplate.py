"""What is printed on every page of a house and belongs to no story: rules kept as data.

``boilerplate.json`` has an entry for each house by its name, with a note where each thing was seen. A rule there
is one of six kinds, applied to one line at a time (folded to lower case, but for prefixes):

==========  ==================================================================================
prefixes    the line begins with it (as printed): dropped
lines       the line is it: dropped
patterns    the line matches the whole regular expression: dropped
rest        the line opens a part that runs to the end of the page: dropped with all that follows
lists       the line opens a list of other headlines: dropped with the short lines that follow
footers     labels of the masthead ("Adresse : …"): several of them mark the foot of a page
==========  ==================================================================================

An operator's boilerplate.toml is laid over it: see :mod:`stream.reading.rules`.

Entries of scope ``text`` without domains hold for every text, those of scope ``page`` for every
saved page: the fallback for houses that nobody has described yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from stream.reading.rules import House, in_force
from stream.reading.rules.hosts import of_host
from stream.reading.rules.patterns import LONGEST_LINE

__all__ = ["Furniture", "Rules", "house_of", "rules_for"]


class Furniture(Enum):
    """What a line of boilerplate does."""

    LINE = "line"  # goes by itself
    LIST = "list"  # opens a list of headlines of other stories
    REST = "rest"  # opens a part that has nothing of the story any more


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for one text, compiled."""

    prefixes: tuple[str, ...]
    whole: Mapping[str, Furniture]  # by the folded line without a closing colon
    patterns: re.Pattern[str]
    footers: re.Pattern[str]

    def furniture(self, line: str) -> Furniture | None:
        """What a line of boilerplate does; None for a line that may be the story's."""
        if line.startswith(self.prefixes):
            return Furniture.LINE
        if len(line) > LONGEST_LINE:
            return None
        kind = self.whole.get(line.casefold().rstrip(" :："))
        if kind is None and self.patterns.fullmatch(line) is not None:
            return Furniture.LINE
        return kind

    def is_footer(self, line: str) -> bool:
        """Whether a line is a labelled line of the masthead; the label counts, its value changes over the years."""
        return len(line) <= LONGEST_LINE and self.footers.match(line) is not None


def rules_for(host: str, page: bool) -> Rules:
    """The rules for a text from ``host`` ("" if unknown): those of its house and the general ones.

    Args:
        host: domain of the uri; subdomains belong to their house.
        page: whether the text is a whole saved page; then the fallback of all pages holds too.
    """
    return _compiled(house_of(host), page)


@cache
def _by_domain() -> dict[str, str]:
    return {domain: house.name for house in in_force().houses.values() for domain in house.domains}


def house_of(host: str) -> str:
    """The name of the house that a host or one of its parent domains belongs to; "" for none."""
    return of_host(host, _by_domain()) or ""


@cache
def _compiled(house: str, page: bool) -> Rules:
    chosen = [
        entry
        for entry in in_force().houses.values()
        if entry.name == house or (not entry.domains and (page or entry.scope == "text"))
    ]
    return Rules(
        prefixes=tuple(prefix for entry in chosen for prefix in entry.prefixes),
        whole={
            line.casefold().rstrip(" :："): kind
            for kind in (Furniture.LINE, Furniture.LIST, Furniture.REST)
            for entry in chosen
            for line in _lines_of(entry, kind)
        },
        patterns=_any_of([pattern for entry in chosen for pattern in entry.patterns], ""),
        footers=_any_of([re.escape(label) for entry in chosen for label in entry.footers], r" ?[:：]"),
    )


def _lines_of(entry: House, kind: Furniture) -> tuple[str, ...]:
    """The whole-line rules of an entry; a line that is in two of them has the farther-reaching effect."""
    if kind is Furniture.REST:
        return entry.rest
    return entry.lists if kind is Furniture.LIST else entry.lines


def _any_of(patterns: list[str], tail: str) -> re.Pattern[str]:
    """One expression for all of them; one that matches nothing where there are none."""
    return re.compile(f"(?:{'|'.join(patterns)}){tail}" if patterns else r"(?!)", re.IGNORECASE)
