"""What two texts that read alike disagree on: names, places, days and figures. All texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.matching.conflicts import Veto, figures_differ, leads_differ
from stream.matching.substitutions import substitutions
from wires import HOUR, NOON, text

REST = text(5, 40)


@pytest.mark.parametrize(
    ("template", "first", "second", "kind"),
    [
        ("The premier met his {} counterpart in the capital and called for closer ties", "Lao", "Serbian", "name"),
        ("Le premier ministre a reçu son homologue {}, appelant à une coopération", "lao", "serbe", "name"),
        ("El presidente recibió a su homólogo {} y pidió más cooperación", "finlandés", "egipcio", "name"),
        (
            "Der Kanzler hat die Lage mit der {} Regierung und den Partnern besprochen",
            "serbischen",
            "finnischen",
            "name",
        ),
        (
            "{} said it is raising its prime rate to eight pct, effective at once",
            "Garan Trust",
            "Orvan Savings",
            "name",
        ),
        ("{} said it is raising its prime rate", "The Garan Trust of Lower Orvan", "Sund Savings and Loan", "name"),
        ("the council named {} to the board of the port", "Emo Rahm of Tamsel", "Kasym Toka of Quell", "name"),
        ("the premier met {} in the capital", "Li", "Liu", "name"),
        ("there was a {} boat that sank near the pier in the night", "Turkish", "Greek", "name"),
        ("fans met in the hall before {} play in the cup final", "North Korea", "South Korea", "name"),
        ("a quake in {} killed many people in the night", "Turkey", "Nepal", "place"),
        ("a ferry sank off {} in heavy seas in the night", "Garan", "Tamsel", "place"),
        ("le ministre est arrivé à {} avec une délégation", "Garan", "Tamsel", "place"),
        ("un séisme en {} a fait de nombreux morts dans la nuit", "Turquie", "Syrie", "place"),
        ("palm oil futures closed higher on {} after a quiet day", "Tuesday", "Wednesday", "day"),
        ("le ministre a reçu {} une délégation du port", "mardi", "mercredi", "day"),
        ("the average price through {} was as follows in the north", "April 6", "April 7", "day"),
        ("les exportations ont augmenté en {} dans tout le pays", "avril", "mai", "day"),
    ],
)
def test_one_thing_in_anothers_place_is_a_conflict(template: str, first: str, second: str, kind: str) -> None:
    """In the lead of a text that otherwise reads alike; it is named as printed."""
    one, other = (f"{template.format(each)}. {REST}" for each in (first, second))
    found = leads_differ(one, other)

    assert found is not None
    assert found.kind == kind
    assert found.first in first
    assert found.second in second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the premier met M. Smailov of Garan in the town", "the premier met Smailov of Garan in the town"),
        ("le leader de Garan a dit que la paix est proche", "le chef de Garan a dit que la paix est proche"),
        ("le maire de Đà Nẵng a reçu une délégation", "le maire de Da Nang a reçu une délégation"),
        ("talks with Kassym Tokayev went on in the town", "talks with Kasym Tokaev went on in the town"),
        ("talks with President Arvid went on in the town", "talks with Mr Arvid went on in the town"),
        ("talks with Joe Arvid went on in the town", "talks with Joseph R. Arvid went on in the town"),
        ("the Organisation mondiale de la santé said in the town", "the OMS said in the town"),
        ("selon les Nations unies dans la ville de Garan", "selon l'ONU dans la ville de Garan"),
        ("devant l'Assemblée nationale de Garan hier soir", "devant le Parlement de Garan hier soir"),
        (
            "the Fed said it will cut its rate in the spring",
            "the Federal Reserve said it will cut its rate in the spring",
        ),
        ("in Burma the army said that the talks are over", "in Myanmar the army said that the talks are over"),
        ("the Chinese premier said that talks are over", "China's premier said that talks are over"),
        ("the Soviet leader said that talks are over", "the Mikhail leader said that talks are over"),
        ("he told AFP that the talks are over for now", "he told Xinhua that the talks are over for now"),
        ("the mayor said on Tuesday that talks are over", "the mayor said that talks are over"),
        ("the mayor said on Tuesday that talks are over", "the mayor said on Nov. 29 that talks are over"),
        ("le maire a dit le 29 novembre que la paix", "le maire a dit le 29 Nov. que la paix"),
        ("it said that Garan and Tamsel will sign a pact", "it said that Tamsel and Garan will sign a pact"),
        ("Rescuers reached the ferry and its crew", "Firefighters reached the ferry and its crew"),
        ("the harbour of the town is shut", "the station of the town is shut"),
        ("", ""),
        ("Garan", ""),
    ],
)
def test_what_is_missing_respelt_or_of_another_kind_is_none(one: str, other: str) -> None:
    """Edits of real rewrites: honorifics dropped, accents restored, titles, initials, forms of a day."""
    assert leads_differ(f"{one}. {REST}", f"{other}. {REST}") is None
    assert leads_differ(one, other) is None


@pytest.mark.parametrize("also", ["Arvid", "Quell"])
def test_a_name_that_the_other_text_mentions_is_none(also: str) -> None:
    """Anywhere in it: then both tell of both."""
    one, other = (f"The premier met Selma {name} in the town. {REST} with {also} in it." for name in ("Arvid", "Quell"))
    assert leads_differ(one, other) is None


@pytest.mark.parametrize(("words", "found"), [(44, True), (45, False)])
def test_only_a_lead_tells_what_a_report_is_about(words: int, found: bool) -> None:
    """Further down stand sidelights."""
    opening = " ".join(["word"] * words)
    conflict = leads_differ(f"{opening} Arvid and so it went on", f"{opening} Quell and so it went on")
    assert (conflict is not None) is found


def test_where_the_lead_is_cut_nothing_looks_replaced() -> None:
    """The end of what is read is not the end of the text: what runs on to it is another passage."""
    opening = " ".join(["word"] * 44)
    one, other = f"{opening} Arvid {text(1, 30)}", f"{opening} Quell {text(2, 30)}"
    assert leads_differ(one, other) is None


@pytest.mark.parametrize(("alike", "found"), [(10, True), (9, False)])
def test_half_of_the_shorter_lead_is_alike(alike: int, found: bool) -> None:
    """Less is another text, and nothing in it stands for anything."""
    same = " ".join(["word"] * (alike - 2))
    one = f"{same} Arvid at last " + "a " * (20 - alike - 1)
    other = f"{same} Quell at last " + "b " * (20 - alike - 1)
    assert (leads_differ(one, other) is not None) is found


@pytest.mark.parametrize(("length", "found"), [(8, True), (9, False)])
def test_what_is_replaced_is_a_name_and_not_a_passage(length: int, found: bool) -> None:
    """Eight words; a subject with its apposition fourteen."""
    one, other = " ".join(["Arvid"] * length), " ".join(["Quell"] * length)
    template = "early in the day {} went to the town and all of the people there were very glad about it"
    assert (leads_differ(template.format(one), template.format(other)) is not None) is found
    longer = f"{one} {' '.join(['Arvid'] * 6)}", f"{other} {' '.join(['Quell'] * 6)}"
    opening = "the {} went to the town and all of the people there were very glad to see it and said so at once"
    assert (leads_differ(*map(opening.format, longer)) is not None) is found


def test_another_first_sentence_is_no_conflict() -> None:
    """Houses write a lead anew and keep the rest: something has to stand in the same sentence."""
    one, other = f"They met Arvid in town. {REST}", f"Nobody ever saw Quell there. {REST}"
    assert leads_differ(one, other) is None
    assert leads_differ(f"{REST} {one}", f"{REST} {other}") is None


def test_a_single_equal_word_does_not_part_a_name() -> None:
    """What is replaced is "Emo Rahm of Tamsel"; the words beside it stay where they are."""
    found = leads_differ("the council met Emo Rahm of Tamsel today", "the council met Kasym Toka of Quell today")
    assert found == Veto("name", "Emo Rahm of Tamsel", "Kasym Toka of Quell")


DAY = 24 * HOUR
RAIN = "Rain in the hills: Garan 33.0 mm, Tamsel {} mm, Orvan {} mm, Quell nil, and the wind is to turn to the east"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (RAIN.format(12, 14), RAIN.format(15, 17), ("12; 14", "15; 17")),
        (RAIN.format(12, 14), RAIN.format(12, 17), ("14", "17")),
        (RAIN.format(12, 14), RAIN.format("nil", "nil"), ("12; 14", "nil; nil")),
        ("le CAC 40 termine en hausse de 0,4% à 7.512 points", "le CAC 40 termine en hausse de 0,3% à 7.535 points",
         ("0,4 à 7.512", "0,3 à 7.535")),
        ("the Fed added two billion in its market", "the Fed added 1.5 billion in its market", ("two", "1.5")),
    ],
)  # fmt: skip
def test_several_figures_or_nothing_but_figures_make_another_report(
    one: str, other: str, expected: tuple[str, str]
) -> None:
    """On another day; what both texts have (the rain at Quell) is no quotation."""
    assert figures_differ(one, other, (NOON, NOON + DAY)) == Veto("figures", *expected)
    assert figures_differ(other, one, (NOON, NOON + DAY)) == Veto("figures", *reversed(expected))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RAIN.format(12, 14), RAIN.format(12, 14)),
        (RAIN.format("1,200", "two"), RAIN.format("1.200", "2")),
        (RAIN.format(12, 14), RAIN.format(15, 17) + ", from 12 and 14 before"),
        ("Garan 12 mm and rain, Orvan 14 mm and rain, Sund 5", "Garan 14 mm and rain, Orvan 12 mm and rain, Sund 7"),
        (
            "Garan 1 mm and rain, Orvan 2 mm and rain, Sund 3 mm and rain, Tamsel 5 mm and rain",
            "Garan 2 mm and rain, Orvan 1 mm and rain, Sund 4 mm and rain, Tamsel 6 mm and rain",
        ),
        (RAIN.format(12, 14) + " later today", RAIN.format(15, 14) + " after noon"),
        (f"On Tuesday: {RAIN.format(12, 14)}", f"On Tuesday: {RAIN.format(15, 17)}"),
        (f"On Nov. 29: {RAIN.format(12, 14)}", f"On Nov. 29: {RAIN.format(15, 17)}"),
        ("the fire killed 12 people in the town", "the fire killed people in the town"),
        ("it was on 12 March and in the town", "it was on 13 March and in the town"),
    ],
)
def test_figures_quoted_respelt_or_of_one_event_make_none(one: str, other: str) -> None:
    """A toll that rises quotes the old one or names the same day; a single figure beside other changes is an edit."""
    assert figures_differ(one, other, (NOON, NOON + DAY)) is None
    assert figures_differ(other, one, (NOON, NOON + DAY)) is None


def test_a_date_long_gone_is_no_event_day() -> None:
    """Reports of two days may both name the day a bond falls due."""
    one, other = (f"Due April 27: {RAIN.format(*each)}" for each in ((12, 14), (15, 17)))
    assert figures_differ(one, other, (NOON, NOON + DAY)) is not None


WORDS = ("Arvid", "Quell", "Lao", "serbe", "Tuesday", "29", "Nov", "12", "two", "the", "in", "said", "of", "OMS", "a")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)


@given(one=TEXTS, other=TEXTS)
def test_any_two_texts_can_be_asked(one: str, other: str) -> None:
    """What is told stands in the text that it is told of, and a text does not disagree with itself."""
    for found in (leads_differ(one, other), figures_differ(one, other, (NOON, NOON + DAY))):
        if found is not None:
            assert set(found.first.replace(";", "").split()) <= set(one.split())
            assert set(found.second.replace(";", "").split()) <= set(other.split())
    assert leads_differ(one, one) is None
    assert figures_differ(one, one, (NOON, NOON + DAY)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("(Foto: Ana Ruiz) {}", "(Foto: Luis Paz) {}"),
        ("Haber: Selma Arvid\n\n{}", "Haber: Tomas Quell\n\n{}"),
        ("Aktualizacja 9:15 CET\n\n{}", "Aktualizacja 7:45 GMT\n\n{}"),
        ("Της Σέλμα Άρβιντ\n\n{}", "Του Τόμας Κουέλ\n\n{}"),
    ],
)
def test_a_name_that_stands_beside_the_report_is_none_of_its_own(first: str, second: str) -> None:
    """A photographer, a writer, the zone of an hour: in brackets or in a line that is no sentence, and nowhere else."""
    one, other = first.format(REST), second.format(REST)
    assert leads_differ(one, other) is None


def test_a_name_in_brackets_that_the_report_has_again_is_its_own() -> None:
    """What it is about may stand there first."""
    one, other = (f"(on {name}) {REST} So {name} it was." for name in ("Arvid", "Quell"))
    assert leads_differ(one, other) == Veto("name", "Arvid", "Quell")


MASTHEADS = [
    ("Skrevet av Selma Arvid\nPublisert onsdag", "KONGSVIK (NTB) – "),
    ("Írta: Arvid Selma | Belföld\nMegosztás", "BUDAPEST, Magyarország – "),
    ("Политика\nСельма Арвид, РИА Новости\nВчера в Москве", "КАЗАНЬ, Татарстан – "),
    ("Posted: Tuesday 10:15 AM MDT\nOrvan Associated Press", "GARAN, Tamsel (AP) — "),
]


@pytest.mark.parametrize(("above", "before"), MASTHEADS)
def test_what_stands_above_a_story_stands_for_nothing_in_another(above: str, before: str) -> None:
    """A site's writers, sections and hours in the place of the dateline that another house kept."""
    lead = f"The premier met his Lao counterpart in the capital and called for closer ties. {REST}."
    one, other = f"{above}\n{lead}", f"{before}{lead}"

    assert leads_differ(one, other) is None
    assert leads_differ(other, one) is None
    assert not substitutions(one, other).other_subject
    assert not substitutions(one, other).found


@pytest.mark.parametrize(("above", "before"), MASTHEADS)
def test_two_subjects_under_two_mastheads_are_two(above: str, before: str) -> None:
    """They are the first words of their stories, whatever a site prints above one of them."""
    lead = f"met his Lao counterpart in the capital and called for closer ties. {REST}."
    one, other = f"{above}\nPremier Emo Rahm {lead}", f"{before}Kasym Toka, the head of Sund, {lead}"

    found = leads_differ(one, other)
    assert found is not None
    assert found.kind == "name"
    assert substitutions(one, other).other_subject


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "The senate may vote as soon as Wednesday on the bill to keep the port open until fall",
            "The senate leaders told the press late Tuesday of the bill to keep the port open until fall",
        ),
        (
            "Der Rat stimmt womöglich schon am Mittwoch darüber ab, den Hafen bis zum Herbst offen zu halten",
            "Der Rat gab nach langem Streit am Dienstag bekannt, den Hafen bis zum Herbst offen zu halten",
        ),
        (
            "Совет может уже в четверг проголосовать за то, чтобы порт был открыт до самой осени и зимы",
            "Совет после споров заявил во вторник, чтобы порт был открыт до самой осени и зимы",
        ),
        (
            "El Senado podría aprobar tan pronto como el miércoles la ley que mantiene el puerto abierto hasta octubre",
            "El Senado dijo tras un debate del martes acordar la ley que mantiene el puerto abierto hasta octubre",
        ),
    ],
)
def test_a_lead_that_is_written_anew_names_another_day(first: str, second: str) -> None:
    """What is to come, where the earlier one says what has been: more than a day is replaced, and the rest is one."""
    assert leads_differ(f"{first}. {REST}", f"{second}. {REST}") is None


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "{} Üniversitesi Senatosu salı günü ikinci öğretim harçlarını yüzde otuz indirme kararı aldı.",
            "Ege",
            "Fırat",
        ),
        ("{} Universitet stoppar från måndag all antagning till sommarkurserna, säger rektorn.", "Lunds", "Umeå"),
        ("A {} Egyetem hétfőtől minden előadását az interneten tartja, közölte a rektor.", "Pécsi", "Szegedi"),
        ("Fire damaged a house on {} Street on Monday night, and no one was hurt, said the brigade.", "Birch", "Elm"),
    ],
)
def test_what_stands_before_a_word_that_names_a_kind_is_another_name(template: str, first: str, second: str) -> None:
    """A university, a street: that word is not used alone, as a last name is, nor do the first words look alike."""
    found = leads_differ(template.format(first), template.format(second))

    assert found is not None
    assert (found.kind, found.first, found.second) == ("name", first, second)


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "Byen sørger: {} Lunde døde natt til mandag. Lunde ledet teateret i tretti år og ble kjent for dukkene.",
            "Bjørn",
            "Regissør",
        ),
        (
            "Uuden sillan avasi {} Virtanen maanantaina sateessa. Virtanen kiitti rakentajia ja söi pullaa.",
            "Matti",
            "Kaupunginjohtaja",
        ),
        ("A ponte foi aberta por {} Sequeira na segunda-feira. Sequeira agradeceu aos operários.", "José", "Zé"),
    ],
)
def test_a_last_name_that_is_used_alone_may_be_of_one_person(template: str, first: str, second: str) -> None:
    """Houses print an office, a first name or what friends say before it."""
    assert leads_differ(template.format(first), template.format(second)) is None


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "Ông {} vừa được bầu làm chủ tịch xã Mỹ Hòa, theo nghị quyết công bố sáng nay tại hội trường huyện.",
            "Đặng Văn Khoa",
            "Huỳnh Văn Sáu",
        ),
        (
            "Giải nhất cuộc thi hát ru năm nay thuộc về {}, đến từ một làng chài nhỏ ở cuối sông Cái.",
            "Bùi Thị Mận",
            "Lương Thị Đào",
        ),
        (
            "Tiền vệ {} nghỉ thi đấu sáu tuần vì chấn thương vai gặp phải trong buổi tập sáng thứ hai.",
            "Tạ Quang Thủ",
            "Phan Thu Tài",
        ),
    ],
)
def test_a_middle_name_or_a_syllable_with_another_mark_is_not_one_name(template: str, first: str, second: str) -> None:
    """Where syllables are written apart, many persons share some."""
    found = leads_differ(template.format(first), template.format(second))

    assert found is not None
    assert found.kind == "name"


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            "{} vừa được bầu làm chủ tịch xã Mỹ Hòa, theo nghị quyết công bố sáng nay tại hội trường huyện.",
            "Ông Đặng Văn Khoa",
            "Bí thư Khoa",
        ),
        (
            "Předsedkyní spolku včelařů se stala {}, která slíbila novou školu i pro nejmenší žáky z okolí.",
            "Božena Černá",
            "Boženka Černá",
        ),
        (
            "Ödülü bu yıl {} aldı ve törende üç türküyü hiç ara vermeden arka arkaya söyledi.",
            "Müzeyyen Işık",
            "Muzeyyen Işık",
        ),
    ],
)
def test_one_name_in_two_forms(template: str, first: str, second: str) -> None:
    """Its last word alone, a pet form, letters without their marks where words are long enough to be known by."""
    assert leads_differ(template.format(first), template.format(second)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("on Monday", "early on Tuesday local time"),
        ("hétfőn", "helyi idő szerint kedden"),
        ("på mandag", "på tirsdag lokal tid"),
        ("lundi", "mardi (heure locale)"),
    ],
)
def test_a_house_may_say_that_a_day_is_the_local_one(first: str, second: str) -> None:
    """In a few words beside the day, where the other has none."""
    one, other = (f"the mine above the town was closed {day} by its guards. {REST}" for day in (first, second))
    times = (NOON, NOON + 3 * HOUR)

    assert leads_differ(one, other, times=times) is None
    assert leads_differ(other, one, times=times) is None


def test_a_figure_beside_a_day_makes_it_another() -> None:
    """That no zone explains."""
    one, other = (f"The mine in Garan closed on {day} and was sold. {REST}" for day in ("Monday", "Tuesday by 40 men"))

    assert leads_differ(one, other, times=(NOON, NOON + 3 * HOUR)) is not None


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("ein Feuer ausgebrochen", "ein Brand ausgebrochen"),
        ("in einer Lagerhalle am Hafen", "in einem Schuppen am Hafen"),
        ("zwei Wachleute brachten", "zwei Arbeiter brachten"),
    ],
)
def test_nouns_of_german_are_no_names(printed: str, instead: str) -> None:
    """There every noun has a capital, and a house swaps them as it swaps other words."""
    told = (
        "In der Nacht ist in einer Lagerhalle am Hafen von Emden ein Feuer ausgebrochen, das erst am Morgen gelöscht "
        "wurde. Verletzt wurde niemand, zwei Wachleute brachten sich und die Hunde in Sicherheit. Der Schaden ist groß."
    )
    assert printed in told
    assert leads_differ(told, told.replace(printed, instead)) is None
