"""What must hold among entries: no name and no domain is two agencies' or two houses', and what is named is there.

A name that two agencies have would be whichever the order of a file made it, and a name that is also a word would make
every text that has the word a copy of that agency's. So both are refused by these functions: in the package's own table
by a test, in an operator's files at start.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from stream.dispatch import PubStatus
from stream.reading.rules.entries import Agency, House, Supplier
from stream.reading.rules.patterns import LONGEST_LINE, wrong_pattern
from stream.text.fold import fold

__all__ = ["EVERY_SUPPLIER", "Problem", "check_agencies", "check_houses", "check_suppliers", "words_among"]

_ID = re.compile(r"[A-Z][A-Z0-9_]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_KINDS = ("agency", "newspaper", "broadcaster", "government")
_SCOPES = ("text", "page")
_VERSIONS = ("numbers", "none", "suffix")
EVERY_SUPPLIER: Final = "*"
"""The entry for what holds for all of them."""
_SHORTEST_PREFIX = 3  # characters, where it is letters or figures alone: a line of prose begins with any of fewer

# Words of news in English and French, and others that look like an agency's initials.
_WORDS = """
ada adi agi aim alba ami ana anda andes andina ani anta app atop atta aura aware bel belga beta bina boss cana cap
central china cite cola cube dire drain elan elta ena era err fana fara fars fena fides gina hina home ina inform
interface ira iran isna kabar kuna lana lena leta lina lusa mali mama mana map mars media mehr mena mia mina moment
nan nation na nampa news ona one ore pana pap paper past petra presse prima radio rapport report rian saba sana
sapa savoir sita son sta star state suna sure tak tap tete the time tiens tint trend turan una uni union unian wafa
wam web word xin yen zenit zone
"""
_ORDINARY: Final = frozenset(_WORDS.split())


class Problem(NamedTuple):
    """What is wrong with an entry, and what to do."""

    table: str  # "agency", "house", "supplier"
    ident: str
    field: str
    what: str


def check_agencies(agencies: Mapping[str, Agency], ordinary: Collection[str] = _ORDINARY) -> Iterator[Problem]:
    """Everything that is wrong with a table of agencies.

    Args:
        agencies: by id.
        ordinary: folded words of running text, which no name that counts by itself may be.
    """
    for entry in agencies.values():
        for field, what in _alone(entry, agencies):
            yield Problem("agency", entry.id, field, what)
    yield from _names_of_two(agencies)
    yield from _domains_of_two("agency", ((entry.id, entry.domains) for entry in agencies.values()))
    for ident, alias in words_among(agencies, ordinary):
        yield Problem(
            "agency", ident, "aliases", f"{alias!r} is also a word: list it under words, strict or ambiguous as well"
        )


def _alone(entry: Agency, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry, whatever the others say."""
    if _ID.fullmatch(entry.id) is None:
        yield "", "an id is capitals, digits and _, as in NANA or ABP_BI"
    if _COUNTRY.fullmatch(entry.country) is None:
        yield "country", f"{entry.country!r} is no country; write its two letters (ISO 3166), as in VN"
    if entry.kind not in _KINDS:
        yield "kind", f"{entry.kind!r} is none of {', '.join(_KINDS)}"
    if entry.parent is not None and (entry.parent not in agencies or entry.parent == entry.id):
        yield "parent", f"{entry.parent!r} is the id of no other agency; `copytaster rules show NAME` tells ids"
    yield from (("domains", what) for what in _wrong_domains(entry.domains))
    names = {fold(alias) for alias in entry.aliases}
    marked = entry.marked
    for alias in dict.fromkeys(marked):
        if fold(alias) not in names:
            yield (
                "aliases",
                f"{alias!r} is marked (ambiguous, strict, words or shared) and is no alias; add it to aliases",
            )
        if marked.count(alias) > 1:
            yield (
                "aliases",
                f"{alias!r} is marked twice; leave it in one of ambiguous, strict, words and shared "
                "(replace = true drops what the package marks)",
            )
    if entry.shared and not entry.places and not any(languages for _, languages in entry.shared):
        yield "shared", "nothing tells when the name is this agency's: give its languages, or places at home"


def _names_of_two(agencies: Mapping[str, Agency]) -> Iterator[Problem]:
    """What counts by itself, and what is not marked as shared, must be one agency's."""
    owners: dict[str, list[str]] = defaultdict(list)
    shared: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in agencies.values():
        own = {fold(alias): alias for alias, _ in entry.shared}
        for name, alias in own.items():
            shared[name].append((entry.id, alias))
        for name in dict.fromkeys(fold(alias) for alias in entry.aliases):
            if name not in own:
                owners[name].append(entry.id)
    for name, idents in owners.items():
        for ident in idents if len(idents) > 1 else ():
            others = ", ".join(other for other in idents if other != ident)
            yield Problem(
                "agency",
                ident,
                "aliases",
                f"{name!r} is also a name of {others}: list it as well under shared, with the languages in which it is "
                "yours, and give places at home",
            )
    for name, sharers in shared.items():
        # A field with undecided initials keeps them as a name, and that name must not be the id of an agency.
        if name.upper() in agencies and owners.get(name) != [name.upper()]:
            for ident, alias in sharers:
                yield Problem(
                    "agency",
                    ident,
                    "shared",
                    f"{alias!r} is the id of an agency that does not own this name; leave it out",
                )


def words_among(agencies: Mapping[str, Agency], words: Collection[str]) -> Iterator[tuple[str, str]]:
    """Names that count wherever they stand and are among these folded words: id and alias."""
    marked = {fold(alias) for entry in agencies.values() for alias in entry.marked}
    for entry in agencies.values():
        for alias in entry.aliases:
            if fold(alias) in words and fold(alias) not in marked:
                yield entry.id, alias


def check_houses(houses: Mapping[str, House]) -> Iterator[Problem]:
    """Everything that is wrong with the boilerplate of houses."""
    for entry in houses.values():
        for field, what in _of_a_house(entry):
            yield Problem("house", entry.name, field, what)
    yield from _domains_of_two("house", ((entry.name, entry.domains) for entry in houses.values()))


def _of_a_house(entry: House) -> Iterator[tuple[str, str]]:
    if entry.scope not in _SCOPES:
        yield "scope", f"{entry.scope!r} is none of {', '.join(_SCOPES)}"
    if entry.domains == (entry.name,) and not _DOMAIN.fullmatch(entry.name):
        yield "domains", "missing, and the name is no domain; write [] where the rules hold for every text"
    else:
        yield from (("domains", what) for what in _wrong_domains(entry.domains))
    for prefix in entry.prefixes:
        if len(prefix) < _SHORTEST_PREFIX and prefix.isalnum():
            yield "prefixes", f"{prefix!r} begins too many lines; write at least {_SHORTEST_PREFIX} characters"
    for field, texts in (("lines", entry.lines), ("rest", entry.rest), ("lists", entry.lists)):
        for text in texts:
            if len(text) > LONGEST_LINE:
                yield field, f"a line of {len(text)} characters; those of more than {LONGEST_LINE} are never looked at"
    for pattern in entry.patterns:
        problem = wrong_pattern(pattern)
        if problem is not None:
            yield "patterns", problem


def check_suppliers(suppliers: Mapping[str, Supplier], agencies: Mapping[str, Agency]) -> Iterator[Problem]:
    """Everything that is wrong with what is known of suppliers."""
    owners = {domain: entry.id for entry in agencies.values() for domain in entry.domains}
    for entry in suppliers.values():
        for what in () if entry.domain == EVERY_SUPPLIER else _wrong_domains((entry.domain,)):
            yield Problem("supplier", entry.domain, "", what)
        for field, what in _wrong_forms(entry):
            yield Problem("supplier", entry.domain, field, what)
        if entry.timezone is not None and not _is_zone(entry.timezone):
            what = f"{entry.timezone!r} is no time zone of the IANA database, as Asia/Ho_Chi_Minh is"
            yield Problem("supplier", entry.domain, "timezone", what)
        if entry.agency is None:
            continue
        if entry.agency not in agencies:
            what = (
                f"{entry.agency!r} is no agency's id; `copytaster rules show NAME` tells it, agencies.toml may add one"
            )
            yield Problem("supplier", entry.domain, "agency", what)
        elif owners.get(entry.domain, entry.agency) != entry.agency:
            what = f"the domain is {owners[entry.domain]}'s in the table of agencies; take it out here, or there"
            yield Problem("supplier", entry.domain, "agency", what)


def _wrong_forms(entry: Supplier) -> Iterator[tuple[str, str]]:
    if entry.versions not in _VERSIONS:
        yield "versions", f"{entry.versions!r} is none of {', '.join(_VERSIONS)}"
    for pattern in entry.sign_offs:
        if what := wrong_pattern(pattern):
            yield "sign_offs", what
    for status in entry.status.keys() - set(PubStatus):
        yield "status", f"{status!r} is none of {', '.join(PubStatus)}"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError; folders and odd names are these
        return False
    except KeyError:
        return False
    return True


def _wrong_domains(domains: Iterable[str]) -> Iterator[str]:
    for domain in domains:
        if domain != domain.lower() or domain.startswith("www.") or _DOMAIN.fullmatch(domain) is None:
            yield f"{domain!r} is no bare domain; write it in small letters, without www. and path, as in example.org"


def _domains_of_two(table: str, rows: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Problem]:
    """Otherwise the order of the file would decide."""
    owners: dict[str, list[str]] = defaultdict(list)
    for ident, domains in rows:
        for domain in dict.fromkeys(domains):
            owners[domain].append(ident)
    for domain, idents in owners.items():
        for ident in idents if len(idents) > 1 else ():
            others = ", ".join(other for other in idents if other != ident)
            yield Problem(table, ident, "domains", f"{domain!r} is also a domain of {others}; it can be one's alone")
