"""What every room reads text with: folds, shingles, calendars, times."""

from __future__ import annotations
