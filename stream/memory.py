"""What keeps this program's memory small: one object for equal values, and a cycle collector that looks rarely."""

from __future__ import annotations

import gc
from collections.abc import Hashable
from functools import lru_cache
from typing import TypeVar, cast

__all__ = ["collect_rarely", "shared"]

_Value = TypeVar("_Value", bound=Hashable)

_MOST = 1 << 14  # of the values met last: some megabytes


def collect_rarely() -> None:
    """Let the cycle collector look rarely: what a window holds is meant to stay.

    The collector would walk the whole window again and again to find hardly a cycle: a fifth of the run.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def shared(value: _Value) -> _Value:
    """The first of equal values that was met lately, to be held instead of this one.

    Credits, languages and version numbers of a wire repeat from dispatch to dispatch, and a window holds a million
    of them.
    """
    return cast(_Value, _first(value))


@lru_cache(maxsize=_MOST, typed=True)
def _first(value: Hashable) -> Hashable:
    return value
