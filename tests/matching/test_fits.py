"""How a notice names an item by words: much of what it says, or a word that is no common one."""

from __future__ import annotations

import pytest

from stream.matching.editions import Edition, prepare
from stream.matching.fits import fit
from stream.reading.intake import read_object


def item(number: int, headline: str, text: str, minute: int) -> Edition:
    """An item of one house."""
    return prepare(
        read_object(
            {
                "uri": f"urn:newsml:wire.example:20250310:{number:04}",
                "versioncreated": f"2025-03-10T10:{minute:02}:00Z",
                "language": "en",
                "headline": headline,
                "body_text": text,
                "source": "Example Wire",
            }
        )
    )


ABOUT = "The harbour company of Tarnmouth paid its workers twice in January, its quarterly figures show."
LONG = (
    "In the item headlined HARBOUR COMPANY PAYS TWICE please read in the second paragraph that the money went to "
    "workers of the night shift, not the day shift, and disregard the sentence on the quarterly figures of the "
    "neighbouring port, which were published before the auditors of that port had approved them."
)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "Rail firm publishes quarterly figures",
            "The rail firm carried more goods in spring than in winter.",
        ),
        ("Port of Ellmar rejects a merger", "The port said that it saw no reason for one with its two friends."),
    ],
)
def test_a_long_notice_is_not_tied_to_all_that_has_one_of_its_common_words(headline: str, text: str) -> None:
    """Else half of what a house tells in three days would be one family, told anew with each of its members."""
    notice = item(488, "CORRECTION", LONG, 40)
    assert fit(notice, item(300, headline, text, 1)) is None
    assert fit(notice, item(412, "Harbour company pays twice", ABOUT, 2)) is not None


def test_a_short_notice_is_tied_to_what_has_most_of_it_and_any_to_a_name() -> None:
    """Of few words each is much of what it says; a name says much among many."""
    short = item(489, "Note to editors", "Please kill the harbour story.", 41)
    assert fit(short, item(412, "Harbour company pays twice", ABOUT, 2)) is not None
    named = item(490, "CORRECTION", f"{LONG} The item on Tarnmouth was another one.", 42)
    assert (
        fit(named, item(413, "Tarnmouth opens a school", "The school has room for sixty pupils, it said.", 3))
        is not None
    )
