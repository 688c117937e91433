"""What must hold among entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from stream.reading.rules import Agency, House, Supplier
from stream.reading.rules.checks import Problem, check_agencies, check_houses, check_suppliers, words_among
from stream.reading.rules.entries import KINDS

MAKE = {kind.table: kind.make for kind in KINDS}


def agencies(**entries: dict[str, Any]) -> dict[str, Agency]:
    """A table of agencies; a name is given to each that has none."""
    made = {ident: MAKE["agency"](ident, {"name": f"Agency {ident}", **entry}) for ident, entry in entries.items()}
    return {ident: entry for ident, entry in made.items() if isinstance(entry, Agency)}


def houses(entries: dict[str, dict[str, Any]]) -> dict[str, House]:
    """Boilerplate."""
    made = {name: MAKE["house"](name, entry) for name, entry in entries.items()}
    return {name: entry for name, entry in made.items() if isinstance(entry, House)}


def told(problems: Iterator[Problem]) -> list[tuple[str, str]]:
    """Entry and field of each problem."""
    return [(problem.ident, problem.field) for problem in problems]


def en(*names: str) -> dict[str, list[str]]:
    """Aliases."""
    return {"en": list(names)}


def test_an_agency_is_known_by_its_name_where_it_has_no_alias() -> None:
    """A name is all that an entry needs."""
    table = agencies(NANA={"name": "Northern Agency"})

    assert table["NANA"].aliases == ("Northern Agency",)
    assert list(check_agencies(table)) == []


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"country": "Vietnam"}, "country"),
        ({"kind": "paper"}, "kind"),
        ({"parent": "NOBODY"}, "parent"),
        ({"parent": "nana"}, "parent"),
        ({"domains": ["www.nana.example"]}, "domains"),
        ({"domains": ["Nana.example"]}, "domains"),
        ({"domains": ["https://nana.example/"]}, "domains"),
        ({"domains": ["nana"]}, "domains"),
        ({"aliases": en("NANA"), "strict": ["NNA"]}, "aliases"),
        ({"aliases": en("NANA"), "strict": ["NANA"], "ambiguous": ["NANA"]}, "aliases"),
        ({"aliases": en("NNA"), "shared": {"NNA": []}}, "shared"),
        ({"aliases": en("News")}, "aliases"),
        ({"aliases": en("Réuters du Nord", "OTHER")}, "aliases"),
    ],
)
def test_what_is_wrong_with_an_agency_is_told(entry: dict[str, Any], field: str) -> None:
    """By the field that is to mend."""
    table = agencies(NANA=entry, OTHER={"aliases": en("Other")})

    problems = [problem for problem in told(check_agencies(table)) if problem[0] == "NANA"]

    assert problems == [("NANA", field)]


def test_an_id_is_in_capitals() -> None:
    """So that it is told from a name."""
    assert told(check_agencies(agencies(nana={}))) == [("nana", "")]


@pytest.mark.parametrize("alias", ["ABC", "abc", "Abc"])
def test_a_name_of_two_is_refused_until_one_shares_it(alias: str) -> None:
    """In any letters; the one who lists it as shared says when it is his."""
    first = {"aliases": en("ABC"), "strict": ["ABC"]}
    other: dict[str, Any] = {"aliases": en(alias)}
    assert told(check_agencies(agencies(A_ONE=first, B_TWO=other))) == [("A_ONE", "aliases"), ("B_TWO", "aliases")]

    other |= {"shared": {alias: ["fr"]}}
    assert list(check_agencies(agencies(A_ONE=first, B_TWO=other))) == []


def test_a_shared_name_is_no_id_of_another() -> None:
    """Undecided initials are kept as a name; that name must not be an agency's id."""
    shared = {"aliases": en("ABC"), "shared": {"ABC": ["fr"]}}

    assert told(check_agencies(agencies(ABC={"aliases": en("Alphabet")}, B_TWO=shared))) == [("B_TWO", "shared")]
    assert list(check_agencies(agencies(ABC={"aliases": en("ABC")}, B_TWO=shared))) == []


def test_a_domain_of_two_is_refused() -> None:
    """Whichever of them the order of the file made it."""
    both = {"domains": ["example.org"]}

    assert told(check_agencies(agencies(A_ONE=both, B_TWO=both))) == [("A_ONE", "domains"), ("B_TWO", "domains")]
    table = houses({"one": both, "two": both})
    assert told(check_houses(table)) == [("one", "domains"), ("two", "domains")]


def test_a_word_may_be_a_name_that_is_marked() -> None:
    """As it is printed, or in a credit alone."""
    table = agencies(STAR={"aliases": en("Star"), "words": ["Star"]})

    assert list(check_agencies(table)) == []
    assert list(words_among(agencies(A_ONE={"aliases": en("Lamp")}), {"lamp"})) == [("A_ONE", "Lamp")]


def test_a_house_is_called_by_its_domain() -> None:
    """What holds for every text must say so: a slip would drop lines of all."""
    assert houses({"example.org": {}})["example.org"].domains == ("example.org",)
    assert told(check_houses(houses({"Example": {"lines": ["x"]}}))) == [("Example", "domains")]
    assert list(check_houses(houses({"every text": {"domains": []}}))) == []


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"scope": "line"}, "scope"),
        ({"prefixes": ["Th"]}, "prefixes"),
        ({"lines": ["x" * 241]}, "lines"),
        ({"rest": ["x" * 241]}, "rest"),
        ({"lists": ["x" * 241]}, "lists"),
        ({"patterns": ["(a+)+"]}, "patterns"),
    ],
)
def test_what_is_wrong_with_a_house_is_told(entry: dict[str, Any], field: str) -> None:
    """What could never match, would match too much, or never end."""
    assert told(check_houses(houses({"example.org": entry}))) == [("example.org", field)]


@pytest.mark.parametrize(
    ("domain", "entry", "field"),
    [
        ("example.org", {"timezone": "Asia/Hanoi"}, "timezone"),
        ("example.org", {"timezone": "../../etc/passwd"}, "timezone"),
        ("example.org", {"timezone": "Asia"}, "timezone"),
        ("example.org", {"agency": "nobody"}, "agency"),
        ("nana.example", {"agency": "other"}, "agency"),
        ("Example", {}, ""),
    ],
)
def test_what_is_wrong_with_a_supplier_is_told(domain: str, entry: dict[str, Any], field: str) -> None:
    """Zones by the IANA's names, agencies by their ids, and no domain of another agency."""
    table = agencies(NANA={"domains": ["nana.example"]}, OTHER={})
    make: Callable[[str, dict[str, Any]], object] = MAKE["supplier"]
    supplier = make(domain, entry)
    assert isinstance(supplier, Supplier)

    assert told(check_suppliers({domain: supplier}, table)) == [(domain, field)]


def test_a_good_supplier() -> None:
    """Ids may be written in small letters."""
    supplier = Supplier("nana.example", "Asia/Ho_Chi_Minh", "NANA")

    assert MAKE["supplier"]("nana.example", {"timezone": "Asia/Ho_Chi_Minh", "agency": "nana"}) == supplier
    assert list(check_suppliers({"nana.example": supplier}, agencies(NANA={"domains": ["nana.example"]}))) == []
