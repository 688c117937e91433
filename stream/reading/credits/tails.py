"""What desks sign under a text: who translated it, who reported and edited it.

A translation tail is evidence (the text was made from the agency's item in another language) and
becomes a credit that names no party; a reporting tail is dropped.
"""

from __future__ import annotations

import re

from stream.dispatch import Credit, Slot
from stream.text.fold import fold
from stream.text.languages import any_of, words_of

__all__ = ["reporting_tail", "translation_tail"]

_LONGEST = 600

_TRANSLATED = re.compile("|".join(words_of(lambda language: language.credits.translated)))
_STARRED = re.compile(
    rf"\s*\*{{2,}}\s*(?:{any_of(words_of(lambda language: language.credits.translated_above))})\s*\*{{2,}}\s*$",
    re.IGNORECASE,
)
_LABELS = "|".join(map(re.escape, words_of(lambda language: language.credits.translated_labels)))
_LABELLED = re.compile(rf"(?:{_LABELS}) ?: ?\S[^\n]{{0,120}}$")

_REPORTED = re.compile(
    r"(?:additional |further )?(?:reporting|writing|editing|compiled|graphics?|production|rewriting) "
    r"(?:and (?:additional )?(?:writing|editing|reporting) )?by |reporting and |editing and "
)


def translation_tail(paragraph: str) -> tuple[str, Credit] | None:
    """Return the paragraph without its translation tail, and the tail as ``Slot.TRANSLATION``.

    ``(Rédaction de Pékin; version française …, édité par …)``, ``(Reportage d'… ; Rédaction de
    …)``, ``Salin:Sarah / Puliudo:Rhio`` alone, ``*** TRANSLATED ***`` behind a headline. The
    credit has no party: the tail says *that* the text is a translation, the dateline says whose.
    """
    text = paragraph.rstrip()
    if text.endswith("*") and (match := _STARRED.search(text[-60:])):
        start = max(len(text) - 60, 0) + match.start()
        return text[:start].rstrip(), Credit(Slot.TRANSLATION, text[start:].strip())
    if ":" in text[:24] and _LABELLED.fullmatch(text):
        return "", Credit(Slot.TRANSLATION, text)
    bracket = _closing_bracket(text)
    if bracket is None or _TRANSLATED.match(fold(text[bracket + 1 : bracket + 80]).lstrip()) is None:
        return None
    return text[:bracket].rstrip(), Credit(Slot.TRANSLATION, text[bracket:])


def reporting_tail(paragraph: str) -> str | None:
    """Return the paragraph without ``(Reporting by …; Editing by …)`` at its end, None without one.

    Printed without brackets it has to be the whole paragraph and name an editor, or it is prose.
    """
    text = paragraph.rstrip()
    start = _closing_bracket(text)
    if start is not None:
        return text[:start].rstrip() if _REPORTED.match(text[start + 1 : start + 60].lower().lstrip()) else None
    if len(text) > _LONGEST or text[:1] not in "RWEACF" or not _REPORTED.match(text[:60].lower()):
        return None
    return "" if "diting by " in text or text.startswith("Editing") else None


def _closing_bracket(text: str) -> int | None:
    """Return where the last pair of brackets opens, if the text ends with it."""
    end = len(text) - 1 if text.endswith(".") else len(text)
    if text[end - 1 : end] not in (")", "\uff09"):
        return None
    begin = max(end - _LONGEST, 0)
    start = max(text.rfind("(", begin, end), text.rfind("\uff08", begin, end))
    return None if start < 0 else start
