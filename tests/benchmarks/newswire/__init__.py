"""A wire that never was, with its truth: French and English dispatches, and what houses made of them.

Every dispatch comes with the story that it tells, what was done to it (its *kind*) and to which dispatch.
Same story: a copy, however edited. Stories of their own: recurring reports with other names, days or figures; digests,
which hold the leads of others; and texts that quote 30 % of another inside as much or more text of their own, for an
excerpt makes two dispatches related, and one story only where most of the text is the other's (`blended`).
"""

from __future__ import annotations

import heapq
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson

from newswire.edits import EDITS, blended, excerpt, glued, headed, unaccented
from newswire.grammar import Language, language
from newswire.pages import AGENCIES, CVN, HOUSES, VNA, Outlet, furnished, page
from newswire.stories import Draft, day_facts, facts, report, story

__all__ = ["ALONE", "COPIES", "Wired", "wire"]

COPIES = {
    "copy": 14,
    "light": 14,
    "rewrite": 18,
    "cut50": 9,
    "cut25": 9,
    "cut10": 9,
    "furniture": 11,
    "glued": 8,
    "unaccented": 6,
    "blended": 3,
}
"""What is done to a dispatch that another house takes over, in parts of about a hundred."""

ALONE = ("original", "template", "digest", "excerpt")
"""Kinds that open a story of their own."""

_START = datetime(2022, 11, 28, tzinfo=UTC)
_EVERY = timedelta(seconds=35)  # 20,000 dispatches in eight days
_NEW = {"story": 77, "template": 17, "excerpt": 4, "digest": 2}
_SERIES = 39  # recurring reports of one kind in one language: as many as there are countries
_DAILY = ("market", "rates")
_RECENT = 200  # dispatches that a digest or an excerpt draws on
_MEAN_DELAY, _LONGEST_DELAY = 250, 2000  # dispatches between one and its copy


class Wired(NamedTuple):
    """A dispatch as a line of ninjs, and the truth about it."""

    line: bytes
    uri: str
    story: str  # the uri of the dispatch that told it first
    kind: str
    of: str | None  # uri of what it was made from


class _Made(NamedTuple):
    """What can be taken over."""

    uri: str
    story: str
    draft: Draft
    chain: tuple[str, ...]  # as credits print it
    generation: int


class _Due(NamedTuple):
    """A copy that is still to come."""

    at: int
    number: int  # breaks ties
    source: _Made


def wire(count: int, seed: int = 7, start: datetime = _START) -> Iterator[Wired]:
    """So many dispatches in time order from a moment on; holds but the last few thousand."""
    rng = random.Random(seed)
    desk = _Desk(rng)
    due: list[_Due] = []
    for number in range(count):
        at = start + number * _EVERY
        if due and due[0].at <= number:
            wired, made = desk.take_over(heapq.heappop(due).source, number, at)
        else:
            wired, made = desk.new(number, at)
        yield wired
        for delay in desk.delays(made, wired.kind):
            heapq.heappush(due, _Due(number + delay, number, made))


class _Desk:
    """Writes dispatches."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._recent: dict[str, deque[_Made]] = {code: deque(maxlen=_RECENT) for code in AGENCIES}
        self._series: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._told: dict[tuple[str, str], int] = {}  # of daily reports, how many on this day
        self._day = -1

    def delays(self, made: _Made, kind: str) -> list[int]:
        """After how many dispatches each copy of it comes: of half of all stories none, of some a handful."""
        rng = self._rng
        if kind in ("digest", "excerpt") or made.generation > 1:
            return []
        if kind == "template" or made.generation:
            copies = int(rng.random() < 0.15)
        else:
            copies = 0
            while copies < 6 and rng.random() < (0.55 if copies else 0.5):
                copies += 1
        return [min(_LONGEST_DELAY, 1 + int(rng.expovariate(1 / _MEAN_DELAY))) for _ in range(copies)]

    def new(self, number: int, at: datetime) -> tuple[Wired, _Made]:
        """A dispatch that tells a story of its own."""
        rng = self._rng
        tongue = language(rng.choice(("en", "fr")))
        recent = self._recent[tongue.code]
        what = rng.choices(list(_NEW), list(_NEW.values()))[0] if len(recent) > 20 else "story"
        outlet = rng.choice(AGENCIES[tongue.code])
        if what == "digest":
            return self._digest(tongue, outlet, number, at)
        if what == "template":
            draft, outlet = self._report(tongue, at)
            return self._put_out(draft, outlet, (outlet.literal,), "template", None, number, at)
        draft = story(tongue, rng, at)
        if what == "excerpt":
            source = rng.choice(recent)
            draft = excerpt(source.draft, draft, 0.3, rng)
            return self._put_out(draft, outlet, (outlet.literal,), "excerpt", source, number, at)
        wired, made = self._put_out(draft, outlet, (outlet.literal,), "original", None, number, at)
        recent.append(made)
        return wired, made

    def take_over(self, source: _Made, number: int, at: datetime) -> tuple[Wired, _Made]:
        """A dispatch that another house makes of one."""
        rng = self._rng
        tongue = language(source.draft.language)
        kind = rng.choices(list(COPIES), list(COPIES.values()))[0]
        if kind == "blended" and source.generation:
            kind = "rewrite"
        draft = headed(source.draft, rng)
        if kind in EDITS:
            draft = EDITS[kind](draft, tongue, rng)
        elif kind == "blended":
            others = [each for each in self._recent[tongue.code] if each.story != source.story]
            draft = blended(draft, rng.choice(others).draft, story(tongue, rng, at), rng)
        if kind == "furniture" or rng.random() < 0.4:
            outlet, chain = rng.choice(HOUSES), source.chain
        elif "VNA" in source.chain:
            outlet, chain = CVN, (*source.chain, "CVN")
        else:
            outlet, chain = VNA[tongue.code], (*source.chain, "VNA")
        return self._put_out(draft, outlet, tuple(dict.fromkeys(chain)), kind, source, number, at)

    def _put_out(
        self,
        draft: Draft,
        outlet: Outlet,
        chain: tuple[str, ...],
        kind: str,
        source: _Made | None,
        number: int,
        at: datetime,
    ) -> tuple[Wired, _Made]:
        rng = self._rng
        tongue = language(draft.language)
        own = source is None or kind in ALONE
        body = page(draft, outlet, "" if own else "/".join(chain), tongue)
        headline = draft.headline
        if kind == "furniture":
            body = furnished(body, outlet, tongue, rng)
        elif kind == "glued":
            body = glued(body, rng)
        elif kind == "unaccented":
            body, headline = unaccented(body, rng), unaccented(headline, rng)
        uri = f"urn:newsml:{outlet.name}.example:{at:%Y%m%d}:{number:07}"
        line = _line(uri, at, tongue, headline, body)
        told = uri if own or source is None else source.story
        generation = 0 if source is None else source.generation + 1
        return (
            Wired(line, uri, told, kind, source.uri if source else None),
            _Made(uri, told, draft, chain, generation),
        )

    def _report(self, tongue: Language, at: datetime) -> tuple[Draft, Outlet]:
        rng = self._rng
        if at.toordinal() != self._day:
            self._day = at.toordinal()
            self._told.clear()
        template = rng.choice(list(tongue.templates))
        place = rng.randrange(_SERIES)
        if template in _DAILY:  # each of them once a day
            place = self._told.get((tongue.code, template), 0)
            self._told[tongue.code, template] = place + 1
            if place >= _SERIES:
                template, place = "weather", rng.randrange(_SERIES)
        if (tongue.code, template) not in self._series:
            self._series[tongue.code, template] = self._begun(tongue, at)
        fixed = self._series[tongue.code, template][place]
        fresh = facts(tongue, rng, at)
        keeps = {
            "market": ("place", "firm1", "firm2"),
            "rates": ("country", "place"),
            "meeting": ("leader",),
            "condolence": ("leader",),
        }.get(template, ())
        known = fresh | {name: fixed[name] for name in keeps} | day_facts(tongue, at)
        outlets = AGENCIES[tongue.code]
        return report(tongue, rng, template, known, at), outlets[place % len(outlets)]

    def _begun(self, tongue: Language, at: datetime) -> list[dict[str, str]]:
        begun = [facts(tongue, self._rng, at) for _ in range(_SERIES)]
        for each, (country, adjective) in zip(begun, tongue.countries, strict=True):
            each |= {"country": country, "adj": adjective}
        return begun

    def _digest(self, tongue: Language, outlet: Outlet, number: int, at: datetime) -> tuple[Wired, _Made]:
        """Leads of others, parted by rules or by nothing but their places."""
        rng = self._rng
        items = rng.sample(self._recent[tongue.code], rng.randrange(5, 9))
        told = [
            f"{each.draft.place.upper()} - {' '.join(sentence.told for sentence in each.draft.sentences[:2])}"
            for each in items
        ]
        english = tongue.code == "en"
        name = "World news summary at" if english else "L'essentiel de l'actualité à"
        headline = f"{name} {at.hour // 3 * 3:02}00 GMT"
        body = ("\n\n- - - -\n\n" if rng.random() < 0.7 else "\n\n").join(told)
        uri = f"urn:newsml:{outlet.name}.example:{at:%Y%m%d}:{number:07}"
        draft = replace(items[0].draft, headline=headline)
        return (
            Wired(_line(uri, at, tongue, headline, body), uri, uri, "digest", None),
            _Made(uri, uri, draft, (outlet.literal,), 0),
        )


def _line(uri: str, at: datetime, tongue: Language, headline: str, body: str) -> bytes:
    return orjson.dumps(
        {
            "uri": uri,
            "version": "1",
            "versioncreated": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "language": tongue.code,
            "headline": headline,
            "body_text": body,
        }
    )
