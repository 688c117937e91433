"""Readers of formats against a folder of files of agencies, with what should come out of each.

The files are nobody's to ship, so the folder is given: ``python tests/benchmarks/formats.py FOLDER``. Its
``manifest.jsonl`` has one line a file: ``path``, ``format``, and ``items``, each with ``verdict`` (read, skip, reject,
pointer), ``uri`` or ``id``, ``headline``, ``version_created`` (``utc``, and ``zone`` false where none is stated: then
the time on the wall counts), ``body_start``, and for pages ``truth``, the paragraphs.

Two tables are printed: shares of what came out right, and milliseconds of CPU an item beside parsing alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

from lxml import etree, html

from stream.reading.formats.items import Item, Skipped
from stream.reading.sources import outcomes, records

MEASURES = ("files with the right number", "items read", "verdict", "headline", "time", "identity", "first paragraph")
_ROUNDS = 3


def main() -> None:
    """Measure and print; with ``--show`` name what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="of the files and manifest.jsonl")
    parser.add_argument("--list", type=Path, help="measure only the paths that stand in this file, one a line")
    parser.add_argument("--leave", type=Path, help="leave out the paths that stand in this file")
    parser.add_argument("--only", default="", help="a part of the paths that are measured")
    parser.add_argument("--show", action="store_true", help="print each difference")
    parser.add_argument("--time", action="store_true", help="measure milliseconds an item too")
    given = parser.parse_args()
    rows = [json.loads(line) for line in (given.folder / "manifest.jsonl").read_text().splitlines()]
    if given.list:
        kept = set(given.list.read_text().split("\n"))
        rows = [row for row in rows if row["path"] in kept]
    if given.leave:
        left = set(given.leave.read_text().split("\n"))
        rows = [row for row in rows if row["path"] not in left]
    rows = [row for row in rows if given.only in row["path"] and row["items"]]
    right: dict[str, Counter[str]] = defaultdict(Counter)
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for measure, is_right, what in judged(row, given.folder):
            for group in (row["format"], "all"):
                asked[group][measure] += 1
                right[group][measure] += is_right
            if given.show and not is_right:
                sys.stdout.write(f"{row['path']}: {measure}: {what}\n")
    table(right, asked)
    if given.time:
        costs(rows, given.folder)


def judged(row: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, bool, str]]:
    """Each measure of a file, whether it is right, and what was expected and found."""
    expected = row["items"]
    found = list(results(folder / row["path"]))
    number = max((item["feed"]["entries"] for item in expected if "feed" in item), default=len(expected))
    yield "files with the right number", len(found) == number, f"{number} items, found {len(found)}"
    for place, item in enumerate(expected):
        verdict, record = found[place] if place < len(found) else ("nothing", {})
        wanted = "skip" if item["verdict"] == "pointer" else item["verdict"]
        yield "verdict", verdict == wanted, f"item {place + 1}: {wanted} ({item.get('why')}), found {verdict}"
        if item["verdict"] != "read":
            continue
        yield "items read", verdict == "read", f"item {place + 1}: found {verdict}"
        if verdict == "read":
            yield from compared(item, record)


def results(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Verdict and record of each item."""
    foreign = False
    for _, outcome in outcomes(path):
        foreign = True
        if isinstance(outcome, Item):
            yield "read", outcome.record
        else:
            yield ("skip", {}) if isinstance(outcome, Skipped) else ("reject", {"why": outcome.message})
    if not foreign:
        for record in records([path], BytesIO()):
            raw = record.raw if isinstance(record.raw, bytes) else b""
            try:
                record.read()
                yield "read", json.loads(raw)
            except Exception as error:
                yield "reject", {"why": str(error)}


def compared(item: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    """The fields of an item that was read."""
    headline = next(
        (each["value"] for each in record.get("headlines", ()) if each["role"] == "main"), record.get("headline", "")
    )
    if item.get("headline"):
        yield "headline", same(headline, item["headline"]), f"{item['headline']!r}, found {headline!r}"
    if (stated := item.get("version_created")) is not None and stated.get("utc"):
        printed = record.get("versionCreated", record.get("versioncreated", record.get("firstCreated", "")))
        yield (
            "time",
            instant(printed, stated["zone"]) == instant(stated["utc"], stated["zone"]),
            f"{stated}, found {printed}",
        )
    uri = record.get("uri", "")
    if item.get("uri"):
        yield "identity", uri == item["uri"], f"{item['uri']}, found {uri}"
    elif item.get("id"):
        yield "identity", str(item["id"]).strip("<>") in uri, f"{item['id']} in it, found {uri}"
    text = next((each["value"] for each in record.get("bodies", ())), record.get("body_text", ""))
    if item.get("body_start"):
        start = plain(item["body_start"])[:60]
        yield "first paragraph", plain(text).startswith(start), f"{item['body_start']!r}, found {text[:90]!r}"
    if item.get("truth"):
        score = likeness("\n".join(item["truth"]), text)
        yield "pages of F1 .94", score >= 0.94, f"F1 {score:.3f}"
        yield "pages of F1 .80", score >= 0.8, f"F1 {score:.3f}"


def plain(text: str) -> str:
    """A text as it is compared: without references, marks and differences of white space."""
    return " ".join(unicodedata.normalize("NFKC", unescape(unescape(text))).replace("\u00ad", "").split()).casefold()


def same(one: str, other: str) -> bool:
    """Whether two headlines are the same but for white space and references."""
    return plain(one) == plain(other)


def instant(text: str, zone: bool) -> datetime | None:
    """The second that a time names; without a zone the time on the wall."""
    try:
        read = datetime.fromisoformat(text.replace("Z", "+00:00")).replace(microsecond=0)
    except ValueError:
        return None
    if not zone:
        return read.replace(tzinfo=UTC)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def likeness(truth: str, text: str) -> float:
    """F1 of shingles of four words."""
    one, other = (Counter(shingles(each)) for each in (truth, text))
    shared = (one & other).total()
    return 2 * shared / max(1, one.total() + other.total())


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Every four words that follow each other."""
    words = plain(text).split()
    return zip(*(words[start:] for start in range(4)), strict=False)


def table(right: Mapping[str, Counter[str]], asked: Mapping[str, Counter[str]]) -> None:
    """Shares by format."""
    for group in sorted(asked, key=lambda name: (name == "all", name)):
        parts = [
            f"{measure} {right[group][measure]}/{count} ({right[group][measure] / count:.3f})"
            for measure, count in asked[group].items()
        ]
        sys.stdout.write(f"{group}: {' · '.join(parts)}\n")


def costs(rows: list[Any], folder: Path) -> None:
    """Milliseconds an item by format: all of the reading, and parsing alone."""
    spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        path = folder / row["path"]
        raw = path.read_bytes()
        best = min(timed(path) for _ in range(_ROUNDS))
        alone = min(parsed(raw) for _ in range(_ROUNDS))
        for place, value in enumerate((best[0], best[1], alone)):
            spent[row["format"]][place] += value
    for name, (seconds, items, alone) in sorted(spent.items()):
        each = 1000 / max(1, items)
        sys.stdout.write(f"{name}: {seconds * each:.2f} ms an item, {alone * each:.2f} of it the parse\n")


def timed(path: Path) -> tuple[float, int]:
    """Seconds of CPU to read a file, and its items."""
    begin = process_time()
    count = sum(1 for _ in results(path))
    return process_time() - begin, count


def parsed(raw: bytes) -> float:
    """Seconds of CPU that lxml takes for the tree alone; 0 where the file is none."""
    begin = process_time()
    try:
        etree.fromstring(raw)
    except (etree.XMLSyntaxError, ValueError):
        if raw[:200].lstrip()[:1] != b"<":
            return 0.0
        html.fromstring(raw)
    return process_time() - begin


if __name__ == "__main__":
    main()
