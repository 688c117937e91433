"""What a host stands for: a domain that a table lists, or any subdomain of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from stream.reading.rules.entries import Supplier
from stream.reading.rules.loading import in_force

__all__ = ["of_host", "supplier_of"]

_T = TypeVar("_T")

_LONGEST = 300  # 253 by the standard, with room for a port


def of_host(host: str, table: Mapping[str, _T]) -> _T | None:
    """The row of the longest domain in ``table`` that the labels of ``host`` end with; None where there is none.

    Lookalikes are nobody's: ``notlecourrier.vn`` is no subdomain of ``lecourrier.vn``.
    """
    if len(host) > _LONGEST:
        return None
    label = host.strip().partition(":")[0].rstrip(".").lower()
    while label:
        if label in table:
            return table[label]
        label = label.partition(".")[2]
    return None


def supplier_of(host: str) -> Supplier | None:
    """What suppliers.toml knows of who sends from ``host``."""
    return of_host(host, in_force().suppliers)
