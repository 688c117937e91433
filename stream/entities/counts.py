"""What a shard has counted since it was made. Plain numbers: a run without metrics pays next to nothing for them."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stream.dispatch import PubStatus, Version
from stream.stories.targets import ITEM

__all__ = ["Counts", "LifeEvent"]

_MOST_LATE: Final = 1000  # kept until somebody takes them


class LifeEvent(StrEnum):
    """A mark of a dispatch that decides over the life of its story."""

    KILL = "kill"
    WITHHOLD = "withhold"
    EMBARGO = "embargo"
    CORRECTION = "correction"


@dataclass(slots=True)
class Counts:
    """Counters. ``folded + repeated + late`` are the dispatches that came here as to their owner, each once."""

    folded: int = 0
    repeated: int = 0  # the same version again
    late: int = 0  # older than window and lateness; folded among themselves
    compared: int = 0
    linked: int = 0
    vetoed: int = 0  # of those compared and not linked: alike enough, but names, places, days or figures disagree
    joined: int = 0  # families that were taken into another one
    split: int = 0  # stories that a family was cut into beyond what it was told as before
    expired: int = 0  # entries that left the window
    marks: Counter[LifeEvent] = field(default_factory=Counter)
    candidates: Counter[int] = field(default_factory=Counter)  # number of candidates → postings that had so many
    behind: deque[int] = field(default_factory=lambda: deque(maxlen=_MOST_LATE))  # milliseconds, of those that are late

    def see(self, version: Version, *, known: bool, late: int | None) -> None:
        """A version has come to its owner.

        Args:
            version: what came; items of a digest, and what notices and rulings say of a dispatch, are not counted.
            known: whether it was here before.
            late: by how many milliseconds it is; None: it is not.
        """
        if version.said_by is not None or ITEM in version.signals:
            return
        if known:
            self.repeated += 1
            return
        if late is None:
            self.folded += 1
        else:
            self.late += 1
            self.behind.append(late)
        if version.status is PubStatus.CANCELED or "kill" in version.signals:
            self.marks[LifeEvent.KILL] += 1
        if version.status is PubStatus.WITHHELD or "hold" in version.signals:
            self.marks[LifeEvent.WITHHOLD] += 1
        if version.embargoed_until is not None:
            self.marks[LifeEvent.EMBARGO] += 1
        if "correction" in version.signals:
            self.marks[LifeEvent.CORRECTION] += 1
