"""What a reader is asked to rule on, and what was ruled: the doubtful merges nobody has spoken of, and the rulings
that stand, with whether the stories already follow them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from stream.dispatch import Verdict
from stream.inspect.queries import Filters, Order, list_stories, story, story_of
from stream.inspect.store import Store
from stream.inspect.suspicion import Doubt, doubts
from stream.stories.rulings import Pair, pair_of
from stream.stories.story import RulingRecord, StoryRecord, headline

__all__ = ["Said", "Waiting", "queue", "said_of", "standing"]

_MOST_STORIES = 400  # looked into for a queue: a reader who has ruled on more has it anew from the next page on
_PAGE = 50


class Waiting(NamedTuple):
    """A merge that waits for a reader's word."""

    story: str
    headline: str
    doubt: Doubt

    @property
    def pair(self) -> Pair:
        """The two dispatches, in order."""
        return pair_of(self.doubt.member, self.doubt.against)


class Said(NamedTuple):
    """A ruling as a record tells it, and what came of it."""

    ruling: RulingRecord
    stories: tuple[tuple[str, str], ...]  # uri and headline of those that hold the two: one, two, or fewer
    followed: bool  # the stories are as it says

    @property
    def stands(self) -> bool:
        """False where it takes back, and the stories follow."""
        return not (self.followed and self.ruling["verdict"] == Verdict.UNDONE)


def queue(store: Store, heard: Mapping[Pair, RulingRecord], limit: int) -> list[Waiting]:
    """The doubtful merges on which no word stands, the most doubtful story first.

    Args:
        store: the projection.
        heard: what was ruled since, which the stories may not tell yet; one that takes back opens the pair again.
        limit: at most so many.
    """
    found: list[Waiting] = []
    for offset in range(0, _MOST_STORIES, _PAGE):
        rows = list_stories(store, Filters(min_size=2), Order.SUSPICION, _PAGE, offset)
        for row in rows:
            if row.suspicion == 0 or len(found) >= limit:
                return found[:limit]
            record = story(store, row.uri)
            if record is not None:
                words = {**_rulings(record), **heard}
                waiting = (Waiting(row.uri, row.headline, doubt) for doubt in doubts(record))
                found.extend(each for each in waiting if not _stands(words.get(each.pair)))
        if len(rows) < _PAGE:
            break
    return found[:limit]


def standing(store: Store, heard: Iterable[RulingRecord], limit: int) -> list[Said]:
    """The newest rulings that stand, and those taken back that the stories still follow."""
    newest: dict[Pair, RulingRecord] = {}
    told = (ruling for record in _ruled(store, limit) for ruling in _rulings(record).values())
    for ruling in (*told, *heard):
        pair = pair_of(*ruling["pair"])
        if pair not in newest or ruling["at"] >= newest[pair]["at"]:
            newest[pair] = ruling
    latest = sorted(newest.values(), key=lambda ruling: (ruling["at"], ruling["pair"]), reverse=True)[:limit]
    return [found for ruling in latest if (found := _said(store, ruling)).stands]


def said_of(store: Store, pair: Pair, heard: RulingRecord | None) -> Said | None:
    """The newest word on a pair; None where there is none, or it was taken back and the stories follow."""
    words = [ruling for uri in pair if (record := story_of(store, uri)) and (ruling := _rulings(record).get(pair))]
    if heard is not None:
        words.append(heard)
    newest = max(words, key=lambda ruling: str(ruling["at"]), default=None)
    return told if newest is not None and (told := _said(store, newest)).stands else None


def _ruled(store: Store, limit: int) -> Iterator[StoryRecord]:
    for verdict in Verdict:
        for row in list_stories(store, Filters(ruled=verdict), Order.TIME, limit):
            if (record := story(store, row.uri)) is not None:
                yield record


def _rulings(record: StoryRecord) -> dict[Pair, RulingRecord]:
    return {pair_of(*each["pair"]): each for each in record["story"].get("rulings", ())}


def _stands(ruling: RulingRecord | None) -> bool:
    return ruling is not None and ruling["verdict"] != Verdict.UNDONE


def _said(store: Store, ruling: RulingRecord) -> Said:
    records = [record for uri in ruling["pair"] if (record := story_of(store, uri)) is not None]
    words = [_rulings(record).get(pair_of(*ruling["pair"])) for record in records]
    undone = ruling["verdict"] == Verdict.UNDONE
    followed = bool(records) and all(word is None if undone else word == ruling for word in words)
    return Said(ruling, tuple({record["uri"]: headline(record) for record in records}.items()), followed)
