"""The words of orders to desks in all languages, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from stream.reading.notices.forms import UNSPACED
from stream.text.fold import fold_words
from stream.text.languages import languages, words_of

__all__ = [
    *("ALLOWED", "AT_THE_HEAD", "DENSE", "INSTEAD", "ITEMS", "KINDS", "LONGEST_ORDER", "MISTAKEN", "MOST_LINES"),
    *("MOST_SENTENCES", "ORDERED", "QUOTED", "SENTENCE", "STEM", "WORD", "WRONG", "Hit"),
    *(
        "blanked",
        "forbids",
        "hits_in",
        "is_for_now",
        "is_report",
        "least",
        "listed_in",
        "may_hit",
        "may_order",
        "may_speak_of_item",
        "order_beside",
        "order_in",
        "speaks_of_item",
        "speaks_of_plans",
        "starts_in",
        "strict_items",
    ),
    "words_in",
]

KINDS = (
    *("items", "kill", "hold", "release", "desks", "voice", "this", "wrong", "pictures", "tests", "plans", "embargo"),
    *("not", "may", "use", "until", "mistake", "instead", "said", "loose"),
)
"""Kinds of words at ``[notices.orders]`` in a table of a language."""
# The kinds that say what is ordered; where a text has several, the first of these counts.
ORDERED = ("release", "hold", "kill")
ALLOWED = "allowed"
"""The kind of what says that something *may* be *used*: where nothing else is ordered, that frees it."""
# Read in stream.reading.notices.embargoes, at the head of a text alone, and where an item is known to be named.
_APART = ("embargo", "this", "wrong", "mistake", "instead", "said")
# None of these orders anything by itself: who says *not* to *use* something kills it, or holds it *until* something.
_PARTS = ("not", "may", "use", "until")
_FORBIDDEN = 100  # characters between the two: "verwenden Sie unsere Meldung zum Brand in Hohenau vorerst nicht"
_FORBIDDEN_DENSE, _FORBIDDEN_UNSPACED = 30, 6
_COMMAS = (",", "、")
_GAP = 120  # characters between the parts of a verb: "zieht ... zurück"
# Of a text: an order with its reasons and apologies is no longer. Dense scripts say the same in a third of it.
AT_THE_HEAD = 3
"""Characters of a sentence before what it opens with."""
LONGEST_ORDER = 900
MOST_LINES = 9
MOST_SENTENCES = 6
STEM = 4  # letters: no stem is shorter
_FEW_WORDS = 8
WORD = re.compile(r"[^\W_]+(?:['·][^\W_]+)?")  # "don't", and Catalan "anul·la"
# Of ASCII: small letters and digits, and a space for whatever else there is.
_AS_WORDS = bytes(code if chr(code).isalnum() else ord(" ") for code in bytes(range(256)).lower())
# Before a number stands an abbreviation: "plkst. 12.00", "Nr. 417".
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?!\d)|[。！？؟।]\s*|\n+")
QUOTED = re.compile(
    r'"([^"\n]{4,200})"|“([^”\n]{4,200})”|„([^“”"\n]{4,200})[“”"]|”([^“”\n]{4,200})[“”]|«\s?([^»\n]{4,200}?)\s?»'
    r"|»\s?([^«»\n]{4,200}?)\s?«|《([^》\n]{4,200})》|〈([^〉\n]{4,200})〉"
    r"|「([^」\n]{4,200})」|『([^』\n]{4,200})』|(?<![\w<])<([^<>\n]{8,200})>|＜([^＜＞\n]{4,200})＞|(?<!\w)['‘]([^\n]{8,200}?)['’](?!\w)"
)
DENSE = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u137f\u1780-\u17ff\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u9fff\uac00-\ud7af]"
)


class Hit(NamedTuple):
    """A word of orders in a folded text, and of which kind it is: one of ``KINDS``."""

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
        elif DENSE.search(word):
            self.dense.append((word, kind))
        elif " " in word:
            self.phrases.setdefault(word.partition(" ")[0], []).append((word, kind))
        elif word.endswith("*"):
            self.stems.setdefault(word[:STEM], []).append((word[:-1], kind))
        else:
            self.single.setdefault(word, []).append(kind)


_WORDS = _Words()
WRONG = tuple(
    fold_words(word).rstrip("*") for word in words_of(lambda language: language.notices.orders.get("wrong", ()))
)
MISTAKEN = tuple(map(fold_words, words_of(lambda language: language.notices.orders.get("mistake", ()))))
_CALLED_WRONG = re.compile(
    "|".join(
        re.escape(word) if DENSE.search(word) else rf"\b{re.escape(word)}\w{{0,3}}\b"
        for word in sorted((*WRONG, *MISTAKEN), key=lambda word: (-len(word), word))
    )
)


INSTEAD = re.compile(
    rf"\b(?:{'|'.join(map(fold_words, words_of(lambda language: language.notices.orders.get('instead', ()))))})\b"
)
"""What parts a wrong value from a right one: "instead of", "au lieu de"."""


def least(words: Iterable[str]) -> tuple[str, ...]:
    """Those of some words that no other one is a part of: a text that has none of these has none of all."""
    unlike = set(words)
    return tuple(sorted(word for word in unlike if not any(other in word for other in unlike if other != word)))


_SAID = frozenset(
    fold_words(word)
    for word in words_of(
        lambda language: (
            *(*language.credits.said, *language.credits.verbs, *language.credits.cited_before),
            *language.notices.orders.get("said", ()),
        )
    )
    if " " not in word
)
_SAID_DENSE = least(word for word in _SAID if UNSPACED.search(word))


def is_report(folded: str) -> bool:
    """Whether a folded text reports what somebody said: who orders something says it himself."""
    folded = INSTEAD.sub(" ", folded)  # "donde dice … debe decir"
    if not _SAID.isdisjoint(WORD.findall(folded)):
        return True
    return not folded.isascii() and any(word in folded for word in _SAID_DENSE)


def _rarest(kinds: Collection[str]) -> frozenset[str]:
    """Of each word or phrase of some kinds one word, without which it is in no text."""
    single = [word for word, of in _WORDS.single.items() if not set(of).isdisjoint(kinds)]
    phrases = [phrase for phrases in _WORDS.phrases.values() for phrase, kind in phrases if kind in kinds]
    parted = [first for first, verbs in _WORDS.parted.items() if any(kind in kinds for _, kind in verbs)]
    return frozenset((*single, *parted, *(max(phrase.split(), key=len) for phrase in phrases)))


_USES = frozenset(f"use:{language.code}" for language in languages())
_FIRST, ITEMS, _DESKS = _rarest((*ORDERED, *_USES)), _rarest(("items",)), _rarest(("desks",))
_FIRST_LETTERS = frozenset(_WORDS.stems)
_STEMS = {first: tuple(stem for stem, _ in stems) for first, stems in _WORDS.stems.items()}
_ITEM_LETTERS = frozenset(first for first, stems in _WORDS.stems.items() if any(kind == "items" for _, kind in stems))
_PLAN_LETTERS = frozenset(first for first, stems in _WORDS.stems.items() if any(kind == "plans" for _, kind in stems))


def _first_words(is_meant: Callable[[str], bool]) -> frozenset[str]:
    """The first word of each word, phrase and verb of the kinds that are meant."""
    return frozenset(
        word
        for words in (_WORDS.single, _WORDS.phrases, _WORDS.parted)
        for word, told in words.items()
        if any(is_meant(each if isinstance(each, str) else each[1]) for each in told)
    )


_ANY = _first_words(lambda kind: not kind.startswith(("not:", "may:", "until:")))
_PLANS = _first_words(lambda kind: kind == "plans")


@lru_cache(maxsize=4)  # several ask for the same of one text
def words_in(text: str) -> frozenset[str]:
    """The words of a text, folded; quickly where it is ASCII alone: bytes are split in a third of the time."""
    if text.isascii():
        return frozenset(text.encode().translate(_AS_WORDS).decode().split())
    return frozenset(WORD.findall(fold_words(text)))


@lru_cache(maxsize=4)
def starts_in(text: str) -> frozenset[str]:
    """The first letters of these words, as stems have them."""
    return frozenset([word[:STEM] for word in words_in(text)])


def may_hit(line: str) -> bool:
    """Whether a line may hold any word of orders; quickly, for it is asked of all headlines."""
    words = words_in(line)
    if not _ANY.isdisjoint(words) or any(word.startswith(_STEMS.get(word[:STEM], ())) for word in words):
        return True
    return not line.isascii() and DENSE.search(line) is not None


def may_order(text: str) -> bool:
    """Whether a text may order something about an item of news; quickly, for it is asked of all short ones."""
    if not text.isascii() and DENSE.search(text) is not None:
        return True
    words = words_in(text)
    if ITEMS.isdisjoint(words):
        return False
    return not (_FIRST.isdisjoint(words) and _DESKS.isdisjoint(words) and _FIRST_LETTERS.isdisjoint(starts_in(text)))


def hits_in(folded: str) -> Iterator[Hit]:
    """The words of orders in a folded text, in its order; and what it orders in several words."""
    parts: list[Hit] = []
    whole: list[Hit] = []
    for hit in listed_in(folded):
        (parts if ":" in hit.kind else whole).append(hit)
    if not parts:
        yield from whole
        return
    forbidden = [each for pair in _beside_use(folded, parts, "not") for each in pair]
    # Icelandic "ekki nota" is not to use, and no "nota" of Spanish.
    read = {(hit.start, hit.end) for hit in forbidden}
    # What is not released is held.
    no = {hit.end for hit in parts if hit.kind.startswith("not:")}
    yield from (
        hit._replace(kind="hold") if hit.kind == "release" and hit.start - 1 in no else hit
        for hit in whole
        if (hit.start, hit.end) not in read
    )
    yield from (hit._replace(kind="kill") for hit in forbidden)
    yield from (use._replace(kind=ALLOWED) for use, _ in _beside_use(folded, parts, "may") if use not in forbidden)
    if forbidden:
        yield from (hit._replace(kind="hold") for hit in parts if hit.kind.startswith("until:"))
    elif not any(hit.kind == "kill" for hit in whole):
        yield from (until._replace(kind="hold") for _, until in _beside_use(folded, parts, "until"))


def _beside_use(folded: str, parts: Sequence[Hit], part: str) -> Iterator[tuple[Hit, Hit]]:
    """The words for use, each with one of its language that says of it what may or may not be."""
    for use in parts:
        if use.kind in _USES:
            for other in parts:
                if other.kind == f"{part}:{use.kind[4:]}" and _is_one_thought(folded, use, other):
                    yield use, other


def _is_one_thought(folded: str, use: Hit, other: Hit) -> bool:
    """Whether a word says something of this use: near to it, and in its sentence."""
    between = folded[min(use.end, other.end) : max(use.start, other.start)]
    limit = _FORBIDDEN
    if UNSPACED.search(folded, use.start, use.end) is not None:
        if any(comma in between for comma in _COMMAS):
            return False
        limit = _FORBIDDEN_UNSPACED
    elif DENSE.search(folded, use.start, use.end) is not None:
        limit = _FORBIDDEN_DENSE
    return len(between) <= limit and SENTENCE.search(between) is None


def _tokens(folded: str) -> Iterator[tuple[str, int]]:
    """The words of a folded text and where they start; of "l'information" the last one as well."""
    for word in WORD.finditer(folded):
        yield word[0], word.start()
        elided = word[0].find("'") + 1
        if 0 < elided <= _ELIDED:
            yield word[0][elided:], word.start() + elided


_ELIDED = 5  # letters and the apostrophe: "dell'articolo"


def listed_in(folded: str) -> Iterator[Hit]:
    """The words and phrases of the tables in a folded text, those of one kind in its order."""
    for token, start in _tokens(folded):
        after = start + len(token)
        for phrase, kind in _WORDS.phrases.get(token, ()):
            stem = phrase.removesuffix("*")
            end = start + len(stem)
            if folded.startswith(stem, start) and (stem is not phrase or not folded[end : end + 1].isalnum()):
                yield Hit(start, end, kind)
        for kind in _WORDS.single.get(token, ()):
            yield Hit(start, after, kind)
        for last, kind in _WORDS.parted.get(token, ()):
            if re.search(rf"\b{re.escape(last)}\b", folded[after : after + _GAP]) is not None:
                yield Hit(start, after, kind)
        for stem, kind in _WORDS.stems.get(token[:STEM], ()):
            if token.startswith(stem):
                yield Hit(start, after, kind)
    if DENSE.search(folded):
        for word_, kind in _WORDS.dense:
            start = folded.find(word_)
            while start >= 0:
                yield Hit(start, start + len(word_), kind)
                start = folded.find(word_, start + len(word_))


def strict_items(hits: Collection[Hit]) -> list[Hit]:
    """The words for items of news among some hits, without those for what others write too: "report", "article"."""
    loose = {(hit.start, hit.end) for hit in hits if hit.kind == "loose"}
    return [hit for hit in hits if hit.kind == "items" and (hit.start, hit.end) not in loose]


def without_orders(folded: str) -> str:
    """A folded text without the words of desks and orders."""
    return _CALLED_WRONG.sub(" ", blanked(folded, listed_in(folded)))


def blanked(folded: str, hits: Iterable[Hit]) -> str:
    """A folded text with spaces in the place of some words; of these one may lie within another."""
    for hit in hits:
        folded = f"{folded[: hit.start]}{' ' * (hit.end - hit.start)}{folded[hit.end :]}"
    return folded


def forbids(folded: str, language: str) -> bool:
    """Whether a folded text has a word by which its language forbids: "ne", "nicht", "لا"."""
    return any(hit.kind == f"not:{language}" for hit in listed_in(folded))


def may_speak_of_item(told: str) -> bool:
    """Whether words may speak of an item of news; quickly."""
    return not told.isascii() or not ITEMS.isdisjoint(words_in(told)) or not _ITEM_LETTERS.isdisjoint(starts_in(told))


def speaks_of_item(told: str) -> bool:
    """Whether words speak of an item of news: "this story", "이 기사"."""
    return may_speak_of_item(told) and any(hit.kind == "items" for hit in hits_in(fold_words(told)))


def speaks_of_plans(line: str) -> bool:
    """Whether a line speaks of what a house plans: "news diary", "出稿予定"."""
    is_plain = line.isascii() or DENSE.search(line) is None
    if is_plain and _PLANS.isdisjoint(words_in(line)) and _PLAN_LETTERS.isdisjoint(starts_in(line)):
        return False
    return any(hit.kind == "plans" for hit in hits_in(fold_words(line)))


def order_in(headline: str, text: str, about: Iterable[str] = ()) -> str | None:
    """What the words of a short text order, where the headlines are known that it is about: theirs order nothing.

    Of more than a few words they do so only where those quote the headline, speak of an item of news, or speak as a
    desk does: "سحب" is to take back, and clouds of dust.
    """
    heads, told = fold_words(headline), fold_words(text)
    quoting = told
    for known in map(fold_words, about):
        heads, told = heads.replace(known, " "), told.replace(known, " ")
    hits = [*hits_in(QUOTED.sub(" ", heads))]
    said = [*hits_in(QUOTED.sub(" ", told))]
    is_of_item = told != quoting or any(hit.kind in ("items", "voice", "desks") for hit in said)
    if is_of_item or len(WORD.findall(told)) <= _FEW_WORDS:
        hits += said
    ordered = next((kind for kind in ORDERED if any(hit.kind == kind for hit in hits)), None)
    return ordered or ("release" if any(hit.kind == ALLOWED for hit in hits) else None)


def order_beside(printed: str, told: str) -> str | None:
    """What words order of an item, but for those that it has itself: news of what is suspended is not held by that."""
    own = fold_words(told)
    kinds = {
        hit.kind
        for part in SENTENCE.split(QUOTED.sub(" ", fold_words(printed)))
        for hit in hits_in(part)
        if part[hit.start : hit.end] not in own
    }
    return next((kind for kind in ORDERED if kind in kinds), None)


def is_for_now(clause: str) -> bool:
    """Whether words that forbid say that they do so until something is known."""
    return any(hit.kind.startswith("until:") for hit in listed_in(fold_words(clause)))
