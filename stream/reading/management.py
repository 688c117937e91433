"""The life of an item in its record: status, version, times, embargo and what it replaces.

A time that the record does not state is inferred from evidence or left out, and says so.
"""

from __future__ import annotations

import re

from stream.dispatch import Inference, PubStatus
from stream.errors import Invalid
from stream.reading.cleaning.publication import published_from_page
from stream.reading.fields import Fields, Read, found, items, string, strings, wrong
from stream.text.times import moment

__all__ = [
    *("created", "embargo", "first_created", "has_status", "number", "published", "replaces", "status", "time"),
    "version",
]

_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,  # Superdesk
    "embargoed": PubStatus.WITHHELD,  # AP, without a time; with one see `status`
    "privileged": PubStatus.WITHHELD,  # PA: for editors before its embargo is over
    "replaced": PubStatus.USABLE,  # TT: an item with a uri of its own tells the story now
}
# Superdesk's own life-cycle field, read where pubstatus is not given.
_WITHDRAWN_STATES = frozenset({"killed", "recalled"})
_REPLACES = ("replaces", "replacing", "evolvedFrom", "evolvedfrom", "rewrite_of")
_NAMES_EARLIER = frozenset({*_REPLACES, "associations"})


def status(record: Fields) -> Read[PubStatus]:
    """``pubStatus``; without one an item that Superdesk killed or recalled is canceled, and any other usable.

    AP's "embargoed" with a time is usable once that is over. A status that nobody knows withholds the item: it is not
    lost, and a later version can free it.
    """
    name, value = found(record, "pubStatus", "pubstatus")
    if value is not None and not isinstance(value, str):
        return Read(PubStatus.WITHHELD, (Inference("status", f"left out: {wrong(name, 'a string', value)}"),))
    stated = None if value is None else string(record, name)
    if stated is None:
        state = record.get("state")
        return Read(PubStatus.CANCELED if isinstance(state, str) and state in _WITHDRAWN_STATES else PubStatus.USABLE)
    if stated.lower() == "embargoed" and embargo(record).value is not None:
        return Read(PubStatus.USABLE)
    known = _STATUS.get(stated) or _STATUS.get(re.split("[:/]", stated.lower())[-1])  # G2 writes "stat:canceled"
    if known is None:
        return Read(PubStatus.WITHHELD, (Inference("status", f"{name}: unknown, {len(stated)} characters"),))
    return Read(known)


def has_status(record: Fields) -> bool:
    """Whether a record states any status."""
    stated = found(record, "pubStatus", "pubstatus")[1]
    return stated is not None and not (isinstance(stated, str) and not stated.strip())


def version(record: Fields) -> str:
    """The version as given; "" where there is none."""
    value = record.get("version")
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if not isinstance(value, str):
        raise wrong("version", "a string or an integer", value)
    return value.strip()


def number(given: str) -> tuple[int, str]:
    """Order of a version: by number where it is one (18 digits fit 64 bits), else by text below all numbers."""
    whole, _, rest = given.partition(".")
    # "10.0" after "9.0", "1.10" after "1.9": what is behind the stop counts too, in a width in which text is ordered.
    if given.isascii() and whole.isdigit() and len(whole) <= 18 and (rest.isdigit() or not rest) and len(rest) <= 18:
        return int(whole), "" if not rest.strip("0") else rest.zfill(18)
    return -1, given


def time(record: Fields, attribute: str, *names: str) -> Read[int | None]:
    """Milliseconds of a time field, and what had to be assumed for ``attribute``."""
    name, value = found(record, *names)
    text = None if value is None else string(record, name)
    if text is None:
        return Read(None)
    read = moment(text, name)
    return Read(read.ms, (Inference(attribute, read.assumed),) if read.assumed else ())


def created(record: Fields) -> Read[int | None]:
    """When this version was made, as the record states it."""
    return time(record, "published", "versionCreated", "versioncreated")


def first_created(record: Fields) -> Read[int | None]:
    """When the first version of the item was made, as the record states it."""
    first = time(record, "first_created", "firstCreated", "firstcreated")
    return time(record, "first_created", "firstPublished", "firstpublished") if first.value is None else first


def published(record: Fields, created: int | None, first_created: int | None, printed: str | None) -> Read[int | None]:
    """When an item came out: this version, else the first one, else what its page prints.

    Args:
        record: the parsed JSON object.
        created: time of this version, if stated.
        first_created: time of the first version, if stated.
        printed: headline and text of a page, which may print a day; None for what is no page.
    """
    if created is not None:
        return Read(created)
    if first_created is not None:
        assumed = "no versionCreated is given: the first time of the item is taken"
        return Read(first_created, (Inference("published", assumed),))
    crawled, assumptions = time(record, "published", "crawled")
    if printed is None:
        unknown = "unknown: neither versionCreated nor firstCreated is given"
        return Read(None, (*assumptions, Inference("published", unknown)))
    year = record.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise wrong("year", "an integer", year)
    ms, evidence = published_from_page(printed, year=year, crawled=crawled)
    return Read(ms, (*assumptions, Inference("published", evidence)))


def embargo(record: Fields) -> Read[int | None]:
    """Until when an item is not to be published; one that cannot be read holds it, and the inference says why."""
    name, value = found(record, "embargoedUntil", "embargoed")
    try:
        text = None if value is None else string(record, name)
        return Read(None if text is None else moment(text, name, day_alone=False).ms)
    except Invalid as error:
        return Read(None, (Inference("embargoed_until", f"held, because no time can be read: {error}"),))


def replaces(record: Fields) -> tuple[str, ...]:
    """Earlier items that this one replaces, in whichever field the supplier names them, each once."""
    if _NAMES_EARLIER.isdisjoint(record):
        return ()
    named: list[str] = []
    for field in _REPLACES:
        if record.get(field) is not None:
            named += strings(record, field, keys=("uri", "guid"))
    for place, item in items(record, "associations"):
        # ninjs 1.x has an object of named associations here, which carries no previous versions.
        if isinstance(item, dict) and place != "associations":
            rel = string(item, "rel") or ""
            if rel.endswith("previousVersion") and (uri := string(item, "uri")) is not None:
                named.append(uri)
    return tuple(dict.fromkeys(named))
