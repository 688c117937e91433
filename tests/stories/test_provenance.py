"""The chain of a story: joined from what its members name, with status and evidence for each hop."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream import fold
from stream.dispatch import Credit, PubStatus, Slot, Version
from stream.matching.editions import UNKNOWN_TIME, prepare
from stream.stories.provenance import HopStatus, Member, Provenance, member, trace
from wires import HOUR, NOON, retouched, text, version, violations

TOLD = text(1)


def credited(uri: str, hours: int | None, *credits: tuple[Slot, str, tuple[str, ...]], told: str = TOLD) -> Version:
    """A version with these credits."""
    made = version(uri, told, None if hours is None else NOON + hours * HOUR)
    return replace(made, credits=tuple(Credit(*each) for each in credits))


XINHUA = credited("urn:xinhua", 0, (Slot.DATELINE, "BEIJING, 29 novembre (Xinhua) --", ("XINHUA",)))
VNA = credited("urn:vna", 3, (Slot.CREDIT_LINE, "Xinhua/VNA", ("XINHUA", "VNA")), told=retouched(TOLD, 2, 1))
CVN = credited(
    "urn:cvn",
    15,
    (Slot.PHOTO, "Photo : AFP/VNA/CVN", ("AFP", "VNA", "CVN")),
    (Slot.CREDIT_LINE, "Xinhua/VNA/CVN", ("XINHUA", "VNA", "CVN")),
    told=retouched(TOLD, 2, 2),
)


def traced(*versions: Version) -> Provenance:
    """The provenance of these dispatches."""
    members = [member(each.uri, (prepare(each),)) for each in versions]
    return trace(sorted(members, key=lambda each: (each.published, each.uri)))


def chain(told: Provenance) -> list[tuple[str | None, str]]:
    """Parties and status."""
    return [(hop.party, hop.status.value) for hop in told.hops]


def test_the_chain_of_the_seed_from_three_members() -> None:
    """Xinhua → VNA → CVN, all three texts held."""
    told = traced(XINHUA, VNA, CVN)
    assert chain(told) == [("XINHUA", "observed"), ("VNA", "observed"), ("CVN", "observed")]
    assert [hop.item for hop in told.hops] == ["urn:xinhua", "urn:vna", "urn:cvn"]
    assert [hop.published for hop in told.hops] == [NOON, NOON + 3 * HOUR, NOON + 15 * HOUR]
    assert [hop.taken_from for hop in told.hops] == [(), ("XINHUA",), ("VNA",)]
    assert told.origin.member.uri == "urn:xinhua"
    assert told.origin.held


@pytest.mark.parametrize("order", list(permutations((XINHUA, VNA, CVN))))
def test_the_chain_is_the_same_in_any_order_of_arrival(order: tuple[Version, ...]) -> None:
    """Through the whole program, and as the schema says."""
    [story] = fold(order, in_order=False)
    assert violations("story", story) == []
    assert [hop["party"]["literal"] for hop in story["hopHistory"]] == ["XINHUA", "VNA", "CVN"]
    assert [hop["status"] for hop in story["hopHistory"]] == ["observed"] * 3
    assert [hop.get("from") for hop in story["hopHistory"]] == [None, [1], [2]]
    assert story["hopHistory"][0]["action"] == "hopaction:created"
    assert story["hopHistory"][1]["action"] == "hopaction:transformed"


def test_a_party_whose_text_is_not_held_is_claimed() -> None:
    """CVN's credit line names VNA: the hop is there, without an item and a time."""
    told = traced(XINHUA, CVN)
    assert chain(told) == [("XINHUA", "observed"), ("VNA", "claimed"), ("CVN", "observed")]
    assert (told.hops[1].item, told.hops[1].published) == (None, None)
    assert [(each.kind, each.uri) for each in told.hops[1].evidence] == [("creditline", "urn:cvn")]


def test_an_origin_that_is_only_named_is_claimed_and_the_most_complete_member_tells() -> None:
    """Neither of two texts is the origin's own: the longer one tells the story, and the rule says so."""
    short = replace(VNA, text=" ".join(TOLD.split()[:50]))
    told = traced(short, CVN)
    assert chain(told)[0] == ("XINHUA", "claimed")
    assert told.origin.member.uri == "urn:cvn"
    assert not told.origin.held
    assert told.origin.rule.startswith("most complete")


def test_a_killed_origin_tells_no_more() -> None:
    """Nor does anybody else in its place: the story is told by the text that was withdrawn."""
    told = traced(replace(XINHUA, status=PubStatus.CANCELED), VNA)
    assert told.origin.member.uri == "urn:xinhua"
    assert told.origin.rule == "origin: withdrawn by its house"
    assert chain(told)[0] == ("XINHUA", "observed")


def test_a_photo_credit_makes_no_hop() -> None:
    """AFP took the picture."""
    assert "AFP" not in [hop.party for hop in traced(CVN).hops]
    assert all("AFP" not in each.text for hop in traced(CVN).hops for each in hop.evidence)


def test_evidence_comes_strongest_first_each_once_and_not_without_end() -> None:
    """500 copies of one credit line are one piece of evidence, and five pieces are enough."""
    copies = [replace(VNA, uri=f"urn:{n:03}") for n in range(20)]
    assert len(traced(XINHUA, *copies).hops[0].evidence) == 2
    lines = [
        credited(f"urn:{n}", n, (Slot.BYLINE, f"avec AFP {n}", ("AFP",)), (Slot.SOURCE_LINE, f"AFP {n}", ("AFP",)))
        for n in range(9)
    ]
    evidence = traced(*lines).hops[0].evidence
    assert len(evidence) == 5
    kinds = [each.kind for each in evidence]
    assert kinds == sorted(kinds, key=["sourceline", "byline"].index)
    assert set(kinds) == {"sourceline", "byline"}


def test_a_house_without_a_credit_had_it_from_the_first() -> None:
    """Likeness and time are named as the evidence, and who was first is not made to depend on it."""
    afp = credited("urn:afp", 5, (Slot.DATELINE, "PARIS (AFP) -", ("AFP",)))
    told = traced(XINHUA, afp)
    assert chain(told) == [("XINHUA", "observed"), ("AFP", "observed")]
    assert told.hops[1].taken_from == ("XINHUA",)
    assert told.hops[1].evidence[-1].kind == "similarity"
    assert told.hops[1].evidence[-1].uri == "urn:xinhua"
    assert all(each.kind != "similarity" for each in told.hops[0].evidence)


def test_contradicting_lines_are_settled_by_time() -> None:
    """One house says A/B, the other B/A: whoever was first goes first, and each party stands once."""
    one = credited("urn:1", 0, (Slot.CREDIT_LINE, "AFP/EFE", ("AFP", "EFE")))
    other = credited("urn:2", 1, (Slot.CREDIT_LINE, "EFE/AFP", ("EFE", "AFP")))
    assert [hop.party for hop in traced(one, other).hops] == ["AFP", "EFE"]
    later = replace(one, published=NOON + 2 * HOUR)
    assert sorted(hop.party or "" for hop in traced(later, other).hops) == ["AFP", "EFE"]


def test_a_credit_line_outranks_time() -> None:
    """VNA's copy is dated before Xinhua's own: the line still says whose text it was."""
    early = credited("urn:vna", -5, (Slot.CREDIT_LINE, "Xinhua/VNA", ("XINHUA", "VNA")))
    told = traced(early, XINHUA)
    assert [hop.party for hop in told.hops] == ["XINHUA", "VNA"]
    assert told.origin.member.uri == "urn:xinhua"


@given(
    lines=st.lists(
        st.lists(st.sampled_from(("AFP", "EFE", "VNA", "XINHUA", "TASS")), min_size=1, max_size=4, unique=True),
        min_size=1,
        max_size=6,
    )
)
def test_every_party_stands_once_and_every_line_that_no_other_contradicts_is_kept(lines: list[list[str]]) -> None:
    """For any lines: no party is lost or doubled, and where all lines agree their order is the chain's."""
    told = traced(
        *(credited(f"urn:{n}", n, (Slot.CREDIT_LINE, "/".join(line), tuple(line))) for n, line in enumerate(lines))
    )
    parties = [hop.party for hop in told.hops]
    assert sorted(map(str, parties)) == sorted({party for line in lines for party in line})
    before = {(line[i], line[j]) for line in lines for i in range(len(line)) for j in range(i + 1, len(line))}
    reached = set(before)
    for _ in parties:
        reached |= {(a, d) for a, b in reached for c, d in before if b == c}
    if not any((b, a) in reached for a, b in reached):
        assert all(parties.index(a) < parties.index(b) for a, b in before)


def test_a_nameless_story_begins_with_its_earliest_dispatch_inferred() -> None:
    """Nobody is credited anywhere: the record says that time alone tells."""
    told = traced(credited("urn:2", 1), credited("urn:1", 2))
    assert chain(told) == [(None, "inferred")]
    [hop] = told.hops
    assert (hop.item, hop.published) == ("urn:2", NOON + HOUR)
    assert [(each.kind, each.text) for each in hop.evidence] == [("time", "earliest of 2")]
    assert told.origin.member.uri == "urn:2"
    assert told.origin.held


def test_a_nameless_story_without_times_says_so() -> None:
    """The evidence does not pretend to know a time."""
    [hop] = traced(credited("urn:2", None), credited("urn:1", None)).hops
    assert (hop.item, hop.published) == ("urn:1", None)
    assert hop.evidence[0].kind != "time"
    assert hop.status is HopStatus.INFERRED


def test_a_nameless_story_is_told_by_its_earliest_dispatch_and_says_so() -> None:
    """There is no origin to name, so the rule must not name one."""
    assert traced(credited("urn:2", 1), credited("urn:1", 2)).origin.rule.startswith("earliest")


def test_a_nameless_story_without_times_is_told_by_its_fullest_dispatch() -> None:
    """Where neither a name nor a time tells, containment does."""
    short = credited("urn:1", None, told=" ".join(TOLD.split()[:50]))
    whole = credited("urn:2", None)

    told = traced(short, whole)

    assert told.origin.member.uri == "urn:2"
    assert told.origin.rule.startswith("most complete")
    assert told.hops[0].item == "urn:2"


def test_a_nameless_story_in_the_output() -> None:
    """An unknown party is literally that, and no info source is made up."""
    [story] = fold([credited("urn:2", 1), credited("urn:1", 2)])
    assert violations("story", story) == []
    assert story["hopHistory"][0]["party"] == {"literal": "unknown"}
    assert "infoSources" not in story
    assert "firstPublisher" not in {key: value for key, value in story["story"].items() if value is not None}


@pytest.mark.parametrize(("parties", "sources"), [(("VNA",), 1), (("VNA", "CVN"), 1), (("XINHUA", "VNA", "CVN"), 2)])
def test_a_paper_and_the_agency_that_owns_it_are_one_source(parties: tuple[str, ...], sources: int) -> None:
    """Le Courrier du Vietnam is VNA's own."""
    [story] = fold([credited("urn:1", 0, (Slot.CREDIT_LINE, "/".join(parties), parties))])
    assert story["story"]["sourceCount"] == sources
    assert story["story"]["firstPublisher"] == parties[-1]


def held(*versions: Version) -> Member:
    """A member with these versions."""
    return member("urn:a", tuple(map(prepare, versions)))


def test_the_current_version_is_the_newest_usable_one_with_a_text() -> None:
    """Else the newest with a text, else the newest."""
    first, second = version("urn:a", TOLD, NOON), version("urn:a", text(2), NOON + 1, number=2)
    killed = replace(second, status=PubStatus.CANCELED)
    empty = replace(version("urn:a", "", NOON + 2, number=3), status=PubStatus.CANCELED)
    assert held(first, second).current.version is second
    assert held(first, killed).current.version is first
    assert not held(first, killed).usable
    assert held(killed, empty).current.version is killed
    assert held(empty).current.version is empty
    assert held(first, empty).newest.version is empty
    assert held(first, second).usable
    assert held(second, first).published == NOON


def test_an_unknown_time_of_one_version_does_not_hide_the_others() -> None:
    """The earliest time that is known."""
    undated, dated = version("urn:a", TOLD, None), version("urn:a", TOLD, NOON, number=2)
    assert held(undated, dated).published == NOON
    assert held(undated).published == UNKNOWN_TIME


def test_the_first_dispatch_is_the_original_though_it_names_nobody() -> None:
    """A page that came two hours later and credits nobody had it from there; its house is the second hop."""
    first = credited("urn:uuid:1", 0)
    page = credited("https://paper.example/1", 2, (Slot.PUBLISHER, "paper.example", ("paper.example",)))

    told = traced(first, page)

    assert chain(told) == [(None, "inferred"), ("paper.example", "observed")]
    assert (told.hops[0].item, told.origin.member.uri) == ("urn:uuid:1", "urn:uuid:1")


@pytest.mark.parametrize(
    "later",
    [
        credited("https://paper.example/1", -2, (Slot.PUBLISHER, "paper.example", ("paper.example",))),
        credited("urn:afp:1", 2, (Slot.DATELINE, "PARIS (AFP) -", ("AFP",))),
        credited(
            "https://paper.example/1",
            2,
            (Slot.CREDIT_LINE, "AFP", ("AFP",)),
            (Slot.PUBLISHER, "paper.example", ("paper.example",)),
        ),
    ],
)
def test_a_dispatch_without_a_name_is_not_put_before_who_is_credited(later: Version) -> None:
    """Nor before an earlier one: then the chain is what the credits say."""
    told = traced(credited("urn:uuid:1", 0), later)

    assert told.hops[0].party in ("paper.example", "AFP")
