"""What is looked at before a search is made must never change what the search would find."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from stream.reading.notices import forms
from stream.reading.notices.vocabulary import NAMED

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
