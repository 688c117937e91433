"""A body into clean text: what is the story, and what stands around it.

The order of the steps matters. Furniture of the page goes first, line by line; then pictures, since a
photo credit must never be taken for the credit of the text; then the foot of the page, the closing
lines from the last one upwards, and the opening lines from the first one down. What is taken away is
kept as printed where it says something (credits, dateline, notes to editors) and counted otherwise.

Where it is not clear what a line is, it stays: a line too many costs a little similarity, a
paragraph too few costs a story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stream.dispatch import Credit, Inference, Slot
from stream.reading.boilerplate import Furniture, Rules, rules_for
from stream.reading.bylines import attributions, byline, lead_in, reporting_tail, source_line, translation_tail
from stream.reading.credit_lines import credit_line, end_credit, photo_credit
from stream.reading.datelines import dateline as read_dateline
from stream.reading.paragraphs import Line, lines_of

__all__ = ["Cleaned", "clean"]

# A line of agencies only: five parties of the longest names stay below.
LONGEST_CHAIN = 120
# Bylines and source lines: a name or two with a title, a date and an agency.
LONGEST_BYLINE = 160
# A caption of one or two sentences; a longer line above a photo credit is a paragraph of the story.
LONGEST_CAPTION = 320
# Words before a photo credit on its line: from here on they are a caption, below a label ("Photo :").
SHORTEST_CAPTION = 15
# A headline; a page that begins with a longer line has none.
LONGEST_HEADLINE = 300
# From here on a line is prose: the shortest paragraphs of agencies have a sentence of about twenty words.
PROSE = 120
# Lines before and after the story that may be notes, bylines and credits; dpa, the longest seen, has six.
EDGE = 8
# Lines from the end in which the closing credit of a page is looked for; the longest masthead seen has twelve.
FOOT = 100

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
# A caption with its credit on the same line: "… à Pékin. Photo : VNA", "… (Xinhua/Li Xueren)".
_CREDITED_CAPTION = re.compile(
    r"(?P<caption>.{12,300}?)[ .]\s*"
    r"(?P<credit>\([^()]{3,80}\)|(?:Crédit photo|Photos?|Ảnh|Foto|Fuente|图片来源|图自) ?[:：]? ?[^.]{2,80}"
    r"|— [^.]{2,60} Photo[^.]{0,40})"
)
_PICTURE_WORDS = ("hoto", "HOTO", "nh:", "nh :", "ẢNH", "图", "圖", "Fuente", "写真")


@dataclass(frozen=True, slots=True)
class Cleaned:
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


@dataclass(slots=True)
class _Sheet:
    """The copy being marked up: the lines that are still text, and what was taken from them."""

    lines: list[Line]
    page: bool
    credits: list[Credit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    dropped: int = 0
    dateline: str | None = None
    located: str | None = None
    byline: str | None = None
    spaced: bool = False  # paragraphs are set apart by empty lines, so a line without one belongs to the line above

    def drop(self, index: int) -> str:
        """Take one line away and count it."""
        self.dropped += 1
        return self.lines.pop(index).text

    def cut(self, index: int) -> None:
        """Take away everything from a line to the end."""
        self.dropped += len(self.lines) - index
        del self.lines[index:]

    def keep(self, index: int, text: str) -> None:
        """Put the rest of a line in its place, or drop the line if nothing is left."""
        if text:
            self.lines[index] = Line(text, self.lines[index].gap)
        else:
            self.drop(index)

    def has(self, *slots: Slot) -> bool:
        """Whether a credit of one of these slots was taken."""
        return any(credit.slot in slots for credit in self.credits)


def clean(
    text: str,
    *,
    rules: Rules | None = None,
    page: bool = False,
    headline: str = "",
    dateline: str | None = None,
) -> Cleaned:
    """Tell the story from what stands around it.

    Args:
        text: body of a dispatch, hard-wrapped or with a line for each paragraph, or a whole page.
        rules: boilerplate of the house; without them the general rules.
        page: whether ``text`` is a saved page, with headline, captions, related links and masthead.
        headline: as the record states it; a page without one takes its first line.
        dateline: as the record states it; removed where the text repeats it.
    """
    rules = rules or rules_for("", page)
    sheet = _Sheet(lines_of(text), page)
    sheet.spaced = sum(line.gap for line in sheet.lines) * 2 > len(sheet.lines)
    _drop_furniture(sheet, rules)
    inferences = []
    printed_headline = _take_headline(sheet, headline)
    if printed_headline and not headline:
        headline = printed_headline
        inferences.append(Inference("headline", "the first line of the page"))
    _take_pictures(sheet, text, headline)
    if page:
        _take_foot(sheet, rules)
        _drop_repeats(sheet)
    _take_closing(sheet)
    opening = _take_opening(sheet, dateline)
    caption_only = not sheet.lines and bool(sheet.captions)
    paragraphs = tuple(sheet.captions) if caption_only else tuple(line.text for line in sheet.lines)
    sheet.credits += attributions("\n".join((headline, *paragraphs)))
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


def _drop_furniture(sheet: _Sheet, rules: Rules) -> None:
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
        if in_list or (kind is not None and _NOTE.fullmatch(text) is None and _WRITER.fullmatch(text) is None):
            sheet.dropped += 1
            continue
        prose += len(text)
        kept.append(line)
    sheet.lines = kept


def _ends_list(text: str) -> bool:
    """Whether a line cannot be one of a list of headlines: prose, a sentence, or what stands above a story."""
    return len(text) > PROSE or text[-1] in ".。" or source_line(text) is not None or read_dateline(text) is not None


def _take_headline(sheet: _Sheet, headline: str) -> str:
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


def _take_pictures(sheet: _Sheet, body: str, headline: str) -> None:
    """Take photo credits and captions out of the text; their parties are in the photo slot and nowhere else."""
    words = tuple(word for word in _PICTURE_WORDS if word in body)
    kept: list[Line] = []
    for line in sheet.lines:
        text = line.text
        if headline and len(text) > len(headline) and text.startswith(f"{headline} ảnh "):
            # vietnamplus.vn prints "<headline> ảnh 1<caption>" in one.
            credit = _credited_caption(text)
        elif not _may_be_picture(text, words):
            kept.append(line)
            continue
        elif (credit := photo_credit(text)) is not None:
            if len(credit.text) + SHORTEST_CAPTION > len(text):
                if _is_caption(kept, sheet, attached=not line.gap):
                    sheet.captions.append(kept.pop().text)
                    sheet.dropped += 1
                text = ""
        elif (credit := _credited_caption(text)) is None:
            kept.append(line)
            continue
        if credit is not None:
            sheet.credits.append(credit)
        if text:
            sheet.captions.append(text)
        sheet.dropped += 1
    sheet.lines = kept


def _may_be_picture(text: str, words: tuple[str, ...]) -> bool:
    """Whether a line is worth asking about: a photo credit is short and has a word or a bracket that gives it away.

    Args:
        text: the line.
        words: those of the words for a picture that the whole text has at all, which is mostly none.
    """
    if len(text) > LONGEST_CAPTION:
        return False
    if text[0] == "/" or (text[-1] in ")）" and "/" in text):
        return True
    return bool(words) and any(word in text for word in words)


def _is_caption(above: list[Line], sheet: _Sheet, *, attached: bool) -> bool:
    """Whether the last line above a photo credit is its caption.

    Where empty lines set paragraphs apart, only a line without one between is. Elsewhere it must be
    short, and in a dispatch (which carries no page) nothing is taken on that ground alone.
    """
    if not above:
        return False
    if sheet.spaced:
        return attached and len(above[-1].text) <= LONGEST_CAPTION
    return sheet.page and len(above) > 1 and len(above[-1].text) <= LONGEST_CAPTION // 2


def _credited_caption(text: str) -> Credit | None:
    """The credit at the end of a caption that carries its own."""
    found = _CREDITED_CAPTION.fullmatch(text)
    if found is None or end_credit(text) is not None:
        return None
    return photo_credit(found["credit"].strip())


def _take_foot(sheet: _Sheet, rules: Rules) -> None:
    """Cut the foot of a page: what follows the closing credit, or the labelled lines of the masthead."""
    for number in range(len(sheet.lines) - 1, max(0, len(sheet.lines) - FOOT), -1):
        text = sheet.lines[number].text
        credit = credit_line(text, closing=True) if len(text) <= LONGEST_CHAIN else None
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


def _under_caption(sheet: _Sheet, number: int) -> bool:
    """Whether a chain stands directly under a caption: a short line without an empty one between."""
    return (
        sheet.spaced
        and not sheet.lines[number].gap
        and number > 1
        and len(sheet.lines[number - 1].text) <= LONGEST_CAPTION // 2
    )


def _drop_repeats(sheet: _Sheet) -> None:
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


def _take_closing(sheet: _Sheet) -> None:
    """Read the last lines from below: credit line, end credit or mark, translation and reporting tails."""
    for _ in range(EDGE):
        if not sheet.lines or not _take_last(sheet):
            return


def _take_last(sheet: _Sheet) -> bool:
    """Take what closes the text out of its last line; False if the line is story to its end."""
    last = len(sheet.lines) - 1
    text = sheet.lines[last].text
    chained = sheet.has(Slot.CREDIT_LINE, Slot.END_CREDIT)
    if len(text) <= LONGEST_CHAIN and not chained and (chain := credit_line(text, closing=True)) is not None:
        sheet.credits.append(chain)
        sheet.drop(last)
        return True
    if (tail := end_credit(text)) is not None and not (chained and tail[1] is not None):
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
    return last > 0 and _take_signature(sheet, last)


def _take_signature(sheet: _Sheet, number: int) -> bool:
    """Take a line that is a source line or a byline as a whole."""
    text = sheet.lines[number].text
    if len(text) > LONGEST_BYLINE:
        return False
    source = source_line(text)
    credit = source or byline(text)
    if credit is None:
        return False
    sheet.credits.append(credit)
    if source is None and sheet.byline is None:
        sheet.byline = text
    sheet.drop(number)
    return True


def _take_notes(sheet: _Sheet) -> None:
    """Take notes to editors and AP's bylines, which may stand under a headline, out of the first lines."""
    number = 0
    while number < min(EDGE, len(sheet.lines)):
        text = sheet.lines[number].text
        # Notes and bylines of this kind open with a bracket, a caret or a capital letter of the three patterns.
        if text[0] in "(^ENS" and _NOTE.fullmatch(text) is not None:
            sheet.notes.append(sheet.drop(number).removeprefix("^").removesuffix("<").strip())
        elif text[0] == "^" and (writer := _WRITER.fullmatch(text)) is not None:
            sheet.byline = sheet.byline or writer["who"].strip()
            sheet.drop(number)
        else:
            number += 1


def _read_stated(sheet: _Sheet, stated: str) -> None:
    """Read place and agency out of a dateline that stands in a field of its own."""
    read = read_dateline(stated)
    if read is not None:
        sheet.located = read.place
        if (credit := read.credit()) is not None:
            sheet.credits.append(credit)


def _take_opening(sheet: _Sheet, stated: str | None) -> bool:
    """Read the first lines: notes to editors, bylines, dateline or lead-in. True if one of the last two was there."""
    _take_notes(sheet)
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
    for number in range(min(2, len(sheet.lines))):
        if number and not sheet.page and len(sheet.lines[0].text) > PROSE:
            break
        text = sheet.lines[number].text
        read = read_dateline(text)
        if read is not None:
            sheet.dateline, sheet.located = read.text, read.place
            if (credit := read.credit()) is not None:
                sheet.credits.append(credit)
            sheet.keep(number, text[read.end :].strip())
            return number == 0
        if (led := lead_in(text)) is not None:
            credit, offset = led
            sheet.credits.append(credit)
            sheet.keep(number, text[offset:].strip())
            return number == 0
    return False
