"""Who helped, who is quoted as the source: source lines, bylines with help, lead-ins.

A source line is the claim of the page that prints it (``Source: Xinhua News Agency``). A byline
with help (``LEMONDE.FR avec AFP et Reuters``) makes the text a blend: several origins and no order
among them. A lead-in (``TTXVN - Sáng 13-1 …``) names one origin. Tails, a weaker slot,
are read by the module imported here.
"""

from __future__ import annotations

import re

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import (
    ambiguous,
    by_domain,
    eastern_names,
    ends_name,
    fits_language,
    is_common,
    is_weak,
    resolve,
)
from stream.reading.credits.chains import is_name, is_photo_word
from stream.reading.credits.datelines import slot_parties
from stream.reading.credits.tails import reporting_tail, translation_tail
from stream.text.calendar import day
from stream.text.fold import fold, tidy
from stream.text.languages import any_of, languages, words_of

__all__ = ["byline", "lead_in", "reporting_tail", "signature", "source_line", "translation_tail"]

_LONGEST = 240
_LONGEST_DATED = 80  # "Xinhua, April 30, 2015"
_MOST_NAMES = 6

_LABEL_MARK = re.compile(r"[:\uff1a©]|\(c\)|opyright", re.IGNORECASE)

_LABELS = words_of(lambda language: language.credits.source_labels)
_AT_THE_END = words_of(lambda language: language.credits.closing_labels)
_SOURCE, _CLOSING_SOURCE = (
    re.compile(rf"(?:^|(?<=[\s(|]))(?:{any_of(labels)}) ?: ?") for labels in (_LABELS, [*_LABELS, *_AT_THE_END])
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)(?: copyright)? ?(?:(?:19|20)\d\d )?(?P<who>[^.,|]{2,40}?)(?: (?:19|20)\d\d)?\.?"
)
_NAMES = re.compile(r"\s?[/,;&+|]\s?|\s(?:et|and|y|e|und|va|và)\s|\s-\s", re.IGNORECASE)
_DIGITS = re.compile(r"\s(?=\(?\d)")
_TIMESTAMP = re.compile(
    r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)?(?:,? ?\d{1,2}[:h]\d{2}(?::\d{2})?)?"
)
_HELPED_BY = {fold(word): language.code for language in languages() for word in language.credits.helped_by}
_HELP = re.compile(
    rf"(?:^|(?<=[\s(\uff08]))(?P<word>{any_of(_HELPED_BY)}) "
    r"(?:l'|l’)?(?P<names>[^()\uff08\uff09]{2,80})[)\uff09]?\.?$"
)
# Looked for first. What the words have before the last of them: a space may be a no-break one there.
_HELP_STEMS = tuple({word.rpartition(" ")[0] or word for word in _HELPED_BY})
_LISTED = re.compile(r" et | and |, | & |/| y ", re.IGNORECASE)
_AP_STAFF = re.compile(
    r"(?P<who>AP|Associated Press|The Associated Press)(?: [A-Z][\w-]+){0,3} (?:Writer|Editor|Correspondent)s?\s?="
)
_SIGNED = re.compile(r" ?[,;|•·/] ?| [-–—] | ?[(\uff08]")
_LABELLED = re.compile(r"^[^\W\d_]+ ?[:\uff1a] ?")  # "Autor: …"
_LONGEST_SIGNATURE = 100
_MOST_OF_AGENCY = 6  # words: "The Associated Press Sports Writer"
_SIGN = r"(?:\s(?:-{1,2}|[–—])|\.\s?(?:-{1,2}|[–—]))\s+(?=\S)"
_LEAD_IN = re.compile(rf"\s*(?P<who>[^\s()–—:-][^()–—:\n]{{1,40}}?){_SIGN}")
_IN_BRACKETS = re.compile(rf"\s*\((?P<who>[^\s()–—:-][^()—:\n]{{1,60}})\)(?:(?P<sign>{_SIGN})|\s+(?=\S))")


def source_line(line: str, *, closing: bool = False) -> Credit | None:
    """Return whom ``line`` gives as the source of the page, as ``Slot.SOURCE_LINE``.

    ``Source: Xinhua News Agency``, also behind ``Updated: November 30, 2022``; ``Fonte: Xinhua
    30.11.2022 13h35``; ``来源:人民网-人民日报海外版``; ``Xinhua, April 30, 2015``; ``© 2022 AFP``.
    A source that is not in the table (``Source: StockQ``, under a chart) is no credit. ``closing``: it is the last line
    of a text, where ``Nguồn:`` and ``Fuente:`` stand under no picture.
    """
    text = line.strip()
    if not 3 <= len(text) <= _LONGEST:
        return None
    if (len(text) > _LONGEST_DATED or "," not in text) and not _has_label(text):
        return None
    clean = tidy(text)
    copy = fold(clean)
    # Names are read as printed, for the letters may tell an agency from a word.
    printed = clean if len(clean) == len(copy) else copy
    if (match := (_CLOSING_SOURCE if closing else _SOURCE).search(copy)) is not None:
        names = printed[match.end() :].strip(" )")
    elif (match := _COPYRIGHT.fullmatch(copy)) is not None:
        names = printed[match.start("who") : match.end("who")]
        if is_common(names):
            return None  # "© 2022 Petra": anybody of that name
    else:
        names, _, when = printed.partition(",")
        if is_weak(names) or not (resolve(names) and _is_when(when.strip())):
            return None
    parties = _sources(names)
    return Credit(Slot.SOURCE_LINE, text, parties) if parties else None


def _has_label(text: str) -> bool:
    """Whether a line has what stands before a source: a colon or a mark of copyright."""
    if not text.isascii():
        return _LABEL_MARK.search(text) is not None
    if ":" in text:
        return True
    lower = text.lower()  # of ASCII no letter has a third form, and looking for two words costs less than a search
    return "(c)" in lower or "opyright" in lower


def _sources(names: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in _NAMES.split(names)[:_MOST_NAMES]:
        ident = _source(name.strip(" .")) or _source(_DIGITS.split(name, maxsplit=1)[0].strip(" ."))
        if ident is None and not found:
            return ()  # the first name is the source; agencies behind a stranger are not
        if ident is not None:
            found.append(ident)
    return tuple(dict.fromkeys(found))


def _source(name: str) -> str | None:
    if not name:
        return None
    if ident := resolve(name):
        return ident
    if "." in name and " " not in name and (owner := by_domain(name)):
        return owner.id
    # An edition or a channel behind the name: 人民日报海外版, 人民网-人民日报海外版.
    match = re.match(eastern_names(), name)
    return resolve(match.group()) if match else None


def _is_when(text: str) -> bool:
    if not text:
        return False
    match = _TIMESTAMP.fullmatch(text)
    return match is not None or day(text) is not None


def byline(line: str) -> Credit | None:
    """Return the parties of a byline with help, in printed order but without rank: a blend.

    ``(avec AFP)``, ``LEMONDE.FR avec AFP et Reuters``, ``(CR avec AFP)``, ``(With inputs from
    ANI)``, a headline that ends with ``(avec AFP et Reuters)``. Who stands before ``avec`` is the
    author; all behind it must be agencies. ``AP Sports Writer=`` under ``By …=`` names one.
    """
    text = line.strip()
    if not 5 <= len(text) <= _LONGEST:
        return None
    if text[-1] == "=":
        match = _AP_STAFF.fullmatch(text.rpartition("\n")[2].strip())
        ident = resolve(match["who"]) if match else None
        return Credit(Slot.BYLINE, text, (ident,)) if ident else None
    lower = text.lower()
    if not any(stem in lower for stem in _HELP_STEMS):
        return None
    clean = tidy(text)
    copy = fold(clean)
    if len(copy) != len(clean):
        return None
    match = _HELP.search(copy)
    if match is None:
        return None
    code = _HELPED_BY[match["word"]]
    language = None if code == "en" else code  # whose aliases are meant: in English anybody's
    names = _LISTED.split(clean[match.start("names") : match.end("names")].strip(" ."))
    if all(map(is_common, names)):
        return None  # "Rencontre avec Petra"
    parties = [resolve(name, language=language) for name in names]
    known = tuple(dict.fromkeys(party for party in parties if party is not None))
    if len(parties) > _MOST_NAMES or None in parties:
        return None
    bracket = clean.rfind("(", 0, match.start())
    opened = bracket >= 0 and ")" not in clean[bracket : match.start()]
    who = clean[bracket + 1 if opened else 0 : match.start()].strip(" ,;-–")
    if not who:
        return Credit(Slot.BYLINE, text, known) if opened or match.start() == 0 else None
    if ident := resolve(who):
        return Credit(Slot.BYLINE, text, tuple(dict.fromkeys((ident, *known))))
    return Credit(Slot.BYLINE, text, known, who) if _is_party(who) else None


def signature(line: str) -> tuple[str, Credit] | None:
    """The writers whom ``line`` names and the agency that they sign for, as ``Slot.SOURCE_LINE``.

    ``By Jane Doe, Associated Press``, ``Jane Doe • Reuters``, ``Jane Doe (AFP)``, ``JANE DOE AP Sports Writer``, and
    ``The Associated Press`` alone. An alias that is also something else needs a sign before it, or brackets. To be
    asked only of a line above a story: below it may be the title of another.
    """
    text = line.strip()
    if not 2 < len(text) <= _LONGEST_SIGNATURE or text[-1] in ".:!?…":
        return None
    text = _LABELLED.sub("", text)
    if not text:
        return None  # "作者：", and the name in the next line
    parts = [part.strip() for part in _SIGNED.split(text[:-1] if text[-1] in ")\uff09" else text)]
    if len(parts) == 1:
        name, ident = _apart(text)
    else:
        idents = [_signed_for(part) for part in parts]
        place = next((place for place, found in enumerate(idents) if found is not None), 0)
        name, ident, behind = " ".join(parts[:place]).strip(), idents[place], "".join(parts[place + 1 :])
        if behind and not any(map(str.isdigit, behind)):  # the hour of the page may stand there
            return None
    if ident is None or not (name == "" or _is_writer(name)) or any(map(is_photo_word, line.split())):
        return None
    return name, Credit(Slot.SOURCE_LINE, line.strip(), (ident,))


def _signed_for(printed: str) -> str | None:
    """The agency that some words begin with; behind it may stand what the writer is: "AP Sports Writer"."""
    words = printed.split()
    for count in range(min(len(words), _MOST_OF_AGENCY), 0, -1):
        name = " ".join(words[:count])
        if (ident := resolve(name)) is not None and not is_common(name):
            return ident if count == len(words) or not ambiguous(name) or name.isupper() else None
    return None


def _apart(printed: str) -> tuple[str, str | None]:
    """A name and the agency behind it, with nothing between the two but a space."""
    words = printed.split()
    for start in range(min(len(words), _MOST_NAMES + 2) if ends_name(words[-1]) else 0):
        name = " ".join(words[start:])
        if (ident := resolve(name)) is not None and not ambiguous(name):
            return " ".join(words[:start]), ident
    return printed, None


def _is_writer(name: str) -> bool:
    """Whether words are the name of a writer, perhaps with a small one before it: "von", "by"."""
    words = name.split()
    return is_name(" ".join(words[words[0].islower() :]))


def _is_party(who: str) -> bool:
    """Tell whether ``who`` may sign: a name, or a site (``LEMONDE.FR``); not the words of a sentence."""
    name = who.removeprefix("Par ").removeprefix("By ")
    return is_name(name) or (" " not in name and "." in name.strip("."))


def lead_in(text: str, *, language: str | None = None) -> tuple[Credit, int] | None:
    """Return the agencies that ``text`` opens with, and where the body starts.

    ``TTXVN - Sáng 13-1 …``, ``AGI - …``, ``EFE.- …``, also ``(TTXVN) - …`` and ``VOV.VN - …``; several as in a dateline
    (``APA/dpa – …``). The dash has a space on both sides. In brackets agencies need none, unless it is one whose name
    is something else besides. In small letters they stand in brackets, or are several. ``language`` is that of the
    text: it tells whose initials they are.
    """
    head = text[:120]
    bracketed = head.lstrip()[:1] == "("
    if not bracketed and not _has_dash(head):
        return None
    match = _IN_BRACKETS.match(head) if bracketed else _LEAD_IN.match(head)
    if match is None:
        return None
    who = match["who"].strip()
    parties = slot_parties(who, language, "", dated=False)
    if not parties and "." in who and (owner := by_domain(who)):
        parties = (owner.id,)
    is_one = resolve(who, language=language) is not None
    if not parties or (is_one and not _opens(who, language, small=bracketed, alone=bracketed and not match["sign"])):
        return None
    # "AGI - artificial general intelligence - is …": what the letters stand for goes on in small ones.
    if is_one and is_weak(who) and head[match.end()].islower():
        return None
    return Credit(Slot.LEAD_IN, match.group().strip(), parties), match.end()


def _opens(who: str, language: str | None, *, small: bool, alone: bool) -> bool:
    """Whether one name is believed to open a text: in small letters, or alone without a sign behind it."""
    if (who.islower() and not small) or not fits_language(who, language):
        return False
    return not alone or not ambiguous(who) or is_weak(who)


def _has_dash(text: str) -> bool:
    return "-" in text or "–" in text or "—" in text
