"""Publish, the XML of The Canadian Press: its own copy, and AP's that it hands on."""

from __future__ import annotations

from collections.abc import Iterator

from stream.reading.formats import prose
from stream.reading.formats.elements import Element, child, text_of
from stream.reading.formats.items import KINDS, Document, Draft, Item, Outcome, Skipped
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, outcomes

__all__ = ["FORMAT"]

_NEVER = "0001-01-01"  # .NET's word for no time


def _recognises(head: Head) -> bool:
    return head.root == "publish"


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(each_item(document, ("contentitem",)), lambda _, content: _item(content))


def _item(content: Element) -> Item | Skipped:
    draft = Draft("cp")
    draft.know("thecanadianpress.com")

    def said(name: str) -> str:
        return text_of(child(content, name))

    kind = said("contenttype").lower()
    if kind in KINDS or (kind not in ("", "text", "story") and not said("contenttext")):
        return Skipped(KINDS.get(kind, kind))
    number = said("systemslug") or said("newscompid") or said("contentitemid")
    draft.identity(f"urn:copytaster:cp:{number}" if number else None, "SystemSlug")
    draft.version(said("writethrunum"), "WritethruNum")
    draft.time("versionCreated", said("updateddatetime"), "UpdatedDateTime")
    draft.time("firstCreated", said("createddatetime"), "CreatedDateTime", zone="Etc/UTC")
    draft.time("versionCreated", said("createddatetime"), "CreatedDateTime", zone="Etc/UTC")
    if not said("embargotime").startswith(_NEVER):
        draft.time("embargoedUntil", said("embargotime"), "EmbargoTime")
    draft.headline(prose.title(said("headline")), "Headline")
    draft.headline(prose.title(said("headline2")), "Headline2")
    draft.put("slugline", said("slugproper"), "SlugProper")
    draft.put("byline", said("byline"), "Byline")
    draft.put("located", said("placeline") or said("city"), "Placeline")
    draft.put("creditLine", said("credit"), "Credit")
    draft.source("originator", said("source"), "Source")
    draft.note(said("updatenote"), "UpdateNote")
    if said("holdflag").lower() == "true":
        draft.status("withheld", "HoldFlag")
    if said("trashflag").lower() == "true":
        draft.status("canceled", "TrashFlag")
    held = child(content, "contenttext")
    draft.body(prose.from_html("".join(held.itertext())) if held is not None else [], "ContentText")
    return draft.made()


FORMAT = Format("CP Publish", _recognises, _read)
