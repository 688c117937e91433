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

from rapidfuzz import fuzz

from stream.matching.days import NamedDay, day_at
from stream.reading.credits.agencies import is_agency
from stream.text.fold import fold_words
from stream.text.languages import words_of
from stream.text.sentences import opens_lead

__all__ = ["LEAD", "Lead", "country", "lead", "spelt_alike"]

LEAD = 45
"""Words of a lead."""

_AHEAD = 15  # words beyond it that are read: more than a name has, so that where they end nothing looks replaced
_MOST_CAPITALS = 0.5  # of a lead's words; English leads about persons have about a third

_WORD = re.compile(r"\w+(?:[-'’.]\w+|[,/:]\d+)*")
_ELISION = re.compile(r"^(?:[dlnsmtj]|qu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_SPELT_ALIKE = 75.0  # of 100: Smailov and Smaïlow, Xi'an and Xian

# Capitalised words that are not a name of their own: titles, kinds of companies and institutions (one house's
# "Assemblée" is another's "Parlement"), what starts a sentence.
_NO_NAMES = frozenset(map(fold_words, words_of(lambda language: language.words.titles)))
_GERMAN = frozenset(("der", "die", "das", "und", "dem", "einen", "einer", "eines", "im", "nach", "fur", "ist", "mit"))
_GERMAN_WORDS = 3  # French has "des", English has "die": so many different ones make it German

# Stems of countries and their adjectives in English, French, Spanish, Portuguese, Italian and German, folded: French
# and Spanish write "homologue lao", "homólogo serbio" without a capital. CLDR, and so babel and pycountry, has names
# of countries and no adjectives.
_STEMS = """
AE emirat|AF afghan afgan|AL alban|AM armen|AO angol|AR argentin|AT autrich austri austriac osterreich|AU austral
AZ azerbaidjan azerbaijan azerbaiyan aserbaidschan|BA bosni bosniaqu|BD banglades bangladai|BE belg belgiqu belgium
BG bulgar|BO boliv|BR brasil bresil brazil|BY bielorus belarus|CA canad kanad|CD congo congol kongo kongol
CH suiss suiz swiss schweiz|CI ivoir ivori|CL chil|CM cameroun cameroon camerun kamerun|CN china chine chino
CO colomb kolumb|CR costaric costarric|CU cuba kuba|CY chypr chipr cypr zyp|CZ tchequ chec czech tschech
DE allemagn allemand aleman german deutsch|DK danois danemark danish danes denmark danisch dinamarc|DO dominic
DZ alger argel|EC equator ecuator ecuador|EE eston|EG egypt egipt egipci agypt
ES espagn espagnol espan espanol spain spani|ET ethiop etiop athiop|FI finland finn
FR francai france francia french franzos frankreich|GB britann britanniqu britan britanic british britisch britain u.k
GE georgi|GH ghan|GR grec grecqu greek greece grieg griech|GT guatemal guatemaltec guatemaltequ|HN hondur|HR croat kroat
HU hongr hungri hungar ungar|ID indones|IE ireland irland irish|IL israel|IN inde indi|IQ irak iraq|IR iran
IS iceland islandai islandes islandisch|IT ital|JO jordan|JP japon japan|KE keny keni|KG kirghiz kyrgyz kirguis kirgis
KH cambodg cambodi camboy kambodsch|KP nord-coree nordcoree norcorea nordkorea
KR sud-coree surcorea sudcoree sudkorea coree corea korea|KW kowei kuwait|KZ kazakh kazaj kasach|LA lao laosi laot
LB liban leban|LT litu lituan lithuan litau|LU luxemb luxembourg luxemburg|LV letton leton latvi lettland lettisch
LY liby libi|MA maroc marroqui marruecos morocc marokk|MD moldav moldov moldau|ME montenegr|MG malgach madagas
ML mali|MM birman birm burm myanmar|MN mongol|MX mexic mexik|MY malais malays malas|MZ mozamb mosamb
NE nigerien|NG nigeria|NI nicaragu|NL neerland holland dutch niederland netherland
NO norveg norueg norweg norway|NP nepal|NZ neo-zeland neozeland neuseeland
PA panam|PE perou peru peruv|PH philippin filipin|PK pakistan
PL pologn polon polac poland polish poln|PS palestin palast|PT portugal portugai portugu portugi|PY paraguay
QA qatar katar|RO roum rouman ruman romania|RS serb|RU rus russ|RW rwand ruand|SA saud saoud|SD soudan sudan
SE suede suedoi suec sweden swedish schwed|SG singapour singapur singapore|SI sloven esloven slowen
SK slovaqu slovak eslovac eslovaqu slowak|SN senegal|SO somal|SU sovieti soviet sowjet|SV salvador|SY syri siri
TD tchad tschad|TH thai tailand|TJ tadjik tajik tayik tadschik|TM turkmen|TN tunis tunes|TR turc turqu turk|TW taiwan
TZ tanzan tansan|UA ukrain ucran|UG ougand ugand|US americ amerik estadounid etats-unis us-amerik u.s usa|UY uruguay
UZ ouzbek uzbek usbek|VE venezol venezuel|VN vietnam|YE yemen jemen|ZA sud-afric sudafric sudafrik|ZM zamb sambi
ZW zimbabw simbabw
"""
_COUNTRIES = {stem: entry[:2] for entry in _STEMS.strip().replace("\n", "|").split("|") for stem in entry[3:].split()}
_ENDING = re.compile(
    r"[aeiouy]{0,2}(?:n?n?e?s?|n[aio]s?|s[ae]s?|nses?|itas?|(?:n|e?s)?isch(?:e[mnrs]?)?|sh|r)|i?stan\w{0,5}|land\w{0,6}"
)


@dataclass(frozen=True, eq=False)
class Lead:
    """The first words of a text, the lead and some more. What is asked of few is made when first asked for."""

    text: str
    spans: list[tuple[int, int]]  # of the words in the text
    bare: list[str]  # without the elision before them ("l'Iran") and the possessive after
    folded: list[str]

    @cached_property
    def days(self) -> list[NamedDay | None]:
        """The day that each word is a part of."""
        return [day_at(self.folded, place) for place in range(len(self.folded))]

    @cached_property
    def countries(self) -> list[str | None]:
        """The country that each word names."""
        return [country(word) for word in self.folded]

    @cached_property
    def shows_names(self) -> bool:
        """Whether a capital is the sign of a name."""
        told = [word for word in self.bare if word[0].isalpha()]
        capitals = sum(word[0].isupper() for word in told)
        return capitals <= _MOST_CAPITALS * len(told) and len(_GERMAN.intersection(self.folded)) < _GERMAN_WORDS

    def names(self, start: int, end: int) -> list[int]:
        """Where in [start, end) words of names stand: of persons, places, houses, not of countries."""
        return [place for place in range(start, end) if self._is_name(place)]

    def goes_on(self, place: int) -> bool:
        """Whether the word after this one has a capital too, with nothing between but a space or "R. "."""
        after = place + 1
        if after >= len(self.bare) or not self.bare[after][0].isupper():
            return False
        return not self._before(after).strip(" .\n") and not self._opens(after)

    def is_sentence(self, start: int, end: int) -> bool:
        """Whether [start, end) is whole sentences, of which nothing else is left."""
        return self._opens(start) and end < len(self.bare) and self._opens(end)

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
    found = list(islice(_WORD.finditer(text), LEAD + _AHEAD))
    bare = [_bare(match[0]) for match in found]
    # Folded in one go; some ligatures fold to words with a space, none to this separator.
    folded = fold_words("\0".join(bare)).split("\0") if bare else []
    return Lead(text, [match.span() for match in found], bare, folded)


def _bare(word: str) -> str:
    if "'" not in word and "’" not in word:
        return word
    return _POSSESSIVE.sub("", _ELISION.sub("", word)) or word


@lru_cache(maxsize=8192)
def country(folded: str) -> str | None:
    """The country (ISO 3166) that a folded word or its adjective names."""
    for size in range(len(folded), 1, -1):
        if (found := _COUNTRIES.get(folded[:size])) is not None and _ENDING.fullmatch(folded, size):
            return found
    return None


def spelt_alike(one: str, other: str) -> bool:
    """Whether two folded names may be one: "Fed" and "Federal", "Kiev" and "Kyiv"; Li and Liu are two."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 2 and longer.startswith(shorter):
        return True
    return len(shorter) > 3 and fuzz.ratio(one, other) >= _SPELT_ALIKE
