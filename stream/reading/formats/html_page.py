"""HTML pages: what schema.org and OpenGraph say of them, and the body as trafilatura extracts it (extra ``pages``).

The extractor is pinned and has no substitute: the text of a page must not depend on what is installed where.
``articleBody`` of schema.org is no body (cut short, or without its paragraphs), but it tells when too little was
extracted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from stream.errors import Invalid, Reason, Usage
from stream.reading.cleaning import markup
from stream.reading.credits import agencies
from stream.reading.formats import headings, leads, prose, surroundings
from stream.reading.formats.characters import decode, encoding_of
from stream.reading.formats.elements import Element, text_of
from stream.reading.formats.items import MOST_BYTES_OF_AN_ITEM, Document, Draft, Item, Outcome, one_line
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.shown import Shown, letters_of
from stream.reading.parties import host_of, site_of

__all__ = ["FORMAT", "page"]

_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html\b[^<>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z_-]{2,12})", re.IGNORECASE)
_LOOKED_AT = 32 * 1024  # bytes: scripts may stand before it
_PROLOG = re.compile(rb"\s*<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([\w-]{2,30})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_JSON = json.JSONDecoder(strict=False)
_OBJECT = re.compile(r"[{\[]")
_ARTICLE = re.compile(r".*(?:Article|BlogPosting|Report|Gallery)", re.IGNORECASE)
_LONGEST_NAME = 60  # characters
_SHORTEST = 100  # characters; a page with less has no story
_GENRES = {"LiveBlogPosting": "live blog", "ImageGallery": "gallery", "MediaGallery": "gallery"}
_PUBLISHED = (
    ("property", "article:published_time"),
    ("property", "og:article:published_time"),
    ("itemprop", "datepublished"),
    ("name", "parsely-pub-date"),
    ("name", "date"),
    ("name", "dc.date.issued"),
    ("name", "pubdate"),
    ("name", "publishdate"),
)
# Of a page, or of a piece of one.
_PIECES = """
    html head body article aside blockquote center div dl figure font footer form h1 h2 h3 h4 h5 h6 header img link
    main meta nav ol p pre script section span style table title ul
"""
_ROOTS = frozenset(_PIECES.split())
_MOST_DATA = 200  # objects of JSON-LD that are looked at
_DESCRIPTIONS = tuple((key, f"{site}description") for key in ("property", "name") for site in ("og:", "twitter:", ""))
_DESCRIBED = ("description", "alternativeHeadline", "abstract")  # in JSON-LD
_GENERIC = 3  # letters at most of what stands for no house: com.au, co.uk


def _recognises(head: Head) -> bool:
    return head.doctype == "html" or head.root in _ROOTS


def _read(document: Document) -> Iterator[Outcome]:
    yield page(document.whole(MOST_BYTES_OF_AN_ITEM), document.sidecar or {}, None)


def page(raw: bytes, sidecar: Mapping[str, object], charset: str | None) -> Item:
    """Read a page.

    Args:
        raw: its bytes.
        sidecar: what the crawler knew: ``uri``, ``crawled``, and whatever else the page does not say.
        charset: as the server declared it.

    Raises:
        Invalid: ``no-text`` or ``too-large``.
        Usage: the extra is not installed.
    """
    if len(raw) > MOST_BYTES_OF_AN_ITEM:
        raise Invalid(Reason.TOO_LARGE, f"page: more than {MOST_BYTES_OF_AN_ITEM} bytes")
    declared = _CHARSET.search(raw[:_LOOKED_AT]) or _PROLOG.match(raw)
    language = _LANGUAGE.search(raw[:_LOOKED_AT])
    assumed = None if language is None else encoding_of(language[1].decode())
    text = decode(raw, charset or (declared[1].decode() if declared else assumed)).text
    text = _NO_XML.sub("", _DECLARATION.sub("", text))
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(Reason.NO_TEXT, f"page: no element can be made out ({len(raw)} bytes)") from error
    draft = Draft("page")
    meta = _meta(tree)
    address = _address(draft, tree, meta, sidecar)
    article = _article(tree, address)
    draft.know(host_of(address))
    shown = Shown(tree)
    names = _headline(draft, tree, shown, meta, article)
    _fields(draft, tree, meta, article, sidecar)
    paragraphs, origin = _body(text, article)
    found = sum(map(len, paragraphs))
    if found < _SHORTEST and _is_too_deep(text, tree):
        raise Invalid(Reason.TOO_DEEP, "page: elements nested deeper than 256; its text is lost below")
    if found < _SHORTEST:
        raise Invalid(Reason.NO_TEXT, f"page: {found} characters of text, a story has {_SHORTEST} and more")
    paragraphs = surroundings.story(shown, draft.main_headline, paragraphs)
    found = sum(map(len, paragraphs))
    lead, paragraphs = _story(tree, meta, article, names, paragraphs)
    draft.body([*lead, *paragraphs], origin)
    draft.headline("".join(lead), "the page: its lead", "standfirst")
    described = meta.get(("property", "og:description")) or meta.get(("name", "description"))
    draft.headline(prose.title(described), "og:description", "standfirst")
    _profile(draft, meta, article, address, found)
    return draft.made()


def _story(
    tree: Element,
    meta: Mapping[tuple[str, str], str],
    article: Mapping[str, Any],
    names: list[str],
    paragraphs: list[str],
) -> tuple[list[str], list[str]]:
    """The lead, and what was extracted without what only repeats the headline or tells of the author."""
    for name in names:
        while len(paragraphs) > 1 and leads.says_no_more(paragraphs[0], name):
            paragraphs = paragraphs[1:]
    stated = article.get("author")
    authors = [each for each in (stated if isinstance(stated, list) else [stated]) if isinstance(each, dict)]
    # Who wrote it is described where nobody looks, and in a box beside the text.
    boxes = [text for author in authors if (text := _said(author.get("description")))]
    paragraphs = [text for text in paragraphs if not any(leads.says_the_same(text, box) for box in boxes)]
    paragraphs = leads.unsigned(paragraphs, [*map(_said, authors), _said(stated), meta.get(("name", "author"), "")])
    said = [meta.get(key) for key in _DESCRIPTIONS] + [_said(article.get(name)) for name in _DESCRIBED]
    return leads.lead(tree, filter(None, said), names[0], paragraphs), paragraphs


def _meta(tree: Element) -> dict[tuple[str, str], str]:
    """Contents of ``meta`` elements by attribute and name, the first of each."""
    found: dict[tuple[str, str], str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for key in ("property", "name", "itemprop"):
            name = element.get(key)
            if name and content:
                found.setdefault((key, name.strip().lower()), content.strip())
    return found


def _address(draft: Draft, tree: Element, meta: Mapping[tuple[str, str], str], sidecar: Mapping[str, object]) -> str:
    """The page's own address: canonical, of the same site and not the home page; else as fetched."""
    given = sidecar.get("uri")
    fetched = given if isinstance(given, str) else ""
    links = (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    candidates = [(next(links, ""), "link[rel=canonical]"), (meta.get(("property", "og:url"), ""), "og:url")]
    for candidate, origin in candidates:
        link = urljoin(fetched, candidate.strip()) if candidate.strip() else ""
        host = host_of(link)
        if not host or (fetched and not _is_one_site(host, host_of(fetched))) or _is_home(link):
            continue
        draft.identity(link, origin)
        return link
    draft.identity(fetched, "the address that was fetched")
    return fetched


def _is_one_site(one: str, other: str) -> bool:
    """Whether two hosts are of one house: its page, and the twin of that for telephones (AMP) at another name."""
    sites = site_of(one), site_of(other)
    if sites[0] == sites[1] or any(f".{long}".endswith(f".{short}") for long, short in (sites, sites[::-1])):
        return True
    ends = [site.split(".")[-2:] for site in sites]
    return ends[0] == ends[1] and len(ends[0][0]) > _GENERIC


def _is_home(link: str) -> bool:
    try:
        return urlsplit(link).path in ("", "/")
    except ValueError:
        return True


def _article(tree: Element, address: str) -> Mapping[str, Any]:
    """The JSON-LD of the article: of several the one whose address is the page's, else the first."""
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            parsed = _parsed(script.text or "")
        except (ValueError, RecursionError):
            continue
        found += _articles(parsed)
    found.sort(key=lambda one: str(one.get("@type")).endswith("Gallery"))  # a story may hold one
    for one in found:
        main = one.get("mainEntityOfPage")
        named = (one.get("url"), main.get("@id") if isinstance(main, dict) else main)
        if address and any(isinstance(each, str) and urljoin(address, each).split("#")[0] == address for each in named):
            return one
    return found[0] if found else {}


def _articles(parsed: object) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    left, looked = [parsed], 0
    while left and looked < _MOST_DATA:
        value = left.pop(0)
        looked += 1
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            kinds = value.get("@type")
            if any(
                isinstance(kind, str) and _ARTICLE.fullmatch(kind)
                for kind in (kinds if isinstance(kinds, list) else [kinds])
            ):
                found.append(value)
            left += [value[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in value]
    return found


def _parsed(script: str) -> object:
    """What a script holds, without the comment or section that pages put around it, and what they leave behind it."""
    text = script.replace("<![CDATA[", "")
    begin = _OBJECT.search(text)
    return None if begin is None else _JSON.raw_decode(text, begin.start())[0]


def _said(value: object) -> str:
    """A text, or the name of an object, or those of a list."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(_said, value))))
    if isinstance(value, dict):
        return _said(value.get("name") or value.get("@value"))
    return prose.title(value) if isinstance(value, str) else ""


def _headline(
    draft: Draft,
    tree: Element,
    shown: Shown,
    meta: Mapping[tuple[str, str], str],
    article: Mapping[str, Any],
) -> list[str]:
    """Set the headline that two of three places have, where all differ schema.org's before the page's own heading.

    Returns:
        what the story is called in all of them.
    """
    site = meta.get(("property", "og:site_name"), "")
    title = prose.title(tree.findtext(".//title"))
    shared = prose.title(meta.get(("property", "og:title")))
    heading = prose.title(headings.of_story(tree, shown, [title, shared], site))
    shared = "" if letters_of(shared) == letters_of(site) else headings.without_site(shared, tree, site)
    places = {"JSON-LD headline": _said(article.get("headline")), "h1": heading, "og:title": shared}
    for name, line in places.items():
        if line and list(places.values()).count(line) > 1:
            draft.headline(line, name)
    for name, line in places.items():
        draft.headline(line, name)
    draft.headline(headings.without_site(title, tree, site), "title")
    return [draft.main_headline, shared, heading]


def _fields(
    draft: Draft,
    tree: Element,
    meta: Mapping[tuple[str, str], str],
    article: Mapping[str, Any],
    sidecar: Mapping[str, object],
) -> None:
    draft.time("versionCreated", _said(article.get("datePublished")), "JSON-LD datePublished")
    for key in _PUBLISHED:
        draft.time("versionCreated", meta.get(key), f"meta {key[1]}")
    for element in headings.marked_as(tree, "datePublished", "published", "dt-published"):
        stated = element.get("content") or element.get("datetime") or element.get("title")
        draft.time("versionCreated", stated, "the element that is marked as its time")
    for element in tree.iter("time"):
        draft.time("versionCreated", element.get("datetime"), "time[datetime]")
    changed = Draft("page")
    changed.time(
        "versionCreated", _said(article.get("dateModified")) or meta.get(("property", "article:modified_time")), ""
    )
    if isinstance(modified := changed.record.get("versionCreated"), str) and len(modified) > len("2022-11-29"):
        draft.version(re.sub(r"\D", "", modified[:19]), "dateModified: a later edition has a later one")
    crawled = sidecar.get("crawled")
    if isinstance(crawled, str) and "versionCreated" not in draft.record:
        draft.time("crawled", crawled, "the time of the crawl")
    signed = next(iter(headings.marked_as(tree, "author", "author", "p-author")), None)
    named = _said(article.get("author")) or meta.get(("name", "author"), "") or _signer(signed)
    if named and agencies.resolve(named) is not None:
        draft.put("creditLine", named, "JSON-LD author")
    elif named and not named.startswith("http"):
        draft.put("byline", named, "JSON-LD author")
    draft.source("publisher", _said(article.get("publisher")) or meta.get(("property", "og:site_name")), "publisher")
    draft.language(_said(article.get("inLanguage")) or None, tree.get("lang"), origin="inLanguage, html[lang]")


def _signer(marked: Element | None) -> str:
    """Who is named in what a page marks as its author; "" where that is no name but a line of text."""
    if marked is None:
        return ""
    named = next(iter(headings.marked_as(marked, "name", "fn", "p-name")), marked)
    return prose.title(named.get("content") or text_of(named)) if len(text_of(named)) < _LONGEST_NAME else ""


def _body(text: str, article: Mapping[str, Any]) -> tuple[list[str], str]:
    stated = article.get("articleBody")
    told = prose.from_html(stated) if isinstance(stated, str) else []
    found = _extracted(text)
    if told and 2 * _words_in(found, told) < 1:
        again = _extracted(text, favor_recall=True)
        if _words_in(again, told) > _words_in(found, told):
            found = again
    if not found and told:
        return told, "JSON-LD articleBody: nothing could be extracted"
    return found, f"the page, by trafilatura {_version()}"


def _words_in(found: list[str], told: list[str]) -> float:
    """The share of the words of one text that another one has."""
    words = set(" ".join(told).split())
    return len(words & set(" ".join(found).split())) / max(1, len(words))


def _extracted(text: str, *, favor_recall: bool = False) -> list[str]:
    try:
        import trafilatura
    except ImportError as error:
        raise Usage("HTML pages need the extra: pip install 'copytaster[pages]'") from error
    found = trafilatura.extract(text, include_comments=False, include_tables=False, favor_recall=favor_recall)
    if len(found or "") < _SHORTEST:  # a column is called a comment too; what is both text and comment comes twice
        every = trafilatura.extract(text, include_comments=True, include_tables=False, favor_recall=favor_recall)
        found = "\n".join(dict.fromkeys((every or "").split("\n")))
    return [line.removeprefix("- ") for line in (one_line(each) for each in (found or "").split("\n")) if line]


def _version() -> str:
    from importlib.metadata import version

    return version("trafilatura")


def _is_too_deep(text: str, tree: Element) -> bool:
    """Whether the tree has less than half of the text: libxml2 drops what is nested too deep, and says nothing."""
    for gone in list(tree.iter("script", "style", "noscript", "template")):
        gone.drop_tree()
    kept = len("".join(tree.itertext()).split())
    return 2 * kept < len(markup.plain_text(text).split())


def _profile(
    draft: Draft, meta: Mapping[tuple[str, str], str], article: Mapping[str, Any], address: str, found: int
) -> None:
    """What kind of page it is. One that shows less than its description and a sentence is behind a wall."""
    described = one_line(meta.get(("property", "og:description")))
    kinds = article.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if (named := _GENRES.get(kind) if isinstance(kind, str) else None) is not None:
            draft.add("genres", {"name": named}, "JSON-LD @type")
    if address and _is_home(address):
        draft.add("genres", {"name": "home page"}, "the address")
    if described and found < len(described) + _SHORTEST:
        draft.put("profile", "teaser", "the text: no longer than the page's description")
    draft.put("profile", "web-page", "the format")


FORMAT = Format("HTML page", _recognises, _read, has_sidecar=True)
