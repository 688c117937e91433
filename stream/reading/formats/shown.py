"""A page as its reader sees it: line by line, and which of the lines stand in each element.

A line is what stands between two ends of blocks or line breaks, whatever elements are in it. Lines are compared by
their letters and figures alone: houses and extractors put spaces and signs differently.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from stream.reading.cleaning.markup import BLOCKS
from stream.reading.formats.elements import Element, name_of
from stream.reading.formats.items import one_line

__all__ = ["CONTROLS", "HEADINGS", "HIDDEN", "PageLine", "Shown", "is_hidden", "letters_of"]

CONTROLS: Final = frozenset(["button", "label", "legend", "option", "select", "textarea"])
"""Elements whose text says what they do."""

HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
"""In the style of what is not shown."""

_SIGNS = re.compile(r"[\W_]+")
_ENDS = BLOCKS | CONTROLS | {"td", "th"}
_NO_TEXT = frozenset(["script", "style", "template", "noscript", "svg", "head"])


class PageLine(NamedTuple):
    """One line."""

    text: str
    letters: str
    unlinked: str  # those of the letters that stand in no link
    element: Element  # the block that it stands in

    @property
    def is_link(self) -> bool:
        """Whether all of it stands in links."""
        return not self.unlinked


class Shown:
    """The lines of a page; those without a letter or a figure are none."""

    def __init__(self, page: Element) -> None:
        """Take a page apart.

        Args:
            page: the root of its tree.
        """
        self.lines: list[PageLine] = []
        self.spans: dict[Element, tuple[int, int]] = {}  # of each element the first line, and the one behind the last
        self._parts: list[tuple[str, bool]] = []
        self._walk(page, page, linked=False)
        self._end(page)
        self.spans[page] = (0, len(self.lines))

    def _walk(self, element: Element, block: Element, *, linked: bool) -> None:
        name = name_of(element)
        if not name or name in _NO_TEXT:
            return
        ends = name in _ENDS or element.get("role") == "button"
        linked = linked or name == "a"
        if ends:
            self._end(block)
            block = element
        begin, parts = len(self.lines), len(self._parts)
        if element.text:
            self._parts.append((element.text, linked))
        for below in element:
            if name_of(below) == "br":
                self._end(block)
            else:
                self._walk(below, block, linked=linked)
            if below.tail:
                self._parts.append((below.tail, linked))
        if ends:
            self._end(block)
        # An element within a line that has not ended yet has that line, if it has any of its text.
        is_open = not ends and len(self.lines) == begin and any(letters_of(text) for text, _ in self._parts[parts:])
        self.spans[element] = (begin, begin + 1 if is_open else len(self.lines))

    def _end(self, block: Element) -> None:
        if not self._parts:
            return
        parts, self._parts = self._parts, []
        if letters := letters_of("".join(text for text, _ in parts)):
            unlinked = letters_of("".join(text for text, is_linked in parts if not is_linked))
            self.lines.append(PageLine(one_line("".join(text for text, _ in parts)), letters, unlinked, block))


def is_hidden(element: Element) -> bool:
    """Whether an element says of itself that it is not shown. Of a page it may be, once scripts have run."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and HIDDEN.search(style) is not None)


def letters_of(text: str) -> str:
    """The letters and figures of a text, in one case."""
    return _SIGNS.sub("", text.casefold())
