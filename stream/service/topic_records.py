"""What is in each topic, in words and schemas: the part of the AsyncAPI document that no code tells by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from stream.entities.routing import BUCKETS, DISPATCHES, FAMILIES, INPUT, RULINGS
from stream.service.topics import DEAD_LETTERS, STATE, STORIES

__all__ = ["CHANNELS", "CLOUD_EVENT", "MESSAGES", "Channel", "Message"]

_URI = {"type": "string", "description": "uri of the dispatch"}
_STORY_URI = {"type": "string", "description": "uri of the story"}
_CONTENT = {"type": "object", "description": "JSON of this release, for workers alone; it may change with any release"}

CLOUD_EVENT = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": {
        "type": "string",
        "description": "of uri and bytes: a record that is sent again has the same; drop it by this",
    },
    "ce_source": {"const": "urn:copytaster"},
    "ce_type": {"enum": ["copytaster.story", "copytaster.story-replaced", "copytaster.story-deleted"]},
    "ce_subject": {"type": "string", "description": "uri of the story"},
    "ce_time": {"type": "string", "format": "date-time", "description": "event time; absent where none is known"},
    "content-type": {"const": "application/json"},
    "copytaster.version": {"type": "string", "description": "release of the worker"},
}
"""CloudEvents Kafka protocol binding 1.0, binary mode."""


class Message(NamedTuple):
    """A kind of record. ``payload`` names a schema of the components, or is one."""

    title: str
    summary: str
    payload: str | Mapping[str, Any]
    key: Mapping[str, Any] | None
    headers: str | None = None
    content_type: str = "application/json"


MESSAGES = {
    "dispatch": Message(
        "Dispatch", "A dispatch in ninjs 1.x, 2.x or 3.x; all versions under one key.", "dispatch", _URI
    ),
    "ruling": Message(
        "Ruling",
        "An editor's word on two dispatches.",
        "ruling",
        {"type": "string", "description": "both uris, sorted, with a line feed between them"},
    ),
    "story": Message("Story", "A story that is new or has changed, whole.", "story-story", _STORY_URI, "cloud-event"),
    "storyReplaced": Message(
        "Story replaced",
        "The story has given way to another, which it names.",
        "story-replaced",
        _STORY_URI,
        "cloud-event",
    ),
    "storyDeleted": Message(
        "Story deleted",
        "Follows a replacement, so that compaction can forget the story.",
        {"type": "null"},
        _STORY_URI,
        "cloud-event",
    ),
    "deadLetter": Message(
        "Dead letter",
        "A record that could not be read: key, value and headers as they were, then our headers.",
        {"description": "the bytes as they came; null where the record had none"},
        {"description": "as it came"},
        "dead-letter",
        "application/octet-stream",
    ),
    "mark": Message(
        "Mark",
        "Says that the dead letter at this place was sent to its topic again.",
        {"type": "null"},
        {"type": "string", "description": "partition:offset of the letter"},
        "mark",
        "application/octet-stream",
    ),
    "mail": Message("Mail", "Messages from entities to entities, packed.", _CONTENT, None),
    "segment": Message(
        "Segment",
        "What one shard noted in one turn.",
        _CONTENT,
        {"description": "of the segment; bytes of this release"},
    ),
}


class Channel(NamedTuple):
    """A topic: what is in it, and who writes it."""

    summary: str
    messages: tuple[str, ...]
    received: bool
    sent: bool


CHANNELS = {
    INPUT: Channel("Dispatches as they come from the wire.", ("dispatch",), received=True, sent=False),
    STORIES: Channel(
        "Canonical stories, the newest record of each under its uri.",
        ("story", "storyReplaced", "storyDeleted"),
        received=False,
        sent=True,
    ),
    DEAD_LETTERS: Channel("What could not be read, and why.", ("deadLetter", "mark"), received=False, sent=True),
    RULINGS: Channel("What editors say of pairs of dispatches.", ("ruling",), received=True, sent=False),
    BUCKETS: Channel("Internal: sketches to the buckets of their bands.", ("mail",), received=True, sent=True),
    DISPATCHES: Channel(
        "Internal: candidates, comparisons, labels to dispatches.", ("mail",), received=True, sent=True
    ),
    FAMILIES: Channel("Internal: members that join and leave families.", ("mail",), received=True, sent=True),
    STATE: Channel("Internal: the changelog of the workers' state.", ("segment",), received=True, sent=True),
}
