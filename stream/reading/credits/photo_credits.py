"""Photo credits: whose picture it is. They never say whose text it is.

One page of Le Courrier prints ``Photo : Xinhua/VNA/CVN`` under the picture and signs the text
``AFP/VNA/CVN``. So a line that this module knows is kept away from the chain of the text, and
a picture with a name that is not in the table is still a picture.
"""

from __future__ import annotations

import re

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import find, is_weak, resolve
from stream.reading.credits.chains import Chain, chain, is_name, is_photo_word
from stream.text.fold import fold, tidy
from stream.text.languages import any_of, words_of

__all__ = ["photo_credit"]

_LONGEST_CAPTION = 1200
_LONGEST_CREDIT = 160

_PICTURES = words_of(lambda language: language.credits.pictures)
# "Nguồn" (source) stands under pictures in Vietnam; a text is never signed with it.
_LABELS = words_of(lambda language: language.credits.photo_labels)
_LABELS_WITH_WORDS = words_of(lambda language: language.credits.photo_labels_with_words)
_LABELS_ALONE = words_of(lambda language: language.credits.photo_labels_alone)
_LABEL = re.compile(
    rf"(?:(?:credits? )?(?:{any_of(_PICTURES)})(?: credit| by)?|credits?"
    rf"|(?:{any_of(_LABELS_WITH_WORDS)})(?: [^\W\d_]+){{0,3}}|{any_of((*_LABELS, *_LABELS_ALONE))})"
    r"(?P<mark> ?: ?| )?"
)
# Letters that a label starts with, as printed and folded: most lines are told apart by them alone.
_INITIALS = frozenset(
    cased
    for word in ("credit", *_PICTURES, *_LABELS, *_LABELS_WITH_WORDS, *_LABELS_ALONE)
    for initial in (word[0], fold(word)[0])
    for cased in (initial.upper(), initial.lower())
)
_MOST_SPACES = 20

_LABEL_ALONE = re.compile(any_of(_LABELS_ALONE))
_PRINTED_LAST = re.compile(r"(?:^|\s)[—–-] ?(?P<who>[^—–()]{2,80}?) [Pp]hotos?(?: (?P<person>[^()—–]{2,60}))?[ .]*$")
_SLASH = re.compile(r"(?:^|\s)/ ?(?P<who>[^/\s][^/]{1,40})$")


def photo_credit(line: str) -> Credit | None:
    """Return the photo credit that ``line`` is, or that a caption ends with.

    ``Photo : Xinhua/VNA/CVN``, ``(Photo: Xinhua/VNA)``, ``Ảnh: THX/TTXVN``, ``图自越通社``,
    ``(Xinhua/Li Xueren)``, ``(Foto: EFE/Breixo Lamas)``, ``/Xinhua``, ``— VNA/VNS Photo Dương Giang``.
    ``Credit.text`` is the credit alone, so a caller can tell a line that is only the credit from a
    caption with one.
    """
    text = line.strip()
    if not 2 <= len(text) <= _LONGEST_CAPTION:
        return None
    return _bracketed(text) or _labelled(text, text) or _after_slash(text) or _before_photo(text)


def _labelled(text: str, printed: str) -> Credit | None:
    """``Photo : Xinhua/VNA/CVN``, and ``Photo : Dương Giang``, where nobody of the table is named."""
    if len(text) > _LONGEST_CREDIT or text[:1] not in _INITIALS or text.count(" ") > _MOST_SPACES:
        return None
    line = tidy(text)
    copy = fold(line)
    match = _LABEL.match(copy)
    if match is None or len(copy) != len(line):
        return None
    rest = line[match.end() :].strip().rstrip(".")
    mark = match["mark"] or ""
    found = chain(rest)
    if ":" not in mark and not _LABEL_ALONE.match(copy):
        # "Photo AFP" is a credit, "Photo Xinhua Dupont" and "Images Reuters has seen" are not.
        return _credit(printed, found) if found and mark and not found.author else None
    if found:
        return _credit(printed, found)
    if is_name(rest):
        return Credit(Slot.PHOTO, printed, (), rest)
    return _with_person(rest, printed)


def _bracketed(text: str) -> Credit | None:
    """``(Photo: Xinhua/VNA)`` and ``(Xinhua/Li Xueren)``, alone or at the end of a caption."""
    if text[-1] not in ")\uff09":
        return None
    start = max(text.rfind("("), text.rfind("\uff08"))
    if start < 0 or len(text) - start > _LONGEST_CREDIT:
        return None
    inside, printed = text[start + 1 : -1].strip(), text[start:]
    if found := _labelled(inside, printed):
        return found
    who, _, _ = inside.partition("/")
    return None if is_weak(who) else _with_person(tidy(inside), printed)


def _with_person(text: str, printed: str) -> Credit | None:
    """``Xinhua/Li Xueren``, ``AP Photo/Jane Doe``: the person stands behind the agency, where a text credit has another
    agency.
    """
    who, slash, person = text.partition("/")
    if slash:
        who = " ".join(word for word in who.split() if not is_photo_word(word))
    ident = resolve(who) if slash else None
    if ident and is_name(person.strip()) and resolve(person) is None:
        return Credit(Slot.PHOTO, printed, (ident,), person.strip())
    return None


def _after_slash(text: str) -> Credit | None:
    """``/Xinhua``, alone or at the end of a caption."""
    match = _SLASH.search(text[-60:])
    if match is None or is_weak(match["who"]) or (ident := resolve(match["who"])) is None:
        return None
    if chain(text) is not None:
        return None  # "AFP /Xinhua" is a chain with a careless space
    return Credit(Slot.PHOTO, match.group().strip(), (ident,))


def _before_photo(text: str) -> Credit | None:
    """``— VNA/VNS Photo Dương Giang``, alone or at the end of a caption."""
    tail = text[-_LONGEST_CREDIT:]
    if "hoto" not in tail:
        return None
    match = _PRINTED_LAST.search(tail)
    if match is None:
        return None
    found = chain(match["who"])
    if found is None:
        return None
    person = match["person"]
    if person is not None and (not is_name(person) or find(person)):
        return None
    return Credit(Slot.PHOTO, match.group().strip(), found.parties, person or found.author)


def _credit(printed: str, found: Chain) -> Credit:
    return Credit(Slot.PHOTO, printed, found.parties, found.author)
