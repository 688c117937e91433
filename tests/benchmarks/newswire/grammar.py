"""Sentences out of a grammar that is a text file: ``en.txt`` and ``fr.txt`` beside this one.

A section (``# common``, ``# topic court``, ``# template market``) holds symbols (``= lead``), a symbol alternatives,
one a line or parted by ``|``. ``{symbol}`` in an alternative is expanded, facts of the story first; ``[one|other]``
are ways to say the same, left open until a text is told, so that a house can tell the same sentence in other words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Facts", "Language", "expand", "language", "tell"]

Facts = Mapping[str, str]
Parts = tuple[str, ...]  # literal, symbol, literal, symbol, … literal
Rules = dict[str, tuple[Parts, ...]]

_FOLDER = Path(__file__).parent
_BAR = re.compile(r"\|(?![^\[]*\])")
_SYMBOL = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_ELISION = re.compile(r"\b([Qq]u|[Dd])e (?=[aeéèêioAEÉIO])")
_FIRST_LETTER = re.compile(r"^([«\"\s]*)(\w)")
_TELLING = frozenset(("headline", "lead", "body"))
_NAMES = 3000  # of each kind: a wire of a week repeats few


class Language(NamedTuple):
    """A grammar read: what all texts share, what a topic adds, the recurring reports."""

    code: str
    common: Rules
    topics: dict[str, Rules]
    templates: dict[str, Rules]
    fixed: dict[str, tuple[str, ...]]  # by topic or template, what is the same throughout one text
    countries: tuple[tuple[str, str], ...]  # name as it stands in a sentence, adjective
    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]  # as datelines shorten them


@lru_cache
def language(code: str) -> Language:
    """The grammar of a language, with its names made."""
    lines: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    told: list[str] = []
    for line in (_FOLDER / f"{code}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            section = lines.setdefault(line[2:], {})
        elif line.startswith("= "):
            told = section.setdefault(line[2:], [])
        elif line:
            told.extend(_BAR.split(line))
        else:
            told.append("")
    common = lines["common"]
    countries = tuple((name, adjective) for name, _, adjective in (each.partition(":") for each in common["country"]))
    rules = {symbol: _compiled(each) for symbol, each in common.items()}
    rng = random.Random(code)
    rules["surname"] = _compiled(_made(rng, common, "sur"))
    rules["town"] = _compiled(_made(rng, common, "plc"))
    rules["anyname"] = _compiled(["{first} {surname}"])
    rules["age"] = _compiled([f"{age}" for age in range(23, 84)])
    return Language(
        code,
        rules,
        {name[6:]: _rules(rules, each) for name, each in lines.items() if name.startswith("topic ")},
        {name[9:]: _rules(rules, each) for name, each in lines.items() if name.startswith("template ")},
        {
            name.split()[1]: tuple(symbol for symbol in each if symbol not in _TELLING)
            for name, each in lines.items()
            if name != "common"
        },
        countries,
        tuple(common["weekday"]),
        tuple(common["month"]),
    )


def expand(rules: Rules, parts: Parts, facts: Facts, rng: random.Random) -> str:
    """Fill the symbols of an alternative; what is open between ways to say it stays open."""
    out = [parts[0]]
    for place in range(1, len(parts), 2):
        fact = facts.get(parts[place])
        if fact is None:
            alternatives = rules[parts[place]]
            fact = expand(rules, alternatives[int(rng.random() * len(alternatives))], facts, rng)
        out.append(fact)
        out.append(parts[place + 1])
    return "".join(out)


def tell(open_text: str, rng: random.Random) -> str:
    """Choose a way to say it wherever there are several, elide as French does, begin with a capital."""

    def chosen(found: re.Match[str]) -> str:
        ways = found[1].split("|")
        return ways[int(rng.random() * len(ways))]

    told = _ELISION.sub(r"\1'", _CHOICE.sub(chosen, open_text))
    return _FIRST_LETTER.sub(lambda found: found[1] + found[2].upper(), told, count=1)


def _rules(common: Rules, lines: Mapping[str, Sequence[str]]) -> Rules:
    return common | {symbol: _compiled(each) for symbol, each in lines.items()}


def _compiled(alternatives: Sequence[str]) -> tuple[Parts, ...]:
    return tuple(tuple(_SYMBOL.split(each)) for each in alternatives)


def _made(rng: random.Random, common: Mapping[str, Sequence[str]], of: str) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < _NAMES:
        names["".join(rng.choice(common[f"{of}{n}"]) for n in (1, 2, 3))] = None
    return list(names)
