"""What a house puts round a text: dateline, credit line, and the furniture of its pages.

Datelines and credits as agencies print them; houses of the web and what stands on their pages are invented.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from newswire.grammar import Language, expand, tell
from newswire.stories import Draft

__all__ = ["AGENCIES", "HOUSES", "Outlet", "furnished", "page"]


class Outlet(NamedTuple):
    """Who puts something out."""

    name: str  # in the uri
    literal: str  # in a credit
    dateline: str  # "" for none


AGENCIES = {
    "en": (
        Outlet("xinhua", "Xinhua", "{PLACE}, {Month} {day} (Xinhua) -- "),
        Outlet("reuters", "Reuters", "{PLACE} (Reuters) - "),
        Outlet("afp", "AFP", "{Place}, {Month} {day} (AFP) - "),
        Outlet("ap", "AP", "{PLACE} (AP) _ "),
        Outlet("bernama", "Bernama", "{PLACE}, {Month} {day} (Bernama) -- "),
    ),
    "fr": (
        Outlet("xinhua", "Xinhua", "{PLACE}, {day} {month} (Xinhua) -- "),
        Outlet("afp", "AFP", "{Place}, {day} {month} (AFP) - "),
        Outlet("reuters", "Reuters", "{PLACE} (Reuters) - "),
        Outlet("vna", "VNA", "{Place}, {day} {month} (VNA) - "),
    ),
}
"""Where stories come from, by language."""

VNA = {
    "en": Outlet("vna", "VNA", "Hanoi (VNA) - "),
    "fr": Outlet("vna", "VNA", "Hanoï (VNA) – "),
}
CVN = Outlet("cvn", "CVN", "")
HOUSES = tuple(
    Outlet(name, "", "")
    for name in ("harbour-courier", "gazette-du-val", "the-plain-dealer", "le-petit-riverain", "east-gate-news")
)
"""Papers that print agencies' texts."""

_MASTHEADS = {
    "en": (
        "Home | News | Business | Sport | Culture | Weather | Classified\n"
        "Sign in or subscribe to read without advertisements. Your first four weeks cost one crown.",
        "{name} is published by the {name} Publishing Company. Editor in chief: Ottilie Brandvoss. Offices: 14 "
        "Weighhouse Lane, third floor. All rights reserved; nothing on this page may be copied without the consent of "
        "the publisher. Write to us at newsroom@{name}.example or call the night desk between six in the evening and "
        "six in the morning.",
    ),
    "fr": (
        "Accueil | Actualité | Économie | Sports | Culture | Météo | Annonces\n"
        "Connectez-vous ou abonnez-vous pour lire sans publicité. Les quatre premières semaines coûtent un écu.",
        "{name} est édité par la Société des publications {name}. Rédactrice en chef : Ottilie Brandvoss. Bureaux : "
        "14, ruelle du Poids, troisième étage. Tous droits réservés ; rien de cette page ne peut être reproduit sans "
        "l'accord de l'éditeur. Écrivez à redaction@{name}.example ou appelez le bureau de nuit entre dix-huit heures "
        "et six heures.",
    ),
}
_MORE = {"en": "Read also", "fr": "À lire aussi"}
_FURNITURE = 0.20  # of the characters of the page


def page(draft: Draft, outlet: Outlet, credit: str, tongue: Language) -> str:
    """The body: dateline, text, credit line."""
    names = {
        "PLACE": draft.place.upper(),
        "Place": draft.place,
        "day": str(draft.at.day),
        "month": tongue.months[draft.at.month - 1],
        "Month": tongue.months[draft.at.month - 1],
    }
    dateline = outlet.dateline.format(**names)
    return f"{dateline}{draft.text}\n\n{credit}" if credit else f"{dateline}{draft.text}"


def furnished(text: str, outlet: Outlet, tongue: Language, rng: random.Random) -> str:
    """A page: masthead, links to other stories between the paragraphs, teasers and imprint; a fifth of its characters.

    The masthead and the imprint are the same on every page of a house, the links are headlines of other stories.
    """
    head, foot = (each.format(name=outlet.name) for each in _MASTHEADS[tongue.code])
    wanted = _FURNITURE / (1 - _FURNITURE) * len(text)
    paragraphs = text.split("\n\n")
    if wanted < len(foot):
        return "\n\n".join((*paragraphs, foot[: max(60, int(wanted))].rsplit(" ", 1)[0]))
    left = wanted - len(foot)
    if left > len(head):
        paragraphs.insert(0, head)
        left -= len(head)
    links: list[str] = []
    while left > 60:
        link = f">> {_teaser(tongue, rng)}"
        links.append(link)
        left -= len(link)
    if links and len(paragraphs) > 2:
        paragraphs.insert(rng.randrange(2, len(paragraphs)), "\n".join(links[:2]))
        links = links[2:]
    if links:
        paragraphs.append("\n".join([_MORE[tongue.code], *(link[3:] for link in links)]))
    return "\n\n".join((*paragraphs, foot))


def _teaser(tongue: Language, rng: random.Random) -> str:
    return tell(expand(tongue.common, rng.choice(tongue.common["opinion"]), _NOBODY, rng), rng)


_NOBODY = {
    "place": "Brenholm",
    "place2": "Casmar",
    "region": "Velmar",
    "org": "Nordal",
    "org2": "Talmont",
    "adj": "lao",
    "country": "Peru",
    "country2": "Nepal",
    "p1": "Ada Kelner",
    "p1l": "Kelner",
    "p2": "Rui Morsel",
    "p2l": "Morsel",
    "day": "",
}
