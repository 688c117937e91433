"""The tables: figures, recall for each kind of edit, threshold curves, ablation."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ideas import IDEAS
from inputs import Input, stories_of
from newswire import COPIES
from processes import Cost, measured
from scoring import Score, recalls, score

__all__ = ["RATIOS", "RECIPES", "TABLES", "ablation", "curve", "figures", "kinds", "slower"]

TABLES = ("figures", "kinds", "curve", "ablation", "scale")

RECIPES = {
    "copytaster": "copytaster",
    "stock": "datasketch, 5 words, 128, 0.5",
    "rensa_lsh": "rensa R-MinHash + LSH, 5 words, 128, 0.5",
    "text_dedup": "text-dedup MinHash, 2 words, 256, 0.45",
    "simhash": "SimHash, 64 bits, 3 apart",
    "exact": "exact hash",
}
"""The scripts, and what they are called in tables."""

_CURVES = {
    "copytaster": (0.34, 0.38, 0.40, 0.42, 0.44, 0.46, 0.50, 0.58),
    "stock": (0.3, 0.4, 0.5, 0.6, 0.7),
    "rensa_lsh": (0.3, 0.4, 0.5, 0.6, 0.7),
    "text_dedup": (0.35, 0.45, 0.55, 0.7),
    "simhash": (1, 3, 6, 9),
}

RATIOS = Path(__file__).with_name("ratios.json")
"""CPU of the stock recipe for that of Copytaster on each input, as last measured: `--check` holds a run to them."""

_SLACK = 0.9

Told = dict[str, str]
_IDEAS = Path(__file__).parent / "ideas.py"


def figures(
    sets: Sequence[Input], recipes: Sequence[str], folder: Path
) -> tuple[dict[str, dict[str, Told]], dict[str, dict[str, Cost]]]:
    """Accuracy and cost; returns what each recipe told of each input, and what it cost, by name."""
    out: dict[str, dict[str, Told]] = {}
    costs: dict[str, dict[str, Cost]] = {}
    for each in sets:
        _head(each.name, ("recipe", "P", "R", "F1", "ARI", "B³", "dispatches/s", "CPU s", "peak MB"))
        for recipe in recipes:
            grouped = each.source.name == "hard.jsonl"
            cost, told = _run(_command(recipe, each.source, folder / "out.jsonl", plain=grouped), each, folder)
            out.setdefault(each.name, {})[recipe] = told
            costs.setdefault(each.name, {})[recipe] = cost
            spent = ("", "", "") if grouped else _cost(cost, each.count)
            _row(RECIPES[recipe], *_scores(_score(each, told)), *spent)
        print()
    return out, costs


def slower(costs: dict[str, dict[str, Cost]]) -> list[str]:
    """Inputs on which Copytaster's CPU, beside that of the stock recipe in the same run, is not what was written down.

    A ratio of one run with itself differs by some hundredths; below nine tenths something has become slower.
    """
    written: dict[str, float] = json.loads(RATIOS.read_text(encoding="utf-8"))
    found = []
    for name, expected in written.items():
        if {"copytaster", "stock"} <= costs.get(name, {}).keys():
            ratio = costs[name]["stock"].cpu / costs[name]["copytaster"].cpu
            print(f"{name}: {ratio:.2f} times the stock recipe, {expected:.2f} written down")
            if ratio < _SLACK * expected:
                found.append(name)
    return found


def kinds(wire: Input, told: dict[str, dict[str, Told]]) -> None:
    """Which share of each kind of edit stands in one story with what it was made of."""
    recipes = list(told[wire.name])
    found = {recipe: recalls(wire.edits, told[wire.name][recipe]) for recipe in recipes}
    _head("Recall for each kind of edit, generated wire", ("kind", "pairs", *recipes))
    for kind in COPIES:
        counts = {recipe: found[recipe].get(kind, (0, 0.0)) for recipe in recipes}
        _row(kind, str(counts[recipes[0]][0]), *(f"{counts[recipe][1]:.3f}" for recipe in recipes))
    print()


def curve(sets: Sequence[Input], recipes: Sequence[str], folder: Path) -> None:
    """Accuracy by threshold."""
    for each in sets:
        _head(f"Thresholds: {each.name}", ("recipe", "threshold", "P", "R", "F1", "ARI", "B³"))
        for recipe in recipes:
            for threshold in _CURVES.get(recipe, ()):
                out = folder / "out.jsonl"
                command = [*_command(recipe, each.source, out, plain=True), "--threshold", str(threshold)]
                told = _run(command, each, folder)[1]
                _row(recipe, f"{threshold:g}", *_scores(_score(each, told)))
        print()


def ablation(sets: Sequence[Input], folder: Path) -> None:
    """What is lost without one idea each."""
    for each in sets:
        _head(f"Without one idea: {each.name}", ("without", "P", "R", "F1", "ΔF1", "ARI"))
        whole = 0.0
        for idea in ("", *IDEAS):
            command = _command("copytaster", each.source, folder / "out.jsonl", plain=True)
            told = _run([*command, *(["--without", idea] if idea else [])], each, folder)[1]
            found = _score(each, told)
            whole = whole or found.f1
            precision, recall, f1, ari, _ = _scores(found)
            _row(idea or "–", precision, recall, f1, f"{found.f1 - whole:+.4f}" if idea else "", ari)
        print()


def _command(recipe: str, source: Path, out: Path, *, plain: bool) -> list[str | Path]:
    """``plain``: Copytaster from inside, where the command has no such option (cases, thresholds, ideas)."""
    if recipe != "copytaster":
        return [sys.executable, "-m", f"rivals.{recipe}", source, out]
    if plain:
        return [sys.executable, _IDEAS, source, out]
    return [Path(sys.executable).with_name("copytaster"), "run", source, "--out", out]


def _run(command: Sequence[str | Path], wire: Input, folder: Path) -> tuple[Cost, Told]:
    cost = measured(command)
    return cost, stories_of(folder / "out.jsonl", wire.prefix)


def _score(wire: Input, told: Told) -> Score:
    return score(wire.gold, told, wire.ignored)


def _scores(found: Score) -> tuple[str, ...]:
    return tuple(f"{share:.4f}" for share in found)


def _cost(cost: Cost, count: int) -> tuple[str, str, str]:
    return f"{count / cost.wall:,.0f}", f"{cost.cpu:.1f}", f"{cost.peak / 1e6:,.0f}"


def _head(title: str, columns: Sequence[str]) -> None:
    print(f"### {title}\n")
    _row(*columns)
    print("|---" * len(columns) + "|", flush=True)


def _row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)
