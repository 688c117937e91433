"""What is looked at before a line is searched must never change what the search would find."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.dispatch import Version
from stream.errors import Invalid
from stream.reading import ninjs
from stream.reading.cleaning import clean, pictures
from stream.reading.credits import bylines, credit_lines, datelines
from stream.reading.intake import read_object

WORDS = (
    *(
        "Photo : VNA",
        "PHOTO: AFP",
        "Foto Fuente: EFE",
        "Ảnh: TTXVN",
        "ảnh 1",
        "ẢNH",
        "图自",
        "写真",
        "(Xinhua/Li Xueren)",
    ),
    *("/Reuters", "Pier opens", "The harbour council met on Monday.", "Source: Xinhua", "Xinhua, April 30, 2015"),
    *("Copyright 2022 AFP", "(C) AFP 2022", "© Reuters", "opyr\u0131ght AFP", "Accra, Dec. 20, GNA— ", "YEREVAN"),
    *("DECEMBER 18", "ARMENPRESS", "TTXVN", "AFP", "x" * 39, "y" * 320),
)
SEPARATORS = (" - ", " – ", " — ", "-", ", ", ". ", " ", ": ", "：", "\n", "\n\n", "(", ")", "）", "/", "。")
lines = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(SEPARATORS), st.text(max_size=3)), min_size=1, max_size=12
).map("".join)

RECORD = {"uri": "urn:1", "body_text": "The harbour council met on Monday.", "versionCreated": "2022-11-29T12:00:00Z"}
FIELDS = (
    *("creditLine", "creditline", "by", "byline", "slugline", "edNote", "ednote", "urgency", "profile", "genre"),
    *("genres", "signals", "signal", "firstCreated", "firstcreated", "firstPublished", "firstpublished"),
    *("embargoedUntil", "embargoed", "located", "language", "dateline", "year", "crawled", "abstract", "pubStatus"),
)
VALUES: tuple[object, ...] = (
    None,
    "",
    "Xinhua/VNA",
    "2022-11-28T12:00:00Z",
    "canceled",
    "en",
    "correction",
    4,
    ["update"],
    {},
)


@pytest.mark.parametrize("field", FIELDS)
def test_a_record_without_rare_fields_is_read_as_if_each_were_asked_for(field: str) -> None:
    """The list of them has all that the shortcut passes over."""
    for value in VALUES:
        record = {**RECORD, field: value}
        with patch.object(ninjs, "_RARE", frozenset(record)):
            asked = outcome(record)
        assert outcome(record) == asked


def outcome(record: Mapping[str, object]) -> Version | str:
    """What is read, or why it is not."""
    try:
        return read_object(record)
    except Invalid as invalid:
        return str(invalid)


@given(lines, st.booleans(), st.sampled_from(("", "Pier opens")))
@example("Pier opens ảnh 1The pier of the harbour.", True, "Pier opens")
@example("The harbour council met.\n(Xinhua/Li Xueren)", True, "")
def test_a_text_without_a_sign_of_a_picture_holds_none(text: str, page: bool, headline: str) -> None:
    """One look at the whole text says what a look at each line would."""
    cleaned = clean.clean(text, page=page, headline=headline)
    with patch.object(pictures, "_may_hold_picture", lambda *_: True):
        assert clean.clean(text, page=page, headline=headline) == cleaned


@given(lines)
@example("\u0130opyr\u0131ght AFP")
@example("(C) AFP 2022")
def test_a_line_without_a_label_names_no_source(line: str) -> None:
    """The words looked for are those of the expression."""
    read = bylines.source_line(line)
    mark = vars(bylines)["_LABEL_MARK"]
    with patch.object(bylines, "_has_label", lambda text: mark.search(text) is not None):
        assert bylines.source_line(line) == read


@given(lines)
@example("Accra, Dec. 20, GNA— The")
@example("Newcastle upon Tyne in Northern England, Dec. 20, GNA. The")
@example("TTXVN — Sáng")
@example("TTXVN – Sáng 13-1")
def test_a_line_that_opens_with_an_agency_passes_the_looks(line: str) -> None:
    """A dateline of a list has its first comma behind a place, and a lead-in has a dash."""
    read = datelines.dateline(line), bylines.lead_in(line)
    with (
        patch.object(datelines, "_may_be_listed", lambda _: True),
        patch.object(bylines, "_has_dash", lambda _: True),
    ):
        assert (datelines.dateline(line), bylines.lead_in(line)) == read


# Chains and what is none, in scripts and houses that the look was not written by.
NAMES = (
    *("Reuters", "AFP", "EFE", "新华社", "연합뉴스", "ТАСС", "ΑΠΕ"),
    *("Xinhua/VNA", "dpa - AFP", "ANSA – EFE", "（共同）", "Anna Berg"),
)
ENDED = ("Prices rose again.", "Το λιμάνι άνοιξε.", "Гавань открыта!", "港は開いた。", "क्षेत्र खुला है।", "x" * 50)


@given(
    st.lists(st.one_of(st.sampled_from((*NAMES, *ENDED, *SEPARATORS)), st.text(max_size=2)), max_size=7).map("".join)
)
@example("Prices rose again. EFE")
@example("Prices rose again. AFP/reuters")
@example("Prices rose again. AFP／reuters.")
@example("Prices rose again. Anna Berg (dpa)")
def test_a_line_that_ends_in_a_small_letter_without_a_sign_has_no_names_at_its_end(line: str) -> None:
    """Where the last sentence ends need not be found for it."""
    read = credit_lines.end_credit(line)
    with patch.object(credit_lines, "_may_be_alone", lambda _: True):
        assert credit_lines.end_credit(line) == read
