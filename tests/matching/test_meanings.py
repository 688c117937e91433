"""Two wordings of one thing are no substitution: figures, countries, renamed places."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.matching.meanings import mean_one_thing
from stream.matching.substitutions import substitutions
from stream.reading.rules import load
from stream.text.fold import fold_words

AROUND = "the harbourmaster told all reporters early that {} would be closed again before the end of this week"


def replaced(one: str, other: str) -> int:
    """How many substitutions there are between two texts that differ in this."""
    return len(substitutions(AROUND.format(one), AROUND.format(other)).found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bombay", "Mumbai"),
        ("the old port of Madras", "the old port of Chennai"),
        ("Kharkov and", "Kharkiv and"),
        ("Danzig", "Gdańsk"),
        ("Kota Ujung Pandang", "Kota Makassar"),
        ("Swaziland", "Eswatini"),
        ("der Persische Golf", "der Arabische Golf"),
        ("the Diaoyu Islands", "the Senkaku Islands"),
        ("le golfe du Mexique", "le golfe d'Amérique"),
        ("Mount Everest", "Mount Qomolangma"),
        ("Одеса", "Одесса"),
        ("US forces", "American forces"),
        ("U.N. troops", "UN troops"),
        ("Ukraine’s Navy", "Ukraine's Navy"),
    ],
)
def test_two_names_of_one_thing(one: str, other: str) -> None:
    """In any language; words beside them may be part of the names."""
    assert replaced(one, other) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bombay", "Madras"),
        ("Kharkov", "Kyiv"),
        ("the Yellow Sea", "the South China Sea"),
        ("the Gulf of Aden", "the Gulf of Mexico"),
        ("US forces", "French forces"),
    ],
)
def test_names_of_two_things_are_replaced(one: str, other: str) -> None:
    """As before."""
    assert replaced(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seventeen", "17"),
        ("sedici", "16"),
        ("zestien", "16"),
        ("mười hai", "12"),
        ("двенадцати", "12"),
        ("dwunastu", "12"),
        ("on iki", "12"),
        ("dua belas", "12"),
        ("двадцать", "20"),
        ("1,250", "1.250"),
        ("1.250", "1250"),
        ("3,5", "3.5"),
        ("٢١٢", "212"),
    ],
)
def test_a_figure_in_two_forms(one: str, other: str) -> None:
    """In words or digits, of any script, with the signs of either style."""
    ours, theirs = (fold_words(each).split() for each in (one, other))
    assert ours == theirs or mean_one_thing(ours, theirs, 0, 0)


@pytest.mark.parametrize(
    ("one", "other"), [("seventeen", "18"), ("sei", "7"), ("12.5", "125"), ("1,25", "125"), ("ten", "x")]
)
def test_two_figures(one: str, other: str) -> None:
    """Another number is another figure."""
    assert not mean_one_thing([one], [other], 0, 0)


def test_an_operator_adds_names(tmp_path: Path) -> None:
    """A file of places is laid over the package's own."""
    (tmp_path / "places.toml").write_text('[place."Lake Orvan"]\nnames = ["Orvansee"]\n[place.Mumbai]\nnames = ["Bom"]')

    rules = load(str(tmp_path))

    assert rules.places["Lake Orvan"].names == ("Lake Orvan", "Orvansee")
    assert rules.places["Mumbai"].names == ("Mumbai", "Bombay", "Bom")
    assert rules.digest != load(None).digest
