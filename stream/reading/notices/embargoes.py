"""Embargoes that are printed: in the note to editors, before or in brackets in the headline, at the top of the text.

An embargo holds an item until its time. One whose time cannot be read holds it until an editor or a later version
frees it: to publish too early is what cannot be undone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from stream.reading.notices.days import dates, is_day_name, weekday
from stream.reading.notices.forms import UNSPACED, corrects, leading
from stream.reading.notices.order_words import blanked, least, listed_in, order_in, speaks_of_item
from stream.text.fold import fold_words
from stream.text.languages import words_of

__all__ = ["PrintedEmbargo", "is_for_desks", "printed_embargo"]

_OPENING = 240  # characters of a text at which a line of embargo may end
_LONGEST_LINE = 170
_LONGEST_NOTE = 1000
_AT_AN_EDGE = 3  # characters
_ENDS = " .!)]】）*"
_LONGEST_REQUEST, _MOST_ASKED_BESIDE = 90, 3  # characters; words beside those of time and of desks
_WORDS = tuple(sorted(map(fold_words, words_of(lambda language: language.notices.orders.get("embargo", ())))))
_LEAST = least(_WORDS)
_LEAST_ASCII = tuple(filter(str.isascii, _LEAST))
_FREED = tuple(map(fold_words, words_of(lambda language: language.notices.orders.get("release", ()))))
# What may stand before the word in a line of its own: "※", "(", "STRICTLY", "INFORMACIÓN", "SOUS".
_BEFORE = 22
_OPENING_BRACKETS, _CLOSING_BRACKETS = "[【(（〔", "]】)）〕"
_PARTICLE = 3  # letters
_WORD = re.compile(r"[^\W\d_]+")
_TIME_SIGNS = re.compile("[年月日号時时分点點午前後上下今明]")
_CLOCK = frozenset(
    fold_words(
        "hours horas hora heures heure godz godziny saat часов часа noon midday midnight "
        "الساعة صباح صباحا مساء السادسة السابعة الثامنة التاسعة العاشرة الثانية الثالثة الرابعة الخامسة"
    ).split()
)
_BRACKETS = re.compile(r"[\[【(（]([^\])】）\n]{3,80})[\])】）]")
_HEADLINE_MARK = re.compile(r"([^:–—\n-]{3,40})(?: ?:| [-–—]) ")
_HOURS = 24
_SIGN = fold_words("時|时|시")
_HOUR = re.compile(
    rf"(?<![\d/.,])(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minutes>[0-5]\d)|\s?(?:h|{_SIGN}|gio|uhr)\s?(?P<minute>[0-5]\d)?)(?![\d/])"
    r"\s?(?P<half>[ap]\.?m)?"
    r"|(?<![\d/.,])(?!20[2-9]\d)(?P<four>[01]\d[0-5]\d|2[0-3][0-5]\d)(?![\d/])(?!\s*$)|\b(?P<twelve>1?[0-9])\s?(?P<half2>[ap]\.?m)"
    r"|(?P<noon>\b(?:12 ?)?(?:noon|midday))|(?P<midnight>\bmidnight)"
)
# Where neither minutes nor a word for hours stand behind it: "a las 8 de la tarde", "الساعة 8 صباحا".
_AT = "|".join(map(fold_words, ("الساعة", "a las", "às", "alle", "ore", "klo", "kl.", "um", "at", "в", "о", "pukul")))
_BARE_HOUR = re.compile(
    rf"(?<!\w)(?:{_AT})"
    r"\s(?P<hour>\d{1,2})(?![\d/.,:])(?P<behind>[^\d]{0,16})"
)
_LATER_HALF = tuple(
    map(fold_words, ("مساء", "tarde", "noche", "noite", "pomeriggio", "sera", "вечера", "дня", "malam"))
)
_HALF_BEFORE = re.compile(fold_words("(午前|上午|오전|午後|下午|오후)") + r"\s?(\d{1,2})")
_AFTERNOON = frozenset(map(fold_words, ("午後", "下午", "오후")))
# By hours before or behind GMT. Of several zones with one name the western one: an item must not come out too early.
_NAMED_ZONES = {
    -8: "pst pdt",
    -7: "mst mdt",
    -6: "cdt",
    -5: "est hne",
    -4: "edt et hae",
    -3: "brt art hora_de_brasília",
    0: "gmt utc hora_de_lisboa بتوقيت_غرينتش",
    1: "bst cet mez mesz hec haec hora_peninsular ora_italiana",
    2: "cest بتوقيت_القاهرة",
    3: "msk мск московск eat بتوقيت_مكة بتوقيت_الكويت بتوقيت_الرياض",
    7: "wib ict giờ_hà_nội",
    8: "sgt hkt 北京时间 台北時間",
    9: "jst kst 日本時間 한국시간",
    10: "aest aedt",
    12: "nzst nzdt",
}
_ZONES = {fold_words(name.replace("_", " ")): hours for hours, names in _NAMED_ZONES.items() for name in names.split()}
_ZONE = re.compile("|".join(rf"\b{zone}\b" if zone.isascii() else zone for zone in _ZONES))
# No zone is printed: in languages of the Americas it may be one of theirs, and an item must not come out too early.
_WESTERN = {"en": -5, "es": -5, "pt": -3}


class PrintedEmbargo(NamedTuple):
    """The line, and until when it holds in milliseconds since the epoch; None where that cannot be read."""

    printed: str
    until: int | None
    zoned: bool = True  # a zone is printed


def printed_embargo(
    *, headline: str, ed_note: str, text: str, published: int | None, language: str | None
) -> PrintedEmbargo | None:
    """The embargo that an item prints.

    Args:
        headline: as printed.
        ed_note: notes to editors, one a line.
        text: clean text.
        published: milliseconds since the epoch, from which a day without a year and an hour without a day are counted.
        language: primary subtag, for what zone an hour without one may be in.
    """
    line = _line(headline, ed_note[:_LONGEST_NOTE], text)
    if line is None:
        return None
    folded = fold_words(line)
    until = _until(folded, published, (language or "").partition("-")[0])
    return PrintedEmbargo(line, until, _ZONE.search(folded) is not None)


def is_for_desks(line: str) -> bool:
    """Whether a line above a text speaks to desks: an embargo, an order, a mark, a word that something is corrected."""
    asks = _sets(line) or _asks_to_wait(line) or order_in("", line) is not None
    return asks or bool(leading(line, strict=True)[0]) or corrects(line)


def _line(headline: str, note: str, text: str) -> str | None:
    opening = text[:_OPENING]
    for sentence in note.split("\n"):
        if sentence and (_sets(sentence) or _speaks_of_item_until(sentence) or _opens_with_word(sentence)):
            return sentence
        if sentence and _asks_to_wait(sentence):
            return sentence
    first = opening.partition("\n")[0].strip() if "\n" in opening else ""
    is_said = 0 < len(first) <= _LONGEST_LINE and _says(fold_words(first))  # of hardly any text, and asked of all
    if is_said and (_sets(first, text) or _is_aside(first, f"{headline}\n{text}")):
        return f"{first} {_line_with_time(first, opening)}".strip()
    if first and _asks_to_wait(first):
        return first
    for mark in (_BRACKETS.match(headline), _HEADLINE_MARK.match(headline)):
        if mark is not None and (mark[0][0] in "[【(（" or mark[1].isupper()) and _says(fold_words(mark[1])):
            return mark[1]
    return None


def _sets(line: str, text: str = "") -> bool:
    """Whether a line puts an item under an embargo, and does not tell of one: oil is under one, a season is opened, a
    house is seized by the same words.

    It stands in brackets or alone in capitals; or beside words of time hardly anything is said.

    Args:
        line: a line of its own.
        text: that stands below it. Where all is in capitals they are no mark.
    """
    folded = fold_words(line)
    if not _says(folded):
        return False
    word = max((word for word in _WORDS if word in folded), key=lambda word: (-folded.find(word), len(word)))
    start = folded.find(word)
    if start > _BEFORE and not UNSPACED.search(word):
        return False
    if line[0] in _OPENING_BRACKETS or (not text.isupper() and _is_shouted(line, word)):
        return True
    has_time = _hour(folded) is not None or any(True for _ in dates(folded))
    beside = _ZONE.sub(" ", f"{folded[:start]} {folded[start + len(word) :]}")
    return _told_beside(beside) <= (2 if has_time else 1)


def _asks_to_wait(line: str) -> bool:
    """Whether a line asks desks to use something from an hour on, and says nothing else: "Please run after 6 p.m.".

    In brackets it may say so in more words.
    """
    is_apart = line[0] in _OPENING_BRACKETS and line[-1] in _CLOSING_BRACKETS
    if len(line) > (_LONGEST_LINE if is_apart else _LONGEST_REQUEST) or not any(map(str.isdigit, line)):
        return False
    folded = fold_words(line)
    if _hour(folded) is None or any(freed in folded for freed in _FREED):
        return False
    hits = list(listed_in(folded))
    uses = [hit.start for hit in hits if hit.kind.startswith("use:") or (is_apart and hit.kind == "kill")]
    forbids = any(hit.kind.startswith("not:") for hit in hits)
    voiced = [hit for hit in hits if hit.kind == "voice"]
    # "Published by the editor, March 10, 6 p.m." tells when it was.
    asks = (
        (is_apart and bool(voiced))
        or any(hit.start <= _AT_AN_EDGE for hit in voiced)
        or (any(hit.end >= len(folded.rstrip(_ENDS)) for hit in voiced) and min(uses, default=0) > _AT_AN_EDGE)
    )
    if not uses or not (forbids or asks):
        return False
    return is_apart or _told_beside(blanked(folded, hits)) <= _MOST_ASKED_BESIDE


def _is_shouted(line: str, word: str) -> bool:
    first = word.split()[0].rstrip(":")
    return any(printed.isupper() and first in fold_words(printed) for printed in line.split())


def _opens_with_word(note: str) -> bool:
    """Whether a note to desks opens with a word for embargoes: of news it would say first what is new."""
    folded = fold_words(note).lstrip("([*- ")
    return _says(folded) and folded.startswith(_WORDS)


def _told_beside(folded: str) -> float:
    """How many words of a line are no time and no particle; of scripts that part no words, two signs count as one."""
    told = 0.0
    for word in _WORD.findall(_TIME_SIGNS.sub(" ", folded)):
        if UNSPACED.search(word):
            told += len(word) / 2
        elif len(word) > _PARTICLE and not is_day_name(word) and word not in _CLOCK:
            told += 1
    return told


def _is_aside(line: str, text: str) -> bool:
    """Whether a line speaks of the item, and of an embargo that neither headline nor text knows of."""
    if not _speaks_of_item_until(line):
        return False
    folded, whole = fold_words(line), fold_words(text)
    return all(whole.count(word) == 1 for word in _WORDS if word in folded)


def _speaks_of_item_until(line: str) -> bool:
    """Whether a line speaks of the item, of an embargo and of an hour."""
    folded = fold_words(line)
    return _says(folded) and _hour(folded) is not None and speaks_of_item(folded)


def _line_with_time(first: str, opening: str) -> str:
    """The line below one that says no time: "EMBARGOED", and then "Not for publication before 6 p.m."."""
    second, *below = [line.strip() for line in opening.split("\n") if line.strip()][1:] or [""]
    has_time = any(map(str.isdigit, second)) and not any(map(str.isdigit, first))
    return second if has_time and below and len(second) <= _LONGEST_LINE // 2 else ""


def _says(folded: str) -> bool:
    least = _LEAST_ASCII if folded.isascii() else _LEAST
    return any(map(folded.__contains__, least)) and not any(map(folded.__contains__, _FREED))


def _until(line: str, published: int | None, language: str) -> int | None:
    """When the embargo of a folded line is over."""
    if published is None:
        return None
    found = _HOUR.search(line)
    # Of two hours with their zones the first one that is read has its zone behind it.
    zone = (found and _ZONE.search(line, found.end())) or _ZONE.search(line)
    offset = timedelta(hours=_ZONES[zone[0]] if zone else _WESTERN.get(language, 0))
    now = datetime.fromtimestamp(published / 1000, UTC) + offset
    hour = _hour(line)
    day = _day(line, now)
    if day is None and hour is None:
        return None
    try:
        if day is None:
            until = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=hour or 0)
            until += timedelta(days=1) if until <= now else timedelta()
        else:
            # A day alone is held to its end.
            until = day + timedelta(minutes=hour if hour is not None else 24 * 60)
    except OverflowError:
        return None
    return int((until - offset).timestamp() * 1000)


def _hour(line: str) -> int | None:
    """Minutes since midnight."""
    if (half := _HALF_BEFORE.search(line)) is not None:
        return (int(half[2]) % 12 + (12 if half[1] in _AFTERNOON else 0)) * 60
    found = _HOUR.search(line)
    if found is None:
        bare = _BARE_HOUR.search(line)
        if bare is None or int(bare["hour"]) > _HOURS:
            return None
        is_later = any(word in bare["behind"] for word in _LATER_HALF) and int(bare["hour"]) < _HOURS // 2
        return (int(bare["hour"]) + (_HOURS // 2 if is_later else 0)) * 60
    if found["noon"]:
        return 12 * 60
    if found["midnight"]:
        return 24 * 60
    if found["four"]:
        return int(found["four"][:2]) * 60 + int(found["four"][2:])
    hour = int(found["hour"] or found["twelve"])
    if half_day := (found["half"] or found["half2"]):
        hour = hour % 12 + (12 if half_day.startswith("p") else 0)
    return hour * 60 + int(found["minutes"] or found["minute"] or 0)


def _day(line: str, now: datetime) -> datetime | None:
    """Midnight of the day that a line names, the next one after it was published."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for month, day in dates(line):
        return _next(today, month or (today.month if day >= today.day else today.month % 12 + 1), day)
    number = weekday(line)
    return None if number is None else today + timedelta(days=(number - today.weekday()) % 7)


def _next(today: datetime, month: int, day: int) -> datetime | None:
    """The day of this year; of the next one where that is long past."""
    try:
        named = today.replace(month=month, day=day)
        return named if named > today - timedelta(days=60) else named.replace(year=today.year + 1)
    except ValueError:  # 31 June
        return None
