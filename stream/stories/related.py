"""What a story is related to without being one with it: digests, analyses, captions, notices, substitutes.

Each relation is told from both sides where both are stories: ``uri`` names what stands to this story so,
``of`` what this story stands to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from stream.matching.comparison import LINK, compare
from stream.matching.editions import Edition, Role
from stream.matching.ties import tie
from stream.stories.lifecycle import killed_at, role, substitutes
from stream.stories.story import RelationRecord

__all__ = ["Related", "related"]

Editions = tuple[Edition, ...]

_RELATIONS: Final = {
    Role.ITEM: "digest-of",
    Role.BACKGROUND: "background",
    Role.CAPTION: "caption-of",
    Role.NOTICE: "notice",
}
_MOST = 50  # for each story: a flood of digests need not be named one by one


class Related(NamedTuple):
    """One relation as it is told; sorts by relation and uri."""

    rel: str
    uri: str
    record: RelationRecord


def related(
    stories: Sequence[tuple[str, ...]], members: Mapping[str, Editions], names: Sequence[str]
) -> list[list[Related]]:
    """The relations of each story of a family.

    Args:
        stories: the uris of their members.
        members: the versions of each dispatch of the family, items of digests included.
        names: the uris of the stories.
    """
    out: list[list[Related]] = [[] for _ in stories]
    news = [number for number, story in enumerate(stories) if role(members[story[0]]) in (Role.NEWS, Role.ALERT)]
    for uri, editions in members.items():
        if role(editions) is Role.ITEM:
            _relate_item(uri, editions, stories, members, news, out)
    for number, story in enumerate(stories):
        kind = _RELATIONS.get(role(members[story[0]]))
        if kind is not None:
            for other in news:
                if (score := _bound(story, stories[other], members)) is not None:
                    _tell(kind, (number, story[0]), (other, stories[other][0]), names, score, out)
    killed = {number for number in news if any(killed_at(members[uri]) is not None for uri in stories[number])}
    for number, other in combinations(news, 2) if killed else ():
        if {number, other} & killed and (pair := _substitute(stories[number], stories[other], members)):
            one, two = (number, other) if pair[0] in stories[number] else (other, number)
            _tell("substitute", (two, pair[1]), (one, pair[0]), names, None, out)
    return [sorted(relations, key=lambda one: one[:2])[:_MOST] for relations in out]


def _tell(
    rel: str,
    one: tuple[int, str],
    other: tuple[int, str],
    names: Sequence[str],
    score: float | None,
    out: list[list[Related]],
) -> None:
    """``one`` (a story's number and a member) stands to ``other`` so: told in both stories."""
    (number, uri), (to, of) = one, other
    there: RelationRecord = {"rel": rel, "uri": uri, "story": names[number]}
    here: RelationRecord = {"rel": rel, "of": of, "story": names[to]}
    if score is not None:
        there["score"] = here["score"] = round(score, 4)
    out[to].append(Related(rel, uri, there))
    out[number].append(Related(rel, of, here))


def _relate_item(
    uri: str,
    editions: Editions,
    stories: Sequence[tuple[str, ...]],
    members: Mapping[str, Editions],
    news: Sequence[int],
    out: list[list[Related]],
) -> None:
    """An item of a digest goes to the story that it is most like."""
    best, place = LINK, -1
    for number in news:
        texts = [other for member in stories[number] for other in members[member]]
        score = max(compare(one, other).text_score for one in editions for other in texts)
        if score >= best and (place < 0 or score > best):
            best, place = score, number
    if place >= 0:
        item = editions[-1].version
        relation: RelationRecord = {
            "rel": "digest-of",
            "uri": uri.rpartition("#")[0],
            "item": uri,
            "paragraph": item.text,
            "score": round(best, 4),
        }
        out[place].append(Related("digest-of", uri, relation))


def _bound(story: Sequence[str], other: Sequence[str], members: Mapping[str, Editions]) -> float | None:
    """How much a story of another kind has to do with one of news; None where nothing."""
    best: float | None = None
    for one in story:
        for two in other:
            for first in members[one]:
                for second in members[two]:
                    bond = tie(first, second)
                    score = bond.score if bond is not None else compare(first, second).text_score
                    if (bond is not None or score >= LINK) and (best is None or score > best):
                        best = score
    return best


def _substitute(story: Sequence[str], other: Sequence[str], members: Mapping[str, Editions]) -> tuple[str, str] | None:
    """A killed dispatch and what its house put in its place."""
    for one in story:
        for two in other:
            if substitutes(members[one], members[two]):
                first, second = sorted((one, two), key=lambda uri: min(edition.published for edition in members[uri]))
                return first, second
    return None
