"""ANPA 1312, the teleprinter format of AP and Kyodo: control characters, one item behind another.

A line of the text begins with ``^`` (upper rail: headers) or a tab (a paragraph); typesetting marks stand at the ends
of lines. Year and zone are in the tail alone, so the tail is what the time is read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream.errors import Invalid, Reason
from stream.reading.formats.characters import decode
from stream.reading.formats.dates import stamped
from stream.reading.formats.items import Document, Draft, Item, Outcome, Skipped, of_parts, one_line
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT"]

_BEGIN = re.compile(r"\x16{0,4}\x01{1,2}[ \t]*(?=[A-Za-z]\d{4})")
_FIRST = re.compile(r"([A-Za-z])(\d{4})(?:\x1f|[ \t_])[ \t]*([^\r\n]*)")
_SECOND = re.compile(
    r"([a-z])[ \t]+([a-z])[ \t]*([\x11-\x14]{2})?[ \t\x11-\x14]*(\S[^\r\n]*?)?[ \t]*(\d\d)-(\d\d)[ \t]*(\d{1,5})?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"([A-Z]{2,5})-[A-Z]{1,4}-(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)(GMT|[A-Z]{2,4})")
_DAY_FIRST_TAIL = re.compile(r"([A-Z]{2,5})-(\d\d):(\d\d)-(\d\d)-(\d\d)-(\d\d)")
# Neither says who sent it: "16:35ET 31-10-14", with the day and the month as the second line has them.
_PLAIN_TAIL = re.compile(r"(?<!\d)(\d\d):?(\d\d) ?([A-Z]{1,4})?[ ,]+(\d\d)-(\d\d)-(\d\d)(?!\d)")
_HEADLINE = re.compile(r"(?:HL|HED|HEADLINE|TITLE): ?", re.IGNORECASE)
_URGENCY = {"f": 1, "u": 2, "b": 3, "r": 4, "d": 5, "a": 5, "s": 6, "w": 6, "z": 7}
_TABULAR = "\x14\x12"
_PICTURES = re.compile(r"(?:AP )?(?:Photo|Graphic|Video|Audio)s?\b.{0,300}", re.DOTALL)
_NOTE = re.compile(r"(?:Eds?\.?|EDS?|Editors?|EDITORS?)(?:'s?|')?(?: NOTE| Note| note)?\s*(?::|_)")
_MARKS = re.compile(r"[<=@]+\s*$")
_BYLINE = re.compile(r"(?:By|BY|Por|Par|Von) \S")
_SIGNS = (("``", "“"), ("''", "”"), ("\x10", " "), ("{", "½"))


def _recognises(head: Head) -> bool:
    return _BEGIN.match(head.text.lstrip("\0")) is not None and _SECOND.search(head.text[:400]) is not None


def _read(document: Document) -> Iterator[Outcome]:
    text = decode(document.whole()).text
    starts = [found.start() for found in _BEGIN.finditer(text)]
    yield from of_parts(text, starts, _item)


def _item(part: str) -> Item | Skipped:
    draft = Draft("anpa")
    begin = _BEGIN.match(part)
    top = _FIRST.match(part, begin.end() if begin else 0)
    second = _SECOND.search(part[:600])
    if top is None or second is None:
        raise Invalid(Reason.TYPE, "anpa: the first two lines are not those of an item")
    _, _, rest = part.partition("\x02")
    text, _, tail = rest.partition("\x03") if rest else part[second.end() :].partition("\x03")
    agency = _time(draft, tail, text)
    draft.know(agency)
    if agency is not None and isinstance(created := draft.record.get("versionCreated"), str):
        day = created[:10].replace("-", "")
        draft.identity(f"urn:copytaster:anpa:{agency}:{day}:{top[1]}{top[2]}", "the first line and the tail")
    draft.source("supplier", agency, "the tail")
    urgency = _URGENCY.get(second[1].lower())
    draft.urgency(None if urgency is None else str(urgency), "the second line: priority")
    lines = [line for line in re.split(r"\r?\n|\r", text.lstrip("\x02")) if line.strip()]
    if second[3] == _TABULAR and not any(line.startswith("\t") for line in lines):
        return Skipped("table")
    _text(draft, lines, second[4] or "")
    if second[1].lower() == "f":
        draft.add("signals", "flash", "the second line: priority")
    return draft.made()


def _time(draft: Draft, tail: str, text: str) -> str | None:
    """Set the time from the tail; who sent the item."""
    for place in (tail, text[-200:]):
        if found := _TAIL.search(place):
            agency, month, day, year, hour, minute, zone = found.groups()
            read = stamped(2000 + int(year), int(month), int(day), int(hour), int(minute), 0, "", zone, None)
        elif found := _DAY_FIRST_TAIL.search(place):
            agency, hour, minute, day, month, year = found.groups()
            draft.know(agency)
            read = stamped(
                2000 + int(year), int(month), int(day), int(hour), int(minute), 0, "", "", draft.supplier.timezone
            )
        elif found := _PLAIN_TAIL.search(place):
            agency = None
            hour, minute, zone, day, month, year = found.groups()
            if int(month) > 12:
                day, month = month, day
            read = stamped(2000 + int(year), int(month), int(day), int(hour), int(minute), 0, "", zone or "", None)
        else:
            continue
        if read is not None:
            draft.time("versionCreated", read.text, "the tail")
            if read.assumed:
                draft.infer("published", f"the tail {read.assumed}")
            return agency
        draft.lose("versionCreated", "the tail has no such time")
        return agency
    return None


def _text(draft: Draft, lines: list[str], keyword: str) -> None:
    """Headers of the upper rail, then paragraphs; an item of headers alone is a list, and they are its text."""
    rail: list[str] = []
    paragraphs: list[str] = []
    is_open = False  # whether the last line of the rail goes on: typesetting ends it
    for line in lines:
        is_paragraph = line[0] in "\t " or (not line.startswith(("^", "\x08")) and bool(paragraphs))
        clean = _clean(line)
        if not clean:
            continue
        if line[0] == "\t":
            paragraphs.append(clean)
        elif is_paragraph and paragraphs and not line.startswith("^"):
            paragraphs[-1] = f"{paragraphs[-1]} {clean}" if line[0] not in "\b" else paragraphs[-1]
        elif not paragraphs and is_open and not line.startswith(("^", "\b")):
            rail[-1] = f"{rail[-1]} {clean}"
            is_open = _MARKS.search(line) is None
        elif not paragraphs:
            rail.append(clean)
            is_open = _MARKS.search(line) is None
        else:
            paragraphs.append(clean)
    # The keyword of the second line is cut at 24 characters; the first line of the text has it whole.
    slug = rail.pop(0) if rail else ""
    slug = slug.rpartition("^")[2] if "^" in slug else slug
    draft.put("slugline", slug.rpartition(",")[0] if re.search(r",\d+$", slug) else slug.rstrip(","), "the first line")
    draft.put("slugline", keyword, "the second line: keyword")
    left: list[str] = []
    for line in rail:
        if (labelled := _HEADLINE.match(line)) is not None:
            draft.headline(line[labelled.end() :], "the upper rail")
    for line in rail:
        if _NOTE.match(line):
            draft.note(line, "the upper rail")
        elif _PICTURES.fullmatch(line):
            continue
        elif _BYLINE.match(line):
            draft.put("byline", line, "the upper rail")
        elif not draft.has_headline:
            draft.headline(line, "the upper rail")
        else:
            left.append(line)
    if not draft.body(paragraphs, "the text"):
        draft.body(left, "the upper rail: the item has nothing else")


def _clean(line: str) -> str:
    """A line without typesetting."""
    text = line.lstrip("^\t\b \x02").rstrip()
    text = _MARKS.sub("", text)
    for mark, sign in _SIGNS:
        text = text.replace(mark, sign)
    text = re.sub(r"[\x00-\x1f]", " ", text)
    return one_line(text)


FORMAT = Format("ANPA 1312", _recognises, _read)
