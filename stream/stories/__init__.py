"""What a story is: its members, its chain, its fate, and the record that tells it."""

from __future__ import annotations
