"""Press releases of the Nordic agencies (NTB, STT, Ritzau) as their release service writes them: one ``release``."""

from __future__ import annotations

from collections.abc import Iterator

from stream.reading.formats import prose
from stream.reading.formats.elements import Element, attribute, child, text_of, within
from stream.reading.formats.items import Document, Draft, Item, Outcome
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, outcomes

__all__ = ["FORMAT"]


def _recognises(head: Head) -> bool:
    return head.root in ("release", "releases")


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(each_item(document, ("release",)), lambda _, release: _item(release))


def _item(release: Element) -> Item:
    draft = Draft("release")
    link = text_of(child(release, "longurl")) or text_of(child(release, "shorturl"))
    draft.know(link, text_of(child(release, "agency")))
    draft.identity(link, "longurl")
    draft.identity(f"urn:copytaster:release:{attribute(release, 'id')}" if attribute(release, "id") else None, "@id")
    for name in ("versioncreated", "published", "publishdate", "date", "pubdate", "releasetime", "datetime"):
        draft.time("versionCreated", text_of(child(release, name)), name)
    for below in release:
        if (
            not len(below)
            and "versionCreated" not in draft.record
            and ("date" in str(below.tag) or "time" in str(below.tag))
        ):
            draft.time("versionCreated", text_of(below), str(below.tag))
    for name in ("title", "headline"):
        draft.headline(prose.title(text_of(child(release, name))), name)
    for publisher in within(release, "publisher"):
        draft.source("originator", text_of(child(publisher, "name")), "publisher/name")
    draft.language(attribute(release, "lang"), text_of(child(release, "language")), origin="@lang")
    paragraphs: list[str] = []
    for name in ("leadtext", "ingress", "lead", "body"):
        held = child(release, name)
        if held is not None:
            found = prose.from_html("".join(held.itertext())) if not len(held) else prose.paragraphs(held)
            paragraphs += [text for text in found if text not in paragraphs]
    draft.body(paragraphs, "leadtext, body")
    draft.put("profile", "press-release", "the format")
    return draft.made()


FORMAT = Format("press release", _recognises, _read)
