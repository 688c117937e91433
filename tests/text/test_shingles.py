"""Shingles: a set of 32-bit hashes that depends on the words of a text and on nothing else."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.text.fold import fold_words
from stream.text.shingles import (
    CHARS_DENSE,
    CHARS_GLUED,
    WORDS,
    Runs,
    character_shingles,
    coverage,
    remember,
    shingle_sets,
    shingles,
)
from wires import text

DISTINCT = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
HAN = "海関係者周日公布今年前十月港口貨運量再創新高"  # 22 characters, each once
WORD = st.sampled_from((*DISTINCT, "Đà", "Nẵng", "Straße", "42"))
GAP = st.sampled_from((" ", "  ", "\n", "\n\n", ", ", ". ", " – ", " («", "\t", " 😀 "))


@pytest.mark.parametrize(
    "same",
    [
        "LE PORT DE ĐÀ NẴNG ROUVRE DÈS MARDI MATIN",
        "le port de da nang rouvre des mardi matin",
        "Le port\nde Đà Nẵng\n\nrouvre dès\tmardi matin",
        "« Le port de Đà Nẵng », rouvre dès mardi – matin !",
        unicodedata.normalize("NFD", "Le port de Đà Nẵng rouvre dès mardi matin"),
    ],
)
def test_case_accents_punctuation_and_line_breaks_change_no_shingle(same: str) -> None:
    """Houses restore or drop accents and set lines and quotes their own way: the set stays."""
    np.testing.assert_array_equal(shingles(same), shingles("Le port de Đà Nẵng rouvre dès mardi matin"))


@pytest.mark.parametrize("words", range(13))
def test_a_text_of_n_different_words_has_n_less_four_shingles(words: int) -> None:
    """Five words make a shingle; fewer make none."""
    assert len(shingles(" ".join(DISTINCT[:words]))) == max(0, words - WORDS + 1)


def test_a_shingle_that_comes_again_counts_once() -> None:
    """It is a set: a text told three times over has only the shingles across its seams in addition."""
    assert len(shingles(" ".join(DISTINCT * 2))) == len(DISTINCT)
    assert len(shingles(" ".join(DISTINCT * 3))) == len(DISTINCT)
    assert len(shingles("blah " * 100)) == 1


def test_the_order_of_words_and_of_letters_counts() -> None:
    """A run of words is not a bag of words, and a word is not a bag of letters."""
    straight = shingles("alpha beta gamma delta omega")
    assert not np.intersect1d(straight, shingles("beta alpha gamma delta omega")).size
    assert not np.intersect1d(straight, shingles("ahpla beta gamma delta omega")).size
    assert not np.intersect1d(straight, shingles("alphab eta gamma delta omega")).size


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "...", "😀 😀 😀 😀 😀", "one two three four"])
def test_what_is_shorter_than_a_shingle_has_none(empty: str) -> None:
    """An empty array of the right type, so that callers need no special case."""
    found = shingles(empty)
    assert found.dtype == np.uint32
    assert found.shape == (0,)
    assert character_shingles(empty[:7]).shape == (0,)


def test_chinese_is_shingled_by_characters() -> None:
    """A script without spaces has runs of five characters, whatever stands between them."""
    assert len(shingles(HAN)) == len(HAN) - CHARS_DENSE + 1
    spaced = "，".join(HAN[n : n + 3] for n in range(0, len(HAN), 3))
    np.testing.assert_array_equal(shingles(spaced), shingles(HAN))


@pytest.mark.parametrize("told", ["ท่าเรือปิดทำการในวันนี้", "今日の会議は中止となりました"])
def test_thai_and_japanese_are_shingled_by_characters_too(told: str) -> None:
    """One long word would have no shingle at all."""
    assert len(shingles(told)) > len(told) // 2


def test_a_chinese_name_in_a_latin_text_does_not_change_its_kind() -> None:
    """Only a text of which a third is in a dense script is shingled by characters."""
    assert len(shingles(" ".join([*DISTINCT, "新华社"]))) == len(DISTINCT) + 1 - WORDS + 1


def test_a_character_beyond_the_first_plane_is_a_letter_only_where_it_is_han() -> None:
    """A rare surname character (four bytes in UTF-8) is part of its word; a pictogram is not."""
    plain = shingles("one two three four five")
    np.testing.assert_array_equal(shingles("one two 🚢 three four five"), plain)
    assert not np.array_equal(shingles("one two𠮷 three four five"), plain)
    assert len(shingles("𠮷" + HAN)) == len(HAN) + 1 - CHARS_DENSE + 1


def test_character_shingles_are_blind_to_lost_and_added_spaces() -> None:
    """A page whose words are glued together at old line breaks has the same set, a changed word not."""
    told = text(3, 40)
    np.testing.assert_array_equal(character_shingles(told.replace(" ", "")), character_shingles(told))
    np.testing.assert_array_equal(character_shingles(" ".join(told)), character_shingles(told))
    assert len(character_shingles("abcdefghijkl")) == 12 - CHARS_GLUED + 1
    assert not np.array_equal(character_shingles(told.replace("a", "e", 1)), character_shingles(told))


@given(text_of=st.text(max_size=200))
def test_any_text_gives_a_sorted_set(text_of: str) -> None:
    """Whatever the input, both kinds are uint32, strictly rising, and no longer than the folded text."""
    for found in (shingles(text_of), character_shingles(text_of)):
        assert found.dtype == np.uint32
        assert all(low < high for low, high in pairwise(found.tolist()))
        assert len(found) <= len(fold_words(text_of))


@given(words=st.lists(WORD, max_size=20), data=st.data())
def test_the_set_is_a_function_of_the_words_only(words: list[str], data: st.DataObject) -> None:
    """Any gaps and any case between and of the same words give the same set."""
    gaps = data.draw(st.lists(GAP, min_size=len(words), max_size=len(words)))
    cased = [data.draw(st.sampled_from((word, word.upper(), word.lower()))) for word in words]
    np.testing.assert_array_equal(
        shingles("".join(word + gap for word, gap in zip(cased, gaps, strict=True))), shingles(" ".join(words))
    )


@given(words=st.lists(WORD, max_size=20))
def test_the_size_of_the_set_is_that_of_the_runs_of_five_words(words: list[str]) -> None:
    """The hash loses none and adds none: as many as a plain set of tuples holds."""
    folded = [fold_words(word) for word in words]
    assert len(shingles(" ".join(words))) == len({tuple(folded[n : n + WORDS]) for n in range(len(folded) - WORDS + 1)})


@given(sizes=st.lists(st.integers(0, 30), max_size=8), seed=st.integers(0, 1 << 20))
def test_coverage_agrees_with_the_shingles_of_each_part(sizes: list[int], seed: int) -> None:
    """All parts are hashed in one go, and no run across two parts is counted for either."""
    rng = random.Random(seed)
    parts = [text(seed + place, size) for place, size in enumerate(sizes)]
    held = shingles(" ".join(part for part in parts if rng.random() < 0.5) + " " + text(seed - 1, 20))
    shares = []
    for part in parts:
        own = shingles(part)
        shares.append(float(np.isin(own, held).mean()) if len(own) else 1.0)
    assert coverage(parts, held) == pytest.approx(shares)


def test_coverage_of_a_dense_script() -> None:
    """Sentences of Chinese are covered by characters; a part of fewer than five counts as held."""
    held = shingles(HAN[:12])
    assert coverage([HAN[:12], HAN[12:], HAN[:3], ""], held) == [1.0, 0.0, 1.0, 1.0]
    assert coverage([HAN[8:16]], held) == [0.0]
    assert coverage([HAN[6:16]], held) == pytest.approx([2 / 6])


def test_coverage_of_nothing() -> None:
    """No parts, no shares; nothing held, nothing covered."""
    assert coverage([], shingles(text(1))) == []
    assert coverage([text(1)], shingles("")) == [0.0]


ODD = st.text(st.sampled_from("aé ñ.…½№が中ไ̂ßĐİﬁ\n5,\0\U00020000"), max_size=60)


@example(["5555555ไไ…中中中"])  # of which a sign folds to three that are of no word
@given(st.lists(st.one_of(ODD, st.lists(st.tuples(WORD, GAP)).map(lambda pairs: "".join(map("".join, pairs))))))
def test_several_texts_have_the_sets_that_each_has_alone(texts: list[str]) -> None:
    """In any scripts side by side. A set alone is made another way, by the runs of the folded text."""
    for told, grams in zip(texts, shingle_sets(texts), strict=True):
        np.testing.assert_array_equal(grams, np.unique(Runs([told])._hashes))  # noqa: SLF001 - in order, not yet a set


@pytest.mark.parametrize("page", range(0, 0x10000, 0x1000), ids=hex)
def test_each_letter_of_the_first_plane_is_folded_by_table_as_in_a_text(page: int) -> None:
    """Whatever stands around it."""
    told = " ".join(f"a{chr(point)}b" for point in range(page, page + 0x1000))

    np.testing.assert_array_equal(shingle_sets([told])[0], np.unique(Runs([told])._hashes))  # noqa: SLF001 - as above


def test_what_was_asked_for_lately_is_not_made_again() -> None:
    """A text is compared with many others while it is new."""
    told = " ".join(DISTINCT)

    assert shingles(told) is shingle_sets(["another", told])[1]


def test_sets_that_others_made_are_not_made_again() -> None:
    """Neither one by one nor among others."""
    texts = [
        HAN,
        "Stíflan hélt og enginn slasaðist, sagði bæjarstjórinn.",
        "Музей открыл выставку, сообщил директор вчера.",
    ]
    sets = [grams.copy() for grams in shingle_sets(texts)]

    remember(texts, sets)

    assert [shingles(told) is grams for told, grams in zip(texts, sets, strict=True)] == [True] * 3
    assert [made is grams for made, grams in zip(shingle_sets(texts), sets, strict=True)] == [True] * 3
