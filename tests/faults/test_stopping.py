"""SIGTERM: exit code 0 within ten seconds, whatever the worker is doing."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from faults.program import broken
from faults.promise import assert_kept
from faults.wire import wire
from workers import Service, Worker, running

WITHIN = 10  # seconds


@pytest.mark.parametrize("seed", [1])
def test_under_load(brokers: str, tmp_path: Path, seed: int) -> None:
    """It finishes the turn in hand and leaves; the next one goes on."""
    raws = wire(seed)
    with running(brokers, tmp_path) as service:
        worker = service.start()
        worker.wait_until_ready()
        service.feed(raws)
        service.wait_until_told()
        assert_it_stops(service, worker, seed)
        service.again(worker)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)


@pytest.mark.parametrize("seed", [1, 2])
def test_during_the_join(brokers: str, tmp_path: Path, seed: int) -> None:
    """Just after the start, while another worker holds the partitions."""
    with running(brokers, tmp_path) as service:
        service.start().wait_until_ready()
        worker = service.start()
        worker.wait_until_logged("worker_starting")
        time.sleep(random.Random(seed).uniform(0, 1.5))  # anywhere in the join
        assert_it_stops(service, worker, seed)


@pytest.mark.parametrize("seed", [1])
def test_during_a_recovery(brokers: str, tmp_path: Path, seed: int) -> None:
    """Its state comes from the changelog, and takes a while."""
    raws = wire(seed)
    with running(brokers, tmp_path) as service:
        service.feed(raws)
        worker = service.start()
        service.wait_until_told()
        worker.kill()
        shutil.rmtree(worker.settings.state_dir)
        worker = service.again(worker, broken("recovering", 1))
        worker.wait_until_logged("recovering")
        assert_it_stops(service, worker, seed)
        service.again(worker)
        service.wait_until_quiet()

        assert_kept(service, raws, seed)


def assert_it_stops(service: Service, worker: Worker, seed: int) -> None:
    """SIGTERM, and how it ends."""
    began = time.monotonic()
    code = worker.stop()
    took = time.monotonic() - began

    assert code == 0, f"seed {seed}\n{service.told_last()}"
    assert took < WITHIN, f"seed {seed}: it took {took:.1f} s\n{service.told_last()}"
