"""An editor overrules the program: same, different, undone; in any order, and the newest word counts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatches import Item, Story, item, members, related, story_of
from stream.dispatch import Ruling, Verdict
from stream.errors import Invalid, Usage
from stream.local.embedded import LATENESS, WINDOW, Embedded
from stream.local.folding import Folding, fold
from stream.reading.intake import read_object
from stream.stories.rulings import decode, encode, key, make
from wires import HOUR, NOON, retouched, text, violations, wires

A, B, C = "urn:a", "urn:b", "urn:c"
WIRE = [
    item(A, text(1), "2022-11-29T12:00:00Z", language="en", creditLine="AFP"),
    item(B, retouched(text(1), 3, 1), "2022-11-29T13:00:00Z", language="en", creditLine="AFP/VNA"),
    item(C, text(2), "2022-11-29T14:00:00Z", language="en", creditLine="EFE"),
]


SAID = {"at": "2022-11-29T12:00:00Z", "by": "Ada", "because": "I read both"}


def ruling(one: str, other: str, verdict: str, hours: int = 0) -> Ruling:
    """An editor's word, so many hours after noon."""
    return make(one, other, Verdict(verdict), NOON + hours * HOUR, "Ada", "I read both")


def told(*rulings: Ruling, wire: Sequence[Item] = WIRE) -> list[Story]:
    """The stories under these rulings: whether they come first, last or in between."""
    first = fold(wire, rulings=rulings)
    for seed in range(6):
        rng = random.Random(seed)
        runtime = Embedded(rng.randrange(1, 5), WINDOW, LATENESS)
        entered: list[Any] = [*wire, *rulings, *rulings]
        for each in rng.sample(entered, len(entered)):
            if isinstance(each, Ruling):
                runtime.rule(each)
            else:
                runtime.accept(read_object(each))
        found = sorted((change.story for change in runtime.finish()), key=lambda story: story["uri"])
        assert found == first
    for story in first:
        assert violations("story", story) == []
    return first


def test_different_parts_what_the_words_joined() -> None:
    """Both stories tell who ruled and why."""
    stories = told(ruling(A, B, "different"))

    assert [set(members(story)) for story in stories] == [{A}, {B}, {C}]
    for uri in (A, B):
        assert story_of(uri, stories)["story"]["rulings"] == [
            {
                "pair": [A, B],
                "verdict": "different",
                "at": "2022-11-29T12:00:00Z",
                "by": "Ada",
                "because": "I read both",
            }
        ]


def test_same_joins_what_has_no_word_in_common() -> None:
    """The decision on its members is the editor's."""
    stories = told(ruling(A, C, "same"))

    assert [set(members(story)) for story in stories] == [{A, B, C}]
    assert {each["member"]: each["decision"] for each in stories[0]["story"]["merges"]} == {
        A: "ruled",
        B: "auto",
        C: "ruled",
    }


def test_the_newest_word_counts_and_undone_takes_it_back() -> None:
    """Whatever order they come in."""
    plain = [set(members(story)) for story in told()]

    assert plain == [{A, B}, {C}]
    assert [set(members(s)) for s in told(ruling(A, B, "different"), ruling(A, B, "undone", 1))] == plain
    assert len(told(ruling(A, B, "undone"), ruling(A, B, "different", 1))) == 3
    assert "rulings" not in told(ruling(A, B, "different"), ruling(A, B, "undone", 1))[0]["story"]


def test_who_is_one_story_with_a_third_that_is_not_with_the_second() -> None:
    """The words joined A and B; the editor gives A to C and keeps B away from C."""
    stories = told(ruling(A, C, "same"), ruling(B, C, "different"))

    assert [set(members(story)) for story in stories] == [{A, C}, {B}]


def test_a_ruling_on_what_never_came_is_no_story() -> None:
    """It waits."""
    stories = told(ruling(A, "urn:nowhere", "same"))

    assert [set(members(story)) for story in stories] == [{A, B}, {C}]


def test_a_ruling_is_read_as_it_was_written() -> None:
    """Under the key of its pair."""
    made = ruling(B, A, "same")

    assert decode(encode(made)) == made
    assert key(made) == b"urn:a\nurn:b"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "one JSON object"),
        (b'{"verdict":"same"}', "the uris of two dispatches"),
        (b'{"pair":["a","a"],"verdict":"same"}', "one twice"),
        (b'{"pair":["a","a"],"verdict":"kill"}', "one twice"),
        (b'{"pair":["a","b"],"verdict":"dismissed"}', "dismissed alone"),
        (b'{"pair":["a","b"],"verdict":"maybe"}', "same, different, unsure, undone, kill"),
        (b'{"pair":["a","b"],"verdict":"same","at":"2022-11-29T12:00:00Z","because":"x"}', "by: missing"),
        (b'{"pair":["a","b"],"verdict":"same","at":"noon","by":"a","because":"x"}', "at"),
    ],
)
def test_what_is_no_ruling_says_what_it_lacks(raw: bytes, why: str) -> None:
    """Nobody overrules without a name and a reason."""
    with pytest.raises(Invalid, match=why):
        decode(raw)


NOTE = "urn:note"
NOTICES = [
    ("Please kill our story of this morning.", "en"),
    ("Bitte streichen Sie unsere Meldung von heute Vormittag. Wir bitten um Entschuldigung.", "de"),
    ("Prière d'annuler notre dépêche de ce matin.", "fr"),
    ("本日午前に配信した記事を取り消します。", "ja"),
]


def with_notice(body: str = NOTICES[0][0], hour: int = 16, *more: Item, language: str = "en") -> list[Item]:
    """The wire and a notice of AFP's that names nothing."""
    at = f"2022-11-29T{hour}:00:00Z"
    note = item(NOTE, body, at, language=language, creditLine="AFP", headline="KILL")
    return [*WIRE, note, *more]


@pytest.mark.parametrize(("body", "language"), NOTICES)
def test_an_open_order_reaches_what_an_editor_says_it_means(body: str, language: str) -> None:
    """As if it had named it: with its copies; and it is open no longer. Undone, it is open again."""
    wire = with_notice(body, language=language)
    before = told(wire=wire)
    assert story_of(NOTE, before)["story"]["notice"]["openOrder"] is True

    stories = told(ruling(NOTE, A, "kill", 5), wire=wire)

    assert [story_of(uri, stories)["pubStatus"] for uri in (A, C)] == ["canceled", "usable"]
    [kill] = story_of(A, stories)["story"]["kills"]
    assert (kill["by"], kill["reach"], kill["note"]) == (NOTE, "story", body)
    assert story_of(NOTE, stories)["story"]["notice"] == {"order": "kill", "text": body, "reaches": [A]}
    assert related(story_of(A, stories)) == [("notice", NOTE)]
    for uri in (A, NOTE):
        assert story_of(uri, stories)["story"]["rulings"][0]["pair"] == [NOTE, A]
    undone = told(ruling(NOTE, A, "kill", 5), ruling(A, NOTE, "undone", 6), wire=wire)
    assert story_of(NOTE, undone)["story"]["notice"]["openOrder"] is True
    assert story_of(A, undone)["pubStatus"] == "usable"


@pytest.mark.parametrize(
    ("verdict", "status"), [("hold", "withheld"), ("release", "usable"), ("correction", "usable"), ("kill", "canceled")]
)
def test_the_editor_says_what_the_notice_orders(verdict: str, status: str) -> None:
    """Whatever its own words were taken for."""
    stories = told(ruling(NOTE, A, verdict, 5), wire=with_notice())

    assert story_of(A, stories)["pubStatus"] == status
    assert story_of(NOTE, stories)["story"]["notice"]["order"] == verdict


def test_a_release_takes_back_what_a_notice_was_understood_to_say() -> None:
    """It named the wrong item, or we read it wrongly; the other way round the editor's word wins too."""
    named = "urn:afp:day:4711"
    other = item(named, text(40), "2022-11-29T12:00:00Z", language="en", creditLine="AFP")
    wire = with_notice(f"Please kill item {named}.", 16, other)
    assert story_of(named, told(wire=wire))["pubStatus"] == "canceled"

    stories = told(ruling(NOTE, named, "release", 5), ruling(NOTE, C, "kill", 5), wire=wire)

    assert [story_of(uri, stories)["pubStatus"] for uri in (named, C)] == ["usable", "canceled"]


def test_a_version_that_came_after_the_notice_is_the_newer_word() -> None:
    """The house has sent its item anew before the editor came to the order."""
    again = item(A, text(1), "2022-11-29T17:00:00Z", language="en", creditLine="AFP", version="2")
    stories = told(ruling(NOTE, A, "kill", 9), wire=with_notice(NOTICES[0][0], 16, again))

    assert story_of(A, stories)["pubStatus"] == "usable"
    assert story_of(NOTE, stories)["story"]["notice"]["reaches"] == [A]


def test_a_notice_that_is_dated_before_its_item_holds_from_the_ruling() -> None:
    """Clocks differ; who says which one is meant has seen it. So with a notice that has no time."""
    early = with_notice(NOTICES[0][0], 11)
    undated = [*WIRE, {key: value for key, value in early[-1].items() if key != "versionCreated"}]
    for wire in (early, undated):
        assert story_of(A, told(ruling(NOTE, A, "kill", 5), wire=wire))["pubStatus"] == "canceled"


def test_what_was_told_as_news_is_a_notice_once_an_editor_says_so() -> None:
    """No rule knows all forms."""
    wire = with_notice("The desk regrets: forget the one from the morning, it was a hoax altogether.")
    del wire[-1]["headline"]
    assert "notice" not in story_of(NOTE, told(wire=wire))["story"]

    stories = told(ruling(NOTE, A, "kill", 5), wire=wire)

    assert story_of(A, stories)["pubStatus"] == "canceled"
    assert story_of(NOTE, stories)["pubStatus"] == "withheld"
    assert story_of(NOTE, stories)["story"]["notice"]["order"] == "kill"


def test_an_order_about_nothing_that_is_held_is_dismissed() -> None:
    """A notice alone; nothing else changes, and it is open again once that is undone."""
    stories = told(ruling(NOTE, NOTE, "dismissed", 5), wire=with_notice())

    assert "openOrder" not in story_of(NOTE, stories)["story"]["notice"]
    assert [story_of(uri, stories)["pubStatus"] for uri in (A, C)] == ["usable", "usable"]
    both = ruling(NOTE, NOTE, "dismissed", 5), ruling(NOTE, NOTE, "undone", 6)
    assert story_of(NOTE, told(*both, wire=with_notice()))["story"]["notice"]["openOrder"] is True


def test_an_order_is_on_two_and_a_dismissal_on_one() -> None:
    """Whoever makes them."""
    for one, other, verdict in ((A, A, "kill"), (A, A, "same"), (A, B, "dismissed")):
        with pytest.raises(Usage, match="expected"):
            ruling(one, other, verdict)
    assert decode(encode(ruling(NOTE, A, "kill"))) == ruling(NOTE, A, "kill")
    assert key(ruling(NOTE, A, "kill")) == key(ruling(A, NOTE, "undone"))


@given(wire=wires(), seed=st.integers(0, 1 << 30), count=st.integers(0, 4))
def test_rulings_change_the_same_whatever_comes_first(wire: list[Any], seed: int, count: int) -> None:
    """On any wire, with any rulings on it."""
    rng = random.Random(seed)
    uris = sorted({each.uri for each in wire})
    rulings = []
    for _ in range(count if len(uris) > 1 else 0):
        one, other = rng.sample(uris, 2)
        verdict = rng.choice([each for each in Verdict if each is not Verdict.DISMISSED])
        rulings.append(ruling(one, other, verdict, rng.randrange(9)))
    rulings += [ruling(uri, uri, "dismissed", rng.randrange(9)) for uri in uris[:1] if count % 2]
    folding = Folding()
    folding.rule(rulings)
    first = list(folding.stories(wire))
    entered = [*wire, *rulings]
    runtime = Embedded(rng.randrange(1, 5), WINDOW, LATENESS)
    for each in rng.sample(entered, len(entered)):
        runtime.rule(each) if isinstance(each, Ruling) else runtime.accept(each)
    found = sorted(orjson.dumps(change.story, option=orjson.OPT_SORT_KEYS) for change in runtime.finish())

    assert found == sorted(first)
