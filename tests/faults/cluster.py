"""Three brokers of a test's own, each of which can be killed, stopped, put to sleep and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
from confluent_kafka.admin import AdminClient

from broker import SCRIPT, started
from workers import wait_for

BROKERS = 3
START = 90  # seconds
STOP = 60  # seconds


class Cluster:
    """Nodes 1 to 3 of `deploy/kafka-local --brokers 3`, each broker and controller.

    Args:
        folder: of their data.
        addresses: of the brokers, and behind them those of the second listeners where there are such.
    """

    def __init__(self, folder: Path, addresses: Sequence[str]) -> None:
        self.folder = folder
        self.address = ",".join(addresses[:BROKERS])
        self.second = list(addresses[BROKERS:])
        self.numbers = range(1, BROKERS + 1)
        self._started: dict[int, subprocess.Popen[bytes]] = {}
        self._admin = AdminClient({"bootstrap.servers": self.address, "log_level": 0})

    def kill(self, number: int) -> None:
        """Kill -9."""
        self._end(number, signal.SIGKILL)

    def stop(self, number: int) -> None:
        """SIGTERM: it hands its partitions to the others, and ends."""
        self._end(number, signal.SIGTERM)

    def pause(self, number: int) -> None:
        """SIGSTOP: its connections stay open, and nothing comes from it."""
        os.kill(self._process(number), signal.SIGSTOP)

    def resume(self, number: int) -> None:
        """SIGCONT."""
        os.kill(self._process(number), signal.SIGCONT)

    def start(self, number: int) -> None:
        """Start one that has ended, with its data, and wait until it answers."""
        process = subprocess.Popen(  # noqa: S603 - our own script
            [SCRIPT, "--node", str(number), "--data", self.folder], stdout=subprocess.PIPE
        )
        self._started[number] = process
        assert process.stdout is not None
        word = process.stdout.readline().split()[:1]
        assert word == [b"ready"], f"node {number} did not start; its standard error says why"

    def wait_until_whole(self, limit: float = START) -> None:
        """Until all three are there, and each partition has all its copies in step."""
        wait_for(self.is_whole, limit, "three brokers with all copies", self.lacking)

    def is_whole(self) -> bool:
        """Whether all three are there, and no copy of a partition is behind."""
        return not self.lacking()

    def lacking(self) -> str:
        """Which brokers are missing and how many partitions have fewer copies than they should."""
        try:
            seen = self._admin.list_topics(timeout=5)
        except Exception as error:  # of the client library: whatever it is, there is no answer
            return f"no answer: {error}"
        missing = sorted(set(self.numbers) - seen.brokers.keys())
        behind = sum(
            len(each.isrs) < len(each.replicas) for topic in seen.topics.values() for each in topic.partitions.values()
        )
        return f"missing brokers {missing}, {behind} partitions lack a copy" if missing or behind else ""

    def leader(self, topic: str, partition: int) -> int:
        """The broker that clients of a partition talk to."""
        return int(self._admin.list_topics(topic, timeout=10).topics[topic].partitions[partition].leader)

    def controller(self) -> int:
        """The node that leads the quorum of controllers, as the last node that voted knows it; -1 during a vote."""
        states = [
            orjson.loads(path.read_bytes()) for path in self.folder.glob("node-?/__cluster_metadata-0/quorum-state")
        ]
        newest = max(states, key=lambda each: (each["leaderEpoch"], each["leaderId"]))
        return int(newest["leaderId"])

    def close(self) -> None:
        """End those that were started again, and wake those that sleep: the script ends the others."""
        for number in self.numbers:
            with suppress(ProcessLookupError):
                self.resume(number)
        for process in self._started.values():
            process.terminate()
        for process in self._started.values():
            process.wait(STOP)
            if process.stdout is not None:
                process.stdout.close()

    def _process(self, number: int) -> int:
        return int((self.folder / f"node-{number}.pid").read_text())

    def _end(self, number: int, how: signal.Signals) -> None:
        process = self._process(number)
        os.kill(process, how)
        wait_for(lambda: not _runs(process), STOP, f"node {number} to end")
        before = self._started.pop(number, None)
        if before is not None:
            before.wait(STOP)
            if before.stdout is not None:
                before.stdout.close()


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def cluster(folder: Path, *options: str) -> Iterator[Cluster]:
    """Three brokers that end with the test.

    Args:
        folder: for their data.
        options: further ones of the script.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with started("--brokers", str(BROKERS), "--data", str(folder), *options) as addresses:
        three = Cluster(folder, addresses)
        try:
            three.wait_until_whole()
            yield three
        finally:
            three.close()


def since(began: float) -> float:
    """Seconds, to a tenth."""
    return round(time.monotonic() - began, 1)
