"""Copytaster without one of its ideas, or cut at another threshold: ``python ideas.py SOURCE OUT [--without vetoes]``.

For the ablation and the threshold curve only. The constant or function that carries the idea is replaced in this
process before the wire is folded; the product has no such switches.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import orjson

import stream.entities.dispatches as dispatches
import stream.matching.comparison as comparison
import stream.matching.sketches as sketches
import stream.reading.cleaning.clean as cleaning
import stream.stories.bonds as attachments
import stream.stories.split as families
from stream.dispatch import Version
from stream.errors import Invalid
from stream.local.folding import Folding
from stream.matching.comparison import Overlap, compare
from stream.matching.editions import Edition, Role
from stream.matching.substitutions import Substitutions
from stream.reading.intake import read

__all__ = ["IDEAS", "cut_at", "folded"]


def _set(module: Any, name: str, value: object) -> Callable[[], None]:
    if not hasattr(module, name):  # an idea that moved must not be measured as if it did nothing
        raise AttributeError(f"{module.__name__} has no {name}: see IDEAS in {__file__}")
    return lambda: setattr(module, name, value)


def _no_ties() -> None:
    """Only words bind."""
    _set(attachments, "bond", lambda _one, _other: None)()
    _set(dispatches, "linked", lambda one, other: compare(one, other).links)()


def _no_vetoes() -> None:
    for module in (comparison, families):
        _set(module, "veto", lambda _one, _other: None)()
    _set(comparison, "conflict", lambda _one, _other: None)()


def _no_linkage() -> None:
    """What is linked is one story, as in union-find."""

    def merges(scores: families.F64, sizes: families.F64, _unasked: object = ()) -> list[tuple[int, int]]:
        found = []
        for _ in range(len(sizes) - 1):
            kept, merged = divmod(int(scores.argmax()), len(sizes))
            if scores[kept, merged] < families.CUT:
                break
            found.append((kept, merged))
            best = np.maximum(scores[kept], scores[merged])
            scores[kept], scores[:, kept] = best, best
            scores[kept, kept] = families.APART
            scores[merged] = scores[:, merged] = families.APART
        return found

    _set(families, "_merges", merges)()


IDEAS: dict[str, Callable[[], None]] = {
    "cleaning": _set(cleaning, "_drop_furniture", lambda _sheet, _rules: None),
    "containment": _set(Overlap, "similarity", property(lambda told: told.jaccard)),
    "substitutions": _set(comparison, "substitutions", lambda _one, _other: Substitutions((), 1, False)),
    "vetoes": _no_vetoes,
    "headline": _set(comparison, "_HEADLINE_BONUS", 0.0),
    "glued": _set(comparison, "_GLUED", 2.0),
    "words in order": _set(comparison, "_in_order", lambda _one, _other: None),
    "passages": _set(comparison, "_passages", lambda _one, _other, _found: (None, 0)),
    "briefs": _set(comparison, "_brief_score", lambda _one, _other, _gap: 0.0),
    "roles": _set(Edition, "role", property(lambda _edition: Role.NEWS)),
    "ties": _no_ties,
    "average linkage": _no_linkage,
    "gathering": _set(families, "_gather", lambda _groups, _scores, _lengths: None),
    "samples": _set(sketches, "_sample_keys", lambda _mixed: np.zeros(0, np.uint64)),
}
"""What each one is without: furniture of pages dropped line by line; containment beside Jaccard; replaced names and
figures; vetoes; the headline's bonus; characters where words are glued; words in their order, where single ones were
swapped; passages that two houses share; the rule for briefs; digests, opinions, captions and notices held apart; what
binds other than words (updates, alerts, takes, translations); average linkage; joining what the mean parted from its
head; candidates by sampled shingles."""


def cut_at(score: float) -> None:
    """Move both thresholds: the score of a story and, as far below it as ever, that of a link."""
    comparison.LINK = score - (families.CUT - comparison.LINK)
    families.CUT = score


def main() -> None:
    """Fold a JSON Lines file. Lines with a field ``case`` are a wire of their own for each case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--without", choices=list(IDEAS))
    options = parser.parse_args()
    if options.threshold is not None:
        cut_at(options.threshold)
    if options.without is not None:
        IDEAS[options.without]()
    wires: dict[str, list[bytes]] = defaultdict(list)
    for line in options.source.read_bytes().splitlines():
        wires[orjson.loads(line).get("case", "")].append(line)
    with options.out.open("wb") as out:
        for lines in wires.values():
            for story in folded(lines):
                out.write(story + b"\n")


def folded(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The stories of one wire."""
    yield from Folding().stories(_readable(lines))


def _readable(lines: Iterable[bytes]) -> Iterator[Version]:
    """What can be read, as `copytaster run` does: a few records of Reuters-21578 have no text."""
    for line in lines:
        with suppress(Invalid):
            yield read(line)


if __name__ == "__main__":
    main()
