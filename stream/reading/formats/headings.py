"""Which line of a page is the headline of its story.

The first heading of a page is often the name of the site, or of a section. The page's title has the headline and the
name of the site, in either order: the heading that stands in it, and is most of it, is the story's.
"""

from __future__ import annotations

import re

from stream.reading.formats.elements import Element, text_of
from stream.reading.formats.items import one_line
from stream.reading.formats.shown import Shown, letters_of

__all__ = ["marked_as", "of_story", "without_site"]

_HOME = re.compile(r"\s*(?:(?:https?:)?//[^/?#\s]+/?|/)(?:[?#]\S*)?\s*", re.IGNORECASE)
_HEADLINES = ("entry-title",)  # of hAtom and hNews
_MOST = 20  # headings that are looked at
_PARTED = re.compile(r"\s+[-–—:·•/<>]\s+|\s*[|»«]\s*")


def of_story(page: Element, shown: Shown, titles: list[str], site: str) -> str:
    """The headline as the page shows it; "" where nothing is known to be one.

    Args:
        page: the root of its tree.
        shown: its lines.
        titles: what the page is called where nobody looks.
        site: the name of the site; "" where it is not known.
    """
    named = [letters for title in titles if (letters := letters_of(title))]
    sites = _sites(page, site)

    def is_most(line: str) -> bool:
        letters = letters_of(line)
        return letters not in sites and any(2 * len(letters) > len(name) and letters in name for name in named)

    def is_less(line: str) -> bool:
        """Whether a line is what the title has besides: of the site, or of a section."""
        letters = letters_of(line)
        return letters in sites or any(letters in name for name in named)

    if marked := {
        letters_of(line): line for each in marked_as(page, "headline", *_HEADLINES) if (line := text_of(each))
    }:
        lines = list(marked.values())
        return lines[0] if len(lines) == 1 else next(filter(is_most, lines), "")
    headings = [line for heading in page.iter("h1") if (line := one_line("".join(heading.itertext())))][:_MOST]
    told = [line for line in headings if is_most(line)]
    if not told:  # a headline in other words than the title, else what the title has and no heading is
        told = [line for line in headings if not is_less(line)][:1]
    if not told:
        told = [line.text for line in shown.lines if not line.is_link and is_most(line.text)]
    if not told:
        told = [line for line in headings if letters_of(line) not in sites][:1]
    return max(told, key=len, default="")


def marked_as(page: Element, name: str, *classes: str) -> list[Element]:
    """The elements that a page marks for machines, by a property of schema.org or a class of microformats."""
    tests = " or ".join(f"contains(@class, '{each}')" for each in classes)
    wanted = set(classes)
    return [
        element
        for element in page.xpath(f"descendant-or-self::*[@itemprop or {tests}]")
        if name in (element.get("itemprop") or "").split()
        or not wanted.isdisjoint((element.get("class") or "").split())
    ]


def without_site(title: str, page: Element, site: str) -> str:
    """A title without the name of the site before or behind it."""
    sites = _sites(page, site)
    breaks = [0, *(at for found in _PARTED.finditer(title) for at in found.span()), len(title)]
    parts = list(zip(breaks[::2], breaks[1::2], strict=True))
    while len(parts) > 1 and letters_of(title[slice(*parts[-1])]) in sites:
        parts.pop()
    while len(parts) > 1 and letters_of(title[slice(*parts[0])]) in sites:
        parts.pop(0)
    return title[parts[0][0] : parts[-1][1]]


def _sites(page: Element, site: str) -> set[str]:
    """What the site is called: as it says, and in links to its first page."""
    links = (link for link in page.iter("a") if _HOME.fullmatch(link.get("href") or "") is not None)
    return {letters_of(site), *(letters_of("".join(link.itertext())) for link in links)} - {""}
