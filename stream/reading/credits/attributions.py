"""Attributions: sources that the text cites. ``Selon l'agence de presse Xinhua, …``.

A cited source is not an origin: Kyodo's own story under the headline ``…: Xinhua`` is Kyodo's.
So this is the weakest slot, and the strictest reader: a name counts only where a phrase of
attribution stands in the same sentence, and never a name that is also an ordinary word.

No chain, key or piece of evidence counts a cited source, so the cleaning does not look for them: it took a fifth of it.
"""

from __future__ import annotations

import re

from stream.dispatch import Credit, Slot
from stream.reading.credits.agencies import find
from stream.reading.credits.chains import is_photo_word
from stream.text.fold import fold
from stream.text.languages import Credits, any_of, languages, words_of
from stream.text.sentences import sentence_around

__all__ = ["attributions"]

_LONGEST = 160

# How far around a name its sentence is looked for.
_BACK = 240
_AHEAD = 160

_CITED_BEFORE = words_of(lambda language: language.credits.cited_before)
_VERBS = words_of(lambda language: language.credits.verbs)
_PARTICIPLES = words_of(lambda language: language.credits.participles)
_SAID = words_of(lambda language: language.credits.said)


def _verb(credits: Credits) -> str:
    """The pattern of the verbs of a language; with what may stand before them: "avait egalement annonce"."""
    compound = ""
    if credits.participles:
        adverbs = f"(?:(?:{any_of(credits.adverbs)}) )?" if credits.adverbs else ""
        compound = f"(?:{any_of(credits.auxiliaries)}) {adverbs}(?:{any_of(credits.participles)})"
    return "|".join(filter(None, (compound, any_of(credits.verbs))))


_BEFORE = re.compile(rf"\b(?:{any_of(_CITED_BEFORE)})\b[^.;:!?]{{0,80}}$")
_VERB = f"(?:{'|'.join(filter(None, (_verb(language.credits) for language in languages())))})"
_VERB_BEFORE = re.compile(rf"\b{_VERB}\b[^.;:!?]{{0,60}}$")
_VERB_AFTER = re.compile(rf"[\"'”’»]?(?:[^-–—.;:!?()]{{0,40}})?\b{_VERB}\b")
_SAID_AFTER = re.compile(rf"(?:'s)?,? (?:news )?(?:agency |agence )?(?:also |has |had |citing )?(?:{any_of(_SAID)})\b")
# The longest word of each phrase above: a look at the words spares most names the regexes.
_CUES = frozenset(
    max(re.findall(r"\w+", fold(phrase)), key=len) for phrase in (*_CITED_BEFORE, *_VERBS, *_PARTICIPLES, *_SAID)
)
_WORD = re.compile(r"\w+")
_DATELINE = re.compile(r"\([^()]{2,30}\)\s?(?:[-–—:_]|\.-)")
_EAST_SIGNS = "".join(words_of(lambda language: language.credits.cited_after_sign))
_EAST_BEFORE = re.compile(f"[{_EAST_SIGNS}][^,，、。]{{0,12}}$")
_EAST_CUE = re.compile("|".join(words_of(lambda language: language.credits.reports)))
_EAST_BREAK = re.compile(r"[。\n,，:：]")
_EAST_DATELINE = re.compile(r"[^。\n,，:：\d]{0,18}\d{1,2} ?月 ?\d{1,2} ?日 ?[电電讯訊]")
_HEADING = re.compile(rf"(?:{any_of(words_of(lambda language: language.credits.headings))})\b")


def attributions(text: str) -> tuple[Credit, ...]:
    """Return the sources that ``text`` cites, one credit for each sentence, in order.

    ``Credit.text`` is the sentence as printed, cut around the name to 160 characters. A headline
    that ends ``…: Xinhua`` counts; ``Theo TTXVN`` with nothing else on its line does not: that
    is a closing credit. So do not datelines and lines that credit a picture.
    """
    found: list[Credit] = []
    cited: set[str] = set()
    sentence = (-1, -1)
    for start, end, ident in find(text):
        if _DATELINE.match(text, max(start - 1, 0)):
            continue
        if start >= sentence[1]:
            sentence = sentence_around(text, start, end, back=_BACK, ahead=_AHEAD)
            cited = set()
        begin, stop = sentence
        if ident in cited or not _is_cited(text, begin, start, end, stop):
            continue
        if cited:
            last = found.pop()
            found.append(last._replace(parties=(*last.parties, ident)))
        else:
            found.append(Credit(Slot.ATTRIBUTION, _quote(text, begin, start, stop), (ident,)))
        cited.add(ident)
    return tuple(found)


def _is_cited(text: str, begin: int, start: int, end: int, stop: int) -> bool:
    if text[start] >= "\u2e80":
        return _is_cited_eastern(text[max(begin, start - 20) : start], text[end : min(end + 30, stop)])
    before, after = fold(text[max(begin, start - 100) : start]), fold(text[end : min(end + 80, stop)])
    if _CUES.isdisjoint(_WORD.findall(before)) and _CUES.isdisjoint(_WORD.findall(after)):
        return _closes_headline(before, after, text[begin:start])
    if match := _BEFORE.search(before):
        # Alone on its line, "Theo TTXVN" signs the text.
        return bool(before[: match.start()].strip() or re.search(r"\w", after))
    if _VERB_BEFORE.search(before):
        return True
    if before.endswith("(") and after.startswith(")"):
        # In brackets behind its long name, or a dateline, whose sentence starts after a dash.
        return re.match(rf"\),? {_VERB}\b", after) is not None and before.strip(" (") != before.strip(" (").upper()
    if _VERB_AFTER.match(after) or _SAID_AFTER.match(after):
        return True
    return _closes_headline(before, after, text[begin:start])


def _is_cited_eastern(before: str, after: str) -> bool:
    if _EAST_DATELINE.match(after):
        return False
    if _EAST_BEFORE.search(before):
        return True
    cue = _EAST_CUE.search(after)
    return cue is not None and _EAST_BREAK.search(after, 0, cue.start()) is None


def _closes_headline(before: str, after: str, printed: str) -> bool:
    """``Ex-Chinese Premier Li Peng dies aged 90: Xinhua``; not ``Photo : Xinhua``, not a label."""
    if after.strip(" .+") or not before.endswith(": "):
        return False
    words = printed.split()
    return len(words) >= 4 and not is_photo_word(words[0].lstrip("(")) and _HEADING.match(before.lstrip(" (")) is None


def _quote(text: str, begin: int, start: int, stop: int) -> str:
    """Return the sentence, or 160 characters of it with the name inside, cut at spaces."""
    sentence = text[begin:stop].strip()
    if len(sentence) <= _LONGEST:
        return sentence
    first = max(begin, start - _LONGEST // 2)
    if first > begin:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    piece = text[first : min(first + _LONGEST, stop)]
    if first + _LONGEST < stop and (cut := piece.rfind(" ", start - first + 40)) > 0:
        piece = piece[:cut]
    return piece.strip()
