"""What becomes of a story and of its copies when its house orders something, in 74 languages and of 221 houses."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from situations import SITUATIONS, Wire, wire
from stream import fold

LATER = datetime(2025, 3, 12, 12, tzinfo=UTC)
ORDERS = 2  # of arrival
STATUS = {
    "kill": "canceled",
    "hold": "withheld",
    "free": "usable",
    "correct": "usable",
    "news": "usable",
    "plan": "usable",  # of the day: no news, and orders nothing
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_an_order_reaches_its_story_and_all_copies(name: str) -> None:
    """Whatever the order of arrival; another story of the house stays, and what is ordered is no news."""
    situation = SITUATIONS[name]
    of = wire(situation)
    outputs = []
    for partitions in range(1, ORDERS + 1):
        items = random.Random(f"{name} {partitions}").sample(of.items, len(of.items))
        stories = fold(items, partitions=partitions, as_of=LATER, in_order=False)
        outputs.append(orjson.dumps(stories))
        home = {member["uri"]: story for story in stories for member in story["associations"]}
        _holds(situation, of, home)

    assert len(set(outputs)) == 1


def _holds(situation: dict[str, Any], of: Wire, home: dict[str, Any]) -> None:
    is_open = situation.get("told") in ("held", "open")
    stays = "hold" if situation["right"] == "free" else "free"
    right = {"held": "hold", "open": stays}.get(situation.get("told", ""), situation["right"])

    assert [home[other]["pubStatus"] for other in of.others] == ["usable"] * len(of.others)
    if right == "embargo":
        # No zone is printed: it may last some hours longer, and never less.
        then = datetime.fromisoformat(situation["until"]) - timedelta(minutes=2)
        early = {member["uri"]: story for story in fold(of.items, as_of=then) for member in story["associations"]}
        assert [told[of.story]["pubStatus"] for told in (early, home)] == ["withheld", "usable"]
        return
    assert [home[uri]["pubStatus"] for uri in (of.story, *of.copies)] == [STATUS[right]] * (1 + len(of.copies))
    for uri in of.notices:
        is_apart = home[uri]["uri"] != home[of.story]["uri"]
        assert home[uri]["pubStatus"] == "usable" if right == "news" else not is_apart or _is_no_news(home[uri])
    if right == "correct":
        stale = {uri for correction in home[of.story]["story"]["corrections"] for uri in correction["stale"]}
        facts = [old for correction in home[of.story]["story"]["corrections"] for old, _ in correction["facts"]]
        assert set(of.copies) <= stale
        assert any(old in situation["old"] or situation["old"] in old for old in facts)
    if is_open:
        # What is sent under the uri of its story has one of its own beside that.
        told = [story["story"].get("notice", {}) for uri, story in home.items() if uri.startswith(of.notices[-1])]
        assert any(notice.get("openOrder") for notice in told)


def _is_no_news(story: dict[str, Any]) -> bool:
    return bool(story["pubStatus"] != "usable")
