"""ninjs records in three spellings (1.x, 2.x, 3.x), Superdesk's and AP's included, as Versions.

This module knows the names of fields and what their values may be; what is text and what is
furniture around it is decided in :mod:`stream.reading.clean`. A field is absent when it is missing,
``null`` or blank. Unknown fields are ignored; a known field of a wrong type rejects the record,
because a guess would be silent.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stream.dispatch import Inference, PubStatus, Version, VersionKey
from stream.errors import Invalid, Reason
from stream.reading import markup
from stream.reading.boilerplate import rules_for
from stream.reading.clean import Cleaned, clean
from stream.reading.fields import Fields, found, items, string, strings, wrong
from stream.reading.language import detect
from stream.reading.parties import gather, host_of
from stream.reading.publication import published_from_page
from stream.reading.times import moment

__all__ = ["MAX_URI", "to_version"]

# A uri is the Kafka key and is repeated in every message about a dispatch; browsers and IPTC stay far below.
MAX_URI = 2000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*")
_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,  # Superdesk
    "embargoed": PubStatus.WITHHELD,  # AP: withheld, with embargoedUntil
}
# Superdesk's own life-cycle field, read where pubstatus is not given.
_WITHDRAWN_STATES = frozenset({"killed", "recalled"})
# Bodies of ninjs 1.x, the best first; any other "body_*" comes after them, by name.
_BODIES = ("body_text", "body_html", "body_xhtml")
# Roles that a body or headline may have when it is the one to read; no role at all counts as one.
_MAIN_ROLES = frozenset({"", "main", "raw", "body", "text"})
_STANDFIRST_ROLES = frozenset({"standfirst", "abstract", "summary", "lead", "chapeau", "drop-head"})


class _Body(NamedTuple):
    """The one body that is read, and whether it is a whole saved page."""

    text: str
    page: bool


def to_version(record: Fields, digest: str) -> Version:
    """Map the fields of one record.

    Args:
        record: the parsed JSON object.
        digest: hex digest of the record, for :class:`VersionKey`.

    Raises:
        Invalid: the record has no uri or no text, or a field cannot be what it should be.
    """
    uri = _uri(record)
    status = _status(record)
    body = _body(record)
    stated_dateline = _dateline(record)
    host = host_of(uri)
    cleaned = clean(
        body.text,
        rules=rules_for(host, body.page),
        page=body.page,
        headline=_headline(record),
        dateline=stated_dateline,
    )
    if not cleaned.paragraphs and status is PubStatus.USABLE:
        raise Invalid(Reason.NO_TEXT, _no_text(body.text, cleaned))

    credit_line = string(record, "creditLine", "creditline")
    byline = string(record, "by", "byline")
    stated = {"credit_line": credit_line, "byline": byline, "dateline": stated_dateline}
    guesses = [guess for guess in cleaned.inferences if stated.get(guess.field) is None]
    if status is PubStatus.CANCELED and string(record, "pubStatus", "pubstatus") is None:
        guesses.append(Inference("status", "no pubStatus is given: the item's state is killed or recalled"))
    created = _time(record, guesses, "published", "versionCreated", "versioncreated")
    first_created = _time(record, guesses, "first_created", "firstCreated", "firstcreated")
    if first_created is None:
        first_created = _time(record, guesses, "first_created", "firstPublished", "firstpublished")
    language = _language(record)
    if language is None and (language := detect(cleaned.text)) is not None:
        guesses.append(Inference("language", "recognised from the first characters of the clean text"))

    version = _version(record)
    return Version(
        uri=uri,
        key=VersionKey(_number(version), -1 if created is None else created, digest),
        version=version,
        text=cleaned.text,
        headline=cleaned.headline,
        published=_published(record, created, first_created, body, cleaned, guesses),
        first_created=first_created,
        status=status,
        language=language,
        standfirst=_standfirst(record) or cleaned.standfirst,
        credit_line=credit_line or cleaned.credit_line,
        dateline=stated_dateline or cleaned.dateline,
        located=_located(record, cleaned, guesses),
        byline=byline or cleaned.byline,
        slugline=string(record, "slugline"),
        urgency=_urgency(record),
        profile=_profile(record, guesses),
        ed_note="\n".join(filter(None, (string(record, "edNote", "ednote"), *cleaned.notes))) or None,
        embargoed_until=_embargo(record),
        signals=_signals(record, cleaned, guesses),
        replaces=_replaces(record),
        credits=gather(record, host, credit_line, byline, cleaned.credits),
        inferences=tuple(guesses),
        dropped=cleaned.dropped,
    )


def _uri(record: Fields) -> str:
    value = record.get("uri")
    if value is None:
        raise Invalid(Reason.NO_URI, "uri: missing; every record needs one, it is the identity of the dispatch")
    if not isinstance(value, str):
        raise wrong("uri", "a string", value)
    uri = value.strip()
    if not uri:
        raise Invalid(Reason.NO_URI, "uri: blank; every record needs one, it is the identity of the dispatch")
    if _CONTROL.search(uri) is not None:
        raise Invalid(Reason.NO_URI, f"uri: a control character in {len(uri)} characters; send the uri itself")
    if len(uri) > MAX_URI:
        raise Invalid(Reason.TYPE, f"uri: {len(uri)} characters, at most {MAX_URI} are allowed")
    return uri


def _status(record: Fields) -> PubStatus:
    name, value = found(record, "pubStatus", "pubstatus")
    stated = string(record, name)
    if stated is None:
        withdrawn = record.get("state") in _WITHDRAWN_STATES if isinstance(record.get("state"), str) else False
        return PubStatus.CANCELED if withdrawn else PubStatus.USABLE
    status = _STATUS.get(stated.lower())
    if status is None:
        raise wrong(name, "usable, withheld or canceled", value)
    return status


def _version(record: Fields) -> str:
    value = record.get("version")
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise wrong("version", "a string or an integer", value)
    return value.strip()


def _number(version: str) -> tuple[int, str]:
    """Order of a version: by number where it is one (18 digits fit 64 bits), else by text below all numbers."""
    if version.isascii() and version.isdigit() and len(version) <= 18:
        return int(version), ""
    return -1, version


def _headline(record: Fields) -> str:
    """The main headline on one line; of 1.x ``headline``, else the first ``headline_*`` by name."""
    best, best_rank = "", 3
    for place, item in items(record, "headlines"):
        value, role, content_type = _valued(place, item)
        rank = 0 if role == "main" else 1 if not role else 2
        if value and rank < best_rank and role not in _STANDFIRST_ROLES:
            best, best_rank = _flat(value, content_type), rank
    if not best:
        best = _flat(string(record, "headline") or "", "")
    if not best:
        for name in sorted(name for name in record if name.startswith("headline_")):
            best = _flat(string(record, name) or "", "")
            if best:
                break
    return best


def _flat(value: str, content_type: str) -> str:
    text = markup.plain_text(value) if "html" in content_type else value
    return " ".join(text.split())


def _valued(place: str, item: object) -> tuple[str, str, str]:
    """Value, role and content type of one entry of ``headlines`` or ``bodies``; roles lose a ``scheme:`` prefix."""
    if isinstance(item, str):
        return item, "", ""
    if not isinstance(item, dict):
        raise wrong(place, "an object", item)
    value = item.get("value")
    if value is not None and not isinstance(value, str):
        raise wrong(f"{place}.value", "a string", value)
    role = string(item, "role") or ""
    return value or "", role.rpartition(":")[2].lower(), (string(item, "contentType", "contenttype") or "").lower()


def _body(record: Fields) -> _Body:
    """The body to read: of ``bodies`` the main one, plain text before HTML; of 1.x ``body_text`` before the others."""
    page = string(record, "profile") == "web-page"
    best, best_rank, raw = "", 9, False
    for place, item in items(record, "bodies"):
        value, role, content_type = _valued(place, item)
        if not value.strip():
            continue
        rank = (0 if role == "raw" and page else 1 if role in _MAIN_ROLES else 3) * 2 + ("html" in content_type)
        if rank < best_rank:
            best, best_rank, raw = _text(value, content_type), rank, role == "raw"
    if best:
        return _Body(best, page or raw)
    others = sorted(name for name in record if name.startswith("body_") and name not in _BODIES)
    for name in (*_BODIES, *others):
        given = record.get(name)
        if given is None:
            continue
        if not isinstance(given, str):
            raise wrong(name, "a string", given)
        if given.strip():
            return _Body(_text(given, "html" if name in ("body_html", "body_xhtml") else ""), page)
    return _Body("", page)


def _text(value: str, content_type: str) -> str:
    if "html" in content_type or "xml" in content_type or (not content_type and markup.looks_like_html(value)):
        return markup.plain_text(value)
    return value


def _no_text(body: str, cleaned: Cleaned) -> str:
    if not body.strip():
        return "bodies: no text; only a kill or a withhold may come without (pubStatus canceled or withheld)"
    return f"bodies: nothing but boilerplate ({cleaned.dropped} lines) in {len(body)} characters"


def _standfirst(record: Fields) -> str | None:
    """``abstract`` (Superdesk), else the headline or body entry that has the role of a standfirst."""
    if record.get("abstract") is not None:
        return _flat(string(record, "abstract") or "", "html") or None
    for field in ("headlines", "bodies"):
        for place, item in items(record, field):
            value, role, content_type = _valued(place, item)
            if value.strip() and role in _STANDFIRST_ROLES:
                return _flat(value, content_type)
    return None


def _dateline(record: Fields) -> str | None:
    """The dateline as printed; Superdesk has an object with ``text``."""
    value = record.get("dateline")
    return string(value, "text") if isinstance(value, dict) else string(record, "dateline")


def _located(record: Fields, cleaned: Cleaned, guesses: list[Inference]) -> str | None:
    """The place as stated (a string, or an object with a name), else that of the dateline."""
    for holder in (record, record.get("dateline")):
        if not isinstance(holder, dict):
            continue
        value = holder.get("located")
        stated = string(value, "name", "city", "literal") if isinstance(value, dict) else string(holder, "located")
        if stated is not None:
            return stated
    if cleaned.located is not None:
        guesses.append(Inference("located", "the place of the dateline"))
    return cleaned.located


def _time(record: Fields, guesses: list[Inference], attribute: str, *names: str) -> int | None:
    """Milliseconds of a time field; what had to be assumed is added to ``guesses``."""
    name, _ = found(record, *names)
    text = string(record, name)
    if text is None:
        return None
    read = moment(text, name)
    if read.assumed:
        guesses.append(Inference(attribute, read.assumed))
    return read.ms


def _published(
    record: Fields,
    created: int | None,
    first_created: int | None,
    body: _Body,
    cleaned: Cleaned,
    guesses: list[Inference],
) -> int | None:
    if created is not None:
        return created
    if first_created is not None:
        guesses.append(Inference("published", "no versionCreated is given: the first time of the item is taken"))
        return first_created
    crawled = _time(record, guesses, "published", "crawled")
    if not body.page:
        guesses.append(Inference("published", "unknown: neither versionCreated nor firstCreated is given"))
        return None
    year = record.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise wrong("year", "an integer", year)
    published, evidence = published_from_page(f"{cleaned.headline}\n{cleaned.text}", year=year, crawled=crawled)
    guesses.append(Inference("published", evidence))
    return published


def _embargo(record: Fields) -> int | None:
    name, _ = found(record, "embargoedUntil", "embargoed")
    text = string(record, name)
    return None if text is None else moment(text, name, day_alone=False).ms


def _language(record: Fields) -> str | None:
    stated = string(record, "language")
    if stated is None:
        return None
    tag = stated.lower().replace("_", "-")
    if _LANGUAGE_TAG.fullmatch(tag) is None:
        raise Invalid(Reason.TYPE, f"language: expected a tag such as fr or zh-Hant, found {len(stated)} characters")
    # "und" is the tag for not knowing.
    return None if tag == "und" else tag


def _urgency(record: Fields) -> int | None:
    value = record.get("urgency")
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:3])
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("urgency", "an integer from 1 to 9", value)
    if not 1 <= value <= 9:
        raise Invalid(Reason.TYPE, "urgency: expected an integer from 1 to 9, found another")
    return value


def _profile(record: Fields, guesses: list[Inference]) -> str | None:
    """``profile``, else the first genre: "Summary" or "Caption" says the same there."""
    stated = string(record, "profile")
    if stated is not None:
        return stated
    genres = strings(record, "genres", "genre", keys=("name", "literal", "code", "qcode", "uri"))
    if not genres:
        return None
    guesses.append(Inference("profile", f"genre: {genres[0][:100]}"))
    return genres[0]


def _signals(record: Fields, cleaned: Cleaned, guesses: list[Inference]) -> tuple[str, ...]:
    stated = strings(record, "signals", "signal", keys=("name", "literal", "code", "qcode", "uri"))
    if cleaned.caption_only and "caption" not in stated:
        guesses.append(Inference("signals", "the whole text is the caption of a picture"))
        return (*stated, "caption")
    return stated


def _replaces(record: Fields) -> tuple[str, ...]:
    """Earlier items that this one replaces, in whichever field the supplier names them, each once."""
    named: list[str] = []
    for field in ("replaces", "replacing", "evolvedFrom", "evolvedfrom", "rewrite_of"):
        if record.get(field) is not None:
            named += strings(record, field, keys=("uri", "guid"))
    for place, item in items(record, "associations"):
        # ninjs 1.x has an object of named associations here, which carries no previous versions.
        if isinstance(item, dict) and place != "associations":
            rel = string(item, "rel") or ""
            if rel.endswith("previousVersion") and (uri := string(item, "uri")) is not None:
                named.append(uri)
    return tuple(dict.fromkeys(named))
