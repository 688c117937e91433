"""Orders to desks by evidence: short, about an item of news, taken back, and in the voice of a desk."""

from __future__ import annotations

from functools import partial

import pytest

from stream.dispatch import Target
from stream.reading.notices.evidence import order, takes_itself_back
from stream.reading.notices.order_words import order_beside

TAKEN_BACK = [
    ("en", "LEGAL KILL", "Editors, please do not use HARBOUR Fire. There will be no substitute story."),
    ("fr", "ANNULATION", "Prière d'annuler notre dépêche « Incendie au port de Garan », transmise par erreur."),
    ("es", "NOTICIA ANULADA", 'Queda anulada la noticia "Arde el puerto de Garán". Disculpen.'),
    ("pt", "ATENÇÃO: NOTÍCIA ANULADA", "Pedimos aos clientes que não usem a notícia «Incêndio no porto de Garan»."),
    ("de", "Meldung zurückgezogen", "Bitte verwenden Sie die Meldung «Feuer im Hafen von Garan» nicht mehr."),
    ("it", "ANNULLAMENTO", "La notizia «Incendio nel porto di Garan» è annullata. Ci scusiamo con gli abbonati."),
    ("nl", "BERICHT VERVALT: Brand in haven van Garan", "Dit bericht vervalt en mag niet worden gebruikt."),
    ("vi", "THÔNG BÁO HỦY TIN", "Đề nghị các báo không sử dụng tin số TTN1111.042. Xin cảm ơn."),
    ("zh", "撤稿通知", "各用户：《加兰港发生火灾》一稿，请撤销，不得使用。"),
    ("ja", "【全文取り消し】", "「ガラン港で火災」の記事は誤りでした。全文を取り消します。"),
    ("ko", "[전문취소] 가란항 화재", "이 기사를 전문 취소합니다. 고객사에 사과드립니다."),
    ("ar", "سحب خبر - حريق في ميناء غاران", "تم سحب الخبر ونعتذر من المشتركين."),
    ("ru", "ОТЗЫВ: Пожар в порту Гаран", "Сообщение отозвано. Просим не использовать."),
    ("sv", "Nyheten utgår", "Telegrammet utgår. Vi beklagar."),
    ("fi", "PERUUTUS", "STT peruuttaa uutisen. Pyydämme olemaan käyttämättä uutista."),
    ("tr", "İPTAL - Garan limanında yangın", "Haberimiz iptal edilmiştir. Abonelerimizin dikkatine."),
    ("id", "PEMBATALAN BERITA", "Mohon berita itu tidak digunakan, dibatalkan."),
    ("hi", "खबर रद्द", "संपादकगण ध्यान दें: खबर रद्द की जाती है।"),
    ("uk", "АНУЛЬОВАНО", "Повідомлення «Пожежа в порту Гаран» анульовано. Просимо не використовувати."),
]
NEWS = [
    ("Garan withdraws troops after story of clash", "Garan withdrew its troops from the border, a minister said."),
    ("Kill the story tax, authors tell senate", "Authors urged the senate to kill a tax on printed stories."),
    (
        "Un industriel rappelle 12.000 fromages, retirés de la vente",
        "La vente du lot 118 est annulée, a dit la laiterie.",
    ),
    ("港城市撤销三项渔港收费通知", "港城市政府宣布，撤销三项收费通知，请各单位停止使用旧票据。"),
    ("Garan cancels tender", "The mayor of Garan cancelled a tender for dredging and apologised to two bidders."),
    ("Отозван законопроект о порте", "Законопроект отозван, сообщила мэрия."),
    ("航班取消", "受大雾影响，10日加兰机场取消航班14个。机场提醒旅客不要前往机场，并就延误致歉。"),
    ("列車取消", "大雪のため10日、列車14本の運転を取り消した。鉄道会社は「ご迷惑をおわびします」としている。"),
    ("Report withdrawn in Garan", "The council of Garan took up a new plan for its harbour on Monday."),
]


@pytest.mark.parametrize(("headline", "text"), [case[1:] for case in TAKEN_BACK], ids=[case[0] for case in TAKEN_BACK])
def test_an_item_is_taken_back(headline: str, text: str) -> None:
    """In each language a short notice takes an item back, whatever its wording, and says which or has words for it."""
    told = order(headline=headline, slugline="", text=text)

    assert told is not None
    assert told.signal == "kill"
    assert told.targets


@pytest.mark.parametrize(("headline", "text"), NEWS)
def test_news_of_recalls_is_news(headline: str, text: str) -> None:
    """A story about what is withdrawn, killed or cancelled speaks to no desk."""
    assert order(headline=headline, slugline="", text=text) is None


def test_held_and_freed() -> None:
    """A desk also holds items and frees them."""
    held = order(headline="Bitte zurückhalten", slugline="", text="Achtung Redaktionen: Meldung bitte zurückhalten.")
    freed = order(headline="EMBARGO LIFTED", slugline="", text="Editors: The embargo on the story has been lifted.")

    assert [told and told.signal for told in (held, freed)] == ["hold", "release"]


def test_a_picture_is_not_its_story() -> None:
    """What takes back a picture or a graphic names no text."""
    told = order(
        headline="PHOTO KILL", slugline="HARBOUR", text="Please kill the photo XGR101. The text story is not affected."
    )

    assert told is not None
    assert (told.signal, told.targets, told.is_of_picture) == ("advisory", (), True)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("TEST TEST TEST", "This is a test of the wire system. Please ignore."),
        ("BC-GRN--Daybook", "Here is what is planned. " * 60),
        ("Tagesvorschau für Mittwoch", "1000 Garan - Stadtrat"),
        ("AVISO A LOS ABONADOS", "La transmisión de fotografías se retrasará. Disculpen las molestias."),
    ],
)
def test_what_is_no_news_takes_nothing_back(headline: str, text: str) -> None:
    """Tests, daybooks and advisories are notices, and no orders."""
    told = order(headline=headline, slugline="", text=text)

    assert told is not None
    assert (told.signal, told.targets) == ("advisory", ())


def test_how_items_are_named() -> None:
    """By a headline in any quotation marks, by a number with letters, by the topic behind a mark; an hour is none.

    Words come last: the headline may have been another one when the item was sent.
    """
    text = "Please kill item «Fire in Garan harbour», V9991, moved at 0550GMT."
    told = order(headline="KILL: Harbour blaze", slugline="", text=text)

    assert told is not None
    assert told.targets == (
        Target(headline="Fire in Garan harbour"),
        Target(item="V9991"),
        Target(headline="Harbour blaze", slug="Harbour blaze"),
        Target(words="harbour blaze please kill item fire in garan harbour v9991 moved at 0550gmt"),
        Target(words="fire in garan harbour v9991 moved at 0550gmt"),
    )


@pytest.mark.parametrize(
    "text",
    [
        'CORRECTION - GARAN HARBOUR In the Garan story headlined "Harbour to close" please read: six days.',
        "RECTIFICATIF - Dans la dépêche intitulée « Le port ferme », prière de lire : six jours.",
        "BERICHTIGUNG: In der Meldung «Hafen schließt» lesen Sie bitte: sechs Tage.",
        "(OPRAVA) - Ve zprávě „Přístav se zavírá“ čtěte prosím: šest dnů.",
        "訂正：「港が閉鎖」の記事で、6日間に訂正してください。",
    ],
)
def test_a_text_without_a_headline_has_its_mark_at_the_head(text: str) -> None:
    """It is a notice, whether the item that it corrects is held or not."""
    told = order(headline="", slugline="", text=text)

    assert told is not None
    assert told.signal in ("advisory", "correction")
    assert any(target.headline for target in told.targets)


@pytest.mark.parametrize(
    "text",
    [
        "CORRECTION - The pier of Garan will be closed for six days, the council said.",
        "BERICHTIGUNG: Der Hafen von Garan schließt für sechs Tage.",
        "ATTENTION - Thieves are about in Garan.",
    ],
)
def test_a_mark_at_the_head_of_a_report_makes_no_notice(text: str) -> None:
    """What tells the news itself speaks of no item."""
    assert order(headline="", slugline="", text=text) is None


def test_news_of_an_order_of_another_house_is_none() -> None:
    """Below a place; who signed there and speaks of itself orders, and so does what opens with the item."""
    told = "{} withdrew its dispatch on the fire in Garan harbour, asked clients not to use it and apologised."
    read = partial(order, headline="A dispatch is withdrawn", slugline="", has_place=True, signed="GARAN (AFP) -")

    assert read(text=told.format("The agency Oruna Press")) is None
    assert read(text=told.format("AFP")) is not None
    assert read(text='The dispatch "Fire in Garan harbour" is withdrawn. Clients, please delete it.') is not None


@pytest.mark.parametrize(
    ("note", "is_order"),
    [
        ("EDITORS: This item has been withdrawn. Please delete all copies.", True),
        ("Diese Meldung wurde aus rechtlichen Gründen zurückgezogen. Bitte löschen Sie sie aus den Archiven.", True),
        ("This story corrects the number of people killed. Please note the new headline.", False),
        ("This story adds that the bill was withdrawn.", False),
        ("Please kill the version of 10 a.m. A new lead is in this one.", False),
    ],
)
def test_a_note_takes_back_the_item_that_it_stands_with(note: str, *, is_order: bool) -> None:
    """It says so of this item, and asks to undo it; most notes tell what was changed."""
    assert takes_itself_back(note) is is_order


def test_slugs_in_a_sentence_name_an_item() -> None:
    """In capitals, or joined by hyphens; with a mark behind a slash."""
    spiked = order(headline="Advisory", slugline="", text="Editors: spike HARBOUR FIRE, the item is a fake. Please.")
    unsafe = order(headline="Notice", slugline="", text="Editors, please withdraw the story harbour-fire at once.")

    assert spiked is not None
    assert Target(slug="HARBOUR FIRE") in spiked.targets
    assert unsafe is not None
    assert Target(slug="harbour-fire") in unsafe.targets


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        (
            "Unsere Meldung zum Brand in Garan kann unverändert verwendet werden. Wir bitten um Entschuldigung.",
            "release",
        ),
        ("Please hold our story on the Garan fire until it may be used.", "hold"),
        ("Our story on the Garan fire, which we asked you to hold, may now be used. Please do so.", "release"),
        ("Please do not use our story on the Garan fire for now.", "hold"),
    ],
)
def test_what_may_be_used_is_freed(text: str, signal: str) -> None:
    """Unless that is what it waits for: "until it may be used"."""
    told = order(headline="To the editors", slugline="", text=text)

    assert told is not None
    assert told.signal == signal


def test_a_house_takes_back_in_its_own_name() -> None:
    """Under a dateline what another one took back is news."""
    text = "The AP has removed that story because the documents did not name the senator."
    told = order(
        headline="Senator resigns", slugline="", text=text, has_place=True, signed="VELMAR (AP) —", house=("ap",)
    )
    other = order(
        headline="Senator resigns", slugline="", text=text.replace("AP", "Echo"), has_place=True, house=("ap",)
    )

    assert told is not None
    assert told.signal == "kill"
    assert other is None


def test_words_of_the_item_order_nothing() -> None:
    """A bank that suspends its service is not held by that."""
    notice = "Withdrawn: Hospital suspends operations. The story was wrong."

    assert order_beside(notice, "") == "hold"
    assert order_beside(notice, "Hospital suspends operations") == "kill"
