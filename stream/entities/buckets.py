"""Buckets: the dispatches that share a band value, kept for one partition of band values.

The state is the partition's, not one object for each of millions of buckets, so that all bands of
one version are looked up at once. Nothing in it depends on which other buckets the partition holds.

Copies of one text are held together. A version is told only of its nearest earlier and later copy
in (published, uri) order and of the earliest within the window, and for each *near* text of the nearest copies on
either side: within the window these short cuts span the same families as comparing everything with everything
would, because each skipped pair is joined by a path of copies that lie between the two. Versions whose
time is unknown have no nearest neighbour in time; they are told of the first copy of each run of
copies (a run ends where the next copy is further away than the window), and so tell each run.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from stream.dispatch import VersionKey
from stream.entities import directory, tongues
from stream.entities.directory import is_over
from stream.entities.messages import BucketMessage, Candidate
from stream.matching.bands import COMMON, BandTable, entries_of, matches_in, repeated
from stream.matching.comparison import BRIEF_WINDOW
from stream.matching.editions import UNKNOWN_TIME
from stream.matching.sketches import GROUPS, PERMUTATIONS, agreement, group_of
from stream.text.shingles import U64, unique, unique_counts

__all__ = [
    "MOST_NEAR",
    "PRECHECK",
    "SHARED_SAMPLES",
    "Buckets",
    "enter",
    "entries",
    "expire",
    "hottest",
    "nbytes",
    "receive",
]

PRECHECK = 8
"""Positions of 128 in which two digests must agree. Unrelated texts that share a band agree in 2-4,
a text cut to a tenth in 13; J = .10 passes in 94 of 100."""

SHARED_SAMPLES = 0.4
"""The share of the samples of the one that has fewer which two texts must have in common, in one group of keys, where
they share no band. Two that share no band are linked only where nearly all words of the shorter one are in the longer
one; one formula in common is no reason to compare them: of 52,000 pairs of the generated wire that share fewer, counted
over all groups, 3 were links."""

MOST_NEAR = 64
"""The most near texts that one version is compared with for its bands in each group of keys, and for its samples again:
those most alike, of equals the newest. Only a flood reaches it (a template sent hundreds of times within the window, a
footer that no rule knows), and most of what one group finds the others find too; what it cuts is counted. With 32, one
shuffle in two of 6,000 dispatches of the generated wire told one story otherwise; with 64, none of five."""

_BRIEF_RATIO = 90.0  # looser than the comparison, which decides
_FIRST_SLOTS = 64
_TOGETHER = 128  # texts looked up at a time: their keys go to the index's arrays at once, and are in none of the newest
_BLOCK = 1 << 14  # pairs of sketches that are held against each other at a time: two megabytes

_Number = TypeVar("_Number", bound=np.generic)


class _Copy(NamedTuple):
    """One version that has this text. Sorts by (published, uri)."""

    published: int
    uri: str
    version: VersionKey
    at: int


@dataclass(slots=True)
class Buckets:
    """State of one partition of buckets."""

    window: int  # milliseconds
    table: BandTable = field(default_factory=BandTable)
    slots: dict[int, int] = field(default_factory=dict)  # text id → slot
    copies: list[list[_Copy]] = field(default_factory=list)  # by slot, sorted
    digests: NDArray[np.uint8] = field(default_factory=lambda: np.zeros((_FIRST_SLOTS, PERMUTATIONS), np.uint8))
    sampled: NDArray[np.uint16] = field(default_factory=lambda: np.zeros((_FIRST_SLOTS, GROUPS), np.uint16))
    briefs: dict[int, str] = field(default_factory=dict)  # slot → folded text
    names: directory.Directory = field(default_factory=directory.Directory)
    tongues: tongues.Tongues = field(default_factory=tongues.Tongues)
    cut: int = 0  # texts left out by MOST_NEAR


def entries(state: Buckets) -> int:
    """Entries of the index: a text under each of its bands, a version under each of its names."""
    return len(state.table) + sum(directory.sizes(state.names))


def nbytes(state: Buckets) -> int:
    """Bytes of the index's arrays; texts' ids and copies are not counted."""
    return state.table.nbytes + state.digests.nbytes + state.sampled.nbytes + tongues.nbytes(state.tongues)


def hottest(state: Buckets) -> int:
    """Entries under one value, where they are most, of the values that a version has asked for since the last sweep:
    what boilerplate that no rule knows makes grow.
    """
    return max(state.table.hottest, max(directory.sizes(state.names), default=0))


def receive(state: Buckets, messages: Sequence[BucketMessage]) -> tuple[Buckets, list[list[Candidate]]]:
    """Enter versions, and name the candidates that each makes with those before it.

    What is looked up for several at once costs much less than one by one, and is the same.
    """
    candidates = [
        directory.receive(state.names, message, state.window) if message.seeks or message.sought else []
        for message in messages
    ]
    places = [
        place for place, message in enumerate(messages) if _has_keys(message) and not _is_repeated(state, message)
    ]
    for first in range(0, len(places), _TOGETHER):
        some = places[first : first + _TOGETHER]
        for place, made in zip(some, _meet(state, [messages[place] for place in some]), strict=True):
            candidates[place] += made
    for place, made in tongues.receive(state.tongues, messages).items():
        candidates[place] += made
    return state, candidates


def enter(state: Buckets, messages: Sequence[BucketMessage]) -> None:
    """Enter versions whose candidates were named before: for state that is read back, in a third of the time."""
    tongues.enter(state.tongues, messages)
    new: dict[int, NDArray[np.uint64]] = {}
    for message in messages:
        if message.seeks or message.sought:
            directory.receive(state.names, message, state.window)
        if not _has_keys(message):
            continue
        copy = _copy(message)
        slot = state.slots.get(message.text_id)
        if slot is None:
            slot = _new_slot(state, message)
            new[slot] = np.concatenate((message.keys, message.samples))
        if not _holds(state.copies[slot], copy):
            insort(state.copies[slot], copy)
    if new:
        slots = np.repeat(list(new), [len(keys) for keys in new.values()])
        state.table.add(entries_of(np.concatenate(list(new.values())), slots))


def expire(state: Buckets, before: int, reach: int) -> int:
    """Forget all copies with an event time below ``before``; return how many there were.

    ``reach``: the time up to which dates are believed now, see :func:`stream.entities.directory.is_over`.
    """
    directory.expire(state.names, before, reach)
    tongues.expire(state.tongues, before, reach)
    gone = 0
    for slot, copies in enumerate(state.copies):
        if len(copies) != 1 or copies[0].at < before:  # else, as for most, no list is made
            kept = [copy for copy in copies if not is_over(copy.at, copy.published, before, reach)]
            gone += len(copies) - len(kept)
            state.copies[slot] = kept
    alive = np.fromiter(map(bool, state.copies), np.bool_, len(state.copies))
    if alive.all():
        return gone
    renamed = np.cumsum(alive) - 1
    state.table.keep(alive, renamed)
    names = renamed.tolist()
    state.slots = {text: names[slot] for text, slot in state.slots.items() if state.copies[slot]}
    state.briefs = {names[slot]: brief for slot, brief in state.briefs.items() if state.copies[slot]}
    state.copies = [copies for copies in state.copies if copies]
    state.digests, state.sampled = state.digests[: len(alive)][alive], state.sampled[: len(alive)][alive]
    return gone


def _copy(message: BucketMessage) -> _Copy:
    return _Copy(message.published, message.uri, message.version, message.at)


def _is_repeated(state: Buckets, message: BucketMessage) -> bool:
    slot = state.slots.get(message.text_id)
    return slot is not None and _holds(state.copies[slot], _copy(message))


def _holds(copies: list[_Copy], copy: _Copy) -> bool:
    place = bisect_left(copies, (copy.published, copy.uri, copy.version))
    return place < len(copies) and copies[place][:3] == copy[:3]


def _has_keys(message: BucketMessage) -> bool:
    return len(message.keys) > 0 or len(message.samples) > 0


def _meet(state: Buckets, messages: Sequence[BucketMessage]) -> Iterator[list[Candidate]]:
    """Enter the texts of messages, and give the candidates of each: with copies of its own text, and of near ones."""
    asked = _Asked(state, messages)
    near = _near(state, asked)
    state.table.add(asked.entries)
    for place, message in enumerate(messages):
        copy, own = _copy(message), asked.slots[place]
        if _holds(state.copies[own], copy):
            yield []
            continue
        window = state.window if message.brief is None else BRIEF_WINDOW
        candidates = []
        for slot in (own, *near.get(place, ())):
            for other in _neighbours(state.copies[slot], copy, window, own=slot == own):
                if other.uri != copy.uri:
                    newer, older = (copy, other) if other < copy else (other, copy)
                    candidates.append(Candidate(newer.uri, newer.version, older.uri, older.version))
        insort(state.copies[own], copy)
        yield candidates


class _Asked:
    """The keys of several messages end to end, and the slots of their texts, which are given to new ones here.

    A text meets those whose slots were given before: ``before`` is how many there were when a message came.
    """

    def __init__(self, state: Buckets, messages: Sequence[BucketMessage]) -> None:
        self.messages = messages
        self.slots: list[int] = []
        self.before: list[int] = []
        new: list[bool] = []
        for message in messages:
            slot = state.slots.get(message.text_id)
            self.before.append(len(state.copies))
            new.append(slot is None)
            self.slots.append(_new_slot(state, message) if slot is None else slot)
        sizes = [(len(message.keys), len(message.samples)) for message in messages]
        self.keys: U64 = np.concatenate([keys for message in messages for keys in (message.keys, message.samples)])
        self.owners = np.repeat(np.arange(len(messages)), [sum(both) for both in sizes])
        self.sampled = np.repeat([False, True] * len(messages), [size for both in sizes for size in both])
        is_new = np.array(new)[self.owners]
        self.entries = entries_of(self.keys[is_new], np.array(self.slots)[self.owners[is_new]])
        self.entries.sort()


def _near(state: Buckets, asked: _Asked) -> dict[int, list[int]]:
    """By place of a message, slots of other texts that came before it and share a band, where the sketches agree in
    enough positions, or share samples.
    """
    which, slots = state.table.matches(asked.keys)
    if len(twice := repeated(asked.keys)):
        among, others = matches_in(asked.entries, asked.keys[twice])
        which, slots = np.concatenate((which, twice[among])), np.concatenate((slots, others))
    owners = asked.owners[which]
    earlier = (slots != np.array(asked.slots)[owners]) & (slots < np.array(asked.before)[owners])
    which, slots, owners = which[earlier], slots[earlier], owners[earlier]
    if len(slots) == 0:  # as for nearly every text
        return {}
    common = np.bincount(which, minlength=len(asked.keys)) >= COMMON
    triples = (owners * len(state.copies) + slots) * GROUPS + group_of(asked.keys[which])
    sampled = asked.sampled[which]
    by_bands = _by_bands(state, asked, triples[~sampled])
    by_samples = _by_samples(state, asked, triples[sampled & ~common[which]], asked.sampled & ~common)
    near: dict[int, list[int]] = {}
    for place in sorted({*by_bands.owners.tolist(), *by_samples.owners.tolist()}):
        near[place] = _most_alike(state, by_bands.of(place), by_samples.of(place))
    return near


class _Found(NamedTuple):
    """Near texts, shapes (n,), in the order of the messages that they are near to; one that is found in several groups
    of keys comes several times.
    """

    owners: NDArray[np.intp]
    slots: NDArray[np.intp]
    groups: NDArray[np.intp]
    alike: NDArray[np.float64]

    def of(self, owner: int) -> _Found:
        """Those of one message."""
        own = slice(*np.searchsorted(self.owners, (owner, owner + 1)))
        return _Found(self.owners[own], self.slots[own], self.groups[own], self.alike[own])


def _apart(state: Buckets, triples: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Message, slot and group of numbers that stand for all three."""
    pairs, groups = np.divmod(triples, GROUPS)
    owners, slots = np.divmod(pairs, len(state.copies))
    return owners, slots, groups


def _by_bands(state: Buckets, asked: _Asked, triples: NDArray[np.intp]) -> _Found:
    owners, slots, groups = _apart(state, unique(triples))
    own = np.array(asked.slots)[owners]
    alike = np.empty(len(slots), dtype=np.float64)
    for first in range(0, len(slots), _BLOCK):
        some = slice(first, first + _BLOCK)
        alike[some] = agreement(state.digests[slots[some]], state.digests[own[some]])
    near = alike >= PRECHECK
    for place in np.flatnonzero([asked.messages[owner].brief is not None for owner in owners.tolist()]).tolist():
        brief = asked.messages[owners[place]].brief or ""
        alike[place] = fuzz.ratio(state.briefs.get(int(slots[place]), ""), brief)
        near[place] = alike[place] >= _BRIEF_RATIO
    return _Found(owners[near], slots[near], groups[near], alike[near])


def _by_samples(state: Buckets, asked: _Asked, triples: NDArray[np.intp], counted: NDArray[np.bool_]) -> _Found:
    """A tenth of a text agrees with its sketch in nothing, but has its samples. Those that are common count on no side.

    ``counted``: which keys are samples that are not common.
    """
    if len(triples) == 0:
        return _Found(triples, triples, triples, np.zeros(0))
    distinct, shared = unique_counts(triples)
    owners, slots, groups = _apart(state, distinct)
    own = np.bincount(
        asked.owners[counted] * GROUPS + group_of(asked.keys[counted]), minlength=len(asked.messages) * GROUPS
    )
    fewer = np.minimum(state.sampled[slots, groups], own[owners * GROUPS + groups])
    # A text has none of a group where a key was taken for another's: those are told apart by 36 bits.
    near = (fewer > 0) & (shared >= SHARED_SAMPLES * fewer)
    return _Found(owners[near], slots[near], groups[near], shared[near] / fewer[near])


def _most_alike(state: Buckets, by_bands: _Found, by_samples: _Found) -> list[int]:
    """As many of each group as may be compared, for bands and for samples; what that leaves out is counted."""
    near = _nearest(by_bands) | _nearest(by_samples)
    if len(by_bands.slots) + len(by_samples.slots) > len(near):
        state.cut += len({*by_bands.slots.tolist(), *by_samples.slots.tolist()}) - len(near)
    return sorted(near)


def _nearest(near: _Found) -> set[int]:
    if len(near.slots) <= MOST_NEAR:
        return set(near.slots.tolist())
    kept: set[int] = set()
    for group in range(GROUPS):
        ours = np.flatnonzero(near.groups == group)
        order = np.lexsort((-near.slots[ours], -near.alike[ours]))
        kept.update(near.slots[ours[order[:MOST_NEAR]]].tolist())
    return kept


def _new_slot(state: Buckets, message: BucketMessage) -> int:
    slot = len(state.copies)
    state.copies.append([])
    state.slots[message.text_id] = slot
    if slot == len(state.digests):
        _grow(state.digests)
        _grow(state.sampled)
    state.digests[slot] = message.digest
    state.sampled[slot] = np.bincount(group_of(message.samples), minlength=GROUPS)
    if message.brief is not None:
        state.briefs[slot] = message.brief
    return slot


def _grow(rows: NDArray[_Number]) -> None:
    """Room for an eighth more, in place."""
    rows.resize((max(_FIRST_SLOTS, len(rows) * 9 // 8), rows.shape[1]), refcheck=False)  # nobody holds a view of it


def _neighbours(copies: list[_Copy], copy: _Copy, window: int, *, own: bool) -> Iterator[_Copy]:
    """The copies of one text that ``copy`` must be told of, so that all pairs within the window are spanned."""
    if not copies:
        return
    dated = bisect_left(copies, (UNKNOWN_TIME,))
    if copy.published == UNKNOWN_TIME:
        yield from _heads(copies[:dated], window)
        yield from copies[dated : dated + 1]
        return
    place = bisect_left(copies, copy[:3], hi=dated)
    if place and copy.published - copies[place - 1].published <= window:
        yield copies[place - 1]
        # The earliest too: a label falls to all at once. Along a row of copies that come together it would go from
        # one to the next, and each would take on every label on its way.
        first = bisect_left(copies, (copy.published - window,), hi=place)
        if own and first < place - 1:
            yield copies[first]
    if place < dated and copies[place].published - copy.published <= window:
        yield copies[place]
    yield from copies[dated : dated + 1]


def _heads(copies: Iterable[_Copy], window: int) -> Iterator[_Copy]:
    before: _Copy | None = None
    for copy in copies:
        if before is None or copy.published - before.published > window:
            yield copy
        before = copy
