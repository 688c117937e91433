"""What two texts disagree on, although they read alike: who, where, when, how much.

A conflict is a *substitution*, never an absence (houses cut and add): one thing stands in another's place inside
text that otherwise reads alike, between two equal words or an end of both texts on either side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from stream.dispatch import UNKNOWN_TIME
from stream.matching.days import NamedDay, day_at, extent, is_event_day, may_be_one_day
from stream.matching.openings import LEAD, Lead, lead, spelt_alike
from stream.matching.substitutions import (
    FLANK,
    SUBJECT_LONGEST,
    SUBJECT_START,
    Run,
    align,
    aligned,
    joined,
    replacements,
    story_start,
    words,
)
from stream.matching.templates import figure
from stream.text.languages import words_of

__all__ = ["Veto", "figures_differ", "held", "leads_differ"]

_ALIKE = 0.5  # share of the shorter lead that both have word for word
_LONGEST = 8  # words: "Emomali Rahmon of Tajikistan"; what is longer is another passage
_BESIDE_DAY = 3  # words: "fell late on Monday"; where more is replaced, a sentence was written anew
_PARTICLE = 3  # letters: "of", "de la", "les" have no part in initials
_SEVERAL = 2
_SHOWN = 3  # figures

# "in Turkey" is where, "the Turkish premier" is who.
_AT = frozenset(words_of(lambda language: language.words.before_places))


class Veto(NamedTuple):
    """What disagrees, with what is printed on either side."""

    kind: str  # "name", "place", "day", "figures" or "headline"
    first: str
    second: str

    def flipped(self) -> Veto:
        """The same, told from the other side."""
        return Veto(self.kind, self.second, self.first)


class _Stretch(NamedTuple):
    """Words [start, end) of a text that stand in the place of others."""

    start: int
    end: int


@lru_cache(maxsize=1024)
def held(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(words(text).folded)


def leads_differ(one: str, other: str, *, times: tuple[int, int] = (UNKNOWN_TIME, UNKNOWN_TIME)) -> Veto | None:
    """The name, else the place, else the day that stands in another's place in the lead, where neither text mentions
    the other's. Like is held against like: names against names, countries against countries, weekdays against weekdays.

    Two days that follow each other may be one in two time zones, where nothing else is replaced in all the text.

    Args:
        one: a text.
        other: another.
        times: when they were published, milliseconds or UNKNOWN_TIME.
    """
    ours, theirs = lead(one), lead(other)
    if ours.folded == theirs.folded:
        return None
    runs = align(ours.folded, theirs.folded)
    equal = sum(run.first_end - run.first_start for run in runs if run.equal)
    if equal < _ALIKE * min(len(ours.folded), len(theirs.folded)):
        return None
    place = day = None
    for first, second in _replaced(runs, (ours.start, theirs.start)):
        if first.start >= LEAD or second.start >= LEAD:
            break
        if ours.is_sentence(*first) or theirs.is_sentence(*second):
            continue
        named = _names_differ(ours, theirs, first, second)
        if named is not None and named.kind == "name":  # whatever else differs
            return named
        place = place or named
        day = day or _days_differ(ours, theirs, first, second)
    if place is None and day is not None and _is_local_day(one, other, times):
        return None
    return place or day


def figures_differ(one: str, other: str, times: tuple[int, int]) -> Veto | None:
    """Several figures that are replaced, or where nothing else is, one; none that either text quotes of the other,
    and not where both name the day on which it happened: those tell of one event.

    Args:
        one: a text.
        other: one of another day.
        times: when they were published, milliseconds.
    """
    (ours, our_folded), (theirs, their_folded) = words(one), words(other)
    runs = aligned(one, other)
    loose = [run for run in runs if not run.equal]
    ours_loose = _figures(our_folded, ((run.first_start, run.first_end) for run in loose))
    theirs_loose = _figures(their_folded, ((run.second_start, run.second_end) for run in loose))
    replaced: list[tuple[str, str]] = []
    quoted = 0
    for old, new in _replaced(runs, (story_start(one), story_start(other))):
        was, now = _figures(our_folded, [old]), _figures(their_folded, [new])
        if not was or not now or was == now:
            continue
        if (was - now) & theirs_loose or (now - was) & ours_loose:
            quoted += 1
        else:
            replaced.append((" ".join(ours[slice(*old)]), " ".join(theirs[slice(*new)])))
    several = len(replaced) >= _SEVERAL and len(replaced) > quoted
    nothing_else = bool(replaced) and not quoted and all(_is_figures(our_folded, their_folded, run) for run in loose)
    if not (several or nothing_else) or _share_event_day(our_folded, runs, times):
        return None
    first, second = ("; ".join(side) for side in zip(*replaced[:_SHOWN], strict=True))
    return Veto("figures", first, second)


def _replaced(runs: Sequence[Run], starts: tuple[int, int]) -> Iterator[tuple[_Stretch, _Stretch]]:
    """What stands in place of what, short enough to be one thing; a subject may be longer than the rest."""
    for run, before, after, last in replacements(joined(runs), starts):
        old, new = _Stretch(run.first_start, run.first_end), _Stretch(run.second_start, run.second_end)
        subject = max(old.start - starts[0], new.start - starts[1]) <= SUBJECT_START
        if max(old.end - old.start, new.end - new.start) > (SUBJECT_LONGEST if subject else _LONGEST):
            continue
        if (subject or before >= FLANK) and (after >= FLANK or last):
            yield old, new


def _names_differ(ours: Lead, theirs: Lead, first: _Stretch, second: _Stretch) -> Veto | None:
    old = [place for place in range(*first) if ours.countries[place]]
    new = [place for place in range(*second) if theirs.countries[place]] if old else []
    if old and new and _neither_has(ours.countries, theirs.countries, old, new):
        return _named(ours, theirs, old, new)
    old = ours.names(*first)
    new = theirs.names(*second) if old else []
    if not new or _one_name(ours, theirs, first, second, old, new):
        return None
    if ours.is_aside(*first) and theirs.is_aside(*second):
        return None
    if _mentions(theirs, ours, old, second) or _mentions(ours, theirs, new, first):
        return None
    return _named(ours, theirs, old, new)


def _one_name(ours: Lead, theirs: Lead, first: _Stretch, second: _Stretch, old: list[int], new: list[int]) -> bool:
    """Whether two names may be one: they have a word in two spellings, one is made of the initials of the other, or
    what differs stands before a last name that both have ("Joe Biden", "Joseph R. Biden"). A last name begins with the
    same letter, or is used without the first one too: Benson County and Ransom County are two counties.
    """
    before_one = ours.goes_on(first.end - 1) and theirs.goes_on(second.end - 1) and not ours.goes_on(first.end)
    if before_one and ours.names(first.end, first.end + 1):
        initials = {ours.folded[n][0] for n in old} & {theirs.folded[m][0] for m in new}
        if initials or (_is_used_alone(ours, first.end) and _is_used_alone(theirs, second.end)):
            return True
    if _is_short_for(theirs, new, ours, first) or _is_short_for(ours, old, theirs, second):
        return True
    return any(_are_alike(ours, theirs, first, second, n, m) for n in old for m in new)


def _are_alike(ours: Lead, theirs: Lead, first: _Stretch, second: _Stretch, n: int, m: int) -> bool:
    """Whether two words of names may be one. Where syllables are written apart, one without another mark ("Thủ", "Thu")
    and no middle name ("Lê Văn Tư", "Trịnh Văn Út").
    """
    if not ours.parts_syllables or not theirs.parts_syllables:
        return spelt_alike(ours.folded[n], theirs.folded[m])
    inside = _is_inside(ours, first, n) and _is_inside(theirs, second, m)
    return not inside and normalize("NFC", ours.bare[n]) == normalize("NFC", theirs.bare[m])


def _is_inside(told: Lead, stretch: _Stretch, place: int) -> bool:
    """Whether a word of a name has words of that name on both sides, which differ too."""
    return stretch.start < place < stretch.end - 1 and told.goes_on(place - 1) and told.goes_on(place)


def _mentions(told: Lead, other: Lead, places: list[int], stretch: _Stretch) -> bool:
    """Whether a text has a word of a name that stands in these places of another, where it has ``stretch`` instead."""
    if not told.parts_syllables or not other.parts_syllables:
        return any(other.folded[n] in held(told.text) for n in places)
    instead = {normalize("NFC", told.bare[n]) for n in range(*stretch)}
    names = {normalize("NFC", other.bare[n]) for n in places} - instead
    return not names.isdisjoint(re.findall(r"\w+", normalize("NFC", told.text)))


def _is_used_alone(told: Lead, place: int) -> bool:
    """Whether a word of a name stands somewhere in the text with no other name before or behind it."""
    uses = re.finditer(rf"(\w)\w*(\W+){re.escape(told.bare[place])}\b(\W*)(\w?)", told.text)
    return any(
        not (before.isupper() and gap.isspace() and "\n" not in gap) and not (after.isupper() and rest == " ")
        for before, gap, rest, after in map(re.Match[str].groups, uses)
    )


def _is_short_for(one: Lead, places: list[int], other: Lead, stretch: _Stretch) -> bool:
    """Whether one of these words is made of initials: OMS of "Organisation mondiale de la santé", with letters for
    words that are missing (ONU of "les Nations unies").
    """
    told = ((other.bare[n], other.folded[n]) for n in range(*stretch))
    initials = "".join(folded[0] for word, folded in told if word[0].isupper() or len(word) > _PARTICLE)
    short = [one.folded[n].replace(".", "") for n in places if one.bare[n].isupper()]
    return len(initials) > 1 and any(_runs_through(word, initials) or _runs_through(initials, word) for word in short)


def _runs_through(letters: str, word: str) -> bool:
    """Whether all the letters occur in the word in this order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _days_differ(ours: Lead, theirs: Lead, first: _Stretch, second: _Stretch) -> Veto | None:
    old = [(place, day) for place in range(*first) if (day := ours.days[place])]
    new = [(place, day) for place in range(*second) if (day := theirs.days[place])] if old else []
    for here, day in old:
        for there, other in new:
            if day.form == other.form and _neither_has(ours.days, theirs.days, [here], [there]):
                if min(_beside(ours, first), _beside(theirs, second)) > _BESIDE_DAY:
                    continue
                printed = ours.printed(*extent(ours.folded, here)), theirs.printed(*extent(theirs.folded, there))
                return Veto("day", *printed)
    return None


def _beside(told: Lead, stretch: _Stretch) -> int:
    """How many words are replaced beside days and figures."""
    return sum(told.days[place] is None and told.folded[place].isalpha() for place in range(*stretch))


def _is_local_day(one: str, other: str, times: tuple[int, int]) -> bool:
    """Whether all that is replaced in two texts are days that may be one.

    Beside one of them may stand a few words ("on Thursday local time"), in whose place the other text has none.
    """
    ours, theirs = words(one).folded, words(other).folded
    for run, *_ in replacements(align(ours, theirs)):
        days, rest = _parted(ours, run.first_start, run.first_end)
        others, their_rest = _parted(theirs, run.second_start, run.second_end)
        if len(days) != len(others) or (rest and their_rest) or len(rest) + len(their_rest) > _BESIDE_DAY:
            return False
        if any(word[0].isdigit() for word in (*rest, *their_rest)):
            return False
        if not all(may_be_one_day(day, other, times) for day, other in zip(days, others, strict=True)):
            return False
    return True


def _parted(told: Sequence[str], start: int, end: int) -> tuple[list[NamedDay], list[str]]:
    """The days in a stretch of folded words, and the other words."""
    days = [(told[place], day_at(told, place)) for place in range(start, end)]
    return [day for _, day in days if day is not None], [word for word, day in days if day is None]


def _neither_has(ours: Sequence[object], theirs: Sequence[object], old: list[int], new: list[int]) -> bool:
    """Whether nothing that one lead says at these places is said anywhere in the other."""
    return not any(ours[n] in theirs for n in old) and not any(theirs[n] in ours for n in new)


def _named(ours: Lead, theirs: Lead, old: list[int], new: list[int]) -> Veto:
    at = all(side[0] and told.bare[side[0] - 1].lower() in _AT for told, side in ((ours, old), (theirs, new)))
    first, second = (told.printed(side[0], side[-1] + 1) for told, side in ((ours, old), (theirs, new)))
    return Veto("place" if at else "name", first, second)


def _figures(told: list[str], stretches: Iterable[tuple[int, int]]) -> set[str]:
    """The figures in some stretches of folded words: 7.512 is 7,512 and "two" is 2. The number of a day is none."""
    found = set()
    for start, end in stretches:
        for place in range(start, end):
            value = figure(told[place])
            if value is not None and day_at(told, place) is None:
                found.add(value)
    return found


def _is_figures(ours: list[str], theirs: list[str], run: Run) -> bool:
    sides = (ours[run.first_start : run.first_end], theirs[run.second_start : run.second_end])
    return all(figure(word) is not None for side in sides for word in side)


def _share_event_day(ours: list[str], runs: Sequence[Run], times: tuple[int, int]) -> bool:
    """Whether both say in the same words on which day it happened."""
    alike = (place for run in runs if run.equal for place in range(run.first_start, run.first_end))
    days = (day_at(ours, place) for place in alike)
    return any(all(is_event_day(day, time) for time in times) for day in days if day)
