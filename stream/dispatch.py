"""The nouns of the input: a dispatch is known by its uri and has versions.

A :class:`Version` is what one input record says once it has been read: clean text, credits told
apart by the slot they stood in, times, status. It is immutable and knows neither file nor topic.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    *("UNKNOWN_TIME", "Credit", "Inference", "Label", "PubStatus", "Ruling", "Slot", "Target", "Verdict", "Version"),
    "VersionKey",
]


UNKNOWN_TIME = (1 << 63) - 1
"""Stands for a publication time that is not known: it sorts after every known one."""


class PubStatus(StrEnum):
    """IPTC publishing status (``pubStatus`` of ninjs 3.1)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Slot(StrEnum):
    """Where in a dispatch a credit stood; also the ``kind`` of evidence in the output.

    The order is that of the provenance rules: a credit chain proves most, an attribution in the
    running text proves only that a source was cited.
    """

    CREDIT_LINE = "creditline"  # slot A: "Xinhua/VNA/CVN" alone on the last line
    END_CREDIT = "endcredit"  # slot B: "-AVI", "(TTXVN/Vietnam+)", "==Kyodo"
    DATELINE = "dateline"  # slot C: "BEIJING, Nov. 29 (Xinhua) --"
    SOURCE_LINE = "sourceline"  # slot D: "Source: Xinhua News Agency"
    BYLINE = "byline"  # slot E: "(avec AFP et Reuters)": blended, no order
    LEAD_IN = "leadin"  # slot E: "TTXVN - Sáng 13-1 ..."
    TRANSLATION = "translation"  # slot F: "(... ; version française ...)"
    ATTRIBUTION = "attribution"  # slot G: "Selon l'agence de presse Xinhua": cited, not derived
    PHOTO = "photocredit"  # credits a picture, never the text
    INFO_SOURCE = "infosource"  # metadata: a party the supplier names
    PUBLISHER = "publisher"  # metadata or the host of the uri


class Credit(NamedTuple):
    """Parties named in one slot.

    ``parties`` are agency ids of agencies.json (or the printed name where none matches), origin
    first where the slot is ordered. ``author`` is a person named in first place of a chain.
    """

    slot: Slot
    text: str  # as printed
    parties: tuple[str, ...] = ()
    author: str | None = None


class Inference(NamedTuple):
    """A field that the record did not state, and the evidence it was inferred from."""

    field: str
    evidence: str


class VersionKey(NamedTuple):
    """Orders the versions of one dispatch: number, then time, then content.

    ``number`` is (value, "") for digits and (-1, text) otherwise, so "10" follows "9"
    (ninjs has ``version`` as a string). ``created`` is milliseconds since the epoch, -1 when
    unknown. ``digest`` (hex) makes two different records of one version distinct and ordered.
    """

    number: tuple[int, str]
    created: int
    digest: str


class Label(NamedTuple):
    """The earliest dispatch that is known of something: names a family, and heads a story.

    ``published`` is milliseconds since the epoch, UNKNOWN_TIME where it is not known. ``late`` sets a
    dispatch apart that came back after its story had left the window, so that what it is told as then
    does not take the place of that story.
    """

    published: int
    uri: str
    late: bool = False


class Target(NamedTuple):
    """Another item that a kill, a hold or a release names, in whichever way it does."""

    uri: str | None = None
    item: str | None = None  # its number as printed, without leading zeros
    headline: str | None = None  # as printed
    slug: str | None = None  # as printed; with ``words``: the notice's own
    # What the notice says, folded, where it may name an item by that alone; with ``item``, by both.
    words: str | None = None
    on: str | None = None  # the day on which the item came out, as month and day: "03-31"


class Verdict(StrEnum):
    """What an editor says of two dispatches."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"  # looked at and left to the program; told, so that the next reader knows
    UNDONE = "undone"  # the program decides again
    KILL = "kill"  # the one is a notice and kills the other; so with the next three
    HOLD = "hold"
    RELEASE = "release"
    CORRECTION = "correction"
    DISMISSED = "dismissed"  # of one dispatch alone: it is a notice about nothing that is held

    @property
    def is_order(self) -> bool:
        """Whether it says what a notice means."""
        return self in _ORDERS


_ORDERS = frozenset((Verdict.KILL, Verdict.HOLD, Verdict.RELEASE, Verdict.CORRECTION, Verdict.DISMISSED))


class Ruling(NamedTuple):
    """An editor's word on two dispatches. ``at``: milliseconds since the epoch.

    Of an order ``one`` is the notice; otherwise ``one`` sorts before ``other``.
    """

    one: str
    other: str
    verdict: Verdict
    at: int
    by: str
    because: str

    @property
    def pair(self) -> tuple[str, str]:
        """The two in order: the newest word on a pair counts, whichever of them is named first."""
        return (self.one, self.other) if self.one <= self.other else (self.other, self.one)


@dataclass(frozen=True, slots=True)
class Version:
    """One edition of a dispatch, as read. Times are milliseconds since the epoch, UTC."""

    uri: str
    key: VersionKey
    version: str  # as given; "" where the record gave none
    text: str  # clean text, paragraphs separated by one empty line; "" only for a kill or withhold
    headline: str = ""
    published: int | None = None  # versionCreated, else firstCreated; None: unknown, and the record says so
    first_created: int | None = None
    status: PubStatus = PubStatus.USABLE
    language: str | None = None  # primary subtag or tag, lower case
    standfirst: str | None = None
    credit_line: str | None = None  # as printed
    dateline: str | None = None  # as printed
    located: str | None = None
    byline: str | None = None
    slugline: str | None = None
    subject: str | None = None  # the name of the first one
    urgency: int | None = None
    profile: str | None = None
    ed_note: str | None = None
    embargoed_until: int | None = None
    signals: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    inferences: tuple[Inference, ...] = ()
    dropped: int = 0  # lines of boilerplate left out of the clean text
    take: int | None = None  # number of a take, from 1; 0: an insert, which has no place among them
    targets: tuple[Target, ...] = ()  # other items that this one kills, holds or releases
    said_by: str | None = None  # uri of the notice that says this of the dispatch; None: the dispatch itself
    ruling: Ruling | None = None  # what an editor says of it and another
