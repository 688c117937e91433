"""The marks of orders: before a headline or behind it, behind a slug, and at the head of a text without a headline."""

from __future__ import annotations

import re

from stream.reading.notices.forms import UNSPACED
from stream.reading.notices.order_words import DENSE, ORDERED, WORD, Hit, hits_in, may_hit
from stream.text.fold import fold_words

__all__ = ["BRACKETED", "LONGEST_MARK", "SENTENCE_HEAD", "opening_mark", "orders_of_headline", "orders_of_slug"]

# Of a headline that is made of words of orders alone; a longer one has a topic.
LONGEST_MARK = 60
# Articles and prepositions between the words of a mark: "AVISO A LOS ABONADOS".
_SMALL = 3
_ENDING_SIGNS = 2
_MOST_SMALL = 4
_NAME_AND_WORD = 2
_HEAD = re.compile(r"\s*(?:[:：|/]|\s[-–—]{1,3}\s?|--|(?<=[A-Z])[-–—](?=\S))\s*")
SENTENCE_HEAD = re.compile(rf"[.!]\s|{_HEAD.pattern}")
BRACKETED = re.compile(r"\s*[\[【(（〔<＜〈]\s*([^\])】）〕>＞〉\n]{1,40}?)\s*[\]】)）〕>＞〉]\s*")
_TAIL = re.compile(r"(?:,\s*|\s[-–—]\s|[:/：]\s?)([^,–—:/：]{2,40})$|\s*[\[【(（]([^\])】）]{1,40})[\]】)）]$")
# "Bridge/Traffic HOLD HOLD HOLD": one word several times.
_AGAIN = re.compile(r"\s(?P<word>[^\W\d_]{3,14})(?:[\s!,–-]{1,3}(?P=word)\b){1,4}[\s!.]*$")
_FIRST_AGAIN = re.compile(r"(?P<word>[^\W\d_]{3,14})(?:[\s!,–-]{1,3}(?P=word)\b){1,4}[\s!.,:–-]*")
_CASED = re.compile(r"[a-zà-öø-ÿа-яёіїєα-ω]")


def orders_of_headline(headline: str) -> tuple[list[Hit], str]:
    """The words of the marks of a headline, and what is left of it as its topic: "" where it is nothing but marks."""
    marks: list[Hit] = []
    rest = headline.strip(" /")
    bracketed = False
    first = _FIRST_AGAIN.match(rest)
    if first is not None and (hits := _pure(first["word"])) is not None and any(hit.kind in ORDERED for hit in hits):
        marks += hits
        rest = rest[first.end() :]
    for _ in range(4):
        if (inside := BRACKETED.match(rest)) is not None and (
            hits := _pure(inside[1]) or _signed(inside[1])
        ) is not None:
            marks += hits
            bracketed = True
            rest = rest[inside.end() :]
            continue
        head = _HEAD.search(rest, 0, LONGEST_MARK)
        if head is None or head.start() == 0 or (hits := _mark(rest[: head.start()])) is None:
            break
        marks += hits
        rest = rest[head.end() :]
    tail = _TAIL.search(rest)
    if tail is not None and (hits := _mark(tail[1] or tail[2], is_behind=tail[0][0] in ":/：")) is not None:
        marks += hits
        rest = rest[: tail.start()]
    again = _AGAIN.search(rest)
    if again is not None and (hits := _pure(again["word"])) is not None and any(hit.kind in ORDERED for hit in hits):
        marks += hits
        rest = rest[: again.start()]
    if rest and len(rest) <= LONGEST_MARK and (hits := _pure(rest)) is not None:
        return [*marks, *hits], ""
    return marks, rest if marks or bracketed else headline


def orders_of_slug(slugline: str) -> tuple[str, list[Hit]]:
    """A slugline without the order behind it, and the words of that; there it needs no capitals: "BC-Ferry, Kill"."""
    tail = _TAIL.search(slugline)
    hits = (_pure(tail[1] or tail[2]) if tail is not None and may_hit(slugline) else None) or []
    if tail is None or not any(hit.kind in ORDERED for hit in hits):
        return slugline, []
    return slugline[: tail.start()], hits


def opening_mark(text: str) -> tuple[str, str] | None:
    """The mark that a text without a headline opens with, and the rest, where that speaks of an item as a desk does."""
    head = _HEAD.search(text, 0, LONGEST_MARK)
    mark = text[: head.start()].strip("() ") if head is not None else ""
    if head is None or not mark or _mark(mark) is None:
        return None
    kinds = {hit.kind for hit in hits_in(fold_words(text[head.end() :]))}
    return (mark, text[head.end() :]) if {"items", "voice"} <= kinds else None


def _pure(segment: str) -> list[Hit] | None:
    """The hits of a segment that says nothing but words of orders, numbers of items and small words."""
    folded = fold_words(segment)
    hits = list(hits_in(folded))
    if not hits:
        return None
    covered = bytearray(len(folded))
    # "A los abonados"; where spaces part syllables, any word beside "withdrawn" may be as short: "Thu hồi 20.000 ô tô".
    particles = _MOST_SMALL if any(hit.kind in ("items", "voice", "desks") for hit in hits) else 1
    for hit in hits:
        covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    for word in WORD.finditer(folded):
        left = sum(1 for at in range(word.start(), word.end()) if not covered[at])
        has_digit = any(map(str.isdigit, word[0]))
        if DENSE.search(word[0]):
            # Two signs beside words about an item are an ending; beside "cancelled" a topic. Where spaces part words,
            # what stands behind a stem is its ending.
            is_ending = UNSPACED.search(word[0]) is None and 2 * left < len(word[0])
            is_of_item = any(hit.kind in ("items", "voice") for hit in hits)
            small = is_ending or (left <= _ENDING_SIGNS and is_of_item)
        else:
            small = len(word[0]) <= _SMALL
        particles -= 1 if left and not has_digit and not DENSE.search(word[0]) else 0
        if (left and not has_digit and not small) or particles < 0:
            return None
    return hits


def _signed(inside: str) -> list[Hit] | None:
    """The hits of what stands in brackets with a name: "[뉴시스 알림]", "(APA - Hinweis)"."""
    hits = [*hits_in(fold_words(inside))]
    return hits if len(WORD.findall(inside)) == _NAME_AND_WORD and any(hit.kind == "voice" for hit in hits) else None


def _mark(segment: str, *, is_behind: bool = False) -> list[Hit] | None:
    """The hits of a mark beside a topic: in capitals, in a script without them, or with the word for an item.

    Args:
        segment: what may be one.
        is_behind: a topic and a colon, behind which most headlines go on: there it says what is ordered of the item.
    """
    hits = _pure(segment)
    if hits is None or not _CASED.search(segment) or segment.isupper():
        return hits
    kinds = {hit.kind for hit in hits}
    if is_behind:
        return hits if "items" in kinds and not kinds.isdisjoint(ORDERED) else None
    return hits if kinds & {"items", "voice"} else None
