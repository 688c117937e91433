"""The first and the last lines of a text: credits, notes, bylines, datelines and the foot of a page.

The last lines are read from below, the first from above, and both stop at the first line that is
story. Nothing in the middle of a text is looked at.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stream.dispatch import Credit, Slot
from stream.reading.cleaning.boilerplate import Rules
from stream.reading.cleaning.pictures import LONGEST_CAPTION
from stream.reading.cleaning.sheet import EDGE, PROSE, Sheet
from stream.reading.credits.bylines import byline, lead_in, reporting_tail, signature, source_line, translation_tail
from stream.reading.credits.credit_lines import credit_line, end_credit
from stream.reading.credits.datelines import dateline as read_dateline
from stream.reading.notices import is_for_desks
from stream.text.sentences import is_sentence

__all__ = ["is_note", "take_closing", "take_foot", "take_opening"]

# A line of agencies only: five parties of the longest names stay below.
LONGEST_CHAIN = 120
# Bylines and source lines: a name or two with a title, a date and an agency.
LONGEST_BYLINE = 160
# Lines from the end in which the closing credit of a page is looked for; the longest masthead seen has twelve.
FOOT = 100

# Lines below the agency that closes a text: PAP's have the writer and the desk.
_MOST_BELOW, _LONGEST_BELOW = 3, 60  # lines, characters

# Letters of a word of a name; shorter ones are initials and what stands between.
_NAME = 4

# Lines of a story that name whom it is about; its foot may name the writer again.
_BEGINNING = 3

# Notes to editors at the head: Reuters' trashline, Yonhap's ATTN, AP's Eds, ANP's "new item, replaces".
_NOTE = re.compile(
    r"\((?:(?:ATTN|Adds?|Updates?|Recasts?|Corrects?|Refiles?|Repeats?|Releads?|Rewrites?|Changes?|Clarifies)\b"
    r"|Writes? through\b).{0,600}\)"
    r"|\^?Eds?: .{1,600}"
    r"|N i e u w bericht, vervangt: ?.{0,300}"
    r"|(?:STRICTLY )?EMBARGOED\b.{0,160}"
)
# AP's byline: "^By JOHN DOE=", in a line of its own.
_WRITER = re.compile(r"\^By (?P<who>[^=<]{2,80})[=<]+")


def is_note(text: str) -> bool:
    """Whether a line is a note to editors or AP's byline: furniture by its form, but read before it goes."""
    return _NOTE.fullmatch(text) is not None or _WRITER.fullmatch(text) is not None


def _closing_chain(sheet: Sheet, line: str) -> Credit | None:
    """The chain that a line is which closes the text."""
    return credit_line(line, closing=True, language=sheet.language, site=sheet.site)


def _end_credit(sheet: Sheet, paragraph: str) -> tuple[str, Credit | None] | None:
    """The last paragraph without its closing credit or end mark, and the credit."""
    return end_credit(paragraph, language=sheet.language, site=sheet.site)


def take_foot(sheet: Sheet, rules: Rules) -> None:
    """Cut the foot of a page: what follows the closing credit, or the labelled lines of the masthead."""
    for number in range(len(sheet.lines) - 1, max(0, len(sheet.lines) - FOOT), -1):
        text = sheet.lines[number].text
        credit = _closing_chain(sheet, text) if len(text) <= LONGEST_CHAIN else None
        if credit is None:
            continue
        closes = all(len(line.text) <= PROSE for line in sheet.lines[number + 1 :])
        if closes and not _under_caption(sheet, number):
            sheet.cut(number + 1)
            return
        # A chain with prose after it, or under a caption, credits a picture.
        sheet.credits.append(credit._replace(slot=Slot.PHOTO))
        under = _under_caption(sheet, number)
        sheet.drop(number)
        if under:
            sheet.captions.append(sheet.drop(number - 1))
    labelled = [number for number, line in enumerate(sheet.lines) if number > 0 and rules.is_footer(line.text)]
    # One label may belong to the story (an address in a service item); a masthead has several at the very end.
    if len(labelled) > 1 and all(len(line.text) <= PROSE for line in sheet.lines[labelled[0] :]):
        sheet.cut(labelled[0])


def _under_caption(sheet: Sheet, number: int) -> bool:
    """Whether a chain stands directly under a caption: a short line without an empty one between."""
    return (
        sheet.spaced
        and not sheet.lines[number].gap
        and number > 1
        and len(sheet.lines[number - 1].text) <= LONGEST_CAPTION // 2
    )


def take_closing(sheet: Sheet) -> None:
    """Read the last lines from below: credit line, end credit or mark, translation and reporting tails."""
    _cut_below_credit(sheet)
    for _ in range(EDGE):
        if not sheet.lines or not _take_last(sheet):
            return


def _cut_below_credit(sheet: Sheet) -> None:
    """Cut the short lines below the agency in brackets that closes a text: who wrote it, the initials of a desk."""
    if not sheet.lines or len(sheet.lines[-1].text) > _LONGEST_BELOW:  # as of nearly every text
        return
    last = len(sheet.lines) - 1
    for number in range(last, max(last - _MOST_BELOW, 0) - 1, -1):
        text = sheet.lines[number].text
        if (tail := _end_credit(sheet, text)) is not None and tail[1] is not None and tail[0]:
            sheet.cut(number + 1)
            return
        if len(text) > _LONGEST_BELOW or is_sentence(text):
            return


def _take_last(sheet: Sheet) -> bool:
    """Take what closes the text out of its last line; False if the line is story to its end."""
    last = len(sheet.lines) - 1
    text = sheet.lines[last].text
    chained = sheet.has(Slot.CREDIT_LINE, Slot.END_CREDIT)
    if len(text) <= LONGEST_CHAIN and not chained and (chain := _closing_chain(sheet, text)) is not None:
        sheet.credits.append(chain)
        sheet.drop(last)
        return True
    if (tail := _end_credit(sheet, text)) is not None and not (chained and tail[1] is not None):
        rest, credit = tail
        if credit is not None:
            sheet.credits.append(credit)
        sheet.keep(last, rest.strip())
        return True
    if (translated := translation_tail(text)) is not None:
        rest, translation = translated
        sheet.credits.append(translation)
        sheet.keep(last, rest.strip())
        return True
    if (reported := reporting_tail(text)) is not None:
        sheet.keep(last, reported.strip())
        return True
    return last > 0 and _take_signature(sheet, last, closing=True)


def _take_signature(sheet: Sheet, number: int, *, closing: bool = False) -> bool:
    """Take a line that is a source line or a byline as a whole."""
    text = sheet.lines[number].text
    if len(text) > LONGEST_BYLINE:
        return False
    source = source_line(text, closing=closing)
    credit = source or byline(text)
    if credit is None:
        return False
    sheet.credits.append(credit)
    if source is None and sheet.byline is None:
        sheet.byline = text
    sheet.drop(number)
    return True


def take_opening(sheet: Sheet, stated: str | None, *, headed: bool = False) -> bool:
    """Read the first lines: notes to editors, bylines, dateline or lead-in. True if one of the last two was there.

    Args:
        sheet: what is read.
        stated: a dateline that stands in a field of its own.
        headed: whether the headline is known, so that none is among the lines.
    """
    _take_notes(sheet)
    above = _take_masthead(sheet) if headed else 0
    for _ in range(EDGE):
        if len(sheet.lines) < 2 or not _take_signature(sheet, 0):
            break
    if not sheet.lines:
        return False
    if stated is not None:
        _read_stated(sheet, stated)
        if sheet.lines[0].text.startswith(stated):
            sheet.keep(0, sheet.lines[0].text.removeprefix(stated).lstrip(" -–—_"))
            return True
    # Above the dateline there may be a standfirst on a page, and in a dispatch a headline that no field has.
    for number in range(min(max(2, above + 1), len(sheet.lines))):
        if number > above and not sheet.page and len(sheet.lines[0].text) > PROSE:
            break
        text = sheet.lines[number].text
        read = _dateline_of(text, language=sheet.language)
        if read is not None:
            sheet.dateline, sheet.located = read.text, read.place
            if (credit := read.credit()) is not None:
                sheet.credits.append(credit)
            sheet.keep(number, text[read.end :].strip())
            return number == 0
        if (led := lead_in(text, language=sheet.language)) is not None:
            credit, offset = led
            sheet.credits.append(credit)
            sheet.keep(number, text[offset:].strip())
            return number == 0
    return False


def _take_masthead(sheet: Sheet) -> int:
    """Drop what a site prints above a story, down to its dateline or to who signs for an agency: sections, hours, what
    to click on. What is a sentence stays, as it may tell something; returns how many such lines there are. What a house
    says to desks there, an embargo above all, is a note.
    """
    if not sheet.lines or len(sheet.lines[0].text) > PROSE:  # as of most: nothing stands above
        return 0
    end = 0
    for number, line in enumerate(sheet.lines[:EDGE]):
        read = _dateline_of(line.text, language=sheet.language)
        if read is not None and (read.agencies or len(line.text) > PROSE):
            end = number
            break
        if len(line.text) > PROSE:
            break
        if _signed(sheet, number) is not None:
            end = number + 1
    kept = 0
    for _ in range(end):
        if (credit := _signed(sheet, kept)) is not None:
            sheet.credits.append(credit)
            sheet.byline = sheet.byline or credit.text
            sheet.drop(kept)
        elif is_sentence(sheet.lines[kept].text):
            kept += 1
        elif is_for_desks(sheet.lines[kept].text):
            sheet.notes.append(sheet.drop(kept))
        elif not _take_signature(sheet, kept):
            sheet.drop(kept)
    return kept


def _signed(sheet: Sheet, number: int) -> Credit | None:
    """Whom a line above a story signs for, where the writer has no part in the story."""
    read = signature(sheet.lines[number].text)
    if read is None or number + 1 == len(sheet.lines):
        return None
    story = "\n".join(line.text for line in sheet.lines[number + 1 : number + 1 + _BEGINNING])
    names = (word.strip(".,") for word in read[0].split())
    return None if any(len(word) >= _NAME and word in story for word in names) else read[1]


def _take_notes(sheet: Sheet) -> None:
    """Take notes to editors and AP's bylines, which may stand under a headline, out of the first lines."""
    # Notes and bylines of this kind open with a bracket, a caret or a capital letter of the three patterns.
    number = next((number for number, line in enumerate(sheet.lines[:EDGE]) if line.text[0] in "(^ENS"), EDGE)
    while number < min(EDGE, len(sheet.lines)):
        text = sheet.lines[number].text
        if text[0] in "(^ENS" and _NOTE.fullmatch(text) is not None:
            sheet.notes.append(sheet.drop(number).removeprefix("^").removesuffix("<").strip())
        elif text[0] == "^" and (writer := _WRITER.fullmatch(text)) is not None:
            sheet.byline = sheet.byline or writer["who"].strip()
            sheet.drop(number)
        else:
            number += 1


def _read_stated(sheet: Sheet, stated: str) -> None:
    """Read place and agency out of a dateline that stands in a field of its own."""
    read = (_known_dateline if len(stated) <= LONGEST_CHAIN else read_dateline)(stated, language=sheet.language)
    if read is not None:
        sheet.located = read.place
        if (credit := read.credit()) is not None:
            sheet.credits.append(credit)


_known_dateline = lru_cache(maxsize=2048)(read_dateline)  # a wire has few places and days
_dateline_of = lru_cache(maxsize=EDGE)(read_dateline)  # what stands above a story, and the story, are asked twice
