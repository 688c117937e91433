"""The dead-letter topic on the brokers: look through it, fetch one letter, send letters to the input again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from stream.entities.routing import INPUT
from stream.errors import Fatal, Invalid, Usage
from stream.service.clients import consuming, partitions, producing, publish, reaching, topics_there, until
from stream.service.dead_letters import (
    Content,
    Coordinate,
    DeadLetter,
    Failure,
    InputPlace,
    ReplayMark,
    mark,
    parse,
    replayed,
)
from stream.service.topics import DEAD_LETTERS, RULINGS, named
from stream.settings import Settings

__all__ = ["Entry", "Survey", "fetch", "replay", "survey"]

# Input and dead letters have the same limit on a batch, but compressed the letter of a record may hold more than that:
# what came in compressed must go back compressed, and pass the client's own check, which is made before.
_COMPRESSION = "gzip"
_LARGEST_REQUEST = 1024 * 1024 * 1024  # bytes: the brokers decide


class Entry(NamedTuple):
    """A dead letter without its value and headers: a month of them fits into memory."""

    at: Coordinate
    origin: InputPlace
    failure: Failure
    key: bytes | None
    size: int | None  # bytes of the value; None for a null
    replayed: bool


class Survey(NamedTuple):
    """What the topic held."""

    entries: list[Entry]  # in the order in which the records failed first
    strays: int  # records that are no dead letters


async def survey(settings: Settings) -> Survey:
    """Look through the whole topic, up to its end of now.

    Raises:
        Usage: the topic does not exist.
        Fatal: the brokers do not answer.
    """
    letters: list[Entry] = []
    marked: set[Coordinate] = set()
    strays = 0
    with reaching(settings):
        assigned = await partitions(settings, named(settings, DEAD_LETTERS))
        async with consuming(settings, assigned) as consumer:
            async for _, records in until(consumer, await consumer.end_offsets(assigned)):
                for record in records:
                    try:
                        read = _read(record)
                    except Invalid:
                        strays += 1
                        continue
                    if isinstance(read, ReplayMark):
                        marked.add(read.letter)
                    else:
                        key, value, _ = read.content
                        size = None if value is None else len(value)
                        letters.append(Entry(read.at, read.origin, read.failure, key, size, replayed=False))
    entries = [entry._replace(replayed=entry.at in marked) for entry in letters]
    return Survey(sorted(entries, key=lambda entry: (entry.failure.first_failed_at, entry.at)), strays)


async def fetch(settings: Settings, at: Coordinate) -> DeadLetter:
    """The dead letter at a place.

    Raises:
        Usage: there is none.
        Fatal: the brokers do not answer.
    """
    with reaching(settings):
        assigned = await partitions(settings, named(settings, DEAD_LETTERS))
        place = next((partition for partition in assigned if partition.partition == at.partition), None)
        if place is None:
            raise Usage(f"{at}: {named(settings, DEAD_LETTERS)} has {len(assigned)} partitions")
        async with consuming(settings, [place]) as consumer:
            end = (await consumer.end_offsets([place]))[place]
            consumer.seek(place, at.offset)
            async for _, records in until(consumer, {place: min(end, at.offset + 1)}):
                for record in records:
                    if record.offset == at.offset:
                        return _letter(record)
    raise Usage(f"{at}: nothing is there; `copytaster dlq list` tells what is")


async def replay(
    settings: Settings, entries: Sequence[Entry], on_sent: Callable[[], None], *, dry_run: bool = False
) -> dict[Coordinate, str]:
    """Send letters to the topics they came from, and mark them; return which cannot be sent, and why.

    The mark follows the acknowledgement: after a crash between the two a letter is sent once more, which
    is harmless, and never taken for sent when it was not.

    Args:
        settings: where the brokers are.
        entries: the letters, from :func:`survey`.
        on_sent: called for each that was acknowledged and marked.
        dry_run: only tell which cannot be sent.

    Raises:
        Usage: the dead-letter topic does not exist.
        Fatal: the brokers do not answer, or refuse. What was acknowledged stays sent.
    """
    name = named(settings, DEAD_LETTERS)
    with reaching(settings):
        counts = await topics_there(settings)
        refused = _refused(settings, entries, counts)
        chosen = {entry.at for entry in entries} - refused.keys()
        if dry_run or not chosen:
            return refused
        ends = {
            TopicPartition(name, number): 1 + max(at.offset for at in chosen if at.partition == number)
            for number in {at.partition for at in chosen}
        }
        async with (
            consuming(settings, list(ends)) as consumer,
            producing(settings, compression_type=_COMPRESSION, max_request_size=_LARGEST_REQUEST) as producer,
        ):
            for place in ends:
                consumer.seek(place, min(at.offset for at in chosen if at.partition == place.partition))
            async for place, records in until(consumer, ends):
                letters = [
                    _letter(record) for record in records if Coordinate(place.partition, record.offset) in chosen
                ]
                sent, marks = {}, {}
                for letter in letters:
                    # Back into their partition, with the time of now: under its old timestamp a letter that is older
                    # than the input's retention would be deleted before it is read.
                    topic, partition = letter.origin.topic, letter.origin.partition % counts[letter.origin.topic]
                    sent[f"{letter.at} to {topic}"] = await publish(producer, topic, partition, replayed(letter))
                await _acknowledged(sent)
                for letter in letters:
                    there = await publish(producer, name, place.partition, mark(letter.at))
                    marks[f"the mark of {letter.at}"] = there
                await _acknowledged(marks)
                for _ in letters:
                    on_sent()
    return refused


def _refused(settings: Settings, entries: Sequence[Entry], there: Mapping[str, int]) -> dict[Coordinate, str]:
    """Workers read these two topics, and write letters of nothing else. A header is what anybody can write: one that
    names another topic, ours or a stranger's, would have us write there what somebody else made up.
    """
    ours = named(settings, INPUT), named(settings, RULINGS)
    refused: dict[Coordinate, str] = {}
    for entry in entries:
        topic = entry.origin.topic
        if topic not in ours:
            refused[entry.at] = f"letters come from {' and '.join(ours)} alone, and this one names {topic}"
        elif topic not in there:
            refused[entry.at] = f"there is no topic {topic}"
    return refused


async def _acknowledged(pending: Mapping[str, asyncio.Future[Any]]) -> None:
    """Wait for all acknowledgements; the first refusal is told by its name."""
    for name, answer in zip(pending, await asyncio.gather(*pending.values(), return_exceptions=True), strict=True):
        if isinstance(answer, KafkaError):
            raise Fatal(f"{name}: the brokers refused it ({type(answer).__name__})") from answer
        if isinstance(answer, BaseException):
            raise answer


def _read(record: Any) -> DeadLetter | ReplayMark:
    at = Coordinate(record.partition, record.offset)
    return parse(at, Content(record.key, record.value, tuple(record.headers)))


def _letter(record: Any) -> DeadLetter:
    """A record that must be a dead letter.

    Raises:
        Usage: it is something else.
    """
    try:
        read = _read(record)
    except Invalid as invalid:
        raise Usage(str(invalid)) from invalid
    if isinstance(read, ReplayMark):
        raise Usage(f"{record.partition}:{record.offset}: no dead letter, but the mark that {read.letter} was replayed")
    return read
