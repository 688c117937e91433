"""One object for equal values: credits, languages and version numbers of a wire repeat from dispatch to dispatch, and a
window holds a million of them.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TypeVar, cast

__all__ = ["shared"]

_Value = TypeVar("_Value", bound=Hashable)

_MOST = 1 << 14  # of the values met last: some megabytes


def shared(value: _Value) -> _Value:
    """The first of equal values that was met lately, to be held instead of this one."""
    return cast(_Value, _first(value))


@lru_cache(maxsize=_MOST, typed=True)
def _first(value: Hashable) -> Hashable:
    return value
