"""RBNews, Ritzau's own XML, alone or in the answer of its queue: HTML that is escaped and encoded twice."""

from __future__ import annotations

from collections.abc import Iterator

from stream.reading.formats import prose
from stream.reading.formats.characters import repaired
from stream.reading.formats.elements import Element, child, first, text_of
from stream.reading.formats.items import Document, Draft, Item, Outcome
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, outcomes

__all__ = ["FORMAT"]

_ROOTS = frozenset({"rbnews", "xmlnewsqueuedresponse", "listofrbnews", "xmlnewsqueuedresult"})
_SIGNALS = {"korrektion": "correction", "nyversion": "update", "infoflash": "flash"}


def _recognises(head: Head) -> bool:
    return head.root in _ROOTS


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(each_item(document, ("rbnews",)), lambda _, news: _item(news))


def _item(news: Element) -> Item:
    draft = Draft("ritzau")
    draft.know("ritzau.dk")

    def said(name: str) -> str:
        return repaired(prose.title(text_of(child(news, name))))

    number = said("newsid")
    draft.identity(f"urn:copytaster:ritzau:{number}" if number else None, "NewsID")
    draft.version(said("version"), "version")
    draft.time("versionCreated", said("publishdate"), "PublishDate")
    draft.headline(said("headline"), "headline")
    draft.headline(said("subtitle"), "subtitle", "standfirst")
    draft.put("slugline", said("strapline"), "strapline")
    draft.put("located", said("town"), "town")
    draft.put("creditLine", said("origin"), "origin")
    draft.put("byline", said("byline"), "byline")
    draft.language("da", origin="the format: Ritzau's")
    priority = said("priority")
    draft.urgency(priority, "priority")
    if first(news, "annuleret") is not None and text_of(first(news, "annuleret")).lower() == "true":
        draft.status("canceled", "Annuleret")
    for name, signal in _SIGNALS.items():
        if text_of(first(news, name)).lower() == "true":
            draft.add("signals", signal, name)
    for name in ("replaces", "replacedid"):
        earlier = said(name)
        if earlier:
            draft.add("replaces", f"urn:copytaster:ritzau:{earlier}", name)
    held = child(news, "content")
    content = "" if held is None else "".join(held.itertext())
    paragraphs = prose.from_html(repaired(content))
    if not draft.has_headline:
        short = said("contentshort")
        if short and not short.endswith("..."):
            draft.headline(short, "ContentShort")
        elif paragraphs:
            draft.headline(paragraphs[0].partition(". ")[0], "content: its first sentence")
    draft.body(paragraphs, "content")
    return draft.made()


FORMAT = Format("Ritzau XML", _recognises, _read)
