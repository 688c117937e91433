"""How a story came about."""

from __future__ import annotations

from stream.dispatch import Ruling, Verdict
from stream.inspect.how import how
from stream.inspect.queries import story_of
from stream.inspect.store import Store
from stream.local.folding import fold
from wires import HOUR, NOON, ninjs, retouched, text


def test_who_came_when_and_by_what(sample: Store) -> None:
    """In time order, with the comparison that brought each in."""
    record = story_of(sample, "urn:newsml:xinhua.example:20221129:EXAMPLE-0001")
    assert record is not None

    events = how(record)

    assert [(event.kind, event.party) for event in events] == [
        ("began", "XINHUA"),
        ("joined", "XINHUA"),
        ("joined", "VNA"),
        ("joined", "CVN"),
    ]
    assert [event.at for event in events] == sorted(str(event.at) for event in events)
    assert (events[0].by, events[0].score) == (None, None)
    assert all(event.by == events[0].dispatch and "tied by translation" in event.note for event in events[1:])
    assert not any(event.score for event in events), "the words of a translation say nothing"


def test_a_canonical_text_that_came_later_joins_what_was_there(sample: Store) -> None:
    """The story after its alert, by their slug."""
    alert, report = (f"urn:newsml:afp.example:20221129:EXAMPLE-010{n}" for n in (1, 2))
    record = story_of(sample, alert)
    assert record is not None

    began, joined, *_ = how(record)

    assert (began.kind, began.dispatch) == ("began", alert)
    assert (joined.dispatch, joined.by) == (report, alert)
    assert "tied by update (slug: MADAGASCAR-PORT-BLAST)" in joined.note
    assert "tells the story" in joined.note


def test_a_copy_of_a_rewrite_joined_by_the_rewrite() -> None:
    """Not by the canonical text, which is further from it."""
    rewrite = retouched(text(1), 4, 1)
    [told] = fold(
        [ninjs("urn:a", text(1), NOON), ninjs("urn:b", rewrite, NOON + HOUR), ninjs("urn:c", rewrite, NOON + 2 * HOUR)]
    )

    events = {event.dispatch: event for event in how(told)}

    assert events["urn:b"].by == "urn:a"
    assert (events["urn:c"].by, events["urn:c"].score) == ("urn:b", 1.0)


def test_kills_and_rulings_are_events() -> None:
    """At their time, with who says so."""
    kill = {**ninjs("urn:b", text(1), NOON + 3 * HOUR), "pubStatus": "canceled", "version": "2"}
    ruling = Ruling("urn:a", "urn:c", Verdict.SAME, NOON + 4 * HOUR, "desk", "one event")
    wire = [
        ninjs("urn:a", text(1), NOON),
        {**ninjs("urn:b", text(1), NOON + HOUR), "version": "1"},
        ninjs("urn:c", text(2), NOON + 2 * HOUR),
        kill,
    ]
    [told] = [each for each in fold(wire, rulings=[ruling]) if each["story"]["memberCount"] == 3]

    events = how(told, ["urn:copytaster:story:gone"])

    assert [event.kind for event in events] == ["began", "joined", "joined", "killed", "ruled", "replaced"]
    killed, ruled, replaced = events[3:]
    assert (killed.dispatch, killed.at) == ("urn:b", "2022-11-29T15:00:00Z")
    assert (ruled.by, ruled.note) == ("desk", "same: urn:a and urn:c (one event)")
    assert replaced.by == "urn:copytaster:story:gone"


def test_corrections_are_events(sample: Store) -> None:
    """With what was wrong, what is right, and who still tells it."""
    record = story_of(sample, "https://seafood-buyer.example/mekong-pangasius-exports-rise-14-2")
    assert record is not None

    corrected = [event for event in how(record) if event.kind == "corrected"]

    assert len(corrected) == len(record["story"].get("corrections", ()))
    for event in corrected:
        assert "→" in event.note
