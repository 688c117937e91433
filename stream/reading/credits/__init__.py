"""Who a text names: credit lines, datelines, bylines, tails, attributions, and the agencies they mean."""

from __future__ import annotations
