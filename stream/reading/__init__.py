"""Bytes in, versions out: ninjs in three spellings, saved pages, and what cannot be read."""

from __future__ import annotations
