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


# What stands above, twice, and the foot of a column that has one title every day.
COLUMNS = {
    "it": (
        "La posta di Agnese",
        "Mio suocero ripara biciclette in salotto e il tappeto persiano di mia nonna sa di grasso. Ho provato a "
        "dirglielo ridendo, ma lui ride più forte.",
        "Da tre anni divido il pianerottolo con un trombonista: prova alle sei del mattino, sempre le stesse quattro "
        "battute, e io lavoro di notte.",
        "La rubrica esce ogni giovedì. Scrivete alla redazione, via dei Mulini 8, indicando nome e telefono; le "
        "lettere possono essere abbreviate. Riproduzione riservata, anche parziale.",
    ),
    "el": (
        "Ρωτήστε τον κηπουρό",
        "Η λεμονιά στο μπαλκόνι μου έβγαλε φέτος κίτρινα φύλλα και κολλάει ολόκληρη. Την ψέκασα δύο φορές με "
        "σαπουνόνερο, χωρίς καμία βελτίωση μέχρι σήμερα.",
        "Θέλω να φυτέψω τριαντάφυλλα δίπλα στη θάλασσα, αλλά ο αέρας καίει τα μπουμπούκια. Υπάρχει ποικιλία που να "
        "αντέχει στην αλμύρα;",
        "Η στήλη δημοσιεύεται κάθε Σάββατο. Στείλτε τα γράμματά σας στη διεύθυνση της εφημερίδας με ονοματεπώνυμο. "
        "Απαγορεύεται η αναδημοσίευση χωρίς γραπτή άδεια του εκδότη.",
    ),
    "ko": (
        "독자 상담실",
        "퇴직한 남편이 하루 종일 거실에서 낚시 방송만 봅니다. 점심을 차려 주지 않으면 라면도 끓이지 않고 기다립니다. "
        "저도 합창단 연습에 가고 싶은데 미안해서 말을 꺼내지 못했습니다. 어떻게 이야기하면 좋을까요?",
        "윗집 아이들이 밤마다 뛰어다녀 잠을 이루지 못합니다. 관리소에 세 번이나 부탁했지만 소용이 없었습니다. "
        "엘리베이터에서 마주치면 서로 고개를 돌립니다. 이사할 형편은 안 되는데 방법이 있을까요?",
        "이 칼럼은 매주 화요일에 실립니다. 사연은 이름과 연락처를 적어 편집국으로 보내 주십시오. "
        "보내신 편지는 줄여서 실을 수 있으며 돌려드리지 않습니다. 무단 전재와 재배포를 금합니다.",
    ),
}


@pytest.mark.parametrize("language", COLUMNS)
def test_a_foot_under_one_title_does_not_make_two_columns_one(language: str) -> None:
    """All that they share stands below what each tells, and says nothing of it."""
    title, first, second, foot = COLUMNS[language]
    one, other = told(title, f"{first}\n\n{foot}"), told(title, f"{second}\n\n{foot}", 1)
    found = compare(one, other)

    assert found.overlap.similarity > 0.2
    assert found.veto is not None
    assert found.veto.kind == "headline"
    assert compare(other, one) == found.flipped()


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("it", "Trombonista e bicicletta dividono lo stesso pianerottolo"),
        ("el", "Κιτρίνισαν τα φύλλα της λεμονιάς και των τριαντάφυλλων"),
        ("ko", "낚시 방송과 윗집 아이들 때문에 잠을 이루지 못하는 사람들"),
    ],
)
def test_one_headline_of_many_words_is_no_title(language: str, headline: str) -> None:
    """Two houses that each kept another half of a story under one headline have its end in common."""
    _, first, second, foot = COLUMNS[language]
    one, other = told(headline, f"{first}\n\n{foot}"), told(headline, f"{second}\n\n{foot}", 1)

    assert veto(one, other) is None


@pytest.mark.parametrize("language", COLUMNS)
def test_a_foot_does_not_part_copies(language: str) -> None:
    """A house puts a line of its own above the copy, or none."""
    title, first, second, foot = COLUMNS[language]
    one, other = told(title, f"{first}\n\n{foot}"), told(title, f"{second}\n\n{first}\n\n{foot}", 1)

    assert veto(one, other) is None


@pytest.mark.parametrize(
    ("frame", "first", "second"),
    [
        (
            "{0} is op {1} thuis in Oudewater overleden. {2}. De uitvaartdienst is zaterdag om elf uur in de "
            "Sint-Franciscuskerk, met gelegenheid tot condoleren vanaf tien uur. Geen bloemen; een gift voor de "
            "hospice wordt op prijs gesteld. De familie dankt de thuiszorg voor de liefdevolle verzorging.",
            ("Cornelis Verbeek", "12 mei", "Hij was veertig jaar schipper op de Lek en bouwde modelboten"),
            ("Truus Hoogland", "14 mei", "Zij gaf les aan drie generaties kleuters en zong in het kerkkoor"),
        ),
        (
            "Перестало битися серце, пішов із життя {0}, помер {1}. {2}. Прощання відбудеться у суботу об одинадцятій "
            "годині в будинку культури, поховання на міському кладовищі. Замість квітів родина просить допомогти "
            "лікарні. Висловлюємо щирі співчуття рідним і близьким.",
            ("Остап Гнатюк", "12 травня", "Тридцять років водив потяги до Карпат"),
            ("Йосип Бондар", "14 травня", "Усе життя вирощував коней і грав на цимбалах"),
        ),
        (
            "{0} falleció el {1} en su domicilio de Villarejo. {2}. El funeral se celebrará el sábado a las once en la "
            "parroquia de San Blas y la capilla ardiente estará abierta desde las nueve. La familia ruega una oración "
            "por su alma y agradece al centro de salud todas las atenciones.",
            ("Eusebio Galdeano", "12 de mayo", "Fue panadero y tocaba la dulzaina en las fiestas"),
            ("Paquita Orozco", "14 de mayo", "Cosió los trajes de novia de media comarca"),
        ),
    ],
)
def test_notices_in_one_form_for_two_persons(
    frame: str, first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    """Each text tells its headline, and has nothing of the other's."""
    one, other = (told(filled[0], frame.format(*filled), n) for n, filled in enumerate((first, second)))

    assert compare(one, other).overlap.containment > 0.5
    assert veto(one, other) is not None
    assert veto(one, told("", frame.format(*first) + " x", 1)) is None


# A subject, what happened twice on one day, the first said again, and what both reports have below.
SUBJECTS = {
    "hu": (
        "Garan Vegyiművek",
        (
            "leállt a savüzem",
            "Leállította szerda hajnalban a savüzemet az igazgatóság, miután megrepedt egy ötven köbméteres tartály.",
        ),
        (
            "pert nyertek az özvegyek",
            "Pert nyertek az özvegyek: négyüknek ítélt meg kártérítést a megyei bíróság az áprilisi baleset miatt.",
        ),
        "Bezárták a savüzemet",
        "A Garan Vegyiművek a megye legnagyobb munkáltatója, ezerkétszáz "
        "embernek ad kenyeret a folyó két partján. A gyárat "
        "hatvan éve alapították, és a rendszerváltás óta háromszor cserélt "
        "gazdát. Tavaly a környezetvédők mérgező iszapot "
        "találtak a töltés mögött, a tulajdonos azóta sem takarította el. A "
        "szakszervezet szerint a biztonságra szánt pénz "
        "felét új irodákra költötték, a cég ezt tagadja, és a könyvvizsgálókra hivatkozik.",
    ),
    "it": (
        "Acciaierie Valgrande",
        (
            "arrestato il contabile",
            "La Guardia di finanza ha arrestato all'alba il contabile, accusato di fatture false.",
        ),
        (
            "sciopero fino a lunedì",
            "Gli operai incrociano le braccia fino a lunedì per il mancato pagamento dei salari.",
        ),
        "In manette il contabile",
        "Le Acciaierie Valgrande, fondate nel dopoguerra, danno lavoro a tremila persone e sono da due anni in "
        "amministrazione straordinaria. Il governo cerca un compratore e ha "
        "prorogato due volte la gara, alla quale si sono "
        "presentati un gruppo indiano e una cordata di imprenditori della "
        "zona. L'altoforno più vecchio è spento da marzo, "
        "e la regione chiede che venga smantellato prima che arrivi l'inverno.",
    ),
}


@pytest.mark.parametrize("language", SUBJECTS)
def test_what_both_headlines_have_before_a_colon_is_many_reports(language: str) -> None:
    """One background under two events of a day, and under the first of them as another house tells it."""
    subject, first, second, other_words, below = SUBJECTS[language]
    one, other = (
        told(f"{subject}: {headline}", f"{lead}\n\n{below}", n) for n, (headline, lead) in enumerate((first, second))
    )
    again = told(f"{subject}: {other_words}", f"{first[1]}\n\n{below}", 2)

    assert compare(one, other).overlap.containment > 0.5
    assert veto(one, other) is not None
    assert veto(one, again) is None


# What a house prints about its texts, two of those, and words of the first said again an hour later.
HOUSES = {
    "hu": (
        "Kedves olvasónk, lapunk független: nem áll mögötte sem párt, sem bank, csak az a négyezer ember, aki havonta "
        "néhány forinttal támogatja.\n\n{}\n\nHa hibát talál a cikkben, írjon a szerkesztőségnek; a hozzászólásokat "
        "reggel nyolc és este tíz között olvassuk, a sértő megjegyzéseket töröljük.",
        (
            "Meghibásodott hűtő",
            "Három tonna húst kellett megsemmisíteni, miután hétfő éjjel meghibásodott a szegedi vágóhíd hűtője. A "
            "telep igazgatója szerint a riasztó nem szólalt meg, az őr pedig a másik csarnokban járt.",
        ),
        (
            "Új kilátó nyílik a Bakonyban",
            "Huszonkét méter magas fa kilátót adnak át szombaton a Bakony legszebb csúcsán. A lépcsőn egyszerre "
            "tizenöten mehetnek föl, a belépés az első hónapban ingyenes, a régi torony lifttel együtt meghibásodott.",
        ),
        "Hétfő éjjel elromlott a szegedi vágóhíd hűtője, ezért három tonna húst meg kellett semmisíteni. A riasztó "
        "hallgatott, mondta a telep igazgatója, az őr pedig éppen a másik csarnokban volt.",
    ),
    "he": (
        "קוראים יקרים, העיתון שלנו אינו שייך לאיש מלבד קוראיו, ואלפיים מהם משלמים מדי חודש כדי שנוכל להמשיך."
        "\n\n{}\n\nמצאתם טעות? כתבו לנו. אנו עושים כל מאמץ לאתר את בעלי הזכויות בתצלומים, ומי שזכויותיו נפגעו "
        "מוזמן לפנות למערכת בכל יום בין תשע לחמש.",
        (
            "הגשר נסגר",
            "גשר הולכי הרגל מעל הנחל ביבנאל נסגר אתמול אחרי שמהנדס העירייה גילה חלודה בכבלים. התלמידים יגיעו לבית "
            "הספר במיניבוס, והתיקון צפוי להימשך ארבעה חודשים לפחות.",
        ),
        (
            "זמרת מדימונה זכתה בפרס",
            "שירה אלבז, בת תשע עשרה, קטפה אמש את המקום הראשון בתחרות השירה הים תיכונית. היא למדה לנגן בעוד אצל סבה, "
            "והאולם נסגר רק אחרי חצות, כשהגשם פסק.",
        ),
        "מהנדס העירייה גילה חלודה בכבלים, וגשר הולכי הרגל מעל הנחל ביבנאל נסגר מאתמול. התיקון יימשך לפחות ארבעה "
        "חודשים, ובינתיים יגיעו התלמידים אל בית הספר במיניבוס.",
    ),
    "zh": (
        "感谢您阅读本报。本报不接受任何政党的资助，您的每一份订阅都是记者继续走访的底气，年订户还可以免费参加春秋两季的读者茶会。\n\n{}\n\n"
        "本报保留一切权利，未经书面许可不得转载摘编。如发现差错，请拨打编辑部电话，来信请注明姓名和地址，来稿恕不退还。",
        (
            "临时停业",
            "青石巷菜市场的铁皮屋顶周一被大风掀开一角，三十多个摊位泡了水，市场管理处宣布停业五天检修，租金按日退还。",
        ),
        (
            "少年棋手首夺省赛冠军",
            "十一岁的棋手沈一鸣昨晚在省围棋公开赛决赛中执黑中盘胜，成为这项赛事最年轻的冠军，比赛所在的棋院因此临时停业一天。",
        ),
        "周一的大风把青石巷菜市场的铁皮屋顶掀开了一角，三十多个摊位被水泡了，市场管理处决定停业五天进行检修，租金按日退还给摊主。",
    ),
}


def printed(number: int, house: str, headline: str, body: str) -> Edition:
    """A page of a house."""
    record = ninjs(f"https://{house}.example/{number}", body, NOON + number * HOUR, headline=headline)
    return prepare(read_object(record))


@pytest.mark.parametrize("language", HOUSES)
def test_what_one_house_prints_about_its_texts_does_not_make_them_one(language: str) -> None:
    """However much of a short page it is, and though one knows a word of the other's headline: what each has for
    itself has next to no words in common.
    """
    frame, first, second, _ = HOUSES[language]
    one, other = (printed(n, "courier", head, frame.format(own)) for n, (head, own) in enumerate((first, second)))
    found = compare(one, other)

    assert found.overlap.similarity > 0.4
    assert found.veto is not None
    assert found.score == 0.0


@pytest.mark.parametrize("language", HOUSES)
def test_one_house_may_say_again_in_other_words_what_it_said(language: str) -> None:
    """Then most words of weight are the same, and so are the headlines."""
    frame, (headline, own), _, again = HOUSES[language]
    one, other = (printed(n, "courier", headline, frame.format(told)) for n, told in enumerate((own, again)))

    assert veto(one, other) is None
    assert veto(one, printed(2, "courier", f"{headline} (2)", frame.format(again))) is None
