"""What houses do to a text that they take over, each edit under a name of its own.

Modelled on what was seen between VNA and Le Courrier du Vietnam, Xinhua and People's Daily: single words are
swapped, sentences told in other words, left out or moved, quotation marks lost, accents lost, words glued where the
page broke its lines, texts cut from the end; and a page puts its furniture round them.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from newswire.grammar import Language, expand, language, tell
from newswire.stories import Draft, Sentence, facts

__all__ = ["EDITS", "blended", "excerpt", "glued", "headed", "unaccented"]

_PLAIN = re.compile(r"[a-zà-ÿ]{4,}")  # a word that is no name and no figure
_LIGHT = 0.10  # of the words
_TOUCHED = 0.40  # of the sentences
_LINE = (54, 72)  # characters of a line of the page whose breaks were lost


def copy(draft: Draft, _tongue: Language, _rng: random.Random) -> Draft:
    """The text as it came."""
    return draft


def light(draft: Draft, tongue: Language, rng: random.Random) -> Draft:
    """One word in ten swapped, singly; names and figures stay."""
    return _sentence_by_sentence(draft, lambda told: _swapped(told, tongue, rng, _LIGHT))


def rewrite(draft: Draft, tongue: Language, rng: random.Random) -> Draft:
    """Four sentences in ten told in other words, left out or moved; a word here and there; a line of its own."""
    kept: list[Sentence] = []
    moved: list[Sentence] = []
    for place, sentence in enumerate(draft.sentences):
        chance = rng.random()
        if chance >= _TOUCHED:
            kept.append(Sentence(sentence.source, _swapped(sentence.told, tongue, rng, 0.01)))
        elif chance >= 0.18 or place == 0:  # the lead is never left out: that is an edit of its own, see `cut`
            kept.append(Sentence(sentence.source, tell(sentence.source, rng)))
        elif chance >= 0.08:
            continue
        else:
            moved.append(sentence)
    for sentence in moved:
        kept.insert(rng.randrange(1, len(kept) + 1), sentence)
    own = rng.choice(tongue.common["sentence"])
    source = expand(tongue.common, own, facts(tongue, rng, draft.at) | {"place": draft.place}, rng)
    kept.append(Sentence(source, tell(source, rng)))
    return replace(draft, paragraphs=_paragraphs(kept, rng))


def cut(share: float) -> Callable[[Draft, Language, random.Random], Draft]:
    """Cut from the end, at a sentence, to about this share of the words. One in ten loses the lead as well."""

    def edit(draft: Draft, _tongue: Language, rng: random.Random) -> Draft:
        sentences = draft.sentences
        sizes = [len(each.told.split()) for each in sentences]
        wanted = share * sum(sizes)
        start = 1 if rng.random() < 0.1 and len(sentences) > 1 else 0
        end, held = start, 0
        while end < len(sentences) and held + sizes[end] / 2 < wanted:
            held += sizes[end]
            end += 1
        return replace(draft, paragraphs=_paragraphs(sentences[start : max(end, start + 1)], rng))

    return edit


def headed(draft: Draft, rng: random.Random) -> Draft:
    """With the headline that another house may give it: the same, in other words, or another."""
    chance = rng.random()
    if chance < 0.4:
        return draft
    return replace(draft, headline=tell(rng.choice(draft.headlines), rng))


def glued(text: str, rng: random.Random) -> str:
    """The page's line breaks are lost, and with each of them the space."""
    out: list[str] = []
    room = rng.randrange(*_LINE)
    for paragraph in text.split("\n\n"):
        line = 0
        told: list[str] = []
        for word in paragraph.split(" "):
            if line and line + len(word) > room:
                told[-1] += word
                line = len(word)
            else:
                told.append(word)
                line += len(word) + 1
        out.append(" ".join(told))
    return "\n\n".join(out)


def unaccented(text: str, _rng: random.Random) -> str:
    """Plain ASCII: accents, curly quotes and dashes are lost."""
    plain = unicodedata.normalize("NFD", text.replace("« ", '"').replace(" »", '"').replace("’", "'"))
    return plain.replace("œ", "oe").encode("ascii", "ignore").decode()


def excerpt(draft: Draft, host: Draft, share: float, rng: random.Random) -> Draft:
    """Another story that quotes a stretch of this one, so many of its words."""
    taken = _stretch(draft, share, rng)
    place = rng.randrange(1, len(host.paragraphs) + 1)
    return replace(host, paragraphs=(*host.paragraphs[:place], *taken, *host.paragraphs[place:]))


def blended(draft: Draft, other: Draft, own: Draft, rng: random.Random) -> Draft:
    """Most of one dispatch, a part of another, and some lines of the house's own."""
    most = _stretch(draft, 0.7, rng, start=0)
    size = sum(len(sentence.told) for paragraph in most for sentence in paragraph)
    parts = [most]
    for source, share in ((other, 0.35), (own, 0.3)):
        taken: list[tuple[Sentence, ...]] = []
        held = 0
        for paragraph in source.paragraphs[1:]:
            if held >= share * size:
                break
            taken.append(paragraph)
            held += sum(len(sentence.told) for sentence in paragraph)
        parts.append(tuple(taken))
    return replace(draft, paragraphs=tuple(paragraph for part in parts for paragraph in part))


def _stretch(
    draft: Draft, share: float, rng: random.Random, start: int | None = None
) -> tuple[tuple[Sentence, ...], ...]:
    """Whole sentences in a row that hold so large a share of the words."""
    sentences = draft.sentences
    sizes = [len(each.told.split()) for each in sentences]
    wanted = share * sum(sizes)
    begin = rng.randrange(0, max(1, int(len(sentences) * (1 - share)))) if start is None else start
    end, held = begin, 0
    while end < len(sentences) and held < wanted:
        held += sizes[end]
        end += 1
    return _paragraphs(sentences[begin:end], rng)


def _paragraphs(sentences: list[Sentence], rng: random.Random) -> tuple[tuple[Sentence, ...], ...]:
    out = []
    start = 0
    while start < len(sentences):
        size = rng.choice((1, 2, 2, 3)) if start else 1
        out.append(tuple(sentences[start : start + size]))
        start += size
    return tuple(out)


def _sentence_by_sentence(draft: Draft, edit: Callable[[str], str]) -> Draft:
    return replace(
        draft,
        paragraphs=tuple(
            tuple(Sentence(each.source, edit(each.told)) for each in paragraph) for paragraph in draft.paragraphs
        ),
    )


def _swapped(told: str, tongue: Language, rng: random.Random, share: float) -> str:
    words = told.split(" ")
    stock, facts_of = _stock_of(tongue.code)
    plain = [place for place, word in enumerate(words) if word not in facts_of and _PLAIN.fullmatch(word)]
    for place in rng.sample(plain, min(len(plain), int(len(words) * share + rng.random()))):
        words[place] = stock[int(rng.random() * len(stock))]
    return " ".join(words)


@lru_cache
def _stock_of(code: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Plain words of the language, from its own grammar; and those that tell days and numbers, which houses keep."""
    tongue = language(code)
    told = " ".join(
        literal for symbol in ("sentence", "thing", "act") for parts in tongue.common[symbol] for literal in parts[::2]
    )
    kept = frozenset(
        (*tongue.weekdays, *(parts[0] for symbol in ("small", "month_full") for parts in tongue.common[symbol]))
    )
    return tuple(sorted(set(_PLAIN.findall(told)) - kept)), kept


EDITS: dict[str, Callable[[Draft, Language, random.Random], Draft]] = {
    "copy": copy,
    "light": light,
    "rewrite": rewrite,
    "cut50": cut(0.50),
    "cut25": cut(0.25),
    "cut10": cut(0.10),
}
"""By name, what is done to the sentences. Glue, lost accents and furniture are done to the finished page."""
