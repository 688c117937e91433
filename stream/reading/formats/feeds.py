"""RSS 0.9x to 2.0, RDF (RSS 1.0) and Atom.

Most feeds have one or two sentences of a story and a link. Such an entry is a teaser: it has ``profile`` teaser, and a
page or a wire's text of the same story outranks it. A feed repeats its entries from poll to poll and within itself, so
nothing in a record depends on the poll or the place: the same entry is the same record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from stream.errors import Invalid
from stream.reading.credits import agencies
from stream.reading.formats import prose
from stream.reading.formats.elements import Element, attribute, child, children, name_of, text_of
from stream.reading.formats.items import Document, Draft, Item, Outcome, Refused, one_line
from stream.reading.formats.recognition import Format, Head
from stream.reading.formats.trees import items_of, outcomes, parse
from stream.reading.parties import host_of

__all__ = ["FORMAT", "LONG_TEXT", "TEASER", "address", "identify", "joined", "link_of", "sign"]

_ROOTS = frozenset({"rss", "feed", "rdf"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:\S+")
_REVISION = re.compile(r"#(\d{1,9})$")
# Parameters that say where a reader came from, not what the page is.
_TRACKING = re.compile(
    r"utm_.*|at_.*|ns_.*|maca|icid|ref|cmp|cmpid|xtor|ftag|partner|source|sourcecode|tracking.*|rss|feed.*|mod|cid"
)
_TRACKED_VALUE = re.compile(r"rss|feed|newsletter|social|twitter|facebook", re.IGNORECASE)
_ALWAYS_TRACKING = re.compile(r"utm_.*|at_.*|maca|icid|ref|cmp|cmpid|xtor|ftag")
_MAILBOX = re.compile(r"[^\s@()]+@[^\s@()]+\s*\((.+)\)")
_BRACKETED = re.compile(r"\[([^\[\]]{3,60})\]\s*")

TEASER: Final = "teaser"
"""The profile of an entry that has a sentence or two of a story."""

LONG_TEXT: Final = 1000
"""Characters of a description from which on it is a story whole, in a feed that has no other field for it."""


def _recognises(head: Head) -> bool:
    return head.root in _ROOTS


def _read(document: Document) -> Iterator[Outcome]:
    yield from outcomes(_entries(document), _entry)


def _entries(document: Document) -> Iterator[tuple[Element, Element] | Refused]:
    """The entries; a feed that is not well formed is read as far as it can be understood."""
    raw = document.whole()
    try:
        root = parse(raw, lenient=True)
    except Invalid as invalid:
        yield Refused(invalid.reason, str(invalid), raw)
        return
    yield from items_of(root, ("item", "entry"))


def address(link: str, *, identity: bool = True) -> str:
    """A link without what says where a reader came from; the rest of its query stays: ``?p=34865360`` is the page.

    Args:
        link: absolute, with http or https.
        identity: whether the fragment is cut too, as it is where the link is what names the item.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    if parts.scheme not in ("http", "https"):
        return link
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(name, value) for name, value in pairs if not _is_tracking(name.lower(), value)]
        if len(kept) < len(pairs):
            query = urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, "" if identity else parts.fragment))


def _is_tracking(name: str, value: str) -> bool:
    if _ALWAYS_TRACKING.fullmatch(name):
        return True
    return _TRACKING.fullmatch(name) is not None and _TRACKED_VALUE.search(value) is not None


def _entry(root: Element, entry: Element) -> Item:
    draft = Draft("feed")
    channel = child(root, "channel") if name_of(root) != "feed" else root
    base = attribute(root, "base") or link_of(channel) or ""
    link = joined(attribute(entry, "base") or base, link_of(entry))
    draft.know(host_of(link), host_of(base), text_of(child(channel, "title")))
    _identity(draft, entry, link, base)
    _times(draft, entry)
    draft.headline(prose.title(text_of(_own(entry, "title"))), "title")
    _body(draft, entry)
    draft.language(
        text_of(child(entry, "language")) or attribute(entry, "lang"),
        text_of(child(channel, "language")) or attribute(root, "lang") or attribute(channel, "lang"),
        origin="language",
    )
    _parties(draft, entry, channel)
    return draft.made()


def joined(base: str, link: str) -> str:
    """A link as an absolute address; "" where there is none, or one that cannot be an address."""
    try:
        return urljoin(base, link) if link else ""
    except ValueError:  # an unclosed "[" of an IPv6 address
        return ""


def link_of(element: Element | None) -> str:
    """The link of an entry or a channel: to the page, not to another format or to the feed itself."""
    best = ""
    for link in children(element, "link"):
        target = text_of(link) or attribute(link, "href") or ""
        relation = attribute(link, "rel") or "alternate"
        if target and relation == "alternate":
            return target.strip()
        if target and relation not in ("self", "hub", "edit", "enclosure", "replies", "next", "related"):
            best = best or target.strip()
    return best or (attribute(element, "about") or "" if element is not None and name_of(element) == "item" else "")


def _identity(draft: Draft, entry: Element, link: str, base: str) -> None:
    guid = text_of(child(entry, "guid")) or text_of(child(entry, "id")) or text_of(child(entry, "identifier"))
    identify(draft, guid, link, link_of(entry), base)


def identify(draft: Draft, guid: str, link: str, printed: str, base: str) -> None:
    """Name an entry: by what it calls itself where that is an address or a name, else by its link.

    Args:
        draft: of the record.
        guid: what the entry calls itself.
        link: of the entry, absolute.
        printed: the link as it stands in the feed.
        base: of the feed; what is no more than a number is unique in it alone.
    """
    if guid and _SCHEME.fullmatch(guid) is not None:
        revision = _REVISION.search(guid)
        if revision is not None and guid.startswith("http"):
            draft.identity(guid[: revision.start()], "guid")
            draft.version(revision[1], "guid: its fragment")
        else:
            draft.identity(address(guid) if guid.startswith("http") and guid == printed else guid, "guid")
        return
    if guid.isdigit() or (guid and not link):  # unique within the feed alone
        host = host_of(base) or host_of(link)
        if host:
            draft.identity(f"urn:copytaster:feed:{host}:{one_line(guid)}", "guid")
            return
    if link and host_of(link):
        draft.identity(address(link), "link")


def _times(draft: Draft, entry: Element) -> None:
    for name in ("updated", "modified", "pubdate", "date", "published", "issued", "created"):
        draft.time("versionCreated", text_of(child(entry, name)), name)
    for name in ("published", "issued", "created"):
        draft.time("firstCreated", text_of(child(entry, name)), name)


def _body(draft: Draft, entry: Element) -> None:
    for name in ("encoded", "content", "body", "fulltext"):
        for content in children(entry, name):
            if _is_of_media(content) or attribute(content, "url") or attribute(content, "src"):
                continue
            found = _paragraphs(content)
            if draft.body(found, name):
                return
    for name in ("description", "summary", "subtitle", "abstract"):
        described = _own(entry, name)
        if described is None:
            continue
        found = _paragraphs(described)
        if found and (source := _BRACKETED.match(found[0])) is not None:
            draft.source("originator", source[1], name)
            found[0] = found[0][source.end() :]
        if draft.body(found, name):
            if sum(map(len, found)) < LONG_TEXT:
                draft.put("profile", TEASER, f"{name}: the feed has no other text")
            return


def _own(entry: Element, name: str) -> Element | None:
    """An element of the entry: of its own namespace, else of another's, but none that tells of a picture."""
    found = [each for each in children(entry, name) if not _is_of_media(each)]
    space = _space(entry)
    return next((each for each in found if _space(each) == space), found[0] if found else None)


def _is_of_media(element: Element) -> bool:
    return "mrss" in _space(element)


def _space(element: Element) -> str:
    """The namespace of an element, "" where it has none."""
    return str(element.tag).rpartition("}")[0].lower()


def _paragraphs(element: Element) -> list[str]:
    if len(element):
        return prose.paragraphs(element)
    return prose.from_html("".join(element.itertext()))


def _parties(draft: Draft, entry: Element, channel: Element | None) -> None:
    for creator in (*children(entry, "creator"), *children(entry, "author")):
        sign(draft, text_of(child(creator, "name")) or text_of(creator))
    named = (
        text_of(child(entry, "source"))
        if not len(child(entry, "source") or ())
        else text_of(child(child(entry, "source"), "title"))
    )
    draft.source("originator", named, "source")
    draft.source("originator", text_of(child(entry, "publisher")), "dc:publisher")
    title = prose.title(text_of(child(channel, "title")))
    draft.source("publisher", title, "the channel's title")


def sign(draft: Draft, author: str) -> None:
    """Put an author where it belongs: an agency often stands there, and a mailbox is nobody."""
    mailbox = _MAILBOX.fullmatch(author)
    named = one_line(mailbox[1] if mailbox else author)
    if not named or ("@" in named and " " not in named):
        return
    is_agency = agencies.is_agency(named) or agencies.resolve(named) is not None
    draft.put("creditLine" if is_agency else "byline", named, "author")


FORMAT = Format("RSS, RDF or Atom", _recognises, _read)
