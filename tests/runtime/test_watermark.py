"""Event time is the median of the latest arrivals, and never falls."""

from __future__ import annotations

from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from stream.runtime.watermark import Watermark

SAMPLE = 63


def seen(*times: int | None) -> int | None:
    """The watermark after these arrivals."""
    mark = Watermark()
    for time in times:
        mark.see(time)
    return mark.value


def test_it_is_unknown_until_the_sample_is_full() -> None:
    """One or two dispatches say nothing about how far the wire has come."""
    assert seen() is None
    assert seen(*range(SAMPLE - 1)) is None
    assert seen(*range(SAMPLE)) == SAMPLE // 2


def test_unknown_times_are_no_arrivals() -> None:
    """They neither fill the sample nor move the median."""
    assert seen(*[None] * 200) is None
    assert seen(*range(SAMPLE), *[None] * 200) == SAMPLE // 2


def test_it_follows_the_wire() -> None:
    """It lags half a sample."""
    assert seen(*range(1000)) == 999 - SAMPLE // 2


def test_it_never_falls() -> None:
    """An archive of last year at the end of today's wire does not take it back."""
    assert seen(*range(1000, 1000 + SAMPLE), *range(500)) == 1000 + SAMPLE // 2


def test_fewer_than_half_of_the_arrivals_with_a_wrong_clock_do_not_move_it() -> None:
    """Thirty dispatches of 2036 among sixty-three."""
    times = [1000 + n for n in range(500)]
    wrong = [10**12 if n % 2 and n % 16 != 1 else time for n, time in enumerate(times)]
    mark = seen(*wrong)
    assert mark is not None
    assert mark <= 1500


@given(times=st.lists(st.integers(-(10**6), 10**6), max_size=300))
def test_it_is_the_highest_median_so_far(times: list[int]) -> None:
    """Against the definition, for any arrivals."""
    medians = [int(median(times[end - SAMPLE : end])) for end in range(SAMPLE, len(times) + 1)]
    assert seen(*times) == max(medians, default=None)
