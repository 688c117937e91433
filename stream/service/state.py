"""The segments of one shard's state: rows of a table, written in order, expired as wholes.

A row is never rewritten. Whoever takes a partition over first writes a claim: which rows it has found,
by their offset in the changelog. Rows that an earlier owner adds after that are void. It did not know
that it had lost the partition, and what it noted its successor works off again, from the state before.
Without the claim the two would mix: the one tells a story, the other notes that the story's head has
left, and nobody says what replaced it.

The rows of such an earlier owner are not without use. A worker that the network has cut off may be heard late: what it
sent arrives when the network is mended, after what its successor has told of the same stories. Its row follows, and
says which stories those are (:meth:`Segments.overlook`).

A claim also says by which rules (:mod:`stream.reading.rules`) its owner reads. They are no part of the scheme, and
state of other rules is not refused: a version is kept as it was read, a mailbox record carries it as it was read, and
one that comes again is known by its record and keeps its first reading. So an agency that is added today holds for what
is read from now on, what was merged stays merged, and no state is lost for it. What is at stake is the promise between
workers: while two of a group read by different rules, a dispatch that is read again after a crash or a rebalance may be
read differently, and which reading comes first depends on the crash. Refusing that would mean that rules, and releases,
could only be changed with all workers down. It is told instead: by the owner that finds rows of other rules
(``rules_changed``), and by all workers in ``copytaster_build_info``, of which an alert is made.
"""

from __future__ import annotations

import secrets
import struct
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import NamedTuple, Protocol

import orjson

from stream.entities.messages import Emitted, Posted
from stream.entities.routing import SPREAD
from stream.entities.shard import Key, Shard, entity
from stream.errors import Fatal, SchemeMismatch
from stream.matching.editions import UNKNOWN_TIME
from stream.matching.sketches import BANDS, PERMUTATIONS, ROWS, SAMPLED, SEED
from stream.reading.rules import in_force
from stream.service.codec import FORMAT, MOST_BYTES, Segment, decode_segment, encode_segment

__all__ = ["Progress", "Row", "Segments", "Stored", "scheme"]

_KEY = struct.Struct(">QQ")  # owner, number; number 0 is the claim


class Row(NamedTuple):
    """A row to be written; without a value it is to be deleted."""

    key: bytes
    value: bytes | None


class Stored(Protocol):
    """The rows of one partition as they are read back."""

    def places(self) -> Iterable[tuple[int, bytes]]:
        """The offset in the changelog and the key of each row, in any order."""

    def value(self, key: bytes) -> bytes:
        """What is in a row."""


class Progress(NamedTuple):
    """How much of the state of a partition is read back, in rows."""

    done: int
    rows: int


class _Claim(NamedTuple):
    """Sorts by who came later. Two that did not see each other's claim took the same epoch: then the group's
    generation tells, which the later of them got with the partition.
    """

    epoch: int
    generation: int
    offset: int
    owner: int
    seen: int  # last offset in the changelog that this owner has found
    rules: str | None  # hash of those that it reads by; releases that told none had the package's


class _Written(NamedTuple):
    key: bytes
    until: int | None
    keys: tuple[Key, ...]  # the entities that it is about
    future: tuple[int, ...]  # publication times of postings in it that are further ahead than that


def scheme(partitions: int) -> str:
    """What state must have been made by, to be of use: written beside it and compared when it is read.

    Rules are no part of it: they say how a text is read, not how it is found again.
    """
    return (
        f"format {FORMAT}; shingles of 5 words; MinHash affine32, {PERMUTATIONS} permutations, seed {SEED}; "
        f"{BANDS} bands of {ROWS} and 1 in {SAMPLED} shingles over {SPREAD} partitions of {partitions}"
    )


class Segments:
    """The rows of one shard.

    Args:
        shard: the state that they make.
        partitions: of how many; part of the scheme.
        generation: of the consumer group, with which the partition came.
        owner: tells owners apart; drawn where it is not given.
        rules: hash of the rules that it reads by; those in force where it is not given.
    """

    def __init__(
        self, shard: Shard, partitions: int, generation: int, owner: int | None = None, rules: str | None = None
    ) -> None:
        self.shard = shard
        self.read: dict[str, int] = {}
        self.heard: dict[str, int] = {}
        self._scheme = scheme(partitions)
        self._rules = in_force().digest if rules is None else rules
        self._generation = generation
        self._owner = secrets.randbits(64) if owner is None else owner
        self._rows: deque[_Written] = deque()
        self._claims: list[_Claim] = []
        self._number = 1
        self._epoch = 0
        self._undated = False
        self._void: list[bytes] = []
        self.overwritten: list[Emitted] = []
        """What earlier owners have told since they lost the partition: it stands where ours stood."""

    @property
    def other_rules(self) -> list[str]:
        """The hashes of other rules by which earlier owners read, of whom rows count; in order."""
        owners = {_KEY.unpack(written.key)[0] for written in self._rows}
        theirs = {claim.rules for claim in self._claims if claim.owner in owners and claim.rules is not None}
        return sorted(theirs - {self._rules})

    def load(self, rows: Stored) -> Generator[Progress, None, Row]:
        """Make the state out of rows, a step for each; the last step gives the claim.

        The claim must be safe before anything else is done. Values are read one by one, so that no more than
        the state itself is in memory.

        Raises:
            SchemeMismatch: another scheme made them.
            Fatal: they are damaged.
        """
        ordered: list[tuple[int, bytes]] = []
        for row in rows.places():
            yield Progress(0, len(ordered))
            ordered.append(row)
        ordered.sort()
        segments: list[tuple[int, int, bytes]] = []
        for offset, key in ordered:
            if len(key) != _KEY.size:
                raise Fatal(f"a row of state has a key of {len(key)} bytes; delete COPYTASTER_STATE_DIR to rebuild")
            owner, number = _KEY.unpack(key)
            if number == 0:
                self._claims.append(self._claim(rows.value(key), offset, owner))
            else:
                segments.append((offset, owner, key))
        self._claims.sort()
        for done, (offset, owner, key) in enumerate(segments):
            yield Progress(done, len(segments))
            if self._is_void(offset, owner):
                self._overlook(key, rows.value(key))
            else:
                self._apply(key, decode_segment(rows.value(key)))
        for _ in self.shard.doubt():
            yield Progress(len(segments), len(segments))
        self._epoch = epoch = max((claim.epoch for claim in self._claims), default=0) + 1
        seen = ordered[-1][0] if ordered else -1
        claim = {"scheme": self._scheme, "epoch": epoch, "generation": self._generation, "seen": seen}
        claim["rules"] = self._rules
        return Row(_KEY.pack(self._owner, 0), orjson.dumps(claim))

    def overlook(self, rows: Iterable[tuple[int, Row]]) -> bool:
        """Take note of rows that came after the claim, with their offsets; return whether the state is still ours.

        Those of earlier owners are void, but what they told was told. A later claim says that others have taken over.

        Raises:
            Fatal: one is damaged.
        """
        known = set(self._void)
        for offset, (key, value) in rows:
            if value is None or len(key) != _KEY.size or key in known:
                continue
            owner, number = _KEY.unpack(key)
            if owner == self._owner:
                continue
            if number:
                self._overlook(key, value)
            elif self._claim(value, offset, owner)[:2] >= (self._epoch, self._generation):
                self.overwritten.clear()  # it is for the others to tell
                return False
        return True

    def _overlook(self, key: bytes, value: bytes) -> None:
        self._void.append(key)
        self.overwritten += [note for note in decode_segment(value).messages if isinstance(note, Emitted)]

    def write(self, segment: Segment) -> list[Row]:
        """Rows for what was noted in a turn."""
        segment.until = self.shard.until
        return self._rows_of(segment) if segment.read or segment.heard or segment.messages else []

    def expire(self, before: int, reach: int) -> list[Row]:
        """Delete segments whose dispatches have left the window; what is still held of theirs is written anew.

        Args:
            before: event time, milliseconds since the epoch.
            reach: event time up to which dates are believed by now. What was dated beyond that when it was written
                came first after a gap in the wire, and goes by its date.
        """
        gone: list[bytes] = []
        keys: dict[Key, None] = {}
        self._date(self.shard.until)
        while self._rows and (self._rows[0].until or 0) < before:
            ahead = [time for time in self._rows[0].future if before <= time <= reach]
            if ahead:  # it holds up those behind it, which are hardly older
                self._rows[0] = self._rows[0]._replace(until=max(ahead))
                break
            written = self._rows.popleft()
            gone.append(written.key)
            keys.update(dict.fromkeys(written.keys))
        if not gone:
            return []
        whole = Segment(dict(self.read), dict(self.heard), self.shard.snapshot(keys), True, self.shard.until)
        rows = self._rows_of(whole)
        gone += self._void  # before the claims that make them void
        self._void = []
        left = {_KEY.unpack(written.key)[0] for written in self._rows}
        gone += [_KEY.pack(claim.owner, 0) for claim in self._claims if claim.owner not in left]
        self._claims = [claim for claim in self._claims if claim.owner in left]
        return [*rows, *(Row(key, None) for key in gone)]

    def _claim(self, raw: bytes, offset: int, owner: int) -> _Claim:
        try:
            fields = orjson.loads(raw)
            made = fields["scheme"]
            claim = _Claim(fields["epoch"], fields["generation"], offset, owner, fields["seen"], fields.get("rules"))
        except (ValueError, KeyError, TypeError) as error:
            raise Fatal(f"a claim to state of {len(raw)} bytes cannot be read ({type(error).__name__})") from error
        if made != self._scheme:
            raise SchemeMismatch(
                f"the state is of another scheme ({made}), not ours ({self._scheme}): run the release that made it, or "
                "start anew with another COPYTASTER_TOPIC_PREFIX and COPYTASTER_STATE_DIR and feed the wire again"
            )
        return claim

    def _is_void(self, offset: int, owner: int) -> bool:
        """Whether a later owner claimed the state without this row. An owner without a claim is older than all."""
        place = next((n for n, claim in enumerate(self._claims) if claim.owner == owner), -1)
        return any(offset > claim.seen for claim in self._claims[place + 1 :])

    def _apply(self, key: bytes, segment: Segment) -> None:
        if segment.whole:
            self.shard.forget({about for message in segment.messages if (about := entity(message)) is not None})
        if segment.until is not None:
            self.shard.recall(segment.until)
        self.shard.replay(segment.messages)
        for topic, offset in segment.read.items():
            self.read[topic] = max(self.read.get(topic, -1), offset)
        for source, offset in segment.heard.items():
            self.heard[source] = max(self.heard.get(source, -1), offset)
        self._remember(key, segment)

    def _rows_of(self, segment: Segment) -> list[Row]:
        """One row, or as many as it takes to stay below what brokers take."""
        value = encode_segment(segment)
        if len(value) > MOST_BYTES and (place := _middle(segment)):
            # How far it was read is true only once all of it is there.
            first = replace(segment, read={}, heard={}, messages=segment.messages[:place])
            rest = replace(segment, messages=segment.messages[place:])
            return [*self._rows_of(first), *self._rows_of(rest)]
        key = _KEY.pack(self._owner, self._number)
        self._number += 1
        self._remember(key, segment)
        return [Row(key, value)]

    def _remember(self, key: bytes, segment: Segment) -> None:
        self._date(segment.until)
        keys = dict.fromkeys(about for message in segment.messages if (about := entity(message)) is not None)
        times = [message.published for message in segment.messages if isinstance(message, Posted)]
        row = _Written(key, None, tuple(keys), tuple(time for time in times if time < UNKNOWN_TIME))
        self._rows.append(row if segment.until is None else _dated(row, segment.until))
        self._undated |= segment.until is None

    def _date(self, until: int | None) -> None:
        """Rows that were written while nothing was known of the time go with the first one after them that knows it.

        They would hold up all that come after them for as long again with each owner.
        """
        if until is not None and self._undated:
            self._undated = False
            self._rows = deque(row if row.until is not None else _dated(row, until) for row in self._rows)


def _dated(row: _Written, until: int) -> _Written:
    """A row whose postings are held by its segment, but for those that are published after its end."""
    return row._replace(until=until, future=tuple(time for time in row.future if time > until))


def _middle(segment: Segment) -> int:
    """Where to split: near the middle, in a whole one between two entities; 0 where it cannot be split."""
    messages = segment.messages
    if segment.whole:
        places = range(1, len(messages))
        between = [place for place in places if entity(messages[place]) != entity(messages[place - 1])]
        return min(between, key=lambda place: abs(place - len(messages) // 2), default=0)
    return len(messages) // 2
