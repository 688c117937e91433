"""What a house says its item is: alert, update, correction, kill … read from its marks.

Marks stand in the record's signals, before or behind the headline ("UPDATE 1-", "(LEAD)"), in the slugline,
in the note to editors, in the profile and at the opening of the text. A false signal costs more than a missed
one: a kill retracts, and a digest is kept apart. The patterns see a few hundred characters from an edge of a
field, so that no text takes long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from stream.dispatch import Inference, Target
from stream.reading.notices.corrected import corrects_itself
from stream.reading.notices.digests import digest_form, is_divided
from stream.reading.notices.evidence import DeskOrder, order, takes_itself_back
from stream.reading.notices.forms import (
    EDGE,
    PIECE,
    TAKE,
    Mark,
    composed,
    corrects,
    counts,
    headline_marks,
    is_short,
    leading,
    plain_words,
    slug_marks,
)
from stream.reading.notices.layout import schedule
from stream.reading.notices.named_items import dated
from stream.reading.notices.order_words import speaks_of_item
from stream.reading.notices.orders import OPENING, orders
from stream.reading.notices.supposed import says_nothing, supposed
from stream.reading.notices.vocabulary import BY_PROFILE, MAY_BE_FLASH, NAMED, NOTED, ORDERS, SAID, SIGNALS, UNCLEAR
from stream.text.fold import fold_words

__all__ = ["Notice", "notice"]


class Notice(NamedTuple):
    """What an item is, by the marks of its house."""

    signals: tuple[str, ...] = ()  # of SIGNALS, in that order, each once; and UNCLEAR
    take: int | None = None  # number of a take, from 1; PIECE
    targets: tuple[Target, ...] = ()  # other items that a kill, a hold or a release names, or without one may be about
    inferences: tuple[Inference, ...] = ()  # one for each signal that was read and not stated


_OPENING_CREDIT = re.compile(r"\([A-Z][\w.]{1,15}\)\s+(?=[^\W\d_])")  # "(BELGA) De krant": without a dash
_CONTINUED = re.compile(r"\bcontinued from take (?P<take>[1-9]\d?)\b", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"[\^( ]{0,4}(?:(?:ATTN|Attention|Attn|Eds?|EDS|Editors?|To (?:subscribers|editors)|Note to editors"
    r"|N i e u w bericht)\b[ ,:.-]{0,3}){0,3}"
)
_CLAUSE = re.compile(r"(?:^|[;,.:(] ?|\band )(?P<verb>[^\W\d_]{3,14})\b(?!-)")
_WRITES_THROUGH = re.compile(r"(?i:writes? through)\b")
_CORRECTED = re.compile(r"\bthis (?:story|item|version) (?:corrects|(?:has been|was|is) corrected)\b", re.IGNORECASE)
# "Updates to follow", "Correction will be sent": announced, not done.
_ANNOUNCED = re.compile(
    r"(?:[ :,]{1,2}\w{1,12}){0,2}?[ :,]{1,2}"
    r"(?:will|to (?:follow|come)|follows?|expected|suivra|suit|folgt|volgt|seguirá)\b"
)
_CAPTION = re.compile(
    r"(?:Photos?|PHOTOS?|Fotos?|FOTOS?|Légende|LÉGENDE|Ảnh|ẢNH|Caption|CAPTION|Bildunterschrift|Pie de foto)"
    r"(?: ?[:：]| [-–—] )"
)
# How a site heads what it prints under a text that it has corrected: "Korrektur vom 3. März: ".
_UNDER = re.compile(r"\n[ *(]{0,3}(?P<head>[^\n:：]{2,60}?) ?[:：]")
_FOOT = 500  # characters
_NAME_WORDS = 4  # "fe de errores"
_MAY_BE_ORDER = frozenset(("alert", "update", "correction", "refile"))  # what is marked so and about another item
_NOTE_ABOVE = re.compile(r"[(\[]([^()\[\]\n]{6,120})[)\]]\s")  # "(Ripetizione con testo corretto alla seconda riga)"
_APART = re.compile(r"(?:[^\W\d_] ){4,30}[^\W\d_]\b")  # "R e c t i f i c a t i e": no word of a story is set so
_NOTE_ALONE = re.compile(r"(?:Eds|EDS|Editors|Note to editors) ?:")
_LONGEST_NOTE = 1000
_FLASH_WORDS = 25
_URGENT = (1, 2)
_CAPTION_WORDS = 39
_LONGEST_EVIDENCE = 80
_WEIGHTY = 4  # letters; endings of two may differ


def notice(
    *,
    headline: str,
    slugline: str | None,
    ed_note: str | None,
    text: str,
    profile: str | None,
    urgency: int | None,
    stated: tuple[str, ...],
    has_place: bool = False,
    signed: str = "",
    language: str | None = None,
    house: Collection[str] = (),
) -> Notice:
    """What an item is: the signals that its record states, and those that its marks show.

    Reading again with the signals of the notice as stated ones gives the same signals. A kill, hold or
    release without targets is about the item itself; with targets it is an advisory about others. The item
    does not know its own uri here: whoever looks up the targets must expect to find it among them.

    Args:
        headline: as printed, marks included.
        slugline: as printed.
        ed_note: notes to editors, one a line.
        text: clean text; "" for a kill that has none. A note to such an item names only the item itself.
        profile: profile or genre, name or qcode.
        urgency: 1 to 9.
        stated: signals as the record has them; spellings are normalised, unknown ones left out.
        has_place: a place was printed before the text, as before news.
        signed: what stood with it, such as the name of the house.
        language: as stated; of a few words it cannot be told.
        house: all names of the house, folded.
    """
    headline, text, note = composed(headline), _spaced(text).strip(), _spaced(ed_note or "")
    if not signed and (credit := _OPENING_CREDIT.match(text)) is not None:
        signed = credit[0]
    slugline = composed(slugline) if slugline else ""
    opened, story = leading(text, strict=True)
    marks = [*_around(headline, slugline, note, profile), *_at("text", opened), *_at("text", _body(text))]
    if text and note and takes_itself_back(note):
        marks += _at("edNote", [Mark("kill", note)])
    found = order(
        headline=headline, slugline=slugline, text=text, has_place=has_place or bool(signed), signed=signed, house=house
    )
    ordering, targets = _ordering(found, headline, note, text)
    marks += ordering
    if not marks and not stated and urgency not in _URGENT:  # as of most items by far
        return _unmarked(headline, slugline, text, language, has_place=has_place)
    others = _distinct(list(dated(targets, f"{headline}\n{note}\n{text}"))) if targets else ()
    if found is not None and found.is_of_picture:
        marks = [mark for mark in marks if mark.signal not in ORDERS]
    if has_place and found is None and not speaks_of_item(text):  # "ADVISORY: Strong winds off the coast" is news
        marks = [mark for mark in marks if mark.signal != "advisory" or not mark.printed.startswith("headline")]
    is_flash = bool(text) and is_short(story, _FLASH_WORDS)
    evidence = _evidence([mark for mark in marks if mark.signal != "alert" or is_flash], headline, text)
    if others:
        evidence.setdefault("advisory", f"other items named: {len(others)}")
    said = {signal for each in stated if (signal := _normalised(each))}
    # What is urgent and short may also be an order, the legend of a picture or a comment.
    if is_flash and urgency in _URGENT and MAY_BE_FLASH.issuperset({*evidence, *said}):
        evidence.setdefault("alert", f"urgency: {urgency}")
    take = next((mark.take for mark in marks if mark.take is not None), None)
    if take is None and "take" in said and not any("take" in each.lower() for each in stated):
        take = PIECE
    signals = tuple(signal for signal in SIGNALS if signal in said or signal in evidence)
    return Notice(
        signals,
        take,
        others
        if others or not _MAY_BE_ORDER.issuperset(signals)
        else supposed(headline, text, slugline, has_place=has_place),
        tuple(
            Inference("signals", evidence[signal][:_LONGEST_EVIDENCE].strip())
            for signal in SIGNALS
            if signal in evidence and signal not in said
        ),
    )


def _around(headline: str, slugline: str, note: str, profile: str | None) -> Iterator[Mark]:
    """The marks that stand about a text."""
    for field, printed in (
        ("headline", headline_marks(headline)[0]),
        ("slugline", slug_marks(slugline)[0] if slugline else []),
    ):
        yield from _at(field, printed)
        yield from _at(field, [mark._replace(signal="update") for mark in printed if counts(mark)])
    yield from _at("edNote", _note(note))
    if profile and (signal := _profiled(profile)):
        yield Mark(signal, f"profile: {profile}")


def _ordering(found: DeskOrder | None, headline: str, note: str, text: str) -> tuple[list[Mark], list[Target]]:
    """The marks of orders, and the items that they name: the order that was found, and what sentences ask for."""
    marks = [] if found is None else [Mark(found.signal, found.printed)]
    targets = [] if found is None else list(found.targets)
    if found is not None and found.is_of_picture:
        return marks, targets  # what takes back a picture alone is no order about the story with it
    ordered = False
    for field, source in (("headline", headline), ("edNote", note), ("text", text)):
        for mark, named in orders(source, own=field == "edNote" and not text):
            marks += _at(field, [mark])
            targets += named
            ordered = ordered or bool(named)
    if ordered:
        targets = [target for target in targets if target.words is None]  # what is named is not sought by words
    return marks, targets


def _unmarked(headline: str, slugline: str, text: str, language: str | None, *, has_place: bool) -> Notice:
    """What an item is that nothing marks: news, which may still turn out to be about another item."""
    about = supposed(headline, text, slugline, has_place=has_place)
    if says_nothing(language, headline, text):
        why = "says too little to be news, in a language whose orders are in no table"
        return Notice(("advisory", UNCLEAR), targets=about, inferences=(Inference("signals", why),))
    return Notice(targets=about)


def _evidence(marks: Sequence[Mark], headline: str, text: str) -> dict[str, str]:
    """What is printed that shows each signal, the first mark of each."""
    evidence = {mark.signal: mark.printed for mark in reversed(marks)}
    told_by = evidence.get("digest", "").partition(":")[0]
    if told_by in ("headline", "profile") and _is_about(headline_marks(headline)[1], text, told_by == "profile"):
        evidence.pop("digest")  # one report that is summed up: its parts are no stories of their own
    if "release" in evidence:
        evidence.pop("hold", None)  # "The HOLD on item 12 is lifted"
    return evidence


def _spaced(printed: str) -> str:
    """Accents composed, and the spaces that French sets before a colon made ordinary ones."""
    if printed.isascii():
        return printed
    return unicodedata.normalize("NFC", printed).replace("\xa0", " ").replace("\u202f", " ")


def _at(field: str, marks: list[Mark]) -> Iterator[Mark]:
    """Marks with the field that they were found in."""
    return (mark._replace(printed=f"{field}: {' '.join(mark.printed.split())}") for mark in marks)


def _normalised(stated: str) -> str | None:
    """The signal that a record means: "corrective" and "sig:correction" are corrections."""
    for spelling in (stated, re.split(r"[:/]", stated)[-1]):
        if (name := plain_words(spelling[-EDGE:]).rstrip(" 0123456789")) in SIGNALS:
            return name
        if name in SAID:
            return SAID[name][0]
    return None


def _profiled(profile: str) -> str | None:
    """The signal of a profile or genre, which may be a qcode, an address or several names."""
    parts = (SAID.get(plain_words(part), ("", ""))[0] for part in re.split(r"[:/,;&]", profile[-EDGE:]))
    return next((signal for signal in parts if signal in BY_PROFILE), None)


def _note(note: str) -> list[Mark]:
    """What a note to editors says was done to the item."""
    marks: list[Mark] = []
    for line in islice(note.splitlines(), 12):
        line = line[: 2 * OPENING]
        if (above := _NOTE_ABOVE.match(f"{line} ")) is not None and corrects(above[1]):
            marks.append(Mark("correction", above[0]))
        line = line[found.end() :] if (found := _ADDRESSED.match(line)) is not None else line
        listed = False
        for clause in _CLAUSE.finditer(line):
            verb = clause["verb"]
            known = NOTED.get(fold_words(verb)) if listed or clause.start("verb") == 0 or verb.isupper() else None
            if known is not None and _ANNOUNCED.match(line, clause.end()) is None:
                marks.append(Mark(known[0], verb))
                listed = True  # "(Adds quote, corrects name)"
        if (through := _WRITES_THROUGH.match(line)) is not None:
            marks.append(Mark("update", through[0]))
        if (corrected := _CORRECTED.search(line)) is not None:
            marks.append(Mark("correction", corrected[0]))
        if (take := TAKE.match(line)) is not None:
            marks.append(Mark("take", take[0], int(take["take"])))
    return marks


def _body(text: str) -> list[Mark]:
    """What the text is by its form: take, digest, caption, note."""
    marks: list[Mark] = []
    may_continue = "from take" in text[:OPENING].lower()  # the pattern costs as much as all the rest
    if may_continue and (continued := _CONTINUED.search(text, 0, OPENING)) is not None:
        marks.append(Mark("take", continued[0], int(continued["take"]) + 1))
    if (under := _corrected_under(text)) is not None:
        marks.append(Mark("correction", under))
    elif (note := corrects_itself(text)) is not None:
        marks.append(Mark("correction", note))
    if text[1:2] == " " and (apart := _APART.match(text)) is not None:
        word = plain_words(apart[0].replace(" ", ""))
        marks += [Mark(NAMED[word][0], apart[0])] if word in NAMED and NAMED[word][0] not in ORDERS else []
    if (form := digest_form(text)) is not None:
        marks.append(Mark("digest", form))
    elif (form := schedule(text)) is not None:
        marks.append(Mark("advisory", form))
    if text[:1] in "([" and (above := _NOTE_ABOVE.match(text)) is not None and corrects(above[1]):
        marks.append(Mark("correction", above[0]))
    if (caption := _CAPTION.match(text)) is not None and is_short(text, _CAPTION_WORDS, lines=3):
        marks.append(Mark("caption", caption[0]))
    if len(text) <= _LONGEST_NOTE and "\n" not in text and (alone := _NOTE_ALONE.match(text)) is not None:
        marks.append(Mark("advisory", alone[0]))
    return marks


def _corrected_under(text: str) -> str | None:
    """The head of a correction that is printed under a text: it begins with a name that corrections have."""
    if text.find(":", -_FOOT) < 0 and text.find("：", -_FOOT) < 0:  # what ends a head
        return None
    for under in _UNDER.finditer(text, max(0, len(text) - _FOOT)):
        words = plain_words(under["head"]).split()[:_NAME_WORDS]
        names = (" ".join(words[:count]) for count in range(1, len(words) + 1))
        if any(NAMED.get(name, ("",))[0] == "correction" for name in names):
            return under[0]
    return None


def _is_about(headline: str, text: str, throughout: bool) -> bool:
    """Whether a text that is in one piece tells what a headline says: most of its words of weight.

    Args:
        headline: without its marks.
        text: clean text.
        throughout: one of the words stands in most paragraphs; the headline of a digest may name each of its items.
    """
    folded = fold_words(text)
    words = [word for word in re.findall(r"\w+", fold_words(headline)) if len(word) >= _WEIGHTY]
    stems = [word[: max(_WEIGHTY, len(word) - 2)] for word in words]
    told = [stem for stem in stems if stem in folded]
    if 2 * len(told) <= len(words) or is_divided(text):
        return False
    paragraphs = folded.split("\n\n")
    return not throughout or any(2 * sum(stem in part for part in paragraphs) > len(paragraphs) for stem in told)


def _distinct(targets: list[Target]) -> tuple[Target, ...]:
    """Targets, each once; headline and text often name the same item, one of them in more detail."""
    return tuple(
        target
        for target in dict.fromkeys(targets)
        if not any(
            other != target and all(mine in (None, theirs) for mine, theirs in zip(target, other, strict=True))
            for other in targets
        )
    )
