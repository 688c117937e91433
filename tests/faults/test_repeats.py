"""Records that come again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from faults.promise import assert_kept
from faults.wire import wire
from workers import running


@pytest.mark.parametrize("seed", [1])
def test_records_that_come_up_to_three_times_and_in_any_order_are_the_same_stories(
    brokers: str, tmp_path: Path, seed: int
) -> None:
    """Each one to three times, shuffled: no dispatch becomes a copy of itself."""
    rng = random.Random(seed)
    raws = wire(seed)
    again = [raw for raw in raws for _ in range(rng.randrange(1, 4))]
    rng.shuffle(again)
    with running(brokers, tmp_path) as service:
        service.start()
        service.start()
        service.feed(again)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)
