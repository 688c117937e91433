"""Conflicts of fact that keep two editions from being one story, however alike their words are.

Rates, markets, weather, "premier meets X", condolences: a house fills one template again and again, and a word or two
tell the reports apart. A veto names them.

* *name*, *place*, *day*: one stands in another's place in the lead, and neither text mentions the other's.
* *place*, by dateline: one house dates two reports of what happened on one day from two places, and neither text
  mentions the other's. Another house's dateline is where that house sits.
* *figures*: on another day, in texts that share no event day and quote none of each other's, several figures are
  replaced, or nothing but figures is.

A correction of the same subject may change anything, an update figures and dateline.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from stream.matching.conflicts import Veto, figures_differ, held, leads_differ
from stream.matching.days import NamedDay, is_event_day
from stream.matching.editions import UNKNOWN_TIME, Edition
from stream.matching.headlines import unrelated
from stream.matching.openings import LEAD, lead, spelt_alike
from stream.matching.templates import slots
from stream.text.fold import fold_words

__all__ = ["OTHER_DAY", "Veto", "conflict", "veto"]

OTHER_DAY = 18 * 3_600_000
"""Milliseconds: a morning report and the next morning's are at least so far apart."""

_CORRECTS = frozenset(("correction", "refile"))
_UPDATES = _CORRECTS | {"update"}
_SAME_HEADLINE = 90.0  # of 100, of the part that both have: one may have a mark before it


def veto(one: Edition, other: Edition) -> Veto | None:
    """What keeps two editions from being one story; None where nothing does. The same from either side."""
    marks = {*one.version.signals, *other.version.signals}
    marked = not _UPDATES.isdisjoint(marks) and _same_subject(one, other)
    found = _of_texts(one, other) or _headed_otherwise(one, other)
    if found is not None and not (marked and (found.kind == "figures" or not _CORRECTS.isdisjoint(marks))):
        return found
    if marked:
        return None
    if unrelated(one, other):
        return Veto("headline", one.version.headline, other.version.headline)
    return _dated_elsewhere(one, other)


def conflict(one: Edition, other: Edition) -> Veto | None:
    """What the texts and times alone disagree on, whatever marks and datelines say.

    Copies of one text stand in for each other when candidates are chosen (see `stream.entities.buckets`), so a
    link may hang on nothing else. Of briefs, which match within one house only, the dateline counts as text.
    """
    found = _of_texts(one, other)
    if found is None and one.brief is not None and other.brief is not None and one.text_id != other.text_id:
        return _dated_elsewhere(one, other)
    return found


def _of_texts(one: Edition, other: Edition) -> Veto | None:
    """Aligned in one order only: which of two equally short edit scripts is found depends on it."""
    if other.text_id < one.text_id:
        found = _in_order(other, one)
        return found.flipped() if found else None
    return _in_order(one, other) if one.text_id != other.text_id else None


def _headed_otherwise(one: Edition, other: Edition) -> Veto | None:
    """As `_of_texts`, with what the headlines say."""
    if one.text_id == other.text_id:
        return None
    if other.text_id < one.text_id:
        found = _headed_otherwise(other, one)
        return found.flipped() if found else None
    return _filled_otherwise(one, other, (one.version.headline, other.version.headline))


@lru_cache(maxsize=1 << 15)  # `conflict` and `veto` of a pair are asked for together, a family's whenever it is told
def _in_order(one: Edition, other: Edition) -> Veto | None:
    times = one.published, other.published
    found = leads_differ(one.version.text, other.version.text, times=times)
    if found is None and UNKNOWN_TIME not in times and abs(times[0] - times[1]) > OTHER_DAY:
        found = figures_differ(one.version.text, other.version.text, times)
    return found or _filled_otherwise(one, other)


def _filled_otherwise(one: Edition, other: Edition, headlines: tuple[str, str] | None = None) -> Veto | None:
    """What fills the slots of one template with two events."""
    slot = slots(one.version.text, other.version.text).differ(headlines)
    return slot and Veto("figures" if slot.figures else "name", slot.first, slot.second)


def _dated_elsewhere(one: Edition, other: Edition) -> Veto | None:
    here, there = one.version.located, other.version.located
    if not here or not there or one.issuer != other.issuer:
        return None
    ours, theirs = _town(here), _town(there)
    if ours == theirs or spelt_alike(ours, theirs):
        return None
    if held(other.version.text).issuperset(ours.split()) or held(one.version.text).issuperset(theirs.split()):
        return None
    return None if _event_days(one).isdisjoint(_event_days(other)) else Veto("place", here, there)


@lru_cache(maxsize=1024)
def _town(located: str) -> str:
    """Of "MANILA, Philippines" the first."""
    return " ".join(re.findall(r"\w+", fold_words(located.partition(",")[0])))


def _event_days(edition: Edition) -> set[NamedDay]:
    days = lead(edition.version.text).days[:LEAD]
    return {day for day in days if day is not None and is_event_day(day, edition.version.published)}


def _same_subject(one: Edition, other: Edition) -> bool:
    """Whether two items have one slug, or where not both have one, one headline but for what is put before it."""
    slugs = [fold_words(each.version.slugline or "") for each in (one, other)]
    if all(slugs):
        return slugs[0] == slugs[1]
    headlines = [fold_words(each.version.headline) for each in (one, other)]
    return all(headlines) and fuzz.partial_ratio(*headlines) >= _SAME_HEADLINE
