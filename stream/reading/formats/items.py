"""What a reader yields: ninjs records, what it skipped, and what it could not read.

A reader fills a :class:`Draft`. It keeps for each field where in the file it was read, so that people can be shown
what was understood and what from. A field that cannot be used is left out and named (a bad field costs the field); an
item that cannot be used raises (a bad item costs the item).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import dropwhile
from typing import BinaryIO, Final, NamedTuple

from stream.errors import Invalid, Reason
from stream.reading.formats.characters import without_marks
from stream.reading.formats.dates import Stamp, stamp
from stream.reading.formats.suppliers import signed_off, status_of, supplier_among, without_imprint
from stream.reading.rules import Supplier

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "MOST_BYTES_OF_AN_ITEM",
    "MOST_ITEMS",
    "TOO_MANY",
    "Document",
    "Draft",
    "Item",
    "Outcome",
    "Refused",
    "Skipped",
    "of_parts",
    "one_line",
    "outcome",
]

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a file of many items; what is longer is refused from there on."""

MOST_BYTES_OF_AN_ITEM: Final = 4 * 1024 * 1024

MOST_ITEMS: Final = 10_000
"""Of one file."""

KINDS: Final = {
    **dict.fromkeys(("picture", "photo", "image", "still"), "picture"),
    **dict.fromkeys(("graphic", "infographic", "animated"), "graphic"),
    **dict.fromkeys(("audio", "sound"), "audio"),
    "video": "video",
    "composite": "package",
}
"""What an item is that is no text, by the words of houses. One of a kind that nobody knows is read if it has text."""

_RATIO = 100  # of what a compressed file holds to its size, after the first MiB: no text is packed so tight
_RATIO_FROM = 1024 * 1024
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST_URI = 2000
_USABLE, _WITHHELD, _CANCELED = "usable", "withheld", "canceled"


class Item(NamedTuple):
    """One item that was understood."""

    record: dict[str, object]  # ninjs 3.x
    origins: Mapping[str, str]  # where in the file each field was read, by its name in the record
    lost: Sequence[str] = ()  # fields that were there and could not be used, and why


class Skipped(NamedTuple):
    """An item that is no text to be told: counted by kind, and no fault."""

    kind: str


class Refused(NamedTuple):
    """An item that cannot be read, or the rest of a file."""

    reason: Reason
    message: str
    raw: bytes = b""


Outcome = Item | Skipped | Refused

TOO_MANY: Final = Refused(Reason.TOO_LARGE, f"file: more than {MOST_ITEMS} items; the rest is left out")
"""What stands in the place of all that come after `MOST_ITEMS`."""


@dataclass
class Document:
    """A file, or a part of one, as a reader is given it."""

    stream: BinaryIO  # from the beginning, decompressed
    sidecar: Mapping[str, object] | None = None  # what is known of it beside it
    packed: int | None = None  # bytes of the compressed file

    def whole(self, most: int = MOST_BYTES) -> bytes:
        """All of it.

        Raises:
            Invalid: ``too-large``, also for a file that was packed tighter than any text is.
        """
        pieces, left = [], most + 1
        while left and (piece := self.stream.read(left)):  # a stream need not give all at once
            pieces.append(piece)
            left -= len(piece)
        raw = b"".join(pieces)
        if len(raw) > most:
            raise Invalid(Reason.TOO_LARGE, f"file: more than {most} bytes, as many are read at once")
        if self.packed is not None and len(raw) > max(_RATIO_FROM, _RATIO * self.packed):
            raise Invalid(Reason.TOO_LARGE, f"file: {len(raw)} bytes out of {self.packed}: no text is packed so tight")
        return raw


def outcome(make: Callable[[], Item | Skipped], source: Callable[[], bytes]) -> Outcome:
    """What is made of one item. One that cannot be used costs itself alone: it is refused, with what it was made of."""
    try:
        return make()
    except Invalid as invalid:
        return Refused(invalid.reason, str(invalid), source())


def of_parts(text: str, starts: Sequence[int], make: Callable[[str], Item | Skipped]) -> Iterator[Outcome]:
    """The items of a text of which one begins at each of these places and ends where the next one begins."""
    for count, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        if count > MOST_ITEMS:
            yield TOO_MANY
            return
        part = text[start:end]
        yield outcome(partial(make, part), part.encode)


def one_line(text: str | None) -> str:
    """White space of any kind as single spaces, without invisible marks."""
    return " ".join(without_marks(text or "").split())


class Draft:
    """A ninjs record in the making."""

    def __init__(self, name: str) -> None:
        """Begin a record.

        Args:
            name: of the format, as it stands in a uri.
        """
        self.record: dict[str, object] = {}
        self.origins: dict[str, str] = {}
        self.lost: list[str] = []
        self.supplier: Supplier = supplier_among(())
        self._name = name
        self._inferred: list[dict[str, str]] = []
        self._paragraphs: list[str] = []
        self._stated_status = False

    def know(self, *names: str | None) -> None:
        """Find the supplier among names and domains, the best evidence first."""
        self.supplier = supplier_among(name for name in names if name)

    def infer(self, field: str, evidence: str) -> None:
        """Say what a field of the version was inferred from."""
        self._inferred.append({"field": field, "evidence": evidence})

    def lose(self, field: str, why: str) -> None:
        """Name a field that was there and could not be used."""
        self.lost.append(f"{field}: {why}")

    def put(self, field: str, value: str | None, origin: str) -> bool:
        """Set a field of one line, unless it is blank or set already; whether it was set."""
        if field in self.record:
            return False
        text = one_line(value)
        if text:
            self.record[field] = text
            self.origins[field] = origin
        return bool(text)

    def add(self, field: str, value: object, origin: str) -> None:
        """Add to a list, each value once."""
        values = self.record.setdefault(field, [])
        if isinstance(values, list) and value not in values:
            values.append(value)
            self.origins.setdefault(field, origin)

    def identity(self, uri: str | None, origin: str) -> bool:
        """Set the uri, where it is one; whether it is."""
        text = _CONTROL.sub("", uri or "").strip()
        if not text or "uri" in self.record:
            return False
        if len(text) > _LONGEST_URI:
            self.lose("uri", f"{len(text)} characters, at most {_LONGEST_URI} are an identity")
            return False
        self.record["uri"] = text
        self.origins["uri"] = origin
        return True

    def version(self, value: str | None, origin: str) -> None:
        """Set the version, unless the supplier's are no order."""
        text = one_line(value)
        if not text:
            return
        if self.supplier.versions == "none":
            self.lose("version", f"those of {self.supplier.domain} are no order: the time decides")
            return
        self.put("version", text[:100], origin)

    def time(self, field: str, printed: str | None, origin: str, *, zone: str | None = None) -> Stamp | None:
        """Set a time, in whatever form it is printed; one that cannot be read is lost.

        Args:
            field: such as ``versionCreated``.
            printed: as the file has it.
            origin: where it stands.
            zone: of the IANA database, for times that state none; the supplier's where it is not given.
        """
        if not (printed or "").strip() or field in self.record:
            return None
        read = stamp(printed or "", zone or self.supplier.timezone)
        if read is None:
            self.lose(field, f"{origin} is no time that can be read ({len(printed or '')} characters)")
            return None
        if field == "embargoedUntil" and len(read.text) <= len("2022-11-29"):
            self.lose(field, f"{origin} gives a day without a time")
            return None
        self.record[field] = read.text
        self.origins[field] = origin
        if read.assumed:
            attribute = {"versionCreated": "published", "firstCreated": "first_created"}.get(field, field)
            self.infer(attribute, f"{origin} {read.assumed}")
        return read

    def headline(self, text: str | None, origin: str, role: str = "main") -> bool:
        """Add a headline with its role, unless one with the role is there; whether it was added."""
        line = one_line(text)
        known = self.record.get("headlines")
        if not line or (isinstance(known, list) and any(entry["role"] == role for entry in known)):
            return False
        self.add("headlines", {"role": role, "value": line}, origin)
        self.origins.setdefault(f"headlines.{role}", origin)
        return True

    @property
    def has_headline(self) -> bool:
        """Whether it has a main one."""
        return "headlines.main" in self.origins

    @property
    def main_headline(self) -> str:
        """The main headline; "" where there is none."""
        held = self.record.get("headlines")
        lines = [entry["value"] for entry in held if entry["role"] == "main"] if isinstance(held, list) else []
        return str(lines[0]) if lines else ""

    def body(self, paragraphs: Iterable[str], origin: str) -> bool:
        """Set the text, unless there is one; whether it was set. A sign-off at its end is no part of it."""
        if self._paragraphs:
            return False
        kept = [text for text in (without_marks(paragraph).strip() for paragraph in paragraphs) if text]
        while kept and (one_line(kept[-1]) == "" or signed_off(kept[-1], self.supplier)):
            kept.pop()
        kept = without_imprint(kept, self.supplier)
        kept = list(dropwhile(lambda text: not any(map(str.isalnum, text)), kept))  # a rule that parts it from its head
        self._paragraphs = kept
        if kept:
            self.origins["bodies"] = origin
        return bool(kept)

    @property
    def paragraphs(self) -> list[str]:
        """The text."""
        return self._paragraphs

    def language(self, *tags: str | None, origin: str) -> None:
        """Set the language: the first of these that is a tag, and not a country's name or a placeholder."""
        from stream.reading.formats.languages import is_language

        for tag in tags:
            text = one_line(tag)
            if text and _LANGUAGE.fullmatch(text) and is_language(text):
                self.put("language", text.replace("_", "-"), origin)
                return
            if text:
                self.lose("language", f"{origin} is no tag of ISO 639")

    def urgency(self, value: str | None, origin: str) -> None:
        """Set the urgency, 1 to 9."""
        text = one_line(value)
        if not text or "urgency" in self.record:
            return
        if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 9:
            self.record["urgency"] = int(text[:3])
            self.origins["urgency"] = origin
        else:
            self.lose("urgency", f"{origin} is no figure from 1 to 9")

    def status(self, word: str | None, origin: str) -> None:
        """Set the status by the word of the house; one that nobody knows withholds the item, and says so."""
        text = one_line(word)
        if not text or self._stated_status:
            return
        self._stated_status = True
        known = status_of(text, self.supplier)
        if known is None:
            self.infer("status", f"{origin}: a status that is not known, {len(text)} characters")
        self.record["pubStatus"] = known or _WITHHELD
        self.origins["pubStatus"] = origin

    def source(self, role: str, name: str | None, origin: str) -> None:
        """Name a party: originator, redistributor or supplier."""
        text = one_line(name).strip("/-–— ")
        known = self.record.get("infoSources")
        if text and not (isinstance(known, list) and any(entry["literal"] == text for entry in known)):
            self.add("infoSources", {"role": role, "literal": text}, origin)

    def note(self, text: str | None, origin: str) -> None:
        """Add a note to editors."""
        line = one_line(text)
        if not line:
            return
        held = self.record.get("edNote")
        if isinstance(held, str):
            if line not in held.split("\n"):
                self.record["edNote"] = f"{held}\n{line}"
        else:
            self.put("edNote", line, origin)

    def made(self) -> Item:
        """The record.

        Raises:
            Invalid: ``no-text``, for a usable item without a word.
        """
        record = self.record
        if self._paragraphs and not self.has_headline and len(self._paragraphs) == 1:
            self.headline(self._paragraphs[0], self.origins["bodies"])
            self.infer("headline", "the only paragraph: the item has no headline")
        if self._paragraphs:
            record["bodies"] = [
                {"role": "main", "contentType": "text/plain", "value": "\n\n".join(self._paragraphs)},
            ]
        usable = record.get("pubStatus", _USABLE) == _USABLE
        if usable and not self._paragraphs and not self.has_headline and "edNote" not in record:
            raise Invalid(Reason.NO_TEXT, f"{self._name}: a text item without a paragraph, a headline or a note")
        if "uri" not in record:
            record["uri"] = f"urn:copytaster:{self._name}:{self._digest()}"
            self.origins["uri"] = "the content: nothing in the item names it"
            self.infer("uri", "the content: nothing in the item names it")
        if self._inferred:
            record["inferred"] = self._inferred
        return Item(record, self.origins, tuple(self.lost))

    def _digest(self) -> str:
        said = [str(self.record.get("headlines", "")), str(self.record.get("versionCreated", "")), *self._paragraphs]
        return blake2b("\n".join(said).encode(errors="replace"), digest_size=16).hexdigest()
