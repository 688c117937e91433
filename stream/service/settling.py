"""Holds changed families back until they have been quiet: a link found 300 ms late then tells no story twice."""

from __future__ import annotations

from collections.abc import Iterable

from stream.dispatch import Label

__all__ = ["Settling"]


class Settling:
    """Families with something to tell, and when.

    Args:
        quiet: seconds without a change after which it is told.
        most: seconds after the first change by which it is told even so.
    """

    def __init__(self, quiet: float, most: float) -> None:
        self._quiet = quiet
        self._most = most
        self._changed: dict[Label, tuple[float, float]] = {}  # label → first change, when it is due
        self._reminded: dict[Label, float] = {}  # label → when an embargo on it is over

    def __contains__(self, label: object) -> bool:
        return label in self._changed or label in self._reminded

    def __len__(self) -> int:
        return len(self._changed)

    def remind(self, label: Label, when: float) -> None:
        """Look at a family again at that time, whatever else becomes of it: the latest embargo counts."""
        self._reminded[label] = max(when, self._reminded.get(label, when))

    def touch(self, labels: Iterable[Label], now: float, *, at_once: bool = False) -> None:
        """Note that families have changed; ``at_once`` for what nobody may wait for: a kill."""
        for label in labels:
            first, due = self._changed.get(label, (now, now + self._most))
            if due > now or label not in self._changed:  # what is due already stays due
                due = now if at_once else min(now + self._quiet, first + self._most)
            self._changed[label] = (first, due)

    def due(self, now: float) -> list[Label]:
        """Take out the families whose time has come, in the order of their first change."""
        due = [label for label, (_, when) in self._changed.items() if when <= now]
        for label in due:
            del self._changed[label]
        over = [label for label, when in self._reminded.items() if when <= now]
        for label in over:
            del self._reminded[label]
        return list(dict.fromkeys((*due, *over)))

    def next_due(self) -> float | None:
        """When the next one is due."""
        changed = (when for _, when in self._changed.values())
        return min((*changed, *self._reminded.values()), default=None)
