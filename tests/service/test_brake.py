"""The brake against a slow model that counts from the start each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from stream.errors import Reason
from stream.service.rejections import ENOUGH, IN_A_ROW, PERCENT, WINDOW, Brake

GOOD = None


def noted(records: Sequence[Reason | None]) -> tuple[int | None, str | None]:
    """After how many records the brake trips, and what it says at the end of all."""
    brake = Brake()
    when = None
    for count, reason in enumerate(records, 1):
        brake.note(reason)
        if when is None and brake.tripped:
            when = count
    return when, brake.tripped


def model(records: Sequence[Reason | None]) -> tuple[int | None, str | None]:
    """The same, straight from the rule."""
    for count in range(1, len(records) + 1):
        row = records[:count][-IN_A_ROW:]
        if len(row) == IN_A_ROW and None not in row:
            return count, sentence(row)
        window = records[:count][-WINDOW:]
        rejected = [each for each in window if each]
        if len(window) >= ENOUGH and len(rejected) / len(window) > PERCENT / 100:
            return count, sentence(window)
    return None, None


def sentence(records: Sequence[Reason | None]) -> str:
    """What is said of these records."""
    reasons = Counter(each for each in records if each)
    most = max(reasons.values())
    first = min(reason for reason, count in reasons.items() if count == most)
    return f"{reasons.total():,} of the last {len(records):,} records were rejected, most often as {first} ({most:,})"


runs = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 3), st.integers(90, 101), st.integers(0, 1200)),
        st.sampled_from([GOOD, GOOD, GOOD, *Reason]),
    ),
    max_size=12,
)


@given(runs=runs)
def test_it_trips_when_the_model_does_and_says_the_same(runs: list[tuple[int, Reason | None]]) -> None:
    """For runs of good and of bad records, around both limits and beyond the window."""
    records = [reason for length, reason in runs for _ in range(length)]

    assert noted(records) == model(records)


@given(share=st.integers(8, 60), length=st.integers(1, 2600), chance=st.randoms(use_true_random=False))
def test_it_trips_when_the_model_does_at_a_steady_share(share: int, length: int, chance: Random) -> None:
    """One bad record in so many, more or less: around the limit of one in twenty."""
    reasons = list(Reason)
    records = [chance.choice(reasons) if chance.random() < 1 / share else None for _ in range(length)]

    assert noted(records) == model(records)


def test_a_thousand_bad_records_are_stopped_at_the_hundredth() -> None:
    """From the start, with what most of them had."""
    records = [Reason.ENCODING] * 3 + [Reason.JSON] * 997

    assert noted(records) == (100, "100 of the last 100 records were rejected, most often as json (97)")


def test_ninety_nine_in_a_row_are_not_enough() -> None:
    """One good record between them begins a new row."""
    assert noted([*[Reason.JSON] * 99, GOOD, *[Reason.JSON] * 99])[0] is None


def test_a_row_is_told_without_what_came_before_it() -> None:
    """Bad records before the last good one are not of the row."""
    records = [*[Reason.DATE] * 99, GOOD, *[Reason.JSON] * 40, *[Reason.TYPE] * 60]

    assert noted(records)[1] == "100 of the last 100 records were rejected, most often as type (60)"


def test_five_percent_are_borne_and_one_more_is_not() -> None:
    """Of the last 200 as of the last 2,000; the sentence has both numbers and the reason."""
    twentieth = [*[GOOD] * 19, Reason.DATE]

    assert noted(twentieth * 1000) == (None, None)
    assert noted([*twentieth * 10, Reason.TYPE]) == (
        201,
        "11 of the last 201 records were rejected, most often as date (10)",
    )
    assert noted([*twentieth * 1000, *[GOOD] * 19, Reason.TYPE]) == (None, None)
    assert noted([*twentieth * 1000, Reason.TYPE]) == (
        20_001,
        "101 of the last 2,000 records were rejected, most often as date (100)",
    )


def test_before_two_hundred_no_share_is_taken() -> None:
    """Then it is, even if the two hundredth is good."""
    records = [*[Reason.JSON] * 50, *[GOOD] * 150]

    assert noted(records[:-1]) == (None, None)
    assert noted(records)[0] == 200


def test_a_good_past_does_not_hide_a_flood() -> None:
    """After a million good records as after none."""
    brake = Brake()
    for _ in range(1_000_000):
        brake.note(GOOD)
    for _ in range(99):
        brake.note(Reason.JSON)
    assert brake.tripped is None

    brake.note(Reason.JSON)

    assert brake.tripped


def test_it_stays_tripped() -> None:
    """With the sentence of when it tripped, whatever comes."""
    assert noted([*[Reason.JSON] * 100, *[GOOD] * 5000]) == noted([Reason.JSON] * 100)
