"""Copytaster: folds syndicated wire dispatches into canonical stories with their provenance.

>>> from stream import fold
>>> [story["uri"] for story in fold([])]
[]
"""

from __future__ import annotations

import importlib
import typing

from stream.errors import CopytasterError, Fatal, Invalid, Reason, Usage

__all__ = ["CopytasterError", "Fatal", "Invalid", "Reason", "Usage", "Version", "fold"]

if typing.TYPE_CHECKING:
    from stream.dispatch import Version
    from stream.local.folding import fold
else:
    # Imported when asked for: `copytaster --help` needs none of the half second that they take.
    _LATER = {"Version": "stream.dispatch", "fold": "stream.local.folding"}

    def __getattr__(name: str) -> object:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = value = getattr(importlib.import_module(_LATER[name]), name)
        return value

    def __dir__() -> list[str]:
        return [*globals(), *_LATER]
