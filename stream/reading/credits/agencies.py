"""The organisations of agencies.json, and their names in print.

One table answers three questions: which organisation is this token of a credit (`resolve`), whose
site is this host (`by_domain`), and where does running text name an agency (`find`). The last is
the strict one: a name that is also an ordinary word counts only inside a credit, so `find` leaves
it out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from stream.reading.credits.fold import fold

__all__ = ["Agency", "agency", "ambiguous", "by_domain", "eastern_names", "find", "resolve"]


@dataclass(frozen=True, slots=True)
class Agency:
    """One organisation. ``name`` is for display, only ``aliases`` are matched."""

    id: str
    name: str
    country: str
    kind: str  # "agency", "newspaper", "broadcaster", "government"
    parent: str | None  # same parent, one house: two hops, but not two independent sources
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    ambiguous: tuple[str, ...]  # aliases that count only inside a credit or dateline


# ANI is Asian News International, and in French the Lebanese Agence nationale de l'information.
_LEBANON = frozenset({"beirut", "beyrouth", "liban", "lebanon", "libano", "saida", "tyr", "tyre", "baalbek", "zahle"})
_INDIA = frozenset({"india", "inde", "new delhi", "delhi", "mumbai", "kolkata", "chennai", "bengaluru", "hyderabad"})

# APS is Algérie Presse Service, and in Senegal the Agence de Presse Sénégalaise (not listed).
_SENEGAL = frozenset({"dakar", "senegal", "thies", "saint-louis", "ziguinchor", "kaolack", "touba", "mbour"})

_LONGEST_HOST = 300  # 253 by the standard, with room for a port

_EASTERN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IS_EASTERN = re.compile(f"[{_EASTERN}]")
_WORD = re.compile(r"\w+")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f\u1160-\u11ff\u3099\u309a]*|[\u0300-\u036f]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Names:
    """The table, arranged for each question."""

    agencies: dict[str, Agency]
    hosts: dict[str, str]
    ids: dict[str, str]  # folded alias -> id
    ambiguous: frozenset[str]  # folded
    keys: dict[str, tuple[str, ...]]  # rarest word of an alias -> folded unambiguous aliases
    western: dict[bytes, str]  # those of the keys that a Western page can have, as its bytes
    eastern: re.Pattern[str]  # names in scripts without word breaks, longest first


@cache
def _names() -> _Names:
    rows = json.loads((files("stream.reading.credits") / "agencies.json").read_text(encoding="utf-8"))
    table = {row["id"]: _read(row) for row in rows}
    ids: dict[str, str] = {}
    for entry in table.values():
        for alias in entry.aliases:
            ids.setdefault(fold(alias), entry.id)
    doubtful = frozenset(fold(alias) for entry in table.values() for alias in entry.ambiguous)
    keys: dict[str, tuple[str, ...]] = {}
    eastern: list[str] = []
    for alias in sorted(ids.keys() - doubtful):
        if _IS_EASTERN.search(alias):
            eastern.append(alias)
        else:
            # The last of the longest words is rare enough: "presse", not "agence".
            key = max(reversed(_WORD.findall(alias)), key=len)
            keys[key] = (*keys.get(key, ()), alias)
    return _Names(
        agencies=table,
        hosts={host: entry.id for entry in table.values() for host in entry.domains},
        ids=ids,
        ambiguous=doubtful,
        keys=keys,
        western={key.encode(): key for key in keys if key.isascii()},
        eastern=re.compile("|".join(sorted(map(re.escape, eastern), key=lambda name: (-len(name), name)))),
    )


def _read(row: dict[str, object]) -> Agency:
    match row:
        case {
            "id": str(ident),
            "name": str(name),
            "country": str(country),
            "kind": str(kind),
            "parent": None | str() as parent,
            "aliases": dict(aliases),
            "domains": list(domains),
            "ambiguous": list(doubtful),
        }:
            printed = dict.fromkeys(str(alias) for names in aliases.values() for alias in names)
            return Agency(ident, name, country, kind, parent, tuple(printed), tuple(domains), tuple(doubtful))
    raise ValueError(f"agencies.json: entry {row.get('id')!r} has not the fields of an agency")


def agency(ident: str) -> Agency | None:
    """Return the organisation with this id (``"XINHUA"``), or None."""
    return _names().agencies.get(ident)


def by_domain(host: str) -> Agency | None:
    """Return whose site ``host`` is: a listed domain or any subdomain of one (``fr.vietnamplus.vn``)."""
    if len(host) > _LONGEST_HOST:
        return None
    names = _names()
    label = host.strip().partition(":")[0].rstrip(".").lower()
    while label:
        if label in names.hosts:
            return names.agencies[names.hosts[label]]
        label = label.partition(".")[2]
    return None


def ambiguous(token: str) -> bool:
    """Tell whether ``token`` is an alias that also means something else (``AP``, ``Belga``, ``PA``)."""
    return fold(token).strip() in _names().ambiguous


def eastern_names() -> str:
    """Return the pattern of all Chinese, Japanese and Korean names, longest first, for datelines."""
    return _names().eastern.pattern


def resolve(token: str, *, language: str | None = None, place: str | None = None) -> str | None:
    """Return the id of the alias that ``token`` is as a whole, ambiguous ones included.

    Call it only on tokens of a credit, a dateline or a byline. ``language`` (primary subtag) and
    ``place`` (of the dateline) decide the two aliases that two agencies print: ``ANI`` is India's
    unless the place is Lebanese or, without a telling place, the language French; ``APS`` is
    Algeria's unless the place is Senegalese, and then it is nobody in the table.
    """
    name = " ".join(fold(token).split())
    found = _names().ids.get(name)
    if name == "ani":
        if _is_in(place, _LEBANON) or (language == "fr" and not _is_in(place, _INDIA)):
            return "NNA_LB"
        return "ANI"
    if name == "aps" and _is_in(place, _SENEGAL):
        return None
    return found


def _is_in(place: str | None, names: frozenset[str]) -> bool:
    return place is not None and any(part.strip() in names for part in re.split("[,/()]", fold(place)))


def _western_bytes() -> bytes:
    """Return the table that folds a Windows-1252 page byte by byte, so that offsets stay true."""
    table = bytearray(256)
    for byte in range(256):
        char = bytes([byte]).decode("cp1252", "replace")
        copy = fold(char)
        if len(copy) == 1 and copy.isascii():
            table[byte] = ord(copy)
        else:
            table[byte] = ord("x" if char.isalnum() else "~")  # ß is a letter of a word, a dash is none
    return bytes(table)


_WESTERN: Final = _western_bytes()
# The same with a space for whatever is no part of a word.
_WORDS: Final = bytes(code if chr(code).isalnum() or chr(code) == "_" else ord(" ") for code in _WESTERN)


def find(text: str) -> list[tuple[int, int, str]]:
    """Return ``(start, end, id)`` for every unambiguous agency name in running text, in order.

    Whole words only (``AFP`` is not in ``RAFPA``), the longest name at a place (``Australian
    Associated Press``, not ``Associated Press``); Chinese, Japanese and Korean have no word breaks
    to hold on to, there the longest match is all. Most texts name no agency: one pass over their
    words settles that before anything is searched. The words are bytes because that is cheaper to split and
    hash: 26 µs for 2,500 characters, where str took 31.
    """
    if text.isascii():
        raw = text.encode()
    else:
        # Western pages fit Windows-1252, one byte a character: folding them is one table look-up.
        raw = text.replace("\u202f", " ").replace("\u2011", "-").encode("cp1252", "replace")
        if raw.count(b"?") != text.count("?"):
            return _find_folded(text)
    names = _names()
    words = raw.translate(_WORDS).split()
    if names.western.keys().isdisjoint(words):
        return []
    keys = {names.western[word] for word in names.western.keys() & set(words)}
    return _longest(_western_spans(raw.translate(_WESTERN).decode("ascii"), keys, names))


def _find_folded(text: str) -> list[tuple[int, int, str]]:
    """Find in a text of any script: search the folded copy, then say where that was in ``text``."""
    names = _names()
    page = fold(text)
    spans = [(match.start(), match.end(), names.ids[match.group()]) for match in names.eastern.finditer(page)]
    spans.extend(_western_spans(page, names.keys.keys() & set(_WORD.findall(page)), names))
    if not spans:
        return []
    spans = _longest(spans)
    if len(page) == len(text) and all(fold(text[start:end]) == page[start:end] for start, end, _ in spans):
        return spans
    origins = _origins(text)
    if len(origins) != len(page) + 1:
        return []  # a script whose letters join when folded: no offset can be trusted
    return [(origins[start], origins[end], ident) for start, end, ident in spans]


def _origins(text: str) -> list[int]:
    """Return, for every character of the folded copy and its end, the offset in ``text``."""
    origins: list[int] = []
    for match in _CLUSTER.finditer(text):
        origins.extend([match.start()] * len(fold(match.group())))
    origins.append(len(text))
    return origins


def _western_spans(page: str, keys: set[str], names: _Names) -> list[tuple[int, int, str]]:
    """Search a folded page for the aliases of those ``keys`` that are among its words."""
    spans = []
    for key in keys:
        for alias in names.keys[key]:
            start = page.find(alias)
            while start >= 0:
                end = start + len(alias)
                if not (_is_word(page[start - 1 : start]) or (_is_word(alias[-1]) and _is_word(page[end : end + 1]))):
                    spans.append((start, end, names.ids[alias]))
                start = page.find(alias, end)
    return spans


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep, from left to right, the longest of the spans that overlap."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
