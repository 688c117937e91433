"""deploy/systemd, by systemd's own checks: they read the units as systemd does, and need none that runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from deploy.tools import DEPLOY, program, told
from stream.settings import PREFIX, SECRETS_DIR, Settings

SYSTEMD = DEPLOY / "systemd"
UNITS = (
    "copytaster-worker@8081",
    "copytaster-feed@8086",
    "copytaster-topics",
    "copytaster-follow",
    "copytaster-inspect",
)
ENOUGH = "2.0"
"""The exposure that `systemd-analyze security` may find, of 10. Without the sandbox it finds 9.2."""


@pytest.fixture(name="root", scope="module")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with systemd's own units, ours, and the command."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree("/lib/systemd/system", root / "lib" / "systemd" / "system", symlinks=True)
    shutil.copytree(SYSTEMD, root / "etc" / "systemd" / "system")
    command = root / "opt" / "copytaster" / "bin" / "copytaster"
    command.parent.mkdir(parents=True)
    shutil.copy("/bin/true", command)
    return root


def analyze(verb: str, *arguments: str, fails: bool = False) -> str:
    """Run systemd-analyze."""
    return told(program("systemd-analyze", "Debian's package systemd"), verb, *arguments, fails=fails)


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_understood(root: Path, unit: str) -> None:
    """No unknown key, no missing unit, no command that is not there: those are only warnings, so none may be said."""
    assert analyze("verify", f"--root={root}", "--man=no", f"{unit}.service") == ""


def test_a_misspelt_key_is_noticed(root: Path, tmp_path: Path) -> None:
    """A check that takes anything would prove nothing."""
    broken = tmp_path / "root"
    shutil.copytree(root, broken, symlinks=True)
    unit = broken / "etc" / "systemd" / "system" / "copytaster-topics.service"
    unit.write_text(unit.read_text().replace("MemoryMax", "MemoryMaximum"))

    assert "MemoryMaximum" in analyze("verify", f"--root={broken}", "--man=no", unit.name)


@pytest.mark.parametrize("unit", UNITS)
def test_units_run_in_a_sandbox(root: Path, unit: str) -> None:
    """As systemd itself counts what they could do beyond their work."""
    rating = ("--offline=true", f"--root={root}", f"{unit}.service")

    analyze("security", f"--threshold={float(ENOUGH) * 10:.0f}", *rating)
    analyze("security", "--threshold=5", *rating, fails=True)  # it does refuse


def unit_text(name: str) -> str:
    """A unit, and what all have in common."""
    own = (SYSTEMD / f"{name}.service").read_text(encoding="utf-8")
    return own + (SYSTEMD / "copytaster-.service.d" / "service.conf").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(SYSTEMD.rglob("*.*")), ids=lambda path: path.name)
def test_every_variable_is_a_setting(path: Path) -> None:
    """A misspelt one would end the worker."""
    if path.is_file():
        known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | {
            SECRETS_DIR,
            "COPYTASTER_INSPECT_TOKEN",
            "COPYTASTER_INSPECT_FEEDERS",
        }
        assert set(re.findall(r"COPYTASTER_\w+", path.read_text(encoding="utf-8"))) <= known


def test_a_worker_is_given_the_time_to_stop_and_its_own_folder() -> None:
    """As on Kubernetes; the folder that systemd makes is the one that is used."""
    text = unit_text("copytaster-worker@")
    stop = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    made = re.search(r"^StateDirectory=(\S+)$", text, re.MULTILINE)

    assert stop is not None
    assert int(stop[1]) > Settings().session_timeout_seconds + Settings().stop_seconds
    assert made is not None
    assert f"COPYTASTER_STATE_DIR=%S/{made[1]} " in text.replace("\n", " ")


def test_a_feed_may_move_files_and_is_given_the_time_to_finish() -> None:
    """Everything but its folder is read-only to it; whoever looks after the folder may look into what it makes."""
    text = unit_text("copytaster-feed@").split("# What all units")[0]
    stop = re.search(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)

    assert stop is not None
    assert int(stop[1]) > Settings().stop_seconds
    assert "\nReadWritePaths=-/srv/wire\n" in text
    assert "\nUMask=0007\n" in text


def test_the_inspector_reads_what_the_follower_writes() -> None:
    """One file, one user."""
    texts = [unit_text(name) for name in ("copytaster-follow", "copytaster-inspect")]

    for pattern in (r"--db (\S+)", r"^User=(\S+)$", r"^StateDirectory=(\S+)$"):
        assert len({re.search(pattern, text, re.MULTILINE)[1] for text in texts}) == 1  # type: ignore[index] # fails if absent


def test_prometheus_scrapes_what_the_units_start() -> None:
    """Under the names of jobs that the rules ask by: those of the other configuration."""
    here, there = (
        yaml.safe_load((folder / "prometheus.yml").read_text(encoding="utf-8"))
        for folder in (SYSTEMD, DEPLOY / "prometheus")
    )
    jobs = {each["job_name"]: each["static_configs"][0]["targets"] for each in here["scrape_configs"]}

    assert set(jobs) == {each["job_name"] for each in there["scrape_configs"]}
    assert "127.0.0.1:8081" in jobs["copytaster-worker"]
    assert jobs["copytaster-feed"] == ["127.0.0.1:8086"]
    assert jobs["copytaster-inspector"] == ["127.0.0.1:8090"]
    for rules in here["rule_files"]:
        assert (SYSTEMD / rules).is_file()
