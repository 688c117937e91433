"""A dozen lives of a dispatch on every runtime; what they are in any order is in tests/lifecycle."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from contract.life_cycle import LIVES
from contract.runtimes import Outcome


def _told(case: str, outcome: Outcome) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in outcome.stories if f'"urn:{case}:'.encode() in line]


def _rels(story: dict[str, Any]) -> dict[str, str]:
    return {each["uri"].split(":", 2)[2]: each["rel"] for each in story["associations"]}


def test_an_update_under_a_new_uri_tells_the_story(outcome: Outcome) -> None:
    """By what it says that it replaces."""
    [story] = _told("life-update", outcome)

    assert _rels(story) == {"a": "original", "b": "copy", "c": "update"} or _rels(story)["c"] == "update"
    assert story["story"]["canonicalMember"] == "urn:life-update:c"


def test_a_correction_names_who_is_stale(outcome: Outcome) -> None:
    """The copy still has the old figure."""
    [story] = _told("life-correction", outcome)

    assert story["story"]["corrections"][0]["facts"] == [["412", "214"]]
    assert story["story"]["corrections"][0]["stale"] == ["urn:life-correction:b"]


@pytest.mark.parametrize(
    ("case", "status", "reach"),
    [
        ("life-kill", "canceled", "story"),
        ("life-copy-killed", "usable", "member"),
        ("life-notice", "canceled", "story"),
        ("life-early-kill", "canceled", "story"),
    ],
)
def test_a_kill_reaches_what_it_must(case: str, status: str, reach: str, outcome: Outcome) -> None:
    """Of the origin every house, of a copy that one; by version or notice, before or after."""
    [story] = [each for each in _told(case, outcome) if f"urn:{case}:a" in str(each["associations"])]

    assert story["pubStatus"] == status
    assert ("bodies" in story) is (status == "usable")
    assert [kill["reach"] for kill in story["story"]["kills"]] == [reach]


def test_what_is_killed_before_it_comes_is_never_usable(outcome: Outcome) -> None:
    """Not in any record of the output."""
    told = [value for _, value in outcome.told if value is not None and b'"urn:life-early-kill:a"' in value]
    of_it = [orjson.loads(value) for value in told]

    assert {story["pubStatus"] for story in of_it if "associations" in story and "a" in _rels(story)} == {"canceled"}


def test_a_hold_is_lifted_by_a_notice(outcome: Outcome) -> None:
    """And the text is there again."""
    [story] = [each for each in _told("life-hold", outcome) if "a" in _rels(each)]

    assert story["pubStatus"] == "usable"


def test_a_substitute_stands_beside_what_was_killed(outcome: Outcome) -> None:
    """Linked, not merged."""
    killed, substitute = _told("life-substitute", outcome)

    assert (killed["pubStatus"], substitute["pubStatus"]) == ("canceled", "usable")
    assert killed["story"]["related"][0]["uri"] == "urn:life-substitute:s"


def test_a_repeat_moves_nothing(outcome: Outcome) -> None:
    """It is a member, and no news."""
    [story] = _told("life-repeat", outcome)

    assert _rels(story) == {"a": "original", "b": "repeat"}


def test_an_alert_joins_its_story(outcome: Outcome) -> None:
    """By the slug."""
    [story] = _told("life-alert", outcome)

    assert _rels(story) == {"a": "alert-of", "b": "original"}


def test_takes_are_one_text(outcome: Outcome) -> None:
    """The first one came last."""
    [story] = _told("life-takes", outcome)

    assert _rels(story) == {"a": "original", "b": "part"}


def test_a_digest_is_related_and_bridges_nothing(outcome: Outcome) -> None:
    """Each of its stories tells of it."""
    stories = _told("life-digest", outcome)

    assert [len(story["associations"]) for story in stories] == [1, 1, 1]
    assert [each["rel"] for story in stories for each in story["story"].get("related", ())] == ["digest-of"] * 2


def test_an_embargo_holds_the_story(outcome: Outcome) -> None:
    """Until 2090."""
    [story] = _told("life-embargo", outcome)

    assert (story["pubStatus"], story["embargoedUntil"]) == ("withheld", "2090-01-01T00:00:00Z")
    assert "bodies" not in story


def test_each_life_is_told(outcome: Outcome) -> None:
    """None of the cases is lost."""
    assert [case for case in LIVES if not _told(case, outcome)] == []
