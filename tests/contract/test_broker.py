"""What a run of the tests does where there is no Apache Kafka: it says so, and where it must have it, it fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from broker import GIVEN, NEEDED, REQUIRED, ask_for

ROOT = Path(__file__).parents[2]
NEEDS_KAFKA = "tests/service/test_topics.py"
NEEDS_NONE = "tests/service/test_event_time.py"


def run(*tests: str, **environment: str) -> tuple[int, list[str]]:
    """Exit code and lines of a run without brokers, and where there is no JDK and no Maven to start one."""
    without = {name: value for name, value in os.environ.items() if name not in (GIVEN, REQUIRED)}
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *tests],
        cwd=ROOT,
        env={**without, "PATH": "", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout.splitlines()


def counted(line: str, what: str) -> int:
    """So many, by pytest's last line."""
    found = re.search(rf"(\d+) {what}", line)
    return int(found[1]) if found else 0


def test_what_is_skipped_for_want_of_kafka_is_counted() -> None:
    """By file, beside pytest's own count; the other tests of the file have run."""
    code, lines = run(NEEDS_KAFKA)

    assert code == 0
    assert counted(lines[-1], "passed")
    assert counted(lines[-1], "skipped")
    assert f"{counted(lines[-1], 'skipped')} skipped in {NEEDS_KAFKA}: {NEEDED}" in lines
    assert any(f"{NEEDED}: {GIVEN} is not set, and there is no java and no mvn" in line for line in lines)


def test_where_kafka_is_required_nothing_is_skipped() -> None:
    """They fail, each with the reason."""
    code, lines = run(NEEDS_KAFKA, **{REQUIRED: "1"})

    assert code == pytest.ExitCode.TESTS_FAILED
    assert counted(lines[-1], "errors")
    assert not counted(lines[-1], "skipped")
    assert any(f"{NEEDED}: {GIVEN} is not set" in line for line in lines)


def test_where_kafka_is_required_a_run_without_it_fails() -> None:
    """Whatever its tests say."""
    code, lines = run(NEEDS_NONE, **{REQUIRED: "1"})

    assert code == pytest.ExitCode.TESTS_FAILED
    assert f"{REQUIRED} is set, and no test ran on Apache Kafka: the run has failed" in lines


def test_other_brokers_are_not_taken_for_kafka(mock_brokers: str) -> None:
    """They are named as what they are, and where Kafka is required they do not do."""
    ask_for(mock_brokers, ["any"])

    code, lines = run(f"{NEEDS_KAFKA}::test_another_retention_is_reported", **{REQUIRED: "1", GIVEN: mock_brokers})

    assert code == pytest.ExitCode.TESTS_FAILED
    assert any(f"{REQUIRED} is set, and no Apache Kafka, but the brokers of {GIVEN}" in line for line in lines)
