"""A digest taken apart: round-ups and summaries carry many stories, and must never bridge them.

Four forms are known: items set apart by lines such as ``- - - -``, items that have a headline and a dateline each,
items that open with their place in capitals and a dash, and bullets. The first two make a text a digest by themselves;
the others occur in ordinary stories and tables, and say how a digest is divided that is known to be one.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise

from stream.reading.credits.datelines import dateline
from stream.text.sentences import is_sentence

__all__ = ["digest_form", "digest_items", "is_divided"]

# Fewer items prove nothing: two halves with a row of stars between them are a feature with a break.
_PROVES = 3
# An item of a digest is a few sentences; between the breaks of a feature stand whole chapters.
_LONGEST_ITEM = 1000
# Shorter pieces are headings, end marks and the rows of tables.
_SHORTEST_ITEM = 25
# Above the first item may stand a greeting. An item whose dateline was cleaned away is longer: in the summaries
# of Reuters-21578 the first one has 150 characters or more.
_LONGEST_GREETING = 120
# Signs of which a line between two items is made, and how many it takes: two dashes are a dash.
_RULE_SIGNS = frozenset("-–—_=*~•·")
_RULE_LENGTH = 3
# The same inside a line, where a page lost its line breaks. There a run needs spaces or length to be no dash.
_INLINE_RULE = re.compile(r" (?:(?:[-–—] ){2,8}[-–—]|(?:\* ){2,8}\*|[-–—]{4,40}|\*{3,40}) ")
# What such a run begins with inside a line: looked for first, since most texts have it nowhere, and many not even the
# sign that it is made of.
_INLINE_SIGNS = (("-", " - -", "----"), ("–", " – –", "––––"), ("—", " — —", "————"), ("*", " * *", "***"))
_BULLET = re.compile(r"[•●▪■◦‣*–-] ?(?=\w)")
# What parts a place from the text: "MANILA – ", "LIMA, 9 jun (EFE).- ", "HANOI, May 5 (VNA) -- ".
_DASH = re.compile(r" ?(?:\.-|--|[-–—]) ")
# Longest part before that dash: place, country, day and agency.
_LONGEST_OPENING = 90
_SLUG = re.compile(r" ?\([A-Z][\w'’.]{0,30}(?:-[\w'’.]{1,30}){1,7}\)$")
_ENDS = ".!?…。！？»”\"'’)）"


def digest_items(text: str) -> tuple[str, ...]:
    """The items of a digest, so that each can be related to its own story; () where the text is none.

    The slug in brackets under which an item ran, "(Mexico-Pipeline-Explosion)", is cut off, and so are a
    greeting before the first item and headings between them. The place at the head of an item stays.
    """
    return tuple(_SLUG.sub("", item) for item in _divided(text)[1])


def digest_form(text: str) -> str | None:
    """What makes a text a digest without any mark, in words; None if nothing does.

    Only items set apart by rules count, of which most show that they are stories of their own by their place or slug:
    weather by state and grain stocks by sort open in capitals as well, and agencies set rules between the parts of one
    report.
    """
    if not _has_rule(text):
        items = _headed(text.split("\n\n"))
        return f"{len(items)} items with headlines and places of their own" if items else None
    form, items = _divided(text)
    is_digest = form == "rules" and len(items) >= _PROVES and 2 * _marked(items) > len(items)
    return f"{len(items)} items set apart by rules" if is_digest else None


def is_divided(text: str) -> bool:
    """Whether a text has the form of a digest, so that a mark may call it one."""
    return len(_divided(text)[1]) > 1


def _has_rule(text: str) -> bool:
    """Whether there may be a rule; quickly, because it is asked of every text."""
    if not _RULE_SIGNS.isdisjoint([line.lstrip()[:1] for line in text.split("\n")]):
        return True
    return any(sign in text and (apart in text or joined in text) for sign, apart, joined in _INLINE_SIGNS)


def _divided(text: str) -> tuple[str, list[str]]:
    """How a text is divided ("rules", "places", "bullets" or ""), and its items."""
    sections = [section for section in _sections(text) if section]
    if len(sections) > 1:
        items = [item for section in sections for item in _at_places(section) if len(item) >= _SHORTEST_ITEM]
        if len(items) > 1 and _are_set_apart(items):
            return "rules", items
    paragraphs = list(chain.from_iterable(sections))
    if headed := _headed(paragraphs):
        return "headlines", headed
    places = [number for number, paragraph in enumerate(paragraphs) if _place(paragraph)]
    if len(places) > 1 and 2 * len(places) >= len(paragraphs):
        above = "\n\n".join(paragraphs[: places[0]])
        items = [above] * (len(above) > _LONGEST_GREETING) + _at_places(paragraphs)
        if all(_is_item(item) for item in items):
            return "places", items
    bullets = [paragraph[mark.end() :] for paragraph in paragraphs if (mark := _BULLET.match(paragraph))]
    # A line of introduction and one at the end may stand beside the bullets; a story has more.
    if len(bullets) > 1 and len(bullets) >= len(paragraphs) - 2 and all(_is_item(bullet) for bullet in bullets):
        return "bullets", bullets
    return "", []


def _sections(text: str) -> list[list[str]]:
    """The paragraphs between the rules."""
    sections: list[list[str]] = [[]]
    for line in text.splitlines():
        signs = "".join(line.split())
        if len(signs) >= _RULE_LENGTH and _RULE_SIGNS.issuperset(signs):
            sections.append([])
        elif signs:
            first, *others = _INLINE_RULE.split(" ".join(line.split()))
            sections[-1].append(first)
            sections.extend([other] for other in others)
    return sections


def _headed(paragraphs: list[str]) -> list[str]:
    """The items of which each has a headline above it and opens with a place of its own; [] where that is no form of
    the text. The first headline may have been taken for that of the text.
    """
    if len(paragraphs) < 2 * _PROVES - 1 or not _may_be_headed(paragraphs):
        return []
    labels = [_label(paragraph) for paragraph in paragraphs]
    starts = [number for number, label in enumerate(labels) if label is not None]
    own = len({label for label in labels if label is not None})
    if own < _PROVES or own < len(starts) or any(is_sentence(paragraphs[number - 1]) for number in starts[1:]):
        return []
    ends = [*(number - 1 for number in starts[1:]), len(paragraphs)]
    items = ["\n\n".join(paragraphs[start:end]) for start, end in zip(starts, ends, strict=True)]
    if not all(is_sentence(paragraphs[end - 1]) for end in ends):
        return []  # the rows of tables
    first = "\n\n".join(part for part in paragraphs[: max(0, starts[0] - 1)] if is_sentence(part))
    return [first] * (len(first) > _LONGEST_GREETING) + items


def _may_be_headed(paragraphs: list[str]) -> bool:
    """Whether enough paragraphs with a place stand below one that is no sentence; quickly, because it is asked of every
    text. Most have sentences alone, and to ask each of them for a place costs ten times as much.
    """
    below = [paragraph for above, paragraph in pairwise(paragraphs) if not is_sentence(above)]
    return len(below) >= _PROVES - 1 and sum(_label(paragraph) is not None for paragraph in below) >= _PROVES - 1


def _label(paragraph: str) -> str | None:
    """The place that a paragraph opens with, before a dash or in a dateline."""
    if (place := _place(paragraph)) is not None:
        return place
    read = dateline(paragraph)
    return None if read is None else read.place or read.text


def _at_places(paragraphs: list[str]) -> list[str]:
    """Paragraphs joined to items, each from a place to the next, without what stands before the first place.

    Without any place the whole is one item.
    """
    starts = [number for number, paragraph in enumerate(paragraphs) if _place(paragraph)] or [0]
    ends = [*starts[1:], len(paragraphs)]
    return ["\n\n".join(paragraphs[start:end]) for start, end in zip(starts, ends, strict=True)]


def _place(paragraph: str) -> str | None:
    """The place in capitals with which a paragraph opens, before a dash."""
    dash = _DASH.search(paragraph, 2, _LONGEST_OPENING)
    if dash is None:
        return None
    place = re.split(r"[,(/]", paragraph[: dash.start()], maxsplit=1)[0].strip()
    # Initials are a speaker's, and more than four words are a sentence in capitals.
    is_place = (
        place.isupper() and len(place) > 1 and place.count(" ") < 4 and not any(sign in place for sign in ':!?"“')
    )
    return place if is_place else None


def _is_item(piece: str) -> bool:
    """Whether a piece is a few sentences: no heading, no row of a table, no chapter."""
    return _SHORTEST_ITEM <= len(piece) <= _LONGEST_ITEM and piece[-1] in _ENDS


def _marked(pieces: list[str]) -> int:
    """How many pieces have a place or a slug of their own."""
    return sum(1 for piece in pieces if _place(piece) or _SLUG.search(piece))


def _are_set_apart(pieces: list[str]) -> bool:
    """Whether what stands between the rules is items, and not the chapters of a feature or the rows of a table."""
    marked = _marked(pieces)
    if len(pieces) < _PROVES and not marked:
        return False
    return 2 * marked > len(pieces) or all(_is_item(piece) for piece in pieces)
