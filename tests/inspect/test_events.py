"""What somebody is called about: of each record what happened to its story. All text is random words."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from dispatches import item
from stream.commands.inspect import KINDS
from stream.inspect.events import EventKind, Wanted, cloud_event, events
from stream.local.folding import fold
from stream.stories.story import StoryRecord
from wires import text

HOUSES = [("sv", "TT"), ("ar", "WAM"), ("ja", "KYODO")]


def dispatch(uri: str, hour: int, told: str, **fields: Any) -> dict[str, Any]:
    """A dispatch of the day."""
    return item(uri, told, f"2022-11-29T{hour:02}:00:00Z", **fields)


def kinds(record: StoryRecord) -> list[str]:
    """Of its events."""
    return [event.kind.value for event in events(record)]


def test_the_options_of_the_command_are_the_kinds() -> None:
    """None is missing."""
    assert list(KINDS) == [kind.value for kind in EventKind]


@pytest.mark.parametrize(("language", "house"), HOUSES)
@pytest.mark.parametrize(("status", "kind"), [("canceled", "kill"), ("withheld", "hold")])
def test_a_story_is_new_and_then_taken_back(language: str, house: str, status: str, kind: str) -> None:
    """Once each, however often its record comes; what is taken back is not new."""
    common = {"language": language, "creditLine": house}
    wire = [
        dispatch("urn:a:1", 8, text(1), **common),
        dispatch("https://paper.example/1", 9, text(1), **common),
    ]
    killed = dispatch("urn:a:1", 12, text(1), **common) | {"version": "2", "pubStatus": status}
    [before], [after] = fold(wire), fold([*wire, killed])
    [new], [back] = events(before), events(after)

    assert (new.kind, set(new.keys)) == (EventKind.STORY, {"story urn:a:1", "story https://paper.example/1"})
    assert (back.kind, back.time, back.facts["by"]) == (kind, "2022-11-29T12:00:00Z", "urn:a:1")
    told = orjson.loads(cloud_event(back, after))
    assert (told["specversion"], told["type"], told["subject"]) == ("1.0", f"copytaster.{kind}", after["uri"])
    assert (told["data"]["status"], told["data"]["members"], told["data"]["reach"]) == (status, 2, "story")
    assert told["id"] != orjson.loads(cloud_event(new, before))["id"]
    assert cloud_event(back, after) == cloud_event(next(iter(events(after))), after)


def test_a_story_that_begins_earlier_than_was_known_is_the_same() -> None:
    """Its uri is another then; it is known by its dispatches."""
    later = dispatch("https://paper.example/1", 9, text(1), creditLine="TT")
    [alone], [both] = fold([later]), fold([dispatch("urn:a:1", 8, text(1), creditLine="TT"), later])
    [one], [other] = events(alone), events(both)

    assert alone["uri"] != both["uri"]
    assert set(one.keys) & set(other.keys)


@pytest.mark.parametrize("notice", ["Please kill our reservoir story. It is wrong.", "Bitte Meldung nicht verwenden."])
def test_what_is_no_news_is_not_new(notice: str) -> None:
    """A notice, and what is under embargo, until it is over."""
    told = dispatch("urn:n:1", 8, notice, headline="KILL", creditLine="AFP")
    held = dispatch("urn:e:1", 8, text(2), creditLine="AFP", embargoed="2022-12-01T08:00:00Z")
    [one] = fold([told])

    assert kinds(one) == []
    assert all(kinds(story) == [] for story in fold([held]) if story["pubStatus"] == "withheld")


def test_the_sample_wire_has_an_event_of_each_kind(sample_lines: list[bytes]) -> None:
    """Corrections with both facts, broken embargoes with who broke them."""
    found = [(event, record) for record in map(orjson.loads, sample_lines) for event in events(record)]
    data = {event.kind: orjson.loads(cloud_event(event, record))["data"] for event, record in found}

    assert {kind.value for kind in data} >= {"new-story", "kill", "correction", "embargo-break"}
    assert data[EventKind.CORRECTION]["facts"]
    assert data[EventKind.EMBARGO]["party"]
    ids = [orjson.loads(cloud_event(event, record))["id"] for event, record in found]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (Wanted(), True),
        (Wanted(kinds=frozenset((EventKind.KILL,))), False),
        (Wanted(agency="WAM"), True),
        (Wanted(agency="AFP"), False),
        (Wanted(language="ar"), True),
        (Wanted(language="sv"), False),
        (Wanted(min_size=2), True),
        (Wanted(min_size=3), False),
        (Wanted(agency="WAM", language="sv"), False),
    ],
)
def test_only_what_is_wanted(wanted: Wanted, passes: bool) -> None:
    """By kind, party, language and size; all of them have to hold."""
    common = {"language": "ar", "creditLine": "WAM"}
    [story] = fold([dispatch("urn:a:1", 8, text(1), **common), dispatch("https://p.example/1", 9, text(1), **common)])

    assert bool(wanted.of(story)) == passes
