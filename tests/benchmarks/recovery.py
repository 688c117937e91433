"""How long a partition takes to be read back: ``python tests/benchmarks/recovery.py [DISPATCHES …]``.

The rows are those that a worker leaves, each dispatch a story of its own of 40 words; they are in memory, so what Faust
takes to bring them from the brokers is not in it (tests/faults/test_recovery.py has both).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulated import Rows
from states import rows
from stream.memory import collect_rarely
from stream.service.processor import Processor
from wires import HOUR

COUNTS = (10_000, 100_000, 1_000_000)
MEGABYTE = 1_000_000


def resident() -> int:
    """Bytes that this process takes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def measure(count: int) -> str:
    """One line of the table."""
    kept = Rows()
    for offset, row in enumerate(rows(count)):
        kept.write(row, offset)
    size = sum(len(value) for _, value in kept.values())
    before = resident()
    processor = Processor(1, 72 * HOUR, 72 * HOUR, quiet=0.25, most=5.0)
    began, spent = time.perf_counter(), time.process_time()
    longest, last = 0.0, began
    steps = processor.take_over(0, kept, 1, 0.0)
    try:
        while True:
            next(steps)
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
    except StopIteration:
        took, cpu = time.perf_counter() - began, time.process_time() - spent
    return (
        f"| {count:,} | {len(kept):,} | {size / MEGABYTE:,.0f} | {took:,.1f} | {cpu:,.1f} | {count / took:,.0f} | "
        f"{longest * 1000:,.0f} | {(resident() - before) / MEGABYTE:,.0f} |"
    )


if __name__ == "__main__":
    collect_rarely()
    print("| dispatches | rows | MB of rows | s | CPU s | dispatches/s | longest step ms | MB of memory |")
    print("|---|---|---|---|---|---|---|---|")
    for number in map(int, sys.argv[1:] or COUNTS):
        print(measure(number), flush=True)
