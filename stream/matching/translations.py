"""Whether a dispatch in one language tells the story of one in another: by names, figures, day and house.

Never by text, and by names alone never either: one party must name the other in its credits (Xinhua/VNA/CVN) or be
the same, and the two must have come out within a day and a half. What then decides:

* *dispatches* (two texts of some length): three names in common, of two persons or bodies at least, most of the names
  of the one that tells less, and no more than half of its figures unknown to the other; in about the same order, for a
  translator goes through the text and another report does not. Whoever the smaller text is about, and every country
  in its lead, must be in the larger: two meetings of one premier on one day share his name, his capital and his
  country, and differ in who he met. Without a figure in common nearly everything else must be;
* *market items* (two short texts of one house within hours): all figures equal, a percentage or decimal among them,
  and a name in common.

A false link makes two stories one, a missed one leaves two where one would do; the limits lean to the latter. There is
no corpus of translated dispatches to set them by. What stands beside them was measured on Reuters-21578 as if each of
its 21,577 dispatches were in a language of its own, that is, by the facts alone: of the pairs that these rules link
544 are labelled one story and 165 are not; most of those are the same news, written anew.

Only the languages of the table of names are matched (:data:`stream.matching.mentions.LANGUAGES`). Chinese, Japanese,
Korean, Arabic or Russian spell a name by its sound in another script: their texts have no translation here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import date
from functools import lru_cache
from operator import eq
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from stream.dispatch import UNKNOWN_TIME
from stream.matching.comparison import Overlap
from stream.matching.editions import Edition
from stream.matching.mentions import APART, LANGUAGES, Row, facts, names_in_rows, telling
from stream.text.fold import fold_words
from stream.text.sentences import sentences

__all__ = ["Translation", "translated", "translation_keys"]

HOUR = 3_600_000  # milliseconds
DAY = 24 * HOUR

_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal() - _EPOCH

_LATEST = 36 * HOUR  # after its source
_EARLIEST = 2 * HOUR  # before it: a time stamp may be that of the desk
_ONE_HOUSE = 18 * HOUR  # between two languages of one house: the next morning's report is at least this far off
_MARKET = 3 * HOUR  # between two market items: from a market's opening to its close it is six

_SHORT = 250  # characters, about 40 words: below it a text is a brief or a caption, and only a market item matches
_MARKET_LENGTH = 900  # characters, three paragraphs
_NAMES = 3
_ENTITIES = 2
_EVIDENCE = 4  # persons, bodies and countries in common; one more where it takes figures to get there
_OF_SMALLER = 0.6
_OF_LARGER = 1 / 3  # a round-up holds everything: of that, one item is little
_IN_ORDER = 0.8  # below it are 2 of 604 pairs of one story, and 187 of 501 others
# Without a figure, 51 of 112 of one story pass and 2 of 235 others: those that fall are one speaker's remarks of a day.
_COUNTRIES_ALONE = 2
_IN_ORDER_ALONE = 0.9
_NAMES_ALONE = 2 / 3  # Jaccard
_PRINCIPALS_OF_TOLD = 0.5
_FIGURES = 0.5

_EXCERPT = 0.75  # of the length of the other
_LONGER_THAN_ENGLISH = 1.15  # the same said in a Romance language, in German or Vietnamese
_CAPITAL_NOUNS = "de"  # every noun has a capital: what is a name only the other text can say

_SEEKING = 6  # names that an edition looks for its source by; 6 x (2 days of the origin, 1 of its own, 1 sought) = 24
_OWN = 8  # names of one that has no other source
_KEYED = 800  # characters of a text that its keys are taken from
_KEY_LETTERS = 3  # "li" and "xi" are in too many texts

_SIBILANTS = re.compile("tsch|tch|sch|sh|ch")
_ONE_LETTER = str.maketrans("yjwz", "iivs")  # Tokaïev, Tokayev, Tokajew
_I_BEFORE_E = re.compile("i+(?=e)")
_DOUBLED = re.compile(r"(.)\1+")
_MUTE_E = re.compile("(?<=..[^aeiou])e$")


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """One spelling for a name that languages transcribe each in their way; a rough one, names that differ may meet."""
    if "h" in name:
        name = _SIBILANTS.sub("x", name)  # Loukachenko, Lukashenko, Lukaschenko
    name = name.replace("ou", "u").replace("gue", "ge").replace("gui", "gi").translate(_ONE_LETTER).replace("ph", "f")
    if "ie" in name:
        name = _I_BEFORE_E.sub("", name)  # Nazarbaïev, Nazarbaev
    if any(map(eq, name, name[1:])):
        name = _DOUBLED.sub(r"\1", name)  # Mohammed, Mohamed
    return _MUTE_E.sub("", name) if name[-1:] == "e" else name  # Poutine, Putin


# Family names shared by too many persons to tell one from another.
_FAMILIES = frozenset(
    sound(name)
    for name in re.findall(
        r"\w+",
        "bui chen choi dang duong hoang huang huynh jung khan kim lee li lin liu ly ma ngo nguyen park pham phan singh "
        "sun tran vo vu wang wu xi xu yang zhang zhao zhou zhu",
    )
)


class Translation(NamedTuple):
    """Why two editions tell one story in two languages."""

    names: tuple[str, ...]  # in common, sorted; of two spellings the first of the alphabet
    figures: tuple[str, ...]  # in common, sorted
    excerpt: bool  # the translation tells clearly less than its source
    score: float  # 0.5 to 1: a half, and half the mean of Jaccard and containment of the facts
    lacks: tuple[str, ...]  # sentences of the longer text that bear facts, of which the other holds none


class _Side(NamedTuple):
    """What one of the two tells; names by their sound."""

    spelt: dict[str, str]  # sound -> name as printed, folded; no countries
    rows: tuple[frozenset[str], ...]  # names in a row, without those of the table of places
    principals: tuple[frozenset[str], ...]
    countries: frozenset[str]
    leading: frozenset[str]
    figures: frozenset[str]
    order: Row  # the names as they follow each other
    length: float  # characters, as if it were English
    blind: bool  # to what is a name

    @property
    def bears(self) -> int:
        """How many facts."""
        return len(self.spelt) + len(self.figures)


def translated(one: Edition, other: Edition) -> Translation | None:
    """Whether one of the two is a translation, or a translated excerpt, of the other. The same from either side.

    None also where nothing can be said: a language, a time or the houses are not known.
    """
    if not _may_be(one, other):
        return None
    shorter, longer = sorted((one, other), key=_length)
    less, more = sides = _side(shorter), _side(longer)
    if not (less.blind or more.blind) and less.bears > more.bears:
        less, more = more, less
    if not (_is_dispatch(less, more) or (one.issuer == other.issuer and _is_market_item(one, other, less, more))):
        return None
    return _translation(shorter, longer, *sides)


def translation_keys(edition: Edition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Under which strings this edition looks for its source, and under which it can be found, 24 in all at most.

    A string is house, day (UTC) and the sound of a name. All can be found under their own house and day, and look
    there for other languages of it; for their origin they look on their day and the day before.
    """
    day = edition.published // DAY
    if edition.issuer is None or _primary(edition) is None or not -_EPOCH + 1 < day <= _LAST_DAY:
        return (), ()  # UNKNOWN_TIME is no day either
    origin = edition.chain[0]
    names = _key_names(edition, _OWN if origin == edition.issuer else _SEEKING)
    sought = _keys(edition.issuer, day, names)
    seeks = sought if origin == edition.issuer else (*sought, *_keys(origin, day, names))
    return (*seeks, *_keys(origin, day - 1, names)), sought


def _primary(edition: Edition) -> str | None:
    """The language, where it can be matched."""
    primary = (edition.version.language or "").partition("-")[0]
    return primary if primary in LANGUAGES else None


def _may_be(one: Edition, other: Edition) -> bool:
    """Languages, times and houses."""
    languages = _primary(one), _primary(other)
    if None in languages or languages[0] == languages[1] or UNKNOWN_TIME in (one.published, other.published):
        return False
    for made, source in ((one, other), (other, one)):
        if _credits(made, source):
            return -_EARLIEST <= made.published - source.published <= _LATEST
    if not one.chain or not other.chain or abs(one.published - other.published) > _ONE_HOUSE:
        return False
    origins = {one.chain[0], other.chain[0]}
    return len(origins) == 1 or (one.issuer == other.issuer and one.issuer in origins)


def _credits(made: Edition, source: Edition) -> bool:
    """Whether one credits the house of the other ahead of its own."""
    return made.issuer != source.issuer and source.issuer in made.chain[:-1]


def _is_dispatch(less: _Side, more: _Side) -> bool:
    if less.length < _SHORT or more.length < _SHORT:
        return False
    shared = less.spelt.keys() & more.spelt.keys()
    asked, told = (more, less) if less.blind else (less, more)
    if len(shared - _FAMILIES) < _NAMES or len(shared) < _OF_SMALLER * len(asked.spelt):
        return False
    if not more.blind and len(shared) < _OF_LARGER * len(more.spelt):
        return False
    entities = _entities(asked.rows, shared)
    known = entities + len(less.countries & more.countries)
    figures = _that_tell(less.figures)
    same = figures & more.figures
    if entities < _ENTITIES or (known < _EVIDENCE and known + len(same) <= _EVIDENCE):
        return False
    in_order = _in_order(less.order, more.order)
    if not same:
        every = asked.spelt.keys() if less.blind or more.blind else less.spelt.keys() | more.spelt.keys()
        if known - entities < _COUNTRIES_ALONE or in_order < _IN_ORDER_ALONE or len(shared) < _NAMES_ALONE * len(every):
            return False
    return in_order >= _IN_ORDER and len(same) >= _FIGURES * len(figures) and _same_principals(asked, told)


def _is_market_item(one: Edition, other: Edition, less: _Side, more: _Side) -> bool:
    if abs(one.published - other.published) > _MARKET or max(less.length, more.length) > _MARKET_LENGTH:
        return False
    if less.figures != more.figures or not any("%" in figure or "." in figure for figure in less.figures):
        return False
    shared = (less.spelt.keys() & more.spelt.keys()) - _FAMILIES
    if not shared or len(shared) + len(less.figures) < _NAMES:
        return False
    less, more = (side._replace(principals=side.rows) for side in (less, more))  # short as it is, it is about them all
    return _same_principals(*((more, less) if less.blind else (less, more)))


def _same_principals(asked: _Side, told: _Side) -> bool:
    """Whether all that ``asked`` is about is in ``told``, and half of the reverse."""
    if not asked.leading <= told.countries or not all(_holds(told, row) for row in asked.principals):
        return False
    held = sum(_holds(asked, row) for row in told.principals)
    return told.blind or held >= _PRINCIPALS_OF_TOLD * len(told.principals)


def _holds(side: _Side, row: frozenset[str]) -> bool:
    """Whether a text has at least half of a name: "Dow" for Dow Jones, but not a family name that millions have."""
    proper = row - _FAMILIES or row
    return 2 * len(proper & side.spelt.keys()) >= len(proper)


def _entities(rows: Iterable[frozenset[str]], shared: Set[str]) -> int:
    """How many persons and bodies the shared names are of: "Alikhan Smailov" and "Smailov" are one."""
    count = 0
    seen: set[str] = set()
    for row in sorted(rows, key=len, reverse=True):
        proper = row - _FAMILIES
        count += bool(proper & shared) and not proper & seen
        seen |= proper
    return count


def _in_order(one: Row, other: Row) -> float:
    """How many of the names of one text follow each other in the other as they do here, of the fewer."""
    both = set(one) & set(other)
    ours, theirs = ([name for name in order if name in both] for order in (one, other))
    fewer = min(len(ours), len(theirs))
    return LCSseq.similarity(ours, theirs) / fewer if fewer else 0.0


def _that_tell(figures: frozenset[str]) -> frozenset[str]:
    """Figures of one digit are in most texts."""
    return frozenset(figure for figure in figures if len(figure) > 1)


def _translation(shorter: Edition, longer: Edition, less: _Side, more: _Side) -> Translation:
    shared = less.spelt.keys() & more.spelt.keys()
    countries, figures = less.countries & more.countries, less.figures & more.figures
    sizes = [side.bears + len(side.countries) for side in (less, more)]
    similarity = Overlap(len(shared) + len(countries) + len(figures), *sizes).similarity
    excerpt = less.length < _EXCERPT * more.length and not _credits(longer, shorter)
    names = sorted({min(less.spelt[name], more.spelt[name]) for name in shared} | countries)
    return Translation(tuple(names), tuple(sorted(figures)), excerpt, 0.5 + similarity / 2, _lacks(longer, more, less))


def _lacks(longer: Edition, side: _Side, other: _Side) -> tuple[str, ...]:
    """The sentences of a text that bear facts, of which the other holds none."""
    lacking = []
    for sentence in sentences(longer.version.text):
        told = facts(sentence, "", longer.version.language)
        names = {sound(word) for word in fold_words(sentence).translate(APART).split()} & side.spelt.keys()
        bears = (told.names & side.countries) | told.figures | names
        if bears and bears.isdisjoint(other.countries | other.figures | other.spelt.keys()):
            lacking.append(sentence)
    return tuple(lacking)


def _length(edition: Edition) -> tuple[float, str, str]:
    return _side(edition).length, edition.version.uri, edition.version.key.digest


def _side(edition: Edition) -> _Side:
    version = edition.version
    return _made_side(version.text, version.headline, version.language)


@lru_cache(maxsize=2048)  # as many as `telling`
def _made_side(text: str, headline: str, language: str | None) -> _Side:
    told = telling(text, headline, language)
    primary = (language or "").partition("-")[0]
    return _Side(
        {sound(name): name for row in told.rows for name in row},
        tuple(_heard(row) for row in told.rows if not told.places.issuperset(row)),
        tuple(_heard(row) for row in told.principals if not told.places.issuperset(row)),
        told.countries,
        told.leading,
        told.facts.figures,
        tuple(map(sound, told.order)),
        len(text) / (1 if primary == "en" else _LONGER_THAN_ENGLISH),
        primary == _CAPITAL_NOUNS,
    )


def _heard(row: Row) -> frozenset[str]:
    return frozenset(map(sound, row))


def _key_names(edition: Edition, most: int) -> list[str]:
    """Names to look by: those told twice and those of the lead that stand in rows, the longest first; then the others.

    Every dispatch is read for its keys, so only its beginning is, and only for names; no more than ``most`` are heard.
    """
    version = edition.version
    rows, leading, places = names_in_rows(version.text[:_KEYED], version.language)
    told: set[Row] = set()
    about: set[str] = set()
    for place, row in enumerate(rows):
        if row in told or (len(row) > 1 and place < leading):
            about.update(row)
        told.add(row)
    names = {name for row in told for name in row if len(name) >= _KEY_LETTERS} - places
    found: dict[str, None] = {}
    for name in sorted(names, key=lambda name: (name not in about, -len(name), name)):
        if (heard := sound(name)) not in _FAMILIES:
            found[heard] = None
            if len(found) == most:
                break
    return list(found)


def _keys(house: str, day: int, names: Iterable[str]) -> tuple[str, ...]:
    under = f"{house}|{_printed(day)}|"
    return tuple([under + name for name in names])


@lru_cache(maxsize=64)  # a window has a few days
def _printed(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()
