"""A dispatch merges what it is told, in any order: versions, links, and a label that only falls."""

from __future__ import annotations

from dataclasses import replace

from stream.entities.dispatches import AT_ONCE, Dispatch, receive
from stream.entities.messages import (
    Arrived,
    Candidate,
    Compare,
    DispatchMessage,
    Envelope,
    Forget,
    Joined,
    Label,
    Labelled,
    Left,
    Linked,
    Settled,
)
from stream.matching.editions import Edition, prepare
from wires import HOUR, NOON, edition, retouched, text, version

OLD = edition("urn:old", text(1), NOON)
NEW = edition("urn:new", retouched(text(1), 3, 1), NOON + HOUR)
STRANGER = edition("urn:stranger", text(2), NOON)


def label(held: Edition) -> Label:
    """The label that a dispatch of this one edition starts with."""
    return Label(held.published, held.version.uri)


def after(*messages: DispatchMessage) -> tuple[Dispatch, list[Envelope]]:
    """The state after these messages, and what the last one sent."""
    state: Dispatch | None = None
    out: list[Envelope] = []
    for message in messages:
        state, out = receive(state, message)
    assert state is not None
    return state, out


def arrived(held: Edition) -> Arrived:
    """The edition arrives at its event time."""
    return Arrived(held, held.published)


ASK = Candidate("urn:new", NEW.version.key, "urn:old", OLD.version.key)
ASKED = Compare("urn:old", OLD.version.key, NEW, label(NEW))
SETTLED = Settled("urn:new", NEW.version.key, "urn:old", OLD.version.key)


def test_the_first_version_joins_the_family_of_its_own_label() -> None:
    """A dispatch starts as a family of one."""
    state, out = after(arrived(OLD))
    assert out == [Joined(label(OLD), "urn:old", (OLD,), NOON)]
    assert state.label == label(OLD)


def test_a_version_that_comes_again_says_nothing() -> None:
    """At-least-once delivery is enough."""
    state, out = after(arrived(OLD), arrived(OLD))
    assert out == []
    assert state.editions == (OLD,)


def test_a_later_version_joins_the_same_family() -> None:
    """Only what is new is said."""
    update = edition("urn:old", text(3), NOON + HOUR, number=2)
    state, out = after(arrived(OLD), arrived(update))
    assert out == [Joined(label(OLD), "urn:old", (update,), NOON + HOUR)]
    assert state.at == NOON + HOUR


def test_an_earlier_version_lowers_the_label() -> None:
    """The late first version: its family is named after the earliest time that is known."""
    update = edition("urn:old", text(3), NOON + HOUR, number=2)
    state, out = after(arrived(update), arrived(OLD))
    assert state.label == label(OLD)
    assert out == [
        Joined(label(OLD), "urn:old", (update, OLD), NOON + HOUR),
        Left(label(update), "urn:old", label(OLD), NOON + HOUR),
    ]


def test_the_label_uses_the_publication_of_versions_that_are_held() -> None:
    """An update that says when its dispatch was first published does not reopen a story that has left the window."""
    told = prepare(replace(version("urn:old", text(1), NOON), first_created=NOON - HOUR))
    state, _ = after(Arrived(told, NOON))
    assert state.label == Label(NOON, "urn:old")


def test_a_candidate_is_compared_by_the_other_side() -> None:
    """The newer one sends its text and its label."""
    _, out = after(arrived(NEW), ASK)
    assert out == [ASKED]


def test_several_bands_ask_for_one_comparison() -> None:
    """64 partitions may all propose the same pair."""
    _, out = after(arrived(NEW), ASK, ASK)
    assert out == []


def test_another_pair_of_versions_is_another_comparison() -> None:
    """A version is the node: each pair is asked about once."""
    second = edition("urn:old", text(3), NOON + 1, number=2)
    _, out = after(arrived(NEW), ASK, ASK._replace(other_version=second.version.key))
    assert out == [ASKED._replace(version=second.version.key)]


def test_a_candidate_before_arrival_waits() -> None:
    """The bucket's word may come before the version itself; then the comparison follows the arrival."""
    state, out = after(ASK)
    assert out == []
    assert not state.forgotten
    _, out = after(ASK, arrived(NEW))
    assert out == [Joined(label(NEW), "urn:new", (NEW,), NEW.published), ASKED]


def test_a_candidate_for_a_version_on_its_way_waits_for_that_version() -> None:
    """Not for just any version."""
    first = edition("urn:new", text(5), NOON, number=0)
    _, out = after(arrived(first), ASK)
    assert out == []
    _, out = after(ASK, arrived(first))
    assert [type(each) for each in out] == [Joined]
    _, out = after(ASK, arrived(first), arrived(NEW))
    assert out[-1] == ASKED._replace(label=label(first))


def test_a_comparison_that_passes_links_both_and_tells_the_lower_label() -> None:
    """The older one keeps its label and sends it to the newer."""
    state, out = after(arrived(OLD), ASKED)
    assert state.links == {"urn:new"}
    assert state.label == label(OLD)
    assert Linked("urn:new", "urn:old", label(OLD)) in out
    assert not [each for each in out if isinstance(each, Joined | Left)]


def test_a_comparison_before_arrival_waits() -> None:
    """The newer text may be here before the older one."""
    _, out = after(ASKED)
    assert out == []
    state, out = after(ASKED, arrived(OLD))
    assert state.links == {"urn:new"}
    assert Linked("urn:new", "urn:old", label(OLD)) in out
    assert state.waiting is None


def test_a_comparison_that_fails_makes_no_link() -> None:
    """The answer only says that the next may be asked."""
    state, out = after(arrived(STRANGER), ASKED._replace(uri="urn:stranger", version=STRANGER.version.key))
    assert out == [Settled("urn:new", NEW.version.key, "urn:stranger", STRANGER.version.key)]
    assert not state.links


def test_repeated_comparisons_and_links_change_nothing() -> None:
    """Once linked, always linked, and once is enough."""
    _, out = after(arrived(OLD), ASKED, ASKED)
    assert out == [SETTLED]
    state, out = after(arrived(NEW), Linked("urn:new", "urn:old", label(OLD)), Linked("urn:new", "urn:old", label(OLD)))
    assert out == []
    assert state.label == label(OLD)
    _, out = after(arrived(NEW), Linked("urn:new", "urn:old", label(OLD)), ASK)
    assert out == []


def test_a_lower_label_is_adopted_and_told_to_all_links() -> None:
    """Both families hear of it: the new one first, so that the dispatch is never nowhere."""
    lower = Label(NOON - HOUR, "urn:first")
    state, out = after(arrived(NEW), Linked("urn:new", "urn:old", label(OLD)), Labelled("urn:new", lower))
    assert state.label == lower
    assert out == [
        Joined(lower, "urn:new", (NEW,), NEW.published),
        Left(label(OLD), "urn:new", lower, NEW.published),
        Labelled("urn:old", lower),
    ]


def test_the_label_falls_only() -> None:
    """A higher or equal one changes nothing, whatever says so."""
    for higher in (Label(NOON, "urn:p"), Label(NOON + 1, "urn:a"), label(OLD)):
        state, out = after(arrived(OLD), Labelled("urn:old", higher))
        assert (state.label, out) == (label(OLD), [])


def test_of_two_labels_of_one_time_the_lower_uri_wins() -> None:
    """So labels are in a total order."""
    state, _ = after(arrived(OLD), Labelled("urn:old", Label(NOON, "urn:a")))
    assert state.label == Label(NOON, "urn:a")


def test_a_link_with_a_higher_label_is_answered_with_ours() -> None:
    """The other side may not have heard yet."""
    higher = Label(NOON + HOUR, "urn:new")
    state, out = after(arrived(OLD), Linked("urn:old", "urn:new", higher))
    assert state.label == label(OLD)
    assert out == [Labelled("urn:new", label(OLD))]


def test_all_versions_join_the_new_family() -> None:
    """A family is told everything that a member has."""
    update = edition("urn:new", text(3), NOON + 2 * HOUR, number=2)
    _, out = after(arrived(NEW), arrived(update), Labelled("urn:new", label(OLD)))
    assert Joined(label(OLD), "urn:new", (NEW, update), NOON + 2 * HOUR) in out


def test_forget_drops_state() -> None:
    """Once its family has left the window nothing is held; a late label finds nothing to relabel."""
    state, out = after(arrived(NEW), Linked("urn:new", "urn:old", label(OLD)), Forget("urn:new", label(OLD)))
    assert out == []
    assert state.forgotten
    assert (state.editions, state.links, state.asked) == ((), None, None)
    _, out = after(arrived(NEW), Forget("urn:new", label(NEW)), Labelled("urn:new", label(OLD)))
    assert out == []


def test_forget_of_a_family_that_was_left_is_ignored() -> None:
    """The family that the dispatch is in now has not left the window."""
    state, _ = after(arrived(NEW), Labelled("urn:new", label(OLD)), Forget("urn:new", label(NEW)))
    assert not state.forgotten
    assert state.editions == (NEW,)


def test_a_dispatch_that_was_forgotten_starts_anew() -> None:
    """A late repeat is a dispatch like any other."""
    state, out = after(arrived(OLD), Forget("urn:old", label(OLD)), arrived(OLD))
    assert out == [Joined(label(OLD), "urn:old", (OLD,), NOON)]
    assert state.label == label(OLD)


def crowd(count: int) -> list[Candidate]:
    """So many candidates for NEW."""
    return [Candidate("urn:new", NEW.version.key, f"urn:{n}", OLD.version.key) for n in range(count)]


def test_a_crowd_is_asked_a_few_at_a_time() -> None:
    """Each answer lets the next be asked, and one that is linked by then is not asked at all."""
    state, _ = after(arrived(NEW))
    asked = []
    for candidate in crowd(AT_ONCE + 3):
        state, out = receive(state, candidate)
        asked.extend(out)
    assert [each.uri for each in asked if isinstance(each, Compare)] == [f"urn:{n}" for n in range(AT_ONCE)]

    state, _ = receive(state, Linked("urn:new", f"urn:{AT_ONCE}", label(NEW)))
    state, out = receive(state, Settled("urn:new", NEW.version.key, "urn:0", OLD.version.key))
    assert [each.uri for each in out if isinstance(each, Compare)] == [f"urn:{AT_ONCE + 1}"]
    state, out = receive(state, Settled("urn:new", NEW.version.key, "urn:0", OLD.version.key))  # the answer again
    assert out == []


def test_dispatches_of_one_family_are_not_compared() -> None:
    """A link inside a family joins nothing: that spares a flood of near texts nearly all comparisons."""
    state, out = after(arrived(OLD), ASKED._replace(label=label(OLD)))
    assert out == [SETTLED]
    assert not state.links
