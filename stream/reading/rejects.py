"""A record that could not be read, kept whole so that it can be read again after a repair.

One line of JSON for each: ``{"reason", "message", "source", "line", "raw"}``, where ``raw`` is the base64
of the bytes as they came. A rejects file is thus itself input: :meth:`Reject.from_json` gives the
bytes back.
"""

from __future__ import annotations

import weakref
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

import orjson

from stream.errors import Invalid, Reason

__all__ = ["LongLine", "Reject"]

# A multiple of 3, so that the base64 of the pieces is the base64 of the whole.
PIECE = 3 * 64 * 1024


class LongLine:
    """A line too long to be held in memory, kept in a temporary file that vanishes with this object."""

    def __init__(self) -> None:
        self._file: BinaryIO = TemporaryFile()  # noqa: SIM115 - closed by the finalizer: it lives as long as the line
        self._length = 0
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._length

    def append(self, piece: bytes) -> None:
        """Add the next piece of the line."""
        self._file.seek(self._length)
        self._length += self._file.write(piece)

    def pieces(self) -> Iterator[bytes]:
        """The bytes in order, :data:`PIECE` at a time."""
        position = 0
        while position < self._length:
            self._file.seek(position)
            piece = self._file.read(min(PIECE, self._length - position))
            position += len(piece)
            yield piece


def _pieces(raw: bytes) -> Iterator[bytes]:
    return (raw[begin : begin + PIECE] for begin in range(0, len(raw), PIECE))


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that ended here: why, where it stood, and its bytes."""

    reason: Reason
    message: str
    source: str
    line: int
    raw: bytes | LongLine

    def pieces(self) -> Iterator[bytes]:
        """:meth:`to_json` piece by piece, for records that do not fit into memory."""
        yield (
            orjson.dumps(
                {"reason": self.reason, "message": self.message, "source": self.source, "line": self.line}
            ).removesuffix(b"}")
            + b',"raw":"'
        )
        for piece in _pieces(self.raw) if isinstance(self.raw, bytes) else self.raw.pieces():
            yield b64encode(piece)
        yield b'"}'

    def to_json(self) -> bytes:
        """One line of JSON, without the line's end."""
        return b"".join(self.pieces())

    @classmethod
    def from_json(cls, line: bytes) -> Reject:
        """Read a line of a rejects file.

        Raises:
            Invalid: ``json`` or ``type``, when the line is not what :meth:`to_json` writes.
        """
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Invalid(Reason.JSON, f"reject: not JSON at column {error.colno}") from error
        try:
            return cls(
                Reason(entry["reason"]),
                str(entry["message"]),
                str(entry["source"]),
                int(entry["line"]),
                b64decode(entry["raw"], validate=True),
            )
        except (KeyError, TypeError, ValueError, NotBase64) as error:
            raise Invalid(Reason.TYPE, f"reject: a field is missing or wrong ({type(error).__name__})") from error
