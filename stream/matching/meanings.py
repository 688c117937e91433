"""Whether two wordings that stand in one place of two texts mean one thing: a figure, a country, a renamed place.

"Saigon" beside "Ho Chi Minh City", "twelve" beside "12" and "US" beside "American" are no substitution: what is told is
the same. Only words that stand in each other's place are asked about, in texts that otherwise read alike. So a table
may hold words of all languages at once: nobody prints "once" where another house prints "12" unless it means that.

Places are rules (`stream/reading/rules/places.json`, and an operator's ``places.toml``), numbers in words and countries
are of the tables of languages and countries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache

from stream.reading.rules import in_force
from stream.text.countries import named_in
from stream.text.fold import fold_words
from stream.text.languages import languages

__all__ = ["MOST_BESIDE", "may_mean_one_thing", "mean_one_thing"]

MOST_BESIDE = 2
"""Equal words on either side that may be a part of both names: "Sea" of "East Sea" and "South China Sea"."""

_LONGEST = 6  # words of a name: "thanh pho ho chi minh" has five
_WORD = re.compile(r"\w+")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+")
_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")


def mean_one_thing(first: Sequence[str], second: Sequence[str], before: int, after: int) -> bool:
    """Whether the words in the middle of two passages, with some of those beside them, are two names of one thing.

    Args:
        first: folded words of one text, with as many equal ones ``before`` and ``after`` as in the other.
        second: those that stand in their place.
        before: equal words that both begin with, at most :data:`MOST_BESIDE`.
        after: equal words that both end with.
    """
    ours, theirs = first[before : len(first) - after], second[before : len(second) - after]
    if not may_mean_one_thing(ours, theirs):
        return False
    if ours[0][0].isdigit() or theirs[0][0].isdigit():
        return not _values(ours).isdisjoint(_values(theirs))
    return any(
        not _things(first[start : len(first) - end]).isdisjoint(_things(second[start : len(second) - end]))
        for start in range(before + 1)
        for end in range(after + 1)
    )


def may_mean_one_thing(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether it is worth asking what stands beside two wordings: of most that are replaced it is not."""
    if len(ours) > _LONGEST or len(theirs) > _LONGEST:
        return False
    if ours[0][0].isdigit() or theirs[0][0].isdigit():
        return True
    known = _known()
    return not (known.isdisjoint(ours) or known.isdisjoint(theirs))


def _values(told: Sequence[str]) -> Set[str]:
    """The numbers that words may mean."""
    if len(told) == 1 and told[0][0].isdigit():
        figure = told[0]
        if _GROUPED.fullmatch(figure):
            return {re.sub(r"\D", "", figure)}
        return {figure.replace(",", ".") if _DECIMAL.fullmatch(figure) else figure}
    return _numbers().get(" ".join(told), frozenset())


def _things(told: Sequence[str]) -> Set[str]:
    return _names().get(" ".join(told), frozenset())


@cache
def _numbers() -> dict[str, Set[str]]:
    """What numbers in words mean, in any language."""
    read: dict[str, set[str]] = {}
    for language in languages():
        for value, words in enumerate(language.words.numbers):
            for word in words.split():
                read.setdefault(fold_words(word.replace("_", " ")), set()).add(str(value))
    return {word: frozenset(values) for word, values in read.items()}


@cache
def _names() -> dict[str, Set[str]]:
    """What names of places and countries mean: words as they are compared, with what they may be."""
    read: dict[str, set[str]] = {}
    for place in in_force().places.values():
        for name in place.names:
            read.setdefault(" ".join(_WORD.findall(fold_words(name))), set()).add(place.id)
            read.setdefault(" ".join(fold_words(name).split()), set()).add(place.id)
    table = named_in()
    for form, thing in table.one_form.items():
        read.setdefault(form.replace("_", " "), set()).add(thing)
    for printed, thing in table.acronyms.items():
        read.setdefault(fold_words(printed), set()).add(thing)
    return {name: frozenset(things) for name, things in read.items()}


@cache
def _known() -> Set[str]:
    """The words that such names are made of."""
    return frozenset(word for name in _names() for word in name.split())
