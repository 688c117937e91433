"""Records as they come from Kafka: in order and without a hole into the inbox, or read again.

Faust's consumer passes over records: after a pause or a rebalance it drops what it had fetched. What is
missing before a record shows with it; what is missing at the end of a partition shows by the brokers' end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from stream.errors import Fatal
from stream.runtime.desk import Record
from stream.runtime.gaps import first_offset
from stream.runtime.inbox import Inbox, Letter, Place
from stream.runtime.kafka.app import KafkaApp
from stream.runtime.logs import get_logger
from stream.runtime.routing import INPUT, SOURCES
from stream.settings import Settings

__all__ = ["Arrivals"]

_IDLE = 60.0  # seconds without a dispatch after which an input partition holds back nobody's event time
_GOING_BACK = 5.0  # seconds for the consumer to go back; then it is told again

log = get_logger(__name__)


class Arrivals:
    """Of all topics that a worker reads."""

    def __init__(self, settings: Settings, app: KafkaApp, inbox: Inbox) -> None:
        self._settings = settings
        self._app = app
        self._inbox = inbox
        self._late: dict[tuple[Place, int], float] = {}  # what the brokers have and we do not, since when
        self._last: dict[int, float] = {}  # input partition → when something last came in

    def watch(self, partition: int, now: float) -> None:
        """A partition is ours from now (seconds of a clock that never goes back)."""
        self._last[partition] = now

    def let_go(self, partition: int) -> None:
        """It is with others now."""
        self._last.pop(partition, None)

    async def take(self, topic: str, event: Any) -> None:
        """A record has come: queue it, unless one is missing before it.

        Raises:
            Fatal: records of a mailbox were deleted unread, or the brokers do not answer.
        """
        message = event.message
        place = topic, message.partition
        missing = self._inbox.missing(place, message.offset)
        if missing is not None:
            if not await self._is_gap(place, missing, message.offset):
                await self._go_back(place, missing, message.offset)
                return
            await self._app.skip(place, missing, message.offset)
        if topic == INPUT and message.partition in self._last:
            self._last[message.partition] = time.monotonic()
        self._inbox.put(Letter(Record(topic, message.partition, message.offset, message.value), event))

    async def look_back(self, now: float) -> None:
        """What was passed over at the end of a partition has no successor that shows it: ask for it in time."""
        behind = {place: offset for place, offset in self._inbox.waiting_for if self.is_behind(place)}
        self._late = {each: self._late.get(each, now) for each in behind.items()}
        for (place, offset), since in list(self._late.items()):
            if now - since > _GOING_BACK:
                self._late[place, offset] = now
                log.warning("records_passed_over", topic=place[0], partition=place[1], expected=offset)
                await self._app.go_back(place, offset)

    def is_behind(self, place: Place) -> bool:
        """Whether the brokers hold more of a partition than has been queued."""
        end = self._app.end(place)
        return end is not None and end > self._inbox.expected(place)

    def lag(self) -> Iterator[tuple[Place, int]]:
        """How many records of each partition the brokers hold beyond those that have been queued."""
        for place in self._inbox.places:
            end = self._app.end(place)
            if end is not None:
                yield place, max(0, end - self._inbox.expected(place))

    def idle(self, now: float) -> set[int]:
        """Input partitions where nothing has come in for long, and nothing waits."""
        quiet = {partition for partition, last in self._last.items() if now - last >= _IDLE}
        return {each for each in quiet if self._app.end((INPUT, each)) == self._inbox.expected((INPUT, each))}

    async def _is_gap(self, place: Place, missing: int, offset: int) -> bool:
        """Whether the brokers have nothing between a record that was expected and one that came.

        Offsets may jump where a producer of the input uses transactions, or the topic is compacted; in mailboxes never.
        """
        if self._inbox.is_going_back(place, time.monotonic()):
            return False
        there = await first_offset(self._settings, place, missing)
        if there is not None and there < offset:
            return False
        if place[0] in SOURCES:
            log.warning("offsets_jump", topic=place[0], partition=place[1], expected=missing, offset=offset)
            return True
        raise Fatal(
            f"{place[0]} partition {place[1]}: the brokers have no record from offset {missing} to {offset}: they were "
            "deleted unread, because all workers were away for longer than mailboxes are kept. Provision new topics "
            "under another COPYTASTER_TOPIC_PREFIX and feed the wire again"
        )

    async def _go_back(self, place: Place, missing: int, offset: int) -> None:
        """Read after all what the consumer has passed over."""
        now = time.monotonic()
        if not self._inbox.is_going_back(place, now):
            log.warning("records_passed_over", topic=place[0], partition=place[1], expected=missing, offset=offset)
            self._inbox.go_back(place, now + _GOING_BACK)
            await self._app.go_back(place, missing)
