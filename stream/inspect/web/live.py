"""What changes in a list while it is being read: marks and numbers of its rows, never their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from stream.inspect.queries import Summary, story, summary
from stream.inspect.store import Store
from stream.inspect.web.view import flags

__all__ = ["State", "changed", "states"]

_MOST_ROWS: Final = 100  # asked about at once: two pages


class State(NamedTuple):
    """What a row shows of a story besides its headline."""

    uri: str
    status: str
    size: int
    flags: tuple[str, ...]
    moved: bool = False  # it gave way to another story, to which its link leads

    @property
    def key(self) -> str:
        """Of the row, as an id in the page."""
        return blake2b(self.uri.encode(), digest_size=6).hexdigest()

    @property
    def token(self) -> str:
        """What a page gives back to ask whether this still holds."""
        told = f"{self.status} {self.size} {' '.join(self.flags)}"
        return f"{blake2b(told.encode(), digest_size=4).hexdigest()} {self.uri}"


def states(store: Store, rows: Sequence[Summary]) -> dict[str, State]:
    """The state of each row, by uri."""
    return {row.uri: _state(store, row) for row in rows}


def changed(store: Store, tokens: Iterable[str]) -> list[State]:
    """Of the rows that a page shows, those that are no longer as it shows them."""
    found = []
    for token in list(tokens)[:_MOST_ROWS]:
        uri = token.partition(" ")[2]
        row = summary(store, uri)
        state = _state(store, row) if row else State(uri, "moved", 0, (), moved=True)
        if state.token != token:
            found.append(state)
    return found


def _state(store: Store, row: Summary) -> State:
    """Marks are those of members; a story of one has none that its status does not tell."""
    record = story(store, row.uri) if row.size > 1 else None
    marks = flags(record) if record is not None and "merges" in record["story"] else []
    return State(row.uri, row.status, row.size, tuple(marks))
