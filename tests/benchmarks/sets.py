"""All sets that have labels side by side, with the program as it is: ``python tests/benchmarks/sets.py``.

    python tests/benchmarks/sets.py [--part 3000] [--reuters FOLDER] [--cases FOLDER] [--others FOLDER] [--show]
    python tests/benchmarks/sets.py --ablation [RULE …]
    python tests/benchmarks/sets.py --keep FILE, and after a change: --against FILE

A gain on one set must not be a loss on another, so they are one table. The hard cases, the generated wire and the day
of pages are of this project. Reuters-21578 and the sets of the other two folders are not, and are left out where they
are not given:

* *cases*: a folder for each, with ``input.jsonl`` and ``expected.json``, which says what is one story (``together``)
  and what is not (``apart``);
* *others*: a folder for each set, with ``wire.jsonl`` and either ``labels.jsonl`` (of short answers: ``id``, ``task``,
  and ``cat``, how one was made of its source) or ``pairs.jsonl`` (``a``, ``b``, ``overall``: 1 the same story, 4
  another). There nearly all pairs tell of one event in words of their own, so what counts are the false ones.

``--part`` folds so many dispatches of each large set; in a minute that says whether a change is worth the whole run.
``--ablation`` takes one rule away at a time (`ideas.RULES`) and says what each set gains and loses by it, for each kind
of pair; a rule that no set loses by is named at the end. ``--against`` says the same of two states of the program.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own modules, for the hard cases

from ideas import IDEAS, RULES, folded, leave_out
from inputs import Input, generated, hard_cases, reuters
from newswire.day import day
from scoring import Pair, false_pairs, missed_pairs, score

_HERE = Path(__file__).parent
_SAME, _OTHER = 2.0, 3.0  # ratings of pairs: up to this one story, from this on another


@dataclass(frozen=True)
class Labelled:
    """A set: wires that are folded each by itself, and the stories of all dispatches or of some pairs."""

    name: str
    wires: Sequence[tuple[str, Sequence[bytes]]]  # what is put before its uris in the truth, lines
    gold: dict[str, str] = field(default_factory=dict)
    ignored: frozenset[Pair] = frozenset()
    prefix: str = ""
    one_story: frozenset[Pair] = frozenset()
    two_stories: frozenset[Pair] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)  # of what a dispatch is, by uri, where that is known

    def kind(self, pair: Pair) -> str:
        """What two dispatches are."""
        return " and ".join(sorted({self.kinds[uri] for uri in pair if uri in self.kinds})) or "others"


class Wrong(NamedTuple):
    """The pairs of a set that are told wrongly, and how many of each kind they are."""

    false: frozenset[Pair]
    missed: frozenset[Pair]
    kinds: Mapping[Pair, str]

    def beside(self, other: Wrong) -> str:
        """What is wrong here and not there, for each kind: "2 false (cut10 2), 1 missed (light 1)"."""
        told = []
        for word, ours, theirs in (("false", self.false, other.false), ("missed", self.missed, other.missed)):
            if own := ours - theirs:
                kinds = Counter(self.kinds[pair] for pair in own)
                named = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
                told.append(f"{len(own)} {word} ({named})")
        return ", ".join(told) or "–"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", type=int, help="dispatches of each large set")
    parser.add_argument("--dispatches", type=int, default=20_000, help="of the generated wire")
    parser.add_argument("--seeds", type=int, nargs="*", default=[7])
    parser.add_argument("--reuters", type=Path, default=_HERE.parents[2] / "shared" / "data")
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--only", nargs="+", default=[""], help="sets whose names begin so")
    parser.add_argument("--show", action="store_true", help="name the pairs that are told wrongly")
    parser.add_argument("--without", choices=[*IDEAS, *RULES])
    parser.add_argument("--ablation", nargs="*", choices=[*IDEAS, *RULES, []], help="without one rule at a time")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write down what is told wrongly")
    parser.add_argument("--against", type=Path, metavar="FILE", help="and say what was gained and lost since")
    options = parser.parse_args()
    if options.ablation is not None:
        _ablation(options)
        return
    print("| set | dispatches | P | R | F1 | ARI | false pairs | missed pairs | CPU s |\n|---" + "|---" * 8 + "|")
    wrong = _measured(options, options.without, tell=True)
    if options.keep is not None:
        options.keep.write_text(json.dumps({name: _listed(each) for name, each in wrong.items()}))
    if options.against is not None:
        kept = {name: _read(each) for name, each in json.loads(options.against.read_text()).items()}
        print("\n| set | lost | gained |\n|---|---|---|")
        for name in wrong.keys() & kept.keys():
            print(f"| {name} | {wrong[name].beside(kept[name])} | {kept[name].beside(wrong[name])} |")


def _ablation(options: argparse.Namespace) -> None:
    """What each set gains and loses without one rule; each in a process of its own, for what it knows is kept."""
    whole = _measured(options, None)
    print("| without | set | lost | gained |\n|---|---|---|---|")
    needless = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in options.ablation or RULES:
            without = pool.submit(_measured, options, name).result()
            for of, wrong in without.items():
                if wrong != whole[of]:
                    print(f"| {name} | {of} | {wrong.beside(whole[of])} | {whole[of].beside(wrong)} |", flush=True)
            if without == whole:
                print(f"| {name} | – | – | – |", flush=True)
            if all(
                wrong.false <= whole[of].false and wrong.missed <= whole[of].missed for of, wrong in without.items()
            ):
                needless.append(name)
    print(f"\nNo set loses without: {', '.join(needless) or '–'}.")


def _measured(options: argparse.Namespace, without: str | None, *, tell: bool = False) -> dict[str, Wrong]:
    """What is told wrongly of each set."""
    if without is not None:
        leave_out(without)
    with tempfile.TemporaryDirectory() as name:
        return {
            each.name: _wrong(each, tell=tell, show=options.show)
            for each in _sets(Path(name), options)
            if each.name.lower().startswith(tuple(options.only))
        }


def _listed(wrong: Wrong) -> list[list[list[str]]]:
    return [[[*sorted(pair), wrong.kinds[pair]] for pair in pairs] for pairs in wrong[:2]]


def _read(listed: Sequence[Sequence[Sequence[str]]]) -> Wrong:
    false, missed = ({frozenset(pair): kind for *pair, kind in pairs} for pairs in listed)
    return Wrong(frozenset(false), frozenset(missed), false | missed)


def _sets(folder: Path, options: argparse.Namespace) -> Iterator[Labelled]:
    yield _whole(hard_cases(folder), None)
    if options.cases is not None:
        yield _cases(options.cases)
    for path in sorted(options.others.iterdir()) if options.others is not None else ():
        if (path / "wire.jsonl").exists():
            yield _other(path)
    if (found := reuters(folder, options.reuters)) is not None:
        yield _whole(found, options.part)
    for seed in options.seeds:
        yield _whole(generated(folder, options.part or options.dispatches, seed), None)
        pages, truth = day(seed)
        yield Labelled(f"Day of pages seed {seed}", [("", pages)], truth)


def _wrong(told_of: Labelled, *, tell: bool, show: bool) -> Wrong:
    start = time.process_time()
    told: dict[str, str] = {}
    for number, (before, wire) in enumerate(told_of.wires):
        for story in folded(wire):
            read = json.loads(story)
            for member in read.get("associations") or ():
                told[before + member["uri"].removeprefix(told_of.prefix)] = f"{number} {read['uri']}"
    spent = time.process_time() - start
    if told_of.gold:
        found = score(told_of.gold, told, told_of.ignored)
        shares = [f"{share:.4f}" for share in found[:4]]
        false = {frozenset(pair) for pair in false_pairs(told_of.gold, told)} - told_of.ignored
        missed = {frozenset(pair) for pair in missed_pairs(told_of.gold, told)} - told_of.ignored
    else:
        together = {pair for pair in told_of.one_story | told_of.two_stories if _is_told(pair, told)}
        false, missed = together & told_of.two_stories, set(told_of.one_story - together)
        right = len(together) - len(false)
        precision, recall = right / max(1, len(together)), right / max(1, len(told_of.one_story))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        shares = [f"{precision:.4f}", f"{recall:.4f}", f"{f1:.4f}", "–"]
    wrong = Wrong(frozenset(false), frozenset(missed), {pair: told_of.kind(pair) for pair in {*false, *missed}})
    if not tell:
        return wrong
    count = sum(len(wire) for _, wire in told_of.wires)
    cells = (told_of.name, f"{count:,}", *shares, str(len(false)), str(len(missed)), f"{spent:.1f}")
    print(f"| {' | '.join(cells)} |", flush=True)
    if show:
        for word, pairs in (("false", false), ("missed", missed)):
            for pair in sorted(map(sorted, pairs)):
                print(f"    {word}: {'  '.join(pair)}")
    return wrong


def _is_told(pair: Pair, told: dict[str, str]) -> bool:
    return len({told.get(uri, uri) for uri in pair}) == 1


def _whole(wire: Input, part: int | None) -> Labelled:
    lines = wire.source.read_bytes().splitlines()[:part]
    records = [json.loads(line) for line in lines]
    wires: dict[str, list[bytes]] = {}
    for line, record in zip(lines, records, strict=True):
        wires.setdefault(record.get("case", ""), []).append(line)
    uris = {record["uri"].removeprefix(wire.prefix) for record in records}
    gold = {uri: story for uri, story in wire.gold.items() if uri in uris}
    name = wire.name.partition(",")[0] + (f" {wire.name.rpartition(', ')[2]}" if "seed" in wire.name else "")
    plain = [("", wire) for wire in wires.values()]
    ignored = frozenset(pair for pair in wire.ignored if pair <= uris)
    kinds = {uri: kind for kind, uri, _ in wire.edits} | {uri: uri.partition(" ")[0] for uri in uris if " " in uri}
    return Labelled(name, plain, gold, ignored, wire.prefix, kinds=kinds)


def _cases(folder: Path) -> Labelled:
    wires: list[tuple[str, list[bytes]]] = []
    one_story: set[Pair] = set()
    two_stories: set[Pair] = set()
    for path in sorted(folder.glob("*/expected.json")):
        expected: dict[str, Any] = json.loads(path.read_text())
        groups, apart = expected.get("together", []), expected.get("apart", [])
        if groups or apart:
            before = f"{path.parent.name} "
            wires.append((before, (path.parent / "input.jsonl").read_bytes().splitlines()))
            one_story.update(pair for group in groups for pair in _pairs(before + uri for uri in group))
            two_stories.update(_pairs(before + uri for uri in apart))
    kinds = {uri: uri.partition(" ")[0] for pair in one_story | two_stories for uri in pair}
    return Labelled("cases", wires, one_story=frozenset(one_story), two_stories=frozenset(two_stories), kinds=kinds)


def _pairs(uris: Iterable[str]) -> Iterator[Pair]:
    return map(frozenset, combinations(uris, 2))


def _other(folder: Path) -> Labelled:
    lines = (folder / "wire.jsonl").read_bytes().splitlines()
    uris = {json.loads(line)["uri"].rpartition(":")[2]: json.loads(line)["uri"] for line in lines}
    labels = folder / "labels.jsonl"
    kinds: dict[str, str] = {}
    if labels.exists():
        rows = [json.loads(line) for line in labels.read_text().splitlines()]
        pairs = [(frozenset((uris[row["id"]], uris[f"orig_task{row['task']}"])), row["cat"] != "non") for row in rows]
        kinds = {uris[row["id"]]: row["cat"] for row in rows if row["cat"] != "orig"}
    else:
        rated = map(json.loads, (folder / "pairs.jsonl").read_text().splitlines())
        pairs = [
            (frozenset((uris[row["a"]], uris[row["b"]])), row["overall"] <= _SAME)
            for row in rated
            if not _SAME < row["overall"] < _OTHER
        ]
    one_story, two_stories = (
        frozenset(pair for pair, same in pairs if same is it and len(pair) > 1) for it in (True, False)
    )
    return Labelled(folder.name, [("", lines)], one_story=one_story, two_stories=two_stories, kinds=kinds)


if __name__ == "__main__":
    main()
