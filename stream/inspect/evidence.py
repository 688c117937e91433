"""Why two dispatches are one story, or are not: the evidence as a waterfall that ends at the threshold.

The verdict is that of the stored stories. The steps are found by comparing the two texts again, as matching did;
what the record does not tell (see :mod:`stream.inspect.stored_editions`) is made good by a last step that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from stream.dispatch import Verdict
from stream.errors import Usage
from stream.inspect.alignment import Aligned, align
from stream.inspect.contents import hidden
from stream.inspect.queries import story, story_of
from stream.inspect.store import Store
from stream.inspect.stored_editions import edition
from stream.local.folding import WINDOW
from stream.matching.comparison import Comparison, compare
from stream.matching.editions import UNKNOWN_TIME, Edition
from stream.matching.ties import Tie, tie
from stream.stories.split import CUT

__all__ = ["ONE_STORY", "RELATED", "TWO_STORIES", "Step", "Why", "why"]

ONE_STORY, TWO_STORIES, RELATED = "one story", "two stories", "related"

_MOST_PAIRED = 8  # members of each story whose texts are compared for the mean: at most 64 pairs, 50 ms
_ROUNDING = 0.005  # by which a stored score may differ from the one found again
_SHOWN = 5
_WINDOW = WINDOW.total_seconds() * 1000  # milliseconds; another may have been set, which no record tells


class Step(NamedTuple):
    """One piece of evidence: by how much it moves the score, and where that stands then."""

    name: str
    value: float
    total: float
    note: str


class Why(NamedTuple):
    """The evidence for and against. ``aligned`` are sentences of the two; None where only one side has it."""

    one: str
    other: str
    verdict: str  # ONE_STORY, TWO_STORIES or RELATED
    score: float  # where the last step ends: at the threshold or above it for one story, below it for two
    threshold: float
    steps: tuple[Step, ...]
    veto: tuple[str, str, str] | None  # kind, what one says, what the other says
    tie: tuple[str, str] | None  # kind, evidence
    aligned: tuple[Aligned, ...]


class _Side(NamedTuple):
    uri: str
    record: dict[str, Any]
    edition: Edition | None

    @property
    def story(self) -> str:
        return str(self.record["uri"])


_RULED = {Verdict.SAME: ONE_STORY, Verdict.DIFFERENT: TWO_STORIES}


class _Evidence(NamedTuple):
    """What is known of the pair: found again where both texts are shown, else as it was stored."""

    score: float
    veto: tuple[str, str, str] | None
    tie: tuple[str, str] | None
    steps: tuple[tuple[str, float, str], ...]  # name, value, note


def why(store: Store, one: str, other: str) -> Why:
    """Explain a pair.

    Args:
        store: the projection.
        one: uri of a dispatch; that of a story stands for its canonical member.
        other: likewise.

    Raises:
        Usage: no story holds such a dispatch, or the two are the same.
    """
    left, right = _side(store, one), _side(store, other)
    if left.uri == right.uri:
        raise Usage(f"{left.uri}: that is one dispatch; name two")
    evidence = _evidence(left, right)
    verdict, ruled = _verdict(left, right)
    steps, total = [], 0.0
    for name, value, note in (*evidence.steps, *_settled(left, right, evidence, verdict, ruled)):
        total = round(total + value, 4) + 0.0  # never -0.0
        steps.append(Step(name, round(value, 4), total, note))
    texts = [side.edition.version.text if side.edition else "" for side in (left, right)]
    aligned = align(*texts) if all(texts) else ()
    return Why(left.uri, right.uri, verdict, total, CUT, tuple(steps), evidence.veto, evidence.tie, aligned)


def _side(store: Store, uri: str) -> _Side:
    record = story_of(store, uri)
    if record is None and (record := story(store, uri)) is not None:
        uri = record["story"]["canonicalMember"]
    if record is None:
        raise Usage(f"{uri}: no story in {store.path} has such a dispatch")
    return _Side(uri, record, edition(record, uri))


def _verdict(left: _Side, right: _Side) -> tuple[str, Mapping[str, Any] | None]:
    """What became of the pair, and the ruling or relation that says so."""
    told = left.record["story"]
    pair = sorted((left.uri, right.uri))
    ruling = next((each for each in told.get("rulings", ()) if each["pair"] == pair), None)
    if left.story == right.story:
        return ONE_STORY, ruling
    for here, there in ((left, right), (right, left)):  # a digest is told in the stories that it holds, not they in it
        for each in here.record["story"].get("related", ()):
            if not {there.uri, there.story}.isdisjoint((each.get("uri"), each.get("of"), each.get("story"))):
                return RELATED, each
    return TWO_STORIES, ruling


def _evidence(left: _Side, right: _Side) -> _Evidence:
    stored = _stored(left, right)
    if left.edition is None or right.edition is None:
        return _as_stored(stored, [side for side in (left, right) if side.edition is None])
    found = compare(left.edition, right.edition)
    bound = tie(left.edition, right.edition)
    veto = (found.veto.kind, found.veto.first, found.veto.second) if found.veto else None
    bond = (bound.kind.value, bound.evidence) if bound else None
    if stored is not None:  # matching saw more than the record shows: marks, slugs, datelines
        veto = _stored_veto(stored, left)
        bond = (stored["tie"]["kind"], stored["tie"]["evidence"]) if "tie" in stored else None
    score = found.score if stored is None else stored["score"]
    return _Evidence(score, veto, bond, tuple(_steps(found, score, veto, bond, bound)))


def _stored(left: _Side, right: _Side) -> dict[str, Any] | None:
    """What the story tells of the pair, where one of the two is the canonical member."""
    if left.story != right.story:
        return None
    pair = {left.uri, right.uri}
    merges = left.record["story"]["merges"]
    return next((each for each in merges if {each["member"], each.get("comparedWith")} == pair), None)


def _stored_veto(stored: Mapping[str, Any], left: _Side) -> tuple[str, str, str] | None:
    """Told from the left side; the record tells it from the member's."""
    found = stored["signals"].get("veto")
    if found is None:
        return None
    kind, one, other = found
    return (kind, one, other) if stored["member"] == left.uri else (kind, other, one)


def _as_stored(stored: Mapping[str, Any] | None, without: Iterable[_Side]) -> _Evidence:
    if stored is None:
        reasons = "; ".join(f"{side.uri}: {hidden(side.record, side.uri)}" for side in without)
        return _Evidence(0.0, None, None, (("texts", 0.0, f"not shown: {reasons}"),))
    signals = stored["signals"]
    note = f"as stored: Jaccard {signals['jaccard']:.2f}, containment {signals['containment']:.2f}"
    bond = (stored["tie"]["kind"], stored["tie"]["evidence"]) if "tie" in stored else None
    steps = [("words in common", stored["score"], note)]
    if bond and stored["score"] < CUT:
        steps.append((f"tie: {bond[0]}", 1.0 - stored["score"], bond[1]))
    veto = signals.get("veto")
    return _Evidence(stored["score"], tuple(veto) if veto else None, bond, tuple(steps))


def _steps(
    found: Comparison, score: float, veto: tuple[str, str, str] | None, bond: tuple[str, str] | None, bound: Tie | None
) -> Iterator[tuple[str, float, str]]:
    similarity = found.overlap.similarity
    if found.kind == "brief":
        similarity = score
        yield "brief", score, "too short for shingles: the whole text, within an hour and one house"
    elif found.text_score == 1.0 and similarity < 1.0:
        similarity = 1.0
        yield "the same text", 1.0, ""
    else:
        overlap = found.overlap
        shared = f"{overlap.shared:,} of {overlap.first:,} and {overlap.second:,} {_UNITS[found.kind]}"
        note = f"{shared}; Jaccard {overlap.jaccard:.2f}, containment {overlap.containment:.2f}"
        yield "words in common", similarity, note
    total = similarity
    if (alike := found.in_order) is not None:
        note = f"{alike.shared:,} of {alike.first:,} and {alike.second:,} words stand in one order"
        yield "single words swapped", alike.similarity - total, note
        total = alike.similarity
    replaced = ", ".join(f"{each.first} / {each.second}" for each in found.substitutions[:_SHOWN])
    if found.other_subject:
        replaced = f"{replaced}; another subject".removeprefix("; ")
    if found.other_day:
        replaced = f"{replaced}; on another day" if replaced else ""
    bonus = max(0.0, found.score - found.text_score) if found.veto is None else 0.0
    if replaced:
        # A veto hides what these would have cost.
        value = 0.0 if found.veto else found.score - bonus - total
        total += value
        yield "names and figures replaced", value, replaced
    if bonus:
        total += bonus
        yield "one headline", bonus, "within six hours"
    if veto is not None:
        yield f"veto: {veto[0]}", -total, f"{veto[1]} / {veto[2]}"
        total = 0.0
    if abs(score - total) > _ROUNDING:
        yield "marks", score - total, "the house's own, or another version; the story does not tell them"
        total = score
    if bond is not None and total < CUT:
        sure = bound.score if bound is not None and bound.kind.value == bond[0] else 1.0
        yield f"tie: {bond[0]}", max(0.0, sure - total), bond[1]


_UNITS = {"words": "runs of five words", "characters": "runs of characters (words are glued together)"}


def _settled(
    left: _Side, right: _Side, evidence: _Evidence, verdict: str, said: Mapping[str, Any] | None
) -> Iterator[tuple[str, float, str]]:
    """The step that makes the waterfall end where the stories do."""
    total = sum(value for _, value, _ in evidence.steps)
    if verdict == RELATED and said is not None:
        yield f"related: {said['rel']}", min(0.0, -total), "told beside the story, never as a part of it"
    elif said is not None and _RULED.get(said["verdict"]) == verdict:
        end = 1.0 if verdict == ONE_STORY else 0.0
        yield "ruling", end - total, f"{said['verdict']}, by {said['by']}: {said['because']}"
    elif verdict == ONE_STORY and total < CUT:
        yield _held(left, right, total)
    elif verdict == TWO_STORIES and total >= CUT:
        yield _apart(left, right, total)


def _held(left: _Side, right: _Side, total: float) -> tuple[str, float, str]:
    """By what two are one story that neither words nor ties bind to each other."""
    canonical = left.record["story"]["canonicalMember"]
    links = [_link(side, canonical) for side in (left, right) if side.uri != canonical]
    if len(links) == 2 and (weakest := min(strength for strength, _ in links)) >= CUT:
        return f"by way of {canonical}", weakest - total, "; ".join(note for _, note in links)
    mean = _mean(left, right)
    note = f"of all members together the mean is above the threshold; with a third these two score {mean:.2f} at best"
    return "other members", max(mean, CUT) - total, note


def _link(side: _Side, canonical: str) -> tuple[float, str]:
    """How strongly a member is bound to the canonical one, and by what."""
    [merge] = [each for each in side.record["story"]["merges"] if each["member"] == side.uri]
    if merge.get("comparedWith") != canonical:
        return 0.0, side.uri
    if "tie" in merge:
        return 1.0, f"{side.uri}: {merge['tie']['kind']}, {merge['tie']['evidence']}"
    return merge["score"], f"{side.uri}: score {merge['score']:.2f}"


def _apart(left: _Side, right: _Side, total: float) -> tuple[str, float, str]:
    ours, theirs = (side.edition.published if side.edition else UNKNOWN_TIME for side in (left, right))
    if UNKNOWN_TIME not in (ours, theirs) and abs(ours - theirs) > _WINDOW:
        return "window", -total, f"published {abs(ours - theirs) / 3_600_000:.0f} hours apart"
    mean = _mean(left, right)
    if mean < CUT:
        return "other members", mean - total, "the mean of all pairs of the two stories stays below the threshold"
    return "set apart", -total, "by what the stories do not tell: a ruling, a substitute, another version, the window"


def _mean(left: _Side, right: _Side) -> float:
    """Of two stories the mean score of their pairs; of one the best score of either dispatch with a third."""
    if left.story != right.story:
        scores = [compare(one, other).score for one in _editions(left) for other in _editions(right)]
        return sum(scores) / len(scores) if scores else 0.0
    ours = [side.edition for side in (left, right) if side.edition is not None]
    others = [each for each in _editions(left) if each.version.uri not in (left.uri, right.uri)]
    best = [max((compare(one, other).score for other in others), default=0.0) for one in ours]
    return min(best, default=0.0)


def _editions(side: _Side) -> list[Edition]:
    uris = [merge["member"] for merge in side.record["story"]["merges"]][:_MOST_PAIRED]
    return [found for uri in uris if (found := edition(side.record, uri)) is not None]
