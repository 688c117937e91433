"""The chain of parties inside a credit: ``Xinhua/VNA/CVN``, ``Trí Dung/VNA/CVN``, ``SDA/sj``.

A chain is one to five parties, origin first, publisher last, at least one of them an agency. A
name that no agency has is a person in first place, and in last place desk initials (two to four
lower-case letters) or, at the end of a text and behind two agencies that vouch for it, the house that
prints it, which no table need know (``Xinhua/VNA/Tuổi Trẻ``), or the town of who signs for
them (``Reuters/AFP/Manila``). Behind one agency it is the house where the text lies on a site of that
name (``AFP/Kabar Laut``). In any other place it shows that the line is no chain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from stream.reading.credits.agencies import ambiguous, find, is_common, is_weak, resolve
from stream.text.countries import named_in
from stream.text.fold import fold, fold_words, tidy
from stream.text.languages import words_of
from stream.text.names.sounds import latin, sound
from stream.text.names.tables import is_place

__all__ = ["Chain", "chain", "is_name", "is_of_site", "is_parted", "is_photo_word"]

# A credit is short; anything longer is prose, and is not worth a regex.
_LONGEST = 160
_MOST_SPACES = 14
_MOST_PARTIES = 5
_INITIALS_OF_SITE, _LETTERS = 3, 5  # of a name that a site is called by; fewer stand in many sites
_VOUCHING = 2  # agencies; behind one, a name is that of a photographer or writer

# The en dash separates with or without spaces, the hyphen only with them (Jean-Luc, ITAR-TASS).
_SEPARATOR = re.compile(r" ?/ ?| - | ?– ?")
_BRACKETED = re.compile(r"([^()]+?) ?\(([^()]+)\)(.*)", re.DOTALL)
_INITIALS = re.compile(r"[a-z]{2,4}")
_NAME_CHARS = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*[.,]?")
_PARTICLES = frozenset(
    particle
    for line in (
        "al bin ibn da das de dei del della der di do dos du el en la le van von",
        "and e et và va y & -",  # two authors
    )
    for particle in line.split()
)
_PHOTO_WORDS = frozenset(map(fold, words_of(lambda language: language.credits.photo_words)))


class Chain(NamedTuple):
    """What a chain says: the agencies in printed order and, in first place, perhaps a person."""

    parties: tuple[str, ...]  # ids; neighbours with the same id are one hop
    author: str | None
    printed: int  # names printed, before neighbours were collapsed; initials count too
    weak: bool = False  # every agency is named by an alias that proves little by itself


def chain(
    text: str, *, person: bool = True, house: bool = False, language: str | None = None, site: str = ""
) -> Chain | None:
    """Read ``text`` as a chain, or return None where it is not one from end to end.

    Brackets after a party hold more parties: ``MINH NGUYỆT (TTXVN/VIETNAM+)``. With
    ``person=False`` even the first party has to be an agency; with ``house=True``, which is for the end of a text,
    the last one need be none behind two that are, nor behind one where it is the name of the ``site`` that prints the
    text. Behind a picture's agencies stands its photographer.
    ``language`` helps with ``ANI``. Ordinary words that are also agencies (``Alpha / Beta``) make no chain by
    themselves.
    """
    if not 2 <= len(text) <= _LONGEST or text[-1] in ".,;:!?" or text.count(" ") > _MOST_SPACES:
        return None
    line = tidy(text).strip()
    if "(" in line or ")" in line:
        flat = _without_brackets(line)
        if flat is None:
            return None
        line = flat
    tokens = _SEPARATOR.split(line)
    if len(tokens) > _MOST_PARTIES + 1:
        return None
    return _read(tokens, person=person, house=house, language=language, site=site)


def is_parted(text: str) -> bool:
    """Tell whether a text has a sign that parts the parties of a chain; without one a chain names a single party."""
    line = fold(text)  # which knows the signs of common scripts without looking into each again, as `tidy` would
    return "/" in line or " - " in line or "–" in line or "(" in line


def _without_brackets(line: str) -> str | None:
    match = _BRACKETED.fullmatch(line)
    if match is None:
        return None
    before, inside, after = match.groups()
    if after and not _SEPARATOR.match(after):
        return None
    flat = f"{before}/{inside}{after}"
    return flat if "(" not in flat and ")" not in flat else None


def _read(tokens: list[str], *, person: bool, house: bool, language: str | None, site: str) -> Chain | None:
    printed = len(tokens)
    if printed > 1 and _are_initials(tokens):
        tokens = tokens[:-1]
    if len(tokens) > _MOST_PARTIES:
        return None
    ids = [resolve(token, language=language) for token in tokens]
    author = None
    if ids[0] is None and person and len(ids) > 1 and is_name(tokens[0]):
        author, ids, tokens = tokens[0].strip(), ids[1:], tokens[1:]
    if house and ids[-1] is None and is_name(tokens[-1]):
        if _is_own(tokens, ids, site):
            ids[-1] = tokens[-1].strip()
        elif _vouch(tokens[:-1], ids[:-1]):
            if _is_place(tokens[-1]):
                tokens, ids = tokens[:-1], ids[:-1]
            else:
                ids[-1] = tokens[-1].strip()
    known = [ident for ident in ids if ident is not None]
    if len(known) != len(ids) or not known or all(map(is_common, tokens)):
        return None
    return Chain(tuple(ident for ident, _ in groupby(known)), author, printed, all(map(is_weak, tokens)))


def _vouch(tokens: list[str], ids: list[str | None]) -> bool:
    """Whether names say that a stranger behind them is a party: two agencies, one of them by a name of its own."""
    return len({*ids} - {None}) >= _VOUCHING and not all(map(ambiguous, tokens))


def _is_own(tokens: list[str], ids: list[str | None], site: str) -> bool:
    """Whether the last name is that of the site which prints the text, behind an agency by a name of its own."""
    known = (token for token, ident in zip(tokens, ids, strict=True) if ident is not None)
    return (
        bool(site) and not all(map(ambiguous, known)) and is_of_site(re.findall(r"\w+", fold_words(tokens[-1])), site)
    )


def is_of_site(words: Sequence[str], site: str) -> bool:
    """Whether a name is that of a site: "Người Lao Động" of nld.com.vn, "Вечерний Гаран" of vecherniy-garan.example."""
    letters = sound("".join(map(latin, words)))
    initials = "".join(word[0] for word in words) if len(words) >= _INITIALS_OF_SITE else None
    labels = [label.replace("-", "") for label in site.split(".")[:-1]]
    return any(label == initials or (len(letters) >= _LETTERS and letters in sound(label)) for label in labels)


def _is_place(name: str) -> bool:
    """Whether a name is where somebody sits who signs for the agencies before it: a country or a city, and no house."""
    return "_".join(fold(name).split()) in named_in().one_form or is_place(name)


def _are_initials(tokens: list[str]) -> bool:
    """Tell whether the last token is a desk's initials and not a party.

    ``(SDA/pa)`` is signed by somebody, ``(afp/ats)`` is the Swiss way to print two agencies: an
    alias in lower case is a party only where its neighbours are in lower case too, or where it
    can mean nothing else.
    """
    last = tokens[-1]
    if not _INITIALS.fullmatch(last):
        return False
    if resolve(last) is None:
        return True
    return ambiguous(last) and not all(token.islower() for token in tokens)


def is_name(text: str) -> bool:
    """Tell whether ``text`` may be the name of a person or a desk: capitalised words, no sentence."""
    words = text.split()
    if not 1 <= len(words) <= 7 or words[-1][-1] in ".,":
        return False
    if is_photo_word(words[0]) or not _starts_name(words[0]):
        return False
    if any(word not in _PARTICLES and not (_NAME_CHARS.fullmatch(word) and _starts_name(word)) for word in words):
        return False
    return not find(text)


def is_photo_word(word: str) -> bool:
    """Tell whether ``word`` announces a picture: what follows it credits no text."""
    return fold(word).strip(" .:(") in _PHOTO_WORDS


def _starts_name(word: str) -> bool:
    # "Lo": scripts without case, where every letter may start a name.
    return word[0].isupper() or unicodedata.category(word[0]) == "Lo"
