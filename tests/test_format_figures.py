"""The figures of formats: a wrong manifest is corrected in the open, and no correction outlives its cause."""

from __future__ import annotations

import sys
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent / "benchmarks"))  # as when they run

from formats import CORRECTIONS, corrected, is_needed, judged

START = "The ferry stays in port until the wind has gone down, said the harbour master."
ROW: dict[str, Any] = {
    "path": "a.xml",
    "items": [
        {"verdict": "read", "uri": "urn:a:1?from=mail", "headline": "Fery stays", "body_start": "<img src=a>"},
        {"verdict": "read"},
    ],
}
FOUND: list[tuple[str, dict[str, Any]]] = [
    ("read", {"uri": "urn:a:1", "headline": "Ferry  stays", "bodies": [{"value": f"{START}\n\nMore."}]})
]
RIGHT = {
    "identity": {"value": "urn:a:1"},
    "headline": {"sha256": sha256(b"ferry stays").hexdigest()},
    "first paragraph": {"sha256": sha256(START.casefold()[:60].encode()).hexdigest()},
}


@pytest.mark.parametrize("measure", RIGHT)
def test_a_correction_says_what_is_right(measure: str) -> None:
    """What comes out is wrong as given and right as corrected; with another value it stays wrong."""
    right = {"path": "a.xml", "item": 1, "measure": measure, **RIGHT[measure]}
    other = {**right, **dict.fromkeys(RIGHT[measure], "urn:b")}

    def is_right(row: dict[str, Any]) -> bool:
        [found] = [each.is_right for each in judged(row, FOUND) if (each.item, each.measure) == (1, measure)]
        return found

    assert [is_right(ROW), is_right(corrected(ROW, [right])), is_right(corrected(ROW, [other]))] == [False, True, False]
    assert is_needed(right, list(judged(ROW, FOUND)))


def test_what_is_no_item_is_not_asked_for() -> None:
    """Neither as one nor as a number."""
    row = corrected(ROW, [{"path": "a.xml", "item": 2, "measure": "item"}])

    assert [each.is_right for each in judged(ROW, FOUND) if each.measure == "files with the right number"] == [False]
    assert [each.is_right for each in judged(row, FOUND) if each.measure == "files with the right number"] == [True]
    assert {each.item for each in judged(row, FOUND)} == {0, 1}


def test_a_correction_without_a_difference_is_not_needed() -> None:
    """As when the manifest was put right, or the reader has come to do what the manifest says."""
    row = {**ROW, "items": [{"verdict": "read", "uri": "urn:a:1"}]}

    assert not is_needed({"item": 1, "measure": "identity", "value": "urn:a:1"}, list(judged(row, FOUND)))
    assert not is_needed({"item": 9, "measure": "item"}, list(judged(row, FOUND)))


def test_the_table_of_corrections_holds_no_text_of_others() -> None:
    """Identities in clear, headlines and paragraphs as hashes, and for each a reason."""
    for each in tomllib.loads(CORRECTIONS.read_text())["correction"]:
        kept = {"identity": {"value"}, "item": set()}.get(each["measure"], {"sha256"})
        assert set(each) == {"path", "item", "measure", "why"} | kept, each
