"""Who takes from whom, counted by hand on wires in three scripts. All text is random words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from io import StringIO
from itertools import product
from random import Random
from statistics import median
from typing import Any

import networkx
import orjson
import pytest

from dispatches import item
from stream.inspect.flows import SUMS, Flow, Period, Sum, flows, graphml, pickup, pickup_rows, sums, table
from stream.inspect.store import Store
from stream.inspect.takings import Handling
from stream.local.folding import fold
from stream.stories.record import encode
from stream.text.sentences import sentences
from wires import text

Project = Callable[[Iterable[bytes]], Store]
LATIN = "abcdefghijklmnopqrstuvwxyz"
GREEK = str.maketrans(LATIN + LATIN.upper(), "αβγδεζηθικλμνξοπρστυφχψωαβ" + "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΑΒ")
CYRILLIC = str.maketrans(LATIN + LATIN.upper(), "абвгдежзиклмнопрстуфхцчшщэ" + "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭ")
SCRIPTS: dict[str, dict[int, Any]] = {"fi": {}, "el": GREEK, "bg": CYRILLIC}
PAPER, MIRROR, CUTTER = "https://paper.example/1", "https://mirror.example/1", "https://cutter.example/1"


def wire(language: str) -> list[dict[str, Any]]:
    """A dispatch that one paper prints with its credit, another without, and a third cuts to its first half."""
    told = text(41).translate(SCRIPTS[language])
    half = told[: told.index(".", len(told) // 2 - 40) + 1]
    fields = {"language": language, "headline": told.split(".")[0]}
    return [
        item("urn:afp:1", told, "2022-11-29T08:00:00Z", creditLine="AFP", infoSources=[{"name": "AFP"}], **fields),
        item(PAPER, told, "2022-11-29T08:45:00Z", creditLine="AFP", **fields),
        item(MIRROR, told, "2022-11-29T10:00:00Z", **fields),
        item(CUTTER, half, "2022-11-30T09:30:00Z", **fields),
    ]


def lines(*items: dict[str, Any]) -> list[bytes]:
    """The stories of these dispatches."""
    return [encode(each) for each in fold(items)]


@pytest.mark.parametrize("language", SCRIPTS)
def test_each_pair_of_houses_is_counted(project: Project, language: str) -> None:
    """How many, with which credit, how, how fast and how much of it."""
    found = {flow.taker: flow for flow in flows(project(lines(*wire(language))), Period())}

    assert {flow.giver for flow in found.values()} == {"AFP"}
    paper, mirror, cutter = (found[name] for name in ("paper.example", "mirror.example", "cutter.example"))
    assert paper[2:] == (1, 1.0, 1.0, 0.0, 0.0, 0.0, 45.0, 45.0, 1.0)
    assert mirror[2:] == (1, 0.0, 1.0, 0.0, 0.0, 0.0, 120.0, 120.0, 1.0)
    assert (cutter.credited, cutter.cut, cutter.median_delay) == (0.0, 1.0, 25.5 * 60)
    assert cutter.median_coverage is not None
    assert 0.3 < cutter.median_coverage < 0.7


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_text_that_stands_there_whole_is_verbatim(project: Project, language: str) -> None:
    """Whatever the page has around it, and however much of the page that is."""
    first = wire(language)[0]
    around = text(90, 60).translate(SCRIPTS[language])
    whole = f"{first['bodies'][0]['value']}\n\n{around}"
    page = item(PAPER, whole, "2022-11-29T09:00:00Z", language=language, creditLine="AFP")
    [found] = flows(project(lines(first, page)), Period())

    assert (found.taker, found.verbatim, found.rewritten) == ("paper.example", 1.0, 0.0)
    assert found.median_coverage is not None
    assert found.median_coverage > 0.95


def test_a_period_a_house_and_a_language_narrow_them(project: Project) -> None:
    """Days are those of the taker, in UTC; a house is looked for on both sides."""
    store = project(lines(*wire("el")))

    def takers(**asked: Any) -> set[str]:
        return {flow.taker for flow in flows(store, Period(**asked))}

    assert takers(since=date(2022, 11, 30)) == {"cutter.example"}
    assert takers(until=date(2022, 11, 29)) == {"mirror.example", "paper.example"}
    assert takers(agency="paper.example") == {"paper.example"}
    assert len(takers(agency="AFP")) == len(takers(language="el")) == len(takers(until=date.max)) == 3
    assert takers(language="fi") == takers(agency="DPA") == set()


def test_delays_are_the_median_and_what_nine_in_ten_kept(project: Project) -> None:
    """Of ten stories nine are within the second; of one both are its own."""
    wires = []
    for number in range(10):
        told = {"language": "en", "headline": f"Story {text(number)[:20]}"}
        day = f"2022-11-{number + 1:02}T"
        wires.append(item(f"urn:afp:{number}", text(number), f"{day}08:00:00Z", creditLine="AFP", **told))
        uri = f"https://paper.example/{number}"
        wires.append(item(uri, text(number), f"{day}08:{number * 5 + 5:02}:00Z", creditLine="AFP", **told))
    [flow] = flows(project(lines(*wires)), Period())

    assert (flow.stories, flow.median_delay, flow.long_delay) == (10, 27.5, 45.0)


def test_a_change_of_a_story_touches_its_rows_only(project: Project) -> None:
    """What was projected step by step is what is made anew at once; a story that is taken back leaves nothing."""
    other = [
        item("urn:dpa:1", text(7), "2022-11-29T08:00:00Z", creditLine="dpa", language="de"),
        item("https://blatt.example/1", text(7), "2022-11-29T09:00:00Z", creditLine="dpa", language="de"),
    ]
    store = project(lines(*wire("fi")[:2], *other))
    [kept] = store.query("SELECT * FROM taking WHERE giver = 'DPA'")
    whole = lines(*wire("fi"), *other)
    for line in whole:
        store.apply(orjson.loads(line)["uri"], line)
    store.commit()

    rows, flow = "SELECT * FROM taking ORDER BY story, giver, taker", "SELECT * FROM flow ORDER BY 1, 2, 3, 4"
    assert store.query(rows) == project(whole).query(rows)
    assert kept in store.query(rows)
    assert [row[:12] for row in store.query(flow)] == [row[:12] for row in project(whole).query(flow)]
    for line in whole:
        store.apply(orjson.loads(line)["uri"], None)
    store.commit()
    assert store.query(rows) == store.query(flow) == []


def test_what_is_summed_is_what_the_rows_say(project: Project) -> None:
    """After any changes, and with any filter: each number is counted once more, from rows of takings alone."""
    wires = [
        [each | {"uri": f"{each['uri']}{number}", "bodies": [{"value": text(60 + number)}]} for each in wire(language)]
        for number, language in enumerate(("fi", "el", "bg"))
    ]
    wires[1] = [each | {"creditLine": "dpa"} if "creditLine" in each else each for each in wires[1]]
    store = project([])
    random = Random(4)
    for _ in range(12):
        for told in wires:
            for line in lines(*random.sample(told, random.randint(1, len(told)))):
                store.apply(orjson.loads(line)["uri"], None if random.random() < 0.1 else line)
        store.commit() if random.random() < 0.8 else store.rollback()

    names = ("giver", "taker", "day", "story", "delay", "manner", "credited", "coverage", "language")
    held = [dict(zip(names, row, strict=True)) for row in store.query(f"SELECT {', '.join(names)} FROM taking")]  # noqa: S608 - our own
    assert len({row["giver"] for row in held}) > 1
    for language, giver, since in product((None, "fi", "el"), (None, "AFP", "DPA"), (None, date(2022, 11, 30))):
        period = Period(since, None, giver, language)
        days = [
            row for row in held if (language is None or row["language"] == language) and row["day"] >= str(since or "")
        ]
        counted = Counter((row["giver"], row["taker"]) for row in days if giver in (None, row["giver"], row["taker"]))
        assert {(flow.giver, flow.taker): flow.stories for flow in flows(store, period)} == counted
        for uncredited, taker, by in product((False, True), (None, "paper.example"), ("day", "taker")):
            wanted: dict[str, list[dict[str, Any]]] = {}
            for row in days:
                is_silent = not row["credited"] and row["delay"] is not None and row["delay"] >= 0
                if giver in (None, row["giver"]) and taker in (None, row["taker"]) and is_silent >= uncredited:
                    wanted.setdefault(row[by], []).append(row)
            for each in (found := sums(store, period, by, taker=taker, uncredited=uncredited)):
                rows = wanted[each.name]
                assert each[1:3] == (len({row["story"] for row in rows}), len(rows))
                assert each.credited == round(sum(row["credited"] for row in rows) / len(rows), 4)
                delays = [row["delay"] / 60_000 for row in rows if row["delay"] is not None]
                assert each.median_delay == (round(median(delays), 2) if delays else None)
            assert {each.name for each in found} == wanted.keys()


def test_networkx_reads_the_graph(project: Project) -> None:
    """Houses with their names, edges with what is counted; a name that no XML holds is no error."""
    found = flows(project(lines(*wire("bg"))), Period())
    odd = Flow("<\x00&>", "AFP", 2, 0.0, None, None, None, None, None, None, None)
    graph = networkx.parse_graphml(graphml([*found, odd]))

    assert graph.nodes["AFP"]["name"] == "Agence France-Presse"
    assert graph.edges["AFP", "paper.example"]["median_delay"] == 45.0
    assert dict(graph.edges["<&>", "AFP"]) == {"stories": 2, "credited": 0.0, "weight": 2.0}


@pytest.mark.parametrize("language", SCRIPTS)
def test_pick_up_tells_who_took_it(project: Project, language: str) -> None:
    """The first first; of one dispatch, or without credit."""
    store = project(lines(*wire(language)))
    [found] = pickup(store, Period(agency="AFP"))
    [same] = pickup(store, Period(), dispatch=MIRROR)
    [silent] = pickup(store, Period(), uncredited=True)

    assert (found.source, [each.dispatch for each in found.takers]) == ("urn:afp:1", [PAPER, MIRROR, CUTTER])
    assert [each.credited for each in found.takers] == [True, False, False]
    assert same == found
    assert [each.dispatch for each in silent.takers] == [MIRROR, CUTTER]
    assert pickup(store, Period(agency="paper.example")) == pickup(store, Period(), dispatch="urn:other") == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_pick_up_tells_what_was_left_out_and_what_was_changed(project: Project, language: str) -> None:
    """In numbers, and the first of it as printed."""
    first, paper, _, cutter = wire(language)
    told = first["bodies"][0]["value"]
    words = told.split()
    paper["bodies"] = [
        {**paper["bodies"][0], "value": " ".join(["ΩΩΩ" if n == 60 else w for n, w in enumerate(words)])}
    ]
    [found] = pickup(project(lines(first, paper, cutter)), Period())
    whole, half = (each.handling for each in found.takers)
    lacking = sentences(told.removeprefix(cutter["bodies"][0]["value"]))

    assert whole == Handling(0, 1, (), ((words[60], "ΩΩΩ"),))
    assert half is not None
    assert (half.left_out, half.changed, half.words) == (len(lacking), 0, ())
    assert half.sentences == tuple(each if len(each) <= 200 else f"{each[:199]}…" for each in lacking[:4])


@pytest.mark.parametrize("language", SCRIPTS)
def test_pick_up_in_sums(project: Project, language: str) -> None:
    """By day, taker and desk: a story once for each house that took it, days in their order."""
    slug, desk = {"el": ("Ω-ΝΕΑ/2", "Ω"), "fi": ("ferry-fire", "FERRY"), "bg": ("ВЕСТИ", "ВЕСТИ")}[language]
    first, *others = wire(language)
    second = [
        each | {"uri": f"{each['uri']}0", "bodies": [{"value": text(77)}], "headline": "Otra"}
        for each in wire("fi")[:2]
    ]
    subject = {"el": "Πολιτισμός", "fi": "Kulttuuri", "bg": "Култура"}[language]
    second[0]["subject"] = [{"code": "sig:x", "rel": "signal", "name": "Flash"}, {"code": "01", "name": f" {subject} "}]
    store = project(lines(first | {"slugline": slug}, *others, *second))
    asked = Period(agency="AFP")

    assert sums(store, asked, "day") == [
        Sum("2022-11-29", 2, 3, 0.6667, 45.0, 1.0),
        Sum("2022-11-30", 1, 1, 0.0, 1530.0, sums(store, asked, "day")[1].median_coverage),
    ]
    assert [(each.name, each.stories, each.takings, each.credited) for each in sums(store, asked, "taker")] == [
        ("paper.example", 2, 2, 1.0),
        ("cutter.example", 1, 1, 0.0),
        ("mirror.example", 1, 1, 0.0),
    ]
    assert [(each.name, each.takings) for each in sums(store, asked, "desk")] == sorted([(subject, 1), (desk, 3)])
    assert sums(store, Period(agency="DPA"), "day") == []
    assert [each.name for each in sums(store, asked, "taker", uncredited=True)] == ["cutter.example", "mirror.example"]
    for by in SUMS:
        assert sum(each.takings for each in sums(store, asked, by)) == sum(
            len(each.takers) for each in pickup(store, asked)
        )


def test_a_house_is_not_said_to_be_silent_where_evidence_is_left_out(project: Project) -> None:
    """A record tells five pieces of evidence for a house, and one credit once: all eight papers credit it."""
    first, paper, *_ = wire("fi")
    credited = [paper | {"uri": f"https://paper-{n}.example/1", "creditLine": "AFP"} for n in range(8)]
    [found] = pickup(project(lines(first, *credited)), Period(agency="AFP"))

    assert [each.credited for each in found.takers] == [True] * 8


def test_a_table_holds_no_formula(project: Project) -> None:
    """What a house calls its story is text in a spreadsheet too."""
    told = [each | {"headline": '=HYPERLINK("http://evil.example")'} for each in wire("el")]
    written = table(("first", "house", "story", "headline"), pickup_rows(pickup(project(lines(*told)), Period())))

    assert '"\'=HYPERLINK(""http://evil.example"")"' in StringIO(written).read()
    assert ",45.0,verbatim,yes,1.0,,0,,0,\n" in written
