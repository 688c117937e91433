"""What a parcel is read in: parts, each of which can end the process that reads it without a loss to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from stream.errors import Reason, Usage
from stream.reading.rejects import Reject
from stream.reading.sources import Record, read_all
from stream.service import redaction

__all__ = ["Part", "ReaderFault", "RejectedItem", "read_parts"]

_TOGETHER: Final = 50  # records that are handed over at once: so many are lost where a file ends its reader
_BYTES_TOGETHER: Final = 1024 * 1024


class Part(NamedTuple):
    """A file, a request, a record."""

    name: str  # for messages
    read: Callable[[Counter[str]], Iterator[Record]]
    """What is in it; counts what is no text by kind. Called in another process, so it is a function of a module."""

    instead: Callable[[Counter[str]], Iterator[Record]] | None = None
    """What is read where reading it ends the process; None: it is rejected then."""


class RejectedItem(NamedTuple):
    """An item that cannot be read. The pieces of its reject follow, as bytes; b"" is behind the last one."""

    reason: Reason
    message: str


class ReaderFault(NamedTuple):
    """A reader has a fault: where it is, for the log."""

    exception: list[dict[str, Any]]


Message = int | list[bytes] | RejectedItem | bytes | Counter[str] | ReaderFault
"""The number of the part that begins; records; a reject and its pieces; what was skipped; a fault."""


def read_parts(parts: Sequence[Part]) -> Iterator[Message]:
    """Read parts one after the other: called in a process that reads."""
    for number, part in enumerate(parts):
        yield number
        skipped = Counter[str]()
        batch: list[bytes] = []
        try:
            for record in part.read(skipped):
                [read] = read_all((record,))
                if isinstance(read, Reject):
                    yield from _rejected(read)
                    continue
                assert isinstance(record.raw, bytes)  # noqa: S101 - a longer line is never read
                batch.append(record.raw)
                if len(batch) == _TOGETHER or sum(map(len, batch)) > _BYTES_TOGETHER:
                    yield batch
                    batch = []
        except Usage as error:  # it went away, may not be read, or needs an extra that is not installed
            yield from _rejected(Reject(Reason.ENCODING, str(error), part.name, 1, b""))
        except MemoryError:
            why = f"{part.name}: cannot be read in the memory that a reader may have"
            yield from _rejected(Reject(Reason.TOO_LARGE, why, part.name, 1, b""))
        except Exception as error:
            # A reader has a fault: it costs this part, which is kept, and not the wire.
            yield ReaderFault(redaction.exception(error))
            why = f"{part.name}: cannot be read ({type(error).__name__}): a fault of this program"
            yield from _rejected(Reject(Reason.ENCODING, why, part.name, 1, b""))
        if batch:
            yield batch
        if skipped:
            yield skipped


def _rejected(reject: Reject) -> Iterator[RejectedItem | bytes]:
    yield RejectedItem(reject.reason, str(reject.message))
    yield from filter(None, reject.pieces())
    yield b""
