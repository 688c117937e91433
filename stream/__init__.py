"""Copytaster: folds syndicated wire dispatches into canonical stories with their provenance.

>>> from stream import fold
>>> [story["uri"] for story in fold([])]
[]
"""

from __future__ import annotations

from stream.dispatch import Version
from stream.errors import CopytasterError, Fatal, Invalid, Reason, Usage
from stream.local.folding import fold

__all__ = ["CopytasterError", "Fatal", "Invalid", "Reason", "Usage", "Version", "fold"]
