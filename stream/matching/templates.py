"""Two reports of one template: what fills its slots.

A house that reports earthquakes, markets, warnings or visits prints one text again and again. What differs between two
such reports are aligned spans, its *slots*, and whether they tell of two events is judged by what the spans are, in
any script:

* *figures*, where those of the template's frame are replaced. A later report of the same event changes counts, most of
  them in one direction (tolls rise); what has decimals or falls as it rises identifies an event: magnitude, depth,
  closing level, score. So does the hour at which something happened.
* *names*. A capital shows one where a script has capitals and they mean something (see `stream.matching.openings`), and
  those are held against each other in the lead (see `stream.matching.conflicts`). In all other copy a name is known by
  what it does: it is replaced wherever it stands, neither text has the other's anywhere, and the headlines differ in
  the same way.

No single one of these proves anything, because rewrites swap words and updates change figures. So they are counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from stream.matching.days import day_at
from stream.matching.openings import lead, spelt_alike
from stream.matching.substitutions import (
    FLANK,
    NUMERALS,
    Run,
    Words,
    aligned,
    below,
    is_dense,
    joined,
    replacements,
    story_start,
    words,
)

__all__ = ["Filling", "Slots", "figure", "slots"]

_LONGEST = 12  # words or signs of a slot
_LONGEST_LIST = 24  # the same of one in which figures stand in a row: they may be given in words once more
_LONGEST_NAME = 6  # words of a name with country and office
_SHORTEST_NAME = 2  # letters of a word of it
_GLUED = 2  # letters of particles and articles
_ENOUGH = 3  # points
_TWICE = 2  # points for what is replaced wherever it stands, and for what differs in the headlines too
_MOST_PLAIN = 2  # points for names that stand once: rewrites swap words
_MOST_FIGURES = 3  # points
_MOST_HOURS = 2  # points: an update may say as of when it is
_ONE_WAY = 2 / 3  # of the counts that an update changes
_LIST = 3  # figures in a row
_COUNTED = range(-1, 3)  # words or signs from a figure to what it counts
_AROUND = 12  # words or signs about the slots, whose figures are of the same frame

_NUMBER = re.compile(r"\d+(?:[.,:/・．，：]\d+)*")  # what is glued to it is what it counts
_SEPARATORS = re.compile(r"[.,](?=\d)")
_COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")
_DATE = re.compile(r"(?:19|20)\d\d|\d+/\d+/\d+")  # which day a text means is judged elsewhere


def _folded(line: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFKD", line).split())


# What makes an hour of the figure before it, or of the one that it ends; "a" and "p" are of "a.m.".
_HOURS = _folded("am pm a p gmt utc uhr h hrs heures часов часа giờ 時 时 点 點 시 น")
_NO_HOURS = _folded("間 间")  # 24時間 is a length of time
_HOUR = re.compile(rf"\d{{1,2}}(?:[:：]\d\d|h\d{{0,2}}|[ap]m|{unicodedata.normalize('NFKD', '시')})")


class Filling(NamedTuple):
    """What stands in place of what, as printed, and folded; with its figures, if it has any on both sides."""

    first: str
    second: str
    folded: tuple[str, str]
    figures: tuple[str, str] | None = None
    is_hour: bool = False


class Slots(NamedTuple):
    """What two reports of one template fill its slots with."""

    figures: tuple[Filling, ...]  # that identify an event; none where they look like an update's
    hours: tuple[Filling, ...]
    names: tuple[Filling, ...]  # only where capitals show none
    repeated: tuple[Filling, ...]  # of the names
    texts: tuple[_Text, _Text]

    def differ(self, headlines: tuple[str, str] | None = None) -> Filling | None:
        """The slot that shows best that these are two events; None where they may be one.

        Args:
            headlines: of the two. What differs in them as it does in the texts is what the reports are about.
        """
        mirrored = [
            slot for slot in (*self.names, *self.figures) if headlines and _stands_in(slot, headlines, self.texts)
        ]
        figures = min(len(self.figures), _MOST_FIGURES)
        plain = min(len(self.names) - len(self.repeated), _MOST_PLAIN)
        points = figures + min(len(self.hours), _MOST_HOURS) + plain + _TWICE * (len(self.repeated) + len(mirrored))
        # Names that stand once, and one that recurs, may be words that a house swaps.
        if points < _ENOUGH or not (figures or self.hours or mirrored or len(self.repeated) > 1):
            return None
        return next(iter((*mirrored, *self.repeated, *self.names, *self.figures, *self.hours)))


def figure(word: str) -> str | None:
    """The figure that a folded word is: 7.512 is 7,512 and "two" is 2."""
    return _SEPARATORS.sub("", word) if word[0].isdigit() else NUMERALS.get(word)


def _bare(word: str) -> str:
    """A figure without the letters that are glued to it ("12명이")."""
    number = _NUMBER.match(word)
    return number[0] if number else word


@lru_cache(maxsize=1024)
def slots(one: str, other: str) -> Slots:
    """What fills the slots of two texts."""
    texts = _text(one), _text(other)
    shows_names = any(map(_shows_names, (one, other), texts))
    if shows_names and not all(text.has_figures for text in texts):
        return Slots((), (), (), (), texts)
    runs = aligned(one, other)
    figures: list[tuple[Filling, int]] = []
    names: list[tuple[Filling, int]] = []
    lists: list[tuple[Filling, int]] = []
    starts = story_start(one), story_start(other)
    for whole, before, after, _ in replacements(joined(runs)):
        # A frame may stand above the first sentence too; what begins there and goes on in the story has none.
        run = whole if whole.first_end <= starts[0] and whole.second_end <= starts[1] else below(whole, starts)
        if 0 in _size(run) or (shows_names and not all(map(_Text.has_figure, texts, (run[1:3], run[3:5])))):
            continue
        begins = whole.first_start == before or run.first_start == starts[0]
        ends = run.first_end + after == len(texts[0].words.folded)
        if not (before >= FLANK or begins) or not (after >= FLANK or ends) or max(_size(run)) > _LONGEST_LIST:
            continue
        is_inside = whole.first_start > 0 and whole.first_end < len(texts[0].words.folded)
        listed = _listed(texts, run) if is_inside and min(_size(run)) >= _LIST else []
        lists += [(slot, run.first_start) for slot in listed]
        if listed or max(_size(run)) > _LONGEST:
            continue
        for part in _parts(texts, run):
            slot = _slot(texts, part)
            if slot is not None:
                (figures if slot.figures else names).append((slot, part.first_start))
    hours = _distinct(slot for slot, _ in figures if slot.is_hour)
    counts = _distinct(slot for slot, _ in figures if not slot.is_hour)
    if _is_update(counts):
        counts = ()
    counts = (*counts, *_distinct(slot for slot, _ in lists))
    if len(figures) + len(lists) < _kept(texts[0], runs, [place for _, place in (*figures, *lists)]):
        counts = ()
    if not names or shows_names:
        return Slots(counts, hours, (), (), texts)
    found = _distinct(slot for slot, place in names if not any(place - near in _COUNTED for _, near in figures))
    own = tuple(slot for slot in found if _is_name(slot, texts))
    repeated = tuple(slot for slot in own if all(t.count(f) > 1 for t, f in zip(texts, slot.folded, strict=True)))
    return Slots(counts, hours, own, repeated, texts)


class _Text:
    """The words of a text, to be looked into."""

    def __init__(self, text: str) -> None:
        self.words: Words = words(text)
        self.is_dense = is_dense(text)
        self.between = "" if self.is_dense else " "

    @cached_property
    def _cased(self) -> int:
        return sum(word[0].lower() != word[0].upper() for word in self.words.printed)

    @property
    def has_case(self) -> bool:
        """Whether most of its words are of a script that has capitals."""
        return 2 * self._cased > len(self.words.printed)

    @cached_property
    def is_shouted(self) -> bool:
        """Whether most of those are in capitals."""
        return 2 * sum(map(str.isupper, self.words.printed)) > self._cased

    @cached_property
    def _all(self) -> str:
        return self._run(self.words.folded)

    @cached_property
    def _figures(self) -> dict[int, str]:
        """The words that are figures, but for days and years, by their places."""
        told = self.words.folded
        return {
            place: NUMERALS.get(word) or _bare(word)
            for place, word in enumerate(told)
            if (word[0].isdigit() or word in NUMERALS) and day_at(told, place) is None and not _DATE.fullmatch(word)
        }

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(self._figures.values())

    def count(self, folded: str) -> int:
        """How often words stand in it in this order."""
        return self._all.count(folded if self.is_dense else f" {folded} ")

    def _run(self, told: Sequence[str]) -> str:
        return self.between + self.between.join(told) + self.between

    def side(self, start: int, end: int) -> tuple[str, str]:
        """Words as printed, and folded. One sign says little without the next."""
        printed, folded = (self.between.join(told[start:end]) for told in self.words)
        if self.is_dense and end - start == 1 and printed.isalpha() and end < len(self.words.folded):
            return printed + self.words.printed[end], folded + self.words.folded[end]
        return printed, folded

    def figures(self, start: int, end: int) -> list[str]:
        """The words of a stretch that are figures, but for days and years."""
        return [self._figures[place] for place in range(start, end) if place in self._figures]

    @property
    def has_figures(self) -> bool:
        """Whether it has any."""
        return bool(self._figures)

    def has_figure(self, stretch: tuple[int, int]) -> bool:
        """Whether a stretch has one."""
        return any(place in self._figures for place in range(*stretch))

    def figure_row(self, start: int, end: int) -> list[str]:
        """The most figures of a stretch that stand in a row, with no word between."""
        rows: list[list[str]] = [[]]
        for place in range(start, end):
            if place in self._figures:
                rows[-1].append(self._figures[place])
            elif rows[-1]:
                rows.append([])
        return max(rows, key=len)

    def kinds(self, start: int, end: int) -> list[tuple[bool, int, int]]:
        """A stretch as runs of figures and of other words: whether it is figures, and where it starts and ends."""
        found: list[tuple[bool, int, int]] = []
        for place in range(start, end):
            is_figure = figure(self.words.folded[place]) is not None
            if found and found[-1][0] is is_figure:
                found[-1] = (is_figure, found[-1][1], place + 1)
            else:
                found.append((is_figure, place, place + 1))
        return found

    def quotes(self, figures: Sequence[str]) -> bool:
        """Whether it has one of these figures: a later report that says what an earlier one said."""
        return not self._values.isdisjoint(figures)

    def has_hour(self, start: int, end: int) -> bool:
        """Whether a figure of a stretch is an hour."""
        return any(self.words.folded[place][0].isdigit() and self._is_hour(place) for place in range(start, end))

    def _is_hour(self, place: int) -> bool:
        if _HOUR.fullmatch(self.words.folded[place]):
            return True
        after = [*self.words.folded[place + 1 : place + 3], "", ""]
        return after[0] in _HOURS and after[1] not in _NO_HOURS


@lru_cache(maxsize=1024)  # of the versions that are being compared now, each with several others
def _text(told: str) -> _Text:
    return _Text(told)


def _size(run: Run) -> tuple[int, int]:
    return run.first_end - run.first_start, run.second_end - run.second_start


def _shows_names(told: str, text: _Text) -> bool:
    """Whether a capital means something: not in capitals alone, not in German. A list of titles has many."""
    return text.has_case and not text.is_shouted and not lead(told).is_german


def _parts(texts: tuple[_Text, _Text], run: Run) -> list[Run]:
    """A run where figures and words stand side by side, taken apart where they do in both texts."""
    run = _trimmed(texts, run)
    ours = texts[0].kinds(run.first_start, run.first_end)
    theirs = texts[1].kinds(run.second_start, run.second_end)
    if [is_figure for is_figure, _, _ in ours] != [is_figure for is_figure, _, _ in theirs]:
        return [run]
    return [Run(False, *old, *new) for (_, *old), (_, *new) in zip(ours, theirs, strict=True)]


def _trimmed(texts: tuple[_Text, _Text], run: Run) -> Run:
    """A run without the equal words at its ends, which it has where it was joined to another."""
    _, start, end, other_start, other_end = run
    ours, theirs = (text.words.folded for text in texts)
    while start < end and other_start < other_end and ours[start] == theirs[other_start]:
        start, other_start = start + 1, other_start + 1
    while start < end and other_start < other_end and ours[end - 1] == theirs[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    return Run(False, start, end, other_start, other_end)


def _distinct(found: Iterable[Filling]) -> tuple[Filling, ...]:
    return tuple({slot.folded: slot for slot in found}.values())


def _slot(texts: tuple[_Text, _Text], run: Run) -> Filling | None:
    places = (run.first_start, run.first_end), (run.second_start, run.second_end)
    (first, ours), (second, theirs) = (text.side(*place) for text, place in zip(texts, places, strict=True))
    old, new = (text.figures(*place) for text, place in zip(texts, places, strict=True))
    if not old and not new:
        return Filling(first, second, (ours, theirs))
    if not old or not new or [*map(figure, old)] == [*map(figure, new)]:
        return None
    is_hour = all(text.has_hour(*place) for text, place in zip(texts, places, strict=True))
    if not is_hour and (texts[1].quotes(old) or texts[0].quotes(new)):
        return None
    return Filling(first, second, (ours, theirs), (old[0], new[0]), is_hour)


def _listed(texts: tuple[_Text, _Text], run: Run) -> list[Filling]:
    """The figures of two lists, one in the other's place: numbers drawn, a code.

    What is counted stands between counts; where nothing does, no figure is one that an update changes. Not to be asked
    of what stands at an edge of the texts: there sites print their telephone numbers.
    """
    places = (run.first_start, run.first_end), (run.second_start, run.second_end)
    ours, theirs = (text.figure_row(*place) for text, place in zip(texts, places, strict=True))
    common = len({*ours} & {*theirs})
    if min(len(ours), len(theirs)) < _LIST or 2 * common >= min(len(ours), len(theirs)):
        return []
    return [Filling(*pair, pair, pair) for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]]


def _kept(text: _Text, runs: Sequence[Run], places: Sequence[int]) -> int:
    """How many figures of the frame are the same in both."""
    if not places:
        return 0
    low, high = min(places) - _AROUND, max(places) + _AROUND
    near = ((max(low, run.first_start), min(high, run.first_end)) for run in runs if run.equal)
    return sum(len(text.figures(start, end)) for start, end in near if start < end)


def _is_update(found: Sequence[Filling]) -> bool:
    """Whether figures are such as a later report of the same event changes: one, or counts that go one way."""
    pairs = [slot.figures for slot in found if slot.figures]
    if len(pairs) <= 1:
        return True
    if not all(_COUNT.fullmatch(value) for pair in pairs for value in pair):
        return False
    rising = sum(int(_SEPARATORS.sub("", old)) < int(_SEPARATORS.sub("", new)) for old, new in pairs)
    return max(rising, len(pairs) - rising) >= _ONE_WAY * len(pairs)


def _is_name(slot: Filling, texts: tuple[_Text, _Text]) -> bool:
    """Whether what is replaced may be a name: neither text has the other's, and the two are not one spelt anew."""
    ours, theirs = slot.folded
    if texts[1].count(ours) or texts[0].count(theirs) or not all(map(_has_letters, slot.folded)):
        return False
    # Where nouns have capitals, verbs are no names.
    if texts[0].has_case and not all(any(word[0].isupper() for word in side.split()) for side in slot[:2]):
        return False
    return not spelt_alike(ours, theirs)


def _has_letters(folded: str) -> bool:
    return any(map(str.isalpha, folded))


def _stands_in(slot: Filling, headlines: tuple[str, str], texts: tuple[_Text, _Text]) -> bool:
    ours, theirs = slot.figures or slot.folded
    one, other = map(_text, headlines)
    if slot.figures:
        one_has, other_has = ({*text.figures(0, len(text.words.folded))} for text in (one, other))
        return ours in one_has and theirs in other_has and ours not in other_has and theirs not in one_has
    if one.count(ours) and other.count(theirs):
        return not (one.count(theirs) or other.count(ours))
    if one.is_dense or other.is_dense or max(len(ours.split()), len(theirs.split())) > _LONGEST_NAME:
        return False
    return _named_by(ours, one, (other, texts[1])) and _named_by(theirs, other, (one, texts[0]))


def _named_by(side: str, headline: _Text, others: Sequence[_Text]) -> bool:
    """Whether a headline has a word of a slot that neither the other headline nor the other text has.

    A name stands there with its country or its office, and without particles and articles that are glued to it.
    """
    return any(
        _has(headline, word) and not any(_has(other, word) for other in others)
        for word in side.split()
        if len(word) >= _SHORTEST_NAME
    )


def _has(text: _Text, word: str) -> bool:
    return any(
        word.startswith(told) or word.endswith(told) or told.startswith(word) or told.endswith(word)
        for told in text.words.folded
        if len(told) >= _SHORTEST_NAME and abs(len(told) - len(word)) <= _GLUED
    )
