"""An editor overrules the program: same, different, undone; in any order, and the newest word counts."""

from __future__ import annotations

import random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatches import Story, item, members, story_of
from stream.dispatch import Ruling, Verdict
from stream.errors import Invalid
from stream.local.embedded import LATENESS, WINDOW, Embedded
from stream.local.folding import Folding, fold
from stream.reading.intake import read_object
from stream.stories.rulings import decode, encode, key
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
    one, other = sorted((one, other))
    return Ruling(one, other, Verdict(verdict), NOON + hours * HOUR, "Ada", "I read both")


def told(*rulings: Ruling) -> list[Story]:
    """The stories under these rulings: whether they come first, last or in between."""
    first = fold(WIRE, rulings=rulings)
    for seed in range(6):
        rng = random.Random(seed)
        runtime = Embedded(rng.randrange(1, 5), WINDOW, LATENESS)
        entered: list[Any] = [*WIRE, *rulings, *rulings]
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
        (b'{"pair":["a","b"],"verdict":"maybe"}', "same, different, unsure, undone"),
        (b'{"pair":["a","b"],"verdict":"same","at":"2022-11-29T12:00:00Z","because":"x"}', "by: missing"),
        (b'{"pair":["a","b"],"verdict":"same","at":"noon","by":"a","because":"x"}', "at"),
    ],
)
def test_what_is_no_ruling_says_what_it_lacks(raw: bytes, why: str) -> None:
    """Nobody overrules without a name and a reason."""
    with pytest.raises(Invalid, match=why):
        decode(raw)


@given(wire=wires(), seed=st.integers(0, 1 << 30), count=st.integers(0, 4))
def test_rulings_change_the_same_whatever_comes_first(wire: list[Any], seed: int, count: int) -> None:
    """On any wire, with any rulings on it."""
    rng = random.Random(seed)
    uris = sorted({each.uri for each in wire})
    rulings = []
    for _ in range(count if len(uris) > 1 else 0):
        one, other = rng.sample(uris, 2)
        rulings.append(ruling(one, other, rng.choice(("same", "different", "undone")), rng.randrange(9)))
    folding = Folding()
    folding.rule(rulings)
    first = list(folding.stories(wire))
    entered = [*wire, *rulings]
    runtime = Embedded(rng.randrange(1, 5), WINDOW, LATENESS)
    for each in rng.sample(entered, len(entered)):
        runtime.rule(each) if isinstance(each, Ruling) else runtime.accept(each)
    found = sorted(orjson.dumps(change.story, option=orjson.OPT_SORT_KEYS) for change in runtime.finish())

    assert found == sorted(first)
