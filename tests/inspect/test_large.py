"""Records that lack what would have made them too large: every verb and page copes, and says what is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from stream.cli import main
from stream.dispatch import Version
from stream.inspect.contents import canonical_text, hidden, member_text
from stream.inspect.queries import story
from stream.inspect.store import Store
from stream.inspect.web.app import app
from stream.matching.editions import prepare
from stream.stories.prov import document
from stream.stories.record import encode, record
from stream.stories.story import StoryRecord
from wires import MINUTE, NOON, text, version

MEMBERS = 12


def _long(number: int) -> Version:
    told = f"{text(1)} {f'tail{number:02} ' * 120}"
    return version(
        f"urn:{number:02}", told, NOON + number * MINUTE, headline="Talks resume", agency="VNA" if number else "AFP"
    )


@pytest.fixture(name="large")
def _large(monkeypatch: pytest.MonkeyPatch) -> StoryRecord:
    """A story of which texts and members are left out; its bounds are a hundredth of the real ones."""
    for name, size in (("MOST_BYTES", 10_000), ("SMALL_TEXT", 500), ("_ROOM", 500)):
        monkeypatch.setattr(f"stream.stories.bounds.{name}", size)
    editions = {each.uri: (prepare(each),) for each in map(_long, range(MEMBERS))}
    made = record(editions, list(editions))
    assert made["story"]["leftOut"].keys() >= {"texts", "members"}
    assert len(made["associations"]) > 3
    return made


@pytest.fixture(name="db")
def _db(large: StoryRecord, tmp_path: Path) -> Path:
    """What `inspect load` makes of it."""
    lines, db = tmp_path / "stories.jsonl", tmp_path / "large.db"
    lines.write_bytes(encode(large) + b"\n")
    assert CliRunner().invoke(main, ["inspect", "load", str(lines), "--db", str(db)]).exit_code == 0
    return db


@pytest.fixture(name="client")
def _client(db: Path) -> Iterator[TestClient]:
    with TestClient(app(db), base_url="http://127.0.0.1") as client:
        yield client


def _asked(db: Path, *words: str) -> str:
    result = CliRunner().invoke(main, ["inspect", *words, "--db", str(db)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return " ".join(result.output.split())


def test_a_text_that_was_left_out_is_not_taken_for_the_canonical_one(large: StoryRecord) -> None:
    """A member without a text of its own has that; one whose text was left out has none to show."""
    assert member_text(large, "urn:00") == canonical_text(large) == _long(0).text
    assert member_text(large, "urn:01") is None
    assert large["story"]["merges"][1]["textLeftOut"]["sha256"] in hidden(large, "urn:01")


def test_the_projection_counts_all_members(db: Path, large: StoryRecord) -> None:
    """Also those that the record does not name."""
    [line] = CliRunner().invoke(main, ["inspect", "list", "--db", str(db), "--json"]).output.splitlines()
    assert json.loads(line)["size"] == MEMBERS
    with Store(db, read_only=True) as store:
        assert story(store, large["uri"]) == large


def test_show_says_what_is_left_out(db: Path, large: StoryRecord) -> None:
    """Texts and members, with their numbers."""
    left = large["story"]["leftOut"]
    told = _asked(db, "show", large["uri"])
    assert f"left out: {left['texts']} texts, {left['members']['count']} of {MEMBERS} members" in told


def test_why_and_diff_say_that_a_text_is_left_out(db: Path, large: StoryRecord) -> None:
    """And by which hash it can be known."""
    digest = large["story"]["merges"][1]["textLeftOut"]["sha256"]
    assert digest in _asked(db, "diff", "urn:00", "urn:01")
    assert "as stored: Jaccard" in _asked(db, "why", "urn:00", "urn:01")
    steps = json.loads(_asked(db, "why", "urn:01", "urn:02", "--json"))["steps"]
    assert digest in steps[0]["note"]
    assert "urn:01" in _asked(db, "how", large["uri"])


def test_pages_say_what_is_left_out(client: TestClient, large: StoryRecord) -> None:
    """A story's page, its matrix, and two texts side by side of which one is not there."""
    here = f"/story/{large['uri']}"
    page = client.get(here)
    assert page.status_code == 200
    assert f"{large['story']['leftOut']['members']['count']} of {MEMBERS} members" in page.text
    assert client.get(f"{here}/cluster").status_code == 200
    assert client.get(f"/why?{urlencode({'one': 'urn:00', 'other': 'urn:01'})}").status_code == 200
    missing = client.get(f"{here}/diff?{urlencode({'left': 'urn:00', 'right': 'urn:01'})}")
    assert missing.status_code == 404
    assert large["story"]["merges"][1]["textLeftOut"]["sha256"] in missing.text


def test_prov_tells_how_many_members_are_not_drawn(large: StoryRecord) -> None:
    """And draws the others."""
    [node] = [each for each in document([large])["@graph"] if each["@id"] == large["uri"]]
    assert node["copytaster:membersLeftOut"] == large["story"]["leftOut"]["members"]["count"]
    assert len(node["prov:hadMember"]) == len(large["associations"])


def test_takes_are_told_apart_though_their_texts_are_left_out() -> None:
    """A body of takes begins with the canonical text, also where only the hash of another take is there."""
    take = "Second take."
    whole = {"member": "urn:b", "relation": "part", "text": take}
    note = {"characters": 12, "bytes": 12, "sha256": "0" * 64}
    told: Any = {"bodies": [{"value": f"First take.\n\n{take}"}], "story": {"merges": [whole]}}
    assert canonical_text(told) == "First take."
    told["story"]["merges"] = [{"member": "urn:b", "relation": "part", "textLeftOut": note}]
    assert canonical_text(told) == f"First take.\n\n{take}"  # of another text
    note["sha256"] = sha256(take.encode()).hexdigest()
    assert canonical_text(told) == "First take."
