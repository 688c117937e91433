"""Stories as told against stories as they are: pairs, ARI, B-cubed, and recall for each kind of edit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from math import comb
from typing import NamedTuple

__all__ = ["Score", "false_pairs", "missed_pairs", "recalls", "score"]

Pair = frozenset[str]


class Score(NamedTuple):
    """Shares, 0 to 1. Pairs are of dispatches: precision of those told as one story, recall of those that are."""

    precision: float
    recall: float
    f1: float
    ari: float  # adjusted Rand index (Hubert and Arabie 1985), chance is 0
    b_cubed: float  # F1 of B-cubed precision and recall (Bagga and Baldwin 1998)


def score(gold: Mapping[str, str], told: Mapping[str, str], ignored: Collection[Pair] = frozenset()) -> Score:
    """Score the story of each dispatch.

    Args:
        gold: the story of each dispatch that counts, by uri.
        told: the same as told; who is missing there is alone.
        ignored: pairs that count neither way in precision and recall, because nobody can say.
    """
    found = {uri: told.get(uri, uri) for uri in gold}
    cells = Counter((gold[uri], found[uri]) for uri in gold)
    rows, columns = Counter(gold.values()), Counter(found.values())
    both, wanted, got = (sum(comb(size, 2) for size in each.values()) for each in (cells, rows, columns))
    out_both = sum(_is(pair, gold) and _is(pair, found) for pair in ignored)
    out_wanted, out_got = (sum(_is(pair, each) for pair in ignored) for each in (gold, found))
    precision = _share(both - out_both, got - out_got)
    recall = _share(both - out_both, wanted - out_wanted)
    chance = wanted * got / comb(len(gold), 2) if len(gold) > 1 else 0.0
    most = (wanted + got) / 2
    exact = sum(count * count / columns[column] for (_, column), count in cells.items()) / len(gold)
    whole = sum(count * count / rows[row] for (row, _), count in cells.items()) / len(gold)
    return Score(
        precision,
        recall,
        _f1(precision, recall),
        (both - chance) / (most - chance) if most != chance else 1.0,
        _f1(exact, whole),
    )


def recalls(edits: Iterable[tuple[str, str, str]], told: Mapping[str, str]) -> dict[str, tuple[int, float]]:
    """For each kind of edit how many there are, and the share that stands in one story with what it was made of.

    Args:
        edits: (kind, uri, uri of what it was made of).
        told: the story of each dispatch.
    """
    seen: dict[str, list[bool]] = defaultdict(list)
    for kind, uri, of in edits:
        seen[kind].append(told.get(uri, uri) == told.get(of, of))
    return {kind: (len(each), sum(each) / len(each)) for kind, each in seen.items()}


def false_pairs(gold: Mapping[str, str], told: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs told as one story that are not."""
    stories: dict[str, list[str]] = defaultdict(list)
    for uri in gold:
        stories[told.get(uri, uri)].append(uri)
    return [pair for uris in stories.values() for pair in combinations(uris, 2) if gold[pair[0]] != gold[pair[1]]]


def missed_pairs(gold: Mapping[str, str], told: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs of one story that are not told as one."""
    return false_pairs({uri: told.get(uri, uri) for uri in gold}, gold)


def _is(pair: Pair, story: Mapping[str, str]) -> bool:
    if not all(uri in story for uri in pair):
        return False
    one, other = pair
    return story[one] == story[other]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
