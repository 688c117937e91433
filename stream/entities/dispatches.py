"""A dispatch: its versions, whom it is linked to, and the label of its family.

A version is the node that is compared; the link of any two versions links their dispatches for
good. The label is the earliest (published, uri) that the dispatch has heard of along its links, so
that all dispatches of one connected component end with the same one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from stream.dispatch import VersionKey
from stream.entities.messages import (
    Arrived,
    Candidate,
    Compare,
    DispatchMessage,
    Envelope,
    Forget,
    Joined,
    Label,
    Labelled,
    Left,
    Linked,
    Referred,
    Settled,
)
from stream.matching.editions import Edition
from stream.matching.ties import linked

__all__ = ["AT_ONCE", "NOBODY", "Dispatch", "are_joined", "receive", "snapshot"]

NOBODY = Label(-1, "")
"""Stands for the family of a dispatch that was asked about but never came: forgetting it drops the questions."""

AT_ONCE = 4
"""Comparisons that a version waits for at a time. In a crowd the first answers bring it into the family
of the others, whom it then need not be compared with: a link inside a family joins nothing."""

Pair = tuple[VersionKey, str, VersionKey]  # a version of ours, another dispatch and its version


@dataclass(slots=True)
class Dispatch:
    """State of one dispatch."""

    uri: str
    editions: tuple[Edition, ...] = ()
    label: Label | None = None  # None until the first version is here
    at: int = 0
    links: set[str] | None = None
    waiting: list[Candidate | Compare | Referred] | None = None  # for a version of ours that is on its way
    asked: set[Pair] | None = None
    unsettled: set[Pair] | None = None  # of these: asked and not answered yet
    queued: deque[Candidate] | None = None  # of these: not asked yet

    @property
    def forgotten(self) -> bool:
        """Whether the family has left the window: the runtime may drop this state."""
        return self.label is None and not self.waiting


def receive(state: Dispatch | None, message: DispatchMessage) -> tuple[Dispatch, list[Envelope]]:
    """Take a message; ``state`` is None for a dispatch never heard of."""
    if isinstance(message, Arrived):
        state = state or Dispatch(message.edition.version.uri)
        return state, _arrived(state, message)
    state = state or Dispatch(message.uri)
    if isinstance(message, Candidate):
        return state, _candidate(state, message)
    if isinstance(message, Compare):
        return state, _compare(state, message)
    if isinstance(message, Referred):
        return state, _referred(state, message)
    if isinstance(message, Forget):
        if message.label == NOBODY and state.label is None:
            state.waiting = None
        elif state.label == message.label:
            state.label, state.editions, state.links = None, (), None
            state.asked = state.unsettled = state.queued = None
        return state, []
    if state.label is None:  # a link of ours was forgotten; there is nothing left to relabel
        return state, []
    if isinstance(message, Linked):
        return state, _linked(state, message.other, message.label)
    if isinstance(message, Settled):
        return state, _settled(state, message)
    return state, _adopt(state, message.label)


def snapshot(state: Dispatch) -> list[DispatchMessage]:
    """Messages that make this state out of nothing. Questions under way are asked again: harmless."""
    out: list[DispatchMessage] = [Arrived(edition, state.at, edition.late) for edition in state.editions]
    if state.label is not None:
        out.extend(Linked(state.uri, other, state.label) for other in sorted(state.links or ()))
        out.append(Labelled(state.uri, state.label))
    open_pairs = state.unsettled or ()
    out.extend(Candidate(state.uri, version, other, of) for version, other, of in sorted(open_pairs))
    out.extend(state.queued or ())
    out.extend(state.waiting or ())
    return out


def _arrived(state: Dispatch, message: Arrived) -> list[Envelope]:
    edition = replace(message.edition, late=True) if message.late and state.label is None else message.edition
    if any(known.version.key == edition.version.key for known in state.editions):
        return []
    state.editions = (*state.editions, edition)
    state.at = max(state.at, message.at)
    own = Label(edition.published, state.uri, edition.late)
    out: list[Envelope] = []
    if state.label is None:
        state.label = own
        out.append(Joined(own, state.uri, (edition,), state.at))
    elif own < state.label:
        out.extend(_adopt(state, own))
    else:
        out.append(Joined(state.label, state.uri, (edition,), state.at))
    out.extend(Referred(named, state.uri, state.label) for named in _referred_to(edition) if named != state.uri)
    waiting, state.waiting = state.waiting, None
    for question in waiting or ():
        out.extend(_take_up(state, question))
    return out


def _referred_to(edition: Edition) -> dict[str, None]:
    """The uris that a version names: what it replaces, kills, holds or frees, what an editor ruled it with."""
    version = edition.version
    if version.ruling is not None:
        return dict.fromkeys((version.ruling.one, version.ruling.other))
    if not version.targets:  # as nearly all
        return dict.fromkeys(version.replaces)
    named = (target.uri for target in version.targets)
    return dict.fromkeys((*version.replaces, *(uri for uri in named if uri is not None)))


def _take_up(state: Dispatch, message: Candidate | Compare | Referred) -> list[Envelope]:
    """What waited for a version of ours."""
    if isinstance(message, Candidate):
        return _candidate(state, message)
    return _compare(state, message) if isinstance(message, Compare) else _referred(state, message)


def _referred(state: Dispatch, message: Referred) -> list[Envelope]:
    """A link by reference, whatever the texts are. It may come before we do: a parent that is late loses nothing."""
    if state.label is None:
        return _wait(state, message)
    out = _linked(state, message.other, message.label)
    return [*out, Linked(message.other, state.uri, state.label)]


def _candidate(state: Dispatch, message: Candidate) -> list[Envelope]:
    edition = _held(state, message.version)
    if edition is None or state.label is None:
        return _wait(state, message)
    pair = (message.version, message.other, message.other_version)
    if state.asked is None:
        state.asked = set()
    if pair in state.asked:  # several bands, several partitions: one comparison
        return []
    state.asked.add(pair)
    if state.unsettled is None or state.queued is None:
        state.unsettled, state.queued = set(), deque()
    state.queued.append(message)
    return _ask(state)


def _ask(state: Dispatch) -> list[Envelope]:
    """Ask the next candidates, as many as may be under way."""
    out: list[Envelope] = []
    while state.queued and state.unsettled is not None and state.label is not None and len(state.unsettled) < AT_ONCE:
        message = state.queued.popleft()
        edition = _held(state, message.version)
        if edition is not None and message.other not in (state.links or ()):
            state.unsettled.add((message.version, message.other, message.other_version))
            out.append(Compare(message.other, message.other_version, edition, state.label))
    return out


def _settled(state: Dispatch, message: Settled) -> list[Envelope]:
    if state.unsettled is not None:
        state.unsettled.discard((message.version, message.other, message.other_version))
    out = _ask(state)
    if not state.unsettled and not state.queued:
        state.unsettled = state.queued = None  # a kilobyte
    return out


def _compare(state: Dispatch, message: Compare) -> list[Envelope]:
    edition = _held(state, message.version)
    if edition is None or state.label is None:
        return _wait(state, message)
    other = message.edition.version.uri
    settled = Settled(other, message.edition.version.key, state.uri, message.version)
    if are_joined(state, message) or not linked(edition, message.edition):
        return [settled]
    out = _linked(state, other, message.label)
    return [*out, Linked(other, state.uri, state.label), settled]


def are_joined(state: Dispatch, message: Compare) -> bool:
    """Whether the two of a question are of one family by now, so that it is settled without a comparison."""
    return message.label == state.label or message.edition.version.uri in (state.links or ())


def _linked(state: Dispatch, other: str, label: Label) -> list[Envelope]:
    if state.links is None:
        state.links = set()
    state.links.add(other)
    if state.label is not None and state.label < label:
        return [Labelled(other, state.label)]
    return _adopt(state, label)


def _adopt(state: Dispatch, label: Label) -> list[Envelope]:
    """Take a lower label: leave the old family for good, join the new one, tell all links."""
    old = state.label
    if old is None or label >= old:
        return []
    state.label = label
    out: list[Envelope] = [
        Joined(label, state.uri, state.editions, state.at),
        Left(old, state.uri, label, state.at),
    ]
    out.extend(Labelled(link, label) for link in sorted(state.links or ()))
    return out


def _held(state: Dispatch, key: VersionKey) -> Edition | None:
    for edition in state.editions:  # mostly one: a generator would cost more than the look
        if edition.version.key == key:
            return edition
    return None


def _wait(state: Dispatch, message: Candidate | Compare | Referred) -> list[Envelope]:
    state.waiting = [*(state.waiting or ()), message]
    return []
