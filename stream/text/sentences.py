"""Where sentences end and begin.

No splitter is right everywhere, so each question has one answer here:

* `sentences` parts a clean text. What it gives is shown and compared, so a sentence keeps its closing quotes.
* `sentence_around` gives the sentence of a name inside a long text, without parting the rest.
* `prose_start` says where the sentences of a text begin, below what a site prints above them.
* `opens` says of the gap between two words in capitals whether the second opens a sentence, and `opens_lead` the
  same of any two words, where quotation marks count too. Neither looks at more than the gap and the word before it.
"""

from __future__ import annotations

import re

__all__ = [
    *("BEFORE_SENTENCE", "ENDS"),
    *("is_sentence", "opens", "opens_lead", "prose_start", "sentence_around", "sentence_spans", "sentences"),
]

ENDS = ".!?…"
"""Signs that end a sentence in scripts with spaces."""
_DENSE_ENDS = "。！？"  # no space follows them

_END = re.compile(rf"[{ENDS}](?:\s?»|[\"”’')])*\s+|[{_DENSE_ENDS}][”’」』]*|\n+")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:[A-Z]|Mr|Mrs|Ms|Mme|Mlle|Dr|Prof|St|Sr|Sra|Gen|Gov|Sen|Rep|No|Inc|Corp|Co|Ltd"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$"
)
# Several signs in a row end a sentence once, and so does the end of the text.
_STOP = re.compile(rf"[{ENDS}]+[\"'”’»)]*(?:\s+|$)|\n+|[{_DENSE_ENDS}]")
_TWO_LETTERS = re.compile(r"(?:^|[\s.(])[^\W\d_]{1,2}$")

_MASTHEAD = 16  # lines above a story; a text without a sentence in so many is a table, and begins where it begins
_SURE = 120  # characters of a line that is prose, however it ends
_FEWEST = 6  # words of a sentence that stands alone, or signs in scripts that part no words
_CLOSES, _DENSE_CLOSES = tuple(ENDS), (*_DENSE_ENDS, *"।۔؟")
_QUOTES_BEHIND, _DENSE_QUOTES_BEHIND = '"”’»)]', "”’」』）"

BEFORE_SENTENCE = " \t\"'“”«»‘’(—–-\u00a0\u202f"
"""What may stand between the end of a sentence and the first word of the next."""
_OPEN_AFTER = f"{ENDS}:;\n*>•"
_OPEN_LEAD_AFTER = re.compile(rf"[{ENDS}:\n\"“«]")
_ABBREVIATED_LETTERS = 3  # the full stop after "M", "Mme" or "St" ends no sentence


def sentences(text: str) -> list[str]:
    """The sentences of a clean text; a title or initial ("M. Li", "Nov. 29") does not end one."""
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The same as where each starts and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == ".":
            after = text[end.end() : end.end() + 1]
            if after.islower() or _ABBREVIATED.search(text, max(start, end.start() - 6), end.start() + 1):
                continue
        found.append((start, end.end()))
        start = end.end()
    found.append((start, len(text)))
    return [span for span in (_stripped(text, *each) for each in found) if span[0] < span[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end].lstrip()
    return end - len(piece), end - len(piece) + len(piece.rstrip())


def sentence_around(text: str, start: int, end: int, *, back: int, ahead: int) -> tuple[int, int]:
    """Where the sentence starts and ends that holds ``text[start:end]``.

    Args:
        text: any text.
        start: of a name in it.
        end: of the name.
        back: how many characters before the name are looked at.
        ahead: how many behind it.
    """
    begin = max(start - back, 0)
    for match in _STOP.finditer(text, begin, start):
        if _is_stop(text, match):
            begin = match.end()
    for match in _STOP.finditer(text, end, end + ahead):
        if _is_stop(text, match):
            return begin, match.start()
    return begin, min(end + ahead, len(text))


def _is_stop(text: str, stop: re.Match[str]) -> bool:
    """Tell a full stop from the one behind an abbreviation: ``M.``, ``Mr.``, ``U.S.``."""
    if text[stop.start()] != ".":
        return True
    return _TWO_LETTERS.search(text, max(stop.start() - 4, 0), stop.start()) is None


def prose_start(text: str) -> int:
    """Where the first line begins that is a sentence, or too long for anything else; 0 where there is none.

    Above it stand sections, headlines, writers, hours, places to click on: nothing that a story says.
    """
    start = 0
    for _ in range(_MASTHEAD):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else None].strip()
        if len(line) > _SURE or is_sentence(line):
            return start
        if end < 0:
            return 0
        start = end + 1
    return 0


def is_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, and is longer than a label with a full stop."""
    # Looked at from behind: an expression walks over the whole line.
    if not line.rstrip(_QUOTES_BEHIND).endswith(_CLOSES) and (
        line.isascii() or not line.rstrip(_DENSE_QUOTES_BEHIND).endswith(_DENSE_CLOSES)
    ):
        return False
    return len(line.split(None, _FEWEST - 1)) == _FEWEST or (
        line[-1] in f"{_DENSE_ENDS}”’」』）" and len(line) >= _FEWEST
    )


def opens(gap: str, before: str) -> bool:
    """Whether a sentence starts behind this gap between two words in capitals.

    Args:
        gap: all that stands between the two.
        before: the first of them, "" at the start of a text.
    """
    if gap == ". " and len(before) <= _ABBREVIATED_LETTERS:
        return False
    bare = gap.rstrip(BEFORE_SENTENCE)
    return bare != "" and bare[-1] in _OPEN_AFTER


def opens_lead(gap: str, before: str) -> bool:
    """Whether a sentence or a quotation starts behind this gap between two words; "Mr. Li" and "J.P. Morgan" are one.

    Args:
        gap: all that stands between the two.
        before: the first of them.
    """
    if _OPEN_LEAD_AFTER.search(gap) is None:
        return False
    abbreviated = before[0].isupper() and (len(before) <= _ABBREVIATED_LETTERS or "." in before)
    return not (abbreviated and gap == ". ")
