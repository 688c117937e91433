"""NITF, also older than 3.0, with the namespace or without, as AP, AAP, PA, EFE, ANSA, NTB, Ritzau and CP send it.

The other formats of the IPTC carry it as their content: they use :func:`body_of` and :func:`fields_of_head`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream.reading.formats import prose
from stream.reading.formats.dates import stamp
from stream.reading.formats.elements import Element, attribute, child, first, name_of, text_of, within
from stream.reading.formats.items import Document, Draft, Item, Outcome, one_line
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, outcomes

__all__ = ["FORMAT", "body_of", "fields_of_head"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:[^\s:]+[:,/]")
_ENDS_WITH_VERSION = re.compile(r"(.{6,})_(\d{2})")
# Names of <meta> under which houses put the slug, the more particular ones first.
_SLUGS = ("anpa-keyword", "ntbstikkord", "slug", "slugline", "keyword")
_NUMBERED = re.compile(r"^\d{1,2} (?=[A-Z]{3})")
_INITIALS = re.compile(r"[^\W\d_]{1,5}(?:/[^\W\d_]{1,5}){1,4}")
_AGENCIES = re.compile(r"[A-Z][A-Za-z]{1,9}(?:[-/][A-Z][A-Za-z]{1,9}){1,4}")


_NO_NOTES = frozenset({"cpyrt", "trdmk", "end"})  # of NITF: copyright, trade marks, the end of a text


def _recognises(head: Head) -> bool:
    return head.root == "nitf"


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(each_item(document, ("nitf",)), lambda _, nitf: _item(nitf, document))


def _item(nitf: Element, document: Document) -> Item:
    draft = Draft("nitf")
    head = child(nitf, "head")
    data = first(head, "docdata")
    number = first(data, "doc-id")
    holder = attribute(first(data, "doc.copyright"), "holder")
    top = first(nitf, "body.head")
    owner = text_of(first(top, "rights.owner"))
    distributor = text_of(first(top, "distributor"))
    source = attribute(number, "regsrc")
    draft.know(
        source, _meta(head, "ntbkilde"), owner, distributor, attribute(first(data, "doc.rights"), "owner"), holder
    )
    _identity(draft, number, document)
    draft.version(attribute(first(data, "du-key"), "version"), "docdata/du-key/@version")
    issued = first(data, "date.issue")
    draft.time("versionCreated", attribute(issued, "norm") or text_of(issued), "docdata/date.issue")
    published = first(head, "pubdata")
    draft.time("versionCreated", attribute(published, "date.publication"), "head/pubdata/@date.publication")
    told = first(top, "story.date")
    draft.time("versionCreated", attribute(told, "norm"), "body.head/story.date/@norm")
    _status(draft, data)
    draft.urgency(attribute(first(head, "urgency"), "ed-urg"), "docdata/urgency/@ed-urg")
    body = child(nitf, "body")
    languages = [attribute(each, "lang") for each in (nitf, body, child(body, "body.content"))]
    draft.language(*languages, attribute(nitf, "baselang"), origin="nitf/@baselang, @xml:lang")
    draft.body(prose.without_heading(body_of(nitf), _main(nitf)), "body.content")
    fields_of_head(draft, nitf)
    draft.source("originator", holder, "docdata/doc.copyright/@holder")
    draft.source("originator", owner, "body.head/rights.owner")
    draft.source("redistributor", distributor, "body.head/distributor")
    for named in within(data, "from-src"):
        draft.source("supplier", attribute(named, "src-name"), "docdata/from-src")
    for subject in within(head, "tobject.subject"):
        ways = ("tobject.subject.matter", "tobject.subject.type")
        if name := next((said for way in ways if (said := attribute(subject, way))), None):
            draft.add("subjects", {"name": one_line(name)}, "head/tobject.subject")
    draft.note(attribute(first(data, "ed-msg"), "info"), "docdata/ed-msg/@info")
    for note in within(body, "note"):
        if attribute(note, "noteclass") not in _NO_NOTES and attribute(note, "type") != "pa":
            draft.note(text_of(note), "body//note")
    for revised in within(head, "revision-history"):
        draft.note(attribute(revised, "comment"), "docdata/revision-history/@comment")
    killed = first(data, "doc.cancels") if first(data, "doc.cancels") is not None else None
    earlier = attribute(data, "management-doc-idref") or attribute(killed, "id-string")
    if earlier:
        draft.add("replaces", _uri(earlier, source, draft), "docdata/@management-doc-idref")
    return draft.made()


def _identity(draft: Draft, number: Element | None, document: Document) -> None:
    ident = attribute(number, "id-string")
    if ident:
        version = _ENDS_WITH_VERSION.fullmatch(ident)
        if version is not None and draft.supplier.versions == "suffix":
            ident = version[1]
            draft.version(version[2], "docdata/doc-id/@id-string")
        draft.identity(_uri(ident, attribute(number, "regsrc"), draft), "docdata/doc-id/@id-string")
        return
    known = (document.sidecar or {}).get("uri")
    if isinstance(known, str):
        draft.identity(known, "the sidecar")


def _uri(ident: str, source: str | None, draft: Draft) -> str:
    if _SCHEME.match(ident) is not None and ident.partition(":")[0].lower() in ("urn", "tag", "http", "https", "info"):
        return ident
    supplier = source or draft.supplier.domain or "unknown"
    return f"urn:copytaster:nitf:{one_line(supplier).replace(' ', '-')}:{ident}"


def _status(draft: Draft, data: Element | None) -> None:
    said = attribute(data, "management-status")
    released = attribute(first(data, "date.release"), "norm")
    if said and said.lower() == "embargoed":
        draft.status("usable" if released and stamp(released) else "withheld", "docdata/@management-status")
        draft.time("embargoedUntil", released, "docdata/date.release/@norm")
        return
    draft.status(said, "docdata/@management-status")


def _main(nitf: Element) -> str:
    lines = list(within(first(nitf, "body.head"), "hl1"))
    lines.sort(key=lambda line: attribute(line, "id") != "headline")
    return prose.title(text_of(lines[0])) if lines else ""


def _meta(head: Element | None, *names: str) -> str | None:
    for name in names:
        for meta in within(head, "meta"):
            if (attribute(meta, "name") or "").lower() == name and (content := attribute(meta, "content")):
                return content
    return None


def fields_of_head(draft: Draft, nitf: Element) -> None:
    """Set what the head of a text says and the draft has not: headline, slug, byline, dateline, place."""
    head, top = child(nitf, "head"), first(nitf, "body.head")
    draft.headline(_main(nitf), "hedline/hl1")
    draft.headline(prose.title(text_of(first(first(top, "hedline"), "hl2"))), "hedline/hl2", "standfirst")
    titled = prose.title(text_of(child(head, "title")))
    draft.headline(_NUMBERED.sub("", titled), "head/title")
    if draft.supplier.places_of("slugline") == ("title",):
        draft.put("slugline", titled, "head/title")
    for name in (*draft.supplier.places_of("slugline"), *_SLUGS):
        draft.put("slugline", _meta(head, name), f"head/meta[{name}]")
    if not draft.supplier.places_of("slugline"):
        draft.put("slugline", attribute(first(head, "du-key"), "key"), "docdata/du-key/@key")
        keys = (attribute(word, "key") for word in within(first(head, "key-list"), "keyword"))
        draft.put("slugline", next((key for key in keys if key), None), "docdata/key-list")
    byline = _byline(first(top, "byline"))
    if byline and _AGENCIES.fullmatch(byline) is not None:
        draft.put("creditLine", byline.replace("-", "/"), "body.head/byline")
    elif byline and _INITIALS.fullmatch(byline) is None:
        draft.put("byline", byline, "body.head/byline")
    place = first(top, "dateline")
    location = first(place, "location")
    printed = text_of(location) or "".join((place.text or "") if place is not None else "")
    if one_line(printed) and stamp(printed) is None:
        draft.put("dateline", printed, "body.head/dateline")
        draft.put("located", text_of(location) or printed, "body.head/dateline")
    where = first(head, "evloc")
    draft.put("located", attribute(where, "city"), "docdata/evloc/@city")


def _byline(element: Element | None) -> str:
    """A byline whose parts are elements: they are joined with commas, or names and titles would be glued."""
    if element is None:
        return ""
    parts: list[str] = [element.text or ""]
    for below in element:
        said = text_of(below)
        if said:
            before = "".join(parts)
            if before.strip() and name_of(below) in ("byttl", "virtloc"):
                parts.append(", ")
            elif before.strip() and not before[-1].isspace():
                parts.append(" ")
            parts.append(said)
        parts.append(below.tail or "")
    return one_line("".join(parts)).replace(" ,", ",")


def body_of(nitf: Element) -> list[str]:
    """The paragraphs of a text, without its media, tables, head and end; where it is tables alone, theirs."""
    content = child(nitf, "body", "body.content")  # a note in the head may have one of its own
    if content is None:
        content = first(nitf, "body.content", "body")
    if content is None:
        return []
    aside = {*prose.ASIDE, "body.head", "body.end", "media-producer", "media-reference", "media-metadata"}
    if not any(attribute(note, "type") == "pa" for note in within(content, "note")):  # "publishable advisory"
        aside.add("note")
    found = prose.paragraphs(content, aside)
    return found or prose.paragraphs(content, aside - {"table"})


FORMAT = Format("NITF", _recognises, _read)
