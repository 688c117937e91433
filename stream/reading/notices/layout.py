"""What an item is by how it is laid out, in any language: a list of what is to come is no report.

Lists of events, coverage plans and programmes are sent beside the news in its form. Their lines open with hours that
rise and hold no whole sentence, or announce in brackets what will be sent of each subject. A chronicle of a day has
hours too, but tells in sentences; a table of results has no hours.
"""

from __future__ import annotations

import re

__all__ = ["schedule"]

_FEWEST = 3  # hours or announcements: two are in many a story
_LONGEST = 6000  # characters
# With or without a sign between: 0800, 9.30, 10h15, 10H, 18 Uhr, 3 p.m., 午前10時, 오전 10시, (A las 10:00 horas).
_HOUR = re.compile(
    r"[\s•*(–—-]{0,4}(?:(?:um|at|à|alle|kl\.?|a las?|às?|о|в|o|v|u|from) )?(?P<sign>午前|午後|上午|下午|오전|오후)? ?"
    r"(?:(?P<hour>[01]?\d|2[0-4])(?:[.:hH](?P<minute>[0-5]\d)|[hH時时点點시]| ?(?:Uhr|horas?|heures?|часов|óra|hod)\b"
    r"| ?(?P<half>[ap])\.?m\b)|(?P<four>[01]\d[0-5]\d|2[0-3][0-5]\d))(?![\d%])(?!\s?(?:kr|€|\$|percent))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"(?:\s*[(\[][^()\[\]\n]{3,40}[)\]])+\s*$")
_SENTENCE_ENDS = tuple(".!?。！？؟")
_AFTER_NOON = frozenset(("p", "P", "午後", "下午", "오후"))
_YEARS = range(1900, 2100)


def schedule(text: str) -> str | None:
    """What makes a text a list of what is to come, in words; None where nothing does."""
    if text.count("\n") < _FEWEST or len(text) > _LONGEST:
        return None
    lines = [bare for line in text.splitlines() if (bare := line.strip())]
    announced = sum(1 for line in lines if line[0] in "([" and _ANNOUNCED.match(line))
    if announced >= _FEWEST and 5 * announced >= len(lines):
        return f"{announced} announcements in brackets"
    if not any(line[0].isdigit() or line[0] in "•*(–-" or not line.isascii() for line in lines[:_FEWEST]):
        return None
    # Counted first: nearly every text is told in sentences, and to look for an hour in each line costs ten times that.
    told = sum((line[:-1] if line[-1] in "'\"”»)" else line).endswith(_SENTENCE_ENDS) for line in lines)
    if 4 * told > len(lines):
        return None
    hours = [hour for line in lines if (hour := _minutes(line)) is not None]
    if len(hours) < _FEWEST or 2 * len(hours) < len(lines) or hours != sorted(hours):
        return None
    return f"{len(hours)} hours that rise"


def _minutes(line: str) -> int | None:
    """The hour that a line opens with, in minutes; None for a year, a price or a place in a table."""
    found = _HOUR.match(line)
    if found is None:
        return None
    if four := found["four"]:
        minutes = int(four[:2]) * 60 + int(four[2:])
        return None if int(four) in _YEARS or minutes % 5 else minutes
    hour = int(found["hour"])
    if half := found["half"] or found["sign"]:
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    return hour * 60 + int(found["minute"] or 0)
