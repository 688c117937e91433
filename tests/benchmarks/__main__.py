"""Measures Copytaster beside the stock datasketch recipe, on the same files, in one run.

    python tests/benchmarks [--dispatches 20000] [--reuters FOLDER]

Each run is a process of its own on one core; its CPU time and peak memory are the operating
system's account of it. FOLDER holds reuters21578.ninjs.jsonl.gz with its labels and score.py
(default ../shared/data; they are not part of this project, and the run says so when they are missing).
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from wire import generate

HERE = Path(__file__).parent
PREFIX = "urn:reuters21578:"


class Cost(NamedTuple):
    """What one process cost."""

    wall: float  # seconds
    cpu: float  # seconds, user and system
    peak: int  # bytes


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dispatches", type=int, default=20_000)
    parser.add_argument("--reuters", type=Path, default=HERE.parents[2] / "shared" / "data")
    options = parser.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, one of {os.cpu_count()} cores · "
        f"Python {platform.python_version()} · datasketch {version('datasketch')} · "
        f"`python tests/benchmarks --dispatches {options.dispatches}`\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        _generated(Path(folder), options.dispatches)
        _reuters(Path(folder), options.reuters)


def _generated(folder: Path, count: int) -> None:
    source = folder / "generated.jsonl"
    quarter = folder / "quarter.jsonl"
    text = 0
    with source.open("wb") as file, quarter.open("wb") as first:
        for number, line in enumerate(generate(count)):
            file.write(line + b"\n")
            if number < count // 4:
                first.write(line + b"\n")
            else:
                text += len(json.loads(line)["body_text"])
    _head(f"{count:,} generated dispatches of 2,500 characters")
    rows = [(name, _run(_command(name, source, folder / "out.jsonl"))) for name in ("copytaster", "stock")]
    for name, cost in rows:
        print(f"| {name} | {count / cost.wall:,.0f} | {cost.cpu:.1f} | {cost.peak / 1e6:,.0f} | | | | |")
    small = _run(_command("copytaster", quarter, folder / "out.jsonl"))
    held = count - count // 4
    beyond = (rows[0][1].peak - small.peak - text) / held
    print(
        f"\nratio copytaster / stock, dispatches/s: {rows[1][1].wall / rows[0][1].wall:.2f}"
        f"\nmemory beyond its text for each dispatch in the window: {beyond / 1000:.1f} KB "
        f"(peak at {count:,} less peak at {count // 4:,} less {text / held:,.0f} characters)\n"
    )


def _reuters(folder: Path, data: Path) -> None:
    archive = data / "reuters21578.ninjs.jsonl.gz"
    if not archive.exists():
        print(f"Reuters-21578 is not at {data}: accuracy was not measured.")
        return
    source = folder / "reuters.jsonl"
    with gzip.open(archive) as packed, source.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    count = sum(1 for _ in source.open("rb"))
    _head(f"Reuters-21578, {count:,} dispatches of 1987")
    scorer = _module(data / "score.py")
    gold, relation = _labels(data)
    for name in ("copytaster", "stock"):
        out = folder / f"{name}.jsonl"
        cost = _run(_command(name, source, out))
        told: dict[str, Any] = scorer.score(gold, relation, scorer.members(out, PREFIX))
        print(
            f"| {name} | {count / cost.wall:,.0f} | {cost.cpu:.1f} | {cost.peak / 1e6:,.0f} "
            f"| {told['P']} | {told['R']} | {told['F1']} | {told['ARI']} |"
        )


def _labels(data: Path) -> tuple[dict[str, str], dict[frozenset[str], str]]:
    labels = map(json.loads, (data / "reuters21578.labels.jsonl").open())
    pairs = map(json.loads, (data / "reuters21578.pairs.jsonl").open())
    return (
        {row["id"]: row["cluster"] for row in labels if row["cluster"] is not None},
        {frozenset((row["a"], row["b"])): row["relation"] for row in pairs},
    )


def _head(title: str) -> None:
    columns = ("recipe", "dispatches/s", "CPU s", "peak MB", "P", "R", "F1", "ARI")
    print(f"### {title}\n\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|")


def _command(name: str, source: Path, out: Path) -> list[str]:
    if name == "stock":
        return [sys.executable, str(HERE / "stock.py"), str(source), str(out)]
    return [str(Path(sys.executable).with_name("copytaster")), "run", str(source), "--out", str(out)]


def _run(command: list[str]) -> Cost:
    """Run on one core, alone; the peak is read by a parent that has no other child."""
    watcher = (
        "import json, os, resource, subprocess, sys, time\n"
        "os.sched_setaffinity(0, {0})\n"
        "start = time.monotonic()\n"
        "subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]))\n"
    )
    done = subprocess.run([sys.executable, "-c", watcher, *command], check=True, capture_output=True)  # noqa: S603
    wall, cpu, peak = json.loads(done.stdout)
    return Cost(wall, cpu, peak)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
