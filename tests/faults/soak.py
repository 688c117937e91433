"""The soak: for hours, with faults at random: ``python tests/faults/soak.py --seconds 7200 --report FOLDER``.

Three brokers, two workers and now and then a third, a feeder, and beside them one process that folds the same records
and never fails. What is seen goes into the report while it runs, so that it also tells how far a run came that ended
badly.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from confluent_kafka import Producer, TopicPartition

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults import endless
from faults.clock import Clock
from faults.cluster import Cluster, cluster, since
from faults.watch import LOOK, Watch, reader
from stream.entities.routing import INPUT, MAILBOXES
from stream.service.topics import DEAD_LETTERS, STATE, STORIES, named
from workers import SHELL, Service, Worker, running

HOUR = 3_600_000  # milliseconds
SEGMENT = 16 * 1024 * 1024  # bytes: so that what may be deleted or compacted is, while we look
RETAINED = 192 * 1024 * 1024  # bytes of each partition that is not compacted: half an hour of a mailbox and more
MINUTE = 60.0  # seconds between two rows of memory and state
SESSION = 15.0  # seconds: half of what is the default, since who waits for it is idle
BACKOFF = 2.0  # seconds until a worker is started again
STOP = 60.0  # seconds
STUCK = 240.0  # seconds: who has not gone on by then will not
REST = (15.0, 30.0)  # seconds between two faults
TOLERANCE = 0.10  # by which memory and state may grow after the first window
SHORT = 15 * 60.0  # seconds: of a shorter run nothing is said about growth
PROGRAM = Path(__file__).with_name("endless.py")


class Stuck(AssertionError):  # noqa: N818 - what it says of the service
    """The service has not gone on after a fault."""


@dataclass
class Options:
    """What a run is made of. ``speed``: seconds of event time in one second."""

    seconds: float = 7200
    rate: float = 120
    speed: float = 30
    seed: int = 1
    window_hours: int = 1
    lateness_hours: int = 1
    partitions: int = 4


@dataclass
class Fault:
    """What was done, when (seconds since the start), and how long it took to go on.

    ``first``: seconds to the first story told after it; ``all``: until the last partition told again, of those that
    stood still; ``still``: how long the one that stood longest told nothing. A fault's own time is part of them.
    """

    at: float
    kind: str
    target: str
    first: float | None = None
    all: float | None = None
    still: float | None = None
    exits: list[str] = field(default_factory=list)


@dataclass
class Report:
    """All that was seen."""

    options: Options
    faults: list[Fault] = field(default_factory=list)
    minutes: list[dict[str, Any]] = field(default_factory=list)
    topics: dict[str, Any] = field(default_factory=dict)
    standstills: list[dict[str, Any]] = field(default_factory=list)
    restarts: dict[str, int] = field(default_factory=dict)  # why a worker ended by itself → how often
    result: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """As JSON and as a page of tables."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "soak.json").write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))
        (folder / "soak.md").write_text(_page(self))


def thirds(minutes: Sequence[dict[str, Any]], what: str) -> tuple[float, float]:
    """What a figure (or the size of a topic) mostly was in the second third of a run, and in the last.

    Only minutes count in which all partitions were held by somebody.

    Raises:
        AssertionError: there is no such minute in one of them.
    """
    third = len(minutes) // 3
    parts = [
        [each[what] if what in each else each["topics"].get(what, 0) for each in part if each["whole"]]
        for part in (minutes[third : 2 * third], minutes[2 * third :])
    ]
    assert all(parts), "all partitions were held at no minute of a third of the run"
    return median(parts[0]), median(parts[1])


class Soak:
    """One run.

    Args:
        options: its size.
        folder: for everything that it makes.
        report: folder that the tables are written to.
    """

    def __init__(self, options: Options, folder: Path, report: Path) -> None:
        self.options = options
        self.report = Report(options)
        self._folder = folder
        self._to = report
        self._file = folder / "wire.jsonl"
        self._expected = folder / "stories.jsonl"
        self._rng = random.Random(options.seed)
        self._began = time.monotonic()
        self._poison = 0
        self._ended: set[int] = set()  # processes whose end has been noted
        self._on_purpose: set[int] = set()
        self._next_minute = 0.0
        self._clock: Clock
        self._cluster: Cluster
        self._service: Service
        self._watch: Watch
        self._feeder: subprocess.Popen[bytes]

    def run(self) -> Report:
        """All of it. What fails is in the report, and is raised where the run could not go on.

        Raises:
            Stuck: the service has not gone on after a fault, or what was sent did not become quiet.
        """
        options = self.options
        sizes = {"log.segment.bytes": SEGMENT, "log.retention.bytes": RETAINED}
        checks = {"log.retention.check.interval.ms": 20_000, "log.cleaner.min.cleanable.ratio": 0.3}
        sets = [part for name, value in {**sizes, **checks}.items() for part in ("--set", f"{name}={value}")]
        with (
            cluster(self._folder / "brokers", *sets) as self._cluster,
            running(
                self._cluster.address,
                self._folder,
                options.partitions,
                program=SHELL,
                replication=3,
                window_hours=options.window_hours,
                lateness_hours=options.lateness_hours,
                session_timeout_seconds=SESSION,
                heartbeat_seconds=SESSION / 5,
                rebalance_timeout_seconds=2 * SESSION,
            ) as self._service,
        ):
            self._clock = Clock(self._folder)
            for name in ("one", "two"):
                self._service.start(self._clock.program, name).wait_until_ready(120)
            self._watch = Watch(self._service)
            try:
                with self._programs():
                    self._go_on()
                    self._finish()
            except Exception as error:
                self.report.failures.append(f"{type(error).__name__}: {error}")
                raise
            finally:
                self._watch.stop()
                self.report.standstills = self._standstills()
                self.report.write(self._to)
        return self.report

    def _go_on(self) -> None:
        """Faults, until the time is over."""
        self._began = time.monotonic()
        self._rest()
        kinds: list[str] = []
        while since(self._began) < self.options.seconds and self._feeder.poll() is None:
            if not kinds:
                kinds = self._rng.sample(sorted(FAULTS), len(FAULTS))
            self._do(kinds.pop())
            self._rest()

    def _do(self, kind: str) -> None:
        fault = Fault(since(self._began), kind, "")
        self.report.faults.append(fault)
        began = time.monotonic()
        print(f"{fault.at:7.1f} {kind}", flush=True)
        fault.target = FAULTS[kind](self)
        self._until(lambda: self._is_well(began), f"after {kind} ({fault.target})", STUCK)
        self._measure(fault, began)
        fault.exits = self._exits()
        print(
            f"{since(self._began):7.1f}   {fault.target}: {fault.first}, {fault.all}, {fault.still} s {fault.exits}",
            flush=True,
        )

    def _is_well(self, began: float) -> bool:
        """All workers are ready, all copies in step, and each partition has told something since."""
        newest = self._workers()
        if not all(each.code == 0 or each.is_ready() for each in newest) or not self._cluster.is_whole():
            return False
        last = [self._watch.last(STORIES, partition) for partition in range(self.options.partitions)]
        return self._is_fed_out() or all(each is not None and each.at > began + LOOK for each in last)

    def _measure(self, fault: Fault, began: float) -> None:
        first, ended, still = [], [], []
        for partition in range(self.options.partitions):
            moves = [each.at for each in self._watch.moves[STORIES, partition]]
            after = [at for at in moves if at > began]
            # A look takes a while: what it finds first may have been told before the fault.
            first += [at - began for at in after if at > began + LOOK][:1]
            before = max((at for at in moves if at <= began), default=began)
            gaps = [(b - a, b) for a, b in zip([before, *after], after, strict=False)]
            if gaps and max(gaps)[0] > 4 * LOOK:
                ended.append(max(gaps)[1] - began)
            still += [gap for gap, _ in gaps]
        fault.first = round(min(first), 1) if first else None
        fault.all = round(max(ended, default=min(first, default=0.0)), 1)
        fault.still = round(max(still, default=0.0), 1)

    def _rest(self) -> None:
        end = time.monotonic() + self._rng.uniform(*REST)
        self._until(lambda: time.monotonic() > end or self._is_fed_out(), "the rest", 3600)

    def _is_fed_out(self) -> bool:
        return self._feeder.poll() is not None

    def _until(self, condition: Callable[[], bool], what: str, limit: float) -> None:
        """Wait, be the supervisor meanwhile, and note memory and state each minute."""
        end = time.monotonic() + limit
        while True:
            self.look_after()
            if condition():
                return
            if time.monotonic() > end:
                lasts = {str(place): each[-1:] for place, each in self._watch.moves.items()}
                told = "; ".join(f"{each.folder.name} {each.code} {each.said()}" for each in self._workers())
                raise Stuck(f"{what}: not well after {limit:.0f} s; {self._cluster.lacking()}; {told}; {lasts}")
            time.sleep(BACKOFF / 2)

    def look_after(self) -> None:
        """What a supervisor and a monitor do."""
        if time.monotonic() >= self._next_minute:
            self._next_minute = time.monotonic() + MINUTE
            self._note_minute()
        for worker in self._workers():
            if worker.code is not None and worker.process.pid not in self._ended:
                self._ended.add(worker.process.pid)
                if worker.process.pid not in self._on_purpose:
                    why = _why(worker)
                    self.report.restarts[why] = self.report.restarts.get(why, 0) + 1
        for worker in self._workers():
            if worker.code not in (None, 0):
                self._service.again(worker, self._clock.program)

    def pause(self, seconds: float) -> None:
        """Wait, while a fault lasts."""
        end = time.monotonic() + seconds
        self._until(lambda: time.monotonic() > end, "a fault", seconds + 60)

    def _exits(self) -> list[str]:
        ended = [each for each in self._service.workers if each.code is not None and not hasattr(each, "noted")]
        for each in ended:
            each.noted = True  # type: ignore[attr-defined]
        return [f"{each.folder.name}: {_why(each)}" for each in ended]

    def _workers(self) -> list[Worker]:
        newest = {worker.folder.name: worker for worker in self._service.workers}
        return [newest[name] for name in ("one", "two", "three") if name in newest]

    # Faults: each gives its target. What is down comes back before it returns.

    def worker(self) -> Worker:
        """One of the two that are always there."""
        return self._rng.choice(self._workers()[:2])

    def worker_killed(self) -> str:
        """Kill -9; the supervisor starts it again."""
        worker = self.worker()
        if worker.code is None:
            self._on_purpose.add(worker.process.pid)
            worker.kill()
        return worker.folder.name

    def worker_restarted(self) -> str:
        """SIGTERM, and a start."""
        worker = self.worker()
        self._stop(worker)
        self._service.again(worker, self._clock.program)
        return worker.folder.name

    def _stop(self, worker: Worker) -> None:
        if worker.code is not None:  # it has ended by itself, which is noted elsewhere
            return
        self._on_purpose.add(worker.process.pid)
        code = worker.stop(STOP)
        if code != 0:
            self.report.failures.append(f"{worker.log_path}: SIGTERM ended with exit code {code}: {worker.said()}")

    def worker_asleep(self) -> str:
        """SIGSTOP until others have its partitions."""
        worker = self.worker()
        self._on_purpose.add(worker.process.pid)
        worker.process.send_signal(signal.SIGSTOP)
        self.pause(self._service.settings.session_timeout_seconds + self._rng.uniform(2, 8))
        worker.process.send_signal(signal.SIGCONT)
        return worker.folder.name

    def third_worker(self) -> str:
        """One more comes, and goes."""
        self._service.start(self._clock.program, "three")
        self._until(lambda: self._workers()[-1].is_ready(), "a third worker", STUCK)
        self.pause(self._rng.uniform(10, 20))
        self._until(lambda: self._workers()[-1].is_ready(), "the third worker", STUCK)
        self._stop(self._workers()[-1])
        return "three"

    def broker_killed(self) -> str:
        """Kill -9, and away for a while."""
        return self._without_broker(self._rng.choice(self._cluster.numbers))

    def controller_killed(self) -> str:
        """The same, of the node that leads the controllers."""
        self._until(lambda: self._cluster.controller() > 0, "a vote", STUCK)
        return self._without_broker(self._cluster.controller())

    def _without_broker(self, number: int) -> str:
        self._cluster.kill(number)
        self.pause(self._rng.uniform(5, 20))
        self._cluster.start(number)
        self._cluster.wait_until_whole(120)
        return f"broker {number}"

    def brokers_rolled(self) -> str:
        """Each is stopped, and started again."""
        for number in self._cluster.numbers:
            self._cluster.stop(number)
            self.look_after()
            self._cluster.start(number)
            self._cluster.wait_until_whole(120)
            self.look_after()
        return "brokers 1, 2, 3"

    def broker_asleep(self) -> str:
        """SIGSTOP of one that leads a partition of the input."""
        partition = self._rng.randrange(self.options.partitions)
        number = self._cluster.leader(named(self._service.settings, INPUT), partition)
        self._cluster.pause(number)
        try:
            self.pause(self._rng.uniform(10, 30))
        finally:
            self._cluster.resume(number)
        self._cluster.wait_until_whole(120)
        return f"broker {number}"

    def clock_stepped(self) -> str:
        """The time of day of all workers is set, and put right a while later."""
        step = self._rng.choice((-3600, 3600))
        self._clock.set(step)
        try:
            self.pause(self._rng.uniform(10, 20))
        finally:
            self._clock.set(0)
        return f"{step:+} s"

    def poisoned(self) -> str:
        """A dozen bad records at once: fewer than trip the brake."""
        count = 12
        self._send([(None, endless.poison(self._rng)) for _ in range(count)])
        self._poison += count
        return f"{count} records"

    def repeated(self) -> str:
        """What was sent last comes once more, in another order."""
        with self._file.open("rb") as file:
            file.seek(max(0, self._file.stat().st_size - (1 << 20)))
            _, *lines = file.read().split(b"\n")[:-1]
        records = [(key, raw) for raw in lines if (key := _key(raw)) is not None]
        self._rng.shuffle(records)
        self._send(records)
        return f"{len(records)} records"

    def _send(self, records: Sequence[tuple[bytes | None, bytes]]) -> None:
        producer = Producer({"bootstrap.servers": self._cluster.address, "enable.idempotence": True, "log_level": 2})
        for key, raw in records:
            producer.produce(named(self._service.settings, INPUT), raw, key)
        assert not producer.flush(60)

    @contextmanager
    def _programs(self) -> Iterator[None]:
        """The feeder, and who folds the same beside it."""
        options, settings = self.options, self._service.settings
        window = str(options.window_hours * HOUR)
        step = options.speed * 1000 / options.rate
        base = [sys.executable, str(PROGRAM)]
        sent = ["--seed", options.seed, "--rate", options.rate, "--step", step, "--seconds", options.seconds]
        to = ["--brokers", settings.brokers, "--topic", named(settings, INPUT), "--window", window]
        held = ["--window", window, "--lateness", options.lateness_hours * HOUR, "--out", self._expected]
        self._feeder = subprocess.Popen([*base, "feed", self._file, *to, *map(str, sent)])  # noqa: S603 - our own
        self._oracle = subprocess.Popen([*base, "fold", self._file, *map(str, held)])  # noqa: S603 - our own
        try:
            yield
        finally:
            for each in (self._feeder, self._oracle):
                if each.poll() is None:
                    each.kill()
                each.wait()

    def _finish(self) -> None:
        """All is told; compare it."""
        self._until(lambda: self._is_fed_out(), "the feeder", 900)
        assert self._feeder.returncode == 0, "the feeder failed; its standard error says why"
        self._service.wait_until_quiet(600, mend=True)
        self._until(lambda: self._oracle.poll() is not None, "the one who folds beside it", 3600)
        assert self._oracle.returncode == 0, "the one who folds beside it failed; its standard error says why"
        counted = orjson.loads(self._expected.with_suffix(".json").read_bytes())
        self.report.result = {**counted, **self._compare(counted["uris"])}
        self._check_letters(counted["rejected"] + self._poison)
        self._check_growth()
        if counted["late"]:
            self.report.failures.append(f"{counted['late']} dispatches were late: the wire is not as it should be")

    def _compare(self, uris: int) -> dict[str, Any]:
        """The output topic with what was folded beside it."""
        failures = self.report.failures
        with closing(sqlite3.connect(self._folder / "told.db", isolation_level=None)) as newest:
            newest.executescript(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                "CREATE TABLE story (key BLOB PRIMARY KEY, line BLOB) WITHOUT ROWID; BEGIN"
            )
            contents: dict[bytes, bytes] = {}
            ids: dict[bytes, bytes] = {}
            unequal = renamed = records = 0
            for key, value, name in self._told():
                records += 1
                newest.execute("INSERT OR REPLACE INTO story VALUES (?, ?)", (key, value))
                content = blake2b(key + b"\0" + (value or b""), digest_size=12).digest()
                unequal += contents.setdefault(name, content) != content
                renamed += ids.setdefault(content, name) != name
            missing, more, differ, members = [], [], [], Counter[str]()
            told = newest.execute("SELECT key, line FROM story WHERE line IS NOT NULL ORDER BY key")
            with self._expected.open("rb") as file:
                for uri, ours, theirs in _merged(told, file):
                    if ours is None:
                        missing.append(uri)
                    elif theirs is None:
                        more.append(uri)
                    elif ours != theirs:
                        differ.append(uri)
                        if len(differ) <= 20:
                            with (self._folder / "differ.jsonl").open("ab") as out:
                                out.write(theirs + b"\n" + ours + b"\n")
                    if ours is not None:
                        members.update(member["uri"] for member in orjson.loads(ours)["associations"])
        for what, found in (("missing", missing), ("too many", more), ("different", differ)):
            if found:
                failures.append(f"{len(found)} stories are {what}: {found[:3]}")
        if len(members) != uris or members.total() != uris:
            failures.append(f"{uris} dispatches, {len(members)} members, {members.total()} memberships")
        if unequal or renamed:
            failures.append(f"{unequal} ce_ids for several records, {renamed} records under several ce_ids")
        if differ and (self._folder / "differ.jsonl").exists():
            shutil.copy(self._folder / "differ.jsonl", self._to / "differ.jsonl")
        return {"records": records, "missing": len(missing), "more": len(more), "differ": len(differ)}

    def _told(self) -> Iterator[tuple[bytes, bytes | None, bytes]]:
        """Key, value and `ce_id` of each record of the output topic."""
        for record in self._all(STORIES):
            yield record.key(), record.value(), dict(record.headers())["ce_id"]

    def _all(self, topic: str) -> Iterator[Any]:
        """Every record of a topic, partition by partition."""
        name = named(self._service.settings, topic)
        with closing(reader(self._cluster.address)) as consumer:
            for partition in range(self.options.partitions):
                first, end = consumer.get_watermark_offsets(TopicPartition(name, partition), timeout=30)
                consumer.assign([TopicPartition(name, partition, first)])
                while consumer.position([TopicPartition(name, partition)])[0].offset < end:
                    records = consumer.consume(1000, timeout=1)
                    yield from (record for record in records if record.error() is None)
                    if not records and first == end:
                        break
                    if any(record.error() is not None for record in records):
                        break  # the end of the partition

    def _check_letters(self, rejected: int) -> None:
        """Each bad record is in the dead letters; one that a crash repeated counts once."""
        letters = {each.origin for each in self._service.dead_letters()}
        self.report.result["dead_letters"] = len(letters)
        if len(letters) != rejected:
            self.report.failures.append(f"{len(letters)} records are in the dead letters, not {rejected}")

    def _check_growth(self) -> None:
        """Memory and state of the last third against the middle third, and topics against what they may keep."""
        live: dict[bytes, int] = {}
        records = 0
        for record in self._all(STATE):
            records += 1
            at = record.partition().to_bytes(2, "big") + record.key()
            live[at] = len(record.value()) if record.value() is not None else 0
        rows = [size for size in live.values() if size]
        self.report.result |= {"state_records": records, "live_rows": len(rows), "live_bytes": sum(rows)}
        self._note_minute()
        minutes = self.report.minutes
        for topic in (INPUT, *MAILBOXES, DEAD_LETTERS):
            most = max((each["topics"].get(topic, 0) for each in minutes), default=0)
            bound = self.options.partitions * (RETAINED + 2 * SEGMENT) / 1e6
            if most > bound:
                self.report.failures.append(f"{topic} grew to {most:.0f} MB, more than the {bound:.0f} MB it may keep")
        if self.options.seconds < SHORT:
            return
        during = [each for each in minutes if each["at"] <= self.options.seconds]
        for what in ("memory", "index_entries", "state_bytes", STATE):
            before, after = thirds(during, what)
            self.report.result[f"growth of {what}"] = round(after / before - 1, 3) if before else None
            if after > before * (1 + TOLERANCE):
                self.report.failures.append(f"{what} grew from {before:,.0f} to {after:,.0f} after the first windows")

    def _note_minute(self) -> None:
        """A row of the report: of memory and state, and how large each topic is on one broker."""
        workers = {}
        for worker in self._workers():
            if worker.code is None:
                metrics = _metrics(worker)
                size = sum(map(_size, worker.settings.state_dir.rglob("*")))
                workers[worker.folder.name] = {
                    "process": worker.process.pid,
                    "memory": _resident(worker.process.pid),
                    "partitions": int(metrics.get("copytaster_partitions", 0)),
                    "index_entries": int(metrics.get("copytaster_index_entries", 0)),
                    "state_bytes": size,
                }
        totals = {what: sum(each[what] for each in workers.values()) for what in ("memory", "partitions")}
        totals |= {what: sum(each[what] for each in workers.values()) for what in ("index_entries", "state_bytes")}
        whole = totals.pop("partitions") == self.options.partitions and len(workers) == 2
        row = {"at": since(self._began), "whole": whole, **totals, "workers": workers, "topics": self._sizes()}
        self.report.minutes.append(row)
        self.report.write(self._to)

    def _sizes(self) -> dict[str, float]:
        """Megabytes of each topic on the first broker."""
        sizes: dict[str, float] = {}
        for topic in (INPUT, *MAILBOXES, STATE, STORIES, DEAD_LETTERS):
            folders = (self._folder / "brokers" / "node-1").glob(f"{named(self._service.settings, topic)}-*")
            sizes[topic] = round(sum(_size(log) for each in folders for log in each.glob("*.log")) / 1e6, 1)
        return sizes

    def _standstills(self) -> list[dict[str, Any]]:
        """The longest times in which a partition told nothing, while the wire went on."""
        found: list[dict[str, Any]] = []
        for partition in range(self.options.partitions):
            moves = [each.at for each in self._watch.moves[STORIES, partition]]
            inputs = [each.at for each in self._watch.moves[INPUT, partition]]
            for before, after in pairwise(moves):
                if after - before > 4 * LOOK and before - self._began < self.options.seconds - 5:
                    fed = [at for at in inputs if before <= at <= after]
                    quiet = max((b - a for a, b in zip([before, *fed], [*fed, after], strict=True)), default=0.0)
                    during = [each.kind for each in self.report.faults if each.at <= before - self._began + 5][-1:]
                    found.append(
                        {
                            "partition": partition,
                            "at": round(before - self._began, 1),
                            "seconds": round(after - before, 1),
                            "input_quiet": round(quiet, 1),
                            "during": during[0] if during else "",
                        }
                    )
        return sorted(found, key=lambda each: -each["seconds"])[:20]


FAULTS: dict[str, Callable[[Soak], str]] = {
    "worker killed": Soak.worker_killed,
    "worker restarted": Soak.worker_restarted,
    "worker asleep": Soak.worker_asleep,
    "third worker": Soak.third_worker,
    "broker killed": Soak.broker_killed,
    "controller killed": Soak.controller_killed,
    "brokers rolled": Soak.brokers_rolled,
    "broker asleep": Soak.broker_asleep,
    "clock stepped": Soak.clock_stepped,
    "poison": Soak.poisoned,
    "repeats": Soak.repeated,
}


def _key(raw: bytes) -> bytes | None:
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return record["uri"].encode() if isinstance(record, dict) and "uri" in record else None


def _merged(
    told: Iterator[tuple[bytes, bytes]], file: Iterator[bytes]
) -> Iterator[tuple[str, bytes | None, bytes | None]]:
    """Uri, told and expected, of two that are sorted by uri."""
    ours = ((key.decode(), line) for key, line in told)
    theirs = ((str(orjson.loads(line)["uri"]), line[:-1]) for line in file)
    a, b = next(ours, None), next(theirs, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            assert a is not None
            yield a[0], a[1], None
            a = next(ours, None)
        elif a is None or b[0] < a[0]:
            yield b[0], None, b[1]
            b = next(theirs, None)
        else:
            yield a[0], a[1], b[1]
            a, b = next(ours, None), next(theirs, None)


def _why(worker: Worker) -> str:
    """How a worker ended, short enough to be counted."""
    if worker.code == -signal.SIGKILL:
        return "killed"
    return f"exit code {worker.code}" + (f": {worker.said()[-160:]}" if worker.code else "")


def _metrics(worker: Worker) -> dict[str, float]:
    """Its metrics without labels."""
    lines = worker.probe("/metrics")[1].decode().splitlines()
    found = [line.rpartition(" ") for line in lines if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in found if "{" not in name}


def _resident(process: int) -> int:
    """Bytes of memory; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def _size(file: Path) -> int:
    """Bytes of a file; 0 where it was deleted meanwhile, or is a folder."""
    with suppress(FileNotFoundError):
        return file.stat().st_size if file.is_file() else 0
    return 0


def _page(report: Report) -> str:
    """The report as tables."""
    options = report.options
    lines = [
        f"Seed {options.seed}, {options.seconds:.0f} s at {options.rate:.0f} dispatches/s, "
        f"{options.speed:.0f} s of event time in a second, {options.partitions} partitions, "
        f"window {options.window_hours} h, lateness {options.lateness_hours} h.",
        "",
        "**Failures:** " + ("; ".join(report.failures) or "none"),
        "",
        "| fault | times | first story after s (median, most) | all partitions after s | longest standstill s |",
        "|---|---|---|---|---|",
    ]
    kinds = defaultdict(list)
    for fault in report.faults:
        kinds[fault.kind].append(fault)
    for kind, faults in sorted(kinds.items()):
        times = [
            [value for each in faults if (value := getattr(each, what)) is not None] or [0.0]
            for what in ("first", "all", "still")
        ]
        cells = [kind, str(len(faults)), *(f"{median(each):.1f}, {max(each):.1f}" for each in times)]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| worker ended by itself | times |", "|---|---|"]
    lines += [f"| {why} | {count} |" for why, count in sorted(report.restarts.items(), key=lambda each: -each[1])]
    lines += ["", "| standstill s | partition | at s | input quiet s | after |", "|---|---|---|---|---|"]
    lines += [
        f"| {each['seconds']} | {each['partition']} | {each['at']} | {each['input_quiet']} | {each['during']} |"
        for each in report.standstills[:10]
    ]
    topics = sorted({topic for each in report.minutes for topic in each["topics"]})
    names = sorted({name for each in report.minutes for name in each["workers"]})
    lines += ["", f"| minute | {' | '.join(f'{name} MB' for name in names)} | state MB | index entries | "]
    lines[-1] += " | ".join(f"{topic} MB" for topic in topics) + " |"
    lines.append("|---" * (3 + len(names) + len(topics) + 1) + "|")
    for each in report.minutes:
        memory = [f"{each['workers'][name]['memory'] / 1e6:.0f}" if name in each["workers"] else "" for name in names]
        sizes = [f"{each['topics'].get(topic, 0):.0f}" for topic in topics]
        cells = [f"{each['at'] / 60:.0f}", *memory, f"{each['state_bytes'] / 1e6:.0f}", f"{each['index_entries']:,}"]
        lines.append(f"| {' | '.join([*cells, *sizes])} |")
    lines += ["", "| result | |", "|---|---|", *(f"| {name} | {value} |" for name, value in report.result.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """A run by hand; exit code 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, required=True)
    for name, value in asdict(Options()).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    report = given.pop("report")
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        done = Soak(Options(**given), folder, report).run()
    finally:
        shutil.rmtree(folder / "brokers", ignore_errors=True)
    print("\n".join(done.failures) or "all held")
    sys.exit(bool(done.failures))


if __name__ == "__main__":
    main()
