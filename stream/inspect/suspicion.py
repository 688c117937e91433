"""Which stories, and which merges in them, deserve a look: what may have been merged that should not have been.

Each sign has a weight, and signs add up as independent doubts do: 1 - product of (1 - weight). The weights are an
order, by what editors take back most, not a measured probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from math import prod
from typing import NamedTuple

from stream.inspect.language_names import language_name
from stream.stories.split import CUT
from stream.stories.story import MergeRecord, StoryFacts, StoryRecord

__all__ = ["Doubt", "doubts", "suspicion"]

_NEAR = 0.15  # above the cut: a score in this range is a weak link
_WEAK = 0.5  # of a link at the cut; it falls to 0 at the end of that range
_THROUGH_OTHERS = 0.6  # a member that scores below the cut: others hold it in the story
_BRIDGE = 0.4
_BRIDGE_COVERAGE = 0.6  # of either text: the member holds much else, and lacks much
_BLENDED = 0.2
_LANGUAGES = 0.5
_FIGURES = 0.3
_FIGURES_OTHER_DAY = 0.5
_SUBJECT = 0.3
_VETO = 0.6
_OTHER_WORDS = frozenset(("alert-of", "part", "translation", "translation-excerpt"))


class Doubt(NamedTuple):
    """A merge that deserves a look."""

    member: str
    against: str  # the dispatch it was compared with
    degree: float  # above 0, to 1
    reasons: tuple[str, ...]  # in words, the heaviest first


def suspicion(record: StoryRecord) -> tuple[float, tuple[str, ...]]:
    """Of a story: from 0 (nothing to see) to 1, and the signs in words, the heaviest first."""
    return _weighed(sign for signs in _signs(record["story"]).values() for sign in signs)


def doubts(record: StoryRecord) -> list[Doubt]:
    """The merges of a story that have a sign, the most doubtful first."""
    against = {merge["member"]: merge.get("comparedWith") for merge in record["story"]["merges"]}
    canonical = record["story"]["canonicalMember"]
    found = [
        Doubt(member, against[member] or canonical, *_weighed(signs))
        for member, signs in _signs(record["story"]).items()
        if signs and (against[member] or canonical) != member
    ]
    return sorted(found, key=lambda doubt: (-doubt.degree, doubt.member))


def _weighed(signs: Iterable[tuple[float, str]]) -> tuple[float, tuple[str, ...]]:
    heaviest: dict[str, float] = {}
    for weight, reason in signs:
        heaviest[reason] = max(weight, heaviest.get(reason, 0.0))
    degree = 1 - prod(1 - weight for weight in heaviest.values())
    return round(degree, 4), tuple(sorted(heaviest, key=lambda reason: (-heaviest[reason], reason)))


def _signs(facts: StoryFacts) -> dict[str, list[tuple[float, str]]]:
    """The signs against each member."""
    corrected = {frozenset(fact) for each in facts.get("corrections", ()) for fact in each["facts"]}
    merges = [merge for merge in facts["merges"] if "signals" in merge and merge["decision"] == "auto"]
    signs = {merge["member"]: list(_signs_of(merge, corrected)) for merge in merges}
    languages = sorted({language_name(language.partition("-")[0]) for language in facts["languages"]})
    if len(languages) > 1 and not any(_is_translation(merge) for merge in facts["merges"]):
        for found in signs.values():  # which of them is the stranger the record does not say
            found.append((_LANGUAGES, f"mixed languages without a translation: {', '.join(languages)}"))
    return signs


def _signs_of(merge: MergeRecord, corrected: Set[frozenset[str]]) -> Iterator[tuple[float, str]]:
    member, signals, score = merge["member"], merge["signals"], merge["score"]
    if veto := signals.get("veto"):
        kind, one, other = veto
        yield _VETO, f"veto ({kind}: {one} / {other}) against {member}"
    if "tie" not in merge and merge["relation"] not in _OTHER_WORDS:
        if score < CUT and not veto:
            yield _THROUGH_OTHERS, f"held by others only: {member} scores {score:.2f} with the canonical text"
        elif score < CUT + _NEAR and not veto:
            yield _WEAK * (CUT + _NEAR - score) / _NEAR, f"weak link: {member} at {score:.2f}"
        coverages = signals["coverageOfMember"], signals["coverageOfCanonical"]
        if signals["kind"] != "brief" and max(coverages) < _BRIDGE_COVERAGE:
            yield _BRIDGE, f"bridge: {member} shares {coverages[0]:.0%} of its text, and tells {coverages[1]:.0%}"
        elif merge["relation"] == "blended":
            yield _BLENDED, f"blended from several sources: {member}"
    if not _may_differ(merge):
        replaced = [
            pair
            for pair in signals["substitutions"]
            if any(map(_has_figure, pair)) and frozenset(pair) not in corrected
        ]
        if replaced:
            pairs = ", ".join(f"{one} / {other}" for one, other in replaced[:3])
            weight = _FIGURES_OTHER_DAY if signals["otherDay"] else _FIGURES
            yield weight, f"figures differ ({pairs}): {member}"
    if signals["otherSubject"]:
        yield _SUBJECT, f"another subject: {member}"


def _may_differ(merge: MergeRecord) -> bool:
    """An update or a correction changes figures because it is one."""
    return merge["relation"] in ("update", "correction") or _tie(merge) in ("update", "replaces")


def _is_translation(merge: MergeRecord) -> bool:
    return _tie(merge) == "translation" or merge["relation"].startswith("translation")


def _tie(merge: MergeRecord) -> str | None:
    return merge["tie"]["kind"] if "tie" in merge else None


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))
