"""Hard cases 7 and 8 in languages of other scripts, and without English: one story in any order, and no other joins it.

Persons, places and figures are invented; none of these texts was looked at when the rules were made.
"""

from __future__ import annotations

import pytest

from dispatches import Item, headline, item, members, merge, told
from translated import CALL, MARKET

_HOUSES = {"en": "Xinhua", "zh": "Xinhua", "vi": "VNA", "fr": "Xinhua/VNA/CVN"}


def call(language: str, minute: int = 0) -> Item:
    """The report of the meeting in a language."""
    credit = _HOUSES.get(language, "Xinhua")
    at = f"2022-11-29T12:{minute:02d}:00Z"
    return item(f"urn:call:{language}", CALL[language], at, language=language, creditLine=credit)


@pytest.mark.parametrize("language", ["zh", "ru", "vi", "ar", "ja"])
def test_08_an_excerpt_in_french_of_what_came_in_another_language(language: str) -> None:
    """No English text is there to stand between them."""
    excerpt = call("fr", 40) | {"creditLine": "Xinhua/CVN"}
    whole = call(language) | {"creditLine": "Xinhua"}

    [story] = told(whole, excerpt)

    assert members(story)["urn:call:fr"] in ("translation", "translation-excerpt")


def test_the_seed_as_it_is_in_life() -> None:
    """Xinhua in English and Chinese, VNA in Vietnamese, CVN's excerpt in French: one story, and what binds is told."""
    stories = told(call("en"), call("zh", 5), call("vi", 30), call("fr", 50))

    [story] = stories
    assert members(story) == {
        "urn:call:en": "original",
        "urn:call:zh": "translation",
        "urn:call:vi": "translation",
        "urn:call:fr": "translation-excerpt",
    }
    assert [hop["party"]["literal"] for hop in story["hopHistory"]] == ["XINHUA", "VNA", "CVN"]
    tie = merge("urn:call:zh", stories)["tie"]
    assert tie["kind"] == "translation"
    printed = tie["evidence"]
    assert (
        "Kazakhstan = 哈萨克斯坦" in printed or "哈萨克斯坦 = Kazakhstan" in printed or "Kazakh = 哈萨克斯坦" in printed
    )
    assert "3,548" in printed
    assert "3548" in printed


@pytest.mark.parametrize("language", ["zh", "ar", "ru", "ja", "vi"])
def test_07_a_market_item_in_another_language(language: str) -> None:
    """All figures are the same, within minutes, from one house."""
    first = item("urn:m:en", MARKET["en"], "2024-05-07T06:05:00Z", language="en", creditLine="AFP")
    second = item("urn:m:2", MARKET[language], "2024-05-07T06:20:00Z", language=language, creditLine="AFP")

    [story] = told(first, second)

    assert members(story) == {"urn:m:en": "original", "urn:m:2": "translation"}


@pytest.mark.parametrize("language", ["zh", "ar", "ru", "ja", "vi"])
def test_07_another_days_market_item_stays_apart(language: str) -> None:
    """Its figures differ."""
    other = MARKET[language].replace("1.37", "0.91").replace("1,37", "0,91")
    first = item("urn:m:en", MARKET["en"], "2024-05-07T06:05:00Z", language="en", creditLine="AFP")
    second = item("urn:m:2", other, "2024-05-07T06:20:00Z", language=language, creditLine="AFP")

    assert len(told(first, second)) == 2


@pytest.mark.parametrize("language", ["zh", "ru", "vi", "ar", "ja"])
def test_another_meeting_of_the_same_premier_stays_apart(language: str) -> None:
    """On the same day, by the same house, in the same words: the guest, his country and the figures are others."""
    meeting = (
        CALL["en"]
        .replace("Kazakhstan", "Ghana")
        .replace("Kazakh", "Ghanaian")
        .replace("Askar Nurlanov", "Kofi Mensah")
        .replace("Nurlanov", "Mensah")
        .replace("Khorgos", "Tema")
        .replace("Dostyk", "Takoradi")
        .replace("Mangystau", "Atuabo")
        .replace("Almaty", "Kumasi")
        .replace("Astana", "Accra")
        .replace("25.3", "9.7")
        .replace("3,548", "214")
        .replace("5.2", "1.1")
    )
    other = item("urn:other", meeting, "2022-11-29T12:10:00Z", language="en", creditLine="Xinhua", **headline("Talks"))

    assert len(told(call(language), other)) == 2
