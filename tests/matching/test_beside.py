"""What two texts in two languages have in common is shown where each of them prints it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from stream.matching.editions import Edition, prepare
from stream.matching.translating.beside import Binding, InCommon, Span, beside
from stream.matching.translating.evidence import particulars
from stream.text.names.letters import plain, printed_places
from wires import NOON, version

# Invented; in none of these languages was a text looked at when the places were made, but in English.
VISIT = {
    "en": """\
Greek Foreign Minister Kalliopi Stavridou visited Tbilisi on Tuesday and met her counterpart Zurab Gelashvili.

Trade between Greece and Georgia came to 318.4 million euros, Stavridou said.

A ferry for 1,250 passengers will link Batumi and Thessaloniki from 14 May on, Gelashvili announced after the talks.""",
    "el": """\
Η υπουργός Εξωτερικών της Ελλάδας Καλλιόπη Σταυρίδου επισκέφθηκε την Τρίτη την Τιφλίδα και συνάντησε τον ομόλογό της \
Ζουράμπ Γκελασβίλι.

Το εμπόριο Ελλάδας και Γεωργίας έφθασε τα 318,4 εκατομμύρια ευρώ, είπε η Σταυρίδου.

Ένα πλοίο για 1.250 επιβάτες θα συνδέει το Μπατούμι με τη Θεσσαλονίκη, από τις 14 Μαΐου, \
ανακοίνωσε ο Γκελασβίλι μετά τις συνομιλίες.""",
    "uk": """\
Міністр закордонних справ Греції Калліопі Ставріду у вівторок відвідала Тбілісі та зустрілася з колегою Зурабом \
Гелашвілі.

Торгівля Греції з Грузією сягнула 318,4 млн євро, сказала Ставріду.

Пором на 1250 пасажирів з'єднає Батумі та Салоніки, з 14 травня, \
повідомив після переговорів Гелашвілі.""",
    "he": """\
שרת החוץ של יוון קליופי סטברידו ביקרה ביום שלישי בטביליסי ונפגשה עם עמיתה זורב גלשווילי.

הסחר בין יוון לגאורגיה הגיע ל-318.4 מיליון אירו, אמרה סטברידו.

מעבורת ל-1,250 נוסעים תחבר בין בטומי לסלוניקי, החל ב-14 במאי, הודיע גלשווילי לאחר השיחות.""",
    "fa": """\
کالیوپی استاوریدو وزیر خارجه یونان روز سه‌شنبه از تفلیس دیدار کرد و با زوراب گلاشویلی گفت‌وگو کرد.

استاوریدو گفت تجارت یونان و گرجستان به ۳۱۸٫۴ میلیون یورو رسید.

گلاشویلی اعلام کرد یک کشتی برای ۱۲۵۰ مسافر باتومی و تسالونیکی را از ۱۴ مه به هم وصل می‌کند.""",
}


def edition(language: str, text: str) -> Edition:
    """A dispatch in a language."""
    return prepare(replace(version(f"urn:{language}", text, NOON), language=language))


def shown(one: Edition, other: Edition) -> InCommon:
    """What is shown of two, from either side the same."""
    made, turned = beside(one, other), beside(other, one)
    assert made is not None
    assert turned is not None
    assert {binding.turned for binding in turned.bindings} == set(made.bindings)
    assert (turned.one, turned.other) == (made.other, made.one)
    return made


def cuts(text: str, spans: tuple[Span, ...]) -> list[str]:
    """What a text prints there."""
    return [text[start:end] for start, end in spans]


def figures(made: InCommon) -> list[Binding]:
    """What is counted."""
    return [binding for binding in made.bindings if binding.is_figure]


@pytest.mark.parametrize("language", ["el", "uk", "he", "fa"])
def test_names_and_figures_are_where_they_are_printed(language: str) -> None:
    """On either side, each time."""
    one, other = edition("en", VISIT["en"]), edition(language, VISIT[language])

    made = shown(one, other)

    for binding in made.bindings:
        assert binding.printed.one in cuts(one.version.text, binding.one)
        assert binding.printed.other in cuts(other.version.text, binding.other)
    assert {binding.printed.one for binding in figures(made)} == {"318.4 million", "1,250", "14"}
    names = {binding.printed.one for binding in made.bindings if not binding.is_figure}
    assert names & {"Greek", "Greece"}
    assert len(names) >= 3


def test_what_one_of_them_has_alone_is_told_too() -> None:
    """Whatever it names or counts."""
    whole = f"{VISIT['en']}\n\nThe Wendelin prize of 77,300 dollars went to Orsolya Kertesz."

    made = shown(edition("en", whole), edition("uk", VISIT["uk"]))

    assert {"Wendelin", "77,300", "Kertesz", "Tbilisi"} <= set(cuts(whole, made.one))
    assert not {"77,300"} & {binding.printed.one for binding in made.bindings}


@pytest.mark.parametrize(("one", "other"), [("en", "en"), ("en-GB", "en-US"), (None, "uk")])
def test_texts_in_one_language_have_nothing_to_show(one: str | None, other: str) -> None:
    """Nor what is in an unknown one."""
    first = prepare(replace(version("urn:a", VISIT["en"], NOON), language=one))
    second = prepare(replace(version("urn:b", VISIT["uk"], NOON), language=other))

    assert beside(first, second) is None


@pytest.mark.parametrize(
    "text",
    [
        VISIT["fa"],
        unicodedata.normalize("NFD", "Thủ tướng Lý Khắc Cường tới Đà Nẵng. Καλλιόπη. Zoë."),
        "زَارَ الـرَّئِيسُ مُحَمَّدٌ تُونِسَ",
        "co\u00adoperation, \u200bzero\ufeff",
        "ASCII only",
        "",
    ],
)
def test_a_place_in_the_plain_form_leads_to_the_printed_one(text: str) -> None:
    """Letter by letter, also where signs are left out or joined to their letters."""
    told, places = plain(text), printed_places(text)

    assert len(places) == len(told) + 1
    assert list(places) == sorted(places)
    for place, letter in enumerate(told):
        assert plain(text[places[place] : places[place + 1]]) == letter


@pytest.mark.parametrize(
    ("language", "text", "printed"),
    [
        ("zh", "国务院副总理孟宪明星期二在会上说，邓志远和田守信也参加了会议。", ["孟宪明", "邓志远", "田守信"]),
        ("zh", "國務院副總理孟憲明星期二在會上說，鄧志遠也參加了會議。", ["孟憲明", "鄧志遠"]),
        ("ja", "孟宪明副首相は火曜日、会議で述べた。鄧志遠氏も出席した。", ["孟宪明", "鄧志遠"]),
        (
            "vi",
            "Phó Thủ tướng Mạnh Hiến Minh hôm thứ Ba phát biểu. Ông Đặng Chí Viễn cũng tham dự.",
            ["Mạnh Hiến Minh"],
        ),
    ],
)
def test_a_chinese_person_is_known_by_how_the_characters_read(language: str, text: str, printed: list[str]) -> None:
    """In Chinese, Japanese and Vietnamese, as others spell the name in their letters."""
    latin = particulars("Meng Xianming said so. Deng Zhiyuan and Tian Shouxin came too, and Xianming spoke.", "", "en")
    sounds = {each for item in latin.items for each in item.sounds}

    found = [item for item in particulars(text, "", language).items if item.kind == "han"]

    assert {item.printed for item in found} >= set(printed)
    assert all(sounds.intersection(item.sounds) for item in found if item.printed in printed)
