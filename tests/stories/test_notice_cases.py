"""Notices as houses send them: 148 situations in 36 languages.

The numbers below 200 were written by somebody who had not seen the rules; the others before the rules that they led to,
but for 256 to 260: those are in languages that no table has.

Each line of notices.jsonl is one: the form that it is modelled on, an invented wire, what is right and why, and what of
that must hold in the output. Those of reported.jsonl are modelled on what people reported of kills, corrections and
embargoes that went wrong, and on how houses retell what another one sent.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from stream import fold
from stream.reading.rejects import Reject

CASES = {
    case["name"]: case
    for file in ("notices.jsonl", "reported.jsonl")
    for case in map(orjson.loads, Path(__file__).with_name(file).read_bytes().splitlines())
}
ORDERS = 3


class Told:
    """What came out, by the uris of what went in."""

    def __init__(self, stories: list[Any]) -> None:
        self.stories = stories
        self.home = {member["uri"]: story for story in stories for member in story["associations"]}
        self.members = {member["uri"]: member for story in stories for member in story["associations"]}

    def status(self, uri: str) -> str | None:
        """The status of the story that holds a dispatch."""
        return self.home[uri]["pubStatus"] if uri in self.home else None

    def body(self, uri: str) -> str:
        """The text that its story is told by."""
        return "\n".join(body["value"] for body in self.home[uri].get("bodies", ())) if uri in self.home else ""

    def corrections(self, uri: str) -> list[Any]:
        """What its story says was corrected."""
        return list(self.home[uri]["story"].get("corrections", ())) if uri in self.home else []

    def stale(self, uri: str) -> set[str]:
        """The members that still tell the old fact."""
        return {member for correction in self.corrections(uri) for member in correction.get("stale", ())}

    def names(self, uri: str, old: str, new: str) -> bool:
        """Whether a correction names the old fact and the new one, or parts of them."""
        facts = [fact for correction in self.corrections(uri) for fact in correction.get("facts", ())]
        return any(_overlap(fact[0], old) and (not fact[1] or _overlap(fact[1], new)) for fact in facts)

    def is_own_story(self, uri: str, of: str | None) -> bool:
        """Whether a notice is usable news by itself, and no part of the story that it is about."""
        in_its_story = of in self.home and self.home[of]["uri"] == self.home.get(uri, {}).get("uri")
        return self.status(uri) == "usable" and not in_its_story


def _overlap(one: str, other: str) -> bool:
    return bool(one) and (one in other or other in one)


HOLDS: dict[str, Callable[[Told, Any], object]] = {
    "status": lambda told, want: {uri: told.status(uri) for uri in want} == want,
    "status_not": lambda told, want: all(told.status(uri) != status for uri, status in want.items()),
    "member_status": lambda told, want: all(told.members[uri]["pubStatus"] == status for uri, status in want.items()),
    "together": lambda told, want: all(len({told.home[uri]["uri"] for uri in group}) == 1 for group in want),
    "apart": lambda told, want: len({told.home[uri]["uri"] if uri in told.home else uri for uri in want}) == len(want),
    "body_has": lambda told, want: all(words in told.body(uri) for uri, words in want.items()),
    "body_lacks": lambda told, want: not any(words in told.body(uri) for uri, words in want.items()),
    "stale": lambda told, want: all(set(members) <= told.stale(uri) for uri, members in want.items()),
    "facts": lambda told, want: all(told.names(uri, *both) for uri, both in want.items()),
    "not_own_story": lambda told, want: not any(told.is_own_story(uri, of) for uri, of in want.items()),
    "reported": lambda told, want: all(uri in orjson.dumps(told.stories).decode() for uri in want),
    "no_corrections": lambda told, want: not any(told.corrections(uri) for uri in want),
}


@pytest.mark.parametrize("name", CASES)
def test_a_notice_reaches_what_it_means_and_nothing_else(name: str) -> None:
    """Whatever the order of arrival."""
    case = CASES[name]
    as_of = datetime.fromisoformat(case["asOf"]) if "asOf" in case else None
    rng = random.Random(name)
    outputs = []
    for partitions in range(1, ORDERS + 1):
        rejects: list[Reject] = []
        wire = rng.sample(case["wire"], len(case["wire"]))
        stories = fold(wire, partitions=partitions, as_of=as_of, on_reject=rejects.append, in_order=False)
        outputs.append(orjson.dumps(stories))
        assert len(rejects) == case["holds"].get("rejected", len(rejects))

        wrong = [what for what, want in case["holds"].items() if what in HOLDS and not HOLDS[what](Told(stories), want)]

        assert wrong == [], case["right"]
    assert len(set(outputs)) == 1


def test_all_that_must_hold_is_looked_at() -> None:
    """No line of a case is passed over."""
    assert {what for case in CASES.values() for what in case["holds"]} == {*HOLDS, "rejected"}
