"""Orders of which an editor has to say what they mean, each with the stories that it may mean.

Candidates are stories of the notice's house on which the order would change something: first those whose words it
fits, as the core found them, then those whose words are most like the notice's, then the latest before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from stream.dispatch import Verdict
from stream.inspect.contents import canonical_text, member_headline, milliseconds
from stream.inspect.queries import Filters, Order, list_stories, story_of
from stream.inspect.store import Store, number_at, stored
from stream.local.folding import LATENESS, WINDOW
from stream.stories.rulings import Pair
from stream.stories.story import MergeRecord, NoticeRecord, RulingRecord, StoryRecord, headline
from stream.text.fold import fold_for_search

__all__ = ["Choice", "OpenOrder", "number", "waiting"]

_REACH: Final = round((WINDOW + LATENESS).total_seconds() * 1000)  # as far back as a worker holds what may be meant
_LOOKED_AT: Final = 40  # stories of the house, for one order
_MOST_TERMS: Final = 64
_SHORTEST_TERM: Final = 3  # letters: shorter words are in every text; an ideograph counts with its neighbour
_STEM: Final = 4  # letters of a word that are looked for at least
_LONGEST_TEXT: Final = 700  # characters of a candidate
_URGENT: Final = (Verdict.KILL, Verdict.HOLD)
_CHANGES: Final[Mapping[str, tuple[str, ...]]] = {
    Verdict.KILL: ("usable", "withheld"),
    Verdict.HOLD: ("usable",),
    Verdict.RELEASE: ("withheld", "canceled"),
    Verdict.CORRECTION: ("usable",),
    "advisory": ("usable", "withheld"),
}
"""Of what status a story is on which an order would change something; one in words that nobody knows is an advisory."""


class Choice(NamedTuple):
    """A story that an order may mean. ``published``: milliseconds since the epoch; None: unknown."""

    dispatch: str  # what a ruling names: the member of the notice's house, else the one that tells the story
    story: str
    party: str
    headline: str
    text: str  # its beginning; "" where the story shows none
    status: str
    published: int | None


class OpenOrder(NamedTuple):
    """A notice that names nothing that is held, or fits several stories, or is in words that nobody knows."""

    notice: str
    story: str
    order: str
    party: str
    headline: str
    text: str
    published: int | None
    candidates: tuple[Choice, ...]


def waiting(
    store: Store, heard: Mapping[Pair, RulingRecord], limit: int, reach: int | None = None, choices: int = 5
) -> list[OpenOrder]:
    """The orders that wait for an editor: kills and holds first, then the newest.

    Args:
        store: the projection.
        heard: what was ruled since, which the stories may not tell yet.
        limit: at most so many.
        reach: for how long (milliseconds) before the newest story an order can still be settled; None: always.
        choices: at most so many candidates for each.
    """
    where, values = _where(store, _settled(heard), reach)
    sql = f"SELECT record.line FROM tag JOIN record ON record.id = tag.story {where} ORDER BY tag.story DESC LIMIT ?"  # noqa: S608 - our own
    records = [stored(line) for (line,) in store.query(sql, (*values, limit))]
    records.sort(key=lambda record: record["story"]["notice"]["order"] not in _URGENT)
    return [_open(store, record, choices) for record in records]


def number(store: Store, heard: Mapping[Pair, RulingRecord], reach: int | None = None) -> int:
    """How many wait; see :func:`waiting`."""
    where, values = _where(store, _settled(heard), reach)
    [(found,)] = store.query(f"SELECT count(*) FROM tag {where}", values)  # noqa: S608 - our own
    return int(found)


def _settled(heard: Mapping[Pair, RulingRecord]) -> list[str]:
    """The notices of which somebody has said what they mean."""
    return [ruling["pair"][0] for ruling in heard.values() if Verdict(ruling["verdict"]).is_order]


def _where(store: Store, settled: Collection[str], reach: int | None) -> tuple[str, list[object]]:
    """The condition on tags for open orders, and its values. Undated ones are always among them."""
    newest = list_stories(store, Filters(), Order.TIME, 1) if reach is not None else ()
    first = newest[0].first if newest else None
    since = number_at(None if first is None or reach is None else first - reach)
    marks = ", ".join("?" * len(settled))
    others = f"SELECT 1 FROM member WHERE member.story = tag.story AND member.dispatch IN ({marks})"  # noqa: S608 - marks only
    condition = (
        f"tag.kind = 'order' AND tag.value = 'open' AND (tag.story >= ? OR tag.story < 0) AND NOT EXISTS ({others})"
    )
    return f"WHERE {condition}", [since, *settled]


def _open(store: Store, record: StoryRecord, choices: int) -> OpenOrder:
    notice, uri = record["story"]["notice"], record["story"]["canonicalMember"]
    merge = _merge(record, uri)
    party, published = merge.get("party", ""), milliseconds(merge.get("published"))
    candidates: dict[str, Choice] = {}
    for other in _fitting(store, record, party, published):
        if len(candidates) < choices and _may_mean(notice, other):
            candidates.setdefault(other["uri"], _choice(other, party))
    told = member_headline(record, uri)
    return OpenOrder(
        uri, record["uri"], notice["order"], party, told, notice["text"], published, tuple(candidates.values())
    )


def _merge(record: StoryRecord, uri: str) -> MergeRecord:
    return next(merge for merge in record["story"]["merges"] if merge["member"] == uri)


def _may_mean(notice: NoticeRecord, record: StoryRecord) -> bool:
    """Whether an order would change something on a story, or holds it until somebody says what it means."""
    if "notice" in record["story"]:
        return False
    is_held = any(member["uri"] in notice["reaches"] for member in record["associations"])
    return is_held or record["pubStatus"] in _CHANGES[notice["order"]]


def _choice(record: StoryRecord, party: str) -> Choice:
    facts = record["story"]
    own = (merge["member"] for merge in facts["merges"] if party and merge.get("party") == party)
    uri = next(own, facts["canonicalMember"])
    merge = _merge(record, uri)
    text = canonical_text(record) or ""
    text = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT].rsplit(maxsplit=1)[0]} …"
    told = headline(record) or member_headline(record, uri)
    published = milliseconds(merge.get("published"))
    return Choice(uri, record["uri"], merge.get("party", ""), told, text, record["pubStatus"], published)


def _fitting(store: Store, record: StoryRecord, party: str, published: int | None) -> Iterator[StoryRecord]:
    """Stories that a notice may mean, the likeliest first; some of them twice."""
    for relation in record["story"].get("related", ()):
        if relation["rel"] == "notice" and (related := story_of(store, relation.get("of", ""))) is not None:
            yield related
    house = ("agency", party) if party else ("all", "")
    between = number_at(None if published is None else published - _REACH), number_at(published, last=True)
    uri = record["story"]["canonicalMember"]
    if terms := _terms(f"{member_headline(record, uri)}\n{record['story']['notice']['text']}"):
        yield from _records(
            store,
            "text CROSS JOIN tag ON tag.story = text.rowid JOIN record ON record.id = tag.story "
            "WHERE text MATCH ? AND text.rowid BETWEEN ? AND ? AND tag.kind = ? AND tag.value = ? "
            "ORDER BY bm25(text, 4.0, 1.0), tag.story DESC",
            (terms, *between, *house),
        )
    yield from _records(
        store,
        "tag JOIN record ON record.id = tag.story "
        "WHERE tag.kind = ? AND tag.value = ? AND tag.story BETWEEN ? AND ? ORDER BY tag.story DESC",
        (*house, *between),
    )


def _records(store: Store, tables: str, values: Iterable[object]) -> Iterator[StoryRecord]:
    rows = store.query(f"SELECT record.line FROM {tables} LIMIT ?", (*values, _LOOKED_AT))  # noqa: S608 - our own
    return (stored(line) for (line,) in rows)


def _terms(text: str) -> str:
    """A query for any of the words by their beginnings, for many languages bend the ends.

    Of ideographs, which the index takes for words by themselves, it is for any two that stand together.
    """
    words = ["".join(filter(str.isalnum, word)) for word in fold_for_search(text).split()]
    pairs = [f"{one} {two}" for one, two in pairwise(words) if _is_sign(one) and _is_sign(two)]
    terms = [f'"{word[: max(_STEM, len(word) - 2)]}"*' for word in words if len(word) >= _SHORTEST_TERM]
    return " OR ".join(list(dict.fromkeys([*terms, *(f'"{pair}"' for pair in pairs)]))[:_MOST_TERMS])


def _is_sign(word: str) -> bool:
    return len(word) == 1 and not word.isascii()
