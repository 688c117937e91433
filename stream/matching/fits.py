"""How a notice names an item of its house: by uri or number, by headline or slug, or by words alone.

A text that nobody marked as a notice is one where it names an item and tells nothing of it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from stream.dispatch import Target
from stream.matching.editions import UNKNOWN_TIME, Edition, Role
from stream.matching.keys import houses, item_code, item_forms, item_number, weighty
from stream.matching.substitutions import is_dense
from stream.reading.notices import (
    corrected_values,
    headline_stem,
    is_about_item,
    is_marked_alone,
    may_be_about_item,
    order_in,
    set_right,
    slug_stem,
    speaks_of_item,
    speaks_to_desks,
    without_orders,
)
from stream.reading.notices.forms import ALPHABETIC, UNSPACED
from stream.reading.notices.order_marks import BRACKETED
from stream.reading.parties import host_of, names_of
from stream.text.fold import fold_words
from stream.text.names.letters import rows, words
from stream.text.names.tables import lexicon
from stream.text.times import EPOCH

__all__ = ["BY_WORDS", "Fit", "fit", "names_best", "pieces"]

BY_WORDS = 3
"""Rank of a fit from which a notice does not name an item: it may mean it, and only an editor can say so."""

_HOUR = 3_600_000  # milliseconds

_MINUTE = 60_000  # milliseconds
_MINUTES_OF_A_DAY = 1_440
_EAST, _WEST = 14, 12  # hours between the clocks of the world and GMT
_CLOCK = re.compile(r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-3]) ?[.:h時시点點时]\s?(?P<minute>[0-5]\d)(?!\d|[.:,]\d)")
_NAME = re.compile("[_.]")
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")
_BARE_HOURS = 12 * _HOUR
_FEWEST_BYTES = 6  # of letters: two Chinese or Ethiopic signs say as much as six Latin ones
_TELLS = 0.5  # of the words of a notice beside the headline, that the story has too
_SHORTEST_PIECE = 4
_OF_A_DAY = timedelta(hours=18)  # from noon in GMT: the day of any zone but for its last or first hours
_FEWEST_BY_HEADLINE = 2
_IN_HEADLINE = 2  # a word of a headline weighs as much as two of a text
_SURE = 3  # so much is told by an item that is named
_HOUR_OF_IT = ""  # among the words that an item tells: a notice prints the hour at which it was sent
_NEW_SIGNS = 4  # pairs of signs that no item has, as much as a word
_OF_ALPHABET = 4  # signs of a script with letters that parts no words
_SPACED = re.compile(r"[^\s!-/:-@\[-`{-~、。，：；！？「」『』《》〈〉（）【】・“”„«»]+")
_SYLLABLE = re.compile("[\u3041-\u309f]")
_HAS_VOWELS = re.compile("[a-zа-яёіїєα-ω\u1100-\u11ff]")
_SHORTEST_STEM, _LONG_STEM = 4, 6  # letters
_SHORTEST_RARE, _COMMON = 5, 40  # letters; ten times the logarithm of how often it stands in a thousand million words
_ENDING = 3
_OPENING_WORDS, _OPENING_SIGNS = 3, 8
_SHORTEST_TOLD = 3  # letters
_FEWEST_TOLD = 3  # words of a headline
_SHARE_TOLD = 0.5  # of its words
_SHARE_OF_NOTICE = 0.2  # of the words of a notice but for those of desks and orders


class Fit(NamedTuple):
    """How a notice names an item: the lower the rank, the surer."""

    rank: int  # 0: by uri or number; 1: by headline; 2: by the notice's own slug; 3: by words alone
    evidence: str
    told: tuple[tuple[str, int], ...] = ()  # by words: those of the notice that the item tells, and what each weighs
    is_sure: bool = True  # where no other item of the house has as much of it
    is_named: bool = True  # at least by one word that is no common one, or two of its headline
    is_cried: bool = False  # by what stands beside an order in capitals: that is nothing but an order


def names_best(one: Fit, other: Fit) -> bool:
    """Whether of two items that share words with a notice it clearly names the first.

    A word that both tell says nothing. What the other tells beside counts twice, for a notice that may mean either is
    for an editor to read.
    """
    ours, theirs = dict(one.told), dict(other.told)
    gained = sum(weight for word, weight in ours.items() if word not in theirs)
    lost = sum(weight for word, weight in theirs.items() if word not in ours)
    return gained >= _IN_HEADLINE + 2 * lost


def fit(notice: Edition, target: Edition) -> Fit | None:
    """How a notice names an item of its house; None where it does not."""
    for each in notice.version.targets:
        if each.uri is not None and each.uri == target.version.uri:
            return Fit(0, f"uri: {each.uri}")
    if target.role is Role.NOTICE or not set(houses(notice)).intersection(houses(target)):
        return None
    if notice.role is not Role.NOTICE:
        return _fit_supposed(notice, target)
    # A slug that is also its own may be that of all that a house tells of something.
    own = Target(slug=notice.version.slugline)
    fits = ((each, found) for each in notice.version.targets if (found := _fit(each, target)))
    named = min((found._replace(rank=2) if each == own else found for each, found in fits), default=None)
    if named is not None:
        return named
    told = _fit_told(notice, target)
    return None if told is None or _is_headed_as_news(notice, target) else told


def _fit_supposed(notice: Edition, target: Edition) -> Fit | None:
    """Whether a text that nobody marked as a notice is one about an item: it names that, and tells nothing of it.

    An update or a flash has the headline too; it also tells what the story tells.
    """
    headline = headline_stem(target.version.headline)
    if not headline or UNKNOWN_TIME in (notice.published, target.published) or notice.published <= target.published:
        return None
    fits = (found for each in notice.version.targets if (found := _fit_form(each, notice, target, headline)))
    named = min(fits, default=None)
    # Columns and tables have one headline from day to day, and say other things under it.
    is_bare = headline_stem(notice.version.headline) == headline
    if named is None or (is_bare and notice.published - target.published > _BARE_HOURS):
        return None
    is_numbered = not is_bare and named.evidence.startswith(("item", "slug"))
    if (
        _sets_right(notice, target, is_numbered=is_numbered)
        or named.told
        or named.is_cried
        or _orders_what_it_quotes(notice, target)
    ):
        return named
    text = fold_words(notice.version.text)
    rest = text.replace(fold_words(target.version.headline), " ")
    is_alone = text == fold_words(notice.version.headline)  # it has no text but that
    if not is_alone and len("".join(filter(str.isalpha, rest)).encode()) < _FEWEST_BYTES:
        return None  # a table
    weights = [word for word in headline.split() if len(word) >= _SHORTEST_PIECE and word.isascii()]
    quotes = rest != text or any(
        each.headline is not None and each.headline in notice.version.text for each in notice.version.targets
    )
    names = quotes or _is_sent_at(text, target.published)
    if not names and 2 * sum(1 for word in weights if _stem(word) in rest) > len(weights) > 1:
        return None  # it says again what the headline says, in other words
    told = fold_words(target.version.text)
    theirs = [*headline.split(), *_WORD.findall(fold_words(target.version.slugline or ""))]
    beside = [piece for piece in pieces(rest, _SHORTEST_PIECE) if not any(_is_form_of(piece, word) for word in theirs)]
    return named if sum(1 for piece in beside if _stem(piece) in told) <= _TELLS * len(beside) else None


def _orders_what_it_quotes(notice: Edition, target: Edition) -> bool:
    """Whether a text quotes the headline of an item, or its first part, and has words of orders beside it."""
    version, headline = notice.version, headline_stem(target.version.headline)
    quoted = [each.headline for each in version.targets if each.headline and each.headline in version.text]
    return any(
        order_in(version.headline, version.text, [each]) is not None
        for each in quoted
        if (stem := headline_stem(each)) and (stem == headline or _opens(stem, headline))
    )


def _stem(word: str) -> str:
    """A folded word without what may be its ending."""
    return word[: max(_SHORTEST_PIECE, len(word) - 2)]


def _sets_right(notice: Edition, target: Edition, *, is_numbered: bool) -> bool:
    """Whether a text sets two values against each other, of which an item prints one.

    It quotes the headline of that item, or stands under it with a mark before it; or it gives its number or slug.
    """
    headline = fold_words(target.version.headline)
    if (
        not is_numbered
        and "correction" not in notice.version.signals
        and headline not in fold_words(notice.version.text)
    ):
        own = fold_words(notice.version.headline)
        if own == headline or not own.endswith(headline):
            return False
    return bool(set_right(notice.version.text, target.version.text))


def _fit_form(named: Target, notice: Edition, target: Edition, headline: str) -> Fit | None:
    """How a text of any wording may name an item, and how sure that is."""
    if named.item:
        found = _fit(Target(item=named.item), target)
        if found is not None and found.rank > 0:  # COVID-19 has letters and digits, too
            about = is_about_item(notice.version.headline, notice.version.text)
            return found if about or set_right(notice.version.text, target.version.text) else None
        ours = list(weighty((named.words or "").split()))
        is_about = named.words is None or any(
            _is_form_of(one, word) for word in weighty(headline.split()) for one in ours
        )
        return found._replace(rank=1) if found and is_about else None
    if named.slug:
        # Where all headlines are slugs, to have none of its own says nothing.
        slug = slug_stem(target.version.slugline or "")
        is_slug = slug and slug == slug_stem(named.slug) and slug != slug_stem(target.version.headline)
        if is_slug:
            # One that is only its own may be that of all that a house tells of something.
            printed = slug_stem(f"{notice.version.headline}\n{notice.version.text}")
            return Fit(2 if slug in printed else BY_WORDS, f"slug: {named.slug}")
        if named.words is None:
            return None
        return _fit_subject(named.words, notice, target, headline)
    if named.words:
        if may_be_about_item(notice.version.headline, notice.version.text):
            if _is_headed_as_news(notice, target):
                return None
            is_another = is_about_item(target.version.headline, target.version.text)
            weighed = None if is_another else _fit_told(notice, target)
            # A headline alone that says anything beside the item's own words is news of it.
            is_news = is_marked_alone(notice.version.headline, notice.version.text) and any(
                weighed and word not in dict(weighed.told) for word in _said_by(notice.version.headline, "")
            )
            if weighed is not None and weighed.is_sure and not is_news:
                return weighed
        # Under a label a flash has the words of a headline too: when that was sent, no flash says.
        is_labelled = bool(notice.version.headline) and _letters(named.words) == _letters(
            fold_words(notice.version.text)
        )
        found = None if is_labelled else _fit_words(named.words, headline)
        found = found or _fit_sending(named.words, notice, target, headline)
        is_whole = found is not None and found.rank < BY_WORDS and headline.count(" ") >= _OPENING_WORDS
        return found if is_whole or found is None else found._replace(rank=BY_WORDS)
    stem = headline_stem(named.headline or "")
    # Who quotes it may leave off its end; a headline that another one opens with is a story of its own.
    is_quoted = named.headline is not None and named.headline in notice.version.text
    if headline != stem and not (is_quoted and _opens(stem, headline)):
        return None
    return Fit(1, f"headline: {target.version.headline}")


def _fit_subject(subject: str, notice: Edition, target: Edition, headline: str) -> Fit | None:
    """Whether the words beside an order are those of an item, in a headline that cries: "KILL FERRY FINE".

    The text below gives a reason and repeats none of them, as that of a flash does. Where all headlines cry, none
    says anything by it.
    """
    if target.version.headline.isupper():
        return None
    ours = list(weighty(subject.split()))
    theirs = [*weighty(headline.split()), *weighty(_WORD.findall(fold_words(target.version.slugline or "")))]
    told = _WORD.findall(fold_words(notice.version.text).replace(fold_words(notice.version.headline), " "))
    is_of_it = bool(ours) and all(any(_is_form_of(one, word) or one == word for word in theirs) for one in ours)
    if not is_of_it or any(_is_form_of(one, word) for one in ours for word in told):
        return None
    return Fit(BY_WORDS, f"words beside an order: {', '.join(ours)}", is_cried=True)


def _fit_sending(words: str, notice: Edition, target: Edition, headline: str) -> Fit | None:
    """Whether a few words name two of a headline's and when it was sent, or open with the house's own name."""
    ours = set(weighty(words.split()))
    told = sorted(word for word in set(weighty(headline.split())) if any(_is_form_of(each, word) for each in ours))
    if len(told) < _FEWEST_BY_HEADLINE:
        return None
    text = fold_words(notice.version.text)
    name = next((fold_words(_NAME.split(of)[0]) for of in houses(notice)), "")
    if not _is_sent_at(text, target.published) and not (name and re.match(rf"{re.escape(name)}\s\w", text)):
        return None
    return Fit(BY_WORDS, f"words: {', '.join(told)}")


def _letters(folded: str) -> str:
    return "".join(filter(str.isalnum, folded))


def _is_sent_at(text: str, published: int) -> bool:
    """Whether a text prints the time at which an item was published, in whatever zone: to the minute."""
    hour, minute = divmod(published // _MINUTE % _MINUTES_OF_A_DAY, 60)
    for clock in _CLOCK.finditer(text):
        between = (int(clock["hour"]) - hour) % 24
        if int(clock["minute"]) == minute and (between <= _EAST or between >= 24 - _WEST):
            return True
    return False


def pieces(folded: str, shortest: int) -> list[str]:
    """The words of a folded text of so many letters and more, or pairs of signs where its script parts no words."""
    words = [word for word in _WORD.findall(folded) if len(word) >= shortest]
    return [part for word in words for part in (_pairs(word) if is_dense(word) else (word,))]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(0, len(run) - 1, 2)]


def _is_of_day(on: str | None, target: Edition) -> bool:
    """Whether an item came out on a day, in whatever zone its house prints days."""
    if on is None or target.published == UNKNOWN_TIME:
        return True
    month, day = map(int, on.split("-"))
    then = EPOCH + timedelta(milliseconds=target.published)
    for year in (then.year - 1, then.year, then.year + 1):
        try:
            noon = datetime(year, month, day, 12, tzinfo=UTC)
        except ValueError:  # 29 February
            continue
        if abs(then - noon) <= _OF_A_DAY:
            return True
    return False


def _fit(named: Target, target: Edition) -> Fit | None:
    version = target.version
    if not _is_of_day(named.on, target):
        return None
    if named.item and any(
        form in (item_number(version.uri), item_code(version.uri))
        for of in houses(target)
        for form in item_forms(named.item, of)
    ):
        return Fit(0, f"item: {named.item}")
    headline = headline_stem(version.headline)
    stem = headline_stem(named.headline or "")
    if stem and (stem == headline or _opens(stem, headline) or _opens(headline, stem)):
        return Fit(1, f"headline: {named.headline}")
    if named.headline and not version.headline and fold_words(version.text).startswith(fold_words(named.headline)):
        return Fit(1, f"headline: {named.headline}")
    slug = slug_stem(version.slugline or "")
    if named.slug and slug and slug_stem(named.slug) == slug:
        return Fit(1 if named.words is None else 2, f"slug: {named.slug}")
    # What stands in quotation marks, or has the form of a number, may be the slug of a house.
    if (printed := named.headline or named.item) and slug and slug_stem(printed) == slug:
        return Fit(1, f"slug: {printed}")
    if named.words and " " in headline and f" {headline} " in f" {named.words} ":
        return Fit(1, f"headline: {headline}")
    return None


def _fit_told(notice: Edition, target: Edition) -> Fit | None:
    """How much of what a notice says is told by an item, of which the headline tells a word at least.

    How far it names that shows beside the other items of its house: a name that stands in one of them alone says more
    than half of a headline (:func:`names_best`).
    """
    if not any(named.words for named in notice.version.targets):
        return None
    if not all(_is_of_day(named.on, target) for named in notice.version.targets):
        return None
    if UNKNOWN_TIME != notice.published < target.published:
        return None  # nobody orders anything of what comes later
    version = target.version
    ours = _said_by(notice.version.headline, notice.version.text)
    slug = slug_stem(version.slugline or "").replace("-", " ")
    theirs = f"{headline_stem(version.headline)} {slug}"
    heads = [word for word in ours if _has(theirs, word)]
    if not heads:
        return None
    told = {word: 1 if UNSPACED.search(word) else _IN_HEADLINE for word in heads}
    text = fold_words(f"{version.located or ''} {version.text}")
    names = _names_in(f"{version.text}\n{version.located or ''}")
    told |= {word: 1 for word in ours if word not in told and (_is_long(word) or word in names) and _has(text, word)}
    if _is_sent_at(fold_words(f"{notice.version.headline} {notice.version.text}"), target.published):
        told[_HOUR_OF_IT] = _IN_HEADLINE
    language = (notice.version.language or "").partition("-")[0]
    is_named = any(_is_rare(word, language) for word in told)
    # A long notice has a common word with half of what its house tells: all that would be one family.
    is_much = len(told) >= _SHARE_OF_NOTICE * len(ours) or len(heads) >= _SHARE_TOLD * len(_units(theirs))
    if not is_named and not is_much:
        return None
    is_named = is_named or len(heads) > 1
    is_sure = (is_named and sum(told.values()) >= _SURE and _may_be_quoted(notice, theirs, text)) and (
        len(told) >= _FEWEST_TOLD
        or any(_tells(word, name) for word in told for name in names)
        or any(f"{one} {other}" in theirs for one in heads for other in heads)
    )
    evidence = f"words: {', '.join(sorted(set(told) - {_HOUR_OF_IT}))}"
    return Fit(BY_WORDS, evidence, tuple(sorted(told.items())), is_sure, is_named)


def _may_be_quoted(notice: Edition, headline: str, text: str) -> bool:
    """Whether an item has half of the words of a headline that a notice quotes; if not, that means another.

    The item may have had another headline when it was sent. A name or two in quotation marks are no headline, nor is
    what a correction quotes of the text.

    Args:
        notice: the notice.
        headline: of the item, and its slug, folded.
        text: of the item, folded.
    """
    printed = f"{notice.version.headline}\n{notice.version.text}"
    quoted = (each.headline for each in notice.version.targets if each.headline and each.headline in printed)
    shares = []
    for each in quoted:
        if fold_words(each) in text:
            return True
        words = _units(without_orders(fold_words(each)))
        if len(words) >= _FEWEST_TOLD:
            shares.append(sum(1 for word in words if _has(headline, word)) / len(words))
    return not shares or max(shares) >= _SHARE_TOLD


@lru_cache(maxsize=4096)
def _is_rare(unit: str, language: str) -> bool:
    """Whether a word is no common one of its language; where none are known, and of signs, any may be a name."""
    if UNSPACED.search(unit):
        return True
    level = lexicon(language).levels(rows(words([unit]).hashes, 1)).max(initial=0)
    return len(unit) >= _SHORTEST_RARE and bool(level < _COMMON)


def _is_headed_as_news(notice: Edition, target: Edition) -> bool:
    """Whether a headline tells something new of what an item tells: then it stands above news.

    That of an order is the item's own, or a label that its text does not speak of. One that sets values right says
    new ones; and where a house has no headlines, that is the text's first sentence.
    """
    version, item = notice.version, target.version
    if not version.headline or corrected_values(version.text):
        return False
    behind = version.text[len(version.headline) :][:1]
    if version.text.startswith(version.headline) and not (behind.isspace() or behind.isalnum()):
        return False
    if speaks_to_desks(version.headline, version.text):
        return False
    if notice.role is Role.NOTICE and speaks_of_item(version.headline) and order_in(version.headline, "") is not None:
        return False
    mark = BRACKETED.match(version.headline)
    ours = _said_by(version.headline[mark.end() :] if mark is not None else version.headline, "")
    told = fold_words(f"{item.headline} {item.slugline or ''} {item.located or ''} {item.text}")
    theirs = " ".join((told, *names_of(host_of(version.uri), None)))
    new = [word for word in ours if not _has(theirs, word)]
    if sum(1 / _NEW_SIGNS if UNSPACED.search(word) else 1 for word in new) < 1:
        return False
    return len(new) < len(ours) or any(_has(fold_words(version.text), word) for word in new)


@lru_cache(maxsize=256)  # of a notice that is held against many items
def _said_by(headline: str, text: str) -> tuple[str, ...]:
    """The words of weight of a notice but for those of desks and orders."""
    return _units(without_orders(fold_words(text if text and text.startswith(headline) else f"{headline}\n{text}")))


def _units(folded: str) -> tuple[str, ...]:
    """The longer words of a folded text, each once; where a script parts none, a few of its signs from each on."""
    units: list[str] = []
    for word in _SPACED.findall(folded):
        if UNSPACED.search(word):
            size = _OF_ALPHABET if ALPHABETIC.search(word) else 2
            grams = (word[place : place + size] for place in range(len(word) - size + 1))
            units += (gram for gram in grams if _SYLLABLE.search(gram) is None and not any(map(str.isdigit, gram)))
        elif len(word) >= (_SHORTEST_STEM if _HAS_VOWELS.search(word) else _SHORTEST_TOLD) and word.isalpha():
            units.append(word)
    return tuple(dict.fromkeys(units))


def _has(folded: str, unit: str) -> bool:
    """Whether a folded text has a word, with any ending, or the signs."""
    if UNSPACED.search(unit):
        return unit in folded
    return any(_tells(unit, word) for word in _starting(folded).get(unit[:_SHORTEST_STEM], ()))


@lru_cache(maxsize=256)
def _starting(folded: str) -> dict[str, set[str]]:
    """The words of a folded text by their first letters."""
    words: dict[str, set[str]] = {}
    for word in _WORD.findall(folded):
        words.setdefault(word[:_SHORTEST_STEM], set()).add(word)
    return words


def _is_long(unit: str) -> bool:
    return len(unit) >= _LONG_STEM and not UNSPACED.search(unit)


@lru_cache(maxsize=256)
def _names_in(text: str) -> frozenset[str]:
    """The words of a text that are printed with a capital wherever they stand, folded."""
    printed = _LETTERS.findall(text)
    small = {fold_words(word) for word in printed if word[0].islower()}
    return frozenset(
        folded
        for word in printed
        if word[0].isupper() and len(folded := fold_words(word)) >= _SHORTEST_STEM and folded not in small
    )


def _tells(one: str, other: str) -> bool:
    """Whether two folded words are one, with another ending or derived: "ferme" and "fermeture"."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not short.isascii():
        return short in long or _is_form_of(one, other)
    return _is_form_of(one, other) or (len(short) > _SHORTEST_STEM and long.startswith(short))


def _opens(short: str, long: str) -> bool:
    """Whether one headline is the other with something behind it, such as the name of its author."""
    if UNSPACED.search(short):
        return len(short) >= _OPENING_SIGNS and long.startswith(short)
    return len(short.split()) >= _OPENING_WORDS and long.startswith(f"{short} ")


def _fit_words(words: str, headline: str) -> Fit | None:
    """Whether a notice that quotes nothing has the words of a headline: all of it in order, or most of it."""
    stem = headline.split()
    if len(stem) > 1 and f" {headline} " in f" {words} ":
        return Fit(1, f"headline: {headline}")
    theirs = {word for word in stem if len(word) >= _SHORTEST_TOLD or word.isdigit()}
    ours = set(words.split())
    told = {word for word in theirs if word in ours or any(_is_form_of(each, word) for each in ours)}
    if len(told) < _FEWEST_TOLD or len(told) < _SHARE_TOLD * len(theirs):
        return None
    return Fit(BY_WORDS, f"words: {', '.join(sorted(told))}")


def _is_form_of(one: str, other: str) -> bool:
    """Whether two folded words may be one with another ending: "pozar" and "pozaru", "leszakadt" and "leszakadasa"."""
    if one[:_SHORTEST_STEM] != other[:_SHORTEST_STEM]:
        return False
    short, long = sorted((len(one), len(other)))
    stem = next((place for place in range(short) if one[place] != other[place]), short)
    return long - stem <= (_ENDING if stem > _SHORTEST_STEM else 2) or (stem >= _LONG_STEM and 2 * stem >= long)
