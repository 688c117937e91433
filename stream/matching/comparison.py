"""The exact comparison of two editions, and the evidence it leaves.

Similarity is (Jaccard + containment) / 2 on exact shingle sets: containment alone chains round-ups
together, Jaccard alone loses copies that were cut. Six things then move it, each of them named in
the :class:`Comparison`:

* *glued words*: a page that lost its spaces has few word shingles in common with its source and
  nearly all space-free character shingles; then those are measured instead;
* *swapped words*: each word that a house swaps spoils five shingles; where most words of both texts stand in one
  order, and neither names nor figures were swapped, the same is measured on those words, and the higher one counts;
* *passages*: where two houses have whole passages in common, in one order and with words of their own between them,
  or the passage that opens one of the texts, what counts is the share of the shorter text that these are;
* *leads*: of two short texts of two houses, which tell one event each in its own words, the share of the shorter one's
  words of weight that both have counts (see `stream.matching.leads`);
* *one headline*: the same headline within six hours;
* *substitutions*: a figure that takes the place of another inside otherwise equal text.
  One that is merely missing counts nothing: houses cut and add. A figure that changed on another
  day is the mark of a recurring report (rates, stocks, rainfall) and weighs ten times as much. A name that is replaced
  weighs nothing by itself: it bars swapped words and passages, and what it means the vetoes say.

A *veto* (see `stream.matching.vetoes`) overrules them all: the score is 0, and the overlap still tells
how alike the words are.

The weights were chosen by a grid search on Reuters-21578, all its pairs in one batch: F1 .972 without
the headlines, substitutions and characters, .981 with them. What the whole program reaches
is in tests/benchmarks/README.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from stream.matching.editions import Edition, apart
from stream.matching.headlines import knows_headline
from stream.matching.leads import told_again
from stream.matching.openings import LEAD
from stream.matching.substitutions import (
    Substitution,
    Substitutions,
    aligned,
    is_dense,
    story_start,
    substitutions,
    words,
)
from stream.matching.vetoes import OTHER_DAY, Veto, conflict, veto
from stream.text.shingles import U32, WORDS, character_shingles, shingles
from stream.text.spelling import comparable

__all__ = ["BRIEF_WINDOW", "LINK", "Comparison", "Overlap", "are_linked", "compare", "is_vetoed", "overlap"]

LINK = 0.40
"""Two editions whose texts score this much are linked, so that their dispatches are of one family.

Looser by the headline's bonus than the 0.45 at which two texts count as one story: a link must not
depend on headlines, because copies of one text stand in for each other when candidates are chosen
(see `stream.entities.buckets`). Which stories the family holds is decided with headlines."""

HOUR = 3_600_000  # milliseconds

BRIEF_WINDOW = HOUR
"""Briefs match only within the same hour and agency."""

_BRIEF_RATIO = 95.0  # of 100: one character in twenty, so that "kills 12" and "kills 17" differ in figures only
_HOPELESS = 0.20  # below this nothing can lift a pair to LINK
_GLUED = 0.35  # by how much character containment exceeds word containment on pages with glued words
_HEADLINE_RATIO = 90.0
_HEADLINE_HOURS = 6 * HOUR
_HEADLINE_BONUS = 0.05
_FIGURE = 0.05
_OTHER_DAY_FACTOR = 10
_PER_WORDS = 50  # substitutions are counted for each 50 words of the shorter text …
_FEWEST_WORDS = 20  # … which is taken to have at least 20
_MOST_PENALTY = 0.40
_SPARSE = 8  # places for each shingle, and up to twice as many
_SIEVE = 0xFFFF  # lower bits of a shingle: two texts of 500 words seem to share four more than they do
_SUBJECT = 0.10
_IN_ORDER = 0.60  # of the words of both; three in four of each where they are equally long
_PASSAGE = 8  # words in a row that two texts share; twice as many signs in scripts that part no words
_LEADS = 2.5  # times as many words: a lead
_TITLE = 25  # words that may stand before it: a headline, where that is in the text
_OPENING = 1  # points for such a passage; each passage is one
_PASSAGES = 2  # points: one alone may be a background that both took from somewhere
_OF_LEADS = 2  # points, where two leads tell one event: they open both texts
_OF_PASSAGES = 0.45  # of the shorter text
_TAKEN = 4  # points, and headlines that the other text knows


class Overlap(NamedTuple):
    """What two texts share, of so many shingles or words of each."""

    shared: int
    first: int
    second: int

    @property
    def jaccard(self) -> float:
        """Shared shingles over all shingles."""
        union = self.first + self.second - self.shared
        return self.shared / union if union else 0.0

    @property
    def containment(self) -> float:
        """Shared shingles over those of the smaller set."""
        smaller = min(self.first, self.second)
        return self.shared / smaller if smaller else 0.0

    @property
    def similarity(self) -> float:
        """The mean of the two."""
        return (self.jaccard + self.containment) / 2

    def flipped(self) -> Overlap:
        """The same, told from the other side."""
        return Overlap(self.shared, self.second, self.first)


class Comparison(NamedTuple):
    """The score of two editions and what it is made of.

    ``text_score`` counts the texts and how far apart they were published, and never rises with the
    distance; ``score`` adds the headlines. So it is with the veto: a conflict of the texts alone takes the
    link away, and ``veto`` also hears what the houses say of them (marks, datelines). A marked correction
    thus has a score and no link, and must be found by other means than its words.
    """

    score: float
    text_score: float
    overlap: Overlap
    kind: str  # "words", "characters" or "brief"
    same_headline: bool = False
    substitutions: tuple[Substitution, ...] = ()
    other_day: bool = False
    other_subject: bool = False
    veto: Veto | None = None
    in_order: Overlap | None = None  # of words, where single ones were swapped and that tells more
    passages: Overlap | None = None  # of words in passages, where there are several and they are much of a text
    again: Overlap | None = None  # of words of weight, where two leads tell one event
    is_hopeless: bool = False  # they share too little to ask on

    @property
    def taken(self) -> Overlap | None:
        """The passages, where the score is the share of the shorter text that they are."""
        return self.passages if self.passages is not None and self.score == self.passages.containment else None

    @property
    def told_again(self) -> Overlap | None:
        """The words of weight of two leads, where the score is the share of the shorter one's that both have."""
        return self.again if self.again is not None and self.score == self.again.containment else None

    def flipped(self) -> Comparison:
        """The same comparison, told from the other side."""
        swapped = tuple(Substitution(each.second, each.first, each.figures) for each in self.substitutions)
        stop = self.veto.flipped() if self.veto else None
        in_order, passages, again = (each and each.flipped() for each in (self.in_order, self.passages, self.again))
        return self._replace(
            overlap=self.overlap.flipped(),
            substitutions=swapped,
            veto=stop,
            in_order=in_order,
            passages=passages,
            again=again,
        )

    @property
    def links(self) -> bool:
        """Whether the two belong to one family."""
        shown = self.passages or self.again
        return self.text_score >= LINK or (self.text_score > 0 and shown is not None)


def overlap(first: U32, second: U32) -> Overlap:
    """Count what two sorted unique arrays share."""
    return Overlap(_Table(first).shared(second), len(first), len(second))


def compare(one: Edition, other: Edition) -> Comparison:
    """Compare two editions exactly. Blind to everything but the two, and the same from either side."""
    first, second = _sides(one, other)
    return _compare(first, second) if first is one else _compare(first, second).flipped()


def are_linked(one: Edition, other: Edition) -> bool:
    """Whether the words of two bind their dispatches into one family: `compare(…).links`, at a fraction of its cost
    where they share too little or tell of two events. Nothing but the order of their words lifts a text's score above
    the overlap.
    """
    return _may_link(one, other) and conflict(one, other) is None and _scored(*_sides(one, other)).links


def is_vetoed(one: Edition, other: Edition) -> bool:
    """Whether names, places, days or figures part two whose words alone would make one family, as was found when it was
    asked whether they are linked.
    """
    return _may_link(one, other) and (conflict(one, other) is not None or compare(one, other).veto is not None)


@lru_cache(maxsize=64)  # asked again for the metrics of what was not linked
def _may_link(one: Edition, other: Edition) -> bool:
    if one.brief is not None or other.brief is not None or one.text_id == other.text_id:
        return True
    if other.text_id < one.text_id:
        one, other = other, one
    found = _by_word(one, other)
    if found.similarity < _HOPELESS:
        return _again(one, other, found) is not None
    found, _ = _overlap(one, other)
    if found.similarity >= LINK or _in_order(one, other) is not None:
        return True
    return _again(one, other, found) is not None or _passages(one, other, found) is not None


@lru_cache(maxsize=1 << 15)  # a pair is asked about when its family is split, and when it is told
def _compare(one: Edition, other: Edition) -> Comparison:
    """What they score: 0 where the two are vetoed, and no link where their texts alone are in conflict."""
    told = _scored(one, other)
    if told.is_hopeless:
        return told
    text_score = told.text_score if conflict(one, other) is None else 0.0
    stop = veto(one, other)
    return told._replace(score=told.score if stop is None else 0.0, text_score=text_score, veto=stop)


@lru_cache(maxsize=1 << 15)  # asked for first when the two are linked; of a flood hardly any pair is told later
def _scored(one: Edition, other: Edition) -> Comparison:
    """What they score before it is asked what parts them, which costs as much again."""
    gap = apart(one.published, other.published)
    if one.brief is not None or other.brief is not None:
        return _compare_briefs(one, other, gap)
    same_headline = gap is not None and gap <= _HEADLINE_HOURS and _same_headline(one, other)
    if one.text_id == other.text_id:
        found = overlap(one.shingles, other.shingles)
        return Comparison(1.0, 1.0, found, "words", same_headline)
    found, kind = _overlap(one, other)
    again = _again(one, other, found)
    if found.similarity < _HOPELESS and again is None:
        return Comparison(found.similarity, found.similarity, found, kind, is_hopeless=True)
    replaced = substitutions(one.version.text, other.version.text)
    other_day = gap is not None and gap > OTHER_DAY
    in_order = None if replaced.found or replaced.other_subject else _in_order(one, other)
    if in_order is not None and in_order.similarity <= found.similarity:
        in_order = None
    text_score = max(0.0, (in_order or found).similarity - _penalty(replaced, other_day))
    score = min(1.0, text_score + _HEADLINE_BONUS) if same_headline else text_score
    passages = _passages(one, other, found) if again is None and not replaced.found else None
    if again is not None and _is_taken(one, other, gap, _OF_LEADS, (True, True)):
        score = max(score, again.containment)
    elif passages is not None and _is_taken(one, other, gap, passages.points, passages.opens):
        score = max(score, passages.words.containment)
    return Comparison(
        score,
        text_score,
        found,
        kind,
        same_headline,
        replaced.found,
        other_day,
        replaced.other_subject,
        in_order=in_order,
        passages=passages and passages.words,
        again=again,
    )


def _sieve(grams: U32) -> NDArray[np.bool_]:
    """Which values the lower bits of shingles take, shape (65536,)."""
    values = np.zeros(_SIEVE + 1, dtype=np.bool_)
    values[grams & _SIEVE] = True
    return values


def _at_most(sieve: NDArray[np.bool_], grams: U32) -> int:
    """No fewer of these shingles than are among those that the sieve was made of."""
    return int(np.count_nonzero(sieve.take(grams & _SIEVE)))


class _Table:
    """The shingles of a text at places that their lower bits name: so those of many others are looked up at once."""

    def __init__(self, grams: U32) -> None:
        size = 2 << (_SPARSE * len(grams) // 2).bit_length()
        self._lower = np.uint32(size - 1)
        self._table = np.zeros(size, dtype=np.uint32)
        self._table[0] = 1  # which stands at place 1: an empty place holds no shingle
        self._table[grams & self._lower] = grams
        self._rest = grams[self._table[grams & self._lower] != grams]  # another took their place: one in thirty

    def shared(self, grams: U32) -> int:
        """How many of another set these are."""
        shared = np.count_nonzero(self._table.take(grams & self._lower) == grams)
        if len(self._rest) and len(grams):
            nearest = grams.take(grams.searchsorted(self._rest), mode="clip")
            shared += np.count_nonzero(nearest == self._rest)
        return int(shared)


@lru_cache(maxsize=4096)  # of the texts that are being compared now, each with several others
def _grams(text: str) -> U32:
    return shingles(text)


@lru_cache(maxsize=128)  # a version that has just come is compared with all its candidates, those of a batch in turn
def _table(text: str) -> _Table:
    return _Table(_grams(text))


@lru_cache(maxsize=64)
def _by_word(one: Edition, other: Edition) -> Overlap:
    """What two share of their word shingles."""
    ours, theirs = _grams(one.version.text), _grams(other.version.text)
    if one.published > other.published:
        shared = _table(one.version.text).shared(theirs)
    else:
        shared = _table(other.version.text).shared(ours)
    return Overlap(shared, len(ours), len(theirs))


@lru_cache(maxsize=64)
def _character_sieve(edition: Edition) -> NDArray[np.bool_]:
    return _sieve(character_shingles(edition.version.text))


@lru_cache(maxsize=64)  # for who asks whether two may be linked, and then compares them
def _overlap(one: Edition, other: Edition) -> tuple[Overlap, str]:
    """Word shingles, or character shingles where words are glued together."""
    by_word = _by_word(one, other)
    if by_word.similarity >= _HOPELESS and by_word.containment <= 1 - _GLUED:
        first, second = character_shingles(one.version.text), character_shingles(other.version.text)
        newer, grams = (other, first) if other.published > one.published else (one, second)
        shared = _at_most(_character_sieve(newer), grams)
        if shared / max(1, min(len(first), len(second))) - by_word.containment < _GLUED:
            return by_word, "words"
        by_character = overlap(first, second)
        if by_character.containment - by_word.containment >= _GLUED:
            return by_character, "characters"
    return by_word, "words"


def _in_order(one: Edition, other: Edition) -> Overlap | None:
    """The words that both have in the same order, where those are most of both: single words were swapped.

    One word in ten that is swapped spoils four shingles of ten; of two texts in which a house each did so, eight words
    in ten still stand in one order, and one shingle in three is left. Texts no longer than a lead are held to their
    shingles: dividend notices of two companies have three words in four in common.
    """
    first, second = words(one.version.text).folded, words(other.version.text).folded
    shorter, longer = sorted((len(first), len(second)))
    if shorter < max(LEAD, _IN_ORDER * longer) or _have_figures_of_their_own(one.version.text, other.version.text):
        return None
    least = math.ceil((shorter + longer) * _IN_ORDER / (1 + _IN_ORDER))
    shared = LCSseq.similarity(first, second, score_cutoff=least)
    return Overlap(shared, len(first), len(second)) if shared else None


def _again(one: Edition, other: Edition, found: Overlap) -> Overlap | None:
    """The words of weight that two leads have in common which tell one event, each in words of its own."""
    told = told_again(one.version.text, other.version.text) if found.similarity < _OF_PASSAGES else None
    return None if told is None else Overlap(*told)


class _Passages(NamedTuple):
    """What stands in both of two texts in one order, and is much of the shorter one."""

    words: Overlap
    runs: int
    opens: tuple[bool, bool]  # whether one of them opens the first text, and the second

    @property
    def points(self) -> int:
        """What they are worth as evidence."""
        return self.runs + _OPENING * any(self.opens)


def _passages(one: Edition, other: Edition, found: Overlap) -> _Passages | None:
    """The passages that both texts have in one order, where they are much of the shorter, and several or an opening.

    Who writes a lead of his own over a dispatch, or keeps half of it, leaves whole sentences as they were and puts his
    own between them. A background that two texts share is one passage. One that opens either text is none: it is what
    is left of it above a paywall, or what another house quotes of it.
    """
    if found.similarity >= _OF_PASSAGES or found.containment < _OF_PASSAGES / 2:
        return None
    first, second = words(one.version.text).folded, words(other.version.text).folded
    sizes = len(first), len(second)
    if min(sizes) < LEAD:
        return None
    least = _PASSAGE * (2 if is_dense(one.version.text) else 1)
    first_start, second_start = (story_start(edition.version.text) + _TITLE for edition in (one, other))
    if least == _PASSAGE and _by_word(one, other) == found:
        ends = _common_end(first, second)
        is_below = len(first) - ends > first_start and len(second) - ends > second_start
        if is_below and found.shared - (ends - WORDS + 1) + _said_twice(one.version.text, ends) <= _PASSAGE - WORDS:
            return None  # a foot alone: of texts in a flood it is asked of each with hundreds of others
    runs = [run for run in aligned(one.version.text, other.version.text) if run.equal]
    long = {run: size for run in runs if (size := run.first_end - run.first_start) >= least}
    shared = min(sum(long.values()), *sizes)  # two wordings of one thing may have more words in one text
    if shared < _OF_PASSAGES * min(sizes):
        return None
    leads = [run for run, size in long.items() if size >= _LEADS * least]
    opens = (
        any(run.first_start <= first_start for run in leads),
        any(run.second_start <= second_start for run in leads),
    )
    passages = _Passages(Overlap(shared, *sizes), len(long), opens)
    return passages if passages.points >= _PASSAGES else None


def _common_end(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words two texts have in common at their ends."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    return next((count for count, (ours, theirs) in enumerate(pairs) if ours != theirs), min(len(first), len(second)))


@lru_cache(maxsize=1024)  # of a flood all texts have one end
def _said_twice(text: str, count: int) -> int:
    """At most how many shingles of the last words of a text stand there before: as often as three words in a row do."""
    end = words(text).folded[-count:]
    return max(0, count - 2 - len({*zip(end, end[1:], end[2:], strict=False)}))


def _is_taken(one: Edition, other: Edition, gap: int | None, points: int, opens: tuple[bool, bool]) -> bool:
    """Whether so much shows that one house took passages from another, or both from a third, for one story.

    What one house prints in two texts of its own is as likely its archive, and a day later what has happened since. A
    text without a headline is known by how it opens.
    """
    if gap is None or gap > OTHER_DAY or (one.issuer is not None and one.issuer == other.issuer):
        return False
    sides = zip((one, other), (other, one), opens, strict=True)
    known = (knows_headline(by.version.text, side) if side.version.headline else opens for side, by, opens in sides)
    return points + sum(known) >= _TAKEN


def _have_figures_of_their_own(one: str, other: str) -> bool:
    """Whether each text has figures that the other has not: two tables in one form are two reports."""
    ours, theirs = _figures(one), _figures(other)
    return not (ours <= theirs or theirs <= ours)


@lru_cache(maxsize=1024)  # of a flood, each text is compared with dozens of others
def _figures(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text).folded if word[0].isdigit())


def _penalty(replaced: Substitutions, other_day: bool) -> float:
    figure = _FIGURE * (_OTHER_DAY_FACTOR if other_day else 1)
    weight = figure * sum(each.figures for each in replaced.found)
    penalty = min(_MOST_PENALTY, weight * _PER_WORDS / max(replaced.words, _FEWEST_WORDS))
    return penalty + (_SUBJECT if replaced.other_subject else 0.0)


def _sides(one: Edition, other: Edition) -> tuple[Edition, Edition]:
    """The two in the order in which they are compared."""
    return (other, one) if _order(other) < _order(one) else (one, other)


def _order(edition: Edition) -> tuple[int, str, str]:
    return edition.text_id, edition.version.uri, edition.version.key.digest


def _compare_briefs(one: Edition, other: Edition, gap: int | None) -> Comparison:
    score = _brief_score(one, other, gap)
    sizes = Overlap(0, len(one.shingles), len(other.shingles))
    return Comparison(score, score, sizes, "brief")


def _brief_score(one: Edition, other: Edition, gap: int | None) -> float:
    if one.brief is None or other.brief is None or one.issuer is None or one.issuer != other.issuer:
        return 0.0
    if gap is None or gap > BRIEF_WINDOW:
        return 0.0
    if one.brief == other.brief:
        return 1.0
    ratio = fuzz.ratio(one.brief, other.brief, score_cutoff=_BRIEF_RATIO)
    figures = [[word for word in text.split() if any(map(str.isdigit, word))] for text in (one.brief, other.brief)]
    return ratio / 100 if figures[0] == figures[1] else 0.0


def _same_headline(one: Edition, other: Edition) -> bool:
    first, second = comparable(one.version.headline), comparable(other.version.headline)
    return bool(first and second) and fuzz.ratio(first, second) >= _HEADLINE_RATIO
