"""What is asked of a projection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from typing import Any

import orjson
import pytest

from stream.inspect.contents import member_text
from stream.inspect.queries import Filters, Order, count, facets, gave_way, list_stories, story, summary
from stream.inspect.store import Store
from stream.inspect.suspicion import suspicion
from stream.local.folding import fold
from stream.stories.record import MOST_TEXTS, encode
from wires import HOUR, NOON, ninjs, retouched, text

Project = Callable[[Iterable[bytes]], Store]


@pytest.mark.parametrize("order", list(Order))
def test_all_stories_are_listed_in_their_order(sample: Store, sample_lines: list[bytes], order: Order) -> None:
    """Page by page the same as at once."""
    whole = list_stories(sample, Filters(), order, 1000)
    paged = [each for start in range(0, 40, 7) for each in list_stories(sample, Filters(), order, 7, start)]

    assert whole == paged
    assert {each.uri for each in whole} == {orjson.loads(line)["uri"] for line in sample_lines}
    ranks: dict[Order, list[float]] = {
        Order.TIME: [each.first or 0 for each in whole],
        Order.SIZE: [each.size for each in whole],
        Order.SUSPICION: [each.suspicion for each in whole],
        Order.CHANGED: [each.changed for each in whole],
    }
    assert ranks[order] == sorted(ranks[order], reverse=True)


def test_a_summary_tells_the_story(sample: Store) -> None:
    """The chain in order, the times in milliseconds, and the same alone as in a list."""
    [found] = list_stories(sample, Filters(text="kazakh counterpart"), Order.TIME)

    assert found.chain == ("XINHUA", "VNA", "CVN")
    assert (found.size, found.sources, found.languages, found.status) == (4, 2, ("en", "fr", "vi", "zh-hans"), "usable")
    assert found.first == NOON
    assert found.last == NOON + 15 * HOUR
    assert summary(sample, found.uri) == found
    assert summary(sample, "urn:none") is None


FILTERS = {
    "agency": (None, "VNA", "none"),
    "language": (None, "fr"),
    "day": (None, date(2022, 11, 29)),
    "min_size": (1, 2),
    "status": (None, "usable", "canceled"),
    "text": (None, "le"),
    "related": (None, "digest-of"),
}


@pytest.mark.parametrize("order", list(Order))
def test_filters_go_together(sample: Store, sample_lines: list[bytes], order: Order) -> None:
    """Any of them, and the count is that of the list."""
    records = [(record, words_of(record)) for record in map(orjson.loads, sample_lines)]

    for values in product(*FILTERS.values()):
        filters = Filters(**dict(zip(FILTERS, values, strict=True)))  # type: ignore[arg-type]  # as declared
        found = list_stories(sample, filters, order, 1000)
        expected = {record["uri"] for record, words in records if passes(record, words, filters)}
        assert {each.uri for each in found} == expected, filters
        assert count(sample, filters) == len(found)


def passes(record: dict[str, Any], words: set[str], filters: Filters) -> bool:
    """The same, the slow way."""
    told = record["story"]
    return (
        (filters.agency is None or filters.agency in [hop["party"]["literal"] for hop in record["hopHistory"]])
        and (filters.language is None or filters.language in told["languages"])
        and (filters.day is None or str(record["firstCreated"]).startswith(filters.day.isoformat()))
        and told["memberCount"] >= filters.min_size
        and (filters.status is None or filters.status == record["pubStatus"])
        and (filters.text is None or not words.isdisjoint(("le", "lê", "lễ", "lệ")))
        and (filters.related is None or filters.related in {each["rel"] for each in told.get("related", ())})
    )


def words_of(record: dict[str, Any]) -> set[str]:
    """All that is searched in a story."""
    printed = orjson.dumps(
        [
            record.get("bodies"),
            record.get("headlines"),
            [each.get("headlines") for each in record["associations"]],
            [merge.get("text") for merge in record["story"]["merges"]],
        ]
    ).decode()
    return set("".join(each if each.isalpha() else " " for each in printed.replace("\\n", " ").lower()).split())


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("Évoquant la réunion de Pékin", "evoquant REUNION pekin"),
        ("Evoquant la reunion", "évoquant réunion"),
        ("Thủ tướng Phạm Minh Chính tới Đà Nẵng", "thu tuong da nang"),
        ("Sông Đà", "song đà"),
        ("Straße nach Łódź", "strasse lodz"),
        ("湄公河三角洲农民用稻草种出草菇", "农民"),
        ("日本のトマト", "トマト"),
        ("AT&T said: “no”", 'AT&T "said no"'),
        ("rates rose to 4.25 per cent", '4.25 "rose to"'),
        ("the blockade", "block*"),
        ("the port of Beravo", '"port of ber*"'),
        ("NEAR OR AND NOT", "near or and not"),
        ("col body: x", "body: x"),
    ],
)
def test_words_are_found_however_they_are_typed(project: Project, printed: str, asked: str) -> None:
    """Accents or not, capitals or not, letters without a plain form, ideographs; signs of a query language are none."""
    stories = fold([ninjs("urn:a", f"{printed} {text(1)}", NOON), ninjs("urn:b", text(2), NOON)])
    store = project(map(encode, stories))

    [found] = list_stories(store, Filters(text=asked), Order.SIZE)

    [told] = [each for each in stories if each["story"]["canonicalMember"] == "urn:a"]
    assert found.uri == told["uri"]
    assert count(store, Filters(text=asked)) == 1


@pytest.mark.parametrize(
    "asked",
    ['"', '""', "*", "-", '" "', "(", "a AND", "^x", 'x"y', "{a b} : c", "NEAR(a b)", "a\0b", "\udce9", "a b " * 1000],
)
def test_no_search_is_an_error(sample: Store, asked: str) -> None:
    """It may find nothing."""
    assert count(sample, Filters(text=asked)) == len(list_stories(sample, Filters(text=asked), Order.TIME, 1000))


def test_an_empty_search_is_none(sample: Store) -> None:
    """All stories pass."""
    assert count(sample, Filters(text="  ")) == count(sample, Filters()) == 32


def test_facets_count_what_the_filters_find(sample: Store) -> None:
    """Each value, whatever it is of."""
    found = facets(sample)

    for agency, stories in found["agencies"]:
        assert count(sample, Filters(agency=agency)) == stories
    for language, stories in found["languages"]:
        assert count(sample, Filters(language=language, min_size=1)) == stories
    for day, stories in found["days"]:
        assert count(sample, Filters(day=date.fromisoformat(day))) == stories
    for status, stories in found["statuses"]:
        assert len(list_stories(sample, Filters(status=status), Order.TIME, 1000)) == stories
    assert [day for day, _ in found["days"]] == sorted((day for day, _ in found["days"]), reverse=True)
    assert found["agencies"][0][0] == "VNA"


def test_a_record_comes_back_as_it_was_written(sample: Store, sample_lines: list[bytes]) -> None:
    """Nothing is lost; what is not there is None, and replaces nothing."""
    for line in sample_lines:
        told = orjson.loads(line)
        assert story(sample, told["uri"]) == told
        assert gave_way(sample, told["uri"]) == []
    assert story(sample, "urn:none") is None


def test_suspicion_is_stored(sample: Store) -> None:
    """As it is computed from the record."""
    for each in list_stories(sample, Filters(), Order.SUSPICION, 1000):
        record = story(sample, each.uri)
        assert record is not None
        assert (each.suspicion, each.reasons) == suspicion(record)


def test_the_text_of_a_member_is_what_the_house_printed() -> None:
    """Its own, or the canonical one; of a dispatch that is no member, none."""
    texts = {"urn:a": text(1), "urn:b": retouched(text(1), 3, 1), "urn:c": text(1)}
    [told] = fold([ninjs(uri, each, NOON) for uri, each in texts.items()])

    assert {uri: member_text(told, uri) for uri in texts} == texts
    assert member_text(told, "urn:d") is None


def test_a_text_that_is_not_told_is_none() -> None:
    """Beyond the first fifty only copies are known; of a killed story nothing is shown."""
    wire = [ninjs(f"urn:{n:03}", text(1), NOON + n) for n in range(MOST_TEXTS)]
    wire += [ninjs("urn:y", retouched(text(1), 3, 1), NOON + HOUR), ninjs("urn:z", text(1), NOON + 2 * HOUR)]
    [told] = fold(wire)
    [killed] = fold([{**ninjs("urn:a", text(1), NOON), "pubStatus": "canceled"}])

    assert member_text(told, "urn:y") is None
    assert member_text(told, "urn:z") == text(1)
    assert member_text(killed, "urn:a") is None


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("words", ["th*", "of", "mi*"])
def test_a_search_gives_the_hits_as_all_stories_are_ranked(
    project: Project, sample_lines: list[bytes], order: Order, words: str
) -> None:
    """Page after page, whatever else is asked for."""
    store = project(line.replace(b":story:2022", b":story:20%d" % (20 + n)) for n in range(6) for line in sample_lines)
    for more in ({}, {"agency": "VNA"}, {"min_size": 2}, {"after": 40}):
        hits = {each.uri for each in list_stories(store, Filters(text=words, **more), Order.TIME, 1000)}
        ranked = [each for each in list_stories(store, Filters(**more), order, 1000) if each.uri in hits]
        pages = [list_stories(store, Filters(text=words, **more), order, 4, offset) for offset in range(0, 400, 4)]

        assert hits
        assert [each for page in pages for each in page] == ranked


def test_counting_may_stop(sample: Store) -> None:
    """One beyond what is asked for says that there are more."""
    every = Filters(min_size=2)

    assert count(sample, every) > 2
    assert count(sample, every, 1) == 2
    assert count(sample, every, 1000) == count(sample, every)
