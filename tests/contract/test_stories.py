"""The contract: what comes of a wire, in this process and on Kafka, the same tests for both.

On Kafka it is worked off by two workers; on librdkafka's mock cluster, which needs nothing but a wheel, by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import orjson
import pytest

from contract.cases import BAD, CASES, CROWD, HEADLINE, LATER, NEAR, sample, wire
from contract.runtimes import ODD, Outcome
from stream.entities.routing import INPUT, partition_of
from stream.errors import Reason
from stream.local.folding import Folding
from stream.reading.sources import Record, read_all
from stream.service.dead_letters import Content
from translated import CALL, MARKET
from wires import violations

PARTITIONS = 4


def of(case: str, stories: Sequence[bytes]) -> list[bytes]:
    """The stories of a case."""
    return [line for line in stories if f'"urn:{case}:'.encode() in line]


def told(case: str, outcome: Outcome) -> list[dict[str, Any]]:
    """The stories of a case, as objects."""
    return [orjson.loads(line) for line in of(case, outcome.stories)]


def members(story: dict[str, Any]) -> set[str]:
    """The last parts of its members' uris."""
    return {each["uri"].split(":", 2)[2] for each in story["associations"]}


@cache
def alone(case: str) -> list[bytes]:
    """What comes of a case by itself, in order and without repeats."""
    raws = sample() if case == "sample" else CASES[case] + LATER.get(case, [])
    return list(Folding(as_of=datetime.now(UTC)).stories(read_all([Record("-", n, raw) for n, raw in enumerate(raws)])))


def test_all_stories_are_those_of_one_process(outcome: Outcome, embedded: Outcome) -> None:
    """Byte for byte, and no others."""
    assert outcome.stories == embedded.stories


@pytest.mark.parametrize("case", CASES)
def test_a_case_comes_out_as_if_it_were_alone(case: str, outcome: Outcome) -> None:
    """In any order, repeated, among all the others."""
    assert alone(case)
    assert of(case, outcome.stories) == alone(case)


def test_the_sample_wire_comes_out_as_if_it_were_alone(outcome: Outcome) -> None:
    """With the page of a paper as a record."""
    assert set(alone("sample")) <= set(outcome.stories)


def test_every_story_is_as_its_schema_says(outcome: Outcome) -> None:
    """And each dispatch is a member of exactly one."""
    stories = [orjson.loads(line) for line in outcome.stories]

    assert [violations("story", story) for story in stories] == [[]] * len(stories)
    assert Counter(Counter(each["uri"] for story in stories for each in story["associations"]).values()).keys() == {1}


def test_versions_of_a_dispatch_are_one_member(outcome: Outcome) -> None:
    """The tenth follows the ninth; an older one that comes last is held, and is told of, but not shown."""
    [story] = told("versions", outcome)
    [merge] = [each for each in story["story"]["merges"] if each["member"] == "urn:versions:a"]

    assert merge["versions"] == ["2", "9", "10"]
    assert [each["version"] for each in story["associations"] if each["uri"] == "urn:versions:a"] == ["10"]
    assert story["story"]["canonicalVersion"] == "10"


def test_near_copies_of_all_partitions_are_one_story(outcome: Outcome) -> None:
    """Wherever a dispatch and its buckets live."""
    [story] = told("partitions", outcome)

    assert len(story["associations"]) == NEAR
    assert {partition_of(each["uri"], PARTITIONS) for each in story["associations"]} == set(range(PARTITIONS))


def test_a_canceled_dispatch_takes_its_text_with_it(outcome: Outcome) -> None:
    """And that of its copies in every house, with or without text before."""
    by_members = {frozenset(members(story)): story for story in told("canceled", outcome)}

    for gone in ("ab", "c", "d"):
        assert by_members[frozenset(gone)]["pubStatus"] == "canceled"
        assert "bodies" not in by_members[frozenset(gone)]


def test_a_dispatch_without_a_time_finds_its_story(outcome: Outcome) -> None:
    """And one that finds none has no time in its uri."""
    stories = {frozenset(members(story)): story for story in told("undated", outcome)}

    assert stories.keys() == {frozenset("ab"), frozenset("c")}
    assert ":undated:" in stories[frozenset("c")]["uri"]


def test_a_story_in_seven_languages_is_one(outcome: Outcome) -> None:
    """Hard cases 7 and 8 in four scripts; the French text is an excerpt of any of the others."""
    by_kind = {frozenset(members(story)): story for story in told("languages", outcome)}

    calls, markets = (
        frozenset(f"{kind}-{language}" for language in texts) for kind, texts in (("call", CALL), ("market", MARKET))
    )
    assert by_kind.keys() == {calls, markets}
    rels = {each["uri"].rpartition("-")[2]: each["rel"] for each in by_kind[calls]["associations"]}
    assert rels["fr"] == "translation-excerpt"
    assert {rels[language] for language in ("zh", "ru", "vi", "ar", "ja")} == {"translation"}


def test_wrong_clocks_move_nothing_but_themselves(outcome: Outcome) -> None:
    """Neither 1970 nor 2036 ends a window; a copy 73 hours after the last is a story of its own."""
    assert {frozenset(members(story)) for story in told("clocks", outcome)} == {
        frozenset({"1970"}),
        frozenset({"2036"}),
        frozenset("ab"),
        frozenset({"beyond"}),
    }


def test_what_comes_between_two_stories_makes_them_one(outcome: Outcome) -> None:
    """The younger story had been told: it says what has taken its place, and what that is stands."""
    [story] = told("bridge", outcome)
    replaced = [
        record["story"]["replacedBy"]
        for _, value in outcome.told
        if value is not None and (record := orjson.loads(value))["story"].get("head") == "urn:bridge:c"
    ]

    assert members(story) == set("abc")
    assert set(replaced) == {story["uri"]}


def test_a_chain_of_links_is_split_the_same_everywhere(outcome: Outcome) -> None:
    """One family, by its label passed on from link to link, and several stories."""
    stories = told("chain", outcome)

    assert len(stories) > 1
    assert sorted(uri for story in stories for uri in members(story)) == list("01234")


def test_a_crowd_of_copies_is_one_story(outcome: Outcome) -> None:
    """All of one text, over two days."""
    [story] = told("crowd", outcome)

    assert story["story"]["memberCount"] == CROWD


def test_short_dispatches_are_told(outcome: Outcome) -> None:
    """A headline stands for a text that is missing; equal briefs are one story within an hour, of one house."""
    stories = {frozenset(members(story)): story for story in told("short", outcome)}

    assert stories.keys() == {
        frozenset({"headline"}),
        frozenset("ab"),
        frozenset({"other-house"}),
        frozenset({"next-day"}),
    }
    assert stories[frozenset({"headline"})]["bodies"][0]["value"] == HEADLINE


def test_other_scripts_find_their_copies(outcome: Outcome) -> None:
    """With and without spaces between words, from right to left, in two and three bytes a letter."""
    assert {len(story["associations"]) for story in told("scripts", outcome)} == {2}


def test_bad_records_among_good_ones_end_with_reason_and_bytes(outcome: Outcome) -> None:
    """Each once, and none stops its neighbours."""
    assert outcome.rejects == sorted((reason, raw) for raw, reason in BAD.values())


def test_the_last_word_on_each_story_is_how_it_stands(outcome: Outcome) -> None:
    """Who reads along ends with the same; and what gave way leads to a story that stands."""
    last = dict(outcome.told)
    gave_way = {
        record["uri"]: record["story"]["replacedBy"]
        for _, value in outcome.told
        if value is not None and "replacedBy" in (record := orjson.loads(value))["story"]
    }
    standing = {uri: value for uri, value in last.items() if value is not None and b'"replacedBy"' not in value}

    assert [value for _, value in sorted(standing.items())] == outcome.stories
    assert {uri for uri in last if uri not in standing} <= gave_way.keys()
    for uri in last.keys() - standing.keys():
        seen = {uri}
        while uri not in standing:
            uri = gave_way[uri]
            assert uri not in seen
            seen.add(uri)


def test_a_family_is_held_together_by_a_chain_of_links() -> None:
    """What makes the case of the chain one: ends that share nothing are in one family."""
    from stream.local.embedded import Embedded as InMemory
    from stream.reading.intake import read

    runtime = InMemory(PARTITIONS)
    for raw in CASES["chain"]:
        runtime.accept(read(raw))

    assert [len(family) for family in runtime.families()] == [len(CASES["chain"])]


def test_every_record_has_the_headers_of_a_cloud_event(on_kafka: Outcome) -> None:
    """The required attributes, what it is about, what kind of news it is, when in the wire's own time."""
    for record in on_kafka.records:
        value = orjson.loads(record.value) if record.value is not None else None
        assert record.headers["ce_specversion"] == b"1.0"
        assert record.headers["ce_source"] == b"urn:copytaster"
        assert record.headers["ce_subject"] == record.key.encode()
        assert record.headers["content-type"] == b"application/json"
        assert record.headers["ce_type"] == kind(value)
        assert record.headers.get("ce_time") == (value.get("versionCreated", "").encode() or None if value else None)
    assert {record.headers["ce_type"] for record in on_kafka.records} == {
        b"copytaster.story",
        b"copytaster.story-replaced",
        b"copytaster.story-deleted",
    }


def kind(value: dict[str, Any] | None) -> bytes:
    """The event type of a record."""
    if value is None:
        return b"copytaster.story-deleted"
    return b"copytaster.story-replaced" if "replacedBy" in value["story"] else b"copytaster.story"


def test_an_id_stands_for_one_content(on_kafka: Outcome) -> None:
    """Key and value are equal where the ids are, and only there: who drops repeated ids drops nothing else."""
    ids: dict[bytes, set[tuple[str, bytes | None]]] = defaultdict(set)
    for record in on_kafka.records:
        ids[record.headers["ce_id"]].add((record.key, record.value))

    assert {len(contents) for contents in ids.values()} == {1}
    assert len(ids) == len({(record.key, record.value) for record in on_kafka.records})


def test_the_key_is_the_story_and_tells_the_partition(on_kafka: Outcome) -> None:
    """So that all records of a story are in one order, and compaction keeps the last."""
    for record in on_kafka.records:
        assert record.partition == partition_of(record.key, PARTITIONS)
        if record.value is not None:
            assert orjson.loads(record.value)["uri"] == record.key


def test_no_record_is_without_an_outcome(on_kafka: Outcome) -> None:
    """What was read is what was accepted and what was rejected, in the workers' own count."""
    counted = on_kafka.counted
    fed = sum(len(part) for part in wire()) + len(ODD)
    read = counted["copytaster_records_read_total", INPUT]

    assert read >= fed
    assert (
        counted["copytaster_dispatches_total", "accepted"] + counted["copytaster_dispatches_total", "invalid"] == read
    )
    assert len(on_kafka.letters) == len(BAD) + len(ODD)


def test_a_dead_letter_is_the_record_as_it_was(on_kafka: Outcome) -> None:
    """Key, value and headers of its own; a record without a value is one too."""
    odd = [letter for letter in on_kafka.letters if letter.content in ODD]

    assert Counter(letter.content for letter in odd) == Counter(ODD)
    for letter in odd:
        assert (letter.origin.partition, letter.failure.reason, letter.failure.attempt) == (0, Reason.JSON, 1)
        assert letter.origin.topic.endswith(INPUT)
    assert sorted(letter.origin.offset for letter in odd) == [0, 1, 2]
    assert Content(None, BAD["empty"][0]) in {letter.content for letter in on_kafka.letters}


def test_a_kill_is_told(on_kafka: Outcome) -> None:
    """Whoever has the text of a story that is canceled gets a record without it."""
    [canceled] = [story for story in told("canceled", on_kafka) if members(story) == {"c"}]
    history = [value for uri, value in on_kafka.told if uri == canceled["uri"] and value is not None]

    assert b'"bodies"' in history[0]
    assert b'"bodies"' not in history[-1]
