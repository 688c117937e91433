"""The exact comparison: symmetric, made of named parts, and never nearer for being further apart in time."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.matching.comparison import BRIEF_WINDOW, LINK, Comparison, Overlap, are_linked, compare, is_vetoed, overlap
from stream.matching.editions import BRIEF_SHINGLES, Edition, prepare
from stream.matching.substitutions import Substitution, substitutions
from stream.matching.vetoes import Veto
from wires import EDITS, HOUR, NOON, edition, excerpt, light, mixture, text, version, wires

LONG = text(11, 100)
RIVER = (
    "The river Tamsel rose by 120 centimetres on Tuesday after three days of rain in the hills, the water office of "
    "Lower Garan said in the evening. Two bridges were closed to lorries and a school in the old town sent its pupils "
    "home at noon, while volunteers filled sandbags along the quay and shopkeepers carried their goods to the upper "
    "floors. The office expects the level to fall slowly from Thursday on, when the wind is to turn to the east. "
    "Farmers were told to bring their cattle to higher ground before the night and to keep the lower roads free."
)


def penalty(found: Comparison) -> float:
    """What substitutions took off the score."""
    return (found.in_order or found.overlap).similarity - found.text_score


@given(wire=wires())
def test_it_is_symmetric_and_within_bounds(wire: list[Version]) -> None:
    """Which of two dispatches asks makes no difference to anything in the answer."""
    for first in map(prepare, wire[:5]):
        for second in map(prepare, wire[:5]):
            found = compare(first, second)
            assert found == compare(second, first).flipped()
            assert 0.0 <= found.text_score <= 1.0
            if found.veto is not None:
                assert found.score == 0.0
            elif found.taken is not None:
                assert found.text_score <= found.score == found.taken.containment
            else:
                assert 0.0 <= found.score - found.text_score <= 0.05 + 1e-12


@given(wire=wires(), footer=st.booleans(), glued=st.booleans())
def test_the_short_way_to_a_link_says_what_the_long_way_does(wire: list[Version], footer: bool, glued: bool) -> None:
    """Whether two may be linked at all is told by counting; with boilerplate in common and with glued words too."""
    if footer:
        wire = [replace(each, text=f"{each.text}\n\n{RIVER}") for each in wire]
    editions = [prepare(each) for each in wire[:6]]
    if glued:
        editions += [prepare(replace(each, text=re.sub(r" (\w+) ", r"\1 ", each.text))) for each in wire[:3]]
    for first in editions:
        for second in editions:
            assert are_linked(first, second) == compare(first, second).links
            assert is_vetoed(first, second) <= (compare(first, second).veto is not None)


@given(wire=wires(), other_headline=st.sampled_from(("", "Talks resume", "Ferry fire", "Rates rise")))
def test_a_link_does_not_depend_on_the_headline(wire: list[Version], other_headline: str) -> None:
    """Copies stand in for each other when candidates are chosen, so headlines may only move the score."""
    editions = [prepare(each) for each in wire]
    for one, changed in zip(editions, wire, strict=True):
        if one.brief is not None:
            continue
        renamed = prepare(replace(changed, headline=other_headline))
        for other in editions:
            assert compare(renamed, other).links == compare(one, other).links
            assert compare(renamed, other).text_score == compare(one, other).text_score


@given(
    edits=st.tuples(st.sampled_from(EDITS), st.sampled_from(EDITS)),
    gaps=st.lists(st.integers(0, 200 * HOUR), min_size=2, max_size=4).map(sorted),
    seed=st.integers(0, 50),
)
def test_the_text_score_never_rises_with_the_distance_in_time(
    edits: tuple[object, object], gaps: list[int], seed: int
) -> None:
    """If the nearest copy of a text does not link, no copy further away does."""
    rng = random.Random(seed)
    told = RIVER if seed % 2 else text(seed)
    mine, theirs = (edit(told, rng) for edit in edits)  # type: ignore[operator]
    scores = [compare(edition("urn:1", mine), edition("urn:2", theirs, NOON + gap)).text_score for gap in gaps]
    assert scores == sorted(scores, reverse=True)


def test_identical_texts_score_one() -> None:
    """Whatever their times and headlines."""
    found = compare(edition("urn:1", LONG), edition("urn:2", LONG, NOON + 900 * HOUR, headline="Other"))
    assert (found.score, found.text_score, found.overlap.similarity) == (1.0, 1.0, 1.0)
    assert found.links
    assert not found.substitutions


def test_unrelated_texts_score_next_to_nothing() -> None:
    """And the same headline does not lift them."""
    found = compare(edition("urn:1", LONG, headline="Rates"), edition("urn:2", text(12), headline="Rates"))
    assert found.score == found.text_score < 0.05
    assert not found.links


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3, 4], [3, 4, 5, 6], Overlap(2, 4, 4)),
        ([3, 4], [1, 2, 3, 4, 5, 6, 7, 8], Overlap(2, 2, 8)),
        ([1, 2, 3, 4, 5, 6, 7, 8], [3, 4], Overlap(2, 8, 2)),
        ([1, 2, 3], [1, 2, 3], Overlap(3, 3, 3)),
        ([9], [1, 2], Overlap(0, 1, 2)),
        ([0], [1, 2], Overlap(0, 1, 2)),
        ([], [1, 2], Overlap(0, 0, 2)),
        ([1], [], Overlap(0, 1, 0)),
        ([], [], Overlap(0, 0, 0)),
    ],
)
def test_overlap_counts_what_two_sets_share(first: list[int], second: list[int], expected: Overlap) -> None:
    """Sizes stay with the side they belong to, also where the larger set comes first."""
    assert overlap(np.array(first, dtype=np.uint32), np.array(second, dtype=np.uint32)) == expected


# Some that differ in their lower bits, and some in their upper ones alone.
GRAMS = st.sets(st.integers(0, 60) | st.integers(0, 60).map(lambda number: number << 16))


@given(first=GRAMS, second=GRAMS)
def test_overlap_is_that_of_sets(first: set[int], second: set[int]) -> None:
    """As Python's own sets count it."""
    found = overlap(np.array(sorted(first), dtype=np.uint32), np.array(sorted(second), dtype=np.uint32))
    assert found == (len(first & second), len(first), len(second))


def test_similarity_is_the_mean_of_jaccard_and_containment() -> None:
    """Two of six and two of four; nothing in common with nothing is 0, not an error."""
    found = Overlap(2, 4, 4)
    assert found.jaccard == pytest.approx(2 / 6)
    assert found.containment == 0.5
    assert found.similarity == pytest.approx((2 / 6 + 0.5) / 2)
    assert Overlap(2, 2, 8).similarity == pytest.approx((0.25 + 1.0) / 2)
    assert Overlap(0, 0, 0).similarity == 0.0


def test_a_copy_cut_to_a_third_links_and_a_mixture_scores_below_it() -> None:
    """Containment keeps the truncated copy, Jaccard tells it from a round-up that holds a part."""
    words = LONG.split()
    third = compare(edition("urn:1", LONG), edition("urn:2", " ".join(words[:33])))
    assert third.links
    digest = compare(edition("urn:1", LONG), edition("urn:2", f"{' '.join(words[:33])} {text(13, 120)}"))
    assert digest.score < third.score
    assert not digest.links


def glued(told: str, every: int) -> str:
    """A page that lost the space at each old line break of so many words."""
    words = told.replace(".", "").split(" ")
    return "".join(word + ("" if place % every == 0 else " ") for place, word in enumerate(words, 1))


@pytest.mark.parametrize("every", [8, 10, 12])
def test_a_page_with_glued_words_is_scored_by_characters(every: int) -> None:
    """It has few word shingles in common with its source and nearly all character shingles."""
    found = compare(edition("urn:1", text(11, 240)), edition("urn:2", glued(text(11, 240), every)))
    assert found.kind == "characters"
    assert found.score > 0.9


@pytest.mark.parametrize("change", [light, excerpt, mixture])
def test_an_edited_text_is_scored_by_words(change: object) -> None:
    """The second opinion is for glued pages only: else containment would rise for every rewrite."""
    changed = change(LONG, random.Random(3))  # type: ignore[operator]
    assert compare(edition("urn:1", LONG), edition("urn:2", changed)).kind == "words"


def swapped(told: str, seed: int) -> str:
    """One word in ten replaced by another, anywhere; capitals and figures stay."""
    words = told.split()
    rng = random.Random(seed)
    for place in rng.sample([n for n, word in enumerate(words) if word.islower()], len(words) // 10):
        words[place] = f"w{rng.randrange(9999)}x"
    return " ".join(words)


@pytest.mark.parametrize("seed", range(1, 6))
def test_two_texts_of_which_single_words_were_swapped_are_one_story_without_their_source(seed: int) -> None:
    """One shingle in three is left, and most words stand in one order still."""
    one, other = (edition(f"urn:{place}", swapped(text(11, 300), seed + place)) for place in (10, 20))
    found = compare(one, other)
    assert found.overlap.similarity < LINK
    assert found.in_order is not None
    assert found.text_score == found.in_order.similarity >= 0.65
    assert are_linked(one, other)


@pytest.mark.parametrize(("first", "second"), [("Selma Arvid", "Tomas Quell"), ("1,250", "1,370")])
def test_order_tells_nothing_where_names_or_figures_were_swapped_too(first: str, second: str) -> None:
    """A template that was filled twice has most words in one order as well."""
    template = "{} The sum that the assembly named was {} in the end, all told, as of the last day."
    told = template.format(LONG, first), template.format(swapped(LONG, 4), second)
    one, other = (edition(f"urn:{place}", each) for place, each in enumerate(told))
    assert compare(one, other).in_order is None


def test_order_tells_nothing_of_two_tables_or_two_short_notices() -> None:
    """Where each has figures of its own, however many in a row; and where a lead would be longer than the text."""
    lines = [f"{told} and so it was said again" for told in text(11, 90).split(".")]
    rows = ([f"{told} {n} {n + 40} {n + 80} {n + 120}" for n, told in enumerate(lines, day)] for day in (100, 300))
    tables = [". ".join(each) for each in rows]
    assert compare(*(edition(f"urn:{told}", told) for told in tables)).in_order is None
    notice = "The quarterly dividend is {} cents as before, payable {} to holders of the middle of the month before."
    notices = [notice.format(*told) for told in (("three", "early next month"), ("four", "late next month"))]
    assert compare(*(edition(f"urn:{told}", told) for told in notices)).in_order is None


@pytest.mark.parametrize(("gap", "bonus"), [(0, 0.05), (6 * HOUR, 0.05), (6 * HOUR + 1, 0.0), (-6 * HOUR - 1, 0.0)])
def test_the_same_headline_adds_within_six_hours(gap: int, bonus: float) -> None:
    """To the millisecond; it moves the score, not the link."""
    told = light(LONG, random.Random(1))
    one = edition("urn:1", LONG, headline="Harbour talks resume")
    found = compare(one, edition("urn:2", told, NOON + gap, headline="HARBOUR TALKS RESUME."))
    assert found.same_headline is (bonus > 0)
    assert found.score == pytest.approx(found.text_score + bonus)
    assert found.text_score == compare(one, edition("urn:3", told, NOON + gap)).text_score


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Harbour talks resume in Garan", "Harbour talks resume in Garan", True),
        ("Harbour talks resume in Garan", "harbour talks resumed in Garan", True),
        ("Les pourparlers reprennent à Garan", "LES POURPARLERS REPRENNENT A GARAN", True),
        ("Harbour talks resume in Garan", "Ferry fire kills two", False),
        ("", "", False),
        ("...", "", False),
    ],
)
def test_headlines_are_the_same_up_to_spelling(first: str, second: str, same: bool) -> None:
    """Nine characters in ten; no headline is like no other."""
    told = light(LONG, random.Random(1))
    assert (
        compare(edition("urn:1", LONG, headline=first), edition("urn:2", told, headline=second)).same_headline is same
    )


def test_without_a_time_no_headline_counts_and_no_day_differs() -> None:
    """What is not known is no evidence."""
    other = RIVER.replace("120", "135")
    found = compare(edition("urn:1", RIVER, headline="Flood"), edition("urn:2", other, None, headline="Flood"))
    assert not found.same_headline
    assert not found.other_day
    assert penalty(found) == pytest.approx(penalty(compare(edition("urn:1", RIVER), edition("urn:3", other))))


def test_a_figure_replaced_on_another_day_weighs_ten_times_as_much() -> None:
    """A recurring report with a new figure is a new report; a correction within the day is not."""
    other = RIVER.replace("120", "135")
    first = edition("urn:1", RIVER)
    same_day = compare(first, edition("urn:2", other, NOON + 18 * HOUR))
    next_day = compare(first, edition("urn:3", other, NOON + 18 * HOUR + 1))
    assert (same_day.other_day, next_day.other_day) == (False, True)
    assert same_day.substitutions == next_day.substitutions
    assert {same_day.substitutions[0].first, same_day.substitutions[0].second} == {"120", "135"}
    assert penalty(same_day) > 0.02
    assert penalty(next_day) == pytest.approx(10 * penalty(same_day))


def test_a_name_replaced_weighs_the_same_on_any_day() -> None:
    """Only figures mark a recurring report."""
    other = RIVER.replace("Tamsel", "Orvan")
    first = edition("urn:1", RIVER)
    near, far = compare(first, edition("urn:2", other)), compare(first, edition("urn:3", other, NOON + 48 * HOUR))
    assert [each.figures for each in near.substitutions] == [False]
    assert penalty(near) == pytest.approx(penalty(far))
    figure = compare(first, edition("urn:4", RIVER.replace("120", "135")))
    assert penalty(near) > 0
    assert figure.substitutions[0].figures


def test_many_substitutions_cost_at_most_a_bounded_part() -> None:
    """A table of fifty figures is not fifty proofs; .40 is the most, and the score stays at or above 0."""
    rows = " ".join(
        f"The station at mile {n} on the coast road reported again on Tuesday {n * 7} cars." for n in range(20)
    )
    later = " ".join(
        f"The station at mile {n} on the coast road reported again on Tuesday {n * 7 + 1} cars." for n in range(20)
    )
    found = compare(edition("urn:1", rows), edition("urn:2", later, NOON + 24 * HOUR))
    assert len(found.substitutions) >= 19
    assert penalty(found) == pytest.approx(0.40)
    assert found.text_score >= 0.0


def test_another_subject_takes_off_a_tenth() -> None:
    """The opening names somebody else before the texts run on alike: a template, not a story. Where both texts name
    either of them, as here, it is no veto.
    """
    rest = f"opened the regional fair on Monday with Selma Arvid and Tomas Quell and promised new roads {LONG}"
    first = edition("urn:1", f"Governor Selma Arvid {rest}")
    other = compare(first, edition("urn:2", f"Bishop Tomas Quell {rest}"))
    longer = compare(first, edition("urn:3", f"Governor Selma Arvid of Lower Garan {rest}"))
    assert other.other_subject
    assert other.veto is None
    assert not longer.other_subject
    assert penalty(longer) == pytest.approx(0.0)
    assert other.substitutions
    assert penalty(other) == pytest.approx(0.10, abs=0.002)


@pytest.mark.parametrize(
    ("first", "second", "figures"),
    [
        ("said that Selma Arvid will go", "said that Tomas Quell will go", False),
        ("said that 12 people will go", "said that 17 people will go", True),
        ("has paid two billion marks in May", "has paid 3 billion marks in May", True),
        ("the index closed at 7,512.4 points on", "the index closed at 7,535 points on", True),
        ("the rate is 3/16 above the", "the rate is 5/16 above the", True),
    ],
)
def test_a_name_or_figure_in_anothers_place_is_a_substitution(first: str, second: str, figures: bool) -> None:
    """And it is known which of the two it is."""
    found = substitutions(first, second).found
    assert len(found) == 1
    assert found[0].figures is figures
    assert substitutions(second, first).found == (Substitution(found[0].second, found[0].first, figures),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("the fire killed 12 people in the old town", "the fire killed people in the old town"),
        ("the mayor Selma Arvid said on the quay that", "the mayor said on the quay that"),
        ("it paid 1,000 marks for the boat", "it paid 1000 marks for the boat"),
        ("the old harbour master of the town said", "the old harbour keeper of the town said"),
        ("in Đà Nẵng on Monday the port", "in Da Nang on Monday the port"),
        ("they found two boats on the shore", "they found three boats on the shore"),
        ("a council of Selma Arvid Tomas Quell met at noon", "a council of Ole Brant Nils Vauk met at noon"),
        ("grey wild old seas run high", "calm soft new seas run high"),
        ("it rose 12 in May and", "it fell 17 in May and"),
        ("the mayor Arvid said at noon", "the mayor often said at noon"),
        ("they found 12 of the boats on", "they found most of the boats on"),
        ("", "12 boats"),
        ("the same words here", "the same words here"),
    ],
)
def test_what_is_missing_respelt_or_too_long_is_no_substitution(first: str, second: str) -> None:
    """Houses cut and add: only a short replacement between equal words counts."""
    assert substitutions(first, second).found == ()


@pytest.mark.parametrize(("length", "counts"), [(1, True), (2, True), (3, True), (4, False)])
def test_a_substitution_is_at_most_three_words_long(length: int, counts: bool) -> None:
    """A longer one is another sentence."""
    ours = " ".join(["Arvid", "Brant", "Celm", "Dorn"][:length])
    theirs = " ".join(["Quell", "Rask", "Sund", "Tove"][:length])
    assert bool(substitutions(f"they met {ours} in town", f"they met {theirs} in town").found) is counts


@pytest.mark.parametrize(
    ("template", "counts"),
    [
        ("{} met the council", True),
        ("the council met {}", True),
        ("the council {} met again", True),
        ("{before} council {} met again", False),
        ("the council {} met {after}", False),
    ],
)
def test_a_substitution_stands_between_two_equal_words_on_either_side(template: str, counts: bool) -> None:
    """An end of the text is as good; one equal word between two changes is chance."""
    first = template.format("Arvid", before="our", after="now")
    second = template.format("Quell", before="that old", after="at last")
    names = [one for one in substitutions(first, second).found if one.first == "Arvid"]
    assert bool(names) is counts


def brief(uri: str, told: str, gap: int = 0, agency: str = "AFP", headline: str = "ALERT") -> Edition:
    """A brief of one line."""
    made = edition(uri, told, NOON + gap, agency=agency, headline=headline)
    assert made.brief is not None
    return made


def test_a_text_of_eight_shingles_is_no_brief() -> None:
    """Eleven words are a brief, twelve are a text."""
    words = text(5).split()
    assert edition("urn:1", " ".join(words[:11])).brief is not None
    assert edition("urn:1", " ".join(words[:12])).brief is None
    assert BRIEF_SHINGLES == 12 - 5 + 1


@pytest.mark.parametrize(
    ("other", "score"),
    [
        (brief("urn:2", "Ferry sinks off Garan, 12 dead - coast guard"), 1.0),
        (brief("urn:2", "FERRY SINKS off Garan, 12 dead - coast guard", BRIEF_WINDOW), 1.0),
        (brief("urn:2", "Ferry sinks off Garan, 12 dead - coast guard", BRIEF_WINDOW + 1), 0.0),
        (brief("urn:2", "Ferry sinks off Garan, 12 dead - coast guard", agency="REUTERS"), 0.0),
        (brief("urn:2", "Ferry sinks off Garan, 17 dead - coast guard"), 0.0),
        (brief("urn:2", "Rates cut by the central bank of Garan"), 0.0),
        (edition("urn:2", RIVER, agency="AFP"), 0.0),
        (edition("urn:2", "Ferry sinks off Garan, 12 dead - coast guard", None, agency="AFP", headline="ALERT"), 0.0),
    ],
)
def test_briefs_match_within_one_agency_and_hour(other: Edition, score: float) -> None:
    """Too short for shingles: nothing but the same words, agency, hour and figures will do."""
    found = compare(brief("urn:1", "Ferry sinks off Garan, 12 dead - coast guard"), other)
    assert (found.score, found.text_score, found.kind) == (score, score, "brief")


def test_briefs_that_differ_in_a_letter_match_nearly() -> None:
    """A repeated alert with a corrected spelling is the same alert."""
    found = compare(
        brief("urn:1", "Ferry sinks off Garan, 12 dead - coast guard"),
        brief("urn:2", "Ferry sinks off Garen, 12 dead - coast guard"),
    )
    assert 0.95 <= found.score < 1.0


def test_briefs_that_name_no_agency_never_match() -> None:
    """Nobody is not an agency that two of them could share."""
    nobody = [prepare(replace(version(uri, "Ferry sinks off Garan", NOON), credits=())) for uri in ("urn:1", "urn:2")]
    assert compare(*nobody).score == 0.0


def test_a_link_needs_the_stated_score() -> None:
    """Exactly LINK links."""
    found = compare(edition("urn:1", LONG), edition("urn:2", light(LONG, random.Random(1))))
    assert found._replace(text_score=LINK).links
    assert not found._replace(text_score=LINK - 1e-9, score=1.0).links


def test_a_decimal_comma_is_no_thousands_separator() -> None:
    """3,5 per cent in French is not 35 per cent."""
    found = substitutions("la banque porte le taux à 3,5 pour cent", "la banque porte le taux à 35 pour cent").found

    assert found == (Substitution("3,5", "35", True),)


def test_links_and_substitutions_are_told_from_the_side_that_asks() -> None:
    """The first of each pair is of the first text, whichever way the comparison was computed."""
    one = edition("urn:1", f"The fire killed 12 people in the old town. {text(3)}", NOON)
    other = edition("urn:2", f"The fire killed 17 people in the old town. {text(3)}", NOON + HOUR)

    assert compare(one, other).substitutions == (Substitution("12", "17", True),)
    assert compare(other, one).substitutions == (Substitution("17", "12", True),)


UNDATED = RIVER.replace(" on Tuesday", "").replace(" from Thursday on", "")


@pytest.mark.parametrize(
    ("told", "other", "gap", "kind"),
    [
        (RIVER, RIVER.replace("Tamsel", "Orvan"), 0, "name"),
        (RIVER, RIVER.replace("Tuesday", "Friday"), HOUR, "day"),
        (UNDATED, UNDATED.replace("120", "135").replace("Two", "3"), 30 * HOUR, "figures"),
    ],
)
def test_a_veto_takes_score_and_link_and_leaves_the_overlap(told: str, other: str, gap: int, kind: str) -> None:
    """So the evidence tells how alike the words are, and what decided."""
    found = compare(edition("urn:1", told, headline="Flood"), edition("urn:2", other, NOON + gap, headline="Flood"))

    assert found.veto is not None
    assert found.veto.kind == kind
    assert (found.score, found.text_score, found.links) == (0.0, 0.0, False)
    assert found.overlap.similarity > 0.7


def test_a_veto_is_told_from_the_side_that_asks() -> None:
    """Like substitutions."""
    one, other = edition("urn:1", RIVER), edition("urn:2", RIVER.replace("Tamsel", "Orvan"))

    assert compare(one, other).veto == Veto("name", "Tamsel", "Orvan")
    assert compare(other, one).veto == Veto("name", "Orvan", "Tamsel")


def test_a_mark_gives_the_score_back_and_no_link() -> None:
    """A link hangs on texts and times: an unmarked copy of the same text stands in for this one among candidates."""
    first = edition("urn:1", RIVER, headline="Flood at Tamsel")
    second = version("urn:2", RIVER.replace("Tamsel", "Orvan"), NOON + HOUR, headline="CORRECTED-Flood at Tamsel")
    marked, silent = prepare(replace(second, signals=("correction",))), prepare(second)

    assert (compare(first, silent).score, compare(first, silent).links) == (0.0, False)
    assert compare(first, marked).veto is None
    assert compare(first, marked).score > 0.7
    assert not compare(first, marked).links


def test_a_dateline_takes_the_score_and_not_the_link_of_a_long_text() -> None:
    """Copies of one text have many datelines; one that was looked at must not decide for the others."""
    first, second = (
        prepare(replace(version(uri, RIVER, NOON), located=place))
        for uri, place in (("urn:1", "Oslo"), ("urn:2", "Lima"))
    )
    found = compare(first, second)

    assert found.veto == Veto("place", "Oslo", "Lima")
    assert (found.score, found.text_score, found.links) == (0.0, 1.0, True)


def test_two_texts_above_one_foot_are_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a flood under a footer that no rule knows each text is held against hundreds of others."""

    def refuse(*_: object) -> bool:
        raise AssertionError

    foot = text(3, 100)
    one, other = (edition(f"urn:{n}", f"{text(n, 110)}\n\n{foot}", NOON + n) for n in (21, 22))
    assert 0.2 < compare(one, other).overlap.similarity < LINK
    monkeypatch.setattr("stream.matching.comparison.aligned", refuse)
    monkeypatch.setattr("stream.matching.comparison._in_order", lambda *_: None)
    assert not are_linked(edition("urn:23", one.version.text, NOON), edition("urn:24", other.version.text, NOON))


def test_a_passage_above_one_foot_is_found() -> None:
    """What a house took stands among words of its own, and below is what both print under all that they tell."""
    foot, story = text(3, 50), text(25, 60)
    mine = f"{text(26, 60)} {story} {text(27, 20)}\n\n{foot}"
    theirs = f"{text(28, 70)} {story} {text(29, 60)}\n\n{foot}"
    assert compare(edition("urn:1", mine, NOON), edition("urn:2", theirs, NOON + 1)).passages is not None


def test_a_foot_that_repeats_itself_hides_no_passage() -> None:
    """The shingles of a menu that stands there eight times count once: above it more is shared than it seems."""
    menu, story = " ".join([text(3, 12)] * 8), text(25, 60)
    mine = f"{text(26, 60)} {story} {text(27, 20)}\n\n{menu}"
    theirs = f"{text(28, 70)} {story} {text(29, 60)}\n\n{menu}"
    assert compare(edition("urn:1", mine, NOON), edition("urn:2", theirs, NOON + 1)).passages is not None
