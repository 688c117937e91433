"""Credits where houses put them: behind the last sentence of a text, and in datelines of many scripts."""

from __future__ import annotations

import pytest

from stream.reading.cleaning.clean import clean
from stream.reading.credits.credit_lines import end_credit
from stream.reading.credits.datelines import dateline

VIETNAMESE = "Các đại biểu đã thảo luận về hợp tác kinh tế và thương mại"


@pytest.mark.parametrize(
    ("text", "rest", "parties", "author"),
    [
        (f"{VIETNAMESE}./. Thu Trang (TTXVN)", f"{VIETNAMESE}.", ("VNA",), "Thu Trang"),
        (f"{VIETNAMESE}. Thu Trang (TTXVN)", f"{VIETNAMESE}.", ("VNA",), "Thu Trang"),
        (f"{VIETNAMESE} (theo AFP)", VIETNAMESE, ("AFP",), None),
        (f"{VIETNAMESE}. Theo Reuters, AFP", f"{VIETNAMESE}.", ("REUTERS", "AFP"), None),
        (f"{VIETNAMESE}. Thu Trang/TTXVN", f"{VIETNAMESE}.", ("VNA",), "Thu Trang"),
        ("Le port reste fermé. (selon Belga)", "Le port reste fermé.", ("BELGA",), None),
        ("Der Hafen bleibt geschlossen. (Reuters, dpa)", "Der Hafen bleibt geschlossen.", ("REUTERS", "DPA"), None),
        ("El puerto sigue cerrado. EFE", "El puerto sigue cerrado.", ("EFE",), None),
        ("Havnen er stadig lukket. /ritzau/", "Havnen er stadig lukket.", ("RITZAU",), None),
        ("港は閉鎖されたままだ。（共同）", "港は閉鎖されたままだ。", ("KYODO",), None),
        ("لا يزال الميناء مغلقا. (أ ف ب)", "لا يزال الميناء مغلقا.", ("AFP",), None),
        ("Порт закрыт. Иван Петров (ТАСС)", "Порт закрыт.", ("TASS",), "Иван Петров"),
    ],
)
def test_a_credit_behind_the_last_sentence(text: str, rest: str, parties: tuple[str, ...], author: str | None) -> None:
    """With a name, in brackets, in a row or alone; the text ends before it."""
    taken = end_credit(text)

    assert taken is not None
    assert taken[1] is not None
    assert (taken[0], taken[1].parties, taken[1].author) == (rest, parties, author)


@pytest.mark.parametrize(
    "text",
    [
        "The award went to Mr. Arvid Orvan (Reuters)",
        "The port is shut (according to AFP)",
        "He left the firm and joined Reuters",
        "Se lo dijo a la prensa el Sr. Quell (EFE)",
        "The road runs from the port to the A/B.",
        "He asked for more. So did she/they",
        "Il port reste fermé, dit l'agence AFP",
    ],
)
def test_the_end_of_a_sentence_is_no_credit(text: str) -> None:
    """A title before a name, an aside, an agency that a sentence names."""
    assert end_credit(text) is None


@pytest.mark.parametrize(
    ("text", "place", "agencies", "rest"),
    [
        ("ТАСС, 12 апреля. Порт закрыт.", None, ("TASS",), "Порт закрыт."),
        ("القاهرة (رويترز) - أغلق الميناء", "القاهرة", ("REUTERS",), "أغلق الميناء"),
        ("بغداد/ واع / أغلق الميناء", "بغداد", ("INA_IQ",), "أغلق الميناء"),
        ("تهران - ایرنا - بندر بسته شد", "تهران", ("IRNA",), "بندر بسته شد"),
        ("Madrid - EFE - El puerto sigue cerrado", "Madrid", ("EFE",), "El puerto sigue cerrado"),
        ("【大阪共同】港は閉鎖された", "大阪", ("KYODO",), "港は閉鎖された"),
        ("［ベルリン　１２日　ロイター］ - 港は", "ベルリン", ("REUTERS",), "港は"),
        ("[東京 12日 AFP] 港は閉鎖された", "東京", ("AFP",), "港は閉鎖された"),
        ("(부산=연합뉴스) 김철수 기자 = 항구가", "부산", ("YONHAP",), "항구가"),
        ("부산, 4월 12일 (로이터) - 항구가", "부산", ("REUTERS",), "항구가"),
        ("（中央社記者李大同高雄12日電）港口", None, ("CNA_TW",), "港口"),
        ("【法新社柏林12日電】港口", "柏林", ("AFP",), "港口"),
    ],
)
def test_a_dateline_in_any_script(text: str, place: str | None, agencies: tuple[str, ...], rest: str) -> None:
    """Where no capital tells a place, the form around the agency does."""
    read = dateline(text)

    assert read is not None
    assert (read.place, read.agencies, text[read.end :]) == (place, agencies, rest)


@pytest.mark.parametrize(
    "text",
    [
        "قال الوزير ان الميناء مغلق (رويترز) - اليوم",
        "(港口) 関係者は否定した",
        "[속보] 항구가 폐쇄됐다",
        "Music - AP - and more",
        "大臣は共同で声明を出した",
        "Reuters, a news agency. It said",
    ],
)
def test_an_opening_that_is_no_dateline(text: str) -> None:
    """A sentence, a label, a word that an agency has for its name."""
    assert dateline(text) is None


@pytest.mark.parametrize(
    "body",
    [
        ">> Con tàu chở 212 hành khách đã mắc cạn ngoài khơi vào sáng sớm thứ Hai, lực lượng bảo vệ cho biết.",
        ">>Un transbordador con 212 personas a bordo encalló el lunes frente a la costa, informó la guardia.",
        ">>> Паром с 212 пассажирами сел на мель рано утром в понедельник у побережья, сообщила охрана страны.",
    ],
)
def test_a_body_of_one_line_is_the_text(body: str) -> None:
    """Whatever mark it begins with; the mark goes."""
    cleaned = clean(body)

    assert cleaned.text == body.lstrip("> ")
    assert cleaned.dropped == 0


def test_related_links_stay_furniture() -> None:
    """Beside a text, and where nothing but short ones is there."""
    story = (
        "The ferry ran aground early on Monday, the coastguard said, and everyone aboard was taken off by lifeboats."
    )

    assert clean(f"{story}\n\n>> Ferry ran aground last year too").text == story
    assert clean(">> Ferry aground\n\n>> Port shut").text == ""
