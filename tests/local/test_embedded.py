"""The embedded runtime: a window that slides, wrong clocks, late ones, and changes that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.local.embedded import Embedded
from stream.local.folding import Folding
from stream.stories.lifecycle import dispatch_of
from stream.stories.record import encode
from stream.stories.story import OutputRecord, is_story
from wires import HOUR, MINUTE, NOON, day_and_a_half, text, version, violations, wires

SPAN = 2 * HOUR  # window and lateness alike
DATED_2036 = NOON + 120_000 * HOUR
DATED_1970 = 1000


WIRE = day_and_a_half()
EVERY = 10


def held(runtime: Embedded) -> dict[str, int]:
    """How many entries of each kind the runtime holds."""
    partitions = runtime._shards  # noqa: SLF001 - what state is left is what these tests are about
    return {
        "copies": sum(len(copies) for partition in partitions for copies in partition.buckets.copies),
        "bands": sum(len(partition.buckets.table) for partition in partitions),
        "dispatches": sum(len(partition.dispatches) for partition in partitions),
        "families": sum(len(partition.families) for partition in partitions),
    }


def run(wire: Sequence[Version], runtime: Embedded) -> tuple[list[bytes], list[dict[str, int]]]:
    """The final stories, and what was held after every tenth dispatch and the last."""
    final: dict[str, bytes] = {}
    sizes = []
    for place, each in enumerate(wire):
        runtime.accept(each)
        final.update((change.uri, encode(change.story)) for change in runtime.expired())
        if place % EVERY == 0 or place == len(wire) - 1:
            sizes.append(held(runtime))
    final.update((change.uri, encode(change.story)) for change in runtime.finish())
    return [line for _, line in sorted(final.items())], sizes


@pytest.mark.slow
@pytest.mark.parametrize("partitions", [1, 5])
def test_what_is_held_stops_growing_once_the_window_slides(partitions: int) -> None:
    """Ten windows and lateness of wire: after the second nothing grows, and the stories are all there."""
    wire = WIRE[:1200]
    stories, sizes = run(wire, Embedded(partitions, HOUR, HOUR))
    forever, unbounded = run(wire, Embedded(partitions, HOUR, 10_000 * HOUR))
    assert stories == forever
    second = 2 * 2 * HOUR // MINUTE // EVERY
    for kind in sizes[0]:
        early = max(size[kind] for size in sizes[:second])
        late = max(size[kind] for size in sizes[second:])
        assert late <= 1.25 * early
        assert late < unbounded[-1][kind] / 4


@pytest.mark.slow
def test_a_dispatch_of_2036_and_one_of_1970_move_nothing_but_themselves() -> None:
    """One wrong clock expires nobody's window and holds nothing for years."""
    wrong = [version("urn:2036", text(1), DATED_2036), version("urn:1970", text(2), DATED_1970)]
    plain, sizes = run(WIRE[:900], Embedded(1, SPAN, SPAN))
    runtime = Embedded(1, SPAN, SPAN)
    mixed, mixed_sizes = run([*WIRE[:300], *wrong, *WIRE[300:900]], runtime)
    assert set(plain) < set(mixed)
    assert len(mixed) == len(plain) + 2
    assert mixed_sizes[-1] == sizes[-1]
    assert runtime.totals.late == 1


@pytest.mark.parametrize("place", [1, 20, 31, 40])
def test_the_first_dispatches_after_a_gap_in_the_wire_are_held_as_long_as_any(place: int) -> None:
    """They look like dates in the future until enough have come to show that it is the wire that has moved on."""
    gap = 1000 * HOUR
    after = [version(f"urn:after:{each.uri}", each.text, (each.published or 0) + gap) for each in WIRE[1000:1100]]
    copy = version("urn:copy", after[place].text, (after[-1].published or 0) + MINUTE, agency="EFE")
    stories, _ = run([*WIRE[:300], *after, copy], Embedded(1, SPAN, SPAN))

    [told] = [orjson.loads(story) for story in stories if b'"urn:copy"' in story]
    assert after[place].uri in [each["uri"] for each in told["associations"]]


def test_late_ones_are_counted_and_not_dropped() -> None:
    """Beyond window and lateness a dispatch may miss its story, but it is told."""
    late = version("urn:late", text(3), WIRE[0].published, agency="EFE")
    runtime = Embedded(1, SPAN, SPAN)
    stories, _ = run([*WIRE[:600], late], runtime)
    assert runtime.totals.late == 1
    assert runtime.totals.folded == 601
    assert sum(b'"urn:late"' in story for story in stories) == 1


@pytest.mark.parametrize(("behind", "found"), [(0, True), (100, True), (SPAN // MINUTE, True)])
def test_within_the_lateness_a_late_copy_finds_its_story(behind: int, found: bool) -> None:
    """As if it had come in time."""
    original = WIRE[200]
    assert original.published is not None
    late = version("urn:late", original.text, original.published + 1, agency="EFE")
    stories, _ = run([*WIRE[: 201 + behind], late], Embedded(1, SPAN, SPAN))
    [told] = [orjson.loads(story) for story in stories if b'"urn:late"' in story]
    assert (original.uri in [each["uri"] for each in told["associations"]]) is found


def test_an_undated_dispatch_expires_with_those_it_came_with() -> None:
    """Its event time is how far the wire had come; before that is known it is held to the end."""
    early, later = version("urn:early", text(1), None), version("urn:later", text(2), None)
    runtime = Embedded(1, SPAN, SPAN)
    stories, sizes = run([early, *WIRE[:200], later, *WIRE[200:900]], runtime)
    plain, plain_sizes = run(WIRE[:900], Embedded(1, SPAN, SPAN))
    assert len(stories) == len(plain) + 2
    assert sizes[-1]["dispatches"] == plain_sizes[-1]["dispatches"] + 1


def test_totals_add_up() -> None:
    """Folded counts arrivals, repeats are of them, stories and merged make up the dispatches."""
    runtime = Embedded(3, SPAN, SPAN)
    stories, _ = run([*WIRE[:200], WIRE[150], WIRE[199]], runtime)
    totals = runtime.totals
    assert (totals.folded, totals.repeated, totals.late) == (202, 2, 0)
    assert totals.stories == len(stories)
    assert totals.stories + totals.merged == 200
    assert 0 < totals.merged < 60


def test_families_are_those_held() -> None:
    """Each dispatch is in exactly one."""
    runtime = Embedded(4, SPAN, SPAN)
    for each in WIRE[:120]:
        runtime.accept(each)
    families = list(runtime.families())
    assert sorted(uri for family in families for uri in family) == sorted(each.uri for each in WIRE[:120])
    assert any(len(family) > 1 for family in families)


def test_final_changes_are_marked_as_final() -> None:
    """What may still change is not."""
    runtime = Embedded(1, SPAN, SPAN)
    final: list[bool] = []
    for each in WIRE[:600]:
        runtime.accept(each)
        assert not any(change.final for change in runtime.changes())
        final.extend(change.final for change in runtime.expired())
    assert final
    assert all(final)
    assert all(change.final for change in runtime.finish())


def replayed(changes: Sequence[OutputRecord]) -> list[bytes]:
    """The last record under each uri, without those that gave way."""
    last = {change["uri"]: change for change in changes}
    return [encode(last[uri]) for uri in sorted(last) if is_story(last[uri])]


@given(wire=wires(), data=st.data())
def test_all_changes_replayed_are_the_final_stories(wire: list[Version], data: st.DataObject) -> None:
    """Byte for byte, in any order and number of partitions; and a story that gave way leads to one that stands."""
    order = data.draw(st.permutations(wire))
    partitions = data.draw(st.integers(1, 16))
    changes = list(Folding(partitions).changes(order))
    assert replayed(changes) == list(Folding().stories(wire))
    last = {change["uri"]: change for change in changes}
    for change in changes:
        assert violations("story", change) == []
        uri, seen = change["uri"], set()
        while not is_story(gone := last[uri]):
            assert uri not in seen
            seen.add(uri)
            uri = gone["story"]["replacedBy"]


@pytest.mark.slow
def test_changes_replayed_over_a_sliding_window_are_the_final_stories() -> None:
    """Families that leave the window have been told before: nothing is said late or lost."""
    span = timedelta(hours=2)
    changes = list(Folding(3, span, span).changes(WIRE[:900]))
    assert replayed(changes) == list(Folding(1, span, span).stories(WIRE[:900]))
    # Of what is at hand some are read together, and told one after the other all the same.
    assert list(Folding(3, span, span).changes(WIRE[:900], at_hand=True)) == changes


@given(wire=wires(), orders=st.data())
def test_every_story_of_a_random_wire_is_as_its_schema_says(wire: list[Version], orders: st.DataObject) -> None:
    """And each dispatch is a member of exactly one, or each of the items that came under its uri."""
    told = [orjson.loads(line) for line in Folding(orders.draw(st.integers(1, 3))).stories(wire)]
    for story in told:
        assert violations("story", story) == []
    uris = [member["uri"] for story in told for member in story["associations"]]
    assert len(uris) == len(set(uris))
    assert {dispatch_of(uri) for uri in uris} == {each.uri for each in wire}


AFTERWARDS = [
    version("urn:a", text(1), NOON),
    replace(version("urn:a", f"{text(1)} More.", NOON + 400 * HOUR, number=2), first_created=NOON),
]


@pytest.mark.parametrize("again", AFTERWARDS, ids=["the same record, late", "an update, on time"])
def test_a_dispatch_that_comes_back_does_not_take_the_place_of_its_finished_story(again: Version) -> None:
    """What was told with two members before its window closed keeps both, whatever comes weeks later."""
    pair = [version("urn:a", text(1), NOON), version("urn:b", text(1), NOON + HOUR)]
    strangers = [
        version(f"urn:newsml:{'ab'[n % 2]}.example:{n}", text(100 + n, 30), NOON + n * HOUR) for n in range(401)
    ]
    folding = Folding()

    stories = [orjson.loads(line) for line in folding.stories([*pair, *strangers, again])]

    members = [{each["uri"] for each in story["associations"]} for story in stories]
    assert {"urn:a", "urn:b"} in members
    assert {"urn:a"} in members
    assert len(stories) == folding.totals.stories
