"""What is still wrong out there: kills, holds, corrections and embargo breaks with the copies that carry the old text.

A story leaves the list by itself when a newer record of it no longer marks the copy. What left it, or the list of open
orders, is known for some days, so that a reader of a feed is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from stream.inspect.contents import member_headline
from stream.inspect.queries import story
from stream.inspect.store import STOOD, Store, stored
from stream.stories.story import StoryRecord, headline

__all__ = ["STANDING", "Ended", "OldCopy", "StillStanding", "ended", "number_standing", "still_standing"]

STANDING: Final = ("kill", "hold", "correction", "embargo")
"""What is known of a copy that stands."""

_NEWEST_FIRST: Final = "ORDER BY max(since) DESC, story DESC, kind"


class OldCopy(NamedTuple):
    """A dispatch that still carries the old text. ``since``: milliseconds; None: unknown."""

    dispatch: str
    party: str
    headline: str
    since: int | None


class StillStanding(NamedTuple):
    """What was taken back of a story, and where it still stands."""

    kind: str
    story: str
    headline: str
    by: str | None  # the dispatch that took it back
    since: int | None  # when that was said; of an embargo, when it was broken first
    facts: tuple[tuple[str, str], ...]  # of a correction: what was told, what is told now
    note: str
    copies: tuple[OldCopy, ...]
    mended: tuple[str, ...]  # houses whose dispatch was withdrawn since


def still_standing(store: Store, limit: int = 50, offset: int = 0) -> list[StillStanding]:
    """The newest first."""
    rows = store.query(
        f"SELECT story, kind, max(since) FROM standing GROUP BY story, kind {_NEWEST_FIRST} LIMIT ? OFFSET ?",  # noqa: S608 - our own
        (limit, offset),
    )
    return [_told(store, story, kind, since) for story, kind, since in rows]


def number_standing(store: Store) -> int:
    """How many entries the whole list has."""
    [(found,)] = store.query("SELECT count(*) FROM (SELECT 1 FROM standing GROUP BY story, kind)")
    return int(found)


class Ended(NamedTuple):
    """What a list told of a story and no longer tells.

    ``now``: the uri of the story that it is told in, another one where it gave way; None: it was taken back. ``until``:
    when a record said so first (milliseconds).
    """

    story: str
    kind: str
    headline: str
    until: int
    now: str | None
    goes_on: bool  # in the story that it is told in now


def ended(store: Store, kinds: Sequence[str], limit: int = 50) -> list[Ended]:
    """What lists of these kinds told in the last days, the last ended first.

    Args:
        store: the projection.
        kinds: of :data:`STANDING`; or "order", an order that waited for an editor.
        limit: at most so many.
    """
    marks = ", ".join("?" * len(kinds))
    rows = store.query(
        f"SELECT uri, kind, headline, until FROM stood WHERE until > ? AND kind IN ({marks}) "  # noqa: S608 - marks only
        "ORDER BY until DESC, uri, kind LIMIT ?",
        (store.newest_change() - STOOD, *kinds, limit),
    )
    return [_ended(store, *row) for row in rows]


def _ended(store: Store, uri: str, kind: str, title: str, until: int) -> Ended:
    record = story(store, uri)
    now = None if record is None else record["uri"]
    goes_on = store.query("SELECT 1 FROM stood WHERE uri = ? AND kind = ? AND until IS NULL", (now, kind))
    return Ended(uri, kind, title or (headline(record) if record else ""), until, now, bool(goes_on))


def _told(store: Store, number: int, kind: str, since: int | None) -> StillStanding:
    [(line,)] = store.query("SELECT line FROM record WHERE id = ?", (number,))
    record = stored(line)
    rows = store.query(
        "SELECT dispatch, party, since, by FROM standing WHERE story = ? AND kind = ? ORDER BY dispatch", (number, kind)
    )
    copies = tuple(OldCopy(dispatch, party, member_headline(record, dispatch), at) for dispatch, party, at, _ in rows)
    by = rows[0][3]
    if kind == "embargo":
        since = min((each.since for each in copies if each.since is not None), default=None)
    title = headline(record) or member_headline(record, record["story"]["canonicalMember"])
    return StillStanding(
        kind, record["uri"], title, by, since, _facts(record, kind), _note(record, by), copies, _mended(record, kind)
    )


def _facts(record: StoryRecord, kind: str) -> tuple[tuple[str, str], ...]:
    corrections = record["story"].get("corrections", ()) if kind == "correction" else ()
    return tuple(
        (fact[0], fact[1]) for each in corrections if each["stale"] for fact in each["facts"] if len(fact) == 2
    )


def _note(record: StoryRecord, by: str | None) -> str:
    return next((kill.get("note", "") for kill in record["story"].get("kills", ()) if kill["by"] == by), "")


def _mended(record: StoryRecord, kind: str) -> tuple[str, ...]:
    """Houses other than those that took it back that have withdrawn their copy by their own word."""
    if kind not in ("kill", "hold"):
        return ()
    first = {kill["member"] for kill in record["story"].get("kills", ()) if kill["reach"] == "story"}
    gone = {each["uri"] for each in record["associations"] if each["pubStatus"] != "usable"} - first
    houses = (merge.get("party", "") for merge in record["story"]["merges"] if merge["member"] in gone)
    return tuple(sorted(filter(None, set(houses))))
