"""XML from strangers as trees: what it takes to parse it, and what bounds it.

The parser (libxml2) is given no network, no external entities or DTDs and no huge trees: it refuses entity bombs,
depth over 256 and text of more than 10 MB by itself. What it would stumble over is put right first, on the
characters: the encoding (:mod:`~stream.reading.formats.characters`), control characters, and named references that
only HTML has (its recovery would drop ``&nbsp;`` and glue the words).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from html.entities import html5
from io import BytesIO
from typing import Final

from lxml import etree

from stream.errors import Invalid, Reason
from stream.reading.formats.characters import decode
from stream.reading.formats.elements import Element, name_of
from stream.reading.formats.items import (
    MOST_BYTES,
    MOST_BYTES_OF_AN_ITEM,
    MOST_ITEMS,
    TOO_MANY,
    Document,
    Item,
    Outcome,
    Refused,
    Skipped,
    outcome,
)

__all__ = ["each_item", "items_of", "outcomes", "parse", "source_of"]

_DECLARED = re.compile(r"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"'][^>]*\?>", re.ASCII)
_PROLOG = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_NO_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0{0,5}(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0{0,5}(?:[0-8bce-f]|1[0-9a-f]));",
    re.IGNORECASE,
)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARES_ENTITIES = re.compile(r"<!ENTITY\s", re.ASCII)
_PIECE: Final = 256 * 1024  # bytes that are given to the parser at a time
_MOST_OF_AN_ITEM: Final = MOST_BYTES_OF_AN_ITEM + 2 * _PIECE  # where an item begins and ends is known to a piece
_MOST_AROUND: Final = 100_000  # elements and attributes of a long file that are in no item
_MOST_IN_A_TREE: Final = 1_500_000  # tags and attributes of a file that is parsed whole: each takes some 100 bytes
_STRAY_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )


def parse(raw: bytes, *, lenient: bool = False) -> Element:
    """The root of a document.

    Args:
        raw: the bytes of the file.
        lenient: whether what is not well formed is read as far as it can be understood; feeds are written so.

    Raises:
        Invalid: ``xml``, ``too-deep`` or ``too-large``.
    """
    text = _repaired(raw)
    if text.count("<") + text.count("=") > _MOST_IN_A_TREE:
        raise Invalid(Reason.TOO_LARGE, f"xml: more than {_MOST_IN_A_TREE} tags and attributes")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser())
    except etree.XMLSyntaxError as error:
        refused = _refusal(error)
        if not lenient or refused.reason is not Reason.XML or "amplification" in str(error):
            raise refused from error
    root = etree.fromstring(_STRAY_AMPERSAND.sub("&amp;", text).encode("utf-8", "replace"), _parser(recover=True))
    if root is None:
        raise Invalid(Reason.XML, "xml: no element can be made out")
    return root


def _repaired(raw: bytes) -> str:
    declared = _DECLARED.match(raw[:400].decode("ascii", "replace").lstrip("\ufffd\ufeff"))
    text = decode(raw, None if declared is None else declared[1]).text
    text = _PROLOG.sub("", text, count=1).lstrip()
    text = _NO_XML.sub("", text)
    if _DECLARES_ENTITIES.search(text, 0, 20_000) is None:
        text = _NAMED.sub(_character, text)
    return text


def _character(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name in _OF_XML else html5.get(f"{name};", found[0])


def _refusal(error: etree.XMLSyntaxError) -> Invalid:
    said = str(error.msg or "")
    if "depth" in said:
        return Invalid(Reason.TOO_DEEP, "xml: elements nested deeper than 256")
    if "too long" in said or "huge" in said.lower():
        return Invalid(Reason.TOO_LARGE, "xml: a text of more than 10 MB")
    line, column = error.position
    return Invalid(Reason.XML, f"xml: {said.partition(', line')[0][:120]} at line {line}, column {column}")


def each_item(document: Document, names: Collection[str]) -> Iterator[tuple[Element, Element] | Refused]:
    """The items of a file, each with the root as far as it is known.

    A file that is small enough for one item is parsed whole. A longer one, and one that is not well formed, is read
    item by item in bounded memory: what came before the fault stays good, and the rest is one refusal.

    Args:
        document: the file.
        names: of the elements that are items, in lower case; an item inside an item belongs to that.
    """
    head = document.stream.read(MOST_BYTES_OF_AN_ITEM + 1)
    if len(head) <= MOST_BYTES_OF_AN_ITEM:
        try:
            root = parse(head)
        except Invalid as invalid:
            if invalid.reason is not Reason.XML:
                yield Refused(invalid.reason, str(invalid), head)
                return
        else:
            yield from items_of(root, names)
            return
    yield from _one_by_one(head, document, names)


def outcomes(
    found: Iterable[tuple[Element, Element] | Refused], make: Callable[[Element, Element], Item | Skipped]
) -> Iterator[Outcome]:
    """What is made of each item that was found, given the root and the item; a refusal stays one."""
    for each in found:
        yield each if isinstance(each, Refused) else outcome(partial(make, *each), partial(source_of, each[1]))


def items_of(root: Element, names: Collection[str]) -> Iterator[tuple[Element, Element] | Refused]:
    """The items of a parsed file, each with the root, and a refusal of what is beyond `MOST_ITEMS`."""
    if name_of(root) in names:
        yield root, root
        return
    count = 0
    level = [root]
    while level:
        inner = []
        for element in level:
            for below in element:
                if name_of(below) in names:
                    count += 1
                    if count > MOST_ITEMS:
                        yield TOO_MANY
                        return
                    yield root, below
                else:
                    inner.append(below)
        level = inner


class _Repairing:
    """A file as libxml2 may read it: decoded and repaired piece by piece.

    An encoding is settled by the first piece that has more than plain ASCII in it: what stands before it is the same
    in all of them.
    """

    def __init__(self, head: bytes, document: Document) -> None:
        declared = _DECLARED.match(head[:400].decode("ascii", "replace").lstrip("\ufffd\ufeff"))
        self._declared = None if declared is None else declared[1]
        self._decoder: codecs.IncrementalDecoder | None = None
        self._head = BytesIO(head)
        self._document = document
        self._kept = b""
        self._begins = True
        self._given = 0
        self._moved = 0  # what had been given when an element ended last
        self.why = ""  # it ends before its end, and why

    def moved(self) -> None:
        """Take note that an element ended."""
        self._moved = self._given

    @property
    def given(self) -> int:
        """Bytes that were read so far."""
        return self._given

    def read(self, size: int = -1) -> bytes:
        """The next piece; b"" at the end."""
        del size  # pieces are as long as they are
        while True:
            piece = self._head.read(_PIECE) or self._document.stream.read(_PIECE)
            self._given += len(piece)
            if self._given > MOST_BYTES:
                self.why = f"more than {MOST_BYTES} bytes"
            elif self._given - self._moved > _MOST_OF_AN_ITEM:
                self.why = f"more than {MOST_BYTES_OF_AN_ITEM} bytes in which no element ends"
            if self.why:
                return b""
            raw = self._kept + piece
            if not raw:
                return b""
            # A piece ends behind a ">": no character, reference or name is cut in two.
            end = raw.rfind(b">") + 1 if piece else len(raw)
            if not end and len(raw) < MOST_BYTES_OF_AN_ITEM:
                self._kept = raw
                continue
            end = end or len(raw)
            self._kept = raw[end:]
            text = self._characters(raw[:end])
            if self._begins:
                text = _PROLOG.sub("", text.lstrip("\ufeff"), count=1).lstrip()
                self._begins = not text  # a prolog alone in the first piece
            text = _NAMED.sub(_character, _NO_XML.sub("", text))
            if text:
                return text.encode("utf-8", "replace")

    def _characters(self, raw: bytes) -> str:
        if self._decoder is None:
            encoding = decode(raw, self._declared).encoding
            if encoding == "utf-8" and raw.isascii():
                return raw.decode("ascii")
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        return self._decoder.decode(raw)


def _one_by_one(head: bytes, document: Document, names: Collection[str]) -> Iterator[tuple[Element, Element] | Refused]:
    """The items of a long file. What is kept of it at a time is one item and what stands around the items.

    A file may be made to fill memory with elements, which take twenty times their bytes: an item that is too long is
    emptied while it is parsed, and there is a bound on what stands around items.
    """
    source = _Repairing(head, document)
    count = inside = around = began = 0
    is_too_long = False
    try:
        events = etree.iterparse(
            source,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
        )
        root = None
        for event, element in events:
            if root is None:
                root = element
            is_item = name_of(element) in names
            if event == "start":
                if is_item and not inside:
                    began = source.given
                inside += is_item
                continue
            source.moved()
            if inside > is_item:  # within an item
                inside -= is_item
                is_too_long = is_too_long or source.given - began > _MOST_OF_AN_ITEM
                if is_too_long:
                    _empty(element)
                continue
            if not is_item:
                around += 1 + len(element.attrib)
                if around > _MOST_AROUND:
                    yield Refused(Reason.TOO_LARGE, f"file: more than {_MOST_AROUND} elements around its items")
                    return
                continue
            inside -= 1
            count += 1
            if count > MOST_ITEMS:
                yield TOO_MANY
                return
            if is_too_long or source.given - began > _MOST_OF_AN_ITEM:
                yield Refused(Reason.TOO_LARGE, f"item: more than {MOST_BYTES_OF_AN_ITEM} bytes")
            else:
                yield root, element
            is_too_long = False
            _empty(element, names)
    except etree.XMLSyntaxError as error:
        if source.why:
            yield Refused(Reason.TOO_LARGE, f"file: {source.why}; what comes behind is left out")
            return
        refused = _refusal(error)
        yield Refused(refused.reason, str(refused), head if not count and len(head) <= MOST_BYTES_OF_AN_ITEM else b"")


def _empty(element: Element, names: Collection[str] | None = None) -> None:
    """Let go of what is in an element that has ended, and of those before it; of the latter as far as all have one of
    these names, where some are given.
    """
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        if names is not None and name_of(before) not in names:
            return
        parent.remove(before)


def source_of(element: Element) -> bytes:
    """An element as bytes, for a reject."""
    return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))
