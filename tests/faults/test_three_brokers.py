"""One of three brokers is lost, asleep, restarted, or cannot be reached: the workers go on with the other two."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from faults.cluster import BROKERS, Cluster, cluster
from faults.promise import assert_kept
from faults.proxy import Proxy, proxy
from faults.watch import LOOK, Watch
from faults.wire import portions, wire
from stream.entities.routing import INPUT
from stream.errors import Fatal
from stream.service.topics import STORIES, named
from workers import Service, running, wait_for

pytestmark = pytest.mark.timeout(600)  # three brokers start first
ASLEEP = 30.0  # seconds
CUT = 25.0  # seconds
AWAY = 8.0  # seconds
BACKOFF = 2.0  # seconds between two looks of the supervisor
PARTS, BETWEEN = 10, 0.8  # that a wire is fed in while a fault lasts, and seconds between two of them
ATTEMPTS = 5
GO_ON = 120.0  # seconds: most of it is the brokers' own time to notice that one is gone


@pytest.fixture(scope="module", name="network")
def _network() -> Iterator[Proxy]:
    """Between some worker and the brokers."""
    with proxy(BROKERS) as one:
        yield one


@pytest.fixture(scope="module", name="three")
def _three(tmp_path_factory: pytest.TempPathFactory, network: Proxy) -> Iterator[Cluster]:
    """Brokers that all tests here share: each leaves them whole."""
    ports = ",".join(map(str, network.ports))
    with cluster(tmp_path_factory.mktemp("three"), "--proxied", ports) as brokers:
        network.lead_to(brokers.second)
        yield brokers


def killed(three: Cluster, service: Service) -> None:
    """Kill -9 of the leader of a partition; it comes back."""
    _away(three, service, leader(three, service))


def without_controller(three: Cluster, service: Service) -> None:
    """Kill -9 of the node that leads the controllers; it comes back."""
    _away(three, service, three.controller())


def rolled(three: Cluster, service: Service) -> None:
    """Each is stopped and started again, one after the other."""
    for number in three.numbers:
        three.stop(number)
        service.mend()
        three.start(number)
        three.wait_until_whole()


def asleep(three: Cluster, service: Service) -> None:
    """SIGSTOP of the leader of a partition: connections stay open, and nothing comes."""
    number = leader(three, service)
    three.pause(number)
    try:
        _last(service, ASLEEP)
    finally:
        three.resume(number)


@pytest.mark.long
@pytest.mark.parametrize(("fault", "seed"), [(killed, 1), (rolled, 2), (asleep, 2), (without_controller, 2)])
def test_two_of_three_brokers_are_enough(
    three: Cluster, tmp_path: Path, fault: Callable[[Cluster, Service], None], seed: int
) -> None:
    """Workers go on, or end with a failure and are started again: the same stories, nothing lost, none stuck."""
    raws = wire(seed, 1200)
    before, during, after = portions(raws, 3)
    with running(three.address, tmp_path, replication=BROKERS) as service:
        service.start().wait_until_ready()
        service.start().wait_until_ready()
        service.feed(before)
        service.wait_until_told()
        with going_on(service, during, f"{fault.__name__}, seed {seed}"):
            fault(three, service)
        three.wait_until_whole()
        service.feed(after)
        service.wait_until_quiet(mend=True)

        assert_kept(service, raws, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", [3])
def test_a_worker_that_cannot_reach_one_broker_holds_up_nobody_for_good(
    three: Cluster, network: Proxy, tmp_path: Path, seed: int
) -> None:
    """One of two is cut off from the leader of a partition for half a minute: no refusal, no answer, nothing."""
    raws = wire(seed)
    before, during, after = portions(raws, 3)
    with running(three.address, tmp_path, replication=BROKERS) as service:
        far = service.start(brokers=network.address)
        near = service.start()
        far.wait_until_ready()
        near.wait_until_ready()
        service.feed(before)
        service.wait_until_told()
        number = leader(three, service)
        with going_on(service, during, f"cut off, seed {seed}"):
            network.cut(number)
            try:
                _last(service, CUT)
            finally:
                network.mend(number)
        service.feed(after)
        service.wait_until_quiet(mend=True)

        assert near.code is None, f"seed {seed}\n{service.told_last()}"
        assert_kept(service, raws, seed)


def test_the_network_of_the_test_is_silent_while_it_is_cut_and_loses_nothing() -> None:
    """Or the test above would prove nothing."""
    with proxy(1) as network, socket.create_server(("127.0.0.1", 0)) as server:
        network.lead_to([f"127.0.0.1:{server.getsockname()[1]}"])
        with socket.create_connection(("127.0.0.1", network.ports[0]), 5) as client:
            far, _ = server.accept()
            with far:
                client.sendall(b"before")
                assert far.recv(9) == b"before"
                network.cut(1)
                client.sendall(b"during")
                far.sendall(b"back")
                for each in (client, far):
                    each.settimeout(0.5)
                    with pytest.raises(TimeoutError):
                        each.recv(9)
                    each.settimeout(5)
                network.mend(1)
                assert (far.recv(9), client.recv(9)) == (b"during", b"back")


def leader(three: Cluster, service: Service) -> int:
    """The broker that leads a partition of the input."""
    return three.leader(named(service.settings, INPUT), 0)


def _away(three: Cluster, service: Service, number: int) -> None:
    three.kill(number)
    _last(service, AWAY)
    three.start(number)


def _last(service: Service, seconds: float) -> None:
    """The fault lasts; the supervisor does what it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(BACKOFF)
        service.mend()


@contextmanager
def going_on(service: Service, raws: Sequence[bytes], why: str) -> Iterator[None]:
    """While a fault lasts, a wire comes in bit by bit; each partition tells stories of it before long.

    How long that took, and the longest time in which a partition told nothing, is printed.

    Raises:
        AssertionError: a partition told nothing in time, or the wire could not be fed.
    """
    watch = Watch(service)
    partitions = range(service.settings.partitions)
    began = time.monotonic()

    def moves() -> list[list[float]]:
        """Of each partition, when it told something since, in seconds after the fault."""
        all_of_them = [[each.at - began for each in watch.moves[STORIES, partition]] for partition in partitions]
        # A look takes a while: what it finds first may have been told before the fault.
        return [[at for at in its if at > LOOK] for its in all_of_them]

    def is_told() -> bool:
        service.mend()
        return all(moves())

    with watch, ThreadPoolExecutor(1) as feeder:
        fed = feeder.submit(_trickle, service, raws)
        yield
        fed.result(GO_ON)
        wait_for(is_told, GO_ON, f"a story of each partition ({why})", service.told_last)
        first = max(its[0] for its in moves())
        still = max(max(b - a for a, b in pairwise([0.0, *its])) for its in moves())
    print(f"{why}: after {first:.1f} s each partition had told something; longest standstill {still:.1f} s")


def _trickle(service: Service, raws: Sequence[bytes]) -> None:
    """Feed bit by bit; what could not be sent is sent again, as whoever feeds does."""
    for part in portions(tuple(raws), PARTS):
        for attempt in range(ATTEMPTS):
            try:
                service.feed(part)
                break
            except Fatal:
                if attempt == ATTEMPTS - 1:
                    raise
        time.sleep(BETWEEN)
