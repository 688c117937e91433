"""What becomes of a story when its dispatches are killed, held, freed or embargoed.

A kill of the origin reaches every house that had the text from it; a kill of a derived member removes that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stream.dispatch import PubStatus
from stream.matching.editions import UNKNOWN_TIME, Role
from stream.stories.provenance import Member, Provenance, is_withdrawn, lineage

__all__ = ["Kill", "Outcome", "outcome"]


class Kill(NamedTuple):
    """A member that is not usable, and who says so since when."""

    member: str
    status: PubStatus
    by: str
    since: int
    note: str | None
    whole: bool  # it reaches the whole story


class Outcome(NamedTuple):
    """The status of a story and why it is so."""

    status: PubStatus
    kills: tuple[Kill, ...] = ()
    embargoed_until: int | None = None  # while it holds the story
    breaks: tuple[str, ...] = ()  # members that came out before that without an embargo of their own

    @property
    def retracted(self) -> bool:
        """Whether a kill or a hold of the origin reaches all members."""
        return any(kill.whole for kill in self.kills)


def outcome(members: Sequence[Member], provenance: Provenance, now: int | None) -> Outcome:
    """Judge a story.

    Args:
        members: in (published, uri) order.
        provenance: their chain.
        now: milliseconds since the epoch; None: later than all embargoes.
    """
    origins = lineage(members, provenance.hops[0].party)
    deciding = {origin.uri for origin in origins} if is_withdrawn(origins, members) else set()
    if not origins:
        # Nothing of the house itself is held, but a notice of it may speak of what another site has from it.
        deciding = {member.uri for member in members if _is_ordered_by(member, provenance.hops[0].party)}
    kills = []
    for member in members:
        status, said = member.fate
        if status is not PubStatus.USABLE:
            whole = member.uri in deciding
            note = said.version.ed_note
            kills.append(Kill(member.uri, status, member.fate.by, member.fate.since, note, whole))
    # Where nothing of the house itself is held, whoever hands its text on hands its embargo on.
    until = max((_embargo(member) for member in origins or members), default=0) or None
    own = {origin.uri for origin in origins}
    breaks = tuple(
        member.uri for member in members if until is not None and member.uri not in own and _is_early(member, until)
    )
    statuses = {kill.status for kill in kills if kill.whole}
    for status in (PubStatus.CANCELED, PubStatus.WITHHELD):
        if status in statuses:
            return Outcome(status, tuple(kills), until if _holds(until, now) else None, breaks)
    if not any(member.fate.status is PubStatus.USABLE for member in members):
        is_held = any(member.fate.status is PubStatus.WITHHELD for member in members)
        return Outcome(PubStatus.WITHHELD if is_held else PubStatus.CANCELED, tuple(kills), None, breaks)
    if _holds(until, now):
        return Outcome(PubStatus.WITHHELD, tuple(kills), until, breaks)
    if all(member.current.role is Role.NOTICE for member in members):
        return Outcome(PubStatus.WITHHELD, tuple(kills), None, breaks)  # it is for editors, and no news
    return Outcome(PubStatus.USABLE, tuple(kills), None, breaks)


def _is_ordered_by(member: Member, party: str | None) -> bool:
    """Whether a notice of a house has taken a dispatch back or holds it."""
    status, said = member.fate
    return status is not PubStatus.USABLE and said.version.said_by is not None and said.chain[:1] == (party,)


def _embargo(origin: Member) -> int:
    """Until when a dispatch is embargoed, 0 if it is not; a notice that frees it lifts its embargo early."""
    status, said = origin.fate
    if status is PubStatus.USABLE and said.version.said_by is not None:
        return 0
    return origin.current.version.embargoed_until or 0


def _holds(until: int | None, now: int | None) -> bool:
    return until is not None and now is not None and now < until


def _is_early(member: Member, until: int) -> bool:
    return member.published != UNKNOWN_TIME and member.published < until and not member.current.version.embargoed_until
