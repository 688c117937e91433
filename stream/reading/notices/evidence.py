"""Whether a short item is an order to the desks rather than news, by evidence of several kinds and in any language.

No list has all wordings. What all of them share is read here: an item that is *short* speaks of an *item of news*, says
that it is *taken back, held or freed*, and speaks in the *voice* of a desk (it asks, warns or apologises) or says so in
a headline that is made of such words alone. The words of each kind are in the tables of languages, at
``[notices.orders]``. An ordinary story about recalls, withdrawals and killed bills has one of these, seldom two, and
does not come in a headline that says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from stream.dispatch import Target
from stream.reading.notices.days import named_day
from stream.reading.notices.forms import CORRECTED, corrects, headline_stem, is_short, slug_stem
from stream.text.fold import fold_words
from stream.text.languages import languages, words_of

__all__ = [
    *("KINDS", "DeskOrder", "corrected_values", "corrects_itself", "dated", "order", "order_in", "prints"),
    *("speaks_of_item", "supposed"),
]

KINDS = (
    *("items", "kill", "hold", "release", "desks", "voice", "this", "wrong", "pictures", "tests", "plans", "embargo"),
    *("not", "use", "until", "mistake"),
)
"""Kinds of words at ``[notices.orders]`` in a table of a language."""

_ORDERS = ("release", "hold", "kill")
# Read in stream.reading.notices.embargoes, at the head of a text alone, and where an item is known to be named.
_APART = ("embargo", "this", "wrong", "mistake")
# None of these orders anything by itself: who says *not* to *use* something kills it, or holds it *until* something.
_PARTS = ("not", "use", "until")
_FORBIDDEN = 60  # characters between the two: "verwenden Sie den Text aus Hohenau nicht"
_FORBIDDEN_DENSE = 6
_GAP = 120  # characters between the parts of a verb: "zieht ... zurück"
# Of a text: an order with its reasons and apologies is no longer. Dense scripts say the same in a third of it.
_LONGEST = 900
_MOST_WORDS = 90
_MOST_LINES = 9
# Of a headline that is made of words of orders alone; a longer one has a topic.
_LONGEST_MARK = 60
_LONGEST_PLAN = 70
_MOST_SENTENCES = 6
# Without a word of an order in its headline an item that is longer is news.
_LONGEST_UNMARKED = 450
_STEM = 4  # letters: no stem is shorter
# Articles and prepositions between the words of a mark: "AVISO A LOS ABONADOS".
_SMALL = 3
_ENDING_SIGNS = 2
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_PLAIN = re.compile(r"[^a-z0-9]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|[。！？؟।]\s*|\n+")
_STOP = re.compile(r"[.!?](?=\s+[^\W\d])\s*|\n")  # no end of a sentence is before a number: "Nr. 4107"
_QUOTED = re.compile(
    r'"([^"\n]{4,200})"|“([^”\n]{4,200})”|„([^“”"\n]{4,200})[“”"]|”([^“”\n]{4,200})[“”]|«\s?([^»\n]{4,200}?)\s?»'
    r"|»\s?([^«»\n]{4,200}?)\s?«|《([^》\n]{4,200})》|〈([^〉\n]{4,200})〉"
    r"|「([^」\n]{4,200})」|『([^』\n]{4,200})』|(?<!\w)['‘]([^\n]{8,200}?)['’](?!\w)"
)
# "V9991", "a0733", "bsf045", "TTN1706.031", "nL8N3SJ1A2": letters and digits.
_CODE = re.compile(r"(?<![\w/])(?=[A-Za-z.-]*\d)(?=[\d.-]*[A-Za-z])[A-Za-z0-9](?:[\w.-]{2,38})\w(?![\w/])", re.ASCII)
_SHORT_QUOTED = re.compile(
    r'"([^"\n]{1,60})"|“([^”\n]{1,60})”|„([^“”"\n]{1,60})[“”"]|”([^“”\n]{1,60})[“”]|«\s?([^»\n]{1,60}?)\s?»'
    r"|»\s?([^«»\n]{1,60}?)\s?«|「([^」\n]{1,60})」"
)
_FIGURE = re.compile(r"\d(?:[\d.,\xa0\u202f ]*\d)?")
_VALUE = re.compile(r"[^\W\d_]{0,3}\d(?:[\d.,\xa0\u202f ]*\d)?\s?[^\W\d_]{0,20}")
_DENSE_VALUE = re.compile(r"\d(?:[\d.,]*\d)?[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]")
# Dates and hours are no values: "Lúc 17h25 ngày 9/3/2025".
_WHEN = re.compile(r"\b\d{1,2}[h:]\d{2}\b|\b\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?\b")
_MOST_PAIRS = 6
_LONGEST_ENDING = 3  # letters
_LONGEST_CORRECTING = 400  # characters of a note above or below a text
_FIGURE_APART = re.compile(r"\d[\d.,\s]*")
_DAY_BEFORE, _DAY_BEHIND = 18, 45  # characters between an item and its day
_AT_THE_HEAD = 3  # characters of a sentence
_MOST_SUPPOSED = 60  # words of a text that may be about another item
_FEWEST_VOICED = 2  # words in which a desk speaks, where what it orders is not understood
_MOST_NAMED = 3
_FEWEST_SPACES = 2
_LONGEST_UNDER, _MOST_UNDER = 260, 30  # characters and words of an order under the headline that it is about
_SAME_UNDER = 0.25  # of the words of a headline, that the text under it may have by chance
_SHORTEST_DENSE = 6
_QUOTES = ('"', "“", "„", "”", "«", "»", "《", "〈", "「", "『", "‘", "'")
_HEADS = (":", ". ", "! ", "-", "–", "—", "：", "|", "/", "[", "【", "(", "（", "〔", "<", "＜", "〈")
_CORRECTS_ITEM = re.compile(r"(?i:\b(?:story|column|item|dépêche|meldung|noticia|notícia|notizia|bericht))$")
# The number of an item: behind a sign for numbers, "№ 4107", or the word for an item, "depesza nr 4107".
_NUMBERED = re.compile(
    r"(?:^|\n|[.:!–—-]\s)(?:№|#|\b(?:no|nr|num|n°|nº|č)[.:]?)\s?(\d{3,12})\b(?![:.,]\d|%)", re.IGNORECASE
)
_BEHIND_ITEM = re.compile(r"\W?(?:[^\W\d_]{1,5}[.°º:]\s?|(?:no|nr|num|n|c) ?|#)?\s?(\d{3,12})\b(?![:.,]\d|%)")
_YEARS = range(1900, 2100)
# Looked for first, because it is asked of all short texts.
_MAY_BE_NUMBER = re.compile(r"(?<![\d.,:])\d{3,12}(?!\d|[:.,]\d|%)")
_MAY_BE_CODE = re.compile(r"[A-Za-z][.-]?\d|\d[.-]?[A-Za-z]")
_HOUR = re.compile(r"\d{1,6}(?:[ap]m|h\d{0,2}|gmt|utc|st|nd|rd|th|[a-z])|[\w-]{33,}", re.IGNORECASE)
_HEAD = re.compile(r"\s*(?:[:：|/]|\s[-–—]{1,3}\s?|--|(?<=[A-Z])[-–—](?=\S))\s*")
_SENTENCE_HEAD = re.compile(rf"[.!]\s|{_HEAD.pattern}")
_BRACKETED = re.compile(r"\s*[\[【(（〔<＜〈]\s*([^\])】）〕>＞〉\n]{1,40}?)\s*[\]】)）〕>＞〉]\s*")
_TAIL = re.compile(
    r"(?:,\s*|\s[-–—]\s|:\s(?=[^a-zà-öø-ÿа-яёіїєα-ω]+$))([^,–—:]{2,40})$|\s*[\[【(（]([^\])】）]{1,40})[\]】)）]$"
)
_CASED = re.compile(r"[a-zà-öø-ÿа-яёіїєα-ω]")
_DENSE = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]"
)
_HEAD_LENGTH = 24  # characters of a sentence: "Sorry, this story is no longer available"


class DeskOrder(NamedTuple):
    """What an item orders, and of which items."""

    signal: str  # kill, hold, release, correction; advisory: a notice that takes nothing back
    printed: str  # the words that say so
    targets: tuple[Target, ...] = ()
    is_of_picture: bool = False  # it is about a picture or a graphic, and not about the text with it


class _Hit(NamedTuple):
    start: int
    end: int
    kind: str


class _Words:
    """The words of all languages, by kind: of scripts with spaces by whole words, of others anywhere."""

    def __init__(self) -> None:
        self.single: dict[str, list[str]] = {}
        self.stems: dict[str, list[tuple[str, str]]] = {}  # by their first letters
        self.phrases: dict[str, list[tuple[str, str]]] = {}  # by their first word
        self.parted: dict[str, list[tuple[str, str]]] = {}  # verbs in two parts, by the first: "zieht … zurück"
        self.dense: list[tuple[str, str]] = []
        for language in languages():
            for kind, words in language.notices.orders.items():
                if kind not in KINDS:
                    raise ValueError(f"{language.code}.toml: notices.orders have no {kind!r}; they are {KINDS}")
                for word in words if kind not in _APART else ():
                    # Who is spoken to is a part of the voice; not to use is said in one language.
                    kinds = (kind, "voice") if kind == "desks" else (f"{kind}:{language.code}",) * (kind in _PARTS)
                    for each in kinds or (kind,):
                        self._add(word, each)
        self.dense = sorted(set(self.dense), key=lambda pair: (-len(pair[0]), pair))

    def _add(self, printed: str, kind: str) -> None:
        first, parted, last = printed.partition(" … ")
        word = fold_words(printed)
        if parted:
            self.parted.setdefault(fold_words(first), []).append((fold_words(last), kind))
        elif _DENSE.search(word):
            self.dense.append((word, kind))
        elif " " in word:
            self.phrases.setdefault(word.partition(" ")[0], []).append((word, kind))
        elif word.endswith("*"):
            self.stems.setdefault(word[:_STEM], []).append((word[:-1], kind))
        else:
            self.single.setdefault(word, []).append(kind)


_WORDS = _Words()
_SAID_OF_IT = tuple(map(fold_words, words_of(lambda language: language.notices.orders.get("this", ()))))
_THIS = frozenset(word for word in _SAID_OF_IT if word[0] != "*")
_THIS_BEHIND = tuple(word[1:] for word in _SAID_OF_IT if word[0] == "*")
_THIS_DENSE = tuple(word for word in _THIS if _DENSE.search(word))
_WRONG = tuple(
    fold_words(word).rstrip("*") for word in words_of(lambda language: language.notices.orders.get("wrong", ()))
)
_MISTAKEN = tuple(map(fold_words, words_of(lambda language: language.notices.orders.get("mistake", ()))))
_CORRECTING = frozenset(word[:_STEM] for word in (*CORRECTED, *_WRONG))
_SAID = frozenset(
    fold_words(word)
    for word in words_of(lambda language: (*language.credits.said, *language.credits.verbs))
    if " " not in word
)


def _rarest(kinds: Collection[str]) -> frozenset[str]:
    """Of each word or phrase of some kinds one word, without which it is in no text."""
    single = [word for word, of in _WORDS.single.items() if not set(of).isdisjoint(kinds)]
    phrases = [phrase for phrases in _WORDS.phrases.values() for phrase, kind in phrases if kind in kinds]
    parted = [first for first, verbs in _WORDS.parted.items() if any(kind in kinds for _, kind in verbs)]
    return frozenset((*single, *parted, *(max(phrase.split(), key=len) for phrase in phrases)))


_USES = frozenset(f"use:{language.code}" for language in languages())
_FIRST, _ITEMS, _DESKS = _rarest((*_ORDERS, *_USES)), _rarest(("items",)), _rarest(("desks",))
_FIRST_LETTERS = frozenset(_WORDS.stems)
_DESK_LETTERS = frozenset(first for first, stems in _WORDS.stems.items() if any(kind == "desks" for _, kind in stems))
_ANY = frozenset(
    word
    for words in (_WORDS.single, _WORDS.phrases, _WORDS.parted)
    for word, told in words.items()
    if any(not (each if isinstance(each, str) else each[1]).startswith(("not:", "until:")) for each in told)
)


def order(*, headline: str, slugline: str, text: str) -> DeskOrder | None:
    """What a short item orders; None for news.

    Args:
        headline: as printed, marks included.
        slugline: as printed.
        text: clean text; "" where there is none.
    """
    if len(text) > _LONGEST:
        return _planned(headline, slugline)
    if not headline and (opened := _opened(text)) is not None:
        headline, text = opened
    slugline, slug_marks = _slug_marks(slugline)
    has_mark = bool(slug_marks) or (_may_hit(headline) and any(True for _ in _hits(fold_words(headline))))
    if not has_mark and (len(text) > _LONGEST_UNMARKED or not _may_order(text)):
        return _planned("", slugline)
    if text and not is_short(text, _MOST_WORDS, lines=_MOST_LINES):
        return _planned(headline, slugline)
    marks, topic = _headline_marks(headline) if has_mark else ([], headline)
    marks = [*marks, *slug_marks]
    bare = _QUOTED.sub(" ", fold_words(text)) if text else ""
    sentences = [hits for part in _SENTENCE.split(bare)[:_MOST_SENTENCES] if (hits := list(_hits(part)))]
    mark_kinds = {hit.kind for hit in marks}
    said = _said(sentences)
    is_voiced = any(hit.kind == "voice" for hits in sentences for hit in hits)
    if not topic and marks:
        if mark_kinds & {"tests", "plans"} and not mark_kinds.intersection(_ORDERS):
            return DeskOrder("advisory", headline)
        confirmed = bool(said) or is_voiced
        if not mark_kinds.intersection(_ORDERS) and not said:
            return _noted(headline, slugline, text) if "voice" in mark_kinds else None
        if not (confirmed or not text or mark_kinds & {"items", "voice"} or headline.isupper()):
            return None
    elif marks and mark_kinds.intersection(_ORDERS):
        if text and not said and not is_voiced:
            return None
    elif "voice" in mark_kinds and _CORRECTS_ITEM.search(headline) and corrected_values(text):
        return _noted(headline, slugline, text, topic)
    elif said is None or not _is_voiced(sentences, bare):
        if _is_to_desks(fold_words(headline), bare):
            return DeskOrder("advisory", headline or text[:_LONGEST_MARK], _targets(headline, slugline, text, ""))
        return _planned(headline, slugline)
    signal = next((hit.kind for kind in _ORDERS for hit in marks if hit.kind == kind), None) or said
    if said == "release" or signal is None:
        signal = said or "kill"
    if _is_of_picture(marks, sentences):
        return DeskOrder("advisory", headline or text[:_LONGEST_MARK], is_of_picture=True)
    targets = _targets(headline, slugline, text, topic if marks else "")
    return DeskOrder(signal, headline if marks else text[: 2 * _LONGEST_MARK], targets)


def _opened(text: str) -> tuple[str, str] | None:
    """The mark that a text without a headline opens with, and the rest, where that speaks of an item as a desk does."""
    head = _HEAD.search(text, 0, _LONGEST_MARK)
    mark = text[: head.start()].strip("() ") if head is not None else ""
    if head is None or not mark or _mark(mark) is None:
        return None
    kinds = {hit.kind for hit in _hits(fold_words(text[head.end() :]))}
    return (mark, text[head.end() :]) if {"items", "voice"} <= kinds else None


def _words_in(text: str) -> set[str]:
    return set(_PLAIN.split(text.lower()) if text.isascii() else _WORD.findall(fold_words(text)))


def _may_hit(line: str) -> bool:
    """Whether a line may hold any word of orders; quickly, for it is asked of all headlines."""
    words = _words_in(line)
    if not _ANY.isdisjoint(words) or not _FIRST_LETTERS.isdisjoint([word[:_STEM] for word in words]):
        return True
    return not line.isascii() and _DENSE.search(line) is not None


def _may_order(text: str) -> bool:
    """Whether a text may order something about an item of news; quickly, for it is asked of all short ones."""
    words = _words_in(text)
    if (
        not _FIRST.isdisjoint(words)
        or not _DESKS.isdisjoint(words)
        or not _FIRST_LETTERS.isdisjoint([word[:_STEM] for word in words])
    ):
        return not _ITEMS.isdisjoint(words) or (not text.isascii() and _DENSE.search(text) is not None)
    return not text.isascii() and _DENSE.search(text) is not None


def _noted(headline: str, slugline: str, text: str, topic: str = "") -> DeskOrder:
    """A notice that takes nothing back: a correction where it sets one value against another, else an advisory.

    One that calls an item wrong which it names, and puts nothing right, holds it until an editor has read both.
    """
    if not corrected_values(text):
        named = tuple(target for target in _targets(headline, slugline, text, "") if target.words is None)
        folded = fold_words(text)
        is_wrong = bool(named) and any(word in folded for word in _WRONG)
        if is_wrong:
            return DeskOrder("hold", headline, named)
        of_item = any(hit.kind == "items" for hit in _hits(_QUOTED.sub(" ", folded)))
        return DeskOrder("advisory", headline, _targets(headline, slugline, text, topic) if of_item else named)
    return DeskOrder("correction", headline, _targets(headline, slugline, text, "" if topic else topic))


def corrected_values(text: str) -> list[tuple[str, str]]:
    """Pairs of values of one form, such as "41 miners" and "14 miners", of which one may correct the other.

    Short quotations, or figures with the word behind them. Which is right is not in their form, nor in the order in
    which a language names them: what the corrected text holds is wrong.
    """
    quoted = [next(filter(None, match.groups())).strip() for match in _SHORT_QUOTED.finditer(text)]
    bare = _QUOTED.sub(" ", text)
    if "/" in bare or "h" in bare or ":" in bare or "." in bare:
        bare = _WHEN.sub(" ", bare)
    for values in (quoted, [_value(match[0]) for match in _VALUE.finditer(bare)]):
        forms = [(_FIGURE.sub("0", value), value) for value in values]
        pairs = [
            (one, other)
            for place, (form, one) in enumerate(forms)
            for other_form, other in forms[place + 1 :]
            if one != other and _is_one_form(form, other_form)
        ]
        if pairs:
            return pairs[:_MOST_PAIRS]
    return []


def _is_one_form(one: str, other: str) -> bool:
    """Whether two values are of one form: of figures the word beside them may have another ending."""
    if one == other or not (one.startswith("0 ") and other.startswith("0 ")):
        return one == other
    short, long = sorted((fold_words(one[2:]), fold_words(other[2:])), key=len)
    return len(short) > _STEM and long.startswith(short) and len(long) - len(short) <= _LONGEST_ENDING


def _value(printed: str) -> str:
    """A figure with the word beside it; where nothing parts words, with the sign behind it."""
    dense = _DENSE_VALUE.search(printed)
    return printed.strip() if dense is None else dense[0]


def corrects_itself(text: str) -> str | None:
    """The note above or below a text that says what was corrected in it; None where there is none.

    It says that something is corrected, speaks of an item or as a desk does, and sets one value against another, of
    which the text below prints one and not the other: "should read 95 million (instead of 950 million)".
    """
    for start, end in ((0, text.find("\n")), (text.rfind("\n") + 1, len(text))):
        note = text[start:end] if 0 <= end - start <= _LONGEST_CORRECTING and end > 0 else ""
        if len(_FIGURE_APART.findall(note)) < 2 or not _may_correct(note):
            continue
        folded = fold_words(note)
        if not corrects(note) and not any(word in folded for word in _WRONG):
            continue
        if not any(hit.kind in ("items", "voice") for hit in _hits(folded)):
            continue
        rest = f"{text[:start]}\n{text[end:]}"
        if any(prints(rest, one) != prints(rest, other) for one, other in corrected_values(note)):
            return note
    return None


def _may_correct(note: str) -> bool:
    """Whether a note may say that something was corrected or wrong; quickly, for it is asked of all texts."""
    return not note.isascii() or not _CORRECTING.isdisjoint([word[:_STEM] for word in _words_in(note)])


def prints(text: str, value: str) -> bool:
    """Whether a text has a value: its figures not as a part of others."""
    return re.search(rf"(?<![\d])(?<!\d[.,]){re.escape(fold_words(value))}(?!\d)", fold_words(text)) is not None


def _planned(headline: str, slugline: str) -> DeskOrder | None:
    """A daybook or a test: told by a headline or slug that says little else."""
    for field in (headline, slugline):
        if 0 < len(field) <= _LONGEST_PLAN and _may_hit(field):
            hits = list(_hits(fold_words(field)))
            if any(hit.kind == "plans" for hit in hits):
                return DeskOrder("advisory", field)
    return None


def _hits(folded: str) -> Iterator[_Hit]:
    """The words of orders in a folded text, in its order; and what it orders in several words."""
    parts: list[_Hit] = []
    kills = False
    for hit in _listed(folded):
        if ":" in hit.kind:
            parts.append(hit)
        else:
            kills = kills or hit.kind == "kill"
            yield hit
    forbidden = [
        each
        for use in parts
        if use.kind in _USES
        for negation in parts
        if negation.kind == f"not:{use.kind[4:]}" and _is_one_thought(folded, use, negation)
        for each in (use, negation)
    ]
    yield from (hit._replace(kind="kill") for hit in forbidden)
    if kills or forbidden:
        yield from (hit._replace(kind="hold") for hit in parts if hit.kind.startswith("until:"))


def _is_one_thought(folded: str, use: _Hit, negation: _Hit) -> bool:
    """Whether a negation is one of this use: near to it, and in its sentence."""
    between = folded[min(use.end, negation.end) : max(use.start, negation.start)]
    dense = _DENSE.search(folded, use.start, use.end) is not None
    return len(between) <= (_FORBIDDEN_DENSE if dense else _FORBIDDEN) and _SENTENCE.search(between) is None


def _listed(folded: str) -> Iterator[_Hit]:
    """The words and phrases of the tables in a folded text, those of one kind in its order."""
    for word in _WORD.finditer(folded):
        token, start = word[0], word.start()
        for phrase, kind in _WORDS.phrases.get(token, ()):
            stem = phrase.removesuffix("*")
            end = start + len(stem)
            if folded.startswith(stem, start) and (stem is not phrase or not folded[end : end + 1].isalnum()):
                yield _Hit(start, end, kind)
        for kind in _WORDS.single.get(token, ()):
            yield _Hit(start, word.end(), kind)
        for last, kind in _WORDS.parted.get(token, ()):
            if re.search(rf"\b{re.escape(last)}\b", folded[word.end() : word.end() + _GAP]) is not None:
                yield _Hit(start, word.end(), kind)
        for stem, kind in _WORDS.stems.get(token[:_STEM], ()):
            if token.startswith(stem):
                yield _Hit(start, word.end(), kind)
    if _DENSE.search(folded):
        for word_, kind in _WORDS.dense:
            start = folded.find(word_)
            while start >= 0:
                yield _Hit(start, start + len(word_), kind)
                start = folded.find(word_, start + len(word_))


def _headline_marks(headline: str) -> tuple[list[_Hit], str]:
    """The words of the marks of a headline, and what is left of it as its topic: "" where it is nothing but marks."""
    marks: list[_Hit] = []
    rest = headline.strip(" /")
    bracketed = False
    for _ in range(4):
        if (inside := _BRACKETED.match(rest)) is not None and (hits := _pure(inside[1])) is not None:
            marks += hits
            bracketed = True
            rest = rest[inside.end() :]
            continue
        head = _HEAD.search(rest, 0, _LONGEST_MARK)
        if head is None or head.start() == 0 or (hits := _mark(rest[: head.start()])) is None:
            break
        marks += hits
        rest = rest[head.end() :]
    tail = _TAIL.search(rest)
    if tail is not None and (hits := _mark(tail[1] or tail[2])) is not None:
        marks += hits
        rest = rest[: tail.start()]
    if rest and len(rest) <= _LONGEST_MARK and (hits := _pure(rest)) is not None:
        return [*marks, *hits], ""
    return marks, rest if marks or bracketed else headline


def _slug_marks(slugline: str) -> tuple[str, list[_Hit]]:
    """A slugline without the order behind it, and the words of that; there it needs no capitals: "BC-Ferry, Kill"."""
    tail = _TAIL.search(slugline)
    hits = (_pure(tail[1] or tail[2]) if tail is not None and _may_hit(slugline) else None) or []
    if tail is None or not any(hit.kind in _ORDERS for hit in hits):
        return slugline, []
    return slugline[: tail.start()], hits


def _pure(segment: str) -> list[_Hit] | None:
    """The hits of a segment that says nothing but words of orders, numbers of items and small words."""
    folded = fold_words(segment)
    hits = list(_hits(folded))
    if not hits:
        return None
    covered = bytearray(len(folded))
    for hit in hits:
        covered[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    for word in _WORD.finditer(folded):
        left = sum(1 for at in range(word.start(), word.end()) if not covered[at])
        has_digit = any(map(str.isdigit, word[0]))
        if _DENSE.search(word[0]):  # two signs beside words about an item are an ending; beside "cancelled" a topic
            small = left <= _ENDING_SIGNS and any(hit.kind in ("items", "voice") for hit in hits)
        else:
            small = len(word[0]) <= _SMALL
        if left and not has_digit and not small:
            return None
    return hits


def _mark(segment: str) -> list[_Hit] | None:
    """The hits of a mark beside a topic: in capitals, in a script without them, or with the word for an item."""
    hits = _pure(segment)
    if hits is None or not _CASED.search(segment) or segment.isupper():
        return hits
    return hits if any(hit.kind in ("items", "voice") for hit in hits) else None


def _said(sentences: list[list[_Hit]]) -> str | None:
    """What the sentences order: one that has a word for an item and one for taking back, holding or freeing."""
    said: list[str] = []
    for hits in sentences:
        kinds = {hit.kind for hit in hits}
        if "items" in kinds or len(sentences) == 1:
            said += [kind for kind in _ORDERS if kind in kinds][:1]
    if not said:
        return None
    return "release" if "release" in said else said[0]


def _is_voiced(sentences: list[list[_Hit]], text: str) -> bool:
    """Whether a text without a mark speaks as a desk does, in the very sentence that orders or around it.

    One that says who said it is a report, unless its order begins as one: "Please kill this story".
    """
    for hits in sentences[:3]:
        kinds = {hit.kind for hit in hits}
        if "items" in kinds and kinds.intersection(_ORDERS):
            if _is_of_this(text) or any(hit.kind == "voice" and hit.start <= _AT_THE_HEAD for hit in hits):
                return True
            voiced = any(hit.kind == "voice" for other in sentences for hit in other)
            return voiced and _SAID.isdisjoint(_WORD.findall(text))
    return False


def _is_to_desks(headline: str, text: str) -> bool:
    """Whether a text speaks to desks about an item of news, in words of an order that nobody knows.

    It names the desks, has several words of such a voice and one for an item at its beginning, and reports nothing
    that somebody said.
    """
    hits = [*_hits(headline), *_hits(text)]
    kinds = {hit.kind for hit in hits}
    voiced = sum(1 for hit in hits if hit.kind == "voice")
    return {"items", "desks"} <= kinds and voiced >= _FEWEST_VOICED and _SAID.isdisjoint(_WORD.findall(text))


def _is_of_this(text: str) -> bool:
    """Whether a folded text opens with what it is about: "this article", "diese Meldung", "bài viết này"."""
    for part in _SENTENCE.split(text.strip())[:2]:
        for hit in _hits(part):
            if hit.kind != "items" or hit.start > _HEAD_LENGTH:
                continue
            before = part[: hit.start].split()
            if not _THIS.isdisjoint((*before[-1:], " ".join(before[-2:]))) or part[: hit.start].endswith(_THIS_DENSE):
                return True
            if part[hit.end :].lstrip().startswith(_THIS_BEHIND):
                return True
    return False


def _is_of_picture(marks: list[_Hit], sentences: list[list[_Hit]]) -> bool:
    """Whether what is taken back is a picture: its word stands with the order, before any word for an item of text."""
    for hits in (marks, *sentences):
        kinds = {hit.kind for hit in hits}
        if kinds.intersection(_ORDERS):
            if "pictures" not in kinds:
                return False
            picture = min(hit.start for hit in hits if hit.kind == "pictures")
            return hits is marks or not any(hit.kind == "items" and hit.start < picture for hit in hits)
    return False


def _targets(headline: str, slugline: str, text: str, topic: str) -> tuple[Target, ...]:
    """The items that an order names: by headline in quotation marks, by number, by its own topic; and by words."""
    named: list[Target] = []
    for match in _QUOTED.finditer(f"{headline}\n{text}"):
        quoted = next(filter(None, match.groups())).strip(" ,\xa0")
        if len(quoted) >= 12 or _DENSE.search(quoted):
            named.append(Target(headline=quoted))
    is_quoted = bool(named)
    codes = (code[0] for code in _CODE.finditer(f"{headline}\n{text}"))
    named += [Target(item=code) for code in codes if not _HOUR.fullmatch(code)]
    named += _numbered(f"{headline}\n{text}")
    if len(topic) >= 8 or _DENSE.search(topic):
        named.append(Target(headline=topic, slug=topic))
    words = " ".join(_WORD.findall(fold_words(f"{topic or headline} {text}")))[:_LONGEST]
    if not is_quoted:
        named.append(Target(slug=slugline or None, words=words))
        named += [Target(words=about) for about in _objects(f"{headline}\n{text}")]
    return tuple(dict.fromkeys(named))


def _objects(printed: str) -> Iterator[str]:
    """What the items of news that a text speaks of are about: the words behind each in its sentence, and before it."""
    for part in _SENTENCE.split(printed)[: _MOST_SENTENCES + 1]:
        folded = fold_words(part)
        hits = sorted(_hits(folded))
        for item in (hit for hit in hits if hit.kind == "items"):
            end = min((hit.start for hit in hits if hit.start >= item.end and hit.kind in _ORDERS), default=len(folded))
            start = max((hit.end for hit in hits if hit.end <= item.start and hit.kind in _ORDERS), default=0)
            for about in (folded[item.end : end], folded[start : item.start]):
                if words := " ".join(_WORD.findall(_without(about))):
                    yield words


def _without(folded: str) -> str:
    """A folded text without the words of desks and orders."""
    for hit in sorted(_listed(folded), reverse=True):
        if ":" not in hit.kind:
            folded = f"{folded[: hit.start]} {folded[hit.end :]}"
    return folded


def _numbered(printed: str) -> list[Target]:
    """The item that an order names by its number, without the noughts before it: no year. Of several numbers none is.

    Where no sentence has words of an order that are known, it is the headline or the first one that may give it.
    """
    if not any(int(match[0]) not in _YEARS for match in _MAY_BE_NUMBER.finditer(printed)):
        return []
    if printed.isascii() and _NUMBERED.search(printed) is None and _ITEMS.isdisjoint(_words_in(printed)):
        return []
    sentences = [(part, list(_hits(fold_words(part)))) for part in _STOP.split(printed)[: _MOST_SENTENCES + 1]]
    ordering = [pair for pair in sentences if any(hit.kind in _ORDERS for hit in pair[1])] or sentences[:2]
    numbers: set[str] = set()
    for part, hits in ordering:
        numbers.update(match[1] for match in _NUMBERED.finditer(part))
        folded = fold_words(part)
        found = (_BEHIND_ITEM.match(folded, hit.end) for hit in hits if hit.kind == "items")
        numbers.update(match[1] for match in found if match is not None and int(match[1]) not in _YEARS)
    return [Target(item=number.lstrip("0") or "0") for number in numbers] if len(numbers) == 1 else []


def dated(named: Iterable[Target], printed: str) -> tuple[Target, ...]:
    """Targets with the day of the item, where an order says of which day it is: "the story of March 3"."""
    bare = _QUOTED.sub(" ", fold_words(printed))
    for hit in _hits(bare):
        if hit.kind == "items":
            before = named_day(_words_between(bare, hit.start - _DAY_BEFORE, hit.start))
            day = before or named_day(_words_between(bare, hit.end, hit.end + _DAY_BEHIND))
            if day is not None:
                return tuple(dict.fromkeys(target._replace(on=day) for target in named))
    return tuple(dict.fromkeys(named))


def _words_between(text: str, start: int, end: int) -> str:
    """A part of a text, with the words and numbers whole that it cuts."""
    start, end = max(start, 0), min(end, len(text))
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return text[start:end]


def supposed(headline: str, text: str, slugline: str = "") -> tuple[Target, ...]:
    """Items that a short text may be about by its form, whatever its language.

    A news item does not quote the whole headline of an earlier one of its house, nor put one under a mark of its own
    with other words below; it does not print its slug, nor name another by its number, nor speak of one to the desks;
    and what it says under its own headline has something to do with that. Whether it is about one is known where the
    two meet.
    """
    if not text or len(text) > _LONGEST or text.count(" ") >= _MOST_SUPPOSED + _MOST_LINES:
        return ()
    named = []
    quoting = f"{headline}\n{text}"
    if any(sign in quoting for sign in _QUOTES):
        quotes = map(_inner, _QUOTED.finditer(quoting))
        named = [Target(headline=quoted) for quoted in quotes if _is_headline(quoted)]
    if any(sign in headline for sign in _HEADS):
        head = _BRACKETED.match(headline) or _SENTENCE_HEAD.search(headline, 0, _LONGEST_MARK)
        if head is not None and head.end() < len(headline) and _is_headline(topic := headline[head.end() :].strip()):
            named.append(Target(headline=topic))
    first, _, topic = headline.partition(" ")
    if len(first) >= _STEM and first.isupper() and not topic.isupper() and _is_headline(topic):
        named.append(Target(headline=topic))
    if not named and len(text) <= _LONGEST_UNDER and _is_under(headline, text):
        named.append(Target(headline=headline))
    if slugline and _prints_slug(headline, text, slugline):
        named.append(Target(slug=slugline))
    printed = f"{headline}\n{text}"
    if _MAY_BE_CODE.search(printed) is not None:
        named += [Target(item=code[0]) for code in _CODE.finditer(printed) if not _HOUR.fullmatch(code[0])]
    named += _numbered(printed)
    if not named and (words := _of_item(headline, text)):
        named.append(Target(words=words))
    if not named or not is_short(text, _MOST_SUPPOSED, lines=_MOST_LINES):
        return ()
    return tuple(dict.fromkeys(named))[:_MOST_NAMED]


def _is_under(headline: str, text: str) -> bool:
    """Whether a few words under a whole headline say nothing of what it says."""
    if not _is_headline(headline) or not is_short(text, _MOST_UNDER, lines=3):
        return False
    folded = fold_words(headline)
    told = fold_words(text)
    if _DENSE.search(folded):
        pairs = {folded[place : place + 2] for place in range(len(folded) - 1) if folded[place : place + 2].isalnum()}
        return sum(pair in told for pair in pairs) <= _SAME_UNDER * len(pairs)
    stems = {word[:_STEM] for word in _WORD.findall(folded) if len(word) >= _STEM}
    return sum(1 for stem in stems if stem in told) <= _SAME_UNDER * len(stems)


def _prints_slug(headline: str, text: str, slugline: str) -> bool:
    """Whether a headline is the slug alone, but for a mark, or the slug stands in headline or text as it is printed."""
    stem = slug_stem(slugline)
    head = _SENTENCE_HEAD.search(headline, 0, _LONGEST_MARK)
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
        words = _words_in(printed)
        starts = [word[:_STEM] for word in words]
        if _DESKS.isdisjoint(words) and _DESK_LETTERS.isdisjoint(starts) and _CORRECTING.isdisjoint(starts):
            return ""
    folded = fold_words(printed)
    kinds = {hit.kind for hit in _hits(folded)}
    if "items" not in kinds or ("desks" not in kinds and not any(word in folded for word in (*_WRONG, *_MISTAKEN))):
        return ""
    told = _WORD.findall(folded)
    return " ".join(told)[:_LONGEST] if _SAID.isdisjoint(told) else ""


def speaks_of_item(told: str) -> bool:
    """Whether words speak of an item of news: "this story", "이 기사"."""
    return any(hit.kind == "items" for hit in _hits(fold_words(told)))


def order_in(headline: str, text: str, about: Iterable[str] = ()) -> str | None:
    """What the words of a short text order, where the headlines are known that it is about: theirs order nothing."""
    hits: list[_Hit] = []
    for folded in (fold_words(headline), fold_words(text)):
        for known in about:
            folded = folded.replace(fold_words(known), " ")
        hits += _hits(_QUOTED.sub(" ", folded))
    return next((kind for kind in _ORDERS if any(hit.kind == kind for hit in hits)), None)


def is_for_now(clause: str) -> bool:
    """Whether words that forbid say that they do so until something is known."""
    return any(hit.kind.startswith("until:") for hit in _listed(fold_words(clause)))


def is_warning(language: str | None, headline: str, text: str) -> bool:
    """Whether few words about an item, of which none is an order that is known, may warn of it.

    They call it wrong, or sent by mistake; or their language is one whose orders are in no table. They do not speak of
    pictures, in a word of any language: what else is sent with an item is sent more often.
    """
    folded = fold_words(f"{headline}\n{text}")
    if not is_short(text, _MOST_UNDER, lines=5) or any(hit.kind == "pictures" for hit in _hits(folded)):
        return False
    is_known = language is None or language.partition("-")[0].lower() in _KNOWN
    return not is_known or any(word in folded for word in (*_WRONG, *_MISTAKEN))


_KNOWN = frozenset(language.code for language in languages() if "kill" in language.notices.orders)


def _is_headline(printed: str) -> bool:
    return printed.count(" ") >= _FEWEST_SPACES or (len(printed) >= _SHORTEST_DENSE and bool(_DENSE.search(printed)))


def _inner(match: re.Match[str]) -> str:
    return str(next(filter(None, match.groups()))).strip(" ,.\xa0")
