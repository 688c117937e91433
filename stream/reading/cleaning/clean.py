"""A body into clean text: what is the story, and what stands around it.

The order of the steps matters. Furniture of the page goes first, line by line; then pictures, since a
photo credit must never be taken for the credit of the text; then the foot of the page, the closing
lines from the last one upwards, and the opening lines from the first one down. What is taken away is
kept as printed where it says something (credits, dateline, notes to editors) and counted otherwise.

Where it is not clear what a line is, it stays: a line too many costs a little similarity, a
paragraph too few costs a story.
"""

from __future__ import annotations

from typing import NamedTuple

from stream.dispatch import Credit, Inference, Slot
from stream.reading.cleaning.boilerplate import Furniture, Rules, rules_for
from stream.reading.cleaning.edges import is_note, take_closing, take_foot, take_opening
from stream.reading.cleaning.paragraphs import Line, lines_of
from stream.reading.cleaning.pictures import take_pictures
from stream.reading.cleaning.sheet import EDGE, PROSE, Sheet
from stream.reading.credits.bylines import source_line
from stream.reading.credits.datelines import dateline as read_dateline

__all__ = ["Cleaned", "clean"]

# A headline; a page that begins with a longer line has none.
LONGEST_HEADLINE = 300
# The headline of another story behind ">>", with room for its standfirst; a longer line is a paragraph.
LONGEST_LINK = 200


class Cleaned(NamedTuple):
    """What a body turned out to hold. Credits, dateline and byline are as printed."""

    paragraphs: tuple[str, ...]
    headline: str = ""
    standfirst: str | None = None
    credits: tuple[Credit, ...] = ()
    credit_line: str | None = None
    dateline: str | None = None
    located: str | None = None
    byline: str | None = None
    notes: tuple[str, ...] = ()  # to editors: what an update adds or corrects
    inferences: tuple[Inference, ...] = ()
    caption_only: bool = False  # nothing but the caption of a picture: it is then the text
    dropped: int = 0  # lines left out

    @property
    def text(self) -> str:
        """The paragraphs, separated by one empty line."""
        return "\n\n".join(self.paragraphs)


def clean(
    text: str,
    *,
    rules: Rules | None = None,
    page: bool = False,
    headline: str = "",
    dateline: str | None = None,
    language: str | None = None,
    site: str = "",
) -> Cleaned:
    """Tell the story from what stands around it.

    Args:
        text: body of a dispatch, hard-wrapped or with a line for each paragraph, or a whole page.
        rules: boilerplate of the house; without them the general rules.
        page: whether ``text`` is a saved page, with headline, captions, related links and masthead.
        headline: as the record states it; a page without one takes its first line.
        dateline: as the record states it; removed where the text repeats it.
        language: as the record states it, the primary subtag: it tells which agency signs with letters of several.
        site: the domain that the dispatch lies on, whose name may end a chain of credits.
    """
    rules = rules or rules_for("", page)
    sheet = Sheet(lines_of(text), page, language, site)
    sheet.spaced = sum(line.gap for line in sheet.lines) * 2 > len(sheet.lines)
    _drop_furniture(sheet, rules)
    inferences = []
    printed_headline = _take_headline(sheet, headline)
    if printed_headline and not headline:
        headline = printed_headline
        inferences.append(Inference("headline", "the first line of the page"))
    take_pictures(sheet, headline)
    if page:
        take_foot(sheet, rules)
        _drop_repeats(sheet)
    take_closing(sheet)
    opening = take_opening(sheet, dateline, headed=bool(headline))
    caption_only = not sheet.lines and bool(sheet.captions)
    paragraphs = tuple(sheet.captions) if caption_only else tuple(line.text for line in sheet.lines)
    if not paragraphs and not page and sheet.notes:  # what is nothing but a note to desks is a notice: that is its text
        paragraphs, sheet.notes = tuple(sheet.notes), []
    chain = next((credit.text for credit in sheet.credits if credit.slot is Slot.CREDIT_LINE), None)
    for name, value in (("credit_line", chain), ("dateline", sheet.dateline), ("byline", sheet.byline)):
        if value is not None:
            inferences.append(Inference(name, f"printed in the text: {value}"))
    inferences += [Inference("ed_note", f"printed in the text: {note}") for note in sheet.notes]
    return Cleaned(
        paragraphs=paragraphs,
        headline=headline,
        standfirst=paragraphs[0] if page and len(paragraphs) > 1 and not opening else None,
        credits=tuple(sheet.credits),
        credit_line=chain,
        dateline=sheet.dateline,
        located=sheet.located,
        byline=sheet.byline,
        notes=tuple(sheet.notes),
        inferences=tuple(inferences),
        caption_only=caption_only,
        dropped=sheet.dropped - (len(sheet.captions) if caption_only else 0),
    )


def _drop_furniture(sheet: Sheet, rules: Rules) -> None:
    """Drop related links, widgets and lists of other headlines, whole lines at a time."""
    kept: list[Line] = []
    in_list = False
    prose = 0
    for number, line in enumerate(sheet.lines):
        text = line.text
        kind = rules.furniture(text)
        # At the top of a page the same words are navigation; below the story they open the teasers of others.
        if kind is Furniture.REST and prose > PROSE:
            sheet.dropped += len(sheet.lines) - number
            break
        if kind is Furniture.LIST:
            in_list = True
        elif in_list and (kind is not None or _ends_list(text)):
            in_list = False
        if kind is Furniture.LINE and not in_list and len(text) > LONGEST_LINK and (bare := _unmarked(text)) != text:
            text, kind, line = bare, None, Line(bare, line.gap)
        if in_list or (kind is not None and not is_note(text)):
            sheet.dropped += 1
            continue
        prose += len(text)
        kept.append(line)
    if not kept:
        # A mark says what a line is beside a text; with no text beside them, the sentences among them are the text.
        kept = [
            Line(bare, line.gap)
            for line in sheet.lines
            if (bare := _unmarked(line.text)) != line.text and _is_told(bare)
        ]
        sheet.dropped -= len(kept)
    sheet.lines = kept


def _unmarked(text: str) -> str:
    """A line without the mark of a related link."""
    return text.lstrip(">» ") if text[0] in ">»" else text


def _is_told(text: str) -> bool:
    """Whether a line is a sentence that is too long for a headline."""
    return len(text) > PROSE or (len(text) > PROSE // 2 and text[-1] in '.。!?”"')


def _ends_list(text: str) -> bool:
    """Whether a line cannot be one of a list of headlines: prose, a sentence, or what stands above a story."""
    return len(text) > PROSE or text[-1] in ".。" or source_line(text) is not None or read_dateline(text) is not None


def _take_headline(sheet: Sheet, headline: str) -> str:
    """Remove the headline from the body; on a page also the lines above it. Returns it as printed."""
    if headline:
        wanted = headline.casefold()
        for number, line in enumerate(sheet.lines[: EDGE if sheet.page else 1]):
            if line.text.casefold() == wanted and len(sheet.lines) > number + 1:
                sheet.dropped += number
                del sheet.lines[: number + 1]
                return line.text
        return ""
    if sheet.page and len(sheet.lines) > 1 and len(sheet.lines[0].text) <= LONGEST_HEADLINE:
        return sheet.lines.pop(0).text
    return ""


def _drop_repeats(sheet: Sheet) -> None:
    """Drop paragraphs that a page prints twice, as the standfirst on top of the story and in it."""
    seen: set[str] = set()
    kept: list[Line] = []
    for line in sheet.lines:
        if line.text in seen:
            sheet.dropped += 1
            continue
        kept.append(line)
        if len(line.text) > PROSE // 2:
            seen.add(line.text)
    sheet.lines = kept
