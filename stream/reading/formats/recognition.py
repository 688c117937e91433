"""What a format is to the registry, and what of a file is looked at to tell formats apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from typing import NamedTuple

from stream.reading.formats.characters import decode
from stream.reading.formats.items import Document, Outcome

__all__ = ["Format", "Head"]

_LOOKED_AT = 16 * 1024  # bytes; a long comment or DOCTYPE may stand before the root
_COMMENT = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", re.DOTALL)
# Names may have letters of any script, which stand here as the bytes of their UTF-8.
_ROOT = re.compile(r"<([A-Za-z_\x80-\xff][\w.\x80-\xff-]*:)?([A-Za-z_\x80-\xff][\w.\x80-\xff-]*)")
_DOCTYPE = re.compile(r"<!doctype\s+([\w:.-]+)", re.IGNORECASE)
_SUBSET = re.compile(r"<!doctype[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)


class Head:
    """The beginning of a file."""

    def __init__(self, raw: bytes) -> None:
        """Look at it.

        Args:
            raw: the bytes of the file as far as they are known; what lies behind the first 16 kB is not looked at.
        """
        self.raw = raw[:_LOOKED_AT]
        bare = self.raw
        if bare[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            text = decode(bare).text
        else:
            text = bare.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
        self.text = text.lstrip()
        self.root = self.doctype = self._below = ""
        if self.text.startswith("<"):
            self._look_for_a_root()

    def _look_for_a_root(self) -> None:
        text = _COMMENT.sub("", self.text).lstrip()
        doctype = _DOCTYPE.match(text)
        if doctype is not None:
            self.doctype = doctype[1].lower()
            text = _SUBSET.sub("", text, count=1).lstrip()
        root = _ROOT.match(text)
        if root is not None:
            self.root = root[2].lower()
            self._below = text[root.end() :]
        elif doctype is not None:  # it is longer than what is looked at, and names the root itself
            self.root = self.doctype.rpartition(":")[2]

    def inner(self) -> Iterator[Head]:
        """The same as if an element below the root were it, for each name of one as far as is looked at."""
        for name in dict.fromkeys(found[2].lower() for found in _ROOT.finditer(self._below)):
            head = copy(self)
            head.root = name
            yield head

    @property
    def is_markup(self) -> bool:
        """Whether it begins with a tag."""
        return self.text.startswith("<")


class Format(NamedTuple):
    """One format: what it is called, how its content is recognised, and how it is read."""

    name: str
    recognises: Callable[[Head], bool]
    read: Callable[[Document], Iterator[Outcome]]
    has_sidecar: bool = False  # whether a file of its name with .json behind it belongs to it
