"""What cannot be folded: each as a dead letter, and a brake on each input partition for too many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from stream.entities.routing import INPUT, SOURCES
from stream.errors import Reason
from stream.service.brake import Brake
from stream.service.dead_letters import Content, InputPlace, dead_letter
from stream.service.inbox import Letter
from stream.service.logs import get_logger
from stream.service.processor import Turn

__all__ = ["Rejections"]

log = get_logger(__name__)


class Rejections:
    """Of the input partitions that a worker holds."""

    def __init__(self) -> None:
        self._brakes: dict[int, Brake] = {}

    def watch(self, partition: int) -> None:
        """A partition is ours from now."""
        self._brakes[partition] = Brake()

    def let_go(self, partition: int) -> None:
        """It is with others now."""
        self._brakes.pop(partition, None)

    def tripped(self, turn: Turn, letters: Iterable[Letter]) -> str | None:
        """Why the worker must stop before this turn; None where few enough are bad."""
        reasons: dict[tuple[int, int], Reason] = {
            (each.record.partition, each.record.offset): each.reason.reason
            for each in turn.rejected
            if each.record.topic == INPUT
        }
        for each in letters:
            if each.record.topic == INPUT:
                place = each.record.partition, each.record.offset
                brake = self._brakes[place[0]]
                reason = reasons.get(place)
                brake.note(reason is not None, reason)
                if brake.tripped is not None:
                    return f"{INPUT} partition {place[0]} up to offset {place[1]}: {brake.tripped}"
        return None

    def dead_letters(self, turn: Turn, letters: Iterable[Letter]) -> list[tuple[int, Content]]:
        """A letter for each rejected record, with the partition that it goes to: its own."""
        if not turn.rejected:
            return []
        messages = {each.record: each.message for each in letters if each.record.topic in SOURCES}
        out = []
        for record, reason in turn.rejected:
            message = messages[record]
            log.warning(
                "record_rejected",
                reason=reason.reason.value,
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                bytes=len(record.value or b""),
            )
            origin = InputPlace(message.topic, record.partition, record.offset, record.timestamp or 0)
            content = Content(message.key, record.value, tuple(message.headers))
            out.append(
                (record.partition, dead_letter(origin, content, reason, stage="read", failed_at=datetime.now(UTC)))
            )
        return out
