"""A family holds members, splits them into stories, and says what became of each story it emitted."""

from __future__ import annotations

from itertools import permutations

from stream.entities import families
from stream.entities.families import Emission, Family, emit, members, overwritten, receive, restore, stories
from stream.entities.messages import FamilyMessage, Joined, Label, Left, Retired
from stream.matching.editions import Edition
from stream.stories.record import story_uri
from stream.stories.story import is_story
from wires import HOUR, NOON, edition, retouched, text, violations

WINDOW = 72 * HOUR
A = edition("urn:a", text(1), NOON)
B = edition("urn:b", text(1), NOON + HOUR, agency="VNA")
C = edition("urn:c", text(2), NOON + 2 * HOUR)
HOME = Label(NOON, "urn:a")
EARLIER = Label(NOON - HOUR, "urn:0")


def joined(*held: Edition, label: Label = HOME) -> Joined:
    """A dispatch joins with these versions."""
    return Joined(label, held[0].version.uri, held, max(each.published for each in held))


def left(held: Edition, now: Label = EARLIER, label: Label = HOME) -> Left:
    """A dispatch leaves for a lower label."""
    return Left(label, held.version.uri, now, held.published)


def after(*messages: FamilyMessage, state: Family | None = None) -> tuple[Family, list[Retired]]:
    """The state after these messages, and all that they sent."""
    sent: list[Retired] = []
    for message in messages:
        state, out = receive(state, message)
        sent.extend(out)
    assert state is not None
    return state, sent


def emitted(state: Family) -> list[Emission]:
    """What the family emits now; every record is as the schema says."""
    _, found = emit(state, WINDOW)
    for each in found:
        assert each.uri == each.story["uri"]
        assert violations("story", each.story) == []
    return found


def members_of(emission: Emission) -> list[str]:
    """The member uris of a story that was emitted."""
    assert is_story(emission.story)
    return [member["uri"] for member in emission.story["associations"]]


def test_members_are_held_with_their_versions_in_order() -> None:
    """Whatever order they come in, each once."""
    update = edition("urn:a", text(3), NOON + HOUR, number=2)
    for order in permutations([joined(A), joined(update), joined(B), joined(update, A)]):
        state, _ = after(*order)
        assert members(state) == {"urn:a": (A, update), "urn:b": (B,)}


def test_left_is_for_ever() -> None:
    """A late Joined cannot bring a dispatch back, and Left may come before it."""
    messages: list[FamilyMessage] = [joined(A), joined(B), left(B), left(B)]
    for order in permutations(messages):
        state, _ = after(*order)
        assert list(members(state)) == ["urn:a"]
    state, _ = after(joined(B), left(B), joined(B), joined(edition("urn:b", text(9), NOON, number=2)))
    assert members(state) == {}


def test_event_time_is_that_of_the_newest_member() -> None:
    """The family is held until its last member has left the window."""
    state, _ = after(joined(B), joined(A))
    assert state.at == B.published


def test_stories_are_named_after_their_heads() -> None:
    """Two stories of one family, each under its earliest member."""
    state, _ = after(joined(A), joined(B), joined(C))
    assert [(head, story["uri"]) for head, story in stories(state, WINDOW)] == [
        (Label(NOON, "urn:a"), story_uri(Label(NOON, "urn:a"))),
        (Label(C.published, "urn:c"), story_uri(Label(C.published, "urn:c"))),
    ]


def test_a_story_is_emitted_when_it_changes_and_only_then() -> None:
    """The first time, again with a new member, and not when nothing happened."""
    state, _ = after(joined(A))
    assert [members_of(each) for each in emitted(state)] == [["urn:a"]]
    assert emitted(state) == []
    after(joined(A), state=state)
    assert emitted(state) == []
    after(joined(B), state=state)
    assert [members_of(each) for each in emitted(state)] == [["urn:a", "urn:b"]]
    assert emitted(state) == []


def test_only_the_story_that_changed_is_emitted() -> None:
    """Its sister in the same family is not."""
    state, _ = after(joined(A), joined(C))
    assert len(emitted(state)) == 2
    after(joined(B), state=state)
    assert [members_of(each) for each in emitted(state)] == [["urn:a", "urn:b"]]


def test_a_story_that_gave_way_names_its_successor() -> None:
    """An earlier copy arrives late: the story has another head, and the old uri says so."""
    state, _ = after(joined(B))
    emitted(state)
    after(joined(A), state=state)
    story, gone = emitted(state)
    assert members_of(story) == ["urn:a", "urn:b"]
    assert gone.uri == story_uri(Label(B.published, "urn:b"))
    assert gone.story["story"] == {"replacedBy": story.uri, "head": "urn:b"}
    assert gone.story["pubStatus"] == "canceled"
    assert emitted(state) == []


def test_a_head_whose_time_falls_gives_way_to_itself() -> None:
    """A late first version changes the uri: the old one is answered for."""
    late = edition("urn:b", text(1), NOON - HOUR, number=0)
    state, _ = after(joined(B))
    emitted(state)
    after(joined(late), state=state)
    story, gone = emitted(state)
    assert story.uri == story_uri(Label(late.published, "urn:b"))
    assert not is_story(gone.story)
    assert gone.story["story"]["replacedBy"] == story.uri


def test_a_head_whose_time_falls_within_its_second_gives_way_to_nothing() -> None:
    """The uri tells seconds: the story is told anew under it, and nobody hears that it is gone."""
    state, _ = after(joined(edition("urn:c", text(1), NOON + 900)))
    emitted(state)
    after(joined(edition("urn:c", text(1), NOON + 100, number=0)), state=state)
    [story] = emitted(state)

    assert is_story(story.story)
    assert story.uri == story_uri(Label(NOON + 900, "urn:c"))


def test_a_head_that_leaves_is_answered_for_where_it_went() -> None:
    """The story was emitted here, its head is elsewhere now: that family says what replaced it."""
    state, _ = after(joined(A))
    emitted(state)
    _, sent = after(left(A), state=state)
    assert sent == [Retired(EARLIER, HOME)]
    assert emitted(state) == []
    origin = edition("urn:0", text(1), NOON - HOUR)
    there, _ = after(joined(origin, label=EARLIER), joined(A, label=EARLIER), *sent)
    story, gone = emitted(there)
    assert members_of(story) == ["urn:0", "urn:a"]
    assert not is_story(gone.story)
    assert (gone.uri, gone.story["story"]["replacedBy"]) == (story_uri(HOME), story.uri)


def test_a_head_that_was_never_emitted_needs_no_answer() -> None:
    """Nobody has seen that story."""
    _, sent = after(joined(A), left(A))
    assert sent == []


def test_a_member_that_leaves_changes_the_story_it_was_in() -> None:
    """The story stays under its head, without that member."""
    state, _ = after(joined(A), joined(B))
    emitted(state)
    _, sent = after(left(B), state=state)
    assert sent == []
    assert [members_of(each) for each in emitted(state)] == [["urn:a"]]


def test_retired_follows_the_head_across_families() -> None:
    """The head may have gone on: the message goes after it, also when it comes before the head's own."""
    last = Label(NOON - 2 * HOUR, "urn:00")
    _, sent = after(joined(A, label=EARLIER), left(A, now=last, label=EARLIER), Retired(EARLIER, HOME))
    assert sent == [Retired(last, HOME)]
    state, sent = after(Retired(EARLIER, HOME))
    assert sent == []
    assert emitted(state) == []
    _, sent = after(joined(A, label=EARLIER), left(A, now=last, label=EARLIER), state=state)
    assert sent == [Retired(last, HOME)]


def test_a_story_that_was_answered_for_too_early_is_told_again_where_its_head_went() -> None:
    """Its new home may have told it before this one, which was behind, said that it gave way."""
    origin, last = edition("urn:0", text(1), NOON - HOUR), Label(NOON - 2 * HOUR, "urn:00")
    behind, _ = after(joined(origin, label=EARLIER), joined(A, label=EARLIER), Retired(EARLIER, HOME))
    there, _ = after(joined(A, label=last))
    [told_there] = emitted(there)
    assert not is_story(emitted(behind)[-1].story)  # under the same uri, and after it

    kept = restore(None, families.emitted(behind))
    kept.dispatches = behind.dispatches
    _, sent = after(left(A, now=last, label=EARLIER), state=kept)
    assert sent == [Retired(last, HOME)]
    after(*sent, state=there)
    assert emitted(there) == [told_there]

    assert after(left(A, now=last, label=EARLIER), state=kept)[1] == []


def test_what_another_has_told_since_is_told_again() -> None:
    """It had heard of less: a story of two has lost a member there, and a member has a story that gave way here."""
    origin = edition("urn:0", text(1), NOON - HOUR)
    alone, other = after(joined(origin, label=EARLIER))[0], after(joined(A, label=EARLIER))[0]
    emitted(alone)
    emitted(other)
    state, _ = after(joined(origin, label=EARLIER), joined(A, label=EARLIER))
    [story] = emitted(state)

    _, sent = overwritten(state, families.emitted(alone))
    _, sent_too = overwritten(state, families.emitted(other))
    again, gone = emitted(state)

    assert sent == sent_too == []
    assert (again.uri, again.line) == (story.uri, story.line)
    assert (gone.uri, is_story(gone.story)) == (story_uri(HOME), False)
    assert gone.story["story"]["replacedBy"] == story.uri  # type: ignore[typeddict-item]
    assert emitted(state) == []


def test_what_another_has_said_gave_way_is_told_again() -> None:
    """Here it is a story of its own, which was deleted by what came late."""
    origin = edition("urn:0", text(1), NOON - HOUR)
    other, _ = after(joined(origin, label=EARLIER), joined(A, label=EARLIER), Retired(EARLIER, HOME))
    emitted(other)
    state, _ = after(joined(A, label=EARLIER))
    [story] = emitted(state)

    overwritten(state, families.emitted(other)._replace(heads=()))

    assert [(each.uri, each.line) for each in emitted(state)] == [(story.uri, story.line)]


def test_what_another_has_told_of_a_head_that_has_left_is_answered_for_where_it_went() -> None:
    """Also before that, of a label that nobody here has heard of."""
    other, _ = after(joined(A))
    emitted(other)
    state, _ = after(joined(A), left(A))

    assert overwritten(state, families.emitted(other))[1] == [Retired(EARLIER, HOME)]

    unknown, sent = overwritten(None, families.emitted(other))
    assert sent == []
    assert after(joined(A), left(A), state=unknown)[1] == [Retired(EARLIER, HOME)]


def test_a_story_that_is_told_here_again_needs_no_answer() -> None:
    """What it gave way to has left; then it leaves itself, as the story that it is."""
    origin = edition("urn:0", text(1), NOON - HOUR)
    state, _ = after(joined(A, label=EARLIER))
    emitted(state)
    after(joined(origin, label=EARLIER), state=state)
    emitted(state)
    assert state.answered == {HOME}

    after(left(origin, now=Label(NOON - 3 * HOUR, "urn:000"), label=EARLIER), state=state)
    assert [members_of(each) for each in emitted(state)] == [["urn:a"]]
    assert state.answered is None


def test_retired_before_its_head_waits_for_it() -> None:
    """It is answered once the head is here."""
    origin = edition("urn:0", text(1), NOON - HOUR)
    state, _ = after(joined(origin, label=EARLIER), Retired(EARLIER, HOME))
    assert [members_of(each) for each in emitted(state)] == [["urn:0"]]
    after(joined(A, label=EARLIER), state=state)
    story, gone = emitted(state)
    assert gone.story["story"] == {"replacedBy": story.uri, "head": "urn:a"}


def test_a_repeated_retired_is_answered_alike() -> None:
    """The same record twice is one record under one uri."""
    origin = edition("urn:0", text(1), NOON - HOUR)
    state, _ = after(joined(origin, label=EARLIER), joined(A, label=EARLIER), Retired(EARLIER, HOME))
    first = emitted(state)[-1]
    after(Retired(EARLIER, HOME), state=state)
    assert emitted(state) == [first]


def test_a_story_that_comes_back_is_emitted_again() -> None:
    """Retired in one place and head again in the family it went to: the story stands, nothing replaces it."""
    state, _ = after(joined(A, label=EARLIER), Retired(EARLIER, HOME))
    found = emitted(state)
    assert [each.uri for each in found] == [story_uri(HOME)]
    assert "replacedBy" not in found[0].story["story"]


def test_a_story_split_in_two_keeps_its_uri_for_the_part_with_the_head() -> None:
    """Nothing gave way, one is new."""
    mixture = edition("urn:m", f"{text(1)} {text(2)}", NOON + 3 * HOUR)
    state, _ = after(joined(A), joined(mixture))
    [first] = emitted(state)
    assert members_of(first) == ["urn:a", "urn:m"]
    for n in range(3):
        after(joined(edition(f"urn:c{n}", retouched(text(2), 3, n), NOON + 2 * HOUR)), state=state)
        after(joined(edition(f"urn:a{n}", retouched(text(1), 3, n), NOON + HOUR)), state=state)
    found = emitted(state)
    assert [each.uri for each in found if "replacedBy" in each.story["story"]] == []
    assert first.uri in [each.uri for each in found]
    assert len(found) > 1
