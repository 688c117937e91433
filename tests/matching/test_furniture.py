"""What a site prints on all its pages, about one story of two sites and two stories of one. All texts are invented.

The rule was made with the first two of the languages.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import pytest

from stream.local.folding import fold
from stream.matching.comparison import compare
from stream.matching.editions import Edition, prepare
from stream.matching.vetoes import veto
from stream.reading.intake import read_object
from stream.stories.split import CUT
from wires import HOUR, NOON, ninjs


class Site(NamedTuple):
    """What a site prints on all its pages, how it heads the story, and three stories of its own."""

    prose: str
    headline: str
    others: tuple[tuple[str, str], ...]


class Case(NamedTuple):
    """A story that two sites print."""

    story: str
    one: Site
    other: Site


CASES = {
    "de": Case(
        (
            "Bei Bauarbeiten an der Umgehungsstraße von Altenrode haben Archäologen ein Gräberfeld aus der "
            "Bronzezeit entdeckt. Gefunden wurden elf Bestattungen, ein Dolch und eine Kette aus Bernstein. Die "
            "Straße wird frühestens im Herbst fertig, sagte Grabungsleiterin Dr. Helga Brandis am Montag. Das "
            "Land übernimmt die Kosten der Untersuchung, die auf neunhunderttausend Euro geschätzt werden."
        ),
        Site(
            (
                "Der Isartalbote erscheint seit 1903 und gehört heute zwölfhundert Genossen, die alle eine Stimme"
                " haben. Unsere Redaktion sitzt über der alten Molkerei, die Tür steht offen, der Kaffee ist "
                "stark. Wer uns unterstützen will, zeichnet einen Anteil, bestellt das Wochenendpaket oder "
                "empfiehlt uns den Nachbarn. Leserbriefe drucken wir ungekürzt, solange sie auf eine Seite passen"
                " und niemanden beleidigen. Für Vereine stellen wir das Kellergewölbe kostenlos zur Verfügung, "
                "die Schlüssel gibt es bei Frau Huber am Empfang, jeden Werktag von neun bis vier und am ersten "
                "Samstag des Monats auch bis in den Abend hinein."
            ),
            "Bronzezeit-Gräber bremsen Straßenbau",
            (
                (
                    "Freibad öffnet früher",
                    (
                        "Das Freibad öffnet in diesem Jahr schon am 25. April, weil die neue Wärmepumpe das Wasser "
                        "schneller erwärmt. Bürgermeister Alois Stadler will als Erster springen. Die Preise bleiben "
                        "gleich, nur die Zehnerkarte wird um zwei Euro teurer als im vergangenen Sommer."
                    ),
                ),
                (
                    "Wirtin gibt nach 40 Jahren auf",
                    (
                        "Nach vierzig Jahren schließt Resi Oberhauser ihr Gasthaus am Kirchplatz. Einen Nachfolger "
                        "hat sie nicht gefunden, die Küche müsste erneuert werden. Am letzten Abend gibt es "
                        "Schweinsbraten für alle, die sich vorher einen Stuhl mitgebracht haben."
                    ),
                ),
                (
                    "Schüler bauen Satelliten",
                    (
                        "Fünf Schüler des Gymnasiums haben einen Satelliten gebaut, der in eine Getränkedose passt. "
                        "Er misst Druck und Temperatur und soll im Juni an einem Ballon aufsteigen. Die Werkstatt der"
                        " Feuerwehr lieh ihnen Lötkolben und einen alten Fallschirm aus Seide."
                    ),
                ),
            ),
        ),
        Site(
            (
                "Nordkante ist das Magazin für alle, die hinter dem Deich wohnen und trotzdem wissen wollen, was "
                "in den Ausschüssen gesagt wird. Wir finanzieren uns ohne Werbung, ohne Stiftungen und ohne "
                "Tricks allein durch Abos. Montags kommt der Brief der Chefredakteurin, mittwochs die Karte mit "
                "den Baustellen, freitags das lange Stück zum Vorlesen. Unsere Autorinnen kennen die Häfen, die "
                "Höfe und die Kneipen, und sie schreiben auf, was andere weglassen. Wer Fehler findet, bekommt "
                "ein Glas Honig vom Dach des Verlagshauses, denn Genauigkeit ist uns wichtiger als Tempo, und "
                "Bienen sind es uns auch."
            ),
            "Archäologen finden Gräberfeld bei Altenrode",
            (
                (
                    "Krabbenfischer klagen",
                    (
                        "Die Krabbenfischer haben Klage gegen das neue Fangverbot vor der Insel eingereicht. Sie "
                        "sehen sich in ihrer Existenz bedroht und verweisen auf Zählungen, nach denen sich der "
                        "Bestand erholt hat. Das Ministerium in Kiel hält das Verbot für notwendig und rechtmäßig."
                    ),
                ),
                (
                    "Leuchtturm wird Standesamt",
                    (
                        "Im Leuchtturm kann ab Mai geheiratet werden, wenn das Paar 178 Stufen schafft. Platz ist "
                        "oben für acht Gäste, die Hunde warten unten. Die Gemeinde rechnet mit sechzig Trauungen im "
                        "Jahr und hat dafür einen zweiten Beamten ausgebildet."
                    ),
                ),
                (
                    "Windrad verliert Flügel",
                    (
                        "Ein Windrad hat bei Sturm einen Flügel verloren, der auf einem Acker liegen blieb. Verletzt "
                        "wurde niemand. Der Betreiber ließ vier baugleiche Anlagen abschalten, bis Gutachter wissen, "
                        "warum der Bolzen brach, der erst vor einem Jahr erneuert worden war."
                    ),
                ),
            ),
        ),
    ),
    "en": Case(
        (
            "A lorry carrying forty tonnes of sugar beet overturned on the Hadley bypass shortly before dawn, "
            "blocking both lanes for seven hours. The driver, a 52-year-old man from Thurne, was treated for a "
            "broken wrist. Highways engineers said the surface would have to be scraped and washed before the "
            "road could be opened again to heavy vehicles."
        ),
        Site(
            (
                "The Marlow Gazette has told the stories of the upper valley since 1887. We are owned by a trust "
                "whose members live here, and we answer to nobody else. Every morning nine reporters set out by "
                "bicycle and bus to bring you what matters between the weir and the ridge. If you value what we "
                "do, ask at any newsagent for our weekend edition, join the friends of the paper at the market "
                "stall, or write to the editor, who reads all letters and prints the best of them on Thursday. "
                "Corrections are made in the same place as the error and never later than the next day, as our "
                "charter of 1921 demands."
            ),
            "Beet lorry blocks Hadley bypass",
            (
                (
                    "Library hours to change",
                    (
                        "The county library will open on Sundays from May after volunteers offered to run the desk. "
                        "Councillor Ann Firth said the trial would last a year and cost nothing beyond heating. The "
                        "children's corner is to be painted by students of the college in the Easter break."
                    ),
                ),
                (
                    "Swimmer breaks record",
                    (
                        "Joanna Peake, 17, swam the length of the lake in two hours and eleven minutes on Saturday, "
                        "nine minutes faster than anybody before her. She trained through the winter in a quarry pool"
                        " and was followed by her father in a rowing boat full of bananas."
                    ),
                ),
                (
                    "Bakery wins bread prize",
                    (
                        "A rye loaf baked in a shed behind the railway station has been named the best in the region."
                        " Baker Tomasz Lis uses flour from a mill that was rebuilt after the flood. The judges "
                        "praised its crust and a crumb that kept for a week without drying."
                    ),
                ),
            ),
        ),
        Site(
            (
                "Coast Post readers pay for journalism that holds power to account from Eastness to the "
                "sandbanks. Our newsroom won three regional awards last year for its work on sewage, ferries and "
                "the empty flats along the promenade. You can listen to the daily briefing while you make "
                "breakfast, follow the tide tables in the app, and book tickets for the summer talks in the old "
                "pavilion. We never sell your data to advertisers, and our puzzles are still set by hand by the "
                "retired headmistress who began them in 1994. Thank you for being one of the eleven thousand "
                "households that keep the presses turning by the sea."
            ),
            "Sugar beet spill shuts bypass for seven hours",
            (
                (
                    "Harbour wall to be raised",
                    (
                        "The harbour wall is to be raised by eighty centimetres before winter, the port authority has"
                        " decided. Work starts in June and will close the fish steps for five weeks. Fishermen asked "
                        "for a ramp for handcarts and are to get one at the northern end."
                    ),
                ),
                (
                    "School choir goes to Bruges",
                    (
                        "Thirty-one children of the harbour school leave on Friday for a festival of choirs in "
                        "Bruges. They have paid for the coach by washing cars since October. Their conductor, Miriam "
                        "Osei, promised parents that there would be more singing than chocolate."
                    ),
                ),
                (
                    "Seal pup back at sea",
                    (
                        "A seal pup found under a parked van in January was returned to the sea on Sunday. Vets had "
                        "fed it herring through a tube for six weeks. It weighed thirty-four kilos when it slid from "
                        "the crate and swam away without turning its head."
                    ),
                ),
            ),
        ),
    ),
    "es": Case(
        (
            "Un incendio declarado en una nave de reciclaje de Villaseca obligó a desalojar a doscientos vecinos "
            "durante la madrugada. Los bomberos tardaron seis horas en controlar las llamas, avivadas por el "
            "viento del este. Una mujer de 67 años fue atendida por inhalación de humo y el alcalde, Julián "
            "Recio, pidió mantener cerradas las ventanas hasta el mediodía."
        ),
        Site(
            (
                "El Eco del Valle es un periódico independiente que vive de sus socios y no recibe ayudas de "
                "ningún partido. Desde 1976 contamos lo que ocurre en los pueblos de la ribera, en sus "
                "cooperativas, en sus escuelas y en sus plazas. Si quiere apoyar esta tarea puede hacerse socio "
                "por el precio de dos cafés al mes y recibirá en casa el anuario ilustrado que preparan nuestros "
                "fotógrafos. También puede escribirnos a la redacción, donde leemos todas las cartas, o pasar "
                "cualquier jueves por la tarde a tomar un vino con quienes hacemos el diario y discutir la "
                "portada del domingo."
            ),
            "Desalojados 200 vecinos por un incendio en Villaseca",
            (
                (
                    "La cooperativa abre almazara",
                    (
                        "La cooperativa de Santa Lucía inauguró una almazara que molerá tres millones de kilos de "
                        "aceituna. La obra costó menos de lo previsto gracias al trabajo de los propios socios "
                        "durante el otoño, explicó su presidenta, Rosario Vela, antes de brindar con aceite nuevo."
                    ),
                ),
                (
                    "Vuelve el tren turístico",
                    (
                        "El tren turístico volverá a recorrer la ribera los sábados de abril tras cuatro años parado."
                        " Los vagones han sido restaurados por aficionados en un taller cedido por el ayuntamiento. "
                        "Los billetes se venderán en la estación y en dos librerías de la comarca."
                    ),
                ),
                (
                    "Un maestro jubilado edita un atlas",
                    (
                        "Un maestro jubilado ha dibujado a mano un atlas de los caminos de la sierra, con fuentes, "
                        "refugios y palabras que ya nadie usa. Lo editará en mayo una imprenta local. Ernesto Liria "
                        "recorrió a pie mil doscientos kilómetros con su perra para terminarlo."
                    ),
                ),
            ),
        ),
        Site(
            (
                "Puerto Abierto nació en un sótano del barrio de pescadores para mirar el poder con lupa y sin "
                "permiso. Nuestros boletines llegan cada mañana a cuarenta mil lectores que no se conforman con "
                "titulares. Aquí no encontrará anuncios de apuestas ni vídeos que se reproducen solos, sino "
                "periodismo hecho despacio, con datos que cualquiera puede descargar. Recomendamos a quien nos "
                "lee por primera vez la serie sobre el agua, el mapa de los desahucios y el pódcast que graban en"
                " el mercado las hermanas Tejada. Todo lo que publicamos se puede copiar citando la fuente y "
                "enlazando a esta página."
            ),
            "Arde una nave de reciclaje en Villaseca",
            (
                (
                    "Detenido por estafar a ancianos",
                    (
                        "La policía detuvo a un hombre de 34 años que vendía filtros de agua inexistentes a personas "
                        "mayores. Al menos cincuenta familias le pagaron entre cien y novecientos euros. El detenido "
                        "guardaba en su coche un archivador con nombres, direcciones y fechas de cumpleaños."
                    ),
                ),
                (
                    "Huelga de prácticos",
                    (
                        "Los prácticos del puerto irán a la huelga a partir del lunes si la autoridad portuaria no "
                        "contrata a seis compañeros. Cuarenta buques esperan ya fuera de la bocana. El comité dice "
                        "que hay turnos de veinte horas y ningún descanso entre dos temporales seguidos."
                    ),
                ),
                (
                    "Premio a una bióloga",
                    (
                        "La bióloga Carmen Urrutia recibió el premio nacional de divulgación por un libro sobre los "
                        "erizos de mar. Lo escribió en un barco de arrastre mientras contaba especies para su tesis. "
                        "El jurado destacó un humor que no resta ni una coma al rigor."
                    ),
                ),
            ),
        ),
    ),
    "fr": Case(
        (
            "Un troupeau de soixante brebis échappé d'un enclos a bloqué pendant trois heures la ligne "
            "ferroviaire entre Saint-Amand et Morlac, dimanche soir. Deux trains régionaux ont dû rebrousser "
            "chemin. Le berger, prévenu par un cheminot, a ramené les bêtes avec l'aide des gendarmes. Aucune "
            "brebis n'a été blessée, mais la clôture sera refaite cette semaine aux frais de la commune."
        ),
        Site(
            (
                "Le Courrier des Deux Rives paraît depuis la Libération et appartient à ses salariés, qui élisent"
                " leur directeur tous les quatre ans. Nos bureaux sont ouverts le mercredi et le samedi matin, "
                "rue des Tanneurs, au-dessus du marchand de couleurs. Chaque abonné reçoit l'almanach, un bon "
                "pour le salon du livre et la carte des sentiers que dessine Paulette depuis trente ans. Vous "
                "pouvez aussi nous soutenir en parlant de nous autour de vous, en nous signalant une coquille ou "
                "en venant plier les suppléments la veille de Noël, quand le café coule à flots et que la radio "
                "joue trop fort."
            ),
            "Des brebis bloquent les trains pendant trois heures",
            (
                (
                    "Le cinéma rouvre ses portes",
                    (
                        "Le cinéma Rex rouvre vendredi après dix-huit mois de travaux. La salle compte désormais cent"
                        " vingt fauteuils et un balcon restauré. La première séance sera gratuite pour les enfants "
                        "des écoles, accompagnés de leurs grands-parents, a promis la gérante."
                    ),
                ),
                (
                    "Une médaille pour le boulanger",
                    (
                        "Le boulanger de la place Carnot a reçu la médaille du meilleur pain au levain du "
                        "département. Il attribue son succès à une farine de meule et à un four de 1912. Le jury a "
                        "goûté quarante et une miches en une matinée."
                    ),
                ),
                (
                    "La piscine en panne de chauffage",
                    (
                        "La piscine intercommunale restera fermée jusqu'à lundi en raison d'une panne de chauffage. "
                        "Une pièce doit venir d'Allemagne. Les abonnements seront prolongés d'autant, et les leçons "
                        "du club nautique reportées au mois prochain."
                    ),
                ),
            ),
        ),
        Site(
            (
                "Plein Ouest est un site d'enquête sans actionnaire, financé par neuf mille lecteurs qui paient "
                "ce qu'ils veulent. Nos articles restent en accès libre une semaine, puis rejoignent les archives"
                " réservées aux donateurs. La lettre du dimanche raconte les coulisses des sujets, le podcast "
                "donne la parole aux correcteurs, et un forum permet de proposer des pistes sous pseudonyme. Nous"
                " publions nos comptes, nos erreurs et les cadeaux que nous refusons. Pour ne rien manquer, "
                "installez l'application, activez les alertes de votre commune et choisissez l'heure à laquelle "
                "vous préférez être dérangé par le monde."
            ),
            "Soixante brebis sur les rails près de Morlac",
            (
                (
                    "Le maire renonce au péage",
                    (
                        "Le maire renonce à faire payer le stationnement sur le port après une réunion houleuse. Une "
                        "pétition avait recueilli trois mille signatures en dix jours. Un référendum local sera "
                        "proposé aux habitants avant la fin de l'été."
                    ),
                ),
                (
                    "Un cachalot échoué",
                    (
                        "Un cachalot de treize mètres s'est échoué sur la plage du Ris. Des biologistes ont prélevé "
                        "des échantillons avant que la marée ne le reprenne. Les curieux sont tenus à distance par un"
                        " cordon, faute de pouvoir déplacer l'animal."
                    ),
                ),
                (
                    "Grève à la conserverie",
                    (
                        "Les ouvrières de la conserverie sont en grève pour une prime de nuit. Les cuves tournent au "
                        "ralenti et deux camions attendent dans la cour. Une médiation doit se tenir mardi à la "
                        "sous-préfecture en présence des élus."
                    ),
                ),
            ),
        ),
    ),
    "ja": Case(
        (
            "七日夜、黒瀬峠のトンネルで観光バスが故障し、乗客四十二人が五時間にわたって車内に取り残された。道路会社に"
            "よると、冷却水が漏れて発動機が止まったという。けが人はいなかった。県警が毛布と水を届け、代わりのバスが日"
            "付の変わるころに全員を麓の温泉街へ運んだ。トンネルは八日朝まで片側通行が続いた。"
        ),
        Site(
            (
                "港町新報は一九二四年の創刊以来、町の人の手で作られてきた新聞です。編集室は旧郵便局の二階にあり、どなたで"
                "も立ち寄ってお茶を飲むことができます。購読者には毎月、潮見表と料理の小冊子をお届けしています。誤りに気づ"
                "いた方は葉書か電話でお知らせください。お礼に特製の手ぬぐいを差し上げます。写真教室は第二土曜、記者と歩く"
                "会は春と秋に開いています。広告のお申し込みは三日前までにお願いします。"
            ),
            "黒瀬峠のトンネルで観光バス故障、42人取り残される",
            (
                (
                    "図書館に移動書架",
                    "町立図書館は新しい移動書架を入れ、児童書を二千冊増やす。閉館は三日間で、返却は役場でもできる。",
                ),
                (
                    "漁協が直売所",
                    "漁協は岸壁に直売所を開き、朝どれの鯵や烏賊を並べる。営業は午前中だけで、売り切れ次第終わる。",
                ),
                (
                    "凧あげ大会",
                    "恒例の凧あげ大会が砂浜で開かれ、百二十枚の凧が空を舞った。最高齢の参加者は九十一歳だった。",
                ),
            ),
        ),
        Site(
            (
                "山の手ウェブは会員の会費だけで運営する地域メディアです。企業や政党からの寄付は受け取りません。朝のメール"
                "、週末の音声番組、月に一度の公開会議を通じて、読者と一緒に話題を選びます。コメント欄は実名制で、管理人が"
                "毎晩目を通します。アプリでは文字の大きさを変えられ、読み上げ機能も利用できます。退会はいつでも可能で、残"
                "りの会費は日割りでお返しします。学生は半額です。"
            ),
            "観光バス立ち往生 乗客五時間車内に 黒瀬峠",
            (
                (
                    "坂道に手すり",
                    "区は急な坂道に手すりを付ける工事を始めた。高齢の住民の要望に応え、来月末までに三か所で終える。",
                ),
                (
                    "喫茶店が再開",
                    "火事で閉めていた喫茶店が三年ぶりに店を開けた。常連客が椅子を持ち寄り、壁の絵も元の場所に戻った。",
                ),
                (
                    "猫の駅長",
                    "私鉄の小さな駅で猫が駅長を務めている。昼寝の時間は改札の箱の上で過ごし、写真を撮る人が絶えない。",
                ),
            ),
        ),
    ),
}
BY_PLACE = pytest.mark.parametrize("above", [False, True])


def page(uri: str, headline: str, text: str, site: Site, language: str, *, above: bool, hours: int = 0) -> Edition:
    """A story with what the site prints above or below it."""
    body = f"{site.prose}\n\n{text}" if above else f"{text}\n\n{site.prose}"
    return prepare(read_object(ninjs(uri, body, NOON + hours * HOUR, headline=headline, language=language)))


@BY_PLACE
@pytest.mark.parametrize("language", CASES)
def test_a_story_under_two_sites_own_prose_is_no_foot_of_theirs(language: str, above: bool) -> None:
    """What both headlines tell is the story, wherever it stands; nothing parts the two but how much else there is."""
    case = CASES[language]
    one = page("https://one.example/1", case.one.headline, case.story, case.one, language, above=above)
    other = page("https://other.example/1", case.other.headline, case.story, case.other, language, above=above, hours=1)
    assert veto(one, other) is None


@BY_PLACE
@pytest.mark.parametrize("language", CASES)
def test_two_stories_of_one_site_are_two(language: str, above: bool) -> None:
    """However much of the pages the site prints on all of them: it tells no headline."""
    case = CASES[language]
    for site in case[1:]:
        texts = [(site.headline, case.story), *site.others]
        pages = [
            page(f"https://one.example/{number}", *told, site, language, above=above)
            for number, told in enumerate(texts)
        ]
        for one, other in combinations(pages, 2):
            found = compare(one, other)
            assert found.veto is not None
            assert found.score < CUT


@pytest.mark.parametrize("language", CASES)
def test_the_stories_of_a_day_on_one_site(language: str) -> None:
    """Seven pages of one site are seven stories."""
    case = CASES[language]
    texts = [(case.one.headline, case.story), *case.one.others, *case.other.others]
    wire = [
        ninjs(
            f"https://one.example/{number}", f"{text}\n\n{case.one.prose}", NOON, headline=headline, language=language
        )
        for number, (headline, text) in enumerate(texts)
    ]
    assert len(fold(wire)) == len(texts)


def test_a_story_that_a_house_heads_and_opens_anew_is_one() -> None:
    """What it has for itself is little of it, and the rest tells both headlines."""
    story = CASES["fr"].story
    leads = (
        "La circulation des trains a repris lundi à l'aube après une nuit de pagaille, ont dit les secours sur place.",
        "Les voyageurs n'en croyaient pas leurs yeux : un bouchon d'un genre inédit les a retenus dans les champs.",
    )
    headlines = "Soixante brebis bloquent la ligne à Morlac", "Trois heures d'arrêt pour des brebis à Morlac"
    one, other = (
        prepare(read_object(ninjs(f"https://one.example/{number}", f"{lead} {story}", NOON, headline=headline)))
        for number, (lead, headline) in enumerate(zip(leads, headlines, strict=True))
    )
    assert veto(one, other) is None
    assert compare(one, other).score > CUT
