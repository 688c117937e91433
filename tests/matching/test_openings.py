"""The lead of a text: which of its words are of names, and which countries it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.matching.openings import LEAD, lead, spelt_alike
from stream.matching.substitutions import words


def named(text: str) -> list[str]:
    """The words of names."""
    told = lead(text)
    return [told.bare[place] for place in told.names(0, len(told.bare))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor of Garan met Selma Arvid on the quay", ["Garan", "Selma", "Arvid"]),
        ("Rescuers found the boat near the pier of Garan", ["Garan"]),
        ("Selma Arvid found the boat near the pier", ["Selma", "Arvid"]),
        ("they met. Garan was calm and the port was open", []),
        ("Rain. Police said that the port was shut", []),
        ("they met Mr. Arvid and talks with J.P. Morgan went on", ["Arvid", "J.P", "Morgan"]),
        ("Arvid met the press and then left. It was said that Arvid was ill", ["Arvid", "Arvid"]),
        ("the Prime Minister met the President of the Council", []),
        ("the firm <XRX> met with Quell on Monday in April", ["Quell"]),
        ("he told AFP and Xinhua that Quell had left the town", ["Quell"]),
        ("un accord d'Orvan et l'Élysée avec Quell's", ["Orvan", "Élysée", "Quell"]),
        ("the Chinese and Lao leaders met with Quell", ["Quell"]),
        ("it is worth Plan B and 12M to Quell", ["Plan", "Quell"]),
        ("", []),
    ],
)
def test_a_capital_makes_a_name_where_it_proves_something(text: str, expected: list[str]) -> None:
    """Not in titles, agencies, days, codes and countries; at the start of a sentence only where more speaks for it."""
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "FERRY SINKS OFF GARAN WITH TWELVE ABOARD, SAYS SELMA ARVID",
        "Ferry Sinks off Garan with Twelve Aboard, Says Selma Arvid",
        "Der Bürgermeister von Garan hat die Fähre und das Boot mit der Kanzlerin Arvid besucht",
    ],
)
def test_where_capitals_prove_nothing_no_name_is_read(text: str) -> None:
    """Flashes, headlines and German."""
    assert named(text) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("fed", "federal", True),
        ("smailov", "smailow", True),
        ("kiev", "kyiv", True),
        ("li", "liu", False),
        ("mao", "mayo", False),
        ("garan", "orvan", False),
        ("arvid", "quell", False),
    ],
)
def test_one_name_has_several_spellings(one: str, other: str, alike: bool) -> None:
    """Transcriptions and short forms; three words of four letters must agree."""
    assert spelt_alike(one, other) is alike
    assert spelt_alike(other, one) is alike


def test_a_lead_is_read_a_little_beyond_its_end() -> None:
    """So that nothing looks replaced where it is cut."""
    assert len(lead("word " * 61).folded) == LEAD + 15


@given(text=st.text(alphabet="Aé'’.-<ß ﬁ1\n\"x", max_size=40))
def test_any_text_is_read(text: str) -> None:
    """Each word folds to one word, and all that is asked of the lead has an answer."""
    told = lead(text)
    assert len(told.folded) == len(told.bare) == len(told.spans) == len(told.days) == len(told.countries)
    told.names(0, len(told.bare))
    if told.bare:
        assert told.printed(0, len(told.bare)) in text


@pytest.mark.parametrize("text", ["ـ ـ", "قال ـ الوزير", "a \u0301 b"])
def test_a_word_of_marks_alone_is_no_word(text: str) -> None:
    """It folds to nothing, of which no first letter can be asked."""
    found = lead(text)

    assert all(found.folded)
    assert len(found.folded) == len(found.bare) == len(found.spans) == len(found.days)
    assert all(words(text).folded)


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("Il ponte è chiuso da martedì.Il sindaco ha chiesto aiuto.", "martedì", "Il"),
        ("Το πλοίο έφυγε την Τρίτη.Ο καπετάνιος μένει.", "Τρίτη", "Ο"),
        ("Поезд ушёл во вторник.Пассажиры ждут.", "вторник", "Пассажиры"),
    ],
)
def test_a_page_that_glues_sentences_makes_no_name_of_two(text: str, last: str, first: str) -> None:
    """A full stop behind a word of some length ends it; "U.S." and "J.P." are one word, and so is a figure."""
    told = lead(text)
    place = told.bare.index(last)

    assert told.bare[place + 1] == first
    assert not told.goes_on(place)
    assert lead("U.S. bank J.P. Morgan paid 12.500.000 and 1987.5 points").bare[2:] == [
        *("J.P", "Morgan", "paid", "12.500.000", "and", "1987.5", "points")
    ]
