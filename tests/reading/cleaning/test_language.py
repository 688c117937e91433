"""The language of a text that does not state it."""

from __future__ import annotations

import pytest

from stream.dispatch import Inference
from stream.reading.cleaning.language import ENOUGH_LETTERS, detect
from stream.reading.intake import read_object

SENTENCES = {
    "en": "The harbour council said on Tuesday that the old pier would be rebuilt before the summer.",
    "fr": "Le conseil du port a décidé mardi que le vieux quai serait reconstruit avant l'été.",
    "es": "El consejo del puerto decidió el martes que el viejo muelle será reconstruido antes del verano.",
    "de": "Der Hafenrat hat am Dienstag entschieden, dass der alte Pier vor dem Sommer neu gebaut wird.",
    "vi": "Hội đồng cảng hôm thứ Ba cho biết cầu tàu cũ sẽ được xây dựng lại trước mùa hè.",
    "zh": "港口委员会星期二表示,旧码头将在夏天之前重建,费用尚未确定,渡轮将迁往新的码头。",
    "pt": "O conselho do porto decidiu na terça-feira que o velho cais será reconstruído antes do verão.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    """The languages of the agencies' pages are recognised from a lead sentence, the same every time."""
    assert detect(SENTENCES[language]) == language
    assert detect(SENTENCES[language]) == detect(SENTENCES[language])


@pytest.mark.parametrize("text", ["", "CAC 40: +0,4%", "1 2 3 4 5 6 7 8 9 " * 9, "a" * (ENOUGH_LETTERS - 1)])
def test_too_little_is_not_guessed(text: str) -> None:
    """Below twenty letters names and digits would decide."""
    assert detect(text) is None


def test_a_stated_language_is_not_questioned() -> None:
    """A supplier knows better; without one the record says that the language was recognised."""
    stated = read_object({"uri": "urn:x:1", "language": "pt-BR", "body_text": SENTENCES["fr"]})
    recognised = read_object({"uri": "urn:x:1", "language": "und", "body_text": SENTENCES["fr"]})

    assert stated.language == "pt-br"
    assert recognised.language == "fr"
    assert Inference("language", "recognised from the first characters of the clean text") in recognised.inferences
