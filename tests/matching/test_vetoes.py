"""Vetoes between editions: the pairs of the domain notes, marks that lift them, and datelines.

All texts are invented, in the style of wires.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.matching.comparison import compare
from stream.matching.editions import Edition, prepare
from stream.matching.vetoes import OTHER_DAY, Veto, conflict, veto
from stream.reading.intake import read_object
from wires import HOUR, NOON, edition, ninjs, text, version, wires

DAY = 24 * HOUR
FERRY = "A ferry fire killed {} people on Tuesday, police said."
MARKET = "Bourse de Paris : le CAC 40 termine en hausse de {} à {} points, portée par le luxe."


def told(body: str, published: int | None = NOON, **fields: Any) -> Edition:
    """What the reader makes of a record, its dateline taken off."""
    return prepare(read_object(ninjs(f"urn:test:{hash((body, published))}", body, published, **fields)))


@pytest.mark.parametrize(
    ("one", "other", "gap", "expected"),
    [
        (
            "PÉKIN, 12 mars (Xinhua) — Le Premier ministre a rencontré mardi son homologue lao, "
            "appelant au renforcement de la coopération pragmatique.",
            "PÉKIN, 13 mars (Xinhua) — Le Premier ministre a rencontré mercredi son homologue serbe, "
            "appelant au renforcement de la coopération pragmatique.",
            DAY,
            Veto("name", "lao", "serbe"),
        ),
        (
            "MANILA, Oct 3 (AFP) – A ferry fire killed 12 people on Tuesday, the coastguard said.",
            "MANILA, Oct 3 (AFP) – A ferry fire killed at least 17 people on Tuesday, the coastguard said, "
            "raising an earlier toll of 12.",
            2 * HOUR,
            None,
        ),
        (
            "DHAKA, 3 Oct – A ferry fire killed 12 people on Tuesday, police said.",
            "MANILA, 3 Oct – A ferry fire killed 12 people on Tuesday, police said.",
            HOUR,
            Veto("place", "DHAKA", "MANILA"),
        ),
        (
            "HANOI, 5 mai (VNA) – Les exportations ont augmenté de 14,2% en avril.",
            "HANOI, 5 mai (VNA) – CORRECTION : Les exportations ont augmenté de 4,2% en avril "
            "(et non 14,2% comme annoncé).",
            2 * HOUR,
            None,
        ),
        (
            MARKET.format("0,4%", "7.512"),
            MARKET.format("0,3%", "7.535"),
            DAY,
            Veto("figures", "0,4 à 7.512", "0,3 à 7.535"),
        ),
    ],
)
def test_the_pairs_of_the_domain_notes(one: str, other: str, gap: int, expected: Veto | None) -> None:
    """A template meeting, a toll that rises, two fires, a correction, a daily market."""
    first, second = told(one), told(other, NOON + gap)

    assert veto(first, second) == compare(first, second).veto == expected
    if expected is not None:
        assert compare(first, second).score == 0.0
        assert veto(second, first) == expected.flipped()


def test_condolences_for_two_disasters_are_two_stories() -> None:
    """Nearly the same words; country, disaster and day decide."""
    message = (
        "Hanoi (VNA) – The President on {} sent a message of condolences to the President of {} over the {} which "
        "caused heavy losses of life and property there. On behalf of the State and people he conveyed his deepest "
        "sympathies to the families of the victims and wished the injured a quick recovery."
    )
    first = told(message.format("February 7", "Turkey", "earthquake"))
    second = told(message.format("February 9", "Malawi", "cyclone"), NOON + 48 * HOUR)

    assert veto(first, second) is not None
    assert not compare(first, second).links


REST = text(7, 60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "BEIJING, Nov. 29 (Xinhua) -- Le leader chinois a reçu mardi à Pékin M. Nguyen Van Tam, de Da Nang. ",
            "Hanoï (VNA) – Le chef chinois a reçu mardi à Pékin Nguyên Van Tâm, de Đà Nẵng. ",
        ),
        (
            "BEIJING, Nov. 29 (Xinhua) -- The two sides signed a pact on trade on Tuesday. ",
            "Hanoi (VNA) – The two sides signed a pact on trade on Tuesday. ",
        ),
        (
            "GARAN, Nov 29 (AFP) - A boat sank off the port of Tamsel on Tuesday. ",
            "TAMSEL, Nov 29 (AFP) - A boat sank off the port of Tamsel on Tuesday, police said. ",
        ),
    ],
)
def test_rewrites_and_reprints_are_not_vetoed(one: str, other: str) -> None:
    """Another house's dateline is where it sits, and a bureau is no scene where the text names the scene."""
    first, second = told(one + REST), told(other + REST, NOON + 3 * HOUR)

    assert veto(first, second) is None
    assert compare(first, second).links


@pytest.mark.parametrize(
    ("change", "vetoed"),
    [
        ({}, True),
        ({"located": "MANILA, Philippines"}, True),
        ({"located": "Dhaka, Bangladesh"}, False),
        ({"located": "Dhakka"}, False),
        ({"located": None}, False),
        ({"located": "--"}, False),
        ({"text": FERRY.format(12).replace("fire", "fire off Dhaka")}, False),
        ({"text": FERRY.format(12).replace("Tuesday", "the quay")}, False),
        ({"text": FERRY.format(12).replace("Tuesday", "Nov. 29")}, False),
        ({"credits": ()}, False),
        ({"signals": ("update",), "slugline": "FERRY-FIRE"}, False),
        ({"signals": ("update",), "slugline": "FERRY-SAFETY"}, True),
        ({"signals": ("repeat",), "slugline": "FERRY-FIRE"}, True),
    ],
)
def test_one_house_dates_one_days_events_from_two_places(change: dict[str, Any], vetoed: bool) -> None:
    """Only there a dateline is a scene: one house, one day that both leads name, and no place in either text."""
    first = replace(version("urn:1", FERRY.format(12), NOON), located="Dhaka", slugline="Ferry-fire")
    second = replace(version("urn:2", FERRY.format(12), NOON + HOUR), located="Manila")
    found = veto(prepare(first), prepare(replace(second, **change)))

    assert (found is not None) is vetoed
    assert found is None or found.kind == "place"


@pytest.mark.parametrize(
    ("first", "second", "vetoed"),
    [
        ("Dhaka", "Manila, Philippines", True),
        ("Dhaka, Dhaka Division", "Dhaka, Bangladesh", False),
        ("Dhaka, Bangladesh", "Garan, Bangladesh", False),
    ],
)
def test_the_town_of_a_dateline_counts(first: str, second: str, vetoed: bool) -> None:
    """What stands after the comma is printed or not. The text says "off Garan"."""
    body = FERRY.format(12).replace("fire", "fire off Garan")
    one, other = (prepare(replace(version(f"urn:{place}", body, NOON), located=place)) for place in (first, second))
    assert (veto(one, other) is not None) is vetoed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on met the Arvid on the Tuesday town", "on met on the in Sund on Tuesday town"),
        ("of in the met on met Quell said", "of in the Tuesday on Tamsel met on said"),
    ],
)
def test_texts_that_can_be_aligned_in_two_ways_are_aligned_in_one(one: str, other: str) -> None:
    """Of two equally short edit scripts the one found depends on which text comes first."""
    first, second = edition("urn:1", one), edition("urn:2", other)
    found, back = veto(first, second), veto(second, first)
    assert found == (back.flipped() if back else None)


def test_of_briefs_the_dateline_counts_as_text() -> None:
    """They match within one house, so their links may hang on it; it is part of what makes two of them copies."""
    first, second, third = (
        prepare(replace(version(f"urn:{place}", FERRY.format(figure), NOON), located=place))
        for place, figure in (("Dhaka", 12), ("Manila", 12), ("Manila", 17))
    )
    assert conflict(first, second) == conflict(first, third) == Veto("place", "Dhaka", "Manila")


@pytest.mark.parametrize(("gap", "kind"), [(OTHER_DAY, None), (OTHER_DAY + 1, "figures"), (None, None)])
def test_figures_are_of_another_report_on_another_day(gap: int | None, kind: str | None) -> None:
    """To the millisecond; where no time is known none is told."""
    first = edition("urn:1", MARKET.format("0,4%", "7.512"))
    second = edition("urn:2", MARKET.format("0,3%", "7.535"), None if gap is None else NOON + gap)
    found = veto(first, second)

    assert (found.kind if found else None) == kind
    assert conflict(first, second) == found


NAMES = ("The premier met Selma Arvid in the town and called for closer ties. ", "Selma Arvid", "Tomas Quell")
FIGURES = (
    "The index rose by 12 points to 5020 in a quiet market with few deals. ",
    "12 points to 5020",
    "9 points to 5029",
)


@pytest.mark.parametrize(
    ("what", "mark", "lifted"),
    [
        (NAMES, "correction", True),
        (NAMES, "refile", True),
        (NAMES, "update", False),
        (FIGURES, "correction", True),
        (FIGURES, "update", True),
        (FIGURES, "repeat", False),
        (FIGURES, "embargo", False),
    ],
)
def test_a_correction_may_change_anything_and_an_update_figures(
    what: tuple[str, str, str], mark: str, lifted: bool
) -> None:
    """If it is marked so, whichever of the two it is; the conflict of the texts stays."""
    template, old, new = what
    one, other = (
        version(uri, template.replace(old, name) + REST, NOON) for uri, name in (("urn:1", old), ("urn:2", new))
    )
    first = prepare(replace(one, slugline="TOWN-TALKS"))
    second = prepare(replace(other, published=NOON + DAY, slugline="Town-Talks", signals=(mark,)))

    assert (veto(first, second) is None) is lifted
    assert (veto(second, first) is None) is lifted
    assert conflict(first, second) is not None


@pytest.mark.parametrize(
    ("slugs", "headlines", "lifted"),
    [
        (("A", "A"), ("Rates rise", "Ferry sinks"), True),
        (("A", "B"), ("Rates rise", "Rates rise"), False),
        (("A", None), ("Rates rise in Garan", "CORRECTED-Rates rise in Garan"), True),
        ((None, None), ("Rates rise in Garan", "Ferry sinks"), False),
        ((None, None), ("Rates rise in Garan", ""), False),
        ((None, None), ("", ""), False),
    ],
)
def test_a_mark_speaks_of_its_own_subject(
    slugs: tuple[str | None, str | None], headlines: tuple[str, str], lifted: bool
) -> None:
    """The slug tells; without one the headline, whatever mark stands before it."""
    first, second = (
        prepare(
            replace(
                version(f"urn:{name}", NAMES[0].replace(NAMES[1], name) + REST, NOON),
                slugline=slug,
                headline=headline,
                signals=("correction",),
            )
        )
        for name, slug, headline in zip(NAMES[1:], slugs, headlines, strict=True)
    )
    assert (veto(first, second) is None) is lifted


def test_a_toll_corrected_downward_is_not_vetoed() -> None:
    """The higher number is not always the newer."""
    first = version("urn:1", "A quake in the hills killed 5 people in the night. " + REST, NOON)
    second = version("urn:2", "A quake in the hills killed 3 people in the night. " + REST, NOON + DAY)
    first, second = replace(first, slugline="QUAKE"), replace(second, slugline="QUAKE", signals=("correction",))

    assert veto(prepare(first), prepare(second)) is None
    assert veto(prepare(first), prepare(replace(second, published=NOON + HOUR, signals=()))) is None


@st.composite
def templates(draw: st.DrawFn) -> list[Version]:
    """One template, filled anyhow, and some other dispatches."""
    made = []
    for n in range(draw(st.integers(2, 4))):
        name = draw(st.sampled_from(("Arvid", "Quell", "Lao", "Serbian", "Joe Arvid", "")))
        day = draw(st.sampled_from(("Tuesday", "Wednesday", "Nov. 29", "")))
        figure = draw(st.sampled_from(("12", "17", "1,200", "two")))
        hours = draw(st.one_of(st.none(), st.integers(0, 72)))
        body = f"The premier met {name} on {day} with {figure} others. {REST}"
        made.append(
            replace(
                version(f"urn:{n}", body, None if hours is None else NOON + hours * HOUR),
                located=draw(st.sampled_from(("Dhaka", "Manila", None))),
                signals=draw(st.sampled_from(((), ("update",), ("correction",)))),
                slugline=draw(st.sampled_from(("TALKS", None))),
            )
        )
    return made + draw(wires(most=3))


@given(wire=templates())
def test_it_is_the_same_from_either_side(wire: list[Version]) -> None:
    """And none of itself."""
    editions = [prepare(each) for each in wire]
    for one in editions:
        assert veto(one, one) is conflict(one, one) is None
        for other in editions:
            for found, back in ((veto(one, other), veto(other, one)), (conflict(one, other), conflict(other, one))):
                assert found == (back.flipped() if back else None)


@given(wire=templates())
def test_a_conflict_hangs_on_texts_and_times_alone(wire: list[Version]) -> None:
    """Whatever a house prints above its text."""
    editions = [prepare(each) for each in wire]
    bare = [prepare(replace(each, located=None, signals=(), headline="", credits=())) for each in wire]
    for one, alone in zip(editions, bare, strict=True):
        for other, same in zip(editions, bare, strict=True):
            if one.brief is None and other.brief is None:
                assert conflict(one, other) == conflict(alone, same)
