"""What a text counts is worth the same in any notation."""

from __future__ import annotations

import pytest

from stream.matching.translating.figures import figures, figures_in_words
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


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ja", "売上高は2兆8700億ウォン、利益は3125億ウォン。", [2.87e12, 3.125e11]),
        ("ja", "株価は4万5300ウォン、総額1億2345万6000円、12万3千人。", [45_300, 123_456_000, 123_000]),
        ("ko", "매출은 3조2천400억원, 이익은 3조 2천억 원이다.", [3.24e12, 3.2e12]),
        ("ko", "2천500만 명이 6만8천ℓ를 3백만 달러에 샀다.", [25_000_000, 68_000, 3_000_000]),
        ("zh", "营业收入3.24万亿韩元，利润3125亿韩元，1億2000萬。", [3.24e12, 3.125e11, 120_000_000]),
        ("hi", "3 लाख 20 हजार लोग और 2 करोड़ रुपये।", [320_000, 20_000_000]),
        ("th", "กำไร 3.5 ล้านบาท", [3_500_000]),
        ("ar", "بلغت 3.24 تريليون وون و2 ترليون و5 بليون", [3.24e12, 2e12, 5e9]),
        ("hi", "13.8 ट्रिलियन वॉन", [13.8e12]),
        ("ru", "Убыток составил 3 млрд 200 млн рублей.", [3_200_000_000]),
        ("es", "Costó 2 mil 500 millones de pesos y 23 mil 500 más.", [2_500_000_000, 23_500]),
    ],
)
def test_a_figure_told_in_parts_is_one(language: str, text: str, found: list[float]) -> None:
    """Eastern languages count by ten thousands, and many put a smaller part behind a larger one."""
    assert [figure.value for figure in figures(plain(text), language)] == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ko", "헌법 제5조와 2028 조선소", [5, 2028]),
        ("ko", "1억 2024년에 2만 3만", [100_000_000, 2024, 20_000, 30_000]),
        ("zh", "上升50百分点", [50]),
        ("ar", "وصل 3 بارونات و5 ملونين", [3, 5]),
        ("ru", "Пострадали 2 млн человек, 300 тыс. домов", [2_000_000, 300_000]),
        ("en", "It gave 3 million 5 people asked for, and 2 thousand 10 others.", [3_000_000, 5, 2000, 10]),
    ],
)
def test_what_is_no_part_of_a_figure_stays_another(language: str, text: str, found: list[float]) -> None:
    """An article of a law, a year behind a sum, a word that begins like a numeral."""
    assert [figure.value for figure in figures(plain(text), language)] == found


@pytest.mark.parametrize(
    ("language", "text"),
    [("ko", "3.5㎞ 떨어진"), ("ko", "3.5킬로미터 떨어진"), ("ja", "3.5キロメートル先の"), ("en", "2.2 miles off")],
)
def test_a_unit_is_known_where_words_run_on(language: str, text: str) -> None:
    """Behind a unit of Korean or Japanese comes its particle or the next word."""
    (figure,) = figures(plain(text), language)
    (here,) = figures("3500 meters away", "en")
    assert set(figure.measures) & set(here.measures)


def test_degrees_alone_are_of_celsius() -> None:
    """So they are in Korea and Japan."""
    (korean,), (english,) = figures(plain("낮 최고 35도까지"), "ko"), figures("95 degrees Fahrenheit", "en")
    assert set(korean.measures) & set(english.measures)


@pytest.mark.parametrize("row", ["3" + "조" * 300 + "미터", "9" * 15 + "万亿" * 60 + "米", "1億" * 200, "2 mil " * 300])
def test_a_row_of_numerals_comes_to_an_end(row: str) -> None:
    """Its worth would pass all that a number can hold."""
    for language in ("ko", "zh", "ja", "es"):
        assert all(figure.value < 1e40 for figure in figures(row, language))
