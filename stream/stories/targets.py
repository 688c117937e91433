"""Makes versions of what one version says of others: items that it kills by their uri, and the items of a digest.

Each becomes a version of its own, so that the entities need to know nothing of notices and digests: a kill is a
version of what it kills, whichever comes first, and an item of a digest finds its story like any other text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from stream.dispatch import PubStatus, Version, VersionKey
from stream.matching.editions import Edition, Role, prepare
from stream.matching.ties import fit, linked
from stream.reading.notices import digest_items
from stream.stories.story import NoticeRecord
from stream.text.uris import bare_uri

__all__ = ["ITEM", "notice_record", "resolved", "unfold"]

ITEM = "digest-item"
"""The signal of an item of a digest."""

_SHORTEST_ITEM = 12  # words, as of a text that shingles can be made of
_MOST_ITEMS = 200
_LONGEST_TEXT = 400  # characters of a notice that its record tells; daybooks are longer
_MOST_REACHED = 50
_ORDERS: Final[Mapping[PubStatus, Literal["kill", "hold", "release"]]] = {
    PubStatus.CANCELED: "kill",
    PubStatus.WITHHELD: "hold",
    PubStatus.USABLE: "release",
}


def unfold(version: Version) -> Iterator[Version]:
    """The version itself, then what follows from it for other uris."""
    yield version
    bare = bare_uri(version.uri)
    if version.status is not PubStatus.USABLE and bare != version.uri:
        yield _said(version, bare, version.status)
    for target in version.targets:
        if target.uri is not None and target.uri != version.uri and (status := _status(version)) is not None:
            yield _said(version, target.uri, status)
    if "digest" in version.signals and version.text:
        for number, text in enumerate(_items(version.text), 1):
            yield _item(version, number, text)


def resolved(dispatches: Mapping[str, tuple[Edition, ...]]) -> dict[str, tuple[Edition, ...]]:
    """The dispatches of a family, with what notices among them say of others by number, headline, slug or words.

    By uri they have said it before, in :func:`unfold`: that reaches a dispatch in the moment in which it comes. What
    becomes of an item under one of its uris becomes of it under the others.
    """
    dispatches = _shared(dispatches)
    notices = [edition for editions in dispatches.values() for edition in editions if edition.role is Role.NOTICE]
    if not notices:
        return dict(dispatches)
    said: dict[str, list[Edition]] = {}
    for notice in notices:
        status = _status(notice.version)
        corrects = status is None and "correction" in notice.version.signals
        for uri in _reached(notice, dispatches) if status is not None or corrects else ():
            if notice.version.uri not in {edition.version.said_by for edition in dispatches[uri]}:
                version = _said(notice.version, uri, status or PubStatus.USABLE)
                said.setdefault(uri, []).append(prepare(replace(version, signals=("correction",) if corrects else ())))
    return {uri: (*editions, *said.get(uri, ())) for uri, editions in dispatches.items()}


def _shared(dispatches: Mapping[str, tuple[Edition, ...]]) -> Mapping[str, tuple[Edition, ...]]:
    """The dispatches, where items under several uris know of each other's kills, and of what came after those."""
    items: dict[str, list[str]] = {}
    for uri in dispatches:
        items.setdefault(bare_uri(uri), []).append(uri)
    out = dict(dispatches)
    for uris in items.values():
        if len(uris) < 2:
            continue
        own = [edition for uri in uris for edition in dispatches[uri] if edition.version.said_by is None]
        if all(edition.version.status is PubStatus.USABLE for edition in own):
            continue
        for uri in uris:
            known = {edition.version.said_by for edition in dispatches[uri]}
            others = (edition.version for edition in own if edition.version.uri not in (uri, *known))
            said = (prepare(_said(version, uri, version.status)) for version in others)
            out[uri] = (*dispatches[uri], *sorted(said, key=lambda edition: edition.version.key))
    return out


def _reached(notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]]) -> list[str]:
    """The dispatches that a notice is about: those that it names in the surest way in which it names any.

    A number is one item's. A headline or words may be those of several: of a series, the latest before the notice is
    meant, with what is one story with it. Where slug or words fit several stories, none is: an editor must say which.
    """
    fits: dict[str, tuple[int, Edition]] = {}
    for uri, editions in dispatches.items():
        ranks = [(found.rank, edition) for edition in editions if (found := fit(notice, edition)) is not None]
        if ranks:
            fits[uri] = min(ranks, key=lambda pair: (pair[0], pair[1].version.key))
    if not fits:
        return []
    surest = min(rank for rank, _ in fits.values())
    named = {uri: edition for uri, (rank, edition) in fits.items() if rank == surest}
    if surest == 0 or len(named) == 1:
        return sorted(named)
    before = {uri: edition for uri, edition in named.items() if edition.published <= notice.published} or named
    latest = max(before.values(), key=lambda edition: (edition.published, edition.version.uri, edition.version.key))
    one_story = sorted(uri for uri, edition in before.items() if edition is latest or linked(edition, latest))
    return one_story if surest == 1 or len(one_story) == len(before) else []


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
        credits=version.credits,
    )


def _items(text: str) -> list[str]:
    """The items as they are set apart, else the paragraphs."""
    items = digest_items(text) or text.split("\n\n")
    return [item for item in items if len(item.split()) >= _SHORTEST_ITEM][:_MOST_ITEMS]


def notice_record(notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]]) -> NoticeRecord:
    """What a notice orders and whom it reaches among the dispatches of its family, after :func:`resolved`."""
    version = notice.version
    status = _status(version)
    corrects = status is None and "correction" in version.signals
    order: Literal["kill", "hold", "release", "correction", "advisory"] = "correction" if corrects else "advisory"
    if status is not None:
        order = _ORDERS[status]
    reaches = sorted(
        uri
        for uri, editions in dispatches.items()
        if any(edition.version.said_by == version.uri for edition in editions)
    )
    text = version.text or version.headline
    shortened = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    record: NoticeRecord = {"order": order, "text": shortened, "reaches": reaches[:_MOST_REACHED]}
    if order != "advisory" and not reaches:
        record["openOrder"] = True
    return record
