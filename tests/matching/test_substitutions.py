"""Words of a text, and the script that makes one text of another."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.matching.substitutions import align, words
from stream.text.fold import fold_words
from stream.text.spelling import evened

# A figure with its signs is one word, and so is what an apostrophe joins.
WORD = re.compile(r"\w+(?:[.,/:]\d+)*(?:['’]\w+)?")
SIGNS = st.sampled_from([*"azAZéØßœαΩіЇжԱքკ0179_.,/:'’-–%()«»\n\t\u00a0\u2009 "])


@given(text=st.lists(st.text(SIGNS, max_size=5), max_size=12).map(" ".join))
@example("Tõnis_ _Ķemeri a_b ö. _")
def test_words_are_told_apart_as_one_expression_tells_them(text: str) -> None:
    """In whatever letters, with whatever signs before and behind them."""
    assert words(text).printed == WORD.findall(evened(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Øyvind når Tromsø klokken 7.30, sier politiet.", "oyvind nar tromso klokken 7.30 sier politiet"),
        ("Ναυάγιο ανοιχτά της Ύδρας: 12 αγνοούμενοι.", "ναυαγιο ανοιχτα τησ υδρασ 12 αγνοουμενοι"),
        ("Пожар в Йошкар-Оле, 3,5 тыс. м².", "пожар в иошкар оле 3,5 тыс м2"),
        ("Ďáblice: čtyři žáci zraněni.", "dablice ctyri zaci zraneni"),
    ],
)
def test_each_word_is_folded(text: str, folded: str) -> None:
    """Whatever stands beside it: a word that was met before is folded as it was then."""
    for told in (text, f"{text} {text}", f"Nothing else. {text}"):
        assert words(told).folded[-len(folded.split()) :] == folded.split()
    assert words(text).folded == [fold_words(word) for word in words(text).printed]


TOLD = st.lists(st.sampled_from(["jõgi", "tõusis", "öösel", "taas"]), max_size=12)


@given(first=TOLD, second=TOLD)
def test_the_script_keeps_as_many_words_as_can_be_kept(first: list[str], second: list[str]) -> None:
    """Runs follow each other without a gap, equal and unequal ones by turns."""
    runs = align(first, second)
    assert [word for run in runs for word in first[run.first_start : run.first_end]] == first
    assert [word for run in runs for word in second[run.second_start : run.second_end]] == second
    assert all(one.equal is not other.equal for one, other in pairwise(runs))
    kept = [run for run in runs if run.equal]
    assert all(first[run.first_start : run.first_end] == second[run.second_start : run.second_end] for run in kept)
    assert sum(run.first_end - run.first_start for run in kept) == most_in_order(first, second)


def most_in_order(first: list[str], second: list[str]) -> int:
    """The length of the longest common subsequence, by the book."""
    row = [0] * (len(second) + 1)
    for word in first:
        before = row
        row = [0]
        for place, other in enumerate(second):
            row.append(before[place] + 1 if word == other else max(row[-1], before[place + 1]))
    return row[-1]
