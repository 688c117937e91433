"""E-mail as a mailbox or a mail server stores it. The sender is not checked: only from a mailbox that is trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser

from lxml import etree, html

from stream.errors import Reason
from stream.reading.formats import prose, shown
from stream.reading.formats.characters import decode
from stream.reading.formats.items import (
    MOST_BYTES_OF_AN_ITEM,
    MOST_ITEMS,
    TOO_MANY,
    Document,
    Draft,
    Outcome,
    Refused,
    Skipped,
)
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT"]

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?\S?")
_TELLING = re.compile(r"^(?:Message-ID|Received|Delivered-To|Return-Path|MIME-Version):", re.IGNORECASE | re.MULTILINE)
_OF_A_LETTER = frozenset({"from", "subject", "date"})
# The line that a mailbox of several has above each (RFC 4155).
_ABOVE = r"^From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?[^\r\n]{0,20} \d{4}[^\r\n]{0,10}\r?\n"
_ENVELOPE = re.compile(_ABOVE)
_BOX = re.compile(_ABOVE.encode(), re.MULTILINE)
_SIGNATURE = "-- "  # alone in its line, above the signature
_QUOTED_WORD = re.compile(r"=\?[^?\s]{1,40}\?[qQ]\?[^?\s]{0,2000}\?=")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_QUOTED_BREAK = re.compile(r"[ \t]*\r?\n[ \t]+")


def _recognises(head: Head) -> bool:
    block = re.split(r"\r?\n[ \t]*\r?\n", _ENVELOPE.sub("", head.text, count=1), maxsplit=1)[0]
    lines = re.sub(r"\r?\n[ \t]+", " ", block).splitlines()
    names = {line.partition(":")[0].lower() for line in lines}
    is_told = _TELLING.search(block) is not None or names >= _OF_A_LETTER
    return bool(lines) and all(map(_FIELD.match, lines)) and is_told


def _read(document: Document) -> Iterator[Outcome]:
    raw = document.whole().lstrip()
    if _BOX.match(raw) is None:
        yield _message(raw)
        return
    for number, part in enumerate(filter(None, _BOX.split(raw)), 1):
        if number > MOST_ITEMS:
            yield TOO_MANY
            return
        yield _message(part)


def _message(raw: bytes) -> Outcome:
    if len(raw) > MOST_BYTES_OF_AN_ITEM:
        return Refused(Reason.TOO_LARGE, f"e-mail: more than {MOST_BYTES_OF_AN_ITEM} bytes")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        parts = list(message.walk())
    except RecursionError:  # Python's parser calls itself for each part in a part
        return Refused(Reason.TOO_DEEP, "e-mail: parts in parts, deeper than can be read", raw)
    draft = Draft("e-mail")
    headers = {name.lower(): value for name, value in reversed(list(message.raw_items()))}
    ident = _words(headers.get("message-id")).strip().strip("<>")
    draft.identity(f"mid:{ident}" if ident else None, "Message-ID")
    draft.time("versionCreated", _words(headers.get("date")), "Date")
    draft.headline(_words(headers.get("subject")), "Subject")
    draft.put("byline", _words(headers.get("from")), "From")
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() != kind or part.get_filename() or _is_attached(part):
                continue
            payload = part.get_payload(decode=True)
            text = decode(payload, part.get_content_charset()).text if isinstance(payload, bytes) else ""
            found = prose.plain(_unflowed(part, text)) if kind == "text/plain" else prose.from_html(_shown(text))
            if draft.body(found, f"the part {kind}"):
                break
    return draft.made() if draft.paragraphs else Skipped("e-mail without text")


def _is_attached(part: object) -> bool:
    get = getattr(part, "get_content_disposition", None)
    return get is not None and get() == "attachment"


def _unflowed(part: Message, text: str) -> str:
    """The text of a part without its signature, and with the lines joined that a mail program broke (RFC 3676)."""
    lines = text.replace("\r\n", "\n").split("\n")
    if _SIGNATURE in lines and any(map(str.strip, lines[: lines.index(_SIGNATURE)])):
        lines = lines[: lines.index(_SIGNATURE)]
    if str(part.get_param("format", "")).lower() != "flowed":
        return "\n".join(lines)
    ends = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    # A blank at the end says that the line goes on; one at the beginning was put there to guard what follows.
    bare = [line.removeprefix(" ") for line in lines]
    return "".join(f"{line[:-1]}{ends}" if line.endswith(" ") else f"{line}\n" for line in bare)


def _shown(text: str) -> str:
    """HTML without what no reader is shown: mail has no scripts that could show it later."""
    if "hidden" not in text.lower() and shown.HIDDEN.search(text) is None:  # nearly all mail has none
        return text
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return text
    for element in list(tree.iter()):
        if shown.is_hidden(element) and element.getparent() is not None:
            element.drop_tree()
    return str(html.tostring(tree, encoding="unicode"))


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"={byte:02X}" for byte in found[0].encode())


def _words(value: object) -> str:
    """A header whose encoded words are read as the bytes they are: one may lie about its charset."""
    if not isinstance(value, str):
        return ""
    written = decode(value.encode("ascii", "surrogateescape")).text
    if not written.isascii():  # an encoded word is ASCII; one that is not has some of its characters as they are
        written = _QUOTED_WORD.sub(lambda word: _BEYOND_ASCII.sub(_quoted, word[0]), written)
    parts = []
    for raw, charset in decode_header(_QUOTED_BREAK.sub(" ", written)):
        if isinstance(raw, bytes):  # what is no encoded word comes in the escapes of Python's source
            raw = raw.decode("raw-unicode-escape") if charset is None else decode(raw, charset).text
        parts.append(raw)
    return "".join(parts)


FORMAT = Format("e-mail", _recognises, _read)
