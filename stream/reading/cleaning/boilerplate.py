"""What is printed on every page of a house and belongs to no story: rules kept as data.

``boilerplate.json`` has an entry for each house with a note where each thing was seen. A rule there
is one of six kinds, applied to one line at a time (folded to lower case, but for prefixes):

==========  ==================================================================================
prefixes    the line begins with it (as printed): dropped
lines       the line is it: dropped
patterns    the line matches the whole regular expression: dropped
rest        the line opens a part that runs to the end of the page: dropped with all that follows
lists       the line opens a list of other headlines: dropped with the short lines that follow
footers     labels of the masthead ("Adresse : …"): several of them mark the foot of a page
==========  ==================================================================================

Entries of scope ``text`` without domains hold for every text, those of scope ``page`` for every
saved page: the fallback for houses that nobody has described yet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TypedDict

import orjson

__all__ = ["Furniture", "House", "Rules", "houses", "rules_for"]

# Furniture is short. A longer line is prose that happens to begin like it, and is never looked at.
LONGEST_FURNITURE = 240


class House(TypedDict):
    """One entry of boilerplate.json."""

    house: str
    scope: str
    domains: list[str]
    seen: str
    prefixes: list[str]
    lines: list[str]
    patterns: list[str]
    rest: list[str]
    lists: list[str]
    footers: list[str]


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
        if len(line) > LONGEST_FURNITURE:
            return None
        kind = self.whole.get(line.casefold().rstrip(" :："))
        if kind is None and self.patterns.fullmatch(line) is not None:
            return Furniture.LINE
        return kind

    def is_footer(self, line: str) -> bool:
        """Whether a line is a labelled line of the masthead; the label counts, its value changes over the years."""
        return len(line) <= LONGEST_FURNITURE and self.footers.match(line) is not None


@cache
def houses() -> tuple[House, ...]:
    """The entries of boilerplate.json, in file order."""
    entries: list[House] = orjson.loads(files("stream.reading.cleaning").joinpath("boilerplate.json").read_bytes())
    return tuple(entries)


def rules_for(host: str, page: bool) -> Rules:
    """The rules for a text from ``host`` ("" if unknown): those of its house and the general ones.

    Args:
        host: domain of the uri; subdomains belong to their house.
        page: whether the text is a whole saved page; then the fallback of all pages holds too.
    """
    return _compiled(_names(host), page)


@cache
def _by_domain() -> dict[str, str]:
    return {domain: entry["house"] for entry in houses() for domain in entry["domains"]}


def _names(host: str) -> str:
    """Name of the house that a host or one of its parent domains belongs to; "" for none."""
    known = _by_domain()
    while host:
        if host in known:
            return known[host]
        host = host.partition(".")[2]
    return ""


@cache
def _compiled(house: str, page: bool) -> Rules:
    chosen = [
        entry
        for entry in houses()
        if entry["house"] == house or (not entry["domains"] and (page or entry["scope"] == "text"))
    ]
    return Rules(
        prefixes=tuple(prefix for entry in chosen for prefix in entry["prefixes"]),
        whole={
            line.casefold().rstrip(" :："): kind
            for kind in (Furniture.LINE, Furniture.LIST, Furniture.REST)
            for entry in chosen
            for line in _lines_of(entry, kind)
        },
        patterns=_any_of([pattern for entry in chosen for pattern in entry["patterns"]], ""),
        footers=_any_of([re.escape(label) for entry in chosen for label in entry["footers"]], r" ?[:：]"),
    )


def _lines_of(entry: House, kind: Furniture) -> list[str]:
    """The whole-line rules of an entry; a line that is in two of them has the farther-reaching effect."""
    if kind is Furniture.REST:
        return entry["rest"]
    return entry["lists"] if kind is Furniture.LIST else entry["lines"]


def _any_of(patterns: list[str], tail: str) -> re.Pattern[str]:
    """One expression for all of them; one that matches nothing where there are none."""
    return re.compile(f"(?:{'|'.join(patterns)}){tail}" if patterns else r"(?!)", re.IGNORECASE)
