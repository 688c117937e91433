"""Event time is what most arrivals say, no single supplier alone, and never falls."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.dispatch import Version, VersionKey
from stream.entities.watermark import ALONE, TOLERANCE, Watermark, supplier
from wires import HOUR, NOON

SAMPLE = 63
IN_2036 = 2_093_000_000_000
"""Milliseconds since the epoch."""


def seen(*times: int | None, suppliers: int = 2, present: int | None = None) -> int | None:
    """Event time after these arrivals, of so many suppliers in turn."""
    mark = Watermark()
    for number, time in enumerate(times):
        mark.see(time, str(number % suppliers), present)
    return mark.value


def test_it_is_unknown_until_the_sample_is_full() -> None:
    """One or two dispatches say nothing about how far the wire has come."""
    assert seen() is None
    assert seen(*range(SAMPLE - 1)) is None
    assert seen(*[0] * SAMPLE) == 0


def test_unknown_times_are_no_arrivals() -> None:
    """They neither fill the sample nor move the median."""
    assert seen(*[None] * 200) is None
    assert seen(*[7] * SAMPLE, *[None] * 200) == 7


def test_it_follows_the_wire() -> None:
    """It lags half a sample."""
    assert seen(*range(1000)) == 999 - SAMPLE // 2


def test_it_never_falls() -> None:
    """An archive of last year at the end of today's wire does not take it back."""
    assert seen(*[1000] * SAMPLE, *range(500)) == 1000


def test_fewer_than_half_of_the_arrivals_with_a_wrong_clock_do_not_move_it() -> None:
    """Thirty dispatches of 2036 among sixty-three, of both suppliers."""
    times = [1000 + n for n in range(500)]
    wrong = [10**12 if n % 16 in (1, 3, 4, 6, 9, 12) else time for n, time in enumerate(times)]
    mark = seen(*wrong)
    assert mark is not None
    assert mark <= 1500


@pytest.mark.parametrize("start", [0, 1, 500])
@pytest.mark.parametrize("step", [1, 3], ids=["in a row", "scattered"])
def test_one_supplier_with_a_wrong_clock_does_not_move_it(start: int, step: int) -> None:
    """A thousand dispatches dated years ahead, though in the past, at the start and in the middle of a wire."""
    good = [("good", NOON + n) for n in range(2000)] + [("other", NOON + n) for n in range(2000)]
    good.sort(key=lambda arrival: arrival[1])
    wrong = [("wrong", NOON + 10_000 * HOUR)] * 1000
    arrivals = [*good[:start], *(good[start : start + step - 1] or []), *wrong, *good[start:]]
    if step > 1:
        arrivals = good[:start]
        rest = iter(good[start:])
        for each in wrong:
            arrivals += [each, *(next(rest) for _ in range(step - 1))]
        arrivals += rest
    mark = Watermark()
    for name, time in arrivals:
        mark.see(time, name, None)

    assert mark.value is not None
    assert NOON + 1500 < mark.value < NOON + 2000


def test_the_only_supplier_decides_for_itself() -> None:
    """Once it has been alone for long enough: before, others may yet come."""
    mark = Watermark()
    for n in range(ALONE - 1):
        mark.see(n, "one", None)
    assert mark.value is None

    mark.see(ALONE - 1, "one", None)
    assert mark.value == ALONE - 1 - SAMPLE // 2


def test_a_supplier_that_has_gone_silent_holds_up_nobody() -> None:
    """Nor one that was heard once, long ago."""
    mark = Watermark()
    mark.see(0, "gone", None)
    for n in range(1, ALONE):
        mark.see(n, "one", None)
    assert mark.value == 0

    mark.see(ALONE, "one", None)
    mark.see(ALONE + 1, "one", None)
    assert mark.value == ALONE + 1 - SAMPLE // 2


def test_what_is_dated_beyond_the_present_says_nothing() -> None:
    """With an hour's tolerance; the present is what the brokers and our clock agree on."""
    assert seen(*[IN_2036] * 5000, present=NOON) is None
    assert seen(*[NOON + TOLERANCE] * 5000, present=NOON) == NOON + TOLERANCE
    assert seen(*[NOON] * 100, *[IN_2036] * 5000, present=NOON) == NOON


def test_a_live_wire_is_not_held_up_by_an_archive() -> None:
    """Two suppliers, one of them years behind: the present is the witness of the other."""
    mark = Watermark()
    for n in range(2 * ALONE):
        mark.see(NOON + n, "live", NOON + n)
        if n % 3 == 0:
            mark.see(n, "archive", NOON + n)

    assert mark.value is not None
    assert mark.value > NOON + ALONE


@given(times=st.lists(st.integers(-(10**6), 10**6), max_size=300))
def test_it_is_the_highest_median_so_far_where_all_clocks_agree(times: list[int]) -> None:
    """Against the definition; two suppliers send each dispatch at the same time."""
    mark = Watermark()
    both = [time for time in times for _ in range(2)]
    for number, time in enumerate(both):
        mark.see(time, str(number % 2), None)
    medians = [int(median(both[end - SAMPLE : end])) for end in range(SAMPLE, len(both) + 1)]
    if medians and mark.value is not None:
        assert mark.value <= max(medians)
    assert mark.value is not None or len(both) < SAMPLE


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("https://www.example.org/a/1", "www.example.org"),
        ("urn:newsml:vna.example:20221129:1", "vna.example"),
        ("tag:reuters.com,2022:newsml_1", "reuters.com"),
        ("urn:feed:4711:1", "urn:feed"),
        ("opaque", ""),
    ],
)
def test_a_supplier_is_known_by_the_domain_of_its_uris(uri: str, name: str) -> None:
    """Or by how they begin, where nothing else says whose they are."""
    assert supplier(Version(uri, VersionKey((1, ""), NOON, "00"), "1", "Some text that names nobody.")) == name
