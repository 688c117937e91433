"""Photo credits and captions: what belongs to a picture is no text and credits no text.

The seed page has one chain twice, under its picture and under its story. Taking the pictures out
first is what keeps the two apart.
"""

from __future__ import annotations

import re

from stream.dispatch import Credit
from stream.reading.cleaning.paragraphs import Line
from stream.reading.cleaning.sheet import Sheet
from stream.reading.credits.chains import is_of_site
from stream.reading.credits.credit_lines import end_credit, photo_credit
from stream.text.fold import fold_words

__all__ = ["LONGEST_CAPTION", "take_pictures"]

# A caption of one or two sentences; a longer line above a photo credit is a paragraph of the story.
LONGEST_CAPTION = 320
# Words before a photo credit on its line: from here on they are a caption, below a label ("Photo :").
SHORTEST_CAPTION = 15

# A caption with its credit on the same line: "… à Pékin. Photo : VNA", "… (Xinhua/Li Xueren)".
_CREDITED_CAPTION = re.compile(
    r"(?P<caption>.{12,300}?)[ .]\s*"
    r"(?P<credit>\([^()]{3,80}\)|(?:Crédit photo|Photos?|Ảnh|Foto|Fuente|图片来源|图自) ?[:：]? ?[^.]{2,80}"
    r"|— [^.]{2,60} Photo[^.]{0,40})"
)
_OTHER_WORDS = ("ẢNH", "图", "圖", "写真")


def take_pictures(sheet: Sheet, headline: str) -> None:
    """Take photo credits and captions out of the text; their parties are in the photo slot and nowhere else."""
    titled = f"{headline} ảnh " if headline else None
    texts = [line.text for line in sheet.lines]
    if not _may_hold_picture(texts, titled):
        return
    kept: list[Line] = []
    for line in sheet.lines:
        text = line.text
        if titled is not None and text.startswith(titled):
            # vietnamplus.vn prints "<headline> ảnh 1<caption>" in one.
            credit = _credited_caption(text, sheet.site)
        elif not _may_be_picture(text):
            kept.append(line)
            continue
        elif (credit := photo_credit(text)) is not None and not _is_site(credit.author, sheet.site):
            if len(credit.text) + SHORTEST_CAPTION > len(text):
                if _is_caption(kept, sheet, attached=not line.gap):
                    sheet.captions.append(kept.pop().text)
                    sheet.dropped += 1
                text = ""
        elif (credit := _credited_caption(text, sheet.site)) is None:
            kept.append(line)
            continue
        if credit is not None:
            sheet.credits.append(credit)
        if text:
            sheet.captions.append(text)
        sheet.dropped += 1
    sheet.lines = kept


def _may_hold_picture(texts: list[str], titled: str | None) -> bool:
    """Whether any of the lines may be one that is taken: one look at them all, which costs less than one at each."""
    whole = "\n".join(texts)
    return _has_sign(whole) or (titled is not None and titled in whole) or any(map(_has_bracket, texts))


def _may_be_picture(text: str) -> bool:
    """Whether a line is worth asking about: a photo credit is short and has a word or a bracket that gives it away."""
    return len(text) <= LONGEST_CAPTION and (_has_bracket(text) or _has_sign(text))


def _has_bracket(text: str) -> bool:
    """Whether a line has the form of a chain in brackets or behind a slash."""
    return text[0] == "/" or (text[-1] in ")）" and "/" in text)


def _has_sign(text: str) -> bool:
    """Whether a word for a picture is in a text."""
    # Written out, and what two words share looked for once: a loop over the words costs three times as much.
    if "oto" in text and ("hoto" in text or "Foto" in text):
        return True
    if "OTO" in text and ("HOTO" in text or "FOTO" in text):
        return True
    if "Fuente" in text or "nh:" in text or "nh :" in text:
        return True
    return not text.isascii() and any(word in text for word in _OTHER_WORDS)


def _is_caption(above: list[Line], sheet: Sheet, *, attached: bool) -> bool:
    """Whether the last line above a photo credit is its caption.

    Where empty lines set paragraphs apart, only a line without one between is. Elsewhere it must be
    short, and in a dispatch (which carries no page) nothing is taken on that ground alone.
    """
    if not above:
        return False
    if sheet.spaced:
        return attached and len(above[-1].text) <= LONGEST_CAPTION
    return sheet.page and len(above) > 1 and len(above[-1].text) <= LONGEST_CAPTION // 2


def _is_site(author: str | None, site: str) -> bool:
    """Whether behind an agency stands who prints the text, and not who took a picture."""
    return author is not None and bool(site) and is_of_site(fold_words(author).split(), site)


def _credited_caption(text: str, site: str) -> Credit | None:
    """The credit at the end of a caption that carries its own."""
    found = _CREDITED_CAPTION.fullmatch(text)
    if found is None or end_credit(text, site=site) is not None:
        return None
    return photo_credit(found["credit"].strip())
