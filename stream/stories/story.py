"""The record of a story as types: what `stream.stories.record` writes and everyone else reads.

They say the same as ``schemas/story.json``, of which a test holds every key, every required one and every type against
them. The schema says more where types cannot: bounds, patterns, and which fields come together. A word that one of our
enums holds (a status, a relation, a verdict) is a plain string here: what is read back from JSON is no member of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    from typing_extensions import TypeIs

__all__ = [
    "STANDARD",
    "AssociationRecord",
    "BodyRecord",
    "CorrectionRecord",
    "EvidenceRecord",
    "HeadlineRecord",
    "HopRecord",
    "InferenceRecord",
    "InfoSourceRecord",
    "KillRecord",
    "LeftOutBody",
    "LeftOutMembers",
    "LeftOutRecord",
    "LeftOutText",
    "MergeRecord",
    "NoticeRecord",
    "OutputRecord",
    "PartyRecord",
    "RelationRecord",
    "ReplacedRecord",
    "RulingRecord",
    "ShortenedRecord",
    "SignalsRecord",
    "StandardRecord",
    "StoryFacts",
    "StoryRecord",
    "Successor",
    "TieRecord",
    "WallRecord",
    "headline",
    "is_story",
]


class StandardRecord(TypedDict):
    """Which standard the record keeps to."""

    name: Literal["ninjs+wire"]
    version: str
    schema: str


STANDARD: Final[StandardRecord] = {
    "name": "ninjs+wire",
    "version": "3.1+0.1",
    "schema": "https://copytaster.example/schema/ninjs-wire-0.1.json",
}


class HeadlineRecord(TypedDict):
    """A headline."""

    role: NotRequired[str]
    value: str


class BodyRecord(TypedDict):
    """The text of the story."""

    role: Literal["main"]
    contentType: Literal["text/plain"]
    value: str


class InfoSourceRecord(TypedDict):
    """A party of the chain and its part in it."""

    role: Literal["originator", "redistributor", "publisher"]
    literal: str
    name: NotRequired[str]


class PartyRecord(TypedDict):
    """A party: agency id, printed name or host, and the name of an agency that is known."""

    literal: str
    name: NotRequired[str]


EvidenceRecord = TypedDict(
    "EvidenceRecord",
    {
        "kind": str,
        "text": str,
        "in": str,
    },
)
"""What is printed where, by which a hop is known. (``in`` is a word of Python's: no class can have it.)"""

HopRecord = TypedDict(
    "HopRecord",
    {
        "seq": int,
        "party": PartyRecord,
        "action": Literal["hopaction:created", "hopaction:transformed", "hopaction:enhanced"],
        "target": NotRequired[str],
        "timestamp": NotRequired[str],
        "item": NotRequired[str | None],
        "status": str,
        "evidence": list[EvidenceRecord],
        "from": NotRequired[list[int]],
    },
)
"""One party of the chain."""


class SubjectRecord(TypedDict):
    """What a member is about, as its house named it."""

    name: str


class AssociationRecord(TypedDict):
    """A member as ninjs tells it."""

    name: str
    rel: str
    uri: str
    version: str
    versionCreated: NotRequired[str]
    type: Literal["text"]
    language: NotRequired[str]
    pubStatus: str
    slugline: NotRequired[str]
    subjects: NotRequired[list[SubjectRecord]]
    headlines: NotRequired[list[HeadlineRecord]]


class SignalsRecord(TypedDict):
    """What the comparison of a member with the canonical one found."""

    kind: str
    sharedShingles: int
    jaccard: float
    containment: float
    coverageOfMember: float
    coverageOfCanonical: float
    sameHeadline: bool
    otherDay: bool
    otherSubject: bool
    substitutions: list[list[str]]
    wordsInOrder: NotRequired[int]
    wordsInPassages: NotRequired[int]
    wordsToldAgain: NotRequired[int]
    veto: NotRequired[list[str]]


class TieRecord(TypedDict):
    """What binds a member other than its words. ``names`` and ``figures`` are what a translation and the canonical text
    both have, each as the member prints it and as the other does.
    """

    kind: str
    evidence: str
    names: NotRequired[list[list[str]]]
    figures: NotRequired[list[list[str]]]


class LeftOutText(TypedDict):
    """Stands for a text that would make the record too large."""

    characters: int
    bytes: int
    sha256: str


class InferenceRecord(TypedDict):
    """A field that was guessed, and from what."""

    field: str
    evidence: str


class MergeRecord(TypedDict):
    """Why a member is one with the story, and what an editor must know of it."""

    member: str
    relation: str
    party: NotRequired[str]
    published: NotRequired[str]
    decision: Literal["auto", "ruled"]
    comparedWith: NotRequired[str]
    score: NotRequired[float]
    signals: NotRequired[SignalsRecord]
    tie: NotRequired[TieRecord]
    versions: list[str]
    text: NotRequired[str]
    textLeftOut: NotRequired[LeftOutText]
    missingFromMember: NotRequired[list[str]]
    inferred: NotRequired[list[InferenceRecord]]
    droppedLines: int
    stale: NotRequired[Literal[True]]
    embargoBreak: NotRequired[Literal[True]]
    retracted: NotRequired[Literal[True]]


class RulingRecord(TypedDict):
    """An editor's word on a member and another dispatch."""

    pair: list[str]
    verdict: str
    at: str
    by: str
    because: str


class KillRecord(TypedDict):
    """A kill or a hold, and how far it reaches."""

    member: str
    status: str
    by: str
    published: NotRequired[str]
    note: NotRequired[str]
    reach: Literal["story", "member"]


class CorrectionRecord(TypedDict):
    """A version that corrects an earlier one, and the members that still tell the old fact."""

    by: str
    version: str
    published: NotRequired[str]
    facts: list[list[str]]
    stale: list[str]


class RelationRecord(TypedDict):
    """A story or dispatch that this one has to do with: ``uri`` stands to it so, or it stands so to ``of``."""

    rel: str
    uri: NotRequired[str]
    of: NotRequired[str]
    story: NotRequired[str]
    item: NotRequired[str]
    paragraph: NotRequired[str]
    paragraphLeftOut: NotRequired[LeftOutText]
    score: NotRequired[float]


class LeftOutBody(TypedDict):
    """The whole body, of which the last takes are not in the record."""

    takes: int
    characters: int
    bytes: int
    sha256: str


class LeftOutMembers(TypedDict):
    """Members that are only counted."""

    count: int
    sha256: str


class ShortenedRecord(TypedDict):
    """Strings and lists within entries that were cut."""

    strings: int
    entries: int


class LeftOutRecord(TypedDict):
    """What a record lacks that would else be too large; of lists the number of entries."""

    texts: NotRequired[int]
    body: NotRequired[LeftOutBody]
    members: NotRequired[LeftOutMembers]
    hopHistory: NotRequired[int]
    infoSources: NotRequired[int]
    kills: NotRequired[int]
    corrections: NotRequired[int]
    rulings: NotRequired[int]
    related: NotRequired[int]
    shortened: NotRequired[ShortenedRecord]


class NoticeRecord(TypedDict):
    """What a notice to editors orders, of which dispatches, and whether an editor has to say of which."""

    order: Literal["kill", "hold", "release", "correction", "advisory"]
    text: str
    reaches: list[str]
    openOrder: NotRequired[Literal[True]]


class WallRecord(TypedDict):
    """A page that stands in an article's place: its text, and dispatches that have it under other headlines."""

    text: str
    others: list[str]


class StoryFacts(TypedDict):
    """What ninjs has no place for: the key ``story`` of a record."""

    canonicalMember: str
    canonicalVersion: NotRequired[str]
    canonicalRule: str
    memberCount: int
    sourceCount: int
    firstPublisher: NotRequired[str | None]
    languages: list[str]
    merges: list[MergeRecord]
    rulings: NotRequired[list[RulingRecord]]
    kills: NotRequired[list[KillRecord]]
    corrections: NotRequired[list[CorrectionRecord]]
    related: NotRequired[list[RelationRecord]]
    notice: NotRequired[NoticeRecord]
    wall: NotRequired[WallRecord]
    leftOut: NotRequired[LeftOutRecord]


class StoryRecord(TypedDict):
    """A canonical story."""

    standard: StandardRecord
    uri: str
    type: Literal["composite"]
    profile: Literal["canonical-story"]
    version: str
    firstCreated: NotRequired[str]
    versionCreated: NotRequired[str]
    pubStatus: str
    embargoedUntil: NotRequired[str]
    language: NotRequired[str]
    headlines: NotRequired[list[HeadlineRecord]]
    located: NotRequired[str]
    dateline: NotRequired[str]
    creditLine: NotRequired[str]
    bodies: NotRequired[list[BodyRecord]]
    infoSources: NotRequired[list[InfoSourceRecord]]
    hopHistory: list[HopRecord]
    associations: list[AssociationRecord]
    story: StoryFacts


class Successor(TypedDict):
    """The key ``story`` of the record of a story that gave way."""

    replacedBy: str
    head: str


class ReplacedRecord(TypedDict):
    """A story that gave way, and what replaced it."""

    standard: StandardRecord
    uri: str
    type: Literal["composite"]
    profile: Literal["canonical-story"]
    pubStatus: Literal["canceled"]
    story: Successor


OutputRecord = StoryRecord | ReplacedRecord
"""What a line of the output holds."""


def is_story(record: OutputRecord) -> TypeIs[StoryRecord]:
    """Whether a record tells a story, and not that one gave way."""
    return "replacedBy" not in record["story"]


def headline(record: StoryRecord | AssociationRecord) -> str:
    """The headline of a story or of a member, or nothing."""
    return next((entry["value"] for entry in record.get("headlines", ()) if entry["value"]), "")
