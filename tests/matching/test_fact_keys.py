"""What texts in two languages meet by: the same keys whatever the script, and few enough of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stream.matching.editions import Edition, prepare
from stream.matching.translating.keys import BITS, bits_of, fact_keys
from wires import NOON, version

MEETING = {  # none of these languages but English was looked at when the keys were made, nor these names
    "en": "Mongolian Foreign Minister Battsetseg met Marek Kowalczyk in Ulaanbaatar, where 4,715 herders were counted.",
    "sv": "Mongoliets minister Battsetseg träffade Marek Kowalczyk i Ulaanbaatar, där 4 715 herdar bor.",
    "cs": "Mongolská ministryně Battsetseg se sešla s Markem Kowalczykem v Ulánbátaru, kde žije 4 715 lidí.",
    "uk": "Міністр Монголії Баттсецег зустрілася з Мареком Ковальчиком в Улан-Баторі: 4 715 пастухів.",
    "he": "שרת החוץ של מונגוליה בטצצג נפגשה עם מארק קובלצ'יק באולן בטור, שבה נספרו 4,715 רועים.",
}


def edition(language: str, text: str) -> Edition:
    """A dispatch in a language."""
    return prepare(replace(version(f"urn:{language}", text, NOON), language=language))


@pytest.mark.parametrize("language", [language for language in MEETING if language != "en"])
def test_a_dispatch_shares_keys_with_its_translation(language: str) -> None:
    """The figure and the country do, and with capitals a person too."""
    ours, theirs = fact_keys([edition("en", MEETING["en"]), edition(language, MEETING[language])])
    shared = np.intersect1d(ours.keys, theirs.keys)
    assert bits_of(shared).sum() >= 12


def test_texts_are_read_together_as_alone() -> None:
    """Many at a time for speed, whatever stands beside them."""
    some = [edition(language, text) for language, text in MEETING.items()] * 2
    together = fact_keys(some)
    for each, keys in zip(some, together, strict=True):
        [alone] = fact_keys([each])
        assert keys.tongue == alone.tongue
        assert keys.keys.tolist() == alone.keys.tolist()


@pytest.mark.parametrize(
    ("language", "ends", "begins"),
    [
        ("sv", "Han for sedan till det som han kallar Nya", "Zeeland blev inte nämnt."),
        ("cs", "Potom odjel tam, čemu sám říká Nový", "Zéland tu nikdo nejmenoval."),
        ("fi", "Sitten hän lähti sinne, joka on hänelle Uusi", "Seelanti ei tullut puheeksi."),
    ],
)
def test_no_name_goes_on_from_one_text_into_the_next(language: str, ends: str, begins: str) -> None:
    """Two halves of a country's name stand side by side only because two texts are read at once."""
    together = fact_keys([edition(language, ends), edition(language, begins)])
    for each, keys in zip((ends, begins), together, strict=True):
        [alone] = fact_keys([edition(language, each)])
        assert keys.keys.tolist() == alone.keys.tolist()
    [whole] = fact_keys([edition(language, f"{ends} {begins}")])
    assert len(whole.keys) > len(together[0].keys)


def test_keys_are_bounded_and_worth_something() -> None:
    """A list of names is no reason to fill the index; what is in every dispatch is no key."""
    names = " ".join(f"och Xavier Q{chr(97 + n % 26)}orb{chr(97 + n // 26)}uzo" for n in range(300))
    [keys] = fact_keys([edition("sv", f"Det sade {names} i går.")])
    assert len(keys.keys) == 64
    assert (bits_of(keys.keys) >= 4).all()
    assert int(BITS) == 15
    [common] = fact_keys([edition("en", "It was said on Monday that 12 of them would go in 2023. " * 3)])
    assert len(common.keys) == 0


@pytest.mark.parametrize("language", [None, "xx"])
def test_a_language_that_has_no_table_or_no_name(language: str | None) -> None:
    """Without a language nobody can say that the other is in another one; without a table names are names still."""
    [keys] = fact_keys([prepare(replace(version("urn:a", MEETING["en"], NOON), language=language))])
    assert bool(len(keys.keys)) is (language is not None)
