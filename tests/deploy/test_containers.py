"""What containers and units lean on: the token beside the settings, mounted secrets, SIGTERM, static membership."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import orjson
import pytest

from forks import COMMAND
from stream.settings import SECRETS_DIR, load
from wires import NOON, ninjs, text
from workers import Worker, environment, running, wait_for

A_RESTART = 60
"""Seconds of session timeout: longer than a worker takes to stop and start on a busy machine."""


def test_the_token_of_the_inspector_is_no_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """`inspect serve --rulings-topic` reads settings in an environment that holds the token."""
    monkeypatch.setenv("COPYTASTER_INSPECT_TOKEN", "a-token")

    assert load().partitions == 4


def test_secrets_are_read_as_kubernetes_mounts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are links into a folder that is a link itself, so that all of them change at once."""
    version = tmp_path / "..2026_11_25"
    version.mkdir()
    (version / "copytaster_sasl_password").write_text("s3cret")
    (version / "ca.pem").write_text("a certificate")
    (tmp_path / "..data").symlink_to(version.name)
    for name in ("copytaster_sasl_password", "ca.pem"):
        (tmp_path / name).symlink_to(f"..data/{name}")
    monkeypatch.setenv(SECRETS_DIR, str(tmp_path))

    password = load().sasl_password

    assert password is not None
    assert password.get_secret_value() == "s3cret"


def test_an_empty_folder_of_secrets_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret is optional where the brokers ask for nothing."""
    monkeypatch.setenv(SECRETS_DIR, str(tmp_path))

    assert load().sasl_password is None


def test_follow_ends_at_sigterm(brokers: str, tmp_path: Path) -> None:
    """With exit code 0, as the first process of a container: a signal that it does not ask for would not reach it."""
    db = tmp_path / "copytaster.db"
    command = [str(COMMAND), "inspect", "follow", "--db", str(db)]
    with running(brokers, tmp_path) as service:
        service.start().wait_until_ready()
        service.feed([orjson.dumps(ninjs("urn:a", text(1), NOON))])
        with subprocess.Popen(command, env=environment(service.settings), stderr=subprocess.PIPE, text=True) as process:  # noqa: S603

            def has_a_story() -> bool:
                with closing(sqlite3.connect(db)) as projection, suppress(sqlite3.OperationalError):
                    [(stories,)] = projection.execute("SELECT count(*) FROM story")
                    return bool(stories == 1)
                return False

            try:
                wait_for(has_a_story, 60, "the projection", service.told_last)
            finally:
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=30)

    assert process.returncode == 0, said
    assert said == f"1 stories in {db}\n"


def rebalances(worker: Worker) -> int:
    """How many there were, as it tells Prometheus."""
    found = re.search(rb"^copytaster_rebalances_total (\d+)", worker.probe("/metrics")[1], re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_a_worker_that_comes_back_under_its_name_disturbs_no_other(brokers: str, tmp_path: Path) -> None:
    """As a pod does that is replaced, or a container that is made anew: its partitions wait for it."""
    with running(brokers, tmp_path, session_timeout_seconds=A_RESTART) as service:
        one = service.start(name="one", instance_id="worker-1")
        other = service.start(name="other", instance_id="worker-2")
        for worker in (one, other):
            worker.wait_until_ready()
        before = rebalances(other)

        assert one.stop() == 0
        again = service.again(one)
        again.wait_until_ready()

        assert rebalances(other) == before
        assert other.is_ready()
