"""What a house says its item is: alert, update, correction, kill … read from its marks.

Marks stand in the record's signals, before or behind the headline ("UPDATE 1-", "(LEAD)"), in the slugline,
in the note to editors, in the profile and at the opening of the text. Where a word is also an ordinary one
("Repeat offender", "Correction officers"), only its printed form makes it a mark: capitals, a colon, a dash.
A false signal costs more than a missed one: a kill retracts, and a digest is kept apart. The patterns see
a few hundred characters from an edge of a field, so that no text takes long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from stream.dispatch import Inference, Target
from stream.matching.shingles import fold
from stream.reading.digests import digest_form, digest_items

__all__ = ["SIGNALS", "Notice", "Target", "digest_items", "headline_stem", "notice", "slug_stem"]

SIGNALS = (
    *("alert", "update", "correction", "refile", "repeat", "kill", "hold", "release", "take"),
    *("digest", "opinion", "caption", "advisory"),
)


class Notice(NamedTuple):
    """What an item is, by the marks of its house."""

    signals: tuple[str, ...] = ()  # of SIGNALS, in that order, each once
    take: int | None = None  # number of a take, from 1
    targets: tuple[Target, ...] = ()  # other items that a kill, a hold or a release names
    inferences: tuple[Inference, ...] = ()  # one for each signal that was read and not stated


class _Mark(NamedTuple):
    signal: str
    printed: str
    take: int | None = None


# Names of marks, folded. They open a headline before a colon or a dash, with a capital letter at least.
_TITLED = {
    "alert": "alert|alerte|alerta|urgent|urgente|flash|bulletin|breaking|breaking news|ultima hora|eilmeldung",
    "update": "update|updated|writethru|actualisation|actualise|mise a jour|actualizacion|actualiza|actualizado"
    "|aktualisierung|aktualisiert|atualizacao|atualiza|atualizado|vervangt|cap nhat",
    "correction": "correction|corrected|corrective|rectificatif|correctif|correccion|corregido|rectificacion"
    "|fe de erratas|berichtigung|korrektur|korrigiert|correctie|rectificatie|correcao|corrigido|retificacao|dinh chinh",
    "refile": "refile|refiled",
    "repeat": "rpt|repeat|repetition sans changement|wdhlg",
    "digest": "roundup|round up|wrapup|wrap up|digest|news digest|news summary|news roundup|briefs|news briefs"
    "|news in brief|headlines|breves|en bref|kurzmeldungen|kort nieuws|nieuwsoverzicht|diem tin|tin van",
    "opinion": "analysis|news analysis|xinhua analysis|commentary|xinhua commentary|guest commentary|opinion"
    "|guest opinion|comment|editorial|op ed|column|analyse|commentaire|edito|point de vue|analisis|comentario"
    "|kommentar|leitartikel|commentaar|opinie|analise|opiniao",
    "advisory": "eds|note to editors|avis aux abonnes|avis aux redactions|nota a los editores|nota aos editores"
    "|hinweis an die redaktionen|achtung redaktionen|attentie redacties",
}
# The same, but ordinary words with one capital only: "Repetition: how to learn", "Summary: Real Madrid 2-1".
_CAPITALS = {
    "alert": "extra|snap",
    "update": "avance",  # Xinhua in Spanish
    "repeat": "repetition|retransmission|repeticion|wiederholung|herhaling|repeticao",
    "kill": "kill|kill notice|kill advisory|mandatory kill|bulletin kill|story withdrawn|withdrawn|annule|annulation"
    "|disregard|anular|anulacion|eliminar|vervalt|zuruckgezogen",
    "hold": "mandatory hold|hold notice|hold advisory",
    "release": "hold lifted|hold is lifted|hold has been lifted|hold released",
    "digest": "summary|synthese|resumen|resumo|zusammenfassung|samenvatting",
    "opinion": "tribune|breakingviews",
    "advisory": "advisory|skedline|planner|news planner",
}
# Only in brackets or with a number: "(LEAD)", "LEAD 2-". The archive of one paper opens every text with "LEAD:".
_BRACKETED = {"update": "lead|ld"}
# A stated signal and a profile need no form; these names are of use only there.
_STATED = {
    "alert": "newsalert|apnewsalert",
    "update": "updates|add|ld writethru|lead writethru",
    "correction": "corrects|rectification|corrigendum",
    "kill": "killed|withdrawal|annulee|elimination",
    "hold": "hold",
    "release": "release|released",
    "take": "take|takes",
    "digest": "news headlines|wrap",
    "caption": "caption|photo caption|picture caption|legende|bildunterschrift",
}


def _table(forms: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Signal and form by name."""
    return {
        name: (signal, form)
        for form, names_of in forms.items()
        for signal, names in names_of.items()
        for name in names.split("|")
    }


_NAMED = _table({"brackets": _BRACKETED, "titled": _TITLED, "capitals": _CAPITALS})
_SAID = {**_table({"": _STATED}), **_NAMED}
# What retracts is too grave for a genre.
_BY_PROFILE = frozenset({"alert", "update", "digest", "opinion", "caption", "advisory"})
# No halves of a compound: a hyphen behind them needs no further proof ("RPT-PIER OPENS").
_NEVER_TOPICS = frozenset({"rpt", "refile", "corrected", "wrapup"})
# Reuters prints these in lower case too: "Analysis-Why tin smelters wait".
_HYPHENATED = frozenset({"analysis", "commentary", "column", "breakingviews"})

# AP, dpa, Xinhua, Yonhap: "1st LD", "2ND LEAD", "3RD NET", "2nd Ld-Writethru"; "1st lead singer" is none.
_ORDINAL = (
    r"\d{1,2}(?:st|nd|rd|th|er|e|ST|ND|RD|TH|ER|E|\.)[ -]?(?:LEAD|L[Dd]|NET|A[Dd][Dd]|Lead(?=[- ]?[Ww]))"
    r"(?:[- ]?(?i:writethru|wthru))?"
)
_VERSIONED = re.compile(_ORDINAL + "|(?i:(?:lead|ld)[- ]?writethru)")
_NUMBERED = re.compile(r"(?P<name>[^\d]{2,30}?)[ -]?\d{1,2}")
_WITHOUT_SEPARATOR = re.compile(r"(?P<update>\d{1,2}(?:st|nd|rd|th|ST|ND|RD|TH|\.) (?:LEAD|LD|NET)) |(?P<repeat>RPT) ")
# What ends a mark. A text may have it in a line of its own.
_SEPARATOR = re.compile(r"[ \t]*(?:[:：|]|[-–—]{1,3})[ \t]*|\s*\n\s*|\s*$")
_IN_BRACKETS = re.compile(r"[(\[] ?(?P<inner>[^()\[\]\n]{2,60}?) ?[)\]]\s?[-–—:]?\s?")
_LAST_BRACKETS = re.compile(r" ?[(\[] ?(?P<inner>[^()\[\]\n]{1,60}?) ?[)\]]$")
_LONGEST_MARK = 50
_MOST_MARKS = 6
_EDGE = 100

_TAKE = re.compile(r"(?i:take|prise) (?P<take>[1-9]\d?)(?: ?(?:of|sur|de|von|van|/) ?\d{1,2})?")
# "Cubs take 2 of 3" is sport: in a headline only a sign before it makes it a take. "1+1=2" is arithmetic.
_LAST_TAKE = re.compile(
    r"(?:[-–—,/:] ?(?i:take) (?P<take>[1-9]\d?) of \d{1,2}|(?:[/)] ?|(?<=[^\W\d_]{3}) ?)=(?P<sign>[1-9]\d?))$"
)
_SLUG_TAKE = re.compile(r"(?:\b(?i:take|prise) (?P<take>[1-9]\d?)(?: (?:of|sur|de) \d{1,2})?|= ?(?P<sign>[1-9]\d?))$")
_CONTINUED = re.compile(r"\bcontinued from take (?P<take>[1-9]\d?)\b", re.IGNORECASE)

_SLUG_HEAD = re.compile(
    rf"(?P<update>(?:UPDATE|LEAD) \d{{1,2}} ?-|{_ORDINAL}\b)|(?P<digest>WRAPUP \d{{1,2}} ?-)"
    r"|(?P<correction>CORRECTED-)|(?P<refile>REFILE-)|(?P<repeat>RPT-)"
)
_SLUG_TAIL = re.compile(rf"\b(?:{_ORDINAL}|(?i:writethru))$")
_SLUG_KIND = re.compile(r"(?:AP-+)?(?:(?P<alert>(?:AP)?NewsAlert)|(?P<advisory>(?i:skedline|news[ -]planner)))\b")
# Whole sluglines that name no topic. "SNAP" is a company too.
_SLUGS = frozenset(
    ("urgent", "urgente", "alert", "alerte", "flash", "bulletin", "digest", "roundup", "editorial", "advisory")
)
# Whether pictures come with it changes from version to version: "(PIX, TV)".
_PICTURES = re.compile(r"(?:(?:PIX|PICTURES?|TV|GRAPHICS?|VIDEO|PHOTOS?)[,/& ]{0,3})+")
_MARGIN = " /,-–—"

# Round-ups by name, with a time or a day behind it, or nothing: "Apple pulls AI news summary" has too much before it.
_DIGEST = r"(?i:news (?:summary|digest|round-?up|highlights|headlines|briefs|in brief))"
_SUMMARY = re.compile(
    rf"(?:[A-Z][\w'’-]{{0,20}} )?(?:(?i:world|international|national|business|sports|economic|top) )?{_DIGEST}$"
    rf"|(?:[\w'’-]{{1,20}} ){{0,3}}{_DIGEST}[ ,:–—(-]{{1,4}}(?:(?:at|for|of|on) )?"
    r"(?:(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]{0,6}\.? )?\d[\d:.]{0,4}(?: GMT)?"
)
_SUMMARY_FOLDED = re.compile(
    r"(?:resumen (?:de noticias|informativo|noticioso)|(?:les )?breves (?:du (?:jour|matin|soir)|internationales)"
    r"|resumo (?:de noticias|noticioso)|nachrichtenuberblick|kurzmeldungen|meldungen in kurze|nieuwsoverzicht"
    r"|kort nieuws|diem tin|tin van)\b"
)

# Notes to editors: "UPDATES: with …", "(Recasts, adds quote)", "Eds: CORRECTS name". To fix is not to correct.
_NOTES = {
    "update": "update|updates|updated|updating|adds|recasts|releads|rewrites|changes|clarifies|actualise"
    "|actualisation|ajoute|actualiza|anade|aktualisiert|erganzt|atualiza|acrescenta|actualiseert|vervangt",
    "correction": "corrects|correcting|correction|corrected|corrective|rectificatif|rectifie|corrige|corrigeert"
    "|korrigiert|berichtigt|berichtigung|korrektur|correccion|rectifica|correcao|retifica|correctie",
    "refile": "refile|refiles|refiled|refiling",
    "repeat": "repeat|repeats|repeating|rpt|repete|repite|wiederholung|herhaling",
}
_NOTED = _table({"": _NOTES})
_ADDRESSED = re.compile(
    r"[\^( ]{0,4}(?:(?:ATTN|Attention|Attn|Eds?|EDS|Editors?|To (?:subscribers|editors)|Note to editors"
    r"|N i e u w bericht)\b[ ,:.-]{0,3}){0,3}"
)
_CLAUSE = re.compile(r"(?:^|[;,.:(] ?|\band )(?P<verb>[^\W\d_]{3,14})\b(?!-)")
_WRITES_THROUGH = re.compile(r"(?i:writes? through)\b")
_CORRECTED = re.compile(r"\bthis (?:story|item|version) (?:corrects|(?:has been|was|is) corrected)\b", re.IGNORECASE)
# "Updates to follow", "Correction will be sent": announced, not done.
_ANNOUNCED = re.compile(
    r"(?:[ :,]{1,2}\w{1,12}){0,2}?[ :,]{1,2}"
    r"(?:will|to (?:follow|come)|follows?|expected|suivra|suit|folgt|volgt|seguirá)\b"
)

# Orders to the desks that hold an item.
_TOLD_THRICE = re.compile(r"(?P<word>KILL|HOLD|RELEASE)(?:[\s,!–-]{1,3}(?P=word)\b){1,4}[\s:!.–—-]{0,5}")
_POLITE = re.compile(
    r"(?:please|kindly|prière|merci|veuillez|por favor|rogamos|s[íi]rvan?se|se ruega|favor|bitte|gelieve"
    r"|nous annulons|anulamos|we are (?:killing|withdrawing))\b",
    re.IGNORECASE,
)
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
_UNTIL = re.compile(
    r"\b(?:before|until|till|for release|avant|jusqu|antes|hasta|vor|bis|voor|tot)\b(?! further| nuevo| auf)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    rf"(?:(?P<kill>Kill|Disregard|Withdraw|Do not use|Annuler|Anular|Eliminar)|(?P<hold>Hold|Withhold|Retener))"
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
# Looked for first, because the patterns cost as much as all the rest, and hardly a text has any of it. In lower case.
_ORDER_STEMS = (
    *("please", "kindly", "prière", "merci", "veuillez", "favor", "rogamos", "rvans", "rvase", "se ruega", "bitte"),
    *("gelieve", "annul", "anul", "we are ", "kill", "disregard", "withdr", "do not use", "elimin", "hold", "retener"),
    *("zurückgezogen", "now be", "released", "lifted", "cleared", "libér", "liberad", "freigegeben", "vrijgegeven"),
)
_FREED_STEMS = ("now be", "released", "lifted", "cleared", "libér", "liberad", "freigegeben", "vrijgegeven")
_LIFTED = re.compile(r"HOLD\b")
_ORDERS = frozenset({"kill", "hold", "release"})
_OPENING = 600
_STOP = re.compile(r"[.!?](?=\s|$)|\n")
_BREAK = re.compile(r"(?:[.!?:]|\s[-–—]{1,3})\s+|\n\s*")
_MOST_SENTENCES = 8

_NUMBER = r"(?:[A-Z]{2,12}[-_])?\d{1,10}\b(?![:.,]\d|%)"
_QUOTE = re.compile(
    r""""([^"\n]{2,200})"|“([^”\n]{2,200})”|„([^“”\n]{2,200})[“”]|«\s?([^»\n]{2,200}?)\s?»"""
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

_CAPTION = re.compile(
    r"(?:Photos?|PHOTOS?|Fotos?|FOTOS?|Légende|LÉGENDE|Ảnh|ẢNH|Caption|CAPTION|Bildunterschrift|Pie de foto)"
    r"(?: ?[:：]| [-–—] )"
)
_NOTE_ALONE = re.compile(r"(?:Eds|EDS|Editors|Note to editors) ?:")
_LONGEST_NOTE = 1000
_FLASH_WORDS = 25
_MAY_BE_FLASH = frozenset({"", "alert", "update", "correction", "refile", "repeat"})
_CAPTION_WORDS = 39
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"\w+")
_LONGEST_EVIDENCE = 80


def notice(
    *,
    headline: str,
    slugline: str | None,
    ed_note: str | None,
    text: str,
    profile: str | None,
    urgency: int | None,
    stated: tuple[str, ...],
) -> Notice:
    """What an item is: the signals that its record states, and those that its marks show.

    Reading again with the signals of the notice as stated ones gives the same signals. A kill, hold or
    release without targets is about the item itself; with targets it is an advisory about others. The item
    does not know its own uri here: whoever looks up the targets must expect to find it among them.

    Args:
        headline: as printed, marks included.
        slugline: as printed.
        ed_note: notes to editors, one a line.
        text: clean text; "" for a kill that has none. A note to such an item names only the item itself.
        profile: profile or genre, name or qcode.
        urgency: 1 to 9.
        stated: signals as the record has them; spellings are normalised, unknown ones left out.
    """
    headline, text, note = _composed(headline), _spaced(text).strip(), _spaced(ed_note or "")
    marks: list[_Mark] = []
    marks += _at("headline", _headline(headline)[0])
    marks += _at("slugline", _slug(_composed(slugline or ""))[0])
    marks += _at("edNote", _note(note))
    if profile and (signal := _profiled(profile)):
        marks.append(_Mark(signal, f"profile: {profile}"))
    opened, story = _leading(text, strict=True)
    marks += _at("text", opened)
    marks += _at("text", _body(text))
    targets: list[Target] = []
    for field, source in (("headline", headline), ("edNote", note), ("text", text)):
        for mark, named in _orders(source, own=field == "edNote" and not text):
            marks += _at(field, [mark])
            targets += named
    others = _distinct(targets)
    is_flash = bool(text) and _is_short(story, _FLASH_WORDS)
    evidence = {mark.signal: mark.printed for mark in reversed(marks) if mark.signal != "alert" or is_flash}
    if "release" in evidence:
        evidence.pop("hold", None)  # "The HOLD on item 12 is lifted"
    if others:
        evidence.setdefault("advisory", f"other items named: {len(others)}")
    said = {signal for each in stated if (signal := _normalised(each))}
    # What is urgent and short may also be an order, the legend of a picture or a comment.
    if is_flash and urgency in (1, 2) and _MAY_BE_FLASH.issuperset({*evidence, *said}):
        evidence.setdefault("alert", f"urgency: {urgency}")
    takes = (mark.take for mark in marks if mark.take)
    return Notice(
        tuple(signal for signal in SIGNALS if signal in said or signal in evidence),
        next(takes, None),
        others,
        tuple(
            Inference("signals", evidence[signal][:_LONGEST_EVIDENCE].strip())
            for signal in SIGNALS
            if signal in evidence and signal not in said
        ),
    )


def slug_stem(slug: str) -> str:
    """A slugline without marks of versions, takes and pictures, folded: "UPDATE 1-TRADE-TALKS/" is "trade-talks".

    Versions and takes of one story share it, whichever way their house counts. "" where nothing is left.
    """
    return "-".join(_WORD.findall(fold(_slug(_composed(slug))[1])))


def headline_stem(headline: str) -> str:
    """A headline without its marks, folded to words, so that "RPT-Pier opens" is "pier opens"."""
    return _words(_headline(_composed(headline))[1])


def _composed(printed: str) -> str:
    """One line, with accents composed and single spaces."""
    return " ".join(unicodedata.normalize("NFC", printed).split())


def _spaced(printed: str) -> str:
    """Accents composed, and the spaces that French sets before a colon made ordinary ones."""
    return unicodedata.normalize("NFC", printed).replace("\xa0", " ").replace("\u202f", " ")


def _words(printed: str) -> str:
    return " ".join(_WORD.findall(fold(printed)))


def _at(field: str, marks: list[_Mark]) -> Iterator[_Mark]:
    """Marks with the field that they were found in."""
    return (mark._replace(printed=f"{field}: {' '.join(mark.printed.split())}") for mark in marks)


def _normalised(stated: str) -> str | None:
    """The signal that a record means: "corrective" and "sig:correction" are corrections."""
    for spelling in (stated, re.split(r"[:/]", stated)[-1]):
        if (name := _words(spelling[-_EDGE:]).rstrip(" 0123456789")) in SIGNALS:
            return name
        if name in _SAID:
            return _SAID[name][0]
    return None


def _profiled(profile: str) -> str | None:
    """The signal of a profile or genre, which may be a qcode, an address or several names."""
    parts = (_SAID.get(_words(part), ("", ""))[0] for part in re.split(r"[:/,;&]", profile[-_EDGE:]))
    return next((signal for signal in parts if signal in _BY_PROFILE), None)


def _accepted(printed: str, separator: str, rest: str, *, bracketed: bool = False, strict: bool = False) -> str | None:
    """The signal of a mark in its printed form; None where the word may be an ordinary one."""
    if _VERSIONED.fullmatch(printed) is not None:
        return "update"
    numbered = _NUMBERED.fullmatch(printed)
    name = _words(numbered["name"] if numbered else printed)
    if name not in _NAMED:
        return None
    signal, form = _NAMED[name]
    # With its accent it is a concert that is off; AFP prints none.
    capital = printed.isupper() and printed != "ANNULÉ"
    if numbered:
        return signal if capital or (name in ("update", "wrapup") and not strict) else None
    titled = (
        form == "titled" and not strict and (printed[0].isupper() or name in ("vervangt", "repetition sans changement"))
    )
    if not (capital or titled) or (form == "brackets" and not bracketed):
        return None
    # "KILL – film review"
    if name == "kill" and not bracketed and separator.strip(" \t\n:：") != "":
        return None
    tight = separator[:1] in "-–—" and separator == separator.strip() and separator
    if not tight or (capital and name in _NEVER_TOPICS):
        return signal
    # "KILL-SWITCH", "ALERT-level", "Update-resistant": a hyphen also makes compounds.
    opens = rest[:1].isupper() or rest[:1].isdigit() or rest[:1] in "\"'“‘«„("
    sure = (capital or name in _HYPHENATED) and signal not in _ORDERS
    return signal if sure and opens and any(map(str.islower, rest[:_EDGE])) else None


def _leading(line: str, *, strict: bool = False) -> tuple[list[_Mark], str]:
    """The marks before a headline or a text, and what follows them.

    Args:
        line: headline or text.
        strict: only marks in capitals count. A story may open with "Correction:", but not with "CORRECTION:".
    """
    marks: list[_Mark] = []
    if strict and not _may_open(line):
        return marks, line
    while len(marks) < _MOST_MARKS and (read := _first(line, strict=strict)) is not None:
        marks.append(read[0])
        line = line[read[1] :].lstrip()
    return marks, line


def _may_open(line: str) -> bool:
    """Whether a line can open with a mark in capitals; quickly, because it is asked of every text."""
    return line[:2].isupper() or line[:1].isdigit() or line[:1] in "([*"


def _first(line: str, *, strict: bool) -> tuple[_Mark, int] | None:
    """The mark with which a line opens, and where it ends."""
    if (inside := _IN_BRACKETS.match(line)) is not None:
        mark = _bracketed(inside["inner"], strict=strict)
        return None if mark is None else (mark._replace(printed=inside[0]), inside.end())
    if (thrice := _TOLD_THRICE.match(line)) is not None:
        return _Mark(thrice["word"].lower(), thrice[0]), thrice.end()
    bare = _WITHOUT_SEPARATOR.match(line)
    if bare is not None and any(map(str.islower, line[bare.end() : _EDGE])):
        return _Mark(bare.lastgroup or "", bare[0]), bare.end()
    for separator in islice(_SEPARATOR.finditer(line, 0, _LONGEST_MARK), 4):
        printed = line[: separator.start()]
        signal = printed and _accepted(printed, separator[0], line[separator.end() :][:_EDGE], strict=strict)
        if signal:
            return _Mark(signal, printed + separator[0]), separator.end()
    return None


def _bracketed(inner: str, *, strict: bool) -> _Mark | None:
    """The mark that stands in brackets."""
    if (take := _TAKE.fullmatch(inner)) is not None:
        return _Mark("take", inner, int(take["take"]))
    signal = _accepted(inner, "", "", bracketed=True, strict=strict)
    return None if signal is None else _Mark(signal, inner)


@lru_cache(maxsize=1024)  # asked for when it is read, and again for the names under which its item is found
def _headline(headline: str) -> tuple[list[_Mark], str]:
    """The marks before and behind a headline, and the headline without them."""
    marks, rest = _leading(headline)
    while len(marks) < _MOST_MARKS:
        edge = rest[-_EDGE:]
        if (take := _LAST_TAKE.search(edge)) is not None:
            marks.append(_Mark("take", take[0], int(take["take"] or take["sign"])))
            rest = rest[: len(rest) - len(edge) + take.start()].rstrip(_MARGIN)
            continue
        last = _LAST_BRACKETS.search(edge)
        if last is None:
            break
        mark = _bracketed(last["inner"], strict=_words(last["inner"]) != "repetition sans changement")
        # A bare number counts the versions (ANP), but may be an age as well: it goes, and says nothing.
        if mark is None and not (last["inner"].isdigit() and len(last["inner"]) == 1):
            break
        if mark is not None and mark.signal in _ORDERS:
            break
        rest = rest[: len(rest) - len(edge) + last.start()]
        marks.append(mark._replace(printed=last[0]) if mark else _Mark("", last[0]))
    named = _SUMMARY.match(rest[:_EDGE]) or _SUMMARY_FOLDED.match(fold(rest[:_EDGE]))
    if named is not None:
        marks.append(_Mark("digest", named[0]))
    return marks, rest


def _slug(slug: str) -> tuple[list[_Mark], str]:
    """The marks in a slugline, and the slugline without them."""
    marks: list[_Mark] = []
    rest = slug.removeprefix("BC-").strip(_MARGIN)
    if (kind := _SLUG_KIND.match(rest)) is not None:
        return [_Mark(kind.lastgroup or "", kind[0])], ""
    while len(marks) < _MOST_MARKS:
        rest = rest.strip(_MARGIN)
        if len(rest) < _LONGEST_MARK and rest.isupper() and _words(rest) in _SLUGS:
            return [*marks, _Mark(_NAMED[_words(rest)][0], rest)], ""
        if (head := _SLUG_HEAD.match(rest)) is not None:
            marks.append(_Mark(head.lastgroup or "", head[0]))
            rest = rest[head.end() :]
            continue
        edge = rest[-_EDGE:]
        if (take := _SLUG_TAKE.search(edge)) is not None:
            found, mark = take, _Mark("take", take[0], int(take["take"] or take["sign"]))
        elif (tail := _SLUG_TAIL.search(edge)) is not None:
            found, mark = tail, _Mark("update", tail[0])
        elif (last := _LAST_BRACKETS.search(edge)) is not None:
            inner = last["inner"]
            aside = inner.isdigit() or _PICTURES.fullmatch(inner) is not None
            read = _Mark("", inner) if aside else _bracketed(inner, strict=False)
            if read is None:
                break
            found, mark = last, read
        else:
            break
        marks.append(mark)
        rest = rest[: len(rest) - len(edge) + found.start()]
    return marks, rest


def _note(note: str) -> list[_Mark]:
    """What a note to editors says was done to the item."""
    marks: list[_Mark] = []
    for line in islice(note.splitlines(), 12):
        line = line[: 2 * _OPENING]
        line = line[found.end() :] if (found := _ADDRESSED.match(line)) is not None else line
        listed = False
        for clause in _CLAUSE.finditer(line):
            verb = clause["verb"]
            known = _NOTED.get(fold(verb)) if listed or clause.start("verb") == 0 or verb.isupper() else None
            if known is not None and _ANNOUNCED.match(line, clause.end()) is None:
                marks.append(_Mark(known[0], verb))
                listed = True  # "(Adds quote, corrects name)"
        if (through := _WRITES_THROUGH.match(line)) is not None:
            marks.append(_Mark("update", through[0]))
        if (corrected := _CORRECTED.search(line)) is not None:
            marks.append(_Mark("correction", corrected[0]))
        if (take := _TAKE.match(line)) is not None:
            marks.append(_Mark("take", take[0], int(take["take"])))
    return marks


def _body(text: str) -> list[_Mark]:
    """What the text is by its form: take, digest, caption, note."""
    marks: list[_Mark] = []
    may_continue = "from take" in text[:_OPENING].lower()  # the pattern costs as much as all the rest
    if may_continue and (continued := _CONTINUED.search(text, 0, _OPENING)) is not None:
        marks.append(_Mark("take", continued[0], int(continued["take"]) + 1))
    if (form := digest_form(text)) is not None:
        marks.append(_Mark("digest", form))
    if (caption := _CAPTION.match(text)) is not None and _is_short(text, _CAPTION_WORDS, lines=3):
        marks.append(_Mark("caption", caption[0]))
    if len(text) <= _LONGEST_NOTE and "\n" not in text and (alone := _NOTE_ALONE.match(text)) is not None:
        marks.append(_Mark("advisory", alone[0]))
    return marks


def _is_short(text: str, words: int, *, lines: int = 1) -> bool:
    """Whether a text has at most so many words and lines. Two characters without spaces between make a word."""
    if len(text) > 20 * words or text.strip().count("\n") >= lines:
        return False
    dense = len(_DENSE.findall(text))
    return len(_DENSE.sub(" ", text).split()) + dense // 2 <= words


def _orders(source: str, *, own: bool) -> Iterator[tuple[_Mark, list[Target]]]:
    """Kills, holds and releases at the opening of a field, each with the items that it names.

    Args:
        source: headline, note or text.
        own: the field belongs to an item that has no text, and names nothing but the item.
    """
    opening = source[:_OPENING].lstrip("( ^")
    marks, rest = _leading(opening, strict=True)
    for mark in marks:
        if mark.signal in _ORDERS:
            yield mark, [] if own else _targets(rest, at_once=True)
    lowered = opening.lower()
    for stem in _ORDER_STEMS:
        if stem in lowered:
            break
    else:
        return
    starts = (0, *(end.end() for end in islice(_BREAK.finditer(opening), _MOST_SENTENCES)))
    for start in starts:
        if _ORDER.match(opening, start) is not None and (read := _order(opening[start:])) is not None:
            yield read[0], [] if own else read[1]
    if (withdrawn := _WITHDRAWN.match(opening)) is not None:
        yield _Mark("kill", withdrawn[0]), []
    if any(stem in opening for stem in _FREED_STEMS) and (freed := _FREED.search(opening)) is not None:
        named = _targets(opening[max(start for start in starts if start <= freed.start()) :])
        # Films are released too: only the number or the address makes it an item, or the mark in capitals.
        if _LIFTED.match(freed[0]) is not None or any(target.item or target.uri for target in named):
            yield _Mark("release", freed[0]), [] if own else named


def _order(sentence: str) -> tuple[_Mark, list[Target]] | None:
    """The kill or hold that a sentence asks for, if it does."""
    clause = sentence[: stop.start()] if (stop := _STOP.search(sentence)) is not None else sentence
    targets = _targets(sentence)
    if (plain := _PLAIN.match(clause)) is not None:
        return (_Mark(plain.lastgroup or "", plain[0]), targets) if targets else None
    polite = _POLITE.match(clause)
    verb = polite and _VERB.search(clause, 0, polite.end() + _NEAR)
    if polite is None or verb is None:
        return None
    # "Please hold the line, the story of a call centre": the item is the object of the verb.
    is_item = _OBJECT.match(clause, verb.end()) or _NOUNS.search(clause, polite.end(), verb.end())
    if not is_item and not any(target.uri for target in targets):
        return None
    # An order that names no item may be about the version before, or be an embargo.
    if not targets and (_EARLIER.search(clause) is not None or _UNTIL.search(clause) is not None):
        return None
    return _Mark(verb.lastgroup or "", clause), targets


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


def _distinct(targets: list[Target]) -> tuple[Target, ...]:
    """Targets, each once; headline and text often name the same item, one of them in more detail."""
    return tuple(
        target
        for target in dict.fromkeys(targets)
        if not any(
            other != target and all(mine in (None, theirs) for mine, theirs in zip(target, other, strict=True))
            for other in targets
        )
    )
