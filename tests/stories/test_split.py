"""Families are split into stories by a function of the set of members alone."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stream.dispatch import Version
from stream.matching.comparison import _compare, compare
from stream.matching.editions import Edition, prepare
from stream.reading.intake import read_object
from stream.stories import split as module
from stream.stories.split import APART, CUT, _merges, split
from wires import HOUR, NOON, copy, edition, excerpt, heavy, light, ninjs, retouched, text, turned, wires

WINDOW = 72 * HOUR
DAY = 24 * HOUR


def family(*members: Edition) -> dict[str, tuple[Edition, ...]]:
    """Members with one version each."""
    return {member.version.uri: (member,) for member in members}


def asked() -> int:
    """How often two editions have been compared so far."""
    info = _compare.cache_info()
    return info.hits + info.misses


def grouped(wire: list[Version]) -> dict[str, tuple[Edition, ...]]:
    """The versions of a wire by dispatch."""
    held: dict[str, list[Version]] = {}
    for each in wire:
        held.setdefault(each.uri, []).append(each)
    return {uri: tuple(prepare(v) for v in sorted(versions, key=lambda v: v.key)) for uri, versions in held.items()}


@given(wire=wires(), data=st.data())
def test_the_order_of_members_changes_nothing(wire: list[Version], data: st.DataObject) -> None:
    """Any order of the dict gives the same stories in the same order, and each member is in exactly one."""
    members = grouped(wire)
    stories = split(members, WINDOW)
    order = data.draw(st.permutations(list(members)))
    assert split({uri: members[uri] for uri in order}, WINDOW) == stories
    assert sorted(uri for story in stories for uri in story) == sorted(members)


@given(wire=wires())
def test_stories_and_their_members_come_in_time_order(wire: list[Version]) -> None:
    """By (published, uri), unknown times last: the first member is the story's head."""
    members = grouped(wire)
    order = {uri: (min(edition.earliest for edition in held), uri) for uri, held in members.items()}
    stories = split(members, WINDOW)
    for story in stories:
        assert [order[uri] for uri in story] == sorted(order[uri] for uri in story)
    heads = [order[story[0]] for story in stories]
    assert heads == sorted(heads)


def test_nothing_and_one() -> None:
    """An empty family has no story; a family of one is one."""
    assert split({}, WINDOW) == []
    assert split(family(edition("urn:1", text(1))), WINDOW) == [("urn:1",)]


@pytest.mark.parametrize("change", [copy, light, excerpt])
def test_copies_and_rewrites_are_one_story(change: object) -> None:
    """The usual case: an original and what other houses made of it."""
    told = change(text(1), random.Random(2))  # type: ignore[operator]
    assert split(family(edition("urn:a", text(1)), edition("urn:b", told, NOON + HOUR)), WINDOW) == [("urn:a", "urn:b")]


def test_two_stories_bridged_by_a_mixture_stay_two() -> None:
    """A digest holds a half of each: it links both, and average linkage still tells them apart."""
    one, other = text(1, 120), text(2, 120)
    digest = edition("urn:m", " ".join(one.split()[:60] + other.split()[:60]), NOON + HOUR)
    first = [edition("urn:a1", one), edition("urn:a2", light(one, random.Random(1)), NOON + 1)]
    second = [edition("urn:b1", other, NOON + 2), edition("urn:b2", light(other, random.Random(2)), NOON + 3)]
    assert compare(first[0], digest).links
    assert compare(second[0], digest).links
    stories = split(family(*first, *second, digest), WINDOW)
    home = {uri: story for story in stories for uri in story}
    assert home["urn:a1"] == home["urn:a2"]
    assert home["urn:b1"] == home["urn:b2"]
    assert home["urn:a1"] != home["urn:b1"]


def test_two_rewrites_of_one_text_that_are_far_from_each_other_are_one_story() -> None:
    """Each is near to its source; the mean alone would send one of them away. Ruled apart, they stay so."""
    told = text(3, 300)
    source = edition("urn:a", told, NOON)
    retold = (turned(retouched(told, 25, n), 100 * n) for n in (1, 2))
    first, second = (edition(f"urn:{n}", each, NOON + n * HOUR) for n, each in enumerate(retold, 1))
    near, far = compare(source, first).score, compare(first, second).score
    assert far < CUT < near
    assert (near + far) / 2 < CUT

    assert split(family(source, first, second), WINDOW) == [("urn:a", "urn:1", "urn:2")]
    assert len(split(family(first, second), WINDOW)) == 2


@pytest.mark.parametrize("start", [0, 250, 500])
def test_who_rewrites_an_excerpt_is_one_story_with_what_that_was_cut_from(start: int) -> None:
    """The two are nearest to each other and join first; the mean would then keep both from their source."""
    told = text(5, 600)
    source = edition("urn:a", told, NOON)
    cut = " ".join(told.split()[start : start + 90])
    taken = edition("urn:b", cut, NOON + HOUR)
    rewritten = edition("urn:c", retouched(cut, 12, 4), NOON + 2 * HOUR)
    one, two, between = (compare(*pair).score for pair in ((source, taken), (source, rewritten), (taken, rewritten)))
    assert two < CUT < one < between
    assert (one + two) / 2 < CUT

    assert split(family(source, taken, rewritten), WINDOW) == [("urn:a", "urn:b", "urn:c")]
    assert len(split(family(source, rewritten), WINDOW)) == 2


def test_a_page_with_two_stories_is_no_way_from_one_to_the_other() -> None:
    """It is longer than the first, so it tells of something else too; what is like it may be that."""
    one, other = text(6, 200), text(7, 500)
    source = edition("urn:a", one, NOON)
    both = edition("urn:b", f"{other} {one}", NOON + HOUR)
    copies = [edition(f"urn:c{n}", other, NOON + (2 + n) * HOUR) for n in range(2)]
    assert compare(source, both).score > CUT
    assert compare(source, both).score * compare(both, copies[0]).score > CUT
    assert split(family(source, both, *copies), WINDOW) == [("urn:a",), ("urn:b", "urn:c0", "urn:c1")]


def test_a_chain_of_rewrites_is_cut_where_its_ends_have_nothing_in_common() -> None:
    """Each step keeps two thirds; six steps on nothing is left, so the chain is more than one story."""
    words = [text(seed, 30) for seed in range(60, 72)]
    chain = [edition(f"urn:{n:02}", " ".join(words[n : n + 4]), NOON + n * HOUR) for n in range(9)]
    assert all(compare(one, other).links for one, other in pairwise(chain))
    stories = split(family(*chain), WINDOW)
    assert 1 < len(stories) < 9


def test_five_hundred_copies_are_one_story_without_a_comparison() -> None:
    """Copies are one unit; one near text beside them costs one comparison, not five hundred."""
    copies = [edition(f"urn:{n:03}", text(3), NOON + n * 60_000, agency=f"A{n % 7}") for n in range(500)]
    before = asked()
    assert split(family(*copies), WINDOW) == [tuple(f"urn:{n:03}" for n in range(500))]
    assert asked() == before
    near = edition("urn:near", retouched(text(3), 3, 1), NOON)
    assert len(split(family(*copies, near), WINDOW)) == 1
    assert asked() == before + 1


def test_a_daily_boilerplate_over_thirty_days_is_not_one_story() -> None:
    """The same text once a day falls into runs of a window; no story spans two windows."""
    days = [edition(f"urn:{n:02}", text(4), NOON + n * DAY) for n in range(30)]
    stories = split(family(*days), WINDOW)
    assert len(stories) > 4
    assert max(int(story[-1][-2:]) - int(story[0][-2:]) for story in stories) <= 6


def test_copies_at_the_edge_of_the_window_stand_together() -> None:
    """Exactly a window apart is one unit; a millisecond more is two."""
    first = edition("urn:1", text(5))
    assert split(family(first, edition("urn:2", text(5), NOON + WINDOW)), WINDOW) == [("urn:1", "urn:2")]
    assert split(family(first, edition("urn:2", text(5), NOON + WINDOW + 1)), WINDOW) == [("urn:1",), ("urn:2",)]


def test_near_texts_at_the_edge_of_the_window_are_compared() -> None:
    """The window holds for near texts as for copies."""
    first, told = edition("urn:1", text(5)), light(text(5), random.Random(1))
    assert split(family(first, edition("urn:2", told, NOON + WINDOW)), WINDOW) == [("urn:1", "urn:2")]
    assert split(family(first, edition("urn:2", told, NOON + WINDOW + 1)), WINDOW) == [("urn:1",), ("urn:2",)]


def test_copies_of_which_half_are_out_of_reach_count_for_half() -> None:
    """A near text beside three copies: its score is weighed by the share of them within the window."""
    told = retouched(text(6), 4, 1)
    copies = [edition(f"urn:c{n}", text(6), NOON + n * 36 * HOUR) for n in range(3)]
    score = compare(copies[0], edition("urn:x", told)).score
    assert CUT * 3 / 2 < score < CUT * 3
    for hours, near, joins in ((0, 3, True), (-1, 2, True), (-36, 2, True), (-37, 1, False), (-72, 1, False)):
        stories = split(family(*copies, edition("urn:x", told, NOON + hours * HOUR)), WINDOW)
        assert (len(stories) == 1) is joins is (score * near / 3 >= CUT)


@pytest.mark.parametrize(("published", "joins"), [(NOON, True), (NOON - 1, False), (NOON + 72 * HOUR, True)])
def test_the_share_of_copies_within_the_window_is_exact_to_the_millisecond(published: int, joins: bool) -> None:
    """A text that needs all three copies joins while the last of them is exactly a window away."""
    told = turned(retouched(text(6), 5, 1), 45)
    copies = [edition(f"urn:c{n}", text(6), NOON + n * 36 * HOUR) for n in range(3)]
    assert CUT < compare(copies[0], edition("urn:x", told)).score < CUT * 3 / 2
    assert (len(split(family(*copies, edition("urn:x", told, published)), WINDOW)) == 1) is joins


def test_a_large_family_is_split_in_runs_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many units are compared all with all; the runs follow publication, not arrival."""
    rng = random.Random(8)
    near = [edition(f"urn:{n:02}", retouched(text(8), 3, n), NOON + n * 60_000) for n in range(10)]
    shuffled = near[:]
    rng.shuffle(shuffled)
    assert split(family(*shuffled), WINDOW) == [tuple(f"urn:{n:02}" for n in range(10))]
    monkeypatch.setattr(module, "MOST_UNITS", 4)
    assert split(family(*shuffled), WINDOW) == [
        tuple(f"urn:{n:02}" for n in run) for run in (range(4), range(4, 8), range(8, 10))
    ]


def condolences(name: str, seed: int = 0) -> str:
    """One template, filled with a name; ``seed`` retouches the rest of it."""
    rest = text(77, 80) if not seed else retouched(text(77, 80), 6, seed)
    return f"The mayor of Porto Vela sent a message of condolence on Monday after the death of {name}, {rest}"


NAMES = [
    f"{first} {last}"
    for first, last in zip(
        ("Arvid", "Bohumil", "Celeste", "Dorotea", "Ekrem", "Fiorella", "Gustav", "Hyacinth"),
        ("Quell", "Zamora", "Lindqvist", "Oyelaran", "Petrossian", "Wachter", "Ibarruri", "Nakagawa"),
        strict=True,
    )
]


@pytest.mark.parametrize("most", [64, 2])
def test_vetoes_hold_in_families_of_any_size(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """A template filled with eight names is eight stories, and a rewrite of one of them is that story."""
    monkeypatch.setattr(module, "MOST_COMPARED", most)
    reports = [edition(f"urn:{n}", condolences(name), NOON + n) for n, name in enumerate(NAMES)]
    rewrite = edition("urn:rewrite", condolences(NAMES[3], 5), NOON + HOUR)
    stories = [("urn:3", "urn:rewrite") if n == 3 else (f"urn:{n}",) for n in range(len(NAMES))]
    assert split(family(rewrite, *reports), WINDOW) == stories


def test_what_a_large_family_cannot_ask_stays_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alikest are asked for first; where the vetoes are many, nothing is merged unasked."""
    monkeypatch.setattr(module, "MOST_COMPARED", 2)
    rewrites = [edition(f"urn:{n}", retouched(text(8), 3, n), NOON + n) for n in range(5)]
    monkeypatch.setattr(module, "MOST_ASKED", 4)
    assert len(split(family(*rewrites), WINDOW)) == 1
    monkeypatch.setattr(module, "MOST_ASKED", 3)
    assert len(split(family(*rewrites), WINDOW)) == 2


def test_the_bound_counts_units_not_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of verbatim copies is one unit and never split by the bound."""
    monkeypatch.setattr(module, "MOST_UNITS", 4)
    copies = [edition(f"urn:{n:02}", text(9), NOON + n) for n in range(50)]
    near = edition("urn:near", retouched(text(9), 3, 1), NOON + 60)
    assert len(split(family(*copies, near), WINDOW)) == 1


def test_an_unknown_time_is_near_to_all_and_sorts_last() -> None:
    """An undated copy joins the dated ones, whenever they were, and never is a story's head before them."""
    dated = [edition("urn:z", text(10), NOON), edition("urn:y", text(10), NOON + HOUR)]
    undated = edition("urn:a", text(10), None)
    near = edition("urn:b", retouched(text(10), 3, 1), None)
    assert split(family(undated, *dated, near), WINDOW) == [("urn:z", "urn:y", "urn:a", "urn:b")]


def test_only_undated_members() -> None:
    """Without any time the uri orders."""
    members = [edition(f"urn:{name}", text(10), None) for name in "cab"]
    assert split(family(*members), WINDOW) == [("urn:a", "urn:b", "urn:c")]


def test_any_version_of_a_dispatch_can_join_it() -> None:
    """The best of all pairs of versions within the window counts: an update does not lose its story."""
    first, second = edition("urn:a", text(20)), edition("urn:a", heavy(text(21), random.Random(1)), NOON + 1, number=2)
    other = edition("urn:b", text(20), NOON + HOUR)
    assert split({"urn:a": (first, second), "urn:b": (other,)}, WINDOW) == [("urn:a", "urn:b")]


def test_three_stories_of_one_family_come_apart() -> None:
    """Groups of rewrites of three texts: exactly the groups, whatever the sizes."""
    groups = {seed: [f"urn:{seed}:{n}" for n in range(seed)] for seed in (2, 3, 4)}
    members = family(
        *(
            edition(uri, retouched(text(seed), 3, n), NOON + n)
            for seed, uris in groups.items()
            for n, uri in enumerate(uris)
        )
    )
    assert {frozenset(story) for story in split(members, WINDOW)} == {frozenset(uris) for uris in groups.values()}


@pytest.mark.parametrize("mark", ["Kommentar: {}", "Opinión: {}", "Commentaire : {}", "OPINION | {}"])
def test_a_mark_before_one_headline_parts_no_copies(mark: str) -> None:
    """What one house calls a comment is one with what another prints word for word; a comment that quotes is not."""
    told = text(1, 200)
    plain = read_object(ninjs("urn:plain", told, NOON, headline="The old pier"))
    marked = read_object(ninjs("urn:marked", f"{told} x", NOON + HOUR, headline=mark.format("The old pier")))
    quoting = read_object(
        ninjs("urn:quoting", f"{text(1, 70)} {text(2, 130)}", NOON + HOUR, headline=mark.format("The old pier"))
    )

    assert "opinion" in marked.signals
    assert len(split(family(prepare(plain), prepare(marked)), WINDOW)) == 1
    assert len(split(family(prepare(plain), prepare(quoting)), WINDOW)) == 2


def alikest_first(scores: NDArray[np.float64], sizes: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Average linkage, by looking through all pairs for each merge."""
    merges = []
    while scores.max() >= CUT:
        kept, merged = divmod(int(scores.argmax()), len(sizes))
        both = sizes[kept] + sizes[merged]
        mean = np.round((scores[kept] * sizes[kept] + scores[merged] * sizes[merged]) / both, 9)
        mean[(scores[kept] < 0) | (scores[merged] < 0)] = APART
        scores[kept], scores[:, kept] = mean, mean
        scores[kept, kept] = APART
        scores[merged] = scores[:, merged] = APART
        sizes[kept] = both
        merges.append((kept, merged))
    return merges


@given(
    count=st.integers(2, 9),
    sizes=st.lists(st.integers(1, 4), min_size=9, max_size=9),
    told=st.lists(st.sampled_from((APART, 0.0, 0.3, CUT, 0.5, 0.61, 0.9, 1.0)), min_size=36, max_size=36),
)
def test_the_alikest_merge_first_among_any_number(count: int, sizes: list[int], told: list[float]) -> None:
    """The best of each row is kept up, and is what a look through all pairs would find: of equal ones the first."""
    scores = np.full((count, count), APART)
    for (one, other), score in zip(combinations(range(count), 2), told, strict=False):
        scores[one, other] = scores[other, one] = score
    ours, theirs = (np.array(sizes[:count], dtype=np.float64) for _ in range(2))
    assert _merges(scores.copy(), ours) == alikest_first(scores, theirs)
