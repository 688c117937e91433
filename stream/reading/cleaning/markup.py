"""HTML bodies as plain text: block tags are paragraph breaks.

The standard library's ``html.parser`` was tried first. On Python 3.11.7 it takes 77 s for 90 kB of
``<a <a <a`` (quadratic) and raises ``AssertionError`` for ``<![<![``: one hostile record would stall
a partition. This reader passes over the text once; what is not a tag stays text.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from stream.text import spelling

__all__ = ["BLOCKS", "closes_inline", "looks_like_html", "plain_text", "unescaped", "unslashed", "unwrapped"]

# No character can be tried twice: a tag ends at the next angle bracket, whatever stands between.
_TAG = re.compile(r"<(?:(!--)|(/?)([A-Za-z][A-Za-z0-9:_-]{0,30})[^<>]*>|[!?][^<>]*>)")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_CLOSED_BLOCK = re.compile(r"</(?:p|div|body|html|li|h[1-6])\s*>", re.IGNORECASE)

_CLOSED = re.compile(r"</(?:p|div|h[1-6]|b|i|u|em|strong|span|a|font|small|sub|sup)\s*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SLASHED = re.compile(r"\\(?:u((?![dD][89a-fA-F])[0-9a-fA-F]{4})|[nrt\"/])")
_CHARACTER_DATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_SLASHED_SIGNS = {"n": "\n", "r": "\n", "t": " ", '"': '"', "/": "/"}
_SLASHED_BREAK = re.compile(r"\\n(?![a-z])")  # not in "C:\\new"
_FEWEST_SLASHED = 2

# html.unescape raises ValueError for references of more than 4,300 digits; none above 7 names a character.
_ABSURD_REFERENCE = re.compile(r"&#[0-9]{8,};?")

# Their content is code, or the caption of a picture, never the story.
_SKIPPED = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "figcaption", "head", "textarea"})
BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "block",
        "blockquote",
        "body",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hl1",
        "hl2",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    }
)
"""Elements that are paragraphs, of HTML and of NITF."""

# An attribute value may hold ">" (titles do); beyond this many characters the quote is taken for a stray one.
_LONGEST_VALUE = 2000


def looks_like_html(text: str) -> bool:
    """Whether a body of unstated type is HTML: it opens with a tag and closes a block (``<BP>`` is a ticker)."""
    return text.lstrip()[:1] == "<" and _CLOSED_BLOCK.search(text) is not None


def closes_inline(line: str) -> bool:
    """Whether a line closes a tag, as a headline does that is HTML; a ticker such as ``<B>`` closes nothing."""
    return _CLOSED.search(line) is not None


def unescaped(text: str) -> str:
    """A text without references to characters, however often they were escaped; those to line breaks are some too."""
    return spelling.unescaped(text, _REFERENCE)


def unwrapped(text: str) -> str:
    """A text without the mark-up for character data, which a feed that escaped it once more leaves in it."""
    return _CHARACTER_DATA.sub(r"\1", text) if "<![CDATA[" in text else text


def unslashed(text: str) -> str:
    """A text whose line breaks were sent as two letters, a backslash and an n, with line breaks.

    A text that has line breaks of its own means its backslashes.
    """
    if "\\n" not in text or "\n" in text or len(_SLASHED_BREAK.findall(text)) < _FEWEST_SLASHED:
        return text
    return _SLASHED.sub(_unslashed, text)


def _unslashed(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _SLASHED_SIGNS[match[0][1]]


def plain_text(html: str) -> str:
    """The text of ``html``: paragraphs separated by an empty line, ``<br>`` as a line break.

    Time is linear in the length of the input, whatever it holds.
    """
    parts: list[str] = []
    position = 0
    preformatted = 0
    while (found := _TAG.search(html, position)) is not None:
        parts.append(_data(html[position : found.start()], preformatted))
        comment, closing, name = found.group(1, 2, 3)
        position = found.end()
        if comment:
            position = _after(html, "-->", position)
            continue
        if name is None:
            continue
        position = _end_of_tag(html, found.start(), position)
        name = name.lower()
        if name in _SKIPPED:
            if not closing and html[position - 2] != "/":
                position = _after_element(html, name, position)
            parts.append("\n\n")
        elif name in BLOCKS:
            parts.append("\n\n")
            if name == "pre":
                preformatted = max(0, preformatted + (-1 if closing else 1))
        elif name == "br":
            parts.append("\n")
        elif name in ("td", "th"):
            parts.append(" ")
    parts.append(_data(html[position:], preformatted))
    return unescape(_ABSURD_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", "".join(parts)))


def _data(text: str, preformatted: int) -> str:
    """Text between tags; outside ``<pre>`` its line breaks are only those of the source file."""
    return text if preformatted else _SPACE.sub(" ", text)


def _after(html: str, mark: str, position: int) -> int:
    end = html.find(mark, position)
    return len(html) if end < 0 else end + len(mark)


def _after_element(html: str, name: str, position: int) -> int:
    """Just after the closing tag of an element whose content is skipped; the end of the text if it has none."""
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, position)
    return len(html) if closing is None else closing.end()


def _end_of_tag(html: str, start: int, end: int) -> int:
    """Move the end of a tag on where the first ``>`` stood inside a quoted value."""
    if html.count('"', start, end) % 2 == 0:
        return end
    quote = html.find('"', end, end + _LONGEST_VALUE)
    bracket = html.find(">", quote, quote + _LONGEST_VALUE) if quote >= 0 else -1
    return end if bracket < 0 else bracket + 1
