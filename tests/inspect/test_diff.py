"""What was changed from one text to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.inspect import diff as module
from stream.inspect.diff import Piece, diff

WORDS = st.lists(
    st.sampled_from(["a", "b", "12", "3,5", "l'eau", ".", ",", " ", "\n\n", "湄", "\u0301", "-"]), max_size=40
)
TEXTS = WORDS.map("".join) | st.text(max_size=60)


def holds(pieces: tuple[Piece, ...], left: str, right: str) -> None:
    """What every diff promises."""
    assert "".join(piece.left for piece in pieces) == left
    assert "".join(piece.right for piece in pieces) == right
    for piece in pieces:
        assert {"same": piece.left == piece.right != "", "gone": not piece.right, "new": not piece.left}.get(
            piece.kind, piece.left != piece.right and piece.left and piece.right
        )


@given(TEXTS, TEXTS)
def test_the_sides_joined_are_the_texts(left: str, right: str) -> None:
    """Whatever the texts; what is same is same on both sides, what is gone has no right side."""
    holds(diff(left, right), left, right)


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    """One piece, or none of nothing."""
    assert diff(text, text) == ((Piece("same", text, text),) if text else ())


@pytest.mark.parametrize(
    ("left", "right", "pieces"),
    [
        ("a b c", "a x c", [("same", "a ", "a "), ("changed", "b", "x"), ("same", " c", " c")]),
        ("a b c d", "a x y d", [("same", "a ", "a "), ("changed", "b c", "x y"), ("same", " d", " d")]),
        ("1,417.5 up", "1,420 up", [("changed", "1,417.5", "1,420"), ("same", " up", " up")]),
        ("one\n\ntwo", "uno\n\ndos", [("changed", "one", "uno"), ("same", "\n\n", "\n\n"), ("changed", "two", "dos")]),
        ("a b", "a", [("same", "a", "a"), ("gone", " b", "")]),
        ("", "a", [("new", "", "a")]),
        ("A week. A town.", "A week.", [("same", "A week.", "A week."), ("gone", " A town.", "")]),
        ("A week.", "A week. A town.", [("same", "A week.", "A week."), ("new", "", " A town.")]),
        ("", "", []),
    ],
)
def test_words_are_compared_whole(left: str, right: str, pieces: list[tuple[str, str, str]]) -> None:
    """A figure is one word, a space between two changed words is changed with them, a paragraph break is not."""
    found = diff(left, right)

    assert [tuple(piece) for piece in found] == pieces


def test_very_long_texts_are_compared_by_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the edit script has room."""
    monkeypatch.setattr(module, "_MOST_WORDS", 4)

    found = diff("a b c\n\nd e f", "a b c\n\nd e g")

    assert found == (Piece("same", "a b c\n\n", "a b c\n\n"), Piece("changed", "d e f", "d e g"))
