"""NewsML 1.0 to 1.2, as AFP, EFE, Belga, ANP, Keystone-ATS, Kyodo, TASS, ANA-MPE and Business Wire write it.

A NewsItem holds components in components, with the lines, the metadata and the text at whatever level a house likes.
So the text is looked for first, and everything else from the component that holds it outwards. A NewsItem in two
languages is two dispatches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stream.errors import Invalid
from stream.reading.formats import nitf, prose
from stream.reading.formats.characters import repaired, unpacked
from stream.reading.formats.dates import stamp
from stream.reading.formats.elements import Element, attribute, child, children, first, name_of, text_of, within
from stream.reading.formats.items import KINDS, Document, Draft, Item, Outcome, Refused, Skipped
from stream.reading.formats.languages import is_language
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import each_item, source_of

__all__ = ["FORMAT"]

# Roles of components whose text is the story, and of those that are another part of an item.
_TEXT_ROLES = re.compile(r"main|body|text|maintext|main text|story|article", re.IGNORECASE)
_OTHER_ROLES = re.compile(
    r".*(?:headline|caption|abstract|contact|stylesheet|logo|tweet|summary|title|lead|photo|picture|thumb|audio|video|"
    r"graphic|sound|quicklook|preview|sms|tip|related|links).*",
    re.IGNORECASE,
)
_COMPOSITE = KINDS["composite"]  # what is in it says what it is
_REVISION = re.compile(r":(\d+[A-Z]?)$")
_PARTS_OF_AN_IDENTITY = 5  # urn:newsml:provider:day:item
_ADVISORY = re.compile(r"advisory|editor|ednote", re.IGNORECASE)
_SPACED = re.compile(r"(?:\b\w ){3,}\w\b")
_NO_HEADLINE = re.compile(r"[\d\W]*|ALL", re.IGNORECASE)


class _Found(NamedTuple):
    """A text in a NewsItem: its paragraphs, and the components from the one that holds it outwards."""

    paragraphs: list[str]
    components: tuple[Element, ...]
    nitf: Element | None
    size: int
    is_main: bool


def _recognises(head: Head) -> bool:
    return head.root == "newsml"


def _read(document: Document) -> Iterator[Outcome]:
    for found in each_item(document, ("newsitem",)):
        if isinstance(found, Refused):
            yield found
            continue
        root, element = found
        try:
            yield from _items(root, element)
        except Invalid as invalid:
            yield Refused(invalid.reason, str(invalid), source_of(element))


def _items(root: Element, item: Element) -> Iterator[Outcome]:
    texts = _by_language(list(_texts(item, ())))
    if not texts:
        yield _without_text(root, item)
        return
    for text in texts:
        yield _item(root, item, text, alone=len(texts) == 1)


def _by_language(found: list[_Found]) -> list[_Found]:
    """The best text of each language: one whose role says so, else the longest."""
    best: dict[str, _Found] = {}
    for text in found:
        language = (_language(text.components) or "").lower()[:2]
        held = best.get(language)
        if held is None or (text.is_main, text.size) > (held.is_main, held.size):
            best[language] = text
    named = [text for language, text in best.items() if language]
    unnamed = best.get("")
    # A text without a language is another form of one that has it.
    return named if named and (unnamed is None or not unnamed.is_main) else [*named, *([unnamed] if unnamed else [])]


def _language(components: tuple[Element, ...]) -> str | None:
    for component in components:
        stated = attribute(child(component, "descriptivemetadata", "language"), "formalname")
        for tag in (stated, attribute(component, "lang")):
            if tag and is_language(tag):
                return tag
    return None


def _texts(element: Element, outer: tuple[Element, ...]) -> Iterator[_Found]:
    for component in children(element, "newscomponent"):
        components = (component, *outer)
        roles = [role for each in components if (role := _role(each))]
        yield from _texts(component, components)
        if _kind(component) or (roles and _OTHER_ROLES.fullmatch(roles[0]) and not _TEXT_ROLES.fullmatch(roles[0])):
            continue
        leads = _lead(component, outer)
        for content in children(component, "contentitem"):
            kind = (attribute(child(content, "mediatype"), "formalname") or "text").lower()
            if KINDS.get(kind, _COMPOSITE) != _COMPOSITE:
                continue
            held, paragraphs = _content(content)
            if paragraphs:
                main = bool(roles) and _TEXT_ROLES.fullmatch(roles[0]) is not None
                paragraphs = [*leads, *paragraphs] if leads and leads != paragraphs[:1] else paragraphs
                yield _Found(paragraphs, components, held, sum(map(len, paragraphs)), main)


def _role(component: Element) -> str:
    return attribute(child(component, "role"), "formalname") or text_of(child(component, "role"))


def _lead(component: Element, outer: tuple[Element, ...]) -> list[str]:
    """The lead that stands in a component beside that of the body (Belga)."""
    if not outer or not re.fullmatch("body", _role(component), re.IGNORECASE):
        return []
    for beside in children(outer[0], "newscomponent"):
        if _role(beside).lower() == "lead" and not _kind(beside):
            for content in children(beside, "contentitem"):
                return _content(content)[1]
    return []


def _kind(component: Element) -> str | None:
    """What a component is, where it is no text."""
    for holder in (child(component, "descriptivemetadata"), child(component, "metadata")):
        for given in children(holder, "property"):
            if attribute(given, "formalname") == "ComponentClass":
                kind = KINDS.get((attribute(given, "value") or "").lower())
                return None if kind == _COMPOSITE else kind
    return None


def _content(content: Element) -> tuple[Element | None, list[str]]:
    """The paragraphs of a ContentItem, and its NITF where it is one."""
    data, packing = child(content, "datacontent"), None
    if data is None:
        packing = child(content, "encoding")
        data = child(packing, "datacontent")
    if data is None:
        return None, []
    if (attribute(packing, "notation") or "").lower().endswith("base64"):
        return None, _of_text(unpacked("".join(data.itertext())))
    held = next((below for below in data if name_of(below) == "nitf"), None)
    if held is not None:
        return held, nitf.body_of(held)
    if len(data):
        holder = first(data, "body.content", "body")
        return None, [repaired(text) for text in prose.paragraphs(data if holder is None else holder)]
    return None, _of_text("".join(data.itertext()))


def _of_text(text: str) -> list[str]:
    """The paragraphs of content that is no XML: plain, or HTML as text."""
    markup = "<" in text and re.search(r"</?[a-zA-Z!][^<>]*>", text) is not None
    found = prose.from_html(text) if markup or "&lt;" in text or "&#" in text else prose.plain(text)
    return [repaired(paragraph) for paragraph in found]


def _item(root: Element, item: Element, text: _Found, *, alone: bool) -> Item:
    draft = _begun(root, item, text.components)
    if not alone:
        name = _language(text.components) or attribute(text.components[0], "duid") or "text"
        draft.record["uri"] = f"{draft.record['uri']}#{name.lower()}" if "uri" in draft.record else None
        if draft.record["uri"] is None:
            del draft.record["uri"]
    paragraphs = text.paragraphs
    headline = draft.main_headline
    if paragraphs and _SPACED.search(paragraphs[0][:60]):
        paragraphs = [_closed_up(paragraphs[0]), *paragraphs[1:]]
    draft.body(prose.without_heading(paragraphs, headline), "ContentItem/DataContent")
    if text.nitf is not None:
        nitf.fields_of_head(draft, text.nitf)
    return draft.made()


def _closed_up(paragraph: str) -> str:
    """``N i e u w bericht`` as it is meant."""
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), paragraph)


def _without_text(root: Element, item: Element) -> Outcome:
    """What an item is that has no text: a picture, a package, or a headline and no more."""
    kinds = [KINDS.get((attribute(media, "formalname") or "").lower()) for media in within(item, "mediatype")]
    components = tuple(within(item, "newscomponent"))
    kinds += [_kind(component) for component in components]
    roles = {_role(component).lower() for component in components}
    inner = next((component for component in reversed(components) if child(component, "newslines") is not None), None)
    chain = (inner, *components) if inner is not None else components
    draft = _begun(root, item, chain)
    status = draft.record.get("pubStatus", "usable")
    known = next((kind for kind in kinds if kind), None)
    if status == "usable":
        if known or "caption" in roles:
            return Skipped(known or "picture")
        if not components or child(components[0], "newsitemref") is not None or not draft.has_headline:
            return Skipped("package")
        if first(item, "newsitemref") is not None or first(item, "contentitem") is None:
            return Skipped("index")
        if all(
            child(content, "datacontent") is None and attribute(content, "href")
            for content in within(item, "contentitem")
        ):
            return Skipped("text elsewhere")
    return draft.made()


def _begun(root: Element, item: Element, components: tuple[Element, ...]) -> Draft:
    """What is said of an item around its text."""
    draft = Draft("newsml1")
    identifier = child(item, "identification", "newsidentifier")
    provider = text_of(child(identifier, "providerid"))
    parties = [child(component, "administrativemetadata") for component in components]
    names = [
        attribute(party, "formalname")
        for meta in parties
        for name in ("provider", "source")
        for party in within(child(meta, name), "party")
    ]
    draft.know(provider, *names, attribute(first(child(root, "newsenvelope"), "party"), "formalname"))
    _identity(draft, item, identifier, components)
    manage = child(item, "newsmanagement")
    draft.time("versionCreated", text_of(child(manage, "thisrevisioncreated")), "NewsManagement/ThisRevisionCreated")
    draft.time("firstCreated", text_of(child(manage, "firstcreated")), "NewsManagement/FirstCreated")
    status = child(manage, "status")
    draft.status(attribute(status, "formalname") or text_of(status), "NewsManagement/Status")
    for future in children(manage, "statuswillchange"):
        if (attribute(child(future, "futurestatus"), "formalname") or "").lower() == "usable":
            draft.time("embargoedUntil", text_of(child(future, "dateandtime")), "NewsManagement/StatusWillChange")
    urgency = child(manage, "urgency")
    draft.urgency(attribute(urgency, "formalname") or text_of(urgency), "NewsManagement/Urgency")
    kind = attribute(child(manage, "newsitemtype"), "formalname") or ""
    if kind.lower() == "alert":
        draft.add("signals", "alert", "NewsManagement/NewsItemType")
    _lines(draft, item, components)
    for component, meta in zip(components, parties, strict=True):
        described = child(component, "descriptivemetadata")
        for genre in children(described, "genre"):
            if named := attribute(genre, "formalname"):
                draft.add("genres", {"name": named}, "DescriptiveMetadata/Genre")
        for place in (described, *children(described, "location")):
            for given in children(place, "property"):
                if attribute(given, "formalname") == "City":
                    draft.put("located", attribute(given, "value"), "DescriptiveMetadata/Location")
        for name, role in (("source", "originator"), ("provider", "supplier"), ("creator", "originator")):
            if name == "creator" and "infoSources" in draft.record:
                continue
            for party in within(child(meta, name), "party"):
                _party(draft, role, attribute(party, "formalname"), f"AdministrativeMetadata/{name.title()}")
    tags = [tag for tag in (_language(components), attribute(item, "lang")) if tag]
    draft.language(*tags, origin="DescriptiveMetadata/Language, @xml:lang")
    return draft


def _party(draft: Draft, role: str, name: str | None, origin: str) -> None:
    """``ANP/BELGA`` is a chain: who had it first, and who hands it on."""
    parts = [part.strip() for part in (name or "").split("/") if part.strip()]
    if role == "originator" and len(parts) > 1 and all(part.isupper() and len(part) > 1 for part in parts):
        for number, part in enumerate(parts):
            draft.source("originator" if not number else "redistributor", part, origin)
    elif not re.fullmatch(r"[^\W\d_]{1,4}(?:/[^\W\d_]{1,4})+", name or "") or (name or "").isupper():
        draft.source(role, name, origin)


def _identity(draft: Draft, item: Element, identifier: Element | None, components: tuple[Element, ...]) -> None:
    revision = text_of(child(identifier, "revisionid"))
    draft.version(revision, "NewsIdentifier/RevisionId")
    public = text_of(child(identifier, "publicidentifier"))
    found = _REVISION.search(public)
    if public and len(public.split(":")) > _PARTS_OF_AN_IDENTITY and (found or public.endswith(f":{revision}")):
        draft.identity(public[: public.rindex(":")], "NewsIdentifier/PublicIdentifier")
        return
    if len(public.split(":")) >= _PARTS_OF_AN_IDENTITY:
        draft.identity(public, "NewsIdentifier/PublicIdentifier")
        return
    provider = text_of(child(identifier, "providerid"))
    day, number = text_of(child(identifier, "dateid")), text_of(child(identifier, "newsitemid"))
    if provider and number.strip("0"):
        origin = "NewsIdentifier: ProviderId, DateId, NewsItemId"
        draft.identity(f"urn:newsml:{provider}:{day}:{number}", origin)
        return
    guid = first(item, "guid")
    if guid is not None and draft.identity(text_of(guid), "guid"):
        return
    for component in components:
        unique = attribute(component, "duid") or ""
        if unique.strip("0") and provider:
            draft.identity(f"urn:newsml:{provider}:{day}:{unique}", "NewsComponent/@Duid")
            return


def _lines(draft: Draft, item: Element, components: tuple[Element, ...]) -> None:
    """The NewsLines of the innermost component that has each."""
    lines = [each for component in components if (each := child(component, "newslines")) is not None]
    moved = draft.supplier.fields
    for held in lines:
        line = prose.title(repaired(text_of(child(held, "headline"))))
        if _NO_HEADLINE.fullmatch(line) is None:
            draft.headline(line, "NewsLines/HeadLine")
        if "subheadline" not in draft.supplier.places_of("slugline"):
            draft.headline(prose.title(text_of(child(held, "subheadline"))), "NewsLines/SubHeadLine", "standfirst")
        for field in ("slugline", "byline"):
            for name in draft.supplier.places_of(field) or (field,):
                draft.put(field, repaired(text_of(child(held, name))), f"NewsLines/{name}")
        place = text_of(child(held, "dateline"))
        if place and stamp(place) is None and not re.fullmatch(r"[\d/.\- :]+.{0,6}", place):
            draft.put("dateline", repaired(place), "NewsLines/DateLine")
        draft.put("creditLine", text_of(child(held, "creditline")), "NewsLines/CreditLine")
        for noted in children(held, "newsline"):
            kind = attribute(child(noted, "newslinetype"), "formalname") or ""
            if _ADVISORY.search(kind):
                draft.note(text_of(child(noted, "newslinetext")), "NewsLines/NewsLine")
    if "slugline" not in moved:
        draft.put("slugline", text_of(child(item, "identification", "namelabel")), "Identification/NameLabel")
    for described in (child(component, "descriptivemetadata") for component in components):
        draft.put("slugline", text_of(child(described, "slugline")), "DescriptiveMetadata/SlugLine")


FORMAT = Format("NewsML 1", _recognises, _read)
