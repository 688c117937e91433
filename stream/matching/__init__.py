"""Finding and judging near-duplicates: shingles, sketches, bands, comparison, ties."""

from __future__ import annotations
