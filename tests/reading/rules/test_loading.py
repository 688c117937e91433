"""An operator's rules over the package's own: what is read, how they are laid over, what is refused."""

from __future__ import annotations

import pickle
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stream.errors import Usage
from stream.reading.rules import RuleSet, examined, hold, in_force, load
from stream.reading.rules.loading import PACKAGE

OWN = {
    "agencies": orjson.loads((files("stream.reading.credits") / "agencies.json").read_bytes()),
    "boilerplate": orjson.loads((files("stream.reading.cleaning") / "boilerplate.json").read_bytes()),
}


@pytest.fixture(name="package", scope="module")
def _package() -> RuleSet:
    """The package's rules alone."""
    return load(None)


def laid(folder: Path, **texts: str) -> RuleSet:
    """The rules with files of these names and texts, in TOML."""
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(str(folder))


def wrong(folder: Path, **texts: str) -> list[str]:
    """What is wrong with them."""
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return [problem.replace(f"{folder}/", "") for problem in examined(str(folder))[1]]


def test_an_entry_is_added(tmp_path: Path, package: RuleSet) -> None:
    """To the package's own, which stay; with defaults for what it leaves out."""
    rules = laid(
        tmp_path,
        agencies='[agency.NANA]\nname = "Northern Agency"  # since 2026',
        boilerplate='[house."nana.example"]\nlines = ["share this"]',
        suppliers='[supplier."wire.example.org"]\ntimezone = "Asia/Ho_Chi_Minh"\nagency = "nana"',
    )

    assert rules.agencies["NANA"].aliases == ("Northern Agency",)
    assert rules.houses["nana.example"].domains == ("nana.example",)
    assert rules.suppliers["wire.example.org"].agency == "NANA"
    assert {**rules.agencies} == {**package.agencies, "NANA": rules.agencies["NANA"]}
    assert rules.sources["agency", "NANA"] == (str(tmp_path / "agencies.toml"),)
    assert rules.sources["agency", "VNA"] == (PACKAGE,)
    assert rules.count() == (
        f"{len(package.agencies) + 1} agencies, {len(package.houses) + 1} houses, "
        f"{len(package.suppliers) + 1} suppliers, {len(package.places)} places; "
        f"of {tmp_path}: 1 agency, 1 house, 1 supplier, 0 places"
    )


def test_an_entry_of_the_package_is_extended(tmp_path: Path, package: RuleSet) -> None:
    """Lists gain, tables of lists gain by key, single values are replaced, and all else stays."""
    rules = laid(
        tmp_path,
        agencies="""
            [agency.VNA]
            name = "VNA of Hanoi"
            aliases.en = ["VNA", "The Hanoi Wire"]
            aliases.eo = ["Vjetnama Agentejo"]
            domains = ["vna.example"]
        """,
    )
    before, after = package.agencies["VNA"], rules.agencies["VNA"]

    assert after.name == "VNA of Hanoi"
    assert set(after.aliases) == {*before.aliases, "The Hanoi Wire", "Vjetnama Agentejo"}
    assert after.domains == (*before.domains, "vna.example")
    assert after.ambiguous == before.ambiguous
    assert rules.sources["agency", "VNA"] == (PACKAGE, str(tmp_path / "agencies.toml"))


def test_an_entry_of_the_package_is_replaced(tmp_path: Path) -> None:
    """Where it says so: nothing of the package's entry is left."""
    rules = laid(
        tmp_path,
        boilerplate='[house."lecourrier.vn"]\nreplace = true\nlines = ["share this"]',
        agencies='[agency.AAP]\nreplace = true\nname = "Another"\naliases.en = ["Another Press"]',
    )

    assert rules.houses["lecourrier.vn"].lines == ("share this",)
    assert rules.houses["lecourrier.vn"].prefixes == ()
    assert rules.agencies["AAP"].domains == ()
    assert rules.agencies["AAP"].country == "ZZ"
    assert rules.sources["house", "lecourrier.vn"] == (str(tmp_path / "boilerplate.toml"),)


def test_files_may_be_json(tmp_path: Path) -> None:
    """As the package's own are: an entry can be copied from there."""
    (tmp_path / "agencies.json").write_text('{"agency": {"NANA": {"name": "Northern Agency", "parent": null}}}')

    assert load(str(tmp_path)).agencies["NANA"].parent is None


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path, package: RuleSet) -> None:
    """Notes, an editor's copies, and what a cluster puts beside a mounted file."""
    (tmp_path / "..data").mkdir()
    for name in ("README.md", "agencies.toml~", ".agencies.toml.swp"):
        (tmp_path / name).write_text("whatever")

    assert load(str(tmp_path)).digest == package.digest


def test_the_hash_is_of_what_is_in_force(tmp_path: Path, package: RuleSet) -> None:
    """A note changes nothing, a rule does; and it does not matter where the folder is."""
    note = laid(tmp_path, agencies='# ours\n[agency.VNA]\nsource = "the house itself"')
    assert note.digest == package.digest

    changed = laid(tmp_path, agencies='[agency.VNA]\ndomains = ["vna.example"]')
    other = tmp_path / "other"
    other.mkdir()
    assert len({package.digest, changed.digest, laid(other, agencies="").digest}) == 2
    assert laid(other, agencies='[agency.VNA]\ndomains = ["vna.example"]').digest == changed.digest


@pytest.mark.slow
@given(st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_overlay_that_adds_nothing_changes_nothing(tmp_path: Path, package: RuleSet, data: st.DataObject) -> None:
    """Any part of what the package says already, in any order."""
    for name, document in OWN.items():
        [(table, entries)] = document.items()
        chosen: dict[str, Any] = {}
        for ident in data.draw(st.lists(st.sampled_from(sorted(entries)), unique=True, max_size=12)):
            entry = entries[ident]
            kept = data.draw(st.lists(st.sampled_from(sorted(entry)), unique=True))
            chosen[ident] = {
                field: data.draw(st.permutations(entry[field])) if isinstance(entry[field], list) else entry[field]
                for field in kept
            }
        (tmp_path / f"{name}.json").write_bytes(orjson.dumps({table: chosen}))

    rules = load(str(tmp_path))

    assert rules.digest == package.digest
    for field in ("agencies", "houses", "suppliers"):
        assert getattr(rules, field) == getattr(package, field)


def test_every_problem_is_told_with_its_place(tmp_path: Path) -> None:
    """File, entry, field and what to do; not the first one alone."""
    problems = wrong(
        tmp_path,
        agencies="""
            [agency.NANA]
            nme = "Northern Agency"
            domains = "nana.example"
            [agency.BETTER]
            name = "Better Agency"
            aliases = ["Better"]
            [agency.AP]
            aliases.en = ["Reuters"]
        """,
        boilerplate="""
            [house."example.org"]
            lines = [7, ""]
            patterns = ['(a+)+']
            [house.Example]
            lines = ["a\\nb"]
            [rule]
        """,
        suppliers='supplier = ["example.org"]',
    )

    expected = [
        "agencies.toml: agency NANA: nme: no such field",
        "agencies.toml: agency NANA: domains: expected a list of texts, found text",
        "agencies.toml: agency BETTER: aliases: expected a table of lists of texts, found a list",
        "agencies.toml: agency NANA: name: missing",
        "boilerplate.toml: rule: this file holds 'house' alone, as in [house.ID]",
        "boilerplate.toml: house example.org: lines: expected text, found a number",
        "boilerplate.toml: house example.org: lines: a text is blank: it would match everything",
        "boilerplate.toml: house Example: lines: 'a\\nb' has a line break: what is matched is one line",
        "suppliers.toml: supplier: expected a table of entries by id, as in [supplier.ID]",
        "agencies.toml: agency AP: aliases: 'reuters' is also a name of REUTERS: list it",
        "boilerplate.toml: house Example: domains: missing, and the name is no domain",
        "boilerplate.toml: house example.org: patterns: '(a+)+': the group that ends at",
    ]
    assert [problem[: len(start)] for problem, start in zip(problems, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("agencies.toml", b"[agency.NANA\n", "agencies.toml: not TOML: .*line 1"),
        ("agencies.toml", b'[agency.A1]\nname="x"\n[agency.A1]\n', "agencies.toml: not TOML: .*line 3"),
        ("agencies.toml", b"\xff", "agencies.toml: not UTF-8 at byte 0"),
        ("agencies.json", b"{", "agencies.json: not JSON"),
        ("agencies.json", b"[]", "agencies.json: expected the table 'agency'"),
        ("agencies.json", b'{"agency": {"NANA": 7}}', "agencies.json: agency NANA: expected a table of fields"),
        ("agency.toml", b"", "agency.toml: is none of agencies.toml, boilerplate.toml, suppliers.toml"),
        ("agencies.yaml", b"", "agencies.yaml: is none of"),
        ("suppliers.toml", b"[supplier.X]\nagency=" + b'"' + b"x" * 501 + b'"', "a text of 501 characters"),
        ("boilerplate.toml", b"[house.x]\nreplace = 1", "replace: expected true or false, found a number"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    """Before anything is read by half of the rules."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(Usage, match=f"^COPYTASTER_RULES_DIR: .*{why}"):
        load(str(tmp_path))


def test_two_files_of_one_kind_are_refused(tmp_path: Path) -> None:
    """Which of them holds would be anybody's guess."""
    (tmp_path / "agencies.json").write_text('{"agency": {}}')
    (tmp_path / "agencies.toml").write_text("")

    with pytest.raises(Usage, match="keep one of the two"):
        load(str(tmp_path))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A mount that failed would be a worker without its rules."""
    with pytest.raises(Usage, match=r"gone: No such file or directory; name a folder"):
        load(str(tmp_path / "gone"))
    (tmp_path / "file").write_text("")
    with pytest.raises(Usage, match=r"file: Not a directory"):
        load(str(tmp_path / "file"))


def test_no_folder_is_the_package_alone(package: RuleSet) -> None:
    """An empty variable is none, as compose files write it."""
    assert load("") == package
    assert package.folder is None
    assert package.count() == (
        f"{len(package.agencies)} agencies, {len(package.houses)} houses, "
        f"{len(package.suppliers)} suppliers, {len(package.places)} places"
    )


def test_rules_hold_as_long_as_the_process(tmp_path: Path) -> None:
    """What is compiled from them is kept, so others come too late; the same ones again are no change."""
    held = in_force()

    hold(pickle.loads(pickle.dumps(held)))  # noqa: S301 - our own, as another process gets them
    with pytest.raises(RuntimeError, match="in force already"):
        hold(laid(tmp_path, agencies='[agency.VNA]\ndomains = ["vna.example"]'))
    assert in_force() is not None
    assert in_force().digest == held.digest


def test_every_list_of_a_house_is_a_field_of_its_table() -> None:
    """What boilerplate reads can be written."""
    read = {field.name for field in fields(next(iter(in_force().houses.values())))}

    assert read - {"name"} == {field for house in OWN["boilerplate"]["house"].values() for field in house}
