"""Two texts held against each other by their evidence: is one a translation of the other, or another report?

What both have counts for it by how rarely another report has it too, and what one lacks against it by how surely a
translation keeps it (``kept.json``: counted on translated news, for each kind of evidence, by language and by the
script of the other text). Only what stands on one way through both texts counts as found: a translator goes through
the text, and another reporter does not. The sum grows with the length of the texts, so it is measured against the
root of how much the shorter one says.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from stream.matching.translating.evidence import Particular, Particulars
from stream.matching.translating.naming import ALPHABETS, MOST_BITS, spelt
from stream.matching.translating.topics import falls_apart
from stream.text.names.sounds import agreement, skeletons, writes_vowels

__all__ = ["BRIEF", "GUESSED", "SHORT", "Match", "Weighed", "matches", "weigh"]

FEWEST_BITS = 16.0
"""What both have must be so rare: two texts of a wire have that in common once in 65,000 pairs."""

_FEW_BITS = 12.0
"""The same where all else that both say agrees too: one pair in 4,000."""

_DOUBTFUL_SCORE, _CONTAINED = -0.8, -0.5  # a lower score is that of an excerpt, which has a score of its own

GUESSED = "han"
"""The kind of evidence that is a guess: it says nothing where it fails, and the texts that were counted have none."""

FACTS = 2
"""Persons, bodies, places and figures of two digits that both have on the way, at least."""

_FACTS_SPELT, _MANY_BITS = 4, 30.0  # the same of texts in one alphabet; in any, one more where so much is not shared
SHORT = 250.0  # characters, as if in English: below is a brief
BRIEF = 150.0  # the same of a brief that credits the other, and counts nothing that is not there
_LEAST_RATIO = 0.2  # of the lengths
_BRIEF_RATIO, _EXCERPT_RATIO = 0.1, 0.25  # of one that credits the other, and is in it; the same whatever the score
_LIKE_LENGTH = 0.72  # ratio from which one may be the whole of the other: then what both have stands at one share of it
_ASIDE = 0.05  # of a text: so far from there it may stand …
_ASIDE_LETTERS = 60.0  # … and so many characters more
_ALONG = 0.8  # of what both have
# The way: what follows at the same distance in both is near. Each jump costs, least of an excerpt where the longer text
# alone goes on: it leaves paragraphs out, and puts none elsewhere. There two words of one name are worth less, for they
# alone are no reason to jump.
_NEAR, _FAR, _STRETCH, _JUMP, _SKIP, _BACK = 70.0, 180.0, 0.1, 6.0, 1.0, 24
_ADJOINING = 20.0  # characters between the beginnings of two words that are mostly of one name
_MOST_PLACES = 8
_LEAD = 400.0  # characters
_DOUBTFUL, _ANOTHER = 0.5, 0.4  # share of the figures, by how rare they are, that both have
_FIGURES, _EACH = 8.0, 4.0  # what it costs where half of them differ, and where nearly all do, for each
_PROMINENT = 4.0  # what it costs for each prominent name that both sides lack
_OTHER_REPORT = {"firm": 0.45, "figure": 0.3, "weak": 0.4}  # share of what a translation keeps that another report has
_STEPS = 20  # of the ratio, for which that is known
_COMMON = 2.0  # bits: a title, or a word with a capital, is nobody
_SUREST = 0.98
_WEAKLY = 0.6  # weight of what hangs together
_AGREE, _DIFFER = 0.75, 0.5  # shares of the vowels of two names
_WRITTEN, _LONG_ALONE = (-1.5, 2.5), (-0.5, 1.0)
"""Bits of vowels that differ and that agree, counted on translated news and on wrong pairs of it: of two names with the
same consonants six to twelve times as many agree in a translation, twice as many where a script writes some vowels."""

_WEAK = frozenset(("date", "year"))
_HARDLY_NAMED = (
    "first",
    "nounD",
    "date",
    "year",
    "figure",
)  # what any text may have: it says nothing of what one is on
_OUTSIDE, _RECURRING = 8, 0.09  # names outside the part that an excerpt is of, and the share that are in it too
_BY_CONSONANTS = 2  # level of a match
_NAMES_AFTER_ALL = {"firstA": "nameA", "firstB": "nameB"}
_SOUND_BITS, _SKELETON_BITS, _VOWELS_DIFFER = MOST_BITS - 1, 2.2, 3.0


_RUN_TOGETHER = ("Jpan", "Hang")
"""Scripts in which names of several words are mostly written as one."""
_JOINED = 5  # consonants of such a name, at least

_Take = Callable[[Particular, Particular, float, int, float], None]


class Match(NamedTuple):
    """Something that both texts have."""

    one: Particular
    other: Particular
    bits: float
    level: int  # 0: the same, 1: by sound, 2: by consonants


class Weighed(NamedTuple):
    """What two texts come to; ``one`` is what was given first."""

    score: float  # from about -1 it may be a translation, from 0 it is
    contained: float  # the same as an excerpt of the longer one
    bits: float
    matches: tuple[Match, ...]  # on the way
    ratio: float  # of the lengths
    is_part: bool  # the shorter one is an item of a round-up
    facts: int
    fewest: int  # of them
    is_brief: bool = False  # the shorter one is below `SHORT`
    lacking: int = 0  # prominent names of the shorter one that the other lacks

    def holds(self, least: float, *, credited: bool = False) -> bool:
        """Whether one is a translation of the other.

        Args:
            least: the score that is asked. Where nothing speaks against the two, rare evidence may be scarcer.
            credited: whether one credits the other. Then one fact less will do, and two where all that one says is in
                the other, or most of what is rare; but where much of the longer one is missing, the shorter one must be
                an excerpt of it. One that names nobody whom the other lacks is an excerpt whatever it leaves out, but
                for a text so much longer that it has the names of many.
        """
        inside = credited and self.contained >= 0 and not self.lacking
        if self.is_part or self.ratio < (_BRIEF_RATIO if inside else _LEAST_RATIO):
            return False
        is_excerpt = inside and self.facts >= FACTS and self.bits >= _FEW_BITS
        if self.score < least:
            return is_excerpt and self.ratio >= _EXCERPT_RATIO
        if credited and not self.lacking and not self.is_brief and self.contained >= _CONTAINED:
            is_excerpt |= self.facts >= FACTS and self.bits >= FEWEST_BITS
        if is_excerpt:
            return True
        if self.score < _DOUBTFUL_SCORE and (self.lacking or self.contained < _CONTAINED):
            return False
        return self.facts >= self.fewest - credited and self.bits >= (_FEW_BITS if self.score >= 0 else FEWEST_BITS)


class _Row(NamedTuple):
    share: float  # of such items that a translation keeps
    hit: float
    miss: float
    group: str


def group_of(kind: str) -> str:
    """The group of a kind of evidence."""
    if kind in _WEAK:
        return "weak"
    return "figure" if kind.startswith("figure") else "firm"


@cache
def _kept() -> Mapping[str, Mapping[str, float]]:
    table: dict[str, dict[str, float]] = json.loads(files(__package__).joinpath("kept.json").read_text("utf-8"))
    return table


@cache
def _rows(language: str, script: str, other_language: str, other: str, part: float = 1.0) -> Mapping[str, _Row]:
    """How surely each kind of evidence of a text is found in another: as translators from this language into that
    script keep it, more or less so as those into that language do. Of a text that can be there in part alone, a part.
    """
    table = _kept()
    shares = dict(table.get("*", {}))
    for name in (f"{script}>{other}", f"{language}>{other}"):
        shares |= table.get(name, {})
    usual, own = table.get(f"{script}>{other}", {}), table.get(f"{script}>{other_language}", {})
    for kind in shares.keys() & usual.keys() & own.keys():
        shares[kind] = min(_SUREST, shares[kind] * own[kind] / usual[kind])
    return {kind: _row(kind.rstrip("+"), share, part) for kind, share in shares.items()}


def _row(kind: str, share: float, part: float = 1.0) -> _Row:
    group = group_of(kind)
    weight = _WEAKLY if group == "weak" else 1.0
    other, most = _OTHER_REPORT[group], min(share, 0.95)
    miss = math.log2((1 - part * most) / (1 - part * other * most)) * weight
    return _Row(share, -math.log2(other) * weight * part, miss, group)


_UNKNOWN = _row("name", 0.3)


def _rows_of(side: Particulars, other: Particulars, part: float = 1.0) -> Mapping[str, _Row]:
    return _rows(side.language, side.script, other.language, other.script, part)


def _of(item: Particular, rows: Mapping[str, _Row]) -> _Row:
    return rows.get(f"{item.kind}+" if len(item.places) > 1 else item.kind, _UNKNOWN)


def _as_shared(item: Particular, rows: Mapping[str, _Row], level: int) -> _Row:
    """The row of something that both texts have: a word that opens a sentence may be any word, but one that is not
    common, and is spelt the same or sounds so in the other language, is a name.
    """
    kind = _NAMES_AFTER_ALL.get(item.kind) if level < _BY_CONSONANTS else None
    return _of(item._replace(kind=kind), rows) if kind else _of(item, rows)


def matches(one: Particulars, other: Particulars) -> list[Match]:
    """What both have: what is the same first, then what sounds alike, then what has the same consonants."""
    ours, theirs = _rows_of(one, other), _rows_of(other, one)
    out: list[Match] = []
    taken_here: set[str] = set()
    taken_there: set[str] = set()

    def take(item: Particular, other_item: Particular, bits: float, level: int, least: float) -> None:
        shares = _as_shared(item, ours, level).share, _as_shared(other_item, theirs, level).share
        bits += math.log2(max(min(shares[0], 1.0) * shares[1], least))
        if bits > 0:
            taken_here.add(item.key)
            taken_there.add(other_item.key)
            out.append(Match(item, other_item, bits, level))

    held = {item.key: item for item in other.items}
    for item in one.items:
        if (same := held.get(item.key)) is not None:
            take(item, same, min(item.bits, same.bits), 0, 0.01)
    by_sound: dict[str, Particular] = {}
    for item in other.items:
        if item.key not in taken_there:
            for each in item.sounds:
                if len(each) > 2:
                    by_sound.setdefault(each, item)
    for item in one.items:
        if item.key not in taken_here:
            for each in item.sounds:
                alike = by_sound.get(each)
                if alike is not None and alike.key not in taken_there:
                    take(item, alike, min(item.bits, alike.bits, _SOUND_BITS), 1, 0.01)
                    break
    _by_consonants(one, other, taken_here, taken_there, take)
    if one.script in ALPHABETS and other.script in _RUN_TOGETHER:
        _joined(one, other, (taken_here, taken_there), take)
    elif other.script in ALPHABETS and one.script in _RUN_TOGETHER:
        _joined(other, one, (taken_there, taken_here), lambda item, run, *rest: take(run, item, *rest))
    return out


def _joined(one: Particulars, other: Particulars, taken: tuple[set[str], set[str]], take: _Take) -> None:
    """Names of two words that the other script writes as one: West Virginia, ウェストバージニア. It counts as the rarer
    word.
    """
    runs: dict[str, Particular] = {}
    for item in other.items:
        if item.key not in taken[1] and not item.sounds:
            for code in item.skeletons:
                if len(code) >= _JOINED:
                    runs.setdefault(code, item)
    if not runs:
        return
    starts = {start: (end, item) for item in one.items if item.key[0] == "~" for start, end in item.spans}
    for _, (end, item) in sorted(starts.items(), key=lambda each: each[0]):
        _, behind = starts.get(end + 1, (0, item))
        if behind is item or {item.key, behind.key} & taken[0]:
            continue
        name = item.key[1:] + behind.key[1:]
        for code in sorted(skeletons(name), key=lambda code: (-len(code), code)):
            run = runs.get(code)
            if run is not None and run.key not in taken[1] and (agreement(name, run.key[1:]) or 0.0) >= _DIFFER:
                bits = min(MOST_BITS, _SKELETON_BITS * len(code) - 2) - 1
                take(max((item, behind), key=lambda part: part.bits), run, bits, 2, 0.15)
                break


def _by_consonants(
    one: Particulars,
    other: Particulars,
    taken_here: set[str],
    taken_there: set[str],
    take: _Take,
) -> None:
    """The longest skeletons first; of several the two that stand at the nearest shares of their texts."""
    theirs: dict[str, list[Particular]] = {}
    for item in other.items:
        if item.key not in taken_there:
            for each in item.skeletons:
                theirs.setdefault(each, []).append(item)
    pairs: list[tuple[int, float, str, float, str, str, Particular, Particular]] = []
    for item in one.items:
        if item.key not in taken_here:
            for each in item.skeletons:
                if len(each) > 2:
                    for found in theirs.get(each, ()):
                        apart = abs(item.places[0] / one.size - found.places[0] / other.size)
                        vowels = -_vowels(item, found)
                        pairs.append((-len(each), vowels, each, apart, item.key, found.key, item, found))
    pairs.sort(key=lambda pair: pair[:6])
    for length, vowels, _, _, here, there, item, found in pairs:
        if here in taken_here or there in taken_there:
            continue
        bits = min(item.bits, found.bits, _SKELETON_BITS * -length - 2) - 1
        if item.sounds and found.sounds:
            bits = min(bits, _VOWELS_DIFFER)
        take(item, found, bits - vowels, 2, 0.15)


def _vowels(one: Particular, other: Particular) -> float:
    """Bits that the vowels of two names of the same consonants are worth."""
    if one.sounds and other.sounds:
        return 0.0
    here, there = spelt(one.key), spelt(other.key)
    alike = agreement(here, there)
    if alike is None:
        return 0.0
    few, many = _WRITTEN if writes_vowels(here) and writes_vowels(there) else _LONG_ALONE
    return many if alike >= _AGREE else few if alike < _DIFFER else 0.0


def weigh(one: Particulars, other: Particulars, least: float = _FEW_BITS, *, credited: bool = False) -> Weighed | None:
    """What two texts come to; None where they have next to nothing in common, or one is too short, or a brief that
    counts what the other does not.

    Args:
        one: the shorter, or of two as long either.
        other: the longer.
        least: bits that both must have, wherever they stand.
        credited: whether one credits the other: then it may be a brief, and leave any parts out.
    """
    if min(one.size, other.size) < (BRIEF if credited else SHORT) or not one.items or not other.items:
        return None
    shared = matches(one, other)
    total = sum(match.bits for match in shared)
    if total < least or sum(match.bits for match in shared if not _is_weak(match)) < 0.6 * least:
        return None
    on_way = _way(shared, one.size, other.size, credited)
    ratio = min(one.size, other.size) / max(one.size, other.size)
    way = [shared[place] for place in on_way]
    here = _side(one, other, {match.one.key for match in shared}, {match.one.key for match in way})
    is_brief = one.size < SHORT
    if is_brief and here.same < 1.0:
        return None
    part = math.ceil(ratio * _STEPS) / _STEPS
    there = _side(other, one, {match.other.key for match in shared}, {match.other.key for match in way}, part)
    wrong = 0.0
    if here.figures >= 3 and here.same < _DOUBTFUL:
        wrong = _EACH * here.figures * (1 - here.same) if here.same < _ANOTHER else _FIGURES
    total = here.sum + ratio * there.sum - wrong - _PROMINENT * min(here.prominent, there.prominent)
    within = here.part + there.part - wrong - _PROMINENT * here.prominent
    bits = sum(match.bits for match in way)
    fewest = FACTS
    if {one.script, other.script} <= set(ALPHABETS):  # all that is a name is known to be one
        fewest = (_FACTS_SPELT if one.script == other.script else FACTS) + (bits < _MANY_BITS)
    is_part = (
        ratio < _LIKE_LENGTH
        and _is_part(way, other, ratio, there.lead)
        and falls_apart(other.text[1:-1], other.language)
    )
    of = math.sqrt(len(one.items) + 5)
    facts = _facts(way, one.scale)
    return Weighed(total / of, within / of, bits, tuple(way), ratio, is_part, facts, fewest, is_brief, here.prominent)


def _facts(way: Sequence[Match], scale: float) -> int:
    """How many persons, bodies, places and figures: what adjoins is the name of one."""
    told = [match.one for match in way if not _is_weak(match) and match.one.kind != "figure1" and match.bits > _COMMON]
    names = [item for item in told if item.key[0] == "~"]
    ends = [item.places[0] + len(item.printed) * scale for item in names]
    adjoining = sum(any(0 < item.places[0] - end < 2 for end in ends) for item in names)
    return len(told) - adjoining


def _is_weak(match: Match) -> bool:
    return match.one.kind in _WEAK and match.other.kind in _WEAK


class _Side(NamedTuple):
    sum: float
    part: float  # the same, where the other can have a part of it alone
    prominent: int  # names that are told twice, from the lead on, and lacking
    figures: int
    same: float  # share of them that the other has, by how rare they are
    lead: float  # share of what the lead says that the other has


def _side(side: Particulars, other: Particulars, shared: set[str], on_way: set[str], part: float = 1.0) -> _Side:
    rows = _rows_of(side, other)
    parts = rows if part == 1.0 else _rows_of(side, other, part)
    total = thinned = expected = held = counted = same = 0.0
    prominent = count = 0
    for item in side.items:
        row = _of(item, rows)
        if row.share < 0.03 or (item.kind == GUESSED and item.key not in on_way):
            continue
        is_on_way = item.key in on_way
        total += row.hit if is_on_way else row.miss
        in_part = row if parts is rows else _of(item, parts)
        if is_on_way or item.key not in shared:  # what is there, but elsewhere, tells nothing of an excerpt
            thinned += in_part.hit if is_on_way else in_part.miss
        if row.group == "figure" and item.kind != "figure1":
            count += 1
            counted += item.bits
            same += item.bits * (item.key in shared)
        if row.share >= 0.45 and row.group != "weak" and item.places[0] < _LEAD:
            expected += row.share
            held += item.key in shared
            prominent += item.key not in shared and row.share >= 0.7 and len(item.places) > 1 and row.group == "firm"
    return _Side(
        total,
        thinned,
        prominent,
        count,
        same / counted if counted else 1.0,
        held / expected if expected >= 1.2 else 1.0,
    )


def _way(shared: Sequence[Match], size: float, other_size: float, credited: bool) -> list[int]:
    """Which of the matches follow each other at the same distance in both texts, or in parts of the longer one that a
    text which credits it keeps.
    """
    alike = min(size, other_size) >= _LIKE_LENGTH * max(size, other_size)
    if alike:
        aside = _ASIDE + _ASIDE_LETTERS / other_size
        along = [place for place, match in enumerate(shared) if _stands_at(match, size, other_size, aside)]
        if sum(shared[place].bits for place in along) >= _ALONG * sum(match.bits for match in shared):
            return along
    points: list[tuple[float, float, float, int]] = []
    for number, match in enumerate(shared):
        weight = 0.5 if _is_weak(match) else 1.0
        ours, theirs = match.one.places[:_MOST_PLACES], match.other.places[:_MOST_PLACES]
        for here in ours:
            near = (
                theirs
                if len(ours) * len(theirs) <= 9
                else sorted(theirs, key=lambda there: (abs(there / other_size - here / size), there))[:2]
            )
            points.extend((here, there, weight, number) for there in near)
    return _longest_way(sorted(points), leaves_out=credited and not alike)


def _stands_at(match: Match, size: float, other_size: float, aside: float) -> bool:
    return any(
        abs(here / size - there / other_size) <= aside
        for here in match.one.places[:6]
        for there in match.other.places[:6]
    )


def _longest_way(points: Sequence[tuple[float, float, float, int]], leaves_out: bool) -> list[int]:
    """The chain of points worth most (a chain of anchors, as genomes are aligned by).

    Args:
        points: in the shorter text, in the longer one, what each is worth, and what it is.
        leaves_out: whether the shorter text may leave any part of the longer one out.
    """
    skip, of_one_name = (_SKIP, 0.5) if leaves_out else (_JUMP, 1.0)
    if not points:
        return []
    best: list[float] = []
    jumped: list[bool] = []
    seen: list[frozenset[int]] = []
    for place, (here, there, weight, number) in enumerate(points):
        top, before, is_jump = 0.0, -1, False
        for earlier in range(place - 1, max(-1, place - 1 - _BACK), -1):
            x, y, _, _ = points[earlier]
            apart, room = abs((there - here) - (y - x)), _STRETCH * (here - x)
            if apart > _FAR + room:
                worth = best[earlier] - (skip if there - here > y - x else _JUMP)
            else:
                new = (
                    0.3
                    if number in seen[earlier]
                    else of_one_name
                    if jumped[earlier] and here - x < _ADJOINING
                    else 1.0
                )
                worth = best[earlier] + (3.0 if apart <= _NEAR + room else 1.5) * weight * new
            if worth > top:
                top, before, is_jump = worth, earlier, apart > _FAR + room
        best.append(top)
        jumped.append(is_jump)
        seen.append(frozenset((number,)) if before < 0 else seen[before] | {number})
    end = max(range(len(points)), key=lambda place: (best[place], -place))
    return sorted(seen[end])


def _is_part(way: Sequence[Match], longer: Particulars, ratio: float, lead: float) -> bool:
    """Whether what both have is one block of the longer text, and nothing else of that speaks of it: a round-up."""
    places = sorted(match.other.places[0] for match in way)
    if not places:
        return False
    few = len(places) // 20
    start, end = places[few] - 100, places[-1 - few] + 100
    if lead < 0.35 and (end - start) / longer.size < 1.45 * ratio + 0.08:
        return True
    outside = recurring = 0
    for item in longer.items:
        if item.kind.startswith(_HARDLY_NAMED):
            continue
        within = [start <= place <= end for place in item.places]
        outside += not all(within)
        recurring += any(within) and not all(within)
    return outside >= _OUTSIDE and recurring < _RECURRING * outside
