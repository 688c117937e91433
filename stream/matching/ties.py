"""What binds two dispatches other than their words: a reference, a slug, a headline, names and figures.

A tie is a function of two editions, the same from either side, like a comparison. It links their dispatches into
one family; what the family makes of it is decided there (:mod:`stream.stories.split`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from stream.matching.comparison import are_linked, compare
from stream.matching.editions import Edition, Role, apart
from stream.matching.fits import fit
from stream.matching.keys import house
from stream.matching.translating.beside import Twice, turned
from stream.matching.translating.deciding import translated
from stream.reading.notices import headline_stem, slug_stem
from stream.text.fold import fold_words
from stream.text.shingles import coverage
from stream.text.uris import bare_uri

__all__ = ["Kind", "Tie", "linked", "tie"]

_HOUR = 3_600_000  # milliseconds

_ALERT_HOURS = 2 * _HOUR  # between an alert and the story that follows it, on either side
_TAKE_HOURS = 12 * _HOUR
_UPDATE_CONTAINMENT = 0.25  # of the shorter text: the same slug is used for sidebars too
_QUOTED = 0.80  # of a paragraph of the news that a background piece holds
_LONG_PARAGRAPH = 60  # characters from which a paragraph counts as quoted


class Kind(StrEnum):
    """By what two dispatches are bound."""

    ITEM = "item"  # one item: their uris differ in what counts its versions or its readers
    REPLACES = "replaces"  # one names the other as what it replaces or evolved from
    UPDATE = "update"  # the same house's slug or headline, an update's mark, and enough of the words
    REPEAT = "repeat"  # the same house's headline, a repeat's mark
    ALERT = "alert"  # the same house's slug or headline within hours
    PART = "part"  # takes of one text
    TRANSLATION = "translation"  # names, figures and day, and one names the other's house
    NOTICE = "notice"  # one kills, holds or releases the other
    CAPTION = "caption"  # the same slug; or place, day and words
    BACKGROUND = "background"  # an analysis that quotes whole paragraphs

    @property
    def merges(self) -> bool:
        """Whether it makes the two one story; if not, they are related."""
        return self not in (Kind.NOTICE, Kind.CAPTION, Kind.BACKGROUND)


class Tie(NamedTuple):
    """A reason, with what is printed that shows it, and how sure it is (0 to 1)."""

    kind: Kind
    evidence: str
    score: float = 1.0
    excerpt: bool = False  # of a translation: it tells less
    names: tuple[Twice, ...] = ()  # of a translation: what both name, as the first and the second print it
    figures: tuple[Twice, ...] = ()  # the same of what they count
    lacks: tuple[str, ...] = ()  # of an excerpt: sentences of the other that name or count what it does not


def linked(one: Edition, other: Edition) -> bool:
    """Whether two editions bind their dispatches into one family."""
    return are_linked(one, other) or tie(one, other) is not None


def tie(one: Edition, other: Edition) -> Tie | None:
    """What binds the two other than their words; None where nothing does. The same from either side, but for the order
    in which it gives what both print.
    """
    if _order(other) < _order(one):
        found = _tie(other, one)
        if found is None or not (found.names or found.figures):
            return found
        return found._replace(names=turned(found.names), figures=turned(found.figures))
    return _tie(one, other)


def _order(edition: Edition) -> tuple[int, str, str]:
    return edition.published, edition.version.uri, edition.version.key.digest


@lru_cache(maxsize=4096)
def _tie(one: Edition, other: Edition) -> Tie | None:
    """``one`` is the earlier."""
    for first, second in ((one, other), (other, one)):
        if second.version.uri in first.version.replaces and first.version.said_by is None:
            return Tie(Kind.REPLACES, f"replaces: {second.version.uri}")
    roles = {one.role, other.role}
    if Role.ITEM not in roles and _is_one_item(one, other):
        return Tie(Kind.ITEM, f"item: {bare_uri(one.version.uri)}")
    for notice, target in ((one, other), (other, one)):
        if notice.version.targets and (named := fit(notice, target)):
            return Tie(Kind.NOTICE, named.evidence)
    if roles == {Role.DIGEST}:
        return _update(one, other)
    if Role.NOTICE in roles or Role.ITEM in roles or Role.DIGEST in roles:
        return None
    if Role.CAPTION in roles:
        return _caption(one, other)
    if Role.BACKGROUND in roles:
        return _background(one, other)
    return _alert(one, other) or _part(one, other) or _update(one, other) or _translation(one, other)


def _is_one_item(one: Edition, other: Edition) -> bool:
    """Whether two uris are one item's; where both have a text, the texts say so too: sites use an address again."""
    uris = one.version.uri, other.version.uri
    if uris[0] == uris[1] or bare_uri(uris[0]) != bare_uri(uris[1]):
        return False
    if not one.version.text or not other.version.text:
        return True
    return max(_contained(one, other), compare(one, other).overlap.containment) >= _UPDATE_CONTAINMENT


def _same_subject(one: Edition, other: Edition) -> str | None:
    """The slug or headline that two items of one house share."""
    if house(one) is None or house(one) != house(other):
        return None
    slugs = [slug_stem(each.version.slugline or "") for each in (one, other)]
    if slugs[0] and slugs[0] == slugs[1]:
        return f"slug: {other.version.slugline}"
    headlines = [headline_stem(each.version.headline) for each in (one, other)]
    if headlines[0] and headlines[0] == headlines[1]:
        return f"headline: {other.version.headline}"
    return None


def _alert(one: Edition, other: Edition) -> Tie | None:
    if Role.ALERT not in (one.role, other.role):
        return None
    gap = apart(one.published, other.published)
    if gap is None or gap > _ALERT_HOURS:
        return None
    subject = _same_subject(one, other)
    return Tie(Kind.ALERT, subject) if subject else None


def _part(one: Edition, other: Edition) -> Tie | None:
    takes = [each.version.take for each in (one, other)]
    if takes == [None, None] or takes[0] == takes[1]:
        return None
    if None in takes and 1 in takes:  # a first take need not say so, but the other one then is no first
        return None
    gap = apart(one.published, other.published)
    subject = _same_subject(one, other)
    if subject is None or gap is None or gap > _TAKE_HOURS:
        return None
    first, second = ("an insert" if take == 0 else f"take {take or 1}" for take in takes)
    return Tie(Kind.PART, f"{subject}, {first} and {second}")


def _update(one: Edition, other: Edition) -> Tie | None:
    marks = {*one.version.signals, *other.version.signals}
    if marks.isdisjoint(("update", "correction", "refile", "repeat")) or not one.version.text or not other.version.text:
        return None
    subject = _same_subject(one, other)
    if subject is None:
        return None
    if "repeat" in marks and subject.startswith("headline"):
        return Tie(Kind.REPEAT, subject)
    found = compare(one, other)
    if found.veto is not None or max(_contained(one, other), found.overlap.containment) < _UPDATE_CONTAINMENT:
        return None
    return Tie(Kind.UPDATE, subject, max(found.score, 0.6))


def _contained(one: Edition, other: Edition) -> float:
    """Share of the shorter text's words that the longer has: updates are written anew around the same facts."""
    sides = [set(fold_words(each.version.text).split()) for each in (one, other)]
    smaller = min(map(len, sides))
    return len(sides[0] & sides[1]) / smaller - _COMMON if smaller else 0.0


_COMMON = 0.30  # of the words of any two texts of one language are shared (articles, prepositions)


def _translation(one: Edition, other: Edition) -> Tie | None:
    found = translated(one, other)
    if found is None:
        return None
    told = "; ".join(map(str, (*found.names, *found.figures)))
    evidence = f"names and figures: {told}"
    return Tie(Kind.TRANSLATION, evidence, found.score, found.excerpt, found.names, found.figures, found.lacks)


def _caption(one: Edition, other: Edition) -> Tie | None:
    gap = apart(one.published, other.published)
    subject = _same_subject(one, other)
    return Tie(Kind.CAPTION, subject) if subject and gap is not None and gap <= 12 * _ALERT_HOURS else None


def _background(one: Edition, other: Edition) -> Tie | None:
    """Whether one quotes a whole paragraph of the other."""
    background, news = (one, other) if one.role is Role.BACKGROUND else (other, one)
    if news.role is Role.BACKGROUND or not len(background.shingles):
        return None
    paragraphs = [each for each in news.version.text.split("\n\n") if len(each) >= _LONG_PARAGRAPH]
    if not paragraphs:
        return None
    shares = np.array(coverage(paragraphs, background.shingles))
    quoted = int(np.count_nonzero(shares >= _QUOTED))
    if quoted == 0:
        return None
    return Tie(Kind.BACKGROUND, f"quotes {quoted} of {len(paragraphs)} paragraphs", float(shares.max()))
