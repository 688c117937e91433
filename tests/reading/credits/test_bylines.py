"""Source lines, bylines, lead-ins, tails and attributions; and that no input hurts any reader."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import by_domain, find, resolve
from stream.reading.credits.attributions import attributions
from stream.reading.credits.bylines import byline, lead_in, reporting_tail, signature, source_line, translation_tail
from stream.reading.credits.credit_lines import credit_line, end_credit, photo_credit
from stream.reading.credits.datelines import dateline
from stream.reading.intake import read_object
from stream.text.fold import fold


@pytest.mark.parametrize(
    ("line", "parties"),
    [
        ("Source: Xinhua News Agency", ("XINHUA",)),
        ("Source : AFP", ("AFP",)),
        ("(Source: Xinhua)", ("XINHUA",)),
        ("Updated: November 30, 2022 Source: Xinhua News Agency", ("XINHUA",)),
        ("Fonte: Xinhua 30.11.2022 13h35", ("XINHUA",)),
        ("来源:人民网-人民日报海外版", ("PD",)),
        ("来源\uff1a人民网\uff0d人民日报海外版", ("PD",)),
        ("来源\uff1a新华社", ("XINHUA",)),
        ("Xinhua, April 30, 2015", ("XINHUA",)),
        ("AP, 2022-11-30 13:35", ("AP",)),
        ("Sources: AFP, Reuters", ("AFP", "REUTERS")),
        ("Source: AFP/VNA", ("AFP", "VNA")),
        ("Source: news.cn", ("XINHUA",)),
        ("Quelle: dpa", ("DPA",)),
        ("© 2022 AFP", ("AFP",)),
        ("Copyright 2022 The Associated Press.", ("AP",)),
    ],
)
def test_source_line_is_the_claim_of_the_page(line: str, parties: tuple[str, ...]) -> None:
    """Labels of every edition, with dates before or behind, name agencies of the table."""
    assert source_line(line) == Credit(Slot.SOURCE_LINE, line, parties)


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("Источник: ТАСС", "TASS"),
        ("Kaynak: AA", "AA"),
        ("المصدر: رويترز", "REUTERS"),
        ("Zdroj: ČTK", "CTK"),
        ("出典：共同通信", "KYODO"),
        ("Πηγή: ΑΠΕ-ΜΠΕ", "ANA_MPA"),
    ],
)
def test_a_source_is_named_in_many_languages(line: str, party: str) -> None:
    """The word before the colon is in the table of each."""
    assert source_line(line) == Credit(Slot.SOURCE_LINE, line, (party,))


@pytest.mark.parametrize(("line", "party"), [("Nguồn: TTXVN", "VNA"), ("(Fuente: EFE)", "EFE")])
def test_what_stands_under_pictures_too_is_a_source_at_the_end(line: str, party: str) -> None:
    """The last line of a text stands under none."""
    assert source_line(line) is None
    assert source_line(line, closing=True) == Credit(Slot.SOURCE_LINE, line, (party,))


@pytest.mark.parametrize(
    "line",
    [
        "Source: StockQ",
        "Source: StockQ, Reuters",
        "Nguồn: https://fr.vietnamplus.vn/x",
        "Nguồn: AFP",
        "Fuente: VNA",
        "Photo : Xinhua",
        "Xinhua, le chien",
        "Xinhua,",
        "Nobody, April 30, 2015",
        "Xinhua/VNA/CVN",
        "Resource: Xinhua is one",
        "A source: he said nothing",
        "",
        ":",
    ],
)
def test_charts_pictures_and_addresses_are_no_source_lines(line: str) -> None:
    """A source that is no agency, a picture's source or the address of the page is not taken."""
    assert source_line(line) is None


@pytest.mark.parametrize(
    ("line", "parties", "author"),
    [
        ("(avec AFP)", ("AFP",), None),
        ("avec AFP", ("AFP",), None),
        ("LEMONDE.FR avec AFP et Reuters", ("AFP", "REUTERS"), "LEMONDE.FR"),
        ("Le Monde avec AFP, Reuters et AP", ("AFP", "REUTERS", "AP"), "Le Monde"),
        ("(CR avec AFP)", ("AFP",), "CR"),
        ("(With inputs from ANI)", ("ANI",), None),
        ("(with inputs from PTI and Reuters)", ("PTI", "REUTERS"), None),
        ("VNS with inputs from AFP", ("VNS", "AFP"), None),
        ("Trafic perturbé (avec AFP et Reuters)", ("AFP", "REUTERS"), None),
        ("Grève : trafic perturbé jeudi (avec AFP et Reuters)", ("AFP", "REUTERS"), None),
        ("(avec ANI)", ("NNA_LB",), None),
        ("(avec l\u2019AFP)", ("AFP",), None),
        ("AP Sports Writer=", ("AP",), None),
        ("By TIM REYNOLDS=\nAP Basketball Writer=", ("AP",), None),
    ],
)
def test_byline_with_help_is_a_blend(line: str, parties: tuple[str, ...], author: str | None) -> None:
    """Parties in printed order, in a slot that has no order; who signs first is the author."""
    assert byline(line) == Credit(Slot.BYLINE, line, parties, author)


@pytest.mark.parametrize(
    "line",
    [
        "Il travaille avec AFP",
        "Il a parlé avec l'AFP et sa mère",
        "(avec des amis)",
        "(avec AFP et des amis)",
        "(avec AFP) et la suite de la phrase",
        "Inputs from AFP",
        "Paris (ats afp)",
        "Xinhua/VNA/CVN",
        "By TIM REYNOLDS=",
        "savec AFP",
        "",
        "avec",
    ],
)
def test_company_in_a_sentence_is_no_byline(line: str) -> None:
    """``avec`` has to be followed by agencies up to the end, and preceded by a name at most."""
    assert byline(line) is None


@pytest.mark.parametrize(
    ("text", "printed", "ident"),
    [
        ("TTXVN - Sáng 13-1, Thủ tướng", "TTXVN -", "VNA"),
        ("VGP - Thủ tướng", "VGP -", "VGP"),
        ("Xinhua - The premier", "Xinhua -", "XINHUA"),
        ("Reuters – The premier", "Reuters –", "REUTERS"),
        ("ITAR-TASS - The premier", "ITAR-TASS -", "TASS"),
        ("(TTXVN) - Sáng 13-1", "(TTXVN) -", "VNA"),
        ("VOV.VN - Sáng 13-1", "VOV.VN -", "VOV"),
        ("AP - The premier", "AP -", "AP"),
    ],
)
def test_lead_in_names_one_origin(text: str, printed: str, ident: str) -> None:
    """The agency and a dash open the text, and the body starts behind them."""
    found = lead_in(text)
    assert found is not None
    credit, start = found
    assert credit == Credit(Slot.LEAD_IN, printed, (ident,))
    assert text[start:] == text[len(printed) + 1 :]


@pytest.mark.parametrize(
    ("printed", "language", "parties"),
    [
        ("(APA/dpa)", "de", ("APA_AT", "DPA")),
        ("dpa/afp -", "de", ("DPA", "AFP")),
        ("(dpa)", "de", ("DPA",)),
        ("(APA)", "de", ("APA_AT",)),
        ("AGI -", "it", ("AGI_IT",)),
        ("(ANSA-AFP) -", "it", ("ANSA", "AFP")),
        ("EFE.-", "es", ("EFE",)),
        ("(EFE/Reuters).-", "es", ("EFE", "REUTERS")),
        ("PAP -", "pl", ("PAP",)),
        ("(Lusa/EFE) -", "pt", ("LUSA", "EFE")),
        ("TT-AFP –", "sv", ("TT_SE", "AFP")),
        ("(STT–AFP)", "fi", ("STT", "AFP")),
        ("(ТАСС/Reuters)", "ru", ("TASS", "REUTERS")),
        ("(ΑΠΕ-ΜΠΕ/Reuters)", "el", ("ANA_MPA", "REUTERS")),
    ],
)
def test_a_text_opens_with_agencies_of_its_language(printed: str, language: str, parties: tuple[str, ...]) -> None:
    """Several, or in brackets, or by letters that only the language makes an agency's; and the record states it."""
    body = "Die Fähre lief am Dienstag aus, sagte der Kapitän, und kam nicht an; gesucht wird seit der Nacht."
    assert lead_in(f"{printed} {body}", language=language) == (
        Credit(Slot.LEAD_IN, printed, parties),
        len(printed) + 1,
    )
    record = {"uri": "https://blatt.example/1", "language": f"{language}-XX", "body_text": f"{printed} {body}"}
    version = read_object({**record, "versionCreated": "2026-03-10T09:00:00Z"})
    assert version.text == body
    assert parties in [credit.parties for credit in version.credits]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("AGI - artificial general intelligence - is what its seller says.", "en"),
        ("AGI - intelligenza artificiale generale - è quel che dice chi la vende.", "it"),
        ("APA - The citation style has changed.", "en"),
        ("PAP - The test is free from May.", "en"),
        ("Lusa - A língua muda devagar.", "pt"),
        ("(AP) The course counts for college.", "en"),
        ("(STA) The treaty is dead.", "en"),
        ("(WHO/FAO) Both want more money.", "en"),
        ("(CDU/CSU) Die Fraktion stimmt ab.", "de"),
    ],
)
def test_letters_that_another_language_or_nobody_has_open_no_agencys_text(text: str, language: str) -> None:
    """Nor what is explained between two dashes, a word of the language, or one doubtful name without a sign."""
    assert lead_in(text, language=language) is None
    assert dateline(text, language=language) is None


@pytest.mark.parametrize(
    "text",
    [
        "HÀ NỘI - x",
        "He said - x",
        "map - x",
        "Xinhua-VNA x",
        "TTXVN Sáng - x",
        "TTXVN -",
        "Hanoï (VNA) - x",
        "",
        " - x",
    ],
)
def test_other_openings_are_no_lead_ins(text: str) -> None:
    """A place, a word in small letters or a name without dash opens no agency's text."""
    assert lead_in(text) is None


@pytest.mark.parametrize(
    ("paragraph", "rest", "tail"),
    [
        (
            "(Rédaction de Pékin; version française Jean Dupont, édité par Marie Durand)",
            "",
            "(Rédaction de Pékin; version française Jean Dupont, édité par Marie Durand)",
        ),
        ("Fin. (Reportage d'Anne X ; Rédaction de Y)", "Fin.", "(Reportage d'Anne X ; Rédaction de Y)"),
        ("Fin. (Version française Jean Dupont)", "Fin.", "(Version française Jean Dupont)"),
        ("Salin:Sarah / Puliudo:Rhio", "", "Salin:Sarah / Puliudo:Rhio"),
        ("Hallitus kaatui *** TRANSLATED ***", "Hallitus kaatui", "*** TRANSLATED ***"),
    ],
)
def test_translation_tail_tells_that_a_text_was_translated(paragraph: str, rest: str, tail: str) -> None:
    """The tail is cut and kept as evidence; it names no agency."""
    assert translation_tail(paragraph) == (rest, Credit(Slot.TRANSLATION, tail))


@pytest.mark.parametrize(
    "paragraph",
    [
        "Il parle (en anglais)",
        "La rédaction de Pékin (Chine)",
        "Le texte a été traduit.",
        "*** Important ***",
        "Fin. (AFP)",
        "",
        ")",
    ],
)
def test_other_brackets_are_no_translation_tail(paragraph: str) -> None:
    """Words about translation inside a sentence are not a tail."""
    assert translation_tail(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "rest"),
    [
        ("(Reporting by Jane Doe; Editing by John Roe)", ""),
        ("The end. (Reporting by Jane Doe; Editing by John Roe)", "The end."),
        ("The end. (Reporting By Jane Doe; Editing By John Roe)", "The end."),
        ("The end. (Additional reporting by Jane Doe in Oslo; writing by X; editing by Y)", "The end."),
        ("The end. (Reporting and writing by Jane Doe).", "The end."),
        ("The end. (Editing by John Roe)", "The end."),
        ("Reporting by Jane Doe; Editing by John Roe", ""),
    ],
)
def test_reporting_tail_is_dropped(paragraph: str, rest: str) -> None:
    """Who reported and edited is no text, in brackets or as a paragraph of its own."""
    assert reporting_tail(paragraph) == rest


@pytest.mark.parametrize(
    "paragraph",
    ["Reporting by the firm shows a loss.", "A loss (reporting currency: euro)", "He was writing by hand.", "", ")"],
)
def test_prose_about_reporting_stays(paragraph: str) -> None:
    """The words alone are no tail."""
    assert reporting_tail(paragraph) is None


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("Selon l'agence de presse Xinhua, le ministre est arrivé.", "XINHUA"),
        ("Selon l\u2019agence de presse Xinhua, le ministre est arrivé.", "XINHUA"),
        ("D'après l'AFP, le ministre est arrivé.", "AFP"),
        ("Le ministre est mort, a rapporté l'agence de presse officielle Xinhua.", "XINHUA"),
        ("L'agence Chine nouvelle (Xinhua) a rapporté sa mort.", "XINHUA"),
        ("Theo THX, Thủ tướng đã đến.", "XINHUA"),
        ("Theo Tân Hoa Xã, Thủ tướng đã đến.", "XINHUA"),
        ("Tân Hoa Xã đưa tin Thủ tướng đã đến.", "XINHUA"),
        ("据新华社报道，总理抵达。", "XINHUA"),
        ("新华社报道，总理抵达。", "XINHUA"),
        ("신화통신에 따르면 총리가 도착했다.", "XINHUA"),
        ("新華社によると、首相が到着した。", "XINHUA"),
        ("Xinhua reports that the premier arrived.", "XINHUA"),
        ("The premier arrived, Xinhua reported on Monday.", "XINHUA"),
        ("The premier arrived, Xinhua said.", "XINHUA"),
        ("According to the Associated Press, the premier arrived.", "AP"),
        ("The premier arrived, state media said, citing Yonhap.", "YONHAP"),
        ("Según Xinhua, el primer ministro llegó.", "XINHUA"),
        ("Segundo a Reuters, o ministro chegou.", "REUTERS"),
        ("Ex-Chinese Premier Li Peng dies aged 90: Xinhua", "XINHUA"),
        ("Ex-Chinese Premier Li Peng dies aged 90: Xinhua\n\nTOKYO, July 23 Kyodo - He died.", "XINHUA"),
    ],
)
def test_attribution_names_a_cited_source(text: str, ident: str) -> None:
    """Phrases of every language, before or behind the name, and the headline with a colon."""
    (credit,) = attributions(text)
    assert (credit.slot, credit.parties) == (Slot.ATTRIBUTION, (ident,))
    assert credit.text in text


@pytest.mark.parametrize(
    "text",
    [
        "Theo TTXVN",
        "Thủ tướng đã đến.\nTheo TTXVN",
        "Theo AP, Thủ tướng đã đến.",
        "According to PA and MENA, the premier arrived.",
        "Selon Belga, le ministre est arrivé.",
        "Selon le Cap, la RAP reported.",
        "BEIJING, Nov. 29 (Xinhua) -- China reported 500 cases.",
        "PEKIN (Reuters) - La Chine a annoncé 500 cas.",
        "El Cairo, 27 nov (Prensa Latina) El gobierno informó que llegó.",
        "MOSCOW, January 21. /TASS/. Russia reported 500 cases.",
        "TOKYO, Dec. 9 Kyodo - Japan reported 500 cases.",
        "据新华社阿斯塔纳4月18日电 (记者白洁、周良) 总理抵达。",
        "TTXVN - Bộ Y tế đưa tin 500 ca.",
        "Photo : Xinhua/VNA/CVN",
        "Photo de la rencontre de mardi : Xinhua",
        "Source of the text above: Xinhua",
        "Xinhua/VNA/CVN",
        "(Reporting by Reuters staff)",
        "Xinhua is an agency. Nobody reported anything.",
        "He reads the AFP wire every day.",
        "",
    ],
)
def test_naming_an_agency_is_not_citing_it(text: str) -> None:
    """Datelines, credits, pictures, ambiguous names and mere mentions are not attributions."""
    assert attributions(text) == ()


def test_one_sentence_with_two_sources_is_one_attribution() -> None:
    """Sources cited together stay together, in order, and are named once."""
    (credit,) = attributions("According to Reuters and Xinhua, citing Reuters, he left. He came back.")
    assert credit.parties == ("REUTERS", "XINHUA")
    assert credit.text == "According to Reuters and Xinhua, citing Reuters, he left"


def test_two_sentences_are_two_attributions() -> None:
    """Each citing sentence is its own evidence."""
    found = attributions("Xinhua reported rain. It rained. Kyodo reported sun.")
    assert [credit.parties for credit in found] == [("XINHUA",), ("KYODO",)]


def test_abbreviations_do_not_end_the_sentence() -> None:
    """``M.`` between the phrase and the name does not part them."""
    (credit,) = attributions("Selon M. Li, cité par Xinhua, tout va bien.")
    assert credit.text == "Selon M. Li, cité par Xinhua, tout va bien"


def test_long_sentence_is_cut_around_the_name() -> None:
    """Evidence is at most 160 characters, whole words, with the name inside."""
    text = "word " * 40 + "as Xinhua reported " + "word " * 60
    (credit,) = attributions(text)
    assert len(credit.text) <= 160
    assert "Xinhua reported" in credit.text
    assert credit.text in text


def every_reader(text: str) -> None:
    """Run every reader of the grammar on ``text``."""
    readers: tuple[Callable[[str], object], ...] = (
        fold,
        find,
        resolve,
        by_domain,
        credit_line,
        end_credit,
        photo_credit,
        dateline,
        source_line,
        byline,
        lead_in,
        translation_tail,
        reporting_tail,
        attributions,
    )
    for reader in readers:
        reader(text)


FRAGMENTS = st.sampled_from(
    [
        "Xinhua", "VNA", "AP", "TTXVN", "新华社", "越通社", "신화통신", "北京", "9月8日电", "BEIJING",
        "Hanoï", "Nov. 29", "3 août", "(", ")", "\uff08", "\uff09", "/", " - ", "–",
        "——", "--", ".-", "_", ":", "\uff1a", "==", "Theo ", "avec ", "et ",
        "with inputs from ", "Selon ", "reported", "据", "Photo", "Ảnh", "图自", "Source",
        "©", "Enditem", "./.", "/.", "sj", "Trí Dung", "\n", " ", "\u00a0", ",", ".",
        "*** TRANSLATED ***", "\u0301", "İ", "ß", "…",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_no_combination_of_credit_parts_raises(text: str) -> None:
    """Whatever order the parts of the grammar come in, every reader answers."""
    every_reader(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Any string is data, lone surrogates and control characters included."""
    every_reader(text)


@given(st.lists(FRAGMENTS, max_size=12).map("".join))
def test_rest_and_offset_are_of_the_input(text: str) -> None:
    """What is left of a paragraph is its beginning, and a body starts inside its text."""
    for found in (end_credit(text), translation_tail(text)):
        assert found is None or text.startswith(found[0])
    line = dateline(text)
    assert line is None or (line.text in text and 0 < line.end <= len(text))
    opening = lead_in(text)
    assert opening is None or 0 < opening[1] <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "(", ")", "((", "()", "/", "Xinhua/", "Xinhua (", "Xinhua ", "-", " - ", "–",
        "—", "=", "==", ".", "./.", "…", "*", " ", "\n", "\t ", "A", "A ", "A.", "a",
        "1", "9月", "新华社", "据新华社", "신화통신", "Theo ", "Theo TTXVN ", "avec ",
        "avec AFP et ", "Source: ", "© ", "Photo ", "Selon Xinhua ", "Selon ",
        "reported ", "\u0301", "e\u0301", "\u00a0", "İ", "ß", "½", "BEIJING, ",
        "BEIJING (", "(ATTN: ", "(LEAD) ", "Nov. 29 ", "M. ", '"', "”.",
        "Xinhua said. ",
    ],
)  # fmt: skip
def test_time_grows_with_length_only(unit: str) -> None:
    """100 kB of any one part is read in about ten times the time of 10 kB, not a hundred times."""
    short, long = (_seconds(unit * (size // len(unit))) for size in (10_000, 100_000))
    assert long < 0.25 or long < 40 * short


def _seconds(text: str) -> float:
    start = time.process_time()
    every_reader(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("line", "name", "party"),
    [
        ("By JANE ARVID, Associated Press", "By JANE ARVID", "AP"),
        ("Jane Arvid • Reuters", "Jane Arvid", "REUTERS"),
        ("von Max Arvid, dpa", "von Max Arvid", "DPA"),
        ("Par Jean Arvid (AFP)", "Par Jean Arvid", "AFP"),
        ("Por Ana Arvid | EFE", "Por Ana Arvid", "EFE"),
        ("Автор: Иван Арвид, ТАСС", "Иван Арвид", "TASS"),
        ("Oleh Siti Arvid, ANTARA", "Oleh Siti Arvid", "ANTARA"),
        ("王平 新华社", "王平", "XINHUA"),
        ("記者 山田太郎\uff08共同\uff09", "記者 山田太郎", "KYODO"),
        ("منى علي - رويترز", "منى علي", "REUTERS"),
        ("The Associated Press", "", "AP"),
        ("(AP)", "", "AP"),
        ("Associated Press | Posted: Tuesday, April 9, 2024 8:20 am", "", "AP"),
    ],
)
def test_a_writer_signs_for_an_agency_above_the_story(line: str, name: str, party: str) -> None:
    """In the ways of sites, with a sign, brackets or nothing between the two."""
    assert signature(line) == (name, Credit(Slot.SOURCE_LINE, line, (party,)))


@pytest.mark.parametrize(
    "line",
    [
        "Photo by Jane Arvid, AP",
        "Foto: Max Arvid/dpa",
        "AP",
        "Judge blocks Reuters",
        "Reuters, AFP and other partners",
        "Wie dpa berichtet",
        "Les clients de Reuters",
        "По данным ТАСС",
        "Jane Arvid told Reuters.",
        "Home | World | Business",
    ],
)
def test_what_signs_for_nobody(line: str) -> None:
    """Pictures, headlines, places to click on, and initials that stand alone."""
    assert signature(line) is None


@pytest.mark.parametrize("label", ["作者：", "記者：", "By :：", "Автор："])
def test_a_label_alone_names_nobody(label: str) -> None:
    """The name may stand in the next line; a label in full width costs the record nothing."""
    assert signature(label) is None
