"""Whether one of two dispatches is a translation of the other, and what shows it.

The evidence decides (`weighing`); houses and times say how much of it is asked. Least where one credits the other,
more where they are of one house, or nothing is known of one, and most where two houses name other sources: those
report the same events in their own words. Beyond a day and a half they are no candidates.

A false link makes two stories one, a missed one leaves two where one would do: the limits lean to the latter.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stream.dispatch import UNKNOWN_TIME
from stream.matching.comparison import Overlap
from stream.matching.editions import Edition
from stream.matching.translating.beside import Printed, Twice, as_printed, is_figure, order, particulars_of, turned
from stream.matching.translating.evidence import Particular, Particulars, item_of
from stream.matching.translating.figures import figures
from stream.matching.translating.weighing import Match, Weighed, group_of, matches, weigh
from stream.text.names.letters import plain

__all__ = ["LATEST", "MARKET", "ONE_HOUSE", "SAME_DAY", "Translation", "market_figures", "translated"]

HOUR = 3_600_000  # milliseconds
LATEST = 36 * HOUR
"""Between two dispatches of which one is a translation of the other."""

SAME_DAY = 18 * HOUR
"""Between two of which none credits the other: the next morning's report is at least this far off."""

ONE_HOUSE = -0.8
"""The least score of two dispatches of one house."""

_EARLIEST = 2 * HOUR  # by which the time stamp of a desk may be before that of its source
_CREDITED, _UNKNOWN, _OTHERS = -1.5, -0.5, 0.0  # the same where one credits the other, of an unknown house, of others
_EXCERPT = 0.75  # of the length of the other
MARKET = 3 * HOUR
"""Between two market items: from a market's opening to its close it is six."""

_MARKET_LENGTH = 900.0  # characters, three paragraphs
_MARKET_FACTS = 3
_MARKET_NAMES = 2 / 3  # of those of the text that has fewer


class Translation(NamedTuple):
    """Why two editions tell one story in two languages. What is printed comes in the order of the editions."""

    names: tuple[Twice, ...]
    figures: tuple[Twice, ...]
    excerpt: bool  # the shorter one tells clearly less
    score: float  # 0.5 to 1: a half, and half the mean of Jaccard and containment of what they say
    lacks: tuple[str, ...]  # sentences of the longer text that name or count something, of which the other has nothing


def translated(one: Edition, other: Edition) -> Translation | None:
    """Whether one of the two is a translation, or a translated excerpt, of the other. The same from either side, but
    for the order of what is printed.

    None also where nothing can be said: a language or a time is not known.
    """
    asked = _asked(one, other)
    if asked is None:
        return None
    if order(other) < order(one):
        found = _translated(other, one, asked)
        return found and found._replace(names=turned(found.names), figures=turned(found.figures))
    return _translated(one, other, asked)


class _Asked(NamedTuple):
    least: float  # score that makes two texts one story
    credited: bool = False  # one credits the other


def _asked(one: Edition, other: Edition) -> _Asked | None:
    """What makes the two one story; None where they cannot be."""
    languages = [(edition.version.language or "").partition("-")[0] for edition in (one, other)]
    if "" in languages or languages[0] == languages[1] or UNKNOWN_TIME in (one.published, other.published):
        return None
    apart = abs(one.published - other.published)
    if apart > LATEST:
        return None
    for made, source in ((one, other), (other, one)):
        if _credits(made, source):
            return _Asked(_CREDITED, credited=True) if made.published - source.published >= -_EARLIEST else None
    if apart > SAME_DAY:
        return None
    if not one.chain or not other.chain:
        return _Asked(_UNKNOWN)
    return _Asked(ONE_HOUSE if one.issuer == other.issuer or one.chain[0] == other.chain[0] else _OTHERS)


def _credits(made: Edition, source: Edition) -> bool:
    """Whether one credits the house of the other ahead of its own."""
    return made.issuer != source.issuer and source.issuer in made.chain[:-1]


def _translated(shorter: Edition, longer: Edition, asked: _Asked) -> Translation | None:
    less, more = particulars_of(shorter), particulars_of(longer)
    weighed = weigh(less, more, credited=asked.credited)
    if weighed is not None and weighed.holds(asked.least, credited=asked.credited):
        return _told(shorter, longer, weighed)
    shared = _market_item(shorter, longer, less, more)
    return _told(shorter, longer, Weighed(0.0, 0.0, 0.0, shared, 1.0, False, 0, 0)) if shared else None


def _market_item(one: Edition, other: Edition, less: Particulars, more: Particulars) -> tuple[Match, ...]:
    """What two short texts of one house and hour share, where all their figures are the same."""
    if one.issuer is None or one.issuer != other.issuer or abs(one.published - other.published) > MARKET:
        return ()
    if more.size > _MARKET_LENGTH:
        return ()
    counted = [{item.key for item in side.items if _tells(item)} for side in (less, more)]
    if counted[0] != counted[1] or not any(item.kind.startswith("figured") for item in less.items):
        return ()
    shared = tuple(matches(less, more))
    named = [match for match in shared if group_of(match.one.kind) == "firm" and match.bits > 1]
    if not named or len(named) + len(counted[0]) < _MARKET_FACTS or not _same_names(less, more, named):
        return ()
    return shared


def market_figures(edition: Edition) -> tuple[str, ...]:
    """All figures of a short text that has one with decimals: what two market items must have in common."""
    version = edition.version
    if len(version.text) > 1.2 * _MARKET_LENGTH:
        return ()
    text = f"{version.headline}\n{version.text}"
    if _DECIMAL.search(text) is None:
        return ()
    if len(_RUN.findall(text)) > _MOST_FIGURES:
        return ()
    told = {item_of(figure) for figure in figures(plain(text), (version.language or "").partition("-")[0])}
    if not any(kind.startswith("figured") for kind, _ in told):
        return ()
    return tuple(sorted(key for kind, key in told if kind.startswith("figure") and kind != "figure1"))


_RUN = re.compile(r"\d+")
_MOST_FIGURES = 16  # runs of digits; what has more is a table

_DECIMAL = re.compile(r"\d[.,٫]\d")


def _tells(item: Particular) -> bool:
    return item.kind.startswith("figure") and item.kind != "figure1"


def _same_names(less: Particulars, more: Particulars, named: list[Match]) -> bool:
    """Whether most of what the one that names less does is in the other, where both are in scripts with capitals."""
    if {less.script, more.script} - {"Latn", "Cyrl"}:
        return True
    ours, theirs = ({item.key for item in side.items if _is_named(item)} for side in (less, more))
    here, there = ({match.one.key for match in named} & ours, {match.other.key for match in named} & theirs)
    share, of = min((len(here), len(ours)), (len(there), len(theirs)), key=lambda pair: pair[1])
    return share >= _MARKET_NAMES * of


def _is_named(item: Particular) -> bool:
    return (
        group_of(item.kind) == "firm" and item.kind[:5] not in ("sound", "first") and not item.kind.startswith("noun")
    )


def _told(shorter: Edition, longer: Edition, weighed: Weighed) -> Translation:
    less, more = particulars_of(shorter), particulars_of(longer)
    count = Overlap(len(weighed.matches), max(len(less.items), 1), max(len(more.items), 1))
    excerpt = weighed.ratio < _EXCERPT and not _credits(longer, shorter)
    in_order = sorted(weighed.matches, key=lambda match: (match.other.places[0], match.other.key))
    names = tuple(as_printed(match) for match in in_order if not is_figure(match))
    figures = tuple(as_printed(match) for match in in_order if is_figure(match))
    score = 0.5 + min(1.0, count.similarity) / 2
    held = {match.other.key for match in weighed.matches}
    return Translation(names, figures, excerpt, score, Printed(longer).without(more, held) if excerpt else ())
