"""What is looked at before a search is made must never change what the search would find."""

from __future__ import annotations

import re
from importlib import import_module
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.reading.notices import digests, embargoes, forms, layout, named_items, order_words, orders
from stream.reading.notices.vocabulary import NAMED
from stream.text.fold import fold_words
from stream.text.languages import languages

supposing = import_module("stream.reading.notices.supposed")

SPELLINGS = (str.upper, str.title, str.lower, str.capitalize)
SEPARATORS = (" ", ": ", ":", "-", " - ", "– ", " | ", "\n", ". ", ", ", "/", "(", ")", "[", "]", "_", "'", "\xa0")
WORDS = (
    *NAMED,
    "Pier opens",
    "1st LD",
    "2nd lead",
    "LD-Writethru",
    "RPT",
    "KILL KILL KILL",
    "12",
    "take 2 of 3",
    "=2",
    "İ",
)

printed = st.builds(lambda word, spelling: spelling(word), st.sampled_from(WORDS), st.sampled_from(SPELLINGS))
lines = st.lists(st.one_of(printed, st.sampled_from(SEPARATORS), st.text(max_size=3)), max_size=12).map("".join)


@given(lines, st.booleans())
@example("." * 46 + "KILLER", False)  # cut after 50 characters, "KILL" is a mark
@example("UPDATE1-Pier opens", False)
@example("LDWRITETHRU: Pier opens", False)
@example("1st LD: Pier opens", False)
def test_the_first_word_tells_what_may_be_named(line: str, strict: bool) -> None:
    """Nothing is a mark that the quick look would have passed over."""
    with patch.object(forms, "_may_be_named", lambda _: True):
        searched = forms.leading(line, strict=strict)
    assert forms.leading(line, strict=strict) == searched


def test_no_name_of_a_mark_has_more_than_letters_and_spaces() -> None:
    """The quick look takes the first run of letters for the first word of a name."""
    assert all(word.isalpha() for name in NAMED for word in name.split(" "))


PARAGRAPHS = (
    *("Pier opens", "Gare rouverte", "Порт открыт", "港が開いた", "Rates: 3.5 | 4.1"),
    *(
        "LIMA – The pier opened on Monday.",
        "PARIS — La gare a rouvert lundi.",
        "МОСКВА — Порт открылся снова, как и было обещано.",
    ),
    *("HANOI, May 5 (VNA) -- Rain fell on the town.", "东京5月5日电 港口开放了。", "The council met on Monday again."),
)


@given(st.lists(st.sampled_from(PARAGRAPHS), max_size=12))
@example(["Pier opens", PARAGRAPHS[5], "Gare rouverte", PARAGRAPHS[6], "Порт открыт", PARAGRAPHS[7]])
@example([PARAGRAPHS[5], "Gare rouverte", PARAGRAPHS[6], "Порт открыт", PARAGRAPHS[7]])
def test_items_under_headlines_pass_the_look(paragraphs: list[str]) -> None:
    """What is divided by headlines is divided so without the look."""
    text = "\n\n".join(paragraphs)
    with patch.object(digests, "_may_be_headed", lambda _: True):
        searched = digests.digest_form(text), digests.digest_items(text)
    assert (digests.digest_form(text), digests.digest_items(text)) == searched


WORDS_OF_EMBARGOES = (*vars(embargoes)["_WORDS"], *vars(embargoes)["_FREED"])


@given(
    st.lists(st.one_of(st.sampled_from(WORDS_OF_EMBARGOES), st.sampled_from(SEPARATORS), st.text(max_size=2))).map(
        "".join
    )
)
def test_the_least_words_tell_whether_a_line_speaks_of_an_embargo(folded: str) -> None:
    """In each line that any word of the tables is in, one that has no other in it is too."""
    words, freed, says = (vars(embargoes)[name] for name in ("_WORDS", "_FREED", "_says"))
    assert says(folded) == (any(map(folded.__contains__, words)) and not any(map(folded.__contains__, freed)))


@pytest.mark.parametrize("word", WORDS_OF_EMBARGOES)
def test_each_word_of_embargoes_is_told_alone(word: str) -> None:
    """A word of one language is not lost because of another's."""
    assert vars(embargoes)["_says"](word) == (not any(freed in word for freed in vars(embargoes)["_FREED"]))


@given(
    st.lists(st.sampled_from((*PARAGRAPHS, "Korrektur vom 3. März: x", "Rettelse : 12", "更正：", "Correction:"))).map(
        "\n".join
    )
)
@example("x" * 600 + "\nKorrektur vom 3. März: Die Zahl war falsch.")
def test_a_correction_under_a_text_has_a_colon(text: str) -> None:
    """The expression finds nothing where the look finds none."""
    notice = import_module("stream.reading.notices.notice")
    under = vars(notice)["_UNDER"].search(text, max(0, len(text) - 500))
    assert under is None or any(sign in text[-500:] for sign in ":：")


BEGINNINGS = ("Please kill", "Prière d'annuler", "SÍRVANSE ELIMINAR", "Bitte streichen Sie", "Hold", "We are killing")
OBJECTS = (
    "our story 4107",
    "the item",
    "notre dépêche",
    "la noticia 12",
    "die Meldung 33",
    "until noon",
    "may now be used",
)
openings = st.lists(
    st.one_of(
        st.sampled_from((*BEGINNINGS, *OBJECTS, "The pier opened", "Порт открыт", "港が開いた", "has been withdrawn")),
        st.sampled_from((*SEPARATORS, "? ", "! ", " -- ", "\n \n", " – ", "...", "“")),
        st.text(max_size=2),
    ),
    max_size=12,
).map("".join)


@given(openings)
@example("The pier opened\n– Please kill our story 4107.")
@example("The pier opened!\u2003PRIÈRE D'ANNULER notre dépêche")
@example("The pier opened. Hold the story 4107.")
def test_an_order_begins_with_a_word_that_is_looked_for(opening: str) -> None:
    """What is ordered in any sentence is found without the look."""
    with patch.object(orders, "_may_begin", lambda _: True):
        searched = list(orders.orders(opening, own=False))
    assert list(orders.orders(opening, own=False)) == searched


@given(st.lists(st.sampled_from((*NAMED, *PARAGRAPHS, *SEPARATORS, "Korrigiert", "更正了", "исправлено")), max_size=9))
def test_words_that_begin_as_a_correction_does_are_all_that_may_be_one(words: list[str]) -> None:
    """An ending of two letters may differ, and no more."""
    line = "".join(words)
    with patch.object(forms, "_CORRECTED_STARTS", {word[:2] for word in forms.plain_words(line).split()}):
        searched = forms.corrects(line)
    assert forms.corrects(line) == searched


HOURS = ("0900 The council meets", "9.30 Uhr Rat tagt", "午後3時 会議", "10h15 Visite du port", "The pier opened.")


@given(st.lists(st.sampled_from((*HOURS, "It rained, he said.", "«Да.»", "(Photo) Pier", "11:00 Лекция")), max_size=9))
def test_a_list_of_hours_has_few_sentences(lines: list[str]) -> None:
    """Lines are counted as sentences by the expression that tells their end."""
    form = layout.schedule("\n".join(lines))
    told = sum(re.search(r"[.!?。！？؟]['\"”»)]?$", line) is not None for line in lines)
    assert form is None or form.endswith("brackets") or 4 * told <= len(lines)
    if len(lines) > 3 and lines[0][0].isdigit() and len(set(lines)) == 1:
        assert form is not None


WORDS_OF_ORDERS = sorted(
    {word for language in languages() for words in language.notices.orders.values() for word in words}
)
SIGNS = ("№ 4107", "No. 4107", "no4107", "nº 12", "#331", "4107", "1999", "V9991", "x-7", "١٢٣٤", "“", "'")
ordering = st.lists(
    st.one_of(
        st.sampled_from(WORDS_OF_ORDERS).map(lambda word: word.rstrip("*")),
        st.sampled_from((*SIGNS, *SEPARATORS, *PARAGRAPHS)),
        st.text(max_size=2),
    ),
    max_size=9,
).map(" ".join)


@given(ordering)
@example("The number of item no4107 is wrong.")
@example("Pier opens. NUM:\t4107")
@example("3.A and b.")
@example("Pier b-4 opens.")
def test_digits_signs_and_quotes_are_looked_for_as_they_are_searched(text: str) -> None:
    """What begins with digits finds what began with whatever stands before them."""
    known = vars(named_items)
    if text.isascii():
        assert known["_has_sign"](text) == (known["_NUMBERED"].search(text) is not None)
    code = re.compile(r"[A-Za-z][.-]?\d|\d[.-]?[A-Za-z]")
    assert (vars(supposing)["_MAY_BE_CODE"].search(text) is None) == (code.search(text) is None)
    number = re.compile(r"(?<![\d.,:])\d{3,12}(?!\d|[:.,]\d|%)")
    assert known["_MAY_BE_NUMBER"].findall(text) == number.findall(text)
    quotes = sum(map(text.count, vars(supposing)["_QUOTES"]))
    assert quotes > 1 or order_words.QUOTED.search(text) is None


def test_each_word_of_orders_alone_passes_the_looks() -> None:
    """Of every language and kind, as it stands in its table."""
    for word in (printed.rstrip("*") for printed in WORDS_OF_ORDERS):
        hits = {hit.kind for hit in order_words.hits_in(fold_words(word))}
        assert order_words.speaks_of_plans(word) == ("plans" in hits), word
        assert order_words.may_hit(word) or not hits, word


@given(ordering)
@example("Please note: the story is killed")
@example("NOT FOR USE UNTIL NOON")
def test_a_line_with_words_of_orders_passes_the_looks(line: str) -> None:
    """Of ASCII the words are those between whatever is no letter and no digit."""
    hits = {hit.kind for hit in order_words.hits_in(fold_words(line))}
    assert order_words.speaks_of_plans(line) == ("plans" in hits)
    if line.isascii():
        assert not hits or order_words.may_hit(line)
        assert order_words.words_in(line) == set(re.findall(r"[a-z0-9]+", line.lower()))
        assert order_words.starts_in(line) == {word[:4] for word in order_words.words_in(line)}
        assert not ("items" in hits and hits.intersection(order_words.ORDERED)) or order_words.may_order(line)
    for words in (order_words.WRONG, order_words.MISTAKEN):
        assert any(map(line.__contains__, order_words.least(words))) == any(map(line.__contains__, words))
