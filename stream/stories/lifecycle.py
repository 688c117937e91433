"""What became of a dispatch: usable, withheld or killed, by whom and since when.

A house tells in two ways: by a new version of the dispatch itself, and by a notice that names it. Versions are
ordered by their keys, never by arrival. A notice has no number; it counts where it is not older than the newest
version, so that a correction which replaces a held item frees it, and a kill holds whatever else comes late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from stream.dispatch import PubStatus, Target
from stream.matching.editions import UNKNOWN_TIME, Edition, Role
from stream.matching.fits import pieces
from stream.matching.headlines import share_nothing
from stream.matching.substitutions import is_dense
from stream.reading.credits import agencies
from stream.reading.notices import UNCLEAR, headline_stem
from stream.text.fold import fold_words

__all__ = [
    *("Fate", "dispatch_of", "fate", "is_agency", "is_page_removed", "is_told", "items_of", "role"),
    *("killed_at", "substitutes", "told_texts"),
]


class Fate(NamedTuple):
    """The status of a dispatch and the version that says so."""

    status: PubStatus
    said: Edition

    @property
    def since(self) -> int:
        """Milliseconds since the epoch, or UNKNOWN_TIME."""
        return self.said.published

    @property
    def by(self) -> str:
        """The uri of the item that says so."""
        return self.said.version.said_by or self.said.version.uri


def fate(editions: Sequence[Edition]) -> Fate:
    """What became of a dispatch whose versions come in version order."""
    editions = [edition for edition in editions if edition.version.ruling is None] or editions
    own = [edition for edition in editions if edition.version.said_by is None and not _is_bare(edition)]
    said = _newest(own) if own else None
    notices = [
        edition
        for edition in editions
        if (edition.version.said_by is not None and "correction" not in edition.version.signals) or _is_bare(edition)
    ]
    for edition in sorted(notices, key=lambda notice: (_time(notice), notice.version.key.digest)):
        if said is None or _time(edition) >= _time(said) or _is_bare(edition):
            said = edition
    said = said or editions[-1]
    return Fate(said.version.status, said)


def _newest(own: Sequence[Edition]) -> Edition:
    """The version whose status counts: the newest by number, unless another was published later.

    Houses count from 1 again when they kill an item, or give the kill no number at all. Without times numbers decide.
    """
    newest = own[-1]
    if newest.published == UNKNOWN_TIME:
        return newest
    latest = max(own, key=lambda edition: (_time(edition), edition.version.key))
    return latest if _time(latest) > newest.published else newest


def _is_bare(edition: Edition) -> bool:
    """A kill or hold under the dispatch's own uri that gives no version: it is about all that there is."""
    version = edition.version
    own = version.said_by is None
    return own and version.status is not PubStatus.USABLE and not version.version and not version.text


def _time(edition: Edition) -> int:
    return edition.published if edition.published != UNKNOWN_TIME else -1


def is_told(editions: Iterable[Edition]) -> bool:
    """Whether the dispatch itself has come, and not only what a notice says of it."""
    return any(edition.version.said_by is None for edition in editions)


def is_page_removed(fate: Fate) -> bool:
    """Whether a site took its page down with a line in its place: that is about the page, and no order to others."""
    said = fate.said
    inferred = any(inference.field == "status" for inference in said.version.inferences)
    is_own = fate.status is PubStatus.CANCELED and said.version.said_by is None and bool(said.version.text)
    return is_own and inferred and said.issuer is not None and not is_agency(said.issuer)


def is_agency(party: str | None) -> bool:
    """Whether a party is an agency, whose texts others print, and no site."""
    return party is not None and agencies.agency(party) is not None


def told_texts(editions: Sequence[Edition]) -> list[Edition]:
    """The versions that tell a dispatch's text: no notices, and no line that a site puts in the place of a text.

    Such a line is short and has nothing of the text before it, in whatever language it says that this was removed,
    moved or is for subscribers.

    Args:
        editions: of one dispatch, in the order of their keys.
    """
    texts = [edition for edition in editions if edition.version.text]
    texts = [edition for edition in texts if edition.role is not Role.NOTICE] or texts
    if len(texts) < 2:
        return texts
    lines = [
        place
        for place, edition in enumerate(texts)
        if len(edition.version.text) <= _LONGEST_LINE and edition.role is not Role.ALERT
    ]
    # What comes after a line is a story after its flash.
    gone = {
        place
        for place in lines
        if any(_stands_in(texts[place], text, _OF_TEXT) for text in texts[max(0, place - _MOST_BEFORE) : place])
    }
    return [edition for place, edition in enumerate(texts) if place not in gone] or texts


def _stands_in(line: Edition, text: Edition, by_chance: float) -> bool:
    short, long = line.version.text, text.version.text
    if len(long) < _TIMES * len(short):
        return False
    told = fold_words(long)
    words = pieces(fold_words(short), _LONG_WORD)
    return sum(1 for word in words if word in told and _is_told(word, told)) <= by_chance * len(words)


def _is_told(word: str, told: str) -> bool:
    """Whether a folded text has a word with another ending, and not only within a longer one."""
    return is_dense(word) or any(word in each and len(each) - len(word) <= _ENDING for each in told.split())


_LONGEST_LINE = 200  # characters
_MOST_BEFORE = 64  # versions before a line that it may stand in for: some dispatches have thousands
_TIMES = 2  # so much longer is the text that it stands in for
_LONG_WORD = 5
_ENDING = 3  # letters
_OF_TEXT = 0.25  # of its long words the text has by chance
_OF_RENAMED = 0.5  # the same under a headline that has no word of the one before


def items_of(uri: str, editions: Sequence[Edition]) -> dict[str, tuple[Edition, ...]]:
    """What came under one uri, item by item; nearly always it is one.

    Feeds and sites use a uri again for another article. Who counts versions says that they are of one item; of others
    a text is another item where it shares nothing with those before and behind it. The last one has the uri, and an
    earlier one that uri with a mark behind it. What has no text, such as a kill, is about all that stood there by then.

    What an agency sends last under the uri of a dispatch, and is no more than a line with nothing of its text, or has
    none, is an item too: an order of which an editor has to say what it means, and which holds the dispatch until then.

    Args:
        uri: of the dispatch.
        editions: of it, in the order of their keys.
    """
    texts = told_texts(editions)
    if (line := _line_instead(uri, editions, texts)) is not None:
        notice = _as_notice(uri, line)
        return {**items_of(uri, [each for each in editions if each is not line]), notice.version.uri: (notice,)}
    if len(texts) < 2 or len({edition.version.version for edition in texts}) > 1:
        return {uri: tuple(editions)}
    items: list[list[Edition]] = []
    for text in texts:
        near = next((item for item in reversed(items) if not share_nothing(item[-1], text)), None)
        if near is None:
            items.append([text])
        else:
            near.append(text)
    if len(items) < 2:
        return {uri: tuple(editions)}
    of_item = {edition.version.key: number for number, item in enumerate(items) for edition in item}
    names = [f"{uri}{_ITEM}{item[0].version.key.digest[:_MARK]}" for item in items]
    names[of_item[texts[-1].version.key]] = uri
    return {
        name: tuple(
            edition
            for edition in editions
            if of_item.get(edition.version.key, number) == number
            and (number == 0 or edition.version.key in of_item or edition.published >= item[0].published)
        )
        for number, (name, item) in enumerate(zip(names, items, strict=True))
    }


def _line_instead(uri: str, editions: Iterable[Edition], texts: Sequence[Edition]) -> Edition | None:
    """The line that is the last word on a dispatch of an agency, in the place of its text; None where that stands.

    A page of a site is another matter: it may ask for a subscription, or have moved.
    """
    own = [each for each in editions if each.version.said_by is None]
    if uri.lower().startswith("http") or len(own) < 2:
        return None
    last = _newest(own)
    before = [text for text in texts if text is not last and not _is_headline_alone(text)]
    is_guess = last.role is Role.NEWS or UNCLEAR in last.version.signals
    if not before or not is_guess or last.version.status is not PubStatus.USABLE:
        return None
    if last not in texts:
        return last
    stem = headline_stem(last.version.headline)
    is_renamed = bool(stem) and set(stem.split()).isdisjoint(headline_stem(before[-1].version.headline).split())
    is_line = len(last.version.text) <= _LONGEST_LINE and _stands_in(last, before[-1], _OF_RENAMED)
    is_empty = _is_headline_alone(last) and len(before[-1].version.text) >= _TIMES * len(last.version.text)
    return last if is_empty or (is_renamed and is_line) else None


def _is_headline_alone(edition: Edition) -> bool:
    """Whether a record had no text, so that its headline stands for it."""
    return any(inference.field == "text" for inference in edition.version.inferences)


def _as_notice(uri: str, line: Edition) -> Edition:
    """A line in the place of a text, as a notice that holds the dispatch which it was sent under."""
    version = replace(
        line.version,
        uri=f"{uri}{_ITEM}{line.version.key.digest[:_MARK]}",
        signals=tuple(dict.fromkeys((*line.version.signals, UNCLEAR, "hold", "advisory"))),
        targets=(Target(uri=uri),),
    )
    return replace(line, version=version)


def dispatch_of(uri: str) -> str:
    """The uri that the house gave to what :func:`items_of` may have given a mark."""
    return uri.partition(_ITEM)[0]


_ITEM = "#copytaster-item-"
_MARK = 12  # hexadecimal digits


def role(editions: Sequence[Edition]) -> Role:
    """What the newest version with a text says it is. A notice under its own uri says what became of it, not that."""
    texts = [edition for edition in editions if edition.version.text]
    texts = [edition for edition in texts if edition.role is not Role.NOTICE] or texts
    return texts[-1].role if texts else Role.NEWS


def substitutes(one: Sequence[Edition], other: Sequence[Edition]) -> bool:
    """Whether one of two dispatches of a house came after the other was killed: then it stands in its place."""
    return _follows(one, other) or _follows(other, one)


def killed_at(editions: Sequence[Edition]) -> int | None:
    """When a dispatch was killed, for good; None where it was not, or nobody knows when."""
    if all(edition.version.status is not PubStatus.CANCELED for edition in editions):  # as nearly all
        return None
    kill = fate(editions)
    return kill.since if kill.status is PubStatus.CANCELED and kill.since != UNKNOWN_TIME else None


def _follows(killed: Sequence[Edition], later: Sequence[Edition]) -> bool:
    since = killed_at(killed)
    if since is None:
        return False
    first = min(edition.published for edition in later)
    texts = [edition for edition in killed if edition.version.text]
    house = (texts or list(killed))[-1].issuer
    return first != UNKNOWN_TIME and first >= since and house is not None and later[-1].issuer == house
