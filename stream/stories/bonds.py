"""Stories that are bound by more than words: an alert to what follows it, a take to the first, a translation.

Clusters of words come first; then each cluster may attach to one other, the one it is bound to most. To one
only: an alert that two stories share a slug with must not make them one. Translations join group by group, the surest
first, and only where a good share of the pairs between two groups are translations of each other: one false link must
not make two stories of sixteen languages one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stream.dispatch import Ruling, Verdict
from stream.matching.editions import Edition, Role
from stream.matching.ties import Kind, Tie, tie
from stream.stories.lifecycle import role, substitutes
from stream.stories.rulings import Pair
from stream.text.uris import bare_uri

__all__ = ["attach", "binds", "bond"]

Editions = tuple[Edition, ...]
Story = tuple[str, ...]

_BINDING = frozenset(("update", "correction", "refile", "repeat", "take", "alert"))
_SPEAK = 16  # members of a group that are asked whether it is the same story as another
_ENOUGH = 0.2  # of the pairs of two groups
_MOST = 200  # dispatches that bind themselves to others, in one family: the earliest; beyond is a flood


class _Bond(NamedTuple):
    """Sorts the strongest first, then in the order of the stories."""

    weakness: float
    later: int
    earlier: int
    translated: bool


def attach(
    stories: Sequence[Story], members: Mapping[str, Editions], rulings: Mapping[Pair, Ruling] | None = None
) -> list[Story]:
    """Join stories that are bound to each other.

    Args:
        stories: in the order of their heads, each in (published, uri) order.
        members: the versions of each dispatch.
        rulings: what editors said of pairs of them.

    Returns:
        The stories that are left, both in the same orders.
    """
    if len(stories) < 2:
        return list(stories)
    place = {uri: number for number, story in enumerate(stories) for uri in story}
    order = {uri: number for number, uri in enumerate(sorted(members, key=lambda uri: _published(members[uri], uri)))}
    home = list(range(len(stories)))
    attached: set[int] = set()
    parted = {pair for pair, ruling in (rulings or {}).items() if ruling.verdict is Verdict.DIFFERENT}
    barred = {(place[one], place[other]) for one, other in parted if one in place and other in place}
    for bond in sorted(_bonds(place, members)):
        gone, kept = home[bond.later], home[bond.earlier]
        if gone == kept or any({home[one], home[other]} == {gone, kept} for one, other in barred):
            continue
        if bond.translated:
            ours, theirs = ([uri for uri, number in place.items() if home[number] == each] for each in (gone, kept))
            if not _agree(ours, theirs, members, order):
                continue
        elif bond.later in attached:
            continue
        else:
            attached.add(bond.later)
        home = [kept if story_home == gone else story_home for story_home in home]
    joined: dict[int, list[str]] = {}
    for number, story in enumerate(stories):
        joined.setdefault(home[number], []).extend(story)
    out = [tuple(sorted(story, key=order.__getitem__)) for story in joined.values()]
    return sorted(out, key=lambda story: order[story[0]])


def binds(editions: Editions) -> bool:
    """Whether a dispatch may be bound to others by more than its words."""
    return any(
        edition.version.replaces
        or bare_uri(edition.version.uri) != edition.version.uri
        or not _BINDING.isdisjoint(edition.version.signals)
        or not (edition.version.language or "en").startswith("en")
        for edition in editions
    )


def bond(one: Editions, other: Editions) -> Tie | None:
    """The strongest tie of any two versions, if one binds them into one story."""
    ties = [
        found for first in one for second in other if (found := tie(first, second)) is not None and found.kind.merges
    ]
    return max(ties, key=lambda found: (found.score, found.kind), default=None)


def _bonds(place: Mapping[str, int], members: Mapping[str, Editions]) -> list[_Bond]:
    seekers = sorted((uri for uri in place if binds(members[uri])), key=lambda uri: _published(members[uri], uri))
    out: set[_Bond] = set()
    for uri in seekers[:_MOST]:
        for other in place:
            if place[other] == place[uri]:
                continue
            strongest = bond(members[uri], members[other])
            if strongest is None:
                continue
            if strongest.kind is not Kind.ITEM and _are_apart(members[uri], members[other]):
                continue
            later, earlier = max(place[uri], place[other]), min(place[uri], place[other])
            if role(members[uri]) is not role(members[other]):  # an alert goes to its story, though it came first
                later, earlier = place[uri], place[other]
                if role(members[uri]) is not Role.ALERT:
                    later, earlier = earlier, later
            out.add(_Bond(-strongest.score, later, earlier, strongest.kind is Kind.TRANSLATION))
    return sorted(out)


def _agree(one: Sequence[str], other: Sequence[str], members: Mapping[str, Editions], order: Mapping[str, int]) -> bool:
    """Whether of the pairs of two groups that are in two languages enough are translations; the earliest speak."""
    ours, theirs = (sorted(group, key=order.__getitem__)[:_SPEAK] for group in (one, other))
    pairs = translations = 0
    for first in ours:
        for second in theirs:
            if _languages(members[first]).isdisjoint(_languages(members[second])):
                pairs += 1
                found = bond(members[first], members[second])
                translations += found is not None and found.kind is Kind.TRANSLATION
    return translations >= _ENOUGH * pairs


def _languages(editions: Editions) -> set[str]:
    return {(edition.version.language or "").partition("-")[0] for edition in editions}


def _are_apart(one: Editions, other: Editions) -> bool:
    return substitutes(one, other)


def _published(editions: Editions, uri: str) -> tuple[int, str]:
    return min(edition.published for edition in editions), uri
