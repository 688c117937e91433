"""Equal values of a wire are one object."""

from __future__ import annotations

import orjson

from stream.matching.editions import prepare
from stream.memory import shared
from stream.reading.intake import read
from wires import NOON, ninjs, text


def test_equal_values_are_one_object_and_types_stay_apart() -> None:
    """What is equal to a value that was met lately is that one; True is not 1."""
    first, second = (tuple(each) for each in ([1, "a"], [1, "a"]))
    assert first is not second
    assert shared(first) is first
    assert shared(second) is first
    assert shared(True) is True
    assert shared(1) == 1
    assert shared(1) is not True


def test_dispatches_of_one_house_hold_its_credits_once() -> None:
    """And their language and chain: a window of a million of them holds no million."""
    one, other = (
        prepare(read(orjson.dumps(ninjs(f"urn:{n}", text(n), NOON, creditline="Xinhua/VNA", language="fr"))))
        for n in (1, 2)
    )
    assert one.version.credits
    assert one.version.credits is other.version.credits
    assert one.version.language is other.version.language
    assert one.chain is other.chain
