"""Slugs and headlines without the marks of versions and takes: what two items about one thing have in common."""

from __future__ import annotations

from stream.reading.notices import headline_stem, slug_stem

__all__ = ["headline_stem", "slug_stem"]
