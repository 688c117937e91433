"""Pages that sites show in the place of articles: told as what they are, and one with nothing. All text is invented."""

from __future__ import annotations

import pytest

from dispatches import Item, item, story_of, told
from stream.dispatch import Verdict
from stream.local.folding import fold
from stream.stories.rulings import make
from wires import NOON, text

AT = "2024-06-09T{:02}:00:00Z"

WALLS = {
    "fi": (
        "Tämä sisältö on vain tilaajille. Kirjaudu sisään tai valitse sinulle sopiva tilaus jatkaaksesi lukemista. "
        "Tilauksen voit perua milloin tahansa, ja ensimmäinen kuukausi maksaa yhden euron. Pyynnön tunnus {n}.",
        ["Lossi upposi Kihdillä yöllä", "Valtuusto sulkee uimahallin", "Kuoronjohtaja sai palkinnon"],
    ),
    "el": (
        "Επιβεβαιώστε ότι δεν είστε ρομπότ για να συνεχίσετε. Το πρόγραμμα περιήγησής σας πρέπει να δέχεται αυτή τη "
        "λειτουργία, αλλιώς η σελίδα δεν θα εμφανιστεί ποτέ. Δοκιμάστε ξανά αργότερα από άλλη σύνδεση. Αριθμός {n}.",
        ["Πλημμύρες στη Θεσσαλία", "Απεργούν οι ναυτικοί αύριο", "Νέος διευθυντής στην όπερα"],
    ),
    "th": (
        "กรุณายอมรับคุกกี้เพื่ออ่านต่อ เราใช้ข้อมูลของคุณเพื่อปรับปรุงบริการและแสดงโฆษณาที่เหมาะสม "
        "คุณสามารถเปลี่ยนการตั้งค่าได้ทุกเมื่อในหน้าบัญชีของคุณ รหัสคำขอ {n}",
        ["น้ำท่วมเชียงราย", "ครูประท้วงเงินเดือน", "นักมวยคว้าเหรียญทอง"],
    ),
    "ru": (
        "Эта статья доступна только подписчикам. Чтобы читать дальше, войдите или оформите подписку на удобный вам "
        "срок. Отменить её можно в любое время в личном кабинете, деньги за остаток вернутся. Номер запроса {n}.",
        ["Паром сел на мель у Карска", "Учителя вышли на площадь", "Дирижёр получил премию"],
    ),
}  # fmt: skip


def page(number: int, headline: str, body: str, language: str = "en", site: str = "") -> Item:
    """What a site shows."""
    uri = f"https://{site or f'paper{number}.example'}/{number}"
    return item(uri, body, AT.format(number), language=language, headline=headline)


def pages(language: str, count: int = 3, site: str = "") -> list[Item]:
    """So many pages, each with a number of its own, of as many sites or of one."""
    body, headlines = WALLS[language]
    return [page(n, line, body.format(n=f"7{n}31{n}"), language, site) for n, line in enumerate(headlines[:count])]


@pytest.mark.parametrize("language", WALLS)
@pytest.mark.parametrize("site", ["", "gazette.example"])
def test_a_wall_is_told_as_one(language: str, site: str) -> None:
    """Each page is a story of its own, withheld, with the evidence; what one of the sites really tells is news."""
    walls = pages(language, site=site)
    stories = told(*walls, page(5, "Dam filled", text(1)))
    uris = {wall["uri"] for wall in walls}

    assert len(stories) == 4
    for wall in walls:
        story = story_of(wall["uri"], stories)
        assert story["pubStatus"] == "withheld"
        assert "bodies" not in story
        assert story["story"]["memberCount"] == 1
        assert story["story"]["wall"]["text"] == wall["bodies"][0]["value"]
        assert set(story["story"]["wall"]["others"]) == uris - {wall["uri"]}
    assert story_of("https://paper5.example/5", stories)["pubStatus"] == "usable"


@pytest.mark.parametrize("language", WALLS)
def test_two_houses_with_one_headline_and_one_wall_are_no_chain(language: str) -> None:
    """What they have in common is that neither shows its article."""
    body, headlines = WALLS[language]
    twin = page(7, headlines[0], body.format(n="7310"), language)
    stories = told(*pages(language), twin)

    assert len(stories) == 4
    assert story_of(twin["uri"], stories)["pubStatus"] == "withheld"


@pytest.mark.parametrize("language", WALLS)
def test_two_headlines_that_play_with_words_make_no_wall(language: str) -> None:
    """One story may stand under both: the two are kept apart and stay in sight."""
    stories = told(*pages(language, count=2))

    assert len(stories) == 2
    assert {story["pubStatus"] for story in stories} == {"usable"}


@pytest.mark.parametrize("language", WALLS)
def test_an_editor_can_say_that_it_is_none(language: str) -> None:
    """Who rules that two are one story says that they tell one."""
    first, second, third = pages(language)
    ruling = make(first["uri"], second["uri"], Verdict.SAME, NOON, "Ada", "a brief under three headlines")
    stories = fold([first, second, third], rulings=[ruling])

    assert story_of(first["uri"], stories) == story_of(second["uri"], stories)
    assert {story["pubStatus"] for story in stories} == {"usable"}


@pytest.mark.parametrize("language", WALLS)
def test_a_dispatch_of_which_the_text_is_held_is_no_wall(language: str) -> None:
    """The site showed its article before."""
    first, *others = pages(language)
    article = page(0, first["headline"], f"{first['headline']}. {text(3)}", language)
    stories = told(article, {**first, "version": "2"}, *others)

    assert story_of(first["uri"], stories)["pubStatus"] == "usable"


DIVIDENDS = {
    "en": ("Quarterly dividend of ten cents a share as before. Payable on April the first to holders of record then.",
           "{} payout", ["Lorimer Foundry", "Oakridge Textiles", "Pelham Shipping"]),
    "hu": ("Az osztalék részvényenként újra tíz forint. Kifizetés április elsején a bejegyzett tulajdonosok számára.",
           "{}", ["Vasöntöde Zala", "Kékfestő Művek", "Dunai Hajózás"]),
    "hi": ("तिमाही लाभांश पहले की तरह दस पैसे प्रति शेयर रहा। भुगतान एक अप्रैल को दर्ज धारकों को किया जाएगा।",
           "{}", ["लोहा ढलाई", "नीलगिरि वस्त्र", "गंगा जहाजरानी"]),
}  # fmt: skip


@pytest.mark.parametrize("language", DIVIDENDS)
def test_what_an_agency_sends_is_no_wall(language: str) -> None:
    """Three dividends in the same words: only the headlines name the companies."""
    body, headline, companies = DIVIDENDS[language]
    stories = told(*(
        item(
            f"urn:newsml:afp.com:{n}", body, AT.format(n), language=language,
            infoSources=[{"name": "AFP"}], headline=headline.format(company),
        )
        for n, company in enumerate(companies)
    ))  # fmt: skip

    assert {story["pubStatus"] for story in stories} == {"usable"}


ARTICLES = {
    "en": ("The ferry Ella ran aground off Norland in thick fog, and everyone aboard was taken off by boats at dawn.",
           ["Ferry runs aground in fog", "That sinking feeling", "Morning drama, cold tea"]),
    "tr": ("Ella feribotu yoğun siste Norland açıklarında karaya oturdu, yolcular sabaha karşı teknelerle alındı.",
           ["Feribot siste karaya oturdu", "Denizde uzun gece", "Çay bile vardı"]),
    "ar": ("جنحت العبارة إيلا قبالة نورلاند وسط ضباب كثيف ونقل جميع من كانوا على متنها بالقوارب عند الفجر.",
           ["جنوح العبارة إيلا وسط الضباب", "ليلة طويلة", "مغامرة صباحية"]),
}  # fmt: skip


@pytest.mark.parametrize("language", ARTICLES)
def test_an_article_that_tells_one_of_its_headlines_is_no_wall(language: str) -> None:
    """Its houses print it under headlines of their own; one that the text knows shows what it is."""
    body, headlines = ARTICLES[language]
    stories = told(*(page(n, headline, body, language) for n, headline in enumerate(headlines)))

    assert {story["pubStatus"] for story in stories} == {"usable"}


def test_headlines_in_three_scripts_may_say_one_thing() -> None:
    """A company's announcement in English stands under the headlines of its translators: one story, and news."""
    body = (
        "The board appointed a new chief financial officer from the first of April and thanked her predecessor, who "
        "retires after eleven years. She joined the group as controller and led its listing in the capital."
    )
    headlines = {
        "ru": "Норден сменил финансового директора",
        "ja": "ノルデンが新財務責任者",
        "ar": "نوردن تعين مديرة مالية",
    }
    stories = told(*(page(n, line, body, code) for n, (code, line) in enumerate(headlines.items())))

    assert [story["pubStatus"] for story in stories] == ["usable"]
