"""The words of which marks are made, by what they say, in the languages of the wires."""

from __future__ import annotations

__all__ = [
    "BY_PROFILE",
    "HYPHENATED",
    "MAY_BE_FLASH",
    "NAMED",
    "NEVER_TOPICS",
    "NOTED",
    "ORDERS",
    "SAID",
    "SIGNALS",
    "SLUGS",
]

SIGNALS = (
    *("alert", "update", "correction", "refile", "repeat", "kill", "hold", "release", "take"),
    *("digest", "opinion", "caption", "advisory"),
)
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


NAMED = _table({"brackets": _BRACKETED, "titled": _TITLED, "capitals": _CAPITALS})
SAID = {**_table({"": _STATED}), **NAMED}
# What retracts is too grave for a genre.
BY_PROFILE = frozenset({"alert", "update", "digest", "opinion", "caption", "advisory"})
# No halves of a compound: a hyphen behind them needs no further proof ("RPT-PIER OPENS").
NEVER_TOPICS = frozenset({"rpt", "refile", "corrected", "wrapup"})
# Reuters prints these in lower case too: "Analysis-Why tin smelters wait".
HYPHENATED = frozenset({"analysis", "commentary", "column", "breakingviews"})
# Whole sluglines that name no topic. "SNAP" is a company too.
SLUGS = frozenset(
    ("urgent", "urgente", "alert", "alerte", "flash", "bulletin", "digest", "roundup", "editorial", "advisory")
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
NOTED = _table({"": _NOTES})
ORDERS = frozenset({"kill", "hold", "release"})
MAY_BE_FLASH = frozenset({"", "alert", "update", "correction", "refile", "repeat"})
