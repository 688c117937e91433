"""dpa-digitalwires: one JSON object with the text as HTML, notes with their roles, and pictures beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

import orjson

from stream.reading.formats import prose
from stream.reading.formats.items import KINDS, Document, Draft, Item, Outcome, Refused, Skipped, outcome
from stream.reading.formats.json_fields import entries, objects, said
from stream.reading.formats.recognition import Format, Head

__all__ = ["FORMAT", "is_one"]

_NO_NOTE = re.compile(r"notepad|closing|contact|picture|private")


def is_one(record: Mapping[str, object]) -> bool:
    """Whether a parsed object is of this format."""
    return isinstance(record.get("urn"), str) and "article_html" in record


def _recognises(head: Head) -> bool:
    return head.text.startswith("{") and '"article_html"' in head.text


def _read(document: Document) -> Iterator[Outcome]:
    for entry in entries(document):
        if isinstance(entry, Refused):
            yield entry
        else:
            yield outcome(partial(_item, entry), partial(orjson.dumps, entry))


def _item(entry: object) -> Item | Skipped:
    kind = said(entry, "type")
    text = said(entry, "article_html")
    is_text = kind in ("", "text", "composite")
    if not is_text and (kind in KINDS or not text):
        return Skipped(KINDS.get(kind, kind))
    pictured = not text and said(entry, "pubstatus") in ("", "usable")
    if pictured and next(objects(entry, "associations"), None) is not None:
        return Skipped("picture")
    draft = Draft("dpa-digitalwires")
    draft.know(said(entry, "urn"))
    draft.identity(said(entry, "urn"), "urn")
    draft.version(said(entry, "version"), "version")
    draft.time("versionCreated", said(entry, "version_created"), "version_created")
    draft.time("embargoedUntil", said(entry, "embargoed"), "embargoed")
    draft.status(said(entry, "pubstatus"), "pubstatus")
    draft.headline(prose.title(said(entry, "headline")), "headline")
    draft.headline(prose.title(said(entry, "subhead")), "subhead", "standfirst")
    draft.put("byline", said(entry, "byline"), "byline")
    draft.put("dateline", said(entry, "dateline"), "dateline")
    draft.put("creditLine", said(entry, "creditline"), "creditline")
    draft.urgency(said(entry, "urgency"), "urgency")
    draft.language(said(entry, "language"), origin="language")
    for note in objects(entry, "ednotes"):
        role = said(note, "role").lower()
        if "correction" in role:
            draft.add("signals", "correction", "ednotes")
        if note.get("is_publishable") is not False and _NO_NOTE.search(role) is None:
            draft.note(said(note, "ednote"), "ednotes")
    if signal := said(entry, "signal"):
        draft.add("signals", signal, "signal")
    for category in objects(entry, "categories"):
        if said(category, "type") == "dnltype:signal" and said(category, "qcode"):
            draft.add("signals", said(category, "qcode"), "categories")
    names = entry.get("dpasubject_names") if isinstance(entry, Mapping) else None
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        draft.put("slugline", "/".join(names), "dpasubject_names")
    draft.source("supplier", said(entry, "creditline"), "creditline")
    draft.body(prose.from_html(text), "article_html")
    return draft.made()


FORMAT = Format("dpa-digitalwires", _recognises, _read)
