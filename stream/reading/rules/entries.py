"""The four kinds of rules: which fields an entry has, and how a table of a file becomes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple, cast

from stream.text.fold import fold

__all__ = [
    "KINDS",
    "LONGEST",
    "REPLACE",
    "Agency",
    "Entry",
    "House",
    "NamedPlace",
    "RuleKind",
    "Supplier",
    "laid_over",
    "read_entry",
]

LONGEST: Final = 500
"""Characters of any one string of an entry but a note."""

REPLACE: Final = "replace"
"""The field that says that an entry holds alone, without what the package has under its id."""

Entry = dict[str, Any]
"""Fields of an entry as a file states them, each of the shape that its kind asks for."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One organisation. ``name`` is for display, only ``aliases`` are matched."""

    id: str
    name: str
    country: str  # two letters of ISO 3166; ZZ where it is not said
    kind: str  # "agency", "newspaper", "broadcaster", "government"
    parent: str | None  # same parent, one house: two hops, but not two independent sources
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    ambiguous: tuple[str, ...]  # aliases that count only inside a credit or dateline
    strict: tuple[str, ...] = ()  # these too, and only as printed
    words: tuple[str, ...] = ()  # strict, and ordinary words or names besides
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()  # strict; with the languages in which they are this agency's
    places: frozenset[str] = frozenset()  # at home: country and towns, folded
    own: frozenset[tuple[str, str]] = frozenset()  # folded aliases, each with a language that it is listed under

    @property
    def marked(self) -> tuple[str, ...]:
        """The aliases that do not count wherever they stand, as printed, in the order of the lists."""
        return (*self.ambiguous, *self.strict, *self.words, *(alias for alias, _ in self.shared))


@dataclass(frozen=True, slots=True)
class House:
    """Boilerplate: what is printed on every page of a house. ``cleaning/boilerplate.py`` tells what each list does.

    One without domains holds for every text (scope ``text``) or every saved page (``page``).
    """

    name: str
    scope: str
    domains: tuple[str, ...]
    seen: str  # where; a note
    prefixes: tuple[str, ...]
    lines: tuple[str, ...]
    patterns: tuple[str, ...]
    rest: tuple[str, ...]
    lists: tuple[str, ...]
    footers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Supplier:
    """What is known of who sends from a domain, whatever its records say."""

    domain: str  # "*": what holds for every supplier
    timezone: str | None  # name in the IANA database, of times that state no offset
    agency: str | None  # id: whose site or feed this is
    names: tuple[str, ...] = ()  # as its files name it: a provider, holder or source
    versions: str = "numbers"  # "none": its numbers are no order; "suffix": they stand behind the _ of its ids
    sign_offs: tuple[str, ...] = ()  # regular expressions of a last paragraph that is no part of the text
    status: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # its words by usable, withheld, canceled
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # where it puts a field of ninjs

    def places_of(self, name: str) -> tuple[str, ...]:
        """Where it puts a field, in lower case; () where it puts it where everybody does."""
        return tuple(place.lower() for place in self.fields.get(name, ()))


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One place, sea or mountain that goes by several names: a former one, another country's, one in dispute."""

    id: str
    names: tuple[str, ...]  # all of them, as printed, the id among them


class Shape(Enum):
    """What a field holds, in words for a message."""

    TEXT = "text"
    NOTE = "text of any length"
    TEXTS = "a list of texts"
    LISTS = "a table of lists of texts"
    FLAG = "true or false"


class RuleKind(NamedTuple):
    """One kind of rule."""

    table: str  # [agency.ID]
    file: str  # its name without the suffix
    fields: Mapping[str, Shape]
    make: Callable[[str, Entry], Agency | House | Supplier | NamedPlace]


def _agency(ident: str, entry: Entry) -> Agency:
    parent = entry.get("parent")
    return Agency(
        ident,
        entry["name"],
        entry.get("country", "ZZ"),
        entry.get("kind", "agency"),
        None if parent is None else parent.upper(),
        tuple(dict.fromkeys(alias for names in entry.get("aliases", {}).values() for alias in names))
        or (entry["name"],),
        tuple(entry.get("domains", ())),
        tuple(entry.get("ambiguous", ())),
        tuple(entry.get("strict", ())),
        tuple(entry.get("words", ())),
        tuple((alias, tuple(languages)) for alias, languages in entry.get("shared", {}).items()),
        frozenset(map(fold, entry.get("places", ()))),
        frozenset((fold(alias), code) for code, names in entry.get("aliases", {}).items() for alias in names),
    )


_RULES_OF_A_HOUSE = ("prefixes", "lines", "patterns", "rest", "lists", "footers")


def _house(name: str, entry: Entry) -> House:
    rules = (tuple(entry.get(field, ())) for field in _RULES_OF_A_HOUSE)
    # A house is mostly called by its domain. One that is not must say that it has none: it holds for every text.
    domains = tuple(entry.get("domains", (name,)))
    return House(name, entry.get("scope", "text"), domains, entry.get("seen", ""), *rules)


def _supplier(domain: str, entry: Entry) -> Supplier:
    agency = entry.get("agency")
    return Supplier(
        domain,
        entry.get("timezone"),
        None if agency is None else agency.upper(),
        tuple(entry.get("names", ())),
        entry.get("versions", "numbers"),
        tuple(entry.get("sign_offs", ())),
        {status: tuple(words) for status, words in entry.get("status", {}).items()},
        {name: tuple(places) for name, places in entry.get("fields", {}).items()},
    )


def _place(name: str, entry: Entry) -> NamedPlace:
    return NamedPlace(name, tuple(dict.fromkeys((name, *entry.get("names", ())))))


_LISTED = ("domains", "ambiguous", "strict", "words", "places")

KINDS: Final = (
    RuleKind(
        "agency",
        "agencies",
        {
            **dict.fromkeys(("name", "country", "kind", "parent"), Shape.TEXT),
            **dict.fromkeys(("aliases", "shared"), Shape.LISTS),
            **dict.fromkeys(_LISTED, Shape.TEXTS),
            "source": Shape.NOTE,
            REPLACE: Shape.FLAG,
        },
        _agency,
    ),
    RuleKind(
        "house",
        "boilerplate",
        {
            "scope": Shape.TEXT,
            **dict.fromkeys(("domains", *_RULES_OF_A_HOUSE), Shape.TEXTS),
            "seen": Shape.NOTE,
            REPLACE: Shape.FLAG,
        },
        _house,
    ),
    RuleKind(
        "supplier",
        "suppliers",
        {
            **dict.fromkeys(("timezone", "agency", "versions"), Shape.TEXT),
            **dict.fromkeys(("names", "sign_offs"), Shape.TEXTS),
            **dict.fromkeys(("status", "fields"), Shape.LISTS),
            "source": Shape.NOTE,
            REPLACE: Shape.FLAG,
        },
        _supplier,
    ),
    RuleKind("place", "places", {"names": Shape.TEXTS, "source": Shape.NOTE, REPLACE: Shape.FLAG}, _place),
)


def read_entry(kind: RuleKind, table: object) -> tuple[Entry, list[tuple[str, str]]]:
    """The fields of an entry, and what is wrong with others: name of the field, and what to do.

    A field that is wrong is left out, so that all that is wrong can be told at once. ``null`` is JSON's way to leave
    a field out.
    """
    if not isinstance(table, dict):
        return {}, [("", f"expected a table of fields, found {_shown(table)}")]
    entry: Entry = {}
    wrong: list[tuple[str, str]] = []
    for name, value in table.items():
        shape = kind.fields.get(name)
        if shape is None:
            wrong.append((name, f"no such field; there are {', '.join(kind.fields)}"))
        elif value is not None:
            problems = list(_wrong(shape, value))
            wrong.extend((name, problem) for problem in problems)
            if not problems:
                entry[name] = value
    return entry, wrong


def _wrong(shape: Shape, value: object) -> Iterator[str]:
    fits = {Shape.TEXT: str, Shape.NOTE: str, Shape.TEXTS: list, Shape.LISTS: dict, Shape.FLAG: bool}[shape]
    if not isinstance(value, fits):
        yield f"expected {shape.value}, found {_shown(value)}"
    elif shape is Shape.TEXT:
        yield from _wrong_text(value)
    elif shape is Shape.TEXTS:
        for each in cast(list[object], value):
            yield from _wrong_text(each)
    elif shape is Shape.LISTS:
        for key, texts in cast(dict[str, object], value).items():
            yield from _wrong_text(key)
            yield from (f"{key}: {problem}" for problem in _wrong(Shape.TEXTS, texts))


def _wrong_text(value: object) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"expected text, found {_shown(value)}"
    elif not value.strip():
        yield "a text is blank: it would match everything; take it out"
    elif len(value) > LONGEST:
        yield f"a text of {len(value)} characters; at most {LONGEST} are read"
    elif "\n" in value:
        yield f"{value[:40]!r} has a line break: what is matched is one line; write two texts"


def _shown(value: object) -> str:
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


def laid_over(below: Mapping[str, Entry], above: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries by id, those of ``above`` over those of ``below``: lists gain, single values are replaced."""
    merged = dict(below)
    for ident, entry in above.items():
        base = {} if entry.get(REPLACE) else below.get(ident, {})
        merged[ident] = {**base, **{name: _joined(base.get(name), value) for name, value in entry.items()}}
    return merged


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, list):
        return [*one, *(each for each in other if each not in one)]
    if isinstance(one, dict):
        return {**one, **{key: _joined(one.get(key), value) for key, value in other.items()}}
    return other
