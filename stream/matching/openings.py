"""The lead of a text, and whom and which countries it names.

The lead is the first 45 words: an opening paragraph, in which a report says what it is about. A capital is the only
sign of a name that needs no list, so it counts where it proves something: not at the start of a sentence unless
another follows, not in German, and not in copy that is all capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from unicodedata import combining, normalize

from rapidfuzz import fuzz

from stream.matching.days import NamedDay, day_at
from stream.reading.credits.agencies import is_agency
from stream.text.countries import country
from stream.text.fold import fold_words
from stream.text.languages import words_of
from stream.text.sentences import opens_lead, prose_start
from stream.text.spelling import even, mended, respelt_as

__all__ = ["LEAD", "Lead", "lead", "spelt_alike"]

LEAD = 45
"""Words of a lead."""

_AHEAD = 15  # words beyond it that are read: more than a name has, so that where they end nothing looks replaced
_AGAIN = 2  # times that a name stands in a text
_ENDS = (*".!?…:;,", "»", '"', "”", ")")  # of a sentence or a part of one

_SYLLABLE = 7  # letters: "nghiêng"
_MARKED, _LONG = 0.4, 0.08  # of the words; the long ones are foreign names
_MOST_CAPITALS = 0.5  # of a lead's words; English leads about persons have about a third

_WORD = re.compile(r"\w+(?:(?:[-'’]|(?<![^\W\d]{4})\.)\w+|[,/:]\d+)*")  # "U.S.", but not "Tuesday.The"
_ELISION = re.compile(r"^(?:[dlnsmtj]|qu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_SPELT_ALIKE = 75.0  # of 100: Smailov and Smaïlow, Xi'an and Xian

# Capitalised words that are not a name of their own: titles, kinds of companies and institutions (one house's
# "Assemblée" is another's "Parlement"), what starts a sentence.
_NO_NAMES = frozenset(map(fold_words, words_of(lambda language: language.words.titles)))
_GERMAN = frozenset(("der", "die", "das", "und", "dem", "einen", "einer", "eines", "im", "nach", "fur", "ist", "mit"))
_GERMAN_WORDS = 3  # French has "des", English has "die": so many different ones make it German


@dataclass(frozen=True, eq=False)
class Lead:
    """The first words of a text, the lead and some more. What is asked of few is made when first asked for."""

    text: str
    spans: list[tuple[int, int]]  # of the words in the text
    bare: list[str]  # without the elision before them ("l'Iran") and the possessive after
    folded: list[str]

    @cached_property
    def start(self) -> int:
        """How many of the words stand above the first sentence: what a site prints there tells nothing."""
        above = prose_start(self.text)
        return sum(begin < above for begin, _ in self.spans) if above else 0

    @cached_property
    def days(self) -> list[NamedDay | None]:
        """The day that each word is a part of."""
        return [day_at(self.folded, place) for place in range(len(self.folded))]

    @cached_property
    def countries(self) -> list[str | None]:
        """The country that each word names."""
        return [country(word) for word in self.folded]

    @cached_property
    def parts_syllables(self) -> bool:
        """Whether its language writes syllables apart, with marks by which they differ, as Vietnamese does."""
        marked = sum(any(map(combining, normalize("NFD", word))) for word in self.bare)
        long = sum(len(word) > _SYLLABLE for word in self.bare)
        return marked > _MARKED * len(self.bare) and long <= _LONG * len(self.bare)

    @cached_property
    def shows_names(self) -> bool:
        """Whether a capital is the sign of a name."""
        told = [word for word in self.bare if word[0].isalpha()]
        capitals = sum(word[0].isupper() for word in told)
        return capitals <= _MOST_CAPITALS * len(told) and not self.is_german

    @cached_property
    def is_german(self) -> bool:
        """Whether every noun has a capital."""
        return len(_GERMAN.intersection(self.folded)) >= _GERMAN_WORDS

    @cached_property
    def _known(self) -> dict[int, bool]:
        """Of words that were asked about, whether they are of a name: a lead is held against dozens of others."""
        return {}

    def names(self, start: int, end: int) -> list[int]:
        """Where in [start, end) words of names stand: of persons, places, houses, not of countries."""
        known = self._known
        for place in range(start, end):
            if place not in known:
                known[place] = self._is_name(place)
        return [place for place in range(start, end) if known[place]]

    def goes_on(self, place: int) -> bool:
        """Whether the word after this one has a capital too, with nothing between but a space or "R. "."""
        after = place + 1
        if after >= len(self.bare) or not self.bare[after][0].isupper():
            return False
        return not self._before(after).strip(" .\n") and not self._opens(after)

    def is_sentence(self, start: int, end: int) -> bool:
        """Whether [start, end) is whole sentences, of which nothing else is left."""
        return self._opens(start) and end < len(self.bare) and self._opens(end)

    def is_aside(self, start: int, end: int) -> bool:
        """Whether [start, end) stands in brackets, or in a line that is no sentence though others follow, and none of
        its names is in the text again: the credit of a picture, a byline, the hour of an update in the zone of a page.
        """
        first, last = self.spans[start][0], self.spans[end - 1][1]
        line, closing = self.text.rfind("\n", 0, first) + 1, self.text.find("\n", last)
        before, after = self.text[line:first], self.text[last : closing if closing >= 0 else None]
        in_brackets = before.count("(") > before.count(")") and ")" in after
        is_line = closing >= 0 and not (before + after).rstrip().endswith(_ENDS)
        if not (in_brackets or is_line):
            return False
        return all(
            len(re.findall(rf"\b{re.escape(self.bare[n])}\b", self.text)) < _AGAIN for n in self.names(start, end)
        )

    def printed(self, start: int, end: int) -> str:
        """Words as printed, with all that stands between them."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]

    def _is_name(self, place: int) -> bool:
        word, folded = self.bare[place], self.folded[place]
        if len(word) < 2 or not word[0].isupper() or not word[-1].isalpha() or folded in _NO_NAMES:
            return False
        if country(folded) is not None or day_at(self.folded, place) is not None or is_agency(word):
            return False
        if not self.shows_names or self._before(place).endswith("<"):  # a code: "<IBM>"
            return False
        return not self._opens(place) or self.goes_on(place) or self._has_inside(word)

    def _before(self, place: int) -> str:
        return self.text[self.spans[place - 1][1] if place else 0 : self.spans[place][0]]

    def _opens(self, place: int) -> bool:
        """Whether a word opens a sentence or a quotation."""
        return place == 0 or opens_lead(self._before(place), self.bare[place - 1])

    def _has_inside(self, word: str) -> bool:
        """Whether the text has a word with its capital inside a sentence too: "Egypt" has, "Rescuers" has not."""
        return re.search(rf"[\w,;] {re.escape(word)}\b", self.text) is not None


@lru_cache(maxsize=1024)  # of the versions that are being compared now, each with several others
def lead(text: str) -> Lead:
    """Read the lead of a text."""
    text = mended(text)
    found = list(islice(_WORD.finditer(text), LEAD + _AHEAD))
    bare = [_bare(match[0]) for match in found]
    # Folded in one go; some ligatures fold to words with a space, none to this separator.
    folded = fold_words(respelt_as(even("\0".join(bare)), text)).split("\0") if bare else []
    # A word of marks alone, such as an Arabic stroke that stands by itself, folds to nothing.
    kept = [(match.span(), word, told) for match, word, told in zip(found, bare, folded, strict=True) if told]
    return Lead(text, [span for span, _, _ in kept], [word for _, word, _ in kept], [told for _, _, told in kept])


def _bare(word: str) -> str:
    if "'" not in word and "’" not in word:
        return word
    return _POSSESSIVE.sub("", _ELISION.sub("", word)) or word


def spelt_alike(one: str, other: str) -> bool:
    """Whether two folded names may be one: "Fed" and "Federal", "Kiev" and "Kyiv"; Li and Liu are two."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 2 and longer.startswith(shorter):
        return True
    return len(shorter) > 3 and fuzz.ratio(one, other) >= _SPELT_ALIKE
