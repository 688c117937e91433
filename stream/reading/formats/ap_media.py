"""AP's Media API: an envelope with ``data.item``, or ``data.items`` for many.

The story itself is behind ``renditions.nitf.href`` and is not fetched: such an item is a pointer. What an answer
carries of its text (``body_nitf`` and the like, as some newsrooms store it) is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import orjson

from stream.reading.formats import prose
from stream.reading.formats.items import KINDS, Document, Draft, Item, Outcome, Refused, Skipped, outcome
from stream.reading.formats.json_fields import entries, objects, said
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT", "is_one"]


def is_one(record: Mapping[str, object]) -> bool:
    """Whether a parsed object is of this format."""
    data = record.get("data")
    return isinstance(data, Mapping) and (isinstance(data.get("item"), Mapping) or isinstance(data.get("items"), list))


def _recognises(head: Head) -> bool:
    return head.text.startswith("{") and '"data"' in head.text


def _read(document: Document) -> Iterator[Outcome]:
    for answer in entries(document):
        if isinstance(answer, Refused):
            yield answer
            continue
        data = answer.get("data")
        item = data.get("item") if isinstance(data, Mapping) else None
        items = [item] if isinstance(item, Mapping) else [each.get("item", each) for each in objects(data, "items")]
        for entry in items:
            yield outcome(partial(_item, entry), partial(orjson.dumps, entry))


def _item(entry: object) -> Item | Skipped:
    kind = said(entry, "type")
    text = said(entry, "body_nitf") or said(entry, "body_xhtml") or said(entry, "body_html") or said(entry, "body_text")
    if kind not in ("", "text", "composite") and (kind in KINDS or not text):
        return Skipped(KINDS.get(kind, kind[:40]))
    status = said(entry, "pubstatus")
    if not text and status in ("", "usable"):
        return Skipped("pointer")
    draft = Draft("ap-media")
    draft.know("ap.org")
    number = said(entry, "altids", "itemid")
    draft.identity(f"urn:newsml:ap.org:20230101:{number}" if number else None, "altids.itemid")
    draft.version(said(entry, "version"), "version")
    draft.time("versionCreated", said(entry, "versioncreated"), "versioncreated")
    draft.time("firstCreated", said(entry, "firstcreated"), "firstcreated")
    draft.time("embargoedUntil", said(entry, "embargoed"), "embargoed")
    draft.status("usable" if status == "embargoed" and "embargoedUntil" in draft.record else status, "pubstatus")
    draft.headline(prose.title(said(entry, "headline")), "headline")
    draft.put("slugline", said(entry, "slugline"), "slugline")
    draft.put("located", said(entry, "datelinelocation", "city"), "datelinelocation")
    for by in objects(entry, "bylines"):
        draft.put("byline", said(by, "by"), "bylines")
    draft.note(said(entry, "ednote"), "ednote")
    draft.urgency(said(entry, "urgency"), "urgency")
    draft.language(said(entry, "language"), origin="language")
    for source in objects(entry, "infosource"):
        draft.source("originator", said(source, "name"), "infosource")
    draft.source("supplier", said(entry, "provider"), "provider")
    draft.body(prose.from_html(text), "body")
    return draft.made()


FORMAT = Format("AP Media API", _recognises, _read)
