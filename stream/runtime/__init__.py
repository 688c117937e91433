"""Where messages come from and go to: the embedded runtime, and what surrounds it."""

from __future__ import annotations
