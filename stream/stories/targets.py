"""Makes versions of what one version says of others: items that it kills by their uri, and the items of a digest.

Each becomes a version of its own, so that the entities need to know nothing of notices and digests: a kill is a
version of what it kills, whichever comes first, and an item of a digest finds its story like any other text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, cast

from stream.dispatch import UNKNOWN_TIME, PubStatus, Ruling, Target, Verdict, Version, VersionKey
from stream.matching.comparison import are_linked
from stream.matching.editions import Edition, Role, prepare
from stream.matching.fits import BY_WORDS, Fit, fit, names_best
from stream.matching.ties import linked
from stream.reading.notices import (
    UNCLEAR,
    digest_items,
    headline_stem,
    is_about_item,
    is_warning,
    names_desks,
    order_beside,
    order_in,
    set_right,
)
from stream.stories.story import NoticeRecord
from stream.text.uris import bare_uri

__all__ = ["ITEM", "notice_record", "resolved", "unfold"]

ITEM = "digest-item"
"""The signal of an item of a digest."""

_SHORTEST_ITEM = 12  # words, as of a text that shingles can be made of
_MOST_ITEMS = 200
_LONGEST_TEXT = 400  # characters of a notice that its record tells; daybooks are longer
_MOST_REACHED = 50
_SOON = 24 * 3_600_000  # milliseconds between an item and a warning of it in words that nobody knows
_AT_ONCE = 3 * 3_600_000
_ORDERING = frozenset(("kill", "hold", "release", "correction"))
_HELD_OR_KILLED = frozenset(("kill", "hold"))
_Order = Literal["kill", "hold", "release", "correction", "advisory"]
_ORDERS: Final[Mapping[PubStatus, _Order]] = {
    PubStatus.CANCELED: "kill",
    PubStatus.WITHHELD: "hold",
    PubStatus.USABLE: "release",
}
_MAKES: Final = {
    Verdict.KILL: PubStatus.CANCELED,
    Verdict.HOLD: PubStatus.WITHHELD,
    Verdict.RELEASE: PubStatus.USABLE,
    Verdict.CORRECTION: PubStatus.USABLE,
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


def resolved(
    dispatches: Mapping[str, tuple[Edition, ...]], rulings: Iterable[Ruling] = ()
) -> dict[str, tuple[Edition, ...]]:
    """The dispatches of a family, with what notices among them say of others by number, headline, slug or words.

    By uri they have said it before, in :func:`unfold`: that reaches a dispatch in the moment in which it comes. What
    becomes of an item under one of its uris becomes of it under the others. What an editor says that a notice means
    (``rulings``: those that stand) it is taken to have named.
    """
    dispatches = _shared(dispatches)
    read = [ruling for ruling in rulings if ruling.verdict.is_order]
    out = _resolved(dispatches, frozenset(ruling.one for ruling in read))
    orders = [ruling for ruling in read if ruling.verdict in _MAKES]
    return _ruled(out, orders) if orders else out


def _resolved(dispatches: Mapping[str, tuple[Edition, ...]], read: Collection[str]) -> dict[str, tuple[Edition, ...]]:
    """The same without rulings; what a notice may hold until an editor has ``read`` it, it then holds no more."""
    dispatches = _told_by_form(dispatches)
    notices = [edition for editions in dispatches.values() for edition in editions if edition.role is Role.NOTICE]
    if not notices:
        return dict(dispatches)
    said: dict[str, list[Edition]] = {}
    for notice in notices:
        if notice.version.uri in read and UNCLEAR in notice.version.signals:
            continue
        status = _status(notice.version)
        corrects = status is None and "correction" in notice.version.signals
        fits = _fits(notice, dispatches) if status is not None or corrects else {}
        reached = _reached(notice, fits)
        # What shares one longer name with a kill, and no other item of its house does, is held until it is read.
        if not reached and status in (PubStatus.CANCELED, PubStatus.WITHHELD) and notice.version.uri not in read:
            reached, status = _reached(notice, fits, by_name=True), PubStatus.WITHHELD
        for uri in reached:
            if uri == notice.version.uri and notice.version.status is not PubStatus.USABLE:
                continue  # it says so itself
            if notice.version.uri not in {edition.version.said_by for edition in dispatches[uri]}:
                version = _said(notice.version, uri, status or PubStatus.USABLE)
                said.setdefault(uri, []).append(prepare(replace(version, signals=("correction",) if corrects else ())))
    return {uri: (*editions, *said.get(uri, ())) for uri, editions in dispatches.items()}


def _told_by_form(dispatches: Mapping[str, tuple[Edition, ...]]) -> Mapping[str, tuple[Edition, ...]]:
    """The dispatches, where what is a notice by its form alone is marked as what it is.

    It has the headline of an earlier item of its house and tells something else (:func:`stream.matching.fits.fit`).
    Words that are known say what it orders. Else it is a correction where it sets a value that the item prints
    against one that it does not print, in whatever language; else an order that an editor must read. Until one has,
    it holds what it names where nobody could know its words: that is what who warns of an item wants in any case.
    """
    out = dict(dispatches)
    for uri, editions in dispatches.items():
        for place, edition in enumerate(editions):
            if not edition.version.targets or edition.version.said_by is not None:
                continue
            if edition.role is Role.NOTICE and not _ORDERING.isdisjoint(edition.version.signals):
                if not _HELD_OR_KILLED.isdisjoint(edition.version.signals):
                    ordered = _ordered_beside(edition, dispatches)
                    out[uri] = (*out[uri][:place], ordered, *out[uri][place + 1 :])
                continue
            items = [other for key, others in dispatches.items() if key != uri for other in others]
            fits = [(found, item) for item in items if item.version.said_by is None and (found := fit(edition, item))]
            if fits and not _is_of_series(edition, [item for _, item in fits]) and not _is_part(edition, items):
                meant = [item for found, item in fits if found.rank < BY_WORDS]
                orders = _ordered(edition, meant) if meant else _supposed(edition, fits)
                if edition.role is Role.NOTICE and orders == (UNCLEAR,):
                    continue  # it is told as what it is
                if UNCLEAR in orders and _is_column(edition, meant):
                    continue
                marked = replace(edition.version, signals=(*edition.version.signals, *orders, "advisory"))
                out[uri] = (*out[uri][:place], replace(edition, version=marked), *out[uri][place + 1 :])
    return out


def _ordered_beside(notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]]) -> Edition:
    """A notice that kills or holds by what its words say beside those of the item that it reaches.

    Of an item on a bank that "suspends" its service, that word orders nothing.
    """
    version = notice.version
    printed = f"{version.headline}\n{version.text}"
    fits = _fits(notice, dispatches)
    reached = _reached(notice, fits) or _reached(notice, fits, by_name=True)
    order = order_beside(printed, "\n".join(fits[uri][1].version.headline for uri in reached))
    if order not in _HELD_OR_KILLED or order in version.signals or order == order_beside(printed, ""):
        return notice
    signals = tuple(order if signal in _HELD_OR_KILLED else signal for signal in version.signals)
    return replace(notice, version=replace(version, signals=signals))


def _supposed(notice: Edition, fits: Sequence[tuple[Fit, Edition]]) -> tuple[str, ...]:
    """The signals of a text that names an item by words alone: what it orders an editor has to read.

    What is clearly named is held until then, where words that are known take it back.
    """
    meant = _meant(notice, {item.version.uri: (found, item) for found, item in fits if found.told})
    items = [item for _, item in fits if item.version.uri in meant]
    orders = _ordered(notice, items) if items else (UNCLEAR,)
    if orders == ("correction",):
        return orders
    printed = notice.version.headline, notice.version.text
    if {"kill", "hold"}.isdisjoint(orders) or not (is_about_item(*printed) or names_desks(*printed)):
        return (UNCLEAR,)  # it may be news of something else
    return (UNCLEAR, "hold")


def _is_column(notice: Edition, items: Iterable[Edition]) -> bool:
    """Whether an item with a headline that is no other's comes so late that it may be the next one of a column."""
    headline = headline_stem(notice.version.headline)
    named = [item.published for item in items if headline_stem(item.version.headline) == headline]
    return bool(named) and notice.published - max(named) > _AT_ONCE


def _is_part(notice: Edition, items: Iterable[Edition]) -> bool:
    """Whether an item with a headline that is no other's tells a part of what a longer one under it tells."""
    headline, length = headline_stem(notice.version.headline), len(notice.version.text)
    return any(
        len(item.version.text) >= 2 * length
        and item.issuer == notice.issuer
        and headline_stem(item.version.headline) == headline
        and are_linked(notice, item)
        for item in items
    )


def _is_of_series(notice: Edition, items: Sequence[Edition]) -> bool:
    """Whether an item with a headline that is no other's is one of several that have it and tell different things."""
    headline = headline_stem(notice.version.headline)
    named = [item for item in items if headline_stem(item.version.headline) == headline]
    return any(not linked(item, named[0]) for item in named[1:])


def _ordered(notice: Edition, items: Sequence[Edition]) -> tuple[str, ...]:
    """The signals of a notice that is one by its form."""
    version = notice.version
    if "correction" in version.signals:
        return ("correction",)
    headlines = [item.version.headline for item in items]
    if order := order_in(version.headline, version.text, headlines):
        return (order,)
    if any(set_right(version.text, item.version.text) for item in items):
        return ("correction",)
    is_soon = any(0 <= notice.published - item.published <= _SOON for item in items)
    if is_soon and is_warning(version.language, version.headline, version.text, headlines):
        return (UNCLEAR, "hold")
    return (UNCLEAR,)


def _shared(dispatches: Mapping[str, tuple[Edition, ...]]) -> Mapping[str, tuple[Edition, ...]]:
    """The dispatches, where items under several uris know of each other's kills, and of what came after those."""
    items: dict[str, list[str]] = {}
    for uri in dispatches:
        if dispatches[uri][0].role is not Role.ITEM:
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


def _ruled(dispatches: Mapping[str, tuple[Edition, ...]], orders: Iterable[Ruling]) -> dict[str, tuple[Edition, ...]]:
    """The dispatches with what editors say that notices mean, in place of what those themselves said of them."""
    said = dict(dispatches)
    for ruling in orders:
        own = [edition for edition in said[ruling.one] if edition.version.said_by is None]
        notice = ([edition for edition in own if edition.role is Role.NOTICE] or own)[-1]
        version = _since(notice, dispatches[ruling.other], ruling.at)
        order = _said(version, ruling.other, _MAKES[ruling.verdict])
        corrects = ruling.verdict is Verdict.CORRECTION
        said[ruling.other] = (
            *(edition for edition in said[ruling.other] if edition.version.said_by != ruling.one),
            prepare(replace(order, signals=("correction",) if corrects else ())),
        )
        said[ruling.one] = tuple(
            _naming(edition, ruling.other, mark=notice.role is not Role.NOTICE) if edition in own else edition
            for edition in said[ruling.one]
        )
    return said


def _since(notice: Edition, editions: Iterable[Edition], at: int) -> Version:
    """A notice with the time from which its order holds where an editor said what it means.

    That is its own, so that a version which its house sent afterwards is the newer word. Where it has none, or there
    was nothing of the dispatch by then, it is the time of the ruling: who says it has seen what it is about.
    """
    first = min(edition.published for edition in editions if edition.version.said_by is None)
    if first <= notice.published != UNKNOWN_TIME:
        return notice.version
    return replace(notice.version, key=notice.version.key._replace(created=at), published=at)


def _naming(notice: Edition, uri: str, *, mark: bool) -> Edition:
    """A notice as if it had named an item; marked as one where it was not recognized."""
    version = notice.version
    signals = (*version.signals, "advisory") if mark else version.signals
    return replace(notice, version=replace(version, targets=(*version.targets, Target(uri)), signals=signals))


def _fits(notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]]) -> dict[str, tuple[Fit, Edition]]:
    """How a notice names each dispatch, and by which version, in the surest way; without those that it does not."""
    fits: dict[str, tuple[Fit, Edition]] = {}
    for uri, editions in dispatches.items():
        ranks = [(found, edition) for edition in editions if (found := fit(notice, edition)) is not None]
        if ranks:
            fits[uri] = min(ranks, key=lambda pair: (pair[0].rank, pair[1].version.key))
    return fits


def _reached(notice: Edition, fits: Mapping[str, tuple[Fit, Edition]], *, by_name: bool = False) -> list[str]:
    """The dispatches that a notice is about: those that it names in the surest way in which it names any.

    A number is one item's. A headline or words may be those of several: of a series, the latest before the notice is
    meant, with what is one story with it. Where slug or words fit several stories, none is: an editor must say which.
    """
    if not fits:
        return []
    surest = min(found.rank for found, _ in fits.values())
    if surest == BY_WORDS:
        return _meant(notice, fits, by_name=by_name)
    named = {uri: edition for uri, (found, edition) in fits.items() if found.rank == surest}
    if surest == 0 or len(named) == 1:
        return sorted(named)
    before = {uri: edition for uri, edition in named.items() if edition.published <= notice.published} or named
    latest = max(before.values(), key=lambda edition: (edition.published, edition.version.uri, edition.version.key))
    one_story = sorted(uri for uri, edition in before.items() if edition is latest or linked(edition, latest))
    return one_story if surest == 1 or len(one_story) == len(before) else []


def _meant(notice: Edition, fits: Mapping[str, tuple[Fit, Edition]], *, by_name: bool = False) -> list[str]:
    """Of the items that share words with a notice the one that it names beyond doubt, with what is one story with it.

    Where two come near to each other, none is: an editor must say which.

    Args:
        notice: the notice.
        fits: by uri, how it names each.
        by_name: one longer name is enough.
    """
    if not fits:
        return []
    before = {uri: pair for uri, pair in fits.items() if pair[1].published <= notice.published} or fits
    best, edition = max(
        before.values(), key=lambda pair: (sum(dict(pair[0].told).values()), pair[1].published, pair[1].version.uri)
    )
    if not (best.is_named if by_name else best.is_sure):
        return []
    one_story = [uri for uri, (_, other) in before.items() if other is edition or linked(other, edition)]
    others = (found for uri, (found, _) in before.items() if uri not in one_story)
    return sorted(one_story) if all(names_best(best, other) for other in others) else []


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
        ed_note="\n".join(filter(None, (version.ed_note, version.text))) or version.headline or None,
        said_by=version.uri,
        credits=version.credits,
    )


def _items(text: str) -> list[str]:
    """The items as they are set apart, else the paragraphs."""
    items = digest_items(text) or text.split("\n\n")
    return [item for item in items if len(item.split()) >= _SHORTEST_ITEM][:_MOST_ITEMS]


def notice_record(
    notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]], rulings: Iterable[Ruling] = ()
) -> NoticeRecord:
    """What a notice orders and whom it reaches among the dispatches of its family, after :func:`resolved`."""
    version = notice.version
    status = _status(version)
    corrects = status is None and "correction" in version.signals
    order: _Order = "correction" if corrects else "advisory"
    if status is not None:
        order = _ORDERS[status]
    ruled = [ruling for ruling in rulings if ruling.verdict.is_order and ruling.one == version.uri]
    if meant := [ruling for ruling in ruled if ruling.verdict in _MAKES]:
        order = cast(_Order, max(meant, key=lambda ruling: (ruling.at, ruling)).verdict.value)
    reaches = sorted(
        uri
        for uri, editions in dispatches.items()
        if any(edition.version.said_by == version.uri for edition in editions)
    )
    text = version.text or version.headline
    shortened = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    record: NoticeRecord = {"order": order, "text": shortened, "reaches": reaches[:_MOST_REACHED]}
    is_order = order in _ORDERS.values() or (corrects and bool(version.targets))  # a daybook may be corrected too
    # What it holds, it holds until an editor has read it.
    is_guess = UNCLEAR in version.signals or (status is PubStatus.CANCELED and _only_holds(version.uri, dispatches))
    if not ruled and (is_guess or (not reaches and (is_order or _may_mean_one(notice, dispatches)))):
        record["openOrder"] = True
    return record


def _only_holds(uri: str, dispatches: Mapping[str, tuple[Edition, ...]]) -> bool:
    """Whether a kill holds what it may mean."""
    said = [edition for editions in dispatches.values() for edition in editions if edition.version.said_by == uri]
    return bool(said) and all(edition.version.status is PubStatus.WITHHELD for edition in said)


def _may_mean_one(notice: Edition, dispatches: Mapping[str, tuple[Edition, ...]]) -> bool:
    """Whether a notice whose order nobody understands may be about an item of its house: one that it names, or that it
    asks something of.
    """
    if notice.version.targets and is_about_item(notice.version.headline, notice.version.text):
        return True
    return bool(notice.version.targets) and any(
        fit(notice, edition) is not None
        for uri, editions in dispatches.items()
        if uri != notice.version.uri
        for edition in editions
        if edition.version.said_by is None
    )
