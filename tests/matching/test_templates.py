"""Two events that a house reports in one template, and one event whose figures it updates.

All texts are invented. None of their languages or scripts is one that the rules were made for (those were English,
Chinese and Japanese).
"""

from __future__ import annotations

import pytest

from stream.matching.comparison import compare
from stream.matching.editions import Edition, prepare
from stream.matching.vetoes import veto
from stream.reading.intake import read_object
from wires import HOUR, NOON, ninjs

KO_QUAKE = (
    "{}일 {}시 {}분 {} 지역에서 규모 {}의 지진이 발생했다고 관측소가 밝혔다. 진앙은 {} 해역이며 깊이는 "
    "{}킬로미터로 추정된다. "
    "관측소는 이번 지진으로 인한 해일의 우려는 없다고 설명했다. 소방 당국은 지금까지 접수된 피해 신고가 없다고 전했다. "
    "당국은 여진에 대비해 달라고 주민들에게 당부했다."
)
TH_WEATHER = (
    "กรมอุตุนิยมวิทยาพยากรณ์อากาศสำหรับ{}ในคืนนี้ถึงวันพรุ่งนี้ มีเมฆบางส่วนและมีลมอ่อน อุณหภูมิต่ำสุด {} "
    "องศาเซลเซียส "
    "อุณหภูมิสูงสุด {} องศาเซลเซียส ประชาชนควรดูแลสุขภาพเนื่องจากอากาศเปลี่ยนแปลง "
    "ผู้ขับขี่ควรใช้ความระมัดระวังในช่วงเช้า"
    "เนื่องจากมีหมอกบาง และติดตามประกาศจากกรมอุตุนิยมวิทยาอย่างใกล้ชิด"
)
AR_VISIT = (
    "استقبل رئيس الوزراء اليوم في مكتبه سفير {} لدى البلاد وبحث معه سبل تعزيز التعاون بين البلدين في مختلف المجالات. "
    "وأكد رئيس الوزراء خلال اللقاء عمق العلاقات التي تربط البلدين وحرص الحكومة على تطويرها. من جانبه أعرب السفير "
    "{} عن "
    "تقدير {} لمواقف البلاد، مؤكدا رغبة بلاده في زيادة الاستثمارات. وقال السفير {} إن المرحلة المقبلة ستشهد توقيع "
    "اتفاقيات جديدة."
)
EL_WARNING = (
    "ΕΚΤΑΚΤΟ ΔΕΛΤΙΟ ΕΠΙΔΕΙΝΩΣΗΣ ΚΑΙΡΟΥ. Η ΥΠΗΡΕΣΙΑ ΠΡΟΕΙΔΟΠΟΙΕΙ ΓΙΑ ΙΣΧΥΡΕΣ ΒΡΟΧΕΣ ΚΑΙ ΚΑΤΑΙΓΙΔΕΣ ΣΤΗΝ ΠΕΡΙΟΧΗ "
    "{} ΑΠΟ ΤΙΣ {} "
    "ΕΩΣ ΑΡΓΑ ΤΟ ΒΡΑΔΥ. ΟΙ ΚΑΤΟΙΚΟΙ ΤΗΣ ΠΕΡΙΟΧΗΣ {} ΚΑΛΟΥΝΤΑΙ ΝΑ ΑΠΟΦΥΓΟΥΝ ΤΙΣ ΜΕΤΑΚΙΝΗΣΕΙΣ. ΟΙ ΑΝΕΜΟΙ ΘΑ "
    "ΦΤΑΣΟΥΝ ΤΑ {} "
    "ΜΠΟΦΟΡ ΚΑΙ ΤΟ ΥΨΟΣ ΒΡΟΧΗΣ ΤΑ {} ΧΙΛΙΟΣΤΑ. Η ΥΠΗΡΕΣΙΑ ΘΑ ΕΚΔΩΣΕΙ ΝΕΟ ΔΕΛΤΙΟ ΑΝ ΧΡΕΙΑΣΤΕΙ."
)
ES_QUAKE = (
    "Un sismo de magnitud {} sacudió este lunes a las {} horas la costa sur, informó el servicio sismológico. El "
    "epicentro "
    "se situó a {} kilómetros al noroeste del puerto y a una profundidad de {} kilómetros. No hubo reportes "
    "inmediatos de "
    "víctimas ni de daños. Las autoridades pidieron a la población mantener la calma y atender a los avisos "
    "oficiales."
)
RU_DRAW = (
    "В очередном тираже лотереи выпали числа {}, {}, {}, {} и {}, сообщил организатор. Главный приз составил {} "
    "миллиона "
    "рублей. Билеты продаются во всех отделениях, выигрыши выплачиваются в течение полугода. Следующий тираж "
    "пройдет по "
    "расписанию, трансляция будет доступна на сайте организатора."
)


def told(body: str, headline: str = "", hours: int = 0) -> Edition:
    """What the reader makes of it."""
    return prepare(read_object(ninjs(f"urn:test:{headline}:{hours}", body, NOON + hours * HOUR, headline=headline)))


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (KO_QUAKE, ("10", "9", "12", "가람", "3.8", "가람", "11"), ("10", "16", "40", "누리", "2.9", "누리", "17")),
        (AR_VISIT, ("نورلاند", "ألبير", "نورلاند", "ألبير"), ("إيلاريا", "روبير", "إيلاريا", "روبير")),
        (EL_WARNING, ("ΓΑΡΑΝ", "14:00", "ΓΑΡΑΝ", "8", "40"), ("ΤΑΜΣΕΛ", "17:00", "ΤΑΜΣΕΛ", "9", "55")),
        (ES_QUAKE, ("4,7", "7:12", "12", "8,2"), ("3,6", "14:41", "9", "11,4")),
        (RU_DRAW, ("4", "17", "23", "35", "41", "2,5"), ("9", "12", "30", "33", "44", "3,1")),
    ],
)
def test_two_events_in_one_template(template: str, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Korean and Arabic know no capitals, Greek warnings nothing else; Spanish and Russian figures tell alone."""
    one, other = told(template.format(*first)), told(template.format(*second), hours=5)

    found = veto(one, other)
    assert found is not None
    assert veto(other, one) == found.flipped()
    assert not compare(one, other).links


def test_a_name_that_stands_once_is_shown_by_the_headlines() -> None:
    """Thai weather of two towns: nothing but a name and two temperatures differ, as in an update."""
    one = told(TH_WEATHER.format("เชียงใหม่", 18, 29), "สภาพอากาศเชียงใหม่")
    other = told(TH_WEATHER.format("ภูเก็ต", 25, 33), "สภาพอากาศภูเก็ต", 1)

    assert compare(one, other).text_score > 0
    assert compare(one, other).score == 0.0
    assert veto(told(one.version.text), told(other.version.text, hours=1)) is None


KO_FIRE = (
    "{}일 새벽 항구에 정박한 여객선에서 불이 나 {}명이 숨지고 {}명이 다쳤다고 해경이 밝혔다. 실종자는 {}명이다. "
    "불은 두 시간 "
    "만에 꺼졌으며 해경은 기관실에서 불이 시작된 것으로 보고 원인을 조사하고 있다. "
    "여객선에는 승객과 승무원이 타고 있었다."
)
TH_FLOOD = (
    "น้ำท่วมฉับพลันในจังหวัดทางภาคเหนือทำให้มีผู้เสียชีวิต {} ราย และบาดเจ็บ {} ราย "
    "เจ้าหน้าที่กู้ภัยกล่าวว่าบ้านเรือนหลายร้อยหลัง"
    "ได้รับความเสียหาย และถนนสายหลักถูกตัดขาด ทางการได้จัดตั้งศูนย์พักพิงชั่วคราวสำหรับผู้ประสบภัยแล้ว"
)
TR_QUAKE = (
    "Ülkenin doğusunda pazartesi günü saat 07:12'de meydana gelen 6,7 büyüklüğündeki depremde en az {} kişi "
    "öldü, {} kişi "
    "yaralandı. Yetkililer {} binanın yıkıldığını bildirdi. Arama kurtarma ekipleri enkaz altında çalışmalarını "
    "sürdürüyor. "
    "Depremin merkez üssü kıyıdan 12 kilometre açıkta, 8,2 kilometre derinlikte."
)
HI_BUS = (
    "राज्य के पहाड़ी इलाके में सोमवार को एक बस खाई में गिर गई जिसमें {} लोगों की मौत हो गई और {} लोग घायल हो गए। "
    "पुलिस ने बताया कि "
    "राहत और बचाव का काम जारी है। घायलों को नजदीकी अस्पताल में भर्ती कराया गया है। मुख्यमंत्री ने घटना पर दुख "
    "जताया है।"
)


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (KO_FIRE, ("10", "12", "45", "9"), ("10", "17", "60", "3")),
        (TH_FLOOD, ("12", "45"), ("17", "60")),
        (TR_QUAKE, ("12", "145", "8"), ("31", "600", "40")),
        (HI_BUS, ("12", "20"), ("9", "20")),
    ],
)
def test_an_update_of_one_event(template: str, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Tolls rise, those missing are found, one count is corrected; hour, place and magnitude stay."""
    headlines = [f"{values[0]} / {values[1]}" for values in (first, second)]
    one, other = (
        told(template.format(*v), h, n) for n, (v, h) in enumerate(zip((first, second), headlines, strict=True))
    )

    assert veto(one, other) is None
    assert compare(one, other).links


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Der Bürgermeister der Hafenstadt eröffnete am Montag die neue Brücke über den Fluss. Die Brücke "
            "wurde in zwei "
            "Jahren gebaut. Der Bürgermeister lobte die Arbeiter und dankte den Anwohnern für ihre Geduld im Sommer.",
            "Das Stadtoberhaupt der Hafenstadt eröffnete am Montag die neue Brücke über den Fluss. Die Brücke "
            "wurde in zwei "
            "Jahren errichtet. Das Stadtoberhaupt lobte die Arbeiter und dankte den Anwohnern für ihre Geduld im "
            "Sommer.",
        ),
        (
            "وقال المتحدث إن الجسر الجديد فوق النهر سيفتح أمام حركة المرور يوم الاثنين بعد عامين من أعمال "
            "البناء. وأضاف المتحدث أن "
            "السلطات تشكر السكان على صبرهم خلال الصيف.",
            "وصرح الناطق إن الجسر الجديد فوق النهر سيفتح أمام حركة المرور يوم الاثنين بعد عامين من أعمال البناء. "
            "وأضاف الناطق أن "
            "السلطات تشكر السكان على صبرهم خلال الصيف.",
        ),
        (
            "市長は月曜日、川に架かる新しい橋の開通式に出席した。橋の建設には二年かかった。市長は作業員をたたえ、住民の協力に謝意を示した。",
            "市長は月曜日、川に架かる新しい橋の完成式に出席した。橋の建設には二年かかった。市長は作業員を称賛し、住民の協力に感謝を述べた。",
        ),
    ],
)
def test_words_that_a_house_swaps_are_no_names(one: str, other: str) -> None:
    """In scripts without capitals, or where every noun has one, a synonym looks like a name, even if it recurs."""
    assert veto(told(one), told(other, hours=1)) is None


HI_VISIT = (
    "प्रधानमंत्री ने आज अपने कार्यालय में {} से मुलाकात की। दोनों नेताओं ने व्यापार, जल प्रबंधन और पर्यटन में सहयोग बढ़ाने पर "
    "चर्चा की। बैठक के बाद दोनों देशों के मंत्रियों ने समझौते पर हस्ताक्षर किए। प्रधानमंत्री ने मेहमान का आभार जताया और "
    "अगले वर्ष फिर आने का न्योता दिया।"
)
AM_VISIT = (
    "ጠቅላይ ሚኒስትሩ ዛሬ በጽሕፈት ቤታቸው ከ{} ጋር ተወያዩ። ሁለቱ ወገኖች በንግድ፣ በውሃ አስተዳደርና በቱሪዝም ዘርፍ ትብብራቸውን ለማጠናከር ተስማሙ። "
    "ከውይይቱ በኋላ ሚኒስትሮቻቸው የመግባቢያ ሰነድ ተፈራርመዋል። ጠቅላይ ሚኒስትሩ እንግዳቸውን አመስግነው በሚቀጥለው ዓመት እንዲመለሱ ጋብዘዋል።"
)
FA_MATCH = (
    "تیم فوتبال {} عصر پنجشنبه در ورزشگاه خانگی خود به پیروزی رسید. سرمربی تیم پس از مسابقه از تلاش بازیکنان جوان "
    "خود تشکر کرد و گفت که هفته آینده باید با تمرکز بیشتری بازی کنند. تماشاگران تا دقیقه پایانی تیم خود را "
    "تشویق کردند و داور سه بازیکن را با کارت زرد جریمه کرد."
)


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (HI_VISIT, ("नॉरलैंड के राष्ट्रपति अलबेर मोरेन", "नॉरलैंड के राष्ट्रपति से मिले प्रधानमंत्री"),
         ("इलारिया की महारानी सोफ़िया", "इलारिया की महारानी से मिले प्रधानमंत्री")),
        (AM_VISIT, ("ኖርላንድ ፕሬዚዳንት አልበርት ሞረን", "የኖርላንድ ፕሬዚዳንት በጽሕፈት ቤቱ"),
         ("ኢላርያ ንግሥት ሶፊያ", "የኢላርያ ንግሥት በጽሕፈት ቤቱ")),
        (FA_MATCH, ("دریانوردان بندر سرخ", "برد خانگی دریانوردان"), ("کوهنوردان شهر سپید", "برد خانگی کوهنوردان")),
    ],
)  # fmt: skip
def test_a_headline_shows_one_word_of_a_name(template: str, first: tuple[str, str], second: tuple[str, str]) -> None:
    """The country of who was received, the first word of a team: the text has the office or the town beside it."""
    (name, headline), (other_name, other_headline) = first, second
    one, other = told(template.format(name), headline), told(template.format(other_name), other_headline, 2)

    assert compare(one, other).score == 0.0
    assert compare(one, told(template.format(name), f"{headline}.", 2)).score > 0.9


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "Liczby wylosowane we wtorek w grze Fala to: {}. Nikt nie trafił głównej wygranej, pula rośnie do soboty.",
            "3, 8, 14, 22, 31 (trzy, osiem, czternaście, dwadzieścia dwa, trzydzieści jeden)",
            "5, 11, 19, 27, 36 (pięć, jedenaście, dziewiętnaście, dwadzieścia siedem, trzydzieści sześć)",
        ),
        (
            "สลากกินแบ่งรัฐบาลงวดประจำวันที่หนึ่ง เลขท้ายสามตัวที่ออกคือ {} ผู้ถูกรางวัลขอรับเงินได้ภายในสองปีนับจากวันออก",
            "148 257 631 902",
            "216 379 745 988",
        ),
        (
            "ஞாயிற்றுக்கிழமை குலுக்கலில் வென்ற எண்கள் {} என்று அறிவிக்கப்பட்டது, பரிசு பெற்றவர்கள் ஒரு மாதத்தில் பெறலாம்.",
            "2-09-11-29-33",
            "4-12-18-30-38",
        ),
    ],
)
def test_numbers_in_a_row_are_drawn_and_not_counted(template: str, first: str, second: str) -> None:
    """All of them rise, as tolls do; but nothing stands between them that they count."""
    one, other = told(template.format(first)), told(template.format(second), hours=1)

    assert veto(one, other) is not None


@pytest.mark.parametrize("foot", ["Call our newsroom: {}", "Redaktion: {}", "電話 {}"])
def test_telephone_numbers_of_two_sites_part_no_copies(foot: str) -> None:
    """They stand at an edge of both texts, with what they are beside them."""
    body = "The harbour council of Garan said on Tuesday that the old pier would be rebuilt before the summer."
    one, other = (told(f"{body}\n\n{foot.format(number)}") for number in ("312 555 0100", "605 744 0123"))

    assert veto(one, other) is None
