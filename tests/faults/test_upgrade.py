"""Workers of the release before are replaced by ours, one by one, under load."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import Service, running

BEFORE = "7739cfd"
"""The release of 25 November 2026, before records said their format."""
START = "import sys; from stream.cli import main; sys.exit(main())"


def release(commit: str, folder: Path) -> list[str]:
    """The program of another release, out of the project's history."""
    folder.mkdir()
    root = Path(__file__).parents[2]
    archive = subprocess.run(  # noqa: S603 - our own history
        ["/usr/bin/env", "git", "-C", str(root), "archive", commit, "stream"], check=True, capture_output=True
    ).stdout
    subprocess.run(["/usr/bin/env", "tar", "x", "-C", str(folder)], input=archive, check=True)  # noqa: S603
    return ["env", f"PYTHONPATH={folder}", sys.executable, "-c", START]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("back", [False, True], ids=["forth", "and back"])
def test_an_upgrade_under_load_changes_no_story(brokers: str, tmp_path: Path, *, back: bool) -> None:
    """Two workers, each stopped and started anew as the other release while dispatches come in; nobody fails."""
    raws = wire(1, 3000)
    first, second, third, fourth = portions(raws, 4)
    old = release(BEFORE, tmp_path / "before")
    assert os.path.isdir(tmp_path / "before" / "stream")
    with running(brokers, tmp_path) as service:
        one, two = service.start(old), service.start(old)
        one.wait_until_ready()
        two.wait_until_ready()
        service.feed(first)
        service.wait_until_told()
        assert one.stop() == 0
        one = service.again(one)
        service.feed(second)
        one.wait_until_ready()
        assert standstill(service) < service.settings.rebalance_timeout_seconds
        assert two.stop() == 0
        two = service.again(two, old if back else None)
        service.feed(third)
        two.wait_until_ready()
        if back:
            assert one.stop() == 0
            one = service.again(one, old)
        service.feed(fourth)
        service.wait_until_quiet()

        assert [each.code for each in (one, two)] == [None, None], service.told_last()
        assert_kept(service, raws, 1)


def standstill(service: Service) -> float:
    """Seconds until the next story is told."""
    began, before = time.monotonic(), service.told_so_far()
    while service.told_so_far() == before:
        assert time.monotonic() - began < 60, service.told_last()
    return time.monotonic() - began
