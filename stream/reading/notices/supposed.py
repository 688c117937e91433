"""What a short item may be about by its form alone, where no word of its language's orders is known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from stream.dispatch import Target
from stream.reading.notices.corrected import corrected_values
from stream.reading.notices.forms import (
    UNSPACED,
    corrects,
    headline_marks,
    headline_stem,
    is_short,
    plain_words,
    slug_stem,
)
from stream.reading.notices.named_items import coded, joined_slugs, numbered
from stream.reading.notices.order_marks import BRACKETED, LONGEST_MARK, SENTENCE_HEAD
from stream.reading.notices.order_words import (
    AT_THE_HEAD,
    DENSE,
    LONGEST_ORDER,
    MISTAKEN,
    MOST_LINES,
    MOST_SENTENCES,
    ORDERED,
    QUOTED,
    SENTENCE,
    STEM,
    WORD,
    WRONG,
    Hit,
    blanked,
    forbids,
    hits_in,
    is_report,
    listed_in,
    may_hit,
    may_order,
    may_speak_of_item,
    strict_items,
)
from stream.reading.notices.vocabulary import NAMED
from stream.text.fold import fold_words
from stream.text.languages import languages, words_of

__all__ = [
    "is_about_item",
    "is_marked_alone",
    "is_warning",
    "may_be_about_item",
    "names_correction",
    "names_desks",
    "opens_with_place",
    "says_nothing",
    "speaks_to_desks",
    "supposed",
]

_MOST_SUPPOSED = 60  # words of a text that may be about another item
_MOST_NAMED = 6
_FEWEST_SPACES = 2
_LONGEST_UNDER, _MOST_UNDER = 260, 30  # characters and words of an order under the headline that it is about
_SAME_UNDER = 0.25  # of the words of a headline, that the text under it may have by chance
_SHORTEST_DENSE = 6
_IN_OPENING, _IN_OPENING_DENSE = 60, 30  # characters of a first sentence
_JAMO = re.compile("[\u1100-\u11ff]")
_QUOTES = ('"', "“", "„", "”", "«", "»", "《", "〈", "「", "『", "‘", "'")
_ASCII_QUOTES = tuple(filter(str.isascii, _QUOTES))
_HEADS = (":", ". ", "! ", "-", "–", "—", "：", "|", "/", "[", "【", "(", "（", "〔", "<", "＜", "〈")
_LONGEST_LABEL, _MOST_LABELLED = 50, 40  # characters of a headline that is a label, and words of what stands under it
# "OUDEBRUG - ", "Santa Irene, 10 mar (EFE) – "; it may be any word but one of orders.
_PLACE = re.compile(r"(?=[^\W\d_a-z])(?:[\w'’.]+[ ,/]{1,2}){1,5}(?:\([^()\n]{1,40}\)\s?)?[-–—]{1,2}\s")
# A mark behind a headline: in brackets, or behind a sign that no word has in it.
_TAIL = re.compile(
    r"\s*(?:[\[【(（〔<＜〈*]+[^\[\]【】()（）〔〕<>＜＞〈〉*\n]{1,40}[\])】）〕>＞〉*]+"
    r"|(?:\s[-–—/|]{1,3}\s|\s?[:：|]\s|[…۔.]{2,}\s?|[–—]{2}\s?)[^-–—/|:：…۔\n]{2,40})$"
)
# Looked for first, for hardly a headline has any.
_ENDS, _TAILS = tuple("])】）〕>＞〉*"), (" -", " –", " —", ":", "：", "|", " /", "…", "..", "۔۔", "--", "——")
# Neither a part of a figure, a date or an hour, nor a share or a sum.
_NUMBER = re.compile(r"\d(?<![\w,:/+-]\d)(?<!\d\.\d)\d{2,11}(?![\w/]|[:.,]\d|\s?[%€$£¥₽₴]|-\d)")
_SIGN_BEFORE = re.compile(r"(?:(?<!\w)[^\W\d_]{1,5}[.°º]|№|#) ?$")
_LONGEST_SIGN = 8  # characters
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_YEARS = range(1900, 2100)
# Digits first: the engine leaps from one to the next.
_MAY_BE_CODE = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z][.-]\d)|[.-]?[A-Za-z])")
_ANY_ITEM = re.compile(r"(?:^|\W)(?:an?|une?|una|uno|uma?|een|eine[nmrs]?)\s(?:\w+\s)?$")  # "een artikel"
_MOST_OF_VOID, _MOST_SAID_OF_VOID = 2, 4  # words
_KINDS_OF_TEXTS = frozenset(
    fold_words(word)
    for word in words_of(lambda language: (*language.words.no_places, *language.notices.orders.get("pictures", ())))
)
_KNOWN = frozenset(language.code for language in languages() if "kill" in language.notices.orders)


def supposed(headline: str, text: str, slugline: str = "", *, has_place: bool = False) -> tuple[Target, ...]:
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
    if any(map(quoting.count, _QUOTES)) if not quoting.isascii() else sum(map(quoting.count, _ASCII_QUOTES)) > 1:
        quotes = map(_inner, QUOTED.finditer(quoting))
        named = [Target(headline=quoted) for quoted in quotes if _is_headline(quoted)]
    named += [Target(headline=topic) for topic in _topics(headline) if _is_headline(topic)]
    marks, slug = headline_marks(headline)
    if marks and " " in slug and not _is_headline(slug):
        named.append(Target(slug=slug))
    is_bare = not named and len(text) <= _LONGEST_UNDER and _is_under(headline, text)
    if slugline and (_prints_slug(headline, text, slugline) or _takes_back(text)):
        named.append(Target(slug=slugline))
    if len(text) <= _LONGEST_UNDER and (subject := _cried_with_order(headline)) is not None:
        named.append(Target(slug=subject, words=_words(subject)))
    printed = f"{headline}\n{text}"
    named += [Target(slug=slug) for slug in joined_slugs(text)]
    if _MAY_BE_CODE.search(printed) is not None:
        named += coded(printed)
    is_labelled = _is_label(headline, text)
    named += numbered(printed) or _number_alone(printed, text, is_labelled=is_labelled)
    words = _of_item(headline, text, has_place=has_place)
    if words or (not named and is_labelled and (words := _words(text))):
        named.append(Target(words=words))
        if headline and len(headline) <= _LONGEST_LABEL:  # some houses print the slug for a headline
            named.append(Target(slug=headline))
    if is_bare:
        named.append(Target(headline=headline))
    if not named or not is_short(text, _MOST_SUPPOSED, lines=MOST_LINES):
        return ()
    return tuple(dict.fromkeys(named))[:_MOST_NAMED]


def _takes_back(text: str) -> bool:
    """Whether a sentence of a text speaks of an item of news, of its use, and of taking back, holding or freeing it."""
    if not may_order(text) or is_report(fold_words(text)):
        return False
    for part in SENTENCE.split(fold_words(text))[:MOST_SENTENCES]:
        kinds = {hit.kind.partition(":")[0] for hit in (*hits_in(part), *listed_in(part))}
        if {"items", "use"} <= kinds and not kinds.isdisjoint(ORDERED):
            return True
    return False


def _cried_with_order(headline: str) -> str | None:
    """What stands beside a word of orders in a headline in capitals: of "KILL FERRY FINE" the last two words."""
    if not headline.isupper() or len(headline) > LONGEST_MARK or " " not in headline or not may_hit(headline):
        return None
    words = headline.split()
    for mark, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        folded = fold_words(mark)
        if any(hit.kind in ORDERED and (hit.start, hit.end) == (0, len(folded)) for hit in hits_in(folded)):
            return " ".join(rest)
    return None


def _topics(headline: str) -> Iterator[str]:
    """What stands in a headline beside what may be a mark: before a sign or behind it, or beside words in capitals."""
    if any(sign in headline for sign in _HEADS):
        head = BRACKETED.match(headline) or SENTENCE_HEAD.search(headline, 0, LONGEST_MARK)
        if head is not None and not _is_kind_of_text(headline[: head.end()]):
            yield headline[head.end() :].strip()
    may_end = headline[-1:] in _ENDS or any(sign in headline for sign in _TAILS)
    tail = _TAIL.search(headline, max(0, len(headline) - LONGEST_MARK)) if may_end else None
    if tail is not None and not _is_kind_of_text(tail[0]):
        yield headline[: tail.start()].strip()
    words = headline.split(" ")
    loud = [len(word) >= STEM and word.isupper() for word in words]
    if any(loud) and not headline.isupper():
        first, last = loud.index(False), len(words) - loud[::-1].index(False)
        if first and not _is_kind_of_text(" ".join(words[:first])):
            yield " ".join(words[first:])
        if last < len(words) and not _is_kind_of_text(" ".join(words[last:])):
            yield " ".join(words[:last])


def _is_kind_of_text(mark: str) -> bool:
    """Whether a mark says of what kind its item is, and orders nothing: "VIDEO: ", "【写真】"."""
    folded = fold_words(mark)
    if DENSE.search(folded) is None and not _KINDS_OF_TEXTS.issuperset(WORD.findall(folded)):
        return False
    hits = list(hits_in(folded))
    if any(hit.kind in (*ORDERED, "voice") for hit in hits):
        return False
    rest = blanked(folded, (hit for hit in hits if hit.kind == "pictures"))
    return _KINDS_OF_TEXTS.issuperset(WORD.findall(rest))


def _is_label(headline: str, text: str) -> bool:
    """Whether a headline says nothing of what stands under it: above news it says that in short."""
    if not headline or len(headline) > _LONGEST_LABEL or not is_short(text, _MOST_LABELLED, lines=3):
        return False
    return (headline.isupper() and " " not in headline) or _told(headline, text) == 0


def _told(headline: str, text: str) -> float:
    """The share of the longer words of a headline that a text has, or of two signs that stand together in it."""
    folded, told = fold_words(headline), fold_words(text)
    if UNSPACED.search(folded) is not None:
        pieces = {folded[at : at + 2] for at in range(len(folded) - 1) if folded[at : at + 2].isalnum()}
    else:
        pieces = {word[:STEM] for word in WORD.findall(folded) if len(word) >= STEM}
    return sum(1 for piece in pieces if piece in told) / max(1, len(pieces))


def _number_alone(printed: str, text: str, *, is_labelled: bool) -> list[Target]:
    """The only number in a few words, which may be an item's.

    An abbreviation before it says so, or a nought where it is no hour or stands under a label. Another one that does,
    or that may be an hour, is an item's where the words are about that too.
    """
    numbers = {match[0]: match.start() for match in _NUMBER.finditer(printed) if int(match[0]) not in _YEARS}
    if len(numbers) != 1:
        return []
    [(number, start)] = numbers.items()
    item = number.lstrip("0") or "0"
    has_sign = _SIGN_BEFORE.search(printed[max(0, start - _LONGEST_SIGN) : start]) is not None
    if has_sign or (number[0] == "0" and (is_labelled or _CLOCK.fullmatch(number) is None)):
        return [Target(item=item)]
    return [Target(item=item, words=_words(text))] if is_labelled or number[0] == "0" else []


def _words(text: str) -> str:
    return " ".join(WORD.findall(fold_words(text)))


def _is_under(headline: str, text: str) -> bool:
    """Whether a few words under a whole headline say nothing of what it says."""
    return _is_headline(headline) and is_short(text, _MOST_UNDER, lines=3) and _told(headline, text) <= _SAME_UNDER


def _prints_slug(headline: str, text: str, slugline: str) -> bool:
    """Whether a headline is the slug alone, but for a mark, or the slug stands in headline or text as it is printed."""
    stem = slug_stem(slugline)
    head = SENTENCE_HEAD.search(headline, 0, LONGEST_MARK)
    topics = (headline, headline_stem(headline), headline[head.end() :] if head is not None else "")
    if stem and any(slug_stem(topic) == stem for topic in topics):
        return True
    return stem.count("-") > 0 and fold_words(slugline).strip(" /") in fold_words(f"{headline}\n{text}")


def _of_item(headline: str, text: str, *, has_place: bool) -> str:
    """The words of a text that speaks of an item of news to the desks, or calls one wrong, and reports nothing that
    somebody said; or that is about one from its first sentence on.
    """
    printed = f"{headline}\n{text}"
    if not may_speak_of_item(printed) and not (_is_unheaded(headline, text) and may_hit(printed)):
        return _words(text) if is_marked_alone(headline, text) else ""
    folded = fold_words(printed)
    if is_report(folded):
        return ""
    kinds = {hit.kind for hit in hits_in(folded)}
    is_wrong = any(word in folded for word in (*WRONG, *MISTAKEN))
    # Under a place, news tells of what others wrote wrongly.
    is_of_item = "items" in kinds and ("desks" in kinds or (is_wrong and not has_place))
    is_about = is_of_item or (not has_place and may_be_about_item(headline, text))
    return " ".join(WORD.findall(folded))[:LONGEST_ORDER] if is_about else ""


def _is_unheaded(headline: str, text: str) -> bool:
    """Whether a text has no headline, or a label that says nothing of it."""
    return not headline or (headline != text and _told(headline, text) == 0)


def _opening(folded: str) -> int:
    """How many characters are the opening of a folded first sentence; a Hangul syllable is folded to two or three."""
    if UNSPACED.search(folded):
        return _IN_OPENING_DENSE
    return 2 * _IN_OPENING if _JAMO.search(folded) else _IN_OPENING


@lru_cache(maxsize=256)  # of an item that is held against others
def is_about_item(headline: str, text: str) -> bool:
    """Whether a short text is about an item of news from its first sentence on, and asks or orders something of it.

    Who reports says what happened, and then perhaps that a paper wrote of it. What is asked or ordered nobody needs to
    know: a word of any such kind is enough, be it polite, a refusal or a correction.
    """
    if is_marked_alone(headline, text):
        return True
    if not text or opens_with_place(text) or not is_short(text, _MOST_SUPPOSED, lines=MOST_LINES):
        return False
    heads, first = fold_words(headline), fold_words(text.partition("\n\n")[0])
    first = SENTENCE.split(first.strip(), maxsplit=1)[0]
    place = _opening(first)
    told = [*hits_in(first)]
    items = {(hit.start, hit.end) for hit in told if hit.kind == "items" and hit.start < place}
    if not items:
        return False
    strict = {(hit.start, hit.end) for hit in strict_items(told) if hit.start < place}
    if is_done_to_any(first, told):
        return False
    folded = fold_words(text)
    beside = [hit for hit in listed_in(folded) if (hit.start, hit.end) not in items]  # "nota" is a word of desks, too
    spoken = (*hits_in(heads), *(hit for hit in beside if hit.start < len(first)), *_said_later(folded))
    asks = any(hit.kind in ("voice", "desks") or (hit.kind.startswith("not:") and strict) for hit in spoken)
    if asks or names_correction(headline) or (strict and corrected_values(text)):
        return True
    # "The state withdrew its report": what somebody did to something that others write too is news.
    ordering = [hit.start for hit in told if hit.kind in ORDERED]
    is_subject = any(all(item[0] < start for start in ordering) for item in strict)
    # "Good news: the ferry is not cancelled": what stands behind a colon is no more said of the word before it.
    is_parted = bool(ordering) and any(":" in first[item[1] : min(ordering)] for item in strict)
    is_ordered = any(hit.kind in ORDERED for hit in (*hits_in(heads), *beside))
    return is_subject and is_ordered and not is_parted


@lru_cache(maxsize=256)
def may_be_about_item(headline: str, text: str) -> bool:
    """Whether a few words may be about an item of news, whatever they say of it: an editor has to read them.

    They name one from the first sentence on, in a word that means nothing else, or take something back as a desk does;
    they have no headline, or a label, open with no place, and report nothing that somebody said.
    """
    if is_about_item(headline, text):
        return True
    if not _is_unheaded(headline, text):
        return False
    if not text or opens_with_place(text) or not is_short(text, _MOST_UNDER, lines=3) or is_report(fold_words(text)):
        return False
    first = SENTENCE.split(fold_words(text).strip(), maxsplit=1)[0]
    told = [*hits_in(first)]
    place = _opening(first)
    if any(hit.start < place for hit in strict_items(told)):
        return not is_done_to_any(first, told)
    kinds = {hit.kind for hit in (*told, *hits_in(fold_words(headline)))}
    return "pictures" not in kinds and not kinds.isdisjoint(ORDERED) and not kinds.isdisjoint(("voice", "desks"))


def _said_later(folded: str) -> Iterator[Hit]:
    """The words of a desk at the head of sentences but the first, and words for not where one is of use."""
    for part in SENTENCE.split(folded)[1:MOST_SENTENCES]:
        listed = [*listed_in(part)]
        is_use = any(hit.kind.startswith("use:") for hit in listed)
        for hit in listed:
            is_at_head = hit.kind in ("voice", "desks") and hit.start <= AT_THE_HEAD
            if is_at_head or (is_use and hit.kind.startswith("not:")):
                yield hit


def is_done_to_any(sentence: str, hits: Sequence[Hit]) -> bool:
    """Whether a sentence says what somebody did to something that others write too: "the builder withdrew a note".

    An order says no more than a word before its verb, be it the name of the house; and it speaks of the item, and not
    of "an article".
    """
    loose = [hit.start for hit in hits if hit.kind == "loose"]
    ordering = min((hit.start for hit in hits if hit.kind in ORDERED), default=len(sentence))
    if not loose or strict_items(hits) or any(hit.kind == "desks" for hit in hits):
        return False
    item = min(loose)
    if ordering < item:
        return len(WORD.findall(sentence[:ordering])) > 1
    return _ANY_ITEM.search(sentence[:item]) is not None


@lru_cache(maxsize=256)  # of an item that is held against others
def speaks_to_desks(headline: str, text: str) -> bool:
    """Whether an item opens with the desks that it speaks to, or speaks as one in its headline."""
    return names_desks(headline, text) or any(hit.kind == "voice" for hit in hits_in(fold_words(headline)))


def names_desks(headline: str, text: str) -> bool:
    """Whether a headline names the desks, or a text opens with them."""
    if any(hit.kind == "desks" for hit in hits_in(fold_words(headline))):
        return True
    return any(hit.kind == "desks" and hit.start <= AT_THE_HEAD for hit in hits_in(fold_words(text)))


def names_correction(headline: str) -> bool:
    """Whether a headline opens with a name for corrections: what is below it sets right and takes nothing back."""
    names = (plain_words(headline), *WORD.findall(fold_words(headline))[:1])
    return corrects(headline) or any(NAMED.get(name, ("",))[0] == "correction" for name in names)


def is_marked_alone(headline: str, text: str) -> bool:
    """Whether an item has no text, and a word of orders before its headline that may be an ordinary one: "Storno: "."""
    if text != headline:
        return False
    head = SENTENCE_HEAD.search(headline, 0, LONGEST_MARK)
    folded = fold_words(headline[: head.start()]) if head is not None else ""
    return any(hit.kind in ORDERED and (hit.start, hit.end) == (0, len(folded)) for hit in hits_in(folded))


def opens_with_place(text: str) -> bool:
    """Whether a text opens as news does, with a place and a dash."""
    place = _PLACE.match(text)
    return place is not None and not any(True for _ in hits_in(fold_words(place[0])))


def is_warning(language: str | None, headline: str, text: str, about: Collection[str] = ()) -> bool:
    """Whether few words about an item, of which none is an order that is known, may warn of it.

    They call it wrong, or sent by mistake; or call out in capitals and forbid something, speak to desks or give a
    number; or their language is one whose orders are in no table. They do not speak of pictures, in a word of any
    language: what else is sent with an item is sent more often.

    Args:
        language: of the text, where it is known.
        headline: as printed.
        text: clean text.
        about: the headlines of the items that it may warn of: capitals in those say nothing.
    """
    folded = fold_words(f"{headline}\n{text}")
    hits = [*hits_in(folded)]
    if not is_short(text, _MOST_UNDER, lines=5) or any(hit.kind == "pictures" for hit in hits):
        return False
    of = (language or "").partition("-")[0].lower()
    if (of and of not in _KNOWN) or any(word in folded for word in (*WRONG, *MISTAKEN)):
        return True
    known = {word for named in about for word in WORD.findall(named)}
    is_loud = any(len(word) >= STEM and word.isupper() and word not in known for word in WORD.findall(headline))
    is_command = any(hit.kind == "desks" for hit in hits) or forbids(folded, of) or _NUMBER.search(text) is not None
    return is_loud and is_command and not any(map(str.isupper, about))


def says_nothing(language: str | None, headline: str, text: str) -> bool:
    """Whether an item says too little to be news, in a language whose orders are in no table.

    "Void. The item is void" takes something back wherever it is written: a word or two, said again in a sentence
    of few more, that name nobody and count nothing. A flash says in its text what its headline says, or names who.

    Args:
        language: as stated.
        headline: as printed.
        text: clean text.
    """
    of = (language or "").partition("-")[0].lower()
    if not of or of in _KNOWN or not headline or len(text) > _LONGEST_UNDER or "\n" in text:
        return False
    is_unspaced = UNSPACED.search(text) is not None  # its words can only be guessed at
    if not is_short(headline, _MOST_OF_VOID) or not is_short(text, _MOST_SAID_OF_VOID + 2 * is_unspaced):
        return False
    names = any(word[:1].isupper() for word in WORD.findall(text)[1:]) or any(map(str.isdigit, f"{headline}{text}"))
    if names or _words(text) in ("", _words(headline)):
        return False
    return is_unspaced or fold_words(headline) in fold_words(text) or _told(headline, text) > 0


def _is_headline(printed: str) -> bool:
    return printed.count(" ") >= _FEWEST_SPACES or (len(printed) >= _SHORTEST_DENSE and bool(DENSE.search(printed)))


def _inner(match: re.Match[str]) -> str:
    return str(next(filter(None, match.groups()))).strip(" ,.\xa0")
