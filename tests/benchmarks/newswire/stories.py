"""Stories that did not happen: a topic, facts, and sentences that tell them.

The lead tells who, where, when; what follows is drawn from the topic and from a grammar that all topics share, so
that two stories of one topic have their words in common and hardly a sentence.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from newswire.grammar import Facts, Language, expand, tell

__all__ = ["Draft", "Sentence", "day_facts", "facts", "report", "story"]

_SHORTEST, _LONGEST = 9, 24  # sentences after the lead: 1,200 to 3,600 characters
_OF_TOPIC = 0.35  # of them; the rest comes from the grammar of all topics


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its other ways to be said still open, and as it was said."""

    source: str
    told: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What one house put out, before it gets its dateline and credit."""

    language: str
    topic: str
    headlines: tuple[str, ...]  # open; any of them heads the story
    headline: str
    place: str
    paragraphs: tuple[tuple[Sentence, ...], ...]
    at: datetime  # of the event's report: its dateline

    @property
    def sentences(self) -> list[Sentence]:
        """All of them in order."""
        return [each for paragraph in self.paragraphs for each in paragraph]

    @property
    def text(self) -> str:
        """Paragraphs parted by an empty line."""
        return "\n\n".join(" ".join(each.told for each in paragraph) for paragraph in self.paragraphs)


def facts(tongue: Language, rng: random.Random, at: datetime) -> dict[str, str]:
    """Who, where, when, how many: the same throughout one story."""
    (country, adjective), (other, _) = rng.sample(tongue.countries, 2)
    towns, surnames, firsts = (_drawn(tongue, rng, *each) for each in (("town", 4), ("surname", 8), ("first", 2)))
    year = rng.randrange(1962, 2018)
    told = {
        "country": country,
        "adj": adjective,
        "country2": other,
        "place": towns[0],
        "place2": towns[1],
        "place3": towns[2],
        "region": towns[3],
        "p1": f"{firsts[0]} {surnames[0]}",
        "p1l": surnames[0],
        "p2": f"{firsts[1]} {surnames[1]}",
        "p2l": surnames[1],
        "org": surnames[2] if rng.random() < 0.5 else f"{surnames[2]} & {surnames[3]}",
        "org2": surnames[4] if rng.random() < 0.5 else f"{surnames[4]}-{surnames[5]}",
        "org3": surnames[6],
        "leader": surnames[7],
        "firm1": surnames[3],
        "firm2": surnames[5],
        "n1": str(rng.randrange(3, 30)),
        "n2": str(rng.randrange(12, 95)),
        "n3": str(rng.randrange(31, 98)),
        "n4": str(rng.randrange(11, 29)),
        "n5": str(rng.randrange(4, 60)),
        "year": str(year),
        "year2": str(year + rng.randrange(2, 5)),
        "year3": str(rng.randrange(2023, 2031)),
        "money1": expand(tongue.common, rng.choice(tongue.common["money"]), {}, rng),
    }
    return told | day_facts(tongue, at)


def _drawn(tongue: Language, rng: random.Random, symbol: str, count: int) -> list[str]:
    """Names, which may be the same by chance."""
    names = tongue.common[symbol]
    return [names[int(rng.random() * len(names))][0] for _ in range(count)]


def day_facts(tongue: Language, at: datetime) -> dict[str, str]:
    """The day as texts name it."""
    return {"day": tongue.weekdays[at.weekday()]}


def _figure(tongue: Language, rng: random.Random, letter: str) -> str:
    value = rng.random()
    if letter in "cdefkm":
        printed = f"{1000 + 8000 * value:,.2f}" if letter in "ck" else f"{100 + 900 * value:.1f}"
    else:
        printed = str(int(1 + 89 * value)) if letter in "aghi" else f"{0.1 + 3 * value:.2f}"
    return printed if tongue.code == "en" else printed.translate(str.maketrans(",.", ".,"))


def story(tongue: Language, rng: random.Random, at: datetime) -> Draft:
    """A new story of a topic drawn at random."""
    topic = rng.choice(list(tongue.topics))
    rules = tongue.topics[topic]
    known = facts(tongue, rng, at)
    known |= {symbol: expand(rules, rng.choice(rules[symbol]), known, rng) for symbol in tongue.fixed[topic]}
    own = rng.sample(rules["body"], k=len(rules["body"]))
    angle = rng.randrange(len(rules["lead"]))
    parts = [rules["lead"][angle]]
    parts.extend(
        own.pop() if own and rng.random() < _OF_TOPIC else rng.choice(rules["sentence"])
        for _ in range(rng.randrange(_SHORTEST, _LONGEST + 1))
    )
    sources = [expand(rules, each, known, rng) for each in parts]
    sentences = [Sentence(source, tell(source, rng)) for source in sources]
    paragraphs = [tuple(sentences[:1])]
    start = 1
    while start < len(sentences):
        size = rng.choice((1, 1, 2, 2, 3))
        paragraphs.append(tuple(sentences[start : start + size]))
        start += size
    heads = rules["headline"]  # one for each lead, or all of them for any
    fitting = heads[angle : angle + 1] if len(heads) == len(rules["lead"]) else heads
    headlines = tuple(expand(rules, each, known, rng) for each in fitting)
    return Draft(
        tongue.code,
        topic,
        headlines,
        tell(rng.choice(headlines), rng),
        known["place"],
        tuple(paragraphs),
        at,
    )


def report(tongue: Language, rng: random.Random, template: str, known: Facts, at: datetime) -> Draft:
    """A recurring report: the same sentences every time, filled with other names and figures."""
    rules = tongue.templates[template]
    figures = {f"fig{letter}": _figure(tongue, rng, letter) for letter in "abcdefghijklm"}
    known = {**known, **figures}
    fixed = {symbol: expand(rules, rng.choice(rules[symbol]), known, rng) for symbol in tongue.fixed[template]}
    known = {**known, **fixed}
    headline = expand(rules, rules["headline"][0], known, rng)
    sentences = [Sentence(told, tell(told, rng)) for told in (expand(rules, p, known, rng) for p in rules["body"])]
    return Draft(
        tongue.code,
        template,
        (headline,),
        tell(headline, rng),
        known["place"],
        tuple((each,) for each in sentences),
        at,
    )
