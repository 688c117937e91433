"""The disk under the state folder is full."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.promise import assert_kept
from faults.wire import portions, wire
from workers import running

COUNT = 800  # dispatches: the rows of their second half are megabytes
SIZE = 64 * 1024 * 1024  # bytes of the disk
LEFT = 128 * 1024  # bytes that are free on it once it is full: less than the rows of one turn


@pytest.mark.parametrize("seed", [1])
def test_a_full_disk_stops_the_worker_before_it_acknowledges_and_room_lets_it_go_on(
    brokers: str, tmp_path: Path, seed: int
) -> None:
    """Exit code 1 and what to do, also of one that is started on the full disk; with room again the same stories."""
    raws = wire(seed, COUNT)
    before, after = portions(raws, 2)
    with disk(tmp_path / "small" / "state") as state, running(brokers, tmp_path) as service:
        worker = service.start(name="small")
        service.feed(before)
        service.wait_until_quiet()
        fill(state)
        service.feed(after)
        assert worker.wait() == 1, f"seed {seed}\n{service.told_last()}"
        assert_clear(worker.said(), state)
        assert service.lag() > 0, f"seed {seed}: what it could not keep is acknowledged"

        worker = service.again(worker)
        assert worker.wait() == 1, f"seed {seed}\n{service.told_last()}"
        assert_clear(worker.said(), state)

        (state / "ballast").unlink()
        service.again(worker)
        service.wait_until_quiet()
        assert_kept(service, raws, seed)


def assert_clear(said: str, state: Path) -> None:
    """The message says what is wrong, where, and what to do."""
    assert "COPYTASTER_STATE_DIR" in said, said
    assert str(state) in said, said
    assert "No space left on device" in said, said


def fill(folder: Path) -> None:
    """Leave hardly any room."""
    with (folder / "ballast").open("wb") as file:
        free = os.statvfs(folder)
        file.write(bytes(free.f_bavail * free.f_frsize - LEFT))


@contextmanager
def disk(folder: Path) -> Iterator[Path]:
    """A small disk of the test's own. Mounting takes a superuser."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)  # noqa: S603, S607
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607
