"""Datelines: place, day and issuing agency at the start of a text.

``BEIJING, Nov. 29 (Xinhua) --``, ``Hanoï (VNA) –``, ``MOSCOW, January 21. /TASS/.``: every house
prints its own form, so each form has its own reader and all share one idea of what a place and a
day look like. A dateline without an agency (``HÀ NỘI —``, ``CLEVELAND, Feb 26 -``) has to have its
place in capitals: it is all that tells it from a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import ambiguous, find, fits_dateline, is_weak, resolve
from stream.reading.credits.chains import chain
from stream.reading.credits.eastern_datelines import eastern_dateline
from stream.reading.credits.places import in_capitals, is_bare_place, is_place, may_start
from stream.text.calendar import Day, day, split_day
from stream.text.fold import fold

__all__ = ["Dateline", "dateline", "slot_parties"]

# Places, day and agency of a joint dateline fit into so many characters.
_WINDOW = 200
_MOST_PLACES = 4

# What Yonhap prints before the dateline: "(LEAD)", "(2nd LD)", "(ATTN: ADDS details in paras 4-5)".
_BEFORE = re.compile(
    r"\s*(?:\((?:URGENT|(?:\d(?:st|nd|rd|th) )?(?:LEAD|LD)|ATTN:[^()\n]{0,200})\)\s*){0,3}", re.IGNORECASE
)
_BRACKET = re.compile(r"[(\uff08]([^()\uff08\uff09]{2,60})[)\uff09]")
_SLASHES = re.compile(r"\s?/\s?([^/]{2,30}?)\s?/\.?(?=\s|$)")
_DASH = re.compile(r"\s*(?:\.?\s?(?:-{1,3}|[–—―])|[:\uff1a](?=\s|$))(?![a-z])\s*")
_LONGEST_HEADED = 120  # characters
_UNDERSCORE = re.compile(r"\s*_+\s*")
_SPACED_DASH = re.compile(r"\s(?:--?|–)(?=\s|[A-Z]|$)|\s?—\s?")

# Behind the day, without brackets: "Accra, Dec. 20, GNA— …", "YEREVAN, DECEMBER 18, ARMENPRESS. …".
_LONGEST_PLACE = 40  # characters, as in the expression
_LISTED = re.compile(
    r"(?P<before>[^,;:!?()\n]{2,40}(?:,[^,;:!?()\n]{2,40}){1,3}), ?(?P<who>[^,;:.()/\n–—]{2,30}?)"
    r"(?:\.(?=\s|$)|\s?(?:--?(?=\s)|[–—]\s?))"
)
# Behind the dash and closed by a full stop: "МОСКВА, 12 апр - РИА Новости. …".
_BEHIND_DASH = re.compile(r"\s*(?P<who>[^,;:.()/\n]{2,30})\.(?=\s|$)")

# Content that the Reuters feed carries for others, printed where the agency stands.
_FEED_PARTNERS = {
    "thomson reuters foundation": "REUTERS",
    "variety.com": "Variety.com",
    "opta": "OPTA",
    "gracenote": "Gracenote",
}

# Between two signs: "Paris - AFP - …", "تهران - ایرنا - …", "Madrid / EFE / …"; before the day: "ТАСС, 12 апреля. …".
_BETWEEN = re.compile(
    r"(?P<before>[^–—/:()\n]{2,40}?)\s?(?:\s-|[–—/])\s?(?P<who>[^–—/:()\n]{2,30}?)\s?(?:\s-|[–—/:]|\.-)\s+"
)
_BEFORE_DAY = re.compile(r"(?P<who>[^,.:;()\n–—]{2,30}), (?P<day>[^,:;()\n–—]{3,20})\.\s+")

_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says. Month and day are as printed: a dateline has no year to go by."""

    text: str  # as printed
    place: str | None
    month: int | None
    day: int | None
    agencies: tuple[str, ...]
    end: int  # where the body starts

    def credit(self) -> Credit | None:
        """Return the issuing agencies as a credit, None for a dateline that names none."""
        return Credit(Slot.DATELINE, self.text, self.agencies) if self.agencies else None


def dateline(text: str, *, language: str | None = None) -> Dateline | None:
    """Return the dateline that ``text`` starts with, or None.

    Marks that Yonhap prints before it (``(LEAD)``, ``(ATTN: …)``) are stepped over. ``language``
    helps with ``ANI``, which two agencies print; the place helps more and is looked at first.
    """
    start = 0
    first = text[:1]
    if first == "(" or first.isspace():
        match = _BEFORE.match(text)
        start = match.end() if match else 0
        first = text[start : start + 1]
    eastern = first >= "\u2e80" or first in ("(", "[")
    if not first or not (eastern or may_start(first)):
        return None
    head = text[start : start + _WINDOW].partition("\n")[0]
    if eastern and (found := eastern_dateline(head)) is not None:
        end, place, month, number, agencies = found
        return _dateline(text, start, end, place, Day(month, number), agencies)
    return (
        _headed(text, start, head, language)
        or _bracketed(text, start, head, language)
        or _slashed(text, start, head, language)
        or _listed(text, start, head, language)
        or _between(text, start, head, language)
        or _dashed(text, start, head, language)
    )


def _headed(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``(ANSA) - ROMA, 10 MAR - …``, ``(AGI) - Milano, 3 ott. - …``: the agency before a place with its day."""
    bracket = _BRACKET.match(head)
    dash = _DASH.match(head, bracket.end()) if bracket is not None else None
    second = _SPACED_DASH.search(head, dash.end(), _LONGEST_HEADED) if dash is not None else None
    if bracket is None or dash is None or second is None:
        return None
    read = _place_and_day(head[dash.end() : second.start()])
    if read is None or read[1] is None:
        return None
    agencies = slot_parties(bracket[1], language, read[0], dated=True)
    return _dateline(text, start, second.end(), *read, agencies) if agencies else None


def _bracketed(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``BEIJING, Nov. 29 (Xinhua) --``, ``Paris (ats afp)``, ``El Cairo, 27 nov (Prensa Latina) …``."""
    if "(" not in head and "\uff08" not in head:
        return None
    for count, match in enumerate(_BRACKET.finditer(head)):
        if count == 2:  # a country in brackets may precede the agency: "Gaza (Palestine), 3 août (AFP)"
            return None
        before = head[: match.start()]
        read = _place_and_day(before)
        if read is None:
            return None
        place, when = read
        agencies = slot_parties(match[1], language, place, dated=when is not None)
        if not agencies:
            continue
        if _introduces(place, match[1]):
            return None
        end = _after_bracket(head, match.end(), agencies)
        if end is None:
            end = match.end()
            if when is None and len(agencies) < 2 and not match[1].islower():
                return None  # "Li Xueren (Xinhua)": without dash and day this may be anybody
        return _dateline(text, start, end, place, when, agencies)
    return None


def _after_bracket(head: str, position: int, agencies: Sequence[str]) -> int | None:
    match = _DASH.match(head, position)
    if match is None and "AP" in agencies:
        match = _UNDERSCORE.match(head, position)  # ANPA has no dash in its character set
    return match.end() if match else None


def _slashed(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``MOSCOW, January 21. /TASS/.``."""
    if "/" not in head:
        return None
    for match in _SLASHES.finditer(head[:120]):
        read = _place_and_day(head[: match.start()])
        if read is None:
            return None
        agencies = slot_parties(match[1], language, read[0], dated=read[1] is not None)
        if agencies:
            dash = _DASH.match(head, match.end())
            return _dateline(text, start, dash.end() if dash else match.end(), *read, agencies)
    return None


def _listed(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``Accra, Dec. 20, GNA— …``, ``YEREVAN, DECEMBER 18, ARMENPRESS. …``, ``VILNIUS, Apr 04, BNS – …``."""
    if not _may_be_listed(head) or (match := _LISTED.match(head)) is None:
        return None
    read = _place_and_day(match["before"])
    if read is None or read[1] is None or match["who"].islower():
        return None  # without a day it may be any list of names
    agencies = slot_parties(match["who"].strip(), language, read[0], dated=True)
    return _dateline(text, start, match.end(), *read, agencies) if agencies else None


def _may_be_listed(head: str) -> bool:
    """Whether the first comma stands where it may behind a place; most sentences have theirs further on."""
    return 2 <= head.find(",") <= _LONGEST_PLACE


def _between(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``Paris - AFP - …``, ``بغداد / واع / …``, and an agency before its day: ``ТАСС, 12 апреля. …``."""
    near = head[:_LONGEST_PLACE]
    if ("-" in near or "/" in near or "–" in near or "—" in near) and (match := _BETWEEN.match(head)) is not None:
        who = match["who"].strip()
        read = _place_and_day(match["before"].strip())
        if read is None or who.islower() or (read[1] is None and ambiguous(who)):
            return None
        ident = resolve(who, language=language, place=read[0])
        return None if ident is None else _dateline(text, start, match.end(), *read, (ident,))
    if not _may_be_listed(head) or (match := _BEFORE_DAY.match(head)) is None or match["who"].islower():
        return None
    when = day(match["day"])
    ident = resolve(match["who"], language=language) if when is not None else None
    if ident is None or when is None or when.day is None:
        return None
    return _dateline(text, start, match.end(), "", when, (ident,))


def _dashed(text: str, start: int, head: str, language: str | None) -> Dateline | None:
    """``SAITAMA, Japan, Dec. 9 Kyodo -``, ``CLEVELAND, Feb 26 -``, ``HÀ NỘI —``."""
    # Few lines begin in capitals, and to look for that costs a tenth of the search for a dash.
    if not in_capitals(_first_word(head)) or (match := _SPACED_DASH.search(head[:120])) is None:
        return None
    before = head[: match.start()]
    read = _place_and_day(before)
    if read is not None:
        bare = read[1] is None and not is_bare_place(read[0], match.group())
        if bare or not in_capitals(read[0].partition(",")[0]):
            return None
        behind = _BEHIND_DASH.match(head, match.end())
        if behind is not None and not ambiguous(behind["who"]) and (ident := resolve(behind["who"])) is not None:
            return _dateline(text, start, behind.end(), *read, (ident,))
        return _dateline(text, start, match.end(), *read, ())
    words = before.split()
    for count in (1, 2, 3):
        if len(words) <= count:
            break
        name = " ".join(words[-count:])
        if name.islower() or (resolve(name) is None and not is_weak(name)):
            continue
        read = _place_and_day(before[: before.rfind(words[-count])])
        if read is not None and (read[1] is not None or in_capitals(read[0])):
            agencies = slot_parties(name, language, read[0], dated=read[1] is not None)
            return _dateline(text, start, match.end(), *read, agencies) if agencies else None
    return None


def _dateline(
    text: str, start: int, length: int, place: str | None, when: Day | None, agencies: tuple[str, ...]
) -> Dateline:
    end = start + length
    while end < len(text) and text[end].isspace():
        end += 1
    month, number = when or Day()
    return Dateline(text[start : start + length].rstrip(), place or None, month, number, agencies, end)


@lru_cache(maxsize=2048)  # a wire prints the same few hundred places and days over and over; `before` is short
def _place_and_day(before: str) -> tuple[str, Day | None] | None:
    """Split what precedes the agency into place and day; None when it is no such thing."""
    parts = [part.strip() for part in _BRACKET.sub("", before).replace("\u060c", ",").split(",")]
    when: Day | None = None
    if len(parts) > 1 and not parts[-1]:
        parts.pop()  # a comma before the bracket
    parts[-1] = parts[-1].rstrip(". ") if day(parts[-1].rstrip(". ")) else parts[-1]
    if len(parts) > 2 and re.fullmatch(r"(?:19|20)\d\d\.?", parts[-1]) and day(parts[-2]):
        parts.pop()
    while len(parts) > 1 and (found := day(parts[-1])):
        # The last one may be a weekday: keep the one that has a date.
        when = found if when is None or when.day is None else when
        parts.pop()
    if when is None and (split := split_day(parts[-1])):
        parts[-1], when = split
    if len(parts) > _MOST_PLACES or not all(map(is_place, parts)):
        return None
    place = _BREAKS.sub(" ", ", ".join(parts))
    return None if find(place) else (place, when)


def slot_parties(printed: str, language: str | None, place: str, *, dated: bool) -> tuple[str, ...]:
    """Read what stands in the agency's place: ``Xinhua``, ``ats afp``, ``dpa/lnw``, ``AFP/VNA``, ``ANSA-AFP``."""
    if ident := resolve(printed, language=language, place=place):
        return (ident,) if fits_dateline(printed, place, dated=dated) else ()
    if partner := _FEED_PARTNERS.get(fold(printed).strip()):
        return (partner,)
    if "/" in printed or "–" in printed:
        found = chain(printed, person=False, language=language)
        return found.parties if found else ()
    words = (printed if " " in printed else printed.replace("-", " ")).split()
    if len(words) > 6:
        return ()
    idents: list[str] = []
    position = 0
    while position < len(words):
        for stop in range(len(words), position, -1):
            name = " ".join(words[position:stop])
            ident = resolve(name, language=language, place=place)
            if ident is not None and fits_dateline(name, place, dated=dated):
                idents.append(ident)
                position = stop
                break
        else:
            return ()
    return tuple(dict.fromkeys(idents))


def _introduces(place: str, printed: str) -> bool:
    """Tell whether the brackets introduce an abbreviation: ``Aam Aadmi Party (AAP) - …``."""
    if len(printed) <= 2 or not ambiguous(printed):
        return False
    initials = "".join(word[0] for word in place.replace("-", " ").split() if word[0].isupper())
    return fold(initials) == fold(printed)


def _first_word(head: str) -> str:
    return head.partition(" ")[0].rstrip(",")
