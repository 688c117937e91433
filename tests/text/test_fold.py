"""Copies for matching: one form for what a reader takes for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.text.fold import fold, fold_for_search, fold_words, tidy


@pytest.mark.parametrize(
    ("printed", "copy"),
    [
        ("Xinhua/VNA/CVN", "xinhua/vna/cvn"),
        ("Photo\u00a0: VNA", "photo : vna"),
        ("Photo\u202f: VNA", "photo : vna"),
        ("(记者:白洁)", "(记者:白洁)"),
        ("\uff08\uff21\uff26\uff30\uff09\uff1a", "(afp):"),
        ("People\u2019s Daily", "people's daily"),
        ("People\u00b4s Daily", "people's daily"),
        ("\u201cAFP\u201d", '"afp"'),
        ("France\u2011Presse", "france-presse"),
        ("France\u2010Presse", "france-presse"),
        ("Fran\u00adce", "france"),
        ("a \u2013 b \u2014 c", "a \u2013 b \u2014 c"),
        ("Thông tấn xã Việt Nam", "thong tan xa viet nam"),
        ("Tho\u0302ng ta\u0302\u0301n xa\u0303", "thong tan xa"),
        ("Đài Tiếng nói", "dai tieng noi"),
        ("đưa tin", "dua tin"),
        ("Kyōdō", "kyodo"),
        ("신화통신", "신화통신"),
        ("\u1109\u1175\u11ab\u1112\u116a", "신화"),
        ("STRASSE Straße", "strasse strasse"),
        ("", ""),
    ],
)
def test_fold_gives_one_form_to_what_reads_the_same(printed: str, copy: str) -> None:
    """Widths, spaces, hyphens, quotes, case, accents and đ do not matter; dashes and Korean do."""
    assert fold(printed) == copy


def test_tidy_keeps_letters_as_printed() -> None:
    """A name that is shown again keeps its capitals and accents."""
    assert tidy("Trí\u00a0Dung\uff0fVNA") == "Trí Dung/VNA"


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_fold_twice_is_fold_once(text: str) -> None:
    """A folded copy is already in the form of all copies, so tables can be folded beforehand."""
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_ascii_shortcut_is_lower_case(text: str) -> None:
    """Nothing but the case can differ in ASCII, and the length stays."""
    assert fold(text) == text.lower()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("PÉKIN", "pekin"),
        ("Pe\u0301kin", "pekin"),
        ("Đà Nẵng", "da nang"),
        ("Łódź, Tromsø", "lodz, tromso"),
        ("İzmir ve Diyarbakır", "izmir ve diyarbakir"),
        ("STRASSE Straße", "strasse strasse"),
        ("ﬁnal", "final"),
        ("№ 5, ™", "no 5, tm"),
        ("12", "12"),
        ("新华社", "新华社"),
        ("", ""),
    ],
)
def test_fold_words_takes_case_and_accents_off(written: str, folded: str) -> None:
    """Letters that Unicode does not decompose (đ, ø, ł, ı) lose their bars and dots too."""
    assert fold_words(written) == folded


def test_fold_words_takes_apart_what_fold_keeps_whole() -> None:
    """Korean syllables and dashes: a credit is matched by its form, a word by its sounds."""
    assert (fold("연합"), fold_words("연합") == "연합") == ("연합", False)


@pytest.mark.parametrize(
    ("printed", "indexed"),
    [
        ("Łódź, Đà Nẵng", "Lódź, Dà Nẵng"),
        ("Straße, ÆRØ, œuvre", "Strasse, AERO, oeuvre"),
        ("新华社 Xinhua", " 新  华  社  Xinhua"),
    ],
)
def test_fold_for_search_does_what_the_tokenizer_does_not(printed: str, indexed: str) -> None:
    """Case and accents stay; letters without a plain form get one, and every ideograph is a word."""
    assert fold_for_search(printed) == indexed
