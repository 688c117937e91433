"""What cannot be folded: each record becomes a dead letter, and too many of them stop the worker.

Too many rejected records are no longer bad records but a bad change, here or at a source. Rejecting on would empty the
input into the dead letters, and everything would have to be replayed after the repair. Stopping costs nothing: the
input waits.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from stream.entities.routing import INPUT, SOURCES
from stream.errors import Invalid, Reason
from stream.service.dead_letters import Content, InputPlace, dead_letter
from stream.service.inbox import Letter
from stream.service.logs import get_logger
from stream.service.processor import KafkaRecord, Turn

__all__ = ["ENOUGH", "IN_A_ROW", "PERCENT", "WINDOW", "Brake", "Rejections"]

log = get_logger(__name__)

# That there are two limits, and that each partition has its own, is arroyo's DlqLimit (max_consecutive_count and
# max_invalid_ratio). It leaves both open; the numbers are ours:
#
# A row is how a source that is altogether broken shows, and a worker that cannot read anything.
IN_A_ROW = 100
# A share is how one broken source among many shows. One record in twenty is not noise.
PERCENT = 5
# arroyo takes the share of all that was read since the partition was assigned: after a good month a flood needs hours
# to be seen. In a window of this size the 101st bad record is one too many.
WINDOW = 2000
# Five percent of fewer are less than ten records: one bad file, and no change.
ENOUGH = 200


class Brake:
    """Watches the records of one input partition. Once it has tripped it stays so: a person has to look."""

    def __init__(self) -> None:
        self.tripped: str | None = None
        """Why it tripped, in one sentence; None while it has not."""
        self._last: deque[Reason | None] = deque(maxlen=WINDOW)  # None: not rejected
        self._reasons: Counter[Reason] = Counter()  # of the rejected ones in the window
        self._row = 0

    def note(self, reason: Reason | None) -> None:
        """Count one record, and why it became a dead letter; None where it did not."""
        if self.tripped is not None:
            return
        if len(self._last) == WINDOW and (left := self._last[0]) is not None:
            self._reasons[left] -= 1
        self._last.append(reason)
        self._row = 0 if reason is None else self._row + 1
        if reason is not None:
            self._reasons[reason] += 1
        seen = len(self._last)
        if self._row == IN_A_ROW:
            row = Counter(last for last in islice(reversed(self._last), IN_A_ROW) if last is not None)
            self.tripped = _sentence(IN_A_ROW, row)
        elif seen >= ENOUGH and self._reasons.total() * 100 > PERCENT * seen:
            self.tripped = _sentence(seen, self._reasons)


def _sentence(seen: int, reasons: Counter[Reason]) -> str:
    """How many of how many, and the most frequent reason; of two as frequent the first by name."""
    reason, count = min(reasons.items(), key=lambda item: (-item[1], item[0]))
    return f"{reasons.total():,} of the last {seen:,} records were rejected, most often as {reason} ({count:,})"


class Rejections:
    """The brakes of the input partitions that a worker holds, and the letters of what it rejects."""

    def __init__(self) -> None:
        self._brakes: dict[int, Brake] = {}

    def watch(self, partition: int) -> None:
        """Begin with a partition that was given to this worker."""
        self._brakes[partition] = Brake()

    def let_go(self, partition: int) -> None:
        """Forget a partition that others hold now."""
        self._brakes.pop(partition, None)

    def tripped(self, turn: Turn, letters: Iterable[Letter]) -> str | None:
        """Why the worker must stop before this turn; None where few enough are bad."""
        reasons = {rejected.record[:3]: rejected.reason.reason for rejected in turn.rejected}
        for letter in letters:
            record = letter.record
            if record.topic == INPUT:
                brake = self._brakes[record.partition]
                brake.note(reasons.get(record[:3]))
                if brake.tripped is not None:
                    return f"{INPUT} partition {record.partition} up to offset {record.offset}: {brake.tripped}"
        return None

    def dead_letters(self, turn: Turn, letters: Iterable[Letter]) -> list[tuple[int, Content]]:
        """A letter for each rejected record, with the partition that it goes to: its own."""
        if not turn.rejected:
            return []
        messages = {letter.record: letter.message for letter in letters if letter.record.topic in SOURCES}
        return [(record.partition, _letter(record, messages[record], invalid)) for record, invalid in turn.rejected]


def _letter(record: KafkaRecord, message: Any, invalid: Invalid) -> Content:
    log.warning(
        "record_rejected",
        reason=invalid.reason.value,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        bytes=len(record.value or b""),
    )
    origin = InputPlace(message.topic, record.partition, record.offset, record.timestamp or 0)
    content = Content(message.key, record.value, tuple(message.headers))
    return dead_letter(origin, content, invalid, stage="read", failed_at=datetime.now(UTC))
