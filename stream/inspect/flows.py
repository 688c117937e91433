"""Which houses feed which: of each pair how much was taken, how fast, how, and whether the taker says so.

Everything is counted from the rows that the projection keeps of takings; no record is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

import orjson

from stream.inspect.store import Store
from stream.inspect.takings import MANNERS
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


# Counted by SQLite; numbers come as lists, which costs a third of a row for each story.
_COUNTED: Final = ", ".join(
    (
        "giver, taker, count(*), sum(credited), count(manner)",
        *(f"sum(manner = '{manner}')" for manner in MANNERS),
        "json_group_array(delay), json_group_array(round(coverage, 4))",
    )
)


def flows(store: Store, period: Period) -> list[Flow]:
    """The pairs of houses, those with the most stories first."""
    where, values = _where(period)
    sql = f"SELECT {_COUNTED} FROM taking {where} GROUP BY giver, taker"  # noqa: S608 - our own
    found = [_flow(*row) for row in store.query(sql, values)]
    return sorted(found, key=lambda flow: (-flow.stories, flow.giver, flow.taker))


def _where(period: Period) -> tuple[str, list[object]]:
    conditions, values = [], list[object]()
    if period.since is not None:
        conditions.append("published >= ?")
        values.append(_milliseconds(period.since))
    if period.until is not None:
        conditions.append("published < ?")
        values.append(_milliseconds(period.until + timedelta(1)) if period.until < date.max else 1 << 62)
    if period.agency:
        conditions.append("(giver = ? OR taker = ?)")
        values += [period.agency, period.agency]
    if period.language:
        conditions.append("language = ?")
        values.append(period.language)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _milliseconds(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _flow(giver: str, taker: str, stories: int, credited: int, known: int, *told: Any) -> Flow:
    *manners, all_delays, all_coverages = told
    delays = sorted(delay / _MINUTE for delay in orjson.loads(all_delays) if delay is not None)
    coverages = [share for share in orjson.loads(all_coverages) if share is not None]
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
        round(median(delays), 2) if delays else None,
        # The least delay that nine in ten do not exceed.
        round(delays[-(-len(delays) * 9 // 10) - 1], 2) if delays else None,
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
        f"coverage FROM taking JOIN story ON story.id = taking.story {which} "
        f"{'AND' if which else 'WHERE'} taking.story IN ({chosen}) "
        "ORDER BY taking.story DESC, giver, published IS NULL, published, taker",
        (*values, *values, limit),
    )
    found: dict[tuple[str, str], Pickup] = {}
    for uri, headline, first, giver, source, *rest in rows:
        taker, taken, published, delay, manner, credited, coverage = rest
        one = PickedUp(taker, taken, published, delay, manner, bool(credited), coverage)
        before = found.get((uri, giver), Pickup(giver, uri, headline, source, first, ()))
        found[uri, giver] = before._replace(takers=(*before.takers, one))
    return list(found.values())


def _which(period: Period, taker: str | None, dispatch: str | None, uncredited: bool) -> tuple[str, list[object]]:
    where, values = _where(period._replace(agency=None))
    conditions = [where.removeprefix("WHERE ")] if where else []
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


SUMS: Final[Mapping[str, str]] = {
    "day": "coalesce(strftime('%Y-%m-%d', published / 1000, 'unixepoch'), '')",
    "desk": "desk",
    "taker": "taker",
}
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
    which, values = _which(period, taker, dispatch, uncredited)
    rows = store.query(
        f"SELECT {SUMS[by]}, count(DISTINCT story), count(*), sum(credited), json_group_array(delay), "  # noqa: S608 - our own
        f"json_group_array(round(coverage, 4)) FROM taking {which} GROUP BY 1",
        values,
    )
    found = [
        Sum(name, stories, takings, round(credited / takings, 4), _median(delays, _MINUTE), _median(coverages, 1))
        for name, stories, takings, credited, delays, coverages in rows
    ]
    return sorted(found, key=lambda each: (by != "day" and -each.stories, each.name))


def _median(told: str, unit: int) -> float | None:
    known = [number / unit for number in orjson.loads(told) if number is not None]
    return round(median(known), 4 if unit == 1 else 2) if known else None


PICKUP_COLUMNS: Final = ("first", "house", "story", "headline", "source", *PickedUp._fields)


def pickup_rows(found: Iterable[Pickup]) -> Iterator[tuple[object, ...]]:
    """A row for each taker, times in UTC and delays in minutes, for a spreadsheet."""
    for each in found:
        for taker in each.takers:
            delay = None if taker.delay is None else round(taker.delay / _MINUTE, 2)
            use = taker.manner, taker.credited, taker.coverage
            when = _time(taker.published)
            yield _time(each.published), *each[:4], taker.taker, taker.dispatch, when, delay, *use


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
