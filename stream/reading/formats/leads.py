"""Where the text of a page begins: with its lead, and not with its headline, its author or the day once more.

Extractors take the lead for a part of the heading, and leave it out on every other page. It is what stands between
heading and text where the page describes itself with the same words, in whatever element; or where it is a subheading,
a sentence long, that follows the heading directly. Anything else there (names, dates, captions, buttons) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stream.reading.cleaning.markup import BLOCKS
from stream.reading.formats import prose
from stream.reading.formats.dates import month_number, stamp
from stream.reading.formats.elements import Element, name_of
from stream.reading.formats.items import one_line

__all__ = ["lead", "says_no_more", "says_the_same", "unsigned"]

_SAME_BEGINNING = 40  # characters; descriptions are cut short, or lengthened by the name of the site
_SHORTEST = 10  # characters
_TOP = 4  # paragraphs among which a signature stands
_LONGEST_BY = 6  # letters of "by", "von", "texte"
_LONGEST_DAY = 50  # characters
_LONGEST_LABEL = 25  # letters of "last updated"
_FIGURES_OF_A_DAY = 8  # a day, a month and a year
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\d[:h]\d\d")
_SUBHEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
# The heading of a story stands in a header, and its lead with it.
_ASIDE = prose.ASIDE - {"header"}


def lead(page: Element, descriptions: Iterable[str], headline: str, found: list[str]) -> list[str]:
    """The lead, as the list of no or one paragraph.

    Args:
        page: the root of its tree.
        descriptions: what it says of itself where nobody sees it.
        headline: of the story.
        found: the paragraphs of its text, as extracted.
    """
    said = {_plain(prose.title(text)) for text in descriptions}
    if any(says_the_same(text, each) for text in found[:2] for each in said):
        said = set()  # the text begins so already
    known = set(map(_plain, found))
    blocks = _blocks(page)
    heading = _heading(blocks, headline)
    is_behind = not heading
    subheading: str | None = None
    for block in blocks:
        text = one_line("".join(block.itertext()))
        plain = _plain(text)
        if not is_behind:
            is_behind = plain == heading
            continue
        if not plain or says_no_more(text, headline):
            continue
        if plain in known:
            break
        if any(says_the_same(text, each) for each in said):
            return [text]
        if subheading is None:  # the first text behind the heading
            subheading = text if heading and name_of(block) in _SUBHEADINGS and prose.is_prose(text) else ""
    return [subheading] if subheading else []


def _heading(blocks: list[Element], headline: str) -> str:
    """The heading of the story: the headline where the page shows it, else its first heading; "" without any."""
    texts = [(name_of(block), _plain("".join(block.itertext()))) for block in blocks]
    shown = _plain(headline)
    return (
        shown if any(text == shown for _, text in texts) else next((text for name, text in texts if name == "h1"), "")
    )


def _blocks(page: Element) -> list[Element]:
    """The blocks that hold no other, in the order of the page."""
    found: list[Element] = []

    def look(element: Element) -> None:
        name = name_of(element)
        if not name or name in _ASIDE:
            return
        before = len(found)
        for below in element:
            look(below)
        if name in BLOCKS and len(found) == before:
            found.append(element)

    look(page)
    return found


def says_the_same(text: str, description: str) -> bool:
    """Whether a printed text is a description, or both begin alike for long."""
    printed, described = _plain(text), _plain(description)
    shorter = min(len(printed), len(described))
    is_alike = shorter >= _SAME_BEGINNING and printed[:_SAME_BEGINNING] == described[:_SAME_BEGINNING]
    return is_alike or (shorter >= _SHORTEST and printed == described)


def says_no_more(text: str, headline: str) -> bool:
    """Whether a printed text is a headline once more: without the words before its colon, or with other signs."""
    printed, line = _letters(text), _letters(headline)
    return 2 * len(printed) > len(line) and printed in line


def unsigned(found: list[str], names: Iterable[str]) -> list[str]:
    """Paragraphs without those on top that only name who wrote them, or the day."""
    signed = {_letters(name) for name in names} - {""}
    top = [text for text in found[:_TOP] if not _is_day(text) and not any(_is_by(text, name) for name in signed)]
    return [*top, *found[_TOP:]] or found


def _is_by(text: str, name: str) -> bool:
    letters = _letters(text)
    return name in letters and len(letters) - len(name) <= min(_LONGEST_BY, len(name) // 2)


def _is_day(text: str) -> bool:
    """Whether a paragraph is a day alone, or one with its hour, or two days, and a word that says of what."""
    if len(text) > _LONGEST_DAY or text[-1] in ".!?。" or stamp(text) is None:
        return False
    other = sum(len(word) for word in _WORD.findall(text) if month_number(word) is None)
    is_exact = _CLOCK.search(text) is not None or sum(map(str.isdigit, text)) > _FIGURES_OF_A_DAY
    return not other or (is_exact and other <= _LONGEST_LABEL)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _plain(text: str) -> str:
    return one_line(text).casefold()
