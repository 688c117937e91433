"""Buckets: few candidates, all the families."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from stream.dispatch import Version
from stream.entities import buckets
from stream.entities.buckets import PRECHECK, Buckets, expire, receive
from stream.entities.messages import Candidate
from stream.matching import bands
from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import UNKNOWN_TIME, prepare
from stream.matching.sketches import PERMUTATIONS
from wires import HOUR, NOON, edition, excerpt, postings_of, retouched, text, version

WINDOW = 72 * HOUR


def post(state: Buckets, each: Version, at: int | None = None) -> list[Candidate]:
    """Post a version to a single partition of buckets and return the candidates it makes."""
    edition = prepare(each)
    found: list[Candidate] = []
    for _, message in postings_of(edition, 1):
        state, [candidates] = receive(state, [message if at is None else message._replace(at=at)])
        found.extend(candidates)
    return found


def told(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    """Newer and older of each."""
    return [(each.uri, each.other) for each in candidates]


def connected(uris: Sequence[str], candidates: Sequence[Candidate]) -> bool:
    """Whether the candidates join all of these."""
    home = {uri: {uri} for uri in uris}
    for each in candidates:
        joined = home[each.uri] | home[each.other]
        home.update(dict.fromkeys(joined, joined))
    return len(home[uris[0]]) == len(uris)


@pytest.mark.parametrize("newer_first", [False, True])
@pytest.mark.parametrize("same", [False, True])
def test_a_candidate_goes_to_the_newer_of_two(newer_first: bool, same: bool) -> None:
    """By publication, not by arrival; near texts and copies alike, and with the versions meant."""
    older = version("urn:z", text(1), NOON)
    newer = version("urn:a", text(1) if same else retouched(text(1), 3, 1), NOON + 1)
    state = Buckets(WINDOW)
    found = [each for v in ((newer, older) if newer_first else (older, newer)) for each in post(state, v)]
    assert found == [Candidate("urn:a", newer.key, "urn:z", older.key)]


def test_of_two_published_at_once_the_higher_uri_is_the_newer() -> None:
    """So that both arrival orders give the same message."""
    state = Buckets(WINDOW)
    post(state, version("urn:b", text(1), NOON))
    assert told(post(state, version("urn:a", text(1), NOON))) == [("urn:b", "urn:a")]


def test_strangers_make_no_candidates() -> None:
    """A hundred texts that share nothing are never compared."""
    state = Buckets(WINDOW)
    assert [each for n in range(100) for each in post(state, version(f"urn:{n}", text(n), NOON + n))] == []


@pytest.mark.parametrize(("agreeing", "candidates"), [(0, 0), (PRECHECK - 1, 0), (PRECHECK, 1), (128, 1)])
def test_texts_that_share_a_band_must_agree_in_enough_positions(agreeing: int, candidates: int) -> None:
    """The digests are compared first: with one band in common and little more, nothing is said."""
    state = Buckets(WINDOW)
    post(state, version("urn:a", text(1), NOON))
    [(_, first)] = postings_of(prepare(version("urn:a", text(1), NOON)), 1)
    [(_, other)] = postings_of(prepare(version("urn:b", text(2), NOON)), 1)
    keys = other.keys.copy()
    keys[5] = first.keys[5]
    seen = first.digest ^ np.uint8(1)
    seen[:agreeing] = first.digest[:agreeing]
    assert len(receive(state, [other._replace(keys=keys, digest=seen)])[1][0]) == candidates


def test_a_key_that_is_taken_for_anothers_makes_no_candidate() -> None:
    """A sample that looks like a band of a text without samples, as one in some thousand millions does."""
    state = Buckets(WINDOW)
    [(_, first)] = postings_of(prepare(version("urn:a", text(1), NOON)), 1)
    [(_, other)] = postings_of(prepare(version("urn:b", text(2), NOON)), 1)
    receive(state, [first._replace(samples=first.samples[:0])])

    assert receive(state, [other._replace(samples=first.keys[5:6])])[1] == [[]]


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize(
    ("gap", "linked"), [(WINDOW, True), (WINDOW + 1, False), (-WINDOW, True), (-WINDOW - 1, False)]
)
def test_the_window_is_exact_to_the_millisecond(gap: int, linked: bool, same: bool) -> None:
    """72 hours apart is within it, one millisecond more is not, on either side."""
    state = Buckets(WINDOW)
    post(state, version("urn:a", text(1), NOON))
    other = version("urn:b", text(1) if same else retouched(text(1), 3, 1), NOON + gap)
    assert bool(post(state, other)) is linked


@pytest.mark.parametrize("seed", range(5))
def test_fifty_copies_are_told_of_their_neighbours_only(seed: int) -> None:
    """In whatever order they arrive: fewer than 150 candidates instead of 1,225, and all are connected."""
    uris = [f"urn:{n:02}" for n in range(50)]
    copies = [version(uri, text(1), NOON + n * 60_000) for n, uri in enumerate(uris)]
    random.Random(seed).shuffle(copies)
    state = Buckets(WINDOW)
    found = [each for copy in copies for each in post(state, copy)]
    assert 49 <= len(found) < 150
    assert connected(uris, found)


def test_a_copy_in_the_middle_is_told_of_the_nearest_on_either_side_and_of_the_first() -> None:
    """Not of the last, nor of the first one if that lies beyond the window."""
    state = Buckets(WINDOW)
    for hours in (-80, -60, 0, 1, 5, 9):
        post(state, version(f"urn:{hours}", text(1), NOON + hours * HOUR))
    assert told(post(state, version("urn:new", text(1), NOON + 4 * HOUR))) == [
        ("urn:new", "urn:1"),
        ("urn:new", "urn:-60"),
        ("urn:5", "urn:new"),
    ]


def test_a_near_text_is_told_of_the_nearest_copies_on_either_side() -> None:
    """Fifty copies of a text cost a rewrite two comparisons."""
    state = Buckets(WINDOW)
    for n in range(50):
        post(state, version(f"urn:{n:02}", text(1), NOON + n * HOUR))
    near = version("urn:near", retouched(text(1), 3, 1), NOON + 20 * HOUR + 1)
    assert told(post(state, near)) == [("urn:near", "urn:20"), ("urn:21", "urn:near")]


def test_daily_copies_of_a_boilerplate_are_no_endless_story() -> None:
    """A copy beyond the window of its neighbour starts anew."""
    state = Buckets(WINDOW)
    assert not [c for n in range(10) for c in post(state, version(f"urn:{n}", text(1), NOON + n * (WINDOW + 1)))]


def test_the_same_version_again_says_nothing() -> None:
    """A record that is delivered twice makes no second entry."""
    state = Buckets(WINDOW)
    one, other = version("urn:a", text(1), NOON), version("urn:b", text(1), NOON + 1)
    post(state, one)
    assert len(post(state, other)) == 1
    assert post(state, other) == []
    assert post(state, one) == []
    assert [len(copies) for copies in state.copies] == [2]


def test_versions_of_one_dispatch_are_no_candidates_of_each_other() -> None:
    """They are one dispatch already; each is entered, so that others find any of them."""
    state = Buckets(WINDOW)
    post(state, version("urn:a", text(1), NOON))
    assert post(state, version("urn:a", retouched(text(1), 3, 1), NOON + 1, number=2)) == []
    assert post(state, version("urn:a", text(1), NOON + 2, number=3)) == []
    found = post(state, version("urn:b", text(1), NOON + HOUR))
    assert told(found) == [("urn:b", "urn:a")] * 3  # the nearest version of either text, and the first of its own


def test_undated_versions_are_told_of_every_run_of_copies() -> None:
    """An unknown time is near to all: the first copy of each run stands for the run."""
    state = Buckets(WINDOW)
    for n, hours in enumerate((0, 1, 2, 100, 101, 500)):
        post(state, version(f"urn:{n}", text(1), NOON + hours * HOUR))
    undated = told(post(state, version("urn:x", text(1), None), NOON))
    assert undated == [("urn:x", "urn:0"), ("urn:x", "urn:3"), ("urn:x", "urn:5")]
    assert told(post(state, version("urn:y", text(1), None), NOON))[-1] == ("urn:y", "urn:x")
    assert ("urn:x", "urn:9") in told(post(state, version("urn:9", text(1), NOON + 5000 * HOUR)))


def flood(state: Buckets, count: int) -> None:
    """Near texts, an hour apart."""
    for n in range(count):
        post(state, version(f"urn:{n}", retouched(text(1), 3, n), NOON + n * HOUR))


def test_what_a_flood_cuts_is_counted_and_the_most_alike_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """One version is compared with so many near texts of each group of keys, those whose sketches agree most."""
    state = Buckets(WINDOW)
    flood(state, 12)
    assert state.cut == 0
    monkeypatch.setattr(buckets, "MOST_NEAR", 1)
    alike = retouched(text(1), 3, 7) + " and one more line"
    found = told(post(state, version("urn:new", alike, NOON + 20 * HOUR)))
    assert ("urn:new", "urn:7") in found
    assert len(found) < 12
    assert state.cut == 12 - len(found)


def test_of_equals_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the number of partitions: what is cut is decided within one group of keys."""
    monkeypatch.setattr(buckets, "MOST_NEAR", 2)
    owners = np.zeros(5, dtype=np.intp)
    found = owners, np.array([1, 2, 3, 4, 9]), np.array([0, 0, 0, 0, 1]), np.array([9.0, 8.0, 8.0, 7.0, 1.0])
    assert buckets._nearest(buckets._Found(*found)) == {1, 3, 9}  # noqa: SLF001


def test_copies_count_as_one_text_for_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred verbatim copies cut nothing."""
    monkeypatch.setattr(buckets, "MOST_NEAR", 1)
    state = Buckets(WINDOW)
    for n in range(100):
        post(state, version(f"urn:{n}", text(1), NOON + n))
    assert len(post(state, version("urn:near", retouched(text(1), 3, 1), NOON + 200))) == 1
    assert state.cut == 0


def test_a_text_cut_to_a_tenth_is_a_candidate() -> None:
    """Its sketch agrees with that of its source in nothing; a shingle that both have says so. Strangers stay so."""
    source, found = text(1, 400), 0
    for n in range(40):
        state = Buckets(WINDOW)
        post(state, version("urn:a", source, NOON))
        assert post(state, version("urn:c", text(n + 2, 400), NOON)) == []
        words = source.split()[9 * n : 9 * n + 40]
        found += bool(post(state, version("urn:b", " ".join(words), NOON)))
    assert found >= 38


def test_texts_under_one_footer_are_no_candidates() -> None:
    """A formula in common is no reason to compare; where nearly all of the shorter text is in the longer one, there is.

    It is counted within groups of keys, so now and then two seem to share enough in one of them.
    """
    alone, found = 0, 0  # of 120 pairs, of 80
    for n in range(20):
        state = Buckets(WINDOW)
        footer = text(n, 60)
        for place in range(4):
            body = text(100 + 10 * n + place, 800)
            alone += len(post(state, version(f"urn:{place}", f"{body} {footer}", NOON + place)))
        found += len({other for _, other in told(post(state, version("urn:new", footer, NOON + 100)))})
    assert alone <= 15
    assert found >= 78


@pytest.mark.slow
def test_a_tenth_of_a_text_is_found_under_a_footer_that_all_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Samples that are common count on no side: neither are its source's others too few, nor is everybody near."""
    for module in (bands, buckets):
        monkeypatch.setattr(module, "COMMON", 4)
    monkeypatch.setattr(buckets, "PRECHECK", PERMUTATIONS + 1)  # samples alone
    found, strangers = 0, 0
    footer = text(1, 120)
    for n in range(20):
        state = Buckets(WINDOW)
        bodies = [text(100 * n + place + 2, 800) for place in range(30)]
        for place, body in enumerate(bodies):
            post(state, version(f"urn:{place}", f"{body} {footer}", NOON + place))
        excerpt = " ".join(bodies[9].split()[100:150])
        near = told(post(state, version("urn:new", f"{excerpt} {footer}", NOON + 100)))
        found += ("urn:new", "urn:9") in near
        strangers += len(near) - 1
    assert found >= 18
    assert strangers < 20


def test_what_samples_cut_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a passage that many quote, those are compared that hold most of it, of equals the newest."""
    monkeypatch.setattr(buckets, "MOST_NEAR", 1)
    state = Buckets(WINDOW)
    quoted = text(1, 40)
    for n in range(8):
        post(state, version(f"urn:{n}", f"{text(n + 2, 900)} {quoted}", NOON + n))
    found = told(post(state, version("urn:new", quoted, NOON + 100)))
    assert ("urn:new", "urn:7") in found
    assert len(found) < 8
    assert state.cut > 0


def brief(uri: str, told: str, at: int, agency: str = "AFP") -> Version:
    """A brief with no headline."""
    return version(uri, told, at, agency=agency)


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (brief("urn:b", "Ferry sinks off Garan, 12 dead", NOON + BRIEF_WINDOW), True),
        (brief("urn:b", "Ferry sinks off Garan, 12 dead", NOON + BRIEF_WINDOW + 1), False),
        (brief("urn:b", "Ferry sinks off Garan, 14 dead", NOON), True),  # the comparison decides
        (brief("urn:b", "Ferry sinks off Garan, 12 dead", NOON, agency="EFE"), False),
        (brief("urn:b", "Rates cut by the central bank", NOON), False),
        (version("urn:b", text(1), NOON, agency="AFP"), False),
    ],
)
def test_briefs_are_found_within_the_hour_and_agency(other: Version, found: bool) -> None:
    """They share no band; their bucket is the agency's hour."""
    state = Buckets(WINDOW)
    post(state, brief("urn:a", "Ferry sinks off Garan, 12 dead", NOON))
    assert bool(post(state, other)) is found


def test_a_kill_without_a_text_is_not_posted() -> None:
    """It reaches its dispatch by uri alone."""
    assert list(postings_of(prepare(replace(version("urn:a", text(1), NOON), text="")), 1)) == []


def keys_of(seed: int) -> int:
    """Of bands and samples."""
    posted = postings_of(prepare(version("-", text(seed), NOON)), 1)
    return sum(len(message.keys) + len(message.samples) for _, message in posted)


def test_expire_forgets_and_the_table_shrinks() -> None:
    """What is older than the mark is found no more, what is younger still is, under its new slot."""
    state = Buckets(WINDOW)
    for n in range(200):
        post(state, version(f"urn:{n}", text(n), NOON + n * HOUR))
    entries, size = len(state.table), state.table.nbytes
    assert entries == sum(map(keys_of, range(200)))
    assert expire(state, NOON + 190 * HOUR, NOON + 1000 * HOUR) == 190
    assert len(state.table) == sum(map(keys_of, range(190, 200)))
    assert state.table.nbytes < size
    assert len(state.copies) == len(state.slots) == 10
    assert post(state, version("urn:old", text(189), NOON + 200 * HOUR)) == []
    for n in range(190, 200):
        assert told(post(state, version(f"urn:new{n}", text(n), NOON + 200 * HOUR))) == [(f"urn:new{n}", f"urn:{n}")]
        near = version(f"urn:near{n}", retouched(text(n), 3, 1), NOON + 201 * HOUR)
        assert told(post(state, near)) == [(f"urn:near{n}", f"urn:new{n}")]


def test_expire_forgets_single_copies_of_a_text_that_stays() -> None:
    """The text stays as long as one copy does."""
    state = Buckets(WINDOW)
    for n in range(4):
        post(state, version(f"urn:{n}", text(1), NOON + n * HOUR))
    assert expire(state, NOON + 2 * HOUR, NOON + 1000 * HOUR) == 2
    assert told(post(state, version("urn:new", text(1), NOON + HOUR))) == [("urn:2", "urn:new")]
    assert expire(state, NOON, NOON + 1000 * HOUR) == 0


def test_expire_goes_by_event_time_not_by_publication() -> None:
    """A dispatch that says it is of 2036 goes with those it came with; so does an undated one."""
    state = Buckets(WINDOW)
    post(state, version("urn:2036", text(1), NOON + 120_000 * HOUR), at=NOON)
    post(state, version("urn:undated", text(2), None), at=NOON)
    post(state, version("urn:held", text(3), None), at=UNKNOWN_TIME)
    assert expire(state, NOON + 1, NOON + 1000 * HOUR) == 2
    assert len(state.slots) == 1


def test_expired_briefs_are_forgotten_and_the_others_renamed() -> None:
    """Their text is kept by slot, so it must move with it."""
    state = Buckets(WINDOW)
    post(state, brief("urn:a", "Ferry sinks off Garan, 12 dead", NOON))
    post(state, brief("urn:b", "Rates cut by the central bank of Garan", NOON + HOUR))
    expire(state, NOON + 1, NOON + 1000 * HOUR)
    assert told(post(state, brief("urn:c", "Rates cut by the central bank of Garan!", NOON + HOUR))) == [
        ("urn:c", "urn:b")
    ]
    assert post(state, brief("urn:d", "Ferry sinks off Garan, 12 dead", NOON + HOUR)) == []


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [2, 7, 200])
def test_together_they_make_the_candidates_that_they_make_one_by_one(seed: int, size: int) -> None:
    """Copies, rewrites, cuts, briefs, repeats and unknown times, among each other and with what was there before."""
    rng = random.Random(seed)
    texts = [text(n) for n in range(4)]
    texts += [
        retouched(texts[0], 3, 1),
        retouched(texts[1], 9, 2),
        excerpt(texts[2], rng),
        "Six short words are a brief",
        "",
    ]
    wire = [
        edition(f"urn:{rng.randrange(60)}", rng.choice(texts), rng.choice((NOON, NOON + n * HOUR, None)))
        for n in range(90)
    ]
    messages = [message for made in wire for _, message in postings_of(made, 1)]
    alone, together = Buckets(WINDOW), Buckets(WINDOW)

    expected = [receive(alone, [message])[1][0] for message in messages]
    found = [
        candidates
        for first in range(0, len(messages), size)
        for candidates in receive(together, messages[first : first + size])[1]
    ]

    assert found == expected
    assert (alone.copies, alone.slots, alone.briefs, alone.cut) == (
        together.copies,
        together.slots,
        together.briefs,
        together.cut,
    )
    assert sum(map(len, expected)) > 30
