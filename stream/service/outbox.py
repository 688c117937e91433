"""What one turn sends to mailboxes: one record for each target, with a section for each sender.

A turn works off many records of several partitions; everything that goes to one target partition
is packed together, because a Kafka record costs the same whether it holds one message or a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from stream.entities.messages import Envelope, Joined, Posted
from stream.service.codec import MOST_BYTES, Section, encode
from stream.service.event_time import TimeMark

__all__ = ["LAST", "Outbox", "Target"]

Target = tuple[str, int]
"""A mailbox topic and a partition of it."""


LAST = -1
"""Stands for the offset of the last record that is taken of a source in this turn, as long as that is not known."""


class Outbox:
    """Collects messages until the turn ends."""

    def __init__(self) -> None:
        self.messages: dict[str, int] = {}  # by topic
        self._sections: dict[Target, dict[tuple[str, int | None], Section]] = {}

    def put(
        self, target: Target, source: str, offset: int | None, message: Posted | Envelope, mark: int | None = None
    ) -> None:
        """Send a message that follows from the records of ``source`` up to ``offset``; None: from none of them."""
        self.messages[target[0]] = self.messages.get(target[0], 0) + 1
        self._section(target, source, offset, mark).messages.append(message)

    def tell(self, target: Target, source: str, mark: TimeMark) -> None:
        """Send a mark, behind what was put before."""
        self._section(target, source, mark.round, mark.at)

    def records(self, last: Mapping[str, int] = MappingProxyType({})) -> Iterator[tuple[Target, bytes]]:
        """The mailbox records, in the order in which they must be sent.

        Args:
            last: for each source the last record of it that was taken.
        """
        for target, sections in self._sections.items():
            ready = [
                section._replace(offset=last[section.source]) if section.offset == LAST else section
                for section in sections.values()
            ]
            for raw in _packed(ready):
                yield target, raw

    def _section(self, target: Target, source: str, offset: int | None, mark: int | None) -> Section:
        sections = self._sections.setdefault(target, {})
        if (source, offset) not in sections:
            sections[source, offset] = Section(source, offset, mark, [])
        elif mark is not None:  # the newest of the turn
            sections[source, offset] = sections[source, offset]._replace(mark=mark)
        return sections[source, offset]


def _packed(sections: list[Section]) -> Iterator[bytes]:
    """One record, or as many as it takes to stay below what brokers take."""
    raw = encode(sections)
    if len(raw) <= MOST_BYTES:
        yield raw
        return
    if len(sections) > 1:
        half = len(sections) // 2
        yield from _packed(sections[:half])
        yield from _packed(sections[half:])
        return
    [section] = sections
    messages = section.messages if len(section.messages) > 1 else _parts(section.messages[0])
    if len(messages) == 1:
        yield raw
        return
    half = len(messages) // 2
    # A receiver has heard the section once it has its last part; what it hears twice of the first ones changes nothing.
    yield from _packed([Section(section.source, None, section.mark, messages[:half])])
    yield from _packed([section._replace(messages=messages[half:])])


def _parts(message: Posted | Envelope) -> list[Posted | Envelope]:
    if isinstance(message, Joined) and len(message.editions) > 1:
        return [message._replace(editions=(edition,)) for edition in message.editions]
    return [message]
