"""The commands `copytaster inspect`, through click's runner."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from pages import page
from stream.cli import main
from stream.commands.inspect import inspect
from stream.dispatch import Verdict
from stream.local.folding import fold
from stream.stories.record import encode
from stream.stories.rulings import make
from wires import HOUR, NOON, ninjs, text

COMMANDS = page("stream/commands/README.md")
XINHUA, VNA = (f"urn:newsml:{house}.example:20221129:EXAMPLE-000{n}" for house, n in (("xinhua", 1), ("vna", 2)))
KYODO = "urn:newsml:kyodo.example:20221129:EXAMPLE-0401"
RAILS = "https://slow-rails.example/features/the-town-that-lost-its-whistle"
STORY = "urn:copytaster:story:20221129T120000Z:054f2619ddf83db5"


@pytest.fixture(name="db")
def _db(tmp_path: Path, sample_lines: list[bytes]) -> Path:
    """The sample, loaded by the command."""
    (tmp_path / "stories.jsonl").write_bytes(b"\n".join(sample_lines))
    done = run("load", tmp_path / "stories.jsonl", "--db", tmp_path / "sample.db")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "32 records read · 32 stories in" in done.stderr
    return tmp_path / "sample.db"


def run(*arguments: str | Path) -> Result:
    """Run `copytaster inspect …` in a wide terminal."""
    return CliRunner().invoke(main, ["inspect", *map(str, arguments)], env={"COLUMNS": "200", "NO_COLOR": "1"})


def told(*arguments: str | Path) -> Any:
    """What a command writes with --json."""
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return orjson.loads(done.stdout)


def test_list_writes_a_story_a_line(db: Path, sample_lines: list[bytes]) -> None:
    """All that pass the filters, in the order asked for."""
    done = run("list", "--db", db, "--json", "--order", "size", "--limit", "100")

    listed = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert len(listed) == len(sample_lines)
    assert [each["size"] for each in listed] == sorted((each["size"] for each in listed), reverse=True)
    assert {"uri", "headline", "first", "last", "status", "size", "sources", "languages", "chain"} < set(listed[0])


@pytest.mark.parametrize(
    "filters",
    [
        ("--agency", "CVN"),
        ("--language", "fr", "--size", "3"),
        ("--day", "2022-11-29", "--text", "kazakh"),
        ("--text", '"liaison video" smail*'),
        ("--order", "time", "--size", "3", "--offset", "0", "--limit", "1"),
    ],
)
def test_list_filters(db: Path, filters: tuple[str, ...]) -> None:
    """Each by itself and together; the table says how many there are."""
    assert told("list", "--db", db, *filters)["uri"] == STORY
    shown = run("list", "--db", db, *filters).stdout
    assert "XINHUA → VNA → CVN" in shown
    assert re.search(r"1-1 of \d stories", shown)


def test_list_of_nothing(db: Path) -> None:
    """Says so."""
    assert "none of 0 stories" in run("list", "--db", db, "--agency", "nobody").stdout
    assert run("list", "--db", db, "--agency", "nobody", "--json").stdout == ""


def test_list_by_suspicion_gives_reasons(db: Path) -> None:
    """In words, under the headline."""
    assert "blended from several sources" in run("list", "--db", db, "--order", "suspicion", "--limit", "3").stdout


@pytest.mark.parametrize("name", [STORY, XINHUA, VNA])
def test_show_writes_the_record(db: Path, sample_lines: list[bytes], name: str) -> None:
    """Of a story, or of the one that a dispatch is in."""
    record = told("show", name, "--db", db)

    assert orjson.dumps(record, option=orjson.OPT_SORT_KEYS) in sample_lines
    assert record["uri"] == STORY


def test_show_is_a_tree_with_evidence_and_the_text(db: Path) -> None:
    """The chain in order, what each house printed, what each leaves out."""
    shown = run("show", STORY, "--db", db).stdout

    places = [shown.index(f"{name} ") for name in ("XINHUA Xinhua", "VNA Vietnam", "CVN Le Courrier")]
    assert places == sorted(places)
    for part in (
        "creditline: “Xinhua/VNA/CVN”",
        "李克强 = Keqiang",
        "5,2 tỷ = 5.2 billion",
        "leaves out: Gas deliveries",
        "Li Keqiang met with",
    ):
        assert part in shown


def test_show_every_story_of_the_sample(db: Path, sample_lines: list[bytes]) -> None:
    """Killed, corrected and related ones among them; how each was built, too."""
    for line in sample_lines:
        record = orjson.loads(line)
        shown, built = run("show", record["uri"], "--db", db), run("how", record["uri"], "--db", db)
        assert shown.exit_code == built.exit_code == 0
        for merge in record["story"]["merges"]:
            assert merge["member"] in shown.stdout.replace("\n", "")
        for kind in ("kills", "corrections", "related"):
            assert len(record["story"].get(kind, ())) <= len(shown.stdout.splitlines())


def test_why_is_a_waterfall_to_the_threshold_and_sentences(db: Path) -> None:
    """For one story and for two."""
    found = told("why", KYODO, RAILS, "--db", db)
    assert found["verdict"] == "one story"
    assert found["steps"][-1]["total"] == found["score"] > found["threshold"] == 0.42
    shown = run("why", KYODO, RAILS, "--db", db).stdout
    for part in ("one story", "words in common", "+0.62", "threshold", "0.42", "100%"):
        assert part in shown

    [alone] = orjson.loads(run("list", "--db", db, "--text", "湄公河", "--json").stdout)["uri"].split()
    assert "two stories" in run("why", XINHUA, alone, "--db", db).stdout


def test_how_tells_the_links(db: Path) -> None:
    """One event each."""
    assert [event["kind"] for event in told("how", STORY, "--db", db)] == ["began", "joined", "joined", "joined"]
    assert f"by way of {XINHUA}" in run("how", STORY, "--db", db).stdout


def test_orders_lists_what_waits_for_an_editor(tmp_path: Path) -> None:
    """With the stories that it may mean, held by a name, and the uris of a ruling; after that nothing waits."""
    wire = [
        ninjs("urn:dam", text(1), NOON, creditline="AFP", headline="Reservoir bursts its banks"),
        ninjs("urn:note", "Please kill our reservoir story.", NOON + HOUR, creditline="AFP", headline="KILL"),
    ]
    ruling = make("urn:note", "urn:dam", Verdict.KILL, NOON + 2 * HOUR, "Ada", "I read both")
    for name, rulings in (("before", ()), ("after", (ruling,))):
        (tmp_path / name).write_bytes(b"\n".join(encode(story) for story in fold(wire, rulings=rulings)))
        assert run("load", tmp_path / name, "--db", tmp_path / f"{name}.db").exit_code == 0

    order = told("orders", "--db", tmp_path / "before.db")
    assert (order["notice"], order["order"], order["party"]) == ("urn:note", "kill", "AFP")
    assert [(each["dispatch"], each["status"]) for each in order["candidates"]] == [("urn:dam", "withheld")]
    shown = run("orders", "--db", tmp_path / "before.db").stdout
    for part in ("kill", "urn:note", "urn:dam", "Reservoir bursts its banks", "1 of 1 open orders"):
        assert part in shown
    assert run("orders", "--db", tmp_path / "after.db", "--json").stdout == ""
    assert "0 of 0 open orders" in run("orders", "--db", tmp_path / "after.db").stdout


def test_flows_count_who_takes_from_whom(db: Path) -> None:
    """As a table, and for other programs."""
    shown = run("flows", "--db", db, "--agency", "XINHUA").stdout
    for part in ("XINHUA", "VNA", "translated 100%", "3 h 30 min", "1 pair of houses"):
        assert part in shown
    flow = orjson.loads(run("flows", "--db", db, "--agency", "CVN", "--format", "json").stdout)
    assert (flow["giver"], flow["taker"], flow["stories"], flow["median_delay"]) == ("VNA", "CVN", 1, 690.0)
    lines = run("flows", "--db", db, "--since", "2022-11-30", "--until", "2022-11-30", "--format", "csv").stdout
    assert [line[:12] for line in lines.splitlines()] == [
        "giver,taker,",
        "KYODO,Slow R",
        "REUTERS,gard",
        "VNA,CVN,1,1.",
    ]
    assert '<edge source="VNA" target="CVN">' in run("flows", "--db", db, "--format", "graphml").stdout


def test_pickup_tells_who_took_the_stories_of_a_house(db: Path) -> None:
    """With when and how; a question about everybody's stories is none."""
    shown = run("pickup", "--db", db, "--agency", "EFE").stdout
    for part in ("diario-del-valle.example", "after 45 min", "verbatim 100%", "credited", "1 story, taken 1 time"):
        assert part in " ".join(shown.split())
    [taken] = [
        orjson.loads(line)
        for line in run("pickup", "--db", db, "--dispatch", VNA, "--format", "json").stdout.splitlines()
        if b'"house":"VNA"' in line.encode()
    ]
    assert [each["taker"] for each in taken["takers"]] == ["CVN"]
    assert run("pickup", "--db", db, "--uncredited", "--format", "csv").stdout.count(",no,") == 1
    assert "Name a house" in run("pickup", "--db", db).stderr
    assert "urn:none" in run("pickup", "--db", db, "--dispatch", "urn:none").stderr


def test_stale_lists_what_still_stands(db: Path) -> None:
    """With the copies and the fact."""
    shown = " ".join(run("stale", "--db", db).stdout.split())
    for part in ("embargo", "kill", "correction", "14.2 is now 4.2", "3 of 3 still standing"):
        assert part in shown
    assert orjson.loads(run("stale", "--db", db, "--limit", "1", "--json").stdout)["kind"] == "embargo"


def test_diff_is_by_words(db: Path, sample_lines: list[bytes]) -> None:
    """The sides joined are the texts; a story stands for its canonical text."""
    [record] = [orjson.loads(line) for line in sample_lines if KYODO.encode() in line]
    pieces = told("diff", record["uri"], RAILS, "--db", db)

    assert "".join(piece["left"] for piece in pieces) == record["bodies"][0]["value"]
    assert "".join(piece["right"] for piece in pieces) == record["story"]["merges"][1]["text"]
    assert "{+There is a particular silence" in run("diff", KYODO, RAILS, "--db", db).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "urn:none"), "urn:none"),
        (("how", "urn:none"), "urn:none"),
        (("why", "urn:none", XINHUA), "urn:none"),
        (("diff", XINHUA, "urn:none"), "urn:none"),
        (("show", "\udce9"), "no such story"),
        (("list", "--order", "beauty"), "beauty"),
        (("list", "--day", "tomorrow"), "tomorrow"),
        (("load", "none.jsonl"), "none.jsonl"),
    ],
)
def test_what_cannot_be_done_is_told(db: Path, arguments: tuple[str, ...], says: str) -> None:
    """With exit code 2 and without a traceback."""
    done = run(*arguments, "--db", db)

    assert done.exit_code == 2
    assert says in done.stderr


def test_a_text_that_is_not_shown_has_no_diff(db: Path) -> None:
    """Of a killed story."""
    killed = orjson.loads(run("list", "--db", db, "--status", "canceled", "--json").stdout)["uri"]

    done = run("diff", killed, XINHUA, "--db", db)

    assert done.exit_code == 2
    assert "shows no text" in done.stderr


@pytest.mark.parametrize("verb", [("list",), ("show", "x"), ("why", "x", "y"), ("how", "x"), ("diff", "x", "y")])
def test_without_a_projection_the_way_to_one_is_told(tmp_path: Path, verb: tuple[str, ...]) -> None:
    """By every verb that reads; none makes an empty one."""
    done = run(*verb, "--db", tmp_path / "none.db")

    assert done.exit_code == 2
    assert "copytaster inspect load FILE" in done.stderr
    assert not list(tmp_path.iterdir())


def test_load_makes_no_projection_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A slip leaves nothing behind."""
    assert run("load", tmp_path / "none.jsonl", "--db", tmp_path / "new.db").exit_code == 2
    assert not list(tmp_path.iterdir())


def test_what_a_terminal_would_obey_is_not_written_to_it(tmp_path: Path, sample_lines: list[bytes]) -> None:
    """A stranger's headline and text; programs get them as they are."""
    [record] = [orjson.loads(line) for line in sample_lines if STORY.encode() in line]
    record["headlines"][0]["value"] = "Red \x1b[31m alert\x9b2J"
    record["bodies"][0]["value"] = "Bell \x07 and \x1b]0;title\x07\r overwritten"
    file, db = tmp_path / "evil.jsonl", tmp_path / "evil.db"
    file.write_bytes(orjson.dumps(record))
    run("load", file, "--db", db)

    for verb in (("list",), ("show", STORY), ("why", XINHUA, VNA), ("how", STORY), ("diff", XINHUA, VNA)):
        shown = run(*verb, "--db", db).stdout
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown), verb
    assert told("show", STORY, "--db", db) == record


def test_every_verb_and_option_is_in_the_reference() -> None:
    """A verb that is not told of is one that nobody finds."""
    section = COMMANDS.split("### `copytaster inspect")[1].split("\n### ")[0]

    for name, command in inspect.commands.items():
        assert f"| `{name}" in section
        for option in command.params:
            if option.param_type_name == "option":
                assert option.opts[0] in section


def test_every_option_has_help() -> None:
    """In a sentence."""
    for command in inspect.commands.values():
        assert command.help
        for option in command.params:
            if option.param_type_name == "option":
                assert len(getattr(option, "help", "").split()) >= 3


def test_a_damaged_projection_is_told(db: Path) -> None:
    """By the verb that meets the damage, with what makes it anew."""
    with db.open("r+b") as file:
        file.seek(4096)
        file.write(b"x" * (db.stat().st_size - 4096))
    db.with_name(f"{db.name}-wal").unlink(missing_ok=True)

    done = run("list", "--db", db)

    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "--rebuild" in done.stderr
    assert run("load", db.with_name("stories.jsonl"), "--db", db, "--rebuild").exit_code == 0
    assert run("list", "--db", db).exit_code == 0
