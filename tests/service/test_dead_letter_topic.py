"""Dead letters on a real Apache Kafka: looked through, fetched, sent in again."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from datetime import timedelta

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from letters import NOON, contents, create, held, letter, own_topics, put, put_letters
from stream.entities.routing import BUCKETS, INPUT
from stream.errors import Fatal, Reason, Usage
from stream.service.clients import client_options, topics_there
from stream.service.dead_letter_topic import Entry, Survey, fetch, replay, survey
from stream.service.dead_letters import Content, Coordinate, DeadLetter, mark, parse
from stream.service.topics import DEAD_LETTERS, RULINGS, STATE, STORIES, named
from stream.settings import Settings

BAD = Content(b"urn:a", b"{")


@pytest.fixture(name="settings")
def _settings(brokers: str) -> Settings:
    """Topics of this test alone, and they are there."""
    return own_topics(brokers)


def looked_through(settings: Settings) -> Survey:
    """The survey of now."""
    return asyncio.run(survey(settings))


def sent(settings: Settings, entries: Sequence[Entry], *, dry_run: bool = False) -> tuple[int, dict[Coordinate, str]]:
    """How many were sent again, and which could not be."""
    calls: list[None] = []
    refused = asyncio.run(replay(settings, entries, lambda: calls.append(None), dry_run=dry_run))
    return len(calls), refused


def test_a_survey_tells_what_the_topic_holds(settings: Settings) -> None:
    """Letters of all partitions in the order of their first failure; marks and foreign records are none."""
    source = named(settings, INPUT)
    late = letter(source, Content(b"\xff", None), Reason.DATE, place=(1, 5), failed_at=NOON + timedelta(seconds=2))
    early = letter(source, Content(None, b"\xff\x00"), Reason.ENCODING, failed_at=NOON)
    middle = letter(source, BAD, failed_at=NOON + timedelta(seconds=1))
    foreign = Content(b"urn:z", b"no letter", (("copytaster.dlq.reason", b"json"),))
    zero = put_letters(settings, late, foreign, middle)
    one = put_letters(settings, early, mark(zero[0]), Content(None, b"x"), partition=1)

    entries, strays = looked_through(settings)

    assert [(each.at, each.key, each.size, each.replayed) for each in entries] == [
        (one[0], None, 2, False),
        (zero[2], b"urn:a", 1, False),
        (zero[0], b"\xff", None, True),
    ]
    assert [each.failure.reason for each in entries] == [Reason.ENCODING, Reason.JSON, Reason.DATE]
    assert entries[2].origin == (source, 1, 5, 1_700_000_000_000)
    assert strays == 2


def test_an_empty_topic_holds_nothing(settings: Settings) -> None:
    """And nothing is sent from it."""
    assert looked_through(settings) == ([], 0)
    assert sent(settings, []) == (0, {})


@pytest.mark.parametrize(
    "content",
    [
        Content(b"urn:a", b'{"uri": "urn:a"}'),
        Content(b"\xff\xfe", b"\xff\x00", (("h\u00e9", b"\xff"), ("null", None), ("copytaster.dlq.reason", b"mine"))),
        Content(b"urn:a", None),
        Content(None, b""),
        Content(None, None),
        Content(None, None, (("h", b""),)),
    ],
)
def test_a_letter_is_fetched_and_replayed_as_it_was(settings: Settings, content: Content) -> None:
    """Key, value and headers; the record that has neither key nor value too."""
    source = named(settings, INPUT)
    [at] = put_letters(settings, letter(source, content, place=(1, 5)), partition=1)

    found = asyncio.run(fetch(settings, at))
    assert sent(settings, looked_through(settings).entries) == (1, {})

    assert (found.at, found.origin[:3], found.content) == (at, (source, 1, 5), content)
    [again] = held(settings)
    carried = (("copytaster.dlq.attempt", b"1"), ("copytaster.dlq.first-failed-at", b"2026-03-01T12:00:00.000Z"))
    assert contents([again]) == [content._replace(headers=(*content.headers, *carried))]
    assert again.partition == 1


def test_a_letter_waits_until_it_is_replayed(settings: Settings) -> None:
    """The mark lies behind it; a second time it is sent only if it is chosen."""
    put_letters(settings, letter(named(settings, INPUT), BAD), letter(named(settings, INPUT), BAD))
    [first, second] = looked_through(settings).entries

    assert sent(settings, [first]) == (1, {})

    assert [each.replayed for each in looked_through(settings).entries] == [True, False]
    assert sent(settings, [first, second]) == (2, {})
    assert [each.replayed for each in looked_through(settings).entries] == [True, True]
    assert len(held(settings)) == 3


def test_a_replayed_record_that_fails_again_is_a_second_attempt(settings: Settings) -> None:
    """Over the topics as a worker would: read the input, refuse it, write the letter."""
    source = named(settings, INPUT)
    put_letters(settings, letter(source, BAD))
    sent(settings, looked_through(settings).entries)
    [record] = held(settings)

    [again] = contents([record])
    put_letters(settings, letter(source, again, failed_at=NOON + timedelta(days=1)))

    [before, after] = looked_through(settings).entries
    assert [(each.failure.attempt, each.replayed) for each in (before, after)] == [(1, True), (2, False)]
    assert after.failure.first_failed_at == NOON


def test_only_the_chosen_are_sent_in_their_order(settings: Settings) -> None:
    """From the midst of both partitions, with the time of now: the input would delete what looks old."""
    source = named(settings, INPUT)
    for number in range(2):
        records = [letter(source, Content(b"k", f"{number} {n}".encode()), place=(number, n)) for n in range(9)]
        put_letters(settings, *records, partition=number)
    chosen = [each for each in looked_through(settings).entries if 3 <= each.at.offset <= 6 and each.at.offset != 5]
    before = int(time.time() * 1000)

    assert sent(settings, chosen) == (6, {})

    found = held(settings)
    assert [each.value for each in found] == [b"0 3", b"0 4", b"0 6", b"1 3", b"1 4", b"1 6"]
    assert all(each.timestamp >= before for each in found)


def test_a_dry_run_sends_and_marks_nothing(settings: Settings) -> None:
    """It only tells what could not be sent."""
    put_letters(settings, letter(named(settings, INPUT), BAD), letter("elsewhere", BAD))
    before = looked_through(settings)

    count, refused = sent(settings, before.entries, dry_run=True)

    assert (count, list(refused)) == (0, [Coordinate(0, 1)])

    assert looked_through(settings) == before
    assert held(settings) == []


@pytest.mark.parametrize("topic", [BUCKETS, STATE, DEAD_LETTERS, STORIES])
def test_what_only_workers_write_is_not_written_to(settings: Settings, topic: str) -> None:
    """Anybody may write a letter that says it came from there; its neighbours are sent."""
    put_letters(settings, letter(named(settings, topic), BAD), letter(named(settings, INPUT), BAD))

    count, refused = sent(settings, looked_through(settings).entries)

    assert count == 1
    assert list(refused) == [Coordinate(0, 0)]
    assert refused[Coordinate(0, 0)].endswith(f"names {named(settings, topic)}")
    assert len(held(settings)) == 1


@pytest.mark.parametrize("topic", ["payments.orders", INPUT])
def test_a_letter_does_not_choose_where_it_goes(settings: Settings, topic: str) -> None:
    """A forged header names a stranger's topic, or the input of a service with another prefix: both are there, and
    stay empty.
    """
    strangers = topic if topic == INPUT else f"{settings.topic_prefix}{topic}"
    if strangers not in topics_of(settings):
        create(settings, strangers)
    before = held(settings, strangers)
    put_letters(settings, letter(strangers, BAD), letter(named(settings, INPUT), BAD))

    count, refused = sent(settings, looked_through(settings).entries)

    assert count == 1
    assert list(refused) == [Coordinate(0, 0)]
    assert strangers in refused[Coordinate(0, 0)]
    assert held(settings, strangers) == before
    assert [each.replayed for each in looked_through(settings).entries] == [False, True]


def topics_of(settings: Settings) -> dict[str, int]:
    """Every topic of the brokers."""
    return asyncio.run(topics_there(settings))


def test_a_ruling_goes_back_to_the_rulings(settings: Settings) -> None:
    """The second of the two topics that letters come from."""
    rulings = named(settings, RULINGS)
    put_letters(settings, letter(rulings, BAD))

    assert sent(settings, looked_through(settings).entries) == (1, {})

    assert [each.value for each in held(settings, rulings)] == [b"{"]


def test_a_letter_goes_back_where_the_topic_has_fewer_partitions_now(settings: Settings) -> None:
    """The input was made anew, with two."""
    put_letters(settings, letter(named(settings, INPUT), BAD, place=(7, 1)))

    assert sent(settings, looked_through(settings).entries) == (1, {})

    assert [each.partition for each in held(settings)] == [1]


def test_what_came_compressed_goes_back_however_large_it_is(settings: Settings) -> None:
    """Twenty megabytes of blanks fit into the input as a few kilobytes; so do they on their way back."""
    blanks = Content(b"urn:a", b" " * 20_000_000)
    put_letters(settings, letter(named(settings, INPUT), blanks, Reason.TOO_LARGE))

    assert sent(settings, looked_through(settings).entries) == (1, {})

    [found] = held(settings)
    assert found.value == blanks.value


def test_a_letter_that_the_brokers_refuse_is_named(settings: Settings) -> None:
    """Those behind it are refused too, which it alone is to blame for; nothing is taken for sent."""
    settings = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}small."})
    topic = named(settings, INPUT)
    create(settings, topic, max_message_bytes="30000")
    create(settings, named(settings, DEAD_LETTERS))
    put_letters(settings, *(letter(topic, Content(b"k", os.urandom(size))) for size in (20_000, 100_000, 20_000)))

    with pytest.raises(Fatal, match=rf"0:1 to {topic}: the brokers refused it \(MessageSizeTooLargeError\)"):
        sent(settings, looked_through(settings).entries)

    assert [each.replayed for each in looked_through(settings).entries] == [False, False, False]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (Coordinate(0, 3), "nothing is there"),
        (Coordinate(0, 10**18 - 1), "nothing is there"),
        (Coordinate(1, 0), "nothing is there"),
        (Coordinate(2, 0), "has 2 partitions"),
        (Coordinate(0, 1), "the mark that 0:0 was replayed"),
        (Coordinate(0, 2), "no dead letter"),
    ],
)
def test_where_there_is_no_letter_none_is_fetched(settings: Settings, at: Coordinate, told: str) -> None:
    """Each with what is there instead."""
    put_letters(settings, letter(named(settings, INPUT), BAD), mark(Coordinate(0, 0)), BAD)

    with pytest.raises(Usage, match=f"^{at}: .*{told}"):
        asyncio.run(fetch(settings, at))


def test_letters_whose_time_has_run_out_are_gone(settings: Settings) -> None:
    """Fetching one tells so; replaying those that remain is not held up by it."""
    source = named(settings, INPUT)
    put_letters(settings, *(letter(source, Content(b"k", f"{n}".encode())) for n in range(4)))
    entries = looked_through(settings).entries
    delete_before(settings, 2)

    with pytest.raises(Usage, match="nothing is there"):
        asyncio.run(fetch(settings, Coordinate(0, 0)))
    assert [each.at.offset for each in looked_through(settings).entries] == [2, 3]
    assert sent(settings, entries) == (2, {})
    assert [each.value for each in held(settings)] == [b"2", b"3"]


def delete_before(settings: Settings, offset: int) -> None:
    """As the retention time does it, only now."""

    async def delete() -> None:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        try:
            place = TopicPartition(named(settings, DEAD_LETTERS), 0)
            await admin.delete_records({place: RecordsToDelete(before_offset=offset)})
        finally:
            await admin.close()

    asyncio.run(delete())


def test_a_topic_that_is_not_there_is_told(settings: Settings) -> None:
    """With the command that creates it."""
    elsewhere = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}none."})

    with pytest.raises(Usage, match=r"none\.wire\.dead-letters.*topics apply"):
        looked_through(elsewhere)
    with pytest.raises(Usage, match=r"none\.wire\.dead-letters.*topics apply"):
        asyncio.run(fetch(elsewhere, Coordinate(0, 0)))


def test_brokers_that_do_not_answer_are_named() -> None:
    """By every function."""
    nowhere = Settings(brokers="127.0.0.1:9")
    found = parse(Coordinate(0, 0), letter("t", BAD))
    assert isinstance(found, DeadLetter)
    entry = Entry(found.at, found.origin, found.failure, b"k", 1, replayed=False)

    for look in (looked_through, lambda there: asyncio.run(fetch(there, entry.at)), lambda there: sent(there, [entry])):
        with pytest.raises(Fatal, match=r"127\.0\.0\.1:9"):
            look(nowhere)


def test_records_of_other_topics_are_left_alone(settings: Settings) -> None:
    """What is in the input before a replay is there after it."""
    put(settings, named(settings, INPUT), [Content(b"urn:b", b"{}")])
    put_letters(settings, letter(named(settings, INPUT), BAD))

    sent(settings, looked_through(settings).entries)

    assert [each.value for each in held(settings)] == [b"{}", b"{"]
