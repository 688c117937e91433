"""What a short item may be about by its form alone, where no word of its language's orders is known."""

from __future__ import annotations

import re

from stream.dispatch import Target
from stream.reading.notices.corrected import CORRECTING
from stream.reading.notices.forms import headline_stem, is_short, slug_stem
from stream.reading.notices.named_items import coded, numbered
from stream.reading.notices.order_marks import BRACKETED, LONGEST_MARK, SENTENCE_HEAD
from stream.reading.notices.order_words import (
    DENSE,
    DESK_LETTERS,
    DESKS,
    LONGEST_ORDER,
    MISTAKEN,
    MOST_LINES,
    QUOTED,
    SAID,
    STEM,
    WORD,
    WRONG,
    hits_in,
    starts_in,
    words_in,
)
from stream.text.fold import fold_words
from stream.text.languages import languages

__all__ = ["is_warning", "supposed"]

_MOST_SUPPOSED = 60  # words of a text that may be about another item
_MOST_NAMED = 3
_FEWEST_SPACES = 2
_LONGEST_UNDER, _MOST_UNDER = 260, 30  # characters and words of an order under the headline that it is about
_SAME_UNDER = 0.25  # of the words of a headline, that the text under it may have by chance
_SHORTEST_DENSE = 6
_QUOTES = ('"', "“", "„", "”", "«", "»", "《", "〈", "「", "『", "‘", "'")
_ASCII_QUOTES = tuple(filter(str.isascii, _QUOTES))
_HEADS = (":", ". ", "! ", "-", "–", "—", "：", "|", "/", "[", "【", "(", "（", "〔", "<", "＜", "〈")
# Digits first: the engine leaps from one to the next.
_MAY_BE_CODE = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z][.-]\d)|[.-]?[A-Za-z])")
_KNOWN = frozenset(language.code for language in languages() if "kill" in language.notices.orders)


def supposed(headline: str, text: str, slugline: str = "") -> tuple[Target, ...]:
    """Items that a short text may be about by its form, whatever its language.

    A news item does not quote the whole headline of an earlier one of its house, nor put one under a mark of its own
    with other words below; it does not print its slug, nor name another by its number, nor speak of one to the desks;
    and what it says under its own headline has something to do with that. Whether it is about one is known where the
    two meet.
    """
    if not text or len(text) > LONGEST_ORDER or text.count(" ") >= _MOST_SUPPOSED + MOST_LINES:
        return ()
    named = []
    quoting = f"{headline}\n{text}"
    if sum(map(quoting.count, _ASCII_QUOTES if quoting.isascii() else _QUOTES)) > 1:
        quotes = map(_inner, QUOTED.finditer(quoting))
        named = [Target(headline=quoted) for quoted in quotes if _is_headline(quoted)]
    if any(sign in headline for sign in _HEADS):
        head = BRACKETED.match(headline) or SENTENCE_HEAD.search(headline, 0, LONGEST_MARK)
        if head is not None and head.end() < len(headline) and _is_headline(topic := headline[head.end() :].strip()):
            named.append(Target(headline=topic))
    first, _, topic = headline.partition(" ")
    if len(first) >= STEM and first.isupper() and not topic.isupper() and _is_headline(topic):
        named.append(Target(headline=topic))
    if not named and len(text) <= _LONGEST_UNDER and _is_under(headline, text):
        named.append(Target(headline=headline))
    if slugline and _prints_slug(headline, text, slugline):
        named.append(Target(slug=slugline))
    printed = f"{headline}\n{text}"
    if _MAY_BE_CODE.search(printed) is not None:
        named += coded(printed)
    named += numbered(printed)
    if not named and (words := _of_item(headline, text)):
        named.append(Target(words=words))
    if not named or not is_short(text, _MOST_SUPPOSED, lines=MOST_LINES):
        return ()
    return tuple(dict.fromkeys(named))[:_MOST_NAMED]


def _is_under(headline: str, text: str) -> bool:
    """Whether a few words under a whole headline say nothing of what it says."""
    if not _is_headline(headline) or not is_short(text, _MOST_UNDER, lines=3):
        return False
    folded = fold_words(headline)
    told = fold_words(text)
    if DENSE.search(folded):
        pairs = {folded[place : place + 2] for place in range(len(folded) - 1) if folded[place : place + 2].isalnum()}
        return sum(pair in told for pair in pairs) <= _SAME_UNDER * len(pairs)
    stems = {word[:STEM] for word in WORD.findall(folded) if len(word) >= STEM}
    return sum(1 for stem in stems if stem in told) <= _SAME_UNDER * len(stems)


def _prints_slug(headline: str, text: str, slugline: str) -> bool:
    """Whether a headline is the slug alone, but for a mark, or the slug stands in headline or text as it is printed."""
    stem = slug_stem(slugline)
    head = SENTENCE_HEAD.search(headline, 0, LONGEST_MARK)
    topics = (headline, headline_stem(headline), headline[head.end() :] if head is not None else "")
    if stem and any(slug_stem(topic) == stem for topic in topics):
        return True
    return stem.count("-") > 0 and fold_words(slugline).strip(" /") in fold_words(f"{headline}\n{text}")


def _of_item(headline: str, text: str) -> str:
    """The words of a text that speaks of an item of news to the desks, or calls one wrong, and reports nothing that
    somebody said.
    """
    printed = f"{headline}\n{text}"
    if printed.isascii():
        starts = starts_in(printed)
        if DESKS.isdisjoint(words_in(printed)) and DESK_LETTERS.isdisjoint(starts) and CORRECTING.isdisjoint(starts):
            return ""
    folded = fold_words(printed)
    kinds = {hit.kind for hit in hits_in(folded)}
    if "items" not in kinds or ("desks" not in kinds and not any(word in folded for word in (*WRONG, *MISTAKEN))):
        return ""
    told = WORD.findall(folded)
    return " ".join(told)[:LONGEST_ORDER] if SAID.isdisjoint(told) else ""


def is_warning(language: str | None, headline: str, text: str) -> bool:
    """Whether few words about an item, of which none is an order that is known, may warn of it.

    They call it wrong, or sent by mistake; or their language is one whose orders are in no table. They do not speak of
    pictures, in a word of any language: what else is sent with an item is sent more often.
    """
    folded = fold_words(f"{headline}\n{text}")
    if not is_short(text, _MOST_UNDER, lines=5) or any(hit.kind == "pictures" for hit in hits_in(folded)):
        return False
    is_known = language is None or language.partition("-")[0].lower() in _KNOWN
    return not is_known or any(word in folded for word in (*WRONG, *MISTAKEN))


def _is_headline(printed: str) -> bool:
    return printed.count(" ") >= _FEWEST_SPACES or (len(printed) >= _SHORTEST_DENSE and bool(DENSE.search(printed)))


def _inner(match: re.Match[str]) -> str:
    return str(next(filter(None, match.groups()))).strip(" ,.\xa0")
