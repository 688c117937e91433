"""Whether what two texts share is what their headlines tell.

A passage that is printed under texts that share nothing else is no evidence that they tell one story: a company's
foot under its announcements, a cookie banner over a page, the background of a long conflict, a page that asks whether
the reader is a robot. No list of wordings holds them all. What they have in common is that each headline speaks of
something that the other text does not know, and either that what remains of the texts beside the shared passage has
no words in common, or that no text knows its own headline: then it is not the article.

What two headlines both have before a colon or a dash ("Chantiers de Port-Aubin :") is what many reports are about, and
tells none from another. Where two headlines are one title, of a column or of a kind of notice, they tell nothing. Then
a passage is no evidence that stands below all that either text tells and has no words with that in common. And of two
texts of one house, what counts is what each has for itself: what stands about it is what the house prints on all its
pages.

A text that stands under three such headlines is not told as news at all (`walls`). Under two it may be a brief of two
houses that each play with words; then the two are only kept apart.

Words are compared by their stems, so that endings do not matter, and in scripts that part no words by pairs of signs.
Short words count nothing; that may leave two texts together, never part them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import combinations, pairwise

from stream.matching.editions import Edition, Role
from stream.matching.substitutions import aligned, is_dense, words
from stream.reading.credits.agencies import agency
from stream.text.sentences import sentences
from stream.text.shingles import Runs, contained
from stream.text.spelling import comparable, mended, respelt_as

__all__ = ["HEADLINES", "is_untold", "knows_headline", "share_nothing", "stems", "unrelated", "walls"]

HEADLINES = 3
"""That a page stands under before it is taken for one that is no article: of fewer texts none is."""

_SHORTEST = 4  # letters of a word of weight
_STEM = 0.7  # of a longer word
_ARTICLE = "ال"  # glued to the word in Arabic
_TOLD = 0.34  # of a headline's words: a third may stand in any text
_ONE_HEADLINE = 0.5  # of the shorter headline's words: beyond it the two say one thing, each in its way
_OWN_WORDS = 12  # of what a text has for itself; less tells nothing
_OWN_ABOVE = 20  # words that each tells for itself above a foot
_FOOT = 8  # words in a row, twice as many signs
_LONGEST_TITLE = 3  # words of weight, twice as many pairs of signs
_MOST_BELOW = 2.0  # the foot, of that; what is longer is the story
_SUBJECT = 2  # words of a headline
_NEAR = 0.75  # of the shorter text: a copy with a lead of its own
_OWN_LENGTH = 30  # words of an article; a shorter text may be a flash of anything
_HELD = 0.5  # of a sentence's shingles that another text has
_OF_ONE_HOUSE = 0.35  # of the words of weight that two of its texts have for themselves
_OF_TEXT = 0.3  # of the shorter text; of what has less for itself the rest is the story, if it tells a headline
_RELATED = 0.2  # of the words that two texts have for themselves; of 26 rewrites of Reuters-21578, 25 share .36
_OF_WALL = 0.5  # Jaccard: what differs from one to the next is the number of a request, an address, a price
_MOST_WALLS = 64  # of the pages under one text, the earliest speak for all
_LONGEST_WALL = 150  # words: what is longer may be an article whose headline plays with words
_KICKER = re.compile(r"(.{3,60}?)(?:\s*[:：|]\s|：|\s+[-–—]\s)")


def unrelated(one: Edition, other: Edition) -> bool:
    """Whether two texts share nothing but a passage that neither headline is about, or that both have below all that
    they tell.
    """
    return _share_no_headline(one, other) or _share_a_foot(one, other) or _share_a_house(one, other)


def _share_no_headline(one: Edition, other: Edition) -> bool:
    subject = _subject(one, other)
    ours, theirs = _weighty(one) - subject, _weighty(other) - subject
    own = ours - theirs, theirs - ours
    if not all(own) or len(ours & theirs) > _ONE_HEADLINE * min(len(ours), len(theirs)):
        return False
    if _told(own[0], other.version.text) or _told(own[1], one.version.text):
        return False
    if _are_of_two_things(one, other) and is_untold(one) and is_untold(other):
        return True
    if _has_subject_of_its_own(one, other) and _has_subject_of_its_own(other, one):
        shared = int(contained(one.shingles, other.shingles).sum())
        if shared < _NEAR * min(len(one.shingles), len(other.shingles)):
            return True
    return _are_apart(one, other)


@lru_cache(maxsize=1024)
def _subject(one: Edition, other: Edition) -> Set[str]:
    """The words of weight that both headlines have before a colon or a dash: the subject of many reports."""
    kickers = [_KICKER.match(each.version.headline) for each in (one, other)]
    ours, theirs = (frozenset() if match is None else stems(match[1]) for match in kickers)
    return ours if ours == theirs else frozenset()


def _has_subject_of_its_own(edition: Edition, other: Edition) -> bool:
    """Whether a text tells all that its headline says, and another has nothing of it: two notices in one form.

    Figures say nothing: a later report of the same event has others.
    """
    headline = [stem for stem in _weighty(edition) - _subject(edition, other) if not stem.isdigit()]
    text, their_text = _folded(edition.version.text), _folded(other.version.text)
    return len(headline) >= _SUBJECT and all(stem in text and stem not in their_text for stem in headline)


def _share_a_house(one: Edition, other: Edition) -> bool:
    """Whether two texts of one house have nothing in common but what that prints above, between and below its texts.

    A house that tells one story twice says again most of what it said; less is asked of it than of two houses, which
    may print one text among furniture of their own. However much is printed on all its pages, it tells no headline.
    """
    if one.issuer is None or one.issuer != other.issuer:
        return False
    heads = [_weighty(each) - _subject(one, other) for each in (one, other)]
    if len(heads[0] & heads[1]) > _ONE_HEADLINE * min(map(len, heads)):
        return False
    one, other, signs = _in_order(one, other)
    ours, theirs = words(one.version.text).printed, words(other.version.text).printed
    own: tuple[list[str], list[str]] = [], []
    printed: list[str] = []
    for run in aligned(one.version.text, other.version.text):
        if run.equal and run.first_end - run.first_start >= _FOOT * signs:
            printed.extend(ours[run.first_start : run.first_end])
        else:
            own[0].extend(ours[run.first_start : run.first_end])
            own[1].extend(theirs[run.second_start : run.second_end])
    fewest = min(map(len, own))
    if fewest < _OWN_ABOVE * signs:
        return False
    if fewest < _OF_TEXT * min(len(ours), len(theirs)):
        told = stems(_BETWEEN[signs].join(printed))
        if any(len(head & told) > _TOLD * len(head) or not head for head in heads):
            return False
    here, there = (stems(_BETWEEN[signs].join(side)) for side in own)
    return len(here & there) < _OF_ONE_HOUSE * min(len(here), len(there))


def _in_order(one: Edition, other: Edition) -> tuple[Edition, Edition, int]:
    """The two as their words are aligned, whichever was asked first, and how many signs are a word."""
    first, second = (other, one) if other.text_id < one.text_id else (one, other)
    return first, second, 2 if is_dense(first.version.text) else 1


_BETWEEN = {1: " ", 2: ""}  # words, and signs of which two are one


def _share_a_foot(one: Edition, other: Edition) -> bool:
    """Whether all that two texts share stands below what each tells, and says nothing of it.

    Columns, notices and briefs end with whom to write to, who owns the rights, what else there is. Above a copy a site
    may put a paragraph of its own; that speaks of the story. A headline of many words is no title of a column.
    """
    one, other, signs = _in_order(one, other)
    title = _weighty(one) & _weighty(other)
    if len(title) > _LONGEST_TITLE * signs:
        return False
    runs = aligned(one.version.text, other.version.text)
    foot = next((run for run in runs if run.equal and run.first_end - run.first_start >= _FOOT * signs), None)
    if foot is None or min(foot.first_start, foot.second_start) < _OWN_ABOVE * signs:
        return False
    ours, theirs = words(one.version.text).printed, words(other.version.text).printed
    starts = (ours, foot.first_start), (theirs, foot.second_start)
    if any(len(told) > (1 + _MOST_BELOW) * start for told, start in starts):
        return False
    below = _BETWEEN[signs].join(ours[foot.first_start : foot.first_end])
    if knows_headline(below, one) and knows_headline(below, other):
        return False  # it is the story, under what each site prints above
    parts = ours[: foot.first_start], theirs[: foot.second_start], ours[foot.first_start :]
    told = [stems(_BETWEEN[signs].join(part)) - title for part in parts]
    return all(len(here & there) < _RELATED * min(len(here), len(there)) for here, there in combinations(told, 2))


@lru_cache(maxsize=1024)
def is_untold(edition: Edition) -> bool:
    """Whether a short text does not know its own headline: it may be a page that stands in the article's place.

    What an agency sent, or is credited with, is no such page.
    """
    if edition.version.credit_line or edition.version.dateline:
        return False
    headline = _weighty(edition)
    short = len(words(edition.version.text).folded) <= _LONGEST_WALL * (2 if is_dense(edition.version.text) else 1)
    return short and bool(headline) and not _told(headline, edition.version.text)


def share_nothing(one: Edition, other: Edition) -> bool:
    """Whether two texts of one language have neither passages nor words of weight in common, and their headlines none:
    two articles, where each is long enough to tell what it is about.
    """
    if one.version.language != other.version.language or not _are_of_two_things(one, other):
        return False
    least = _OWN_LENGTH * (2 if is_dense(one.version.text) else 1)
    if min(len(words(each.version.text).folded) for each in (one, other)) < least:
        return False
    if contained(one.shingles, other.shingles).any():
        return False
    ours, theirs = (stems(f"{each.version.headline} {each.version.text}") for each in (one, other))
    return len(ours & theirs) < _RELATED * min(len(ours), len(theirs))


def knows_headline(text: str, other: Edition) -> bool:
    """Whether a text tells what the headline of another says."""
    headline = _weighty(other)
    return bool(headline) and _told(headline, text)


def walls(texts: Mapping[str, Edition]) -> dict[str, tuple[str, str]]:
    """The pages that sites show in the place of their articles: one text under three headlines that it does not know.

    Whether the reader is a robot, pays, or takes cookies: what each site prints there is nearly the same every time,
    in whatever language, and the headlines have nothing to do with each other. What an agency sends is no such page.

    Args:
        texts: what dispatches that are linked with each other are told by, by uri.

    Returns:
        For each such page, by uri, two others that have its text under two other headlines.
    """
    pages = [(edition.published, uri) for uri, edition in texts.items() if _is_page(edition)]
    if len(pages) < HEADLINES:
        return {}
    speakers = [uri for _, uri in sorted(pages)[:_MOST_WALLS]]
    found = {}
    for _, uri in sorted(pages):
        others = [
            other
            for other in speakers
            if other != uri and _are_of_two_things(texts[uri], texts[other]) and _are_one_page(texts[uri], texts[other])
        ]
        pairs = (pair for pair in combinations(others, 2) if _are_of_two_things(*map(texts.__getitem__, pair)))
        if (pair := next(pairs, None)) is not None:
            found[uri] = pair
    return found


def _is_page(edition: Edition) -> bool:
    """Whether a text may be what a site shows in an article's place."""
    is_agency = edition.issuer is not None and agency(edition.issuer) is not None
    return edition.role is Role.NEWS and not is_agency and is_untold(edition)


def _are_one_page(one: Edition, other: Edition) -> bool:
    if one.text_id == other.text_id:
        return True
    shared = int(contained(one.shingles, other.shingles).sum())
    return shared >= _OF_WALL * (len(one.shingles) + len(other.shingles) - shared)


def _are_of_two_things(one: Edition, other: Edition) -> bool:
    """Whether two headlines have next to nothing in common. In two scripts they may say one thing."""
    ours, theirs = _weighty(one), _weighty(other)
    if len(ours & theirs) > _TOLD * min(len(ours), len(theirs)):
        return False
    return _script(one.version.headline) == _script(other.version.headline)


@lru_cache(maxsize=1024)
def _script(headline: str) -> str:
    """The script of most of its letters, by the names that Unicode gives them; kana stand among Chinese characters."""
    if headline.isascii():
        return "LATIN"
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in headline if letter.isalpha())
    for kana in ("HIRAGANA", "KATAKANA"):
        scripts["CJK"] += scripts.pop(kana, 0)
    return max(scripts, key=lambda script: (scripts[script], script), default="")


def _are_apart(one: Edition, other: Edition) -> bool:
    """Whether what each has for itself is much, and has no words in common."""
    sides = [_own(one, other), _own(other, one)]
    if min(sum(len(words(part).folded) for part in side) for side in sides) < _OWN_WORDS:
        return False
    # Above copies with two sites' furniture about them may stand those sites' names: nothing of their own tells those.
    subject = _subject(one, other)
    heads = _weighty(one) - subject, _weighty(other) - subject
    if not any(any(stem in _folded(" ".join(side)) for stem in head) for head, side in zip(heads, sides, strict=True)):
        return False
    ours, theirs = (
        stems(" ".join((told.version.headline, *side))) - subject
        for told, side in zip((one, other), sides, strict=True)
    )
    return len(ours & theirs) < _RELATED * min(len(ours), len(theirs))


def _own(edition: Edition, other: Edition) -> list[str]:
    """The sentences that another text has not."""
    parts, runs = _sentences(edition.version.text)
    return [part for part, held in zip(parts, runs.held(other.shingles), strict=True) if held < _HELD]


@lru_cache(maxsize=1024)  # of a flood each text is held against dozens of others
def _sentences(text: str) -> tuple[Sequence[str], Runs]:
    parts = sentences(text)
    return parts, Runs(parts)


def _told(stems: Iterable[str], text: str) -> bool:
    """Whether a text has more than a few of these words."""
    folded = _folded(text)
    found = [stem in folded for stem in stems]
    return sum(found) > _TOLD * len(found)


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return comparable(text)


@lru_cache(maxsize=1024)
def _weighty(edition: Edition) -> Set[str]:
    """The words of weight of its headline, which alone is too short to show how its language is spelt."""
    return stems(respelt_as(mended(edition.version.headline), edition.version.text))


def stems(text: str) -> Set[str]:
    """The words of weight, without their endings; pairs of signs where a script parts no words."""
    told = words(text).folded
    if is_dense(text):
        return frozenset(map("".join, pairwise(told)))
    bare = (word.removeprefix(_ARTICLE) for word in told)
    return frozenset(
        word[: max(_SHORTEST, round(_STEM * len(word)))] for word in bare if len(word) >= _SHORTEST or word.isdigit()
    )
