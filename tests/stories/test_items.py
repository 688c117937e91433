"""A uri that its house uses again for another article: each article is an item of its own. All text is invented."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from dispatches import Item, body, item, members, story_of, told
from stream import fold
from stream.dispatch import Verdict
from stream.entities.families import Family, emit, receive
from stream.entities.messages import Joined, Label, Left, Retired
from stream.stories.rulings import make
from stream.stories.story import is_story
from wires import HOUR, NOON, edition, text

URI = "https://garaner-bote.example/aktuell"
LATER, COPY = "2024-06-10T08:00:00Z", "https://tamsel-post.example/41"

ARTICLES = [
    (
        "de",
        "Fähre läuft auf Sandbank",
        "Eine Fähre mit 212 Reisenden ist am Montag vor Garan auf eine Sandbank gelaufen, teilte die Küstenwache mit. "
        "Alle wurden von Rettungsbooten an Land gebracht. Taucher sollen den Rumpf bei Ebbe untersuchen, sagte der "
        "Hafenmeister, und bis dahin bleibe die Verbindung unterbrochen.",
        "Freibad öffnet später",
        "Wegen undichter Rohre bleibt das städtische Schwimmbecken bis August geschlossen, beschloss der Gemeinderat. "
        "Dauerkarten werden ab kommender Woche erstattet. Der Schatzmeister rechnet mit Kosten von 80.000 Kronen, von "
        "denen ein Drittel das Land übernimmt; Schulklassen weichen aus.",
    ),
    (
        "uk",
        "Пором сів на мілину",
        "Пором із 212 пасажирами сів на мілину біля Гарана рано вранці в понеділок, повідомила берегова охорона. "
        "Усіх людей зняли рятувальні човни. Водолази оглянуть корпус під час відпливу, сказав начальник порту, а "
        "рейси до того часу скасовано для всіх, хто мав квитки.",
        "Басейн закрито на літо",
        "Міська рада Тамселя вирішила не відчиняти відкритий басейн цього року, бо труби насосної станції треба "
        "замінити. Гроші за абонементи повернуть у ратуші. Ремонт коштуватиме 80 тисяч крон, третину яких дасть "
        "область; школярі плаватимуть у сусідньому селищі.",
    ),
    (
        "ja",
        "フェリーが浅瀬に乗り上げ",
        "月曜日の早朝、乗客二百十二人を乗せたフェリーがガラン沖の浅瀬に乗り上げ、全員が救命艇で救助されたと海上保安当局が発表した。"
        "潜水士が干潮時に船底を調べる予定で、航路の再開は未定という。",
        "屋外プール、夏は休業",
        "町議会は火曜日、ポンプ室の配管を取り替えるため市民プールを閉めると決めた。定期券の代金は役場で払い戻し、"
        "工費八万クローネの三分の一を県が負担する。小学校の水泳の授業は隣町で行う。",
    ),
]


def articles(language: str, first: tuple[str, str], second: tuple[str, str]) -> list[Item]:
    """The two under one uri, and another site's copy of the first."""
    return [
        item(URI, first[1], "2024-06-09T08:00:00Z", headline=first[0], language=language),
        item(URI, second[1], LATER, headline=second[0], language=language),
        item(COPY, first[1], "2024-06-09T10:00:00Z", headline=first[0], language=language),
    ]


@pytest.mark.parametrize(("language", "head", "body_of_first", "other_head", "other"), ARTICLES)
def test_another_article_under_a_uri_is_another_item(
    language: str, head: str, body_of_first: str, other_head: str, other: str
) -> None:
    """The uri tells the one that came last; the earlier one keeps its copies, and the record says what happened."""
    stories = told(*articles(language, (head, body_of_first), (other_head, other)))

    assert len(stories) == 2
    now = story_of(URI, stories)
    assert (body(now), list(members(now))) == (other, [URI])
    before = story_of(COPY, stories)
    assert body(before) == body_of_first
    [merge] = [each for each in before["story"]["merges"] if each["member"] != COPY]
    assert merge["member"].startswith(f"{URI}#")
    assert merge["inferred"][0]["field"] == "uri"


@pytest.mark.parametrize(("language", "head", "body_of_first", "other_head", "other"), ARTICLES)
def test_who_counts_versions_says_that_they_are_one_item(
    language: str, head: str, body_of_first: str, other_head: str, other: str
) -> None:
    """However little they have in common."""
    first, second, copy = articles(language, (head, body_of_first), (other_head, other))

    assert len(told({**first, "version": "1"}, {**second, "version": "2"}, copy)) == 1


@pytest.mark.parametrize(("language", "head", "body_of_first", "other_head", "other"), ARTICLES)
@pytest.mark.parametrize(("at", "killed"), [("2024-06-09T20:00:00Z", [COPY]), ("2024-06-10T20:00:00Z", [COPY, URI])])
def test_a_kill_by_uri_reaches_what_stood_there_before_it(
    language: str, head: str, body_of_first: str, other_head: str, other: str, at: str, killed: list[str]
) -> None:
    """All that came under the uri until then: a kill holds whatever else comes late."""
    kill = {"uri": URI, "version": "1", "pubStatus": "canceled", "versionCreated": at}
    stories = told(*articles(language, (head, body_of_first), (other_head, other)), kill)

    assert [uri for uri in (COPY, URI) if story_of(uri, stories)["pubStatus"] == "canceled"] == killed


def test_a_story_that_goes_on_under_another_uri_says_so() -> None:
    """Whichever comes first; and where the dispatch has gone to another family, it is answered for there."""
    first = edition("urn:a", text(1, 60), NOON, headline="Ferry aground")
    second = edition("urn:a", text(2, 60), NOON + HOUR, headline="Pool shut")
    label, lower = Label(NOON, "urn:a"), Label(NOON - HOUR, "urn:0")
    last = set()
    for order in permutations((first, second)):
        state = Family(label)
        told_so_far: dict[str, Any] = {}
        for each in order:
            state, _ = receive(state, Joined(label, "urn:a", (each,), each.published))
            _, emissions = emit(state, 72 * HOUR)
            told_so_far.update((one.uri, one.story) for one in emissions)
        stand = {uri for uri, story in told_so_far.items() if is_story(story)}
        assert len(stand) == 2
        last.add(frozenset(stand))
        _, sent = receive(state, Left(label, "urn:a", lower, NOON + HOUR))
        assert {each for each in sent if isinstance(each, Retired)} == set(sent)
        assert len(sent) >= 2
    assert len(last) == 1


WIRE_URI = "urn:newsml:garan-wire.example:20240609:0412"
LINES = [
    ("mt", "Il-vapur tal-passiġġieri ħabat mar-rina quddiem Garan", "TNEĦĦIET", "Din l-aħbar ma għadhiex valida."),
    ("cy", "Fferi'n taro banc tywod ger Garan", "Fferi'n taro banc tywod ger Garan", "Ni ddylid defnyddio hwn."),
    ("lo", "ເຮືອຂ້າມຟາກເກີຍຕື້ນໃກ້ກາຣານ", "ແຈ້ງການ", "ຂໍຍົກເລີກ."),
    ("gl", "Un transbordador encalla fronte a Garan", "Un transbordador encalla fronte a Garan", ""),
]
_TOLD = [
    "Ferri 212 jum sa Garan, kelb il-port fis-sebħ; il-baħħara kollha ġew salvati bid-dgħajjes. " * 3,
    "Aeth y llong â 212 o deithwyr i drafferth yn gynnar fore Llun, meddai gwylwyr y glannau yn yr harbwr. " * 3,
    "ວັນຈັນຕອນເຊົ້າ ຜູ້ໂດຍສານ 212 ຄົນ ຖືກຊ່ວຍເຫຼືອດ້ວຍເຮືອກູ້ໄພ ເຈົ້າໜ້າທີ່ກ່າວ ນັກດຳນ້ຳຈະກວດທ້ອງເຮືອ " * 3,
    "O barco levaba 212 pasaxeiros e varou na madrugada do luns, informou a garda costeira desde o porto. " * 3,
]


def line_instead(language: str, head: str, body_of_first: str, mark: str, line: str, uri: str = WIRE_URI) -> list[Item]:
    """A dispatch, another site's copy of it, and what comes under the uri of the first two hours later."""
    told_first = {"headline": head, "language": language}
    later = {"versionCreated": "2024-06-09T10:00:00Z", "version": "2", "headline": mark, "language": language}
    return [
        item(uri, body_of_first, "2024-06-09T08:00:00Z", **told_first),
        item(COPY, body_of_first, "2024-06-09T09:00:00Z", **told_first),
        {"uri": uri, "body_text": line, **later} if line else {"uri": uri, **later},
    ]


@pytest.mark.parametrize(
    ("language", "head", "mark", "line", "first"), [(*a, b) for a, b in zip(LINES, _TOLD, strict=True)]
)
def test_a_line_in_the_place_of_an_agencys_text_is_an_order_that_an_editor_reads(
    language: str, head: str, mark: str, line: str, first: str
) -> None:
    """In whatever language it says what: nobody sends a line under a dispatch's uri that has nothing of its text."""
    stories = told(*line_instead(language, head, first, mark, line))

    story = story_of(WIRE_URI, stories)
    assert (story["pubStatus"], set(members(story))) == ("withheld", {WIRE_URI, COPY})
    [notice] = [each for each in stories if each is not story]
    assert notice["story"]["notice"] == {
        "order": "hold",
        "text": line or head,
        "reaches": [WIRE_URI],
        "openOrder": True,
    }


@pytest.mark.parametrize(("verdict", "status"), [("dismissed", "usable"), ("kill", "canceled"), ("release", "usable")])
def test_an_editor_says_what_a_line_in_the_place_of_a_text_means(verdict: str, status: str) -> None:
    """It has a uri of its own to be named by; its dispatch hears of that."""
    language, head, mark, line = LINES[1]
    wire = line_instead(language, head, _TOLD[1], mark, line)
    [notice] = [uri for each in told(*wire) for uri in members(each) if uri.startswith(f"{WIRE_URI}#")]
    other = notice if verdict == "dismissed" else WIRE_URI

    stories = fold(wire, rulings=[make(notice, other, Verdict(verdict), NOON, "Ada", "I asked them")])

    assert story_of(COPY, stories)["pubStatus"] == status
    assert "openOrder" not in story_of(notice, stories)["story"]["notice"]


def test_what_comes_after_a_line_in_the_place_of_a_text_is_told() -> None:
    """The house has its say: no editor is needed. And a page of a site may be for its subscribers alone."""
    language, head, mark, line = LINES[3][0], LINES[3][1], "AGARDEN", "Pedimos desculpas."
    wire = line_instead(language, head, _TOLD[3], mark, line)
    again = {**wire[0], "version": "3", "versionCreated": "2024-06-09T11:00:00Z"}

    assert [story["pubStatus"] for story in told(*wire, again)] == ["usable"]
    assert [story["pubStatus"] for story in told(*line_instead(language, head, _TOLD[3], mark, line, URI))] == [
        "usable"
    ]


AGAIN = [
    (
        "cy",
        "Fferi'n taro banc tywod ger Garan",
        "(Ailgyhoeddi) Fferi'n taro banc tywod ger Garan",
        "Mae fferi â {0} o deithwyr wedi taro banc tywod ger Garan yn gynnar fore Llun, meddai gwylwyr y glannau. "
        "Cafodd pawb eu cludo i'r lan gan fadau achub, a bydd plymwyr yn archwilio'r llong pan fydd y môr ar "
        "drai. Mae {0} o docynnau i'w had-dalu. "
        "Nid yw'r perchnogion yn gwybod eto pryd y bydd y gwasanaeth rhwng y dref a'r ynys yn ailddechrau.",
    ),
    (
        "mt",
        "Vapur jinkalja ħdejn Garan",
        "Vapur jinkalja ħdejn Garan - VERŻJONI ĠDIDA",
        "Vapur b'{0} passiġġier abbord inkalja ħdejn Garan kmieni t-Tnejn filgħodu, qalu l-gwardjani tal-kosta. "
        "Kulħadd ittieħed l-art bid-dgħajjes tas-salvataġġ, u bugħaddasa se jeżaminaw il-qiegħ. Se jitħallsu lura {0} "
        "biljett. Is-sidien għadhom ma jafux meta s-servizz bejn il-belt u l-gżira se jerġa' jibda.",
    ),
    (
        "zh",
        "渡轮在加兰附近搁浅",
        "（再发）渡轮在加兰附近搁浅",
        "海岸警卫队说，一艘载有{0}名乘客的渡轮星期一清晨在加兰附近的沙洲搁浅，所有人员都由救生艇送上岸。船公司将退还{0}张船票，潜水员将在退潮时检查船底，"
        "船主表示目前还不清楚城镇与岛屿之间的航线什么时候能够恢复，已经购票的旅客可以在码头窗口办理退款。",
    ),
]


@pytest.mark.parametrize(("language", "headline", "again", "text"), AGAIN)
def test_a_text_that_comes_again_under_its_headline_and_any_mark_is_what_its_house_says_now(
    language: str, headline: str, again: str, text: str
) -> None:
    """No table has these words; a house does not put a mark to a headline for nothing."""
    first = {"headline": headline, "language": language, "source": "Garan News Agency"}
    stories = told(
        item("urn:newsml:gna.example:1", text.format(212), "2024-06-09T08:00:00Z", **first),
        item("https://garaner-bote.example/1", text.format(212), "2024-06-09T08:30:00Z", **first),
        item("urn:newsml:gna.example:2", text.format(221), "2024-06-09T09:00:00Z", **{**first, "headline": again}),
    )

    assert [body(story) for story in stories] == [text.format(221)]
