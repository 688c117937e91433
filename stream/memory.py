"""Python's cycle collector, told what this program's memory is like."""

from __future__ import annotations

import gc

__all__ = ["collect_rarely"]


def collect_rarely() -> None:
    """What a window holds is meant to stay.

    The collector would walk the whole window again and again to find hardly a cycle: a fifth of the run.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
