"""The names under which a dispatch is looked for, and those under which it looks for others.

Words find near-duplicates. An alert, the second take of a long text, an update that was written anew or a
kill that quotes a headline share no words with what they belong to: they name it, by its slug, its headline
or its number. Nearly all dispatches only can be found; those few that look for others pay for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stream.dispatch import PubStatus, Slot, Version
from stream.matching.editions import Edition, Role, fingerprint
from stream.reading.notices import first_part, headline_stem, slug_stem, without_orders
from stream.reading.notices.forms import ALPHABETIC, UNSPACED
from stream.reading.parties import host_of, site_of
from stream.text.fold import fold_words
from stream.text.uris import bare_uri

__all__ = ["Names", "house", "houses", "item_code", "item_forms", "item_number", "names", "weighty"]

_TOLD_BY = 5  # words of a headline, the longest: by one of them a notice that names no item finds it
_SHORTEST_WORD = 4  # letters; Chinese and Japanese notices print the whole headline in quotation marks
_STEM = 6  # letters by which a word is found: its ending may be another in another sentence
_MOST_WORDS = 40
_OF_SIGNS, _OF_ALPHABET = 3, 5  # signs in a row by which is found what no spaces part
_PART, _DIGIT = re.compile("[/:#?=]"), re.compile(r"\d")
_SEEKERS = frozenset(("update", "correction", "refile", "repeat", "take", "alert"))


class Names(NamedTuple):
    """64-bit keys, sorted, each once."""

    seeks: tuple[int, ...]
    sought: tuple[int, ...]


def names(edition: Edition) -> Names:
    """The keys of an edition. Two editions meet where one is sought by a key that the other seeks."""
    version, role = edition.version, edition.role
    counts = "update" in version.signals  # of a digest: "WRAPUP 2"
    if version.said_by is not None or role is Role.ITEM or (role is Role.DIGEST and not counts):
        return Names((), ())
    by = houses(edition) or ("",)
    headline = headline_stem(version.headline) if version.headline else ""
    titles = _titles(version, by[0], headline)
    seeks = [*_of_own_item(edition, titles), *_of_targets(edition, by)]
    own = [] if role is Role.NOTICE else [*titles, *_otherwise(version, by[0], headline)]
    return Names(_keys(seeks), _keys(own))


def _titles(version: Version, of: str, headline: str) -> list[str]:
    """Slug and headline: an item is known by them within its house."""
    titles = []
    if version.slugline and (stem := slug_stem(version.slugline)):
        titles.append(f"slug|{of}|{stem}")
    if headline:
        titles.append(f"headline|{of}|{headline}")
    return titles


def _otherwise(version: Version, of: str, headline: str) -> Iterator[str]:
    """What else an item is called: by words of its headline, by its number, by its uri without what counts versions."""
    for word in longest_words(headline.split()):
        yield f"word|{of}|{word}"
    if part := first_part(version.headline):
        yield f"headline|{of}|{part}"
    for number in (item_code(version.uri), item_number(version.uri)):
        if number:
            yield f"item|{of}|{number}"
    if (bare := bare_uri(version.uri)) != version.uri:
        yield f"uri|{bare}"


def _of_own_item(edition: Edition, titles: Sequence[str]) -> Iterator[str]:
    """Under what an update, a take, an alert, a caption or a status without a text looks for the item that it is of."""
    version = edition.version
    bare = bare_uri(version.uri)
    if bare != version.uri or (not version.text and version.status is not PubStatus.USABLE):
        yield f"uri|{bare}"
    if edition.role is not Role.NOTICE and not _SEEKERS.isdisjoint(version.signals):
        yield from titles
    elif edition.role is Role.CAPTION:
        yield from (name for name in titles if name.startswith("slug"))


def _of_targets(edition: Edition, by: Sequence[str]) -> Iterator[str]:
    """Under what an edition looks for the items that it names, which are of some houses."""
    for target in edition.version.targets:
        headline = headline_stem(target.headline) if target.headline else ""
        # What a notice quotes, or names by letters and digits, may be the slug of its house.
        printed = (
            (target.slug, target.headline, target.item) if edition.role is Role.NOTICE else (target.slug, target.item)
        )
        slugs = dict.fromkeys(slug for each in printed if each and (slug := slug_stem(each)))
        words = longest_words(without_orders(target.words).split(), _MOST_WORDS) if target.words else []
        if edition.role is Role.NOTICE:
            words += longest_words(headline.split(), _MOST_WORDS)
        for of in by:
            if target.item:
                yield from (f"item|{of}|{form}" for form in item_forms(target.item, of))
            if headline:
                yield f"headline|{of}|{headline}"
            yield from (f"slug|{of}|{slug}" for slug in slugs)
            yield from (f"word|{of}|{word}" for word in words)


def house(edition: Edition) -> str | None:
    """Whose slugs, headlines and numbers an edition uses: its issuer's; a picture may name only its agency."""
    if edition.role is Role.NOTICE and edition.chain:
        return edition.chain[0]
    if edition.role is Role.CAPTION and edition.issuer is None:
        pictures = [credit.parties for credit in edition.version.credits if credit.slot is Slot.PHOTO]
        return next((parties[0] for parties in pictures if parties), None)
    return edition.issuer


def houses(edition: Edition) -> tuple[str, ...]:
    """The houses whose items an edition may name. A notice may name its house and be published on a site of it.

    What names nobody is of the house that made up its uri.
    """
    of = house(edition)
    if edition.role is Role.NOTICE and edition.issuer is not None and edition.issuer != of:
        return (of or "", edition.issuer)
    if of is None:
        of = site_of(host_of(edition.version.uri)) or None
    return () if of is None else (of,)


def longest_words(words: Sequence[str], most: int = _TOLD_BY) -> list[str]:
    """The beginnings of the longest of some folded words, each once, in a fixed order: the longer, the rarer it is."""
    known = set(weighty(words))
    longest = sorted(known, key=lambda word: (-len(word), word))
    found = dict.fromkeys(word[:_STEM] for word in longest if not UNSPACED.search(word))
    return [*list(found)[:most], *_runs(words)]


def _runs(words: Iterable[str]) -> Iterator[str]:
    """Of words in a script that parts none every few signs, for nobody can say where a name begins."""
    for word in words:
        if not word.isascii() and UNSPACED.search(word) is not None:
            size = _OF_ALPHABET if ALPHABETIC.search(word) else _OF_SIGNS
            yield from (word[place : place + size] for place in range(min(len(word) - size + 1, _MOST_WORDS)))


def weighty(words: Iterable[str]) -> Iterator[str]:
    """The longer ones of folded words; of Japanese, which parts none, what its syllables leave between them."""
    for word in words:
        if not word.isascii() and _HIRAGANA.search(word) is not None:
            yield from (run for run in _RUN.findall(word) if len(run) > 1)
        elif len(word) >= _SHORTEST_WORD:
            yield word


_HIRAGANA = re.compile("[\u3041-\u3096]")
_RUN = re.compile("[\u3005\u3400-\u9fff]+|[\u3099\u309a\u30a1-\u30ff]+|[^\\W\u3005-\u30ff\u3400-\u9fff]+")


def item_forms(item: str, house: str) -> tuple[str, ...]:
    """How the uri of an item may end that a notice of a house names: "APA0412" is APA's 412."""
    code = item.lower()
    number = code.removeprefix(fold_words(_NAME.split(house)[0]))
    return (code, number.lstrip("0")) if number != code and number.isdigit() else (code,)


_NAME = re.compile("[_.]")  # of two houses with one name


def item_code(uri: str) -> str | None:
    """The last part of a uri, folded, where it is a number with letters: ``urn:newsml:ap.org:20250617:V9991``."""
    last = _PART.split(uri[-_LONGEST_CODE:])[-1]
    return None if last.isdigit() or _DIGIT.search(last) is None else last.lower()


_LONGEST_CODE = 40


def item_number(uri: str) -> str | None:
    """The number at the end of a uri, as houses print it in kills: ``urn:newsml:efe:20240609:0417`` is 417."""
    end = len(uri)
    start = end
    while start > 0 and uri[start - 1].isascii() and uri[start - 1].isdigit():
        start -= 1
    return uri[start:end].lstrip("0") or None if end - start <= _LONGEST_NUMBER else None


_LONGEST_NUMBER = 12  # digits


def _keys(told: list[str]) -> tuple[int, ...]:
    return tuple(sorted({fingerprint(each) for each in told}))
