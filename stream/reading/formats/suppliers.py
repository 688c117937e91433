"""What the table of suppliers (suppliers.json, and an operator's suppliers.toml over it) knows of who sent an item.

A supplier is found by the domain in an identity, or by a name that a file gives for its sender. The entry ``*`` holds
for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

from stream.reading.credits import agencies
from stream.reading.parties import host_of
from stream.reading.rules import RuleSet, Supplier, in_force
from stream.reading.rules.checks import EVERY_SUPPLIER
from stream.reading.rules.hosts import of_host
from stream.text.fold import fold

__all__ = ["KNOWN_NOWHERE", "assume", "signed_off", "status_of", "supplier_among", "without_imprint"]

KNOWN_NOWHERE: Final = Supplier("", None, None)
"""What is known of a supplier that no entry is for."""

_ASSUMED: ContextVar[str] = ContextVar("supplier", default="")

_LONGEST_SIGN_OFF = 60  # characters
_LONGEST_LINE = 200  # characters of a closing line in an entry
_RULE = re.compile(r"[\s_*=#·•–—-]{3,}")
_ADDRESS = re.compile(r"https?://|\bwww\.|(?<!\w)@\w|\w@\w")
_MOST_BEHIND = 4  # paragraphs behind a rule, of this length at most
_LONGEST_BEHIND = 300  # characters
# Initials between strokes, in any script: "cae/tcr", "asl/tib/pid/cac". Some have a blank behind a letter.
_INITIALS = re.compile(r"\(?[^\W\d_]{1,5}(?: [^\W\d_]{1,3})?(?:/[^\W\d_]{1,5}(?: [^\W\d_]{1,3})?){1,5}\)?\.?")


def supplier_among(names: Iterable[str]) -> Supplier:
    """The first supplier that one of these is a domain, a uri or a name of."""
    rules = in_force()
    for name in names:
        host = host_of(name) or name
        domain = _by_name(_Once(rules)).get(fold(name).strip(), "")
        found = of_host(host, rules.suppliers) or rules.suppliers.get(domain)
        if found is not None:
            return found
    return rules.suppliers.get(_ASSUMED.get(), KNOWN_NOWHERE)


def assume(domain: str) -> None:
    """Say whose what is read from now on is, in this context, where it does not say so itself.

    A folder or an address is set up for one supplier: its clock and its words hold for a file that names nobody.
    """
    _ASSUMED.set(domain)


class _Once:
    """A key for a set of rules: two are the same only where they are one object."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return hash(self.rules.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and other.rules is self.rules


@lru_cache(maxsize=4)
def _by_name(once: _Once) -> dict[str, str]:
    return {fold(name): entry.domain for entry in once.rules.suppliers.values() for name in entry.names}


def status_of(word: str, supplier: Supplier) -> str | None:
    """usable, withheld or canceled, by the supplier's own words, then by everybody's; None for words nobody knows."""
    said = fold(word).strip().rpartition(":")[2]
    for entry in (supplier, in_force().suppliers.get(EVERY_SUPPLIER, KNOWN_NOWHERE)):
        for status, words in entry.status.items():
            if said in map(fold, words):
                return status
    return None


def signed_off(paragraph: str, supplier: Supplier) -> bool:
    """Whether a last paragraph is no part of the text: the initials of its editors, or a supplier's closing line.

    A chain of agencies has the same form and is a credit: that stays.
    """
    line = " ".join(paragraph.split())
    if not line or len(line) > _LONGEST_LINE:
        return False
    if len(line) <= _LONGEST_SIGN_OFF and _INITIALS.fullmatch(line) is not None:
        parts = line.strip("().").split("/")
        return not any(agencies.is_agency(part.strip()) for part in parts)
    entries = (supplier, in_force().suppliers.get(EVERY_SUPPLIER, KNOWN_NOWHERE))
    return any(re.fullmatch(pattern, line, re.IGNORECASE) for entry in entries for pattern in entry.sign_offs)


def without_imprint(paragraphs: list[str], supplier: Supplier) -> list[str]:
    """A text without what stands behind a last rule and is about the house: how to reach it, who helped, what it sells.

    Each paragraph there has to name the house, or an address. Another house's name is a credit, and stays.
    """
    last = len(paragraphs) - 1
    places = range(last, max(0, last - _MOST_BEHIND - 1), -1)
    rule = next((place for place in places if _RULE.fullmatch(paragraphs[place]) is not None), None)
    if rule is not None and all(_is_of_the_house(text, supplier) for text in paragraphs[rule + 1 :]):
        return paragraphs[:rule]
    return paragraphs


def _is_of_the_house(text: str, supplier: Supplier) -> bool:
    if len(text) > _LONGEST_BEHIND:
        return False
    named = {ident for *_, ident in agencies.find(text)}
    house = agencies.by_domain(supplier.domain)
    own = supplier.agency or (None if house is None else house.id)
    return named == {own} or (not named and _ADDRESS.search(text) is not None)
