"""Words as arrays say of each word what a reader of the printed text says."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from stream.text.names.letters import plain, words

SIGNS = '\n.!?…:;“”"»«„。！？؟।'
# Armenian, Greek, Cyrillic, Devanagari, Hebrew, Hangul, Thai, Han; a letter that is neither, and one beyond the plane.
LETTERS = "aBÉßԱբΣώЖщकבשר한국ไท中Ⓐǅ\U0001d400"
TEXTS = st.lists(st.text(st.sampled_from(f"{LETTERS}37 -–,'{SIGNS}"), max_size=30).map(plain), max_size=4)


@given(TEXTS)
@example(["ԱԲ Բբ: Σ ΣΏ (…) ΖΩΉ"])
@example(["", "ЖЩ» — «ЖщЖ", ""])
def test_capitals_and_openings_are_those_of_the_printed_text(texts: list[str]) -> None:
    """Whether all of a word is in capitals, and whether a sentence ends in what stands before it, however long that."""
    read = words(texts)
    before = 0
    for start, end, capital, shouted, opening in zip(
        *(each.tolist() for each in (read.starts, read.ends, read.capitals, read.shouted, read.opening)), strict=True
    ):
        word = read.text[start:end]
        assert capital == word[0].isupper()
        assert shouted == (len(word) > 1 and all(map(str.isupper, word)))
        assert opening == any(sign in SIGNS for sign in read.text[before:start])
        before = end


@given(TEXTS)
def test_several_texts_have_the_words_that_each_has_alone(texts: list[str]) -> None:
    """In any scripts side by side."""
    together = words(texts)
    alone = [words([told]) for told in texts]

    for name in ("kinds", "hashes", "capitals", "shouted", "opening", "letters"):
        each = [number for read in alone for number in getattr(read, name).tolist()]
        assert getattr(together, name).tolist() == each
