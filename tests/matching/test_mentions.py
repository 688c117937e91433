"""The names and figures of a text come in one form, whatever language it is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.matching.mentions import facts, telling
from stream.text.countries import named_in


def names(text: str, language: str | None = "en", headline: str = "") -> set[str]:
    """The names of a text."""
    return set(facts(text, headline, language).names)


def figures(text: str, language: str | None = "en") -> set[str]:
    """Its figures."""
    return set(facts(text, "", language).figures)


def test_a_name_is_a_word_in_capitals_inside_a_sentence() -> None:
    """Folded, so that a house may drop the accents; titles, weekdays and institutions are no names."""
    text = "The Premier met Alikhan Smailov on Tuesday, and the Foreign Ministry told Nélida Oyarzo."
    assert names(text) == {"alikhan", "smailov", "nelida", "oyarzo"}
    assert names("They met E\u0301lise in the end.") == {"elise"}


def test_the_first_word_of_a_sentence_is_a_name_if_something_says_so() -> None:
    """It stands elsewhere too, or another capital follows it."""
    assert names("Officials met in Almaty. Analysts doubted it.") == {"almaty"}
    assert names("They met Smailov. Smailov agreed.\n\n“Smailov laughed,” he said.") == {"smailov"}
    assert names("Smailov agreed. Wall Street fell.") == {"wall", "street"}
    assert names("Smailov agreed.", headline="Accord with Smailov") == {"smailov"}
    assert names("It rose. «Cela va», dit-il. – Xavier part", "fr") == set()


@pytest.mark.parametrize("title", ["M. Smailov", "Mme. Smailov", "St. Smailov"])
def test_the_full_stop_of_a_title_ends_no_sentence(title: str) -> None:
    """Else the second mention of a person would be lost, where it is the only one."""
    assert "smailov" in names(f"Alors {title} a dit non.", "fr")


def test_a_row_of_names_is_one_entity() -> None:
    """Joined by a space or a hyphen; a title or a country breaks it."""
    told = telling(
        "At noon in Almaty, Kazakh President Kassym-Jomart Tokayev met with Chinese Premier Li Keqiang and "
        "with some others, among whom was Wang Yi.",
        "",
        "en",
    )
    assert told.rows == (("almaty",), ("kassym", "jomart", "tokayev"), ("li", "keqiang"), ("wang", "yi"))


def test_what_a_text_is_about_is_in_its_lead_or_comes_again() -> None:
    """A single word of the lead may be any place; a name that returns is a subject wherever it starts."""
    text = (
        "The mayor met Ana Borges in Porto.\n\n"
        "Then came Elif Demirel with Jonas Weber, and Demirel spoke. In Braga there was Aiko Tanabe. "
        "In Braga there was rain."
    )
    assert telling(text, "A talk with Tomas Kubik", "en").principals == (
        ("tomas", "kubik"),
        ("ana", "borges"),
        ("elif", "demirel"),
        ("braga",),
    )


def test_without_paragraphs_the_lead_is_the_first_four_hundred_characters() -> None:
    """Some suppliers send one block."""
    text = "so then " * 45 + "Ana Borges went " + "on and " * 20 + "Elif Demirel came."
    assert telling(text, "", "en").principals == (("ana", "borges"),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Chinese and Kazakh sides met in the United States.", "en"),
        ("Talks of China and Kazakhstan in the U.S. went on.", "en"),
        ("La Chine et son voisin kazakh aux Etats-Unis", "fr"),
        ("Les relations sino-kazakhes, vues par les Américains", "fr"),
        ("China y el primer ministro kazajo, en Estados Unidos", "es"),
        ("A China e o Cazaquistão nos Estados Unidos", "pt"),
        ("der chinesische und der kasachische Außenminister in den Vereinigten Staaten", "de"),
    ],
)
def test_countries_and_their_adjectives_have_one_form(text: str, language: str) -> None:
    """Small letters or capitals, as each language has them."""
    told = telling(text, "", language)
    assert told.countries == told.facts.names == {"china", "kazakhstan", "usa"}


def test_countries_in_vietnamese_have_two_syllables() -> None:
    """One syllable is a word, and part of many names: Thái Bình is a province."""
    text = "Hôm qua Thủ tướng Phạm Minh Chính thăm Thái Bình, sau đó tiếp khách Trung Quốc, Thái Lan và Singapore."
    told = telling(text, "", "vi")
    assert told.countries == {"china", "thailand", "singapore"}
    assert told.facts.names == {"china", "thailand", "singapore", "pham", "minh", "chinh", "thai", "binh"}
    assert names("They met with Nguyen Thu.") == {"nguyen", "thu"}
    assert telling("Họ đến thái ấp cũ.", "", "vi").countries == set()


def test_countries_of_the_lead_are_told_apart() -> None:
    """They say whom a meeting was with where no name does."""
    told = telling("Le ministre serbe est venu.\n\nIl connaît le Laos.", "Visite au Vietnam", "fr")
    assert told.countries == {"serbia", "vietnam", "laos"}
    assert told.leading == {"serbia", "vietnam"}


def test_english_writes_countries_in_capitals() -> None:
    """The metal is polished, the plate is china, and neither is a country."""
    assert names("He bought some polish for the china and the turkey.") == set()
    assert names("He met the Polish and the Turkish side.") == {"poland", "turkey"}


@pytest.mark.parametrize(
    "text", ["Il est à Pékin avec l'ONU.", "Er ist in Peking bei der ONU.", "Está en Pekín con la ONU."]
)
def test_some_places_and_bodies_have_one_form(text: str) -> None:
    """Those that every language calls differently; they are told apart from persons."""
    told = telling(text, "", "fr")
    assert told.facts.names == told.places == {"beijing", "un"}
    assert names("I went to Beijing with the UN, who said no.") == {"beijing", "un"}


def test_every_form_of_two_words_is_known() -> None:
    """Those that a text is asked for only where the first of the two stands."""
    for form, one in named_in().one_form.items():
        if form.count("_") == 1:
            assert one in facts(f"Today, {form.replace('_', ' ').title()} said no.").names, form


def test_capitals_everywhere_tell_nothing() -> None:
    """A headline in title case adds no names; it shows which of the text's are in front."""
    assert names("HE MET ALIKHAN SMAILOV IN ASTANA") == set()
    told = telling("There was rain.\n\nThen a talk with Alikhan Smailov.", "Rain Stops Ferry Near Smailov House", "en")
    assert told.facts.names == {"alikhan", "smailov"}
    assert told.principals == (("alikhan", "smailov"),)


def test_agencies_and_amounts_are_no_names() -> None:
    """The house stands in nearly all of its texts, and RM22 is a figure."""
    assert names("He told Xinhua and AFP that it costs RM22 or VND19.") == set()
    assert names("He spoke of the G20 and of COP27.") == {"g20", "cop27"}


@pytest.mark.parametrize(
    ("text", "language", "figure"),
    [
        ("1,000 men", "en", "1000"),
        ("1 000 hommes", "fr", "1000"),
        ("1\u202f000 hommes", "fr", "1000"),
        ("1.000 hommes", "fr", "1000"),
        ("1.000 Menschen", "de", "1000"),
        ("1,000 hombres", "es", "1000"),
        ("1'000 Menschen", "de", "1000"),
        ("1.234 or 1,234", None, "1234"),
        ("1,234,567.80 dollars", "en", "1234567.8"),
        ("1.234.567,80 dollars", "fr", "1234567.8"),
        ("1.234 euros to the dollar", "en", "1.234"),
        ("1,234 dollar pour un euro", "fr", "1.234"),
        ("0,345 point", "fr", "0.345"),
        ("0.345 point", "fr", "0.345"),
        ("0.345 or 0,345", None, "0.345"),
        ("12345,6 points", "fr", "12345.6"),
        ("0.6%", "en", "0.6%"),
        ("down 0.60 percent", "en", "0.6%"),
        ("-0.6 per cent", "en", "0.6%"),
        ("0,6 % de moins", "fr", "0.6%"),
        ("0,6 pour cent", "fr", "0.6%"),
        ("0,6 por ciento", "es", "0.6%"),
        ("0,6 por cento", "pt", "0.6%"),
        ("0,6 Prozent", "de", "0.6%"),
        ("0,6 phần trăm", "vi", "0.6%"),
        ("2022 percent", "en", "2022%"),
        ("1.2 billion yuan", "en", "1200000000"),
        ("1,2 milliard de yuans", "fr", "1200000000"),
        ("1.200 millones de yuanes", "es", "1200000000"),
        ("1,2 mil millones de yuanes", "es", "1200000000"),
        ("1,2 bilhão de yuans", "pt", "1200000000"),
        ("1,2 Milliarden Yuan", "de", "1200000000"),
        ("1,2 tỷ nhân dân tệ", "vi", "1200000000"),
        ("2 billions d'euros", "fr", "2000000000000"),
        ("2 trillion euros", "en", "2000000000000"),
        ("15 nghìn tấm", "vi", "15000"),
        ("il y a 30 ans", "fr", "30"),
        ("the 30th anniversary", "en", "30"),
        ("le 30e anniversaire", "fr", "30"),
        ("RM3,890 a tonne", "en", "3890"),
        ("US$40 a barrel", "en", "40"),
        ("(12)", "en", "12"),
        ("0 point", "fr", "0"),
    ],
)
def test_a_figure_has_one_form(text: str, language: str | None, figure: str) -> None:
    """Of grouping, decimals, percentages, scales and ordinals."""
    assert figures(text, language) == {figure}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on Nov. 29", "en"),
        ("on November 29, 2022", "en"),
        ("le 29 novembre 2022", "fr"),
        ("le 1er décembre", "fr"),
        ("mardi 29", "fr"),
        ("el 29 de noviembre de 2022", "es"),
        ("am 29. November", "de"),
        ("ngày 29 tháng 11 năm 2022", "vi"),
        ("ngày 29-11", "vi"),
        ("on 2022-11-29 and 29/11/2022", "en"),
        ("at 21:05, 10h30, 6 p.m. and 0600 GMT", "en"),
        ("no. 007", "en"),
        ("5G, a Boeing 737s, G20", "en"),
        ("page x/40", "en"),
        (f"no. {'9' * 5000}", "en"),
    ],
)
def test_days_years_times_and_names_of_things_are_no_figures(text: str, language: str) -> None:
    """All texts of a day share the day, and half of all texts this year."""
    assert figures(text, language) == set()


def test_small_words_are_no_months() -> None:
    """In French "des" is no December, and a comma parts a weekday from a count."""
    assert figures("des 12 pays", "fr") == {"12"}
    assert figures("on Tuesday, 12 people") == {"12"}


def test_other_scripts_have_figures_and_no_names() -> None:
    """They have no capitals, or spell names by sound."""
    assert facts("中国国务院总理李克强29日会见哈萨克斯坦总理斯迈洛夫。", "", "zh").names == frozenset()
    assert facts("Премьер Ли Кэцян встретился со Смаиловым.", "", "ru").names == frozenset()


@given(
    text=st.one_of(st.text(), st.text("Aé .,0123456789%-\n’RMhgmt/:"), st.text("\u0660\u0669 ½²,.0")),
    headline=st.text(max_size=20),
    language=st.sampled_from((None, "en", "fr", "vi", "de", "", "-")),
)
def test_it_never_raises(text: str, headline: str, language: str | None) -> None:
    """Whatever stands in the text; and what it tells is made of its own parts."""
    told = telling(text, headline, language)
    assert {name for row in told.rows for name in row} | told.countries == told.facts.names
    assert set(told.principals) <= set(told.rows)
    assert told.leading <= told.countries
    assert all("" not in row for row in told.rows)
