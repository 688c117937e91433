"""Names in scripts without capitals, and what of a text must be in the other: all texts and names are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stream.dispatch import Credit, Slot
from stream.matching.editions import Edition, prepare
from stream.matching.translating.deciding import translated
from stream.matching.translating.evidence import Particulars, gathered
from stream.matching.translating.weighing import Match, matches
from wires import NOON, version

FILLING = "It was said that nothing else was known of the matter, and that it would be looked into. "


def read(language: str, text: str) -> Particulars:
    """What is read of a text."""
    return gathered("", text, language)


def shared(english: str, language: str, text: str) -> dict[str, Match]:
    """What an English text has in common with another, by what English prints."""
    return {match.one.printed: match for match in matches(read("en", english), read(language, text))}


@pytest.mark.parametrize(
    ("language", "same", "another"),
    [
        ("ko", "어제 모레노 씨가 왔다.", "어제 마리나 씨가 왔다."),
        ("ja", "昨日モレノさんが来た。", "昨日マリナさんが来た。"),
    ],
)
def test_vowels_part_two_names_of_the_same_consonants(language: str, same: str, another: str) -> None:
    """Moreno and Marina have the same consonants, and scripts with vowels say which of them is meant."""
    english = "Yesterday Gabriela Moreno came."
    assert shared(english, language, same)["Moreno"].bits > 2
    assert "Moreno" not in shared(english, language, another)


@pytest.mark.parametrize("name", ["Trump", "Brexit", "Rolex", "Kansas", "Zelda", "Brunswick", "Jazz"])
def test_what_is_no_vietnamese_syllable_is_a_name(name: str) -> None:
    """It stands alone and opens a sentence, as words of its language do that are no names."""
    [found] = [
        item for item in read("vi", f"Hôm qua, người dân nói nhiều. {name} đã được nói tới.").items if "~" in item.key
    ]
    assert found.printed == name


@pytest.mark.parametrize("word", ["Nghiêng", "Khuyên", "Quyển", "Giặt", "Ngoài", "Thuyền", "Đường", "Uống"])
def test_a_vietnamese_syllable_alone_is_none(word: str) -> None:
    """Every one of them may open a sentence."""
    assert not [
        item for item in read("vi", f"Hôm qua, người dân nói nhiều. {word} đã được nói tới.").items if "~" in item.key
    ]


@pytest.mark.parametrize(
    ("city", "language", "text"),
    [
        ("Moscow", "uk", "Потяг учора залишив Москва-Товарна."),
        ("Kharkiv", "uk", "Потяг учора залишив Харків."),
        ("Pune", "hi", "ट्रेन कल पुणे से चली।"),
    ],
)
def test_a_large_city_is_no_word_however_often_it_is_told(city: str, language: str, text: str) -> None:
    """It is told so often because it is large, and lies where the language is spoken, or is known anywhere."""
    assert shared(f"The train left {city} yesterday.", language, text)[city].level == 0


@pytest.mark.parametrize("text", ["توقف القطار في ميدان أمس.", "كان أمس حلب الأبقار."])
def test_a_word_is_no_large_city(text: str) -> None:
    """A square is not Medan, which Arabs tell less of, and three letters are the root of many words."""
    assert not [item for item in read("ar", text).items if item.kind.startswith("place")]


@pytest.mark.parametrize(
    ("particle", "name"), [("가", "모레노"), ("에서는", "트레비조"), ("은", "볼드윈"), ("으로부터", "헤드스트룀")]
)
def test_what_korean_puts_behind_a_name_is_no_part_of_it(particle: str, name: str) -> None:
    """Consonants of the particle are none of the name's."""
    [bare] = [item for item in read("ko", f"{name} ,").items if item.key[0] == "~"]
    [found] = [item for item in read("ko", f"{name}{particle} ,").items if item.key[0] == "~"]
    assert (found.key, found.skeletons) == (bare.key, bare.skeletons)


@pytest.mark.parametrize("name", ["바그나이", "오슬로이"])
def test_a_syllable_that_cannot_be_a_particle_there_stays(name: str) -> None:
    """The subject's is 이 behind a consonant alone."""
    assert [item.key for item in read("ko", f"{name} ,").items if item.key[0] == "~"] in ([], [f"~{name}"])


@pytest.mark.parametrize(
    ("language", "text"),
    [("ko", "그는 알바세테에 산다."), ("ru", "Он живет в городе Альбасете."), ("ja", "彼はアルバセテに住む。")],
)
def test_a_city_is_found_by_its_sound_where_one_table_alone_has_it(language: str, text: str) -> None:
    """Tables have more cities in some scripts than in others."""
    assert shared("He lives in Albacete now.", language, text)["Albacete"].bits > 2


@pytest.mark.parametrize(
    "text", ["괭이밥을 옮겼다고", "젊은 얕은 짧은", "땅을 볼이 쇠도", "바그너 3척은 12마리가", "재촉했다면서 물었다는"]
)
def test_verbs_and_what_is_counted_are_no_korean_names(text: str) -> None:
    """Foreign names end their syllables in seven consonants alone, and a word of one syllable is none."""
    named = [item.printed for item in read("ko", f"{text} ,").items if item.key[0] == "~"]
    assert set(named) <= {"바그너", "괭이밥을"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ko",
            "그들은 어제 저녁 늦게 열린 회의에서 NATO 와 EU 그리고 IMF 와 WHO 에 대하여 오랫동안 이야기했다고 한다.",
        ),
        ("th", "พวกเขา พูดถึง NATO และ EU กับ IMF และ WHO เมื่อวานนี้ ในการประชุมที่ใช้เวลานานหลายชั่วโมงกว่าที่ทุกคนคาดไว้"),
        ("he", "הם דיברו ארוכות על NATO ועל EU וגם על IMF ועל WHO אתמול בערב בפגישה שנמשכה הרבה יותר ממה שכולם חשבו"),
        ("hi", "उन्होंने कल शाम की लंबी बैठक में NATO और EU तथा IMF और WHO के बारे में बहुत देर तक आपस में खुलकर बात की"),
    ],
)
def test_bodies_in_capitals_are_read_in_texts_of_other_scripts(language: str, text: str) -> None:
    """All letters that have capitals are capitals there, and yet nobody shouts."""
    assert {item.printed for item in read(language, text).items if item.key[0] == "="} >= {"NATO", "EU", "IMF", "WHO"}


@pytest.mark.parametrize(
    ("language", "text"),
    [("ja", "昨夜、ハーグローブストリートで火事があった。"), ("ko", "어젯밤 하그로브스트리트에서 불이 났다.")],
)
def test_a_name_of_two_words_may_be_one_in_another_script(language: str, text: str) -> None:
    """Japanese and Korean print no space where English does."""
    found = shared("There was a fire in Hargrove Street last night.", language, text)
    assert found["Hargrove"].bits > 2


MEETING = {
    "en": "Foreign Minister Tarvo Lehtmets received {guest} of {land} in Tallinn on Tuesday, and called for closer "
    "exchanges.\n\nEstonia and {land} are friends, and ties have come a long way since they were established 47 years "
    "ago, Lehtmets said.\n\n{guest} said that {land} would send 260 students.",
    "he": "שר החוץ טרבו להטמטס קיבל ביום שלישי בטאלין את {guest} מ-{land} וקרא לחילופים הדוקים יותר.\n\n"
    "אסטוניה ו-{land} הן ידידות, והיחסים עשו דרך ארוכה מאז שנוצרו לפני 47 שנים, אמר השר, שהודה ל-{land} על העזרה "
    "בחורף ועל הכנסת האורחים הנדיבה.",
    "fa": "وزیر خارجه تاروو لهتمتس روز سه‌شنبه در تالین با {guest} از {land} دیدار کرد و خواستار تبادل نزدیک‌تر شد.\n\n"
    "استونی و {land} دوست هستند و روابط از زمان برقراری آن در 47 سال پیش راه درازی را پیموده است، وزیر گفت و از {land} "
    "برای کمک در زمستان و برای مهمان‌نوازی سپاسگزاری کرد.",
    "hi": "विदेश मंत्री तारवो लेहतमेत्स ने मंगलवार को तालिन में {land} के {guest} से मुलाकात की और घनिष्ठ आदान-प्रदान का आह्वान "
    "किया।\n\nएस्टोनिया और {land} मित्र हैं और 47 साल पहले स्थापित होने के बाद से संबंध बहुत आगे बढ़े हैं, मंत्री ने कहा और "
    "{land} को सर्दियों में मदद के लिए धन्यवाद दिया।",
}
LANDS = {
    "en": ("Kenya", "Uruguay"),
    "he": ("קניה", "אורוגוואי"),
    "fa": ("کنیا", "اروگوئه"),
    "hi": ("केन्या", "उरूग्वे"),
}
GUESTS = {
    "en": ("Wambui Otieno", "Facundo Echenique"),
    "he": ("וומבוי אוטיינו", "פקונדו אצ'ניקה"),
    "fa": ("وامبوی اوتینو", "فاکوندو اچنیکه"),
    "hi": ("वाम्बुई ओटिएनो", "फाकुंडो एचेनिके"),
}


def meeting(language: str, which: int, *chain: str) -> Edition:
    """The minister's meeting with the one or the other guest."""
    text = MEETING[language].format(land=LANDS[language][which], guest=GUESTS[language][which])
    made = version(f"urn:{language}:{which}", text, NOON)
    return prepare(replace(made, language=language, credits=(Credit(Slot.CREDIT_LINE, "/".join(chain), chain),)))


@pytest.mark.parametrize("language", ["he", "fa", "hi"])
def test_an_excerpt_says_nothing_that_is_not_in_its_source(language: str) -> None:
    """A country that it names twice is in the original, or that is another's original: of one house, day and form."""
    source = meeting("en", 0, "BNS")
    assert translated(source, meeting(language, 0, "BNS", "TT")) is not None
    assert translated(source, meeting(language, 1, "BNS", "TT")) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "da",
            "Borgmester Sigbritt Vestermark åbnede onsdag den nye bro over åen, som har været under opførelse i flere "
            "år, og takkede alle, der havde været med til at bygge den. Arbejdet kostede 4.715.300 kroner, og det var "
            "mindre, end der var sat af til det, sagde hun til de fremmødte, som havde ventet længe.",
        ),
        (
            "fi",
            "Pormestari Sigbritt Vestermark avasi keskiviikkona joen ylittävän uuden sillan, jota on rakennettu useita "
            "vuosia, ja kiitti kaikkia rakentamiseen osallistuneita. Työ maksoi 4 715 300 kruunua, mikä oli vähemmän "
            "kuin siihen oli varattu, hän sanoi paikalle tulleille, jotka olivat odottaneet pitkään.",
        ),
    ],
)
def test_an_excerpt_that_names_little_is_known_by_its_credit(language: str, text: str) -> None:
    """Three things are enough, where all of them are in the text that it credits."""
    english = (
        "Mayor Sigbritt Vestermark opened the new bridge across the river on Wednesday, which has been in the making "
        "for several years, and thanked all who had helped to build it. The work cost 4,715,300 kroner, less than had "
        "been set aside, she said.\n\n" + 6 * FILLING
    )
    source = prepare(
        replace(version("urn:en", english, NOON), language="en", credits=(Credit(Slot.CREDIT_LINE, "TT", ("TT",)),))
    )
    for chain, is_found in ((("TT", "BNS"), True), (("BNS",), False)):
        made = version("urn:x", text, NOON)
        credit = Credit(Slot.CREDIT_LINE, "/".join(chain), chain)
        excerpt = prepare(replace(made, language=language, credits=(credit,)))
        assert (translated(source, excerpt) is not None) is is_found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "uk",
            "Мер Сігбрітт Вестермарк у середу відкрила в місті Ельверум новий міст через річку, який будували кілька "
            "років, і подякувала всім, хто допомагав його зводити. Роботи коштували 4 715 300 крон, менше, ніж на них "
            "було закладено, сказала вона тим, хто дуже довго чекав на березі річки.",
        ),
        (
            "bg",
            "Кметът Сигбрит Вестермарк откри в сряда в град Елверум новия мост над реката, който се строеше няколко "
            "години, и благодари на всички, които са помогнали за него. Работата струва 4 715 300 крони, по-малко от "
            "предвиденото, каза тя на онези, които дълго бяха чакали на брега на реката.",
        ),
        (
            "sr",
            "Градоначелница Сигбрит Вестермарк отворила је у среду у Елверуму нови мост преко реке, који се градио "
            "неколико година, и захвалила свима који су помогли да се сагради. Радови су коштали 4.715.300 круна, мање "
            "него што је било предвиђено, рекла је она онима који су дуго чекали.",
        ),
    ],
)
def test_between_two_alphabets_fewer_names_are_enough(language: str, text: str) -> None:
    """One of them transcribes what the other spells: less of it is found, and what is found is no chance spelling."""
    english = (
        "Mayor Sigbritt Vestermark opened the new bridge across the river in Elverum on Wednesday, which had been "
        "in the making for several years, and thanked all who had helped to build it. The work cost 4,715,300 kroner, "
        "less than had been set aside, she told those who had been waiting on the bank for a long time."
    )
    credit = Credit(Slot.CREDIT_LINE, "NTB", ("NTB",))
    source, made = (
        prepare(replace(version(f"urn:{code}", some, NOON), language=code, credits=(credit,)))
        for code, some in (("en", english), (language, text))
    )
    assert translated(source, made) is not None
