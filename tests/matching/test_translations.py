"""A dispatch told in two languages is found by names, figures, day and house; whatever else shares them is not."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Credit, Slot, Version
from stream.entities.buckets import Buckets, receive
from stream.entities.routing import postings
from stream.local.embedded import WINDOW
from stream.matching.editions import UNKNOWN_TIME, Edition, prepare
from stream.matching.translating.beside import Twice
from stream.matching.translating.deciding import Translation, translated
from stream.reading.sources import read_all, records
from stream.sample import sample_dispatches, sample_files
from wires import HOUR, MINUTE, NOON, version, wires

DAY = 24 * HOUR

# Hard case 8. All texts of this file are invented.
CALL_EN = """\
Chinese Premier Li Keqiang met with Kazakh Prime Minister Alikhan Smailov via video link on Tuesday, calling for \
closer high-level exchanges and cooperation between the two countries.

China and Kazakhstan are friendly neighbors, and bilateral ties have come a long way since diplomatic relations were \
established 30 years ago, Li said.

China stands ready to step up communication with Kazakhstan at all levels, bring their development strategies closer \
together, deepen practical cooperation in many fields and coordinate more closely on regional and world affairs, so as \
to lift China-Kazakhstan relations to a new height and safeguard peace, stability and development in the region, he \
said.

Li expressed the hope that goods held up at the Khorgos border crossing would be cleared without delay, and that the \
3,500 freight trains that pass there in a year would keep to their timetable again before the end of winter.

Gas deliveries agreed for the winter, 5.2 billion cubic meters, should arrive in full and on time, he added, because \
households in the north depend on them.

Chinese importers will buy more farm produce from Turkestan Region, Li said, and a green channel for fruit and \
vegetables will be opened at two more crossings next spring, so that what is picked in the morning is on the market \
of the next big town in the evening.

Smailov said that Kazakhstan would take the 30th anniversary of diplomatic relations as an opportunity to deepen \
political trust with China, carry out plans for economic and trade cooperation, strengthen exchanges in production \
capacity, energy, agriculture and connectivity, and advance the permanent comprehensive strategic partnership.

The two sides also discussed a mutual visa exemption for short trips, the text of which is being examined."""

CALL_FR = """\
Le Premier ministre chinois Li Keqiang a rencontré mardi 29 novembre par liaison vidéo son homologue kazakh Alikhan \
Smailov, appelant au renforcement des échanges de haut niveau et de la coopération entre les deux pays.

La Chine et le Kazakhstan sont des voisins amis et leurs relations ont bien avancé depuis l'établissement des \
relations diplomatiques il y a 30 ans, a déclaré M. Li.

La Chine est prête à renforcer la communication avec le Kazakhstan à tous les niveaux, à améliorer la synergie des \
stratégies de développement et à promouvoir les relations sino-kazakhes, a-t-il annoncé.

M. Smailov a indiqué que le Kazakhstan tenait à profiter du 30e anniversaire de l'établissement des relations \
diplomatiques pour approfondir la confiance politique avec la Chine et la coopération dans le commerce et l'énergie."""

# Another meeting of the same premier, the same day.
OTHER_FR = """\
Le Premier ministre chinois Li Keqiang s'est entretenu mardi 29 novembre à Pékin avec le président du Laos Somchit \
Keovanh, appelant au renforcement des échanges de haut niveau entre les deux pays.

La Chine et le Laos sont de bons voisins et leurs relations ont bien avancé depuis l'établissement des relations \
diplomatiques il y a 30 ans, a déclaré M. Li.

M. Keovanh a indiqué que le Laos tenait à approfondir la confiance politique avec la Chine, ainsi qu'avec le \
Kazakhstan et les autres pays de la région, et la coopération dans le commerce et l'énergie."""

# Hard case 7.
MARKET_EN = "Wall Street closes lower as tech slips, Dow -0.6%"
MARKET_FR = "Wall Street termine en baisse, lestée par la tech, le Dow Jones cède 0,6%"


def told(uri: str, text: str, language: str | None, published: int | None, *chain: str, headline: str = "") -> Edition:
    """An edition in a language, with a credit chain."""
    credit = Credit(Slot.CREDIT_LINE, "/".join(chain), chain)
    made = version(uri, text, published, headline=headline)
    return prepare(replace(made, language=language, credits=(credit,) if chain else ()))


XINHUA = told("urn:xinhua", CALL_EN, "en", NOON, "XINHUA")
CVN = told("urn:cvn", CALL_FR, "fr", NOON + 15 * HOUR, "XINHUA", "VNA", "CVN")


def found(one: Edition, other: Edition) -> Translation | None:
    """What is found, from either side the same."""
    made, turned = translated(one, other), translated(other, one)
    if made is None or turned is None:
        assert made is turned
        return None
    assert turned.names == tuple(Twice(each.other, each.one) for each in made.names)
    assert turned.figures == tuple(Twice(each.other, each.one) for each in made.figures)
    assert made[2:] == turned[2:]
    return made


def meet(one: Edition, other: Edition) -> bool:
    """Whether the two are candidates on a wire, whichever comes first."""
    met = set()
    for pair in ((one, other), (other, one)):
        posted = [message for some in postings(pair, 1) for _, message in some]
        _, candidates = receive(Buckets(WINDOW), posted)
        met.add(any(candidates))
    assert len(met) == 1
    return met.pop()


def test_a_translated_excerpt_is_found() -> None:
    """Hard case 8: the chain names the agency, persons and day agree, and what is left out is told."""
    made = found(XINHUA, CVN)
    assert made is not None
    assert Twice("Kazakh", "kazakh") in made.names or Twice("Kazakhstan", "Kazakhstan") in made.names
    assert {Twice("Alikhan", "Alikhan"), Twice("Smailov", "Smailov"), Twice("Keqiang", "Keqiang")} <= set(made.names)
    assert set(made.figures) == {Twice("30", "30"), Twice("two", "deux")}
    assert made.excerpt
    assert any(lacking.startswith("Gas deliveries agreed for the winter") for lacking in made.lacks)


def test_the_two_meet_under_the_name_of_the_counterpart() -> None:
    """No house is needed for that."""
    assert meet(XINHUA, CVN)
    assert meet(XINHUA, told("urn:nobody", CALL_FR, "fr", NOON + HOUR))


def test_the_page_of_the_sample_is_an_excerpt_of_the_dispatch_in_english() -> None:
    """The real page of Le Courrier du Vietnam, as it is read; the invented English is that of this file."""
    with sample_files() as files:
        page = next(each for each in read_all(records(files[:1], io.BytesIO())) if isinstance(each, Version))
    made = found(prepare(page), XINHUA)
    assert made is not None
    assert {Twice("Alikhan", "Alikhan"), Twice("Smailov", "Smailov")} <= set(made.names)
    assert meet(prepare(page), XINHUA)


CALLS = {
    "urn:newsml:xinhua.example:20221129:EXAMPLE-0001",
    "urn:newsml:xinhua.example:20221129:EXAMPLE-0003",
    "urn:newsml:vna.example:20221129:EXAMPLE-0002",
    "https://lecourrier.vn/une-liaison-video-entre-le-premier-ministre-chinois-et-son-homologue-kazakh/1119807.html",
}


def test_only_the_call_of_the_sample_is_translated() -> None:
    """It has English, French, Spanish and Vietnamese of one house on one day, and the call in four languages."""
    wire = [prepare(each) for each in sample_dispatches() if isinstance(each, Version)]
    assert len({each.version.language for each in wire}) > 3
    pairs = [(one, other) for one, other in combinations(wire, 2) if translated(one, other) is not None]
    told = [{(one.version.language or "")[:2], (other.version.language or "")[:2]} for one, other in pairs]
    assert all({one.version.uri, other.version.uri} <= CALLS for one, other in pairs)
    assert [language for language in ("zh", "vi", "fr") if {"en", language} in told] == ["zh", "vi", "fr"]


@pytest.mark.parametrize(("share", "excerpt"), [(0.74, True), (0.76, False)])
def test_a_full_translation_is_no_excerpt(share: float, excerpt: bool) -> None:
    """French is longer than the same in English by 15 %, so length is weighed by language."""
    padded = CALL_FR + " et ainsi de suite" * 100
    text = padded[: int(share * 1.15 * len(CALL_EN))]
    made = found(XINHUA, told("urn:whole", text, "fr", NOON, "XINHUA"))
    assert made is not None
    assert made.excerpt is excerpt


def test_what_adds_to_its_source_is_no_excerpt() -> None:
    """The source may be the shorter one."""
    short = told("urn:short", CALL_FR, "fr", NOON, "XINHUA")
    longer = told("urn:longer", CALL_EN, "en", NOON + HOUR, "XINHUA", "PEOPLES_DAILY")
    made = found(short, longer)
    assert made is not None
    assert not made.excerpt


@pytest.mark.parametrize(("minutes", "matched"), [(15, True), (-15, True), (179, True), (181, False), (24 * 60, False)])
def test_market_items_of_one_house_match_within_hours(minutes: int, matched: bool) -> None:
    """Hard case 7: all figures are equal. The next day's report has the same shape, and may have the same figure."""
    english = told("urn:en", MARKET_EN, "en", NOON, "REUTERS")
    french = told("urn:fr", MARKET_FR, "fr", NOON + minutes * MINUTE, "REUTERS")
    made = found(english, french)
    assert (made is not None) is matched
    if made is not None:
        assert made.figures == (Twice("0.6", "0,6"),)
        assert meet(english, french)


@pytest.mark.parametrize(
    "french",
    [
        pytest.param(MARKET_FR.replace("0,6", "0,3"), id="another figure"),
        pytest.param(MARKET_FR.replace("0,6%", "0,6%, le Nasdaq 1,1%"), id="one figure more"),
        pytest.param("Bourse : le Nikkei cède 0,6% à Tokyo, lesté par la tech", id="another index"),
        pytest.param(
            "Wall Street termine en baisse, le Nasdaq Composite cède 0,6%", id="another index of the same market"
        ),
        pytest.param("Wall Street termine en baisse, lestée par la tech", id="no figure"),
    ],
)
def test_market_items_that_differ_in_a_figure_or_name_do_not_match(french: str) -> None:
    """One figure is little to go by, so nothing may speak against it."""
    assert found(told("urn:en", MARKET_EN, "en", NOON, "AFP"), told("urn:fr", french, "fr", NOON, "AFP")) is None


def test_market_items_need_a_figure_with_a_fraction() -> None:
    """Two alerts that "17" are dead share a whole number and little else."""
    english = "Ferry fire off Cebu kills 17, says Ramon Dalisay"
    french = "L'incendie d'un ferry au large de Cebu tue 17 personnes, selon Ramon Dalisay"
    assert found(told("urn:en", english, "en", NOON, "AFP"), told("urn:fr", french, "fr", NOON, "AFP")) is None
    english, french = english.replace("17", "17.5%"), french.replace("17", "17,5%")
    assert found(told("urn:en", english, "en", NOON, "AFP"), told("urn:fr", french, "fr", NOON, "AFP")) is not None


@pytest.mark.parametrize(("words", "matched"), [(100, True), (160, False)])
def test_market_items_are_short(words: int, matched: bool) -> None:
    """A long text with one figure is no market item: its facts are its persons."""
    english = told("urn:en", MARKET_EN + words * " again", "en", NOON, "AFP")
    assert (found(english, told("urn:fr", MARKET_FR, "fr", NOON, "AFP")) is not None) is matched


def test_market_items_of_two_houses_do_not_match() -> None:
    """Everybody reports the close, each house for itself."""
    english = told("urn:en", MARKET_EN, "en", NOON, "REUTERS")
    assert found(english, told("urn:fr", MARKET_FR, "fr", NOON, "AFP")) is None
    assert found(english, told("urn:fr", MARKET_FR, "fr", NOON, "REUTERS", "LEMONDE")) is None


@pytest.mark.parametrize("chain", [("XINHUA",), ("XINHUA", "VNA", "CVN")])
def test_two_meetings_of_one_premier_on_one_day_stay_apart(chain: tuple[str, ...]) -> None:
    """Premier, countries, figure and day agree, and even the other country is named: who was met decides."""
    other = told("urn:other", OTHER_FR, "fr", NOON + 2 * HOUR, *chain)
    assert meet(XINHUA, other)
    assert found(XINHUA, other) is None


def test_a_meeting_with_one_who_shares_the_family_name_stays_apart() -> None:
    """Half of a name is enough to know a person by, but not the half that millions have."""
    english = CALL_EN.replace("Alikhan Smailov", "Nguyen Phu Trong").replace("Smailov", "Trong")
    french = CALL_FR.replace("Alikhan Smailov", "Nguyen Xuan Phuc").replace("Smailov", "Phuc")
    assert found(told("urn:en", english, "en", NOON, "XINHUA"), told("urn:fr", french, "fr", NOON, "XINHUA")) is None
    french = french.replace("Xuan Phuc", "Phú Trọng").replace("Phuc", "Trọng")
    assert (
        found(told("urn:en", english, "en", NOON, "XINHUA"), told("urn:fr", french, "fr", NOON, "XINHUA")) is not None
    )


def test_the_same_template_a_day_later_stays_apart() -> None:
    """Of one house, the next day's report is not a translation, whoever it names."""
    later = told("urn:later", CALL_FR, "fr", NOON + 20 * HOUR, "XINHUA")
    assert found(XINHUA, told("urn:soon", CALL_FR, "fr", NOON + 17 * HOUR, "XINHUA")) is not None
    assert found(XINHUA, later) is None


def test_shared_countries_alone_are_nothing() -> None:
    """A summit of three states is written of many times a day."""
    english = told("urn:en", "China, Kazakhstan and Serbia sign accords worth 3,500 dollars. " * 6, "en", NOON, "AFP")
    french = told("urn:fr", "La Chine, le Kazakhstan et la Serbie signent pour 3.500 dollars. " * 6, "fr", NOON, "AFP")
    assert found(english, french) is None


def test_two_leaders_and_their_country_are_too_little() -> None:
    """Half the dispatches of their agency name them."""
    english = "Premier Li Keqiang said that China would follow Xi Jinping in stabilizing employment this winter. " * 3
    french = "Le Premier ministre Li Keqiang a dit que la Chine suivrait Xi Jinping sur les prix du blé cet hiver. " * 3
    assert found(told("urn:en", english, "en", NOON, "XINHUA"), told("urn:fr", french, "fr", NOON, "XINHUA")) is None


# Of each part of a report what English says, and what a French excerpt makes of it, or nothing.
INQUIRY = (
    ("The inquiry into the fire at the harbor of Vellmora was opened on Monday by Judge Ottiwell Crannock.", None),
    (
        "An engineer, Marguerite Solvang, said that the pumps in the tunnel had not been looked at in years.",
        "Une ingénieure, Marguerite Solvang, a dit que les pompes du tunnel n'avaient jamais été contrôlées.",
    ),
    ("Fire chief Anselm Burrage told the hearing that his men had waited 48 minutes for water from the town.", None),
    ("You could see the smoke from the hills, said a woman who keeps a shop there. All of us were afraid.", None),
    (
        "The director of the port, Percival Stroud, has offered to resign and would not say more outside.",
        "Le directeur du port, Percival Stroud, a offert sa démission et n'a pas voulu en dire plus dehors.",
    ),
    (
        "Minister Gwendolyn Achterberg said the state would pay 9.6 million crowns for new tanks, as soon as can be.",
        None,
    ),
    ("The union called for a strike at the docks of Pellworth, where 730 people work, and spoke of a scandal.", None),
    (
        "A lawyer for the families, Cornelius Vandermeer, wants to see the papers of the insurer. It goes on.",
        "Un avocat des familles, Cornelius Vandermeer, demande à voir les documents de l'assureur. Elle continue.",
    ),
    (
        "This is what we have waited for, said a widow, who had come with her brothers and with a friend of theirs.",
        None,
    ),
)


def inquiry(language: str, *chain: str) -> Edition:
    """The report in English, or the excerpt in French."""
    parts = [english if language == "en" else french for english, french in INQUIRY]
    return told(f"urn:{language}", "\n\n".join(part for part in parts if part), language, NOON, *chain)


def test_an_excerpt_may_leave_out_any_paragraphs() -> None:
    """What it keeps stands nearer together than in its source, and no paragraph has more than a name of two words."""
    made = found(inquiry("en", "TT"), inquiry("fr", "TT", "BNS"))
    assert made is not None
    assert {"Solvang", "Stroud", "Vandermeer"} <= {each.one for each in made.names}


def test_how_sentences_open_makes_no_round_up() -> None:
    """Words that stand at a beginning say nothing of what a text is on, however many there are."""
    english = (
        "Mayor Ottiwell Crannock opened the new bridge at Vellmora on Monday. Engineer Marguerite Solvang said it had "
        "cost 4.7 million crowns.\n\nThe old one, built in 1958, had carried 23,400 cars a day.\n\n"
        "All of it was paid by the state. Critics had asked for a tunnel. Doctors wanted a hospital. Experts shook "
        "heads. Friends of the river wept. Guests came by boat. Help was at hand. Images were shown. Jokes "
        "were made. Kids were given sweets. Letters were read aloud. Months had gone by. Nobody was hurt."
    )
    french = (
        "Le maire Ottiwell Crannock a inauguré lundi le nouveau pont de Vellmora. L'ingénieure Marguerite Solvang a "
        "dit qu'il avait coûté 4,7 millions de couronnes.\n\nL'ancien, construit en 1958, avait vu passer 23 400 "
        "voitures par jour."
    )
    source = told("urn:en", english, "en", NOON, "TT")
    assert found(source, told("urn:fr", french, "fr", NOON, "TT", "BNS")) is not None


BRIDGE = """\
Mayor Ottokar Lindqvist opened the new bridge at Sandhavn on Monday. The old bridge, built in 1958, had carried 23,400 \
cars a day, and engineers had warned of its piers since 2004.

The bridge cost 4.7 million crowns, engineer Brunhilde Aasen said. Lindqvist thanked the divers who had sunk the piers \
in winter. Cars may drive over from Saturday, buses from next month."""

MATCH = """\
Kilmorey Rovers won the cup final against Ardvreck United in Glenfarg on Sunday, 3-1 after extra time. Goalkeeper \
Fergus Dunsmuir saved two penalties.

Striker Callum Rothesay scored twice, and 31,200 spectators cheered when captain Dunsmuir lifted the cup. Ardvreck had \
never before reached a final; its coach, Hamish Tarbert, spoke of penalties that were none."""


def test_a_round_up_is_no_source() -> None:
    """It holds all names of the excerpt, and two more reports, of which nothing comes back in the first one."""
    call = CALL_EN.partition("\n\nChina stands ready")[0]
    digest = f"{call} {CALL_EN.split(chr(10) * 2)[-2]}\n\n{BRIDGE}\n\n{MATCH}"
    assert found(told("urn:digest", digest, "en", NOON, "XINHUA"), CVN) is None


def test_other_names_further_down_make_no_round_up() -> None:
    """One more sentence, however many it names, leaves a report what it is."""
    persons = "Ana Borges, Tomas Kubik, Elif Demirel, Jonas Weber, Aiko Tanabe, Pavel Horak, Sofia Ricci, Omar Haddad"
    report = f"{CALL_EN}\n\nGuests of the day were {persons} and Ivan Petrovic."
    assert found(told("urn:report", report, "en", NOON, "XINHUA"), CVN) is not None


# A long report, of which a French paper keeps the second and the third paragraph.
SHIPYARD = """\
Workers of the shipyard at Ravensund walked out on Thursday, and the ferry Astrid Lagerkvist stays in dock.

Chairwoman Ingegerd Tornberg of the shipyard union said that 1,340 workers had stopped. She wants 6.5 percent more pay.

Director Valdemar Oxenholm called the strike a blow to the ferry, which Estonia had ordered for 214 million crowns.

The Ministry of Labor in Oslo sent Torgeir Halvorsrud, who in 2019 ended the strike of 3,600 workers at Kvitfjell.

In Bremerhaven Hartmut Kesselring spoke of 87 engines for the ferry, which Maersk and Stena Line want as well.

Skandia Kredit lent the shipyard 1.9 billion crowns for the ferry. Its analyst Rosamund Fairclough fears the strike.

The dock built the icebreaker Nordkap and the yacht Sleipner. In 1973 it had 9,200 workers, and the union was as strong.

Mayor Bartholomew Lindgard hopes for the mediator. Without the ferry, he said, the shipyard may close its dock."""

KEPT = """\
La présidente du syndicat du chantier naval, Ingegerd Tornberg, a déclaré que 1 340 ouvriers avaient cessé le travail. \
Elle réclame une hausse des salaires de 6,5 pour cent.

Le directeur Valdemar Oxenholm a qualifié la grève de coup porté au ferry, que {0} avait commandé pour 214 millions de \
couronnes."""


def test_an_excerpt_may_leave_out_nearly_all() -> None:
    """Nothing that it says is missing from its source, which is four times as long."""
    source = told("urn:en", SHIPYARD, "en", NOON, "TT")
    assert found(source, told("urn:fr", KEPT.format("l'Estonie"), "fr", NOON, "TT", "BNS")) is not None
    assert found(source, told("urn:fr", KEPT.format("l'Estonie"), "fr", NOON, "BNS")) is None  # it credits nobody


def test_who_is_on_another_country_is_no_excerpt() -> None:
    """It names that country twice, and its source nowhere."""
    source = told("urn:en", SHIPYARD, "en", NOON, "TT")
    other = KEPT.format("le Chili") + " Le Chili paiera."
    assert found(source, told("urn:fr", other, "fr", NOON, "TT", "BNS")) is None


def test_captions_and_briefs_are_no_translations() -> None:
    """Under forty words a text has names and no story."""
    caption = (
        "Chinese Premier Li Keqiang meets Kazakh Prime Minister Alikhan Smailov in Astana, Kazakhstan, 30 years on."
    )
    assert found(told("urn:caption", caption, "en", NOON, "XINHUA"), CVN) is None


BRIEFS = {  # how the call begins, with a figure of it
    "de": "Chinas Premier Li Keqiang hat am Dienstag in einer Videokonferenz mit dem kasachischen Premier Alikhan "
    "Smailov gesprochen. Die Beziehungen der Nachbarn China und Kasachstan bestehen seit 30 Jahren, sagte Li Keqiang.",
    "ru": "Премьер Госсовета КНР Ли Кэцян во вторник провел по видеосвязи встречу с премьер-министром Казахстана "
    "Алиханом Смаиловым. Отношения Китая и Казахстана были установлены 30 лет назад, сказал Ли Кэцян.",
    "es": "El primer ministro chino, Li Keqiang, se reunió el martes por video con su homólogo de Kazajistán, Alikhan "
    "Smailov. China y Kazajistán son buenos vecinos y establecieron relaciones hace 30 años, dijo Li Keqiang.",
}


@pytest.mark.parametrize("language", BRIEFS)
def test_a_brief_that_credits_its_source_is_an_excerpt_where_all_that_it_counts_is_there(language: str) -> None:
    """One that credits nobody is too short to tell, and another number is another report."""
    brief = BRIEFS[language]
    source = told("urn:xinhua", CALL_EN, "en", NOON, "XINHUA")

    def taken(text: str, *chain: str) -> bool:
        return found(source, told("urn:b", text, language, NOON + HOUR, *chain)) is not None

    assert len(brief) < 250
    assert taken(brief, "XINHUA", "DPA")
    assert not taken(brief, "XINHUA")
    assert not taken(brief.replace("30", "25"), "XINHUA", "DPA")


@pytest.mark.parametrize(("hours", "matched"), [(-3, False), (-1, True), (0, True), (35, True), (37, False)])
def test_a_translation_follows_its_source_within_a_day_and_a_half(hours: int, matched: bool) -> None:
    """Time stamps of desks may run ahead a little."""
    late = told("urn:cvn", CALL_FR, "fr", NOON + hours * HOUR, "XINHUA", "VNA", "CVN")
    assert (found(XINHUA, late) is not None) is matched


@pytest.mark.parametrize(
    ("chain", "matched"),
    [
        pytest.param(("XINHUA",), True, id="the same house"),
        pytest.param(("XINHUA", "CVN"), True, id="credits the house"),
        pytest.param(("XINHUA", "PEOPLES_DAILY"), True, id="credits the same origin"),
        pytest.param((), True, id="credits nobody"),
    ],
)
def test_houses_raise_the_odds(chain: tuple[str, ...], matched: bool) -> None:
    """They are no gate where what is told is enough."""
    assert (found(XINHUA, told("urn:fr", CALL_FR, "fr", NOON, *chain)) is not None) is matched


@pytest.mark.parametrize("language", ["en", "en-gb", None])
def test_languages_must_differ_and_be_known(language: str | None) -> None:
    """Hard case 13 is in one language: whoever cites is no translator."""
    other = told("urn:other", CALL_FR, language, NOON, "XINHUA", "VNA", "CVN")
    assert found(XINHUA, other) is None
    assert not meet(XINHUA, other)


def test_without_a_time_there_is_no_translation() -> None:
    """The day is half of the evidence."""
    undated = told("urn:undated", CALL_FR, "fr", None, "XINHUA", "VNA", "CVN")
    assert undated.published == UNKNOWN_TIME
    assert found(XINHUA, undated) is None
    assert not meet(XINHUA, undated)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tokayev", "Tokaïev"),
        ("Tokayev", "Tokajew"),
        ("Putin", "Poutine"),
        ("Lukashenko", "Loukachenko"),
        ("Lukashenko", "Lukaschenko"),
        ("Nazarbayev", "Nazarbaev"),
        ("Zelenskyy", "Selenskyj"),
        ("Mohammed", "Mohamed"),
        ("Sergei", "Sergueï"),
        ("Josef", "Joseph"),
    ],
)
def test_a_name_may_be_transcribed_in_two_ways(one: str, other: str) -> None:
    """Each language has its own spelling of Russian, Kazakh and Arabic names."""
    english = told("urn:en", CALL_EN.replace("Smailov", one), "en", NOON, "XINHUA")
    french = told("urn:fr", CALL_FR.replace("Smailov", other), "fr", NOON, "XINHUA")
    assert found(english, french) is not None
    assert meet(english, french)


def test_german_is_asked_for_the_names_of_the_other() -> None:
    """Its nouns have capitals too, so only the other text can say what is a name."""
    text = """\
Der chinesische Ministerpräsident Li Keqiang hat am Dienstag per Video mit seinem kasachischen Kollegen Alikhan \
Smailov gesprochen und eine engere Zusammenarbeit der beiden Länder auf hoher Ebene gefordert.

China und Kasachstan seien gute Nachbarn, und ihre Beziehungen hätten sich seit der Aufnahme diplomatischer Kontakte \
vor 30 Jahren weit entwickelt, sagte Li. Der Grenzübergang Khorgos in der Region Turkestan müsse offen bleiben."""
    german = told("urn:de", text, "de", NOON, "XINHUA")
    assert found(XINHUA, german) is not None
    other = text.replace("Alikhan", "Somchit").replace("Smailov", "Keovanh")
    assert found(XINHUA, told("urn:de", other, "de", NOON, "XINHUA")) is None


PIECE = st.sampled_from(
    (*CALL_EN.split("\n\n"), *CALL_FR.split("\n\n"), MARKET_EN, MARKET_FR, "\ud800 L", "0,6% 1.000")
)
TEXT = st.one_of(st.text(), st.lists(PIECE, max_size=5).map("\n\n".join))
EDITION = st.builds(
    told,
    st.sampled_from(("urn:a", "urn:b", "urn:c")),
    TEXT,
    st.sampled_from((None, "en", "fr", "de", "vi", "es-mx", "zh")),
    st.one_of(st.none(), st.integers(NOON - DAY, NOON + DAY), st.integers(-(1 << 63), (1 << 63) - 1)),
    st.sampled_from(("XINHUA", "AFP")),
    headline=TEXT,
)


@given(one=EDITION, other=EDITION)
def test_it_is_symmetric_and_never_raises(one: Edition, other: Edition) -> None:
    """Whatever the two say."""
    made = found(one, other)
    if made is not None:
        assert 0.5 <= made.score <= 1.0


@given(wire=wires())
def test_a_wire_in_one_language_has_none(wire: list[Version]) -> None:
    """And asking costs next to nothing: the languages are compared first."""
    editions = [prepare(each) for each in wire]
    assert not any(translated(one, other) for one in editions for other in editions)
