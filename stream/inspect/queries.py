"""What is asked of a projection. No query reads more than a page of records, whatever the number of stories.

Each filter is a tag, a narrow row that also holds what stories are ranked by; the rarest of those asked for is walked
in rank order, the others are looked up, and so are the hits of a search. By time these are read from the end of the
index of words instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from stream.inspect.store import Store, stored
from stream.stories.story import StoryRecord
from stream.text.fold import fold_for_search

__all__ = [
    *("Filters", "Order", "Summary"),
    *("arrivals", "changes", "count", "facets", "former", "fresh", "gave_way", "list_stories", "newest"),
    *("story", "story_of", "summary"),
]

_MOST_FORWARDS = 100  # a story gives way to an earlier one: that ends, but a file may be torn


class Order(StrEnum):
    """By what stories are ranked, the greatest first."""

    TIME = "time"  # of the first publication, newest first; undated ones last
    SIZE = "size"  # members
    SUSPICION = "suspicion"
    CHANGED = "changed"  # the last change of what is told of the story


class Filters(NamedTuple):
    """Which stories: those for which all of these hold."""

    agency: str | None = None  # any party of the chain, as the chain names it
    language: str | None = None
    day: date | None = None  # of the first publication, in UTC
    min_size: int = 1
    status: str | None = None
    text: str | None = None  # all of these words, in headlines or texts; "…" is a phrase, `word*` a beginning
    related: str | None = None  # has a relation of this kind
    ruled: str | None = None  # a ruling of this verdict stands on one of its members
    recalled: bool = False  # it was told, and killed or held as a whole since
    after: int | None = None  # it came or changed after this number; see `newest`


class Summary(NamedTuple):
    """A story in a list. Times are milliseconds since the epoch; None: unknown. ``changed``: see `Store.apply`."""

    uri: str
    headline: str
    first: int | None
    last: int | None
    status: str
    size: int
    sources: int
    languages: tuple[str, ...]
    chain: tuple[str, ...]
    suspicion: float
    reasons: tuple[str, ...]
    changed: int


_COLUMNS = "uri, headline, first, last, status, size, sources, languages, chain, suspicion, reasons, changed"
_RANKS = {
    Order.TIME: "tag.story DESC",
    Order.SIZE: "tag.size DESC, tag.story DESC",
    Order.SUSPICION: "tag.suspicion DESC, tag.story DESC",
    Order.CHANGED: "tag.changed DESC, tag.story DESC",
}
_MOST_TERMS = 64  # of a search: SQLite bounds the depth of a query at 256
_FURTHEST = 1 << 40  # a page beyond it is empty, and SQLite counts no further than 2^63
_TERM = re.compile(r'"([^"]*)"|(\S+)')


def list_stories(store: Store, filters: Filters, order: Order, limit: int = 50, offset: int = 0) -> list[Summary]:
    """A page of the stories that pass the filters."""
    found = _selection(store, filters, walked=order is not Order.TIME)
    if found is None:
        return []
    tables, where, values = found
    rank = _RANKS[order] if tables == "tag" else "text.rowid DESC"
    page = f"SELECT tag.story FROM {tables} WHERE {where} ORDER BY {rank} LIMIT ? OFFSET ?"  # noqa: S608 - our own
    numbers = [number for (number,) in store.query(page, (*values, limit, min(offset, _FURTHEST)))]
    marks = ", ".join("?" * len(numbers))
    rows = store.query(f"SELECT id, {_COLUMNS} FROM story WHERE id IN ({marks})", numbers)  # noqa: S608 - marks only
    told = {number: _summary(row) for number, *row in rows}
    return [told[number] for number in numbers]


def count(store: Store, filters: Filters, most: int | None = None) -> int:
    """How many stories pass the filters; counting may stop beyond ``most``."""
    found = _selection(store, filters)
    if found is None:
        return 0
    tables, where, values = found
    chosen = _tags(filters)
    if len(chosen) == 1 and filters.min_size <= 1 and filters.after is None:
        if tables == "tag":
            return _stories_with(store, chosen[0])
        if chosen[0][0] == "all":  # every hit is a story: a tenth of the time
            tables, where, values = "text", "text MATCH ?", values[:1]
    limit = -1 if most is None else most + 1
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {tables} WHERE {where} LIMIT ?)"  # noqa: S608 - our own
    [(number,)] = store.query(sql, (*values, limit))
    return int(number)


def newest(store: Store) -> int:
    """The number of what came last: a story that is new, or one that changed. They are numbered as they come."""
    [(number,)] = store.query("SELECT coalesce(max(latest), 0) FROM arrival")
    return int(number)


def arrivals(store: Store, uris: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The numbers under which stories came and changed last."""
    named = list(uris)
    sql = f"SELECT uri, first, latest FROM arrival WHERE uri IN ({', '.join('?' * len(named))})"  # noqa: S608 - marks only
    return {uri: (first, latest) for uri, first, latest in store.query(sql, named)}


def fresh(store: Store, filters: Filters, since: int) -> int:
    """How many of the stories that pass the filters came after the one of this number."""
    found = _selection(store, filters)
    if found is None:
        return 0
    tables, where, values = found
    later = "tag.story IN (SELECT story FROM arrival WHERE first > ?)"
    sql = f"SELECT count(*) FROM {tables} WHERE {where} AND {later}"  # noqa: S608 - our own
    [(number,)] = store.query(sql, (*values, since))
    return int(number)


def summary(store: Store, uri: str) -> Summary | None:
    """One story as a list tells it."""
    rows = store.query(f"SELECT {_COLUMNS} FROM story WHERE uri = ?", (uri,))  # noqa: S608 - our own
    return _summary(rows[0]) if rows else None


def story(store: Store, uri: str) -> StoryRecord | None:
    """The record of a story, or of the one that it gave way to."""
    for _ in range(_MOST_FORWARDS):
        for (line,) in store.query("SELECT line FROM story JOIN record USING (id) WHERE uri = ?", (uri,)):
            return stored(line)
        gone = store.query("SELECT by, head FROM forward WHERE uri = ?", (uri,))
        if not gone:
            return None
        by, head = gone[0]
        if (found := story_of(store, head)) is not None:  # where it is now; its successor may have given way too
            return found
        uri = by
    return None


def story_of(store: Store, dispatch: str) -> StoryRecord | None:
    """The record of the story that a dispatch is a member of."""
    rows = store.query(
        "SELECT line FROM member JOIN record ON record.id = member.story WHERE dispatch = ? ORDER BY story LIMIT 1",
        (dispatch,),
    )
    return stored(rows[0][0]) if rows else None


def gave_way(store: Store, uri: str) -> list[str]:
    """The uris of the stories that a story took the place of."""
    return [gone for (gone,) in store.query("SELECT uri FROM forward WHERE by = ? ORDER BY uri", (uri,))]


def former(store: Store, record: StoryRecord, limit: int) -> list[str]:
    """The uris of stories that are told in this one now.

    What a story gave way to is found by its first dispatch, wherever that is now; so old names lead on over any number
    of steps.
    """
    heads = [each["uri"] for each in record["associations"]]
    marks = ", ".join("?" * len(heads))
    sql = f"SELECT uri FROM forward WHERE head IN ({marks}) ORDER BY uri LIMIT ?"  # noqa: S608 - marks only
    return [old for (old,) in store.query(sql, (*heads, limit))]


def changes(store: Store, uris: Iterable[str]) -> dict[str, int]:
    """When stories changed last; see :meth:`Store.apply`."""
    named = list(uris)
    marks = ", ".join("?" * len(named))
    return dict(store.query(f"SELECT uri, changed FROM story WHERE uri IN ({marks})", named))  # noqa: S608 - marks only


def facets(store: Store) -> dict[str, list[tuple[str, int]]]:
    """What there is to filter by, with the number of stories: the commonest first, days from the newest."""
    sql = "SELECT value, stories FROM facet WHERE kind = ? ORDER BY stories DESC, value"
    found = {
        name: [(str(value), int(stories)) for value, stories in store.query(sql, (kind,))]
        for name, kind in (
            ("agencies", "agency"),
            ("languages", "language"),
            ("days", "day"),
            ("statuses", "status"),
            ("related", "related"),
        )
    }
    found["days"].sort(reverse=True)
    return found


def _tags(filters: Filters) -> list[tuple[str, str]]:
    asked = {
        "agency": filters.agency,
        "language": filters.language,
        "day": filters.day.isoformat() if filters.day else None,
        "status": filters.status,
        "related": filters.related,
        "ruled": filters.ruled,
        "recalled": "yes" if filters.recalled else None,
    }
    return [(kind, value) for kind, value in asked.items() if value] or [("all", "")]


def _stories_with(store: Store, tag: tuple[str, str]) -> int:
    return sum(number for (number,) in store.query("SELECT stories FROM facet WHERE kind = ? AND value = ?", tag))


def _selection(store: Store, filters: Filters, *, walked: bool = False) -> tuple[str, str, list[Any]] | None:
    """Tables, conditions and values; None where nothing can pass.

    Args:
        store: the projection.
        filters: what has to hold.
        walked: stories are asked in their order whether they are hits, which are gathered once; otherwise the hits are
            read from the end of the index of words, and no further than the page needs.
    """
    where, values = _conditions(store, filters)
    if not filters.text or not filters.text.strip():
        return "tag", " AND ".join(where), values
    query = _match(filters.text)
    if query is None:
        return None
    if walked:
        hit = "+tag.story IN (SELECT rowid FROM text WHERE text MATCH ?)"
        return "tag", " AND ".join((*where, hit)), [*values, query]
    return "text CROSS JOIN tag ON tag.story = text.rowid", " AND ".join(("text MATCH ?", *where)), [query, *values]


def _conditions(store: Store, filters: Filters) -> tuple[list[str], list[Any]]:
    """What tags have to be like, whatever is searched for: first the rarest that is asked for."""
    first, *others = sorted(_tags(filters), key=lambda tag: _stories_with(store, tag))
    where, values = ["tag.kind = ? AND tag.value = ?"], list[Any](first)
    for tag in others:
        where.append("EXISTS (SELECT 1 FROM tag AS t WHERE t.kind = ? AND t.value = ? AND t.story = tag.story)")
        values.extend(tag)
    if filters.min_size > 1:
        where.append("tag.size >= ?")
        values.append(filters.min_size)
    if filters.after is not None:
        where.append("tag.story IN (SELECT story FROM arrival WHERE latest > ?)")
        values.append(filters.after)
    return where, values


def _match(text: str) -> str | None:
    """What somebody typed as a query of FTS5, where every sign but quotes and a last asterisk is a word's."""
    terms = []
    # A byte that a shell passed on and that is no letter finds nothing; a zero ends the query for SQLite.
    typed = text.encode("utf-8", "replace").decode().replace("\0", " ")
    for phrase, word in _TERM.findall(typed)[:_MOST_TERMS]:
        told = fold_for_search(phrase or word.strip('"')).replace('"', " ")
        if any(map(str.isalnum, told)):
            told = told.strip(" *")
            # The index knows beginnings of two and three letters; one letter would be half of all words.
            beginning = "*" if (phrase or word).endswith("*") and len(told) > 1 else ""
            terms.append(f'"{told}"{beginning}')
    return " ".join(terms) or None


def _summary(row: list[Any] | tuple[Any, ...]) -> Summary:
    uri, headline, first, last, status, size, sources, languages, chain, degree, reasons, changed = row
    spoken, hops, signs = (tuple(orjson.loads(each)) for each in (languages, chain, reasons))
    return Summary(uri, headline, first, last, status, size, sources, spoken, hops, degree, signs, changed)
