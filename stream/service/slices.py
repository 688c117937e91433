"""Work of the processor in slices, so that the loop moves between them: probes and the heartbeat wait no longer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from stream.service.state import Progress

__all__ = ["SLICE", "in_slices"]

SLICE: Final = 0.05
"""Seconds of folding or loading after which the loop moves."""

_Result = TypeVar("_Result")


async def in_slices(
    steps: Generator[Progress | None, None, _Result], look: Callable[[Any], None] | None = None
) -> _Result:
    """Go through the steps, and let the loop move after every slice.

    Args:
        steps: the work.
        look: is given the step that each slice ends with; what it raises ends the work.
    """
    since = time.monotonic()
    try:
        while True:
            step = next(steps)
            if time.monotonic() - since > SLICE:
                if look is not None:
                    look(step)
                await asyncio.sleep(0)
                since = time.monotonic()
    except StopIteration as done:
        result: _Result = done.value
        return result
    finally:
        steps.close()
