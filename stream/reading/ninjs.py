"""ninjs records in three spellings (1.x, 2.x, 3.x), Superdesk's and AP's included, as Versions.

This module and its neighbours (:mod:`~stream.reading.bodies`, :mod:`~stream.reading.management`,
:mod:`~stream.reading.parties`) know the names of fields and what their values may be; what is text and
what is furniture around it is decided in :mod:`stream.reading.cleaning.clean`. A field is absent when it is missing,
``null`` or blank. Unknown fields are ignored; a known field of a wrong type rejects the record,
because a guess would be silent.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stream.dispatch import UNKNOWN_TIME, Inference, PubStatus, Version, VersionKey
from stream.errors import Invalid, Reason
from stream.memory import shared
from stream.reading import bodies, management
from stream.reading.cleaning.boilerplate import rules_for
from stream.reading.cleaning.clean import Cleaned, clean
from stream.reading.cleaning.language import detect
from stream.reading.fields import Fields, string, strings, wrong
from stream.reading.notices import Notice, notice
from stream.reading.parties import gather, host_of, publisher_of

__all__ = ["MAX_URI", "Place", "place", "to_version"]

# A uri is the Kafka key and is repeated in every message about a dispatch; browsers and IPTC stay far below.
MAX_URI = 2000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*")


class Place(NamedTuple):
    """Where a record belongs among others: by publication (milliseconds, UNKNOWN_TIME last), uri, version number."""

    published: int
    uri: str
    number: int
    version: str  # where it is no number


def place(record: Fields) -> Place | None:
    """Where a record belongs, as the Version of :func:`to_version` does, told in a tenth of the time.

    Returns:
        None for a page that states no time: that is read from its text, as all else.

    Raises:
        Invalid: there is no uri, or a time or version that is none. Others may be found bad only when they are read.
    """
    uri = _uri(record)
    published = management.created(record, [])
    if published is None:
        published = management.first_created(record, [])
    if published is None and bodies.body(record).page:
        return None
    return Place(UNKNOWN_TIME if published is None else published, uri, *management.number(management.version(record)))


def to_version(record: Fields, digest: str) -> Version:
    """Map the fields of one record.

    Args:
        record: the parsed JSON object.
        digest: hex digest of the record, for :class:`VersionKey`.

    Raises:
        Invalid: the record has no uri or no text, or a field cannot be what it should be.
    """
    uri = _uri(record)
    status = management.status(record)
    body = bodies.body(record)
    stated_dateline = _dateline(record)
    host = host_of(uri)
    cleaned = clean(
        body.text,
        rules=rules_for(host, body.page),
        page=body.page,
        headline=bodies.headline(record),
        dateline=stated_dateline,
    )
    text = cleaned.text
    headline_only = not text and status is PubStatus.USABLE
    if headline_only:
        text = _headline_as_text(body.text, cleaned)

    credit_line = string(record, "creditLine", "creditline")
    byline = string(record, "by", "byline")
    stated = {"credit_line": credit_line, "byline": byline, "dateline": stated_dateline}
    guesses = [guess for guess in cleaned.inferences if stated.get(guess.field) is None]
    if status is PubStatus.CANCELED and string(record, "pubStatus", "pubstatus") is None:
        guesses.append(Inference("status", "no pubStatus is given: the item's state is killed or recalled"))
    if headline_only:
        guesses.append(Inference("text", "the headline: the record has no body"))
    created = management.created(record, guesses)
    first_created = management.first_created(record, guesses)
    language = _language(record)
    if language is None and (language := detect(text)) is not None:
        guesses.append(Inference("language", "recognised from the first characters of the clean text"))

    slugline = string(record, "slugline")
    ed_note = "\n".join(filter(None, (string(record, "edNote", "ednote"), *cleaned.notes))) or None
    urgency, profile = _urgency(record), _profile(record, guesses)
    stated_signals = _signals(record, cleaned, guesses)
    marked = notice(
        headline=cleaned.headline,
        slugline=slugline,
        ed_note=ed_note,
        text=text,
        profile=profile,
        urgency=urgency,
        stated=stated_signals,
    )
    guesses.extend(marked.inferences)
    if status is PubStatus.USABLE and not marked.targets and string(record, "pubStatus", "pubstatus") is None:
        status = _said_of_itself(marked, guesses)
    printed = f"{cleaned.headline}\n{text}" if body.page else None
    version = management.version(record)
    return Version(
        uri=uri,
        key=VersionKey(shared(management.number(version)), -1 if created is None else created, digest),
        version=version,
        text=text,
        headline=cleaned.headline,
        published=management.published(record, created, first_created, printed, guesses),
        first_created=first_created,
        status=status,
        language=shared(language),
        standfirst=bodies.standfirst(record) or cleaned.standfirst,
        credit_line=credit_line or cleaned.credit_line,
        dateline=stated_dateline or cleaned.dateline,
        located=_located(record, cleaned, guesses),
        byline=byline or cleaned.byline,
        slugline=slugline,
        urgency=urgency,
        profile=profile,
        ed_note=ed_note,
        embargoed_until=management.embargo(record),
        signals=tuple(dict.fromkeys((*stated_signals, *marked.signals))),
        replaces=management.replaces(record),
        credits=shared(gather(record, publisher_of(uri, host), credit_line, byline, cleaned.credits)),
        inferences=shared(tuple(guesses)),
        dropped=cleaned.dropped,
        take=marked.take,
        targets=marked.targets,
    )


def _said_of_itself(marked: Notice, guesses: list[Inference]) -> PubStatus:
    """The status of an item that says so in words alone: "STORY WITHDRAWN"."""
    for signal, status in (("kill", PubStatus.CANCELED), ("hold", PubStatus.WITHHELD)):
        if signal in marked.signals:
            guesses.append(Inference("status", f"no pubStatus is given: the item is marked as {signal}"))
            return status
    return PubStatus.USABLE


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


def _headline_as_text(body: str, cleaned: Cleaned) -> str:
    """What a usable item says that has no text of its own: a flash is a headline and nothing more.

    Raises:
        Invalid: ``no-text``, without a headline too, and where the body is there but is no story.
    """
    if cleaned.dropped:
        raise Invalid(
            Reason.NO_TEXT, f"bodies: nothing but boilerplate ({cleaned.dropped} lines) in {len(body)} characters"
        )
    if not cleaned.headline:
        raise Invalid(
            Reason.NO_TEXT,
            "bodies: no text and no headline; only a kill or a withhold may come so (pubStatus canceled or withheld)",
        )
    return cleaned.headline


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
