"""A real Prometheus (Debian's) scrapes two live workers and the inspector, and answers every query that we ship."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import yaml

from deploy.tools import DEPLOY, program
from forks import COMMAND
from inspector import serving
from monitor.test_rules import ALERTS, DEBIAN, RULES, dashboard_queries
from stream.dispatch import Verdict
from stream.sample import sample_files
from stream.service import topic_io
from stream.service.feeding.folders import DONE
from stream.settings import Settings
from stream.stories.rulings import encode, key, make
from wires import NOON, ninjs, text
from workers import Worker, environment, free_port, running, wait_for

PAIR = [orjson.dumps(ninjs(f"urn:{number}", text(1), NOON, creditline="AFP")) for number in range(2)]
MORE = [orjson.dumps(ninjs(f"urn:more:{number}", text(number), NOON + number * 1000)) for number in range(2, 200)]
"""So many that the wire's event time is known."""
TOKEN = "s3cret"  # noqa: S105 - of this test
A_WEEK = ("offset 1w", "[1w]", "offset 1d]")  # looks back further than this test lives
_SCRAPE = 1  # seconds
_ENOUGH = 4  # scrapes: rates need two, the rules of rules one more
_COMPARISON = re.compile(r"""\s(?:==|!=|>=|<=|>|<)\s""")


@contextmanager
def prometheus(
    folder: Path, workers: list[int], feed: int, inspector: str
) -> Iterator[Callable[[str], list[dict[str, Any]]]]:
    """Prometheus with our rules over these; asks it one query."""
    targets = {
        "copytaster-worker": [f"127.0.0.1:{port}" for port in workers],
        "copytaster-feed": [f"127.0.0.1:{feed}"],
        "copytaster-inspector": [inspector.removeprefix("http://")],
    }
    shown = {"copytaster-inspector": {"authorization": {"credentials": TOKEN}}}  # as a bearer, Prometheus' default
    configuration = {
        "global": {"scrape_interval": f"{_SCRAPE}s", "evaluation_interval": f"{_SCRAPE}s"},
        "rule_files": [str(DEPLOY / "prometheus" / "rules.yml")],
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": each}], **shown.get(job, {})}
            for job, each in targets.items()
        ],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    port = free_port()
    command = [
        program("prometheus", DEBIAN),
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
    ]
    with (
        (folder / "prometheus.log").open("wb") as log,
        subprocess.Popen([*command, f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log) as process,  # noqa: S603
        httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):

        def ask(query: str) -> list[dict[str, Any]]:
            told = client.get("/api/v1/query", params={"query": query}).json()
            assert told["status"] == "success", f"{query}: {told}"
            found: list[dict[str, Any]] = told["data"]["result"]
            return found

        def scraped() -> bool:
            try:
                ready = client.get("/-/ready").status_code == 200
            except httpx2.TransportError:
                return False
            return ready and len(ask(f"count_over_time(up[5m]) >= {_ENOUGH} and up == 1")) == len(workers) + 2

        try:
            wait_for(scraped, 60, "scrapes of workers, feed and inspector", (folder / "prometheus.log").read_text)
            yield ask
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def watching(settings: Settings, folder: Path) -> Iterator[int]:
    """`copytaster feed` on a folder; where its metrics are."""
    port, command = free_port(), [str(COMMAND), "feed", "--watch", str(folder)]
    env = environment(settings.model_copy(update={"web_port": port}))
    with (
        (folder.parent / "feed.log").open("wb") as log,
        subprocess.Popen(command, env=env, stdout=log, stderr=log) as process,  # noqa: S603
    ):
        try:
            yield port
        finally:
            process.terminate()
            process.wait(30)


def holds_some(worker: Worker) -> bool:
    """Whether it is ready and has a share of the partitions: the group is complete."""
    return worker.is_ready() and b"\ncopytaster_partitions 2.0\n" in worker.probe("/metrics")[1]


def compared(expression: str) -> Iterator[str]:
    """What an alert compares with its bound: each side of `and`, `or` and `unless` up to the comparison."""
    for clause in re.split(r"\s(?:and|or|unless)\s", expression):
        yield _COMPARISON.split(clause)[0]


def test_every_query_of_dashboard_and_alerts_has_an_answer(brokers: str, tmp_path: Path) -> None:
    """After the sample, a reject, a repeat and a ruling. Only what looks back a week is asked for without that.

    The law holds for each of two workers and over both: what is accepted by one comes mostly to the other.
    """
    db = tmp_path / "stories.db"
    wire = tmp_path / "wire"
    wire.mkdir()
    with running(brokers, tmp_path) as service, sample_files() as files, watching(service.settings, wire) as feed:
        env = environment(service.settings)
        workers = [service.start(), service.start()]
        wait_for(lambda: all(map(holds_some, workers)), 60, "two workers with partitions", service.told_last)
        for file in files:
            for each in file.parent.glob(f"{file.name}*"):  # with its sidecar
                shutil.copy(each, wire)
        wait_for(lambda: (wire / DONE).is_dir() and not any(wire.glob("*.*")), 120, "the sample, taken and moved")
        service.feed([b'{"uri": 7}', *PAIR, *MORE])
        service.wait_until_quiet()
        service.feed(PAIR[:1])
        ruling = make("urn:0", "urn:1", Verdict.DIFFERENT, NOON, "Ada", "two events")
        asyncio.run(topic_io.rule(service.settings, key(ruling), encode(ruling)))
        service.wait_until_quiet()
        subprocess.run(  # noqa: S603
            [COMMAND, "inspect", "follow", "--once", "--db", db], env=env, check=True, capture_output=True
        )
        ports = [int(str(each["port"])) for worker in workers for each in worker.events() if "port" in each]
        with (
            serving(tmp_path, "--db", str(db), "--token", TOKEN) as site,
            prometheus(tmp_path, ports, feed, site) as ask,
        ):
            recorded = [rule["record"] for group in RULES["groups"] for rule in group["rules"] if "record" in rule]
            asked = [query.replace("$__rate_interval", "1m") for query in dashboard_queries()]
            sides = [side for alert in ALERTS for side in compared(alert["expr"]) if "absent(" not in side]
            for query in (*recorded, *asked, *(side for side in sides if not any(far in side for far in A_WEEK))):
                wait_for(lambda query=query: bool(ask(query)), 15, query)  # type: ignore[misc]
            for alert in ALERTS:
                assert ask(alert["expr"]) == [], f"{alert['alert']} is about to fire over a healthy service"
            assert [each["value"][1] for each in ask("copytaster:unaccounted:instance")] == ["0", "0"]
            assert len(ask('copytaster_dispatches_total{outcome="accepted"} > 0')) == len(workers)
            assert len(ask('copytaster_arrivals_total{outcome="folded"} > 0')) == len(workers)
            read, rejected, accepted, arrived, repeated, partitions = (
                float(ask(f"sum({series})")[0]["value"][1])
                for series in (
                    'copytaster_records_read_total{topic="wire.dispatches"}',
                    'copytaster_dispatches_total{outcome="invalid"}',
                    'copytaster_dispatches_total{outcome="accepted"}',
                    "copytaster_arrivals_total",
                    'copytaster_arrivals_total{outcome="replayed"}',
                    "copytaster_partitions",
                )
            )
            assert read == rejected + arrived
            assert accepted == arrived
            assert (rejected, repeated, partitions) == (1, 1, service.settings.partitions)
            assert ask('sum(copytaster_rulings_total{kind="different"}) == 1')
            assert ask("sum(copytaster_dlq_records_total) == 1")
            assert ask('sum(copytaster_stories_emitted_total{kind="withdrawn"}) > 0')
