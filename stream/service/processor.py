"""A processor: the shards that one worker holds, and a turn of its work.

A turn takes the records at hand, folds them, and says what is to be sent and what is to be kept. It
knows no broker and no clock: the time is given to it. Whoever runs it sends first and waits until the
brokers have it, then writes the rows and waits, and only then acknowledges the records. So

* what ended between sending and writing is done again from the state before it, and sends the same;
  receivers know by the sender's offset that they have heard it;
* what ended between writing and acknowledging is not done again: the state says how far it has read.

Stories are told at the start of a turn, of a state whose rows are safe, so that a processor which takes
over finds in them all that may have been told (:meth:`stream.entities.shard.Shard.doubt`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import NamedTuple

from stream.dispatch import PubStatus, Verdict, Version
from stream.entities.families import Emission, members
from stream.entities.messages import Arrived, Envelope, Joined, Label, Left, Message, Posted, Retired
from stream.entities.routing import (
    BUCKETS,
    DISPATCHES,
    FAMILIES,
    INPUT,
    MAILBOXES,
    RULINGS,
    entered,
    mailbox,
    partition_of,
)
from stream.entities.shard import Routed, Shard
from stream.entities.watermark import Watermark, supplier
from stream.errors import Invalid, Reason
from stream.matching.editions import Edition
from stream.reading.intake import read
from stream.service.codec import Segment, decode
from stream.service.dead_letters import not_null
from stream.service.event_time import EventTime, TimeMark
from stream.service.outbox import LAST, Outbox, Target
from stream.service.settling import Settling
from stream.service.state import Progress, Row, Segments, Stored
from stream.stories import rulings

__all__ = ["KafkaRecord", "Processor", "Rejected", "Turn"]

_MARK = "mark"  # source of a section that tells a shard's mark; its offset is the round
_TOGETHER = 64  # versions that are posted at a time: some 20 ms
_ORDER = {topic: place for place, topic in enumerate((FAMILIES, DISPATCHES, BUCKETS, INPUT, RULINGS))}
"""What is nearest to its end first."""


class KafkaRecord(NamedTuple):
    """A record as it came from a topic; ``topic`` is our name of it, without a prefix.

    ``timestamp`` is when the brokers say it was sent, milliseconds since the epoch; None where they do not say.
    ``unreadable`` says why the client could not read it; then there is no value.
    """

    topic: str
    partition: int
    offset: int
    value: bytes | None
    timestamp: int | None = None
    unreadable: str = ""


class _Coming(NamedTuple):
    """A version that was read and is to be posted: the source that it comes from, and the event time by then."""

    version: Version
    source: str
    front: int | None


class Rejected(NamedTuple):
    """An input record that cannot be folded, and why."""

    record: KafkaRecord
    reason: Invalid


@dataclass(slots=True)
class Turn:
    """What one turn wants done, in this order: send stories, mailboxes and rejects; then keep rows.

    ``left`` are records that it did not come to, of each topic and partition the last ones: for the next turn.
    """

    stories: list[Emission] = field(default_factory=list)
    mailboxes: list[tuple[Target, bytes]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    rows: dict[int, list[Row]] = field(default_factory=dict)
    accepted: int = 0  # input records that were folded
    rulings: list[Verdict] = field(default_factory=list)  # that were applied
    families: list[int] = field(default_factory=list)  # members of those that stories were told of
    settled: list[Label] = field(default_factory=list)  # families that stories were told of
    touched: list[Label] = field(default_factory=list)  # families that may have changed, to be told later
    messages: dict[str, int] = field(default_factory=dict)  # sent, by mailbox topic
    left: list[KafkaRecord] = field(default_factory=list)


class _ShardState:
    """One shard of the processor and what belongs to it."""

    def __init__(self, segments: Segments, notes: list[Message], settling: Settling, marks: EventTime) -> None:
        self.shard = segments.shard
        self.segments = segments
        self.settling = settling
        self.marks = marks
        self.segment = Segment(messages=notes)  # of the turn under way
        self.swept = False

    def has_heard(self, source: str, offset: int | None) -> bool:
        """Whether a section was heard before; if not, it is now."""
        if offset is None:
            return False
        if offset <= self.segments.heard.get(source, -1):
            return True
        self.segments.heard[source] = self.segment.heard[source] = offset
        return False

    def rows(self, now: float, retention: int, touched: list[Label]) -> list[Row]:
        """What the turn leaves, and what expires with it; ``touched`` gains the families that may have changed."""
        segment = self.segment
        for note in segment.messages:
            if isinstance(note, Joined | Left | Retired):
                touched.append(note.label)
                self.settling.touch((note.label,), now, at_once=isinstance(note, Joined) and _pressing(note.editions))
            if isinstance(note, Joined):
                self.remind(note.label, note.editions, now)
        rows = self.segments.write(segment)
        if self.swept and self.shard.mark is not None:
            rows += self.segments.expire(self.shard.mark - retention, self.shard.mark + retention)
        segment.read, segment.heard, self.swept = {}, {}, False
        segment.messages.clear()  # the shard keeps adding to this very list
        return rows

    def remind(self, label: Label, editions: Iterable[Edition], now: float) -> None:
        """Look at a family again when an embargo on it is over."""
        until = max((edition.version.embargoed_until or 0 for edition in editions), default=0)
        if self.shard.now is not None and until > self.shard.now:
            self.settling.remind(label, now + (until - self.shard.now) / 1000)


def _pressing(editions: Iterable[Edition]) -> bool:
    """A kill or a withhold is told at once, and what an editor says that one means."""
    versions = [edition.version for edition in editions]
    ruled = any(version.ruling is not None and version.ruling.verdict.is_order for version in versions)
    return ruled or any(version.status is not PubStatus.USABLE or version.targets for version in versions)


class Processor:
    """Folds records of the partitions that it holds.

    Args:
        partitions: how many each topic has.
        window, lateness: in milliseconds, as for the embedded runtime.
        quiet, most: seconds until a changed story is told, see :class:`Settling`.
    """

    def __init__(self, partitions: int, window: int, lateness: int, *, quiet: float, most: float) -> None:
        self.shards: dict[int, Shard] = {}
        self._partitions = partitions
        self._window = window
        self._retention = window + lateness
        self._quiet, self._most = quiet, most
        self._states: dict[int, _ShardState] = {}
        self._arrivals: dict[int, Watermark] = {}

    def take_over(
        self, partition: int, rows: Stored, generation: int, now: float, wall: int | None = None
    ) -> Generator[Progress, None, Row]:
        """Hold a partition, with the state that its rows make: a step for each row.

        A partition is held once the last step is done; a generator that is closed before leaves nothing behind.

        Args:
            partition: its number.
            rows: what the changelog holds of it.
            generation: of the consumer group, that the partition came with.
            now: seconds of a clock that never goes back.
            wall: milliseconds since the epoch, by which embargoes are released; None: later than all.

        Returns:
            The claim: it must be written, and be safe, before the next turn.

        Raises:
            SchemeMismatch: the state is of another scheme.
            Fatal: it is damaged.
        """
        notes: list[Message] = []
        shard = Shard(self._partitions, self._window, self._retention, notes.append)
        segments = Segments(shard, self._partitions, generation)
        settling = Settling(self._quiet, self._most)
        claim = yield from segments.load(rows)
        shard.now = wall
        settling.touch((*shard.changed, *shard.embargoed), now)
        marks = EventTime(self._partitions, partition, self._window, shard.mark)
        state = self._states[partition] = _ShardState(segments, notes, settling, marks)
        for label in shard.embargoed:
            state.remind(label, (edition for its in members(shard.families[label]).values() for edition in its), now)
        self.shards[partition] = shard
        self._arrivals[partition] = Watermark()
        return claim

    def overlook(self, partition: int, rows: Iterable[tuple[int, Row]]) -> bool:
        """Take note of rows in the changelog that may be of others: what earlier owners told is told again.

        Returns:
            Whether the partition is still ours: a later owner's claim says that it is not.
        """
        return self._states[partition].segments.overlook(rows)

    def let_go(self, partition: int) -> None:
        """Forget a partition; its state is in its rows."""
        self._states.pop(partition, None)
        self.shards.pop(partition, None)
        self._arrivals.pop(partition, None)

    def read_up_to(self, topic: str, partition: int) -> int:
        """The last offset of a topic that is in the state, -1 where there is none."""
        return self._states[partition].segments.read.get(topic, -1)

    def other_rules(self) -> dict[int, list[str]]:
        """The partitions held whose state was made by others who read by other rules, with the hashes of those."""
        return {number: others for number, state in self._states.items() if (others := state.segments.other_rules)}

    def next_due(self) -> float | None:
        """When a story will have settled; None while none has changed."""
        if any(state.segments.overwritten for state in self._states.values()):
            return 0.0
        times = (state.settling.next_due() for state in self._states.values())
        return min((due for due in times if due is not None), default=None)

    def turn(
        self,
        records: Sequence[KafkaRecord],
        now: float,
        idle: Container[int] = (),
        wall: int | None = None,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Generator[None, None, Turn]:
        """Fold records: a step for each message in them and each family that is told of. The last one gives the turn.

        Between two steps whoever runs it may let others do something, but with this processor. A turn that was begun
        must be ended.

        Args:
            records: of partitions held here; those of one topic and partition in the order of offsets.
            now: seconds of a clock that never goes back.
            idle: input partitions where nothing has come in for long: they hold back nobody's event time.
            wall: milliseconds since the epoch: embargoes that end later are not over, and dispatches that are dated
                later say nothing about event time. None: later than all.
            is_over: whether the turn has taken long enough; asked after each record. The rest is left.
        """
        for state in self._states.values():
            state.shard.now = wall
        turn, outbox = Turn(), Outbox()
        yield from self._tell(turn, now)
        self._doubt(outbox, now)
        self._go_on(outbox)
        last: dict[str, int] = {}  # source → the last record of it that was taken
        coming: list[_Coming] = []
        ordered = sorted(records, key=lambda record: _ORDER[record.topic])
        for place, record in enumerate(ordered, 1):
            yield from self._take(turn, outbox, coming, record, wall)
            last[f"{record.topic}{record.partition}"] = record.offset
            yield
            if is_over():
                turn.left = ordered[place:]
                break
        yield from self._enter(outbox, coming)
        self._tell_marks(outbox, idle)
        turn.mailboxes, turn.messages = list(outbox.records(last)), outbox.messages
        for partition, state in self._states.items():
            if rows := state.rows(now, self._retention, turn.touched):
                turn.rows[partition] = rows
        return turn

    def _take(
        self, turn: Turn, outbox: Outbox, coming: list[_Coming], record: KafkaRecord, wall: int | None
    ) -> Generator[None, None, None]:
        """Work off one record, a step for each message in it, and note how far its topic is read."""
        state = self._states[record.partition]
        if record.offset <= state.segments.read.get(record.topic, -1):
            return
        if record.topic == INPUT:
            coming.extend(self._read(turn, record, wall))
        elif record.topic == RULINGS:
            coming.extend(self._rule(turn, record))
        else:
            yield from self._mail(outbox, record)
        state.segments.read[record.topic] = state.segment.read[record.topic] = record.offset

    def _tell(self, turn: Turn, now: float) -> Generator[None, None, None]:
        for state in self._states.values():
            for label in state.settling.due(now):
                emissions = state.shard.emit(label)
                turn.settled.append(label)
                if emissions and label in state.shard.families:
                    turn.families.append(len(members(state.shard.families[label])))
                turn.stories.extend(emissions)
                yield

    def _doubt(self, outbox: Outbox, now: float) -> None:
        """Tell again what earlier owners have told since they were to tell nothing."""
        for partition, state in self._states.items():
            for told in state.segments.overwritten:
                for target, reply in state.shard.overwritten(told):
                    outbox.put((mailbox(reply), target), f"{FAMILIES}{partition}", None, reply)
                state.settling.touch((told.label,), now)
            state.segments.overwritten.clear()

    def _go_on(self, outbox: Outbox) -> None:
        """Let event time go on, and let go of what leaves the window with it."""
        for partition, state in self._states.items():
            due = state.marks.due
            if due is None or due == state.shard.mark:
                continue
            state.shard.advance(due)
            swept = state.shard.sweep(keep=state.settling)
            if swept is not None:
                state.swept = True
                for target, message in swept[1]:
                    outbox.put((DISPATCHES, target), f"{FAMILIES}{partition}", None, message)

    def _tell_marks(self, outbox: Outbox, idle: Container[int]) -> None:
        """To all, behind what this turn sends them."""
        for partition, state in self._states.items():
            front = state.shard.front if partition in idle else self._arrivals[partition].value
            mark = state.marks.tell(front)
            if mark is not None:
                for topic in MAILBOXES:
                    for target in range(self._partitions):
                        outbox.tell((topic, target), f"{_MARK}{partition}", mark)

    def _mail(self, outbox: Outbox, record: KafkaRecord) -> Generator[None, None, None]:
        """Take a mailbox record, and of it what has not been heard."""
        state = self._states[record.partition]
        source = f"{record.topic}{record.partition}"
        for section in decode(record.value or b""):
            if section.mark is not None:
                state.shard.hear(section.mark)
                if section.source.startswith(_MARK):
                    mark = TimeMark(section.offset or 0, section.mark)
                    state.marks.hear(record.topic, int(section.source.removeprefix(_MARK)), mark)
                    continue
            if state.has_heard(f"{record.topic}<{section.source}", section.offset):
                continue
            for replies in _replies(state.shard, section.messages):
                for target, reply in replies:
                    # What was told depends on when, not on the records alone: told again, it is answered for again.
                    outbox.put((mailbox(reply), target), source, None if isinstance(reply, Retired) else LAST, reply)
                yield

    def _read(self, turn: Turn, record: KafkaRecord, wall: int | None) -> Iterator[_Coming]:
        """Read an input record."""
        try:
            version = read(not_null(_readable(record)))
        except Invalid as reason:
            turn.rejected.append(Rejected(record, reason))
            return
        turn.accepted += 1
        watermark = self._arrivals[record.partition]
        # Neither the clock of who sent it nor ours alone can be ahead.
        present = min((time for time in (record.timestamp, wall) if time is not None), default=None)
        watermark.see(version.published, supplier(version), present)
        yield _Coming(version, f"{INPUT}{record.partition}", watermark.value)

    def _rule(self, turn: Turn, record: KafkaRecord) -> Iterator[_Coming]:
        """Read a ruling, which both of its dispatches hear of. A null is what compaction leaves of a deleted one."""
        try:
            if (value := _readable(record)) is None:
                return
            ruling = rulings.decode(value)
        except Invalid as reason:
            turn.rejected.append(Rejected(record, reason))
            return
        turn.rulings.append(ruling.verdict)
        for version in rulings.versions(ruling):
            yield _Coming(version, f"{RULINGS}{record.partition}", None)

    def _enter(self, outbox: Outbox, coming: list[_Coming]) -> Generator[None, None, None]:
        """Post what was read, some at a time: that takes a quarter of the time that it takes one by one."""
        for first in range(0, len(coming), _TOGETHER):
            some = coming[first : first + _TOGETHER]
            made = entered([one.version for one in some], self._partitions)
            for (_, source, front), parts in zip(some, made, strict=True):
                for edition, posted in parts:
                    home = partition_of(edition.version.uri, self._partitions)
                    outbox.put((DISPATCHES, home), source, LAST, Arrived(edition, edition.published), front)
                    for target, message in posted:
                        outbox.put((BUCKETS, target), source, LAST, message, front)
            yield


def _replies(shard: Shard, messages: Iterable[Posted | Envelope]) -> Iterator[list[Routed]]:
    """What follows from each message; from postings that stand together, what follows from some of them at once."""
    for is_posted, some in groupby(messages, key=lambda message: isinstance(message, Posted)):
        if is_posted:
            while together := [message for message in islice(some, _TOGETHER) if isinstance(message, Posted)]:
                yield shard.post(together)
        else:
            yield from map(shard.receive, some)


def _readable(record: KafkaRecord) -> bytes | None:
    """The value of a record.

    Raises:
        Invalid: the client could not read it.
    """
    if record.unreadable:
        raise Invalid(Reason.ENCODING, record.unreadable)
    return record.value
