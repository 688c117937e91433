"""Tells how a member of a story stands to the text that the story is told by."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from stream.dispatch import Slot
from stream.matching.comparison import Comparison, Overlap, compare, overlap
from stream.matching.editions import Edition, Role
from stream.matching.ties import Kind, Tie, tie
from stream.text.sentences import sentences
from stream.text.shingles import Runs

__all__ = ["Relation", "Standing", "standing"]

_COPY = 0.95  # of both texts: a headline or a word was changed
_EXCERPT_OF_MEMBER = 0.80  # nearly all of the member stands in the reference …
_EXCERPT_OF_REFERENCE = 0.70  # … which says more
_LACKED = 0.30  # a sentence is lacking where less than this share of its shingles is found


class Relation(StrEnum):
    """The relations of ninjs ``associations.rel`` that are told from two texts and their marks."""

    ORIGINAL = "original"
    COPY = "copy"
    REWRITE = "rewrite"
    EXCERPT = "excerpt"
    BLENDED = "blended"
    UPDATE = "update"
    CORRECTION = "correction"
    REPEAT = "repeat"
    ALERT = "alert-of"
    PART = "part"
    TRANSLATION = "translation"
    TRANSLATED_EXCERPT = "translation-excerpt"


class Standing(NamedTuple):
    """A member beside the reference text."""

    relation: Relation
    comparison: Comparison
    of_member: float  # share of the member's shingles that the reference holds
    of_reference: float  # share of the reference's shingles that the member holds
    lacks: tuple[str, ...]  # sentences of the reference that the member does not tell
    tie: Tie | None = None  # what binds the two other than their words


def standing(member: Edition, reference: Edition, *, original: bool, otherwise: Relation = Relation.COPY) -> Standing:
    """Compare a member with the reference text.

    Args:
        member: the version that tells a dispatch's text.
        reference: the version that the story is told by.
        original: whether the story started with this dispatch. The reference itself need not be the
            original: that may be withdrawn, or named in a credit line and never seen.
        otherwise: what the reference is, where it is not the original and nothing is said of it.
    """
    if member is reference:
        # Nothing is counted: most stories have one member, and its shingles are not worth making for this.
        relation = Relation.ORIGINAL if original else _marked(member, reference) or otherwise
        return Standing(relation, Comparison(1.0, 1.0, Overlap(0, 0, 0), "words"), 1.0, 1.0, ())
    comparison = compare(member, reference)
    bound = tie(member, reference)
    marked = Relation.ORIGINAL if original else _bound(member, reference, bound) or _marked(member, reference)
    if member.text_id == reference.text_id:
        return Standing(marked or Relation.COPY, comparison, 1.0, 1.0, (), bound)
    by_words = comparison.kind == "words"
    common = comparison.overlap if by_words else overlap(member.shingles, reference.shingles)
    of_member = common.shared / common.first if common.first else comparison.score
    of_reference = common.shared / common.second if common.second else comparison.score
    relation = marked or _by_text(member, of_member, of_reference)
    holds_all = common.shared == common.second
    lacks = () if holds_all or relation in _OTHER_WORDS else tuple(_lacks(member, reference))
    if relation is Relation.TRANSLATED_EXCERPT and bound is not None:
        lacks = bound.lacks
    return Standing(relation, comparison, of_member, of_reference, lacks, bound)


_OTHER_WORDS = (Relation.ALERT, Relation.PART, Relation.TRANSLATION, Relation.TRANSLATED_EXCERPT)


def _bound(member: Edition, reference: Edition, bound: Tie | None) -> Relation | None:
    """What a tie says that the words cannot."""
    if member.role is Role.ALERT and reference.role is not Role.ALERT:
        return Relation.ALERT
    if member.version.take not in (None, 1):
        return Relation.PART
    if bound is not None and bound.kind is Kind.TRANSLATION:
        return Relation.TRANSLATED_EXCERPT if bound.excerpt else Relation.TRANSLATION
    return None


def _marked(member: Edition, reference: Edition) -> Relation | None:
    """What the house itself says about its text."""
    signals = member.version.signals
    if "correction" in signals or "refile" in signals:
        return Relation.CORRECTION
    if "repeat" in signals:
        return Relation.REPEAT
    own = member.issuer is not None and member.issuer == reference.issuer and member.text_id != reference.text_id
    if own or "update" in signals or member.version.replaces:
        return Relation.UPDATE
    return None


def _by_text(member: Edition, of_member: float, of_reference: float) -> Relation:
    bylined = [credit for credit in member.version.credits if credit.slot is Slot.BYLINE and credit.parties]
    if of_member >= _COPY and of_reference >= _COPY:
        return Relation.COPY
    if of_member >= _EXCERPT_OF_MEMBER and of_reference < _EXCERPT_OF_REFERENCE:
        return Relation.EXCERPT
    return Relation.BLENDED if bylined else Relation.REWRITE


def _lacks(member: Edition, reference: Edition) -> list[str]:
    """Sentences of the reference, five words and more, of which the member holds next to nothing."""
    told, runs = _sentence_runs(reference.version.text)
    return [sentence for sentence, share in zip(told, runs.held(member.shingles), strict=True) if share < _LACKED]


@lru_cache(maxsize=8)  # thousands of members are compared with one canonical text, one after the other
def _sentence_runs(text: str) -> tuple[list[str], Runs]:
    """The sentences of a text and their shingles."""
    pieces = sentences(text)
    return pieces, Runs(pieces)
