"""What all recipes share: ninjs in, pairs joined by union-find, stories out."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

__all__ = ["Recipe", "grams", "run", "text_of"]

Texts = Iterable[tuple[str, str]]  # uri, text
Recipe = Callable[[Texts, float], Iterable[tuple[str, str]]]

_WORD = re.compile(r"\w+")


def grams(text: str, words: int) -> set[bytes]:
    """Its shingles of so many words, lower case; all words together where there are fewer."""
    told = _WORD.findall(text.lower())
    return {" ".join(told[n : n + words]).encode() for n in range(max(1, len(told) - words + 1))}


def text_of(record: dict[str, Any]) -> str:
    """The body of a record, ninjs 1 to 3; else its headline."""
    bodies = record.get("bodies") or [{}]
    headlines = record.get("headlines") or [{}]
    told = record.get("body_text") or bodies[0].get("value") or record.get("headline") or headlines[0].get("value")
    return str(told or "")


def run(recipe: Recipe, threshold: float) -> None:
    """Cluster a JSON Lines file. Lines with a field ``case`` are a wire of their own for each case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=threshold)
    options = parser.parse_args()
    with options.source.open("rb") as file, options.out.open("wb") as out:
        for wire in _wires(file):
            for uris in _joined(wire, recipe, options.threshold):
                out.write(orjson.dumps({"uri": uris[0], "associations": [{"uri": uri} for uri in uris]}) + b"\n")


def _wires(lines: Iterable[bytes]) -> Iterator[Iterator[tuple[str, str]]]:
    """The file as one wire, read as it is asked for; or by case."""
    records = (orjson.loads(line) for line in lines)
    first = next(records, None)
    if first is None:
        return
    if "case" not in first:
        yield _texts(first, records)
        return
    cases: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in (first, *records):
        cases[record["case"]].append(record)
    for held in cases.values():
        yield _texts(held[0], iter(held[1:]))


def _texts(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    yield first["uri"], text_of(first)
    for record in rest:
        yield record["uri"], text_of(record)


def _joined(wire: Iterator[tuple[str, str]], recipe: Recipe, threshold: float) -> Iterable[list[str]]:
    parent: dict[str, str] = {}

    def find(uri: str) -> str:
        while parent[uri] != uri:
            parent[uri] = uri = parent[parent[uri]]
        return uri

    def seen() -> Iterator[tuple[str, str]]:
        for uri, text in wire:
            parent.setdefault(uri, uri)
            yield uri, text

    for one, other in recipe(seen(), threshold):
        parent[find(one)] = find(other)
    stories: dict[str, list[str]] = defaultdict(list)
    for uri in parent:
        stories[find(uri)].append(uri)
    return stories.values()
