"""`copytaster rules`: check and show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from stream.cli import main
from stream.reading.rules import RuleSet, in_force, load, loading
from stream.reading.rules.loading import PACKAGE


def rules(*arguments: str | Path) -> Result:
    """Run `copytaster rules`; what it shows is of the rules in force here, the package's alone."""
    return CliRunner().invoke(main, ["rules", *map(str, arguments)])


def shown(name: str) -> dict[str, Any]:
    """What `rules show` says for programs."""
    done = rules("show", name, "--json")
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def idents(entries: list[dict[str, Any]], key: str) -> list[str]:
    """Ids of entries."""
    return [entry[key] for entry in entries]


def test_check_tells_hash_and_counts(tmp_path: Path) -> None:
    """Of the folder that is named, with the package's own."""
    (tmp_path / "suppliers.toml").write_text('[supplier."example.org"]\ntimezone = "Europe/Paris"')

    done = rules("check", tmp_path)

    held = load(str(tmp_path))
    assert (done.exit_code, done.stdout) == (0, f"rules {held.digest}: {held.count()}\n")
    assert held.count().endswith(
        f"{len(held.places)} places; of {tmp_path}: 0 agencies, 0 houses, 1 supplier, 0 places"
    )


def test_check_takes_the_folder_of_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none is named; without one it is the package alone."""
    assert rules("check").stdout == f"rules {load(None).digest}: {load(None).count()}\n"

    monkeypatch.setenv("COPYTASTER_RULES_DIR", str(tmp_path / "gone"))
    assert rules("check").exit_code == 2


def test_check_lists_every_problem(tmp_path: Path) -> None:
    """And ends as wrong usage."""
    (tmp_path / "agencies.toml").write_text('[agency.NANA]\ncountry = "x"\n[agency.AP]\naliases.en = ["Reuters"]')
    (tmp_path / "boilerplate.yml").write_text("")

    done = rules("check", tmp_path)

    assert done.exit_code == 2
    assert done.stdout == ""
    problems = [line for line in done.stderr.splitlines() if line.startswith(str(tmp_path))]
    assert len(problems) == 3
    assert "Error: 3 problems in the rules" in done.stderr


def test_show_tells_all_that_holds_for_a_house() -> None:
    """Whose it is, its lines and those of every text, and where they are from."""
    told = shown("lecourrier.vn")

    assert told["rules"] == in_force().digest
    [agency] = told["agencies"]
    assert (agency["id"], agency["parent"], agency["files"]) == ("CVN", "VNA", [PACKAGE])
    assert idents(told["houses"], "name") == ["lecourrier.vn", "any page", "any wire"]
    assert told["houses"][0]["prefixes"] == [">>"]
    assert told["suppliers"] == []


@pytest.mark.parametrize("name", ["VNA", "vna", "fr.vietnamplus.vn", "Thông tấn xã Việt Nam", "Vietnam News Agency"])
def test_show_finds_an_agency_by_id_domain_or_name(name: str) -> None:
    """With the houses of its domains, and what each of its names takes to count."""
    told = shown(name)

    [agency] = told["agencies"]
    assert agency["id"] == "VNA"
    assert (agency["counts"]["AVI"], agency["counts"]["TTXVN"]) == ("in a credit", "anywhere")
    assert idents(told["houses"], "name")[0] == "vietnamplus.vn"


def test_show_tells_all_agencies_of_a_name() -> None:
    """Initials of several are theirs by place or language."""
    told = shown("APA")

    assert idents(told["agencies"], "id") == ["APANEWS", "APA_AT", "APA_AZ"]
    assert {agency["counts"]["APA"] for agency in told["agencies"]} == {"in a credit, where place or language tell"}


def test_show_for_a_reader() -> None:
    """The same in lines, each entry with its file."""
    lines = rules("show", "lecourrier.vn").stdout.splitlines()

    assert lines[0] == "agency CVN  (package)"
    assert "  alias      CVN  (anywhere)" in lines
    assert "house lecourrier.vn  (package)" in lines
    assert "  prefixes   >>" in lines
    assert "every page any page  (package)" in lines
    assert lines[-1] == f"rules {in_force().digest}"


def test_show_tells_an_operators_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the package's, where an entry is of both, and what is known of a supplier."""
    (tmp_path / "boilerplate.toml").write_text('[house."lecourrier.vn"]\nlines = ["share this"]')
    (tmp_path / "suppliers.toml").write_text('[supplier."lecourrier.vn"]\ntimezone = "Asia/Ho_Chi_Minh"')
    held: RuleSet = load(str(tmp_path))
    monkeypatch.setattr(loading, "_in_force", held)

    told = shown("lecourrier.vn")

    assert told["houses"][0]["files"] == [PACKAGE, str(tmp_path / "boilerplate.toml")]
    [supplier] = told["suppliers"]
    assert supplier == {
        "domain": "lecourrier.vn",
        "timezone": "Asia/Ho_Chi_Minh",
        "agency": None,
        "fields": {},
        "names": [],
        "sign_offs": [],
        "status": {},
        "versions": "numbers",
        "files": [str(tmp_path / "suppliers.toml")],
    }


def test_show_says_where_nothing_is_known() -> None:
    """And what to do."""
    done = rules("show", "Nobody")

    assert done.exit_code == 2
    assert "Nobody: no agency, house or supplier" in done.stderr
    assert "rules check" in done.stderr
