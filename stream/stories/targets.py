"""Makes versions of what one version says of others: items that it kills by their uri, and the items of a digest.

Each becomes a version of its own, so that the entities need to know nothing of notices and digests: a kill is a
version of what it kills, whichever comes first, and an item of a digest finds its story like any other text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stream.dispatch import PubStatus, Version, VersionKey
from stream.matching.editions import Edition, Role, prepare
from stream.matching.ties import Kind, tie
from stream.reading.notices import digest_items

__all__ = ["ITEM", "resolved", "unfold"]

ITEM = "digest-item"
"""The signal of an item of a digest."""

_SHORTEST_ITEM = 12  # words, as of a text that shingles can be made of
_MOST_ITEMS = 200


def unfold(version: Version) -> Iterator[Version]:
    """The version itself, then what follows from it for other uris."""
    yield version
    for target in version.targets:
        if target.uri is not None and target.uri != version.uri and (status := _status(version)) is not None:
            yield _said(version, target.uri, status)
    if "digest" in version.signals and version.text:
        for number, text in enumerate(_items(version.text), 1):
            yield _item(version, number, text)


def resolved(dispatches: Mapping[str, tuple[Edition, ...]]) -> dict[str, tuple[Edition, ...]]:
    """The dispatches of a family, with what notices among them say of others by number, headline or slug.

    By uri they have said it before, in :func:`unfold`: that reaches a dispatch in the moment in which it comes.
    """
    notices = [edition for editions in dispatches.values() for edition in editions if edition.role is Role.NOTICE]
    if not notices:
        return dict(dispatches)
    out = {}
    for uri, editions in dispatches.items():
        known = {edition.version.said_by for edition in editions}
        said = [
            prepare(_said(notice.version, uri, status))
            for notice in notices
            if notice.version.uri not in known and (status := _status(notice.version)) is not None
            if any((bond := tie(notice, edition)) and bond.kind is Kind.NOTICE for edition in editions)
        ]
        out[uri] = (*editions, *said)
    return out


def _item(version: Version, number: int, text: str) -> Version:
    return replace(
        version,
        uri=f"{version.uri}#{number}",
        text=text,
        headline="",
        slugline=None,
        standfirst=None,
        embargoed_until=None,
        urgency=None,
        take=None,
        signals=(ITEM,),
        replaces=(),
        targets=(),
        inferences=(),
        dropped=0,
    )


def _status(version: Version) -> PubStatus | None:
    """What a notice makes of its targets."""
    if "kill" in version.signals:
        return PubStatus.CANCELED
    if "hold" in version.signals:
        return PubStatus.WITHHELD
    return PubStatus.USABLE if "release" in version.signals else None


def _said(version: Version, uri: str, status: PubStatus) -> Version:
    return Version(
        uri=uri,
        key=VersionKey((-1, ""), version.key.created, version.key.digest),
        version="",
        text="",
        published=version.published,
        status=status,
        ed_note=version.ed_note or version.text or version.headline or None,
        said_by=version.uri,
    )


def _items(text: str) -> list[str]:
    """The items as they are set apart, else the paragraphs."""
    items = digest_items(text) or text.split("\n\n")
    return [item for item in items if len(item.split()) >= _SHORTEST_ITEM][:_MOST_ITEMS]
