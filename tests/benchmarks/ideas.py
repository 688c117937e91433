"""Copytaster without one of its ideas, or cut at another threshold: ``python ideas.py SOURCE OUT [--without vetoes]``.

For the ablation and the threshold curve only. The constant or function that carries the idea is replaced in this
process before the wire is folded; the product has no such switches.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import orjson

import stream.entities.dispatches as dispatches
import stream.entities.families as entities
import stream.matching.comparison as comparison
import stream.matching.conflicts as conflicts
import stream.matching.headlines as headlines
import stream.matching.openings as openings
import stream.matching.sketches as sketches
import stream.matching.substitutions as replacing
import stream.matching.templates as templates
import stream.matching.ties as ties
import stream.matching.vetoes as vetoes
import stream.reading.cleaning.clean as cleaning
import stream.stories.bonds as attachments
import stream.stories.lifecycle as lifecycle
import stream.stories.split as families
import stream.text.spelling as spelling
from stream.dispatch import Version
from stream.errors import Invalid
from stream.local.folding import Folding
from stream.matching.comparison import Overlap, compare
from stream.matching.editions import Edition, Role
from stream.matching.substitutions import Substitutions
from stream.reading.intake import read

__all__ = ["IDEAS", "RULES", "cut_at", "folded", "leave_out"]


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


_NEVER = re.compile("(?!)")


def _no(*_asked: object) -> bool:
    return False


def _nothing(*_asked: object, **_said: object) -> None:
    return None


def _both(*steps: Callable[[], None]) -> Callable[[], None]:
    def taken() -> None:
        for step in steps:
            step()

    return taken


def _without_slots(*kinds: str) -> Callable[[], None]:
    """Reports of one template of which these slots are not looked at."""
    none: dict[str, Any] = dict.fromkeys(kinds, ())
    return _set(vetoes, "slots", lambda one, other: templates.slots(one, other)._replace(**none))


def _without_names(kind: str) -> Callable[[], None]:
    """Leads in which nothing of this kind is replaced."""
    differ: Callable[..., conflicts.Veto | None] = vars(conflicts)["_names_differ"]

    def of_others(*sides: Any) -> conflicts.Veto | None:
        found = differ(*sides)
        return None if found is not None and found.kind == kind else found

    return _set(conflicts, "_names_differ", of_others)


RULES: dict[str, Callable[[], None]] = {
    "order: not where each has figures": _set(comparison, "_have_figures_of_their_own", _no),
    "passages: an opening counts": _set(comparison, "_OPENING", 0),
    "passages: headlines are known": _set(comparison, "_TAKEN", 0),
    "two leads of one event": _set(comparison, "told_again", _nothing),
    "substitutions: figures": _set(comparison, "_FIGURE", 0.0),
    "substitutions: another day": _set(comparison, "_OTHER_DAY_FACTOR", 1),
    "substitutions: another subject": _set(comparison, "_SUBJECT", 0.0),
    "two wordings of one thing": _set(replacing, "may_mean_one_thing", _no),
    "above the story": _both(
        *(_set(module, "story_start", lambda _text: 0) for module in (comparison, conflicts, replacing, templates)),
        _set(openings.Lead, "start", 0),
    ),
    "leads: names": _without_names("name"),
    "leads: places": _without_names("place"),
    "leads: days": _set(conflicts, "_days_differ", _nothing),
    "leads: a local day": _set(conflicts, "_is_local_day", _no),
    "leads: one name in two forms": _set(conflicts, "_one_name", _no),
    "leads: initials": _set(conflicts, "_is_short_for", _no),
    "leads: a last name alone": _set(conflicts, "_is_used_alone", _no),
    "leads: spelt alike": _set(conflicts, "_are_alike", _no),
    "leads: syllables": _set(openings.Lead, "parts_syllables", False),
    "leads: asides": _set(openings.Lead, "is_aside", _no),
    "leads: sentences": _set(openings.Lead, "is_sentence", _no),
    "leads: German": _set(openings.Lead, "is_german", False),
    "figures of another day": _set(vetoes, "figures_differ", _nothing),
    "slots": _set(vetoes, "_filled_otherwise", _nothing),
    "slots: figures": _without_slots("figures"),
    "slots: hours": _without_slots("hours"),
    "slots: names": _without_slots("names", "repeated"),
    "slots: what recurs": _without_slots("repeated"),
    "slots: headlines": _set(vetoes, "_headed_otherwise", _nothing),
    "slots: lists": _set(templates, "_listed", lambda *_asked: []),
    "slots: an update's counts": _set(templates, "_is_update", _no),
    "slots: figures that stay": _set(templates, "_kept", lambda *_asked: 0),
    "dated elsewhere": _set(vetoes, "_dated_elsewhere", _nothing),
    "marks of one subject": _set(vetoes, "_same_subject", _no),
    "headlines": _set(vetoes, "unrelated", _no),
    "headlines: neither is told": _set(headlines, "_share_no_headline", _no),
    "headlines: subjects of their own": _set(headlines, "_has_subject_of_its_own", _no),
    "headlines: the rest has nothing in common": _set(headlines, "_are_apart", _no),
    "headlines: a foot": _set(headlines, "_share_a_foot", _no),
    "headlines: one house": _set(headlines, "_share_a_house", _no),
    "one text under headlines that it does not tell": _both(
        _set(headlines, "is_untold", _no), _set(families, "is_untold", _no)
    ),
    "walls": _set(entities, "walls", lambda _texts: {}),
    "copies whatever their role": _set(families, "_are_copies", _no),
    "gathering: ways": _set(families, "_by_ways", lambda groups, scores, _lengths: scores[[g[0] for g in groups]]),
    "another article under one uri": _set(lifecycle, "share_nothing", _no),
    "ties: one item": _set(ties, "_is_one_item", _no),
    "ties: updates": _set(ties, "_update", _nothing),
    "ties: alerts": _set(ties, "_alert", _nothing),
    "ties: takes": _set(ties, "_part", _nothing),
    "ties: captions": _set(ties, "_caption", _nothing),
    "ties: background": _set(ties, "_background", _nothing),
    "ties: translations": _set(ties, "_translation", _nothing),
    "spelling: a language's two ways": _set(spelling, "_way_of", _nothing),
    "spelling: two scripts": _set(spelling, "_of_one_script", lambda word: word),
    "spelling: initials": _set(spelling, "_STOP", _NEVER),
    "spelling: signs in words": _both(_set(spelling, "_SIGNS", _NEVER), _set(spelling, "_INVISIBLE", _NEVER)),
    "spelling: encodings": _set(spelling, "_MISREAD", _NEVER),
    "spelling: references": _set(spelling, "_MOST_ESCAPES", 0),
}
"""The rules that these ideas are made of, each by what it asks about."""


def leave_out(name: str) -> None:
    """Take an idea or a rule away, in this process."""
    (IDEAS | RULES)[name]()


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
    parser.add_argument("--without", choices=[*IDEAS, *RULES])
    options = parser.parse_args()
    if options.threshold is not None:
        cut_at(options.threshold)
    if options.without is not None:
        leave_out(options.without)
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
