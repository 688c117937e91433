"""The organisations of agencies.json, and their names in print.

One table answers three questions: which organisation is this token of a credit (`resolve`), whose
site is this host (`by_domain`), and where does running text name an agency (`find`). The last is
the strict one: a name that is also an ordinary word counts only inside a credit, so `find` leaves
it out.

Most agencies sign with three or four letters, which are also something else, and some with the same ones. An entry
says of each alias what it takes for it to count:

* `ambiguous`: only inside a credit, in any letters (``AP``, ``ats``).
* `strict`: only inside a credit and only as the table prints it or in capitals (``STA``, never the initials
  ``sta`` of a desk); in a dateline only with a day, a place at home or a place in capitals; never alone where
  a word may stand by chance: before a dash at the start, behind a slash, behind a name.
* `words`: strict, and a word or a name besides (``Petra``, ``Lusa``): in a chain it needs a plainer agency
  beside it, in a dateline a day or a place at home.
* `shared`: strict, and the initials of several agencies or of anything (``APA``, ``INA``): only where the
  place of a dateline is at home (`places`), where the language of the dateline is among those listed, or
  where the text lies on that agency's own site. One of several may have such an alias without listing it as
  shared (``APS``, ``ANI``): it is that one's where nothing decides.

All other aliases count wherever they stand; no two agencies may have one of these. `source` says where the facts
of an entry are from; nothing reads it. An operator's agencies.toml is laid over the table, and suppliers.toml adds
whose further sites are: see :mod:`stream.reading.rules`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from stream.reading.rules import Agency, in_force
from stream.reading.rules.hosts import of_host
from stream.text.fold import fold, tidy

__all__ = [
    "Agency",
    "agency",
    "ambiguous",
    "by_domain",
    "eastern_names",
    "ends_name",
    "find",
    "fits_dateline",
    "fits_language",
    "is_agency",
    "is_common",
    "is_weak",
    "resolve",
]


_EASTERN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IS_EASTERN = re.compile(f"[{_EASTERN}]")
_WORD = re.compile(r"\w+")
_CLUSTER = re.compile("[^\u0300-\u036f][\u0300-\u036f\u1160-\u11ff\u3099\u309a]*|[\u0300-\u036f]+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Names:
    """The table, arranged for each question."""

    agencies: Mapping[str, Agency]
    hosts: dict[str, str]
    ids: dict[str, str]  # folded alias -> id, without the shared ones
    last: frozenset[str]  # the last word of each folded alias
    shared: dict[str, tuple[str, ...]]  # folded alias of several -> ids of all, of its owner by default first
    languages: dict[tuple[str, str], str]  # folded shared alias and language -> id
    printed: dict[str, frozenset[str]]  # folded strict alias -> how it is printed
    common: frozenset[str]  # folded, words and shared ones
    ambiguous: frozenset[str]  # folded, of all four kinds
    keys: dict[str, tuple[str, ...]]  # rarest word of an alias -> folded unambiguous aliases
    western: dict[bytes, str]  # those of the keys that a Western page can have, as its bytes
    eastern: re.Pattern[str]  # names in scripts without word breaks, longest first
    eastern_slots: str  # these and the doubtful ones, as a pattern for datelines


@cache
def _names() -> _Names:
    rules = in_force()
    entries = rules.agencies.values()
    ids: dict[str, str] = {}
    shared: dict[str, list[str]] = {}
    for entry in entries:
        common = [fold(alias) for alias, _ in entry.shared]
        for alias in common:
            shared.setdefault(alias, []).append(entry.id)
        for alias in map(fold, entry.aliases):
            if alias not in common:
                ids.setdefault(alias, entry.id)
    owned = ids.keys() & shared.keys()  # whose owner prints them as it likes: "(aps)" was read before anybody shared it
    printed = {alias: frozenset(forms) for alias, forms in _printed(entries).items() if alias not in owned}
    doubtful = frozenset((*(fold(alias) for entry in entries for alias in entry.ambiguous), *printed, *shared))
    free = sorted(ids.keys() - doubtful)
    keys = _by_rarest_word(alias for alias in free if not _IS_EASTERN.search(alias))
    return _Names(
        agencies=rules.agencies,
        hosts={
            **{host: entry.id for entry in entries for host in entry.domains},
            **{entry.domain: entry.agency for entry in rules.suppliers.values() if entry.agency is not None},
        },
        ids=ids,
        last=frozenset(alias.split()[-1] for alias in (*ids, *shared)),
        shared={
            alias: tuple(dict.fromkeys((ids[alias], *theirs) if alias in owned else theirs))
            for alias, theirs in shared.items()
        },
        languages={
            (fold(alias), language): entry.id
            for entry in entries
            for alias, spoken in entry.shared
            for language in spoken
        },
        printed=printed,
        common=frozenset(
            fold(alias) for entry in entries for alias in (*entry.words, *(alias for alias, _ in entry.shared))
        )
        - owned,
        ambiguous=doubtful,
        keys=keys,
        western={key.encode(): key for key in keys if key.isascii()},
        eastern=re.compile(_longest_first(alias for alias in free if _IS_EASTERN.search(alias))),
        eastern_slots=_longest_first(alias for alias in ids if _IS_EASTERN.search(alias)),
    )


def _printed(entries: Iterable[Agency]) -> dict[str, set[str]]:
    """How aliases are printed that are read in no other form."""
    printed: dict[str, set[str]] = {}
    for entry in entries:
        for alias in (*entry.strict, *entry.words, *(alias for alias, _ in entry.shared)):
            printed.setdefault(fold(alias), set()).update((tidy(alias), tidy(alias).upper()))
    return printed


def _by_rarest_word(aliases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Aliases by their rarest word, of these the last of the longest: "ivoirienne", not "agence" or "presse"."""
    words = {alias: _WORD.findall(alias) for alias in aliases}
    often = Counter(word for parts in words.values() for word in set(parts))
    keys: dict[str, tuple[str, ...]] = {}
    for alias, parts in words.items():
        key = min(reversed(parts), key=lambda word: (often[word], -len(word)))
        keys[key] = (*keys.get(key, ()), alias)
    return keys


def _longest_first(names: Iterable[str]) -> str:
    # 新华社 is an agency, 新华社区 a neighbourhood.
    ordered = sorted(map(re.escape, names), key=lambda name: (-len(name), name))
    return "|".join(name + "(?![区區])" if name.endswith("社") else name for name in ordered)


def agency(ident: str) -> Agency | None:
    """Return the organisation with this id (``"XINHUA"``), or None."""
    return _names().agencies.get(ident)


@lru_cache(maxsize=4096)  # a wire has few hosts
def by_domain(host: str) -> Agency | None:
    """Return whose site or feed ``host`` is: a listed domain or any subdomain of one (``fr.vietnamplus.vn``)."""
    names = _names()
    ident = of_host(host, names.hosts)
    return None if ident is None else names.agencies[ident]


def ambiguous(token: str) -> bool:
    """Tell whether ``token`` is an alias that also means something else (``AP``, ``Belga``, ``PA``)."""
    return fold(token).strip() in _names().ambiguous


def is_weak(token: str) -> bool:
    """Tell whether ``token`` is a strict alias, that of a word or a shared one: it proves little by standing alone."""
    return " ".join(fold(token).split()) in _names().printed


def is_common(token: str) -> bool:
    """Tell whether ``token`` is an alias that is an ordinary word or name, or that anybody may have (``Petra``)."""
    return " ".join(fold(token).split()) in _names().common


def is_agency(word: str) -> bool:
    """Tell whether a word of running text is no person's or place's name because an agency has it.

    The weak aliases say nothing here: ``Petra`` and ``STA`` are more often something else.
    """
    return resolve(word) is not None and not is_weak(word)


def ends_name(word: str) -> bool:
    """Tell whether ``word`` is the last one of some alias: of what ends otherwise `resolve` knows nothing."""
    return not _names().last.isdisjoint(fold(word).split()[-1:])


def fits_dateline(token: str, place: str, *, dated: bool) -> bool:
    """Tell whether ``token``, which `resolve` has read, is believed behind ``place`` in a dateline.

    A weak alias needs more than a capitalised word before it (``Windows (Beta) -``, ``Hindalco (HINA) -``): a day,
    a place at home or, where it is no ordinary word, a place in capitals. What a language decided is decided.
    """
    name = " ".join(fold(token).split())
    names = _names()
    if dated or name not in names.printed or name in names.shared:
        return True
    if _is_in(place, names.agencies[names.ids[name]].places):
        return True
    return name not in names.common and place == place.upper()


def fits_language(token: str, language: str | None) -> bool:
    """Tell whether ``token``, which `resolve` has read in that language, is believed with nothing but a sign behind it.

    A strict alias is where the table lists it under the language, a shared one where the language decides whose it is;
    an ordinary word of any language never is.
    """
    name = " ".join(fold(token).split())
    names = _names()
    if name not in names.printed:
        return True
    if name in names.shared:
        return (name, language or "") in names.languages
    return name not in names.common and (name, language or "") in names.agencies[names.ids[name]].own


def eastern_names() -> str:
    """Return the pattern of all Chinese, Japanese and Korean names, longest first, for datelines."""
    return _names().eastern_slots


def resolve(
    token: str, *, language: str | None = None, place: str | None = None, site: str | None = None
) -> str | None:
    """Return the id of the alias that ``token`` is as a whole, ambiguous ones included.

    Call it only on tokens of a credit, a dateline or a byline, and on what was printed, not on a folded copy:
    strict aliases count only as printed. ``place`` (of the dateline), ``language`` (primary subtag) and ``site``
    (id of the agency whose site the text lies on) decide, in this order after the site, the aliases that several
    agencies print: ``ANI`` is India's unless the place is Lebanese or, without a telling place, the language
    French; ``APA`` is Austria's, Azerbaijan's or the African Press Agency's, or nobody's where nothing tells.
    """
    name = " ".join(fold(token).split())
    names = _names()
    forms = names.printed.get(name)
    if forms is not None and " ".join(tidy(token).split()) not in forms:
        return None
    owners = names.shared.get(name)
    if owners is None:
        return names.ids.get(name)
    if site in owners:
        return site
    home = [ident for ident in owners if _is_in(place, names.agencies[ident].places)]
    if home:
        return home[0] if len(home) == 1 else None
    return names.languages.get((name, language or "")) or names.ids.get(name)


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
    # Vowel signs of Indian scripts are marks, no letters, and still parts of words.
    return char.isalnum() or char == "_" or (char > "\u0300" and unicodedata.category(char)[0] == "M")


def _longest(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep, from left to right, the longest of the spans that overlap."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
