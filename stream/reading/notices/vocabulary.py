"""The words of which marks are made, by what they say: from the tables of languages, and what holds for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stream.text.fold import fold_words
from stream.text.languages import Notices, languages

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
    "SUMMARIES",
    "UNCLEAR",
]

SIGNALS = (
    *("alert", "update", "correction", "refile", "repeat", "kill", "hold", "release", "take"),
    *("digest", "opinion", "caption", "advisory"),
)
UNCLEAR = "unclear-order"
"""The signal of what is an order by its form, in words that nobody knows: an editor has to read it."""
# How names of marks are printed, and where the tables of languages have them. "Titled" ones open a headline before a
# colon or a dash, with a capital letter at least. Those in capitals are ordinary words with one capital only
# ("Repetition: how to learn", "Summary: Real Madrid 2-1"). Those in brackets may also have a number ("LEAD 2-"): the
# archive of one paper opens every text with "LEAD:". A stated signal and a profile need no form.


def _named(form: str, marks: Callable[[Notices], Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, str]]:
    """Signal and form by folded name, in all languages.

    Raises:
        ValueError: a table has a signal that there is not.
    """
    named: dict[str, tuple[str, str]] = {}
    for language in languages():
        for signal, names in marks(language.notices).items():
            if signal not in SIGNALS:
                raise ValueError(f"{language.code}.toml: notices have no signal {signal!r}; they are {SIGNALS}")
            named |= {fold_words(name): (signal, form) for name in names}
    return named


NAMED = {
    **_named("brackets", lambda notices: notices.brackets),
    **_named("titled", lambda notices: notices.titled),
    **_named("capitals", lambda notices: notices.capitals),
}
SAID = {**_named("", lambda notices: notices.stated), **NAMED}
# What retracts is too grave for a genre.
BY_PROFILE = frozenset({"alert", "update", "correction", "digest", "opinion", "caption", "advisory"})
# No halves of a compound: a hyphen behind them needs no further proof ("RPT-PIER OPENS").
NEVER_TOPICS = frozenset({"rpt", "refile", "corrected", "wrapup"})
# Reuters prints these in lower case too: "Analysis-Why tin smelters wait".
HYPHENATED = frozenset({"analysis", "commentary", "column", "breakingviews"})
# Whole sluglines that name no topic. "SNAP" is a company too.
SLUGS = frozenset(fold_words(slug) for language in languages() for slug in language.notices.slugs)
# Notes to editors: "UPDATES: with …", "(Recasts, adds quote)", "Eds: CORRECTS name". To fix is not to correct.
NOTED = _named("", lambda notices: notices.noted)
# How the headline of a round-up begins, but for English: a pattern for folded headlines.
SUMMARIES = "|".join(form for language in languages() for form in language.notices.summaries)
ORDERS = frozenset({"kill", "hold", "release"})
MAY_BE_FLASH = frozenset({"", "alert", "update", "correction", "refile", "repeat"})
