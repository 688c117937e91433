"""The agencies of the world in the forms they print, and sentences in which their letters stand for something else."""

from __future__ import annotations

import pytest

from stream.dispatch import Slot
from stream.reading.credits.attributions import attributions
from stream.reading.credits.bylines import byline, lead_in, source_line
from stream.reading.credits.credit_lines import credit_line, end_credit
from stream.reading.credits.datelines import dateline
from stream.reading.credits.photo_credits import photo_credit

BODY = "The body starts here."

DATELINES = [
    # Latin letters, twenty languages
    ("Accra, Dec. 20, GNA— ", None, ("GNA",)),
    ("YEREVAN, DECEMBER 18, ARMENPRESS. ", None, ("ARMENPRESS",)),
    ("VILNIUS, Apr 04, BNS – ", None, ("BNS",)),
    ("Beirut, Sept 1, IRNA - ", None, ("IRNA",)),
    ("Baku, 3. November, AZERTAC. ", "de", ("AZERTAC",)),
    ("AMMAN, Aug 3 (Petra) -- ", None, ("PETRA",)),
    ("DOHA (QNA) - ", None, ("QNA_QA",)),
    ("Damascus, Aug. 3 (SANA) – ", None, ("SANA",)),
    ("DHAKA, Oct 28, 2025 (BSS) - ", None, ("BSS",)),
    ("Islamabad, Aug 3 (APP): ", None, ("APP_PK",)),
    ("KATHMANDU, Aug 3 (RSS): ", None, ("RSS_NP",)),
    ("MANILA, Aug 3 (PNA) -- ", None, ("PNA_PH",)),
    ("WINDHOEK, 3 August (Nampa) -- ", None, ("NAMPA",)),
    ("Gaborone (BOPA) - ", None, ("BOPA",)),
    ("PRETORIA, Dec 4 (NNN-AGENCIES) — ", None, ("NNN",)),
    ("LIMA, 3 ago (Andina).- ", "es", ("ANDINA",)),
    ("Buenos Aires, 3 ago (Télam).- ", "es", ("TELAM",)),
    ("Madrid, 3 ago (Europa Press) - ", "es", ("EUROPAPRESS",)),
    ("Lisboa, 03 ago (Lusa) – ", "pt", ("LUSA",)),
    ("Luanda, 3 ago (ANGOP) - ", "pt", ("ANGOP",)),
    ("Roma, 3 ago. (Adnkronos) - ", "it", ("ADNKRONOS",)),
    ("Dakar, 3 août (APS) – ", "fr", ("APS_SN",)),
    ("Alger (APS) - ", "fr", ("APS",)),
    ("Abidjan, 3 août (AIP) – ", "fr", ("AIP_CI",)),
    ("Lomé, 3 août (ATOP) - ", "fr", ("ATOP",)),
    ("Wien (APA) - ", "de", ("APA_AT",)),
    ("Berlin (epd) - ", "de", ("EPD",)),
    ("Bonn (KNA) - ", "de", ("KNA_DE",)),
    ("DUISBURG/FRANKFURT (dpa-AFX) - ", "de", ("DPA_AFX",)),
    ("Stockholm (TT) - ", "sv", ("TT_SE",)),
    ("Helsinki, 3 augusti (STT) - ", "sv", ("STT",)),
    ("Warszawa, 3 sierpnia (PAP) - ", "pl", ("PAP",)),
    ("Praha 3. srpna (ČTK) - ", "cs", ("CTK",)),
    ("Bratislava 3. augusta (TASR) - ", "sk", ("TASR",)),
    ("Ljubljana, 3. avgusta (STA) - ", "sl", ("STA",)),
    ("ZAGREB, 3. kolovoza (Hina) - ", "hr", ("HINA",)),
    ("BEOGRAD, 3. avgusta (Tanjug) - ", "sr", ("TANJUG",)),
    ("Budapest, augusztus 3. (MTI) - ", "hu", ("MTI",)),
    ("ANKARA, 3 Ağustos (DHA) - ", "tr", ("DHA",)),
    # Cyrillic, Greek, Chinese, Korean
    ("МОСКВА, 12 апр - РИА Новости. ", "ru", ("RIA",)),
    ("МОСКВА, 3 августа. /ТАСС/. ", "ru", ("TASS",)),
    ("МОСКВА, 3 августа (Интерфакс) - ", "ru", ("INTERFAX",)),
    ("КИЇВ, 3 серпня (Укрінформ) - ", "uk", ("UKRINFORM",)),
    ("София, 3 август (БТА) - ", "bg", ("BTA",)),
    ("Београд, 3. августа (Танјуг) - ", "sr", ("TANJUG",)),
    ("ΑΘΗΝΑ, 3 Αυγούστου (ΑΠΕ-ΜΠΕ) - ", "el", ("ANA_MPA",)),
    ("中通社香港8月3日电 ", "zh", ("HKCNA",)),
    ("安莎社罗马8月3日电 ", "zh", ("ANSA",)),
    ("[서울=뉴시스] 홍길동 기자 = ", "ko", ("NEWSIS",)),
    ("(서울=뉴스1) 홍길동 기자 = ", "ko", ("NEWS1",)),
]


@pytest.mark.parametrize(("head", "language", "parties"), DATELINES, ids=[row[0].strip() for row in DATELINES])
def test_datelines_of_the_world(head: str, language: str | None, parties: tuple[str, ...]) -> None:
    """The agency is read, and the body starts behind the dateline."""
    text = head + BODY
    found = dateline(text, language=language)
    assert found is not None
    assert found.agencies == parties
    assert text[found.end :] == BODY


@pytest.mark.parametrize(
    ("paragraph", "rest", "parties"),
    [
        ("… the minister said. (NAN)", "… the minister said.", ("NAN",)),
        ("… powiedział minister. (PAP)", "… powiedział minister.", ("PAP",)),
        ("… je rekao ministar. (Hina/AFP)", "… je rekao ministar.", ("HINA", "AFP")),
        ("… ha dichiarato il ministro. (Adnkronos)", "… ha dichiarato il ministro.", ("ADNKRONOS",)),
        ("… сообщил министр. (Интерфакс)", "… сообщил министр.", ("INTERFAX",)),
        ("… ανακοίνωσε ο υπουργός. (ΑΠΕ-ΜΠΕ)", "… ανακοίνωσε ο υπουργός.", ("ANA_MPA",)),
        ("… وقال الوزير ذلك. (وكالة الأنباء السعودية)", "… وقال الوزير ذلك.", ("SPA",)),
        ("… وقال الوزير ذلك. (وكالة الأنباء الأردنية)", "… وقال الوزير ذلك.", ("PETRA",)),
        ("… وزیر گفت. (ایسنا)", "… وزیر گفت.", ("ISNA",)),
        ("… মন্ত্রী বলেছেন। (বাসস)", "… মন্ত্রী বলেছেন।", ("BSS",)),
        ("…部长说。\uff08中通社\uff09", "…部长说。", ("HKCNA",)),
        ("…と大臣は述べた。\uff08ロイター\uff09", "…と大臣は述べた。", ("REUTERS",)),
        ("… hat der Minister gesagt. (epd)", "… hat der Minister gesagt.", ("EPD",)),
    ],
)
def test_closing_credits_of_the_world(paragraph: str, rest: str, parties: tuple[str, ...]) -> None:
    """In brackets behind the last sentence, in the letters of the country."""
    found = end_credit(paragraph)
    assert found is not None
    assert found[0] == rest
    assert found[1] is not None
    assert found[1].parties == parties


@pytest.mark.parametrize(
    ("line", "parties"),
    [
        ("TASR/ČTK/Reuters", ("TASR", "CTK", "REUTERS")),
        ("Lusa/AFP", ("LUSA", "AFP")),
        ("Ana Novak/STA", ("STA",)),
        ("AFP/MTI", ("AFP", "MTI")),
        ("뉴시스", ("NEWSIS",)),
        ("Укрінформ", ("UKRINFORM",)),
    ],
)
def test_credit_lines_of_the_world(line: str, parties: tuple[str, ...]) -> None:
    """In a field of the record."""
    credit = credit_line(line)
    assert credit is not None
    assert credit.parties == parties


@pytest.mark.parametrize(
    ("line", "parties"),
    [
        ("Source: Ghana News Agency", ("GNA",)),
        ("Source: SANA", ("SANA",)),
        ("Source: Petra", ("PETRA",)),
        ("Quelle: dts Nachrichtenagentur", ("DTS",)),
        ("Fonte: Lusa", ("LUSA",)),
        ("来源:中通社", ("HKCNA",)),
        ("출처: 뉴시스", ("NEWSIS",)),
        ("© 2026 Ritzau", ("RITZAU",)),
        ("© 2026 PAP", ("PAP",)),
        ("Source: azertag.az", ("AZERTAC",)),
    ],
)
def test_source_lines_of_the_world(line: str, parties: tuple[str, ...]) -> None:
    """Labelled, a name counts even where it is a word."""
    credit = source_line(line)
    assert (() if credit is None else credit.parties) == parties


def test_pictures_and_company_name_them_too() -> None:
    """Behind the label of a picture, and behind ``avec``."""
    picture = photo_credit("Foto: TASR/Jana Nováková")
    assert picture is not None
    assert picture.parties == ("TASR",)
    company = byline("(avec Belga et Ritzau)")
    assert company is not None
    assert company.parties == ("BELGA", "RITZAU")


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("The minister resigned, Ukrinform reported on Monday.", ("UKRINFORM",)),
        ("According to the Ghana News Agency, the minister resigned.", ("GNA",)),
        ("Laut Evangelischer Pressedienst ist der Minister zurückgetreten.", ("EPD",)),
        ("Según Europa Press, el ministro dimitió.", ("EUROPAPRESS",)),
        ("Selon l'Agence ivoirienne de presse, le ministre a démissionné.", ("AIP_CI",)),
        ("据中通社报道,部长辞职。", ("HKCNA",)),
        ("뉴시스에 따르면 장관이 사임했다.", ("NEWSIS",)),
    ],
)
def test_texts_cite_them(text: str, parties: tuple[str, ...]) -> None:
    """A cited source is one that can mean nothing else."""
    assert [credit.parties for credit in attributions(text)] == [parties]


ORDINARY = [
    "The app said it would ban every NaN and Ena agreed",
    "Petra said the saba nut is rich in oil",
    "According to Petra, the trend is up",
    "According to Mia, Hina and Sana reported the theft",
    "Selon Lina, la star a rapporté la beta",
    "Hina reported a profit, the STA said",
    "The INA said on Monday that its BNA tests had failed, TT reported",
    "Según Andina, la comunidad lusa unían fuerzas",
    "Laut Turan ist die Fides gut, APA berichtet",
    "The Canadian press reported on Monday that the ferry sank",
    "An Iraqi news agency reported that the ferry sank",
    "Telám sa nedarí, a leta so minila",
    "据时事社论报道,新华社区今天开放",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_name_nobody(text: str) -> None:
    """Neither as a source that is cited nor in any other slot of a body."""
    assert attributions(text) == ()
    assert dateline(text) is None
    assert lead_in(text) is None
    assert credit_line(text, closing=True) is None
    assert end_credit(text) is None
    assert source_line(text) is None
    assert byline(text) is None
    assert photo_credit(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Windows (Beta) - the testers were not amused",
        "Hindalco (HINA) - shares rose",
        "Medical Technology (MTI) - shares rose",
        "Novartis Trend (TREND) - x",
        "LONDON (INA) - the drug",
        "NEW DELHI (INA) - Bose's army",
        "Silicon Valley (APP) - x",
        "Paris (AGP) - two agencies of Africa print it, and none is here",
        "Madrid (ANA) - x",
        "DOUGLAS (TT) - the races",
        "Lady Petra (Petra) - x",
        "Microsoft, App, Store - x",
        "Anna, Mia, Sana - three sisters",
        "TEL AVIV STA - x",
        "MARCH 3 MIA - x",
    ],
)
def test_letters_behind_a_name_are_no_dateline(text: str) -> None:
    """Weak names need a day, a place at home or capitals, shared ones the place itself."""
    found = dateline(text)
    assert found is None or found.agencies == ()


@pytest.mark.parametrize(
    "text",
    [
        "STA - the treaty is dead",
        "Beta - the second letter",
        "TREND - up",
        "MIA - the missing",
        "APP - the new version",
        "Petra – une ville",
        "Dow Jones - the index",
        "The Canadian Press - a history",
    ],
)
def test_words_before_a_dash_open_no_agencys_text(text: str) -> None:
    """What a weak name opens may be a heading as well."""
    assert lead_in(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "Alpha / Beta",
        "Alpha/Beta",
        "Economy/STA",
        "Fashion / Trend",
        "Petra",
        "Trend",
        "Beta",
        "Hina/Lusa",
        "sta",
        "Sta",
        "APA",
        "APP",
        "Lisa/Mia",
        "Ideal Standard/INA",
    ],
)
def test_headings_are_no_closing_credits(line: str) -> None:
    """A line of two words, or of initials of many meanings, signs nothing."""
    assert credit_line(line, closing=True) is None


@pytest.mark.parametrize(
    "paragraph",
    [
        "… the strategic arms treaty -STA",
        "… the treaty - STA",
        "… and the letter Alpha-BETA",
        "The software is out. (Beta)",
        "She came with her sister. (Petra)",
        "He served in the Indian National Army. (INA)",
        "Her file was lost. (MIA)",
        "He served in the Skills Training Agency (STA)",
        "He served in the Skills Training Agency (STA).",
        "Members of the United National Independence Party (UNIP)",
        "… the end. - Lady Gaga/STA",
    ],
)
def test_letters_at_the_end_of_a_paragraph_are_no_credit(paragraph: str) -> None:
    """An aside or a stress mark, not a signature; the words stay in the text."""
    assert end_credit(paragraph) is None


@pytest.mark.parametrize("line", ["Rencontre avec Petra", "(avec Petra)", "Soirée Disco avec Mia et Sana", "avec STA."])
def test_an_evening_with_petra_is_no_byline(line: str) -> None:
    """``avec`` and a word, or initials that nobody needs to mean."""
    credit = byline(line)
    assert credit is None or credit.parties == ("STA",)


@pytest.mark.parametrize(
    "line", ["© 2022 Petra", "© Trend", "Petra, 3 May 2022", "STA, 3 May 2022", "Source: Trend", "Source: APA"]
)
def test_names_of_anybody_are_no_source(line: str) -> None:
    """Neither as holder of a copyright, nor with a day behind, nor where several have them."""
    assert source_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "(Petra/Jane Doe)",
        "(Mia/Jane Doe)",
        "Summer dresses /Trend",
        "Tea for two /TT",
        "A view of Bled /STA",
        "A caption. (STA/Jane Doe)",
    ],
)
def test_words_in_captions_credit_no_picture(line: str) -> None:
    """Without a label a weak name in brackets or behind a slash credits nothing."""
    assert photo_credit(line) is None


@pytest.mark.parametrize("tail", ["dpa/sta", "sda/mia", "ats/ana", "dpa/tt", "AFP/nan"])
def test_small_letters_are_the_desk(tail: str) -> None:
    """Initials of somebody at the desk are the only party that small letters behind a slash are."""
    found = end_credit(f"Der Minister ging. ({tail})")
    assert found is not None
    assert found[1] is not None
    assert found[1].slot is Slot.END_CREDIT
    assert len(found[1].parties) == 1
