"""The language of a text, where its record does not say.

Only asked when ``language`` is missing: a supplier knows better than a model. The model of py3langid
ships with it (4.6 MB, read once, about 0.2 s); the same text always gives the same answer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["ENOUGH_LETTERS", "SURE", "detect"]

# Below this a headline such as "CAC 40: +0,4%" would be given a language by its digits and names.
ENOUGH_LETTERS = 20
# A lead paragraph decides; walking a whole body costs 0.2 ms for each thousand characters and changes nothing.
SAMPLE = 600
# Probability from which an answer is given.
SURE = 0.7

_LETTER = re.compile(r"[^\W\d_]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    """The model, loaded at the first question; probabilities, not scores, so that unsure can be told."""
    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier


def detect(text: str) -> str | None:
    """The primary language subtag of ``text``; None when it is too short or the model is unsure."""
    sample = text[:SAMPLE]
    if len(_LETTER.findall(sample)) < ENOUGH_LETTERS:
        return None
    language, probability = _identifier().classify(sample)
    return language if probability >= SURE else None
