"""Marks by their printed form: before and behind a headline, in a slugline, in brackets, before a text.

Where a word is also an ordinary one ("Repeat offender", "Correction officers"), only its printed form makes it
a mark: capitals, a colon, a dash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from stream.reading.notices.vocabulary import HYPHENATED, NAMED, NEVER_TOPICS, NOTED, ORDERS, SAID, SLUGS, SUMMARIES
from stream.text.fold import fold_words

__all__ = [
    "ALPHABETIC",
    "CORRECTED",
    "EDGE",
    "PIECE",
    "TAKE",
    "UNSPACED",
    "Mark",
    "composed",
    "corrects",
    "corrects_folded",
    "counts",
    "first_part",
    "headline_marks",
    "headline_parts",
    "headline_stem",
    "is_short",
    "leading",
    "plain_words",
    "slug_marks",
    "slug_stem",
]


class Mark(NamedTuple):
    """One mark: what it says, and how it is printed."""

    signal: str
    printed: str
    take: int | None = None  # from 1; PIECE


PIECE = 0
"""The number of a take that is no take: an insert, or what stands for one passage of a text."""
# AP, dpa, Xinhua, Yonhap: "1st LD", "2ND LEAD", "3RD NET", "2nd Ld-Writethru"; "1st lead singer" is none.
_ORDINAL = (
    r"\d{1,2}(?:st|nd|rd|th|er|e|ST|ND|RD|TH|ER|E|\.)[ -]?(?:LEAD|L[Dd]|NET|Lead(?=[- ]?[Ww]))"
    r"(?:[- ]?(?i:writethru|wthru))?"
)
_VERSIONED = re.compile(_ORDINAL + "|(?i:(?:lead|ld)[- ]?writethru)")
_NUMBERED = re.compile(r"(?P<name>[^\d]{2,30}?)[ -]?\d{1,2}")
CORRECTED = frozenset(
    name for name, (signal, _) in {**SAID, **NOTED}.items() if signal == "correction" and " " not in name
) - {"correction", "corrections", "rettifica", "rectification"}
_SHORTEST_CORRECTED = min(map(len, CORRECTED))
_CORRECTED_STARTS = frozenset(name[:_SHORTEST_CORRECTED] for name in CORRECTED)
_CORRECTED_DENSE = tuple(
    name
    for name, (signal, _) in NAMED.items()
    if signal == "correction" and not name.isascii() and name == name.upper()
)
_COUNTS = re.compile(r"[^\W\d_]{3,12}[ -]?\d{1,2}\s*[-–—:]")
_WITHOUT_SEPARATOR = re.compile(r"(?P<update>\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH|\.) (?:LEAD|LD|NET)) |(?P<repeat>RPT) ")
# What ends a mark. A text may have it in a line of its own.
_SEPARATOR = re.compile(r"[ \t]*(?:[:：|]|[-–—]{1,3})[ \t]*|\s*\n\s*|\s*$")
_IN_BRACKETS = re.compile(r"[(\[【（［] ?(?P<inner>[^()\[\]\n】）］]{2,60}?) ?[)\]】）］]\s?[-–—:]?\s?")
_LAST_BRACKETS = re.compile(r" ?[(\[] ?(?P<inner>[^()\[\]\n]{1,60}?) ?[)\]]$")
# "… com cloro - CORREÇÃO", "… in centro/RPT": in capitals, behind a sign that parts it.
_LAST_PARTED = re.compile(r"(?: ?[/|]| [-–—]) ?(?P<inner>[^/|()\n–—-]{2,40})$")
_LONGEST_MARK = 50
_PARTICLE = 3  # letters
_MOST_MARKS = 6
EDGE = 100
TAKE = re.compile(r"(?i:take|prise) (?P<take>[1-9]\d?)(?: ?(?:of|sur|de|von|van|/) ?\d{1,2})?")
# "Cubs take 2 of 3" is sport: in a headline only a sign before it makes it a take. "1+1=2" is arithmetic.
_LAST_TAKE = re.compile(
    r"(?:[-–—,/:] ?(?i:take) (?P<take>[1-9]\d?) of \d{1,2}|(?:[/)] ?|(?<=[^\W\d_]{3}) ?)=(?P<sign>[1-9]\d?))$"
)
_SLUG_TAKE = re.compile(r"(?:\b(?i:take|prise) (?P<take>[1-9]\d?)(?: (?:of|sur|de) \d{1,2})?|= ?(?P<sign>[1-9]\d?))$")
# What is added to the end of a text is the take behind those before it: "1st Add", "ADD 2".
_ADD = re.compile(r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th|ST|ND|RD|TH)[ -](?:Add|ADD)|ADD[ -]?(?P<behind>\d{1,2}))s?")
_SLUG_PART = re.compile(
    rf"(?:[,/ -] ?{_ADD.pattern}|[,/] ?(?P<piece>(?:\d{{1,2}}(?:st|nd|rd|th) )?(?:Insert|INSERT|Subs?|SUBS?)))$"
)
_SLUG_HEAD = re.compile(
    rf"(?P<update>(?:UPDATE|LEAD) \d{{1,2}} ?-|{_ORDINAL}\b)|(?P<digest>WRAPUP \d{{1,2}} ?-)"
    r"|(?P<correction>CORRECTED-)|(?P<refile>REFILE-)|(?P<repeat>RPT-)"
)
_SLUG_CORRECTED = re.compile(r"[,/] ?(?P<name>[^\W\d_]{2,20})$")
_SLUG_TAIL = re.compile(rf"\b(?:{_ORDINAL}|(?i:writethru))$")
_SLUG_KIND = re.compile(r"(?:AP-+)?(?:(?P<alert>(?:AP)?NewsAlert)|(?P<advisory>(?i:skedline|news[ -]planner)))\b")
# Whether pictures come with it changes from version to version: "(PIX, TV)".
_PICTURES = re.compile(r"(?:(?:PIX|PICTURES?|TV|GRAPHICS?|VIDEO|PHOTOS?)[,/& ]{0,3})+")
_MARGIN = " /,-–—"
# Round-ups by name, with a time or a day behind it, or nothing: "Apple pulls AI news summary" has too much before it.
_DIGEST = r"(?i:news (?:summary|digest|round-?up|highlights|headlines|briefs|in brief))"
_SUMMARY = re.compile(
    rf"(?:[A-Z][\w'’-]{{0,20}} )?(?:(?i:world|international|national|business|sports|economic|top) )?{_DIGEST}$"
    rf"|(?:[\w'’-]{{1,20}} ){{0,3}}{_DIGEST}[ ,:–—(-]{{1,4}}(?:(?:at|for|of|on) )?"
    r"(?:(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]{0,6}\.? )?\d[\d:.]{0,4}(?: GMT)?"
)
_SUMMARY_FOLDED = re.compile(rf"(?:{SUMMARIES})\b")
# Orders to the desks that hold an item.
_TOLD_THRICE = re.compile(r"(?P<word>KILL|HOLD|RELEASE)(?:[\s,!–-]{1,3}(?P=word)\b){1,4}[\s:!.–—-]{0,5}")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A sign of a script that parts no words: Thai, Lao, Burmese, Khmer, kana and Han."""
ALPHABETIC = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_OF_A_WORD, _OF_A_LONG_WORD = 2, 4  # signs: of Chinese and Japanese, and of alphabets with signs for vowels
_WORD = re.compile(r"\w+")
_PART = re.compile(rf"([^\n]+?)(?:\s[-–—|]\s|…|[;；|]|(?<={UNSPACED.pattern})[\s\u3000](?={UNSPACED.pattern}))")
_SHORTEST_PART, _SHORTEST_PART_DENSE = 16, 8
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST_WORDS = frozenset(name.partition(" ")[0] for name in NAMED)


@lru_cache(maxsize=1024)  # of the items that are compared now, each with several others
def slug_stem(slug: str) -> str:
    """A slugline without marks of versions, takes and pictures, folded: "UPDATE 1-TRADE-TALKS/" is "trade-talks".

    Versions and takes of one story share it, whichever way their house counts. "" where nothing is left.
    """
    return "-".join(_WORD.findall(fold_words(slug_marks(composed(slug))[1])))


@lru_cache(maxsize=1024)
def headline_stem(headline: str) -> str:
    """A headline without its marks, folded to words, so that "RPT-Pier opens" is "pier opens"."""
    return plain_words(headline_marks(composed(headline))[1])


def first_part(headline: str) -> str:
    """The stem of the first of several parts of a headline, by which it may be quoted; "" where it has but one.

    "Werft stellt Insolvenzantrag - 1100 Beschäftigte betroffen", "両行、来春に統合へ 持ち株会社を設立".
    """
    part = _PART.match(headline)
    stem = headline_stem(part[1]) if part is not None else ""
    return stem if len(stem) >= (_SHORTEST_PART_DENSE if UNSPACED.search(stem) else _SHORTEST_PART) else ""


def headline_parts(stem: str) -> Iterator[str]:
    """The stem of a headline without a few words before or behind it, which may be a mark that nobody knows."""
    words = stem.split(" ")
    for cut in range(1, min(len(words), _LONGEST_BESIDE + 1)):
        yield " ".join(words[cut:])
        yield " ".join(words[:-cut])


_LONGEST_BESIDE = 8  # words


def composed(printed: str) -> str:
    """One line, with accents composed and single spaces."""
    return " ".join((printed if printed.isascii() else unicodedata.normalize("NFC", printed)).split())


def plain_words(printed: str) -> str:
    """Folded, words alone, with single spaces: the form in which names of marks are compared."""
    return " ".join(_WORD.findall(fold_words(printed)))


def _accepted(printed: str, separator: str, rest: str, *, bracketed: bool = False, strict: bool = False) -> str | None:
    """The signal of a mark in its printed form; None where the word may be an ordinary one."""
    if _VERSIONED.fullmatch(printed) is not None:
        return "update"
    if _ADD.fullmatch(printed) is not None:
        return "take"
    numbered = _NUMBERED.fullmatch(printed)
    name = plain_words(numbered["name"] if numbered else printed)
    if name not in NAMED:
        name, _, last = name.rpartition(" ")  # "Korrektur zu", "Correction to", "Rectificatif à"
        if NAMED.get(name, ("",))[0] != "correction" or len(last) > _PARTICLE:
            return None
    signal, form = NAMED[name]
    # With its accent it is a concert that is off; AFP prints none.
    is_caseless = printed == printed.swapcase()
    capital = (printed.isupper() or is_caseless) and printed != "ANNULÉ"
    if numbered:
        return signal if capital or (name in ("update", "wrapup") and not strict) else None
    titled = (
        form == "titled" and not strict and (printed[0].isupper() or name in ("vervangt", "repetition sans changement"))
    )
    in_passing = bracketed and signal == "correction"  # PAP: "(korekta)"
    if not (capital or titled or in_passing) or (form == "brackets" and not bracketed):
        return None
    # "KILL – film review"
    if name == "kill" and not bracketed and separator.strip(" \t\n:：") != "":
        return None
    tight = separator[:1] in "-–—" and separator == separator.strip() and separator
    if not tight or (capital and name in NEVER_TOPICS):
        return signal
    # "KILL-SWITCH", "ALERT-level", "Update-resistant": a hyphen also makes compounds.
    if is_caseless:
        return signal
    opens = rest[:1].isupper() or rest[:1].isdigit() or rest[:1] in "\"'“‘«„("
    sure = (capital or name in HYPHENATED) and signal not in ORDERS
    return signal if sure and opens and any(map(str.islower, rest[:EDGE])) else None


def leading(line: str, *, strict: bool = False) -> tuple[list[Mark], str]:
    """The marks before a headline or a text, and what follows them.

    Args:
        line: headline or text.
        strict: only marks in capitals count. A story may open with "Correction:", but not with "CORRECTION:".
    """
    marks: list[Mark] = []
    if strict and not _may_open(line):
        return marks, line
    while len(marks) < _MOST_MARKS and (read := _first(line, strict=strict)) is not None:
        marks.append(read[0])
        line = line[read[1] :].lstrip()
    return marks, line


def _may_open(line: str) -> bool:
    """Whether a line can open with a mark in capitals; quickly, because it is asked of every text."""
    return line[:2].isupper() or line[:1].isdigit() or line[:1] in "([*"


def _first(line: str, *, strict: bool) -> tuple[Mark, int] | None:
    """The mark with which a line opens, and where it ends."""
    if (inside := _IN_BRACKETS.match(line)) is not None:
        mark = _bracketed(inside["inner"], strict=strict)
        return None if mark is None else (mark._replace(printed=inside[0]), inside.end())
    if line[:1] in "KHR" and (thrice := _TOLD_THRICE.match(line)) is not None:
        return Mark(thrice["word"].lower(), thrice[0]), thrice.end()
    bare = _WITHOUT_SEPARATOR.match(line)
    if bare is not None and any(map(str.islower, line[bare.end() : EDGE])):
        return Mark(bare.lastgroup or "", bare[0]), bare.end()
    if not _may_be_named(line):
        return None
    for separator in islice(_SEPARATOR.finditer(line, 0, _LONGEST_MARK), 4):
        printed = line[: separator.start()]
        signal = printed and _accepted(printed, separator[0], line[separator.end() :][:EDGE], strict=strict)
        if signal:
            return Mark(signal, printed + separator[0], _part(signal, printed)), separator.end()
    return None


def _part(signal: str, printed: str) -> int | None:
    """The number of a part that its mark names otherwise than as a take."""
    if signal != "take":
        return None
    add = _ADD.fullmatch(printed)
    return PIECE if add is None else int(add["before"] or add["behind"]) + 1


def corrects(words: str) -> bool:
    """Whether a note says that a text was corrected, among other words, with another ending or without spaces."""
    return corrects_folded(fold_words(words))


def corrects_folded(folded: str) -> bool:
    """The same of words that are folded."""
    printed = _WORD.findall(folded)
    likely = [word for word in printed if word[:_SHORTEST_CORRECTED] in _CORRECTED_STARTS]
    forms = {word[:end] for word in likely for end in (None, -1, -2)}
    if not CORRECTED.isdisjoint(forms):
        return True
    plain = "" if folded.isascii() else " ".join(printed)
    return any(word in plain for word in _CORRECTED_DENSE)


def counts(mark: Mark) -> bool:
    """Whether a mark of a round-up has a number: "WRAPUP 2-" takes the place of the one before."""
    return mark.signal == "digest" and _COUNTS.match(mark.printed) is not None


def _may_be_named(line: str) -> bool:
    """Whether what stands before a separator may be accepted, by its first word: hardly a headline has a mark."""
    if line[:1].isdigit() or line[:1] in "lL":  # "1st LD", "LD-Writethru"
        return True
    first = _LETTERS.search(fold_words(line[:_LONGEST_MARK]))
    return first is not None and first[0] in _FIRST_WORDS


def _bracketed(inner: str, *, strict: bool) -> Mark | None:
    """The mark that stands in brackets."""
    if (take := TAKE.fullmatch(inner)) is not None:
        return Mark("take", inner, int(take["take"]))
    signal = _accepted(inner, "", "", bracketed=True, strict=strict)
    if signal is None and corrects(inner):
        signal = "correction"
    return None if signal is None else Mark(signal, inner, _part(signal, inner))


@lru_cache(maxsize=1024)  # asked for when it is read, and again for the names under which its item is found
def headline_marks(headline: str) -> tuple[list[Mark], str]:
    """The marks before and behind a headline, and the headline without them."""
    marks, rest = leading(headline)
    while len(marks) < _MOST_MARKS:
        edge = rest[-EDGE:]
        end = edge[-1:]  # looked at first: a search costs a walk over the whole headline
        if (end.isdecimal() or end == "\n") and (take := _LAST_TAKE.search(edge)) is not None:
            marks.append(Mark("take", take[0], int(take["take"] or take["sign"])))
            rest = rest[: len(rest) - len(edge) + take.start()].rstrip(_MARGIN)
            continue
        last = _LAST_BRACKETS.search(edge) if end in ")]\n" else _last_parted(edge)
        if last is None:
            break
        mark = _bracketed(last["inner"], strict=plain_words(last["inner"]) != "repetition sans changement")
        # A bare number counts the versions (ANP), but may be an age as well: it goes, and says nothing.
        if mark is None and not (last["inner"].isdigit() and len(last["inner"]) == 1):
            break
        if mark is not None and mark.signal in ORDERS:
            break
        rest = rest[: len(rest) - len(edge) + last.start()]
        marks.append(mark._replace(printed=last[0]) if mark else Mark("", last[0]))
    folded = fold_words(rest[:EDGE])
    named = ("news" in folded and _SUMMARY.match(rest[:EDGE])) or _SUMMARY_FOLDED.match(folded)
    if named:
        marks.append(Mark("digest", named[0]))
    return marks, rest


def _last_parted(edge: str) -> re.Match[str] | None:
    """What a headline ends with behind a sign, where that is in capitals and the rest is not, or has none."""
    if not edge[-2:].isupper() and edge[-2:] != edge[-2:].swapcase():  # of hardly a headline
        return None
    last = _LAST_PARTED.search(edge)
    if last is None or not _may_be_named(last["inner"]) or edge[: last.start()].isupper():
        return None
    return last if _accepted(last["inner"], "", "", bracketed=True, strict=True) is not None else None


def slug_marks(slug: str) -> tuple[list[Mark], str]:
    """The marks in a slugline, and the slugline without them."""
    marks: list[Mark] = []
    rest = slug.removeprefix("BC-").strip(_MARGIN)
    if (kind := _SLUG_KIND.match(rest)) is not None:
        return [Mark(kind.lastgroup or "", kind[0])], ""
    while len(marks) < _MOST_MARKS:
        rest = rest.strip(_MARGIN)
        if len(rest) < _LONGEST_MARK and rest.isupper() and plain_words(rest) in SLUGS:
            return [*marks, Mark(NAMED[plain_words(rest)][0], rest)], ""
        if (head := _SLUG_HEAD.match(rest)) is not None:
            marks.append(Mark(head.lastgroup or "", head[0]))
            rest = rest[head.end() :]
            continue
        edge = rest[-EDGE:]
        if (take := _SLUG_TAKE.search(edge)) is not None:
            found, mark = take, Mark("take", take[0], int(take["take"] or take["sign"]))
        elif (part := _SLUG_PART.search(edge)) is not None:
            number = part["before"] or part["behind"]
            found, mark = part, Mark("take", part[0], int(number) + 1 if number else PIECE)
        elif (tail := _SLUG_TAIL.search(edge)) is not None:
            found, mark = tail, Mark("update", tail[0])
        elif (corrected := _SLUG_CORRECTED.search(edge)) is not None and _names_correction(corrected):
            found, mark = corrected, Mark("correction", corrected[0])
        elif (last := _LAST_BRACKETS.search(edge)) is not None:
            inner = last["inner"]
            aside = inner.isdigit() or _PICTURES.fullmatch(inner) is not None
            read = Mark("", inner) if aside else _bracketed(inner, strict=False)
            if read is None:
                break
            found, mark = last, read
        else:
            break
        marks.append(mark)
        rest = rest[: len(rest) - len(edge) + found.start()]
    return marks, rest


def _names_correction(tail: re.Match[str]) -> bool:
    """Whether a slug ends with a name that corrections have, or a word for what is corrected."""
    return NAMED.get(plain_words(tail["name"]), ("",))[0] == "correction" or corrects(tail["name"])


def is_short(text: str, words: int, *, lines: int = 1) -> bool:
    """Whether a text has at most so many words and lines; of what parts no words, signs are counted."""
    if len(text) > 20 * words or text.strip().count("\n") >= lines:
        return False
    if text.isascii():
        return len(text.split()) <= words
    long = len(ALPHABETIC.findall(text))
    signs = (len(UNSPACED.findall(text)) - long) // _OF_A_WORD + long // _OF_A_LONG_WORD
    return len(UNSPACED.sub(" ", text).split()) + signs <= words
