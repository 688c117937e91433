"""A shard: one partition of the three entities, and the event time by which it lets go of them.

Both runtimes are made of shards. A shard takes one message at a time and says what follows and to
which partition; where it is told to, it notes the messages that changed its state, so that a shard
which replays them in order is the same shard. It knows no file, broker or clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Final

from stream.entities import buckets, dispatches, families
from stream.entities.counts import Counts
from stream.entities.messages import (
    Advanced,
    Arrived,
    Closed,
    Compare,
    DispatchMessage,
    Emitted,
    Envelope,
    FamilyMessage,
    Forget,
    Joined,
    Label,
    Left,
    Linked,
    Message,
    Posted,
    Retired,
)
from stream.entities.routing import partition_of
from stream.matching.comparison import is_vetoed
from stream.matching.editions import UNKNOWN_TIME, Edition

__all__ = ["Key", "Routed", "Shard", "entity"]

Key = str | Label
"""A dispatch by its uri, or a family by its label."""

Routed = tuple[int, Envelope]
"""A message and the partition that it goes to."""

_SWEEPS = 3  # sweeps in the time of one window: each walks all that is held
_TO_FAMILY: Final = (Joined, Left, Retired)
_OF_FAMILY: Final = (Joined, Left, Retired, Emitted, Closed)


def entity(message: Message) -> Key | None:
    """The dispatch or family that a message is about; None for buckets and the shard itself."""
    if isinstance(message, Posted | Advanced):
        return None
    if isinstance(message, _OF_FAMILY):
        return message.label
    return message.edition.version.uri if isinstance(message, Arrived) else message.uri


class Shard:
    """One partition's state.

    Args:
        count: of how many partitions.
        window: how far apart (milliseconds) two versions may be published and still be linked.
        retention: for how long (milliseconds of event time) state is held: window + lateness.
        note: is given each message that changed the state, as it must be replayed. A shard without it
            is never replayed, and need not remember what it has closed.
    """

    def __init__(self, count: int, window: int, retention: int, note: Callable[[Message], None] | None = None) -> None:
        self.window = window
        self.buckets = buckets.Buckets(window)
        self.dispatches: dict[str, dispatches.Dispatch] = {}
        self.families: dict[Label, families.Family] = {}
        self.ordering: set[Label] = set()  # families of which a story is an open order
        self.changed: dict[Label, None] = {}  # families whose stories may have changed since they were told
        self.mark: int | None = None  # event time that is over for all, milliseconds since the epoch
        self.front: int | None = None  # event time that some have come to
        self.now: int | None = None  # by which embargoes are released; None: later than all
        self.counts = Counts()
        self._count = count
        self._retention = retention
        self._note = note
        self._swept: int | None = None
        self._closed: dict[Label, int] = {}

    def receive(self, message: Posted | Envelope) -> list[Routed]:
        """Take a message; what follows from it, and where that goes."""
        if isinstance(message, Posted):
            return self.post((message,))
        if isinstance(message, _TO_FAMILY):
            if message.label in self._closed and not self._reopens(message):
                return []
            if self._note:
                self._note(message)
            return self._routed(self._family(message))
        return self._routed(self._dispatch(message))

    def post(self, messages: Iterable[Posted]) -> list[Routed]:
        """Take postings together: what they make is the same as one by one, for much less."""
        stamped = [message._replace(at=self._event_time(message.published)) for message in messages]
        self.buckets, made = buckets.receive(self.buckets, stamped)
        self.counts.candidates.update(map(len, made))
        if self._note:
            for message in stamped:
                self._note(message)
        return [(partition_of(each.uri, self._count), each) for candidates in made for each in candidates]

    def _reopens(self, message: FamilyMessage) -> bool:
        """A dispatch that is not late may still join a family that was closed while it was under way."""
        if not isinstance(message, Joined) or self.mark is None or message.at < self.mark - self._retention:
            return False
        del self._closed[message.label]
        return True

    def hear(self, front: int) -> None:
        """Note how far the event time of one of the inputs has come."""
        self.front = front if self.front is None else max(self.front, front)

    def recall(self, until: int) -> None:
        """Note how far event time had come when :attr:`until` was this: whoever goes on with a state knows the time."""
        self.hear(until - self._retention)

    def advance(self, mark: int) -> None:
        """Move event time on: all inputs have come so far, and nothing is expected from before. It never goes back."""
        self.hear(mark)
        if self.mark is None or mark > self.mark:
            self.mark = mark
            if self._note:
                self._note(Advanced(mark))

    def sweep(self, keep: Container[Label] = ()) -> tuple[list[families.Family], list[Routed]] | None:
        """Let go of what has left the window; None while that is not worth a walk over all that is held.

        Args:
            keep: families that must stay, because what they have become is not told yet.

        Returns:
            The families that are closed with this, and what their members are to be told.
        """
        if self.mark is None or (self._swept is not None and self.mark - self._swept < self.window // _SWEEPS):
            return None
        self._swept = self.mark
        before, reach = self.mark - self._retention, self.mark + self._retention
        self.counts.expired += buckets.expire(self.buckets, before, reach)
        closing = [
            family
            for family in self.families.values()
            if family.at < before and family.label not in keep and not families.is_of(family, before, reach)
        ]
        out: list[Envelope] = []
        for family in closing:
            out.extend(Forget(uri, family.label) for uri in families.members(family))
            self._close(family.label)
            if self._note:
                self._note(Closed(family.label))
        for label, until in list(self._closed.items()):
            if until < before:  # no segment that tells of this family is left
                del self._closed[label]
        asked = [dispatch for dispatch in self.dispatches.values() if dispatch.label is None]
        for waiting in asked:
            if not waiting.at:  # since before anything was known of the time
                waiting.at = self.mark
            elif waiting.at < before:
                del self.dispatches[waiting.uri]
                if self._note:
                    self._note(Forget(waiting.uri, dispatches.NOBODY))
        return closing, self._routed(out)

    def emit(self, label: Label) -> list[families.Emission]:
        """The stories of a family that differ from what was told of it before."""
        self.changed.pop(label, None)
        if label not in self.families:
            return []
        before = len(self.families[label].emitted or ())
        family, emissions = families.emit(self.families[label], self.window, self.now)
        if before:
            self.counts.split += max(0, len(family.emitted or ()) - before)
        self._see_orders(family)
        if self._note:
            self._note(families.emitted(family))
        return emissions

    @property
    def open_orders(self) -> Counter[str]:
        """What is ordered of which nobody knows what it means, and how often: as it was told last."""
        return Counter(order for label in self.ordering for order in self.families[label].orders)

    def _see_orders(self, family: families.Family) -> None:
        (self.ordering.add if family.orders else self.ordering.discard)(family.label)

    @property
    def cut(self) -> int:
        """Texts and names that the bounds on floods have left out of comparison since this shard was made."""
        return self.buckets.cut + self.buckets.names.cut + self.buckets.tongues.cut

    @property
    def embargoed(self) -> list[Label]:
        """Families of which time may release a story."""
        return [label for label, family in self.families.items() if families.has_embargo(family)]

    def replay(self, messages: Sequence[Message]) -> None:
        """Take messages that were noted before, in their order; what follows from them was sent before."""
        buckets.enter(self.buckets, [message for message in messages if isinstance(message, Posted)])
        for message in messages:
            if isinstance(message, Posted):
                continue
            if isinstance(message, Advanced):
                self.mark = message.mark if self.mark is None else max(self.mark, message.mark)
            elif isinstance(message, Closed):
                self._close(message.label)
            elif isinstance(message, Emitted):
                family = families.restore(self.families.get(message.label), message)
                self.families[message.label] = family
                self._see_orders(family)
                if all(digest for _, digest in message.heads):
                    self.changed.pop(message.label, None)
            elif isinstance(message, _TO_FAMILY):
                self._family(message)
            else:
                uri = message.edition.version.uri if isinstance(message, Arrived) else message.uri
                after, _ = dispatches.receive(self.dispatches.get(uri), message)
                self._hold(uri, after)

    def doubt(self) -> Iterator[None]:
        """Mark all that changed before a replay as emitted in an unknown form. A step for each family.

        The process that noted it may have ended between the two. Its stories are remembered as told with
        bytes that nobody knows, so that they are told again, or answered for where their heads went. That is
        noted too: by the next replay the family may have changed further.
        """
        for label in self.changed:
            family = self.families[label]
            heads = dict(family.emitted or {})
            heads.update((head, b"") for head, _ in families.stories(family, self.window))
            family.emitted = heads or None
            if not heads:  # nothing of it is told, and nothing will be
                family.orders = ()
                self._see_orders(family)
            if self._note:
                self._note(families.emitted(family))
            yield

    def overwritten(self, told: Emitted) -> list[Routed]:
        """Doubt what one has told who was not to tell any more: it came after what was told here."""
        if told.label in self._closed:
            return []
        family, retired = families.overwritten(self.families.get(told.label), told)
        self.families[told.label] = family
        self.changed[told.label] = None
        if self._note:
            self._note(families.emitted(family))
        return self._routed(retired)

    def forget(self, keys: Iterable[Key]) -> None:
        """Drop entities as if never heard of."""
        for key in keys:
            if isinstance(key, Label):
                self._drop(key)
            else:
                self.dispatches.pop(key, None)

    def snapshot(self, keys: Iterable[Key]) -> list[Message]:
        """Messages that make these entities, where they are held, out of nothing."""
        out: list[Message] = []
        for key in keys:
            if isinstance(key, Label):
                if key in self.families:
                    members, emitted = families.snapshot(self.families[key]), families.emitted(self.families[key])
                    # A replay takes the family for changed where what makes it comes after what was emitted.
                    out.extend([emitted, *members] if key in self.changed else [*members, emitted])
            elif key in self.dispatches:
                out.extend(dispatches.snapshot(self.dispatches[key]))
        return out

    def _family(self, message: FamilyMessage) -> list[Retired]:
        state, retired = families.receive(self.families.get(message.label), message)
        if isinstance(message, Left) and not families.members(state):
            self.counts.joined += 1
        self.families[message.label] = state
        self.changed[message.label] = None
        return retired

    def _dispatch(self, message: DispatchMessage) -> list[Envelope]:
        if isinstance(message, Arrived):
            return self._arrived(message)
        after, out = dispatches.receive(self.dispatches.get(message.uri), message)
        if isinstance(message, Compare):
            self._compared(after, message, out)
        elif self._note:
            self._note(message)
        self._hold(message.uri, after)
        return out

    def _arrived(self, message: Arrived) -> list[Envelope]:
        edition = message.edition
        uri = edition.version.uri
        before = self.dispatches.get(uri)
        versions = len(before.editions) if before else 0
        late = self._lateness(edition)
        message = message._replace(at=self._event_time(edition.published), late=late is not None)
        after, out = dispatches.receive(before, message)
        known = len(after.editions) == versions
        self.counts.see(edition.version, known=known, late=late)
        if self._note and not known:
            self._note(message)
        self._hold(uri, after)
        return out

    def _compared(self, after: dispatches.Dispatch, message: Compare, out: list[Envelope]) -> None:
        """Of a comparison only the link is noted: the text that it was with belongs to another shard."""
        if after.waiting and after.waiting[-1] is message:
            if self._note:
                self._note(message)
            return
        is_linked = any(isinstance(answer, Linked) for answer in out)
        if not is_linked and dispatches.are_joined(after, message):
            return  # settled without a comparison
        self.counts.compared += 1
        other = message.edition.version.uri
        if is_linked:
            self.counts.linked += 1
            if self._note:
                self._note(Linked(message.uri, other, message.label))
        elif any(
            edition.version.key == message.version and is_vetoed(edition, message.edition) for edition in after.editions
        ):
            self.counts.vetoed += 1

    def _hold(self, uri: str, state: dispatches.Dispatch) -> None:
        if state.forgotten:
            self.dispatches.pop(uri, None)
            return
        if state.label is None and self.mark is not None:
            state.at = max(state.at, self.mark)  # it waits for a version that is on its way, or never comes
        self.dispatches[uri] = state

    def _close(self, label: Label) -> None:
        self._drop(label)
        known = self.mark if self.front is None else self.front
        if self._note and known is not None:
            self._closed[label] = known + self._retention

    def _drop(self, label: Label) -> None:
        self.families.pop(label, None)
        self.changed.pop(label, None)
        self.ordering.discard(label)

    @property
    def until(self) -> int | None:
        """The latest event time at which anything that is noted now can expire; None while no time is known."""
        return None if self.front is None else self.front + self._retention

    def _routed(self, messages: Iterable[Envelope]) -> list[Routed]:
        if self._count == 1:
            return [(0, message) for message in messages]
        return [(partition_of(_address(message), self._count), message) for message in messages]

    def _event_time(self, published: int) -> int:
        """The event time from which state about a version expires.

        Its publication, but no later than the wire itself, so that a date in 2036 is not held for
        years. It may be ahead of what has been heard: after a restart it takes a while until that is told
        again. Where it is unknown, how far the wire has come; and where that is not known yet either
        (fewer dated arrivals than its sample), it is held to the end.
        """
        if self.front is None:
            return published
        return self.front if published == UNKNOWN_TIME else min(published, self.front + self._retention)

    def _lateness(self, edition: Edition) -> int | None:
        """By how much it has missed window and lateness; None where it has not."""
        behind = 0 if self.mark is None else self.mark - self._retention - edition.published
        return behind if behind > 0 else None


def _address(message: Envelope) -> str:
    """The uri that decides the partition of a message: a family's is that of its label."""
    if isinstance(message, _TO_FAMILY):
        return message.label.uri
    return message.edition.version.uri if isinstance(message, Arrived) else message.uri
