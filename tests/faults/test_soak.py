"""Two hours at twice the rate of the planet's news, with faults at random."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from faults.soak import Options, Soak, thirds

SECONDS = float(os.environ.get("COPYTASTER_SOAK_SECONDS", "7200"))
RATE = float(os.environ.get("COPYTASTER_SOAK_RATE", "120"))
SPEED = float(os.environ.get("COPYTASTER_SOAK_SPEED", "30"))
AFTERWARDS = 5400  # seconds, for what is left of the wire and the comparison


@pytest.mark.long
@pytest.mark.timeout(SECONDS + AFTERWARDS)
def test_hours_of_faults_at_random_change_no_story_and_memory_and_state_do_not_grow(tmp_path: Path) -> None:
    """COPYTASTER_SOAK_REPORT names the folder for the tables, COPYTASTER_SOAK_SEED what follows at random."""
    options = Options(SECONDS, RATE, SPEED, int(os.environ.get("COPYTASTER_SOAK_SEED", "1")))
    folder = Path(os.environ.get("COPYTASTER_SOAK_REPORT", tmp_path / "report"))
    try:
        report = Soak(options, tmp_path, folder).run()
    finally:
        shutil.rmtree(tmp_path / "brokers", ignore_errors=True)  # gigabytes

    assert not report.failures, f"seed {options.seed}; {folder / 'soak.md'}\n" + "\n".join(report.failures)


def test_growth_is_seen_though_partitions_are_with_nobody_in_most_minutes() -> None:
    """The thirds are those of the time, not of the minutes that count."""
    minutes = [
        {"whole": number % 3 == 0, "memory": 100 + number, "topics": {"state": number if number < 60 else 60}}
        for number in range(90)
    ]

    assert thirds(minutes, "memory") == (100 + 43.5, 100 + 73.5)
    assert thirds(minutes, "state") == (43.5, 60)
