"""Times as records state them."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stream.errors import Invalid
from stream.text import times
from stream.text.times import Moment, moment

NEVER = re.compile(r"(?!)")

stated = st.one_of(
    st.datetimes().map(lambda time: f"{time:%Y-%m-%dT%H:%M:%SZ}".zfill(20)),
    st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|z|\+00:00|[.]5Z)?", fullmatch=True),
)


def read(text: str) -> Moment | str:
    """The time, or why there is none."""
    try:
        return moment(text, "versionCreated")
    except Invalid as invalid:
        return str(invalid)


@given(stated)
@example("2016-12-31T23:59:60Z")  # a leap second
@example("2022-02-30T12:00:00Z")
@example("2022-11-29T24:00:00Z")
@example("1899-12-31T23:59:59Z")
@example("2201-01-01T00:00:00Z")
@example("0000-01-01T00:00:00Z")
@example("2022-W48-2T12:00:00Z")
@example("2022-11-29T120000.0Z")
@example("２０２２-11-29T12:00:00Z")
def test_the_usual_form_is_read_as_any_other(text: str) -> None:
    """A shorter way gives the same time, and the same reasons where there is none."""
    with patch.object(times, "_USUAL", NEVER):
        expected = read(text)
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("1970-01-01T00:00:00Z", 0), ("1987-02-26T15:01:01Z", 541350061000), ("2022-11-29T12:00:00Z", 1669723200000)],
)
def test_a_time_is_counted_from_the_epoch(text: str, milliseconds: int) -> None:
    """In whole milliseconds."""
    assert read(text) == Moment(milliseconds)
