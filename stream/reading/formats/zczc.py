"""Line formats between ZCZC and NNNN, as AAP and its newsrooms use them.

A line's first sign says what it is (``#`` slug, ``$`` headline, ``:`` place), or its first two letters and a hash
(``TI#``, ``TX#``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from stream.errors import Invalid, Reason
from stream.reading.formats.characters import decode
from stream.reading.formats.items import Document, Draft, Item, Outcome, Skipped, of_parts
from stream.reading.formats.prose import in_layout
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT"]

_BEGIN = re.compile(r"^[ \t]*ZCZC\b[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^[ \t]*NNNN\b.*", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_SIGNED = re.compile(r"([#$:*~@&%])(.*)")
_TAGGED = re.compile(r"(TI|AB|TX|PD|SO|BY|AU|DL|ID|KW)#(.*)")
_MOST_HEADLINES = 3  # lines of one headline
_LETTERS = {"TI": "headline", "AB": "standfirst", "PD": "day", "SO": "source", "BY": "byline", "AU": "byline"}


def _recognises(head: Head) -> bool:
    return head.text[:4].lower() == "zczc"


def _read(document: Document) -> Iterator[Outcome]:
    text = decode(document.whole()).text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [found.start() for found in _BEGIN.finditer(text)]
    yield from of_parts(text, starts, _item)


def _item(part: str) -> Item | Skipped:
    top, _, rest = part.partition("\n")
    found = _BEGIN.match(top)
    if found is None:
        raise Invalid(Reason.TYPE, "zczc: the first line is not that of an item")
    draft = Draft("zczc")
    service = found[1].strip()
    draft.know(service.split(" ")[0])
    text: list[str] = []
    has_fields = False
    lines = _END.sub("", rest).split("\n")
    for number, line in enumerate(lines):
        tagged, signed = _TAGGED.fullmatch(line), _SIGNED.fullmatch(line.rstrip())
        if tagged is not None and tagged[1] == "TX":
            has_fields = True
            text = [tagged[2], *lines[number + 1 :]]
            break
        if tagged is not None:
            has_fields = True
            _set(draft, _LETTERS.get(tagged[1], ""), tagged[2], f"{tagged[1]}#")
        elif signed is not None and not any(each.strip() for each in text):
            has_fields = True
            sign = {"#": "slug", "$": "headline", ":": "place"}.get(signed[1], "")
            _set(draft, sign, signed[2], f"the line of {signed[1]}")
        else:
            text.append(line)
    if not has_fields and _is_table(text):
        return Skipped("table")
    if not has_fields:
        text = _head(draft, text)
    paragraphs = in_layout("\n".join(text))
    if not has_fields and paragraphs and not draft.has_headline:
        draft.headline(paragraphs[0], "the first line of the text")
        draft.infer("headline", "the first line of the text: the item has no field for it")
    draft.source("supplier", service.split(" ")[0] if service[:3].isalpha() else None, "the first line")
    draft.body(paragraphs, "the text")
    return draft.made()


def _head(draft: Draft, lines: list[str]) -> list[str]:
    """Set what stands above the first empty line, and return the rest; without the time in figures at the end.

    Lines without a small letter route an item: priority and service, the place it was filed from, its slug. The line
    behind them is the headline. Where no such line is, the first paragraph stands where a headline would.
    """
    filled = [line.strip() for line in lines]
    while filled and not filled[0]:
        filled, lines = filled[1:], lines[1:]
    while filled and (not filled[-1] or filled[-1].isdigit()):
        filled, lines = filled[:-1], lines[:-1]
    end = filled.index("") if "" in filled else 0
    routing = list(takewhile(lambda line: line.upper() == line, filled[:end]))
    headline = filled[len(routing) : end]
    if not routing or not headline or len(headline) > _MOST_HEADLINES:
        return lines
    draft.headline(" ".join(headline), "the line above the text")
    slugs = [line for line in routing if " " not in line and not line.startswith(".")]
    draft.put("slugline", slugs[-1] if slugs else None, "the line above the headline")
    return lines[end:]


def _set(draft: Draft, field: str, value: str, origin: str) -> None:
    if field == "headline":
        draft.headline(value, origin)
    elif field == "standfirst":
        draft.headline(value, origin, "standfirst")
    elif field == "day":
        draft.time("versionCreated", value, origin)
    elif field == "source":
        draft.source("originator", value, origin)
    elif field == "byline":
        draft.put("byline", value, origin)
    elif field == "slug":
        draft.put("slugline", value, origin)
    elif field == "place":
        draft.put("located", value.strip(" ()"), origin)


def _is_table(lines: list[str]) -> bool:
    """Whether most lines are columns: figures, or runs of blanks inside."""
    filled = [line for line in lines if line.strip()]
    columns = sum(bool(re.search(r"\S {2,}\S|\d.*\d.*\d", line)) for line in filled)
    return len(filled) > 5 and 2 * columns > len(filled)


FORMAT = Format("ZCZC lines", _recognises, _read)
