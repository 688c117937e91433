"""Countries and their adjectives, in several languages."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from stream.text.countries import country, named_in
from stream.text.fold import fold_words

TABLE = json.loads(files("stream.text").joinpath("countries.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("LA", "Laos lao laotien laotienne laosiano Laotian"),
        ("RS", "Serbia serbe serbes serbio serbisch serbischen Serbian"),
        ("KZ", "Kazakhstan kazakh kazakhe kazajo kasachische Kazajistán"),
        ("FR", "France français française francés francesa französischer French Frankreich"),
        ("GB", "Britain britannique británico britisch British"),
        ("TR", "Turkey turc turque turco Turquie türkisch Turkish Türkiye"),
        ("US", "américain américaine estadounidense amerikanisch American U.S"),
        ("VN", "Vietnam vietnamien vietnamita Vietnamese vietnamesisch"),
        ("KR", "sud-coréen surcoreano südkoreanisch Korean"),
        ("NE", "nigérien nigérienne"),
        ("NG", "nigérian nigériane Nigeria nigeriano"),
        ("CZ", "tchèque checo Czech tschechisch"),
        ("SA", "Saudi saoudien saudita"),
        ("FI", "Finlande finlandais finlandaise Finnish finlandés"),
    ],
)
def test_a_country_and_its_adjectives_are_one(code: str, words: str) -> None:
    """In several languages, in every gender and number."""
    assert {word: country(fold_words(word)) for word in words.split()} == dict.fromkeys(words.split(), code)


def test_other_words_are_no_countries() -> None:
    """Among them those that begin like one."""
    words = "letter dance core cube span chin mali-vai dominate francs indicate island roman guinea a"
    assert [word for word in words.split() if country(word)] == []


def test_the_table_says_each_thing_once() -> None:
    """One word and one stem are of one country, and all is folded, as look-ups are."""
    forms: dict[str, str] = {}
    stems: dict[str, str] = {}
    for name, entry in TABLE["countries"].items():
        shorthand = entry.get("forms", "")
        assert shorthand == fold_words(shorthand)
        for word in shorthand.split():
            base, *endings = word.split("/")
            for form in (base, *(base + ending for ending in endings)):
                assert forms.setdefault(form, name) == name
                assert form not in TABLE["places"]
                assert named_in().one_form[form] == name
        for code, line in entry.get("stems", {}).items():
            assert line == fold_words(line)
            for stem in line.split():
                assert stems.setdefault(stem, code) == code


def test_both_readings_of_the_table_agree() -> None:
    """What a whole word names and what its stem names is one entry, where both name a country: America is a place."""
    codes = {code: name for name, entry in TABLE["countries"].items() for code in entry.get("stems", {})}
    words = {form: name for form, name in named_in().one_form.items() if name in named_in().countries}
    both = {form: name for form, name in words.items() if country(form) is not None}
    assert len(both) > 1000
    assert {form: codes[country(form) or ""] for form in both} == both
