"""The life of an item in its record: status, version, times, embargo and what it replaces.

A time that the record does not state is inferred from evidence or left out, and says so.
"""

from __future__ import annotations

from stream.dispatch import Inference, PubStatus
from stream.reading.cleaning.publication import published_from_page
from stream.reading.fields import Fields, found, items, string, strings, wrong
from stream.text.times import moment

__all__ = [
    *("created", "embargo", "first_created", "number", "published", "replaces", "status", "time", "version"),
]

_STATUS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,  # Superdesk
    "embargoed": PubStatus.WITHHELD,  # AP: withheld, with embargoedUntil
}
# Superdesk's own life-cycle field, read where pubstatus is not given.
_WITHDRAWN_STATES = frozenset({"killed", "recalled"})
_REPLACES = ("replaces", "replacing", "evolvedFrom", "evolvedfrom", "rewrite_of")
_NAMES_EARLIER = frozenset({*_REPLACES, "associations"})


def status(record: Fields) -> PubStatus:
    """``pubStatus``; without one an item that Superdesk killed or recalled is canceled, and any other usable."""
    name, value = found(record, "pubStatus", "pubstatus")
    stated = None if value is None else string(record, name)
    if stated is None:
        state = record.get("state")
        return PubStatus.CANCELED if isinstance(state, str) and state in _WITHDRAWN_STATES else PubStatus.USABLE
    known = _STATUS.get(stated.lower())
    if known is None:
        raise wrong(name, "usable, withheld or canceled", value)
    return known


def version(record: Fields) -> str:
    """The version as given; "" where there is none."""
    value = record.get("version")
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise wrong("version", "a string or an integer", value)
    return value.strip()


def number(given: str) -> tuple[int, str]:
    """Order of a version: by number where it is one (18 digits fit 64 bits), else by text below all numbers."""
    if given.isascii() and given.isdigit() and len(given) <= 18:
        return int(given), ""
    return -1, given


def time(record: Fields, guesses: list[Inference], attribute: str, *names: str) -> int | None:
    """Milliseconds of a time field; what had to be assumed is added to ``guesses``."""
    name, value = found(record, *names)
    text = None if value is None else string(record, name)
    if text is None:
        return None
    read = moment(text, name)
    if read.assumed:
        guesses.append(Inference(attribute, read.assumed))
    return read.ms


def created(record: Fields, guesses: list[Inference]) -> int | None:
    """When this version was made, as the record states it."""
    return time(record, guesses, "published", "versionCreated", "versioncreated")


def first_created(record: Fields, guesses: list[Inference]) -> int | None:
    """When the first version of the item was made, as the record states it."""
    first = time(record, guesses, "first_created", "firstCreated", "firstcreated")
    return time(record, guesses, "first_created", "firstPublished", "firstpublished") if first is None else first


def published(
    record: Fields,
    created: int | None,
    first_created: int | None,
    printed: str | None,
    guesses: list[Inference],
) -> int | None:
    """When an item came out: this version, else the first one, else what its page prints.

    Args:
        record: the parsed JSON object.
        created: time of this version, if stated.
        first_created: time of the first version, if stated.
        printed: headline and text of a page, which may print a day; None for what is no page.
        guesses: is added to where the time is not that of this version.
    """
    if created is not None:
        return created
    if first_created is not None:
        guesses.append(Inference("published", "no versionCreated is given: the first time of the item is taken"))
        return first_created
    crawled = time(record, guesses, "published", "crawled")
    if printed is None:
        guesses.append(Inference("published", "unknown: neither versionCreated nor firstCreated is given"))
        return None
    year = record.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise wrong("year", "an integer", year)
    ms, evidence = published_from_page(printed, year=year, crawled=crawled)
    guesses.append(Inference("published", evidence))
    return ms


def embargo(record: Fields) -> int | None:
    """Until when an item is not to be published."""
    name, value = found(record, "embargoedUntil", "embargoed")
    text = None if value is None else string(record, name)
    return None if text is None else moment(text, name, day_alone=False).ms


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
