"""What two texts share, and what their headlines tell. All texts are invented, in languages no rule was made for."""

from __future__ import annotations

import pytest

from stream.matching.comparison import compare
from stream.matching.editions import Edition, prepare
from stream.matching.vetoes import veto
from stream.reading.intake import read_object
from stream.stories.split import split
from wires import HOUR, NOON, ninjs, text

DAY = 24 * HOUR


def told(headline: str, body: str, hours: int = 0) -> Edition:
    """What the reader makes of it."""
    return prepare(read_object(ninjs(f"urn:test:{headline}:{hours}", body, NOON + hours * HOUR, headline=headline)))


WALLS = [
    (
        "Dieser Artikel ist nur für Abonnenten zugänglich. Um weiterzulesen, melden Sie sich bitte an oder "
        "wählen Sie ein "
        "Abonnement. Das digitale Abo kostet 9,90 im Monat und kann jederzeit gekündigt werden. Schon "
        "registriert? Hier "
        "einloggen.",
        ("Bürgermeister tritt nach Hafenaffäre zurück", "Sturm legt drei Schulen lahm"),
    ),
    (
        "Пожалуйста, включите JavaScript и файлы cookie, чтобы продолжить. Мы заметили необычную активность в "
        "вашей сети. "
        "Нажмите на кнопку ниже, чтобы подтвердить, что вы не робот. Если проблема повторится, обратитесь в "
        "поддержку.",
        ("Центробанк сохранил ставку", "Наводнение на юге страны"),
    ),
    (
        ""
        "この記事は有料会員限定です。続きをお読みいただくには、ログインするか会員登録をしてください。会員の方はログインすると全文を"
        "お読みいただけます。初月は無料でお試しいただけます。",
        ("港湾汚職で市長が辞任", "強風で三校が休校"),
    ),
    (
        "يرجى تفعيل جافا سكريبت وملفات تعريف الارتباط في متصفحك للمتابعة. لقد رصدنا نشاطا غير معتاد من شبكتك. "
        "اضغط على "
        "المربع أدناه لتأكيد أنك لست برنامجا آليا. لماذا حدث هذا؟ تأكد من أن متصفحك لا يمنع تحميلها.",
        ("البنك المركزي يبقي أسعار الفائدة", "فيضانات تضرب الجنوب"),
    ),
]


@pytest.mark.parametrize(("wall", "headlines"), WALLS)
@pytest.mark.parametrize("also", ["", " 4711-0815"])
def test_a_wall_under_two_headlines_is_two_stories(wall: str, headlines: tuple[str, str], also: str) -> None:
    """Word for word or nearly: it knows neither headline."""
    one, other = told(headlines[0], wall), told(headlines[1], wall + also, 1)
    found = veto(one, other)

    assert found is not None
    assert found.kind == "headline"
    assert {found.first, found.second} == set(headlines)
    members = {edition.version.uri: (edition,) for edition in (one, other)}
    assert len(split(members, DAY)) == 2


BANNER = (
    "Nous et nos partenaires stockons des informations sur un appareil, telles que les cookies, et traitons des "
    "données "
    "personnelles, telles que des identifiants uniques, pour des annonces et un contenu personnalisés. Avec votre "
    "autorisation, nous pouvons utiliser des données de géolocalisation précises. Vous pouvez refuser ou "
    "modifier vos "
    "préférences avant de consentir.\n\n{}"
)
FOOT = (
    "{}\n\nO firmie\n\nPółnocne Promy są wiodącym operatorem przewozów pasażerskich w cieśninach. Firma założona "
    "w 1921 roku "
    "przewozi rocznie ponad cztery miliony pasażerów na czternastu trasach flotą dwudziestu trzech statków. "
    "Niniejszy "
    "komunikat zawiera stwierdzenia dotyczące przyszłości, które opierają się na obecnych oczekiwaniach i "
    "podlegają ryzyku. "
    "Spółka nie zobowiązuje się do aktualizowania tych stwierdzeń."
)
BACKGROUND = (
    "{}\n\n해협을 둘러싼 분쟁은 이 년 전 섬 의회가 연방 탈퇴를 의결하고 "
    "연방 해군이 북쪽 수로를 상선에 폐쇄하면서 시작됐다. 그 뒤로 "
    "지금까지 사백여 명이 숨졌고 삼만 명 넘게 집을 떠났다고 구호 단체는 "
    "밝혔다. 지난 유월 체결된 휴전은 몇 주 만에 깨졌다. 양측은 서로 "
    "기뢰를 부설했다고 비난하고 있다. 이웃 세 나라의 중재자들은 중립 깃발 아래 감시단을 보내자고 제안했다."
)


@pytest.mark.parametrize(
    ("frame", "first", "second"),
    [
        (
            BANNER,
            (
                "La piscine reste fermée",
                "Le conseil municipal a voté lundi la fermeture de la piscine découverte pour tout l'été, car les "
                "canalisations de la station de pompage doivent être remplacées. Les abonnements seront remboursés.",
            ),
            (
                "Des oignons bloquent la rocade",
                "Un camion chargé d'oignons s'est renversé tôt ce matin sur la rocade et a bloqué les deux voies "
                "jusqu'à "
                "midi. Le chauffeur, blessé à la main, a pu rentrer chez lui.",
            ),
        ),
        (
            FOOT,
            (
                "Północne Promy powołują Annę Berg na dyrektora finansowego",
                "Rada nadzorcza spółki powołała Annę Berg na stanowisko dyrektora finansowego od pierwszego "
                "kwietnia. "
                "Zastąpi ona Tomasza Hale, który przechodzi na emeryturę po jedenastu latach.",
            ),
            (
                "Północne Promy zamawiają dwa statki elektryczne",
                "Spółka podpisała ze stocznią Marfjord kontrakt na dwie jednostki zasilane akumulatorami, które "
                "wejdą do "
                "służby w roku 2027. Każda zabierze czterystu podróżnych i ładuje się przy nabrzeżu.",
            ),
        ),
        (
            BACKGROUND,
            (
                "노르드비 어시장에 포탄",
                "월요일 새벽 노르드비 어시장에 포탄이 떨어져 상인 여섯 명이 숨졌다고 "
                "보건 당국이 전했다. 구조대는 무너진 경매장 잔해에서 "
                "짐꾼 두 명을 찾고 있다. 시장은 학교 문을 닫게 했다.",
            ),
            (
                "대표단, 포로 교환 합의",
                "양측 대표단이 제네바에서 열린 회담에서 이번 주말까지 포로 마흔 "
                "명을 교환하기로 합의했다. 회담은 화요일에도 비공개로 "
                "이어진다. 실종자 가족들은 호텔 앞에서 사진을 들고 서 있었다.",
            ),
        ),
    ],
)
def test_a_passage_that_neither_headline_is_about(frame: str, first: tuple[str, str], second: tuple[str, str]) -> None:
    """A banner above, a company's foot, a long background: what remains has no words in common."""
    one, other = (told(head, frame.format(own), n) for n, (head, own) in enumerate((first, second)))
    found = veto(one, other)

    assert found is not None
    assert found.kind == "headline"
    assert compare(one, other).overlap.containment > 0.5


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Feuer auf Fähre vor Garan", "Zwölf Tote bei Brand auf See"),
        ("Пожар на пароме у Гарана", "Двенадцать погибших в море"),
        ("Garan açıklarında feribot yangını", "Denizde on iki ölü"),
    ],
)
def test_other_words_over_one_article_do_not_part_it(first: str, second: str) -> None:
    """Each house heads what it prints in its own words, some of which the text has."""
    body = f"{text(1, 40)} {first.lower()}. {text(2, 40)} {second.lower()}. {text(3, 20)}"
    assert veto(told(first, body), told(second, body + " x", 1)) is None


def test_a_headline_that_plays_with_words_does_not_part_an_article() -> None:
    """What is longer than a wall stays together, and so does what no headline is known of."""
    long = text(4, 200)
    assert veto(told("Over and out", long), told("Gone for good", f"{long} x", 1)) is None
    assert veto(told("", WALLS[0][0]), told("Gone for good", WALLS[0][0], 1)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            (
                "Garan Courier: Nation",
                "Sign up for our daily letter and have the top stories sent to you each morning.",
            ),
            ("World Wire, Tamsel", "By using this website you agree that we keep cookies on your computer or phone."),
        ),
        (
            (
                "Garaner Kurier aktuell",
                "Mit unserem Rundbrief erfahren Sie jeden Morgen um sieben Uhr, was in Ihrer Stadt geschieht.",
            ),
            (
                "Tamseler Zeitung: Ausland",
                "Durch die Nutzung dieser Seiten erklären Sie sich damit einverstanden, dass Kekse gespeichert werden.",
            ),
        ),
        (
            ("ガラン新報 国際面", "朝刊と夕刊を電子版で毎日お読みいただけます。登録は下のボタンから無料でどうぞ。"),
            ("タムセル日日 海外便り", "当社のアプリでは速報を通知します。ご意見やご感想は読者室までお寄せください。"),
        ),
    ],
)
def test_the_name_of_a_site_over_its_own_furniture_does_not_part_copies(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    """What each has for itself is not what its headline says either."""
    long = text(4, 200)
    one, other = (told(head, f"{long}\n\n{own}", n) for n, (head, own) in enumerate((first, second)))

    assert veto(one, other) is None
