"""Elements into paragraphs.

Blocks are paragraphs, and everything else is part of one: houses put elements of their own (``<Company>``) into running
text. What is not the story (captions, tables, contents of heads and feet) is left out. Inside a single ``<p>`` white
space can be the layout: wires put whole reports into one, with an indent where a paragraph begins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from html import unescape
from typing import Final

from stream.reading.cleaning import markup
from stream.reading.formats.elements import Element, attribute, name_of, text_of
from stream.reading.formats.items import one_line

__all__ = [
    "ASIDE",
    "from_html",
    "in_layout",
    "in_vocabulary",
    "is_prose",
    "paragraphs",
    "plain",
    "title",
    "without_heading",
]

_BLOCKS = markup.BLOCKS | {"body.content", "brodtext", "center", "ingress"}
ASIDE: Final = frozenset(
    [
        "aside",
        "caption",
        "custom-table",
        "datasource",
        "figcaption",
        "figure",
        "footer",
        "head",
        "header",
        "iframe",
        "media",
        "media-caption",
        "nav",
        "nitf-table-metadata",
        "noscript",
        "script",
        "style",
        "svg",
        "table",
        "template",
        "textarea",
    ]
)
"""Elements of which nothing is the story."""

_INLINE = frozenset(["a", "abbr", "b", "br", "cite", "em", "font", "i", "q", "span", "strong", "sub", "sup", "u"])
_TYPES = ("type", "role", "class", "name")
# They may stand inside a word: the text goes on behind them.
_WITHIN = frozenset(["rp", "rt", "rtc", "script", "style", "svg", "template"])
# A wire's paragraph in one block: a new line and an indent. Pretty-printed XML indents every line alike.
_INDENTED = re.compile(r"\n[ \t]{3,}(?=\S)")
_LONG_BLOCK = 400  # characters; shorter ones are one paragraph however they are broken
_ROUTING_LONGEST = 60
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|em|font|h[1-6]|i|mark|p|q|s|small|span|strike|strong|sub|sup|u)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def paragraphs(root: Element | None, aside: Collection[str] = ASIDE) -> list[str]:
    """The paragraphs in an element.

    Args:
        root: such as a body.
        aside: names of elements that are left out with all that is in them.
    """
    if root is None:
        return []
    blocks: list[tuple[str, bool]] = []  # text, and whether it stands in the root itself, beside blocks
    parts: list[str] = []

    def end(loose: bool = False) -> None:
        text = "".join(parts)
        parts.clear()
        if text.strip():
            blocks.append((text, loose))

    def walk(element: Element, depth: int) -> None:
        if element.text:
            parts.append(element.text)
        for below in element:
            name = name_of(below)
            if name == "br":
                parts.append("\n\n" if parts and parts[-1] == "\n" else "\n")
            elif not name or name in _WITHIN:
                pass
            elif name in aside:
                end(loose=not depth)
            elif name in _BLOCKS:
                end(loose=not depth)
                if name == "pre":
                    parts.append("\f")
                walk(below, depth + 1)
                end()
            else:
                walk(below, depth + 1)
            if below.tail:
                parts.append(below.tail)

    walk(root, 0)
    end(loose=True)
    if any(not loose for _, loose in blocks):
        # Beside real paragraphs, short loose text is routing: "51 77 03 CRO01".
        blocks = [(text, loose) for text, loose in blocks if not loose or is_prose(text)]
    return [paragraph for text, _ in blocks for paragraph in _unembedded(text)]


def in_vocabulary(root: Element) -> list[tuple[str, str]]:
    """The texts in XML whose elements nobody here knows, each with what its house calls it.

    Where elements stand with nothing between them they are structure, where text stands between them they are part of
    it. Of what has text the elements of one name with most of it are the story; others hold widths and addresses.
    """
    texts: dict[str, list[tuple[str, str]]] = {}

    def walk(element: Element) -> None:
        below = [each for each in element if name_of(each)]
        loose = any((text or "").strip() for text in (element.text, *(each.tail for each in below)))
        if below and not loose and not any(name_of(each) in _INLINE for each in below):
            for each in below:
                walk(each)
        elif (text := text_of(element)) and not markup.looks_like_html(text):  # that is a post or a film, embedded
            called = next((said for name in _TYPES if (said := attribute(element, name))), "")
            texts.setdefault(name_of(element), []).append((called.lower(), text))

    walk(root)
    return max(texts.values(), key=lambda found: sum(len(text) for _, text in found), default=[])


def _unembedded(block: str) -> Iterable[str]:
    """The paragraphs of one block; of one that is HTML as text (a post, a film to be embedded) those that it shows."""
    return from_html(block) if markup.looks_like_html(block) else _divided(block)


def is_prose(text: str) -> bool:
    """Whether a piece of text by itself is a sentence or too long for a label."""
    line = one_line(text)
    return len(line) > _ROUTING_LONGEST or line[-1:] in '.!?。।؟…"”»'


def _divided(block: str) -> list[str]:
    """The paragraphs of one block."""
    if block.startswith("\f"):
        return in_layout(block[1:])
    if len(block) > _LONG_BLOCK and len(_INDENTED.findall(block)) >= 2:
        rows = block.strip("\n").split("\n")[1:]
        indented = sum(row[:3].isspace() for row in rows if row.strip())
        filled = sum(bool(row.strip()) for row in rows)
        longest = max((len(row) for row in rows), default=0)
        if indented < filled or longest > _LONG_BLOCK // 4:
            return [one_line(text) for text in _INDENTED.split(block) if text.strip()]
    return [one_line(text) for text in _lines_of(block)]


def _lines_of(block: str) -> Iterable[str]:
    """A block with its line breaks: two of them (``<br><br>``) end a paragraph."""
    return [text for text in block.split("\n\n") if text.strip()] if "\n\n" in block else [block]


def in_layout(text: str) -> list[str]:
    """Paragraphs of wire copy: by empty lines and indents, hard line breaks joined."""
    from stream.reading.cleaning.paragraphs import lines_of

    return [line.text for line in lines_of(text)]


def from_html(html: str) -> list[str]:
    """The paragraphs of a piece of HTML, also where it was escaped twice."""
    text = markup.plain_text(html)
    if markup.looks_like_html(text):
        text = markup.plain_text(text)
    found = []
    for block in text.split("\n\n"):
        line = one_line(_undone(block))
        if line:
            found.append(line)
    return found


def plain(text: str) -> list[str]:
    """The paragraphs of plain text: by empty lines; without any, each line that ends a sentence is one."""
    if not text.strip():
        return []
    return in_layout(text)


def _undone(text: str) -> str:
    """References that are left after one decoding: they were written for a second."""
    return unescape(text) if _REFERENCE.search(text) is not None else text


def title(text: str | None) -> str:
    """A headline whose references were escaped twice, and whose tags are no part of it."""
    if not text:
        return ""
    for _ in range(2):
        if _REFERENCE.search(text) is None:
            break
        text = unescape(text)
    return one_line(_INLINE_TAG.sub("", text))


def without_heading(found: list[str], headline: str) -> list[str]:
    """Paragraphs without a first one that only repeats the headline."""
    if len(found) > 1 and headline and one_line(found[0]).casefold() == one_line(headline).casefold():
        return found[1:]
    return found
