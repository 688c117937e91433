"""Time and memory as one window grows from 10,000 dispatches to a million: all of them within 72 hours, each of 2,500
characters, one in ten a near-copy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from processes import measured
from wire import generate

__all__ = ["scale"]

_WINDOW = timedelta(hours=72)


def scale(folder: Path, counts: Sequence[int]) -> None:
    """Print a row for each size. Memory beyond the text is the peak less that of the size before, less the texts."""
    print("### One window, growing\n")
    print("| dispatches | seconds | dispatches/s | of the last stretch | peak MB | KB beyond its text, each |")
    print("|---|---|---|---|---|---|", flush=True)
    before = (0, 0.0, 0, 0)
    for count in counts:
        source, out = folder / "scale.jsonl", folder / "scale-out.jsonl"
        text = 0
        with source.open("wb") as file:
            for line in generate(count, every=_WINDOW / count):
                file.write(line + b"\n")
                text += len(json.loads(line)["body_text"])
        cost = measured([Path(sys.executable).with_name("copytaster"), "run", source, "--out", out])
        out.unlink()
        more = count - before[0]
        beyond = (cost.peak - before[2] - (text - before[3])) / more
        stretch = more / (cost.wall - before[1])
        print(
            f"| {count:,} | {cost.wall:,.0f} | {count / cost.wall:,.0f} | {stretch:,.0f} | {cost.peak / 1e6:,.0f} "
            f"| {'' if not before[0] else f'{beyond / 1000:.1f}'} |",
            flush=True,
        )
        before = (count, cost.wall, cost.peak, text)
    print()
