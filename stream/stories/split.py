"""Splits a family into stories.

Links are generous: they connect a digest with each of its items, and last month's market report
with today's by way of all the days between. A story is what remains together under average linkage
(UPGMA, Sokal and Michener 1958) on the exact scores of *all* pairs, cut at 0.42, and what is as near
to the earliest member of a group as that: so the outcome is a function of the set of members, never of
which links happened to be found first.

Dispatches with identical texts that were published within one window stand together from the start
(one *unit*), so 500 verbatim copies cost one comparison with each other text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.dispatch import PubStatus, Ruling, Verdict
from stream.matching.comparison import compare
from stream.matching.editions import UNKNOWN_TIME, Edition, Role, head, is_beyond
from stream.matching.headlines import is_untold
from stream.matching.vetoes import veto
from stream.stories.bonds import attach
from stream.stories.lifecycle import fate, role, substitutes
from stream.stories.rulings import Pair, ruled
from stream.text.spelling import comparable

__all__ = ["APART", "CUT", "MOST_ASKED", "MOST_COMPARED", "MOST_UNITS", "split"]

CUT = 0.42
"""Mean score below which two groups stay two stories. With links at 0.45 and a 72 h window, best on
Reuters-21578 and on a day of newspaper pages."""

MOST_COMPARED = 64
"""Units that are compared all with all, word by word (2,016 pairs, a second of work). In a larger family, a story that
hundreds of houses rewrote, or a template that was filled hundreds of times, shingles decide, and vetoes between the
earliest members of the groups that are to merge."""

MOST_UNITS = 2000
"""Units that are clustered together (seconds of work, 100 MB). Only a flood of near-identical reports makes
a larger family; it is clustered in runs of this many in time order."""

MOST_ASKED = 4000
"""Vetoes that a large family asks for (a second of work). A story of many rewrites needs one for each merge; what asks
for more is a template whose reports all differ, and what is left of it then stays apart."""

APART = -1.0
"""Score of two that never are one story, however alike their words: a veto, a substitute, another kind of text."""

TOGETHER = 2.0
"""Score of two that an editor ruled to be one story: above all others, so that they merge first."""

_COPY = 0.7
"""Share of the shingles of both texts from which they are one text with small cuts, whatever marks they carry."""

Editions = tuple[Edition, ...]
F64 = NDArray[np.float64]


class _Unit(NamedTuple):
    """Dispatches with the same texts; the earliest speaks for all of them."""

    uris: tuple[str, ...]
    editions: Editions
    times: NDArray[np.int64]  # earliest publication of each dispatch, sorted; UNKNOWN_TIME last


def split(members: Mapping[str, Editions], window: int) -> list[tuple[str, ...]]:
    """Split a family.

    Args:
        members: the versions of each dispatch, in version order, by uri.
        window: how far apart (milliseconds) two versions may be published and still be compared.

    Returns:
        The uris of each story, both in (published, uri) order. Items of digests are in none.
    """
    members = {uri: editions for uri, editions in members.items() if role(editions) is not Role.ITEM}
    if len(members) <= 1:
        return [tuple(members)] if members else []
    rulings = ruled(members)
    units = _units(members, window, {uri for pair in rulings for uri in pair})
    stories: list[tuple[str, ...]] = []
    for start in range(0, len(units), MOST_UNITS):
        stories.extend(_cluster(units[start : start + MOST_UNITS], window, rulings))
    order = {uri: head(uri, editions) for uri, editions in members.items()}
    ordered = [tuple(sorted(story, key=order.__getitem__)) for story in stories]
    return attach(sorted(ordered, key=lambda story: order[story[0]]), members, rulings)


def _published(editions: Editions) -> int:
    return min(edition.published for edition in editions)


def _units(members: Mapping[str, Editions], window: int, apart: Set[str] = frozenset()) -> list[_Unit]:
    ordered = sorted(members.items(), key=lambda item: (_published(item[1]), item[0]))
    open_runs: dict[tuple[object, ...], list[str]] = {}
    runs: list[list[str]] = []
    for uri, editions in ordered:
        # A dispatch that was killed stands alone: what came after it may be its substitute. So does one with a ruling.
        alone = uri if uri in apart or fate(editions).status is not PubStatus.USABLE else ""
        # One text under several headlines that it does not tell is not what any of them stands over.
        untold = sorted({comparable(edition.version.headline) for edition in editions if is_untold(edition)})
        texts = (alone, role(editions), *sorted({edition.text_id for edition in editions}), *untold)
        run = open_runs.get(texts)
        if run is None or _published(editions) - _published(members[run[0]]) > window:
            run = open_runs[texts] = []
            runs.append(run)
        run.append(uri)
    return [
        _Unit(
            tuple(run),
            tuple(sorted(members[run[0]], key=lambda edition: edition.version.key)),
            np.array([_published(members[uri]) for uri in run]),
        )
        for run in runs
    ]


def _cluster(units: Sequence[_Unit], window: int, rulings: Mapping[Pair, Ruling]) -> list[tuple[str, ...]]:
    if len(units) == 1:
        return [units[0].uris]
    scores = _scores(units, window) if len(units) <= MOST_COMPARED else _likeness(units, window)
    _rule(scores, {unit.uris[0]: number for number, unit in enumerate(units)}, rulings)
    np.fill_diagonal(scores, APART)
    sizes = np.array([len(unit.uris) for unit in units], dtype=np.float64)
    groups = [[place] for place in range(len(units))]
    for kept, merged in _merges(scores.copy(), sizes, units if len(units) > MOST_COMPARED else ()):
        groups[kept].extend(groups[merged])
        groups[merged] = []
    groups = [group for group in groups if group]
    if len(units) <= MOST_COMPARED:
        _gather(groups, scores, np.array([_length(unit) for unit in units]))
    return [tuple(uri for place in group for uri in units[place].uris) for group in groups]


def _gather(groups: list[list[int]], scores: F64, lengths: NDArray[np.int64]) -> None:
    """Join what the mean has parted from its head, in place, the nearest first.

    Two houses that rewrite one dispatch are each near to it and far from each other, so that the mean keeps the
    second away once the first is in. So a group also joins an earlier one where its members on the mean reach the cut
    with the earliest member of that, by themselves or by way of each other (`_by_ways`): what the others were made
    from. A digest is no head of the stories it holds.

    Args:
        groups: places of units, in the order of their heads, each in that of publication.
        scores: of all pairs of units.
        lengths: of their texts.
    """
    while len(groups) > 1:
        order = [place for group in groups for place in group]
        sizes = np.array([len(group) for group in groups])
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        near = np.add.reduceat(_by_ways(groups, scores, lengths)[:, order], starts, axis=1) / sizes
        least = np.minimum.reduceat(np.minimum.reduceat(scores[np.ix_(order, order)], starts, axis=0), starts, axis=1)
        near = np.triu(np.where(least < 0, APART, np.round(near, 9)), 1)
        one, other = divmod(int(near.argmax()), len(groups))
        if near[one, other] < CUT:
            return
        groups[one].extend(groups[other])
        del groups[other]


def _by_ways(groups: Sequence[Sequence[int]], scores: F64, lengths: NDArray[np.int64]) -> F64:
    """How near each unit is to the head of each group, shape (groups, units): by itself, or by way of one of its own
    group that is no longer than the head, as near as the two steps allow.

    Who cuts a dispatch and who rewrites what was cut are one story with it, though the second has little of the first
    in his words. What is longer than the head may hold another story too, which leads away from it. The steps are
    multiplied, so that a row of texts that are barely alike leads nowhere.
    """
    heads = [group[0] for group in groups]
    nearness = np.clip(scores, 0.0, 1.0)
    ways = scores[heads]
    for group in groups:
        first = np.where(lengths[group] <= lengths[heads][:, None], nearness[np.ix_(heads, group)], 0.0)
        by_another = (first[:, :, None] * nearness[np.ix_(group, group)]).max(axis=1)
        ways[:, group] = np.maximum(ways[:, group], by_another)
    return ways


def _length(unit: _Unit) -> int:
    """Characters of its longest text."""
    return max(len(edition.version.text) for edition in unit.editions)


def _rule(scores: F64, place: Mapping[str, int], rulings: Mapping[Pair, Ruling]) -> None:
    """Bend scores to what editors ruled. Who is one story stands to the others as the nearest of them does.

    In a flood two that were ruled on may be in two runs: then the ruling is without effect.
    """
    group = list(range(len(scores)))
    for verdict, score in ((Verdict.DIFFERENT, APART), (Verdict.SAME, TOGETHER)):
        for (one, other), ruling in rulings.items():
            if ruling.verdict is verdict and one in place and other in place:
                first, second = place[one], place[other]
                scores[first, second] = scores[second, first] = score
                if verdict is Verdict.SAME:
                    group = [group[first] if unit_group == group[second] else unit_group for unit_group in group]
    for number in sorted({unit_group for unit_group in group if group.count(unit_group) > 1}):
        ours = [place for place, unit_group in enumerate(group) if unit_group == number]
        nearest = np.where((scores[ours] < 0).any(axis=0), APART, scores[ours].max(axis=0))
        scores[ours], scores[:, ours] = nearest, nearest[:, None]
        scores[np.ix_(ours, ours)] = TOGETHER


def _scores(units: Sequence[_Unit], window: int) -> F64:
    """Exact scores of all pairs, shape (n, n)."""
    scores = np.zeros((len(units), len(units)))
    for i, one in enumerate(units):
        for j in range(i):
            scores[i, j] = scores[j, i] = APART if _is_apart(one, units[j]) else _score(one, units[j], window)
    return scores


def _is_apart(one: _Unit, other: _Unit) -> bool:
    is_other = role(one.editions) is not role(other.editions) and not _are_copies(one.editions, other.editions)
    return is_other or substitutes(one.editions, other.editions)


def _are_copies(one: Editions, other: Editions) -> bool:
    """Whether two are one text, word for word, though one is marked as a comment and the other as news.

    Papers head a column "Opinion:", "Op-Ed" or with its author, or not at all: what is told of it must reach all of
    them. An analysis that quotes a story says most of its words itself.
    """
    if {role(one), role(other)} != {Role.NEWS, Role.BACKGROUND}:
        return False
    overlaps = (
        compare(first, second).overlap
        for first in one
        for second in other
        if first.version.text and second.version.text
    )
    return any(overlap.jaccard >= _COPY for overlap in overlaps)


def _likeness(units: Sequence[_Unit], window: int) -> F64:
    """(Jaccard + containment) / 2 of all pairs within the window, shape (n, n), by one sparse product."""
    from scipy.sparse import csr_array

    shingles = [np.unique(np.concatenate([edition.shingles for edition in unit.editions])) for unit in units]
    sizes = np.array([len(grams) for grams in shingles], dtype=np.float64)
    _, columns = np.unique(np.concatenate(shingles), return_inverse=True)
    rows = np.repeat(np.arange(len(units)), sizes.astype(np.intp))
    incidence = csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)))
    shared = (incidence @ incidence.T).toarray().astype(np.float64)
    union = np.maximum(sizes[:, None] + sizes[None, :] - shared, 1)
    smaller = np.maximum(np.minimum(sizes[:, None], sizes[None, :]), 1)
    times = np.array([unit.times[0] for unit in units])
    known = times != UNKNOWN_TIME
    apart = known[:, None] & known[None, :] & (np.abs(times[:, None] - times[None, :]) > window)
    likeness: F64 = np.where(apart, 0.0, np.round((shared / union + shared / smaller) / 2, 9))
    roles = np.array([list(Role).index(role(unit.editions)) for unit in units])
    likeness[roles[:, None] != roles[None, :]] = APART
    return likeness


def _merges(scores: F64, sizes: F64, unasked: Sequence[_Unit] = ()) -> list[tuple[int, int]]:
    """UPGMA on a symmetric matrix with APART on the diagonal; the first of equal pairs goes first.

    Groups that hold two units which must stay apart never merge, whatever the mean. Rounded, so that the
    order of floating-point sums cannot tell two runs apart.

    ``unasked``: the units, where the scores do not know of vetoes. Then two groups are asked for one when they are to
    merge: their earliest members speak for them.
    """
    merges: list[tuple[int, int]] = []
    asked = 0
    best = scores.max(axis=1)  # of each row, kept up: to look through all of thousands of rows each time takes seconds
    while len(merges) < len(sizes) - 1:
        kept = int(best.argmax())
        merged = int(scores[kept].argmax())
        if scores[kept, merged] < CUT:
            break
        if unasked and scores[kept, merged] <= 1.0:  # what an editor ruled to be one story is
            if asked == MOST_ASKED:
                break
            asked += 1
            if _are_vetoed(unasked[kept], unasked[merged]):
                scores[kept, merged] = scores[merged, kept] = APART
                best[[kept, merged]] = scores[[kept, merged]].max(axis=1)
                continue
        merges.append((kept, merged))
        before = np.maximum(scores[kept], scores[merged])
        mean = (scores[kept] * sizes[kept] + scores[merged] * sizes[merged]) / (sizes[kept] + sizes[merged])
        mean = np.round(mean, 9)
        gone = (scores[kept] < 0) | (scores[merged] < 0)
        scores[kept], scores[:, kept] = mean, mean
        scores[kept, gone] = scores[gone, kept] = APART
        scores[kept, kept] = APART
        scores[merged] = scores[:, merged] = APART
        sizes[kept] += sizes[merged]
        changed = (best == before) & (best >= CUT)  # what is below is a mean of what was no higher
        best[changed] = scores[changed].max(axis=1)
    return merges


def _are_vetoed(one: _Unit, other: _Unit) -> bool:
    """Whether a veto parts all versions of the one from all of the other."""
    return all(veto(first, second) is not None for first in one.editions for second in other.editions)


def _score(one: _Unit, other: _Unit, window: int) -> float:
    """The best score of any two versions, weighted by the share of pairs that lie within the window."""
    alone = len(one.times) == len(other.times) == 1  # then the versions' own times tell
    near = 1.0 if alone else _share_within(one.times, other.times, window)
    if near == 0.0:
        return 0.0
    best, vetoed = 0.0, False
    # What one notice says of both of them has no text, and would be the same brief.
    for first in (edition for edition in one.editions if edition.version.text):
        for second in (edition for edition in other.editions if edition.version.text):
            if not is_beyond(first.published, second.published, window):
                comparison = compare(first, second)
                best = max(best, comparison.score)
                vetoed |= comparison.veto is not None
    return APART if vetoed and best < CUT else round(best * near, 9)


def _share_within(one: NDArray[np.int64], other: NDArray[np.int64], window: int) -> float:
    """Share of pairs published within the window of each other; an unknown time is near to all."""
    dated = other[other != UNKNOWN_TIME]
    within = 0
    for time in one.tolist():
        if time == UNKNOWN_TIME:
            within += len(other)
        else:
            low, high = np.searchsorted(dated, [time - window, time + window + 1])
            within += int(high - low) + len(other) - len(dated)
    return within / (len(one) * len(other))
