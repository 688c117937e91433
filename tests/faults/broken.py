"""A worker with a fault built in: ``broken.py FAULT CALL worker``. Nothing of it is in the product.

FAULT is a key of KILLS or STAGES, or ``recovering`` or ``twice``; it happens the CALL-th time that the worker comes to
that place. Where it raises, the log says which records were in hand.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import orjson

import stream.entities.buckets
import stream.entities.dispatches
import stream.entities.families
import stream.service.processor
from stream.cli import main
from stream.service.faust_table import SegmentTable
from stream.service.inbox import Inbox
from stream.service.processor import Processor
from stream.service.publisher import Publisher
from stream.service.worker import Worker

_COMMITS = 2.0  # seconds: a few commits
_MIDST = 1.0  # seconds: a few turns
_NUMBER = 8  # bytes at the end of a row's key; a claim has the number 0

in_hand: dict[tuple[str, int], int] = {}  # topic and partition → first offset of the turn


class Broken(Exception):  # noqa: N818 - what it says of the worker
    """Raised on purpose."""


def at(call: int, then: Callable[[], object]) -> Callable[[], None]:
    """Count; at that call do it."""
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == call:
            then()

    return count


def die() -> NoReturn:
    """Kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def fail() -> NoReturn:
    """Raise, and say what was in hand."""
    say("broken", in_hand=[[*place, offset] for place, offset in in_hand.items()])
    raise Broken("on purpose")


def say(event: str, **more: object) -> None:
    """A line of the log, at once."""
    sys.stdout.buffer.write(orjson.dumps({"event": event, "level": "info", **more}) + b"\n")
    sys.stdout.buffer.flush()


def are_claims(_: object, rows: Any) -> bool:
    """Whether these are claims and no rows of a turn."""
    return any(row.key.endswith(bytes(_NUMBER)) for each in rows.values() for row in each)


def are_rows(_: object, rows: Any) -> bool:
    """Whether these are rows of a turn."""
    return bool(rows) and not are_claims(_, rows)


def is_something(_: object, *parts: Any) -> bool:
    """Whether there is anything to send; most turns of a worker at rest have nothing."""
    return any(bool(part) for part in parts)


def around(
    owner: Any, name: str, *, before: Callable[..., object] | None = None, after: Callable[..., object] | None = None
) -> None:
    """Call these with the arguments of a method or function, before and after it."""
    original = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if before is not None:
            before(*args)
        result = original(*args, **kwargs)
        if hasattr(result, "__await__"):
            return later(result, args)
        if after is not None:
            after(*args)
        return result

    async def later(result: Awaitable[Any], args: tuple[Any, ...]) -> Any:
        done = await result
        if after is not None and hasattr(more := after(*args), "__await__"):
            await more
        return done

    setattr(owner, name, wrapped)


def once_sent(then: Callable[[], None]) -> None:
    """The outputs of a turn are acknowledged, its rows are not sent."""
    around(Publisher, "send", after=lambda *args: then() if is_something(*args) else None)


def once_written(then: Callable[[], None]) -> None:
    """The brokers have the rows of a turn, the store beside the worker has not."""
    around(Publisher, "write", after=lambda *args: then() if are_rows(*args) else None)


def once_overdue(then: Callable[[], None]) -> None:
    """The brokers have the rows of a turn, and what was acknowledged before it has been committed meanwhile."""

    async def after(*args: Any) -> None:
        if are_rows(*args):
            await asyncio.sleep(_COMMITS)
            then()

    around(Publisher, "write", after=after)


def once_kept(then: Callable[[], None]) -> None:
    """The rows of a turn are safe, its records are not acknowledged."""

    def after(_: object, partition: int, rows: Any, upto: int | None = None) -> None:
        if upto is None and are_rows(_, {partition: [row for _, row in rows]}):
            then()

    around(SegmentTable, "keep", after=after)


def once_acked(then: Callable[[], None]) -> None:
    """The records of a turn are worked off, and not committed."""
    around(Inbox, "finish", after=lambda _, letters: then() if letters else None)


def once_claimed(then: Callable[[], None]) -> None:
    """The brokers have the claims of a takeover, and nothing else was done since."""
    around(Publisher, "write", after=lambda *args: then() if are_claims(*args) else None)


def in_turn(owner: Any, name: str, when: Callable[..., bool] = lambda *_: True) -> Callable[[Callable[[], None]], None]:
    """When a function is called in a turn that has records, which are noted."""

    def wrap(then: Callable[[], None]) -> None:
        def note(_: object, records: Any, *__: object) -> None:
            in_hand.clear()
            for record in records:
                in_hand.setdefault((record.topic, record.partition), record.offset)

        around(Processor, "turn", before=note)
        around(owner, name, before=lambda *args: then() if in_hand and when(*args) else None)

    return wrap


def slowly(then: Callable[[], None]) -> None:
    """Rows come from the changelog, and that takes a while."""
    around(SegmentTable, "keep", before=lambda _, __, ___, upto=None: None if upto is None else then())


def dawdle() -> None:
    """Say that state is being recovered, and take a second for it: so long as a hundred thousand rows take."""
    say("recovering")
    time.sleep(1)


def twice(then: Callable[[], None]) -> None:
    """Every takeover comes twice, the second in the midst of work, as where rebalances come thick and fast."""
    original = getattr(Worker, "_opened")  # noqa: B009 - what is broken is not public

    async def both(worker: Worker) -> None:
        await original(worker)
        then()
        await asyncio.sleep(_MIDST)
        await original(worker)

    setattr(Worker, "_opened", both)  # noqa: B010 - mypy lets no method be assigned


KILLS = {
    "sent": once_sent,
    "written": once_written,
    "overdue": once_overdue,
    "kept": once_kept,
    "acked": once_acked,
    "claimed": once_claimed,
}
"""Between two steps of a turn, in their order, and after a takeover."""

STAGES = {
    "reading": in_turn(stream.service.processor, "read"),
    "bucket": in_turn(stream.entities.buckets, "receive"),
    "dispatch": in_turn(stream.entities.dispatches, "receive"),
    "family": in_turn(stream.entities.families, "receive"),
    "emit": in_turn(stream.entities.families, "emit"),
    "send": in_turn(Publisher, "send", is_something),
    "write": in_turn(Publisher, "write", are_rows),
}
"""What a handler does; there it raises."""


def break_it(fault: str, call: int) -> None:
    """Build the fault in."""
    if fault in KILLS:
        KILLS[fault](at(call, die))
    elif fault in STAGES:
        STAGES[fault](at(call, fail))
    elif fault == "recovering":
        slowly(at(call, dawdle))
    elif fault == "twice":
        twice(at(call, lambda: say("twice")))
    else:
        sys.exit(f"broken.py: {fault} is none of {', '.join((*KILLS, *STAGES, 'recovering', 'twice'))}")


if __name__ == "__main__":
    _, chosen, number, *sys.argv[1:] = sys.argv
    break_it(chosen, int(number))
    main()
