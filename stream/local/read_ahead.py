"""Reading ahead in other processes: what a dispatch needs before it is folded depends on nothing but itself.

Reading, cleaning, sketching and the keys of its bands are half of the work of a run. Here they are done for some
hundred records at a time by other processes, and given on in the order of the records: what is folded, and so every
byte that comes out, is the same with any number of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from stream.dispatch import Version
from stream.entities.routing import Prepared, entered
from stream.errors import Fatal, Invalid, Reason
from stream.memory import collect_rarely
from stream.processes import end_with_the_parent, interrupts_held
from stream.reading.intake import read_together
from stream.reading.rejects import Reject
from stream.reading.rules import RuleSet, hold, in_force
from stream.reading.sources import Record, read_all
from stream.text.shingles import U32, remember, shingle_sets

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

__all__ = ["reading_ahead"]

_CHUNK: Final = 128  # records for one process at a time
_AHEAD: Final = 3  # chunks for each process that are under way, or read and waiting to be folded


_Answer = Prepared | tuple[Reason, str]


class _Chunk(NamedTuple):
    """What was read of some records, and the shingles of its texts, which whoever compares them need not make again."""

    answers: list[_Answer | None]
    texts: list[str]
    sets: list[U32]


@contextmanager
def reading_ahead(
    records: Iterable[Record], workers: int, partitions: int
) -> Iterator[Iterator[Prepared | Version | Reject]]:
    """Read records in other processes.

    Args:
        records: in their order, in which they are given on.
        workers: how many processes.
        partitions: that the run is folded over.

    Raises:
        Usage: rules cannot be used.
        Fatal: one of the processes ended (on iterating), as when memory is short.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")  # a fork would take our threads' locks with it
    pool = ProcessPoolExecutor(workers, context, _begin, (partitions, in_force()))
    try:
        yield _in_order(pool, records, workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, records: Iterable[Record], workers: int
) -> Iterator[Prepared | Version | Reject]:
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    ahead: deque[tuple[list[Record], Future[_Chunk]]] = deque()
    given = iter(records)
    try:
        while True:
            while len(ahead) < workers * _AHEAD and (chunk := list(islice(given, _CHUNK))):
                with interrupts_held():
                    ahead.append((chunk, pool.submit(_read, list(map(_plain, chunk)))))
            if not ahead:
                return
            chunk, coming = ahead.popleft()
            made = coming.result()
            remember(made.texts, made.sets)
            for record, answer in zip(chunk, made.answers, strict=True):
                yield _told(record, answer)
    except BrokenProcessPool as error:
        for process in active_children():  # one that was starting when another died is not known to the pool, which
            process.kill()  # would wait for it for good
        raise Fatal(
            "a process that read ahead has ended (was there too little memory?); try fewer --workers"
        ) from error


def _plain(record: Record) -> bytes | None:
    """Its bytes; None of what is too long for memory: it stays in its file, and is refused here."""
    return record.raw if record.refused is None and isinstance(record.raw, bytes) else None


def _told(record: Record, answer: _Answer | None) -> Prepared | Version | Reject:
    if isinstance(answer, Prepared):
        return answer
    if answer is not None:
        return Reject(*answer, record.source, record.line, record.raw)
    return next(read_all((record,)))


_partitions = 1  # of the run, in a process that reads ahead


def _begin(partitions: int, rules: RuleSet) -> None:
    """In the process that reads ahead. Rules are those of the run: files may have changed since it began."""
    global _partitions
    end_with_the_parent()
    _partitions = partitions
    hold(rules)
    collect_rarely()


def _read(raws: Sequence[bytes | None]) -> _Chunk:
    told = iter(read_together(raw for raw in raws if raw is not None))
    outcomes = [None if raw is None else _told_why(next(told)) for raw in raws]
    versions = [outcome for outcome in outcomes if isinstance(outcome, Version)]
    # On a wire of one language nobody asks what texts name and count; on any other nearly each chunk has two.
    languages = {(version.language or "").partition("-")[0] for version in versions}
    parts = entered(versions, _partitions, at_hand=len(languages) == 1)
    coming = iter(parts)
    answers = [Prepared(outcome, next(coming)) if isinstance(outcome, Version) else outcome for outcome in outcomes]
    texts = list(dict.fromkeys(edition.version.text for some in parts for edition, _ in some))
    return _Chunk(answers, texts, shingle_sets(texts))


def _told_why(read: Version | Invalid) -> Version | tuple[Reason, str]:
    return (read.reason, str(read)) if isinstance(read, Invalid) else read
