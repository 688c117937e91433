"""How a member stands to the canonical text."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from stream.dispatch import Credit, Slot
from stream.matching.editions import Edition, prepare
from stream.stories.relations import Relation, standing
from wires import HOUR, NOON, edition, heavy, retouched, text, version

SENTENCES = [
    "The harbour office of Lower Garan closed the eastern quay on Tuesday after a barge struck its wall.",
    "Two crane drivers were treated for bruises and sent home in the evening.",
    "Ferries to the islands leave from the western quay until the wall has been examined by divers.",
    "The barge carried gravel for the new railway and had lost its rudder in the narrow channel.",
    "Its captain, who has sailed the river for thirty years, said that he had seen nothing like it.",
    "The office expects to open the quay again by the end of the week if the divers find no cracks.",
]
STORY = " ".join(SENTENCES)
REFERENCE = edition("urn:ref", STORY, NOON)


def other(told: str, *, agency: str = "VNA", signals: tuple[str, ...] = (), byline: bool = False) -> Edition:
    """A member of another house, an hour later."""
    made = version("urn:other", told, NOON + HOUR, agency=agency)
    credits = (*made.credits, Credit(Slot.BYLINE, "avec AFP", ("AFP",))) if byline else made.credits
    return prepare(replace(made, signals=signals, credits=credits))


def without(*places: int) -> str:
    """The story without these sentences."""
    return " ".join(sentence for place, sentence in enumerate(SENTENCES) if place not in places)


REWRITTEN = without(1, 4) + " " + text(50, 30)
BYLINED = other(REWRITTEN, byline=True)


@pytest.mark.parametrize(
    ("member", "relation"),
    [
        (other(STORY), Relation.COPY),
        (other(STORY.upper()), Relation.COPY),
        (other(STORY.replace("Two crane drivers", "2 crane drivers")), Relation.REWRITE),
        (other(without(3, 4)), Relation.EXCERPT),
        (other(REWRITTEN), Relation.REWRITE),
        (other(f"{STORY} {text(50, 60)}"), Relation.REWRITE),
        (BYLINED, Relation.BLENDED),
        (other(without(3, 4), byline=True), Relation.EXCERPT),
        (other(STORY, signals=("correction",)), Relation.CORRECTION),
        (other(REWRITTEN, signals=("correction", "update")), Relation.CORRECTION),
        (other(STORY, signals=("repeat",)), Relation.REPEAT),
        (other(REWRITTEN, signals=("update",)), Relation.UPDATE),
        (other(f"{STORY} {text(50, 60)}", agency="XINHUA"), Relation.UPDATE),
        (other(STORY, agency="XINHUA"), Relation.COPY),
    ],
)
def test_the_relation_of_a_member(member: Edition, relation: Relation) -> None:
    """What a house says of its text comes first, then what the two texts tell."""
    assert standing(member, REFERENCE, original=False).relation is relation


def test_a_long_text_with_one_word_changed_is_a_copy() -> None:
    """A headline word or a spelling does not make a rewrite."""
    told = text(3, 400)
    assert standing(other(retouched(told, 1, 1)), edition("urn:ref", told), original=False).relation is Relation.COPY


@pytest.mark.parametrize(("original", "relation"), [(True, Relation.ORIGINAL), (False, Relation.COPY)])
def test_the_reference_is_original_only_where_the_story_started_with_it(original: bool, relation: Relation) -> None:
    """Else it is the copy that stands in for a text we do not hold."""
    found = standing(REFERENCE, REFERENCE, original=original)
    assert (found.relation, found.of_member, found.of_reference, found.lacks) == (relation, 1.0, 1.0, ())
    assert found.comparison.score == 1.0


def test_coverages_tell_how_much_of_each_text_is_in_the_other() -> None:
    """An excerpt is covered whole and covers a part."""
    found = standing(other(without(3, 4, 5)), REFERENCE, original=False)
    assert found.of_member > 0.99
    assert 0.4 < found.of_reference < 0.6


def test_the_sentences_that_a_member_lacks_are_those_left_out() -> None:
    """In the order of the reference; a sentence that was reworded a little is not lacking."""
    assert standing(other(without(1, 4)), REFERENCE, original=False).lacks == (SENTENCES[1], SENTENCES[4])
    reworded = STORY.replace("for thirty years", "for 30 years")
    assert standing(other(reworded), REFERENCE, original=False).lacks == ()
    assert standing(other(STORY), REFERENCE, original=False).lacks == ()


def test_what_a_member_adds_is_not_lacking() -> None:
    """Only the reference's sentences are asked about."""
    assert standing(other(f"{STORY} {text(50, 60)}"), REFERENCE, original=False).lacks == ()
    told = heavy(text(4, 90), random.Random(1))
    assert standing(other(f"{told} {text(4, 90)}"), edition("urn:ref", text(4, 90)), original=False).lacks == ()


def test_a_short_sentence_is_never_said_to_be_lacking() -> None:
    """Four words are no shingle: there is nothing to tell."""
    reference = edition("urn:ref", f"{STORY} Nobody was badly hurt.")
    assert standing(other(without(5)), reference, original=False).lacks == (SENTENCES[5],)


def test_briefs_stand_by_their_score() -> None:
    """They have no shingles to cover each other with."""
    one = edition("urn:1", "Ferry sinks off Garan", NOON, agency="AFP")
    same = edition("urn:2", "Ferry sinks off Garan", NOON + 1, agency="AFP")
    assert standing(same, one, original=False).relation is Relation.COPY
    spelt = edition("urn:3", "Ferry sinks off Garen", NOON + 1, agency="AFP", headline="")
    found = standing(spelt, one, original=False)
    assert found.of_member == found.of_reference == found.comparison.score
    assert found.relation is Relation.UPDATE


def test_a_withdrawn_original_stays_the_original() -> None:
    """The story is told by a copy then; that changes nothing about who had it first."""
    assert standing(other(STORY), REFERENCE, original=True).relation is Relation.ORIGINAL
