"""Every error Copytaster raises on purpose, in one tree.

::

    CopytasterError
    ├── Invalid          this record is bad: reject it with its reason, go on with the next
    ├── Usage            the caller asked for something that cannot be (exit code 2)
    └── Fatal            going on would give wrong answers: stop (exit code 1)
        └── SchemeMismatch   state or sketch of another scheme

The tree answers one question: what happens next. Messages say what was wrong, where, and what
to do; they quote a place and a length, never a body.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["CopytasterError", "Fatal", "Invalid", "Reason", "SchemeMismatch", "Usage"]


class Reason(StrEnum):
    """Why a record was rejected: the closed list shared by rejects file, dead letters and metrics."""

    ENCODING = "encoding"  # not UTF-8, or a lone surrogate
    JSON = "json"  # not JSON, or not one object
    TYPE = "type"  # a field has a type or value that its specification does not allow
    NO_URI = "no-uri"
    NO_TEXT = "no-text"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    DATE = "date"  # a date that does not exist
    DEFECT = "defect"  # the program failed on it: a fault of ours, to be read again when that is mended
    XML = "xml"  # not well formed, even after repairs, or a document of another kind


class CopytasterError(Exception):
    """Root of everything Copytaster raises on purpose."""


class Invalid(CopytasterError):  # noqa: N818 - it is a verdict on a record, read as `Invalid(reason)`
    """One record cannot be folded; its neighbours can.

    Args:
        reason: the entry of the closed list that metrics and rejects are counted by.
        message: what was wrong and where, without quoting the body.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Usage(CopytasterError):  # noqa: N818 - names the caller's mistake, not ours
    """The caller asked for something that cannot be done; the message says what would."""


class Fatal(CopytasterError):  # noqa: N818 - the name is the consequence
    """Going on would give wrong answers."""


class SchemeMismatch(Fatal):
    """State or sketches were made by another scheme (shingles, seed, hash, bands)."""
