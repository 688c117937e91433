"""Datelines of every house, and the sentences that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Credit, Slot
from stream.reading.credits.datelines import Dateline, dateline

BODY = "The body starts here."

ROWS = [
    # Xinhua
    ("BEIJING, Nov. 29 (Xinhua) -- ", "BEIJING", 11, 29, ("XINHUA",)),
    ("SHENZHEN, December 26 (Xinhua) -- ", "SHENZHEN", 12, 26, ("XINHUA",)),
    ("HANGZHOU, May 1 (Xinhua) - ", "HANGZHOU", 5, 1, ("XINHUA",)),
    ("UNITED NATIONS, Nov. 29 (Xinhua) --", "UNITED NATIONS", 11, 29, ("XINHUA",)),
    ("BEIJING, 10 août (Xinhua) -- ", "BEIJING", 8, 10, ("XINHUA",)),
    ("PÉKIN, 1er mars (Xinhua) — ", "PÉKIN", 3, 1, ("XINHUA",)),
    ("LISBOA, 18 jun (Xinhua) -- ", "LISBOA", 6, 18, ("XINHUA",)),
    ("ASTANA, 6 sep (Xinhua) -- ", "ASTANA", 9, 6, ("XINHUA",)),
    ("São Paulo, 1º de março (Xinhua) -- ", "São Paulo", 3, 1, ("XINHUA",)),
    ("RIO DE JANEIRO, 30 de novembro de 2022 (Xinhua) -- ", "RIO DE JANEIRO", 11, 30, ("XINHUA",)),
    ("据新华社阿斯塔纳4月18日电 (记者白洁、周良)", "阿斯塔纳", 4, 18, ("XINHUA",)),
    ("据新华社北京9月8日电\uff08记者张三\uff09", "北京", 9, 8, ("XINHUA",)),
    ("新华社北京\uff19月\uff18日电\u3000", "北京", 9, 8, ("XINHUA",)),
    ("新华网北京12月16日电 ", "北京", 12, 16, ("XINHUA",)),
    ("新華網北京11月4日 ", "北京", 11, 4, ("XINHUA",)),
    ("【新華社北京11月29日】", "北京", 11, 29, ("XINHUA",)),
    ("북경 11월 29일발 신화통신: ", "북경", 11, 29, ("XINHUA",)),
    # VNA and VNS
    ("Hanoï (VNA) – ", "Hanoï", None, None, ("VNA",)),
    ("Hanoi\u0308 (VNA)\u00a0– ", "Hanoi\u0308", None, None, ("VNA",)),
    ("Pékin (VNA) – ", "Pékin", None, None, ("VNA",)),
    ("Singapour, 3 août (VNA) - ", "Singapour", 8, 3, ("VNA",)),
    ("Hanoï, 19 mars (VNA) - ", "Hanoï", 3, 19, ("VNA",)),
    ("Hanoi (VNA) - ", "Hanoi", None, None, ("VNA",)),
    ("Hanoi, 30 jul (VNA)- ", "Hanoi", 7, 30, ("VNA",)),
    ("Hà Nội, 13-1 (TTXVN) - ", "Hà Nội", 1, 13, ("VNA",)),
    ("Hà Nội, ngày 13/1 (TTXVN) - ", "Hà Nội", 1, 13, ("VNA",)),
    ("Hà Nội, 13 tháng 1 (TTXVN) - ", "Hà Nội", 1, 13, ("VNA",)),
    ("越通社河内——", "河内", None, None, ("VNA",)),
    ("越通社北京——", "北京", None, None, ("VNA",)),
    ("HÀ NỘI — ", "HÀ NỘI", None, None, ()),
    ("HCM CITY — ", "HCM CITY", None, None, ()),
    # AFP, Reuters, AP, dpa, ATS, EFE, TASS, Kyodo, ANP
    ("Paris, 21 jan 2019 (AFP) - ", "Paris", 1, 21, ("AFP",)),
    ("TOKYO, June 6, 2010 (AFP) – ", "TOKYO", 6, 6, ("AFP",)),
    ("Gaza (Territoires palestiniens), 3 août (AFP) - ", "Gaza", 8, 3, ("AFP",)),
    ("PEKIN (Reuters) - ", "PEKIN", None, None, ("REUTERS",)),
    ("WASHINGTON/LONDON, Jan 5 (Reuters) - ", "WASHINGTON/LONDON", 1, 5, ("REUTERS",)),
    ("WASHINGTON, Tuesday, Nov 3 (Reuters) - ", "WASHINGTON", 11, 3, ("REUTERS",)),
    ("MOSCOW, Monday (Reuters) ", "MOSCOW", None, None, ("REUTERS",)),
    ("LONDON (Thomson Reuters Foundation) - ", "LONDON", None, None, ("REUTERS",)),
    ("LOS ANGELES (Variety.com) - ", "LOS ANGELES", None, None, ("Variety.com",)),
    ("LONDON (OPTA) - ", "LONDON", None, None, ("OPTA",)),
    ("LONDON (Gracenote) - ", "LONDON", None, None, ("Gracenote",)),
    ("LONDON (AP) - ", "LONDON", None, None, ("AP",)),
    ("CLEVELAND, Feb 26 - ", "CLEVELAND", 2, 26, ()),
    ("    CHAMPAIGN, Ill., Feb 26 - ", "CHAMPAIGN, Ill.", 2, 26, ()),
    ("RYE, N.Y., FEb 26 - ", "RYE, N.Y.", 2, 26, ()),
    ("TOKYO, March 2  -", "TOKYO", 3, 2, ()),
    ("ATLANTA (AP) _ ", "ATLANTA", None, None, ("AP",)),
    ("BEIJING (AP) _ ", "BEIJING", None, None, ("AP",)),
    ("ST. LOUIS (AP) _ ", "ST. LOUIS", None, None, ("AP",)),
    ("Berlin (dpa) - ", "Berlin", None, None, ("DPA",)),
    ("Luxembourg (dpa) - ", "Luxembourg", None, None, ("DPA",)),
    ("Athen (dpa) - ", "Athen", None, None, ("DPA",)),
    ("Frankfurt am Main (dpa/lhe) - ", "Frankfurt am Main", None, None, ("DPA",)),
    ("Berlin, 10. März (dpa) - ", "Berlin", 3, 10, ("DPA",)),
    ("Roma, 10 agosto (ANSA) - ", "Roma", 8, 10, ("ANSA",)),
    ("(ANSA) - ROMA, 10 MAR - ", "ROMA", 3, 10, ("ANSA",)),
    ("(AGI) - Milano, 10 mar. - ", "Milano", 3, 10, ("AGI_IT",)),
    ("(LUSA) - Lisboa, 10 mar - ", "Lisboa", 3, 10, ("LUSA",)),
    ("Paris (ats afp) ", "Paris", None, None, ("ATS_SDA", "AFP")),
    ("Berne (ats) ", "Berne", None, None, ("ATS_SDA",)),
    ("Nueva Delhi, 21 ene (EFE).- ", "Nueva Delhi", 1, 21, ("EFE",)),
    ("MOSCOW, January 21. /TASS/. ", "MOSCOW", 1, 21, ("TASS",)),
    ("МОСКВА, 21 января. /ТАСС/. ", "МОСКВА", 1, 21, ("TASS",)),
    ("Warszawa, 3 października (AFP) - ", "Warszawa", 10, 3, ("AFP",)),
    ("ZAGREB, 3. rujna (AFP) - ", "ZAGREB", 9, 3, ("AFP",)),
    ("Praha, 3. listopadu (dpa) - ", "Praha", 11, 3, ("DPA",)),
    ("Budapest, augusztus 3. (Reuters) - ", "Budapest", 8, 3, ("REUTERS",)),
    ("București, 3 iunie (Reuters) - ", "București", 6, 3, ("REUTERS",)),
    ("Αθήνα, 3 Μαΐου (Reuters) - ", "Αθήνα", 5, 3, ("REUTERS",)),
    ("КИЇВ, 3 липня (Reuters) - ", "КИЇВ", 7, 3, ("REUTERS",)),
    ("Ankara, 3 Şubat (AA) - ", "Ankara", 2, 3, ("AA",)),
    ("SAITAMA, Japan, Dec. 9 Kyodo - ", "SAITAMA, Japan", 12, 9, ("KYODO",)),
    ("TOKYO, July 23 Kyodo – ", "TOKYO", 7, 23, ("KYODO",)),
    ("San Mateo (ANP) - ", "San Mateo", None, None, ("ANP",)),
    # Yonhap, Bernama, ANTARA, Prensa Latina
    ("SEOUL, Nov. 24 (Yonhap) -- ", "SEOUL", 11, 24, ("YONHAP",)),
    ("(서울=연합뉴스) 홍길동 기자 = ", "서울", None, None, ("YONHAP",)),
    ("KUALA LUMPUR, Sept 29 (Bernama) -- ", "KUALA LUMPUR", 9, 29, ("BERNAMA",)),
    ("MELAKA, 13 Jan (Bernama) -- ", "MELAKA", 1, 13, ("BERNAMA",)),
    ("Jakarta (ANTARA) - ", "Jakarta", None, None, ("ANTARA",)),
    ("JAKARTA (Antara): ", "JAKARTA", None, None, ("ANTARA",)),
    ("Jakarta, 17 Agustus (ANTARA) - ", "Jakarta", 8, 17, ("ANTARA",)),
    ("El Cairo, 27 nov (Prensa Latina) ", "El Cairo", 11, 27, ("PL",)),
    # an agency that the table does not have
    ("ISLAMABAD, Nov. 29 (Nobody) -- ", "ISLAMABAD", 11, 29, ()),
    # forms seen once or never in data
    ("HANOI, Nov 29 (VNA) ", "HANOI", 11, 29, ("VNA",)),
    ("Ankara (AA) - ", "Ankara", None, None, ("AA",)),
    ("Addis Ababa (AA) - ", "Addis Ababa", None, None, ("AA",)),
    ("BEIJING Nov 29 (Xinhua) -- ", "BEIJING", 11, 29, ("XINHUA",)),
    ("Hanoi (Xinhua/VNA) - ", "Hanoi", None, None, ("XINHUA", "VNA")),
    ("Beyrouth (ANI) - ", "Beyrouth", None, None, ("NNA_LB",)),
    ("NEW DELHI (ANI) - ", "NEW DELHI", None, None, ("ANI",)),
    ("Dakar (APS) - ", "Dakar", None, None, ("APS_SN",)),
]


@pytest.mark.parametrize(("head", "place", "month", "day", "agencies"), ROWS, ids=[row[0].strip() for row in ROWS])
def test_dateline_of_every_house(
    head: str, place: str, month: int | None, day: int | None, agencies: tuple[str, ...]
) -> None:
    """Place, day, agency and the start of the body are read from each printed form."""
    text = head + BODY
    found = dateline(text)
    assert found == Dateline(head.strip(), place, month, day, agencies, len(head))
    assert text[found.end :] == BODY


@pytest.mark.parametrize(
    "before",
    [
        "(LEAD) ",
        "(2nd LD) ",
        "(URGENT)\n",
        "(ATTN: ADDS details in paras 4-5, photos)\n",
        "(LEAD)\n(ATTN: CHANGES lead)\n",
    ],
)
def test_marks_of_yonhap_before_the_dateline_are_stepped_over(before: str) -> None:
    """Lead and attention marks are no part of the dateline; the body still starts behind it."""
    text = before + "SEOUL, Nov. 24 (Yonhap) -- " + BODY
    found = dateline(text)
    assert found is not None
    assert found.text == "SEOUL, Nov. 24 (Yonhap) --"
    assert text[found.end :] == BODY


@pytest.mark.parametrize(
    "text",
    [
        "Paris - la ville lumière",
        "PARIS - la ville lumière",
        "MANILA – A ferry fire killed 12 people",
        "He said (AP) - and left",
        "The minister told reporters (AP) - and left",
        "On Monday, the minister (Reuters) - x",
        "Xi Jinping (Xinhua) said",
        "Li Xueren (Xinhua)\nRescuers",
        "The Associated Press (AP) - the agency",
        "Agence France-Presse (AFP) - l'agence",
        "Aam Aadmi Party (AAP) - the party",
        "Press Trust India (PTI) - the agency",
        "Paris (AFP)-style diplomacy",
        "ATLANTA (Reuters) _ only AP has underscores for dashes",
        "BEIJING, Nov. 32 (Xinhua) -- x",
        "BREAKING — x",
        "THE COMMODITY RESEARCHBUREAU FUTURES PRICES INDEX Apr 7 - 212.28 up 1.71",
        "BICC SEEKS ACCELERATED EARNINGS GROWTH LONDON, March 25 - BICC Plc",
        "PHOTOS — x",
        "ANALYSE — x",
        "Hà Nội — mixed case is a sentence",
        "Cleveland, Feb 26 - mixed case without agency",
        "TTXVN - Sáng 13-1",
        "Theo THX, Thủ tướng",
        "Xinhua/VNA/CVN",
        "据新华社报道,国务院4月18日决定",
        "新华社记者4月18日获悉",
        "越通社——",
        "中国国务院4月18日电",
        "(Xinhua/Li Xueren)",
        "(AFP) - x",
        "AFP - x",
        "x (AFP) - y",
        "Once upon a time, in Paris (AFP) - y",
        "An ordinary first sentence without any of it.",
        "1987",
        "",
        " ",
        "(",
        "A",
    ],
)
def test_sentences_are_no_datelines(text: str) -> None:
    """A place needs an agency, or capitals with a day, or capitals with an em dash; nothing less."""
    assert dateline(text) is None


def test_dateline_stands_at_the_start_only() -> None:
    """The second paragraph of a digest has its own dateline, which is not that of the text."""
    assert dateline("World news summary.\nMANILA, Oct 3 (AFP) – A ferry fire") is None


def test_credit_of_a_dateline_names_its_agencies() -> None:
    """The issuing agencies are a credit in the slot of datelines."""
    found = dateline("Paris (ats afp) Le ministre")
    assert found is not None
    assert found.credit() == Credit(Slot.DATELINE, "Paris (ats afp)", ("ATS_SDA", "AFP"))


def test_dateline_without_agency_is_no_credit() -> None:
    """A bare dateline says where, not who."""
    found = dateline("HÀ NỘI — Prime Minister")
    assert found is not None
    assert found.credit() is None


def test_language_helps_where_the_place_does_not() -> None:
    """ANI from Paris is India's in English and Lebanon's in French."""
    english, french = (dateline("Paris (ANI) - x", language=language) for language in ("en", "fr"))
    assert english is not None
    assert french is not None
    assert (english.agencies, french.agencies) == (("ANI",), ("NNA_LB",))


@given(
    st.sampled_from(["BEIJING", "Hanoï", "NEW YORK", "Rio de Janeiro", "Ciudad de México"]),
    st.sampled_from(["Nov. 29", "3 août", "21 ene", "13 Jan", "1º de março", "10. August"]),
    st.sampled_from(["Xinhua", "VNA", "AFP", "Reuters", "AP", "EFE", "TTXVN"]),
    st.sampled_from(["--", "-", "–", "—", ".-", ":"]),
)
def test_parts_of_a_dateline_combine_freely(place: str, day: str, agency: str, dash: str) -> None:
    """Any house's day and dash are understood behind any place."""
    head = f"{place}, {day} ({agency}) {dash}"
    found = dateline(f"{head} {BODY}")
    assert found is not None
    assert (found.text, found.place, found.end) == (head, place, len(head) + 1)
    assert found.month is not None
    assert len(found.agencies) == 1
