"""How large the record of a story may be, and what is left out of one that would be larger.

A story has as many members, versions and texts as its houses send; the topic that it goes to takes records of a
certain size and no more. So what is too large is made smaller here, for both runtimes alike, by a rule that looks at
nothing but the record, and the record tells what it lacks (``story.leftOut``). It never shows a part of a text as if it
were the whole.

Until the record fits, in this order:

1. Only where the record would be too large without any large text: strings are cut, and the lists within an entry end
   after their first entries. A sentence of a megabyte that fifty members lack should not cost their texts.
2. The texts of members and the paragraphs of digests are left out, the largest first (of equal ones that of the
   smaller uri), down to :data:`SMALL_TEXT`. Each leaves its length and hash in its place.
3. The body keeps its first takes, as many as fit into :data:`MOST_BODY_BYTES`; a single text beyond it is left out.
4. Of the long lists as many entries stay as fit: first hops, kills, corrections, rulings and relations, each in its
   order and up to its share; then members. The canonical one always stays; before others stay those that tell
   something of their own: that are an item of the chain, were killed, are stale, broke an embargo, correct or were
   ruled on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple, cast

import orjson

from stream.stories.story import HopRecord, LeftOutText, StoryRecord

__all__ = ["MOST_BODY_BYTES", "MOST_BYTES", "MOST_MEMBERS", "SMALL_TEXT", "bounded"]

Fields = dict[str, Any]
"""A record, or a part of one, while it is cut: by rules that know no more of a field than its name and its size."""

MOST_BYTES: Final = 6 * 1024 * 1024
"""Of the record as it is written. Its topic takes 8 MiB (`stream.service.topics`): the rest is room for key, headers
and what Kafka puts around a record, for a topic that an operator keeps smaller, and for readers that write it anew with
other escapes. Below it must stand what no rule can leave out: a canonical text of one dispatch of 4 MiB."""

MOST_BODY_BYTES: Final = 5 * 1024 * 1024
"""Of a body, as it is written, in a record that would be too large. A record of 4 MiB is read, and markup that becomes
line breaks makes a text longer; what is left of :data:`MOST_BYTES` is for the chain and the members."""

MOST_MEMBERS: Final = MOST_BYTES // 400
"""A member takes more than 400 bytes of a record, so that no more of them fit: with more, the others need not even be
compared with the canonical text."""

SMALL_TEXT: Final = 16 * 1024
"""Bytes of a text that stays as long as its member does: a hundred of them are less than two megabytes. Dispatches are
of two to ten thousand: in a story of ten thousand members the first fifty can still be read beside each other."""

_ROOM: Final = 4096  # bytes for `leftOut` itself
_SHARES: Final = 8  # each list but the members takes at most so much of the room that is left
_LONGEST: Final = 500  # characters of a string: two sentences
_LONGEST_URI: Final = 2048  # characters; browsers and caches take hardly more
_MOST_ENTRIES: Final = 20  # of a list within an entry

_TEXTS = frozenset(("text", "paragraph"))
_URIS = frozenset(
    ("uri", "member", "comparedWith", "item", "in", "by", "of", "story", "canonicalMember", "pair", "stale")
)
_LISTS = ("kills", "corrections", "rulings", "related")
_LONG_LISTS = frozenset(("associations", "hopHistory", "infoSources", "merges", *_LISTS))
_LARGEST_NOTE = 200  # bytes of what stands in the place of a text
_BREAK = "\n\n"  # between two takes


def bounded(
    story: StoryRecord, takes: Sequence[str], foremost: Collection[str] = frozenset(), untold: Sequence[str] = ()
) -> StoryRecord:
    """The record with its body, and without what would make it larger than :data:`MOST_BYTES`.

    Args:
        story: the record, whole but for ``bodies``. It is not changed.
        takes: the texts that make the body, in their order; none where no text is shown.
        foremost: the uris of members that stay before others.
        untold: the uris of members that are not in the record, because there are more than :data:`MOST_MEMBERS`.
    """
    fields = cast(Fields, story)
    # What has more characters than the bound has more bytes: it need not be written to be known as too large.
    characters = sum(map(len, takes)) + sum(len(text.holder[text.key]) for text in _texts(fields))
    if not untold and characters <= MOST_BYTES:
        whole = _with_body(fields, takes)
        if _size(whole) <= MOST_BYTES:
            return cast(StoryRecord, whole)
    return cast(StoryRecord, _Cut(fields, takes, foremost, untold).record)


class _Text(NamedTuple):
    """A text that may be left out."""

    uri: str
    key: str
    holder: Fields


class _Cut:
    """A record that is made smaller; the one it is made from stays as it is."""

    def __init__(self, story: Fields, takes: Sequence[str], foremost: Collection[str], untold: Sequence[str]) -> None:
        self._inner: Fields = {**story["story"]}
        for name in ("merges", "related"):
            if name in self._inner:
                self._inner[name] = [{**entry} for entry in self._inner[name]]
        self._left: Fields = {}
        self._strings = self._entries = 0
        self.record: Fields = {**story, "story": self._inner}
        if untold or self._without_texts(takes) > 0:
            self._shorten()
        if self._leave_texts(takes) > 0:
            takes = self._leave_takes(takes)
        self.record = _with_body(self.record, takes)
        self._inner["leftOut"] = self._left
        if untold or _size(self.record) > MOST_BYTES:
            self._leave_entries(foremost, untold)

    def _without_texts(self, takes: Sequence[str]) -> int:
        """By how many bytes the record would be too large with all large texts left out."""
        places = list(_texts(self.record))
        texts = [place.holder[place.key] for place in places]
        for place in places:
            place.holder[place.key] = ""
        over = _size(self.record) + _body_size(takes) + _ROOM - MOST_BYTES
        for place, text in zip(places, texts, strict=True):
            place.holder[place.key] = text
            over += min(_size(text), _LARGEST_NOTE) if _is_large(text) else _size(text)
        return over

    def _shorten(self) -> None:
        """Cut strings, and end the lists within an entry after their first entries."""
        self.record = {key: self._short(value, key) for key, value in self.record.items() if key != "story"}
        self._inner = {key: self._short(value, key) for key, value in self._inner.items()}
        self.record["story"] = self._inner
        if self._strings or self._entries:
            self._left["shortened"] = {"strings": self._strings, "entries": self._entries}

    def _leave_texts(self, takes: Sequence[str]) -> int:
        """Leave out texts, the largest first; by how many bytes the record is still too large."""
        texts = [(place, place.holder[place.key]) for place in _texts(self.record)]
        large = [(len(text.encode()), place, text) for place, text in texts if _is_large(text)]
        over = self._without_texts(takes) + sum(_size(text) - _LARGEST_NOTE for _, _, text in large)
        large.sort(key=lambda found: (-found[0], found[1].uri, found[1].key))
        for _, (_, key, holder), text in large:
            if over <= 0:
                break
            del holder[key]
            holder[f"{key}LeftOut"] = _note([text])
            over -= _size(text) - _LARGEST_NOTE
            self._left["texts"] = self._left.get("texts", 0) + 1
        return over

    def _leave_takes(self, takes: Sequence[str]) -> Sequence[str]:
        """The first takes, as many as fit."""
        kept, room = 0, MOST_BODY_BYTES - _body_size(takes[:1])
        while kept < len(takes) and room >= 0:
            kept += 1
            room -= _body_size(takes[kept : kept + 1])
        if kept < len(takes):
            self._left["body"] = {"takes": len(takes) - kept, **_note(takes)}
        return takes[:kept]

    def _leave_entries(self, foremost: Collection[str], untold: Sequence[str]) -> None:
        """Keep of each long list what fits."""
        canonical = self._inner["canonicalMember"]
        members = list(zip(self.record["associations"], self._inner["merges"], strict=True))
        [first] = [place for place, (_, merge) in enumerate(members) if merge["member"] == canonical]
        lists = {
            "hopHistory": self.record["hopHistory"][1:],
            "infoSources": self.record.get("infoSources", []),
            **{name: self._inner[name] for name in _LISTS if name in self._inner},
        }
        bare = {key: value for key, value in self.record.items() if key not in {*lists, "associations", "story"}}
        inner = {key: value for key, value in self._inner.items() if key not in {*lists, "merges", "leftOut"}}
        hop, pair = self.record["hopHistory"][0], members[first]
        room = MOST_BYTES - _ROOM - sum(map(_size, (bare, inner, hop, pair)))
        share = room // _SHARES
        for name, entries in lists.items():
            lists[name], spent = _first(entries, share)
            room -= spent
            if len(lists[name]) < len(entries):
                self._left[name] = len(entries) - len(lists[name])
        lists["hopHistory"] = _relinked([hop, *lists["hopHistory"]])
        ranked = [place for place in range(len(members)) if place != first]
        ranked.sort(key=lambda place: members[place][1]["member"] not in foremost)  # stable: else in their order
        pairs, _ = _first((members[place] for place in ranked), room)
        if gone := sorted([*untold, *(members[place][1]["member"] for place in ranked[len(pairs) :])]):
            self._left["members"] = {"count": len(gone), "sha256": sha256("\n".join(gone).encode()).hexdigest()}
        placed = sorted([(first, pair), *zip(ranked, pairs, strict=False)], key=lambda entry: entry[0])
        kept = [entry for _, entry in placed]
        top = {name: lists[name] for name in ("hopHistory", "infoSources") if lists[name]}
        own = {name: lists[name] for name in _LISTS if lists.get(name)}
        merges = [merge for _, merge in kept]
        self.record = {
            **bare,
            **top,
            "associations": [association for association, _ in kept],
            "story": {**inner, **own, "merges": merges, "leftOut": self._left},
        }

    def _short(self, value: Any, key: str = "") -> Any:
        """Without what is beyond the bounds of strings and of lists within an entry; counts it."""
        if isinstance(value, str):
            most = _LONGEST_URI if key in _URIS else _LONGEST
            if len(value) <= most or key in _TEXTS:
                return value
            self._strings += 1
            # Two uris that begin alike stay two.
            name = sha256(value.encode()).hexdigest()[:16] if key in _URIS else ""
            return f"{value[:most]}…{name}"
        if isinstance(value, dict):
            return {name: self._short(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            most = len(value) if key in _LONG_LISTS else _MOST_ENTRIES
            self._entries += max(0, len(value) - most)
            return [self._short(entry, key) for entry in value[:most]]
        return value


def _first(entries: Iterable[Any], room: int) -> tuple[list[Any], int]:
    """The first entries, as many as fit into so many bytes; and how many bytes they take."""
    kept: list[Any] = []
    spent = 0
    for entry in entries:
        size = _size(entry) + 1
        if spent + size > room:
            break
        kept.append(entry)
        spent += size
    return kept, spent


def _is_large(text: str) -> bool:
    return len(text) > SMALL_TEXT or len(text.encode()) > SMALL_TEXT


def _texts(story: Fields) -> Iterator[_Text]:
    for merge in story["story"]["merges"]:
        if "text" in merge:
            yield _Text(merge["member"], "text", merge)
    for relation in story["story"].get("related", ()):
        if "paragraph" in relation:
            yield _Text(relation["item"], "paragraph", relation)


def _with_body(story: Fields, takes: Sequence[str]) -> Fields:
    if not takes:
        return story
    return {**story, "bodies": [{"role": "main", "contentType": "text/plain", "value": _BREAK.join(takes)}]}


def _body_size(takes: Sequence[str]) -> int:
    """Bytes of a body, which need not be made for it."""
    return sum(_size(take) + _size(_BREAK) for take in takes)


def _note(takes: Sequence[str]) -> LeftOutText:
    """What stands in the place of a text: enough to know it again."""
    characters = length = 0
    digest = sha256()
    for number, take in enumerate(takes):
        for piece in (_BREAK, take) if number else (take,):
            raw = piece.encode()
            characters += len(piece)
            length += len(raw)
            digest.update(raw)
    return {"characters": characters, "bytes": length, "sha256": digest.hexdigest()}


def _relinked(hops: Sequence[HopRecord]) -> list[HopRecord]:
    """Hops are told from the first on: what is left out is named as a source of none."""
    relinked = [hop.copy() for hop in hops]
    for hop in relinked:
        sources = [seq for seq in hop.pop("from", []) if seq <= len(hops)]
        if sources:
            hop["from"] = sources
    return relinked


def _size(value: object) -> int:
    return len(orjson.dumps(value))
