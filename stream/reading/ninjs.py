"""ninjs records in three spellings (1.x, 2.x, 3.x), Superdesk's and AP's included, as Versions.

This module and its neighbours (:mod:`~stream.reading.bodies`, :mod:`~stream.reading.management`,
:mod:`~stream.reading.parties`) know the names of fields and what their values may be; what is text and
what is furniture around it is decided in :mod:`stream.reading.cleaning.clean`. A field is absent when it is missing,
``null`` or blank. Unknown fields are ignored. What a record cannot do without are its uri, its text and the time of
its version, which orders it among others: those reject it where they are of a wrong type. Any other field that cannot
be read costs that field alone, and the version says so. A kill or a hold needs no more than its uri.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from stream.dispatch import UNKNOWN_TIME, Credit, Inference, PubStatus, Target, Version, VersionKey
from stream.errors import Invalid, Reason
from stream.memory import shared
from stream.reading import bodies, management
from stream.reading.cleaning.boilerplate import rules_for
from stream.reading.cleaning.clean import Cleaned, clean
from stream.reading.cleaning.language import detect
from stream.reading.fields import Fields, Read, items, or_without, string, strings, wrong
from stream.reading.notices import Notice, notice, printed_embargo
from stream.reading.parties import gather, host_of, names_of

__all__ = ["MAX_URI", "CleanCopy", "Place", "clean_copy", "finished", "marked", "place"]

# A uri is the Kafka key and is repeated in every message about a dispatch; browsers and IPTC stay far below.
MAX_URI = 2000

# Fields that most records have none of: one look says so for all of them.
_RARE = frozenset(
    {
        *("creditLine", "creditline", "by", "byline", "firstCreated", "firstcreated"),
        *("firstPublished", "firstpublished", "embargoedUntil", "embargoed"),
        *("slugline", "edNote", "ednote", "urgency", "profile", "genres", "genre", "signals", "signal"),
        *("subject", "subjects"),
    }
)
_FIRST = frozenset(("firstCreated", "firstcreated", "firstPublished", "firstpublished"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*")


_SIGNATURE, _SHORTEST_HEADLINE = 40, 12  # characters: what a house may sign with under a headline that says enough
_NO_TIME: Read[int | None] = Read(None)
_NO_PROFILE: Read[str | None] = Read(None)
_NO_SIGNALS: Read[tuple[str, ...]] = Read(())
_NO_URIS: tuple[str, ...] = ()
_NO_PLACE: Read[str | None] = Read(None)


class Place(NamedTuple):
    """Where a record belongs among others: by publication (milliseconds, UNKNOWN_TIME last), uri, version number."""

    published: int
    uri: str
    number: int
    version: str  # where it is no number


def place(record: Fields) -> Place | None:
    """Where a record belongs, as its Version does, told in a tenth of the time.

    Returns:
        None for a page that states no time: that is read from its text, as all else.

    Raises:
        Invalid: there is no uri, or a time that is none. Others may be found bad only when they are read.
    """
    uri = _uri(record)
    passed: list[Inference] = []
    created, first_created = _times(record, management.status(record).value, passed)
    published = first_created.value if created.value is None else created.value
    if published is None and bodies.body(record).page:
        return None
    version = or_without(passed, "version", lambda: management.version(record), "")
    return Place(UNKNOWN_TIME if published is None else published, uri, *management.number(version))


class CleanCopy(NamedTuple):
    """A record whose text is clean; what that says of itself is still to be read."""

    record: Fields
    digest: str
    uri: str
    status: Read[PubStatus]
    is_page: bool
    plain: bool  # the record has none of the rare fields
    stated: _Stated
    cleaned: Cleaned
    text: Read[str]
    created: Read[int | None]
    first_created: Read[int | None]
    language: Read[str | None]
    warnings: list[Inference]


def clean_copy(record: Fields, digest: str) -> CleanCopy:
    """The first of three steps that make a Version of a record: :func:`marked` and :func:`finished` follow.

    Args:
        record: the parsed JSON object.
        digest: hex digest of the record, for :class:`VersionKey`.

    Raises:
        Invalid: the record has no uri, or it is usable and has no text or a time that is none.
    """
    uri = _uri(record)
    host = host_of(uri)
    warnings: list[Inference] = []
    stated_status = management.status(record)
    status = stated_status.value
    body = _body(record, status, warnings)
    plain = _RARE.isdisjoint(record)
    stated = _stated(record, plain, warnings)
    cleaned = clean(
        body.text,
        rules=rules_for(host, body.page),
        page=body.page,
        headline=or_without(warnings, "headline", lambda: bodies.headline(record), ""),
        dateline=stated.dateline,
        language=_stated_language(record),
        site=host,
    )
    text = _text(body.text, cleaned, status)
    created, first_created = _times(record, status, warnings)
    language = _language(record, text.value, warnings)
    return CleanCopy(
        *(record, digest, uri, stated_status, body.page, plain, stated, cleaned, text),
        *(created, first_created, language, warnings),
    )


def marked(copy: CleanCopy) -> tuple[CleanCopy, _Marks]:
    """A copy, and what its marks say that it is."""
    return copy, _marks(copy)


def finished(read: tuple[CleanCopy, _Marks]) -> Version:
    """The Version of what the two steps before have read."""
    copy, marks = read
    record, digest, uri, stated_status, is_page, _, stated, cleaned, text, created, first_created, language, _ = copy
    status, warnings = stated_status.value, copy.warnings
    said = _said_of_itself(record, status, marks.notice)
    version = or_without(warnings, "version", lambda: management.version(record), "")
    printed = f"{cleaned.headline}\n{text.value}" if is_page else None
    published = or_without(
        warnings,
        "published",
        lambda: management.published(record, created.value, first_created.value, printed),
        _NO_TIME,
    )
    embargo = _embargo(record, marks, cleaned.headline, text.value, published.value, language.value)
    if embargo.inferences and embargo.value is None and said.value is PubStatus.USABLE:
        said = Read(PubStatus.WITHHELD, said.inferences)
    standfirst = or_without(warnings, "standfirst", lambda: bodies.standfirst(record), None)
    located = or_without(warnings, "located", lambda: _located(record, cleaned), _NO_PLACE)
    replaces = or_without(warnings, "replaces", lambda: management.replaces(record), _NO_URIS)
    beside = [each for each in (stated.byline, cleaned.byline, located.value) if each]
    credits = _credits(record, uri, stated, cleaned, beside, warnings)
    inferences = (
        *(guess for guess in cleaned.inferences if getattr(stated, guess.field, None) is None),
        *(*stated_status.inferences, *_killed(record, status), *text.inferences),
        *(*created.inferences, *first_created.inferences, *language.inferences),
        *(*marks.inferences, *marks.notice.inferences, *said.inferences),
        *(*published.inferences, *located.inferences, *embargo.inferences),
        *(*_by_its_reader(record), *warnings),
    )
    return Version(
        uri=uri,
        key=VersionKey(shared(management.number(version)), -1 if created.value is None else created.value, digest),
        version=version,
        text=text.value,
        headline=cleaned.headline,
        published=published.value,
        first_created=first_created.value,
        status=said.value,
        language=shared(language.value),
        standfirst=standfirst or cleaned.standfirst,
        credit_line=stated.credit_line or cleaned.credit_line,
        dateline=stated.dateline or cleaned.dateline,
        located=located.value,
        byline=stated.byline or cleaned.byline,
        slugline=marks.slugline,
        subject=shared(marks.subject),
        urgency=marks.urgency,
        profile=marks.profile,
        ed_note=marks.ed_note,
        embargoed_until=embargo.value,
        signals=tuple(dict.fromkeys((*marks.signals, *marks.notice.signals))),
        replaces=replaces,
        credits=shared(credits),
        inferences=shared(inferences),
        dropped=cleaned.dropped,
        take=marks.notice.take,
        targets=marks.notice.targets,
    )


class _Stated(NamedTuple):
    """What a record says in a field, and a text may print."""

    dateline: str | None
    credit_line: str | None
    byline: str | None


def _stated(record: Fields, plain: bool, warnings: list[Inference]) -> _Stated:
    dateline = or_without(warnings, "dateline", lambda: _dateline(record), None)
    credit_line = _minor(record, plain, warnings, "credit_line", "creditLine", "creditline")
    return _Stated(dateline, credit_line, _minor(record, plain, warnings, "byline", "by", "byline"))


def _credits(
    record: Fields,
    uri: str,
    stated: _Stated,
    cleaned: Cleaned,
    beside: Collection[str],
    warnings: list[Inference],
) -> tuple[Credit, ...]:
    """The credits of all slots; those that the text prints alone where a field of the record cannot be read."""
    printed = (uri, stated.credit_line, stated.byline, cleaned.credits, beside, cleaned.text)
    credits = or_without(warnings, "credits", lambda: gather(record, *printed), None)
    return gather({}, *printed) if credits is None else credits


def _by_its_reader(record: Fields) -> tuple[Inference, ...]:
    """What was inferred when the record was made of another format (:mod:`stream.reading.formats`)."""
    told = record.get("inferred")
    if not isinstance(told, list):
        return ()
    return tuple(
        Inference(each["field"], each["evidence"])
        for each in told
        if isinstance(each, dict) and isinstance(each.get("field"), str) and isinstance(each.get("evidence"), str)
    )


class _Marks(NamedTuple):
    """The fields that say what an item is, and what they say together with its text."""

    slugline: str | None
    subject: str | None
    ed_note: str | None
    urgency: int | None
    profile: str | None
    signals: tuple[str, ...]  # as stated
    notice: Notice
    inferences: tuple[Inference, ...]  # of profile and signals


def _marks(copy: CleanCopy) -> _Marks:
    record, plain, cleaned, warnings = copy.record, copy.plain, copy.cleaned, copy.warnings
    slugline = _minor(record, plain, warnings, "slugline", "slugline")
    subject = None if plain else or_without(warnings, "subject", lambda: _subject(record), None)
    noted = _minor(record, plain, warnings, "ed_note", "edNote", "ednote")
    ed_note = "\n".join(filter(None, (noted, *cleaned.notes))) or None
    urgency = None if plain else or_without(warnings, "urgency", lambda: _urgency(record), None)
    profile = _NO_PROFILE if plain else or_without(warnings, "profile", lambda: _profile(record), _NO_PROFILE)
    signals = or_without(warnings, "signals", lambda: _signals(record, cleaned), _NO_SIGNALS)
    read = notice(
        headline=cleaned.headline,
        slugline=slugline,
        ed_note=ed_note,
        text=copy.text.value,
        profile=profile.value,
        urgency=urgency,
        stated=signals.value,
        has_place=cleaned.located is not None,
        signed=cleaned.dateline or "",
        language=None if copy.language.inferences else copy.language.value,
        house=names_of(host_of(copy.uri), or_without(warnings, "source", lambda: string(record, "source"), None)),
    )
    inferences = (*profile.inferences, *signals.inferences)
    return _Marks(slugline, subject, ed_note, urgency, profile.value, signals.value, read, inferences)


def _minor(record: Fields, plain: bool, warnings: list[Inference], field: str, *names: str) -> str | None:
    """A string that a record can do without."""
    return None if plain else or_without(warnings, field, lambda: string(record, *names), None)


def _times(record: Fields, status: PubStatus, warnings: list[Inference]) -> tuple[Read[int | None], Read[int | None]]:
    """When this version and the first one were made.

    Raises:
        Invalid: the time of a usable version is none.
    """
    if status is PubStatus.USABLE:
        created = management.created(record)
    else:
        created = or_without(warnings, "published", lambda: management.created(record), _NO_TIME)
    if _FIRST.isdisjoint(record):
        return created, _NO_TIME
    return created, or_without(warnings, "first_created", lambda: management.first_created(record), _NO_TIME)


def _body(record: Fields, status: PubStatus, warnings: list[Inference]) -> bodies.Body:
    """The body; a kill or a hold can do without one.

    Raises:
        Invalid: the body of a usable item is no text.
    """
    if status is PubStatus.USABLE:
        return bodies.body(record)
    return or_without(warnings, "text", lambda: bodies.body(record), bodies.Body("", False))


def _killed(record: Fields, status: PubStatus) -> tuple[Inference, ...]:
    """Why an item is canceled whose record has no status."""
    if status is not PubStatus.CANCELED or management.has_status(record):
        return ()
    return (Inference("status", "no pubStatus is given: the item's state is killed or recalled"),)


def _said_of_itself(record: Fields, status: PubStatus, marked: Notice) -> Read[PubStatus]:
    """The status of an item that may say in words alone what it is: "STORY WITHDRAWN"."""
    if status is PubStatus.USABLE and not any(map(_is_explicit, marked.targets)) and not management.has_status(record):
        for signal, meant in (("kill", PubStatus.CANCELED), ("hold", PubStatus.WITHHELD)):
            if signal in marked.signals:
                why = f"no pubStatus is given: the item is marked as {signal}"
                return Read(meant, (Inference("status", why),))
    return Read(status)


def _embargo(
    record: Fields, marks: _Marks, headline: str, text: str, published: int | None, language: str | None
) -> Read[int | None]:
    """Until when an item is not to be published: as stated, else as printed. The line that says so is evidence."""
    stated = management.embargo(record)
    if stated.inferences:
        return stated
    printed = printed_embargo(
        headline=headline, ed_note=marks.ed_note or "", text=text, published=published, language=language
    )
    if stated.value is not None or printed is None:
        return stated
    how = ", no zone is printed" if not printed.zoned else ""
    if printed.until is None:
        how = ", held because no time can be read"
    return Read(printed.until, (Inference("embargoed_until", f"embargo{how}: {printed.printed[:120]}"),))


def _is_explicit(target: Target) -> bool:
    """Whether an order names an item; one that only has words about it may be about the item itself."""
    return target.words is None


def _uri(record: Fields) -> str:
    value = record.get("uri")
    if value is None:
        raise Invalid(Reason.NO_URI, "uri: missing; every record needs one, it is the identity of the dispatch")
    if not isinstance(value, str):
        raise wrong("uri", "a string", value)
    uri = value.strip()
    if not uri:
        raise Invalid(Reason.NO_URI, "uri: blank; every record needs one, it is the identity of the dispatch")
    if not uri.isprintable() and _CONTROL.search(uri) is not None:
        raise Invalid(Reason.NO_URI, f"uri: a control character in {len(uri)} characters; send the uri itself")
    if len(uri) > MAX_URI:
        raise Invalid(Reason.TYPE, f"uri: {len(uri)} characters, at most {MAX_URI} are allowed")
    return uri


def _text(body: str, cleaned: Cleaned, status: PubStatus) -> Read[str]:
    """The clean text; of a usable item that has none, its headline: a flash is a headline and nothing more.

    Raises:
        Invalid: ``no-text``, without a headline too, and where the body is there but is no story.
    """
    if cleaned.text or status is not PubStatus.USABLE:
        return Read(cleaned.text)
    if cleaned.dropped and (len(body) > _SIGNATURE or len(cleaned.headline) < _SHORTEST_HEADLINE):
        raise Invalid(
            Reason.NO_TEXT, f"bodies: nothing but boilerplate ({cleaned.dropped} lines) in {len(body)} characters"
        )
    if not cleaned.headline:
        raise Invalid(
            Reason.NO_TEXT,
            "bodies: no text and no headline; only a kill or a withhold may come so (pubStatus canceled or withheld)",
        )
    return Read(cleaned.headline, (Inference("text", "the headline: the record has no body"),))


def _dateline(record: Fields) -> str | None:
    """The dateline as printed; Superdesk has an object with ``text``."""
    value = record.get("dateline")
    return string(value, "text") if isinstance(value, dict) else string(record, "dateline")


def _located(record: Fields, cleaned: Cleaned) -> Read[str | None]:
    """The place as stated (a string, or an object with a name), else that of the dateline."""
    for holder in (record, record.get("dateline")):
        if not isinstance(holder, dict):
            continue
        value = holder.get("located")
        stated = string(value, "name", "city", "literal") if isinstance(value, dict) else string(holder, "located")
        if stated is not None:
            return Read(stated)
    if cleaned.located is None:
        return Read(None)
    return Read(cleaned.located, (Inference("located", "the place of the dateline"),))


def _language(record: Fields, text: str, warnings: list[Inference]) -> Read[str | None]:
    """The language as stated, else that of the text."""
    tag = or_without(warnings, "language", lambda: _language_tag(record), None)
    if tag is not None or (tag := detect(text)) is None:
        return Read(tag)
    return Read(tag, (Inference("language", "recognised from the first characters of the clean text"),))


def _stated_language(record: Fields) -> str | None:
    """The primary subtag that a record states; None where it states none that can be read."""
    tag = or_without([], "language", lambda: _language_tag(record), None)
    return None if tag is None else tag.partition("-")[0]


def _language_tag(record: Fields) -> str | None:
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
    if isinstance(value, float) and value.is_integer():  # some languages have one kind of number
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong("urgency", "an integer from 1 to 9", value)
    if not 1 <= value <= 9:
        raise Invalid(Reason.TYPE, "urgency: expected an integer from 1 to 9, found another")
    return value


def _profile(record: Fields) -> Read[str | None]:
    """``profile``, else the first genre: "Summary" or "Caption" says the same there."""
    stated = string(record, "profile")
    if stated is not None:
        return Read(stated)
    genres = strings(record, "genres", "genre", keys=("name", "literal", "code", "qcode", "uri"))
    if not genres:
        return Read(None)
    return Read(genres[0], (Inference("profile", f"genre: {genres[0][:100]}"),))


def _is_signal(subject: Fields) -> bool:
    return any("signal" in str(subject.get(key, "")).lower() for key in ("rel", "scheme"))


def _subject(record: Fields) -> str | None:
    """What an item is about: the name of the first subject that is no signal and no number of an item."""
    for _, item in items(record, "subject", "subjects"):
        is_about = not isinstance(item, dict) or (item.get("rel") != "item-number" and not _is_signal(item))
        name = string(item, "name", "literal") if isinstance(item, dict) else item
        if is_about and isinstance(name, str) and name.strip():
            return " ".join(name.split())
    return None


def _subject_signals(record: Fields) -> Iterator[str]:
    """Signals among the subjects of an item, where PA and others put them."""
    for _, item in items(record, "subject", "subjects"):
        if isinstance(item, dict) and _is_signal(item):
            code = string(item, "code", "qcode", "uri") or ""
            if signal := code.rpartition(":")[2].rpartition("/")[2] or string(item, "name", "literal"):
                yield signal


def _signals(record: Fields, cleaned: Cleaned) -> Read[tuple[str, ...]]:
    stated = strings(record, "signals", "signal", keys=("name", "literal", "code", "qcode", "uri"))
    if "subject" in record or "subjects" in record:
        stated = (*stated, *_subject_signals(record))
    if cleaned.caption_only and "caption" not in stated:
        return Read((*stated, "caption"), (Inference("signals", "the whole text is the caption of a picture"),))
    return Read(stated)
