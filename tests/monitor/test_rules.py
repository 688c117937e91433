"""Alert rules and dashboard as files: valid, tested, of metrics that exist, with a way to what to do."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from types import ModuleType
from typing import Any

import pytest
import yaml

from deploy.tools import DEPLOY, program
from pages import page
from stream.service.metrics import FeedMetrics, InspectorMetrics, Metrics

OPERATE = page("deploy/README.md")
RULES: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())
EVERY = [rule for group in RULES["groups"] for rule in group["rules"]]
ALERTS = [rule for rule in EVERY if "alert" in rule]
RECORDED = {rule["record"] for rule in EVERY if "record" in rule}
DECLARED = {each.name: each for metrics in (Metrics(), FeedMetrics(), InspectorMetrics()) for each in metrics.declared}
SERIES = {
    *(name for name, each in DECLARED.items() if each.type != "histogram"),
    *(
        f"{name}_{part}"
        for name, each in DECLARED.items()
        if each.type == "histogram"
        for part in ("bucket", "sum", "count")
    ),
}
DEBIAN = "apt-get install --no-install-recommends prometheus"
METRIC = re.compile(r"copytaster[_:][\w:]+")


def promtool(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Debian's, from the package prometheus."""
    command = [program("promtool", DEBIAN), *arguments]
    return subprocess.run(command, cwd=DEPLOY / "prometheus", capture_output=True, text=True, check=False)  # noqa: S603


def dashboard_queries() -> list[str]:
    """Of all panels."""
    told = json.loads((DEPLOY / "grafana" / "dashboards" / "copytaster.json").read_text())
    return [target["expr"] for panel in told["panels"] for target in panel.get("targets", ())]


def _made_by() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_dashboard", DEPLOY / "grafana" / "make_dashboard.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_rules_are_valid_and_their_tests_pass() -> None:
    """Each alert has one that fires and one that does not."""
    checked = promtool("check", "rules", "rules.yml")
    assert checked.returncode == 0, checked.stderr + checked.stdout
    tested = promtool("test", "rules", "rules_test.yml", "rules_long_test.yml")
    assert tested.returncode == 0, tested.stderr + tested.stdout

    told = [
        yaml.safe_load((DEPLOY / "prometheus" / f"{name}.yml").read_text())
        for name in ("rules_test", "rules_long_test")
    ]
    cases = [case for each in told for test in each["tests"] for case in test["alert_rule_test"]]
    for alert in ALERTS:
        fires = [bool(case["exp_alerts"]) for case in cases if case["alertname"] == alert["alert"]]
        assert set(fires) == {True, False}, alert["alert"]


def test_prometheus_reads_its_configuration() -> None:
    """Names and files are those of the compose file; here the syntax."""
    checked = promtool("check", "config", "--syntax-only", "prometheus.yml")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    """Its runbook is a section of the page on deploying and operating."""
    assert alert["labels"]["severity"] in ("page", "ticket")
    assert alert["annotations"]["summary"]
    assert alert["annotations"]["runbook_url"] == f"deploy/README.md#{alert['alert'].lower()}"
    assert f"\n### {alert['alert']}\n" in OPERATE


@pytest.mark.parametrize("expression", sorted({*dashboard_queries(), *(rule["expr"] for rule in EVERY)}))
def test_every_metric_of_a_query_exists(expression: str) -> None:
    """A renamed one would leave a panel empty, or an alert silent."""
    assert set(METRIC.findall(expression)) <= SERIES | RECORDED


def test_the_dashboard_is_what_its_script_writes() -> None:
    """And every panel says what it shows."""
    made = _made_by()

    assert made.TARGET.read_text() == made.text()
    for panel in json.loads(made.text())["panels"]:
        assert panel["title"]
        if panel["type"] != "row":
            assert panel["description"]
            assert panel["fieldConfig"]["defaults"]["unit"]


def test_every_metric_is_listed() -> None:
    """With type, labels and meaning, and no other."""
    rows = re.findall(r"^\| `(copytaster_\w+)` \| (.+?) \| (.+?) \|$", OPERATE, re.MULTILINE)

    assert rows == [
        (each.name, f"{each.type} `{', '.join(each.labels)}`" if each.labels else each.type, each.meaning)
        for each in DECLARED.values()
    ]
