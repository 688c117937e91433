"""The parties that one version names, in the order in which the text went through their hands."""

from __future__ import annotations

from stream.dispatch import Credit, Slot, Version

__all__ = ["chain", "evident", "named_by"]

_ORDERED = (Slot.CREDIT_LINE, Slot.END_CREDIT)
_ORIGIN = (Slot.DATELINE, Slot.LEAD_IN)
_ELSE = (Slot.SOURCE_LINE, Slot.BYLINE, Slot.INFO_SOURCE)


def chain(version: Version) -> tuple[str, ...]:
    """Origin first, publisher last, each party once.

    A credit chain is taken as printed. A dateline or source line names the origin, so it goes
    before a chain that does not hold it; a byline ("with AFP and Reuters") does so where nothing
    else is printed. What only the metadata says comes last: info sources
    where the text itself names nobody, the publishing house at the end. Photo credits and
    attributions never count: they say nothing about who wrote the text.
    """
    named: dict[Slot, list[str]] = {}
    for credit in version.credits:
        named.setdefault(credit.slot, []).extend(credit.parties)
    parties: list[str] = []
    for slot in _ORDERED:
        parties = parties or named.get(slot, [])
    for slot in _ORIGIN:
        origin = named.get(slot, [])
        if not set(origin) & set(parties):
            parties = origin + parties
    for slot in _ELSE:
        parties = parties or named.get(slot, [])
    return tuple(dict.fromkeys(parties + named.get(Slot.PUBLISHER, [])))


def evident(version: Version) -> list[Credit]:
    """The credits of a version that count as evidence for a place in the chain."""
    return [credit for credit in version.credits if credit.slot not in (Slot.PHOTO, Slot.ATTRIBUTION)]


def named_by(version: Version, party: str) -> list[Credit]:
    """Those of them that name a party."""
    return [credit for credit in evident(version) if party in credit.parties]
