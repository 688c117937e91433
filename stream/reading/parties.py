"""Who a record says it comes from: its metadata as credits, each in the slot it stood in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from stream.dispatch import Credit, Slot
from stream.reading.credits import agencies, bylines, credit_lines
from stream.reading.credits.chains import is_of_site
from stream.reading.fields import Fields, items, string, wrong
from stream.text.fold import fold_words
from stream.text.languages import words_of

__all__ = ["domain_of", "gather", "host_of", "names_of", "publisher_of", "site_of"]

# "urn:newsml:xinhua.org:20221129:…" (RFC 3085) and "tag:reuters.com,2022:…" (RFC 4151) name the provider's domain.
_NAMED_DOMAIN = re.compile(r"(?:urn:newsml:|tag:(?:[^@,]*@)?)([A-Za-z0-9.-]+\.[A-Za-z]{2,})[:,]", re.IGNORECASE)

# Caches, archives and proxies show a page of another house under an address of their own, which holds that page's:
# "cdn.ampproject.org/c/s/www.paper.example/news", "web.archive.org/web/2025/https://paper.example/news".
_SHOWN = re.compile(
    r"/(?:[a-z]|amp)/s/(?P<host>[^/?#\s]+\.[a-z]{2,})/|/https?:/{1,2}(?P<url>[^/?#\s]+\.[a-z]{2,})(?=[/?#:]|$)",
    re.IGNORECASE,
)
# Before where something is, as printed: "in Graz", "à Lyon".
_AT = "|".join(map(re.escape, sorted(words_of(lambda language: language.words.before_places), key=len, reverse=True)))
_AMP_CACHES = (".ampproject.org", ".ampproject.net", ".bing-amp.com")
_SHOWN_BY_CACHE = re.compile(r"/[a-z]/(?P<host>[^/?#\s]+\.[a-z]{2,})(?:/|$)", re.IGNORECASE)  # without TLS
# "webcache.googleusercontent.com/search?q=cache:paper.example/", "www.google.com/url?sa=t&url=https://paper.example/".
_SHOWN_BY_QUERY = re.compile(
    r"(?:\bcache:(?:[^:/?#&]+:)?(?:https?://)?|(?:^|&)(?:q|url)=https?://)"
    r"(?P<host>[^/?#&:\s]+\.[a-z]{2,})(?=[/?#:&+]|$)",
    re.IGNORECASE,
)
_TRANSLATOR = ".translate.goog"  # www-paper-example.translate.goog, with two hyphens for one
# The same pages for other screens.
_TWINS = frozenset(("www", "www1", "www2", "www3", "m", "mobile", "mobil", "amp", "touch", "wap", "lite"))
_DOMAIN_LABELS = 2
# Names of machines, which are the same in any network (RFC 6761, RFC 6762): who made an identifier there is not known.
_NOBODYS = frozenset(("home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost"))

# Originator, redistributor, publisher: the project's own vocabulary, then the spellings seen at Reuters and Superdesk.
# A party without a role stands between: it is neither known to be the first nor the last.
_PUBLISHER = 2
_RANK = {
    "originator": 0,
    "origprov": 0,
    "source": 0,
    "creator": 0,
    "redistributor": 1,
    "distributor": 1,
    "provider": 1,
    "supplier": 1,
    "publisher": _PUBLISHER,
}
_UNKNOWN_ROLE = 1
_CHAINS = (Slot.CREDIT_LINE, Slot.END_CREDIT)
_SHORTEST_NAME = 2  # letters


@lru_cache(maxsize=4096)  # a wire has few houses
def names_of(host: str, source: str | None) -> tuple[str, ...]:
    """All names that the house of an item has in print, folded: of the agency whose site it is from, or that it names.

    What is in no table has the name that the item gives.
    """
    found = [agencies.by_domain(host)] if host else []
    if source is not None and (ident := agencies.resolve(source)) is not None:
        found.append(agencies.agency(ident))
    names = [alias for agency in found if agency is not None for alias in agency.aliases]
    printed = (fold_words(name) for name in (*names, *([source] if source else ())))
    return tuple(dict.fromkeys(name for name in printed if len(name) >= _SHORTEST_NAME))


_VOUCHED = 3  # parties: two agencies and who stands behind them
_IN_EVERY_CHAIN = frozenset((Slot.CREDIT_LINE, Slot.DATELINE, Slot.LEAD_IN))  # see `stream.reading.credits.order`
_ASIDE = frozenset((Slot.ATTRIBUTION, Slot.PHOTO))  # they say nothing of who had the text
_SLOT_ORDER = {slot: number for number, slot in enumerate(Slot)}


def host_of(uri: str) -> str:
    """The domain a uri belongs to, lower case; "" where it names none. Of a cached page, that of the page itself."""
    if uri[:4].lower() == "http":
        try:
            parts = urlsplit(uri)
            return _shown(parts.path, parts.query, (parts.hostname or "").lower())
        except ValueError:  # an unclosed "[" of an IPv6 address: still an identity, only without a domain
            return ""
    named = _NAMED_DOMAIN.match(uri)
    return "" if named is None else named[1].lower()


def _shown(path: str, query: str, host: str) -> str:
    """Whose page an address shows: the host that its path or its query holds, or its own."""
    if host.endswith(_TRANSLATOR):
        return host.removesuffix(_TRANSLATOR).replace("--", "\0").replace("-", ".").replace("\0", "-")
    shown = _SHOWN.match(path) or (_SHOWN.search(path) if "/http" in path.lower() else None)
    if shown is None and query and (path == "/url" or "cache" in query):
        shown = _SHOWN_BY_QUERY.search(unquote(query))
    if shown is None and f".{host}".endswith(_AMP_CACHES):
        shown = _SHOWN_BY_CACHE.match(path)
    return host if shown is None else (shown["host"] or shown.groupdict().get("url") or host).lower()


def site_of(host: str) -> str:
    """The site that a host is, without what tells its twin for other screens: ``m.paper.example`` is paper.example."""
    labels = host.rstrip(".").split(".")
    while len(labels) > _DOMAIN_LABELS and labels[0] in _TWINS:
        del labels[0]
    return ".".join(labels)


def publisher_of(uri: str, host: str) -> Credit | None:
    """Who publishes what is at ``uri``: the agency whose site ``host`` is, else the site itself.

    A ``urn:newsml:`` or ``tag:`` uri is only an identifier: a domain there that no agency has says
    who made the name up (`domain_of`), not where the item came out.
    """
    owner = agencies.by_domain(host) if host else None
    if owner is not None:
        return Credit(Slot.PUBLISHER, host, (owner.id,))
    site = site_of(host)
    is_site = site not in ("", *_TWINS) and uri[:4].lower() == "http"
    return Credit(Slot.PUBLISHER, host, (site,)) if is_site else None


def domain_of(uri: str) -> str:
    """The site under whose domain an identifier was made up; "" where an agency has it, or nobody."""
    named = _NAMED_DOMAIN.match(uri)
    domain = "" if named is None else site_of(named[1].lower())
    is_known = domain in ("", *_TWINS) or agencies.by_domain(domain) is not None
    return "" if is_known or domain.rpartition(".")[2] in _NOBODYS else domain


def gather(
    record: Fields,
    uri: str,
    credit_line: str | None,
    byline: str | None,
    printed: tuple[Credit, ...],
    beside: Collection[str] = (),
    text: str = "",
) -> tuple[Credit, ...]:
    """All credits of a record in the order of their slots, each once.

    Within a slot what a field states comes before what is printed in the text.

    Args:
        record: its fields.
        uri: its address or identifier.
        credit_line: the field of that name.
        byline: the field of that name.
        printed: what its text prints.
        beside: who wrote it and where, as a field or the text says: no house that ends a chain.
        text: the clean text, which may tell that something happened in the town that ends a chain.
    """
    publisher, domain = publisher_of(uri, host_of(uri)), domain_of(uri)
    site = publisher.parties[0] if publisher is not None else domain or None
    stated: list[Credit | None] = []
    if credit_line is not None:
        stated.append(
            credit_lines.credit_line(credit_line) or Credit(Slot.CREDIT_LINE, credit_line, (_party(credit_line, site),))
        )
    if byline is not None:
        signed = bylines.signature(byline)
        stated.append(bylines.byline(byline) or (signed[1] if signed is not None else None))
    sources, supplier, stated_publisher = _info_sources(record, site)
    source = _source(record, site)
    printed = tuple(_settled(credit, site, beside, text) for credit in printed)
    named = [credit for credit in (*stated, *printed, sources, source) if credit is not None]
    put_out: tuple[Credit | None, ...] = (publisher, _handed_on(uri, publisher, supplier))
    if stated_publisher is not None:
        put_out = (stated_publisher,)
    elif domain:
        put_out = (_unless_named(_issued(domain, supplier or source, named), named),)
    every = dict.fromkeys((*named, *(credit for credit in put_out if credit is not None)))
    return tuple(sorted(every, key=lambda credit: _SLOT_ORDER[credit.slot]))


def _issued(domain: str, supplier: Credit | None, named: Sequence[Credit]) -> Credit:
    """Who put out what has an identifier that was made up under a domain of no agency.

    Whoever sent it, where the record says so. Else whoever made the name, and not an agency that the text credits: a
    paper credits the agency whose text it prints. A party that the domain is called after is that party.
    """
    if supplier is not None and not is_of_site(_words(supplier.parties[-1]), domain):
        return Credit(Slot.PUBLISHER, supplier.text, supplier.parties[-1:])
    parties = (party for credit in named if credit.slot not in _ASIDE for party in credit.parties)
    party = next((party for party in parties if _is_called_after(domain, party)), None)
    label = domain.split(".")[-_DOMAIN_LABELS]
    if party is None and (known := agencies.resolve(label)) is not None and not agencies.ambiguous(label):
        party = known
    return Credit(Slot.PUBLISHER, domain, (party or domain,))


def _unless_named(issued: Credit, named: Sequence[Credit]) -> Credit | None:
    """Nothing where the text itself says as much: a name that was made up is no better evidence."""
    told = [credit for credit in named if credit.slot not in _ASIDE and credit.parties]
    is_alone = bool(told) and all(credit.parties == issued.parties for credit in told)
    is_certain = any(issued.parties[0] in credit.parties for credit in told if credit.slot in _IN_EVERY_CHAIN)
    return None if is_alone or is_certain else issued


@lru_cache(maxsize=4096)
def _is_called_after(domain: str, party: str) -> bool:
    known = agencies.agency(party)
    names = (party, known.name) if known is not None else (party,)
    words = [_words(name) for name in names]
    return any(is_of_site(each, domain) or "".join(each) in domain.split(".") for each in words)


def _handed_on(uri: str, publisher: Credit | None, supplier: Credit | None) -> Credit | None:
    """An agency that sent an item under the identifier of another one stands behind it."""
    if publisher is None or supplier is None or uri[:4].lower() == "http":
        return None
    is_other = all(agencies.agency(credit.parties[-1]) is not None for credit in (publisher, supplier))
    return supplier if is_other and supplier.parties[-1] not in publisher.parties else None


def _settled(credit: Credit, site: str | None, beside: Collection[str], text: str) -> Credit:
    """A chain behind whose agencies stands a name that no table has.

    It is the site that the text lies on where that has its letters, and no house where it is who wrote the text, the
    place of its dateline, or where the text says that something is.
    """
    if credit.slot not in _CHAINS or len(credit.parties) < 2 or agencies.agency(credit.parties[-1]) is not None:
        return credit
    *known, name = credit.parties
    words = _words(name)
    if site is not None and is_of_site(words, site):
        return credit._replace(parties=(*known, site))
    if len(credit.parties) < _VOUCHED:
        return credit
    is_where = re.search(rf"(?<!\w)(?i:{_AT})\s+{re.escape(name)}(?!\w)", text) is not None
    if is_where or any(f" {' '.join(words)} " in f" {' '.join(_words(each))} " for each in beside):
        return credit._replace(parties=tuple(known))
    return credit


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", fold_words(name))


def _info_sources(record: Fields, site: str | None) -> tuple[Credit | None, Credit | None, Credit | None]:
    """``infoSources`` as one credit, originator first, publisher last; who sent it, and the publisher, where named.

    A publisher that the record names is better than the site that its uri lies on: "Slow Rails" and
    slow-rails.example are one party.
    """
    ranked: list[tuple[int, str, str]] = []
    supplier = None
    for place, item in items(record, "infoSources", "infosources", "infosource"):
        if isinstance(item, str):
            role, name, known = "", item.strip(), None
        elif isinstance(item, dict):
            role = (string(item, "role") or "").replace("/", ":").rpartition(":")[2].lower()
            name = string(item, "literal", "name", "uri") or ""
            known = _known(item, site)
        else:
            raise wrong(place, "an object", item)
        if name:
            ranked.append((_RANK.get(role, _UNKNOWN_ROLE), name, known or _party(name, site)))
            if _RANK.get(role) == _UNKNOWN_ROLE:
                supplier = Credit(Slot.PUBLISHER, name, ranked[-1][2:])
    if not ranked:
        return None, None, None
    ranked.sort(key=lambda party: party[0])  # stable: parties of one rank stay in the supplier's order
    sources = Credit(
        Slot.INFO_SOURCE,
        "/".join(name for _, name, _ in ranked),
        tuple(dict.fromkeys(party for _, _, party in ranked)),
    )
    rank, name, party = ranked[-1]
    return sources, supplier, Credit(Slot.PUBLISHER, name, (party,)) if rank == _PUBLISHER else None


def _known(item: Fields, site: str | None) -> str | None:
    """The agency that an info source means: by literal, name, then the domain of its uri.

    That domain, before the site of the item, also decides names that several agencies print.
    """
    host = host_of(string(item, "uri") or "")
    agency = agencies.by_domain(host) if host else None
    for key in ("literal", "name"):
        value = string(item, key)
        if value is not None and (party := _resolved(value, site if agency is None else agency.id)) is not None:
            return party
    return None if agency is None else agency.id


def _source(record: Fields, site: str | None) -> Credit | None:
    """Superdesk's ``source``: the supplier's short name. One that its site is called by is the site."""
    name = string(record, "source")
    if name is None:
        return None
    if site is not None and "." in site and _resolved(name, site) is None and is_of_site(_words(name), site):
        return Credit(Slot.INFO_SOURCE, name, (site,))
    return Credit(Slot.INFO_SOURCE, name, (_party(name, site),))


@lru_cache(maxsize=4096)  # a wire names few parties in its records
def _resolved(name: str, site: str | None) -> str | None:
    # The name first: what several agencies print may be the id of one and, on its site, mean another.
    return agencies.resolve(name, site=site) or (name if agencies.agency(name) is not None else None)


def _party(name: str, site: str | None) -> str:
    """The agency's id, or the printed name where no agency has it."""
    return _resolved(name, site) or name
