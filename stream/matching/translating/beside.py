"""What two texts in two languages have in common, as each of them prints it, for whoever reads one of them.

It decides nothing: `deciding` does. What is shown is what stands on one way through both (`weighing`).
"""

from __future__ import annotations

from typing import NamedTuple

from stream.matching.editions import Edition
from stream.matching.translating.evidence import Particular, Particulars, particulars
from stream.matching.translating.weighing import Match, matches, weigh
from stream.text.names.letters import plain, printed_places
from stream.text.sentences import sentence_spans

__all__ = [
    *(
        "InCommon",
        "Binding",
        "Printed",
        "Span",
        "Twice",
        "as_printed",
        "beside",
        "is_figure",
        "order",
        "particulars_of",
    ),
    "turned",
]

Span = tuple[int, int]  # characters of a text: the first, and the one behind the last


class Twice(NamedTuple):
    """One thing as each of two texts prints it."""

    one: str
    other: str

    def __str__(self) -> str:
        return self.one if self.one == self.other else f"{self.one} = {self.other}"


class Binding(NamedTuple):
    """One thing that two texts have in common, with all places where each of them prints it."""

    printed: Twice
    is_figure: bool
    bits: float  # how rarely two texts that tell nothing of each other have it in common
    one: tuple[Span, ...]
    other: tuple[Span, ...]

    @property
    def turned(self) -> Binding:
        """The same, told from the other side."""
        return Binding(Twice(self.printed.other, self.printed.one), self.is_figure, self.bits, self.other, self.one)


class InCommon(NamedTuple):
    """What a reader of two texts in two languages can hold on to."""

    bindings: tuple[Binding, ...]  # in the order of the first text
    one: tuple[Span, ...]  # all that the first text names or counts, whether the other has it or not
    other: tuple[Span, ...]


def beside(one: Edition, other: Edition) -> InCommon | None:
    """What two texts in two languages have in common, and where, so that who reads one of them can check the other.

    None where both are in one language, or one is in an unknown one. It decides nothing.
    """
    languages = {(edition.version.language or "").partition("-")[0] for edition in (one, other)}
    if "" in languages or len(languages) < 2:
        return None
    if order(other) < order(one):
        told = _beside(other, one)
        turned_round = sorted((binding.turned for binding in told.bindings), key=lambda binding: binding.one[:1])
        return InCommon(tuple(turned_round), told.other, told.one)
    return _beside(one, other)


def _beside(shorter: Edition, longer: Edition) -> InCommon:
    less, more = particulars_of(shorter), particulars_of(longer)
    weighed = weigh(less, more, least=0.0, credited=True)  # what an excerpt keeps is shown wherever it stands
    shared = weighed.matches if weighed is not None else tuple(matches(less, more))
    here, there = Printed(shorter), Printed(longer)
    bindings = [
        Binding(
            Twice(here.text[slice(*ours[0])], there.text[slice(*theirs[0])]), is_figure(match), match.bits, ours, theirs
        )
        for match in shared
        if (ours := here.spans(match.one)) and (theirs := there.spans(match.other))
    ]
    every = (
        tuple(span for item in side.items for span in at.spans(item)) for side, at in ((less, here), (more, there))
    )
    return InCommon(tuple(sorted(bindings, key=lambda binding: binding.one)), *every)


class Printed:
    """A text as it is printed, for what was read of its plain form behind its headline."""

    def __init__(self, edition: Edition) -> None:
        self.text = edition.version.text
        self.begin = len(plain(edition.version.headline)) + 2
        self.places = printed_places(self.text)

    def spans(self, item: Particular) -> tuple[Span, ...]:
        """Where the text has something."""
        told = ((start - self.begin, end - self.begin) for start, end in sorted(item.spans))
        return tuple(
            (self.places[start], self.places[end]) for start, end in told if 0 <= start < end < len(self.places)
        )

    def without(self, side: Particulars, held: set[str]) -> tuple[str, ...]:
        """The sentences that name or count something, but nothing of what the other text has too."""
        marks = [(start, item.key in held) for item in side.items for start, _ in self.spans(item)]
        out = []
        for first, last in sentence_spans(self.text):
            told = [is_held for start, is_held in marks if first <= start < last]
            if told and not any(told):
                out.append(self.text[first:last])
        return tuple(out)


def particulars_of(edition: Edition) -> Particulars:
    """What an edition names and counts."""
    version = edition.version
    return particulars(version.text, version.headline, version.language)


def order(edition: Edition) -> tuple[float, str, str]:
    """By which two editions are held against each other the same from either side: the shorter one first."""
    return particulars_of(edition).size, edition.version.uri, edition.version.key.digest


def turned(printed: tuple[Twice, ...]) -> tuple[Twice, ...]:
    """What both print, told from the other side."""
    return tuple(Twice(each.other, each.one) for each in printed)


def as_printed(match: Match) -> Twice:
    """Something that both have, as each prints it."""
    return Twice(match.one.printed, match.other.printed)


def is_figure(match: Match) -> bool:
    """Whether it is counted, and not named."""
    return match.one.kind.startswith(("figure", "year"))
