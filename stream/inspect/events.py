"""What of a story somebody wants to be called about: that it is new, killed, held, corrected, or broke an embargo.

Pure: a record in, events out, each under keys by which it is known again. A record tells all of its past, so most of
its events were told before; and a story that is told under another uri, because an earlier dispatch of it came late, is
not new. So a story is known by each of its dispatches, and what was done to it by the notice that did it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from stream.inspect.contents import parties, tags
from stream.stories.story import StoryFacts, StoryRecord, headline

__all__ = ["CONTENT_TYPE", "EventKind", "Happening", "Wanted", "cloud_event", "events"]

CONTENT_TYPE: Final = "application/cloudevents+json; charset=utf-8"
_STATUSES: Final = {"canceled": "kill", "withheld": "hold"}


class EventKind(StrEnum):
    """What happened."""

    STORY = "new-story"
    KILL = "kill"
    HOLD = "hold"
    CORRECTION = "correction"
    EMBARGO = "embargo-break"


class Happening(NamedTuple):
    """One thing that happened to a story.

    ``keys``: it was told before if one of them was. ``time``: as the record tells it.
    """

    kind: EventKind
    keys: tuple[str, ...]
    time: str | None
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is called among those of its story: a story is new once, whatever it is known by."""
        return str(self.kind) if self.kind is EventKind.STORY else self.keys[0]


class Wanted(NamedTuple):
    """Which events of which stories: those for which all of these hold."""

    kinds: frozenset[EventKind] = frozenset(EventKind)
    agency: str | None = None  # any party of the chain, as the chain names it
    language: str | None = None
    min_size: int = 1

    def of(self, record: StoryRecord) -> list[Happening]:
        """The events of a record that are wanted."""
        held = set(tags(record))
        asked = {("agency", self.agency), ("language", self.language)}
        if record["story"]["memberCount"] < self.min_size or any(tag[1] and tag not in held for tag in asked):
            return []
        return [event for event in events(record) if event.kind in self.kinds]


def events(record: StoryRecord) -> Iterator[Happening]:
    """All that a record tells of what happened to its story."""
    facts = record["story"]
    if "notice" in facts:  # it is told by what it did to others
        return
    if record["pubStatus"] == "usable":  # what is held back is no news yet
        members = tuple(f"story {each['uri']}" for each in record["associations"])
        yield Happening(EventKind.STORY, members, record.get("firstCreated"), {})
    for kill in facts.get("kills", ()):
        kind = EventKind(_STATUSES.get(kill["status"], "kill"))
        yield Happening(kind, (f"{kind} {kill['member']} {kill['by']}",), kill.get("published"), kill)
    for correction in facts.get("corrections", ()):
        key = f"correction {correction['by']} {correction['version']}"
        yield Happening(EventKind.CORRECTION, (key,), correction.get("published"), correction)
    yield from _breaks(record, facts)


def _breaks(record: StoryRecord, facts: StoryFacts) -> Iterator[Happening]:
    until = {"embargoedUntil": record["embargoedUntil"]} if "embargoedUntil" in record else {}
    for merge in facts["merges"]:
        if merge.get("embargoBreak"):
            told = {"member": merge["member"], "party": merge.get("party", ""), **until}
            yield Happening(EventKind.EMBARGO, (f"embargo {merge['member']}",), merge.get("published"), told)


def cloud_event(event: Happening, record: StoryRecord) -> bytes:
    """The event as CloudEvents 1.0 in structured JSON; told again, it has the same id and the same bytes but for what
    has become of its story since.
    """
    facts = record["story"]
    told = {
        "specversion": "1.0",
        "id": blake2b(f"{record['uri']} {event.name}".encode(), digest_size=16).hexdigest(),
        "source": "urn:copytaster",
        "type": f"copytaster.{event.kind}",
        "subject": record["uri"],
        "time": event.time,
        "datacontenttype": "application/json",
        "data": {
            "story": record["uri"],
            "headline": headline(record),
            "status": record["pubStatus"],
            "chain": list(parties(record)),
            "languages": facts["languages"],
            "members": facts["memberCount"],
            "sources": facts["sourceCount"],
            "canonicalMember": facts["canonicalMember"],
            **event.facts,
        },
    }
    return orjson.dumps({name: value for name, value in told.items() if value is not None})
