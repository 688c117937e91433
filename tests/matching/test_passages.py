"""What two houses have in common where one wrote a lead of its own or kept half. All texts are invented, in languages
that the rule was not made with.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from stream.inspect.evidence import why
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.matching.comparison import LINK, compare
from stream.matching.editions import Edition, prepare
from stream.reading.intake import read_object
from stream.stories.record import encode
from stream.stories.split import CUT
from wires import HOUR, NOON, ninjs, text


class Report(NamedTuple):
    """A dispatch, and what another house made of it."""

    headline: str
    sentences: list[str]
    own_headline: str
    own: list[str]
    kept: list[int]


REPORTS = {
    "id": Report(
        "Kapal barang kandas di Selat Merak, awak diselamatkan",
        [
            "Sebuah kapal barang bermuatan semen kandas di Selat Merak pada Selasa malam setelah mesinnya mati.",
            "Seluruh sembilan belas awak berhasil dievakuasi oleh nelayan setempat sebelum kapal miring ke sisi kiri.",
            "Kepala syahbandar mengatakan lambung kapal robek sepanjang enam meter dan air sudah masuk ke palka depan.",
            "Penyeberangan penumpang ditunda selama tiga jam karena lampu suar di sekitar lokasi ikut padam.",
            "Pemilik kapal menyewa dua kapal tunda dari Surabaya yang diperkirakan tiba pada Kamis pagi.",
            "Warga pesisir diminta tidak mengambil karung semen yang hanyut sampai ke pantai.",
            "Di lambungnya masih tersisa dua puluh ribu liter solar yang akan disedot begitu cuaca membaik.",
            "Menurut catatan pelabuhan, kapal itu sudah dua kali ditegur karena surat kelaikannya habis masa berlaku.",
        ],
        "Kapal semen kandas di Selat Merak, awak selamat",
        [
            "Berkat keberanian para nelayan, seluruh awak kapal barang yang kandas di Selat Merak selamat.",
            "Mereka mendayung berjam-jam dalam gelap, demikian cerita seorang saksi kepada harian ini kemarin.",
            "Penyelidikan resmi baru akan dimulai minggu depan.",
        ],
        [1, 4, 5],
    ),
    "pl": Report(
        "Most w Zalesiu zamknięty po pęknięciu przęsła",
        [
            "Inspektorzy zamknęli w środę most w Zalesiu, bo środkowe przęsło ma pęknięcie długości czterech metrów.",
            "Ruch skierowano na przeprawę w Borkach, a objazd ma trzydzieści jeden kilometrów i prowadzi przez las.",
            "Wójt zapowiedział, że dzieci będą dowożone do szkoły promem wojskowym jeszcze w tym tygodniu.",
            "Most zbudowano w latach sześćdziesiątych i od tamtej pory nie przeszedł ani jednego generalnego remontu.",
            "Rolnicy obawiają się, że mleczarnia nie odbierze mleka na czas i trzeba będzie je wylewać.",
            "Zarząd dróg ocenia koszt naprawy na dwanaście milionów złotych i szuka pieniędzy w rezerwie ministra.",
            "Wojsko sprawdza, czy obok da się ustawić przeprawę pontonową dla karetek i straży pożarnej.",
            "Kierowcy ciężarówek stoją od rana na poboczach i czekają na wiadomość, którędy wolno im jechać dalej.",
            "Prace mogą potrwać do późnej jesieni, jeżeli rzeka wiosną nie wyleje.",
        ],
        "Zalesie bez mostu, objazd przez las",
        [
            "Mieszkańcy Zalesia mają od wczoraj kłopot: ich most jest zamknięty, bo jedno z przęseł może runąć.",
            "Nikt nie wie, czy konstrukcję w ogóle da się uratować.",
            "Najbardziej martwią się starsi, którzy do lekarza chodzili pieszo.",
        ],
        [1, 4, 5],
    ),
    "ar": Report(
        "انهيار سقف سوق الأسماك في ميناء الرمال",
        [
            "انهار سقف سوق الأسماك القديم في ميناء الرمال فجر الأربعاء بعد ليلة من الأمطار الغزيرة والرياح القوية.",
            "وقال مدير الدفاع المدني إن السوق كانت خالية من الباعة لحظة الانهيار ولم يصب أحد بأذى.",
            "وأضاف أن المهندسين حذروا البلدية قبل عامين من تآكل الأعمدة الحديدية بفعل ملوحة البحر.",
            "ونقلت الجرافات أكثر من مئتي طن من الركام إلى ساحة قريبة من حوض السفن.",
            "وطالب الصيادون بتعويضهم عن ثلاجاتهم وموازينهم التي بقيت تحت الأنقاض ولم يكن عليها تأمين.",
            "وأعلنت المحافظة فتح سوق مؤقتة في قاعة الرياضة حتى ينتهي بناء المبنى الجديد.",
            "وحضر إلى المكان عشرات الأهالي لتصوير ما بقي من الأقواس الحجرية قبل إزالتها نهائيا.",
            "وكلفت النيابة لجنة من ثلاثة خبراء بكتابة تقرير عن أسباب الحادث خلال أسبوعين.",
            "ويعود بناء السوق إلى عام 1931 وكانت من أشهر معالم المدينة الساحلية.",
        ],
        "سقف سوق الأسماك في ميناء الرمال يهوي",
        [
            "نجا عشرات الباعة في ميناء الرمال من كارثة محققة بعد انهيار المبنى التاريخي قبل وصولهم بساعة.",
            "ويخشى كثيرون على مصدر رزقهم الوحيد في موسم البرد.",
            "ولم تعلق الوزارة بعد على ما جرى.",
        ],
        [1, 4, 5],
    ),
    "zh": Report(
        "青河大桥封闭",
        [
            "青河市交通部门周三宣布，因主梁发现一道四米长的裂缝，青河大桥即日起全面封闭。",
            "过往车辆须绕行三十公里外的北渡口，高峰时段预计等候两个小时以上。",
            "市政府调集了六艘渡轮接送学生和病人，首班船清晨五点从东岸码头出发。",
            "这座桥建于上世纪六十年代，此前从未进行过大修。",
            "两岸的菜农担心蔬菜烂在地里，已经向批发市场申请临时降低摊位费。",
            "工程师估计修复费用约为一千二百万元，工期可能持续到深秋。",
            "警方在桥头设置了路障，并用无人机劝阻仍想步行过桥的市民。",
            "铁路部门增开三对短途列车，票价减半，直到桥梁恢复通行为止。",
            "当地气象台预报下周还有暴雨。",
        ],
        "青河大桥封闭，居民改乘渡轮",
        [
            "一夜之间，青河大桥封闭，几十万居民失去了他们最熟悉的那条路。",
            "记者在岸边看到，不少老人拄着拐杖向江面张望，谁也说不清何时才能恢复。",
            "有关方面没有回应本报的提问。",
        ],
        [1, 4, 5],
    ),
}
REST = {
    "sv": text(7, 120),
    "sr": "Рибари су први приметили да се лађа не помера и јавили полицији, која је довезла ћебад, чај и хлеб. Жито је "
    "утоварено у Сомбору и требало је да до петка стигне у Констанцу, где га чека прекоокеански брод. Осигуравајућа "
    "кућа послала је проценитеља, а власник тврди да штете на трупу нема. Хидролози не очекују кишу пре краја месеца, "
    "па ће и веће лађе морати да плове са пола терета или да чекају у зимовнику. Прошле године је због ниске воде "
    "било обустављено једанаест дана пловидбе.",
    "ja": "県は農林水産部の職員二人を現地に送り、潜水士による船体の調査を木曜の朝から始める。"
    "町は仮設の桟橋を近隣から借り、来月の祭りまでに屋台を並べられるようにしたいと話している。",
}
AGENCY, PAPER = "https://wire.example/1", "https://paper.example/1"


def told(uri: str, headline: str, sentences: list[str], language: str, hours: int = 0) -> Edition:
    """What the reader makes of a page."""
    body = "\n\n".join(sentences)
    return prepare(read_object(ninjs(uri, body, NOON + hours * HOUR, headline=headline, language=language)))


def pair(language: str, *, uri: str = PAPER, hours: int = 2, headline: str | None = None) -> tuple[Edition, Edition]:
    """A dispatch, and an excerpt of it with a lead of its own and some words between."""
    report = REPORTS[language]
    kept = [report.sentences[place] for place in report.kept]
    excerpt = [*report.own[:2], kept[0], report.own[2], *kept[1:]]
    return (
        told(AGENCY, report.headline, report.sentences, language),
        told(uri, report.own_headline if headline is None else headline, excerpt, language, hours),
    )


@pytest.mark.parametrize("language", REPORTS)
def test_an_excerpt_with_a_lead_of_its_own_is_one_story(language: str) -> None:
    """Of another house, on the same day: its passages count, in one order and with its own words between."""
    one, other = pair(language)
    found = compare(one, other)

    assert found.overlap.similarity < CUT
    assert found.links
    assert found.taken is not None
    assert found.score == found.taken.containment > CUT
    assert compare(other, one) == found.flipped()


@pytest.mark.parametrize("language", REPORTS)
def test_one_house_that_prints_its_passages_again_tells_two_stories(language: str) -> None:
    """They are its archive. A link hangs on nothing but the texts, so that a copy may stand in for either."""
    one, other = pair(language, uri="https://wire.example/2")
    found = compare(one, other)

    assert found.links
    assert found.taken is None
    assert found.score < CUT


@pytest.mark.parametrize("language", REPORTS)
def test_passages_of_the_day_before_are_a_background(language: str) -> None:
    """What has happened since is another story."""
    assert compare(*pair(language, hours=20)).score < CUT


@pytest.mark.parametrize("language", REPORTS)
def test_one_passage_may_be_a_background_of_both(language: str) -> None:
    """However long it is: nothing shows that either house had more of the other's text."""
    report = REPORTS[language]
    one = told(AGENCY, report.headline, report.sentences, language)
    other = told(PAPER, report.own_headline, [*report.own, *report.sentences[-4:-1]], language, 2)
    found = compare(one, other)

    assert found.overlap.containment > 0.3
    assert found.passages is None
    assert found.score < CUT


@pytest.mark.parametrize("language", REPORTS)
def test_two_passages_need_headlines_that_the_texts_know(language: str) -> None:
    """Two events may share two paragraphs about what went before."""
    headlines = {"id": "Festival teater bocah", "pl": "Orkiestra zagrała", "ar": "مهرجان الزهور", "zh": "花展开幕"}
    found = compare(*pair(language, headline=headlines[language]))

    assert found.taken is None


OPENINGS = {
    "sv": (
        [
            "Ett godståg med timmer spårade ur vid Älvsbyn natten till onsdagen sedan en räl hade knäckts av kylan.",
            "Lokföraren kunde själv ta sig ut genom fönstret och fördes till sjukhus med brutna revben.",
            "Fjorton vagnar ligger i diket och stambanan väntas vara avstängd fram till söndag.",
            "Persontågen ersätts med bussar mellan Boden och Jörn, med en timmes längre restid.",
            "Trafikverket mätte trettioåtta minusgrader, den kallaste natten i trakten sedan vintern nittonhundranio.",
            "En bärgningskran är på väg från Ånge.",
        ],
        "Tåg spårade ur vid Älvsbyn i kylan",
        "Det här innehållet är för dig som är prenumerant. Läs vidare för en krona första månaden. Redan kund? "
        "Logga in med din e-postadress här nedanför.",
        "Enligt Norra Bladet är det femte olyckan på sträckan i år. Vi har sökt den ansvarige utan att få svar.",
    ),
    "sr": (
        [
            "Теретни брод са житом насукао се у среду код Апатина јер је водостај Дунава пао на најнижи ниво јесенас.",
            "Посада од девет људи остала је на броду и нико није повређен, саопштила је лучка капетанија.",
            "Пловидба је обустављена у оба смера, а код Бездана чека двадесет седам пловила.",
            "Два тегљача стижу из Новог Сада и покушаће да извуку брод када падне мрак и ветар ослаби.",
            "Превозници траже да се корито продуби пре зиме.",
        ],
        "Брод са житом насукан код Апатина",
        "Овај чланак је доступан само претплатницима. Претплатите се већ данас и читајте без ограничења на свим "
        "уређајима. Имате налог? Пријавите се овде.",
        "Како пише подунавски лист, ово је трећи случај за годину дана. Надлежни до закључења броја нису одговорили.",
    ),
    "ja": (
        [
            "水曜日の未明、北ノ浦町の漁港で係留中の漁船七隻が高波で沈み、防波堤の一部が幅三十メートルにわたって崩れた。",
            "町によると、けが人はいないが、沖の養殖いかだも流され、ホタテの被害額は二億円を超える見通しだ。",
            "漁協は県に支援を求める方針で、金曜日に緊急の会合を開く。",
            "気象台は低気圧が居座るとして、週末まで高波への警戒を呼びかけている。",
            "港の給油施設は無事だった。",
        ],
        "北ノ浦町の漁港で漁船七隻沈む、高波で防波堤崩れる",
        "この続きは会員の方のみお読みいただけます。月額料金の初回分は無料で、いつでも解約できます。登録済みの方はこちらからどうぞ。",
        "地元紙が伝えた。本社の取材に対し、担当者は「調査中」とだけ述べた。復旧の時期については見通しが立っていないという。",
    ),
}


@pytest.mark.parametrize("language", OPENINGS)
@pytest.mark.parametrize("above", [False, True])
def test_what_is_left_of_a_story_above_a_paywall_is_that_story(language: str, above: bool) -> None:
    """One passage is enough where it opens the story, wherever the other house puts it."""
    sentences, headline, wall, own = OPENINGS[language]
    left = sentences[:1] if language == "ja" else sentences[:2]
    page = [own, *left] if above else [*left, wall]
    one = told(AGENCY, headline, [*sentences, REST[language]], language)
    other = told(PAPER, headline, page, language, 8)
    found = compare(one, other)

    assert found.text_score < CUT < found.score
    assert compare(other, one) == found.flipped()


@pytest.mark.parametrize(
    ("language", "headline"),
    [("sv", "Orkesterns stipendium delas ut"), ("sr", "Оркестру припала стипендија"), ("ja", "奨学金を楽団に授与")],
)
def test_a_teaser_under_another_story_is_not_that_story(language: str, headline: str) -> None:
    """Pages end with how their other stories begin; what is left of one of those is none of the first."""
    sentences, own, wall, _ = OPENINGS[language]
    left = sentences[:1] if language == "ja" else sentences[:2]
    page = told(AGENCY, headline, [REST[language], *left], language)
    found = compare(page, told(PAPER, own, [*left, wall], language, 8))

    assert found.taken is None
    assert found.score < CUT


@pytest.mark.parametrize("language", OPENINGS)
def test_one_passage_from_the_middle_is_no_opening(language: str) -> None:
    """A background is told again and again."""
    sentences, headline, wall, own = OPENINGS[language]
    one = told(AGENCY, headline, [*sentences, REST[language]], language)
    found = compare(one, told(PAPER, headline, [own, sentences[-2], sentences[-3], wall], language, 8))

    assert found.passages is None
    assert found.score < CUT


def test_the_story_and_the_pair_say_so(tmp_path: Path) -> None:
    """How many words stand in passages, and that these decided."""
    report = REPORTS["pl"]
    first, second = pair("pl")
    wire = [
        ninjs(each.version.uri, each.version.text, each.published, headline=each.version.headline, language="pl")
        for each in (first, second)
    ]
    [story] = fold(wire)
    [merge] = [merge for merge in story["story"]["merges"] if "signals" in merge]
    store = Store(tmp_path / "one.db")
    store.apply(story["uri"], encode(story))
    store.commit()
    found = why(store, AGENCY, PAPER)
    store.close()

    assert merge["signals"]["wordsInPassages"] > len(report.kept) * 8
    assert found.verdict == "one story"
    assert found.score >= LINK
    assert "passages" in [step.name for step in found.steps]
