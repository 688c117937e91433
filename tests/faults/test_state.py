"""State that is lost, and state that is somebody else's."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import orjson
import pytest
import rocksdict

from faults.promise import assert_kept
from faults.wire import portions, wire
from letters import put
from stream.service.dead_letters import Content
from stream.service.topics import STATE, named
from workers import Service, Worker, running

OFFSET = 8  # bytes in front of each value: where the row stands in the changelog
CLAIM = struct.pack(">QQ", 7, 0)


@pytest.mark.parametrize("seed", [1])
def test_a_lost_data_directory_comes_back_from_the_changelog(brokers: str, tmp_path: Path, seed: int) -> None:
    """The same rows, byte for byte, and beside them only the claim of the one who has it now."""
    raws = wire(seed)
    first, second = portions(raws, 2)
    with running(brokers, tmp_path) as service:
        worker = service.start()
        service.feed(first)
        service.wait_until_quiet()
        assert worker.stop() == 0
        before = rows(worker, service)
        shutil.rmtree(worker.settings.state_dir)
        worker = service.again(worker)
        worker.wait_until_ready()
        assert worker.stop() == 0
        after = rows(worker, service)

        assert before
        assert before.items() <= after.items(), f"seed {seed}: rows are lost or changed"
        assert all(key.endswith(bytes(8)) for _, key in after.keys() - before.keys()), f"seed {seed}: more than claims"
        service.again(worker)
        service.feed(second)
        service.wait_until_quiet()
        assert_kept(service, raws, seed)


@pytest.mark.parametrize("where", ["the brokers", "the disk"])
def test_state_of_another_scheme_is_refused(brokers: str, tmp_path: Path, where: str) -> None:
    """Exit code 1, and the message says which schemes, and what to do; nothing is committed or told."""
    told = {"scheme": "format 0; shingles of 4 words", "epoch": 1, "generation": 1, "seen": -1}
    with running(brokers, tmp_path, partitions=1) as service:
        worker = service.start()
        worker.wait_until_ready()
        assert worker.stop() == 0
        if where == "the brokers":
            shutil.rmtree(worker.settings.state_dir)
            put(service.settings, named(service.settings, STATE), [Content(CLAIM, orjson.dumps(told))])
        else:
            [path] = stores(worker)
            with_raw = rocksdict.Rdict(str(path), rocksdict.Options(raw_mode=True))
            with_raw[CLAIM] = bytes(OFFSET) + orjson.dumps(told)
            with_raw.close()
        service.feed(wire(1)[:10])
        worker = service.again(worker)

        assert worker.wait() == 1, worker.said()
        assert "the state is of another scheme (format 0; shingles of 4 words), not ours (" in worker.said()
        assert "run the release that made it, or start anew" in worker.said()
        assert not any(service.committed().values())
        assert not service.told()


def stores(worker: Worker) -> list[Path]:
    """Its RocksDB, one for each partition."""
    return sorted(worker.settings.state_dir.glob("**/*.db"))


def rows(worker: Worker, service: Service) -> dict[tuple[str, bytes], bytes]:
    """The rows that a worker which has stopped keeps beside it: their keys are an owner and a number, 16 bytes."""
    found: dict[tuple[str, bytes], bytes] = {}
    for path in stores(worker):
        store = rocksdict.Rdict(str(path), rocksdict.Options(raw_mode=True), None, rocksdict.AccessType.read_only())
        for key, value in store.items():
            if isinstance(key, bytes) and len(key) == 16:
                found[path.name, key] = value
        store.close()
    assert len(stores(worker)) == service.settings.partitions
    return found
