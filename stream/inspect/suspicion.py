"""Which stories deserve a look: how likely it is that something was merged that should not have been.

Each sign has a weight, and signs add up as independent doubts do: 1 - product of (1 - weight). The weights are an
order, by what editors take back most, not a measured probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from math import prod
from typing import Any

from stream.matching.families import CUT

__all__ = ["suspicion"]

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


def suspicion(record: Mapping[str, Any]) -> tuple[float, tuple[str, ...]]:
    """From 0 (nothing to see) to 1, and the signs in words, the heaviest first."""
    signs: dict[str, float] = {}
    for weight, reason in _signs(record["story"]):
        signs[reason] = max(weight, signs.get(reason, 0.0))
    degree = 1 - prod(1 - weight for weight in signs.values())
    return round(degree, 4), tuple(sorted(signs, key=lambda reason: (-signs[reason], reason)))


def _signs(told: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    corrected = {frozenset(fact) for each in told.get("corrections", ()) for fact in each["facts"]}
    for merge in told["merges"]:
        if "signals" in merge and merge["decision"] == "auto":
            yield from _signs_of(merge, corrected)
    languages = sorted({language.partition("-")[0] for language in told["languages"]})
    if len(languages) > 1 and not any(_is_translation(merge) for merge in told["merges"]):
        yield _LANGUAGES, f"mixed languages without a translation: {', '.join(languages)}"


def _signs_of(merge: Mapping[str, Any], corrected: Set[frozenset[str]]) -> Iterator[tuple[float, str]]:
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


def _may_differ(merge: Mapping[str, Any]) -> bool:
    """An update or a correction changes figures because it is one."""
    return merge["relation"] in ("update", "correction") or _tie(merge) in ("update", "replaces")


def _is_translation(merge: Mapping[str, Any]) -> bool:
    return _tie(merge) == "translation" or str(merge["relation"]).startswith("translation")


def _tie(merge: Mapping[str, Any]) -> str | None:
    return str(merge["tie"]["kind"]) if "tie" in merge else None


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))
