"""Reading rules: the package's files, an operator's folder over them, checks, and what is in force in this process."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Final, cast

import orjson

from stream.errors import Usage
from stream.reading.rules.checks import Problem, check_agencies, check_houses, check_suppliers
from stream.reading.rules.entries import (
    KINDS,
    Agency,
    Entry,
    House,
    NamedPlace,
    RuleKind,
    Supplier,
    laid_over,
    read_entry,
)

__all__ = ["PACKAGE", "RULES_DIR", "RuleSet", "examined", "hold", "in_force", "load"]

RULES_DIR: Final = "COPYTASTER_RULES_DIR"
"""The environment variable that names an operator's folder."""

PACKAGE: Final = "package"
"""What an entry of the package's own is said to be from."""

_OWN = {
    "agencies": files("stream.reading.credits") / "agencies.json",
    "boilerplate": files("stream.reading.cleaning") / "boilerplate.json",
    "places": files("stream.reading.rules") / "places.json",
    "suppliers": files("stream.reading.rules") / "suppliers.json",
}
_READ = (".toml", ".json")
_NOT_READ = (".yaml", ".yml")  # a guess at the format that would silently be no rule

_Table = dict[str, Entry]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One set of rules, checked. It can be given to another process."""

    agencies: Mapping[str, Agency]
    houses: Mapping[str, House]
    suppliers: Mapping[str, Supplier]
    places: Mapping[str, NamedPlace]
    sources: Mapping[tuple[str, str], tuple[str, ...]]  # table and id → the files that the entry is from, lowest first
    folder: str | None  # the operator's
    digest: str  # sixteen hexadecimal digits

    def count(self) -> str:
        """How many there are, and of them an operator's, in words."""
        told = _count(*map(len, (self.agencies, self.houses, self.suppliers, self.places)))
        if self.folder is None:
            return told
        own = [table for (table, _), names in self.sources.items() if names != (PACKAGE,)]
        return f"{told}; of {self.folder}: {_count(*(own.count(kind.table) for kind in KINDS))}"


def _count(agencies: int, houses: int, suppliers: int, places: int) -> str:
    return ", ".join(
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (agencies, "agency", "agencies"),
            (houses, "house", "houses"),
            (suppliers, "supplier", "suppliers"),
            (places, "place", "places"),
        )
    )


_in_force: RuleSet | None = None


def in_force() -> RuleSet:
    """The rules of this process: read at the first call, by the environment, and the same ever after.

    What is compiled from them is kept elsewhere, so they must not change. To change them, start anew.

    Raises:
        Usage: the operator's folder or a file in it cannot be used.
    """
    if _in_force is None:
        hold(load(os.environ.get(RULES_DIR)))
    return cast(RuleSet, _in_force)


def hold(rules: RuleSet) -> None:
    """Take these rules for this process, as one does that reads ahead for another.

    Raises:
        RuntimeError: other rules are in force already, and something may have been read by them.
    """
    global _in_force
    if _in_force is not None and _in_force != rules:
        raise RuntimeError("rules are in force already; they hold as long as the process does")
    _in_force = rules


def load(folder: str | None) -> RuleSet:
    """The package's rules, and those of a folder laid over them.

    Raises:
        Usage: with the first of what is wrong: file, entry, field, what to do.
    """
    rules, problems = examined(folder)
    if not problems:
        return rules
    more = f" (and {len(problems) - 1} more: `copytaster rules check` lists them)" if len(problems) > 1 else ""
    raise Usage(f"{RULES_DIR}: {problems[0]}{more}")


def examined(folder: str | None) -> tuple[RuleSet, list[str]]:
    """The rules as :func:`load` reads them, and everything that is wrong with them.

    Only rules of which nothing is wrong are fit to be used.
    """
    problems: list[str] = []
    paths = _files_of(folder, problems) if folder else {}
    made: dict[str, dict[str, Agency | House | Supplier | NamedPlace]] = {}
    sources: dict[tuple[str, str], tuple[str, ...]] = {}
    for kind in KINDS:
        own: _Table = {}
        if kind.file in _OWN:
            own = _entries(kind, orjson.loads(_OWN[kind.file].read_bytes()), _OWN[kind.file].name, problems)
        path = paths.get(kind.file)
        theirs = {} if path is None else _entries(kind, _parsed(path, problems), str(path), problems)
        merged = laid_over(own, theirs)
        for ident in merged:
            names = (PACKAGE,) if ident in own and not theirs.get(ident, {}).get("replace") else ()
            sources[kind.table, ident] = (*names, str(path)) if ident in theirs else names
        made[kind.table] = _made(kind, merged, path, problems)
    agencies = cast(dict[str, Agency], made["agency"])
    houses = cast(dict[str, House], made["house"])
    suppliers = cast(dict[str, Supplier], made["supplier"])
    places = cast(dict[str, NamedPlace], made["place"])
    among = (*check_agencies(agencies), *check_houses(houses), *check_suppliers(suppliers, agencies))
    problems += _named(among, sources)
    digest = _digest(agencies, houses, suppliers, places)
    return RuleSet(agencies, houses, suppliers, places, sources, folder or None, digest), problems


def _files_of(folder: str, problems: list[str]) -> dict[str, Path]:
    """The files of a folder, by name without the suffix."""
    known = [kind.file for kind in KINDS]
    try:
        paths = sorted(path for path in Path(folder).iterdir() if not path.name.startswith("."))
    except OSError as error:
        problems.append(f"{folder}: {error.strerror}; name a folder that can be read")
        return {}
    taken: dict[str, Path] = {}
    for path in paths:
        if path.suffix not in (*_READ, *_NOT_READ):
            continue  # a note, a copy that an editor keeps
        if path.suffix in _NOT_READ or path.stem not in known:
            problems.append(
                f"{path}: is none of {', '.join(f'{name}.toml' for name in known)}; rename it or take it out"
            )
        elif path.stem in taken:
            problems.append(f"{path}: {taken[path.stem].name} is there too; keep one of the two")
        else:
            taken[path.stem] = path
    return taken


def _parsed(path: Path, problems: list[str]) -> object:
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode()) if path.suffix == ".toml" else orjson.loads(raw)
    except OSError as error:
        problems.append(f"{path}: {error.strerror}")
    except UnicodeDecodeError as error:
        problems.append(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8")
    except (tomllib.TOMLDecodeError, orjson.JSONDecodeError, RecursionError) as error:
        problems.append(f"{path}: not {path.suffix[1:].upper()}: {error}")
    return {}


def _entries(kind: RuleKind, document: object, source: str, problems: list[str]) -> _Table:
    """The entries of a file by id. All it may hold is the table of its kind."""
    if not isinstance(document, dict):
        problems.append(f"{source}: expected the table {kind.table!r}, as in [{kind.table}.ID]")
        return {}
    problems += (
        f"{source}: {name}: this file holds {kind.table!r} alone, as in [{kind.table}.ID]"
        for name in document
        if name != kind.table
    )
    table = document.get(kind.table, {})
    if not isinstance(table, dict):
        problems.append(f"{source}: {kind.table}: expected a table of entries by id, as in [{kind.table}.ID]")
        return {}
    entries = {}
    for ident, fields in table.items():
        entries[ident], wrong = read_entry(kind, fields)
        problems += (_told(source, kind.table, ident, field, what) for field, what in wrong)
    return entries


def _made(
    kind: RuleKind, entries: _Table, path: Path | None, problems: list[str]
) -> dict[str, Agency | House | Supplier | NamedPlace]:
    made = {}
    for ident, entry in sorted(entries.items()):
        try:
            made[ident] = kind.make(ident, entry)
        except KeyError as error:
            what = "missing; it is what readers of a story see"
            problems.append(_told(str(path or PACKAGE), kind.table, ident, str(error.args[0]), what))
    return made


def _named(among: Iterable[Problem], sources: Mapping[tuple[str, str], tuple[str, ...]]) -> list[str]:
    """Problems among entries as messages. Of a pair, the package's half says nothing new: its files are not to mend."""
    told = [(sources[problem.table, problem.ident][-1], problem) for problem in among]
    theirs = [each for each in told if each[0] != PACKAGE]
    return [_told(source, *problem) for source, problem in theirs or told]


def _told(source: str, table: str, ident: str, field: str, what: str) -> str:
    return f"{source}: {table} {ident}: {field}: {what}" if field else f"{source}: {table} {ident}: {what}"


def _digest(
    agencies: Mapping[str, Agency],
    houses: Mapping[str, House],
    suppliers: Mapping[str, Supplier],
    places: Mapping[str, NamedPlace],
) -> str:
    """Of what is in force, wherever it was written: the same rules have the same hash, notes aside."""
    in_effect = (
        list(agencies.values()),
        [replace(house, seen="") for house in houses.values()],
        list(suppliers.values()),
        list(places.values()),
    )
    return blake2b(orjson.dumps(in_effect, default=sorted), digest_size=8).hexdigest()
