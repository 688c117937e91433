"""Closing credits and photo credits: every printed form, and what must not be taken for one."""

from __future__ import annotations

import pytest

from stream.dispatch import Credit, Slot
from stream.reading.credits.credit_lines import credit_line, end_credit, photo_credit


@pytest.mark.parametrize(
    ("line", "parties", "author"),
    [
        ("Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN"), None),
        ("AFP/VNA/CVN", ("AFP", "VNA", "CVN"), None),
        ("VNA/CVN", ("VNA", "CVN"), None),
        ("Trí Dung/VNA/CVN", ("VNA", "CVN"), "Trí Dung"),
        ("Hoàng Phương, Trí Dung/VNA/CVN", ("VNA", "CVN"), "Hoàng Phương, Trí Dung"),
        ("Trí Dung (VNA)/CVN", ("VNA", "CVN"), "Trí Dung"),
        ("Xinhua / VNA / CVN.", ("XINHUA", "VNA", "CVN"), None),
        ("Xinhua - VNA - CVN", ("XINHUA", "VNA", "CVN"), None),
        ("Xinhua–VNA – CVN", ("XINHUA", "VNA", "CVN"), None),
        ("THX\uff0fTTXVN", ("XINHUA", "VNA"), None),
        ("TTXVN/Vietnam+", ("VNA",), None),
        ("SDA/sj", ("ATS_SDA",), None),
        ("ats/afp", ("ATS_SDA", "AFP"), None),
        ("AP/pa", ("AP",), None),
        ("AFP/Reuters/AP/dpa/EFE", ("AFP", "REUTERS", "AP", "DPA", "EFE"), None),
        ("  Xinhua/VNA/CVN  ", ("XINHUA", "VNA", "CVN"), None),
        ("Reuters", ("REUTERS",), None),
        ("Việt Nam News", ("VNS",), None),
        ("新华社", ("XINHUA",), None),
    ],
)
def test_credit_line_is_a_chain_from_end_to_end(line: str, parties: tuple[str, ...], author: str | None) -> None:
    """Origin first, publisher last; a person in first place is the author; same neighbours are one hop."""
    assert credit_line(line) == Credit(Slot.CREDIT_LINE, line.strip(), parties, author)


@pytest.mark.parametrize(
    "line",
    [
        "Xinhua/Trí Dung/CVN",
        "Xinhua/VNA/Somebody Else",
        "Xinhua/foo/CVN",
        "Trí Dung",
        "Trí Dung/Somebody",
        "AFP/Reuters/AP/dpa/EFE/VNA",
        "Photo : Xinhua/VNA/CVN",
        "Photo Xinhua/VNA",
        "Ảnh: THX/TTXVN",
        "图自越通社",
        "(Xinhua/Li Xueren)",
        "(TTXVN/Vietnam+)",
        "MINH NGUYỆT (TTXVN/VIETNAM+)",
        "— VNA/VNS Photo Dương Giang",
        "Source: StockQ",
        "Nguồn: https://vietnamplus.vn/abc/AFP",
        "/Xinhua",
        "Xinhua/",
        "and/or",
        "Le sommet est terminé. - VNA",
        "the agency/AFP",
        "Xinhua-VNA",
        "AP",
        "Belga",
        "Bloomberg",
        "map",
        "L'AFP a rapporté.",
        ">> La Chine/VNA",
        "Xinhua((VNA)",
        "(" * 100,
        "",
        "/",
        " ",
    ],
)
def test_what_is_no_chain_is_no_credit_line(line: str) -> None:
    """A stranger in the middle, a picture, a sentence, a lone word with two meanings: no chain."""
    assert credit_line(line) is None


@pytest.mark.parametrize(("line", "ident"), [("AP", "AP"), ("Belga", "BELGA"), ("Bloomberg.", "BLOOMBERG")])
def test_lone_ambiguous_name_counts_on_the_closing_line_only(line: str, ident: str) -> None:
    """The caller who knows that the line closes the text may take it; nobody else."""
    credit = credit_line(line, closing=True)
    assert credit is not None
    assert credit.parties == (ident,)


def test_small_letters_are_a_word_even_on_the_closing_line() -> None:
    """``map`` or ``spa`` as printed by a common word is not signed by anybody."""
    assert credit_line("map", closing=True) is None


@pytest.mark.parametrize(
    ("paragraph", "rest", "credit", "parties", "author"),
    [
        ("… de la région.-AVI", "… de la région.", "-AVI", ("VNA",), None),
        ("… de la région -AVI", "… de la région", "-AVI", ("VNA",), None),
        ("… de la région-AVI", "… de la région", "-AVI", ("VNA",), None),
        ("… du pays. -VNA", "… du pays.", "-VNA", ("VNA",), None),
        ("… du pays. – VNA", "… du pays.", "– VNA", ("VNA",), None),
        ("… du pays –VNA", "… du pays", "–VNA", ("VNA",), None),
        ("… du pays. –VNA", "… du pays.", "–VNA", ("VNA",), None),
        ("… «du pays».-VNA", "… «du pays».", "-VNA", ("VNA",), None),
        ("… du pays -VOV/VNA", "… du pays", "-VOV/VNA", ("VOV", "VNA"), None),
        ("… du pays. – VNA – CVN", "… du pays.", "– VNA – CVN", ("VNA", "CVN"), None),
        ("… of the country. — VNS", "… of the country.", "— VNS", ("VNS",), None),
        ("… du pays.-Trí Dung/VNA", "… du pays.", "-Trí Dung/VNA", ("VNA",), "Trí Dung"),
        ("… kết thúc.(TTXVN/Vietnam+)", "… kết thúc.", "(TTXVN/Vietnam+)", ("VNA",), None),
        ("… kết thúc (TTXVN/Vietnam+).", "… kết thúc", "(TTXVN/Vietnam+).", ("VNA",), None),
        ("(TTXVN/Vietnam+)", "", "(TTXVN/Vietnam+)", ("VNA",), None),
        ("… kết thúc. (TTXVN)", "… kết thúc.", "(TTXVN)", ("VNA",), None),
        ("… kết thúc./. (Theo TTXVN)", "… kết thúc.", "(Theo TTXVN)", ("VNA",), None),
        ("MINH NGUYỆT (TTXVN/VIETNAM+)", "", "MINH NGUYỆT (TTXVN/VIETNAM+)", ("VNA",), "MINH NGUYỆT"),
        ("Theo TTXVN", "", "Theo TTXVN", ("VNA",), None),
        ("Theo THX/TTXVN", "", "Theo THX/TTXVN", ("XINHUA", "VNA"), None),
        ("… kết thúc.\nTheo TTXVN", "… kết thúc.", "Theo TTXVN", ("VNA",), None),
        ("… the end.==Kyodo", "… the end.", "==Kyodo", ("KYODO",), None),
        ("==Kyodo", "", "==Kyodo", ("KYODO",), None),
        ("… la fin. (SDA/sj)", "… la fin.", "(SDA/sj)", ("ATS_SDA",), None),
        (
            "… le texte \uff08新华社\uff0f越通社\uff09",
            "… le texte",
            "\uff08新华社\uff0f越通社\uff09",
            ("XINHUA", "VNA"),
            None,
        ),
        ("-AVI", "", "-AVI", ("VNA",), None),
        ("dpa hm bs wjh", "", "dpa hm bs wjh", ("DPA",), None),
    ],
)
def test_end_credit_leaves_the_text_and_names_the_hops(
    paragraph: str, rest: str, credit: str, parties: tuple[str, ...], author: str | None
) -> None:
    """The short forms behind the last words, with the full stop left to the sentence."""
    assert end_credit(paragraph) == (rest, Credit(Slot.END_CREDIT, credit, parties, author))


@pytest.mark.parametrize(
    ("paragraph", "rest"),
    [
        ("… in Beijing. Enditem", "… in Beijing."),
        ("Enditem", ""),
        ("当年排队磨面的故事。\uff08完\uff09", "当年排队磨面的故事。"),
        ("当年排队磨面的故事。 (完)", "当年排队磨面的故事。"),
        ("\uff08完\uff09", ""),
        ("… tại Hà Nội./.", "… tại Hà Nội."),
        ("… tại Hà Nội/.", "… tại Hà Nội"),
        ("asl/tib/pid/cac", ""),
        ("daa/mt/msr", ""),
        ("… à Paris.\nasl/tib/pid/cac", "… à Paris."),
    ],
)
def test_end_mark_ends_the_text_and_names_nobody(paragraph: str, rest: str) -> None:
    """``Enditem``, ``/.``, ``./.`` and the initials of the desk are cut, and are no credit."""
    assert end_credit(paragraph) == (rest, None)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Theo THX, Thủ tướng Trung Quốc đã hội đàm.",
        "Ông nói theo TTXVN",
        "He spoke to the state agency (Xinhua).",
        "He spoke to the state agency (Xinhua)",
        "He voted for the Aam Aadmi Party (AAP).",
        "Nobody trusts the Palestinian Authority. (PA).",
        "Rescuers at work. (Xinhua/Li Xueren)",
        "Rescuers at work. (Photo: Xinhua/VNA)",
        "Rescuers at work. — VNA/VNS Photo Dương Giang",
        "Photo : Xinhua/VNA/CVN",
        "Ảnh: AFP/TTXVN",
        "He works for the agency ITAR-TASS",
        "He is ex-AFP.",
        "He called it pro-Reuters propaganda",
        "An ordinary paragraph ends here.",
        "See https://example.org/path/.",
        "See www.example.org/.",
        "A dash – and a sentence about AFP",
        "Items: and/or something",
        "Xinhua/VNA/CVN",
        "(AFP) said",
        "",
        " ",
        "(",
        ")",
        "==",
        "-",
    ],
)
def test_what_closes_no_text_is_left_alone(paragraph: str) -> None:
    """Sentences, asides, addresses and pictures keep their ends."""
    assert end_credit(paragraph) is None


@pytest.mark.parametrize(
    ("line", "printed", "parties", "author"),
    [
        ("Photo : Xinhua/VNA/CVN", None, ("XINHUA", "VNA", "CVN"), None),
        ("Photo\u00a0: Xinhua/VNA/CVN", None, ("XINHUA", "VNA", "CVN"), None),
        ("Photo : CVN", None, ("CVN",), None),
        ("Photo : Xinhua", None, ("XINHUA",), None),
        ("Photo: AFP", None, ("AFP",), None),
        ("Photos : VNA", None, ("VNA",), None),
        ("Crédit photo : AFP/VNA/CVN", None, ("AFP", "VNA", "CVN"), None),
        ("Photo AFP", None, ("AFP",), None),
        ("Ảnh: THX/TTXVN", None, ("XINHUA", "VNA"), None),
        ("Ảnh: AFP/TTXVN", None, ("AFP", "VNA"), None),
        ("Ảnh minh họa: TTXVN", None, ("VNA",), None),
        ("Ảnh: Trọng Đức - TTXVN", None, ("VNA",), "Trọng Đức"),
        ("图自越通社", None, ("VNA",), None),
        ("图片来源:越通社", None, ("VNA",), None),
        ("图片来源\uff1a越通社", None, ("VNA",), None),
        ("(Xinhua/Li Xueren)", None, ("XINHUA",), "Li Xueren"),
        ("\uff08新华社\uff0f李学仁\uff09", None, ("XINHUA",), "李学仁"),
        ("(Photo: Xinhua/VNA)", None, ("XINHUA", "VNA"), None),
        ("(Fuente: VNA)", None, ("VNA",), None),
        ("(Nguồn: AFP/TTXVN)", None, ("AFP", "VNA"), None),
        ("(Foto: EFE/Breixo Lamas)", None, ("EFE",), "Breixo Lamas"),
        ("El faro, este miércoles. (Foto: EFE/Breixo Lamas)", "(Foto: EFE/Breixo Lamas)", ("EFE",), "Breixo Lamas"),
        ("Photo : AFP/Jean-Luc Petit", None, ("AFP",), "Jean-Luc Petit"),
        ("/Xinhua", None, ("XINHUA",), None),
        ("— VNA/VNS Photo Dương Giang", None, ("VNA", "VNS"), "Dương Giang"),
        ("— VNA/VNS Photo", None, ("VNA", "VNS"), None),
        ("Photo : Dương Giang", None, (), "Dương Giang"),
        ("Rescuers at work. (Xinhua/Li Xueren)", "(Xinhua/Li Xueren)", ("XINHUA",), "Li Xueren"),
        ("Des secouristes au travail. (Photo: Xinhua/VNA)", "(Photo: Xinhua/VNA)", ("XINHUA", "VNA"), None),
        ("Rescuers at work /Xinhua", "/Xinhua", ("XINHUA",), None),
        (
            "Rescuers at work. — VNA/VNS Photo Dương Giang",
            "— VNA/VNS Photo Dương Giang",
            ("VNA", "VNS"),
            "Dương Giang",
        ),
    ],
)
def test_photo_credit_knows_pictures(
    line: str, printed: str | None, parties: tuple[str, ...], author: str | None
) -> None:
    """Alone on the line or at the end of a caption, in the words of every house."""
    assert photo_credit(line) == Credit(Slot.PHOTO, printed or line, parties, author)


@pytest.mark.parametrize(
    "line",
    [
        "Xinhua/VNA/CVN",
        "Trí Dung/VNA/CVN",
        "AFP /Xinhua",
        "Reuters",
        "(TTXVN/Vietnam+)",
        "MINH NGUYỆT (TTXVN/VIETNAM+)",
        "(SDA/sj)",
        "(AFP)",
        "Source: StockQ",
        "Nguồn: https://vietnamplus.vn",
        "Foto: EFE/una fuente oficial",
        "Photo : une liaison vidéo entre les deux dirigeants",
        "Photos Reuters has seen show a burnt ferry",
        "Images from Xinhua showed a burnt ferry.",
        "The photo was taken by AFP",
        "Cette photo/AFP a fait le tour du monde",
        "He said – in a Photo",
        "",
        "(",
        ")",
        "/",
    ],
)
def test_text_credits_and_prose_are_no_pictures(line: str) -> None:
    """A word about photos makes no photo credit, and the chain of the text is never one."""
    assert photo_credit(line) is None


def test_signed_page_keeps_picture_and_text_apart() -> None:
    """One page credits its picture to Xinhua and its text to AFP: only the last line signs the text."""
    lines = ["Des secouristes au travail.", "Photo : Xinhua/VNA/CVN", "AFP/VNA/CVN"]
    credits = [credit_line(line) for line in lines]
    assert credits[:2] == [None, None]
    assert credits[2] is not None
    assert credits[2].parties == ("AFP", "VNA", "CVN")


_STRANGERS = ["Tuổi Trẻ", "Ελεύθερος Τύπος", "Вечерний Гаран", "朝夕新聞", "الصباح الجديد", "O Farol", "부산저녁"]


@pytest.mark.parametrize("house", _STRANGERS)
def test_two_agencies_vouch_for_the_house_behind_them(house: str) -> None:
    """Which prints the text last, and is in no table; a stranger behind one agency, or between two, is a person."""
    credit = credit_line(f"Xinhua/VNA/{house}", closing=True)

    assert credit is not None
    assert credit.parties == ("XINHUA", "VNA", house)
    assert credit_line(f"Xinhua/VNA/{house}") is None
    assert credit_line(f"Xinhua/{house}", closing=True) is None
    assert credit_line(f"Xinhua/{house}/VNA", closing=True) is None


@pytest.mark.parametrize("house", _STRANGERS)
@pytest.mark.parametrize("layout", ["({})", " - {}", " {}"])
def test_two_agencies_vouch_behind_the_last_sentence_too(layout: str, house: str) -> None:
    """In brackets, behind a dash or a full stop; in the middle of a sentence they vouch for nobody."""
    closing = end_credit("The harbour reopened on Monday." + layout.format(f"AFP/LUSA/{house}"))

    assert closing is not None
    assert closing[1] is not None
    assert closing[1].parties == ("AFP", "LUSA", house)
    assert end_credit("The poll was made by three houses (AFP/LUSA/" + house + ")") is None


@pytest.mark.parametrize(
    "line",
    [
        "AP/PA/Harbour Today",  # either may mean anything
        "Petra/Lusa/Marta",  # three women
        "AFP/Reuters/agree on prices",  # no name
        "Reuters/Reuters/Marta Holm",  # one agency
    ],
)
def test_what_two_agencies_do_not_vouch_for(line: str) -> None:
    """A word, and what stands behind names that are hardly agencies."""
    assert credit_line(line, closing=True) is None


@pytest.mark.parametrize(
    "place",
    [
        "Genève",
        "Deutschland",
        "Karachi",
        "Hải Phòng",
        "Новосибирск",
        "Θεσσαλονίκη",
        "武漢",
        "부산광역시",
        "الرياض",
        "جدة",
    ],
)
def test_a_town_behind_two_agencies_is_no_house(place: str) -> None:
    """It is where somebody sits who signs; what he had from them stays."""
    credit = credit_line(f"Reuters/AFP/{place}", closing=True)
    closing = end_credit(f"The harbour reopened on Monday. (AFP/LUSA/{place})")

    assert credit is not None
    assert credit.parties == ("REUTERS", "AFP")
    assert closing is not None
    assert closing[1] is not None
    assert closing[1].parties == ("AFP", "LUSA")
