"""An edition: one version of a dispatch, prepared once for everything that matching asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from stream.dispatch import UNKNOWN_TIME, Label, Version
from stream.memory import shared
from stream.reading.credits.order import chain
from stream.text.shingles import U32, shingle_sets, shingles
from stream.text.spelling import comparable

__all__ = [
    "BRIEF_SHINGLES",
    "UNKNOWN_TIME",
    "Edition",
    "Role",
    "apart",
    "fingerprint",
    "head",
    "is_beyond",
    "prepare",
    "prepare_all",
]

BRIEF_SHINGLES = 8
"""Texts with fewer shingles (12 words) are briefs: too little for any set measure, see `bands`."""


class Role(StrEnum):
    """What a text is to the stories that it shares words with. Only news is merged; the rest is related."""

    NEWS = "news"
    ALERT = "alert"  # one line ahead of the story: joined to it, never by its words
    DIGEST = "digest"  # many stories in short
    ITEM = "item"  # one of them
    BACKGROUND = "background"  # analysis, opinion, commentary
    CAPTION = "caption"
    NOTICE = "notice"  # to editors, about other items


_ROLES = {
    "digest-item": Role.ITEM,
    "digest": Role.DIGEST,
    "opinion": Role.BACKGROUND,
    "caption": Role.CAPTION,
    "advisory": Role.NOTICE,
    "alert": Role.ALERT,
}


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """A version with its shingles and the identity of its clean text.

    ``text_id`` is a 64-bit hash of the clean text as it stands, so that editions with one id are
    alike in everything that a comparison looks at but time and headline. For briefs it is taken of
    agency, place, headline and text, because equal briefs of two agencies or from two places are not copies of each
    other.
    """

    version: Version
    text_id: int
    brief: str | None  # the folded text where it is a brief
    chain: tuple[str, ...]  # parties that the version names, origin first
    late: bool = False  # see `Label`

    @property
    def shingles(self) -> U32:
        """uint32, sorted, unique. Made when asked for: what comes from a mailbox and meets nobody never needs them."""
        return shingles(self.version.text)

    @property
    def issuer(self) -> str | None:
        """The party that put this version out: the last of its chain. None where nothing names one."""
        return self.chain[-1] if self.chain else None

    @property
    def role(self) -> Role:
        """What its marks say it is."""
        signals = self.version.signals
        return next((role for signal, role in _ROLES.items() if signal in signals), Role.NEWS) if signals else Role.NEWS

    @property
    def published(self) -> int:
        """Milliseconds since the epoch, or UNKNOWN_TIME."""
        return UNKNOWN_TIME if self.version.published is None else self.version.published

    @property
    def earliest(self) -> int:
        """When its dispatch was first published as far as this version tells, or UNKNOWN_TIME."""
        created = self.version.first_created
        return self.published if created is None else min(created, self.published)


def head(uri: str, editions: Iterable[Edition]) -> Label:
    """A dispatch as what may name a family or head a story: by its earliest publication that is held."""
    return min(Label(edition.published, uri, edition.late) for edition in editions)


def prepare(version: Version) -> Edition:
    """Compute what matching needs of a version."""
    return prepare_all((version,))[0]


def prepare_all(versions: Sequence[Version]) -> list[Edition]:
    """Compute what matching needs of several versions: the same as of each alone, in less time."""
    sets = shingle_sets([version.text for version in versions])
    return [_prepared(version, grams) for version, grams in zip(versions, sets, strict=True)]


def _prepared(version: Version, grams: U32) -> Edition:
    parties = shared(chain(version))
    if len(grams) >= BRIEF_SHINGLES:
        return Edition(version, fingerprint(version.text), None, parties)
    brief = " ".join(comparable(f"{version.headline} {version.text}").split())
    return Edition(version, fingerprint(f"{parties[-1:]}\n{version.located}\n{brief}"), brief, parties)


def apart(one: int, other: int) -> int | None:
    """Milliseconds between two publication times; None where one is not known."""
    return None if UNKNOWN_TIME in (one, other) else abs(one - other)


def is_beyond(one: int, other: int, window: int) -> bool:
    """Whether two publication times lie further apart than this; an unknown time is near to all."""
    gap = apart(one, other)
    return gap is not None and gap > window


def fingerprint(text: str) -> int:
    """64 bits that stand for a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
