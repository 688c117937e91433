"""The commands of the program, and what they print."""

from __future__ import annotations
