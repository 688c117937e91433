"""Leads that two houses tell in their own words. All texts are invented. The rule was made with other languages; Czech
and Japanese then showed where it asked for too many words in a row.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from stream.inspect.evidence import why
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.matching.comparison import Comparison, compare
from stream.matching.editions import Edition, prepare
from stream.matching.leads import told_again
from stream.reading.intake import read_object
from stream.stories.record import encode
from stream.stories.split import CUT
from wires import HOUR, NOON, ninjs

ONE, OTHER = "https://paper.example/1", "https://gazette.example/2"


class Told(NamedTuple):
    """A lead, as another house tells it, and a lead of another event in the same form; each with its headline."""

    lead: tuple[str, str]
    again: tuple[str, str]
    other: tuple[str, str]


LEADS = {
    "vi": Told(
        (
            "Cháy kho sơn ở Bình Tân, 2 người bị thương",
            "Sáng 10/3, một kho sơn rộng 600 m2 ở quận Bình Tân, TP HCM bốc cháy dữ dội khiến 2 công nhân bị bỏng. "
            "Hơn 70 cảnh sát cùng 11 xe chữa cháy đã được điều đến hiện trường.",
        ),
        (
            "Kho sơn 600 m2 ở TP HCM cháy lớn",
            "Hơn 70 cảnh sát cùng 11 xe chữa cháy được điều đến dập lửa tại một kho sơn rộng 600 m2 ở quận Bình Tân, "
            "TP HCM sáng 10/3. Vụ cháy khiến 2 công nhân bị bỏng.",
        ),
        (
            "Cháy xưởng gỗ ở Bình Chánh",
            "Sáng 10/3, một xưởng gỗ rộng 900 m2 ở huyện Bình Chánh, TP HCM bốc cháy dữ dội, không có người bị thương. "
            "Hơn 50 cảnh sát cùng 8 xe chữa cháy đã được điều đến hiện trường.",
        ),
    ),
    "id": Told(
        (
            "Longsor di Cianjur tewaskan 5 orang",
            "Sedikitnya 5 orang tewas dan 12 rumah tertimbun akibat tanah longsor di Desa Sukamaju, Kabupaten Cianjur, "
            "Jawa Barat, Senin malam. Petugas masih mencari 3 warga yang hilang, kata Kepala BPBD Cianjur Asep "
            "Sudrajat.",
        ),
        (
            "Lima tewas tertimbun longsor di Cianjur",
            "Tanah longsor di Desa Sukamaju, Kabupaten Cianjur, Jawa Barat, Senin malam menimbun 12 rumah dan "
            "menewaskan sedikitnya 5 orang. Menurut Kepala BPBD Cianjur Asep Sudrajat, 3 warga yang hilang masih "
            "dicari.",
        ),
        (
            "Banjir di Cianjur rendam 40 rumah",
            "Sedikitnya 40 rumah terendam akibat banjir di Desa Cibeber, Kabupaten Cianjur, Jawa Barat, Senin malam. "
            "Tidak ada korban jiwa dan 120 warga mengungsi, kata Kepala BPBD Cianjur Asep Sudrajat.",
        ),
    ),
    "sv": Told(
        (
            "Åtta skadade i bussolycka vid Mora",
            "Åtta personer skadades när en skidbuss med 44 passagerare körde av väg 45 norr om Mora på tisdagen. Två "
            "av dem är allvarligt skadade, enligt polisen. Vägen är avstängd till klockan 18.",
        ),
        (
            "Skidbuss av vägen – åtta skadade",
            "En skidbuss med 44 passagerare körde av väg 45 norr om Mora på tisdagen och åtta personer skadades, två "
            "av dem allvarligt. Polisen håller vägen avstängd till klockan 18.",
        ),
        (
            "Två skadade i krock vid Mora",
            "Två personer skadades när en timmerbil och en personbil krockade på väg 45 söder om Mora på tisdagen. En "
            "av dem är allvarligt skadad, enligt polisen. Vägen är avstängd till klockan 15.",
        ),
    ),
    "cs": Told(
        (
            "Na D1 u Humpolce hořel autobus, 38 lidí vyvázlo",
            "Na 90. kilometru dálnice D1 u Humpolce v úterý ráno začal hořet autobus, kterým cestovalo 38 lidí do "
            "Brna. Všichni stihli vystoupit. Škoda je podle hasičů 4 miliony korun.",
        ),
        (
            "Hasiči likvidovali požár autobusu na D1",
            "Všech 38 cestujících stihlo vystoupit z autobusu, který v úterý ráno začal hořet na 90. kilometru dálnice "
            "D1 u Humpolce. Jeli do Brna. Hasiči odhadli škodu na 4 miliony korun.",
        ),
        (
            "Na D1 u Humpolce havaroval kamion",
            "Na 104. kilometru dálnice D1 u Humpolce v úterý ráno havaroval kamion, který vezl 20 tun piva do Brna. "
            "Řidič stihl vyskočit. Škoda je podle hasičů 2 miliony korun.",
        ),
    ),
    "ja": Told(
        (
            "浜松の工場で爆発、3人けが",
            "10日午前9時40分ごろ、浜松市東区の自動車部品工場で爆発があり、従業員3人がやけどを負って病院に運ばれた。警察によると、"
            "炉の点検中だったという。工場には当時45人がいた。",
        ),
        (
            "部品工場で爆発 従業員3人やけど 浜松",
            "浜松市東区の自動車部品工場で10日午前9時40分ごろ爆発があり、炉を点検していた従業員3人がやけどを負った。警察によると、"
            "当時工場には45人がいたという。",
        ),
        (
            "豊橋の工場で火災、2人けが",
            "10日午前8時20分ごろ、豊橋市明海町の自動車部品工場で火災があり、従業員2人がやけどを負って病院に運ばれた。警察によると、"
            "炉の点検中だったという。工場には当時30人がいた。",
        ),
    ),
}


def held(uri: str, told: tuple[str, str], language: str, hours: float = 0) -> Edition:
    """What the reader makes of a lead."""
    headline, text = told
    return prepare(read_object(ninjs(uri, text, NOON + int(hours * HOUR), headline=headline, language=language)))


def compared(language: str, other: str, uri: str = OTHER, hours: float = 1) -> Comparison:
    """A lead and another of its language."""
    leads = LEADS[language]
    return compare(held(ONE, leads.lead, language), held(uri, getattr(leads, other), language, hours))


@pytest.mark.parametrize("language", LEADS)
def test_a_lead_that_another_house_rewrote_is_one_story_with_it(language: str) -> None:
    """Its words in a row are few, and all that it is about is there."""
    found = compared(language, "again")

    assert found.overlap.similarity < CUT
    assert found.links
    assert found.told_again is not None
    assert found.score == found.told_again.containment > CUT
    assert found.flipped().told_again == found.told_again.flipped()


@pytest.mark.parametrize("language", LEADS)
@pytest.mark.parametrize("other", ["lead", "again"])
def test_leads_of_two_events_in_one_form_have_marks_of_their_own(language: str, other: str) -> None:
    """Each counts and names what the other does not."""
    leads = LEADS[language]
    told: tuple[str, str] = getattr(leads, other)
    found = compare(held(ONE, told, language), held(OTHER, leads.other, language, 1))

    assert found.again is None
    assert found.score < CUT


@pytest.mark.parametrize("language", LEADS)
def test_one_house_and_another_day_tell_another_story(language: str) -> None:
    """What a house prints again, or a day later, is what has happened since; the link is for copies of the two."""
    for found in (compared(language, "again", uri=ONE.replace("1", "2")), compared(language, "again", hours=20)):
        assert found.told_again is None
        assert found.score < CUT


def test_words_alone_prove_nothing() -> None:
    """Without a figure in both nothing tells one fire from another."""
    one = "A fire broke out in a warehouse near the port of Tamber on Tuesday and was put out by noon, officials said."
    other = "Officials said a fire that broke out on Tuesday in a warehouse near the port of Tamber was out by noon."
    assert told_again(one, other) is None
    with_figures = (text.replace("a warehouse", "a warehouse with 90 boats") for text in (one, other))
    assert told_again(*with_figures) is not None


def test_what_only_one_of_two_leads_has_is_left_out_by_the_other() -> None:
    """Houses cut; where each has something of its own they tell of two things."""
    one = "A ferry with 280 people aboard ran aground in fog off Molde on Tuesday, and all were taken off by noon."
    longer = (
        "All 280 people aboard a ferry that ran aground in fog off Molde on Tuesday were taken off by 12 lifeboats."
    )
    elsewhere = one.replace("Molde", "Bodo")
    later = one.replace("280", "19")
    assert told_again(one, longer) is not None
    assert told_again(elsewhere, longer) is None
    assert told_again(later, longer) is None


def test_a_dispatch_is_no_lead() -> None:
    """Of what is longer than a lead, passages are asked for."""
    text = "The council of Tamber will mend 14 bridges by May, its head Anna Rask said, for 30 million crowns. "
    assert told_again(text, f"On Tuesday {text}") is not None
    assert told_again(text * 7, f"On Tuesday {text * 7}") is None


def test_the_story_and_the_pair_say_so(tmp_path: Path) -> None:
    """How many words of weight both have, and that these decided."""
    leads = LEADS["sv"]
    wire = [
        ninjs(uri, text, NOON + hours * HOUR, headline=headline, language="sv")
        for uri, (headline, text), hours in ((ONE, leads.lead, 0), (OTHER, leads.again, 1), (f"{ONE}3", leads.other, 2))
    ]
    stories = fold(wire)
    [story] = [each for each in stories if each["story"]["memberCount"] > 1]
    [merge] = [merge for merge in story["story"]["merges"] if "signals" in merge]
    store = Store(tmp_path / "stories.db")
    for each in stories:
        store.apply(each["uri"], encode(each))
    store.commit()
    found = why(store, ONE, OTHER)
    store.close()

    assert len(stories) == 2
    assert merge["signals"]["wordsToldAgain"] > 12
    assert found.verdict == "one story"
    assert "one event told again" in [step.name for step in found.steps]
