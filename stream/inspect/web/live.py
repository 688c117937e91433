"""What changed in a list since its reader's last visit, and while it is read: marks and numbers of rows, not order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from starlette.responses import Response

from stream.inspect.queries import Summary, arrivals, story, summary
from stream.inspect.store import Store
from stream.inspect.web.view import flags

__all__ = ["State", "changed", "remember", "seen_before", "states"]

_MOST_ROWS: Final = 100  # asked about at once: two pages
_SEEN: Final = "copytaster-seen"  # the cookie with the number of what came last when a list was shown
_BEFORE: Final = "copytaster-before"  # the same of the last visit; browsers forget it when a visit is over
_AWAY: Final = 1800  # seconds without a list, after which the next one is another visit
_REMEMBERED: Final = 400 * 86_400  # seconds: as long as browsers keep a cookie
_DIGITS: Final = 15


def seen_before(cookies: Mapping[str, str], newest: int) -> int:
    """The number of what a reader had seen before this visit; that of what came last on the first one.

    No clock of ours is needed: the browser lets go of one cookie when its reader was away. A number that is not reached
    is of another projection.
    """
    told = cookies.get(_BEFORE) or cookies.get(_SEEN, "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < _DIGITS else newest
    return min(number, newest)


def remember(answer: Response, before: int, newest: int, *, secure: bool) -> None:
    """Tell the browser what was seen before this visit, and what is now."""
    for name, number, age in ((_BEFORE, before, _AWAY), (_SEEN, newest, _REMEMBERED)):
        answer.set_cookie(name, str(number), max_age=age, httponly=True, samesite="lax", secure=secure)


class State(NamedTuple):
    """What a row shows of a story besides its headline."""

    uri: str
    status: str
    size: int
    flags: tuple[str, ...]
    moved: bool = False  # it gave way to another story, to which its link leads
    latest: int = 0  # the number of its last change
    news: str = ""  # "new" or "changed" since the last visit

    @property
    def key(self) -> str:
        """Of the row, as an id in the page."""
        return blake2b(self.uri.encode(), digest_size=6).hexdigest()

    @property
    def token(self) -> str:
        """What a page gives back to ask whether this still holds."""
        told = f"{self.status} {self.size} {' '.join(self.flags)} {self.latest}"
        return f"{blake2b(told.encode(), digest_size=4).hexdigest()} {self.uri}"


def states(store: Store, rows: Sequence[Summary], before: int) -> dict[str, State]:
    """The state of each row, by uri, for a reader who has seen what came before."""
    came = arrivals(store, [row.uri for row in rows])
    return {row.uri: _state(store, row, came, before) for row in rows}


def changed(store: Store, tokens: Iterable[str], before: int) -> list[State]:
    """Of the rows that a page shows, those that are no longer as it shows them."""
    shown = {token.partition(" ")[2]: token for token in list(tokens)[:_MOST_ROWS]}
    came = arrivals(store, shown)
    found = []
    for uri, token in shown.items():
        row = summary(store, uri)
        state = _state(store, row, came, before) if row else State(uri, "moved", 0, (), moved=True)
        if state.token != token:
            found.append(state)
    return found


def _state(store: Store, row: Summary, came: Mapping[str, tuple[int, int]], before: int) -> State:
    """Marks are those of members; a story of one has none that its status does not tell."""
    record = story(store, row.uri) if row.size > 1 else None
    marks = flags(record) if record is not None and "merges" in record["story"] else []
    first, latest = came.get(row.uri, (0, 0))
    news = "new" if first > before else "changed" if latest > before else ""
    return State(row.uri, row.status, row.size, tuple(marks), latest=latest, news=news)
