"""Orders to the desks that hold an item: kill it, hold it, use it after all; and which items they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from stream.dispatch import Target
from stream.reading.notices.forms import Mark, leading
from stream.reading.notices.order_words import is_for_now
from stream.reading.notices.vocabulary import ORDERS

__all__ = ["OPENING", "UNTIL", "orders"]

_POLITE_WORDS = (
    *("please", "kindly", "prière", "merci", "veuillez", "por favor", "rogamos", "sírvanse", "sirvanse", "sírvase"),
    *("sirvase", "se ruega", "favor", "bitte", "gelieve", "nous annulons", "anulamos"),
    *("we are killing", "we are withdrawing"),
)
_POLITE = re.compile(rf"(?:{'|'.join(_POLITE_WORDS)})\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?<!not )\b(?:(?P<kill>kill(?:ing)?|disregard|withdraw(?:ing)?|do not (?:use|publish)|annul(?:er|ez|ons)"
    r"|supprimer|pas (?:utiliser|tenir compte|diffuser|publier)|anul(?:ar|en|amos)|elimin(?:ar|en)|desestimar"
    r"|no (?:utilizar|publicar|difundir)|streichen|löschen|zurückziehen|nicht (?:mehr )?verwenden"
    r"|verwenden Sie [^.\n]{0,60} nicht|verwijderen|niet (?:meer )?(?:te )?gebruiken|não (?:utilizar|publicar)"
    r"|desconsiderar)"
    r"|(?P<hold>(?:with)?hold|retenir|suspendre|reten(?:er|gan)|zurückhalten|sperren|aanhouden|vasthouden|reter))\b",
    re.IGNORECASE,
)
# Farther from the polite word a verb belongs to another thought.
_NEAR = 80
# "Article 50 may now be used" is law, and reports have numbers of their own.
_COUNTED = (
    r"(?:items?|stor(?:y|ies)|dispatch(?:es)?|dépêches?|noticias?|notas?|despachos?|teletipos?|[íi]tems?|Meldung(?:en)?"
    r"|Berichte?n?|matérias?|dpa)\b"
)
_NOUN = rf"(?:{_COUNTED}|(?:reports?|articles?|papiers?|informaci(?:ón|ones)|Beitr[aä]ge?)\b)"
_OBJECT = re.compile(rf"[^,.;:]{{0,30}}?\b{_NOUN}", re.IGNORECASE)
_NOUNS = re.compile(rf"\b{_NOUN}", re.IGNORECASE)
# The item that replaces another says "Please disregard the earlier version": that is no kill of itself.
_EARLIER = re.compile(
    r"\b(?:earlier|previous|prior|preceding|first|duplicate|précédente?|anterior|vorherige|frühere|eerdere|vorige)",
    re.IGNORECASE,
)
# "Please hold until 1200 GMT", "do not use before Friday" are embargoes.
UNTIL = re.compile(
    r"\b(?:before|until|till|for release|avant|jusqu|antes|hasta|vor|bis|voor|tot)\b(?! further| nuevo| auf)",
    re.IGNORECASE,
)
_KILL_WORDS = ("Kill", "Disregard", "Withdraw", "Do not use", "Annuler", "Anular", "Eliminar")
_HOLD_WORDS = ("Hold", "Withhold", "Retener")
_PLAIN = re.compile(
    rf"(?:(?P<kill>{'|'.join(_KILL_WORDS)})|(?P<hold>{'|'.join(_HOLD_WORDS)}))"
    rf" (?:(?:the|our|la|el|le|notre) )?(?i:{_NOUN})"
)
_ORDER = re.compile(f"(?:{_POLITE.pattern}|{_PLAIN.pattern})", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(?:this|the above|our) (?:story|item|dispatch) (?:has been|is|was) (?:withdrawn|killed)\b"
    r"|cette dépêche est annulée\b|esta noticia (?:queda|ha sido) anulada\b|diese meldung (?:ist|wird) zurückgezogen\b",
    re.IGNORECASE,
)
_FREED = re.compile(
    r"\bmay now be (?:used|published)|\b(?:is|are|has been|have been) (?:now )?(?:released|cleared for use)"
    r"|\b(?:est|sont) libérée?s?\b|\b(?:queda|está)n? liberad[ao]s?|\bist (?:nun )?freigegeben|\bis (?:nu )?vrijgegeven"
    r"|\bhold (?:on [^.\n]{0,60})?(?:is|has been) (?:lifted|released)",
    re.IGNORECASE,
)
# Looked for first, because the patterns cost as much as all the rest, and hardly a text has any of it: a sentence that
# begins with the first word of an order, or in lower case what frees.
_FIRST_WORDS = frozenset(words.partition(" ")[0].lower() for words in (*_POLITE_WORDS, *_KILL_WORDS, *_HOLD_WORDS))
_BEGUN = re.compile(r"[.!?:\n–—-]\s*(\w+)")  # wherever _BREAK ends, and in more places
_FREED_STEMS = ("now be", "released", "lifted", "cleared", "libér", "liberad", "freigegeben", "vrijgegeven")
_LIFTED = re.compile(r"HOLD\b")
OPENING = 600
_STOP = re.compile(r"[.!?](?=\s|$)|\n")
_BREAK = re.compile(r"(?:[.!?:]|\s[-–—]{1,3})\s+|\n\s*")
_MOST_SENTENCES = 8
_NUMBER = r"(?:[A-Z]{2,12}[-_])?\d{1,10}\b(?![:.,]\d|%)"
_QUOTE = re.compile(
    r""""([^"\n]{2,200})"|“([^”\n]{2,200})”|„([^“”"\n]{2,200})[“”"]|”([^“”\n]{2,200})[“”]|«\s?([^»\n]{2,200}?)\s?»"""
    r"|»\s?([^«»\n]{2,200}?)\s?«"
    r"""|(?<!\w)['‘]([^\n]{2,200}?)['’](?!\w)"""
)
_CALLED = r"headlined|titled|entitled|titulad[ao]|intitulée?|mit dem Titel|getiteld"
_TOKEN = re.compile(
    r"""(?P<uri>\b(?:https?://|urn:|tag:)[^\s<>"'“”«»]{3,500}"""
    r"|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|\bslugged ['\"“]?(?P<slug>[^\n]{2,80}?)['\"”]?(?= (?:headlined|titled|ex|at|sent|filed)\b|[,;.](?:\s|$)|$)"
    r"|\b(?:headlined|titled) (?P<title>[^\s\"'“‘«„][^\n]{2,200}?)(?= ex [A-Z]| at \d|[.;]?\s*$|[.;]\s)"
    rf"|\b(?i:{_COUNTED}) (?:(?:(?i:dpa|n[or]\.?|number|nummer|numéro|número|n[°º])|[A-Z]{{2,8}}(?= )) ?|\#){{0,2}}"
    rf"(?P<number>{_NUMBER})"
    rf"|(?:, ?|,? (?:and|et|y|und|en|e|&) )(?:dpa )?(?P<next>{_NUMBER})"
    rf"|\b(?P<called>(?i:{_NOUN}|{_CALLED}))"
    rf"|(?P<quoted>{_QUOTE.pattern})"
    r"|(?P<end>[.!?](?=\s|$)|\n)",
    re.MULTILINE,
)
_FIELDS = {"uri": "uri", "number": "item", "next": "item", "quoted": "headline", "title": "headline", "slug": "slug"}
# Between what announces a headline and its first quotation mark.
_GAP = 3
# After a mark and nothing else an item is named at once, or the text is the item's own.
_AT_ONCE = 16


def orders(source: str, *, own: bool) -> Iterator[tuple[Mark, list[Target]]]:
    """Kills, holds and releases at the opening of a field, each with the items that it names.

    Args:
        source: headline, note or text.
        own: the field belongs to an item that has no text, and names nothing but the item.
    """
    opening = source[:OPENING].lstrip("( ^")
    if not opening:
        return
    marks, rest = leading(opening, strict=True)
    for mark in marks:
        if mark.signal in ORDERS:
            yield mark, [] if own else _targets(rest, at_once=True)
    if _may_begin(opening):
        for start in _starts(opening):
            if _ORDER.match(opening, start) is not None and (read := _order(opening[start:])) is not None:
                yield read[0], [] if own else read[1]
    if (withdrawn := _WITHDRAWN.match(opening)) is not None:
        yield Mark("kill", withdrawn[0]), []
    if _may_free(opening) and (freed := _FREED.search(opening)) is not None:
        named = _targets(opening[max(start for start in _starts(opening) if start <= freed.start()) :])
        # Films are released too: only the number or the address makes it an item, or the mark in capitals.
        if _LIFTED.match(freed[0]) is not None or any(target.item or target.uri for target in named):
            yield Mark("release", freed[0]), [] if own else named


def _may_begin(opening: str) -> bool:
    """Whether a sentence may begin as an order does."""
    return not _FIRST_WORDS.isdisjoint(_BEGUN.findall(f"\n{opening.lower()}"))


def _may_free(opening: str) -> bool:
    """Whether a text may say that something is free to be used."""
    return any(stem in opening for stem in _FREED_STEMS)


def _starts(opening: str) -> tuple[int, ...]:
    """Where its first sentences begin."""
    return 0, *(end.end() for end in islice(_BREAK.finditer(opening), _MOST_SENTENCES))


def _order(sentence: str) -> tuple[Mark, list[Target]] | None:
    """The kill or hold that a sentence asks for, if it does."""
    clause = sentence[: stop.start()] if (stop := _STOP.search(sentence)) is not None else sentence
    targets = _targets(sentence)
    if (plain := _PLAIN.match(clause)) is not None:
        return (Mark(plain.lastgroup or "", plain[0]), targets) if targets else None
    polite = _POLITE.match(clause)
    verb = polite and _VERB.search(clause, 0, polite.end() + _NEAR)
    if polite is None or verb is None:
        return None
    # "Please hold the line, the story of a call centre": the item is the object of the verb.
    is_item = _OBJECT.match(clause, verb.end()) or _NOUNS.search(clause, polite.end(), verb.end())
    if not is_item and not any(target.uri for target in targets):
        return None
    # An order that names no item may be about the version before, or be an embargo.
    if not targets and (_EARLIER.search(clause) is not None or UNTIL.search(clause) is not None):
        return None
    signal = "hold" if is_for_now(clause) else verb.lastgroup or ""
    return Mark(signal, clause), targets


def _targets(told: str, *, at_once: bool = False) -> list[Target]:
    """The items that a sentence names, in order; each has as many of the four fields as are given for it.

    Args:
        told: the sentence and what follows it.
        at_once: it follows a bare mark, so that an item must be named in its first words.
    """
    named: list[dict[str, str]] = []
    announced = counted = -_AT_ONCE
    for token in _TOKEN.finditer(told):
        kind = token.lastgroup
        if kind == "end" or (at_once and not named and token.start() > _AT_ONCE):
            break
        if kind == "called":
            announced = token.end()
            continue
        value = token[kind] if kind else ""
        if kind == "quoted":
            # "KILL: 'I never left', says minister" is the headline of the item itself, with its mark.
            alone = at_once and token.start() == 0 and told[token.end() : token.end() + 1] in ("", ".", ";", "\n")
            if not alone and token.start() - announced > _GAP:
                continue
            value = value[1:-1].strip(" ,\xa0")
        elif kind in ("number", "next"):
            if kind == "next" and token.start() != counted:
                continue
            value = value.lstrip("0") or "0"
        elif kind == "uri":
            value = value.rstrip(".,;:!?)")
        field = _FIELDS[kind or ""]
        if not named or field in named[-1]:
            named.append({})
        named[-1][field] = value
        announced = counted = token.end()
    return [Target(**fields) for fields in named]
