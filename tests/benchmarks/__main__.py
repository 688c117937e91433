"""Accuracy and cost of Copytaster and of what others do, on the same inputs in one run: ``python tests/benchmarks``.

    python tests/benchmarks [--quick] [--only TABLE …] [--dispatches 20000] [--reuters FOLDER] [--scale] [--check]

Inputs: Reuters-21578, a generated wire with known truth, the hard cases of the tests. Tables: *figures*, *kinds*
(recall for each kind of edit), *curve* (thresholds), *ablation* (without one idea each), *scale* (10,000 dispatches to
a million; only when asked for). Each run is a process of its own on one core; its CPU time and peak memory are the
operating system's account of it. FOLDER holds reuters21578.ninjs.jsonl.gz with its labels and pairs (default
../shared/data; they are not part of this project, and the run says so when they are missing).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests' own modules, for the hard cases

from inputs import Input, generated, hard_cases, reuters
from runs import RATIOS, RECIPES, TABLES, ablation, curve, figures, kinds, slower
from scale import scale

_HERE = Path(__file__).parent
_SEED = 7
_CURVE_DISPATCHES = 5_000  # of the generated wire, for what is run twenty times


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dispatches", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--reuters", type=Path, default=_HERE.parents[2] / "shared" / "data")
    parser.add_argument("--quick", action="store_true", help="2,000 dispatches, no Reuters")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=["figures", "kinds", "curve", "ablation"])
    parser.add_argument("--recipes", nargs="+", choices=RECIPES, default=list(RECIPES))
    parser.add_argument("--check", action="store_true", help="fail where we cost more beside stock than written down")
    parser.add_argument("--scale", action="store_true", help="also the curve to a million dispatches")
    options = parser.parse_args()
    try:
        rensa = version("rensa")
    except PackageNotFoundError:
        parser.exit(2, "rensa is not installed: pip install '.[bench]'\n")
    count = 2_000 if options.quick else options.dispatches
    print(
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, one of {os.cpu_count()} cores · "
        f"Python {platform.python_version()} · datasketch {version('datasketch')} · rensa {rensa} · "
        f"`python tests/benchmarks {' '.join(sys.argv[1:])}`\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wire = generated(folder, count, options.seed)
        sets = [wire, hard_cases(folder)]
        if not options.quick:
            sets[:0] = _reuters(folder, options.reuters)
        if "figures" in options.only or "kinds" in options.only:
            told, costs = figures(sets, options.recipes, folder)
            if "kinds" in options.only:
                kinds(wire, told)
            if options.check and (names := slower(costs)):
                parser.exit(1, f"slower than {RATIOS.name} says: {'; '.join(names)}\n")
        small = [generated(folder, min(count, _CURVE_DISPATCHES), options.seed), *(s for s in sets if s is not wire)]
        if "curve" in options.only:
            curve(small, options.recipes, folder)
        if "ablation" in options.only:
            ablation(small, folder)
        if options.scale or "scale" in options.only:
            scale(folder, [2_000, 5_000] if options.quick else [10_000, 30_000, 100_000, 300_000, 1_000_000])


def _reuters(folder: Path, data: Path) -> list[Input]:
    found = reuters(folder, data)
    if found is None:
        print(f"Reuters-21578 is not at {data}: it was not measured.\n")
        return []
    return [found]


if __name__ == "__main__":
    main()
