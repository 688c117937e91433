"""What in a wire is told as anything but an ordinary story: ``python tests/benchmarks/alarms.py FILE|FOLDER …``.

    python tests/benchmarks/alarms.py reuters.jsonl generated.jsonl formats [--show kill "open order"] [--most 50]

A notice, a hold, a digest or a caption that is none costs a house its story, and no test of notices shows that. So
every mark is counted over whole wires of ordinary news, and ``--show`` prints the dispatches with one of them, to be
read one by one: the headline, the beginning of the text, and by what it was told.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from stream import fold
from stream.dispatch import PubStatus, Version
from stream.reading.notices import SIGNALS
from stream.reading.sources import read_all, records

_LONGEST_HEADLINE, _LONGEST_TEXT = 90, 200  # characters that are shown


def main() -> None:
    """Print the table, and what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wires", type=Path, nargs="+", help="files or folders, each a wire of its own")
    parser.add_argument("--show", nargs="+", default=[], help="kinds of which each dispatch is printed")
    parser.add_argument("--most", type=int, help="dispatches of each kind that are printed")
    options = parser.parse_args()
    counts = {path.name: _counted(path, options.show, options.most) for path in options.wires}
    kinds = sorted({kind for counted in counts.values() for kind in counted} - {"dispatches"})
    print("| told as | " + " | ".join(counts) + " |\n|---" + "|---" * len(counts) + "|")
    for kind in ("dispatches", *kinds):
        print(f"| {kind} | " + " | ".join(f"{counted[kind]:,}" for counted in counts.values()) + " |")


def _counted(path: Path, show: Sequence[str], most: int | None) -> Counter[str]:
    """How many dispatches of a wire are of each kind."""
    read = list(read_all(records([path], BytesIO())))
    versions = [each for each in read if isinstance(each, Version)]
    told = defaultdict(list)
    for uri, kind in _told(versions):
        told[uri].append(kind)
    counted: Counter[str] = Counter(dispatches=len(versions), rejected=len(read) - len(versions))
    for version in versions:
        for kind in dict.fromkeys((*_marks(version), *told[version.uri])):
            counted[kind] += 1
            if kind in show and (most is None or counted[kind] <= most):
                sys.stdout.write(_shown(kind, version))
    return counted


def _marks(version: Version) -> Iterator[str]:
    """What a dispatch says of itself."""
    yield from (signal for signal in version.signals if signal in SIGNALS)
    if version.profile == "teaser":
        yield "teaser"
    if version.status is not PubStatus.USABLE:
        yield version.status.value
    if version.embargoed_until:
        yield "embargo"


def _told(versions: Sequence[Version]) -> Iterator[tuple[str, str]]:
    """What became of dispatches: the status of their story where it is not usable, and orders."""
    for story in fold(versions):
        notice = story["story"].get("notice")
        for member in story["associations"]:
            if story["pubStatus"] != PubStatus.USABLE:
                yield member["uri"], f"story {story['pubStatus']}"
            if notice is not None:
                yield member["uri"], f"notice: {notice['order']}"
                if notice.get("openOrder"):
                    yield member["uri"], "open order"


def _shown(kind: str, version: Version) -> str:
    """One line of a dispatch, and one of what told its kind."""
    text = " ".join(version.text.split())[:_LONGEST_TEXT]
    inferred = "; ".join(f"{field}: {evidence}" for field, evidence in version.inferences)
    return f"{kind}: {version.uri}: {version.headline[:_LONGEST_HEADLINE]}\n    {text}\n    {inferred}\n"


if __name__ == "__main__":
    main()
