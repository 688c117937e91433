"""IPTC 7901, the teleprinter format of dpa, Keystone-ATS and others: one item behind another, or with lost controls.

Marks and headlines stand above a line that ends in ``=``. The time is day, hour and minute, with month and year in the
agency's language, and a zone or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream.errors import Invalid, Reason
from stream.reading.formats.characters import decode
from stream.reading.formats.dates import month_number, stamped
from stream.reading.formats.items import Document, Draft, Item, Outcome, of_parts, one_line
from stream.reading.formats.prose import in_layout
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT"]

_FIRST = re.compile(
    r"[\x7f\r\n \0]*\x01?[ \t]*([a-zA-Z]{3})(\d{3,5}) ([1-9]) ([a-zA-Z]{1,3})(?: +(\d{1,5}))?"
    r"((?: +[^\r\n]*)?)(?=\r?\n|\Z)"
)
_BEGIN = re.compile(r"\x01[ \t]*(?=[a-zA-Z]{3}\d{3,5} [1-9] )")
_WHEN = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?: +([A-Z]{1,5}))? +([^\W\d_]{3,9})\.? +(\d{4}|\d\d)(?!\d)")
_AGENCY = re.compile(r"([A-Za-z]{2,8}) +(\d[\w.#/-]{1,30})\s*$")
_SLUG = re.compile(r"[^\s/]+(?:/[^/\n]{0,40}){1,12}")
_BYLINE = re.compile(r"(?:By|Von|Par|Por|Av|Af|Di|Door) [^\W\d_]")
_LONGEST_MARK = 24  # characters, in capitals above a headline: "2ND LEAD", "REFILE"
_NOTEBOOK = re.compile(
    r"^#{1,2} ?(?:Notebook|Notizblock|Bloc-notes|Redaktionelle Hinweise|Editorial)\b.*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)


def _recognises(head: Head) -> bool:
    found = _FIRST.match(head.text)
    return found is not None and ("\x01" in head.text[:8] or "\x02" in head.text or _WHEN.search(head.text) is not None)


def _read(document: Document) -> Iterator[Outcome]:
    text = decode(document.whole()).text
    starts = [found.start() for found in _BEGIN.finditer(text)] or [0]
    starts[0] = 0
    yield from of_parts(text, starts, _item)


def _item(part: str) -> Item:
    top = _FIRST.match(part)
    if top is None:
        raise Invalid(Reason.TYPE, "iptc7901: the first line is not that of an item")
    draft = Draft("iptc7901")
    rest = part[top.end() :].replace("\r\n", "\n").replace("\r", "\n")
    agency = _AGENCY.search(top[6] or "")
    name = agency[1] if agency else ""
    draft.know(name)
    text, tail = _parted(rest)
    _time(draft, tail or rest[-200:])
    created = draft.record.get("versionCreated")
    if isinstance(created, str):
        day = created[:10].replace("-", "")
        draft.identity(
            f"urn:copytaster:iptc7901:{name or 'unknown'}:{day}:{top[1]}{top[2]}", "the first line and the last"
        )
    draft.urgency(top[3], "the first line")
    draft.source("supplier", name, "the first line")
    if agency is not None:
        # What its kills quote: "Please kill item dpa 157".
        draft.add("subjects", {"name": one_line(agency[0]), "rel": "item-number"}, "the first line")
    head, body = _headers(draft, text)
    _head(draft, head)
    body = _NOTEBOOK.sub("", body)
    draft.body(in_layout(body), "the text")
    return draft.made()


def _parted(rest: str) -> tuple[str, str]:
    """The text and the tail: by ETX, else by the last line that is a time."""
    text, mark, tail = rest.partition("\x03")
    if mark:
        return text, tail
    times = [found.start() for found in _WHEN.finditer(rest)]
    return (rest[: times[-1]], rest[times[-1] :]) if times else (rest, "")


def _time(draft: Draft, tail: str) -> None:
    found = None
    for each in _WHEN.finditer(tail):
        if month_number(each[5]) is not None:
            found = each
    if found is None:
        lines = [line for line in tail.split("\n") if any(map(str.isdigit, line))]
        draft.time("versionCreated", lines[0] if lines else "?", "the last line")
        return
    day, hour, minute, zone, month, year = found.groups()
    full = int(year) + (0 if len(year) > 2 else 2000 if int(year) < 70 else 1900)
    number = month_number(month) or 0
    read = stamped(full, number, int(day), int(hour), int(minute), 0, "", zone or "", draft.supplier.timezone)
    if read is None:
        draft.lose("versionCreated", "the last line has no such time")
        return
    draft.time("versionCreated", read.text, "the last line")
    if read.assumed:
        draft.infer("published", f"the last line {read.assumed}")


def _headers(draft: Draft, text: str) -> tuple[list[str], str]:
    """The header lines up to the one that ends in ``=``, and the text behind them."""
    slug, mark, rest = text.partition("\x02")
    if mark:
        draft.put("slugline", slug, "the line before the text")
    else:
        # A gateway took the controls: the slug is the first block, and headers begin behind an empty line.
        blocks = re.split(r"\n[ \t]*\n", text.strip("\n"), maxsplit=1)
        if len(blocks) == 2 and "\n" not in blocks[0].strip() and not blocks[0].rstrip().endswith("="):
            draft.put("slugline", blocks[0], "the line before the text")
            rest = blocks[1]
        else:
            rest = text
    lines = rest.strip("\n").split("\n")
    if "slugline" not in draft.record and _SLUG.fullmatch(lines[0].strip()) is not None:
        draft.put("slugline", lines.pop(0), "the line before the headers")
    for number, line in enumerate(lines[:20]):
        if re.search(r"=\s*$", line):
            head = [*lines[:number], re.sub(r"=\s*$", "", line)]
            return [each for each in map(one_line, head) if each], "\n".join(lines[number + 1 :])
    return [], rest


def _head(draft: Draft, lines: list[str]) -> None:
    """Marks, headline and byline of the header lines."""
    headline: list[str] = []
    note: list[str] = []
    signals: list[str] = []
    for line in lines:
        if note or line.startswith("("):
            note.append(line)
            if line.endswith(")"):
                whole = " ".join(note).strip("()")
                note = []
                if ":" in whole:
                    draft.note(whole, "the headers")
                signals.append(whole)
        elif _BYLINE.match(line) and headline:
            draft.put("byline", line, "the headers")
        elif line.isupper() and len(line) <= _LONGEST_MARK and not headline and len(lines) > 1:
            draft.note(line, "the headers")
        elif len(headline) < 2 and "byline" not in draft.record:
            headline.append(line)
    draft.headline(" ".join(headline), "the headers")
    for mark in signals:
        if ":" not in mark:
            draft.add("genres", {"name": mark[:100]}, "the headers")
    if not headline and signals:
        draft.headline(signals[0], "the headers")


FORMAT = Format("IPTC 7901", _recognises, _read)
