"""A family: the dispatches connected by links, split into stories.

A membership once left is never taken again, so that a late ``Joined`` cannot bring back a dispatch
that went to a family with a lower label.

A story that was emitted never just vanishes. Its uri derives from its earliest member, its *head*;
wherever the head is now, that family says which story holds it: ``Retired`` follows the head along
the labels it left for. It does so too where that was said here already, before the head left: the family
that it went to may have told its story by then, and what was said here came after that. It tells it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from stream.dispatch import Ruling, Verdict
from stream.entities.messages import Emitted, FamilyMessage, Joined, Label, Left, Retired
from stream.matching.editions import Edition, Role, head
from stream.matching.headlines import HEADLINES, is_untold, walls
from stream.stories.lifecycle import dispatch_of, is_told, items_of, role, told_texts
from stream.stories.record import encode, plain_record, record, replaced, story_uri
from stream.stories.related import related
from stream.stories.rulings import said
from stream.stories.split import split
from stream.stories.story import OutputRecord, StoryRecord
from stream.stories.targets import resolved

__all__ = [
    "Emission",
    "EmissionKind",
    "Family",
    "emit",
    "emitted",
    "has_embargo",
    "is_of",
    "members",
    "overwritten",
    "receive",
    "restore",
    "snapshot",
    "stories",
]


class EmissionKind(StrEnum):
    """What an emission is to one who reads the stories."""

    NEW = "new"
    CHANGED = "changed"
    REPLACED = "replaced"  # it gave way; the record says to which


class Emission(NamedTuple):
    """A story record that differs from what was emitted under its uri before."""

    uri: str
    story: OutputRecord
    kind: EmissionKind
    line: bytes  # the record as it is written


@dataclass(slots=True)
class Family:
    """State of one family. ``dispatches`` maps a uri to its versions, or to the label it left for."""

    label: Label
    dispatches: dict[str, tuple[Edition, ...] | Label] = field(default_factory=dict)
    at: int = 0  # newest event time of a member
    emitted: dict[Label, bytes] | None = None  # head → hash of the record that was emitted last
    retired: set[Label] | None = None  # heads of emitted stories that gave way and are not answered for yet
    answered: set[Label] | None = None  # heads that gave way and are answered for, as long as they are members
    orders: tuple[str, ...] = ()  # what those of its stories, as emitted last, order that are open orders


def receive(state: Family | None, message: FamilyMessage) -> tuple[Family, list[Retired]]:
    """Take a message; ``state`` is None for a label never heard of."""
    state = state or Family(message.label)
    if isinstance(message, Joined):
        _joined(state, message)
        return state, []
    if isinstance(message, Left):
        state.dispatches[message.uri] = message.now
        state.at = max(state.at, message.at)
        heads = {*(state.emitted or ()), *(state.answered or ())}
        _retire(state, {first for first in heads if dispatch_of(first.uri) == message.uri})
    else:
        _retire(state, {message.head})
    return state, _pass_on(state)


def members(state: Family) -> dict[str, tuple[Edition, ...]]:
    """The dispatches that are here now, with their versions."""
    return {uri: editions for uri, editions in state.dispatches.items() if not isinstance(editions, Label)}


def is_of(state: Family, since: int, until: int) -> bool:
    """Whether a version of a member was published in this time."""
    return any(since <= edition.published <= until for editions in members(state).values() for edition in editions)


def stories(state: Family, window: int, now: int | None = None) -> list[tuple[Label, StoryRecord]]:
    """The stories of a family, each under its head: a function of the set of members and of what embargoes are over.

    A dispatch of which there is nothing but a notice that kills it is in none.
    """
    return [(first, story) for first, _, story in _stories(state, window, now)]


def _stories(state: Family, window: int, now: int | None) -> list[tuple[Label, Sequence[str], StoryRecord]]:
    """The stories with their heads and all their members, of which a large record tells only some."""
    if len(state.dispatches) == 1:  # most families
        [(uri, versions)] = state.dispatches.items()
        if not isinstance(versions, Label) and len(versions) == 1 and (story := plain_record(uri, versions[0])):
            return [(head(uri, versions), (uri,), story)]
    dispatches = {
        item: editions
        for uri, versions in members(state).items()
        for item, editions in items_of(uri, versions).items()
        if is_told(editions)
    }
    rulings = said(dispatches).values()
    if len(dispatches) == 1:
        [(uri, editions)] = dispatches.items()
        if role(editions) is Role.ITEM:
            return []
        return [(head(uri, editions), (uri,), record(dispatches, (uri,), (), now, rulings))]
    dispatches = resolved(dispatches, rulings)
    pages = _walls(dispatches, rulings)
    groups = split({uri: editions for uri, editions in dispatches.items() if uri not in pages}, window)
    if pages:
        groups = sorted([*groups, *((uri,) for uri in pages)], key=lambda uris: head(uris[0], dispatches[uris[0]]))
    heads = [head(uris[0], dispatches[uris[0]]) for uris in groups]
    relations = related(groups, dispatches, [story_uri(first) for first in heads])
    return [
        (first, uris, record(dispatches, uris, relation, now, rulings, pages.get(uris[0], ())))
        for first, uris, relation in zip(heads, groups, relations, strict=True)
    ]


def _walls(dispatches: Mapping[str, Sequence[Edition]], rulings: Iterable[Ruling]) -> dict[str, tuple[str, str]]:
    """The pages in the place of an article (`stream.matching.headlines.walls`): one story with nothing, and no news.

    A dispatch of which a text is held is told by that, and an editor who says that one is a story with another says
    that it is none.
    """
    if len(dispatches) < HEADLINES:  # most families: what they are told by is not asked for
        return {}
    joined = {uri for ruling in rulings if ruling.verdict is Verdict.SAME for uri in ruling.pair}
    texts = {uri: told_texts(editions) for uri, editions in dispatches.items() if uri not in joined}
    return walls({uri: told[-1] for uri, told in texts.items() if told and all(map(is_untold, told))})


def has_embargo(state: Family) -> bool:
    """Whether time may release a story of this family."""
    return any(edition.version.embargoed_until for editions in members(state).values() for edition in editions)


def emit(state: Family, window: int, now: int | None = None) -> tuple[Family, list[Emission]]:
    """What has changed since the last emission, and what replaced the stories that gave way."""
    before = state.emitted or {}
    after: dict[Label, bytes] = {}
    home: dict[str, str] = {}  # uri of a member → uri of its story
    led: dict[tuple[int, str], str] = {}  # time and uri of a head → uri of its story, though it is another item now
    changed = []
    orders = []
    for first, uris, story in _stories(state, window, now):
        if (notice := story["story"].get("notice")) is not None and notice.get("openOrder"):
            orders.append(notice["order"])
        line = encode(story)
        after[first] = blake2b(line, digest_size=8).digest()
        home.update((uri, story["uri"]) for uri in uris)
        led[first.published, dispatch_of(first.uri)] = story["uri"]
        if after[first] != before.get(first):
            changed.append(
                Emission(story["uri"], story, EmissionKind.CHANGED if first in before else EmissionKind.NEW, line)
            )
    state.emitted, state.orders = after or None, tuple(sorted(orders))
    answered = (state.answered or set()) - set(after)
    _retire(state, set(before) - set(after))
    standing = set(home.values())
    for gone in sorted(state.retired or ()):
        given = dispatch_of(gone.uri)
        successor = led.get((gone.published, given)) or home.get(gone.uri) or home.get(given)
        if successor is not None and state.retired is not None:
            state.retired.discard(gone)
            if story_uri(gone) not in standing:  # heads of one second and dispatch are one story
                way = replaced(gone, successor)
                changed.append(Emission(way["uri"], way, EmissionKind.REPLACED, encode(way)))
                answered.add(gone)
    state.answered = answered or None
    return state, changed


def emitted(state: Family) -> Emitted:
    """What the family has told, as a message to itself."""
    heads, retired = tuple(sorted((state.emitted or {}).items())), tuple(sorted(state.retired or ()))
    return Emitted(state.label, heads, retired, state.orders, tuple(sorted(state.answered or ())))


def restore(state: Family | None, message: Emitted) -> Family:
    """Take back what :func:`emitted` said."""
    state = state or Family(message.label)
    state.emitted = dict(message.heads) or None
    state.retired = set(message.retired) or None
    state.orders = message.orders
    state.answered = set(message.answered) or None
    return state


def overwritten(state: Family | None, told: Emitted) -> tuple[Family, list[Retired]]:
    """Take note that somebody else has told stories of this family since: what stands there, nobody here knows.

    All of them are told again, or answered for where their heads are now.

    Args:
        state: None for a label never heard of.
        told: what the other one has told.
    """
    state = state or Family(told.label)
    heads = {*(first for first, _ in told.heads), *told.answered}
    state.emitted = {**(state.emitted or {}), **dict.fromkeys(heads, b"")}
    _retire(state, {first for first in heads if isinstance(state.dispatches.get(dispatch_of(first.uri)), Label)})
    return state, _pass_on(state)


def snapshot(state: Family) -> list[FamilyMessage]:
    """Messages that make this state out of nothing, but for what it has told."""
    out: list[FamilyMessage] = []
    for uri, editions in sorted(state.dispatches.items()):
        if isinstance(editions, Label):
            out.append(Left(state.label, uri, editions, state.at))
        else:
            out.append(Joined(state.label, uri, editions, state.at))
    return out


def _joined(state: Family, message: Joined) -> None:
    state.at = max(state.at, message.at)
    editions = state.dispatches.get(message.uri, ())
    if isinstance(editions, Label):
        return
    if not editions and len(message.editions) == 1:  # the first word of a dispatch, as mostly
        state.dispatches[message.uri] = message.editions
        return
    known = {edition.version.key for edition in editions}
    fresh = tuple(edition for edition in message.editions if edition.version.key not in known)
    if fresh:
        state.dispatches[message.uri] = tuple(sorted((*editions, *fresh), key=lambda edition: edition.version.key))


def _retire(state: Family, heads: set[Label]) -> None:
    if heads:
        state.retired = (state.retired or set()) | heads
        state.answered = ((state.answered or set()) - heads) or None
        state.emitted = {head: sent for head, sent in (state.emitted or {}).items() if head not in heads} or None


def _pass_on(state: Family) -> list[Retired]:
    """A story whose head is no longer here is answered for where the head went."""
    out = []
    for gone in sorted(state.retired or ()):
        now = state.dispatches.get(dispatch_of(gone.uri))
        if isinstance(now, Label) and state.retired is not None:
            state.retired.discard(gone)
            out.append(Retired(now, gone))
    return out
