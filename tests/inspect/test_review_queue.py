"""What waits for a reader's word, and what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stream.dispatch import Ruling, Verdict
from stream.inspect.review_queue import queue, said_of, standing
from stream.inspect.store import Store
from stream.local.folding import fold
from stream.stories.record import encode
from stream.stories.rulings import as_record, make, pair_of
from stream.stories.story import RulingRecord
from wires import HOUR, NOON, ninjs, retouched, text, turned

Project = Callable[[Iterable[bytes]], Store]
A, B, C = "urn:a", "urn:b", "urn:c"
# B shares half of its words with A: a merge near the threshold. C is A again, beyond doubt.
WIRE = [
    ninjs(A, text(1), NOON, creditline="AFP"),
    ninjs(B, turned(retouched(text(1), 6, 1), 45), NOON + HOUR, creditline="AFP/VNA"),
    ninjs(C, text(1), NOON + 2 * HOUR, creditline="AFP"),
]
OTHERS = [ninjs("urn:x", text(5), NOON), ninjs("urn:y", text(5), NOON + HOUR)]


def said(verdict: Verdict, hours: int = 5, by: str = "Ada") -> Ruling:
    """A word on the two that are near the threshold."""
    return make(A, B, verdict, NOON + hours * HOUR, by, "I read both")


def stories(project: Project, *rulings: Ruling) -> Store:
    """The projection of the wire as ruled."""
    return project([encode(told) for told in fold([*WIRE, *OTHERS], rulings=rulings)])


def heard(*rulings: Ruling) -> dict[tuple[str, str], RulingRecord]:
    """Rulings as a sink remembers them, in records' terms."""
    return {(each.one, each.other): as_record(each) for each in rulings}


def test_the_doubtful_merge_waits_and_no_other(project: Project) -> None:
    """With its reasons; a copy and its source do not."""
    [waiting] = queue(stories(project), {}, 10)

    assert waiting.pair == (A, B)
    assert waiting.doubt.member == B
    assert waiting.doubt.degree > 0
    assert all(B in reason for reason in waiting.doubt.reasons)
    assert queue(stories(project), {}, 0) == []


def test_a_word_takes_it_off_the_queue(project: Project) -> None:
    """Said here a moment ago, or told by the stories; taken back, it waits again."""
    plain = stories(project)
    for verdict in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE):
        assert queue(plain, heard(said(verdict)), 10) == []
        assert queue(stories(project, said(verdict)), {}, 10) == []
    assert len(queue(plain, heard(said(Verdict.UNDONE)), 10)) == 1
    assert len(queue(stories(project, said(Verdict.UNSURE)), heard(said(Verdict.UNDONE, 6)), 10)) == 1


def test_rulings_that_stand_are_listed_with_the_stories_they_are_about(project: Project) -> None:
    """Each once, though both stories tell it; whether the stories follow is seen in them."""
    [told] = standing(stories(project, said(Verdict.DIFFERENT)), (), 10)
    assert told.ruling == as_record(said(Verdict.DIFFERENT))
    assert len(told.stories) == 2
    assert told.followed

    [told] = standing(stories(project), [as_record(said(Verdict.DIFFERENT))], 10)
    assert len(told.stories) == 1
    assert not told.followed


def test_what_was_taken_back_is_listed_until_the_stories_follow(project: Project) -> None:
    """Then nothing stands."""
    undone = as_record(said(Verdict.UNDONE, 6))
    ruled, plain = stories(project, said(Verdict.DIFFERENT)), stories(project)

    [told] = standing(ruled, [undone], 10)
    assert (told.ruling, told.followed) == (undone, False)
    assert standing(plain, [undone], 10) == []
    assert said_of(plain, (A, B), undone) is None
    assert said_of(ruled, (A, B), undone) is not None


def test_the_newest_word_counts(project: Project) -> None:
    """Wherever it was said."""
    store = stories(project, said(Verdict.SAME, 7, "Bo"))
    found = said_of(store, (A, B), as_record(said(Verdict.DIFFERENT, 6)))

    assert found is not None
    assert found.ruling["by"] == "Bo"
    assert said_of(store, pair_of(C, A), None) is None


def test_unsure_changes_nothing_but_is_told(project: Project) -> None:
    """The stories are those without it, with the ruling in the one that it is about."""
    plain, unsure = (list(fold([*WIRE, *OTHERS], rulings=told)) for told in ((), [said(Verdict.UNSURE)]))

    told = [story["story"].pop("rulings", None) for story in unsure]
    assert [{**story, "version": ""} for story in unsure] == [{**story, "version": ""} for story in plain]
    assert [each for each in told if each] == [[as_record(said(Verdict.UNSURE))]]
