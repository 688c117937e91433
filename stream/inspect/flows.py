"""Which houses feed which: of each pair how much was taken, how fast, how, and whether the taker says so.

Everything is counted from what the projection keeps of takings, by day where it is summed; no record is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from statistics import median
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

import orjson

from stream.inspect.store import Store
from stream.inspect.summing import ANY, among
from stream.inspect.takings import MANNERS, Handling
from stream.reading.credits.agencies import agency
from stream.text.times import timestamp

__all__ = [
    *("PICKUP_COLUMNS", "SUMS", "Flow", "Period", "PickedUp", "Pickup", "Sum"),
    *("flows", "full_name", "graphml", "pickup", "pickup_rows", "sums", "table", "writable"),
]

_MINUTE: Final = 60_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet reckons
_MOST_PICKED: Final = 10_000  # dispatches of one report


class Period(NamedTuple):
    """Which takings: by when the taker published, in UTC, both days included, and by its language."""

    since: date | None = None
    until: date | None = None
    agency: str | None = None  # on either side
    language: str | None = None


class Flow(NamedTuple):
    """What one house took from another. Delays are minutes; None: of none of these stories both times are known.

    The share of a manner is of those stories of which the records tell it; None where they tell it of none.
    """

    giver: str
    taker: str
    stories: int
    credited: float
    verbatim: float | None
    cut: float | None
    rewritten: float | None
    translated: float | None
    median_delay: float | None
    long_delay: float | None  # nine in ten were as fast
    median_coverage: float | None


_COUNTED: Final = ", ".join(
    (
        *(f"sum({name})" for name in ("takings", "credited", "compared", *MANNERS)),
        *("group_concat(delays)", "group_concat(coverages)"),
    )
)


def flows(store: Store, period: Period) -> list[Flow]:
    """The pairs of houses, those with the most stories first."""
    days, values = _days(period)
    conditions = [*days, "among = ?", "giver <> ? AND taker <> ?"]
    values += [among(language=period.language), ANY, ANY]
    if period.agency:
        conditions.append("(giver = ? OR taker = ?)")
        values += [period.agency, period.agency]
    sql = f"SELECT giver, taker, {_COUNTED} FROM flow WHERE {' AND '.join(conditions)} GROUP BY giver, taker"  # noqa: S608 - our own
    found = [_flow(*row) for row in store.query(sql, values)]
    return sorted(found, key=lambda flow: (-flow.stories, flow.giver, flow.taker))


def _days(period: Period) -> tuple[list[str], list[object]]:
    """A condition on the day, and its values. "" is none of those between two: there no time is known."""
    if period.since is None and period.until is None:
        return [], []
    return ["day BETWEEN ? AND ?"], [(period.since or date.min).isoformat(), (period.until or date.max).isoformat()]


def _flow(giver: str, taker: str, stories: int, credited: int, known: int, *told: Any) -> Flow:
    *manners, all_delays, all_coverages = told
    delays = sorted(_numbers(all_delays))
    coverages = _numbers(all_coverages)
    verbatim, cut, rewritten, translated = (round(number / known, 4) if known else None for number in manners)
    return Flow(
        giver,
        taker,
        stories,
        round(credited / stories, 4),
        verbatim,
        cut,
        rewritten,
        translated,
        round(median(delays) / _MINUTE, 2) if delays else None,
        # The least delay that nine in ten do not exceed.
        round(delays[-(-len(delays) * 9 // 10) - 1] / _MINUTE, 2) if delays else None,
        round(median(coverages), 4) if coverages else None,
    )


def graphml(found: Sequence[Flow]) -> str:
    """The flows as a directed graph in GraphML: houses with their names, edges with all that is counted."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    ET.SubElement(root, "key", {"id": "name", "for": "node", "attr.name": "name", "attr.type": "string"})
    counted = Flow._fields[2:]
    for name in counted:
        kind = "int" if name == "stories" else "double"
        ET.SubElement(root, "key", {"id": name, "for": "edge", "attr.name": name, "attr.type": kind})
    ET.SubElement(root, "key", {"id": "weight", "for": "edge", "attr.name": "weight", "attr.type": "double"})
    graph = ET.SubElement(root, "graph", id="flows", edgedefault="directed")
    for house in sorted({house for flow in found for house in flow[:2]}):
        node = ET.SubElement(graph, "node", id=writable(house))
        ET.SubElement(node, "data", key="name").text = writable(full_name(house))
    for flow in found:
        edge = ET.SubElement(graph, "edge", source=writable(flow.giver), target=writable(flow.taker))
        told = {**flow._asdict(), "weight": float(flow.stories)}
        for name in (*counted, "weight"):
            if told[name] is not None:
                ET.SubElement(edge, "data", key=name).text = str(told[name])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def writable(name: str) -> str:
    """A text without the signs that no XML holds."""
    return "".join(sign for sign in name if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


def full_name(house: str) -> str:
    """The name of an agency that is known; any other is called what it is called."""
    known = agency(house)
    return known.name if known else house


class PickedUp(NamedTuple):
    """A house that took a dispatch. Times and delays are milliseconds; see `stream.inspect.takings.Taking`."""

    taker: str
    dispatch: str
    published: int | None
    delay: int | None
    manner: str | None
    credited: bool
    coverage: float | None
    credit: str = ""
    handling: Handling | None = None


class Pickup(NamedTuple):
    """A dispatch of a house and who took it, the first first."""

    house: str
    story: str
    headline: str
    source: str | None  # None: no dispatch of the house is held, only credits name it
    published: int | None  # of the story
    takers: tuple[PickedUp, ...]


def pickup(
    store: Store,
    period: Period,
    *,
    taker: str | None = None,
    dispatch: str | None = None,
    uncredited: bool = False,
    limit: int = _MOST_PICKED,
) -> list[Pickup]:
    """What others took of a house, the newest story first.

    Args:
        store: the projection.
        period: ``agency`` is the house that they took it from; without one, all houses.
        taker: only what this house took.
        dispatch: a dispatch of the house: only the story that holds it.
        uncredited: only takers that no credit of the story puts behind the house.
        limit: at most so many stories.
    """
    which, values = _which(period, taker, dispatch, uncredited)
    chosen = f"SELECT DISTINCT story FROM taking {which} ORDER BY story DESC LIMIT ?"  # noqa: S608 - our own
    rows = store.query(
        "SELECT story.uri, headline, first, giver, source, taker, dispatch, published, delay, manner, credited, "  # noqa: S608 - our own
        f"coverage, credit, handling FROM taking JOIN story ON story.id = taking.story {which} "
        f"{'AND' if which else 'WHERE'} taking.story IN ({chosen}) "
        "ORDER BY taking.story DESC, giver, published IS NULL, published, taker",
        (*values, *values, limit),
    )
    found: dict[tuple[str, str], Pickup] = {}
    for uri, headline, first, giver, source, *rest in rows:
        taker, taken, published, delay, manner, credited, coverage, credit, told = rest
        handling = None if told is None else _handling(*orjson.loads(told))
        one = PickedUp(taker, taken, published, delay, manner, bool(credited), coverage, credit, handling)
        before = found.get((uri, giver), Pickup(giver, uri, headline, source, first, ()))
        found[uri, giver] = before._replace(takers=(*before.takers, one))
    return list(found.values())


def _handling(left_out: int, changed: int, sentences: list[str], words: list[list[str]]) -> Handling:
    return Handling(left_out, changed, tuple(sentences), tuple((one, other) for one, other in words))


def _which(period: Period, taker: str | None, dispatch: str | None, uncredited: bool) -> tuple[str, list[object]]:
    conditions, values = _days(period)
    if period.language:
        conditions.append("language = ?")
        values.append(period.language)
    if period.agency:
        conditions.append("giver = ?")
        values.append(period.agency)
    if taker:
        conditions.append("taker = ?")
        values.append(taker)
    if dispatch is not None:
        conditions.append("story IN (SELECT story FROM member WHERE dispatch = ?)")
        values.append(dispatch)
    if uncredited:
        conditions.append("credited = 0 AND delay >= 0")
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


class Sum(NamedTuple):
    """What was taken on a day, by a house or of a desk. ``name`` is "" where that is not known.

    ``takings``: a story counts once for each house that took it. Delays are minutes; None: not known of any.
    """

    name: str
    stories: int
    takings: int
    credited: float
    median_delay: float | None
    median_coverage: float | None


SUMS: Final = ("day", "desk", "taker")
"""What pick-up is summed by: the day on which the taker published (UTC), the desk of the giver, the taker."""


def sums(
    store: Store,
    period: Period,
    by: str,
    *,
    taker: str | None = None,
    dispatch: str | None = None,
    uncredited: bool = False,
) -> list[Sum]:
    """Pick-up in sums: days in their order, of houses and desks those with the most stories first.

    Args:
        store: the projection.
        period: as :func:`pickup` has it, as all that follows.
        by: one of :data:`SUMS`.
        taker: only what this house took.
        dispatch: only the story that holds it.
        uncredited: only takers that no credit of the story puts behind the house.
    """
    if by == "desk" or dispatch is not None:
        which, values = _which(period, taker, dispatch, uncredited)
        rows = store.query(
            f"SELECT {by}, count(DISTINCT story), count(*), sum(credited), group_concat(delay), "  # noqa: S608 - our own
            f"group_concat(round(coverage, 4)) FROM taking {which} GROUP BY 1",
            values,
        )
    else:
        # A house takes a story on one day: what is summed over days counts no story twice.
        days, values = _days(period)
        whichever = by == "taker" and taker is None
        conditions = [*days, "among = ?", "giver = ?", f"taker {'<>' if whichever else '='} ?"]
        values += [among(language=period.language, uncredited=uncredited), period.agency or ANY, taker or ANY]
        rows = store.query(
            f"SELECT {by}, sum(stories), sum(takings), sum(credited), group_concat(delays), "  # noqa: S608 - our own
            f"group_concat(coverages) FROM flow WHERE {' AND '.join(conditions)} GROUP BY 1",
            values,
        )
    found = [
        Sum(name, stories, takings, round(credited / takings, 4), _median(delays, _MINUTE), _median(coverages, 1))
        for name, stories, takings, credited, delays, coverages in rows
    ]
    return sorted(found, key=lambda each: (by != "day" and -each.stories, each.name))


def _numbers(told: str | None) -> list[float]:
    """What SQLite has put together of numbers or lists of them."""
    return [] if told is None else list(orjson.loads(f"[{told}]"))


def _median(told: str | None, unit: int) -> float | None:
    known = _numbers(told)
    return round(median(known) / unit, 4 if unit == 1 else 2) if known else None


PICKUP_COLUMNS: Final = (
    *("first", "house", "story", "headline", "source"),
    *PickedUp._fields[:-1],
    *("left_out", "sentences_left_out", "changed", "words_changed"),
)


def pickup_rows(found: Iterable[Pickup]) -> Iterator[tuple[object, ...]]:
    """A row for each taker, times in UTC and delays in minutes, for a spreadsheet."""
    for each in found:
        for taker in each.takers:
            delay = None if taker.delay is None else round(taker.delay / _MINUTE, 2)
            use = taker.manner, taker.credited, taker.coverage, taker.credit, *_told(taker.handling)
            when = _time(taker.published)
            told = taker.taker, taker.dispatch, when, delay, *use
            yield _time(each.published), *each[:4], *told


def _told(handling: Handling | None) -> tuple[object, ...]:
    if handling is None:
        return None, None, None, None
    words = "; ".join(f"{one} → {other}" for one, other in handling.words)
    return handling.left_out, " / ".join(handling.sentences), handling.changed, words


def _time(when: int | None) -> str | None:
    return None if when is None else timestamp(when)


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with a line of names; what a spreadsheet would take for a formula is text."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
