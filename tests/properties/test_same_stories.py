"""The promise: the same set of dispatches gives the same stories, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.entities.buckets import PRECHECK, SHARED_SAMPLES
from stream.entities.messages import Envelope, Posted
from stream.local.embedded import Embedded, Queue
from stream.matching.comparison import BRIEF_WINDOW, compare
from stream.matching.editions import UNKNOWN_TIME, Edition, prepare
from stream.matching.sketches import GROUPS, agreement, band_keys, digest, group_of, samples, sketch
from stream.stories.record import encode
from wires import HOUR, copy, excerpt, light, text, version, wires

WINDOW = 72 * HOUR
ALL_THE_TIME = 10_000 * HOUR  # of lateness: nothing expires


def folded(wire: Sequence[Version], partitions: int = 1, seed: int | None = None) -> list[bytes]:
    """The final stories; with a seed, messages are delivered in random order and one in ten twice."""
    runtime = Embedded(partitions, WINDOW, ALL_THE_TIME) if seed is None else shuffled(partitions, seed)
    for each in wire:
        runtime.accept(each)
    return sorted(encode(change.story) for change in runtime.finish())


def shuffled(partitions: int, seed: int) -> Embedded:
    """A runtime whose internal messages come in random order, one in ten of them twice."""
    rng = random.Random(seed)

    def pick(queue: Queue) -> tuple[int, Posted | Envelope]:
        queue.rotate(-rng.randrange(len(queue)))
        picked = queue.popleft()
        if rng.random() < 0.1:
            queue.append(picked)
        return picked

    return Embedded(partitions, WINDOW, ALL_THE_TIME, pick=pick)


@given(wire=wires(), data=st.data())
def test_order_repeats_partitions_and_interleaving_change_nothing(wire: list[Version], data: st.DataObject) -> None:
    """Any permutation, any duplication, 1 to 16 partitions and any message order: the same bytes."""
    again = data.draw(st.lists(st.sampled_from(wire), max_size=len(wire)))
    order = data.draw(st.permutations(wire + again))
    partitions = data.draw(st.integers(1, 16))
    seed = data.draw(st.integers(0, 1 << 30))

    assert folded(order, partitions, seed) == folded(wire)


def members(stories: Sequence[bytes]) -> set[frozenset[str]]:
    """The uris of each story."""
    return {frozenset(m["uri"] for m in orjson.loads(story)["associations"]) for story in stories}


def candidates(one: Edition, other: Edition) -> bool:
    """Whether two editions share a bucket and pass its pre-check, by the definition, without an index."""
    if one.brief is not None or other.brief is not None:
        if one.brief is None or other.brief is None or one.issuer != other.issuer:
            return False
        return UNKNOWN_TIME not in (one.published, other.published) and (
            abs(one.published - other.published) <= BRIEF_WINDOW
        )
    if one.text_id == other.text_id:
        return True
    if any(share_samples(one, other, group) for group in range(GROUPS)):
        return True
    first, second = sketch(one.shingles), sketch(other.shingles)
    if not (band_keys(first) == band_keys(second)).any():
        return False
    return int(agreement(digest(first)[None, :], digest(second))[0]) >= PRECHECK


def share_samples(one: Edition, other: Edition, group: int) -> bool:
    """Whether two have enough of the samples of a group of keys in common."""
    ours, theirs = (keys[group_of(keys) == group] for keys in (samples(one.shingles), samples(other.shingles)))
    fewer = min(len(ours), len(theirs))
    return fewer > 0 and len(np.intersect1d(ours, theirs)) >= SHARED_SAMPLES * fewer


def within(one: Edition, other: Edition) -> bool:
    """Whether the window allows a link; an unknown time is near to all."""
    return UNKNOWN_TIME in (one.published, other.published) or abs(one.published - other.published) <= WINDOW


def components(wire: Sequence[Version]) -> set[frozenset[str]]:
    """The slow model: all pairs of versions that may link and do, as connected components of dispatches."""
    home = {each.uri: {each.uri} for each in wire}
    for one, other in combinations([prepare(each) for each in wire], 2):
        if candidates(one, other) and within(one, other) and compare(one, other).links:
            joined = home[one.version.uri] | home[other.version.uri]
            home.update(dict.fromkeys(joined, joined))
    return {frozenset(family) for family in home.values()}


def families(wire: Sequence[Version], partitions: int, seed: int) -> set[frozenset[str]]:
    """The families that the entities find."""
    runtime = shuffled(partitions, seed)
    for each in wire:
        runtime.accept(each)
    return {frozenset(found) for found in runtime.families()}


@given(wire=wires(), partitions=st.integers(1, 16), seed=st.integers(0, 1 << 30))
def test_families_are_the_connected_components_of_all_links(wire: list[Version], partitions: int, seed: int) -> None:
    """The buckets' short cuts lose no family that comparing all pairs would find."""
    assert families(wire, partitions, seed) == components(wire)


@given(
    hours=st.lists(st.one_of(st.none(), st.integers(0, 400)), min_size=3, max_size=24),
    edits=st.lists(st.sampled_from((0, 0, 0, 1, 2)), min_size=24, max_size=24),
    seed=st.integers(0, 1 << 30),
)
def test_copies_over_many_windows_span_the_same_families(hours: list[int | None], edits: list[int], seed: int) -> None:
    """A crowd of copies of three near texts: neighbours stand in for all pairs, also beyond the window."""
    rng = random.Random(3)
    told = text(1)
    near = (told, light(told, rng), excerpt(told, rng))
    wire = [
        version(f"urn:test:{n}", copy(near[edit], rng), None if hour is None else hour * HOUR, headline=f"H {n % 3}")
        for n, (hour, edit) in enumerate(zip(hours, edits, strict=False))
    ]
    random.Random(seed).shuffle(wire)

    assert families(wire, 3, seed) == components(wire)
