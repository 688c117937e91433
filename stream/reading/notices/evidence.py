"""Whether a short item is an order to the desks rather than news, by evidence of several kinds and in any language.

No list has all wordings. What all of them share is read here: an item that is *short* speaks of an *item of news*, says
that it is *taken back, held or freed*, and speaks in the *voice* of a desk (it asks, warns or apologises) or says so in
a headline that is made of such words alone. The words of each kind are in the tables of languages, at
``[notices.orders]``. An ordinary story about recalls, withdrawals and killed bills has one of these, seldom two, and
does not come in a headline that says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from stream.dispatch import Target
from stream.reading.notices.corrected import corrected_values
from stream.reading.notices.forms import headline_marks, is_short
from stream.reading.notices.named_items import named_items
from stream.reading.notices.order_marks import LONGEST_MARK, opening_mark, orders_of_headline, orders_of_slug
from stream.reading.notices.order_words import (
    ALLOWED,
    AT_THE_HEAD,
    DENSE,
    LONGEST_ORDER,
    MOST_LINES,
    MOST_SENTENCES,
    ORDERED,
    QUOTED,
    SENTENCE,
    WRONG,
    Hit,
    hits_in,
    is_report,
    may_hit,
    may_order,
    speaks_of_item,
    speaks_of_plans,
    strict_items,
)
from stream.reading.notices.orders import UNTIL
from stream.reading.notices.supposed import (
    is_done_to_any,
    names_correction,
    opens_with_place,
    speaks_to_desks,
    supposed,
)
from stream.text.fold import fold_words
from stream.text.languages import words_of

__all__ = ["DeskOrder", "order", "takes_itself_back"]

_LETTERS_OF_A_WORD = 6  # and the space behind it
_MOST_WORDS = 90
_FEW_WORDS = 5
_LETTERS, _SHORTEST_NAME = re.compile(r"[^\W\d_]+"), 2
_SIGNED = re.compile(r"[^()\n]{0,60}\([^()\n]{2,40}\)\s?[-–—.:]*\s*")
_INSIDE = re.compile(r"[(/]([^()/\n]{2,40})[)/]")
_LONGEST_PLAN = 70
# Without a word of an order in its headline an item that is longer is news.
_LONGEST_UNMARKED = 450
_FEWEST_VOICED = 2  # words in which a desk speaks, where what it orders is not understood
_CORRECTS_ITEM = re.compile(r"(?i:\b(?:story|column|item|dépêche|meldung|noticia|notícia|notizia|bericht))$")
_HEAD_LENGTH = 24  # characters of a sentence: "Sorry, this story is no longer available"
_SAID_OF_IT = tuple(map(fold_words, words_of(lambda language: language.notices.orders.get("this", ()))))
_THIS = frozenset(word for word in _SAID_OF_IT if word[0] != "*")
_THIS_BEHIND = tuple(word[1:] for word in _SAID_OF_IT if word[0] == "*")
_THIS_DENSE = tuple(word for word in _THIS if DENSE.search(word))


class DeskOrder(NamedTuple):
    """What an item orders, and of which items."""

    signal: str  # kill, hold, release, correction; advisory: a notice that takes nothing back
    printed: str  # the words that say so
    targets: tuple[Target, ...] = ()
    is_of_picture: bool = False  # it is about a picture or a graphic, and not about the text with it


class _Item(NamedTuple):
    """A short item as it is read: what is marked on it, and what its sentences say."""

    headline: str
    slugline: str
    text: str
    topic: str  # what its headline says beside marks
    marks: list[Hit]
    kinds: frozenset[str]  # of the marks
    folded: str  # its text without what it quotes
    sentences: list[list[Hit]]
    said: str | None  # what they order
    is_voiced: bool  # whether one speaks as a desk does

    @property
    def is_marked_as_order(self) -> bool:
        """Whether one of the marks takes back, holds or frees."""
        return not self.kinds.isdisjoint(ORDERED)

    @property
    def is_all_mark(self) -> bool:
        """Whether its headline says nothing beside marks."""
        return bool(self.marks) and not self.topic


def order(
    *,
    headline: str,
    slugline: str,
    text: str,
    has_place: bool = False,
    signed: str = "",
    house: Collection[str] = (),
) -> DeskOrder | None:
    """What a short item orders; None for news.

    Args:
        headline: as printed, marks included.
        slugline: as printed.
        text: clean text; "" where there is none.
        has_place: a place was printed before the text, as before news.
        signed: what stood with it, such as the name of the house.
        house: all names of the house, folded.
    """
    if len(text) > LONGEST_ORDER:
        return _planned(headline, slugline)
    if not headline and (opened := opening_mark(text)) is not None:
        headline, text = opened
    slugline, slug_marks = orders_of_slug(slugline)
    has_mark = bool(slug_marks) or (may_hit(headline) and any(True for _ in hits_in(fold_words(headline))))
    if not has_mark and (not may_order(text) or (len(text) > _LONGEST_UNMARKED and not speaks_to_desks("", text))):
        return _planned("", slugline)
    # Where spaces part syllables, as in Vietnamese, a text has more of them than words, and no more letters.
    most = _MOST_WORDS if text.isascii() or len(text) > _LETTERS_OF_A_WORD * _MOST_WORDS else 2 * _MOST_WORDS
    if text and not is_short(text, most, lines=MOST_LINES):
        return _planned(headline, slugline)
    marks, topic = orders_of_headline(headline) if has_mark else ([], headline)
    item = _read(headline, slugline, text, topic, [*marks, *slug_marks])
    of_others = has_place and not _opens_with_name(headline, text, signed, house)
    if not _is_order(item, house):
        return _otherwise(item, of_others=of_others)
    printed = headline if item.marks else text[: 2 * LONGEST_MARK]
    if _is_of_picture(item.marks, item.sentences):
        return DeskOrder("advisory", headline or text[:LONGEST_MARK], is_of_picture=True)
    targets = named_items(headline, slugline, text, topic if item.marks else "", takes_back=True)
    if _tells_of_order(item, targets, has_place=has_place, of_others=of_others):
        return None
    return DeskOrder(_ordered(item), printed, targets)


def _read(headline: str, slugline: str, text: str, topic: str, marks: list[Hit]) -> _Item:
    folded = QUOTED.sub(" ", fold_words(text)) if text else ""
    kinds = frozenset(hit.kind for hit in marks)
    if "voice" in kinds and topic:  # "(NOTE TO CLIENTS) The story on the fire is withdrawn"
        folded = f"{QUOTED.sub(' ', fold_words(topic))}\n{folded}"
    parts = [part for part in SENTENCE.split(folded) if part.strip()][:MOST_SENTENCES]
    told = [_freed(part, list(hits_in(part))) for part in parts]
    sentences = [hits for hits in _joined(told, is_correction=names_correction(headline)) if hits]
    is_voiced = any(hit.kind == "voice" for hits in sentences for hit in hits)
    return _Item(headline, slugline, text, topic, marks, kinds, folded, sentences, _said(sentences), is_voiced)


def _freed(sentence: str, hits: list[Hit]) -> list[Hit]:
    """The hits of a sentence, without what it says was held before: "which we asked you to hold, may now be used".

    What is held until it may be used is not free.
    """
    held = [hit.end for hit in hits if hit.kind == "hold"]
    allowed = [hit.start for hit in hits if hit.kind in (ALLOWED, "release")]
    if not held or not allowed or max(allowed) < min(held):
        return hits
    is_until = UNTIL.search(sentence[min(held) : max(allowed)]) is not None
    dropped = (ALLOWED, "release") if is_until else ("hold",)
    return [hit for hit in hits if hit.kind not in dropped]


def _joined(sentences: list[list[Hit]], *, is_correction: bool) -> list[list[Hit]]:
    """The hits of sentences, where one that asks for something and names no item speaks of that in the one before.

    "The item on the bridge moved in error. It should not be published": who asks says what for only once. A correction
    also says what was not done, so there the sentence has to ask in so many words.
    """
    out: list[list[Hit]] = []
    for hits in sentences:
        kinds = {hit.kind for hit in hits}
        before = {hit.kind for hit in out[-1]} if out else set()
        asks = "voice" in kinds or (sum(1 for hit in hits if hit.kind == "kill") > 1 and not is_correction)
        is_of_it = "items" not in kinds and not kinds.isdisjoint(ORDERED) and asks
        if is_of_it and "items" in before and before.isdisjoint(ORDERED):
            out[-1] = [*out[-1], *hits]
        else:
            out.append(hits)
    return out


def _is_order(item: _Item, house: Collection[str]) -> bool:
    """Whether an item orders something: the fewer words its marks leave to be said, the more its text must say."""
    if item.is_all_mark:
        if not item.is_marked_as_order and (item.said is None or item.kinds & {"tests", "plans"}):
            return False
        # A word of three letters may be a particle or what was taken back: "Ost återkallas".
        is_of_item = item.said is not None or bool(item.kinds & {"items", "voice", "pictures"})
        return not item.text or is_of_item or item.headline.isupper()
    if item.is_marked_as_order:
        is_of_item = _is_few_of_item(item.text) or (_is_of_item_alone(item.kinds) and speaks_of_item(item.text))
        return not item.text or item.said is not None or item.is_voiced or is_of_item
    if _sets_right(item) or item.said is None:
        return False
    return _is_voiced(item.sentences, item.folded, house) or _is_noted_of_item(item)


def _otherwise(item: _Item, *, of_others: bool) -> DeskOrder | None:
    """What an item is that orders nothing: a note, a daybook, words to desks that nobody knows, or news."""
    headline, slugline, text = item.headline, item.slugline, item.text
    if item.is_marked_as_order:
        return None
    if item.is_all_mark:
        if item.kinds & {"tests", "plans"}:
            return DeskOrder("advisory", headline)
        return _noted(headline, slugline, text) if "voice" in item.kinds else None
    if _sets_right(item):
        return _noted(headline, slugline, text, item.topic)
    if not of_others and _is_to_desks(fold_words(headline), item.folded):
        marked, topic = headline_marks(headline)  # "Correction: Pier opens", over "in the story above"
        named = (*named_items(headline, slugline, text, topic if marked else ""), *_numbers(headline, text))
        return DeskOrder("advisory", headline or text[:LONGEST_MARK], named)
    return _planned(headline, slugline)


def _sets_right(item: _Item) -> bool:
    """Whether a note about an item of news sets one value against another."""
    is_noted = "voice" in item.kinds and _CORRECTS_ITEM.search(item.headline) is not None
    return is_noted and bool(corrected_values(item.text))


def _ordered(item: _Item) -> str:
    """The signal of an order: that of its marks, but that what its text frees is freed, and what it holds is held."""
    marked = next((kind for kind in ORDERED if kind in item.kinds), None)
    # "DO NOT USE", and below it "not for now, we are checking".
    return marked if marked is not None and item.said in (None, marked, "kill") else item.said or "kill"


def _tells_of_order(item: _Item, targets: Sequence[Target], *, has_place: bool, of_others: bool) -> bool:
    """Whether an item is news of an order: who tells of another house's may quote its headline too.

    A slug may be about one: "SCIENCE/RETRACTION"; a mark of the house stands with the headline.
    """
    names = any(target.headline or target.item for target in targets)
    is_of_item = _opens_with_item(item.folded)
    tells = of_others and item.topic == item.headline and not is_of_item
    is_unnamed = not names and (not has_place or (of_others and not is_of_item))
    return (tells or is_unnamed) and _is_report(item.sentences, item.text, has_place=has_place, of_others=of_others)


def _opens_with_name(headline: str, text: str, signed: str, house: Collection[str]) -> bool:
    """Whether one of the first words of a text, or of its headline, is the name that its house signed with, or has.

    "PARIS (AFP) - L'AFP annule", "AP withdraws story about governor".

    In brackets before the first sentence, or in the dateline, that name says whose text it is, and not of whom.
    """
    inside = " ".join(each.rpartition("=")[2] for each in _INSIDE.findall(signed)) or signed  # the place says nothing
    names = {word for word in _LETTERS.findall(fold_words(inside)) if len(word) >= _SHORTEST_NAME}
    text = text[signs.end() :] if (signs := _SIGNED.match(text)) is not None else text
    heads = [_LETTERS.findall(fold_words(field[:LONGEST_MARK]))[:_FEW_WORDS] for field in (headline, text)]
    opening = SENTENCE.split(fold_words(text), maxsplit=1)[0]
    return any(not names.isdisjoint(words) for words in heads) or _names_house(opening, house)


def _names_house(folded: str, house: Collection[str]) -> bool:
    """Whether a folded sentence has one of the names of the house whose it is."""
    told = f" {' '.join(_LETTERS.findall(folded))} "
    return any((name in folded) if DENSE.search(name) else (f" {name} " in told) for name in house)


def _opens_with_item(text: str) -> bool:
    """Whether what a folded text takes back is what it opens with, "the story …", and not what somebody does to it.

    It is a word that means nothing but an item of news: reports and articles are of others, too.
    """
    told = [*hits_in(SENTENCE.split(text.strip())[0])]
    loose = {hit.start for hit in told if hit.kind == "loose"}
    hits = sorted(hit for hit in told if hit.kind in ("items", *ORDERED))
    return bool(hits) and hits[0].kind == "items" and hits[0].start <= _HEAD_LENGTH and hits[0].start not in loose


def _is_of_item_alone(kinds: Collection[str]) -> bool:
    """Whether a mark says itself that an item is taken back, in a word that names nothing else: "dispatch void"."""
    return "items" in kinds and "loose" not in kinds


def _is_few_of_item(text: str) -> bool:
    """Whether a text under a mark says in a few words something of an item of news: "Vijest se stornira"."""
    return is_short(text, _FEW_WORDS) and speaks_of_item(text)


def _is_noted_of_item(item: _Item) -> bool:
    """Whether a headline is marked as a note of a desk, over words about an item that they name."""
    named = named_items(item.headline, "", item.text, "") if "voice" in item.kinds else ()
    return any(target.headline or target.item for target in named)


def takes_itself_back(note: str) -> bool:
    """Whether a note to desks takes back the very item that it stands with, and asks for that.

    "This story has been withdrawn. Please delete it": a note that tells what was changed also speaks of "this story",
    and of people who were killed, but asks nobody to undo anything.
    """
    if len(note) > _LONGEST_UNMARKED or not may_order(note):
        return False
    sentences = [(part, list(hits_in(part))) for part in SENTENCE.split(fold_words(note))[:MOST_SENTENCES]]
    kills = [(part, hits) for part, hits in sentences if any(hit.kind == "kill" for hit in hits)]
    others = [hits for part, hits in kills if not _is_of_this(part)]
    asks = any(hit.kind == "voice" and hit.start <= AT_THE_HEAD for hits in others for hit in hits)
    return asks and len(others) < len(kills)


def _is_report(sentences: list[list[Hit]], text: str, *, has_place: bool, of_others: bool) -> bool:
    """Whether a text opens as news does, with a place, and no sentence that orders speaks as a desk does.

    "OUDEBRUG - De krant heeft een artikel ingetrokken … De hoofdredacteur bood excuses aan" is news of a paper.
    """
    ordering = [hits for hits in sentences if any(hit.kind in ORDERED for hit in hits)]
    # Another house may be said to have asked its own clients: below a place an order begins as one.
    heads = [hit for hits in ordering if hits is sentences[0] for hit in hits if hit.start <= AT_THE_HEAD]
    if any(hit.kind == "voice" for hits in ([heads] if of_others else ordering) for hit in hits):
        return False
    return has_place or opens_with_place(text)


def _noted(headline: str, slugline: str, text: str, topic: str = "") -> DeskOrder:
    """A notice that takes nothing back: a correction where it sets one value against another, else an advisory.

    One that calls an item wrong which it names, and puts nothing right, holds it until an editor has read both.
    """
    if not corrected_values(text):
        named = tuple(target for target in named_items(headline, slugline, text, "") if target.words is None)
        folded = fold_words(text)
        is_wrong = bool(named) and any(word in folded for word in WRONG)
        if is_wrong:
            return DeskOrder("hold", headline, named)
        of_item = any(hit.kind == "items" for hit in hits_in(QUOTED.sub(" ", folded)))
        named = named_items(headline, slugline, text, topic) if of_item else named
        return DeskOrder("advisory", headline, (*named, *_numbers(headline, text)))
    return DeskOrder("correction", headline, named_items(headline, slugline, text, "" if topic else topic))


def _numbers(headline: str, text: str) -> Iterator[Target]:
    """The item that a notice in words that nobody knows may name by a number."""
    yield from (target for target in supposed(headline, text) if target.item)


def _planned(headline: str, slugline: str) -> DeskOrder | None:
    """A daybook or a test: told by a headline or slug that says little else."""
    for field in (headline, slugline):
        if 0 < len(field) <= _LONGEST_PLAN and speaks_of_plans(field):
            return DeskOrder("advisory", field)
    return None


def _said(sentences: list[list[Hit]]) -> str | None:
    """What the sentences order: one that has a word for an item and one for taking back, holding or freeing."""
    said: list[str] = []
    allows = False
    for hits in sentences:
        kinds = {hit.kind for hit in hits}
        if "items" in kinds or len(sentences) == 1:
            said += [kind for kind in ORDERED if kind in kinds][:1]
            # What may be used is named in so many words: apps and reports may be used by anybody.
            allows = allows or (ALLOWED in kinds and bool(strict_items(hits)))
    if not said:
        return "release" if allows else None
    return "release" if "release" in said else said[0]


def _is_voiced(sentences: list[list[Hit]], text: str, house: Collection[str]) -> bool:
    """Whether a text without a mark speaks as a desk does, in the very sentence that orders or around it.

    A house that takes back an item of news in its own name speaks as one: "The AP has removed that story".

    One that says who said it is a report, unless its order begins as one: "Please kill this story".
    """
    is_addressed = speaks_to_desks("", text)
    for hits in sentences if is_addressed else sentences[:3]:
        kinds = {hit.kind for hit in hits}
        if "items" in kinds and kinds.intersection((*ORDERED, ALLOWED)):
            if _is_of_this(text) or any(hit.kind == "voice" and hit.start <= AT_THE_HEAD for hit in hits):
                return True
            if "loose" not in kinds and _opens_by_forbidding(hits):
                return True
            items = {(hit.start, hit.end) for hit in hits if hit.kind == "items"}  # "nota" is a word of desks, too
            voiced = [
                hit
                for other in sentences
                for hit in other
                if hit.kind == "voice" and (other is not hits or (hit.start, hit.end) not in items)
            ]
            sentence = next((part for part in SENTENCE.split(text) if list(hits_in(part)) == hits), text)
            if "loose" not in kinds and house and not is_report(sentence) and _names_house(sentence, house):
                return True
            if voiced and not is_done_to_any(sentence, hits) and (is_addressed or not is_report(text)):
                return True
    return False


def _opens_by_forbidding(hits: list[Hit]) -> bool:
    """Whether a sentence opens with a word for not beside one for use, as an order does: "Do not use the story"."""
    kills = [hit for hit in hits if hit.kind == "kill"]
    return any(one.start <= AT_THE_HEAD and one.end < other.start for one in kills for other in kills)


def _is_to_desks(headline: str, text: str) -> bool:
    """Whether a text speaks to desks about an item of news, in words of an order that nobody knows.

    It names the desks, has several words of such a voice and one for an item at its beginning, and reports nothing
    that somebody said.
    """
    hits = [*hits_in(headline), *hits_in(text)]
    kinds = {hit.kind for hit in hits}
    voiced = sum(1 for hit in hits if hit.kind == "voice")
    return {"items", "desks"} <= kinds and voiced >= _FEWEST_VOICED and not is_report(text)


def _is_of_this(text: str) -> bool:
    """Whether a folded text opens with what it is about: "this article", "diese Meldung", "bài viết này"."""
    for part in SENTENCE.split(text.strip())[:2]:
        for hit in hits_in(part):
            if hit.kind != "items" or hit.start > _HEAD_LENGTH:
                continue
            before = part[: hit.start].split()
            if not _THIS.isdisjoint((*before[-1:], " ".join(before[-2:]))) or part[: hit.start].endswith(_THIS_DENSE):
                return True
            if part[hit.end :].lstrip().startswith(_THIS_BEHIND):
                return True
    return False


def _is_of_picture(marks: list[Hit], sentences: list[list[Hit]]) -> bool:
    """Whether what is taken back is a picture: its word stands with the order, before any word for an item of text."""
    for hits in (marks, *sentences):
        kinds = {hit.kind for hit in hits}
        if kinds.intersection(ORDERED):
            if "pictures" not in kinds:
                return False
            picture = min(hit.start for hit in hits if hit.kind == "pictures")
            return hits is marks or not any(hit.kind == "items" and hit.start < picture for hit in hits)
    return False
