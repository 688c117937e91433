"""``copytaster rules``: check an operator's rules before they are used, and see what holds for a house or an agency."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import click

from stream.errors import Usage
from stream.reading.cleaning.boilerplate import house_of
from stream.reading.credits.agencies import by_domain
from stream.reading.rules import RULES_DIR, Agency, House, RuleSet, Supplier, examined, in_force
from stream.reading.rules.hosts import supplier_of
from stream.text.fold import fold

__all__ = ["rules"]

# What an alias takes to count, by the list that it stands in.
_CREDIT_FORMS = {
    "ambiguous": "in a credit",
    "strict": "in a credit, as printed",
    "words": "in a credit, as printed, and also a word",
    "shared": "in a credit, where place or language tell",
}


@click.group()
def rules() -> None:
    """Look at the rules that are data: agencies, boilerplate of houses, suppliers.

    Those of the folder that COPYTASTER_RULES_DIR names are laid over the package's own.
    """


@rules.command("check")
@click.argument("folder", required=False, metavar="[DIR]")
def check(folder: str | None) -> None:
    """Check a folder of rules (COPYTASTER_RULES_DIR where none is named) with the package's own.

    Prints the hash and how many rules there are; or everything that is wrong, and the exit code is 2.
    """
    checked, problems = examined(folder or os.environ.get(RULES_DIR))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise Usage(f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the rules")
    click.echo(f"rules {checked.digest}: {checked.count()}")


@rules.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object, for programs.")
def show(name: str, as_json: bool) -> None:
    """Show what holds for NAME: a domain, the id or a name of an agency, or a house.

    That is whose site it is, under which names that agency is known and where each of them counts, which lines are
    boilerplate, what is known of the supplier, and from which file each entry is.
    """
    known = _known(in_force(), name)
    if not known["agencies"] and not known["houses"] and not known["suppliers"]:
        raise Usage(
            f"{name}: no agency, house or supplier of the rules; add one to a file in {RULES_DIR}, "
            "then `copytaster rules check`"
        )
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False, indent=2))
        return
    for line in _lines(known):
        click.echo(line)


def _known(held: RuleSet, name: str) -> dict[str, Any]:
    """All that the rules say of a name."""
    agencies = list(_agencies(held, name))
    hosts = [name, *(domain for agency in agencies for domain in agency.domains)]
    houses = {house for host in hosts if (house := house_of(host))} | ({name} & held.houses.keys())
    suppliers = {supplier.domain: supplier for host in hosts if (supplier := supplier_of(host)) is not None}
    idents = {agency.id for agency in agencies}
    suppliers |= {domain: each for domain, each in held.suppliers.items() if each.agency in idents}
    if houses or "." in name:  # then they hold there too
        houses |= {house.name for house in held.houses.values() if not house.domains}
    ordered = sorted(houses, key=lambda house: (not held.houses[house].domains, house))
    return {
        "name": name,
        "rules": held.digest,
        "agencies": [_row(held, "agency", agency.id, agency) for agency in agencies],
        "houses": [_row(held, "house", house, held.houses[house]) for house in ordered],
        "suppliers": [_row(held, "supplier", domain, each) for domain, each in sorted(suppliers.items())],
    }


def _agencies(held: RuleSet, name: str) -> Iterator[Agency]:
    """By id, by domain, else all that have this name."""
    owner = held.agencies.get(name.upper()) or by_domain(name)
    if owner is not None:
        yield owner
        return
    wanted = fold(name).strip()
    for agency in held.agencies.values():
        if wanted in map(fold, (agency.name, *agency.aliases)):
            yield agency


def _row(held: RuleSet, table: str, ident: str, entry: Agency | House | Supplier) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        row[field.name] = sorted(value) if isinstance(value, frozenset) else value
    if isinstance(entry, Agency):
        row["shared"] = dict(entry.shared)
        marked = {fold(alias): form for field, form in _CREDIT_FORMS.items() for alias in row[field]}
        row["counts"] = {alias: marked.get(fold(alias), "anywhere") for alias in entry.aliases}
    return {**row, "files": held.sources[table, ident]}


def _lines(known: Mapping[str, Any]) -> Iterator[str]:
    """The same in lines for a reader; what an entry leaves empty is not shown."""
    for agency in known["agencies"]:
        yield from _entry("agency", agency, "id", ("name", "country", "kind", "parent", "domains", "places"))
        for alias, counts in agency["counts"].items():
            yield f"  {'alias':<10} {alias}  ({counts})"
    for house in known["houses"]:
        title = "house" if house["domains"] else f"every {house['scope']}"
        names = ("domains", "seen", "prefixes", "lines", "patterns", "rest", "lists", "footers")
        yield from _entry(title, house, "name", names)
    for supplier in known["suppliers"]:
        yield from _entry("supplier", supplier, "domain", ("timezone", "agency"))
    yield f"rules {known['rules']}"


def _entry(title: str, entry: Mapping[str, Any], ident: str, names: tuple[str, ...]) -> Iterator[str]:
    yield f"{title} {entry[ident]}  ({', '.join(entry['files'])})"
    for name in names:
        value = entry[name]
        if value:
            yield f"  {name:<10} {value if isinstance(value, str) else ' · '.join(value)}"
