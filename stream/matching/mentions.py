"""The names and figures that a text tells: what is left of it when it is told in another language.

A name is a word in capitals where the language asks for none. Country names and their adjectives, and a few capitals
and bodies that every language calls differently, come in one form each (``countries.json``). Titles, weekdays and
institutions ("Premier", "mardi", "Ministry") are left out: they are translated, so they name nobody here. They are in
the tables of languages.

A figure comes in one form whatever the language: "1,000", "1 000" and "1.000" are 1000; "0.6 percent" and "0,6 %" are
0.6%; "1.2 billion" and "1,2 milliard" are 1200000000. Days of the month, years and clock times are left out: all texts
of a day share them. Numbers in words ("twelve") are not read.

Read are English, French, Spanish, Portuguese, German and Vietnamese; what another language has in common with them is
found by chance. In other scripts a name is spelled by its sound, or has no capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from stream.text.calendar import day
from stream.text.countries import named_in
from stream.text.fold import fold_words
from stream.text.languages import languages
from stream.text.sentences import BEFORE_SENTENCE, opens
from stream.text.spelling import mended

__all__ = ["APART", "LANGUAGES", "Facts", "Row", "Telling", "facts", "names_in_rows", "telling"]

LANGUAGES = frozenset(language.code for language in languages() if language.words.name_nobody)
"""Whose titles, weekdays and institutions are known: elsewhere they would pass for names."""

Row = tuple[str, ...]
"""Names that stand in a row: ("alikhan", "smailov")."""


class Facts(NamedTuple):
    """Proper-name tokens, folded, countries in one English form; and figures in one form."""

    names: frozenset[str]
    figures: frozenset[str]


class Telling(NamedTuple):
    """The facts of a text, and which of them it is about."""

    facts: Facts
    rows: tuple[Row, ...]  # the names without the countries, each row once, in order
    principals: tuple[Row, ...]  # of the rows: those of two names in headline or lead, and those that come again
    countries: frozenset[str]
    leading: frozenset[str]  # of the countries: in headline or lead
    places: frozenset[str]  # of the names: cities, continents and bodies of the table
    order: Row  # the names as they follow each other in the text


class _Named(NamedTuple):
    """A row of names, or a country, and where it starts."""

    start: int
    names: Row
    country: bool


_UPPER = "".join(chr(point) for point in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(point).isupper())
_CAPITAL = re.compile(rf"([{_UPPER}](?<!\w.)\w*)")  # a set first: the engine then leaps from capital to capital
APART = str.maketrans(dict.fromkeys(",.;:'’\"“”«»()-–/", " "))
"""For ``str.translate``: what stands beside a word without a space. Splitting then is four times as fast as a regex."""
_ADJOIN = frozenset((" ", "-", "\u00a0", "\u202f", "\u2011"))
_JOIN = _ADJOIN | {".", " du ", " de ", " del ", " do "}  # U.S., Afrique du Sud
_SYLLABLE = 6  # letters: Vietnamese writes its syllables apart, and none of the countries in the table is one

_LEAD = 400  # characters, the longest lead paragraphs of agencies: some suppliers send one block
_SHOUTED = 0.7  # share of words in capitals above which capitals tell nothing: headlines in title case have 0.75 up

_ENGLISH = re.compile(r"\d(?:\d{0,2}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d*(?:[.,]\d+)?)")
_OTHER = re.compile(r"\d(?:\d{0,2}([ .,'’])\d{3}(?:\1\d{3})*(?:[.,]\d+)?(?!\d)|\d*(?:[.,]\d+)?)")
_INSIDE = re.compile(r"[\w/:]$|\d[-.,]$")  # of a word, an address, a clock time, a date
_CURRENCIES = ("cny", "eur", "hkd", "idr", "inr", "jpy", "php", "rm", "rmb", "rp", "rs", "sgd", "thb", "usd", "vnd")
_MONEY = re.compile(rf"\b(?:{'|'.join(_CURRENCIES)})(?=\d|$)")  # RM22, VND19
_GROUPING = re.compile(r"[ '’]")
_LONGEST = 18  # digits and marks; a longer one counts nothing in the world
_SCALES = {
    word.replace("_", " "): power
    for power, words in {
        3: "thousand mille mil tausend nghin ngan",
        6: "million millions millon millones milhao milhoes millionen trieu mn mln mio",
        9: "billion billions milliard milliards milliarde milliarden mil_millones mil_milhoes bilhao bilhoes ty bn bln",
        12: "trillion trillions billon billones billionen trilhao trilhoes",
    }.items()
    for word in words.split()
}
_LONG_SCALE = frozenset(("fr", "de"))  # their "billion" is a million millions
_AFTER = re.compile(
    r" ?(?P<percent>%|(?:percent|per cent|pct|pour cent|por ?ciento|por cento|prozent|phan tram)\b)"
    rf"| ?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b"
    r"|(?P<clock> ?(?:[ap]\.?m\b|gmt\b|h\b|uhr\b|gio\b)|h\d|[:/-]\d)"
    r"|(?P<glued>(?!(?:st|nd|rd|th|er|e|eme|o|a)\b)[^\W\d_])"  # 5G, 737s; not 30th, 30e, 1er
    r"|[a-z]*\.?[ -]?(?:de |di |of )?(?P<word>[a-z]*)"
)
_DAYS_OF_MONTH = 31
_YEARS = range(1900, 2100)
_NO_MONTHS = frozenset(("des", "mag", "out", "set"))  # short for months, and words of other languages


def facts(text: str, headline: str = "", language: str | None = None) -> Facts:
    """The names and figures of a clean text and its headline.

    Args:
        text: paragraphs separated by one empty line.
        headline: read too; one in title case adds no names that the text does not have.
        language: primary subtag or tag, lower case. It tells "1,234" in English (1234) from French (1.234).
    """
    return telling(text, headline, language).facts


@lru_cache(maxsize=2048)  # asked for when an edition arrives, and again for each pair that it is a candidate of
def telling(text: str, headline: str = "", language: str | None = None) -> Telling:
    """The facts of a text and of its headline, and which of them it is about; arguments as of :func:`facts`."""
    text, headline = (unicodedata.normalize("NFC", mended(each)) for each in (text, headline))
    primary = (language or "").partition("-")[0]
    named = _named(text, frozenset(), primary)
    lead = _LEAD if (end := text.find("\n\n")) < 0 else min(end, _LEAD)
    heading = _named(headline, {name for each in named for name in each.names}, primary)
    foremost = heading + [each for each in named if each.start < lead]
    countries, leading = ({each.names[0] for each in part if each.country} for part in (heading + named, foremost))
    folded_lead, folded_rest = fold_words(f"{headline}\n{text[:lead]}"), fold_words(text[lead:])
    if primary != "en":  # most languages write the adjectives of countries small
        leading |= _small_countries(folded_lead, primary)
        countries |= leading | _small_countries(folded_rest, primary)
    every = [each.names for each in heading + named if not each.country]
    times = Counter(every)  # in order of their first
    single = {name for names in times for name in names if len(names) == 1}
    in_lead = {each.names for each in foremost}
    principals = tuple(
        row for row in times if times[row] > 1 or (len(row) > 1 and (row in in_lead or not single.isdisjoint(row)))
    )
    names = frozenset(name for row in times for name in row)
    told = Facts(names | countries, frozenset(_figures(folded_lead + folded_rest, primary)))
    places = named_in().places & names
    order = tuple(name for each in named if not each.country for name in each.names)
    return Telling(told, tuple(times), principals, frozenset(countries), frozenset(leading), places, order)


def names_in_rows(text: str, language: str | None = None) -> tuple[list[Row], int, frozenset[str]]:
    """The names of a text but for countries, each row of adjoining ones by itself, in order.

    Returns:
        The rows, how many of them stand in the lead, and which names are places.
    """
    named = [each for each in _named(text, frozenset(), (language or "").partition("-")[0]) if not each.country]
    lead = _LEAD if (end := text.find("\n\n")) < 0 else min(end, _LEAD)
    rows = [each.names for each in named]
    leading = sum(each.start < lead for each in named)
    return rows, leading, frozenset(named_in().places.intersection(name for row in rows for name in row))


def _named(text: str, known: Set[str], primary: str) -> list[_Named]:
    """The names of a text in rows, and its countries in capitals, in order.

    A word that opens a sentence has its capital from there. It is a name where the text, or what is ``known``, has it
    elsewhere too, or where another capital follows it.
    """
    capitals = _capitals(text)
    starts, words, printed, gaps = capitals
    if not starts:
        return []
    table, nobody = named_in(), _nobody(primary == "vi")
    shouted = len(starts) > _SHOUTED * len(text.split())
    sure = known if shouted else known | _inside_sentences(capitals)
    shortest = _SYLLABLE if primary == "vi" else 0
    named: list[_Named] = []
    last = -2  # where the name stands that the next word may join
    place = 0
    while place < len(starts):
        word, gap = words[place], gaps[place + 1]
        one, taken = table.acronyms.get(printed[place]), 1
        if one is None and len(word) > shortest:
            one = table.one_form.get(word)
        if word in table.first_words and gap in _JOIN and (pair := table.one_form.get(f"{word}_{words[place + 1]}")):
            one, taken = pair, 2
        if one is not None:
            named.append(_Named(starts[place], (one,), one in table.countries))
        elif len(word) > 1 and word not in nobody and (word.isalpha() or _MONEY.match(word) is None):
            followed = not shouted and words[place + 1] and gap in _ADJOIN
            if word in sure or followed:
                if last == place - 1 and gaps[place] in _ADJOIN:
                    row = named.pop()
                    named.append(_Named(row.start, (*row.names, word), False))
                else:
                    named.append(_Named(starts[place], (word,), False))
                last = place
        place += taken
    return named


class _Capitals(NamedTuple):
    """The words of a text that have a capital. Behind the last word and the last gap stands an empty one."""

    starts: list[int]
    words: list[str]  # folded
    printed: list[str]
    gaps: list[str]  # what stands before each, from the one before it


def _capitals(text: str) -> _Capitals:
    parts = _CAPITAL.split(text)  # gap, word, gap, …, word, rest: one call where matches are an object each
    printed = parts[1::2]
    words = fold_words("\0".join(printed)).split("\0")
    return _Capitals([*accumulate(map(len, parts))][:-1:2], [*words, ""], printed, [*parts[:-1:2], ""])


def _inside_sentences(capitals: _Capitals) -> set[str]:
    """The words that have a capital where no sentence begins."""
    _, words, printed, gaps = capitals
    # Most gaps are a single space, which opens nothing.
    inside = {
        word
        for word, gap, before in zip(words[1:-1], gaps[1:-1], printed, strict=False)
        if gap == " " or not opens(gap, before)
    }
    if gaps[0].strip(BEFORE_SENTENCE) and not opens(gaps[0], ""):
        inside.add(words[0])
    return inside


def _small_countries(folded: str, primary: str) -> set[str]:
    tables = named_in()
    words = tables.one_form.keys() & folded.translate(APART).split()
    if primary == "vi":  # "Thái Bình" is a province, "Thái Lan" a country
        words = {word for word in words if len(word) > _SYLLABLE}
    return {tables.one_form[word] for word in words} & tables.countries


def _figures(folded: str, primary: str) -> Iterator[str]:
    """The figures of a folded text, each in its one form; some more than once."""
    for match in (_ENGLISH if primary == "en" else _OTHER).finditer(folded):
        digits, after = match.group(), _AFTER.match(folded, match.end())
        before = folded[max(0, match.start() - 16) : match.start()]
        if len(digits) > _LONGEST or after is None or after["clock"] or after["glued"]:
            continue
        if _INSIDE.search(before) and not _MONEY.search(before):
            continue
        scale = after["scale"]
        if digits.isdigit() and not after["percent"] and not scale:
            if digits[0] == "0" and digits != "0":
                continue
            if _is_date(before, int(digits), after["word"]):
                continue
        number = _number(_GROUPING.sub("", digits), primary)
        if scale:
            long = primary in _LONG_SCALE and scale.startswith("billion")
            number = number.scaleb(12 if long else _SCALES[scale])
        yield f"{number.normalize():f}" + ("%" if after["percent"] else "")


def _is_date(before: str, number: int, after: str) -> bool:
    """Whether a whole number between these words is a day of the month or a year."""
    if number in _YEARS:
        return True
    if not 1 <= number <= _DAYS_OF_MONTH:
        return False
    last = before.split()[-1:]
    return _is_month(after) or bool(last and (_is_month(last[0].strip(".,(")) or _is_weekday(last[0])))


@lru_cache(maxsize=4096)
def _is_month(word: str) -> bool:
    if word in ("thang", "ngay"):  # Vietnamese: "ngày 29 tháng 11"
        return True
    read = day(f"1 {word}") if word not in _NO_MONTHS else None
    return read is not None and read.month is not None


@lru_cache(maxsize=4096)
def _is_weekday(word: str) -> bool:
    return word.isalpha() and day(word) is not None


def _number(digits: str, primary: str) -> Decimal:
    """What a figure is worth. One point or comma before three digits is read as the language has it."""
    marks = [mark for mark in digits if not mark.isdigit()]
    decimal = marks[-1] if len(set(marks)) > 1 else ""
    if len(marks) == 1:
        whole, _, rest = digits.partition(marks[0])
        grouped = len(rest) == 3 and len(whole) <= 3 and whole[0] != "0"
        own = {"": "", "en": "."}.get(primary, ",")
        decimal = "" if grouped and (marks[0] != own or rest == "000") else marks[0]
    return Decimal("".join("." if mark == decimal else mark for mark in digits if mark.isdigit() or mark == decimal))


@cache
def _nobody(vietnamese: bool) -> frozenset[str]:
    """Folded words that are no names. One Vietnamese syllable is a word in Vietnamese, and half a name elsewhere."""
    nobody = {*named_in().agencies, *_CURRENCIES}
    for language in languages():
        if language.words.name_nobody and (vietnamese or language.code != "vi"):
            days = (*chain(*language.calendar.weekdays), *chain(*language.calendar.months))
            nobody.update(map(fold_words, language.words.name_nobody))
            nobody.update(fold_words(day).partition("-")[0] for day in days)  # "segunda" of "segunda-feira"
    return frozenset(nobody)
