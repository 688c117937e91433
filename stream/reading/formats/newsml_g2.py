"""NewsML-G2: a newsItem alone, or many in a newsMessage. Packages, pictures and other kinds are skipped.

IPTC's standard at https://iptc.org/standards/newsml-g2/, as dpa, Reuters, STT, TT, ANSA, AP, APA, GlobeNewswire and
BusinessDesk write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stream.reading.cleaning import markup
from stream.reading.formats import nitf, prose
from stream.reading.formats.characters import repaired, unpacked
from stream.reading.formats.elements import Element, attribute, child, children, first, name_of, text_of
from stream.reading.formats.items import KINDS, Document, Draft, Item, Outcome, Skipped, one_line
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, outcomes
from stream.reading.parties import host_of, site_of
from stream.text.calendar import split_day
from stream.text.fold import fold

__all__ = ["FORMAT"]

_ITEMS = frozenset({"newsitem", "packageitem", "planningitem", "conceptitem", "knowledgeitem", "catalogitem"})
_ROOTS = _ITEMS | {"newsmessage"}
_KINDS = {
    "packageitem": "package",
    "planningitem": "planning",
    "conceptitem": "concept",
    "knowledgeitem": "concept",
    "catalogitem": "catalogue",
}
# Notes that are no message to an editor of the text: they repeat others, name contacts, or belong to a picture.
_NO_NOTE = re.compile(r"notepad|closing|contact|picture|private|image|photo", re.IGNORECASE)
_SUPPLIER = ("provider", "supplier")
_ROLES = {"origprov": "originator", "source": "originator", "supplier": "supplier", "distributor": "redistributor"}
_REPLACES = frozenset({"evolvedfrom", "prevversion", "previousversion", "replaces"})
_SUMMARIES = frozenset({"summary", "teaser", "abstract", "synopsis"})
_FIELDS = frozenset({"headline", "title", "dateline", "byline"})  # of an item, that a house may have in its text
_DATED = re.compile(r"urn:newsml:[^:]+:\d{8}:(\d+)")
_SCRIPT = re.compile(r"\(ROUGH CUT|SHOTLIST|^VIDEO SHOWS", re.IGNORECASE)


def _recognises(head: Head) -> bool:
    return head.root in _ROOTS


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(each_item(document, _ITEMS), _item)


def _item(root: Element, item: Element) -> Item | Skipped:
    name = name_of(item)
    if name in _KINDS:
        return Skipped(_KINDS[name])
    meta, content = child(item, "itemmeta"), child(item, "contentmeta")
    kind = _code(_coded(child(meta, "itemclass")))
    language = _language(item, content)
    body, origin = _body(item, language)
    if (kind in KINDS and not (kind == "composite" and body)) or (kind not in ("", "text") and not body):
        return Skipped(KINDS.get(kind, kind))
    if not body and child(item, "contentset", "remotecontent") is not None and kind != "text":
        return Skipped("picture")
    if not body and not kind and child(item, "contentset") is None:
        return Skipped("item without content")
    draft = Draft("newsml-g2")
    guid = _identity(attribute(item, "guid"))
    provider = child(meta, "provider")
    sender, credit = text_of(child(root, "header", "sender")), text_of(child(content, "creditline"))
    draft.know(guid, _name(provider), attribute(provider, "uri"), sender, credit)
    draft.identity(guid, "@guid")
    draft.version(attribute(item, "version"), "@version")
    draft.time("versionCreated", text_of(child(meta, "versioncreated")), "itemMeta/versionCreated")
    draft.time("firstCreated", text_of(child(meta, "firstcreated")), "itemMeta/firstCreated")
    draft.time("embargoedUntil", text_of(child(meta, "embargoed")), "itemMeta/embargoed")
    draft.status(_code(_coded(child(meta, "pubstatus"))), "itemMeta/pubStatus")
    _headlines(draft, meta, content, language)
    for slug in _of_language(children(content, "slugline"), language):
        draft.put("slugline", text_of(slug), "contentMeta/slugline")
    for subject in children(content, "subject"):
        if name := _name(subject) if child(subject, "name") is not None else "":
            draft.add("subjects", {"name": name}, "contentMeta/subject")
    for by in _of_language(children(content, "by"), language):
        draft.put("byline", text_of(by), "contentMeta/by")
    for dateline in _of_language(children(content, "dateline"), language):
        draft.put("dateline", _dateline(text_of(dateline)), "contentMeta/dateline")
    located = child(content, "located")
    draft.put("located", _name(located), "contentMeta/located")
    draft.put("creditLine", text_of(child(content, "creditline")).rstrip("-–— "), "contentMeta/creditline")
    _sources(draft, item, content, provider)
    draft.urgency(text_of(child(content, "urgency")), "contentMeta/urgency")
    draft.language(
        attribute(child(content, "language"), "tag"), attribute(item, "lang"), origin="contentMeta/language, @xml:lang"
    )
    _notes_and_signals(draft, meta, content)
    for link in children(meta, "link") + children(item, "link"):
        earlier = _identity(attribute(link, "residref"))
        if _code(_coded(link, "rel")) in _REPLACES and earlier and earlier != guid:
            draft.add("replaces", earlier, "itemMeta/link")
    _from_content(draft, item)
    draft.body(prose.without_heading(body, draft.main_headline), origin)
    if draft.paragraphs and _SCRIPT.search("\n".join(draft.paragraphs[:3])) is not None:
        draft.put("profile", "script", "the text: a shot list")
    elsewhere = child(item, "contentset", "remotecontent") is not None
    if elsewhere and not draft.paragraphs and draft.record.get("pubStatus", "usable") == "usable":
        return Skipped("text elsewhere")
    return draft.made()


def _coded(element: Element | None, name: str = "") -> str | None:
    """A code as it is stated: short (qcode, role, rel), as the uri that this stands for, or as a plain word."""
    ways = (name, f"{name}uri") if name else ("qcode", "uri", "literal")
    return next((said for way in ways if (said := attribute(element, way))), None)


def _code(stated: str | None) -> str:
    """A code without the scheme that its house gives it, in lower case."""
    return (stated or "").rstrip("/").rpartition(":")[2].rpartition("/")[2].rpartition("#")[2].lower()


def _name(element: Element | None) -> str:
    """What a party or place is called: its name, else the literal, else its code."""
    if element is None:
        return ""
    named = text_of(child(element, "name")) or attribute(element, "literal")
    return named or (attribute(element, "qcode") or "").rpartition(":")[2]


def _party(element: Element | None) -> str:
    """What a party is called; one that is only an address by its site."""
    return _name(element) or site_of(host_of(attribute(element, "uri") or ""))


def _identity(guid: str | None) -> str | None:
    """STT names one item with and without a day: the day is no part of the name."""
    if guid is None:
        return None
    dated = _DATED.fullmatch(guid)
    return f"{guid[: guid.rindex(':')].rpartition(':')[0]}::{dated[1]}" if dated and ":stt.fi:" in guid else guid


def _dateline(text: str) -> str | None:
    """A dateline that names a place: Reuters has a time there, and a month or a zone names none."""
    split = split_day(text)
    place = split[0] if split else text
    words = [word for word in re.findall(r"[^\W\d_]+", place) if len(word) > 1]
    from stream.reading.formats.dates import month_number

    return text if any(month_number(word) is None and fold(word) not in ("gmt", "utc") for word in words) else None


def _language(item: Element, content: Element | None) -> str:
    return (attribute(child(content, "language"), "tag") or attribute(item, "lang") or "").lower()[:2]


def _of_language(elements: list[Element], language: str) -> list[Element]:
    """Of what an item tells in several languages that of the text first."""
    return sorted(elements, key=lambda each: (attribute(each, "lang") or language).lower()[:2] != language)


def _headlines(draft: Draft, meta: Element | None, content: Element | None, language: str) -> None:
    plain = [line for line in children(content, "headline") if _coded(line, "role") is None and text_of(line)]
    plain.sort(key=lambda line: int(rank) if (rank := attribute(line, "rank") or "0").isdigit() else 99)
    plain = _of_language(plain, language)
    if plain:
        draft.headline(repaired(prose.title(text_of(plain[0]))), "contentMeta/headline")
    for line in children(content, "headline"):
        role = _code(_coded(line, "role"))
        if role in ("main", "headline"):
            draft.headline(prose.title(text_of(line)), "contentMeta/headline")
        elif "sub" in role:
            draft.headline(prose.title(text_of(line)), "contentMeta/headline", "standfirst")
    draft.headline(prose.title(text_of(child(meta, "title"))), "itemMeta/title")
    for description in children(content, "description"):
        if _code(_coded(description, "role")) in _SUMMARIES:
            draft.headline(prose.title(text_of(description)), "contentMeta/description", "standfirst")


def _sources(draft: Draft, item: Element, content: Element | None, provider: Element | None) -> None:
    for source in children(content, "infosource"):
        roles = [_code(role) for role in (_coded(source, "role") or "").split()] or [""]
        draft.source(_ROLES.get(roles[0], "originator"), _party(source), "contentMeta/infoSource")
    draft.source("supplier", _party(provider), "itemMeta/provider")
    if "infoSources" not in draft.record:
        draft.source("originator", _party(child(item, "rightsinfo", "copyrightholder")), "rightsInfo/copyrightHolder")


def _notes_and_signals(draft: Draft, meta: Element | None, content: Element | None) -> None:
    for signal in children(meta, "signal"):
        code = _coded(signal)
        if code:
            draft.add("signals", code, "itemMeta/signal")
    for note in children(meta, "ednote"):
        role = _coded(note, "role") or ""
        if "correction" in role.lower():
            draft.add("signals", "correction", "itemMeta/edNote")
        if attribute(note, "pubconstraint") is None and _NO_NOTE.search(role) is None:
            draft.note(text_of(note), "itemMeta/edNote")
    genre = child(content, "genre")
    if genre is not None and (named := _name(genre)):
        draft.add("genres", {"name": named}, "contentMeta/genre")


def _body(item: Element, language: str) -> tuple[list[str], str]:
    """The text of the first content that has any, with where it stood; one in the item's language before others."""
    for content in _of_language(children(item, "contentset"), language):
        for inline in _of_language(children(content, "inlinexml"), language):
            found, holder = _inline(inline)
            if found:
                return found, "/".join(filter(None, ("contentSet/inlineXML", holder)))
        for data in _of_language(children(content, "inlinedata"), language):
            found = _data("".join(data.itertext()), attribute(data, "contenttype"), _coded(data, "encoding"))
            if found:
                return found, "contentSet/inlineData"
    return [], ""


def _inline(inline: Element) -> tuple[list[str], str]:
    """The text in XML of a kind that houses choose themselves, and what held it."""
    for holder in inline:
        name = name_of(holder)
        if name == "nitf":
            found = nitf.body_of(holder)
        elif name == "html":
            body = first(holder, "body")
            found = prose.paragraphs(holder if body is None else body)
        else:
            body = first(holder, "bodytext", "body.content", "body")
            found = [] if body is None else prose.paragraphs(body)
        if found:
            return found, name
    if len(inline) and any(name_of(below) in markup.BLOCKS for below in inline.iter()):
        return prose.paragraphs(inline), ""  # without anything around them
    if len(inline):
        return [text for called, text in prose.in_vocabulary(inline) if called not in _FIELDS], name_of(inline[0])
    return _data(inline.text or "", None, None), ""


def _data(text: str, kind: str | None, encoding: str | None) -> list[str]:
    """The text in data that is no XML: plain, HTML, or packed as base64."""
    if _code(encoding) == "base64":
        text = unpacked(text)
    is_markup = "<p" in text.lower() or "html" in (kind or "") or markup.looks_like_html(text)
    return prose.from_html(text) if is_markup else prose.plain(text)


def _from_content(draft: Draft, item: Element) -> None:
    """What the text itself has and the item's own fields have not."""
    for inline in (inline for content in children(item, "contentset") for inline in children(content, "inlinexml")):
        for holder in inline:
            if name_of(holder) == "nitf":
                nitf.fields_of_head(draft, holder)
            elif name_of(holder) == "html":
                draft.headline(prose.title(text_of(child(holder, "head", "title"))), "html/head/title")
                slugs = [
                    "/".join(filter(None, map(text_of, line))) or text_of(line)  # a list has a word in each element
                    for line in children(first(holder, "header"), "ul") + children(first(holder, "header"), "p")
                    if "slugline" in (attribute(line, "class") or "")
                ]
                for line in slugs:
                    draft.put("slugline", one_line(line), "html/body/header")
            else:
                draft.put("byline", text_of(first(holder, "byline")), f"{name_of(holder)}/byline")
                for called, text in prose.in_vocabulary(holder):
                    if called in ("headline", "title"):
                        draft.headline(prose.title(text), f"{name_of(holder)}/{called}")
                    elif called in _FIELDS:
                        draft.put(called, text, f"{name_of(holder)}/{called}")


FORMAT = Format("NewsML-G2", _recognises, _read)
