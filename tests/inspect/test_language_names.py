"""Languages by their names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stream.inspect.language_names import _NAMES, language_name
from stream.text.languages import __path__ as languages


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("fi", "Finnish"),
        ("AM", "Amharic"),
        ("pt-br", "Portuguese (BR)"),
        ("zh_Hant", "Chinese (traditional)"),
        ("sr-latn-rs", "Serbian (Latin script, RS)"),
        ("iw", "Hebrew"),
        ("tet", "Tetum"),
        ("xx", "xx"),
        ("x-klingon", "x-klingon"),
        ("", ""),
        ("<b>", "<b>"),
    ],
)
def test_a_language_is_called_by_its_name(tag: str, name: str) -> None:
    """With what sets its kind apart; one that is not known by its tag."""
    assert language_name(tag) == name


def test_the_table_is_whole() -> None:
    """Codes of two or three letters, each with a name of its own; all languages that have rules here are in it."""
    assert all(re.fullmatch(r"[a-z]{2,3}", code) for code in _NAMES)
    assert len(set(_NAMES.values())) == len(_NAMES)
    ours = {file.stem for folder in languages for file in Path(folder).glob("*.toml")}
    assert ours <= _NAMES.keys()
