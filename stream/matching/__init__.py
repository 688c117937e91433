"""Finding and judging near-duplicates: shingles, sketches, bands, comparison, families → stories."""

from __future__ import annotations
