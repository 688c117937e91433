"""What a text counts is worth the same in any notation."""

from __future__ import annotations

import pytest

from stream.matching.translating.figures import figures_in_words
from stream.text.names.letters import plain, words


def in_words(text: str, language: str) -> list[tuple[float, str]]:
    """The numbers that a text writes in words, with how it prints each."""
    read = words([plain(text)], accents=language == "vi")
    return [(figure.value, read.text[figure.start : figure.end]) for figure in figures_in_words(read, language)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Three of the seventeen ships carried two million tonnes.", [3, 17, 2_000_000]),
        ("es", "Tres de los diecisiete barcos llevaban dos millones de toneladas.", [3, 17, 2_000_000]),
        ("de", "Drei der siebzehn Schiffe hatten zwei Millionen Tonnen geladen.", [3, 17, 2_000_000]),
        ("pl", "Trzy z siedemnastu statków wiozły dwa miliony ton.", [3, 17, 2_000_000]),
        ("uk", "Три з сімнадцяти суден везли два мільйони тонн.", [3, 17, 2_000_000]),
        ("id", "Tiga dari tujuh belas kapal membawa dua juta ton.", [3, 17, 2_000_000]),
        ("vi", "Hai trong mười bảy con tàu chở sáu triệu tấn.", [2, 17, 6_000_000]),
        ("fa", "سه کشتی از هفت کشتی رسیدند.", [3, 7]),
        ("ko", "배 세 척과 선원 다섯 명이 도착했다.", [3, 5]),
        ("zh", "十七艘船中有三艘载有两个集装箱，船员五名。", [17, 3, 2, 5]),
        ("zh", "三万人离开了家园。", [30_000]),
    ],
)
def test_numbers_in_words_are_figures(language: str, text: str, found: list[float]) -> None:
    """Also with a word that multiplies them."""
    assert [value for value, _ in in_words(text, language)] == found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "One of them said no one came, and nobody won."),
        ("fr", "Un homme et une femme."),
        ("zh", "三星公司在四川设厂，第三次会议在五角大楼举行。"),
        ("ko", "세금을 네이버에서 열어 보았다."),
        ("vi", "Năm nay"),
        ("it", "Sei stato bravo."),
        ("xx", "three"),
    ],
)
def test_what_is_an_article_a_part_of_a_word_or_another_word_is_no_number(language: str, text: str) -> None:
    """Numbers thin out as they grow: a word that is commoner than the number before it means something else too."""
    assert in_words(text, language) == []
