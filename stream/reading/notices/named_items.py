"""Which items of news an order names: by headline, number, topic or words, and of which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stream.dispatch import Target
from stream.reading.notices.days import named_day
from stream.reading.notices.order_words import (
    DENSE,
    ITEMS,
    LONGEST_ORDER,
    MOST_SENTENCES,
    ORDERED,
    QUOTED,
    SENTENCE,
    WORD,
    hits_in,
    speaks_of_item,
    without_orders,
    words_in,
)
from stream.text.fold import fold_words

__all__ = ["coded", "dated", "joined_slugs", "named_items", "numbered"]

_A_HEADLINE = 25  # letters; a shorter one without a space may be a name
_OPENS, _CLOSES = re.compile(r'(?<!\w)"(?=[\w"])'), re.compile(r'(?<=[\w".!?%)])"(?!\w)')
_NESTED, _LONGEST_QUOTED = 3, 200  # marks; characters
_STOP = re.compile(r"[.!?](?=\s+[^\W\d])\s*|\n")  # no end of a sentence is before a number: "Nr. 4107"
# "V9991", "a0733", "bsf045", "TTN1706.031", "nL8N3SJ1A2": letters and digits.
_CODE = re.compile(r"(?<![\w/])(?=[A-Za-z.-]*\d)(?=[\d.-]*[A-Za-z])[A-Za-z0-9](?:[\w.-]{2,38})\w(?![\w/])", re.ASCII)
_DAY_BEFORE, _DAY_BEHIND = 18, 45  # characters between an item and its day
# The number of an item: behind a sign for numbers, "№ 4107", or the word for an item, "depesza nr 4107".
_NUMBERED = re.compile(
    r"(?:^|\n|[.:!–—-]\s)(?:№|#|\b(?:no|nr|num|n°|nº|č)[.:]?)\s?(\d{3,12})\b(?![:.,]\d|%)", re.IGNORECASE
)
_BEHIND_ITEM = re.compile(r"\W?(?:[^\W\d_]{1,5}[.°º:]\s?|(?:no|nr|num|n|c) ?|#)?\s?(\d{3,12})\b(?![:.,]\d|%)")
# With a nought before it behind any short word between: "Meldung dpa 0412", "الخبر رقم 0412".
_BEHIND_NAME = re.compile(r"\W?[^\W\d_]{1,7}\s(0\d{2,11})\b(?![:.,]\d|%)")
_YEARS = range(1900, 2100)
_LOUD = re.compile(r"(?<![\w-])[^\W\d_a-z]{3,}(?:[ /-][^\W\d_a-z]{3,})+(?![\w-])")
_JOINED = re.compile(r"(?<![\w/])[^\W\d_]{3,}(?:-[^\W\d_]{3,})+(?![\w-]|/\w)")
# Looked for first, because it is asked of all short texts.
_MAY_BE_NUMBER = re.compile(r"\d(?<![\d.,:]\d)\d{2,11}(?!\d|[:.,]\d|%)")
_MAY_BE_NUMBERED = re.compile(r"[#nN](?:(?<=#)|[oOrR][.:]?|[uU][mM][.:]?)\s?\d{3}")  # of ASCII: looked for first
_HOUR = re.compile(r"\d{1,6}(?:[ap]m|h\d{0,2}|gmt|utc|st|nd|rd|th|[a-z])|[\w-]{33,}", re.IGNORECASE)


def named_items(headline: str, slugline: str, text: str, topic: str, *, takes_back: bool = False) -> tuple[Target, ...]:
    """The items that an order names: by headline in quotation marks, by number, by its own topic; and by words.

    Args:
        headline: as printed.
        slugline: as printed.
        text: clean text.
        topic: what the headline says beside marks.
        takes_back: it kills or holds. Then words are told beside a headline that it quotes, too: the item may have had
            another one when it was sent. A correction quotes more than a headline, and has words of many items.
    """
    named: list[Target] = []
    for match in QUOTED.finditer(f"{headline}\n{text}"):
        quoted = next(filter(None, match.groups())).strip(" ,\xa0")
        if len(quoted) >= 12 or DENSE.search(quoted):
            named.append(Target(headline=quoted))
    is_quoted = any(len(target.headline or "") >= _A_HEADLINE or " " in (target.headline or "") for target in named)
    named += [Target(headline=quoted) for quoted in _quoted_within(f"{headline}\n{text}")]
    named += [Target(slug=slug) for slug in (*_loud_slugs(text), *joined_slugs(text))]
    named += [*coded(f"{headline}\n{text}"), *numbered(f"{headline}\n{text}")]
    if len(topic) >= 8 or DENSE.search(topic):
        named.append(Target(headline=topic, slug=topic))
    words = " ".join(WORD.findall(fold_words(f"{topic or headline} {text}")))[:LONGEST_ORDER]
    if takes_back or not is_quoted:
        named.append(Target(slug=slugline or None, words=words))
        named += [Target(words=about) for about in _objects(f"{headline}\n{text}")]
    return tuple(dict.fromkeys(named))


def _quoted_within(printed: str) -> Iterator[str]:
    """What stands in straight quotation marks with others within: "The item "Head of "Volga" quits" is void"."""
    if printed.count('"') < _NESTED:
        return
    opening = [mark.start() for mark in _OPENS.finditer(printed)]
    closing = [mark.start() for mark in _CLOSES.finditer(printed)]
    for start in opening:
        for end in closing:
            within = printed[start + 1 : end]
            if '"' in within and "\n" not in within and len(within) <= _LONGEST_QUOTED:
                yield within.strip(" ,")


def _loud_slugs(text: str) -> Iterator[str]:
    """What may be slugs in a text that is not all in capitals: two words in capitals and more, or joined ones."""
    for slug in _LOUD.findall(text) if not text.isupper() else ():
        if (
            slug.isupper()
            and len(set(slug.split())) > slug.count(" ")
            and not any(hit.kind in ORDERED for hit in hits_in(fold_words(slug)))
        ):
            yield slug


def joined_slugs(text: str) -> list[str]:
    """What may be a slug in a text that speaks of an item of news: words joined by hyphens, "mill-fire".

    One in capitals is a slug by its form, where not all is printed so.
    """
    found = _JOINED.findall(text) if "-" in text else []
    is_of_item = bool(found) and speaks_of_item(text)
    return [slug for slug in found if is_of_item or (slug.isupper() and not text.isupper())]


def coded(printed: str) -> list[Target]:
    """The items that a text names by letters and digits; an hour is none."""
    codes = (code[0] for code in _CODE.finditer(printed))
    return [Target(item=code) for code in codes if not _HOUR.fullmatch(code)]


def _objects(printed: str) -> Iterator[str]:
    """What the items of news that a text speaks of are about: the words behind each in its sentence, and before it."""
    for part in SENTENCE.split(printed)[: MOST_SENTENCES + 1]:
        folded = fold_words(part)
        hits = sorted(hits_in(folded))
        for item in (hit for hit in hits if hit.kind == "items"):
            end = min((hit.start for hit in hits if hit.start >= item.end and hit.kind in ORDERED), default=len(folded))
            start = max((hit.end for hit in hits if hit.end <= item.start and hit.kind in ORDERED), default=0)
            for about in (folded[item.end : end], folded[start : item.start]):
                if words := " ".join(WORD.findall(without_orders(about))):
                    yield words


def numbered(printed: str) -> list[Target]:
    """The item that an order names by its number, without the noughts before it: no year. Of several numbers none is.

    Where no sentence has words of an order that are known, it is the headline or the first one that may give it.
    """
    if not any(int(match[0]) not in _YEARS for match in _MAY_BE_NUMBER.finditer(printed)):
        return []
    if printed.isascii() and ITEMS.isdisjoint(words_in(printed)) and not _has_sign(printed):
        return []
    sentences = [(part, list(hits_in(fold_words(part)))) for part in _STOP.split(printed)[: MOST_SENTENCES + 1]]
    ordering = [pair for pair in sentences if any(hit.kind in ORDERED for hit in pair[1])] or sentences[:2]
    numbers: set[str] = set()
    for part, hits in ordering:
        numbers.update(match[1] for match in _NUMBERED.finditer(part))
        folded = fold_words(part)
        items = [hit for hit in hits if hit.kind == "items"]
        found = (behind.match(folded, hit.end) for hit in items for behind in (_BEHIND_ITEM, _BEHIND_NAME))
        numbers.update(match[1] for match in found if match is not None and int(match[1]) not in _YEARS)
    return [Target(item=number.lstrip("0") or "0") for number in numbers] if len(numbers) == 1 else []


def _has_sign(printed: str) -> bool:
    """Whether a number in an ASCII text stands behind a sign for numbers."""
    return _MAY_BE_NUMBERED.search(printed) is not None and _NUMBERED.search(printed) is not None


def dated(named: Iterable[Target], printed: str) -> tuple[Target, ...]:
    """Targets with the day of the item, where an order says of which day it is: "the story of March 3"."""
    bare = QUOTED.sub(" ", fold_words(printed))
    for hit in hits_in(bare):
        if hit.kind == "items":
            before = named_day(_words_between(bare, hit.start - _DAY_BEFORE, hit.start))
            day = before or named_day(_words_between(bare, hit.end, hit.end + _DAY_BEHIND))
            if day is not None:
                return tuple(dict.fromkeys(target._replace(on=day) for target in named))
    return tuple(dict.fromkeys(named))


def _words_between(text: str, start: int, end: int) -> str:
    """A part of a text, with the words and numbers whole that it cuts."""
    start, end = max(start, 0), min(end, len(text))
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return text[start:end]
