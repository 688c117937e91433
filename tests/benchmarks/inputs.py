"""What is measured: files of ninjs with the truth about them."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from hard import cases
from newswire import COPIES, wire
from scoring import Pair

__all__ = ["Input", "generated", "hard_cases", "reuters", "stories_of"]

_PREFIX = "urn:reuters21578:"
_UNDECIDED = frozenset(("chain", "gray"))  # relations of labelled pairs that nobody can call one story or two


@dataclass(frozen=True)
class Input:
    """A wire and its truth. Uris in the truth are those of the file without ``prefix``."""

    name: str
    source: Path
    count: int
    gold: dict[str, str]
    prefix: str = ""
    ignored: Collection[Pair] = frozenset()
    edits: list[tuple[str, str, str]] = field(default_factory=list)  # kind, uri, uri of what it was made of


def generated(folder: Path, count: int, seed: int) -> Input:
    """The wire of `newswire`."""
    source = folder / f"generated-{count}-{seed}.jsonl"
    gold: dict[str, str] = {}
    edits: list[tuple[str, str, str]] = []
    with source.open("wb") as file:
        for each in wire(count, seed):
            file.write(each.line + b"\n")
            gold[each.uri] = each.story
            if each.of is not None and each.kind in COPIES:
                edits.append((each.kind, each.uri, each.of))
    return Input(f"Generated wire, {count:,} dispatches, seed {seed}", source, count, gold, edits=edits)


def hard_cases(folder: Path) -> Input:
    """The hard cases of the tests, each on its own."""
    lines, gold = cases()
    source = folder / "hard.jsonl"
    source.write_bytes(b"\n".join(lines) + b"\n")
    return Input(f"Hard cases, {len(lines)} dispatches", source, len(lines), gold)


def reuters(folder: Path, data: Path) -> Input | None:
    """Reuters-21578 as unpacked from this folder; None where it is not."""
    archive = data / "reuters21578.ninjs.jsonl.gz"
    if not archive.exists():
        return None
    source = folder / "reuters.jsonl"
    with gzip.open(archive) as packed, source.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    with source.open("rb") as file:
        count = sum(1 for _ in file)
    with (data / "reuters21578.labels.jsonl").open() as labels, (data / "reuters21578.pairs.jsonl").open() as pairs:
        gold = {row["id"]: row["cluster"] for row in map(json.loads, labels) if row["cluster"] is not None}
        ignored = {frozenset((row["a"], row["b"])) for row in map(json.loads, pairs) if row["relation"] in _UNDECIDED}
    return Input(f"Reuters-21578, {count:,} dispatches of 1987", source, count, gold, _PREFIX, ignored)


def stories_of(out: Path, prefix: str) -> dict[str, str]:
    """The story of each dispatch, as a file of stories tells it."""
    told: dict[str, str] = {}
    with out.open("rb") as file:
        for line in file:
            story = json.loads(line)
            for member in story.get("associations") or ():
                told[member["uri"].removeprefix(prefix)] = story["uri"]
    return told
