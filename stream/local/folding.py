"""Folding a finite wire in this process: what ``copytaster run`` does, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from stream.dispatch import Ruling, Version
from stream.entities.routing import Entered, Prepared, entered
from stream.errors import Invalid, Reason, Usage
from stream.local import embedded
from stream.local.embedded import Embedded, Totals
from stream.local.final_stories import FinalStories
from stream.reading.intake import read, read_object
from stream.reading.ordering import place_of
from stream.reading.rejects import Reject
from stream.reading.rules import in_force
from stream.reading.sources import read_all, records
from stream.stories.story import OutputRecord, StoryRecord

__all__ = ["LATENESS", "MOST_PARTITIONS", "TOGETHER", "WINDOW", "Folding", "fold"]

WINDOW = timedelta(milliseconds=embedded.WINDOW)
LATENESS = timedelta(milliseconds=embedded.LATENESS)

MOST_PARTITIONS = 1024
"""A version has 64 bands: beyond that many partitions, more of them only take memory."""

TOGETHER = 128
"""Versions read before they are folded: reading and folding in turns runs a fifth faster than record by
record, because the processor's caches hold one of the two at a time."""

_Accepted = tuple[Version, tuple[Entered, ...] | None]
Dispatch = Version | Mapping[str, Any] | bytes | str | Path


@dataclass
class Folding:
    """One run over a finite wire. Once it has ended, ``read == totals.folded + sum(rejected.values())``."""

    partitions: int = 1
    window: timedelta = WINDOW
    lateness: timedelta = LATENESS
    on_reject: Callable[[Reject], None] | None = None
    as_of: datetime | None = None  # by which embargoes are released; None: all are over
    read: int = 0
    rejected: Counter[Reason] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        in_force()  # rules that cannot be used are told before anything is read
        if not 1 <= self.partitions <= MOST_PARTITIONS:
            raise Usage(f"partitions must be 1 to {MOST_PARTITIONS}, not {self.partitions}")
        for name, span in (("window", self.window), ("lateness", self.lateness)):
            if span < timedelta(0) or (name == "window" and not span):
                raise Usage(f"{name} must be a positive duration, not {span}")
        now = None if self.as_of is None else _since_epoch(self.as_of)
        present = now if now is not None else _since_epoch(datetime.now(UTC))
        self._runtime = Embedded(
            self.partitions, _milliseconds(self.window), _milliseconds(self.lateness), now=now, present=present
        )

    @property
    def totals(self) -> Totals:
        """What the runtime counted so far."""
        return self._runtime.totals

    def rule(self, rulings: Iterable[Ruling]) -> None:
        """Take editors' rulings; they hold for whatever of their pairs comes, before or after."""
        for ruling in rulings:
            self._runtime.rule(ruling)

    def stories(self, dispatches: Iterable[Version | Prepared | Reject]) -> Iterator[bytes]:
        """Fold everything, then give the final stories as JSON lines sorted by uri."""
        with FinalStories() as final:
            accepted = self._accepted(dispatches)
            while batch := list(islice(accepted, TOGETHER)):
                self._runtime.accept_all(self._prepared(batch))
                final.put(self._runtime.expired())
            final.put(self._runtime.finish())
            yield from final.lines()

    def changes(
        self, dispatches: Iterable[Version | Prepared | Reject], *, at_hand: bool = False
    ) -> Iterator[OutputRecord]:
        """Each story as it changes, in the order in which it happens; what gave way names its successor.

        Args:
            dispatches: what is folded.
            at_hand: whether nobody has to wait for any of them: then some are read before the first of them is folded.
        """
        accepted = self._accepted(dispatches)
        while batch := list(islice(accepted, TOGETHER if at_hand else 1)):
            for version, coming in self._prepared(batch):
                self._runtime.accept(version, coming)
                for change in self._runtime.changes():
                    yield change.story
                for _ in self._runtime.expired():  # emitted already: expiry changes no story
                    pass
        for _ in self._runtime.finish():
            pass

    def _prepared(self, batch: list[_Accepted]) -> Iterator[tuple[Version, tuple[Entered, ...]]]:
        """What enters with each version of a batch; made for all at once where it was not made before."""
        unprepared = [version for version, coming in batch if coming is None]
        made = iter(entered(unprepared, self.partitions, at_hand=True))
        for version, coming in batch:
            yield version, next(made) if coming is None else coming

    def _accepted(self, dispatches: Iterable[Version | Prepared | Reject]) -> Iterator[_Accepted]:
        for dispatch in dispatches:
            self.read += 1
            if isinstance(dispatch, Reject):
                self.rejected[dispatch.reason] += 1
                if self.on_reject:
                    self.on_reject(dispatch)
            else:
                yield dispatch if isinstance(dispatch, Prepared) else (dispatch, None)


def fold(
    dispatches: Iterable[Dispatch],
    *,
    partitions: int = 1,
    window: timedelta = WINDOW,
    lateness: timedelta = LATENESS,
    on_reject: Callable[[Reject], None] | None = None,
    as_of: datetime | None = None,
    rulings: Iterable[Ruling] = (),
    in_order: bool = True,
) -> list[StoryRecord]:
    """Fold dispatches into canonical stories.

    They are read first and folded in the order of their publication, as ``copytaster run`` does with files: what came
    late loses nothing.

    Args:
        dispatches: ninjs records as dicts, JSON text or bytes, or versions that were read already; a Path stands for
            all that is in a file or a folder, in any format that ``copytaster run`` reads.
        partitions: 1 to 1024; the stories do not depend on it.
        window: how far apart two dispatches may be published and still be one story.
        lateness: how much later than its neighbours in time a dispatch may come and still find them.
        on_reject: is given each record that cannot be read; without it the first one raises.
        as_of: the time (with a zone) by which embargoes are released; without it all are over.
        rulings: editors' words on pairs of dispatches.
        in_order: False folds them as they come, each when it is taken from the iterable. What lies beyond window and
            lateness is not held then, and one that comes later than that may miss its story.

    Returns:
        The stories in ninjs 3.1 with the wire extension, sorted by uri.

    Raises:
        Invalid: a record cannot be read, and there is no ``on_reject``.
        Usage: partitions, window or lateness are out of range, a file cannot be opened or needs an extra, or rules
            (COPYTASTER_RULES_DIR) cannot be used.
    """
    folding = Folding(partitions, window, lateness, on_reject, as_of)
    folding.rule(rulings)
    given = _read(dispatches, lenient=on_reject is not None)
    return [orjson.loads(line) for line in folding.stories(_by_time(given) if in_order else given)]


def _by_time(given: Iterable[Version | Reject]) -> Iterator[Version | Reject]:
    versions = []
    for dispatch in given:
        if isinstance(dispatch, Reject):
            yield dispatch
        else:
            versions.append(dispatch)
    yield from sorted(versions, key=lambda version: (place_of(version), version.key.digest))


def _read(dispatches: Iterable[Dispatch], *, lenient: bool) -> Iterator[Version | Reject]:
    for place, dispatch in enumerate(dispatches, 1):
        if isinstance(dispatch, Path):
            given = records([dispatch], BytesIO())
            yield from read_all(given) if lenient else (record.read() for record in given)
            continue
        try:
            if isinstance(dispatch, Version):
                yield dispatch
            elif isinstance(dispatch, Mapping):
                yield read_object(dict(dispatch))
            else:
                yield read(dispatch.encode("utf-8", "surrogatepass") if isinstance(dispatch, str) else dispatch)
        except Invalid as invalid:
            if not lenient:
                raise
            yield Reject(invalid.reason, str(invalid), "program", place, _raw(dispatch))


def _raw(dispatch: Dispatch) -> bytes:
    if isinstance(dispatch, bytes):
        return dispatch
    if isinstance(dispatch, str):
        return dispatch.encode("utf-8", "surrogatepass")
    return repr(dispatch).encode("utf-8", "replace")


def _since_epoch(time: datetime) -> int:
    return _milliseconds(time - datetime(1970, 1, 1, tzinfo=UTC))


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
