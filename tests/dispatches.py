"""A copytaster's desk for tests: dispatches in, stories out, whatever the order and the partitions."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import islice, permutations
from typing import Any

from stream.local.folding import fold
from stream.stories.record import encode
from stream.stories.story import MergeRecord, StoryRecord
from wires import violations

Item = dict[str, Any]
Story = StoryRecord

_ORDERS = 8


def item(uri: str, body: str, at: str, **fields: Any) -> Item:
    """A dispatch in ninjs; ``at`` is a time such as "2023-10-03T09:00Z"."""
    return {"uri": uri, "version": "1", "versionCreated": at, "bodies": [{"value": body}], **fields}


def headline(told: str) -> dict[str, Any]:
    """The field of a headline."""
    return {"headlines": [{"role": "main", "value": told}]}


def told(*items: Item, as_of: datetime | None = None) -> list[Story]:
    """The stories of these dispatches: the same in any order, repeated, on any number of partitions."""
    first = fold(items, as_of=as_of, in_order=False)
    for story in first:
        assert violations("story", story) == []
    wanted = [encode(story) for story in first]
    rng = random.Random(len(items))
    orders: list[Sequence[Item]] = list(islice(permutations(items), 6)) if len(items) < 4 else []
    orders += [rng.sample([*items, *items], 2 * len(items)) for _ in range(_ORDERS)]
    for partitions, order in zip([1, 2, 3, 5, 8] * 4, orders, strict=False):
        again = fold(order, partitions=partitions, as_of=as_of, in_order=False)
        assert [encode(story) for story in again] == wanted
    return first


def members(story: Story) -> dict[str, str]:
    """Of each member the relation."""
    return {each["uri"]: each["rel"] for each in story["associations"]}


def story_of(uri: str, stories: Sequence[Story]) -> Story:
    """The story that holds a dispatch."""
    [found] = [story for story in stories if uri in members(story)]
    return found


def merge(uri: str, stories: Sequence[Story]) -> MergeRecord:
    """What a story says of a member."""
    return next(each for each in story_of(uri, stories)["story"]["merges"] if each["member"] == uri)


def related(story: Story) -> list[tuple[str, str]]:
    """What stands to a story how."""
    return [(each["rel"], each["uri"]) for each in story["story"].get("related", ()) if "uri" in each]


def body(story: Story) -> str | None:
    """The canonical text."""
    bodies = story.get("bodies")
    return bodies[0]["value"] if bodies else None
