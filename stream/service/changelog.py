"""The changelog of the state, read from where the rows beside the worker end.

Faust would do that too. But it counts what it has fetched, not what it has kept, and where two rebalances overlap, rows
that an earlier recovery fetched may be taken before those that come first: the table then ends where the changelog
ends, with a hole in it. A worker that claims such a partition voids the rows that it does not know. So rows are read
here, in order, by a consumer that nobody else moves, and how far they were read is kept with them.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import NamedTuple

from aiokafka import TopicPartition

from stream.errors import Fatal
from stream.service.clients import ask_again, consuming, reaching, until
from stream.service.state import Row
from stream.service.topics import STATE, named
from stream.settings import Settings

__all__ = ["Changelog", "Rows"]


class Rows(NamedTuple):
    """Some rows, each with its offset; the next ones begin at ``next``, and all that there were end before ``end``."""

    rows: list[tuple[int, Row]]
    next: int
    end: int


class Changelog:
    """Reads rows of partitions.

    Args:
        settings: where the brokers are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def rows(self, partition: int, first: int) -> AsyncGenerator[Rows, None]:
        """The rows of a partition from an offset on, in order, up to the end that it has by now.

        Asks until the brokers answer; whoever waits for it may stop asking.

        Raises:
            Fatal: the brokers refuse, or a row cannot be read.
        """
        place = TopicPartition(named(self._settings, STATE), partition)
        while True:
            try:
                with reaching(self._settings):
                    async with consuming(self._settings, [place]) as consumer:
                        end = (await consumer.end_offsets([place]))[place]
                        consumer.seek(place, first)
                        async for _, records in until(consumer, {place: end}):
                            first = await consumer.position(place)
                            yield Rows([(each.offset, Row(each.key, each.value)) for each in records], first, end)
                        yield Rows([], end, end)
                        return
            except Fatal as error:
                await ask_again(error, partitions=1)
