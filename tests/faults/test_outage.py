"""The brokers are away for half a minute."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from faults.node import node
from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import running

OUTAGE = 30.0  # seconds
BACKOFF = 2.0  # seconds between two looks of the supervisor
LONG = (pytest.mark.long, pytest.mark.timeout(600))


@pytest.mark.parametrize(
    ("how", "seed"),
    [(signal.SIGTERM, 1), pytest.param(signal.SIGKILL, 2, marks=LONG), pytest.param(signal.SIGTERM, 3, marks=LONG)],
)
def test_an_outage_of_the_brokers_changes_no_story(tmp_path: Path, how: signal.Signals, seed: int) -> None:
    """Workers go on, or end with a failure and are started again; while one runs, its `/livez` stays 200."""
    raws = wire(seed)
    before, after = portions(raws, 2)
    with node(tmp_path / "node") as brokers, running(brokers.address, tmp_path) as service:
        service.start().wait_until_ready()
        service.start().wait_until_ready()
        service.feed(before)
        service.wait_until_told()
        brokers.stop(how)
        end = time.monotonic() + OUTAGE
        sick: set[Path] = set()
        while time.monotonic() < end:
            time.sleep(BACKOFF)  # the outage is the fault
            service.mend()
            # 0: it is not up yet, or has just ended
            sick |= {each.log_path for each in service.workers if each.probe("/livez")[0] not in (0, 200)}
        brokers.start()
        service.feed(after)
        service.wait_until_quiet(mend=True)

        assert not sick, f"{sick}, seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)
