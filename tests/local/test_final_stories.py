"""Final stories come back sorted by uri, the last under each."""

from __future__ import annotations

import random
from typing import Any, cast

import orjson
import pytest

from stream.local.embedded import Change
from stream.local.final_stories import FinalStories
from stream.stories.story import StoryRecord


def change(uri: str, **fields: Any) -> Change:
    """A final story of these fields."""
    return Change(uri, cast(StoryRecord, {"uri": uri, **fields}), True)


def test_lines_are_sorted_by_uri_and_encoded() -> None:
    """Whatever the order they were closed in, also when there are many."""
    uris = [f"urn:{n:05}" for n in range(5000)]
    shuffled = uris[:]
    random.Random(1).shuffle(shuffled)
    with FinalStories() as final:
        final.put(change(uri, z=1, a=f"é{99_999 - int(uri[-5:])}") for uri in shuffled)
        lines = list(final.lines())
    assert [orjson.loads(line)["uri"] for line in lines] == uris
    assert lines[0] == '{"a":"é99999","uri":"urn:00000","z":1}'.encode()


def test_the_last_story_under_a_uri_stands() -> None:
    """One line for each uri."""
    with FinalStories() as final:
        final.put([change("urn:a", version="0"), change("urn:a", version="1")])
        final.put([change("urn:b"), change("urn:a", version="2")])
        assert [orjson.loads(line).get("version") for line in final.lines()] == ["2", None]


def test_it_is_closed_even_after_an_error() -> None:
    """The temporary database goes with the block."""
    with pytest.raises(ZeroDivisionError), FinalStories() as final:
        _ = 1 / 0
    with pytest.raises(Exception, match="closed"):
        final.put([change("urn:a")])


def test_nothing_gives_nothing() -> None:
    """An empty wire has no line."""
    with FinalStories() as final:
        assert list(final.lines()) == []
