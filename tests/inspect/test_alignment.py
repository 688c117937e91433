"""Which stretches of two texts stand beside each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.test_beside import VISIT, edition
from stream.inspect.alignment import in_common, in_order, translated_sentences
from stream.inspect.web.side_by_side import translated_side_by_side
from stream.matching.translating.beside import InCommon, beside


def shown(language: str, text: str) -> tuple[str, str, InCommon]:
    """The English text, another one, and what both have in common."""
    made = beside(edition("en", VISIT["en"]), edition(language, text))
    assert made is not None
    return VISIT["en"], text, made


@pytest.mark.parametrize("language", ["el", "uk", "he", "fa"])
def test_sentences_of_two_languages_stand_beside_each_other(language: str) -> None:
    """By what both name and count."""
    left, right, made = shown(language, VISIT[language])

    aligned = translated_sentences(left, right, made.bindings)

    assert [(one, other) for one, other, _ in aligned] == list(
        zip(left.split("\n\n"), right.split("\n\n"), strict=True)
    )
    assert all(0.5 < likeness <= 1.0 for _, _, likeness in aligned)


@pytest.mark.parametrize("language", ["el", "uk", "he", "fa"])
def test_what_an_excerpt_leaves_out_stands_alone(language: str) -> None:
    """InCommon nothing."""
    first, _, last = VISIT[language].split("\n\n")
    left, right, made = shown(language, f"{first}\n\n{last}")

    reading = translated_side_by_side(left, right, made)

    assert ["".join(each.text for each in row.left) for row in reading.rows] == left.split("\n\n")
    assert ["".join(each.text for each in row.right) for row in reading.rows] == [first, "", last]
    assert len(reading.left_out) == 1
    assert reading.left_out[0].startswith("Trade between")
    assert reading.added == ()


@pytest.mark.parametrize("language", ["el", "uk", "he", "fa"])
def test_what_binds_has_one_number_on_either_side(language: str) -> None:
    """And says how the other prints it."""
    left, right, made = shown(language, VISIT[language])

    reading = translated_side_by_side(left, right, made)

    sides = [[each for row in reading.rows for each in row[side] if each.kind == "bound"] for side in (0, 1)]
    assert {each.number for each in sides[0]} == {each.number for each in sides[1]}
    printed = dict(reading.numbered)
    for here, side in enumerate(sides):
        for each in side:
            assert each.elsewhere == printed[each.number].printed[1 - here]
    assert {printed[each.number].printed.one for each in sides[0] if printed[each.number].is_figure} == {
        "318.4 million",
        "1,250",
        "14",
    }


def test_a_paragraph_that_names_nothing_stands_between_its_neighbours() -> None:
    """Where as many stand there on either side; else it stands alone."""
    quiet, silent = "They had supper together.", "Вони повечеряли разом."
    parts, others = VISIT["en"].split("\n\n"), VISIT["uk"].split("\n\n")
    left, right = ("\n\n".join([some[0], said, *some[1:]]) for some, said in ((parts, quiet), (others, silent)))
    made = beside(edition("en", left), edition("uk", right))
    assert made is not None

    rows = [
        tuple("".join(each.text for each in side) for side in row)
        for row in translated_side_by_side(left, right, made).rows
    ]

    assert (quiet, silent) in rows
    assert len(rows) == 4


@given(
    left=st.integers(0, 6),
    right=st.integers(0, 6),
    common=st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(0.1, 9.0), max_size=12),
)
def test_every_stretch_stands_once_and_in_order(left: int, right: int, common: dict[tuple[int, int], float]) -> None:
    """And none stands beside one with which it has nothing in common."""
    pairs = list(in_order(left, right, common))

    for side, count in ((0, left), (1, right)):
        assert [pair[side] for pair in pairs if pair[side] is not None] == list(range(count))
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    assert all(pair in common for pair in both)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(both))


def test_nothing_is_in_common_with_nothing() -> None:
    """Two empty texts have no stretches."""
    assert in_common([], [(0, 3)], ()) == {}
    assert list(in_order(0, 0, {})) == []
