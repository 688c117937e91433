"""Finds what a correction corrects, and which members still tell the old fact.

Figures may fall as well as rise, so neither size nor time tells which is right: the mark of the correction does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from stream.matching.comparison import compare
from stream.matching.editions import UNKNOWN_TIME, Edition, Role
from stream.matching.substitutions import FLANK, aligned, is_dense, joined, replacements, substitutions, words
from stream.reading.notices import headline_parts, headline_stem, prints, set_right
from stream.stories.provenance import Member, Provenance

__all__ = ["Correction", "corrections"]

_NOT = re.compile(
    # What a correction says it corrects: "(et non 14,2% comme annoncé)", "(not 14.2 percent as sent)".
    r"(?<!\w)(?:et non(?: pas)?|not|instead of|rather than|au lieu de|y no|en lugar de|und nicht|statt|e não)\s+"
    r"(?P<old>\d[\d.,]*\d|\d)",
    re.IGNORECASE,
)
_CORRECTS = frozenset(("correction", "refile"))
_FIGURE = re.compile(r"\d")
_LONGEST_FIGURE = 6  # signs and figures: 1億2千万; and words
_MOST_REWORDED = 3
_DECIMAL = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")  # 14,2 is 14.2; 1,000 stays


class Correction(NamedTuple):
    """A version that corrects an earlier one."""

    by: Edition
    facts: tuple[tuple[str, str], ...]  # (old, new) as printed; new is "" where only the old one is named
    stale: tuple[str, ...]  # uris of members that tell the old one


def corrections(members: Sequence[Member], provenance: Provenance) -> list[Correction]:
    """The corrections of a story, in the order of their time.

    Args:
        members: in (published, uri) order.
        provenance: their chain.
    """
    first = provenance.hops[0].party
    headlines = _headlines_of(members)
    out = []
    for member in members:
        for edition in member.editions:
            if "correction" in edition.version.signals and edition.version.said_by is not None:
                out.append(_by_words(edition, member, members, first))
            elif edition.version.text:
                is_marked = not _CORRECTS.isdisjoint(edition.version.signals)
                if not is_marked and not _has_headline_of_another(edition, headlines):
                    continue
                base = _base(edition, member, members)
                facts = _facts(base, edition)
                if not is_marked and not _is_same_but_for(facts, base, edition):
                    continue
                if "correction" not in edition.version.signals and not any(_FIGURE.search(old) for old, _ in facts):
                    continue  # a typing error
                reached = [
                    derived for derived in members if derived is not member and _has_it_from(derived, edition, first)
                ]
                stale = [derived.uri for derived in reached if _is_stale(derived, base, edition, facts)]
                out.append(Correction(edition, facts, tuple(stale)))
    return sorted(
        out, key=lambda correction: (correction.by.published, correction.by.version.uri, correction.by.version.key)
    )


_Headlines = Mapping[tuple[str | None, str], Mapping[str, int]]


def _headlines_of(members: Iterable[Member]) -> _Headlines:
    """By house and headline the first two items that had it, with their times, of thousands at once."""
    found: dict[tuple[str | None, str], dict[str, int]] = {}
    editions = (edition for member in members for edition in member.editions)
    for edition in sorted(editions, key=lambda each: (each.published, each.version.uri)):
        if stem := headline_stem(edition.version.headline):
            items = found.setdefault((edition.issuer, stem), {})
            if len(items) < 2:
                items.setdefault(edition.version.uri, edition.published)
    return found


def _has_headline_of_another(edition: Edition, headlines: _Headlines) -> bool:
    """Whether an item has the headline of an earlier one of its house, and a mark with it that nobody knows, or one
    that says that it takes the place of that.
    """
    stem = headline_stem(edition.version.headline)
    whole = (stem,) if "update" in edition.version.signals else ()
    return any(
        uri != edition.version.uri and published < edition.published
        for part in (*whole, *headline_parts(stem))
        for uri, published in headlines.get((edition.issuer, part), {}).items()
    )


def _is_same_but_for(facts: Iterable[tuple[str, str]], base: Edition | None, edition: Edition) -> bool:
    """Whether a text says again what an earlier one said, with other figures and nothing else: an update adds."""
    pairs = [(old, new) for old, new in facts if new]
    if base is None or not pairs or not all(_FIGURE.search(old) and _FIGURE.search(new) for old, new in pairs):
        return False
    text = base.version.text
    for old, new in pairs:
        text = new.join(re.split(rf"(?<!\d){re.escape(old)}(?!\d)", text))
    return text == edition.version.text


def _by_words(edition: Edition, member: Member, members: Iterable[Member], first: str | None) -> Correction:
    """What a notice corrects that sets one value against another: what the text holds is wrong."""
    facts = set_right(edition.version.ed_note or "", member.current.version.text, is_correction=True)
    stale = [
        each.uri
        for each in members
        if each is member or _has_it_from(each, edition, first)
        if any(prints(each.current.version.text, old) for old, _ in facts)
    ]
    return Correction(edition, tuple(facts), tuple(stale))


def _base(edition: Edition, member: Member, members: Iterable[Member]) -> Edition | None:
    """What it corrects: the version before it, else the last that its house told under another uri."""
    own = [past for past in member.editions if past.version.text and past.version.key < edition.version.key]
    if own:
        return own[-1]
    earlier = [
        past
        for other in members
        if other is not member
        for past in other.editions
        if past.version.text
        and past.issuer == edition.issuer
        and past.role is not Role.ALERT
        and past.published <= edition.published
    ]
    named = [past for past in earlier if past.version.uri in edition.version.replaces]
    return max(named or earlier, key=lambda past: (past.published, past.version.uri, past.version.key), default=None)


def _facts(base: Edition | None, edition: Edition) -> tuple[tuple[str, str], ...]:
    facts: dict[str, str] = {}
    if base is not None:
        texts = base.version.text, edition.version.text
        for old, new in _replaced(*texts):
            facts.setdefault(*_told_apart(old, new, *texts))
        if not facts and "correction" in edition.version.signals:
            facts.update(_reworded(*texts))
    known = {_plain(old) for old in facts}
    note = f"{edition.version.text}\n{edition.version.ed_note or ''}"
    for match in _NOT.finditer(note):
        if not any(_plain(match["old"]) in old.split() for old in known):
            facts.setdefault(match["old"], "")
    return tuple(facts.items())


def _replaced(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What a text prints and what the other one prints in its place: names and figures.

    Where nothing parts words, each sign is one, and a figure has several: 34万 and 3万4千.
    """
    if not (is_dense(old) and is_dense(new)):
        yield from ((found.first, found.second) for found in substitutions(old, new).found)
        return
    ours, theirs = words(old).printed, words(new).printed
    for run, before, after, _ in replacements(joined(aligned(old, new))):
        first, second = ours[run.first_start : run.first_end], theirs[run.second_start : run.second_end]
        has_figures = all(any(word[0].isdigit() for word in side) for side in (first, second))
        if has_figures and max(len(first), len(second)) <= _LONGEST_FIGURE and min(before, after) >= FLANK:
            yield "".join(first), "".join(second)


def _told_apart(old: str, new: str, before: str, after: str) -> tuple[str, str]:
    """A fact with what stands behind it in both texts, where the earlier one has the new value elsewhere too.

    "9輛" became "19輛", in a text about somebody of 19.
    """
    if not prints(before, new):
        return old, new
    unit = r"[^\W\d]" if is_dense(before) else r"\s?[^\W\d]+"
    for behind in re.findall(rf"(?<!\d){re.escape(old)}({unit})", before):
        if prints(after, f"{new}{behind}") and not prints(before, f"{new}{behind}"):
            return f"{old}{behind}", f"{new}{behind}"
    return old, new


def _reworded(old: str, new: str) -> list[tuple[str, str]]:
    """The few other words that a correction changes, "up" for "down", each with the one behind it; none of many."""
    if is_dense(old):
        return []
    ours, theirs = words(old).printed, words(new).printed
    found = [
        (ours[run.first_start : run.first_end + 1], theirs[run.second_start : run.second_end + 1])
        for run, before, after, _ in replacements(joined(aligned(old, new)))
        if min(before, after) >= FLANK
    ]
    if len(found) > _MOST_REWORDED or any(len(side) > _LONGEST_FIGURE for pair in found for side in pair):
        return []
    return [(" ".join(one), " ".join(other)) for one, other in found]


def _has_it_from(member: Member, edition: Edition, first: str | None) -> bool:
    """Whether a member's text came through the hands of the house that corrects."""
    if member.current.role is Role.ALERT:
        return False
    return edition.issuer is None or edition.issuer == first or edition.issuer in member.current.chain


def _is_stale(member: Member, base: Edition | None, edition: Edition, facts: Sequence[tuple[str, str]]) -> bool:
    current = member.current
    if not _CORRECTS.isdisjoint(current.version.signals) or not current.version.text:
        return False
    if facts:
        holds = _holder(current.version.text)
        return any(holds(old) and not (new and holds(new)) for old, new in facts)
    known = UNKNOWN_TIME not in (member.published, edition.published)
    if base is None or (known and member.published > edition.published):
        return False
    return compare(current, base).score > compare(current, edition).score


def _holder(text: str) -> Callable[[str], bool]:
    """What tells whether this text has a name or a figure."""
    if is_dense(text):
        return partial(prints, text)
    told = _tokens(text)
    return lambda fact: _tokens(fact) in told


def _tokens(text: str) -> str:
    return f" {_plain(' '.join(words(text).folded))} "


def _plain(text: str) -> str:
    return _DECIMAL.sub(".", text)
