"""The spelling of a name by its sound, and the shortcuts to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.matching.translations import sound

RULES = (
    ("tsch|tch|sch|sh|ch", "x"),
    ("ou", "u"),
    ("gu(?=[ei])", "g"),
    ("[yj]", "i"),
    ("w", "v"),
    ("z", "s"),
    ("ph", "f"),
    ("i+(?=e)", ""),
    (r"(.)\1+", r"\1"),
    ("(?<=..[^aeiou])e$", ""),
)
PIECES = ("tsch", "tch", "sch", "sh", "ch", "ou", "gu", "gue", "gui", "y", "j", "w", "z", "ph", "ie", "ye", "e", "ss")
LETTERS = st.text(st.characters(exclude_characters="\n"), max_size=2)


@given(st.lists(st.one_of(st.sampled_from(PIECES), LETTERS), max_size=8).map("".join))
@example("jje")
@example("guyye")
@example("wve")
def test_a_name_sounds_as_the_rules_say_one_after_the_other(name: str) -> None:
    """Whatever is passed over for speed would have changed nothing."""
    heard = name
    for pattern, instead in RULES:
        heard = re.sub(pattern, instead, heard)

    assert sound(name) == heard


@pytest.mark.parametrize(
    "spellings",
    [("loukachenko", "lukashenko", "lukaschenko"), ("tokaiev", "tokayev", "tokajew"), ("poutine", "putin")],
)
def test_the_spellings_of_a_name_sound_alike(spellings: tuple[str, ...]) -> None:
    """French, English, German."""
    assert len(set(map(sound, spellings))) == 1
