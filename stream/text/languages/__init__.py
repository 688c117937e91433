"""What is known of each language: one table a language, ``en.toml``, ``fr.toml`` and so on.

Whoever adds a language writes one file here; whatever reads days, notices, credits or names takes it from these
tables. Every table may lack what nobody needed yet. A list holds words or phrases, and a string holds words with
spaces between. Unless it says otherwise, words are matched folded, so it does not matter whether they are written with
accents and capitals.

=====================  ================================================================================================
``[calendar]``         ``weekdays`` (seven, Monday first) and ``months`` (twelve): the names of days wherever days are
                       read. An entry may hold several names with spaces between, or none.
``[calendar.X]``       names that are read in one place alone. X is ``datelines`` (also for dates in running text),
                       ``text`` (weekdays in running text) or ``pages`` (the day that a saved page prints).
``[notices]``          ``slugs``: whole sluglines that name no topic. ``summaries``: how the headline of a round-up
                       begins, as folded regular expressions.
``[notices.X]``        names of marks by the signal that they give. X is their form: ``titled`` (before a colon, with
                       a capital), ``capitals`` (in capitals alone), ``brackets`` (in brackets or numbered),
                       ``stated`` (in a field for signals), ``noted`` (verbs of a note to editors).
``[notices.orders]``   words of orders to desks by kind: ``items`` of news, verbs and nouns that ``kill``, ``hold`` or
                       ``release``, who is spoken to (``desks``: editors, subscribers) and the ``voice`` of a desk
                       (it asks, warns, apologises), ``this`` before a word for an item (behind it: a star first),
                       what calls one ``wrong`` or sent by ``mistake``, ``pictures``, ``tests``, ``plans``
                       (daybooks), ``embargo`` lines; words for ``not``, for ``use`` of any kind, and for what it
                       waits for (``until``). A star ends a stem; " … " is where a verb comes apart.
``[credits]``          how texts and pictures are credited, see :class:`Credits`.
``[words]``            words that are no names, see :class:`PlainWords`.
``[spelling]``         letters that are also written in another way, see :class:`Spelling`.
=====================  ================================================================================================
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from stream.text.fold import fold

__all__ = [
    "Calendar",
    "Credits",
    "Language",
    "Notices",
    "PlainWords",
    "Spelling",
    "any_of",
    "languages",
    "parse",
    "words_of",
]

WEEKDAYS, MONTHS = 7, 12
_NAME = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")  # a language tag in lower case

Phrases = tuple[str, ...]
Marks = Mapping[str, Phrases]  # by signal


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of weekdays (Monday first) and months, as printed; an entry has as many names as there are."""

    weekdays: tuple[Phrases, ...] = ((),) * WEEKDAYS
    months: tuple[Phrases, ...] = ((),) * MONTHS


@dataclass(frozen=True, slots=True)
class Notices:
    """Words that say what an item is: an alert, a correction, a kill."""

    slugs: Phrases = ()
    summaries: Phrases = ()  # regular expressions
    titled: Marks = field(default_factory=dict)
    capitals: Marks = field(default_factory=dict)
    brackets: Marks = field(default_factory=dict)
    stated: Marks = field(default_factory=dict)
    noted: Marks = field(default_factory=dict)
    orders: Marks = field(default_factory=dict)  # by kind of word, see stream.reading.notices.order_words


@dataclass(frozen=True, slots=True)
class Credits:
    """Words by which a text or a picture names where it comes from."""

    cited_before: Phrases = ()  # before the name of a source: "according to"
    verbs: Phrases = ()  # before or behind it: "reports"
    auxiliaries: Phrases = ()  # before a participle: "a", "avait"
    adverbs: Phrases = ()  # between the two: "egalement"
    participles: Phrases = ()  # "rapporte"
    said: Phrases = ()  # behind the name alone: "said"
    cited_after_sign: Phrases = ()  # signs before a name in scripts without spaces
    reports: Phrases = ()  # behind a name in Chinese, Japanese or Korean
    source_labels: Phrases = ()  # before the colon of a source line
    closing_labels: Phrases = ()  # the same at the end of a text; elsewhere they stand under pictures
    headings: Phrases = ()  # before the colon of what is no headline with its source
    helped_by: Phrases = ()  # in a byline: "avec"
    translated: Phrases = ()  # how a translator's tail begins, as regular expressions
    translated_above: Phrases = ()  # between stars behind a headline
    translated_labels: Phrases = ()  # before the colon of a translator, as printed
    pictures: Phrases = ()  # before the credit of a picture
    photo_labels: Phrases = ()  # the same, with nothing between it and the colon
    photo_labels_with_words: Phrases = ()  # the same, with up to three words between
    photo_labels_alone: Phrases = ()  # the same; they do without a colon, because no name starts with them
    photo_words: Phrases = ()  # whatever announces a picture


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Words with a capital, or in capitals, that are no names."""

    titles: Phrases = ()  # in a lead: titles, kinds of companies and institutions, what starts a sentence
    no_places: Phrases = ()  # in capitals before a dash: kinds of texts
    place_particles: Phrases = ()  # small words inside the name of a place
    numbers: Phrases = ()  # from nought to twenty, one string each: its words, with "_" for a space in one
    counters: Phrases = ()  # behind a number in words, where the same letters are also parts of other words; not folded
    particles: Phrases = ()  # behind a name, with no space between; "a/b" where one follows a consonant, one a vowel
    before_places: Phrases = ()  # prepositions before a place where something is; matched in lower case, not folded


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language is spelt in two ways. Other languages have the same letters for other sounds, so a text has to
    show by its ``everyday`` words that it is of this one: it has the first and two more of them.
    """

    everyday: Phrases = ()  # as printed, in small letters; the first is in nearly every text and in no other language
    written_out: Phrases = ()  # "ä ae": a letter, and how it is written where there is none; both are compared as "a"
    transliterated: Phrases = ()  # "љ lj": a small letter, and its other script's


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language."""

    code: str  # primary subtag, or tag, in lower case
    calendar: Calendar = Calendar()
    datelines: Calendar = Calendar()
    text: Calendar = Calendar()
    pages: Calendar = Calendar()
    notices: Notices = Notices()
    credits: Credits = Credits()
    words: PlainWords = PlainWords()
    spelling: Spelling = Spelling()


def words_of(kind: Callable[[Language], Iterable[str]]) -> tuple[str, ...]:
    """The words of one kind in all languages, in the order of languages, each once.

    Args:
        kind: such as ``lambda language: language.credits.verbs``.
    """
    return tuple(dict.fromkeys(word for language in languages() for word in kind(language)))


def any_of(words: Iterable[str]) -> str:
    """The regular expression for any of some folded words, the longest first: "photos" before "photo"."""
    folded = dict.fromkeys(map(fold, words))
    return "|".join(sorted(map(re.escape, folded), key=len, reverse=True))


@cache
def languages() -> tuple[Language, ...]:
    """The languages of the package, in the order of their codes.

    Raises:
        ValueError: a table is not as it should be; the message names the file and the key.
    """
    tables = [entry for entry in files(__name__).iterdir() if entry.name.endswith(".toml")]
    return tuple(parse(table.name, table.read_text("utf-8")) for table in sorted(tables, key=lambda entry: entry.name))


def parse(name: str, text: str) -> Language:
    """Read one table.

    Args:
        name: of its file, such as "en.toml".
        text: what is in the file.

    Raises:
        ValueError: it is no TOML, has a key that nothing reads, or a value of another kind than its key has.
    """
    code = name.removesuffix(".toml")
    if not _NAME.fullmatch(code):
        raise ValueError(f"{name}: the name of a file of words must be a language in lower case, such as en.toml")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: no TOML ({error})") from error
    days = _table(name, "calendar", table.pop("calendar", {}))
    special = {place: _calendar(name, place, days.pop(place, {})) for place in ("datelines", "text", "pages")}
    read = Language(
        code,
        _calendar(name, "", days),
        **special,
        notices=_section(name, "notices", table.pop("notices", {}), Notices),
        credits=_section(name, "credits", table.pop("credits", {}), Credits),
        words=_section(name, "words", table.pop("words", {}), PlainWords),
        spelling=_section(name, "spelling", table.pop("spelling", {}), Spelling),
    )
    _refuse(name, table)
    for pattern in (*read.notices.summaries, *read.credits.translated):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{name}: {pattern!r} is no regular expression ({error})") from error
    return read


_Section = TypeVar("_Section", Notices, Credits, PlainWords, Spelling)


def _section(name: str, key: str, value: Any, kind: type[_Section]) -> _Section:
    table = _table(name, key, value)
    read: dict[str, Any] = {}
    for each in fields(kind):
        if each.name not in table:
            continue
        place, given = f"{key}.{each.name}", table.pop(each.name)
        if each.type == "Marks":
            marks = _table(name, place, given)
            read[each.name] = {signal: _phrases(name, f"{place}.{signal}", marks[signal]) for signal in marks}
        else:
            read[each.name] = _phrases(name, place, given)
    _refuse(name, table, key)
    return kind(**read)


def _calendar(name: str, place: str, value: Any) -> Calendar:
    key = f"calendar.{place}".rstrip(".")
    table = _table(name, key, value)
    weekdays = _names(name, f"{key}.weekdays", table.pop("weekdays", None), WEEKDAYS)
    months = _names(name, f"{key}.months", table.pop("months", None), MONTHS)
    _refuse(name, table, key)
    return Calendar(weekdays, months)


def _names(name: str, key: str, value: Any, count: int) -> tuple[Phrases, ...]:
    if value is None:
        return ((),) * count
    if not _is_strings(value) or len(value) != count:
        raise ValueError(f"{name}: {key} must be a list of {count} strings")
    return tuple(tuple(names.split()) for names in value)


def _phrases(name: str, key: str, value: Any) -> Phrases:
    if isinstance(value, str):
        value = value.split()
    if not _is_strings(value) or not all(map(str.strip, value)):
        raise ValueError(f"{name}: {key} must be words in a string, or a list of strings of which none is empty")
    return tuple(value)


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _table(name: str, key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name}: {key} must be a table")
    return dict(value)


def _refuse(name: str, rest: Iterable[str], key: str = "") -> None:
    for unknown in rest:
        raise ValueError(f"{name}: nothing reads {f'{key}.{unknown}'.lstrip('.')}; see stream/text/languages")
