"""Countries, their adjectives, and the few capitals and bodies that every language calls differently.

One table, ``countries.json``, is read in two ways. `named_in` knows whole words: it is asked of every word of a text,
in all languages at once, so a word that only begins like a country must not count. `country` knows stems with the
endings of six languages: it is asked of the few words of a lead, where an inflected form that no list has must not be
missed, for a word of another country keeps two texts apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

__all__ = ["Places", "country", "named_in"]


class Places(NamedTuple):
    """The table, arranged for look-ups."""

    one_form: Mapping[str, str]  # folded word, or two joined by "_" -> country or place
    acronyms: Mapping[str, str]  # as printed -> country or place
    countries: frozenset[str]


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files("stream.text").joinpath("countries.json").read_text("utf-8"))
    return table


@cache
def named_in() -> Places:
    """What whole words name, in one form each."""
    table = _table()
    countries = {name: entry["forms"] for name, entry in table["countries"].items() if "forms" in entry}
    places, acronyms = table["places"], table["acronyms"]
    one_form = {form: name for name, forms in countries.items() for form in _forms(forms)}
    one_form |= {form: name for name, forms in places.items() for form in (name, *forms.split())}
    return Places(
        one_form,
        {printed: name for name, forms in acronyms.items() for printed in forms.split()},
        frozenset(countries),
    )


def _forms(shorthand: str) -> Iterator[str]:
    """The words that a shorthand stands for: "chinois/e/es" for chinois, chinoise, chinoises."""
    for word in shorthand.split():
        base, *endings = word.split("/")
        yield base
        yield from (base + ending for ending in endings)


# Of adjectives in English, French, Spanish, Portuguese, Italian and German: French and Spanish write "homologue lao",
# "homólogo serbio" without a capital. CLDR, and so babel and pycountry, has names of countries and no adjectives.
_ENDING = re.compile(
    r"[aeiouy]{0,2}(?:n?n?e?s?|n[aio]s?|s[ae]s?|nses?|itas?|(?:n|e?s)?isch(?:e[mnrs]?)?|sh|r)|i?stan\w{0,5}|land\w{0,6}"
)


@cache
def _stems() -> dict[str, str]:
    """The code of each stem."""
    return {
        stem: code
        for entry in _table()["countries"].values()
        for code, stems in entry.get("stems", {}).items()
        for stem in stems.split()
    }


@lru_cache(maxsize=8192)
def country(folded: str) -> str | None:
    """The country (ISO 3166) that a folded word or its adjective names."""
    stems = _stems()
    for size in range(len(folded), 1, -1):
        if (code := stems.get(folded[:size])) is not None and _ENDING.fullmatch(folded, size):
            return code
    return None
