"""Explains why two dispatches are one story, or are not: the evidence as a waterfall that ends at the threshold.

Verdict, score, veto and tie are those of the stored stories, where they tell of the pair. The steps come of comparing
the two texts once more; what neither tells (see :mod:`stream.inspect.stored_editions`) is a last step that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from stream.errors import Usage
from stream.inspect.alignment import Aligned, align, translated_sentences
from stream.inspect.contents import hidden
from stream.inspect.queries import story, story_of
from stream.inspect.store import Store
from stream.inspect.stored_editions import edition
from stream.local.folding import WINDOW
from stream.matching.comparison import Comparison, compare
from stream.matching.editions import UNKNOWN_TIME, Edition
from stream.matching.ties import tie
from stream.matching.translating.beside import beside
from stream.stories.split import CUT
from stream.stories.story import MergeRecord, RelationRecord, RulingRecord, StoryRecord

__all__ = ["ONE_STORY", "RELATED", "TWO_STORIES", "Step", "Why", "why"]

ONE_STORY, TWO_STORIES, RELATED = "one story", "two stories", "related"

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
    """One of the two, with the story that holds it."""

    uri: str
    record: StoryRecord
    edition: Edition | None  # None: the story does not show its text


class _Pair(NamedTuple):
    """The two, and what their stories say of them."""

    left: _Side
    right: _Side
    merge: MergeRecord | None  # where one of them is the canonical member of their story
    relation: RelationRecord | None
    ruling: RulingRecord | None

    @property
    def verdict(self) -> str:
        """What became of them."""
        if self.left.record["uri"] == self.right.record["uri"]:
            return ONE_STORY
        return TWO_STORIES if self.relation is None else RELATED


class _Bond(NamedTuple):
    """What binds two dispatches other than their words, and how surely."""

    kind: str
    evidence: str
    score: float = 1.0


_Move = tuple[str, float, str]  # name, by how much the score moves, note
_RULED: Final = {"same": ONE_STORY, "different": TWO_STORIES}


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
    pair = _Pair(left, right, _merge(left, right), _relation(left, right), _ruling(left, right))
    compared = compare(left.edition, right.edition) if left.edition and right.edition else None
    veto, bond = _veto(pair, compared), _bond(pair)
    steps, total = [], 0.0

    def move(moves: Iterator[_Move]) -> None:
        nonlocal total
        for name, value, note in moves:
            total = round(total + value, 4) + 0.0  # never -0.0
            steps.append(Step(name, round(value, 4), total, note))

    move(_by_words(pair, compared, veto))
    if bond and total < CUT:
        move(iter([(f"tie: {bond.kind}", max(0.0, bond.score - total), bond.evidence)]))
    move(_settled(pair, total))
    aligned = _aligned(left.edition, right.edition) if left.edition and right.edition else ()
    tied = (bond.kind, bond.evidence) if bond else None
    return Why(left.uri, right.uri, pair.verdict, total, CUT, tuple(steps), veto, tied, aligned)


def _aligned(left: Edition, right: Edition) -> tuple[Aligned, ...]:
    texts = left.version.text, right.version.text
    common = beside(left, right)
    return align(*texts) if common is None else translated_sentences(*texts, common.bindings)


def _side(store: Store, uri: str) -> _Side:
    record = story_of(store, uri)
    if record is None and (record := story(store, uri)) is not None:
        uri = record["story"]["canonicalMember"]
    if record is None:
        raise Usage(f"{uri}: no story in {store.path} has such a dispatch")
    return _Side(uri, record, edition(record, uri))


def _merge(left: _Side, right: _Side) -> MergeRecord | None:
    pair = {left.uri, right.uri}
    merges = left.record["story"]["merges"] if left.record["uri"] == right.record["uri"] else ()
    return next((merge for merge in merges if {merge["member"], merge.get("comparedWith")} == pair), None)


def _ruling(left: _Side, right: _Side) -> RulingRecord | None:
    pair = {left.uri, right.uri}
    rulings = left.record["story"].get("rulings", ())
    return next((ruling for ruling in rulings if set(ruling["pair"]) == pair), None)


def _relation(left: _Side, right: _Side) -> RelationRecord | None:
    for here, there in ((left, right), (right, left)):  # a digest is told in the stories that it holds, not they in it
        for relation in here.record["story"].get("related", ()):
            named = relation.get("uri"), relation.get("of"), relation.get("story")
            if there.uri in named or there.record["uri"] in named:
                return relation
    return None


def _veto(pair: _Pair, compared: Comparison | None) -> tuple[str, str, str] | None:
    """What overrules their words, told from the left side; a merge tells it from the member's."""
    if pair.merge is None:
        veto = compared.veto if compared else None
        return (veto.kind, veto.first, veto.second) if veto else None
    if "veto" not in pair.merge["signals"]:
        return None
    kind, ours, theirs = pair.merge["signals"]["veto"]
    return (kind, ours, theirs) if pair.merge["member"] == pair.left.uri else (kind, theirs, ours)


def _bond(pair: _Pair) -> _Bond | None:
    """What the story says ties them; where it tells nothing of the pair, what their texts and marks say."""
    if pair.merge is not None:
        bond = pair.merge.get("tie")
        return _Bond(bond["kind"], bond["evidence"]) if bond is not None else None
    bound = tie(pair.left.edition, pair.right.edition) if pair.left.edition and pair.right.edition else None
    return _Bond(bound.kind.value, bound.evidence, bound.score) if bound else None


def _by_words(pair: _Pair, compared: Comparison | None, veto: tuple[str, str, str] | None) -> Iterator[_Move]:
    """What their words come to; as the story has it where it does not show both texts."""
    if compared is None and pair.merge is None:
        without = [side for side in (pair.left, pair.right) if side.edition is None]
        reasons = "; ".join(f"{side.uri}: {hidden(side.record, side.uri)}" for side in without)
        yield "texts", 0.0, f"not shown: {reasons}"
    elif compared is None and pair.merge is not None:
        signals = pair.merge["signals"]
        note = f"as stored: Jaccard {signals['jaccard']:.2f}, containment {signals['containment']:.2f}"
        yield "words in common", pair.merge["score"], note
    elif compared is not None:
        total = 0.0
        for name, value, note in _compared(compared, veto):
            total += value
            yield name, value, note
        score = compared.score if pair.merge is None else pair.merge["score"]
        if abs(score - total) > _ROUNDING:  # matching saw more than the record shows: marks, slugs, datelines
            yield "marks", score - total, "the house's own, or another version; the story does not tell them"


def _compared(compared: Comparison, veto: tuple[str, str, str] | None) -> Iterator[_Move]:
    overlap, total = compared.overlap, compared.overlap.similarity
    if compared.kind == "brief":
        total = compared.score
        yield "brief", total, "too short for shingles: the whole text, within an hour and one house"
    elif compared.text_score == 1.0 and total < 1.0:
        total = 1.0
        yield "the same text", total, ""
    else:
        shared = f"{overlap.shared:,} of {overlap.first:,} and {overlap.second:,} {_UNITS[compared.kind]}"
        note = f"{shared}; Jaccard {overlap.jaccard:.2f}, containment {overlap.containment:.2f}"
        yield "words in common", total, note
    if (alike := compared.in_order) is not None:
        note = f"{alike.shared:,} of {alike.first:,} and {alike.second:,} words stand in one order"
        yield "single words swapped", alike.similarity - total, note
        total = alike.similarity
    if (passages := compared.taken) is not None:
        note = f"{passages.shared:,} of {passages.first:,} and {passages.second:,} words, in one order, of two houses"
        yield "passages", passages.containment - total, note
        return
    if (again := compared.told_again) is not None:
        note = f"{again.shared:,} of {again.first:,} and {again.second:,} words of weight; figures and names agree"
        yield "one event told again", again.containment - total, note
        return
    bonus = max(0.0, compared.score - compared.text_score) if compared.veto is None else 0.0
    if replaced := _replaced(compared):
        value = 0.0 if compared.veto else compared.score - bonus - total  # a veto hides what these would have cost
        total += value
        yield "names and figures replaced", value, replaced
    if bonus:
        total += bonus
        yield "one headline", bonus, "within six hours"
    if veto is not None:
        yield f"veto: {veto[0]}", -total, f"{veto[1]} / {veto[2]}"


_UNITS: Final = {"words": "runs of five words", "characters": "runs of characters (words are glued together)"}


def _replaced(compared: Comparison) -> str:
    pairs = ", ".join(f"{each.first} / {each.second}" for each in compared.substitutions[:_SHOWN])
    parts = [pairs, "another subject" if compared.other_subject else ""]
    text = "; ".join(filter(None, parts))
    return f"{text}; on another day" if text and compared.other_day else text


def _settled(pair: _Pair, total: float) -> Iterator[_Move]:
    """The step from what is known of the two to what became of them, where that is another thing."""
    verdict, ruling = pair.verdict, pair.ruling
    if verdict == RELATED and pair.relation is not None:
        yield f"related: {pair.relation['rel']}", min(0.0, -total), "told beside the story, never as a part of it"
    elif ruling is not None and _RULED.get(ruling["verdict"]) == verdict:
        end = 1.0 if verdict == ONE_STORY else 0.0
        yield "ruling", end - total, f"{ruling['verdict']}, by {ruling['by']}: {ruling['because']}"
    elif verdict == ONE_STORY and total < CUT:
        yield _held(pair, total)
    elif verdict == TWO_STORIES and total >= CUT:
        times = [side.edition.published if side.edition else UNKNOWN_TIME for side in (pair.left, pair.right)]
        apart = abs(times[0] - times[1])
        if UNKNOWN_TIME not in times and apart > _WINDOW:
            yield "window", -total, f"published {apart / 3_600_000:.0f} hours apart"
        else:
            note = "by the mean of all pairs of the two stories, or by what these do not tell: a ruling, a substitute"
            yield "other members", -total, note


def _held(pair: _Pair, total: float) -> _Move:
    """By what two are one story that neither words nor ties bind to each other."""
    facts = pair.left.record["story"]
    canonical = facts["canonicalMember"]
    merges = [merge for merge in facts["merges"] if merge["member"] in (pair.left.uri, pair.right.uri)]
    merges.sort(key=lambda merge: merge["member"] != pair.left.uri)
    links = [1.0 if "tie" in merge else merge["score"] for merge in merges if merge.get("comparedWith") == canonical]
    if len(links) == 2 and min(links) >= CUT:
        notes = [
            f"{merge['member']}: {merge['tie']['kind']}, {merge['tie']['evidence']}"
            if "tie" in merge
            else f"{merge['member']}: score {merge['score']:.2f}"
            for merge in merges
        ]
        return f"by way of {canonical}", min(links) - total, "; ".join(notes)
    return "other members", CUT - total, "of all members together the mean is above the threshold"
