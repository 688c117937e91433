"""Readers of formats against a folder of files of agencies, with what should come out of each.

The files are nobody's to ship, so the folder is given: ``python tests/benchmarks/formats.py FOLDER``. Its
``manifest.jsonl`` has one line a file: ``path``, ``format``, and ``items``, each with ``verdict`` (read, skip, reject,
pointer), ``uri`` or ``id``, ``headline``, ``version_created`` (``utc``, and ``zone`` false where none is stated: then
the time on the wall counts), ``body_start``, and for pages ``truth``, the paragraphs.

Two tables are printed: shares of what came out right, and milliseconds of CPU an item beside parsing alone. Manifests
are wrong too: ``corrections.toml`` beside this file says where and what is right, and shares are printed as given and,
where they are others, as corrected. A correction that changes nothing any more is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from lxml import etree, html

from stream.reading.formats.items import Item, Skipped
from stream.reading.sources import outcomes, records

CORRECTIONS = Path(__file__).with_name("corrections.toml")
_ROUNDS = 3
_COMPARED = 60  # characters of a first paragraph


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
    corrections = tomllib.loads(CORRECTIONS.read_text())["correction"]
    as_given, as_corrected = Shares(), Shares()
    for row in rows:
        ours = [each for each in corrections if each["path"] == row["path"]]
        found = list(results(given.folder / row["path"]))
        first, second = list(judged(row, found)), list(judged(corrected(row, ours), found))
        as_given.add(row["format"], first)
        as_corrected.add(row["format"], second)
        for each in first if given.show else ():
            if not each.is_right:
                sys.stdout.write(f"{row['path']}: item {each.item}: {each.measure}: {each.what}\n")
        for each in second if given.show else ():
            if not each.is_right:
                sys.stdout.write(f"as corrected: {row['path']}: item {each.item}: {each.measure}: {each.what}\n")
        for correction in ours:
            if not is_needed(correction, first):
                place = f"{row['path']}, item {correction['item']}, {correction['measure']}"
                sys.stdout.write(f"correction that changes nothing: {place}\n")
    table(as_given, as_corrected)
    if given.time:
        costs(rows, given.folder)


class Judgement(NamedTuple):
    """One measure of an item."""

    item: int  # from 1; 0 for the file
    measure: str
    is_right: bool
    what: str  # expected and found


class Shares:
    """What is right of what was asked, by format and measure."""

    def __init__(self) -> None:
        self.right: dict[str, Counter[str]] = defaultdict(Counter)
        self.asked: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, judgements: list[Judgement]) -> None:
        """Count those of a file."""
        for each in judgements:
            for group in (kind, "all"):
                self.asked[group][each.measure] += 1
                self.right[group][each.measure] += each.is_right

    def of(self, group: str) -> str:
        """Those of a format in one line."""
        return " · ".join(
            f"{measure} {self.right[group][measure]}/{count} ({self.right[group][measure] / count:.3f})"
            for measure, count in self.asked[group].items()
        )


def corrected(row: Mapping[str, Any], corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """What should come out of a file, as corrected."""
    items = [dict(item) for item in row["items"]]
    for each in corrections:
        if each["item"] <= len(items):
            items[each["item"] - 1] |= {f"right {each['measure']}": each.get("value", each.get("sha256", ""))}
    return {**row, "items": [item for item in items if "right item" not in item]}


def is_needed(correction: Mapping[str, Any], judgements: list[Judgement]) -> bool:
    """Whether what the manifest gives still differs from what comes out, where a correction says that it is wrong."""
    about = [each for each in judgements if each.item == correction["item"]]
    return any(not each.is_right and correction["measure"] in ("item", each.measure) for each in about)


def judged(row: Mapping[str, Any], found: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[Judgement]:
    """Each measure of a file, whether it is right, and what was expected and found."""
    expected = row["items"]
    number = max((item["feed"]["entries"] for item in expected if "feed" in item), default=len(expected))
    what = f"{number} items, found {len(found)}"
    yield Judgement(0, "files with the right number", len(found) == number, what)
    for place, item in enumerate(expected):
        verdict, record = found[place] if place < len(found) else ("nothing", {})
        wanted = "skip" if item["verdict"] == "pointer" else item["verdict"]
        what = f"{wanted} ({item.get('why')}), found {verdict}"
        yield Judgement(place + 1, "verdict", verdict == wanted, what)
        if item["verdict"] != "read":
            continue
        yield Judgement(place + 1, "items read", verdict == "read", f"found {verdict}")
        if verdict == "read":
            yield from (Judgement(place + 1, *each) for each in compared(item, record))


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
        right = item.get("right headline")
        is_right = same(headline, item["headline"]) if right is None else _is(plain(headline), right)
        yield "headline", is_right, f"{item['headline']!r}, found {headline!r}"
    if (stated := item.get("version_created")) is not None and stated.get("utc"):
        printed = record.get("versionCreated", record.get("versioncreated", record.get("firstCreated", "")))
        yield (
            "time",
            instant(printed, stated["zone"]) == instant(stated["utc"], stated["zone"]),
            f"{stated}, found {printed}",
        )
    uri = record.get("uri", "")
    if "right identity" in item:
        yield "identity", uri == item["right identity"], f"{item['right identity']}, found {uri}"
    elif item.get("uri"):
        yield "identity", uri == item["uri"], f"{item['uri']}, found {uri}"
    elif item.get("id"):
        yield "identity", str(item["id"]).strip("<>") in uri, f"{item['id']} in it, found {uri}"
    text = next((each["value"] for each in record.get("bodies", ())), record.get("body_text", ""))
    if item.get("body_start"):
        start = plain(text)[:_COMPARED]
        right = item.get("right first paragraph")
        is_right = start.startswith(plain(item["body_start"])[:_COMPARED]) if right is None else _is(start, right)
        yield "first paragraph", is_right, f"{item['body_start']!r}, found {text[:90]!r}"
    if item.get("truth"):
        score = likeness("\n".join(item["truth"]), text)
        yield "pages of F1 .94", score >= 0.94, f"F1 {score:.3f}"
        yield "pages of F1 .80", score >= 0.8, f"F1 {score:.3f}"


def plain(text: str) -> str:
    """A text as it is compared: without references, marks and differences of white space."""
    return " ".join(unicodedata.normalize("NFKC", unescape(unescape(text))).replace("\u00ad", "").split()).casefold()


def _is(text: str, hashed: str) -> bool:
    """Whether a text, as it is compared, is the one of which a correction has the sha256."""
    return sha256(text.encode()).hexdigest() == hashed


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
    both, expected, found = shared(truth, text)
    return 2 * both / max(1, expected + found)


def shared(truth: str, text: str) -> tuple[int, int, int]:
    """How many shingles two texts share, and how many each has."""
    one, other = (Counter(shingles(each)) for each in (truth, text))
    return (one & other).total(), one.total(), other.total()


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Every four words that follow each other."""
    words = plain(text).split()
    return zip(*(words[start:] for start in range(4)), strict=False)


def table(as_given: Shares, as_corrected: Shares) -> None:
    """Shares by format, as given and where it is another as corrected."""
    for group in sorted(as_given.asked, key=lambda name: (name == "all", name)):
        sys.stdout.write(f"{group}: {as_given.of(group)}\n")
        if as_corrected.of(group) != as_given.of(group):
            sys.stdout.write(f"{group}, as corrected: {as_corrected.of(group)}\n")


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
