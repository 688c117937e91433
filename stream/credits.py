"""The parties that one version names, in the order in which the text went through their hands."""

from __future__ import annotations

from stream.dispatch import Credit, Slot, Version

__all__ = ["chain", "issuer", "named_by"]

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
    parties: list[str] = []
    for slot in _ORDERED:
        if not parties:
            parties.extend(_parties(version, slot))
    for slot in _ORIGIN:
        origin = _parties(version, slot)
        if not set(origin) & set(parties):
            parties[:0] = origin
    for slot in _ELSE:
        if not parties:
            parties.extend(_parties(version, slot))
    parties.extend(_parties(version, Slot.PUBLISHER))
    return tuple(dict.fromkeys(parties))


def issuer(version: Version) -> str | None:
    """The party that put this version out: the last of its chain. None where nothing names one."""
    parties = chain(version)
    return parties[-1] if parties else None


def named_by(version: Version, party: str) -> list[Credit]:
    """The credits of a version that name a party and count as evidence for its place in the chain."""
    return [
        credit
        for credit in version.credits
        if party in credit.parties and credit.slot not in (Slot.PHOTO, Slot.ATTRIBUTION)
    ]


def _parties(version: Version, slot: Slot) -> list[str]:
    return [party for credit in version.credits if credit.slot is slot for party in credit.parties]
